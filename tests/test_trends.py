"""Counts over time, and what is read from them: by hand, by brute force, and on planted breaks."""

import itertools
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.phrases import find_phrases
from analysis.schema import InputError
from analysis.shares import bound_share
from analysis.trends import (
    count_over_time,
    describe_phrases,
    find_bursts,
    find_changes,
    list_firsts,
    measure_heat,
    rate_absence,
)
from analysis.trends.bursts import _find_runs


def make_articles() -> pd.DataFrame:
    """January: a, b, c; February nothing; March: d; e has no date."""
    return pd.DataFrame(
        {
            "article_id": list("abcde"),
            "newspaper": ["甲", "甲", "乙", "甲", "乙"],
            "date": pd.to_datetime(["2024-01-01", "2024-01-20", "2024-01-31", "2024-03-05", None]),
        }
    )


def make_found() -> pd.DataFrame:
    return pd.DataFrame({"article_id": list("aabe"), "phrase": ["减负", "减负", "四风", "减负"]})


def make_counts(articles: list[int], total: int | list[int]) -> pd.DataFrame:
    months = pd.date_range("2020-01-01", periods=len(articles), freq="MS")
    return pd.DataFrame({"period": months, "articles": articles, "all_articles": total})


def test_periods_without_a_find_are_zero_and_those_without_a_page_are_missing() -> None:
    trend = count_over_time(make_found(), freq="M", articles=make_articles())
    assert trend["period"].astype(str).tolist() == ["2024-01-01", "2024-02-01", "2024-03-01"]
    assert trend[["count", "articles", "all_articles"]].astype(object).values.tolist() == [
        [3, 2, 3],
        [pd.NA, pd.NA, pd.NA],
        [0, 0, 1],
    ]
    assert trend["share"].fillna(-1).tolist() == [2 / 3, -1, 0]
    low, high = bound_share([2, 0], [3, 1])
    assert trend["low"].dropna().tolist() == low.tolist()
    assert trend["high"].dropna().tolist() == high.tolist()


@pytest.mark.parametrize(
    ("last", "periods"),
    [("2024-02-29", 60), ("2024-03-01", 9), ("2028-12-31", 60), ("2029-01-01", 21)],
)
def test_periods_of_no_given_length_are_the_shortest_that_a_chart_can_hold(last, periods) -> None:
    # 60 days; 61 days are 9 weeks from Monday, 1 January; 60 months; 61 months are 21 quarters.
    articles = pd.DataFrame(
        {"article_id": ["a", "b"], "date": pd.to_datetime(["2024-01-01", last])}
    )
    assert len(count_over_time(make_found()[:0], freq="auto", articles=articles)) == periods


def test_nothing_found_and_articles_without_a_date_give_no_rows() -> None:
    nothing = count_over_time(make_found()[:0], freq="auto", by="phrase", articles=make_articles())
    assert nothing.empty
    dateless = make_articles().assign(date=pd.NaT)
    assert count_over_time(make_found(), freq="auto", articles=dateless).empty


def test_the_first_day_of_each_phrase_is_said_with_the_days_that_were_searched_before() -> None:
    firsts = list_firsts(make_found(), by="phrase", articles=make_articles())
    # 减负 stands twice in a, of the first day, and in e, of which no day is known; 四风 in b.
    assert firsts.astype(str).values.tolist() == [
        ["四风", "2024-01-20", "1", "1", "1", "False", "False"],
        ["减负", "2024-01-01", "2", "1", "0", "False", "False"],
    ]
    until_then = make_articles().query("article_id in ['a', 'b', 'e']")
    assert list_firsts(make_found(), by="phrase", articles=until_then)["latest"].tolist() == [
        True,
        False,
    ]
    assert list_firsts(make_found()[:0], by="phrase", articles=make_articles()).empty
    with pytest.raises(InputError, match="no column 'name'"):
        list_firsts(make_found(), by="name", articles=make_articles())


