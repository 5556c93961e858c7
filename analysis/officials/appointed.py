"""Names of those who are put into an office or leave one, and who are elected."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

from analysis.expressions import Expression
from analysis.officials import names
from analysis.officials.scan import match_at
from analysis.officials.vocabulary import SIGNS
from analysis.officials.wordlike import is_plain, is_whole_name, read_words

__all__ = ["find_appointed", "find_elected"]

_H: Final = names.LETTER
_NAME: Final = rf"{_H}{{2,4}}?(?:·{_H}{{1,8}}?){{0,4}}"
_LIST: Final = rf"{_NAME}(?:、{_NAME}){{0,60}}"
# Who is put into an office, and who leaves one.
_APPOINT, _DISMISS, _ARREST, _RELEASE = (
    "|".join(SIGNS[sign]) for sign in ("appoint", "dismiss", "arrest", "release")
)
_APPOINTED: Final = Expression(
    rf"(?:{_APPOINT})(?P<for>{_LIST}?)(?:同志)?(?=为|担任|任)"
    rf"|(?:{_DISMISS})(?P<from>{_LIST}?)(?:同志)?(?=的|兼任|担任|(?<!原.)(?<!市)[，。；])"
    rf"|(?:{_ARREST})(?P<held>{_LIST}?)(?=有期|无期|死刑|死缓|[，。；])"
    rf"|(?:{_RELEASE})(?P<off>{_LIST}?)(?:同志)?(?=的?(?:辞去|辞职|请辞|辞任|辞呈))"
)
_ELECTED: Final = Expression("当选(?![人者证])|候选人")
# Who stands before 当选, and after 候选人.
_WINNER: Final = Expression(rf"(?:^|[^{names.HAN}\w])(?P<name>{_NAME})(?:同志)?(?:[全高]票)?$")
_RUNNER: Final = Expression(rf"候选人(?P<name>{_NAME})(?=落选|获胜|胜出|得票|获得|[，、。])")


def find_appointed(text: str, signs: Mapping[str, list[int]]) -> Iterator[tuple[int, int]]:
    """Find the names in 任命A为局长，B、C为副局长, and in 免去A的职务."""
    places = chain(*(signs[sign] for sign in ("appoint", "dismiss", "arrest", "release")))
    for found in match_at(_APPOINTED, text, places):
        group = str(found.lastgroup)
        lists = [found.span(group)]
        if group == "for":
            close = min(found.end() + 150, *_find_ends(text, found.end()))
            lists += [one.span("list") for one in _AS_WELL.finditer(text, found.end(), close)]
        for start, end in lists:
            for string in text[start:end].split("、"):
                posted = group != "held"
                plain = is_plain(string) and string not in read_words()
                dotted = posted and _DOTTED.fullmatch(string)
                if (dotted or is_whole_name(string, appointed=posted)) and not plain:
                    yield start, start + len(string)
                start += len(string) + 1


_DOTTED: Final = Expression(rf"{_H}{{1,8}}(?:·{_H}{{1,8}})+")
# 罗盘任市文物局局长.
_TAKES: Final = Expression(
    rf"(?<=[，。；：\n\u3000])(?P<name>{_H}{{2,4}}?)(?:同志)?(?<![曾兼担现时原历被拟升改先后已将不再责信主出就到离接继连常委充])任(?=[^，。；：的]{{2,24}}(?:书记|[长员席记任]|代表|常委)(?:[、，。；]|职务))"
)
_COMRADE: Final = Expression(rf"(?<!{_H})(?P<name>{_H}{{2,4}}?)同志(?=任|担任|为|不再)")


def find_elected(
    text: str, places: Iterable[int], anchors: names.Anchors
) -> Iterator[tuple[int, int]]:
    """Find the names in A当选县长 and 候选人A落选."""
    for found in re.finditer("同志(?=任|担任|不再)", text):
        near = max(0, found.start() - 6)
        name = _COMRADE.search(text, near, found.end() + 2)
        if name and is_whole_name(name["name"]):
            yield name.span("name")
    takes = [
        at - back
        for back in (2, 3, 4)
        for at in names.find_places(anchors, "任", {-1 - back: "，。；：\n\u3000"})
    ]
    for found in match_at(_TAKES, text, takes):
        if is_whole_name(found["name"]) and (
            found["name"] in read_words() or not is_plain(found["name"])
        ):
            yield found.span("name")
    for found in match_at(_ELECTED, text, places):
        near = max(0, found.start() - 16)
        won = found[0] == "当选"
        name = (
            _WINNER.search(text[near : found.start()])
            if won
            else _RUNNER.match(text, found.start())
        )
        if name and is_whole_name(name["name"], appointed=True) and not is_plain(name["name"]):
            start = name.start("name") + near * won
            yield start, start + len(name["name"])


def _find_ends(text: str, at: int) -> list[int]:
    return [place for sign in "。\n" if (place := text.find(sign, at, at + 150)) > 0] or [at + 150]


_AS_WELL: Final = Expression(
    rf"(?<=[，；])(?P<list>{_LIST}?)为(?=[^，。；]{{2,24}}(?:[长任员席记理监事官]|代表))"
)
