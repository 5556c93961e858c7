"""Labels → tables, each label checked against the text that it stands in."""

import json
import runpy
from collections.abc import Iterator, Mapping
from pathlib import Path
from reprlib import repr as shorten
from typing import Any, Final, NamedTuple

import pandas as pd

from analysis.folders import is_local
from analysis.pages import read_pages
from analysis.pages.files import exists, open_local, open_path, read_bytes
from analysis.schema import TABLES, InputError

__all__ = [
    "OFFICE_COLUMNS",
    "Gold",
    "make_gold",
    "parse_json",
    "read_page_gold",
    "read_text",
    "read_text_gold",
]

_ITEM_FIELDS: Final = ("kind", "headline", "deck", "reporters", "complete")
_MENTION_FIELDS: Final = ("name", "kind", "group", "titles")
_ITEM_COLUMNS: Final = ("unit", "lines", "line", *_ITEM_FIELDS, "joined", "theme", "themed")
_MENTION_COLUMNS: Final = (
    "unit", "register", "line", "column", "surface", *_MENTION_FIELDS, "whole",
)  # fmt: skip

OFFICE_COLUMNS: Final = ("place", "code", "organ", "post", "status", "rank")
_OFFICE_COLUMNS: Final = (
    "unit", "register", "start", "end", "title", "office", *OFFICE_COLUMNS,
)  # fmt: skip

_KINDS: Final = {
    bool: "true or false",
    int: "a number",
    list: "a list",
    str: "a text",
    dict: "an object",
    type(None): "null",
}
_TEXT_OR_NONE: Final = (str, type(None))
_ITEM_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "kind": (str,),
    "headline": _TEXT_OR_NONE,
    "deck": _TEXT_OR_NONE,
    "reporters": (list,),
    "complete": (bool, type(None)),
    "joined": (list,),
}


_BODY_COLUMNS: Final = ("unit", "register", "what", "start", "end")


class Gold(NamedTuple):
    """Labels and the texts that they are of.

    `name` is the name of the set. `pages` is the table of pages, empty where single texts were
    labelled; `texts` is the table of those, empty where pages were. `items`, `mentions`, `themes`,
    `phrases`, `offices` and `organisations` hold one row per label; `unit` is the page or the text
    that a label is of.
    """

    name: str
    pages: pd.DataFrame
    texts: pd.DataFrame
    items: pd.DataFrame
    mentions: pd.DataFrame
    themes: pd.DataFrame
    phrases: pd.DataFrame = pd.DataFrame()
    offices: pd.DataFrame = pd.DataFrame()
    organisations: pd.DataFrame = pd.DataFrame()


def read_page_gold(gold: str | Path, pages: str | Path | None = None) -> Gold:
    """Read the labels of pages, and the pages.

    Parameters
    ----------
    gold
        A folder of JSON files, one a page, or one such file.
    pages
        The folder of the pages. The folder above that of the labels when not given.

    Returns
    -------
    Gold
        `items`, one row per item: unit, lines (its runs, as text), line (its first), kind,
        headline, deck, reporters, complete, joined, theme, themed (whether a theme was labelled).
        `mentions`, one row per mention: unit, register, line, column, surface, name, kind, group,
        titles, whole (the titles are those of the person on the whole page, not of this mention).

    Raises
    ------
    InputError
        Where a file cannot be read, lacks something, or holds a mention that does not stand on the
        page where it says: the message names the file.
    """
    path = open_local(gold)
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        raise InputError(f"{path} holds no labels (*.json); give the folder of the gold files.")
    folder = open_path(pages) if pages is not None else files[0].resolve().parent.parent
    read, items, mentions = [], [], []
    for file in files:
        page = _read_json(file)
        table = _read_page(page, file, folder)
        unit, lines = str(table["page_id"].iat[0]), str(table["text"].iat[0]).split("\n")
        items += [_make_item(item, unit, file) for item in _get(page, "items", file, list)]
        mentions += list(_make_mentions(page, unit, lines, file))
        read.append(table)
    return Gold(
        (folder.resolve() if is_local(folder) else folder).name,
        pd.concat(read, ignore_index=True),
        pd.DataFrame(columns=["article_id", "text"]),
        pd.DataFrame(items, columns=list(_ITEM_COLUMNS)),
        pd.DataFrame(mentions, columns=list(_MENTION_COLUMNS)),
        pd.DataFrame(columns=["unit", "register", "theme"]),
    )


