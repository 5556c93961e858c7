"""Names with a dot that no list of characters holds whole: 买买提明·吾守尔, 布茹玛汗·毛勒朵."""

from collections.abc import Iterator
from typing import Final

from analysis.expressions import Expression
from analysis.officials import names
from analysis.officials.acting import acts
from analysis.officials.scan import find_signs
from analysis.officials.wordlike import CLOSING, read_sounds

__all__ = ["find_dotted"]

_DOT: Final = names.DOTS[0]
_LONGEST: Final = 9
_LETTERS: Final = Expression(f"{names.LETTER}+")
_WORDS: Final = frozenset("nvadt")  # parts of speech that no part of a name is of
# Characters of such names that foreign names do not have, or hardly ever.
_ALSO: Final = frozenset(
    "法许合不都守朵样卫荣苏合孜翰姬芙蕾黛薇芮璐妲珂瑶萱蓓恩木汗江提肉斯玛吉加巴拜布才措丹德旦乍"
)
_GOES_ON: Final = frozenset(
    "的在和与同等是将也就则先对家一率座捧因会0123456789０１２３４５６７８９"
)
_FUNCTION: Final = frozenset("由的被是在和与将把对向从以为及或有")
_BEFORE_IN: Final = frozenset("赛莱海凯泰库")


def find_dotted(text: str, begins: bytes, marks: bytes) -> Iterator[tuple[int, int]]:
    """Find names of several parts from the dots in them, where a clause could go on behind."""
    sounds = read_sounds() | _ALSO
    reached = 0
    for dot in find_signs(text, _DOT):
        if dot < reached:
            continue
        start = dot
        left = sounds | {"因"}
        while start > max(0, dot - _LONGEST) and text[start - 1] in left and not marks[start] & 1:
            start -= 1
        if text.startswith("大卫", start - 1):
            start -= 1
        first = start
        while not (begins[start] or marks[start] & 1) and start > first - 3:
            if text[start - 1] in _FUNCTION:
                break
            start -= 1  # 法迪勒, 阿方索: over characters that such names hardly ever have
        end = _find_end(text, begins, marks, dot, sounds)
        quoted = text[start - 1] in "“‘" and text[end] in "”’"  # a ship, a shop
        plain = any(names.read_word(part)[:1] in _WORDS for part in text[start:end].split(_DOT))
        if (
            dot - start > 1
            and end
            and _LETTERS.fullmatch(text, start, dot)
            and not (quoted or plain)
        ):
            reached = end
            yield start, end


def _begins_word(text: str, begins: bytes, at: int) -> bool:
    """Whether a word of two characters begins here that no such name holds: 赛前, 不幸."""
    if not begins[at] or begins[at + 1]:
        return False
    return names.read_word(text[at : at + 2])[:1] in ("t", "d", "v", "f", "a")


def _goes_on(text: str, begins: bytes, marks: bytes, at: int) -> bool:
    """Whether a title or a verb begins here, or another word that is no part of a name."""
    titled = marks[at] & 2 and not begins[at + 1]  # 文 and 图 are titles too
    return bool(titled or marks[at] & 4 or _begins_word(text, begins, at)) or acts(text, begins, at)


def _find_end(text: str, begins: bytes, marks: bytes, dot: int, sounds: frozenset[str]) -> int:
    """Where the last part ends that begins behind a dot, or behind the dots after it; else 0."""
    end = dot + 1
    while end < len(text) and end - dot < 3 * _LONGEST:
        sign = text[end]
        if sign == _DOT:
            if text[end - 1] == _DOT:
                return 0
        elif sign == "因":
            if text[end - 1] not in _BEFORE_IN:
                break  # 侯赛因, but 希基因涉嫌
        elif sign not in sounds or (sign == "则" and begins[end] and begins[end + 1]):
            break
        elif end - dot > 2 and text[end - 1] != _DOT and begins[end]:
            if _begins_word(text, begins, end):
                break
            if sign not in _ALSO and _goes_on(text, begins, marks, end):
                break
        end += 1
    if end - text.rfind(_DOT, dot, end) < 3:
        return 0
    closed = text[end] in CLOSING or text[end] in _GOES_ON
    return end if closed or (begins[end] and _goes_on(text, begins, marks, end)) else 0
