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
    "choose_group",
    "choose_kind",
    "find_signed_lines",
    "is_namesake",
    "name_trade",
]

# A body that bears a name: who leads it has the whole of it in the title.
_NAMESAKE: Final = re.compile(
    "基金会|研究[会院所]|(?:文学|科技|艺术|戏剧|公益)?奖评|(?:大学|学院|中学|小学|学校|医院|图书馆|艺术馆)(?!毕业|任教)"
    "|(?:纪念|博物)馆|艺术[团馆]|文学院|工作室|故居"
)


def is_namesake(text: str, end: int) -> bool:
    """Whether a name is the beginning of the name of a body: 陶行知研究会, 鲁迅文学院."""
    return _NAMESAKE.match(text, end) is not None


def choose_kind(text: str, start: int, end: int) -> str:
    """Choose between byline, actor, cited and formula by the words around a name on its line.

    The first row of `kinds` that fits decides.
    """
    # In a credit the line may end right before the name: （本报记者⏎刘喆）.
    before = text[max(0, start - _FAR) : start].rpartition("\n")[2] or text[start - 3 : start]
    following = text[end : end + 70]
    following = following[: following.find(APART) + 1 or None]  # up to the end of the article
    for kind, opens, closes, unless in _read_kinds():
        found = closes.match(following)
        opening = opens.search(before) if found else None
        # `unless` is looked for in what both patterns have matched, with a dot for the name.
        if found and opening and not unless.search(f"{opening[0]}·{found[0]}"):
            return kind
    return "actor"


_FAR: Final = 40
_Kind = tuple[str, re.Pattern[str], re.Pattern[str], re.Pattern[str]]


@cache
def _read_kinds() -> list[_Kind]:
    """The rows of `kinds`: the patterns before and behind a name, and one that excludes the row."""
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
    """Choose the group that most of the titles speak for, or None if there are none."""
    chosen = [(group, title) for title in titles if (group := _group_title(title))]
    at_home = [one for one in chosen if not one[1].endswith(("特使", "特别代表"))]
    # a delegate of the president is an official at home: 习近平主席特使、水利部部长
    chosen = at_home or chosen
    groups = [group for group, _ in chosen]
    if "foreign" in groups:
        return "foreign"
    # Seats in congresses and associations count less than offices: 省人大代表、某公司董事长.
    weighty = [group for group, title in chosen if not _MANDATE.search(title)] or groups
    return max(
        weighty, key=lambda group: (weighty.count(group), -weighty.index(group)), default=None
    )


_MANDATE: Final = re.compile("代表$|政协(?:副主席|常委|委员)$|工商联|协会|商会|学会")


@lru_cache(REMEMBERED)
def _group_title(title: str) -> str | None:
    """The group of one title, by the first row of `title_groups` that fits."""
    country, head = find_country(title), find_head(title)
    place = "none" if country is None else "home" if country == "中国" else "abroad"
    kind = (read_groups()[head][0] if head else "") or "-"
    for group, heads, where, pattern in _read_rows():
        if kind in (heads or kind) and where in ("", place) and pattern.search(title):
            return group or None
    return kind if kind != "-" else "official"


@cache
def _read_rows() -> list[tuple[str, str, str, re.Pattern[str]]]:
    """The rows of `title_groups`: the group, groups of the office, home or abroad, the pattern."""
    table = read_lexicon("title_groups").fillna("")
    cells = table[["group", "head", "country", "pattern"]].itertuples(index=False, name=None)
    return [(group, head, country, re.compile(pattern)) for group, head, country, pattern in cells]


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
    return [trade["trade"]] if trade else list(dict.fromkeys(map(_name_one, titles)))


def _name_one(title: str) -> str:
    """What stays of a title: the trade of who reports, and the office of another author."""
    trade = re.search("通讯员$|[见实]习记者$", title)
    reports = read_groups().get(find_head(title), ("journalist",))[0] == "journalist"
    return trade[0] if trade else "记者" if reports else title
