#!/usr/bin/env python3
"""'attendance import' beside bare SQLite: 10^6 joins of 10^4 people.

Ten Zoom reports of 100,000 rows, each below 10 MB, into ten sessions of a
cohort whose roster has everybody: encoding, table, recognition, times,
people, presence, rows of the store, durable, one process a file. A tenth of
it first shows that the time is linear. Bare is tests/bench/store/bench_bare,
run before and after each: as many rows of the same columns by SQLite alone.
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


def bare(rows):
    done = subprocess.run([BARE, str(rows)], capture_output=True, text=True, check=True)
    return float(done.stdout.split(":")[1].split()[0])


def main():
    with Instance() as issuer:
        cohort = make(issuer)
        total, first = 0.0, 0.0
        rates = [bare(FILES * ROWS)]
        for n in range(FILES):
            data = report(n + 1, ROWS)
            assert len(data) < 10 << 20
            path = issuer.write("zoom.csv", data)
            start = time.monotonic()
            issuer.ok("attendance", "import", "--cohort", cohort, "--session", f"n{n}", path,
                      "--quiet")
            total += time.monotonic() - start
            first = first or total
        rates.append(bare(FILES * ROWS))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        rate, floor = FILES * ROWS / total, sum(rates) / len(rates)
        print(f"attendance import, {FILES * ROWS} joins of {PEOPLE} people: {rate:.0f} rows a second, "
              f"peak {peak:.0f} MiB; the first file {first:.2f} s, all {total:.2f} s; "
              f"bare SQLite {floor:.0f} rows a second: {rate / floor:.2f} of it", flush=True)


main()
