#!/usr/bin/env python3
"""'award issue', durable, beside the least that issuing can cost.

The least is the program issuefloor of ../shared/bench: one thread that
parses, hashes, signs, prints and inserts one credential after the other,
a hundred to a commit. Ours is the whole command: start, evaluation, both
processes, every row of the store. A cohort is made through the command line
once; every round issues from a copy of it, and runs the floor beside it.
Processor time includes all processes. Medians of ROUNDS.
"""
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))
from tap import BUILD, ISSUER, SHARED  # noqa: E402
from instance import Instance, json  # noqa: E402
import cohorts  # noqa: E402

SIZES = (1000, 20000)
BATCH = 100  # AWARD_BATCH of issuer/award.h
ROUNDS = 5
FLOOR_SECONDS = "0.3"


def timed(work):
    """(wall seconds, processor seconds of the processes it ran)"""
    def cpu():
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime
    start, used = time.monotonic(), cpu()
    work()
    return time.monotonic() - start, cpu() - used


def issue(data, digest, people):
    done = subprocess.run([ISSUER, "award", "issue", "--preview", digest, "--data", data,
                           "--as", "bench", "--json", "--quiet"],
                          capture_output=True, check=True)
    assert done.stdout.count(b'"url"') == people, done.stderr


def build_floor():
    """issuefloor, compiled here, and what it reads; None where that is absent"""
    source = os.path.join(SHARED, "bench", "c", "issuefloor.c")
    data = os.path.join(SHARED, "bench", "data")
    program = os.path.join(BUILD, "issuefloor")
    if not os.path.exists(source):
        return None
    done = subprocess.run(["gcc", "-O2", "-w", "-o", program, source,
                           "-lcrypto", "-lcjson", "-lsqlite3"],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print("issuefloor cannot be compiled (libcjson-dev?):", done.stderr.splitlines()[0])
        return None
    return [program, os.path.join(data, "cred-4k.signed.json"),
            os.path.join(data, "cred-4k.nq")]


def run_floor(command, folder):
    """Processor seconds for each credential, in batches of BATCH."""
    done = subprocess.run([*command, folder, FLOOR_SECONDS], capture_output=True, text=True,
                          check=True, env=dict(os.environ, ROUNDS="1"))
    for line in done.stdout.splitlines():
        words = line.split()
        if words[words.index("batch") + 1] == str(BATCH):
            return float(words[words.index("cpu_us") + 1]) / 1e6
    raise ValueError(done.stdout)


def measure(people, floor):
    ours, least = [], []
    with Instance() as issuer:
        digest = cohorts.make(issuer, people)
        for _ in range(ROUNDS + 1):  # the first warms up
            with tempfile.TemporaryDirectory(dir=issuer.folder) as folder:
                data = os.path.join(folder, "data")
                shutil.copytree(issuer.data, data)
                ours.append(timed(lambda: issue(data, digest, people)))
                if floor:
                    least.append(run_floor(floor, folder))
    wall, cpu = (statistics.median(r[i] for r in ours[1:]) / people * 1e6 for i in (0, 1))
    text = f"award issue, {people} durable in batches of {BATCH}: each {wall:.0f} us, processor {cpu:.0f} us"
    if floor:
        bare = statistics.median(least[1:]) * 1e6
        text += f"; issuefloor {bare:.0f} us: {cpu / bare:.2f} x that"
    print(text, flush=True)


def main():
    floor = build_floor()
    if floor is None:
        print("SKIPPED issuefloor: ../shared/bench or a library it needs is absent")
    for people in SIZES:
        measure(people, floor)


main()
