"""How long the loops take that see every character, as ratios to a bare loop in the same run.

The limits leave room: they are for what grows by a factor, not for a noisy machine.
"""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pandas as pd
import pytest
import rjieba

from analysis import (
    count_terms,
    find_mentions,
    find_phrases,
    read_pages,
    split_articles,
    tag_themes,
    tokenize,
)

SAMPLE = Path(__file__).parent.parent / "data" / "sample"


@pytest.fixture(scope="module")
def articles() -> pd.DataFrame:
    once = split_articles(read_pages(SAMPLE))
    table = pd.concat([once] * 5, ignore_index=True)
    return table.assign(article_id=[str(at) for at in range(len(table))])


def measure_ratio(way: Callable[[], object], texts: list[str]) -> float:
    """How many times as long as rjieba and a Counter it takes: the median of five rounds in turn."""
    cutter = rjieba.Jieba()

    def count_words() -> None:
        words: Counter[str] = Counter()
        for text in texts:
            words.update(cutter.cut(text))

    ratios = []
    for run in (way, count_words):
        run()  # word lists are read once
    for _ in range(5):
        times = []
        for run in (way, count_words):
            started = time.process_time()
            run()
            times.append(time.process_time() - started)
        ratios.append(times[0] / times[1])
    return median(ratios)


@pytest.mark.parametrize(
    ("stage", "limit"), [("terms", 4.0), ("themes", 1.7), ("phrases", 2.5), ("mentions", 9.5)]
)
def test_no_stage_takes_many_times_what_bare_counting_takes(
    articles: pd.DataFrame, stage: str, limit: float
) -> None:
    texts = [*articles["headline"].dropna(), *articles["text"].dropna()]
    mentions, phrases = find_mentions(articles), find_phrases(articles)
    ways: dict[str, Callable[[], object]] = {
        "terms": lambda: count_terms(tokenize(articles, mentions=mentions, phrases=phrases)),
        "themes": lambda: tag_themes(articles),
        "phrases": lambda: find_phrases(articles),
        "mentions": lambda: find_mentions(articles),
    }
    assert measure_ratio(ways[stage], texts) < limit
