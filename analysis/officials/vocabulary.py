"""Where the words of the lists stand in a text: titles, verbs, Japanese surnames, parts of names.

All are found in one pass, and with them the words that frames and credits are looked for by; verbs
of one character, the most frequent, by a table of characters.
"""

import sys
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import accumulate, chain, pairwise
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.credits import list_signs
from analysis.lexicon import read_lexicon
from analysis.officials.words import read_role, read_surnames

__all__ = ["Marks", "Spans", "Vocabulary", "find_vocabulary", "keep_longest", "mark_words"]

Marks = npt.NDArray[np.uint8]
_Numbers = npt.NDArray[np.int64]


class Spans(NamedTuple):
    """Where the words of a list stand: the number of each word, its start and its end."""

    word: _Numbers
    start: _Numbers
    end: _Numbers


class Vocabulary(NamedTuple):
    """Where the words of all lists stand in a text, also inside one another.

    `verbs` are those of two characters and more; `credits` says where credits begin, `frames` where
    which word of `lexicons/frames.csv` begins, and `people` where which known name does.
    """

    titles: Spans
    verbs: Spans
    japanese: Spans
    parts: Spans
    credits: list[int]
    frames: list[tuple[int, str]]
    people: list[tuple[int, str]]


def find_vocabulary(text: str, people: tuple[str, ...] = ()) -> Vocabulary:
    """Find the words of all lists in a text, and names of people, in the order of their ends."""
    automaton, bounds = _build_automaton(people)
    hits = automaton.find_matches_as_indexes(text, overlapping=True)
    # Twice as fast as np.array, which looks at every tuple.
    found = np.fromiter(chain.from_iterable(hits), np.int64, 3 * len(hits)).reshape(-1, 3)
    word, start, end = found.T
    lists = []
    for first, last in pairwise(bounds):
        at = np.flatnonzero((word >= first) & (word < last))
        lists.append(Spans(word[at] - first, start[at], end[at]))
    titles, verbs, japanese, parts, credited, frames, known = lists
    return Vocabulary(
        titles,
        verbs,
        japanese,
        parts,
        credited.start.tolist(),
        _name_words(frames, _read_frame_words()),
        _name_words(known, people),
    )


def _name_words(spans: Spans, words: Sequence[str]) -> list[tuple[int, str]]:
    """Where each word begins, and which it is."""
    places = zip(spans.start.tolist(), spans.word.tolist(), strict=True)
    return [(at, words[one]) for at, one in places]


@cache
def _read_frame_words() -> tuple[str, ...]:
    """The words by which frames are found: those before the names, else those behind."""
    frames = read_lexicon("frames")
    cells = frames["before"].fillna(frames["after"])
    return tuple(dict.fromkeys("|".join(cells).split("|")))


@lru_cache(4)
def _build_automaton(people: tuple[str, ...]) -> tuple[Any, list[int]]:
    """The automaton of all lists, and the number of the first word of each list."""
    from ahocorasick_rs import AhoCorasick, Implementation

    lists = (
        read_lexicon("titles")["title"].tolist(),
        [verb for verb in read_lexicon("verbs")["verb"] if len(verb) > 1],
        sorted(read_surnames("japanese")),
        read_lexicon("name_parts")["part"].tolist(),
        list_signs(),
        _read_frame_words(),
        people,
    )
    bounds = list(accumulate(map(len, lists), initial=0))
    # A DFA is twice as fast, but too large for the names of a long list.
    kind = Implementation.DFA if len(people) < _MANY else Implementation.ContiguousNFA
    return AhoCorasick([*chain(*lists)], implementation=kind), bounds


_MANY: Final = 5000


def mark_words(codes: _Numbers, vocabulary: Vocabulary) -> Marks:
    """Mark where titles and verbs begin and end, one bit for each.

    1: a title ends, 2: a title begins, 4: a verb begins, 8: an office that stands before names
    ends, 16: an office that stands behind names begins, 32: another such title begins.
    """
    marks = np.zeros(len(codes) + 1, dtype=np.uint8)
    titles = vocabulary.titles
    # Only the longest title that begins at a place counts: a name may follow 博士生 and 部长官,
    # where 博士 and 部长 end inside. Titles come in the order of ends, so the longest is written
    # last.
    longest = np.zeros(len(codes) + 1, dtype=np.int64)
    longest[titles.start] = titles.end
    whole = longest[titles.start] == titles.end
    titles = Spans(titles.word[whole], titles.start[whole], titles.end[whole])
    marks[titles.end] |= 1
    marks[titles.start] |= 2
    before, behind, called = _list_offices()
    marks[titles.end[before[titles.word]]] |= 8
    marks[titles.start[behind[titles.word]]] |= 16
    marks[titles.start[called[titles.word]]] |= 32
    marks[vocabulary.verbs.start] |= 4
    marks[:-1][_read_short_verbs()[codes]] |= 4
    return marks


def keep_longest(spans: Spans) -> list[tuple[int, int]]:
    """Keep spans that do not overlap: the first, and of those that begin together the longest."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(
        zip(spans.start.tolist(), spans.end.tolist(), strict=True),
        key=lambda span: (span[0], -span[1]),
    ):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


@cache
def _read_short_verbs() -> npt.NDArray[np.bool_]:
    """For every character, whether it is a verb."""
    is_verb = np.zeros(sys.maxunicode + 1, dtype=bool)
    is_verb[[ord(verb) for verb in read_lexicon("verbs")["verb"] if len(verb) == 1]] = True
    return is_verb


@cache
def _list_offices() -> list[npt.NDArray[np.bool_]]:
    """For each title, whether it is an office before names, one behind names, or no office."""
    table = read_lexicon("titles")
    office, behind = table["office"] == "yes", table["surname"].notna()
    before = office & (table["title"].str.len() > 1)
    before &= ~table["title"].isin(read_role("rather_title"))
    return [one.to_numpy(dtype=bool) for one in (before, behind & office, behind & ~office)]
