"""Files of databases (SQLite, DuckDB) → rows: read only, in place, and one table of them."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from analysis.checks import say_count
from analysis.folders import is_local
from analysis.pages.archives import is_member
from analysis.pages.bounds import MOST_BYTES, say_size
from analysis.pages.columns import Columns, match_columns
from analysis.schema import InputError
from analysis.warn import warn

__all__ = ["DATABASES", "read_database"]

_SQLITE: Final = (".db", ".sqlite", ".sqlite3", ".db3")
_DUCKDB: Final = (".duckdb", ".ddb")
DATABASES: Final = (*_SQLITE, *_DUCKDB)
_BEGINS: Final = b"SQLite format 3\0"
# So many rows are looked at to see how long the texts of a table are.
_SAMPLE: Final = 200


class _Table(NamedTuple):
    """A table that could be the articles, its columns by our names, and how much text it holds."""

    name: str
    matched: dict[str, str]
    characters: float


def read_database(
    path: Path, wanted: Mapping[str, str], rows: int
) -> Iterator[tuple[Mapping[str, str], Columns]]:
    """Yield the rows of the table that holds the articles, so many at once.

    Of several tables with a column of text the one with most text is read, and named in a warning.

    Raises
    ------
    InputError
        Where it is no such file, is not of this machine, or has no table of articles.
    """
    with _place(path) as file:
        if path.suffix.lower() in _DUCKDB:
            yield from _read_duckdb(path, file, wanted, rows)
            return
        with file.open("rb") as opened:
            begins = opened.read(len(_BEGINS))
        if begins != _BEGINS:
            raise InputError(f"{path} is no SQLite database, or a locked one.")
        yield from _read_sqlite(path, file, wanted, rows)


@contextmanager
def _place(path: Path) -> Iterator[Path]:
    """Give the file of a database; one in an archive is copied for as long as it is needed."""
    if is_local(path):
        yield path
        return
    if not is_member(path):
        raise InputError(f"{path}: a database is read in place. Copy it to this machine.")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, path.name)
        with path.open("rb") as packed, copy.open("wb") as file:
            shutil.copyfileobj(packed, file)
        yield copy


def _read_sqlite(
    path: Path, file: Path, wanted: Mapping[str, str], rows: int
) -> Iterator[tuple[Mapping[str, str], Columns]]:
    log = file.with_name(f"{path.name}-wal")
    if log.is_file() and log.stat().st_size:
        warn(
            f"{path}: what {log.name} holds was not written into it yet and is not read. "
            "Close the program that has it open."
        )
    # An immutable file is not locked, and SQLite writes no file beside it.
    address = f"file:{quote(str(file.resolve()))}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as base:
            base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)
            base.text_factory = _decode
            listed = base.execute(
                "select name from sqlite_master where type = 'table' "
                "and name not like 'sqlite~_%' escape '~' order by name"
            )
            names = [name for (name,) in listed.fetchall()]
            columns = {
                name: [row[1] for row in base.execute(f"pragma table_info({_quote(name)})")]
                for name in names
            }

            def measure(name: str, column: str) -> float:
                table = _quote(name)
                mean = base.execute(
                    f"select avg(length({_quote(column)})) from (select * from {table} "
                    f"limit {_SAMPLE})"
                ).fetchone()[0]
                count = base.execute(f"select count(*) from {table}").fetchone()[0]
                return float(mean or 0) * int(count)

            table = _choose(path, columns, wanted, measure)
            cursor = base.execute(_select(table))
            yield table.matched, {own: [] for own in table.matched.values()}
            while batch := cursor.fetchmany(rows):
                yield table.matched, _turn(batch, table)
    except sqlite3.Error as error:
        raise InputError(
            f"{path} cannot be read as a SQLite database: {error}. "
            f"Cells have at most {say_size(MOST_BYTES)}; write the table as CSV."
        ) from error


def _read_duckdb(
    path: Path, file: Path, wanted: Mapping[str, str], rows: int
) -> Iterator[tuple[Mapping[str, str], Columns]]:
    import duckdb

    # A database from a stranger may hold views that read other files of this machine.
    settings: dict[str, Any] = {
        "enable_external_access": "false",
        "autoload_known_extensions": "false",
    }
    try:
        with closing(duckdb.connect(str(file), read_only=True, config=settings)) as base:
            listed = base.execute(
                "select table_name, column_name from duckdb_columns() "
                "where not internal and schema_name = 'main' and table_name in "
                "(select table_name from duckdb_tables()) order by table_name, column_index"
            ).fetchall()
            columns: dict[str, list[str]] = {}
            for name, column in listed:
                columns.setdefault(name, []).append(column)

            def measure(name: str, column: str) -> float:
                found = base.execute(
                    f"select sum(length(cast({_quote(column)} as varchar))) from {_quote(name)}"
                ).fetchone()
                return float((found and found[0]) or 0)

            table = _choose(path, columns, wanted, measure)
            yield table.matched, {own: [] for own in table.matched.values()}
            cursor = base.execute(_select(table))
            while batch := cursor.fetchmany(rows):
                yield table.matched, _turn(batch, table)
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        raise InputError(
            f"{path} cannot be read as a DuckDB database: {reason}. Close the program that has it "
            "open, or write the table as Parquet."
        ) from error


def _choose(
    path: Path, columns: Mapping[str, Sequence[str]], wanted: Mapping[str, str], measure: Any
) -> _Table:
    found: list[_Table] = []
    problem: InputError | None = None
    for name, names in columns.items():
        try:
            matched = match_columns(names, wanted, Path(f"{path}, table {name!r}"))
        except InputError as error:
            problem = problem or error
            continue
        found.append(_Table(name, matched, measure(name, matched["text"])))
    if not found:
        raise problem or InputError(f"{path}: the database has no tables.")
    chosen = max(found, key=lambda table: table.characters)
    if len(columns) > 1:
        others = [repr(name) for name in columns if name != chosen.name]
        left = f"{', '.join(others[:5])}{', …' if len(others) > 5 else ''}"
        warn(
            f"{path}: the articles are read from its table {chosen.name!r}, which holds most text; "
            f"{say_count(len(others), 'other table')} left out: {left}."
        )
    return chosen


def _turn(batch: Sequence[tuple[Any, ...]], table: _Table) -> Columns:
    """Turn rows into columns, which are named as in the database."""
    return dict(zip(table.matched.values(), map(list, zip(*batch, strict=True)), strict=True))


def _select(table: _Table) -> str:
    return f"select {', '.join(map(_quote, table.matched.values()))} from {_quote(table.name)}"


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _decode(data: bytes) -> Any:
    """Read bytes as UTF-8; if they are not, leave them, and the encoding is found later."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data
