"""Which titles belong to which naming: its own, and those that a list or a sentence hands on."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from analysis.expressions import Expression
from analysis.officials.batch import NOTE, Batch, Mention
from analysis.officials.names import REMEMBERED
from analysis.officials.titles import (
    BLANKS,
    HEADS_OF_STATE,
    SHARED_TITLE,
    Words,
    find_head,
    get_organisation,
    inherit,
    is_credit,
    read_after,
    read_before,
    read_groups,
    read_post,
)

__all__ = ["bind_titles", "drop_collective"]

_STOP: Final = Expression(r"[。！？!?\n；;]")
_ADJACENT: Final = Expression("[、和与及，,以]{0,2}")
# Offices of a state that are nobody's at home.
_STATE_OFFICE: Final = Expression("副?(?:外长|外相|防长|财长|首相|总统|国防大臣|外交大臣|议长)")
_NEXT: Final = Expression(r"\s*(?:、|和|与|及|以及|，|,|；|;)\s*")
_LISTED: Final = Expression(r"[、;；]|和|与|及|以及|暨")
_OPENS: Final = frozenset(
    "、,，;；和与及以暨" + "".join(filter(str.isspace, map(chr, range(0x3001))))
)


def bind_titles(batch: Batch, words: Words, mentions: list[Mention]) -> None:
    """Read the titles of each naming, hand them on along lists, and complete them."""
    text = words.text
    previous: Mention | None = None
    source = ""
    run: list[Mention] = []
    head = ""  # what parts the first of a row of names from the titles before it
    office_ends = _read_office_ends()
    for mention in mentions:
        start, end = mention.start, mention.end
        stack, first = read_before(words, start)
        if previous is not None and previous.owner != mention.owner:
            previous = None
        # From the name before to the titles, and to the name, where this could join them.
        gap = bare = None
        if previous is not None:
            after = previous.end
            if text[after] in _BRACKETS:
                after = _skip_note(text, after)
            if after >= first or text[after] in _OPENS:
                gap, bare = text[after:first], text[after:start]
            if source and (first - previous.end > 90 or _STOP.search(text, previous.end, first)):
                source = ""
        else:
            source = ""
        joined = bare is not None and _makes_list(bare)
        in_row = bare is not None and bare != "" and not bare.strip(BLANKS)
        if stack or not in_row:
            head = text[start - 1] if stack else ""
        heads = stack and [*filter(_is_office, stack)]
        if heads:
            # 洪都拉斯总统卡斯特罗抵京，外长雷纳同行.
            adjacent = gap is not None and _ADJACENT.fullmatch(gap) is not None
            same = adjacent or all(map(_STATE_OFFICE.fullmatch, heads))
            alone = not adjacent and heads[0] in HEADS_OF_STATE  # of what state is not said
            mention.titles = inherit(heads, "" if alone else source, abroad=same)
            mention.own = True
        elif (
            joined
            and previous is not None
            and not stack
            and (
                _shares_row(head, previous.titles)
                if in_row
                else _may_share(bare or "", previous.titles)
            )
        ):
            mention.titles = list(previous.titles)
        following = read_after(words, start, end)
        if following:
            mention.titles = _merge(mention, following)
            mention.own = True
        if not mention.titles:
            post = read_post(words, start, end)
            # 选举甲为市人大常委会主任，乙为副主任.
            if post:
                mention.titles = inherit(post, source, abroad=False)
                for earlier in run if joined else ():
                    if not earlier.titles and (not in_row or _are_many(mention.titles)):
                        earlier.titles = list(mention.titles)
        if not joined or stack:
            run = []
        run.append(mention)
        shared = _read_shared(words, end) if text[end] == "等" else ""
        for listed in run if shared else ():
            if not listed.titles:
                listed.titles, listed.own = [shared], True
        if gap and previous is not None and gap[0] in _OPENS and _NEXT.fullmatch(gap):
            if previous.place_in_list is None:
                previous.place_in_list = 1
            mention.place_in_list = previous.place_in_list + 1
        for title in reversed(mention.titles):
            organisation = get_organisation(title)
            if organisation:
                source = organisation
                break
        printed = text[start:end]
        if not mention.own and (printed != mention.name or printed[-1] in office_ends):
            office = find_head(printed)
            if len(office) > 1 and read_groups()[office][1]:
                mention.titles = [office]
        previous = mention


def _read_shared(words: Words, end: int) -> str:
    """The title that stands behind a list, for all who are named in it; "" where there is none."""
    found = SHARED_TITLE.match(words.text, end + 1)
    if found is None or words.named[found.end()] or found.end() not in words.titles.ending:
        return ""
    return found["title"]


@cache
def _read_office_ends() -> frozenset[str]:
    """The characters that offices end with."""
    return frozenset(title[-1] for title, (_, office) in read_groups().items() if office)


def _skip_note(text: str, end: int) -> int:
    """Where the text goes on behind a name and what is noted of it in brackets."""
    note = NOTE.match(text, end)
    return note.end() if note else end


_BRACKETS: Final = frozenset("（(")


def _makes_list(bare: str) -> bool:
    """Whether what stands between two names makes a list of them."""
    return _LISTED.fullmatch(bare.strip()) is not None or (
        bare.strip(" \u3000") == "" and "\n" not in bare
    )


def _merge(mention: Mention, after: list[str]) -> list[str]:
    return [*mention.titles, *(title for title in after if title not in mention.titles)]


def _may_share(bare: str, titles: Sequence[str]) -> bool:
    return bare.strip() in "、" or _are_many(titles)


def _shares_row(head: str, titles: Sequence[str]) -> bool:
    """Whether the titles of a name are of the next too, where nothing but a blank is between them.

    They are in a credit, and where the titles head a row of names: 副主任：于归　沈国俊. In
    副市长丁一鸣陪同德国总理朔尔茨　谭启文出席 the blank ends a clause.
    """
    return (
        is_credit(titles) or head in ("：", ":") or (head in (" ", "\u3000") and _are_many(titles))
    )


def _are_many(titles: Sequence[str]) -> bool:
    """Whether several people can have one of the titles at once."""
    return any(
        re.search(r"副|委员|常委|成员|院士|领导|代表|记者|通讯员|教授|委$", title)
        for title in titles
    )


@lru_cache(REMEMBERED)
def _is_office(title: str) -> bool:
    head = find_head(title)
    return head != "" and read_groups()[head][1]


_COLLECTIVE: Final = Expression(r".{0,6}领导(?:同志)?")


def drop_collective(batch: Batch, mentions: list[Mention]) -> None:
    """市领导 says who is meant only of those who are given no title of their own."""
    titled = [mention for mention in mentions if mention.titles]
    collective = [mention for mention in titled if any(map(_is_collective, mention.titles))]
    if not collective:
        return
    own = {
        (batch.parts[mention.owner].row, mention.name)
        for mention in mentions
        if not all(map(_is_collective, mention.titles))
    }
    for mention in collective:
        if (batch.parts[mention.owner].row, mention.name) in own:
            mention.titles = [title for title in mention.titles if not _is_collective(title)]


@lru_cache(REMEMBERED)
def _is_collective(title: str) -> bool:
    return _COLLECTIVE.fullmatch(title) is not None
