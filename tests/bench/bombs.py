#!/usr/bin/env python3
"""What each bomb of tests/attack/linked_data.py costs: CPU ms and peak memory of "check", and its answer."""
import os
import resource
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
import bombs


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def row(name, path, check):
    before = cpu()
    report, memory, err = bombs.check(path)
    code = report["checks"][check]["code"] if report else err
    print(f"{name:36} {(cpu() - before) * 1000:6.0f} ms {memory >> 10:4} MiB  {code}")


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "bomb")
    for name, check, _, write in bombs.ALL:
        with open(path, "wb") as out:
            write(out)
        row(name, path, check)
    for count in (100, 500):
        with open(path, "wb") as out:
            bombs.transcript(out, count)
        row(f"a transcript of {count} credentials", path, "context")
    for count in (100000, 1000000):
        with open(path, "wb") as out:
            bombs.fill(out, "", lambda i: f'_:b{i >> 3} <urn:p> "{i}" .\n', "", count=count, between="")
        before = cpu()
        status, out, err = bombs.run(["tool", "canonize", path])
        print(f"{f'canonize {count} quads':36} {(cpu() - before) * 1000:6.0f} ms           exit {status} {err.strip()}")
