"""A part of a collection: days, newspapers, page numbers and kinds of items that are asked for."""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date as Date  # noqa: N812 - as in pages/read.py
from operator import index
from typing import Any, Final, NamedTuple

import pandas as pd

from analysis.days import to_day
from analysis.schema import InputError, join_words, list_choices, list_kinds, suggest

__all__ = ["Selection", "read_part"]

_MONTH: Final = re.compile(r"(\d{4})(?:\s*[-/.年]\s*(\d{1,2})\s*月?|年)?")


class Selection(NamedTuple):
    """What is asked for; None or empty where nothing is said of it."""

    since: Date | None = None
    until: Date | None = None
    newspapers: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()

    def holds_month(self, month: str) -> bool:
        """Whether a month, as 2024-03, may have a day of the part."""
        first = None if self.since is None else f"{self.since:%Y-%m}"
        last = None if self.until is None else f"{self.until:%Y-%m}"
        return (first is None or month >= first) and (last is None or month <= last)

    def cut_issues(self, table: pd.DataFrame) -> pd.DataFrame:
        """The rows of the days and newspapers that are asked for; all pages and kinds of them."""
        return _take(table, self._mark_issues(table))

    def cut(self, table: pd.DataFrame) -> pd.DataFrame:
        """The rows that are asked for; kinds are looked at where the table has items."""
        keep = self._mark_issues(table)
        if self.pages:
            keep = keep & table["page"].isin(self.pages).to_numpy(dtype=bool)
        if self.kinds and "position" in table.columns:
            keep = keep & table["kind"].isin(self.kinds).to_numpy(dtype=bool)
        return _take(table, keep)

    def _mark_issues(self, table: pd.DataFrame) -> Any:
        keep = pd.Series(data=True, index=table.index)
        if self.since is not None:
            keep &= table["date"] >= pd.Timestamp(self.since)
        if self.until is not None:
            keep &= table["date"] <= pd.Timestamp(self.until)
        if self.newspapers:
            keep &= table["newspaper"].isin(self.newspapers)
        return keep.to_numpy(dtype=bool)

    def check(self, table: pd.DataFrame) -> None:
        """See that something of a table is left.

        Raises
        ------
        InputError
            That says which of the wishes leaves nothing, and what there is instead.
        """
        known = sorted(set(table["newspaper"].dropna()))
        for newspaper in self.newspapers:
            if newspaper not in known:
                listed = join_words(known) or "none that is named"
                raise InputError(
                    f"There is no newspaper {newspaper!r}; there are {listed}."
                    f"{suggest(newspaper, known)}"
                )
        own = table[table["newspaper"].isin(self.newspapers)] if self.newspapers else table
        left = own
        if self.since is not None or self.until is not None:
            left = self._cut_days(own)
        if self.pages and not left["page"].isin(self.pages).any():
            numbers = sorted({int(number) for number in left["page"].dropna()})
            listed = join_words(numbers) or "none that has a number"
            asked = join_words(self.pages)
            raise InputError(f"There is no page {asked}; there are {listed}.")

    def _cut_days(self, table: pd.DataFrame) -> pd.DataFrame:
        days = table["date"].dropna()
        if days.empty:
            raise InputError(
                "No page has a date, so that none is of the time that since and until name. "
                "Leave them out, or put dates into the names of the files (2024-03-05)."
            )
        left = Selection(self.since, self.until).cut_issues(table)
        if left.empty:
            months = sorted({f"{day:%Y-%m}" for day in days})
            asked = " ".join(
                f"{word} {day}"
                for word, day in (("since", self.since), ("until", self.until))
                if day is not None
            )
            raise InputError(
                f"No page is of the time asked for ({asked}); there are pages of "
                f"{join_words(months)}, from {days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}."
            )
        return left


def read_part(
    *,
    since: object = None,
    until: object = None,
    newspaper: str | Iterable[str] | None = None,
    page: int | Iterable[int] | None = None,
    kind: str | Iterable[str] | None = None,
) -> Selection:
    """Read what is asked for; a month or a year stands for its first or its last day.

    Examples
    --------
    >>> part = read_part(since="2024-02", until="2024-02", page=1)
    >>> str(part.since), str(part.until), part.pages
    ('2024-02-01', '2024-02-29', (1,))
    """
    first, last = _read_end(since, "since"), _read_end(until, "until")
    if first is not None and last is not None and first > last:
        raise InputError(f"since {first} is later than until {last}; exchange them.")
    return Selection(
        first,
        last,
        () if newspaper is None else tuple(list_choices(newspaper, "newspaper")),
        () if page is None else _read_numbers(page),
        () if kind is None else tuple(list_kinds(kind, "kind", "articles", "kind")),
    )


def _take(table: pd.DataFrame, keep: Any) -> pd.DataFrame:
    taken: pd.DataFrame = (table if keep.all() else table[keep]).reset_index(drop=True)
    return taken


def _read_end(given: object, name: str) -> Date | None:
    if given is None:
        return None
    month = _MONTH.fullmatch(str(given).strip())
    last = name == "until"
    day = None
    try:
        if month:
            year, number = int(month[1]), int(month[2] or (12 if last else 1))
            day = Date(year, number, monthrange(year, number)[1] if last else 1)
    except ValueError:
        day = None
    day = day or (None if month else to_day(given))
    if day is None:
        raise InputError(
            f"{name} {given!r} is no day; write 2024-03-05, a month (2024-03) or a year."
        )
    return day


def _read_numbers(given: int | Iterable[int]) -> tuple[int, ...]:
    try:
        numbers = tuple(map(index, [given] if isinstance(given, int) else given))
    except TypeError as error:
        raise InputError(f"page={given!r} is no page number; the first page is 1.") from error
    odd = next((number for number in numbers if number < 1), None)
    if odd is not None:
        raise InputError(f"page={odd} is no page number; the first page is 1.")
    return numbers
