"""A collection as one row of characters, and the runs in it that several articles share."""

import sys
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.arrays import Flags, Integers
from analysis.han import HAN_RANGES
from analysis.phrases.find import fold_characters

__all__ = [
    "Keys",
    "Level",
    "Strip",
    "fold_articles",
    "iterate_keys",
    "list_shared_runs",
    "mark_signs",
    "roll",
]

Keys = npt.NDArray[np.uint64]

# An odd number without pattern: runs are known by a number of 64 bits that is rolled along.
_ROLL: Final = np.uint64(0x9E3779B97F4A7C15)
_OPENING, _CLOSING = "“‘「『", "”’」』"
# Signs that may stand inside of a phrase, beside letters and digits.
_INSIDE: Final = "〇、+·×—"
_AT_ONCE: Final = 256
_OUTER, _INNER, _OPENS, _CLOSES = range(4)


class Strip(NamedTuple):
    """The text of many articles in one row, day after day, without quotation marks.

    `codes` are the characters as they are searched; `room` says how many characters there are from
    each one to the next sign that no phrase contains; `articles` is the row of the article;
    `opened` and `closed` say where quotation marks stood before and behind a character, and
    `depth` how many were open at it.
    """

    codes: npt.NDArray[np.uint32]
    room: npt.NDArray[np.uint8]
    articles: npt.NDArray[np.int32]
    opened: npt.NDArray[np.bool_]
    closed: npt.NDArray[np.bool_]
    depth: npt.NDArray[np.int8]

    def read(self, start: int, end: int) -> str:
        """The characters from `start` to `end`."""
        return self.codes[start:end].tobytes().decode("utf-32-le", "replace")


class Level(NamedTuple):
    """The runs of one length that at least two articles of a window have.

    `positions` are where they begin, `numbers` which run begins there; the others have one entry
    per run: `firsts` its first position, `articles` the number of articles that have it, `counts`
    how often it stands there, and `before` and `behind` how often the commonest run that has one
    character more on that side.
    """

    length: int
    firsts: Integers
    keys: Keys
    articles: Integers
    counts: Integers
    before: Integers
    behind: Integers


def fold_articles(texts: list[str], *, longest: int) -> Strip:
    """Fold texts, one an article, into one strip; `longest` is how far `room` need count."""
    # Pieces of a size that fits into the cache of the processor.
    pieces = [
        _fold(texts[first : first + _AT_ONCE], first, longest)
        for first in range(0, max(len(texts), 1), _AT_ONCE)
    ]
    fields = [*zip(*pieces, strict=True)]
    del pieces  # each field is let go once it is joined
    return Strip(*(np.concatenate(fields.pop(0)) for _ in range(len(fields))))


def _fold(texts: list[str], first: int, longest: int) -> Strip:
    """Fold some texts, of which the first is the article `first`."""
    signs = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass"), "<u4")
    lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
    table, kinds = _list_signs()
    kind = kinds[signs]
    step = (kind == _OPENS).view(np.int8) - (kind == _CLOSES).view(np.int8)
    # A mark that is never closed must not count beyond its line.
    depth = np.cumsum(step, dtype=np.int32)
    lines = np.flatnonzero(signs == ord("\n"))
    depth -= np.repeat(np.append(0, depth[lines[:-1]]), np.diff(lines, prepend=-1))
    kept = np.flatnonzero((kind != _OPENS) & (kind != _CLOSES))
    codes = table[signs[kept]]
    here = np.arange(len(kept), dtype=np.int32)
    outside = np.where(kind[kept] == _INNER, np.int32(len(kept)), here)
    room = np.minimum.accumulate(outside[::-1])[::-1] - here
    return Strip(
        codes,
        np.minimum(room, longest + 1).astype(np.uint8),
        np.repeat(np.arange(first, first + len(texts), dtype=np.int32), lengths)[kept],
        np.append(_OUTER, kind[:-1])[kept] == _OPENS,
        np.append(kind[1:], _OUTER)[kept] == _CLOSES,
        depth[kept].clip(-99, 99).astype(np.int8),
    )


