"""Runs of characters that stand in two articles: what a passage that is shared is told by."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from analysis.arrays import Flags, Integers
from analysis.reuse.fold import Folded

__all__ = ["Matches", "Printed", "find_matches", "pair_texts"]

Longs = npt.NDArray[np.int64]

_PRIME: Final = np.uint64(0x100000001B3)
_MIXER: Final = np.uint64(0x9E3779B97F4A7C15)
_BLOCK: Final = 1_000_000  # characters hashed at a time, so that they stay in the processor's cache
_PART: Final = 6_000_000  # hashes that are sorted at a time
# a run that stands in texts over more days than a story lasts is a formula …
_FORMULA_DAYS: Final = 25
_FORMULA: Final = 5  # … if it stands in so many articles
_RUBRIC: Final = 3  # a run that comes so often in one newspaper, after its first time, is a rubric
_WIDE: Final = 4  # characters that fit into a number of 64 bits


@dataclass(frozen=True)
class Printed:
    """For each text its newspaper, as a number, and its day; texts are in the order of days."""

    paper: Longs
    day: Longs


@dataclass(frozen=True)
class Matches:
    """Equal runs of `size` characters from `one` and `other` on; `rare` of them are no formula."""

    one: Longs
    other: Longs
    size: Longs
    rare: Longs

    def take(self, rows: Integers | Flags) -> "Matches":
        """Take some of the rows."""
        return Matches(self.one[rows], self.other[rows], self.size[rows], self.rare[rows])


def find_matches(
    folded: Folded, printed: Printed, *, size: int, most: int, window: int | None
) -> tuple[Matches, npt.NDArray[np.int32]]:
    """Find the runs of at least `size` characters that stand in two texts, each at its full length.

    Runs in more than `most` texts, formulas and rubrics begin no match, but a match goes on through
    them. The second array has for each place how many of the other runs begin before it.
    """
    groups, sizes = _group_runs(folded, printed, size=size, most=most)
    good = np.zeros(len(folded.signs) + 1, dtype=np.bool_)
    good[groups] = True
    pairs = [
        _pair(folded, printed, own, good=good, window=window)
        for own in _split_groups(groups, sizes)
    ]
    one, other = (
        np.concatenate([pair[side] for pair in pairs]) if pairs else np.zeros(0, dtype=np.int64)
        for side in (0, 1)
    )
    length = _lengthen(folded, one, other, size)
    number = folded.number
    # How many runs up to each place are no formula; differences tell how many are in a match.
    counted = np.concatenate(([0], np.cumsum(good, dtype=np.int32)))
    rare = counted[one + length - size + 1] - counted[one]
    found = Matches(one, other, length, rare.astype(np.int64))
    # A match through a formula is found a second time behind it.
    span = np.int64(len(folded.signs) + 1)
    order = np.lexsort((one, (other - one), number[other], number[one]))
    found = found.take(order)
    line = number[found.one] * span + (found.other - found.one)
    again = np.zeros(len(order), dtype=np.bool_)
    again[1:] = (line[1:] == line[:-1]) & (found.one[1:] < (found.one + found.size)[:-1])
    return found.take(~again), counted


def _hash_runs(folded: Folded, size: int) -> npt.NDArray[np.uint64]:
    """Hash the run of characters that begins at each place."""
    signs = folded.signs
    count = max(len(signs) - size + 1, 0)
    hashes = np.empty(count, dtype=np.uint64)
    for start in range(0, count, _BLOCK):
        end = min(start + _BLOCK, count)
        hashed = np.zeros(end - start, dtype=np.uint64)
        for at in range(size):
            hashed = hashed * _PRIME + signs[start + at : end + at]
        hashed *= _MIXER
        hashes[start:end] = hashed ^ (hashed >> np.uint64(32))
    return hashes


def _group_runs(
    folded: Folded, printed: Printed | None, *, size: int, most: int
) -> tuple[Integers, Longs]:
    """Find the runs that stand in several texts: their places, run by run, and how many each has.

    Hash and place share a number of 64 bits, so sorting the numbers groups the runs. They are
    sorted in parts, by the last bits of the hash.
    """
    hashes = _hash_runs(folded, size)
    inside = np.ones(len(hashes), dtype=np.bool_)
    ends = folded.bounds[1:]
    for back in range(1, size):  # runs that would reach into the next text
        at = ends - back
        inside[at[(at >= 0) & (at < len(inside))]] = False
    low = int(np.ceil(np.log2(max(len(hashes) / _PART, 1))))
    place_bits = np.uint64(int(np.ceil(np.log2(len(folded.signs) + 2))))
    groups, sizes = [], []
    for part in range(1 << low):
        own = np.flatnonzero(((hashes & np.uint64((1 << low) - 1)) == np.uint64(part)) & inside)
        # The bits that are the same in the whole part are shifted out first.
        packed = ((hashes[own] >> np.uint64(low)) << place_bits) | own.astype(np.uint64)
        packed.sort()
        key = packed >> place_bits
        first = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
        count = np.diff(np.append(first, len(key)))
        several = count > 1
        first, count = first[several], count[several]
        mask = np.uint64((1 << int(place_bits)) - 1)
        at = _expand(first, count)
        places = (packed[at] & mask).astype(np.int64)
        fit = _fit(places, count, printed, folded.number, most=most)
        groups.append(places[np.repeat(fit, count)].astype(np.uint32))
        sizes.append(count[fit])
    return np.concatenate(groups), np.concatenate(sizes)


def _expand(first: Integers, count: Integers) -> Longs:
    """For each pair of first and count, the numbers from first on."""
    ends = np.cumsum(count)
    total = int(ends[-1]) if len(ends) else 0
    expanded: Longs = np.arange(total) + np.repeat(first - (ends - count), count)
    return expanded


def _fit(
    places: Longs,
    count: Longs,
    printed: Printed | None,
    number: npt.NDArray[np.int32],
    *,
    most: int,
) -> Flags:
    """Tell which runs can be of a story: not in too many texts, no formula, no rubric."""
    if not len(count):
        return np.zeros(0, dtype=np.bool_)
    text = number[places]
    group = np.repeat(np.arange(len(count)), count)
    new = np.ones(len(text), dtype=np.bool_)
    new[1:] = (text[1:] != text[:-1]) | (group[1:] != group[:-1])
    texts = np.bincount(group[new], minlength=len(count))
    fit: Flags = (texts > 1) & (texts <= most)
    if printed is None:
        return fit
    ends = np.cumsum(count)
    days = printed.day[text[ends - 1]] - printed.day[text[ends - count]]
    fit &= (texts < _FORMULA) | (days <= _FORMULA_DAYS)
    doubtful = np.flatnonzero(new & (fit & (texts > _RUBRIC))[group])
    width = np.int64(printed.paper.max() + 1)
    keys, times = np.unique(
        group[doubtful] * width + printed.paper[text[doubtful]], return_counts=True
    )
    fit[(keys[times > _RUBRIC] // width)] = False
    return fit


def _split_groups(groups: Integers, sizes: Longs) -> Iterator[Longs]:
    """Make tables of the places of runs: a row a run, a table for each number of places."""
    first = np.cumsum(sizes) - sizes
    for size in np.unique(sizes).tolist():
        rows = first[sizes == size]
        step = max(1, _PART // size**2)
        for at in range(0, len(rows), step):
            yield groups[rows[at : at + step, None] + np.arange(size)].astype(np.int64)


def _pair(
    folded: Folded, printed: Printed, places: Longs, *, good: Flags, window: int | None
) -> tuple[Longs, Longs]:
    """Pair the places of each run, but only where a match begins."""
    left, right = np.triu_indices(places.shape[1], 1)
    one, other = places[:, left].ravel(), places[:, right].ravel()
    texts, others = folded.number[one], folded.number[other]
    begins = (one == 0) | ~good[one - 1] | (folded.signs[one - 1] != folded.signs[other - 1])
    begins |= (folded.bounds[texts] == one) | (folded.bounds[others] == other)
    begins &= texts != others
    if window is not None:
        begins &= printed.day[others] - printed.day[texts] <= window
    return one[begins], other[begins]


def _lengthen(folded: Folded, one: Longs, other: Longs, size: int) -> Longs:
    """Measure how long two texts are equal from two places on, which is at least `size`."""
    length = np.full(len(one), size, dtype=np.int64)
    room = np.minimum(
        folded.bounds[folded.number[one] + 1] - one, folded.bounds[folded.number[other] + 1] - other
    )
    signs = folded.signs
    if len(signs) >= _WIDE:  # several characters as one number, from each place on
        wide = np.ndarray(len(signs) - _WIDE + 1, dtype="<u8", buffer=signs, strides=(2,))
        going = np.flatnonzero(length + _WIDE <= room)
        while len(going):
            at = length[going]
            going = going[wide[one[going] + at] == wide[other[going] + at]]
            length[going] += _WIDE
            going = going[length[going] + _WIDE <= room[going]]
    going = np.flatnonzero(length < room)
    while len(going):
        at = length[going]
        going = going[signs[one[going] + at] == signs[other[going] + at]]
        length[going] += 1
        going = going[length[going] < room[going]]
    return length


def pair_texts(folded: Folded, *, size: int, most: int, threshold: float) -> Longs:
    """Pair the texts whose sets of runs of `size` characters can have this Jaccard index.

    A row has the numbers of two texts. Pairs are looked for where both share a run that stands in
    at most `most` texts. None of these that reaches the threshold is missed, by two rules. A text
    shares at least the threshold's part of its runs with each that is so like it. And put in one
    order, the rarest first, the first run that the two share is among the first of each, or too few
    would be left behind it. Source: Chaudhuri, Ganti and Kaushik (2006); Bayardo, Ma and Srikant
    (2007).
    """
    texts = len(folded.bounds) - 1
    distinct = _count_runs(folded, size)
    needed = np.ceil(threshold * distinct - 1e-9).astype(np.int64)
    groups, sizes = _group_runs(folded, None, size=size, most=texts)
    text = folded.number[groups].astype(np.int32)
    group = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    new = np.ones(len(text), dtype=np.bool_)  # a second time in one text adds nothing
    new[1:] = (text[1:] != text[:-1]) | (group[1:] != group[:-1])
    text, group = text[new], group[new]
    among = np.bincount(group, minlength=len(sizes))
    before = len(text) + 1
    while len(text) < before:
        before = len(text)
        keep = (np.bincount(text, minlength=texts) >= needed)[text]
        keep &= (np.bincount(group[keep], minlength=len(sizes)) > 1)[group]
        text, group = text[keep], group[keep]
    order = np.lexsort((group, among[group], text))
    text, group = text[order], group[order]
    shared = np.bincount(text, minlength=texts)
    place = np.arange(len(text)) - (np.cumsum(shared) - shared)[text]
    first = (place <= (shared - needed)[text]) & (among[group] <= most)
    text, group = text[first], group[first]
    order = np.lexsort((text, group))
    places = text[order].astype(np.uint32)
    counts = np.bincount(group)
    pairs = [np.zeros(0, dtype=np.int64)]
    for rows in _split_groups(places, counts[counts > 0]):
        left, right = np.triu_indices(rows.shape[1], 1)
        pairs.append(np.unique(rows[:, left].ravel() * texts + rows[:, right].ravel()))
    one, other = np.divmod(np.unique(np.concatenate(pairs)), max(texts, 1))
    return np.stack([one, other], axis=1)


def _count_runs(folded: Folded, size: int) -> Longs:
    """Count the different runs of characters in each text."""
    hashes = _hash_runs(folded, size)
    borders = zip(folded.bounds[:-1].tolist(), folded.bounds[1:].tolist(), strict=True)
    runs = [len(np.unique(hashes[begin : max(end - size + 1, begin)])) for begin, end in borders]
    return np.array(runs, dtype=np.int64)
