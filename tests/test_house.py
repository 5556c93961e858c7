"""The drawing of the house names every public function, and no other."""

import re
from pathlib import Path

import analysis


def test_the_house_names_every_public_function(root: Path) -> None:
    text = (root / "docs" / "house.md").read_text(encoding="utf-8")
    rooms = text.split("## The rooms")[1].split("Inside `articles/`")[0]
    rows = [line.rsplit("|", 2)[1] for line in rooms.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named == set(analysis.__all__)


def test_every_public_function_says_what_a_row_is_and_runs_an_example() -> None:
    silent = [
        name for name in analysis.__all__ if not (getattr(analysis, name).__doc__ or "").strip()
    ]
    assert not silent
