"""JSON that is not lines (an array, one object, days that hold articles) → rows of one table."""

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final

from analysis.days import to_day
from analysis.pages.columns import USUAL_NAMES, fold_loosely
from analysis.schema import ISSUE, InputError

__all__ = ["read_tree"]

# All of it is in memory at once, and takes some ten times as much room as on the disk.
_MOST_CHARACTERS: Final = 256_000_000
_PIECE: Final = 1 << 20

Row = dict[str, Any]


def read_tree(lines: IO[str] | Any, path: Path, wanted: Mapping[str, str]) -> list[Row]:
    """Read the articles of a JSON file, at whatever depth they stand.

    An article is an object that has a text; what the objects around it say of newspaper, date and
    page holds for it too, and so does a day or a page that is the name of a list of articles. A
    table written by columns is turned into rows.

    Raises
    ------
    InputError
        Where it is no JSON, too large to be read at once, or holds no article.
    """
    tree = _load(lines, path)
    names = {
        field: {fold_loosely(wanted[field])} if field in wanted else set(map(fold_loosely, usual))
        for field, usual in USUAL_NAMES.items()
    }
    turned = _turn_columns(tree, names)
    rows = list(_walk(turned if turned is not None else tree, {}, names))
    if not rows:
        raise InputError(
            f"{path} has no article in it: no object has a column {wanted.get('text', 'of text')}. "
            f"{_name_fields(tree)}Name the right one, e.g. columns={{'text': 'fulltext'}}."
        )
    return rows


def _load(lines: Any, path: Path) -> Any:
    pieces = []
    size = 0
    while piece := lines.read(_PIECE):
        lines.begin_rows()
        pieces.append(piece)
        size += len(piece)
        if size > _MOST_CHARACTERS:
            raise InputError(
                f"{path} has more than {_MOST_CHARACTERS:,} characters, and JSON that is not lines "
                "is read at once. Write one article on a line (.jsonl), or cut the file."
            )
    try:
        return json.loads("".join(pieces))
    except (ValueError, RecursionError) as error:
        reason = "too many brackets in each other" if isinstance(error, RecursionError) else error
        raise InputError(f"{path} is no whole JSON: {reason}. Save it anew.") from error


def _walk(node: Any, around: Row, names: Mapping[str, Collection[str]]) -> Iterator[Row]:
    if isinstance(node, list):
        for entry in node:
            yield from _walk(entry, around, names)
        return
    if not isinstance(node, dict):
        return
    own = {field: _find(node, words) for field, words in names.items()}
    is_article = own["text"] is not None and _is_text(node[own["text"]])
    if is_article:
        yield {**around, **node}
    inside = dict(around)
    # These hold for all articles of a day or page, unlike a title or an id.
    for field in ISSUE:
        name = own[field]
        if name is not None and isinstance(node[name], str | int) and node[name] != "":
            inside = {key: cell for key, cell in inside.items() if key not in _spell(field, inside)}
            inside[field] = node[name]
    for name, entry in node.items():
        # Inside an article, only objects with a headline are articles; comments have none.
        if isinstance(entry, list | dict) and not (
            is_article and not _holds_headlines(entry, names)
        ):
            yield from _walk(entry, {**inside, **_read_key(name)}, names)


def _spell(field: str, row: Row) -> set[str]:
    usual = set(map(fold_loosely, USUAL_NAMES[field]))
    return {name for name in row if fold_loosely(name) in usual}


def _find(node: Row, words: Collection[str]) -> str | None:
    return next((name for name in node if fold_loosely(name) in words), None)


def _is_text(cell: Any) -> bool:
    if isinstance(cell, list):
        return bool(cell) and all(isinstance(entry, str) for entry in cell)
    return isinstance(cell, str)


def _holds_headlines(entry: Any, names: Mapping[str, Collection[str]]) -> bool:
    entries = entry if isinstance(entry, list) else [entry]
    return any(isinstance(each, dict) and _find(each, names["headline"]) for each in entries)


def _read_key(name: str) -> Row:
    """What the name of a list tells of all in it: {"2024-03-05": [...]}, {"第01版": [...]}."""
    if len(name) <= 12 and name.strip().endswith("版"):
        return {"page": name}
    return {"date": name} if len(name) <= 12 and to_day(name) else {}


def _turn_columns(tree: Any, names: Mapping[str, Collection[str]]) -> list[Row] | None:
    """The rows of a table that was written by columns, as pandas does: {"title": {"0": …}}."""
    if not isinstance(tree, dict):
        return None
    text = _find(tree, names["text"])
    if text is None or not isinstance(tree[text], dict | list):
        return None
    kind = type(tree[text])
    columns = {name: column for name, column in tree.items() if isinstance(column, kind)}
    if isinstance(tree[text], dict):
        keys = list(tree[text])
        return [{name: column.get(key) for name, column in columns.items()} for key in keys]
    same = {name: column for name, column in columns.items() if len(column) == len(tree[text])}
    if len(same) < 2:  # only a list of paragraphs
        return None
    return [dict(zip(same, cells, strict=True)) for cells in zip(*same.values(), strict=True)]


def _name_fields(tree: Any) -> str:
    first = tree[0] if isinstance(tree, list) and tree else tree
    if not isinstance(first, dict) or not first:
        return ""
    return f"Its columns are {', '.join(repr(str(name)[:30]) for name in list(first)[:12])}. "
