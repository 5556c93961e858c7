"""The names of those who wrote, photographed or edited, found by how a credit is printed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import Final

from analysis.officials.batch import NOTE, Mention, find_signs, match_at
from analysis.officials.words import LETTER, find_head, read_groups, read_surnames, read_word

__all__ = ["find_credits", "find_signed_lines", "name_trade"]

_ROLES: Final = (
    "记者|通讯员|本报|新华社|摄影|实习|见习|特约|美编|版式|校对|责编|责任编辑|编辑|时间"
    "|今日|新闻热线|地址|电话|编译|审稿|撰稿|撰文"
)
_H: Final = LETTER
# A person who signs, perhaps spaced.
_NAME: Final = rf"{_H}(?:[ \u3000]{{1,2}}{_H}(?!(?!摄){_H})|{_H}{{1,3}}(?:·{_H}{{2,8}}){{0,4}})"
_SIGNATURE: Final = re.compile(
    r"(?:(?<![对向与和的])记者|通讯员|作者[：:]|摄影[：:]"
    r"|(?:编辑|责编|美编|版式|校对)(?=[：: \u3000])|(?:编译|审稿|撰[稿文])(?=[：:/／]))"
    rf"[ \u3000：:/／]*\n?(?P<names>{_NAME}"
    rf"(?:[ \u3000、;；,，/]{{1,2}}(?!{_ROLES}){_NAME})*)"
    r"(?=[ \u3000]*(?:[）)】\n]|摄(?:影(?:报道)?)?(?:[ \u3000）)\n]|$)"
    r"|[/／]?[文图](?:[/／字片]|[ \u3000]|\n)|时间[：:]|报道|本报|新华社|通讯员|实习|见习|记者"
    r"|美编|版式|校对|采写|撰写|整理|责编|责任编辑|(?:编辑|编译|审稿|审校)[：:]|今日|新闻热线|地址|电话|邮箱|第[\d一二三四五六七八九十]+版|$))"
)
_NO_SIGNER: Final = re.compile(
    rf"{_ROLES}|空缺|暂缺|盖章|签[名字章]|[单多]选|了解|获悉|日前|今天|报道|图片|文字"
)
_SIGNED: Final = re.compile(_NAME)
# Who wrote a paragraph signs at its end, often by a pen name: 。（若愚）.
_PEN_NAME: Final = re.compile(
    rf"（(?<=[。！？”…\n]（)(?![^）]*[图附见版转接续完注略摄等全笑掌上下])(?P<name>{_H}{{2,3}})(?=）\s*(?:\n|$))"
)
# The author of a column, before its first word: 苏宁□.
_COLUMN: Final = re.compile(rf"\n[ \u3000]*(?P<name>{_H}{{2,3}})[ \u3000]*\Z")
# In a list, what is noted of a person: 乃登（蒙古族）、格日勒图（蒙古族）.
_BEFORE_NOTE: Final = re.compile(rf"(?:[、，：:]|选举)(?P<name>{_H}{{2,6}})\Z")


def find_credits(text: str, signs: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Find the names that stand in a credit; `signs` are the places of the words it begins with."""
    letters, common = read_surnames(), read_surnames("common")
    for found in match_at(_SIGNATURE, text, signs):
        for name in _SIGNED.finditer(text, *found.span("names")):
            surface = name[0]
            if surface.endswith("摄") and len(surface) > 2:
                yield name.start(), name.end() - 1
            elif (
                len(surface) == 4 and common.issuperset(surface[::2]) and surface[:2] not in letters
            ):
                yield name.start(), name.start() + 2  # 徐烨谢奇: two, set without a blank
                yield name.start() + 2, name.end()
            elif not _NO_SIGNER.match(surface):
                yield name.span()
    for note in match_at(NOTE, text, find_signs(text, "（(")):
        named = _BEFORE_NOTE.search(text, max(0, note.start() - 8), note.start())
        if named:
            yield named.start("name"), note.start()
    columns = (_COLUMN.search(text, max(0, at - 7), at) for at in find_signs(text, "□"))
    for found in chain(_PEN_NAME.finditer(text), filter(None, columns)):
        signer = found["name"]
        if not _NO_SIGNER.match(signer) and (signer[0] in letters or not read_word(signer)):
            yield found.span("name")


def find_signed_lines(text: str, mentions: Sequence[Mention]) -> set[int]:
    """The namings that stand alone on their line: the signature under a headline or an article."""
    signed: set[int] = set()

    def find_line(one: Mention) -> int:
        return text.rfind("\n", max(0, one.start - 40), one.start)

    for begin, group in groupby(mentions, find_line):
        inside = list(group)
        end = text.find("\n", inside[-1].end, inside[-1].end + 7)
        # Who is named below a colon is told of: 予以表彰：.
        if begin > 0 and end > 0 and text[begin - 1] not in "：:":
            rest = text[begin:end]
            for one in inside:
                rest = rest.replace(text[one.start : one.end], "")
            if not rest.strip(_BESIDE) and not any(one.titles for one in inside):
                signed.update(one.start for one in inside)
    return signed


_BESIDE: Final = "\n \u3000;；、（）()"
_TRADE: Final = re.compile(
    r"(责任编辑|本版责编|责编|美编|版式|校对|编辑|(?:[见实]习)?记者|通讯员)[：: \u3000/／\n]*$"
)


def name_trade(titles: Sequence[str], before: str) -> list[str]:
    """Name as what somebody is credited: by the word right before, or by the titles."""
    trade_before = _TRADE.search(before)
    if trade_before:
        return [trade_before[1].removeprefix("本版")]
    return list(dict.fromkeys(map(_name_one, titles)))


def _name_one(title: str) -> str:
    """What stays of a title: the trade of who reports, and the office of another author."""
    trade = re.search("通讯员$|[见实]习记者$", title)
    reports = read_groups().get(find_head(title), ("journalist",))[0] == "journalist"
    return trade[0] if trade else "记者" if reports else title
