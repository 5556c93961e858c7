"""No pattern of the package, nor of its word lists, backtracks without bound."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from ambiguity import find_loop, find_square
from counting import no_hanging

from analysis import find_appointments, find_mentions, read_pages
from analysis.pages.html import read_document
from analysis.patterns import JUMP

# Every pattern that is compiled while all is imported and all tables of some pages are made, which
# reads all word lists; and of those that are used the longest text that each is given.
COMPILED = """
import importlib, json, pkgutil, re, sys
patterns, used, compile_really = {}, {}, re._compile
ANYWHERE = ("search", "finditer", "findall", "sub", "subn", "split")

class Told:
    def __init__(self, own):
        self.own = own

    def __getattr__(self, name):
        found = getattr(self.own, name)
        if name not in (*ANYWHERE, "match", "fullmatch"):
            return found
        key = (self.own.pattern, self.own.flags, name in ANYWHERE)
        at = name in ("sub", "subn")
        def call(*given, **more):
            bounds = () if at or name == "split" else given[1:3]
            text = given[at]
            end = min(len(text), *bounds[1:], more.get("endpos", len(text)))
            start = bounds[0] if bounds else more.get("pos", 0)
            used[key] = max(used.get(key, 0), end - start)
            return found(*given, **more)
        return call

def compile_and_tell(pattern, flags=0):
    if isinstance(pattern, Told):
        return pattern
    frame = sys._getframe(1)
    while frame and frame.f_code.co_filename.endswith(("re/__init__.py", "functools.py")):
        frame = frame.f_back
    compiled = compile_really(pattern, flags)
    if "/analysis/" not in frame.f_code.co_filename or not isinstance(pattern, str):
        return compiled
    where = f"{frame.f_code.co_filename.rpartition('/analysis/')[2]}:{frame.f_lineno}"
    patterns.setdefault((pattern, compiled.flags), where)
    return Told(compiled)

