"""Who was named, named again: in full, by surname and title, by 老 or 小, by a part of a name."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Final

import numpy as np

from analysis.han import HAN
from analysis.officials.batch import (
    Batch,
    Mention,
    find_signs,
    find_strings,
    mark_named,
    match_at,
)
from analysis.officials.roster import Person
from analysis.officials.titles import Words
from analysis.officials.vocabulary import Marks
from analysis.officials.words import (
    acts,
    is_of_another_word,
    is_word,
    read_honours,
    read_never,
    read_not_names,
    read_role,
    read_surnames,
    read_word,
)

__all__ = ["add_short_forms", "find_again"]


def find_again(
    batch: Batch, begins: bytes, mentions: list[Mention], people: Iterable[tuple[int, str]]
) -> list[Mention]:
    """Find every other place in an article where a name that was found once stands.

    `people` says where the names stand that are known beforehand.
    """
    text, never, listed = batch.text, read_not_names(), list(people)
    named: dict[tuple[int, str], Mention] = {}
    for mention in mentions:
        name = mention.name
        if (len(name) > 2 or mention.foreign) and not (is_word(name) or name in never):
            named[batch.parts[mention.owner].row, name] = mention
    taken = bytearray(len(text) + 1)
    mark_named(taken, mentions)
    mentions = _prefer_known(text, begins, mentions, taken, listed)
    places = [
        (start, name)
        for start, name in chain(_find_in_articles(batch, named), listed)
        if not taken[start]
    ]
    added: list[Mention] = []
    for start, name in sorted(places, key=lambda place: (-len(place[1]), place[0])):
        end = start + len(name)
        if 1 in taken[start:end]:
            continue
        owner = batch.find_owner(start)
        known = named.get((batch.parts[owner].row, name))
        before = text[start - 1 : start]
        if is_of_another_word(text, name, start):
            continue
        if before == "学" and name in _AFTER_STUDY:
            continue  # 总书记 in 学习总书记 is no 习总书记
        if known is None and (before == "·" or not _stands_alone(text, begins, start, end)):
            continue
        foreign = known.foreign if known is not None else len(name) > 3
        added.append(Mention(start, end, name, owner, foreign))
        mark_named(taken, added[-1:])
    return sorted([*mentions, *added], key=attrgetter("start"))


def _prefer_known(
    text: str,
    begins: bytes,
    mentions: list[Mention],
    taken: bytearray,
    people: Iterable[tuple[int, str]],
) -> list[Mention]:
    """Drop namings that are only a piece of the name of a known person: 布新 in 图布新.

    Their characters are free again in `taken`.
    """
    firsts = [one.start for one in mentions]
    dropped: set[int] = set()
    for start, name in people:
        end = start + len(name)
        if len(name) < _FEWEST or 1 not in taken[start:end]:
            continue
        first = bisect_right(firsts, start) - 1
        first += first < 0 or mentions[first].end <= start
        over = mentions[first : bisect_left(firsts, end)]
        if over and all(one.end - one.start < len(name) for one in over):
            inside = all(start <= one.start and one.end <= end for one in over)
            if inside and _stands_alone(text, begins, start, end):
                dropped.update(one.start for one in over)
                for one in over:
                    taken[one.start : one.end] = bytes(one.end - one.start)
    return [one for one in mentions if one.start not in dropped] if dropped else mentions


_FEWEST: Final = 3  # characters of the shortest name in which a piece is looked for


def _find_in_articles(
    batch: Batch, named: Collection[tuple[int, str]]
) -> Iterator[tuple[int, str]]:
    """Find in each article the names that were found in it."""
    bounds = batch.find_bounds()
    names_of: dict[int, list[str]] = {}
    for row, name in named:
        names_of.setdefault(row, []).append(name)
    for row, sought in names_of.items():
        begin, end = bounds[row]
        yield from find_strings(batch.text, sought, begin, end)


def _stands_alone(text: str, begins: bytes, start: int, end: int) -> bool:
    """Whether a known name is not part of a longer word, as 雷锋 is in 学雷锋 and 雷锋精神."""
    opens = begins[start] or text[start - 1] in "学和与、"
    closes = begins[end] or text.startswith(("精神", "奖", "杯", "基金"), end)
    return bool(opens and closes) if end - start == 2 else bool(opens or closes)


_AFTER_STUDY: Final = frozenset(["习主席", "习总书记"])
# For each article: a surname, or one part of a name, and the full names in which it stands.
_Bearers = dict[int, dict[str, set[str]]]


def add_short_forms(
    batch: Batch,
    words: Words,
    mentions: list[Mention],
    people: Mapping[str, Person],
    marks: Marks,
) -> list[Mention]:
    """Add what is short for a full name: 沈司令员, 老童, or the bare part of a name.

    `marks` say what stands where in the text (see `mark_words`).
    """
    bearers = _list_bearers(batch, mentions)
    _lengthen_names(batch, mentions, bearers, people)
    added = [
        *_find_honoured(batch, words, bearers, people, marks),
        *_find_familiar(batch, words, bearers),
        *_find_pieces(batch, words, bearers),
        *_find_listed(batch, words, bearers),
    ]
    kept: list[Mention] = []
    for mention in sorted([*mentions, *added], key=lambda mention: (mention.start, -mention.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _list_bearers(batch: Batch, mentions: Sequence[Mention]) -> _Bearers:
    """List who is named in full in each article."""
    bearers: _Bearers = {}
    for mention in mentions:
        name = mention.name
        row = batch.parts[mention.owner].row
        known = bearers.get(row)
        if known is None:
            known = bearers[row] = defaultdict(set)
        if "·" in name:
            for piece in name.split("·"):
                known[piece].add(name)
        elif len(name) > 2 and name[:2] in read_surnames("long"):
            known[name[:2]].add(name)
        elif len(name) > 1 and not (mention.foreign or _CALL.fullmatch(name)):
            known[name[0]].add(name)
    return bearers


def _lengthen_names(
    batch: Batch, mentions: Sequence[Mention], bearers: _Bearers, people: Mapping[str, Person]
) -> None:
    """Give the full name to namings by one part of it, and to those by an alias."""
    for mention in mentions:
        name = mention.name
        known = bearers[batch.parts[mention.owner].row]
        full = known.get(name)
        if full is not None and len(full) == 1 and "·" in next(iter(full)):
            mention.name = next(iter(full))
        elif name in people:
            mention.name = people[name].name
        elif _CALL.fullmatch(name) and len(known.get(name[0], ())) == 1:
            mention.name = next(iter(known[name[0]]))


# How people are addressed by surname: 陈总, 韩老.
_CALL: Final = re.compile(".[总工导姐哥叔婶嫂姨伯爷老]")


def _find_bearer(batch: Batch, bearers: _Bearers, place: int, surname: str) -> str | None:
    """The only person of that surname in the article to which a place of the text belongs."""
    known = bearers.get(batch.parts[batch.find_owner(place)].row)
    full = known.get(surname) if known is not None else None
    return next(iter(full)) if full is not None and len(full) == 1 else None


_CALLS: Final = 48  # the marks of titles that stand behind a surname; see `mark_words`


def _find_honoured(
    batch: Batch,
    words: Words,
    bearers: _Bearers,
    people: Mapping[str, Person],
    marks: Marks,
) -> Iterator[Mention]:
    """Find 沈司令员 and 孙副总理."""
    text, named = words.text, words.named
    honours = read_honours()
    common, compound = read_surnames("common"), read_surnames("compound")
    # Most of these titles follow a whole name, and can be left out at once.
    apart = np.frombuffer(named, np.uint8)[:-1] == 0
    for at in (np.flatnonzero((marks[1:] & _CALLS > 0) & apart) + 1).tolist():
        close = words.titles.beginning[at]
        if text[at:close] not in honours or named[close - 1]:
            continue
        begin = at - 1 if text[at - 1 : at] == "副" else at
        for start in (begin - 1, begin - 2):
            if start < 0 or 1 in named[start:at] or not words.begins[start]:
                continue
            surname, whole = text[start:begin], text[start:close]
            bearer = _find_bearer(batch, bearers, start, surname)
            if bearer is not None:
                name = bearer
            elif (honours[text[at:close]] and surname in common) or surname in compound:
                name = whole
            else:
                continue
            if bearer is not None and "·" in bearer:
                close = begin  # a foreign name, not a surname with a title: 汉森 in 汉森教授
            yield Mention(start, close, name, batch.find_owner(start), False)
            break


def _find_familiar(batch: Batch, words: Words, bearers: _Bearers) -> Iterator[Mention]:
    """Find 老童 and 小童 in articles that name one person of the surname 童."""
    for found in match_at(_FAMILIAR, words.text, find_signs(words.text, "老小")):
        start, end = found.span()
        if words.begins[start] and words.begins[end] and 1 not in words.named[start:end]:
            bearer = _find_bearer(batch, bearers, start, found[1])
            if bearer is not None and found[1] in read_surnames():
                yield Mention(start, end, bearer, batch.find_owner(start), False)


_LISTED: Final = re.compile(rf"[{HAN}](?:[、和][{HAN}])+")


def _find_listed(batch: Batch, words: Words, bearers: _Bearers) -> Iterator[Mention]:
    """Find 阎 and 陈 in 阎、陈二人 where each is the surname of one person in the article."""
    text = words.text
    surnames = {surname for known in bearers.values() for surname in known if len(surname) == 1}
    joints = (at for at in find_signs(text, "、") if text[at - 1] in surnames)
    for found in match_at(_LISTED, text, (at - 1 for at in joints if text[at + 1] in surnames)):
        start, end = found.span()
        full = [_find_bearer(batch, bearers, at, text[at]) for at in range(start, end, 2)]
        apart = words.begins[start] and words.begins[end] and 1 not in words.named[start:end]
        for at, one in enumerate(full if apart and None not in full else ()):
            place = start + 2 * at
            yield Mention(place, place + 1, str(one), batch.find_owner(start), False)


def _find_pieces(batch: Batch, words: Words, bearers: _Bearers) -> Iterator[Mention]:
    """Find 伊伦加 where 奥利·伊伦加 is named in the article, and 安倍 where 安倍晋三 is."""
    text, bounds = words.text, batch.find_bounds()
    japanese = read_surnames("long") - read_role("rather_word")
    for row, known in bearers.items():
        pieces = {}
        for piece, full in known.items():
            bearer = next(iter(full))
            # Only the first or the last part of a name stands for all of it.
            outer = bearer.startswith(f"{piece}·") or bearer.endswith(f"·{piece}")
            is_piece = outer and len(piece) > 1 and piece not in read_never()
            if len(full) == 1 and (piece in japanese or (is_piece and not read_word(piece))):
                pieces[piece] = bearer
        for start, piece in find_strings(text, [*pieces], *bounds[row]) if pieces else ():
            bearer, close = pieces[piece], start + len(piece)
            if 1 in words.named[start:close] or "·" in (text[start - 1], text[close]):
                continue
            opens, closes = words.begins[start], words.begins[close]
            first = bearer.startswith(f"{piece}·")
            if first and not (text[start - 1] in _OPENING and acts(text, words.begins, close)):
                continue
            apart = (opens and closes) or (len(piece) > 2 and (opens or closes))
            if apart or piece in japanese:
                yield Mention(start, close, bearer, batch.find_owner(start), True)


_OPENING: Final = frozenset("，。；：！？\n“\u3000")
_FAMILIAR: Final = re.compile(rf"[老小]([{HAN}])")
