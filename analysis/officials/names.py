"""Which stretches of a text look like a name: candidates, and the weight of the signs around them.

A candidate is a surname with one or two characters after it, or a run of the characters that
foreign names are written with. Its score is the sum of the weights of `lexicons/name_signs.csv`:
what it is made of, what stands beside it, and how the dictionary cuts the text there.
"""

import sys
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis import cuts
from analysis.han import HAN_RANGES
from analysis.lexicon import read_lexicon
from analysis.officials.batch import Batch
from analysis.officials.vocabulary import Marks, Vocabulary, mark_words
from analysis.officials.words import DOTS, read_surnames

__all__ = [
    "BITS",
    "NUMBERED",
    "PAIRED",
    "WRITTEN",
    "Candidates",
    "Characters",
    "Codes",
    "Flags",
    "Stretches",
    "find_after_han",
    "list_candidates",
    "list_signs",
    "list_spans",
    "list_stretches",
    "match_signs",
    "read_characters",
    "score_candidates",
]


Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_LONGEST: Final = 18
_LINE: Final = ord("\n")
BITS: Final = 21  # a character fits into 21 bits, so two fit into a key


class Candidates(NamedTuple):
    """Spans that could be names; `foreign` are written in characters used for sound, and come
    last.

    `foreign` are those in characters used for their sound; they come after all others.
    """

    start: Codes
    end: Codes
    surname: Codes
    foreign: Flags


class Characters(NamedTuple):
    """What is known of each character of a text before names are looked for.

    `codes` are the characters as numbers; `begins` says where the cutter begins a word, `marks`
    what stands there (see `mark_words`). The last two have one more place, for the end.
    """

    codes: Codes
    begins: Flags
    marks: Marks


# What a character can be in a name; each is one bit, so one look into a table tells all.
_IS_HAN: Final = 1
_IS_SURNAME: Final = 2
_OPENS_COMPOUND: Final = 4
_IS_SOUND: Final = 8


@cache
def _read_letters() -> npt.NDArray[np.uint8]:
    """For every character, what it can be in a name."""
    letters = np.zeros(sys.maxunicode + 1, dtype=np.uint8)
    for first, last in HAN_RANGES:
        letters[first : last + 1] = _IS_HAN
    for bit, signs in (
        (_IS_SURNAME, read_surnames("short")),
        (_OPENS_COMPOUND, {name[0] for name in read_surnames("long")}),
        (_IS_SOUND, {*"".join(read_lexicon("sounds")["character"]), DOTS[0]}),
    ):
        letters[[*map(ord, signs)]] |= bit
    return letters


@cache
def _read_compounds() -> Codes:
    """The surnames of two characters, each as a key."""
    long = sorted(read_surnames("long"))
    first, second = (np.array([ord(name[at]) for name in long], np.int64) for at in (0, 1))
    return np.sort(_pair(first, second))


def _pair(first: Codes, second: Codes) -> Codes:
    return (first << BITS) | second


def read_characters(text: str, vocabulary: Vocabulary) -> Characters:
    """Read what is known of every character of a text in which words were found."""
    signs = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    codes: Codes = signs.astype(np.int64)
    return Characters(codes, cuts.cut_by_dictionary(text), mark_words(codes, vocabulary))


def match_signs(codes: Codes, signs: str) -> Flags:
    """Say of each character whether it is one of the signs."""
    return _list_codes(signs).take(codes, mode="clip")


@lru_cache(200)
def _list_codes(signs: str) -> Flags:
    # Codes beyond the largest sign are looked up at the last place of the list, which is False.
    listed = np.zeros(max(map(ord, signs)) + 2, dtype=bool)
    listed[[*map(ord, signs)]] = True
    return listed


def find_after_han(codes: Codes, signs: str) -> list[int]:
    """Find where one of the signs stands right after a Chinese character."""
    places = np.flatnonzero(match_signs(codes, signs))
    places = places[places > 0]
    found: list[int] = places[_read_letters()[codes[places - 1]] & _IS_HAN > 0].tolist()
    return found


def _is_joint(codes: Codes) -> Codes:
    return match_signs(codes, "、和与及，；,;").astype(np.int64)


