"""What strings are made like: a name, a word that people are called by, a word that is nobody.

Whether such a string is a name where it stands, the words around it decide.
"""

from functools import cache, lru_cache
from typing import Final

from analysis.expressions import Expression
from analysis.lexicon import read_lexicon
from analysis.officials import names
from analysis.officials.surnames import read_surnames
from analysis.officials.titles import find_head

__all__ = [
    "CLOSING",
    "FUNCTION",
    "ONLY_HAN",
    "is_plain",
    "is_whole_name",
    "is_word",
    "read_never",
    "read_sounds",
    "read_words",
]


_H: Final = f"[{names.HAN}]"
CLOSING: Final = frozenset("、，。；：,;:（(！？\n”")
ONLY_HAN: Final = Expression(f"{_H}+")
FUNCTION: Final = Expression("[了的是我你他她您对将被让把着这那其们]")


@cache
def read_never() -> frozenset[str]:
    """Words made like a name that are nobody's, whatever stands around them."""
    words = frozenset(read_lexicon("not_names")["word"]) - frozenset(read_words())
    return words | frozenset(read_lexicon("countries")["country"])


@cache
def read_words() -> dict[str, bool]:
    """Words that people are called by as well, and whether they say how something is done."""
    table = read_lexicon("word_names")
    return dict(zip(table["word"], table["manner"] == "yes", strict=True))


@lru_cache(names.REMEMBERED)
def is_word(string: str) -> bool:
    """Whether a name is a word or a place as well: it is a name only where the context says so."""
    if string in read_words() or names.read_word(string) == "ns":
        return True
    return len(string) == 3 and string[-1] in "山湖河岛寺" and names.is_place(string)


def _measure_surname(string: str) -> int:
    """How many characters of a string are its surname: 2, 1 or 0."""
    surnames = read_surnames()
    if len(string) > 2 and string[:2] in surnames:
        return 2
    return int(string[:1] in surnames)


def is_whole_name(string: str, *, appointed: bool = False) -> bool:
    """Whether a string is made like a name; who is appointed may have a longer or a foreign one."""
    if string in read_never() or find_head(string):
        return False
    if string in read_words():
        return True
    surname = _measure_surname(string)
    given = len(string) - surname
    if surname and 1 <= given <= (3 if appointed else 2):
        return FUNCTION.search(string) is None and ONLY_HAN.fullmatch(string) is not None
    return appointed and len(string) > 2 and _sounds_foreign(string)


def _sounds_foreign(string: str) -> bool:
    return all(sign == "·" or sign in read_sounds() for sign in string)


@cache
def read_sounds() -> frozenset[str]:
    """The characters that foreign names are written with."""
    return frozenset("".join(read_lexicon("sounds")["character"]))


def is_plain(string: str) -> bool:
    """Whether a string is a word that is no name of a place or a person."""
    return names.read_word(string)[:2] not in ("", "ns", "i", "l")
