"""A batch of parts that are read in one go, the namings in it, and how its text is searched."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import pandas as pd

from analysis.places import Part

__all__ = [
    "APART",
    "DOCTRINES",
    "NOTE",
    "Batch",
    "Mention",
    "find_signs",
    "find_strings",
    "mark_named",
    "match_at",
]


# Stands between two articles, before the first and behind the last. What looks beyond the end of a
# line, for a title or a list that goes on, stops at a full stop: so no article tells of another.
APART: Final = "\n。\n"


@dataclass(slots=True)
class Mention:
    """One naming, while it is being read."""

    start: int
    end: int
    name: str
    owner: int
    foreign: bool
    titles: list[str] = field(default_factory=list)
    kind: str = "actor"
    group: str | None = None
    place_in_list: int | None = None
    verb: str | None = None
    own: bool = False
    person: Any = None
    doubt: str | None = None


class Batch(NamedTuple):
    """Parts read in one go: their text one after another, and what is known of each.

    `plain` are the parts in simplified characters. `days` numbers the newspaper and day that each
    part was printed in, `dates` says which day that was, where newspaper and day are known.
    """

    parts: list[Part]
    plain: list[str]
    text: str
    firsts: list[int]
    days: list[int]
    dates: list[pd.Timestamp | None]

    def find_bounds(self) -> dict[int, tuple[int, int]]:
        """Where the parts of each article begin and end in the text."""
        bounds: dict[int, tuple[int, int]] = {}
        for first, part in zip(self.firsts, self.parts, strict=False):
            begin, _ = bounds.get(part.row, (first, 0))
            bounds[part.row] = begin, first + len(part.text)
        return bounds

    def find_owner(self, place: int) -> int:
        """The number of the part that holds a character of the text."""
        return bisect_right(self.firsts, place) - 1


def mark_named(named: bytearray, mentions: Iterable[Mention]) -> None:
    """Put a 1 for every character of a name."""
    for mention in mentions:
        start, end = mention.start, mention.end
        named[start:end] = b"\1" * (end - start)


# What a list of names notes of one of them: 赵淑敏（女）、刀世勋（傣族）.
NOTE: Final = re.compile(
    "[（(](?:女|[\u4e00-\u9fff]{1,5}族|女[，,、；; ]?[\u4e00-\u9fff]{1,5}族"
    "|[\u4e00-\u9fff]{1,5}族[，,、；; ]?女)[）)]"
)
DOCTRINES: Final = ("主义", "列宁主义")


def find_signs(text: str, signs: Iterable[str]) -> Iterator[int]:
    """Find where any of the signs stands, sign by sign."""
    for sign in signs:
        at = text.find(sign)
        while at >= 0:
            yield at
            at = text.find(sign, at + 1)


_FEW: Final = 30  # so many strings are found faster one after the other


def find_strings(
    text: str, sought: Sequence[str], begin: int, end: int
) -> Iterator[tuple[int, str]]:
    """Find where any of the strings stands in a part of a text, those inside others too."""
    if len(sought) > _FEW:
        from ahocorasick_rs import AhoCorasick

        hits = AhoCorasick(sought).find_matches_as_indexes(text[begin:end], overlapping=True)
        yield from ((begin + at, sought[number]) for number, at, _ in hits)
        return
    for string in sought:
        at = text.find(string, begin, end)
        while at >= 0:
            yield at, string
            at = text.find(string, at + 1, end)


def match_at(pattern: re.Pattern[str], text: str, begins: Iterable[int]) -> Iterator[re.Match[str]]:
    """Find what `pattern.finditer` finds, where `begins` are all places at which it can begin."""
    end = 0
    for begin in sorted(set(begins)):
        if begin >= end and (found := pattern.match(text, begin)):
            end = found.end()
            yield found
