"""Names of no known make that an office stands before: of several parts, or of three characters."""

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from analysis.expressions import Expression
from analysis.officials import names
from analysis.officials.acting import acts
from analysis.officials.scan import find_marked, find_signs
from analysis.officials.titles import find_country, read_countries
from analysis.officials.wordlike import read_never, read_sounds

__all__ = ["find_framed_names"]

_H: Final = f"[{names.HAN}]"
# From the first dot on; what stands between two dots holds no 的.
_DOTTED: Final = Expression(rf"[·•](?:(?:(?!的){_H}){{1,7}}[·•]){{0,3}}(?P<last>{_H}{{1,9}})")
_HAN_ONLY: Final = Expression(f"{_H}+")
_CLOSES: Final = Expression(
    r"[、，。；：,;）)！？\s“”》0123456789０１２３４５６７８９]|等|和|与|及|以及|同|的|在|是|任|将|为|向|对|说|会|$"
    r"|当[天日地时晚]|[今昨][天日晚]|日前|近日"
)
# The characters that one of these begins with; the end of a text is the end of a line here.
_CLOSERS: Final = frozenset(
    "、，。；：,;）)！？“”》]0123456789０１２３４５６７８９等和与及以同的在是任将为向对说会当今昨日近"
    + "".join(filter(str.isspace, map(chr, range(0x3001))))
)
_LONGEST: Final = 9
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
        starts = [place for place in range(max(0, dot - _LONGEST), dot) if marks[place] & 8]
        found = _DOTTED.match(text, dot)
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
    f"{_H}){{3,4}}"
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
        while start > max(0, end - _LONGEST) and text[start - 1] in sounds:
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
            and names.read_word(string) == ""
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
    return text[end] in "，。、；" and names.read_word(text[start:end]) == ""


_NEVER_FIRST: Final = frozenset("兼通会访赴在从抵到于自与对向将")
_PARTICLES: Final = frozenset("了的着过")


def _speaks_of_abroad(before: str) -> bool:
    """Whether the words before a name say a country or a body of many, and not China."""
    pieces = re.split("[，。；、\n]", before)[-1]
    return any(find_country(pieces[at:]) not in (None, "中国") for at in range(len(pieces) - 2))
