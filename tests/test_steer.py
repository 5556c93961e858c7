"""A report that is steered, as somebody does it who has a folder of pages and a terminal."""

import inspect
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner
from here import without_kernels
from small import REST, SMALL, write_pages

from analysis import (
    build_tables,
    drop_tokens,
    find_mentions,
    find_phrases,
    read_articles,
    read_lexicon,
    read_pages,
    read_tables,
    read_themes,
    split_articles,
    write_reports,
)
from analysis.cli import dangbao
from analysis.options import OPTIONS
from analysis.reports.notebooks import find_notebooks, list_parts, prepare
from analysis.reports.subject import bring, find_in, read_subject
from analysis.schema import InputError

APRIL = {
    "澜川日报-2024-04-02-p01.md": """## 市长林悦察看春耕

本报讯 (记者 夏小满) 4月1日，市长林悦察看春耕备耕，强调为基层减负。

## 副市长袁柏会见客商

本报讯 (记者 夏小满) 4月1日，副市长袁柏会见客商。
""",
    "澜川晚报-2024-04-03-p02.md": """## 夜市开街

本报讯 (记者 夏小满) 4月2日，夜市开街，市民高兴。
""",
}


def run(*arguments: object) -> tuple[int, str, str]:
    with without_kernels():
        result = CliRunner().invoke(dangbao, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


def read_page(folder: Path, name: str) -> str:
    """What a page says, without its marks, scripts and pictures."""
    text = (folder / f"{name}.html").read_text(encoding="utf-8")
    text = re.sub(r"<(script|style).*?</\1>", "", text, flags=re.DOTALL)
    return re.sub(r"\s*<[^>]+>\s*", "\n", text)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of two months and two newspapers."""
    return write_pages(tmp_path_factory.mktemp("steer") / "pages", {**SMALL, **APRIL})


@pytest.fixture(scope="module")
def steered(pages: Path) -> tuple[Path, str]:
    """A report on a part, with lists, a notebook and a title, by `report.toml` and the command."""
    (pages / "my.csv").write_text("name,group\n袁柏,enterprise\n", encoding="utf-8")
    (pages / "mine.csv").write_text("phrase\n春耕备耕\n", encoding="utf-8")
    assert run("new", pages / "05_mine.ipynb", "--lang", "en")[0] == 0
    (pages / "report.toml").write_text(
        """since = "2024-03"
lang = "en"
title = "Spring <in> Lanchuan"
roster = "my.csv"
phrases = "mine.csv"
home = {"澜川日报" = "140200"}
notebooks = ["04_officials", {file = "05_mine.ipynb", title = "Mine & yours"}]
leave_out = ["03_topics", "02_terms"]
""",
        encoding="utf-8",
    )
    out = pages.parent / "steered"
    wishes = ("--since", "2024-04", "--newspaper", "澜川日报", "--page", "1")
    with pytest.warns(UserWarning, match="roster's group") as warned:
        status, output, errors = run("report", pages, "--out", out, *wishes)
    assert (status, output.strip()) == (0, str(out / "index.html"))
    return out, "".join([errors, *(str(one.message) for one in warned)])


def test_the_report_is_on_the_part_that_was_asked_for(steered) -> None:
    articles = pd.read_parquet(steered[0] / "tables" / "articles.parquet")
    assert set(articles["headline"]) == {"市长林悦察看春耕", "副市长袁柏会见客商"}
    index = read_page(steered[0], "index")
    assert "澜川日报, 2024-04-02" in index
    assert "since 2024-04, newspaper 澜川日报, page 1" in index  # the command line won


def test_its_title_and_its_notebooks_are_those_of_report_toml(steered) -> None:
    index = (steered[0] / "index.html").read_text(encoding="utf-8")
    assert "<h1>Spring &lt;in&gt; Lanchuan</h1>" in index
    shown = re.findall(r'<a href="(\w+)\.html"', index.partition("</nav>")[0])
    assert shown == ["index", "search", "01_articles", "04_officials", "05_mine"]
    assert ">Mine &amp; yours<" in index
    assert not (steered[0] / "02_terms.html").exists()
    assert not (steered[0] / "tables" / "clusters.parquet").exists()


def test_a_notebook_of_ones_own_is_a_page_like_ours(steered) -> None:
    text = (steered[0] / "05_mine.html").read_text(encoding="utf-8")
    assert "What is my question?" in text
    assert "我的问题" not in text
    assert '<details class="code">' in text
    assert (steered[0] / "figures" / "mine.png").is_file()


def test_a_roster_s_group_wins_and_it_is_said(steered) -> None:
    mentions = pd.read_parquet(steered[0] / "tables" / "mentions.parquet")
    assert set(mentions.loc[mentions["name"] == "袁柏", "group"]) == {"enterprise"}
    assert "roster's group" in steered[1]
    assert "袁柏 (official → enterprise)" in steered[1]


def test_lists_and_notebooks_beside_the_pages_are_no_pages_and_not_told_of(steered) -> None:
    assert "my.csv" not in steered[1]
    assert "ipynb" not in steered[1]
    assert "Page files read: 4." in steered[1]
    said = "Lists of your own: roster my.csv, phrases mine.csv, home 澜川日报=140200"
    assert said in read_page(steered[0], "index")


def test_the_home_of_a_newspaper_reaches_the_notebooks(pages, tmp_path) -> None:
    home = {"澜川日报": "140200"}
    subject = read_subject(pages, {"home": home}, progress=False)
    assert bring(subject, find_in(subject), tmp_path)["home"] == home
    parts = list_parts(find_notebooks(), (), (), lang="en")
    notebook = next(part for part in parts if part.name == "04_officials")
    cells = prepare(notebook, {"home": home}, "en").cells
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    assert code.index("home = {'澜川日报': '140200'}") > 0
    assert sum("home=home" in source for source in code) == 2
    with pytest.raises(InputError, match="The home of 澜川日报: There is no division"):
        read_subject(pages, {"home": {"澜川日报": "大同日报"}}, progress=False)


def test_the_manifest_keeps_what_was_asked_for(steered) -> None:
    options = json.loads((steered[0] / "manifest.json").read_text(encoding="utf-8"))["options"]
    assert options["since"] == "2024-04"
    assert options["roster"] == "my.csv"


def test_a_first_notebook_is_never_written_over_another(pages, steered) -> None:
    before = (pages / "05_mine.ipynb").read_bytes()
    status, output, errors = run("new", pages / "05_mine.ipynb")
    assert (status, output) == (2, "")
    assert "is there already" in errors
    assert (pages / "05_mine.ipynb").read_bytes() == before
    assert run("new", pages / "mine.py")[0] == 2


@pytest.fixture(scope="module")
def whole(pages: Path) -> dict[str, bytes]:
    """The files of the report on all pages, without those that say how these were read."""
    own = {name: text for name, text in {**SMALL, **APRIL}.items() if name.endswith(".md")}
    source = write_pages(pages.parent / "plain", own)
    return list_files(source, pages.parent / "whole")


def list_files(source: Any, out: Path, **wishes: Any) -> dict[str, bytes]:
    with without_kernels():
        write_reports(source, out, leave_out=["03_topics"], **wishes)
    told = {"index.html", "print.html", "manifest.json"}
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*.*")
        if path.name not in told
    }


def test_tables_that_were_made_give_the_report_that_pages_give(pages, whole, tmp_path) -> None:
    build_tables(pages.parent / "plain", tmp_path / "tables", workers=1)
    taken = list_files(tmp_path / "tables", tmp_path / "out")
    assert sorted(taken) == sorted(whole)
    assert [name for name in whole if taken[name] != whole[name]] == []
    assert "用 dangbao tables 做好的表" in read_page(tmp_path / "out", "index")


def test_made_tables_are_used_and_not_found_anew(pages, tmp_path, monkeypatch) -> None:
    build_tables(pages.parent / "plain", tmp_path / "tables", workers=1)
    for function in ("analysis.officials.find_mentions", "analysis.tokens.tokenize"):
        monkeypatch.setattr(function, None)
    found = read_tables(tmp_path / "tables", since="2024-04")
    assert set(found["mentions"]["name"]) == {"林悦", "袁柏", "夏小满"}
    assert set(found["tokens"]["date"]) == {pd.Timestamp(f"2024-04-0{day}") for day in (2, 3)}


def test_a_part_of_made_tables_is_the_part_of_the_pages(pages, tmp_path) -> None:
    build_tables(pages.parent / "plain", tmp_path / "tables", workers=1)
    part: dict[str, Any] = {"since": "2024-04", "kind": "article", "newspaper": "澜川日报"}
    made, found = (
        read_tables(source, **part) for source in (tmp_path / "tables", pages.parent / "plain")
    )
    for name, table in found.items():
        ids = "page_id" if name in ("pages", "repairs", "boxes") else "article_id"
        assert made[name][ids].tolist() == table[ids].tolist(), name
    assert len(found["mentions"]) == len(made["mentions"]) > 0


def test_a_report_on_a_dataframe(tmp_path) -> None:
    """As it comes out of a database: with integer ids, Chinese names of columns, days as text."""
    rows = pd.DataFrame(
        {
            "id": [7, 8, 9],
            "标题": ["市长林悦调研", "夜市开街", "春耕开始"],
            "日期": ["2024-03-01", "2024-04-02", "2024-04-03"],
            "正文": [
                "市长林悦到东河区调研，强调为基层减负。",
                "夜市开街，市民高兴。",
                "春耕开始，农机下田。",
            ],
            "编辑": "何川",
        }
    )
    before = rows.copy(deep=True)
    with without_kernels():
        written = write_reports(rows, tmp_path / "out", since="2024-04", lang="en", leave_out=REST)
    pd.testing.assert_frame_equal(rows, before)
    articles = pd.read_parquet(tmp_path / "out" / "tables" / "articles.parquet")
    assert articles["article_id"].tolist() == ["8", "9"]
    said = read_page(tmp_path / "out", "index")
    assert "used id as article_id, 标题 as headline, 日期 as date, 正文 as text" in said
    assert "not used: 编辑" in said
    assert written.reading["kind"].tolist() == ["table", *["column"] * 5]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"since": "2025-01"}, r"pages of 2024-03, 2024-04, from 2024-03-01 to 2024-04-03"),
    ({"until": "1999"}, r"pages of 2024-03, 2024-04"),
    (
        {"newspaper": "澜川日"},
        r"there are 澜川日报, 澜川晚报.*Did you mean '澜川日报'",
    ),
    ({"page": 8}, r"There is no page 8; there are 1, 2"),
    ({"kind": "guide"}, r"no item of the kind guide; there are article \(7\)"),
    ({"since": "2024-05", "until": "2024-04"}, r"exchange them"),
    ({"since": "spring"}, r"write 2024-03-05, a month"),
    ({"lang": "fr"}, r"'zh' or 'en'"),
    ({"notebooks": ["06.ipynb"]}, r"dangbao new 06\.ipynb"),
    ({"leave_out": ["03_topic"]}, r"Did you mean '03_topics'"),
    (
        {"leave_out": ["01_articles", "02_terms", "03_topics", "04_officials", "05_papers"]},
        r"No notebook is left",
    ),
    ({"stopwords": ["!无此词"]}, r"no word '无此词' that could be taken out"),
]


@pytest.mark.parametrize(("wish", "said"), WRONG)
def test_what_does_not_fit_is_a_sentence_and_nothing_is_written(whole, pages, wish, said) -> None:
    with pytest.raises(InputError, match=said) as raised:
        write_reports(pages.parent / "plain", pages.parent / "nothing", **wish)
    assert "\n" not in str(raised.value)
    assert not (pages.parent / "nothing").exists()


TOML = [
    ("since = 2024-04\n", r"quotation marks"),
    ('sinse = "2024-04"\n', r"Did you mean 'since'"),
    ('page = "1"\n', r"write a whole number"),
    ("newspaper = 3\n", r"newspaper = "),
    ('roster = "nowhere.csv"\n', r"nowhere\.csv cannot be read"),
]


@pytest.mark.parametrize(("text", "said"), TOML)
def test_what_is_wrong_in_report_toml_is_a_sentence(tmp_path, text, said) -> None:
    source = write_pages(tmp_path / "pages", APRIL)
    (source / "report.toml").write_text(text, encoding="utf-8")
    status, output, errors = run("report", source, "--out", tmp_path / "out")
    assert (status, output, errors.count("\n")) == (2, "", 1)
    assert re.search(said, errors)


def test_a_notebook_of_ones_own_that_stops_is_one_sentence(tmp_path) -> None:
    source = write_pages(tmp_path / "pages", APRIL)
    run("new", tmp_path / "mine.ipynb")
    text = (tmp_path / "mine.ipynb").read_text(encoding="utf-8")
    (tmp_path / "mine.ipynb").write_text(text.replace("find_context(", "no_such("), "utf-8")
    with pytest.raises(InputError, match=r"mine\.ipynb stopped.*no_such"):
        write_reports(source, tmp_path / "out", notebooks=[tmp_path / "mine.ipynb"])


def test_the_options_are_one_table(root) -> None:
    """What Python takes, what the command takes, and what the page of documentation explains."""
    python = {
        name
        for name, one in inspect.signature(write_reports).parameters.items()
        if one.kind is inspect.Parameter.KEYWORD_ONLY
    }
    names = {option.name for option in OPTIONS}
    assert python - {"progress"} == names
    command = {one.name for one in dangbao.commands["report"].params}
    assert command - {"sources", "out"} == names
    for page in ("docs/how-to.md", "docs/zh/how-to.md"):
        text = (root / page).read_text(encoding="utf-8")
        assert [name for name in names if f"`{name}`" not in text] == [], page


ARTICLES = pd.DataFrame(
    {"article_id": ["a"], "text": ["市委书记赵建国出席会议，图布新来了，说到春耕备耕和减负。"]}
)


def name_people(given: Any) -> list[str]:
    return find_mentions(ARTICLES, roster=given)["name"].tolist()


def name_phrases(given: Any) -> list[str]:
    return find_phrases(ARTICLES, extra=given)["phrase"].tolist()


def name_themes(given: Any) -> list[str]:
    return read_themes(extra=given)["term"].tolist()


def name_words(given: Any) -> list[str]:
    tokens = pd.DataFrame({"token": ["春耕", "图布新", "的"], "kind": "word"})
    kept = drop_tokens(tokens, stopwords=given)["token"]
    return [word for word in tokens["token"] if word not in set(kept)]


LISTS: list[tuple[Callable[[Any], list[str]], str, str, str, str]] = [
    (name_people, "name", "group", "图布新", "official"),
    (name_phrases, "phrase", "variants", "春耕备耕", "备春耕"),
    (name_themes, "theme", "term", "冰雪", "滑雪场"),
    (name_words, "word", "source", "图布新", "a name"),
]


@pytest.mark.parametrize(("find", "key", "second", "entry", "cell"), LISTS)
@pytest.mark.parametrize("form", ["csv", "table", "dict", "list"])
def test_a_list_of_ones_own_is_taken_in_every_form(
    tmp_path, find, key, second, entry, cell, form
) -> None:
    table = pd.DataFrame({key: [entry], second: [cell]})
    table.to_csv(tmp_path / "own.csv", index=False)
    given = {
        "csv": tmp_path / "own.csv",
        "table": table,
        "dict": {entry: [cell]},
        "list": [entry],
    }[form]
    if form == "list" and key == "theme":
        with pytest.raises(InputError, match="words by theme"):
            find(given)
        return
    assert (cell if key == "theme" else entry) in find(given)


def test_an_entry_of_ours_can_be_taken_out_of_each_list() -> None:
    assert "减负" in name_phrases(None)
    assert "减负" not in name_phrases(["!减负"])
    assert "的" not in name_words(["!的"])
    theme, term = read_themes()[["theme", "term"]].iloc[0]
    taken = read_themes(extra={theme: [f"!{term}"]})
    assert not ((taken["theme"] == theme) & (taken["term"] == term)).any()
    assert theme not in set(read_themes(extra={f"!{theme}": []})["theme"])
    person = read_lexicon("people")["name"].iloc[0]
    assert name_people([f"!{person}"]) == name_people(None)
    with pytest.raises(InputError, match="take"):
        name_people(["!无此人"])


def test_a_folder_of_both_gives_pages_and_rows(tmp_path) -> None:
    source = write_pages(tmp_path / "pages", APRIL)
    row = "标题,日期,报纸,正文\n早稻开镰,2024-04-02,澜川日报,早稻开镰，农户丰收，市长林悦到场。\n"
    (source / "more.csv").write_text(row, encoding="utf-8")
    (source / "index.csv").write_text("file,title\nA,B\n", encoding="utf-8")
    found = read_tables(source, ["articles", "mentions"])
    assert found["articles"]["headline"].tolist()[-1] == "早稻开镰"
    built = build_tables(source, tmp_path / "tables", workers=1)
    made = read_tables(tmp_path / "tables", ["articles", "mentions"])
    assert sorted(made["articles"]["article_id"]) == sorted(found["articles"]["article_id"])
    assert sorted(made["mentions"]["name"]) == sorted(found["mentions"]["name"])
    again = build_tables(source, tmp_path / "tables", workers=1)
    assert not again.months["made"].any()
    assert built.months["articles"].sum() == len(found["articles"])
    status, output, errors = run("context", "早稻", source)
    assert (status, output.count("\n")) == (0, 2)
    assert "Tables of other things, not read: 1 (index.csv)" in errors


def test_made_tables_are_read_by_the_readers_too(pages, whole, tmp_path) -> None:
    source = pages.parent / "plain"
    build_tables(source, tmp_path / "tables", workers=1)
    own = read_pages(tmp_path / "tables")
    assert sorted(own["page_id"]) == sorted(read_pages(source)["page_id"])
    assert len(read_articles(tmp_path / "tables")) == len(split_articles(own))
    with pytest.raises(InputError, match="dangbao report"):
        build_tables(tmp_path / "tables", tmp_path / "again")