def read_text_gold(gold: str | Path, texts: str | Path) -> Iterator[Gold]:
    """Read labels of single texts that are kept without the texts.

    The folder of the labels holds a file `load.py` whose function `load_text(texts, id)` returns
    the text behind an id; it is run. `people-….jsonl` holds a text a line: id, register, mentions
    with start, end, surface, name, kind, group, titles. `themes.jsonl` holds id, half and theme.
    `offices-….jsonl` holds a text a line: id, register, newspaper, date, offices with start and end
    of the name, title, place, code, organ, post, status, rank; or `"office": false`.
    `organisations-….jsonl` holds a passage a line: id, register, newspaper, date, its start and
    end, bodies with start, end, surface, and `open`, where either answer will do.

    Parameters
    ----------
    gold
        The folder of the labels.
    texts
        The folder that `load_text` finds the texts in.

    Yields
    ------
    Gold
        One for each file of people, offices or bodies, named as the part after the hyphen, and one
        for each half of the themes.

    Raises
    ------
    InputError
        Where a file cannot be read, a text is not found, or a span does not read back as its
        surface: the message names the file.
    """
    folder, texts = open_local(gold), open_local(texts)
    loader = folder / "load.py"
    if not loader.is_file():
        raise InputError(f"{folder} has no load.py that says where its texts are.")
    load = runpy.run_path(str(loader)).get("load_text")
    if not callable(load):
        raise InputError(f"{loader} has no function load_text(texts, id).")
    for file in sorted(folder.glob("people-*.jsonl")):
        mentions, kept = [], []
        for label in _read_lines(file):
            text = _load(load, texts, _get(label, "id", file, str), file)
            kept.append({"article_id": label["id"], "text": text})
            mentions += list(_make_spans(label, text, file))
        yield make_gold(file.stem.partition("-")[2], kept, mentions=mentions)
    for file in sorted(folder.glob("offices-*.jsonl")):
        offices, kept = [], []
        for label in _read_lines(file):
            text = _load(load, texts, _get(label, "id", file, str), file)
            kept.append(_make_text(label, text, file))
            offices += list(_make_offices(label, text, file))
        yield make_gold(file.stem.partition("-")[2], kept, offices=offices)
    for file in sorted(folder.glob("organisations-*.jsonl")):
        bodies, kept = [], []
        for label in _read_lines(file):
            text = _load(load, texts, _get(label, "id", file, str), file)
            kept.append(_make_text(label, text, file))
            bodies += list(_make_bodies(label, text, file))
        yield make_gold(file.stem.partition("-")[2], kept, organisations=bodies)
    for file in sorted(folder.glob("themes*.jsonl")):
        halves: dict[str, list[dict[str, Any]]] = {}
        for label in _read_lines(file):
            halves.setdefault(_get(label, "half", file, str), []).append(label)
        for half, labels in sorted(halves.items()):
            themes, kept = [], []
            for label in labels:
                key = str(_get(label, "id", file))
                headline, _, text = _load(load, texts, f"xwlb:{key}", file).partition("\n")
                kept.append({"article_id": key, "headline": headline, "text": text})
                theme = _get(label, "theme", file, *_TEXT_OR_NONE)
                themes.append({"unit": key, "register": None, "theme": theme})
            yield make_gold(half, kept, themes=themes)


def make_gold(
    name: str,
    texts: list[dict[Any, Any]],
    *,
    mentions: list[dict[Any, Any]] | None = None,
    themes: list[dict[Any, Any]] | None = None,
    offices: list[dict[Any, Any]] | None = None,
    organisations: list[dict[Any, Any]] | None = None,
) -> Gold:
    """Make gold of single texts and their labels: rows as dicts, with the columns of `Gold`."""
    return Gold(
        name,
        pd.DataFrame(columns=["page_id", "text"]),
        pd.DataFrame(texts),
        pd.DataFrame(columns=list(_ITEM_COLUMNS)),
        pd.DataFrame(mentions or [], columns=list(_MENTION_COLUMNS)),
        pd.DataFrame(themes or [], columns=["unit", "register", "theme"]),
        offices=pd.DataFrame(offices or [], columns=list(_OFFICE_COLUMNS)).astype("object"),
        organisations=pd.DataFrame(organisations or [], columns=list(_BODY_COLUMNS)),
    )