def test_new_is_what_only_the_last_day_has_and_nobody_knows_for_years() -> None:
    days = pd.to_datetime(["2024-03-01", "2024-03-04", "2024-03-04"])
    articles = pd.DataFrame({"article_id": list("abc"), "date": days})
    phrases = ["春耕", "春耕", "减负", "三个代表", "两会", "四风"]
    found = pd.DataFrame({"article_id": list("abbbcc"), "phrase": phrases})

    def list_new(articles: pd.DataFrame, **known: pd.DataFrame) -> list[str]:
        there = found[found["article_id"].isin(articles["article_id"])]
        firsts = list_firsts(there, by="phrase", articles=articles, **known)
        return sorted(firsts["phrase"][firsts["new"]])

    assert list_new(articles) == sorted(["减负", "三个代表", "两会", "四风"])
    years = {"三个代表": "2000", "两会": "2023", "四风": "2022", "减负": None}
    known = pd.DataFrame({"phrase": list(years), "year": list(years.values())})
    assert list_new(articles, known=known) == sorted(["减负", "两会"])
    assert list_new(articles[1:]) == []  # a single day has nothing before it
    with pytest.raises(InputError, match="The table known lacks year"):
        list_new(articles, known=known[["phrase"]])


def test_what_was_never_found_is_a_zero_with_its_interval() -> None:
    articles = make_articles()
    nothing = count_over_time(make_found()[:0], freq="Y", articles=articles)
    assert nothing[["count", "articles", "all_articles"]].values.tolist() == [[0, 0, 4]]
    assert nothing["high"].tolist() == pytest.approx([bound_share([0], [4])[1][0]])
    found = make_found()
    found["phrase"] = pd.Categorical(found["phrase"], categories=["减负", "四风", "双碳"])
    trend = count_over_time(found, freq="Y", by="phrase", articles=articles)
    assert trend[["phrase", "count", "articles"]].values.tolist() == [
        ["减负", 2, 1],
        ["四风", 1, 1],
        ["双碳", 0, 0],
    ]


def test_a_column_of_the_articles_divides_what_shares_are_of_and_one_of_the_table_does_not() -> (
    None
):
    trend = count_over_time(
        make_found(), freq="Y", by=["newspaper", "phrase"], articles=make_articles()
    )
    rows = trend[["newspaper", "phrase", "count", "articles", "all_articles"]].values.tolist()
    assert rows == [
        ["乙", "减负", 0, 0, 1],
        ["乙", "四风", 0, 0, 1],
        ["甲", "减负", 2, 1, 3],
        ["甲", "四风", 1, 1, 3],
    ]


@pytest.mark.parametrize(("freq", "periods"), [("D", 65), ("W", 10), ("Q", 1), ("Y", 1)])
def test_periods_of_every_length_add_up(freq: str, periods: int) -> None:
    trend = count_over_time(make_found(), freq=freq, articles=make_articles())
    assert len(trend) == periods
    assert trend["count"].sum() == 3
    assert trend["all_articles"].sum() == 4


def test_inputs_are_not_changed_and_their_index_does_not_matter() -> None:
    found, articles = make_found(), make_articles()
    before = found.copy(deep=True), articles.copy(deep=True)
    expected = count_over_time(found, freq="M", by="phrase", articles=articles)
    shifted = count_over_time(
        found.set_index(pd.Index([5] * 4)),
        freq="M",
        by="phrase",
        articles=articles.set_index(pd.Index(range(9, 4, -1))),
    )
    pd.testing.assert_frame_equal(shifted, expected)
    find_bursts(expected)
    measure_heat(expected)
    find_changes(expected)
    rate_absence(found, by="phrase", articles=articles)
    pd.testing.assert_frame_equal(found, before[0])
    pd.testing.assert_frame_equal(articles, before[1])


