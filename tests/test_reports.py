"""The report: whole or not at all, the same bytes each time, and nothing in it but text."""

import csv
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from browsing import wait_until_idle
from cells import check_cells
from here import run_here, without_kernels
from matplotlib import pyplot as plt
from PIL import Image
from small import ODD_PAGE, SMALL, write_pages

from analysis import (
    count_terms,
    find_context,
    find_phrases,
    list_repairs,
    plot_terms,
    read_pages,
    show_pages,
    split_articles,
    write_figure,
    write_reports,
    write_table,
)
from analysis.schema import InputError

PARTS = ["01_articles", "02_terms", "03_topics", "04_officials"]


class Addresses(HTMLParser):
    """Collects what a page asks for by itself, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "src" or (name == "href" and tag == "link"):
                self.asked.append(value or "")
            elif name == "href":
                self.links.append(value or "")


def read_page(path: Path) -> Addresses:
    page = Addresses()
    page.feed(path.read_text(encoding="utf-8"))
    return page


@pytest.fixture(scope="session")
def sample(sample_report: Path) -> Path:
    """The report on the sample in Chinese."""
    return sample_report


def list_bytes(folder: Path) -> dict[str, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_the_report_has_its_pages_pictures_and_tables(sample) -> None:
    assert {f"{name}.html" for name in ["index", *PARTS]} <= {
        path.name for path in sample.iterdir()
    }
    for name in ("phrases", "terms", "themes", "clusters", "people"):
        assert (sample / "figures" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert b"<svg" in (sample / "figures" / f"{name}.svg").read_bytes()
    for name in ("articles", "repairs", "phrases", "terms", "themes", "clusters", "mentions"):
        table = pd.read_parquet(sample / "tables" / f"{name}.parquet")
        with (sample / "tables" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.reader(lines))
        assert rows[0] == list(table.columns)
        assert len(rows) == len(table) + 1
        assert len(table)


@pytest.mark.parametrize("report", ["sample", "odd"])
def test_no_page_asks_for_anything_outside_itself(report, request) -> None:
    folder = request.getfixturevalue(report)
    for path in sorted(folder.glob("*.html")):
        page = read_page(path)
        assert all(address.startswith("data:") for address in page.asked), path.name
        assert path.stat().st_size < 3_000_000


@pytest.mark.parametrize("report", ["sample", "odd"])
def test_every_link_leads_to_a_file_or_a_place_that_is_there(report, request) -> None:
    folder = request.getfixturevalue(report)
    for path in sorted(folder.glob("*.html")):
        text = path.read_text(encoding="utf-8")
        for link in read_page(path).links:
            file, _, place = link.partition("#")
            if file and not link.startswith("data:"):
                assert (folder / file).is_file(), f"{path.name}: {link}"
            if place:
                there = (folder / file).read_text(encoding="utf-8") if file else text
                assert f'id="{place}"' in there, f"{path.name}: {link}"


def test_the_first_page_says_what_was_read_and_leads_to_the_parts(sample) -> None:
    text = (sample / "index.html").read_text(encoding="utf-8")
    articles = pd.read_parquet(sample / "tables" / "articles.parquet")
    assert f"{len(articles)} 个条目" in text
    days = articles["date"].dt.strftime("%Y-%m-%d")
    assert f"{days.min()}至{days.max()}" in text
    headings = [
        text.index(f">{words}<")
        for words in ("主要发现", "读到了什么", "这些数字不说明什么", "各个部分")
    ]
    assert headings == sorted(headings)
    assert {f"{name}.html" for name in PARTS} <= set(read_page(sample / "index.html").links)


def test_the_whole_report_is_one_page_for_print(sample) -> None:
    page = read_page(sample / "print.html")
    text = (sample / "print.html").read_text(encoding="utf-8")
    places = re.findall(r' id="([^"]*)"', text)
    assert len(places) == len(set(places))
    assert {"index", *PARTS} <= set(places)
    assert "print.html" in read_page(sample / "index.html").links
    for name in PARTS:
        notebook = (sample / f"{name}.html").read_text(encoding="utf-8")
        for heading in re.findall(r"<h2 id=[^>]*>(.*?)</h2>", notebook):
            assert f">{heading}</h2>" in text
        pictures = re.findall(r'src="(data:image/png[^"]*)"', notebook)
        assert all(picture in text for picture in pictures)
    assert "script" not in page.tags
    assert "onclick" not in text
    assert "more rows" not in text
    leading = pd.read_parquet(sample / "tables" / "people.parquet")["name"].head(5)
    assert all(f">{name}</a></td>" in text for name in leading)


def test_the_findings_are_the_first_rows_of_the_tables(sample) -> None:
    text = (sample / "index.html").read_text(encoding="utf-8")
    phrases = pd.read_parquet(sample / "tables" / "phrases.parquet")
    for term, count in phrases[["term", "count"]].head(3).itertuples(index=False):
        assert f"“{term}” {count}" in text
    person = pd.read_parquet(sample / "tables" / "people.parquet").iloc[0]
    assert f"{person['name']}：{person['count']} 次" in text


def test_the_same_pages_give_the_same_bytes(root, sample, tmp_path) -> None:
    """Also where two kernels make them, as for everybody: those of the tests are made without."""
    code = "import sys; from analysis import write_reports; write_reports(*sys.argv[1:])"
    command = [sys.executable, "-c", code, str(root / "data" / "sample"), str(tmp_path / "again")]
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai"}
    subprocess.run(command, check=True, env=environment, cwd=root)
    first, second = list_bytes(sample), list_bytes(tmp_path / "again")
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []


def test_of_many_articles_notebooks_run_one_by_one_to_the_same_bytes(tmp_path) -> None:
    pages = write_pages(tmp_path / "pages", SMALL)
    run: list[tuple[int, list[str]]] = []

    def run_and_tell(notebooks, *where, at_once, **how):
        run.append((at_once, [name for name, _ in notebooks]))
        return run_here(notebooks, *where, **how)

    with without_kernels(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.reports.build.run_notebooks", run_and_tell)
        for many in (1, 1_000_000):
            patch.setattr("analysis.reports.build._MANY", many)
            wishes = {"leave_out": ["02_terms", "03_topics"]}
            write_reports(pages, tmp_path / str(many), **wishes)
    assert run[:2] == [(1, ["04_officials"]), (1, ["01_articles"])]
    assert run[2:] == [(2, ["04_officials", "01_articles"])]
    one_by_one, together = (list_bytes(tmp_path / many) for many in ("1", "1000000"))
    assert any(file.startswith("articles/") for file in together)
    assert one_by_one == together


def test_a_report_tells_nothing_of_the_machine_it_was_made_on(sample, root) -> None:
    for name, data in list_bytes(sample).items():
        assert str(sample.parent).encode() not in data, name
        assert str(root).encode() not in data, name


def test_the_manifest_names_every_file_with_its_hash(sample) -> None:
    manifest = json.loads((sample / "manifest.json").read_text(encoding="utf-8"))
    assert sorted([*manifest["files"], "manifest.json"]) == sorted(list_bytes(sample))
    assert manifest["options"] == {"lang": "zh"}
    ids = pd.read_parquet(sample / "tables" / "articles.parquet")["article_id"]
    assert set(manifest["pages"]) == set(ids.str.rpartition("#")[0])


def test_text_of_a_page_is_shown_as_it_is(odd) -> None:
    for path in odd.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "<script>alert" not in text, path.name
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in (odd / "01_articles.html").read_text("utf-8")
    for path in odd.glob("figures/*.svg"):
        assert b"<script" not in path.read_bytes()


def test_no_cell_of_a_csv_can_become_a_formula(odd) -> None:
    for path in odd.glob("tables/*.csv"):
        assert path.read_bytes().startswith("\ufeff".encode())
        with path.open(encoding="utf-8-sig", newline="") as lines:
            cells = [cell for row in csv.reader(lines) for cell in row]
        words = [cell for cell in cells if not re.fullmatch(r"-?\d[\d.]*(e-\d+)?", cell)]
        assert [word for word in words if word.startswith(("=", "+", "@", "-"))] == []
    headlines = pd.read_parquet(odd / "tables" / "articles.parquet")["headline"]
    assert headlines.str.startswith("=HYPERLINK").sum() == 1  # the other file keeps it


def test_every_cell_of_the_report_is_written_as_its_unit_says(sample, tmp_path) -> None:
    for file in sorted(sample.glob("tables/*.parquet")):
        check_cells(pd.read_parquet(file), tmp_path, file.stem)


def test_files_that_are_not_ours_stay_and_old_ones_of_ours_go(odd) -> None:
    assert (odd / "mine.txt").read_text(encoding="utf-8") == "mine"
    manifest = json.loads((odd / "manifest.json").read_text(encoding="utf-8"))
    assert "mine.txt" not in manifest["files"]
    assert [path.name for path in odd.parent.iterdir() if path.name.startswith(".")] == []


def test_the_command_says_where_the_report_is_and_what_could_not_be_read(odd) -> None:
    status, output, errors = json.loads((odd.parent / "said.json").read_text())
    assert status == 1
    assert output.strip() == str(odd / "index.html")
    assert "blank" in errors
    assert (odd / "index.html").is_file()


def test_the_first_page_in_english_lists_what_could_not_be_read(odd) -> None:
    text = (odd / "index.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in text
    assert "refused: 1 (blank.md)" in text
    assert "<b>blank.md</b>: the page is blank" in text
    (chart,) = re.findall(
        r'<img class="reading" src="data:image/png;base64,[^"]+" alt="([^"]+)"', text
    )
    assert re.fullmatch(
        r"Files: \d+; read \d+, in doubt \d+, refused [1-9]\d*, passed over \d+", chart
    )


def test_a_count_opens_the_sentences_that_were_counted(sample) -> None:
    text = (sample / "02_terms.html").read_text(encoding="utf-8")
    counts = pd.read_parquet(sample / "tables" / "phrases.parquet")
    at = counts["count"].le(20).to_numpy().argmax()  # twenty sentences are shown
    first = counts.iloc[at]
    section = text.partition(f'id="evidence-phrases-{at + 1}"')[2].partition("</section>")[0]
    assert section.count("<li>") == first["count"]
    assert f"<mark>{first['term']}</mark>" in section


@pytest.mark.parametrize(
    ("page", "table"),
    [
        ("02_terms", "phrases"),
        ("02_terms", "firsts"),
        ("02_terms", "terms"),
        ("04_officials", "people"),
        ("04_officials", "newcomers"),
        ("04_officials", "offices"),
        ("04_officials", "precedence"),
    ],
)
def test_every_number_that_can_be_opened_is_that_of_its_sentences(sample, page, table) -> None:
    text = (sample / f"{page}.html").read_text(encoding="utf-8")
    said = re.findall(rf'id="evidence-{table}-(\d+)".*?共 (\d+) 处', text, re.DOTALL)
    counted = pd.read_parquet(sample / "tables" / f"{table}.parquet")
    counts = counted["lists" if table == "precedence" else "count"].tolist()
    assert len(said) == min(len(counts), 50)
    assert [int(number) for _, number in said] == [counts[int(row) - 1] for row, _ in said]


def test_the_sentences_of_a_pair_are_of_as_many_articles_as_name_both(sample) -> None:
    text = (sample / "04_officials.html").read_text(encoding="utf-8")
    links = pd.read_parquet(sample / "tables" / "links.parquet")
    for row, link in links.head(3).iterrows():
        section = text.partition(f'id="evidence-links-{row + 1}"')[2].partition("</section>")[0]
        places = re.findall(r"<small>.*?(lanchuan-\S+) 第", section)
        assert len(places) == 20  # as many as are shown; each names one of the two
        assert set(re.findall("<mark>(.*?)</mark>", section)) <= {link["source"], link["target"]}


def test_a_folder_that_cannot_be_read_leaves_nothing_behind(tmp_path) -> None:
    (tmp_path / "pages").mkdir()
    with pytest.raises(InputError, match="is empty"):
        write_reports(tmp_path / "pages", tmp_path / "new" / "out")
    with pytest.raises(InputError, match="no file or folder"):
        write_reports(tmp_path / "nowhere", tmp_path / "new" / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is a file"):
        write_reports(tmp_path, tmp_path / "out")


def test_a_language_that_is_not_known_is_refused(tmp_path) -> None:
    with pytest.raises(InputError, match="'zh' or 'en'"):
        write_reports(tmp_path, tmp_path / "out", lang="fr")


def test_a_notebook_that_stops_is_one_clear_line_and_nothing_is_written(
    root, tmp_path, monkeypatch
) -> None:
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    for name in PARTS:
        text = (root / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
        broken = text.replace("from analysis.notebook import *", "no_such_name")
        (notebooks / f"{name}.ipynb").write_text(broken, encoding="utf-8")
    monkeypatch.setattr("analysis.reports.build.find_notebooks", lambda: notebooks)
    with pytest.raises(InputError, match=r"\d\d_\w+\.ipynb stopped.*no_such_name") as raised:
        write_reports(write_pages(tmp_path / "pages", SMALL), tmp_path / "out")
    assert "\n" not in str(raised.value)
    assert not (tmp_path / "out").exists()


def test_lists_dates_and_line_breaks_can_be_read_in_every_file(tmp_path) -> None:
    table = pd.DataFrame(
        {
            "name": ["谭启文", "袁柏"],
            "titles": [["市委副书记", "市长"], None],
            "lines": [[[1, 2], [5, 6]], [[3, 4]]],
            "date": pd.to_datetime(["2024-03-14", None]),
            "before": ["一\n二", None],
            "complete": [True, False],
        }
    )
    copy = table.copy(deep=True)
    shown = write_table(table, tmp_path, "odd", lang="en")
    pd.testing.assert_frame_equal(table, copy)
    with (tmp_path / "tables" / "odd.csv").open(encoding="utf-8-sig", newline="") as lines:
        first, second = list(csv.DictReader(lines))
    assert first["titles"] == "市委副书记; 市长"
    assert first["lines"] == "[[1, 2], [5, 6]]"
    assert first["date"] == "2024-03-14"
    assert second["titles"] == ""
    assert "一 ⏎ 二" in shown.html
    assert r"\"yes\"" in shown.html
    assert repr(shown) == "odd: Rows shown: 2 of 2. The whole table:"


def test_many_rows_are_cut_on_the_page_and_whole_in_the_file(tmp_path) -> None:
    table = pd.DataFrame({"term": [f"词{number}" for number in range(1000)], "count": 1})
    shown = write_table(table, tmp_path, "terms", top=10)
    assert "词9" in shown.html
    assert "词10" not in shown.html
    assert "显示 10 行，共 1000 行" in shown.html
    assert len(pd.read_csv(tmp_path / "tables" / "terms.csv")) == 1000


def test_a_figure_is_the_same_bytes_each_time_and_closed(tmp_path) -> None:
    terms = pd.DataFrame({"term": ["减负"], "count": [4]})
    open_before = plt.get_fignums()
    for folder in ("one", "two"):
        shown = write_figure(plot_terms(terms), tmp_path / folder, "terms")
        assert 'alt="词语的次数，多的在前：“减负” 4"' in shown.html
    assert list_bytes(tmp_path / "one") == list_bytes(tmp_path / "two")
    picture = Image.open(tmp_path / "one" / "figures" / "terms.png").convert("RGB")
    assert picture.getpixel((0, 0)) == (255, 255, 255)
    assert plt.get_fignums() == open_before


def test_a_page_shows_every_printed_line_in_one_item_with_its_number(tmp_path) -> None:
    (tmp_path / "a.md").write_text(ODD_PAGE, encoding="utf-8")
    pages = read_pages(tmp_path)
    shown = show_pages(pages, split_articles(pages), repairs=list_repairs(pages))
    lines = [at for at, line in enumerate(ODD_PAGE.split("\n"), 1) if line.strip()]
    for at in lines:
        assert f'<th scope="row">{at}</th>' in shown.html
    assert shown.html.count("<tr ") == len(lines)
    assert "<script>" not in shown.html


def test_where_no_script_runs_nothing_is_said_of_the_library_of_the_tables(sample) -> None:
    for path in sorted(sample.glob("0*.html")):
        text = path.read_text(encoding="utf-8")
        assert "<script" in text
        shown = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)
        assert "itables" not in shown.lower(), path.name
        assert "<noscript" not in shown, path.name


def test_evidence_of_a_theme_is_shown_as_words_however_its_list_was_kept(tmp_path) -> None:
    spans = [{"term": term, "part": "body", "start": 0, "end": 2} for term in ("春耕", "农时")]
    for kept in (spans, np.array(spans, dtype=object)):
        themes = pd.DataFrame({"article_id": ["a"], "evidence": pd.Series([kept], dtype=object)})
        shown = write_table(themes, tmp_path, "themes").html
        assert "春耕、农时" in shown
        assert "&quot;term&quot;" not in shown


def test_evidence_of_words_that_try_to_be_markup_is_text(tmp_path) -> None:
    articles = pd.DataFrame({"article_id": ["<i>"], "text": ["前<b>词</b>后。"]})
    terms = pd.DataFrame({"term": ["<b>词</b>"], "count": [1]})
    context = find_context(articles, of="<b>词</b>")
    shown = write_table(terms, tmp_path, "terms", evidence=context)
    assert "<b>词" not in shown.html
    assert "<i>" not in shown.html
    assert "<mark>&lt;b&gt;词&lt;/b&gt;</mark>" in shown.html


@pytest.mark.parametrize("name", ["index", *PARTS])
@pytest.mark.parametrize("report", ["sample", "odd"])
def test_a_page_opens_alone_without_an_error_and_fits_a_phone(
    open_page, request, report, name
) -> None:
    file = request.getfixturevalue(report) / f"{name}.html"
    page = open_page(viewport={"width": 390, "height": 800})
    page.on("dialog", lambda dialog: (page.said.append(dialog.message), dialog.dismiss()))
    page.goto(file.as_uri())
    wait_until_idle(page)
    inside = ("data:", "blob:", file.as_uri())
    assert [url for url in page.asked if not url.startswith(inside)] == []
    assert page.said == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [400, 1200])
def test_a_chart_is_seen_whole_or_scrolls_and_says_so(open_page, sample, width) -> None:
    page = open_page(viewport={"width": width, "height": 800})
    page.goto((sample / "02_terms.html").as_uri())
    figures = page.locator("figure.exhibit").all()
    assert len(figures) >= 6
    for figure in figures:
        frame, hint = figure.locator(".frame"), figure.locator(".swipe")
        hidden = frame.evaluate("frame => frame.scrollWidth - frame.clientWidth")
        assert hint.is_visible() == (hidden > 0) == (width == 400)
        box = hint.bounding_box() if hidden else frame.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width  # the hint itself is not cut
        frame.evaluate("frame => frame.scrollLeft = frame.scrollWidth")
        picture = figure.locator("img").bounding_box()
        assert picture["x"] + picture["width"] <= width  # its end can be reached
        assert picture["width"] >= 500  # and its letters be read
    page.goto((sample / "index.html").as_uri())
    for picture in page.locator(".findings img").all():
        box = picture.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_tables_can_be_searched_and_sorted(open_page, sample) -> None:
    page = open_page()
    page.goto((sample / "02_terms.html").as_uri())
    table = page.locator("#table-phrases_wrapper")
    first = table.locator("tbody tr").first.locator("td")
    counts = pd.read_parquet(sample / "tables" / "phrases.parquet")
    assert first.first.inner_text() == counts["term"].iloc[0]
    count = table.locator("th", has_text="次数").first
    count.click()
    count.click()
    numbers = [int(cell) for cell in table.locator("tbody td:nth-child(2)").all_inner_texts()]
    assert numbers in (sorted(numbers), sorted(numbers, reverse=True))
    table.locator("input[type=search]").fill("新质")
    found = table.locator("tbody td:first-child").all_inner_texts()
    assert found == counts["term"][counts["term"].str.contains("新质")].tolist()


def test_a_click_on_a_number_shows_its_sentences(open_page, sample) -> None:
    page = open_page()
    page.goto((sample / "02_terms.html").as_uri())
    sentences = page.locator("#evidence-phrases-1")
    assert not sentences.is_visible()
    page.locator("#table-phrases_wrapper tbody a[href^='#evidence']").first.click()
    assert sentences.is_visible()
    sentences.locator("a").first.click()
    assert not sentences.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index", *PARTS])
def test_a_page_can_be_used_by_everyone(open_page, sample, name, scheme) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    page = open_page(color_scheme=scheme)
    page.goto((sample / f"{name}.html").as_uri())
    wait_until_idle(page)
    violations = axe.Axe().run(page).response["violations"]
    grave = [found["id"] for found in violations if found["impact"] in ("serious", "critical")]
    assert grave == []


@pytest.fixture(scope="module")
def real(shared: Path) -> pd.DataFrame:
    """The real page. Its report is made of what the functions give, as that of the sample."""
    return read_pages(shared / "pages")


def test_the_real_page_gives_ten_items_and_each_line_is_in_one(real, real_page) -> None:
    articles = split_articles(real)
    assert len(articles) == 10
    text = show_pages(real, articles, repairs=list_repairs(real)).html
    printed = real_page.read_text(encoding="utf-8").split("\n")
    for at, line in enumerate(printed, 1):
        assert text.count(f'<th scope="row">{at}</th>') == bool(line.strip())
    assert 'class="item1"' in text
    assert 'class="none"' not in text


def test_the_phrases_of_the_real_page_are_counted_with_those_inside_longer_ones(real) -> None:
    articles = split_articles(real).query("kind == 'article'")
    phrases = count_terms(find_phrases(articles), articles=articles).set_index("term")
    assert phrases.loc["新质生产力", "count"] == 3
    assert phrases.loc["减负", ["count", "inside"]].tolist() == [4, 4]
    assert phrases.loc["整治形式主义为基层减负", ["count", "inside"]].tolist() == [4, 0]
