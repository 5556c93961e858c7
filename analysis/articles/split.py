"""Pages → the tables `articles` and `repairs`."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import Any, Final

import pandas as pd

from analysis.articles.chunks import Chunk, find_credit, make_chunks
from analysis.articles.items import Item, make_items
from analysis.articles.joints import wraps_title
from analysis.articles.jumps import Jump, JumpPiece, find_jumps, read_piece
from analysis.articles.lines import Line, Passage, clean_lines, join_passages
from analysis.articles.outline import Section, cut_sections
from analysis.articles.paragraphs import Join, find_joins
from analysis.articles.sheets import make_printed
from analysis.articles.threads import Thread, untangle_items
from analysis.credits import find_closing, parse_byline, read_form
from analysis.pages.decode import replace_surrogates
from analysis.pages.doubts import NO_PAGE
from analysis.pages.heads import find_front_matter_end
from analysis.patterns import ATTENDANCE, JUMP, LIST_MARK, TERMINAL
from analysis.progress import show_progress
from analysis.schema import check_table, make_table

__all__ = ["list_repairs", "split_articles", "split_pages"]

_RUNNING: Final = frozenset(["para", "opener", "caption", "jump_from"])  # roles of running text
_LONGEST_JUMP: Final = 40  # last characters of a text, in which 下转第三版 is looked for
_SHORTEST_REPEATED: Final = 6  # a shorter line that is printed twice is not reported as a repair
_SAME_WORDS: Final = 12  # characters in a row that two lists of those present share
_OF_PAGES: Final = (
    *("page_id", "text", "newspaper", "date", "page", "date_precision", "areas", "layout", "mends"),
    "path",
)
_TITLE_ENTRY: Final = re.compile(r"(?:title|headline|标题)\s?[:：]\s?[\"'“]?(?P<title>.+?)[\"'”]?")
_WHOLE: Final = Section()  # the section of lines that belong to the whole file
_SHOWN: Final = 30  # characters of the page that a repair shows on either side
# Stands in the list of repairs where those of an article end: its jumps are put in there.
_ENDS_HERE: Final = "ends here"


def split_articles(
    pages: pd.DataFrame, *, confidence: float = 0.5, progress: bool = False
) -> pd.DataFrame:
    r"""Split newspaper pages into the items that were printed on them.

    Headlines, decks, datelines, captions, notices, pointers and page heads are told apart by how
    such pages are written; a paragraph that a column broke is joined again, a headline that was
    lost is missing and not invented. Every line that is not blank belongs to exactly one item; only
    of a list or a log, which `read_pages` doubts for it has no Chinese sentence, nothing is made. A
    file of a whole day or of several pages is cut at its headings (``# 兰川日报 2024-03-05``,
    ``## 第01版``, ``### headline``), and an archived volume at 第1版() and 专栏： over each
    article; `page` is then that of the heading. What goes on on another page of its issue
    (下转第三版, 上接第一版) is a row on each, so that every line has one row and every place a
    page; the later one names the earlier in `continues`.

    Parameters
    ----------
    pages
        A table `pages`: `page_id` and `text` are needed, `newspaper`, `date` and `page` are kept.
    confidence
        From 0 to 1. What is less sure than this is left as printed: paragraphs are not joined and
        not given back to another article.
    progress
        Show a bar on the standard error where it takes longer than two seconds.

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
    return split_pages(pages, confidence=confidence, progress=progress, listed=False)[0]


def list_repairs(pages: pd.DataFrame, *, confidence: float = 0.5) -> pd.DataFrame:
    r"""List what the reader mended on pages, and what it doubts.

    Parameters
    ----------
    pages
        A table `pages`.
    confidence
        As given to `split_articles`: what is less sure is not joined, and listed as in doubt.

    Returns
    -------
    DataFrame
        A table `repairs`, one row per repair or doubt, in the order of pages and lines. `rule` is
        `join` (a paragraph broken by a column, and joined), `broken` (a paragraph that looks so,
        but not surely enough to be joined), `missing_headline`, `lost_tail` (the text stops in
        mid-sentence), `moved` (a paragraph between those of another article, given back to its
        own), `resumed` (an item goes on behind another), `repeated` (a line printed twice),
        `misplaced` (a second list of who was there; left as printed), `folio` (the line at head or
        foot taken out), `letter` (a doubtful letter of a scan, changed to what a name or a set
        phrase asks for), `jump` (an article goes on on another page of the issue, and was found
        there), `lost_jump` (the page that it names is there, and nothing on it goes on or leads
        here), and of the file `unreadable` or `doubt`.

    Examples
    --------
    >>> text = "本报讯 日前,我市召开会议,部署春季\n\n造林工作。"
    >>> list_repairs(pd.DataFrame({"page_id": ["p"], "text": [text]}))["rule"].tolist()
    ['missing_headline', 'join']
    """
    return split_pages(pages, confidence=confidence)[1]


def split_pages(
    pages: pd.DataFrame, *, confidence: float = 0.5, progress: bool = False, listed: bool = True
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tables `articles` and `repairs` of pages, each of which is split once for both.

    Whoever wants no repairs need not have them `listed`, which takes a tenth of the time.
    """
    pages = check_table(pages, "pages", needs=["page_id", "text"])
    columns: dict[str, list[Any]] = defaultdict(list)
    rows: list[dict[str, Any]] = []
    ends = _Ends()
    with show_progress(len(pages), "articles", shown=progress) as advance:
        for page in _iterate_pages(pages):
            for position, entry in enumerate(_split_page(page, confidence), start=1):
                article_id = f"{page.page_id}#{position}"
                columns["article_id"].append(article_id)
                columns["page_id"].append(page.page_id)
                columns["newspaper"].append(page.newspaper)
                columns["date"].append(entry.section.date or page.date)
                columns["date_precision"].append(_tell_precision(entry.section, page))
                columns["page"].append(entry.section.page or page.page)
                columns["position"].append(position)
                columns["areas"].append(_list_areas(page, entry))
                columns["cut"].append(entry.seen["cut"] if entry.seen else None)
                for name, value in entry.row.items():
                    columns[name].append(value)
                jumps_here = ends.add(entry, page, article_id)
                if listed:
                    of = {"page_id": page.page_id, "article_id": article_id}
                    found = (*_find_repairs(entry, confidence), *_list_mends(entry, page))
                    rows.extend({**of, **repair} for repair in found)
                    if jumps_here:
                        rows.append({**of, "rule": _ENDS_HERE})  # where its jumps are put
            advance(1)
    jumps = ends.match(confidence)
    at = {article_id: row for row, article_id in enumerate(columns["article_id"])}
    columns["continues"] = [None] * len(at)
    for jump in jumps:
        if jump.first is not None and jump.second is not None:
            columns["continues"][at[jump.second.article_id]] = jump.first.article_id
            columns["complete"][at[jump.first.article_id]] = True  # it ends elsewhere
    repairs = _collect_repairs(_put_jumps(rows, jumps), pages)
    return make_table("articles", columns), repairs


def _collect_repairs(rows: Iterable[Mapping[str, Any]], pages: pd.DataFrame) -> pd.DataFrame:
    """Return the table of what was mended in articles and, behind it, the problems of files."""
    columns: dict[str, list[Any]] = defaultdict(list)
    for repair in rows:
        for name, value in repair.items():
            columns[name].append(value)
    if "problem" in pages.columns:
        for page_id, text, problem in zip(
            pages["page_id"], pages["text"], pages["problem"], strict=True
        ):
            if isinstance(problem, str):
                rule = "doubt" if isinstance(text, str) else "unreadable"
                row = _make_repair(rule, None, None, 1.0, problem, None)
                for name, value in {"page_id": page_id, "article_id": None, **row}.items():
                    columns[name].append(value)
    return make_table("repairs", columns)


@dataclass(frozen=True, slots=True)
class _Page:
    page_id: str
    text: str
    newspaper: Any
    date: Any
    page: Any
    date_precision: Any
    areas: Any
    layout: Any
    mends: Any
    path: Any


@dataclass(frozen=True, slots=True)
class _Entry:
    """An item, its row of `articles`, and what was mended in it."""

    item: Item
    row: dict[str, Any]
    joins: list[Join]
    moves: list[Thread]
    section: Section
    seen: Mapping[str, Any] | None = None  # the entry of a printed sheet's layout


class _Ends:
    """The articles that go on on another page, and the numbers of all pages, by issue."""

    def __init__(self) -> None:
        self.pieces: list[JumpPiece] = []
        self.pages: defaultdict[Any, set[int]] = defaultdict(set)

    def add(self, entry: _Entry, page: _Page, article_id: str) -> bool:
        """Take note of an article; whether it goes on, or began, on another page."""
        issue = _name_issue(entry.section, page)
        number = entry.section.page or page.page
        if issue is None or pd.isna(number):
            return False
        self.pages[issue].add(int(number))
        piece = read_piece(
            entry.row, article_id=article_id, page_id=page.page_id, issue=issue, page=number
        )
        if piece is not None:
            self.pieces.append(piece)
        return piece is not None

    def match(self, confidence: float) -> list[Jump]:
        return find_jumps(self.pieces, self.pages, confidence=confidence)


def _name_issue(section: Section, page: _Page) -> Any:
    """Newspaper and day; of what has no date the file, whose pages are of one issue."""
    date = section.date or page.date
    if date is not None and not pd.isna(date):
        newspaper = page.newspaper
        return (None if pd.isna(newspaper) else newspaper, pd.Timestamp(date).date())
    return page.page_id if _is_missing(page.path) else page.path


def _put_jumps(
    rows: Sequence[Mapping[str, Any]], jumps: Iterable[Jump]
) -> Iterator[Mapping[str, Any]]:
    """Put each jump among the repairs of its article, and take out that its end is missing."""
    joined: set[str] = set()
    put: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for first, second, confidence in jumps:
        left = first.ending[-_SHOWN:] if first else ""
        right = second.beginning[:_SHOWN] if second else ""
        at = first or second
        assert at is not None
        line = at.last_line if first else at.first_line
        of = {"page_id": at.page_id, "article_id": at.article_id}
        if first and second:
            joined.add(first.article_id)
            before, after = f"{left}\n{right}", left + right
            made = _make_repair("jump", line, line, confidence, before, after)
        else:
            made = _make_repair("lost_jump", line, line, confidence, left or right, None)
        put[at.article_id].append({**of, **made})
    for row in rows:
        if row["rule"] == _ENDS_HERE:
            yield from put.get(row["article_id"], ())
        elif row["rule"] != "lost_tail" or row["article_id"] not in joined:
            yield row


def _iterate_pages(pages: pd.DataFrame) -> Iterator[_Page]:
    missing = [None] * len(pages)
    columns = [pages[name].tolist() if name in pages.columns else missing for name in _OF_PAGES]
    problems = pages["problem"].tolist() if "problem" in pages.columns else missing
    for problem, page_id, text, *rest in zip(problems, *columns, strict=True):
        if isinstance(text, str) and not (isinstance(problem, str) and NO_PAGE in problem):
            yield _Page(page_id, replace_surrogates(text), *rest)


def _tell_precision(section: Section, page: _Page) -> Any:
    """How much of the date is known: the day, unless the source of the page says less."""
    if section.date:
        return "day"
    if pd.isna(page.date):
        return None
    return "day" if pd.isna(page.date_precision) else page.date_precision


def _list_mends(entry: _Entry, page: _Page) -> Iterator[dict[str, Any]]:
    """Yield the letters of a scan that were changed in the lines of an item."""
    if _is_missing(page.mends):
        return
    lines = page.text.split("\n")
    for mend in page.mends:
        number, at = mend["line"], mend["column"] - 1
        if any(first <= number <= last for first, last in entry.row["lines"]):
            text = lines[number - 1]
            start, end = max(0, at - _SHOWN), at + 1 + _SHOWN
            shown = [text[start:at] + mend[key] + text[at + 1 : end] for key in ("before", "after")]
            yield _make_repair("letter", number, number, mend["confidence"], *shown)


def _is_missing(cell: Any) -> bool:
    return cell is None or isinstance(cell, float)


def _list_areas(page: _Page, entry: _Entry) -> Any:
    if entry.seen is not None:
        return [list(area) for area in entry.seen["areas"]]
    return page.areas if entry.item.kind == "article" else None


def _split_page(page: _Page, confidence: float) -> list[_Entry]:
    text = page.text
    lines = list(clean_lines(text))
    printed = [line for line in lines if line.passage.text]
    if not _is_missing(page.layout):
        seen = make_printed(printed, page.layout)
        own = [item for item, _ in seen]
        return [
            _make_entry(item, runs, [], confidence, _WHOLE, entry)
            for (item, entry), runs in zip(seen, _list_runs(own, lines), strict=True)
        ]
    before = text.count("\n", 0, find_front_matter_end(text))
    front = Item("folio")
    for line in printed:
        if line.number > before:
            break
        front.add(Chunk([line], line.passage, "folio"), front.body)
    items: list[Item] = []
    threads: list[Thread] = []
    sections: dict[int, Section] = {}  # by the id of the item
    told = printed[len(front.chunks) :]
    if not any(line.mark for line in told):
        told = _take_title(front) + told
    for section in cut_sections(told):
        own = _make_items(section)
        threads.extend(untangle_items(own, confidence))
        for item in own:
            sections[id(item)] = section
        items.extend(own)
    if front.chunks:
        items.append(front)
    items.sort(key=_find_first_line)
    if lines and not items:
        items = [Item("folio")]  # the page has only invisible characters and empty headings
    runs = _list_runs(items, lines)
    return [
        _make_entry(
            item,
            own,
            [thread for thread in threads if thread.item is item],
            confidence,
            sections.get(id(item), _WHOLE),
        )
        for item, own in zip(items, runs, strict=True)
    ]


def _make_items(section: Section) -> list[Item]:
    """Make the items of a section; the lines that describe the section are a folio."""
    chunks = make_chunks(section.lines)
    for chunk in chunks:
        if chunk.first in section.authors:
            chunk.role = "byline"
    items = make_items(chunks)
    aside = [Chunk([line], line.passage, "folio") for line in section.aside]
    owner = next((item for item in items if item.kind != "folio"), None)
    if aside and owner is None:
        owner = Item("folio")
        items.append(owner)
        owner.body.extend(aside)
    if owner is not None:
        owner.chunks.extend(aside)
    if section.about:
        head = Item("folio")
        for line in section.about:
            head.add(Chunk([line], line.passage, "folio"), head.body)
        items.append(head)
    return items


def _take_title(front: Item) -> list[Line]:
    """Take the line title: … out of the front matter of a page that has no heading."""
    for chunk in front.chunks:
        named = _TITLE_ENTRY.fullmatch(chunk.text)
        if named:
            for listed in (front.chunks, front.body):
                listed.remove(chunk)
            (line,) = chunk.lines
            return [line._replace(passage=line.passage.cut(*named.span("title")), mark=1)]
    return []


def _find_first_line(item: Item) -> int:
    return min(chunk.first for chunk in item.chunks)


def _list_runs(items: Sequence[Item], lines: Iterable[Line]) -> list[list[list[int]]]:
    """List the runs of lines, first and last, that belong to each item."""
    owners = {
        line.number: own
        for own, item in enumerate(items)
        for chunk in item.chunks
        for line in chunk.lines
    }
    runs: list[list[list[int]]] = [[] for _ in items]
    last = None
    owner = 0
    for line in lines:
        number = line.number
        owner = owners.get(number, owner)  # a line without text goes with the item before it
        if owner == last:
            runs[owner][-1][1] = number
        else:
            runs[owner].append([number, number])
            last = owner
    return runs


def _make_entry(
    item: Item,
    runs: list[list[int]],
    moves: list[Thread],
    confidence: float,
    section: Section,
    seen: Mapping[str, Any] | None = None,
) -> _Entry:
    headline = _join_titles(item.headline)
    deck = _join_titles(item.deck)
    printed = sorted(item.body, key=attrgetter("first"))
    # On a printed sheet the paragraphs were seen, and none need be joined by its text.
    broken = seen is None and item.kind in ("article", "notice", "caption")
    joins = find_joins(printed) if broken else []
    paragraphs = _list_paragraphs(
        printed, [join for join in joins if join.confidence >= confidence]
    )
    printed_credits, passages = _cut_off_credits(item, paragraphs)
    text = join_passages(passages, "\n")
    joined = [
        [number for chunk in paragraph for number in chunk.numbers]
        for paragraph in paragraphs
        if len(paragraph) > 1 or (len(paragraph[0].lines) > 1 and paragraph[0].role in _RUNNING)
    ]
    byline = join_passages(printed_credits, "\n")
    dated = text.text if item.kind in ("article", "caption") else ""
    read = parse_byline([credit.text for credit in printed_credits], dated)
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
    return _Entry(item, row, joins, moves, section, seen)


def _join_titles(titles: Sequence[Chunk]) -> Passage:
    """Join the lines of a headline or deck, with a blank between two titles."""
    passage = Passage("", ())
    last = None
    for chunk in titles:
        wraps = (
            last is not None
            and chunk.first == last.last + 1
            and wraps_title(last.text, chunk.text, marked=chunk.mark > 0)
        )
        passage = (
            join_passages([passage, chunk.passage], "" if wraps else " ") if last else chunk.passage
        )
        last = chunk
    return passage


def _list_paragraphs(printed: Sequence[Chunk], joins: Sequence[Join]) -> list[list[Chunk]]:
    if not joins:
        return [[chunk] for chunk in printed]
    goes_on = {join.second for join in joins}
    paragraphs: list[list[Chunk]] = []
    for chunk in printed:
        if chunk in goes_on:
            paragraphs[-1].append(chunk)
        else:
            paragraphs.append([chunk])
    return paragraphs


def _cut_off_credits(
    item: Item, paragraphs: Sequence[Sequence[Chunk]]
) -> tuple[list[Passage], list[Passage]]:
    """Cut datelines off the beginning of paragraphs, and closing bylines off their end."""
    found = [(chunk.first, 0, chunk.passage) for chunk in item.credits]
    passages = []
    for paragraph in paragraphs:
        passage = join_passages([chunk.passage for chunk in paragraph], "")
        opening = closing = None
        if item.kind == "article":
            opens = paragraph[0].role == "opener"
            opening = read_form("opener").match(passage.text) if opens else None
            closing = find_closing(passage.text)
        elif item.kind == "caption":
            closing = find_credit(passage.text)
        if not (opening or closing):
            passages.append(passage)
            continue
        start = opening.end() if opening else 0
        end = closing.start() if closing and closing.start() > start else None
        if opening:
            found.append((paragraph[0].first, 0, passage.cut(0, start)))
        if end is not None:
            found.append((paragraph[-1].last, 1, passage.cut(end)))
        passages.append(passage.cut(start, end))
    found.sort(key=lambda entry: entry[:2])
    return [credit for _, _, credit in found], passages


def _is_complete(item: Item, printed: Sequence[Chunk], text: str) -> bool:
    if item.kind != "article":
        return True
    ending = JUMP.sub("", text).rstrip() if "版" in text[-_LONGEST_JUMP:] else text
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


def _find_repairs(entry: _Entry, confidence: float) -> Iterator[dict[str, Any]]:
    item, row = entry.item, entry.row
    first, last = row["first_line"], row["last_line"]
    if item.kind == "article" and row["headline"] is None:
        yield _make_repair("missing_headline", first, first, 0.9, row["text"][:_SHOWN], None)
    for join in entry.joins:
        left, right = join.first.text[-_SHOWN:], join.second.text[:_SHOWN]
        lines = join.first.last, join.second.first
        sure = join.confidence >= confidence
        rule, made = ("join", left + right) if sure else ("broken", None)
        yield _make_repair(rule, *lines, join.confidence, f"{left}\n{right}", made)
    for move in entry.moves:
        for chunk in move.chunks:
            lines = chunk.first, chunk.last
            yield _make_repair("moved", *lines, move.confidence, chunk.text[:_SHOWN], None)
    for before, after in pairwise(row["lines"]):
        yield _make_repair("resumed", before[1], after[0], 0.9, None, None)
    if not row["complete"]:
        yield _make_repair("lost_tail", last, last, 0.9, row["text"][-_SHOWN:], None)
    for chunk in _find_second_lists(item):
        yield _make_repair("misplaced", chunk.first, chunk.last, 0.5, chunk.text[:_SHOWN], None)
    if item.kind == "folio":
        yield _make_repair("folio", first, last, 0.95, row["text"], None)
    seen: dict[str, int] = {}
    for line in (line for chunk in item.chunks for line in chunk.lines):
        text = line.passage.text
        if len(text) >= _SHORTEST_REPEATED and text in seen:
            yield _make_repair("repeated", seen[text], line.number, 0.9, text, None)
        seen.setdefault(text, line.number)


def _find_second_lists(item: Item) -> Iterator[Chunk]:
    """Yield lists of those present that repeat words of an earlier list of the same article.

    An event has one such list: the second probably belongs to another article.
    """
    if item.kind != "article":
        return
    seen: set[str] = set()
    for chunk in item.body:
        if ATTENDANCE.match(chunk.text):
            count = len(chunk.text) - _SAME_WORDS + 1
            runs = {chunk.text[at : at + _SAME_WORDS] for at in range(count)}
            if runs & seen:
                yield chunk
            seen |= runs


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
