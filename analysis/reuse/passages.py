"""Windows of two texts → the passages that they share."""

from itertools import groupby
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.reuse.align import align
from analysis.reuse.chains import OVERLAP, Windows
from analysis.reuse.fold import Folded

__all__ = ["SharedPassage", "find_passages"]

# The least worth of the shared characters, without the share that is in formulas. This value
# separates planted passages best from formulas and chance.
_WORTH: Final = 24.0
_PART: Final = 10.0  # the same for a part that may be joined with another
_HALF: Final = 0.5


class SharedPassage(NamedTuple):
    """A passage of two texts, [start, end) in all characters; what is shared, and its worth."""

    start: int
    end: int
    other_start: int
    other_end: int
    same: int
    worth: float

    def overlaps(self, other: "SharedPassage") -> bool:
        """Whether more than half of it overlaps the other, in either text."""
        along = min(self.end, other.end) - max(self.start, other.start)
        across = min(self.other_end, other.other_end) - max(self.other_start, other.other_start)
        return along > _HALF * (self.end - self.start) or across > _HALF * (
            self.other_end - self.other_start
        )


def find_passages(
    folded: Folded,
    windows: Windows,
    *,
    counted: npt.NDArray[np.int32],
    run: int,
    gap: int,
    shortest: int,
    similarity: float,
) -> list[SharedPassage]:
    """Align the windows of each two texts; each passage is paired with one of the other text.

    `counted` has for each place how many runs of `run` characters before it are no formula.
    """
    columns = (
        *(windows.text, windows.other_text, windows.start, windows.end),
        *(windows.other_start, windows.other_end),
    )
    rows = zip(*(column.tolist() for column in columns), strict=True)
    passages: list[SharedPassage] = []
    for _, own in groupby(rows, key=lambda row: row[:2]):
        found: list[SharedPassage] = []
        for _, _, start, end, other_start, other_end in own:
            one, other = folded.cut(start, end), folded.cut(other_start, other_end)
            for each in align(one, other, gap=gap, run=run, least=_PART):
                share = _share_rare(each.runs, start, each.start, each.end, counted, run)
                if share * each.worth >= _PART:
                    spans = (start + each.start, start + each.end)
                    others = (other_start + each.other_start, other_start + each.other_end)
                    found.append(SharedPassage(*spans, *others, each.same, share * each.worth))
        for passage in _join(_choose(found), gap) if found else ():
            sizes = (passage.end - passage.start, passage.other_end - passage.other_start)
            if (
                passage.worth >= _WORTH
                and min(sizes) >= shortest
                and 2 * passage.same >= similarity * sum(sizes)
            ):
                passages.append(passage)
    return passages


def _share_rare(
    runs: list[tuple[int, int]],
    begin: int,
    start: int,
    end: int,
    counted: npt.NDArray[np.int32],
    run: int,
) -> float:
    """The share of the runs in a passage that are no formula."""
    rare = every = 0
    for at, size in runs:
        if start <= at < end:
            rare += int(counted[begin + at + size - run + 1]) - int(counted[begin + at])
            every += size - run + 1
    return rare / every if every else 0.0


def _choose(found: list[SharedPassage]) -> list[SharedPassage]:
    """Choose the one worth most of passages that overlap, in the order of the text."""
    chosen: list[SharedPassage] = []
    for passage in sorted(found, key=lambda each: -each.worth):
        if not any(passage.overlaps(other) for other in chosen):
            chosen.append(passage)
    return sorted(chosen)


def _join(parts: list[SharedPassage], gap: int) -> list[SharedPassage]:
    """Join parts that continue one another in both texts."""
    joined = parts[:1]
    for part in parts[1:]:
        last = joined[-1]
        along, across = part.start - last.end, part.other_start - last.other_end
        if -OVERLAP <= along <= gap and -OVERLAP <= across <= gap:
            joined[-1] = SharedPassage(
                last.start,
                max(last.end, part.end),
                last.other_start,
                max(last.other_end, part.other_end),
                _add(last, part, max(0, -along, -across)),
                last.worth + part.worth,
            )
        else:
            joined.append(part)
    return joined


def _add(last: SharedPassage, part: SharedPassage, twice: int) -> int:
    """What two parts share together; characters in both are counted once."""
    return max(last.same, part.same, last.same + part.same - twice)
