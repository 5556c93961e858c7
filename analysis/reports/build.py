"""Runs the notebooks over a folder of pages and puts the report in place, whole or not at all."""

import os
import platform
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from analysis.folders import (
    LOCK,
    MANIFEST,
    check_apart,
    check_free,
    explain,
    hash_file,
    list_named,
    lock,
    open_draft,
    open_folder,
    put_files,
    remove,
    write_json,
)
from analysis.interrupts import hold_back
from analysis.labels import read_wording
from analysis.memory import give_back
from analysis.options import OPTIONS, read_options
from analysis.pages.files import open_local, open_path
from analysis.pages.several import list_roots
from analysis.pipeline.collection import list_refused
from analysis.reports.addresses import ADDRESSES, SHEETS
from analysis.reports.dossiers import write_dossiers
from analysis.reports.facsimiles import list_sheets, write_facsimiles
from analysis.reports.findings import choose_pages, gather
from analysis.reports.frame import TEMPLATES, make_frame
from analysis.reports.index import make_index, say_wish
from analysis.reports.kernels import run_notebooks
from analysis.reports.notebooks import (
    ReportPart,
    describe_sheets,
    divide,
    drop_unfit,
    find_notebooks,
    list_parts,
    prepare,
)
from analysis.reports.readings import write_readings
from analysis.reports.search import write_search
from analysis.reports.subject import bring, find_in, list_kinds, read_subject
from analysis.reports.whole import WHOLE, write_whole
from analysis.schema import InputError, is_table

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["Report", "find_notebooks", "write_reports"]

_NAMES: Final = frozenset(option.name for option in OPTIONS)

_AT_ONCE: Final = 2  # kernels; more only wait for each other's imports
# From so many articles on, notebooks run one after another, each in its own kernel, so that the
# memory of one is free before the next starts.
_MANY: Final = 20_000
# The longest come first, so that no kernel waits long for the other.
_LONGEST: Final = ("03_topics", "02_terms", "05_papers", "04_officials", "01_articles")
_LIBRARIES: Final = ("jieba", "matplotlib", "pandas", "rjieba", "scikit-learn")


@dataclass(frozen=True)
class Report:
    """A report that was written: its first page, what was read, and the files that were not."""

    index: Path
    unread: pd.DataFrame
    pages: pd.DataFrame
    reading: pd.DataFrame


