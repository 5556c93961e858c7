"""Where in a collection each term occurs."""

import numpy as np
import pandas as pd

from analysis.places import iterate_parts
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
    lengths = np.zeros(len(articles), dtype=np.int64)
    begins: dict[
        tuple[int, str], int
    ] = {}  # of each part, counted from the beginning of its article
    ends: dict[tuple[int, str], int] = {}
    for part in iterate_parts(articles):
        begins[part.row, part.part] = int(lengths[part.row])
        lengths[part.row] += len(part.text)
        ends[part.row, part.part] = int(lengths[part.row])
    keys = [column for column in _ORDER if column in articles.columns]
    order = articles.reset_index(drop=True)
    order = order.sort_values(keys, kind="stable") if keys else order
    before = np.empty(len(articles), dtype=np.int64)
    before[order.index] = np.cumsum(lengths[order.index]) - lengths[order.index]
    parts = table["part"].tolist() if "part" in table.columns else ["body"] * len(table)
    positions: list[int] = []
    for row, part_name, start, article_id in zip(
        find_rows(table["article_id"], articles).tolist(),
        parts,
        table["start"].tolist(),
        table["article_id"].tolist(),
        strict=True,
    ):
        within = begins.get((row, part_name), 0) + start
        if within >= ends.get((row, part_name), 0):
            raise InputError(
                f"The table has a row in the {part_name} of {article_id!r}, which `articles` has "
                f"not, or not so long. Give the articles that the table was made from."
            )
        positions.append(int(before[row]) + within)
    listed = pd.DataFrame(
        {
            "term": table[name].array,
            "article_id": table["article_id"].array,
            "position": np.array(positions, dtype="float64") / max(int(lengths.sum()), 1),
        }
    )
    return listed.sort_values("position", kind="stable", ignore_index=True)
