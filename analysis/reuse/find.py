"""Passages that stand in two articles."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.reuse.chains import chain_matches, widen_windows
from analysis.reuse.fold import fold_texts, list_places
from analysis.reuse.passages import find_passages
from analysis.reuse.seeds import Printed, find_matches
from analysis.schema import InputError, check_table, make_table

__all__ = ["FURNITURE", "find_reuse"]

_RUN: Final = 5  # characters of a run by which passages are looked for
_FEWEST: Final = 6  # with fewer such runs, which are no formula, two texts are not aligned
_MARGIN: Final = 60  # characters around matches that are aligned with them
_AT_ONCE: Final = 200_000  # articles in memory at once, if a window holds no more: about 3 GB
FURNITURE: Final = ("folio", "guide")  # items of a page that tell no story


def find_reuse(
    articles: pd.DataFrame,
    *,
    shortest: int = 40,
    similarity: float = 0.3,
    gap: int = 100,
    most: int = 60,
    days: int | None = 30,
) -> pd.DataFrame:
    """Find the passages that articles share: wire copy, reprints, excerpts, edited stories.

    One row per pair of passages, in the order of the first article and its text. Punctuation,
    blanks, full and half width, and traditional characters make no difference. Passages are found
    by the runs of five characters that two texts share, and then laid side by side; what has been
    edited, cut, put in another order or mixed with another story is found as long as such runs
    are left. Datelines, set phrases, programme notes and other formulas are no reuse: a run that
    stands in five articles over more than 25 days, four times in one newspaper, or in more than
    `most` articles speaks for nothing.

    Parameters
    ----------
    articles
        Needs `article_id` and `text`, the body, which is what is compared. With `date` and
        `newspaper` formulas are told from stories; with `kind`, the heads and feet of pages and
        the pointers to other pages are left out.
    shortest
        The fewest letters, digits and characters of a passage, in each of its two forms.
    similarity
        The least similarity of its two forms.
    gap
        The most characters that lie between two shared runs of a passage. Passages of the same
        articles that are in one order with no more between them are one.
    most
        In how many articles a run of five characters can stand and speak for reuse. A collection
        of more newspapers needs more, and takes longer.
    days
        The most days between two articles, where there are dates; None for any number. What comes
        again later is a formula more often than a story. Of a large collection some months at a
        time are looked at, so that memory does not grow with it.

    Returns
    -------
    DataFrame
        article_a, the article of the earlier day, or that stands first in the table; start_a,
        end_a, characters of its `text`; article_b, start_b, end_b; similarity, of letters, digits
        and characters, twice those shared in one order by those of both passages; edits, how many
        were taken out or put in: (1 - similarity) times those of both. Planted passages of which a
        third to a half is edited are found in nine of ten cases, see docs/evaluation.md; what is
        shorter than `shortest`, or all but rewritten, is not.

    Raises
    ------
    InputError
        Where a column is missing, an article_id stands twice, or a number is out of range.

    Examples
    --------
    >>> story = "全市春耕现场会昨天在河东村召开，与会代表看了果园，听了村民的意见，副市长讲了话。"
    >>> edited = story.replace("昨天", "12日").replace("果园", "大棚和果园") + "会后种了树。"
    >>> articles = pd.DataFrame({"article_id": ["甲", "乙", "丙"],
    ...                          "text": [story, "本报讯 " + edited, "明天多云转晴，风力三级。"]})
    >>> find_reuse(articles, shortest=20).drop(columns="similarity").values.tolist()
    [['甲', 0, 39, '乙', 4, 47, 8]]
    """
    articles = check_table(articles, "articles", needs=["article_id", "text"])
    if not 0 < similarity <= 1 or shortest < _RUN or gap < 1 or most < 2:
        raise InputError(
            f"similarity={similarity} must be above 0 and up to 1, shortest={shortest} at least "
            f"{_RUN}, gap={gap} at least 1, and most={most} at least 2."
        )
    if days is not None and (not isinstance(days, int) or days < 0):
        raise InputError(f"days={days!r} is a number of days, 0 or more, or None for any.")
    rows, day = _sort_rows(articles)
    paper = np.zeros(len(articles), dtype=np.int64)
    if "newspaper" in articles.columns:
        paper = pd.factorize(articles["newspaper"], use_na_sentinel=False)[0].astype(np.int64)
    texts = articles["text"].tolist()
    found = [
        _find(texts, own, Printed(paper[own], dated), last, shortest, similarity, gap, most, days)
        for own, dated, last in _cut_windows(rows, day, days)
    ]
    columns = pd.concat(found, ignore_index=True) if found else pd.DataFrame()
    ids = articles["article_id"].to_numpy(dtype=object)
    made: dict[str, Any] = {name: columns[name].to_numpy() for name in columns.columns}
    for side in ("article_a", "article_b"):
        if len(columns):
            made[side] = ids[made[side]].tolist()
    return make_table("reuse", made if len(columns) else {})


def _sort_rows(
    articles: pd.DataFrame,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The rows to compare, in the order of days, and the day of each; 0 if it is unknown.

    Without any date all rows have one day, and are compared whatever the window is.
    """
    kept = articles["text"].notna().to_numpy(dtype=bool, copy=True)
    if "kind" in articles.columns:
        kept &= ~articles["kind"].isin(FURNITURE).to_numpy(dtype=bool)
    day = np.zeros(len(articles), dtype=np.int64)
    if "date" in articles.columns:
        dates = articles["date"].to_numpy(dtype="datetime64[D]")
        unknown = np.isnat(dates)
        day = dates.astype(np.int64)
        day[unknown] = 0
    rows = np.flatnonzero(kept)
    rows = rows[np.argsort(day[rows], kind="stable")]
    return rows, day[rows]


