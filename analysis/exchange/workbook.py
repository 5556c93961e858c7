"""Tables → a workbook for a spreadsheet program, with a sheet for each table."""

import json
import os
import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.exchange.files import open_file, put
from analysis.schema import InputError, check_table

__all__ = ["write_workbook"]

# The limits of the format.
_ROWS: Final = 1_048_576
_CHARACTERS: Final = 32_767
_NAME: Final = re.compile(r"(?!')[^\[\]:*?/\\\x00-\x1f]{1,31}(?<!')")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_workbook(tables: Mapping[str, pd.DataFrame], path: str | os.PathLike[str]) -> Path:
    r"""Write tables into one workbook (.xlsx), for those who look at them in a spreadsheet.

    Numbers stay numbers and days stay days; a list of names is joined by semicolons, other lists
    are JSON; text is never taken for a formula. To compute further, keep tables as Parquet.

    Parameters
    ----------
    tables
        The tables, each by the name of its sheet: up to 31 characters, none of ``[]:*?/\``.
    path
        The file; its name ends in .xlsx. A hidden folder `.manifests` beside it remembers what was
        written.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        Where openpyxl is not installed; where a file that is not ours, or was changed since, stands
        there; where a table is more than a sheet can hold (1,048,575 rows, 32,767 characters a
        cell).

    Examples
    --------
    >>> import tempfile
    >>> terms = pd.DataFrame({"term": ["减负", "=1+1"], "count": [4, 1]})
    >>> file = write_workbook({"terms": terms}, Path(tempfile.mkdtemp(), "tables.xlsx"))
    >>> pd.read_excel(file, engine="openpyxl").values.tolist()
    [['减负', 4], ['=1+1', 1]]
    """
    file = open_file(path, suffixes=[".xlsx"], what="a workbook")
    if not isinstance(tables, Mapping) or not tables:
        raise InputError("There is no table to write; give them as {'mentions': mentions, …}.")
    checked = {name: check_table(table, f"tables[{name!r}]") for name, table in tables.items()}
    _check_names(checked)
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
    except ImportError as error:
        raise InputError('openpyxl is not installed; run pip install "dangbao[xlsx]".') from error
    rows = {name: _list_rows(table, name) for name, table in checked.items()}
    book = Workbook(write_only=True)
    for name, cells in rows.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for row in cells:
            written = [WriteOnlyCell(sheet, value) for value in row]
            for cell in written:
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # text, also if it begins like a formula
            sheet.append(written)
    buffer = BytesIO()
    book.save(buffer)
    return put(file, buffer.getvalue())


def _check_names(tables: Mapping[Any, Any]) -> None:
    seen: set[str] = set()
    for name in tables:
        if not isinstance(name, str) or not _NAME.fullmatch(name) or name.casefold() in seen:
            raise InputError(
                f"{name!r} cannot be the name of a sheet here; take one of up to 31 characters, "
                "none of []:*?/\\, that no other sheet has."
            )
        seen.add(name.casefold())


def _list_rows(table: pd.DataFrame, name: str) -> list[list[Any]]:
    """List the cells of a table, with the names of columns first; raises if a sheet has no room."""
    if len(table) >= _ROWS:
        raise InputError(
            f"{name} has {len(table):,} rows, and a sheet holds {_ROWS - 1:,}. Write a part of it, "
            "or keep it as Parquet: table.to_parquet(…)."
        )
    columns = [list(map(_make_cell, table[column].astype("object"))) for column in table.columns]
    for column, cells in zip(table.columns, columns, strict=True):
        longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
        if longest > _CHARACTERS:
            raise InputError(
                f"{name}.{column} has a text of {longest:,} characters, and a cell holds "
                f"{_CHARACTERS:,}. Leave it out: {name}.drop(columns={column!r})."
            )
    return [list(map(str, table.columns)), *map(list, zip(*columns, strict=True))]


def _make_cell(cell: Any) -> Any:
    """Make a cell that a spreadsheet can hold; characters that it cannot hold become U+FFFD."""
    if isinstance(cell, np.ndarray):
        cell = cell.tolist()
    if isinstance(cell, list | tuple):
        names = all(isinstance(entry, str) for entry in cell)
        cell = "; ".join(cell) if names else json.dumps(cell, ensure_ascii=False, default=_plain)
    if isinstance(cell, str):
        return _CONTROL.sub("\ufffd", cell)
    if pd.isna(cell):
        return None
    if isinstance(cell, pd.Timestamp):
        midnight = cell == cell.normalize()
        return cell.date() if midnight else cell.tz_localize(None).to_pydatetime()
    if isinstance(cell, np.generic):
        return cell.item()
    return cell if isinstance(cell, bool | int | float) else str(cell)


def _plain(cell: Any) -> Any:
    return cell.tolist() if isinstance(cell, np.ndarray | np.generic) else str(cell)
