"""How much the loops do that see every character: in calls of functions, which can be counted.

The limits leave room: they are for what grows by a factor.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from counting import count_calls, no_hanging

from analysis import (
    count_terms,
    find_context,
    find_copies,
    find_mentions,
    find_phrases,
    find_reuse,
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


def copy_collection(articles: pd.DataFrame, times: int) -> pd.DataFrame:
    """So many newspapers that print the same on days of their own, so that none tells of another."""
    copies = [
        articles.assign(
            article_id=articles["article_id"] + f"-{copy}",
            newspaper=f"{copy}报",
            date=articles["date"] + pd.Timedelta(days=400 * copy),
        )
        for copy in range(times)
    ]
    return pd.concat(copies, ignore_index=True)


def write_anew(articles: pd.DataFrame) -> pd.DataFrame:
    """Other characters in each newspaper: what is printed by all of them is pairs without end."""
    texts = [
        None if pd.isna(text) else "".join(chr(ord(sign) + 97 * int(paper[:-1])) for sign in text)
        for text, paper in zip(articles["text"], articles["newspaper"], strict=True)
    ]
    return articles.assign(text=texts)


WAYS: dict[str, Callable[[pd.DataFrame], object]] = {
    "mentions": find_mentions,
    "phrases": find_phrases,
    "tokens": tokenize,
    "themes": tag_themes,
    "copies": find_copies,
    "reuse": find_reuse,
    "context": lambda articles: find_context(articles, of=["减负", "会议"]),
}


@pytest.mark.parametrize("way", WAYS)
def test_twice_the_articles_are_twice_the_work(articles: pd.DataFrame, way: str) -> None:
    few = articles.head(24)
    WAYS[way](few)  # word lists are read once
    many = [copy_collection(few, times) for times in (3, 6)]
    if way == "copies":
        many = [write_anew(articles) for articles in many]
    once, twice = (count_calls(partial(WAYS[way], articles)) for articles in many)
    assert twice < 2.3 * once


@pytest.mark.parametrize("way", [*WAYS])
def test_twice_the_text_of_one_article_is_twice_the_work(articles: pd.DataFrame, way: str) -> None:
    text = "\n".join(articles["text"].dropna().head(12))

    def work(times: int) -> None:
        texts = ["\n".join([text] * times), text[: len(text) // 2]]
        WAYS[way](pd.DataFrame({"article_id": ["a", "b"], "text": texts}))

    work(1)
    once, twice = (count_calls(partial(work, times)) for times in (3, 6))
    assert twice < 2.3 * once
    with no_hanging():
        work(48)
