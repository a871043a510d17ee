"""Large invented cohorts, made through the command line.

    digest = cohorts.make(issuer, 1000)     # of a preview, all of them due
"""
import os

import issuer_site
from instance import json


def make(issuer, people, award=0):
    """A cohort in which everybody has earned the one award; the digest."""
    policy = dict(issuer_site.POLICY, awards=[issuer_site.POLICY["awards"][award]])
    os.mkdir(issuer.path("sills"))
    issuer.write("sills/programme.json", json.dumps(issuer_site.PROGRAMME))
    issuer.write("sills/policy.json", json.dumps(policy))
    issuer.ok("organisation", "import",
              issuer.write("o.json", json.dumps(issuer_site.ORGANISATIONS)))
    issuer.ok("programme", "load", issuer.path("sills"))
    issuer.ok("cohort", "add", "--programme", "sills",
              issuer.write("c.json", json.dumps(issuer_site.COHORT)))
    names = [(f"Person Number{n}", f"person{n}@gardeners.example") for n in range(people)]
    roster = "Name,Email\n" + "".join(f"{name},{mail}\n" for name, mail in names)
    issuer.ok("roster", "import", "--cohort", "sills-2021", issuer.write("r.csv", roster))
    for session, start, end in (("s1", "10:00", "12:00"), ("s2", "10:00", "11:00")):
        date = "2021-11-19" if session == "s1" else "2021-11-26"
        sheet = "Date,Name,Email,Time In,Time Out\n" + "".join(
            f"{date},{name},{mail},{start},{end}\n" for name, mail in names)
        issuer.ok("session", "set", session, "--cohort", "sills-2021", "--state", "held")
        issuer.ok("attendance", "import", "--cohort", "sills-2021", "--session", session,
                  issuer.write(session + ".csv", sheet))
    issuer.ok("session", "close", "s1", "s2", "--cohort", "sills-2021")
    return issuer.json("award", "preview", "--cohort", "sills-2021")["digest"]
