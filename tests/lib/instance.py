"""An issuer instance in a folder of its own, for black-box tests.

    from instance import Instance, load_programme
    with Instance() as issuer:                  # init in a temporary folder
        load_programme(issuer, "mfpe-ljs")      # as 'make demo' does
        issuer.ok("cohort", "list")             # must succeed; stdout
        issuer.json("evaluate", "--cohort", C)  # must succeed; parsed
        code, out, err = issuer.run("init")     # whatever it answers
"""
import json
import os
import shlex
import shutil
import subprocess
import tempfile

from tap import ISSUER, ROOT

PROGRAMMES = os.path.join(ROOT, "programmes")
PUBLIC_URL = "https://badges.example.org"
SECONDS = 120  # the longest a command may take


class Failed(Exception):
    """A command that had to succeed did not."""


class Instance:
    def __init__(self, public_url=PUBLIC_URL, init=True):
        self.folder = tempfile.mkdtemp(prefix="testamur-")
        self.data = os.path.join(self.folder, "data")
        if init:
            self.ok("init", "--public-url", public_url)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, content):
        """A file in the instance's folder; returns its path."""
        path = self.path(name)
        with open(path, "wb") as handle:
            handle.write(content if isinstance(content, bytes) else content.encode())
        return path

    def command(self, *words):
        return [ISSUER, *words, "--data", self.data, "--as", "test"]

    def run(self, *words, cwd=None):
        """(exit status, stdout, stderr)"""
        done = subprocess.run(self.command(*words), capture_output=True, text=True,
                              cwd=cwd or ROOT, timeout=SECONDS, check=False)
        return done.returncode, done.stdout, done.stderr

    def ok(self, *words, cwd=None):
        code, out, err = self.run(*words, cwd=cwd)
        if code != 0:
            raise Failed(f"{shlex.join(words)}: exit {code}\n{out}{err}")
        return out

    def json(self, *words, cwd=None):
        return json.loads(self.ok(*words, "--json", cwd=cwd))


def steps(programme):
    """The commands of a programme's demonstration, as lists of words."""
    with open(os.path.join(PROGRAMMES, programme, "demo", "steps"), encoding="utf-8") as handle:
        lines = [line.strip() for line in handle]
    return [shlex.split(line) for line in lines if line and not line.startswith("#")]


def cohort_files(programme):
    folder = os.path.join(PROGRAMMES, programme, "demo")
    return sorted(os.path.join(folder, name) for name in os.listdir(folder)
                  if name.startswith("cohort") and name.endswith(".json"))


def load_programme(issuer, programme, change=None):
    """Organisations, programme, cohorts and every step of the demonstration.

    change: a function that gets the words of a step and returns those to run.
    """
    folder = os.path.join(PROGRAMMES, programme)
    issuer.ok("organisation", "import", os.path.join(folder, "organisations.json"))
    issuer.ok("programme", "load", folder)
    for path in cohort_files(programme):
        issuer.ok("cohort", "add", "--programme", programme, path)
    for words in steps(programme):
        issuer.ok(*(change(words) if change else words), cwd=folder)
