"""Charts: what the Axes say, in letters that the font has, and the same bytes each time."""

import json
import re
import warnings
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation, Text

from analysis import charts, count_over_time, count_themes, list_positions, measure_dispersion
from analysis.charts import (
    canvas,
    list_missing_glyphs,
    plot_audit,
    plot_clusters,
    plot_comparison,
    plot_dispersion,
    plot_heat,
    plot_map,
    plot_mentions,
    plot_network,
    plot_offices,
    plot_precedence,
    plot_reading,
    plot_terms,
    plot_themes,
    plot_trend,
)
from analysis.charts.titles import say_news, say_pairs, say_people
from analysis.labels import read_wording
from analysis.schema import InputError

TERMS = pd.DataFrame(
    {
        "term": ["减负", "新质生产力", "春耕"],
        "count": [4, 3, 1],
        "inside": [3, 0, 0],
        "articles": [1, 2, 1],
        "all_articles": [10, 10, 10],
        "share": [0.1, 0.2, 0.1],
        "low": [0.02, 0.06, 0.02],
        "high": [0.4, 0.51, 0.4],
        "rate": [8.0, 6.0, 2.0],
        "rank": [1, 2, 3],
        "gloss": ["ease burdens", "new quality productive forces", None],
    }
)
MENTIONS = pd.DataFrame(
    {
        "name": ["谭启文", "谭启文", "夏小满"],
        "kind": ["actor", "cited", "byline"],
        "count": [5, 1, 2],
    }
)
THEMES = count_themes(
    pd.DataFrame(
        {
            "article_id": ["a", "b", "b"],
            "theme": ["外交", "外交", "科技"],
            "rank": [1, 1, 2],
            "score": [2.0, 3.0, 1.0],
        }
    )
)
CLUSTERS = pd.DataFrame(
    {
        "cluster": [1, 2],
        "label": ["春耕、农机、种子", "减负、报表"],
        "articles": [7, 4],
        "all_articles": 12,
    }
)
DAYS = pd.DataFrame(
    {
        "date": pd.to_datetime(["2024-03-14", "2024-03-14", "2024-03-15", None]),
        "term": ["春耕", "减负", "减负", "减负"],
        "count": [1, 2, 3, 9],
    }
)
LINKS = pd.DataFrame({"source": ["谭启文", "袁柏"], "target": ["袁柏", "谷长庚"], "count": [4, 1]})
OFFICES = pd.DataFrame(
    {
        "name": ["谭启文", "谭启文", "袁柏"],
        "title": ["副市长", "市长", "副市长"],
        "first": pd.to_datetime(["2024-03-01", "2024-03-05", None]),
        "last": pd.to_datetime(["2024-03-04", "2024-03-09", None]),
    }
)
AUDIT = pd.DataFrame(
    {
        "kind": ["dup_days", "missing_week", "two_names"],
        "newspaper": ["澜川日报", "沧宁日报", None],
        "start": pd.to_datetime(["2024-03-01", "2024-04-01", "2024-05-01"]),
        "end": pd.to_datetime(["2024-03-20", "2024-04-07", None]),
    }
)
READING = pd.DataFrame(
    {
        "file": ["a/01.txt", "02.TXT", "03.txt", "b.pdf", "c.csv", "c.csv", "notes"],
        "kind": ["page", "page", "page", "page", "table", "column", "other"],
        "result": ["read", "read", "doubtful", "refused", "read", "unused", "passed"],
    }
)
TREND = pd.DataFrame(
    {
        "term": ["减负"] * 3 + ["春耕"] * 3,
        "period": list(pd.to_datetime(["2024-03-01", "2024-04-01", "2024-05-01"])) * 2,
        "articles": [1, None, 3, 0, None, 1],
        "all_articles": [10, None, 10, 10, None, 10],
        "share": [0.1, None, 0.3, 0.0, None, 0.1],
        "low": [0.02, None, 0.1, 0.0, None, 0.02],
        "high": [0.4, None, 0.6, 0.3, None, 0.4],
    }
)
COMPARED = pd.DataFrame(
    {
        "late": [True] * 4,
        "term": ["储能", "春耕", "会议", "清明"],
        "count": [20, 9, 5, 0],
        "against_count": [1, 3, 5, 7],
        "g2": [20.1, 3.1, 0.0, -9.7],
        "log_ratio": [4.3, 1.6, 0.0, -3.9],
        "low": [2.0, -0.4, -1.8, -8.0],
        "high": [6.6, 3.6, 1.8, -0.1],
        "p_corrected": [0.001, 0.3, 1.0, 0.02],
    }
)
SPREAD = pd.DataFrame(
    {
        "article_id": ["a", "a", "b", "b"],
        "phrase": ["减负", "春耕", "减负", "储能"],
        "start": [0, 4, 2, 4],
    }
)
TEXTS = pd.DataFrame({"article_id": ["a", "b"], "text": ["减负一事春耕开始", "为减负的储能电站"]})
PRECEDENCE = pd.DataFrame(
    {
        "rank": [1, 2, 3],
        "name": ["谭启文", "袁柏", "谷长庚"],
        "before": [2, 1, 0],
        "after": [0, 1, 2],
        "share": [1.0, 0.5, 0.0],
        "contradicted_by": [[], ["谷长庚"], ["袁柏"]],
    }
)
MAP = pd.DataFrame(
    {"article_id": list("abcd"), "x": [0.1, 0.2, -0.5, 0.0], "y": [0.1, 0.1, 0.4, -1.0]}
)
IN_CLUSTERS = pd.DataFrame({"article_id": list("abcd"), "cluster": [1, 1, 2, None]})


