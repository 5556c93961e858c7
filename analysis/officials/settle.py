"""Kind, group and verb of each naming, from its words, its list, its article and its issue."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, Final

from analysis.han import HAN
from analysis.lexicon import read_countries
from analysis.officials.batch import NOTE, Batch, Mention
from analysis.officials.kinds import (
    choose_group,
    choose_kind,
    find_signed_lines,
    name_trade,
)
from analysis.officials.roster import Person
from analysis.officials.words import (
    REMEMBERED,
    read_entries,
    read_groups,
    read_role,
    read_surnames,
)

__all__ = ["settle"]

_VERB: Final = re.compile(
    r"[^。！？；\n]{0,6}?(?=[主出会指强表说讲参陪调考视检致宣要介认通汇听带率看慰走访接互签发作感列当担任])"
    r"(主持召开|主持|出席|会见|会晤|指出|强调|表示|说|讲话|参加|陪同|调研|考察|视察|检查|致辞|宣读|宣布|要求|介绍"
    r"|认为|通报|汇报|听取|带队|率团|看望|慰问|走访|访问|接见|致电|互致贺电|致信|签署|发表|作报告|感谢|列席|当选|担任|任)"
)


def settle(batch: Batch, mentions: list[Mention], people: Mapping[str, Person]) -> None:
    """Choose kind and group of each naming; where it shows no group, the rest of its article
    does.
    """
    known = _settle_each(batch, mentions, people)
    abroad = {row for (row, _), group in known.items() if group == "foreign"}
    scenes = _Scenes(batch, abroad)
    in_issue = _spread_over_issues(batch, known)
    previous: Mention | None = None
    for run in _find_runs(batch.text, [one for one in mentions if one.kind != "byline"]):
        row, day = batch.parts[run[0].owner].row, batch.days[run[0].owner]
        for mention in run:
            key = (row, mention.name)
            person = mention.person or people.get(mention.name)
            if "foreign" in (mention.group, known.get(key)) or (
                mention.group in ("official", "enterprise")
                and not (person is not None and person.own and person.group == "official")
                and scenes.is_stranger(mention, previous)
            ):
                mention.group = known[key] = "foreign"
            if mention.group is None:
                of_issue = in_issue.get((day, mention.name))
                mention.group = known.get(key) or of_issue or (person.group if person else None)
            if mention.group is None and batch.text.endswith(_SPOUSES, 0, mention.start):
                beside = previous if previous and previous.owner == mention.owner else None
                is_foreign = beside is not None and beside.group == "foreign"
                mention.group = known[key] = "foreign" if is_foreign else "other"
            if mention.group is None and _COMRADE.match(batch.text, mention.end):
                mention.group = known[key] = "official"
            previous = mention
        if not all(mention.group for mention in run):
            _hand_on(batch, run, known, scenes)


_SPOUSES: Final = ("夫人", "妻子", "丈夫")


def _settle_each(
    batch: Batch, mentions: Sequence[Mention], people: Mapping[str, Person]
) -> dict[tuple[int, str], str]:
    """Choose the kind of each naming, and its group where the text gives one.

    Returns the weightiest group of each person in each article.
    """
    text = batch.text
    signed = find_signed_lines(text, mentions)
    known: dict[tuple[int, str], str] = {}
    at_home = {
        (batch.parts[mention.owner].row, mention.name)
        for mention in mentions
        if mention.own and choose_group(tuple(mention.titles)) in ("official", "enterprise")
    }
    for mention in mentions:
        part = batch.parts[mention.owner]
        start, end = mention.start, mention.end
        titles = tuple(mention.titles)
        mention.kind = choose_kind(text, start, end)
        if part.part == "byline" or start in signed or (titles and _is_journalist(titles)):
            mention.kind = "byline"
        if mention.kind == "byline":
            mention.group = "journalist"
            mention.titles = name_trade(mention.titles, text[max(0, start - 12) : start])
            continue
        person = mention.person or people.get(mention.name)
        if mention.kind == "formula" and person is not None and person.own:
            # a doctrine or a building, as in 毛主席纪念堂, has the group of its person
            mention.group = person.group
            continue
        key = (part.row, mention.name)
        mention.group = _correct(titles, person) if titles else None
        if mention.group == "foreign" and not mention.own and key in at_home:
            mention.group = None  # titles of a list that were given to a foreign guest as well
        group = mention.group
        if group is None and mention.kind == "actor":
            group = _describe(text, mention)
        if group and _WEIGHT[group] > _WEIGHT[known.get(key, "")]:
            known[key] = group
        found = _VERB.match(text, end)
        mention.verb = found[1] if found else None
    return known


@lru_cache(REMEMBERED)
def _is_journalist(titles: tuple[str, ...]) -> bool:
    offices = read_groups()
    return any(offices.get(title, ("", False))[0] == "journalist" for title in titles)


def _correct(titles: tuple[str, ...], person: Person | None) -> str | None:
    """The group that the titles speak for, unless the package's list says abroad, or not abroad."""
    group = choose_group(titles)
    if group is None or person is None or not person.own:
        return group
    if person.group == "foreign":
        return "foreign"
    return "official" if (group, person.group) == ("foreign", "official") else group


