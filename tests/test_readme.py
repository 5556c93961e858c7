"""The first page says what is: its script runs, its figures are those of the evaluation, and the page
in Chinese says the same."""

import ast
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from analysis import __version__
from analysis.schema import make_codebook

PAGES = ("README.md", "README.zh.md")


def read(root: Path, name: str) -> str:
    return (root / name).read_text(encoding="utf-8")


def read_script(root: Path, name: str) -> str:
    found = re.search(r"<!-- script -->\n```python\n(.*?)```", read(root, name), re.DOTALL)
    assert found is not None
    return found[1]


def read_commands(root: Path, name: str) -> list[list[str]]:
    """The commands of a page, each in its words, in blocks and within sentences."""
    text = read(root, name)
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += re.findall(r"`((?:make|dangbao|python) [^`]+)`", text)
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def read_between(text: str, mark: str) -> str:
    found = re.search(rf"<!-- {mark} -->\n(.*?)<!-- /{mark} -->", text, re.DOTALL)
    assert found is not None
    return found[1].strip()


def read_cells(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]


def test_the_script_runs(root: Path) -> None:
    script = read_script(root, "README.md")
    assert len(script.splitlines()) == 10
    run = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", script],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "新质生产力" in run.stdout


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_a_screen_and_a_half(root: Path, name: str) -> None:
    text = read(root, name)
    assert len(text.splitlines()) <= 90
    assert len(re.findall(r"!\[", text)) == 1
    # The questions, each with a page of its own.
    assert len(re.findall(r"\(docs/(?:zh/)?questions/[\w-]+\.md\)", text)) >= 6


def test_the_page_in_chinese_has_the_same_commands_script_figures_and_links(root: Path) -> None:
    english, chinese = (read(root, name) for name in PAGES)
    commands = read_commands(root, PAGES[0])
    assert commands == read_commands(root, PAGES[1])
    assert len(commands) == 7
    trees = [ast.dump(ast.parse(read_script(root, name))) for name in PAGES]
    assert trees[0] == trees[1]
    tables = [read_cells(read_between(text, "figures")) for text in (english, chinese)]
    assert [row[1:] for row in tables[0][1:]] == [row[1:] for row in tables[1][1:]]
    links = [re.findall(r"\]\((?!README)([^)]+)\)", text) for text in (english, chinese)]
    # The pages of the questions are there in both languages, under the same names.
    assert sorted(links[0]) == sorted(link.replace("docs/zh/", "docs/") for link in links[1])
    heads = [re.findall(r"^## ", text, re.MULTILINE) for text in (english, chinese)]
    assert len(heads[0]) == len(heads[1])
    assert [text.count("\n- ") for text in (english, chinese)] == [5, 5]
    # Every sentence in Chinese, none left in English.
    prose = re.sub(r"```.*?```|`[^`]*`|<!--.*?-->|\]\([^)]*\)", "", chinese, flags=re.DOTALL)
    assert not re.findall(r"[A-Za-z]+ [A-Za-z]+ [A-Za-z]+ [A-Za-z]+", prose)


@pytest.mark.parametrize(("name", "lang"), [("README.md", "en"), ("README.zh.md", "zh")])
def test_the_five_figures_are_those_of_the_evaluation(root: Path, name: str, lang: str) -> None:
    made = runpy.run_path(str(root / "docs" / "write_figures.py"))["make_five"](
        read(root, "docs/evaluation.md"), lang
    )
    shown = read_between(read(root, name), "figures")
    assert shown == made
    rows = read_cells(shown)[2:]
    assert len(rows) == 5
    full = read_cells(read_between(read(root, "docs/evaluation.md"), "evaluation"))
    for _, value, span, number, section in rows:
        row = [section.strip("`"), value, span, number]
        assert row in [[cells[0], *cells[2:5]] for cells in full if len(cells) > 5]


def test_the_codebook_is_that_of_the_schema(root: Path) -> None:
    assert read_between(read(root, "docs/codebook.md"), "codebook") == make_codebook().strip()


@pytest.mark.skipif(not shutil.which("make"), reason="no make")
def test_the_commands_without_make_are_those_that_make_runs(root: Path) -> None:
    """Only what makes no difference to what is done may differ: how much is said, on how many cores."""
    by_hand = [
        [normalize(part) for part in " ".join(map(shlex.quote, words)).split("'&&'")]
        for words in read_commands(root, "README.md")
        if words[0] == "python3"
    ]
    for target, parts in zip(("report", "test"), by_hand, strict=True):
        dry = subprocess.run(
            ["make", "--dry-run", "--always-make", target],
            cwd=root,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        lines = [line for line in dry.stdout.splitlines() if re.match(r"python3|\.venv", line)]
        assert [normalize(line) for line in lines] == parts


def normalize(command: str) -> list[str]:
    same = {"-c": "--constraint", "-e": "--editable"}
    words = [same.get(word, word) for word in shlex.split(command)]
    text = " ".join(words)
    for idle in (" --quiet", " -n auto --dist loadscope --no-loadscope-reorder", " --lang zh"):
        text = text.replace(idle, "")
    return text.split()


def test_the_citation_is_of_this_version_and_in_the_form_that_others_read(root: Path) -> None:
    citation: dict[str, Any] = yaml.safe_load(read(root, "CITATION.cff"))
    project = tomllib.loads(read(root, "pyproject.toml"))["project"]
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] in ("software", "dataset")
    assert {"message", "title", "authors"} <= set(citation)
    assert str(citation["version"]) == project["version"] == __version__
    assert citation["license"] == project["license"]
    assert citation["authors"]
    for author in citation["authors"]:
        assert "name" in author or {"family-names", "given-names"} <= set(author)
    known = {"cff-version", "message", "type", "title", "abstract", "authors", "version", "license"}
    assert set(citation) <= known | {"keywords", "date-released", "repository-code", "url", "doi"}
    assert set(project["keywords"]) == set(citation["keywords"])
