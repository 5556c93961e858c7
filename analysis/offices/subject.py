"""What stands before a post: a body known by name, another country, a firm, a division."""

import re
from collections.abc import Sequence
from typing import Final

from analysis.offices.divisions import NATION, find_divisions
from analysis.offices.local import read_local
from analysis.offices.matching import (
    INSIDE,
    Subject,
    find_kind,
    find_mark,
    kind_of,
    list_countries,
    match_body,
    match_form,
    match_land,
)
from analysis.offices.words import Body, Post, read_bodies, read_land_bodies, read_lands

__all__ = ["read_subject"]

_STATE: Final = ("government", "congress", "court", "procuratorate")
_ARMY: Final = re.compile(
    r"(?!.*(?:[省市]|自治区)军区)[^省市县区]{1,8}(?:(?<!省)军区|战区|集团军|舰队|卫戍区|警备区|野战军|方面军)"
    r"|红军|第[一二三四五六七八九十百\d]+(?:军|师|团|旅)|.{0,6}集团军|某[部旅师团军]"
)
_FIRM: Final = re.compile(r"公司|集团|银行.+(?:行|部)$|[厂矿](?=党委|团委|工会|纪委|党支部)")
_SCHOOL: Final = re.compile(r"大学(?!生)|学院|医院|中学|小学")
_OF_STATE: Final = re.compile(
    r"(?:总统|首相|总理|国[家土]|部长会议|联邦|外交|国防|财政|内政|联邦|国务院|政府|议会|国会|军|驻|常驻|央行|外长|前|新|副|当选"
    r"|候任|(?:司法|商务|能源|教育|农业|卫生|劳工|交通|运输|环境|文化)部|谈判|特别|参院|众院|.{0,5}党(?:$|中央)|总参|海军|空军|陆军|白宫|参议|众议|最高|中情局)"
)
# Bodies of many countries; but 国际司 is a department of a ministry.
_WORLD: Final = re.compile(
    r"(?:国际|世界|全球|欧洲|非洲|亚洲|拉丁美洲|拉美)(?!.*[部局厅司署处科室]$).{2}"
)
# All provinces and 州 of the country are listed, so one that is not listed lies abroad.
_ABROAD: Final = re.compile(
    r"(?P<name>(?!全|联邦)[^省市县区旗州盟中国各本该我的和与]{1,8}(?P<mark>省|州|大区|(?<!联)邦))(?=$|[政议]|省长|州长)"
)
_MARKS: Final = frozenset("省市县区州盟旗镇乡村街社自地")  # a body of a level begins so
_AFTER_CHINA: Final = re.compile(r"(?:$|驻|常驻|政府|国家|出席|前|原|[^\u4e00-\u9fff])")
_CHINA: Final = re.compile(r"(?:中华人民共和国|中国|我国)")


