"""The titles bound to a name: before it, behind it, and what each takes over from the one before.

A title is a place, an organisation and an office. `lexicons/title_words.csv` has the words that
this grammar is made of, `title_edges.csv` what stands inside an organisation's name and what ends
it, `title_heirs.csv` what a title takes over from the one before.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

import numpy as np

from analysis.cutter import open_cutter
from analysis.han import HAN
from analysis.lexicon import read_countries, read_lexicon
from analysis.officials.vocabulary import Spans
from analysis.officials.words import (
    REMEMBERED,
    find_country,
    find_head,
    is_office,
    read_groups,
)

__all__ = [
    "BLANKS",
    "Words",
    "get_organisation",
    "inherit",
    "is_credit",
    "mark_titles",
    "read_after",
    "read_before",
]

BLANKS: Final = " \u3000"
_LONGEST: Final = 45
_FARTHEST: Final = 200


class Titles(NamedTuple):
    """For each place of a text, where the longest title that ends there begins, and the reverse."""

    ending: Mapping[int, int]
    beginning: Mapping[int, int]


class Words(NamedTuple):
    """A text with its titles, the places where words begin, and who is named in it."""

    text: str
    begins: bytes
    titles: Titles
    named: bytearray


@cache
def _read_roles() -> dict[str, str]:
    """The words of each role in a title, as alternatives of a pattern, the longest first."""
    table = read_lexicon("title_words")
    roles = {"country": sorted(read_countries(), key=len, reverse=True)}
    for role, words in table.groupby("role")["word"]:
        roles[str(role)] = sorted(words, key=len, reverse=True)
    patterns = {role: "|".join(map(re.escape, words)) for role, words in roles.items()}
    said = f"(?:{patterns['former']}|{patterns['rank']}|{patterns['party']})*"
    # A title that is only an office, and so takes over the body of the title before it.
    bare = f"{said}副?(?:{patterns['party']})?(?:{patterns['office']})"
    return patterns | {"bare": bare}


def fill_in(pattern: str) -> str:
    """Write the words of a role for each <role> in a pattern of a list."""
    roles = _read_roles()
    return re.sub(r"(?<!\?P)<([a-z]+)>", lambda found: f"(?:{roles[found[1]]})", pattern)


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(fill_in(pattern))


def mark_titles(found: Spans) -> Titles:
    """Keep the longest title at each place out of all that were found."""
    # dict keeps the last value of a key, so the longest titles come last.
    order = np.argsort(found.end - found.start, kind="stable")
    starts, ends = found.start[order].tolist(), found.end[order].tolist()
    return Titles(dict(zip(ends, starts, strict=True)), dict(zip(starts, ends, strict=True)))


def read_before(words: Words, at: int) -> tuple[list[str], int]:
    """Read the titles that end where a name begins, as printed, and where the first begins."""
    text, ending = words.text, words.titles.ending
    if at not in ending and text[at - 1] not in _PASSED:
        return [], at
    end = at
    if text[end - 1] == "的" and _SERVING.search(text, max(0, end - 45), end - 1):
        end -= 1
    apart = text[end - 1] in BLANKS
    while text[end - 1] in " \u3000\u201d”’》" and end > at - 2:
        end -= 1
    if text[end - 1] in "有：:还":
        heads = end - 1 in ending and text[end - 1] in "：:"
        end = end - 1 if heads else _skip_lead(text, end)
    pieces: list[str] = []
    start = at
    while end > at - _FARTHEST and end in ending:
        start = _reach_front(words, ending[end], end, at)
        prefix = _PREFIX.match(text, start, ending[end])
        pieces.append(text[prefix.end() if prefix else start : end])
        if text[start - 1] not in "、兼":
            break
        end = start - 1
    others = apart and not is_credit(pieces) and _is_of_another(words, start, at)
    if others or _is_left_or_given(words, start):
        return [], at
    return pieces[::-1], start


# What may stand between a title and a name.
_PASSED: Final = frozenset("的 \u3000\u201d”’》有：:还")
# What somebody is said to be counts as a title whatever follows: 时任市委书记的于正.
_SERVING: Final = re.compile(r"(?:时任|现任|曾任|担任|身为|作为|以)[^，。；！？,;\n]{2,40}\Z")
# Words between a title and a list of names: 市领导有：于正; 当选为省委常委的还有于正.
_LEAD: Final = re.compile(
    r"有[：:]$|(?:当选|担任|出任|任)[^，。；！？\n]{2,30}(?P<too>的(?:还)?有)$"
)
# Words before a title that are no part of it: 5月3日电, 时任.
_PREFIX: Final = re.compile(
    r"(?:(?:[^，。]{0,14}日)?电(?![力网视信影台子气])|(?:作者[系为是]|新一任|新任|时任|现任|当年|当时|执政党(?=.{2})|已故"
    r"|我[市省县区]|该[市省县区]|本[市省县区]))"
)


def _skip_lead(text: str, end: int) -> int:
    """Go back over the words between a title and a list of names; see `_LEAD`."""
    lead = _LEAD.search(text, max(0, end - 40), end)
    if lead is None:
        return end
    return lead.start("too") if lead["too"] else lead.start()


def is_credit(titles: Sequence[str]) -> bool:
    """Whether titles are those of a credit, in which blanks divide the names: 记者 闻一诺."""
    groups = read_groups()
    heads = [find_head(title) for title in titles]
    return all(head != "" and groups[head][0] == "journalist" for head in heads)


def _is_of_another(words: Words, start: int, at: int) -> bool:
    """Whether a title before the blank at a place is of somebody else in its clause, or of nobody.

    In 欧阳朔当选市长　谭启文讲话 the blank parts two clauses, and the title is not of 谭启文.
    """
    text = words.text
    clause = _CLAUSE.search(text, max(0, start - _FARTHEST), start)
    first = clause.start() if clause else start
    named = words.named.rfind(1, first, start)
    if named >= 0:
        return _AND.fullmatch(text, named + 1, start) is None
    return _TAKES_OFFICE.search(text, first, at) is not None


_CLAUSE: Final = re.compile(r"[^，。；：！？,;:!?、（）()【】\s]+\Z")
_AND: Final = re.compile("[和与及同暨]|以及")
# Words whose object is an office, whoever holds it; in 选举委员会 there is none.
_TAKES_OFFICE: Final = re.compile(
    "(?:当选|[选任]为|担任|[出就兼升接]任|选[举出]|[补增改推]选|任命|免去|辞去|产生|会[见晤]|接见|看望|慰问|迎接"
    "|欢迎|祝贺)(?![委组团办处科])"
)


def _is_left_or_given(words: Words, start: int) -> bool:
    """Whether a title is taken away (免去市长…) or was just given to the person before it.

    In the headline 甲当选市长乙当选省长 the first title is that of 甲, not of 乙.
    """
    taken = _GIVES.search(words.text, max(0, start - 4), start)
    if taken is None:
        return False
    return taken["left"] is not None or words.named[taken.start() - 1] == 1


_GIVES: Final = re.compile(r"(?:(?P<left>免去|罢免|撤销)|当选为?|[就出担]任|被?任命为)\Z")


def _reach_front(words: Words, head: int, end: int, at: int) -> int:
    """Find where the title begins that ends here and whose office begins at `head`."""
    text = words.text
    begin = _walk_back(words, head, at)
    piece = text[begin:end]
    if piece.endswith(_ENVOYS) and _ENVOY.fullmatch(piece):
        place = begin
        while place > 0 and begin - place < 8 and words.named[place - 1]:
            place -= 1  # an envoy is called by the one who sends: 习近平主席特使
        return place
    return begin


_ENVOYS: Final = ("特使", "特别代表")
_ENVOY: Final = re.compile(rf"(?:总书记|国?家?主席|总理|总统|委员长|首相)?(?:{'|'.join(_ENVOYS)})")


def _walk_back(words: Words, head: int, at: int) -> int:
    """Go back from an office over the words of its organisation, to where that begins."""
    text, begins, named = words.text, words.begins, words.named
    countries = read_countries()
    limit = max(0, at - 3 * _LONGEST, head - _LONGEST)
    begin = _skip_front(words, head, limit)
    state = _STATE_HEAD.match(text, head) is not None
    while begin > limit:
        place = begin - 1
        sign = text[place]
        if (
            named[place]
            or not (sign.isalnum() or sign in _INSIDE)
            or sign == text[place - 1] == "—"
        ):
            break
        if sign in "）)":
            mate = text.rfind("（" if sign == "）" else "(", limit, place)
            if mate > 0 and not _NO_ORGAN.search(text, mate, place) and 1 not in named[mate:place]:
                begin = mate
                continue
        place = max(limit, begins.rfind(1, limit, place + 1))
        if named[place]:
            break
        word = text[place:begin]
        if "兼" in word and place + word.rindex("兼") in words.titles.ending:
            # the office behind 兼: 首席执行官 in 总裁兼首席执行官
            begin = place + word.rindex("兼") + 1
            break
        if word in _ANDS and place > 0 and begin < head and not named[place - 1]:
            # 和 inside one body (发展和改革委员会), not between two titles (法国总统和德国总理).
            if place in words.titles.ending or find_country(text[begin:head]):
                break
            begin = place
            continue
        if begin == head and not begins[head]:
            # The office begins inside a word: in 大会主席.
            word = text[place : begins.find(1, head)]
        if word[-1] == "中" and text[begin - 2] in _SIDES and begin < head:
            return begin - 2  # two countries: 俄中友好协会主席
        if _is_stop(word) and not _names_body(words, place, begin, head):
            break
        if word[0].isdigit():
            if word.isdigit() and text[place - 1] == "第":
                begin = place - 1  # a number of a meeting: 第67届会议主席
                continue
            if _NUMBER.fullmatch(word) and not text[begin].isascii():
                break
        begin = place
        if state and word in _SIDES:
            break  # a country by one character: 俄总统
        if state and not countries.isdisjoint((word, text[begin:head])):
            # Take in the whole name of the country: 南苏丹, not 苏丹; but leave out what stands
            # before it, as in 评价哈萨克斯坦首任总统.
            begin -= next(
                (at for at in (3, 2, 1) if len(find_country(text[begin - at : head]) or "") > at), 0
            )
            break
    return _trim(text, begins, begin, head)


# Signs that stand in names of organisations.
_INSIDE: Final = "（）()“”《》·—-－_"
_ANDS: Final = ("和", "与", "及")
_NUMBER: Final = re.compile(r"[\d０-９]+(?:日|月|年|时)?$")
# Single characters for countries.
_SIDES: Final = frozenset("美俄英法德日韩朝印意加澳埃伊以叙泰越柬缅菲蒙乌哈刚")
_STATE_HEAD: Final = re.compile("总统|总理|首相|外长|外相|国王|女王|王储|防长|财长")
# What is no part of a body's name, such as a date in brackets: （5月6日，巴黎）.
_NO_ORGAN: Final = re.compile(r"[\n，。；]|[（(]\d")
# Characters that make an adverb of time with 前: 目前, 日前.
_TIMES: Final = frozenset("目日此之以当空会年月午天事赛战门从生行跟面超提眼")
_FRONT: Final = re.compile(rf"(?:(?<![{''.join(_TIMES)}])前|候任|执行|副)*\Z")


def _skip_front(words: Words, head: int, limit: int) -> int:
    """Go back over 前, 候任 and 副 before an office, which belong to no organisation."""
    if words.text[head - 1] not in "前任行副":
        return head
    found = _FRONT.search(words.text, max(limit, head - 6), head)
    begin = found.start() if found else head
    return head if 1 in words.named[begin:head] else begin


def _trim(text: str, begins: bytes, begin: int, head: int) -> int:
    """Go forward again over characters that do not belong to the organisation."""
    if text[begin] in "和与及" and begins[begin + 1] and begin < head:
        begin += 1  # a preposition: 期待与科技部部长会面
    if text[begin] in "记访" and text[begin - 2 : begin] == "——":
        begin += 1  # from a headline with a dash: 和平是国家最大成就——访民族和解委员会主席努里
    elif text[begin] == "经" and text.startswith(_HIGHEST, begin + 1):
        begin += 1  # a preposition: 经中央军委主席批准
    if text[begin - 1] == "前" and text[begin - 2] not in _TIMES:
        begin -= 1
    if text[begin + 1] == "前" and text[begin] in _TIMES and begin + 1 < head:
        begin += 2  # 目前总统: the cut went through 目前
    # A bracket or a quotation that only ends inside belongs to what stands before.
    for opening, closing in () if _BRACKETS.isdisjoint(text[begin:head]) else _PAIRS:
        cut = text.find(closing, begin, head)
        if cut >= 0 and opening not in text[begin:cut]:
            begin = cut + 1
        cut = text.rfind(opening, begin, head)
        if cut >= 0 and closing not in text[cut:head]:
            begin = cut + 1
    return begin


_HIGHEST: Final = ("中央", "国务院", "全国", "国家", "总统", "总理")
_PAIRS: Final = ("（）", "()", "“”", "《》")
_BRACKETS: Final = frozenset("".join(_PAIRS))


@cache
def _is_stop(word: str) -> bool:
    """Whether a word cannot be part of an organisation's name."""
    inside = _read_edges().get(word)
    if inside is not None:
        return not inside
    flag = open_cutter().tag(word)
    kind = flag[0][1] if len(flag) == 1 else "x"
    # A word of four characters that ends in a stopping word stops too: 开庭审理.
    ends = len(word) == 4 and not is_office(word) and word[2:] in _read_edges()
    return (ends and _is_stop(word[2:])) or kind[:1] in "rpcy" or (kind == "v" and len(word) > 1)


