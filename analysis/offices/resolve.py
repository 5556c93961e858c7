"""One printed title → the office that it names.

`resolve(title, year=…, home=…, context=…, group=…)` gives an `Office`, or None where a title is no
office (记者, 市领导, 教授). `home` is the code of the newspaper's division (140200 for 大同日报, 000000
for a paper of the whole country). `context` holds what was named earlier in the article, nearest
first: codes of divisions, names of countries, townships and villages. `group` is that of the
mention: a bare 总理 is another country's where it is `foreign`. What these do not decide stays
missing, and `doubt` says which field; nothing is guessed.

A title is read from its end: the post, what is said of it (副, 代), then the body, then the place.
All words stand in tables: lexicons/posts.csv, bodies.csv, organs.csv, lands.csv, statuses.csv,
ranks.csv and divisions.csv.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

from analysis.offices.divisions import (
    NATION,
    Division,
    choose_level,
    contains,
    find_divisions,
    list_forms,
    name_code,
)
from analysis.offices.words import (
    Body,
    Organ,
    Post,
    read_bodies,
    read_lands,
    read_organs,
    read_posts,
    read_ranks,
    read_statuses,
)
from analysis.traditional import simplify

__all__ = ["Office", "resolve"]


class Office(NamedTuple):
    """An office: the fields of `TABLES["offices"]` that a title gives."""

    place: str | None
    code: str | None
    level: str | None
    system: str | None
    organ: str | None
    post: str
    status: str
    rank: int | None
    doubt: str | None


_BLANK: Final = re.compile(r"[\s\u3000“”‘’「」]+")
_ORDINAL: Final = re.compile(
    r"第?[一二三四五六七八九十百零〇\d、]+[届任](?:[一二三四五六七八九十]+次会议)?"
)
_STANDING: Final = re.compile(r"(?<=政治局)常务委员会(?:委员)?$|(?<=政治局)常委会委员$|常务委员$")
# What may stand before the word of a post and belongs to it.
_GRADES: Final = (
    "常务副", "第一副", "第二副", "第三副", "执行副", "专职副", "高级副", "副", "第一", "第二", "第三", "执行", "常务",
    "名誉副", "荣誉副", "名誉", "荣誉", "轮值", "高级", "最高", "资深", "联席", "首席", "助理", "总",
)  # fmt: skip
# Kinds of division, with the character that their bodies bear: 省 of 省委, 地 of 地委.
_CHARACTERS: Final = (
    ("特别行政区", "特区"), ("自治区", "自治区"), ("自治州", "州"), ("自治县", "县"), ("自治旗", "旗"),
    ("地区", "地区"), ("街道", "街道"), ("社区", "社区"), ("省", "省"), ("市", "市"), ("县", "县"),
    ("区", "区"), ("旗", "旗"), ("盟", "盟"), ("州", "州"), ("镇", "镇"), ("乡", "乡"), ("苏木", "苏木"), ("嘎查", "嘎查"),
    ("村", "村"),
)  # fmt: skip
_BARE: Final = re.compile(
    r"(?:特别行政区|特区(?=政府)|自治区|自治州|自治县|地区|街道|社区|省|市|县|区|州|盟|旗|镇|乡|村|地(?=委))"
)
_SMALL: Final = {"镇": "township", "乡": "township", "街道": "township", "苏木": "township", "嘎查": "village",
                 "社区": "village", "村": "village"}  # fmt: skip
_SETTLEMENT: Final = re.compile(
    r"(?P<name>(?:[^省市县区旗盟]{1,8}?|[^省市]{1,3})"
    r"(?:村社区|镇|乡|街道|街(?=.{1,6}社区)|社区|苏木|嘎查|村))"
    r"(?=$|的?党|支部|总支|政府|人民政府|人大|纪委|村|居|街道|社区|办事处|武装部|团|妇联|派出所|扶贫|驻村"
    r"|工作队|第一|女|[^省市县]{1,6}(?:村|社区|嘎查))"
)
_TOWNSHIP: Final = re.compile(r"(?P<name>[^省市县区旗盟]{2,7}?(?:镇|乡|街道))(?=.{2})")
_NO_SETTLEMENT: Final = re.compile(
    r"(?:农村|乡村|城乡|城镇|乡镇)$|^(?:驻|老|同|本|该|原|全|各|优秀)村$|和乡镇$"
)
_ZONE: Final = re.compile(
    r"(?P<name>.{0,12}?(?:开发区|经开区|高新区|工业园区?|产业园区?|园区|度假区|示范区|保税区|工贸区"
    r"|经济区|管理区|科技城|新城|新区|试验区|合作区|风景区|景区|保护区))"
    r"(?=$|党|管|纪|工委|综合|科技|经济|招商|[^省市县区]{1,8}[镇乡村])"
)
_ZONE_KINDS: Final = re.compile(
    r"(?:国家级)?(?:经济技术|高新技术产业|经济)?(?:开发区|经开区|高新区)|东湖高新区|保税区|工业园区?"
)
_STATE: Final = ("government", "congress", "court", "procuratorate")
_ARMY: Final = re.compile(
    r"(?!.*(?:[省市]|自治区)军区)[^省市县区]{1,8}(?:(?<!省)军区|战区|集团军|舰队|卫戍区|警备区|野战军|方面军)"
    r"|红军|第[一二三四五六七八九十]+(?:军|师|团)|.{0,6}集团军|某[部旅师团军]"
)
_FIRM: Final = re.compile(r"公司|集团|银行.+(?:行|部)$|[厂矿](?=党委|团委|工会|纪委|党支部)")
# Committees inside a firm or a school.
_INSIDE: Final = re.compile(r"(?:党委|党总支|党支部|团委|工会|纪委|董事会|监事会)$")
_SCHOOL: Final = re.compile(r"大学(?!生)|学院|医院|中学|小学")
_OF_STATE: Final = re.compile(
    r"(?:总统|首相|总理|外交|国防|财政|内政|联邦|国务院|政府|议会|国会|军|驻|常驻|央行|外长|前|新|副|当选"
    r"|候任|谈判|特别|总参|海军|空军|陆军|白宫|参议|众议|最高)"
)
_PARTY_ROOMS: Final = re.compile(
    r"(?:组织部|宣传部|统战部|政法委|政研室|社会工作部|统一战线工作部)"
)
_AFTER_CHINA: Final = re.compile(r"(?:$|驻|常驻|政府|国家|出席|前|原|[^\u4e00-\u9fff])")
_CHINA: Final = re.compile(r"(?:中华人民共和国|中国|我国)")
_HEADS: Final = frozenset("省长 市长 县长 区长 州长 旗长 盟长 镇长 乡长 专员 主席".split())
_DEPARTMENT_HEADS: Final = frozenset(
    "部长 局长 厅长 主任 署长 行长 院长 社长 台长 书记 主席 理事长 会长".split()
)
_MUNICIPALITIES: Final = ("11", "12", "31", "50")
_NESTED: Final = re.compile(r"(?:[局厅委院府部]|(?<!社)会)(?=.)")
_FULL: Final = (
    ("人民代表大会", "人大"), ("常务委员会", "常委会"), ("人民政治协商会议", "政协"),
    ("人民政府", "政府"), ("纪律检查委员会", "纪委"), ("监察委员会", "监委"), ("人民法院", "法院"),
    ("人民检察院", "检察院"), ("政法委员会", "政法委"), ("妇女联合会", "妇联"),
    ("科学技术协会", "科协"), ("村民委员会", "村委会"), ("居民委员会", "居委会"),
    ("管理委员会", "管委会"), ("工作委员会", "工委"), ("统一战线工作部", "统战部"),
)  # fmt: skip
_LEAGUES: Final = re.compile(
    r"(?P<body>中国共产党|中共|政协|共青团|民革|民盟|民建|民进|农工党|致公党|九三学社|台盟)"
)


class _Subject(NamedTuple):
    """What stands before a post: whose it is, and the body."""

    place: str | None = None
    code: str | None = None
    level: str | None = None
    mark: str = ""  # the character that bodies of this level bear
    rest: str = ""  # the body without place
    body: Body | None = None
    foreign: bool = False
    doubt: str | None = None
    division: Division | None = None
    whole: bool = False  # the body is a firm or a school, whose name stays whole


@lru_cache(maxsize=200_000)
def resolve(
    title: str,
    *,
    year: int | None = None,
    early: bool = False,
    home: str | None = None,
    context: tuple[str, ...] = (),
    group: str | None = None,
) -> Office | None:
    """Resolve one title.

    Parameters
    ----------
    title
        As printed, without the name: 大同市委副书记, 代市长.
    year
        The year of the article. Without it the names and codes of today stand first.
    early
        January or February: ministries that are reformed in a year are so in its March.
    home
        The code of the newspaper's division; 000000 for a paper of the whole country.
    context
        What was named earlier in the article, nearest first: codes, names of countries, townships,
        villages.
    group
        The group of the mention.

    Returns
    -------
    Office or None
        None where the title is no office.

    Examples
    --------
    >>> office = resolve("代市长", year=2024, home="140200")
    >>> office.place, office.code, office.organ, office.post, office.status, office.rank
    ('大同市', '140200', '市政府', '市长', 'acting', 5)
    """
    text = _ORDINAL.sub("", simplify(_BLANK.sub("", title)))
    text = _STANDING.sub("常委", text)
    found = _split_post(text)
    if found is None:
        return None
    before, grade, post = found
    before = before.removesuffix("的")
    if not post.office or (post.word in ("委员", "成员") and not before):
        return None
    before, status = _split_status(before, year)
    before = before.removesuffix("的")
    subject = _read_subject(before, post, year, early, home, context, group)
    if subject.foreign and status == "holds":
        before, status = _split_status(subject.rest, year)
        subject = subject._replace(rest=before)
    subject, topic = _split_topic(subject, post)
    organ, subject = _name_organ(subject, post, early, year)
    kind = _find_kind(organ) if organ else None
    name = topic + grade + post.gives
    if subject.code == NATION and not subject.rest and post.word == "主席":
        name = f"国家{name}"  # 中华人民共和国主席
    level = subject.level
    system = _choose_system(subject, organ, kind, post, group)
    rank = _find_rank(subject, organ, kind, name, grade, year, home)
    doubt = subject.doubt
    if organ is None and post.word in ("书记", "主任", "主席", "局长", "部长", "常委", "秘书长"):
        doubt = doubt or "organ"
    return Office(subject.place, subject.code, level, system, organ, name, status, rank, doubt)


def _split_post(text: str) -> tuple[str, str, Post] | None:
    """What stands before the post, the grade before it (副), and the post: the longest that fits."""
    posts = read_posts()
    for start in range(max(0, len(text) - 16), len(text)):
        post = posts.get(text[start:])
        if post is not None:
            before = text[:start]
            for grade in _GRADES:
                if before.endswith(grade):
                    return before.removesuffix(grade), grade, post
            return before, "", post
    return None


def _split_status(before: str, year: int | None) -> tuple[str, str]:
    """Take 原, 前, 代 and their like from both ends, but not from names (太原, 代县)."""
    statuses = read_statuses()
    status = "holds"
    for word in sorted(statuses, key=len, reverse=True):
        if before.endswith(word) and not _ends_in_name(before, year):
            before, status = before.removesuffix(word), statuses[word]
            break
    inner = _INNER.search(before)
    if inner is not None and status == "holds":
        return before[: inner.start()] + before[inner.end() :], "former"
    for word in sorted(statuses, key=len, reverse=True):
        if word in ("代", "新", "临时") or not before.startswith(word):
            continue
        if (_match_form(before, year) or _match_land(before)) and len(word) == 1:
            continue
        before = before.removeprefix(word)
        status = statuses[word] if status == "holds" else status
        break
    return before, status


# 原 inside: 大庙镇原党委书记, but no 原子能.
_INNER: Final = re.compile(r"(?<=[市县区省州镇乡村司部局委厅院会学厂团行社心站所])原(?![子料油煤野平州])(?!(?<=镇原)县)")


def _ends_in_name(text: str, year: int | None) -> bool:
    forms = list_forms(year)
    return any(text[-size:] in forms for size in (2, 3, 4) if size <= len(text))


def _match_form(text: str, year: int | None) -> str:
    """The longest name of a division that a text begins with."""
    forms = list_forms(year)
    sizes = range(min(len(text), 15), 1, -1)
    return next((text[:size] for size in sizes if text[:size] in forms), "")


def _match_land(text: str) -> str:
    lands = read_lands()
    sizes = range(min(len(text), 12), 1, -1)
    return next((text[:size] for size in sizes if text[:size] in lands), "")


@cache
def _list_body_sizes() -> tuple[int, ...]:
    return tuple(sorted({len(form) for form in read_bodies()}, reverse=True))


def _match_body(text: str, year: int | None, early: bool) -> tuple[str, Body] | None:
    """The longest known body that a text begins with, as it was called in the year."""
    bodies = read_bodies()
    for size in _list_body_sizes():
        found = bodies.get(text[:size]) if size <= len(text) else None
        if found:
            if year is None:
                return text[:size], max(found, key=lambda body: body.last)
            there = [body for body in found if body.first <= year <= body.last]
            if there:
                choose = min if early else max
                return text[:size], choose(there, key=lambda body: body.first)
            # It is spoken of before or after its time.
            return text[:size], min(found, key=lambda body: abs(body.first - year))
    return None


def _read_subject(
    text: str,
    post: Post,
    year: int | None,
    early: bool,
    home: str | None,
    context: Sequence[str],
    group: str | None,
) -> _Subject:
    """Read what stands before a post: a body known by name, another country, a division."""
    embassy = re.fullmatch(r"(?P<of>.*?)(?P<at>常?驻.+)", text)
    if embassy and post.word in _DIPLOMATS:
        return _read_embassy(embassy["of"], embassy["at"], post, context, group)
    if post.end in _ENDS and text + post.end in read_bodies():
        text += post.end  # 教育部长 is the head of 教育部
    body = _match_body(text, year, early)
    if body is None or body[0] != text:
        early_whole = _SCHOOL.search(text) or post.system == "enterprise"
        whole = _read_whole(text, post, year) if early_whole else None
        if whole is not None:
            return whole
    if body is not None and group == "foreign" and body[1].system in _STATE:
        body = None
    china = _CHINA.match(text)
    if body is None and china is not None:
        after = text[china.end() :]
        form = _match_form(after, year)
        if form and form == find_divisions(form, year)[0].name:
            return _read_local(after, post, year, home, context)
        inner = _match_body(after, year, early)
        if inner is not None or _AFTER_CHINA.match(after):
            text, body = after.removeprefix("政府"), inner
            if body is None:
                return _Subject("中央", NATION, "national", rest=text)
    if body is not None:
        form, known = body
        rest = text[len(form) :]
        if not rest or not _is_apart(rest):
            return _read_body(known, rest)
    if _ARMY.match(text):
        return _Subject("中央", NATION, "national", rest=text, body=Body(text, "中央", "military", 0, 0, ""))
    whole = _read_whole(text, post, year)
    if whole is not None:
        return whole
    if _match_land(text) not in ("", "国家") and not _match_form(text, year):
        pass
    elif text.startswith(("中央", "全国", "国务院", "国家", "党中央", "党和国家", "军委")) and (
        len(text) > 2 or text in ("中央", "全国", "国家")
    ):
        return _Subject("中央", NATION, "national", rest=text)
    land, form = _match_land(text), _match_form(text, year)
    if not land and text and text[0] in read_lands() and not form and group != "official":
        rest = text[1:]
        if (not rest and post.word in _ABROAD) or _OF_STATE.match(rest):
            land = text[0]
    if land and len(land) > len(form):
        return _Subject(read_lands()[land], None, None, rest=_cut_land(text, land), foreign=True)
    if (group == "foreign" or (not text and post.word in _MONARCHS)) and not form:
        country = next((one for one in context if one in _list_countries()), None)
        doubt = None if country else "place"
        return _Subject(country, None, None, rest=text, foreign=True, doubt=doubt)
    if not text and post.word in _NATIONAL:
        return _Subject("中央", NATION, "national")
    if text.startswith("中国") and (kind_of(text) == "government" or post.word in _ADVISERS):
        return _Subject("中央", NATION, "national", rest=text)
    return _read_local(text, post, year, home, context)


def kind_of(text: str) -> str:
    kind = _find_kind(text)
    return kind.system if kind else ""


_DIPLOMATS: Final = frozenset(
    "大使 总领事 领事 公使 公使衔参赞 参赞 武官 代办 临时代办 特派员 常驻联合国代表 常驻联合国副代表".split()
)
_ABROAD: Final = frozenset(
    "总统 副总统 首相 总理 国王 女王 外长 防长 财长 外相 国务卿 王储 议长 国防部长 外交部长 特使 特别代表 大使".split()
)
# Bare, these are the whole country's unless the mention is of another.
_NATIONAL: Final = frozenset(
    "国家主席 国家副主席 总理 委员长 总书记 国务委员 审计长 外长 防长 财长 外交部长 国防部长 财政部长 "
    "政治局常委 政治局委员 政治局候补委员 书记处书记 中央委员 候补中央委员 国家元首".split()
)
_CHIEFS: Final = frozenset(
    "总统 副总统 总统当选人 首相 总理 国王 女王 国务总理 王储 王后 大公 酋长 埃米尔 苏丹 天皇 教皇 总督 "
    "最高领袖 国家主席 国家副主席 护国公 联邦主席 新闻秘书".split()
)

_MONARCHS: Final = _CHIEFS - _NATIONAL - {"苏丹", "新闻秘书", "联邦主席"}


@cache
def _list_countries() -> frozenset[str]:
    return frozenset(read_lands().values())


def _cut_land(text: str, land: str) -> str:
    """The body behind a country: a party or a house that names its country stays (越共中央)."""
    rest = text[len(land) :]
    named = land[-1] in "党军会府宫共储厦宁台盟织" and land not in _list_countries()
    return land + rest if named else rest


def _read_embassy(
    of: str, at: str, post: Post, context: Sequence[str], group: str | None
) -> _Subject:
    """Who sends: 美国 of 美国驻华大使; the embassy is the body."""
    mission = {"总领事": "总领事馆", "领事": "总领事馆", "特派员": "特派员公署"}.get(
        post.word, "大使馆"
    )
    at = re.sub(r"(?:大?使馆|领事馆|总领事馆|公署)$", "", at)
    organ = f"{at}{mission}" if not at.startswith("常驻") else f"{at}代表团"
    of = re.sub(r"(?:政府|外交部)$", "", of)
    if of in ("中国", "中华人民共和国", "我", "我国") or (not of and group == "official"):
        return _Subject("中央", NATION, "national", rest=organ)
    land = read_lands().get(of)
    if land is None and group == "foreign":
        land = next((one for one in context if one in _list_countries()), None)
    return _Subject(land, None, None, rest=organ, foreign=True, doubt=None if land else "place")


def _is_apart(rest: str) -> bool:
    """Whether what follows the name of a body is no part of it: a firm, a school."""
    other = rest.startswith(("报", "网", "队", "门"))
    return other or bool(_FIRM.search(rest) or _SCHOOL.search(rest))


def _read_body(body: Body, rest: str) -> _Subject:
    if body.system == "foreign":
        return _Subject(None, None, None, rest=body.name + rest, body=body, foreign=True)
    if body.place:
        return _Subject("中央", NATION, "national", rest=body.name + rest, body=body)
    return _Subject(rest=body.name + rest, body=body)


def _read_whole(text: str, post: Post, year: int | None) -> _Subject | None:
    """A firm, a school, a club: its name stays as it is printed, and it has no place."""
    if text.endswith("党") or not text:
        return None
    kind = _find_kind(_INSIDE.sub("", text)) or _find_kind(text)
    if kind is not None and kind.end in _WEAK and post.end in ("部", "局", "厅", "司"):
        return None  # 石油部长 is no manager
    system = kind.system if kind else ""
    if "组委" in text or "筹委" in text:
        return _Subject(rest=text, whole=True, body=Body(text, "", "other", 0, 0, ""))
    if _FIRM.search(text) or (post.system == "enterprise" and system in ("", "enterprise")):
        system = "enterprise"
    elif _SCHOOL.search(text) and system not in ("court", "procuratorate"):
        system = "institution"
    elif post.system == "enterprise" and system == "other":
        system = "enterprise"
    if system in ("enterprise", "institution") or (
        system == "other"
        and kind is not None
        and kind.end not in ("中心", "村委会", "居委会", "村民委员会", "居民委员会")
    ):
        return _Subject(rest=text, whole=True, body=Body(text, "", system, 0, 0, ""))
    return None


def _read_local(
    text: str, post: Post, year: int | None, home: str | None, context: Sequence[str]
) -> _Subject:
    """A division and its body; a bare 市 or 县 is read from home and context."""
    league = _LEAGUES.match(text)
    prefix = league["body"] if league else ""
    rest = text.removeprefix(prefix)
    chain, form, rest = _read_chain(rest, post, year, home, context)
    if rest[:1] in ("和", "及", "与") and _match_form(rest[1:], year):
        chain, form, rest = _read_chain(rest[1:], post, year, home, context)  # two stand together
    inner = _ZONE.match(rest)
    small = _read_settlements(rest, bool(form)) or (
        _read_settlements(rest[inner.end() :], True) if inner else None
    )
    if small is not None:
        name, rest = small
        mark = _find_mark(name)
        level = _SMALL.get(mark)
        return _Subject(name, None, level, mark, _cut_mark(rest, mark))
    zone = _ZONE.match(rest)
    if zone and not (chain and zone["name"] == "新区"):
        name = zone["name"]
        if form and (_ZONE_KINDS.fullmatch(name) or not _find_mark(form)):
            name = form + name
        return _Subject(name, None, None, "", rest[zone.end() :])
    if chain is not None and not _find_mark(form) and kind_of(rest) == "other":
        return _Subject(rest=text, whole=True, body=Body(text, "", "other", 0, 0, ""))
    if chain is not None:
        mark = _find_mark(chain.name)
        if prefix:
            rest = _read_league(prefix, mark, rest)
            if rest is None:
                rest = prefix
        else:
            rest = _cut_mark(rest, mark)
        code = chain.code or None
        level = choose_level(chain, year) if code else chain.level
        return _Subject(
            chain.name, code, level, mark, rest, division=chain if code else None,
            doubt=None if code else "namesake",
        )  # fmt: skip
    bare = _BARE.match(rest)
    league_bare = re.match(r"团(?=[省市县区州盟旗]委)", rest)
    if league_bare:
        bare = _BARE.match(rest, league_bare.end())
    if bare is None and post.level:
        if rest not in ("", post.level) and _find_kind(rest) is None and len(rest) < 5:
            # A place that is in no list of divisions: 新北市长.
            return _Subject(rest + post.level, None, _SMALL.get(post.level), post.level, "")
        return _place_mark(post.level, rest, year, home, context)
    if bare is None:
        inside = _skip_noise(text, year)
        if inside:
            return _read_local(inside, post, year, home, context)
        return _Subject(rest=text, doubt="place" if text else None)
    mark = "地区" if bare.group() == "地" else bare.group()
    mark = {"特别行政区": "特区", "自治州": "州", "自治县": "县"}.get(mark, mark)
    if mark == "区" and (
        rest.startswith("区党委") or (post.word == "主席" and "政府" in rest)
    ):
        mark = "自治区"  # a district has a 区委 and a 区长
        return _place_mark(mark, rest[1:], year, home, context)
    if league_bare:
        return _place_mark(mark, f"共青团{mark}委", year, home, context)
    return _place_mark(mark, rest[bare.end() :], year, home, context)


def _skip_noise(text: str, year: int | None) -> str:
    """What a title holds from the whole name of a division on: 判错案件就要担责河南省高院."""
    for start in range(1, min(len(text) - 2, 12)):
        form = _match_form(text[start:], year)
        if len(form) > 2 and form == find_divisions(form, year)[0].name:
            return text[start:]
    return ""


def _read_league(prefix: str, mark: str, rest: str) -> str | None:
    """政协大同市委员会 → 政协; 共青团大同市委 → 团市委; 民盟山西省委 → 民盟省委."""
    rest = _cut_mark(rest, mark)
    if prefix in ("中共", "中国共产党"):
        return re.sub(r"^委员会", "委", rest)
    if prefix == "政协":
        return re.sub(r"^委员会|^委", "", f"{rest}") and None or "政协"
    if prefix == "共青团":
        return f"共青团{mark}委"
    return f"{prefix}{mark}委"


def _cut_mark(rest: str, mark: str) -> str:
    if mark == "地区" and rest.startswith("地委"):
        return rest[1:]
    return rest[len(mark) :] if rest.startswith(mark) else rest


def _find_mark(name: str) -> str:
    return next((mark for kind, mark in _CHARACTERS if name.endswith(kind)), "")


def _read_chain(
    text: str, post: Post, year: int | None, home: str | None, context: Sequence[str]
) -> tuple[Division | None, str, str]:
    """The smallest of the divisions that a text begins with, as printed, and what follows."""
    chosen: Division | None = None
    printed = ""
    while text:
        form = _match_form(text, year)
        if not form or not _is_place(form, text[len(form) :], post, year):
            break
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
    """Whether the short name of a county is one: 七星 in 七星区委, but not in 七星泡镇."""
    divisions = find_divisions(form, year)
    if form == divisions[0].name or divisions[0].level != "county":
        return True
    if not after:
        return bool(post.level or post.organ)
    settled = _SETTLEMENT.match(form + after)
    if settled is not None and settled.end() > len(form):
        return False
    kind = _find_kind(after)
    if after[0] in "道街路泡河湖江桥岛":
        return False
    return after.startswith("委") or bool(_BARE.match(after)) or (
        kind is not None and kind.system not in ("other", "institution", "enterprise", "foreign")
    )


def _choose_of(
    divisions: Iterable[Division],
    mark: str,
    within: Division | None,
    home: str | None,
    context: Sequence[str],
) -> Division | None:
    fitting = [one for one in divisions if _find_mark(one.name) == mark]
    return _choose(fitting, within, home, context)


def _choose_followed(
    divisions: Sequence[Division],
    after: str,
    within: Division | None,
    home: str | None,
    context: Sequence[str],
) -> Division | None:
    """Of divisions of one short name, those whose kind stands behind it: 吉林市委, 吕梁地委."""
    bare = _BARE.match(after)
    if bare is not None:
        fitting = [
            one for one in divisions if _find_mark(one.name) in (bare.group(), f"{bare.group()}区")
        ]
        if fitting:
            return _choose(fitting, within, home, context)
    return _choose(divisions, within, home, context)


def _choose(
    divisions: Sequence[Division],
    within: Division | None,
    home: str | None,
    context: Sequence[str],
) -> Division | None:
    """The one division that is meant: by what contains it, by home, by context; or none."""
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
    return fitting[0] if len(fitting) == 1 else None


def _first_whole(divisions: Sequence[Division]) -> Division | None:
    """The larger of a city and a county of one short name; none of two that are alike."""
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
    """The last of townships and villages that a text begins with, and what follows.

    `within` a division any body may follow the township: 赣县区长洛乡林业站.
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
) -> _Subject:
    """A bare 市, 县, 镇: the home of the paper, or a place named earlier in the article."""
    if mark in _SMALL:
        named = next((one for one in context if _find_mark(one) == mark), None)
        doubt = None if named else "place"
        return _Subject(named, None, _SMALL[mark], mark, rest, doubt=doubt)
    division = next(_climb(mark, year, home, context), None)
    if division is not None:
        return _Subject(
            division.name, division.code, choose_level(division, year), mark, rest,
            division=division,
        )  # fmt: skip
    if mark == "州":
        country = next((one for one in context if one in _list_countries()), None)
        if country is not None:
            return _Subject(country, None, None, mark, rest, foreign=True)
    level = {"省": "provincial", "自治区": "provincial", "县": "county", "旗": "county",
             "区": "county", "地区": "prefecture", "盟": "prefecture",
             "特区": "provincial"}.get(mark)  # fmt: skip
    return _Subject(None, None, level, mark, rest, doubt="place")


