"""Which of the new strings are formulations, and which names, places, events and series."""

import re
from functools import cache
from typing import Final

from analysis.lexicon import read_countries, read_lexicon

__all__ = ["list_verbs", "tell_kind"]

_PERSON: Final = re.compile(r"nr\w*")
_FAMOUS: Final = ("nrt", "nrfg")  # names written in sounds, and of the best known
_SIGN: Final = "、"
_LONGEST_NAME: Final = 4
# Where a string stands between 《 and 》 in this share of its places, it is a title.
_TITLE: Final = 0.5


def tell_kind(phrase: str, words: list[tuple[str, str]], title: float) -> str:
    """Tell a formulation from the name of a person, a place, an event or a series.

    `words` are the words of the string with their parts of speech, `title` the share of its places
    where it stands between 《 and 》. The cutter takes many a formulation for a person or a place
    (从严治党, 依法治国), so that its word alone is not enough for either.
    """
    if title >= _TITLE or _read_pattern("series").search(phrase):
        return "series"
    if _read_pattern("event").search(phrase):
        return "event"
    if _ends_in_person(words):
        return "name"
    return "place" if _is_place(phrase, words) else "phrase"


def list_verbs() -> list[str]:
    """The verbs that stand before formulations, each of two characters."""
    rows = read_lexicon("new_phrase_words")
    return rows.loc[rows["role"] == "verb", "pattern"].tolist()


def _ends_in_person(words: list[tuple[str, str]]) -> bool:
    """Whether a string is names of persons alone, or such names behind a title."""
    first = len(words)
    while first and (_PERSON.fullmatch(words[first - 1][1]) or words[first - 1][0] == _SIGN):
        first -= 1
    names = [each for each in words[first:] if each[0] != _SIGN]
    if not names:
        return False
    titled = first > 0 and words[first - 1][0].endswith(_list_titles())
    return all(titled or _is_known(*each) for each in names) and (titled or first == 0)


def _is_known(word: str, tag: str) -> bool:
    """Whether a word that the cutter takes for a person is known as one, or begins like one."""
    surnames = _read_words("surnames", "surname", common="yes")
    return (
        tag in _FAMOUS
        or word in _read_words("people", "name")
        or (len(word) < _LONGEST_NAME and word[0] in surnames)
        or (len(word) <= _LONGEST_NAME and word[:2] in surnames)
    )


def _is_place(phrase: str, words: list[tuple[str, str]]) -> bool:
    """Whether a string is countries alone, or words for places and ends in what divisions do."""
    if {word for word, _ in words} <= read_countries():
        return True
    ends = _read_pattern("place")
    placed = [tag == "ns" or bool(ends.fullmatch(word)) for word, tag in words]
    return all(placed) and bool(ends.search(phrase))


@cache
def _read_pattern(role: str) -> re.Pattern[str]:
    rows = read_lexicon("new_phrase_words")
    return re.compile("|".join(rows.loc[rows["role"] == role, "pattern"]))


@cache
def _read_words(lexicon: str, column: str, **cells: str) -> frozenset[str]:
    """The words of a list, of the rows with these cells."""
    rows = read_lexicon(lexicon)
    for name, cell in cells.items():
        rows = rows[rows[name] == cell]
    return frozenset(rows[column])


@cache
def _list_titles() -> tuple[str, ...]:
    return tuple(read_lexicon("titles")["title"])
