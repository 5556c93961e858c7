"""Tables ↔ Parquet files: every column has its type, and the same rows give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from analysis.schema import ISSUE, TABLES, make_table

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["arrange", "list_types", "read_arrow", "read_parquet", "write_parquet"]

_SPAN: Final = {"part": "string", "start": "int64"}
# What the lists in a column hold, by the name of the column.
_ITEMS: Final[dict[str, Any]] = {
    "reporters": "string",
    "titles": "string",
    "lines": ["int64"],
    "joined": ["int64"],
    "areas": ["int64"],
    "edges": "float64",
    "layout": {
        **{"kind": "string", "cut": "string", "first_line": "int64", "last_line": "int64"},
        **{"headline": ["int64"], "body_line": "int64", "areas": [["int64"]]},
    },
    "mends": {
        **{"line": "int64", "column": "int64", "before": "string", "after": "string"},
        **{"rule": "string", "confidence": "float64"},
    },
    "anchors": {**_SPAN, "line": "int64", "column": "int64"},
    "also": "string",
    "belongs": "string",
    "evidence": {"term": "string", **_SPAN, "end": "int64"},
}
_PLAIN: Final = {
    "str": "string",
    "Int64": "int64",
    "float64": "float64",
    "boolean": "bool_",
    "datetime64[ms]": "timestamp",
}
# Columns with few different values: the file has each once, and a number for each row.
_REPEATED: Final = (
    *(
        "article_id",
        "page_id",
        "newspaper",
        "date",
        "date_precision",
        "page",
        "kind",
        "group",
        "part",
        "rule",
    ),
    *("name", "surface", "phrase", "inside", "token", "verb", "doubt", "theme", "agency", "place"),
)


@cache
def list_types(name: str) -> Any:
    """The Arrow schema of a table, which also says with which types pandas reads it back."""
    import pyarrow as pa

    types = pa.schema([(column.name, _find_type(column)) for column in TABLES[name]])
    return pa.Table.from_pandas(make_table(name, {}), schema=types, preserve_index=False).schema


def arrange(table: pd.DataFrame | pa.Table, name: str) -> pa.Table:
    """Give a table the columns of its file, in their order and with their types."""
    import pyarrow as pa

    types = list_types(name)
    if isinstance(table, pd.DataFrame):
        arrow = pa.Table.from_pandas(table, schema=types, preserve_index=False, nthreads=1)
        return arrow.replace_schema_metadata(None)
    there = {own: table[own] for own in table.column_names}
    columns = [_fit(there.get(own.name, pa.nulls(len(table))), own.type) for own in types]
    return pa.table(columns, names=types.names)


def write_parquet(table: pd.DataFrame | pa.Table, name: str) -> bytes:
    """Write one of the package's tables; the same rows give the same bytes."""
    from pyarrow import parquet

    types = list_types(name)
    arrow = arrange(table, name)
    buffer = BytesIO()
    with parquet.ParquetWriter(
        buffer,
        arrow.schema,
        compression="zstd",
        use_dictionary=[column for column in types.names if column in _REPEATED],
        # Positions mostly grow from row to row: their differences need less room.
        column_encoding=dict.fromkeys(_list_positions(name), "DELTA_BINARY_PACKED"),
        # The least and greatest value of each part of the file, by which a reader can skip it.
        write_statistics=[column for column in types.names if column in ISSUE],
        store_schema=False,  # otherwise strings that are numbered would be read back as categories
        version="2.6",
    ) as writer:
        writer.write_table(arrow)
        writer.add_key_value_metadata(types.metadata)  # the types of pandas
    return buffer.getvalue()


def _fit(column: Any, kind: pa.DataType) -> Any:
    """Convert a column to its type, unless it is one of numbered strings."""
    import pyarrow as pa

    return column if pa.types.is_dictionary(column.type) else column.cast(kind)


def _list_positions(name: str) -> list[str]:
    columns = TABLES[name]
    return [own.name for own in columns if own.dtype == "Int64" and own.name not in _REPEATED]


def read_parquet(data: bytes) -> pd.DataFrame:
    """Read back a table of `write_parquet`."""
    table: pd.DataFrame = read_arrow(data).to_pandas(use_threads=False)
    return table


def read_arrow(data: bytes, *, numbered: Sequence[str] = ()) -> pa.Table:
    """Read back a table of `write_parquet` as columns of Arrow.

    Columns that are `numbered` come as dictionaries: each different string once, and its number for
    each row.
    """
    import pyarrow as pa
    from pyarrow import parquet

    # `read_table` would import the module for folders of files, which takes longer than to read.
    file = parquet.ParquetFile(pa.BufferReader(data), read_dictionary=numbered)
    return file.read(use_threads=False)


def _find_type(column: Any) -> Any:
    import pyarrow as pa

    if column.dtype == "list":
        return pa.list_(_build_type(_ITEMS[column.name]))
    return pa.timestamp("ms") if "date" in column.dtype else _build_type(_PLAIN[column.dtype])


def _build_type(written: Any) -> Any:
    import pyarrow as pa

    if isinstance(written, dict):
        return pa.struct([(name, _build_type(kind)) for name, kind in written.items()])
    if isinstance(written, list):
        return pa.list_(_build_type(written[0]))
    return getattr(pa, written)()
