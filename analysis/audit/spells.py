"""Where in time something is more frequent than elsewhere: the likeliest spells of days.

One measure serves all suspicions. Each day is given a score: how much likelier its counts are
within a spell of damage than outside. The spell is the run of days with the highest sum, which is
found in one pass, and its ends are those of the damage, without a threshold for single days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from analysis.audit.cells import Floats, Ints

__all__ = ["Sign", "Spell", "estimate_base", "find_best_run", "find_spells"]

_BLOCKS: Final = 24  # the time is cut into so many pieces; the calmest tell the usual share
_ROWS: Final = 40  # rows of a piece at least: with fewer, a piece may be calm by chance
_USED: Final = -1e9  # score of a day that belongs to a spell already, so that no other takes it


@dataclass(frozen=True)
class Spell:
    """Cells from `first` up to `after`, their share of flagged rows, and that of all other cells.

    `elsewhere` is missing where there are no others.
    """

    first: int
    after: int
    count: int
    size: int
    share: float
    elsewhere: float | None
    score: float
    rest: int  # rows of later cells


@dataclass(frozen=True)
class Sign:
    """When a raised share of flagged rows is a spell.

    `shares` are the shares that are tried for the rows of a spell. Its share must be at least
    `least` and `times` the usual one, its flagged rows at least `fewest`, its score at least `gain`
    (in nats: how much likelier its counts are in a spell). No day adds more than `cap` to the
    score, since what happened on a single day is no damage. `natural` is the highest share that is
    ever taken to be the usual one.
    """

    shares: Sequence[float]
    natural: float
    least: float
    fewest: int
    times: float
    gain: float
    cap: float


def find_spells(count: Ints, size: Ints, sign: Sign, *, most: int = 6) -> list[Spell]:
    """Find the spells of days in which more rows are flagged than usual, by the order of time."""
    if count.sum() < sign.fewest:
        return []
    base = estimate_base(count, size, sign.natural)
    # The more days there are, the likelier one of them seems to begin a spell by chance.
    gain = sign.gain + np.log(max(len(count), 2)) / 2
    scores = []
    for share in sign.shares:
        if share >= base * sign.times * 0.6:
            up, down = np.log(share / base), np.log((1 - share) / (1 - base))
            scores.append(np.clip(count * up + (size - count) * down, -sign.cap, sign.cap))
    spells: list[Spell] = []
    for _ in range(most):
        runs = [find_best_run(score) for score in scores]
        if not runs:
            break
        first, after, score = max(runs, key=lambda run: run[2])
        if score < gain:
            break
        inside = slice(first, after)
        hits, rows = int(count[inside].sum()), int(size[inside].sum())
        share = hits / rows
        if share >= max(sign.least, base * sign.times) and hits >= sign.fewest:
            others = int(size.sum()) - rows
            elsewhere = (int(count.sum()) - hits) / others if others else None
            rest = int(size[after:].sum())
            spells.append(Spell(first, after, hits, rows, share, elsewhere, score, rest))
        for each in scores:
            each[inside] = _USED
    return sorted(spells, key=lambda spell: spell.first)


def estimate_base(count: Ints, size: Ints, natural: float) -> float:
    """The usual share of flagged rows: that of the calmer half of the time.

    Damage may last long, so that the share of the whole says nothing.
    """
    total = np.cumsum(size)
    blocks = int(min(max(total[-1] // _ROWS, 3), _BLOCKS))
    block = np.minimum((total - size) * blocks // max(int(total[-1]), 1), blocks - 1)
    hits, rows = np.bincount(block, count), np.bincount(block, size)
    there = rows > 0
    shares = hits[there] / rows[there]
    calm = shares <= np.quantile(shares, 0.4)
    own = (hits[there][calm].sum() + 0.5) / (rows[there][calm].sum() + 50)
    return float(min(max(own, 1e-4), natural))


def find_best_run(score: npt.NDArray[np.floating]) -> tuple[int, int, float]:
    """The run of cells with the highest sum: its first cell, the cell after it, the sum.

    Examples
    --------
    >>> find_best_run(np.array([-1.0, 2.0, -0.5, 2.0, -3.0, 1.0]))
    (1, 4, 3.5)
    """
    if not len(score):
        return 0, 0, -np.inf
    sums: Floats = np.concatenate(([0.0], np.cumsum(score)))
    lowest = np.minimum.accumulate(sums)[:-1]
    gains = sums[1:] - lowest
    after = int(gains.argmax()) + 1
    # The last of equal lows: a run does not begin with cells that add nothing.
    first = after - 1 - int(sums[:after][::-1].argmin())
    return first, after, float(gains[after - 1])