def plot_spread(positions: pd.DataFrame, **options: Any) -> Axes:
    dispersion = measure_dispersion(SPREAD, articles=TEXTS)
    return plot_dispersion(positions, dispersion=dispersion, **options)


def plot_compared(compared: pd.DataFrame, **options: Any) -> Axes:
    return plot_comparison(compared, names=("后半", "前半"), **options)


def plot_places(article_map: pd.DataFrame, **options: Any) -> Axes:
    return plot_map(article_map, clusters=IN_CLUSTERS, described=CLUSTERS, **options)


DRAWN = [
    (plot_trend, TREND),
    (plot_compared, COMPARED),
    (plot_spread, list_positions(SPREAD, articles=TEXTS)),
    (plot_precedence, PRECEDENCE),
    (plot_places, MAP),
    (plot_network, LINKS),
    (plot_offices, OFFICES),
    (plot_audit, AUDIT),
    (plot_reading, READING),
    (plot_heat, DAYS),
    (plot_terms, TERMS),
    (plot_mentions, MENTIONS),
    (plot_themes, THEMES),
    (plot_clusters, CLUSTERS),
]


@pytest.fixture(autouse=True)
def closed_figures() -> Iterator[None]:
    yield
    plt.close("all")


def read_names(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def read_people(ax: Axes) -> list[str]:
    """The names of rows, without the spelled ones that stand before them in English."""
    return [re.sub(r"^[A-Z][^\u4e00-\u9fff]* ", "", name) for name in read_names(ax)]


def read_texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_terms_stand_in_the_order_of_their_counts_with_their_numbers() -> None:
    ax = plot_terms(TERMS)
    assert read_names(ax) == ["减负", "新质生产力", "春耕"]
    assert [bar.get_width() for bar in ax.patches] == [1, 3, 1, 3, 0, 0]  # alone, then inside
    assert read_texts(ax)[:3] == ["4，其中 3 次在更长的提法里", "3", "1"]
    assert ax.get_title(loc="left") == "提法的次数，多的在前：“减负” 4、“新质生产力” 3、“春耕” 1"
    assert ax.yaxis_inverted()


def test_a_title_claims_that_one_leads_only_where_the_intervals_part() -> None:
    counts = pd.DataFrame({"name": ["甲", "乙", "丙", "丁"], "count": [40, 32, 1, 1]})
    listed = "被提到的次数，多的在前：甲 40、乙 32、丙 1等"
    assert plot_mentions(counts).get_title(loc="left") == listed
    apart = plot_mentions(counts.assign(count=[60, 32, 1, 1]))
    assert apart.get_title(loc="left") == "被提到最多的是甲：60 次"


def test_shares_are_drawn_with_their_interval() -> None:
    ax = plot_terms(TERMS, value="share")
    assert read_names(ax)[0] == "新质生产力"
    (intervals,) = ax.collections
    ends = [(segment[0][0], segment[1][0]) for segment in intervals.get_segments()]
    assert ends == [(0.06, 0.51), (0.02, 0.4), (0.02, 0.4)]


def test_mentions_of_one_person_are_one_bar_with_a_piece_for_each_kind() -> None:
    ax = plot_mentions(MENTIONS)
    assert read_names(ax) == ["谭启文", "夏小满"]
    assert [bar.get_width() for bar in ax.patches] == [5, 0, 1, 0, 0, 2]
    assert read_texts(ax)[:2] == ["5 + 1", "2"]
    assert ax.get_title(loc="left") == "出席或被谈及的次数，多的在前：谭启文 5"


def test_themes_count_main_and_further_articles_apart() -> None:
    ax = plot_themes(THEMES)
    assert read_names(ax) == ["外交", "科技"]
    assert [bar.get_width() for bar in ax.patches] == [2, 0, 0, 1]


def test_clusters_show_their_label_and_size() -> None:
    ax = plot_clusters(CLUSTERS)
    assert read_names(ax) == ["春耕、农机、种子", "减负、报表"]
    assert [bar.get_width() for bar in ax.patches] == [7, 4]


def test_readers_of_english_get_the_labels_of_clusters_glossed_where_a_list_has_a_gloss() -> None:
    label = "新质生产力、春耕"
    described = CLUSTERS.assign(label=[label, "报表"])
    ax = plot_clusters(described, lang="en")
    assert read_names(ax) == [f"{label}\nnew quality productive forces", "报表"]
    title = ax.get_title(loc="left").replace("\n", "")
    assert f"{label} (new quality productive forces)" in title
    days = pd.to_datetime(["2024-03-14", "2024-03-15"])
    articles = pd.DataFrame({"article_id": ["a", "b"], "date": days})
    found = pd.DataFrame({"article_id": ["a"], "label": [label]})
    trend = plot_trend(count_over_time(found, freq="D", by="label", articles=articles), lang="en")
    assert read_names(trend) == [f"{label}\nnew quality productive forces"]


def test_titles_spell_people_for_readers_of_english() -> None:
    counts = pd.DataFrame({"name": ["谭启文", "顾衡"], "count": [90, 2], "articles": [40, 2]})
    links = pd.DataFrame({"source": ["谭启文"], "target": ["顾衡"], "count": [3]})
    assert "Tan Qiwen 谭启文" in say_people(counts, acting=True, lang="en")
    assert "Tan Qiwen 谭启文 and Gu Heng 顾衡" in say_pairs(links, lang="en")
    news = pd.DataFrame({"name": ["顾衡"], "first": pd.to_datetime(["2024-03-15"])})
    assert "Gu Heng 顾衡" in say_news(news.assign(days_before=14), by="name", lang="en")
    assert "谭启文" in say_people(counts, acting=True, lang="zh")
    assert "Tan" not in say_people(counts, acting=True, lang="zh")


def test_a_heat_table_has_a_cell_for_each_day_and_term() -> None:
    ax = plot_heat(DAYS)
    assert read_names(ax) == ["减负", "春耕"]  # 5 and 1 on the days that are known
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["2024-03-14", "2024-03-15"]
    assert ax.images[0].get_array().filled(0).tolist() == [[2, 3], [1, 0]]
    assert ax.get_title(loc="left") == "次数（2 行，2 列）"
    words = plot_heat(DAYS.assign(articles=[1, 1, 2, 3]), value="articles")
    assert words.get_title(loc="left").startswith("篇数")
    apart = plot_heat(DAYS.assign(count=[1, 2, 30, 9])).get_title(loc="left")
    assert apart == "“减负”在 2024-03-15 最多：30 次"


def test_a_heat_table_of_many_days_has_fewer_heads_and_no_numbers() -> None:
    days = pd.DataFrame(
        {"date": pd.date_range("2024-01-01", periods=100), "term": "减负", "count": 1}
    )
    ax = plot_heat(days)
    assert len(ax.get_xticklabels()) <= 40
    assert read_texts(ax) == ["每格是该时段的次数，空格是没有出现或没有稿件"]


def test_a_network_joins_pairs_and_the_closest_with_the_thickest_line() -> None:
    ax = plot_network(LINKS)
    joined = [line.get_linewidth() for line in ax.lines if len(line.get_xdata()) == 2]
    assert len(joined) == 2
    assert joined[0] > joined[1]
    assert set(read_texts(ax)) > {"谭启文", "袁柏", "谷长庚"}
    assert ax.get_title(loc="left") == "同在一篇的篇数，多的在前：谭启文和袁柏 4、袁柏和谷长庚 1"


@pytest.mark.parametrize("people", range(3, 19))
def test_names_around_a_network_do_not_overlap(people) -> None:
    names = [f"欧阳{'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未'[at]}" for at in range(people)]
    ring = pd.DataFrame({"source": names, "target": [*names[1:], names[0]], "count": people})
    ax = plot_network(ring, lang="en")
    ax.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in ax.texts if text.get_text()[-3:] in names]
    assert len(boxes) == people
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def test_a_heat_map_spells_names_for_readers_of_english() -> None:
    counts = pd.DataFrame({"name": ["谭启文"], "newspaper": ["甲报"], "count": [3]})
    assert read_names(plot_heat(counts, rows="name", columns="newspaper", lang="en")) == [
        "Tan Qiwen 谭启文"
    ]


