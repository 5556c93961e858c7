"""Titles and paragraphs → the items printed on a page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final

from analysis.articles.chunks import LONGEST_CAPTION, TITLE_ROLES, Chunk
from analysis.articles.joints import rate_joint
from analysis.patterns import (
    CAPTION_WORDS,
    KICKER_END,
    LIST_MARK,
    NOTICE_HEAD,
    NOTICE_SIGN,
    NOTICE_TEXT,
    ORGANISATION,
    SUBHEADS,
    TERMINAL,
)

__all__ = ["Item", "make_items", "tells_notice"]

LONGEST_DECK: Final = 120
LONGEST_GUIDED: Final = 45
LONGEST_KICKER: Final = 26
# How many titles in a row, or captions between two texts, are looked at: no page has more.
LONGEST_RUN: Final = 12
# Ratings of `rate_joint`. Above the first, a short line is rather the first piece of the paragraph
# below than its title; above the second that is certain.
_GOES_ON: Final = 1.5
_SURELY_GOES_ON: Final = 5.0


@dataclass(slots=True, eq=False)
class Item:
    """A printed item: its chunks by the part that they belong to, and all of them as printed."""

    kind: str
    headline: list[Chunk] = field(default_factory=list)
    deck: list[Chunk] = field(default_factory=list)
    credits: list[Chunk] = field(default_factory=list)
    body: list[Chunk] = field(default_factory=list)
    chunks: list[Chunk] = field(default_factory=list)
    closed: bool = False  # a closing byline or a jump (下转第二版) has ended it

    def add(self, chunk: Chunk, part: list[Chunk]) -> None:
        """Add a chunk to one of the parts."""
        part.append(chunk)
        self.chunks.append(chunk)


@dataclass(slots=True)
class _Head:
    """The titles above an item, out of a run of lines that look like titles."""

    before: list[Chunk]  # lines of the run that still belong to the item before
    deck: list[Chunk]
    headline: list[Chunk]
    end: int  # index of the first chunk after it


def make_items(chunks: Sequence[Chunk]) -> list[Item]:
    """Read the items of a page from its chunks, in the order of their first lines."""
    items: list[Item] = []
    marked = any(chunk.role == "head" for chunk in chunks)
    current: Item | None = None  # the article or notice that takes the next paragraph
    at = 0
    while at < len(chunks):
        chunk = chunks[at]
        role = chunk.role
        if role in TITLE_ROLES and not _is_caption_text(chunks, at, current):
            end = _find_unmarked_guide_end(chunks, at)
            if end:
                items.append(_make_item("guide", chunks[at:end]))
                at = end
                continue
            head = _find_head(chunks, at, current, marked=marked)
            if head is None:
                current = _take(items, current, chunk)
                at += 1
                continue
            for title in head.before:
                current = _take(items, current, title)
            current = _open_item(items, chunks, head)
            at = head.end
            while _is_long_deck(chunks, at):
                current.add(chunks[at], current.deck)
                at += 1
        elif role == "pointer" and not _follows(items, chunks, at, "guide"):
            # 第2版 alone, with no 导读 before it, is the head or foot of the page.
            _add_aside(items, "folio", chunks, at, at + 1)
            at += 1
        elif role in ("guide", "pointer"):
            end = _find_guide_end(chunks, at)
            _add_aside(items, "guide", chunks, at, end)
            at = end
        elif role in ("folio", "masthead"):
            _add_aside(items, "folio" if role == "folio" else "notice", chunks, at, at + 1)
            at += 1
        elif _is_caption_text(chunks, at, current) or role in ("caption", "credit"):
            at, current = _add_caption(items, chunks, at, current)
        elif role in ("opener", "jump_from"):
            if current is None or current.body or current.kind != "article" or current.closed:
                current = Item("article")
                items.append(current)
            current.add(chunk, current.body)
            at += 1
        elif role == "byline":
            following = _peek(chunks, at + 1)
            goes_on = following is not None and following.role in ("para", "opener")
            if current is None or (goes_on and current.body):
                current = Item("article")
                items.append(current)
            current.add(chunk, current.credits)
            current.closed = bool(current.body)
            at += 1
        else:
            current = _take(items, current, chunk)
            at += 1
    return items


def _make_item(kind: str, chunks: Sequence[Chunk]) -> Item:
    item = Item(kind)
    for chunk in chunks:
        item.add(chunk, item.body)
    return item


def _peek(chunks: Sequence[Chunk], at: int) -> Chunk | None:
    """The next chunk that belongs to a text: captions, photo credits and folios are passed over."""
    for _ in range(LONGEST_RUN):
        if at >= len(chunks):
            break
        chunk = chunks[at]
        if chunk.role in ("caption", "credit", "folio"):
            at += 1
        elif at + 1 < len(chunks) and chunks[at + 1].role == "credit" and chunk.role != "opener":
            at += 2
        else:
            return chunk
    return None


def _take(items: list[Item], current: Item | None, chunk: Chunk) -> Item:
    """Add a chunk to the item in progress; to a new one if there is none, or a notice begins."""
    if current is None or (chunk.role == "para" and _begins_notice(current, chunk)):
        current = Item("notice" if NOTICE_TEXT.search(chunk.text) else "article")
        items.append(current)
    if chunk.role == "closing":
        current.add(chunk, current.credits)
        current.closed = True
    else:
        current.add(chunk, current.body)
        current.closed = chunk.role == "jump"
    return current


def _begins_notice(current: Item, chunk: Chunk) -> bool:
    return (
        chunk.text.startswith(("遗失", "声明", "公告", "兹有", "特此"))
        and current.kind == "article"
        and bool(current.body)
        and current.body[-1].text[-1:] in TERMINAL
        and NOTICE_TEXT.search(chunk.text) is not None
    )


# --- asides: guides, folios, captions ---------------------------------------------------------


def _add_aside(items: list[Item], kind: str, chunks: Sequence[Chunk], start: int, end: int) -> None:
    """Add a guide, folio or masthead: to the item right before it if that is of the same kind."""
    if not _follows(items, chunks, start, kind):
        items.append(Item(kind))
    for chunk in chunks[start:end]:
        items[-1].add(chunk, items[-1].body)


def _follows(items: list[Item], chunks: Sequence[Chunk], at: int, kind: str) -> bool:
    """Whether a chunk stands right behind an item of that kind."""
    return bool(items) and items[-1].kind == kind and items[-1].chunks[-1] is chunks[at - 1]


def _find_guide_end(chunks: Sequence[Chunk], start: int) -> int:
    """Find the index behind the last pointer in a run of short lines."""
    end = start + 1
    last_pointer = end if chunks[start].role == "pointer" else 0
    while end < len(chunks) and _could_be_guided(chunks[end]):
        end += 1
        if chunks[end - 1].role in ("pointer", "guide"):
            last_pointer = end
    return last_pointer or end


def _could_be_guided(chunk: Chunk) -> bool:
    if chunk.role == "para":
        return len(chunk.text) <= LONGEST_GUIDED and "。" not in chunk.text
    return chunk.role in ("short", "pointer", "guide")


def _find_unmarked_guide_end(chunks: Sequence[Chunk], start: int) -> int | None:
    """Find the end of a guide that lacks the word 导读: a few short lines, then a bare 刊2版."""
    end = start
    while end < len(chunks) and chunks[end].role == "short" and end - start < 4:
        end += 1
    if end == start or end == len(chunks) or chunks[end].role != "pointer":
        return None
    return _find_guide_end(chunks, end)


def _is_caption_text(chunks: Sequence[Chunk], at: int, current: Item | None) -> bool:
    """Whether a paragraph is the caption of a photo, whose credit follows on the next line."""
    chunk = chunks[at]
    following = at + 1
    if following + 1 < len(chunks) and chunks[following].role == "byline":
        following += 1  # the line of the reporter stands before that of the photographer
    if following >= len(chunks) or chunks[following].role != "credit":
        return False
    if chunk.role not in ("para", "short") or chunk.mark or len(chunk.text) > LONGEST_CAPTION:
        return False
    if CAPTION_WORDS.search(chunk.text):
        return True
    if current is None or not current.body or current.body[-1].text[-1] in TERMINAL:
        return True
    # A broken paragraph stands above. Either this is its rest, or it is a caption, and the rest of
    # the paragraph comes behind it: which of the two continues it better?
    last = current.body[-1].text
    after = next(
        (other for other in chunks[following + 1 : following + 2] if other.role == "para"), None
    )
    goes_on = rate_joint(last, chunk.text)
    return goes_on <= 0 or (after is not None and rate_joint(last, after.text) > goes_on)


def _add_caption(
    items: list[Item], chunks: Sequence[Chunk], at: int, current: Item | None
) -> tuple[int, Item | None]:
    """Make an item of a caption with its credit; add a credit alone to the item above it."""
    end = at + 1
    if chunks[at].role == "credit":
        if current is not None and current.chunks[-1] is chunks[at - 1]:
            current.add(chunks[at], current.credits)
            return end, current
        items.append(Item("caption"))
        items[-1].add(chunks[at], items[-1].credits)
        return end, current
    if end + 1 < len(chunks) and chunks[end].role == "byline" and chunks[end + 1].role == "credit":
        end += 1
    if end < len(chunks) and chunks[end].role == "credit":
        end += 1
    bare_head = current is not None and bool(current.headline) and not current.body
    following = _peek(chunks, end)
    goes_on = following is not None and following.role in ("para", "opener", "byline", "caption")
    if current is not None and bare_head and not current.credits and not goes_on:
        # Under the headline there is nothing but a photo: it is the headline of the caption.
        item = current
        item.kind = "caption"
        current = None
    else:
        item = Item("caption")
        items.append(item)
    item.add(chunks[at], item.body)
    for credit in chunks[at + 1 : end]:
        item.add(credit, item.credits)
    return end, current


# --- headlines ----------------------------------------------------------------------------------


def _find_head(
    chunks: Sequence[Chunk], at: int, current: Item | None, *, marked: bool
) -> _Head | None:
    """Find the titles of the item that begins here; None if the item in progress goes on."""
    end = at
    while end < min(len(chunks), at + LONGEST_RUN) and chunks[end].role in TITLE_ROLES:
        if end > at and end + 1 < len(chunks) and chunks[end + 1].role == "credit":
            break  # it is a short caption, since a photo credit follows
        end += 1
    run = list(chunks[at:end])
    following = _peek(chunks, end)
    opens = following is not None and following.role in ("opener", "byline", "jump_from")
    marks = [chunk.mark for chunk in run if chunk.mark]
    if marks:
        inner = set() if opens else _list_inner_marks(chunks, end, min(marks))
        return _make_marked_head(run, end, min(marks), current, opens=opens, inner=inner)
    return _make_bare_head(run, end, current, following, opens=opens, marked=marked)


def _make_marked_head(
    run: list[Chunk],
    end: int,
    main: int,
    current: Item | None,
    *,
    opens: bool,
    inner: set[int],
) -> _Head | None:
    first = next(index for index, chunk in enumerate(run) if chunk.mark == main)
    headline = run[first]
    begun = current is not None and bool(current.body or current.headline)
    if current is not None and begun and not opens and _is_subhead(headline, current):
        return None
    last = first + 1
    while last < len(run) and run[last].mark == main and not run[last].lines[0].gap:
        last += 1
    stop = last
    while stop < len(run) and run[stop].mark != main and run[stop].mark not in inner:
        stop += 1
    if stop < len(run):
        # Another heading of the same level follows: unmarked lines right before it belong to it.
        while stop > last and not run[stop - 1].mark:
            stop -= 1
        end = end - len(run) + stop
    kickers = first
    while kickers and first - kickers < 2:
        kickers -= 1
    if current is not None:
        while kickers < first and _ends_item(run[kickers], current):
            kickers += 1
    return _Head(
        before=run[:kickers],
        deck=run[kickers:first] + run[last:stop],
        headline=run[first:last],
        end=end,
    )


def _list_inner_marks(chunks: Sequence[Chunk], at: int, main: int) -> set[int]:
    """List the levels of the headings inside the article that begins here, all below `main`."""
    marks = set()
    while at < len(chunks) and chunks[at].mark != main and chunks[at].role != "opener":
        marks.add(chunks[at].mark)
        at += 1
    return {mark for mark in marks if mark > main}


def _is_subhead(chunk: Chunk, current: Item) -> bool:
    """Whether a marked line is a heading inside the article in progress."""
    text = chunk.text
    if NOTICE_HEAD.search(text) and " " not in text:
        return False
    if text in SUBHEADS or (LIST_MARK.match(text) and len(text) <= 30):
        return True
    own = next((title.mark for title in current.headline if title.mark), 0)
    return 0 < own < chunk.mark


def _ends_item(chunk: Chunk, current: Item) -> bool:
    """Whether a short line before a heading belongs to the item above it, not to the heading."""
    if current.kind == "notice":
        return NOTICE_SIGN.search(chunk.text) is not None
    if not current.body:
        return not current.headline
    if chunk.mark:
        return False
    last = current.body[-1].text
    if LIST_MARK.match(chunk.text) and (last[-1] in "：:" or LIST_MARK.match(last)):
        return True
    if last[-1] not in TERMINAL:
        return rate_joint(last, chunk.text) > 0
    # Too long for a line above a headline: the beginning of a paragraph whose end is lost.
    return len(chunk.text) > LONGEST_KICKER and not KICKER_END.search(chunk.text)


def _make_bare_head(
    run: list[Chunk],
    end: int,
    current: Item | None,
    following: Chunk | None,
    *,
    opens: bool,
    marked: bool,
) -> _Head | None:
    before: list[Chunk] = []
    if current is not None and current.kind == "notice" and current.body:
        while run and NOTICE_SIGN.search(run[0].text):
            if opens and len(run) == 1 and not marked and not ORGANISATION.search(run[0].text):
                break  # the only line that can be the title of the article below
            before.append(run.pop(0))
    elif current is not None and current.body:
        last = current.body[-1].text
        # On a page without marked headings, a short line above a dateline is nearly always a title.
        least = 0 if marked else _SURELY_GOES_ON
        goes_on = last[-1] not in TERMINAL and rate_joint(last, run[0].text) > least
        if goes_on and (marked or len(run) > 1 or not opens):
            before.append(run.pop(0))
    if not run or (marked and not opens and not NOTICE_HEAD.search(run[0].text)):
        return None
    if not opens and not _heads_item(run, current, following):
        return None
    if current is not None and not current.body and not current.credits and current.headline:
        return None  # an article with a headline and no text yet: its headline goes on here
    at = 1 if len(run) > 1 and _is_kicker(run[0].text) else 0
    return _Head(before, run[:at] + run[at + 1 :], run[at : at + 1], end)


def tells_notice(chunks: Sequence[Chunk]) -> bool:
    """Whether the text under a headline reads like an announcement, and no reporter is named."""
    told: bool | None = None  # None until the first paragraph
    for chunk in chunks:
        if chunk.role in ("opener", "byline", "head") or (
            told is not None and chunk.role == "short"
        ):
            break
        if chunk.role == "closing":
            return False
        told = told or NOTICE_TEXT.search(chunk.text) is not None
    return bool(told)


def _is_long_deck(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether a line too long for a title is a deck: without full stop, and above a dateline."""
    for chunk in chunks[at : at + 3]:
        if chunk.role in ("opener", "byline"):
            return chunk is not chunks[at]
        if chunk.role not in ("para", "short") or len(chunk.text) > LONGEST_DECK:
            return False
        if "。" in chunk.text:
            return False
    return False


