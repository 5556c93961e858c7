"""Who takes and who leaves which office: from articles to the table `appointments`.

The ways of saying it are the rows of `lexicons/appointments.csv`, each with an example that is its
test. A pattern is looked for in a sentence in which every name is one sign, and says with words in
angle brackets where the rest stands:

`<who>`
    one name or a list of names, he or she.
`<subject>`
    who is told of: the name before the verb, or the one that the sentence or paragraph began with.
`<posts>`
    the offices, from here to where the last of them ends; or up to the name that follows.
`<titles>`, `<stack>`
    no office is said: it is the one that the name is printed with; the whole stack, what is no
    longer held too.
`<told>`
    no office is said: it is the one that another sentence of the article says of this name.
`<listed>`
    each name that follows, with the titles it is printed with.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from typing import Final, NamedTuple

import pandas as pd

from analysis.lexicon import read_rows
from analysis.offices.words import read_posts
from analysis.officials.titles import get_organisation, inherit
from analysis.officials.words import (
    REMEMBERED,
    find_head,
    is_office,
    is_plain,
    is_whole_name,
    read_words,
)
from analysis.places import Part, group_parts, iterate_parts
from analysis.schema import list_cells

__all__ = ["Event", "find_events"]

_BATCH: Final = 250_000  # characters that are searched in one go
# The character that is put in place of each name before a sentence is searched for events.
SIGN: Final = "\ue000"
# In a list of people who are elected, every item is a name, also one that was not found before. The
# `*+` keeps what it has matched: otherwise the ways to divide a list would double with each item.
_NEXT: Final = (
    rf"(?:(?:[、和与及，\s]|以及){{0,2}}{SIGN}|、[\u4e00-\u9fff·]{{2,4}}(?=[、和与及为]))*+"
)
_WHO: Final = rf"(?P<who>[{SIGN}他她其]{_NEXT})等?"
# Words right behind a name that may be passed over: 甲同志（女）.
_NOTED: Final = re.compile(
    r"(?:同志|先生|女士|小姐|博士)?(?:[（(][^（()）\n]{1,14}[)）])?(?:同志)?"
)


class Named(NamedTuple):
    """One naming in a part: where it stands, who it is, and the titles that it is printed with."""

    start: int
    end: int
    name: str
    titles: tuple[str, ...]
    group: str | None = None


class Event(NamedTuple):
    """An event: somebody takes or leaves an office."""

    name: str
    event: str
    title: str
    start: int
    end: int
    group: str | None
    before: str  # the text before the event, with SIGN in place of each name


class _Masked(NamedTuple):
    """A stretch of text with SIGN in place of each name, and the naming behind each SIGN."""

    text: str
    places: tuple[int, ...]
    named: tuple[Named, ...]
    ends: tuple[int, ...]  # behind each SIGN, the place in the original text where reading goes on

    def find_listed(self, start: int, end: int) -> list[Named]:
        """The namings in a list, and those of its items that were not found as names before."""
        found = self.find(start, end)
        for item in _ITEM.finditer(self.text, start, end):
            before = bisect_left(self.places, item.start()) - 1
            first = self.ends[before] + item.start() - self.places[before] - 1
            found.append(Named(first, first + len(item[0]), item[0], ()))
        return sorted(found)

    def find(self, start: int, end: int) -> list[Named]:
        """The namings whose SIGN stands between two places."""
        return list(self.named[bisect_left(self.places, start) : bisect_left(self.places, end)])


_ITEM: Final = re.compile("(?<=、)[\u4e00-\u9fff·]{2,4}(?=[、和与及为])")


def _mask(text: str, begin: int, close: int, named: Sequence[Named]) -> _Masked:
    pieces: list[str] = []
    places: list[int] = []
    ends: list[int] = []
    kept: list[Named] = []
    size, end = 0, begin
    for one in named:
        if one.start < end:
            continue
        pieces += [text[end : one.start], SIGN]
        places.append(size + one.start - end)
        size += one.start - end + 1
        kept.append(one)
        noted = _NOTED.match(text, _skip_address(text, one))
        end = noted.end() if noted else one.end
        ends.append(end)
    pieces.append(text[end:close])
    plain = "".join(pieces).translate(_SIGNS)
    return _Masked(plain, tuple(places), tuple(kept), tuple(ends))


# Places in which only a person can stand: 祝贺甲当选, 由甲出任, 为主席、甲为副主席. At the
# beginning of a clause anything can, so there the words behind must be clearer.
_FRAMED: Final = re.compile(
    r"(?:(?:祝贺|电贺|提名|任命|推选|选举|推举|选出|由|让|[为任][^，。；！？\n、]{2,14}[、，])(?P<one>[\u4e00-\u9fff·]{2,12}?)"
    r"(?=(?:先生|女士|同志)?(?:（[^（）]{1,14}）)?(?:再次|同时|高票)?(?:当选|就任|出任|连任|担任|接任|为|任(?![何命务意])))"
    r"|致电(?P<two>[\u4e00-\u9fff·]{2,12}?)(?=，[^，。]{0,6}祝贺)"
    r"|(?<![^，。；！？、：\n])(?P<three>[\u4e00-\u9fff·]{2,12}?)"
    r"(?=(?:同志)?(?:被[^，。；！？\n的]{0,10}(?:推?选|选举|任命|提名|免去)|(?:再次|高票)?当选|宣誓就任|出任|不再担任|同志任)))"
)


_NOBODY: Final = re.compile("祝贺|有望|宣布|[我你他她将被拟不再]|[上中里会后时]$")


def _add_overlooked(text: str, begin: int, close: int, named: Sequence[Named]) -> list[Named]:
    """Add names that were not found before, but stand where only a person is appointed."""
    covered = {at for one in named for at in range(one.start, one.end)}
    added = []
    for found in _FRAMED.finditer(text, begin, close):
        kind = found.lastgroup or "one"
        name, (start, end) = found[kind], found.span(kind)
        if (
            covered.isdisjoint(range(start, end))
            and _NOBODY.search(name) is None
            and is_whole_name(name, appointed=True)
            and (name in read_words() or not is_plain(name) or text.startswith("同志", end))
        ):
            added.append(Named(start, end, name, ()))
    return sorted([*named, *added]) if added else [*named]


def _skip_adverbs(text: str, begin: int, at: int) -> int:
    """Find where the adverbs right before a place begin; the place itself if there are none.

    A pattern of all adverbs in a row would try every way to divide them, which takes very long;
    here each place is looked at once.
    """
    begins, waiting = {at}, [at]
    while waiting:
        end = waiting.pop()
        for start in range(max(begin, end - _LONGEST_ADVERB), end):
            if start not in begins and _ADVERB.fullmatch(text, start, end):
                begins.add(start)
                waiting.append(start)
    return min(begins)


def _skip_address(text: str, one: Named) -> int:
    """The place behind a name and its title, as behind 总统 in 杜特尔特总统就任以来."""
    for title in one.titles:
        head = find_head(title)
        if head and text.startswith(head, one.end):
            return one.end + len(head)
    return one.end


_SIGNS: Final = str.maketrans(",;:!?", "，；：！？")
_SENTENCE: Final = re.compile(r"(?:[^。！？\n]|(?<=[；：，、])\n|。(?=他们(?:分别)?是))+")


class _Form(NamedTuple):
    """One way to report an event: a row of `appointments.csv`."""

    event: str
    pattern: re.Pattern[str]
    signs: re.Pattern[str]
    subject: bool
    last: str


@cache
def _read_forms() -> list[_Form]:
    forms = []
    for event, pattern, signs in read_rows("appointments", "event", "pattern", "signs"):
        ending = re.search("<(posts|titles|stack|listed|told)>$", pattern)
        body = pattern.removeprefix("<subject>")
        body = body.replace("<any>", f"[^，；。！？\\n{SIGN}]{{0,40}}?")
        body = body.replace("<far>", f"[^。！？\\n{SIGN}]{{0,60}}?")
        body = body[: -len(ending[0])] if ending else body
        body = body.replace("<posts>", rf"(?P<posts>[^，。；！？\n{SIGN}]{{2,40}}?)")
        body = body.replace("<who>", rf"：?\s*{_WHO}")
        forms.append(
            _Form(
                event,
                re.compile(body),
                re.compile(signs),
                pattern.startswith("<subject>"),
                ending[1] if ending else "",
            )
        )
    return forms


@cache
def _get_signs() -> re.Pattern[str]:
    """The words without which a sentence reports no event; most sentences hold none of them.

    None looks at what stands before it: a search is fast only if it knows the first character.
    """
    return re.compile("|".join(dict.fromkeys(form.signs.pattern for form in _read_forms())))


# Lines that are read together: where one ends in such a mark, its list goes on in the next.
_LINES: Final = re.compile(r"(?:[^\n]|(?<=[；：，、;:,])\n)+")


def find_events(text: str, named: Sequence[Named], known: Sequence[Named]) -> Iterator[Event]:
    """Find who takes or leaves an office in one part of an article.

    `named` are the namings in this part, `known` all of the article: a name without a title is
    known by one that it has elsewhere.
    """
    signs = _get_signs()
    starts = [one.start for one in named]
    end = 0
    while found := signs.search(text, end):
        line = _LINES.match(text, text.rfind("\n", 0, found.start()) + 1)
        begin, end = line.span() if line else (found.start(), found.end())
        while begin and text[begin - 2 : begin - 1] in tuple("；：，、;:,"):
            begin = text.rfind("\n", 0, begin - 1) + 1
        own = named[bisect_left(starts, begin) : bisect_left(starts, end)]
        masked = _mask(text, begin, end, _add_overlooked(text, begin, end, own))
        for sentence in _SENTENCE.finditer(masked.text):
            if signs.search(sentence[0]):
                yield from _Reader(masked, sentence.start(), sentence.end(), known).read()


class _Reader:
    """Reads one sentence.

    The person of one event is the subject of the next until another is named.
    """

    def __init__(self, masked: _Masked, begin: int, end: int, known: Sequence[Named]) -> None:
        self.masked, self.begin, self.end, self.known = masked, begin, end, known
        self.text = masked.text
        self.subject: list[Named] = []
        self.source = ""

    def read(self) -> Iterator[Event]:
        sentence = self.text[self.begin : self.end]
        hits = []
        for rank, form in enumerate(_read_forms()):
            if form.signs.search(sentence):
                hits += [
                    (found.start(), -found.end(), rank, found, form)
                    for found in form.pattern.finditer(self.text, self.begin, self.end)
                ]
        taken = self.begin
        for start, _, _, found, form in sorted(hits, key=lambda hit: hit[:3]):
            if start < taken:
                continue
            events, end = self._read_form(found, form)
            if events:
                taken = end
                yield from events

    def _read_form(self, found: re.Match[str], form: _Form) -> tuple[list[Event], int]:
        text = self.text
        event = form.event
        if form.subject:
            people = self._find_subject(found.start(), event)
        else:
            people = self._find_people(found) if "who" in found.re.groupindex else []
            if _is_open(text[max(self.begin, found.start() - 8) : found.start()]):
                return [], 0
        if form.last == "listed":
            many = text[found.end() - 1] in "是：:"
            stop = _CLOSE.search(text, found.end(), self.end) if not many else None
            end = stop.end() if stop else self.end
            people = self.masked.find(found.end(), end)
            body = found["body"] if "body" in found.re.groupindex else ""
            events = [
                self._make(one, event, title, found.start())
                for one in people
                for title in (inherit(one.titles, body) if body else one.titles)
            ]
            return events, end
        if not people:
            return [], 0
        end = found.end()
        if form.last == "told":
            self.subject = people
            return [self._make(one, event, "?", found.start()) for one in people], end
        if form.last in ("titles", "stack"):
            titles = {one: self._list_titles(one, form.last == "stack") for one in people}
            if form.last == "titles" and not any(titles.values()):
                return [], 0
            self.subject = people
            return [
                self._make(one, event, title, found.start())
                for one in people
                for title in (titles[one] or ([""] if form.last == "stack" else []))
            ], end
        if form.last == "posts":
            posts, end, rest = _read_posts(text, end, self.end, self.source)
        else:
            said = found["posts"].rpartition("的")[2]
            posts, _, rest = _read_posts(said, 0, len(said), self.source)
            if rest:
                return [], 0
        posts = [post for post in posts if _is_taken(post)]
        if not posts:
            return [], 0
        if rest.startswith(("国", "团", f"的{SIGN}")):
            return [], 0
        if rest.startswith(("期间", "时，")) and event == "appointed":
            return [], end
        while form.last == "posts" and _FURTHER.match(text, end, self.end):
            further, close, after = _read_posts(
                text, end + 1, self.end, get_organisation(posts[-1]) or self.source
            )
            if not further or (after and after[0] not in "，；、。\n等职"):
                break
            posts, end, rest = [*posts, *further], close, after
        events = self._pair(people, event, posts, found)
        self.subject = people
        self.source = get_organisation(posts[-1]) or self.source
        # In 选举甲为主任，乙、丙为副主任 the verb holds for the following names too.
        while not form.subject and form.last == "posts":
            more = _MORE.match(text, end, self.end)
            if more is None:
                break
            posts, close, _ = _read_posts(text, more.end(), self.end, self.source)
            if not posts:
                break
            others = self.masked.find_listed(more.start(), more.end())
            events += [
                self._make(one, event, post, found.start()) for one in others for post in posts
            ]
            self.subject = others
            self.source = get_organisation(posts[-1]) or self.source
            end = close
        return events, end

    def _pair(
        self, people: Sequence[Named], event: str, posts: Sequence[str], found: re.Match[str]
    ) -> list[Event]:
        apart = "分别" in self.text[max(self.begin, found.start() - 4) : found.end()]
        if apart and len(people) == len(posts):
            pairs = [*zip(people, posts, strict=True)]
        else:
            pairs = [(one, post) for one in people for post in posts]
        return [self._make(one, event, post, found.start()) for one, post in pairs]

    def _make(self, one: Named, event: str, title: str, at: int) -> Event:
        return Event(
            one.name,
            event,
            title,
            one.start,
            one.end,
            one.group,
            self.text[max(0, at - 200) : at + 2],
        )

    def _list_titles(self, one: Named, former: bool) -> list[str]:
        own = list(one.titles)
        others = [list(other.titles) for other in self.known if other.name == one.name]
        if former:
            own = max([own, *others], key=len)
        elif not own:
            own = next(filter(None, others), [])
        if former:
            return own
        return [title for title in own if _is_taken(title) and not _FORMER.search(title)]

    def _find_people(self, found: re.Match[str]) -> list[Named]:
        start, end = found.span("who")
        people = self.masked.find_listed(start, end)
        if found["who"][0] in "他她其":
            people = [*self._find_told(start), *people]
        return people

    def _find_subject(self, at: int, event: str) -> list[Named]:
        text = self.text
        end = _skip_adverbs(text, self.begin, at)
        said = text[end:at]
        if _is_open(said) or (event == "appointed" and "曾" in said):
            return []
        by = _BY_WHOM.search(text, self.begin, end)
        if by:
            return self._find_subject(by.start(), event)
        listed = _LIST.search(text, self.begin, end)
        if listed:
            if _ASKED.search(text, max(self.begin, listed.start() - 20), listed.start()):
                return []
            people = self.masked.find(listed.start(), end)
            if listed[0][0] in "他她":
                people = [*self._find_told(listed.start()), *people]
            return people
        if end == self.begin or text[end - 1] in "，；：（并且而则\n\u3000 ":
            return self._find_running(end)
        near = _NEAR.search(text, max(self.begin, end - 90), end)
        if near and not _is_open(near["gap"]) and not _OTHERS.search(near["gap"]):
            return self.masked.find(*near.span("who"))
        return []

    def _find_running(self, at: int) -> list[Named]:
        if self.subject:
            return self.subject
        before = self.masked.find(self.begin, at)
        if before:
            return before[:1]
        line = self.text.rfind("\n", 0, self.begin) + 1
        return self.masked.find(line, self.begin)[:1]

    def _find_told(self, at: int) -> list[Named]:
        """The person behind 他 or 她: the subject of the sentence, or the one who is acted upon."""
        before = self.masked.find(self.begin, at)
        if before:
            done = _DONE_TO.search(self.text, max(self.begin, at - 14), at)
            return before[-1:] if done else before[:1]
        line = self.text.rfind("\n", 0, self.begin) + 1
        return self.masked.find(line, self.begin)[:1] or self.masked.find(0, self.begin)[-1:]


# An office behind a comma that goes on with the list before it: 担任县长，县委书记.
_FURTHER: Final = re.compile(
    "，(?!不|辞|免|当选|[出就担兼调改转历]?任|[并先后又还同现曾被从是年其该由包以他她为与和而但这])"
)
_DONE_TO: Final = re.compile(
    "(?:祝贺|任命|推选|选举|推举|提名|[让请派劝]|要求|欢迎|支持|感谢|将|把|对)[^，。；]{0,6}\\Z"
)
_CLOSE: Final = re.compile("[，；。\n]")
_FORMER: Final = re.compile("原|前(?!线)")
_MORE: Final = re.compile(
    rf"(?:职务)?[、，；。]?\n?\s*{_WHO}(?:同志)?(?:为|担?任|兼任)".replace("?P<who>", "?:")
)
_LIST: Final = re.compile(
    rf"[{SIGN}他她](?:(?:[、和与及\s]|以及){{0,2}}{SIGN})*等?(?:[一二两三四五六七八九十\d]+[人位名])?\Z"
)
_DIGITS: Final = r"[０-９\d一二三四五六七八九十○〇零]"
# Adverbs before a verb, none longer than `_LONGEST_ADVERB` characters.
_ADVERB: Final = re.compile(
    r"[（(][^（()）]{1,14}[)）]|近日|日前|今[天日]|昨[天日]|当[天日]|当地时间|先后|已经?|正式|再[次度]|刚刚?|也|又|还|同时|当场|随[后即]"
    r"|其?后来?|以来|连续|高票|全票|全数|分别|一致|最终|成功|顺利|当即|首次|[首多]次|被|获|不久|便|就|即|仍|均|都|则|并|获准|宣誓|本人|宣布|曾(?!任)|一度|因此|早在|此后|[于自从在]?(?:今|去|前|当|同|次|翌)年|[本上]月"
    rf"|[于自从在至到]?{_DIGITS}{{1,4}}[年月日号](?:底|初|上旬|中旬|下旬|春|夏|秋|冬|起|至|间)?|将|拟|有望|可能|即将|不|未|没有|并未"
    rf"|在[^，。；！？\n{SIGN}]{{1,30}}[上中里]|向[^，。；！？\n{SIGN}]{{0,12}}{SIGN}|以[^，。；！？\n{SIGN}]{{1,24}}(?:票|优势|身份|结果|率|支持)|时隔.{{1,6}}|代表[^，。；！？\n{SIGN}]{{1,12}}|被[^，。；！？\n{SIGN}的]{{1,20}}|紧急|在[\u4e00-\u9fff]{{2,8}}|在"
)
_LONGEST_ADVERB: Final = 32
# In 要求总理甲辞职 somebody else asks for it, and nobody has left an office.
_ASKED: Final = re.compile(
    rf"(?:要求|呼吁|敦促|希望|迫使|[逼若]|如果|反对|拒绝|阻止|防止|可能)[^，。；{SIGN}]{{0,14}}\Z"
)
# Who appoints or nominates somebody else: 乙 in 甲被总统乙任命为部长 and in 甲经乙提名当选.
_BY_WHOM: Final = re.compile(
    rf"(?:被|经|由)[^，。；！？\n{SIGN}]{{0,24}}{SIGN}(?:(?:提名|推荐|批准|正式)[，]?)?\Z"
)
# What may stand between a name and the verb: 甲在十九大上当选.
_NEAR: Final = re.compile(
    rf"(?P<who>{SIGN}(?:(?:[、和与及\s]|以及){{0,2}}{SIGN})*)等?(?P<gap>(?:在|以|于|从|经|因|自|作为|接替|由|本人|今|昨|涉嫌|存在|被|严重|离开|带着|对此|应)[^，。；：！？\n{SIGN}]{{1,45}})\Z"
)
_OTHERS: Final = re.compile("接替|的")
# Signs that it has not happened, or not yet: denied, planned, or asked for.
_OPEN: Final = re.compile(
    "将|拟(?!任)|有望|可能|或(?!者)|有意|计划|准备|打算|希望|要求|呼吁|敦促|如果|若|一旦|竞选|争取|谋求|寻求|能否|是否|以便|不得|不|未|没有|否认|拒绝|无意"
    "|反对|否决|禁止|防止|避免|考虑|讨论|应当?|必须|可以|能够?|想|愿|候选|重新"
)


def _is_open(said: str) -> bool:
    return _OPEN.search(said) is not None


# Posts that are no office, or only for the days of a meeting: seats in a congress or its presidium.
_PASSING: Final = re.compile(
    "主席团|大会(?:执行)?主席|(?:大会|会议)(?:副?秘书长|(?:新闻)?发言人)|(?:大|会议|党)代表$|政协(?:[^、]*委员会)?委员$|候选人|人选"
    "|执行主席$(?<=^执行主席)|检查组|调研组|班子成员|负责人$|负责同志$|领导人?$"
)


_RUN: Final = re.compile(
    rf"(?:[^，。；！？\n{SIGN}（）()]|（[^，。（）{SIGN}]{{1,14}}）(?=[^，。；、]))+"
)
_LEAD: Final = re.compile(
    "(?:了|新的|新一任|新任|首任|下一?任|现任|该[^会院部局]|其|这一?|本|我(?!国)|他的|她的|新一届|一名|一个|兼任?|有关|关于|[:：]|“(?![^”]*”[^，。；、]))*"
)
_CUT: Final = re.compile(
    r"的?(?:职务|一职|等职|岗位|之职)|的(?!士)|[后](?!勤|备)|以来|期间|之际|时(?![代尚空间])|并(?!购)|候选人|人选|提名人|[”\"](?=[，。]|$)"
)
_NOTE: Final = re.compile("（[^（）]*）")
_PIECES: Final = re.compile(r"([、兼 \u3000]|以及|(?<!共)和(?!平|国|谐)|与|及)")


def _drop_new(piece: str) -> str:
    """Take 新 from a title: 日本新首相 holds the office of 日本首相."""
    front = piece.removesuffix(_find_end(piece))
    return f"{front[:-1]}{_find_end(piece)}" if _NEWLY.search(front) else piece


_NEWLY: Final = re.compile(r"(?<![创革高更])新\Z")


def _strip_quotes(piece: str) -> str:
    """Take away a quotation mark whose partner is not in the piece: “总统府秘书长."""
    for sign, mate in ("“”", "”“", '""'):
        if piece.count(sign) != piece.count(mate) or (sign == mate and piece.count(sign) == 1):
            piece = piece.replace(sign, "") if piece.count(mate) == 0 or sign == mate else piece
    return piece


# Verbs, which show that this is no list of offices.
_SAID: Final = re.compile(
    "[担出就兼]任|当选|成为|辞去|免去|选举[^委管]|(?<!华)为|被|^[\u4e00-\u9fff]{2,3}(?<![主责委信])任(?=副?[主书部局会院秘委组社])"
)
# Words on the term of the holder, which are no part of the office: 本届政协主席.
_NEW: Final = re.compile("本届|(?:新|下一?|首|现)任|新一[任届]")
_ORGAN: Final = re.compile("[处办室局部厅委会团组院校所站队党司社]|中心|公司|集团|助理")


def _read_posts(text: str, at: int, limit: int, source: str) -> tuple[list[str], int, str]:
    """Read the offices from a place on: their titles, where the last ends, and what follows it."""
    lead = _LEAD.match(text, at, limit)
    begin = lead.end() if lead else at
    run = _RUN.match(text, begin, limit)
    if run is None:
        return [], at, ""
    cut = _CUT.search(_NOTE.sub(lambda note: "□" * len(note[0]), run[0]), 1)
    said = run[0][: cut.start()] if cut else run[0]
    pieces: list[str] = []
    piece, used, end = "", 0, 0
    parts = _PIECES.split(said)
    for word, sign in zip(parts[::2], [*parts[1::2], ""], strict=True):
        piece += word
        used += len(word)
        if _find_end(piece):
            if _SAID.search(_NOTE.sub("", piece)):
                break
            pieces.append(piece)
            end = used
            piece = ""
        elif (short := _cut_title(piece)) and (not sign or sign not in "和与及"):
            if _SAID.search(_NOTE.sub("", short)):
                break
            pieces.append(short)
            end = used - len(piece) + len(short)
            piece = ""
            break
        else:
            piece += sign
        used += len(sign)
    if not pieces:
        return [], at, ""
    pieces = [_drop_new(_NEW.sub("", piece)) for piece in pieces]
    pieces = [_strip_quotes(piece) for piece in pieces]
    return inherit(pieces, source, heir="post"), begin + end, text[begin + end : begin + end + 6]


@lru_cache(REMEMBERED)
def _find_end(piece: str) -> str:
    """The office that a piece ends in; "" if there is none."""
    head = find_head(piece)
    if head:
        return head
    posts = read_posts()
    return next((piece[at:] for at in range(len(piece)) if piece[at:] in posts), "")


@lru_cache(REMEMBERED)
def _is_taken(title: str) -> bool:
    """Whether a title is an office that one can take; seats and roles of a meeting are none."""
    if _PASSING.search(title):
        return False
    post = read_posts().get(_find_end(title))
    return is_office(title) or (post is not None and post.office)


def _cut_title(piece: str) -> str:
    """The title that a piece begins with: 县委书记 of 县委书记带领群众."""
    best = ""
    for end in range(2, len(piece) + 1):
        if _find_end(piece[:end]):
            more = piece[len(best) : end]
            if best and (len(more) > 8 or (len(more) > 3 and not _ORGAN.search(more))):
                break
            best = piece[:end]
    return best


def list_named(mentions: pd.DataFrame) -> dict[str, list[tuple[str, Named]]]:
    """For each article list its namings, with their parts, in the order of the text."""
    kept = mentions[mentions["kind"] != "formula"]
    named: dict[str, list[tuple[str, Named]]] = {}
    columns = ("article_id", "part", "start", "end", "name", "titles", "group")
    for article, part, start, end, name, titles, group in zip(
        *list_cells(kept, columns), strict=True
    ):
        own = () if titles is None else tuple(titles)
        named.setdefault(article, []).append((part, Named(start, end, name, own, group)))
    return named


def read_events(articles: pd.DataFrame, mentions: pd.DataFrame) -> Iterator[tuple[Part, Event]]:
    """Find all that is said of offices that are taken or left, article by article."""
    named = list_named(mentions)
    ids = articles["article_id"].tolist()
    taken: dict[tuple[int, str], str] = {}
    for part in _find_telling(iterate_parts(articles)):
        own = named.get(ids[part.row], [])
        here = [one for where, one in own if where == part.part]
        for event in find_events(part.plain, here, [one for _, one in own]):
            if event.title != "?":
                taken[part.row, event.name] = event.title
            elif (part.row, event.name) in taken:
                event = event._replace(title=taken[part.row, event.name])
            else:
                continue
            yield part, event


def _find_telling(parts: Iterable[Part]) -> Iterator[Part]:
    """Choose the parts that hold a sign of an event; most do not, so all are searched at once."""
    signs = _get_signs()
    for batch in group_parts(parts, size=_BATCH):
        plain = [part.plain for part in batch]
        ends = [*accumulate(len(text) + 1 for text in plain)]
        text = "\n".join(plain)
        found = signs.search(text)
        while found:
            at = bisect_right(ends, found.start())
            yield batch[at]
            found = signs.search(text, ends[at])
