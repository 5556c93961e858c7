"""A source of any form → its tables in memory: read, cut to a part, and found where need be."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Collection as Some
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from analysis.pages.boxes import make_boxes
from analysis.pages.columns import Columns, fold_name, match_columns, number_repeats
from analysis.pages.files import Found, exists, list_files, open_path
from analysis.pages.made import is_made, list_made, read_made
from analysis.pages.read import check_pages, is_page, list_pages, read_page_files
from analysis.pages.reading import (
    MOST_TABLES,
    Row,
    count_gaps,
    is_aside,
    list_others,
    make_reading,
    mark_copies,
    read_page_rows,
    read_table_rows,
)
from analysis.pages.tables import (
    check_names,
    holds_articles,
    is_table,
    join_pieces,
    list_tables,
    read_articles,
    read_each,
)
from analysis.pipeline.part import Selection, read_part
from analysis.schema import (
    TABLES,
    InputError,
    check_table,
    list_choices,
    make_table,
    take_columns,
)
from analysis.schema import is_table as is_frame

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "NAMES",
    "Collection",
    "collect",
    "describe_reading",
    "find_tables",
    "list_refused",
    "read_tables",
]

# The tables of a source, each after those that it is made of.
NAMES: Final = (
    *("pages", "articles", "repairs", "mentions", "phrases", "tokens", "themes", "boxes"),
)
_PAGE: Final = frozenset(("page_id", "text"))


class Collection(NamedTuple):
    """A source that was read: its tables, what was made of it, and the folder if it was made.

    Of a made folder `boxes` stay there until they are asked for.
    """

    pages: pd.DataFrame
    articles: pd.DataFrame
    repairs: pd.DataFrame
    reading: pd.DataFrame
    made: Path | None = None
    boxes: pd.DataFrame | None = None


def describe_reading(source: object, *, columns: Mapping[str, str] | None = None) -> pd.DataFrame:
    r"""Describe what is made of a source: of every file, and of every column of a table.

    One row per file, and below a table one per column of it. It reads the source as `read_pages`
    and `read_articles` do, and says what they leave out or doubt.

    Parameters
    ----------
    source
        What `read_tables` takes: pages, tables of articles, or both in one folder; an address; a
        folder that `dangbao tables` made; a DataFrame.
    columns
        The columns of tables of articles, as in `read_articles`.

    Returns
    -------
    DataFrame
        The table `reading`: file (its path below the source); kind (page, table, made, other,
        column); field, the name of a column, and used_as, what it was used as (missing: unused);
        result (read, doubtful, refused, passed, used, unused) and problem, which says why; then of
        the articles in the file: how many there are, have no date, no page number, no headline, an
        id that came before, or a text of 20 characters and more that came before. Files of other
        kinds are passed over, and so are pages that only hold links and articles saved twice. Of
        the first fifty tables the columns are listed.

    Raises
    ------
    InputError
        Where nothing of the source can be read.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "news.csv").write_text("标题,编辑,正文\n春耕,何川,会议。", encoding="utf-8")
    >>> _ = (folder / "speech.mp3").write_bytes(b"ID3")
    >>> reading = describe_reading(folder)
    >>> reading[["file", "field", "used_as"]].fillna("").values.tolist()[1:3]
    [['news.csv', '标题', 'headline'], ['news.csv', '编辑', '']]
    >>> reading.loc[0, ["articles", "no_date", "no_headline"]].tolist()
    [1, 1, 0]
    """
    return collect(source, columns=columns).reading


def read_tables(
    source: object,
    names: str | Iterable[str] | Mapping[str, Iterable[str] | None] = NAMES,
    *,
    since: object = None,
    until: object = None,
    newspaper: str | Iterable[str] | None = None,
    page: int | Iterable[int] | None = None,
    kind: str | Iterable[str] | None = None,
    columns: Mapping[str, str] | None = None,
    roster: Any = None,
    phrases: Any = None,
    themes: Any = None,
    stopwords: Any = False,
    compact: bool = False,
    progress: bool = False,
) -> dict[str, pd.DataFrame]:
    """Read the tables of a source, or of a part of it; what is not there yet is found.

    Each table is one of the codebook, with one row per what that says: page, article, mention, ….

    Parameters
    ----------
    source
        A folder of pages, of tables of articles, or of both, or one such file, as `read_pages` and
        `read_articles` take them: a path or an address. Or a folder that `dangbao tables` made,
        whose tables are used as they are. Or several paths in a list, as one collection. Or a
        DataFrame of articles, or a table `pages`.
    names
        Which tables: pages, articles, repairs, mentions, phrases, tokens, themes, and boxes, which
        only printed sheets have; all when not given. Or a dict from each to the columns of it that
        are wanted, None for all: what is not named is not read from made tables.
    since, until
        The first and the last day, both included. A month (2024-04) or a year stands for its first
        or its last day. Articles without a date are of no such time.
    newspaper, page, kind
        Only these newspapers, page numbers, kinds of items (article, caption, …): one or several.
        Names are found with the help of all pages of the same newspaper and day.
    columns
        The columns of tables of articles, as in `read_articles`.
    roster, phrases, themes
        Lists of your own, as `find_mentions`, `find_phrases` and `tag_themes` take them. Where
        one is given, the tables that depend on it are found anew.
    stopwords
        Read tokens without stop words, punctuation and numbers, as `drop_tokens` drops them: True,
        or a list of your own. Of a large folder of tables less than half is held then.
    compact
        Hold the texts of tokens as categories, each once: less than half of the memory. What counts
        tokens (`count_terms`, `compare_terms`, `find_collocates`, `drop_tokens`,
        `cluster_articles`) takes them so, and gives the same; `count_over_time` has rows for each
        category, also those that are not found. `tokens.astype({"token": "str"})` makes text again.
        Of made tables the evidence of themes is held as a column of Arrow, a twentieth of what its
        dicts would fill.
    progress
        Show bars on the standard error where something takes longer than two seconds.

    Returns
    -------
    dict of str to DataFrame
        The tables by name, in the order asked for.

    Raises
    ------
    InputError
        Where nothing can be read, a list is wrong, or nothing is of the part that is asked for: the
        message says what there is.

    Examples
    --------
    >>> news = {"日期": ["2024-03-05", "2024-04-01"], "正文": ["会议召开。", "市长林悦调研。"]}
    >>> news = pd.DataFrame(news)
    >>> tables = read_tables(news, ["articles", "mentions"], since="2024-04")
    >>> len(tables["articles"]), tables["mentions"]["name"].tolist()
    (1, ['林悦'])
    """
    wanted = list_choices(names, "names", NAMES)
    part = read_part(since=since, until=until, newspaper=newspaper, page=page, kind=kind)
    collection = collect(source, columns=columns, progress=progress)
    part.check(collection.articles)
    lists = {"roster": roster, "phrases": phrases, "themes": themes, "stopwords": stopwords}
    only = {
        name: list_choices(own, f"names[{name!r}]", [column.name for column in TABLES[name]])
        for name, own in (names.items() if isinstance(names, Mapping) else ())
        if own is not None
    }
    found = find_tables(collection, wanted, part, lists, only, compact=compact, progress=progress)
    return {name: found[name][only[name]] if name in only else found[name] for name in wanted}


def find_tables(
    collection: Collection,
    names: Some[str],
    part: Selection,
    lists: Mapping[str, Any],
    only: Mapping[str, Sequence[str]] = MappingProxyType({}),
    *,
    compact: bool = False,
    progress: bool = False,
) -> dict[str, pd.DataFrame]:
    """Cut a collection to a part, and read or find the tables that are named, with what they need.

    Names of people are found in all items of the issues of the part, and cut afterwards: a name in
    full on the first page is what a bare one on the second is known by. Of made tables that have
    all rows of the collection `only` their columns that are named there are read.
    """
    from analysis.officials import find_mentions
    from analysis.phrases import find_phrases
    from analysis.tokens import drop_tokens, tokenize
    from analysis.topics import tag_themes

    articles = part.cut(collection.articles)
    found = {"articles": articles}
    if "pages" in names:
        found["pages"] = part.cut(collection.pages)
    if "repairs" in names:
        found["repairs"] = _cut_repairs(collection, articles, part)
    if "boxes" in names:
        found["boxes"] = _cut_boxes(collection, part)
    # Where all articles are asked for, no row need be looked up by its article.
    own = None if len(articles) == len(collection.articles) else articles["article_id"]
    given = {name for name, words in lists.items() if words is not None}
    anew = {"mentions": {"roster"}, "phrases": {"phrases"}, "themes": {"themes"}}
    anew["tokens"] = {"roster", "phrases"}

    def is_there(name: str) -> bool:
        made = collection.made
        return made is not None and not anew[name] & given and bool(list_made(made, name))

    stopwords = lists.get("stopwords") or False

    def leave_out(tokens: pd.DataFrame) -> pd.DataFrame:
        return tokens if stopwords is False else drop_tokens(tokens, stopwords=stopwords)

    def read(name: str) -> pd.DataFrame:
        assert collection.made is not None
        change = leave_out if name == "tokens" and stopwords is not False else None
        columns = only.get(name)
        return _read_rows(
            collection.made, name, own, part, change, columns=columns, compact=compact
        )

    finds_tokens = "tokens" in names and not is_there("tokens")
    if "mentions" in names or finds_tokens:
        if is_there("mentions"):
            found["mentions"] = read("mentions")
        else:
            issues = part.cut_issues(collection.articles)
            mentions = find_mentions(issues, roster=lists.get("roster"), progress=progress)
            found["mentions"] = _keep(mentions, own)
    if "phrases" in names or finds_tokens:
        found["phrases"] = (
            read("phrases")
            if is_there("phrases")
            else find_phrases(articles, extra=lists.get("phrases"), progress=progress)
        )
    if "tokens" in names:
        found["tokens"] = (
            _hold_texts(
                leave_out(
                    tokenize(
                        articles,
                        mentions=found["mentions"],
                        phrases=found["phrases"],
                        progress=progress,
                    )
                ).reset_index(drop=True),
                compact=compact,
            )
            if finds_tokens
            else read("tokens")
        )
    if "themes" in names:
        found["themes"] = (
            read("themes")
            if is_there("themes")
            else tag_themes(articles, extra=lists.get("themes"), progress=progress)
        )
    return found


def _cut_repairs(collection: Collection, articles: pd.DataFrame, part: Selection) -> pd.DataFrame:
    """What was mended in these articles, and on these pages outside of any article."""
    repairs = collection.repairs
    pages = part.cut(collection.pages)["page_id"]
    keep = repairs["article_id"].isin(articles["article_id"])
    keep |= repairs["article_id"].isna() & repairs["page_id"].isin(pages)
    return repairs[keep].reset_index(drop=True)


def _cut_boxes(collection: Collection, part: Selection) -> pd.DataFrame:
    """The printed lines of the pages of the part; none where nothing was printed on sheets."""
    boxes, made = collection.boxes, collection.made
    if made is not None and list_made(made, "boxes"):
        boxes = read_made(made, "boxes", files=list_made(made, "boxes", months=part.holds_month))
    if boxes is None:
        return make_table("boxes", {})
    own = part.cut(collection.pages)["page_id"]
    return boxes[boxes["page_id"].isin(own)].reset_index(drop=True)


def _keep(table: pd.DataFrame, own: pd.Series | None) -> pd.DataFrame:
    if own is None:
        return table
    return table[table["article_id"].isin(own)].reset_index(drop=True)


def _hold_texts(tokens: pd.DataFrame, *, compact: bool) -> pd.DataFrame:
    texts = [name for name, dtype in tokens.dtypes.items() if dtype == "str"] if compact else []
    return tokens.astype(dict.fromkeys(texts, "category"))


def _read_rows(
    made: Path,
    name: str,
    own: pd.Series | None,
    part: Selection,
    leave_out: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
    *,
    columns: Sequence[str] | None = None,
    compact: bool = False,
) -> pd.DataFrame:
    """The rows of a made table that are of these articles, and that are not left out of a file."""
    import pyarrow as pa
    from pyarrow import compute

    ids: Any = None if own is None else pa.array(own.tolist(), pa.string())

    def keep(piece: "pa.Table") -> Any:
        mask = np.ones(len(piece), dtype=bool)
        if ids is not None:
            held = compute.is_in(piece["article_id"].cast(pa.string()), value_set=ids)
            mask &= held.to_numpy(zero_copy_only=False)
        if leave_out is not None:
            left = leave_out(piece.select(["token", "kind"]).to_pandas(ignore_metadata=True))
            mask &= np.bincount(left.index, minlength=len(piece)).astype(bool)
        return pa.array(mask)

    files = list_made(made, name, months=part.holds_month)
    wanted = keep if own is not None or leave_out is not None else None
    read = columns
    if columns is not None and wanted is not None:
        looked_at = ("article_id", *(("token", "kind") if leave_out is not None else ()))
        read = list(dict.fromkeys([*columns, *looked_at]))
    rows = read_made(made, name, columns=read, files=files, keep=wanted, compact=compact)
    return rows if columns is None else rows[list(columns)]


def collect(
    source: object,
    *,
    columns: Mapping[str, str] | None = None,
    aside: Some[Path] = (),
    progress: bool = False,
) -> Collection:
    """Read a source of any form; `aside` are files in it that the user named for something else."""
    wanted = check_names(columns)
    if is_frame(source):
        return _collect_frame(source, wanted)
    path = open_path(source)  # type: ignore[arg-type]
    if not exists(path):
        raise InputError(f"There is no file or folder {path}. Check how the path is written.")
    if is_made(path):
        return _collect_made(path)
    page_files, table_files, others = _list_kinds(path, wanted, aside)
    if not page_files and not table_files:
        list_pages(path)  # which says what is wrong
        raise InputError(f"The folder {path} has no pages and no tables of articles.")
    alone = not table_files
    pages, articles, repairs, boxes = _read_pages(path, page_files, alone=alone, progress=progress)
    tables: list[tuple[Found, Columns | InputError]] = list(read_each(table_files, wanted))
    pieces = [table for _, table in tables if not isinstance(table, InputError)]
    problems = [str(table) for _, table in tables if isinstance(table, InputError)]
    if tables and not pieces and not pages["text"].notna().any():
        of_all = "" if not path.is_dir() else "No articles could be read. "
        raise InputError(f"{of_all}{problems[0]}")
    before = len(articles)
    if pieces:
        own = make_table("articles", join_pieces(pieces))
        articles = pd.concat([articles, own], ignore_index=True) if before else own
        again = articles["article_id"].duplicated()
        if again.any():
            ids = number_repeats(articles["article_id"].tolist())
            articles = articles.assign(article_id=pd.array(ids, dtype="str"))
    else:
        again = pd.Series(data=False, index=articles.index)
    marks = mark_copies(articles)
    printed = (articles["kind"] == "article").to_numpy(dtype=bool)[:before]
    reading: list[Row] = []
    if page_files:
        page_ids = articles["page_id"].iloc[:before]
        of_pages = marks.iloc[:before][printed].assign(page_id=page_ids[printed])
        reading += read_page_rows(path, pages, of_pages)
    reading += _describe_tables(tables, marks, again, before, wanted)
    reading += [*others, *list_others(path, aside)]
    return Collection(pages, articles, repairs, make_reading(reading), boxes=boxes)


def _read_pages(
    path: Path, files: list[Found], *, alone: bool, progress: bool
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Pages with their articles, repairs and boxes; beside tables, all may be unreadable."""
    from analysis.articles import split_pages

    if not files:
        pages, articles, repairs, boxes = (
            make_table(name, {}) for name in ("pages", "articles", "repairs", "boxes")
        )
        return pages, articles, repairs, boxes
    pages, problems, printed = read_page_files(path, progress=progress)
    if alone:
        check_pages(problems, len(pages))
    boxes = make_boxes(zip(pages["page_id"], printed, strict=True))
    articles, repairs = split_pages(pages, progress=progress)
    return pages, articles, repairs, boxes