def read_subject(
    text: str,
    post: Post,
    year: int | None,
    early: bool,
    home: str | None,
    context: Sequence[str],
    group: str | None,
) -> Subject:
    """Read what stands before a post: a known body, a foreign country, or a division."""
    embassy = re.fullmatch(r"(?P<of>.*?)(?P<at>常?驻.+)", text)
    if embassy and post.role == "envoy":
        return _read_embassy(embassy["of"], embassy["at"], post, context, group)
    text = "中共中央" if text == "中共" else text
    if post.end and text + post.end in read_bodies():
        text += post.end  # The post holds the end of the body: 教育部长 is of 教育部
    body = match_body(text, year, early, home)
    if body is None or body[0] != text:
        # Look for a school only behind a known body, so that 中国社会科学院 is not taken for one.
        own = text[len(body[0]) :] if body is not None else text
        early_whole = _SCHOOL.search(own) or post.system == "enterprise"
        whole = _read_whole(text, post) if early_whole else None
        if whole is not None:
            return whole
    is_body = body is not None
    if body is not None and group == "foreign" and body[1].system in _STATE:
        body = None
    china = _CHINA.match(text)
    if body is None and china is not None:
        after = text[china.end() :]
        form = match_form(after, year)
        if form and form == find_divisions(form, year)[0].name:
            return read_local(after, post, year, home, context)
        inner = match_body(after, year, early)
        if inner is not None or _AFTER_CHINA.match(after):
            text, body = after.removeprefix("政府" if post.word else ""), inner
            if body is None:
                return Subject("中央", NATION, "national", rest=text)
    if body is not None:
        form, known = body
        rest = text[len(form) :]
        if not rest or not _is_apart(rest):
            return _read_body(known, rest)
    if _ARMY.match(text):
        return Subject(
            "中央", NATION, "national", rest=text, body=Body(text, "中央", "military", 0, 0, "")
        )
    whole = _read_whole(text, post)
    if whole is not None:
        return whole
    abroad = group == "foreign" or (
        match_land(text) not in ("", "国家") and not match_form(text, year)
    )
    if (
        not abroad
        and text.startswith(("中央", "全国", "国务院", "国家", "党中央", "党和国家", "军委"))
        and (len(text) > 2 or text in ("中央", "全国", "国家"))
    ):
        return Subject("中央", NATION, "national", rest=text)
    land, form = match_land(text), match_form(text, year)
    if not land and text and not form and _is_state(text[1:], post):
        named = (one for one in context if one[0] == text[0] and one in list_countries())
        country = next(named, read_lands().get(text[0]))
        if country is not None:
            return Subject(country, None, None, rest=text[1:], foreign=True)
    if land and (len(land) > len(form) or (group == "foreign" and len(land) == len(form))):
        return Subject(read_lands()[land], None, None, rest=_cut_land(text, land), foreign=True)
    if not text and post.bare in list_countries():
        return Subject(post.bare, None, None, foreign=True)
    if _WORLD.match(text):
        return Subject(rest=text, foreign=True)
    inside = "" if is_body or land or form or text[:1] in _MARKS else _skip_noise(text, year, early)
    if inside:
        return read_subject(inside, post, year, early, home, context, group)
    state = None if form else _ABROAD.match(text)
    house = not form and kind_of(text) == "foreign"  # 国会主席
    if (
        state
        or house
        or ((group == "foreign" or (not text and post.bare == "abroad")) and not form)
    ):
        country = next((one for one in context if one in list_countries()), None)
        doubt = None if country else "place"
        rest = text[state.end("name") - len(state["mark"]) :] if state else text
        rest += post.organ if state and rest == state["mark"] else ""
        return Subject(country, None, None, rest=rest, foreign=True, doubt=doubt)
    if not text and post.bare == "centre":
        return Subject("中央", NATION, "national")
    if text.startswith("中国") and (kind_of(text) == "government" or post.role == "adviser"):
        return Subject("中央", NATION, "national", rest=text)
    return read_local(text, post, year, home, context)


def _skip_noise(text: str, year: int | None, early: bool) -> str:
    """What a title holds from a body of the centre or of a state on: 主讲人工业和信息化部."""
    for start in range(1, len(text) - 2):
        rest = text[start:]
        found = match_body(rest, year, early)
        if found is not None and (len(found[0]) > 3 or found[0] == rest):
            return rest
        land = match_land(rest)
        if len(land) > 1 and kind_of(rest[len(land) :]) in (*_STATE, "military"):
            return rest
    return ""


def _is_state(rest: str, post: Post) -> bool:
    """Whether a post, or a body before it, is one of states: the sign before it is a country."""
    chief = post.role in ("chief", "adviser", "envoy") or post.bare not in ("", "none")
    return bool(_OF_STATE.match(rest + post.end)) or (not rest and chief)


