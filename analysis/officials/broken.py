"""Names and titles that blanks, or the end of a line, break: 李 强, and 王 before 明厚."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from typing import Final

import numpy as np

from analysis.cuts import cut_by_dictionary
from analysis.expressions import Expression
from analysis.officials import names
from analysis.officials.acting import acts
from analysis.officials.batch import Batch
from analysis.officials.names import Characters
from analysis.officials.scan import match_at
from analysis.officials.surnames import read_compounds
from analysis.officials.vocabulary import Vocabulary, find_titles
from analysis.officials.wordlike import (
    CLOSING,
    is_plain,
    is_whole_name,
    read_after_names,
    read_firsts,
)

__all__ = ["find_breaks", "find_broken", "find_padded", "mark_broken_titles"]

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


def mark_broken_titles(batch: Batch, characters: Characters, vocabulary: Vocabulary) -> None:
    """Mark where a title ends that a line break cuts in two."""
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


def find_breaks(batch: Batch, characters: Characters) -> list[int]:
    """Find the line breaks between two Chinese characters of one part."""
    borders = {first - 1 for first in batch.firsts}
    places = names.find_after_han(characters.codes, "\n")
    return [at for at in places if at not in borders and _ONE_HAN.match(batch.text, at + 1)]


def find_broken(
    batch: Batch, marks: bytes, breaks: Iterable[int], known: Collection[tuple[int, str]]
) -> Iterator[tuple[int, int]]:
    """Find the names that a line break cuts in two: after a title, or whole elsewhere."""
    text, firsts = batch.text, read_firsts()
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
            plain = is_plain(string) and string in read_after_names()
            titled = marks[start] & 8 and begins[head + tail] and not plain
            closed = text[end : end + 1] in CLOSING or acts(piece, begins, head + tail)
            long = line >= 6 or (line >= 2 and text[end : end + 1] not in "\n")
            if (row, string) in known or (titled and closed and long):
                yield start, end
                break