def _spread_over_issues(
    batch: Batch, known: Mapping[tuple[int, str], str]
) -> dict[tuple[int, str], str]:
    """The weightiest group of each person in each issue."""
    day_of = {part.row: day for part, day in zip(batch.parts, batch.days, strict=True)}
    in_issue: dict[tuple[int, str], str] = {}
    for (row, name), group in known.items():
        key = (day_of[row], name)
        if _WEIGHT[group] > _WEIGHT[in_issue.get(key, "")]:
            in_issue[key] = group
    return in_issue


def _hand_on(
    batch: Batch, run: Sequence[Mention], known: dict[tuple[int, str], str], scenes: "_Scenes"
) -> None:
    """Give the group of a list to those in it of whom nothing else is known."""
    nearest = next((mention.group for mention in run if mention.group), None)
    if nearest is None:
        in_office = _is_in_office(batch.text, run)
        strangers = sum(scenes.is_stranger(mention, None, acts=in_office) for mention in run)
        nearest = "official" if in_office else "other"
        nearest = "foreign" if 2 * strangers >= len(run) else nearest
    for mention in run:
        if mention.group is None:
            mention.group = nearest
            known.setdefault((batch.parts[mention.owner].row, mention.name), nearest)
        nearest = mention.group


class _Scenes:
    """Tells where articles play (at home, abroad, in Korea); only possible foreign names ask it."""

    def __init__(self, batch: Batch, abroad: set[int]) -> None:
        self._batch = batch
        self._abroad = abroad
        self._bounds = batch.find_bounds()
        self._count_countries = cache(
            lambda row: len(_get_country_finder().find_matches_as_indexes(self._read(row)))
        )
        self._count_koreas = cache(lambda row: len(_KOREA.findall(self._read(row))))

    def is_stranger(
        self, mention: Mention, previous: Mention | None, *, acts: bool = False
    ) -> bool:
        """Whether a name is made like a foreign one, in an article that speaks of abroad.

        Of who has no title it is only asked where they act as officials do.
        """
        row = self._batch.parts[mention.owner].row
        titles = mention.titles
        if _is_foreign(mention):
            if any(_AT_HOME.match(title) for title in titles):
                return False
            if row in self._abroad:
                return True
            abroad = self._count_countries(row) > 1
            official = acts or bool(titles)
            if "·" in mention.name and official and not abroad:
                abroad = _AMONG_US.search(self._read(row)) is None
            return abroad and official
        if mention.name[0] not in read_surnames("korean") or self._count_koreas(row) < 4:
            return False
        if any(_OURS.match(title) for title in titles):
            return False
        return self._is_in_korea(mention, previous)

    def _is_in_korea(self, mention: Mention, previous: Mention | None) -> bool:
        """Whether the last place named is in Korea, or the name is listed with a Korean."""
        text = self._batch.text
        before = text[max(0, mention.start - 160) : mention.start].rsplit("\n", 1)[-1]
        if (
            previous is not None
            and previous.group == "foreign"
            and re.fullmatch(
                r"(?:、|，|和|与|及|以及)[^，。；]{0,40}", text[previous.end : mention.start]
            )
        ):
            return True
        here, there = (
            max((found.end() for found in sign.finditer(before)), default=-1)
            for sign in (_HOME, _KOREA)
        )
        return there > here or here == there

    def _read(self, row: int) -> str:
        """The beginning of an article."""
        begin, end = self._bounds[row]
        return self._batch.text[begin : min(end, begin + _ENOUGH)]


