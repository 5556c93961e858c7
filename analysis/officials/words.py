"""What words and strings are: surnames, titles, countries, verbs, what is made like a name.

Whether such a string is a name where it stands, the words around it decide.
"""

import re
from functools import cache, lru_cache
from typing import Final

from analysis.cutter import open_cutter
from analysis.han import HAN
from analysis.lexicon import read_countries, read_lexicon
from analysis.officials.batch import DOCTRINES

__all__ = [
    "ADVERBS",
    "ALSO_VERBS",
    "CLOSING",
    "DOTS",
    "FUNCTION",
    "LETTER",
    "ONLY_HAN",
    "REMEMBERED",
    "acts",
    "find_country",
    "find_head",
    "is_of_another_word",
    "is_office",
    "is_plain",
    "is_whole_name",
    "is_word",
    "read_entries",
    "read_groups",
    "read_honours",
    "read_never",
    "read_not_names",
    "read_role",
    "read_surnames",
    "read_word",
    "read_words",
    "weigh_doubt",
]


# Any letter but Latin ones, for patterns whose matches are checked afterwards. The classes of HAN
# are exact, but take long to compile.
LETTER: Final = r"[^\W\dA-Za-z_]"
# The dots between parts of a foreign name; all are read as the first.
DOTS: Final = "·•‧・∙⋅●．"
# The most strings whose result is remembered, since most come back every day.
REMEMBERED: Final = 50_000


@lru_cache(REMEMBERED)
def read_word(string: str) -> str:
    """The part of speech that the dictionary gives a string; "" for names and unknown words."""
    tagged = open_cutter().tag(string, False)
    if len(tagged) != 1 or tagged[0][1].startswith(("nr", "x", "nz")):
        return ""
    return tagged[0][1]


@cache
def read_entries(*lists: str) -> frozenset[str]:
    """What stands in the first column of any of some lists."""
    return frozenset(entry for name in lists for entry in read_lexicon(name).iloc[:, 0])


@cache
def _list_countries() -> dict[str, list[str]]:
    """The countries by their first character, the longest first."""
    countries: dict[str, list[str]] = {}
    for name in sorted(read_countries(), key=lambda name: (-len(name), name)):
        countries.setdefault(name[0], []).append(name)
    return countries


@lru_cache(REMEMBERED)
def find_country(words: str) -> str | None:
    """The country that a title begins with, or None."""
    countries = _list_countries().get(words[:1], ())
    return next((name for name in countries if words.startswith(name)), None)


@cache
def read_groups() -> dict[str, tuple[str, bool]]:
    """For each title its group, and whether it is an office."""
    titles = read_lexicon("titles").fillna("")
    cells = zip(titles["title"], titles["group"], titles["office"] == "yes", strict=True)
    return {title: (group, office) for title, group, office in cells}


@lru_cache(REMEMBERED)
def find_head(title: str) -> str:
    """The longest known title that a title ends in: 局长 of 市财政局局长; "" if there is none."""
    groups = read_groups()
    return next((title[at:] for at in range(len(title)) if title[at:] in groups), "")


@lru_cache(REMEMBERED)
def is_office(title: str) -> bool:
    """Whether a title ends in an office, and not in what somebody only does."""
    head = find_head(title)
    return head != "" and read_groups()[head][1]


@cache
def read_honours() -> dict[str, bool]:
    """Titles behind a bare surname, and whether they may come before the full name is printed."""
    table = read_lexicon("titles").dropna(subset=["surname"])
    return dict(zip(table["title"], table["surname"] == "alone", strict=True))


# Surnames that are also verbs or prepositions.
ALSO_VERBS: Final = frozenset("任向来于和从应关有对为同与在台")


@cache
def read_role(role: str) -> frozenset[str]:
    """The words or characters in one row of `name_words`."""
    table = read_lexicon("name_words")
    words = str(table.loc[table["role"] == role, "words"].iloc[0])
    return frozenset(words.split("|") if "|" in words else words)


@cache
def read_surnames(kind: str = "") -> frozenset[str]:
    """Surnames, all or of one kind.

    `short` have one character, `long` two, `compound` are long ones that are rarely a word as well;
    `common` are frequent, `korean` also Korean, `japanese` only Japanese.
    """
    table = read_lexicon("surnames")
    name = table["surname"]
    wanted = {
        "": name.notna(),
        "short": name.str.len() == 1,
        "long": name.str.len() == 2,
        "compound": (table["origin"] == "compound") & ~name.isin(read_role("rather_word")),
        "common": table["common"].notna(),
        "korean": table["korean"] == "yes",
        "japanese": table["origin"] == "japanese",
    }
    return frozenset(name[wanted[kind]])


