"""Pairs of passages → stories, each with the passages that tell it."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.credits import read_form
from analysis.schema import InputError, check_table, make_table
from analysis.shares import find_rows

__all__ = ["group_reuse"]

_HALF: Final = 0.5  # of the shorter of two passages of an article, from which on they are one
_LEAD: Final = 60  # characters before and behind the begin of a passage that may have its credit


def group_reuse(reuse: pd.DataFrame, *, articles: pd.DataFrame) -> pd.DataFrame:
    """Group the passages that articles share into stories.

    One row per passage and story, the story in the most articles first, of several the one that
    runs for the most days; of each the earliest passage first. Passages of one article that lie
    over each other by half are one; pairs join them. Articles that hold two stories are in two
    groups, and do not join these.

    Parameters
    ----------
    reuse
        What `find_reuse` returned, or some rows of it.
    articles
        The articles that were searched; needs `article_id` and `text`; newspaper, date and agency
        are used where there are any.

    Returns
    -------
    DataFrame
        cluster, 1 for the first of these; article_id, newspaper, date; start and end,
        characters of `text`; source, true for one passage of each story, the likely source: of
        those printed on the first day one with the credit of an agency, of these the longest, of
        those the first in the table. A paper that is the first in these articles need not have
        written the story: wire copy has its source outside of them.

    Raises
    ------
    InputError
        Where a column is missing, or `articles` lacks an article.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["甲", "乙", "丙"], "text": ["春耕开始了"] * 3,
    ...                          "date": ["2024-03-03", "2024-03-01", "2024-03-02"]})
    >>> reuse = pd.DataFrame({"article_a": ["乙", "乙"], "start_a": [0, 1], "end_a": [5, 5],
    ...                       "article_b": ["丙", "甲"], "start_b": [0, 1], "end_b": [5, 5]})
    >>> stories = group_reuse(reuse, articles=articles)
    >>> stories[["cluster", "article_id", "start", "end", "source"]].values.tolist()
    [[1, '乙', 0, 5, True], [1, '丙', 0, 5, False], [1, '甲', 1, 5, False]]
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    reuse, articles = check_reuse(reuse, articles)
    sides = [reuse[[f"article_{side}", f"start_{side}", f"end_{side}"]] for side in "ab"]
    passages = pd.concat(
        [side.set_axis(["article_id", "start", "end"], axis=1) for side in sides],
        ignore_index=True,
    )
    row = find_rows(passages["article_id"], articles)
    start, end = (passages[name].to_numpy(dtype=np.int64) for name in ("start", "end"))
    pairs = len(reuse)
    own = np.array(list(_overlap(row, start, end)), dtype=np.int64).reshape(-1, 2)
    one = np.concatenate([np.arange(pairs), own[:, 0]])
    other = np.concatenate([np.arange(pairs) + pairs, own[:, 1]])
    graph = coo_matrix((np.ones(len(one), dtype=np.int8), (one, other)), (2 * pairs, 2 * pairs))
    passages["cluster"] = connected_components(graph, directed=False)[1]
    passages["row"] = row
    stories = passages.groupby(["cluster", "row"], sort=False).agg({"start": "min", "end": "max"})
    stories = stories.reset_index()
    kept = [name for name in ("article_id", "newspaper", "date") if name in articles.columns]
    for name in kept:
        stories[name] = articles[name].take(stories["row"].to_numpy()).array
    if "date" not in kept:
        stories["date"] = pd.NaT
    stories["uncredited"] = ~_find_credits(articles, stories)
    stories["size"] = stories["start"] - stories["end"]
    size = stories.groupby("cluster")["row"].transform("size")
    first = stories.groupby("cluster")["row"].transform("min")
    days = stories.groupby("cluster")["date"]
    run = (days.transform("max") - days.transform("min")).fillna(pd.Timedelta(0))
    stories = stories.assign(most=-size, longest=-run, first=first).sort_values(
        ["most", "longest", "first", "cluster", "date", "uncredited", "size", "row"],
        ignore_index=True,
    )
    stories["source"] = ~stories["cluster"].duplicated()
    stories["cluster"] = pd.factorize(stories["cluster"])[0] + 1
    wanted = ["cluster", *kept, "start", "end", "source"]
    return make_table("stories", {name: stories[name].array for name in wanted})


def check_reuse(reuse: pd.DataFrame, articles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Check a table of pairs of passages, and that its passages lie in these articles."""
    articles = check_table(articles, "articles", needs=["article_id", "text"])
    needs = [f"{name}_{side}" for side in "ab" for name in ("article", "start", "end")]
    reuse = check_table(reuse, "reuse", needs=needs)
    for side in "ab":
        row = find_rows(reuse[f"article_{side}"], articles)
        sizes = articles["text"].str.len().fillna(0).to_numpy()[row]
        start, end = (reuse[f"{name}_{side}"].to_numpy() for name in ("start", "end"))
        wrong = (start < 0) | (end < start) | (end > sizes)
        if wrong.any():
            raise InputError(
                f"The passage of {reuse[f'article_{side}'][wrong].iloc[0]!r} reaches beyond its "
                "text; give the articles that reuse was made from."
            )
    return reuse, articles


def _overlap(
    row: npt.NDArray[np.integer], start: npt.NDArray[np.int64], end: npt.NDArray[np.int64]
) -> Iterator[tuple[int, int]]:
    """Pairs of passages of one article that overlap by half of the shorter."""
    order = np.lexsort((end, start, row)).tolist()
    rows, starts, ends = row.tolist(), start.tolist(), end.tolist()
    near: list[int] = []
    last = -1
    for at in order:
        if rows[at] != last:
            near, last = [], rows[at]
        near = [other for other in near if ends[other] > starts[at]]
        for other in near:
            shared = min(ends[at], ends[other]) - starts[at]
            shorter = min(ends[at] - starts[at], ends[other] - starts[other])
            if shared > _HALF * shorter:
                yield other, at
        near.append(at)


def _find_credits(articles: pd.DataFrame, stories: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell which passages are credited to an agency, by the article's column or in the text."""
    if "agency" in articles.columns:
        known: npt.NDArray[np.bool_] = (
            articles["agency"].take(stories["row"].to_numpy()).notna().to_numpy(dtype=bool)
        )
        return known
    texts = articles["text"].take(stories["row"].to_numpy())
    return np.array(
        [
            read_form("agency").search(text, max(start - _LEAD, 0), start + _LEAD) is not None
            for text, start in zip(texts, stories["start"], strict=True)
        ],
        dtype=np.bool_,
    )
