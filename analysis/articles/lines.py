"""The lines of a page file without markup, each character still with its line and column."""

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

__all__ = ["Line", "Passage", "clean_lines", "join_passages"]

# What is cleaned away: unusual blanks, invisible characters, HTML entities, bold marks, links.
_ODD: Final = re.compile(
    r"[^\S ]|  |[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
    r"|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);|\*\*"
    # what makes a link of a text: [text](address), and a picture
    r"|!\[[^\[\]]{0,200}\]\([^()\s]*\)"
    r"|\[(?=[^\[\]]{1,200}\]\((?:https?:|[#./])[^()\s]*\))|\]\((?:https?:|[#./])[^()\s]*\)"
)
# Only a line with one of these characters, or with two blanks side by side, can hold any of that.
_MAYBE_ODD: Final = re.compile(
    r"[\x00-\x1f\x7f\x85\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff&*\[]"
)
# A rule across the page, drawn with signs.
_RULE: Final = re.compile(r"\s*(?:(?:-\s?){3,}|(?:\*\s?){3,}|(?:_\s?){3,}|={3,})$")
_LONGEST_UNDERLINED: Final = 40
_HEADING: Final = re.compile(r"\s*(#{1,6})(?:\s+|(?<=##)(?=[^\s#]))")
_BOLD: Final = re.compile(r"\s*\*\*(?!\s)[^*]+\*\*\s*$")
_PARAGRAPH: Final = re.compile("(?:\u3000|\u00a0\u00a0|&nbsp;&nbsp;|&emsp;){2}[^\\s&]")
_INDENT: Final = re.compile(r"[\s\u200b\ufeff]*(?:\u3000|\u00a0|&nbsp;|&emsp;|\t| {2,})\s*\S")
_BEFORE_TEXT: Final = frozenset(" \t#*&\u3000\u00a0\u200b\ufeff")
_OF_RULES: Final = frozenset("-*_=")
_BOLD_MARK: Final = 7


class Passage(NamedTuple):
    """Printed text, and where it stands on the page.

    It consists of stretches (start, line, column): from character `start` of the text on, it is the
    text of the page from that line and column on.
    """

    text: str
    stretches: tuple[tuple[int, int, int], ...]

    def cut(self, start: int, end: int | None = None) -> "Passage":
        """The passage from one character to another, without blanks at its ends."""
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
    mark: int  # 1 to 6: a heading with so many #; 7: all of it bold; 0: neither
    trail: int  # blanks at its end; after two, a title may go on in the next line (as in Markdown)
    indented: bool
    paragraph: bool  # indented by two characters, as paragraphs are and titles are not
    gap: bool  # stands behind a blank line, or first on the page
    width: int


def join_passages(passages: Sequence[Passage], separator: str) -> Passage:
    """Join passages into one, with a separator that stands nowhere on the page."""
    if len(passages) == 1:
        return passages[0]
    texts: list[str] = []
    stretches: list[tuple[int, int, int]] = []
    length = 0
    for passage in passages:
        text = passage.text
        if not text:
            continue
        if texts:
            length += len(separator)
        for start, line, column in passage.stretches:
            stretches.append((start + length, line, column))
        texts.append(text)
        length += len(text)
    return Passage(separator.join(texts), tuple(stretches))


def clean_lines(text: str) -> Iterator[Line]:
    """Yield the lines of a page that are not blank, without invisible characters and markup.

    A line of nothing but such characters, or a rule (---), is yielded with an empty text: nothing
    of it is printed, but it is in the file. A line over a rule of === is a heading.
    """
    gap = True
    raws = text.split("\n")
    for number, raw in enumerate(raws, start=1):
        printed = raw.rstrip()
        if not printed:
            gap = True
            continue
        if raw[-1] == "\r":
            raw = raw[:-1]
        trail = len(raw) - len(printed)
        if printed[-1] in _OF_RULES and _RULE.match(printed):
            yield Line(
                number, Passage("", ((0, number, 1),)), 0, trail, False, False, gap, len(raw)
            )
            continue
        if raw[0] in _BEFORE_TEXT:
            heading = _HEADING.match(raw)
            mark, begin = (len(heading[1]), heading.end()) if heading else (0, 0)
            if not heading and _BOLD.match(raw):
                mark = _BOLD_MARK
            passage = _clean(printed, begin, number)
            indented = not mark and _INDENT.match(raw) is not None
            paragraph = _PARAGRAPH.match(raw) is not None
            yield Line(number, passage, mark, trail, indented, paragraph, gap, len(raw))
        else:  # most lines are plain text from the first column on
            passage = _clean(printed, 0, number)
            mark = int(number < len(raws) and raws[number][:3] == "===" and _is_title(raws, number))
            yield Line(number, passage, mark, trail, False, False, gap, len(raw))
        gap = False


def _is_title(raws: Sequence[str], number: int) -> bool:
    """Whether a line is a title by its place: short, over a rule, with nothing right above it."""
    alone = number == 1 or not raws[number - 2].strip()
    return (
        alone
        and len(raws[number - 1]) <= _LONGEST_UNDERLINED
        and _RULE.match(raws[number]) is not None
    )


def _clean(raw: str, begin: int, line: int) -> Passage:
    text = raw[begin:].lstrip()
    if not _MAYBE_ODD.search(text) and "  " not in text:
        return Passage(text, ((0, line, len(raw) - len(text) + 1),))
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
    # Between two stretches one blank is enough, and at the beginning of the line none is wanted.
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
