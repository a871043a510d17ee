#!/usr/bin/env python3
"""Every attendance sample computed a second time, sharing nothing with the C code.

Reads each public sample with Python's csv module and a reader written for
that one file, clips and unites the intervals second by second, and compares
every attendee's seconds, rows and host mark, and every line that was left
out, with what tests/suites/roster/attendance.c prints.
"""
import csv
import datetime
import io
import os
import re
import subprocess
import sys
import zoneinfo

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from tap import BUILD, SHARED, Tap  # noqa: E402

TOOL = os.path.join(BUILD, "tests", "suites", "roster", "attendance")
FOLDER = os.path.join(SHARED, "data", "attendance")


class Session:
    def __init__(self, start, minutes, zone):
        self.zone = zoneinfo.ZoneInfo(zone)
        self.day = datetime.datetime.fromisoformat(start)
        self.start = self.unix(self.day)
        self.end = self.start + minutes * 60
        self.args = [start, str(minutes), zone]

    def unix(self, local):
        return int(local.replace(tzinfo=self.zone).timestamp())

    def instant(self, text, form):
        return self.unix(datetime.datetime.strptime(text.replace("\u202f", " "), form))

    def clock(self, text):
        """A time of day on the session's day."""
        return self.unix(datetime.datetime.combine(
            self.day.date(), datetime.datetime.strptime(text, "%H:%M").time()))


class Seen:
    """What a reader finds: who (a key), on which line, how long."""

    def __init__(self, session):
        self.session, self.people, self.out = session, {}, set()

    def add(self, key, line, join=None, leave=None, total=0, host=False):
        seconds, rows, first, was, least = self.people.get(key, (set(), 0, line, False, 0))
        if join is not None:
            seconds |= set(range(max(join, self.session.start), min(leave, self.session.end)))
        self.people[key] = (seconds, rows + 1, min(first, line), was or host, max(least, total))

    def numbers(self):
        length = self.session.end - self.session.start
        return {first: (max(len(seconds), min(total, length)), rows, int(host))
                for seconds, rows, first, host, total in self.people.values()}


def table(path, encoding="utf-8", delimiter=","):
    with open(path, "rb") as handle:
        text = handle.read().decode(encoding)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]


def after(rows, beginning):
    """The rows below the one that begins so, as dictionaries."""
    for at, (_, row) in enumerate(rows):
        if row[0].startswith(beginning):
            return [(line, dict(zip(row, cells))) for line, cells in rows[at + 1:]]
    return []


def zoom_joins(path, session):
    rows, seen, host = table(path), Seen(session), None
    for _, row in rows:
        if row[0].isdigit():
            host = row[4].strip().lower()
    for line, cell in after(rows, "Name (Original Name)"):
        email = cell["User Email"].strip().lower()
        seen.add(email, line, session.instant(cell["Join Time"], "%m/%d/%Y %I:%M:%S %p"),
                 session.instant(cell["Leave Time"], "%m/%d/%Y %I:%M:%S %p"), host=email == host)
    return seen


def zoom_totals(path, session):
    rows, seen, host = table(path), Seen(session), None
    for _, row in rows:
        inside = re.search(r"\((\S+@\S+)\)$", row[2])
        host = inside.group(1) if inside else host
    old = "User Email" in rows[0][1]
    for line, cell in after(rows, "Name"):
        email = cell["User Email" if old else "Email"]
        name = next(iter(cell.values()))
        minutes = cell["Total Duration (Minutes)" if old else "Total duration (minutes)"]
        seen.add(email or name, line, total=int(minutes) * 60, host=bool(email) and email == host)
    return seen


def zoom_empty(path, _session):
    return None if len(table(path)) == 1 else 1


def webinar(path, session):
    seen, title, head = Seen(session), "", None
    for line, row in table(path):
        if len(row) == 1:
            title, head = row[0], None
        elif row[0] == "Attended":
            head = row
        elif head:
            cell = dict(zip(head, row))
            seen.add(cell["Email"], line,
                     session.instant(cell["Join Time"], "%m/%d/%Y %I:%M:%S %p"),
                     session.instant(cell["Leave Time"], "%m/%d/%Y %I:%M:%S %p"),
                     host=title.startswith("Host"))
    return seen


