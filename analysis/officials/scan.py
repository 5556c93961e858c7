"""Trying a pattern only where it can match: beside signs and words that are rare.

A pattern that begins with a look around, or with any Chinese character, is tried at each character
of a text; the sign or word that it turns on is found many times faster.
"""

import re
from collections.abc import Iterable, Iterator

import numpy as np

from analysis.expressions import Expression

__all__ = ["find_marked", "find_signs", "match_at"]


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


def match_at(
    pattern: Expression | re.Pattern[str], text: str, begins: Iterable[int]
) -> Iterator[re.Match[str]]:
    """Find what `pattern.finditer` finds, where `begins` are all places at which it can begin."""
    end = 0
    for begin in sorted(set(begins)):
        if begin >= end and (found := pattern.match(text, begin)):
            end = found.end()
            yield found