def _list_kinds(
    path: Path, wanted: Mapping[str, str], aside: Some[Path]
) -> tuple[list[Found], list[Found], list[Row]]:
    """The pages of a source, its tables of articles, and other tables that lie beside pages."""
    if not path.is_dir():
        if is_table(path.name):
            return [], list_tables(path), []
        return list_pages(path), [], []
    pages = list_files(path, is_wanted=is_page)
    tables = [file for file in list_tables(path) if not is_aside(file, aside)]
    if not any(not file.problem for file in pages):
        return ([], tables, []) if tables else (pages, [], [])
    # Beside pages a table counts only if it has a column of text; an index of the pages has none.
    held = [holds_articles(file, wanted) for file in tables]
    others: list[Row] = [
        {
            "file": file.below,
            "kind": "other",
            "result": "passed",
            "problem": file.problem or "it has no column of text",
        }
        for file, holds in zip(tables, held, strict=True)
        if not holds
    ]
    return pages, [file for file, holds in zip(tables, held, strict=True) if holds], others


def _describe_tables(
    tables: Iterable[tuple[Found, Columns | InputError]],
    marks: pd.DataFrame,
    again: pd.Series,
    first: int,
    wanted: Mapping[str, str],
) -> Iterable[Row]:
    for number, (file, table) in enumerate(tables):
        counts: Row | InputError
        if isinstance(table, InputError):
            counts = table
        else:
            last = first + len(table["article_id"])
            same_id = int(again.iloc[first:last].sum())
            counts = count_gaps(marks.iloc[first:last], same_id=same_id)
            first = last
        yield from read_table_rows(file, wanted, counts, columns=number < MOST_TABLES)


