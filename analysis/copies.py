"""The same story printed twice: in two papers, or twice in one."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

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
_SIGNS: Final = re.compile(r"[\W_]+")
_PERMUTATIONS: Final = 128
# MinHash only estimates the similarity: pairs whose estimate is this much below the threshold are
# looked at too, and measured.
_SLACK: Final = 0.15
_BASE: Final = np.uint64(0x100000001B3)


def find_copies(
    articles: pd.DataFrame, *, threshold: float = 0.5, size: int = 5, shortest: int = 50
) -> pd.DataFrame:
    """Find pairs of articles with the same text, or nearly so.

    One row per pair, the most alike first. Texts are laid side by side as sets of shingles, the
    runs of `size` characters, without punctuation and blanks, which papers set as they like.
    Without copies is what is left of `articles` when the second of each pair is taken out:
    `articles[~articles["article_id"].isin(copies["copy_id"])]`.

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
        in the larger: near 1 where one text is the other cut short. Pairs are looked for by
        MinHash with locality-sensitive hashing, which can miss a pair near the threshold.
        Sources: Broder (1997); Leskovec, Rajaraman and Ullman (2020), chapter 3.

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
    texts = {
        row: _SIGNS.sub("", text)
        for row, text in enumerate(articles["text"].tolist())
        if isinstance(text, str)
    }
    texts = {row: text for row, text in texts.items() if len(text) >= max(shortest, size)}

    @lru_cache(maxsize=10_000)
    def list_shingles(row: int) -> frozenset[str]:
        text = texts[row]
        return frozenset(text[at : at + size] for at in range(len(text) - size + 1))

    dates = articles["date"] if "date" in articles.columns else None
    rows: list[tuple[int, int, float, float]] = []
    for one, other in _find_candidates(texts, threshold, size):
        first, second = list_shingles(one), list_shingles(other)
        shared = len(first & second)
        similarity = shared / (len(first) + len(second) - shared)
        if similarity >= threshold:
            if dates is not None and dates.iloc[other] < dates.iloc[one]:
                one, other = other, one
            rows.append((one, other, similarity, shared / min(len(first), len(second))))
    rows.sort(key=lambda pair: (-pair[2], pair[0], pair[1]))
    return _make_pairs(articles, rows)


def _find_candidates(
    texts: dict[int, str], threshold: float, size: int
) -> Iterator[tuple[int, int]]:
    """Yield pairs of rows that MinHash estimates to be similar, each once, the lower row first."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=max(threshold - _SLACK, 0.05), num_perm=_PERMUTATIONS)
    # The shingles are hashed already, so that `hashfunc` need not do anything.
    empty = MinHash(num_perm=_PERMUTATIONS, hashfunc=int, scheme="affine32")
    for row, text in texts.items():
        sketch = empty.copy()
        sketch.update_batch(_hash_shingles(text, size).tolist())
        for earlier in sorted(index.query(sketch)):
            yield earlier, row
        index.insert(row, sketch, check_duplication=False)


def _hash_shingles(text: str, size: int) -> npt.NDArray[np.uint64]:
    """Hash each different shingle of a text to a number of 32 bits."""
    signs = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    hashed = np.zeros(len(signs) - size + 1, dtype=np.uint64)
    for at in range(size):
        hashed = hashed * _BASE + signs[at : at + len(hashed)].astype(np.uint64)
    # The upper half of the bits depends on all characters of a shingle.
    spread = (hashed * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)
    distinct: npt.NDArray[np.uint64] = np.unique(spread)
    return distinct


def _make_pairs(
    articles: pd.DataFrame, rows: Sequence[tuple[int, int, float, float]]
) -> pd.DataFrame:
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
