"""How likely a piece of text goes on from another, by the characters at the joint."""

import math
import re
from functools import cache
from typing import Final, NamedTuple

from analysis.lexicon import read_lexicon

__all__ = ["rate_beginning", "rate_following", "rate_joint", "rate_wrap"]

_OPEN_BRACKET: Final = re.compile(r"[(（《“][^)）》”]*$")
_EARLY_STOP: Final = re.compile(r"[^。，；：！？,;:!?、“”《》]{0,5}[。！？!?]")
_EARLY_COMMA: Final = re.compile(r"[^。，；：！？,;:!?、“”《》]{1,5}、")
# Pages often print the half-width signs; the counts are of the full-width ones.
_FULL: Final = str.maketrans(",;:?!()", "，；：？！（）")
_CLOSE_PAIR: Final = 1.0
_FAR: Final = 60  # how far back an open bracket still counts


def rate_joint(left: str, right: str) -> float:
    """Rate whether `right` goes on where `left` stops (above 0) or begins a paragraph (below 0).

    Examples
    --------
    >>> rate_joint("秉持相互", "尊重的原则") > 0 > rate_joint("秉持相互", "会议强调")
    True
    """
    return rate_following(left, right) - rate_beginning(right)


def rate_following(left: str, right: str) -> float:
    """Logarithm of the chance that `right` follows `left` in the same sentence.

    It is the chance that its first character follows the last of `left`, from counts over running
    news. Followers are kept in order of frequency only, so the chance is taken from the rank by
    Zipf's law. A bracket that is still open, a full stop or an enumeration comma right at the
    beginning speak for going on.
    """
    rate = _rate_pair(left[-1].translate(_FULL), right[0].translate(_FULL))
    if _OPEN_BRACKET.search(left, max(len(left) - _FAR, 0)):
        rate += 6
    if _EARLY_STOP.match(right):
        rate += 4
    elif _EARLY_COMMA.match(right):
        rate += 2
    return rate


def rate_beginning(text: str) -> float:
    """Logarithm of the chance that a paragraph begins with the first character of `text`."""
    joints = _load()
    begins = joints.begins.get(text[0].translate(_FULL), 0)
    return math.log((begins + 0.3) / joints.paragraphs)


def rate_wrap(left: str, right: str) -> float:
    """Rate whether a title goes on in its next line (above 0) or that line is a title of its own.

    It is how much likelier the first character of `right` is behind `left` than anywhere.
    """
    joints = _load()
    share = joints.counts.get(right[0].translate(_FULL), 1) / joints.total
    return rate_following(left, right) - math.log(share) - _CLOSE_PAIR


@cache
def _rate_pair(last: str, first: str) -> float:
    joints = _load()
    row = joints.followers.get(last, "")
    rank = row.find(first)
    if rank >= 0:
        chance = 1 / ((rank + 2) * math.log(len(row) + 3))
    else:
        # A pair that was hardly ever seen keeps a fiftieth of the character's own share.
        chance = 0.02 * joints.counts.get(first, 1) / joints.total
    return math.log(chance + 1e-7)


class _Joints(NamedTuple):
    counts: dict[str, int]
    begins: dict[str, int]
    followers: dict[str, str]
    total: int
    paragraphs: int


@cache
def _load() -> _Joints:
    joints = read_lexicon("joints")
    counts = dict(zip(joints["character"], joints["count"].astype(int), strict=True))
    begins = dict(zip(joints["character"], joints["begins"].astype(int), strict=True))
    followers = dict(zip(joints["character"], joints["followers"].fillna(""), strict=True))
    return _Joints(counts, begins, followers, sum(counts.values()), sum(begins.values()))
