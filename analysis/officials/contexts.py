"""Names that the words around them leave no doubt of, even where they are words themselves.

A title before and a verb after make a name of 文明 in 副市长文明走访; so do being appointed, the
kin that somebody is said to be of, a place in a photograph, and blanks that pad a short name.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain
from typing import Final

import numpy as np

from analysis.cuts import cut_by_dictionary
from analysis.expressions import Expression
from analysis.lexicon import read_lexicon
from analysis.officials import names
from analysis.officials.batch import Batch
from analysis.officials.names import Characters
from analysis.officials.scan import find_marked, find_signs, match_at
from analysis.officials.titles import find_head, read_countries, read_groups
from analysis.officials.vocabulary import (
    SIGNS,
    Spans,
    Vocabulary,
    find_titles,
    keep_longest,
    read_compounds,
)

__all__ = [
    "ADVERBS",
    "acts",
    "acts_like_a_name",
    "find_breaks",
    "find_broken",
    "find_by_context",
    "find_initialed",
    "find_mixed",
    "find_padded",
    "is_whole_name",
    "is_word",
    "mark_broken_titles",
    "read_after_names",
    "read_never",
    "read_sounds",
    "read_words",
]

_H: Final = f"[{names.HAN}]"
_NAME: Final = rf"{_H}{{2,4}}?(?:·{_H}{{1,8}}){{0,4}}"
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
_KIN: Final = (
    "儿子|女儿|妻子|丈夫|父亲|母亲|爷爷|奶奶|孙子|孙女|哥哥|姐姐|弟弟|妹妹|外孙|外孙女|爱人|老伴"
    "|徒弟|同学|邻居"
)
_OF_BODY: Final = (
    "手|脸|眼|背影|肩|声音|嗓|故事|事迹|名字|办公室|手机|电话|心里|家里|家门|带领|陪同|话"
)
_OF_KIN: Final = Expression(f"的(?:{_KIN})")
# A是B的儿子, and A的儿子B.
_RELATED: Final = Expression(
    rf"(?:^|[^{names.HAN}])(?P<one>{_H}{{2,3}})(?:是(?P<other>{_H}{{2,3}}))?$"
)
_NEXT_OF_KIN: Final = Expression(rf"{_H}{{2}}(?=[在，、和是说把卖开当做住也就])")
_CLOSING: Final = frozenset("、，。；：,;:（(！？\n”")
# Words that only stand in a clause: a name that could end in one of them does end there.
_TAILS: Final = "和与同向为以"
_HAN: Final = Expression(f"{_H}+")
_ONE_HAN: Final = Expression(_H)
_FUNCTION: Final = Expression("[了的是我你他她您对将被让把着这那其们]")
ADVERBS: Final = frozenset("不没未也还都已曾正将却便又则仍更均皆竟")


@cache
def read_never() -> frozenset[str]:
    """Words made like a name that are nobody's, whatever stands around them."""
    words = frozenset(read_lexicon("not_names")["word"]) - frozenset(read_words())
    return words | frozenset(read_lexicon("countries")["country"])


@cache
def read_words() -> dict[str, bool]:
    """Words that people are called by as well, and whether they say how something is done."""
    table = read_lexicon("word_names")
    return dict(zip(table["word"], table["manner"] == "yes", strict=True))


@lru_cache(names.REMEMBERED)
def is_word(string: str) -> bool:
    """Whether a name is a word or a place as well: it is a name only where the context says so."""
    if string in read_words() or names.read_word(string) == "ns":
        return True
    return len(string) == 3 and string[-1] in "山湖河岛寺" and names.is_place(string)


@cache
def _read_firsts() -> frozenset[str]:
    """The characters that a name begins with: of surnames, and of words that are names too."""
    return frozenset(name[0] for name in (*names.read_surnames(), *read_words()))


def measure_surname(string: str) -> int:
    """How many characters of a string are its surname: 2, 1 or 0."""
    surnames = names.read_surnames()
    if len(string) > 2 and string[:2] in surnames:
        return 2
    return int(string[:1] in surnames)


