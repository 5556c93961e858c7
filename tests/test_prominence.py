"""How large an article is on its sheet: by areas that a person can check, and on an issue made here."""

from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import (
    measure_prominence,
    plot_prominence,
    read_boxes,
    read_tables,
)
from analysis.sheets.example import write_issue

SHEET = pd.DataFrame({"page_id": ["p"], "width": [20.0], "height": [40.0]})


def place(*areas: Any, page_id: str = "p") -> pd.DataFrame:
    """Articles with these rectangles, one cell for each."""
    ids = [f"{page_id}#{number}" for number in range(1, len(areas) + 1)]
    return pd.DataFrame({"article_id": ids, "page_id": page_id, "areas": list(areas)})


def test_what_two_rectangles_share_is_counted_once() -> None:
    articles = place([[0, 0, 10, 10], [5, 5, 15, 15]], [[0, 20, 10, 40], [10, 30, 20, 40]])
    measured = measure_prominence(articles, pages=SHEET)
    assert measured["area"].tolist() == [175, 300]
    assert measured["page_share"].tolist() == [175 / 800, 300 / 800]
    assert measured["rank"].tolist() == [2, 1]
    assert measured[["from_left", "from_top"]].values.tolist() == [[0, 0], [0, 0.5]]


def test_equal_areas_share_a_rank_and_each_page_has_its_own() -> None:
    articles = pd.concat(
        [
            place([[0, 0, 2, 2]], [[4, 4, 6, 6]], [[0, 8, 1, 9]]),
            place([[0, 0, 1, 1]], page_id="q"),
        ]
    )
    assert measure_prominence(articles, pages=SHEET)["rank"].tolist() == [1, 1, 3, 1]


@pytest.mark.parametrize("areas", [None, float("nan"), [], [[3, 3, 3, 9]], [[9, 9, 3, 3]]])
def test_of_an_article_without_a_place_nothing_is_known_and_it_keeps_its_row(areas: Any) -> None:
    measured = measure_prominence(place(areas, [[0, 0, 2, 2]]), pages=SHEET)
    unknown = ["area", "page_share", "headline_size", "columns", "from_left", "from_top", "rank"]
    assert measured["article_id"].tolist() == ["p#1", "p#2"]
    assert measured.loc[0, unknown].isna().all()
    assert measured.loc[1, "rank"] == 1


def test_articles_of_a_text_have_rows_of_missing_values(sample: Path) -> None:
    tables = read_tables(sample, ["pages", "articles", "boxes"], until="2024-03-14")
    measured = measure_prominence(tables["articles"], pages=tables["pages"], boxes=tables["boxes"])
    assert tables["boxes"].empty
    assert measured["article_id"].tolist() == tables["articles"]["article_id"].tolist()
    assert measured[["area", "page_share", "columns", "rank"]].isna().all(axis=None)


def test_the_articles_of_a_digital_newspaper_are_ranked_though_its_size_is_unknown() -> None:
    """Each has a file of its own; newspaper, day and page number say which stand together."""
    articles = pd.DataFrame(
        {
            "article_id": ["a#1", "b#1", "c#1"],
            "page_id": ["a", "b", "c"],
            "newspaper": "澜川日报",
            "date": pd.Timestamp("2024-03-05"),
            "page": [1, 1, 2],
            "areas": [[[0, 0, 30, 10]], [[0, 10, 30, 40]], [[0, 0, 9, 9]]],
        }
    )
    pages = pd.DataFrame({"page_id": ["a", "b", "c"], "width": [None] * 3, "height": [None] * 3})
    measured = measure_prominence(articles, pages=pages)
    assert measured["rank"].tolist() == [2, 1, 1]
    assert measured["area"].tolist() == [300, 900, 81]
    assert measured[["page_share", "from_left", "from_top"]].isna().all(axis=None)


