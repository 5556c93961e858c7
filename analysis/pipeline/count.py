"""Counts over the tables of a collection that is larger than memory: DuckDB reads their files."""

import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import pandas as pd

from analysis.folders import is_local
from analysis.pages.files import open_path
from analysis.pipeline.parquet import list_types
from analysis.pipeline.spread import spread
from analysis.pipeline.stages import COUNTED
from analysis.pipeline.store import list_months
from analysis.places import PART_COLUMNS
from analysis.schema import ISSUE, TABLES, InputError, check_choice, list_choices, list_kinds
from analysis.shares import bound_share

__all__ = ["count_tables", "query_tables"]

_PERIODS: Final = {"D": "day", "W": "week", "M": "month", "Q": "quarter", "Y": "year"}
_RESULT: Final = ("period", "term", "count", "articles", "all_articles", "share", "low", "high")
# Months that are counted with one query.
_MONTHS_AT_ONCE: Final = 24
# Brackets that a question may leave open. With many more, DuckDB takes gigabytes to say so.
_MOST_OPEN: Final = 100
# A column for the file that a row is from, since an article_id may occur again in another month.
_FILE: Final = "file_of_month"
# Queries for the articles with their length, and for their parts with theirs.
_SIZED: Final = "select *, {} as size from articles".format(
    " + ".join(f"coalesce(length({name}), 0)" for name in PART_COLUMNS.values())
)
_PARTED: Final = (
    "select * from (select *, unnest([{}]) as part, unnest([{}]) as size from articles) "
    "where size > 0"
).format(
    ", ".join(f"'{part}'" for part in PART_COLUMNS),
    ", ".join(f"length({name})" for name in PART_COLUMNS.values()),
)


class _Question(NamedTuple):
    """What is to be counted in some months of a collection: the arguments of `count_tables`."""

    root: Path
    months: tuple[tuple[str, str], ...]
    name: str
    by: tuple[str, ...]
    freq: str | None
    kinds: tuple[str, ...] | None
    terms: tuple[str, ...] | None
    items: tuple[str, ...] | None
    memory: str


def query_tables(out: str | os.PathLike[str], sql: str, *, memory: str = "1GB") -> pd.DataFrame:
    r"""Ask the tables of a collection a question in SQL, without loading them.

    One row per row of the answer. Each table of `build_tables` is a view of its name; DuckDB reads
    of their files the columns and months that the question needs, and keeps what is too much for
    `memory` on disk.

    Parameters
    ----------
    out
        The folder or address that `build_tables` wrote to.
    sql
        The question: one that reads (SELECT, FROM, DESCRIBE, SUMMARIZE). It sees these tables and
        nothing else: no other file, no address, no variable of your program.
    memory
        What DuckDB may hold, as it writes sizes.

    Returns
    -------
    DataFrame
        The answer.

    Raises
    ------
    InputError
        Where there are no tables, or the question is wrong: the message says where. Where it does
        something other than read: nothing is ever written.

    Examples
    --------
    >>> import tempfile
    >>> from analysis import build_tables
    >>> page = Path(tempfile.mkdtemp(), "lanchuan-daily-2024-03-05-p01.md")
    >>> _ = page.write_text("## 春耕\n\n市长林悦强调,要抓好春耕。", encoding="utf-8")
    >>> out = build_tables(page, page.parent / "tables", workers=1).out
    >>> query_tables(out, "select name, count(*) as n from mentions group by name").values.tolist()
    [['林悦', 1]]
    """
    from duckdb import Error

    root = _find_tables(out)
    _check_sql(sql)
    with _open(root, memory) as database:
        files = {name: _list_files(root, name, None) for name in TABLES}
        for name, own in files.items():
            _show_files(database, name, own)
        _close(database, [file for own in files.values() for file in own])
        try:
            answer: pd.DataFrame = database.sql(sql).df()
        except (Error, ValueError, OverflowError) as error:
            raise InputError(f"The question cannot be answered: {error}") from error
    return answer


