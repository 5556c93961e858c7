"""Which bodies articles name: from articles to the table `organisations`.

A body ends in a known end (lexicons/organs.csv) or is known by its name (bodies.csv). Where it
begins is read from the words before: it reaches back over nouns and names, and not over verbs,
particles and persons.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from analysis.cutter import open_cutter
from analysis.lexicon import read_rows, split_variants
from analysis.memory import pause_collector
from analysis.offices.divisions import find_divisions, list_forms
from analysis.offices.homes import choose_home, read_homes
from analysis.offices.matching import match_end, match_start
from analysis.offices.places import Named, find_named, list_context
from analysis.offices.resolve import Office, resolve_body
from analysis.offices.words import (
    Organ,
    read_bodies,
    read_land_bodies,
    read_lands,
    read_organs,
    read_posts,
)
from analysis.places import Part, group_parts, iterate_parts
from analysis.schema import check_table, list_cells, make_table, take_rows

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

__all__ = ["find_organisations"]

_BORDERS: Final = frozenset("，。；：！？、…“”‘’《》〈〉【】[],;:!?/").union(
    filter(str.isspace, map(chr, range(0x3001)))
)
_BORDER: Final = re.compile("[" + re.escape("".join(sorted(_BORDERS))) + "]")
# Parts of speech that a name may hold: nouns, places, bodies, abbreviations, Latin.
_NOUNS: Final = ("n", "ns", "nt", "nz", "nl", "ng", "j", "b", "eng", "vn", "an", "a", "s", "f")
_STOPS: Final = frozenset("的了和与及在对向从为由到是等把被让给同个名家位所有该本我这那各全某")
# Parts of speech with which firms, schools and clubs begin; common nouns are not among them.
_PROPER: Final = ("ns", "nt", "nz", "nr", "eng", "x")
_SIDES: Final = re.compile(r"[东南西北中内外上下前后]部$")
# Endings so common in running text that they end a body only behind a place or a level.
_SHORT_ENDS: Final = frozenset("部司处科股庭系社委厂矿署")
_REGION: Final = re.compile(r"(?:香港|澳门)(?:特别行政区|特区)?(?:政府)?\Z")
_CHINA: Final = ("中华人民共和国", "中国")
_WHOLE_LAND: Final = ("全国", "国家", "中国", "中央", "中共")
# How bodies of the whole country begin.
_CENTRAL: Final = ("中央", "全国", "国家", "国务院", "中共", *_CHINA)
# The full legal form of a firm: whatever words stand before it are its name.
_FIRM: Final = re.compile(r"[^\W\d_]{3,}(?:有限|责任|股份|集团|总)公司$")
_SEVERAL: Final = re.compile(r"[一二三四五六七八九十两几多数0-9０-９]+[大家个]")
# Two bodies without a mark between them: 省委省政府.
_PAIR: Final = re.compile(r"[省市县区州盟旗地]委(?=[省市县区州盟旗]政府$)")
_FACULTY: Final = re.compile(
    r"[^\W\d_]{2,6}?系(?=主任|副?教授|讲师|学生|老师|博士|硕士|[，。、的]|$)"
)
# A further office in a list whose place is said once: 公安局 in 福州市文化局、公安局.
_NEXT: Final = re.compile(r"、[^\W\d_各有等]{2,6}[局厅]")
_BRANCH: Final = re.compile(r"(?:第[一二三四五六七八九]|[^\W\d_]{0,4}?)分(?:院|校|公司|行|店|厂)")
_LONGEST: Final = 30
_BATCH: Final = 250_000  # characters that are searched in one go
# A level without the name of its place: 市 in 市教育局, but not in 城市.
_LEVEL: Final = re.compile(r"(?:自治区|自治州|自治县|省|市|县|区|州|盟|旗|镇|乡|村|社区|街道)")


class _Body(NamedTuple):
    """A body in a text."""

    start: int
    end: int
    titled: bool


def find_organisations(
    articles: pd.DataFrame, *, home: str | Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Find which bodies articles name: committees, offices, courts, firms, schools.

    One row per naming, in the order of the articles and of their text. Where one name stands in
    another (市委 in 市委宣传部), the longer one counts. A body is the same where `place` and
    `organ` agree, however it is printed: 市检察院 in 大同日报, 大同市人民检察院 elsewhere.

    Parameters
    ----------
    articles
        Needs `article_id` and `text`; headline, deck and byline are read where there are any.
    home
        As in `find_offices`: the division that the newspaper is of, for 市委 without a name.

    Returns
    -------
    DataFrame
        The table `organisations`: article_id, newspaper, date, page, surface (as printed), organ,
        place, code, level, system, in_title (a post follows: 市委 in 市委书记), part, start, end,
        line, column and doubt.

    Raises
    ------
    InputError
        Where a column is missing or a home is no code.

    Examples
    --------
    >>> text = "市委宣传部与大同市人民检察院、国家电投举行座谈会。"
    >>> articles = pd.DataFrame({"article_id": ["a"], "newspaper": "大同日报", "text": [text]})
    >>> find_organisations(articles)[["surface", "organ", "code"]].values.tolist()[:2]
    [['市委宣传部', '市委宣传部', '140200'], ['大同市人民检察院', '市检察院', '140200']]
    """
    homes = read_homes(home)
    articles = check_table(articles, "articles", needs=["article_id", "text"])
    with pause_collector():
        found = [*_find(articles, homes)]
    rows = np.array([part.row for part, _, _ in found], dtype=np.intp)
    points = [part.locate(body.start) or (None, None) for part, body, _ in found]
    return make_table(
        "organisations",
        {
            **take_rows(articles, rows),
            "surface": [part.text[body.start : body.end] for part, body, _ in found],
            **{
                name: [getattr(office, name) for _, _, office in found]
                for name in ("organ", "place", "code", "level", "system", "doubt")
            },
            "in_title": [body.titled for _, body, _ in found],
            "part": [part.part for part, _, _ in found],
            "start": [body.start for _, body, _ in found],
            "end": [body.end for _, body, _ in found],
            "line": [line for line, _ in points],
            "column": [column for _, column in points],
        },
    )


