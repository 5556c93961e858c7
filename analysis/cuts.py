"""Where words begin in a text.

The cutter works in two steps: it finds the words of its dictionary, and then a model guesses which
of the single characters left between them make up a word. People are found with the first step
alone; tokens need both. Where mentions and tokens are made of the same texts, the first step is
done once (`remembering`), and for the tokens only two kinds of places are cut again: runs of single
characters, and what touches a name or a set phrase that has to stay whole. That is a third of a
text, and the tokens come out as if all of it had been cut.
"""

import string
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.arrays import Flags, Integers
from analysis.cutter import open_cutter
from analysis.han import HAN_RANGES
from analysis.places import keeping_parts

__all__ = [
    "HAN",
    "CutText",
    "cut_around",
    "cut_by_dictionary",
    "list_positions_in",
    "recall",
    "remember",
    "remembering",
]

HAN: Final = HAN_RANGES
# A text → its words, which put together are the text.
CutText = Callable[[str], list[str]]

# Characters that are cut with one call: fewer make too many calls, and of more the list of words
# no longer fits into the cache of the processor.
_AT_ONCE: Final = 8000


def cut_by_dictionary(text: str) -> Flags:
    """Say of each character, and of the end, whether a word of the dictionary begins there."""
    begins = np.zeros(len(text) + 1, dtype=bool)
    begins[0] = True
    first = 0
    while first < len(text):
        last = text.find("\n", first + _AT_ONCE) + 1 or len(text)
        lengths = _measure_words(open_cutter().cut(text[first:last], False))
        begins[first + lengths.cumsum(dtype=np.int64)] = True
        first = last
    return begins


def _measure_words(words: Sequence[str]) -> Integers:
    return np.fromiter(map(len, words), np.int64, len(words))


