"""A printed sheet → its lines in the order of reading, each with the item and the role it has."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from analysis.credits import read_form
from analysis.patterns import count_folio_signs
from analysis.sheets.blocks import Block, Measure, find_captions, make_blocks, measure_type
from analysis.sheets.briefs import find_briefs, split_briefs
from analysis.sheets.form import Box, Line, Sheet, bound, holds, measure_area
from analysis.sheets.lines import turn_back, turn_over
from analysis.sheets.links import LinkedBlocks, link_blocks

__all__ = ["Placed", "SheetItem", "arrange", "is_vertical"]

_SMALLEST_BOX: Final = 3.0  # least width and height of a box, in sizes of running text
_MOST_OF_SHEET: Final = 0.85
_HEAD: Final = 0.2  # the name of the newspaper stands in this upper part of the sheet
_FOOT: Final = 0.93


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of an item: its number in `Sheet.lines`, its role, and whether it begins a paragraph.

    Roles: kicker, headline, deck, body, subhead, caption, folio.
    """

    line: int
    role: str
    opens: bool


@dataclass(slots=True)
class SheetItem:
    """An item of a sheet: its lines in the order of reading, and its place.

    `kind` is article, caption or folio, by the place; `areas` are the rectangles of its blocks;
    `box` is the one around all of them.
    """

    kind: str
    lines: list[Placed] = field(default_factory=list)
    cut: str = "text"
    areas: list[Box] = field(default_factory=list)
    box: Box = (0.0, 0.0, 0.0, 0.0)


@dataclass(slots=True)
class _Part:
    """The sheet, or a box on it, with the lines that are in it but in no smaller box."""

    box: Box
    drawn: str  # what was drawn: sheet, frame or ground
    own: list[int] = field(default_factory=list)
    parts: list["_Part"] = field(default_factory=list)


def is_vertical(sheet: Sheet) -> bool:
    """Whether the running text of a sheet is set from top to bottom."""
    down = sum(len(line.text) for line in sheet.lines if line.vertical)
    return 2 * down > sum(len(line.text) for line in sheet.lines)


def arrange(sheet: Sheet) -> list[SheetItem]:
    """Find the items of a sheet and put them and their lines into the order of reading."""
    if is_vertical(sheet):
        made = arrange(turn_over(sheet))
        for item in made:
            item.areas = [turn_back(area, sheet.width) for area in item.areas]
            item.box = turn_back(item.box, sheet.width)
        return made
    lines = sheet.lines
    if not lines:
        return []
    usual = measure_type(lines, range(len(lines)))
    heads = _find_folios(sheet, usual)
    taken = {at for item in heads for at in item}
    rest = [at for at in range(len(lines)) if at not in taken]
    root = _nest(sheet, rest, usual)
    made = _arrange_part(root, sheet, usual)
    folios = [_finish_folio(own, lines) for own in heads]
    return [*_sort(folios + made, usual, sheet)]


# --- boxes within boxes -------------------------------------------------------------------------


def _nest(sheet: Sheet, own: Sequence[int], usual: Measure) -> _Part:
    """Put each line into the smallest box that holds it."""
    root = _Part((0.0, 0.0, sheet.width, sheet.height), "sheet")
    tables = find_ruled_tables(sheet.rules, usual.size)
    loose = [rule for rule in sheet.rules if not any(_within(rule, table) for table in tables)]
    boxes = [(box, "frame") for box in (*sheet.frames, *_find_frames(loose))]
    boxes += [(box, "table") for box in tables]
    boxes += [(box, "quote") for box in _find_quotes(sheet, own, loose, usual)]
    boxes += [(ground.box, "ground") for ground in sheet.grounds]
    least = _SMALLEST_BOX * usual.size
    parts = [root]
    for box, drawn in sorted(boxes, key=lambda each: -measure_area(each[0])):
        width, height = box[2] - box[0], box[3] - box[1]
        if min(width, height) < 0.6 * least or max(width, height) < least:
            continue
        if measure_area(box) > _MOST_OF_SHEET * measure_area(root.box):
            continue
        if any(_near(box, part.box, usual.size) for part in parts):
            continue
        if drawn == "frame" and any(
            part.drawn == "table" and _within(box, part.box) for part in parts
        ):
            continue
        parts.append(_Part(box, drawn))
    for at in own:
        box = sheet.lines[at].box
        holder = next(part for part in reversed(parts) if part is root or holds(part.box, box))
        holder.own.append(at)
    for number in range(len(parts) - 1, 0, -1):
        part = parts[number]
        if not part.own and not part.parts:
            continue
        outer = next(
            other
            for other in reversed(parts[:number])
            if other is root or _within(part.box, other.box)
        )
        if part.own or part.parts:
            outer.parts.append(part)
    return root


