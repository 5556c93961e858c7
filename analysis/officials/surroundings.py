"""What an office, a verb or the end of a word beside a candidate adds to its points."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

import numpy as np

from analysis.expressions import Expression
from analysis.officials import names
from analysis.officials.acting import ADVERBS, acts
from analysis.officials.names import Candidates, Characters
from analysis.officials.roster import Person
from analysis.officials.stretches import Stretches, list_spans
from analysis.officials.surnames import ALSO_VERBS
from analysis.officials.wordlike import read_sounds

__all__ = ["FAINT", "find_strangers", "weigh_surroundings"]


_FRAMED: Final = -2.7
_DOTS: Final = 3.0  # for a foreign name of several parts that a title stands before
_FRAME: Final = 2.2
_WHOLE: Final = 2.0  # for a foreign name that no further character can belong to
_FOLLOWED: Final = 1.2  # for a name that an office follows
FAINT: Final = -5.0  # below it is not looked at


def weigh_surroundings(
    text: str,
    characters: Characters,
    candidates: Candidates,
    stretches: Stretches,
    people: Mapping[str, Person],
) -> None:
    """Add what an office before or after a name adds, and a foreign name that is whole."""
    starts, ends, strings, _, _, _, points = stretches
    for at in _find_framed(text, characters, candidates):
        if points[at] > _FRAMED and names.read_word(strings[at]) == "":
            points[at] += _FRAME + 0.5 * (len(strings[at]) - 2)
    for at in _find_followed(text, characters, candidates):
        if points[at] > _FRAMED and names.read_word(strings[at]) == "":
            points[at] += _FOLLOWED
    foreign = np.flatnonzero(candidates.foreign)
    marks = characters.marks[candidates.start[foreign]]
    closing = characters.begins[candidates.end[foreign]]
    titles = zip(
        *(foreign.tolist(), (marks & 8 > 0).tolist(), (marks & 9 == 1).tolist(), closing.tolist()),
        strict=True,
    )
    for at, titled, described, closed in titles:
        string = strings[at]
        if points[at] <= FAINT:
            continue
        # 法国总统埃马纽埃尔·马克龙: an office before it, or a known name at its end.
        if "·" in string:
            framed = titled and closed
            points[at] += _DOTS if framed or string.rsplit("·")[-1] in people else 0.0
            if not framed and _is_whole(text, starts[at], ends[at]):
                points[at] += _WHOLE
        elif titled:
            points[at] += _WHOLE if _is_whole(text, starts[at], ends[at]) else 0.0
        elif (
            described
            and closed
            and len(string) > 2
            and text[starts[at] - 1] not in "文图摄叫志"  # 同志
            and _is_whole(text, starts[at], ends[at])
        ):
            points[at] += _WHOLE


def _find_framed(text: str, characters: Characters, candidates: Candidates) -> Iterator[int]:
    """The candidates in Chinese characters that stand between a title and the end of a word."""
    start, end = candidates.start, candidates.end
    framed = (characters.marks[start] & 8 > 0) & characters.begins[end] & ~candidates.foreign
    for at, first, last in list_spans(candidates, framed):
        # 段清和主持: a 和 before a verb or a stop joins nothing, and is of the name.
        closed = characters.marks[last] & 4 or text[last] in "，。；"
        inner = last - 1 if closed and text[last - 1] == "和" else last
        if (
            text[first] not in ALSO_VERBS
            and not _DOTTED.match(text, last)
            and not _NO_NAME.search(text, first, inner)
        ):
            yield at


def _find_followed(text: str, characters: Characters, candidates: Candidates) -> Iterator[int]:
    """The candidates of three characters that an office follows: 何云河教授, 陈清河副主任."""
    start, end = candidates.start, candidates.end
    followed = characters.marks & 2 > 0
    # An office begins right there, or behind 副.
    titled = followed[end] | followed[np.minimum(end + 1, len(followed) - 1)]
    titled &= (end - start == 3) & ~candidates.foreign & characters.begins[start]
    for at, first, last in list_spans(candidates, titled):
        office = last + 1 if text[last] == "副" else last
        if (
            followed[office]
            and _RANK.match(text, office)
            and not _NO_NAME.search(text, first, last)
        ):
            yield at


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether a foreign name takes in all characters of its kind that stand there."""
    sounds = _read_sounds_and_dot()
    return text[end : end + 1] not in sounds and (
        "·" not in text[start:end] or text[start - 1 : start] not in sounds
    )


@cache
def _read_sounds_and_dot() -> frozenset[str]:
    """The characters that foreign names are written with, and the dot between them."""
    return read_sounds() | {"·"}


_RANK: Final = Expression(
    "[一二三四五六七八九]段|书记|主席|主任|部长|局长|厅长|[省市县区镇乡村处科所院校会社台站队行厂]长|教授|院士|总理|总裁|总经理|董事长|委员长|研究员"
    "|司令|政委|将军|工程师|医生|大夫|老师|律师|博士"
)


def find_strangers(
    text: str, begins: bytes, marks: bytes, candidates: Candidates, points: Sequence[float]
) -> Iterator[int]:
    """The foreign candidates that a verb follows and a title, or nothing, stands before."""
    lengths = candidates.end - candidates.start
    closed = np.frombuffer(begins, bool)[candidates.end]
    hopeful = candidates.foreign & (lengths > 2) & closed
    for at, start, end in list_spans(candidates, hopeful & (np.array(points) > _UNKNOWN)):
        opens = marks[start] & 1 or text[start - 1 : start] in _OPENING
        if (
            opens
            and (marks[end] & 4 or acts(text, begins, end))
            and not (text[end] in "的等·•-" or text[end - 1] in ADVERBS)
        ):
            yield at


_UNKNOWN: Final = -4.0
_OPENING: Final = frozenset("，。、\n；\u3000")
_DOTTED: Final = Expression(f"[{names.HAN}]{{1,6}}[·•]")
_NO_NAME: Final = Expression("[了的是在和与我他她对向将被让把着这那从]")
