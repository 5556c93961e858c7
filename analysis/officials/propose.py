"""What could be a name: what speaks for each candidate in its article, its issue and its list."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Final, NamedTuple

import numpy as np

from analysis.credits import find_names, read_form
from analysis.han import HAN
from analysis.lexicon import read_lexicon
from analysis.officials import names
from analysis.officials.batch import Batch, Mention, find_signs, match_at
from analysis.officials.frames import find_in_frames
from analysis.officials.names import Candidates, Characters, Stretches, list_spans, list_stretches
from analysis.officials.roster import Person
from analysis.officials.vocabulary import Vocabulary
from analysis.officials.words import (
    ADVERBS,
    ALSO_VERBS,
    acts,
    is_of_another_word,
    is_word,
    read_entries,
    read_not_names,
    read_surnames,
    read_word,
    weigh_doubt,
)

__all__ = ["Proposals", "propose_names"]


# Candidates with more points are proposed. Most of them are no names, which `weigh` finds out.
_ACCEPT: Final = -2.5
_SEPARATORS: Final = "·•"
_STRANGER: Final = (
    1.8  # for a foreign name before a verb, at the beginning of a clause or behind a title
)
_Found = tuple[int, int, float, bool]


class Proposals(NamedTuple):
    """What could be a name in a batch, in the order of the text, and the points of each.

    `credited` says where names in credits begin: 卫东来 in 记者 卫东来.
    """

    mentions: list[Mention]
    points: list[float]
    credited: frozenset[int]


def propose_names(
    batch: Batch, characters: Characters, vocabulary: Vocabulary, people: Mapping[str, Person]
) -> Proposals:
    """Propose what could be a name in a batch."""
    text = batch.text
    candidates, scores = names.score_candidates(
        *characters, names.list_candidates(*characters), faint=FAINT
    )
    begins, marks = characters.begins.tobytes(), characters.marks.tobytes()
    stretches = list_stretches(batch, candidates, scores.tolist())
    points = stretches.points
    for at, string in enumerate(stretches.strings):
        if points[at] > _ACCEPT or string in people:
            points[at] -= weigh_doubt(string)
    weigh_surroundings(text, characters, candidates, stretches)
    for at in find_strangers(text, begins, marks, candidates, points):
        points[at] += _STRANGER
    _cut_verbs(text, characters, candidates, stretches)
    _hand_on(batch, stretches, people)
    _lift_lists(text, characters, candidates, stretches)
    signed = [*_find_signers(text, vocabulary.credits)]
    certain = [(start, end, 9.0) for start, end in signed]
    certain += find_in_frames(text, characters, vocabulary)
    found = [*_find_accepted(text, stretches)]
    found += [(start, end, point, "·" in text[start:end]) for start, end, point in certain]
    mentions, points = _make_mentions(batch, sorted(_choose_apart(found, len(text))))
    return Proposals(mentions, points, frozenset(start for start, _ in signed))


def _find_signers(text: str, signs: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Find the names that stand in a credit; `signs` are the places of the words it begins with."""
    for found in match_at(read_form("signature"), text, signs):
        yield from find_names(text, *found.span("names"))
    columns = (
        read_form("column").search(text, max(0, at - 7), at + 1) for at in find_signs(text, "□")
    )
    for found in chain(read_form("pen").finditer(text), filter(None, columns)):
        name = found["names"]
        if not read_form("nobody").match(name) and (
            name[0] in read_surnames() or not read_word(name)
        ):
            yield found.span("names")


def _hand_on(batch: Batch, stretches: Stretches, people: Mapping[str, Person]) -> None:
    """Give a candidate nearly the points that its string has elsewhere in the article or issue."""
    strings, owners, rows, points = stretches[2], stretches[3], stretches[4], stretches.points
    in_article: dict[tuple[int, str], float] = {}
    in_issue: dict[tuple[int, str], float] = {}
    for at, point in enumerate(points):
        if point > _SURE:
            for known, key in ((in_article, rows[at]), (in_issue, batch.days[owners[at]])):
                known[key, strings[at]] = max(known.get((key, strings[at]), 0.0), point)
    hopeful = {string for _, string in in_issue} | people.keys()
    for at, string in enumerate(strings):
        # Most strings have few points everywhere, and are left out at once.
        if string in hopeful and FAINT < points[at] < _HANDED_ON:
            of_issue = in_issue.get((batch.days[owners[at]], string), 0.0) - _FROM_ISSUE
            best = max(in_article.get((rows[at], string), 0.0), of_issue)
            if string in people and points[at] > _FRAMED:
                best = max(best, _OF_PEOPLE)
            if best > _SURE:
                points[at] = max(points[at], min(best - 0.3, _HANDED_ON))


