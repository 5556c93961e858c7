"""One denominator: of which articles every share is, said beside it."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import (
    compare_terms,
    count_mentions,
    count_over_time,
    count_terms,
    count_themes,
    describe_clusters,
    measure_dispersion,
)
from analysis.schema import InputError
from analysis.shares import bound_count, bound_share

ARTICLES = pd.DataFrame(
    {
        "article_id": list("abcde"),
        "kind": ["article", "article", "article", "caption", "notice"],
        "date": pd.to_datetime(["2024-03-01", "2024-03-02", "2024-04-01", "2024-04-01", None]),
        "headline": "春耕",
        "text": "农机下田。",
    }
)
FOUND = pd.DataFrame(
    {
        "article_id": ["a", "a", "b", "c", "d"],
        "name": ["谷明", "张强", "谷明", "谷明", "张强"],
        "kind": ["actor", "cited", "actor", "actor", "actor"],
        "part": "body",
        "phrase": "减负",
        "token": "减负",
        "start": [0, 2, 0, 0, 0],
        "end": [2, 4, 2, 2, 2],
    }
)
TOKENS = FOUND[["article_id", "token", "start", "end"]]
PHRASES = FOUND[["article_id", "phrase"]]
MENTIONS = FOUND[["article_id", "name", "kind", "part"]]

COUNTS: dict[str, tuple[pd.DataFrame, Callable[..., pd.DataFrame]]] = {
    "count_mentions": (MENTIONS, count_mentions),
    "count_terms of phrases": (PHRASES, count_terms),
    "count_terms of tokens": (TOKENS, count_terms),
    "count_over_time": (PHRASES, lambda table, **named: count_over_time(table, freq="Y", **named)),
    "compare_terms": (TOKENS, compare_terms),
    "measure_dispersion": (TOKENS, measure_dispersion),
}


@pytest.mark.parametrize("name", COUNTS)
def test_a_column_that_divides_articles_must_be_in_articles(name) -> None:
    table, count = COUNTS[name]
    months = table.assign(month=[3, 3, 3, 4, 4])
    with pytest.raises(InputError, match=r"`articles` has no column 'month'.*articles\.assign"):
        count(months, by="month", articles=ARTICLES)
    known = ARTICLES.assign(month=[3, 3, 4, 4, 5])
    for given_table in (table, months):
        assert len(count(given_table, by="month", articles=known))
    with pytest.raises(InputError, match="no column 'mouth'"):
        count(table, by="mouth", articles=known)


@given(
    months=st.lists(st.sampled_from([3, 4, 5]), min_size=5, max_size=5),
    here=st.booleans(),
    there=st.booleans(),
)
def test_a_share_is_of_all_articles_of_its_group_or_there_is_none(months, here, there) -> None:
    full = ARTICLES.assign(month=months)
    months_of = full.set_index("article_id")["month"]
    table = FOUND.assign(month=FOUND["article_id"].map(months_of))
    shown = MENTIONS.assign(month=table["month"]) if here else MENTIONS
    if not there:
        with pytest.raises(InputError, match="month"):
            count_mentions(shown, by="month", articles=ARTICLES)
        return
    counted = count_mentions(shown, by="month", articles=full)
    sizes = counted["month"].map(months_of.value_counts())
    assert counted["all_articles"].tolist() == sizes.tolist()
    assert counted["share"].tolist() == (counted["articles"] / sizes).tolist()


def test_every_share_stands_beside_what_it_is_of() -> None:
    themes = pd.DataFrame({"article_id": ["a", "b"], "theme": "外交", "rank": 1})
    clusters = pd.DataFrame({"article_id": list("abc"), "cluster": 1, "strength": 1.0})
    tokens = pd.DataFrame({"article_id": list("aabbcc"), "token": ["春耕", "农机"] * 3})
    described = describe_clusters(clusters, tokens=tokens.assign(kind="word"))
    made: list[tuple[pd.DataFrame, str, int]] = [
        (count_terms(PHRASES, articles=ARTICLES), "articles", 5),
        (count_mentions(MENTIONS, articles=ARTICLES), "articles", 5),
        (count_mentions(MENTIONS, by="kind", kinds=None, articles=ARTICLES), "articles", 5),
        (count_mentions(MENTIONS), "articles", 4),
        (count_themes(themes, articles=ARTICLES), "main", 5),  # three of them without a theme
        (count_themes(themes), "main", 2),
        (described, "articles", 3),
    ]
    for table, number, base in made:
        assert number != "main" or table["main"].sum() == base
        assert set(table["all_articles"]) == {base}
        assert (table["share"] == table[number] / table["all_articles"]).all()


@pytest.mark.parametrize("count", [count_terms, count_mentions, count_themes])
def test_what_stands_in_no_article_of_the_base_is_refused(count: Callable[..., Any]) -> None:
    table = {
        count_terms: PHRASES,
        count_mentions: MENTIONS,
        count_themes: pd.DataFrame({"article_id": ["d"], "theme": "外交", "rank": 1}),
    }[count]
    with pytest.raises(InputError, match="has the article 'd'"):
        count(table, articles=ARTICLES.query("kind == 'article'"))


@given(st.integers(0, 10_000))
def test_the_bounds_of_a_count_are_those_of_a_small_share(count) -> None:
    low, high = bound_count([count])
    of_many = [end[0] * 1e12 for end in bound_share([count], [1e12])]
    assert [low[0], high[0]] == pytest.approx(of_many, rel=1e-5, abs=1e-5)
    assert low[0] <= count <= high[0]
