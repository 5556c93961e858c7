"""Whether what looks like a name is a person's: what it is made of and where it stands, weighed.

Names are proposed by what stands beside them, one place at a time. Here all places of one string in
an issue are looked at together, with what the string is made of and what it is elsewhere in the
press: 祖国 and 谈体会 stand in many places and hardly ever behind an office. `lexicons/strings.csv`
counts that, and `lexicons/name_weights.csv` holds the weight of every sign, fitted to labelled
names by `makers/make_name_weights.py`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import repeat
from math import fsum
from typing import Final, NamedTuple

import pandas as pd

from analysis.lexicon import read_lexicon
from analysis.officials.batch import Batch, Mention
from analysis.officials.names import Characters
from analysis.officials.propose import Proposals
from analysis.officials.words import (
    REMEMBERED,
    acts,
    read_entries,
    read_role,
    read_surnames,
    read_word,
    read_words,
)

__all__ = ["Counts", "Seen", "describe_places", "describe_string", "weigh_names"]

_BIAS: Final = "bias"
_NEAR: Final = 5  # characters behind a name that are looked at
Key = tuple[int, str]


class Counts(NamedTuple):
    """How often a string stands in the press, and how often where names stand."""

    all: int
    behind_office: int
    behind_people: int
    before_verb: int
    before_office: int
    inside: int  # how often it begins or ends inside a word
    follows: int  # how often it stands before the character that follows it most often


@dataclass(slots=True)
class Seen:
    """What is seen of a name in all its places in an issue, and the most points of one of them."""

    points: float
    signs: set[str] = field(default_factory=set)
    foreign: bool = False
    times: int = 0


def weigh_names(batch: Batch, characters: Characters, proposals: Proposals) -> list[Mention]:
    """Keep the mentions that are rather persons."""
    seen = describe_places(batch, characters, proposals)
    kept = {
        key
        for key, one in seen.items()
        if _add_up(key[1], one) >= (_DEMAND if one.points < _WEAK else 0.0)
    }
    return [one for one in proposals.mentions if (batch.days[one.owner], one.name) in kept]


_WEAK: Final = -0.7  # with fewer points, little speaks for a name
# Names with few points need so much more. The labels were drawn among uncertain names, and of all
# names with few points fewer are persons than of the labelled ones.
_DEMAND: Final = 2.2


def _add_up(name: str, seen: Seen) -> float:
    """How much speaks for a name: the sum of the weights of its signs."""
    # fsum gives the same to the last digit, in whatever order the signs come.
    of_places = fsum(map(_read_weights().get, seen.signs, repeat(0.0)))
    return _weigh_string(name, seen.foreign) + of_places


@lru_cache(REMEMBERED)
def _weigh_string(name: str, foreign: bool) -> float:
    weights = _read_weights()
    return weights[_BIAS] + fsum(map(weights.get, describe_string(name, foreign), repeat(0.0)))


def describe_places(batch: Batch, characters: Characters, proposals: Proposals) -> dict[Key, Seen]:
    """Name what is seen of each name of an issue in all its places."""
    text = batch.text
    mentions, points, credited = proposals
    begins, marks = characters.begins.tobytes(), characters.marks.tobytes()
    opens = {one.start: _rate(point) for one, point in zip(mentions, points, strict=True)}
    closes = {one.end: _rate(point) for one, point in zip(mentions, points, strict=True)}
    named = _rate_articles(batch, mentions, points)
    found: dict[Key, Seen] = {}
    for mention, point in zip(mentions, points, strict=True):
        key = (batch.days[mention.owner], mention.name)
        seen = found.get(key)
        if seen is None:
            seen = found[key] = Seen(point)
        seen.foreign |= mention.foreign
        seen.times += 1
        seen.points = max(seen.points, point)
        signs = seen.signs
        signs.add(f"article:{named[batch.parts[mention.owner].row]}")
        start, end = mention.start, mention.end
        before, after = text[start - 2 : start], text[end : end + _NEAR]
        cuts = bool(begins[start]), begins[end : end + _NEAR]
        signs.update(_describe_place(before, after, *cuts, marks[start] & 9, marks[end] & 6))
        if start in credited:
            # A credit in brackets or on a line of its own, or 记者 before a verb.
            left, right = before[-1].translate(_WRITTEN), after[0].translate(_WRITTEN)
            signs |= {f"credit:{left}{right}", f"credit_right:{right}"}
        if before[-1] in _JOINTS:
            signs.add(f"place:behind_a_name:{closes.get(start - 1, 'none')}")
        if after[0] in _JOINTS:
            signs.add(f"place:before_a_name:{opens.get(end + 1, 'none')}")
    for seen in found.values():
        seen.signs.add(f"times:{min(seen.times, 4)}")
        seen.signs.add(f"points:{min(max(round(seen.points), -3), 9)}")
    return found


def _rate_articles(
    batch: Batch, mentions: Sequence[Mention], points: Sequence[float]
) -> dict[int, str]:
    """Tell how densely an article names people for whom much speaks; reports do so rarely."""
    sizes: Counter[int] = Counter()
    for part in batch.parts:
        sizes[part.row] += len(part.text)
    sure = Counter(
        batch.parts[one.owner].row
        for one, point in zip(mentions, points, strict=True)
        if point >= _MUCH
    )
    rates = {row: 1000 * sure[row] / size for row, size in sizes.items() if size}
    return {
        row: "none" if rate == 0 else "few" if rate < 1 else "some" if rate < 4 else "many"
        for row, rate in rates.items()
    }


_MUCH: Final = 3


def _rate(points: float) -> str:
    """Say in a word how much speaks for a name."""
    return "little" if points < 1 else "some" if points < _MUCH else "much"


def describe_string(name: str, foreign: bool) -> list[str]:
    """Collect the signs of a string itself: its characters, and its uses elsewhere in the press."""
    size = len(name)
    signs = [f"word:{_tag(name)}", *_describe_press(name)]
    if name in read_entries("people"):
        signs.append("word:known")
    if foreign or "·" in name:
        last = name.rsplit("·", 1)[-1]
        signs += [f"fhas:{x}" for x in name]
        signs += [
            f"foreign_size:{'dots' if '·' in name else min(size, 6)}",
            f"foreign_end:{last[-1]}",
            f"foreign_end:{last[-2:]}",
            f"foreign_begin:{name[0]}",
        ]
        for cut in (1, 2):
            if size > cut + 1:
                signs.append(f"foreign_head:{_tag(name[:-cut])}")
                signs.append(f"foreign_tail:{_tag(name[cut:])}")
        return signs
    surname = 2 if size > 2 and name[:2] in read_surnames() else 1
    first, given = name[:surname], name[surname:]
    known = (
        "common"
        if first in read_surnames("common")
        else "rare"
        if first in read_surnames()
        else "none"
    )
    signs += [
        f"size:{size}",
        f"surname:{'two' if surname == 2 else known}",
        f"first:{first}",
        f"last:{name[-1]}",
        f"last2:{name[-2:]}",
        f"first2:{name[:2]}",
    ]
    if len(given) > 1:
        signs += [f"given:{_tag(given)}", f"middle:{given[0]}"]
    if size > 2:
        signs.append(f"head:{_tag(name[:2])}")
    if name in read_words():
        signs.append("word:a_name_too")
    return signs


def _tag(string: str) -> str:
    """The first letter of the part of speech of a word, or none."""
    return read_word(string)[:2] or "none"


@lru_cache(REMEMBERED)
def _describe_place(
    left: str, right: str, opens: bool, begins: bytes, title: int, following: int
) -> tuple[str, ...]:
    """Collect the signs of one place: two characters before the name, five behind it.

    `opens` says whether a word begins with the name, `begins` where words begin behind it; `title`
    and `following` are the marks at its beginning and at its end.
    """
    before, after = left[-1], right[0]
    signs = [
        _LEFT.get(before, "left:other"),
        _RIGHT.get(after, "right:other"),
        f"left2:{left.translate(_WRITTEN)}",
        f"right2:{right[:2].translate(_WRITTEN)}",
    ]
    if title & 8:
        signs.append("place:behind_an_office")
    elif title & 1:
        signs.append("place:behind_a_word_for_people")
    if following & 2:
        signs.append("place:before_an_office")
    verb = following & 4 > 0
    if verb or (begins[0] and acts(right, begins, 0)):
        signs.append("place:before_a_verb" if verb else "place:before_an_act")
        if title & 9:
            signs.append("place:between_an_office_and_a_verb")
    if not opens:
        signs.append("place:begins_inside_a_word")
    if not begins[0]:
        signs.append("place:ends_inside_a_word")
    if before in read_entries("sounds"):
        signs.append("place:behind_a_sound")
    if after in read_entries("sounds"):
        signs.append("place:before_a_sound")
    if right.startswith(tuple(read_role("of_place"))):
        signs.append("place:before_a_word_for_a_place")
    if right.startswith(tuple(read_role("of_person"))):
        signs.append("place:before_a_word_for_a_person")
    if before.isdigit():
        signs.append("place:behind_a_number")
    if before in "\n \u3000" and after in "\n□":
        signs.append("place:alone_on_its_line")
    if left in read_role("located"):
        signs.append(f"left:{left}")
    return tuple(signs)


_JOINTS: Final = "、和与及"
_SHOWN: Final = {"\n": "⏎", "\r": "⏎", " ": "␠", "\u3000": "␣"}
_WRITTEN: Final = str.maketrans(_SHOWN)
_LEFT: Final = {
    sign: f"left:{_SHOWN.get(sign, sign)}"
    for sign in "，。、：；“”《（( \n\u3000在从到于向对由和与被把让的是为以及·-—将据"
}
_RIGHT: Final = {
    sign: f"right:{_SHOWN.get(sign, sign)}"
    for sign in "，。、：；“”》）)( （\n\u3000在从到于向对由和与被把让的是为以及等·-—将说也就则"
}


def _describe_press(name: str) -> tuple[str, ...]:
    """Collect the signs of a string by its use elsewhere in the press."""
    counts = _read_counts().get(name)
    if counts is None:
        return ("press:rare",)
    size = "some" if counts.all < 20 else "many"
    goes_on = len(name) > 1 and counts.follows > 0.8 * counts.all
    return (
        f"press:{min(counts.all.bit_length(), 13)}",
        *(f"{field}:{size}:{_rank(getattr(counts, field) / counts.all)}" for field in _SHARES),
        *(("press:goes_on",) if goes_on else ()),
    )


_SHARES: Final = ("behind_office", "behind_people", "before_verb", "before_office", "inside")


def _rank(share: float) -> int:
    return sum(share > bound for bound in (0, 0.03, 0.1, 0.25))


@cache
def _read_counts() -> Mapping[str, Counts]:
    """For strings that look like names, how often and where each stands in the press."""
    table = read_lexicon("strings")
    numbers = table[[*Counts._fields]].astype("int64").to_numpy().tolist()
    return {name: Counts(*row) for name, row in zip(table["string"], numbers, strict=True)}


@cache
def _read_weights() -> dict[str, float]:
    table: pd.DataFrame = read_lexicon("name_weights")
    return dict(zip(table["sign"], table["weight"].astype(float), strict=True))
