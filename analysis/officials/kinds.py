"""In what part a person is named (kind), and who it is (group).

Both are ordered tables, of which the first row that fits decides: `lexicons/kinds.csv` (what stands
before a name, what behind it) and `lexicons/title_groups.csv` (what an office is called).
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import Final

from analysis.credits import expand_forms, read_form
from analysis.lexicon import read_lexicon
from analysis.officials.batch import APART, Mention
from analysis.officials.words import REMEMBERED, find_country, find_head, read_groups

__all__ = [
    "acts_as_official",
    "choose_group",
    "choose_kind",
    "find_signed_lines",
    "is_namesake",
    "name_trade",
]

_OFFICIAL_ACTS: Final = re.compile(
    r"[^，。的\n]{0,12}?(?:主持|出席|会见|会晤|调研|考察|视察|强调|列席|就座|在主席台|表态发言|参加(?:[。，；]|了?(?:会议|会见|会谈|座谈|上述|有关|相关|活动|调研|考察|仪式))"
    r"|陪同|带队|率队|率团|检查指导|宣读|作报告|看望|慰问|接见)"
)
# A body that bears a name: who leads it has the whole of it in the title.
_NAMESAKE: Final = re.compile(
    "基金会|研究[会院所]|(?:文学|科技|艺术|戏剧|公益)?奖评|(?:大学|学院|中学|小学|学校|医院|图书馆|艺术馆)(?!毕业|任教)"
    "|(?:纪念|博物)馆|艺术[团馆]|文学院|工作室|故居"
)
# The characters that one of these begins with: what follows most names is none of them.
_BODIES: Final = frozenset("基研文科艺戏公奖大学院中小医图纪博工故")


def is_namesake(text: str, end: int) -> bool:
    """Whether a name is the first word of the name of a body: 陶行知研究会, 鲁迅文学院."""
    return text[end] in _BODIES and _NAMESAKE.match(text, end) is not None


def choose_kind(text: str, start: int, end: int) -> str:
    """Choose between byline, actor, cited and formula by the words around a name on its line.

    The first row that fits decides.
    """
    # A credit may be broken before the name: （本报记者⏎刘喆）.
    before = text[max(0, start - _FAR) : start].rpartition("\n")[2] or text[start - 3 : start]
    following = text[end : end + 70]
    following = following[: following.find(APART) + 1 or None]  # the end of its line stays
    for kind, opens, closes, unless in _read_kinds():
        found = closes.match(following)
        opening = opens.search(before) if found else None
        # What may not be there is looked for in all of it, with a dot in place of the name.
        if found and opening and not unless.search(f"{opening[0]}·{found[0]}"):
            return kind
    return "actor"


_FAR: Final = 40
_Kind = tuple[str, re.Pattern[str], re.Pattern[str], re.Pattern[str]]


@cache
def _read_kinds() -> list[_Kind]:
    """The rows of `kinds`: what stands before a name and behind it, and what may not be there."""
    table = read_lexicon("kinds").fillna("")
    cells = table[["kind", "before", "behind", "unless", "example"]].to_numpy().tolist()
    # A row without a kind gives a part of a pattern a name, <called>; others are forms of credits.
    pieces = {name: before or behind for kind, before, behind, _, name in cells if not kind}
    piece = re.compile("|".join(pieces))

    def compile_cell(cell: str) -> re.Pattern[str]:
        return re.compile(expand_forms(piece.sub(lambda found: f"(?:{pieces[found[0]]})", cell)))

    return [
        (kind, compile_cell(before or "$"), compile_cell(behind), compile_cell(unless or "(?!)"))
        for kind, before, behind, unless, _ in cells
        if kind
    ]


@lru_cache(REMEMBERED)
def choose_group(titles: tuple[str, ...]) -> str | None:
    """Choose the group that titles speak for, or None where there are none."""
    chosen = [(group, title) for title in titles if (group := _group_title(title))]
    at_home = [one for one in chosen if not one[1].endswith(("特使", "特别代表"))]
    chosen = at_home or chosen  # 习近平主席特使、水利部部长
    groups = [group for group, _ in chosen]
    if "foreign" in groups:
        return "foreign"
    # A mandate or a seat says less of who this is than an office: 省人大代表、某公司董事长.
    weighty = [group for group, title in chosen if not _MANDATE.search(title)] or groups
    return max(
        weighty, key=lambda group: (weighty.count(group), -weighty.index(group)), default=None
    )


_MANDATE: Final = re.compile("代表$|政协(?:副主席|常委|委员)$|工商联|协会|商会|学会")


@lru_cache(REMEMBERED)
def _group_title(title: str) -> str | None:
    """The group that one title speaks for: that of the first row of `title_groups` that fits."""
    country, head = find_country(title), find_head(title)
    place = "none" if country is None else "home" if country == "中国" else "abroad"
    kind = (read_groups()[head][0] if head else "") or "-"
    for group, heads, where, pattern in _read_rows():
        if kind in (heads or kind) and where in ("", place) and pattern.search(title):
            return group or None
    return kind if kind != "-" else "official"


@cache
def _read_rows() -> list[tuple[str, str, str, re.Pattern[str]]]:
    """The rows of `title_groups`: group, groups of the office, where it is held, how it reads."""
    table = read_lexicon("title_groups").fillna("")
    cells = table[["group", "head", "country", "pattern"]].itertuples(index=False, name=None)
    return [(group, head, country, re.compile(pattern)) for group, head, country, pattern in cells]


def acts_as_official(following: str) -> bool:
    """Whether what a person does is what officials do: 主持, 会见, 调研."""
    return _OFFICIAL_ACTS.match(following) is not None


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


def name_trade(titles: Sequence[str], before: str) -> list[str]:
    """Name as what somebody is credited: by the word right before, or by the titles."""
    trade = read_form("named-trade").search(before)
    if trade:
        return [trade["trade"]]
    trades = (
        next((trade for trade in ("通讯员", "实习记者") if title.endswith(trade)), "记者")
        for title in titles
    )
    return list(dict.fromkeys(trades))
