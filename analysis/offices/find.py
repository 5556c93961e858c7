"""From mentions to offices: one row per title that names an office."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from analysis.lexicon import read_rows
from analysis.memory import pause_collector
from analysis.offices.divisions import NATION
from analysis.offices.homes import Homes, check_homes, choose_home, read_homes
from analysis.offices.matching import list_countries, match_end, match_land
from analysis.offices.places import Named, find_named, list_alone, list_context
from analysis.offices.resolve import Office, resolve
from analysis.offices.titles import find_former
from analysis.offices.words import read_incumbents, read_lands, read_posts
from analysis.places import iterate_parts
from analysis.schema import OF_ARTICLE, InputError, check_table, list_cells, make_table, take_rows

__all__ = ["find_offices", "make_offices"]

_SPAN: Final = ("part", "start", "end", "line", "column")
_FIELDS: Final = Office._fields
# How far around a name we look for words like 任命 and 免去, in characters.
_BEFORE: Final = 120
_AFTER: Final = 60
_ENDS: Final = "。！？\n"  # of a sentence


def find_offices(
    mentions: pd.DataFrame,
    *,
    articles: pd.DataFrame | None = None,
    home: str | Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Find which office each printed title is: whose, of which body, which post, since when.

    One row per title of a mention that names an office, in the order of the mentions. 市领导,
    负责同志, 教授, 记者 and what else is no office have no row.

    Two printed titles are one office where `place`, `organ` and `post` agree: 市长, 大同市市长 and
    大同市人民政府市长; 代市长 is the same office with another status. What a title does not say is
    read from the home of the newspaper, from the other titles of the person in the article, from
    the places named earlier in it, and from the year; where these do not decide, the field is
    missing and `doubt` says what is open. Nothing is guessed: a bare 总统 is of the one country
    that the sentence, else the paragraph, else the article names before it, or of that of a head of
    state known by name (`lexicons/incumbents.csv`); in a paper whose home is not known a bare 市长
    is read by its own sentence only.

    Parameters
    ----------
    mentions
        The table `mentions`.
    articles
        The articles that were read. With them, a bare 县委书记 is read by the county named before
        it, and 任, 当选, 免去 around a name tell whether an office is taken or left; without them,
        titles are read by themselves and by the home of the newspaper.
    home
        The division that a newspaper is of, as a code of GB/T 2260 ("140200"; "000000" for a paper
        of the whole country): one for all, or one for each newspaper. When not given, it is read
        from the newspaper's name, by `lexicons/papers.csv` and the place before 日报 and its like.

    Returns
    -------
    DataFrame
        The table `offices`: article_id, newspaper, date, page, name, title (as bound to the
        mention), place, code, level, system, organ, post, status, rank, part, start, end, line,
        column (of the mention) and doubt.

    Raises
    ------
    InputError
        Where a column is missing, a home is no code, or `articles` lacks an article of `mentions`.

    Examples
    --------
    >>> mentions = pd.DataFrame({"article_id": ["a"], "newspaper": "大同日报", "name": "张强",
    ...     "date": pd.to_datetime(["2024-03-27"]), "titles": [["市委副书记", "代市长"]]})
    >>> offices = find_offices(mentions)
    >>> offices[["code", "organ", "post", "status", "rank"]].values.tolist()
    [['140200', '市委', '副书记', 'holds', 6], ['140200', '市政府', '市长', 'acting', 5]]
    """
    homes = read_homes(home)
    mentions = check_table(mentions, "mentions", needs=["article_id", "name", "titles"])
    if "date" in mentions.columns:
        check_homes(homes, pd.to_datetime(mentions["date"]).dt.year.dropna().astype("int64"))
    return make_offices(mentions, articles=articles, home=homes)


def make_offices(
    mentions: pd.DataFrame, *, articles: pd.DataFrame | None = None, home: Homes | None = None
) -> pd.DataFrame:
    """Make the table of mentions that were checked: a month of a paper is of one year alone."""
    texts = _Texts(None if articles is None else _read_texts(articles, mentions))
    rows: list[tuple[int, str]] = []
    found: list[Office] = []
    with pause_collector():
        for article in _gather(mentions, home):
            for person, title, office in _resolve_article(article, texts):
                rows.append((person.row, title))
                found.append(office)
    places = np.array([row for row, _ in rows], dtype=np.intp)
    shared = take_rows(mentions, places, (*OF_ARTICLE, "name", *_SPAN))
    fields = {name: [getattr(office, name) for office in found] for name in _FIELDS}
    return make_table("offices", {**shared, "title": [title for _, title in rows], **fields})