def _find(
    articles: pd.DataFrame, homes: str | Mapping[str, str] | None
) -> Iterator[tuple[Part, _Body, Office]]:
    papers, dates = list_cells(articles, ("newspaper", "date"))
    row = -1
    said = ""
    for part, ends in _find_ends(iterate_parts(articles)):
        if part.row != row:
            row, said = part.row, ""
            date = dates[row]
            year, early = (None, False) if pd.isna(date) else (date.year, date.month < 3)
        text = part.plain
        if not ends:
            said += text + "\n"
            continue
        at = choose_home(papers[row], homes)
        named: list[Named] | None = None
        for body in _list_bodies(text, ends, year):
            name = text[body.start : body.end]
            office = resolve_body(name, year=year, early=early, home=at)
            if office is not None and office.doubt is not None:
                if named is None:
                    named = find_named(said + text, year, at)
                context = list_context(named, len(said) + body.start)
                office = resolve_body(name, year=year, early=early, home=at, context=context)
            if office is not None:
                yield part, body, office
        said += text + "\n"


# For the places in a text where an ending of bodies ends, where the longest such ending begins.
_Ends = dict[int, int]


def _find_ends(parts: Iterable[Part]) -> Iterator[tuple[Part, _Ends]]:
    """Find in each part the endings of bodies.

    The parts are searched together: most hold none, and one search for all is faster than many.
    """
    searcher, _ = _read_searcher()
    for batch in group_parts(parts, size=_BATCH):
        text = "\n".join([part.plain for part in batch])
        ends: list[_Ends] = [{} for _ in batch]
        at, first, last = 0, 0, len(batch[0].plain)
        # The matches come in the order in which they end.
        for _, start, end in searcher.find_matches_as_indexes(text, overlapping=True):
            while end > last:
                at, first = at + 1, last + 1
                last = first + len(batch[at].plain)
            own = ends[at]
            own[end - first] = min(start - first, own.get(end - first, start))
        yield from zip(batch, ends, strict=True)


