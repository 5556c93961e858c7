"""What a reader does with a report: point, follow, search; on its pages every number is true."""

import json
import re
import shutil
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pandas as pd
import pytest
from test_reports import read_page

from analysis import (
    count_over_time,
    find_context,
    find_mentions,
    find_phrases,
    link_people,
    list_offices,
    read_pages,
    split_articles,
    tag_themes,
)
from analysis.labels import read_wording
from analysis.reports.addresses import link, name_file

FOLDERS = ("people", "phrases", "themes", "offices", "articles")
ZH = read_wording("zh")


class Found:
    """The report, and what the functions find in the same pages."""

    def __init__(self, out: Path, pages: pd.DataFrame) -> None:
        self.out = out
        self.pages = pages
        self.items = split_articles(pages)
        self.articles = self.items[self.items["kind"] == "article"].reset_index(drop=True)
        everybody = find_mentions(self.items)
        self.mentions = everybody[everybody["article_id"].isin(self.articles["article_id"])]
        self.phrases = find_phrases(self.articles)
        self.themes = tag_themes(self.articles)

    def read(self, kind: str, name: str) -> str:
        return (self.out / kind / f"{name_file(name)}.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def found(sample_report: Path, sample: Path) -> Found:
    return Found(sample_report, read_pages(sample))


def read_list(text: str, key: str) -> list[list[str]]:
    """The rows of a list on a page, their cells without markup."""
    block = text.partition(f'id="{key}"')[2].partition("</section>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", block.partition("<tbody>")[2], re.DOTALL)
    return [
        [unescape(re.sub("<[^>]*>", "", cell)) for cell in re.findall("<td>(.*?)</td>", row)]
        for row in rows
    ]


@pytest.mark.parametrize(
    "name", ["卡洛斯·桑切斯", "a/b", "..", "CON", "con", "减负 ", "x" * 300, ""]
)
def test_a_file_can_be_called_so_on_every_system_and_only_one_thing_is(name: str) -> None:
    file = name_file(name)
    assert re.fullmatch(r"[a-z0-9\u3400-\u9fff_-]{4,80}", file)
    assert file != name_file(f"{name}.") != name_file(name.upper() + "?")
    assert name_file("CON") != name_file("con")


def test_a_name_that_tries_to_be_markup_is_text_also_as_a_link() -> None:
    made = link("person", '"><script>', {"person": {'"><script>': 'people/"x.html'}})
    assert "<script" not in made
    assert made.count('"') == 2


def test_whatever_is_named_five_times_has_a_page_and_nothing_else(found: Found) -> None:
    for folder, counts in (
        ("people", found.mentions["name"].value_counts()),
        ("phrases", found.phrases["phrase"].value_counts()),
        ("themes", found.themes["theme"].value_counts()),
        ("offices", list_offices(found.mentions).groupby("title")["count"].sum()),
    ):
        made = {path.stem for path in (found.out / folder).iterdir()}
        assert made == {name_file(name) for name in counts[counts >= 5].index}, folder
    read = found.items.loc[found.items["kind"] != "folio", "article_id"]
    assert {path.stem for path in (found.out / "articles").iterdir()} == set(map(name_file, read))


def test_the_numbers_of_a_person_are_those_of_the_tables(found: Found) -> None:
    links = link_people(found.mentions)
    offices = list_offices(found.mentions)
    for name in ("谭启文", "习近平"):
        text = found.read("people", name)
        own = found.mentions[found.mentions["name"] == name]
        acting = own[own["kind"] == "actor"]
        said = ZH["dossier_count_person"].format(
            count=len(own),
            acting=len(acting),
            articles=acting["article_id"].nunique(),
            all=len(found.articles),
        )
        assert said in text
        kinds = own["kind"].map(lambda kind: ZH[f"kind_{kind}"]).value_counts()
        assert dict(read_list(text, "list_kind")) == {key: str(n) for key, n in kinds.items()}
        verbs = acting["verb"].value_counts()
        assert all(int(count) == verbs[verb] for verb, count in read_list(text, "list_verb"))
        printed = offices[offices["name"] == name]
        assert [row[:2] for row in read_list(text, "list_spells")] == [
            [title, str(count)]
            for title, count in zip(printed["title"], printed["count"], strict=True)
        ]
        pairs = links[(links["source"] == name) | (links["target"] == name)]
        other = pairs["target"].where(pairs["source"] == name, pairs["source"])
        together = dict(zip(other, pairs["count"], strict=True))
        company = read_list(text, "list_with_person")
        assert len(company) == min(20, len(together))
        assert all(together[person] == int(count) for person, count in company)
        assert text.count("<mark>") == min(500, len(own))
        line = re.findall(r'<g role="img" tabindex="0" aria-label="([^"]*)"', text)
        periods = count_over_time(own, freq="auto", articles=found.articles).dropna()
        assert line == [
            ZH["line_bar"].format(day=f"{day:%Y-%m-%d}", articles=some, all=every)
            for day, some, every in zip(
                periods["period"], periods["articles"], periods["all_articles"], strict=True
            )
        ]


def test_the_numbers_of_phrases_themes_and_offices_are_those_of_the_tables(found: Found) -> None:
    counts = pd.read_parquet(found.out / "tables" / "phrases.parquet").set_index("term")
    row = counts.loc["减负"].astype(int)
    text = found.read("phrases", "减负")
    said = ZH["dossier_count_phrase"]
    assert (
        said.format(count=row["count"], articles=row["articles"], all=row["all_articles"]) in text
    )
    assert ZH["dossier_inside"].format(count=row["inside"]) in text
    assert sum(int(count) for _, count in read_list(text, "list_inside")) == row["inside"]
    themes = pd.read_parquet(found.out / "tables" / "theme_counts.parquet").set_index("theme")
    row = themes.loc["减负与作风"].astype(int)
    text = found.read("themes", "减负与作风")
    said = ZH["dossier_count_theme"]
    assert said.format(articles=row["main"] + row["further"], all=row["all_articles"]) in text
    offices = pd.read_parquet(found.out / "tables" / "offices.parquet")
    text = found.read("offices", "市长")
    row = offices[offices["title"] == "市长"]
    assert f"印出 {row['count'].sum()} 次" in text
    assert sum(int(cells[1]) for cells in read_list(text, "list_holders")) == row["count"].sum()
    assert text.count("<mark>") == row["count"].sum()


def test_an_article_is_shown_as_it_was_read_with_all_that_was_found_in_it(found: Found) -> None:
    item = found.articles[found.articles["headline"].notna()].iloc[3]
    text = found.read("articles", item["article_id"])
    body = text.partition('<div class="read body" lang="zh">')[2].partition("</div>")[0]
    assert unescape(re.sub("<[^>]*>", "", body)) == item["text"]
    for kind, rows, name in (
        ("person", found.mentions, "name"),
        ("phrase", found.phrases, "phrase"),
    ):
        own = rows.loc[rows["article_id"] == item["article_id"], name].value_counts()
        block = text.partition(f"<h2>{ZH[f'dossier_{kind}']}</h2>")[2].partition("</ul>")[0]
        listed = re.findall(r"<li>(.*?) (\d+)</li>", block)
        assert {re.sub("<[^>]*>", "", name): int(n) for name, n in listed} == dict(own)
    page = found.pages.set_index("page_id").loc[item["page_id"], "text"].split("\n")
    lines = re.findall(r'id="line-(\d+)">\d+</th><td>(.*?)</td>', text)
    assert {int(at): unescape(line) for at, line in lines} == {
        at: page[at - 1].strip()
        for first, last in item["lines"]
        for at in range(first, last + 1)
        if page[at - 1].strip()
    }


@pytest.mark.parametrize("report", ["sample_report", "sample_in_english", "odd"])
def test_every_page_is_small_asks_for_nothing_and_leads_only_to_what_is_there(
    report: str, request: pytest.FixtureRequest
) -> None:
    out = request.getfixturevalue(report)
    pages = {path: read_page(path) for folder in FOLDERS for path in out.glob(f"{folder}/*.html")}
    pages[out / "search.html"] = read_page(out / "search.html")
    texts = {path: path.read_text(encoding="utf-8") for path in out.rglob("*.html")}
    assert len(pages) > 3
    for path, page in pages.items():
        assert all(address.startswith("data:") for address in page.asked)
        assert "script" not in page.tags or path.name == "search.html"
        assert path.stat().st_size < 3_000_000
        for address in page.links:
            file, _, place = address.partition("#")
            there = (path.parent / unquote(file)).resolve() if file else path
            assert there in texts, f"{path}: {address}"
            assert not place or f'id="{place}"' in texts[there], f"{path}: {address}"


def test_hostile_text_is_text_on_the_pages_of_articles_and_in_the_search(odd: Path) -> None:
    read = [path.read_text(encoding="utf-8") for path in odd.glob("articles/*.html")]
    assert any("&lt;script&gt;alert(1)" in text for text in read)
    assert not any("<script" in text for text in read)
    for path in odd.glob("search/text-*.js"):
        call = path.read_text(encoding="utf-8")
        assert json.loads(re.fullmatch(r"dangbao\.text\(\d+,(.*)\);\n", call, re.DOTALL)[1])


def test_every_name_of_the_tables_leads_to_its_page(found: Found) -> None:
    for page, folder, table in (
        ("04_officials", "people", "people"),
        ("02_terms", "phrases", "phrases"),
        ("03_topics", "themes", "theme_counts"),
    ):
        text = (found.out / f"{page}.html").read_text(encoding="utf-8")
        made = {path.stem for path in (found.out / folder).iterdir()}
        text = re.sub(r"\\+u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)
        leads = set(re.findall(rf"{folder}/([^\"\\]+)\.html", text))
        assert leads <= made
        table = pd.read_parquet(found.out / "tables" / f"{table}.parquet")
        assert made & set(map(name_file, table.iloc[:, 0].dropna())) <= leads


def test_what_is_pointed_at_in_a_chart_says_the_numbers_of_the_table(found: Found) -> None:
    text = (found.out / "02_terms.html").read_text(encoding="utf-8")
    charts = re.findall(r'<div class="chart">(.*?)</div>', text, re.DOTALL)
    counts = pd.read_parquet(found.out / "tables" / "phrases.parquet").head(20)
    said = re.findall(r'aria-label="([^"]*)" class="spot', charts[0])
    assert len(said) == len(counts)
    for sentence, row in zip(said, counts.to_dict("records"), strict=True):
        low, high = f"{row['low']:.1%}", f"{row['high']:.1%}"
        assert sentence.startswith(f"{row['term']}: {row['count']} 次")
        assert f"见于 {row['articles']} 篇（共 {row['all_articles']} 篇）" in sentence
        assert f"占 {row['share']:.1%}（95% 区间 {low}–{high}）" in sentence
    assert 'href="phrases/减负.html"' in charts[0]


def test_what_one_day_cannot_show_is_named_and_not_shown(small_day: Path) -> None:
    text = (small_day / "02_terms.html").read_text(encoding="utf-8")
    shown, _, gone = text.partition('<aside class="note">')
    for heading in ("什么时候说得多", "哪些提法有过一阵", "最近一天有什么新的", "后半段比前半段"):
        assert heading not in shown
    assert "什么时候说得多" in gone


@pytest.fixture(scope="session")
def small_day(once) -> Path:
    from here import without_kernels
    from small import SMALL, write_pages

    from analysis import write_reports

    def make(folder: Path) -> None:
        day = dict(list(SMALL.items())[:1])
        with without_kernels():
            write_reports(write_pages(folder / "pages", day), folder / "report")

    return once("small-day", make) / "report"


@pytest.fixture
def page(open_page: Any) -> Any:
    return open_page(viewport={"width": 1200, "height": 800})


def look_for(page: Any, word: str) -> str:
    page.fill("[name=q]", word)
    wait_for_answer(page, word)
    return str(page.inner_text("#status"))


def wait_for_answer(page: Any, word: str) -> None:
    page.wait_for_function("word => document.body.dataset.query === word", arg=word)


def test_a_reader_searches_a_word_and_opens_its_articles(page, found: Found) -> None:
    page.goto((found.out / "search.html").as_uri())
    context = find_context(found.items, of="早稻")
    said = look_for(page, "早稻")
    numbers = [int(number) for number in re.findall(r"\d+", said)]
    assert numbers == [context["article_id"].nunique(), len(found.items), len(context)]
    assert page.locator("#found li mark").first.inner_text() == "早稻"
    assert page.locator("#trend g[role=img]").count() > 1
    page.select_option("[name=kind]", ZH["kind_article"])
    page.fill("[name=since]", "2024-04-01")
    page.evaluate("delete document.body.dataset.query")
    page.press("[name=since]", "Enter")
    wait_for_answer(page, "早稻")
    counted = found.articles[found.articles["date"] >= "2024-04-01"]
    some = find_context(counted, of="早稻")["article_id"].nunique()
    said = page.inner_text("#status")
    assert [int(number) for number in re.findall(r"\d+", said)][:2] == [some, len(counted)]
    page.locator("#found a").first.click()
    assert "早稻" in page.inner_text("main")
    assert page.said == []
    assert all(url.startswith(found.out.as_uri()) or url.startswith("data:") for url in page.asked)


def test_the_first_rows_are_shown_while_other_texts_are_still_read(
    page, found: Found, tmp_path: Path
) -> None:
    shutil.copy(found.out / "search.html", tmp_path)
    shutil.copytree(found.out / "search", tmp_path / "search")
    search = tmp_path / "search"
    call = (search / "text-0.js").read_text(encoding="utf-8")
    items = json.loads(call[len("dangbao.text(0,") : call.rindex(")")]).split("\x01")
    halves = [items[: len(items) // 2], items[len(items) // 2 :]]
    for number, half in enumerate(halves):
        text = json.dumps("\x01".join(half), ensure_ascii=False)
        (search / f"text-{number}.js").write_text(
            f"dangbao.text({number},{text});", encoding="utf-8"
        )
    index = (search / "index.js").read_text(encoding="utf-8")
    shards = json.dumps([len(half) for half in halves])
    index = re.sub(r'"shards":\[\d+\]', f'"shards":{shards}', index)
    (search / "index.js").write_text(index, encoding="utf-8")
    held: list[Any] = []
    page.route("**/text-0.js", lambda route: held.append(route))
    address = f"{(tmp_path / 'search.html').as_uri()}#q=早稻"
    page.goto(address, wait_until="commit")  # it is not loaded before the script is there
    page.wait_for_selector("#found li mark")
    first = page.locator("#found small").first.inner_text()
    assert page.evaluate("document.body.dataset.query") is None
    held[0].continue_()
    wait_for_answer(page, "早稻")
    context = find_context(found.items, of="早稻")
    numbers = [int(number) for number in re.findall(r"\d+", page.inner_text("#status"))]
    assert numbers == [context["article_id"].nunique(), len(found.items), len(context)]
    rows = page.locator("#found small").all_inner_texts()
    assert first in rows[1:]  # of the second half, behind those of the first


def test_a_reader_goes_from_an_official_to_all_that_is_known_of_him(page, found: Found) -> None:
    page.goto((found.out / "04_officials.html").as_uri())
    page.locator("#table-people_wrapper tbody a", has_text="谭启文").first.click()
    assert page.inner_text("h1") == "谭启文"
    page.locator("[aria-labelledby=list_spells] a", has_text="市长").first.click()
    assert page.inner_text("h1") == "市长"
    page.locator("[aria-labelledby=list_holders] a", has_text="谭启文").click()
    page.locator("#sentences ~ ol small a").first.click()
    assert page.locator(".read .person", has_text="谭启文").count()
    assert page.said == []


def test_a_chart_tells_its_numbers_to_the_keys_too(page, found: Found) -> None:
    page.goto((found.out / "02_terms.html").as_uri())
    spot = page.locator("a.spot").first
    spot.focus()
    told = spot.evaluate("spot => getComputedStyle(spot, '::after').content")
    assert "次" in told
    page.keyboard.press("Enter")
    page.wait_for_url("**/phrases/**")


def test_the_same_pages_are_there_in_another_language(page, sample_in_english: Path) -> None:
    page.goto((sample_in_english / "people" / "谭启文.html").as_uri())
    assert page.inner_text("h1") == "Tan Qiwen 谭启文"
    assert "municipal party committee secretary" in page.inner_text("main")
    page.goto((sample_in_english / "search.html").as_uri())
    assert re.match(r"早稻 is in \d+ of \d+ items", look_for(page, "早稻"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_things_can_be_used_by_everyone_and_fit_a_phone(
    open_page, found: Found, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    page = open_page(color_scheme=scheme, viewport={"width": 400, "height": 800})
    article = name_file(found.articles["article_id"].iloc[3])
    files = ["search", "people/谭启文", "phrases/减负", "themes/外交", f"articles/{article}"]
    for file in files:
        page.goto((found.out / f"{file}.html").as_uri())
        if file == "search":
            look_for(page, "早稻")
        violations = axe.Axe().run(page).response["violations"]
        grave = [one["id"] for one in violations if one["impact"] in ("serious", "critical")]
        assert grave == [], file
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), file