def _near(one: Box, other: Box, size: float) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) < size


def _within(box: Box, outer: Box) -> bool:
    return (
        box[0] >= outer[0] - 3 and box[1] >= outer[1] - 3
        and box[2] <= outer[2] + 3 and box[3] <= outer[3] + 3
    )  # fmt: skip


def _find_frames(rules: Sequence[Box]) -> list[Box]:
    """Find rectangles of four rules."""
    across = [rule for rule in rules if rule[2] - rule[0] >= rule[3] - rule[1]]
    down = [rule for rule in rules if rule[2] - rule[0] < rule[3] - rule[1]]
    found = []
    for top in across:
        for bottom in across:
            if bottom[1] <= top[1] + 10 or abs(top[0] - bottom[0]) + abs(top[2] - bottom[2]) > 8:
                continue
            sides = [
                any(
                    abs((side[0] + side[2]) / 2 - x) < 5
                    and abs(side[1] - top[1]) < 6
                    and abs(side[3] - bottom[3]) < 6
                    for side in down
                )
                for x in (top[0], top[2])
            ]
            if all(sides):
                found.append((top[0], top[1], top[2], bottom[3]))
    return found


def find_ruled_tables(rules: Sequence[Box], size: float) -> list[Box]:
    """Find where three or more rules of one length stand close under each other."""
    across = sorted(
        (rule for rule in rules if rule[2] - rule[0] > 4 * size and rule[3] - rule[1] < 4),
        key=lambda rule: rule[1],
    )
    found: list[list[Box]] = []
    for rule in across:
        for table in found:
            last = table[-1]
            alike = abs(last[0] - rule[0]) + abs(last[2] - rule[2]) < 4
            if alike and rule[1] - last[3] < 3.2 * size:
                table.append(rule)
                break
        else:
            found.append([rule])
    return [bound(table) for table in found if len(table) >= 3]


def _find_quotes(
    sheet: Sheet, own: Sequence[int], rules: Sequence[Box], usual: Measure
) -> list[Box]:
    """Find two rules of one length with nothing but a few larger lines between them."""
    size = usual.size
    across = [rule for rule in rules if rule[2] - rule[0] > 4 * size and rule[3] - rule[1] < 5]
    found = []
    for top in across:
        for bottom in across:
            alike = abs(top[0] - bottom[0]) + abs(top[2] - bottom[2]) < 6
            if not alike or not 2 * size < bottom[1] - top[3] < 14 * size:
                continue
            box = top[0], top[1], top[2], bottom[3]
            inside = [sheet.lines[at] for at in own if holds(box, sheet.lines[at].box)]
            plain = any(
                abs(line.size - size) < 0.1 * size and line.font == usual.font for line in inside
            )
            if inside and len(inside) <= 7 and not plain:
                found.append(box)
    return found


# --- items --------------------------------------------------------------------------------------


