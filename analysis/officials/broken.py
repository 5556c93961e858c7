"""Names and titles that blanks, or the end of a line, break: 李 强, and 王 before 明厚."""

from collections.abc import Iterable, Iterator
from typing import Final

from analysis.cuts import cut_by_dictionary
from analysis.expressions import Expression
from analysis.officials import names
from analysis.officials.acting import acts
from analysis.officials.batch import Batch
from analysis.officials.scan import match_at
from analysis.officials.surnames import read_compounds
from analysis.officials.wordlike import (
    CLOSING,
    is_plain,
    is_whole_name,
)

__all__ = ["find_padded"]

_H: Final = names.LETTER
_ONE_HAN: Final = Expression(_H)
_BLANKS: Final = Expression(rf"(?<={_H})[ \u3000]{{1,3}}(?={_H})")
_ROW: Final = Expression(rf"[ \u3000]+(?:{_H}[ \u3000]{_H}|{_H}{{3}})(?=[ \u3000\n])")
_NEXT_PADDED: Final = Expression(rf"、{_H}[ \u3000]+{_H}(?!{_H})")
_SEX: Final = Expression("[，,][男女][，,]")
_REPORTING: Final = ("记者", "通讯员", "实习生")
_IN_PICTURE: Final = Expression("[（(][左右中前后男女第]")


def find_padded(
    batch: Batch, begins: bytes, marks: bytes, blanks: Iterable[int]
) -> Iterator[tuple[int, int]]:
    """Find the names of two characters that `blanks` make as long as those of three."""
    text = batch.text
    listed = -1
    for found in match_at(_BLANKS, text, blanks):
        start, end = found.start() - 1, found.end() + 1
        if text[start - 1 : start + 1] in read_compounds():
            start -= 1
        string = text[start : found.start()] + text[end - 1]
        if not begins[start] or not is_whole_name(string) or string[-1] in "省市县区":
            continue
        if text[start - 1].isdigit():
            continue
        near = text[max(0, start - 6) : start]
        piece = near + string + text[end : end + 6]
        cuts = cut_by_dictionary(piece).tobytes()
        behind = len(near) + len(string)
        if not (cuts[len(near)] and cuts[behind]):
            continue
        before, after = text[start - 1 : start], text[end : end + 1]
        follows = bool(marks[end] & 4) or acts(piece, cuts, behind)
        if (
            _IN_PICTURE.match(text, end)
            or (text.startswith("同志", end) and not is_plain(string))
            or (marks[start] & 1 and (follows or after in CLOSING or after in " \u3000和与"))
            or (before in " \u3000" and text.endswith(_REPORTING, 0, start - 1))
            or (before == "、" and listed == start - 1)
            or (after == "、" and not is_plain(string) and before in "、有：:和\n ")
            or (after == "、" and _NEXT_PADDED.match(text, end))
            or (before == "、" and (follows or after in CLOSING) and not is_plain(string))
            or (before in "：:、，\n" and _SEX.match(text, end))
            or (before in "（(" and after in "）)")
            or (after == "摄" and before in "\n\u3000 （(")
            or (marks[end] & 2 and not begins[end + 1])
            or (before in "：:　\n" and _ROW.match(text, end) and not is_plain(string))
            or (listed > 0 and text[listed:start] == "\u3000" and not is_plain(string))
            or (follows and before in "的，。；、\n和与" and "\u3000" in found[0])
        ):
            yield start, end
            listed = end
