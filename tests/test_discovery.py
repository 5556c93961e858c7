"""New phrases: their measures by hand, and known ones found again with the list emptied."""

import json
import lzma
import math
import re
from itertools import islice
from pathlib import Path

import pandas as pd
import pytest

from analysis.phrases import discover_phrases, find_phrases
from analysis.schema import InputError

NONE = pd.DataFrame({"phrase": []})


def make_articles(*texts: object) -> pd.DataFrame:
    ids = [f"a{number}" for number in range(len(texts))]
    return pd.DataFrame({"article_id": ids, "text": list(texts)})


def test_measures_by_hand() -> None:
    # 44 Chinese characters; 甲乙丙丁 8 times, 甲乙 by itself 4 times more.
    before, after = "会说想看听读写走", "东西南北"
    texts = [f"{sign}甲乙丙丁{after[at // 2]}" for at, sign in enumerate(before)]
    found = discover_phrases(make_articles(*texts, "甲乙，甲乙，甲乙，甲乙。"), lexicon=NONE)
    row = found.set_index("phrase").loc["甲乙丙丁"]
    assert row[["count", "articles"]].tolist() == [8, 8]
    # Eight signs once each: 3 bits; four twice each: 2 bits.
    assert row[["left_entropy", "right_entropy"]].tolist() == pytest.approx([3, 2])
    # The halves 甲 (12), 甲乙 (12), 甲乙丙 (8) with 8 each; 8·4 + 8·2 + 4·2 = 56 characters.
    assert row["cohesion"] == pytest.approx(math.log2(8 * 56 / (12 * 8)))
    assert row["score"] == pytest.approx(8 * row["cohesion"] * 2)


def test_what_always_has_the_same_neighbour_is_only_part_of_a_phrase() -> None:
    texts = [
        f"{one}甲乙丙丁戊己{other}"
        for one, other in zip("抓谈看说想做", "会事人路书报", strict=True)
    ]
    found = discover_phrases(make_articles(*texts), lexicon=NONE)
    assert found["phrase"].tolist() == ["甲乙丙丁戊己"]


def test_the_edge_of_a_text_and_a_sign_are_a_new_neighbour_each_time() -> None:
    found = discover_phrases(make_articles(*["甲乙丙丁。"] * 8), lexicon=NONE)
    assert found[["left_entropy", "right_entropy"]].values.tolist() == [[3, 3]]


def test_known_phrases_and_their_variants_are_not_shown() -> None:
    articles = make_articles(*["甲乙丙丁。戊己庚辛。"] * 8)
    assert len(discover_phrases(articles, lexicon=NONE)) == 2
    lexicon = pd.DataFrame({"phrase": ["戊己庚"], "variants": ["戊己庚辛"]})
    assert discover_phrases(articles, lexicon=lexicon)["phrase"].tolist() == ["甲乙丙丁"]


def test_little_words_at_the_edge_belong_to_no_phrase() -> None:
    assert discover_phrases(make_articles(*["的甲乙丙。"] * 8), lexicon=NONE).empty
    assert discover_phrases(make_articles(*["实事求是。"] * 8), lexicon=NONE)["count"].tolist() == [
        8
    ]


def test_lengths_and_the_fewest_are_kept_to() -> None:
    articles = make_articles(*["甲乙。丙丁戊己庚。"] * 6)
    assert discover_phrases(articles, lexicon=NONE)["phrase"].tolist() == ["丙丁戊己庚"]
    short = discover_phrases(articles, lexicon=NONE, shortest=2, longest=2)
    assert short["phrase"].tolist() == ["甲乙"]
    assert discover_phrases(articles, lexicon=NONE, fewest=7).empty
    assert len(discover_phrases(articles, lexicon=NONE, shortest=2, most=1)) == 1
    with pytest.raises(InputError, match="shortest"):
        discover_phrases(articles, shortest=5, longest=4)


def test_examples_stand_in_the_text() -> None:
    texts = [f"{number}、我们说甲乙丙丁这个词。" for number in range(9)]
    found = discover_phrases(make_articles(*texts), lexicon=NONE, freedom=0, shortest=4)
    examples = found["examples"].iloc[0]
    assert len(examples) == 3
    assert len(set(examples)) == 3
    assert all(any(example in text for text in texts) for example in examples)


def test_empty_tables_give_all_columns_and_the_articles_are_not_changed() -> None:
    articles = make_articles(None, "", "散会。")
    before = articles.copy(deep=True)
    found = discover_phrases(articles)
    assert found.empty
    full = discover_phrases(make_articles(*["甲乙丙丁。"] * 8), lexicon=NONE)
    assert list(found.columns) == list(full.columns)
    assert discover_phrases(articles[:0]).empty
    pd.testing.assert_frame_equal(articles, before)


def test_with_the_list_emptied_most_of_its_frequent_phrases_come_up(shared: Path) -> None:
    path = shared / "corpora" / "xwlb-2012-2022.jsonl.xz"
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in islice(lines, 0, None, 8)]
    news = make_articles(*texts)
    counts = find_phrases(news)["phrase"].value_counts()
    found = discover_phrases(news, lexicon=NONE, most=1000)
    assert len(set(counts.index[:100]) & set(found["phrase"])) >= 60


def test_on_a_newspaper_that_was_not_looked_at_half_of_them_come_up(shared: Path) -> None:
    path = shared / "corpora" / "pfr-199801-first-half.txt.xz"
    with lzma.open(path, "rt", encoding="utf-8") as file:
        texts = [re.sub(r"/[A-Za-z]+(?:\s+|$)", "", line) for line in file]
    articles = make_articles(*texts)
    counts = find_phrases(articles)["phrase"].value_counts()
    # Those that are long and frequent enough to be shown at all.
    shown = counts[(counts >= 5) & (counts.index.str.len() >= 4)].index[:100]
    found = discover_phrases(articles, lexicon=NONE, most=1000)
    assert len(shown) >= 80
    assert len(set(shown) & set(found["phrase"])) >= len(shown) / 2
