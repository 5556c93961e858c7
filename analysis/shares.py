"""Shares of articles: which articles a share is of, and its interval."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.arrays import Floats, Integers
from analysis.schema import OF_ARTICLE, TABLES, InputError

__all__ = ["Z", "bound_count", "bound_share", "find_rows", "list_shared"]

Z: Final = 1.959963984540054  # 97.5 % point of the normal distribution
_FOUND: Final = (
    *("mentions", "offices", "appointments", "organisations"),
    *("phrases", "tokens", "themes", "clusters"),
)
# Shares that are bounded together: what is computed on the way is ten times as large.
_AT_ONCE: Final = 1 << 18
# Columns that describe what was found, and not the article: shares by them are of all articles,
# since all articles were searched.
_TRAITS: Final = {"term", "label"}.union(
    *({column.name for column in TABLES[name]} for name in _FOUND)
).difference(OF_ARTICLE, ("place",))


def list_shared(
    by: Sequence[str], *, table: pd.DataFrame, articles: pd.DataFrame | None
) -> list[str]:
    """List the columns of `by` that also divide the articles, such as newspaper or month.

    A share by such a column is of the articles of that newspaper or month. A name, a phrase, the
    kind of a mention and the part of the article only describe what was found: a share by them is
    of all articles.

    Raises
    ------
    InputError
        Where a column is nowhere, or where only the table has one and it is not known how many
        articles it divides.

    Examples
    --------
    >>> mentions = pd.DataFrame({"article_id": ["a"], "name": ["谷明"], "kind": ["actor"]})
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "month": [3, 4]})
    >>> list_shared(["kind", "month"], table=mentions, articles=articles)
    ['month']
    """
    shared = []
    for column in by:
        there = column in table.columns
        # The place of an article is that of its dateline, the place of an office whose it is.
        own = column == "place" and "organ" in table.columns
        if there and (column in _TRAITS or own):
            continue
        if column not in (table if articles is None else articles).columns:
            if not there:
                more = "" if articles is not None else " Give `articles` to group by its columns."
                raise InputError(
                    f"There is no column {column!r} to group by; the table has "
                    f"{', '.join(map(str, table.columns))}.{more}"
                )
            raise InputError(
                f"`articles` has no column {column!r}, so that it is not known of how many "
                f"articles a share by it is. Add it there too, e.g. "
                f"articles.assign({column}=…); or, where it says what was found and not of which "
                f"kind the article is, call it 'label'."
            )
        shared.append(column)
    return shared


def find_rows(article_ids: pd.Series, articles: pd.DataFrame) -> Integers:
    """Find the row of each article_id in a table of articles.

    Raises
    ------
    InputError
        Where `articles` lacks one.
    """
    code, distinct = pd.factorize(article_ids)
    row: Integers = pd.Index(articles["article_id"]).get_indexer(pd.Index(distinct, dtype="str"))
    if (row < 0).any():
        raise InputError(
            f"The table has the article {distinct[row < 0][0]!r}, which `articles` has not. "
            "Give the articles that it was made from, or take its rows out."
        )
    rows: Integers = row[code]
    return rows


def bound_share(count: npt.ArrayLike, total: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Bound the share count/total: the lower and the upper end of its 95 % Wilson interval.

    `count` of `total` units, which are articles, since the tokens of one article are not
    independent of each other. Where the total is 0 nothing is known, and both ends are missing.
    Source: Wilson (1927), Journal of the American Statistical Association 22.

    Examples
    --------
    >>> low, high = bound_share([0, 5], [10, 10])
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 0.237], [0.278, 0.763])
    """
    x, n = np.broadcast_arrays(np.asarray(count, dtype=float), np.asarray(total, dtype=float))
    if x.ndim and len(x) > _AT_ONCE:
        pieces = [
            bound_share(x[at : at + _AT_ONCE], n[at : at + _AT_ONCE])
            for at in range(0, len(x), _AT_ONCE)
        ]
        low, high = map(np.concatenate, zip(*pieces, strict=True))
        return low, high
    n = np.where(n > 0, n, np.nan)
    share = x / n
    middle = share + Z**2 / (2 * n)
    spread = Z * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    scale = 1 + Z**2 / n
    # If nothing or everything is counted, an end is exactly 0 or 1; rounding would miss that.
    low = np.where(share == 0, 0.0, (middle - spread) / scale)
    high = np.where(share == 1, 1.0, (middle + spread) / scale)
    return low, high


def bound_count(count: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Bound a count of which no total is known: the ends of its 95 % score interval.

    It is the limit of Wilson's interval for a large total. Occurrences are taken as independent; if
    they are not, the true interval is wider.

    Examples
    --------
    >>> low, high = bound_count([0, 9])
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.0, 4.74], [3.84, 17.11])
    """
    x = np.asarray(count, dtype=float)
    middle, spread = x + Z**2 / 2, Z * np.sqrt(x + Z**2 / 4)
    return np.where(x == 0, 0.0, middle - spread), middle + spread
