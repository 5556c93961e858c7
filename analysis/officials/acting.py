"""What is said of people: a verb, or an adverb before one, behind a name."""

import re
from functools import cache
from typing import Final

from analysis.expressions import Expression
from analysis.lexicon import read_lexicon
from analysis.officials import names
from analysis.officials.wordlike import read_words

__all__ = ["ADVERBS", "FACES", "KIN", "acts", "acts_like_a_name"]


# What players do to each other.
FACES: Final = ("战胜", "击败", "不敌", "负于", "对阵", "迎战", "力克")
KIN: Final = (
    "儿子|女儿|妻子|丈夫|父亲|母亲|爷爷|奶奶|孙子|孙女|哥哥|姐姐|弟弟|妹妹|外孙|外孙女|爱人|老伴"
    "|徒弟|同学|邻居"
)
_OF_BODY: Final = (
    "手|脸|眼|背影|肩|声音|嗓|故事|事迹|名字|办公室|手机|电话|心里|家里|家门|带领|陪同|话"
)
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


def acts_like_a_name(text: str, begins: bytes, marks: bytes, start: int, end: int) -> bool:
    """Whether a word that names somebody elsewhere in an article does so here."""
    before, after = text[start - 1 : start], text[end : end + 1]
    opens = start == 0 or before in "、，。；：,;“\n！？（和与对向是同"
    if not opens and not marks[start] & 1:
        return False
    if text[start:end] in read_words() and after == "的":
        return re.match(f"的(?:{KIN}|{_OF_BODY})", text[end : end + 4]) is not None
    close = end + 1
    while close < len(text) - 1 and not begins[close]:
        close += 1
    if after in "、说讲问答也还又祝请" or text[end:close] in _read_acts():
        return True
    return _IS_SOMEBODY.match(text, end) is not None


# What is said of people and hardly ever of what words mean.
_IS_SOMEBODY: Final = Expression(
    "同志|年[近过]|现年|今年\\d|[ \u3000]?摄[）)\n]|笑[着说道]|告诉|回忆|介绍|坦言|带着|拿[出着]"
    "|一家|夫妇|本人|当年|常说|主持|出席|到会|后来|曾[经任在]|年轻时|从小"
)