def _climb(
    mark: str, year: int | None, home: str | None, context: Sequence[str]
) -> Iterable[Division]:
    """Divisions of a kind, from home upwards, then from the places that were named, the nearest
    first; below home only what was named in it."""
    starts = [home] if home is not None and home != NATION else []
    starts += [one for one in context if one.isdecimal() and one != NATION]
    for start in starts:
        for code in dict.fromkeys((start, f"{start[:4]}00", f"{start[:2]}0000")):
            division = name_code(code, year)
            if division is not None and _find_mark(division.name) == mark:
                yield division


def _name_organ(
    subject: _Subject, post: Post, early: bool, year: int | None
) -> tuple[str | None, _Subject]:
    """Write the body whole: with the mark of its level, its usual name, what the post says of it."""
    rest = subject.rest
    if subject.whole:
        added = post.organ if post.organ and not rest.endswith(post.organ) else ""
        return rest + added, subject
    if subject.foreign or subject.code == NATION:
        return _name_central(subject, post, early, year)
    if post.level:
        rest = re.sub(r"^(?:人民)?政府$", "", rest)
        if rest and not rest.endswith(post.organ):
            return rest + post.organ if len(rest) < 3 else rest, subject
        mark = subject.mark or post.level
        return f"{mark}{post.organ.removeprefix(mark)}", subject
    if post.organ and not rest.endswith(post.organ):
        rest += post.organ
    rest = _append_end(rest, post)
    if post.word == "主席" and rest in ("", "政府", "人民政府") and subject.mark == "自治区":
        rest = "政府"
    if rest == "委" and subject.mark in ("自治区", "街道", "镇", "乡"):
        rest = "党委"
    if not rest and post.gives == "书记" and subject.mark == "村":
        rest = "党支部"
    if not rest and post.word in ("乡长", "镇长"):
        rest = "政府"
    if not rest:
        return None, subject
    if post.gives == "书记" and subject.place is None and not subject.mark and not kind_of(rest):
        return None, subject  # 拼命书记 is what people call him
    rest = _write_usual(rest)
    if rest.endswith("人大") and post.gives in ("主任", "秘书长", "党组书记", "党组成员"):
        rest += "常委会"
    if subject.mark and rest.startswith("共青团"):
        return "团" + rest.removeprefix("共青团"), subject
    if _LEAGUES.match(rest) and not rest.startswith("政协"):
        return rest, subject
    if subject.mark and _PARTY_ROOMS.match(rest):
        rest = ("党委" if subject.mark in ("自治区", "街道", "镇", "乡") else "委") + rest
    mark = "地" if subject.mark == "地区" and rest.startswith("委") else subject.mark
    if rest.startswith("地委"):
        mark = ""  # of a time when the city was the seat of a prefecture
    if re.fullmatch(r"[^公分局]+派出所", rest):
        mark = ""  # it has a name of its own: 道里区尚志派出所
    if subject.mark == "地区" and rest.startswith("行署"):
        mark = "地区"
    return mark + rest, subject


