"""Names of a list that nothing but their neighbours tell: 路遥知、和畅、水清参加."""

from collections.abc import Iterator, Sequence
from typing import Final

from analysis.expressions import Expression
from analysis.officials import names
from analysis.officials.acting import acts
from analysis.officials.batch import NOTE
from analysis.officials.wordlike import is_whole_name, read_after_names, read_never, read_words

__all__ = ["fill_lists"]

_HAN: Final = Expression(f"[{names.HAN}]+")
# Where a name of a list ends: before the next, at the end of the list, or at what they all do.
_CLOSES: Final = Expression(
    "[、，。；：,;（(\n]|等|和|与|及|以及|同志|到会|到场|在座|在场|随[行同]|同[行往]|前来"
)
# What stands in a list of people and is none: 有关部门, 及家属.
_NOT_INSIDE: Final = Expression(
    "[了的是我你他她您将被让把着这那其们等及和与或就在于市省县区委局部厅组队会社台院校班所厂司站团科处办室人员者家]"
)


def fill_lists(
    text: str, begins: bytes, marks: bytes, spans: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Find what stands between 、 and the next name, or the end of the list, after a name."""
    starts = {start for start, _ in spans}
    under_title: set[int] = set()  # where the names end that a title before their list is shared by
    for start, at in spans:
        titled = marks[start] & 1 or (text[start - 1] == "、" and start - 1 in under_title)
        if titled:
            under_title.add(at)
        note = NOTE.match(text, at) if text[at] in "（(" else None
        at = note.end() if note else at
        while text[at : at + 1] == "、" and at + 1 not in starts:
            end = _measure(text, begins, marks, at + 1, titled=bool(titled))
            if not end or not starts.isdisjoint(range(at + 1, end)):
                break
            yield at + 1, end
            at = end
            if titled:
                under_title.add(at)


def _measure(text: str, begins: bytes, marks: bytes, start: int, *, titled: bool) -> int:
    """Where the name ends that begins at a place in a list, or 0."""
    if not begins[start]:
        return 0
    for end in range(start + 2, start + 5):
        string = text[start:end]
        if not _HAN.fullmatch(string):
            return 0
        closed = _CLOSES.match(text, end) is not None
        if begins[end] and (closed or marks[end] & 4 or acts(text, begins, end)):
            if _holds_title(text, marks, start, end):
                return 0
            broken = 1 in begins[start + 1 : end]
            return end if _could_be_listed(string, broken=broken, titled=titled) else 0
    return 0


def _holds_title(text: str, marks: bytes, start: int, end: int) -> bool:
    """Whether a title begins where a string does, or ends in it; 图 of a photograph is none."""
    if marks[start] & 2:
        return True
    ends = (at for at in range(start + 1, end + 1) if marks[at] & 1)
    return any(text[at - 1] not in "文图摄叫" for at in ends)


def _could_be_listed(string: str, *, broken: bool, titled: bool) -> bool:
    """Whether a string can be a name among names; `broken` if it is no word of the dictionary."""
    if string in read_words():
        return titled
    if string in read_never() or string in read_after_names() or _NOT_INSIDE.search(string):
        return False
    if not broken and names.read_word(string)[:1] not in ("", "n", "a", "z"):
        return False
    return is_whole_name(string) and (titled or names.read_word(string) == "")
