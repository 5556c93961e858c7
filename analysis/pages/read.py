"""Page files → the table `pages`."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - `date` is a parameter here
from operator import index
from pathlib import Path, PurePosixPath
from typing import Any, Final

import pandas as pd

from analysis.days import to_day
from analysis.han import find_han
from analysis.pages.archives import Archive, leave_archive
from analysis.pages.decode import Decoded, decode
from analysis.pages.doubts import doubt_text
from analysis.pages.files import Found, Named, exists, list_files, open_path, refuse, spell
from analysis.pages.heads import find_masthead, read_front_matter, read_head_line
from analysis.pages.html import Document, read_document
from analysis.pages.links import follow_lists, leave_query
from analysis.pages.made import is_made, read_made
from analysis.pages.names import Origin, is_latin_newspaper, read_name
from analysis.pages.origins import PRINTED, choose_origin, name_as_printed
from analysis.pages.packed import leave_packing, read_unpacked
from analysis.pages.sheets import (
    PrintedSheet,
    is_parsed,
    is_pdf,
    is_picture,
    merge_origins,
    read_printed,
)
from analysis.pages.tables import holds_articles, is_table
from analysis.pages.word import is_word, read_word
from analysis.progress import show_progress
from analysis.schema import InputError, make_table

__all__ = [
    "check_pages",
    "is_document",
    "is_page",
    "list_above",
    "list_pages",
    "name_pages",
    "read_files",
    "read_pages",
    "read_text",
]

_KINDS: Final = (
    ".md, .markdown, .txt, .text, .html, .htm, .shtml, .docx, .pdf, .hocr, .alto.xml, "
    "_res.json, _middle.json, scans (.png, .jpg, .tif, .webp), or .zip or .7z with such"
)
# The name of a saved page may keep its query: content_1.htm?div=-1, content_1.htm@div=0.
_HTML: Final = re.compile(r"\.(?:s|x)?html?(?:(?:[?@]|%3f)[^.]*)?$", re.IGNORECASE)
_TEXT: Final = re.compile(r"\.(?:md|markdown|txt|text)$", re.IGNORECASE)
_VISIBLE: Final = re.compile(r"[^\s\u200b\ufeff]")
_LOOKED_INTO: Final = 20  # in a folder without pages, so many tables are tried as articles


@dataclass(slots=True)
class _Read:
    """A file and what was read from it."""

    file: Found
    decoded: Decoded
    document: Document | None
    problems: list[str]
    sheet: PrintedSheet | None = None
    inside: str = ""  # the file in which the sheet is

    @property
    def text(self) -> str | None:
        return self.document.text if self.document else self.decoded.text


def read_pages(
    source: Named,
    *,
    newspaper: str | None = None,
    date: str | Date | None = None,
    page: int | None = None,
    progress: bool = False,
) -> pd.DataFrame:
    r"""Read newspaper pages from a file, or from a folder and all folders below it.

    The encoding of each file is decided by its content. The text of a text file is the file's own:
    line ends are made ``\n`` and a byte order mark is taken off, but odd blanks, invisible
    characters and HTML entities stay, so that line and column point to what an editor shows;
    `split_articles` sees through them. Of an HTML file the article is taken out, as small Markdown:
    ``##`` and the headline, the deck, the byline, one paragraph a line; line and column then count
    in this text.

    Parameters
    ----------
    source
        A path, or an address that fsspec knows (s3://bucket/pages): a file, or a folder whose .md,
        .markdown, .txt, .text, .html, .htm and .shtml files, packed or not (.gz, .bz2, .xz, .zst),
        and .docx and .pdf files are read in the order of their paths. A .zip or .7z of such files
        is read as a folder. Several paths in a list are read as the folder above them with nothing
        else in it. Hidden files and README files are passed over; .doc, .wps and .rar are rows that
        say what to do with them. Or a folder that `dangbao tables` made of pages, whose `pages` are
        read as they are.
    newspaper, date, page
        Say what the files do not say, or say wrongly. They hold for every file.
    progress
        Show a bar on the standard error where it takes longer than two seconds.

    Returns
    -------
    DataFrame
        A table `pages`, one row per file, and of a PDF one per sheet. `page_id` is the path below
        `source` without its suffix, which two files of one name keep; the sheets of one file are
        numbered (-1, -2). Newspaper, date and page number are those that the caller
        gives, else those of the front matter, the head line of the page or the data of an HTML
        page, the page list that links to it, its file name, or its folders, in this order; for the
        newspaper, the names of file and folders come before the head line, but for a name in
        letters (lanchuan-daily) that of the newspaper itself stands for all its pages where one in
        ten of them print it, and half of those that print any. A file that cannot be read is a row
        with `text` missing; `problem` says why, and what is in doubt about others. Lists of links
        to pages that were read are no rows, nor is an article saved twice.

    Raises
    ------
    InputError
        Where `source` does not exist, has no files of these kinds, or none that can be read.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "lanchuan-daily-2024-03-05-p02.md").write_text("## 春耕", encoding="gbk")
    >>> read_pages(folder)[["newspaper", "page", "encoding", "text"]].values.tolist()
    [['lanchuan-daily', 2, 'gb18030', '## 春耕']]
    """
    if newspaper is not None and not isinstance(newspaper, str):
        raise InputError(f"newspaper={newspaper!r} is no name; write it as text.")
    _check_number(page)
    caller = Origin(newspaper, _read_date(date), page)
    folder = open_path(source)
    if exists(folder) and is_made(folder):
        return read_made(folder, "pages")
    pages, problems, _ = read_page_files(folder, caller, progress=progress)
    check_pages(problems, len(pages))
    return pages


def read_page_files(
    folder: Path, caller: Origin | None = None, *, progress: bool = False
) -> tuple[pd.DataFrame, list[str], list[list[dict[str, Any]]]]:
    """Read pages, and say why some (perhaps all) cannot be read.

    The printed lines of each sheet come with them.
    """
    files = list(list_pages(folder))
    with show_progress(len(files), "pages", shown=progress) as advance:
        rows = read_files(files, list_above(folder), caller, advance)
    problems = [row["problem"] for row in rows if not row["readable"]]
    name_as_printed(rows)
    ids = name_pages([row.pop("below") for row in rows])
    left = ("readable", "sheet", "inside", "boxes")
    names = [name for name in rows[0] if name not in left] if rows else []
    columns = {name: [row[name] for row in rows] for name in names}
    pages = make_table("pages", {"page_id": ids, **columns})
    return pages, problems, [row["boxes"] for row in rows]


def read_files(
    files: Iterable[Found],
    above: Sequence[str],
    caller: Origin | None = None,
    advance: Callable[[int], object] = lambda _: None,
) -> list[dict[str, Any]]:
    """Read files that lie together; each page gives a row of `pages`.

    Instead of `page_id` a row has `below`, from which `name_pages` makes it when all are known,
    `printed`, which `name_as_printed` uses, `readable`, `inside`, the path of its file, and
    `sheet`, its number (from 0) in a PDF. `advance` is called for each file.
    """
    read: list[_Read] = []
    for file in files:
        read.extend(_read_sheets(file) if _is_printed(file.path.name) else [_read_file(file)])
        advance(1)
    listed, lists, areas = follow_lists(
        {entry.file.below: entry.document for entry in read if entry.document is not None}
    )
    rows = []
    for entry in _leave_out(read, lists):
        row = _make_row(entry, listed, above, caller or Origin())
        rows.append({**row, "areas": areas.get(leave_query(entry.file.below))})
    return rows


def read_text(path: Path, below: str, sheet: int | None = None) -> dict[str, Any]:
    """Read the text of one page, or one sheet of a PDF, as `read_files` does.

    Layout and printed lines (`boxes`) of a sheet come with it.
    """
    if sheet is None:
        return {"text": _read_file(Found(path, below, refuse(path.name))).text}
    printed = next(read_printed(read_unpacked(path), name=path.name, only=sheet))
    return {"text": printed.text, "layout": printed.layout, "boxes": printed.boxes}


def is_document(name: str) -> bool:
    """Whether a file is HTML, whose pages are linked to each other."""
    return not is_parsed(name) and bool(_HTML.search(leave_packing(name)))


def check_pages(problems: Sequence[str], pages: int) -> None:
    """Raise an error if no page can be read; `problems` has a reason for each that cannot."""
    if len(problems) == pages:
        more = f" (and {pages - 1} more)" if pages > 1 else ""
        raise InputError(
            f"No page could be read. {problems[0]}{more}. Give pages that hold their text."
        )


def list_pages(source: Path) -> list[Found]:
    """List the page files of a folder, or the one page file."""
    if not exists(source):
        raise InputError(f"There is no file or folder {source}. Check how the path is written.")
    if not source.is_dir():
        if not is_page(source.name) and not is_picture(source.name):
            way = f" and by: dangbao tables {source}" if is_table(source.name) else ""
            raise InputError(
                f"{source} is no page file: those end in {_KINDS}. "
                f"A table of articles is read by read_articles{way}."
            )
        return [Found(source, spell(source.name), refuse(source.name))]
    files = list_files(source, is_wanted=is_page)
    # Pictures are scans only where there are no other pages; else they are illustrations.
    if not files:
        files = list_files(source, is_wanted=is_picture)
    if not files:
        tables = list_files(source, is_wanted=is_table)[:_LOOKED_INTO]
        table = next(filter(holds_articles, tables), None)
        if table is not None:
            raise InputError(
                f"The folder {source} has no page files, but tables of articles ({table.below}). "
                f"They are read by read_articles, and all tables of them made by: "
                f"dangbao tables {source}"
            )
        kind, empty = "folder", not isinstance(source, Archive) and not any(source.iterdir())
        if isinstance(source, Archive):
            kind = "archive"
        state = "is empty" if empty else "has no page files"
        raise InputError(
            f"The {kind} {source} {state}. Put pages into it, files that end in {_KINDS}, "
            "or name another folder."
        )
    return files


def is_page(name: str) -> bool:
    """Whether a file can be a page, by its name."""
    plain = leave_packing(name)
    return bool(
        _TEXT.search(plain)
        or _HTML.search(plain)
        or is_word(name)
        or is_pdf(name)
        or is_parsed(name)
        or refuse(name) is not None
    )


def list_above(source: Path) -> list[str]:
    """List the folders that the pages lie in, the source itself and above."""
    folders = source.parts if source.is_dir() else source.parts[:-1]
    if isinstance(source, Archive):
        folders = (*source.parts[:-1], source.stem)
    return [spell(folder) for folder in folders if folder not in (source.anchor, ".", "..")]


def _check_number(page: int | None) -> None:
    try:
        good = page is None or index(page) >= 1
    except TypeError:
        good = False
    if not good:
        raise InputError(f"page={page!r} is no page number; the first page is 1.")


def _read_date(day: str | Date | None) -> Date | None:
    if day is None:
        return None
    read = to_day(day)
    if read is None:
        raise InputError(f"{day!r} is no date. Write it like 2024-03-27.")
    return read


def _read_file(file: Found) -> _Read:
    if file.problem:
        return _Read(file, Decoded(None, None, None), None, [file.problem])
    try:
        data = read_unpacked(file.path)
        word = read_word(data) if is_word(file.path.name) else None
        decoded = Decoded(word, "utf-8", None) if word is not None else decode(data)
    except OSError as error:
        return _Read(
            file, Decoded(None, None, None), None, [f"it cannot be read: {error.strerror or error}"]
        )
    problems = [decoded.problem] if decoded.problem else []
    document = None
    if decoded.text is not None and is_document(file.path.name):
        document = read_document(decoded.text)
        if document.problem:
            problems.append(document.problem)
        decoded = decoded._replace(text=None)  # the HTML itself is not needed any more
    read = _Read(file, decoded, document, problems)
    if document is not None and document.text is None:
        problems.append("it is a list of links, and the pages it links to are not beside it")
    elif read.text is not None and not _VISIBLE.search(read.text):
        problems.append("the page is blank")
    elif read.text is not None:
        problems.extend(doubt_text(read.text))
    return read


def _is_printed(name: str) -> bool:
    return is_pdf(name) or is_picture(name) or is_parsed(name)


def _name_source(entry: _Read) -> str:
    name = entry.file.path.name
    if is_picture(name) or is_parsed(name) or (entry.sheet and entry.sheet.scan):
        return "scan"
    if is_pdf(entry.file.path.name):
        return "pdf"
    return "text" if entry.document is None else "html"


def _read_sheets(file: Found) -> list[_Read]:
    """Read the sheets of a PDF, or of a file of pictures."""
    nothing = Decoded(None, None, None)
    try:
        if file.problem:
            raise OSError(None, file.problem)
        sheets = list(read_printed(read_unpacked(file.path), name=file.path.name))
    except OSError as error:
        problem = error.strerror or str(error)
        return [
            _Read(
                file, nothing, None, [problem if file.problem else f"it cannot be read: {problem}"]
            )
        ]
    read = []
    for sheet in sheets:
        below = file.below if len(sheets) == 1 else _number(file.below, sheet.number + 1)
        problems = [sheet.problem] if sheet.problem else []
        if sheet.text is not None:
            problems.extend(doubt_text(sheet.text))
        own = Found(file.path, below, None)
        read.append(_Read(own, Decoded(sheet.text, None, None), None, problems, sheet, file.below))
    return read


def _number(below: str, number: int) -> str:
    """The path of one sheet of a file: a/b.pdf → a/b-2.pdf."""
    plain = leave_packing(below)
    path = PurePosixPath(plain)
    return str(path.with_name(f"{path.stem}-{number}{path.suffix}"))


def _leave_out(read: Sequence[_Read], lists: Collection[str]) -> list[_Read]:
    """Leave out lists of pages if the pages are there too, and articles that were saved twice."""
    kept: list[_Read] = []
    first: dict[tuple[str, str], _Read] = {}
    for entry in read:
        below, document = entry.file.below, entry.document
        if document is None:
            kept.append(entry)
        elif document.text is None:
            if below not in lists:
                kept.append(entry)
        else:
            twin = first.setdefault((leave_query(below), document.text), entry)
            if twin is entry:
                kept.append(entry)
            else:
                name = below.rpartition("/")[2]
                twin.problems.append(f"{name} holds the same article and is left out")
    return kept


def _make_row(
    entry: _Read, listed: Mapping[str, Origin], above: Sequence[str], caller: Origin
) -> dict[str, Any]:
    below, text = entry.file.below, entry.text or ""
    *folders, name = below.split("/")
    folders = [leave_archive(folder) for folder in folders]
    sources = {"front matter": read_front_matter(text), "head line": read_head_line(text)}
    sheet = entry.sheet
    scan = None if sheet is None else sheet.scan
    if sheet is not None:
        sources["head line"] = merge_origins(sources["head line"], sheet.origin)
    if entry.document is not None:
        listing = listed.get(leave_query(below), Origin())
        head = sources["head line"]
        sources = {"document": entry.document.origin, "page list": listing}
        if not any((*entry.document.origin, *listing)):
            # it was made from a printed page, by hand or by a converter
            sources["head line"] = head
    sources["file name"] = read_name(
        [*folders, PurePosixPath(leave_packing(name)).stem], above=above
    )
    if folders:
        sources["folders"] = read_name(folders, above=above)
    if entry.document is not None and not entry.document.printed:
        sources |= {name: _leave_address(sources[name]) for name in sources if name not in PRINTED}
    origin, doubts = choose_origin(caller, sources)
    if origin.newspaper is None and entry.document is None:
        origin = origin._replace(newspaper=find_masthead(text, name))
    entry.problems.extend(doubts)
    said = [source.newspaper for name, source in sources.items() if name in PRINTED]
    told = caller.newspaper or sources.get("front matter", Origin()).newspaper
    return {
        "path": spell(str(entry.file.path)),
        **origin._asdict(),
        "date_precision": None if origin.date is None else "day",
        "printed": None if told else next(filter(None, said), None),
        "encoding": entry.decoded.encoding,
        "text": entry.text,
        "problem": _tell(entry) if entry.problems else None,
        "source": _name_source(entry),
        "width": sheet and sheet.width,
        "height": sheet and sheet.height,
        "layout": sheet and sheet.layout,
        "dpi": scan and round(scan.dpi, 1),
        "skew": scan and round(scan.skew, 2),
        "engine": scan and scan.engine,
        "score": scan and round(scan.score, 4),
        "mends": sheet and sheet.mends,
        "sheet": sheet and sheet.number,
        "inside": entry.inside or below,
        "boxes": [] if sheet is None else sheet.boxes,
        "below": below,
        "readable": bool(_VISIBLE.search(text)),
    }


def _leave_address(origin: Origin) -> Origin:
    """Do not take a part of an address (/politics/2024-03/05/) for a newspaper."""
    name = origin.newspaper or ""
    known = find_han(name) or is_latin_newspaper(name)
    return origin if known else origin._replace(newspaper=None)


def _tell(entry: _Read) -> str:
    return f"{spell(str(entry.file.path))}: {'; '.join(entry.problems)}"


def name_pages(below: Sequence[str]) -> list[str]:
    """Name pages by their paths, without the suffix unless two would have the same name."""
    short = [str(PurePosixPath(leave_packing(path)).with_suffix("")) for path in below]
    counts = Counter(short)
    whole = set(below)
    return [
        path if counts[name] > 1 or name in whole else name
        for path, name in zip(below, short, strict=True)
    ]