def _of_centre(rest: str, organ: str) -> str:
    """中央政治局 of 政治局委员, 中央纪委 of 中央纪委书记, but 书记处 of 中国剧协书记处书记."""
    if not organ.startswith("中央"):
        return rest + organ
    if not rest or rest.endswith(("中央", "中共")):
        return rest.removesuffix("中央") + organ
    return rest + organ.removeprefix("中央")


def _name_central(
    subject: _Subject, post: Post, early: bool, year: int | None
) -> tuple[str | None, _Subject]:
    rest = subject.rest
    if subject.foreign:
        rest = re.sub(r"^(?:联邦)?政府$|^(?:总统|首相|国王|总统府|联邦)$", "", rest)
    if post.word in _CHIEFS and (
        not rest
        or rest in ("政府", "联邦", "国务院", "共和国", "临时政府", "看守政府", "过渡政府", "内阁", "看守内阁", "临时内阁")
    ):
        national = subject.code == NATION and post.word == "总理"
        return ("国务院" if national else None), subject
    if rest == "中央委员会" and post.gives in ("主席", "总书记"):
        return "中共中央", subject
    if not rest and subject.code == NATION and post.word == "委员长":
        return "全国人大常委会", subject
    if not rest and subject.code == NATION and post.word == "总书记":
        return "中共中央", subject
    if post.organ and post.level:
        return f"{post.level}{post.organ}", subject
    if post.organ and not rest.endswith(post.organ) and not (rest and post.organ in _HOUSES):
        rest = _of_centre(rest, post.organ)
    if subject.foreign and post.gives == "大臣" and rest and rest[-1] not in "部省厅院府署":
        rest += "省" if subject.place == "日本" else "部"
    if subject.body is not None and rest == subject.body.name:
        return rest, subject
    rest = _write_usual(_append_end(rest, post))
    if not subject.foreign:
        found = _match_body(rest, year, early)
        if found is not None and found[0] == rest:
            return found[1].name, subject._replace(body=found[1])
    return rest or None, subject


