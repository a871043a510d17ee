#!/usr/bin/env python3
"""MFPE session 1 computed a second time, sharing nothing with the C code.

Reads the public Zoom sample with Python's csv module, clips and unites the
intervals second by second, and compares every attendee's seconds, rows and
host mark with what tests/suites/roster/attendance.c prints.
"""
import csv
import datetime
import os
import subprocess
import sys
import zoneinfo

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from tap import BUILD, SHARED, Tap  # noqa: E402

TOOL = os.path.join(BUILD, "tests", "suites", "roster", "attendance")
FOLDER = os.path.join(SHARED, "data", "attendance")
ZONE = "America/Denver"
START, MINUTES = "2021-11-19T10:00", 120


def instant(text):
    local = datetime.datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p")
    return int(local.replace(tzinfo=zoneinfo.ZoneInfo(ZONE)).timestamp())


def read(path):
    """(host e-mail or None, [(e-mail, join, leave, minutes)])"""
    host, rows, columns = None, [], None
    with open(path, encoding="utf-8", newline="") as handle:
        for row in csv.reader(handle, strict=True):
            if row and row[0].startswith("Name (Original Name)"):
                columns = row
            elif columns:
                cell = dict(zip(columns, row))
                rows.append((cell["User Email"].strip().lower(), instant(cell["Join Time"]),
                             instant(cell["Leave Time"]), int(cell["Duration (Minutes)"])))
            elif row and row[0].isdigit():
                host = row[4].strip().lower()
    return host, rows


def numbers(path):
    start = int(datetime.datetime.fromisoformat(START)
                .replace(tzinfo=zoneinfo.ZoneInfo(ZONE)).timestamp())
    end = start + MINUTES * 60
    host, rows = read(path)
    people = {}
    for email, join, leave, _ in rows:
        seconds, count = people.get(email, (set(), 0))
        seconds |= set(range(max(join, start), min(leave, end)))
        people[email] = (seconds, count + 1)
    return rows, {email: (len(seconds), count, int(email == host))
                  for email, (seconds, count) in people.items()}


def ours(path):
    done = subprocess.run([TOOL, "numbers", path, START, str(MINUTES), ZONE],
                          capture_output=True, timeout=60, check=True)
    people = {}
    for line in done.stdout.decode("utf-8").splitlines():
        email, seconds, count, host = line.split("\t")
        people[email] = (int(seconds), int(count), int(host))
    return people


def main():
    tap = Tap()
    for name in ("zoom_old_perjoin_with_meeting_block.csv", "zoom_old_perjoin_no_block.csv"):
        path = os.path.join(FOLDER, name)
        if not os.path.exists(path):
            tap.skip(f"numbers of {name}", "no ../shared/data/attendance")
            continue
        rows, people = numbers(path)
        tap.equal(len(rows), 31, f"{name}: rows")
        tap.equal(len(people), 27, f"{name}: people")
        tap.ok(all(-(-(leave - join) // 60) == minutes for _, join, leave, minutes in rows),
               f"{name}: the duration column is rounded up")
        minutes = {email: seconds // 60 for email, (seconds, _, _) in people.items()}
        tap.equal(minutes["power-girl_kryptonian@dc.com"], 111, f"{name}: two devices")
        tap.equal(minutes["redeemer-ii_unknown@comic.com"], 95, f"{name}: came late")
        tap.equal(minutes["cyborg-superman_cyborg@dc.com"], 83, f"{name}: rejoined")
        present = [email for email, (seconds, _, _) in people.items()
                   if seconds * 100 >= MINUTES * 60 * 80]
        tap.equal(len(present), 18, f"{name}: present at 80 %")
        if "with_meeting_block" in name:
            hosts = [email for email, (_, _, host) in people.items() if host]
            tap.equal(hosts, ["green-goblin_human@marvel.com"], f"{name}: host")
            tap.equal(len(set(present) - set(hosts)), 17, f"{name}: participants present")
        tap.equal(ours(path), people, f"{name}: the product says the same of everybody")
    tap.done()


main()
