"""Names of no known make, told by what stands around them: words, an office, dots, parts.

A frame of words is a row of `lexicons/frames.csv`: what stands right before the names and right
behind them, with an example. The other finders begin at a sign that is rare, such as a dot or the
end of an office, and go from there to where the name begins and ends.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice, pairwise
from typing import Final

import numpy as np

from analysis.han import HAN
from analysis.lexicon import read_lexicon
from analysis.officials import names
from analysis.officials.batch import NOTE, find_signs, match_at
from analysis.officials.names import Characters
from analysis.officials.vocabulary import Spans, Vocabulary, keep_longest
from analysis.officials.words import (
    CLOSING,
    DOTS,
    FUNCTION,
    LETTER,
    ONLY_HAN,
    REMEMBERED,
    acts,
    is_plain,
    is_whole_name,
    read_entries,
    read_not_names,
    read_role,
    read_surnames,
    read_word,
    read_words,
)

__all__ = [
    "find_framed",
    "find_hyphens",
    "find_in_frames",
]

Found = Iterator[tuple[int, int]]
_LONGEST: Final = 9  # characters of one part of a name
_DOT: Final = DOTS[0]


def find_in_frames(
    text: str, characters: Characters, vocabulary: Vocabulary
) -> Iterator[tuple[int, int, float]]:
    """Find names by what stands around them: start, end and points.

    The points are those of `propose`. From 4 on, a name wins over everything that overlaps it.
    """
    codes = characters.codes
    begins, marks = characters.begins.tobytes(), characters.marks.tobytes()
    found: list[tuple[float, Iterable[tuple[int, int]]]] = [
        (9.0, find_framed(text, vocabulary.frames)),
        (9.0, _find_noted(text)),
        (9.0, _find_half_latin(text, codes, begins, marks)),
        (9.0, _find_padded(text, begins, marks, names.find_after_han(codes, " \u3000"))),
        (6.0, _find_parts(text, begins, marks, vocabulary.parts)),
        (2.0, _find_abroad(text, codes, begins, marks)),
        (0.5, _find_placed(text, begins, marks)),
    ]
    for points, spans in found:
        for start, end in spans:
            yield start, end, points
    yield from _find_dotted(text, begins, marks)
    yield from _find_japanese(text, begins, marks, vocabulary.japanese)


def _find_noted(text: str) -> Iterator[tuple[int, int]]:
    """Find who is noted something of in a list: 乃登（蒙古族）、格日勒图（蒙古族）."""
    for note in match_at(NOTE, text, find_signs(text, "（(")):
        named = _BEFORE_NOTE.search(text, max(0, note.start() - 8), note.start())
        if named:
            yield named.start("name"), note.start()


_BEFORE_NOTE: Final = re.compile(rf"(?:[、，：:]|选举)(?P<name>{LETTER}{{2,6}})\Z")


_NAME: Final = rf"{LETTER}{{2,4}}?(?:·{LETTER}{{1,8}}?){{0,4}}"
_DOTTED: Final = re.compile(rf"{LETTER}{{1,8}}(?:·{LETTER}{{1,8}})+")


@cache
def _read_frames() -> dict[str, list[tuple[bool, re.Pattern[str]]]]:
    """For each word that is searched: its frames, and whether it stands before names."""
    frames: dict[str, list[tuple[bool, re.Pattern[str]]]] = {}
    table = read_lexicon("frames").fillna("")
    for before, after in zip(table["before"], table["after"], strict=True):
        listed = rf"(?:{before})(?P<names>{_NAME}(?:、{_NAME}){{0,60}}?)(?={after})"
        alone = rf"(?<!{LETTER})(?P<names>{_NAME})$"
        pattern = re.compile(listed if before else alone)
        for word in (before or after).split("|"):
            frames.setdefault(word, []).append((before != "", pattern))
    return frames


def find_framed(text: str, places: Iterable[tuple[int, str]]) -> Found:
    """Find the names in 任命张志强、李卫东为局长.

    `places` says where the words of frames stand.
    """
    for at, word in places:
        for opens, pattern in _read_frames()[word]:
            found = pattern.match(text, at) if opens else pattern.search(text, max(0, at - 16), at)
            start = found.start("names") if found else 0
            for name in found["names"].split("、") if found else ():
                made = _DOTTED.fullmatch(name) or is_whole_name(name, appointed=True)
                if made and (name in read_words() or not is_plain(name)):
                    yield start, start + len(name)
                start += len(name) + 1


_BLANKS: Final = re.compile(rf"(?<={LETTER})[ \u3000]{{1,3}}(?={LETTER})")
_BESIDE: Final = CLOSING | frozenset(" \u3000）)和与有由的是给请摄")


def _find_padded(text: str, begins: bytes, marks: bytes, blanks: Iterable[int]) -> Found:
    """Find names of two characters that are printed as wide as those of three: 李　强."""
    for found in match_at(_BLANKS, text, blanks):
        start, end = found.start() - 1, found.end() + 1
        if text[start - 1 : start + 1] in read_surnames("compound"):
            start -= 1
        name = text[start : found.start()] + text[end - 1]
        opens = marks[start] & 1 or text[start - 1] in _BESIDE
        closes = text[end] in _BESIDE or marks[end] & 6 or text.startswith("同志", end)
        framed = begins[start] and opens and closes and not _is_spelt(text, start, end)
        if framed and is_whole_name(name) and not is_plain(name):
            yield start, end


def _is_spelt(text: str, start: int, end: int) -> bool:
    """Whether a name with a blank is part of a heading in wide letters: 信 办 in 中 央 网 信 办."""
    before = _SPELT_BEFORE.search(text, max(0, start - _FAR), start)
    behind = _SPELT_BEHIND.match(text, end, end + _FAR)
    if not (before or behind):
        return False
    row = f"{before[0] if before else ''}{text[start:end]}{behind[0] if behind else ''}".split()
    return len(row) % 2 > 0 or not read_surnames().issuperset(row[::2])


_SPELT_BEFORE: Final = re.compile(rf"(?:(?<!{LETTER}){LETTER}[ \u3000]{{1,3}})+$")
_SPELT_BEHIND: Final = re.compile(rf"(?:[ \u3000]{{1,3}}{LETTER}(?!{LETTER}))+")


_LOWER: Final = "abcdefghijklmnopqrstuvwxyz"
_LATIN: Final = re.compile(r"(?<![A-Za-z])[A-Za-z][a-z]{1,12}$")


def _find_half_latin(text: str, codes: names.Codes, begins: bytes, marks: bytes) -> Found:
    """Find given names in Latin letters before a Chinese surname: karl赵, Kelly王."""
    surnames = names.match_signs(
        codes, "".join(sorted(read_surnames("common") & read_surnames("short")))
    )
    beside = surnames[1:] & names.match_signs(codes[:-1], _LOWER)
    for at in (np.flatnonzero(beside) + 1).tolist():
        first = _LATIN.search(text, max(0, at - 14), at)
        closes = text[at + 1] in _BESIDE or acts(text, begins, at + 1)
        if first and begins[at + 1] and (closes or marks[first.start()] & 1):
            yield first.start(), at + 1


def _find_placed(text: str, begins: bytes, marks: bytes) -> Found:
    """Find names between an office and a mark or verb that the cutter cuts into characters."""
    never = read_role("never_plain")
    for start in np.flatnonzero((np.frombuffer(marks, np.uint8) & 8) != 0).tolist():
        if begins[start : start + 4] != b"\1\1\1\1":
            continue
        for end in (start + 4, start + 3):
            if (
                end < len(text)
                and begins[end]
                and (marks[end] & 4 or text[end] in "、，。；今昨等和与在" or text[end].isdigit())
                and never.isdisjoint(text[start:end])
                and ONLY_HAN.fullmatch(text, start, end)
            ):
                yield start, end
                break


_CLOSES: Final = re.compile(
    r"[、，。；：,;）)！？\s“”》0123456789０１２３４５６７８９]|等|和|与|及|以及|同|的|在|是|任|将|为|向|对|说|会|$"
    r"|当[天日地时晚]|[今昨][天日晚]|日前|近日"
)
# What follows the first dot of a name; between two dots there is no 的.
_PARTS: Final = re.compile(rf"[·•](?:(?:(?!的)[{HAN}]){{1,7}}[·•]){{0,3}}(?P<last>[{HAN}]{{1,9}})")


def _find_abroad(text: str, codes: names.Codes, begins: bytes, marks: bytes) -> Found:
    """Find 瓦德富尔 in 德国外长瓦德富尔，: after a country's title, up to the end of the clause."""
    sounded = read_entries("sounds")
    sounds = names.match_signs(codes, "".join(sorted(sounded)))
    titled = (np.frombuffer(marks, np.uint8) & np.frombuffer(begins, np.uint8) & 1)[:-1] > 0
    titled[:-1] &= sounds[:-1] | sounds[1:]
    for start in np.flatnonzero(titled).tolist():
        if text[start - 1] == "叫":
            continue  # a town: 一个叫圣特莱萨的小镇
        for end in range(start + 2, min(start + _LONGEST, len(text))):
            verb = begins[end] and (marks[end] & 4 or acts(text, begins, end))
            if verb or _CLOSES.match(text, end):
                string = text[start:end]
                # A name of two characters must end at a mark and be no word.
                whole = end > start + 2 or (text[end] in "，。、；" and read_word(string) == "")
                cuts = [at for at in range(start, end + 1) if begins[at]]
                pieces = [text[at:to] for at, to in pairwise(cuts) if to - at > 1]
                words = any(map(_is_another_word, pieces))
                if whole and not words and _sounds_foreign(string):
                    yield start, end
                break


