"""Two stretches of text laid side by side: which characters they share, and where that ends."""

from collections.abc import Iterator
from typing import Final, NamedTuple

__all__ = ["Aligned", "align", "list_blocks"]

_GAP: Final = 0.25  # a character without a partner costs this; a shared one in a run is worth 1
# each of two shared characters is worth this; a single one may be shared by chance
_PAIR: Final = 0.6


class Aligned(NamedTuple):
    """A passage in two texts: [start, end) in each, the shared characters, and their worth.

    `runs` are the longer shared runs: place in the first text, and size.
    """

    start: int
    end: int
    other_start: int
    other_end: int
    same: int
    worth: float
    runs: list[tuple[int, int]]


def list_blocks(one: str, other: str) -> list[tuple[int, int, int]]:
    """List the runs that two texts share in the same order: place in each, and size.

    Examples
    --------
    >>> list_blocks("甲乙丙丁", "甲丙丁戊")
    [(0, 0, 1), (2, 1, 2)]
    """
    from rapidfuzz.distance import Indel

    if one == other:
        return [(0, 0, len(one))]
    blocks = Indel.editops(one, other).as_matching_blocks()
    return [(at, at_other, size) for at, at_other, size in blocks if size]


def align(one: str, other: str, *, gap: int, run: int, least: float) -> Iterator[Aligned]:
    """Find the passages that two stretches share in the same order, each worth at least `least`.

    A passage ends where more than `gap` characters lie between shared ones, or where it would lose
    more than it wins. Shared runs of at least `run` characters are listed with it.

    Examples
    --------
    >>> found = align("今天甲乙丙丁戊己庚", "昨甲乙丙丁戊己庚辛", gap=9, run=5, least=5)
    >>> [tuple(each) for each in found]
    [(2, 9, 1, 8, 7, 7.0, [(2, 7)])]
    """
    start = end = other_start = other_end = same = 0
    worth = 0.0
    best: Aligned | None = None
    runs: list[tuple[int, int]] = []
    for at, at_other, size in list_blocks(one, other):
        far = max(at - end, at_other - other_end)
        worth -= _GAP * far
        if worth <= 0 or far > gap:
            if best is not None and best.worth >= least:
                yield _lengthen(best, one, other)
            best, worth, same, runs = None, 0.0, 0, []
            start, other_start = at, at_other
        end, other_end = at + size, at_other + size
        same += size
        if size > 1:
            worth += size * (1 if size > 2 else _PAIR)
        if size >= run:
            runs.append((at, size))
        if best is None or worth > best.worth:
            best = Aligned(start, end, other_start, other_end, same, worth, runs)
    if best is not None and best.worth >= least:
        yield _lengthen(best, one, other)


def _lengthen(found: Aligned, one: str, other: str) -> Aligned:
    """Lengthen a passage at its ends by equal characters that had been paired with others."""
    start, end, other_start, other_end, same, worth, runs = found
    while start and other_start and one[start - 1] == other[other_start - 1]:
        start, other_start, same = start - 1, other_start - 1, same + 1
    while end < len(one) and other_end < len(other) and one[end] == other[other_end]:
        end, other_end, same = end + 1, other_end + 1, same + 1
    return Aligned(start, end, other_start, other_end, same, worth, runs)
