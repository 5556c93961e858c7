"""The tables: what is made has the columns and types that the schema says."""

import numpy as np
import pandas as pd
import pytest

from analysis.schema import TABLES, InputError, check_table, make_codebook, make_table


def test_a_table_has_its_columns_in_order_and_missing_ones_are_missing() -> None:
    clusters = make_table("clusters", {"article_id": ["a", "b"], "cluster": [1, None]})
    assert clusters.columns.tolist() == ["article_id", "cluster", "strength"]
    assert clusters["cluster"].isna().tolist() == [False, True]
    assert clusters["strength"].isna().all()


def test_lists_of_one_length_stay_lists() -> None:
    articles = make_table("articles", {"article_id": ["a", "b"], "reporters": [["甲"], ["乙"]]})
    assert articles["reporters"].tolist() == [["甲"], ["乙"]]


@pytest.mark.parametrize("name", list(TABLES))
def test_an_empty_table_has_the_types_of_a_full_one(name: str) -> None:
    empty = make_table(name, {})
    kinds = {"str": "str", "list": "object"}
    for column in TABLES[name]:
        assert str(empty[column.name].dtype) == kinds.get(column.dtype, column.dtype)
    check_table(empty, name)


def test_a_table_comes_back_from_parquet_as_it_was(tmp_path) -> None:
    articles = make_table(
        "articles",
        {"article_id": ["a#1"], "date": ["2024-03-27"], "page": [1], "complete": [True]},
    )
    articles.to_parquet(tmp_path / "articles.parquet")
    back = pd.read_parquet(tmp_path / "articles.parquet")
    pd.testing.assert_frame_equal(back, articles)


def test_a_missing_column_is_named_with_the_columns_found() -> None:
    with pytest.raises(InputError, match=r"lacks text; it has article_id, 正文"):
        check_table(pd.DataFrame({"article_id": ["a"], "正文": ["甲"]}), "articles", needs=["text"])


def test_a_value_that_no_column_knows_is_named() -> None:
    mentions = make_table("mentions", {"article_id": ["a"], "kind": ["hero"]})
    with pytest.raises(InputError, match="'hero'; it can be actor"):
        check_table(mentions, "mentions", needs=["kind"])


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(InputError, match="no column weight"):
        make_table("clusters", {"weight": [1]})


def test_the_codebook_has_a_line_for_every_column() -> None:
    book = make_codebook()
    for name, columns in TABLES.items():
        assert f"### `{name}`" in book
        assert all(f"| `{column.name}` |" in book for column in columns)


def test_a_column_of_strings_takes_numbers_and_what_is_missing() -> None:
    table = make_table("themes", {"article_id": [1, 2, 3], "theme": ["农业", None, float("nan")]})
    assert table["article_id"].tolist() == ["1", "2", "3"]
    assert table["theme"].isna().tolist() == [False, True, True]
    assert [str(table[name].dtype) for name in ("article_id", "theme")] == ["str", "str"]


def test_numbers_can_be_written_to_and_what_is_no_number_is_refused() -> None:
    ends = np.array([5, 6], dtype=np.int32)
    table = make_table("mentions", {"start": [3, None], "end": ends, "line": (1, 2)})
    assert table["start"].isna().tolist() == [False, True]
    for name in ("start", "end", "line", "column"):
        table.loc[1, name] = 7
    assert table[["start", "end", "line", "column"]].iloc[1].tolist() == [7, 7, 7, 7]
    assert ends.tolist() == [5, 6]
    with pytest.raises((TypeError, ValueError)):
        make_table("mentions", {"start": [1.5]})
    strings = make_table("mentions", {"name": ["王明厚", None], "verb": ("称", "说")})
    strings.loc[1, "name"] = strings.loc[1, "verb"]
    assert strings["name"].tolist() == ["王明厚", "说"]
