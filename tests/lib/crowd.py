"""The invented issuer with many holders, who all share.

    with Crowd(100) as site:
        site.ids        # of 200 credentials: a certificate and units each
"""
import json
import os

from issuer_site import COHORT, ORGANISATIONS, POLICY, PROGRAMME, Site
from world import attend


class Crowd(Site):
    def __init__(self, people, **how):
        self.people = people
        super().__init__(**how)

    def fill(self):
        issuer = self.issuer
        os.makedirs(issuer.path("sills"), exist_ok=True)
        issuer.write("sills/programme.json", json.dumps(PROGRAMME))
        issuer.write("sills/policy.json", json.dumps(POLICY))
        issuer.ok("organisation", "import", issuer.write("o.json", json.dumps(ORGANISATIONS)))
        issuer.ok("programme", "load", issuer.path("sills"))
        issuer.ok("cohort", "add", "--programme", "sills", issuer.write("c.json", json.dumps(COHORT)))
        mails = [f"p{n}@gardeners.example" for n in range(self.people)]
        rows = "".join(f"Person {n:03d},{mail}\n" for n, mail in enumerate(mails))
        issuer.ok("roster", "import", "--cohort", "sills-2021", issuer.write("r.csv", "Name,Email\n" + rows))
        for session in ("s1", "s2"):
            issuer.ok("session", "set", session, "--cohort", "sills-2021", "--state", "held")
        attend(issuer, "s1", {mail: 110 for mail in mails}, cohort="sills-2021", day="11/19/2021")
        attend(issuer, "s2", {mail: 59 for mail in mails}, cohort="sills-2021", day="11/26/2021")
        issuer.ok("session", "close", "s1", "s2", "--cohort", "sills-2021")
        preview = issuer.json("award", "preview", "--cohort", "sills-2021")
        issued = issuer.json("award", "issue", "--preview", preview["digest"], "--proof", self.proof)["issued"]
        issued.sort(key=lambda row: (row["name"], row["award"]))
        self.ids = [row["id"] for row in issued]
        for credential in self.ids:
            issuer.ok("credential", "share", credential)
