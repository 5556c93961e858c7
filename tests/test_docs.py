"""The pages of docs/ run, lead somewhere, and become a site that opens alone."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urldefrag

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from browsing import wait_until_idle
from scripts import load_script

import analysis

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(
    path.relative_to(DOCS).as_posix()
    for path in DOCS.rglob("*.md")
    if "_build" not in path.relative_to(DOCS).parts
)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
# What the reports of the gallery are called on the site; only `make docs` makes them.
_REPORTS = re.compile(r"^(?:\.\./)+reports/(?:en|zh)/(?:index|0\d_\w+|figures/\w+)\.(?:html|png)$")


@pytest.fixture(scope="session")
def blocks() -> ModuleType:
    return load_script(DOCS / "blocks.py")


def read(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", [page for page in PAGES if "```python\n" in read(page)])
def test_every_block_of_a_page_runs(blocks: ModuleType, page: str) -> None:
    shown = [value for _, value in blocks.run_page(DOCS / page) if value is not None]
    plt.close("all")
    for value in shown:
        assert not isinstance(value, pd.DataFrame) or len(value), f"{page} shows an empty table"
    assert shown or page == "topics.md"


def test_a_block_that_does_not_run_is_named(blocks: ModuleType, tmp_path: Path) -> None:
    page = tmp_path / "wrong.md"
    page.write_text("```python\n1\n```\n\n```python\n1 / 0\n```\n", encoding="utf-8")
    ran = blocks.run_page(page)
    assert next(ran) == ("1\n", 1)
    with pytest.raises(blocks.BlockError, match=r"wrong\.md: block 2 does not run"):
        next(ran)


def test_pages_that_begin_alike_read_once_and_do_not_see_each_other(
    blocks: ModuleType, tmp_path: Path
) -> None:
    first = "```python\nread = [object()]\n```\n"
    for name in ("a", "b"):
        rest = f"```python\nown_{name} = read\n```\n```python\nsorted(set(dir()) - {{'read'}}), read\n```\n"
        (tmp_path / f"{name}.md").write_text(first + rest, encoding="utf-8")
    (names_a, read_a), (names_b, read_b) = (
        list(blocks.run_page(tmp_path / f"{name}.md"))[-1][1] for name in ("a", "b")
    )
    assert read_a[0] is read_b[0]
    assert "own_a" in names_a
    assert "own_a" not in names_b


def list_code(blocks: ModuleType, page: str) -> list[str]:
    """The blocks of a page without comments, as its twin in the other language has them."""
    names = {'names=("later half", "earlier half")': 'names=("后半", "前半")'}
    code = [
        re.sub(r"(?:^|  )# .*", "", block, flags=re.MULTILINE)
        for block in blocks.BLOCK.findall(read(page))
    ]
    for english, chinese in {**names, 'lang="en"': 'lang="zh"'}.items():
        code = [block.replace(english, chinese) for block in code]
    return code


@pytest.mark.parametrize("folder", ["questions", "reference"])
def test_every_question_and_function_is_there_in_chinese_with_the_same_code(
    blocks: ModuleType, folder: str
) -> None:
    english = {path.name for path in (DOCS / folder).glob("[a-z]*.md")}
    chinese = {path.name for path in (DOCS / "zh" / folder).glob("[a-z]*.md")}
    assert english == chinese
    for name in english:
        assert list_code(blocks, f"zh/{folder}/{name}") == list_code(blocks, f"{folder}/{name}"), (
            name
        )
        if folder == "reference":
            heads = (
                re.findall(r"^## (\w+)$", read(f"{at}{folder}/{name}"), re.MULTILINE)
                for at in ("", "zh/")
            )
            assert len({*map(tuple, heads)}) == 1, name


@pytest.mark.parametrize("page", ["exchange.md", "pdf.md"])
def test_a_page_in_chinese_has_the_code_and_the_figures_of_the_english_one(
    blocks: ModuleType, page: str
) -> None:
    assert list_code(blocks, f"zh/{page}") == list_code(blocks, page)
    figures = (re.findall(r"\| (\d*\.?\d+) (?=\|)", read(f"{at}{page}")) for at in ("", "zh/"))
    assert len({*map(tuple, figures)}) == 1


def test_the_how_to_in_chinese_adds_what_the_english_one_adds(blocks: ModuleType) -> None:
    english, chinese = (blocks.BLOCK.findall(read(f"{at}how-to.md")) for at in ("", "zh/"))
    assert set(chinese) <= set(english)
    heads = (re.findall(r"^## (.+)$", read(f"{at}how-to.md"), re.MULTILINE) for at in ("", "zh/"))
    assert len({len(list(found)) for found in heads}) == 1


def test_every_question_says_what_not_to_conclude() -> None:
    for page in PAGES:
        if "questions/" in page and not page.endswith("index.md"):
            last = read(page).rsplit("\n## ", 1)[1]
            head = "不能下的结论" if page.startswith("zh/") else "What not to conclude"
            assert last.startswith(head), page


def test_the_reference_has_every_public_name_once_under_its_verb() -> None:
    found = [
        name
        for page in PAGES
        if page.startswith("reference/")
        for name in re.findall(r"^\.\. auto\w+:: analysis\.(\w+)$", read(page), re.MULTILINE)
    ]
    # `build_tables` and its like are called where they are used, and described once.
    assert sorted(found) == sorted(analysis.__all__)


def test_the_paths_and_names_of_the_how_to_are_those_of_the_project() -> None:
    named = re.findall(
        r"`((?:analysis|docs|tests|benchmarks|makers|notebooks|data)/[\w./-]+)`", read("how-to.md")
    )
    wanted = [path for path in named if not re.search(r"NAME|YOUR", path)]
    assert len(wanted) > 15
    assert [path for path in wanted if not (ROOT / path).exists()] == []
    ordered = re.findall(r"python -m pytest ([\w./ ]+)`", read("how-to.md"))
    assert [
        file for files in ordered for file in files.split() if not (ROOT / file).is_file()
    ] == []


@pytest.mark.parametrize("page", PAGES)
def test_the_links_of_a_page_lead_somewhere(page: str) -> None:
    lost = []
    for link in (
        a or b for a, b in _LINK.findall(re.sub(r"```.*?```", "", read(page), flags=re.DOTALL))
    ):
        if re.match(r"https?:|mailto:|#", link):
            continue
        path, anchor = urldefrag(unquote(link))
        target = (DOCS / page).parent / path
        if not target.exists() or (anchor and anchor not in list_anchors(target)):
            lost.append(link)
    assert lost == []


def list_anchors(page: Path) -> set[str]:
    """The names of the headings of a page, as they are made by GitHub and on the site."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_the_counts_beside_published_figures_are_those_of_the_texts(shared: Path) -> None:
    counts = load_script(DOCS / "published" / "make_counts.py")
    news = counts.read_news(shared / "corpora")
    heat = pd.read_csv(DOCS / "published" / "heat.csv", parse_dates=["period"])
    made = counts.count_years(news, counts.HEAT)
    assert (
        made[["phrase", "articles", "all_articles"]]
        .astype(str)
        .equals(heat[["phrase", "articles", "all_articles"]].astype(str))
    )
    # By another road: the order of the names in the plain text, item by item.
    committees = pd.read_csv(DOCS / "published" / "committees.csv")
    assert committees["rank"].tolist() == committees["place"].tolist()
    after = news[news["date"].between("2017-10-26", "2022-10-15")]["text"]
    names = committees["name"][committees["announced"] == "2017-10-25"].tolist()
    listed = after[after.str.contains("、".join(names[1:4]), regex=False)]
    assert len(listed) > 20