def write_reports(
    source: Any,
    out: str | Path,
    *,
    since: Any = None,
    until: Any = None,
    newspaper: str | Iterable[str] | None = None,
    page: int | Iterable[int] | None = None,
    kind: str | Iterable[str] | None = None,
    roster: Any = None,
    phrases: Any = None,
    themes: Any = None,
    stopwords: Any = None,
    home: str | Mapping[str, str] | None = None,
    clusters: int | None = None,
    title: str | None = None,
    lang: str | None = None,
    columns: Mapping[str, str] | None = None,
    notebooks: Iterable[Any] = (),
    leave_out: Iterable[str] = (),
    progress: bool = False,
) -> Report:
    """Write the report on a collection: its notebooks run, as pages that open anywhere.

    Every option but the last can also stand in a file `report.toml` beside the pages; what is given
    here wins.

    Parameters
    ----------
    source
        What `read_tables` takes: a folder of pages, of tables of articles or of both, or one such
        file, a path or an address; a folder that `dangbao tables` made, whose tables are used as
        they are; several paths in a list; or a DataFrame.
    out
        Folder of the report, made where it does not exist. In one that does, files of an earlier
        report are replaced, and your own stay. It may lie in the source, but not be or hold it.
    since, until, newspaper, page
        The part that the report is on, as `read_tables` takes it.
    kind
        Kinds of items that are shown and counted. When not given, all are shown and articles are
        counted.
    roster, phrases, themes, stopwords
        Lists of your own, each a CSV, a DataFrame, a list or a dict, as `find_mentions`,
        `find_phrases`, `tag_themes` and `drop_tokens` take them.
    home
        The division that a newspaper is of, as `find_offices` takes it.
    clusters
        How many clusters of articles; found when not given.
    title
        The title of the report.
    lang
        `zh` (when not given) or `en`.
    columns
        The columns of tables of articles, as in `read_articles`.
    notebooks
        Notebooks of your own that become pages: files, or dicts of `file` and `title`. They stand
        behind ours in the order given; one of ours that is named among them (04_officials) stands
        where it is named.
    leave_out
        Notebooks of ours that are left out: 01_articles, 02_terms, 03_topics, 04_officials,
        05_papers. The last compares newspapers, and is left out where there is only one.
    progress
        Show bars on the standard error, where that is a terminal.

    Returns
    -------
    Report
        `index`, the path of `index.html`; `pages`, the table that it was made from; `reading`, what
        was made of each file (as in `describe_reading`); and `unread`, the pages without a text and
        the tables that were refused. Beside the index stand a page for each notebook, `figures/`
        and `tables/`. The same pages give the same bytes.

    Raises
    ------
    InputError
        Where nothing can be read, nothing is of the part that is asked for, an option or a list is
        wrong, a notebook stops, `out` cannot be written, or a file of yours stands where one of the
        report is to be. Nothing is written then.
    """
    given = {name: value for name, value in locals().items() if name in _NAMES}
    wishes = read_options(source, given)
    lang = wishes.get("lang", "zh")
    read_wording(lang)
    parts = list_parts(
        find_notebooks(), wishes.get("notebooks", ()), wishes.get("leave_out", ()), lang=lang
    )
    out = Path(os.path.realpath(open_local(out)))
    if out.exists() and not out.is_dir():
        raise InputError(f"{out} is a file; name a folder for the report.")
    if not is_table(source):
        for one in list_roots(open_path(source)):
            check_apart(out, one)
    pages_of_it = [f"{part.name}.html" for part in parts]
    check_free(
        out,
        ["index.html", "search.html", f"{SHEETS}.html", f"{WHOLE}.html", *pages_of_it],
        list_named(out / MANIFEST),
    )
    subject = read_subject(source, wishes, progress=progress)
    parts = drop_unfit(parts, subject.articles["newspaper"].dropna())
    unread = list_refused(subject.collection)
    written = Report(out / "index.html", unread, subject.pages, subject.collection.reading)
    try:
        with ExitStack() as whole, open_draft(out.parent) as workplace:
            draft = workplace / "report"
            draft.mkdir()
            found = find_in(subject)
            findings = gather(subject.articles, found, list_kinds(subject))
            addresses = choose_pages(findings, subject.boxes)
            (draft / ADDRESSES).write_bytes(write_json(addresses))
            given = {**bring(subject, found, workplace), "lang": lang, "out": "."}
            shown = [*parts, describe_sheets(lang)] if addresses.get("sheet") else parts
            held = [findings]  # here alone, so that it can be let go
            del found, findings
            give_back()
            frame: dict[str, Any] = {"lang": lang, "parts": shown}

            def write_pages() -> None:
                findings = held.pop()
                write_dossiers(draft, findings, addresses, **frame)
                write_readings(draft, findings, subject.pages, addresses, **frame)
                write_search(draft, findings, addresses, **frame)
                numbers = list_sheets(subject.collection.pages)
                tables = (subject.pages, subject.boxes, addresses)
                write_facsimiles(draft, findings, *tables, numbers=numbers, **frame)
                del findings
                give_back()

            source, many = given.pop("source"), len(subject.articles)
            _run_all(source, draft, workplace, parts, shown, given, many, write_pages, progress)
            remove(draft / ADDRESSES)  # the notebooks have read it
            index = make_index(
                draft,
                subject.pages,
                subject.articles,
                subject.repairs,
                lang=lang,
                reading=subject.collection.reading,
                parts=shown,
                wishes=wishes,
            )
            (draft / "index.html").write_text(index, encoding="utf-8", newline="\n")
            write_whole(draft, lang=lang, parts=parts)
            about = _describe(subject.pages, {"lang": lang, **wishes})
            whole.enter_context(hold_back())
            _put_in_place(draft, out, about)
    except OSError as error:
        raise InputError(explain(error, out)) from error
    return written


