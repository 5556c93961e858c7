"""How likely a piece of text goes on from another, by the characters at the joint."""

import math
from collections.abc import Callable
from functools import cache

from analysis.lexicon import read_lexicon

__all__ = ["rate_joint"]

# Pages often print the half-width signs; the counts are of the full-width ones.
_FULL = str.maketrans(",;:!?()", "，；：！？（）")


def rate_joint(left: str, right: str) -> float:
    """Rate whether `right` goes on where `left` stops (above 0) or begins a paragraph (below 0).

    The rating is the logarithm of two chances, both from counts over running news: that the first
    character of `right` follows the last of `left`, and that it begins a paragraph. A character's
    followers are kept in order of frequency only, so the first chance is taken from the rank.

    Examples
    --------
    >>> rate_joint("秉持相互", "尊重的原则") > 0 > rate_joint("秉持相互", "会议强调")
    True
    """
    return _load()(left[-1].translate(_FULL), right[0].translate(_FULL))


@cache
def _load() -> Callable[[str, str], float]:
    joints = read_lexicon("joints")
    counts = dict(zip(joints["character"], joints["count"].astype(int), strict=True))
    begins = dict(zip(joints["character"], joints["begins"].astype(int), strict=True))
    followers = dict(zip(joints["character"], joints["followers"].fillna(""), strict=True))
    total, paragraphs = sum(counts.values()), sum(begins.values())

    def rate(last: str, first: str) -> float:
        row = followers.get(last, "")
        rank = row.find(first)
        # Zipf's law over the ranks; a pair never seen keeps a fiftieth of its own share.
        follows = (
            1 / ((rank + 2) * math.log(len(row) + 3))
            if rank >= 0
            else 0.02 * counts.get(first, 1) / total
        )
        opens = (begins.get(first, 0) + 0.3) / paragraphs
        return math.log(follows + 1e-7) - math.log(opens)

    return rate
