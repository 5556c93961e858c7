"""How likely it is that one piece of text continues another, by the characters where they meet."""

import math
import re
from functools import cache
from typing import Final, NamedTuple

from analysis.han import HAN
from analysis.lexicon import read_lexicon
from analysis.patterns import KICKER_END

__all__ = ["rate_beginning", "rate_following", "rate_joint", "wraps_title"]

_OPEN_BRACKET: Final = re.compile(r"[(（《“][^)）》”]*$")
_OWN_TITLE: Final = re.compile(
    r"(?:分析|连线|决定|用|加快|推[动进]|提升|听取|部署|研究|强[调化]|要求|主持|出席|会见|调研|打[造好]|建设|坚[持决定]"
    r"|深[化入]|以|让|为|把|全[力面]|奋[力进]|努力|扎实|切实|积极|着力|共[同建享]|谱写|书写|绘就|开创|助力|赋能|守护|确保|聚[力焦]"
    r"|携手|续写|争[当创做]|看望|走[进出]|审议|传达|安排|并|学习|贯彻|落实|凝[聚心]|激[发活]|培育|擦亮|跑出|做[好强优])"
    r"|(?!会议|座谈|活动|仪式|大会|开幕|并|调研)"
    rf"(?:[{HAN}]{{2,12}}(?:主持(?:会议)?|出席|(?:并)?讲话|参加|陪同|致辞|批示)[ 等]*){{1,4}}$"
)
_WANTS_MORE: Final = frozenset("就和与及的对在将为把被从向同至等、")
_GOES_ON_WITH: Final = re.compile(r"[和与及的等、\d]")
# Rates of two neighbouring characters: above the first they are most likely one word, above the
# second they have at least been seen side by side.
_OFTEN: Final = -3.0
_SEEN: Final = -6.0
_EARLY_STOP: Final = re.compile(r"[^。，；：！？,;:!?、“”《》]{0,5}[。！？!?]")
_EARLY_COMMA: Final = re.compile(r"[^。，；：！？,;:!?、“”《》]{1,5}、")
# Many pages have half-width signs, while the counts are of full-width ones.
_FULL: Final = str.maketrans(",;:?!()", "，；：？！（）")
_BRACKET_REACH: Final = 60  # characters before the end in which an open bracket is looked for


def rate_joint(left: str, right: str) -> float:
    """Rate whether `right` continues `left` (above 0) or begins a new paragraph (below 0).

    Examples
    --------
    >>> rate_joint("秉持相互", "尊重的原则") > 0 > rate_joint("秉持相互", "会议强调")
    True
    """
    return rate_following(left, right) - rate_beginning(right)


def rate_following(left: str, right: str) -> float:
    """Logarithm of the chance that `right` follows `left` in the same sentence.

    It is the chance that the first character of `right` follows the last one of `left`, counted in
    news (list `joints`). The list only keeps the order of frequency, so the chance is estimated
    from the rank by Zipf's law. Three things make it higher: a bracket that is still open in
    `left`, and a full stop or an enumeration comma within the first characters of `right`.
    """
    rate = _rate_pair(left[-1].translate(_FULL), right[0].translate(_FULL))
    if _OPEN_BRACKET.search(left, max(len(left) - _BRACKET_REACH, 0)):
        rate += 6
    if _EARLY_STOP.match(right):
        rate += 4
    elif _EARLY_COMMA.match(right):
        rate += 2
    return rate


def rate_beginning(text: str) -> float:
    """Logarithm of the chance that a paragraph begins with the first character of `text`."""
    joints = _read_joints()
    begins = joints.begins.get(text[0].translate(_FULL), 0)
    return math.log((begins + 0.3) / joints.paragraphs)


def wraps_title(left: str, right: str, *, marked: bool) -> bool:
    """Whether a title continues in the next line, as against a second title in that line.

    It does if a bracket is open, if the first line ends with a word like 和 or the second begins
    with one, or if the two characters where they meet are most likely one word. Otherwise the
    second is a title of its own if it begins with a verb, or if the first ends with a verb of
    speech. Two marked headings of the same length are two titles, unless those two characters have
    been seen together.
    """
    if _OPEN_BRACKET.search(left) or left[-1] in _WANTS_MORE or _GOES_ON_WITH.match(right):
        return True
    rate = _rate_pair(left[-1].translate(_FULL), right[0].translate(_FULL))
    if rate > _OFTEN:
        return True
    if _OWN_TITLE.match(right) or KICKER_END.search(left):
        return False
    return not (marked and len(left) == len(right)) or rate > _SEEN


@cache
def _rate_pair(last: str, first: str) -> float:
    joints = _read_joints()
    row = joints.followers.get(last, "")
    rank = row.find(first)
    if rank >= 0:
        chance = 1 / ((rank + 2) * math.log(len(row) + 3))
    else:
        # A pair that was never counted gets a fiftieth of how frequent its second character is.
        chance = 0.02 * joints.counts.get(first, 1) / joints.total
    return math.log(chance + 1e-7)


class _Joints(NamedTuple):
    counts: dict[str, int]
    begins: dict[str, int]
    followers: dict[str, str]
    total: int
    paragraphs: int


@cache
def _read_joints() -> _Joints:
    joints = read_lexicon("joints")
    counts = dict(zip(joints["character"], joints["count"].astype(int), strict=True))
    begins = dict(zip(joints["character"], joints["begins"].astype(int), strict=True))
    followers = dict(zip(joints["character"], joints["followers"].fillna(""), strict=True))
    return _Joints(counts, begins, followers, sum(counts.values()), sum(begins.values()))
