"""Names that are told by the words on both sides: 由X执导, 在X看来, X，女，1978年生."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from analysis.expressions import Expression
from analysis.officials import names
from analysis.officials.acting import acts
from analysis.officials.scan import find_signs, match_at
from analysis.officials.surnames import read_surnames
from analysis.officials.titles import PADDED_TITLE, read_groups
from analysis.officials.vocabulary import Vocabulary
from analysis.officials.wordlike import is_whole_name, read_after_names, read_words

__all__ = ["find_told"]

_H: Final = names.LETTER
# Whose life is told in points.
_IN_POINTS: Final = Expression(
    rf"(?:^|[。；：\n\u3000 ])(?P<name>{_H}{{2,4}}?(?:·{_H}{{1,8}}){{0,4}})"
    "[，,、 \u3000]{1,2}[男女]性?[，,、。 \u3000（(]"
)
# Who makes or says something, or falls.
_TOLD: Final = Expression(
    rf"由(?P<maker>{_H}{{2,3}}?)(?:执导|主演|饰演|作词|作曲|编剧|担纲|掌勺|带队|领衔|牵头|任组长|挂帅|执笔|操刀"
    "|主讲|领唱|担任)"
    rf"|在(?P<viewer>{_H}{{2,3}}?)(?:看来|眼里|眼中|心里|心中)"
    rf"|据(?P<witness>{_H}{{2,3}}?)(?:回忆|介绍|透露|讲述|估算|观察)"
    rf"|[令让](?P<moved>{_H}{{2,3}}?)(?:感动|没想到|意外|欣慰|头疼|犯难|犯愁|难忘|高兴|感慨|惊喜)"
    rf"|(?<=[，。；：\n])(?P<fallen>{_H}{{2,3}}?)(?:严重违纪|涉嫌|被开除|被双开|被查|落马|不再担任|辞去|就任"
    "|离任|卸任|到任)"
    rf"|(?<=[，。；：\n“])(?P<teacher>{_H}{{2,3}}?)的(?:弟子|徒弟|学生|门生|关门弟子|传人|粉丝|遗孀|故居|墓前)"
    rf"|师[从承](?P<master>{_H}{{2,3}}?)(?=[，。、；])"
    rf"|(?:名叫|本名|原名|化名|笔名|艺名|大名|小名|名字叫|取名|姓名：)(?P<called>{_H}{{2,3}}?)(?=[，。、；的）)\n])"
)
# What it begins with, or behind.
_TELLING: Final = frozenset("由在据令让师名本原化笔艺大小取姓")
_OPENS_CLAUSE: Final = frozenset("，。；：\n“")


def find_told(
    text: str, begins: bytes, marks: bytes, vocabulary: Vocabulary, anchors: names.Anchors
) -> Iterator[tuple[int, int]]:
    """Find names by what stands on both sides of them, in the points of a life and in prose."""
    for at in vocabulary.signs["sex"]:
        first = max(0, at - 7)
        found = _IN_POINTS.search(text[first : at + 4])
        if found and is_whole_name(found["name"]):
            yield first + found.start("name"), first + found.end("name")
    # A pattern begins at the word before the name, two or three characters behind another word.
    near = (vocabulary.tellers.start[:, None] - np.arange(5)).ravel()
    places = (
        at
        for at in near[near >= 0].tolist()
        if text[at] in _TELLING or text[at - 1] in _OPENS_CLAUSE
    )
    for found in match_at(_TOLD, text, places):
        start, end = found.span(str(found.lastgroup))
        string = text[start:end]
        if not (begins[start] and begins[end]) or names.read_word(string):
            continue
        if is_whole_name(string) and string not in read_after_names():
            yield start, end
    yield from _find_speakers(text, begins, vocabulary.signs["speech"])
    yield from _find_pictured(text, begins, vocabulary.signs["picture"])
    yield from _find_headed(text, marks)
    yield from _find_aged(text, begins, vocabulary.signs["age"])
    yield from _find_being(text, anchors)


_NEVER_LAST: Final = frozenset("在和与同说从向把被对也还就是的了自以于为因将曾已。，、")


_PICTURED: Final = Expression(rf"(?:图为|[、，。：和与\n](?!图为))(?P<name>{_H}{{2,4}})\Z")


def _find_pictured(text: str, begins: bytes, brackets: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Find names by their place in a photograph: 图为莫言（左）."""
    for end in brackets:
        first = max(0, end - 7)
        found = _PICTURED.search(text[first:end])
        if found and is_whole_name(found["name"]) and begins[first + found.start("name")]:
            yield first + found.start("name"), end


