"""Notebooks for the user to change, a first one or one of ours: never written over anything."""

import json
import re
from pathlib import Path
from typing import Final

from analysis.folders import explain
from analysis.labels import read_wording
from analysis.pages.files import open_local
from analysis.reports.frame import TEMPLATES
from analysis.reports.notebooks import PARTS, find_notebooks
from analysis.schema import InputError

__all__ = ["write_notebook"]

_SUFFIX: Final = ".ipynb"
_LANG: Final = re.compile(r'^lang = "\w+"')


def write_notebook(path: str | Path, *, lang: str = "zh") -> Path:
    """Write a notebook to work with: a first one of your own, or one of ours in one language.

    A first one reads the tables of a source, counts what a line of your own asks for, and shows a
    chart and a table as the report's own notebooks do; it becomes a page of the report. Ours hold
    their headings in two languages, of which a report shows one; so does a copy of one, which is
    what to open in JupyterLab.

    Parameters
    ----------
    path
        Where it is to lie: a name that ends in .ipynb, such as 05_mine.ipynb. By the name of one of
        ours (02_terms.ipynb) it is a copy of that.
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
    ours = find_notebooks() / file.name if file.stem in PARTS else TEMPLATES / "new.ipynb"
    notebook = json.loads(ours.read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if other not in cell["metadata"].get("tags", [])]
    for cell in cells:
        if "parameters" in cell["metadata"].get("tags", []):
            cell["source"] = [_LANG.sub(f'lang = "{lang}"', line) for line in cell["source"]]
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
