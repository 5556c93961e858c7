"""Feeds (RSS, Atom) and other XML with an element for each article → rows of one table."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

from analysis.pages.columns import USUAL_NAMES, fold_loosely
from analysis.pages.decode import decode
from analysis.pages.html import DECLARATION, read_fragment
from analysis.pages.names import read_name
from analysis.schema import InputError

__all__ = ["FEEDS", "read_feed"]

FEEDS: Final = (".xml", ".rss", ".atom")
_ITEMS: Final = ("item", "entry")
_TAGS: Final = re.compile(r"<[a-zA-Z/][^>]*>")
# What feeds call the columns of articles, beside the usual names. The longest text of an item is
# its article; a description may be all of it, or only its first sentence.
_TEXTS: Final = ("encoded", "content", "description", "summary")
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "article_id": ("guid", "docno"),
    "date": ("updated", "issued", "modified"),
    "headline": ("contenttitle",),
    "reporters": ("creator", "name"),
}
_ID_OF_RSS: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"

Row = dict[str, Any]


def read_feed(data: bytes, path: Path, wanted: Mapping[str, str]) -> list[Row]:
    """Read the articles of an XML file, by the names of `articles` or by those that are wanted.

    An article is an item of a feed, or any element that has a text beside other elements.

    Raises
    ------
    InputError
        Where it is no XML, or holds no article.
    """
    root = _parse(data, path)
    names = {
        field: set(map(fold_loosely, (*_NAMES.get(field, ()), *usual)))
        for field, usual in USUAL_NAMES.items()
    }
    names |= {field: {fold_loosely(own)} for field, own in wanted.items()}
    texts = names["text"] if "text" in wanted else names["text"] | set(_TEXTS)
    elements = [node for node in root.iter() if isinstance(node.tag, str)]
    # A feed has a title and a date like its items, but only the items are articles.
    items = [node for node in elements if _name(node) in _ITEMS] or elements
    rows = [row for node in items if (row := _read_item(node, names, texts)) is not None]
    if not rows:
        raise InputError(
            f"{path} is no feed (RSS, Atom) and holds no articles: no element in it has a text, "
            "such as <content>, and others beside it. Name it, e.g. columns={'text': 'fulltext'}."
        )
    newspaper = read_name([_find_title(root)]).newspaper
    if newspaper:
        rows = [{"newspaper": newspaper, **row} for row in rows]
    return rows


def _find_title(root: Any) -> str:
    """The title of a feed, which is often the name of a newspaper."""
    titled = (node for node in (root, *root) if isinstance(node.tag, str))
    titles = (child for node in titled for child in node if isinstance(child.tag, str))
    return next((str(child.text or "").strip() for child in titles if _name(child) == "title"), "")


def _parse(data: bytes, path: Path) -> Any:
    from lxml import etree

    decoded = decode(data)
    if not decoded.text:
        raise InputError(f"{path}: {decoded.problem or 'the file is empty'}.")
    # The declared encoding is often wrong: gb2312 for a text in GB 18030.
    source = DECLARATION.sub("", decoded.text, count=1).strip()
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True
    )
    root = etree.fromstring(source.encode(errors="replace"), parser) if source else None
    if root is None:
        raise InputError(f"{path} is no XML; save it anew.")
    return root


def _read_item(node: Any, names: Mapping[str, Collection[str]], texts: Collection[str]) -> Any:
    """Make a row of an element; None if it is no article."""
    fields: dict[str, list[Any]] = {}
    for child in node:
        if isinstance(child.tag, str):
            fields.setdefault(_name(child), []).append(child)
    own = [_write(child) for name in fields if name in texts for child in fields[name]]
    is_item = _name(node) in _ITEMS
    if len(fields) < 2 or not (is_item or any(own)):
        return None
    held = (child for name in fields if name in texts for child in fields[name])
    if not is_item and any(child.xpath("./*[*]") for child in held):
        return None  # a <content> around the articles, not one in an article
    row: Row = {"text": max(own, key=len, default=None) or None}
    for field, words in names.items():
        found = [child for name in fields if name in words for child in fields[name]]
        if field == "text" or not found:
            continue
        cells = [_write(_find_inside(child)).replace("\n", " ") for child in found]
        row[field] = [cell for cell in cells if cell] if field == "reporters" else cells[0]
    row.setdefault("article_id", node.get(_ID_OF_RSS))
    return row


def _name(node: Any) -> str:
    return fold_loosely(str(node.tag).rpartition("}")[2])


def _find_inside(node: Any) -> Any:
    """The <name> inside an author or the like; else the element itself."""
    named = [child for child in node if isinstance(child.tag, str) and _name(child) == "name"]
    return named[0] if named else node


def _write(node: Any) -> str:
    """The text of an element, a paragraph a line; what it quotes may be HTML."""
    from lxml import etree

    if len(node):
        inner = (node.text or "") + "".join(
            etree.tostring(child, encoding="unicode") for child in node
        )
    else:
        inner = node.text or ""
    if not _TAGS.search(inner):
        return inner.strip()
    return read_fragment(inner)