def teams_log(path, session):
    """No 'Left': until the end of the session."""
    seen, open_since = Seen(session), {}
    for line, cell in after(table(path, delimiter="\t"), "Full Name"):
        name = cell["Full Name"]
        at = session.instant(cell["Timestamp"], "%m/%d/%Y, %I:%M:%S %p")
        if cell["User Action"] == "Left":
            since, begun = open_since.pop(name)
            seen.add(name, begun, since, at)
        else:
            open_since[name] = (at, line)
    for name, (since, begun) in open_since.items():
        seen.add(name, begun, since, session.end)
    return seen


def length(text):
    unit = {"h": 3600, "m": 60, "s": 1}
    return sum(int(n) * unit[u] for n, u in re.findall(r"(\d+)([hms])", text))


def teams_report(path, session, encoding, form):
    """Section 3 where it has the person, else section 2 with its duration."""
    parts, part = {}, None
    for line, row in table(path, encoding, "\t"):
        row[0] = row[0].lstrip("\ufeff")
        if re.match(r"\d\. ", row[0]) and len(row) == 1:
            part = parts.setdefault(row[0][0], [])
        else:
            part.append((line, row))
    seen = Seen(session)
    joined = {row[4].lower() for _, row in parts["3"][1:]}
    for line, row in parts["3"][1:]:
        seen.add(row[4].lower(), line, session.instant(row[1], form),
                 session.instant(row[2], form), host=row[5] == "Organizer")
    for line, row in parts["2"][1:]:
        if row[4].lower() in joined:
            continue
        key = row[4].lower() or line
        if row[1] and row[2]:
            join, leave = session.instant(row[1], form), session.instant(row[2], form)
            assert abs(leave - join - length(row[3])) <= 2
            seen.add(key, line, join, leave)
        elif row[3]:
            seen.add(key, line, total=length(row[3]))
        else:
            seen.out.add(line)
    return seen


def teams_2022(path, session):
    return teams_report(path, session, "utf-16-be", "%d/%m/%y, %H:%M:%S")


def teams_2026(path, session):
    return teams_report(path, session, "utf-16-le", "%m/%d/%y, %I:%M:%S %p")


def meet(path, session):
    seen = Seen(session)
    for line, cell in after(table(path), "First name"):
        seen.add(cell["Email"], line, session.clock(cell["Time joined"]),
                 session.clock(cell["Time exited"]))
    return seen


def bigbluebutton(path, session):
    seen = Seen(session)
    for line, cell in after(table(path), "Name"):
        if not cell["Join"]:
            seen.out.add(line)
            continue
        seen.add(cell["Name"], line, session.instant(cell["Join"], "%m/%d/%Y, %I:%M:%S %p"),
                 session.instant(cell["Left"], "%m/%d/%Y, %I:%M:%S %p"))
    return seen


def moodle(path, session):
    """Full marks are the whole session, part of them nobody can tell."""
    seen = Seen(session)
    for line, cell in after(table(path, delimiter="\t"), "Last name"):
        for head, mark in cell.items():
            if not head.startswith(session.day.strftime("%d %b %Y")):
                continue
            points = re.search(r"\((\d+)/(\d+)\)", mark)
            if points and points.group(1) == points.group(2):
                seen.add(cell["Email address"], line, session.start, session.end)
            else:
                seen.out.add(line)
    return seen


def canvas(path, session):
    seen = Seen(session)
    for line, cell in after(table(path), "Course ID"):
        if cell["Class Date"] == str(session.day.date()) and cell["Attendance"] == "present":
            seen.add(cell["Student ID"], line, session.start, session.end)
        else:
            seen.out.add(line)
    return seen


def sign_in(path, session):
    seen = Seen(session)
    for line, cell in after(table(path), "Printed Name"):
        seen.add(cell["Email"], line, session.clock(cell["Time In"]),
                 session.clock(cell["Time Out"]))
    return seen


