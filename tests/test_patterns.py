"""No pattern of the package, nor of its word lists, backtracks without bound."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from ambiguity import find_loop
from counting import no_hanging

from analysis import find_appointments, find_mentions, read_pages

# Every pattern that is compiled while all is imported and all tables of a page are made, which
# reads all word lists.
COMPILED = """
import importlib, json, pkgutil, re, sys
patterns, compile_really = {}, re._compile
def compile_and_tell(pattern, flags=0):
    frame = sys._getframe(1)
    while frame and frame.f_code.co_filename.endswith(("re/__init__.py", "functools.py")):
        frame = frame.f_back
    if "/analysis/" in frame.f_code.co_filename and isinstance(pattern, str):
        where = f"{frame.f_code.co_filename.rpartition('/analysis/')[2]}:{frame.f_lineno}"
        patterns.setdefault((pattern, int(flags)), where)
    return compile_really(pattern, flags)
re._compile = compile_and_tell
import analysis
for module in pkgutil.walk_packages(analysis.__path__, "analysis."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
analysis.build_tables(sys.argv[1], sys.argv[2], workers=1)
print(json.dumps([[*pattern, where] for pattern, where in patterns.items()]))
"""


def test_no_loop_of_a_pattern_can_be_taken_in_two_ways(sample: Path, tmp_path: Path) -> None:
    (page, *_) = sorted(sample.glob("*-p01.md"))
    command = [sys.executable, "-c", COMPILED, str(page), str(tmp_path / "out")]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    patterns = json.loads(ran.stdout.splitlines()[-1])
    assert len(patterns) > 400
    found = {where: find_loop(pattern, flags) for pattern, flags, where in patterns}
    assert {where: loop for where, loop in found.items() if loop is not None} == {}


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


def find_in(text: str) -> None:
    articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    find_appointments(articles, mentions=find_mentions(articles))


# What would have taken longer than anybody waits, each by another pattern.
SLOW: list[tuple[str, Callable[[Path], object]]] = [
    ("adverbs", lambda _: find_in("市长谭启文x" + "首次在会场" * 60 + "当选省长。")),
    ("a list of the chosen", lambda _: find_in("任命" + "谭启文、张三与及" * 60 + "谭启文。")),
    ("just now", lambda _: find_in("谭启文" + "刚" * 400 + "。")),
    ("makers", lambda _: find_in("（稿件由谭启文" + "、" * 90 + "）")),
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
