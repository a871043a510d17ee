"""The npm packages that the interop tests run ours against."""
import fcntl
import json
import os
import shutil
import subprocess
import sys

from tap import BUILD, ROOT

LOCKED = os.path.join(ROOT, "tests", "interop")
FILES = ("package.json", "package-lock.json")


def read(folder, name):
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        return None
    with open(path, "rb") as handle:
        return handle.read()


def install():
    """Put the packages under the build folder, once; the folder, and None or
    why not. Tests that run side by side wait for each other."""
    folder = os.path.join(BUILD, "interop")
    if shutil.which("node") is None or shutil.which("npm") is None:
        return folder, "no node"
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return folder, install_locked(folder)


def install_locked(folder):
    wanted = read(LOCKED, "package-lock.json")
    if read(folder, "installed") == wanted:
        return None
    for name in FILES:
        shutil.copy(os.path.join(LOCKED, name), folder)
    done = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=300, check=False)
    if done.returncode != 0:
        sys.stderr.write(done.stdout.decode("utf-8", "replace"))
        return "npm ci failed"
    shutil.copy(os.path.join(folder, "package-lock.json"),
                os.path.join(folder, "installed"))
    return None


def run(folder, script, job):
    """What tests/interop/<script> answers to a job, both as JSON."""
    done = subprocess.run(["node", os.path.join(LOCKED, script), folder],
                          input=json.dumps(job).encode(), capture_output=True, timeout=120,
                          check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode("utf-8", "replace"))
    return json.loads(done.stdout)
