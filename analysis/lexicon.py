"""Word lists: CSV files in `lexicons/`, each row with its source, and lists of the user's own.

The columns of `phrases`: phrase, the canonical form of a set phrase (提法); variants, other forms
that are counted as the same, separated by `|`; parent, the phrase that it is a part or a member of;
theme; year from which it can be meant, the same characters before it being plain words or an older
use of them: that of the event of `source`, or earlier where it was printed in this sense before,
which was looked up in headlines of 1978 to 2018 and broadcasts of 2012 to 2022; empty where that is
not sure, and where it had long been in common use; gloss; source, the document or speech, or
"common use". `stopwords`: word and the source or reason.

A list of the user's own is laid over one of the package's in one way, whatever the list: see
`list_rows`.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd

from analysis.schema import InputError, check_table, is_table

__all__ = [
    "TAKEN_OUT",
    "check_width",
    "iterate_cells",
    "list_rows",
    "list_surnames",
    "read_countries",
    "read_lexicon",
    "read_list",
    "read_rows",
    "split_variants",
]

# Stands before an entry of the user's list that takes the package's own out: !会议.
TAKEN_OUT: Final = "!"
_LONGEST_CELL: Final = (
    100_000  # characters; no word is so long, but a file with a quotation mark open
)


class _Row(NamedTuple):
    """A row of a word list, with its file and line for error messages."""

    file: str
    line: int
    cells: dict[str, str]

    @property
    def where(self) -> str:
        return f"{self.file}, line {self.line}"


def read_lexicon(name: str, *, extra: Any = None) -> pd.DataFrame:
    """Read one of the package's word lists, with the user's own rows laid over it.

    Parameters
    ----------
    name
        Name of a file in `analysis/lexicons/`, without `.csv`: phrases, titles, surnames, …
    extra
        A list of the user's own: a CSV (UTF-8, with or without BOM, any line ends) or a DataFrame
        with the same first column; a list of entries; or a dict of entries, each with its cell of
        the second column, or several (``{"春耕备耕": ["备春耕"]}``). Columns of the package's list
        that it lacks are missing in its rows. A row of it replaces the package's row with the
        same first column, and takes over a variant that the package counts under another entry; an
        entry that begins with ``!`` takes the package's row out.

    Returns
    -------
    DataFrame
        One row per entry: first the package's rows that were not replaced, then the user's. Every
        column is text, missing where the cell is empty.

    Raises
    ------
    InputError
        Where the list or the file does not exist or cannot be read, and where a row is wrong; the
        message names file and line. Wrong are: an entry that is empty, stands twice, or is already
        a variant of another; a blank inside an entry or a variant; a parent that is no entry, and
        parents that lead round in a circle; more cells than columns.

    Examples
    --------
    >>> phrases = read_lexicon("phrases").set_index("phrase")
    >>> phrases.loc["新质生产力", "year"]
    '2023'
    """
    if extra is None:
        return _read_own_table(name).copy()
    columns, rows = _read_own_list(name)
    _check_entries(rows, columns[0])
    if isinstance(extra, str | Path):
        own = _read_extra(Path(extra), columns)
    else:
        listed = list_rows(extra, columns)
        own = [
            _Row(f"the list of {name}", number, row) for number, row in enumerate(listed, start=1)
        ]
    _check_entries(own, columns[0])
    return _make_table(columns, _lay_over(rows, own, columns[0]))


def list_rows(given: Any, columns: Sequence[str]) -> list[dict[str, str]]:
    """List the rows of a list of the user's own that is no file, each with these columns as text.

    The one convention of all such lists: a DataFrame has the columns by their names; a list holds
    what stands in the first; a dict says what stands in the second, one or several, beside each
    entry.

    Examples
    --------
    >>> list_rows({"春耕备耕": ["备春耕", "春耕生产"]}, ["phrase", "variants"])
    [{'phrase': '春耕备耕', 'variants': '备春耕|春耕生产'}]
    >>> list_rows(["会议", "!的"], ["word", "source"])
    [{'word': '会议', 'source': ''}, {'word': '!的', 'source': ''}]
    """
    if is_table(given):
        table = check_table(given, "list", needs=[columns[0]])
        odd = [name for name in table.columns if name not in columns]
        if odd:
            raise InputError(
                f"Your list has a column {odd[0]!r}; its columns can be {', '.join(columns)}."
            )
        cells = {
            name: ["" if pd.isna(cell) else str(cell).strip() for cell in table[name]]
            for name in table.columns
        }
        nothing = dict.fromkeys(columns, "")
        names = list(cells)
        return [
            {**nothing, **dict(zip(names, row, strict=True))}
            for row in zip(*cells.values(), strict=True)
        ]
    pairs: list[tuple[Any, Any]]
    if isinstance(given, Mapping):
        pairs = list(given.items())
    elif isinstance(given, str) or not isinstance(given, Iterable):
        raise InputError(
            f"A list of your own is the path of a CSV, a DataFrame, a dict or a list; this is "
            f"{type(given).__name__}."
        )
    else:
        pairs = [(entry, "") for entry in given]
    rows = []
    for entry, cell in pairs:
        joined = "" if cell is None else cell if isinstance(cell, str) else "|".join(map(str, cell))
        row = dict.fromkeys(columns, "")
        row[columns[0]] = str(entry).strip()
        if joined:
            row[columns[1]] = joined
        rows.append(row)
    return rows


@cache
def list_surnames() -> frozenset[str]:
    """The surnames, single and compound ones.

    Examples
    --------
    >>> "欧阳" in list_surnames()
    True
    """
    return frozenset(read_lexicon("surnames")["surname"])


@cache
def read_countries() -> frozenset[str]:
    """Countries, and what news treats like one: bodies of many countries, sides (美方)."""
    return frozenset(read_lexicon("lands")["country"]).union(read_lexicon("countries")["country"])


@cache
def _read_own_table(name: str) -> pd.DataFrame:
    """Read one of the package's lists; cached, since many modules read the same one."""
    columns, rows = _read_own_list(name)
    _check_entries(rows, columns[0])
    return _make_table(columns, rows)


