#!/usr/bin/env python3
"""What holds of attendance whatever the files: minutes are the union of the intervals and no more than the
session has, more rows never lower them, the order of files does not matter, and a decision comes out again
as it was recorded. Invented worlds, from fixed seeds."""
import datetime
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from instance import Instance  # noqa: E402
from tap import Tap  # noqa: E402
from world import JOINS, POLICY, answers, prepare  # noqa: E402

PEOPLE = [f"p{n}@x.example" for n in range(6)]
START = datetime.datetime(2024, 2, 1, 10)
LENGTH = 3600
AT = ("--cohort", "spring", "--session", "s1")
ROUNDS = 5


def moment(second):
    return START + datetime.timedelta(seconds=second)


def stays(chance, most):
    """{address: intervals in seconds from the session's start}"""
    found = {}
    for address in chance.sample(PEOPLE, chance.randint(1, len(PEOPLE))):
        for _ in range(chance.randint(1, most)):
            first = chance.randint(-900, LENGTH)
            found.setdefault(address, []).append((first, first + chance.randint(0, 3000)))
    return found


def zoom(chance, who):
    rows = [f"{a.split('@')[0]},{a},{moment(x):%m/%d/%Y %I:%M:%S %p},{moment(y):%m/%d/%Y %I:%M:%S %p},"
            f"{-(-(y - x) // 60)},No,Y" for a, some in who.items() for x, y in some]
    chance.shuffle(rows)
    return "\n".join([JOINS] + rows) + "\n"


def table(chance, who):
    rows = [f"{a};{moment(x):%Y-%m-%d %H:%M:%S};{moment(y):%Y-%m-%d %H:%M:%S}" for a, some in who.items() for x, y in some]
    chance.shuffle(rows)
    return "Name;Email;Joined;Left\n" + "".join(f"{r.split('@')[0]};{r}\n" for r in rows)


def log(chance, who):
    """Events of people who are there once at a time."""
    del chance
    events = [(when, what, a) for a, some in who.items() for x, y in union_of(some)
              for when, what in ((x, "Joined"), (y, "Left")) if y > x]
    rows = [f"{a}\t{what}\t{moment(when):%m/%d/%Y, %I:%M:%S %p}\t{a}" for when, what, a in sorted(events)]
    return "Full Name\tUser Action\tTimestamp\tEmail\n" + "".join(row + "\n" for row in rows)


def union_of(some):
    merged = []
    for x, y in sorted(some):
        if merged and x <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(y, merged[-1][1]))
        else:
            merged.append((x, y))
    return merged


def overlaps(who):
    """Of a file that has no second of the session nothing is read."""
    return any(x < LENGTH and y > 0 and y > x for some in who.values() for x, y in some)


def seconds_of(worlds):
    """The seconds that somebody else than the program counts."""
    found = {}
    for who in worlds:
        for address, some in who.items():
            here = found.setdefault(address, set())
            for x, y in some:
                here |= set(range(max(x, 0), min(y, LENGTH)))
    return {address: len(seconds) for address, seconds in found.items()}


def shown(issuer):
    rows = issuer.json("attendance", "show", *AT)["rows"]
    return {row["name"] + "@x.example": row["seconds"] for row in rows}


def start(issuer):
    policy = dict(POLICY, awards=[POLICY["awards"][1]])
    prepare(issuer, policy=policy)
    issuer.ok("roster", "import", "--cohort", "spring", "--track", "main", issuer.write(
        "r.csv", "Name,Email\n" + "".join(f"{a.split('@')[0]},{a}\n" for a in PEOPLE)))


def take(issuer, text):
    return issuer.json("attendance", "import", *AT, "--date-order", "mdy", issuer.write("f.csv", text))


def one(tap, seed):
    chance = random.Random(seed)
    worlds = []
    while len(worlds) < 4:
        who = stays(chance, 4)
        if overlaps(who):
            worlds.append(who)
    files = [write(chance, who) for write, who in zip((zoom, table, zoom, log), worlds)]
    seen = []
    for order in (range(4), chance.sample(range(4), 4)):
        with Instance() as issuer:
            start(issuer)
            before = {}
            lower, lost = [], []
            for n in order:
                got = take(issuer, files[n])
                if got["rows"] + len(got.get("rejected", [])) < len(files[n].splitlines()) // (2 if n == 3 else 1) - 1:
                    lost.append((n, got["rows"], got.get("rejected")))
                now = shown(issuer)
                lower += [(a, s, now.get(a)) for a, s in before.items() if now.get(a, 0) < s]
                before = now
            tap.equal(lower, [], f"world {seed}, {list(order)}: another file lowers nobody's minutes")
            tap.equal(lost, [], f"world {seed}, {list(order)}: every row is read or rejected")
            seen.append((before, answers(issuer)))
            if len(seen) == 2:
                issue(tap, issuer, seed)
    tap.equal(seen[0], seen[1], f"world {seed}: the order of the files does not matter")
    want = seconds_of(worlds)
    tap.equal({a: s for a, s in seen[0][0].items() if s}, {a: s for a, s in want.items() if s}, f"world {seed}: the union, second by second")
    tap.ok(all(s <= LENGTH for s in seen[0][0].values()), f"world {seed}: no more than the session has")


def issue(tap, issuer, seed):
    issuer.ok("session", "close", "s1", "--cohort", "spring")
    digest = issuer.json("award", "preview", "--cohort", "spring")["digest"]
    issuer.ok("award", "issue", "--preview", digest)
    replayed = issuer.json("decision", "replay", "--all")
    tap.ok(all(row["same"] for row in replayed), f"world {seed}: what was decided comes out again", replayed)


def main():
    tap = Tap()
    for seed in range(ROUNDS):
        one(tap, seed)
    tap.done()


main()
