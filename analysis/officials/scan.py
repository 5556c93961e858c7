"""Trying a pattern only where it can match: beside signs and words that are rare.

A pattern that begins with a look around, or with any Chinese character, is tried at each character
of a text; the sign or word that it turns on is found many times faster.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from analysis.expressions import Expression

__all__ = ["find_marked", "find_signs", "find_strings", "match_at"]


def find_marked(marks: bytes, signs: int) -> list[int]:
    """Find the places that bear any of the signs, each a bit of the marks."""
    marked = np.frombuffer(marks, np.uint8) & signs
    places: list[int] = np.flatnonzero(marked != 0).tolist()  # flags are passed over faster
    return places


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
        for number, at, _ in hits:
            yield begin + at, sought[number]
        return
    for string in sought:
        at = text.find(string, begin, end)
        while at >= 0:
            yield at, string
            at = text.find(string, at + 1, end)


def match_at(
    pattern: Expression | re.Pattern[str], text: str, begins: Iterable[int]
) -> Iterator[re.Match[str]]:
    """Find what `pattern.finditer` finds, where `begins` are all places at which it can begin."""
    end = 0
    for begin in sorted(set(begins)):
        if begin >= end and (found := pattern.match(text, begin)):
            end = found.end()
            yield found
