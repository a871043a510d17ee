#!/usr/bin/env python3
"""Run test programs that speak TAP and sum up what they say.

Arguments are executables (C tests) or .py files. Prints one line a
program, every failure with its diagnostics, and at the end
"N passed, N failed, N skipped". Exit status 1 when anything failed, when
a program died or said nothing, when a sanitizer reported anything in it or
in a process it started, or when a skip is not listed by name in .ci/skips.
"""
import os
import re
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TIMEOUT = int(os.environ.get("TEST_SECONDS", "900"))  # for a program
LINE = re.compile(r"^(not ok|ok) \d+(?:\s+-)?\s*(.*)$")


def allowed_skips():
    try:
        with open(os.path.join(ROOT, ".ci", "skips"), encoding="utf-8") as handle:
            return {line.split("#")[0].strip() for line in handle} - {""}
    except FileNotFoundError:
        return set()


def name_of(program):
    name = re.sub(r"^.*?(?=tests/)", "", program)
    return name


def command(program):
    if program.endswith(".py"):
        return [sys.executable, program]
    corpus = os.path.join(ROOT, "tests", "fuzz", "corpus", os.path.basename(program))
    return [os.path.abspath(program)] + ([corpus] if "/tests/fuzz/" in program else [])


def environment(reports):
    """What tests are run with. Sanitizers write into the folder: a server's standard error is nobody's."""
    lib, log = os.path.join(ROOT, "tests", "lib"), ":log_path=" + os.path.join(reports, "report")
    return dict(os.environ, CMOCKA_MESSAGE_OUTPUT="TAP",
                ASAN_OPTIONS="detect_leaks=1:abort_on_error=0:handle_abort=1" + log,
                UBSAN_OPTIONS="print_stacktrace=1:abort_on_error=1" + log,  # which the other sees
                TSAN_OPTIONS=f"suppressions={lib}/races.supp" + log,
                LSAN_OPTIONS=f"suppressions={lib}/leaks.supp:print_suppressions=0")


def read_all(folder):
    texts = []
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as handle:
            texts.append(handle.read())
    return texts


def run(program, skips):
    with tempfile.TemporaryDirectory(prefix="reports-") as reports:
        return judge(program, skips, environment(reports), lambda: read_all(reports))


def judge(program, skips, env, reported):
    start = time.monotonic()
    try:
        done = subprocess.run(command(program), cwd=ROOT, env=env, timeout=TIMEOUT,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
        output, code = done.stdout.decode("utf-8", "replace"), done.returncode
    except subprocess.TimeoutExpired as stop:
        output = (stop.stdout or b"").decode("utf-8", "replace")
        code = f"timeout after {TIMEOUT} s"
    passed = failed = skipped = 0
    problems = []
    for line in output.splitlines():
        match = LINE.match(line)
        if not match:
            continue
        verdict, title = match.groups()
        title, _, directive = title.partition(" # ")
        if directive.upper().startswith("SKIP"):
            skipped += 1
            full = f"{name_of(program)}: {title.strip()}"
            if full not in skips and name_of(program) not in skips:
                problems.append(f"skip not listed in .ci/skips: {full} ({directive})")
        elif verdict == "ok":
            passed += 1
        else:
            failed += 1
    if failed or (code != 0):
        problems.append(output[-6000:])
    if code != 0 and not failed:
        problems.append(f"exit status {code}")
    if passed + failed + skipped == 0:
        problems.append("no test was run")
    problems += [text[:6000] for text in reported()]
    if problems and not failed:
        failed += 1
    seconds = time.monotonic() - start
    print(f"{'FAIL' if problems else 'ok  '} {name_of(program)}: {passed} passed, "
          f"{failed} failed, {skipped} skipped ({seconds:.1f} s)", flush=True)
    for problem in problems:
        print("    " + problem.replace("\n", "\n    "), flush=True)
    return passed, failed, skipped


def main():
    skips = allowed_skips()
    total = [0, 0, 0]
    for program in sys.argv[1:]:
        for index, count in enumerate(run(program, skips)):
            total[index] += count
    print(f"{total[0]} passed, {total[1]} failed, {total[2]} skipped")
    sys.exit(1 if total[1] else 0)


main()