# points from which on they are given to the same string elsewhere in its article
_SURE: Final = 0.7
_HANDED_ON: Final = 3.7  # no string is given more points than this
_FROM_ISSUE: Final = 1.5  # so many points less if it stands in another article of the issue
_OF_PEOPLE: Final = 3.0  # points of a person who is known beforehand


def _find_accepted(text: str, stretches: Stretches) -> Iterator[_Found]:
    """Find the candidates with enough points that are no part of a longer word or dotted name."""
    starts, ends, strings, _, _, foreign, points = stretches
    never = read_not_names()
    for at, point in enumerate(points):
        if point > _ACCEPT and strings[at] not in never:
            start, end = starts[at], ends[at]
            cut = is_of_another_word(text, strings[at], start)
            if not cut and text[end] not in _SEPARATORS and text[start - 1] not in _SEPARATORS:
                yield start, end, point, foreign[at]


def _make_mentions(batch: Batch, chosen: Sequence[_Found]) -> tuple[list[Mention], list[float]]:
    """Make the namings, in the order of the text."""
    text = batch.text
    owners = np.searchsorted(batch.firsts, [one[0] for one in chosen], side="right") - 1
    mentions = []
    for (start, end, _, foreign), owner in zip(chosen, owners.tolist(), strict=True):
        reign = _REIGN.match(text, end)
        close = reign.end() if reign else end
        mentions.append(Mention(start, close, _mend(text[start:close]), owner, foreign))
    return mentions, [point for _, _, point, _ in chosen]


# The number of a king, which belongs to the name: 阿卜杜拉二世.
_REIGN: Final = re.compile("[一二三四五六七八九十]{1,3}世(?![界纪代家人])")


def _mend(name: str) -> str:
    """Take blanks and ends of lines out of a name: 刘 歌."""
    if name.isalpha():  # true of nearly all names
        return name
    return name.replace(" ", "").replace("\u3000", "").replace("\n", "")


def _cut_verbs(
    text: str, characters: Characters, candidates: Candidates, stretches: Stretches
) -> None:
    """Give the points of a name that ends in a verb to the name without it: 钱穗 in 钱穗作部署."""
    starts, ends, points = stretches.starts, stretches.ends, stretches.points
    last = characters.codes[candidates.end - 1]
    longer = candidates.end - candidates.start > 2
    ends_in, runs_on = _read_ends()
    verbs = longer & names.match_signs(last, ends_in)
    running = [at for at in np.flatnonzero(verbs).tolist() if runs_on.match(text, ends[at] - 1)]
    # 了 and 着 follow a verb, so the last character is not part of the name: 石磊干了.
    done = (
        longer & ~candidates.foreign & names.match_signs(characters.codes[candidates.end], "了着")
    )
    running += [at for at in np.flatnonzero(done).tolist() if not _BEGINS.match(text, ends[at])]
    beside = np.isin(candidates.start, candidates.start[running])
    spans = {(starts[at], ends[at]): at for at in np.flatnonzero(beside).tolist()}
    for at in running:
        whole = spans.get((starts[at], ends[at] - 1))
        if whole is not None:
            points[whole] = max(points[whole], points[at])
        points[at] = -99.0


# Words that begin with 了 or 着.
_BEGINS: Final = re.compile("了(?:解|结|却|然|不起)|着(?:手|力|重|眼|急|装|实|陆|迷|想|意|火)")


@cache
def _read_ends() -> tuple[str, re.Pattern[str]]:
    """The rows of `name_ends`: all characters, and a pattern of each with what must follow it."""
    table = read_lexicon("name_ends")
    rows = zip(table["sign"], table["behind"], strict=True)
    pattern = "|".join(f"{sign}(?={behind})" for sign, behind in rows)
    return "".join(table["sign"]), re.compile(pattern)


def _lift_lists(
    text: str, characters: Characters, candidates: Candidates, stretches: Stretches
) -> None:
    """Add points to candidates next to 、 and a name, from left to right and back again."""
    starts, ends, strings, _, _, _, points = stretches
    joints = names.match_signs(characters.codes, "、")
    listing = joints[candidates.start - 1] | joints[candidates.end]
    closes: dict[int, float] = {}
    order = sorted(np.flatnonzero(listing).tolist(), key=starts.__getitem__)
    for at in order:
        start, end = starts[at], ends[at]
        lifted = closes.get(start - 1, 0.0) > 0 and text[start - 1] == "、"
        if lifted:
            # The last name of a list stands before a verb or a mark: 向宏、安康、高峰出席.
            points[at] += 3.0 if characters.marks[end] & 4 or text[end] in "、，。" else 1.5
        if points[at] > closes.get(end, 0.0) and (lifted or not is_word(strings[at])):
            closes[end] = points[at]
    opens: dict[int, float] = {}
    for at in reversed(order):
        start, end = starts[at], ends[at]
        if text[end] == "、" and opens.get(end + 1, 0.0) > 0:
            points[at] += 1.5
        if not is_word(strings[at]):
            opens[start] = max(opens.get(start, 0.0), points[at])


