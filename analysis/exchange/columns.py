"""The table `articles` ↔ a CSV or Parquet file whose columns have the names of another program."""

import json
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.checks import LISTS
from analysis.schema import TABLES, InputError, check_table, join_words, make_table

__all__ = ["FORMS", "SUFFIXES", "read", "write"]

SUFFIXES: Final = (".csv", ".parquet")
# The columns of each form, in its order: its name → ours.
FORMS: Final[Mapping[str, Mapping[str, str]]] = {
    "tif": {"doc_id": "article_id", "text": "text"},
    "americanstories": {
        "article_id": "article_id",
        "newspaper_name": "newspaper",
        "edition": "edition",
        "date": "date",
        "page": "page",
        "headline": "headline",
        "byline": "byline",
        "article": "text",
    },
}
# The columns by which a form is recognized.
_SIGNS: Final = {"tif": {"doc_id", "text"}, "americanstories": {"newspaper_name", "article"}}
_TYPES: Final = {column.name: column.dtype for column in TABLES["articles"]}


def write(articles: pd.DataFrame, form: str, *, suffix: str) -> bytes:
    """Write the columns of the form, some perhaps empty, and then all other columns."""
    import pyarrow as pa
    from pyarrow import csv, parquet

    names = FORMS[form]
    first = [own for own in names.values() if form != "tif" or own in articles.columns]
    table = articles.reindex(columns=[*first, *articles.columns.difference(first, sort=False)])
    if "date" in table.columns:  # as days (2024-03-05), without a time
        days = pd.to_datetime(table["date"])
        table = table.assign(date=pd.Series(days.dt.date, dtype="object").where(days.notna(), None))
    if form == "americanstories":
        pages = [None if pd.isna(page) else f"p{page}" for page in table["page"]]
        table = table.assign(page=pd.Series(pages, table.index, dtype="object"))
    for column in table.columns:
        if any(isinstance(cell, LISTS) for cell in table[column]):
            change = _write_json if suffix == ".csv" else _plain
            cells = pd.Series(map(change, table[column]), table.index, dtype="object")
            table = table.assign(**{column: cells})
    table = table.rename(columns={own: there for there, own in names.items()})
    buffer = BytesIO()
    try:
        arrow = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
        if suffix == ".csv":
            arrow = pa.table({name: _name_nulls(arrow[name]) for name in arrow.column_names})
            csv.write_csv(arrow, buffer)
        else:
            parquet.write_table(arrow, buffer)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise InputError(f"The articles cannot be written: {error}.") from error
    return buffer.getvalue()


def read(file: Path, data: bytes, form: str | None, *, suffix: str) -> pd.DataFrame:
    """Read a table of a form as `articles`; columns that are not in the codebook are kept."""
    if suffix not in SUFFIXES:
        raise InputError(
            f"{file} has an ending that no form has. Say the form, e.g. form='doccano', or read a "
            "table of articles with read_articles."
        )
    cells = _read_csv(file, data) if suffix == ".csv" else _read_parquet(file, data)
    there = set(cells)
    form = form or next((name for name, signs in _SIGNS.items() if signs <= there), None)
    if form is None or not _SIGNS[form] <= there:
        raise InputError(
            f"{file} is no {form or 'form that is known'}: its columns are {join_words(cells)}. "
            "Read a table of articles with read_articles."
        )
    ours = {FORMS[form].get(name, name): list(own) for name, own in cells.items()}
    for name, dtype in _TYPES.items():
        if name in ours and dtype in ("list", "boolean"):
            ours[name] = [_parse_cell(cell, file, name) for cell in ours[name]]
    if "date" in ours:
        ours["date"] = [_parse_date(cell) for cell in ours["date"]]
    if form == "americanstories" and "page" in ours:
        ours["page"] = [cell[1:] if str(cell).startswith("p") else cell for cell in ours["page"]]
    if all(cell is None for cell in ours.get("edition", [])):
        ours.pop("edition", None)
    known = pd.DataFrame(
        {name: pd.Series(ours[name], dtype=object) for name in _TYPES if name in ours}
    )
    checked = check_table(known, "articles", needs=["article_id", "text"])
    articles = make_table("articles", {name: checked[name].tolist() for name in checked.columns})
    return articles.assign(**{name: own for name, own in ours.items() if name not in _TYPES})


def _read_csv(file: Path, data: bytes) -> dict[str, list[Any]]:
    """Read a CSV as `write` makes it: an empty cell is missing, and `""` is an empty text."""
    import pyarrow as pa
    from pyarrow import csv

    names = {*_TYPES, *(there for form in FORMS.values() for there in form)}
    try:
        table = csv.read_csv(
            BytesIO(data),
            # In one block, since otherwise a line break inside a cell may end a block.
            read_options=csv.ReadOptions(block_size=min(len(data) + 1, 2**31 - 1)),
            parse_options=csv.ParseOptions(newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=["", "NA"],  # R writes NA
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
    except pa.ArrowException as error:
        raise InputError(f"{file} is no whole CSV in UTF-8: {error}.") from error
    return dict(zip(table.column_names, (own.to_pylist() for own in table.columns), strict=True))


def _read_parquet(file: Path, data: bytes) -> dict[str, list[Any]]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        table = parquet.read_table(pa.BufferReader(data))
    except pa.ArrowException as error:
        raise InputError(f"{file} is no Parquet file, or a broken one: {error}.") from error
    return dict(zip(table.column_names, (own.to_pylist() for own in table.columns), strict=True))


def _name_nulls(column: Any) -> Any:
    """Give a column in which everything is missing the type of text, which a CSV can hold."""
    import pyarrow as pa

    return column.cast(pa.string()) if pa.types.is_null(column.type) else column


def _parse_cell(cell: Any, file: Path, name: str) -> Any:
    """Parse a list, or true and false, from the text in a CSV (R writes TRUE)."""
    if not isinstance(cell, str):
        return cell
    try:
        return json.loads(cell.lower() if _TYPES[name] == "boolean" else cell)
    except ValueError as error:
        raise InputError(
            f"{file}: {name} holds {cell[:60]!r}; write it as JSON, or leave the column out."
        ) from error


def _parse_date(cell: Any) -> Any:
    """Parse a date as 2024-03-05, of any century; other forms are left to `check_table`."""
    try:
        return date.fromisoformat(cell) if isinstance(cell, str) else cell
    except ValueError:
        return cell


def _plain(cell: Any) -> Any:
    """Make lists of arrays, also inside of lists."""
    if isinstance(cell, np.ndarray):
        cell = cell.tolist()
    return [_plain(entry) for entry in cell] if isinstance(cell, list | tuple) else cell


def _write_json(cell: Any) -> str | None:
    if not isinstance(cell, LISTS):
        return None
    return json.dumps(_plain(cell), ensure_ascii=False, default=int)
