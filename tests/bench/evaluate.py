#!/usr/bin/env python3
"""Evaluation: 10^5 people x 20 conditions, at most 3 us a condition where calib says 58 us.

The rules by themselves are bench_rules, run here beside ../shared/bench/c/calib (compiled for it). Then
the whole command, with the facts out of the database and the answers printed: two cohorts, one ten
times as large, each person with a row of attendance in every session.
"""
import os
import re
import resource
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))
from tap import BUILD, SHARED  # noqa: E402
import instance  # noqa: E402
from instance import Instance, json  # noqa: E402
import issuer_site  # noqa: E402

RULES = os.path.join(BUILD, "tests", "bench", "rules", "bench_rules")
SESSIONS, FEW, MANY, PORTION = 4, 10000, 100000, 50000
REFERENCE = 58  # us that calib says of the machine that 3 us are asked of
ZOOM = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
instance.SECONDS = 600


def calib(folder):
    """us of one Ed25519 verification, or None."""
    source = os.path.join(SHARED, "bench", "c", "calib.c")
    if not os.path.exists(source):
        return None
    program = os.path.join(folder, "calib")
    done = subprocess.run(["cc", "-O2", "-w", "-o", program, source, "-lsodium", "-lcrypto"], check=False,
                          capture_output=True)
    if done.returncode != 0:
        return None
    return min(float(re.search(r"cpu ([\d.]+)", subprocess.run([program], capture_output=True, text=True,
                                                               check=True).stdout).group(1)) for _ in range(3))


def conditions():
    for block in range(2):
        yield from ({"enrolled": "all"}, {"attended": {"tag": "afternoon"}, "min": 3},
                    {"attended": {"sessions": [f"s{block + 1}", f"s{block + 2}"]}, "min": 1},
                    {"attended": {"series": "all"}, "min": 2}, {"attended": {"series": "all"}, "every": True},
                    {"work": "plan", "is": "approved"}, {"work": "report", "is": "submitted"},
                    {"minutes": {"activity": "reading"}, "min": 60, "cap_per_week": 120},
                    {"attested": "sampling", "by": ["coach"]}, {"on_or_after": "2023-01-01"})


def prepare(issuer):
    os.mkdir(issuer.path("sills"))
    more = {name: [{"id": one, "title": one} for one in ids] for name, ids in
            (("items", ("plan", "report")), ("activities", ("reading",)), ("attestations", ("sampling",)))}
    issuer.write("sills/programme.json", json.dumps(dict(issuer_site.PROGRAMME, **more)))
    award = {"id": "keeper", "kind": "certificate", "achievement": "sill-keeper", "issue": "manual",
             "when": {"all": list(conditions())}}
    issuer.write("sills/policy.json", json.dumps(dict(issuer_site.POLICY, awards=[award])))
    issuer.ok("organisation", "import", issuer.write("o.json", json.dumps(issuer_site.ORGANISATIONS)))
    issuer.ok("programme", "load", issuer.path("sills"))


def fill(issuer, name, people):
    sessions = [{"id": f"s{n + 1}", "topic": "light", "start": f"2021-03-{n + 1:02}T10:00",
                 "end": f"2021-03-{n + 1:02}T12:00", "mode": "virtual"} for n in range(SESSIONS)]
    issuer.ok("cohort", "add", "--programme", "sills",
              issuer.write("c.json", json.dumps(dict(issuer_site.COHORT, id=name, sessions=sessions))))
    issuer.ok("roster", "import", "--cohort", name, issuer.write(
        "r.csv", "Name,Email\n" + "".join(f"Person {n:06},{name}{n:06}@example.org\n" for n in range(people))))
    for session in range(SESSIONS):
        day = f"03/{session + 1:02}/2021"
        for first in range(0, people, PORTION):
            rows = "".join(f"Person {n:06},{name}{n:06}@example.org,{day} 10:00:00 AM,"
                           f"{day} {'10:30' if (n + session) % 7 == 0 else '11:59'}:00 AM,119,Yes\n"
                           for n in range(first, min(people, first + PORTION)))
            issuer.ok("attendance", "import", "--cohort", name, "--session", f"s{session + 1}",
                      issuer.write("z.csv", ZOOM + rows), "--quiet")


def measure(issuer, name, people):
    """us of the processor for a condition"""
    used = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        issuer.ok("evaluate", "--cohort", name)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return sorted(used)[1] * 1e6 / people / 20


def main():
    with Instance() as issuer:
        reference = calib(issuer.folder)
        print("calib: " + (f"{reference:.1f} us" if reference else "SKIPPED, ../shared/bench/c/calib.c or libsodium is not there"))
        line = subprocess.run([RULES], capture_output=True, text=True, check=True).stdout.strip()
        alone = float(re.search(r"([\d.]+) us a condition", line).group(1))
        print(line)
        prepare(issuer)
        for name, people in (("few", FEW), ("many", MANY)):
            fill(issuer, name, people)
        few, many = (measure(issuer, name, people) for name, people in (("few", FEW), ("many", MANY)))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"'evaluate' of {MANY} people, 20 conditions, {SESSIONS} rows of attendance each: {many:.2f} us a "
              f"condition, {many / few:.2f} x that of {FEW} people, peak {peak:.0f} MiB")
        if reference:
            scale = REFERENCE / reference
            print(f"where calib says {REFERENCE} us: the rules {alone * scale:.2f} us a condition, the command "
                  f"{many * scale:.2f} us; to reach: 3", flush=True)


main()