# Bodies that a post holds only where no other is printed: 众议院议长 is of 众议院.
_HOUSES: Final = ("议会", "国会", "参议院", "众议院")
# Ends of firms and schools that are matters of ministries too.
_WEAK: Final = ("系", "石油", "石化", "移动", "电信", "联通", "证券", "保险", "电网", "油田", "企业", "物业")
_ENDS: Final = ("室", "部", "局", "厅", "司", "署", "处", "科", "支队", "大队", "总队", "中队")


def _append_end(rest: str, post: Post) -> str:
    """宣传部长 holds its 部: give it back, unless the body before it is whole."""
    if post.end in _ENDS and rest and not rest.endswith(post.end):
        kind = _find_kind(rest)
        if kind is None or kind.end in _WEAK:
            return rest + post.end
    return rest


@lru_cache(maxsize=50_000)
def _find_kind(organ: str) -> Organ | None:
    organs = read_organs()
    for start in range(max(0, len(organ) - 12), len(organ)):
        found = organs.get(organ[start:])
        if found is not None:
            return found
    return None


def _write_usual(rest: str) -> str:
    for full, usual in _FULL:
        rest = rest.replace(full, usual)
    inner = _INSIDE.search(rest)
    if inner is not None and inner.start() > 2:
        return _write_usual(rest[: inner.start()]) + inner.group()
    kind = _find_kind(rest)
    if kind is not None and kind.end == "人大":
        return rest  # the congress itself, unless its post says otherwise
    if kind is not None and kind.gives != kind.end and rest.endswith(kind.end):
        rest = rest.removesuffix(kind.end) + kind.gives
    return rest


