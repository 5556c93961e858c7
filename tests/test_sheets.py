"""Sheets made here: what a reader sees on them is what the tables say."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import build_tables, find_mentions, read_boxes, read_pages, split_articles
from analysis.pages.sheets import read_printed
from analysis.schema import InputError
from analysis.sheets.arrange import arrange
from analysis.sheets.example import Text, make_pdf, write_example
from analysis.sheets.form import BLACK, WHITE, Line, Sheet
from analysis.sheets.pdf import iterate_leaves

_WORDS = "全市春耕现场会在甲县召开各县区负责人参加会议部署了季造林工作并到乡村看望农户要求不误农时"


def _column(left: float, top: float, count: int, *, begins: bool, ends: bool) -> list[Text]:
    """Lines of twelve characters; the first indented, the last short, where these are asked for."""
    lines: list[Text] = []
    for at in range(count):
        words = (_WORDS[7 * at % 29 :] + _WORDS)[:12]
        if at == 0 and begins:
            lines.append((words[:10], left + 20, top, 10))
        elif at == count - 1 and ends:
            lines.append((words[:5] + "。", left, top + 14 * at, 10))
        else:
            lines.append((words, left, top + 14 * at, 10))
    return lines


def _make_two() -> list[Text]:
    """Two articles side by side: one of two columns, one of a single column."""
    return [
        ("甲县春耕现场会召开", 30, 40, 24),
        *_column(20, 80, 6, begins=True, ends=False),
        *_column(160, 80, 5, begins=False, ends=True),
        ("乙县植树", 330, 40, 20),
        *_column(310, 80, 6, begins=True, ends=True),
    ]


def _read(path: Path, data: bytes) -> tuple[pd.DataFrame, pd.DataFrame]:
    path.write_bytes(data)
    pages = read_pages(path)
    return pages, split_articles(pages)


def test_articles_of_a_sheet_are_those_that_their_headlines_and_columns_show(
    tmp_path: Path,
) -> None:
    pages, articles = _read(tmp_path / "a.pdf", make_pdf([_make_two()], width=460))
    assert articles["headline"].tolist() == ["甲县春耕现场会召开", "乙县植树"]
    assert articles["cut"].tolist() == ["headline", "headline"]
    assert articles["text"].str.count("\n").tolist() == [0, 0]  # a column breaks no paragraph
    assert len(articles["text"][0]) == 10 + 12 * 5 + 12 * 4 + 6
    assert pages[["source", "width", "height"]].values.tolist() == [["pdf", 460.0, 300.0]]


def test_no_line_is_lost_and_each_says_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    pages, _ = _read(path, make_pdf([_make_two()], width=460))
    boxes = read_boxes(path)
    assert sorted(boxes["text"]) == sorted(text for text, *_ in _make_two())
    lines = pages["text"][0].split("\n")
    for box in boxes.itertuples():
        assert lines[box.line - 1][box.column - 1 : box.end_column - 1] == box.text
        assert len(box.edges) == len(box.text) + 1
    first = boxes.iloc[0]
    assert first[["x0", "y0", "x1", "y1"]].tolist() == pytest.approx([30, 40, 246, 64], abs=0.1)
    assert boxes["order"].tolist() == list(range(1, len(boxes) + 1))


def test_a_rule_keeps_two_columns_of_one_height_apart(tmp_path: Path) -> None:
    """A line over a column, with no headline above it, ends the article that stands over it."""
    texts = [
        ("甲县春耕", 30, 20, 20),
        *_column(20, 50, 4, begins=True, ends=True),
        *_column(20, 116, 4, begins=True, ends=True),
    ]
    _, whole = _read(tmp_path / "whole.pdf", make_pdf([texts]))
    rule = "20 191 120 1 re f"
    _, parted = _read(tmp_path / "parted.pdf", make_pdf([texts], drawn=[rule]))
    assert (len(whole), len(parted)) == (1, 2)


def test_what_stands_in_a_frame_is_an_item(tmp_path: Path) -> None:
    texts = [
        *_make_two(),
        ("启事", 40, 190, 16),
        *_column(30, 215, 3, begins=True, ends=True),
    ]
    frame = "15 20 150 100 re S"
    _, articles = _read(tmp_path / "a.pdf", make_pdf([texts], width=460, drawn=[frame]))
    assert articles.set_index("headline").loc["启事", "cut"] == "box"
    assert len(articles) == 3


def test_a_sheet_set_vertically_reads_from_right_to_left() -> None:
    """Lines run down, the first at the right; the headline stands before them."""
    down = [
        Line(_WORDS[12 * at : 12 * at + 12], box, tuple(range(20, 141, 10)), 10.0, vertical=True)
        for at, box in enumerate((150 - 15 * at, 20, 160 - 15 * at, 140) for at in range(3))
    ]
    title = Line("春耕", (180, 20, 204, 68), (20, 44, 68), 24.0, vertical=True)
    (item,) = arrange(Sheet(220, 200, (*reversed(down), title)))
    assert [placed.line for placed in item.lines] == [3, 2, 1, 0]
    assert item.lines[0].role == "headline"
    assert item.box == (120, 20, 204, 140)


def test_columns_that_a_producer_writes_row_by_row_have_no_line_across(tmp_path: Path) -> None:
    columns = [
        _column(20, 80, 6, begins=True, ends=False),
        _column(160, 80, 6, begins=False, ends=True),
    ]
    rows = [text for pair in zip(*columns, strict=True) for text in pair]
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf([[("甲县春耕现场会召开", 30, 40, 24), *rows]]))
    boxes = read_boxes(path)
    assert sorted(boxes["text"]) == sorted(["甲县春耕现场会召开", *(text for text, *_ in rows)])


def test_radicals_are_read_as_the_characters_they_stand_for(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf([[("⼤⻅⻓⼯作部署完成", 20, 20, 10)]]))
    assert read_boxes(path)["text"].tolist() == ["大见长工作部署完成"]


def test_sheets_of_one_file_are_pages_by_themselves(tmp_path: Path) -> None:
    heads: list[list[Text]] = [
        [(f"2024年3月5日　星期二　第0{page}版", 20, 5, 9), *_make_two()] for page in (2, 3)
    ]
    pages, _ = _read(tmp_path / "澜川日报-2024-03-05.pdf", make_pdf(heads, width=460))
    assert pages["page_id"].tolist() == ["澜川日报-2024-03-05-1", "澜川日报-2024-03-05-2"]
    assert pages["page"].tolist() == [2, 3]
    assert pages["newspaper"].tolist() == ["澜川日报"] * 2


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("broken", b"%PDF-1.4 nothing", "broken one"),
        ("empty", b"", "broken one"),
        ("blank", make_pdf([[]]), "the page is blank"),
        ("scan", make_pdf([[]], drawn=["q 300 0 0 200 10 10 cm BI /W 1 /H 1 /BPC 8 /CS /G ID 0 EI Q"]), "it is a scan"),
        ("garbled", make_pdf([[("\ue001\ue002\ue003" * 5, 20, 20, 10)]]), "garbled"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_read_say_why_and_lose_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, said: str
) -> None:
    monkeypatch.setattr("analysis.sheets.scan.find_spec", lambda _: None)  # nothing reads pictures
    (tmp_path / f"{name}.pdf").write_bytes(data)
    write_example(tmp_path / "good.pdf")
    pages = read_pages(tmp_path).set_index("page_id")
    assert said in pages.loc[name, "problem"]
    assert pages["text"].notna().tolist() == [key == "good" for key in pages.index]
    assert len(split_articles(pages.reset_index())) == 1


def test_no_pdf_no_boxes(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("## 春耕\n\n会议召开。", encoding="utf-8")
    with pytest.raises(InputError, match="no PDF whose text can be read"):
        read_boxes(tmp_path)


def test_a_mention_has_its_rectangle_also_in_the_tables_of_a_collection(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    write_example(tmp_path / "pages" / "澜川日报-2024-03-05-p01.pdf")
    build_tables(tmp_path / "pages", tmp_path / "tables", workers=1)
    articles = split_articles(read_pages(tmp_path / "tables"))
    boxes = read_boxes(tmp_path / "tables")
    mention = find_mentions(articles).iloc[0]
    here = boxes[
        (boxes["line"] == mention["line"])
        & (boxes["column"] <= mention["column"])
        & (boxes["end_column"] > mention["column"])
    ]
    assert (mention["name"], here["text"].tolist()) == ("林悦", ["本报讯（记者林悦）三月五日，"])


def test_white_type_on_a_dark_ground_is_known_by_its_ink() -> None:
    texts = [[("甲县春耕现场会召开", 20, 20, 10)]]
    (black,) = next(iterate_leaves(make_pdf(texts))).sheet.lines
    (white,) = next(iterate_leaves(make_pdf(texts, drawn=["1 g"]))).sheet.lines
    assert [black.ink, white.ink] == pytest.approx([BLACK, WHITE])


def test_the_same_sheet_gives_the_same_tables() -> None:
    data = make_pdf([_make_two()], width=460)
    assert next(read_printed(data)) == next(read_printed(data))