re._compile = compile_and_tell
import analysis
for module in pkgutil.walk_packages(analysis.__path__, "analysis."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
analysis.build_tables(sys.argv[1], sys.argv[2], workers=1)
print(json.dumps([[*pattern, where] for pattern, where in patterns.items()]))
print(json.dumps([[*key, patterns[key[:2]], length] for key, length in used.items()]))
"""
LONG = 1000  # characters that no pattern is given of a page with lines as pages have them


@pytest.fixture(scope="module")
def told(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Any], list[Any]]:
    """The patterns, and how each is used for a page of the sample and pages of long lines."""
    folder = tmp_path_factory.mktemp("patterns")
    (page, *_) = sorted(sample.glob("*-p01.md"))
    text = page.read_text(encoding="utf-8")
    line = text.replace("\n", "")[:1500].replace("。", "，") * 3
    pages = [
        text,
        f"{text}\n\n## 市长谭启文主持会议\n\n{line}任命谭启文为省长。\n",
        "## 会议召开\n\n" + "会议召开习近平总书记同志免去张启明的市长职务" * 200 + "\n",
        "## 会议召开\n\n谭启文" + "\u3000 " * 2000 + f"出席，记者 王明\n\n（记者{' ' * 3000}\n\n"
        f"{'中' * 4000}\n\n{'中、' * 2000}\n\n{'第0' * 2000}版\n",
    ]
    for day, own in enumerate(pages, start=14):
        name = f"lanchuan-daily-2024-03-{day}-p01.md"
        (folder / "pages" / name).parent.mkdir(exist_ok=True)
        (folder / "pages" / name).write_text(own, encoding="utf-8")
    (folder / "pages" / "2024-03-20.html").write_text("<p>" * 1500 + "会议召开。", encoding="utf-8")
    command = [sys.executable, "-c", COMPILED, str(folder / "pages"), str(folder / "out")]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    patterns, used = map(json.loads, ran.stdout.splitlines()[-2:])
    return patterns, used


def test_no_loop_of_a_pattern_can_be_taken_in_two_ways(told: tuple[list[Any], list[Any]]) -> None:
    patterns, _ = told
    assert len(patterns) > 400
    found = {where: find_loop(pattern, flags) for pattern, flags, where in patterns}
    assert {where: loop for where, loop in found.items() if loop is not None} == {}


def test_no_pattern_that_reads_long_lines_takes_their_square(
    told: tuple[list[Any], list[Any]],
) -> None:
    _, used = told
    long = [own[:4] for own in used if own[4] > LONG]
    assert len(long) > 50
    found = {
        (where, pattern): find_square(pattern, flags, anywhere=anywhere)
        for pattern, flags, anywhere, where in long
    }
    assert {own: sign for own, sign in found.items() if sign is not None} == {}


@pytest.mark.parametrize(
    ("pattern", "loop"),
    [
        ("(?:a+)+b", "a"),
        ("(?:a*)*b", "a"),
        ("(?:a|ab|b)*c", "a"),
        (r"(?:\s*\n)*x", "\n"),
        ("(?:a{1,3}){0,40}b", "a"),
        ("x(?=(?:a+)+b)", "a"),
        ("(?:(?:a+)+b)*+", "a"),
        ("(?:a+b)*c", None),
        ("(?:[^,]*,)*x", None),
        ("(?:a+)++b", None),
        ("a*a*b", None),
        ("(?:a{3})*b", None),
        ("(?:ab?){0,3}c", None),
    ],
)
def test_a_loop_that_can_be_taken_in_two_ways_is_found(pattern: str, loop: str | None) -> None:
    assert find_loop(pattern) == loop


@pytest.mark.parametrize(
    ("pattern", "anywhere", "sign"),
    [
        (r"\s+$", True, "\t"),
        ("a*b", True, "a"),
        ("a*b", False, None),
        ("a*+b", True, "a"),
        ("(?<!a)a*+b", True, None),
        ("a*a*b", False, "a"),
        ("a*ca*b", False, None),
        ("(?:ab)*abc", True, "a"),
        ("xa*b", True, None),
        ("(?:a{0,20})b", True, None),
        ("(?m)^a*b", True, None),
        ("^a*b", True, None),
        ("a+", True, None),
        ("(?:[^。]|。(?=他))+", True, None),
    ],
)
def test_a_loop_whose_text_is_read_again_and_again_is_found(
    pattern: str, anywhere: bool, sign: str | None
) -> None:
    assert find_square(pattern, anywhere=anywhere) == sign


def find_in(text: str) -> None:
    articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    find_appointments(articles, mentions=find_mentions(articles))


# What would have taken longer than anybody waits, each by another pattern.
SLOW: list[tuple[str, Callable[[Path], object]]] = [
    ("adverbs", lambda _: find_in("市长谭启文x" + "首次在会场" * 60 + "当选省长。")),
    ("a list of the chosen", lambda _: find_in("任命" + "谭启文、张三与及" * 60 + "谭启文。")),
    ("just now", lambda _: find_in("谭启文" + "刚" * 400 + "。")),
    ("makers", lambda _: find_in("（稿件由谭启文" + "、" * 90 + "）")),
    ("blanks before a page", lambda _: JUMP.sub("", "中" + "\u3000" * 5000 + "版")),
    ("comments never closed", lambda _: read_document("<!--enpproperty" * 20_000)),
    ("a name of a file", lambda folder: read_named(folder, "a-b-" + "iao" * 60 + "k")),
]


def read_named(folder: Path, name: str) -> None:
    (folder / f"{name}.md").write_text("会议召开。", encoding="utf-8")
    read_pages(folder)


@pytest.mark.parametrize(("what", "call"), SLOW, ids=[what for what, _ in SLOW])
def test_what_can_be_cut_in_many_ways_is_read_at_once(
    what: str, call: Callable[[Path], object], tmp_path: Path
) -> None:
    with no_hanging():
        call(tmp_path)