def list_candidates(codes: Codes, begins: Flags, marks: Marks) -> Candidates:
    """List the spans that could be names, the foreign ones last.

    A name begins where a word does or an office ends: 江成 in 市委秘书长江成.
    """
    padded = np.concatenate([codes, np.zeros(_LONGEST + 1, dtype=np.int64)])
    letters = _read_letters().take(padded)
    begins = begins[: len(codes)] | (marks[: len(codes)] & 8 > 0)
    found = [*_list_chinese(padded, letters, begins), *_list_foreign(padded, letters, begins)]
    starts, ends, surnames, foreign = zip(*found, strict=True)
    return Candidates(*map(np.concatenate, (starts, ends, surnames, foreign)))


_Block = tuple[Codes, Codes, Codes, Flags]


def _list_chinese(codes: Codes, letters: npt.NDArray[np.uint8], begins: Flags) -> Iterator[_Block]:
    n = len(begins)
    single = np.flatnonzero((letters[:n] & _IS_SURNAME > 0) & begins)
    single = single[letters[single + 1] & _IS_HAN > 0]
    compound = np.flatnonzero((letters[:n] & _OPENS_COMPOUND > 0) & begins)
    compound = compound[letters[compound + 2] & _IS_HAN > 0]
    compound = compound[np.isin(_pair(codes[compound], codes[compound + 1]), _read_compounds())]
    for places, surname in ((single, 1), (compound, 2)):
        yield _block(places, surname + 1, surname, False)
        longer = places[letters[places + surname + 1] & _IS_HAN > 0]
        yield _block(longer, surname + 2, surname, False)


def _list_foreign(codes: Codes, letters: npt.NDArray[np.uint8], begins: Flags) -> Iterator[_Block]:
    n = len(begins)
    dot = ord(DOTS[0])
    places = np.flatnonzero((letters[:n] & _IS_SOUND > 0) & begins & (codes[:n] != dot))
    for length in range(1, _LONGEST + 1):
        places = places[letters[places + length - 1] & _IS_SOUND > 0]
        if length > 1:
            yield _block(places[codes[places + length - 1] != dot], length, 0, True)


def _block(places: Codes, length: int, surname: int, foreign: bool) -> _Block:
    n = len(places)
    return places, places + length, np.full(n, surname), np.full(n, foreign)


# Some of the candidates: a slice of them, or their numbers.
_Numbers = slice | Codes


def list_signs(
    codes: Codes, begins: Flags, marks: Marks, candidates: Candidates, *, paired: bool
) -> Iterator[tuple[str, _Numbers, Codes]]:
    """For each sign yield its name, the candidates it is seen of, and the characters it has there.

    With `paired`, the signs are two neighbouring characters. The names of signs of foreign
    candidates begin with f.
    """
    pad = np.full(3, _LINE, dtype=np.int64)  # so that the first line begins as all others do
    around = np.concatenate([pad, codes, pad])
    start, end, surname, foreign = candidates
    start, end = start + 3, end + 3
    border = len(start) - int(np.count_nonzero(foreign))
    before, after, first, last = around[start - 1], around[end], around[start], around[end - 1]
    given = end - start - surname
    one, two = (np.flatnonzero(given[:border] == length) for length in (1, 2))
    if paired:
        of_all = {
            # Beyond the end of a line stands another paragraph or article, which says nothing.
            "left2": _pair(np.where(before == _LINE, _LINE, around[start - 2]), before),
            "right2": _pair(after, np.where(after == _LINE, _LINE, around[end + 1])),
            "last_right": _pair(last, after),
            "left_first": _pair(before, first),
            "pair": _pair(first, around[start + 1]),
        }
        yield "given", two, _pair(around[start[two] + surname[two]], last[two])
    else:
        edge = np.concatenate([np.zeros(3, bool), begins, np.zeros(3, bool)]).astype(np.int64)
        cut = edge[end] | edge[end + 1] << 1 | edge[start + 1] << 2
        cut |= edge[np.minimum(start + 2, end)] << 3
        frame = (marks[start - 3] & 1 | marks[end - 3] & 6).astype(np.int64)
        of_all = {
            "left": before,
            "right": after,
            "start": first,
            "last": last,
            "cut": cut * 16 + surname * 4 + np.minimum(given, 3),
            "frame": frame,
            "list": frame << 4 | _is_joint(before) + 2 * _is_joint(after),
        }
        yield "only", one, last[one]
        yield "first", two, around[start[two] + surname[two]]
        yield "second", two, last[two]
        yield "flength", slice(border, None), (end - start)[border:]
    for name, keys in of_all.items():
        yield name, slice(0, border), keys[:border]
        yield f"f{name}", slice(border, None), keys[border:]


