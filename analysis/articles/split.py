"""Items of a page → rows of `articles` and of the ledger of `repairs`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import pandas as pd

from analysis.articles.bylines import read_byline
from analysis.articles.chunks import Chunk, read_chunks
from analysis.articles.items import Item, read_items
from analysis.articles.lines import Passage, join_passages, read_lines
from analysis.articles.paragraphs import Join, find_joins
from analysis.articles.patterns import CLOSING, CREDIT_END, JUMP, LIST_MARK, OPENER, TERMINAL
from analysis.schema import check_table, make_table

__all__ = ["list_repairs", "split_articles"]

_SHOWN: Final = 30  # characters of the page that a repair shows on either side


def split_articles(pages: pd.DataFrame, *, confidence: float = 0.5) -> pd.DataFrame:
    r"""Split newspaper pages into the items that were printed on them.

    Headlines, decks, datelines, captions, notices, pointers and page heads are told apart by how
    such pages are written; a paragraph that a column broke is joined again, a headline that was
    lost is missing and not invented. Every line that is not blank belongs to exactly one item.

    Parameters
    ----------
    pages
        A table `pages`: `page_id` and `text` are needed, `newspaper`, `date` and `page` are kept.
    confidence
        From 0 to 1. A join of paragraphs that is less sure than this is not made.

    Returns
    -------
    DataFrame
        A table `articles`, one row per printed item, in the order of pages and first lines.

    See Also
    --------
    list_repairs : what was mended, with the confidence of each repair.

    Examples
    --------
    >>> text = "## 全市春耕现场会召开\n\n本报讯 (记者 林 悦) 3月5日,春耕现场会召开。"
    >>> articles = split_articles(pd.DataFrame({"page_id": ["p"], "text": [text]}))
    >>> articles.loc[0, ["headline", "reporters", "date_text"]].tolist()
    ['全市春耕现场会召开', ['林悦'], '3月5日']
    """
    columns: dict[str, list[Any]] = defaultdict(list)
    for page in _iterate_pages(pages):
        printed = _read_page(page.text, confidence)
        for position, entry in enumerate(printed, start=1):
            columns["article_id"].append(f"{page.page_id}#{position}")
            columns["page_id"].append(page.page_id)
            columns["newspaper"].append(page.newspaper)
            columns["date"].append(page.date)
            columns["page"].append(page.page)
            columns["position"].append(position)
            for name, value in entry.row.items():
                columns[name].append(value)
    return make_table("articles", columns)


def list_repairs(pages: pd.DataFrame, *, confidence: float = 0.5) -> pd.DataFrame:
    r"""List what the reader mended on pages, and what it doubts.

    Parameters
    ----------
    pages
        A table `pages`.
    confidence
        As given to `split_articles`: a join below it is listed with `after` missing, as not made.

    Returns
    -------
    DataFrame
        A table `repairs`, one row per repair or doubt, in the order of pages and lines. `rule` is
        `join` (a paragraph broken by a column), `missing_headline`, `lost_tail` (the text stops in
        mid-sentence), `resumed` (an item goes on behind another), `repeated` (a line printed
        twice), `folio` (the line at head or foot taken out), or `unreadable` (a problem of the
        file).

    Examples
    --------
    >>> text = "本报讯 日前,我市召开会议,部署春季\n\n造林工作。"
    >>> list_repairs(pd.DataFrame({"page_id": ["p"], "text": [text]}))["rule"].tolist()
    ['missing_headline', 'join']
    """
    columns: dict[str, list[Any]] = defaultdict(list)
    for page in _iterate_pages(pages):
        for position, entry in enumerate(_read_page(page.text, confidence), start=1):
            for repair in entry.repairs:
                columns["page_id"].append(page.page_id)
                columns["article_id"].append(f"{page.page_id}#{position}")
                for name, value in repair.items():
                    columns[name].append(value)
    if "problem" in pages.columns:
        for page_id, problem in zip(pages["page_id"], pages["problem"], strict=True):
            if isinstance(problem, str):
                columns["page_id"].append(page_id)
                columns["article_id"].append(None)
                row = _make_repair("unreadable", None, None, 1.0, problem, None)
                for name, value in row.items():
                    columns[name].append(value)
    return make_table("repairs", columns)


@dataclass(frozen=True, slots=True)
class _Page:
    page_id: str
    text: str
    newspaper: Any
    date: Any
    page: Any


@dataclass(frozen=True, slots=True)
class _Entry:
    """One item as a row of `articles`, with its repairs."""

    row: dict[str, Any]
    repairs: list[dict[str, Any]]


def _iterate_pages(pages: pd.DataFrame) -> Iterator[_Page]:
    check_table(pages, "pages", needs=["page_id", "text"])
    missing = [None] * len(pages)
    columns = [
        pages[name].tolist() if name in pages.columns else missing
        for name in ("page_id", "text", "newspaper", "date", "page")
    ]
    for page_id, text, newspaper, date, page in zip(*columns, strict=True):
        if isinstance(text, str):
            yield _Page(page_id, text, newspaper, date, page)


def _read_page(text: str, confidence: float) -> list[_Entry]:
    chunks = read_chunks(list(read_lines(text)))
    items = sorted(read_items(chunks), key=lambda item: min(_list_numbers(item)))
    owners = sorted(
        (number, index) for index, item in enumerate(items) for number in _list_numbers(item)
    )
    runs: list[list[list[int]]] = [[] for _ in items]
    last = None
    for number, index in owners:
        if index == last:
            runs[index][-1][1] = number
        else:
            runs[index].append([number, number])
        last = index
    return [_make_entry(item, runs[index], confidence) for index, item in enumerate(items)]


def _list_numbers(item: Item) -> list[int]:
    return [number for chunk in item.chunks for number in chunk.numbers]


def _make_entry(item: Item, runs: list[list[int]], confidence: float) -> _Entry:
    headline = join_passages([chunk.passage for chunk in item.headline], " ")
    deck = join_passages([chunk.passage for chunk in item.deck], " ")
    printed = sorted(item.body, key=lambda chunk: chunk.lines[0].number)
    printed_credits, body = _cut_credits(item, printed)
    joins = find_joins(printed) if item.kind in ("article", "notice", "caption") else []
    text, joined = _join_body(
        printed, body, [join for join in joins if join.confidence >= confidence]
    )
    byline = join_passages(printed_credits, "\n")
    read = read_byline([credit.text for credit in printed_credits], text.text)
    complete = _is_complete(item, printed, text.text)
    row = {
        "kind": item.kind,
        "headline": headline.text or None,
        "deck": deck.text or None,
        "byline": byline.text or None,
        "reporters": read.reporters,
        "agency": read.agency,
        "place": read.place,
        "date_text": read.date_text,
        "text": text.text,
        "first_line": runs[0][0],
        "last_line": runs[-1][1],
        "lines": runs,
        "joined": joined,
        "complete": complete,
        "anchors": _list_anchors(
            (("headline", headline), ("deck", deck), ("byline", byline), ("body", text))
        ),
    }
    return _Entry(row, list(_find_repairs(item, row, joins, confidence)))


def _cut_credits(
    item: Item, printed: Sequence[Chunk]
) -> tuple[list[Passage], dict[Chunk, Passage]]:
    """Cut the dateline off the beginning of a body, and the closing byline off its end."""
    body = {chunk: chunk.passage for chunk in printed}
    found = [(chunk.lines[0].number, 0, chunk.passage) for chunk in item.credits]
    for chunk in printed:
        if item.kind == "article":
            opening = OPENER.match(chunk.text) if chunk.role == "opener" else None
            if opening:
                found.append((chunk.lines[0].number, 0, chunk.passage.cut(0, opening.end())))
                body[chunk] = chunk.passage.cut(opening.end())
            closing = CLOSING.search(body[chunk].text) if chunk.role != "closing" else None
        else:
            closing = CREDIT_END.search(chunk.text) if item.kind == "caption" else None
        if closing and closing.start():
            found.append((chunk.lines[-1].number, 1, body[chunk].cut(closing.start())))
            body[chunk] = body[chunk].cut(0, closing.start())
    return [credit for _, _, credit in sorted(found, key=lambda entry: entry[:2])], body


def _join_body(
    printed: Sequence[Chunk], body: dict[Chunk, Passage], joins: Sequence[Join]
) -> tuple[Passage, list[list[int]]]:
    """Put the paragraphs one a line, and list the lines that make a paragraph together."""
    goes_on = {join.second for join in joins}
    paragraphs: list[list[Chunk]] = []
    for chunk in printed:
        if chunk in goes_on:
            paragraphs[-1].append(chunk)
        else:
            paragraphs.append([chunk])
    passages = [join_passages([body[chunk] for chunk in group], "") for group in paragraphs]
    joined = [
        [number for chunk in group for number in chunk.numbers]
        for group in paragraphs
        if group[0].role not in ("short", "pointer", "guide", "folio") or len(group) > 1
    ]
    return join_passages(passages, "\n"), [group for group in joined if len(group) > 1]


def _is_complete(item: Item, printed: Sequence[Chunk], text: str) -> bool:
    if item.kind != "article":
        return True
    ending = JUMP.sub("", text).rstrip()
    if not ending:
        return True
    last = next((chunk for chunk in reversed(printed) if chunk.role != "jump"), None)
    if last is not None and LIST_MARK.match(last.text):
        return True
    return ending[-1] in TERMINAL and ending[-1] not in ",，、"


def _list_anchors(parts: Iterable[tuple[str, Passage]]) -> list[dict[str, Any]]:
    return [
        {"part": part, "start": start, "line": line, "column": column}
        for part, passage in parts
        for start, line, column in passage.stretches
        if passage.text
    ]


def _find_repairs(
    item: Item, row: dict[str, Any], joins: Sequence[Join], confidence: float
) -> Iterator[dict[str, Any]]:
    first, last = row["first_line"], row["last_line"]
    if item.kind == "article" and row["headline"] is None:
        yield _make_repair("missing_headline", first, first, 0.9, row["text"][:_SHOWN], None)
    for join in joins:
        left, right = join.first.text[-_SHOWN:], join.second.text[:_SHOWN]
        made = left + right if join.confidence >= confidence else None
        lines = join.first.numbers[-1], join.second.numbers[0]
        yield _make_repair("join", *lines, join.confidence, f"{left}\n{right}", made)
    for before, after in pairwise(row["lines"]):
        yield _make_repair("resumed", before[1], after[0], 0.9, None, None)
    if not row["complete"]:
        yield _make_repair("lost_tail", last, last, 0.9, row["text"][-_SHOWN:], None)
    if item.kind == "folio":
        yield _make_repair("folio", first, last, 0.95, row["text"], None)
    seen: dict[str, int] = {}
    for chunk in item.chunks:
        number = chunk.numbers[0]
        if len(chunk.text) >= 6 and chunk.text in seen:
            yield _make_repair("repeated", seen[chunk.text], number, 0.9, chunk.text, None)
        seen.setdefault(chunk.text, number)


def _make_repair(
    rule: str,
    first_line: int | None,
    last_line: int | None,
    confidence: float,
    before: str | None,
    after: str | None,
) -> dict[str, Any]:
    return {
        "rule": rule,
        "first_line": first_line,
        "last_line": last_line,
        "confidence": round(confidence, 3),
        "before": before,
        "after": after,
    }
