"""Excel workbooks → rows: each sheet with its own line of names, none larger than the memory."""

import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from analysis.pages.bounds import check_ratio
from analysis.pages.columns import Columns, match_columns
from analysis.pages.files import read_bytes
from analysis.pages.names import read_name
from analysis.schema import InputError
from analysis.warn import warn

__all__ = ["WORKBOOKS", "read_workbook"]

WORKBOOKS: Final = (".xlsx", ".xlsm", ".xls", ".ods")
# Above the names of columns there may be a title and a date.
_FARTHEST_NAMES: Final = 5


def read_workbook(
    path: Path, wanted: Mapping[str, str]
) -> Iterator[tuple[Mapping[str, str], Columns]]:
    """Yield the sheets that hold articles, with our names of columns, since theirs differ.

    A sheet named after a newspaper or a day tells that of its rows, unless a column does. Sheets
    without a column of text are left out, and named in a warning.

    Raises
    ------
    InputError
        Where it is no workbook, unpacks to more than text does, or has no sheet of articles.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    data = read_bytes(path)
    _check_size(data, path)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        sheets = {name: _fill_merged(book.get_sheet_by_name(name)) for name in book.sheet_names}
    except (CalamineError, ValueError, OSError) as error:
        raise InputError(
            f"{path} is no table of articles: no Excel workbook, or a broken one ({error}). "
            "Open it and save it anew, or save it as CSV in UTF-8."
        ) from error
    refused: list[str] = []
    given = 0
    problem: InputError | None = None
    for name, rows in sheets.items():
        filled = [row for row in rows if any(cell not in ("", None) for cell in row)]
        if not filled:
            continue
        try:
            found = _read_sheet(name, filled, wanted, path)
        except InputError as error:
            refused.append(name)
            problem = problem or error
            continue
        given += 1
        yield {own: own for own in found}, found
    if not given:
        raise problem or InputError(f"{path}: the workbook is empty.")
    if refused:
        listed = ", ".join(map(repr, refused))
        warn(f"{path}: no column of text in the sheets {listed}, which are left out.")


def _fill_merged(sheet: Any) -> list[list[Any]]:
    """The rows of a sheet; a cell that was merged with those below it stands in each of them."""
    rows: list[list[Any]] = sheet.to_python()
    top, left = sheet.start or (0, 0)
    for (first, column), (last, end) in sheet.merged_cell_ranges or ():
        if column == end:
            for row in rows[max(first + 1 - top, 0) : last + 1 - top]:
                row[column - left : column - left + 1] = [rows[first - top][column - left]]
    return rows


def _check_size(data: bytes, path: Path) -> None:
    """Refuse a workbook that would fill the memory before any of it is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        return  # an old .xls is not packed, and anything else is refused by the reader
    check_ratio(unpacked, len(data), f"{path}")


def _read_sheet(name: str, rows: list[list[Any]], wanted: Mapping[str, str], path: Path) -> Columns:
    problem: InputError | None = None
    for at, names in enumerate(rows[:_FARTHEST_NAMES]):
        written = [str(cell) for cell in names]
        try:
            matched = match_columns(written, wanted, path)
        except InputError as error:
            # The line with the most cells most likely holds the names.
            if problem is None:
                problem = error
            continue
        found = {
            own: [_end(row[written.index(there)]) for row in rows[at + 1 :]]
            for own, there in matched.items()
        }
        origin = read_name([name])
        for field in ("newspaper", "date"):
            value = getattr(origin, field)
            if value is not None and field not in found:
                found[field] = [value] * len(rows[at + 1 :])
        return found
    raise problem or InputError(f"{path}: the sheet {name!r} is empty.")


def _end(cell: Any) -> Any:
    return None if cell == "" else cell
