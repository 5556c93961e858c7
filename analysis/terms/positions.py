"""Where in a collection terms stand."""

import numpy as np
import pandas as pd

from analysis.schema import check_table
from analysis.shares import find_rows
from analysis.terms.counts import check_terms

__all__ = ["list_positions"]

_ORDER = ("date", "newspaper", "page", "position")


def list_positions(table: pd.DataFrame, *, articles: pd.DataFrame) -> pd.DataFrame:
    """List where in the whole collection each term stands, for a strip of its dispersion.

    One row per occurrence in a body, in reading order.

    Parameters
    ----------
    table
        The table `tokens` or `phrases`, or some rows of it; needs `start`. Rows of other parts
        than the body are left out.
    articles
        All articles of the collection. They are put in the order of date, newspaper, page and
        position, as far as the table has these; those without a date come last.

    Returns
    -------
    DataFrame
        term; article_id; position, the share of the characters of the collection that stand before
        it, from 0, its beginning, to 1.

    Raises
    ------
    InputError
        Where a column is missing, or the table has an article that `articles` lacks.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "text": ["春耕开始", "备春耕。"]})
    >>> phrases = pd.DataFrame({"article_id": ["a", "b"], "phrase": "春耕", "start": [0, 1]})
    >>> list_positions(phrases, articles=articles)["position"].tolist()
    [0.0, 0.625]
    """
    table, source, name = check_terms(table)
    table = check_table(table, source, needs=["article_id", name, "start"])
    articles = check_table(articles, "articles", needs=["article_id", "text"])
    rows = table[table["part"] == "body"] if "part" in table.columns else table
    keys = [column for column in _ORDER if column in articles.columns]
    order = articles.reset_index(drop=True)
    order = order.sort_values(keys, kind="stable") if keys else order
    lengths = articles["text"].fillna("").str.len().to_numpy()
    before = np.empty(len(articles))
    before[order.index] = np.cumsum(lengths[order.index]) - lengths[order.index]
    place = before[find_rows(rows["article_id"], articles)] + rows["start"].to_numpy()
    positions = pd.DataFrame(
        {
            "term": rows[name].array,
            "article_id": rows["article_id"].array,
            "position": place.astype("float64") / max(int(lengths.sum()), 1),
        }
    )
    return positions.sort_values("position", kind="stable", ignore_index=True)
