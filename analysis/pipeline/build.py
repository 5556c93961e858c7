"""All tables of a collection: months that have changed are made anew, the others stay."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import pandas as pd

from analysis.cuts import remembering
from analysis.folders import check_apart, lock, read_manifest
from analysis.memory import pause_collector
from analysis.pages.files import Named, open_path
from analysis.pages.several import list_roots
from analysis.pages.tables import check_names, is_table
from analysis.pipeline.days import Kept, keep_days
from analysis.pipeline.described import describe_built
from analysis.pipeline.parquet import read_parquet, write_parquet
from analysis.pipeline.sources import (
    CutTable,
    Piece,
    Source,
    TableToCut,
    Unit,
    cut_table,
    find_cut,
    find_source,
    group_pages,
    group_pieces,
    join_units,
    list_cuts,
    list_surveys,
    read_unit,
    survey_pages,
)
from analysis.pipeline.spread import Give, ready, rest, spread
from analysis.pipeline.stages import (
    STAGES,
    list_stamps,
    list_tables,
    make_stage,
    open_rooms,
    read_stage_options,
    stamp_clusters,
)
from analysis.pipeline.store import (
    PIECES,
    Month,
    check_datapackage,
    check_month,
    check_tables,
    find_manifest,
    find_table,
    list_months,
    open_out,
    put_datapackage,
    put_month,
    sweep,
    sweep_pieces,
)
from analysis.schema import InputError, make_table

__all__ = ["Built", "build_tables"]

# Processes are started where there are this many bytes to cut into months, or to look through.
_MUCH: Final = 1_000_000
_VERY_MUCH: Final = 1_000_000_000

_Row = Mapping[str, Any]  # a row of `Built.unread`


@dataclass(frozen=True)
class Built:
    """What a run made: the folder, one row per newspaper and month, and what was read of files."""

    out: Path
    months: pd.DataFrame
    unread: pd.DataFrame
    reading: pd.DataFrame


@dataclass(frozen=True, slots=True)
class _Task:
    """A month to be made: of what (`unit`), in which folder, which stages, the user's options."""

    unit: Unit
    root: Path
    first: str
    stamps: Mapping[str, str]
    stale: frozenset[str]
    options: Mapping[str, Any]