@cache
def _read_searcher() -> tuple["AhoCorasick", Sequence[str]]:
    """A searcher for what bodies end in, and for bodies known by name."""
    from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

    organs = read_organs()
    ends = [end for end in organs if end not in ("系", "署") and not _is_idle(end, organs)]
    ends += [form for form in _read_known() if form not in read_organs()]
    searcher = AhoCorasick(ends, matchkind=MatchKind.Standard, implementation=Implementation.DFA)
    return searcher, ends


@cache
def _read_known() -> frozenset[str]:
    """Names that are bodies wherever they stand; of two characters, only those that are no word."""
    return frozenset(
        form
        for form, bodies in read_bodies().items()
        if len(form) > 2 or (bodies[0].system != "military" and form not in ("人行", "求是"))
    ).union(land for land, body in read_land_bodies().items() if body == "state")


def _is_idle(end: str, organs: Mapping[str, Organ]) -> bool:
    """Whether an ending is a kind of thing (企业) that hides no shorter one, as 工厂 hides 厂."""
    return "kind" in organs[end].also and not any(end[at:] in organs for at in (1, 2))


@cache
def _read_inside() -> frozenset[str]:
    """Verbs that stand in names of bodies: 发展, 管理."""
    rows = read_rows("title_edges", "word", "inside")
    return frozenset(word for word, inside in rows if inside == "yes")


@cache
def _read_not_bodies(part: str) -> tuple[str, ...]:
    """Words that end as bodies do (干部), begin as no firm does (外贸), or with an end (社会)."""
    return tuple(word for word, own in read_rows("not_bodies", "word", "part") if own == part)


def _list_bodies(text: str, ends: _Ends, year: int | None) -> list[_Body]:
    """Find the bodies of a text by their endings; none lies inside another."""
    known, not_bodies = _read_known(), _read_not_bodies("end")
    words = _read_not_bodies("inside")
    found: list[_Body] = []
    clause, tokens = (-1, -1), _Tokens([], [])
    for end, start in sorted(ends.items()):
        if text[end : end + 1] == "队":
            continue  # in 人大附中队 it is a team of the school, not the school
        if text.endswith(not_bodies, 0, end) or (
            end - start == 1 and text.startswith(words, start)
        ):
            continue  # 干部 and 武警部队 are no bodies, and 社会 holds no 社
        whole = text[start:end] in known
        if whole and text[end : end + 1] == "门":
            continue  # 部 is no ending in 农业部门
        if (not whole or end - start == 2) and not clause[0] <= start < clause[1]:
            first = start
            while first > 0 and text[first - 1] not in _BORDERS:
                first -= 1
            border = _BORDER.search(text, end)
            clause = (first, border.start() if border else len(text))
            tokens = _cut(text, *clause)
        if whole and (end - start > 2 or {start, end}.issubset(tokens.starts)):
            found.append(_Body(_reach_land(text, start, end), end, _is_titled(text, end)))
            continue
        if whole and text[start:end] not in read_organs():
            continue  # in 河北约谈 there is no 北约
        begin = _find_begin(text, tokens, start, end, year)
        if begin is None and found and _NEXT.fullmatch(text, found[-1].end, end):
            begin = found[-1].end + 1
        if begin is not None:
            pair = _PAIR.match(text[begin:end])
            begin += pair.end() if pair is not None else 0
            inner = _FACULTY if text[end - 2 : end] in _SCHOOLS else _BRANCH
            room = inner.match(text, end)
            last = room.end() if room is not None else end
            found.append(_Body(begin, last, _is_titled(text, last)))
    return _drop_inner(found)


def _reach_land(text: str, start: int, end: int) -> int:
    """Include the country that stands right before a body: 美国 in 美国国务院."""
    before = text[max(0, start - 7) : start]
    region = _REGION.search(text, max(0, start - 11), start)
    if region is not None and not text.startswith(_WHOLE_LAND, start):
        return region.start()
    own = match_end(before, _CHINA, 7)
    if own == "中国" and text.startswith(_WHOLE_LAND, start):
        own = ""
    body = next(iter(read_bodies().get(text[start:end], ())), None)
    if body is not None and body.system == "foreign":
        return start
    land = own or match_end(before, read_lands(), 6)
    if not land and before[-1:] in _SIGNS and body is not None and body.place:
        land = before[-1]  # a country by one character: 俄 in 俄国防部
    return start - len(land)