def _collect_made(path: Path) -> Collection:
    articles = read_made(path, "articles")
    pages, repairs = (
        read_made(path, name) if list_made(path, name) else make_table(name, {})
        for name in ("pages", "repairs")
    )
    printed = (articles["kind"] == "article").to_numpy(dtype=bool)
    counts = count_gaps(mark_copies(articles)[printed])
    row: Row = {"file": ".", "kind": "made", "result": "read", **counts}
    return Collection(pages, articles, repairs, make_reading([row]), path)


def _collect_frame(given: object, wanted: Mapping[str, str]) -> Collection:
    from analysis.articles import split_pages

    frame = check_table(given, "table")
    if _PAGE.issubset(frame.columns) and "article_id" not in frame.columns and not wanted:
        frame = check_table(frame, "pages", needs=["page_id", "text"])
        pages = take_columns("pages", frame)
        articles, repairs = split_pages(pages)
        used = {str(name): str(name) for name in frame.columns if name in pages.columns}
    else:
        pages, repairs = make_table("pages", {}), make_table("repairs", {})
        articles = read_articles(frame, columns=wanted)
        used = match_columns(map(str, frame.columns), wanted, Path("table"))
    marks = mark_copies(articles)
    taken = {fold_name(own): here for here, own in used.items()}
    columns: list[Row] = [
        {
            "file": "table",
            "kind": "column",
            "field": str(name),
            "used_as": taken.get(fold_name(name)),
            "result": "used" if fold_name(name) in taken else "unused",
        }
        for name in frame.columns
    ]
    row: Row = {"file": "table", "kind": "table", "result": "read", **count_gaps(marks)}
    return Collection(pages, articles, repairs, make_reading([row, *columns]))


def list_refused(collection: Collection) -> pd.DataFrame:
    """List the pages without a text, and below them the tables of articles that were refused."""
    pages, reading = collection.pages, collection.reading
    unread = pages[pages["text"].fillna("").str.strip() == ""].reset_index(drop=True)
    tables = reading[(reading["kind"] == "table") & (reading["result"] == "refused")]
    if tables.empty:
        return unread
    problems = tables["file"] + ": " + tables["problem"]
    columns = {"path": tables["file"].tolist(), "problem": problems.tolist()}
    refused = make_table("pages", columns)
    return refused if unread.empty else pd.concat([unread, refused], ignore_index=True)
