"""Foreign and mixed names that are partly in Latin letters: 乔治·W·布什, Kelly王."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Final

from analysis.expressions import Expression
from analysis.officials import names
from analysis.officials.acting import acts
from analysis.officials.batch import Batch
from analysis.officials.scan import find_signs, match_at
from analysis.officials.surnames import read_common, read_surnames
from analysis.officials.wordlike import read_sounds

__all__ = ["find_initialed", "find_mixed"]

_H: Final = names.LETTER
# 乔治·W·布什, J·K·罗琳.
_INITIALED: Final = Expression(
    rf"(?<![A-Za-z·])(?:{_H}{{2,6}}·(?:[A-Z]·){{1,3}}|(?:[A-Z]·){{1,3}})(?P<last>{_H}{{2,7}})"
)


def find_initialed(text: str, marks: bytes) -> Iterator[tuple[int, int]]:
    """Find foreign names with initials in Latin letters."""
    for at in find_signs(text, "·"):
        if not ("A" <= text[at - 1 : at] <= "Z"):
            continue
        near = max(0, at - 9)
        first = max(near, *(text.rfind(sign, near, at) + 1 for sign in "，。；、：\n和与"))
        first = max(first, *(place for place in range(near, at) if marks[place] & 1), near)
        found = _INITIALED.match(text, first)
        if found is None:
            continue
        last = found.start("last")
        sounds = read_sounds()
        end = last
        while end < found.end() and text[end] in sounds:
            end += 1
        if end < last + 2:
            # 艾略特: a character that is rare in foreign names; the name ends where others do.
            ends = range(last + 2, found.end() + 1)
            end = next((at for at in ends if _CLOSES.match(text, at)), end)
        if end > last:
            yield first, end


_CLOSES: Final = Expression(r"[、，。；：,;）)！？\s“”》]|[的在是和与等任将为说]|$")
_MIXED: Final = Expression(rf"[A-Za-z](?<![A-Za-z]{{2}})[a-z]{{1,12}}[ .·]?(?P<surname>{_H})")
# Surnames that after a Latin word are rather a word of the sentence.
_RATHER_NEXT: Final = frozenset("于方任高金段石夏白黄江史时和向从与对是有应全可在的到为都")


def find_mixed(
    batch: Batch, begins: bytes, marks: bytes, latin: Iterable[int]
) -> Iterator[tuple[int, int]]:
    """Find first names in Latin letters with a surname after: karl赵, Kelly王.

    `latin` says where runs of Latin letters begin.
    """
    text = batch.text
    surnames = read_surnames()
    for found in match_at(_MIXED, text, latin):
        start, end = found.span()
        surname = found["surname"]
        if surname not in surnames or surname in _RATHER_NEXT:
            continue
        if not begins[end] and not marks[start] & 1:
            continue
        near = batch.parts[bisect_right(batch.firsts, start) - 1].text
        follows = text[end : end + 1] in "是的、和与给请对为在本" or acts(text, begins, end)
        if near.count(found[0]) > 1 or marks[start] & 1 or (surname in read_common() and follows):
            yield start, end
