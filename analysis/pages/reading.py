"""What was made of a source: the table `reading`, and the same in sentences."""

import warnings
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any, Final

import pandas as pd

from analysis.folders import is_local
from analysis.labels import read_wording
from analysis.pages.columns import fold_name
from analysis.pages.files import Found, list_files, spell
from analysis.pages.read import is_page, list_pages
from analysis.pages.tables import is_table, list_names
from analysis.schema import InputError, make_table

__all__ = [
    "MOST_TABLES",
    "Row",
    "count_gaps",
    "is_aside",
    "is_long",
    "list_others",
    "make_reading",
    "mark_copies",
    "name_below",
    "read_page_rows",
    "read_table_rows",
    "say_reading",
]

MOST_TABLES: Final = 50  # tables whose columns are listed one by one; there may be thousands
_MOST_NAMES: Final = 12
_SHOWN: Final = 3
_ASKED: Final = ("date", "headline", "page")
_SHORTEST_COPY: Final = 20  # shorter texts (晴。) may be equal by chance
_GAPS: Final = ("no_date", "no_page", "no_headline", "same_id", "same_text")

# A row of `reading`; keys that do not apply are left out.
Row = dict[str, Any]


def make_reading(rows: Sequence[Row]) -> pd.DataFrame:
    """Make the table `reading` of its rows."""
    names = ("file", "kind", "field", "used_as", "result", "problem", "articles", *_GAPS)
    return make_table("reading", {name: [row.get(name) for row in rows] for name in names})


def mark_copies(articles: pd.DataFrame) -> pd.DataFrame:
    """Note what each article lacks, and whether an earlier one has the same text."""
    text = articles["text"]
    return pd.DataFrame(
        {
            "no_date": articles["date"].isna(),
            "no_page": articles["page"].isna(),
            "no_headline": articles["headline"].isna(),
            "same_text": text.duplicated() & is_long(text),
        },
        index=articles.index,
    )


def is_long(text: pd.Series) -> pd.Series:
    """Whether texts are long enough to count as copies when they come again."""
    return (text.str.len() >= _SHORTEST_COPY).fillna(value=False).astype("bool")


def count_gaps(marks: pd.DataFrame, *, same_id: int = 0) -> Row:
    """Count what `mark_copies` marked in these articles."""
    counted = {name: int(marks[name].sum()) for name in marks.columns}
    return {"articles": len(marks), "same_id": same_id, **counted}


def name_below(path: str, source: Path) -> str:
    """A path as it lies below the source, or the name of the file that the source is."""
    below = path.removeprefix(spell(str(source))).replace("\\", "/").lstrip("/")
    return below or PurePath(path).name


def read_page_rows(source: Path, pages: pd.DataFrame, marks: pd.DataFrame) -> Iterator[Row]:
    """Yield a row for each page file; `marks` are those of its articles, with their page_id."""
    counts = marks.groupby("page_id").agg(["sum", "size"]) if len(marks) else None
    sums: dict[str, Row] = {}
    if counts is not None:
        names = [name for name in marks.columns if name != "page_id"]
        sizes = counts[names[0]]["size"].to_dict()
        columns = {name: counts[name]["sum"].to_dict() for name in names}
        sums = {
            page: {"articles": int(size), **{name: int(columns[name][page]) for name in names}}
            for page, size in sizes.items()
        }
    nothing: Row = {"articles": 0, **dict.fromkeys(_GAPS, 0)}
    below = []
    for page_id, path, text, problem in zip(
        pages["page_id"], pages["path"], pages["text"], pages["problem"], strict=True
    ):
        file = name_below(str(path), source)
        below.append(file)
        blank = not isinstance(text, str) or not text.strip()
        doubtful = isinstance(problem, str)
        yield {
            "file": file,
            "kind": "page",
            "result": "refused" if blank else "doubtful" if doubtful else "read",
            "problem": str(problem).removeprefix(f"{path}: ") if doubtful else None,
            **nothing,
            **sums.get(page_id, {}),
            "same_id": 0,
        }
    if source.is_dir():
        there = set(below)
        for found in list_pages(source):
            if found.below not in there:
                # a list of pages that were read, or an article saved twice
                yield {"file": found.below, "kind": "page", "result": "passed"}


def read_table_rows(
    file: Found, wanted: Mapping[str, str], counts: Row | InputError, *, columns: bool
) -> Iterator[Row]:
    """Yield a row for a table and, where it was read, one for each of its columns."""
    if isinstance(counts, InputError):
        problem = str(counts).removeprefix(str(file.path)).removeprefix(": ").strip()
        yield {"file": file.below, "kind": "table", "result": "refused", "problem": problem}
        return
    yield {"file": file.below, "kind": "table", "result": "read", **counts}
    if not columns:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names, used = list_names(file.path, wanted)
    taken = {fold_name(own): here for here, own in used.items()}
    for name in names:
        used_as = taken.get(fold_name(name))
        yield {
            "file": file.below,
            "kind": "column",
            "field": str(name),
            "used_as": used_as,
            "result": "used" if used_as else "unused",
        }


