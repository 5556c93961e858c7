"""How much the loops do that see every character: in calls of functions, which can be counted.

The limits leave room: they are for what grows by a factor.
"""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from counting import count_calls

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
    return split_articles(read_pages(SAMPLE))


@pytest.mark.parametrize(
    ("stage", "limit"), [("terms", 3.0), ("themes", 1.1), ("phrases", 1.8), ("mentions", 10.5)]
)
def test_no_stage_does_much_for_a_character(
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
    ways[stage]()  # word lists are read once
    assert count_calls(ways[stage]) < limit * sum(map(len, texts))
