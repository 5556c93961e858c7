"""On which day something was first printed in a collection."""

from typing import Final

import pandas as pd

from analysis.schema import check_column, check_table
from analysis.shares import find_rows

__all__ = ["list_firsts"]

_YEARS: Final = 2  # what came up so many calendar years before the collection is not new


def list_firsts(
    table: pd.DataFrame,
    *,
    by: str,
    articles: pd.DataFrame,
    known: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """List the day on which each phrase, person or other thing is first printed: what is new.

    One row per value of `by`, the newest first, and of one day the most frequent first. New means
    new to these articles: with few days before it, that says little.

    Parameters
    ----------
    table
        Rows found in articles: `mentions`, `phrases`, `tokens`, themes, or some rows of them.
    by
        The column whose values are looked for: `phrase`, `name`, `token`, …
    articles
        All articles that were searched; needs `article_id` and `date`. Those without a date are
        left out, and so is what was found in them.
    known
        What is known from elsewhere: the column of `by`, and year, in which each came up, missing
        where that is not known; `read_lexicon("phrases")` for phrases. What came up at least two
        calendar years before the first day of `articles` is not new, whenever they print it.

    Returns
    -------
    DataFrame
        The column of `by`; first, the day; count and articles, of that day; days_before, the number
        of earlier days of which there are articles; latest, whether no later day was searched;
        year, where `known` is given; new, whether it is there on the last day, on none of the days
        before, of which there is one at least, and is not known for years.

    Raises
    ------
    InputError
        Where a column is missing, or the table has an article that `articles` lacks.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-03-01", "2024-03-04", "2024-03-04"])
    >>> articles = pd.DataFrame({"article_id": ["a", "b", "c"], "date": days})
    >>> found = pd.DataFrame({"article_id": ["a", "b", "b", "c"],
    ...                       "phrase": ["春耕", "减负", "春耕", "减负"]})
    >>> firsts = list_firsts(found, by="phrase", articles=articles)
    >>> firsts[["phrase", "count", "days_before", "new"]].values.tolist()
    [['减负', 2, 1, True], ['春耕', 1, 0, False]]
    >>> known = pd.DataFrame({"phrase": ["减负"], "year": [2019]})
    >>> list_firsts(found, by="phrase", articles=articles, known=known)["new"].tolist()
    [False, False]
    """
    articles = check_table(articles, "articles", needs=["article_id", "date"])
    table = check_table(table, "table", needs=["article_id"])
    check_column(by, table)
    table = check_table(table, "table", needs=["article_id", by])
    if known is not None:
        known = check_table(known, "known", needs=[by, "year"])
    dates = articles["date"]
    found = pd.DataFrame(
        {
            by: table[by].array,
            "article_id": table["article_id"].array,
            "first": dates.take(find_rows(table["article_id"], articles)).array,
        }
    ).dropna(subset=[by, "first"])
    days = pd.Index(dates.dropna().unique()).sort_values()
    begins = found["first"].groupby(found[by]).transform("min")
    groups = found[found["first"] == begins].groupby([by, "first"], sort=False)["article_id"]
    firsts = groups.agg(count="size", articles="nunique").reset_index()
    firsts["days_before"] = days.searchsorted(firsts["first"].array)
    firsts["latest"] = firsts["days_before"] == len(days) - 1
    firsts["new"] = firsts["latest"] & (firsts["days_before"] > 0)
    if known is not None:
        years = known.set_index(by)["year"].groupby(level=0).min()
        firsts.insert(len(firsts.columns) - 1, "year", firsts[by].map(years).astype("Int64"))
        begins_in = days[0].year if len(days) else 0
        firsts["new"] &= ~(firsts["year"] <= begins_in - _YEARS).fillna(False).astype("bool")
    order = ["first", "count", by]
    return firsts.sort_values(order, ascending=[False, False, True], ignore_index=True)
