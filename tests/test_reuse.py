"""What was planted is found, with its place, its edits and its order; formulas are no reuse."""

import json
import random
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from planter import PAPERS, Planted, plant, write_text

from analysis import (
    count_over_time,
    count_shared,
    find_reuse,
    group_reuse,
    measure_diffusion,
    plot_lags,
    plot_shared,
    plot_wave,
    show_reuse,
)
from analysis.reuse.chains import OVERLAP
from analysis.reuse.changes import list_changes
from analysis.reuse.passages import SharedPassage, _join
from analysis.schema import InputError


@pytest.fixture(scope="module")
def planted() -> Planted:
    return plant(1)


@pytest.fixture(scope="module")
def reuse(planted: Planted) -> pd.DataFrame:
    return find_reuse(planted.articles)


def list_pairs(planted: Planted) -> set[frozenset[str]]:
    return {frozenset(pair) for ids in planted.stories.values() for pair in combinations(ids, 2)}


def test_planted_pairs_are_found_and_no_formula_note_or_folio(planted, reuse, root) -> None:
    found = {frozenset(pair) for pair in zip(reuse["article_a"], reuse["article_b"], strict=True)}
    right = list_pairs(planted)
    floors = json.loads((root / "tests" / "floors.json").read_text(encoding="utf-8"))["reuse"]
    assert len(found & right) / len(found) >= floors["precision"]
    assert len(found & right) / len(right) >= floors["recall"]


def test_the_input_is_unchanged_and_rows_may_come_in_any_order(planted, reuse) -> None:
    before = planted.articles.copy(deep=True)
    shuffled = planted.articles.sample(frac=1, random_state=1)
    again = find_reuse(shuffled)
    pd.testing.assert_frame_equal(planted.articles, before)
    key = ["article_a", "start_a", "article_b", "start_b"]
    columns = [*key, "end_a", "end_b", "edits"]

    def sort(table: pd.DataFrame) -> list[frozenset[tuple[str, int, int]]]:
        rows = table[columns].itertuples(index=False)
        return sorted(
            (sorted([(row[0], row[1], row[4]), (row[2], row[3], row[5])]) for row in rows),
        )

    assert sort(again) == sort(reuse)


def test_stories_are_grouped_and_the_first_is_the_source(planted, reuse) -> None:
    stories = group_reuse(reuse, articles=planted.articles)
    groups = {frozenset(own) for _, own in stories.groupby("cluster")["article_id"]}
    assert groups == {frozenset(ids) for ids in planted.stories.values()}
    sources = set(stories.loc[stories["source"], "article_id"])
    assert sources == {next(iter(ids)) for ids in planted.stories.values()}


def test_planted_lags_are_measured(planted, reuse) -> None:
    stories = group_reuse(reuse, articles=planted.articles)
    each = measure_diffusion(stories, by="cluster", articles=planted.articles, each=True)
    of_story = stories.drop_duplicates("cluster").set_index("cluster")["article_id"]
    paper = planted.articles.set_index("article_id")["newspaper"]
    right = {
        (paper[article], next(iter(ids))): lag
        for ids in planted.stories.values()
        for article, lag in ids.items()
    }
    found = {
        (row.newspaper, of_story[row.cluster]): row.lag for row in each.itertuples(index=False)
    }
    assert found == right
    summed = measure_diffusion(stories, by="cluster", articles=planted.articles)
    assert summed["newspaper"].iloc[0] == PAPERS[0]
    assert summed["tier"].iloc[0] == "central"
    for row in summed.itertuples(index=False):
        lags = [lag for (name, _), lag in right.items() if name == row.newspaper]
        assert row.lag == pytest.approx(sum(lags) / len(lags))
        assert row.low <= row.lag <= row.high


