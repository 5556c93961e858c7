"""Where a line that was read has blanks: the network reads letters, and leaves out what parts them.

A blank of a whole square shows in the places of the letters. The narrow one between two names is a
quarter of a square, no more than the white beside 一; it is looked for in the ink, and only where a
line gives names.
"""

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np

from analysis.arrays import Floats
from analysis.credits import read_form
from analysis.han import is_han

__all__ = ["add_blanks", "find_credit_letters", "find_narrow_blanks"]

_WHOLE: Final = 1.55  # squares between the middles of two letters
# A narrow blank must pass all three limits, in squares of the type. Of 80 blanks on scans 74 do,
# and of 17,600 places without one only 1 in 78.
_GAP: Final = 0.25  # white between two letters
_APART: Final = 1.1  # from middle to middle
_SHIFT: Final = 0.12  # how much too far to the right the letters behind it stand
_AROUND: Final = 3  # letters before and behind a place by which its shift is measured
_FEW: Final = 6  # with fewer pairs of letters, their distance is not measured
_DARK: Final = 128
_SQUARE: Final = "\u3000"


def find_credit_letters(letters: Sequence[str]) -> set[int]:
    """Find the letters of a line that may have a narrow blank before them: those of its credits.

    A credit goes on to a bracket or the end of the line; or the line begins inside of one.
    """
    text = "".join(letters)
    found: set[int] = set()
    for match in read_form("narrow").finditer(text):
        start = match.start(str(match.lastgroup))
        found.update(range(max(start, 1), match.end()))
    return found


def find_narrow_blanks(letters: Sequence[str], middles: Floats, crop: Any, size: float) -> set[int]:
    """Find the letters of credits that have a narrow blank before them.

    `middles` are the columns of `crop` in which the network saw the letters, `size` is the height
    of the type as so many columns.
    """
    places = find_credit_letters(letters)
    if not places:
        return places
    starts, ends = _find_ink(middles, crop)
    centres = (starts + ends) / 2
    han = np.array([is_han(char) for char in letters])
    apart = np.diff(centres)[han[1:] & han[:-1]]
    pitch = float(np.median(apart)) if len(apart) else size
    if len(apart) < _FEW:
        pitch = min(pitch, size)
    found = set()
    for at in places:
        if not han[at - 1 : at + 1].all():
            continue
        first, last = at, at
        while first > max(0, at - _AROUND) and han[first - 1]:
            first -= 1
        while last < min(len(letters), at + _AROUND) and han[last]:
            last += 1
        even = centres[first:last] - pitch * np.arange(first, last)
        shift = np.median(even[at - first :]) - np.median(even[: at - first])
        if (
            starts[at] - ends[at - 1] > _GAP * pitch
            and centres[at] - centres[at - 1] > _APART * pitch
            and shift > _SHIFT * pitch
        ):
            found.add(at)
    return {at for at in found if not _leaves_letter(at, found, places, len(letters))}


def _leaves_letter(at: int, found: set[int], places: set[int], length: int) -> bool:
    """Whether a blank would leave a single letter of a name alone inside a line."""
    right, left = at + 1, at - 1
    while right in places and right not in found:
        right += 1
    while left in places and left not in found:
        left -= 1
    before = at - left - (left not in places)
    return (right == at + 1 and right < length) or (before == 1 and left > 0)


def _find_ink(middles: Floats, crop: Any) -> tuple[Floats, Floats]:
    """Find the columns in which the ink of each letter begins and ends."""
    ink = (crop[..., 0] < _DARK).sum(axis=0)
    wide = len(ink)
    bounds = [0]
    for one, other in pairwise(middles):
        low = min(int(one), wide - 1)
        columns = np.arange(low, min(wide, max(low + 1, int(np.ceil(other)))))
        here = ink[columns]
        # A cut through 一 would meet little ink, so any ink at all costs most.
        cost = np.minimum(here, 3) + 2 * (here > 0) + 0.1 * np.abs(columns - (one + other) / 2)
        bounds.append(int(columns[cost.argmin()]))
    bounds.append(wide)
    starts, ends = [], []
    for low, high in pairwise(bounds):
        inked = np.flatnonzero(ink[low:high])
        starts.append(float(low + inked[0]) if len(inked) else (low + high) / 2)
        ends.append(float(low + inked[-1] + 1) if len(inked) else (low + high) / 2)
    return np.array(starts), np.array(ends)


def add_blanks(
    letters: Sequence[str],
    scores: Sequence[float],
    edges: Any,
    middles: Floats,
    size: float,
    narrow: Collection[int] = (),
) -> tuple[str, list[float], list[float]]:
    """Add blanks: where two Chinese letters stand two squares apart, and before `narrow` ones."""
    text, kept, places = letters[0], [scores[0]], [float(edges[0])]
    pitch = float(np.median(np.diff(middles))) if len(middles) > 2 else size
    for at in range(1, len(letters)):
        both = all(map(is_han, letters[at - 1 : at + 1]))
        whole = both and middles[at] - middles[at - 1] > _WHOLE * max(pitch, size)
        if whole or at in narrow:
            text += _SQUARE if whole else " "
            kept.append(1.0)
            places.append(float(edges[at]))
        text += letters[at]
        kept.append(scores[at])
        places.append(float(edges[at]))
    return text, kept, [*places, float(edges[-1])]
