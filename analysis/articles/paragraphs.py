"""Paragraphs that were broken at the end of a column, joined again."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from analysis.articles.chunks import Chunk
from analysis.articles.joints import rate_joint
from analysis.patterns import FRESH_WORDS, LIST_MARK, NOTICE_SIGN, SUBHEADS, TERMINAL

__all__ = ["Join", "find_joins"]

# Signs that no paragraph begins with, and signs that none ends with.
_NEVER_FIRST: Final = frozenset("，,。、；;：:！!？?”’』」》〉）)]】%％")
_NEVER_LAST: Final = frozenset("，,、“‘『「《〈（([【")
_BARE_JUMP: Final = 12  # characters of a line that is only （上接第一版）
_NEVER_LAST_OF_TITLE: Final = frozenset("的对在和与是将把被从向及或于以为着")
_CLOSED: Final = frozenset("。！？!?")


@dataclass(frozen=True, slots=True)
class Join:
    """Two neighbours in a body that are one printed paragraph, and how certain that is."""

    first: Chunk
    second: Chunk
    confidence: float


def find_joins(body: Sequence[Chunk]) -> list[Join]:
    """Find the neighbours that are pieces of one paragraph, each with a confidence above 0.2."""
    joins: list[Join] = []
    for first, second in pairwise(body):
        if first.text[-1] in _CLOSED:
            continue
        piece = bool(joins) and joins[-1].second is first and joins[-1].confidence > 0.5
        confidence = _rate(first, second, piece=piece)
        if confidence > 0.2:
            joins.append(Join(first, second, confidence))
    return joins


def _rate(first: Chunk, second: Chunk, *, piece: bool) -> float:
    """Rate two neighbours; `piece` says that the first was already joined to the one before."""
    left, right = first.text, second.text
    if second.mark or first.mark:
        return 0.0
    if second.role not in ("para", "short") or first.role in ("jump", "closing"):
        return 0.0
    if first.role == "jump_from" and len(left) <= _BARE_JUMP:
        return 0.0
    if left in SUBHEADS:
        return 0.0
    if right[0] in _NEVER_FIRST or left[-1] in _NEVER_LAST:
        return 0.98
    signed = second.role == "short" and NOTICE_SIGN.search(right)
    if signed and (left[-1].isdigit() or first.role == "short"):
        return 0.0  # a signature under a telephone number, a date under a signature
    if first.role == "short" and LIST_MARK.match(left):
        return 0.0  # a short 一、… above a paragraph is a heading inside the article
    if LIST_MARK.match(right) or second.lines[0].indented:
        return 0.1
    rating = rate_joint(left, right)
    if left[-1] in TERMINAL:
        # Behind a closing quotation mark or a colon a paragraph can end, or a sentence can go on.
        return _squash(rating - 4.5)
    if FRESH_WORDS.match(right):
        return _squash(2 + 0.4 * rating)
    if first.role == "short" and not piece and left[-1] not in _NEVER_LAST_OF_TITLE:
        # A short line may as well be a heading inside the article as the start of a paragraph.
        return _squash(0.6 * rating - 0.5)
    return _squash(3 + 0.4 * rating)


def _squash(value: float) -> float:
    return 1 / (1 + math.exp(-value))