def build_tables(
    source: Named,
    out: str | os.PathLike[str],
    *,
    workers: int | None = None,
    client: Any = None,
    columns: Mapping[str, str] | None = None,
    roster: Any = None,
    phrases: Any = None,
    themes: Any = None,
    home: str | Mapping[str, str] | None = None,
    clusters: int | None = None,
    progress: bool = False,
) -> Built:
    r"""Make all tables of a collection, as Parquet files by newspaper and month.

    A second run makes only what has changed: months whose pages have changed in content, and of the
    others those tables that depend on a changed word list or rule. A run that was cut off goes on
    where it stood. The same source gives the same files, byte for byte, in any number of runs and
    on any number of processes.

    Parameters
    ----------
    source
        A folder of pages, or one page, as `read_pages` takes it; or a table of articles, or a
        folder of such, as `read_articles` does; or a folder of both. A path, or an address that
        fsspec knows (s3://bucket/pages); or a list of paths.
    out
        The folder, or the address, of the tables. It holds those of this source and no others:
        months that the source has no more are taken away. Files of yours in it stay as they are; it
        may lie in the source, but neither be nor hold it.
    workers
        Processes; all cores of the machine when not given. Each holds one month.
    client
        A `dask.distributed.Client`: its workers make the tables instead, and must reach source and
        out by the same names.
    columns
        The columns of tables of articles, as in `read_articles`.
    roster, phrases, themes
        Lists of your own, each a CSV, a DataFrame, a list or a dict: people as in `find_mentions`,
        set phrases and themes as `extra` of `find_phrases` and `tag_themes`.
    home
        The division that a newspaper is of, as in `find_offices`: for offices, appointments and
        organisations.
    clusters
        So many clusters of the whole collection, as `cluster_articles` makes them, in
        `out/clusters`; they are made here, from the tokens, and anew when any month has changed.
    progress
        Show a bar with rate and remaining time on the standard error, where that is a terminal.

    Returns
    -------
    Built
        `out`; `months`, a table of one row per newspaper and month: newspaper, month (as 2024-03,
        missing where no date is known), made (whether this run made anything of it) and the number
        of rows in each table; `reading`, what was made of each file (as in `describe_reading`; the
        articles are counted together, in the row of the kind made); and `unread`, one row per page
        without text and per table of articles that cannot be read: page_id (missing of a table),
        path, problem. Nothing of such a table is used; the next run tries it again. The files are
        `out/TABLE/NEWSPAPER/MONTH.parquet`, and `out/datapackage.json`, a Frictionless Data
        Package, says what each column holds.

    Raises
    ------
    InputError
        Where nothing of the source can be read, a list or a home is wrong, a file of yours stands
        where one of the tables is to be, another run writes to `out`, or there is no room left:
        what is done stays, and the next run goes on from there.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> page = folder / "pages" / "lanchuan-daily-2024-03-05-p01.md"
    >>> page.parent.mkdir()
    >>> _ = page.write_text("## 春耕会召开\n\n市长林悦强调,要抓好春耕。", encoding="utf-8")
    >>> built = build_tables(page.parent, folder / "tables", workers=1)
    >>> built.months[["newspaper", "month", "articles", "mentions"]].values.tolist()
    [['lanchuan-daily', '2024-03', 1, 1]]
    >>> pd.read_parquet(folder / "tables" / "mentions")["name"].tolist()
    ['林悦']
    """
    workers = os.cpu_count() or 1 if workers is None else workers
    if not isinstance(workers, int) or workers < 1:
        raise InputError(f"workers={workers!r}: give 1 or more.")
    given = {"roster": roster, "phrases": phrases, "themes": themes, "home": home}
    options = read_stage_options(given)
    wanted = check_names(columns)
    lists = [
        Path(one).resolve() for one in (roster, phrases, themes) if isinstance(one, str | Path)
    ]
    found = find_source(source, wanted, lists)
    first = "pages" if found.kind == "mixed" else found.kind
    for one in list_roots(found.path):
        check_apart(open_path(out), one)
    root = open_out(out)
    stamps = list_stamps(first, options)
    if found.kind == "mixed":  # what is read of tables depends on their reader too
        stamps = list_stamps(first, options, beside=list_stamps("articles", {})["articles"])
    with lock(root):
        sweep(root)
        check_datapackage(root)
        means: dict[str, Any] = {"workers": workers, "client": client}
        every = frozenset(stamps)
        make_anew = partial(
            _Task, root=root, first=first, stamps=stamps, stale=every, options=options
        )
        units, early, unread, sheets = _list_units(
            found, root, wanted, stamps[first], make_anew, means
        )
        _check_home(options, units)
        tasks, rows = _compare(units, root, first, stamps, options)
        try:
            with _show(progress, units, tasks, first) as step:
                for number, counts in spread(_build_month, tasks, **means):
                    unit = tasks[number].unit
                    rows[unit.month] = counts
                    step(unit.items)
        finally:
            # Also after Ctrl-C, so that every month in the folder is whole.
            keep = {(unit.month.folder, unit.month.stem) for unit in units}
            sweep(root, keep=keep)
        if clusters is not None:
            if client is None and workers > 1:
                rest()
            from analysis.pipeline.clusters import cluster_months

            cluster_months(root, [unit.month for unit in units], clusters, stamp_clusters())
        put_datapackage(root, rows)
    made = early.union(task.unit.month for task in tasks)
    reading = describe_built(root, found, units, sheets, wanted, lists, anew=bool(made))
    return Built(root, _count_months(units, rows, made), _make_unread(unread), reading)


class _Early:
    """Months that are made while the table is still being cut.

    A month of a sorted table is complete as soon as a later one begins. If the table is not sorted
    and more rows of that month follow, its digest is no longer that of its manifest, and the month
    is made anew like any other that has changed.
    """

    def __init__(self, make_anew: Callable[[Unit], _Task], give: Give) -> None:
        self.months: set[Month] = set()
        self._make_anew, self._give = make_anew, give
        self._month = ""
        self._pieces: list[Piece] = []
        self._waiting: deque[_Task] | None = deque()  # None once the table proves not to be sorted

    def tell(self, piece: Piece) -> None:
        """Note a piece that was cut, and hand out the months that are complete by now."""
        if piece.month is None or self._waiting is None:
            return
        if piece.month < self._month:
            self._waiting = None
            return
        if piece.month > self._month:
            units = group_pieces(self._pieces)
            self.months.update(unit.month for unit in units)
            self._waiting += map(self._make_anew, units)
            self._month, self._pieces = piece.month, []
        self._pieces.append(piece)
        self._give(_build_month, self._waiting)


