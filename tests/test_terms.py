"""Counts that can be checked by eye, and the interval against another road."""

import math
from statistics import NormalDist

import pandas as pd
import pytest

from analysis.phrases import find_phrases
from analysis.schema import InputError
from analysis.shares import bound_share
from analysis.terms import count_terms
from analysis.tokens import drop_tokens, tokenize


def make_tokens() -> pd.DataFrame:
    """Ten tokens of two articles: a has 改革 twice, b has 改革, 开放 and 减负 once each."""
    rows = [
        ("a", "甲报", "body", 0, 2, "改革", "word"),
        ("a", "甲报", "body", 2, 3, "，", "word"),
        ("a", "甲报", "body", 3, 5, "改革", "word"),
        ("a", "甲报", "body", 5, 6, "。", "word"),
        ("b", "乙报", "headline", 0, 2, "改革", "word"),
        ("b", "乙报", "body", 0, 2, "开放", "word"),
        ("b", "乙报", "body", 2, 3, "，", "word"),
        ("b", "乙报", "body", 3, 5, "减负", "phrase"),
        ("b", "乙报", "body", 5, 8, "谷开放", "person"),
        ("b", "乙报", "body", 8, 9, "。", "word"),
    ]
    names = ["article_id", "newspaper", "part", "start", "end", "token", "kind"]
    return pd.DataFrame(rows, columns=names)


def make_articles() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "article_id": ["a", "b", "c", "d"],
            "newspaper": ["甲报", "乙报", "乙报", "甲报"],
            "headline": [None, "改革", None, None],
            "text": ["改革，改革。", "开放，减负谷开放。", "散会。", None],
        }
    )


def test_tokens_are_counted_with_articles_share_and_rate() -> None:
    counted = count_terms(make_tokens(), articles=make_articles()).set_index("term")
    # 改革: 3 in 2 of 4 articles of 6 + 2 + 9 + 3 = 20 characters.
    assert counted.loc["改革", ["kind", "count", "articles", "share", "rate", "rank"]].tolist() == [
        "word",
        3,
        2,
        2 / 4,
        10_000 * 3 / 20,
        1,
    ]
    assert counted.loc["减负", "kind"] == "phrase"
    assert counted["count"].sum() == 10


def test_without_articles_the_table_itself_is_what_is_divided_by() -> None:
    counted = count_terms(make_tokens()).set_index("term")
    assert counted.loc["改革", "share"] == 2 / 2
    assert counted.loc["改革", "rate"] == 10_000 * 3 / 17
    phrases = find_phrases(make_articles())
    assert count_terms(phrases)["rate"].isna().all()


def test_ties_share_the_rank_and_the_order_is_always_the_same() -> None:
    counted = count_terms(make_tokens())
    assert counted["count"].tolist() == [3, 2, 2, 1, 1, 1]
    assert counted["rank"].tolist() == [1, 2, 2, 4, 4, 4]
    shuffled = make_tokens().sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(count_terms(shuffled), counted)


def test_groups_are_divided_by_their_own_articles_and_characters() -> None:
    counted = count_terms(make_tokens(), by="newspaper", articles=make_articles())
    assert list(counted.columns[:3]) == ["newspaper", "term", "kind"]
    reform = counted[counted["term"] == "改革"].set_index("newspaper")
    # 甲报: articles a and d, 6 characters; 乙报: b and c, 2 + 9 + 3.
    assert reform[["count", "share", "rate", "rank"]].T.to_dict("list") == {
        "甲报": [2, 1 / 2, 10_000 * 2 / 6, 1],
        "乙报": [1, 1 / 2, 10_000 * 1 / 14, 1],
    }


def test_parts_are_divided_by_the_characters_of_these_parts() -> None:
    counted = count_terms(make_tokens(), by=["part"], articles=make_articles())
    reform = counted[counted["term"] == "改革"].set_index("part")
    assert reform.loc["headline", ["articles", "share", "rate"]].tolist() == [1, 1, 5000]
    # Three articles have a body, of 6 + 9 + 3 characters.
    assert reform.loc["body", ["articles", "share", "rate"]].tolist() == [
        1,
        1 / 3,
        10_000 * 2 / 18,
    ]


def test_a_group_that_is_missing_is_a_group() -> None:
    tokens = make_tokens()
    tokens.loc[tokens["article_id"] == "a", "newspaper"] = None
    for articles in (None, make_articles().assign(newspaper=[None, "乙报", "乙报", None])):
        counted = count_terms(tokens, by="newspaper", articles=articles)
        assert counted[counted["newspaper"].isna()]["count"].sum() == 4
        assert counted["share"].notna().all()


def test_a_column_of_what_was_found_splits_the_counts_only() -> None:
    tokens = make_tokens().assign(label=["first"] * 5 + ["second"] * 5)
    counted = count_terms(tokens, by="label", articles=make_articles())
    reform = counted[counted["term"] == "改革"].set_index("label")
    assert reform["count"].to_dict() == {"first": 3}
    assert reform.loc["first", "rate"] == 10_000 * 3 / 20


