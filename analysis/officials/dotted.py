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
_HAN: Final = Expression(f"[{names.HAN}]")
# Characters of such names that foreign names do not have, or hardly ever.
_ALSO: Final = frozenset(
    "大不都守朵样卫荣苏合孜翰姬芙蕾黛薇芮璐妲珂瑶萱蓓恩木汗江提肉斯玛吉加巴拜布才措丹德旦"
)
# What no such name holds.
_NEVER: Final = frozenset("的了在是和与及或就也对向从到被把让给由以为等说称将已曾并又还则这那其此")
_GOES_ON: Final = frozenset("的在和与同等是将也就则先对家一率座捧")


def find_dotted(text: str, begins: bytes, marks: bytes) -> Iterator[tuple[int, int]]:
    """Find names of several parts from the dots in them, where a clause could go on behind."""
    sounds = read_sounds() | _ALSO
    reached = 0
    for dot in find_signs(text, _DOT):
        if dot < reached:
            continue
        start = dot
        while start > max(0, dot - _LONGEST) and text[start - 1] in sounds and not marks[start] & 1:
            start -= 1
        while start < dot and not (begins[start] or marks[start] & 1):
            start += 1
        end = _find_end(text, begins, marks, dot, sounds)
        if dot - start > 1 and end:
            reached = end
            yield start, end


def _find_end(text: str, begins: bytes, marks: bytes, dot: int, sounds: frozenset[str]) -> int:
    """Where the last part ends that begins behind a dot, or behind the dots after it; else 0."""
    end = dot + 1
    while end < len(text) and end - dot < 3 * _LONGEST:
        sign = text[end]
        if sign == _DOT:
            if text[end - 1] == _DOT:
                return 0
        elif sign not in sounds:
            break
        elif (
            end - dot > 2
            and text[end - 1] != _DOT
            and begins[end]
            and (marks[end] & 6 or acts(text, begins, end))
        ):
            break
        end += 1
    if end - text.rfind(_DOT, dot, end) < 3:
        return 0
    closed = text[end] in CLOSING or text[end] in _GOES_ON or marks[end] & 6
    return end if closed or (begins[end] and acts(text, begins, end)) else 0
