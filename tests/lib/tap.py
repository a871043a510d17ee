"""A few lines of TAP for black-box tests.

    from tap import Tap
    tap = Tap()
    tap.ok(condition, "name", "detail shown on failure")
    tap.equal(got, want, "name")
    tap.done()
"""
import functools
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.join(ROOT, os.environ.get("BUILD", "build/release"))
ISSUER = os.path.join(BUILD, "testamur-issuer")
VERIFIER = os.path.join(BUILD, "testamur-verifier")
SIGNER = os.path.join(BUILD, "testamur-signer")
DECODER = os.path.join(BUILD, "testamur-decoder")
# read by programs with ThreadSanitizer
os.environ.setdefault("TSAN_OPTIONS", "suppressions=" + os.path.join(ROOT, "tests", "lib", "races.supp"))
SHARED = os.path.join(os.path.dirname(ROOT), "shared")


@functools.lru_cache(maxsize=None)
def sanitized():
    """Whether the programs have a sanitizer, which takes a multiple of memory."""
    with open(VERIFIER, "rb") as handle:
        return re.search(rb"lib[at]san\.so", handle.read()) is not None


def slowness():
    """How many times longer than by itself, as released, something may take now: 1 where nothing else runs."""
    return max(1, os.getloadavg()[0] / os.cpu_count()) * (4 if sanitized() else 1)


class Tap:
    def __init__(self):
        self.count = 0
        self.failed = 0

    def ok(self, condition, name, detail=""):
        self.count += 1
        print(f"{'ok' if condition else 'not ok'} {self.count} - {name}", flush=True)
        if not condition:
            self.failed += 1
            for line in str(detail).splitlines():
                print("# " + line, flush=True)
        return bool(condition)

    def equal(self, got, want, name):
        return self.ok(got == want, name, f"got  {got!r}\nwant {want!r}")

    def skip(self, name, why):
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {why}", flush=True)

    def done(self):
        print(f"1..{self.count}")
        sys.exit(1 if self.failed else 0)
