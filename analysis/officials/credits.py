"""The names of those who wrote, photographed or edited, found by how a credit is printed."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from analysis.officials import names
from analysis.officials.batch import NOTE, Mention
from analysis.officials.titles import read_groups

__all__ = ["find_credits", "find_signed_lines", "name_trade"]

_ROLES: Final = "记者|通讯员|本报|新华社|摄影|实习|见习|特约|美编|版式|校对|责编|责任编辑|编辑|时间"


_NOT_A_ROLE: Final = f"(?!{_ROLES})"


# A person who signs: names after 记者, 通讯员, 作者 and the like, each of them perhaps spaced.
_H: Final = f"[{names.HAN}]"


_NAME: Final = (
    rf"(?:{_H}[ \u3000]{{1,2}}{_H}(?!{_H})|{_H}[ \u3000]{{1,2}}{_H}(?=摄)"
    rf"|{_H}{{2,4}}(?:·{_H}{{2,8}})*)"
)


_SIGNATURE: Final = re.compile(
    r"[记通作摄编责美版校](?:(?<=记)(?<![对向与和的]记)者|(?<=通)讯员|(?<=作)者[：:]|(?<=摄)影[：:]"
    r"|(?<=编)辑(?=[：: \u3000])|(?<=责)编(?=[：: \u3000])|(?<=美)编(?=[：: \u3000])"
    r"|(?<=版)式(?=[：: \u3000])|(?<=校)对(?=[：: \u3000]))"
    rf"[ \u3000：:/／]*(?P<names>{_NAME}"
    rf"(?:[ \u3000、;；,，/]{{1,2}}{_NOT_A_ROLE}{_NAME})*)"
    r"(?=[ \u3000]*(?:[）)\n]|摄(?:影)?(?:[ \u3000）)\n]|$)"
    r"|[/／]?[文图](?:[/／字片]|[ \u3000]|\n)|时间[：:]|报道|本报|新华社|通讯员|实习|见习|记者"
    r"|美编|版式|校对|责编|责任编辑|编辑[：:]|第[\d一二三四五六七八九十]+版|$))"
)


# 文/卫东来 and 卫东来/文.
_CREDITED: Final = re.compile(
    rf"(?:(?<=[ \u3000）)])|(?<=\n))(?P<names>{_H}{{2,3}})[ \u3000]?[/／][文图](?=[ \u3000\n）)]|$)"
)


_NO_SIGNER: Final = re.compile(rf"{_ROLES}|了解|获悉|日前|今天|报道|图片|文字")


_SIGNED: Final = re.compile(_NAME)


_MIXED: Final = re.compile(
    rf"[A-Za-z](?<![A-Za-z]{{2}})[a-z]{{1,12}}[ .·]?"
    rf"(?:{_H}(?=说|讲|表示|出席|等|和|与|指出|认为|介绍|参加|主持)|{_H}(?!{_H})|{_H}{{1,2}}(?=[、，。；;,）]|等|和|与|出席|表示|说))"
)


# Names of two characters are padded to the width of three: 市委书记李　强、市长刘　歌出席.
_PADDED: Final = re.compile(
    rf"(?<![ \u3000])(?P<surname>{_H})[ \u3000]{{1,2}}{_H}"
    rf"(?=[、，。；：）)\n]|等(?!待)|和|与|出席|参加|主持|说|表示|讲话|调研|指出|强调|介绍|$)"
)


# In a list, what is noted of a person: 乃登（蒙古族）、格日勒图（蒙古族）.
_NOTED: Final = re.compile(rf"(?<=[、，：:举])({_H}{{2,6}}){NOTE.pattern}")


def find_credits(text: str) -> Iterator[tuple[int, int]]:
    """Find the names that stand where only names can: in a credit, or half in Latin letters."""
    for found in _SIGNATURE.finditer(text):
        for name in _SIGNED.finditer(text, *found.span("names")):
            surface = name[0]
            if surface.endswith("摄") and len(surface) > 2:
                yield name.start(), name.end() - 1
            elif not _NO_SIGNER.match(surface):
                yield name.span()
    for found in _CREDITED.finditer(text):
        if not _NO_SIGNER.match(found["names"]):
            yield found.span("names")
    for found in _NOTED.finditer(text):
        yield found.start(1) + _measure_title(found[1]), found.end(1)
    letters = names.read_surnames()
    listed = -1
    for found in _PADDED.finditer(text):
        if found["surname"] in letters and (
            _ends_title(text, found.start())
            or (text[found.start() - 1] == "、" and listed >= found.start() - 24)
        ):
            listed = found.end()
            yield found.span()
    for found in _MIXED.finditer(text):
        if any(sign in letters for sign in found[0][-2:]) and _ends_title(text, found.start()):
            yield found.span()


def _ends_title(text: str, end: int) -> bool:
    """Whether a title of the list ends at a place."""
    offices = read_groups()
    return any(text[start:end] in offices for start in range(max(0, end - 6), end))


def _measure_title(words: str) -> int:
    """How many characters of a title stand before the name: 3 in 副主席李明."""
    offices = read_groups()
    for end in range(len(words) - 2, 0, -1):
        if any(words[start:end] in offices for start in range(end)):
            return end
    return 0


def find_signed_lines(text: str, mentions: Sequence[Mention]) -> set[int]:
    """The namings that stand alone on their line: the signature under a headline or an article."""
    lines: dict[int, list[Mention]] = {}
    for mention in mentions:
        lines.setdefault(text.rfind("\n", max(0, mention.start - 40), mention.start), []).append(
            mention
        )
    signed: set[int] = set()
    for begin, inside in lines.items():
        end = text.find("\n", inside[-1].end)
        if begin < 0 or end - inside[-1].end > 6:
            continue
        rest = (
            text[begin + 1 : inside[0].start]
            + "".join(text[one.end : other.start] for one, other in pairwise(inside))
            + text[inside[-1].end : end]
        )
        if (
            begin > 0
            and not rest.strip(" \u3000;；、（）()")
            and not any(one.titles for one in inside)
        ):
            signed.update(one.start for one in inside)
    return signed


_TRADE: Final = re.compile(r"(责任编辑|本版责编|责编|美编|版式|校对|编辑)[：: \u3000/／]*$")


def name_trade(titles: Sequence[str], before: str) -> list[str]:
    """Name as what somebody is credited: by the word right before, or by the titles."""
    trade_before = _TRADE.search(before)
    if trade_before:
        return [trade_before[1].removeprefix("本版")]
    trades = []
    for title in titles:
        trade = (
            "通讯员"
            if title.endswith("通讯员")
            else "实习记者"
            if title.endswith("实习记者")
            else "记者"
        )
        if trade not in trades:
            trades.append(trade)
    return trades
