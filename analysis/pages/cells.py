"""The cells of a table that somebody made → text; what is no text is left out, and named."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pandas as pd

from analysis.pages.decode import decode
from analysis.schema import InputError
from analysis.warn import warn

__all__ = ["TextCells"]

# A cell may be a list in these columns; its entries are joined by this.
_BETWEEN: Final = {"text": "\n", "headline": " ", "deck": " ", "byline": " "}
_WRITTEN: Final = (int, Decimal, date, time, timedelta, UUID, pd.Period)
_CHINESE_TIME: Final = timezone(timedelta(hours=8))
_BYTES: Final = (bytes, bytearray, memoryview)
_ENOUGH: Final = 1 << 16  # bytes that show in which encoding a column is


class _NoTextError(Exception):
    """A cell that holds no text, and what it holds instead."""


class TextCells:
    """Writes the cells of a table as text, piece by piece.

    Cells that hold no text (an object, a list of lists, a picture) are missing afterwards. This is
    said once, at the end; if nothing else is left, the table is refused.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        # by column: how many, the first row, what they hold
        self._refused: dict[str, tuple[int, int, str]] = {}
        self._own_text = ""
        self._some_text = False

    def write(
        self, found: Mapping[str, Sequence[Any]], names: Mapping[str, str], *, first: int
    ) -> dict[str, list[Any]]:
        """Write the cells of some rows, from row `first` on; `names` are the file's own."""
        written = {
            name: self._write_column(name, cells, names[name], first)
            for name, cells in found.items()
        }
        self._own_text = names["text"]
        self._some_text = self._some_text or any(written["text"])
        return written

    def close(self) -> None:
        """Say what was left out.

        Raises
        ------
        InputError
            Where it was all the text there is.
        """
        if self._own_text in self._refused and not self._some_text:
            what = self._refused[self._own_text][2]
            raise InputError(
                f"{self._path}: the column {self._own_text!r} holds no text: {what}. Make a column "
                "of text of it, or name another, e.g. columns={'text': 'fulltext'}."
            )
        for own, (count, row, what) in self._refused.items():
            cells = "1 cell is" if count == 1 else f"{count} cells are"
            warn(
                f"{self._path}: in the column {own!r} {cells} no text and left out, the first in "
                f"row {row}: {what}."
            )

    def _write_column(self, name: str, cells: Sequence[Any], own: str, first: int) -> list[Any]:
        written: list[Any] = []
        encoding = _find_encoding(cells)
        for row, cell in enumerate(cells, start=first):
            if isinstance(cell, str):
                written.append(cell.strip() or None)
                continue
            try:
                written.append(_write(name, cell, encoding))
            except _NoTextError as error:
                count, first_row, what = self._refused.get(own, (0, row, str(error)))
                self._refused[own] = (count + 1, first_row, what)
                written.append(None)
        return written


def _write(name: str, cell: Any, encoding: str | None) -> str | list[str] | None:
    if not isinstance(cell, list | tuple):
        return _write_one(cell, encoding)
    if name not in _BETWEEN and name != "reporters":
        raise _NoTextError("it is a list")
    if any(isinstance(entry, list | tuple) for entry in cell):
        raise _NoTextError("it is a list of lists")
    entries = [text for text in (_write_one(entry, encoding) for entry in cell) if text]
    return entries if name == "reporters" else _BETWEEN[name].join(entries) or None


def _write_one(cell: Any, encoding: str | None) -> str | None:
    if isinstance(cell, str):
        return cell.strip() or None
    if isinstance(cell, _BYTES):
        return _decode(bytes(cell), encoding)
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        if cell != cell:
            return None
        if not isfinite(cell):
            raise _NoTextError("it is a number too large to be read")
        return str(int(cell) if cell.is_integer() else cell)
    if isinstance(cell, datetime) and cell.tzinfo is not None:
        cell = cell.astimezone(_CHINESE_TIME)  # what is news in China is of a day there
    if cell is None or isinstance(cell, _WRITTEN):
        # A missing date (NaT) is not equal to itself.
        return None if cell is None or cell != cell else str(cell)
    if isinstance(cell, dict):
        own = next(iter(cell), "") if len(cell) == 1 else ""
        if str(own).startswith("$"):  # as MongoDB writes a type: {"$date": "2024-03-05"}
            return _write_one(cell[own], encoding)
        fields = ", ".join(str(field)[:20] for field in list(cell)[:5])
        raise _NoTextError(f"it is an object with {fields or 'nothing in it'}")
    raise _NoTextError(f"it is {getattr(cell, 'type', type(cell).__name__)} that cannot be read")


def _find_encoding(cells: Sequence[Any]) -> str | None:
    """The encoding of a column of bytes: a headline alone is too short to show it."""
    sample, size = [], 0
    for cell in cells:
        if isinstance(cell, _BYTES):
            sample.append(bytes(cell))
            size += len(sample[-1])
            if size > _ENOUGH:
                break
    return decode(b"\n".join(sample)).encoding if sample else None


def _decode(data: bytes, encoding: str | None) -> str | None:
    try:
        text: str | None = data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        decoded = decode(data)
        if decoded.text is None:
            raise _NoTextError(str(decoded.problem).partition(";")[0]) from None
        text = decoded.text
    if text is not None and "\0" in text:
        raise _NoTextError("its bytes are no text")
    return (text or "").strip() or None