def _choose_apart(found: Sequence[_Found], size: int) -> list[_Found]:
    """The best of those that overlap: start, end, points, foreign."""
    taken = bytearray(size)
    chosen: list[_Found] = []
    for one in sorted(found, key=lambda one: (-one[2], one[0], -one[1], one[3])):
        start, end, _, _ = one
        if 1 not in taken[start:end]:
            taken[start:end] = b"\1" * (end - start)
            chosen.append(one)
    return chosen


_FRAMED: Final = -2.7
_FRAME: Final = 2.2
_DOTS: Final = 3.0  # for a foreign name of several parts behind a title
_WHOLE: Final = 2.0  # for a foreign name with no further such character beside it
_FOLLOWED: Final = 1.2  # for a name before an office
FAINT: Final = -5.0  # candidates with fewer points are passed over


def weigh_surroundings(
    text: str, characters: Characters, candidates: Candidates, stretches: Stretches
) -> None:
    """Add points for an office before or behind a name, and for a whole foreign name."""
    strings, points = stretches.strings, stretches.points
    for at in _find_framed(text, characters, candidates):
        if points[at] > _FRAMED and read_word(strings[at]) == "":
            points[at] += _FRAME + 0.5 * (len(strings[at]) - 2)
    for at in _find_followed(characters, candidates):
        if points[at] > _FRAMED and read_word(strings[at]) == "":
            points[at] += _FOLLOWED
    titled = characters.marks[candidates.start] & 8 > 0
    called = (characters.marks[candidates.end] & 16 > 0) & characters.begins[candidates.start]
    dotted = np.array(["·" in string for string in strings], dtype=bool)
    for at, first, last in list_spans(candidates, candidates.foreign & (titled | called | dotted)):
        if points[at] <= FAINT:
            continue
        # Several parts between an office and the beginning of a word: 法国总统埃马纽埃尔·马克龙.
        if dotted[at] and titled[at] and characters.begins[last]:
            points[at] += _DOTS
        elif _is_whole(text, first, last, titled=bool(titled[at] and not dotted[at])):
            points[at] += _WHOLE


def _find_framed(text: str, characters: Characters, candidates: Candidates) -> Iterator[int]:
    """The Chinese candidates that stand between a title and the end of a word."""
    start, end = candidates.start, candidates.end
    framed = (characters.marks[start] & 8 > 0) & characters.begins[end] & ~candidates.foreign
    for at, first, last in list_spans(candidates, framed):
        # 和 before a verb or a mark joins nothing, so it is part of the name: 段清和主持.
        closed = characters.marks[last] & 4 or text[last] in "，。；"
        inner = last - 1 if closed and text[last - 1] == "和" else last
        if (
            text[first] not in ALSO_VERBS
            and not _DOTTED.match(text, last)
            and not _NO_NAME.search(text, first, inner)
        ):
            yield at


def _find_followed(characters: Characters, candidates: Candidates) -> Iterator[int]:
    """The candidates of three characters that stand before an office: 何云河教授, 陈清河副主任."""
    start, end = candidates.start, candidates.end
    deputy = names.match_signs(characters.codes, "副")
    followed = (characters.marks[end + deputy[end]] & 48 > 0) & characters.begins[start]
    yield from np.flatnonzero(followed & (end - start == 3) & ~candidates.foreign).tolist()


def _is_whole(text: str, start: int, end: int, *, titled: bool) -> bool:
    """Whether a foreign name takes in all characters of its kind that stand there."""
    beside = text[end] if titled else text[end] + text[start - 1]
    return "·" not in beside and read_entries("sounds").isdisjoint(beside)


def find_strangers(
    text: str, begins: bytes, marks: bytes, candidates: Candidates, points: Sequence[float]
) -> Iterator[int]:
    """The foreign candidates before a verb, behind a title or at the beginning of a clause."""
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
_DOTTED: Final = re.compile(f"[{HAN}]{{1,6}}[·•]")
_NO_NAME: Final = re.compile("[了的是在和与我他她对向将被让把着这那从]")
