#!/usr/bin/env python3
"""Pictures and PDF documents made to break or exhaust whoever decodes them.

Each ends with its exact code, in bounded time and memory; what the decoding
child is able to do at all is tests/unit/decode/test_confine.c.
"""
import os
import resource
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from pictures import chunk, pdf_file, png_file, qr, stream
from tap import DECODER, Tap, sanitized, slowness
from vcworld import World

tap = Tap()
SECONDS = 30  # 15 by the clock, 5 of the processor; and the machine may be busy
MEMORY = 1100 << 10  # KiB; address space is limited to 1 GiB
TOO_MANY, BROKEN, BROKEN_PDF = "input.too_many_pixels", "input.broken_image", "input.broken_pdf"
NOT_DECODED, NO_QR, NONE = "input.not_decoded", "input.no_qr", "input.no_credential_in_image"
code = qr("urn:nothing:here")


def header(width, height, depth=8, colour=0, interlaced=0):
    return struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)


def zeros(size, level=9):
    """size zero bytes, compressed, without ever having them."""
    packer = zlib.compressobj(level)
    block = bytes(1 << 20)
    out = b"".join(packer.compress(block) for _ in range(size >> 20))
    return out + packer.compress(bytes(size & 0xFFFFF)) + packer.flush()


def page(content, resources=b"", more=(), box=b"0 0 400 400", filters=b""):
    return pdf_file(b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
                    b"<</Type /Page /Parent 2 0 R /MediaBox [" + box + b"] /Contents 4 0 R /Resources <<"
                    + resources + b">>>>", stream(content, filters), *more)


def segment(marker, data):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data


def jpeg_head(width, height, kind=0xC0, components=1):
    parts = b"".join(bytes([n + 1, 0x11, 0]) for n in range(components))
    tables = segment(0xDB, b"\0" + b"\1" * 64) + b"".join(
        segment(0xC4, bytes([table]) + b"\1" + bytes(15) + b"\0") for table in (0, 16))
    return b"\xff\xd8" + tables + segment(kind, struct.pack(">BHHB", 8, height, width, components) + parts)


def scan(component=1, low=0, high=0):
    return segment(0xDA, bytes([1, component, 0, low, high, 0])) + b"\0"


def memory(data):
    """KiB that the decoder takes for it."""
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        process = subprocess.Popen([DECODER, "decode"], stdin=file, stdout=subprocess.DEVNULL)
        process.returncode, usage = os.wait4(process.pid, 0)[1:]
    return usage.ru_maxrss


