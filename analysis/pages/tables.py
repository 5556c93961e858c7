"""Tables of articles that are split already: CSV, TSV, JSON, Excel, Parquet → `articles`."""

import csv
import io
import json
import lzma
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path, PurePath
from typing import Any, Final

import pandas as pd

from analysis.folders import is_local
from analysis.memory import pause_collector
from analysis.pages.bounds import BoundedText, iterate_batches
from analysis.pages.cells import TextCells
from analysis.pages.columns import (
    USUAL_NAMES,
    Columns,
    are_days,
    is_useful,
    make_articles,
    match_columns,
    number_repeats,
)
from analysis.pages.databases import DATABASES, read_database
from analysis.pages.decode import decode, replace_surrogates
from analysis.pages.feeds import FEEDS, read_feed
from analysis.pages.files import (
    Found,
    check_ordinary,
    exists,
    list_files,
    open_path,
    spell,
)
from analysis.pages.headless import guess_columns, is_row
from analysis.pages.made import is_made, read_made
from analysis.pages.names import read_name
from analysis.pages.packed import PACKED, open_bytes, read_unpacked
from analysis.pages.sheets import is_parsed
from analysis.pages.trees import read_tree
from analysis.pages.workbooks import WORKBOOKS, read_workbook
from analysis.schema import InputError, check_table, make_table, take_columns
from analysis.schema import is_table as is_frame
from analysis.stores import reaching
from analysis.warn import warn

__all__ = [
    "check_names",
    "holds_articles",
    "is_table",
    "iterate_articles",
    "join_pieces",
    "list_names",
    "list_tables",
    "read_articles",
    "read_each",
]

# A table in memory with these columns is one of `articles`, with places on the page.
_OURS: Final = frozenset(("article_id", "text", "kind", "position"))
_SEPARATORS: Final = {".csv": ",", ".tsv": "\t", ".tab": "\t"}
_OTHER_SEPARATORS: Final = ";\t|,"
_SEPARATOR_TOLD: Final = re.compile("\ufeff?sep=(.)")
_FARTHEST_NAMES: Final = 5  # lines, of which one may be that of the names
_JSON_LINES: Final = (".jsonl", ".ndjson")
_JSON: Final = ".json"
_KINDS: Final = (
    ".csv, .tsv, .json, .jsonl, .xlsx, .xls, .ods, .parquet, .xml, .rss, .db, .sqlite, .duckdb, "
    "or .zip or .7z with such"
)
# Windows calls its cache of pictures a database.
_NO_TABLES: Final = ("thumbs.db",)
_SAMPLE: Final = 1 << 20
_ROWS_AT_ONCE: Final = 5_000
_CHARACTERS_AT_ONCE: Final = 32_000_000  # fewer rows at once where they are long