def test_what_cannot_be_counted_over_time_is_refused() -> None:
    with pytest.raises(InputError, match="lacks date"):
        count_over_time(make_found(), freq="M", articles=make_articles()[["article_id"]])
    with pytest.raises(InputError, match="freq='month'"):
        count_over_time(make_found(), freq="month", articles=make_articles())
    with pytest.raises(InputError, match="has the article 'e'"):
        count_over_time(make_found(), freq="M", articles=make_articles()[:4])
    with pytest.raises(InputError, match="no column 'name'"):
        count_over_time(make_found(), freq="M", by="name", articles=make_articles())
    for function in (find_bursts, find_changes, measure_heat):
        with pytest.raises(InputError, match="count_over_time"):
            function(make_found())
    assert count_over_time(make_found()[:0], freq="M", articles=make_articles()[:0]).empty


def list_cheapest_states(r: list[int], d: list[int], s: float, gamma: float) -> tuple[int, ...]:
    """Kleinberg's two states by trying all sequences, with scipy's binomial probabilities."""
    usual = sum(r) / sum(d)
    shares = (usual, s * usual)
    costs = [-stats.binom.logpmf(r, d, share) for share in shares]

    def add_up(states: tuple[int, ...]) -> float:
        entries = sum(later > earlier for earlier, later in itertools.pairwise((0, *states)))
        emitted = sum(costs[state][at] for at, state in enumerate(states))
        return float(emitted + entries * gamma * math.log(len(r)))

    return min(itertools.product((0, 1), repeat=len(r)), key=add_up)


@pytest.mark.parametrize("seed", range(8))
def test_bursts_are_the_cheapest_of_all_sequences_of_states(seed: int) -> None:
    random = np.random.default_rng(seed)
    d = random.integers(20, 60, 9)
    r = random.binomial(d, np.where(random.random(9) < 0.4, 0.3, 0.06))
    bursts = find_bursts(make_counts(r.tolist(), d.tolist()))
    states = [0] * 9
    for start, periods in zip(bursts["start"].dt.month, bursts["periods"], strict=True):
        states[start - 1 : start - 1 + periods] = [1] * periods
    assert tuple(states) == list_cheapest_states(r.tolist(), d.tolist(), 2, 1)


def test_a_burst_by_hand() -> None:
    # 12 of 600 articles: usual 0.02, in the burst 0.04.
    bursts = find_bursts(make_counts([0, 0, 10, 2, 0, 0], 100))
    burst = bursts.loc[0]
    assert len(bursts) == 1
    assert burst[["articles", "all_articles", "periods", "rank"]].tolist() == [10, 100, 1, 1]
    assert str(burst["start"])[:7] == str(burst["end"])[:7] == "2020-03"
    weight = 10 * math.log(2) + 90 * math.log(0.96 / 0.98)
    assert burst["weight"] == pytest.approx(weight)


def test_runs_go_on_over_a_dip_that_costs_less_than_a_new_entry() -> None:
    assert _find_runs(np.array([-1.0, 5, -1, 5, -9]), 3) == [(1, 3)]
    assert _find_runs(np.array([-1.0, 5, -4, 5, -9]), 3) == [(1, 1), (3, 3)]
    assert _find_runs(np.array([-1.0, 2, -4, 5]), 3) == [(3, 3)]
    assert _find_runs(np.array([]), 3) == []


def test_nothing_even_and_nothing_common_bursts() -> None:
    assert find_bursts(make_counts([5] * 12, 100)).empty
    assert find_bursts(make_counts([0] * 12, 100)).empty
    assert find_bursts(make_counts([60, 90, 60], 100)).empty
    assert find_bursts(make_counts([], [])).empty
    with pytest.raises(InputError, match="above 1"):
        find_bursts(make_counts([1], 2), s=1)


def test_a_period_without_pages_does_not_end_a_burst() -> None:
    counts = make_counts([0, 0, 0, 9, 0, 9, 0, 0, 0], [99] * 9)
    counts["all_articles"] = counts["all_articles"].astype("Int64")
    counts.loc[4, ["articles", "all_articles"]] = None
    bursts = find_bursts(counts)
    assert bursts[["periods", "articles"]].values.tolist() == [[2, 18]]


