"""What each stage makes of texts of the project, as one short name for all its rows.

`python tests/stages.py` writes `stages.json` anew: when the version of a stage was raised, a stage
was added, and before a release.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import list_repairs, read_pages, split_articles
from analysis.folders import hash_json
from analysis.pipeline.stages import list_stages, list_stamps, make_stage
from analysis.schema import make_table

ROOT = Path(__file__).resolve().parents[1]
RECORD = ROOT / "tests" / "stages.json"


def make_record() -> dict[str, dict[str, str]]:
    """The stamp of each stage, and the short name of the rows that it makes."""
    stamps = list_stamps("pages", {})
    return {
        name: {"stamp": stamps[name], "rows": hash_json(rows)} for name, rows in make_rows().items()
    }


def make_rows() -> dict[str, Any]:
    """The rows of each stage: of the pages of the sample, and of the invented texts of `gold/`."""
    pages = read_pages(ROOT / "data" / "sample").drop(columns="path")
    articles = split_articles(pages)
    rows = {"pages": list_cells(pages) + list_cells(articles) + list_cells(list_repairs(pages))}
    tables: dict[str, Any] = {"articles": pd.concat([articles, read_traps()], ignore_index=True)}
    for name in list_stages("pages")[1:]:
        tables[name] = make_stage(name, tables, {})
        rows[name] = list_cells(tables[name])
    return rows


def read_traps() -> pd.DataFrame:
    files = sorted((ROOT / "tests" / "gold").glob("people-traps*.jsonl"))
    lines = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    columns = {"article_id": [line["id"] for line in lines], "text": [one["text"] for one in lines]}
    return make_table("articles", columns)


def list_cells(table: Any) -> list[list[object]]:
    """The cells as plain values; a number with a fraction as far as every machine agrees."""
    table = table if isinstance(table, pd.DataFrame) else table.to_pandas()
    rows = table.astype(object).where(table.notna(), None).to_numpy().tolist()
    return [[as_plain(cell) for cell in row] for row in rows]


def as_plain(cell: object) -> object:
    if isinstance(cell, Mapping):
        return {key: as_plain(own) for key, own in cell.items()}
    if isinstance(cell, list | tuple) or type(cell).__name__ == "ndarray":
        return [as_plain(own) for own in cell]  # type: ignore[union-attr]
    if isinstance(cell, float):
        return f"{cell:.9g}"
    return None if cell is None else str(cell)


if __name__ == "__main__":
    RECORD.write_text(json.dumps(make_record(), indent=1) + "\n", encoding="utf-8")