def test_missing_days_widen_a_lag_and_the_first_day_says_nothing() -> None:
    days = pd.date_range("2024-03-01", periods=20)
    articles = pd.DataFrame(
        {
            "article_id": [f"{paper}{day.day}" for paper in ("甲报", "乙报") for day in days],
            "newspaper": ["甲报"] * 20 + ["乙报"] * 20,
            "date": [*days, *days],
        }
    )
    found = pd.DataFrame({"article_id": ["甲报5", "乙报12"], "phrase": "减负"})
    whole = measure_diffusion(found, by="phrase", articles=articles, each=True)
    assert whole[["lag", "low", "high"]].values.tolist() == [[0, 0, 0], [7, 7, 7]]
    gone = articles["article_id"].isin([f"乙报{day}" for day in range(8, 12)])
    thin = measure_diffusion(found, by="phrase", articles=articles[~gone], each=True)
    assert thin[["lag", "low", "high"]].values.tolist() == [[0, 0, 0], [7, 3, 7]]
    begins = articles["newspaper"].eq("乙报") & (articles["date"] < "2024-03-12")
    first = measure_diffusion(found, by="phrase", articles=articles[~begins], each=True)
    assert first["verdict"].tolist() == ["told", "cannot tell"]


def test_cuts_other_orders_and_two_stories_in_one_article_are_found_in_their_places() -> None:
    rng = random.Random(5)
    one, two, other = (write_text(rng, 8) for _ in range(3))
    texts = [one + two, two + "\n" + one, other + "\n" + two[:120], write_text(rng, 8)]
    articles = pd.DataFrame({"article_id": list("abcd"), "text": texts})
    found = find_reuse(articles)
    spans = {
        (row.article_a, row.article_b, texts["abcd".index(row.article_b)][row.start_b : row.end_b])
        for row in found.itertuples(index=False)
    }
    assert spans == {
        ("a", "b", one[:-1]),
        ("a", "b", two[:-1]),
        ("a", "c", two[:120].rstrip("。")),
        ("b", "c", two[:120].rstrip("。")),
    }
    assert found["edits"].tolist() == [0, 0, 0, 0]


def test_a_window_gives_the_pairs_of_all_that_lie_in_it(planted, monkeypatch) -> None:
    articles = planted.articles
    whole = find_reuse(articles, days=10)
    monkeypatch.setattr("analysis.reuse.find._AT_ONCE", 150)
    cut = find_reuse(articles, days=10)
    day = articles.set_index("article_id")["date"]
    for found in (whole, cut):
        apart = found["article_b"].map(day) - found["article_a"].map(day)
        assert apart.max() <= pd.Timedelta(days=10)
    right = {
        pair
        for pair in list_pairs(planted)
        if abs(day[max(pair)] - day[min(pair)]) <= pd.Timedelta(days=10)
    }
    found = {frozenset(pair) for pair in zip(cut["article_a"], cut["article_b"], strict=True)}
    assert len(found & right) >= 0.95 * len(right)
    assert not cut.duplicated(["article_a", "start_a", "article_b", "start_b"]).any()


def test_shared_text_is_counted_by_hand() -> None:
    articles = pd.DataFrame(
        {
            "article_id": ["a", "b", "c", "d"],
            "newspaper": ["甲报", "乙报", "丙报", "甲报"],
            "text": ["一二三四五六七八九十", "零，一二三四五", "三四五六", "子丑寅卯"],
        }
    )
    rows = [("a", 0, 5, "b", 2, 7), ("a", 2, 6, "c", 0, 4), ("b", 4, 7, "c", 0, 3)]
    names = ["article_a", "start_a", "end_a", "article_b", "start_b", "end_b"]
    pairs = pd.DataFrame(rows, columns=names)
    two = count_shared(pairs, articles=articles).set_index("newspaper")
    assert two["shared"].to_dict() == {"甲报": 6, "乙报": 5, "丙报": 4}
    assert two["characters"].to_dict() == {"甲报": 14, "乙报": 6, "丙报": 4}
    three = count_shared(pairs, articles=articles, papers=3).set_index("newspaper")
    assert three["shared"].to_dict() == {"甲报": 3, "乙报": 3, "丙报": 3}
    assert two["low"].isna().to_dict() == {"甲报": False, "乙报": True, "丙报": True}
    phrases = pd.DataFrame({"article_id": ["a"], "part": "body", "start": [0], "end": [2]})
    without = count_shared(pairs, articles=articles, phrases=phrases).set_index("newspaper")
    assert without.loc["甲报", ["characters", "shared"]].tolist() == [12, 4]


