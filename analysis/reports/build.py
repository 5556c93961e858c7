"""Runs the notebooks over a folder of pages and puts the report in place, whole or not at all."""

import os
import platform
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from analysis.articles import list_repairs, split_articles
from analysis.folders import (
    LOCK,
    MANIFEST,
    check_apart,
    check_free,
    explain,
    hash_file,
    is_local,
    list_named,
    lock,
    open_draft,
    open_folder,
    put_files,
    remove,
)
from analysis.interrupts import hold_back
from analysis.labels import read_labels
from analysis.pages import read_pages
from analysis.pages.files import open_local, open_path, read_bytes
from analysis.pages.read import list_pages
from analysis.reports.frame import PARTS, TEMPLATES, make_frame
from analysis.reports.index import make_index
from analysis.reports.kernels import run_notebooks
from analysis.schema import InputError

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["Report", "find_notebooks", "list_unread", "write_reports"]

_COPIES: Final = "pages"  # where copies of pages lie that are not on this machine
_AT_ONCE: Final = 2  # kernels; more only wait for each other's imports
# What takes longest is begun first, so that no kernel waits long for the other.
_LONGEST: Final = ("03_topics", "02_terms", "04_officials", "01_articles")
_LIBRARIES: Final = ("jieba", "matplotlib", "pandas", "rjieba", "scikit-learn")


@dataclass(frozen=True)
class Report:
    """A report that was written: its first page, its pages, and the files that were not read."""

    index: Path
    unread: pd.DataFrame
    pages: pd.DataFrame


def write_reports(
    source: str | Path, out: str | Path, *, lang: str = "zh", progress: bool = False
) -> Report:
    """Write the report on a folder of pages: its notebooks run, as pages that open anywhere.

    Parameters
    ----------
    source
        Folder of pages, or one page, as `read_pages` takes it: a path or an address.
    out
        Folder of the report, made where it does not exist. In one that does, files of an earlier
        report are replaced, and your own stay. It may lie in the source, but not be or hold it.
    lang
        `zh` or `en`.
    progress
        Show a bar on the standard error, where that is a terminal.

    Returns
    -------
    Report
        `index`, the path of `index.html`, `pages`, the table that it was made from, and `unread`,
        its rows without a text. Beside
        the index stand a page for each notebook, `figures/` and `tables/`. The same pages give the
        same bytes.

    Raises
    ------
    InputError
        Where nothing can be read, `out` cannot be written, or a file of yours stands where one of
        the report is to be. Nothing is written then.
    """
    read_labels(lang)
    out = Path(os.path.realpath(open_local(out)))
    if out.exists() and not out.is_dir():
        raise InputError(f"{out} is a file; name a folder for the report.")
    folder = open_path(source)
    check_apart(out, folder)
    check_free(out, [f"{name}.html" for name in ("index", *PARTS)], list_named(out / MANIFEST))
    pages = read_pages(source)
    articles = split_articles(pages)
    repairs = list_repairs(pages)
    written = Report(out / "index.html", list_unread(pages), pages)
    try:
        with ExitStack() as whole, open_draft(out.parent) as workplace:
            draft = workplace / "report"
            draft.mkdir()
            _run_all(_bring(folder, draft), draft, workplace, lang, progress)
            index = make_index(draft, pages, articles, repairs, lang=lang)
            (draft / "index.html").write_text(index, encoding="utf-8", newline="\n")
            about = _describe(pages, lang)
            whole.enter_context(hold_back())
            _put_in_place(draft, out, about)
    except OSError as error:
        raise InputError(explain(error, out)) from error
    return written


def list_unread(pages: pd.DataFrame) -> pd.DataFrame:
    """List the rows of `pages` that have no text: files that cannot be read, and blank ones."""
    blank = pages["text"].fillna("").str.strip() == ""
    return pages[blank].reset_index(drop=True)


def find_notebooks() -> Path:
    """Find the folder of the notebooks: beside the package in a checkout, inside it elsewhere.

    Raises
    ------
    InputError
        Where they are in neither place.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "notebooks", package.parent / "notebooks"):
        if all((folder / f"{name}.ipynb").is_file() for name in PARTS):
            return folder
    raise InputError("The notebooks were not installed with the package; install dangbao anew.")


def _bring(source: Path, draft: Path) -> str:
    """Bring the pages to where the notebooks can read them, and say where that is.

    Their kernels are processes of their own: they know neither the credentials that a store was
    opened with here nor what lies in the memory of this one.
    """
    if is_local(source):
        return str(source.absolute())
    root = _stay_below(source.as_posix().partition("://")[2])
    copies = draft.parent / _COPIES / root
    for file in list_pages(source):
        copy = copies if file.path == source else copies / _stay_below(file.below)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(read_bytes(file.path))
    return f"../{_COPIES}/{root}"


def _stay_below(path: str) -> str:
    """A path of a store as one of a folder, which it does not leave: stores allow any name."""
    return "/".join("_" if part == ".." else part for part in path.split("/") if part)


def _run_all(source: str, draft: Path, workplace: Path, lang: str, progress: bool) -> None:
    """Run the notebooks, and put each into a page while the next are running."""
    from tqdm import tqdm

    folder = find_notebooks()
    names = sorted(PARTS, key=_LONGEST.index)
    notebooks = [(name, _prepare(folder / f"{name}.ipynb", source, lang)) for name in names]
    with (
        tqdm(total=len(PARTS), unit="", disable=None if progress else True) as bar,
        closing(run_notebooks(notebooks, draft, workplace, at_once=_AT_ONCE)) as done,
    ):
        for name, notebook in done:
            page = _convert(notebook, name, lang)
            (draft / f"{name}.html").write_text(page, encoding="utf-8", newline="\n")
            bar.set_description(name)
            bar.update()


def _prepare(path: Path, source: str, lang: str) -> "NotebookNode":
    """The notebook with the parameters of this run after its own, and cells of one language."""
    import nbformat
    from nbformat.v4 import new_code_cell

    notebook: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    other = {"zh": "en", "en": "zh"}[lang]
    cells: list[Any] = []
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if other in tags:
            continue
        cells.append(cell)
        if "parameters" in tags:
            given = {"source": source, "lang": lang, "out": "."}
            code = "\n".join(f"{name} = {value!r}" for name, value in given.items())
            given_cell = new_code_cell(code, id="given", metadata={"tags": ["given"]})  # type: ignore[no-untyped-call]
            cells.append(given_cell)
    # A notebook before this one in the same kernel leaves it no names.
    forget = new_code_cell("%reset -f", id="forget", metadata={"tags": ["given"]})  # type: ignore[no-untyped-call]
    notebook.cells = [forget, *cells]
    return notebook


def _convert(notebook: "NotebookNode", name: str, lang: str) -> str:
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
    page, _ = exporter.from_notebook_node(notebook, resources={"report": make_frame(name, lang)})
    return str(page)


def _describe(pages: pd.DataFrame, lang: str) -> dict[str, Any]:
    """What the report was made from and with."""
    from importlib.metadata import version

    from analysis import __version__

    lexicons = sorted((Path(__file__).parents[1] / "lexicons").glob("*.csv"))
    return {
        "dangbao": "report",
        "version": __version__,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "options": {"lang": lang},
        "pages": {
            page_id: hash_file(text.encode()) if isinstance(text, str) else None
            for page_id, text in zip(pages["page_id"], pages["text"], strict=True)
        },
        "lexicons": {path.name: hash_file(path) for path in lexicons},
    }


def _put_in_place(draft: Path, out: Path, about: dict[str, Any]) -> None:
    """Move the finished report; what an earlier one left and this one has not is taken away."""
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
