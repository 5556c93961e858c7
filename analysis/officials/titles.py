"""The titles bound to a name: before it, after it, and those that a list or a sentence hands on."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

import numpy as np

from analysis.cutter import open_cutter
from analysis.expressions import Expression
from analysis.lexicon import read_lexicon
from analysis.officials import names
from analysis.officials.vocabulary import Spans

__all__ = [
    "BLANKS",
    "HEADS_OF_STATE",
    "PADDED_TITLE",
    "SHARED_TITLE",
    "Titles",
    "Words",
    "find_head",
    "is_credit",
    "mark_titles",
    "read_after",
    "read_before",
    "read_post",
]

_HAN: Final = names.HAN
_JOINS: Final = "、兼"
# What stands in an organisation's name, besides words.
_INSIDE: Final = Expression(r"[\w（）()“”《》·—\-－]")
_LONGEST: Final = 45
_FARTHEST: Final = 200
_PREFIX: Final = Expression(
    r"(?:(?:[^，。]{0,14}日)?电(?![力网视信影台子气])|(?:新一任|新任|时任|现任|当年|当时|执政党(?=.{2})|已故|老(?=[队厂校村站会院馆所]长)"
    r"|我[市省县区]|该[市省县区]|本[市省县区]))"
)
# The characters that one of these begins with, where no day does.
_PREFIX_OPENS: Final = frozenset("电新时现当执已老我该本")
_NUMBER: Final = Expression(r"[\d０-９]+(?:日|月|年|时)?$")
# A title that is nothing but an office: it takes over the organisation of the one before it.
_BARE: Final = Expression(
    r"(?:原|前|代|时任|候任|名誉|常务|第一|执行|党组|党委|党工委|工委|党总支|党支部)*副?"
    r"(?:党组|党委|党工委)?(?:书记|主任|主席|常委|委员|成员|秘书长|局长|厅长|部长|院长|会长|理事长"
    r"|董事长|总经理|经理|总裁|馆长|台长|社长|总编辑|校长|所长|站长|队长|处长|科长|主任委员|委员长"
    r"|党组成员|党委委员|检察长|司令员|政委|参谋长|行长|总工程师|董事|监事长|村长|主编|站长|主教练|总教练|教练|领队|首席执行官|首席运营官|首席财务官|首席技术官)"
)
_BARE_END: Final = Expression(_BARE.pattern + "$")
_CHIEF: Final = Expression(r"(?:原|前|代|时任|候任)*(?:常务)?副?([省市县区州旗盟乡镇村])长$")
_PARTY: Final = Expression(r"(?:党组|党委|党工委|党总支|党支部|党支委)$")
_WHOLE: Final = Expression(
    r"国务院|全国|中央|国家|中共|最高人民|中国|[省市县区州旗盟乡镇村](?:委|人大|政协|政府|纪委|长|监委|领导)"
)
_NEVER_HEIR: Final = Expression(
    r"国务委员$|党中央|教授|研究员|院士|[上中少大]将|记者|总书记|首相|总统|总理|博士|医师|工程师|人大代表$"
)


class Titles(NamedTuple):
    """Where titles stand in a text: the longest that ends, and the longest that begins, at each."""

    ending: Mapping[int, int]
    beginning: Mapping[int, int]


class Words(NamedTuple):
    """A text with its titles, the places where words begin, and who is named in it."""

    text: str
    begins: bytes
    titles: Titles
    named: bytearray


@cache
def read_countries() -> frozenset[str]:
    """Countries, and bodies of many countries."""
    return frozenset(read_lexicon("countries")["country"])


@cache
def _list_countries() -> dict[str, list[str]]:
    """The countries by their first character, the longest first."""
    countries: dict[str, list[str]] = {}
    for name in sorted(read_countries(), key=lambda name: (-len(name), name)):
        countries.setdefault(name[0], []).append(name)
    return countries


@lru_cache(names.REMEMBERED)
def find_country(words: str) -> str | None:
    """The country that a title begins with, or None."""
    countries = _list_countries().get(words[:1], ())
    return next((name for name in countries if words.startswith(name)), None)


@cache
def read_groups() -> dict[str, tuple[str, bool]]:
    """Of every title its group, and whether it is an office."""
    titles = read_lexicon("titles").fillna("")
    cells = zip(titles["title"], titles["group"], titles["office"] == "yes", strict=True)
    return {title: (group, office) for title, group, office in cells}


@lru_cache(names.REMEMBERED)
def find_head(title: str) -> str:
    """The longest title of the list that a title ends in: 局长 of 市财政局局长; "" where none."""
    groups = read_groups()
    return next((title[at:] for at in range(len(title)) if title[at:] in groups), "")


def mark_titles(found: Spans) -> Titles:
    """Keep the longest title at each place out of all that were found."""
    # The last that is put into a dict stays: the longest.
    order = np.argsort(found.end - found.start, kind="stable")
    starts, ends = found.start[order].tolist(), found.end[order].tolist()
    return Titles(dict(zip(ends, starts, strict=True)), dict(zip(starts, ends, strict=True)))


def read_before(words: Words, at: int) -> tuple[list[str], int]:
    """Read the titles that end where a name begins, as printed, and where the first begins."""
    text = words.text
    ending = words.titles.ending
    if at not in ending and text[at - 1] not in _PASSED:
        return [], at
    pieces: list[str] = []
    end = at
    if text[end - 1 : end] == "的" and re.search(
        r"(?:时任|现任|曾任|担任|身为|作为|以)[^，。；！？,;\n]{2,40}$",
        text[max(0, end - 45) : end - 1],
    ):
        end -= 1
    apart = text[end - 1] in BLANKS
    while end > 0 and text[end - 1] in " \u3000\u201d”’》" and end > at - 2:
        end -= 1
    if text[end - 1] in "有：:还":
        padded = PADDED_TITLE.search(text, max(0, end - 9), end)
        if padded:
            title = re.sub("[ \u3000]", "", padded["title"])
            return [title], padded.start()
        heads = end - 1 in ending and text[end - 1] in "：:"
        end = end - 1 if heads else _skip_lead(text, end)
    start = at
    while end > at - _FARTHEST:
        head = ending.get(end)
        if head is None:
            break
        begin = _walk_back(words, head, at)
        if begin == head and head > 0 and text[head - 1] == "副":
            begin = head - 1
        piece = text[begin:end]
        if piece.endswith(_ENVOYS) and _ENVOY.fullmatch(piece):
            begin = _reach_sender(words, begin, end)
        elif _TASK.search(piece):
            begin = _reach_body(words, begin)
        if (
            piece.endswith("大代表")
            and _CONGRESS.fullmatch(piece)
            and text.endswith("党的", 0, begin)
        ):
            begin -= 2
        start = begin
        if begin < head and (text[begin] in _PREFIX_OPENS or text.find("日电", begin, head) >= 0):
            prefix = _PREFIX.match(text, begin, head)
            begin = prefix.end() if prefix else begin
        pieces.append(text[begin:end])
        if start == 0 or text[start - 1] not in _JOINS:
            break
        end = start - 1
    if apart and pieces and not is_credit(pieces) and _is_of_another(words, start, at):
        return [], at
    return pieces[::-1], start


def is_credit(titles: Sequence[str]) -> bool:
    """Whether titles are of those who sign, where blanks part all that is listed: 记者 闻一诺."""
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


BLANKS: Final = " \u3000"
_CLAUSE: Final = Expression(r"[^，。；：！？,;:!?、（）()【】\s]+\Z")
_AND: Final = Expression("[和与及同暨]|以及")
# What has an office as its object, whoever holds that; a 选举委员会 does nothing.
_TAKES_OFFICE: Final = Expression(
    "(?:当选|[选任]为|担任|[出就兼升接]任|选[举出]|[补增改推]选|任命|免去|辞去|产生|会[见晤]|接见|看望|慰问|迎接"
    "|欢迎|祝贺)(?![委组团办处科])"
)


# What may stand between a title and a name.
_PASSED: Final = frozenset("的 \u3000\u201d”’》有：:还")
# 市领导有：于正; 当选为省委常委的还有于正.
# 主　任：于　归: a title that blanks make as long as another.
PADDED_TITLE: Final = Expression(
    r"(?<![\u4e00-\u9fff])(?P<title>副?[主委书组成局院校处科会][ \u3000]{1,3}[任员记长])[：:]$"
)
# 于正、韩彬等市领导: behind 等, a title of all who are named in the list before it.
SHARED_TITLE: Final = Expression(
    "(?:[一二三四五六七八九十0123456789０１２３４５６７８９]+[位名])?"
    "(?P<title>[省市县区州旗盟]领导|自治区领导|[省市县厅]级领导|常委(?!会)|副?[省市县区州旗]长)"
)
_LEAD: Final = Expression(
    r"有[：:]$|(?:当选|担任|出任|任)[^，。；！？\n]{2,30}(?P<too>的(?:还)?有)$"
)


def _skip_lead(text: str, end: int) -> int:
    """Go left over the words that lead from a title to a list of names."""
    lead = _LEAD.search(text, max(0, end - 40), end)
    if lead is None:
        return end
    return lead.start("too") if lead["too"] else lead.start()


# 党的二十大代表.
_CONGRESS: Final = Expression("[一二三四五六七八九十]+大代表")
# With 前 after them they say when: 目前, 日前.
_TIMES: Final = frozenset("目日此之以当空会年月午天事赛战门从生行跟面超提眼")
# Who is sent is named by who sends: 习近平主席特使.
_ENVOYS: Final = ("特使", "特别代表")
_ENVOY: Final = Expression(rf"(?:总书记|国?家?主席|总理|总统|委员长|首相)?(?:{'|'.join(_ENVOYS)})")
# A group that is named by its task: 中央应对疫情工作领导小组副组长.
_TASK: Final = Expression("领导小组|指挥部|协调小组")
_BODY: Final = Expression(
    rf"(?:中共)?(?:中央|国务院|全国|[{_HAN}]{{2,3}}[省市县区])[{_HAN}]{{2,30}}?$"
)


def _reach_sender(words: Words, begin: int, end: int) -> int:
    """Go left over the name of who sends somebody, where it stands right there."""
    place = begin
    while place > 0 and begin - place < 8 and words.named[place - 1]:
        place -= 1
    return place


def _reach_body(words: Words, begin: int) -> int:
    """Go left to the body that a group belongs to, over the verbs of its task."""
    first = max(0, begin - _LONGEST)
    found = _BODY.search(words.text[first:begin])
    if found is None or 1 in words.named[first + found.start() : begin]:
        return begin
    return first + found.start()


@cache
def _is_stop(word: str) -> bool:
    """Whether a word cannot be part of an organisation's name."""
    inside = _read_edges().get(word)
    if inside is not None:
        return not inside
    flag = open_cutter().tag(word)
    kind = flag[0][1] if len(flag) == 1 else "x"
    return kind[:1] in "rpcy" or (kind == "v" and len(word) > 1)


