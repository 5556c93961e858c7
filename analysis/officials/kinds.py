"""In what part a person is named (kind), and who it is (group).

Both are ordered tables, of which the first row that fits decides: `lexicons/kinds.csv` (what stands
before a name, what behind it) and `lexicons/title_groups.csv` (what an office is called).
"""

import re
from functools import cache, lru_cache
from typing import Final

from analysis.lexicon import read_lexicon
from analysis.officials.batch import APART
from analysis.officials.words import REMEMBERED, find_country, find_head, read_groups

__all__ = ["acts_as_official", "choose_group", "choose_kind", "is_credit", "is_namesake"]

_CREDIT: Final = re.compile(
    r"[/／][文图]|摄(?:$|[）)（(\n 。，]|影)|文(?:$|[）)\n/／ \u3000、])|图(?:$|[）)\n \u3000])"
)
_CREDIT_OPENS: Final = frozenset("/／摄文图 \u3000")
# A name in brackets that ends a paragraph: who wrote it.
_SIGNED: Final = re.compile(r"（(?:[\u3400-\u9fff·]{2,4}[ 　、]?){1,4}(?:摄)?）(?=\s*(?:\n|$))")
_CREDIT_BEFORE: Final = re.compile(
    r"(?:作者[：:]|(?:^|[（(。])(?:本文)?作者[为系是][^，。；]{0,24}$|记者|通讯员|摄影"
    r"|撰[文稿][：: /／]|编辑[：: \u3000]|编译[：:/／]|审[稿校][：:/／]"
    r"|责编[：: ]|美编[：: \u3000]|版式[：: \u3000]|校对[：: \u3000]"
    r"|文/|文／|图/|报道员|评论员)[：: \u3000]*"
    r"(?:[^，。；！？\n（(]{0,30}[、;； \u3000])?$"
)
_BROKEN_CREDIT: Final = re.compile("[（(][^（()）\n。]{0,10}记者\n$")
# （本版稿件均由刘喆、成彧采写）
_MADE_BY: Final = re.compile("(?:稿件|图片|照片|文字|文图|摄影)[^。；]{0,14}[由为][^。；（]{0,30}$")
_MADE: Final = re.compile(
    "(?:、[^，。、）;；]{2,6}){0,12}(?:采写|撰写|拍摄|摄影?|提供|整理|编辑|采访)"
)
_TOLD: Final = re.compile(r"(?:对|向|告诉|与|和|同|接受|答|会见)[^，。]{0,6}记者[^，。]*$")
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


def is_credit(text: str, start: int, end: int, line: str) -> bool:
    """Whether the words around a name say that this person wrote or photographed.

    `line` is what its line says before the name.
    """
    if text[end] in _CREDIT_OPENS:
        after = text[end : end + 4].lstrip(" \u3000")
        if _CREDIT.match(after) and not after.startswith(("文化", "文明", "图书")):
            return True
    bracket = text.rfind("（", max(0, start - 14), start)
    signed = _SIGNED.match(text, bracket, end + 14) if bracket >= 0 else None
    if signed and signed.end() > end and text[signed.start() - 1] in "。！？”』…\n 摄":
        return True
    if _MADE_BY.search(line) and _MADE.match(text, end):
        return True
    if not line.strip(" \u3000"):
        # A column's author before the first word, and a credit whose name begins a new line.
        broken = _BROKEN_CREDIT.search(text, max(0, start - 20), start)
        return text[end] == "□" or broken is not None
    return _CREDIT_BEFORE.search(line) is not None and _TOLD.search(line) is None


def choose_kind(text: str, end: int, line: str) -> str:
    """Choose between actor, cited and formula by the words around a name: the first row that fits.

    `line` is what its line says before the name.
    """
    before, following = line[-30:], text[end : end + 70]
    following = following[: following.find(APART) + 1 or None]  # the end of its line stays
    for kind, opens, closes, unless in _read_kinds():
        found = closes.match(following)
        opening = opens.search(before) if found else None
        # What may not be there is looked for in all of it, with a dot in place of the name.
        if found and opening and not unless.search(f"{opening[0]}·{found[0]}"):
            return kind
    return "actor"


_Kind = tuple[str, re.Pattern[str], re.Pattern[str], re.Pattern[str]]


@cache
def _read_kinds() -> list[_Kind]:
    """The rows of `kinds`: what stands before a name and behind it, and what may not be there."""
    table = read_lexicon("kinds").fillna("")
    cells = table[["kind", "before", "behind", "unless", "example"]].to_numpy().tolist()
    # A row without a kind gives a part of a pattern a name: <called>.
    pieces = {name: before or behind for kind, before, behind, _, name in cells if not kind}
    piece = re.compile("|".join(pieces))

    def compile_cell(cell: str) -> re.Pattern[str]:
        return re.compile(piece.sub(lambda found: f"(?:{pieces[found[0]]})", cell))

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
