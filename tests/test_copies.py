"""The same story twice is found, with its exact similarity."""

import itertools
import random
from pathlib import Path

import pandas as pd
import pytest

from analysis.articles import split_articles
from analysis.pages import read_pages
from analysis.reuse import find_copies
from analysis.reuse.fold import fold_texts
from analysis.reuse.seeds import pair_texts
from analysis.schema import InputError

SIGNS = "会议强调要坚持发展改革创新开放绿色协调共享城市乡村工业农业科技教育文化体育卫生"


def write_text(seed: int, length: int = 200) -> str:
    return "".join(random.Random(seed).choices(SIGNS, k=length))


def make_articles(*texts: object) -> pd.DataFrame:
    ids = [f"a{number}" for number in range(len(texts))]
    return pd.DataFrame({"article_id": ids, "text": list(texts)})


def test_similarity_by_hand() -> None:
    # Shingles of two characters: 甲乙 乙丙 丙丁 and 甲乙 乙丙 丙戊: two of four; of three, two.
    copies = find_copies(
        make_articles("甲乙丙丁", "甲乙,丙戊。"), size=2, shortest=4, threshold=0.5
    )
    assert copies[["article_id", "copy_id"]].values.tolist() == [["a0", "a1"]]
    assert copies[["similarity", "contained"]].values.tolist() == [[2 / 4, 2 / 3]]


def test_pairs_are_those_of_comparing_each_with_each() -> None:
    texts = [write_text(seed) for seed in range(20)]
    for seed, share in enumerate((0.95, 0.9, 0.8, 0.7, 0.65)):
        cut = int(200 * share)
        texts.append(texts[seed][:cut] + write_text(seed + 100, 200 - cut))
    shingles = [{text[at : at + 5] for at in range(len(text) - 4)} for text in texts]
    expected = {
        (f"a{one}", f"a{other}"): len(first & second) / len(first | second)
        for (one, first), (other, second) in itertools.combinations(enumerate(shingles), 2)
        if len(first & second) / len(first | second) >= 0.45
    }
    copies = find_copies(make_articles(*texts), threshold=0.45)
    pairs = zip(copies["article_id"], copies["copy_id"], strict=True)
    assert dict(zip(pairs, copies["similarity"], strict=True)) == expected
    assert len(expected) == 5
    assert copies["similarity"].is_monotonic_decreasing


def test_a_text_cut_short_is_contained_in_the_whole() -> None:
    whole = write_text(1)
    copies = find_copies(make_articles(whole, whole[:120]), threshold=0.5)
    assert copies["contained"].tolist() == [1]
    assert copies["similarity"].tolist() == [116 / 196]


def test_the_earlier_is_the_article_and_the_later_the_copy() -> None:
    text = write_text(2)
    articles = make_articles(text, text, text).assign(
        newspaper=["乙报", "甲报", "甲报"],
        date=pd.to_datetime(["2024-03-02", "2024-03-01", "2024-03-02"]),
    )
    copies = find_copies(articles)
    assert copies[["article_id", "copy_id"]].values.tolist() == [
        ["a0", "a2"],
        ["a1", "a0"],
        ["a1", "a2"],
    ]
    assert copies.loc[1, ["newspaper", "copy_newspaper"]].tolist() == ["甲报", "乙报"]
    left = articles[~articles["article_id"].isin(copies["copy_id"])]
    assert left["article_id"].tolist() == ["a1"]


def test_short_missing_and_empty_texts_are_no_copies() -> None:
    assert find_copies(make_articles("散会。", "散会。", None, None, "", "")).empty
    empty = find_copies(make_articles())
    assert empty.empty
    assert list(empty.columns) == list(find_copies(make_articles(write_text(1))).columns)


def test_the_articles_are_not_changed_and_bad_settings_are_refused() -> None:
    articles = make_articles(write_text(3), write_text(3))
    before = articles.copy(deep=True)
    assert len(find_copies(articles.set_index(pd.Index([4, 4])))) == 1
    pd.testing.assert_frame_equal(articles, before)
    for threshold in (0, 1.1):
        with pytest.raises(InputError, match="threshold"):
            find_copies(articles, threshold=threshold)
    with pytest.raises(InputError, match="stands twice"):
        find_copies(articles.assign(article_id="a"))


def test_the_telegram_of_the_real_page_is_the_broadcast_of_the_day_before(
    shared: Path, real_page: Path
) -> None:
    page = split_articles(read_pages(real_page))
    broadcasts = split_articles(read_pages(shared / "corpora" / "cctv-html"))
    copies = find_copies(pd.concat([page, broadcasts], ignore_index=True))
    # The other pair is of two broadcasts, which welcome two guests in the same words.
    assert len(copies) == 2
    pair = copies.loc[0]
    headlines = page.set_index("article_id")["headline"]
    assert "洪都拉斯" in headlines[pair["copy_id"]]
    assert str(pair["date"])[:10] == "2024-03-26"
    assert pair["similarity"] > 0.9


def test_texts_that_only_share_a_sentence_are_not_compared_at_all() -> None:
    texts = [
        write_text(seed) + "会议强调,要把思想和行动统一到全会精神上来。" for seed in range(1, 60)
    ]
    folded = fold_texts(texts)
    assert len(pair_texts(folded, size=5, most=100, threshold=0.5)) == 0
    again = fold_texts([*texts, texts[7]])
    assert pair_texts(again, size=5, most=100, threshold=0.5).tolist() == [[7, 59]]