with World() as w:
    def timed(data):
        begun = time.monotonic()
        return w.check(data, "--offline", "-"), time.monotonic() - begun

    def given(name, data, want, verdict="could_not_be_checked", seconds=SECONDS):
        judge(name, *timed(data), want, verdict, seconds)

    def judge(name, report, took, want, verdict="could_not_be_checked", seconds=SECONDS):
        # fifteen seconds are too few where others take them; with a sanitizer five of the processor are, too
        ended = report.code("input") == NOT_DECODED and took > (5 if sanitized() else 15) and slowness() > 2
        tap.equal((report.code("input"), report.verdict), (NOT_DECODED, "could_not_be_checked") if ended else (want, verdict),
                  name)
        if took > seconds * slowness():
            tap.ok(False, f"{name}: in time", f"{took:.1f} s")

    def at_once(bombs):
        """Those that are ended at a limit; each takes all the time it may have, so together."""
        with ThreadPoolExecutor(len(bombs)) as pool:
            for (name, _), answer in zip(bombs, pool.map(timed, [data for _, data in bombs])):
                judge(name, *answer, NOT_DECODED)

    broken = "not_valid"
    # --- PNG -----------------------------------------------------------------
    given("PNG, 30000 by 30000", png_file(header(30000, 30000, 1), chunk(b"IDAT", zeros(3751 * 30000))), TOO_MANY,
          seconds=3)
    given("PNG, 2^31 - 1 wide", png_file(header(0x7FFFFFFF, 1), chunk(b"IDAT", zeros(100))), BROKEN, broken)
    given("PNG, a line of 2^20 + 1", png_file(header((1 << 20) + 1, 1, 1), chunk(b"IDAT", zeros(200000))), BROKEN,
          broken)
    given("PNG, as large as allowed, 16 bits of colour and alpha",
          png_file(header(8192, 8192, 16, 6), chunk(b"IDAT", zeros(65537 * 8192, 1))), NONE, broken)
    given("PNG, interlaced", png_file(header(8192, 8192, 8, 0, 1), chunk(b"IDAT", zeros(80 << 20, 1))), NONE, broken)
    given("PNG, data for a part of it", png_file(header(2000, 2000), chunk(b"IDAT", zeros(1000000))), BROKEN, broken)
    given("PNG, its data broken", png_file(header(100, 100), chunk(b"IDAT", b"\x78\x9cxxxxxxxxxx")), BROKEN, broken)
    given("PNG, no data", png_file(header(100, 100)), BROKEN, broken)
    given("PNG, text that unpacks to 300 MB", code.png(chunk(b"zTXt", b"Comment\0\0" + zeros(300 << 20))), "input.qr_other")
    given("PNG, a colour profile that does", code.png(chunk(b"iCCP", b"x\0\0" + zeros(300 << 20))), "input.qr_other")
    given("PNG, 200 000 chunks", code.png(*[chunk(b"tEXt", b"a\0b")] * 200000), "input.qr_other")
    long = code.png()[:33] + struct.pack(">I", 900 << 20) + b"tEXtComment\0" + bytes(1000)
    given("PNG, a text that claims 900 MB", long, BROKEN, broken)
    if not sanitized():
        tap.ok(memory(long) < 200 << 10, "no memory is taken for what is only claimed", f"{memory(long) >> 10} MiB")
    # --- JPEG ----------------------------------------------------------------
    given("JPEG, 30000 by 30000", jpeg_head(30000, 30000) + scan() + bytes(1000) + b"\xff\xd9", TOO_MANY, seconds=3)
    given("JPEG, no sides", jpeg_head(0, 0) + scan() + b"\xff\xd9", BROKEN, broken)
    given("JPEG, a large one without data", jpeg_head(8000, 8000) + scan() + b"\xff\xd9", BROKEN, broken)
    given("JPEG, 5000 scans", jpeg_head(64, 64, 0xC2) + scan() * 5000 + b"\xff\xd9", BROKEN, broken)
    given("JPEG, 90 scans of a large one", jpeg_head(8000, 8000, 0xC2, 3) + (scan(1) + scan(2) + scan(3)) * 30
          + b"\xff\xd9", BROKEN, broken)
    good = code.jpeg()
    for part in (3, 20, 200, len(good) // 4):
        given(f"JPEG, its first {part} bytes", good[:part], BROKEN, broken)
    given("JPEG, with a PDF behind it", good + code.pdf(), "input.qr_other")
    given("JPEG, with a page behind it", good + b"<html><script>alert(1)</script>", "input.qr_other")
    # --- PDF -----------------------------------------------------------------
    kids = b" ".join(b"%d 0 R" % (n + 3) for n in range(100000))
    many = [b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [" + kids + b"] /Count 100000>>"]
    many += [b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 10 10]>>"] * 100000
    given("PDF, 100 000 pages", pdf_file(*many), NO_QR)
    nested = [b"<</Type /Catalog /Pages 2 0 R>>"]
    nested += [b"<</Type /Pages /Kids [%d 0 R] /Count 1>>" % (n + 3) for n in range(100000)]
    nested += [b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 10 10]>>"]
    report = w.check(pdf_file(*nested), "--offline", "-")
    tap.ok(report.code("input") in (BROKEN_PDF, NO_QR, NOT_DECODED), "PDF, pages 100 000 deep", report)
    given("PDF, pages that are their own", pdf_file(
        b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [2 0 R 2 0 R] /Count 2>>"), NO_QR)
    given("PDF, a million brackets", b"%PDF-1.7\n1 0 obj\n" + b"[" * 1000000, BROKEN_PDF, broken)
    given("PDF, a table that is its own predecessor",
          b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1 /Root 1 0 R /Prev 9>>\nstartxref\n9\n%%EOF\n",
          BROKEN_PDF, broken)
    given("PDF, a password", pdf_file(
        b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [] /Count 0>>",
        b"<</Filter /Standard /V 1 /R 2 /O (" + b"o" * 32 + b") /U (" + b"u" * 32 + b") /P -4>>",
        trailer=b"/Encrypt 3 0 R /ID [(a) (a)] "), "input.pdf_password")
    draw = b"q 300 0 0 300 50 50 cm /I Do Q"
    image = stream(zlib.compress(code.pixels), b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace "
                   b"/DeviceGray /BitsPerComponent 8 /Filter /FlateDecode" % (code.width, code.height))
    given("PDF, scripts and actions", pdf_file(
        b"<</Type /Catalog /Pages 2 0 R /OpenAction <</S /JavaScript /JS (while\\(1\\){})>> /AA <</WC <</S /Launch "
        b"/F (/bin/sh)>>>> /Names <</JavaScript <</Names [(a) <</S /JavaScript /JS (app.launchURL\\('http://evil.example'\\))>>"
        b"]>>>>>>", b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 400 400] /Contents 4 0 R /Resources <</XObject <</I 5 0 R>>>> "
        b"/AA <</O <</S /URI /URI (http://evil.example)>>>> /Annots [<</Type /Annot /Subtype /Movie /Rect [0 0 9 9] "
        b"/Movie <</F (/etc/passwd)>>>>]>>", stream(draw), image), "input.qr_other")
    given("PDF, pictures of other files and hosts", page(draw, b"/XObject <</I 5 0 R>>", [
        b"<</Type /XObject /Subtype /Image /Width 9 /Height 9 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 0 "
        b"/F <</FS /URL /F (http://evil.example/x.png)>>>>\nstream\n\nendstream"]), NO_QR)
    given("PDF, a page of 10^9 points", page(b"", box=b"0 0 1000000000 1000000000"), NO_QR)
    given("PDF, a page of nothing", page(b"", box=b"0 0 0 0"), NO_QR)
    given("PDF, a page that is a line", page(b"", box=b"0 0 1000000 0.0001"), NO_QR)
    given("PDF, a picture of 10^10 pixels", page(draw, b"/XObject <</I 5 0 R>>", [stream(
        zeros(64 << 20), b"/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /ColorSpace /DeviceGray "
        b"/BitsPerComponent 8 /Filter /FlateDecode")]), NO_QR)
    packer = zlib.compressobj(9)
    line = b"0 0 m 400 400 l S 1 1 399 399 re f " * 3000
    long = b"".join(packer.compress(line) for _ in range(3000)) + packer.flush()
    drawing = page(long, filters=b"/Filter /FlateDecode")
    forms = [stream(b"/F Do " * 30, b"/Type /XObject /Subtype /Form /BBox [0 0 400 400] /Resources <</XObject <</F "
                    b"%d 0 R>>>>" % (n + 6)) for n in range(12)]
    forms.append(stream(b"0 0 400 400 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 400 400]"))
    forms = page(b"/F Do", b"/XObject <</F 5 0 R>>", forms)
    at_once([("PDF, 300 MB of drawing in a small stream", drawing), ("PDF, forms of forms, 30^12 of them", forms),
             ("PDF, the same beside it", forms)])
    report = w.check(page(b"/F Do", b"/XObject <</F 5 0 R>>", [stream(
        b"/F Do /F Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</F 5 0 R>>>>")]),
        "--offline", "-")
    tap.equal(report.code("input"), NO_QR, "PDF, a form in itself")
    whole = code.pdf()
    for part in (8, 50, len(whole) // 2):
        report = w.check(whole[:part], "--offline", "-")
        tap.ok(report.code("input") in (BROKEN_PDF, NO_QR), f"PDF, its first {part} bytes", report)
    given("PDF, behind other bytes", b"GIF89a" + whole, "input.unsupported")
    given("SVG that is a PDF", b"<svg><!--" + whole + b"--></svg>", BROKEN, broken)
    # --- the codes themselves ------------------------------------------------
    for name, text in (("markup", "<script>alert(1)</script>"), ("a terminal's", "\x1b[2J\x1b]0;x\x07"),
                       ("a file", "file:///etc/passwd"), ("a local address", "http://169.254.169.254/latest/meta-data")):
        report = w.check(qr(text).png(), "--issuer-url", "https://issuer.example")
        tap.ok(report.code("input") in ("input.qr_other", "item.other_host") and not report.json["fetched"],
               f"a code with {name}: nothing is fetched", report)
    # --- all in all ----------------------------------------------------------
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    if not sanitized():
        tap.ok(peak < MEMORY, "no child took more memory than it may", f"{peak >> 10} MiB")
tap.done()
