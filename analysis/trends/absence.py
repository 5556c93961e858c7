"""How unusual it is that a name or a phrase has not been printed for some time."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.arrays import Flags
from analysis.days import to_day
from analysis.schema import InputError, check_column, check_table
from analysis.shares import bound_share, find_rows

__all__ = ["rate_absence"]

_COLUMNS: Final = {
    "first_seen": "datetime64[ms]",
    "last_seen": "datetime64[ms]",
    "days": "int64",
    "issues": "int64",
    "windows": "float64",
    "share": "float64",
    "low": "float64",
    "high": "float64",
    "years": "float64",
    "season_share": "float64",
    "season_low": "float64",
    "season_high": "float64",
    "verdict": "str",
}
_DAYS_OF_YEAR: Final = 365.25
# An absence is only called unusual if the collection has the same season of this many years before.
_FEWEST_YEARS: Final = 2


def rate_absence(
    table: pd.DataFrame,
    *,
    by: str,
    articles: pd.DataFrame,
    until: str | pd.Timestamp | None = None,
    season: int = 15,
    level: float = 0.05,
) -> pd.DataFrame:
    """Rate how unusual it is that a name or phrase has not been printed for some time.

    One row per value of `by`, the most unusual first. Say it is n days with pages since the value
    was last printed. That is compared with every run of n such days in its past, from the day when
    it was first printed to the day when it was last printed: in which share of them was it absent
    throughout?

    Parameters
    ----------
    table
        Rows found in articles: `mentions`, `phrases`, or some rows of them; needs `article_id`.
    by
        The column whose values are looked at: name, phrase.
    articles
        All articles that were searched; needs `article_id` and `date`. Only days of which there are
        articles count: on a day without a page nobody is absent.
    until
        The day to judge on; the last day of `articles` when not given. What is later is not used.
    season
        Days before and after the same day of earlier years that are taken as the same season.
    level
        Below what share an absence is called unusual.

    Returns
    -------
    DataFrame
        The column of `by`; first_seen and last_seen; days, calendar days since then; issues, days
        with articles since then; windows, how many runs of that many issues the past holds that do
        not overlap; share of all runs in which it was absent throughout, with low and high, its
        95 % Wilson interval for that number of windows; years, the earlier years that show the same
        season, and season_share of them in which an absence as long began in it, with season_low
        and season_high; verdict: `present` where it was there on the last day; `usual` where low
        or season_low reaches `level`; `unusual` where high is below it and no earlier year, of two
        at least, has such an absence in the season; else `cannot tell`, which is what a short past
        and a rare name come to.

        The rating says how rare such a gap was, never why.

    Raises
    ------
    InputError
        Where a column is missing or the table has an article that `articles` lacks.

    Examples
    --------
    >>> days = pd.date_range("2020-01-01", "2023-12-31")
    >>> articles = pd.DataFrame({"article_id": days.astype(str), "date": days})
    >>> found = pd.DataFrame({"article_id": articles["article_id"][:-15], "name": "谷明"})
    >>> rate_absence(found, by="name", articles=articles)[["issues", "verdict"]].values.tolist()
    [[15, 'unusual']]
    """
    articles = check_table(articles, "articles", needs=["article_id", "date"])
    table = check_table(table, "table", needs=["article_id"])
    check_column(by, table)
    table = check_table(table, "table", needs=["article_id", by])
    if season < 0 or not 0 < level < 1:
        raise InputError(
            f"season={season} must not be below 0, and level={level} be within 0 and 1."
        )
    dates = articles["date"]
    last = dates.max() if until is None else to_day(until)
    if last is None:
        raise InputError(f"until={until!r} is no date. Write it like 2024-03-27.")
    end = pd.Timestamp(last)
    days = np.sort(dates[dates <= end].unique()).astype("datetime64[D]")
    found = pd.DataFrame(
        {
            "value": table[by].to_numpy(),
            "day": dates.take(find_rows(table["article_id"], articles)).to_numpy(),
        }
    ).dropna()
    found = found[found["day"] <= end].drop_duplicates()
    rows = [
        {by: value, **_rate(days, np.sort(seen.to_numpy().astype("datetime64[D]")), season, level)}
        for value, seen in found.groupby("value", sort=False)["day"]
    ]
    absences = pd.DataFrame(rows, columns=[by, *_COLUMNS]).astype(_COLUMNS)
    return absences.sort_values(
        ["high", "issues", by], ascending=[True, False, True], ignore_index=True
    )


def _rate(
    days: npt.NDArray[np.datetime64], seen: npt.NDArray[np.datetime64], season: int, level: float
) -> dict[str, Any]:
    """Rate the absence of one value: `days` have articles, and on `seen` it was printed."""
    first, last = np.searchsorted(days, seen[[0, -1]])
    issues = len(days) - 1 - last
    row: dict[str, Any] = {
        "first_seen": seen[0],
        "last_seen": seen[-1],
        "days": int((days[-1] - seen[-1]).astype(int)),
        "issues": issues,
    }
    if issues == 0:
        return {**row, "verdict": "present"}
    # All runs, between its first and its last day, of as many issues as it has been absent for now.
    begins = np.arange(first, last - issues + 2)
    there = np.searchsorted(days, seen)
    absent = np.searchsorted(there, begins) == np.searchsorted(there, begins + issues)
    row["windows"] = (last - first + 1) // issues
    row["share"], row["low"], row["high"] = _bound(absent, row["windows"])
    ages = (days[last + 1] - days[begins]).astype(float)
    ago = np.round(ages / _DAYS_OF_YEAR)
    alike = (np.abs(ages - _DAYS_OF_YEAR * ago) <= season) & (ago > 0)
    years, away = np.unique(ago[alike]), np.unique(ago[alike & absent])
    row["years"] = len(years)
    row["season_share"], row["season_low"], row["season_high"] = _bound(
        np.isin(years, away), len(years)
    )
    usual = row["low"] >= level or row["season_low"] >= level
    unusual = row["high"] < level and len(years) >= _FEWEST_YEARS and not len(away)
    row["verdict"] = "usual" if usual else "unusual" if unusual else "cannot tell"
    return row


def _bound(absent: Flags, windows: int) -> tuple[float, float, float]:
    """The share of runs in which it was absent, and its interval.

    Runs overlap, so that the interval is that of the number of windows, which do not.
    """
    if not len(absent) or not windows:
        return np.nan, np.nan, np.nan
    share = float(absent.mean())
    low, high = bound_share(share * windows, windows)
    return share, float(low), float(high)
