#!/usr/bin/env python3
"""Batches of strangers: archives that swell, names that leave, tables that run, too many of anything."""
import csv
import io
import json
import os
import resource
import struct
import subprocess
import sys
import time
import zipfile
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from tap import VERIFIER, Tap, sanitized, slowness
from vcworld import DID, HOST, World, compact
from verifierservice import Service

tap = Tap()
MIB = 1 << 20


def run(*args):
    begun = time.monotonic()
    done = subprocess.run([VERIFIER, "batch", "--json", *args], capture_output=True, timeout=120, check=False)
    done.seconds = time.monotonic() - begun
    return done


def rows(done):
    return json.loads(done.stdout) if done.stdout else []


def codes(done):
    return [row["code"] for row in rows(done)]


def archive(files):
    """A ZIP file by hand: (name, method, flags, announced size, packed bytes, crc)."""
    body, directory = b"", b""
    for name, method, flags, size, packed, crc in files:
        name = name.encode() if isinstance(name, str) else name
        head = struct.pack("<HHHHHIIIHH", 20, flags, method, 0, 0x21, crc, len(packed), size, len(name), 0)
        directory += b"PK\1\2" + struct.pack("<H", 20) + head + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name
        body += b"PK\3\4" + head + name + packed
    return (body + directory + b"PK\5\6"
            + struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(directory), len(body), 0))


