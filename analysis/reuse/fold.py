"""Texts as one row of characters: what papers set as they like is left out or made alike."""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from analysis.arrays import Integers
from analysis.traditional import read_pairs

__all__ = ["Folded", "fold_texts", "list_places"]

Signs = npt.NDArray[np.uint16]

_MARKS: Final = re.compile(r"[\W_]+")
_FULL: Final = {0xFF10 + at: 0x30 + at for at in range(75)}  # ０-９ Ａ-Ｚ ａ-ｚ of full width
_RARE: Final = 0xE000  # characters beyond the first 65,536 are mapped here, several to one code
_BLOCK: Final = 4_000_000  # characters that are converted at a time


@dataclass(frozen=True)
class Folded:
    """Texts as numbers, one after another; text i reaches from `bounds[i]` to `bounds[i + 1]`."""

    signs: Signs
    bounds: npt.NDArray[np.int64]

    def cut(self, start: int, end: int) -> str:
        """Give the characters between two places as text."""
        return self.signs[start:end].tobytes().decode("utf-16-le")

    @cached_property
    def number(self) -> npt.NDArray[np.int32]:
        """For each character, the number of its text."""
        return np.repeat(np.arange(len(self.bounds) - 1, dtype=np.int32), np.diff(self.bounds))


@cache
def _make_folds() -> Signs:
    """Map each character of Unicode; 0 stands for punctuation and blanks, which are left out."""
    every = "".join(map(chr, (*range(0xD800), *range(0xE000, sys.maxunicode + 1))))
    kept = np.frombuffer(_MARKS.sub("", every).encode("utf-32-le"), dtype="<u4").astype(np.int64)
    folds = np.zeros(sys.maxunicode + 1, dtype=np.uint16)
    folds[kept] = np.where(kept < 0x10000, kept, _RARE + kept % 0x1000)
    alike = {**_FULL, **{code: ord(sign) for code, sign in read_pairs().items()}}
    codes = np.array([code for code in alike if folds[code]])
    folds[codes] = folds[[alike[int(code)] for code in codes]]
    capitals = np.arange(ord("A"), ord("Z") + 1)
    for each in (capitals, capitals + 0xFF21 - ord("A")):
        folds[each] = capitals + 32
    return folds


def fold_texts(texts: Sequence[str | None]) -> Folded:
    """Fold texts: without punctuation and blanks, in simplified characters, small letters.

    Examples
    --------
    >>> folded = fold_texts(["會議 召开,ＡＢ１。", None, "散会"])
    >>> folded.cut(0, 9), folded.bounds.tolist()
    ('会议召开ab1散会', [0, 7, 7, 9])
    """
    signs, sizes = [], [np.zeros(1, dtype=np.int64)]
    for block in _cut_blocks(texts):
        lengths = np.fromiter(map(len, block), dtype=np.int64, count=len(block))
        each = _fold("".join(block))
        kept = np.concatenate(([0], np.cumsum(each > 0)))
        sizes.append(np.diff(kept[np.concatenate(([0], np.cumsum(lengths)))]))
        signs.append(each[each > 0])
    joined = np.concatenate(signs) if signs else np.zeros(0, dtype=np.uint16)
    return Folded(joined, np.cumsum(np.concatenate(sizes)))


def _cut_blocks(texts: Sequence[str | None]) -> Iterator[list[str]]:
    block: list[str] = []
    size = 0
    for text in texts:
        block.append(text if isinstance(text, str) else "")
        size += len(block[-1])
        if size >= _BLOCK:
            yield block
            block, size = [], 0
    if block:
        yield block


def _fold(text: str) -> Signs:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    folded: Signs = _make_folds()[codes]
    return folded


def list_places(text: str) -> Integers:
    """For each character that is left after folding, its place in the text.

    Examples
    --------
    >>> list_places("会议, 召开").tolist()
    [0, 1, 4, 5]
    """
    places: Integers = np.flatnonzero(_fold(text))
    return places
