#!/usr/bin/env python3
"""Five programmes, from attendance exports to badges that verify.

    BUILD=build/release python3 programmes/demo.py [--dir DIR] [--verbose]
    BUILD=build/release python3 programmes/demo.py --serve

The first runs everything in a fresh folder (default: demo/), checks what it
did, stops its servers and ends with 0 only if all of it held. The second
leaves both servers running on the data of the last run (or makes a run), so
that ids, links and QR codes are those seen before. Both use the programs as
anybody would: commands, files, HTTP.
"""
import argparse
import base64
import concurrent.futures
import csv
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import time
import unicodedata
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
PUBLIC_URL = "https://badges.example.org"
ORDER = ["mfpe-ljs", "iea-ljs-level-one", "wi-eecop-2024", "inclusive-allyship",
         "leading-equitable-schools"]
MADE = ["data", "credentials", "badges", "certificates", "qr", "pages", "logs"]
INDEX = "credentials.csv"  # written once all awards are issued
ROUNDS = 3    # an award may open the way to another one
WORKERS = max(2, min(8, os.cpu_count() or 2))  # processes that draw files
SECONDS = 60  # the longest a command may take
WIDTH = 100


class Broken(Exception):
    """Something that the rest needs did not work."""


# --- what is said ------------------------------------------------------------

class Report:
    """Headings, progress, and checks that held or did not."""

    def __init__(self, verbose):
        self.verbose, self.held, self.failed = verbose, 0, 0
        self.started = time.monotonic()

    def heading(self, text):
        print(f"\n{f'== {text} ':=<{WIDTH}}", flush=True)

    def say(self, text="", indent=2):
        print(textwrap.fill(text, WIDTH, initial_indent=" " * indent,
                            subsequent_indent=" " * indent), flush=True)

    def line(self, text=""):
        print(text.rstrip(), flush=True)

    def check(self, condition, text, detail=""):
        self.held += 1 if condition else 0
        self.failed += 0 if condition else 1
        self.line(f"  {'ok  ' if condition else 'FAIL'}  {text}")
        for each in str(detail).splitlines() if not condition else []:
            self.line("        " + each)
        return condition

    def seconds(self):
        return f"{time.monotonic() - self.started:.1f} s"


def width(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF"
               else 1 for c in text)


def two_lines(text):
    """A long id, parted at the last hyphen with a word behind it."""
    cuts = [i + 1 for i, c in enumerate(text[:-3]) if c == "-"]
    if len(text) < 12 or not cuts:
        return "", text
    return text[:cuts[-1]], text[cuts[-1]:]


def print_table(report, head, rows):
    """Aligned columns under a head of one or two lines."""
    above, below = zip(*(two_lines(text) for text in head))
    lines = ([above] if any(above) else []) + [below]
    columns = [max(width(str(row[i])) for row in lines + rows) for i in range(len(head))]
    lines.append(["-" * c for c in columns])
    for row in lines + rows:
        cells = [str(cell) + " " * (columns[i] - width(str(cell))) for i, cell in enumerate(row)]
        report.line("  " + "  ".join(cells).rstrip())


# --- the programs ------------------------------------------------------------

