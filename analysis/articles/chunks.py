"""Lines → titles and paragraphs, each with the role that it seems to have on the page."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from analysis.articles.lines import Line, Passage, join_passages
from analysis.credits import LONGEST_DATELINE, read_form
from analysis.patterns import (
    CAPTION_WORDS,
    GUIDE_LINE,
    GUIDE_MARK,
    JUMP,
    JUMP_FROM,
    MASTHEAD,
    NAME_ROW,
    PAGE_POINTER,
    count_folio_signs,
)

__all__ = ["TITLE_ROLES", "Chunk", "find_credit", "make_chunks", "name_chunk"]

TITLE_ROLES: Final = frozenset(["head", "short"])
LONGEST_TITLE: Final = 45
LONGEST_HEADING: Final = 100
LONGEST_WRAPPED: Final = 60
_BLANK: Final = Passage(" ", ())
LONGEST_CAPTION: Final = 400
LONGEST_BARE_CAPTION: Final = 150
# The lines of a page were broken at a fixed width if this share of them has that width and hardly
# any is wider.
_SHARE_OF_FULL_LINES: Final = 0.25
_LONGER_FOR_FULL: Final = 3
_NARROWEST: Final = 10
_BARE_POINTER: Final = 7  # characters of a line that is only a pointer: 第12版, 详见A3版
_BEFORE_JUMP: Final = frozenset("（(上紧")
_NOT_TITLE_ENDS: Final = frozenset("。；;：:，,、…")
# Telephone, address and the like under a notice, and the hours of a programme: no titles.
_DETAILS: Final = re.compile(
    r".{0,8}(?:电话|热线|地址|邮箱|网址|时间|地点|联系人|微信|传真|邮编).{0,4}[:：]|.*\d{3,4}-\d{7}"
    r"|[0-2]?\d[:：][0-5]\d\s"
)
_SENTENCE: Final = re.compile(r"[。，；;]|,(?!\d)")  # a line with one of these is no title


@dataclass(slots=True, eq=False)
class Chunk:
    """Lines that are one title or one paragraph, or a piece of a paragraph that a column broke.

    `role` is what they look like by themselves: head (marked as a heading), short (could be a
    title), para, opener (begins with a dateline), byline, closing, credit (of a photo), caption,
    folio, masthead, guide (the word 导读), pointer (to a page), jump (下转), jump_from (上接).
    """

    lines: list[Line]
    passage: Passage
    role: str
    text: str = field(init=False)
    mark: int = field(init=False)  # of its first line
    first: int = field(init=False)  # the number of its first line
    last: int = field(init=False)

    def __post_init__(self) -> None:
        """Work out once what follows from the lines, since it is asked for again and again."""
        self.text = self.passage.text
        self.mark = self.lines[0].mark
        self.first = self.lines[0].number
        self.last = self.lines[-1].number

    @property
    def numbers(self) -> list[int]:
        """The numbers of its lines."""
        return [line.number for line in self.lines]


def make_chunks(lines: Sequence[Line]) -> list[Chunk]:
    """Join lines that were only wrapped, and name the role of each title and paragraph."""
    width = _measure_width(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not line.gap and _wraps(groups[-1][-1], line, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    chunks = []
    for group in groups:
        passage = group[0].passage if len(group) == 1 else _unwrap(group)
        chunks.append(Chunk(group, passage, _name_role(group[0], passage.text)))
    for chunk, following in pairwise(chunks):
        if following.role == "folio" and read_form("masthead").fullmatch(chunk.text):
            chunk.role = "folio"
    return chunks


def name_chunk(line: Line) -> Chunk:
    """Make a chunk of a line that is known to be a whole title or paragraph."""
    return Chunk([line], line.passage, _name_role(line, line.passage.text))


def _measure_width(lines: Sequence[Line]) -> int | None:
    """Find the width at which a page was broken, or None where its lines are whole paragraphs."""
    widths = Counter(line.width for line in lines if line.width >= _NARROWEST)
    total = widths.total()
    least = max(_SHARE_OF_FULL_LINES * total, 5)
    if total < 6 or 2 * max(widths.values()) < least:
        return None
    width, _ = max(widths.items(), key=lambda pair: (pair[1] + widths[pair[0] - 1], pair[0]))
    full = widths[width] + widths[width - 1]
    longer = sum(count for other, count in widths.items() if other > width)
    return width if full >= max(least, _LONGER_FOR_FULL * longer) else None


def _wraps(line: Line, following: Line, width: int | None) -> bool:
    """Whether the next line continues this one, judging by width, indentation and blanks alone."""
    if following.mark or following.indented:
        return False
    if width is not None and width - 1 <= line.width <= width:
        return read_form("opener").match(following.passage.text) is None
    return line.trail >= 2 and _could_be_wrapped(line) and _could_be_wrapped(following)


def _could_be_wrapped(line: Line) -> bool:
    """Whether a line could be one of several lines of a title."""
    text = line.passage.text
    return (
        len(text) <= LONGEST_WRAPPED
        and not any(sign in text for sign in "。！？")
        and _name_short_role(text) is None
        and read_form("opener").match(text) is None
    )


def _unwrap(group: Sequence[Line]) -> Passage:
    passages = [group[0].passage]
    for before, line in pairwise(group):
        left, right = before.passage.text, line.passage.text
        latin = left[-1:].isascii() and left[-1:].isalpha() and right[:1].isascii()
        if before.trail == 1 or latin:
            passages.append(_BLANK)
        passages.append(line.passage)
    return join_passages(passages, "")


def _could_be_title(text: str) -> bool:
    return (
        0 < len(text) <= LONGEST_TITLE
        and text[-1] not in _NOT_TITLE_ENDS
        and not _DETAILS.match(text)
        and not NAME_ROW.match(text)
        and not _SENTENCE.search(text)
        and _is_balanced(text)
        and not (text[-1] in "！!？?" and len(text) > 30)
    )


def _is_balanced(text: str) -> bool:
    return text.count("(") + text.count("（") >= text.count(")") + text.count("）")


def _name_role(line: Line, text: str) -> str:
    length = len(text)
    if length <= LONGEST_HEADING:
        role = _name_short_role(text)
        if role:
            return role
    if read_form("opener").match(text) and not (line.mark and length <= LONGEST_TITLE):
        return "opener"
    if text[0] in _BEFORE_JUMP and JUMP_FROM.match(text):
        return "jump_from"
    if length <= LONGEST_CAPTION and (CAPTION_WORDS.match(text) or find_credit(text)):
        return "caption"
    if length <= LONGEST_BARE_CAPTION and "图为" in text:
        return "caption"  # one that names no photographer
    if length > LONGEST_HEADING:
        return "para"
    if line.mark:
        return "head"
    return "short" if _could_be_title(text) and not line.paragraph else "para"


def find_credit(text: str) -> re.Match[str] | None:
    """Find the photographer at the end of a caption."""
    if text[-1:] == "。":
        return None
    return read_form("photo-end").search(text, max(len(text) - LONGEST_DATELINE, 0))


def _name_short_role(text: str) -> str | None:
    """Name the role of a line that is neither title nor paragraph; None if it may be one."""
    if text[-1] == "。":
        return "masthead" if MASTHEAD.match(text) else "jump" if JUMP.fullmatch(text) else None
    if not _is_balanced(text):
        return None  # a bracket is open: perhaps the end of a credit that a column broke
    if JUMP.fullmatch(text):
        return "jump"
    if text[0] in _BEFORE_JUMP and JUMP_FROM.fullmatch(text):
        return "jump_from"
    if _is_pointer(text) and len(text) <= _BARE_POINTER:
        return "pointer"
    if "。" not in text and count_folio_signs(text) >= 2:
        return "folio"
    if GUIDE_MARK.match(text) or GUIDE_LINE.match(text):
        return "guide"
    if MASTHEAD.match(text):
        return "masthead"
    if read_form("photo").match(text):
        return "credit"
    if read_form("byline").match(text) or read_form("author").match(text):
        return "closing" if text[0] in "(（" else "byline"
    if read_form("closing").match(text) or read_form("alone").match(text):
        return "closing"
    return "pointer" if _is_pointer(text) else None


def _is_pointer(text: str) -> bool:
    return text.rstrip(" )）】]").endswith("版") and PAGE_POINTER.match(text) is not None
