"""The map of articles: neighbours are worded alike, in any order, and in any number."""

import numpy as np
import pandas as pd

from analysis import map_articles
from analysis.topics import map as topics_map

FARM = ["春耕", "农机", "种子", "化肥", "田间", "小麦"]
CHIP = ["芯片", "算力", "储能", "实验室", "专利", "机器人"]


def write_tokens(articles: int) -> pd.DataFrame:
    """Half of the articles speak of farming, half of chips."""
    draw = np.random.default_rng(5)
    rows = [
        (f"{'farm' if at % 2 else 'chip'}{at:04}", word, "word")
        for at in range(articles)
        for word in draw.choice(FARM if at % 2 else CHIP, 30)
    ]
    return pd.DataFrame(rows, columns=["article_id", "token", "kind"])


def rate_neighbours(article_map: pd.DataFrame) -> float:
    """The share of articles whose nearest neighbour speaks of the same."""
    places = article_map[["x", "y"]].to_numpy()
    distances = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    np.fill_diagonal(distances, np.inf)
    sides = article_map["article_id"].str[:4].to_numpy()
    return float((sides == sides[distances.argmin(axis=1)]).mean())


def test_neighbours_speak_of_the_same() -> None:
    article_map = map_articles(write_tokens(60))
    assert len(article_map) == 60
    assert rate_neighbours(article_map) > 0.95
    assert article_map[["x", "y"]].abs().max().max() == 1


def test_more_articles_than_are_laid_out_join_those_like_them(monkeypatch) -> None:
    monkeypatch.setattr(topics_map, "_MOST", 50)
    article_map = map_articles(write_tokens(120))
    assert len(article_map) == 120
    assert rate_neighbours(article_map) > 0.95


def test_the_order_of_the_tokens_does_not_matter() -> None:
    tokens = write_tokens(60)
    shuffled = tokens.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(map_articles(tokens), map_articles(shuffled))


def test_a_few_articles_have_no_map() -> None:
    assert map_articles(write_tokens(4)).empty
    assert map_articles(write_tokens(1).head(0)).columns.tolist() == ["article_id", "x", "y"]


def test_articles_without_words_in_common_still_have_a_place_or_none() -> None:
    rows = [(str(at), word, "word") for at, word in enumerate(FARM)]
    tokens = pd.DataFrame(rows, columns=["article_id", "token", "kind"])
    assert map_articles(tokens)[["x", "y"]].notna().all().all()
