"""Patterns are tried only where a set of characters says so: it holds all that they begin with."""

import re._constants as codes
import re._parser as parser
from collections.abc import Iterable
from typing import Any

import pytest

from analysis.officials import frames, kinds, titles

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


def list_branches(parsed: Any) -> list[Any]:
    """The branches of a pattern that is nothing but branches, in a group or not."""
    ((op, value),) = parsed
    return list_branches(value[-1]) if op is codes.SUBPATTERN else value[1]


def test_what_stands_before_a_title_begins_with_a_sign_where_it_is_no_day() -> None:
    branches = list_branches(parser.parse(titles._PREFIX.pattern))
    # A day before 电 is looked for by itself.
    of_news = [branch for branch in branches if branch[0][0] is codes.MAX_REPEAT]
    assert len(of_news) == 1
    for branch in branches:
        told_apart = branch[1:] if branch in of_news else branch
        assert list_openings(told_apart)[0] - titles._PREFIX_OPENS == set()