class _Person(NamedTuple):
    """One mention: its row in the table, and what of it is read; it ends at 0 where no place is."""

    row: int
    name: str
    titles: Sequence[str]
    group: str | None
    part: str
    start: int
    end: int


class _Article(NamedTuple):
    """The mentions of one article, and the year and home by which their titles are read."""

    key: str
    year: int | None
    early: bool
    home: str | None
    homeless: bool  # True if the newspaper is named, but its place is not known
    people: Sequence[_Person]


def _gather(mentions: pd.DataFrame, homes: Homes | None) -> Iterator[_Article]:
    """Group the mentions by article, in the order of the table."""
    count = len(mentions)
    ids, papers, dates = list_cells(mentions, ("article_id", "newspaper", "date"))
    people = _list_people(mentions)
    first = 0
    while first < count:
        last = first
        while last < count and ids[last] == ids[first]:
            last += 1
        titled = [person for person in people[first:last] if person.titles]
        if titled:
            date, paper = dates[first], papers[first]
            known = not pd.isna(date)
            home = choose_home(paper, homes)
            yield _Article(
                ids[first],
                date.year if known else None,
                known and date.month < 3,
                home,
                isinstance(paper, str) and home is None,
                titled,
            )
        first = last


def _list_people(mentions: pd.DataFrame) -> list[_Person]:
    columns = list_cells(mentions, ("name", "titles", "group", "part", "start", "end"))
    return [
        _Person(
            row,
            name,
            [] if titles is None else list(titles),
            group if isinstance(group, str) else None,
            part if isinstance(part, str) else "body",
            *((0, 0) if pd.isna(start) or pd.isna(end) else (int(start), int(end))),
        )
        for row, (name, titles, group, part, start, end) in enumerate(zip(*columns, strict=True))
    ]


class _Texts:
    """Texts of articles with the places that they name; each is searched only when it is needed."""

    def __init__(self, parts: Mapping[str, Mapping[str, str]] | None) -> None:
        self._parts = parts
        self._named: tuple[str, list[Named]] = ("", [])
        self._whole = ""

    def read(self, article: str, part: str) -> str:
        """Give the text of a part in simplified characters; empty if it is not known."""
        if self._parts is None:
            return ""
        return self._parts.get(article, {}).get(part, "")

    def list_places(
        self, article: _Article, part: str, start: int, taken: Collection[str]
    ) -> tuple[str, ...]:
        """List the places that an article names before a character, nearest first.

        A country counts only if no other is named, since either might be meant, and if nobody else
        in the article holds the post there (`taken`). A paper whose home is not known mostly writes
        of its own city, so its titles are read by places of the same sentence only.
        """
        if self._parts is None:
            return ()
        parts = self._parts.get(article.key, {})
        before = 0
        for own, text in parts.items():
            if own == part:
                break
            before += len(text) + 1
        if self._named[0] != article.key:
            whole = "\n".join(parts.values())
            self._whole = whole
            self._named = (article.key, find_named(whole, article.year, article.home))
        named: Sequence[Named] = self._named[1]
        if article.homeless:
            text = parts.get(part, "")
            first = before + max((text.rfind(end, 0, start) for end in _ENDS), default=-1)
            named = [one for one in named if one.end > first or not one.key.isdecimal()]
        land = _choose_land(self._whole, named, before + start, taken)
        named = [one for one in named if one.key not in list_countries() or one.key == land]
        return list_context(named, before + start)


# Where somebody is or goes, and whom he meets: 在法国 does not say whose president speaks there.
_ELSEWHERE: Final = (
    *("在", "赴", "抵", "访", "访问", "抵达", "前往", "飞往", "同", "与", "对", "驻"),
)
# 由议长甲率领的爱沙尼亚代表团: whose he is stands behind him.
_LED: Final = re.compile(r"[^，。；\s]{0,2}(?:率领|带领|为团长|为首)的")


def _choose_land(text: str, named: Sequence[Named], at: int, taken: Collection[str]) -> str | None:
    """Choose the country named before a character if it is the only one in its sentence; where a
    sentence names none, in the paragraph; where that names none, in the whole text.
    """
    lands = [one for one in named if one.end <= at and one.key in list_countries()]
    for ends in (_ENDS, "\n", ""):
        first = max((text.rfind(end, 0, at) for end in ends), default=-1)
        near = {one.key for one in lands if one.end > first}
        if near:
            own = [one for one in lands if one.end > first and not _is_elsewhere(text, one.end)]
            fitting = {one.key for one in own}.difference(taken)
            return fitting.pop() if len(fitting) == 1 else None
    return None


