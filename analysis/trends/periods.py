"""How often something is printed in each day, month or year."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.arrays import Integers
from analysis.schema import InputError, check_table, list_columns
from analysis.shares import bound_share, find_rows, list_shared
from analysis.terms.counts import number_rows

__all__ = ["check_periods", "count_over_time", "split_series"]

_RESULT = ("period", "count", "articles", "all_articles", "share", "low", "high")
_MOST_PERIODS = 60  # with `freq="auto"`: a chart cannot show more apart


def count_over_time(
    table: pd.DataFrame, *, freq: str, by: str | Sequence[str] = (), articles: pd.DataFrame
) -> pd.DataFrame:
    """Count the rows of any table, and the articles that they stand in, over time.

    One row per period, or per group of `by` and period, from the first to the last day of
    `articles`. A period in which nothing was found has the count 0; in a period of which there are
    no articles everything is missing, since nothing can be known of it.

    Parameters
    ----------
    table
        Rows found in articles: `mentions`, `phrases`, `tokens`, contexts, or some rows of them;
        needs `article_id`. An empty table gives zeros.
    freq
        Length of a period, as pandas writes it: "D", "W", "M", "Q" or "Y"; or "auto", the shortest
        of these of which the articles fill no more than 60.
    by
        Columns to group by: what was found (phrase, name, kind, term, label), which is divided by
        all articles, or a column of `articles` (newspaper), which divides these too. Of a column of
        categories each category has its rows, those that are never found too.
    articles
        All articles that were searched; needs `article_id` and `date`. Those without a date are
        left out, and so is what was found in them.

    Returns
    -------
    DataFrame
        The columns of `by`; period, its first day; count; articles, the number of articles in which
        it was found; all_articles, the number of articles of the period; share, the one by the
        other, with low and high, its 95 % Wilson interval.

    Raises
    ------
    InputError
        Where a column is missing, one of `by` divides articles and is not in `articles`, the table
        has an article that `articles` lacks, or `freq` is not known.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-01-03", "2024-01-09", "2024-03-01"])
    >>> articles = pd.DataFrame({"article_id": ["a", "b", "c"], "date": days})
    >>> found = pd.DataFrame({"article_id": ["a", "a"], "phrase": "减负"})
    >>> trend = count_over_time(found, freq="M", articles=articles)
    >>> trend[["count", "articles", "all_articles"]].astype(object).values.tolist()
    [[2, 1, 2], [<NA>, <NA>, <NA>], [0, 0, 1]]
    """
    table = check_table(table, "table", needs=["article_id"])
    articles = check_table(articles, "articles", needs=["article_id", "date"])
    by = list_columns(by, table, articles)
    own = [column for column in by if column in table.columns]
    table = check_table(table, "table", needs=["article_id", *own])
    odd = [column for column in by if column in _RESULT]
    if odd:
        raise InputError(f"The result has a column {odd[0]!r} of its own; rename yours.")
    number, periods = _number_periods(articles["date"], freq)
    row = find_rows(table["article_id"], articles)
    keys = pd.DataFrame({"row": row}, index=table.index)
    shared = list_shared(by, table=table, articles=articles)
    for column in by:
        keys[column] = articles[column].take(row).array if column in shared else table[column]
    dated = number[row] >= 0
    keys = keys[dated].reset_index(drop=True)
    groups = _list_groups(keys, articles[shared], by)
    # A cell for each group and period, group by group.
    cells = len(groups) * len(periods)
    cell = _locate(keys[by], groups, by) * len(periods) + number[keys["row"]]
    once = ~pd.Series(number_rows(keys)).duplicated().to_numpy()
    known = articles[shared].assign(number=number)[number >= 0]
    # A divisor is a group of articles by which counts are divided; without columns there is one.
    divisors = groups[shared].drop_duplicates(ignore_index=True) if shared else pd.DataFrame([{}])
    of_divisor = _locate(known[shared], divisors, shared) * len(periods)
    printed = np.bincount(
        of_divisor + known["number"].to_numpy(), minlength=len(divisors) * len(periods)
    ).reshape(len(divisors), len(periods))
    everything = printed[_locate(groups[shared], divisors, shared)].ravel()
    trend = groups.loc[groups.index.repeat(len(periods))].reset_index(drop=True)
    trend["period"] = np.tile(periods, len(groups))
    counted = {
        "count": np.bincount(cell, minlength=cells),
        "articles": np.bincount(cell[once], minlength=cells),
        "all_articles": everything,
    }
    for name, values in counted.items():
        trend[name] = pd.Series(values, dtype="Int64").where(everything > 0)
    total = np.where(everything > 0, everything, np.nan)
    trend["share"] = counted["articles"] / total
    trend["low"], trend["high"] = bound_share(counted["articles"], everything)
    return trend[[*by, *_RESULT]]


def check_periods(counts: pd.DataFrame) -> pd.DataFrame:
    """Check that a table has the columns that `count_over_time` makes, and return it."""
    needs = ["period", "articles", "all_articles"]
    return check_table(counts, "counts", needs=needs, maker="count_over_time", keep_index=True)


def split_series(
    counts: pd.DataFrame,
) -> tuple[list[str], list[tuple[dict[str, Any], pd.DataFrame]]]:
    """Split counts by group: the columns of the groups; each group's values and known periods."""
    counts = check_periods(counts).reset_index(drop=True)
    before = counts.columns[: list(counts.columns).index("period")]
    by = [column for column in before if column not in _RESULT]
    by = list_columns(by, counts)
    if counts.duplicated([*by, "period"]).any():
        raise InputError(
            "The table counts has several rows of one period; put the columns of its groups before "
            "the column period, as count_over_time does."
        )
    known = counts[counts["all_articles"].fillna(0) > 0].sort_values("period", kind="stable")
    if not by:
        return by, [({}, known.reset_index(drop=True))]
    groups = known.groupby(by, dropna=False, observed=True, sort=False)
    return by, [
        (dict(zip(by, values, strict=True)), series.reset_index(drop=True))
        for values, series in groups
    ]