def _make_table(columns: list[str], rows: Sequence[_Row]) -> pd.DataFrame:
    if "parent" in columns:
        _check_parents(rows, columns[0])
    table = {column: [row.cells[column] or None for row in rows] for column in columns}
    return pd.DataFrame(table, columns=columns, dtype="str")


def split_variants(cell: object) -> list[str]:
    """Split a cell of `variants`: other forms of an entry, separated by `|`.

    Examples
    --------
    >>> split_variants("双碳|碳达峰、碳中和")
    ['双碳', '碳达峰、碳中和']
    """
    return [variant for variant in cell.split("|") if variant] if isinstance(cell, str) else []


def read_rows(name: str, *columns: str) -> list[tuple[str, ...]]:
    """List the cells of some columns of one of the package's lists; empty cells are "".

    Examples
    --------
    >>> read_rows("grades", "grade", "example")[0]
    ('常务副', '常务副主任')
    """
    return [tuple(row.cells[column] for column in columns) for row in _read_own_list(name)[1]]


@cache
def _read_own_list(name: str) -> tuple[list[str], list[_Row]]:
    folder = files(__package__).joinpath("lexicons")
    file = folder.joinpath(f"{name}.csv")
    if not file.is_file():
        names = sorted(entry.name[:-4] for entry in folder.iterdir() if entry.name.endswith(".csv"))
        raise InputError(f"There is no word list {name!r}; the package has {', '.join(names)}.")
    lines = iterate_cells(file.read_text(encoding="utf-8"), file.name)
    _, columns = next(lines)
    return columns, list(_read_rows(lines, columns, columns, file.name))


def read_list(path: Path) -> str:
    """Read the text of a list of the user's own.

    Raises
    ------
    InputError
        Where there is none, or it is not UTF-8.
    """
    try:
        if path.exists() and not path.is_file():  # a device, for example, could be read without end
            raise InputError(f"The word list {path} is no file. Name a CSV.")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8. Save it as “CSV UTF-8” and try again.") from error
    except OSError as error:
        raise InputError(f"The word list {path} cannot be read: {error.strerror}.") from error