def _is_elsewhere(text: str, end: int) -> bool:
    start = end - len(match_end(text[max(0, end - 8) : end], read_lands(), 8))
    if text.endswith(("同", "与"), 0, start) and _get_chiefs().match(text, end):
        return False  # 同巴西总统会谈
    return text.endswith(_ELSEWHERE, 0, start)


@cache
def _get_chiefs() -> re.Pattern[str]:
    """A post of states, near behind the name of a country."""
    posts = read_posts().values()
    chiefs = [one.word for one in posts if one.role in ("chief", "house") or len(one.bare) > 4]
    return re.compile(rf"[\u4e00-\u9fff]{{0,8}}?(?:{'|'.join(chiefs)})(?!府|官邸|选举)")


def _read_texts(articles: pd.DataFrame, mentions: pd.DataFrame) -> dict[str, dict[str, str]]:
    articles = check_table(articles, "articles", needs=["article_id", "text"])
    (named,) = list_cells(mentions, ["article_id"])
    ids = articles["article_id"].tolist()
    texts: dict[str, dict[str, str]] = {key: {} for key in {*named}.intersection(ids)}
    for part in iterate_parts(articles):
        if ids[part.row] in texts:
            texts[ids[part.row]][part.part] = part.plain
    lost = next((key for key in named if key not in texts), None)
    if lost is not None:
        raise InputError(
            f"articles has no article {lost!r}, which mentions names. Give the articles that the "
            "mentions were found in."
        )
    return texts


def _resolve_article(article: _Article, texts: _Texts) -> Iterator[tuple[_Person, str, Office]]:
    """Resolve the titles of one article.

    Each by itself first; what is then open, by the person's other titles and by places named
    before.
    """
    resolved: list[tuple[_Person, str, Office]] = []
    known: dict[tuple[str, str], list[Office]] = {}
    holders: dict[str, dict[str, str]] = {}  # for each post, the holder in each country
    for person in article.people:
        text = texts.read(article.key, person.part) if person.end else ""
        former: tuple[str, str | None] | None = None  # what stands before 原, and whose office
        for title in person.titles:
            office = _resolve(title, article, (), person.group)
            if office is None:
                continue
            status = _find_status(text, person, title, office) if text else None
            if office.status == "former" and find_former(title):
                former = find_former(title), office.code
            elif former is not None and office.status == "holds":
                near = text[max(0, person.start - _BEFORE) : person.start]
                if title.startswith(former[0]) or (office.code == former[1] and title not in near):
                    status = "former"  # 原党组书记、厅长: the place and 原 are those of both
            if status is not None:
                office = office._replace(status=status)
            resolved.append((person, title, office))
            if office.place is not None or (office.organ is not None and office.doubt is None):
                known.setdefault((person.name, office.post), []).append(office)
                if office.place is not None and office.status == "holds":
                    holders.setdefault(office.post, {})[office.place] = person.name
    before: tuple[Office, _Person] | None = None
    for person, title, office in resolved:
        abroad = before is not None and before[1] is person and before[0].system == "foreign"
        if office.doubt is not None or office.place is None or (abroad and office.code == NATION):
            stack = None
            if before is not None and (
                before[1] is person or _is_joined(texts, article.key, before[1], title, person)
            ):
                stack = before[0]
            others = known.get((person.name, office.post), [])
            posts = holders.get(office.post, {})
            taken = [place for place, name in posts.items() if name != person.name]
            office = _complete(person, title, office, stack, others, article, texts, taken)
            if office.place is not None:
                known.setdefault((person.name, office.post), []).append(office)
        before = (office, person)
        yield person, title, office


# Between two names of a list: 苏丹总统甲和第一副总统乙.
_JOINED: Final = re.compile("[、和与及]|以及")


def _is_joined(texts: _Texts, article: str, one: _Person, title: str, other: _Person) -> bool:
    """Whether only a mark and titles stand between two names, so that both belong to one place.

    Titles that begin with a level do not count: 市委书记 after 山西省委书记 may be of any city.
    """
    if one.part != other.part or not one.end or title[0] in "市县区州盟旗镇乡村街社自地":
        return False
    gap = texts.read(article, one.part)[one.end : other.start]
    sign = _JOINED.match(gap)
    return sign is not None and gap[sign.end() :].startswith(tuple(other.titles))