def _list_units(
    source: Source,
    root: Path,
    columns: Mapping[str, str],
    stamp: str,
    make_anew: Callable[[Unit], _Task],
    means: Mapping[str, Any],
) -> tuple[list[Unit], set[Month], list[_Row], list[CutTable]]:
    """Cut the source into months; those made meanwhile; what is not read; and its tables."""
    units: list[Unit] = []
    unread: list[_Row] = []
    if source.kind != "articles":
        files = [file for file in source.files if not is_table(file.path.name)]
        lots = list_surveys(source._replace(files=files))
        surveyed = dict(spread(survey_pages, lots, **means))
        rows = [row for number in range(len(lots)) for row in surveyed[number]]
        units = group_pages(rows, alone=source.kind == "pages")
        unread = [row for unit in units for row in unit.pages if not row["readable"]]
        if source.kind == "pages":
            return units, set(), unread, []
        source = source._replace(files=[file for file in source.files if is_table(file.path.name)])
    # Where there are pages too, no month is made early: it may need rows of both.
    cuts = list_cuts(source, root, columns, stamp)
    sheets, early = _cut_tables(source, root, cuts, make_anew if not units else None, means)
    unread = [*unread, *_list_problems(source, sheets, alone=not units)]
    sweep_pieces(root, {sheet.name for sheet in sheets if sheet.pieces is not None})
    own = group_pieces(piece for sheet in sheets for piece in sheet.pieces or ())
    return join_units([*units, *own]) if units else own, early, unread, sheets


def _list_problems(source: Source, sheets: Sequence[CutTable], *, alone: bool) -> list[_Row]:
    """List the tables that cannot be read; raises if there is nothing else."""
    problems = [
        (file, sheet.problem)
        for file, sheet in zip(source.files, sheets, strict=True)
        if sheet.problem is not None
    ]
    if alone and len(problems) == len(sheets):
        single = not source.path.is_dir()
        raise InputError(f"{'' if single else 'No articles could be read. '}{problems[0][1]}")
    # The paths are those below the source, so that a table is the same wherever the folder lies.
    return [
        {"path": file.below, "problem": problem.replace(str(file.path), file.below, 1)}
        for file, problem in problems
    ]


def _cut_tables(
    source: Source,
    root: Path,
    cuts: Sequence[TableToCut],
    make_anew: Callable[[Unit], _Task] | None,
    means: Mapping[str, Any],
) -> tuple[list[CutTable], set[Month]]:
    """Cut the tables that are not cut yet. Also returns the months that are made meanwhile."""
    size = sum(_find_size(file.path) for file in source.files if not file.problem)
    first = not (root / PIECES).is_dir()
    # Whether a table is cut already is found out here, unless there is so much to look through that
    # processes do it faster.
    found = [find_cut(cut) for cut in cuts] if not first and size < _VERY_MUCH else []
    known = {
        number: sheet
        for number, sheet in enumerate(found)
        if sheet.pieces is not None or sheet.problem is not None
    }
    left = [number for number in range(len(cuts)) if number not in known]
    # At the first run the processes read word lists while this one cuts the table, and then make
    # its months. Several tables are cut by the processes themselves.
    with ready(open_rooms, **means) if first and size > _MUCH else nullcontext() as give:
        early = _Early(make_anew, give) if make_anew and give and len(left) == 1 else None
        cut = partial(cut_table, tell=early.tell) if early else cut_table
        for at, sheet in spread(cut, [cuts[number] for number in left], **means):
            known[left[at]] = sheet
    return [known[number] for number in range(len(cuts))], early.months if early else set()


def _find_size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # the error is named when the file is read
        return 0


def _check_home(options: Mapping[str, Any], units: Iterable[Unit]) -> None:
    """Check that each home existed in some year of the collection; not every month need have it."""
    from analysis.offices.homes import check_homes

    months = [unit.month.month for unit in units]
    check_homes(options.get("offices"), [int(month[:4]) for month in months if month])


