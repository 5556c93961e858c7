"""The sheets of a report: what a link leads to is marked where it is printed, and nothing is asked for."""

import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pandas as pd
import pytest
from conftest import Once
from here import without_kernels

from analysis import read_boxes, write_reports
from analysis.reports.facsimiles import list_sheets, write_facsimiles
from analysis.reports.findings import choose_pages, gather
from analysis.reports.subject import find_in, list_kinds, read_subject
from analysis.sheets.example import write_issue
from analysis.sheets.facsimile import draw_sheet

FIRST = "澜川日报-2024-03-05-1"
MOST = 3_000_000


@pytest.fixture(scope="session")
def issue(once: Once) -> Path:
    """A report on an issue of two sheets, with one notebook."""

    def make(folder: Path) -> None:
        (folder / "pages").mkdir()
        write_issue(folder / "pages" / "澜川日报-2024-03-05.pdf")
        others = ["02_terms", "03_topics", "05_papers", "01_articles"]
        with without_kernels():
            write_reports(folder / "pages", folder / "report", leave_out=others)

    return once("issue-zh", make) / "report"


@pytest.fixture(scope="session")
def boxes(issue: Path) -> pd.DataFrame:
    return read_boxes(issue.parent / "pages")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def find_sheet(issue: Path, number: int = 1) -> Path:
    return issue / "sheets" / f"澜川日报-2024-03-05-{number}.html"


def test_every_sheet_has_a_page_with_its_picture_and_items(issue: Path) -> None:
    sheets = sorted((issue / "sheets").iterdir())
    assert len(sheets) == 2
    for sheet in sheets:
        page = read(sheet)
        assert sheet.stat().st_size < MOST
        assert 'href="data:image/webp;base64,' in page
        assert 'aria-label="澜川日报 · 2024-03-05 · 第' in page
        areas = re.findall(r'id="area-(\d+)"', page)
        assert areas == re.findall(r'<li id="item-(\d+)"', page)
        assert len(areas) >= 4
        assert not re.search(r"<script|https?://(?!www\.w3\.org)", page)
    listed = read(issue / "sheets.html")
    assert all(sheet.name in listed for sheet in sheets)
    assert "全市春耕现场会在河东县召开" in listed
    assert 'href="sheets.html"' in read(issue / "index.html")


def test_every_link_to_a_place_leads_to_one(issue: Path) -> None:
    ids = {
        sheet.name: set(re.findall(r'id="([\w-]+)"', read(sheet)))
        for sheet in (issue / "sheets").iterdir()
    }
    links = 0
    for page in issue.rglob("*.html"):
        text = read(page)
        for file, place in re.findall(r'href="(?:\.\./)?sheets/([^"#]+)#([^"]+)"', text):
            assert place in ids[unquote(file)], (page.name, place)
            links += 1
        if page.parent.name == "sheets":
            assert set(re.findall(r'href="#([^"]+)"', text)) <= ids[page.name]
    assert links > 20


def test_evidence_articles_and_people_lead_to_the_sheet(issue: Path) -> None:
    """From a sentence of a table, from the page of an article, and from that of a person."""
    address = re.compile(r'sheets/[^"#]+#(at|area|line)-')
    assert "at" in address.findall(read(issue / "04_officials.html"))
    article = next((issue / "articles").glob("*2024-03-05-1_2*"))
    assert {"area", "line"} <= set(address.findall(read(article)))
    person = issue / "people" / "谭启文.html"
    assert "at" in address.findall(read(person))


def test_the_pages_of_an_article_lead_to_where_it_goes_on_and_began(issue: Path) -> None:
    first = next((issue / "articles").glob("*2024-03-05-1_4*"))
    second = next((issue / "articles").glob("*2024-03-05-2_2*"))
    assert re.search(rf'下转: <a href="\.\./articles/{second.name}">', read(first))
    assert re.search(rf'上接: <a href="\.\./articles/{first.name}">', read(second))


@pytest.fixture
def page(open_page: Any) -> Any:
    return open_page(viewport={"width": 1200, "height": 900})


def find_place(boxes: pd.DataFrame, place: str) -> list[float]:
    """Where the characters of an address stand, by the table: left, top, right, bottom."""
    line, column, length = map(int, place.removeprefix("at-").split("-"))
    rows = boxes[(boxes["page_id"] == FIRST) & (boxes["line"] == line)]
    spots = []
    for row in rows.itertuples():
        start, end = max(column, row.column), min(column + length, row.end_column)
        if start < end:
            left, right = row.edges[start - row.column], row.edges[end - row.column]
            spots.append((left, row.y0, right, row.y1))
    left, top, right, bottom = zip(*spots, strict=True)
    return [min(left), min(top), max(right), max(bottom)]


SHAPE = """() => {
  const shape = document.querySelector(':target path:last-of-type');
  const box = shape.getBBox(), seen = getComputedStyle(shape.parentNode);
  const spot = shape.getBoundingClientRect();
  const shown = [...document.querySelectorAll('.place')].filter(
    place => getComputedStyle(place).opacity === '1').length;
  return {id: shape.parentNode.id, box: [box.x, box.y, box.x + box.width, box.y + box.height],
    opacity: seen.opacity, shown,
    inside: spot.bottom > 0 && spot.top < innerHeight && spot.right > 0 && spot.left < innerWidth};
}"""