def read_articles(source: Any, *, columns: Mapping[str, str] | None = None) -> pd.DataFrame:
    r"""Read articles that are split already from a table, or from all tables of a folder.

    Parameters
    ----------
    source
        A path, or an address that fsspec knows (s3://bucket/articles.csv), of a .csv, .tsv, .json,
        .jsonl, .xlsx, .xls, .ods or .parquet file, the first four also packed (.gz, .bz2, .xz,
        .zst); of a feed or other XML (.xml, .rss, .atom) or a database (.db, .sqlite, .duckdb); or
        of a folder, or a .zip or .7z, whose tables are read in the order of their paths. Text may
        be in any encoding that `read_pages` knows. JSON may be lines, an array, one article, or
        days that hold articles; a workbook may have several sheets; of a database it is the table
        that holds most text. A table without a line of names is read where its columns show what
        they are; they are called by their numbers, ``{"headline": "4"}``.
        Or a DataFrame (of pandas, polars or Arrow, or a list of dicts) with columns of any of the
        usual names. Or a folder that `dangbao tables` made, whose `articles` are read as they are.
    columns
        For columns with other than the usual names (title or 标题, date or 日期, text, content or
        正文, page or 版, author or 作者 …): the name here and the name there, as in
        ``{"text": "fulltext_cleaned"}``.

    Returns
    -------
    DataFrame
        A table `articles`, one row per row of the source; where an article stood on its page is
        missing. `article_id` is the table's own id; where an id comes again it gets ``-2``, ``-3``
        and so on, and where there is none it is made of the file's name and the number of the row.
        `kind` is article unless the table has a column `kind` of its own. Where the table has no
        column `byline`, the credit and dateline that open or close a text are cut off it, as on a
        page, and read into `byline`, `reporters`, `agency`, `place` and `date_text`.

    Raises
    ------
    InputError
        Where a file cannot be read, or has no column of text: the message names the columns found.
        In a folder this is a warning, and an error only where no table can be read.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp(), "news.csv")
    >>> _ = file.write_text("标题,日期,正文\n春耕,2024年3月5日,会议召开。", encoding="gb18030")
    >>> read_articles(file)[["article_id", "date", "headline", "text"]].values.tolist()
    [['news#1', Timestamp('2024-03-05 00:00:00'), '春耕', '会议召开。']]
    """
    wanted = check_names(columns)
    if is_frame(source):
        return _read_frame(source, wanted)
    path = open_path(source)
    if not exists(path):
        raise InputError(f"There is no file or folder {path}. Check how the path is written.")
    if is_made(path):
        return read_made(path, "articles")
    with pause_collector():
        if not path.is_dir():
            found = _read_table(path, wanted, _leave_suffixes(spell(path.name)))
        else:
            found = _read_folder(path, wanted)
        found["article_id"] = number_repeats(found["article_id"])
        return make_table("articles", found)


def check_names(columns: Mapping[str, str] | None) -> dict[str, str]:
    """Check that the names that the caller gives are columns of articles."""
    try:
        wanted = dict(columns or {})
    except (TypeError, ValueError) as error:
        raise InputError(
            f"columns={columns!r} says no names; write it as {{'text': 'fulltext'}}."
        ) from error
    odd = [name for name in wanted if name not in USUAL_NAMES]
    if odd:
        raise InputError(
            f"columns= names {odd[0]!r}, which articles do not have. Write the name here first, "
            f"then the one in the file; here are {', '.join(USUAL_NAMES)}."
        )
    return wanted


def _read_frame(given: object, wanted: Mapping[str, str]) -> pd.DataFrame:
    """Read a table that is in memory: one of ours as it is, another by the names of its columns."""
    if isinstance(given, pd.DataFrame):
        named = [name for name in given.index.names if name is not None]
        if any(is_useful(name, wanted) and name not in given for name in named):
            given = given.reset_index()  # an index of days or ids
    frame = check_table(given, "table")
    if _OURS.issubset(frame.columns) and not wanted:
        frame = check_table(frame, "articles", needs=["article_id", "text"])
        return take_columns("articles", frame)
    path = Path("table")
    matched = match_columns(map(str, frame.columns), wanted, path)
    own = {str(name): name for name in frame.columns}
    found: Columns = {}
    for name, column in matched.items():
        cells = frame[own[column]].astype(object)
        found[name] = cells.where(cells.notna(), None).tolist()
    cells_read = TextCells(path)
    found = cells_read.write(found, matched, first=1)
    cells_read.close()
    made = make_articles(found, path, "table")
    made["article_id"] = number_repeats(made["article_id"])
    return make_table("articles", made)


def read_each(
    files: Iterable[Found], wanted: Mapping[str, str]
) -> Iterator[tuple[Found, Columns | InputError]]:
    """Read tables one after another; for each yield its articles, or why it cannot be read."""
    for file in files:
        try:
            if file.problem:
                raise InputError(f"{file.path}: {file.problem}.")
            yield file, _read_table(file.path, wanted, _leave_suffixes(file.below))
        except InputError as error:
            yield file, error


def join_pieces(pieces: Iterable[Columns]) -> Columns:
    """Put tables below one another; columns that a table lacks are missing there."""
    found: Columns = {}
    rows = 0
    for piece in pieces:
        length = len(piece["article_id"])
        for name in {**found, **piece}:
            before = found.setdefault(name, [None] * rows)
            before.extend(piece.get(name, [None] * length))
        rows += length
    return found


