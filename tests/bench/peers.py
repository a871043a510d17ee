#!/usr/bin/env python3
"""Ours beside what people use today, with the same credential, in one run.

@digitalbazaar/vc verifies eddsa-rdfc-2022; npm's jsonld and rdf-canonize make
canonical N-Quads. Their programs are those of ../shared/bench, their packages
the locked ones of tests/interop. Ours runs before and after; processor time,
medians of ROUNDS.
"""
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))
from npm import install  # noqa: E402
from tap import BUILD, ROOT, SHARED  # noqa: E402

PEERS = os.path.join(SHARED, "bench")
ROUNDS, CALLS = "5", "150"
# ours, what it prints before its figure; theirs; how many times to reach
COMPARED = [
    ("verify/bench_integrity", r"different: ([\d.]+) us",
     "verify", "@digitalbazaar/vc verify", 70),
    ("jsonld/bench_jsonld", r"quads: ([\d.]+) us",
     "part:toRDF+canonize", "npm jsonld + rdf-canonize", 80),
]


def measure_ours():
    result = []
    for program, pattern, _, _, _ in COMPARED:
        done = subprocess.run([os.path.join(BUILD, "tests", "bench", program), "brief"],
                              cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
        result.append(float(re.search(pattern, done.stdout).group(1)))
    return result


def measure_theirs(packages):
    """Their programs write beside their data: so a copy of both."""
    folder = os.path.join(BUILD, "bench-peers")
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("node", "data"):
        shutil.copytree(os.path.join(PEERS, name), os.path.join(folder, name),
                        copy_function=shutil.copyfile)
    for name in ("node", "data"):
        os.chmod(os.path.join(folder, name), 0o755)
    os.symlink(os.path.join(packages, "node_modules"),
               os.path.join(folder, "node", "node_modules"))
    modes = [mode for _, _, mode, _, _ in COMPARED]
    done = subprocess.run(
        ["node", "vc-bench.mjs", "../data/cred-4k.json", CALLS, ",".join(modes)],
        cwd=os.path.join(folder, "node"), env=dict(os.environ, ROUNDS=ROUNDS),
        stdout=subprocess.PIPE, check=True, text=True)
    return [float(re.search(re.escape(mode) + r" .*cpu_us +([\d.]+)", done.stdout).group(1))
            for mode in modes]


def main():
    if not os.path.isdir(PEERS):
        print("peers: SKIPPED, ../shared/bench is not there")
        return
    packages, problem = install()
    if problem:
        print(f"peers: SKIPPED, {problem}")
        return
    before = measure_ours()
    theirs = measure_theirs(packages)
    after = measure_ours()
    for (_, _, _, name, goal), a, b, other in zip(COMPARED, before, after, theirs):
        ours = (a + b) / 2
        print(f"{name}: {other:.0f} us, ours {ours:.1f} us: {other / ours:.0f} x faster "
              f"(to reach: {goal})")


main()