def _arrange_part(part: _Part, sheet: Sheet, usual: Measure) -> list[SheetItem]:
    """Arrange what stands in a box, together with the boxes inside it that belong to its text."""
    lines = sheet.lines
    made: list[SheetItem] = []
    quotes: list[_Part] = []
    own = list(part.own)
    for inner in part.parts:
        measure = measure_type(lines, inner.own, usual.size)
        if inner.drawn in ("table", "quote"):
            inner.own = _list_all(inner)
            quotes.append(inner)
        elif _is_strip(inner, part, sheet, measure):
            own.extend(inner.own)
        elif _is_quote(inner, part, sheet, usual):
            quotes.append(inner)
        else:
            found = _arrange_part(inner, sheet, usual)
            for item in found:
                item.cut = "box" if len(found) == 1 else item.cut
            made.extend(found)
    if not own:
        whole = [
            item for item in (_give_quote(quote, (), lines, usual) for quote in quotes) if item
        ]
        return made + [_finish(item, lines, usual) for item in whole]
    measure = measure_type(lines, own, usual.size)
    pictures = [box for box in sheet.pictures if _within(box, part.box)]
    captions = find_captions(lines, own, pictures, measure)
    told = {at for block in captions for at in block.lines}
    own = [at for at in own if at not in told]
    boxes = [inner.box for inner in part.parts]
    rules = [
        rule
        for rule in sheet.rules
        if _within(rule, part.box) and not any(_within(rule, box) for box in boxes)
    ]
    walls = [*rules, *pictures, *boxes]
    heads, briefs = find_briefs(lines, own, measure, rules, part.box)
    own = [at for at in own if at not in heads]
    blocks = make_blocks(lines, own, measure, walls)
    blocks = split_briefs(blocks, lines, measure, briefs)
    blocks = _merge_subheads(blocks, lines, measure, briefs)
    around = [*pictures, *boxes, *(caption.box for caption in captions)]
    items = link_blocks(blocks, measure, around, rules, briefs)
    if part.drawn != "sheet":
        items = _join_box(items)
    for quote in quotes:
        left = _give_quote(quote, items, lines, measure)
        items += [left] if left is not None else []
    made += [_finish(item, lines, measure) for item in items]
    made += [_finish_caption(block, lines) for block in captions]
    made += [_finish_head(at, lines) for at in sorted(heads)]
    return made


def _list_all(part: _Part) -> list[int]:
    """The lines in a box and in all boxes in it."""
    return [*part.own, *(at for inner in part.parts for at in _list_all(inner))]


def _is_strip(inner: _Part, outer: _Part, sheet: Sheet, measure: Measure) -> bool:
    """Whether a coloured area is only the background of a title whose text stands below it."""
    if inner.drawn != "ground" or inner.parts:
        return False
    x0, _, x1, y1 = inner.box
    if len(inner.own) > 5 or any(len(sheet.lines[at].text) > 40 for at in inner.own):
        return False
    below = [
        at
        for at in outer.own
        if sheet.lines[at].box[0] >= x0 - 3
        and sheet.lines[at].box[2] <= x1 + 3
        and -2 <= sheet.lines[at].box[1] - y1 < 4 * sheet.lines[at].size
    ]
    return bool(below)


def _is_quote(inner: _Part, outer: _Part, sheet: Sheet, usual: Measure) -> bool:
    """Whether a box holds only a sentence lifted out of the text around it."""
    if inner.parts or len(inner.own) > 6 or not inner.own:
        return False
    lines = [sheet.lines[at] for at in inner.own]
    if (
        sum(len(line.text) for line in lines) > 90
        or max(line.size for line in lines) > 2 * usual.size
    ):
        return False
    if max(line.size for line in lines) - min(line.size for line in lines) > 0.1 * usual.size:
        return False
    x0, y0, x1, y1 = inner.box
    above = below = False
    for at in outer.own:
        line = sheet.lines[at]
        if min(line.box[2], x1) - max(line.box[0], x0) > 0.6 * (line.box[2] - line.box[0]):
            above |= -2 < y0 - line.box[3] < 3 * usual.size and line.size < 1.1 * usual.size
            below |= -2 < line.box[1] - y1 < 3 * usual.size and line.size < 1.1 * usual.size
    return above or below


def _merge_subheads(
    blocks: Sequence[Block], lines: Sequence[Line], measure: Measure, briefs: Sequence[Box]
) -> list[Block]:
    """Make a small title between two blocks of one column a subhead of the text (小标题)."""
    kept = list(blocks)
    size = measure.size
    for title in blocks:
        if title.kind != "title" or title.vertical or len(title.lines) > 1:
            continue
        if title.size > 1.25 * size or title not in kept:
            continue
        x0, y0, x1, y1 = title.box
        if any(_within(title.box, box) for box in briefs):
            continue
        above = below = None
        for stack in kept:
            if stack.kind != "text" or min(stack.box[2], x1) - max(stack.box[0], x0) < 0.9 * (
                x1 - x0
            ):
                continue
            if -0.5 * size < y0 - stack.box[3] < 1.3 * size:
                above = stack
            if -0.5 * size < stack.box[1] - y1 < 1.1 * size:
                below = stack
        if above is None or below is None or abs(above.left - below.left) > size:
            continue
        if read_form("opener").match(lines[below.lines[0]].text) or above.ends == "open":
            continue
        if title.decks:
            continue
        left, right = x0 - above.left, above.right - x1
        if left < 1.5 * size or abs(left - right) > 2.5 * size:
            continue
        above.lines = [*above.lines, *title.lines, *below.lines]
        above.box = bound(lines[at].box for at in above.lines)
        above.ends, above.right = below.ends, max(above.right, below.right)
        kept = [block for block in kept if block is not title and block is not below]
    return kept


