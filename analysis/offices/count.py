"""How much attention offices get, by what they are."""

from collections.abc import Sequence

import pandas as pd

from analysis.schema import InputError, check_table, list_columns
from analysis.shares import bound_share, find_rows, list_shared

__all__ = ["count_offices"]

_RESULT = ("count", "people", "articles", "all_articles", "share", "low", "high", "first", "last")


def count_offices(
    offices: pd.DataFrame,
    *,
    by: str | Sequence[str] = "level",
    articles: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Count how often offices are printed, by level, system, rank, place or any other column.

    One row per value of the columns in `by`, the one printed most often first; where the value is
    missing (the level of foreign offices, a place that stays open), that is a row too. Over time
    the same is counted by `count_over_time(offices, by="level", freq="M", articles=articles)`.

    Parameters
    ----------
    offices
        The table `offices`, or `organisations`.
    by
        Columns to count apart: what the table says of an office (level, system, rank, place, organ,
        post, status), or a column of `articles` (newspaper), which divides these too.
    articles
        The articles that were read: of all these the shares are. Without it they are of those in
        which any office at all is printed.

    Returns
    -------
    DataFrame
        The columns of `by`; count (printed titles); people (who bear them; missing where the table
        names nobody); articles (that print one); all_articles (of the same group of `by`); share
        (articles over all_articles), low and high (95 % Wilson interval of share; Wilson 1927);
        first and last (dates).

    Raises
    ------
    InputError
        Where a column is missing, one of `by` divides articles and is not in `articles`, or
        `articles` lacks an article of `offices`.

    Examples
    --------
    >>> offices = pd.DataFrame({"article_id": ["a", "a", "b"], "name": ["甲", "乙", "甲"],
    ...     "level": ["national", "county", "national"]})
    >>> count_offices(offices)[["level", "count", "people", "share"]].values.tolist()
    [['national', 2, 1, 1.0], ['county', 1, 1, 0.5]]
    """
    offices = check_table(offices, "offices", needs=["article_id"])
    articles = None if articles is None else check_table(articles, "articles", needs=["article_id"])
    columns = list_columns(by, offices, articles)
    if not columns:
        raise InputError('by is empty. Name what to count by: by="level", by=["level", "system"].')
    odd = [column for column in columns if column in _RESULT]
    if odd:
        raise InputError(f"The result has a column {odd[0]!r} of its own; rename yours.")
    shared = list_shared(columns, table=offices, articles=articles)
    rows = offices
    if articles is not None:
        at = find_rows(offices["article_id"], articles)
        rows = offices.assign(**{name: articles[name].take(at).array for name in shared})
    base = rows if articles is None else articles
    groups = rows.groupby(columns, dropna=False, sort=False, observed=True)
    counts = groups.agg(count=("article_id", "size"), articles=("article_id", "nunique"))
    named = "name" in rows.columns
    counts["people"] = groups["name"].nunique().astype("Int64") if named else pd.NA
    dates = rows["date"] if "date" in rows.columns else pd.Series(pd.NaT, index=rows.index)
    dated = rows.assign(_date=pd.to_datetime(dates)).groupby(
        columns, dropna=False, sort=False, observed=True
    )
    counts["first"], counts["last"] = dated["_date"].min(), dated["_date"].max()
    counts = counts.reset_index()
    if shared:
        sizes = base.groupby(shared, dropna=False, observed=True)["article_id"].nunique()
        counts = counts.merge(sizes.rename("all_articles").reset_index(), on=shared, how="left")
    else:
        counts["all_articles"] = base["article_id"].nunique()
    counts["share"] = (counts["articles"] / counts["all_articles"]).astype("float64")
    counts["low"], counts["high"] = bound_share(counts["articles"], counts["all_articles"])
    return counts[[*columns, *_RESULT]].sort_values(
        ["count", "articles", *columns],
        ascending=[False, False, *(True for _ in columns)],
        ignore_index=True,
    )
