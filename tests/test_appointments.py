"""Who takes and leaves which office, who held it when, and who followed whom."""

import json
import os
from pathlib import Path

import pandas as pd
import pytest

from analysis import InputError, find_mentions, read_lexicon, read_pages, split_articles
from analysis.offices.appointments import find_appointments
from analysis.offices.find import find_offices
from analysis.offices.spells import list_offices, list_successions
from analysis.schema import TABLES

FORMS = read_lexicon("appointments")


def find(text: str, **options: object) -> pd.DataFrame:
    return find_appointments(pd.DataFrame({"article_id": ["a"], "text": [text]}), **options)


def tell(found: pd.DataFrame) -> list[tuple[str, str, str | None]]:
    posts = found["post"].astype("object").where(found["post"].notna(), None)
    return [*zip(found["name"], found["event"], posts, strict=True)]


@pytest.mark.parametrize(
    ("example", "found", "event"), [*FORMS[["example", "found", "event"]].itertuples(index=False)]
)
def test_each_form_is_found_in_its_example(example: str, found: str, event: str) -> None:
    table = find(f"会议昨日闭幕。\n{example}")
    wanted = {tuple(pair.split(":")) for pair in found.split("|")}
    assert {(name, post) for name, _, post in tell(table)} == wanted
    assert event in set(table["event"])
