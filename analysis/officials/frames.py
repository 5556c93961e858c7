"""Names of no known make, told by what stands around them: words, an office, dots, parts."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

import numpy as np

from analysis.expressions import Expression
from analysis.lexicon import read_lexicon
from analysis.officials import names
from analysis.officials.batch import find_marked, find_signs, match_at
from analysis.officials.vocabulary import Spans, keep_longest
from analysis.officials.words import (
    CLOSING,
    DOTS,
    FACES,
    FUNCTION,
    HAN,
    LETTER,
    ONLY_HAN,
    acts,
    find_country,
    is_plain,
    is_whole_name,
    read_common,
    read_compounds,
    read_countries,
    read_never,
    read_sounds,
    read_word,
    read_words,
)

__all__ = [
    "HYPHENS",
    "find_dotted",
    "find_framed",
    "find_framed_names",
    "find_half_latin",
    "find_hyphens",
    "find_japanese",
    "find_padded",
    "find_parts",
    "find_whole_end",
    "may_go_on",
]


Found = Iterator[tuple[int, int]]
_H: Final = LETTER
_NAME: Final = rf"{_H}{{2,4}}?(?:·{_H}{{1,8}}?){{0,4}}"
_DOTTED: Final = Expression(rf"{_H}{{1,8}}(?:·{_H}{{1,8}})+")


@cache
def _read_frames() -> dict[str, list[tuple[bool, Expression]]]:
    """The frames by the word that each is looked for by, and whether it stands before names."""
    frames: dict[str, list[tuple[bool, Expression]]] = {}
    table = read_lexicon("frames").fillna("")
    for before, after in zip(table["before"], table["after"], strict=True):
        listed = rf"(?:{before})(?P<names>{_NAME}(?:、{_NAME}){{0,60}}?)(?={after})"
        alone = rf"(?<!{_H})(?P<names>{_NAME})$"
        pattern = Expression(listed if before else alone)
        for word in (before or after).split("|"):
            frames.setdefault(word, []).append((before != "", pattern))
    return frames


def find_framed(text: str, places: Iterable[tuple[int, str]]) -> Found:
    """Find the names in 任命张志强、李卫东为局长; `places` is where words of frames begin."""
    for at, word in places:
        for opens, pattern in _read_frames()[word]:
            found = pattern.match(text, at) if opens else pattern.search(text, max(0, at - 16), at)
            start = found.start("names") if found else 0
            for name in found["names"].split("、") if found else ():
                made = _DOTTED.fullmatch(name) or is_whole_name(name, appointed=True)
                if made and (name in read_words() or not is_plain(name)):
                    yield start, start + len(name)
                start += len(name) + 1


_BLANKS: Final = Expression(rf"(?<={_H})[ \u3000]{{1,3}}(?={_H})")
_BESIDE: Final = CLOSING | frozenset(" \u3000）)和与有由的是给请摄")


def find_padded(text: str, begins: bytes, marks: bytes, blanks: Iterable[int]) -> Found:
    """Find the names of two characters that blanks make as long as those of three: 李　强."""
    for found in match_at(_BLANKS, text, blanks):
        start, end = found.start() - 1, found.end() + 1
        if text[start - 1 : start + 1] in read_compounds():
            start -= 1
        name = text[start : found.start()] + text[end - 1]
        opens = marks[start] & 1 or text[start - 1] in _BESIDE
        closes = text[end] in _BESIDE or marks[end] & 6 or text.startswith("同志", end)
        if begins[start] and opens and closes and is_whole_name(name) and not is_plain(name):
            yield start, end


_LATIN: Final = Expression(rf"(?<![A-Za-z])[A-Za-z][a-z]{{1,12}}[ .·]?{_H}")


def find_half_latin(text: str, begins: bytes, marks: bytes) -> Found:
    """Find first names in Latin letters with a surname after: karl赵, Kelly王."""
    common = read_common()
    for found in _LATIN.finditer(text):
        start, end = found.span()
        closes = marks[start] & 1 or text[end] in _BESIDE or acts(text, begins, end)
        if text[end - 1] in common and begins[end] and closes:
            yield start, end


_H_FRAMED: Final = f"[{HAN}]"
# From the first dot on; what stands between two dots holds no 的.
_DOTTED_FRAMED: Final = Expression(
    rf"[·•](?:(?:(?!的){_H_FRAMED}){{1,7}}[·•]){{0,3}}(?P<last>{_H_FRAMED}{{1,9}})"
)
_HAN_ONLY: Final = Expression(f"{_H_FRAMED}+")
_CLOSES: Final = Expression(
    r"[、，。；：,;）)！？\s“”》0123456789０１２３４５６７８９]|等|和|与|及|以及|同|的|在|是|任|将|为|向|对|说|会|$"
    r"|当[天日地时晚]|[今昨][天日晚]|日前|近日"
)
# The characters that one of these begins with; the end of a text is the end of a line here.
_CLOSERS: Final = frozenset(
    "、，。；：,;）)！？“”》]0123456789０１２３４５６７８９等和与及以同的在是任将为向对说会当今昨日近"
    + "".join(filter(str.isspace, map(chr, range(0x3001))))
)
_LONGEST_FRAMED: Final = 9
# What a name gets by the way it is found; see `_ACCEPT` in choose.
_BY_OFFICE: Final = 3.0
_BY_COUNTRY: Final = 2.0
_BY_PLACE: Final = 0.5


def find_framed_names(
    text: str, begins: bytes, marks: bytes, anchors: names.Anchors
) -> Iterator[tuple[int, int, float]]:
    """Find names by the office before them: start, end and how much speaks for each."""
    for start, end in _find_dotted(text, marks):
        yield start, end, _BY_OFFICE
    for start, end in _find_abroad(text, begins, marks):
        yield start, end, _BY_COUNTRY
    for start, end in _find_called(text, begins, anchors):
        yield start, end, _BY_OFFICE
    for start, end in _find_placed(text, begins, marks):
        yield start, end, _BY_PLACE


def _find_dotted(text: str, marks: bytes) -> Iterator[tuple[int, int]]:
    """Find 阿不都热依木·阿米提 between an office and what a person does."""
    reached = 0
    for dot in sorted(find_signs(text, "·•")):
        if dot < reached:
            continue
        starts = [place for place in range(max(0, dot - _LONGEST_FRAMED), dot) if marks[place] & 8]
        found = _DOTTED_FRAMED.match(text, dot)
        if not starts or found is None or not _HAN_ONLY.fullmatch(text, starts[-1], dot):
            continue
        reached = found.end()
        for end in range(found.start("last") + 1, reached + 1):
            if marks[end] & 4 or _CLOSES.match(text, end):
                yield starts[-1], end
                break


def _find_placed(text: str, begins: bytes, marks: bytes) -> Iterator[tuple[int, int]]:
    """Find three characters, words each, between an office and a comma, a stop or a verb."""
    for start in find_marked(marks, 8):
        if begins[start : start + 4] != b"\1\1\1\1":
            continue
        for end in (start + 4, start + 3):
            if (
                end < len(text)
                and begins[end]
                and (marks[end] & 4 or text[end] in "、，。；今昨等和与在" or text[end].isdigit())
                and _PLAIN.fullmatch(text, start, end)
            ):
                yield start, end
                break


# Characters that a name can be made of; numbers, pronouns, particles and adverbs are none.
_PLAIN: Final = Expression(
    f"(?:(?![一二三四五六七八九十百千万两几各每某全的了是在和与或及就也都还又再不没未已曾将正刚才很更最太只仅即便则乃所被把让给"
    f"向对从到由于以为因等们我你他她它这那其此该本今昨明近前后上下中内外左右东南西北年月日时分先首次来去会能可要应说讲谈称道会])"
    f"{_H_FRAMED}){{3,4}}"
)


def _find_abroad(text: str, begins: bytes, marks: bytes) -> Iterator[tuple[int, int]]:
    """Find 瓦德富尔 in 德国外长瓦德富尔，: after a country's title, up to the end of the clause."""
    sounds = read_sounds()
    titled = np.frombuffer(marks, np.uint8) & np.frombuffer(begins, np.uint8) & 1
    for start in np.flatnonzero(titled).tolist():
        if text[start - 1] == "叫":
            continue  # 一个叫圣特莱萨的小镇
        if text[start : start + 1] not in sounds and text[start + 1 : start + 2] not in sounds:
            continue
        for end in range(start + 2, min(start + 9, len(text))):
            verb = begins[end] and (marks[end] & 4 or acts(text, begins, end))
            if verb or (text[end] in _CLOSERS and _CLOSES.match(text, end)):
                if (
                    (end > start + 2 or _stands_alone(text, start, end))
                    and _sounds_foreign(text[start:end])
                    and _speaks_of_abroad(text[max(0, start - 24) : start])
                ):
                    yield start, end
                break


