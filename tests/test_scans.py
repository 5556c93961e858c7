"""Scans: a tiny one is read, doubtful letters are mended, and never silently."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import analysis
from analysis.sheets.blanks import find_credit_letters, find_narrow_blanks
from analysis.sheets.form import Line, Sheet
from analysis.sheets.mends import mend_letters
from analysis.sheets.recognition import Reading, even_sizes, is_gutter


def make_line(text: str, y: float) -> Line:
    edges = tuple(10.0 + 9 * at for at in range(len(text) + 1))
    return Line(text, (10, y, edges[-1], y + 9), edges, 9)


def mend(
    texts: list[str], doubted: tuple[int, int], score: float = 0.5
) -> tuple[list[str], list[tuple[str, str, str]]]:
    """Mend lines of which one letter, by line and place, was read with this score."""
    lines = tuple(make_line(text, 20.0 * number) for number, text in enumerate(texts))
    doubts = [[0.99] * len(text) for text in texts]
    doubts[doubted[0]][doubted[1]] = score
    sheet, mends = mend_letters(Sheet(400, 400, lines), doubts)
    return [line.text for line in sheet.lines], [(m.before, m.after, m.rule) for m in mends]


def test_a_doubtful_letter_of_a_set_phrase_is_mended_and_listed() -> None:
    texts, mends = mend(["整治形式主义为基屋减负工作"], (0, 8))
    assert texts == ["整治形式主义为基层减负工作"]
    assert mends == [("屋", "层", "phrase")]


def test_a_name_printed_again_and_again_mends_one_that_is_off() -> None:
    texts, mends = mend([*["王明厚指出"] * 5, "王明原强调"], (5, 2))
    assert texts[-1] == "王明厚强调"
    assert mends == [("原", "厚", "name")]


def test_what_was_surely_read_stays() -> None:
    assert mend([*["王明厚指出"] * 5, "王明原强调"], (5, 2), score=0.99)[1] == []
    assert mend(["王明厚指出", "王明原强调"], (1, 2))[1] == []  # printed once proves nothing


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("本报讯（记者郭燕唐明辉）昨日", "郭燕唐明辉"),
        ("记者程英涛宋洋赵伟辉", "程英涛宋洋赵伟辉"),
        ("辉高怡娟杨燕）中国人权", "高怡娟杨燕"),
        ("记者昨日从市政府获悉，全市", ""),
        ("会议要求各县区抓住农时", ""),
    ],
)
def test_narrow_blanks_are_looked_for_in_credits_alone(text: str, places: str) -> None:
    assert "".join(text[at] for at in sorted(find_credit_letters(text))) == places


def draw(text: str, blank: float) -> tuple[Any, Any]:
    """Print letters a square apart, with a blank for |; and the middles of their squares."""
    from PIL import Image, ImageDraw, ImageFont

    size = 40
    letters = text.replace("|", "")
    font = ImageFont.truetype(str(files("zhplot") / "fonts" / "NotoSansSC-Regular.ttf"), size)
    starts, x = [], 0.0
    for char in text:
        if char == "|":
            x += blank * size
            continue
        starts.append(x)
        x += size
    image = Image.new("RGB", (int(x), 56), "white")
    pen = ImageDraw.Draw(image)
    for letter, start in zip(letters, starts, strict=True):
        pen.text((start, 0), letter, font=font, fill="black")
    return np.asarray(image), np.array(starts) + size / 2


@pytest.mark.parametrize(
    ("text", "blank", "found"),
    [
        ("本报讯（记者郭燕|唐明辉）", 0.25, "唐"),
        ("记者|程英涛|宋洋|赵伟辉", 0.25, "程宋赵"),
        ("（郭燕涛|唐明辉）", 0.25, "唐"),
        ("本报讯（记者郭|燕唐明辉）", 0.25, ""),  # no name is one letter
        ("本报讯（记者郭燕|唐明辉）", 0.0, ""),
        ("本报讯（记者王一|丁三才）", 0.0, ""),  # wide white between strokes, and no blank
        ("会议要求各县区|抓住农时", 0.25, ""),  # no credit
    ],
)
def test_a_narrow_blank_shows_in_the_ink(text: str, blank: float, found: str) -> None:
    pytest.importorskip("PIL")
    crop, middles = draw(text, blank)
    letters = text.replace("|", "")
    places = find_narrow_blanks(letters, middles, crop, 40)
    assert "".join(letters[at] for at in sorted(places)) == found


def read_line(
    text: str, y: float, *, high: float, apart: float = 9.0, font: str = "1.0"
) -> Reading:
    """Make a line that was read, of letters so far apart that ink so high a type."""
    edges = tuple(10.0 + apart * at for at in range(len(text) + 1))
    line = Line(text, (10, y, edges[-1], y + high), edges, high, font)
    return Reading(line, (0.99,) * len(text))


def test_a_speck_over_a_line_makes_it_no_larger_type() -> None:
    text = "会议要求各县区抓住农时备足种子"
    readings = [read_line(text, 13.0 * row, high=9) for row in range(8)]
    readings[4] = read_line(text, 52, high=12)
    readings.append(read_line("春耕现场会召开", 150, high=12, apart=12))
    assert [each.line.size for each in even_sizes(readings)] == [9.0] * 8 + [12.0]


def test_lines_of_one_title_are_of_one_size() -> None:
    readings = [read_line("会议要求各县区抓住农时", 13.0 * row, high=9) for row in range(8)]
    readings.append(read_line("春耕现场会在城东区", 150, high=15.0, apart=15))
    readings.append(read_line("石桥镇召开", 168, high=16.0, apart=15))
    assert [each.line.size for each in even_sizes(readings)][-2:] == [16.0, 16.0]


def test_a_kicker_over_lines_that_fill_their_column_keeps_its_size() -> None:
    text = "会议要求各县区抓住农时备足种子"
    readings = [read_line(text, 13.0 * row, high=9, apart=9 + row % 3 / 4) for row in range(9)]
    readings.append(read_line("春耕现场会在城东", 150, high=10.2, apart=10.3))
    readings.append(read_line("区", 162, high=10.2, apart=10.3))  # too short to be measured
    assert [each.line.size for each in even_sizes(readings)][-3:] == [9.0, 10.2, 10.2]


def test_a_gutter_is_where_other_lines_of_the_type_end_and_begin() -> None:
    lines = [(left, 40 * row, left + 200, 40 * row + 20) for row in range(5) for left in (0, 230)]
    others = np.array(lines)
    assert is_gutter(200, 230, (0, 200, 430, 220), others)
    assert not is_gutter(120, 150, (0, 200, 430, 220), others)
    assert not is_gutter(200, 230, (0, 200, 430, 240), others), "a headline has blanks too"


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two columns with a narrow gutter under a headline, a little askew, 150 dots an inch."""
    pytest.importorskip("rapidocr", reason="rapidocr (dangbao[scan]) is not installed")
    from PIL import Image, ImageDraw, ImageFont

    path = str(files("zhplot") / "fonts" / "NotoSansSC-Regular.ttf")
    image = Image.new("L", (760, 1100), 255)
    pen = ImageDraw.Draw(image)
    pen.text((190, 60), "春耕现场会召开", font=ImageFont.truetype(path, 52), fill=0)
    font = ImageFont.truetype(path, 22)
    pen.text((230, 500), "全市备足良种", font=font, fill=0)
    pen.line((182, 515, 226, 515), fill=150)  # a faint dash of two squares
    left = ["昨日，全市春耕生产现场", "会在城东区石桥镇召开，", "副市长周文出席并讲话，"]
    left += ["要求各地备足种子和化肥", "并把农机检修的事做在前"]
    right = ["会议要求各县区抓住农时", "，备足种子和化肥，把每", "一块良田都种满种好，把"]
    right += ["每一条水渠都在四月疏通", "还听取了各县区春耕情况"]
    for row in range(5):
        pen.text((120, 180 + 34 * row), left[row], font=font, fill=0)
        pen.text((392, 180 + 34 * row), right[row], font=font, fill=0)
    pen.rectangle((100, 390, 660, 393), fill=0)
    file = tmp_path_factory.mktemp("scan") / "20240305-01.png"
    image.rotate(1.2, Image.Resampling.BICUBIC, fillcolor=255).save(file, dpi=(100, 100))
    return file