# Regions where people at home have names of several parts.
_AMONG_US: Final = re.compile(
    "新疆|维吾尔|哈萨克族|柯尔克孜|塔吉克族|乌孜别克|塔塔尔|自治[区州县]|喀什|和田|阿克苏|伊犁|吐鲁番|哈密|西藏|藏族"
)
_ENOUGH: Final = 3000
_KOREA: Final = re.compile("朝[鲜方韩]|韩[国方]|平壤|首尔|汉城|青瓦台")
_HOME: Final = re.compile(
    "中国(?!人民志愿军)|我国|中方|中共|国务院|驻朝鲜|驻韩国|外交部发言人|本报记者"
)
_OURS: Final = re.compile(
    "全国|国务|中共|中国|中联部|我国|外交部发言人|国家副?主席|国家发|[省市县区镇乡村]|自治|总书记"
)


@cache
def _get_country_finder() -> Any:
    from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

    return AhoCorasick(
        read_countries() - read_role("not_abroad"),
        implementation=Implementation.DFA,
        matchkind=MatchKind.LeftmostLongest,
    )


def _describe(text: str, mention: Mention) -> str | None:
    """The group of a word right before a name that is no office: 村民."""
    for start in range(max(0, mention.start - 4), mention.start - 1):
        word = text[start : mention.start]
        group, office = read_groups().get(word, ("", True))
        if not office:
            return choose_group((word,)) and group
    return None


def _is_in_office(text: str, run: Sequence[Mention]) -> bool:
    """Whether the words around a list are those of officials: their acts, posts and removals."""
    end = run[-1].end
    return (
        _OFFICIAL_ACTS.match(text, end, end + 24) is not None
        or _POSTED.search(text, max(0, run[0].start - 5), run[0].start) is not None
        or _LEAVES.match(text, end) is not None
    )


_OFFICIAL_ACTS: Final = re.compile(
    r"[^，。的\n]{0,12}?(?:主持|出席|会见|会晤|调研|考察|视察|强调|列席|就座|在主席台|表态发言|参加(?:[。，；]|了?(?:会议|会见|会谈|座谈|上述|有关|相关|活动|调研|考察|仪式))"
    r"|陪同|带队|率队|率团|检查指导|宣读|作报告|看望|慰问|接见)"
)
_POSTED: Final = re.compile("(?:免去|撤销|罢免|补选|增选|选举|推选|任命|接受|批准)$")
_LEAVES: Final = re.compile(
    "(?:同志)?(?:[^，。；]{0,6}(?:不再担任|辞去|当选|被免|被撤)|(?:涉嫌)?严重违纪|被(?:开除党籍|双开|立案审查)|接受[^，。；]{0,12}审查)"
)
_COMRADE: Final = re.compile(
    f"(?:、[{HAN}]{{2,4}}){{0,12}}(?:等)?(?:[一二三四五六七八九十]+位)?(?:同志(?!先进|事迹|烈士)|常委)"
)


def _find_runs(text: str, mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Group the names that stand in one list."""
    run: list[Mention] = []
    for mention in mentions:
        if run and (
            run[-1].owner != mention.owner or not _is_joint(text[run[-1].end : mention.start])
        ):
            yield run
            run = []
        run.append(mention)
    if run:
        yield run


def _is_joint(between: str) -> bool:
    """Whether only a mark of lists, and notes in brackets, stand between two names."""
    return between in _JOINTS or NOTE.sub("", between) in _JOINTS


_JOINTS: Final = frozenset(["、", "和", "与", "及", "以及"])


def _is_foreign(mention: Mention) -> bool:
    """Whether a name looks like a foreign one."""
    name = mention.name
    if mention.foreign:
        return len(name) > 2 or name[0] not in read_surnames("common")
    if name[:2] in read_surnames("japanese"):
        return True
    fits = len(name) > 2 or bool(mention.titles)
    return (
        fits and name[0] not in read_surnames("common") and read_entries("sounds").issuperset(name)
    )


_AT_HOME: Final = re.compile(
    "全国|国务院|自治区|新疆|西藏|内蒙古|中共|中国|国家|中央军委|.{2,4}[省市县](?:委|政府)|(?:原|前|代|常务|第一)?副?[省市州县区旗盟镇乡村]"
    "|副?主任委员|.*(?:人大|政协|党组|支部|街道|纪委|派出所|牧区)"
)
# Of several groups of a person in one article, the one with the highest number is kept.
_WEIGHT: Final = {"foreign": 5, "enterprise": 3, "official": 4, "other": 2, "journalist": 1, "": 0}
