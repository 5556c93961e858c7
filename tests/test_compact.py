"""Tokens held as categories are the same tokens, and are counted to the same numbers."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis import (
    InputError,
    build_tables,
    cluster_articles,
    compare_terms,
    count_terms,
    count_themes,
    describe_clusters,
    drop_tokens,
    find_collocates,
    find_context,
    map_articles,
    measure_dispersion,
    read_tables,
)
from analysis.reports import write_table

TEXTS = ["article_id", "newspaper", "part", "token", "kind"]


@pytest.fixture(scope="module")
def pages(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for day in ("03-14", "04-02", "05-01", "06-03"):
        shutil.copy(root / "data" / "sample" / f"lanchuan-daily-2024-{day}-p01.md", folder)
    return folder


@pytest.fixture(scope="module")
def made(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "tables"
    build_tables(pages, out, workers=1)
    return out


def read(source: Path, **how: Any) -> pd.DataFrame:
    return read_tables(source, ["tokens"], kind="article", **how)["tokens"]


@pytest.mark.parametrize("stopwords", [False, True, ["会议"]])
@pytest.mark.parametrize("source", ["pages", "made"])
def test_compact_tokens_are_the_same_tokens(source, stopwords, request) -> None:
    folder = request.getfixturevalue(source)
    plain = read(folder, stopwords=stopwords)
    compact = read(folder, stopwords=stopwords, compact=True)
    assert (compact.dtypes[TEXTS] == "category").all()
    assert_frame_equal(compact.astype(dict.fromkeys(TEXTS, "str")), plain)
    assert compact.memory_usage(deep=True).sum() < plain.memory_usage(deep=True).sum()


COUNTS: dict[str, Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]] = {
    "terms": lambda tokens, articles: count_terms(tokens, articles=articles),
    "terms without articles": lambda tokens, _: count_terms(tokens),
    "by newspaper": lambda tokens, _: count_terms(tokens, by="newspaper"),
    "by part": lambda tokens, articles: count_terms(tokens, by="part", articles=articles),
    "dropped": lambda tokens, _: drop_tokens(tokens, shorter_than=2).astype(
        dict.fromkeys(TEXTS, "str")
    ),
    "halves": lambda tokens, articles: compare_terms(
        tokens, by="late", against=False, articles=articles
    ),
    "parts": lambda tokens, _: compare_terms(tokens, by="part"),
    "collocates": lambda tokens, _: find_collocates(tokens, of="全市", fewest=1),
    "spread": lambda tokens, articles: measure_dispersion(tokens, articles=articles),
    "clusters": lambda tokens, _: cluster_articles(tokens),
    "described": lambda tokens, _: describe_clusters(cluster_articles(tokens), tokens=tokens),
    "map": lambda tokens, _: map_articles(tokens),
    "context": lambda tokens, articles: find_context(articles, of=tokens.head(200), top=2),
}


@pytest.mark.parametrize("name", COUNTS)
def test_compact_tokens_are_counted_to_the_same_numbers(made, name) -> None:
    articles = read_tables(made, ["articles"], kind="article")["articles"]
    articles = articles.assign(late=articles["date"] > pd.Timestamp("2024-04-15"))
    plain, compact = read(made), read(made, compact=True)
    before = compact.copy()
    counted = COUNTS[name](compact, articles)
    assert len(counted)
    assert_frame_equal(counted, COUNTS[name](plain, articles))
    assert_frame_equal(compact, before)


def test_compact_themes_are_the_same_themes_with_the_same_evidence(made, tmp_path) -> None:
    plain, compact = (read_tables(made, ["themes"], compact=how)["themes"] for how in (False, True))
    assert isinstance(compact["evidence"].dtype, pd.ArrowDtype)
    assert plain["evidence"].map(list).tolist() == compact["evidence"].tolist()
    articles = read_tables(made, ["articles"])["articles"]
    sentences = find_context(articles, of=compact, top=3)
    assert len(sentences) > len(set(sentences["term"]))
    assert_frame_equal(sentences, find_context(articles, of=plain, top=3))
    assert_frame_equal(
        count_themes(compact, articles=articles), count_themes(plain, articles=articles)
    )
    for name, themes in (("plain", plain), ("compact", compact)):
        write_table(themes, tmp_path / name, "themes")
    for file in ("themes.csv", "themes.parquet"):
        written = [
            (tmp_path / name / "tables" / file).read_bytes() for name in ("plain", "compact")
        ]
        assert written[0] == written[1]


def test_compact_evidence_is_written_where_there_is_none(made, tmp_path) -> None:
    """No theme at all, or first of all one without evidence."""
    themes = read_tables(made, ["themes"], compact=True)["themes"]
    first = themes.head(2).copy()
    first["evidence"] = pd.Series([[], first["evidence"].iloc[1]], dtype=themes["evidence"].dtype)
    for name, some in (("none", themes.head(0)), ("first", first)):
        write_table(some, tmp_path / name, "themes")
        read = pd.read_parquet(tmp_path / name / "tables" / "themes.parquet")
        assert [list(map(dict, cell)) for cell in read["evidence"]] == some["evidence"].tolist()


@pytest.mark.parametrize("source", ["pages", "made"])
def test_only_the_columns_that_are_named_are_given(source, request) -> None:
    folder = request.getfixturevalue(source)
    names = {"tokens": ["token", "article_id"], "phrases": None}
    tables = read_tables(folder, names, kind="article", stopwords=True)
    assert list(tables) == ["tokens", "phrases"]
    whole = read_tables(folder, ["tokens", "phrases"], kind="article", stopwords=True)
    assert_frame_equal(tables["tokens"], whole["tokens"][["token", "article_id"]])
    assert_frame_equal(tables["phrases"], whole["phrases"])


def test_a_column_that_a_table_lacks_is_refused(made) -> None:
    with pytest.raises(InputError, match=r"names\['tokens'\].*'tokn'.*Did you mean 'token'"):
        read_tables(made, {"tokens": ["tokn"]})