@cache
def _read_edges() -> dict[str, bool]:
    """Words that can, and that cannot, stand inside a title."""
    table = read_lexicon("title_edges")
    return dict(zip(table["word"], table["inside"] == "yes", strict=True))


def _names_body(words: Words, place: int, begin: int, head: int) -> bool:
    """Whether a verb is part of the name of a body that begins before it: 国家超级计算中心主任."""
    text = words.text
    if text[place:begin] in _read_edges() or not _compile(_ENDS).search(text, begin, head):
        return False
    if find_country(text[begin:head]):
        return False  # 日本承认伊朗革命委员会主席: a sentence
    first = max(0, place - 12)
    front = _compile(_STARTS).search(text, first, place)
    return front is not None and 1 not in words.named[front.start() : place]


_ENDS: Final = "<body>|<organ>"
# The place or the country that a name begins with, and at most two words before the verb.
_STARTS: Final = rf"(?:<country>|<home>|<front>|[{HAN}]{{2,3}}[省市县])[{HAN}]{{0,4}}\Z"


def read_after(words: Words, start: int, at: int) -> list[str]:
    """Read the titles behind a name; their body may stand before it."""
    text, beginning = words.text, words.titles.beginning
    if at not in beginning and text[at] != "副":
        return []
    pieces: list[str] = []
    end = at
    while True:
        close = beginning.get(end)
        if close is None and text[end] == "副":
            close = beginning.get(end + 1)
        if close is None or words.named[close]:
            break
        piece = text[end:close]
        if not is_office(piece) or len(piece) == 1 or _NO_ADDRESS.fullmatch(piece):
            break
        if not pieces and _ADDRESS.fullmatch(piece):
            # The body stands before the name: 中联部宋涛部长.
            begin = _walk_back(words, start, start)
            if _OF_BODY.search(text, begin, start) and start not in words.titles.ending:
                piece = text[begin:start] + piece
        pieces.append(piece)
        if text[close] not in "、兼":
            break
        end = close + 1
    return pieces


