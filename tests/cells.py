"""Reads a table as a page shows it, and checks each cell by the unit of its column."""

import json
import re
from pathlib import Path

import pandas as pd

from analysis.labels import find_unit, read_wording
from analysis.reports import write_table

NUMBER = r"-?(\d+(\.\d+)?(e[-+]\d+)?|∞)"
# What a cell of a unit looks like; an empty one is missing.
FORMS = {
    "text": r".+",
    "code": r".+",
    "list": r".*",
    "date": r"\d{4}-\d\d-\d\d",
    "yes or no": r"yes|no|是|否",
    "count": r"\d+",
    "ordinal": r"\d+",
    "share": r"\d+\.\d%",
    "percent": r"-?\d+%|only here|仅见于此",
    **dict.fromkeys(("rate", "score", "log ratio", "G²", "p", "bits", "nats"), NUMBER),
}


def read_cells(table: pd.DataFrame, out: Path, lang: str, name: str = "shown") -> pd.DataFrame:
    """The cells of a table as a page shows them."""
    page = write_table(table, out, name, lang=lang).html
    found = re.search(r'"data_json": ("(?:[^"\\]|\\.)*")', page)
    rows = json.loads(json.loads(found.group(1))) if found else []
    return pd.DataFrame(rows, columns=table.columns)


def check_cells(table: pd.DataFrame, out: Path, name: str = "shown") -> None:
    """Check that each column has a unit and each cell the form of it, in both languages."""
    for lang in ("zh", "en"):
        shown = read_cells(table.head(100), out, lang, name)
        labels = read_wording(lang)
        heads = [
            labels.get(f"column_{name}_{column}", labels.get(f"column_{column}"))
            for column in table.columns
        ]
        assert None not in heads, (name, table.columns, heads)
        assert len(set(heads)) == len(heads), heads
        for column in table.columns:
            unit = find_unit(column, table.columns)
            assert unit in FORMS, (column, unit)
            for cell, raw in zip(shown[column], table[column], strict=False):
                assert isinstance(cell, str), (name, column, cell)
                assert re.fullmatch(FORMS[unit], cell, re.DOTALL) or cell == "", (column, cell)
                if column != "pinyin":  # 南 is spelled nan
                    assert cell.lower() not in ("nan", "inf", "-inf", "nat", "none", "<na>")
                if unit == "code" and isinstance(raw, str) and raw.isascii():
                    assert cell == labels[f"{column}_{raw}"]
                if unit == "code" and lang == "en":
                    assert not re.search("[一-龥]", cell), (column, cell)
