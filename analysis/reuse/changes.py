"""What was changed between two forms of a passage."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from analysis.reuse.align import list_blocks

__all__ = ["Change", "list_changes"]

_FEW: Final = 2  # so few shared characters do not separate two changes
_MARKS: Final = re.compile(r"[\W_]*")
_NUMBER: Final = re.compile(
    r"[\d０-９一二三四五六七八九十百千万亿零〇两几多余.．%％点分之年月日号时]+"
)


class Change(NamedTuple):
    """A stretch of both forms: kind is same, inserted, deleted, replaced or number."""

    kind: str
    one: str
    other: str


def list_changes(one: str, other: str) -> Iterator[Change]:
    """List the stretches of two texts in order, and what happened to each.

    A difference in punctuation or blanks alone is no change.

    Examples
    --------
    >>> one, other = "新增13例病例，市长李明在场。", "新增27例病例,市长王刚今天在场。"
    >>> for piece in list_changes(one, other):
    ...     print(*piece)
    same 新增 新增
    number 13 27
    same 例病例，市长 例病例,市长
    replaced 李明 王刚今天
    same 在场。 在场。
    """
    start = other_start = 0
    kept: list[tuple[str, str]] = []
    for at, at_other, size in [*_join_blocks(one, other), (len(one), len(other), 0)]:
        before, before_other = one[start:at], other[other_start:at_other]
        if _is_same(before, before_other):
            kept.append((before, before_other))
        else:
            yield from _say_same(kept)
            kept = []
            yield Change(_tell(before, before_other), before, before_other)
        start, other_start = at + size, at_other + size
        kept.append((one[at:start], other[at_other:other_start]))
    yield from _say_same(kept)


def _join_blocks(one: str, other: str) -> list[tuple[int, int, int]]:
    """The shared runs, without short ones between two changes, which are there by chance."""
    blocks = list_blocks(one, other)
    return [
        (at, at_other, size)
        for at, at_other, size in blocks
        if size >= _FEW or at == at_other == 0 or not one[at : at + size].isalnum()
    ]


def _say_same(kept: list[tuple[str, str]]) -> Iterator[Change]:
    one, other = ("".join(texts) for texts in zip(*kept, strict=True)) if kept else ("", "")
    if one or other:
        yield Change("same", one, other)


def _is_same(one: str, other: str) -> bool:
    return _MARKS.sub("", one) == _MARKS.sub("", other)


def _tell(one: str, other: str) -> str:
    if not _MARKS.sub("", one):
        return "inserted"
    if not _MARKS.sub("", other):
        return "deleted"
    return "number" if _NUMBER.fullmatch(one) and _NUMBER.fullmatch(other) else "replaced"