@cache
def _read_edges() -> dict[str, bool]:
    """Words that can, and that cannot, stand inside a title."""
    table = read_lexicon("title_edges")
    return dict(zip(table["word"], table["inside"] == "yes", strict=True))


def _walk_back(words: Words, head: int, at: int) -> int:
    """Go left over the words of an organisation, to where it begins."""
    text, begins, named = words.text, words.begins, words.named
    countries = read_countries()
    end = begin = head
    limit = max(0, at - 3 * _LONGEST, head - _LONGEST)
    while begin > limit:
        place = begin - 1
        sign = text[place]
        if named[place] or not _may_stand_inside(sign):
            break
        if begin == head and sign == "任" and text.startswith("候", place - 1):
            begin -= 2  # 澳门特别行政区候任行政长官
            continue
        if sign in "）)":
            mate = text.rfind("（" if sign == "）" else "(", limit, place)
            whole = mate > 0 and not _NO_ORGAN.search(text, mate, place)
            if whole and 1 not in named[mate:place]:
                begin = mate
                continue
        place = max(limit, begins.rfind(1, limit, place + 1))
        if named[place]:
            break
        word = text[place:begin]
        if "兼" in word and place + word.rindex("兼") in words.titles.ending:
            begin = place + word.rindex("兼") + 1  # 总裁兼首席执行官
            break
        if (
            word == "前"
            and text[begin:head] in ("", "副")
            and text[place - 1 : place] not in _TIMES
            and not named[place - 1]
        ):
            begin = place  # 法国前总统, 前局长
            continue
        if word in ("和", "与") and place > 0 and begin < end and not named[place - 1]:
            # 发展和改革委员会 is one; 法国总统和德国总理 are two.
            if place in words.titles.ending or find_country(text[begin:head]):
                break
            begin = place
            continue
        if begin == head and not begins[head]:
            # 代表大会主席: the word that the office begins in counts whole.
            close = head
            while close < len(text) and not begins[close]:
                close += 1
            word = text[place:close]
        if _is_stop(word):
            break
        if word[0].isdigit():
            if word.isdigit() and text[place - 1 : place] == "第":
                begin = place - 1  # 第67届会议主席
                continue
            if _NUMBER.fullmatch(word) and not text[begin].isascii():
                break
        begin = place
        if word in countries and _STATE_HEAD.match(text, head):
            # 评价哈萨克斯坦首任总统; 南苏丹 is no 苏丹.
            begin -= next(
                (at for at in (3, 2, 1) if len(find_country(text[begin - at : head]) or "") > at), 0
            )
            if text[begin - 1] == "前" and text[begin - 2] not in _TIMES:
                begin -= 1
            break
    if text[begin] in "和与" and begins[begin + 1] and begin < head:
        begin += 1  # 期待与科技部部长会面
    if text[begin - 1] == "任" and text[begin - 2 : begin] == "候任" and not named[begin - 1]:
        begin -= 2
    if text[begin] == "前" and text[begin - 1] in _TIMES:
        begin += 1
    elif text[begin + 1] == "前" and text[begin] in _TIMES and begin + 1 < head:
        begin += 2  # 目前总统: the cut went through 目前
    # A bracket or a quotation that only ends inside belongs to what stands before.
    piece = text[begin:head]
    for opening, closing in () if _BRACKETS.isdisjoint(piece) else _PAIRS:
        cut = piece.find(closing)
        if cut >= 0 and opening not in piece[:cut]:
            begin += cut + 1
            piece = text[begin:head]
        cut = piece.rfind(opening)
        if cut >= 0 and closing not in piece[cut:]:
            begin += cut + 1
            piece = text[begin:head]
    return begin