def _compare(
    units: list[Unit],
    root: Path,
    first: str,
    stamps: Mapping[str, str],
    options: Mapping[str, Any],
) -> tuple[list[_Task], dict[Month, dict[str, int]]]:
    """Compare each month with what was made of it: the tasks that are left, and the rows there."""
    whole = list_months(root)
    tasks = []
    rows = {}
    for unit in units:
        key = (unit.month.folder, unit.month.stem)
        manifest = read_manifest(whole[key]) if key in whole else {}
        before = manifest.get("stamps", {}) if manifest.get("source") == unit.digest else {}
        there = {
            name
            for name, stamp in stamps.items()
            if before.get(name) == stamp
            and all(find_table(root, table, unit.month).exists() for table in list_tables(name))
        }
        stale = frozenset(stamps) - there
        if stale:
            check_month(root, unit.month, [own for name in stale for own in list_tables(name)])
            tasks.append(_Task(unit, root, first, stamps, stale, options))
        else:
            rows[unit.month] = manifest["rows"]
    return tasks, rows


def _build_month(task: _Task) -> dict[str, int]:
    """Make the tables of one month that are stale, and put them in place together."""
    with pause_collector(), remembering():
        return _build_stale(task, task.unit.month)


def _build_stale(task: _Task, month: Month) -> dict[str, int]:
    unit, root = task.unit, task.root
    check_tables(root, month)
    before = read_manifest(find_manifest(root, month))
    counts: dict[str, int] = {}
    if frozenset(task.stamps) - task.stale:
        counts |= before.get("rows", {})
    tables: dict[str, Any] = {}  # DataFrames, some as Arrow tables (see `make_stage`)
    files: dict[str, bytes] = {}
    kept: Kept | None = None
    if task.first in task.stale:
        tables, files = read_unit(unit, root)
        if "boxes" in before.get("rows", ()):  # of sheets that are gone: an empty table replaces it
            tables.setdefault("boxes", make_table("boxes", {}))
        files |= {name: write_parquet(tables[name], name) for name in tables.keys() - files.keys()}
        counts |= {name: len(tables[name]) for name in files}
        whole = all(find_table(root, own, month).exists() for own in before.get("rows", ()))
        if whole and before.get("stamps") == dict(task.stamps):  # only articles have changed
            kept = keep_days(tables["articles"], files["articles"], root, month)
        if kept is not None:
            tables["articles"] = kept.changed
    else:
        tables["articles"] = read_parquet(find_table(root, "articles", month).read_bytes())
    for name in task.stamps:
        if name == task.first:
            continue
        if name in task.stale:
            tables[name] = made = make_stage(name, tables, task.options)
            joined = made if kept is None else kept.join(made, name)
            files[name], counts[name] = write_parquet(joined, name), len(joined)
        elif any(name in STAGES[later].needs for later in task.stale):
            tables[name] = read_parquet(find_table(root, name, month).read_bytes())
    about = {"source": unit.digest, "stamps": dict(task.stamps), "rows": counts}
    put_month(root, month, files, about)
    return counts


@contextmanager
def _show(progress: bool, units: list[Unit], tasks: list[_Task], kind: str) -> Iterator[Any]:
    """Show a bar of pages or articles, with rate and remaining time."""
    from tqdm import tqdm

    left = sum(task.unit.items for task in tasks)
    total = sum(unit.items for unit in units)
    hidden = None if progress else True  # with None, tqdm shows a bar in a terminal only
    with tqdm(
        total=total, initial=total - left, unit=f" {kind}", disable=hidden, leave=False
    ) as bar:
        yield bar.update


def _count_months(
    units: list[Unit], rows: Mapping[Month, Mapping[str, int]], made: set[Month]
) -> pd.DataFrame:
    months = [unit.month for unit in units]
    table = pd.DataFrame(
        {
            "newspaper": pd.array([month.newspaper for month in months], dtype="str"),
            "month": pd.array([month.month for month in months], dtype="str"),
            "made": [month in made for month in months],
        }
    )
    for name in dict.fromkeys(table for stage in STAGES for table in list_tables(stage)):
        table[name] = pd.array([rows[month].get(name) for month in months], dtype="Int64")
    return table


def _make_unread(rows: Sequence[_Row]) -> pd.DataFrame:
    names = ("page_id", "path", "problem")
    return pd.DataFrame({name: [row.get(name) for row in rows] for name in names}, dtype="str")