@lru_cache(REMEMBERED)
def _is_another_word(string: str) -> bool:
    """Whether a word cannot be part of a foreign name: 更多 and 精力 in 把更多精力."""
    kind = read_word(string)
    return kind != "" and (kind[0] != "n" or read_entries("sounds").isdisjoint(string))


def _sounds_foreign(string: str) -> bool:
    """Whether most characters, and the last, are those of foreign names."""
    sounds = read_entries("sounds")
    return (
        # A last character that is rare in foreign names must follow usual ones: 奈拉蒂考.
        (string[-1] in sounds or (len(string) > 3 and sounds.issuperset(string[:-1])))
        and string[0] not in _NEVER_FIRST
        and 5 * sum(sign not in sounds for sign in string) <= 2 * len(string)
        and ONLY_HAN.fullmatch(string) is not None
        and _PARTICLES.isdisjoint(string)
        and string not in read_not_names()
        and not string.startswith("夫人")
    )


_NEVER_FIRST: Final = frozenset("兼通会访赴在从抵到于自与对向将是和同已很们为称去还也由正谋把")
_PARTICLES: Final = frozenset("了的着过")
_LETTERS: Final = re.compile(f"{LETTER}+")
_WORDS: Final = frozenset("nvadt")  # parts of speech of words that are no part of a name
_GOES_ON: Final = frozenset(
    "的在和与同等是将也就则先对家一率座捧因会0123456789０１２３４５６７８９"
)
_FUNCTION: Final = frozenset("由的被是在和与将把对向从以为及或有")


