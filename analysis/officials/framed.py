"""Names of no known make that an office stands before: of several parts, or of three characters."""

import re
from collections.abc import Iterator
from typing import Final

from analysis.officials import names
from analysis.officials.scan import find_marked

__all__ = ["find_framed_names"]

_H: Final = f"[{names.HAN}]"
_DOT: Final = re.compile("[·•]")
# From the first dot on; what stands between two dots holds no 的.
_DOTTED: Final = re.compile(rf"[·•](?:(?:(?!的){_H}){{1,7}}[·•]){{0,3}}(?P<last>{_H}{{1,9}})")
_HAN_ONLY: Final = re.compile(f"{_H}+")
_CLOSES: Final = re.compile(
    r"[、，。；：,;）)！？\s“”》]|等|和|与|及|以及|同|的|在|是|任|将|为|向|对|说|$"
)
_LONGEST: Final = 9
# What a name gets by the way it is found; see `_ACCEPT` in choose.
_BY_OFFICE: Final = 3.0
_BY_PLACE: Final = 0.5


def find_framed_names(text: str, begins: bytes, marks: bytes) -> Iterator[tuple[int, int, float]]:
    """Find names by the office before them: start, end and how much speaks for each."""
    for start, end in _find_dotted(text, marks):
        yield start, end, _BY_OFFICE
    for start, end in _find_placed(text, begins, marks):
        yield start, end, _BY_PLACE


def _find_dotted(text: str, marks: bytes) -> Iterator[tuple[int, int]]:
    """Find 阿不都热依木·阿米提 between an office and what a person does."""
    reached = 0
    for first in _DOT.finditer(text):
        dot = first.start()
        if dot < reached:
            continue
        starts = [place for place in range(max(0, dot - _LONGEST), dot - 1) if marks[place] & 8]
        found = _DOTTED.match(text, dot)
        if not starts or found is None or not _HAN_ONLY.fullmatch(text, starts[-1], dot):
            continue
        reached = found.end()
        for end in range(found.start("last") + 1, reached + 1):
            if marks[end] & 4 or _CLOSES.match(text, end):
                yield starts[-1], end
                break


def _find_placed(text: str, begins: bytes, marks: bytes) -> Iterator[tuple[int, int]]:
    """Find three characters, words each, between an office and a comma, a stop or a verb."""
    for start in find_marked(marks, 8):
        end = start + 3
        if (
            end < len(text)
            and 0 not in begins[start : end + 1]
            and _PLAIN.fullmatch(text, start, end)
            and (marks[end] & 4 or text[end] in "、，。；今昨等和与在" or text[end].isdigit())
        ):
            yield start, end


# Characters that a name can be made of; numbers, pronouns, particles and adverbs are none.
_PLAIN: Final = re.compile(
    f"(?:(?![一二三四五六七八九十百千万两几各每某全的了是在和与或及就也都还又再不没未已曾将正刚才很更最太只仅即便则乃所被把让给"
    f"向对从到由于以为因等们我你他她它这那其此该本今昨明近前后上下中内外左右东南西北年月日时分先首次来去会能可要应说讲谈称道会])"
    f"{_H}){{3}}"
)