def _check_sql(sql: str) -> None:
    """Check that a question is one statement, and one that only reads.

    DuckDB could also write the files that it is allowed to read, so nothing else is let through.
    """
    from duckdb import Error, StatementType, extract_statements

    if not isinstance(sql, str) or not sql.strip(" ;\n\t"):
        raise InputError("A question in SQL is meant, e.g. 'select name from mentions'.")
    if sql.count("(") > sql.count(")") + _MOST_OPEN:
        raise InputError("The question cannot be answered: its brackets are not closed.")
    try:
        kinds = [statement.type for statement in extract_statements(sql)]
    except (Error, TypeError) as error:
        reason = error if isinstance(error, Error) else "it holds half a character"
        raise InputError(f"The question cannot be answered: {reason}") from error
    if kinds != [StatementType.SELECT]:
        said = " and ".join(kind.name for kind in kinds)
        hint = ""
        if kinds == [StatementType.MULTI]:
            said = "PIVOT without its values"
            hint = " Write e.g. PIVOT mentions ON kind IN ('actor', 'cited') USING count(*)."
        raise InputError(
            "One question that reads is meant (SELECT, FROM, DESCRIBE, SUMMARIZE); this is "
            f"{said}, and nothing was done.{hint}"
        )


def count_tables(
    out: str | os.PathLike[str],
    name: str,
    *,
    by: str | Sequence[str] = (),
    freq: str | None = None,
    kinds: Collection[str] | None = None,
    terms: Collection[str] | None = None,
    items: Collection[str] | None = ("article",),
    workers: int = 1,
    client: Any = None,
    memory: str = "1GB",
) -> pd.DataFrame:
    r"""Count tokens, set phrases, people or themes of a collection, without loading its tables.

    One row per term, or per group of `by`, period and term, as far as it was found; the most
    frequent first in each group and period. Two years of a newspaper are counted at a time, where
    they lie, and the counts are added up: an article stands in one month, so that nothing is
    counted twice. The figures are those of `count_terms`, `count_mentions` and `count_over_time` on
    these items.

    Parameters
    ----------
    out
        The folder or address that `build_tables` wrote to.
    name
        tokens, phrases, mentions or themes.
    by
        Columns to group by: of the table, or of `articles`.
    freq
        Length of a period: "D", "W", "M", "Q" or "Y". Rows without a date are left out then.
    kinds
        Kinds of token or mention that count; all when None. `("actor",)` is what `count_mentions`
        counts.
    terms
        The terms to count; all when None.
    items
        Kinds of item (`articles.kind`) that are counted and that shares are of; all when None.
        Captions, notices, guides and folios are no articles unless they are named here.
    workers, client
        Processes, or a `dask.distributed.Client`, as in `build_tables`.
    memory
        What DuckDB may hold in each process, as it writes sizes.

    Returns
    -------
    DataFrame
        The columns of `by`; period, its first day (with `freq`); term; count; articles, the number
        of articles that have the term; all_articles, of the group and period; share, the one by the
        other, with low and high, its 95 % Wilson interval; rate, per 10,000 characters of the group
        and period.

    Raises
    ------
    InputError
        Where there are no tables, or the table or a column is not known.

    Examples
    --------
    >>> import tempfile
    >>> from analysis import build_tables
    >>> page = Path(tempfile.mkdtemp(), "lanchuan-daily-2024-03-05-p01.md")
    >>> _ = page.write_text("## 春耕\n\n市长林悦强调,要抓好春耕。", encoding="utf-8")
    >>> out = build_tables(page, page.parent / "tables", workers=1).out
    >>> counts = count_tables(out, "mentions", freq="M")
    >>> counts[["term", "count", "articles", "all_articles"]].values.tolist()
    [['林悦', 1, 1, 1]]
    """
    by = tuple(list_choices(by, "by"))
    root = _find_tables(out)
    _check_question(name, by, freq)
    items = None if items is None else list_kinds(items, "items", "articles", "kind")
    if kinds is not None:
        kinds = list_kinds(kinds, "kinds", name, "kind")
    if terms is not None:
        terms = list_choices(terms, "terms")
    months = sorted(list_months(root))
    questions = [
        _Question(
            root,
            tuple(months[start : start + _MONTHS_AT_ONCE]),
            name,
            by,
            freq,
            None if kinds is None else tuple(kinds),
            None if terms is None else tuple(terms),
            None if items is None else tuple(items),
            memory,
        )
        for start in range(0, len(months), _MONTHS_AT_ONCE)
    ]
    groups = [*_list_sized(name, by), *(["period"] if freq else [])]
    keys = [*by, *(["period"] if freq else []), "term"]
    counts, sizes = pd.DataFrame(), pd.DataFrame()
    for _, (found, everything) in spread(_count_months, questions, workers=workers, client=client):
        counts = _add_up(counts, found, keys)
        sizes = _add_up(sizes, everything, groups)
    joined = counts.merge(sizes, on=groups) if groups else counts.merge(sizes, how="cross")
    joined["share"] = joined["articles"] / joined["all_articles"]
    joined["low"], joined["high"] = bound_share(joined["articles"], joined["all_articles"])
    characters = joined["all_characters"].astype("float64")
    joined["rate"] = 10_000 * joined["count"] / characters.where(characters > 0)
    wanted = [*by, *(column for column in _RESULT if column in joined.columns), "rate"]
    return joined.sort_values(
        [*keys[:-1], "count", "term"],
        ascending=[*(True for _ in keys[:-1]), False, True],
        ignore_index=True,
    )[wanted]


