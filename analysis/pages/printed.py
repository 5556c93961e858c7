"""PDF files → pages: the text of each sheet, its items, and what its head says of it."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from analysis.days import read_day
from analysis.pages.heads import read_page_number
from analysis.pages.names import Origin
from analysis.pages.packed import leave_packing
from analysis.pages.papers import is_paper
from analysis.patterns import NEWSPAPER
from analysis.sheets.pdf import iterate_leaves
from analysis.sheets.write import write_sheet

__all__ = ["Printed", "is_pdf", "merge_origins", "read_printed"]

_MOST_PAGES: Final = 200  # of an issue
_ALONE: Final = re.compile(r"[A-Z]?0?(\d{1,3})版?")


class Printed(NamedTuple):
    """A sheet as it was read: with its number in the file, from 0, or why there is no text."""

    number: int
    text: str | None
    layout: list[dict[str, Any]] | None
    boxes: list[dict[str, Any]]
    problem: str | None
    width: float
    height: float
    origin: Origin


def is_pdf(name: str) -> bool:
    """Whether a file is a PDF, by its name.

    Examples
    --------
    >>> is_pdf("2024/20240305-01.PDF"), is_pdf("20240305-01.txt")
    (True, False)
    """
    return leave_packing(name).lower().endswith(".pdf")


def read_printed(data: bytes, *, only: int | None = None) -> Iterator[Printed]:
    """Read the sheets of a PDF, or the one of that number.

    Raises
    ------
    OSError
        With what is wrong, as of a file that cannot be read.
    """
    for number, leaf in enumerate(iterate_leaves(data, only=only), start=only or 0):
        size = round(leaf.width, 2), round(leaf.height, 2)
        if leaf.sheet is None:
            yield Printed(number, None, None, [], leaf.problem, *size, Origin())
            continue
        written = write_sheet(leaf.sheet)
        origin = _read_origin(written.boxes)
        yield Printed(number, written.text, written.layout, written.boxes, None, *size, origin)


def merge_origins(first: Origin, second: Origin) -> Origin:
    """What the first says, and where it is silent the second.

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
        if NEWSPAPER.fullmatch(plain) or is_paper(plain):
            newspaper = newspaper or plain
            if size == largest and page is None and size > 2 * _usual(boxes):
                page = 1  # the page that carries the name of the newspaper in large type
        day = day or read_day(text)
        alone = _ALONE.fullmatch(plain)
        number = int(alone[1]) if alone else None if "今日" in plain else read_page_number(text)
        if number and number <= _MOST_PAGES:
            page = page or number
    return Origin(newspaper, day, page)


def _usual(boxes: Sequence[dict[str, Any]]) -> float:
    sizes = sorted(box["size"] for box in boxes)
    return float(sizes[len(sizes) // 2])