def test_groups_burst_by_themselves() -> None:
    counts = pd.concat(
        [
            make_counts([0, 0, 30, 0], 100).assign(phrase="甲"),
            make_counts([30, 0, 0, 0], 100).assign(phrase="乙"),
        ]
    )[["phrase", "period", "articles", "all_articles"]]
    bursts = find_bursts(counts)
    assert bursts[["phrase", "rank"]].values.tolist() == [["乙", 1], ["甲", 1]]
    assert bursts["start"].dt.month.tolist() == [1, 3]


def find_best_division(r: list[int], d: list[int], price: float) -> list[int]:
    """The best division by trying all of them, with scipy's binomial probabilities."""
    best: tuple[float, list[int]] = (math.inf, [])
    for cuts in itertools.product((False, True), repeat=len(r) - 1):
        starts = [0, *(at for at, cut in enumerate(cuts, start=1) if cut)]
        cost = price * (len(starts) - 1)
        for first, after in itertools.pairwise([*starts, len(r)]):
            share = sum(r[first:after]) / sum(d[first:after])
            cost -= sum(stats.binom.logpmf(r[first:after], d[first:after], share))
        best = min(best, (cost, starts))
    return best[1]


@pytest.mark.parametrize("seed", range(6))
def test_changes_are_the_best_of_all_divisions(seed: int) -> None:
    random = np.random.default_rng(seed)
    d = random.integers(40, 90, 9)
    r = random.binomial(d, np.repeat(random.random(3) / 2, 3))
    changes = find_changes(make_counts(r.tolist(), d.tolist()))
    expected = find_best_division(r.tolist(), d.tolist(), 1.5 * math.log(9))
    assert [start - 1 for start in changes["start"].dt.month] == expected
    assert changes["periods"].sum() == 9
    assert changes["articles"].sum() == r.sum()


def test_a_planted_break_is_found_and_noise_is_not_a_break() -> None:
    random = np.random.default_rng(2)
    before, after = random.binomial(200, 0.02, 30), random.binomial(200, 0.2, 30)
    changes = find_changes(make_counts([*before, *after], 200))
    assert changes["start"].astype(str).tolist() == ["2020-01-01", "2022-07-01"]
    assert changes["high"].iloc[0] < changes["low"].iloc[1]
    assert changes["gain"].isna().tolist() == [True, False]
    even = find_changes(make_counts(random.binomial(200, 0.1, 60).tolist(), 200))
    assert len(even) == 1
    assert find_changes(make_counts([], [])).empty


def test_published_grades_are_the_default_and_others_must_be_given() -> None:
    counts = make_counts([518, 517, 129, 128, 0], 10_000)
    assert measure_heat(counts)["heat"].fillna("").tolist() == ["沸", "烫", "烫", "", ""]
    lower = {"热": 0.01, "暖": 0.005, "温": 0.001, "冷": 0}
    assert measure_heat(counts, lower=lower)["heat"].tolist() == ["沸", "烫", "烫", "热", "冷"]


def test_a_grade_that_hangs_on_a_few_articles_is_not_certain() -> None:
    heat = measure_heat(make_counts([6, 600], [100, 10_000]))
    # Both 0.06, but of 100 articles the interval begins at 0.028.
    assert heat["heat"].tolist() == ["沸", "沸"]
    assert heat["heat_low"].tolist() == ["烫", "沸"]
    assert heat["certain"].tolist() == [False, True]
    unknown = measure_heat(make_counts([0], [0]))
    assert unknown[["share", "heat", "certain"]].isna().all(axis=None)


def test_cut_offs_out_of_order_are_refused() -> None:
    counts = make_counts([1], 10)
    for lower in ({"热": 0.02}, {"热": 0.001, "暖": 0.002}, {"冷": -0.1}):
        with pytest.raises(InputError, match="cut-off"):
            measure_heat(counts, lower=lower)
    with pytest.raises(InputError, match="'凉'"):
        measure_heat(counts, lower={"凉": 0.001})


