"""Charts: what the Axes say, in letters that the font has, and the same bytes each time."""

import warnings
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis import count_themes, list_positions, measure_dispersion
from analysis.charts import (
    canvas,
    list_missing_glyphs,
    plot_clusters,
    plot_comparison,
    plot_dispersion,
    plot_heat,
    plot_map,
    plot_mentions,
    plot_network,
    plot_offices,
    plot_precedence,
    plot_terms,
    plot_themes,
    plot_trend,
)
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


def test_a_heat_table_has_a_cell_for_each_day_and_term() -> None:
    ax = plot_heat(DAYS)
    assert read_names(ax) == ["减负", "春耕"]  # 5 and 1 on the days that are known
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["2024-03-14", "2024-03-15"]
    assert ax.images[0].get_array().filled(0).tolist() == [[2, 3], [1, 0]]
    assert ax.get_title(loc="left") == "次数（2 行，2 列）"
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


def test_offices_run_from_their_first_to_their_last_day() -> None:
    ax = plot_offices(OFFICES)
    assert read_names(ax) == ["谭启文  副市长", "市长"]  # without a date there is nothing to draw
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
    assert plot(table.head(0)).get_title(loc="left") == "这里没有可以画的内容"


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