def _read_folder(folder: Path, wanted: Mapping[str, str]) -> Columns:
    problems = []
    pieces = []
    for _, table in read_each(list_tables(folder), wanted):
        if isinstance(table, InputError):
            problems.append(str(table))
        else:
            pieces.append(table)
    found = join_pieces(pieces)
    if not found:
        reason = problems[0] if problems else f"The folder {folder} has no tables."
        raise InputError(f"No articles could be read. {reason}")
    if problems:
        left = "1 table was" if len(problems) == 1 else f"{len(problems)} tables were"
        warn(f"{left} left out: {' '.join(problems)}")
    return found


def list_tables(source: Path) -> list[Found]:
    """List the tables of a folder, or the one table."""
    if source.is_dir():
        return list_files(source, is_wanted=is_table)
    return [Found(source, spell(source.name), None)]


def holds_articles(file: Found, wanted: Mapping[str, str] | None = None) -> bool:
    """Whether a file is a table of articles, by the names of its columns and not by its suffix."""
    if file.problem:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            next(_iterate_pieces(file.path, wanted or {}), None)
    except InputError:
        return False
    return True


def list_names(path: Path, wanted: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
    """List the columns of a table, and those that were used: our name → its name."""
    suffix = _find_suffix(path.name)
    no_rows: tuple[Mapping[str, str], Columns] = ({}, {})
    used, piece = next(_iterate_pieces(path, wanted), no_rows)
    names = list(used.values())
    cells = [str(cell or "") for cell in piece.get(used.get("newspaper", ""), [])]
    if "date" not in used and are_days(cells):  # as make_articles does
        used = {"date" if here == "newspaper" else here: own for here, own in used.items()}
    if suffix in _SEPARATORS:
        separator, numbers, skipped = _read_names(path, wanted, _SEPARATORS[suffix])
        with _open_text(path) as lines:
            first = next(filter(str.strip, islice(lines, skipped, None)), "").rstrip("\r\n")
        names = numbers or _cut_cells(first, separator)
    elif suffix == ".parquet":
        from pyarrow import parquet

        with path.open("rb") as file:
            names = parquet.read_schema(file).names
    elif suffix in _JSON_LINES:
        with _open_text(path) as lines, suppress(ValueError, RecursionError):
            row = json.loads(next(filter(str.strip, lines), "{}"))
            names = list(row) if isinstance(row, dict) else names
    return list(names), dict(used)


def iterate_articles(file: Found, wanted: Mapping[str, str]) -> Iterator[Columns]:
    """Read a table piece by piece, as columns of `articles` with some thousands of rows each.

    Together they are what is read at once, except that repeated ids are not numbered.
    """
    path, stem = file.path, _leave_suffixes(file.below)
    taken: dict[str, str] = {}
    first = 1
    damaged = False
    cells = TextCells(path)
    for matched, piece in _iterate_pieces(path, wanted):
        for name, own in matched.items():
            if taken.setdefault(name, own) != own:
                raise InputError(
                    f"{path} has {name} first in {taken[name]!r} and further down in {own!r}. "
                    f"Say which, e.g. columns={{{name!r}: {own!r}}}."
                )
        rows = _count_rows(piece)
        found = {name: piece.get(own) or [None] * rows for name, own in matched.items()}
        found = cells.write(found, matched, first=first)
        damaged = damaged or _is_damaged(found)
        yield make_articles(found, path, stem, first=first)
        first += rows
    cells.close()
    if damaged:  # said last, since of a damaged table only the damage is told
        warn(f"{path}: bytes are damaged, or characters were lost before (U+FFFD).")


def _read_table(path: Path, wanted: Mapping[str, str], stem: str) -> Columns:
    """Read the columns of one table that `articles` has."""
    found: Columns = {}
    matched: Mapping[str, str] = {}
    rows = 0
    for names, piece in _iterate_pieces(path, wanted):
        # What the last rows tell of the columns is true of all.
        matched = {**matched, **names}
        for own in {**found, **piece}:
            before = found.setdefault(own, [None] * rows)
            before += piece.get(own, [None] * _count_rows(piece))
        rows += _count_rows(piece)
    cells = TextCells(path)
    found = cells.write({name: found[own] for name, own in matched.items()}, matched, first=1)
    cells.close()
    if _is_damaged(found):
        plain = _find_suffix(path.name) not in (".parquet", *WORKBOOKS, *DATABASES)
        problem = decode(_read_unpacked(path)).problem if plain else None
        warn(f"{path}: {problem or 'characters were lost before; the file holds U+FFFD'}.")
    return make_articles(found, path, stem)


def _iterate_pieces(
    path: Path, wanted: Mapping[str, str]
) -> Iterator[tuple[Mapping[str, str], Columns]]:
    """Yield a table piece by piece with its own names, and how these are called here."""
    if not is_table(path.name):
        raise InputError(
            f"{path} is no table of articles: those end in {_KINDS}. "
            "Pages of a newspaper are read by read_pages."
        )
    suffix = _find_suffix(path.name)
    try:
        with reaching(path):
            check_ordinary(path)
            if suffix == ".parquet":
                yield from _read_parquet(path, wanted)
            elif suffix in WORKBOOKS:
                yield from read_workbook(path, wanted)
            elif suffix in DATABASES:
                yield from read_database(path, wanted, _ROWS_AT_ONCE)
            elif suffix in FEEDS:
                yield from _read_feed(path, wanted)
            elif suffix == _JSON:
                yield from _read_json(path, wanted)
            elif suffix in _JSON_LINES:
                yield from _read_json_lines(path, wanted)
            else:
                yield from _read_separated(path, wanted, _SEPARATORS[suffix])
    except (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile) as error:
        refused = getattr(error, "strerror", None)  # the system's own error: nothing was read
        reason = f"{refused}." if refused else f"{error}. Is it whole?"
        raise InputError(f"{path} cannot be read: {reason}") from error


def _count_rows(piece: Columns) -> int:
    return max(map(len, piece.values()), default=0)


def _is_damaged(found: Columns) -> bool:
    return any(
        "\ufffd" in cell for cells in found.values() for cell in cells if isinstance(cell, str)
    )


def _read_parquet(
    path: Path, wanted: Mapping[str, str]
) -> Iterator[tuple[Mapping[str, str], Columns]]:
    from pyarrow import ArrowException, parquet

    source = path if is_local(path) else path.open("rb")
    try:
        with parquet.ParquetFile(source) as file:
            names = match_columns(file.schema_arrow.names, wanted, path)
            empty: Columns = {own: [] for own in names.values()}
            yield names, empty
            for batch in iterate_batches(file, path, list(names.values()), _ROWS_AT_ONCE):
                # Reversed, so that the first of two columns with one name is kept.
                columns = zip(batch.schema.names[::-1], batch.columns[::-1], strict=True)
                yield names, {own: _list_cells(column) for own, column in columns}
    except ArrowException as error:
        raise InputError(f"{path} is no Parquet file, or a broken one: {error}.") from error


def _list_cells(column: Any) -> list[Any]:
    """List the cells of a column; values that Python cannot hold stay as Arrow has them."""
    try:
        cells: list[Any] = column.to_pylist()
    except (ValueError, OverflowError, NotImplementedError):
        return [_find_cell(scalar) for scalar in column]
    return cells


def _find_cell(scalar: Any) -> Any:
    import pyarrow as pa

    try:
        return scalar.as_py()
    except (ValueError, OverflowError, NotImplementedError):
        if isinstance(scalar, pa.DictionaryScalar):
            scalar = scalar.value
        if isinstance(scalar, pa.BinaryScalar):  # a text whose encoding is not that of the file
            return scalar.as_buffer().to_pybytes()
        if isinstance(scalar, pa.ListScalar):
            return [_find_cell(entry) for entry in scalar.values]
        return scalar


def _read_json_lines(
    path: Path, wanted: Mapping[str, str]
) -> Iterator[tuple[Mapping[str, str], Columns]]:
    rows: list[dict[str, Any]] = []
    size = 0
    names: dict[str, bool] = {}  # for every name so far, whether its cells are used
    broken: list[int] = []

    def give() -> tuple[Mapping[str, str], Columns]:
        matched = match_columns(names, wanted, path)
        kept = [name for name, of_use in names.items() if of_use]
        return matched, {name: [row.get(name) for row in rows] for name in kept}

    with _open_text(path) as lines:
        for number, line in enumerate(lines, start=1):
            try:
                row = json.loads(line) if line.strip() else {}
            except (ValueError, RecursionError):  # too many brackets or digits for an article
                row = None
            if not isinstance(row, dict):
                broken.append(number)
            elif row:
                for name in row:
                    if name not in names:
                        names[name] = is_useful(name, wanted)
                kept = {name: cell for name, cell in row.items() if names[name]}
                if "\\u" in line:  # JSON can hold half of a surrogate pair
                    kept = {name: _replace_halves(cell) for name, cell in kept.items()}
                rows.append(kept)
                size += len(line)
            if len(rows) == _ROWS_AT_ONCE or size > _CHARACTERS_AT_ONCE:
                yield give()
                rows, size = [], 0
    if broken and not names:
        raise InputError(f"{path}: line {broken[0]} is no JSON object; put one article on a line.")
    if broken:
        lines_are = "1 line is" if len(broken) == 1 else f"{len(broken)} lines are"
        warn(f"{path}: {lines_are} no JSON and left out, the first is {broken[0]}.")
    if rows or not names:
        yield give()


def _read_json(
    path: Path, wanted: Mapping[str, str]
) -> Iterator[tuple[Mapping[str, str], Columns]]:
    """Read a file that is one JSON value, or lines of JSON in spite of its name."""
    with _open_text(path) as lines:
        try:
            rows = read_tree(lines, path, wanted)
        except InputError:
            if not _begins_with_objects(path):
                raise
            rows = []
    if not rows:
        yield from _read_json_lines(path, wanted)
        return
    names = [
        name
        for name in dict.fromkeys(name for row in rows for name in row)
        if is_useful(name, wanted)
    ]
    matched = match_columns(names, wanted, path)
    found = {own: [_replace_halves(row.get(own)) for row in rows] for own in matched.values()}
    if "date" not in matched:
        day = read_name([_leave_suffixes(spell(path.name))]).date
        if day is not None:  # files that are named after a day
            matched["date"], found["date"] = "date", [day] * len(rows)
    yield matched, found


def _read_feed(
    path: Path, wanted: Mapping[str, str]
) -> Iterator[tuple[Mapping[str, str], Columns]]:
    rows = read_feed(read_unpacked(path), path, wanted)
    names = [name for name in USUAL_NAMES if any(name in row for row in rows)]
    yield {name: name for name in names}, {name: [row.get(name) for row in rows] for name in names}


def _begins_with_objects(path: Path) -> bool:
    """Whether each of the first two lines is an object."""
    with _open_text(path) as lines:
        first = [line for _, line in zip(range(2), filter(str.strip, lines), strict=False)]
    try:
        return len(first) == 2 and all(isinstance(json.loads(line), dict) for line in first)
    except (ValueError, RecursionError):
        return False


def _replace_halves(cell: Any) -> Any:
    if isinstance(cell, list):
        return [replace_surrogates(own) if isinstance(own, str) else own for own in cell]
    return replace_surrogates(cell) if isinstance(cell, str) else cell


def _read_separated(
    path: Path, wanted: Mapping[str, str], separator: str
) -> Iterator[tuple[Mapping[str, str], Columns]]:
    separator, names, skipped = _read_names(path, wanted, separator)
    matched: Mapping[str, str] = {}
    with _open_text(path) as lines, warnings.catch_warnings():
        for _ in islice(lines, skipped):
            pass
        buffer: Any = lines  # pandas asks of a file no more than to be read and iterated
        # What pandas warns of is rows whose last cells it leaves out; so it does without a word
        # where it is told which columns to read.
        warnings.simplefilter("error", pd.errors.ParserWarning)
        try:
            for piece in pd.read_csv(
                buffer,
                sep=separator,
                dtype="str",
                keep_default_na=False,
                index_col=False,
                chunksize=_ROWS_AT_ONCE,
                header=None if names else "infer",
                names=names,
            ):
                lines.begin_rows()
                if names and not matched:
                    cells = {name: piece[name].tolist() for name in names}
                    matched = guess_columns(cells, wanted, path)
                elif not names:
                    matched = match_columns(piece.columns, wanted, path)
                yield matched, {own: piece[own].tolist() for own in matched.values()}
        except (pd.errors.ParserError, pd.errors.ParserWarning, pd.errors.EmptyDataError) as error:
            reason = str(error).removeprefix("Error tokenizing data. C error: ").strip()
            if isinstance(error, pd.errors.ParserWarning):
                reason = "rows have more cells than the first line has names"
            raise InputError(
                f"{path} is no whole table: {reason}. "
                "Put a cell that holds a separator or a line end in double quotes."
            ) from error


def _read_names(
    path: Path, wanted: Mapping[str, str], separator: str
) -> tuple[str, list[str] | None, int]:
    """How a table begins: its separator, the numbers of its columns, and lines that are none of it.

    Columns have numbers where there is no line of names; above that of the names may stand what
    the table is of, or, as Excel writes it, its separator: sep=;
    """
    with _open_text(path) as lines:
        try:
            heads = [line.rstrip("\r\n") for line in islice(lines, _FARTHEST_NAMES)]
        except InputError:
            return separator, None, 0  # read in due course, and refused there
    told = _SEPARATOR_TOLD.fullmatch(heads[0]) if heads else None
    first = None
    for skipped, plain in enumerate(heads):
        if (told and not skipped) or not plain.strip():
            continue
        mark = told[1] if told else _find_separator(plain, separator)
        cells = _cut_cells(plain, mark)
        try:
            match_columns(cells, wanted, path)
        except InputError:
            if first is None and len(cells) > 1 and is_row(cells):
                return mark, [str(number) for number in range(1, len(cells) + 1)], skipped
            first = first or mark
        else:
            return mark, None, skipped
    return first or separator, None, 0


def _find_separator(line: str, usual: str) -> str:
    if usual in line:
        return usual
    counts = {mark: line.count(mark) for mark in _OTHER_SEPARATORS if mark in line}
    return max(counts, key=lambda mark: counts[mark]) if counts else usual


def _cut_cells(line: str, separator: str) -> list[str]:
    """Cut a line into cells; a line that is no proper row is cut at every separator."""
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:  # a huge cell, or a line end in the wrong place
        return line.split(separator)


@contextmanager
def _open_text(path: Path) -> Iterator[BoundedText]:
    """Open a text file, packed or not, in the encoding that its beginning shows."""
    with open_bytes(path) as file:
        sample = file.read(_SAMPLE)
    if not sample.strip():
        raise InputError(f"{path}: the file is empty.")
    # Up to the last whole line, since a sample may end inside a character.
    decoded = decode(sample[: sample.rfind(b"\n") + 1] or sample)
    if decoded.encoding is None:
        raise InputError(f"{path}: {decoded.problem}.")
    with (
        open_bytes(path) as file,
        io.TextIOWrapper(file, decoded.encoding, errors="replace", newline="") as lines,
    ):
        yield BoundedText(lines, path)


def _read_unpacked(path: Path) -> bytes:
    with open_bytes(path) as file:
        return file.read()


def _find_suffix(name: str) -> str:
    """Find the suffix that tells the kind of table, without that of the packing."""
    path = PurePath(name.lower())
    return PurePath(path.stem).suffix if path.suffix in PACKED else path.suffix


def is_table(name: str) -> bool:
    """Whether a file can be a table of articles, by its name."""
    if is_parsed(name):
        return False
    suffix = _find_suffix(name)
    packed = PurePath(name.lower()).suffix in PACKED
    if suffix in (*_SEPARATORS, *_JSON_LINES, _JSON, *FEEDS):
        return True
    whole = (".parquet", *WORKBOOKS, *DATABASES)
    return suffix in whole and not packed and name.lower() not in _NO_TABLES


def _leave_suffixes(below: str) -> str:
    folder, slash, name = below.rpartition("/")
    return folder + slash + name[: name.lower().rindex(_find_suffix(name) or "")]