HEROES = ("2021-11-19T10:00", 120, "America/Denver")
WISCONSIN = ("2024-02-01T08:30", 180, "America/Chicago")
# one row of each file: reader, session, people
FILES = [
    ("zoom_old_perjoin_with_meeting_block.csv", zoom_joins, HEROES, 27),
    ("zoom_old_perjoin_no_block.csv", zoom_joins, HEROES, 27),
    ("zoom_old_unique_users.csv", zoom_totals, ("2026-06-16T15:00", 60, "UTC"), 1),
    ("zoom_new_unique_users_with_block.csv", zoom_totals,
     ("2026-06-16T15:00", 75, "Asia/Kolkata"), 5),
    ("zoom_spanish_old_perjoin_header_only.csv", zoom_empty, HEROES, 0),
    ("zoom_webinar_attendee_report.csv", webinar, ("2026-05-12T09:10", 90, "Europe/Berlin"), 4),
    ("teams_2020_event_log.tsv", teams_log, ("2020-07-04T09:55", 60, "Asia/Tokyo"), 11),
    ("teams_2022_report_utf16be_lf.csv", teams_2022,
     ("2022-11-15T09:31", 10, "Europe/Brussels"), 8),
    ("teams_2026_report_synthetic_utf16le_crlf.csv", teams_2026,
     ("2026-09-22T15:00", 180, "America/Denver"), 17),
    ("google_meet_attendance_shape1.csv", meet, ("2026-03-05T18:00", 60, "Europe/London"), 2),
    ("bigbluebutton_learning_dashboard_constructed.csv", bigbluebutton, WISCONSIN, 1),
    ("moodle_mod_attendance_constructed.txt", moodle, WISCONSIN, 1),
    ("moodle_mod_attendance_constructed.txt", moodle,
     ("2024-02-08T08:30", 180, "America/Chicago"), 0),
    ("canvas_rollcall_constructed.csv", canvas, ("2026-02-05T09:00", 60, "America/Chicago"), 1),
    ("signin_sheet_generic_constructed.csv", sign_in, WISCONSIN, 1),
]


def ours(path, session):
    """({first line: (seconds, rows, host)}, lines left out), or the status."""
    done = subprocess.run([TOOL, "numbers", path] + session.args,
                          capture_output=True, timeout=60, check=False)
    if done.returncode != 0:
        return done.stderr.decode("utf-8").split(":")[0], set()
    people, out = {}, set()
    for line in done.stdout.decode("utf-8").split("\n"):
        cells = line.split("\t")
        if cells[0] == "person":
            seconds, rows, host, _ = cells[-4:]
            people[int(cells[2])] = (int(seconds), int(rows), int(host))
        elif cells[0] in ("ignored", "rejected"):
            out.add(int(cells[1]))
    return people, out


def heroes(tap, name, people, rows):
    """The numbers that USERS A.4 and A.5 state."""
    line = {cell["User Email"]: number for number, cell in reversed(rows)}
    minutes = {email: people[at][0] // 60 for email, at in line.items()}
    tap.equal(len(rows), 31, f"{name}: rows")
    tap.equal(minutes["power-girl_kryptonian@dc.com"], 111, f"{name}: two devices")
    tap.equal(minutes["redeemer-ii_unknown@comic.com"], 95, f"{name}: came late")
    tap.equal(minutes["cyborg-superman_cyborg@dc.com"], 83, f"{name}: rejoined")
    present = [at for at, (seconds, _, _) in people.items() if seconds * 100 >= 120 * 60 * 80]
    tap.equal(len(present), 18, f"{name}: present at 80 %")
    if "with_meeting_block" in name:
        hosts = [at for at, (_, _, host) in people.items() if host]
        tap.equal(len(set(present) - set(hosts)), 17, f"{name}: participants present")


def main():
    tap = Tap()
    for name, read, session, count in FILES:
        path = os.path.join(FOLDER, name)
        if not os.path.exists(path):
            tap.skip(f"numbers of {name}", "no ../shared/data/attendance")
            continue
        session = Session(*session)
        seen = read(path, session)
        people, out = ours(path, session)
        if seen is None:
            tap.equal(people, "missing", f"{name}: a header alone is refused")
            continue
        tap.equal(len(seen.people), count, f"{name} {session.args[0]}: people")
        tap.equal(people, seen.numbers(), f"{name} {session.args[0]}: everybody's seconds")
        tap.equal(out, seen.out, f"{name} {session.args[0]}: lines left out")
        if read is zoom_joins:
            heroes(tap, name, people, after(table(path), "Name (Original Name)"))
    tap.done()


main()