def score_candidates(
    codes: Codes, begins: Flags, marks: Marks, candidates: Candidates, *, faint: float = -np.inf
) -> tuple[Candidates, npt.NDArray[np.float64]]:
    """Add up the weights of the signs of each candidate; above 0 it is more likely a name than not.

    Candidates that cannot reach `faint` are left out.
    """
    weights, pairs = _read_weights()
    inside = np.concatenate([[0.0], weights["sound"][codes].cumsum()])
    sounds = inside[candidates.end] - inside[candidates.start] + weights["fbias"][0]
    scores = np.where(candidates.foreign, sounds, weights["bias"][0])
    for name, kind, keys in list_signs(codes, begins, marks, candidates, paired=False):
        scores[kind] += weights[name][keys]
    hopeful = scores > faint - _MOST_OF_PAIRS
    candidates, scores = _keep(candidates, hopeful), scores[hopeful]
    for name, kind, keys in list_signs(codes, begins, marks, candidates, paired=True):
        known, amounts = pairs[name]
        # An unknown key gives -1, and the last amount is 0.
        scores[kind] += amounts[known.get_indexer(pd.Index(keys))]
    # Rounded to the digits of the weights, so that the order in which they are added cannot matter.
    scores = scores.round(_DIGITS)
    kept = scores > faint
    return _keep(candidates, kept), scores[kept]


def _keep(candidates: Candidates, kept: Flags) -> Candidates:
    start, end, surname, foreign = candidates
    return Candidates(start[kept], end[kept], surname[kept], foreign[kept])


_DIGITS: Final = 6
_MOST_OF_PAIRS: Final = 6.0  # signs of two characters rarely add more than this
NUMBERED: Final = frozenset({"cut", "fcut", "flength", "frame", "fframe", "list", "flist"})
PAIRED: Final = ("left2", "right2", "last_right", "left_first", "pair", "given")
# How the signs that a table cannot show are written in it.
WRITTEN: Final = {"⏎": "\n", "␀": "\0", "␠": " ", "␣": "\u3000"}


@cache
def _read_weights() -> tuple[
    dict[str, npt.NDArray[np.float64]], dict[str, tuple[pd.Index, npt.NDArray[np.float64]]]
]:
    """The weights of each sign by its keys, and those of pairs with the keys that are known.

    A bias has the key 0.
    """
    weights: dict[str, npt.NDArray[np.float64]] = {}
    pairs: dict[str, dict[int, float]] = {}
    table = read_lexicon("name_signs").fillna("")
    for row, cell in zip(table["sign"].tolist(), table["where"].tolist(), strict=True):
        name, _, amount = row.partition(":")
        codes = [ord(WRITTEN.get(sign, sign)) for sign in cell]
        if name.endswith(PAIRED):
            keys = [codes[at] << BITS | codes[at + 1] for at in range(0, len(codes), 2)]
            pairs.setdefault(name, {}).update(dict.fromkeys(keys, float(amount)))
            continue
        if name in NUMBERED:
            codes = [*map(int, cell.split())]
        known = weights.setdefault(name, np.zeros(sys.maxunicode + 1))
        known[codes or [0]] = float(amount)
    return weights, {
        name: (pd.Index([*known]), np.array([*known.values(), 0.0]))
        for name, known in pairs.items()
    }


class Stretches(NamedTuple):
    """The candidates as lists, to go through them one by one.

    `points` says how much speaks for each, and changes as more is found out.
    """

    starts: list[int]
    ends: list[int]
    strings: list[str]
    owners: list[int]
    rows: list[int]
    foreign: list[bool]
    points: list[float]


def list_stretches(batch: Batch, candidates: Candidates, points: list[float]) -> Stretches:
    """List the candidates of a batch, with their strings and the parts in which they stand."""
    starts, ends = candidates.start.tolist(), candidates.end.tolist()
    strings = [batch.text[start:end] for start, end in zip(starts, ends, strict=True)]
    owner = np.searchsorted(batch.firsts, candidates.start, side="right") - 1
    rows = np.array([part.row for part in batch.parts])[owner]
    foreign = candidates.foreign.tolist()
    return Stretches(starts, ends, strings, owner.tolist(), rows.tolist(), foreign, points)


def list_spans(candidates: Candidates, flags: Flags) -> Iterator[tuple[int, int, int]]:
    """List number, start and end of each candidate that is flagged."""
    at = np.flatnonzero(flags)
    start, end = candidates.start[at], candidates.end[at]
    return zip(at.tolist(), start.tolist(), end.tolist(), strict=True)
