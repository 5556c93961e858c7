"""Whose body a title of a division names: places one in another, zones, townships, a bare 市."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from analysis.offices.divisions import (
    NATION,
    Division,
    choose_level,
    contains,
    find_divisions,
    name_code,
)
from analysis.offices.matching import (
    Subject,
    find_kind,
    find_mark,
    kind_of,
    list_countries,
    match_form,
)
from analysis.offices.words import Body, Post, read_mark_levels

__all__ = ["LEAGUES", "read_local"]

_BARE: Final = re.compile(
    r"(?:特别行政区|特区(?=政府)|自治区|自治州|自治县|地区|街道|社区|省|市|县|区|州|盟|旗|镇|乡|村|地(?=委))"
)
# Words that only seem to begin with a level: 市场监管局 is not a 场监管局 of a city.
_NO_MARK: Final = re.compile(
    r"市(?:场|民|容|政(?![府协法]))|省会|区域|县域|乡(?:村|镇)|村镇|省际|州际"
)
_SETTLEMENT: Final = re.compile(
    r"(?P<name>(?:[^省市县区旗盟]{1,8}?|[^省市]{1,3}|[^省市县区]市)"
    r"(?:村社区|村街道|大队(?=党)|镇|乡|街道|街(?!街?道)(?=.{1,6}社区)|社区|苏木|嘎查|村))"
    r"(?=$|的?党|支部|总支|政府|人民政府|人大|纪委|(?<=村)村|居|街道|社区|办|武装部|团|妇联|派出所|扶贫|驻村"
    r"|工作队|第一|女|[^省市县]{1,6}(?:村|社区|嘎查|居委会))"
)
_TOWNSHIP: Final = re.compile(r"(?P<name>[^省市县区旗盟]{2,7}?(?:镇|乡|街道))(?=.{2})")
_NO_SETTLEMENT: Final = re.compile(
    r"(?:农村|乡村|城乡)$|^(?:.?城镇|乡镇|(?:驻|老|同|本|该|原|全|各|优秀|好|一[名位].*)村)$|和乡镇$"
)
_ZONE: Final = re.compile(
    r"(?P<name>.{0,12}?(?:开发区|经开区|高新区|工业园区?|产业园区?|园区|度假区|示范区|保税区|工贸区"
    r"|经济区|管理区|科技城|新城|新区|[试实]验区|合作区|风景区|景区|保护区))"
    r"(?=$|党|管|纪|工委|综合|科技|经济|招商|[^市县区]{2,6}局|[^省市县区]{1,8}[镇乡村])"
)
_ZONE_KINDS: Final = re.compile(
    r"(?:国家级)?(?:经济技术|高新技术产业|经济)?(?:开发区|经开区|高新区)|东湖高新区|保税区|工业园区?"
)
# A division that is in no list, because it is older than the lists or was printed wrongly.
_UNLISTED: Final = re.compile(
    r"(?!中国|中央)[^省市县区旗州盟国的和与]{1,4}(?:[市县区旗州盟]|地(?=委))"
    r"(?=[市县区旗州盟]?(?:委|党委|政府|人民政府|人大|政协|纪委|监委|人民法院|法院|检察院|公安局|[^省市县区]{2,8}局))"
)
# Many cities have a district of such a name (城区), so the one that is listed need not be meant.
_PLAIN: Final = re.compile(r"[东西南北中城郊矿新]区")
LEAGUES: Final = re.compile(
    r"(?P<body>中国共产党|中共|政协|共青团|民革|民盟|民建|民进|农工党|致公党|九三学社|台盟)"
)


def read_local(
    text: str, post: Post, year: int | None, home: str | None, context: Sequence[str]
) -> Subject:
    """Read a division and its body; for a bare 市 or 县, home and context say which one."""
    league = LEAGUES.match(text)
    prefix = league["body"] if league else ""
    rest = text.removeprefix(prefix)
    chain, form, rest = _read_chain(rest, post, year, home, context)
    if rest[:1] in ("和", "及", "与") and match_form(rest[1:], year):
        # In 甲市和乙市 the second of two joined divisions is taken
        chain, form, rest = _read_chain(rest[1:], post, year, home, context)
    if post.level in ("镇", "乡", "村") and len(rest) > 1 and not find_kind(rest):
        # The post gives the level back: 龙口村 in 鄱阳县龙口村支书
        rest = rest.removesuffix(post.level) + post.level
    inner = _ZONE.match(rest)
    small = _read_settlements(rest, bool(form)) or (
        _read_settlements(rest[inner.end() :], True) if inner else None
    )
    if small is not None:
        name, rest = small
        mark = find_mark(name)
        level = read_mark_levels().get(mark)
        return Subject(name, None, level, mark, _cut_mark(rest, mark))
    zone = _ZONE.match(rest)
    if zone and not (chain and zone["name"] == "新区"):
        name = zone["name"]
        if form and (_ZONE_KINDS.fullmatch(name) or not find_mark(form)):
            name = form + name
        return Subject(name, None, None, "", rest[zone.end() :])
    if chain is not None and not find_mark(form) and kind_of(rest) in ("other", "institution"):
        return Subject(rest=text, whole=True, body=Body(text, "", "other", 0, 0, ""))
    if chain is not None:
        mark = find_mark(chain.name)
        within = _UNLISTED.match(rest) if mark == "县" else None
        if within is not None and within[0][-1] == "区":
            # a former district of a county: 柏垭区 in 阆中县柏垭区
            rest = _cut_mark(rest[within.end() :], "区")
            return Subject(within[0], None, None, "区", rest)
        rest = _read_league(prefix, mark, rest) if prefix else _cut_mark(rest, mark)
        code = chain.code or None
        level = choose_level(chain, year) if code else chain.level
        return Subject(chain.name, code, level, mark, rest, doubt=None if code else "namesake")
    bare = None if _NO_MARK.match(rest) else _BARE.match(rest)
    league_bare = re.match(r"团(?=[省市县区州盟旗]委)", rest)
    if league_bare:
        bare = _BARE.match(rest, league_bare.end())
    if bare is None and post.level:
        name = rest.removesuffix(post.level) + post.level  # 澜川市市长 is of 澜川市
        named = rest != post.level and 0 < len(rest) < 5 and not match_form(rest, year)
        if named and post.level != "特区" and find_kind(rest) is None and name[0] != "一":
            # A place that is in no list of divisions: 新北市长.
            return Subject(name, None, read_mark_levels().get(post.level), post.level, "")
        return _place_mark(post.level, rest, year, home, context)
    unlisted = _UNLISTED.match(rest) if bare is None else None
    if unlisted is not None:
        name = unlisted[0] + ("区" if unlisted[0].endswith("地") else "")
        mark = find_mark(name)
        after = _cut_mark(rest[unlisted.end() :], mark)
        return Subject(name, None, read_mark_levels().get(mark), mark, after)
    if bare is None:
        inside = _skip_noise(text, year)
        if inside:
            return read_local(inside, post, year, home, context)
        return Subject(rest=text, doubt="place" if text else None)
    mark = "地区" if bare.group() == "地" else bare.group()
    mark = {"特别行政区": "特区", "自治州": "州", "自治县": "县"}.get(mark, mark)
    if mark == "区" and (rest.startswith("区党委") or (post.word == "主席" and "政府" in rest)):
        mark = "自治区"  # a 特区, say, whose bodies have 区 in their names
        return _place_mark(mark, rest[1:], year, home, context)
    if league_bare:
        return _place_mark(mark, f"共青团{mark}委", year, home, context)
    return _place_mark(mark, rest[bare.end() :], year, home, context)


def _skip_noise(text: str, year: int | None, within: Division | None = None) -> str:
    """Skip what stands before the first whole name of a division: 判错案件就要担责河南省高院.

    If `within` is given, a name in that division, and near, is enough: 环县 in 庆阳老区环县.
    """
    for start in range(1, min(len(text) - 2, 6 if within else 12)):
        form = match_form(text[start:], year)
        named = [one for one in find_divisions(form, year) if one.name == form]
        if within is None and len(form) > 2 and named:
            return text[start:]
        if within is not None and any(contains(within.code, one.code) for one in named):
            return "" if find_kind(text[:start]) else text[start:]
    return ""


def _read_league(prefix: str, mark: str, rest: str) -> str:
    """政协大同市委员会 → 政协; 共青团大同市委 → 团市委; 民盟山西省委 → 民盟省委."""
    rest = _cut_mark(rest, mark)
    if prefix in ("中共", "中国共产党"):
        return re.sub(r"^委员会", "委", rest)
    return "政协" if prefix == "政协" else f"{prefix}{mark}委"


def _cut_mark(rest: str, mark: str) -> str:
    if mark == "地区" and rest.startswith("地委"):
        return rest[1:]
    if rest.startswith("村民委员会") or _NO_MARK.match(rest):
        return rest
    if mark == "自治区" and rest.startswith("区") and not rest.startswith("区党委"):
        mark = "区"  # 广西壮族自治区区水文局
    return rest[len(mark) :] if rest.startswith(mark) else rest


def _read_chain(
    text: str, post: Post, year: int | None, home: str | None, context: Sequence[str]
) -> tuple[Division | None, str, str]:
    """Read the smallest of the divisions that a text begins with, as printed, and what follows."""
    chosen: Division | None = None
    printed = ""
    while text:
        form = match_form(text, year)
        if not form or not _is_place(form, text[len(form) :], post, year):
            inside = _skip_noise(text, year, chosen) if chosen is not None else ""
            if not inside:
                break
            text, form = inside, match_form(inside, year)
        if form == text and post.level and not form.endswith(post.level):
            named = find_divisions(form + post.level, year)
            found = _choose(named, chosen, home, context) if named else None
            found = found or _choose_of(
                find_divisions(form, year), post.level, chosen, home, context
            )
        else:
            after = text[len(form) :]
            found = _choose_followed(find_divisions(form, year), after, chosen, home, context)
        if found is None:
            if chosen is not None:
                break
            names = {one.name for one in find_divisions(form, year)}
            if len(names) != 1 or form not in names:
                break
            one = find_divisions(form, year)[0]
            found = one._replace(code="")
        if (
            chosen is not None
            and chosen.code
            and found.code
            and not contains(chosen.code, found.code)
        ):
            break
        chosen, printed, text = found, form, text[len(form) :]
    return chosen, printed, text


def _is_place(form: str, after: str, post: Post, year: int | None) -> bool:
    """Whether a short name of a county means the county: 七星 does in 七星区委, not in 七星泡镇."""
    divisions = find_divisions(form, year)
    if form == divisions[0].name or divisions[0].level != "county" or form[-1] in "县旗":
        return True
    if not after:
        return bool(post.level or post.organ)
    settled = _SETTLEMENT.match(form + after)
    if settled is not None and settled.end() > len(form):
        return len(settled["name"]) > len(form) + 2  # 邹城韩庄村
    kind = find_kind(form + after)
    if kind is not None and len(kind.end) > len(after):
        return False  # 公安局 is the police, not a 局 of 公安县
    kind = find_kind(after)
    if after[0] in "道街路泡河湖江桥岛" or re.match("党(?![委工组校政])", after):
        return False
    return (
        after.startswith("委")
        or bool(_BARE.match(after))
        or (
            kind is not None
            and kind.system not in ("other", "institution", "enterprise", "foreign")
        )
    )


def _choose_of(
    divisions: Iterable[Division],
    mark: str,
    within: Division | None,
    home: str | None,
    context: Sequence[str],
) -> Division | None:
    fitting = [one for one in divisions if find_mark(one.name) == mark]
    return _choose(fitting, within, home, context)


def _choose_followed(
    divisions: Sequence[Division],
    after: str,
    within: Division | None,
    home: str | None,
    context: Sequence[str],
) -> Division | None:
    """Choose by the kind behind a short name: 吉林市委 is of the city, 吕梁地委 of the 地区."""
    bare = _BARE.match(after)
    if bare is not None:
        fitting = [
            one for one in divisions if find_mark(one.name) in (bare.group(), f"{bare.group()}区")
        ]
        if fitting:
            return _choose(fitting, within, home, context)
        if bare.group() == "县" and len(after) > 1 and after[1] in "委政长":
            return None  # 巴中县委 is not of 巴中市, even where only that one exists in the year
    return _choose(divisions, within, home, context)


def _choose(
    divisions: Sequence[Division],
    within: Division | None,
    home: str | None,
    context: Sequence[str],
) -> Division | None:
    """Choose the one division that is meant: by what contains it, by home, or by context."""
    fitting = list(divisions)
    if within is not None and within.code:
        fitting = [
            one for one in fitting if contains(within.code, one.code) and one.code != within.code
        ]
        if not fitting:
            return None
    if len(fitting) > 1:
        first = fitting[0]
        largest = [one for one in fitting if one.level == first.level]
        if len(largest) == 1 and first.level != "county":
            return first
    for outer in _list_outer(home, context):
        inside = [one for one in fitting if contains(outer, one.code)]
        if inside:
            return inside[0] if len({one.code for one in inside}) == 1 else _first_whole(inside)
    if len(fitting) > 1 and max(one.first for one in fitting) == min(one.last for one in fitting):
        # the same division, whose code changed in this year
        fitting = [max(fitting, key=lambda one: one.first)]
    if len(fitting) != 1 or (within is None and _PLAIN.fullmatch(fitting[0].name)):
        return None
    return fitting[0]


def _first_whole(divisions: Sequence[Division]) -> Division | None:
    """Choose the larger of two divisions of one short name; None if they are of one level."""
    first, second = divisions[0], divisions[1]
    return first if first.level != second.level else None


def _list_outer(home: str | None, context: Sequence[str]) -> Iterable[str]:
    if home is not None and home != NATION:
        yield home
        if not home.endswith("00"):
            yield f"{home[:4]}00"
    for one in context:
        if one.isdecimal() and one != NATION:
            yield one
    for one in context:
        if one.isdecimal() and one != NATION and not one.endswith("00"):
            yield f"{one[:4]}00"
    if home is not None and home != NATION:
        yield f"{home[:2]}0000"


def _read_settlements(text: str, within: bool) -> tuple[str, str] | None:
    """Read townships and villages at the beginning of a text: the last one, and the text behind it.

    Within a known division any body may follow the township: 赣县区长洛乡林业站.
    """
    name = ""
    rest = text
    while True:
        found = _SETTLEMENT.match(rest) or (_TOWNSHIP.match(rest) if within or name else None)
        if found is None or _NO_SETTLEMENT.search(found["name"]):
            break
        name, rest = found["name"], rest[found.end() :].removeprefix("的")
    return (name, rest) if name else None


def _place_mark(
    mark: str, rest: str, year: int | None, home: str | None, context: Sequence[str]
) -> Subject:
    """Find which 市, 县 or 镇 is meant where no name is printed: home, or a place named earlier."""
    level = read_mark_levels().get(mark)
    if level in ("township", "village"):
        named = next((one for one in context if find_mark(one) == mark), None)
        doubt = None if named else "place"
        return Subject(named, None, level, mark, rest, doubt=doubt)
    division = next(_climb(mark, year, home, context), None)
    if division is not None:
        level = choose_level(division, year)
        return Subject(division.name, division.code, level, mark, rest)
    if mark == "州":
        country = next((one for one in context if one in list_countries()), None)
        if country is not None:
            return Subject(country, None, None, mark, rest, foreign=True)
    return Subject(None, None, level, mark, rest, doubt="place")


def _climb(
    mark: str, year: int | None, home: str | None, context: Sequence[str]
) -> Iterator[Division]:
    """Yield the divisions that a bare kind (市, 县) may mean, the likeliest first.

    First home and what contains it, then the places that were named, the nearest first, and what
    contains those. Inside home, only what was named can be meant.
    """
    starts = [home] if home is not None and home != NATION else []
    starts += [one for one in context if one.isdecimal() and one != NATION]
    for start in starts:
        for code in dict.fromkeys((start, f"{start[:4]}00", f"{start[:2]}0000")):
            division = name_code(code, year)
            if division is not None and find_mark(division.name) == mark:
                yield division
