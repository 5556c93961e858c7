"""The rank of a post, where it follows from level, organ and post."""

import re
from typing import Final

from analysis.offices.divisions import NATION, choose_level, name_code
from analysis.offices.matching import Subject
from analysis.offices.words import Organ, read_posts, read_ranks

__all__ = ["find_rank"]

_MUNICIPALITIES: Final = ("11", "12", "31", "50")
_NESTED: Final = re.compile(r"(?:[局厅委院府部]|(?<!社)会)(?=.)")


def find_rank(
    subject: Subject,
    organ: str | None,
    kind: Organ | None,
    post: str,
    grade: str,
    year: int | None,
    home: str | None,
) -> int | None:
    """The rank from 1 to 10 of a post; None where it does not follow from level, organ and post."""
    ranks = read_ranks()
    if subject.foreign or subject.mark == "特区":
        return None
    if subject.code == NATION:
        chief = post.removeprefix(grade)
        step = "deputy" if grade in ("副", "常务副") else f"head{grade}"  # of no other grade a rank
        own = ranks.get(("national", organ or "", post.replace("常务副", "副")))
        if own is not None:
            return own
        body = subject.body
        if body is not None and body.rank and organ == body.name:
            return ranks.get(("national", body.rank, step)) if _is_head(chief) else None
        room = body is not None and body.rank == "3" and organ and organ[-1] in "司局"
        known = room and chief in ("司长", "局长")
        return ranks.get(("national", "司", step)) if known else None
    if kind is None or not kind.kind or organ is None or subject.level is None or subject.whole:
        return None
    inner = organ.removeprefix(subject.mark)
    if inner == organ and subject.mark != "地区" and not organ.startswith("地委"):
        return None
    if kind.kind == "department":
        if _NESTED.search(inner.removesuffix(kind.gives)):
            return None
    elif inner not in (kind.end, kind.gives, "委", "党委", "党工委", "办事处", "办"):
        return None
    level = _find_grade(subject, year, home)
    if level is None:
        return None
    chief = post.removeprefix(grade)
    deputy = grade in ("副", "常务副")
    name = f"副{chief}" if deputy else post
    if kind.kind in ("government", "department"):
        heads = _is_government_head if kind.kind == "government" else _is_head
        if not heads(chief) or (grade and not deputy):
            return None
        name = "deputy" if deputy else "head"
    return ranks.get((level, kind.kind, name))


def _find_grade(subject: Subject, year: int | None, home: str | None) -> str | None:
    """The level that decides ranks; districts of 直辖市 and vice-provincial cities rank higher."""
    level = subject.level
    if level != "county":
        return level
    code = subject.code
    if code is None:
        if subject.mark != "区":
            return level
        if home is None or home == NATION or home.endswith("0000"):
            return None
        code = home
    if code[:2] in _MUNICIPALITIES:
        return "municipal district"
    city = name_code(f"{code[:4]}00", year)
    if subject.mark == "区" and city is not None and choose_level(city, year) == "sub-provincial":
        return "sub-provincial district"
    return level


def _is_head(word: str) -> bool:
    post = read_posts().get(word)
    return post is not None and post.role == "head"


def _is_government_head(word: str) -> bool:
    post = read_posts().get(word)
    return word in ("主席", "专员") or (post is not None and post.organ == "政府")