def _split_topic(subject: _Subject, post: Post) -> tuple[_Subject, str]:
    """What an envoy or adviser is for stands with the post: 中东问题 of 外交部中东问题顾问."""
    if post.word not in _ADVISERS:
        if post.gives.endswith("发言人") and subject.foreign:
            subject = subject._replace(rest=re.sub(_PERSON, "", subject.rest))
        return subject, ""
    sender = _SENDER.fullmatch(subject.rest)
    if sender is not None:
        if sender["name"] in ("习近平", "胡锦涛", "江泽民"):
            subject = _Subject("中央", NATION, "national")
        return subject._replace(rest=""), ""
    found = _TOPIC.fullmatch(subject.rest)
    if found is None:
        return subject._replace(rest=re.sub(_PERSON, "", subject.rest)), ""
    return subject._replace(rest=re.sub(_PERSON, "", found["organ"])), found["topic"]


_TOPIC: Final = re.compile(
    r"(?P<organ>(?:.*(?:部|委员会|院|办公室|局|署|总统|秘书长|首相|总理|政府|主席|组织|联盟|联合国|欧盟|白宫))?)"
    r"(?P<topic>.{2,10}(?:事务|问题|政策))"
)
_PERSON: Final = re.compile(r"(?:总统|秘书长|首相|总理|主席|政府|总干事|国务卿)$")
# Whose envoy: 习近平主席特使, 奥巴马特别代表.
_SENDER: Final = re.compile(r"(?P<name>[^部委局院署办组会党国]{2,4}?)(?:国家)?(?:主席|总统|首相|总理|总书记)?")
_ADVISERS: Final = frozenset(("顾问", "协调员", "高级专员", "特使", "特别代表", "代表", "助理", "高级代表"))