def _read_page(page: Mapping[str, Any], file: Path, folder: Path) -> pd.DataFrame:
    """Read the page of a file of labels: the file of that name in `folder`."""
    path = folder / Path(_get(page, "page", file, str)).name
    if not exists(path) or path.is_dir():
        raise InputError(
            f"{file.name}: its page {path} is not there; name the folder of the pages."
        )
    table = read_pages(path)
    if table["text"].isna().any():
        raise InputError(f"{file.name}: its page cannot be read: {table['problem'].iat[0]}")
    return table


def _make_item(item: Mapping[str, Any], unit: str, file: Path) -> dict[str, Any]:
    lines = _get(item, "lines", file, list)
    runs = lines if lines and isinstance(lines[0], list) else [lines]
    if not all(
        isinstance(run, list) and len(run) == 2 and all(isinstance(line, int) for line in run)
        for run in runs
    ):
        raise InputError(
            f"{file.name}: lines is {shorten(lines)}; [first, last] is meant, or a list of it."
        )
    fields = {field: _get(item, field, file, *kinds) for field, kinds in _ITEM_TYPES.items()}
    _check_entries(fields["reporters"], "reporters", file, str)
    for group in _check_entries(fields["joined"], "joined", file, list):
        _check_entries(group, "joined", file, int)
    _check_value("articles", "kind", fields["kind"], file)
    own = _get({"theme": None, **item}, "theme", file, *_TEXT_OR_NONE)
    theme = {"theme": own, "themed": "theme" in item}
    return {"unit": unit, "lines": str(runs), "line": runs[0][0], **fields, **theme}


def _make_mentions(
    page: Mapping[str, Any], unit: str, lines: list[str], file: Path
) -> Iterator[dict[str, Any]]:
    people = _get({"people": {}, **page}, "people", file, dict)
    seen: set[str] = set()
    for mention in _get(page, "mentions", file, list):
        name = _get(mention, "name", file, str)
        line, column = (_get(mention, field, file, int) for field in ("line", "column"))
        surface = _get({"surface": name, **mention}, "surface", file, str)
        printed = lines[line - 1] if 0 < line <= len(lines) and column > 0 else ""
        _check_span(surface, printed[column - 1 :][: len(surface)], f"line {line}", file)
        if name.startswith(surface) and printed[column - 1 :].rstrip() == surface:
            surface = (
                name  # the name goes on in the next line, so that only its beginning stands here
            )
        person = _get({name: {}, **people}, name, file, dict)
        whole = "titles" not in mention
        titles = mention.get("titles")
        if whole and name not in seen:
            titles = person.get("titles", [])
        if titles is not None:
            _check_entries(_get({"titles": titles}, "titles", file, list), "titles", file, str)
        seen.add(name)
        yield {
            "unit": unit,
            "line": line,
            "column": column,
            "surface": surface,
            "name": name,
            "kind": _check_value("mentions", "kind", _get(mention, "kind", file), file),
            "group": _check_value(
                "mentions", "group", mention.get("group", person.get("group")), file
            ),
            "titles": titles,
            "whole": whole,
        }


def _make_spans(label: Mapping[str, Any], text: str, file: Path) -> Iterator[dict[str, Any]]:
    for mention in _get(label, "mentions", file, list):
        start, end = (_get(mention, field, file, int) for field in ("start", "end"))
        surface = _get(mention, "surface", file, str)
        _check_span(surface, text[start:end], f"{label['id']} at {start}", file)
        fields = {field: _get(mention, field, file) for field in _MENTION_FIELDS}
        for field in ("kind", "group"):
            _check_value("mentions", field, fields[field], file)
        _get(fields, "name", file, str)
        _check_entries(_get(fields, "titles", file, list), "titles", file, str)
        yield {
            "unit": label["id"],
            "register": label.get("register"),
            "line": text.count("\n", 0, start) + 1,
            "column": start - text.rfind("\n", 0, start),
            "surface": surface,
            **fields,
            "whole": False,
        }


def _make_text(label: Mapping[str, Any], text: str, file: Path) -> dict[str, Any]:
    """The row of a text that is read by its paper and its day."""
    return {
        "article_id": label["id"],
        "text": text,
        "newspaper": _get(label, "newspaper", file, *_TEXT_OR_NONE),
        "date": pd.Timestamp(_get(label, "date", file, *_TEXT_OR_NONE)),
    }


