"""Importing the package: what it offers, and how much it does."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import analysis

_COUNTED = """
import sys
calls = [0]
def add(*_): calls[0] += 1
sys.setprofile(add)
{}
sys.setprofile(None)
print(calls[0])
"""


def count(code: str) -> int:
    """The calls of functions in a fresh Python that runs some code."""
    command = [sys.executable, "-c", _COUNTED.format(code)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_importing_does_little_and_what_is_used_first_little_more_than_pandas() -> None:
    count("import analysis, pandas")  # byte code is written
    pandas = count("import pandas")
    assert count("import analysis") < 0.05 * pandas
    assert count("from analysis import read_pages") < 1.2 * pandas


def test_every_name_that_is_offered_is_there_and_says_what_it_does() -> None:
    assert sorted(analysis.__all__) == analysis.__all__
    for name in analysis.__all__:
        assert getattr(analysis, name).__doc__


def test_the_list_of_names_is_the_one_that_type_checkers_read() -> None:
    stub = Path(analysis.__file__).with_suffix(".pyi").read_text(encoding="ascii")
    named = {
        alias.asname: node.module
        for node in ast.parse(stub).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert sorted(named) == analysis.__all__ == dir(analysis)
    for name, room in named.items():
        assert name in import_module(f"analysis.{room}").__all__


def test_a_name_that_is_not_offered_is_refused_as_in_any_module() -> None:
    with pytest.raises(AttributeError, match="attribute nothing"):
        _ = analysis.nothing


def test_heavy_libraries_are_left_until_they_are_used() -> None:
    heavy = ["matplotlib", "sklearn", "scipy", "jieba", "rjieba", "click", "itables", "nbclient"]
    code = f"import sys, analysis; print([name for name in {heavy} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