def test_offices_run_from_their_first_to_their_last_day() -> None:
    ax = plot_offices(OFFICES)
    # Without a date there is nothing to draw.
    assert read_names(ax) == ["副市长  谭启文", "市长  谭启文"]
    (lines,) = ax.collections
    days = [[mpl.dates.num2date(x).day for x, _ in segment] for segment in lines.get_segments()]
    assert days == [[1, 4], [5, 9]]


def test_a_trend_draws_each_group_on_one_scale_and_breaks_where_nothing_is_known() -> None:
    ax = plot_trend(TREND)
    assert read_names(ax) == ["减负", "春耕"]  # 4 articles and 1
    lines = [line.get_ydata() for line in ax.lines if line.get_marker() == "o"]
    rises = [line[2] - line[0] for line in lines]
    assert rises == pytest.approx([0.2 / 0.6, 0.1 / 0.6])
    assert all(pd.isna(line[1]) for line in lines)
    first, _ = ax.collections
    (_, low), (_, high) = first.get_segments()[0]
    assert (high - low) * 0.6 == pytest.approx(0.38)
    assert ax.get_title(loc="left") == "各时段的占比（3 个时段）"
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["2024-03", "2024-04", "2024-05"]


def test_a_trend_of_one_period_is_none() -> None:
    ax = plot_trend(TREND[TREND["period"] == TREND["period"].min()])
    assert ax.get_title(loc="left") == "只有一个时段，没有变化可看"
    assert not ax.lines


def test_a_trend_of_many_days_has_a_band() -> None:
    days = pd.DataFrame(
        {
            "period": pd.date_range("2024-01-15", periods=90),
            "articles": 1,
            "all_articles": 10,
            "share": 0.1,
            "low": 0.05,
            "high": 0.2,
        }
    )
    ax = plot_trend(days)
    (band,) = ax.collections
    assert len(band.get_paths()[0].vertices) > 2 * 90
    assert len(ax.get_xticklabels()) <= 10