def _cut_windows(
    rows: npt.NDArray[np.int64], day: npt.NDArray[np.int64], window: int | None
) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], int]]:
    """Cut rows into stretches of time, each with its days and the last day a pair may begin on.

    Stretches overlap by the window, so that each pair lies inside one. A stretch holds as many
    articles as fit into memory, but at least the days of a window.
    """
    begin = 0
    while begin < len(rows):
        end = len(rows)
        last = int(day[-1])
        if window is not None and end - begin > _AT_ONCE:
            last = max(int(day[begin + _AT_ONCE]) - window, int(day[begin]) + window) - 1
            end = int(np.searchsorted(day, last + window, side="right"))
        yield rows[begin:end], day[begin:end], last
        begin = int(np.searchsorted(day, last, side="right"))


def _find(
    texts: list[str],
    rows: npt.NDArray[np.int64],
    printed: Printed,
    last: int,
    shortest: int,
    similarity: float,
    gap: int,
    most: int,
    window: int | None,
) -> pd.DataFrame:
    """Find the pairs of some rows whose earlier article is not later than the day `last`."""
    own = [texts[row] for row in rows.tolist()]
    folded = fold_texts(own)
    matches, counted = find_matches(folded, printed, size=_RUN, most=most, window=window)
    windows = chain_matches(folded, matches, gap=gap, fewest=_FEWEST)
    if window is not None:
        windows = windows.take(printed.day[windows.text] <= last)
    windows = widen_windows(folded, windows, margin=_MARGIN)
    passages = find_passages(
        folded,
        windows,
        counted=counted,
        run=_RUN,
        gap=gap,
        shortest=shortest,
        similarity=similarity,
    )
    places = np.array([each[:5] for each in passages], dtype=np.int64).reshape(-1, 5)
    columns: dict[str, Any] = {}
    sizes = np.zeros(len(places), dtype=np.int64)
    for side, at in (("a", 0), ("b", 2)):
        start, end = places[:, at], places[:, at + 1]
        text = np.searchsorted(folded.bounds, start, side="right") - 1
        columns[f"article_{side}"] = rows[text]
        begin = folded.bounds[text]
        columns[f"start_{side}"], columns[f"end_{side}"] = _place(
            own, text, start - begin, end - begin
        )
        sizes += end - start
    columns["similarity"] = 2 * places[:, 4] / sizes
    columns["edits"] = sizes - 2 * places[:, 4]
    return pd.DataFrame(columns)


def _place(
    texts: list[str],
    text: npt.NDArray[np.int64],
    start: npt.NDArray[np.int64],
    end: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Find where spans of folded texts stand in the printed texts."""
    starts, ends = start.copy(), end.copy()
    order = np.argsort(text, kind="stable")
    bounds = np.flatnonzero(np.diff(text[order], prepend=-1, append=-1))
    for first, after in pairwise(bounds.tolist()):
        rows = order[first:after]
        places = list_places(texts[int(text[rows[0]])])
        starts[rows], ends[rows] = places[start[rows]], places[end[rows] - 1] + 1
    return starts, ends
