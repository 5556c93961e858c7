"""The words of titles as tables: posts, bodies, ends of organs, lands, ranks; each read once."""

from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from analysis.lexicon import read_lexicon, split_variants

__all__ = [
    "Body",
    "Organ",
    "Post",
    "read_bodies",
    "read_lands",
    "read_organs",
    "read_posts",
    "read_ranks",
    "read_statuses",
]

_NOW: Final = 9999


class Post(NamedTuple):
    """A word that a title ends in.

    `gives` is the post that it stands for (外长: 部长), `organ` the body that it holds in itself
    (外长: 外交部), `level` the character of its level (市长: 市), `end` what of the body it may hold
    (宣传部长: 部). What is no `office` is left out.
    """

    word: str
    gives: str
    organ: str
    level: str
    end: str
    system: str
    office: bool


class Body(NamedTuple):
    """A body known by its name, with the years in which it bore it."""

    name: str
    place: str
    system: str
    first: int
    last: int
    rank: str


class Organ(NamedTuple):
    """What a body is by the end of its name: how it is written, its system, its kind for ranks."""

    end: str
    gives: str
    system: str
    kind: str


def _fill(cell: object) -> str:
    return cell if isinstance(cell, str) else ""


@cache
def read_posts() -> Mapping[str, Post]:
    table = read_lexicon("posts")
    columns = ("post", "gives", "organ", "level", "end", "system", "office")
    posts: dict[str, Post] = {}
    for cells in zip(*(table[column] for column in columns), strict=True):
        word, gives, organ, level, end, system, office = map(_fill, cells)
        posts[word] = Post(word, gives or word, organ, level, end, system, office == "yes")
    return posts


@cache
def read_bodies() -> Mapping[str, tuple[Body, ...]]:
    """Bodies by each name that is printed for them: 国家计委 was two, one after the other."""
    table = read_lexicon("bodies")
    columns = ("body", "forms", "place", "system", "first", "last", "rank")
    bodies: dict[str, list[Body]] = {}
    for cells in zip(*(table[column] for column in columns), strict=True):
        name, forms, place, system, first, last, rank = map(_fill, cells)
        body = Body(name, place, system, int(first or 0), int(last or _NOW), rank)
        for form in (name, *split_variants(forms)):
            bodies.setdefault(form, []).append(body)
    return {form: tuple(found) for form, found in bodies.items()}


@cache
def read_organs() -> Mapping[str, Organ]:
    table = read_lexicon("organs")
    columns = ("organ", "gives", "system", "kind")
    organs: dict[str, Organ] = {}
    for cells in zip(*(table[column] for column in columns), strict=True):
        end, gives, system, kind = map(_fill, cells)
        organs[end] = Organ(end, gives or end, system, kind)
    return organs


@cache
def read_lands() -> Mapping[str, str]:
    """Countries by the names, cities and bodies that stand for them."""
    table = read_lexicon("lands")
    return dict(zip(table["form"], table["country"], strict=True))


@cache
def read_ranks() -> Mapping[tuple[str, str, str], int]:
    table = read_lexicon("ranks")
    columns = ("level", "organ", "post", "rank")
    ranks: dict[tuple[str, str, str], int] = {}
    for cells in zip(*(table[column] for column in columns), strict=True):
        level, organ, post, rank = map(_fill, cells)
        ranks[level, organ, post] = int(rank)
    return ranks


@cache
def read_statuses() -> Mapping[str, str]:
    table = read_lexicon("statuses")
    return dict(zip(table["word"], table["status"], strict=True))