def _is_kicker(text: str) -> bool:
    return KICKER_END.search(text) is not None and not text.startswith("——")


def _heads_item(run: list[Chunk], current: Item | None, following: Chunk | None) -> bool:
    """Whether unmarked short lines without a dateline below are a headline.

    If not, they are a heading inside the article, or the beginning of a paragraph.
    """
    if following is None:
        return current is None or current.closed
    if rate_joint(run[-1].text, following.text) > _GOES_ON:
        return False
    if any(NOTICE_HEAD.search(chunk.text) for chunk in run):
        return following.role == "para"
    if current is None or not (current.body or current.headline):
        return following.role == "para"
    last = current.body[-1].text[-1:] if current.body else ""
    if last and last not in TERMINAL:
        return False
    text = run[0].text
    if text in SUBHEADS or LIST_MARK.match(text):
        return False
    if current.closed:
        return True
    return len(run) > 1 or " " in text or len(text) >= 16


def _open_item(items: list[Item], chunks: Sequence[Chunk], head: _Head) -> Item:
    """Begin an item with its titles; whether it is a notice is decided by the text below."""
    item = Item("article")
    for chunk in sorted(head.deck + head.headline, key=attrgetter("first")):
        item.add(chunk, item.headline if chunk in head.headline else item.deck)
    following = chunks[head.end] if head.end < len(chunks) else None
    if following is not None and following.role not in ("opener", "byline"):
        named = any(NOTICE_HEAD.search(title.text) for title in head.headline)
        if named or tells_notice(chunks[head.end : head.end + 12]):
            item.kind = "notice"
    items.append(item)
    return item
