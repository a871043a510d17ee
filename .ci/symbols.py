#!/usr/bin/env python3
"""symbols.py [PROGRAM]: fail if it could sign (undefined symbols named below); by default the verifier."""
import re
import subprocess
import sys

SIGNING = re.compile(
    r"\b(EVP_PKEY_sign\w*|EVP_DigestSign\w*|EVP_SignFinal\w*|EVP_PKEY_keygen\w*|EVP_PKEY_generate|EVP_PKEY_Q_keygen|"
    r"EVP_EC_gen|EVP_RSA_gen|RSA_sign|ECDSA_sign|ECDSA_do_sign|"
    r"crypto_sign(_ed25519)?(_detached|_keypair|_seed_keypair)?|crypto_sign_init|crypto_sign_final_create)\b(?!_verify)")

program = sys.argv[1] if len(sys.argv) > 1 else "build/release/testamur-verifier"
out = subprocess.run(["nm", "-D", "--undefined-only", program], check=True, capture_output=True, text=True).stdout
found = sorted({name for name in re.findall(r"\bU (\w+)", out) if SIGNING.fullmatch(name)})
print("\n".join(f"{program} names {name}" for name in found))
if "EVP_DigestVerify" not in out and "crypto_sign" not in out:
    print("no verification symbol found either: is this the verifier?")
    found.append("?")
sys.exit(1 if found else 0)
