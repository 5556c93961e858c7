"""The command: one clear line for each mistake, and exit statuses that can be relied on."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from analysis.cli import dangbao

PAGE = "## 会议少开\n\n本报讯 (记者 夏小满) 3月13日,我市为基层减负。\n"


def make_pages(folder: Path, **texts: str) -> Path:
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(dangbao, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


def make_nothing(folder: Path, case: str) -> Path:
    pages = folder / "pages"
    if case == "a path that does not exist":
        return pages
    if case == "a page without text":
        return make_pages(pages, one=" \n\n")
    make_pages(pages)
    if case == "a folder without readable pages":
        (pages / "one.pdf").write_bytes(b"%PDF")
    return pages


CASES = [
    "an empty folder",
    "a folder without readable pages",
    "a page without text",
    "a path that does not exist",
]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("command", ["report", "context", "tables"])
def test_where_nothing_can_be_read_one_line_says_so(tmp_path, case, command) -> None:
    pages = make_nothing(tmp_path, case)
    before = sorted(tmp_path.rglob("*"))
    words = ["减负"] if command == "context" else ["--out", tmp_path / "out"]
    status, output, errors = run(command, *words, pages)
    assert status == 2
    assert output == ""
    assert errors.count("\n") == 1
    assert errors.startswith("dangbao: ")
    made = [path for path in sorted(tmp_path.rglob("*")) if path not in before]
    # The folder of tables is locked, and called ours, before its pages are read; no table is made.
    ours = {".dangbao.lock", "manifest.json"}
    assert not [path for path in made if path.is_file() and path.name not in ours]


def test_context_gives_page_line_and_column_of_every_place(tmp_path) -> None:
    pages = make_pages(tmp_path / "pages", one=PAGE)
    status, output, errors = run("context", "减负", pages, "--width", 4)
    assert status == 0
    said = "Articles: 1; without a date 1, without a page 1"
    assert errors == f"dangbao: Page files read: 1.\ndangbao: {said}.\n"
    line = PAGE.split("\n")[2]
    assert output == f"one:3:{line.index('减负') + 1}: 市为基层[减负]。\n"


def test_a_word_that_stands_nowhere_is_said_to(tmp_path) -> None:
    pages = make_pages(tmp_path / "pages", one=PAGE)
    status, output, errors = run("context", "乡村振兴", pages)
    assert (status, output) == (0, "")
    assert errors.startswith("dangbao: 乡村振兴 stands nowhere")


def test_files_that_could_not_be_read_are_listed_and_change_the_status(tmp_path) -> None:
    pages = make_pages(tmp_path / "pages", one=PAGE, two=" ")
    status, output, errors = run("context", "减负", pages)
    assert status == 1
    assert output.startswith("one:3:")
    assert "refused: 1 (two.md)" in errors
    assert errors.endswith("two.md: the page is blank\n")


def test_tables_are_made_where_they_were_asked_for(tmp_path) -> None:
    pages = make_pages(tmp_path / "pages", one=PAGE, two=" ")
    command = ("tables", pages, "--out", tmp_path / "out", "--workers", 1)
    status, output, errors = run(*command)
    assert status == 1
    assert output.strip() == f"{tmp_path / 'out'}: 1 of 1 months made"
    assert "two" in errors
    assert list((tmp_path / "out" / "tokens").rglob("*.parquet"))
    assert "0 of 1 months made" in run(*command)[1]


def test_a_console_without_chinese_is_no_error(tmp_path) -> None:
    pages = make_pages(tmp_path / "pages", one=PAGE)
    result = subprocess.run(
        [sys.executable, "-m", "analysis", "context", "减负", str(pages)],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
    )
    assert result.returncode == 0
    assert result.stdout.startswith(b"one:3:")


def test_the_command_and_the_module_are_one(root) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "analysis", "--help"], capture_output=True, cwd=root
    )
    shown = result.stdout.decode()
    assert result.returncode == 0
    for name in dangbao.commands:
        assert name in shown


def test_asking_for_an_unknown_language_is_a_usage_error(tmp_path) -> None:
    status, output, errors = run("report", tmp_path, "--lang", "fr")
    assert (status, output) == (2, "")
    assert "fr" in errors


ROWS = "标题,日期,版次,正文\n春耕,2024-03-05,1,省长在云台县调研春耕备耕工作，强调减负。\n"


def test_context_takes_a_table_of_articles_and_says_what_its_columns_were_used_as(tmp_path) -> None:
    (tmp_path / "a.csv").write_text(ROWS, encoding="utf-8")
    status, output, errors = run("context", "减负", tmp_path)
    assert (status, output) == (0, "a#1: 省长在云台县调研春耕备耕工作，强调[减负]。\n")
    used = "used 标题 as headline, 日期 as date, 版次 as page, 正文 as text."
    assert f"a.csv: rows 1; {used}" in errors


def test_columns_can_be_named_at_the_command_line(tmp_path) -> None:
    (tmp_path / "a.csv").write_text(ROWS.replace("正文", "Policy Content"), encoding="utf-8")
    status, _, errors = run("context", "减负", tmp_path)
    assert status == 2
    assert "--column text=fulltext" in errors
    status, output, _ = run("context", "减负", tmp_path, "--column", "text=Policy Content")
    assert status == 0
    assert output.startswith("a#1: ")
    assert run("context", "减负", tmp_path, "--column", "text")[0] == 2


def test_files_of_other_kinds_and_doubtful_ones_are_named(tmp_path) -> None:
    pages = make_pages(tmp_path / "pages", one=PAGE)
    (pages / "a.mp3").write_bytes(b"x")
    (pages / "requirements.txt").write_text("requests>=2.31.0\n", encoding="utf-8")
    (pages / "stopwords.txt").write_text("的\n了\n在\n", encoding="utf-8")
    status, _, errors = run("context", "减负", pages)
    assert status == 0
    assert "Page files read: 3; in doubt: 2 (requirements.txt, stopwords.txt)." in errors
    assert "Files of other kinds, not read: 1 (.mp3 1)." in errors


@pytest.mark.parametrize("home", [["140200"], ["mine-daily=140200"]])
def test_the_home_of_a_newspaper_is_told_to_the_tables(tmp_path, home) -> None:
    pages = make_pages(tmp_path / "pages", **{"mine-daily-2024-03-05-p01": "市长林悦强调春耕。\n"})
    options = [word for one in home for word in ("--home", one)]
    status, _, errors = run("tables", pages, "--out", tmp_path / "out", "--workers", 1, *options)
    assert status == 0, errors
    codes = pd.read_parquet(tmp_path / "out" / "offices")["code"].tolist()
    assert codes == ["140200"]


@pytest.mark.parametrize(
    ("home", "said"),
    [
        (["140200", "140300"], "write one code for all newspapers"),
        (["mine="], "The home of mine: There is no division with the code ''"),
        (["大同"], "大同 may be|大同 is 140200|may be 140200"),
    ],
)
def test_a_home_that_is_none_is_one_line(tmp_path, home, said) -> None:
    pages = make_pages(tmp_path / "pages", **{"mine-daily-2024-03-05-p01": "市长林悦强调春耕。\n"})
    options = [word for one in home for word in ("--home", one)]
    for command in ("tables", "report"):
        status, output, errors = run(command, pages, "--out", tmp_path / "out", *options)
        assert (status, output) == (2, "")
        assert re.search(said, errors), errors
        assert not list((tmp_path / "out").rglob("*.parquet"))
