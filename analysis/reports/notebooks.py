"""The notebooks of a report: ours and the user's own, in their order, with their titles."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from analysis.labels import read_wording
from analysis.reports.addresses import SHEETS
from analysis.schema import InputError, join_words, suggest

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = [
    "PARTS",
    "ReportPart",
    "describe_sheets",
    "divide",
    "drop_unfit",
    "find_notebooks",
    "list_parts",
    "prepare",
]

# Our notebooks, each a part of the report.
PARTS: Final = ("01_articles", "02_terms", "03_topics", "04_officials", "05_papers")
_SEVERAL: Final = "05_papers"  # which compares newspapers
# The reason that an exhibit gives for being empty (see `exhibits`).
_NOTHING: Final = re.compile(r'class="exhibit nothing" data-said="([^"]*)"')
_EXHIBIT: Final = 'class="exhibit'
_SUFFIX: Final = ".ipynb"
_SAFE: Final = re.compile(r"[\w][\w.-]*")
_RESERVED: Final = ("index", "search", SHEETS)


class ReportPart(NamedTuple):
    """A page of the report: its name, notebook, title and summary."""

    name: str
    path: Path
    title: str
    about: str = ""
    own: bool = False


def find_notebooks() -> Path:
    """Find the folder of our notebooks: beside the package in a checkout, inside it elsewhere.

    Raises
    ------
    InputError
        Where they are in neither place.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "notebooks", package.parent / "notebooks"):
        if all((folder / f"{name}{_SUFFIX}").is_file() for name in PARTS):
            return folder
    raise InputError("The notebooks were not installed with the package; install dangbao anew.")


def describe_sheets(lang: str) -> ReportPart:
    """The part that lists the printed sheets, which is made without a notebook."""
    labels = read_wording(lang)
    return ReportPart(SHEETS, Path(), labels["part_sheets"], labels["about_sheets"])


def list_parts(
    folder: Path, wanted: Iterable[Any], leave_out: Sequence[str], *, lang: str
) -> list[ReportPart]:
    """List the parts of a report in their order.

    Ours come first, except those in `wanted`, which come with the user's own in the order given
    there.

    Raises
    ------
    InputError
        Where a notebook is not there or cannot be read, two have one name, or none is left.
    """
    labels = read_wording(lang)
    leave_out = [leave_out] if isinstance(leave_out, str) else leave_out
    for name in leave_out:
        if name.removesuffix(_SUFFIX) not in PARTS:
            raise InputError(
                f"leave_out names {name!r}; our notebooks are {join_words(PARTS)}."
                f"{suggest(name, PARTS)}"
            )
    gone = {name.removesuffix(_SUFFIX) for name in leave_out}
    ours = {
        name: ReportPart(
            name, folder / f"{name}{_SUFFIX}", labels[f"part_{name}"], labels[f"about_{name}"]
        )
        for name in PARTS
    }
    entries = [wanted] if isinstance(wanted, str | Path | Mapping) else list(wanted)
    named = [_read_entry(entry, ours, lang) for entry in entries]
    order = [part for part in ours.values() if part.name not in {own.name for own in named}]
    parts = [part for part in [*order, *named] if part.name not in gone]
    names = [part.name for part in parts]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"Two notebooks are called {twice}; give one of them another name.")
    if not parts:
        raise InputError("No notebook is left; name one, or leave out fewer.")
    return parts


def drop_unfit(parts: Sequence[ReportPart], newspapers: Iterable[Any]) -> list[ReportPart]:
    """Leave out the notebook that compares newspapers, where there is only one.

    Raises
    ------
    InputError
        Where no notebook is left.
    """
    several = len(set(newspapers)) > 1
    left = [part for part in parts if several or part.name != _SEVERAL]
    if not left:
        raise InputError("No notebook is left; name one, or leave out fewer.")
    return left