def _choose_system(
    subject: _Subject, organ: str | None, kind: Organ | None, post: Post, group: str | None
) -> str | None:
    if subject.body is not None:
        if subject.body.system == "party" and kind is not None and kind.system == "discipline":
            return "discipline"
        return subject.body.system
    if subject.foreign:
        return "foreign"
    if kind is not None and kind.system:
        return kind.system
    if post.system:
        return post.system
    if subject.code == NATION:
        if organ and organ.startswith("中央") or post.word == "总书记":
            return "party"
        return "government"
    if organ is None and post.gives == "书记":
        return "party"
    return "other" if organ else None


def _find_rank(
    subject: _Subject,
    organ: str | None,
    kind: Organ | None,
    post: str,
    grade: str,
    year: int | None,
    home: str | None,
) -> int | None:
    ranks = read_ranks()
    if subject.foreign:
        return None
    if subject.code == NATION:
        own = ranks.get(("national", organ or "", post.replace("常务副", "副")))
        if own is not None:
            return own
        body = subject.body
        if body is not None and body.rank and organ == body.name:
            head = post.removeprefix(grade) in _DEPARTMENT_HEADS
            if head and grade in ("", "副", "常务副"):
                return ranks.get(("national", body.rank, "deputy" if grade else "head"))
        elif body is not None and body.rank == "3" and organ and organ[-1] in "司局":
            if post.removeprefix(grade) in ("司长", "局长") and grade in ("", "副", "常务副"):
                return ranks.get(("national", "司", "deputy" if grade else "head"))
        return None
    if kind is None or not kind.kind or organ is None or subject.level is None or subject.whole:
        return None
    inner = organ.removeprefix(subject.mark)
    if inner == organ and subject.mark != "地区":
        return None
    if kind.kind == "department":
        if _NESTED.search(inner.removesuffix(kind.gives)):
            return None
    elif inner not in (kind.end, kind.gives, "委", "党委", "党工委", "办事处"):
        return None
    level = _find_grade(subject, year, home)
    if level is None:
        return None
    chief = post.removeprefix(grade)
    name = post
    deputy = grade in ("副", "常务副")
    if kind.kind == "government":
        if chief not in _HEADS or (grade and not deputy):
            return None
        name = "deputy" if deputy else "head"
    elif kind.kind == "department":
        if chief not in _DEPARTMENT_HEADS or (grade and not deputy):
            return None
        name = "deputy" if deputy else "head"
    elif deputy:
        name = f"副{chief}"
    return ranks.get((level, kind.kind, name))