def _find_dotted(text: str, begins: bytes, marks: bytes) -> Iterator[tuple[int, int, float]]:
    """Find names of several parts from the dots in them, where a clause could go on behind."""
    sounds = read_entries("sounds") | read_role("dotted_too")
    reached = titled = 0
    for dot in sorted(find_signs(text, "·•")):
        office = next((at for at in range(dot, dot - _LONGEST - 1, -1) if marks[at] & 8), dot)
        found = _PARTS.match(text, dot)
        # Between an office and a verb any characters make such a name: 阿不都热依木·阿米提.
        if found and dot >= titled and ONLY_HAN.fullmatch(text, office, dot):
            titled = found.end()
            ends = range(found.start("last") + 1, titled + 1)
            close = (at for at in ends if marks[at] & 4 or _CLOSES.match(text, at))
            yield from ((office, at, 3.0) for at in islice(close, 1))
        if dot < reached or text[dot] != _DOT:
            continue
        start, farthest = dot, max(0, dot - _LONGEST)
        while start > farthest and text[start - 1] in sounds and not marks[start] & 1:
            start -= 1
        first = start
        while not (begins[start] or marks[start] & 1) and start > first - 3:
            if text[start - 1] in _FUNCTION:
                break
            start -= 1  # characters before the dot that are rare in foreign names: 法迪勒, 阿方索
        end = _find_end(text, begins, marks, dot, sounds)
        # in quotation marks it is a ship or a shop
        quoted = text[start - 1] in "“‘" and text[end] in "”’"
        plain = any(read_word(part)[:1] in _WORDS for part in text[start:end].split(_DOT))
        made = dot - start > 1 and end > 0 and _LETTERS.fullmatch(text, start, dot)
        if made and not (quoted or plain):
            reached = end
            yield start, end, 4.0


def _find_end(text: str, begins: bytes, marks: bytes, dot: int, sounds: frozenset[str]) -> int:
    """Find the end of the last part behind a dot, or behind dots after it; 0 if there is none."""
    also = read_role("dotted_too")
    end = dot + 1
    while end < len(text) and end - dot < 3 * _LONGEST:
        sign = text[end]
        if sign == _DOT:
            if text[end - 1] == _DOT:
                return 0
        elif (
            sign not in sounds
            or (sign == "则" and begins[end] and begins[end + 1])
            or (
                end - dot > 2
                and text[end - 1] != _DOT
                and begins[end]
                and sign not in also
                and _goes_on(text, begins, marks, end)
            )
        ):
            break
        end += 1
    if end - text.rfind(_DOT, dot, end) < 3:
        return 0
    closed = text[end] in CLOSING or text[end] in _GOES_ON
    return end if closed or (begins[end] and _goes_on(text, begins, marks, end)) else 0