@pytest.mark.parametrize("width", [1200, 400])
def test_a_click_on_a_name_or_phrase_marks_its_rectangle(
    issue: Path, boxes: pd.DataFrame, page: Any, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(find_sheet(issue).as_uri())
    links = page.locator(".found a")
    chosen = range(0, links.count(), max(1, links.count() // 10))
    assert len(chosen) >= 10
    page.asked.clear()
    for number in list(chosen)[:10]:
        link = links.nth(number)
        link.click()
        shape = page.evaluate(SHAPE)
        assert shape["id"] == link.get_attribute("href").removeprefix("#")
        assert (shape["opacity"], shape["shown"], shape["inside"]) == ("1", 1, True)
        assert shape["box"] == pytest.approx(find_place(boxes, shape["id"]), abs=0.6)
    assert [url for url in page.asked if not url.startswith("data:")] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_keys_mark_a_sentence_and_lead_from_the_sheet_to_an_item(
    issue: Path, boxes: pd.DataFrame, page: Any
) -> None:
    page.set_viewport_size({"width": 1200, "height": 900})
    page.goto(find_sheet(issue).as_uri())
    page.locator("#item-2 summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    sentence = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    shape = page.evaluate(SHAPE)
    assert shape["opacity"] == "1"
    assert shape["box"] == pytest.approx(find_place(boxes, shape["id"]), abs=0.6)
    assert sentence.startswith("全市春耕现场会")
    page.locator("#area-3").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(':target').id") == "item-3"


def test_a_link_from_the_page_of_a_person_marks_the_name(
    issue: Path, boxes: pd.DataFrame, page: Any
) -> None:
    page.set_viewport_size({"width": 1200, "height": 900})
    page.goto((issue / "people" / "谭启文.html").as_uri())
    page.locator('.sentences a[href*="#at-"]').first.click()
    page.wait_for_url("**/sheets/**")
    shape = page.evaluate(SHAPE)
    assert shape["opacity"] == "1"
    assert shape["box"] == pytest.approx(find_place(boxes, shape["id"]), abs=0.6)


def write_alone(source: Path, out: Path, *, lang: str) -> str:
    """The first sheet of a source, without the rest of a report."""
    subject = read_subject(source, {"lang": lang}, progress=False)
    findings = gather(subject.articles, find_in(subject), list_kinds(subject))
    addresses = choose_pages(findings, subject.boxes)
    tables = (subject.pages, subject.boxes, addresses)
    numbers = list_sheets(subject.collection.pages)
    write_facsimiles(out, findings, *tables, numbers=numbers, lang=lang, parts=[])
    return read(out / next(iter(addresses["sheet"].values())))


def test_a_sheet_whose_file_is_gone_is_drawn_of_its_lines(issue: Path, tmp_path: Path) -> None:
    from analysis import build_tables

    source = tmp_path / "pages"
    source.mkdir()
    file = write_issue(source / "澜川日报-2024-03-05.pdf")
    build_tables(source, tmp_path / "tables", workers=1)
    file.unlink()
    out = tmp_path / "out"
    out.mkdir()
    page = write_alone(tmp_path / "tables", out, lang="en")
    assert "data:image/webp" not in page
    assert re.search(r'textLength="[\d.]+">全市春耕现场会在河东县召开</text>', page)
    assert "cannot be opened any more" in page
    drawn = re.findall(r'id="(at-[\d-]+)"', page)
    assert set(drawn) <= set(re.findall(r'id="(at-[\d-]+)"', read(find_sheet(issue))))
    assert len(drawn) > 20


def test_a_collection_of_text_has_no_sheets(sample_report: Path) -> None:
    assert not (sample_report / "sheets.html").exists()
    assert not (sample_report / "sheets").exists()
    assert "sheets.html" not in read(sample_report / "index.html")


def test_only_the_leading_sheets_have_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.reports.findings._MOST_SHEETS", 1)
    file = write_issue(tmp_path / "澜川日报-2024-03-05.pdf")
    out = tmp_path / "out"
    out.mkdir()
    page = write_alone(file, out, lang="en")
    assert "全市春耕现场会在河东县召开" in page
    assert [sheet.name for sheet in (out / "sheets").iterdir()] == [f"{FIRST}.html"]
    assert "Sheets shown: 1 of 2" in read(out / "sheets.html")


def test_a_picture_is_made_smaller_until_it_is_small_enough(tmp_path: Path) -> None:
    data = write_issue(tmp_path / "issue.pdf").read_bytes()
    whole = draw_sheet(data, 0, pictures=False, scan=False, most=10**7)
    small = draw_sheet(data, 0, pictures=False, scan=False, most=100_000)
    assert len(small) <= 100_000 < len(whole)
    with pytest.raises(OSError, match="cannot be drawn"):
        draw_sheet(b"%PDF-1.4 nothing", 0, pictures=False, scan=False, most=10**6)
    with pytest.raises(OSError, match="cannot be drawn"):
        draw_sheet(data, 9, pictures=False, scan=False, most=10**6)


def test_a_scan_is_drawn_as_straight_as_it_was_read() -> None:
    """Else the places of its lines, which are counted on the straight sheet, would miss them."""
    pytest.importorskip("cv2", reason="OpenCV (dangbao[scan]) is not installed")
    import numpy as np
    from PIL import Image, ImageDraw

    image = Image.new("L", (900, 1300), 255)
    pen = ImageDraw.Draw(image)
    for row in range(100, 1200, 40):
        pen.rectangle((100, row, 800, row + 14), fill=30)
    made = io.BytesIO()
    turned = image.rotate(1.5, Image.Resampling.BICUBIC, fillcolor=255)
    turned.save(made, format="png", dpi=(100, 100))
    drawn = Image.open(
        io.BytesIO(draw_sheet(made.getvalue(), 0, pictures=True, scan=True, most=10**6))
    )

    def count_white(picture: Image.Image) -> int:
        return int((np.asarray(picture.convert("L"))[:, 200:700].min(axis=1) > 150).sum())

    assert count_white(turned) < 0.6 * count_white(image)
    assert count_white(drawn) > 0.9 * count_white(image)
