"""A bar stands on the standard error, and only where it is wanted and work takes its time."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from analysis import (
    cluster_articles,
    find_mentions,
    find_phrases,
    read_pages,
    split_articles,
    tag_themes,
    tokenize,
)

STEPS: dict[str, Callable[[pd.DataFrame], object]] = {
    "articles": lambda pages: split_articles(pages, progress=True),
    "people": lambda pages: find_mentions(split_articles(pages), progress=True),
    "phrases": lambda pages: find_phrases(split_articles(pages), progress=True),
    "themes": lambda pages: tag_themes(split_articles(pages), progress=True),
    "tokens": lambda pages: tokenize(split_articles(pages), progress=True),
    "clusters": lambda pages: cluster_articles(tokenize(split_articles(pages)), progress=True),
}


@pytest.fixture(scope="module")
def pages(root: Path) -> pd.DataFrame:
    return read_pages(root / "data" / "sample").head(5)


@pytest.mark.parametrize("what", STEPS)
def test_work_that_takes_its_time_shows_a_bar(what, pages, monkeypatch, capfd) -> None:
    monkeypatch.setattr("analysis.progress._QUIET", 0)
    STEPS[what](pages)
    assert f"{what}: " in capfd.readouterr().err


def test_reading_shows_how_many_files_are_read(root, monkeypatch, capfd) -> None:
    monkeypatch.setattr("analysis.progress._QUIET", 0)
    read_pages(root / "data" / "sample", progress=True)
    assert "/28 [" in capfd.readouterr().err


def test_nothing_is_shown_where_it_is_not_wanted_or_soon_done(pages, monkeypatch, capfd) -> None:
    monkeypatch.setattr("analysis.progress._QUIET", 3600)  # a busy machine is slow, but not so slow
    find_phrases(split_articles(pages), progress=True)
    monkeypatch.setattr("analysis.progress._QUIET", 0)
    find_mentions(split_articles(pages))
    assert capfd.readouterr().err == ""


def test_a_variable_of_the_environment_keeps_bars_away(root) -> None:
    code = (
        "import sys, analysis.progress; analysis.progress._QUIET = 0\n"
        "from analysis import read_pages; read_pages(sys.argv[1], progress=True)"
    )
    command = [sys.executable, "-c", code, str(root / "data" / "sample")]
    for disable, shown in (("", True), ("1", False)):
        environment = {**os.environ, "TQDM_DISABLE": disable}
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        assert ("/28 [" in run.stderr) == shown
