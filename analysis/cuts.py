"""Where words begin in a text: found once for the people in it, and again for its tokens.

The cutter finds the words of its dictionary by itself, and a model guesses what the single
characters between them make up. Where names begin is read off the words of the dictionary alone.
When tokens are made of the same text, these are known still: cut anew are only the runs of single
characters, and what touches a name or a set phrase. That is a third of a text, and the tokens are
those of cutting all of it.
"""

import string
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.cutter import open_cutter

__all__ = [
    "HAN",
    "Cut",
    "cut_around",
    "cut_by_dictionary",
    "forget",
    "list_places",
    "recall",
    "remember",
]

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Cut = Callable[[str], list[str]]

# The first and last of each range of Chinese characters.
HAN: Final = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
# Characters that are cut in one go: a call for each word is slow, and so are more strings than the
# processor holds at hand.
_AT_ONCE: Final = 8000
# Characters of the texts of which it is remembered where words begin: those of some months.
_MOST: Final = 4_000_000


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


def _measure_words(words: Sequence[str]) -> npt.NDArray[Any]:
    """The length of each word."""
    try:
        return np.frombuffer(bytearray(map(len, words)), np.uint8)  # faster than any other way
    except ValueError:  # a word of more than 255 characters
        return np.fromiter(map(len, words), np.int64, len(words))


_remembered: dict[str, Flags] = {}
_size = [0]


def remember(texts: Iterable[tuple[str, Flags]]) -> None:
    """Remember where the words of the dictionary begin in some texts.

    This changes no result, only how soon it is there.
    """
    if _size[0] > _MOST:
        forget()
    for text, begins in texts:
        _remembered[text] = begins
        _size[0] += len(text)


def forget() -> None:
    """Forget all texts."""
    _remembered.clear()
    _size[0] = 0


def recall(text: str) -> Flags | None:
    """Where the words of the dictionary begin in a text, if that is remembered."""
    return _remembered.get(text)


class _Stretches(NamedTuple):
    """Stretches of a text, in its order and apart."""

    start: Numbers
    end: Numbers


def list_places(start: Numbers, end: Numbers) -> Numbers:
    """The places of all characters of some stretches, one stretch after another."""
    lengths = end - start
    firsts = np.cumsum(lengths) - lengths
    places: Numbers = np.arange(lengths.sum()) + np.repeat(start - firsts, lengths)
    return places


def cut_around(
    texts: Sequence[str], starts: npt.ArrayLike, ends: npt.ArrayLike, cut: Cut, *, known: bool
) -> Numbers:
    """Cut texts around spans that stay whole: where each token begins in all of them joined.

    `starts` and `ends` are places in the joined texts, in their order and apart; no span is empty
    or reaches from one text into the next. Where `known`, `cut` is the cutter itself, and what is
    remembered of a text is not cut again.
    """
    text = "".join(texts)
    sizes = np.array([len(one) for one in texts], dtype=np.int64)
    opens = np.cumsum(sizes) - sizes
    spans = _Stretches(np.asarray(starts, np.int64), np.asarray(ends, np.int64))
    remembered = [recall(one) if known else None for one in texts]
    is_known = np.array([one is not None for one in remembered], dtype=bool)
    begins = np.zeros(len(text) + 1, dtype=bool)
    for open_, one in zip(opens.tolist(), remembered, strict=True):
        if one is not None:
            begins[open_ : open_ + len(one)] = one
    begins[opens] = True
    in_word = _can_be_in_word().take(_read_codes(text)) if is_known.any() else None
    pieces = _list_pieces(in_word, spans, opens, sizes, is_known)
    inside = list_places(*spans)
    done = np.concatenate((inside, list_places(*pieces)))
    again = [pieces]
    if in_word is not None:
        kinds = in_word.copy()
        kinds[done] = 0
        again.append(_list_runs(begins, kinds, opens))
    begins[inside] = False
    begins[spans.start] = True
    begins[spans.end] = True
    for stretches in again:
        _cut_again(text, begins, stretches, cut)
    found: Numbers = np.flatnonzero(begins[: len(text)])
    return found