CLOSING: Final = frozenset("、，。；：,;:（(！？\n”")
ONLY_HAN: Final = re.compile(f"[{HAN}]+")
FUNCTION: Final = re.compile("[了的是我你他她您对将被让把着这那其们]")


@cache
def read_never() -> frozenset[str]:
    """Words that look like names and never are one."""
    return read_entries("not_names") - read_words().keys() | read_countries()


@cache
def read_words() -> dict[str, bool]:
    """Words that are also people's names, and whether they are adverbs of manner."""
    table = read_lexicon("word_names")
    return dict(zip(table["word"], table["manner"] == "yes", strict=True))


@lru_cache(REMEMBERED)
def is_word(string: str) -> bool:
    """Whether a name is also a word or a place, and so needs a context that speaks for a name."""
    return string in read_words() or read_word(string) == "ns"


def is_whole_name(string: str, *, appointed: bool = False) -> bool:
    """Whether a string looks like a name; one appointed may have a longer or a foreign name."""
    if string in read_never() or find_head(string):
        return False
    if string in read_words():
        return True
    is_long = len(string) > 2 and string[:2] in read_surnames()
    given = len(string) - (2 if is_long else 1)
    if (is_long or string[:1] in read_surnames()) and 1 <= given <= (3 if appointed else 2):
        return FUNCTION.search(string) is None and ONLY_HAN.fullmatch(string) is not None
    return appointed and len(string) > 2 and (read_entries("sounds") | {"·"}).issuperset(string)


def is_plain(string: str) -> bool:
    """Whether a string is a common word, and no name of a place or a person."""
    return read_word(string)[:2] not in ("", "ns", "i", "l")


ADVERBS: Final = frozenset("不没未也还都已曾正将却便又则仍更均皆竟")


def acts(text: str, begins: bytes, end: int) -> bool:
    """Whether a verb follows, or an adverb before one."""
    if text[end] in ADVERBS:
        return True
    close = end + 1
    while close < len(text) and not begins[close] and close < end + 4:
        close += 1
    if close == end + 1:
        return text[end] in _SHORT_ACTS
    word = text[end:close]
    if word in _read_acts():
        return word not in read_role("no_act")
    if len(word) == 2 and word[1] in "说答问":
        return False  # in 方向明说 the verb is 说, not 明说
    flag = read_word(word)
    if flag == "ad":
        return True  # an adverb before the verb: 详细了解
    flag = flag[:1]
    if flag in ("i", "l") and len(word) == 4:
        return word not in read_role("no_act")
    return flag in ("v", "d") and word not in read_role("no_act")


_SHORT_ACTS: Final = frozenset("饰说称讲问答作致率赴忙带把从在用拿看写听又再算拄走送")


@cache
def _read_acts() -> frozenset[str]:
    return frozenset(["命令", "报告", *(v for v in read_lexicon("verbs")["verb"] if len(v) > 1)])


_MOST: Final = 9.0


@lru_cache(REMEMBERED)
def weigh_doubt(string: str) -> float:
    """Weigh what speaks against a name, wherever it stands."""
    called = string[1:] in read_honours() or string[1:] in read_role("counted")
    if called or string in read_groups() or string in read_not_names():
        return _MOST  # a word for a relative: 孙子
    country = find_country(string) if len(string) > 3 and "·" not in string else None
    if country is not None and len(country) > 2 and country != string:
        return _MOST  # a country with another word: 阿根廷比索
    if is_word(string):
        return 6.0 if len(string) == 3 else 2.5
    return {"": 0.0, "ns": 6.0, "nt": 6.0}.get(read_word(string), 2.5)


def read_not_names() -> frozenset[str]:
    """Countries, places, peoples and other words that look like names."""
    return read_countries() | read_entries("not_names")


def is_of_another_word(text: str, string: str, start: int) -> bool:
    """Whether a string is only part of a longer word: 克里 in 克里姆林宫, 韩正 in 中韩正进行."""
    return (
        text.startswith(_read_longer().get(string, ()), start)
        or text.startswith(DOCTRINES, start + len(string))
        or text[start - 1 : start + 1] in _COUNTRIES
    )


# 韩 and 欧 behind the short name of another country are no surnames: 中韩, 中欧.
_COUNTRIES: Final = frozenset(f"{one}{other}" for one in "中日朝美俄欧韩英法德" for other in "韩欧")


@cache
def _read_longer() -> dict[str, tuple[str, ...]]:
    """For each beginning of such a word that could be a name, the word: 克里 for 克里米亚."""
    longer: dict[str, tuple[str, ...]] = {}
    for word in read_not_names():
        for end in range(2, len(word)):
            longer[word[:end]] = (*longer.get(word[:end], ()), word)
    return longer
