"""The lines of a page file, cleaned, each character still knowing its line and column."""

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

__all__ = ["Line", "Passage", "join_passages", "read_lines"]

# What an ordinary line does not hold: odd blanks, invisible characters, entities, bold marks.
_ODD = re.compile(
    r"[^\S ]|  |[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
    r"|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);|\*\*"
)
_HEADING = re.compile(r"\s*(#{1,6})(?:\s+|(?<=##)(?=[^\s#]))")
_BOLD = re.compile(r"\s*\*\*(?!\s)[^*]+\*\*\s*$")
_PARAGRAPH = re.compile("(?:\u3000|\u00a0\u00a0|&nbsp;&nbsp;|&emsp;){2}[^\\s&]")
_INDENT = re.compile(r"[\s\u200b\ufeff]*(?:\u3000|\u00a0|&nbsp;|&emsp;|\t| {2,})\s*\S")
_BEFORE_TEXT = frozenset(" \t#*&\u3000\u00a0\u200b\ufeff")
BOLD_MARK = 7


class Passage(NamedTuple):
    """Printed text and its stretches: from `start` on, it is that of the page at (line, column)."""

    text: str
    stretches: tuple[tuple[int, int, int], ...]

    def cut(self, start: int, end: int | None = None) -> "Passage":
        """The passage from one character to another, blanks at its ends left out."""
        text = self.text[start:end]
        lead = len(text) - len(text.lstrip())
        text = text.strip()
        start += lead
        if len(self.stretches) == 1:
            first, line, column = self.stretches[0]
            return Passage(text, ((0, line, column + start - first),))
        at = max(bisect_right(self.stretches, (start, 1 << 60)) - 1, 0)
        cuts = [
            (max(first - start, 0), line, column + max(start - first, 0))
            for first, line, column in self.stretches[at:]
            if first < start + len(text)
        ]
        return Passage(text, tuple(cuts))


class Line(NamedTuple):
    """A line of the file that is not blank."""

    number: int
    passage: Passage
    mark: int  # 0 no heading, 1 to 6 as many #, 7 bold throughout
    trail: int  # blanks at its end; two mean that the printed line breaks and the sentence may not
    indented: bool
    paragraph: bool  # set in by two characters, as paragraphs are and titles are not
    gap: bool  # a blank line, or nothing, stands before it
    width: int


def join_passages(passages: Sequence[Passage], separator: str) -> Passage:
    """Put passages behind one another."""
    if len(passages) == 1:
        return passages[0]
    texts: list[str] = []
    stretches: list[tuple[int, int, int]] = []
    length = 0
    for passage in passages:
        if not passage.text:
            continue
        if texts:
            texts.append(separator)
            length += len(separator)
        stretches.extend(
            (start + length, line, column) for start, line, column in passage.stretches
        )
        texts.append(passage.text)
        length += len(passage.text)
    return Passage("".join(texts), tuple(stretches))


def read_lines(text: str) -> Iterator[Line]:
    """Yield the lines of a page that are not blank, with invisible characters and markup gone.

    A line of nothing but such characters is yielded with an empty text: nothing of it is printed,
    but it is in the file.
    """
    gap = True
    for number, raw in enumerate(text.split("\n"), start=1):
        if not raw.strip():
            gap = True
            continue
        if raw[-1] == "\r":
            raw = raw[:-1]
        mark = begin = 0
        plain = raw[0] not in _BEFORE_TEXT  # most lines: nothing but text from the first column on
        if not plain:
            heading = _HEADING.match(raw)
            if heading:
                mark, begin = len(heading[1]), heading.end()
            elif _BOLD.match(raw):
                mark = BOLD_MARK
        yield Line(
            number=number,
            passage=_clean(raw, begin, number),
            mark=mark,
            trail=len(raw) - len(raw.rstrip()),
            indented=not plain and not mark and _INDENT.match(raw) is not None,
            paragraph=not plain and _PARAGRAPH.match(raw) is not None,
            gap=gap,
            width=len(raw),
        )
        gap = False


def _clean(raw: str, begin: int, line: int) -> Passage:
    if not _ODD.search(raw, begin):
        lead = begin
        while lead < len(raw) and raw[lead].isspace():
            lead += 1
        return Passage(raw[lead:].rstrip(), ((0, line, lead + 1),))
    texts: list[str] = []
    stretches: list[tuple[int, int, int]] = []
    length = 0
    at = begin
    for odd in _ODD.finditer(raw, begin):
        if odd.start() < at:
            continue
        length = _append(texts, stretches, length, raw[at : odd.start()], line, at)
        length = _append(texts, stretches, length, _mend(odd[0]), line, odd.start())
        at = odd.end()
    _append(texts, stretches, length, raw[at:], line, at)
    return Passage("".join(texts), tuple(stretches)).cut(0)


def _append(
    texts: list[str],
    stretches: list[tuple[int, int, int]],
    length: int,
    text: str,
    line: int,
    at: int,
) -> int:
    # Blanks never stand side by side, nor at the beginning.
    if text and (not length or texts[-1].endswith(" ")):
        lead = len(text) - len(text.lstrip())
        text, at = text[lead:], at + lead
    if not text:
        return length
    texts.append(text)
    stretches.append((length, line, at + 1))
    return length + len(text)


def _mend(odd: str) -> str:
    if odd[0] == "&":
        character = html.unescape(odd)
        return " " if character.isspace() else character if character != odd else odd
    return " " if odd.isspace() else ""
