"""Tables of articles that are split already, in CSV, TSV, JSONL or Parquet → `articles`."""

import gzip
import io
import json
import lzma
import os
import warnings
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import IO, Any, Final, cast

import pandas as pd

from analysis.pages.columns import (
    USUAL_NAMES,
    Columns,
    fold_name,
    make_articles,
    match_columns,
    number_repeats,
)
from analysis.pages.decode import decode
from analysis.pages.files import check_ordinary, list_files, spell
from analysis.schema import InputError, make_table

__all__ = ["read_articles"]

_PACKED: Final = (".gz", ".xz", ".zst")
_SEPARATORS: Final = {".csv": ",", ".tsv": "\t", ".tab": "\t"}
_JSON_LINES: Final = (".jsonl", ".ndjson")
_SAMPLE: Final = 1 << 20
_ROWS_AT_ONCE: Final = 20_000


def read_articles(
    source: str | os.PathLike[str], *, columns: Mapping[str, str] | None = None
) -> pd.DataFrame:
    r"""Read articles that are split already from a table, or from all tables of a folder.

    Parameters
    ----------
    source
        A .csv, .tsv, .jsonl or .parquet file, the first three also packed (.gz, .xz, .zst);
        or a folder whose tables are read in the order of their paths. Text may be in any encoding
        that `read_pages` knows.
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
        `kind` is article unless the table has a column `kind` of its own.

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
    wanted = dict(columns or {})
    odd = [name for name in wanted if name not in USUAL_NAMES]
    if odd:
        raise InputError(
            f"columns= names {odd[0]!r}, which articles do not have. Write the name here first, "
            f"then the one in the file; here are {', '.join(USUAL_NAMES)}."
        )
    path = Path(source)
    if not os.path.lexists(path):
        raise InputError(f"There is no file or folder {path}. Check how the path is written.")
    if not path.is_dir():
        found = _read_table(path, wanted, _leave_suffixes(spell(path.name)))
    else:
        found = _read_folder(path, wanted)
    found["article_id"] = number_repeats(found["article_id"])
    return make_table("articles", found)


def _read_folder(folder: Path, wanted: Mapping[str, str]) -> Columns:
    found: Columns = {}
    problems = []
    rows = 0
    for file in list_files(folder, is_wanted=_is_table):
        try:
            if file.problem:
                raise InputError(f"{file.path}: {file.problem}.")
            table = _read_table(file.path, wanted, _leave_suffixes(file.below))
        except InputError as error:
            problems.append(str(error))
            continue
        length = len(table["article_id"])
        for name in {**found, **table}:
            before = found.setdefault(name, [None] * rows)
            before.extend(table.get(name, [None] * length))
        rows += length
    if not found:
        reason = problems[0] if problems else f"The folder {folder} has no tables."
        raise InputError(f"No articles could be read. {reason}")
    if problems:
        warnings.warn(f"{len(problems)} tables were left out: {' '.join(problems)}", stacklevel=3)
    return found


def _read_table(path: Path, wanted: Mapping[str, str], stem: str) -> Columns:
    """Read the columns of one table that `articles` has."""
    if not _is_table(path.name):
        raise InputError(
            f"{path} is no table of articles: those end in .csv, .tsv, .jsonl or .parquet. "
            "Pages of a newspaper are read by read_pages."
        )
    suffix = _find_suffix(path.name)
    try:
        if suffix == ".parquet":
            found = _read_parquet(path, wanted)
        elif suffix in _JSON_LINES:
            found = _read_json_lines(path, wanted)
        else:
            found = _read_separated(path, wanted, _SEPARATORS[suffix])
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise InputError(f"{path} cannot be read: {error}. Is it whole?") from error
    if any("\ufffd" in cell for cells in found.values() for cell in cells if isinstance(cell, str)):
        problem = decode(_read_unpacked(path)).problem
        _warn(f"{path}: {problem or 'characters were lost before; the file holds U+FFFD'}.")
    return make_articles(found, path, stem)


def _read_parquet(path: Path, wanted: Mapping[str, str]) -> Columns:
    from pyarrow import ArrowException, parquet

    try:
        with parquet.ParquetFile(path) as file:
            names = match_columns(file.schema_arrow.names, wanted, path)
            table = file.read(columns=list(names.values()))
    except ArrowException as error:
        raise InputError(f"{path} is no Parquet file, or a broken one: {error}.") from error
    return {name: table.column(own).to_pylist() for name, own in names.items()}


def _read_json_lines(path: Path, wanted: Mapping[str, str]) -> Columns:
    useful = {*wanted.values(), *(name for names in USUAL_NAMES.values() for name in names)}
    rows: list[dict[str, Any]] = []
    names: dict[str, None] = {}
    broken: list[int] = []
    with _open_text(path) as lines:
        for number, line in enumerate(lines, start=1):
            try:
                row = json.loads(line) if line.strip() else {}
            except ValueError:
                row = None
            if not isinstance(row, dict):
                broken.append(number)
            elif row:
                names.update(dict.fromkeys(row))
                kept = {name for name in row if name in useful or fold_name(name) in useful}
                rows.append({name: row[name] for name in kept})
    if broken and not rows:
        raise InputError(f"{path}: line {broken[0]} is no JSON object; put one article on a line.")
    if broken:
        _warn(f"{path}: {len(broken)} lines are no JSON and left out, the first is {broken[0]}.")
    matched = match_columns(names, wanted, path)
    return {name: [row.get(own) for row in rows] for name, own in matched.items()}


def _read_separated(path: Path, wanted: Mapping[str, str], separator: str) -> Columns:
    found: Columns = {}
    with _open_text(path) as lines, warnings.catch_warnings():
        # What pandas warns of is rows whose last cells it leaves out; so it does without a word
        # where it is told which columns to read.
        warnings.simplefilter("error", pd.errors.ParserWarning)
        try:
            for piece in pd.read_csv(
                lines,
                sep=separator,
                dtype="str",
                keep_default_na=False,
                index_col=False,
                chunksize=_ROWS_AT_ONCE,
            ):
                for name, own in match_columns(piece.columns, wanted, path).items():
                    found.setdefault(name, []).extend(piece[own].tolist())
        except (pd.errors.ParserError, pd.errors.ParserWarning) as error:
            reason = str(error).removeprefix("Error tokenizing data. C error: ").strip()
            if isinstance(error, pd.errors.ParserWarning):
                reason = "rows have more cells than the first line has names"
            raise InputError(
                f"{path} is no whole table: {reason}. "
                "Put a cell that holds a separator or a line end in double quotes."
            ) from error
    return found


@contextmanager
def _open_text(path: Path) -> Iterator[IO[str]]:
    """Open a text file, packed or not, in the encoding that its beginning shows."""
    with _open_bytes(path) as file:
        sample = file.read(_SAMPLE)
    if not sample.strip():
        raise InputError(f"{path}: the file is empty.")
    # A sample that ends inside a character is no damage.
    decoded = decode(sample[: sample.rfind(b"\n") + 1] or sample)
    if decoded.encoding is None:
        raise InputError(f"{path}: {decoded.problem}.")
    with (
        _open_bytes(path) as file,
        io.TextIOWrapper(file, decoded.encoding, errors="replace", newline="") as lines,
    ):
        yield lines


def _read_unpacked(path: Path) -> bytes:
    with _open_bytes(path) as file:
        return file.read()


def _open_bytes(path: Path) -> IO[bytes]:
    check_ordinary(path)
    suffix = path.suffix.lower()
    if suffix in (".gz", ".xz"):
        opener: Any = gzip.open if suffix == ".gz" else lzma.open
        return cast(IO[bytes], opener(path, "rb"))
    if suffix == ".zst":
        import pyarrow as pa

        return cast(IO[bytes], pa.input_stream(str(path), compression="zstd"))
    return path.open("rb")


def _find_suffix(name: str) -> str:
    """The suffix that says what kind of table it is, that of the packing left off."""
    path = PurePath(name.lower())
    return PurePath(path.stem).suffix if path.suffix in _PACKED else path.suffix


def _is_table(name: str) -> bool:
    suffix = _find_suffix(name)
    packed = PurePath(name.lower()).suffix in _PACKED
    return suffix in _SEPARATORS or suffix in _JSON_LINES or (suffix == ".parquet" and not packed)


def _leave_suffixes(below: str) -> str:
    folder, slash, name = below.rpartition("/")
    return folder + slash + name[: name.lower().rindex(_find_suffix(name) or "")]


def _warn(message: str) -> None:
    warnings.warn(message, stacklevel=2)