# A name, perhaps padded, in a list whose head is a title of its own: 副主任：于　归　桃之夭.
_HEADED: Final = Expression(
    rf"[ \u3000、]*(?P<name>{_H}[ \u3000]{{1,2}}{_H}|{_H}{{2,4}})(?=[ \u3000、；\n])"
)


def _find_headed(text: str, marks: bytes) -> Iterator[tuple[int, int]]:
    """Find the names of a line that a title and a colon begin."""
    for at in find_signs(text, "："):
        padded = text[at - 1] in "任员记长" and PADDED_TITLE.search(text, max(0, at - 8), at + 1)
        if not marks[at] & 1 and not padded:
            continue
        found = _HEADED.match(text, at + 1)
        while found:
            name = re.sub("[ \u3000]", "", found["name"])
            if name in read_groups():
                break
            if is_whole_name(name) and name not in read_after_names():
                yield found.span("name")
            found = _HEADED.match(text, found.end())


# What words for people end in: 商家说, 路人说.
_PEOPLE: Final = frozenset("人家员客民农师生长者友户方主警工商兵手士童众族迷媒报们总台局会官")
# Words that say how something is said: 简单说.
_SAYING: Final = frozenset(["简单", "严格", "通俗", "广义", "宽泛", "明白", "明确", "平心"])
_OPENING: Final = frozenset("，。；：！？\n\u3000”")


def _find_speakers(text: str, begins: bytes, verbs: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Find names that are words by what begins a clause and speaks: 红梅说，."""
    for end in verbs:
        start = end - 2
        if start < 0 or not begins[start] or (start and text[start - 1] not in _OPENING):
            continue
        string = text[start:end]
        manner = read_words().get(string)
        if manner is None:
            word = string[0] in read_surnames() and names.read_word(string)[:1] in _NAMING
            if not word or string[1] in _PEOPLE or string in _SAYING:
                continue
            if string in read_after_names():
                continue
        if not manner and is_whole_name(string):
            yield start, end


_NAMING: Final = ("n", "a", "z")


# What somebody is: 安静是市二院的一名护士, 我叫安全，.
_BEING: Final = Expression(
    rf"(?<=[，。；：！？\n“”\u3000])(?P<name>{_H}{{2}})是[^，。；！？]{{0,14}}?"
    r"(?:[一两]?[名位]|的[^，。；]{0,4}|村里|三轮|出租|货车|公交)[^，。；的]{0,6}?"
    r"(?:护士|医生|大夫|教师|老师|工人|农民|村民|司机|车夫|学生|战士|党员|书记|主任|村长|队长|班长|员|家|手|匠|师|民警|干部|商户|老板|人)(?=[，。；、])"
    rf"|[我他她]叫(?P<said>{_H}{{2,3}})(?=[，。！])"
)


def _find_being(text: str, anchors: names.Anchors) -> Iterator[tuple[int, int]]:
    """Find names that are words by what somebody is said to be, or calls himself."""
    places = names.find_places(anchors, "是", {-3: "，。；：！？\n“”\u3000"})
    opens = [at - 2 for at in places if text[at - 2 : at] in read_words()]
    says = [at - 1 for at in names.find_places(anchors, "叫", {-1: "我他她"})]
    for found in match_at(_BEING, text, [*opens, *says]):
        group = str(found.lastgroup)
        if is_whole_name(found[group]):
            yield found.span(group)


def _find_aged(text: str, begins: bytes, ages: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Find names behind an age: 81岁的樊锦诗大学毕业后."""
    for at in ages:
        start = at + 2
        for end in (start + 2, start + 3):
            string = text[start:end]
            whole = begins[start] and end < len(text) and begins[end] and is_whole_name(string)
            if end == start + 3 and (string[2:] in _NEVER_LAST or names.read_word(string[:2])):
                break
            if (
                whole
                and string in read_words()
                and (text[end] in "握拉" or acts(text, begins, end))
            ):
                yield start, end
                break
            if whole and not names.read_word(string) and string not in read_after_names():
                closed = text[end] in "，。、；：（" or acts(text, begins, end)
                if closed or end == start + 3:
                    yield start, end
                    break
