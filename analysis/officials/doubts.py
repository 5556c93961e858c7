"""What speaks against a name that looks like one: it is a word, a place, a company, a doctrine."""

from functools import cache, lru_cache
from typing import Final

from analysis.expressions import Expression
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
    if string[0] in _ALSO_WORDS and _is_word_here(text, string[0], start, end):
        return _MOST
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
    if string[0] == "从":
        return _MOST  # 从 is a surname; 记者从安康获悉
    if string[0] == "都" and names.read_word(string[1:])[:1] in tuple("vdcp"):
        return _MOST  # 都将
    adverbial = len(string) == 3 and string[0] in _ADVERBIAL
    if adverbial and names.read_word(string[1:])[:1] in tuple("vad"):
        return _MOST  # 未完成, 那熟悉, 都没有
    if is_word(string):
        return 6.0 if len(string) == 3 else 2.5
    if len(string) == 3 and string[-1] in "区县市省镇乡村路街屯畈垸圩埠":
        return 3.0
    if len(string) == 3 and string[1] in "家各" and string[2] in _SETTLED:
        return 5.0  # 王家湾, 赵各庄
    if len(string) == 3 and string[1] in "不没于":
        return 5.0  # 时不忘
    if len(string) == 3 and string[-1] == "地" and names.read_word(string[:2])[:1] in tuple("adz"):
        return _MOST  # 高兴地
    if opens_with_country(string):
        return _MOST
    if len(string) > 3 and string.endswith("节"):
        return _MOST  # 诺鲁孜节
    return {"": 0.0, "ns": 6.0, "nt": 6.0}.get(names.read_word(string), 2.5)


# What a place is that is named after those who settled there.
_SETTLED: Final = frozenset(
    "庄村湾坝沟窑堡寨店铺桥渡口河塘冲坪坡岭梁峪塬营畈垸圩埠港洲岗台湖山峡屯院楼棚嘴浜滩"
)


@lru_cache(names.REMEMBERED)
def opens_with_country(string: str) -> bool:
    """Whether what looks like a foreign name is a country and something of it: 阿根廷比索."""
    country = find_country(string) if len(string) > 3 and "·" not in string else None
    return country is not None and len(country) > 2 and country != string


_ALSO_WORDS: Final = frozenset("任区台官左右")


def _is_word_here(text: str, surname: str, start: int, end: int) -> bool:
    """Whether a surname that is a word as well is one here."""
    if surname == "任":
        return _SEAT.match(text, end) is not None
    if surname == "区":
        return text[end] in "局委办院站社所部法检"  # 区卫健局长
    if surname == "台":
        return text.endswith("主席", 0, start)
    if surname == "官":
        return text.endswith("长", 0, start)  # 外交部长官
    return text[start - 1] in "（("  # （左）


# Surnames that are rather an adverb or a pronoun where a word follows.
_ADVERBIAL: Final = frozenset("未那时")

# 阎、陈二人.
_COUNTED: Final = frozenset(
    f"{number}{one}" for number in "二两三四五六七八九" for one in "人姓"
) | {*("夫妇", "父子", "父女", "母女", "母子", "兄弟", "姐妹")}

# 任澜川市委书记 is to be secretary of a place.
_SEAT: Final = Expression(
    "[省市县区州旗盟镇乡村](?:委|长|人|政|纪|监|法|检)|书记|主任|集团|公司|大学"
)


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
