"""The words of charts and reports: both languages say the same, and nothing lacks a word."""

import re

import pytest

from analysis.labels import read_wording
from analysis.schema import TABLES, InputError
from analysis.topics import read_themes

PLACE = re.compile(r"{(\w+)}")


def test_both_languages_have_words_with_the_same_places_for_values() -> None:
    zh, en = read_wording("zh"), read_wording("en")
    assert list(zh) == list(en)
    for key in zh:
        if key != "datatables":
            assert zh[key], key
            assert en[key], key
            assert sorted(PLACE.findall(zh[key])) == sorted(PLACE.findall(en[key])), key


def test_every_column_that_a_report_can_show_has_a_word() -> None:
    hidden = {"path", "anchors", "text"}
    columns = {column.name for table in TABLES.values() for column in table} - hidden
    assert sorted(name for name in columns if f"column_{name}" not in read_wording("zh")) == []


@pytest.mark.parametrize("table", ["articles", "mentions", "tokens"])
def test_every_value_of_few_has_a_word(table) -> None:
    for column in TABLES[table]:
        for value in column.values:
            assert f"{column.name}_{value}" in read_wording("en")


def test_every_theme_has_an_english_name() -> None:
    for theme in read_themes()["theme"].unique():
        assert read_wording("zh")[f"theme_{theme}"] == theme
        assert read_wording("en")[f"theme_{theme}"].isascii()


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(InputError, match="'zh' or 'en'"):
        read_wording("fr")