_STATE_HEAD: Final = Expression("总统|总理|首相|外长|外相|国王|女王|王储|防长|财长")
# In brackets, what is no part of an organisation's name: （5月6日，巴黎）.
_NO_ORGAN: Final = Expression(r"[\n，。；]|[（(]\d")
_PAIRS: Final = ("（）", "()", "“”", "《》")
_BRACKETS: Final = frozenset("".join(_PAIRS))


@lru_cache(names.REMEMBERED)
def _may_stand_inside(sign: str) -> bool:
    """Whether a character can be one of an organisation's name."""
    return _INSIDE.match(sign) is not None


def read_after(words: Words, start: int, at: int) -> list[str]:
    """Read the titles that begin where a name ends; its body may stand before the name."""
    beginning = words.titles.beginning
    if at not in beginning and words.text[at] != "副":
        return []
    pieces: list[str] = []
    groups = read_groups()
    end = at
    while True:
        close = beginning.get(end)
        if close is None and words.text[end : end + 1] == "副":
            close = beginning.get(end + 1)
        if close is None and pieces:
            # 习近平总书记、国家主席: the second may have a word before its office.
            close = next(
                (
                    beginning[place]
                    for place in range(end, min(end + 7, len(words.text)))
                    if place in beginning
                    and all(map(_may_stand_inside, words.text[end:place]))
                    and 1 not in words.named[end:place]
                ),
                None,
            )
        if close is None or 1 in words.named[close : close + 1]:
            break
        piece = words.text[end:close]
        if piece in _DOING or len(piece) == 1:
            break
        head = find_head(piece)
        if not head or not groups[head][1]:
            break
        if _SENT.fullmatch(piece):
            break
        if not pieces and (_BARE.fullmatch(piece) or _LEARNED.fullmatch(piece)):
            # 中联部宋涛部长: the organisation stands before the name.
            begin = _walk_back(words, start, start)
            if _OF_BODY.search(words.text, begin, start) and start not in words.titles.ending:
                piece = words.text[begin:start] + piece
        pieces.append(piece)
        at = close
        if words.text[close : close + 1] != "、":
            break
        end = close + 1
    return pieces


