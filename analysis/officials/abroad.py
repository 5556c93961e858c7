"""What is particular to names from abroad: 让-克洛德·容克, 阿卜杜拉二世, 小林健一郎."""

from collections.abc import Iterator
from typing import Final

from analysis.expressions import Expression
from analysis.officials import names
from analysis.officials.acting import FACES, acts
from analysis.officials.scan import find_signs
from analysis.officials.vocabulary import Spans, keep_longest
from analysis.officials.wordlike import FUNCTION, read_sounds

__all__ = [
    "HYPHENS",
    "find_hyphens",
    "find_japanese",
    "find_whole_end",
    "may_go_on",
]

_L: Final = names.LETTER
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