def test_a_comparison_has_two_sides_and_greys_what_may_be_chance() -> None:
    ax = plot_compared(COMPARED)
    assert read_names(ax) == ["储能", "春耕", "清明"]  # as often in both is on no side
    intervals, dots = ax.collections
    assert dots.get_offsets()[:, 0].tolist() == [4.3, 1.6, -3.9]
    seen = [mpl.colors.to_hex(colour).upper() for colour in dots.get_facecolors()]
    assert seen == [canvas.BLUE, canvas.GREY, canvas.ORANGE]
    assert intervals.get_segments()[0][:, 0].tolist() == [2.0, 6.6]
    assert read_texts(ax)[:3] == ["20 : 1", "9 : 3", "0 : 7"]
    assert ax.get_title(loc="left") == "后半更多说“储能”；前半更多说“清明”"


def test_the_title_of_a_comparison_says_nothing_that_may_be_chance() -> None:
    one = plot_compared(
        COMPARED.assign(p_corrected=COMPARED["p_corrected"].where(COMPARED["g2"] > 0, 0.2))
    )
    assert one.get_title(loc="left") == "后半更多说“储能”"
    none = plot_compared(COMPARED.assign(p_corrected=0.2))
    assert none.get_title(loc="left") == "所有差别都可能出于偶然"


def test_a_comparison_of_several_groups_is_refused() -> None:
    several = COMPARED.assign(late=["甲", "甲", "乙", "乙"])
    with pytest.raises(InputError, match="choose one"):
        plot_compared(several)


def test_a_strip_has_a_mark_where_each_occurrence_stands() -> None:
    ax = plot_spread(list_positions(SPREAD, articles=TEXTS))
    assert read_names(ax) == ["减负"]  # what stands once is spread over nothing
    (marks,) = ax.collections
    # 8 + 8 characters: 减负 stands behind 0 and behind 8 + 2 of them.
    assert [segment[0][0] for segment in marks.get_segments()] == [0, 10 / 16]
    assert "0.00" in read_texts(ax)


def test_precedence_says_who_stands_before_how_many_and_where_it_changes() -> None:
    ax = plot_precedence(PRECEDENCE)
    assert read_names(ax) == ["1  谭启文", "2  袁柏", "3  谷长庚"]
    assert read_texts(ax)[:2] == ["先于 2 人，后于 0 人", "先于 1 人，后于 1 人；与谷长庚先后不定"]
    assert ax.get_title(loc="left") == "与人同列最多的人里，谭启文排在最前"
    more = pd.concat(
        [PRECEDENCE, PRECEDENCE.assign(name=list("甲乙丙"), before=[1, 0, 0], after=0)]
    )
    more = more.reset_index(drop=True).assign(rank=range(1, 7))
    assert read_names(plot_precedence(more, top=4)) == [
        "1  谭启文",
        "2  袁柏",
        "3  谷长庚",
        "4  甲",
    ]


def test_labels_of_a_map_do_not_lie_over_each_other() -> None:
    number = 7
    placed = pd.DataFrame({"article_id": [str(n) for n in range(number)], "x": 0.0, "y": 0.0})
    placed["x"] = [0.01 * n for n in range(number)]
    clusters = pd.DataFrame({"article_id": placed["article_id"], "cluster": range(1, number + 1)})
    described = pd.DataFrame(
        {"cluster": range(1, number + 1), "label": ["春耕、农机、种子"] * number}
    )
    ax = plot_map(placed, clusters=clusters, described=described)
    figure = ax.get_figure()
    figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts if "春耕" in text.get_text()]
    assert len(boxes) == number
    over = [(a, b) for a, b in combinations(range(number), 2) if boxes[a].overlaps(boxes[b])]
    assert over == []


def test_english_charts_give_the_gloss_of_a_phrase() -> None:
    ax = plot_terms(TERMS, lang="en")
    assert read_names(ax) == [
        "减负\nease burdens",
        "新质生产力\nnew quality productive forces",
        "春耕",
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("plot", "table"), DRAWN)
def test_every_letter_of_a_chart_is_in_the_font(plot, table, lang) -> None:
    ax = plot(table, lang=lang)
    assert list_missing_glyphs(ax) == []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax.get_figure().canvas.draw()


def test_a_letter_that_the_font_lacks_is_found_and_is_an_error_when_drawn() -> None:
    ax = plot_terms(pd.DataFrame({"term": ["𛀁"], "count": [1]}))
    assert list_missing_glyphs(ax) == ["𛀁"]
    with pytest.warns(UserWarning, match="Glyph"):
        ax.get_figure().canvas.draw()


@pytest.mark.parametrize("name", ["胡鈜", "李玥镕", "朱堃", "陈䶮"])
def test_rare_characters_of_names_are_legible(name) -> None:
    assert list_missing_glyphs(plot_mentions(pd.DataFrame({"name": [name], "count": [1]}))) == []


@pytest.mark.parametrize(("plot", "table"), DRAWN)
def test_settings_of_the_user_and_the_table_stay_as_they_were(plot, table) -> None:
    before, copy = dict(mpl.rcParams), table.copy(deep=True)
    plot(table)
    assert dict(mpl.rcParams) == before
    pd.testing.assert_frame_equal(table, copy)