# Titles that are rather a verb where a name stands before them.
_DOING: Final = frozenset({"领导", "代表", "指挥", "干部", "负责", "编辑", "主持"})
_OF_BODY: Final = Expression(r"(?:委|局|厅|办|院|大学|公司|集团|社|联部|[省市县])$")
_LEARNED: Final = Expression(r"副?教授|院士|副?研究员")
# What somebody sends is not what somebody is.
_SENT: Final = Expression(r"特使|特别代表")
_POST: Final = Expression(
    r"(?:同志)?(?:（[^）\n]{0,12}）)?(?:在[^，。；！？,;\n]{2,30}[上中](?=当选))?(?:[，,][男女][，,][^。；！？\n]{0,60}?(?=[，,](?:现任|时任)))?(?P<verb>当选为?|当[了上]|被?任命为|被?选为|升?任|担任|出任|就任|兼任|为|是|，?时任|，?现任|，?后任|生前是|\(|（|，(?=[^，。；！？,;\n的]{4,40}。))"
    r"(?P<post>[^，。；！？,; \u3000\n（）()的]{2,60})"
)
# The characters that one of these begins with.
_POST_OPENS: Final = frozenset("同（(在，,当被任选升担出就兼为是时现后生")


def read_post(words: Words, start: int, end: int) -> list[str]:
    """Read the post that the words after a name give to it: 任…, 当选…, 选举…为…, 是…."""
    text = words.text
    if text[end] not in _POST_OPENS:
        return []
    found = _POST.match(text, end, min(len(text), end + 90))
    if found is None:
        return []
    verb = found["verb"]
    if verb == "为":
        clause = re.split(r"[。！？\n]", text[max(0, start - 300) : start])[-1]
        if not _PUTS.search(clause + text[start - 1 : start]):
            return []
    if verb == "为" and text.startswith(_NO_POST, found.end("verb")):
        return []
    begin, limit = found.span("post")
    close = next((place for place in range(limit, begin, -1) if place in words.titles.ending), None)
    if close is None or (verb in "是（(" and close < limit - 2):
        return []
    if verb == "，" and (close < limit or text[start - 1 : start] not in "\n：。\u3000"):
        return []
    if 1 in words.named[begin:close]:
        return []
    stack = _split_stack(text[begin:close])
    offices = read_groups()
    heads = [find_head(piece) for piece in stack]
    if not all(head and offices[head][1] for head in heads):
        return []
    if verb == "是" and re.match(r"(?:一|这|由|在|不|个|我|他|她|当|第|全|最)", stack[0]):
        return []
    return inherit(stack)