class Programs:
    """The two programs, and the data folder of the issuer."""

    def __init__(self, build, folder):
        self.issuer = os.path.join(build, "testamur-issuer")
        self.verifier = os.path.join(build, "testamur-verifier")
        self.folder = folder
        self.data = os.path.join(folder, "data")
        for program in (self.issuer, self.verifier):
            if not os.access(program, os.X_OK):
                raise Broken(f"{program} is not there: build it first with 'make'")

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def run(self, *words, cwd=ROOT):
        """An issuer command that has to succeed; what it printed."""
        done = subprocess.run([self.issuer, *words, "--data", self.data, "--as", "demo"],
                              capture_output=True, text=True, cwd=cwd, timeout=SECONDS,
                              check=False)
        if done.returncode != 0:
            raise Broken(f"testamur-issuer {shlex.join(words)}\n"
                         f"ended with {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def json(self, *words):
        return json.loads(self.run(*words, "--json"))

    def check(self, files, *options):
        """testamur-verifier check: (exit status, report of each file)."""
        done = subprocess.run([self.verifier, "check", "--json", *files, *options],
                              capture_output=True, text=True, timeout=SECONDS, check=False)
        try:
            answer = json.loads(done.stdout)
        except ValueError as problem:
            raise Broken(f"testamur-verifier check ended with {done.returncode}: "
                         f"{done.stderr.strip()}") from problem
        return done.returncode, [row["report"] for row in answer] if len(files) > 1 else [answer]


class Server:
    """One of the programs, serving on this computer until stopped."""

    def __init__(self, name, words, folder, listen="127.0.0.1:0"):
        port_file = os.path.join(folder, "logs", f"{name}.port")
        if os.path.exists(port_file):
            os.unlink(port_file)
        self.name = name
        with open(os.path.join(folder, "logs", f"{name}.log"), "ab") as log:
            self.process = subprocess.Popen(
                [*words, "--listen", listen, "--port-file", port_file],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.url = f"http://127.0.0.1:{self.port(port_file)}"

    def port(self, path, patience=15.0):
        until = time.monotonic() + patience
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with open(path, encoding="ascii") as handle:
                    text = handle.read()
                if text.endswith("\n") or text.strip().isdigit():
                    return int(text)
            except (OSError, ValueError):
                pass
            time.sleep(0.02)
        self.stop()
        raise Broken(f"the {self.name} does not serve; see logs/{self.name}.log")

    def stop(self):
        """Graceful; True if it ended by itself with 0."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=15) == 0
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return False


def start_issuer(programs, listen="127.0.0.1:0"):
    return Server("issuer", [programs.issuer, "serve", "--data", programs.data, "--name",
                             "Badges of five programmes"], programs.folder, listen)


def start_verifier(programs, issuer_url, listen="127.0.0.1:0"):
    return Server("verifier", [programs.verifier, "serve", *recognised(programs),
                               "--issuer-url", PUBLIC_URL, *mapped(issuer_url)],
                  programs.folder, listen)


def recognised(programs):
    return ["--issuers", programs.path("recognised-issuers.json")]


def mapped(issuer_url):
    """The public address does not exist: it stands for the one running here."""
    return ["--fetch-map", f"{PUBLIC_URL}/={issuer_url}/"]


def fetch(url, body=None, kind=None, accept=None):
    """(status, bytes); an HTTP error is an answer too."""
    headers = {k: v for k, v in (("Content-Type", kind), ("Accept", accept)) if v}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers),
                                    timeout=SECONDS) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as problem:
        return problem.code, problem.read()


# --- programmes --------------------------------------------------------------

def read_json(path):
    with open(path, encoding="utf-8") as handle:
        return json.load(handle)


def steps_of(programme):
    with open(os.path.join(HERE, programme, "demo", "steps"), encoding="utf-8") as handle:
        lines = [line.strip() for line in handle]
    return [shlex.split(line) for line in lines if line and not line.startswith("#")]


def cohorts_of(programme):
    folder = os.path.join(HERE, programme, "demo")
    names = sorted((n for n in os.listdir(folder) if re.fullmatch(r"cohort.*[.]json", n)),
                   key=lambda n: n[:-len(".json")])
    return [(os.path.join(folder, n), read_json(os.path.join(folder, n))) for n in names]


def set_up(programs, report, programme):
    folder = os.path.join(HERE, programme)
    about = read_json(os.path.join(folder, "programme.json"))
    report.heading(about["title"])
    report.say(about["note"])
    programs.run("organisation", "import", os.path.join(folder, "organisations.json"))
    programs.run("programme", "load", folder)
    for path, _ in cohorts_of(programme):
        programs.run("cohort", "add", "--programme", programme, path)
    steps = steps_of(programme)
    for words in steps:
        said = programs.run(*words, cwd=folder)
        if report.verbose:
            report.line("  $ testamur-issuer " + shlex.join(words))
            report.line(textwrap.indent(said, "      ").rstrip())
    files = sum(1 for words in steps if words[:2] == ["attendance", "import"])
    report.line()
    report.line(f"  {len(steps)} commands of programmes/{programme}/demo/steps done, {files} of "
                "them attendance files")


def cell(award):
    """The answer; with units, how many they are, or would be so far."""
    amount = award.get("units", {}).get("amount", 0)
    return award["answer"] + (f" {amount}" if amount and award["answer"] != "failed" else "")


def first_reason(awards):
    """What is missing for the first award, else for the first that is open."""
    for number, award in enumerate(awards):
        if award["answer"] == "open" or (award["answer"] == "failed" and number == 0):
            return award["reason"].split(". ")[0]
    return ""


def show_people(programs, report, cohort):
    rows, heads = [], []
    for person in programs.json("evaluate", "--cohort", cohort["id"]):
        heads = [award["award"] for award in person["awards"]]
        rows.append([person["name"], *(cell(award) for award in person["awards"]),
                     first_reason(person["awards"])])
    sessions = programs.json("cohort", "show", cohort["id"])["sessions"]
    states = [s["state"] for s in sessions]
    report.line()
    report.line(f"  {cohort['title']}: {len(rows)} people; sessions: " + ", ".join(
        f"{states.count(s)} {s}" for s in ("held", "planned", "cancelled", "postponed")
        if s in states))
    report.line()
    print_table(report, ["", *heads, "what is missing"], rows)


def issue(programs, report, cohort):
    """Preview, issue exactly that; again while one award opens another."""
    credentials, flags, refused = 0, 0, []
    for _ in range(ROUNDS):
        preview = programs.json("award", "preview", "--cohort", cohort["id"])
        result = programs.json("award", "issue", "--preview", preview["digest"],
                               "--proof", "both")
        refused += result["failed"]
        credentials += sum(1 for row in result["issued"] if "id" in row)
        flags += sum(1 for row in result["issued"] if "id" not in row)
        if not result["issued"]:
            break
    text = f"{credentials} credentials issued"
    if flags:
        text += f", {flags} internal flags recorded"
    report.line()
    report.check(not refused, text, json.dumps(refused, indent=1))
    return credentials


def recognise(programs):
    """What a licensing board would do: a list of issuers it knows."""
    known = {row["id"]: row["name"] for programme in ORDER
             for row in read_json(os.path.join(HERE, programme, "organisations.json"))}
    rows = [{"id": row["did"], "name": known[row["id"]]}
            for row in programs.json("organisation", "show")]
    with open(programs.path("recognised-issuers.json"), "w", encoding="utf-8") as handle:
        json.dump({"name": "Issuers of the demonstration", "issuers": rows}, handle, indent=1,
                  ensure_ascii=False)
    return len(rows)


# --- files to keep -----------------------------------------------------------

ARTEFACTS = [("credentials", ".jwt"), ("badges", ".png"), ("certificates", ".pdf"),
             ("qr", ".qr.png")]


def artefact(programs, credential, kind, ending):
    return programs.path(kind, f"{credential['organisation']}-{credential['award']}-"
                               f"{credential['id']}{ending}")


def export(programs, report, credentials):
    jobs = [(c, kind, ending) for c in credentials for kind, ending in ARTEFACTS]
    paper = {"ljmu": "a4", "kent": "a4", "city": "a4"}

    def one(job):
        credential, kind, ending = job
        programs.run("credential", "export", credential["id"], "--out",
                     artefact(programs, *job), "--paper",
                     paper.get(credential["organisation"], "letter"))

    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(one, jobs))
    with open(programs.path(INDEX), "w", encoding="utf-8", newline="") as handle:
        out = csv.writer(handle)
        out.writerow(["id", "name", "award", "organisation", "link"])
        for c in credentials:
            out.writerow([c["id"], c["name"], c["award"], c["organisation"], c["url"]])
    report.check(all(os.path.getsize(artefact(programs, *job)) > 0 for job in jobs),
                 f"{len(jobs)} files written: credential, badge, certificate and QR code of each")


def save_page(programs, base, path, name, answer=None):
    """A page with its style and pictures, so that it opens from disk."""
    status, body = answer or fetch(base + path, accept="text/html")
    if status != 200:
        raise Broken(f"{path} answers {status}")
    text = body.decode()
    for link in sorted(set(re.findall(r'(?:href|src)="(/[^"?#]+\.(?:css|png|svg|ico))"', text))):
        kept = "assets/" + re.sub(r"[^A-Za-z0-9.]+", "-", link.strip("/"))
        got, content = fetch(base + link)
        if got == 200:
            with open(programs.path("pages", kept), "wb") as handle:
                handle.write(content)
            text = text.replace(f'"{link}"', f'"{kept}"')
    with open(programs.path("pages", name), "w", encoding="utf-8") as handle:
        handle.write(text)
    return text


def save_issuer_pages(programs, report, base, credentials):
    shared = credentials[0]
    first = {}
    for credential in credentials:
        first.setdefault(credential["organisation"], credential)
    pages = []
    for organisation, credential in first.items():
        hidden = save_page(programs, base, "/V/" + credential["id"],
                           f"credential-{organisation}.html")
        pages.append(credential["name"] not in hidden)
        save_page(programs, base, "/issuers/" + organisation, f"issuer-{organisation}.html")
    report.check(all(pages), "nobody's name is on the page of a credential that is not shared")
    programs.run("credential", "share", shared["id"])
    text = save_page(programs, base, "/V/" + shared["id"], "credential-shared.html")
    report.check(shared["name"] in text, "the name is there once the holder shares it")


# --- verification ------------------------------------------------------------

def post(url, path):
    with open(path, "rb") as handle:
        status, body = fetch(url + "/api/v1/verify", handle.read(),
                             "image/png" if path.endswith(".png") else "application/vc+jwt")
    return json.loads(body) if status == 200 else {"verdict": f"HTTP {status}", "code": "-"}


def verdict(report):
    return f"{report['verdict']} ({report['code']})"


def verify_all(programs, report, issuer, verifier, credentials):
    """Every credential, as signed text and inside its badge, in two ways."""
    for kind, ending, what in (("credentials", ".jwt", "signed texts"),
                               ("badges", ".png", "badge pictures")):
        files = [artefact(programs, c, kind, ending) for c in credentials]
        status, reports = programs.check(files, *recognised(programs), *mapped(issuer.url))
        wrong = [f"{f}: {verdict(r)}" for f, r in zip(files, reports) if
                 r["verdict"] != "verified"]
        report.check(status == 0 and len(reports) == len(files) and not wrong,
                     f"{len(files)} of {len(files)} {what} verified on the command line (exit 0)",
                     "\n".join(wrong))
        if kind == "credentials":
            names = [r["credential"]["holder"].get("name") for r in reports]
            report.check(names == [c["name"] for c in credentials],
                         "each names its holder as the roster does")
            answers = [post(verifier.url, f) for f in files]
            wrong = [f"{f}: {verdict(r)}" for f, r in zip(files, answers) if
                     r["verdict"] != "verified"]
            report.check(not wrong, f"{len(files)} of {len(files)} {what} verified over HTTP",
                         "\n".join(wrong))
    save_page(programs, verifier.url, "/", "verifier.html")
    save_result(programs, verifier, files[0], "verifier-valid.html")


def save_result(programs, verifier, path, name):
    """The verifier's page for a file that was dropped onto it."""
    edge = "testamur-demo-edge"
    with open(path, "rb") as handle:
        content = handle.read()
    body = (f"--{edge}\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
            f"{os.path.basename(path)}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
            ).encode() + content + f"\r\n--{edge}--\r\n".encode()
    answer = fetch(verifier.url + "/", body, f"multipart/form-data; boundary={edge}")
    save_page(programs, verifier.url, "/", name, answer)


def expect(programs, report, verifier, path, options, want, text):
    """The same verdict on the command line and over HTTP."""
    word, code, status = want
    got, (answer,) = programs.check([path], *options)
    over_http = post(verifier.url, path)
    held = (got, answer["verdict"], answer["code"]) == (status, word, code) and \
        (over_http["verdict"], over_http["code"]) == (word, code)
    report.check(held, f"{text}: {word}, {code}, exit {status}",
                 f"command line: {verdict(answer)}, exit {got}\nHTTP: {verdict(over_http)}")
    report.say(f"“{answer['sentence']}”", 8)
    save_result(programs, verifier, path, f"verifier-{os.path.basename(path)[:-4]}.html"
                if os.path.basename(path).startswith("altered") else
                f"verifier-{code.split('.')[-1]}.html")


def alter(programs, path, name):
    """The same signature under another name."""
    with open(path, encoding="ascii") as handle:
        head, payload, signature = handle.read().strip().split(".")
    text = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()
    changed = text.replace(name, "Somebody Else")
    if changed == text:
        raise Broken("the credential does not hold the name to alter")
    forged = base64.urlsafe_b64encode(changed.encode()).rstrip(b"=").decode()
    out = programs.path("credentials", "altered.jwt")
    with open(out, "w", encoding="ascii") as handle:
        handle.write(f"{head}.{forged}.{signature}")
    return out


def wait_for_list(issuer, organisation, before, patience=20.0):
    """Until the issuer serves another revocation list than before."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if fetch(list_url(issuer, organisation))[1] != before:
            return
        time.sleep(0.2)


def list_url(issuer, organisation):
    return f"{issuer.url}/issuers/{organisation}/status/1/revocation"


def refusals(programs, report, issuer, verifier, credentials):
    """Altered, not on the list, revoked, issuer not reachable."""
    first, gone = credentials[0], credentials[-1]
    path = lambda c: artefact(programs, c, "credentials", ".jwt")
    known = [*recognised(programs), *mapped(issuer.url)]
    expect(programs, report, verifier, alter(programs, path(first), first["name"]), known,
           ("not_valid", "signature.invalid", 1), "another name written into a credential")
    status, (answer,) = programs.check([path(first)], *mapped(issuer.url))
    report.check((status, answer["verdict"]) == (2, "verified_issuer_unlisted"),
                 "without a list of issuers: verified_issuer_unlisted, exit 2", verdict(answer))
    before = fetch(list_url(issuer, gone["organisation"]))[1]
    programs.run("credential", "revoke", gone["id"], "--reason", "issued-in-error", "--note",
                 "Demonstration")
    wait_for_list(issuer, gone["organisation"], before)
    # A verifier may keep a list for its lifetime of five minutes, so this
    # one begins anew, as if it were asked for the first time.
    verifier.stop()
    verifier = start_verifier(programs, issuer.url)
    expect(programs, report, verifier, path(gone), known,
           ("not_valid", "revocation.revoked", 1), "a credential that was revoked")
    verifier.stop()
    report.check(issuer.stop(), "the issuer's server stopped when asked to")
    verifier = start_verifier(programs, issuer.url)
    expect(programs, report, verifier, path(first), known,
           ("could_not_be_checked", "key.did_unreachable", 3),
           "a credential whose issuer is down")
    return verifier


# --- the two ways to run -----------------------------------------------------

def fresh(programs):
    for name in MADE:
        shutil.rmtree(programs.path(name), ignore_errors=True)
    if os.path.exists(programs.path(INDEX)):
        os.unlink(programs.path(INDEX))
    for name in MADE[1:] + ["pages/assets"]:
        os.makedirs(programs.path(name), exist_ok=True)


def run_programmes(programs, report):
    count = 0
    for programme in ORDER:
        set_up(programs, report, programme)
        for _, cohort in cohorts_of(programme):
            show_people(programs, report, cohort)
            count += issue(programs, report, cohort)
    return count


def in_order(programs, credentials):
    """As the programmes were run, then by name."""
    rank = {cohort["id"]: i for i, (_, cohort) in enumerate(
        pair for programme in ORDER for pair in cohorts_of(programme))}
    return sorted(credentials, key=lambda c: (rank[c["cohort"]], c["award"], c["name"]))


def check_served(report, issuer, verifier):
    for server in (issuer, verifier):
        ready = [fetch(server.url + path)[0] for path in ("/healthz", "/readyz", "/")]
        report.check(ready == [200, 200, 200], f"the {server.name} serves at {server.url}", ready)


def demonstrate(programs, report):
    fresh(programs)
    programs.run("init", "--public-url", PUBLIC_URL)
    report.line(f"A fresh data folder: {os.path.relpath(programs.data)}, which the world will "
                f"know as {PUBLIC_URL}")
    count = run_programmes(programs, report)
    credentials = in_order(programs, programs.json("credential", "list"))
    report.heading(f"Files to keep ({report.seconds()})")
    report.check(len(credentials) == count, f"{count} credentials from {recognise(programs)} "
                                            "organisations' programmes")
    export(programs, report, credentials)
    issuer = start_issuer(programs)
    verifier = None
    try:
        verifier = start_verifier(programs, issuer.url)
        report.heading(f"Served, and verified by the other program ({report.seconds()})")
        check_served(report, issuer, verifier)
        save_issuer_pages(programs, report, issuer.url, credentials)
        verify_all(programs, report, issuer, verifier, credentials)
        report.heading(f"What is not right gets a verdict of its own ({report.seconds()})")
        verifier = refusals(programs, report, issuer, verifier, credentials)
        report.check(verifier.stop(), "the verifier's server stopped when asked to")
    finally:
        issuer.stop()
        if verifier:
            verifier.stop()


def where(programs, report):
    report.heading(f"Where things are ({report.seconds()})")
    shown = os.path.relpath(programs.folder)
    column = len(os.path.join(shown, "recognised-issuers.json"))
    for name, what in (("badges", "badges: PNG pictures with the credential inside"),
                       ("certificates", "certificates to print"),
                       ("qr", "QR codes of the links"),
                       ("pages", "pages as the issuer and the verifier showed them"),
                       ("credentials", "signed credentials; altered.jwt is the forged one")):
        files = [n for n in os.listdir(programs.path(name)) if n != "assets"]
        report.line(f"  {os.path.join(shown, name) + '/':<{column}} {len(files):>3}  {what}")
    for name, what in ((INDEX, "all of them, with their links"),
                       ("recognised-issuers.json", "the verifier's list of issuers it knows"),
                       ("data/", "the issuer's database and keys"),
                       ("logs/", "what the servers said")):
        report.line(f"  {os.path.join(shown, name):<{column}}      {what}")


def free_or_any(port):
    """127.0.0.1:PORT if nobody listens there, else any free port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            port = 0
    return f"127.0.0.1:{port}"


def list_links(programs, report, issuer):
    with open(programs.path(INDEX), encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    report.line()
    print_table(report, ["", "award", "organisation", "link here"],
                [[r["name"], r["award"], r["organisation"], f"{issuer.url}/V/{r['id']}"]
                 for r in rows])


def serve(programs, report):
    issuer = start_issuer(programs, free_or_any(8080))
    verifier = None
    try:
        verifier = start_verifier(programs, issuer.url, free_or_any(8090))
        report.heading("Serving until Ctrl-C")
        list_links(programs, report, issuer)
        report.line()
        report.line(f"  issuer       {issuer.url}/")
        report.line(f"  verifier     {verifier.url}/")
        for kind in ("badges", "qr", "certificates"):
            report.line(f"  {kind:<13}{os.path.relpath(programs.path(kind))}/")
        while issuer.process.poll() is None and verifier.process.poll() is None:
            time.sleep(0.2)
        report.check(False, "a server has ended by itself: see "
                     + os.path.relpath(programs.path("logs")))
    except KeyboardInterrupt:
        report.line("\nstopping")
    finally:
        for server in (verifier, issuer):
            if server:
                server.stop()


def interrupted(*unused):
    raise KeyboardInterrupt


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--dir", default=os.path.join(ROOT, "demo"), help="where to work")
    options.add_argument("--serve", action="store_true", help="leave both servers running")
    options.add_argument("--verbose", action="store_true", help="show every command")
    args = options.parse_args()
    report = Report(args.verbose)
    signal.signal(signal.SIGTERM, interrupted)
    try:
        programs = Programs(os.path.join(ROOT, os.environ.get("BUILD", "build/release")),
                            os.path.abspath(args.dir))
        if not args.serve or not os.path.exists(programs.path(INDEX)):
            demonstrate(programs, report)
            where(programs, report)
            report.line()
            report.line(f"{report.held} checks held, {report.failed} did not "
                        f"({report.seconds()})")
        if args.serve and not report.failed:
            serve(programs, report)
    except (Broken, OSError, subprocess.TimeoutExpired) as problem:
        report.line()
        report.check(False, "the demonstration could not go on", problem)
    except KeyboardInterrupt:
        report.line("\nstopped")
        return 130
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