# Single characters for countries that are rarely a word, or the end of one.
_SIGNS: Final = frozenset("美俄英韩朝泰越菲乌伊印埃柬缅匈捷澳")


class _Tokens(NamedTuple):
    """The words of a clause with their parts of speech, and where each begins."""

    starts: Sequence[int]
    words: Sequence[tuple[str, str]]


def _end_in_place(text: str, end: int, year: int | None, least: int) -> str:
    return match_end(text[max(0, end - 15) : end], list_forms(year), 15, least=least)


def _cut(text: str, first: int, last: int) -> _Tokens:
    words = open_cutter().tag(text[first:last])
    sizes = (len(word) for word, _ in words)
    return _Tokens([*accumulate(sizes, initial=first)], words)


def _find_begin(text: str, tokens: _Tokens, start: int, end: int, year: int | None) -> int | None:
    """Find where the body begins that ends here; None if there is no body."""
    close = text[start:end]
    kind = read_organs().get(close, _NO_ORGAN)
    reached = _reach_back(text, tokens, start, end, kind, year)
    if reached is None:
        return None
    begin, tag = reached
    name = text[begin:end]
    if name in read_bodies() or name in read_land_bodies():
        return begin
    if _SEVERAL.search(name) or (close in _SHORT_ENDS and _SIDES.search(name)):
        return None  # 三大石油公司 are several
    opens, form = _name_opening(name, tag, close, kind, text, year)
    opening = _read_openings().get(opens)
    if opening is None or len(form) == len(name) or not kind.also.isdisjoint(opening.unless):
        return None
    stem = len(name) - len(close) - (0 if opens == "centre" else len(form))
    if "land" in kind.also and opens in ("centre", "land") and len(name) == len(form) + len(close):
        return None  # 日本公司 means any company of Japan
    if len(close) == 1 and stem < opening.least and not _is_committee(name):
        return None
    if opens == "level":
        city = _end_in_place(text, begin, year, 2)
        if city and find_divisions(city, year)[0].level != "county":
            begin -= len(city)  # a city before 市 may have been cut as another word: 大同
    return begin


def _reach_back(
    text: str, tokens: _Tokens, start: int, end: int, kind: Organ, year: int | None
) -> tuple[int, str] | None:
    """Go back over words that can belong to the name: where they begin, and the first one's tag.

    None where no body can end here, as in 部署.
    """
    last = bisect_left(tokens.starts, end) - 1
    after = tokens.starts[last + 1]
    if after > end and text[end:after] not in read_posts():
        return None  # the ending is only the beginning of a longer word, which is no post
    begin = tokens.starts[last]
    word, tag = tokens.words[last]
    if (tag.startswith("v") and begin <= start and word not in read_organs()) or (
        end - start == 1 and tag in ("ns", "nr", "nrt")
    ):
        return None  # in 部署 it is part of a verb, in 莫斯科 of a name
    words = [begin]
    for at in range(last - 1, -1, -1):
        word, own = tokens.words[at]
        if end - tokens.starts[at] > _LONGEST or not _is_part(word, own):
            break
        begin, tag = tokens.starts[at], own
        words.append(begin)
        if tag.startswith("nr"):
            # A place before the body may have been tagged as a person: 仪陇 in 仪陇县委.
            while whole := _end_in_place(
                text, begin, year, 2 if kind.system == "enterprise" else 3
            ):
                begin, tag = begin - len(whole), "ns"
                words.append(begin)
            # A person begins the name, or a word that the cutter does not know: 扬子江药业集团.
            break
    if kind.system not in _FREE and not _LEVEL.match(text, begin, end):
        # The name begins at its first word that is a place: at 南京 in 前南京市委.
        opens = (at for at in reversed(words) if _opens_place(text[at:end], year))
        placed = next(opens, begin)
        if placed != begin:
            return placed, "ns"
    return begin, tag


