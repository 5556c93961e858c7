"""The items of a sheet → its text as small Markdown, and where each printed line went in it."""

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from analysis.credits import read_form
from analysis.han import HAN
from analysis.sheets.arrange import Placed, SheetItem, arrange
from analysis.sheets.form import Box, Sheet

__all__ = ["Written", "write_sheet"]

_TITLES: Final = frozenset(["kicker", "headline", "deck"])
_MARKS: Final = {"headline": "## ", "subhead": "### "}
_NEXT_NAME: Final = re.compile(rf"[{HAN}]{{2,3}}(?=$|[\s）)])")
_GLUED: Final = frozenset(["headline", "kicker", "deck", "caption", "body", "quote"])


class Written(NamedTuple):
    """The text of a sheet, its items by the lines of that text, and its printed lines.

    `layout` has an entry for each item: kind, cut, first_line, last_line, headline (its first and
    last line, or none), body_line (the first after titles), areas. `boxes` has one for each printed
    line, as in the table of this name, without the page.
    """

    text: str
    layout: list[dict[str, Any]]
    boxes: list[dict[str, Any]]


def write_sheet(sheet: Sheet) -> Written:
    """Write the text of a sheet, item by item: titles first, then a paragraph a line."""
    texts: list[str] = []
    layout: list[dict[str, Any]] = []
    boxes: list[dict[str, Any]] = []
    for item in arrange(sheet):
        if texts:
            texts.append("")
        first = len(texts) + 1
        lines = _write_item(item, sheet, texts, boxes)
        heads = [number for number, role in lines if role == "headline"]
        below = [number for number, role in lines if role not in _TITLES]
        layout.append(
            {
                "kind": item.kind,
                "cut": item.cut,
                "first_line": first,
                "last_line": len(texts),
                "headline": [heads[0], heads[-1]] if heads else [],
                "body_line": below[0] if below else len(texts) + 1,
                "areas": [_round(area) for area in item.areas],
            }
        )
    return Written("".join(f"{text}\n" for text in texts), layout, boxes)


def _write_item(
    item: SheetItem, sheet: Sheet, texts: list[str], boxes: list[dict[str, Any]]
) -> list[tuple[int, str]]:
    """Write the lines of an item; return the numbers of the lines made, with their roles."""
    made: list[tuple[int, str]] = []
    last: Placed | None = None
    for placed in item.lines:
        line = sheet.lines[placed.line]
        goes_on = (
            last is not None
            and last.role == placed.role
            and not placed.opens
            and placed.role in _GLUED
        )
        if placed.role == "folio" and last is not None:
            # The head of a sheet becomes one line, with blanks between its pieces.
            texts[-1] += " "
        elif not goes_on:
            texts.append(_MARKS.get(placed.role, ""))
            made.append((len(texts), placed.role))
        elif _parts_names(texts[-1], line.text):
            texts[-1] += " "
        column = len(texts[-1]) + 1
        texts[-1] += line.text
        boxes.append(
            {
                "text": line.text,
                "line": len(texts),
                "column": column,
                "end_column": column + len(line.text),
                **dict(zip(("x0", "y0", "x1", "y1"), map(_shorten, line.box), strict=True)),
                "edges": [_shorten(edge) for edge in line.edges],
                "size": _shorten(line.size),
                "font": line.font or None,
                "vertical": line.vertical,
                "role": placed.role,
                "score": line.score,
                "order": len(boxes) + 1,
            }
        )
        last = placed
    return made


def _parts_names(before: str, after: str) -> bool:
    """Whether a line ends between two names of a credit, whose blank is lost at its end."""
    first = read_form("torn").search(before)
    second = _NEXT_NAME.match(after)
    return first is not None and second is not None and len(first[1]) + len(second[0]) > 3


def _shorten(length: float) -> float:
    return round(float(length), 2)


def _round(box: Box) -> Sequence[int]:
    return [round(edge) for edge in box]