@cache
def _list_signs() -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint8]]:
    """For every character the one that it is searched as, and whether a phrase may contain it."""
    table = fold_characters()
    table[[ord(sign) for sign in "•-–－"]] = [ord(sign) for sign in "·———"]
    kinds = np.zeros(sys.maxunicode + 1, dtype=np.uint8)
    for first, last in HAN_RANGES:
        kinds[first : last + 1] = _INNER
    letters = [chr(code) for code in range(128) if chr(code).isalnum()]
    kinds[[ord(sign) for sign in (*letters, *_INSIDE)]] = _INNER
    kinds = kinds[table]
    kinds[[ord(sign) for sign in _OPENING]] = _OPENS
    kinds[[ord(sign) for sign in _CLOSING]] = _CLOSES
    return table, kinds


def mark_signs(signs: Iterable[str]) -> Flags:
    """For every character whether it is one of these."""
    marked = np.zeros(sys.maxunicode + 1, dtype=bool)
    marked[[ord(sign) for sign in signs]] = True
    return marked


def iterate_keys(
    strip: Strip, start: int, end: int, *, longest: int
) -> Iterator[tuple[int, Integers, Keys]]:
    """Yield for each length where runs of it begin between `start` and `end`, and their keys."""
    positions = np.arange(start, end)
    keys = np.zeros(end - start, dtype=np.uint64)
    for length in range(1, longest + 1):
        kept = strip.room[positions] >= length
        positions = positions[kept]
        keys = roll(keys[kept], strip.codes[positions + length - 1])
        yield length, positions, keys


def roll(keys: Keys, codes: npt.NDArray[np.uint32]) -> Keys:
    """The keys of runs that go on with these characters."""
    rolled: Keys = (keys ^ (keys >> np.uint64(29))) * _ROLL + codes
    return rolled


def list_shared_runs(
    strip: Strip, start: int, end: int, *, shortest: int, longest: int
) -> Iterator[Level]:
    """Yield, for each length, the runs between `start` and `end` that two articles have.

    A run can only be shared where the two runs inside it that are one character shorter are, so
    for each length only what remained of the one before is looked at.
    """
    owners = strip.articles[start:end]
    positions = np.flatnonzero(strip.room[start:end] > 0)
    keys = roll(np.zeros(len(positions), np.uint64), strip.codes[start + positions])
    before: tuple[Integers, Integers, Integers, Integers, Keys, Integers] | None = None
    for length in range(2, longest + 2):
        goes_on = strip.room[start + positions] >= length
        positions, keys = positions[goes_on], keys[goes_on]
        keys = roll(keys, strip.codes[start + positions + length - 1])
        if length < shortest:
            continue
        numbers = positions[:0]
        if len(positions):
            numbers, distinct = pd.factorize(keys)
            stays = (np.bincount(numbers) > 1)[numbers]
            positions, keys, numbers = positions[stays], keys[stays], numbers[stays]
            # Positions run on through the articles, so that a new article shows as a change.
            order = np.argsort(numbers, kind="stable")
            sorted_numbers, sorted_owners = numbers[order], owners[positions[order]]
            new = np.ones(len(order), dtype=bool)
            new[1:] = (np.diff(sorted_numbers) != 0) | (np.diff(sorted_owners) != 0)
            articles = np.bincount(sorted_numbers[new], minlength=len(distinct))
            stays = (articles > 1)[numbers]
            positions, keys, numbers = positions[stays], keys[stays], numbers[stays]
            renumber = np.cumsum(articles > 1) - 1
            numbers, articles = renumber[numbers], articles[articles > 1]
            counts = np.bincount(numbers, minlength=len(articles))
            firsts = np.empty(len(articles), dtype=np.int64)
            firsts[numbers[::-1]] = positions[::-1]
        if before is not None:
            at, old_numbers, old_articles, old_counts, old_keys, old_firsts = before
            number_at = np.full(end - start + 1, -1, dtype=np.int64)
            number_at[at] = old_numbers
            sides = []
            for shift in (1, 0):
                commonest = np.ones(len(old_counts), dtype=np.int64)
                shorter = number_at[positions + shift]
                good = shorter >= 0
                np.maximum.at(commonest, shorter[good], counts[numbers[good]])
                sides.append(commonest)
            yield Level(length - 1, start + old_firsts, old_keys, old_articles, old_counts, *sides)
        if not len(positions):
            return
        first_keys = np.empty(len(articles), dtype=np.uint64)
        first_keys[numbers] = keys
        before = (positions, numbers, articles, counts, first_keys, firsts)
