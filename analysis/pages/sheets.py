"""PDF files, pictures and what others read of them → pages: text and items of each sheet."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

from analysis.credits import read_form
from analysis.days import read_day
from analysis.pages.heads import read_page_number
from analysis.pages.names import Origin
from analysis.pages.packed import leave_packing
from analysis.pages.papers import is_paper
from analysis.sheets.form import Sheet
from analysis.sheets.mends import Mend, mend_letters
from analysis.sheets.pdf import Leaf, iterate_leaves
from analysis.sheets.scan import Scan, read_pictures

__all__ = ["PrintedSheet", "is_parsed", "is_pdf", "is_picture", "merge_origins", "read_printed"]

_PICTURES: Final = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp")
_PARSED: Final = (
    *(".hocr", ".hocr.html", ".hocr.htm", ".alto", ".alto.xml"),
    *("_res.json", "_middle.json"),  # of PaddleOCR, of MinerU
)
_MOST_PAGES: Final = 200  # of an issue
_ALONE: Final = re.compile(r"[A-Z]?0?(\d{1,3})版?")


class PrintedSheet(NamedTuple):
    """A sheet that was read: its number in the file, from 0, and its text or why it has none."""

    number: int
    text: str | None
    layout: list[dict[str, Any]] | None
    boxes: list[dict[str, Any]]
    problem: str | None
    width: float
    height: float
    origin: Origin
    scan: Scan | None = None
    mends: list[dict[str, Any]] | None = None


def is_pdf(name: str) -> bool:
    """Whether a file is a PDF, by its name.

    Examples
    --------
    >>> is_pdf("2024/20240305-01.PDF"), is_pdf("20240305-01.txt")
    (True, False)
    """
    return leave_packing(name).lower().endswith(".pdf")


def is_picture(name: str) -> bool:
    """Whether a file is a picture that may be a scan, by its name.

    Examples
    --------
    >>> is_picture("2024/20240305-01.TIF"), is_picture("20240305-01.pdf")
    (True, False)
    """
    return leave_packing(name).lower().endswith(_PICTURES)


def is_parsed(name: str) -> bool:
    """Whether a file is what another program read of a sheet (hOCR, ALTO, JSON), by its name.

    Examples
    --------
    >>> is_parsed("2024/20240305-01.hocr"), is_parsed("20240305-01.alto.xml.gz")
    (True, True)
    >>> is_parsed("20240305-01_res.json"), is_parsed("articles.json")
    (True, False)
    """
    return leave_packing(name).lower().endswith(_PARSED)


def read_printed(
    data: bytes, *, name: str = ".pdf", only: int | None = None
) -> Iterator[PrintedSheet]:
    """Read the sheets of a file, or one of them; the name of the file tells its kind.

    Raises
    ------
    OSError
        With what is wrong, as of a file that cannot be read.
    """
    # imports patterns that take half a second to compile
    from analysis.sheets.write import write_sheet

    leaves: Iterator[Leaf]
    if is_parsed(name):
        from analysis.sheets.parsed import iterate_parsed

        leaves = islice(iterate_parsed(data), only or 0, None if only is None else only + 1)
    elif is_picture(name):
        leaves = _iterate_pictures(data, only)
    else:
        leaves = iterate_leaves(data, only=only)
    for number, leaf in enumerate(leaves, start=only or 0):
        size = round(leaf.width, 2), round(leaf.height, 2)
        if leaf.sheet is None:
            yield PrintedSheet(number, None, None, [], leaf.problem, *size, Origin())
            continue
        sheet, mends = leaf.sheet, list[Mend]()
        if leaf.scan is not None:
            sheet, mends = mend_letters(sheet, leaf.scan.doubts)
        written = write_sheet(sheet)
        origin = _read_origin(written.boxes)
        yield PrintedSheet(
            *(number, written.text, written.layout, written.boxes, leaf.problem, *size, origin),
            scan=leaf.scan,
            mends=_find_places(mends, sheet, written.boxes),
        )


def _iterate_pictures(data: bytes, only: int | None) -> Iterator[Leaf]:
    scans = read_pictures(data)
    for scan in scans if only is None else scans[only : only + 1]:
        problem = None if scan.sheet.lines else "no text was found in the picture"
        yield Leaf(scan.sheet.width, scan.sheet.height, scan.sheet, problem, scan)


def _find_places(
    mends: Sequence[Mend], sheet: Sheet, boxes: Sequence[dict[str, Any]]
) -> list[dict[str, Any]] | None:
    """Find the places in the text of the page at which letters were mended."""
    places = {(box["text"], box["x0"], box["y0"]): box for box in boxes}
    found = []
    for mend in mends:
        line = sheet.lines[mend.line]
        box = places.get((line.text, round(float(line.box[0]), 2), round(float(line.box[1]), 2)))
        if box is not None:
            found.append(
                {
                    "line": box["line"],
                    "column": box["column"] + mend.at,
                    "before": mend.before,
                    "after": mend.after,
                    "rule": mend.rule,
                    "confidence": mend.confidence,
                }
            )
    return found or None


def merge_origins(first: Origin, second: Origin) -> Origin:
    """Take what the first says, and where it says nothing, the second.

    Examples
    --------
    >>> merge_origins(Origin(page=2), Origin("兰川日报", None, 3))
    Origin(newspaper='兰川日报', date=None, page=2)
    """
    return Origin(
        first.newspaper or second.newspaper, first.date or second.date, first.page or second.page
    )


def _read_origin(boxes: Sequence[dict[str, Any]]) -> Origin:
    """Read name, day and page number off the pieces of the line at the head of a sheet."""
    pieces = [(box["text"], box["size"]) for box in boxes if box["role"] == "folio"]
    newspaper, day, page = None, None, None
    largest = max((size for _, size in pieces), default=0.0)
    for text, size in pieces:
        plain = "".join(text.split())
        if read_form("masthead").fullmatch(plain) or is_paper(plain):
            newspaper = newspaper or plain
            if size == largest and page is None and size > 2 * _usual(boxes):
                page = 1  # the page with the name of the newspaper in large type
        day = day or read_day(text)
        alone = _ALONE.fullmatch(plain)
        number = int(alone[1]) if alone else None if "今日" in plain else read_page_number(text)
        if number and number <= _MOST_PAGES:
            page = page or number
    return Origin(newspaper, day, page)


def _usual(boxes: Sequence[dict[str, Any]]) -> float:
    sizes = sorted(box["size"] for box in boxes)
    return float(sizes[len(sizes) // 2])