def _run_all(
    source: str,
    draft: Path,
    workplace: Path,
    parts: Sequence[ReportPart],
    shown: Sequence[ReportPart],
    given: Mapping[str, Any],
    articles: int,
    meanwhile: Callable[[], None],
    progress: bool,
) -> None:
    """Run the notebooks, and put each into a page while the next are running.

    `shown` are all parts that the pages lead to, which need no notebook; `articles` is how many the
    report is on. `meanwhile` writes what needs no notebook either, while the first are running.
    """
    from tqdm import tqdm

    lang = given["lang"]
    # The user's own come first, since nobody knows how long they take.
    order = sorted(parts, key=lambda part: -1 if part.own else _LONGEST.index(part.name))
    parameters = {"source": source, **given}
    notebooks = [(part.name, prepare(part, parameters, lang)) for part in order]
    turns = [[notebook] for notebook in notebooks] if articles >= _MANY else [notebooks]
    with tqdm(total=len(parts), unit="", disable=None if progress else True) as bar:
        for turn, group in enumerate(turns):
            running = run_notebooks(
                group,
                draft,
                workplace,
                at_once=min(_AT_ONCE, len(group)),
                meanwhile=(lambda: None) if turn else meanwhile,
            )
            with closing(running) as done:
                for name, notebook in done:
                    toc, gone = divide(notebook)
                    frame = make_frame(name, lang, shown, toc=toc)
                    page = _convert(notebook, {**frame, "gone": gone})
                    (draft / f"{name}.html").write_text(page, encoding="utf-8", newline="\n")
                    bar.set_description(name)
                    bar.update()


def _convert(notebook: "NotebookNode", frame: Mapping[str, Any]) -> str:
    """The notebook as one page that asks for nothing outside itself."""
    from nbconvert import HTMLExporter
    from traitlets.config import Config

    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        extra_template_basedirs=[str(TEMPLATES)],
        template_name="dangbao",
        exclude_anchor_links=True,
        config=Config(
            TagRemovePreprocessor={
                "enabled": True,
                "remove_cell_tags": {"parameters", "given"},
            }
        ),
    )
    page, _ = exporter.from_notebook_node(notebook, resources={"report": frame})
    return str(page)


def _describe(pages: pd.DataFrame, wishes: Mapping[str, Any]) -> dict[str, Any]:
    """Describe what the report was made from and with."""
    from importlib.metadata import version

    from analysis import __version__

    lexicons = sorted((Path(__file__).parents[1] / "lexicons").glob("*.csv"))
    return {
        "dangbao": "report",
        "version": __version__,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "options": {name: say_wish(value) for name, value in wishes.items()},
        "pages": {
            page_id: hash_file(text.encode()) if isinstance(text, str) else None
            for page_id, text in zip(pages["page_id"], pages["text"], strict=True)
        },
        "lexicons": {path.name: hash_file(path) for path in lexicons},
    }


def _put_in_place(draft: Path, out: Path, about: dict[str, Any]) -> None:
    """Move the finished report into place; files of an earlier one that it lacks are removed."""
    made = [path.relative_to(draft).as_posix() for path in draft.rglob("[!.]*") if path.is_file()]
    # The first page comes last, so that it never leads to what is not there yet.
    made.sort(key=lambda file: (file == "index.html", file))
    files: dict[str, bytes | Path] = {file: draft / file for file in made if file != MANIFEST}
    if not out.exists():
        put_files(draft, draft / MANIFEST, files, about)
        remove(draft / LOCK)
        draft.rename(out)
        return
    root = open_folder(out, kind="report")
    with lock(root):
        put_files(root, root / MANIFEST, files, about)
