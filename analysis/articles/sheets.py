"""The items of a printed sheet, whose bounds are seen on the paper: text decides only the rest."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from analysis.articles.chunks import Chunk, name_chunk
from analysis.articles.items import Item, tells_notice
from analysis.articles.lines import Line
from analysis.patterns import GUIDE_MARK, NOTICE_HEAD

__all__ = ["make_printed"]

_MOST_CREDITS: Final = 3  # lines over a text that can name who wrote it


def make_printed(
    lines: Sequence[Line], layout: Sequence[Mapping[str, Any]]
) -> list[tuple[Item, Mapping[str, Any]]]:
    """Make the items of a sheet, each with its entry in the layout."""
    made = []
    for entry in layout:
        first, last = entry["first_line"], entry["last_line"]
        chunks = [name_chunk(line) for line in lines if first <= line.number <= last]
        if chunks:
            made.append((_make_item(chunks, entry), entry))
    return made


def _make_item(chunks: Sequence[Chunk], entry: Mapping[str, Any]) -> Item:
    item = Item(entry["kind"])
    if item.kind != "article":
        for chunk in chunks:
            item.add(chunk, item.body)
        return item
    head = list(entry["headline"])
    titles = [chunk for chunk in chunks if chunk.first < entry["body_line"]]
    body = chunks[len(titles) :]
    for chunk in titles:
        inside = bool(head) and head[0] <= chunk.first <= head[1]
        item.add(chunk, item.headline if inside else item.deck)
    for number, chunk in enumerate(body):
        above = number < _MOST_CREDITS and not item.body
        credit = chunk.role == "closing" or (
            chunk.role == "byline" and (above or chunk is body[-1])
        )
        item.add(chunk, item.credits if credit else item.body)
    item.kind = _name_kind(titles, body)
    if item.kind in ("guide", "folio"):
        item.body = sorted([*item.headline, *item.deck, *item.body], key=lambda chunk: chunk.first)
        item.headline, item.deck = [], []
    return item


def _name_kind(titles: Sequence[Chunk], body: Sequence[Chunk]) -> str:
    if any(GUIDE_MARK.match("".join(chunk.text.split())) for chunk in titles):
        return "guide"
    pointers = sum(chunk.role in ("guide", "pointer") for chunk in body)
    if body and 2 * pointers > len(body):
        return "guide"
    if not titles and body and all(chunk.role in ("folio", "masthead") for chunk in body):
        return "folio"
    first = body[0].role if body else ""
    if first not in ("opener", "byline") and (
        any(NOTICE_HEAD.search("".join(chunk.text.split())) for chunk in titles)
        or (titles and tells_notice(body[:12]))
    ):
        return "notice"
    return "article"
