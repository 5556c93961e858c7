"""Where each printed line of a sheet stands: PDF files → the table `boxes`."""

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from analysis.pages.files import Named, exists, open_path
from analysis.pages.made import is_made, read_made
from analysis.pages.read import list_above, list_pages, name_pages, read_files
from analysis.progress import show_progress
from analysis.schema import TABLES, InputError, make_table

__all__ = ["make_boxes", "read_boxes"]


def read_boxes(source: Named, *, progress: bool = False) -> pd.DataFrame:
    """Read where the printed lines of a newspaper's sheets stand on the paper.

    Parameters
    ----------
    source
        As in `read_pages`: a PDF file, or a folder of them. Files of other kinds have no lines
        here. Or a folder that `dangbao tables` made of such, whose `boxes` are read as they are.
    progress
        Show a bar on the standard error where it takes longer than two seconds.

    Returns
    -------
    DataFrame
        A table `boxes`, one row per printed line, page by page in the order of reading. `page_id`,
        `line` and `column` say where the line stands in `pages.text`, so that whatever has a line
        and a column there (a mention, a phrase) has its rectangle on the sheet. Lengths are points
        from the top left corner of the sheet.

    Raises
    ------
    InputError
        As `read_pages`; and where no file is a PDF with a text layer.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from analysis.sheets.example import write_example
    >>> file = write_example(Path(tempfile.mkdtemp()) / "20240305-01.pdf")
    >>> boxes = read_boxes(file)
    >>> boxes[["text", "line", "role", "size"]].values.tolist()[0]
    ['春耕现场会召开', 1, 'headline', 20.0]
    """
    folder = open_path(source)
    if exists(folder) and is_made(folder):
        return read_made(folder, "boxes")
    files = list(list_pages(folder))
    with show_progress(len(files), "pages", shown=progress) as advance:
        rows = read_files(files, list_above(folder), advance=advance)
    ids = name_pages([row["below"] for row in rows])
    boxes = make_boxes(zip(ids, (row["boxes"] for row in rows), strict=True))
    if boxes.empty:
        raise InputError(
            f"{source} has no PDF whose text can be read. Rectangles are known of printed sheets "
            "alone; give PDF files with a text layer."
        )
    return boxes


def make_boxes(pages: Iterable[tuple[str, list[dict[str, Any]]]]) -> pd.DataFrame:
    """Make the table `boxes` of the printed lines of pages, each with its page_id."""

    def iterate() -> Iterator[dict[str, Any]]:
        for page_id, boxes in pages:
            for box in boxes:
                yield {"page_id": page_id, **box}

    rows = list(iterate())
    names = [column.name for column in TABLES["boxes"]]
    return make_table("boxes", {name: [row[name] for row in rows] for name in names})
