#!/usr/bin/env python3
"""Every attendance sample as spreadsheets and mail programs save it again.

Other delimiters, encodings, byte order marks and line ends, everything in
quotes, a column moved: what is read has to stay what it was.
"""
import csv
import io
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib"))
from tap import BUILD, SHARED, Tap  # noqa: E402

TOOL = os.path.join(BUILD, "tests", "suites", "roster", "attendance")
FOLDER = os.path.join(SHARED, "data", "attendance")
HEROES = ["2021-11-19T10:00", "120", "America/Denver"]
WISCONSIN = ["2024-02-01T08:30", "180", "America/Chicago"]
# file, its encoding and delimiter, a session
FILES = [
    ("zoom_old_perjoin_with_meeting_block.csv", "utf-8", ",", HEROES),
    ("zoom_old_perjoin_no_block.csv", "utf-8", ",", HEROES),
    ("zoom_old_unique_users.csv", "utf-8", ",", HEROES),
    ("zoom_new_unique_users_with_block.csv", "utf-8", ",", ["2026-06-16T15:00", "75", "Asia/Kolkata"]),
    ("zoom_webinar_attendee_report.csv", "utf-8", ",", ["2026-05-12T09:10", "90", "Europe/Berlin"]),
    ("teams_2020_event_log.tsv", "utf-8", "\t", ["2020-07-04T09:55", "60", "Asia/Tokyo"]),
    ("teams_2022_report_utf16be_lf.csv", "utf-16-be", "\t", ["2022-11-15T09:31", "10", "Europe/Brussels"]),
    ("teams_2026_report_synthetic_utf16le_crlf.csv", "utf-16-le", "\t",
     ["2026-09-22T15:00", "180", "America/Denver"]),
    ("google_meet_attendance_shape1.csv", "utf-8", ",", ["2026-03-05T18:00", "60", "Europe/London"]),
    ("bigbluebutton_learning_dashboard_constructed.csv", "utf-8", ",", WISCONSIN),
    ("moodle_mod_attendance_constructed.txt", "utf-8", "\t", WISCONSIN),
    ("canvas_rollcall_constructed.csv", "utf-8", ",", ["2026-02-05T09:00", "60", "America/Chicago"]),
    ("signin_sheet_generic_constructed.csv", "utf-8", ",", WISCONSIN),
]


def numbers(path, session):
    """Everybody's line of the tool's answer, without lines of the file; or the error."""
    done = subprocess.run([TOOL, "numbers", path] + session, capture_output=True, timeout=60,
                          check=False)
    if done.returncode != 0:
        return [done.stderr.decode("utf-8")]
    people = []
    for line in done.stdout.decode("utf-8").split("\n"):
        cells = line.split("\t")
        if cells[0] == "person":
            people.append((cells[1], " ".join(cells[3:-4]), *cells[-4:]))
        elif cells[0] == "format":
            people.append((cells[1], cells[3]))
        elif cells[0] in ("ignored", "rejected"):
            people.append((cells[0], cells[2]))
    return sorted(people)


def saved(rows, delimiter, encoding, end, quoting):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
    for row in rows:
        writer.writerow(row)
    return out.getvalue().encode(encoding, errors="strict")


def padded(rows):
    """As a spreadsheet saves it: all rows as long as the longest."""
    longest = max(len(row) for row in rows)
    return [row + [""] * (longest - len(row)) for row in rows]


def variants(rows):
    for delimiter, name in ((",", "commas"), (";", "semicolons"), ("\t", "tabs")):
        for encoding, mark in (("utf-8", b""), ("utf-8-sig", b""), ("utf-16", b""), ("utf-16-be", b""),
                               ("utf-16-le", b""), ("cp1252", b"")):
            for end, end_name in (("\n", "LF"), ("\r\n", "CRLF"), ("\r", "CR")):
                try:
                    data = mark + saved(rows, delimiter, encoding, end, csv.QUOTE_MINIMAL)
                except UnicodeEncodeError:
                    continue
                yield f"{name}, {encoding}, {end_name}", data
        yield f"{name}, all quoted", saved(rows, delimiter, "utf-8", "\r\n", csv.QUOTE_ALL)
        yield f"{name}, padded", saved(padded(rows), delimiter, "utf-8", "\r\n", csv.QUOTE_MINIMAL)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        for name, encoding, delimiter, session in FILES:
            path = os.path.join(FOLDER, name)
            if not os.path.exists(path):
                tap.skip(f"{name} saved again", "no ../shared/data/attendance")
                continue
            with open(path, "rb") as handle:
                text = handle.read().decode(encoding).lstrip("\ufeff")
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
            want = numbers(path, session)
            wrong, count = [], 0
            for what, data in variants(rows):
                count += 1
                copy = os.path.join(folder, "copy")
                with open(copy, "wb") as handle:
                    handle.write(data)
                got = numbers(copy, session)
                if got != want:
                    wrong.append((what, [g for g in got if g not in want][:2]))
            tap.equal(wrong, [], f"{name}: the same in {count} forms")
    tap.done()


main()
