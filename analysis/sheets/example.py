"""A PDF of a few lines, for examples and tests: text, rules and areas where they are wanted."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

__all__ = ["Text", "make_pdf", "write_example"]

# What is printed, left edge, upper edge, size; from the top left, as in the table `boxes`.
Text = tuple[str, float, float, float]
_ASCENT: Final = 0.88  # of the size, above the base line


def make_pdf(
    sheets: Sequence[Sequence[Text]],
    *,
    drawn: Sequence[str] = (),
    width: float = 400.0,
    height: float = 300.0,
) -> bytes:
    """Make a PDF of these texts, a list for each sheet; `drawn` are operators on all of them.

    The font is none that is embedded: its characters are named, but no shapes are given.
    """
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts["
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)"
        b"/Ordering(GB1)/Supplement 4>>/DW 1000/FontDescriptor<</Type/FontDescriptor/FontName"
        b"/STSong-Light/Flags 4/FontBBox[0 -120 1000 880]/ItalicAngle 0/Ascent 880/Descent -120"
        b"/CapHeight 880/StemV 80>>>>]>>"
    )
    count = len(sheets)
    pages = b" ".join(b"%d 0 R" % (4 + 2 * at) for at in range(count))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (pages, count),
        font,
    ]
    for at, texts in enumerate(sheets):
        lines = list(drawn)
        for text, left, top, size in texts:
            code = text.encode("utf-16-be").hex()
            base = height - top - _ASCENT * size
            lines.append(f"BT /F {size:g} Tf {left:g} {base:g} Td <{code}> Tj ET")
        stream = "\n".join(lines).encode()
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %g %g]/Resources<</Font<</F 3 0 R>>>>"
            b"/Contents %d 0 R>>" % (width, height, 5 + 2 * at)
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    made = bytearray(b"%PDF-1.4\n")
    places = []
    for number, each in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(made)


def write_example(path: Path) -> Path:
    """Write a sheet with one article of two columns."""
    left = [
        "　　本报讯（记者林悦）三月五日，",
        "全市春耕现场会在甲县召开，各县",
        "区负责人参加会议，会议部署了春",
    ]
    right = ["季造林工作。", "　　会议强调，要不误农时，抓紧", "备耕。"]
    texts: list[Text] = [("春耕现场会召开", 110, 20, 20)]
    for column, lines in ((20, left), (200, right)):
        texts += [
            (
                line.lstrip("　"),
                column + 10 * (len(line) - len(line.lstrip("　"))),
                50 + 14 * at,
                10,
            )
            for at, line in enumerate(lines)
        ]
    path.write_bytes(make_pdf([texts]))
    return path
