"""What is said of people: a verb, or an adverb before one, behind a name."""

from functools import cache
from typing import Final

from analysis.lexicon import read_lexicon
from analysis.officials import names

__all__ = ["ADVERBS", "FACES", "acts"]


# What players do to each other.
FACES: Final = ("战胜", "击败", "不敌", "负于", "对阵", "迎战", "力克")
ADVERBS: Final = frozenset("不没未也还都已曾正将却便又则仍更均皆竟")


def acts(text: str, begins: bytes, end: int) -> bool:
    """Whether a verb, or an adverb before one, follows."""
    if text[end] in ADVERBS:
        return True
    close = end + 1
    while close < len(text) and not begins[close] and close < end + 4:
        close += 1
    if close == end + 1:
        return text[end] in _SHORT_ACTS
    word = text[end:close]
    if word in _read_acts():
        return word not in _NO_ACT
    if len(word) == 2 and word[1] in "说答问":
        return False  # 方向明说 is no 明说
    flag = names.read_word(word)
    if flag == "ad":
        return True  # 详细了解
    flag = flag[:1]
    if flag in ("i", "l") and len(word) == 4:
        return word not in _NO_ACT
    return flag in ("v", "d") and word not in _NO_ACT


_SHORT_ACTS: Final = frozenset("饰说称讲问答作致率赴忙带把从在用拿看写听又再算拄走送")


@cache
def _read_acts() -> frozenset[str]:
    return frozenset(["命令", "报告", *(v for v in read_lexicon("verbs")["verb"] if len(v) > 1)])


_NO_ACT: Final = frozenset(
    [
        "反应",
        "下",
        "上",
        "里",
        "中",
        "实践",
        "建设",
        "工作",
        "会议",
        "创建",
        "发展",
        "活动",
        "合作",
        "地",
        "得",
        "高",
        "到",
    ]
)