@pytest.mark.parametrize(("plot", "table"), DRAWN)
def test_axes_that_are_given_are_drawn_on(plot, table) -> None:
    _, ax = plt.subplots()
    assert plot(table, ax=ax) is ax
    assert plt.get_fignums() == [ax.get_figure().number]


@pytest.mark.parametrize(("plot", "table"), DRAWN)
def test_a_table_without_rows_says_that_there_is_nothing(plot, table) -> None:
    why = "nothing_precedence" if plot is plot_precedence else "nothing_to_draw"
    assert plot(table.head(0)).get_title(loc="left") == read_wording("zh")[why]


@pytest.mark.parametrize(("plot", "table"), DRAWN)
def test_a_table_without_the_columns_is_refused_by_name(plot, table) -> None:
    with pytest.raises(InputError, match=r"lacks|no column"):
        plot(table[["count"]] if "count" in table else table.iloc[:, :0])


def test_dollar_signs_are_letters_and_no_formula() -> None:
    ax = plot_terms(pd.DataFrame({"term": ["$x^2$ 与 $\\frac"], "count": [1]}))
    ax.get_figure().canvas.draw()  # an unfinished formula would raise
    assert not ax.get_yticklabels()[0].get_parse_math()


def test_a_long_name_is_cut_and_says_so() -> None:
    ax = plot_terms(pd.DataFrame({"term": ["长" * 40], "count": [1]}))
    assert read_names(ax) == ["长" * 19 + "…"]


def test_colours_can_be_told_apart_by_everyone() -> None:
    # Machado, Oliveira and Fernandes (2009), severity 1: red-blind and green-blind vision.
    red_blind = [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]
    green_blind = [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]
    colours = [mpl.colors.to_rgb(colour) for colour in canvas.KIND_COLOURS.values()]
    for matrix in (red_blind, green_blind):
        seen = [
            [sum(m * c for m, c in zip(row, rgb, strict=True)) for row in matrix] for rgb in colours
        ]
        for at, one in enumerate(seen):
            for other in seen[at + 1 :]:
                assert sum(abs(a - b) for a, b in zip(one, other, strict=True)) > 0.25


def test_no_head_below_a_chart_stands_on_another() -> None:
    days = pd.date_range("2024-03-11", periods=15, freq="7D")
    counts = pd.DataFrame(
        {
            "period": days,
            "articles": range(1, 16),
            "all_articles": 20,
            "share": [number / 20 for number in range(1, 16)],
            "low": 0.0,
            "high": 1.0,
            "phrase": "减负",
            "count": range(15),
        }
    )
    for width in (6, 12):
        for plot in (
            lambda ax: plot_trend(counts.drop(columns=["phrase", "count"]), ax=ax),
            lambda ax: plot_heat(counts, rows="phrase", columns="period", ax=ax),
        ):
            figure = Figure(figsize=(width, 3), layout="constrained")
            ax = plot(figure.subplots())
            figure.draw_without_rendering()
            heads = [head for head in ax.get_xticklabels() if head.get_visible()]
            boxes = [head.get_window_extent() for head in heads]
            assert heads
            assert all(one.x1 <= other.x0 for one, other in pairwise(boxes))


# --- the charts of the report on the sample -------------------------------------------------------


class Call(NamedTuple):
    """A chart of the report: the function that draws it, and what it draws."""

    plot: Callable[..., Axes]
    table: pd.DataFrame
    options: dict[str, Any]

    def draw(self, lang: str) -> Axes:
        return self.plot(self.table, **{**self.options, "lang": lang})


@pytest.fixture(scope="module")
def calls(root: Path) -> dict[str, Call]:
    """What the notebooks draw of the sample, by the names of the charts; nothing is drawn yet."""
    found: dict[str, Call] = {}

    def keep(call: Call, _: object, name: str, **__: object) -> None:
        found[name] = call

    for path in sorted((root / "notebooks").glob("*.ipynb")):
        if path.stem == "05_papers":  # which compares newspapers, and the sample is of one
            continue
        names: dict[str, Any] = {"display": lambda _: None}
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for cell in cells:
            if cell["cell_type"] != "code":
                continue
            exec("".join(cell["source"]).replace("open_notebook(", "dict("), names)
            names["source"] = str(root / "data" / "sample")
            names |= {"write_figure": keep, "write_table": lambda *_, **__: None}
            for name in charts.__all__:
                if name.startswith("plot_"):
                    names[name] = lambda table, _plot=name, **options: Call(
                        getattr(charts, _plot), table, options
                    )
    return found


@pytest.fixture(scope="module", params=["zh", "en"])
def drawn(calls, request) -> dict[str, Axes]:
    """The charts of the report in one language, as they lie when they are drawn."""
    axes = {name: call.draw(request.param) for name, call in calls.items()}
    for ax in axes.values():
        ax.get_figure().canvas.draw()
    plt.close("all")
    return axes


