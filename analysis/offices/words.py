"""The words of titles as tables: posts, bodies, ends of organs, lands, ranks; each read once."""

from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from analysis.lexicon import read_rows, split_variants

__all__ = [
    "Body",
    "Organ",
    "Post",
    "read_bodies",
    "read_grades",
    "read_incumbents",
    "read_land_bodies",
    "read_lands",
    "read_mark_levels",
    "read_marks",
    "read_organs",
    "read_posts",
    "read_ranks",
    "read_statuses",
    "read_usual",
]

_NOW: Final = 9999


class Post(NamedTuple):
    """A word that a title ends in.

    `gives` is the post that it stands for (外长: 部长), `organ` the body that it holds in itself
    (外长: 外交部), `level` the mark of its level (市长: 市), `end` what of the body it may hold
    (宣传部长: 部). `role` is chief where one person is the organ, envoy where it is an embassy,
    adviser where a matter stands with the post (印太事务协调员), house where the organ is the one
    that is printed, if any (众议院议长), head of a department. `bare` says
    whose it is where nothing stands before it: the centre's, or one abroad. What is no `office` is
    left out.
    """

    word: str
    gives: str
    organ: str
    level: str
    end: str
    system: str
    role: str
    bare: str
    office: bool


class Body(NamedTuple):
    """A body known by its name, with the years in which it bore it.

    `local`: local bodies bear the name too. 发改委 is that of the centre only in the centre's
    papers.
    """

    name: str
    place: str
    system: str
    first: int
    last: int
    rank: str
    local: bool = False


class Organ(NamedTuple):
    """What a body is by the end of its name: how it is written, its system, its kind for ranks.

    `also` says what the end may be beside: a matter of ministries (石油), a kind of thing that ends
    no name (企业), one where a country alone stands before it (日本公司), or a body of the division
    that is named before it (local: 档案馆), where others of its system bear a name of their own.
    """

    end: str
    gives: str
    system: str
    kind: str
    also: frozenset[str]


@cache
def read_posts() -> Mapping[str, Post]:
    """The words that titles end in."""
    columns = ("post", "gives", "organ", "level", "end", "system", "role", "bare", "office")
    posts: dict[str, Post] = {}
    for word, gives, organ, level, end, system, role, bare, office in read_rows("posts", *columns):
        own = (organ, level, end, system, role, bare)
        posts[word] = Post(word, gives or word, *own, office=office == "yes")
    return posts


@cache
def read_bodies() -> Mapping[str, tuple[Body, ...]]:
    """Bodies by each name that is printed for them: 国家计委 was two, one after the other."""
    columns = ("body", "forms", "local_forms", "place", "system", "first", "last", "rank")
    bodies: dict[str, tuple[Body, ...]] = {}
    for name, forms, local, place, system, first, last, rank in read_rows("bodies", *columns):
        body = Body(name, place, system, int(first or 0), int(last or _NOW), rank)
        for form in (name, *split_variants(forms)):
            bodies[form] = (*bodies.get(form, ()), body)
        for form in split_variants(local):
            bodies[form] = (*bodies.get(form, ()), body._replace(local=True))
    return bodies


@cache
def read_organs() -> Mapping[str, Organ]:
    """What names of bodies end in."""
    organs: dict[str, Organ] = {}
    for end, gives, system, kind, also in read_rows(
        "organs", "organ", "gives", "system", "kind", "also"
    ):
        organs[end] = Organ(end, gives or end, system, kind, frozenset(split_variants(also)))
    for organ in [*organs.values()]:
        organs.setdefault(organ.gives, organ._replace(end=organ.gives))
    return organs


@cache
def read_lands() -> Mapping[str, str]:
    """Countries by the names, cities and bodies that stand for them."""
    return dict(_read_pairs("lands", "form", "country"))


@cache
def read_land_bodies() -> Mapping[str, str]:
    """The forms of countries that are bodies by themselves, of the state (白宫) or none (越共)."""
    return {form: body for form, body in _read_pairs("lands", "form", "body") if body}


@cache
def read_ranks() -> Mapping[tuple[str, ...], int]:
    """Ranks by level, organ or its kind, and post."""
    return {
        tuple(key): int(rank) for *key, rank in read_rows("ranks", "level", "organ", "post", "rank")
    }


@cache
def read_statuses() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """What 原, 前 or 代 at a title says of the office, and where they say nothing: 原 in 原子能.

    The longest words come first.
    """
    words = sorted(read_rows("statuses", "word", "status", "unless"), key=lambda row: -len(row[0]))
    return {word: (status, tuple(split_variants(unless))) for word, status, unless in words}


@cache
def read_incumbents() -> Mapping[tuple[str, str], str]:
    """Whose 主席 or 总统 needs no place: 习近平主席 is 国家主席, 普京总统 that of 俄罗斯."""
    rows = read_rows("incumbents", "name", "title", "office")
    return {(name, title): office for name, title, office in rows}


@cache
def read_grades() -> tuple[str, ...]:
    """副, 常务副: what belongs to the post behind it, the longest first."""
    grades = (grade for (grade,) in read_rows("grades", "grade"))
    return tuple(sorted(grades, key=len, reverse=True))


@cache
def read_marks() -> tuple[tuple[str, str], ...]:
    """Kinds of division and the mark that their bodies bear, the longest first: 自治州, 州."""
    return tuple(sorted(_read_pairs("marks", "kind", "mark"), key=lambda pair: -len(pair[0])))


@cache
def read_mark_levels() -> Mapping[str, str]:
    """The level that a mark alone tells: 县 is a county, 市 may be any."""
    return {mark: level for mark, level in _read_pairs("marks", "mark", "level") if level}


@cache
def read_usual() -> tuple[tuple[str, str], ...]:
    """Full names of bodies and the usual ones."""
    return tuple(_read_pairs("usual_names", "full", "usual"))


def _read_pairs(name: str, one: str, other: str) -> list[tuple[str, str]]:
    return [(first, second) for first, second in read_rows(name, one, other)]
