"""Articles with mentions and phrases ↔ texts with labels, as labelling tools have them.

A text consists of the parts of an article, each beginning on a new line. A label cannot hold the
name, the titles or the line on the page: these are kept beside the text as JSON, and found again by
the span when the labels come back.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from analysis.places import PART_COLUMNS, locate
from analysis.schema import ISSUE, TABLES, InputError, check_table, join_words, make_table

__all__ = ["LabelledText", "Span", "find_offsets", "lay_out", "make_tables", "parse_about"]

LAYERS: Final = ("mentions", "phrases")
_NEEDS: Final = {
    "mentions": ("article_id", "surface", "kind", "group", "part", "start", "end"),
    "phrases": ("article_id", "phrase", "surface", "part", "start", "end"),
}
_PHRASE: Final = "phrase"
_VALUES: Final = {column.name: column.values for column in TABLES["mentions"] if column.values}
_BLANK: Final = re.compile(r"\s+")


class Span(NamedTuple):
    """A label of the characters from `start` up to, but without, `end`."""

    start: int
    end: int
    label: str


class LabelledText(NamedTuple):
    """A text with its labels. `about` is all else that is known of the article, ready for JSON."""

    article_id: str
    text: str
    mentions: list[Span]
    phrases: list[Span]
    about: dict[str, Any]


def find_offsets(parts: Mapping[str, Any]) -> dict[str, int]:
    """Find where each part of an article begins in the whole text, in which each begins a line.

    Examples
    --------
    >>> find_offsets({"headline": "春耕会", "deck": None, "body": "会议召开。"})
    {'headline': 0, 'body': 4}
    """
    offsets, length = {}, 0
    for part in PART_COLUMNS:
        text = parts.get(part)
        if isinstance(text, str) and text:
            offsets[part] = length
            length += len(text) + 1
    return offsets


def lay_out(
    articles: pd.DataFrame,
    mentions: pd.DataFrame | None,
    phrases: pd.DataFrame | None,
    *,
    flat: Collection[str],
) -> list[LabelledText]:
    """Make a labelled text of each article. In a flat layer, the longest of overlapping labels."""
    given = {"mentions": mentions, "phrases": phrases}
    rows = {layer: _group_rows(articles, table, layer) for layer, table in given.items()}
    texts = []
    for row in _list_records(articles):
        parts = {part: row.get(column) for part, column in PART_COLUMNS.items()}
        offsets = find_offsets(parts)
        for part in offsets:  # it stands in the text already
            del row[PART_COLUMNS[part]]
        key = row["article_id"]
        about: dict[str, Any] = {"article": row, "parts": offsets}
        spans = {}
        for layer in LAYERS:
            about[layer] = rows[layer].get(key, [])
            for own in about[layer]:
                _check_span(own, parts, layer, key)
            spans[layer] = _list_shown(about[layer], offsets, layer, flat)
        text = "\n".join(str(parts[part]) for part in offsets)
        texts.append(LabelledText(key, text, spans["mentions"], spans["phrases"], about))
    return texts


def make_tables(
    texts: Sequence[LabelledText],
    file: Path,
    *,
    labels: Mapping[str, str],
    flat: Collection[str],
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Make the tables of labelled texts: articles, mentions, phrases."""
    articles: list[dict[str, Any]] = []
    found: dict[str, list[dict[str, Any]]] = {layer: [] for layer in LAYERS}
    for text in texts:
        offsets = text.about.get("parts") or ({"body": 0} if text.text else {})
        article = {**text.about.get("article", {}), "article_id": text.article_id}
        parts = _cut_parts(text, offsets, file)
        article |= {PART_COLUMNS[part]: own for part, own in parts.items()}
        article.setdefault("text", None)
        articles.append(article)
        # Some tools give all labels back in one list; the label tells the layer.
        seen: dict[str, list[Span]] = {layer: [] for layer in LAYERS}
        for span in [*text.mentions, *text.phrases]:
            if not 0 <= span.start < span.end <= len(text.text):
                raise InputError(
                    f"{file}: {text.article_id}: a label from {span.start} to {span.end} does not "
                    f"stand in the text, which has {len(text.text)} characters."
                )
            label = labels.get(span.label, span.label)
            layer = "phrases" if label == _PHRASE else "mentions"
            seen[layer].append(Span(span.start, span.end, label))
        for layer in LAYERS:
            found[layer] += _match_rows(text, article, offsets, layer, seen[layer], flat, file)
    tables = _make("articles", articles), *(_make(layer, found[layer]) for layer in LAYERS)
    check_table(tables[0], "articles", needs=["article_id", "text"])
    return tables[0], tables[1], tables[2]


