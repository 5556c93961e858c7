"""What was made of a source whose tables were made: the table `reading`, without reading again."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import pandas as pd

from analysis.pages.made import list_made, read_made
from analysis.pages.reading import (
    MOST_TABLES,
    Row,
    count_gaps,
    is_aside,
    is_long,
    list_others,
    make_reading,
    mark_copies,
    read_table_rows,
)
from analysis.pages.tables import is_table, list_tables
from analysis.pipeline.sources import CutTable, Source, Unit
from analysis.schema import InputError

__all__ = ["describe_built"]

_LOOKED_AT = ("kind", "date", "page", "headline", "text")


def describe_built(
    root: Path,
    source: Source,
    units: Sequence[Unit],
    sheets: Sequence[CutTable],
    columns: Mapping[str, str],
    aside: Collection[Path],
    *,
    anew: bool,
) -> pd.DataFrame:
    """Describe what was made of each file, and count what the articles lack, all together.

    The articles are read back month by month, and of their texts no more is kept than a number; of
    a run that made nothing `anew` they are not counted.
    """
    rows: list[Row] = []
    for unit in units:
        for page in unit.pages:
            problem = page["problem"]
            rows.append(
                {
                    "file": page["path"],
                    "kind": "page",
                    "result": "refused"
                    if not page["readable"]
                    else "doubtful"
                    if problem
                    else "read",
                    "problem": problem.removeprefix(f"{page['path']}: ") if problem else None,
                }
            )
    files = [file for file in source.files if is_table(file.path.name)]
    for number, (file, sheet) in enumerate(zip(files, sheets, strict=True)):
        counts: Row | InputError = {"articles": sum(piece.rows for piece in sheet.pieces or ())}
        if sheet.problem is not None:
            counts = InputError(sheet.problem)
        rows += read_table_rows(file, columns, counts, columns=number < MOST_TABLES)
    if source.path.is_dir():
        known = {file.below for file in source.files}
        left = (file for file in list_tables(source.path) if file.below not in known)
        rows += [
            {"file": file.below, "kind": "other", "result": "passed"}
            for file in left
            if not is_aside(file, aside)
        ]
    rows += list_others(source.path, aside)
    if anew:
        rows.append({"file": ".", "kind": "made", "result": "read", **_count_articles(root)})
    return make_reading(rows)


def _count_articles(root: Path) -> Row:
    total: Row = {}
    numbers: set[int] = set()
    long = 0
    for file in list_made(root, "articles"):
        articles = read_made(root, "articles", columns=_LOOKED_AT, files=[file])
        own = articles[articles["kind"] == "article"]
        counted = count_gaps(mark_copies(own))
        total = {name: total.get(name, 0) + count for name, count in counted.items()}
        texts = own["text"][is_long(own["text"])].to_numpy(dtype=object)
        long += len(texts)
        # Of 64 bits: two texts share a number by chance once in a billion collections.
        numbers.update(pd.util.hash_array(texts, categorize=False).tolist())
    return {**total, "same_id": None, "same_text": long - len(numbers)}
