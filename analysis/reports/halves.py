"""The earlier and the later half of a collection, and what to say of them."""

import html

import pandas as pd

from analysis.labels import read_wording
from analysis.places import measure_parts
from analysis.reports.exhibits import Exhibit
from analysis.schema import check_table

__all__ = ["list_halves", "show_halves"]


def list_halves(articles: pd.DataFrame) -> pd.DataFrame:
    """List the articles by which half of the collection they are of, divided between two days.

    One row per article with a date; no rows where there are fewer than two days to divide between.

    Parameters
    ----------
    articles
        Needs `date`.

    Returns
    -------
    DataFrame
        `articles` with the column late: whether the article is of the later half. That begins with
        the day of the middle article, or with the second day where that is the first, so that
        neither half is empty.

    Raises
    ------
    InputError
        Where the column is missing.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-03-01", "2024-03-02", "2024-03-02", None])
    >>> list_halves(pd.DataFrame({"article_id": list("abcd"), "date": days}))["late"].tolist()
    [False, True, True]
    """
    articles = check_table(articles, "articles", needs=["date"])
    dated = articles.dropna(subset=["date"])
    days = dated["date"].sort_values(ignore_index=True)
    if days.nunique() < 2:
        return dated.head(0).assign(late=pd.Series(dtype="bool"))
    begin = max(days[len(days) // 2], days[days > days[0]].min())
    return dated.assign(late=dated["date"] >= begin).reset_index(drop=True)


def show_halves(halves: pd.DataFrame, *, lang: str = "zh") -> Exhibit:
    """Say on which day two halves part, how large they are, and how their Log Ratio is smoothed.

    Parameters
    ----------
    halves
        What `list_halves` returned; needs `text` too.
    lang
        `zh` or `en`.

    Returns
    -------
    Exhibit
        A sentence, or that there is nothing to compare.

    Raises
    ------
    InputError
        Where a column is missing, or `lang` is not known.
    """
    labels = read_wording(lang)
    halves = check_table(halves, "halves", needs=["date", "text", "late"], maker="list_halves")
    said = labels["one_day"]
    if len(halves):
        # Of all that a rate is of: headlines and decks too.
        late = halves["late"].astype("bool")
        sizes = measure_parts(halves).sum(axis=1)
        said = labels["halves_are"].format(
            begin=f"{halves.loc[late, 'date'].min():%Y-%m-%d}",
            late=late.sum(),
            late_size=sizes[late].sum(),
            end=f"{halves.loc[~late, 'date'].max():%Y-%m-%d}",
            early=(~late).sum(),
            early_size=sizes[~late].sum(),
        )
    text = html.escape(said)
    why = "" if len(halves) else f' class="exhibit nothing" data-said="{text}"'
    return Exhibit(f"<p{why}>{text}</p>", said)