def _number_periods(dates: pd.Series, freq: str) -> tuple[Integers, npt.NDArray[np.datetime64]]:
    """Number the period of each date (-1 if missing), and list the first day of each period."""
    try:
        days = dates
        ordinal = days.dt.to_period(_choose_length(days) if freq == "auto" else freq)
    except (ValueError, TypeError, AttributeError) as error:
        raise InputError(
            f"freq={freq!r} or the dates cannot be used: freq is 'D', 'W', 'M', 'Q', 'Y' or "
            "'auto', and the column date holds dates."
        ) from error
    known = ordinal.dropna()
    if not len(known):
        return np.full(len(dates), -1), np.array([], dtype="datetime64[ms]")
    periods = pd.period_range(known.min(), known.max())
    number = periods.get_indexer(pd.PeriodIndex(ordinal))
    return number, periods.to_timestamp().to_numpy().astype("datetime64[ms]")


def _choose_length(days: pd.Series) -> str:
    """Choose the shortest length of period with which there are few enough periods to be drawn."""
    known = days.dropna()
    if known.empty:
        return "D"
    for length in ("D", "W", "M", "Q"):
        first, last = known.min().to_period(length), known.max().to_period(length)
        if last.ordinal - first.ordinal < _MOST_PERIODS:
            return length
    return "Y"


def _list_groups(keys: pd.DataFrame, articles: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """List all groups: each value that was found, combined with each group of articles."""
    if not by:
        return pd.DataFrame(index=[0])
    shared = list(articles.columns)
    own = [column for column in by if column not in shared]
    found = keys[own].drop_duplicates()
    if len(own) == 1 and isinstance(keys[own[0]].dtype, pd.CategoricalDtype):
        found = pd.DataFrame({own[0]: keys[own[0]].cat.categories})
        found[own[0]] = found[own[0]].astype(keys[own[0]].dtype)
    groups = articles.drop_duplicates() if shared else None
    if groups is None:
        groups = found
    elif own:
        groups = found.merge(groups, how="cross")
    return groups[list(by)].sort_values(list(by), ignore_index=True)


def _locate(rows: pd.DataFrame, groups: pd.DataFrame, by: Sequence[str]) -> Integers:
    """Find for each row the row of `groups` with the same values."""
    if not by:
        return np.zeros(len(rows), dtype=np.intp)
    numbered = groups[list(by)].assign(row_of_group=np.arange(len(groups)))
    located: Integers = (
        rows[list(by)].merge(numbered, on=list(by), how="left")["row_of_group"].to_numpy()
    )
    return located
