"""Runs of characters that could be new in a period, and every place where they stand."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.arrays import Integers
from analysis.phrases.runs import (
    Keys,
    Strip,
    iterate_keys,
    list_shared_runs,
    mark_signs,
    roll,
)

__all__ = [
    "LONGEST",
    "PAST",
    "RECENT",
    "Candidates",
    "Window",
    "find_bounds",
    "list_candidates",
    "list_windows",
]

SHORTEST: Final = 3
LONGEST: Final = 24
# A formulation is looked for in the period and in so many days before it; the days before these
# are its past, and there must be so many of them.
RECENT: Final = 31
PAST: Final = 180
# To know how often a run was seen before, the past is cut into pieces of `_PIECE` characters, and a
# table of 2**25 cells counts in how many pieces the run stood. Two runs may share a cell: then it
# counts too much, never too little. A run of more than 8 characters is looked up by its first and
# its last 8.
_SLOTS: Final = 25
_PIECE: Final = 200_000
_ENDS: Final = 8
_MIX: Final = np.uint64(0xD6E8FEB86659FD93)
# Where this share of the places of a run is also a place of one longer run, that one is the phrase.
_FREE: Final = 0.8
# A run must be in two articles, and in six times as many as its past lets expect. Up to two pieces
# of the past that seem to have it are disregarded, since another run may share its cell.
_FEWEST: Final = 2
_TIMES: Final = 6
_CHANCE: Final = 2
# What no formulation begins or ends with.
_NO_BEGINNING: Final = "的了等是与及或也在和将对于并就被把所其中该这已从向由为各个日月年时、·+—×"
_NO_END: Final = "的了和及或把被是与在将对并等于以就又也从向由为让使其该各这、·—×"
# What joins a phrase to others: beside such a sign, or a quotation mark, a run ends as it does
# where its neighbours differ, though it may always stand in the same longer passage.
_JOINS_BEFORE: Final = "的对和与及是为在以将、"
_JOINS_BEHIND: Final = "的和与及是为在要、"
_BLOCK: Final = 1 << 18


class Window(NamedTuple):
    """A period with the days before it that are looked at too, as places in the strip.

    The window reaches from `start` to `end`; the period itself begins at `begins`.
    """

    period: pd.Period
    start: int
    begins: int
    end: int


class Candidates(NamedTuple):
    """Runs that could be new, one entry for each run and window.

    `windows` are numbers of windows, `runs` numbers of distinct runs, `firsts` the first place in
    the window, `lengths` the length. `places` are all places of all runs in the whole strip, in
    reading order, and `owners` the run that stands there.
    """

    windows: Integers
    runs: Integers
    firsts: Integers
    lengths: Integers
    places: Integers
    owners: Integers


def list_windows(
    days: npt.NDArray[np.datetime64], strip: Strip, *, freq: str, since: pd.Timestamp | None
) -> list[Window]:
    """List the periods that have a past, with the places where they begin and end.

    `days` is the day of each article of the strip, in order.
    """
    begins = np.append(
        np.searchsorted(strip.articles, np.arange(len(days), dtype=np.int32)), len(strip.codes)
    )

    def find(day: pd.Timestamp) -> int:
        return int(begins[np.searchsorted(days, day.to_datetime64())])

    windows = []
    for period in pd.PeriodIndex(days, freq=freq).unique():
        first = period.start_time
        past = (first - pd.Timestamp(days[0])).days - RECENT
        if past < PAST or (since is not None and first < since):
            continue
        early = first - pd.Timedelta(days=RECENT)
        windows.append(Window(period, find(early), find(first), find((period + 1).start_time)))
    return windows


def list_candidates(strip: Strip, windows: list[Window]) -> Candidates:
    """List runs that articles of a window share, that are free at both ends and were rare before.

    What stands after a window plays no part in what is listed for it.
    """
    if not windows:
        return Candidates(*[np.zeros(0, dtype=np.int64)] * 6)
    no_beginning, no_end = mark_signs(_NO_BEGINNING), mark_signs(_NO_END)
    joins_before, joins_behind = mark_signs(_JOINS_BEFORE), mark_signs(_JOINS_BEHIND)
    seen = np.zeros((_ENDS + 1, 1 << _SLOTS), dtype=np.uint8)
    read, pieces = 0, 0
    found: list[tuple[Integers, Integers, Integers, Keys]] = []
    for number, window in enumerate(windows):
        while read < window.start:
            upto = min(read + _PIECE, window.start)
            _remember(seen, strip, read, upto)
            read, pieces = upto, pieces + 1
        width = (window.end - window.start) / _PIECE
        for level in list_shared_runs(
            strip, window.start, window.end, shortest=SHORTEST, longest=LONGEST
        ):
            ends = level.firsts + level.length - 1
            most = _FREE * level.counts
            beside = strip.codes[np.maximum(level.firsts - 1, 0)], strip.codes[ends + 1]
            free = (level.before < most) | strip.opened[level.firsts] | joins_before[beside[0]]
            free &= (level.behind < most) | strip.closed[ends] | joins_behind[beside[1]]
            free &= ~no_beginning[strip.codes[level.firsts]] & ~no_end[strip.codes[ends]]
            firsts, articles, keys = level.firsts[free], level.articles[free], level.keys[free]
            before = _recall(seen, strip, firsts, keys, level.length)
            share = np.maximum(before - _CHANCE, 0) / max(pieces, 1)
            expected = -np.log1p(-np.minimum(share, 0.99)) * width
            new = articles >= _FEWEST + _TIMES * expected
            size = np.count_nonzero(new)
            found.append(
                (np.full(size, number), np.full(size, level.length), firsts[new], keys[new])
            )
    numbers, lengths, firsts, keys = map(np.concatenate, zip(*found, strict=True))
    distinct, runs = np.unique(keys, return_inverse=True)
    by_length = np.empty(len(distinct), dtype=np.int64)
    by_length[runs] = lengths
    places, owners = _find_places(strip, distinct, by_length)
    return Candidates(numbers, runs, firsts, lengths, places, owners)


def find_bounds(places: Integers, *bounds: int) -> list[int]:
    """Find where places in reading order reach these bounds."""
    # In the type of the places: otherwise numpy would convert all of them at every call.
    found: list[int] = np.searchsorted(places, np.array(bounds, dtype=places.dtype)).tolist()
    return found


def _remember(seen: npt.NDArray[np.uint8], strip: Strip, start: int, end: int) -> None:
    """Count one more piece of the past for each run between two places."""
    for length, _, keys in iterate_keys(strip, start, end, longest=_ENDS):
        if length >= SHORTEST:
            slots = _slot(keys)
            count = seen[length][slots]
            seen[length][slots] = count + (count < 255)


def _recall(
    seen: npt.NDArray[np.uint8], strip: Strip, firsts: Integers, keys: Keys, length: int
) -> Integers:
    """In how many pieces of the past each run was seen; it may have been fewer."""
    fewest: Integers
    if length <= _ENDS:
        fewest = seen[length][_slot(keys)].astype(np.int64)
        return fewest
    counts = []
    for tip in (firsts, firsts + length - _ENDS):
        keys = np.zeros(len(tip), dtype=np.uint64)
        for shift in range(_ENDS):
            keys = roll(keys, strip.codes[tip + shift])
        counts.append(seen[_ENDS][_slot(keys)].astype(np.int64))
    fewest = np.minimum(*counts)
    return fewest


def _slot(keys: Keys) -> Keys:
    slots: Keys = (keys * _MIX) >> np.uint64(64 - _SLOTS)
    return slots


def _find_places(strip: Strip, distinct: Keys, lengths: Integers) -> tuple[Integers, Integers]:
    """Find every place of these runs, in reading order, and which run stands there."""
    marks = np.zeros((LONGEST + 1, 1 << 20), dtype=bool)
    marks[lengths, distinct >> np.uint64(44)] = True
    own = [np.flatnonzero(lengths == length) for length in range(LONGEST + 1)]
    keys_of = [distinct[numbers] for numbers in own]
    places, owners = [], []
    for start in range(0, len(strip.codes), _BLOCK):
        end = min(start + _BLOCK, len(strip.codes))
        for length, positions, keys in iterate_keys(strip, start, end, longest=LONGEST):
            if length < SHORTEST or not len(own[length]):
                continue
            maybe = np.flatnonzero(marks[length][keys >> np.uint64(44)])
            at = np.searchsorted(keys_of[length], keys[maybe])
            at[at == len(own[length])] = 0
            right = keys_of[length][at] == keys[maybe]
            places.append(positions[maybe[right]].astype(np.int32))
            owners.append(own[length][at[right]].astype(np.int32))
    place = np.concatenate(places)
    order = np.argsort(place, kind="stable")
    return place[order], np.concatenate(owners)[order]
