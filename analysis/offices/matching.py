"""What a text begins or ends with: names of divisions, countries and bodies, ends of organs."""

import re
from collections.abc import Container
from functools import cache, lru_cache
from typing import Final, NamedTuple

from analysis.offices.divisions import NATION, list_forms
from analysis.offices.words import Body, Organ, read_bodies, read_lands, read_marks, read_organs

__all__ = [
    "INSIDE",
    "Subject",
    "find_kind",
    "find_mark",
    "kind_of",
    "list_countries",
    "match_body",
    "match_end",
    "match_form",
    "match_land",
    "match_start",
]


class Subject(NamedTuple):
    """What stands before a post: the place that the office belongs to, and the body."""

    place: str | None = None
    code: str | None = None
    level: str | None = None
    mark: str = ""  # the character that bodies of this level bear
    rest: str = ""  # the body without place
    body: Body | None = None
    foreign: bool = False
    doubt: str | None = None
    whole: bool = False  # the body is a firm or a school, whose name stays whole


def match_start(text: str, words: Container[str], most: int) -> str:
    """The longest of these words that a text begins with, of 2 to `most` characters."""
    sizes = range(min(len(text), most), 1, -1)
    return next((text[:size] for size in sizes if text[:size] in words), "")


def match_end(text: str, words: Container[str], most: int, least: int = 2) -> str:
    """The longest of these words that a text ends with."""
    sizes = range(min(len(text), most), least - 1, -1)
    return next((text[-size:] for size in sizes if text[-size:] in words), "")


def match_form(text: str, year: int | None) -> str:
    """The longest name of a division that a text begins with."""
    return match_start(text, list_forms(year), 15)


def match_land(text: str) -> str:
    """Find the longest name of a country, or of a city abroad, that a text begins with."""
    land = match_start(text, read_lands(), 13)
    if land.endswith("联邦") and text.startswith("委员会", len(land)):
        return land.removesuffix("联邦")  # 联邦委员会 of 俄罗斯
    # 俄国家杜马 is no 家杜马 of 俄国.
    return "" if len(land) == 2 and _OF_STATE.match(text, 1) else land


@cache
def _list_body_sizes() -> tuple[int, ...]:
    return tuple(sorted({len(form) for form in read_bodies()}, reverse=True))


def match_body(
    text: str, year: int | None, early: bool, home: str | None = NATION
) -> tuple[str, Body] | None:
    """Find the longest known body that a text begins with, by the names of that year."""
    bodies = read_bodies()
    for size in _list_body_sizes():
        found = bodies.get(text[:size]) if size <= len(text) else None
        if found and (home == NATION or not found[0].local):
            if year is None:
                return text[:size], max(found, key=lambda body: body.last)
            there = [body for body in found if body.first <= year <= body.last]
            if there:
                choose = min if early else max
                return text[:size], choose(there, key=lambda body: body.first)
            # Outside its years, the body whose first year is nearest is meant.
            return text[:size], min(found, key=lambda body: abs(body.first - year))
    return None


@cache
def list_countries() -> frozenset[str]:
    """The countries by their short names."""
    return frozenset(read_lands().values())


@lru_cache(maxsize=50_000)
def find_kind(organ: str) -> Organ | None:
    """Find the kind of a body by the longest ending of its name that is known."""
    organs = read_organs()
    for start in range(max(0, len(organ) - 12), len(organ)):
        found = organs.get(organ[start:])
        if found is not None:
            return found
    return None


def kind_of(text: str) -> str:
    """Tell the system of a body by the ending of its name; empty where that does not say it."""
    kind = find_kind(text)
    return kind.system if kind else ""


def find_mark(name: str) -> str:
    """The character of a division that its bodies bear: 省 in 山西省, 州 in 凉山彝族自治州."""
    return next((mark for kind, mark in read_marks() if name.endswith(kind)), "")


_OF_STATE: Final = re.compile("国(?:家|务院|会|防(?!卫)|土安全)")
# Committees and boards that stand inside a firm or a school.
INSIDE: Final = re.compile(r"(?:党委|党总支|党支部|团委|工会|纪委|董事会|监事会)$")
