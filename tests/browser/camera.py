#!/usr/bin/env python3
"""The camera of the verifier's page, in real Chromium with a film instead of a camera."""
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lib"))
from browser import FOLDER, Verifier, certificate, install, visit  # noqa: E402
from issuer_site import HOST, ORG, ZOE, Site  # noqa: E402
from pictures import Gray, pages, qr  # noqa: E402
from tap import Tap  # noqa: E402

BOARD = "verify.board.example"
ELSEWHERE = "issuer.elsewhere.example"
LINK = f"https://{ELSEWHERE}/V/1"
SHOTS = os.path.join(FOLDER, "shots", "camera")
WIDTH, HEIGHT = 1280, 960


def film(path, picture):
    """A film of one still, grey around it (YUV4MPEG2)."""
    left, top = max(0, picture.width - WIDTH) // 2, max(0, picture.height - HEIGHT) // 2
    picture = picture.cropped(left, top, min(WIDTH, picture.width), min(HEIGHT, picture.height))
    before = (WIDTH - picture.width) // 2
    rows = [b"\xa0" * before + row + b"\xa0" * (WIDTH - picture.width - before) for row in picture.rows()]
    rows += [b"\xa0" * WIDTH] * (HEIGHT - len(rows))
    with open(path, "wb") as handle:
        handle.write(b"YUV4MPEG2 W%d H%d F5:1 Ip C420jpeg\n" % (WIDTH, HEIGHT))
        for _ in range(3):
            handle.write(b"FRAME\n" + b"".join(rows) + b"\x80" * (WIDTH * HEIGHT // 2))
    return path


def main():
    tap = Tap()
    problem = install()
    if problem:
        tap.skip("the camera in Chromium", problem)
        tap.done()
    os.makedirs(SHOTS, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Site() as site:
        site.credential("share", site.zoe)
        pdf = site.get(f"/V/{site.zoe}/certificate.pdf").body
        photo = pages(pdf, 110)[0].turned(3).noisy(6)
        wall = Gray(640, 480, bytes(x & 0xFF for x in range(640)) * 480)
        other = qr(LINK, 8)
        verifier = Verifier(folder, BOARD, "--issuer-url", f"https://{HOST}",
                            "--trust", f"did:web:{HOST}:issuers:{ORG}=Garden Board",
                            "--fetch-map", f"https://{HOST}/=http://127.0.0.1:{site.port}/")
        try:
            key, cert = certificate(folder, BOARD)
            for name, picture in (("certificate", photo), ("wall", wall), ("look-alike", other)):
                visit(tap, "camera.mjs", {
                    "key": key, "cert": cert, "hosts": {BOARD: verifier.port}, "page": f"https://{BOARD}/",
                    "shots": SHOTS, "sight": name, "holder": ZOE,
                    "host": ELSEWHERE, "link": LINK,
                    "args": ["--use-fake-device-for-media-stream", "--use-file-for-fake-video-capture="
                             + film(os.path.join(folder, name + ".y4m"), picture)]}, folder)
        finally:
            verifier.stop()
    tap.done()


main()