def parse_about(read: Any) -> dict[str, Any]:
    """Check what is known of a text beside its labels; empty if it was not written by us."""
    wanted = {"article": dict, "parts": dict, **dict.fromkeys(LAYERS, list)}
    ours = isinstance(read, dict) and all(
        isinstance(read.get(name), kind) for name, kind in wanted.items()
    )
    return read if ours else {}


def _group_rows(
    articles: pd.DataFrame, table: pd.DataFrame | None, layer: str
) -> dict[str, list[dict[str, Any]]]:
    if table is None:
        return {}
    table = check_table(table, layer, needs=_NEEDS[layer])
    lost = set(table["article_id"]) - set(articles["article_id"])
    if lost:
        raise InputError(
            f"{layer} has rows of {sorted(lost)[0]!r}, which is not among the articles. Give the "
            "articles that they were found in, or only their rows."
        )
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in _list_records(table):
        rows.setdefault(row.pop("article_id"), []).append(row)
    return rows


def _list_records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """List the rows of a table as dicts for JSON, without missing cells."""
    records = table.astype("object").to_dict("records")
    plain = [{str(name): _plain(cell) for name, cell in row.items()} for row in records]
    return [{name: cell for name, cell in row.items() if cell is not None} for row in plain]


def _plain(cell: Any) -> Any:
    """Make a cell that JSON can hold: days as 2024-03-05, numbers of Python."""
    if isinstance(cell, np.ndarray | list | tuple):
        return [_plain(entry) for entry in cell]
    if isinstance(cell, dict):
        return {name: _plain(entry) for name, entry in cell.items()}
    if pd.isna(cell):
        return None
    if isinstance(cell, pd.Timestamp):
        return cell.isoformat()
    if isinstance(cell, np.generic):
        return cell.item()
    return cell if isinstance(cell, str | int | float) else str(cell)


def _check_span(row: Mapping[str, Any], parts: Mapping[str, Any], layer: str, key: str) -> None:
    text = parts.get(row["part"])
    printed = text[row["start"] : row["end"]] if isinstance(text, str) else ""
    if not printed or printed != row.get("surface"):
        raise InputError(
            f"{layer}: {row.get('surface')!r} does not stand in the {row['part']} of {key!r} from "
            f"{row['start']} to {row['end']}. Give the articles as they were searched."
        )


def _list_shown(
    rows: Iterable[Mapping[str, Any]],
    offsets: Mapping[str, int],
    layer: str,
    flat: Collection[str],
) -> list[Span]:
    spans = [_find_span(row, offsets, layer) for row in rows]
    return [spans[at] for at in _choose_shown(spans, flat=layer in flat)]


def _find_span(row: Mapping[str, Any], offsets: Mapping[str, int], layer: str) -> Span:
    """Make the label of a row: `phrase`, or kind and group of a mention as far as known."""
    said = [row[name] for name in ("kind", "group") if name in row]
    offset = offsets[row["part"]]
    label = _PHRASE if layer == "phrases" else "/".join(said)
    return Span(offset + row["start"], offset + row["end"], label)


def _choose_shown(spans: Sequence[Span], *, flat: bool) -> list[int]:
    """Choose the labels that are written: in a flat layer, none that overlaps a longer one."""
    if not flat:
        return list(range(len(spans)))
    shown: list[int] = []
    taken: set[int] = set()
    for at in sorted(range(len(spans)), key=lambda at: spans[at].start - spans[at].end):
        covered = range(spans[at].start, spans[at].end)
        if taken.isdisjoint(covered):
            taken.update(covered)
            shown.append(at)
    return sorted(shown)


