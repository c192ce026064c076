"""PDFs made in the test, so that each place and size of a letter is known."""

import zlib
from collections.abc import Callable

import pytest

Run = tuple[float, float, float, str]  # x, height above the page's foot, size, text; "*" before a text makes it bold


def _escaped(text: str) -> bytes:
    # Octal 001 and 002 are the ligature "fi" and the soft hyphen in the encoding of the fonts below.
    raw = text.replace("ﬁ", "\x01").replace("\u00ad", "\x02").encode("cp1252")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _stream(runs: list[Run], rules: list[tuple[float, float, float]]) -> bytes:
    parts = [f"{x} {y} {width} 0.5 re f".encode() for x, y, width in rules]
    for x, y, size, text in runs:
        font = "F2" if text.startswith("*") else "F1"
        parts.append(f"BT /{font} {size} Tf {x} {y} Td (".encode() + _escaped(text.removeprefix("*")) + b") Tj ET")
    return zlib.compress(b"\n".join(parts))


def write_pdf(pages: list[list[Run]], rules: list[tuple[float, float, float]] | None = None) -> bytes:
    encoding = b"<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [1 /fi /sfthyphen] >>"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.extend(
        b"<< /Type /Font /Subtype /Type1 /BaseFont /" + name + b" /Encoding " + encoding + b" >>"
        for name in (b"Helvetica", b"Helvetica-Bold")
    )
    kids = []
    for runs in pages:
        stream = _stream(runs, rules or [])
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(stream) + stream + b"\nendstream")
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [" % len(kids) + b" ".join(kids) + b"] >>"
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


@pytest.fixture
def make_pdf() -> Callable[..., bytes]:
    return write_pdf