def _join_box(items: Sequence[LinkedBlocks]) -> list[LinkedBlocks]:
    """Make one item of everything in a box, unless it has several titles with their own texts."""
    titled = [item for item in items if item.titles and item.stacks]
    if len(titled) > 1 or not items:
        return list(items)
    whole = LinkedBlocks()
    for item in sorted(
        items, key=lambda item: (not item.titles, round(item.box[0] / 20), item.box[1])
    ):
        whole.titles.extend(item.titles)
        whole.stacks.extend(item.stacks)
    whole.cut = "box"
    return [whole]


def _give_quote(
    quote: _Part, items: Sequence[LinkedBlocks], lines: Sequence[Line], measure: Measure
) -> LinkedBlocks | None:
    """Give a lifted sentence to the text that stands next to it."""
    x0, y0, x1, y1 = quote.box
    best: LinkedBlocks | None = None
    least = 1e9
    for item in items:
        for stack in item.stacks:
            a0, b0, a1, b1 = stack.box
            aside = max(a0 - x1, x0 - a1, 0.0)
            if min(a1, x1) - max(a0, x0) > 0.3 * min(a1 - a0, x1 - x0):
                # The text that it was lifted from stands above it, or goes on below it.
                gap = y0 - b1 if y0 >= b1 - 2 else max(b0 - y1, 0.0) + measure.size
            elif min(b1, y1) - max(b0, y0) > 0.5 * (y1 - y0) and aside < 3 * measure.size:
                gap = 5 * measure.size + aside
            else:
                continue
            if gap < least:
                best, least = item, gap
        for title in item.titles:
            a0, b0, a1, b1 = title.box
            inside = min(a1, x1) - max(a0, x0) > 0.3 * min(a1 - a0, x1 - x0)
            if inside and item.stacks and -2 <= y0 - b1 < min(least, 6 * measure.size):
                best, least = item, y0 - b1
    order = sorted(quote.own, key=lambda at: (lines[at].box[1], lines[at].box[0]))
    block = Block("quote", order, bound(lines[at].box for at in order), measure.size)
    if best is None:
        item = LinkedBlocks()
        item.stacks.append(block)
        return item
    best.stacks.append(block)
    return None


# --- the head of the sheet ----------------------------------------------------------------------


def _find_folios(sheet: Sheet, usual: Measure) -> list[list[int]]:
    """Find the lines at head and foot of the sheet, with the name of the paper."""
    lines = sheet.lines
    height = sheet.height
    found: list[list[int]] = []
    wide = [
        rule
        for rule in sheet.rules
        if rule[2] - rule[0] > 0.75 * sheet.width and rule[3] - rule[1] < 6
    ]
    top = min((rule[1] for rule in wide if rule[1] < _HEAD * height), default=None)
    head = []
    signs = [
        at
        for at, line in enumerate(lines)
        if line.box[3] < _HEAD * height and count_folio_signs(line.text)
    ]
    edge = min((lines[at].box[1] for at in range(len(lines))), default=0.0)
    for at, line in enumerate(lines):
        low = top + 2 if top is not None else edge + 3.1 * usual.size
        if line.box[3] <= low and (signs or top is not None):
            head.append(at)
    head = _leave_news(head, sheet, usual)
    if head and (signs or top is not None):
        found.append(head)
    bottom = max((rule[1] for rule in wide if rule[1] > _FOOT * height), default=None)
    if bottom is not None:
        foot = [at for at, line in enumerate(lines) if line.box[1] >= bottom - 2]
        if foot and len(foot) < 12:
            found.append(foot)
    else:
        low = max((line.box[3] for line in lines), default=0.0)
        foot = [at for at, line in enumerate(lines) if line.box[3] > low - usual.size]
        if foot and all(_is_imprint(lines[at].text) for at in foot):
            found.append(foot)
    return found


