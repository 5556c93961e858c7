"""What stands in a frame that names stand in, whatever it is made of.

A frame of words is a row of `lexicons/frames.csv`: what stands right before the names and right
behind them, with an example. Beside them stand names with blanks and names that are half Latin.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from analysis.expressions import Expression
from analysis.lexicon import read_lexicon
from analysis.officials import names
from analysis.officials.acting import acts
from analysis.officials.scan import match_at
from analysis.officials.surnames import read_common, read_compounds
from analysis.officials.wordlike import (
    CLOSING,
    is_plain,
    is_whole_name,
    read_words,
)

__all__ = ["find_framed", "find_half_latin", "find_padded"]

Found = Iterator[tuple[int, int]]
_H: Final = names.LETTER
_NAME: Final = rf"{_H}{{2,4}}?(?:·{_H}{{1,8}}?){{0,4}}"
_DOTTED: Final = Expression(rf"{_H}{{1,8}}(?:·{_H}{{1,8}})+")


@cache
def _read_frames() -> dict[str, list[tuple[bool, Expression]]]:
    """The frames by the word that each is looked for by, and whether it stands before names."""
    frames: dict[str, list[tuple[bool, Expression]]] = {}
    table = read_lexicon("frames").fillna("")
    for before, after in zip(table["before"], table["after"], strict=True):
        listed = rf"(?:{before})(?P<names>{_NAME}(?:、{_NAME}){{0,60}}?)(?={after})"
        alone = rf"(?<!{_H})(?P<names>{_NAME})$"
        pattern = Expression(listed if before else alone)
        for word in (before or after).split("|"):
            frames.setdefault(word, []).append((before != "", pattern))
    return frames


def find_framed(text: str, places: Iterable[tuple[int, str]]) -> Found:
    """Find the names in 任命张志强、李卫东为局长; `places` is where words of frames begin."""
    for at, word in places:
        for opens, pattern in _read_frames()[word]:
            found = pattern.match(text, at) if opens else pattern.search(text, max(0, at - 16), at)
            start = found.start("names") if found else 0
            for name in found["names"].split("、") if found else ():
                made = _DOTTED.fullmatch(name) or is_whole_name(name, appointed=True)
                if made and (name in read_words() or not is_plain(name)):
                    yield start, start + len(name)
                start += len(name) + 1


_BLANKS: Final = Expression(rf"(?<={_H})[ \u3000]{{1,3}}(?={_H})")
_BESIDE: Final = CLOSING | frozenset(" \u3000）)和与有由的是给请摄")


def find_padded(text: str, begins: bytes, marks: bytes, blanks: Iterable[int]) -> Found:
    """Find the names of two characters that blanks make as long as those of three: 李　强."""
    for found in match_at(_BLANKS, text, blanks):
        start, end = found.start() - 1, found.end() + 1
        if text[start - 1 : start + 1] in read_compounds():
            start -= 1
        name = text[start : found.start()] + text[end - 1]
        opens = marks[start] & 1 or text[start - 1] in _BESIDE
        closes = text[end] in _BESIDE or marks[end] & 6 or text.startswith("同志", end)
        if begins[start] and opens and closes and is_whole_name(name) and not is_plain(name):
            yield start, end


_LATIN: Final = Expression(rf"(?<![A-Za-z])[A-Za-z][a-z]{{1,12}}[ .·]?{_H}")


def find_half_latin(text: str, begins: bytes, marks: bytes) -> Found:
    """Find first names in Latin letters with a surname after: karl赵, Kelly王."""
    common = read_common()
    for found in _LATIN.finditer(text):
        start, end = found.span()
        closes = marks[start] & 1 or text[end] in _BESIDE or acts(text, begins, end)
        if text[end - 1] in common and begins[end] and closes:
            yield start, end