def make_days(first: str, last: str) -> pd.DataFrame:
    days = pd.date_range(first, last)
    return pd.DataFrame({"article_id": days.strftime("%Y-%m-%d"), "date": days})


def rate(articles: pd.DataFrame, seen: pd.Series) -> pd.Series:
    found = pd.DataFrame({"article_id": articles.loc[seen, "article_id"], "name": "谷明"})
    return rate_absence(found, by="name", articles=articles).loc[0]


def test_absence_by_hand() -> None:
    # Ten days; there on 1, 2, 5 and 8; absent on 9 and 10. The runs of two days from 1 on and
    # before 8 is over: 12 23 34 45 56 67 78; in 34 and 67 it was absent throughout.
    articles = make_days("2024-01-01", "2024-01-10")
    row = rate(articles, articles["date"].dt.day.isin([1, 2, 5, 8]))
    assert row[["days", "issues", "windows"]].tolist() == [2, 2, 4]
    assert row["share"] == 2 / 7
    assert str(row["last_seen"])[:10] == "2024-01-08"
    low, high = bound_share(8 / 7, 4)
    assert row[["low", "high"]].tolist() == pytest.approx([float(low), float(high)])
    assert row["verdict"] == "usual"


def test_who_was_there_every_day_for_years_is_missed_and_a_short_past_cannot_tell() -> None:
    articles = make_days("2018-01-01", "2023-12-31")
    late = articles["date"] <= "2023-12-15"
    assert rate(articles, late)["verdict"] == "unusual"
    short = make_days("2023-11-25", "2023-12-31")
    assert rate(short, short["date"] <= "2023-12-15")["verdict"] == "cannot tell"
    assert rate(articles, articles["date"] == "2020-05-05")["verdict"] == "cannot tell"
    assert rate(articles, articles["date"] > "2020-05-05")["verdict"] == "present"


def test_who_is_away_every_august_is_not_missed_in_august() -> None:
    articles = make_days("2017-01-01", "2023-08-15")
    dates = articles["date"]
    holiday = (dates.dt.month == 8) & (dates.dt.day <= 16)
    row = rate(articles, ~holiday)
    assert row["share"] < 0.05
    # In each of the six years before.
    assert row[["years", "season_share"]].tolist() == [6, 1]
    assert row["verdict"] == "usual"
    # The same absence of fifteen days in winter is.
    winter = make_days("2017-01-01", "2024-01-25")
    dates = winter["date"]
    away = (dates.dt.month == 8) & (dates.dt.day <= 16) | (dates > "2024-01-10")
    assert rate(winter, ~away)["verdict"] == "unusual"


def test_days_without_a_page_are_no_absence() -> None:
    articles = make_days("2024-01-01", "2024-01-31")
    articles = articles[articles["date"].dt.day_of_week < 5].reset_index(drop=True)
    # 26 January 2024 is a Friday.
    row = rate(articles, articles["date"] <= "2024-01-26")
    assert row[["days", "issues"]].tolist() == [5, 3]


def test_the_day_of_judgement_can_be_set() -> None:
    articles = make_days("2024-01-01", "2024-01-31")
    found = pd.DataFrame({"article_id": ["2024-01-05", "2024-01-30"], "name": "谷明"})
    row = rate_absence(found, by="name", articles=articles, until="2024-01-20").loc[0]
    assert row["issues"] == 15
    assert rate_absence(found[:0], by="name", articles=articles).empty