def _leave_news(head: Sequence[int], sheet: Sheet, usual: Measure) -> list[int]:
    """Leave news beside the name of the newspaper (报眼) out of the head of a sheet."""
    lines = sheet.lines
    boxes = [
        box for box in (*sheet.frames, *_find_frames(sheet.rules)) if box[3] < _HEAD * sheet.height
    ]
    columns = [(box[0], box[2]) for box in boxes]
    for at in head:
        text = lines[at].text
        if read_form("opener").match(text) or ("。" in text and not count_folio_signs(text)):
            x0, _, x1, _ = lines[at].box
            columns.append((x0 - 3 * usual.size, x1 + 3 * usual.size))
    kept = []
    for at in head:
        x0, _, x1, _ = lines[at].box
        inside = any(left <= (x0 + x1) / 2 <= right for left, right in columns)
        name = lines[at].size > 3 * usual.size or count_folio_signs(lines[at].text)
        if not inside or (name and not any(_within(lines[at].box, box) for box in boxes)):
            kept.append(at)
    return kept


def _is_imprint(text: str) -> bool:
    return "社址" in text or "邮政编码" in text or count_folio_signs(text) >= 2 or "印刷" in text


def _finish_folio(own: Sequence[int], lines: Sequence[Line]) -> SheetItem:
    order = sorted(own, key=lambda at: (round(lines[at].box[1] / 6), lines[at].box[0]))
    box = bound(lines[at].box for at in order)
    return SheetItem("folio", [Placed(at, "folio", True) for at in order], "rule", [box], box)


def _finish_head(at: int, lines: Sequence[Line]) -> SheetItem:
    return SheetItem("folio", [Placed(at, "folio", True)], "rule", [lines[at].box], lines[at].box)


# --- rows ---------------------------------------------------------------------------------------


def _finish_caption(block: Block, lines: Sequence[Line]) -> SheetItem:
    placed = [Placed(at, "caption", number == 0) for number, at in enumerate(block.lines)]
    return SheetItem("caption", placed, "picture", [block.box], block.box)


def _finish(item: LinkedBlocks, lines: Sequence[Line], measure: Measure) -> SheetItem:
    placed = list(_place_titles(item, lines))
    for block in item.stacks:
        placed.extend(_place_stack(block, lines, measure))
    blocks = [*item.titles, *item.stacks]
    box = bound(block.box for block in blocks)
    return SheetItem("article", placed, item.cut, [block.box for block in blocks], box)


def _place_titles(item: LinkedBlocks, lines: Sequence[Line]) -> list[Placed]:
    own = [at for title in item.titles for at in title.lines]
    if not own:
        return []
    decks = {at for title in item.titles for at in title.decks}
    most = max(lines[at].size for at in own)
    big = [at for at in own if at not in decks and lines[at].size >= 0.86 * most]
    first, last = own.index(big[0]), own.index(big[-1])
    placed = []
    before = ""
    for number, at in enumerate(own):
        if number < first:
            role = "kicker"
        elif number > last:
            role = "deck"
        else:
            role = "headline" if at in big else "deck"
        placed.append(Placed(at, role, role != before))
        before = role
    return placed


def _place_stack(block: Block, lines: Sequence[Line], measure: Measure) -> list[Placed]:
    placed: list[Placed] = []
    if block.kind == "quote":
        return [Placed(at, "quote", number == 0) for number, at in enumerate(block.lines)]
    size = measure.size
    last: Line | None = None
    byline = False
    for at in block.lines:
        line = lines[at]
        indent = line.box[0] - block.left
        width = block.right - block.left
        centred = (
            indent > 2.6 * size
            and abs(indent - (block.right - line.box[2])) < 2.2 * size
            and len(line.text) <= 20
        )
        head = line.size >= 1.1 * size or (centred and line.text[-1] not in "。，；：")
        short = last is not None and block.right - last.box[2] > 2.2 * size and width > 6 * size
        opens = (
            indent > 1.2 * size
            or head
            or short
            or last is None
            or read_form("opener").match(line.text) is not None
        )
        if last is None:
            opens = block.begins
        signed = read_form("byline").match(line.text) is not None
        if placed and (signed or byline or (placed[-1].role == "subhead" and not head)):
            opens = True
        byline = signed
        placed.append(Placed(at, "subhead" if head else "body", opens))
        last = line
    return placed


def _sort(items: Sequence[SheetItem], usual: Measure, sheet: Sheet) -> list[SheetItem]:
    """From top to bottom, and from left to right where they stand beside each other."""
    step = 4 * usual.size
    return sorted(items, key=lambda item: (round(item.box[1] / step), item.box[0]))
