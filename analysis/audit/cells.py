"""A table of articles as what each newspaper printed on each day."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.arrays import Flags, Floats

__all__ = ["Cells", "Flags", "Floats", "Ints", "count_cells", "to_days"]

Ints = npt.NDArray[np.int64]

_EPOCH: Final = np.datetime64("1970-01-01", "D")


@dataclass(frozen=True)
class Cells:
    """Rows of articles by newspaper and day; rows without a date are in none.

    `rows` are the places in the table of rows with a date, by newspaper and day; `of_row` is the
    cell of each of them. A cell has a newspaper (a place in `names`), a day (counted from 1970)
    and a number of rows. The cells of newspaper i stand from `bounds[i]` to `bounds[i + 1]`.
    """

    names: list[str | None]
    rows: Ints
    of_row: Ints
    paper: Ints
    day: Ints
    size: Ints
    bounds: Ints

    def count(self, flags: Flags) -> Ints:
        """How many rows of each cell are flagged, `flags` having one for each row of the table."""
        picked = self.of_row[flags[self.rows]]
        return np.bincount(picked, minlength=len(self.day)).astype(np.int64)

    def find(self, paper: int) -> slice:
        """The cells of one newspaper, in the order of time."""
        return slice(int(self.bounds[paper]), int(self.bounds[paper + 1]))

    def find_rows(self, paper: int) -> slice:
        """Where in `rows` and `of_row` those of one newspaper stand."""
        own = self.find(paper)
        return slice(*np.searchsorted(self.of_row, [own.start, own.stop]).tolist())

    def list_rows(self, paper: int, start: int, end: int) -> Ints:
        """The rows of a newspaper from one day to another, both included."""
        own = self.find(paper)
        first = own.start + int(np.searchsorted(self.day[own], start))
        after = own.start + int(np.searchsorted(self.day[own], end, side="right"))
        span = np.searchsorted(self.of_row, [first, after])
        return self.rows[span[0] : span[1]]


def to_days(dates: pd.Series) -> tuple[Ints, Flags]:
    """Days counted from 1970, and which dates are known."""
    moments = dates.to_numpy(dtype="datetime64[ms]")
    known = ~np.isnat(moments)
    days = np.zeros(len(moments), dtype=np.int64)
    days[known] = (moments[known].astype("datetime64[D]") - _EPOCH).astype(np.int64)
    return days, known


def count_cells(articles: pd.DataFrame) -> Cells:
    """Sort the rows of a table by newspaper and day.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-03-02", "2024-03-01", None, "2024-03-02"])
    >>> cells = count_cells(pd.DataFrame({"date": days}))
    >>> cells.size.tolist(), cells.rows.tolist(), cells.count(np.array([1, 0, 0, 1], bool)).tolist()
    ([1, 2], [1, 0, 3], [0, 2])
    """
    if "date" in articles.columns:
        day, known = to_days(articles["date"])
    else:
        day, known = np.zeros(len(articles), np.int64), np.zeros(len(articles), np.bool_)
    if "newspaper" in articles.columns:
        code, found = pd.factorize(articles["newspaper"], use_na_sentinel=False)
        names: list[str | None] = [None if pd.isna(name) else str(name) for name in found]
    else:
        code, names = np.zeros(len(articles), np.int64), [None]
    rows = np.flatnonzero(known)
    rows = rows[np.lexsort((day[rows], code[rows]))].astype(np.int64)
    paper_of, day_of = code[rows], day[rows]
    new = np.ones(len(rows), dtype=bool)
    new[1:] = (np.diff(paper_of) != 0) | (np.diff(day_of) != 0)
    first = np.flatnonzero(new)
    paper = paper_of[first].astype(np.int64)
    return Cells(
        names=names,
        rows=rows,
        of_row=(np.cumsum(new) - 1).astype(np.int64),
        paper=paper,
        day=day_of[first].astype(np.int64),
        size=np.diff(np.append(first, len(rows))).astype(np.int64),
        bounds=np.searchsorted(paper, np.arange(len(names) + 1)).astype(np.int64),
    )
