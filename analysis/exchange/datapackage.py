"""The codebook → `datapackage.json`, which describes a folder of tables to other programs."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from analysis.schema import TABLES, Column

__all__ = ["make_datapackage"]

_TYPES: Final = {
    "str": "string",
    "Int64": "integer",
    "float64": "number",
    "boolean": "boolean",
    "list": "array",
    "datetime64[ms]": "datetime",
}
_KEYS: Final = {"pages": "page_id", "articles": "article_id"}
_ALWAYS: Final = ("article_id",)  # never missing, but in `repairs`, which has rows of no article


def make_datapackage(files: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Describe Parquet files of the package's tables, as a Frictionless Data Package.

    Parameters
    ----------
    files
        By the name of a table its files, as paths below the folder of the package.

    Returns
    -------
    dict
        The content of `datapackage.json`: one resource per table, with its files, and the type,
        the meaning and the values of each column, as in the codebook; which column is the key of a
        table, and which one points to another table.

    Examples
    --------
    >>> package = make_datapackage({"clusters": ["clusters/all.parquet"]})
    >>> [field["name"] for field in package["resources"][0]["schema"]["fields"]]
    ['article_id', 'cluster', 'strength']
    """
    return {
        "name": "dangbao-tables",
        "description": "Tables of the pages of newspapers, made by dangbao; one row per what the "
        "codebook of dangbao says.",
        "resources": [
            {
                "name": name,
                # A single path is written as text, since some programs do not read lists of paths.
                "path": paths[0] if len(paths) == 1 else list(paths),
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "schema": _make_schema(name, files),
            }
            for name, paths in files.items()
            if paths
        ],
    }


def _make_schema(name: str, there: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_make_field(own, name) for own in TABLES[name]]}
    if name in _KEYS:
        schema["primaryKey"] = [_KEYS[name]]
    columns = {column.name for column in TABLES[name]}
    links = [
        {"fields": [key], "reference": {"resource": table, "fields": [key]}}
        for table, key in _KEYS.items()
        if table != name and key in columns and there.get(table)
    ]
    return {**schema, "foreignKeys": links} if links else schema


def _make_field(column: Column, name: str) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES[column.dtype],
        "description": column.meaning,
    }
    constraints: dict[str, Any] = {"enum": list(column.values)} if column.values else {}
    if column.name in _ALWAYS and name != "repairs":
        constraints["required"] = True
    return {**field, "constraints": constraints} if constraints else field
