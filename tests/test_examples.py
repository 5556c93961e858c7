"""The examples of docs/ run, and what they print is what a plain reading of the texts finds."""

import json
import lzma
import runpy
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.articles import split_articles
from analysis.pages import read_articles, read_pages
from analysis.phrases import find_phrases

Example = dict[str, Any]


@pytest.fixture(scope="module")
def run(root: Path) -> Callable[[str], Example]:
    return lambda name: runpy.run_path(str(root / "docs" / "examples" / name))


def make_news() -> pd.DataFrame:
    """2016: 减负 in one of four; 2018: 减负 in three of four and 四风 in one."""
    texts = [
        "谈减负。",
        "散会。",
        "散会。",
        "春耕。",
        "谈减负。",
        "谈减负。",
        "减负，四风。",
        "散会。",
    ]
    dates = [f"{year}-0{month}-01" for year in (2016, 2018) for month in range(1, 5)]
    return pd.DataFrame(
        {
            "article_id": [f"a{number}" for number in range(8)],
            "date": pd.to_datetime(dates),
            "text": texts,
        }
    )


def test_years_first_sentences_and_rises_of_a_small_table(run: Callable[[str], Example]) -> None:
    example = run("phrases_over_time.py")
    articles = make_news()
    phrases = find_phrases(articles, lexicon=pd.DataFrame({"phrase": ["减负", "四风"]}))
    years = example["count_years"](phrases, articles, ["减负", "双碳"])
    counted = years[["phrase", "articles", "all_articles"]].astype(object)
    assert counted.where(counted.notna(), None).values.tolist() == [
        ["减负", 1, 4],
        ["减负", None, None],
        ["减负", 3, 4],
        ["双碳", 0, 4],
        ["双碳", None, None],
        ["双碳", 0, 4],
    ]
    first = example["show_first"](phrases, articles, ["减负", "四风"])
    assert first[["article_id", "term"]].values.tolist() == [["a0", "减负"], ["a6", "四风"]]
    compared = example["compare_years"](phrases, articles, earlier=2016, later=2018)
    # 13 characters in 2016, 17 in 2018: 2 ln(30/17) = 1.14 against 2 (3 ln(3/2.27) + ln(1/1.73)).
    assert compared[["term", "g2"]].round(2).values.tolist() == [["四风", 1.14], ["减负", 0.58]]
    # Three against one is no rise that chance could not make.
    assert example["list_risen"](compared, by="g2") == []
    sentences = example["show_sentences"](articles, phrases, ["减负"], year=2018)
    assert sentences["article_id"].tolist() == ["a4", "a5", "a6"]


def test_sizes_of_clusters_add_up_month_by_month(run: Callable[[str], Example], root: Path) -> None:
    items = split_articles(read_pages(root / "data" / "sample"))
    articles = items[items["kind"] == "article"]
    sizes = run("clusters_over_time.py")["count_clusters"](articles)
    months = sizes.groupby("period")
    printed = articles.groupby(articles["date"].dt.to_period("M").dt.to_timestamp()).size()
    assert months["all_articles"].first().tolist() == printed.tolist()
    assert (months["articles"].sum() <= months["all_articles"].first()).all()
    assert sizes["articles"].sum() >= 0.9 * len(articles)
    assert ((sizes["low"] <= sizes["share"]) & (sizes["share"] <= sizes["high"])).all()
    assert sizes.groupby("cluster")["label"].nunique().eq(1).all()


def list_broadcasts(shared: Path) -> Iterator[dict[str, str]]:
    file = shared / "corpora" / "xwlb-2012-2022.jsonl.xz"
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def test_eleven_years_of_news_say_when_phrases_came_up_and_rose(
    run: Callable[[str], Example], shared: Path
) -> None:
    example = run("phrases_over_time.py")
    articles = read_articles(shared / "corpora" / "xwlb-2012-2022.jsonl.xz")
    phrases = find_phrases(articles)
    # By another road: the plain characters in the plain text, without quotation marks.
    plain: dict[str, list[str]] = {word: [] for word in example["PHRASES"]}
    for item in list_broadcasts(shared):
        text = (item["title"] + "\n" + item["text"]).translate(dict.fromkeys(map(ord, "“”")))
        for word, days in plain.items():
            if word in text:
                days.append(item["date"][:10])
    first = example["show_first"](phrases, articles).set_index("term")["date"].astype(str).str[:10]
    assert first.to_dict() == {word: min(days) for word, days in plain.items() if days}
    years = example["count_years"](phrases, articles).set_index("phrase")
    for word, days in plain.items():
        # Variants, blanks and breaks inside: a little more than plain search finds, never less.
        assert len(days) <= years.loc[word, "articles"].sum() <= 1.05 * len(days)
    assert first["一带一路"][:7] == "2014-02"
    assert first["供给侧结构性改革"][:7] == "2015-11"
    never = years.loc["新质生产力"]
    assert never["articles"].eq(0).all()
    assert never["high"].between(0.0005, 0.0015).all()
    compared = example["compare_years"](phrases, articles, earlier=2016, later=2018)
    for measure in ("g2", "log_ratio"):
        risen = example["list_risen"](compared, by=measure)
        assert len(risen) == 2
        sentences = example["show_sentences"](articles, phrases, risen, year=2018)
        counts = compared.set_index("term").loc[risen, "count"]
        assert sentences["term"].value_counts()[risen].tolist() == counts.tolist()


def test_forty_years_of_headlines_are_counted_as_they_stand(
    run: Callable[[str], Example], shared: Path, tmp_path: Path
) -> None:
    file = tmp_path / "headlines.tsv"
    whole = shared / "corpora" / "rmrb-titles-1978-2018.tsv.xz"
    with lzma.open(whole) as lines:  # its head, and every tenth headline
        file.write_bytes(b"".join(islice(lines, 0, None, 10)))
    headlines = read_articles(file, columns={"text": "title"})
    counts = run("headlines_over_time.py")["count_words"](headlines)
    plain = pd.read_csv(file, sep="\t", quoting=3, dtype=str, keep_default_na=False)
    years = plain["date"].str[:4]
    for word, rows in counts.groupby("phrase"):
        found = plain["title"].str.contains(word, regex=False).groupby(years).sum()
        # Letter-spaced headlines (改 革) are found too.
        assert (rows["articles"].to_numpy() >= found.to_numpy()).all()
        assert rows["articles"].sum() <= 1.05 * found.sum()
    assert counts["all_articles"].sum() == 4 * len(plain)