def _read_entry(entry: Any, ours: Mapping[str, ReportPart], lang: str) -> ReportPart:
    file, title = (entry["file"], entry.get("title")) if isinstance(entry, Mapping) else (entry, "")
    path = Path(file)
    name = path.name.removesuffix(_SUFFIX)
    if str(file).removesuffix(_SUFFIX) in ours and not path.is_file():
        return ours[name]._replace(title=title or ours[name].title)
    if path.suffix != _SUFFIX or not path.is_file():
        raise InputError(
            f"There is no notebook {file}. Write a first one with: dangbao new {name}{_SUFFIX}"
        )
    if not _SAFE.fullmatch(name) or name in _RESERVED or name in ours:
        raise InputError(
            f"The notebook {file} cannot become a page {name}.html; give it another name, such as "
            "05_mine.ipynb."
        )
    return ReportPart(name, path, title or _find_title(read_notebook(path), lang) or name, own=True)


def read_notebook(path: Path) -> "NotebookNode":
    """Read a notebook of any version.

    Raises
    ------
    InputError
        Where it is none.
    """
    import nbformat

    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise InputError(f"{path} is no notebook ({error}). Open it in JupyterLab.") from error
    except Exception as error:  # nbformat has errors of its own
        raise InputError(f"{path} is no notebook ({type(error).__name__}).") from error
    return notebook


def _find_title(notebook: "NotebookNode", lang: str) -> str:
    other = {"zh": "en", "en": "zh"}[lang]
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and other not in cell.metadata.get("tags", []):
            for line in str(cell.source).splitlines():
                if line.startswith("# "):
                    return line[2:].strip()
    return ""


def prepare(part: ReportPart, given: Mapping[str, Any], lang: str) -> "NotebookNode":
    """Put the parameters of this run behind the notebook's own, and keep cells of one language."""
    from nbformat.v4 import new_code_cell

    notebook = read_notebook(part.path)
    other = {"zh": "en", "en": "zh"}[lang]
    if part.own:
        # A kernel runs where the report is made, so `here` tells where the notebook's files are.
        given = {**given, "here": str(part.path.absolute().parent)}
    code = "\n".join(f"{name} = {value!r}" for name, value in given.items())
    given_cell = new_code_cell(code, id="given", metadata={"tags": ["given"]})  # type: ignore[no-untyped-call]
    cells: list[Any] = []
    placed = False
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if other in tags:
            continue
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        cells.append(cell)
        if "parameters" in tags:
            cells.append(given_cell)
            placed = True
    # The names that an earlier notebook left in the kernel are deleted.
    forget = new_code_cell("%reset -f", id="forget", metadata={"tags": ["given"]})  # type: ignore[no-untyped-call]
    notebook.cells = [forget, *([] if placed else [given_cell]), *cells]
    return notebook


def divide(notebook: "NotebookNode") -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Divide a finished notebook into sections, at headings of the second level.

    A section in which every exhibit is empty is taken out.

    Returns
    -------
    tuple
        The sections, each with the address of its place and its heading; and those that were taken
        out, each with its heading and the reason, as HTML.
    """
    sections: list[list[Any]] = [[]]
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            sections.append([])
        sections[-1].append(cell)
    kept: list[Any] = list(sections[0])
    toc: list[tuple[str, str]] = []
    gone: list[tuple[str, str]] = []
    for number, cells in enumerate(sections[1:], 1):
        heading, _, rest = cells[0].source.partition("\n")
        title = heading[3:].strip()
        reasons = _list_reasons(cells)
        if reasons:
            gone.append((title, " ".join(reasons)))
            continue
        cells[0].source = rest.strip()
        cells[0].metadata["section"] = {"id": f"part-{number}", "title": title, "first": not toc}
        toc.append((f"part-{number}", title))
        kept += cells
    notebook.cells = kept
    return toc, gone


def _list_reasons(cells: Iterable[Any]) -> list[str]:
    """List why none of the cells shows anything; empty if one does, or none is meant to."""
    said: list[str] = []
    for cell in cells:
        for output in cell.get("outputs", ()):
            shown = "".join(output.get("data", {}).get("text/html", ""))
            empty = _NOTHING.search(shown)
            if empty:
                said.append(empty[1])
            elif _EXHIBIT in shown:
                return []
    return list(dict.fromkeys(said))
