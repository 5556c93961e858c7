"""The sentences over charts: true of what is shown, and claiming no more than that."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt

from analysis import plot_heat, plot_mentions, plot_trend
from analysis.charts.titles import (
    name_period,
    say_clusters,
    say_news,
    say_no_news,
    say_people,
    say_themes,
)
from analysis.labels import read_wording
from analysis.shares import bound_share


@pytest.mark.parametrize(
    ("freq", "zh", "en"),
    [
        ("D", "在 2024-05-06 ", "on 2024-05-06"),
        ("W", "在 2024-05-06 起的一周", "in the week from 2024-05-06"),
        ("M", "在 2024-05 这个月", "in 2024-05"),
        ("Q", "在 2024 年第 2 季度", "in quarter 2 of 2024"),
        ("Y", "在 2024 年", "in 2024"),
        ("2W", "在 2024-05-06 起的时段", "in the period from 2024-05-06"),
    ],
)
def test_a_period_is_named_by_its_length(freq, zh, en) -> None:
    begin = pd.Timestamp("2024-05-06")
    if freq == "2W":
        periods = pd.DatetimeIndex([begin, begin + pd.Timedelta(days=14)])
    else:
        periods = pd.period_range(begin, periods=3, freq=freq).to_timestamp()
    assert name_period(0, periods, "zh") == zh
    assert name_period(0, periods, "en") == en


def test_a_single_period_has_no_length_that_is_known() -> None:
    day = pd.DatetimeIndex(["2024-05-01"])
    assert name_period(0, day, "en") == "in the period from 2024-05-01"


def make_trend(found: list[int], total: list[int]) -> pd.DataFrame:
    low, high = bound_share(found, total)
    weeks = pd.date_range("2024-01-01", periods=len(found), freq="7D")
    trend = pd.DataFrame({"period": weeks, "count": found, "articles": found})
    shares = [one / of for one, of in zip(found, total, strict=True)]
    return trend.assign(all_articles=total, share=shares, low=low, high=high, phrase="减负")


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(40, 60)), min_size=2, max_size=5))
def test_a_peak_is_claimed_where_no_other_interval_reaches_it(pairs) -> None:
    trend = make_trend([one for one, _ in pairs], [of for _, of in pairs])
    title = plot_trend(trend.drop(columns=["phrase", "count"]), lang="en").get_title(loc="left")
    plt.close("all")
    best = trend.loc[trend["share"].idxmax()]
    others = trend.drop(best.name)
    if best["low"] > others["high"].max():
        assert f"week from {best['period']:%Y-%m-%d}" in title
        assert f"{best['share']:.1%}" in title
        assert f"({best['articles']} of {best['all_articles']} articles)" in title
    else:
        assert title == f"Shares by period ({len(trend)} periods)"


def test_a_heat_title_names_the_week_of_a_peak() -> None:
    trend = make_trend([2, 40, 3], [50, 50, 50])
    said = plot_heat(trend, rows="phrase", columns="period", lang="en").get_title(loc="left")
    assert said == "减负 peaks in the week from 2024-01-08: 40 times"


@pytest.mark.parametrize("lang", ["zh", "en"])
@settings(deadline=None, max_examples=30)
@given(
    acting=st.lists(st.integers(1, 60), min_size=1, max_size=5),
    cited=st.lists(st.integers(0, 90), min_size=5, max_size=5),
)
def test_the_people_of_a_chart_and_of_a_table_of_actors_are_the_same(lang, acting, cited) -> None:
    names = list("甲乙丙丁戊")
    rows = [(name, "actor", count) for name, count in zip(names, acting, strict=False)]
    rows += [(name, "cited", count) for name, count in zip(names, cited, strict=True) if count]
    counts = pd.DataFrame(rows, columns=["name", "kind", "count"])
    counts = counts.sort_values(["count", "name"], ascending=[False, True], ignore_index=True)
    people = counts[counts["kind"] == "actor"]
    title = plot_mentions(counts, lang=lang).get_title(loc="left")
    plt.close("all")
    assert title.replace("\n", "") == say_people(people, acting=True, lang=lang)


def test_ties_and_small_leads_are_listed_and_not_claimed() -> None:
    themes = pd.DataFrame({"theme": ["外交", "科技"], "main": [9, 8], "all_articles": 20})
    assert say_themes(themes, lang="zh") == (
        "以各主题为主的篇数，多的在前：“外交” 9、“科技” 8（共 20 篇文章）"
    )
    apart = themes.assign(main=[18, 1])
    assert say_themes(apart, lang="zh") == "最多的主题是“外交”：20 篇文章中 18 篇以它为主"
    none = pd.DataFrame({"theme": [None], "main": [1], "further": [0], "all_articles": [20]})
    # Articles without a theme are said, and lead nothing.
    assert say_themes(pd.concat([apart, none]), lang="zh").endswith("以它为主；1 篇没有主题")
    assert say_themes(none, lang="en") == "None of the 1 articles has a theme"
    clusters = pd.DataFrame(
        {"cluster": [1, 2], "label": ["春耕", "减负"], "articles": [90, 9], "all_articles": 100}
    )
    assert say_clusters(clusters, lang="en") == (
        "Clusters among 100 articles: 2; the largest holds 90: 春耕"
    )


def test_why_nothing_is_new_is_said_as_it_is() -> None:
    articles = pd.DataFrame({"date": pd.to_datetime(["2024-03-01", "2024-03-04"])})
    firsts = pd.DataFrame({"phrase": ["减负", "三个代表"], "latest": [False, True], "new": False})
    known = say_no_news(firsts, by="phrase", articles=articles, lang="zh")
    assert "有 1 个提法" in known
    assert "“三个代表”" in known
    printed = say_no_news(firsts.head(1), by="phrase", articles=articles, lang="zh")
    assert printed == "最近一天（2024-03-04）没有哪个提法是第一次印出。"
    one = say_no_news(firsts, by="phrase", articles=articles.head(1), lang="zh")
    assert one == read_wording("zh")["one_day"]
    people = pd.DataFrame({"name": ["张强"], "latest": [True], "new": [True]})
    assert say_no_news(people, by="name", articles=articles) == ""


def test_news_name_the_day_and_how_many_days_were_searched_before() -> None:
    news = pd.DataFrame(
        {"phrase": ["人工智能+"], "first": pd.to_datetime(["2024-03-04"]), "days_before": [7]}
    )
    assert say_news(news, by="phrase", lang="zh") == (
        "2024-03-04 的文章里有 1 个新提法：“人工智能+”；更早 7 天的文章里没有，已知多年的不算"
    )
