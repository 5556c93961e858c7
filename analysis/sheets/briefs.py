"""Briefs under a standing head (简讯, 各地动态): each paragraph or small title is an item."""

import re
from collections.abc import Sequence
from typing import Final

from analysis.credits import read_form
from analysis.patterns import JUMP_FROM
from analysis.sheets.blocks import Block, Measure, remake
from analysis.sheets.form import Box, Line, holds

__all__ = ["find_briefs", "split_briefs"]

_LONGEST_HEAD: Final = 8
_HEAD: Final = re.compile(
    r".*(?:简讯|短讯|快讯|简报|集装箱|一句话|动态|速递|速览|集纳|集萃|点击|扫描|快递|播报|新闻|要闻|短波|浏览)"
)
_WHITE: Final = 0.22  # white between two briefs, beyond that between lines, in sizes of type
_MARK: Final = re.compile(r"[▲△●○◆◇■□★☆▶►◎※]")


def find_briefs(
    lines: Sequence[Line], own: Sequence[int], measure: Measure, rules: Sequence[Box], whole: Box
) -> tuple[set[int], list[Box]]:
    """Find standing heads, and the columns below each of them."""
    size = measure.size
    heads: set[int] = set()
    found: list[Box] = []
    for at in own:
        line = lines[at]
        text = "".join(line.text.split())
        if line.vertical or not 2 <= len(text) <= _LONGEST_HEAD or line.size < 1.14 * size:
            continue
        rule = _find_rule(line, rules)
        if rule is None or not (_HEAD.match(text) or line.box[0] - rule[0] < size):
            continue
        if _HEAD.match(text) is None and not _is_narrow(line, rule):
            continue
        heads.add(at)
        found.append((rule[0] - size, rule[3] - 1, rule[2] + size, whole[3]))
    ended = []
    for head, box in zip(sorted(heads, key=own.index), found, strict=True):
        low = box[3]
        for other in own:
            line = lines[other]
            inside = min(line.box[2], box[2]) - max(line.box[0], box[0])
            below = line.box[1] > box[1] + 2
            if below and inside > 0 and other not in heads:
                crossing = line.box[2] > box[2] + size or line.box[0] < box[0] - size
                if line.size > 1.3 * size or (crossing and line.size > 1.12 * size):
                    low = min(low, line.box[1])
            elif other in heads and other != head and below and inside > 0:
                low = min(low, line.box[1])
        for rule in rules:
            inside = min(rule[2], box[2]) - max(rule[0], box[0])
            if rule[1] > box[1] + size and inside > 0.6 * (box[2] - box[0]):
                low = min(low, rule[1])
        ended.append((box[0], box[1], box[2], low))
    return heads, ended


def _find_rule(line: Line, rules: Sequence[Box]) -> Box | None:
    x0, _, x1, y1 = line.box
    for rule in rules:
        under = -0.3 * line.size < rule[1] - y1 < 0.7 * line.size
        if under and rule[0] <= x0 + 2 and rule[2] >= x1 - 2 and rule[3] - rule[1] < 5:
            return rule
    return None


def _is_narrow(line: Line, rule: Box) -> bool:
    return line.box[2] - line.box[0] < 0.6 * (rule[2] - rule[0])


def split_briefs(
    blocks: Sequence[Block], lines: Sequence[Line], measure: Measure, briefs: Sequence[Box]
) -> list[Block]:
    """Divide the blocks below a standing head where a new brief begins."""
    kept: list[Block] = []
    for block in blocks:
        inside = any(holds(box, block.box) for box in briefs)
        if block.kind != "text" or not inside:
            kept.append(block)
            continue
        pieces: list[list[int]] = [[block.lines[0]]]
        for above, at in zip(block.lines, block.lines[1:], strict=False):
            gap = lines[at].box[1] - lines[above].box[3]
            text = lines[at].text
            marked = read_form("opener").match(text) or JUMP_FROM.match(text) or _MARK.match(text)
            if gap > measure.gap + _WHITE * measure.size or marked:
                pieces.append([])
            pieces[-1].append(at)
        kept += [remake(block, piece, lines, measure) for piece in pieces]
    return kept
