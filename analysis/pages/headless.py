"""A table without a line of names: what its columns hold is seen from their cells."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from analysis.days import read_day
from analysis.han import find_han
from analysis.schema import InputError
from analysis.warn import warn

__all__ = ["guess_columns", "is_row"]

# Names of columns are short and no sentences; the article is the longest cell of a row.
_LONGEST_NAME: Final = 40
_SHORTEST_TEXT: Final = 20
_LONGEST_DAY: Final = 30
_LONGEST_HEADLINE: Final = 60


def is_row(cells: Sequence[str]) -> bool:
    """Whether the first line of a table is data, and not the names of its columns.

    Examples
    --------
    >>> is_row(["17", "2024-03-05", "会议召开。"]), is_row(["id", "day", "words"])
    (True, False)
    """
    return any("。" in cell or len(cell) > _LONGEST_NAME or read_day(cell) for cell in cells)


def guess_columns(
    columns: Mapping[str, Sequence[str]], wanted: Mapping[str, str], path: Path
) -> dict[str, str]:
    """Find text, date and headline among columns that are named by their numbers, and say so.

    Raises
    ------
    InputError
        Where no column is long enough to be the text, or one that the caller names is not there.
    """
    lengths = {name: _measure(cells) for name, cells in columns.items()}
    found = dict(wanted)
    odd = next((own for own in wanted.values() if own not in columns), None)
    if odd is not None:
        raise InputError(
            f"{path} has no line of names, so that its columns are called '1' to "
            f"'{len(columns)}'; {odd!r} is none of them."
        )
    if "text" not in found:
        longest = max(lengths, key=lambda name: lengths[name])
        if lengths[longest] < _SHORTEST_TEXT:
            raise InputError(
                f"{path} has no line of names, and no column looks like the text of articles. Put "
                "names first, or say which it is by its number, e.g. columns={'text': '3'}."
            )
        found["text"] = longest
    left = [name for name in columns if name not in found.values()]
    days = [name for name in left if _are_days(columns[name])]
    if "date" not in found and len(days) == 1:
        found["date"] = days[0]
    titles = [name for name in left if name not in days and _are_titles(columns[name])]
    # With two columns of titles nothing shows which one holds the headlines.
    if "headline" not in found and len(titles) == 1:
        found["headline"] = titles[0]
    used = ", ".join(f"column {own} is the {name}" for name, own in found.items())
    warn(
        f"{path} has no line of names; as its cells look, {used}. Name others by their numbers, "
        "e.g. columns={'headline': '4'}."
    )
    return found


def _measure(cells: Sequence[str]) -> float:
    return sum(map(len, cells)) / len(cells) if cells else 0.0


def _are_days(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and all(len(cell) <= _LONGEST_DAY and read_day(cell) for cell in filled)


def _are_titles(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and all(
        len(cell) <= _LONGEST_HEADLINE and find_han(cell) for cell in filled
    )
