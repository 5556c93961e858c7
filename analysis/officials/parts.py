"""Names made of the parts that Mongols, Tibetans, Uyghurs and Kazakhs are called by."""

from collections.abc import Iterator
from typing import Final

from analysis.expressions import Expression
from analysis.officials.acting import acts
from analysis.officials.vocabulary import Spans, keep_longest
from analysis.officials.wordlike import CLOSING, ONLY_HAN, read_sounds

__all__ = ["find_parts"]


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