def list_numbers(text: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?%?", text)


def list_inside(ax: Axes) -> list[Text]:
    """The numbers in a chart: all texts with a digit but for the lines above it."""
    texts = [text for text in ax.texts if not isinstance(text, Annotation)]
    return [text for text in texts if list_numbers(text.get_text())]


def read_rows(ax: Axes) -> list[list[str]]:
    """The numbers beside the rows of a list, of which each has one text."""
    texts = sorted(list_inside(ax), key=lambda text: text.get_position()[1])
    assert [text.get_position()[1] for text in texts] == list(range(len(ax.get_yticks())))
    return [list_numbers(text.get_text()) for text in texts]


def read_ticks(ax: Axes) -> dict[float, str]:
    labels = zip(ax.get_xticks(), ax.get_xticklabels(), strict=True)
    return {float(at): label.get_text() for at, label in labels if label.get_text()}


def read_key(ax: Axes) -> list[str]:
    legend = ax.get_legend()
    return [text.get_text() for text in legend.get_texts()] if legend else []


def read_about(ax: Axes) -> str:
    (about,) = [text for text in ax.texts if isinstance(text, Annotation)]
    return about.get_text().replace("\n", "")


def sum_up(table: pd.DataFrame, by: list[str], *, value: str = "count") -> pd.Series:
    return table.groupby(by)[value].sum()


def check_terms(ax: Axes, terms: pd.DataFrame, *, value: str = "count", top: int = 20) -> int:
    shown = terms.sort_values(value, ascending=False, kind="stable").head(top)
    assert read_names(ax) == shown["term"].tolist()
    if value == "share":
        shares = shown["articles"] / shown["all_articles"]
        assert read_rows(ax) == [[f"{100 * share:.1f}%"] for share in shares]
        assert read_ticks(ax)
        assert all(mark == f"{100 * at:.0f}%" for at, mark in read_ticks(ax).items())
        assert f"{shown['all_articles'].iloc[0]}" in list_numbers(read_about(ax))
    else:
        inside = shown["inside"] if "inside" in shown else [0] * len(shown)
        assert read_rows(ax) == [
            [str(number) for number in numbers if number]
            for numbers in zip(shown["count"], inside, strict=True)
        ]
    return len(terms)


def check_mentions(ax: Axes, counts: pd.DataFrame) -> int:
    of = counts.pivot_table(index="name", columns="kind", values="count", fill_value=0)
    kinds = ["actor", "cited", "formula", "byline"]
    assert read_rows(ax) == [
        [f"{of.loc[name, kind]:.0f}" for kind in kinds if kind in of and of.loc[name, kind]]
        for name in read_people(ax)
    ]
    acting = of["actor"].loc[read_people(ax)].tolist()
    assert acting == sorted(of["actor"], reverse=True)[: len(acting)]
    return len(of)


def check_themes(ax: Axes, counts: pd.DataFrame) -> int:
    shown = counts.head(20)
    assert read_rows(ax) == [
        [str(number) for number in numbers if number or not at]
        for numbers in zip(shown["main"], shown["further"], strict=True)
        for at in [1]
    ]
    return len(counts)


def check_clusters(ax: Axes, described: pd.DataFrame) -> int:
    found = described.dropna(subset="cluster")
    assert read_rows(ax) == [[str(number)] for number in found["articles"].head(20)]
    return len(found)


def check_heat(
    ax: Axes, counts: pd.DataFrame, *, rows: str, columns: str, value: str = "count"
) -> int:
    sums = sum_up(counts, [rows, columns], value=value)
    periods = sorted(counts[columns].unique())
    names = sum_up(counts, [rows], value=value).sort_values(ascending=False)
    seen = {}
    for text in list_inside(ax):
        column, row = text.get_position()
        seen[row, column] = text.get_text()
    order = [name for name in counts[rows].unique() if name in set(names.index)]
    order = sorted(order, key=lambda name: -names[name])[:15]
    assert seen == {
        (row, column): f"{sums[name, period]:.0f}"
        for row, name in enumerate(order)
        for column, period in enumerate(periods)
        if sums.get((name, period), 0) > 0
    }
    days = [f"{period:%Y-%m-%d}" for period in periods]
    assert all(days[int(at)] == mark for at, mark in read_ticks(ax).items())
    return len(names)


def check_trend(ax: Axes, counts: pd.DataFrame) -> int:
    by = counts.columns[0]
    found = counts.groupby(by, sort=False)["articles"].sum()
    leading = found.sort_values(ascending=False, kind="stable").head(6).index
    shown = counts[counts[by].isin(leading)]
    bases = shown.drop_duplicates("period").set_index("period")["all_articles"].sort_index()
    lowest = min(text.get_position()[1] for text in list_inside(ax))
    below = {
        text.get_position()[0]: text.get_text()
        for text in list_inside(ax)
        if text.get_position()[1] == lowest
    }
    assert below == {at: str(base) for at, base in enumerate(bases)}
    beside = [text for text in list_inside(ax) if text.get_position()[1] > lowest]
    scale = f"{100 * shown['high'].max():.1f}%"
    assert [text.get_text() for text in beside] == ["0", scale] * len(leading)
    days = [f"{period:%Y-%m-%d}" for period in bases.index]
    assert all(days[int(at)] == mark for at, mark in read_ticks(ax).items())
    return int(counts[by].nunique())


def check_comparison(ax: Axes, compared: pd.DataFrame, *, names: tuple[str, str]) -> int:
    of = compared.set_index("term")
    assert read_rows(ax) == [
        [str(of.loc[name, column]) for column in ("count", "against_count")]
        for name in read_names(ax)
    ]
    marks = {at: mark for at, mark in read_ticks(ax).items() if at}
    assert marks
    assert all(list_numbers(mark) == [f"{2 ** abs(at):.0f}"] for at, mark in marks.items())
    assert all(name in read_about(ax) for name in names)
    return int((compared["g2"] != 0).sum())


def check_dispersion(ax: Axes, positions: pd.DataFrame, *, dispersion: pd.DataFrame) -> int:
    of = dispersion.set_index("term")
    assert read_rows(ax) == [[f"{of.loc[name, 'dp']:.2f}"] for name in read_names(ax)]
    return int((dispersion["count"] > 1).sum())


def check_precedence(ax: Axes, precedence: pd.DataFrame) -> int:
    drawn = precedence[precedence["hierarchy"] == precedence["hierarchy"].min()]
    of = drawn.set_index("name")
    names = [re.fullmatch(r"(\d+)=?  (?:[A-Z][a-z' A-Z]* )?(.+)", name) for name in read_names(ax)]
    assert [int(name[1]) for name in names] == [of.loc[name[2], "rank"] for name in names]
    assert read_rows(ax) == [
        [str(of.loc[name[2], column]) for column in ("before", "after")] for name in names
    ]
    return len(drawn)


def check_network(ax: Axes, links: pd.DataFrame) -> int:
    assert list_inside(ax) == []
    names = {text.get_text().split()[-1] for text in ax.texts}
    both = links[links["source"].isin(names) & links["target"].isin(names)]
    # Of each person the three strongest lines are drawn.
    ends = pd.concat([both.assign(one=both["source"]), both.assign(one=both["target"])])
    ends = ends.sort_values("count", ascending=False, kind="stable").groupby("one").head(3)
    drawn = ends.drop_duplicates(["source", "target"])["count"]
    assert len([line for line in ax.lines if len(line.get_xdata()) == 2]) == len(drawn)
    ends = sorted({drawn.min(), drawn.max()})
    assert [list_numbers(word) for word in read_key(ax)] == [[str(count)] for count in ends]
    return len({*links["source"], *links["target"]})


def check_map(ax: Axes, article_map: pd.DataFrame, *, clusters, described) -> int:
    labelled = {text.get_text() for text in ax.texts} & set(described["label"].dropna())
    found = clusters["cluster"].nunique()
    rest = [str(found - len(labelled))] if found > len(labelled) else []
    assert len(labelled) == min(found, 7)
    assert list_numbers("".join(read_key(ax))) == rest
    return 0


def check_offices(ax: Axes, offices: pd.DataFrame) -> int:
    days = pd.concat([offices["first"], offices["last"]])
    assert set(read_ticks(ax).values()) == {f"{day:%Y-%m-%d}" for day in (days.min(), days.max())}
    assert list_inside(ax) == []
    return 0


def test_every_number_in_a_chart_of_the_report_is_that_of_its_table(calls, drawn) -> None:
    assert len(calls) >= 18
    for name, call in calls.items():
        ax = drawn[name]
        check = globals()[call.plot.__name__.replace("plot_", "check_")]
        options = {key: value for key, value in call.options.items() if key != "lang"}
        found = check(ax, call.table, **options)
        with_numbers = [word for word in read_key(ax) if list_numbers(word)]
        assert not with_numbers or call.plot in (plot_network, plot_map), name
        # How many of how many are drawn is said where it is not all, and nothing where it is.
        rows = 18 if call.plot is plot_network else len(read_names(ax))
        said = list_numbers(read_about(ax))[-2:]
        if 0 < rows < found:
            assert sorted(map(int, said)) == [rows, found], name


def test_a_key_names_what_is_drawn_and_nothing_else(drawn) -> None:
    keys = 0
    changing = PRECEDENCE.assign(contradicted_by=[["袁柏"], ["谷长庚"], ["袁柏"]])
    more = [plot_precedence(changing), plot_mentions(MENTIONS, top=1)]
    for ax in [*(ax for name, ax in drawn.items() if name != "network"), *more]:
        bars = [bar for bar in ax.patches if isinstance(bar, Rectangle) and bar.get_width()]
        seen = {mpl.colors.to_hex(bar.get_facecolor()) for bar in bars}
        for marks in ax.collections:
            seen |= {mpl.colors.to_hex(colour) for colour in marks.get_facecolors()}
        legend = ax.get_legend()
        for handle in legend.legend_handles if legend else ():
            keys += 1
            (colour,) = {mpl.colors.to_hex(one) for one in np.atleast_2d(handle.get_facecolor())}
            assert colour in seen, read_key(ax)
    assert keys > 8


def test_each_labelled_cluster_of_a_map_has_a_colour_of_its_own_and_the_others_are_in_the_key(
    calls,
) -> None:
    ax = calls["map"].draw("zh")
    boxes = [text.get_bbox_patch() for text in ax.texts]
    colours = [mpl.colors.to_hex(box.get_edgecolor()) for box in boxes if box is not None]
    assert len(colours) == len(set(colours)) > 5
    assert mpl.colors.to_hex(canvas.GREY) not in colours
    found = calls["map"].options["clusters"]["cluster"].nunique()
    assert len(colours) == min(found, 7)
    assert sum(len(dots.get_offsets()) for dots in ax.collections) == len(calls["map"].table)
    nine = [*"abcdefghi"]
    alone = pd.DataFrame({"article_id": nine, "cluster": range(9)})
    named = CLUSTERS.head(1).drop(columns="cluster").merge(alone[["cluster"]], how="cross")
    spread = pd.DataFrame({"article_id": nine, "x": np.arange(9.0), "y": 0.0})
    assert read_key(plot_map(spread, clusters=alone, described=named)) == ["另外 2 组"]
    crosses = plot_places(MAP)
    assert read_key(crosses) == ["不在任何组"]
    assert read_key(plot_places(MAP.head(3))) == []


def test_the_numbers_of_articles_below_a_trend_are_said_where_there_is_no_room() -> None:
    days = pd.date_range("2024-01-15", periods=90)
    counts = pd.DataFrame(
        {"period": days, "articles": 1, "all_articles": range(11, 101), "share": 0.1}
    ).assign(low=0.05, high=0.2)
    assert "每个时段的文章数为 11–100" in read_about(plot_trend(counts))
    assert [text.get_text() for text in list_inside(plot_trend(counts))] == ["0", "20.0%"]
    papers = pd.concat(
        [TREND.head(3), TREND.tail(3).assign(term="澜川日报", all_articles=[7, None, 9])]
    )
    for missing in (papers, papers.astype({"all_articles": "Int64"})):
        below = [text.get_text() for text in list_inside(plot_trend(missing))][4:]
        assert below == ["10", "10", "7", "9"]  # each its own, none where none is known


def test_lines_of_a_title_stand_apart_and_none_is_wider_than_the_chart(drawn) -> None:
    several = 0
    for name, ax in drawn.items():
        figure = ax.get_figure()
        (about,) = [text for text in ax.texts if isinstance(text, Annotation)]
        title = ax._left_title
        for text in (title, about):
            box = text.get_window_extent()
            assert box.x1 <= figure.bbox.x1 + 4, (name, text.get_text())
            assert "\n\n" not in text.get_text()
            assert not text.get_text().endswith("\n")
        assert about.get_window_extent().y1 <= title.get_window_extent().y0 + 4, name
        lines = title.get_text().count("\n") + 1
        several += lines > 1
        if lines > 1:
            # From line to line at least 1.35 times the size of the letters.
            step = title.get_window_extent().height / lines
            assert step >= 1.35 * title.get_fontsize() * figure.dpi / 72, name
    assert several >= 3


def test_names_of_two_lines_stand_apart() -> None:
    twice = pd.concat([COMPARED] * 8, ignore_index=True).assign(gloss="new quality")
    ax = plot_compared(twice, lang="en")
    ax.get_figure().canvas.draw()
    boxes = [label.get_window_extent() for label in ax.get_yticklabels()]
    half = boxes[0].height / 4  # of a line: a name stands nearer to itself than to the next
    assert all(upper.y0 - lower.y1 >= half for upper, lower in pairwise(boxes))


def test_no_head_of_a_chart_of_the_report_stands_on_another(drawn) -> None:
    for name, ax in drawn.items():
        heads = [head for head in ax.get_xticklabels() if head.get_visible() and head.get_text()]
        boxes = [head.get_window_extent() for head in heads]
        assert all(one.x1 < other.x0 for one, other in pairwise(boxes)), name


def test_each_suspicion_is_a_bar_on_the_line_of_its_newspaper() -> None:
    ax = plot_audit(AUDIT, lang="en")
    assert read_names(ax) == ["all newspapers", "澜川日报", "沧宁日报"]
    assert read_texts(ax)[:3] == ["two names", "days twice", "issues missing"]
    assert ax.get_title(loc="left") == "Suspicions about this collection: 3"
    # What lasts to the end is drawn to the last day.
    lasting = ax.collections[0].get_paths()[0].get_extents()
    assert lasting.x1 == max(each.get_paths()[0].get_extents().x1 for each in ax.collections)
    assert lasting.x1 == ax.get_xlim()[1]


def test_files_are_counted_by_their_ends_and_by_what_was_made_of_them() -> None:
    ax = plot_reading(READING, lang="en")
    assert read_names(ax) == [".txt", "without a suffix", ".csv", ".pdf"]
    assert read_texts(ax)[0] == "read 2; in doubt 1"
    assert ax.get_title(loc="left") == "Files: 6; read 3, in doubt 1, refused 1, passed over 1"
    assert [bar.get_width() for bar in ax.patches][:1] == [2]
    key = [text.get_text() for text in ax.get_legend().get_texts()]
    assert key == ["read", "in doubt", "refused", "passed over"]


def test_where_no_file_was_read_the_chart_of_files_says_so() -> None:
    made = pd.DataFrame({"file": ["."], "kind": ["made"], "result": ["read"]})
    assert "in memory" in plot_reading(made, lang="en").get_title(loc="left")


def test_a_theme_that_leads_no_article_is_not_listed_in_the_title() -> None:
    counts = pd.DataFrame(
        {
            "theme": ["外交", "科技", "减负"],
            "main": [4, 4, 0],
            "further": [0, 0, 2],
            "all_articles": 8,
        }
    )
    title = plot_themes(counts, lang="zh").get_title(loc="left")
    assert "科技" in title
    assert "减负" not in title
