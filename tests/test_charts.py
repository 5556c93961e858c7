"""Charts: what the Axes say, in letters that the font has, and the same bytes each time."""

import warnings
from collections.abc import Iterator

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from analysis import charts
from analysis.charts import (
    list_missing_glyphs,
    plot_clusters,
    plot_heat,
    plot_mentions,
    plot_network,
    plot_offices,
    plot_terms,
    plot_themes,
)
from analysis.schema import InputError

TERMS = pd.DataFrame(
    {
        "term": ["减负", "新质生产力", "春耕"],
        "count": [4, 3, 1],
        "inside": [3, 0, 0],
        "articles": [1, 2, 1],
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
THEMES = pd.DataFrame(
    {
        "article_id": ["a", "b", "b"],
        "theme": ["外交", "外交", "科技"],
        "rank": [1, 1, 2],
        "score": [2.0, 3.0, 1.0],
    }
)
CLUSTERS = pd.DataFrame(
    {"cluster": [1, 2], "label": ["春耕、农机、种子", "减负、报表"], "articles": [7, 4]}
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
DRAWN = [
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
    assert ax.get_title(loc="left") == "出现最多的是“减负”：4 次"
    assert ax.yaxis_inverted()


def test_a_title_names_all_that_share_the_first_rank() -> None:
    counts = pd.DataFrame({"name": ["甲", "乙", "丙"], "count": [2, 2, 1]})
    assert plot_mentions(counts).get_title(loc="left") == "被提到最多的是甲、乙：2 次"


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
    assert read_texts(ax)[:2] == ["6", "2"]


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
    assert ax.get_title(loc="left") == "“减负”在 2024-03-15 最多：3 次"


def test_a_heat_table_of_many_days_has_fewer_heads_and_no_numbers() -> None:
    days = pd.DataFrame(
        {"date": pd.date_range("2024-01-01", periods=100), "term": "减负", "count": 1}
    )
    ax = plot_heat(days)
    assert len(ax.get_xticklabels()) <= 40
    assert read_texts(ax) == ["每格是当天的次数，空格是没有出现"]


def test_a_network_joins_pairs_and_the_closest_with_the_thickest_line() -> None:
    ax = plot_network(LINKS)
    joined = [line.get_linewidth() for line in ax.lines if len(line.get_xdata()) == 2]
    assert len(joined) == 2
    assert joined[0] > joined[1]
    assert set(read_texts(ax)) > {"谭启文", "袁柏", "谷长庚"}
    assert ax.get_title(loc="left") == "一起出现最多的是谭启文和袁柏：4 篇"


def test_offices_run_from_their_first_to_their_last_day() -> None:
    ax = plot_offices(OFFICES)
    assert read_names(ax) == ["谭启文  副市长", "市长"]  # without a date there is nothing to draw
    (lines,) = ax.collections
    days = [[mpl.dates.num2date(x).day for x, _ in segment] for segment in lines.get_segments()]
    assert days == [[1, 4], [5, 9]]


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
    with pytest.raises(InputError, match="lacks"):
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
    colours = [mpl.colors.to_rgb(colour) for colour in charts._KIND_COLOURS.values()]
    for matrix in (red_blind, green_blind):
        seen = [
            [sum(m * c for m, c in zip(row, rgb, strict=True)) for row in matrix] for rgb in colours
        ]
        for at, one in enumerate(seen):
            for other in seen[at + 1 :]:
                assert sum(abs(a - b) for a, b in zip(one, other, strict=True)) > 0.25
