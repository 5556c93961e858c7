"""Where in a collection each term occurs."""

import numpy as np
import pandas as pd

from analysis.places import PART_COLUMNS, measure_parts
from analysis.schema import InputError, check_table
from analysis.shares import find_rows
from analysis.terms.counts import check_terms

__all__ = ["list_positions"]

_ORDER = ("date", "newspaper", "page", "position")


def list_positions(table: pd.DataFrame, *, articles: pd.DataFrame) -> pd.DataFrame:
    """List where in the whole collection each term stands, for a strip of its dispersion.

    One row per row of the table, in reading order: as many as `count_terms` counts.

    Parameters
    ----------
    table
        The table `tokens` or `phrases`, or some rows of it; needs `start`. Without `part` all rows
        are taken to be of bodies.
    articles
        All articles of the collection, with the headlines, decks and bylines that the table has
        rows of. They are put in the order of date, newspaper, page and position, as far as the
        table has these; those without a date come last.

    Returns
    -------
    DataFrame
        term; article_id; position, the share of the characters of the collection, headlines
        included, that stand before it, from 0, its beginning, to 1.

    Raises
    ------
    InputError
        Where a column is missing, the table has an article that `articles` lacks, or a row reaches
        into a headline, deck or text that is not there.

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
    long = measure_parts(articles)
    lengths = long.sum(axis=1)
    keys = [column for column in _ORDER if column in articles.columns]
    order = articles[keys].reset_index(drop=True)
    order = order.sort_values(keys, kind="stable") if keys else order
    before = np.empty(len(articles), dtype=np.int64)
    before[order.index] = np.cumsum(lengths[order.index]) - lengths[order.index]
    row = find_rows(table["article_id"], articles)
    part = np.full(len(table), list(PART_COLUMNS).index("body"))
    if "part" in table.columns:
        part = pd.Index(PART_COLUMNS).get_indexer(pd.Index(table["part"]))
    start = table["start"].to_numpy(dtype=np.int64)
    beyond = (part < 0) | (start >= long[row, part])
    if beyond.any():
        odd = table.iloc[int(beyond.argmax())]
        raise InputError(
            f"The table has a row in the {odd.get('part', 'body')} of {odd['article_id']!r}, which "
            "`articles` has not, or not so long. Give the articles that the table was made from."
        )
    begins = np.cumsum(long, axis=1) - long  # of each part, from the beginning of its article
    positions = before[row] + begins[row, part] + start
    listed = pd.DataFrame(
        {
            "term": table[name].array,
            "article_id": table["article_id"].array,
            "position": positions / max(int(lengths.sum()), 1),
        }
    )
    return listed.sort_values("position", kind="stable", ignore_index=True)