# Where words begin, by text; None outside of `remembering`.
_remembered: ContextVar[dict[str, Flags] | None] = ContextVar("remembered", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Keep, until this ends, where the words of the dictionary begin in each text that is read.

    Parts of articles are kept too. The same tokens come out with and without it, but a fifteenth
    sooner; nothing is kept afterwards.
    """
    before = _remembered.set({})
    try:
        with keeping_parts():
            yield
    finally:
        _remembered.reset(before)


def remember(texts: Iterable[tuple[str, Flags]]) -> None:
    """Keep where the words of the dictionary begin in some texts, inside of `remembering` only."""
    remembered = _remembered.get()
    if remembered is not None:
        remembered.update(texts)


def recall(text: str) -> Flags | None:
    """Where the words of the dictionary begin in a text, if it was read inside of `remembering`."""
    return (_remembered.get() or {}).get(text)


class _Stretches(NamedTuple):
    """Stretches of a text, in the order of the text; no two overlap."""

    start: Integers
    end: Integers


def list_positions_in(start: Integers, end: Integers) -> Integers:
    """The positions of all characters of some stretches, one stretch after another."""
    lengths = end - start
    firsts = np.cumsum(lengths) - lengths
    positions: Integers = np.arange(lengths.sum()) + np.repeat(start - firsts, lengths)
    return positions


def cut_around(
    texts: Sequence[str],
    starts: npt.ArrayLike,
    ends: npt.ArrayLike,
    cut: CutText,
    *,
    use_remembered: bool,
) -> Integers:
    """Cut texts around spans that stay whole: where each token begins in all of them joined.

    `starts` and `ends` are positions in the joined texts, in their order; no span is empty,
    overlaps another or reaches from one text into the next. What is remembered was found by the
    dictionary of `open_cutter`: `use_remembered` only where `cut` is that cutter.
    """
    text = "".join(texts)
    sizes = np.array([len(one) for one in texts], dtype=np.int64)
    opens = np.cumsum(sizes) - sizes
    spans = _Stretches(np.asarray(starts, np.int64), np.asarray(ends, np.int64))
    remembered = [recall(one) if use_remembered else None for one in texts]
    is_known = np.array([one is not None for one in remembered], dtype=bool)
    begins = np.zeros(len(text) + 1, dtype=bool)
    for open_, one in zip(opens.tolist(), remembered, strict=True):
        if one is not None:
            begins[open_ : open_ + len(one)] = one
    begins[opens] = True
    kinds = _list_kinds().take(_list_codes(text)) if is_known.any() else None
    beside_spans = _list_beside(kinds, spans, opens, sizes, is_known)
    inside = list_positions_in(*spans)
    again = [beside_spans]
    if kinds is not None:
        left = kinds.copy()
        left[np.concatenate((inside, list_positions_in(*beside_spans)))] = _SIGN
        again.append(_list_runs(begins, left, opens))
    begins[inside] = False
    begins[spans.start] = True
    begins[spans.end] = True
    for stretches in again:
        _cut_again(text, begins, stretches, cut)
    found: Integers = np.flatnonzero(begins[: len(text)])
    return found


def _list_beside(
    kinds: npt.NDArray[np.uint8] | None,
    spans: _Stretches,
    opens: Integers,
    sizes: Integers,
    is_known: Flags,
) -> _Stretches:
    """The stretches to be cut again because of the spans, and all texts that nobody remembers.

    A span may begin or end in the middle of a word of the dictionary. What is cut again reaches on
    either side to the next sign, since no word reaches across one.
    """
    owners = np.searchsorted(opens, spans.start, side="right") - 1
    known = is_known[owners]
    first, last = opens[owners], opens[owners] + sizes[owners]
    left, right = first, last
    if kinds is not None:
        signs = np.flatnonzero(kinds == _SIGN)
        edges = np.concatenate(([-1], signs, [len(kinds)]))
        at = np.searchsorted(signs, spans.start)
        left = np.where(known, np.maximum(first, edges[at] + 1), first)
        at = np.searchsorted(signs, spans.end)
        right = np.where(known, np.minimum(last, edges[at + 1]), last)
    following = np.append(spans.start[1:], np.iinfo(np.int64).max)
    before_end = np.minimum(right, following)
    # Where no sign stands between two spans, the stretch behind the first is also the one before
    # the second; it is listed once.
    reached = np.concatenate(([0], np.maximum(before_end, spans.end)[:-1]))
    whole = ~is_known
    whole[owners] = False
    starts = np.concatenate((np.maximum(left, reached), spans.end, opens[whole]))
    ends = np.concatenate((spans.start, before_end, (opens + sizes)[whole]))
    order = np.flatnonzero(ends > starts)
    order = order[np.argsort(starts[order], kind="stable")]
    return _Stretches(starts[order], ends[order])


def _list_runs(begins: Flags, kinds: npt.NDArray[np.uint8], opens: Integers) -> _Stretches:
    """The runs of tokens that the model may join: single characters, Latin letters and digits."""
    starts = np.flatnonzero(begins[: len(kinds)])
    ends = np.append(starts[1:], len(kinds))
    kind = kinds[starts]
    single = (kind == _LATIN) | ((kind == _HAN) & (ends - starts == 1))
    # A token goes on with a run where the one before belongs to it and stands in the same text.
    goes_on = single.copy()
    goes_on[1:] &= single[:-1]
    goes_on[np.searchsorted(starts, opens)] = False
    opening = single & ~goes_on
    closing = single & ~np.append(goes_on[1:], False)
    runs = _Stretches(starts[opening], ends[closing])
    several = np.flatnonzero(closing) > np.flatnonzero(opening)
    return _Stretches(runs.start[several], runs.end[several])


def _cut_again(text: str, begins: Flags, stretches: _Stretches, cut: CutText) -> None:
    """Cut some stretches of a text and write into `begins` where their words begin.

    They are joined for few calls of the cutter. Behind each stands a character that the text does
    not have: the cutter gives it back as a word of its own, so that no word reaches across.
    """
    sign = next(sign for sign in map(chr, range(0xE000, 0xF900)) if sign not in text)
    spans = zip(stretches.start.tolist(), stretches.end.tolist(), strict=True)
    joined = sign.join([text[start:end] for start, end in spans]) + sign
    positions = list_positions_in(stretches.start, stretches.end + 1)
    begins[positions] = False
    first = 0
    while first < len(positions):
        last = joined.find(sign, first + _AT_ONCE) + 1 or len(positions)
        lengths = _measure_words(cut(joined[first:last]))
        ends = lengths.cumsum(dtype=np.int64)
        begins[positions[first + ends - lengths]] = True
        first = last


_SIGN: Final = 0
_HAN: Final = 1
_LATIN: Final = 2


@cache
def _list_kinds() -> npt.NDArray[np.uint8]:
    """Of every character, whether the cutter may join it with others, and with which kind.

    In doubt a character counts as one that can be joined: then only a little more is cut again than
    necessary.
    """
    kinds = np.full(sys.maxunicode + 1, _SIGN, dtype=np.uint8)
    for first, last in HAN_RANGES:
        kinds[first : last + 1] = _HAN
    kinds[[*map(ord, "+#&._%-")]] = _HAN
    kinds[[*map(ord, string.ascii_letters + string.digits)]] = _LATIN
    return kinds


def _list_codes(text: str) -> npt.NDArray[Any]:
    """The number of each character in Unicode."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
