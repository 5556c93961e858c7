"""Printed lines put together into titles and paragraphs, each with the part it seems to play."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from analysis.articles.lines import Line, Passage, join_passages
from analysis.articles.patterns import (
    AUTHOR_LINE,
    AUTHORS_ALONE,
    BYLINE_LINE,
    CAPTION_WORDS,
    CLOSING,
    CREDIT_END,
    CREDIT_LINE,
    GUIDE_LINE,
    GUIDE_MARK,
    JUMP,
    JUMP_FROM,
    MASTHEAD,
    NAME_ROW,
    OPENER,
    PAGE_POINTER,
    count_folio_signs,
)

__all__ = ["TITLE_ROLES", "Chunk", "find_credit", "opens", "read_chunks"]

TITLE_ROLES: Final = frozenset(["head", "short"])
LONGEST_TITLE: Final = 45
LONGEST_HEADING: Final = 100
LONGEST_WRAPPED: Final = 60
_BLANK: Final = Passage(" ", ())
LONGEST_CAPTION: Final = 400
LONGEST_BARE_CAPTION: Final = 150
# A page is broken at a fixed width when this share of its lines is that long and hardly any longer.
_SHARE_OF_FULL_LINES: Final = 0.25
_LONGER_FOR_FULL: Final = 3
_NARROWEST: Final = 10
_FAR: Final = 80  # characters that a dateline or a photographer's credit takes at most
# Without one of these words the patterns they stand for cannot match; looking for them is quicker.
_OPENING_WORDS: Final = re.compile(r"讯|电|记者|通讯员|通信员|消息|报道|供稿")
_PHOTO_WORDS: Final = re.compile(r"摄|图|绘|发|照片|文")
_SHORT_WORDS: Final = re.compile(
    r"[版摄图绘文]|记者|员|[电讯]\s*[)）】\]]|读|刊|址|览|看点|导航|作者|撰|供稿|实习生|期|年|周|[-./]|编|校|发|照片|www|报道"
    r"|^\s*[A-Z]?\d{1,2}|\d\s*$|设计|审|[)）】\]]\s*$"
)
_BARE_POINTER: Final = 7  # 第12版, 详见A3版: nothing but the pointer
_NOT_TITLE_ENDS: Final = frozenset("。；;：:，,、…")
# Telephone and address under a notice.
_DETAILS: Final = re.compile(
    r".{0,8}(?:电话|热线|地址|邮箱|网址|时间|地点|联系人|微信|传真|邮编).{0,4}[:：]|.*\d{3,4}-\d{7}"
)
_SENTENCE: Final = re.compile(r"[。，；;]|,(?!\d)")  # a bare line with a comma is no title


@dataclass(slots=True, eq=False)
class Chunk:
    """Lines that are one title or one paragraph, or a piece of a paragraph broken by a column.

    `role` is what the lines look like by themselves: head (marked as a heading), short (could be a
    title), para, opener (begins with a dateline), byline, closing, credit (of a photo), caption,
    folio, masthead, guide (the word 导读), pointer (to a page), jump (下转), jump_from (上接).
    """

    lines: list[Line]
    passage: Passage
    role: str

    @property
    def text(self) -> str:
        """What is printed."""
        return self.passage.text

    @property
    def mark(self) -> int:
        """The heading mark of its first line: 0 none, 1 to 6 as many #, 7 bold."""
        return self.lines[0].mark

    @property
    def numbers(self) -> list[int]:
        """The numbers of its lines."""
        return [line.number for line in self.lines]


def read_chunks(lines: Sequence[Line]) -> list[Chunk]:
    """Put the lines of a page together where the print only wraps them, and name their roles."""
    width = _measure_width(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _wraps(groups[-1][-1], line, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    chunks = []
    for group in groups:
        passage = group[0].passage if len(group) == 1 else _unwrap(group)
        chunks.append(Chunk(group, passage, _name_role(group[0], passage.text)))
    return chunks


def _measure_width(lines: Sequence[Line]) -> int | None:
    """Find the width at which a page was broken, or None where its lines are whole paragraphs."""
    widths = Counter(line.width for line in lines if line.width >= _NARROWEST)
    total = widths.total()
    if total < 6:
        return None
    width, _ = max(widths.items(), key=lambda pair: (pair[1] + widths[pair[0] - 1], pair[0]))
    full = widths[width] + widths[width - 1]
    longer = sum(count for other, count in widths.items() if other > width)
    if full < max(_SHARE_OF_FULL_LINES * total, _LONGER_FOR_FULL * longer, 5):
        return None
    return width


def _wraps(line: Line, following: Line, width: int | None) -> bool:
    """Whether the next line goes on with this one by the look of the print alone."""
    if following.gap or following.mark or following.indented or not following.passage.text:
        return False
    if width is not None and width - 1 <= line.width <= width:
        return opens(following.passage.text) is None
    return line.trail >= 2 and _could_be_wrapped(line) and _could_be_wrapped(following)


def _could_be_wrapped(line: Line) -> bool:
    """Whether a line could be part of a title: no sentence ends in it, and it is nothing else."""
    text = line.passage.text
    return (
        len(text) <= LONGEST_WRAPPED
        and not any(sign in text for sign in "。！？")
        and _name_short_role(text) is None
        and opens(text) is None
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
    if len(text) <= LONGEST_HEADING:
        role = _name_short_role(text)
        if role:
            return role
    if opens(text) and not (line.mark and len(text) <= LONGEST_TITLE):
        return "opener"
    if text[0] in "（(上紧" and JUMP_FROM.match(text):
        return "jump_from"
    if len(text) <= LONGEST_CAPTION and (CAPTION_WORDS.match(text) or find_credit(text)):
        return "caption"
    if "图为" in text and len(text) <= LONGEST_BARE_CAPTION:
        return "caption"  # nobody is named as the photographer
    if line.mark and len(text) <= LONGEST_HEADING:
        return "head"
    return "short" if _could_be_title(text) and not line.paragraph else "para"


def opens(text: str) -> re.Match[str] | None:
    """Match the credit and dateline at the beginning of a report."""
    return OPENER.match(text) if _OPENING_WORDS.search(text, 0, _FAR) else None


def find_credit(text: str) -> re.Match[str] | None:
    """Find the photographer at the end of a caption."""
    start = max(len(text) - _FAR, 0)
    return CREDIT_END.search(text, start) if _PHOTO_WORDS.search(text, start) else None


def _name_short_role(text: str) -> str | None:
    """Name the role of a line that is no paragraph, or None."""
    if not _SHORT_WORDS.search(text) or not _is_balanced(text):
        return None  # nothing of the kind, or the end of a credit that a column broke
    if JUMP.fullmatch(text):
        return "jump"
    if _is_pointer(text) and len(text) <= _BARE_POINTER:
        return "pointer"
    if count_folio_signs(text) >= 2 and "。" not in text:
        return "folio"
    if GUIDE_MARK.match(text) or GUIDE_LINE.match(text):
        return "guide"
    if MASTHEAD.match(text):
        return "masthead"
    if CREDIT_LINE.match(text):
        return "credit"
    if BYLINE_LINE.match(text) or AUTHOR_LINE.match(text):
        return "closing" if text[0] in "(（" else "byline"
    if CLOSING.match(text) or AUTHORS_ALONE.match(text):
        return "closing"
    return "pointer" if _is_pointer(text) else None


def _is_pointer(text: str) -> bool:
    return text.rstrip(" )）】]").endswith("版") and PAGE_POINTER.match(text) is not None
