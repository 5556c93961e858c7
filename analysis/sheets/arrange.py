"""A printed sheet → its lines in the order of reading, each with the item and the role it has."""

from dataclasses import dataclass

from analysis.sheets.form import Sheet

__all__ = ["Placed", "arrange"]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a line of the sheet belongs.

    `line` is its number in `Sheet.lines`; `item` numbers the items of the sheet from 0, in the order
    of reading; `role` is what the line is in its item; `opens` says that a paragraph, a title or a
    caption begins with it; `cut` is what parts its item from the others.
    """

    line: int
    item: int
    role: str
    opens: bool
    cut: str


def arrange(sheet: Sheet) -> list[Placed]:
    """Put the lines of a sheet into the order of reading, item by item."""
    return [Placed(at, 0, "body", True, "text") for at in range(len(sheet.lines))]