def test_phrases_are_counted_with_how_many_stand_inside_a_longer_one() -> None:
    text = "整治形式主义为基层减负，减负见效。"
    articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    counted = count_terms(find_phrases(articles), articles=articles).set_index("term")
    assert counted.loc["减负", ["count", "inside"]].tolist() == [2, 1]
    assert counted.loc["整治形式主义为基层减负", ["count", "inside"]].tolist() == [1, 0]
    assert counted.loc["减负", "rate"] == 10_000 * 2 / 17
    assert "kind" not in counted.columns


def test_phrases_in_doubt_are_counted_since_they_were_printed_and_said_apart() -> None:
    phrases = pd.DataFrame(
        {"article_id": list("aab"), "phrase": "双减", "doubt": ["before_year", None, "before_year"]}
    )
    assert count_terms(phrases)[["count", "doubtful"]].values.tolist() == [[3, 2]]
    assert count_terms(phrases.drop(columns="doubt"))["doubtful"].tolist() == [0]


def test_the_counts_add_up_to_the_rows_and_the_tables_are_unchanged() -> None:
    tokens, articles = make_tokens(), make_articles()
    before = tokens.copy(deep=True), articles.copy(deep=True)
    counted = count_terms(tokens, by=["newspaper", "part"], articles=articles)
    assert counted["count"].sum() == len(tokens)
    pd.testing.assert_frame_equal(tokens, before[0])
    pd.testing.assert_frame_equal(articles, before[1])


def test_the_index_of_the_tables_does_not_matter() -> None:
    tokens, articles = make_tokens(), make_articles()
    for by in ([], ["newspaper"], ["part"]):
        expected = count_terms(tokens, by=by, articles=articles)
        for index in (pd.Index([7] * 10), pd.Index(range(9, -1, -1))):
            counted = count_terms(
                tokens.set_index(index), by=by, articles=articles.set_index(index[:4])
            )
            pd.testing.assert_frame_equal(counted, expected)


def test_empty_tables_count_nothing_and_keep_their_columns() -> None:
    counted = count_terms(make_tokens()[:0], by="newspaper", articles=make_articles())
    assert counted.empty
    assert list(counted.columns) == list(count_terms(make_tokens(), by="newspaper").columns)
    assert count_terms(make_tokens()[:0], articles=make_articles()[:0]).empty
    none = find_phrases(pd.DataFrame({"article_id": ["a"], "text": ["散会。"]}))
    assert count_terms(none).empty


def test_what_cannot_be_counted_is_refused_with_the_next_step() -> None:
    with pytest.raises(InputError, match="no column 'paper'"):
        count_terms(make_tokens(), by="paper")
    with pytest.raises(InputError, match="'kind' of its own"):
        count_terms(make_tokens(), by="kind")
    with pytest.raises(InputError, match="has the article 'a'"):
        count_terms(make_tokens(), articles=make_articles()[1:])
    with pytest.raises(InputError, match="stands twice"):
        count_terms(make_tokens(), articles=pd.concat([make_articles()] * 2))
    with pytest.raises(InputError, match="lacks"):
        count_terms(make_articles())


def test_the_interval_is_wilsons_by_solving_his_equation() -> None:
    # The ends are the p with |x/n - p| = z sqrt(p(1-p)/n): put them in and look.
    z = NormalDist().inv_cdf(0.975)
    for x, n in ((0, 10), (1, 10), (5, 10), (81, 263), (263, 263)):
        low, high = (float(end[0]) for end in bound_share([x], [n]))
        for p in (low, high):
            assert math.isclose(abs(x / n - p), z * math.sqrt(p * (1 - p) / n), abs_tol=1e-9)
        assert 0 <= low <= x / n <= high <= 1


def test_the_interval_of_81_in_263_is_the_one_printed_in_the_literature() -> None:
    # Newcombe (1998), Statistics in Medicine 17, table I, method 3 (score, no correction).
    for (x, n), printed in {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }.items():
        low, high = bound_share([x], [n])
        assert (round(float(low[0]), 4), round(float(high[0]), 4)) == printed


def test_of_nothing_the_share_is_not_known() -> None:
    low, high = bound_share([0], [0])
    assert math.isnan(low[0])
    assert math.isnan(high[0])


def test_from_text_to_counts_the_whole_way() -> None:
    articles = pd.DataFrame(
        {"article_id": ["a", "b"], "text": ["发展新质生产力。", "新质生产力，新质 生产力！"]}
    )
    nobody = pd.DataFrame(columns=["article_id", "part", "start", "end", "name"])
    tokens = drop_tokens(tokenize(articles, mentions=nobody))
    counted = count_terms(tokens, articles=articles)
    assert counted[["term", "count", "articles"]].values.tolist() == [
        ["新质生产力", 3, 2],
        ["发展", 1, 1],
    ]
