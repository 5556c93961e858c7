"""The newspapers, periodicals and broadcasts that are known by name."""

import re
from functools import cache
from typing import Final

from analysis.han import HAN
from analysis.lexicon import read_lexicon, split_variants

__all__ = ["find_paper", "is_code", "is_paper"]

# What stands between names in a credit: 人民网－人民日报, 光明网-《光明日报》, 《求是》2024/05.
_BETWEEN: Final = re.compile(r"[\s－—–·|｜/、,，;；:：《》（）()\[\]【】-]+|(?=\d)")
_PAPER: Final = re.compile(
    rf"[{HAN}]{{2,8}}(?:日报|日報|晚报|晚報|早报|晨报|时报|時報|商报|都市报|法治报|农民报|青年报)"
    r"(?![网網社客])"  # 兰川日报网 and 兰川日报客户端 are its site and its app
)


def is_paper(name: str) -> bool:
    """Whether this is a newspaper, periodical or broadcast of the list, under any of its names.

    Examples
    --------
    >>> is_paper("人民铁道"), is_paper("新闻联播"), is_paper("海报")
    (True, True, False)
    """
    return name in _list_names()


def find_paper(credit: str) -> str | None:
    """Find the newspaper that a credit names; an agency or a site is none.

    Examples
    --------
    >>> find_paper("人民网－人民日报"), find_paper("《求是》2024/05"), find_paper("新华社")
    ('人民日报', '求是', None)
    """
    for piece in _BETWEEN.split(credit):
        if is_paper(piece):
            return piece
        named = _PAPER.match(piece)
        if named:
            return named[0]
    return None


@cache
def _list_names(*, ascii_only: bool = False) -> frozenset[str]:
    """The names in Chinese, or the short forms in letters (rmrb), which alone do not say enough."""
    papers = read_lexicon("papers")
    papers = papers[papers["tier"] != "agency"]
    names = [
        *papers["newspaper"],
        *(own for cell in papers["names"] for own in split_variants(cell)),
    ]
    return frozenset(name for name in names if name.isascii() == ascii_only)


def is_code(name: str) -> bool:
    """Whether a word is the short form in letters of a newspaper: rmrb.

    Examples
    --------
    >>> is_code("rmrb"), is_code("text")
    (True, False)
    """
    return name in _list_names(ascii_only=True)
