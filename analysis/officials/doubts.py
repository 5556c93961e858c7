"""What speaks against a name that looks like one: it is a word, a place, a company, a doctrine."""

from functools import cache, lru_cache
from typing import Final

from analysis.lexicon import read_lexicon
from analysis.officials import names
from analysis.officials.batch import DOCTRINES
from analysis.officials.short import read_honours
from analysis.officials.titles import find_country, read_groups
from analysis.officials.wordlike import is_word

__all__ = [
    "begins_longer",
    "is_country",
    "opens_with_country",
    "read_longer",
    "read_not_names",
    "weigh_doubt",
]

_MOST: Final = 9.0


def weigh_doubt(text: str, string: str, start: int, end: int) -> float:
    """Weigh what speaks against a name, by itself and by what stands beside it."""
    doubt = _doubt_string(string)
    if is_country(text, start) or text.startswith(DOCTRINES, end):
        return _MOST
    return doubt


def is_country(text: str, start: int) -> bool:
    """Whether the first character of what looks like a name is a country: 韩正 in 中韩正进行."""
    return text[start - 1 : start + 1] in _COUNTRIES


# Surnames that are the short name of a country, or of Europe, behind that of another.
_COUNTRIES: Final = frozenset(f"{one}{other}" for one in "中日朝美俄欧韩英法德" for other in "韩欧")


@lru_cache(names.REMEMBERED)
def _doubt_string(string: str) -> float:
    """Weigh what speaks against a name wherever it stands."""
    if string in read_groups():
        return _MOST  # 孙子
    if string in read_not_names() or string[1:] in read_honours() or string[1:] in _COUNTED:
        return _MOST
    if is_word(string):
        return 6.0 if len(string) == 3 else 2.5
    if opens_with_country(string):
        return _MOST
    return {"": 0.0, "ns": 6.0, "nt": 6.0}.get(names.read_word(string), 2.5)


@lru_cache(names.REMEMBERED)
def opens_with_country(string: str) -> bool:
    """Whether what looks like a foreign name is a country and something of it: 阿根廷比索."""
    country = find_country(string) if len(string) > 3 and "·" not in string else None
    return country is not None and len(country) > 2 and country != string


# 阎、陈二人.
_COUNTED: Final = frozenset(
    f"{number}{one}" for number in "二两三四五六七八九" for one in "人姓"
) | {*("夫妇", "父子", "父女", "母女", "母子", "兄弟", "姐妹")}


@cache
def read_not_names() -> frozenset[str]:
    """Countries, places, peoples and words that are made like names."""
    return frozenset([*read_lexicon("countries")["country"], *read_lexicon("not_names")["word"]])


def begins_longer(text: str, string: str, start: int) -> bool:
    """Whether a country or a word that is none begins as the name does: 克里 in 克里姆林宫."""
    longer = read_longer().get(string)
    return longer is not None and text.startswith(longer, start)


@cache
def read_longer() -> dict[str, tuple[str, ...]]:
    """Of what could be a name, the words that are none and begin with it."""
    longer: dict[str, tuple[str, ...]] = {}
    for word in read_not_names():
        for end in range(2, len(word)):
            longer[word[:end]] = (*longer.get(word[:end], ()), word)
    return longer