def list_others(source: Path, aside: Collection[Path]) -> Iterator[Row]:
    """Yield a row for each file that is neither page nor table, nor named for something else."""
    if not source.is_dir():
        return
    for file in list_files(source, is_wanted=lambda name: not is_page(name) and not is_table(name)):
        if not file.problem and not is_aside(file, aside):
            yield {"file": file.below, "kind": "other", "result": "passed"}


def is_aside(file: Found, aside: Collection[Path]) -> bool:
    """Whether the user named a file for something else, such as a word list or a notebook."""
    return bool(aside) and is_local(file.path) and file.path.resolve() in aside


def say_reading(reading: pd.DataFrame, *, lang: str = "en") -> Iterator[str]:
    """Yield sentences that say what `reading` does: files, tables and columns, what is missing.

    Tables with the same columns share a sentence.
    """
    labels = read_wording(lang)
    comma, stop, pause = ("、", "。", "；") if lang == "zh" else (", ", ".", "; ")
    files = reading[reading["kind"] != "column"]
    said = list(_say_pages(files, labels, comma))
    if said:
        yield pause.join(said) + stop
    yield from (pause.join(each) + stop for each in _say_tables(reading, labels, comma))
    yield from (pause.join(each) + stop for each in _say_rest(files, labels, comma))


def _say_pages(files: pd.DataFrame, labels: Mapping[str, str], comma: str) -> Iterator[str]:
    pages = files[files["kind"] == "page"]
    if pages.empty:
        return
    results = pages["result"].value_counts()
    good = int(results.get("read", 0) + results.get("doubtful", 0))
    yield labels["reading_pages"].format(read=good)
    for result in ("refused", "doubtful", "passed"):
        names = pages.loc[pages["result"] == result, "file"].tolist()
        if names:
            yield labels[f"reading_{result}"].format(count=len(names), names=_list(names, comma))


def _say_tables(
    reading: pd.DataFrame, labels: Mapping[str, str], comma: str
) -> Iterator[list[str]]:
    tables = reading[reading["kind"] == "table"]
    refused = tables.loc[tables["result"] == "refused", "file"].tolist()
    good = tables[tables["result"] != "refused"]
    columns = reading[reading["kind"] == "column"]
    fields: dict[str, list[tuple[str, str | None]]] = {}
    for file, field, used_as in zip(
        columns["file"], columns["field"], columns["used_as"], strict=True
    ):
        fields.setdefault(file, []).append((field, used_as if isinstance(used_as, str) else None))
    kinds: dict[tuple[tuple[str, str | None], ...], list[str]] = {}
    for file in good["file"]:
        kinds.setdefault(tuple(fields.get(file, ())), []).append(file)
    rows = dict(zip(good["file"], good["articles"], strict=True))
    for kind, names in kinds.items():
        listed = (
            names[0]
            if len(names) == 1
            else labels["reading_and_more"].format(name=names[0], more=len(names) - 1)
        )
        said = [
            labels["reading_table"].format(name=listed, rows=sum(int(rows[name]) for name in names))
        ]
        if kind:
            said += _say_columns(kind, labels, comma)
        yield said
    if refused:
        yield [
            labels["reading_refused_tables"].format(count=len(refused), names=_list(refused, comma))
        ]


def _say_columns(
    kind: tuple[tuple[str, str | None], ...], labels: Mapping[str, str], comma: str
) -> Iterator[str]:
    pairs = [(own, here) for own, here in kind if here]
    left = [own for own, here in kind if not here]
    listed = (labels["reading_as"].format(own=own, name=here) for own, here in pairs)
    yield labels["reading_used"].format(pairs=comma.join(listed))
    if left:
        yield labels["reading_unused"].format(names=_list(left, comma, _MOST_NAMES))
    missing = [name for name in _ASKED if name not in [here for _, here in pairs]]
    if missing:
        key = "reading_name_it" if left else "reading_missing"
        yield labels[key].format(names=comma.join(missing), first=missing[0])


def _say_rest(files: pd.DataFrame, labels: Mapping[str, str], comma: str) -> Iterator[list[str]]:
    made = files[files["kind"] == "made"]
    if len(made) == len(files):
        yield [labels["reading_made"].format(rows=int(made["articles"].sum()))]
    if len(made):
        files = pd.concat([made, files[files["kind"] == "other"]])
    total = {name: int(files[name].fillna(0).sum()) for name in ("articles", *_GAPS)}
    gaps = [labels[f"reading_{name}"].format(count=total[name]) for name in _GAPS if total[name]]
    if gaps:
        yield [labels["reading_gaps"].format(articles=total["articles"], gaps=comma.join(gaps))]
    others = files.loc[files["kind"] == "other", "file"]
    tables = [file for file in others if is_table(file)]
    if tables:
        listed = _list(tables, comma)
        yield [labels["reading_no_articles"].format(count=len(tables), names=listed)]
    others = others[~others.isin(tables)]
    if len(others):
        suffixes = Counter(
            PurePath(file).suffix.lower() or labels["reading_no_suffix"] for file in others
        )
        listed = comma.join(f"{suffix} {count}" for suffix, count in sorted(suffixes.items()))
        yield [labels["reading_others"].format(count=len(others), kinds=listed)]


def _list(names: Sequence[str], comma: str, most: int = _SHOWN) -> str:
    return comma.join(names[:most]) + (f"{comma}…" if len(names) > most else "")
