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


# Stands before, between and behind articles. Whatever looks for a title or a list beyond the end of
# a line stops at a full stop, so nothing is carried from one article to the next.
APART: Final = "\n。\n"


@dataclass(slots=True)
class Mention:
    """One naming of a person, completed step by step."""

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
    """The parts of several articles as one text, and what is known of each part.

    `plain` are the parts in simplified characters. `days` numbers the newspaper and day of each
    part, `dates` says which day that is, where both are known.
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
        """The number of the part to which a place of the text belongs."""
        return bisect_right(self.firsts, place) - 1


def mark_named(named: bytearray, mentions: Iterable[Mention]) -> None:
    """Set a 1 for each character that belongs to a name."""
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
    """Find all places of these characters, one character after the other."""
    for sign in signs:
        at = text.find(sign)
        while at >= 0:
            yield at
            at = text.find(sign, at + 1)


_FEW: Final = 30  # up to so many strings are found faster one by one


def find_strings(
    text: str, sought: Sequence[str], begin: int, end: int
) -> Iterator[tuple[int, str]]:
    """Find all places of these strings in a part of a text, also inside one another."""
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
    """Find what `pattern.finditer` does, looking only at `begins`, where alone it can match."""
    end = 0
    for begin in sorted(set(begins)):
        if begin >= end and (found := pattern.match(text, begin)):
            end = found.end()
            yield found