@pytest.fixture(scope="module")
def issue(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    folder = tmp_path_factory.mktemp("issue")
    write_issue(folder / "澜川日报-2024-03-05.pdf")
    return read_tables(folder, ["pages", "articles", "boxes"])


def test_the_lead_of_an_issue_is_the_largest_with_its_headline_and_columns(
    issue: dict[str, pd.DataFrame],
) -> None:
    articles = issue["articles"].query("kind == 'article'")
    measured = measure_prominence(articles, pages=issue["pages"], boxes=issue["boxes"])
    measured = measured.set_index("headline")
    lead = measured.loc["全市春耕现场会在河东县召开"]
    assert lead[["headline_size", "columns", "rank", "page"]].tolist() == [26, 3, 1, 1]
    # Headline and deck, and three columns of eleven characters and nine, nine, five lines.
    assert lead["page_share"] == pytest.approx(lead["area"] / (522 * 440))
    assert lead["from_left"] == pytest.approx(20 / 522, abs=0.002)
    assert measured.loc["全市植树六万株", ["headline_size", "columns"]].tolist() == [15, 1]
    assert measured.loc["电梯装进老楼里", "columns"] == 2
    assert measured.loc["校园餐每周晒账单", "rank"] == 1  # of the second page
    assert 0 < measured.loc[measured["page"] == 1, "page_share"].sum() < 1


def test_without_boxes_areas_are_known_and_type_is_not(issue: dict[str, pd.DataFrame]) -> None:
    before = issue["articles"].copy(deep=True)
    with_boxes, without = (
        measure_prominence(issue["articles"], pages=issue["pages"], boxes=boxes)
        for boxes in (issue["boxes"], None)
    )
    assert without[["headline_size", "columns"]].isna().all(axis=None)
    same = ["area", "page_share", "rank", "from_top"]
    pd.testing.assert_frame_equal(with_boxes[same], without[same])
    pd.testing.assert_frame_equal(issue["articles"], before)


def test_boxes_of_a_collection_are_those_of_its_files(
    issue: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    file = write_issue(tmp_path / "澜川日报-2024-03-05.pdf")
    pd.testing.assert_frame_equal(issue["boxes"], read_boxes(file))
    second = read_tables(tmp_path, "boxes", page=2)["boxes"]
    assert set(second["page_id"]) == {"澜川日报-2024-03-05-2"}


def test_columns_stand_one_above_the_other_where_lines_run_down() -> None:
    articles = place([[0, 0, 20, 40]]).assign(lines=[[[1, 1]]])
    lines = [(x, top) for top in (0, 20) for x in (15, 10, 5)]
    boxes = pd.DataFrame(
        {
            "page_id": "p",
            "line": 1,
            "x0": [float(x) for x, _ in lines],
            "x1": [x + 4.0 for x, _ in lines],
            "y0": [float(top) for _, top in lines],
            "y1": [top + 18.0 for _, top in lines],
            "size": 4.0,
            "role": "body",
            "vertical": True,
        }
    )
    measured = measure_prominence(articles, pages=SHEET, boxes=boxes)
    assert measured["columns"].tolist() == [2]
    across = measure_prominence(articles, pages=SHEET, boxes=boxes.assign(vertical=False))
    assert across["columns"].tolist() == [3]


EDGES = st.integers(0, 12)
RECTANGLES = st.lists(st.tuples(EDGES, EDGES, EDGES, EDGES), min_size=1, max_size=6)


@settings(max_examples=40)
@given(RECTANGLES)
def test_an_area_is_that_of_the_squares_that_are_covered(rectangles: list[Any]) -> None:
    areas = [[min(a, c), min(b, d), max(a, c) + 1, max(b, d) + 1] for a, b, c, d in rectangles]
    covered = sum(
        any(x0 <= x < x1 and y0 <= y < y1 for x0, y0, x1, y1 in areas)
        for x, y in product(range(14), repeat=2)
    )
    assert measure_prominence(place(areas), pages=SHEET)["area"].tolist() == [covered]


def test_the_chart_has_the_largest_share_on_top_and_says_its_type(
    issue: dict[str, pd.DataFrame],
) -> None:
    articles = issue["articles"].query("kind == 'article'")
    measured = measure_prominence(articles, pages=issue["pages"], boxes=issue["boxes"])
    ax = plot_prominence(measured, top=3, lang="en")
    lengths = [bar.get_width() for bar in ax.patches]
    assert lengths == sorted(measured["page_share"], reverse=True)[:3]
    share = measured["page_share"].max()
    assert ax.get_yticklabels()[0].get_text() == "全市春耕现场会在河东县召开"
    assert ax.texts[0].get_text() == f"{share:.1%} (26 pt, 3 col.)"
    assert f"{share:.1%}" in ax.get_title(loc="left")


def test_the_chart_says_that_nothing_can_be_measured(sample: Path) -> None:
    tables = read_tables(sample, ["pages", "articles"], until="2024-03-14")
    measured = measure_prominence(tables["articles"], pages=tables["pages"])
    assert plot_prominence(measured, lang="zh").get_gid() == "nothing"