def test_charts_show_papers_in_order_and_say_so_where_there_is_one(planted, reuse) -> None:
    articles = planted.articles
    stories = group_reuse(reuse, articles=articles)
    lags = measure_diffusion(stories, by="cluster", articles=articles)
    names = [label.get_text() for label in plot_lags(lags).get_yticklabels()]
    assert names == lags["newspaper"].tolist()
    shared = count_shared(reuse, articles=articles)
    assert len(plot_shared(shared, lang="en").get_yticklabels()) == len(PAPERS)
    widest = stories[stories["cluster"] == 1]
    wave = count_over_time(widest, freq="D", by="newspaper", articles=articles)
    assert plot_wave(wave).get_yticklabels()[0].get_text() == PAPERS[0]
    alone = PAPERS[0]
    for ax in (
        plot_lags(lags[lags["newspaper"] == alone]),
        plot_wave(wave[wave["newspaper"] == alone]),
        plot_shared(shared.assign(share=0.0)),
    ):
        assert len(ax.get_yticks()) == 0


def test_changes_are_told_apart() -> None:
    one, other = (
        "会议于3月5日召开，市长李明出席并讲话。",
        "会议于4月9日召开，市长王刚出席。会后参观。",
    )
    pieces = list(list_changes(one, other))
    assert "".join(piece.one for piece in pieces) == one
    assert "".join(piece.other for piece in pieces) == other
    assert ("replaced", "李明", "王刚") in pieces
    assert {piece.kind for piece in pieces} >= {"same", "number", "replaced"}


def test_what_is_shown_is_escaped_and_marked() -> None:
    articles = pd.DataFrame(
        {"article_id": ["a", "b"], "text": ["甲<乙丙丁戊己庚", "甲<乙丙丁戊己庚辛壬"]}
    )
    columns = ["article_a", "start_a", "end_a", "article_b", "start_b", "end_b", "similarity"]
    pairs = pd.DataFrame([("a", 0, 8, "b", 0, 10, 0.9)], columns=columns)
    shown = show_reuse(pairs, articles=articles)
    assert "甲&lt;乙" in shown.html
    assert "<ins>辛壬</ins>" in shown.html
    assert "1" in repr(shown)


def test_traditional_characters_and_other_punctuation_are_the_same_text() -> None:
    text = "全国农业会议在北京召开，会议总结经验，研究部署明年工作，与会代表听取报告并进行讨论，发言热烈。"
    other = (
        "全國農業會議在北京召開,會議總結經驗,研究部署明年工作,與會代表聽取報告並進行討論,發言熱烈。"
    )
    articles = pd.DataFrame({"article_id": ["a", "b"], "text": [text, other]})
    assert find_reuse(articles)["edits"].tolist() == [0]


def test_wrong_arguments_are_answered() -> None:
    articles = pd.DataFrame({"article_id": ["a", "b"], "text": ["春耕", "夏种"]})
    for wrong in (
        {"similarity": 0},
        {"shortest": 2},
        {"gap": 0},
        {"most": 1},
        {"days": -1},
        {"days": "10"},
    ):
        with pytest.raises(InputError):
            find_reuse(articles, **wrong)
    assert find_reuse(articles).empty
    beyond = pd.DataFrame([("a", 0, 9, "b", 0, 2)])
    beyond.columns = ["article_a", "start_a", "end_a", "article_b", "start_b", "end_b"]
    with pytest.raises(InputError, match="beyond its text"):
        group_reuse(beyond, articles=articles)
    with pytest.raises(InputError, match="papers"):
        count_shared(beyond.head(0), articles=articles.assign(newspaper="甲报"), papers=1)


def test_the_telegram_stands_in_the_page_as_it_was_broadcast(shared: Path, real_page: Path) -> None:
    from analysis import read_pages, split_articles

    page = split_articles(read_pages(real_page))
    broadcasts = split_articles(read_pages(shared / "corpora" / "cctv-html"))
    articles = pd.concat([page, broadcasts], ignore_index=True)
    found = find_reuse(articles)
    pair = found[found["similarity"] > 0.95]
    headline = articles.set_index("article_id")["headline"]
    assert ["洪都拉斯" in headline[article] for article in pair["article_b"]] == [True]
    assert pair["edits"].tolist() == [1]


def test_characters_that_lie_in_two_parts_of_a_passage_are_counted_once() -> None:
    begin, end = 100 - OVERLAP, 200 - OVERLAP
    parts = [
        SharedPassage(0, 100, 0, 100, 100, 50.0),
        SharedPassage(begin, end, begin, end, 100, 50.0),
    ]
    (joined,) = _join(parts, 100)
    assert (joined.start, joined.end, joined.same) == (0, end, end)