def _find_grade(subject: _Subject, year: int | None, home: str | None) -> str | None:
    """The level by which ranks go: districts of 直辖市 and vice-provincial cities stand higher."""
    level = subject.level
    if level != "county":
        return level
    code = subject.code
    if code is None:
        if subject.mark != "区":
            return level
        if home is None or home == NATION or home.endswith("0000"):
            return None
        code = home
    if code[:2] in _MUNICIPALITIES:
        return "municipal district"
    city = name_code(f"{code[:4]}00", year)
    if subject.mark == "区" and city is not None and choose_level(city, year) == "sub-provincial":
        return "sub-provincial district"
    return level


_NO_POST: Final = Post("", "", "", "", "", "", office=True)


@lru_cache(maxsize=200_000)
def resolve_body(
    name: str,
    *,
    year: int | None = None,
    early: bool = False,
    home: str | None = None,
    context: tuple[str, ...] = (),
) -> Office | None:
    """Resolve the name of a body, as `resolve` does a title: an `Office` without a post.

    None where the name holds no body: 大同市 alone.

    Examples
    --------
    >>> body = resolve_body("大同市人民检察院", year=2024)
    >>> body.place, body.code, body.organ
    ('大同市', '140200', '市检察院')
    """
    text = _ORDINAL.sub("", simplify(_BLANK.sub("", name)))
    subject = _read_subject(text, _NO_POST, year, early, home, context, None)
    organ, subject = _name_organ(subject, _NO_POST, early, year)
    if organ is None or organ == subject.mark:
        return None
    system = _choose_system(subject, organ, _find_kind(organ), _NO_POST, None)
    return Office(
        subject.place, subject.code, subject.level, system, organ, "", "", None, subject.doubt
    )
