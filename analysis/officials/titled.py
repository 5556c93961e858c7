"""Names between a title and a verb, even where they are words: 文明 in 副市长文明走访."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from analysis.expressions import Expression
from analysis.officials import names
from analysis.officials.acting import ADVERBS, acts
from analysis.officials.batch import Batch
from analysis.officials.scan import find_marked
from analysis.officials.surnames import read_surnames
from analysis.officials.titles import read_countries, read_groups
from analysis.officials.wordlike import (
    CLOSING,
    FUNCTION,
    ONLY_HAN,
    TAILS,
    is_plain,
    is_whole_name,
    is_word,
    read_after_names,
    read_closing,
    read_firsts,
    read_never,
    read_words,
)

__all__ = ["find_titled"]


def find_titled(batch: Batch, begins: bytes, marks: bytes) -> Iterator[tuple[int, int, float]]:
    """Find names between a title and a verb, and words that are names in a list after one."""
    firsts = read_firsts()
    for start in find_marked(marks, 9):
        if batch.text[start] not in firsts:
            continue
        end, points = _measure_titled(batch, begins, marks, start)
        while end:
            yield start, end, points
            start, end = _measure_next(batch.text, begins, end)


def _measure_titled(batch: Batch, begins: bytes, marks: bytes, start: int) -> tuple[int, float]:
    """Where the name ends that a title stands before, if only its words are in doubt; else 0."""
    text, office, words = batch.text, bool(marks[start] & 8), read_words()
    has_surname = text[start] in read_surnames()
    for length in (3, 2):
        end = start + length
        string = text[start:end]
        if end >= len(text) or not (has_surname or string in words):
            continue
        if begins[end] and _is_titled_word(text, begins, start, end, office, marks[end] & 4):
            return end, 6.0 if office and string in words else 3.0
        if not office or string[-1] not in TAILS:
            continue
        if string[0] in _NEVER_FIRST or FUNCTION.search(string) or string in read_never():
            continue
        if string[-1] in "与同" and _TOGETHER.match(text, end):
            continue
        if ONLY_HAN.fullmatch(string):
            if length == 3 and (
                string[1] in "和与同向"
                or is_plain(string[:2])
                or _stands_without(batch, start, string)
            ):
                continue
            after = text[end : end + 1]
            closed = length == 3 and (
                after in CLOSING
                or after in ADVERBS
                or (
                    string[-1] in "和与同"
                    and acts(text, begins, end)
                    and not text.startswith(("来自", "有关", "相关"), end)
                )
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
    goes_on = text[close : close + 1] in CLOSING or acts(text, begins, close)
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
    closed = text[end : end + 1] in CLOSING
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
        if FUNCTION.search(string):
            return False
        flag = names.read_word(string)
        if flag in ("", "ns", "nz"):
            return flag != "" if closed else acts(text, begins, end)
        if (
            string in (read_closing() if closed else read_after_names())
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
    follows = (
        acts(text, begins, end) or text[end] in _ALSO_ACTS or _GOES_ON.match(text, end) is not None
    )
    if office and not closed and _WITH_OTHERS.match(text, end):
        return True
    return ((office or not manner) and follows) or _IS_HUMAN.match(text, end) is not None


# 文明同志, 麦苗一早, 钟声为: what goes on after a name though it is no verb.
_GOES_ON: Final = Expression(
    "同志|为(?!难|何|主|止|期)|一[早大口脸个再度边头面直]|手把手|第一[次个时]|昨[天日晚]|今[天日早晚晨]|当[天日晚场]|近日|日前|随后|事后|会后|赛后|课后|连夜|每[天次年]"
    r"|[去今前]年|[\d一二三四五六七八九十]+[年月日]|常[来去说常]|指着|握着|拉着|望着|看着|守着|盯着|捧着|告诉|率|对(?!面|于|方|外|话|口|象)"
)
_WITH_OTHERS: Final = Expression("[和与同](?!谐|平|睦|时|样|意|会)")
# What nobody but a person does or has.
_IS_HUMAN: Final = Expression(
    "手把手|[指握拉望看守盯捧端扛牵笑]着|告诉|笑|说|坦言|回忆|的(?:手|脸|眼|背影|肩|声音|嗓|名字|自我介绍|家里|话|母亲|父亲|妻子|丈夫|女儿|儿子)"
)
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


_NEVER_FIRST: Final = frozenset("从向于任对和与应相都家全")
_ALSO_ACTS: Final = frozenset("给冲跑站坐抬举喊抢扛笑哭握摊接打谈冒祝抱")
