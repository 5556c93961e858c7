"""Titles and stacks of text → which belong together, as columns, gaps and rules show."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from analysis.sheets.blocks import Block, Measure
from analysis.sheets.form import Box, bound, holds

__all__ = ["LinkedBlocks", "link_blocks"]

_LEAST: Final = 1.0  # links with a lower rating are not made
_FURTHEST: Final = 60.0  # sizes of type between a title and its text, if a picture is between them
_NEAREST: Final = 4.5  # lines between them, if nothing is
_SAME_TOP: Final = 0.6

# How likely one block continues another: how the first ends, whether a paragraph begins.
_CONTINUES: Final = {
    ("open", False): 3.0, ("open", True): -4.0, ("closed", True): 0.2, ("closed", False): -4.0,
    ("full", True): 0.4, ("full", False): 0.3,
}  # fmt: skip


class LinkedBlocks:
    """Blocks that belong together: titles, and stacks in the order of reading."""

    def __init__(self) -> None:
        self.titles: list[Block] = []
        self.stacks: list[Block] = []
        self.cut = "text"

    @property
    def box(self) -> Box:
        """The rectangle around all of it."""
        return bound(block.box for block in (*self.titles, *self.stacks))


def link_blocks(
    blocks: Sequence[Block],
    measure: Measure,
    walls: Sequence[Box],
    rules: Sequence[Box],
    briefs: Sequence[Box] = (),
) -> list[LinkedBlocks]:
    """Link blocks into items; each block in the columns of `briefs` is an item by itself."""
    titles = [block for block in blocks if block.kind == "title"]
    stacks = [block for block in blocks if block.kind == "text"]
    owner = _find_titles(titles, stacks, measure, walls, rules)
    rated = []
    for stack in stacks:
        for before in stacks:
            if before is not stack:
                rate = _rate(before, stack, owner, measure, blocks, walls, rules)
                rate -= _part_briefs(before, stack, briefs)
                if rate >= _LEAST:
                    rated.append((rate, id(before), id(stack), before, stack))
    follows: dict[int, Block] = {}
    leads: dict[int, Block] = {}
    for _, _, _, before, stack in sorted(rated, key=lambda each: -each[0]):
        if id(stack) in leads or id(before) in follows or _runs_to(follows, stack, before):
            continue
        if _clash(before, stack, leads, follows, owner):
            continue
        leads[id(stack)], follows[id(before)] = before, stack
    return _gather(titles, stacks, owner, leads, follows, measure)


def _part_briefs(before: Block, stack: Block, briefs: Sequence[Box]) -> float:
    """What a link loses because it would join two briefs."""
    own = [
        next((n for n, box in enumerate(briefs) if holds(box, each.box)), -1)
        for each in (before, stack)
    ]
    if own == [-1, -1]:
        return 0.0
    goes_on = before.ends == "open" and not stack.begins and stack.left > before.right
    return 0.0 if own[0] == own[1] and goes_on else 9.0


def _runs_to(follows: dict[int, Block], start: Block, end: Block) -> bool:
    at: Block | None = start
    while at is not None:
        if at is end:
            return True
        at = follows.get(id(at))
    return False


def _clash(
    before: Block,
    stack: Block,
    leads: dict[int, Block],
    follows: dict[int, Block],
    owner: dict[int, Block],
) -> bool:
    """Whether a link would put two titles into one item."""

    def own(start: Block, ways: dict[int, Block]) -> set[int]:
        at: Block | None = start
        found = set()
        while at is not None:
            if id(at) in owner:
                found.add(id(owner[id(at)]))
            at = ways.get(id(at))
        return found

    return (
        len(own(before, leads) | own(before, follows) | own(stack, follows) | own(stack, leads)) > 1
    )


def _find_titles(
    titles: Sequence[Block],
    stacks: Sequence[Block],
    measure: Measure,
    walls: Sequence[Box],
    rules: Sequence[Box],
) -> dict[int, Block]:
    """Find the title above each block, or beside it."""
    owner: dict[int, Block] = {}
    size = measure.size
    for stack in stacks:
        x0, y0, x1, _ = stack.box
        best, least = None, 1e9
        for title in titles:
            a0, _, a1, b1 = title.box
            if title.vertical:
                continue
            shared = min(x1, a1) - max(x0, a0)
            gap = y0 - b1
            if shared < 0.35 * min(x1 - x0, a1 - a0) or not -0.5 * size <= gap < _FURTHEST * size:
                continue
            strip = max(x0, a0), b1, min(x1, a1), y0
            gap -= sum(min(wall[3], y0) - max(wall[1], b1) for wall in walls if _meets(wall, strip))
            if any(other is not stack and _meets(other.box, strip) for other in stacks):
                continue
            if any(_crosses(rule, strip) for rule in rules):
                continue
            if gap >= least:
                continue
            best, least = title, gap
        if best is not None and least < _NEAREST * size:
            owner[id(stack)] = best
    used = {id(title) for title in owner.values()}
    for title in titles:
        if id(title) in used:
            continue
        beside = _find_beside(title, stacks, owner, size)
        if beside is not None:
            owner[id(beside)] = title
    return owner


def _find_beside(
    title: Block, stacks: Sequence[Block], owner: dict[int, Block], size: float
) -> Block | None:
    """Find the block to the right of a title, or to its left, if there is none below it."""
    a0, b0, a1, b1 = title.box
    best, least = None, 3.5 * size if title.vertical else 2.5 * size
    for stack in stacks:
        x0, y0, x1, y1 = stack.box
        shared = min(y1, b1) - max(y0, b0)
        if id(stack) in owner or shared < 0.4 * min(y1 - y0, b1 - b0):
            continue
        right, left = x0 - a1, a0 - x1
        gap = right if right > -size else left + 0.5 * size if left > -size else 1e9
        if gap < least:
            best, least = stack, gap
    return best


def _meets(box: Box, strip: Box) -> bool:
    return (
        min(box[2], strip[2]) - max(box[0], strip[0]) > 0.3 * (strip[2] - strip[0])
        and min(box[3], strip[3]) - max(box[1], strip[1]) > 1.0
    )


def _crosses(rule: Box, strip: Box) -> bool:
    inside = min(rule[2], strip[2]) - max(rule[0], strip[0])
    return (
        strip[1] - 1 <= (rule[1] + rule[3]) / 2 <= strip[3] + 1
        and inside > 0.5 * (strip[2] - strip[0])
        and rule[2] - rule[0] > rule[3] - rule[1]
    )


def _rate(
    before: Block,
    stack: Block,
    owner: dict[int, Block],
    measure: Measure,
    blocks: Sequence[Block],
    walls: Sequence[Box],
    rules: Sequence[Box],
) -> float:
    """Rate how likely one block continues another, from what the sheet shows."""
    size = measure.size
    if abs(before.size - stack.size) > 0.12 * size:
        return -9.0
    rate = _CONTINUES[before.ends, stack.begins]
    a0, b0, a1, b1 = before.left, before.box[1], before.right, before.box[3]
    x0, y0, x1, y1 = stack.left, stack.box[1], stack.right, stack.box[3]
    title = owner.get(id(stack))
    mine = owner.get(id(before))
    if before.font != stack.font:
        rate -= 1.5
    if abs((a1 - a0) - (x1 - x0)) > 1.2 * size:
        rate -= 1.2
    shared = min(a1, x1) - max(a0, x0)
    if shared > 0.6 * min(a1 - a0, x1 - x0):
        # One stands below the other, in one column.
        if y0 < b1 - 0.5 * size or title is not None:
            return -9.0
        strip = max(a0, x0), b1, min(a1, x1), y0
        if any(
            other is not before and other is not stack and _meets(other.box, strip)
            for other in blocks
        ):
            return -9.0
        if any(_crosses(rule, strip) for rule in rules):
            return -9.0
        gap = (y0 - b1 - measure.gap) / size
        filled = any(_meets(wall, strip) for wall in walls)
        return rate + (1.8 if filled else 1.6 - 0.35 * gap)
    if x0 < a1 - 0.5 * size:
        return -9.0
    gutter = (x0 - a1) / size
    between = [
        other
        for other in blocks
        if other is not before
        and other is not stack
        and other.box[0] > a1 - size
        and other.box[2] < x0 + size
        and other.box[3] > min(b0, y0)
        and other.box[1] < max(b1, y1)
    ]
    rate += 1.0 if gutter < 4 else 0.3 if not between else -2.5
    first, second = _find_top(before, walls, size), _find_top(stack, walls, size)
    starts = [y0, second] if title is None or title is mine else [y0, title.box[1]]
    if any(abs(top - start) < _SAME_TOP * size for start in starts for top in (b0, first)):
        rate += 2.0
    elif mine is not None and (
        abs(mine.box[3] - y0) < 2.0 * size
        or min(abs(mine.box[1] - y0), abs(mine.box[1] - second)) < _SAME_TOP * size
    ):
        rate += 0.8
    elif y0 > b1 or y1 < b0 - 6 * size:
        rate -= 1.5
    else:
        rate -= 0.3
    if title is not None and title is not mine:
        # A block under its own title continues no other, unless that stands inside an article.
        level = any(abs(b0 - start) < _SAME_TOP * size for start in starts)
        goes_on = before.ends != "closed" and not stack.begins
        middle = mine is None and (goes_on or (level and rate > 0))
        rate -= 0.5 if middle else 5.0
    elif title is not None:
        rate += 2.0
    if any(_parts(rule, before, stack) for rule in rules):
        rate -= 0.3
    return rate


def _find_top(stack: Block, walls: Sequence[Box], size: float) -> float:
    """The top of the column above a block, with pictures and boxes that stand right on it."""
    x0, top, x1, _ = stack.box
    for wall in sorted(walls, key=lambda wall: -wall[3]):
        inside = min(wall[2], x1) - max(wall[0], x0)
        if -size < top - wall[3] < 2.5 * size and inside > 0.5 * (x1 - x0):
            top = wall[1]
    return top


def _parts(rule: Box, before: Block, stack: Block) -> bool:
    """Whether a vertical rule stands between two columns."""
    if rule[3] - rule[1] < rule[2] - rule[0]:
        return False
    middle = (rule[0] + rule[2]) / 2
    low, high = max(before.box[1], stack.box[1]), min(before.box[3], stack.box[3])
    return before.box[2] - 2 <= middle <= stack.box[0] + 2 and min(rule[3], high) > max(
        rule[1], low
    )


def _gather(
    titles: Sequence[Block],
    stacks: Sequence[Block],
    owner: dict[int, Block],
    leads: dict[int, Block],
    follows: dict[int, Block],
    measure: Measure,
) -> list[LinkedBlocks]:
    chains: list[list[Block]] = []
    for stack in stacks:
        if id(stack) not in leads:
            chain = [stack]
            while id(chain[-1]) in follows:
                chain.append(follows[id(chain[-1])])
            chains.append(chain)
    items: dict[int, LinkedBlocks] = {}
    made: list[LinkedBlocks] = []
    chains.sort(key=lambda chain: (round(chain[0].left / (2 * measure.size)), chain[0].box[1]))
    for chain in chains:
        own = [owner[id(stack)] for stack in chain if id(stack) in owner]
        item = items.get(id(own[0])) if own else None
        if item is None:
            item = LinkedBlocks()
            made.append(item)
        for title in own:
            items.setdefault(id(title), item)
        item.stacks.extend(chain)
    by_item: dict[int, list[Block]] = defaultdict(list)
    for title in titles:
        item = items.get(id(title))
        if item is None:
            item = LinkedBlocks()
            made.append(item)
            items[id(title)] = item
        by_item[id(item)].append(title)
    for item in made:
        item.titles = sorted(by_item[id(item)], key=lambda title: title.box[1])
        item.cut = "headline" if item.titles else "text"
    return made
