"""A small invented programme for black-box tests of the issuer.

    from world import prepare, join, attend
    prepare(issuer)                       # organisations, programme, cohort
    join(issuer, "Ada Able", "ada@x.example")
    attend(issuer, "s1", {"ada@x.example": 60})
"""
import json
import os

ORGANISATIONS = [
    {"id": "college", "name": "Example College", "url": "https://college.example",
     "email": "awards@college.example", "description": "An invented college.", "colour": "#204060",
     "approvals": [{"scheme": "il-pd-clock-hour", "number": "EX-1", "authority": "Invented Board",
                    "valid_from": "2020-01-01", "valid_to": "2030-12-31"}]},
    {"id": "partner", "name": "Example Partner", "url": "https://partner.example"},
]

PROGRAMME = {
    "id": "course", "title": "A Course", "description": "Invented for tests.", "provider": "college",
    "language": "en",
    "creator": {"id": "https://author.example", "name": "The Author", "url": "https://author.example"},
    "tracks": [{"id": "main", "title": "Main"}, {"id": "side", "title": "Side"}],
    "topics": [{"id": "one", "title": "First evening", "track": "main", "tags": ["workshop"]},
               {"id": "two", "title": "Second evening", "track": "main", "tags": ["workshop"]}],
    "items": [{"id": "project", "title": "Project"}],
    "activities": [{"id": "platform", "title": "Platform"}],
    "attestations": [{"id": "coaching", "title": "Coaching"}],
    "achievements": [
        {"id": "course-badge", "name": "A Course: completed", "description": "Completed the course.",
         "criteria": "Both evenings.", "achievementType": "MicroCredential", "colour": "#204060"},
        {"id": "course-hours", "name": "A Course: hours", "description": "Clock hours.",
         "criteria": "Time present.", "achievementType": "LearningProgram"}],
}

POLICY = {
    "language": 1, "programme": "course", "revision": 1, "issuer": "college",
    "timezone": "America/Chicago", "parameters": {"platform_minutes": 60},
    "attendance": {"present_if": {"min_share": 0.8}, "via": ["live", "in_person"],
                   "when_cancelled": "drop"},
    "awards": [
        {"id": "badge", "kind": "badge", "achievement": "course-badge", "issue": "manual",
         "when": {"all": [{"enrolled": "main"}, {"attended": {"series": "main"}, "every": True}]}},
        {"id": "hours", "kind": "units", "achievement": "course-hours", "issue": "manual",
         "scheme": "clock-hour",
         "when": {"all": [{"enrolled": "main"}]},
         "units": {"each_attended": {"series": "main"}, "basis": "attended"}},
        {"id": "platform", "kind": "internal", "issue": "manual",
         "when": {"all": [{"minutes": {"activity": "platform"}, "min": "$platform_minutes"}]}},
        {"id": "coached", "kind": "internal", "issue": "manual",
         "when": {"all": [{"attested": "coaching", "by": ["coach"]}]}},
        {"id": "maker", "kind": "internal", "issue": "manual",
         "when": {"all": [{"work": "project", "is": "approved"}]}}],
}

COHORT = {
    "id": "spring", "title": "Spring evenings", "parameters": {"platform_minutes": 60},
    "sessions": [{"id": "s1", "topic": "one", "start": "2024-02-01T10:00", "end": "2024-02-01T11:00"},
                 {"id": "s2", "topic": "two", "start": "2024-02-08T10:00", "end": "2024-02-08T11:00"}],
}

JOINS = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent"


def write_programme(issuer, name, programme, policy):
    folder = issuer.path(name)
    os.makedirs(folder, exist_ok=True)
    issuer.write(os.path.join(name, "programme.json"), json.dumps(programme))
    issuer.write(os.path.join(name, "policy.json"), json.dumps(policy))
    return folder


def prepare(issuer, programme=None, policy=None, cohort=None):
    """cohort False: none is added."""
    issuer.ok("organisation", "import", issuer.write("organisations.json", json.dumps(ORGANISATIONS)))
    issuer.ok("programme", "load",
              write_programme(issuer, "course", programme or PROGRAMME, policy or POLICY))
    if cohort is not False:
        issuer.ok("cohort", "add", "--programme", "course",
                  issuer.write("cohort.json", json.dumps(cohort or COHORT)))


def join(issuer, name, email, *more, cohort="spring", track="main"):
    path = issuer.write("join.csv", f'Name,Email\n"{name}",{email or ""}\n')
    return issuer.ok("roster", "import", "--cohort", cohort, "--track", track, *more, path)


def joins(minutes, day="02/01/2024", start=10):
    """A per-join export: {address: minutes from the start}."""
    lines = [JOINS]
    for email, stay in minutes.items():
        hour, rest = start + stay // 60, stay % 60
        lines.append(f"{email.split('@')[0].title()},{email},{day} {start}:00:00 AM,"
                     f"{day} {hour}:{rest:02}:00 AM,{stay},Yes,Y")
    return "\n".join(lines) + "\n"


DAYS = {"s1": "02/01/2024", "s2": "02/08/2024"}


def attend(issuer, session, minutes, *more, cohort="spring", name="export.csv", day=None):
    path = issuer.write(name, joins(minutes, day or DAYS[session]))
    return issuer.ok("attendance", "import", "--cohort", cohort, "--session", session,
                     "--date-order", "mdy", *more, path)


def answers(issuer, cohort="spring"):
    """{(address, award): answer}"""
    found = {}
    for row in issuer.json("evaluate", "--cohort", cohort):
        for award in row["awards"]:
            found[row["email"], award["award"]] = award["answer"]
    return found
