"""Which places an article names, and where: what a bare title is read by.

Divisions are known by their whole name, provinces and prefectures by their short one too (大同,
山西); short names of counties are words as well (和平, 平安) and say nothing. A township or a
village is known where its division stands before it: 平利县双杨村.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from analysis.cutter import open_cutter
from analysis.offices.divisions import contains, find_divisions, list_forms
from analysis.offices.words import read_lands

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

__all__ = ["Named", "find_named", "list_alone", "list_context"]

# Short names of prefectures that are also common words.
_WORDS: Final = frozenset(("来宾", "日照", "白银", "大庆", "通化", "三明", "海东", "平凉"))
_SETTLEMENT: Final = re.compile(
    r"的?(?P<name>[^，。、；：！？“”\s省市县区的和与及有个两几驻任给是了把在]{1,6}?(?:镇|乡|街道|社区|嘎查|村社区|村))"
)
_NONE: Final = re.compile(
    r"(?:[农乡全各本该某多新山渔同原老]村|城乡|城镇|乡镇|村镇|老乡|家乡|故乡|[重强小古名]镇"
    r"|(?:贫困|示范|行政|自然|城中|后进|先进|文明|小康|富裕|空心|第一|特色|试点|帮扶|移民|搬迁|旅游|度假|地球|[奥残]奥?运|冬奥|新手)村)$"
)
# A place without its division, behind a word that cannot belong to its name: 作为属地的毛田镇.
_ALONE: Final = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|(?<=[的在到是叫为了从由与和及于让对]))"
    r"(?P<name>[^\W\d_A-Za-z省市县区旗盟州的和与及有个两几多驻任给是了把在这那本全各某每从到为由对让着等村镇乡]{2,3}[村镇])"
    r"(?![镇民庄落寨官头道干支规务级])"
)
# Parts of speech that such a name does not begin with: 改变 in 改变村里, 原来 in 原来村里.
_OPENING: Final = tuple("vpdrtcmu")
# The most places of each kind that are given to the reading of a title.
_MOST: Final = 4


class Named(NamedTuple):
    """A place in a text: where its name ends, and its code; its name, if it has no code."""

    end: int
    key: str


@cache
def _read_searcher() -> tuple["AhoCorasick", Sequence[str]]:
    """Make a searcher for the names of countries and of divisions of all years."""
    from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

    forms = [form for form in read_lands() if len(form) > 1]
    for form, divisions in list_forms(None).items():
        county = all(one.level == "county" for one in divisions)
        short = all(form != one.name for one in divisions)
        if form not in _WORDS and not (short and county):
            forms.append(form)
    forms = list(dict.fromkeys(forms))
    searcher = AhoCorasick(
        forms, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA
    )
    return searcher, forms


@lru_cache(maxsize=100_000)
def _list_keys(form: str, year: int | None) -> tuple[str, ...]:
    """What a form may name in a year: a country, or the codes of divisions of one level."""
    country = read_lands().get(form)
    divisions = find_divisions(form, year)
    if country is not None or not divisions:
        return (country,) if country else ()
    if form == divisions[0].name:
        return tuple(one.code for one in divisions if one.name == form)
    level = divisions[0].level
    return () if level == "county" else tuple(one.code for one in divisions if one.level == level)


def find_named(text: str, year: int | None, home: str | None) -> list[Named]:
    """Find the places that a text names, in their order.

    Of several divisions with one name it is the one inside the division named last before, or at
    home. Where neither decides, the name is left out.
    """
    searcher, forms = _read_searcher()
    found: list[Named] = []
    for at, _, end in searcher.find_matches_as_indexes(text):
        keys = _list_keys(forms[at], year)
        key = _choose_key(keys, found, home) if keys else None
        if key is None or (_is_short(forms[at]) and not _follows(found, end - 2, key)):
            continue
        found.append(Named(end, key))
        found += _find_settlements(text, end) if key.isdecimal() else ()
    return sorted(found, key=lambda one: (one.end, -len(one.key)))


def _is_short(form: str) -> bool:
    """Whether a name counts only right behind the division that contains it, as 任县 does."""
    return len(form) == 2 and form[-1] in "县市区旗"


def _follows(found: Sequence[Named], start: int, key: str) -> bool:
    return bool(found) and found[-1].end == start and contains(found[-1].key, key)


def _choose_key(keys: Sequence[str], found: Sequence[Named], home: str | None) -> str | None:
    if len(keys) == 1:
        return keys[0]
    outer = [one.key for one in reversed(found) if one.key.isdecimal()][:2]
    for code in (*outer, *((home,) if home else ())):
        for size in (4, 2):
            inside = [key for key in keys if key[:size] == code[:size]]
            if len(inside) == 1:
                return inside[0]
    return None


def _find_settlements(text: str, end: int) -> Iterator[Named]:
    while True:
        found = _SETTLEMENT.match(text, end, end + 12)
        if found is None or _NONE.search(found["name"]):
            return
        end = found.end()
        yield Named(end, found["name"])


def list_alone(text: str) -> tuple[str, ...]:
    """Villages and towns that a text names without their division, the last first.

    Examples
    --------
    >>> list_alone("作为属地管理的毛田镇被责令整改，")
    ('毛田镇',)
    """
    names = dict.fromkeys(found["name"] for found in reversed([*_ALONE.finditer(text)]))
    return tuple(
        name
        for name in names
        if _NONE.search(name) is None and not open_cutter().tag(name)[0][1].startswith(_OPENING)
    )


def list_context(named: Sequence[Named], before: int) -> tuple[str, ...]:
    """List what was named before a character, the nearest first, each once, a few of each kind.

    Examples
    --------
    >>> list_context([Named(2, "140200"), Named(9, "法国"), Named(20, "140215")], 15)
    ('法国', '140200')
    """
    context: dict[str, None] = {}
    sizes: dict[str, int] = {}
    for one in reversed(named):
        if one.end > before or one.key in context:
            continue
        kind = _find_kind(one.key)
        sizes[kind] = sizes.get(kind, 0) + 1
        if sizes[kind] <= _MOST:
            context[one.key] = None
    return tuple(context)


def _find_kind(key: str) -> str:
    if key.isdecimal():
        return f"{key.endswith('0000')}{key.endswith('00')}"
    return key[-1] if key[-1] in "镇乡道区村" else ""
