"""Checks of arguments: they are converted to what is needed, or an error says what to do.

A table of any kind becomes a DataFrame, and each column gets the type that the codebook says. What
is right already is returned as the same object, so that a second check costs nothing. Nothing that
was given is changed.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from numbers import Integral
from typing import Any, Final
from uuid import UUID

import numpy as np
import pandas as pd

from analysis.days import to_day

__all__ = [
    "LISTS",
    "TEXT",
    "InputError",
    "check_choice",
    "check_known",
    "check_label",
    "check_unique",
    "check_values",
    "convert_column",
    "holds_spans",
    "holds_texts",
    "is_right",
    "is_spans",
    "is_table",
    "join_words",
    "list_choices",
    "say_count",
    "suggest",
    "take_table",
]

_SHOWN: Final = 60  # characters of a value in a sentence
_LISTED: Final = 30  # columns or values in a sentence
_HALF: Final = re.compile("[\ud800-\udfff]")
# The type that "str" stands for; given as an object, pandas need not look it up for each column.
TEXT: Final = pd.StringDtype(na_value=np.nan)
LISTS: Final = (list, tuple, np.ndarray)


class InputError(ValueError):
    """What was given cannot be used; the message says why and what to do next."""


def take_table(table: Any, name: str, maker: str, *, keep_index: bool = False) -> pd.DataFrame:
    """Take what was given as a table, with rows and columns that can be told apart by name.

    `maker` is the function that makes such a table, for the message. A table of polars or pyarrow
    is converted, and so is a list of dicts, one per row. The index is replaced by the numbers of
    the rows, unless `keep_index`.
    """
    if is_table(table) and not isinstance(table, pd.DataFrame):
        table = pd.DataFrame(list(table)) if isinstance(table, list | tuple) else table.to_pandas()
    if not isinstance(table, pd.DataFrame):
        raise InputError(_refuse(table, name, maker))
    if isinstance(table.columns, pd.MultiIndex):
        raise InputError(
            f"The columns of {name} have several levels; give each one name, e.g. "
            "table.columns = ['_'.join(map(str, column)) for column in table.columns]."
        )
    if table.columns.has_duplicates:
        twice = table.columns[table.columns.duplicated()][0]
        raise InputError(
            f"The table {name} has several columns {twice!r}; keep one of them, e.g. "
            "table.loc[:, ~table.columns.duplicated()], or rename them."
        )
    index = table.index
    plain = isinstance(index, pd.RangeIndex) and index.equals(pd.RangeIndex(len(table)))
    keep_index = keep_index or (plain and index.name is None)
    return table if keep_index else table.reset_index(drop=True)


def _refuse(given: Any, name: str, maker: str) -> str:
    what = "nothing (None)" if given is None else f"of the type {type(given).__name__}"
    if isinstance(given, pd.Series):
        step = "Give the table and not one column of it, or column.to_frame()"
    elif isinstance(given, list | tuple | dict | np.ndarray):
        step = "Make one of it: pd.DataFrame(rows)"
    else:
        step = "Give a pandas DataFrame"
    return f"{name} is {what}, and no table. {step}{_name_maker(maker)}."


def _name_maker(maker: str) -> str:
    return f"; {maker} makes such a table" if maker else ""


def suggest(value: Any, known: Iterable[Any]) -> str:
    """Write what was probably meant instead of `value`; an empty text if nothing is similar."""
    words = {str(word).casefold(): word for word in known}
    near = get_close_matches(str(value).casefold(), words, n=1)
    return f" Did you mean {words[near[0]]!r}?" if near else ""


def join_words(words: Iterable[Any]) -> str:
    """Join words for a sentence; of very many, only the first and their number."""
    listed = [str(word) for word in words]
    more = f", … ({len(listed)} in all)" if len(listed) > _LISTED else ""
    return ", ".join(listed[:_LISTED]) + more


def is_table(given: Any) -> bool:
    """Whether something is a table of any kind, for arguments that can also be words."""
    if isinstance(given, list | tuple):
        return len(given) > 0 and all(isinstance(row, Mapping) for row in given)
    return isinstance(given, pd.DataFrame) or callable(getattr(given, "to_pandas", None))


def list_choices(given: Any, name: str, known: Sequence[str] | None = None) -> list[Any]:
    """List the values of an argument that takes several texts; one text alone is a list of one.

    Examples
    --------
    >>> list_choices("actor", "kinds", ("actor", "cited")), list_choices(("甲", "乙"), "words")
    (['actor'], ['甲', '乙'])
    """
    if isinstance(given, str):
        given = [given]
    try:
        values = list(given)
    except TypeError as error:
        raise InputError(f"{name}={_show(given)} is no list; write {name}=[…].") from error
    for value in values:
        if known is not None:
            check_choice(value, name, known)
        elif not isinstance(value, str):
            raise InputError(f"{name} holds {_show(value)}, which is no text; write {name}=['…'].")
    return values


def check_choice(value: Any, name: str, known: Sequence[Any]) -> None:
    """Check that an argument has one of its few values.

    Examples
    --------
    >>> check_choice("actors", "kinds", ("actor", "cited"))
    Traceback (most recent call last):
    ...
    analysis.checks.InputError: kinds='actors' is not known; it can be 'actor' or 'cited'. \
