"""Traditional characters → simplified ones, one for one, so that positions stay the same.

毛澤東 and 毛泽东 are the same person, and 減負 is 减负: names, phrases and words are looked for in
the simplified text, and shown as they are printed.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from analysis.lexicon import read_lexicon

__all__ = ["read_pairs", "simplify", "simplify_all"]

# Characters of a text for which a set is faster than a table of all characters.
_SHORT: Final = 200
# Characters of many texts that are looked at together.
_AT_ONCE: Final = 1_000_000
# A text counts as traditional if more than this share of it are traditional characters; it is about
# a third in one. A simplified text can have a few, in names like 杨闇公 and 毕昇, which are left
# alone.
_SHARE: Final = 1 / 8
_SURNAME: Final = "於"


def simplify(text: str) -> str:
    """Write each traditional character of a text as the simplified one for it.

    The text keeps its length. Characters are changed and no words: 資訊 gives 资讯, and not 信息. A
    simplified text stays as it is, with a name such as 杨闇公 in it.

    Examples
    --------
    >>> simplify("學習毛澤東關於減負的論述")
    '学习毛泽东关于减负的论述'
    >>> simplify("於崇文院士讲话，杨闇公纪念馆落成")
    '於崇文院士讲话，杨闇公纪念馆落成'
    """
    return text.translate(read_pairs()) if _is_traditional(text) else text


def simplify_all(texts: Sequence[str]) -> list[str]:
    """Simplify many texts: one look at all of them says which may be traditional, mostly none.

    Examples
    --------
    >>> simplify_all(["學習", "学习", ""])
    ['学习', '学习', '']
    """
    simple = list(texts)
    ends = np.cumsum([len(text) for text in texts])
    first = begin = 0
    while first < len(texts):
        last = max(first + 1, int(np.searchsorted(ends, begin + _AT_ONCE)))
        joined = "".join(texts[first:last])
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        # The characters that tell are all among the first 65,536.
        telling = begin + np.flatnonzero(_flag_telling()[np.minimum(codes, 0xFFFF)])
        for at in np.unique(np.searchsorted(ends, telling, side="right")).tolist():
            simple[at] = simplify(texts[at])
        first, begin = last, begin + len(joined)
    return simple


def _is_traditional(text: str) -> bool:
    if len(text) < _SHORT:
        if _list_telling().isdisjoint(text):  # nearly all texts
            return False
        return sum(map(_list_telling().__contains__, text)) > len(text) * _SHARE
    # Rare characters, which UTF-16 writes as two codes, are not among them, nor is either code.
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    return int(np.count_nonzero(_flag_telling()[codes])) > len(text) * _SHARE


@cache
def read_pairs() -> Mapping[int, str]:
    """The simplified character for the number of each traditional one, for `str.translate`."""
    table = read_lexicon("traditional")
    pairs = zip(table["traditional"], table["simplified"], strict=True)
    return {ord(traditional): simplified for traditional, simplified in pairs}


@cache
def _list_telling() -> frozenset[str]:
    """The characters that make a text count as traditional; 於 is a surname in simplified texts."""
    return frozenset(map(chr, read_pairs())) - {_SURNAME}


@cache
def _flag_telling() -> npt.NDArray[np.bool_]:
    flags = np.zeros(0x10000, dtype=np.bool_)
    flags[[ord(character) for character in _list_telling()]] = True
    return flags