def _name_opening(
    name: str, tag: str, close: str, kind: Organ, text: str, year: int | None
) -> tuple[str, str]:
    """Tell by which row of `body_openings.csv` a name begins, and by which of its characters."""
    form = _match_start(name, year)
    level = _LEVEL.match(name, max(0, len(form) - 1))
    if form:
        # A place that is tagged as a person counts only before a level: 仪陇 in 仪陇县委.
        sure = not tag.startswith("nr") or level
        whose = "centre" if form in _CENTRAL else "land" if form in read_lands() else "place"
        return (whose if sure else ""), form
    if level is not None and len(name) > level.end() and kind.system not in _FREE:
        return "level", level.group()
    if close == "政府" and _is_sign(name.removesuffix(close), text):
        return "sign", name[:1]  # a country by one character: 阿 in 阿政府
    if name.startswith(_read_not_bodies("begin")):
        return "", ""
    if _FIRM.fullmatch(name):
        return "firm", ""
    proper = tag.startswith(_PROPER) and kind.system in _FREE and len(name) > len(close) + 1
    return ("proper" if proper else ""), ""


class _Opening(NamedTuple):
    """A row of `body_openings.csv`: how many characters stand between it and an ending of one,
    and the kinds of body that do not begin so.
    """

    least: int
    unless: frozenset[str]


@cache
def _read_openings() -> Mapping[str, _Opening]:
    return {
        opens: _Opening(int(least), frozenset(split_variants(unless)))
        for opens, least, unless in read_rows("body_openings", "opens", "least", "unless")
    }


_SCHOOLS: Final = ("大学", "学院")
# Systems whose bodies have names of their own and bear no level.
_FREE: Final = ("enterprise", "institution", "other")


_NO_ORGAN: Final = Organ("", "", "", "", frozenset())


def _is_sign(stem: str, text: str) -> bool:
    """Whether a text stands for a country: always, or as the first character of one named here."""
    if stem in read_lands():
        return True
    return len(stem) == 1 and any(
        land[0] == stem and land in text for land in read_lands() if len(land) > 2
    )


def _is_committee(name: str) -> bool:
    """Whether a name ends in a short name of a committee: 省委, 县委."""
    return read_organs().get(name[-2:], _NO_ORGAN).kind == "committee"


def _is_part(word: str, tag: str) -> bool:
    """Whether a word can be part of the name of a body."""
    if word in _STOPS or word[0] in _STOPS:
        return False
    return (
        tag in _NOUNS
        or tag.startswith("nr")
        or (tag == "x" and "Ａ" <= word <= "ｚ")  # Latin letters of full width
        # a number in a name: 解放军100医院
        or (tag == "m" and (word.startswith("第") or word.isdecimal()))
        or word in _read_inside()
    )


def _opens_place(name: str, year: int | None) -> bool:
    """Whether a name begins with a division or a country.

    Short names of counties do not count, since many are also words.
    """
    form = _match_start(name, year)
    divisions = find_divisions(form, year)
    sure = bool(divisions) and (divisions[0].name == form or divisions[0].level != "county")
    return sure or form in read_lands() or (form in _CHINA and name.endswith("政府"))


def _match_start(name: str, year: int | None) -> str:
    """Find what a name begins with: a division, a country, another body, or 中央 and the like."""
    central = next((word for word in _CENTRAL if name.startswith(word)), "")
    return central or match_start(name, _list_openers(year), 15)


@cache
def _list_openers(year: int | None) -> frozenset[str]:
    """Names of divisions, countries and bodies that a body may begin with: 海军总医院."""
    bodies = (
        form for form, own in read_bodies().items() if len(form) > 2 or own[0].system == "military"
    )
    return frozenset([*list_forms(year), *read_lands(), *bodies])


def _is_titled(text: str, end: int) -> bool:
    posts = read_posts()
    if text[end : end + 1] == "长" and text[end - 1] in "部局厅院署":
        return True
    after = text[end : end + 8].removeprefix("原").removeprefix("代").removeprefix("常务")
    after = after.removeprefix("副")
    return any(after[:size] in posts for size in range(min(6, len(after)), 1, -1))


def _drop_inner(found: Sequence[_Body]) -> list[_Body]:
    """Keep the longer one of bodies that overlap."""
    kept: list[_Body] = []
    for body in sorted(found, key=lambda body: (body.start, -body.end)):
        if kept and body.start < kept[-1].end:
            if body.end - body.start > kept[-1].end - kept[-1].start:
                kept[-1] = body
            continue
        kept.append(body)
    return kept
