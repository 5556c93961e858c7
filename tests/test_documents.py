"""Every command in every document runs, and what it prints is what the document prints.

The blocks of a document that are marked `sh` and `py` are run in their order, in a folder that has what
the documents speak of: the sample, and pages at the places that stand for the reader's own. A block `py`
whose first line is `# name.py` becomes that file; a block `text` is what was printed before it. `make`
only says what it would do there; what it does is what runs these tests. What takes minutes is named
below, with what holds it.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

import click
import pytest

from analysis.cli import dangbao
from analysis.lexicon import read_lexicon

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
# These are not run here. The first is compared with the Makefile (test_readme.py), the second gives the
# figures of docs/evaluation.md (test_evaluate.py); a script must be there and say how it is called.
LONG = re.compile(
    r"python3 -m venv |dangbao evaluate tests/gold --texts |(?P<script>python (?:benchmarks|makers|docs)/\S+\.py)"
)


class Block(NamedTuple):
    """A piece of a document in a language: sh, py, text, csv."""

    language: str
    code: str


def list_blocks(document: Path) -> list[Block]:
    text = document.read_text(encoding="utf-8")
    found = re.finditer(r"^( *)```(\w+)\n(.*?)^\1```$", text, re.DOTALL | re.MULTILINE)
    return [Block(match[2], dedent(match[3])) for match in found]


def list_inline(document: Path) -> Iterator[str]:
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    for match in re.finditer(r"`((?:dangbao|make|python|pip) [^`]+)`", text):
        yield " ".join(match[1].split())


def put_pages(folder: Path, pages: list[Path]) -> None:
    folder.mkdir(parents=True)
    for page in pages:
        shutil.copy(page, folder)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder like that of a reader who has just cloned the project and has pages of their own."""
    for folder in ("sample", "papers"):
        shutil.copytree(ROOT / "data" / folder, tmp_path / "data" / folder)
    pages = sorted((tmp_path / "data" / "sample").glob("lanchuan-*.md"))
    put_pages(tmp_path / "some" / "folder", pages[:2])
    for paper in ("晨报", "晚报"):
        put_pages(tmp_path / "papers" / paper, pages[:1])
    put_pages(tmp_path / "my-paper", pages[:2])
    (tmp_path / "my-paper" / "gold").mkdir()
    for page in pages[:2]:
        label = page.parent / "gold" / f"{page.stem}.json"
        shutil.copy(label, tmp_path / "my-paper" / "gold")
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name, command in {
        "python": sys.executable,
        "dangbao": f"{sys.executable} {ROOT / 'tests' / 'here.py'}",
        "make": f"{shutil.which('make')} --dry-run --directory {shlex.quote(str(ROOT))}",
    }.items():
        (programs / name).write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
        (programs / name).chmod(0o755)
    (programs / "activate").write_text("", encoding="utf-8")
    return tmp_path


def run(place: Path, command: list[str]) -> str:
    path = os.pathsep.join([str(place / ".venv" / "bin"), os.environ["PATH"]])
    packages = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        command,
        cwd=place,
        env={**os.environ, "PATH": path, "PYTHONPATH": packages, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.skipif(not shutil.which("bash") or not shutil.which("make"), reason="no bash, or make")
@pytest.mark.parametrize("document", DOCUMENTS, ids=[path.name for path in DOCUMENTS])
def test_what_a_document_tells_to_do_can_be_done(document: Path, place: Path) -> None:
    printed = ""
    for block in list_blocks(document):
        named = re.match(r"# (\w+\.py)\n", block.code)
        if block.language == "py" and named:
            (place / named[1]).write_text(block.code, encoding="utf-8")
        elif block.language == "py":
            printed = run(place, [sys.executable, "-c", block.code])
        elif block.language == "sh":
            lines = [line for line in block.code.splitlines() if not LONG.match(line)]
            printed = run(place, ["bash", "-euo", "pipefail", "-c", "\n".join(lines)])
        elif block.language == "text":
            assert clean(printed) == clean(block.code)


def clean(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines())


def test_the_first_hour_in_chinese_has_the_blocks_that_are_run_in_english() -> None:
    hours = (ROOT / "docs" / "first-hour.md", ROOT / "docs" / "zh" / "first-hour.md")
    english, chinese = (list_blocks(hour) for hour in hours)
    told = [block._replace(code=block.code.replace("--lang zh", "--lang en")) for block in chinese]
    assert told == english


def test_the_first_hour_shows_what_each_of_its_questions_gives() -> None:
    languages = [block.language for block in list_blocks(ROOT / "docs" / "first-hour.md")]
    assert languages.count("text") >= 3
    for before, after in pairwise(languages):
        assert after != "text" or before == "sh"


@pytest.mark.parametrize(
    "document", [*DOCUMENTS, ROOT / "README.zh.md"], ids=lambda path: str(path.name)
)
def test_a_command_within_a_sentence_is_one_that_there_is(document: Path) -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    blocks = [block.code for block in list_blocks(document) if block.language == "sh"]
    lines = [line for code in blocks for line in code.splitlines()]
    own = re.findall(r"^# (\w+\.py)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    for command in [*list_inline(document), *lines]:
        name, *words = shlex.split(command, comments=True)
        if name == "make":
            assert words[0] in targets, command
        elif name == "dangbao":
            chosen = dangbao.commands[words[0]]
            if len(words) == 1:  # a command that is spoken of, and not one to be typed
                continue
            chosen.make_context(words[0], words[1:], parent=click.Context(dangbao))
        elif name == "python" and words[0] not in own:
            said = (ROOT / words[0]).read_text(encoding="utf-8").split('"""')[1]
            assert f"python {words[0]}" in said, command
        elif name == "pip":
            assert words[0] == "install"
            check_extra(words[-1])


def check_extra(wanted: str) -> None:
    extra = re.search(r"\[(\w+)\]", wanted)
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert extra is not None
    assert re.search(rf"^{extra[1]} = \[", project, re.MULTILINE)


def test_a_row_that_is_shown_is_a_row_of_the_list() -> None:
    shown = next(
        block.code for block in list_blocks(ROOT / "CONTRIBUTING.md") if block.language == "csv"
    )
    own = (ROOT / "analysis" / "lexicons" / "phrases.csv").read_text(encoding="utf-8")
    head, row = shown.splitlines()
    assert own.startswith(head + "\n")
    assert row in own.splitlines()
    assert read_lexicon("offices")["example"].notna().all()


@pytest.mark.parametrize(
    "document", [*DOCUMENTS, ROOT / "README.zh.md"], ids=lambda path: str(path.name)
)
def test_what_a_document_links_to_is_there(document: Path) -> None:
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    gone = [link for link in links if not (document.parent / link.partition("#")[0]).exists()]
    if not (ROOT / "docs" / "questions").is_dir():
        gone = [link for link in gone if "questions/" not in link]
    assert gone == []
