"""The administrative divisions of China: which name had which code in a year, and what lay in what.

The codes are those of GB/T 2260 as the yearly lists have them since 1981. What lies in what is
written in a code: 140215 (云州区) lies in 140200 (大同市) and this in 140000 (山西省).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from analysis.lexicon import read_rows
from analysis.schema import InputError

__all__ = [
    "NATION",
    "Division",
    "check_home",
    "check_years",
    "choose_level",
    "contains",
    "find_divisions",
    "list_forms",
    "name_code",
]

# The code that stands for the whole country, as in 中央.
NATION: Final = "000000"
_FIRST_YEAR: Final = 1981
_NOW: Final = 9999
_LEVELS: Final = ("provincial", "prefecture", "county")

# The peoples at the end of a name, which short names leave out: 延边朝鲜族自治州 is called 延边,
# 恩施土家族苗族自治州 恩施. 蒙古 and 柯尔克孜 stand there without 族.
_PEOPLES: Final = re.compile(
    r"(?:(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜"
    r"|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒"
    r"|俄罗斯|鄂温克|保安|裕固|独龙|各)族|蒙古|柯尔克孜|哈萨克|塔吉克|锡伯)+$"
)
_KINDS: Final = (
    "特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州", "自治县",
    "自治旗",
    "行政区", "地区", "新区", "林区", "特区", "矿区", "省", "市", "县", "区", "旗", "盟",
)  # fmt: skip
# What people write in place of 自治州 and 自治县: 延边州, 丰宁县.
_SHORT_KINDS: Final = {
    "自治州": "州",
    "自治县": "县",
    "自治旗": "旗",
    "特别行政区": "特区",
    "自治区": "自治区",
}


class Division(NamedTuple):
    """A division and the years in which it existed, both included; without a last year it still
    does.
    """

    code: str
    name: str
    level: str
    first: int
    last: int


@cache
def _read_divisions() -> tuple[Division, ...]:
    rows = read_rows("divisions", "code", "name", "level", "first", "last")
    return tuple(
        Division(code, name, level, int(first), int(last or _NOW))
        for code, name, level, first, last in rows
    )


def shorten(name: str) -> str:
    """The name of a division without its kind: 大同 of 大同市, 延边 of 延边朝鲜族自治州.

    A name of one character (通县) and one that is only a people's (鄂温克族自治旗) stay whole.

    Examples
    --------
    >>> shorten("延边朝鲜族自治州"), shorten("通县"), shorten("浦东新区")
    ('延边', '通县', '浦东')
    """
    kind = next((kind for kind in _KINDS if name.endswith(kind)), "")
    stem = name.removesuffix(kind)
    if "自治" in kind and name != "内蒙古自治区":
        stem = _PEOPLES.sub("", stem) or stem
    return stem if len(stem) > 1 else name


def _write_forms(name: str) -> tuple[str, ...]:
    """List the ways to print a name, the whole one first."""
    short = shorten(name)
    kinds = (short + written for kind, written in _SHORT_KINDS.items() if name.endswith(kind))
    return tuple(dict.fromkeys((name, *kinds, short)))


@cache
def _read_forms() -> Sequence[tuple[str, Division]]:
    """List printed forms with their divisions: whole names first, then larger ones, then later."""
    pairs = [(form, one) for one in _read_divisions() for form in _write_forms(one.name)]
    order = {level: at for at, level in enumerate(_LEVELS)}
    return sorted(
        pairs, key=lambda pair: (pair[0] != pair[1].name, order[pair[1].level], -pair[1].last)
    )


@cache
def list_forms(year: int | None) -> Mapping[str, tuple[Division, ...]]:
    """Every printed form of a name in a year, with the divisions that it may be.

    Those that bear the form as their whole name stand before others, larger ones before smaller.
    Without a year the names of all years are known, and those in force stand first.
    """
    within = None if year is None else max(year, _FIRST_YEAR)
    found: dict[str, tuple[Division, ...]] = {}
    for form, division in _read_forms():
        if within is None or division.first <= within <= division.last:
            known = found.get(form)
            if known is None:
                found[form] = (division,)
            elif all(one.code != division.code for one in known):
                found[form] = (*known, division)
    return found


def find_divisions(form: str, year: int | None) -> tuple[Division, ...]:
    """The divisions that bear a name, whole or short, in a year.

    Examples
    --------
    >>> [(one.code, one.level) for one in find_divisions("大同", 2024)]
    [('140200', 'prefecture'), ('230606', 'county')]
    >>> [one.name for one in find_divisions("大同", 2016)]
    ['大同市', '大同区', '大同县']
    """
    return list_forms(year).get(form, ())


@cache
def _list_codes(year: int | None) -> Mapping[str, Division]:
    codes: dict[str, Division] = {}
    for divisions in list_forms(year).values():
        for division in divisions:
            known = codes.get(division.code)
            if known is None or known.last < division.last:
                codes[division.code] = division
    return codes


def name_code(code: str, year: int | None) -> Division | None:
    """The division that a code stands for in a year.

    Examples
    --------
    >>> name_code("140211", 2016).name, name_code("140211", 2020)
    ('南郊区', None)
    """
    return _list_codes(year).get(code)


def contains(outer: str, inner: str) -> bool:
    """Whether a division lies in another, or is it.

    Examples
    --------
    >>> contains("140000", "140215"), contains("140200", "130200")
    (True, False)
    """
    return inner.startswith(outer[:2] if outer.endswith("0000") else outer.removesuffix("00"))


@cache
def _read_cities() -> Mapping[str, tuple[int, int]]:
    rows = read_rows("subprovincial", "code", "first", "last")
    return {code: (int(first), int(last or _NOW)) for code, first, last in rows}


def choose_level(division: Division, year: int | None) -> str:
    """The level of a division, with the cities of vice-provincial rank told apart.

    Examples
    --------
    >>> choose_level(find_divisions("青岛市", 2019)[0], 2019)
    'sub-provincial'
    """
    first, last = _read_cities().get(division.code, (_NOW, 0))
    within = first <= (_NOW if year is None else year) <= last
    return "sub-provincial" if within else division.level


def check_years(code: str, years: Iterable[int]) -> None:
    """Check that a home was in force in one of the years of what is read.

    Raises
    ------
    InputError
        Where it was not; the message says when it was.
    """
    asked = sorted(set(years))
    spans = [one for one in _read_divisions() if one.code == code]
    if not asked or not spans:
        return
    if not any(one.first <= max(year, _FIRST_YEAR) <= one.last for one in spans for year in asked):
        when = ", ".join(
            f"{one.name} {one.first}–{'' if one.last == _NOW else one.last}" for one in spans
        )
        raise InputError(
            f"The home {code} is out of its years: {when}; what is read is of "
            f"{asked[0]}–{asked[-1]}."
            " Write the code of that time, as in lexicons/divisions.csv."
        )


def check_home(home: object) -> str:
    """Check a home given by a user: a code that has been in force at some time, or 中央's.

    Raises
    ------
    InputError
        Where it is none; the message says what to write.
    """
    if isinstance(home, str):
        if home == NATION or name_code(home, None) is not None:
            return home
        named = find_divisions(home, None)
        if len(named) == 1 or (named and named[0].name == home and named[1:2] != named[:1]):
            hint = f" {home} is {named[0].code}."
        elif named:
            hint = " It may be " + ", ".join(f"{one.code} ({one.name})" for one in named[:4]) + "."
        else:
            hint = ""
        problem = f"There is no division with the code {home!r}.{hint}"
    else:
        problem = f"A home is a code, as text, and not {home!r}."
    raise InputError(
        f"{problem} Write six digits of GB/T 2260, as in lexicons/divisions.csv (大同 is "
        '"140200"), or "000000" for a newspaper of the whole country.'
    )
