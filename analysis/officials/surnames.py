"""Surnames: all of them, the common ones, those of two characters, of Koreans, of Japanese."""

from collections.abc import Callable
from functools import cache
from typing import Final

import pandas as pd

from analysis.lexicon import read_lexicon

__all__ = [
    "ALSO_VERBS",
    "RATHER_WORDS",
    "read_common",
    "read_compounds",
    "read_japanese",
    "read_korean",
    "read_long",
    "read_surnames",
]

# Surnames that are verbs and little words beside.
ALSO_VERBS: Final = frozenset("任向来于和从应关有对为同与在台")
# Compound surnames that are mostly something else.
RATHER_WORDS: Final = frozenset(
    [
        *("濮阳", "东方", "南门", "西门", "第五", "百里", "东里", "太史", "宗政", "司空", "鲜于"),
        *("范徐", "陈方", "陈冯", "乐正", "单于", "南宫", "哈斯", "长孙"),
    ]
)


@cache
def read_surnames() -> frozenset[str]:
    """Every surname of the list, of one character or two."""
    return frozenset(read_lexicon("surnames")["surname"])


@cache
def read_long() -> frozenset[str]:
    """Surnames of two characters."""
    return frozenset(name for name in read_surnames() if len(name) == 2)


@cache
def read_common() -> frozenset[str]:
    """Common surnames, also those that are words beside."""
    return _choose(lambda table: table["common"].notna())


@cache
def read_compounds() -> frozenset[str]:
    """Compound surnames that are hardly ever a word beside."""
    return _choose(lambda table: table["origin"] == "compound") - RATHER_WORDS


@cache
def read_korean() -> frozenset[str]:
    """Surnames that Koreans have too."""
    return _choose(lambda table: table["korean"] == "yes")


@cache
def read_japanese() -> frozenset[str]:
    """Surnames that only Japanese have."""
    return _choose(lambda table: table["origin"] == "japanese")


def _choose(is_wanted: Callable[[pd.DataFrame], pd.Series]) -> frozenset[str]:
    table = read_lexicon("surnames")
    return frozenset(table["surname"][is_wanted(table)])