def _goes_on(text: str, begins: bytes, marks: bytes, at: int) -> bool:
    """Whether the next words show that a name ends here: a title, a verb, or one like 赛前."""
    # only titles of two characters: 文 and 图 are titles as well as words
    titled = marks[at] & 2 and not begins[at + 1]
    if titled or marks[at] & 4 or acts(text, begins, at):
        return True
    is_pair = bool(begins[at]) and not begins[at + 1]
    return is_pair and read_word(text[at : at + 2])[:1] in ("t", "d", "v", "f", "a")


def _find_parts(text: str, begins: bytes, marks: bytes, parts: Spans) -> Found:
    """Find Mongol, Tibetan, Uyghur and Kazakh names by the parts that such names are made of."""
    reached = -9
    for start, end, count in _join_parts(text, parts):
        close = end + (text[end] in _ENDINGS)
        # A single part is enough next to such a name in a list: 强巴 in 次仁卓玛和强巴.
        listed = text[reached:start] in ("、", "和", "与", "及") and begins[close]
        if listed or _is_of_parts(text, begins, marks, start, close, count):
            yield start, close
            reached = close


def _join_parts(text: str, parts: Spans) -> Iterator[tuple[int, int, int]]:
    """Join parts that touch or have only a dot between them: start, end, and how many they are."""
    start, end, count = -9, -9, 0
    for first, last in [*keep_longest(parts), (len(text) + 9, 0)]:
        if first == end or text[end:first] == _DOT:
            end, count = last, count + 1
            continue
        if count:
            yield start, end, count
        start, end, count = first, last, 1


def _is_of_parts(text: str, begins: bytes, marks: bytes, start: int, end: int, parts: int) -> bool:
    """Whether one or more of these parts are a name in this place."""
    titled, dots = marks[start] & 1 > 0, ("·", "•")
    if text[start - 1] in dots or "·" in text[end : end + 4].partition("\n")[0]:
        return False
    if parts > 1:
        closed = begins[end] or marks[end] & 4 or (titled and end - start > 3)
        return bool(closed and (begins[start] or titled))
    followed = text[end] in CLOSING or marks[end] & 4 or acts(text, begins, end)
    if titled:
        apart = end - start > 2 and begins[end] and text[end] not in read_entries("sounds")
        return bool(apart or (followed and end - start > 1))
    return bool(text[start - 1] == "、" and end - start > 2 and begins[start] and followed)


_ENDINGS: Final = frozenset("图尔汗江提木娜勒罕丽")
_BEHIND: Final = "、，。；：,;:（(！？\n”/／的和与等同在是及将以"
_FAR: Final = 24


def _find_japanese(
    text: str, begins: bytes, marks: bytes, surnames: Spans
) -> Iterator[tuple[int, int, float]]:
    """Find names with a Japanese surname, where Japan, a title or a list says that it is one."""
    last, meets = read_role("japanese_end"), tuple(read_role("meets"))
    inside = last | read_role("japanese_inside")
    for start, given in keep_longest(surnames):
        before = text[start - 1]
        titled = bool(marks[start] & 1)
        if not (begins[start] or titled):
            continue
        near = text[max(0, start - _FAR) : start].rpartition("。")[2]
        if not (titled or before in "/／" or "日本" in near or near.endswith(meets)):
            continue
        for end in (given + 2, given + 3, given + 1):
            string = text[given:end]
            party = text.startswith("一行", end)
            if (
                string[-1] in last
                and inside.issuperset(string)
                and (text[end : end + 1] not in last or party)
                and not FUNCTION.search(string)
                and "一行" not in string
            ):
                closed = text[end] in _BEHIND or party or acts(text, begins, end)
                if closed or begins[end]:
                    yield start, end, 5.0 if closed else 2.0
                    break


_HYPHENS: Final = frozenset("-－‐‑")
_SOUNDS: Final = 2  # at least so many such characters must stand on either side


def find_hyphens(text: str) -> Iterator[int]:
    """Find the hyphens that join two parts of a foreign name: 让-克洛德·容克, 科比-布莱恩特."""
    sounds = read_entries("sounds")
    for at in find_signs(text, _HYPHENS):
        before, after = text[max(0, at - _SOUNDS) : at], text[at + 1 : at + 1 + _SOUNDS]
        dotted = "·" in text[max(0, at - 8) : at + 8]
        if after[:1] in sounds and (
            (dotted and before[-1:].isalpha())
            or (len(before + after) == 2 * _SOUNDS and sounds.issuperset(before + after))
        ):
            yield at
