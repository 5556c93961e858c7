"""Short forms of names: a surname with a title or with 老, one part of a foreign name."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

import numpy as np

from analysis.lexicon import read_lexicon
from analysis.officials import names
from analysis.officials.batch import BLANK, Batch, Mention, list_long_surnames
from analysis.officials.roster import Person
from analysis.officials.scan import find_signs, match_at
from analysis.officials.titles import Words
from analysis.officials.vocabulary import read_compounds

__all__ = ["add_short_forms", "read_honours"]


@cache
def read_honours() -> dict[str, bool]:
    """The titles that follow a bare surname, and whether they do so before a full name is said."""
    table = read_lexicon("titles").dropna(subset=["surname"])
    return dict(zip(table["title"], table["surname"] == "alone", strict=True))


def add_short_forms(
    batch: Batch, words: Words, mentions: list[Mention], people: Mapping[str, Person]
) -> list[Mention]:
    """Add a surname with a title (沈司令员), with 老 or 小 (老童), and the bare part of a name."""
    text, named = words.text, words.named
    surnames: dict[int, dict[str, set[str]]] = {}
    for mention in mentions:
        row = batch.parts[mention.owner].row
        known = surnames.setdefault(row, {})
        mention.name = BLANK.sub("", mention.name)
        if "·" in mention.name:
            for piece in mention.name.split("·"):
                known.setdefault(piece, set()).add(mention.name)
        elif len(mention.name) > 1 and not (len(mention.name) == 2 and mention.name[1] in _CALLS):
            cut = 2 if mention.name[:2] in list_long_surnames() and len(mention.name) > 2 else 1
            known.setdefault(mention.name[:cut], set()).add(mention.name)
    for mention in mentions:
        full = surnames.get(batch.parts[mention.owner].row, {}).get(mention.name)
        if full is not None and len(full) == 1 and "·" in next(iter(full)):
            mention.name = next(iter(full))
        elif mention.name in people:
            mention.name = people[mention.name].name
        elif len(mention.name) == 2 and mention.name[1] in _CALLS:
            bearers = surnames.get(batch.parts[mention.owner].row, {}).get(mention.name[0], set())
            if len(bearers) == 1:
                mention.name = next(iter(bearers))
    added: list[Mention] = []
    honours, common = read_honours(), _common_surnames()
    for at, close in words.titles.beginning.items():
        if text[at:close] not in honours or named[close - 1]:
            continue
        begin = at - 1 if text[at - 1 : at] == "副" else at  # 孙副总理
        for start in (begin - 1, begin - 2):
            if start < 0 or 1 in named[start:at] or not words.begins[start]:
                continue
            owner = bisect_right(batch.firsts, start) - 1
            full = surnames.get(batch.parts[owner].row, {}).get(text[start:begin], set())
            whole = text[start:close]
            if whole in people:
                name = people[whole].name
            elif len(full) == 1:
                name = next(iter(full))
            elif (honours[text[at:close]] and text[start:begin] in common) or (
                text[start:begin] in read_compounds()
            ):
                name = whole
            else:
                continue
            added.append(Mention(start, close, name, owner, False))
            break
    for found in match_at(_FAMILIAR, text, find_signs(text, "老小")):
        start, end = found.span()
        if 1 in named[start:end] or not words.begins[start]:
            continue
        owner = bisect_right(batch.firsts, start) - 1
        full = surnames.get(batch.parts[owner].row, {}).get(found[1], set())
        is_surname = found[1] in names.read_surnames()
        if len(full) == 1 and is_surname and words.begins[end]:
            added.append(Mention(start, end, next(iter(full)), owner, False))
    for found in _CALLED.finditer(text):
        start, end = found.start() - 1, found.end()
        surname = text[start]
        if start < 0 or 1 in named[start:end] or not (words.begins[start] and words.begins[end]):
            continue
        owner = bisect_right(batch.firsts, start) - 1
        full = surnames.get(batch.parts[owner].row, {}).get(surname, set())
        if (
            len(full) == 1
            and surname in names.read_surnames()
            and not names.read_word(text[start:end])
        ):
            added.append(Mention(start, end, next(iter(full)), owner, False))
    added += _find_japanese(batch, words, surnames)
    added += _find_listed(batch, words, surnames)
    added += _find_bare(batch, words, surnames)
    kept: list[Mention] = []
    for mention in sorted([*mentions, *added], key=lambda mention: (mention.start, -mention.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _find_bare(
    batch: Batch, words: Words, surnames: Mapping[int, Mapping[str, set[str]]]
) -> Iterator[Mention]:
    """Find 李 where 李建国 is named in the article and 李 stands for him more than once."""
    codes = np.frombuffer(words.text.encode("utf-32-le"), dtype="<u4")
    begins, named = (np.frombuffer(flags, bool) for flags in (words.begins, words.named))
    alone = begins[:-1] & begins[1:] & ~named[:-1]
    alone &= np.isin(codes, [ord(surname) for surname in _unmistakable_surnames()])
    found: dict[tuple[int, str], list[Mention]] = {}
    for start in np.flatnonzero(alone).tolist():
        owner = bisect_right(batch.firsts, start) - 1
        row, surname = batch.parts[owner].row, words.text[start]
        full = surnames.get(row, {}).get(surname, set())
        if len(full) == 1 and words.text[start - 1 : start] not in _NOT_BEFORE:
            mention = Mention(start, start + 1, next(iter(full)), owner, False)
            found.setdefault((row, surname), []).append(mention)
    for mentions in found.values():
        if len(mentions) > 1:
            yield from mentions


_LISTED: Final = re.compile(
    rf"、[{names.HAN}](?:、[{names.HAN}])*(?:和[{names.HAN}])?"
    rf"(?=[二两三四五六七八九]人|夫妇|父子|父女|母女|母子|兄弟|姐妹|(?P<open>[{names.HAN}])|)"
)


def _find_listed(
    batch: Batch, words: Words, surnames: Mapping[int, Mapping[str, set[str]]]
) -> Iterator[Mention]:
    """Find 阎 and 陈 in 阎、陈二人 where each is the surname of one person in the article."""
    text = words.text
    for found in _LISTED.finditer(text):
        start, end = found.start() - 1, found.end()
        if 1 in words.named[start:end] or not (words.begins[start] and start >= 0):
            continue
        if found["open"] and not words.begins[end]:
            continue
        owner = bisect_right(batch.firsts, start) - 1
        known = surnames.get(batch.parts[owner].row, {})
        full = [known.get(text[place], set()) for place in range(start, end, 2)]
        if all(len(those) == 1 for those in full):
            for place, those in zip(range(start, end, 2), full, strict=True):
                yield Mention(place, place + 1, next(iter(those)), owner, False)


_NOT_BEFORE: Final = frozenset(["姓", "老", "小", "·", "•"])


@cache
def _unmistakable_surnames() -> frozenset[str]:
    """The common surnames that are no word beside."""
    table = read_lexicon("surnames")
    return frozenset(table["surname"][table["common"] == "yes"])


def _find_japanese(
    batch: Batch, words: Words, surnames: Mapping[int, Mapping[str, set[str]]]
) -> Iterator[Mention]:
    """Find 安倍 where 安倍晋三 is named in the article."""
    known = {
        surname
        for of_article in surnames.values()
        for surname, full in of_article.items()
        if surname in list_long_surnames() and len(full) == 1
    }
    if not known:
        return
    for found in re.finditer("|".join(sorted(known)), words.text):
        start, end = found.span()
        owner = bisect_right(batch.firsts, start) - 1
        full = surnames.get(batch.parts[owner].row, {}).get(found[0], set())
        if len(full) == 1 and 1 not in words.named[start:end]:
            yield Mention(start, end, next(iter(full)), owner, True)


@cache
def _common_surnames() -> frozenset[str]:
    table = read_lexicon("surnames")
    return frozenset(table["surname"][table["common"].notna()])


_FAMILIAR: Final = re.compile(rf"[老小]([{names.HAN}])")
# 陈总, 李工, 王姐, where 陈, 李 and 王 are named in full.
_CALLS: Final = "总工导姐哥叔婶嫂姨伯爷老"
_CALLED: Final = re.compile(f"[{_CALLS}](?=[，。：；、”！？\n说问答讲笑的在是也就和与把对])")