def iterate_cells(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV, each with the line that it ends on.

    Raises
    ------
    InputError
        Where it is none; the message names file and line.
    """
    lines = csv.reader(text.splitlines(keepends=True))
    try:
        for cells in lines:
            # The limit of Python is for all of a process, and other libraries raise it.
            if max(map(len, cells), default=0) > _LONGEST_CELL:
                raise csv.Error(f"a cell has more than {_LONGEST_CELL:,} characters")
            yield lines.line_num, cells
    except csv.Error as error:
        raise InputError(
            f"{file}, line {lines.line_num}: it is no CSV ({error}). Is a quotation mark left open?"
        ) from error


def _read_extra(path: Path, columns: Sequence[str]) -> list[_Row]:
    lines = iterate_cells(read_list(path), str(path))
    _, first = next(lines, (1, []))
    header = [cell.strip() for cell in first]
    odd = [cell for cell in header if cell not in columns]
    if odd or columns[0] not in header:
        problem = f"has a column {odd[0]!r}" if odd else f"has no column {columns[0]!r}"
        raise InputError(
            f"{path}, line 1: it {problem}; the first line names columns out of "
            f"{', '.join(columns)}, and {columns[0]} must be among them."
        )
    return list(_read_rows(lines, header, columns, str(path)))


def _read_rows(
    lines: Iterable[tuple[int, list[str]]],
    header: Sequence[str],
    columns: Sequence[str],
    file: str,
) -> Iterator[_Row]:
    nothing = dict.fromkeys(columns, "")
    for line, cells in lines:  # every row stands on one line
        found = [cell.strip() for cell in cells]
        if not any(found):
            continue
        check_width(cells, header, f"{file}, line {line}")
        yield _Row(file, line, {**nothing, **dict(zip(header, found, strict=False))})


def check_width(cells: Sequence[str], header: Sequence[str], where: str) -> None:
    """Refuse a row with more cells than the first line has names.

    Raises
    ------
    InputError
        Where it has.
    """
    if len(cells) > len(header):
        raise InputError(
            f"{where}: {len(cells)} cells for {len(header)} columns. "
            "Put a cell that holds a comma in double quotes."
        )


def _check_entries(rows: Sequence[_Row], key: str) -> None:
    """Check the rows of one file: no empty entry, no blank inside one, none that stands twice."""
    seen: dict[str, _Row] = {}
    for row in rows:
        entry = row.cells[key]
        if not entry:
            raise InputError(f"{row.where}: the {key} is empty. Fill it or delete the row.")
        variants = row.cells.get("variants")
        for form in (entry, *split_variants(variants)) if variants else (entry,):
            if len(form.split()) > 1:
                raise InputError(
                    f"{row.where}: there is a blank inside {form!r}. Write it without; "
                    "blanks in the text are passed over."
                )
            if form in seen:
                raise InputError(
                    f"{row.where}: {form!r} stands already in line {seen[form].line}. Delete one."
                )
            seen[form] = row


def _lay_over(rows: Sequence[_Row], given: Sequence[_Row], key: str) -> list[_Row]:
    known = {row.cells[key] for row in rows}
    own = []
    taken = set()
    for row in given:
        entry = row.cells[key]
        taken.add(entry.removeprefix(TAKEN_OUT))
        if not entry.startswith(TAKEN_OUT):
            own.append(row)
        elif entry.removeprefix(TAKEN_OUT) not in known:
            raise InputError(
                f"{row.where}: the package has no {key} {entry.removeprefix(TAKEN_OUT)!r} that "
                "could be taken out. Delete the row."
            )
    kept = [row for row in rows if row.cells[key] not in taken]
    entries = {row.cells[key]: row for row in kept}
    for row in own:
        for variant in split_variants(row.cells.get("variants")):
            if variant in entries:
                raise InputError(
                    f"{row.where}: the variant {variant!r} is an entry of its own in "
                    f"{entries[variant].where}. Give it a row of its own, or leave it out."
                )
            taken.add(variant)
    return [_without_variants(row, taken) for row in kept] + list(own)


def _without_variants(row: _Row, taken: set[str]) -> _Row:
    variants = split_variants(row.cells.get("variants"))
    if taken.isdisjoint(variants):
        return row
    left = "|".join(variant for variant in variants if variant not in taken)
    return row._replace(cells={**row.cells, "variants": left})


def _check_parents(rows: Sequence[_Row], key: str) -> None:
    parents = {row.cells[key]: row.cells["parent"] for row in rows}
    for row in rows:
        parent = row.cells["parent"]
        if parent and parent not in parents:
            raise InputError(
                f"{row.where}: the parent {parent!r} of {row.cells[key]!r} is no {key} of the "
                "list. Add it, or leave the cell empty."
            )
    clear: set[str] = set()
    for row in rows:
        entry, path = row.cells[key], dict[str, None]()
        while entry and entry not in clear:
            if entry in path:
                circle = " → ".join([*list(path)[list(path).index(entry) :], entry])
                raise InputError(f"{row.where}: parents lead round in a circle: {circle}.")
            path[entry] = None
            entry = parents[entry]
        clear.update(path)
