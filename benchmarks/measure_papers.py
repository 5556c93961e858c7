"""Measure by the two newspapers of `data/` how well shared passages and lags are found.

    python benchmarks/measure_papers.py

What was planted is in `data/papers/gold`: `reuse.csv` and `lags.csv`. The figures are printed as
the table of docs/evaluation.md, where docs/write_figures.py puts them.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd

from analysis import (
    find_phrases,
    find_reuse,
    group_reuse,
    measure_diffusion,
    read_pages,
    split_articles,
)
from analysis.places import locate

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDERS: Final = ("data/sample", "data/papers")
TOLERANCE: Final = 1  # days by which a lag can be off
_SAID: Final = {
    "pairs_recall": "planted pairs of articles that are found",
    "pairs_precision": "pairs found that were planted",
    "characters": "characters of shared passages (F1)",
    "stories": "planted stories told by themselves, first in the paper that had it first",
    "story_lags": "lags of stories found to a day",
    "phrase_lags": "lags of set phrases found to a day",
    "notes": "programme notes, heads and feet of pages among the pairs",
}

_Pair = frozenset[str]


class Figure(NamedTuple):
    """A figure: its value, and of how many."""

    value: float
    base: int


def read_both(root: Path = ROOT) -> pd.DataFrame:
    """The items of both newspapers, of all kinds."""
    return split_articles(read_pages([root / folder for folder in FOLDERS]))


def measure(items: pd.DataFrame, root: Path = ROOT) -> dict[str, Figure]:
    """Measure what was planted: by name of a figure its value, and of how many."""
    gold = root / "data" / "papers" / "gold"
    planted, lags = pd.read_csv(gold / "reuse.csv"), pd.read_csv(gold / "lags.csv")
    reuse = find_reuse(items)
    at = dict(_list_places(items))
    sides = [_find_side(planted, at, prefix) for prefix in ("", "other_")]
    pairs = {
        frozenset((_find_article(one), _find_article(other))): number
        for number, (one, other) in enumerate(zip(*sides, strict=True))
    }
    found = {frozenset(pair) for pair in zip(reuse["article_a"], reuse["article_b"], strict=True)}
    right = found & set(pairs)
    kinds = items.set_index("article_id")["kind"]
    noted = sum(any(kinds[one] != "article" for one in pair) for pair in found)
    stories = group_reuse(reuse, articles=items)
    own = measure_diffusion(stories, by="cluster", articles=items, each=True)
    late = own.groupby("cluster")["lag"].max()
    first = own[own["lag"] == 0].groupby("cluster")["newspaper"].agg(set)
    groups = stories.groupby("cluster")["article_id"].agg(frozenset)
    cluster = {group: number for number, group in groups.items()}
    whole, timely = 0, 0
    for pair, number in pairs.items():
        row = planted.loc[number]
        if pair not in cluster:
            continue
        timely += abs(late[cluster[pair]] - row["lag"]) <= TOLERANCE
        whole += row["first_paper"] == "both" or first[cluster[pair]] == {row["first_paper"]}
    articles = items[items["kind"] == "article"]
    phrases = measure_diffusion(
        find_phrases(articles), by="phrase", articles=articles, each=True
    ).set_index("phrase")
    told = sum(
        phrases.loc[[row.phrase], "lag"].max() - row.lag in range(-TOLERANCE, TOLERANCE + 1)
        and phrases.loc[[row.phrase]].set_index("lag")["newspaper"].get(0.0) == row.first
        for row in lags.itertuples()
        if row.phrase in phrases.index
    )
    return {
        "pairs_recall": Figure(len(right) / len(pairs), len(pairs)),
        "pairs_precision": Figure(len(right) / len(found), len(found)),
        "characters": _measure_characters(set().union(*sides[0], *sides[1]), items, reuse),
        "stories": Figure(whole / len(pairs), len(pairs)),
        "story_lags": Figure(timely / len(pairs), len(pairs)),
        "phrase_lags": Figure(told / len(lags), len(lags)),
        "notes": Figure(noted, len(found)),
    }


def _list_places(items: pd.DataFrame) -> Iterator[tuple[tuple[str, int, int], tuple[str, int]]]:
    """Where each letter of a body stands on its page, and in which article."""
    for row in items.dropna(subset=["text"]).itertuples():
        file = str(row.page_id).rpartition("/")[2]
        for offset, sign in enumerate(str(row.text)):
            if sign.isalnum():
                place = locate(row.anchors, "body", offset)  # type: ignore[arg-type]
                if place is not None:
                    yield (file, *place), (str(row.article_id), offset)


def _find_side(planted: pd.DataFrame, at: Any, prefix: str) -> list[set[tuple[str, int]]]:
    """The letters of the planted passages in one of the two papers, each as article and offset."""
    pages: dict[str, list[tuple[tuple[int, int], tuple[str, int]]]] = {}
    for (file, line, column), letter in at.items():
        pages.setdefault(file, []).append(((line, column), letter))
    ends = ["first_line", "first_column", "last_line", "last_column"]
    return [
        {
            letter
            for place, letter in pages[str(page).removesuffix(".md")]
            if (first, begin) <= place <= (last, end)
        }
        for page, first, begin, last, end in planted[
            [f"{prefix}page", *(prefix + name for name in ends)]
        ].itertuples(index=False)
    ]


def _find_article(letters: set[tuple[str, int]]) -> str:
    """The article that most letters of a passage stand in; a few may stand in one beside it."""
    return Counter(article for article, _ in letters).most_common(1)[0][0]


def _measure_characters(
    right: set[tuple[str, int]], items: pd.DataFrame, reuse: pd.DataFrame
) -> Figure:
    texts = items.set_index("article_id")["text"]
    found = {
        (article, offset)
        for side in "ab"
        for article, start, end in reuse[
            [f"article_{side}", f"start_{side}", f"end_{side}"]
        ].itertuples(index=False)
        for offset in range(start, end)
        if texts[article][offset].isalnum()
    }
    return Figure(2 * len(found & right) / (len(found) + len(right)), len(right))


def format_table(figures: dict[str, Figure]) -> str:
    """The figures as a table of Markdown."""
    lines = ["| figure | value | of |", "| --- | --: | --: |"]
    for name, (value, base) in figures.items():
        shown = f"{value:.0f}" if name == "notes" else f"{value:.3f}"
        lines.append(f"| {_SAID[name]} | {shown} | {base:,} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(format_table(measure(read_both())))  # noqa: T201
