"""A first notebook of the user's own: written once, and never over anything."""

import json
from pathlib import Path

from analysis.folders import explain
from analysis.labels import read_wording
from analysis.pages.files import open_local
from analysis.reports.frame import TEMPLATES
from analysis.schema import InputError

__all__ = ["write_notebook"]

_SUFFIX = ".ipynb"


def write_notebook(path: str | Path, *, lang: str = "zh") -> Path:
    """Write a first notebook of your own, that runs and becomes a page of the report.

    It reads the tables of a source, counts what a line of your own asks for, and shows a chart and
    a table as the report's own notebooks do.

    Parameters
    ----------
    path
        Where it is to lie: a name that ends in .ipynb, such as 05_mine.ipynb.
    lang
        `zh` or `en`: the language of what it says.

    Returns
    -------
    Path
        Where it lies. `write_reports(source, out, notebooks=[path])` makes a page of it.

    Raises
    ------
    InputError
        Where something stands there already, or the name does not end in .ipynb.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_notebook(folder / "05_mine.ipynb").name
    '05_mine.ipynb'
    """
    read_wording(lang)
    file = open_local(path)
    if file.suffix != _SUFFIX:
        raise InputError(f"{file} is to be a notebook; give it a name that ends in {_SUFFIX}.")
    other = {"zh": "en", "en": "zh"}[lang]
    notebook = json.loads((TEMPLATES / "new.ipynb").read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if other not in cell["metadata"].get("tags", [])]
    for cell in cells:
        cell["source"] = [line.replace("LANG", lang) for line in cell["source"]]
    text = json.dumps({**notebook, "cells": cells}, ensure_ascii=False, indent=1) + "\n"
    try:
        with file.open("x", encoding="utf-8", newline="\n") as lines:
            lines.write(text)
    except FileExistsError as error:
        raise InputError(
            f"{file} is there already, and is not overwritten. Name another."
        ) from error
    except OSError as error:
        raise InputError(explain(error, file)) from error
    return file