_PUTS: Final = Expression(r"选举|任命|推选|补选|增选|改选|推举|聘|选出|选为|决定|接受|以")
# What somebody is said to be or to do, and is no post: 以…为核心, 为主要内容.
_NO_POST: Final = ("核心", "首", "代表", "主要", "主力", "主题", "主导", "主席团")


def _split_stack(post: str) -> list[str]:
    return [piece for piece in re.split(r"[、兼]|以及|(?<!共)和(?!平|国|谐)", post) if piece]


def inherit(pieces: Sequence[str], source: str = "", *, abroad: bool = True) -> list[str]:
    """Give the later titles of a stack the organisation, the place or the country of the first.

    >>> inherit(["大同市委副书记", "市长"])
    ['大同市委副书记', '大同市市长']
    >>> inherit(["市人大常委会党组书记", "主任"])
    ['市人大常委会党组书记', '市人大常委会主任']
    """
    whole: list[str] = []
    for piece in pieces:
        if source:
            piece = _complete(piece, source, abroad=abroad or bool(whole), own=bool(whole))
        whole.append(piece)
        organisation = get_organisation(piece)
        if organisation:
            source = organisation
    return whole


@lru_cache(names.REMEMBERED)
def get_organisation(title: str) -> str:
    """What a title says before its office: 市人大常委会党组 of 市人大常委会党组书记."""
    chief = _CHIEF.search(title)
    if chief:
        return title[: chief.start()]
    if title in ("国务院总理", "国务院副总理"):
        return "国务院"
    office = _BARE_END.search(title)
    if office is None:
        return find_country(title) or ""
    organisation = title[: office.start()]
    party = re.match(
        r"(?:常务|第一|原|前|代|时任|副)*(党组|党委|党工委|工委|党总支|党支部)", office[0]
    )
    return organisation + (party[1] if party and organisation else "")


