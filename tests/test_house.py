"""The drawing of the house names every public function, and no other."""

import inspect
import re
from pathlib import Path

import analysis


def test_the_house_names_every_public_function(root: Path) -> None:
    text = (root / "docs" / "house.md").read_text(encoding="utf-8")
    rooms = text.split("## The rooms")[1].split("Inside `articles/`")[0]
    rows = [line.rsplit("|", 2)[1] for line in rooms.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named == set(analysis.__all__)


def test_every_function_that_makes_a_table_says_its_row_and_shows_an_example() -> None:
    makers = [
        function
        for function in (getattr(analysis, name) for name in analysis.__all__)
        if inspect.isfunction(function)
        and "DataFrame" in str(inspect.signature(function).return_annotation)
    ]
    assert len(makers) > 20
    silent = [
        function.__name__
        for function in makers
        if "row" not in (function.__doc__ or "") or "\n    >>> " not in (function.__doc__ or "")
    ]
    assert not silent