def _resolve(
    title: str, article: _Article, context: tuple[str, ...], group: str | None
) -> Office | None:
    return resolve(
        title,
        year=article.year,
        early=article.early,
        home=article.home,
        context=context,
        group=group,
    )


def _complete(
    person: _Person,
    title: str,
    office: Office,
    before: Office | None,
    known: Sequence[Office],
    article: _Article,
    texts: _Texts,
    taken: Collection[str],
) -> Office:
    """Read an office whose place is open by what else the article says."""
    incumbent = read_incumbents().get((person.name, title))
    if incumbent is not None and office.organ is None:
        found = _resolve(incumbent, article, (), person.group)
        if found is not None:
            return found._replace(status=office.status)
    # The same person stands elsewhere in the article with the same post and its place: once
    # 卡斯特罗总统, once 洪都拉斯总统卡斯特罗.
    same = {
        (one.place, one.code, one.organ): one
        for one in known
        if office.organ is None or one.organ is None or one.organ.endswith(office.organ)
    }
    bare = title in read_posts()
    called = office.post == "书记" and office.organ is None and office.level is None and not bare
    # A nickname such as 草鞋书记 is no office, so it takes over no place.
    if len(same) == 1 and (office.doubt is not None or bare) and not called:
        return next(iter(same.values()))._replace(status=office.status)
    if office.doubt is None and office.code != NATION:
        return office
    # Titles in a row that share a place: 大庙镇党委书记、镇长; 重庆市原副市长、公安局原局长.
    same_level = before is not None and before.level == office.level
    if before is not None and same_level and _follows(before, office):
        return office._replace(place=before.place, doubt=None if before.place else "place")
    if before is not None and before.place and before.code != NATION and _is_open(before, office):
        found = _resolve(before.place + title, article, (), person.group)
        if found is not None and (found.place, found.code) == (before.place, before.code):
            return found._replace(status=office.status)
    if office.status in ("former", "takes", "proposed"):
        taken = ()
    text = texts.read(article.key, person.part)
    context = texts.list_places(article, person.part, person.start, taken)
    led = _LED.match(text, person.end)
    land = match_land(text[led.end() : led.end() + 15]) if led is not None else ""
    if land:
        context = (read_lands()[land], *context)
    if office.level in ("township", "village"):
        context += list_alone(text[: person.start])
    if context:
        found = _resolve(title, article, context, person.group)
        if found is not None:
            return found._replace(status=office.status)
    return office


def _is_open(before: Office, office: Office) -> bool:
    """Whether an office still lacks a place that the title before it can give.

    Behind an office of a foreign country 中央 means that country's centre.
    """
    if before.system == "foreign":
        return office.place is None or office.code == NATION
    return before.code is not None and office.place is None


def _follows(before: Office, office: Office) -> bool:
    """Whether a township or village office is of the place before it; 街道 and 镇 do not mix."""
    if office.level not in ("township", "village") or before.place is None:
        return False
    mark = next((one for one in ("街道", "镇", "乡") if (office.organ or "").startswith(one)), "")
    return before.place.endswith(mark)


@cache
def _read_frames() -> Sequence[tuple[re.Pattern[str], re.Pattern[str], str]]:
    """Words before a name, and between it and its post, that say how the office comes or goes."""
    return [
        (re.compile(f"(?:{before})$"), re.compile(between), status)
        for before, between, status in read_rows("office_frames", "before", "between", "status")
    ]


def _find_status(text: str, person: _Person, title: str, office: Office) -> str | None:
    """Whether the sentence says that the post behind a name is taken, left, or proposed."""
    if office.status != "holds":
        return None
    after = text[person.end : person.end + _AFTER]
    after = re.split(r"[。！？\n]", after, maxsplit=1)[0]
    at = after.find(title[-4:] if len(title) > 4 else title)
    at = after.find(office.post) if at < 0 else at
    head = re.split(r"[。！？\n]", text[max(0, person.start - _BEFORE) : person.start])[-1]
    if at < 0 or head.endswith(title[-2:]):
        return None
    frames = _read_frames()
    said = (
        one for before, between, one in frames if between.search(after[:at]) and before.search(head)
    )
    return next(said, None)