def _cut_parts(text: LabelledText, offsets: Mapping[str, int], file: Path) -> dict[str, str]:
    """Cut a text into the parts of the article."""
    begins = [*offsets.values(), len(text.text) + 1]
    ends = [begin - 1 for begin in begins[1:]]
    known = list(offsets) == [part for part in PART_COLUMNS if part in offsets]
    sums = [text.text[end] if 0 <= end < len(text.text) else "" for end in ends[:-1]]
    if not known or any(mark != "\n" for mark in sums):
        raise InputError(
            f"{file}: the text of {text.article_id} was changed, so that its labels cannot be "
            "placed. Label the text as it was written."
        )
    return {
        part: text.text[begin:end]
        for part, begin, end in zip(offsets, begins[:-1], ends, strict=True)
    }


def _match_rows(
    text: LabelledText,
    article: Mapping[str, Any],
    offsets: Mapping[str, int],
    layer: str,
    seen: Sequence[Span],
    flat: Collection[str],
    file: Path,
) -> list[dict[str, Any]]:
    """Make the rows of one text: those whose label is still there, and one for each new label.

    A row that was not written because a longer label overlapped it comes back if that label is
    still there.
    """
    rows: list[dict[str, Any]] = text.about.get(layer, [])
    spans = [_find_span(row, offsets, layer) for row in rows]
    shown = _choose_shown(spans, flat=layer in flat)
    left: dict[tuple[int, int], list[int]] = {}
    for at in shown:
        left.setdefault(spans[at][:2], []).append(at)
    kept: dict[int, dict[str, Any]] = {}
    new = []
    for span in seen:
        said = {} if layer == "phrases" else _parse_label(span.label, file, text.article_id)
        same = left.get(span[:2])
        if same:
            # If several rows have this span, the one with the same label is meant.
            at = next((at for at in same if spans[at].label == span.label), same[0])
            same.remove(at)
            kept[at] = {**rows[at], **said}
        else:
            new.append({**_make_row(text, article, offsets, layer, span, file), **said})
    for at in set(range(len(rows))) - set(shown):
        over = [one for one in shown if spans[one].start < spans[at].end > spans[at].start]
        over = [one for one in over if spans[at].start < spans[one].end]
        if all(one in kept for one in over):
            kept[at] = rows[at]
    all_rows = [kept[at] for at in sorted(kept)]
    if new:
        all_rows = sorted(
            [*all_rows, *new], key=lambda row: offsets[row["part"]] + int(row["start"])
        )
    return [{"article_id": text.article_id, **row} for row in all_rows]


def _make_row(
    text: LabelledText,
    article: Mapping[str, Any],
    offsets: Mapping[str, int],
    layer: str,
    span: Span,
    file: Path,
) -> dict[str, Any]:
    """Make the row of a label that somebody added: the name is as printed."""
    part = [part for part, begin in offsets.items() if begin <= span.start][-1]
    start, end = span.start - offsets[part], span.end - offsets[part]
    if end > len(article[PART_COLUMNS[part]]):
        raise InputError(
            f"{file}: {text.article_id}: a label from {span.start} to {span.end} goes on beyond "
            f"the {part}. Label each part by itself."
        )
    surface = text.text[span.start : span.end]
    point = locate(article.get("anchors") or (), part, start)
    name = _BLANK.sub("", surface) or surface
    return {
        **{column: article[column] for column in ISSUE if column in article},
        **({"phrase": name} if layer == "phrases" else {"name": name, "titles": []}),
        **{"surface": surface, "part": part, "start": start, "end": end},
        **({"line": point[0], "column": point[1]} if point else {}),
    }


def _parse_label(label: str, file: Path, key: str) -> dict[str, str | None]:
    kind, _, group = label.partition("/")
    if kind not in _VALUES["kind"] or (group and group not in _VALUES["group"]):
        raise InputError(
            f"{file}: {key} has the label {label!r}. A set phrase is {_PHRASE!r}; a person is a "
            f"kind ({join_words(_VALUES['kind'])}) and a group ({join_words(_VALUES['group'])}), "
            f"as in 'actor/official'. Say what yours means: labels={{{label!r}: 'actor'}}."
        )
    return {"kind": kind, "group": group or None}


def _make(name: str, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Make a table of rows; columns that are not in the codebook come last."""
    known = [column.name for column in TABLES[name]]
    own = dict.fromkeys(column for row in rows for column in row if column not in known)
    cells = {column: [row.get(column) for row in rows] for column in known}
    table = make_table(name, cells)
    for column in own:
        table[column] = [row.get(column) for row in rows]
    return table