Did you mean 'actor'?
    """
    # Types are compared first: comparing with an array would give an array, not a yes or no.
    if not any(isinstance(value, type(word)) and value == word for word in known):
        *others, last = map(repr, known)
        listed = f"{', '.join(others)} or {last}" if others else last
        raise InputError(
            f"{name}={_show(value)} is not known; it can be {listed}.{suggest(value, known)}"
        )


def check_label(column: pd.Series, where: str) -> None:
    """Check that the values of a column can be names of groups; lists cannot."""
    _convert_labels(column, where)


def check_values(column: pd.Series, where: str, known: Sequence[str]) -> None:
    """Check that a column holds no other than the known values."""
    # First the different values: to drop missing ones first would copy the whole column.
    held = {value for value in column.unique() if not pd.isna(value)}
    odd = sorted(held - set(known))
    if odd:
        raise InputError(
            f"{where} holds {odd[0]!r}; it can be {join_words(known)}.{suggest(odd[0], known)}"
        )


def check_known(column: pd.Series, where: str) -> None:
    """Check that no value is missing in a column by which rows are found."""
    if column.hasnans:
        missing = column.isna().to_numpy(dtype=bool)
        raise InputError(
            f"{where} is missing in {say_count(int(missing.sum()), 'row')}, first in row "
            f"{int(missing.argmax()) + 1}; fill it, or drop them with "
            f"table.dropna(subset=[{column.name!r}])."
        )


def check_unique(column: pd.Series, where: str) -> None:
    """Check that no value stands twice in a column by which rows are found."""
    if not column.is_unique:
        twice = column[column.duplicated(keep=False)].dropna()
        if twice.empty:
            return
        first = twice.iloc[0]
        times = int((twice == first).sum())
        others = int(twice.nunique()) - 1
        often = "twice" if times == 2 else f"{times} times"
        more = f", and {say_count(others, 'other')} more than once" if others else ""
        raise InputError(
            f"{where}: {first!r} stands {often}{more}; give each its own, or keep the first: "
            f"table.drop_duplicates({column.name!r})."
        )


def is_right(dtype: Any, wanted: str) -> bool:
    """Whether a column of this type is right already, so that its cells need not be looked at."""
    if wanted in ("id", "str", "label"):
        return bool(dtype == TEXT)
    if wanted == "list":
        return holds_spans(dtype)
    return wanted == "Int64" and dtype.kind == "i" and not isinstance(dtype, pd.ArrowDtype)


def holds_texts(dtype: Any) -> bool:
    """Whether a column of this type holds text, each once, and its numbers (categories)."""
    return isinstance(dtype, pd.CategoricalDtype) and bool(dtype.categories.dtype == TEXT)


def holds_spans(dtype: Any) -> bool:
    """Whether a column of this type holds lists of dicts as columns of Arrow, which are small."""
    return isinstance(dtype, pd.ArrowDtype) and is_spans(dtype.pyarrow_dtype)


def is_spans(kind: Any) -> bool:
    """Whether a type of Arrow is that of lists of dicts."""
    from pyarrow import types

    return bool(types.is_list(kind) and types.is_struct(kind.value_type))


def convert_column(column: pd.Series, where: str, dtype: str) -> pd.Series:
    """Convert a column to its type in the codebook; `id` is text, also if given as numbers."""
    convert = next(
        (convert for kind, convert in _CONVERTERS.items() if dtype.startswith(kind)), None
    )
    return column if convert is None else convert(column, where)


def _convert_texts(column: pd.Series, where: str) -> pd.Series:
    if column.dtype == "str":
        return column
    cells = column.astype(object) if column.dtype != object else column
    odd = None
    if pd.api.types.infer_dtype(cells, skipna=True) != "string":
        others = (cell for cell in cells if not isinstance(cell, str))
        odd = next((cell for cell in others if not _is_missing(cell)), None)
    if odd is not None:
        if isinstance(odd, bytes):
            step = "decode it: column.str.decode('utf-8')"
        elif isinstance(odd, LISTS):
            step = r"join it: column.map('\n'.join)"
        else:
            step = "make text of it: column.astype('str')"
        raise InputError(f"{where} holds {_show(odd)}, which is no text; {step}.")
    try:
        return cells.astype("str")
    except UnicodeEncodeError:  # half of a character, as in pages with a wrong encoding
        whole = [_HALF.sub("\ufffd", cell) if isinstance(cell, str) else None for cell in cells]
        return pd.Series(whole, cells.index, dtype="str")


def _convert_labels(column: pd.Series, where: str) -> pd.Series:
    """Convert a column of names of groups: text, numbers or days; mixed types become text."""
    cells = column.dtype.categories if isinstance(column.dtype, pd.CategoricalDtype) else column
    if cells.dtype != object:
        return column
    odd = next((cell for cell in cells if isinstance(cell, (*LISTS, dict, set, bytes))), None)
    if odd is not None:
        raise InputError(
            f"{where} holds {_show(odd)}, which names nothing; make text of it, or rows: "
            f"table.explode({column.name!r})."
        )
    kind = pd.api.types.infer_dtype(cells, skipna=True)
    return _convert_texts(column, where) if kind in ("string", "empty") else column


def _convert_ids(column: pd.Series, where: str) -> pd.Series:
    if column.dtype == "str":
        return column
    if column.dtype.kind in "iu" and isinstance(column.dtype, np.dtype):
        return column.astype("str")
    written = [_write_id(cell) for cell in column.astype(object)]
    return _convert_texts(pd.Series(written, column.index, dtype=object), where)


def _write_id(cell: Any) -> Any:
    if (
        isinstance(cell, float) and cell.is_integer()
    ):  # a column of whole numbers with a missing one
        cell = int(cell)
    return str(cell) if isinstance(cell, Integral | UUID) else cell


def _convert_days(column: pd.Series, where: str) -> pd.Series:
    dtype = column.dtype
    if isinstance(dtype, pd.PeriodDtype):
        column = column.dt.to_timestamp()
    if isinstance(dtype, pd.DatetimeTZDtype):
        column = column.dt.tz_localize(None)
    if column.dtype.kind == "M" and isinstance(column.dtype, np.dtype):
        moments = column.to_numpy()
        timed = (moments != moments.astype("datetime64[D]")) & ~np.isnat(moments)
        return column.dt.normalize() if timed.any() else column
    cells = column.astype(object)
    try:
        distinct = cells.unique()
    except TypeError:
        distinct = cells.map(repr).unique()  # lists, for example, which cannot be hashed
    read = {cell: to_day(cell) for cell in distinct if not _is_blank(cell)}
    _refuse_unread(
        cells, where, [cell for cell, day in read.items() if day is None], "date", "like 2024-03-01"
    )
    days = pd.to_datetime(pd.Series([read.get(cell) for cell in cells], column.index, dtype=object))
    return days.dt.as_unit("ms")


def _convert_whole_numbers(column: pd.Series, where: str) -> pd.Series:
    numbers = _convert_numbers(column, where)
    if numbers.dtype.kind == "f":
        known = numbers.dropna().to_numpy(dtype=float)
        odd = known[known % 1 != 0]
        if len(odd):
            raise InputError(
                f"{where} holds {odd[0]:g}, which is no whole number; give whole numbers."
            )
        return numbers.astype("Int64")
    return numbers


def _convert_numbers(column: pd.Series, where: str) -> pd.Series:
    if isinstance(column.dtype, pd.ArrowDtype) and pd.api.types.is_numeric_dtype(column.dtype):
        return column.astype("Float64" if column.dtype.kind == "f" else "Int64")
    if pd.api.types.is_numeric_dtype(column.dtype) and column.dtype != bool:
        if column.dtype.kind == "f" and np.isinf(column.to_numpy(dtype=float, na_value=0)).any():
            raise InputError(f"{where} holds an infinite number; take such rows out.")
        return column
    cells = column.astype(object)
    blank = cells.map(_is_blank).to_numpy(dtype=bool)
    numbers: pd.Series = pd.to_numeric(cells.mask(blank, None), errors="coerce")
    unread = cells[numbers.isna().to_numpy() & ~blank]
    _refuse_unread(cells, where, unread.tolist(), "number", "in digits")
    return numbers


def _convert_lists(column: pd.Series, where: str) -> pd.Series:
    cells = column if column.dtype == object else column.astype(object)
    odd = [cell for cell in cells if cell is not None and not isinstance(cell, LISTS)]
    if not odd:
        return cells
    wrong = next((cell for cell in odd if not _is_missing(cell)), None)
    if wrong is not None:
        raise InputError(
            f"{where} holds {_show(wrong)}, where a list is meant. A CSV file loses lists: keep "
            "tables as Parquet, or make lists of it, e.g. column.str.split('|')."
        )
    lists = [cell if isinstance(cell, LISTS) else None for cell in cells]
    return pd.Series(lists, column.index, dtype=object)


_CONVERTERS: Final[Mapping[str, Callable[[pd.Series, str], pd.Series]]] = {
    "id": _convert_ids,
    "label": _convert_labels,
    "str": _convert_texts,
    "datetime": _convert_days,
    "Int64": _convert_whole_numbers,
    "float": _convert_numbers,
    "list": _convert_lists,
}


def _refuse_unread(
    cells: pd.Series, where: str, odd: Sequence[Any], what: str, example: str
) -> None:
    if odd:
        raise InputError(
            f"{where} holds {_show(odd[0])}, which is no {what} that can be read"
            f"{f', and {len(odd) - 1} more such' if len(odd) > 1 else ''}; write each {example}, "
            "or leave the cell empty."
        )


def _is_missing(cell: Any) -> bool:
    return bool(pd.api.types.is_scalar(cell) and pd.isna(cell))


def _is_blank(cell: Any) -> bool:
    return _is_missing(cell) or (isinstance(cell, str) and not cell.strip())


def say_count(number: int, what: str) -> str:
    """Say how many there are of something.

    Examples
    --------
    >>> say_count(1, "page"), say_count(1200, "page")
    ('1 page', '1,200 pages')
    """
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _show(value: Any) -> str:
    shown = repr(value).replace("\n", " ")
    return shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
