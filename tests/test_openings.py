"""Patterns are tried only where a set of characters says so: it holds all that they begin with."""

import re._constants as codes
import re._parser as parser
from collections.abc import Iterable
from typing import Any

import pytest

from analysis.officials import frames, kinds

_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT)
_LOOKS = (codes.ASSERT, codes.ASSERT_NOT, codes.AT)


def list_openings(parsed: Iterable[Any]) -> tuple[set[str], bool]:
    """The characters that a parsed pattern can begin with, and whether it can be empty."""
    found: set[str] = set()
    for op, value in parsed:
        empty = False
        if op is codes.LITERAL:
            found.add(chr(value))
        elif op is codes.IN:
            for kind, own in value:
                if kind is codes.CATEGORY:
                    assert own is codes.CATEGORY_SPACE
                    found |= {sign for sign in map(chr, range(0x10000)) if sign.isspace()}
                else:
                    assert kind is codes.LITERAL
                    found.add(chr(own))
        elif op is codes.BRANCH:
            inner = [list_openings(branch) for branch in value[1]]
            found = found.union(*(own for own, _ in inner))
            empty = any(may for _, may in inner)
        elif op is codes.SUBPATTERN:
            own, empty = list_openings(value[-1])
            found |= own
        elif op in _REPEATS:
            own, empty = list_openings(value[2])
            found |= own
            empty |= value[0] == 0
        else:
            assert op in _LOOKS, op
            empty = True
        if not empty:
            return found, False
    return found, True


@pytest.mark.parametrize(
    ("pattern", "openings"),
    [
        (kinds._NAMESAKE, kinds._BODIES),
        (frames._CLOSES, frames._CLOSERS),
    ],
)
def test_what_a_pattern_begins_with_is_in_its_set(pattern: Any, openings: frozenset[str]) -> None:
    found, _ = list_openings(parser.parse(pattern.pattern))
    assert len(found) > 5
    assert found - openings == set()