# Titles that are mostly verbs or nouns of their own behind a name, and envoys.
_NO_ADDRESS: Final = re.compile("领导|代表|指挥|干部|负责|编辑|主持|导演|编剧|特使|特别代表")
_OF_BODY: Final = re.compile(r"(?:委|局|厅|办|院|大学|公司|集团|社|联部|[省市县])$")
_ADDRESS: Final = re.compile(
    "副?(?:教授|研究员|主任|书记|主席|[局厅部院会处科校所站社馆台行]长|经理|总裁)|院士"
)


def inherit(pieces: Sequence[str], source: str = "", *, heir: str = "list") -> list[str]:
    """Give each title of a stack what it takes over from the one before.

    `source` is what the titles of another person hand on to the first: `heir` says whether that is
    one of the same list ("list") or named in another clause ("far").

    >>> inherit(["大同市委副书记", "市长"])
    ['大同市委副书记', '大同市市长']
    >>> inherit(["市人大常委会党组书记", "主任"])
    ['市人大常委会党组书记', '市人大常委会主任']
    """
    whole: list[str] = []
    for piece in pieces:
        whole.append(_take_over(piece, source, "own" if whole else heir) if source else piece)
        source = get_organisation(whole[-1]) or source
    return whole


@lru_cache(REMEMBERED)
def _take_over(piece: str, source: str, heir: str) -> str:
    """What the first row of `title_heirs` that fits makes of a title and the one before it."""
    for pattern, who, gives in _read_heirs():
        found = pattern.fullmatch(f"{piece}|{source}") if who in ("", heir) else None
        if found:
            return gives.format(piece=piece, source=source, **found.groupdict())
    return piece


@cache
def _read_heirs() -> list[tuple[re.Pattern[str], str, str]]:
    """The rows of `title_heirs`, each as one pattern of a title and what stands before it."""
    table = read_lexicon("title_heirs").fillna("")
    cells = table[["piece", "source", "heir", "gives"]].itertuples(index=False, name=None)
    return [
        (_compile(rf"(?:{piece})\|(?:{source})"), heir, gives)
        for piece, source, heir, gives in cells
    ]


@lru_cache(REMEMBERED)
def get_organisation(title: str) -> str:
    """What a title says before its office: 市人大常委会党组 of 市人大常委会党组书记."""
    if found := _compile(_CHIEF).search(title):
        return title[: found.start()]
    if title in ("国务院总理", "国务院副总理"):
        return "国务院"
    found = _compile("<bare>$").search(title)
    if found is None:
        return find_country(title) or ""
    organisation = title[: found.start()]
    of_party = _compile(_OF_PARTY).match(found[0])
    return organisation + (of_party[1] if of_party and organisation else "")


_CHIEF: Final = "(?:<former>)*(?:常务)?副?<level>长$"
_OF_PARTY: Final = "(?:<former>|<rank>|副)*(<party>)"