_FORMER: Final = Expression("^(?:原|前|中共)+")
_TO_BE: Final = Expression("^(?:候任|原|前|新任)")
HEADS_OF_STATE: Final = frozenset(["首相", "总理", "总统"])
_SIDE: Final = Expression("[美俄英法德日韩朝印意加澳埃伊以叙泰越柬缅菲蒙乌哈巴中外双对]方")
_OF_COUNCIL: Final = frozenset(["副总理", "党组书记", "党组副书记", "党组成员", "秘书长"])
_BODY_OF_PLACE: Final = Expression("([省市县区州旗盟])(?:委|人大|政协|政府|纪委|监委)")


@lru_cache(names.REMEMBERED)
def _complete(piece: str, source: str, *, abroad: bool, own: bool) -> str:
    if source == "国务院":
        return source + piece if piece in _OF_COUNCIL else piece
    if _NEVER_HEIR.match(piece) and not (abroad and piece in HEADS_OF_STATE):
        return piece
    if _SIDE.match(piece):
        return piece
    body = _BODY_OF_PLACE.match(piece) if own else None
    if body:
        place = re.match(rf"(.+?{body[1]})(?:委|人大|政协|政府|纪委|监委)", _FORMER.sub("", source))
        if place:
            return place[1] + piece[1:]  # 海南省委副书记、省人大常委会主任
    chief = _CHIEF.fullmatch(piece)
    if chief:
        source = re.sub("(?<=[省市县区州旗盟乡镇村])原.*", "", source)  # 河北省原省委常委、副省长
        place = re.match(rf"(.{{2,}}{chief[1]})(?=委|人大|政|党|纪|$|[^{chief[1]}])", source)
        return place[1] + piece if place and len(place[1]) > 1 else piece
    party = _PARTY.search(source)
    if _BARE.fullmatch(piece):
        if (
            re.match(
                r"(?:原|前|代|时任|副|常务|第一)*(?:党组|党委|党工委|工委|党总支|党支部)", piece
            )
            and party
        ):
            return source[: party.start()] + piece
        if party and not re.search(r"书记|常委|委员$", piece):
            return source[: party.start()] + piece
        return source + piece
    if find_country(_TO_BE.sub("", piece)) is None and not _WHOLE.match(piece):
        if re.match(
            r"(?:组织|宣传|统战)部?长|(?:组织|宣传|统战|统一战线|国际)[^，]*部部?长|政法委书记|秘书长",
            piece,
        ):
            base = re.match(r".*(?:委|中央)(?!员)", source)
            if base:
                return base[0] + piece
        if re.match(r"(?:管委会|管理委员会|政府|人大|政协|纪委|党组|人武部|村委会)", piece):
            base = re.match(r"(.*?)(?:党工委|党委|工委|委|党组|党支部)$", source)
            if base and len(base[1]) > 1:
                return base[1] + piece
    country = find_country(source)
    if (
        abroad
        and country
        and country != "中国"
        and find_country(_TO_BE.sub("", piece)) is None
        and not re.match(r"国务院|全国|中央|国家|中国|中共|[省市县]", piece)
    ):
        return country + piece
    return piece
