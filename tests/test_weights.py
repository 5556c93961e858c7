"""What the weights of names rest on: their signs, the counts of strings, the labels, the list."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from gold.names import is_held_out, read_headlines, read_labels, read_texts

from analysis.articles import split_articles
from analysis.lexicon import read_lexicon
from analysis.officials import find_mentions
from analysis.officials.find import gather_batches, read_proposals
from analysis.officials.roster import read_roster
from analysis.officials.weigh import Counts, describe_places, describe_string
from analysis.pages import read_pages

# The values that signs of a kind can have.
SHARES = ("behind_office", "behind_people", "before_verb", "before_office", "inside")
TAG = r"(?:[a-z]{1,2}|none)"
KINDS = {
    "word": rf"(?:{TAG}|known|a_name_too)",
    "surname": r"(?:two|common|rare|none)",
    "size": r"\d",
    "times": r"[1-4]",
    "points": r"(?:-[1-3]|\d)",
    "press": r"(?:rare|goes_on|1[0-3]|\d)",
    "place": r"\w+(?::\w+)?",
    "foreign_size": r"(?:dots|[1-6])",
    **dict.fromkeys(["given", "head", "foreign_head", "foreign_tail"], TAG),
    **dict.fromkeys(["last", "middle", "fhas", "foreign_begin", "credit_right"], r"."),
    **dict.fromkeys(["first", "first2", "last2", "foreign_end"], r".{1,2}"),
    **dict.fromkeys(["left2", "right2", "credit"], r".{1,2}"),
    **dict.fromkeys(["left", "right"], r"(?:other|.{1,2})"),
    **dict.fromkeys(SHARES, r"(?:some|many):[0-4]"),
}


def list_signs(texts: list[str]) -> set[str]:
    """The signs that the code gives to what is proposed as a name in texts."""
    articles = pd.DataFrame({"article_id": map(str, range(len(texts))), "text": texts})
    signs: set[str] = set()
    for batch in gather_batches(articles):
        characters, _, proposals = read_proposals(batch, read_roster(None))
        for (_, name), seen in describe_places(batch, characters, proposals).items():
            signs |= {*seen.signs, *describe_string(name, seen.foreign)}
    return signs


def test_every_weight_is_of_a_sign_that_the_code_can_give(root: Path) -> None:
    weights = read_lexicon("name_weights")
    assert weights["sign"].is_unique
    assert weights["weight"].astype(float).abs().max() < 20
    signs = set(weights["sign"]) - {"bias"}
    assert len(signs) == len(weights) - 1 > 1000
    for sign in signs:
        kind, _, value = sign.partition(":")
        assert re.fullmatch(KINDS.get(kind, r"\w+"), value), sign
    pages = split_articles(read_pages(root / "data" / "sample"))
    given = list_signs([*pages["text"].dropna(), "市长王明厚村民。县长李建国国家。8王明厚说。\n"])
    kinds = {sign.split(":")[0] for sign in given}
    assert {sign.split(":")[0] for sign in signs} <= kinds
    for kind in ("place", "surname", "times", "points"):
        assert {sign for sign in signs - given if sign.startswith(f"{kind}:")} == set()


def test_the_counts_of_a_string_fit_each_other() -> None:
    strings = read_lexicon("strings")
    assert strings["string"].is_unique
    assert strings["string"].str.len().min() > 1
    counts = strings[[*Counts._fields]].astype(int)
    assert counts.to_numpy().min() >= 0
    assert counts["all"].min() > 0
    for field in counts.columns.drop("all"):
        assert strings.loc[counts[field] > counts["all"], "string"].tolist() == [], field
    # Behind an office and behind a word for people are told apart.
    both = counts["behind_office"] + counts["behind_people"]
    assert strings.loc[both > counts["all"], "string"].tolist() == []


@pytest.fixture(scope="module")
def labels() -> pd.DataFrame:
    return read_labels()


@pytest.fixture(scope="module")
def texts(shared: Path, labels: pd.DataFrame) -> pd.DataFrame:
    """One row per text that a stretch is labelled in."""
    corpora = shared / "corpora"
    wanted = set(labels["text"])
    heads = [
        {"article_id": f"heads:{number}", "register": "headlines", "text": line}
        for number, line in enumerate(read_headlines(corpora), start=1)
        if f"heads:{number}" in wanted
    ]
    texts = read_texts(corpora)
    texts = texts[texts["article_id"].isin(wanted)]
    return pd.concat([texts, pd.DataFrame(heads)], ignore_index=True)


def test_every_label_reads_back_as_its_stretch(labels: pd.DataFrame, texts: pd.DataFrame) -> None:
    assert set(labels["label"]) == {"p", "c", "n", "u"}
    assert not labels.duplicated(["text", "start", "end"]).any()
    by_id = dict(zip(texts["article_id"], texts["text"], strict=True))
    wrong = [
        one.text
        for one in labels.itertuples()
        if one.text not in by_id or by_id[one.text][one.start : one.end] != one.surface
    ]
    assert wrong == []


def measure_list(labels: pd.DataFrame, mentions: pd.DataFrame) -> dict[str, float]:
    """Of the names given at labelled places, those that are right; of the persons, those given."""
    begins = zip(mentions["article_id"], mentions["start"], strict=True)
    given = dict(zip(begins, zip(mentions["end"], mentions["name"], strict=True), strict=True))
    right: list[bool] = []
    kept: list[bool] = []
    for label in labels.itertuples():
        end, name = given.get((label.text, label.start), (None, None))
        is_person = label.label == "p" and end == label.end
        if end is not None:
            right.append(is_person or (label.label == "c" and name == label.whole))
        if label.label == "p":
            kept.append(is_person)
    return {"precision": sum(right) / len(right), "kept": sum(kept) / len(kept)}


def test_the_list_of_people_is_measured_by_what_is_given_at_a_place() -> None:
    labels = pd.DataFrame(
        [
            ("a", 0, 2, "p", ""),
            ("a", 3, 5, "p", ""),
            ("a", 6, 8, "c", "王一一"),
            ("a", 9, 11, "n", ""),
        ],
        columns=["text", "start", "end", "label", "whole"],
    )
    mentions = pd.DataFrame(
        [("a", 0, 2, "李一"), ("a", 3, 6, "李一说"), ("a", 6, 9, "王一一"), ("b", 9, 11, "老王")],
        columns=["article_id", "start", "end", "name"],
    )
    assert measure_list(labels, mentions) == {"precision": 2 / 3, "kept": 1 / 2}


def test_the_list_of_people_is_read_above_its_floors(
    root: Path, labels: pd.DataFrame, texts: pd.DataFrame
) -> None:
    held = labels[labels["text"].map(is_held_out) & (labels["draw"] == "random")]
    held = held[held["label"] != "u"]
    mentions = find_mentions(texts[texts["article_id"].isin(held["text"])].reset_index(drop=True))
    figures = {"people.list": measure_list(held, mentions)}
    for register, own in held.groupby("register"):
        figures[f"people.list.{register}"] = measure_list(own, mentions)
    floors = json.loads((root / "tests" / "floors.json").read_text(encoding="utf-8"))
    floors = {name: own for name, own in floors.items() if name.startswith("people.list")}
    assert {name: set(own) for name, own in floors.items()} == {
        name: set(own) for name, own in figures.items()
    }
    low = [
        f"{name} {figure} {figures[name][figure]:.3f}"
        for name, own in floors.items()
        for figure, floor in own.items()
        if figures[name][figure] < floor
    ]
    assert low == []
