"""Pictures for tests: QR codes, pages of a PDF, and what a camera makes of them.

    page = pages("certificate.pdf", 150)[0]     # a Gray: pdftoppm draws it
    photo = page.cropped(0.5).turned(17).noisy(12).levels(60, 190)
    photo.jpeg(); photo.png(); qr("HTTPS://…")  # bytes; a Gray

qrencode makes the codes, pdftoppm (poppler-utils) the JPEG files.
"""
import math
import os
import random
import re
import struct
import subprocess
import tempfile
import zlib


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_file(header, *chunks):
    """A PNG of these chunks between IHDR and IEND."""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks) + chunk(b"IEND", b"")


def pdf_file(*objects, trailer=b"", version=b"1.7"):
    """A PDF with a correct table of its objects, the first being the catalogue."""
    out = bytearray(b"%PDF-" + version + b"\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + b"trailer\n<</Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, trailer, table)


def stream(data, entries=b""):
    return b"<</Length %d %s>>\nstream\n" % (len(data), entries) + data + b"\nendstream"


class Gray:
    """Grey levels, row by row; 255 is white."""

    def __init__(self, width, height, pixels):
        self.width, self.height, self.pixels = width, height, bytes(pixels)

    @staticmethod
    def read(pgm):
        found = re.match(rb"P5\s+(?:#.*\n)?(\d+)\s+(\d+)\s+255\s", pgm)
        return Gray(int(found[1]), int(found[2]), pgm[found.end():])

    def rows(self):
        return [self.pixels[y * self.width:(y + 1) * self.width] for y in range(self.height)]

    def png(self, *extra):
        raw = b"".join(b"\0" + row for row in self.rows())
        return png_file(struct.pack(">IIBBBBB", self.width, self.height, 8, 0, 0, 0, 0), *extra,
                        chunk(b"IDAT", zlib.compress(raw, 6)))

    def pdf(self):
        """One page that is this picture, a point for a pixel."""
        data = zlib.compress(self.pixels)
        draw = b"%d 0 0 %d 0 0 cm /I Do" % (self.width, self.height)
        return pdf_file(
            b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
            b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R "
            b"/Resources <</XObject <</I 5 0 R>>>>>>" % (self.width, self.height), stream(draw),
            stream(data, b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray "
                         b"/BitsPerComponent 8 /Filter /FlateDecode" % (self.width, self.height)))

    def jpeg(self, quality=80, *options):
        return pdftoppm(self.pdf(), "-jpeg", "-r", "72", "-jpegopt", ",".join((f"quality={quality}", *options)))[0]

    def levels(self, black, white):
        return Gray(self.width, self.height, self.pixels.translate(
            bytes(black + (white - black) * i // 255 for i in range(256))))

    def inverted(self):
        return self.levels(255, 0)

    def cropped(self, left, top, width, height):
        return Gray(width, height, b"".join(row[left:left + width] for row in self.rows()[top:top + height]))

    def noisy(self, amount, seed=1):
        source = random.Random(seed)
        noise = [source.gauss(0, amount) for _ in range(4099)]
        return Gray(self.width, self.height, bytes(
            max(0, min(255, int(p + noise[(i * 31 + i // self.width * 17) % 4099])))
            for i, p in enumerate(self.pixels)))

    def blurred(self):
        """Each pixel the mean of nine."""
        rows = self.rows()
        out = []
        for y in range(self.height):
            three = [rows[max(0, y - 1)], rows[y], rows[min(self.height - 1, y + 1)]]
            sums = [a + b + c for a, b, c in zip(*three)]
            out.append(bytes((sums[max(0, x - 1)] + sums[x] + sums[min(self.width - 1, x + 1)]) // 9
                             for x in range(self.width)))
        return Gray(self.width, self.height, b"".join(out))

    def turned(self, degrees, lean=0.0):
        """Turned about the middle, on grey; lean: seen from the side."""
        sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
        side = int(abs(self.width * cosine) + abs(self.height * sine)) + 2
        tall = int(abs(self.width * sine) + abs(self.height * cosine)) + 2
        out = bytearray(b"\xb0" * (side * tall))
        for y in range(tall):
            for x in range(side):
                far = 1 + lean * (y / tall - 0.5)
                dx, dy = (x - side / 2) * far, (y - tall / 2) * far
                u = int(dx * cosine + dy * sine + self.width / 2)
                v = int(dy * cosine - dx * sine + self.height / 2)
                if 0 <= u < self.width and 0 <= v < self.height:
                    out[y * side + x] = self.pixels[v * self.width + u]
        return Gray(side, tall, out)

    def beside(self, other):
        tall = max(self.height, other.height)
        rows = [p.rows() + [b"\xff" * p.width] * (tall - p.height) for p in (self, other)]
        return Gray(self.width + other.width, tall, b"".join(a + b for a, b in zip(*rows)))


def pdftoppm(pdf, *options):
    """The files that pdftoppm makes of a document, in the order of its pages."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "in.pdf")
        with open(path, "wb") as handle:
            handle.write(pdf)
        subprocess.run(["pdftoppm", *options, path, os.path.join(folder, "out")], check=True)
        files = sorted(name for name in os.listdir(folder) if name.startswith("out"))
        return [open(os.path.join(folder, name), "rb").read() for name in files]


def pages(pdf, dpi):
    return [Gray.read(page) for page in pdftoppm(pdf, "-gray", "-r", str(dpi))]


def qr(text, scale=6, level="M", margin=4):
    done = subprocess.run(["qrencode", "-t", "ASCII", "-m", str(margin), "-l", level, "-o", "-"],
                          input=text if isinstance(text, bytes) else text.encode(), capture_output=True, check=True)
    lines = done.stdout.decode().rstrip("\n").split("\n")
    rows = []
    for line in lines:
        row = b"".join((b"\0" if line[x] == "#" else b"\xff") * scale for x in range(0, len(line), 2))
        rows += [row] * scale
    return Gray(len(rows[0]), len(rows), b"".join(rows))
