#!/usr/bin/env python3
"""linked.py [BUILD]: what a program must not link. Decoding of strangers' files is testamur-decoder's alone,
which has neither network nor keys; drawing is the issuer's alone. Also keeps each start of the others quick."""
import os
import re
import subprocess
import sys

DECODING = "poppler|zbar|jpeg|png|seccomp"
DRAWING = "cairo|pango|glib|gobject|harfbuzz"
NETWORK = "curl|microhttpd|zip|sqlite|pq"
KEYS = "crypto|ssl|sodium"
CALLS = r"socket|connect|bind|listen|accept4?|getaddrinfo|posix_spawnp?|fork|exec\w+|popen|dlopen"
# program: libraries that it and what it links never load; that it does not name itself; functions it does not call
RULES = {
    "testamur-verifier": (f"{DECODING}|{DRAWING}", "", ""),
    "testamur-signer": (f"{DECODING}|{DRAWING}|{NETWORK}", "", ""),
    "testamur-issuer": ("poppler|zbar|jpeg|seccomp", "", ""),
    # poppler brings libraries of its own for signatures; nothing of ours does
    "testamur-decoder": ("microhttpd|sqlite|sodium", f"{NETWORK}|{KEYS}|jansson", CALLS),
}


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def matching(names, pattern):
    return sorted(n for n in names if pattern and re.match(rf"(lib)?({pattern})(\W|\d|$)", n))


build = sys.argv[1] if len(sys.argv) > 1 else "build/release"
problems = []
for program, (never, not_named, no_calls) in RULES.items():
    path = os.path.join(build, program)
    loaded = re.findall(r"^\s*(lib\S+)", output("ldd", path), re.M)
    named = re.findall(r"NEEDED.*\[(.*)\]", output("readelf", "-d", path))
    called = re.findall(r"\bU (\w+)", output("nm", "-D", "--undefined-only", path))
    problems += [f"{program} loads {n}" for n in matching(loaded, never)]
    problems += [f"{program} links {n}" for n in matching(named, not_named)]
    problems += [f"{program} calls {n}" for n in called if no_calls and re.fullmatch(no_calls, n)]
    if "libc.so.6" not in loaded or "libc.so.6" not in named:
        problems.append(f"{program}: what it links cannot be seen")
print("\n".join(problems))
sys.exit(1 if problems else 0)
