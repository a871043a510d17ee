#!/usr/bin/env python3
"""'attendance import' beside bare SQLite: 10^6 joins of 10^4 people.

Ten Zoom reports of 100,000 rows, each below 10 MB, into ten sessions of a
cohort whose roster has everybody: encoding, table, recognition, times,
people, presence, rows of the store, durable, one process a file. The first
and the last file show that the time is linear. Bare is bench_bare of
tests/bench/store, run before each file: as many rows of the same columns by
SQLite alone, durable.
"""
import os
import resource
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))
from tap import BUILD  # noqa: E402
from instance import Instance, json  # noqa: E402
import issuer_site  # noqa: E402

PEOPLE, FILES, ROWS = 10000, 10, 100000
BARE = os.path.join(BUILD, "tests", "bench", "store", "bench_bare")


def make(issuer):
    policy = dict(issuer_site.POLICY, awards=issuer_site.POLICY["awards"][:1])
    os.mkdir(issuer.path("sills"))
    issuer.write("sills/programme.json", json.dumps(issuer_site.PROGRAMME))
    issuer.write("sills/policy.json", json.dumps(policy))
    issuer.ok("organisation", "import",
              issuer.write("o.json", json.dumps(issuer_site.ORGANISATIONS)))
    issuer.ok("programme", "load", issuer.path("sills"))
    cohort = json.loads(json.dumps(issuer_site.COHORT))
    pattern = cohort["sessions"][0]
    cohort["sessions"] = [
        dict(pattern, id=f"n{n}", start=f"2021-03-{n + 1:02}T10:00", end=f"2021-03-{n + 1:02}T12:00")
        for n in range(FILES)]
    issuer.ok("cohort", "add", "--programme", "sills", issuer.write("c.json", json.dumps(cohort)))
    roster = "Name,Email\n" + "".join(f"Person {n:05},p{n:05}@example.org\n" for n in range(PEOPLE))
    issuer.ok("roster", "import", "--cohort", cohort["id"], issuer.write("r.csv", roster))
    return cohort["id"]


def report(day, rows):
    """Everybody joins and leaves again and again."""
    lines = ["Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest"]
    for row in range(rows):
        n, turn = row % PEOPLE, row // PEOPLE
        minute, second = turn * 5 % 60, n % 60
        lines.append(f"Person {n:05},p{n:05}@example.org,03/{day:02}/2021 10:{minute:02}:{second:02} AM,"
                     f"03/{day:02}/2021 10:{minute + 4:02}:{second:02} AM,4,Yes")
    return "\n".join(lines) + "\n"


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(work):
    """(wall seconds, processor seconds of what it ran)"""
    start, used = time.monotonic(), cpu()
    work()
    return time.monotonic() - start, cpu() - used


def bare(rows):
    """Seconds for so many rows, and of the processor."""
    return timed(lambda: subprocess.run([BARE, str(rows)], stdout=subprocess.DEVNULL, check=True))


def main():
    with Instance() as issuer:
        cohort = make(issuer)
        files, floors = [], []
        for n in range(FILES):
            data = report(n + 1, ROWS)
            assert len(data) < 10 << 20
            path = issuer.write("zoom.csv", data)
            floors.append(bare(ROWS))
            files.append(timed(lambda: issuer.ok(
                "attendance", "import", "--cohort", cohort, "--session", f"n{n}", path, "--quiet")))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        wall, used = (sum(one[i] for one in files) for i in (0, 1))
        floor, floor_used = (sum(one[i] for one in floors) for i in (0, 1))
        print(f"attendance import, {FILES * ROWS} joins of {PEOPLE} people: {FILES * ROWS / wall:.0f} rows a "
              f"second, peak {peak:.0f} MiB; the first file {files[0][0]:.2f} s, the last {files[-1][0]:.2f} s")
        print(f"bare SQLite: {FILES * ROWS / floor:.0f} rows a second; import at {floor / wall:.2f} of its rate, "
              f"by processor time {floor_used / used:.2f}", flush=True)


if __name__ == "__main__":
    main()