def _count_months(question: _Question) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Count terms and articles in some months; such counts can be added up over all months."""
    root, name, by = question.root, question.name, question.by
    own = set(_list_columns(name))
    shared = _list_shared(name, by)
    period = f"date_trunc('{_PERIODS[question.freq]}', a.date)" if question.freq else None
    columns = {column: f"a.{column}" if column in shared else f"t.{column}" for column in by}
    columns = {column: _quote(name) for column, name in columns.items()}
    if period:
        columns["period"] = period
    sized = _list_sized(name, by)
    groups = {key: f"a.{_quote(key)}" for key in sized} | ({"period": period} if period else {})
    tests = ["a.date is not null"] * bool(period)
    parameters: list[Any] = []
    if question.items is not None:
        tests.append("list_contains(?, a.kind)")
        parameters.append(list(question.items))
    of_articles, asked = list(tests), list(parameters)
    for column, chosen in (("kind", question.kinds), (COUNTED[name], question.terms)):
        if chosen is not None and column in own:
            tests.append(f"list_contains(?, t.{_quote(column)})")
            parameters.append(list(chosen))
    listed = "".join(f"{own} as {_quote(key)}, " for key, own in columns.items())
    grouped = "".join(f"{_quote(key)}, " for key in columns)
    where = f" where {' and '.join(tests)}" if tests else ""
    with _open(root, question.memory) as database:
        for table in (name, "articles"):
            _show_files(database, table, _list_files(root, table, question.months), named=True)
        counts = database.execute(
            f"select {grouped}term, sum(n)::bigint as count, count(*) as articles from ("
            f"select {listed}t.{COUNTED[name]} as term, article_id, {_FILE}, count(*) as n "
            f"from {name} t join articles a using (article_id, {_FILE}){where} group by all) "
            "group by all",
            parameters,
        ).df()
        of_all = "".join(f"{own} as {_quote(key)}, " for key, own in groups.items())
        only = f" where {' and '.join(of_articles)}" if of_articles else ""
        sizes = database.execute(
            f"select {of_all}count(*) as all_articles, coalesce(sum(size), 0)::bigint as "
            f"all_characters from ({_PARTED if 'part' in sized else _SIZED}) a{only} group by all",
            asked,
        ).df()
    return counts, sizes


def _add_up(before: pd.DataFrame, more: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    together = pd.concat([before, more], ignore_index=True) if len(before) else more
    if not keys:
        return together.sum().to_frame().T.astype("int64")
    return together.groupby(list(keys), dropna=False, as_index=False, sort=False).sum()


def _check_question(name: str, by: Sequence[str], freq: str | None) -> None:
    check_choice(name, "name", tuple(COUNTED))
    check_choice(freq, "freq", (*_PERIODS, None))
    there = {*_list_columns(name), *_list_columns("articles")} - {COUNTED[name]}
    for column in by:
        if column not in there or column in _RESULT:
            raise InputError(f"There is no column {column!r} to group by in {name} or articles.")


def _list_shared(name: str, by: Sequence[str]) -> list[str]:
    """List the columns of `by` that also divide the articles, such as newspaper and date."""
    own = set(_list_columns(name)).difference(ISSUE)
    return [column for column in by if column in _list_columns("articles") and column not in own]


def _list_sized(name: str, by: Sequence[str]) -> list[str]:
    """List the columns of `by` whose groups have a length: those of articles or of their parts."""
    shared = _list_shared(name, by)
    return [column for column in by if column in shared or column == "part"]


def _list_columns(name: str) -> list[str]:
    return [column.name for column in TABLES[name] if column.dtype != "list"]


def _find_tables(out: str | os.PathLike[str]) -> Path:
    root = open_path(out)
    if not list_months(root):
        raise InputError(f"There are no tables in {root}. Make them first: dangbao tables.")
    return root


def _list_files(root: Path, name: str, months: Collection[tuple[str, str]] | None) -> list[str]:
    chosen = sorted(list_months(root)) if months is None else months
    paths = [root / name / folder / f"{stem}.parquet" for folder, stem in chosen]
    return [_name_file(path) for path in paths if months is not None or path.exists()]


def _name_file(path: Any) -> str:
    """The path of a file as DuckDB writes it when it checks whether it may read the file."""
    return str(path) if is_local(path) else str(path.fs.unstrip_protocol(path.path))


def _show_files(database: Any, name: str, files: Sequence[str], *, named: bool = False) -> None:
    """Make a view of files; without files, an empty one with the columns of the table."""
    if files:
        # Folder and name of a file stand for newspaper and month, the same in every table.
        end = r"'[^/\\]+[/\\][^/\\]+$'"
        file = f" exclude (filename), regexp_extract(filename, {end}) as {_FILE}" if named else ""
        database.execute(
            f"create view {name} as select *{file} from read_parquet({_list_texts(files)}, "
            f"hive_partitioning=false, filename={'true' if named else 'false'})"
        )
    else:
        database.register(name, list_types(name).empty_table())


def _list_texts(texts: Sequence[str]) -> str:
    return "[" + ", ".join("'" + text.replace("'", "''") + "'" for text in texts) + "]"


def _close(database: Any, files: Sequence[str]) -> None:
    """Allow a database to read these files and nothing else, whatever it is asked."""
    database.execute(f"set allowed_paths={_list_texts(files)}")
    database.execute("set python_enable_replacements=false")  # no variables of the caller
    database.execute("set enable_external_access=false")
    database.execute("set lock_configuration=true")


@contextmanager
def _open(root: Path, memory: str) -> Iterator[Any]:
    import duckdb

    with ExitStack() as stack:
        # Without a folder of its own, DuckDB would write what exceeds memory where the caller is.
        spill = stack.enter_context(TemporaryDirectory(prefix="dangbao-"))
        config: dict[str, Any] = {"memory_limit": memory, "threads": "2", "temp_directory": spill}
        try:
            database = stack.enter_context(duckdb.connect(":memory:", config=config))
        except (duckdb.Error, TypeError) as error:
            raise InputError(f"memory={memory!r} is no size; write it as '1GB'.") from error
        if not is_local(root):
            store: Any = root
            database.register_filesystem(store.fs)
        try:
            yield database
        except duckdb.Error as error:
            raise InputError(f"The tables in {root} cannot be read: {error}") from error


def _quote(name: str) -> str:
    table, dot, column = name.rpartition(".")
    return f'{table}{dot}"{column}"'