def test_the_feelings_of_a_village_are_not_counted() -> None:
    counts = load_script(DOCS / "published" / "make_counts.py")
    said = [
        "日方此举伤害了中国人民的感情。",
        "此举伤害中国人民感情。日方无言。",
        "伤害了乡亲们的感情。",
    ]
    articles = pd.DataFrame({"text": said})
    table = counts.count_feelings(articles, articles.head(0)).set_index("country")
    assert table["headlines"].to_dict() == {"Japan": 1, "United States": 0, "all": 2}
    assert table["evening_news"].sum() == 0


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site without the reports of the gallery, which have tests of their own."""
    for package in ("sphinx", "myst_parser", "numpydoc", "pydata_sphinx_theme"):
        pytest.importorskip(package, reason=f"{package} is not installed: pip install -e .[docs]")
    from sphinx.cmd.build import main

    out = tmp_path_factory.mktemp("site")
    options = ["-W", "--keep-going", "-q", "-j", "1", "-b", "html", "-D", "dangbao_reports=0"]
    assert main([*options, str(DOCS), str(out)]) == 0
    return out


def list_links(page: Path) -> Iterator[tuple[str, str]]:
    from lxml import html

    for _, attribute, link, _ in html.parse(str(page)).getroot().iterlinks():
        yield attribute, link


def test_every_link_of_the_site_stays_inside_and_leads_somewhere(site: Path) -> None:
    lost, outside = [], []
    known: dict[Path, set[str]] = {}
    for page in site.rglob("*.html"):
        if "_static" in page.parts:  # templates of the theme, which nobody opens
            continue
        for attribute, link in list_links(page):
            path, anchor = urldefrag(unquote(link).split("?")[0])
            if re.match(r"(?:https?:)?//", link):
                # To follow a link is the reader's will; to load from there is not.
                outside += [link] if attribute != "href" else []
                continue
            if link.startswith(("data:", "mailto:")) or _REPORTS.match(link):
                continue
            target = (page.parent / path).resolve() if path else page.resolve()
            if target.is_dir():
                target = target / "index.html"
            if not target.exists():
                lost.append((page.name, link))
            elif anchor and target.suffix == ".html":
                if target not in known:
                    text = target.read_text(encoding="utf-8")
                    known[target] = set(re.findall(r'\bid="([^"]+)"', text))
                if anchor not in known[target]:
                    lost.append((page.name, link))
    assert outside == []
    assert lost == []


def test_a_chart_of_a_page_is_a_picture_with_words_beside(site: Path) -> None:
    text = (site / "questions" / "who-leads.html").read_text(encoding="utf-8")
    found = re.findall(r'<p class="made"><img src="([^"]+)" alt="([^"]+)"', text)
    assert found
    for source, says in found:
        assert (site / "questions" / source).resolve().stat().st_size > 10_000
        assert len(says) > 10
    assert 'class="made" tabindex="0"' in text


@pytest.mark.parametrize("width", [400, 1200])
@pytest.mark.parametrize(
    "name",
    [
        *("index", "tutorial", "questions/who-leads", "published-figures", "reference/plot"),
        *("zh/index", "zh/tutorial", "zh/questions/who-leads"),
    ],
)
def test_a_page_of_the_site_opens_alone_and_fits(
    site: Path, open_page: Any, name: str, width: int
) -> None:
    page = open_page(viewport={"width": width, "height": 900})
    page.goto((site / f"{name}.html").as_uri())
    wait_until_idle(page)
    assert [url for url in page.asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert list_complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.lang") == ("zh-CN" if name[:2] == "zh" else "en")
    broken = "[...document.images].filter(i => i.complete && !i.naturalWidth).length"
    assert page.evaluate(broken) == 0


def list_complaints(page: Any) -> list[str]:
    """What a page said but what its theme says of itself."""
    return [said for said in page.said if not said.startswith(("debug:", "info:", "log:"))]


def test_the_search_of_the_site_finds_chinese_and_english(site: Path, open_page: Any) -> None:
    page = open_page()
    wanted = (
        ("新质生产力", "questions/phrase-rise-and-fall"),
        ("主角", "zh/questions/who-leads"),
        ("succession", "tutorial"),
    )
    for word, target in wanted:
        page.goto(f"{(site / 'search.html').as_uri()}?q={word}")
        # What is found is shown one after another, so the wait is for this one, not for the first.
        page.wait_for_selector(f"#search-results li a[href*='{target}']")
    assert list_complaints(page) == []
