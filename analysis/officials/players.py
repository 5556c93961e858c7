"""Players: by their team and what they do, and by the stroke between two who play together."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from analysis.expressions import Expression
from analysis.officials import names
from analysis.officials.acting import FACES
from analysis.officials.scan import find_signs, match_at
from analysis.officials.surnames import read_japanese, read_surnames
from analysis.officials.wordlike import (
    is_whole_name,
    read_after_names,
    read_never,
    read_sounds,
    read_words,
)

__all__ = ["find_players"]

_L: Final = names.LETTER


def find_players(text: str, begins: bytes, anchors: names.Anchors) -> Iterator[tuple[int, int]]:
    """Find players by the team before them, and by the one that they play with."""
    yield from _find_team_mates(text, begins, anchors)
    yield from _find_paired(text)


# 山西队江山以四比一战胜江苏队江海洋.
_OF_TEAM: Final = Expression(
    rf"队(?P<name>{_L}{{2,3}}?)(?=以[\d一二三四五六七八九十两]+比|战胜|击败|不敌|负于|夺得|摘得|跑出|跳出|举起|[四五六七八九十百\d]+[分秒环米])"
)


def _find_team_mates(text: str, begins: bytes, anchors: names.Anchors) -> Iterator[tuple[int, int]]:
    """Find players by the team before them and what they do."""
    teams = names.find_places(anchors, "队", {1: "".join(sorted(read_surnames()))})
    beaten = names.find_places(anchors, "胜败敌于过", {-1: "战击不负胜"})
    for found in chain(match_at(_OF_TEAM, text, teams), match_at(_LOSES, text, beaten)):
        start, end = found.span("name")
        name = found["name"]
        if not begins[start] or not begins[end] or name in read_after_names():
            continue
        if is_whole_name(name) and (name in read_words() or not names.read_word(name)):
            yield start, end


_LOSES: Final = Expression(rf"[胜败敌于过][^，。；]{{1,6}}队(?P<name>{_L}{{2,3}}?)(?=[，、。；])")


_BEFORE_SLASH: Final = Expression(rf"(?<!{_L}){_L}{{2,7}}\Z")
_LAST_NAME: Final = Expression(rf"(?<=[由和与]){_L}{{2,3}}\Z")
_MEETS: Final = Expression("|".join([*FACES, "组合", "选手"]))
_AFTER_SLASH: Final = Expression(
    rf"[/／]({_L}{{2,7}}?)(?=\W|\d|以|战胜|击败|不敌|组合|负于|获|夺|摘)"
)


def _find_paired(text: str) -> Iterator[tuple[int, int]]:
    """Find the names of two who play together: 许昕/刘诗雯."""
    for at in find_signs(text, "/／"):
        before = _MEETS.sub("，", text[max(0, at - 10) : at])
        first = _BEFORE_SLASH.search(before) or _LAST_NAME.search(before)
        second = _AFTER_SLASH.match(text, at)
        if text[at + 1] in "文图摄":
            continue
        if first and second and _is_player(first[0]) and _is_player(second[1]):
            yield at - len(first[0]), at
            yield second.span(1)


def _is_player(string: str) -> bool:
    """Whether a string is made like a name, Chinese, Japanese or foreign, and is no word."""
    if names.read_word(string) or string in read_never() or string in read_after_names():
        return False
    chinese = len(string) < 4 and is_whole_name(string)
    return chinese or string[:2] in read_japanese() or read_sounds().issuperset(string)
