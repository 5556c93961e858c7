"""How large articles are on the sheet, and where they stand on it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.schema import ISSUE, TABLES, check_table, make_table

__all__ = ["measure_prominence"]

_TEXT: Final = frozenset(["body", "subhead"])
_HEADLINE: Final = "headline"
_LEAST_LINE: Final = 0.5  # a line shorter than this share of the usual length ends a paragraph
_HAIR: Final = 1.0  # points by which the lines of two columns may overlap

_Rectangle = Sequence[float]


def measure_prominence(
    articles: pd.DataFrame, *, pages: pd.DataFrame, boxes: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Measure how large each article is on its sheet, and where it stands.

    The area of an article is that of its titles and columns, what they share counted once; white
    space between them, pictures and captions are not in it.

    Parameters
    ----------
    articles
        A table `articles`; those of printed sheets, and of digital newspapers whose page list was
        saved, have `areas`.
    pages
        The table `pages` that they were split from, which has the size of each sheet.
    boxes
        What `read_boxes` read of the same source; without it the size of headlines and the number
        of columns are missing.

    Returns
    -------
    DataFrame
        A table `prominence`, one row per article, in the order given: `area` in square points (in
        square dots of the picture for a digital newspaper), `page_share`, the share of the sheet;
        `headline_size` in points; `columns`, how many stand side by side (one above the other where
        lines run down); `from_left` and `from_top`, where its left and its upper edge lie, as
        shares of the width and the height of the sheet; `rank`, 1 for the largest of the articles
        that are given of a page, ties sharing it. What is not known is missing: everything for an
        article without `areas`, and shares where the size of the sheet is unknown.

    Raises
    ------
    InputError
        Where a table lacks a column.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from analysis import read_boxes, read_pages, split_articles
    >>> from analysis.sheets.example import write_example
    >>> file = write_example(Path(tempfile.mkdtemp()) / "20240305-01.pdf")
    >>> pages = read_pages(file)
    >>> prominence = measure_prominence(
    ...     split_articles(pages), pages=pages, boxes=read_boxes(file)
    ... )
    >>> prominence[["headline", "headline_size", "columns", "rank"]].values.tolist()
    [['春耕现场会召开', 20.0, 2, 1]]
    """
    articles = check_table(articles, "articles", needs=["article_id"])
    pages = check_table(pages, "pages", needs=["page_id"])
    if boxes is not None:
        boxes = check_table(boxes, "boxes", needs=["page_id", "line", "x0", "x1", "size", "role"])
    missing = pd.Series([None] * len(articles), articles.index, dtype=object)
    given = {
        name: articles[name] if name in articles.columns else missing
        for name in ("article_id", "page_id", "headline", "areas", "lines", *ISSUE)
    }
    rectangles = [_list_rectangles(cell) for cell in given["areas"]]
    area = pd.Series([_measure_union(own) for own in rectangles], articles.index, dtype="float64")
    begins = _find_beginnings(rectangles)
    width, height = (_look_up(given["page_id"], pages, name) for name in ("width", "height"))
    sizes, columns = _measure_type(given, boxes)
    names = {column.name for column in TABLES["prominence"]}
    found = {
        **{name: cells.tolist() for name, cells in given.items() if name in names},
        "area": area.tolist(),
        "page_share": (area / (width * height)).tolist(),
        "headline_size": sizes,
        "columns": columns,
        "from_left": (begins[:, 0] / width).tolist(),
        "from_top": (begins[:, 1] / height).tolist(),
        "rank": area.groupby(_name_sheets(given, width), sort=False)
        .rank("min", ascending=False)
        .tolist(),
    }
    return make_table("prominence", found)


def _list_rectangles(cell: Any) -> list[_Rectangle]:
    if cell is None or isinstance(cell, float):
        return []
    return [
        [float(edge) for edge in area]
        for area in cell
        if len(area) == 4 and area[2] > area[0] and area[3] > area[1]
    ]


def _measure_union(rectangles: Sequence[_Rectangle]) -> float:
    """The area that rectangles cover; where they overlap it counts once."""
    if not rectangles:
        return np.nan
    covered = 0.0
    for left, right in pairwise(sorted({edge for one in rectangles for edge in (one[0], one[2])})):
        spans = sorted((one[1], one[3]) for one in rectangles if one[0] <= left and one[2] >= right)
        end = -np.inf
        for top, bottom in spans:
            covered += (right - left) * max(0.0, bottom - max(top, end))
            end = max(end, bottom)
    return covered


def _find_beginnings(rectangles: Iterable[Sequence[_Rectangle]]) -> Any:
    """The left and upper edge where each article begins."""
    return np.array(
        [
            (min(one[0] for one in own), min(one[1] for one in own)) if own else (np.nan, np.nan)
            for own in rectangles
        ],
        dtype=float,
    ).reshape(-1, 2)


def _look_up(page_ids: pd.Series, pages: pd.DataFrame, name: str) -> pd.Series:
    if name not in pages.columns:
        return pd.Series(np.nan, page_ids.index, dtype="float64")
    sizes = pages.set_index("page_id")[name].astype("float64")
    found = page_ids.map(sizes.to_dict()).astype("float64")
    return found.where(found > 0)


def _name_sheets(given: Mapping[str, pd.Series], width: pd.Series) -> pd.Series:
    """Tell which articles are on one sheet; in a digital newspaper each has its own file."""
    issue = [given[name] for name in ISSUE]
    named = pd.Series(list(zip(*issue, strict=True)), width.index, dtype=object)
    known = pd.concat([cells.notna() for cells in issue], axis=1).all(axis=1)
    own = given["page_id"].where(given["page_id"].notna(), given["article_id"])
    return named.where(known & width.isna(), own)


def _measure_type(
    given: Mapping[str, pd.Series], boxes: pd.DataFrame | None
) -> tuple[list[float | None], list[int | None]]:
    """The size of the headline of each article, and the number of its columns."""
    count = len(given["page_id"])
    if boxes is None:
        return [None] * count, [None] * count
    printed: defaultdict[tuple[Any, int], list[Any]] = defaultdict(list)
    own: Any
    for own in boxes.dropna(subset=["line"]).itertuples():
        printed[own.page_id, int(own.line)].append(own)
    sizes: list[float | None] = []
    columns: list[int | None] = []
    for page_id, runs in zip(given["page_id"], given["lines"], strict=True):
        rows = [
            row
            for first, last in ([] if runs is None or isinstance(runs, float) else runs)
            for line in range(int(first), int(last) + 1)
            for row in printed.get((page_id, line), ())
        ]
        heads = [float(row.size) for row in rows if row.role == _HEADLINE]
        sizes.append(max(heads, default=None))
        columns.append(_count_columns([row for row in rows if row.role in _TEXT]))
    return sizes, columns


def _count_columns(rows: Sequence[Any]) -> int | None:
    """Count the lines that stand side by side, or one above the other if the text is vertical."""
    down = [bool(getattr(row, "vertical", False)) for row in rows]
    across = 2 * sum(down) <= len(down)
    spans = [(row.x0, row.x1) if across else (row.y0, row.y1) for row in rows]
    spans = [span for span in spans if pd.notna(span[0]) and pd.notna(span[1])]
    if not spans:
        return None
    usual = float(np.median([end - start for start, end in spans]))
    count, reach = 0, -np.inf
    for end, start in sorted((end, start) for start, end in spans):
        if end - start >= _LEAST_LINE * usual and start >= reach - _HAIR:
            count, reach = count + 1, end
    return count