def _cut_land(text: str, land: str) -> str:
    """Take the country from a text, and leave its body.

    The name of a party or parliament that holds the country stays whole: 越共中央.
    """
    rest = text[len(land) :]
    city = match_land(rest)
    if city and rest[len(city) :].startswith("市"):
        return re.sub("^市+", "市", rest[len(city) :])  # 市委 of 老挝万象市委
    named = land in read_land_bodies() or rest.startswith("事务")  # 北爱尔兰事务部
    return land + rest if named else rest


def _read_embassy(
    of: str, at: str, post: Post, context: Sequence[str], group: str | None
) -> Subject:
    """Read an envoy: the country that sends (美国 in 美国驻华大使), and the embassy as the body."""
    mission = {"总领事": "总领事馆", "领事": "总领事馆", "特派员": "特派员公署"}.get(
        post.word, "大使馆"
    )
    at = re.sub(r"(?:大?使馆|领事馆|总领事馆|公署)$", "", at)
    organ = f"{at}{mission}" if not at.startswith("常驻") else f"{at}代表团"
    of = re.sub(r"(?:政府|外交部)$", "", of)
    if of in ("中国", "中华人民共和国", "我", "我国") or (not of and group == "official"):
        return Subject("中央", NATION, "national", rest=organ)
    land = read_lands().get(of)
    if not of and group == "foreign":
        land = next((one for one in context if one in list_countries()), None)
    return Subject(land, None, None, rest=organ, foreign=True, doubt=None if land else "place")


def _is_apart(rest: str) -> bool:
    """Whether the text behind a known body belongs to another body, say its newspaper or a firm."""
    other = rest.startswith(("报", "网", "队", "门"))
    return other or bool(_FIRM.search(rest) or _SCHOOL.search(rest))


def _read_body(body: Body, rest: str) -> Subject:
    if body.system == "foreign":
        return Subject(None, None, None, rest=body.name + rest, body=body, foreign=True)
    if body.place == "中央":
        return Subject("中央", NATION, "national", rest=body.name + rest, body=body)
    if body.place:
        own = find_divisions(body.place, None)[0]
        return Subject(own.name, own.code, own.level, find_mark(own.name), body.name[2:], body)
    return Subject(rest=body.name + rest, body=body)


def _read_whole(text: str, post: Post) -> Subject | None:
    """Read a firm, a school or a club, whose name stays as printed and has no place."""
    if text.endswith("党") or not text or text in read_lands():
        return None
    kind = find_kind(INSIDE.sub("", text)) or find_kind(text)
    system = kind.system if kind else ""
    local = kind is not None and "local" in kind.also and system == "institution"
    if local and find_mark(match_form(text, None)):
        return None  # 大同市档案馆 belongs to its city
    if kind is not None and "matter" in kind.also and post.end in ("部", "局", "厅", "司"):
        return None  # 石油部长 heads a ministry, not a firm
    of_tank = text.removeprefix(match_land(text)).removeprefix("智库")
    if of_tank and text.endswith(f"智库{of_tank}"):
        return Subject(rest=of_tank, whole=True, body=Body(of_tank, "", "institution", 0, 0, ""))
    if "组委" in text or "筹委" in text:
        return Subject(rest=text, whole=True, body=Body(text, "", "other", 0, 0, ""))
    if _FIRM.search(text) or (post.system == "enterprise" and system in ("", "enterprise")):
        system = "enterprise"
    elif not system and post.word in ("会长", "理事长"):
        system = "other"  # a club whose kind is not known
    elif _SCHOOL.search(text) and system not in ("court", "procuratorate"):
        system = "institution"
    elif post.system == "enterprise" and (
        system == "other" or (kind is not None and kind.end in ("部", "处", "科", "办公室"))
    ):
        system = "enterprise"
    if system in ("enterprise", "institution") or (
        system == "other" and (kind is None or "local" not in kind.also)
    ):
        return Subject(rest=text, whole=True, body=Body(text, "", system, 0, 0, ""))
    return None