def _make_bodies(label: Mapping[str, Any], text: str, file: Path) -> Iterator[dict[str, Any]]:
    spans = [("passage", label)]
    spans += [("body", own) for own in _get(label, "bodies", file, list)]
    spans += [("open", own) for own in _get(label, "open", file, list)]
    for what, own in spans:
        start, end = (_get(own, field, file, int) for field in ("start", "end"))
        if what != "passage":
            surface = _get(own, "surface", file, str)
            _check_span(surface, text[start:end], f"{label['id']} at {start}", file)
        own = {"unit": label["id"], "register": label.get("register")}
        yield {**own, "what": what, "start": start, "end": end}


def _make_offices(label: Mapping[str, Any], text: str, file: Path) -> Iterator[dict[str, Any]]:
    for own in _get(label, "offices", file, list):
        start, end = (_get(own, field, file, int) for field in ("start", "end"))
        if not 0 <= start < end <= len(text):
            raise InputError(
                f"{file.name}: {label['id']}: no name stands at {start} to {end}; the text has "
                f"{len(text)} characters."
            )
        is_office = own.get("office", True) is not False
        fields = {field: _get(own, field, file) if is_office else None for field in OFFICE_COLUMNS}
        if is_office:
            _get(fields, "post", file, str)
            _check_value("offices", "status", fields["status"], file)
        yield {
            "unit": label["id"],
            "register": label.get("register"),
            "start": start,
            "end": end,
            "title": _get(own, "title", file, str),
            "office": is_office,
            **fields,
        }


def _check_span(surface: str, printed: str, where: str, file: Path) -> None:
    if printed != surface:
        raise InputError(
            f"{file.name}: {where}: the label says {surface!r}, the text {printed!r}; "
            "correct the position of the label, or read the text that was labelled."
        )


def _check_value(table: str, column: str, value: Any, file: Path) -> Any:
    values = next(one.values for one in TABLES[table] if one.name == column)
    if value not in values:
        raise InputError(f"{file.name}: {column} is {value!r}; it can be {', '.join(values)}.")
    return value


def _load(load: Any, texts: str | Path, key: str, file: Path) -> str:
    try:
        return str(load(Path(texts), key))
    except (KeyError, OSError) as error:
        raise InputError(f"{file.name}: the text of {key} is not in {texts} ({error}).") from error


def _read_json(file: Path) -> dict[str, Any]:
    return _parse(read_text(file), file)


def _read_lines(file: Path) -> Iterator[dict[str, Any]]:
    for line in read_text(file).split("\n"):
        if line.strip():
            yield _parse(line, file)


def read_text(file: Path) -> str:
    """Read a file of labels or floors."""
    try:
        return read_bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is not UTF-8. Save it as UTF-8 and try again.") from error
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}.") from error


def parse_json(text: str, file: Path) -> Any:
    """Parse JSON. Python gives up on too many brackets or digits: that is an error like others."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"{file.name} is not JSON ({error}).") from error
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{file.name} is no JSON that can be read: a number is too long, or brackets stand in "
            "brackets too deep."
        ) from error


def _parse(text: str, file: Path) -> dict[str, Any]:
    parsed = parse_json(text, file)
    if not isinstance(parsed, dict):
        raise InputError(
            f"{file.name} holds no labels: an object is meant, with items or mentions."
        )
    return parsed


def _check_entries(entries: list[Any], field: str, file: Path, kind: type) -> list[Any]:
    for entry in entries:
        _get({field: entry}, field, file, kind)
    return entries


def _get(label: Any, field: str, file: Path, *kinds: type) -> Any:
    """Get a field of a label, and check that it is of one of these types."""
    if not isinstance(label, Mapping):
        raise InputError(f"{file.name}: {shorten(label)} is no label; an object is meant.")
    if field not in label:
        raise InputError(f"{file.name}: a label lacks {field}: {shorten(label)}")
    if kinds and not isinstance(label[field], kinds):
        given, meant = shorten(label[field]), " or ".join(_KINDS[kind] for kind in kinds)
        raise InputError(f"{file.name}: {field} is {given}; {meant} is meant.")
    return label[field]