def test_bursts_on_eleven_years_of_news_fall_where_they_must(shared: Path) -> None:
    news = pd.read_json(
        shared / "corpora" / "xwlb-2012-2022.jsonl.xz", lines=True, dtype=False
    ).rename(columns={"id": "article_id"})
    news["date"] = pd.to_datetime(news["date"])
    words = ["脱贫攻坚", "新冠肺炎", "新质生产力"]
    lexicon = pd.DataFrame({"phrase": words})
    phrases = find_phrases(news[["article_id", "date", "text"]], lexicon=lexicon)
    phrases["phrase"] = pd.Categorical(phrases["phrase"], categories=words)
    counts = count_over_time(phrases, freq="M", by="phrase", articles=news)
    bursts = find_bursts(counts)
    heaviest = bursts[bursts["rank"] == 1].set_index("phrase")
    assert "2020-01" <= str(heaviest.loc["新冠肺炎", "start"])[:7] <= "2020-02"
    # The last year of the campaign, the ceremony of February 2021, the centenary of July.
    assert "2020-12" <= str(heaviest.loc["脱贫攻坚", "end"])[:7] <= "2021-07"
    assert str(heaviest.loc["脱贫攻坚", "start"])[:4] >= "2016"
    none = count_over_time(phrases[:0], freq="Y", articles=news)
    assert none["count"].sum() == 0
    assert (none["high"] > 0).all()
    assert "新质生产力" not in set(bursts["phrase"])


def test_the_life_of_a_phrase_by_hand() -> None:
    # Ten articles a month; the phrase stands in 0, 1, 6, 4, 0 and 0 of them.
    months = pd.date_range("2024-01-01", periods=6, freq="MS")
    articles = pd.DataFrame(
        {
            "article_id": [f"{month}-{number}" for month in range(6) for number in range(10)],
            "newspaper": "甲报",
            "date": months.repeat(10),
        }
    )
    held = [
        f"{month}-{number}" for month, many in enumerate([0, 1, 6, 4]) for number in range(many)
    ]
    found = pd.DataFrame({"article_id": held, "phrase": "双减", "surface": "双减"})
    found.loc[:1, "surface"] = "“双减”"
    before = found.copy()
    life = describe_phrases(found, articles=articles).iloc[0]
    assert (life["birth"], life["days_before"], life["paper"]) == (months[1], 1, "甲报")
    assert (life["rise"], life["peak"], life["share"]) == (months[2], months[2], 0.6)
    # The upper bound of 0 of 10 is .28, below half of .6; that of 4 of 10 is above it.
    assert life["decline"] == months[4]
    assert (life["last"], life["count"], life["articles"]) == (months[3], 11, 11)
    assert life["variants"] == ["双减", "“双减”"]
    assert life["doubtful"] == 0
    pd.testing.assert_frame_equal(found, before)


def test_what_is_in_doubt_is_no_part_of_a_life() -> None:
    days = pd.to_datetime(["2011-04-04", "2021-07-24", "2021-07-25"])
    articles = pd.DataFrame({"article_id": list("abc"), "date": days, "text": "双减、双创。"})
    listed = pd.DataFrame({"phrase": ["双减", "双创"], "year": ["2021", "2030"]})
    lives = describe_phrases(
        find_phrases(articles, lexicon=listed), articles=articles, known=listed
    ).set_index("phrase")
    assert lives.index.tolist() == ["双减", "双创"]
    assert lives["year"].tolist() == [2021, 2030]
    assert lives.loc["双减", "birth"] == days[1]
    assert lives[["count", "doubtful"]].values.tolist() == [[2, 1], [0, 3]]
    assert pd.isna(lives.loc["双创", "birth"])


@pytest.mark.parametrize(
    ("text", "kind", "person"),
    [
        ("省长李四强调，要抓好双减。", "actor", "李四"),
        ("省长李四强调改革。各地抓好双减。", "actor", None),
        ("学习李四讲话，要抓好双减。", "cited", None),
    ],
)
def test_who_says_a_phrase_first_acts_in_its_sentence(
    text: str, kind: str, person: str | None
) -> None:
    articles = pd.DataFrame(
        {"article_id": ["a"], "date": pd.to_datetime(["2024-01-01"]), "text": text}
    )
    phrases = find_phrases(articles, lexicon=pd.DataFrame({"phrase": ["双减"]}))
    at = text.index("李四")
    mentions = pd.DataFrame(
        {"article_id": ["a"], "name": "李四", "kind": kind, "part": "body", "end": at + 2}
    )
    lives = describe_phrases(phrases, articles=articles, mentions=mentions)
    assert lives["person"].tolist() == [person]
