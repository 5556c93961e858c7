"""What is read: a source cut into months of a newspaper, without holding it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pandas as pd

from analysis.folders import hash_file, hash_json
from analysis.pages.boxes import make_boxes
from analysis.pages.columns import Columns, number_repeats
from analysis.pages.files import Found, Named, check_ordinary, exists, open_path
from analysis.pages.made import is_made
from analysis.pages.origins import name_as_printed
from analysis.pages.read import (
    check_pages,
    is_document,
    list_above,
    list_pages,
    name_pages,
    read_files,
    read_text,
)
from analysis.pages.reading import is_aside
from analysis.pages.tables import holds_articles, is_table, iterate_articles, list_tables
from analysis.pipeline.parquet import read_parquet, write_parquet
from analysis.pipeline.store import PIECES, Month, put_index, put_piece, read_index
from analysis.schema import TABLES, InputError, make_table
from analysis.stores import reaching

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "CutTable",
    "Piece",
    "Source",
    "TableToCut",
    "Unit",
    "cut_table",
    "find_cut",
    "find_source",
    "group_pages",
    "group_pieces",
    "join_units",
    "list_cuts",
    "list_surveys",
    "read_unit",
    "survey_pages",
]

# Files that are surveyed in one go.
_FILES_AT_ONCE: Final = 500
# Items of which no date is known that are kept together: each of them stands alone.
_DATELESS: Final = 2_000

# A table to be cut: its file, the folder of the tables, the columns, and the stamp of the reader.
TableToCut = tuple[Found, Path, Mapping[str, str], str]


class Source(NamedTuple):
    """Where the collection lies, and whether it is pages, tables of articles, or both (mixed)."""

    path: Path
    kind: str
    files: list[Found]


class Piece(NamedTuple):
    """Rows of one month out of one table of articles, and where they are kept."""

    newspaper: str | None
    month: str | None
    file: str
    rows: int
    digest: str


class CutTable(NamedTuple):
    """A table of articles: its name with its content, and what it is cut into.

    `pieces` is None where it has not been cut yet, or cannot be read: then `problem` says why.
    """

    name: str
    pieces: list[Piece] | None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """What one month of a newspaper is made of: pages but for their text, or pieces of tables."""

    month: Month
    digest: str
    items: int
    pages: tuple[dict[str, Any], ...] = ()
    pieces: tuple[str, ...] = ()
    mixed: bool = False


def find_source(
    source: Named, columns: Mapping[str, str] | None = None, aside: Collection[Path] = ()
) -> Source:
    """List the files of a source: pages, tables of articles, or both.

    Files that are `aside` were named for something else, as a roster that lies beside the pages.

    Raises
    ------
    InputError
        Where there is none of either, or the source is a folder of tables made before.
    """
    path = open_path(source)
    if not exists(path):
        raise InputError(f"There is no file or folder {path}. Check how the path is written.")
    if is_made(path):
        raise InputError(
            f"{path} holds tables that are made already. Report on them: dangbao report {path} "
            "(--roster, --phrases and --themes work there too). To make them anew, name the pages "
            f"or tables of articles that they were made of: dangbao tables PAGES --out {path}"
        )
    if not path.is_dir() and is_table(path.name):
        return Source(path, "articles", list_tables(path))
    if path.is_dir():
        tables = [file for file in list_tables(path) if not is_aside(file, aside)]
        # A folder that cannot be opened is listed as either; it says nothing of the kind.
        table = next((file for file in tables if not file.problem), None)
        if table is not None:
            try:
                pages = list_pages(path)
            except InputError:
                pages = []
            page = next((file for file in pages if not file.problem), None)
            if page is None:
                return Source(path, "articles", tables)
            held = [table for table in tables if holds_articles(table, columns)]
            if held:
                return Source(path, "mixed", [*pages, *held])
    return Source(path, "pages", list_pages(path))


def list_surveys(source: Source) -> list[tuple[list[Found], list[str]]]:
    """Cut the files of pages into lots that are looked through by themselves.

    Pages of HTML are linked to each other: those below one folder of the source stay together.
    """
    above = list_above(source.path)
    if not any(is_document(file.path.name) for file in source.files):
        starts = range(0, len(source.files), _FILES_AT_ONCE)
        return [(source.files[start : start + _FILES_AT_ONCE], above) for start in starts]
    lots: dict[str, list[Found]] = {}
    for file in source.files:
        lots.setdefault(file.below.partition("/")[0] if "/" in file.below else "", []).append(file)
    return [(lot, above) for lot in lots.values()]


def survey_pages(lot: tuple[list[Found], list[str]]) -> list[dict[str, Any]]:
    """Look through page files: rows of `pages` with a digest of the text in its place."""
    files, above = lot
    paths = {file.below: file.path for file in files}
    rows = read_files(files, above)
    for row in rows:
        text = row.pop("text")
        row["digest"] = sha256((text or "").encode(errors="surrogatepass")).hexdigest()
        if row.pop("layout") is not None:
            row["digest"] += hash_json(row["boxes"])
        del row["boxes"]  # these are read again when the month is made
        # Tables are the same wherever the folder lies.
        if row["problem"]:
            row["problem"] = row["problem"].replace(row["path"], row["below"], 1)
        row["path"], row["file"] = row["below"], paths[row.pop("inside")]
    return rows


def group_pages(rows: Sequence[dict[str, Any]], *, alone: bool = True) -> list[Unit]:
    """Bring the pages of a newspaper and a month together, in the order of their paths.

    Some must be readable where they are `alone`, with no table beside them.
    """
    if alone:
        check_pages([row["problem"] for row in rows if not row["readable"]], len(rows))
    name_as_printed(rows)
    for row, own in zip(rows, name_pages([row["below"] for row in rows]), strict=True):
        row["page_id"] = own
    months: dict[Month, list[dict[str, Any]]] = {}
    for row in rows:
        day = row["date"]
        month = Month(row["newspaper"], None if day is None else f"{day:%Y-%m}")
        _choose_month(months, month, 1, len).append(row)
    return [
        Unit(
            month,
            hash_json([[str(row[name]) for name in sorted(row) if name != "file"] for row in own]),
            len(own),
            pages=tuple(own),
        )
        for month, own in sorted(months.items(), key=_order)
    ]


def list_cuts(
    source: Source, root: Path, columns: Mapping[str, str], stamp: str
) -> list[TableToCut]:
    """List the tables of a source with what is needed to cut them."""
    return [(file, root, columns, stamp) for file in source.files]


def find_cut(cut: TableToCut) -> CutTable:
    """Find what a table was cut into before, if it was and has not changed since."""
    file, root, columns, stamp = cut
    if file.problem:
        return CutTable("", None, f"{file.path}: {file.problem}.")
    try:
        with reaching(file.path):
            check_ordinary(file.path)
            digest = hash_file(file.path)
    except OSError as error:
        return CutTable("", None, f"{file.path} cannot be read: {error.strerror or error}.")
    name = hash_json([digest, file.below, dict(columns), stamp])[:32]
    listed = read_index(root, name)
    return CutTable(name, None if listed is None else [Piece(*piece) for piece in listed])


def cut_table(cut: TableToCut, *, tell: Callable[[Piece], object] | None = None) -> CutTable:
    """Cut a table of articles into months, once for each content.

    Of one that cannot be read to its end nothing is used, as in `read_articles`; it is tried again
    the next time. `tell` is told of each piece as soon as it lies there.
    """
    known = find_cut(cut)
    if known.pieces is not None or known.problem is not None:
        return known
    name = known.name
    file, root, columns, _ = cut
    pieces: list[Piece] = []
    for found in _read_pieces(file, columns):
        if isinstance(found, InputError):
            return CutTable(name, None, str(found))
        for (newspaper, month), rows in _divide(found):
            data = write_parquet(rows, "articles")
            own = put_piece(root, name, len(pieces) + 1, data)
            pieces.append(Piece(newspaper, month, own, len(rows), hash_file(data)))
            if tell is not None:
                tell(pieces[-1])
    put_index(root, name, pieces)
    return CutTable(name, pieces)


def _read_pieces(file: Found, columns: Mapping[str, str]) -> Iterator[Columns | InputError]:
    """Read a table piece by piece; where it breaks off, the last is what is wrong with it.

    What goes wrong in writing the pieces, as on a full disk, is no fault of the table and stays an
    error.
    """
    try:
        yield from iterate_articles(file, columns)
    except InputError as error:
        yield error


def group_pieces(pieces: Iterable[Piece]) -> list[Unit]:
    """Bring the pieces of a newspaper and a month together, in the order of their files."""
    months: dict[Month, list[Piece]] = {}
    for piece in pieces:
        own = Month(piece.newspaper, piece.month)
        _choose_month(months, own, piece.rows, _count_rows).append(piece)
    return [
        Unit(
            month,
            hash_json([piece.digest for piece in own]),
            _count_rows(own),
            pieces=tuple(piece.file for piece in own),
        )
        for month, own in sorted(months.items(), key=_order)
    ]


def join_units(units: Iterable[Unit]) -> list[Unit]:
    """Bring the pages and the rows of tables of one newspaper and month together."""
    months: dict[Month, Unit] = {}
    for unit in units:
        own = months.get(unit.month)
        months[unit.month] = (
            replace(unit, mixed=True)
            if own is None
            else replace(
                own,
                digest=hash_json([own.digest, unit.digest]),
                items=own.items + unit.items,
                pages=own.pages + unit.pages,
                pieces=own.pieces + unit.pieces,
            )
        )
    return [unit for _, unit in sorted(months.items(), key=_order)]


def read_unit(unit: Unit, root: Path) -> tuple[dict[str, pd.DataFrame], dict[str, bytes]]:
    """Read what a month is made of: pages, articles and repairs, or articles alone.

    The tables, and as files those that are kept as they lie there.
    """
    if unit.mixed:
        made = _split_pages(unit)
        if unit.pieces:
            own = [read_parquet((root / PIECES / piece).read_bytes()) for piece in unit.pieces]
            articles = pd.concat([made["articles"], *own], ignore_index=True)
            ids = number_repeats(articles["article_id"].tolist())
            made["articles"] = articles.assign(article_id=pd.array(ids, dtype="str"))
        return made, {}
    if unit.pieces:
        pieces = [(root / PIECES / piece).read_bytes() for piece in unit.pieces]
        tables = [read_parquet(piece) for piece in pieces]
        articles = tables[0] if len(tables) == 1 else pd.concat(tables, ignore_index=True)
        if articles["article_id"].duplicated().any():
            ids = number_repeats(articles["article_id"].tolist())
            articles = articles.assign(article_id=pd.array(ids, dtype="str"))
        elif len(pieces) == 1:
            return {"articles": articles}, {"articles": pieces[0]}
        return {"articles": articles}, {}
    return _split_pages(unit), {}


def _split_pages(unit: Unit) -> dict[str, pd.DataFrame]:
    from analysis.articles import split_pages

    rows = [{**row, **read_text(row["file"], row["below"], row["sheet"])} for row in unit.pages]
    names = {column.name for column in TABLES["pages"]} & set().union(*rows)
    pages = make_table("pages", {name: [row[name] for row in rows] for name in names})
    articles, repairs = split_pages(pages)
    made = {"pages": pages, "articles": articles, "repairs": repairs}
    if pages["source"].isin(["pdf", "scan"]).any():
        made["boxes"] = make_boxes((row["page_id"], row.get("boxes", [])) for row in rows)
    return made


def _divide(found: Columns) -> Iterator[tuple[tuple[str | None, str | None], pa.Table]]:
    """Divide articles by newspaper and month; the rows of each stay in their order."""
    import pyarrow as pa

    articles = pa.table(found)
    missing = [None] * len(articles)
    days = found.get("date", missing)
    months = {day: None if day is None else f"{day:%Y-%m}" for day in set(days)}
    rows: dict[tuple[str | None, str | None], list[int]] = {}
    for row, (newspaper, day) in enumerate(zip(found.get("newspaper", missing), days, strict=True)):
        rows.setdefault((newspaper, months[day]), []).append(row)
    for key, of_month in rows.items():
        at_once = len(of_month) if key[1] else _DATELESS
        for start in range(0, len(of_month), at_once):
            yield key, articles.take(of_month[start : start + at_once])


def _choose_month(months: Any, month: Month, more: int, measure: Any) -> Any:
    """The list of a month; where no date is known, one that has room for so many more."""
    while month.month is None and month in months and measure(months[month]) + more > _DATELESS:
        month = month._replace(number=month.number + 1)
    return months.setdefault(month, [])


def _count_rows(pieces: Iterable[Piece]) -> int:
    return sum(piece.rows for piece in pieces)


def _order(entry: tuple[Month, Any]) -> tuple[str, str, int]:
    month = entry[0]
    return month.newspaper or "", month.month or "", month.number