def test_a_scan_is_a_page_with_its_lines_in_boxes(scan: Path) -> None:
    pages = analysis.read_pages(scan)
    page = pages.iloc[0]
    assert page["source"] == "scan"
    assert page["engine"].startswith("rapidocr ")
    assert page["dpi"] == pytest.approx(100)
    assert abs(page["skew"]) == pytest.approx(1.2, abs=0.15)
    assert page["score"] > 0.9
    boxes = analysis.read_boxes(scan)
    assert not (boxes["text"].str.len() > 13).any(), "no line runs across the gutter"
    headline = boxes.loc[boxes["size"].idxmax()]
    assert headline["text"] == "春耕现场会召开"
    assert headline["size"] == pytest.approx(52 * 72 / 100, rel=0.12)
    for row in boxes.itertuples():
        assert (
            page["text"].split("\n")[row.line - 1][row.column - 1 : row.end_column - 1] == row.text
        )
    assert "副市长周文出席并讲话" in page["text"]
    assert "——全市备足良种" in page["text"].split("\n")


def test_lines_that_run_down_are_read_from_right_to_left(tmp_path: Path) -> None:
    pytest.importorskip("rapidocr", reason="rapidocr (dangbao[scan]) is not installed")
    from PIL import Image, ImageDraw, ImageFont

    path = str(files("zhplot") / "fonts" / "NotoSansSC-Regular.ttf")
    image = Image.new("L", (560, 1100), 255)
    pen = ImageDraw.Draw(image)
    bands = [
        ["　　昨日，全市春耕生产现场", "会在城东区石桥镇召开，副市", "长周文出席并讲话，要求各地"],
        ["抓住农时，备足种子和化肥，", "把每一块良田都种满种好，把", "每一条水渠都修通。"],
    ]
    for band, lines in enumerate(bands):
        for row, text in enumerate(lines):
            for at, letter in enumerate(text):
                place = (400 - 40 * row, 120 + 340 * band + 24 * at)
                pen.text(place, letter, font=ImageFont.truetype(path, 24), fill=0)
    image.save(tmp_path / "20240305-01.png", dpi=(100, 100))
    boxes = analysis.read_boxes(tmp_path / "20240305-01.png")
    assert boxes["vertical"].all()
    assert boxes["text"].tolist() == [text.strip() for lines in bands for text in lines]
