"""Kind, group and verb of each naming, from its words, its list, its article and its issue."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from analysis.lexicon import read_lexicon
from analysis.officials.batch import Batch, Mention
from analysis.officials.credits import find_signed_lines, name_trade
from analysis.officials.kinds import acts_as_official, choose_group, choose_kind, is_credit
from analysis.officials.roster import Person
from analysis.officials.titles import read_groups

__all__ = ["settle"]

_VERB: Final = re.compile(
    r"[^。！？；\n]{0,6}?(主持召开|主持|出席|会见|会晤|指出|强调|表示|说|讲话|参加|陪同|调研|考察|视察|检查|致辞|宣读|宣布|要求|介绍"
    r"|认为|通报|汇报|听取|带队|率团|看望|慰问|走访|访问|接见|致电|互致贺电|致信|签署|发表|作报告|感谢|列席|当选|担任|任)"
)


def settle(batch: Batch, mentions: list[Mention], people: Mapping[str, Person]) -> None:
    """Choose kind and group; a person keeps the group of the article where a naming says none."""
    text = batch.text
    signed = find_signed_lines(text, mentions)
    known: dict[tuple[int, str], str] = {}
    offices = read_groups()
    at_home = {
        (batch.parts[mention.owner].row, mention.name)
        for mention in mentions
        if mention.own and choose_group(mention.titles) in ("official", "enterprise")
    }
    for mention in mentions:
        part = batch.parts[mention.owner]
        journalist = any(
            offices.get(title, ("", False))[0] == "journalist" for title in mention.titles
        )
        credit = (
            part.part == "byline"
            or journalist
            or mention.start in signed
            or is_credit(text, mention.start, mention.end)
        )
        mention.kind = choose_kind(
            text, mention.start, mention.end, credit=credit, after=mention.end
        )
        if mention.kind == "byline":
            mention.group = "journalist"
            mention.titles = name_trade(
                mention.titles, text[max(0, mention.start - 12) : mention.start]
            )
            continue
        mention.group = choose_group(mention.titles)
        person = mention.person or people.get(mention.name)
        if mention.group and person is not None and person.own and person.group == "foreign":
            mention.group = "foreign"
        elif (
            mention.group == "foreign"
            and person is not None
            and person.own
            and person.group == "official"
        ):
            mention.group = "official"
        if mention.group == "foreign" and not mention.own and (part.row, mention.name) in at_home:
            mention.group = None  # handed on along a list, to a guest
        if mention.group:
            key = (part.row, mention.name)
            if _WEIGHT[mention.group] > _WEIGHT.get(known.get(key, ""), 0):
                known[key] = mention.group
        found = _VERB.match(text, mention.end)
        mention.verb = found[1] if found else None
    abroad = {row for (row, _), group in known.items() if group == "foreign"}
    in_issue: dict[tuple[Any, str], str] = {}
    for mention in mentions:
        day = (batch.issues[mention.owner], mention.name)
        group = known.get((batch.parts[mention.owner].row, mention.name), "")
        if _WEIGHT[group] > _WEIGHT.get(in_issue.get(day, ""), 0):
            in_issue[day] = group
    for run in _find_runs(text, mentions):
        row = batch.parts[run[0].owner].row
        for mention in run:
            if mention.kind == "byline":
                continue
            key = (row, mention.name)
            strange = _is_foreign(mention) and (row in abroad or "·" in mention.name)
            person = mention.person or people.get(mention.name)
            if strange and any(_AT_HOME.match(title) for title in mention.titles):
                strange = False
            if person is not None and person.own and person.group == "official":
                strange = False
            if known.get(key) == "foreign" or (mention.group == "official" and strange):
                mention.group = "foreign"
                known[key] = "foreign"
            if mention.group is None:
                day = (batch.issues[run[0].owner], mention.name)
                mention.group = (
                    known.get(key) or in_issue.get(day) or (person.group if person else None)
                )
        given = [mention.group for mention in run if mention.group and mention.kind != "byline"]
        for mention in run:
            if mention.group is None:
                if given:
                    mention.group = given[0]
                elif row in abroad and (_is_foreign(mention) or _is_korean(batch, mention)):
                    mention.group = "foreign"
                elif acts_as_official(text[run[-1].end : run[-1].end + 24]):
                    mention.group = "official"
                else:
                    mention.group = "other"
                known.setdefault((row, mention.name), mention.group)


def _find_runs(text: str, mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Group the namings that stand next to each other in one list."""
    run: list[Mention] = []
    for mention in mentions:
        if run and (
            run[-1].owner != mention.owner
            or text[run[-1].end : mention.start] not in ("、", "和", "与", "及", "以及")
        ):
            yield run
            run = []
        run.append(mention)
    if run:
        yield run


def _is_foreign(mention: Mention) -> bool:
    name = mention.name
    return (mention.foreign and len(name) > 2) or name[:2] in _long_japanese()


def _is_korean(batch: Batch, mention: Mention) -> bool:
    """Whether a name could be Korean, in an article that is about Korea."""
    text = batch.parts[mention.owner].text[:3000]
    return mention.name[0] in _korean_surnames() and text.count("朝鲜") + text.count("韩国") > 4


@cache
def _korean_surnames() -> frozenset[str]:
    table = read_lexicon("surnames")
    return frozenset(table["surname"][table["korean"] == "yes"])


_AT_HOME: Final = re.compile(
    "全国|国务院|自治区|新疆|西藏|内蒙古|中共|中国|国家|[省市州县区旗镇乡村]"
)


# Which of several groups of one person in one article is kept.
_WEIGHT: Final = {"foreign": 5, "enterprise": 3, "official": 4, "other": 2, "journalist": 1, "": 0}


@cache
def _long_japanese() -> frozenset[str]:
    table = read_lexicon("surnames")
    return frozenset(table["surname"][table["origin"] == "japanese"])
