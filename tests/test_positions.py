"""Where in a collection terms stand."""

import pandas as pd
import pytest

from analysis import list_positions
from analysis.schema import InputError

ARTICLES = pd.DataFrame(
    {
        "article_id": ["late", "early", "undated"],
        "date": pd.to_datetime(["2024-03-02", "2024-03-01", None]),
        "text": ["一二三四五", "一二三", "一二"],
    }
)


def test_articles_are_put_in_the_order_of_their_dates() -> None:
    phrases = pd.DataFrame(
        {
            "article_id": ["undated", "late", "early"],
            "phrase": "二",
            "part": "body",
            "start": [1, 1, 1],
        }
    )
    positions = list_positions(phrases, articles=ARTICLES)
    assert positions["article_id"].tolist() == ["early", "late", "undated"]
    assert positions["position"].tolist() == [1 / 10, 4 / 10, 9 / 10]


def test_what_stands_in_a_headline_stands_before_the_body() -> None:
    articles = ARTICLES.assign(headline=["标题", None, None])
    phrases = pd.DataFrame(
        {"article_id": "late", "phrase": "二", "part": ["body", "headline"], "start": [1, 1]}
    )
    positions = list_positions(phrases, articles=articles)
    assert positions["position"].tolist() == [4 / 12, 6 / 12]


def test_a_headline_that_the_articles_have_not_is_refused() -> None:
    phrases = pd.DataFrame(
        {"article_id": ["late"], "phrase": ["二"], "part": ["headline"], "start": [1]}
    )
    with pytest.raises(InputError, match="headline of 'late'"):
        list_positions(phrases, articles=ARTICLES)


def test_a_table_without_places_is_refused() -> None:
    phrases = pd.DataFrame({"article_id": ["late"], "phrase": ["二"]})
    with pytest.raises(InputError, match="start"):
        list_positions(phrases, articles=ARTICLES)
