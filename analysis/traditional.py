"""Traditional characters read as simplified ones, each for one, so that no place moves.

毛澤東 and 毛泽东 are one person, and 減負 is 减负: names, phrases and words are looked for in what
`simplify` gives, and shown as they are printed.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from analysis.lexicon import read_lexicon

__all__ = ["read_pairs", "simplify"]

# A set is asked faster about a short text, a table of all characters about a long one.
_SHORT: Final = 200
# In a traditional text every third character is one. A simplified text may print a name with one
# (杨闇公, 毕昇), and that is then how it is written.
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


def _is_traditional(text: str) -> bool:
    if len(text) < _SHORT:
        if _read_telling().isdisjoint(text):  # as nearly always
            return False
        return sum(map(_read_telling().__contains__, text)) > len(text) * _SHARE
    # What UTF-16 writes in two pieces is not in the table, nor is either piece.
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    return int(np.count_nonzero(_flag_telling()[codes])) > len(text) * _SHARE


@cache
def read_pairs() -> Mapping[int, str]:
    """Of each traditional character, by its number, the simplified one."""
    table = read_lexicon("traditional")
    pairs = zip(table["traditional"], table["simplified"], strict=True)
    return {ord(traditional): simplified for traditional, simplified in pairs}


@cache
def _read_telling() -> frozenset[str]:
    """The characters that speak for a traditional text."""
    return frozenset(map(chr, read_pairs())) - {_SURNAME}


@cache
def _flag_telling() -> npt.NDArray[np.bool_]:
    flags = np.zeros(0x10000, dtype=np.bool_)
    flags[[ord(character) for character in _read_telling()]] = True
    return flags