# The offices that stand behind the names of those from abroad.
_CALLED: Final = ("总统", "总理", "首相", "国王", "女王", "王储", "外长", "国务卿")


_BEFORE_CALLED: Final = frozenset("、，。；：“（(\n\u3000和与同对向由以为是")


def _find_called(text: str, begins: bytes, anchors: names.Anchors) -> Iterator[tuple[int, int]]:
    """Find 普京 in 普京总统: what foreign names are written with, before an office."""
    sounds = read_sounds() | {"·"}
    for end in names.find_places(anchors, "总首国女王外", {1: "统理相王储长务"}):
        if not text.startswith(_CALLED, end):
            continue
        start = end
        while start > max(0, end - _LONGEST_FRAMED) and text[start - 1] in sounds:
            start -= 1
        while start < end - 1 and not begins[start]:
            start += 1
        string = text[start:end]
        if (
            end - start > 1
            and begins[start]
            and string[0] not in _NEVER_FIRST
            and "·" not in (string[0], string[-1])
            and text[start - 1] in _BEFORE_CALLED
            and not any(find_country(string[at:]) for at in range(len(string) - 1))
            and string not in read_never()
            and read_word(string) == ""
        ):
            yield start, end


def _sounds_foreign(string: str) -> bool:
    """Whether most characters, and the last, are those of foreign names."""
    sounds = read_sounds()
    return (
        # 奈拉蒂考: a last character that such names hardly ever end in.
        (string[-1] in sounds or (len(string) > 3 and sounds.issuperset(string[:-1])))
        and string[0] not in _NEVER_FIRST
        and 5 * sum(sign not in sounds for sign in string) <= 2 * len(string)
        and _HAN_ONLY.fullmatch(string) is not None
        and _PARTICLES.isdisjoint(string)
        and string not in read_countries()
        and not string.startswith("夫人")
    )


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether two characters are all that stands between a title and a sign, and no word."""
    return text[end] in "，。、；" and read_word(text[start:end]) == ""


_NEVER_FIRST: Final = frozenset("兼通会访赴在从抵到于自与对向将")
_PARTICLES: Final = frozenset("了的着过")


def _speaks_of_abroad(before: str) -> bool:
    """Whether the words before a name say a country or a body of many, and not China."""
    pieces = re.split("[，。；、\n]", before)[-1]
    return any(find_country(pieces[at:]) not in (None, "中国") for at in range(len(pieces) - 2))


_DOT: Final = DOTS[0]
_LONGEST_DOTTED: Final = 9
_LETTERS: Final = Expression(f"{LETTER}+")
_WORDS: Final = frozenset("nvadt")  # parts of speech that no part of a name is of
# Characters of such names that foreign names do not have, or hardly ever.
_ALSO: Final = frozenset(
    "法许合不都守朵样卫荣苏合孜翰姬芙蕾黛薇芮璐妲珂瑶萱蓓恩木汗江提肉斯玛吉加巴拜布才措丹德旦乍"
)
_GOES_ON: Final = frozenset(
    "的在和与同等是将也就则先对家一率座捧因会0123456789０１２３４５６７８９"
)
_FUNCTION: Final = frozenset("由的被是在和与将把对向从以为及或有")
_BEFORE_IN: Final = frozenset("赛莱海凯泰库")


def find_dotted(text: str, begins: bytes, marks: bytes) -> Iterator[tuple[int, int]]:
    """Find names of several parts from the dots in them, where a clause could go on behind."""
    sounds = read_sounds() | _ALSO
    reached = 0
    for dot in find_signs(text, _DOT):
        if dot < reached:
            continue
        start = dot
        left = sounds | {"因"}
        while (
            start > max(0, dot - _LONGEST_DOTTED)
            and text[start - 1] in left
            and not marks[start] & 1
        ):
            start -= 1
        if text.startswith("大卫", start - 1):
            start -= 1
        first = start
        while not (begins[start] or marks[start] & 1) and start > first - 3:
            if text[start - 1] in _FUNCTION:
                break
            start -= 1  # 法迪勒, 阿方索: over characters that such names hardly ever have
        end = _find_end(text, begins, marks, dot, sounds)
        quoted = text[start - 1] in "“‘" and text[end] in "”’"  # a ship, a shop
        plain = any(read_word(part)[:1] in _WORDS for part in text[start:end].split(_DOT))
        if (
            dot - start > 1
            and end
            and _LETTERS.fullmatch(text, start, dot)
            and not (quoted or plain)
        ):
            reached = end
            yield start, end


def _begins_word(text: str, begins: bytes, at: int) -> bool:
    """Whether a word of two characters begins here that no such name holds: 赛前, 不幸."""
    if not begins[at] or begins[at + 1]:
        return False
    return read_word(text[at : at + 2])[:1] in ("t", "d", "v", "f", "a")


def _goes_on(text: str, begins: bytes, marks: bytes, at: int) -> bool:
    """Whether a title or a verb begins here, or another word that is no part of a name."""
    titled = marks[at] & 2 and not begins[at + 1]  # 文 and 图 are titles too
    return bool(titled or marks[at] & 4 or _begins_word(text, begins, at)) or acts(text, begins, at)


def _find_end(text: str, begins: bytes, marks: bytes, dot: int, sounds: frozenset[str]) -> int:
    """Where the last part ends that begins behind a dot, or behind the dots after it; else 0."""
    end = dot + 1
    while end < len(text) and end - dot < 3 * _LONGEST_DOTTED:
        sign = text[end]
        if sign == _DOT:
            if text[end - 1] == _DOT:
                return 0
        elif sign == "因":
            if text[end - 1] not in _BEFORE_IN:
                break  # 侯赛因, but 希基因涉嫌
        elif sign not in sounds or (sign == "则" and begins[end] and begins[end + 1]):
            break
        elif end - dot > 2 and text[end - 1] != _DOT and begins[end]:
            if _begins_word(text, begins, end):
                break
            if sign not in _ALSO and _goes_on(text, begins, marks, end):
                break
        end += 1
    if end - text.rfind(_DOT, dot, end) < 3:
        return 0
    closed = text[end] in CLOSING or text[end] in _GOES_ON
    return end if closed or (begins[end] and _goes_on(text, begins, marks, end)) else 0


def find_parts(
    text: str, begins: bytes, marks: bytes, parts: Spans
) -> Iterator[tuple[int, int, float]]:
    """Find names made of parts that Mongols, Tibetans, Uyghurs and Kazakhs are called by."""
    run: list[int] = []
    reached = -9
    for start, end in [*keep_longest(parts), (len(text) + 9, 0)]:
        if run and (start == run[1] or text[run[1] : start] == "·"):
            run = [run[0], end, run[2] + 1]
            continue
        if run:
            close = _extend(text, begins, marks, run[0], run[1])
            # 次仁卓玛和强巴: next to such a name one part is enough.
            listed = text[reached : run[0]] in ("、", "和", "与", "及") and begins[close]
            if listed or _is_of_parts(text, begins, marks, run[0], close, run[2]):
                yield run[0], close, 6.0
                reached = close
        run = [start, end, 1]


def _extend(text: str, begins: bytes, marks: bytes, start: int, end: int) -> int:
    """Go on over single characters that belong to the last part: 白玛赤林, 铁力瓦尔地."""
    framed = marks[start] & 1 or text[start - 1 : start] == "、" or "·" in text[start:end]
    for close in (end + 1, end + 2):
        rest = text[end:close]
        if not framed or not ONLY_HAN.fullmatch(rest) or 0 in begins[end:close]:
            break
        if any(sign not in read_sounds() for sign in rest):
            break
        if text[close : close + 1] in "、，。；：（(！ \n" and begins[close]:
            return close
    return end + (text[end : end + 1] in _ENDINGS)


def _is_of_parts(text: str, begins: bytes, marks: bytes, start: int, end: int, parts: int) -> bool:
    if _NO_PERSON.match(text, end) or text[start - 1 : start] in ("·", "•"):
        return False
    if "·" in text[end : end + 4].partition("\n")[0]:
        return False
    if "·" in text[start:end] and text[start - 1 : start] in read_sounds():
        return False
    if text[end : end + 1] in ("·", "•"):
        return False
    if not (begins[end] or marks[end] & 4 or (parts > 1 and marks[start] & 1 and end - start > 3)):
        return False
    if parts > 1:
        return bool(begins[start] or marks[start] & 1)
    if begins[start] and _AGED.match(text, end):
        return True  # 尕玛今年五十八岁
    closed = text[end : end + 1] in CLOSING or marks[end] & 4 or acts(text, begins, end)
    if marks[start] & 1 and end - start > 2 and begins[end] and text[end] not in read_sounds():
        return True
    if text[start - 1 : start] == "、" and end - start > 2:
        return bool(begins[start] and closed)
    return bool(marks[start] & 1 and closed and end - start > 1)


_AGED: Final = Expression(r"(?:今年|现年|已经?|刚满)?[\d一二三四五六七八九十]{2,3}岁")
_ENDINGS: Final = frozenset("图尔汗江提木娜勒罕丽")
_NO_PERSON: Final = Expression("[花县乡镇村市州盟旗山湖河寺路街区省]|德勒|草原|[苏嘎]木|牧场|纳木")


_L: Final = LETTER
HYPHENS: Final = frozenset("-－‐‑")
_SOUNDS: Final = 2  # as many characters at least on either side


def find_hyphens(text: str) -> Iterator[int]:
    """Find the hyphens that join two parts of a foreign name: 让-克洛德·容克, 科比-布莱恩特."""
    sounds = read_sounds()
    for at in find_signs(text, HYPHENS):
        before, after = text[max(0, at - _SOUNDS) : at], text[at + 1 : at + 1 + _SOUNDS]
        dotted = "·" in text[max(0, at - 8) : at + 8]
        if after[:1] in sounds and (
            (dotted and before[-1:].isalpha())
            or (len(before + after) == 2 * _SOUNDS and sounds.issuperset(before + after))
        ):
            yield at


_NUMBERS: Final = frozenset("一二三四五六七八九十")
_REIGN: Final = Expression("[一二三四五六七八九十]{1,3}世(?![界纪代家人])")


def may_go_on(text: str, end: int) -> bool:
    """Whether what stands behind a name could belong to it, as it hardly ever does."""
    return text[end] in _NUMBERS or text[end - 2] == "·"


def find_whole_end(text: str, begins: bytes, end: int) -> int:
    """Where a name ends that goes on: with the number of a king, 阿卜杜拉二世, or a last part."""
    reign = _REIGN.match(text, end)
    if reign:
        return reign.end()
    if text[end - 2] == "·" and text[end - 1] in read_sounds() and not acts(text, begins, end):
        # 若昂·达席尔瓦: no name ends in a part of one character.
        rest = _REST.match(text, end)
        sounds = sum(sign in read_sounds() for sign in rest[0]) if rest else 0
        return rest.end() if rest and 2 * sounds >= len(rest[0]) else end
    return end


_REST: Final = Expression(
    rf"{_L}{{0,5}}?(?=[、，。；：）)！？\s“”》的在说称是和与同等时将则也]|告诉|介绍|表示|指出|认为|$)"
)


# What the given names of Japanese end in.
_GIVEN: Final = frozenset(
    "郎夫雄子美一二三男彦介助之树哉治朗人平司吾志史诚彰纯晴和佳爱真优奈香织里惠枝江代太辉娜莎菜樱绫莉丽乃芽萌结衣心羽月海空翼翔健博康弘宏浩明正义昭敏茂隆进修"
    "勇武次造作藏卫门吉朔斗生步亮光敬孝幸行信成男花咲叶音希未来央隼穗纪绪由理利保智良广洋实薰忍忠稔满元"
)
_INSIDE: Final = frozenset("多贺千百久元五八由麻早小大龙太次高雅裕哲俊英邦信清贵谷")
_BEHIND: Final = "、，。；：,;:（(！？\n”/／的和与等同在是及将以"
_FAR: Final = 24
_LOOSE: Final = 2.0  # for a Japanese name before a word that names seldom stand before
_MEETS: Final = (*FACES, "遭遇", "苦战", "携手", "搭档")


def find_japanese(
    text: str, begins: bytes, marks: bytes, surnames: Spans
) -> Iterator[tuple[int, int, float]]:
    """Find names with a Japanese surname, where Japan, a title or a list says that it is one."""
    for start, given in keep_longest(surnames):
        before = text[start - 1]
        titled = bool(marks[start] & 1)
        if not (begins[start] or titled):
            continue
        near = text[max(0, start - _FAR) : start].rpartition("。")[2]
        if not (titled or before in "/／" or "日本" in near or near.endswith(_MEETS)):
            continue
        for end in (given + 2, given + 3, given + 1):
            string = text[given:end]
            if (
                len(string) == end - given
                and string[-1] in _GIVEN
                and all(sign in _GIVEN or sign in _INSIDE for sign in string)
                and (text[end : end + 1] not in _GIVEN or text.startswith("一行", end))
                and not FUNCTION.search(string)
                and "一行" not in string
            ):
                closed = text[end] in _BEHIND or text.startswith("一行", end)
                if closed or acts(text, begins, end):
                    yield start, end, 5.0
                    break
                if begins[end]:
                    yield start, end, _LOOSE
                    break