def _list_pieces(
    in_word: npt.NDArray[np.uint8] | None,
    spans: _Stretches,
    opens: Numbers,
    sizes: Numbers,
    is_known: Flags,
) -> _Stretches:
    """What is cut anew: texts that are not known, and what no sign parts from a span."""
    owners = np.searchsorted(opens, spans.start, side="right") - 1
    known = is_known[owners]
    first, last = opens[owners], opens[owners] + sizes[owners]
    # How far a word could reach from a span: to the signs around it, or over the whole text.
    left, right = first, last
    if in_word is not None:
        signs = np.flatnonzero(in_word == 0)
        edges = np.concatenate(([-1], signs, [len(in_word)]))
        at = np.searchsorted(signs, spans.start)
        left = np.where(known, np.maximum(first, edges[at] + 1), first)
        at = np.searchsorted(signs, spans.end)
        right = np.where(known, np.minimum(last, edges[at + 1]), last)
    following = np.append(spans.start[1:], np.iinfo(np.int64).max)
    before_end = np.minimum(right, following)
    # Between two spans that nothing parts, what is behind the one is before the other.
    reached = np.concatenate(([0], np.maximum(before_end, spans.end)[:-1]))
    whole = ~is_known
    whole[owners] = False
    starts = np.concatenate((np.maximum(left, reached), spans.end, opens[whole]))
    ends = np.concatenate((spans.start, before_end, (opens + sizes)[whole]))
    order = np.flatnonzero(ends > starts)
    order = order[np.argsort(starts[order], kind="stable")]
    return _Stretches(starts[order], ends[order])


def _list_runs(begins: Flags, kinds: npt.NDArray[np.uint8], opens: Numbers) -> _Stretches:
    """The runs of single characters, and of Latin letters and digits, that nothing parts."""
    starts = np.flatnonzero(begins[: len(kinds)])
    ends = np.append(starts[1:], len(kinds))
    kind = kinds[starts]
    single = (kind == _LATIN) | ((kind == _HAN) & (ends - starts == 1))
    # A run goes on where the token before is one of it, and of the same text.
    goes_on = single.copy()
    goes_on[1:] &= single[:-1]
    goes_on[np.searchsorted(starts, opens)] = False
    opening = single & ~goes_on
    closing = single & ~np.append(goes_on[1:], False)
    runs = _Stretches(starts[opening], ends[closing])
    several = np.flatnonzero(closing) > np.flatnonzero(opening)
    return _Stretches(runs.start[several], runs.end[several])


def _cut_again(text: str, begins: Flags, stretches: _Stretches, cut: Cut) -> None:
    """Cut some stretches of a text: a sign behind each comes back as a word of its own."""
    sign = next(sign for sign in map(chr, range(0xE000, 0xF900)) if sign not in text)
    spans = zip(stretches.start.tolist(), stretches.end.tolist(), strict=True)
    joined = sign.join([text[start:end] for start, end in spans]) + sign
    places = list_places(stretches.start, stretches.end + 1)
    begins[places] = False
    first = 0
    while first < len(places):
        last = joined.find(sign, first + _AT_ONCE) + 1 or len(places)
        lengths = _measure_words(cut(joined[first:last]))
        ends = lengths.cumsum(dtype=np.int64)
        begins[places[first + ends - lengths]] = True
        first = last


_HAN: Final = 1
_LATIN: Final = 2


@cache
def _can_be_in_word() -> npt.NDArray[np.uint8]:
    """For every character, whether the cutter may join it with others; rather too many than few."""
    kinds = np.zeros(sys.maxunicode + 1, dtype=np.uint8)
    for first, last in HAN:
        kinds[first : last + 1] = _HAN
    kinds[[*map(ord, "+#&._%-")]] = _HAN
    kinds[[*map(ord, string.ascii_letters + string.digits)]] = _LATIN
    return kinds


def _read_codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
