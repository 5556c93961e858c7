"""Foreign and mixed names that are partly in Latin letters: 乔治·W·布什, Kelly王."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Final

from analysis.expressions import Expression
from analysis.officials import names
from analysis.officials.acting import acts
from analysis.officials.batch import Batch
from analysis.officials.scan import match_at
from analysis.officials.surnames import read_common, read_surnames

__all__ = ["find_mixed"]

_H: Final = names.LETTER
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
