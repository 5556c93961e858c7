"""Shares of articles: of which articles a share is, and how far it is known."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.schema import TABLES, InputError

__all__ = ["bound_count", "bound_share", "find_rows", "list_shared"]

_Z: Final = 1.959963984540054  # 97.5 % point of the normal distribution
_FOUND: Final = (
    "mentions", "offices", "appointments", "organisations", "phrases", "tokens", "themes", "clusters",
)  # fmt: skip
_OF_ARTICLES: Final = ("article_id", "newspaper", "date", "page")
# What a row says of what was found, and not of its article: all articles were searched for it.
_TRAITS: Final = {"term", "label"}.union(
    *({column.name for column in TABLES[name]} for name in _FOUND)
).difference(_OF_ARTICLES, ("place",))


def list_shared(
    by: Sequence[str], *, table: pd.DataFrame, articles: pd.DataFrame | None
) -> list[str]:
    """List the columns to group by that divide the articles too, and with them what shares are of.

    A name, a phrase, the kind of a mention or the part that holds it is something that is found:
    a share of it is of all articles. A newspaper or a month is of the article: a share in it is of
    the articles of that newspaper or month, which only `articles` knows where it is given.

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


def find_rows(article_ids: pd.Series, articles: pd.DataFrame) -> npt.NDArray[np.intp]:
    """Find the row of `articles`, which were checked, of each article_id.

    Raises
    ------
    InputError
        Where `articles` lacks one.
    """
    code, distinct = pd.factorize(article_ids)
    place: npt.NDArray[np.intp] = pd.Index(articles["article_id"]).get_indexer(pd.Index(distinct))
    if (place < 0).any():
        raise InputError(
            f"The table has the article {distinct[place < 0][0]!r}, which `articles` has not. "
            "Give the articles that it was made from, or take its rows out."
        )
    rows: npt.NDArray[np.intp] = place[code]
    return rows


def bound_share(
    count: npt.ArrayLike, total: npt.ArrayLike
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
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
    x, n = np.asarray(count, dtype=float), np.asarray(total, dtype=float)
    n = np.where(n > 0, n, np.nan)
    share = x / n
    middle = share + _Z**2 / (2 * n)
    spread = _Z * np.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    scale = 1 + _Z**2 / n
    # At 0 and at n the ends are 0 and 1 exactly; rounding puts them a hair off.
    low = np.where(share == 0, 0.0, (middle - spread) / scale)
    high = np.where(share == 1, 1.0, (middle + spread) / scale)
    return low, high


def bound_count(count: npt.ArrayLike) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Bound a count of which no total is known: the ends of its 95 % score interval.

    What Wilson's interval of a share comes to where the total is large. Occurrences are taken as
    independent of each other; as far as they are not, the interval is wider.

    Examples
    --------
    >>> low, high = bound_count([0, 9])
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.0, 4.74], [3.84, 17.11])
    """
    x = np.asarray(count, dtype=float)
    middle, spread = x + _Z**2 / 2, _Z * np.sqrt(x + _Z**2 / 4)
    return np.where(x == 0, 0.0, middle - spread), middle + spread
