"""The same story printed twice: in two papers, or twice in one."""

from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.reuse.fold import Folded, fold_texts
from analysis.reuse.seeds import pair_texts
from analysis.schema import InputError, check_table, make_columns

__all__ = ["find_copies"]

_COLUMNS: Final = {
    "article_id": "str",
    "copy_id": "str",
    "newspaper": "str",
    "copy_newspaper": "str",
    "date": "datetime64[ms]",
    "copy_date": "datetime64[ms]",
    "similarity": "float64",
    "contained": "float64",
}
# Texts that share a run are compared; one in more texts than this is a formula.
_MOST: Final = 100


def find_copies(
    articles: pd.DataFrame, *, threshold: float = 0.5, size: int = 5, shortest: int = 50
) -> pd.DataFrame:
    """Find pairs of articles with the same text, or nearly so.

    One row per pair, the most alike first. Texts are laid side by side as sets of shingles, the
    runs of `size` characters, without punctuation and blanks, which papers set as they like.
    Without copies is what is left of `articles` when the second of each pair is taken out:
    `articles[~articles["article_id"].isin(copies["copy_id"])]`. Passages that articles share are
    found by `find_reuse`; this is the case of whole articles.

    Parameters
    ----------
    articles
        Needs `article_id` and `text`, the body, which is what is compared; newspaper and date are
        used where there are any.
    threshold
        The least similarity of a pair.
    size
        Characters of a shingle.
    shortest
        Texts with fewer characters (punctuation and blanks aside) are left out: formulas make them
        alike.

    Returns
    -------
    DataFrame
        article_id, the earlier of the two, or the one that stands first in the table; copy_id, the
        other; newspaper, copy_newspaper, date, copy_date; similarity, the Jaccard index of the two
        sets of shingles, counted and not estimated; contained, the share of the smaller set that is
        in the larger: near 1 where one text is the other cut short. Texts are compared if they
        share a shingle that stands in at most 100 texts. Source: Broder (1997).

    Raises
    ------
    InputError
        Where a column is missing, an article_id stands twice, or the threshold is not above 0 and
        up to 1.

    Examples
    --------
    >>> story = "今天上午,全市乡村振兴现场会在河东村召开,与会代表看了果园,听了村民的意见。"
    >>> articles = pd.DataFrame({"article_id": ["甲", "乙", "丙"],
    ...                          "text": [story, story.replace(",", "，"), "明天多云转晴。"]})
    >>> find_copies(articles, shortest=20)[["article_id", "copy_id", "similarity"]].values.tolist()
    [['甲', '乙', 1.0]]
    """
    articles = check_table(articles, "articles", needs=["article_id", "text"])
    if not 0 < threshold <= 1 or size < 1:
        raise InputError(f"threshold={threshold} must be above 0 and up to 1, size={size} above 0.")
    folded = fold_texts(articles["text"].astype("object").where(articles["text"].notna()).tolist())
    long = np.diff(folded.bounds) >= max(shortest, size)
    dates = articles["date"] if "date" in articles.columns else None
    sets: dict[int, frozenset[str]] = {}
    rows: list[tuple[int, int, float, float]] = []
    pairs = pair_texts(folded, size=size, most=_MOST, threshold=threshold)
    for one, other in pairs[long[pairs].all(axis=1)].tolist():
        first, second = (
            sets.setdefault(row, sets.get(row) or _list_shingles(folded, row, size))
            for row in (one, other)
        )
        shared = len(first & second)
        similarity = shared / (len(first) + len(second) - shared)
        if similarity >= threshold:
            if dates is not None and dates.iloc[other] < dates.iloc[one]:
                one, other = other, one
            rows.append((one, other, similarity, shared / min(len(first), len(second))))
    rows.sort(key=lambda pair: (-pair[2], pair[0], pair[1]))
    return _make_pairs(articles, rows)


def _list_shingles(folded: Folded, row: int, size: int) -> frozenset[str]:
    text = folded.cut(int(folded.bounds[row]), int(folded.bounds[row + 1]))
    return frozenset(text[at : at + size] for at in range(len(text) - size + 1))


def _make_pairs(articles: pd.DataFrame, rows: list[tuple[int, int, float, float]]) -> pd.DataFrame:
    first, second = [pair[0] for pair in rows], [pair[1] for pair in rows]
    columns: dict[str, Any] = {}
    for name in ("article_id", "newspaper", "date"):
        if name in articles.columns:
            columns[name] = articles[name].iloc[first].tolist()
            other = "copy_id" if name == "article_id" else f"copy_{name}"
            columns[other] = articles[name].iloc[second].tolist()
    columns["similarity"] = [pair[2] for pair in rows]
    columns["contained"] = [pair[3] for pair in rows]
    return make_columns(columns, _COLUMNS)
