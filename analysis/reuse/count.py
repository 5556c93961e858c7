"""How much of each newspaper, page or day also stands in other newspapers."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.arrays import Floats, Integers
from analysis.reuse.find import FURNITURE
from analysis.reuse.fold import fold_texts, list_places
from analysis.reuse.group import check_reuse
from analysis.schema import InputError, check_table, list_columns
from analysis.shares import bound_share, find_rows

__all__ = ["count_shared"]

_COUNTED = ("articles", "characters", "shared", "share", "low", "high")


def count_shared(
    reuse: pd.DataFrame,
    *,
    articles: pd.DataFrame,
    by: str | Sequence[str] = "newspaper",
    papers: int = 2,
    phrases: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Count how much of the text of each newspaper, page or day stands in several newspapers.

    One row per value of `by`, in their order.

    Parameters
    ----------
    reuse
        What `find_reuse` returned. A passage that only its own newspaper prints again is not
        shared.
    articles
        The articles that were searched; needs `article_id`, `text` and `newspaper`. Of rows with a
        kind, heads and feet of pages and pointers to other pages are left out, as they were not
        searched.
    by
        Columns of `articles`: newspaper, page, date, or several of them.
    papers
        In how many newspapers a character must stand, its own included.
    phrases
        What `find_phrases` returned: the characters of these phrases count neither as shared nor
        as text. Datelines, formulas and programme notes are no reuse in any case.

    Returns
    -------
    DataFrame
        The columns of `by`; articles; characters, their letters, digits and characters; shared,
        those of them that stand in so many newspapers; share, the one by the other; low and high,
        its 95 % interval: that of Wilson (1927), for the number of articles that would give the
        variance of the ratio over articles (Cochran 1977, section 6.4), since the characters of
        one article are not independent. Both are missing with one article.

    Raises
    ------
    InputError
        Where a column is missing, `papers` is below 2, or a table has an article that `articles`
        lacks.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "newspaper": ["甲报", "乙报"],
    ...                          "text": ["春耕开始了。", "本报讯 春耕开始"]})
    >>> reuse = pd.DataFrame({"article_a": ["a"], "start_a": [0], "end_a": [4],
    ...                       "article_b": ["b"], "start_b": [4], "end_b": [8]})
    >>> shared = count_shared(reuse, articles=articles)
    >>> shared[["newspaper", "characters", "shared"]].values.tolist()
    [['乙报', 7, 4], ['甲报', 5, 4]]
    """
    reuse, articles = check_reuse(reuse, articles)
    if papers < 2:
        raise InputError(f"papers={papers} is the number of newspapers, 2 or more.")
    by = list_columns(by, articles)
    articles = check_table(articles, "articles", needs=["article_id", "text", "newspaper", *by])
    odd = [column for column in by if column in _COUNTED]
    if odd:
        raise InputError(f"The result has a column {odd[0]!r} of its own; rename yours.")
    masks = dict(_mark_shared(reuse, articles, papers))
    dropped = _list_spans(phrases, articles)
    kept = articles["text"].notna()
    if "kind" in articles.columns:
        kept &= ~articles["kind"].isin(FURNITURE)
    counted = articles.loc[kept, by].copy()
    texts = articles["text"].tolist()
    rows = counted.index.tolist()
    sizes = np.diff(fold_texts([texts[row] for row in rows]).bounds)
    shares = np.zeros(len(rows), dtype=np.int64)
    for at, row in enumerate(rows):
        if row in dropped or row in masks:
            signs = list_places(texts[row])
            signs = signs[~_cover(dropped.get(row, ()), len(texts[row]))[signs]]
            sizes[at] = len(signs)
            shares[at] = masks[row][signs].sum() if row in masks else 0
    counted["characters"], counted["shared"] = sizes, shares
    counted["articles"] = 1
    groups = counted.groupby(by, dropna=False, sort=True)
    table = groups[["articles", "characters", "shared"]].sum().reset_index()
    number = groups.ngroup().to_numpy()
    table["share"], table["low"], table["high"] = _bound(
        number, *(counted[name].to_numpy(dtype=float) for name in ("characters", "shared"))
    )
    return table[[*by, *_COUNTED]]


def _bound(number: Integers, sizes: Floats, shared: Floats) -> tuple[Floats, Floats, Floats]:
    """The share of each group and its interval; `sizes` and `shared` are by article."""
    many, size, squares = (
        np.bincount(number, each).astype(float) for each in (np.ones(len(sizes)), sizes, sizes**2)
    )
    # 0 / 0 is left as missing: of a group without text, or of one article.
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.bincount(number, shared) / size
        rest = np.bincount(number, (shared - share[number] * sizes) ** 2)
        variance = rest * many / (many - 1) / size**2
        # If nothing or everything is shared there is no variance: as if all texts had one size.
        units = np.where(variance > 0, share * (1 - share) / variance, size**2 / squares)
        units = np.where(many > 1, units, np.nan)
        low, high = bound_share(share * units, units)
    return share, low, high


def _mark_shared(
    reuse: pd.DataFrame, articles: pd.DataFrame, papers: int
) -> Iterator[tuple[int, npt.NDArray[np.bool_]]]:
    """For each row of articles, mark the characters that stand in enough newspapers."""
    paper = pd.factorize(articles["newspaper"], use_na_sentinel=False)[0]
    spans = []
    for one, other in ("ab", "ba"):
        row = find_rows(reuse[f"article_{one}"], articles)
        in_paper = paper[find_rows(reuse[f"article_{other}"], articles)]
        spans.append(
            pd.DataFrame(
                {
                    "row": row,
                    "paper": in_paper,
                    "start": reuse[f"start_{one}"].to_numpy(dtype=np.int64),
                    "end": reuse[f"end_{one}"].to_numpy(dtype=np.int64),
                }
            )[in_paper != paper[row]]
        )
    every = pd.concat(spans).sort_values(["row", "paper"])
    texts = articles["text"].tolist()
    for row, own in every.groupby("row"):
        count = np.ones(len(texts[row]), dtype=np.int64)  # the newspaper itself
        held = np.zeros(len(count), dtype=np.bool_)
        last = -1
        for printed, start, end in own[["paper", "start", "end"]].to_numpy().tolist():
            if printed != last:
                count += held
                held[:] = False
                last = printed
            held[start:end] = True
        yield int(row), (count + held) >= papers


def _cover(spans: Iterable[tuple[int, int]], size: int) -> npt.NDArray[np.bool_]:
    """Mark the characters of a text that lie in one of the spans."""
    covered = np.zeros(size, dtype=np.bool_)
    for start, end in spans:
        covered[start:end] = True
    return covered


def _list_spans(
    phrases: pd.DataFrame | None, articles: pd.DataFrame
) -> dict[int, list[tuple[int, int]]]:
    """List the spans of phrases in the bodies of articles, by row of articles."""
    spans: dict[int, list[tuple[int, int]]] = {}
    if phrases is None:
        return spans
    phrases = check_table(phrases, "phrases", needs=["article_id", "part", "start", "end"])
    phrases = phrases[phrases["part"] == "body"]
    rows = find_rows(phrases["article_id"], articles).tolist()
    for row, start, end in zip(rows, phrases["start"], phrases["end"], strict=True):
        spans.setdefault(row, []).append((start, end))
    return spans