def is_whole_name(string: str, *, appointed: bool = False) -> bool:
    """Whether a string is made like a name; who is appointed may have a longer or a foreign one."""
    if string in read_never() or find_head(string):
        return False
    if string in read_words():
        return True
    surname = measure_surname(string)
    given = len(string) - surname
    if surname and 1 <= given <= (3 if appointed else 2):
        return _FUNCTION.search(string) is None
    return appointed and len(string) > 2 and _sounds_foreign(string)


def _sounds_foreign(string: str) -> bool:
    return all(sign == "·" or sign in read_sounds() for sign in string)


@cache
def read_sounds() -> frozenset[str]:
    """The characters that foreign names are written with."""
    return frozenset("".join(read_lexicon("sounds")["character"]))


def _find_appointed(text: str, signs: Mapping[str, list[int]]) -> Iterator[tuple[int, int]]:
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
                if is_whole_name(string, appointed=posted) and not _is_plain(string):
                    yield start, start + len(string)
                start += len(string) + 1


_COMRADE: Final = Expression(rf"(?<!{_H})(?P<name>{_H}{{2,4}}?)同志(?=任|担任|为|不再)")


def _find_elected(text: str, places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Find the names in A当选县长 and 候选人A落选."""
    for found in re.finditer("同志(?=任|担任|不再)", text):
        near = max(0, found.start() - 6)
        name = _COMRADE.search(text, near, found.end() + 2)
        if name and is_whole_name(name["name"]):
            yield name.span("name")
    for found in match_at(_ELECTED, text, places):
        near = max(0, found.start() - 16)
        won = found[0] == "当选"
        name = (
            _WINNER.search(text[near : found.start()])
            if won
            else _RUNNER.match(text, found.start())
        )
        if name and is_whole_name(name["name"], appointed=True) and not _is_plain(name["name"]):
            start = name.start("name") + near * won
            yield start, start + len(name["name"])


def _find_kin(text: str, begins: bytes) -> Iterator[tuple[int, int]]:
    """Find the names in A是B的儿子, and in A的儿子B where A is a word as well."""
    for found in _OF_KIN.finditer(text):
        near = max(0, found.start() - 8)
        before = _RELATED.search(text[near : found.start()])
        if before is None:
            continue
        spans = [before.span("one")]
        if before["other"]:
            spans.append(before.span("other"))
        else:
            after = _NEXT_OF_KIN.match(text, found.end())
            if after is None or before["one"] not in read_words() or not begins[after.end()]:
                continue
            spans.append((after.start() - near, after.end() - near))
        spans = [(start + near, end + near) for start, end in spans]
        if all(is_whole_name(text[start:end]) for start, end in spans):
            yield from spans


def _find_ends(text: str, at: int) -> list[int]:
    return [place for sign in "。\n" if (place := text.find(sign, at, at + 150)) > 0] or [at + 150]


_AS_WELL: Final = Expression(
    rf"(?<=[，；])(?P<list>{_LIST}?)为(?=[^，。；]{{2,24}}(?:[长任员席记理监事官]|代表))"
)


def find_by_context(
    batch: Batch, begins: bytes, marks: bytes, vocabulary: Vocabulary
) -> Iterator[tuple[int, int, float]]:
    """Find the names of those appointed, of kin, and those that stand between title and verb."""
    text = batch.text
    for start, end in _find_appointed(text, vocabulary.signs):
        yield start, end, 9.0
    for start, end in [*_find_elected(text, vocabulary.signs["elect"]), *_find_kin(text, begins)]:
        yield start, end, 9.0
    yield from _find_parts(text, begins, marks, vocabulary.parts)
    yield from _find_compound(text, begins, marks, vocabulary.compounds)
    firsts = _read_firsts()
    for start in find_marked(marks, 9):
        if text[start] not in firsts:
            continue
        end, points = _measure_titled(batch, begins, marks, start)
        while end:
            yield start, end, points
            start, end = _measure_next(text, begins, end)


def _find_compound(
    text: str, begins: bytes, marks: bytes, compounds: Spans
) -> Iterator[tuple[int, int, float]]:
    """Find names with a compound surname where a clause could go on after them."""
    for start, given in keep_longest(compounds):
        if not begins[start] and not marks[start] & 1:
            continue
        lengths = [2, 1] if begins[given + 1] else [2]
        ends = [given + length for length in lengths if begins[given + length]]
        ends = [end for end in ends if _is_given(text, marks, given, end)]
        sure = [end for end in ends if text[end] in _CLOSING or acts(text, begins, end)]
        if sure or ends:
            yield start, sure[0] if sure else ends[-1], 5.0


def _is_given(text: str, marks: bytes, start: int, end: int) -> bool:
    string = text[start:end]
    if end == start + 1 and string not in _NOT_GIVEN and not marks[start] & 6:
        return _HAN.fullmatch(string) is not None  # 慕容晴, 司马光
    return (
        _HAN.fullmatch(string) is not None
        and not _FUNCTION.search(string)
        and not any(mark & 6 for mark in marks[start:end])
        and string not in _SETTLEMENTS
        and names.read_word(string)[:1] not in tuple("vdpcu")
        and string[-1] not in _TAILS + "等之"
    )


# Characters that a given name hardly ever consists of alone.
_NOT_GIVEN: Final = frozenset(
    "的了是我你他她您对将被让把着这那其们带叫请给在和与同向为以等之一二三四五六七八九十不没未也还都已说讲问答到去来上下中里有无"
    "镇乡村庄庙路街县区氏家姓"
)
_SETTLEMENTS: Final = frozenset(
    ["镇", "乡", "村", "庄", "庙", "路", "街", "县", "区", "庄村", "氏", "家", "姓", "家族"]
)


def _find_parts(
    text: str, begins: bytes, marks: bytes, parts: Spans
) -> Iterator[tuple[int, int, float]]:
    """Find names made of parts that Mongols, Tibetans, Uyghurs and Kazakhs are called by."""
    run: list[int] = []
    for start, end in [*keep_longest(parts), (len(text) + 9, 0)]:
        if run and (start == run[1] or text[run[1] : start] == "·"):
            run = [run[0], end, run[2] + 1]
            continue
        if run:
            close = _extend(text, begins, marks, run[0], run[1])
            if _is_of_parts(text, begins, marks, run[0], close, run[2]):
                yield run[0], close, 6.0
        run = [start, end, 1]


def _extend(text: str, begins: bytes, marks: bytes, start: int, end: int) -> int:
    """Go on over single characters that belong to the last part: 白玛赤林, 铁力瓦尔地."""
    framed = marks[start] & 1 or text[start - 1 : start] == "、" or "·" in text[start:end]
    for close in (end + 1, end + 2):
        rest = text[end:close]
        if not framed or not _HAN.fullmatch(rest) or 0 in begins[end:close]:
            break
        if any(sign not in read_sounds() for sign in rest):
            break
        if text[close : close + 1] in "、，。；：（(！ \n" and begins[close]:
            return close
    return end + (text[end : end + 1] in _ENDINGS)


def _is_of_parts(text: str, begins: bytes, marks: bytes, start: int, end: int, parts: int) -> bool:
    if _NO_PERSON.match(text, end) or text[start - 1 : start] in ("·", "•"):
        return False
    if "·" in text[end : end + 4]:
        return False
    if "·" in text[start:end] and text[start - 1 : start] in read_sounds():
        return False
    if text[end : end + 1] in ("·", "•") or not (begins[end] or marks[end] & 4):
        return False
    if parts > 1:
        return bool(begins[start] or marks[start] & 1)
    closed = text[end : end + 1] in _CLOSING or marks[end] & 4 or acts(text, begins, end)
    if text[start - 1 : start] == "、" and end - start > 2:
        return bool(begins[start] and closed)
    return bool(marks[start] & 1 and closed and end - start > 1)


_ENDINGS: Final = frozenset("图尔汗江提木娜勒罕丽")
_NO_PERSON: Final = Expression("[花县乡镇村市州盟旗山湖河寺路街区省]|德勒|草原|[苏嘎]木|牧场|纳木")


def _is_plain(string: str) -> bool:
    """Whether a string is a word that is no name of a place or a person."""
    return names.read_word(string)[:2] not in ("", "ns", "i", "l")


def _measure_titled(batch: Batch, begins: bytes, marks: bytes, start: int) -> tuple[int, float]:
    """Where the name ends that a title stands before, if only its words are in doubt; else 0."""
    text, office, words = batch.text, bool(marks[start] & 8), read_words()
    has_surname = text[start] in names.read_surnames()
    for length in (3, 2):
        end = start + length
        string = text[start:end]
        if end >= len(text) or not (has_surname or string in words):
            continue
        if begins[end] and _is_titled_word(text, begins, start, end, office, marks[end] & 4):
            return end, 6.0 if office and string in words else 3.0
        if not office or string[-1] not in _TAILS:
            continue
        if string[0] in _NEVER_FIRST or _FUNCTION.search(string) or string in read_never():
            continue
        if string[-1] in "与同" and _TOGETHER.match(text, end):
            continue
        if _HAN.fullmatch(string):
            if length == 3 and (
                string[1] in "和与同向"
                or _is_plain(string[:2])
                or _stands_without(batch, start, string)
            ):
                continue
            after = text[end : end + 1]
            closed = length == 3 and (
                after in _CLOSING
                or after in ADVERBS
                or (string[-1] in "和与同" and acts(text, begins, end))
            )
            goes_on = after in "和与同向" or (length == 3 and after in "就在对把被从以于因")
            if closed or string[-1] == after or (string[-1] in "和与同" and goes_on):
                return end, 9.0
    return 0, 0.0


# 江成与列席人员一同审议.
_TOGETHER: Final = Expression(
    "[^，。；、]{1,8}(?:一同|一起|共同|同[往台行]|交谈|座谈|握手|合影|会面)"
)


def _measure_next(text: str, begins: bytes, end: int) -> tuple[int, int]:
    """The word after 、 in a list of names that are words: 岳麓 in 副区长华山、岳麓参加."""
    start = end + 1
    close = start + 2
    string = text[start:close]
    listed = text[end : end + 1] == "、" and begins[close]
    if not (listed and is_word(string) and is_whole_name(string)):
        return 0, 0
    goes_on = text[close : close + 1] in _CLOSING or acts(text, begins, close)
    return (start, close) if goes_on else (0, 0)


def _stands_without(batch: Batch, start: int, string: str) -> bool:
    """Whether a name stands in its part more often without its last character than with it."""
    near = batch.parts[bisect_right(batch.firsts, start) - 1].text
    return near.count(string[:-1]) > near.count(string)


def _is_titled_word(
    text: str, begins: bytes, start: int, end: int, office: bool, verb: int
) -> bool:
    """Whether a word of the dictionary is somebody's name between a title and a verb."""
    string = text[start:end]
    closed = text[end : end + 1] in _CLOSING
    manner = read_words().get(string)
    if manner is None:
        if 1 in begins[start + 1 : end]:
            return False
        if string in read_never():
            # 商务局局长王府井考察: only behind an office that is hardly ever bare.
            made = len(string) == 3 and string not in read_countries()
            return made and office and bool(verb) and not _is_busy(text, start)
        if not office or string[0] in _NEVER_FIRST or string[-1] in "区县市省国":
            return False
        if _FUNCTION.search(string):
            return False
        flag = names.read_word(string)
        if flag in ("", "ns", "nz"):
            return flag != "" if closed else acts(text, begins, end)
        if (
            string in (_read_closing() if closed else read_after_names())
            or string in read_groups()
            or flag[0] not in _NAMING
        ):
            return False
        if flag[0] == "v" and closed:
            return text[end] in "、；（(" or not _is_busy(text, start)
        if closed:
            return not text.endswith(("博士", "学者", "教授"), 0, start)
        return not _is_busy(text, start) and (bool(verb) or acts(text, begins, end))
    if closed and (office or (text[end] == "、" and not manner)):
        return True
    follows = acts(text, begins, end) or text[end : end + 1] in _ALSO_ACTS
    return (office or not manner) and follows


# Parts of speech of the words that people are called by.
_NAMING: Final = frozenset("nvazbjt")
# Offices that the press speaks of without a name: what they do stands right after them.
_BUSY: Final = (
    *("总书记", "主席", "总统", "总理", "首相", "领导人", "发言人", "负责人", "记者", "部长"),
    *("委员", "代表", "议员", "国王", "秘书长", "外长", "议长", "院士", "博士", "民警", "检察官"),
    *("法官", "将军", "教授", "学者", "领导", "书记", "校长", "支书", "村长", "老板", "组长"),
)


# Those of bodies, which have a name behind them.
_OF_BODIES: Final = tuple(
    f"{body}主席"
    for body in ("工会", "妇联", "政协", "作协", "文联", "科协", "残联", "侨联", "工商联")
)


def _is_busy(text: str, at: int) -> bool:
    """Whether the office that ends at a place is one that mostly stands without a name."""
    return text.endswith(_BUSY, 0, at) and not text.endswith(_OF_BODIES, 0, at)


@cache
def read_after_names() -> frozenset[str]:
    """Words that stand right after names and offices and are nobody's."""
    return frozenset(read_lexicon("after_names")["word"])


@cache
def _read_closing() -> frozenset[str]:
    """Those of them that stand there before the end of a clause too."""
    table = read_lexicon("after_names")
    return frozenset(table["word"][table["closing"].notna()])


_NEVER_FIRST: Final = frozenset("从向于任对和与应相都家全")


def acts(text: str, begins: bytes, end: int) -> bool:
    """Whether a verb, or an adverb before one, follows."""
    if text[end] in ADVERBS:
        return True
    close = end + 1
    while close < len(text) and not begins[close] and close < end + 4:
        close += 1
    if close == end + 1:
        return text[end] in _SHORT_ACTS
    word = text[end:close]
    if word in _read_acts():
        return word not in _NO_ACT
    if len(word) == 2 and word[1] in "说答问":
        return False  # 方向明说 is no 明说
    return names.read_word(word)[:1] in ("v", "d") and word not in _NO_ACT


_ALSO_ACTS: Final = frozenset("给冲跑站坐抬举喊抢扛笑哭握摊接打谈冒祝抱")
_SHORT_ACTS: Final = frozenset("说称讲问答作致率赴忙带把从在用拿看写听又再算拄走送")


@cache
def _read_acts() -> frozenset[str]:
    return frozenset(["命令", "报告", *(v for v in read_lexicon("verbs")["verb"] if len(v) > 1)])


_NO_ACT: Final = frozenset(
    [
        "反应",
        "下",
        "上",
        "里",
        "中",
        "实践",
        "建设",
        "工作",
        "会议",
        "创建",
        "发展",
        "活动",
        "合作",
        "地",
        "得",
        "高",
        "到",
    ]
)


def acts_like_a_name(text: str, begins: bytes, marks: bytes, start: int, end: int) -> bool:
    """Whether a word that names somebody elsewhere in an article does so here."""
    before, after = text[start - 1 : start], text[end : end + 1]
    opens = start == 0 or before in "、，。；：,;“\n！？（和与对向是同"
    if not opens and not marks[start] & 1:
        return False
    if text[start:end] in read_words() and after == "的":
        return re.match(f"的(?:{_KIN}|{_OF_BODY})", text[end : end + 4]) is not None
    close = end + 1
    while close < len(text) - 1 and not begins[close]:
        close += 1
    if after in "、说讲问答也还又祝请" or text[end:close] in _read_acts():
        return True
    return _IS_SOMEBODY.match(text, end) is not None


# What is said of people and hardly ever of what words mean.
_IS_SOMEBODY: Final = Expression(
    "年[近过]|现年|今年\\d|[ \u3000]?摄[）)\n]|笑[着说道]|告诉|回忆|介绍|坦言|带着|拿[出着]"
    "|一家|夫妇|本人|当年|常说|主持|出席|到会|后来|曾[经任在]|年轻时|从小"
)


# 乔治·W·布什, J·K·罗琳.
_INITIALED: Final = Expression(
    rf"(?<![A-Za-z·])(?:{_H}{{2,6}}·(?:[A-Z]·){{1,3}}|(?:[A-Z]·){{1,3}})(?P<last>{_H}{{2,7}})"
)


def find_initialed(text: str, marks: bytes) -> Iterator[tuple[int, int]]:
    """Find foreign names with initials in Latin letters."""
    for at in find_signs(text, "·"):
        if not ("A" <= text[at - 1 : at] <= "Z"):
            continue
        near = max(0, at - 9)
        first = max(near, *(text.rfind(sign, near, at) + 1 for sign in "，。；、：\n和与"))
        first = max(first, *(place for place in range(near, at) if marks[place] & 1), near)
        found = _INITIALED.match(text, first)
        if found is None:
            continue
        last = found.start("last")
        sounds = read_sounds()
        end = last
        while end < found.end() and text[end] in sounds:
            end += 1
        if end > last:
            yield first, end


_MIXED: Final = Expression(rf"[A-Za-z](?<![A-Za-z]{{2}})[a-z]{{1,12}}[ .·]?(?P<surname>{_H})")
# Surnames that after a Latin word are rather a word of the sentence.
_RATHER_NEXT: Final = frozenset("于方任高金段石夏白黄江史时和向从与对是有应全可在的到为都")


def find_mixed(
    batch: Batch, begins: bytes, marks: bytes, latin: Iterable[int]
) -> Iterator[tuple[int, int]]:
    """Find first names in Latin letters with a surname after: karl赵, Kelly王.

    `latin` says where runs of Latin letters begin.
    """
    text = batch.text
    surnames = names.read_surnames()
    for found in match_at(_MIXED, text, latin):
        start, end = found.span()
        surname = found["surname"]
        if surname not in surnames or surname in _RATHER_NEXT:
            continue
        if not begins[end] and not marks[start] & 1:
            continue
        near = batch.parts[bisect_right(batch.firsts, start) - 1].text
        follows = text[end : end + 1] in "是的、和与给请对为在" or acts(text, begins, end)
        if near.count(found[0]) > 1 or marks[start] & 1 or (surname in _read_common() and follows):
            yield start, end


@cache
def _read_common() -> frozenset[str]:
    table = read_lexicon("surnames")
    return frozenset(table["surname"][table["common"].notna()])


_BLANKS: Final = Expression(rf"(?<={_H})[ \u3000]{{1,3}}(?={_H})")
_ROW: Final = Expression(rf"[ \u3000]+(?:{_H}[ \u3000]{_H}|{_H}{{3}})(?=[ \u3000\n])")
_NEXT_PADDED: Final = Expression(rf"、{_H}[ \u3000]+{_H}(?!{_H})")
_IN_PICTURE: Final = Expression("[（(][左右中前后男女第]")


def find_padded(
    batch: Batch, begins: bytes, marks: bytes, blanks: Iterable[int]
) -> Iterator[tuple[int, int]]:
    """Find the names of two characters that `blanks` make as long as those of three."""
    text = batch.text
    listed = -1
    for found in match_at(_BLANKS, text, blanks):
        start, end = found.start() - 1, found.end() + 1
        string = text[start] + text[end - 1]
        if not begins[start] or not is_whole_name(string):
            continue
        near = text[max(0, start - 6) : start]
        piece = near + string + text[end : end + 6]
        cuts = cut_by_dictionary(piece).tobytes()
        if not (cuts[len(near)] and cuts[len(near) + 2]):
            continue
        before, after = text[start - 1 : start], text[end : end + 1]
        follows = bool(marks[end] & 4) or acts(piece, cuts, len(near) + 2)
        if (
            _IN_PICTURE.match(text, end)
            or (text.startswith("同志", end) and not _is_plain(string))
            or (marks[start] & 1 and (follows or after in _CLOSING or after in " \u3000和与"))
            or (before == "、" and listed == start - 1)
            or (after == "、" and not _is_plain(string) and before in "、有：:和\n ")
            or (after == "、" and _NEXT_PADDED.match(text, end))
            or (before == "、" and after in _CLOSING and not _is_plain(string))
            or (before in "：:　\n" and _ROW.match(text, end) and not _is_plain(string))
            or (listed > 0 and text[listed:start] == "\u3000" and not _is_plain(string))
            or (follows and before in "的，。；、\n和与" and "\u3000" in found[0])
        ):
            yield start, end
            listed = end


def mark_broken_titles(batch: Batch, characters: Characters, vocabulary: Vocabulary) -> None:
    """Mark where a title ends that a line break cuts in two, or that is joined on by 的."""
    text, marks = batch.text, characters.marks
    pieces, firsts, size = [], [], 0
    for at in find_breaks(batch, characters):
        before = text[max(0, at - 6) : at].rpartition("\n")[2]
        pieces.append(before + text[at + 1 : at + 7].partition("\n")[0])
        firsts.append((size, size + len(before), at))
        size += len(pieces[-1]) + 1
    if pieces:
        starts = np.array([begin for begin, _, _ in firsts])
        titles = find_titles("\n".join(pieces))
        for start, end in zip(titles.start.tolist(), titles.end.tolist(), strict=True):
            _, middle, at = firsts[int(np.searchsorted(starts, start, side="right")) - 1]
            if start < middle < end:
                place = at + 1 + end - middle
                marks[place] |= 9
                characters.begins[place] = True
    for found in match_at(_HAVING_BEEN, text, vocabulary.signs["serve"]):
        for place in range(found.end(), min(found.end() + 40, len(text) - 1)):
            if text[place] in "，。；！？,;\n":
                break
            if text[place] == "的" and marks[place] & 8:
                marks[place + 1] |= 9


_HAVING_BEEN: Final = Expression("|".join(SIGNS["serve"]))


def find_breaks(batch: Batch, characters: Characters) -> list[int]:
    """Find the line breaks between two Chinese characters of one part."""
    borders = {first - 1 for first in batch.firsts}
    places = names.find_after_han(characters.codes, "\n")
    return [at for at in places if at not in borders and _ONE_HAN.match(batch.text, at + 1)]


def find_broken(
    batch: Batch, marks: bytes, breaks: Iterable[int], known: Collection[tuple[int, str]]
) -> Iterator[tuple[int, int]]:
    """Find the names that a line break cuts in two: after a title, or whole elsewhere."""
    text, firsts = batch.text, _read_firsts()
    for at in breaks:
        row = batch.parts[bisect_right(batch.firsts, at) - 1].row
        line = at - text.rfind("\n", 0, at) - 1
        for head, tail in ((1, 2), (2, 1), (1, 1), (2, 2), (3, 1), (1, 3)):
            start, end = at - head, at + 1 + tail
            if start < 0 or text[start] not in firsts:
                continue
            string = text[start:at] + text[at + 1 : end]
            whole = (row, string) in known or marks[start] & 8
            if not whole or len(string) != head + tail or not is_whole_name(string):
                continue
            if len(string) == 4 and string[:2] not in read_compounds():
                continue
            piece = string + text[end : end + 6]
            begins = cut_by_dictionary(piece).tobytes()
            plain = _is_plain(string) and string in read_after_names()
            titled = marks[start] & 8 and begins[head + tail] and not plain
            closed = text[end : end + 1] in _CLOSING or acts(piece, begins, head + tail)
            long = line >= 6 or (line >= 2 and text[end : end + 1] not in "\n")
            if (row, string) in known or (titled and closed and long):
                yield start, end
                break