def deflate(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def packed(name, data, **wrong):
    row = {"method": 8, "flags": 0, "size": len(data), "packed": deflate(data), "crc": zlib.crc32(data), **wrong}
    return (name, row["method"], row["flags"], row["size"], row["packed"], row["crc"])


with World() as w:
    options = ["--fetch-map", w.maps[0], "--trust", DID]
    good = w.token()

    def write(name, data):
        path = os.path.join(w.folder, name)
        with open(path, "wb") as handle:
            handle.write(data if isinstance(data, bytes) else data.encode())
        return path

    # -- archives -------------------------------------------------------------
    zeros = b"\0" * (16 * MIB)
    squeezed, crc = deflate(zeros), zlib.crc32(zeros)
    bomb = write("bomb.zip", archive([(f"{n}.json", 8, 0, len(zeros), squeezed, crc) for n in range(33)]))
    done = run(bomb, *options)
    tap.ok(done.returncode == 64 and b"512 MiB" in done.stderr and done.seconds < 5 * slowness(),
           "528 MiB in 0.5: refused before anything is unpacked", done.stderr)
    done = run(write("one.zip", archive([packed("good.jwt", good),
                                         ("big.json", 8, 0, 300 * MIB, deflate(b"\0" * MIB), 0)])),
               *options)
    tap.equal(codes(done), ["issuer.listed", "input.too_large"], "a file that announces 300 MiB is not unpacked")
    done = run(write("less.zip", archive([packed("a.jwt", good, size=len(good) - 1), packed("b.jwt", good)])),
               *options)
    tap.equal(codes(done), ["item.unreadable", "issuer.listed"], "more bytes than announced; its neighbour is fine")
    done = run(write("more.zip", archive([packed("a.jwt", good, size=len(good) + 1)])), *options)
    tap.equal(codes(done), ["item.unreadable"], "fewer bytes than announced")
    done = run(write("crc.zip", archive([packed("a.jwt", good, crc=1)])), *options)
    tap.equal(codes(done), ["item.unreadable"], "a wrong checksum")
    done = run(write("odd.zip", archive([packed("a.jwt", good, method=14), packed("b.jwt", good, flags=1),
                                         packed("c.jwt", good)])), *options)
    tap.equal(codes(done), ["item.unreadable", "item.unreadable", "issuer.listed"],
              "another packing, and an encrypted one")
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as handle:
        handle.writestr("a.jwt", good)
    done = run(write("nest.zip", archive([packed("inner.zip", inner.getvalue())])), *options)
    tap.equal(codes(done), ["input.unsupported"], "an archive in an archive is no second one")
    before = sorted(os.listdir(w.folder))
    names = ["../../escape.jwt", "/tmp/escape.jwt", "a\\..\\escape.jwt", "\x1b[31mred.jwt", b"\xff\xfe.jwt",
             "=HYPERLINK(1).jwt", "x" * 3000 + ".jwt"]
    done = run(write("names.zip", archive([packed(n, good) for n in names])), *options)
    tap.equal(codes(done), ["issuer.listed"] * len(names), "names of an archive are labels")
    tap.ok(b"\\u001b" not in done.stdout and b"\x1b" not in done.stdout
           and all(len(r["source"].encode()) <= 500 for r in rows(done)),
           "shown without what steers a terminal, and cut", done.stdout[:3000])
    tap.equal(sorted(set(os.listdir(w.folder)) - set(before)), ["names.zip"], "nothing is written")
    done = run(write("same.zip", archive([packed("a.jwt", good)] * 2)), *options)
    tap.equal((done.returncode, rows(done)), (64, []), "two files of one name: which is meant?")
    for count, want in ((5000, (1, 5000)), (5001, (64, 0))):
        done = run(write("many.zip", archive([packed(f"{n}.jwt", b"") for n in range(count)])), "--offline", "-")
        tap.equal((done.returncode, len(rows(done))), want, f"{count} files in an archive")

    # -- tables ------------------------------------------------------------------
    for count in (5000, 5001):
        table = write("many.csv", "id\n" + "x\n" * count)
        done = run(table, "--offline", "-")
        tap.equal((done.returncode, len(rows(done))), (1, 5000) if count == 5000 else (64, 0),
                  f"{count} rows of a table")
    done = run(write("a.csv", "id\n" + "x\n" * 3000), write("b.csv", "id\n" + "x\n" * 3000), "--offline", "-")
    tap.equal((done.returncode, rows(done)), (64, []), "6000 of two tables")
    secret = os.path.join(w.folder, "secret.jwt")
    write("secret.jwt", good)
    os.mkdir(os.path.join(w.folder, "box"))
    os.symlink(secret, os.path.join(w.folder, "box", "link.jwt"))
    os.mkdir(os.path.join(w.folder, "box", "sub"))
    os.mkfifo(os.path.join(w.folder, "box", "pipe.jwt"))
    leaving = ["../secret.jwt", secret, "./../secret.jwt", "sub/../../secret.jwt", "link.jwt", "pipe.jwt", "/dev/zero", "-", ".", "..",
               "file://" + secret]
    done = run(write("box/t.csv", "file\n" + "\n".join(leaving) + "\n"), *options)
    tap.equal(codes(done), ["item.not_recognised"] * len(leaving), "names in a table stay beside it")
    tap.ok(good not in done.stdout, "and show nothing of what they name")
    done = run(os.path.join(w.folder, "box"), *options)
    tap.ok([r["source"] for r in rows(done)] == ["t.csv"] and done.seconds < 5 * slowness(),
           "a folder: neither links nor pipes", done.stdout)
    evil = "=cmd|' /C calc'!A0"
    badge = w.badge(id=HOST + "/b/1", issuer={"id": DID, "type": ["Profile"], "name": "@SUM(1)"},
                    credentialSubject=w.subject(
                        identifier=[{"type": "IdentityObject", "hashed": False, "identityHash": evil,
                                     "identityType": "name"}]))
    badge["credentialSubject"]["achievement"]["name"] = "+1+1\n=2"
    write("=1+1.jwt", w.token(badge, claims=w.claims(jti=HOST + "/b/1")))
    table = write("t.csv", "id,x\n\"=HYPERLINK(\"\"https://evil.example\"\")\",1\n=1+1.jwt,1\n")
    done = subprocess.run([VERIFIER, "batch", table, os.path.join(w.folder, "=1+1.jwt"), *options],
                          capture_output=True, timeout=60, check=False)
    cells = [cell for row in csv.reader(io.StringIO(done.stdout.decode())) for cell in row]
    tap.ok(evil in "".join(cells) and not any(c[:1] in "=+-@\t\r" for c in cells if c),
           "no cell of the table is a formula", done.stdout)
    tap.ok(len(list(csv.reader(io.StringIO(done.stdout.decode())))) == 4, "one line a row", done.stdout)
    huge = compact(w.badge(name="x" * (5 * MIB)))
    done = run(write("huge.csv", b"id\n\"" + huge.replace(b'"', b'""') + b"\"\n"), *options)
    tap.equal(codes(done), ["input.too_large"],
              "a huge credential in a cell")
    done = run(write("much.csv", b"id\n" + b"x" * (11 * MIB)), *options)
    tap.equal((done.returncode, rows(done)), (64, []), "a table of 11 MiB")

    # -- ids ---------------------------------------------------------------------
    w.asked.clear()
    links = ["https://evil.example/V/" + "0" * 27, "https://issuer.example.evil.example/V/" + "0" * 27,
             "https://127.0.0.1/V/" + "0" * 27, "https://issuer.example/../V/" + "0" * 27,
             "https://issuer.example:444/V/" + "0" * 27, "https://issuer.example/issuers/mfpe/did.json"]
    done = run(write("links.csv", "url\n" + "\n".join(links) + "\n"), "--issuer-url", HOST, *options)
    tap.equal((set(codes(done)), w.asked), ({"item.other_host"}, []), "links elsewhere: nothing is fetched")
    sound = "0" * 27  # of zeros the check character is zero
    down = {"asked": 0}

    def failing(handler):
        down["asked"] += 1
        handler.reply(500, b"", "text/plain")

    w.pages["/V/" + sound] = failing
    done = run(write("down.csv", "id\n" + (sound + "\n") * 500), "--issuer-url", HOST, "--threads", "1", *options)
    tap.equal((set(codes(done)), down["asked"]), ({"item.unreachable"}, 5),
              "a site that fails is not asked 500 times")
    w.pages["/V/" + sound] = b'{"shared": false, "status": "' + b"x" * 2000 + b'\\u001b[2J"}'
    done = run(sound, "--issuer-url", HOST, *options)
    tap.ok(codes(done) == ["item.not_shared"] and len(rows(done)[0]["detail"]) <= 500
           and "\x1b" not in rows(done)[0]["detail"], "a site's words are cut and harmless", done.stdout)
    w.pages["/V/" + sound] = b"[" * 100000
    tap.equal(codes(run(sound, "--issuer-url", HOST, *options)), ["input.not_recognised"], "a site that answers nonsense")

    # the largest of all that ran: archives, tables, and what four threads hold
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    tap.ok(peak < 300 * 1024, "in bounded memory", peak)

    # -- the service ---------------------------------------------------------------
    service = Service(w, "--fetch-map", w.maps[0])
    begun = time.monotonic()
    for name, body in (("many values", b'{"credentials":[' + b"[]," * 1300000 + b"1]}"),
                       ("depth", b'{"credentials":[' + b"[" * 500000),
                       ("empty ones", b'{"credentials":[' + b'"",' * 199 + b'""]}')):
        status, _, _ = service.ask("/api/v1/verify", body, "application/json")
        tap.ok(status in (200, 413, 422), f"{name}: an answer", status)
    tap.ok(time.monotonic() - begun < 10 * slowness(), "soon")
    with open(f"/proc/{service.process.pid}/status", encoding="ascii") as handle:
        peak = [int(line.split()[1]) for line in handle if line.startswith("VmHWM")][0]
    tap.ok(peak < 200 * 1024 * (4 if sanitized() else 1), "in bounded memory", peak)
    service.stop()
tap.done()
