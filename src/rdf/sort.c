#include "sort.h"

#include <endian.h>
#include <string.h>

/* So many are sorted by insertion: they are in order already, or nearly. */
#define FEW 8

enum tsm_status tsm_rdf_sorter_init(
    struct rdf_sorter *sorter, struct tsm_arena *arena, size_t cap)
{
	sorter->keys = tsm_arena_take_array(arena, cap, sizeof(*sorter->keys));
	sorter->spare =
	    tsm_arena_take_array(arena, cap, sizeof(*sorter->spare));
	return sorter->keys != NULL && sorter->spare != NULL ? TSM_OK
							     : TSM_E_MEMORY;
}

bool tsm_rdf_key_equal(const struct rdf_key *a, const struct rdf_key *b)
{
	return a->len == b->len && memcmp(a->ptr, b->ptr, a->len) == 0;
}

/* How many bytes all texts begin with. */
static size_t common(const struct rdf_key *keys, size_t count)
{
	size_t len = keys[0].len;
	for (size_t i = 1; i < count && len > 0; i++) {
		size_t n = 0;
		while (n < len && n < keys[i].len &&
		       keys[0].ptr[n] == keys[i].ptr[n])
			n++;
		len = n;
	}
	return len;
}

/* Eight bytes, big-endian so that numbers are ordered as bytes; zeros after
 * the end. */
static uint64_t word_at(const struct rdf_key *key, size_t depth)
{
	uint64_t word = 0;
	if (depth + sizeof(word) <= key->len)
		memcpy(&word, key->ptr + depth, sizeof(word));
	else if (depth < key->len)
		memcpy(&word, key->ptr + depth, key->len - depth);
	return be64toh(word);
}

/* Whether a may stand before b. */
static bool in_order(const struct rdf_key *a, const struct rdf_key *b)
{
	if (a->word != b->word)
		return a->word < b->word;
	/* none is the beginning of the other: they are equal, or differ */
	return memcmp(a->ptr, b->ptr, a->len < b->len ? a->len : b->len) <= 0;
}

static void insertion_sort(struct rdf_key *keys, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct rdf_key key = keys[i];
		size_t at = i;
		for (; at > 0 && !in_order(&keys[at - 1], &key); at--)
			keys[at] = keys[at - 1];
		keys[at] = key;
	}
}

/* The first middle keys and those behind them, each in order, as one. */
static void merge(
    const struct rdf_key *from, size_t middle, size_t end, struct rdf_key *to)
{
	const struct rdf_key *a = from;
	const struct rdf_key *b = from + middle;
	while (a < from + middle && b < from + end)
		*to++ = in_order(a, b) ? *a++ : *b++;
	while (a < from + middle)
		*to++ = *a++;
	while (b < from + end)
		*to++ = *b++;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

void tsm_rdf_sort(struct rdf_sorter *sorter, size_t count)
{
	struct rdf_key *from = sorter->keys;
	struct rdf_key *to = sorter->spare;
	size_t depth = count > FEW ? common(from, count) : 0;
	for (size_t i = 0; i < count; i++)
		from[i].word = count > FEW ? word_at(&from[i], depth) : 0;
	for (size_t at = 0; at < count; at += FEW)
		insertion_sort(from + at, least(count - at, FEW));
	for (size_t width = FEW; width < count; width *= 2) {
		for (size_t at = 0; at < count; at += 2 * width) {
			size_t end = least(count - at, 2 * width);
			merge(from + at, least(width, end), end, to + at);
		}
		struct rdf_key *swap = from;
		from = to;
		to = swap;
	}
	if (from != sorter->keys)
		memcpy(sorter->keys, from, count * sizeof(*from));
}
