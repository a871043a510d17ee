"""Short ids with a sound check character (include/testamur/base/id.h)."""
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def product(a, b):
    """In GF(2^5), modulo x^5 + x^2 + 1."""
    result = 0
    for bit in range(5):
        if b >> bit & 1:
            result ^= a << bit
    for bit in range(9, 4, -1):
        if result >> bit & 1:
            result ^= 0x25 << (bit - 5)
    return result


def short_id(body):
    """The 26 characters given, and the one that fits."""
    weight, total = 1, 0
    for char in reversed(body):
        weight = product(weight, 2)
        total ^= product(weight, ALPHABET.index(char))
    return body + ALPHABET[total]
