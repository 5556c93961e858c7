"""Lines → titles, stacks of running text and captions, each as the eye sees it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from analysis.credits import read_form
from analysis.patterns import CAPTION_WORDS, TERMINAL
from analysis.sheets.form import Box, Line, bound, holds

__all__ = ["Block", "Measure", "bound", "find_captions", "make_blocks", "measure_type", "remake"]

_TITLE: Final = 1.14  # the type of a title is so many times as large as running text
# white between two lines that separates them, beyond the usual, in sizes of type
_PITCH: Final = 0.62
_DASH: Final = re.compile(r"[—－-]{2}")
_CLOSING_SIGNS: Final = frozenset("”’』」〉》）)】]")
_END: Final = TERMINAL - _CLOSING_SIGNS


@dataclass(slots=True, eq=False)
class Block:
    """Lines that stand together from top to bottom: a title, running text or a caption."""

    kind: str
    lines: list[int]
    box: Box
    size: float
    font: str = ""
    left: float = 0.0  # the left edge of lines that are not indented
    right: float = 0.0
    begins: bool = False  # whether it begins with a paragraph, a dateline or the like
    # How its last line ends. open: in mid-sentence. closed: before the edge of the column. full:
    # with a sentence, at the edge, so the paragraph may still go on.
    ends: str = "open"
    vertical: bool = False
    decks: list[int] = field(default_factory=list)  # lines of a title that are small


@dataclass(frozen=True, slots=True)
class Measure:
    """What is usual in a part of a sheet: size of type, white between lines, edges of columns."""

    size: float
    font: str
    gap: float
    lefts: tuple[float, ...]
    rights: tuple[float, ...]


def measure_type(lines: Sequence[Line], own: Sequence[int], usual: float | None = None) -> Measure:
    """Measure the running text among these lines."""
    sizes: Counter[float] = Counter()
    for at in own:
        line = lines[at]
        if len(line.text) >= 6 and not line.vertical:
            sizes[round(2 * line.size) / 2] += len(line.text)
    size = sizes.most_common(1)[0][0] if sizes else usual or 10.0
    if usual is not None and (size > 1.5 * usual or not sizes):
        size = usual
    body = [at for at in own if abs(lines[at].size - size) <= 0.06 * size]
    fonts: Counter[str] = Counter()
    for at in body:
        fonts[lines[at].font] += len(lines[at].text)
    gaps: Counter[float] = Counter()
    order = sorted(body, key=lambda at: lines[at].box[1])
    for number, at in enumerate(order):
        box = lines[at].box
        for other in order[number + 1 : number + 60]:
            below = lines[other].box
            if below[1] > box[3] + 1.5 * size:
                break
            if below[1] > box[3] - 0.3 * size and abs(below[0] - box[0]) < 0.3 * size:
                gaps[round(2 * (below[1] - box[3])) / 2] += 1
                break
    gap = gaps.most_common(1)[0][0] if gaps else 0.4 * size
    lefts = _cluster([lines[at].box[0] for at in body], size)
    rights = _cluster([lines[at].box[2] for at in body], size)
    font = fonts.most_common(1)[0][0] if fonts else ""
    return Measure(size, font, gap, lefts, rights)


def _cluster(values: Sequence[float], size: float) -> tuple[float, ...]:
    """The places at which several lines begin or end."""
    counts: Counter[int] = Counter(round(value / (0.25 * size)) for value in values)
    found: list[float] = []
    for key, count in counts.most_common():
        if count < 3:
            break
        place = key * 0.25 * size
        if all(abs(place - other) > 0.6 * size for other in found):
            found.append(place)
    return tuple(sorted(found))


def find_captions(
    lines: Sequence[Line],
    own: Sequence[int],
    pictures: Sequence[Box],
    measure: Measure,
) -> list[Block]:
    """Find the lines under, or beside, a picture that say what it shows."""
    found: list[Block] = []
    taken: set[int] = set()
    for picture in sorted(pictures, key=lambda box: box[1]):
        x0, y0, x1, y1 = picture
        size = measure.size
        if x1 - x0 < 3 * size or y1 - y0 < 2 * size:
            continue
        inside = [at for at in own if at not in taken and holds(picture, lines[at].box)]
        below = sorted(
            (
                at
                for at in own
                if at not in taken
                and lines[at].box[1] >= y1 - 0.5 * size
                and lines[at].box[0] >= x0 - 1.5 * size
                and lines[at].box[2] <= x1 + 1.5 * size
                and lines[at].size < _TITLE * 1.1 * size
            ),
            key=lambda at: (lines[at].box[1], lines[at].box[0]),
        )
        kept = _take_caption(lines, below, y1, measure)
        kept = kept or inside
        if kept:
            taken.update(kept)
            found.append(_make("caption", kept, lines, measure))
    return found


def _take_caption(
    lines: Sequence[Line], below: Sequence[int], bottom: float, measure: Measure
) -> list[int]:
    size = measure.size
    kept: list[int] = []
    end = bottom
    for at in below:
        line = lines[at]
        limit = 2.2 * size if not kept else measure.gap + 0.5 * size
        if line.box[1] - end > limit:
            break
        if kept and not _same_type(lines[kept[0]], line):
            credit = read_form("photo").match(line.text) is not None
            if credit:
                kept.append(at)
            break
        kept.append(at)
        end = max(end, line.box[3])
        if _credited("".join(lines[each].text for each in kept)):
            break
    if not kept:
        return []
    first = lines[kept[0]]
    text = "".join(lines[at].text for at in kept)
    odd = abs(first.size - size) > 0.03 * size or first.font != measure.font
    said = _credited(text) or CAPTION_WORDS.search(text) is not None
    if len(kept) > 8 and not _credited(text):
        return []
    return kept if odd or said else []


def _same_type(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= 0.04 * one.size and one.font == other.font


def _credited(text: str) -> bool:
    return (
        bool(read_form("photo-end").search(text) or read_form("photo").match(text))
        and text[-1:] != "。"
    )


def make_blocks(
    lines: Sequence[Line], own: Sequence[int], measure: Measure, walls: Sequence[Box]
) -> list[Block]:
    """Stack lines into blocks, none of which crosses a wall (a rule, a picture or a box)."""
    titles = [at for at in own if _is_title(lines[at], measure)]
    title = set(titles)
    across = [at for at in titles if not lines[at].vertical]
    down = [at for at in titles if lines[at].vertical]
    text = [at for at in own if at not in title]
    made = [_make("text", stack, lines, measure) for stack in _stack(lines, text, measure, walls)]
    made += [_make("title", group, lines, measure) for group in _group_titles(lines, across, walls)]
    made += [_make("title", group, lines, measure) for group in _group_down(lines, down)]
    return _add_decks(lines, made, measure, walls)


def _is_title(line: Line, measure: Measure) -> bool:
    return line.vertical or line.size >= _TITLE * measure.size


def _stack(
    lines: Sequence[Line], own: Sequence[int], measure: Measure, walls: Sequence[Box]
) -> list[list[int]]:
    """Stack lines of running text, each under the one above it in its column."""
    stacks: list[list[int]] = []
    order = sorted(own, key=lambda at: (round(lines[at].box[1]), lines[at].box[0]))
    for at in order:
        box = lines[at].box
        size = lines[at].size
        best, most = None, 0.0
        for stack in stacks:
            above = lines[stack[-1]].box
            gap = box[1] - above[3]
            if not -0.5 * size < gap <= measure.gap + _PITCH * size:
                continue
            whole = bound(lines[each].box for each in stack[-12:])
            shared = min(box[2], whole[2]) - max(box[0], whole[0])
            width = box[2] - box[0]
            if len(stack) <= 2 and -0.4 * size < box[0] - whole[0] < 2.6 * size:
                shared = max(shared, 0.6 * width)  # a short line over one that is indented
            if shared < 0.6 * min(width, whole[2] - whole[0]):
                continue
            # A line that runs over two columns belongs below neither of them.
            if len(stack) > 1 and width > 1.25 * (whole[2] - whole[0]) + 2 * size:
                continue
            if (
                len(stack) > 1
                and whole[2] - whole[0] > 1.25 * width
                and _starts_narrow(box, whole, measure)
            ):
                continue
            if abs(lines[stack[-1]].size - size) > 0.13 * size:
                continue
            if _blocked((max(box[0], above[0]), above[3], min(box[2], above[2]), box[1]), walls):
                continue
            if shared > most:
                best, most = stack, shared
        if best is None:
            stacks.append([at])
        else:
            best.append(at)
    return stacks


def _starts_narrow(box: Box, whole: Box, measure: Measure) -> bool:
    """Whether a line fits a column of the grid that is narrower than the block above it."""
    size = measure.size
    left = any(abs(box[0] - place) < 0.4 * size for place in measure.lefts)
    right = any(abs(box[2] - place) < 0.4 * size for place in measure.rights)
    inside = box[0] > whole[0] + 4 * size
    return left and right and inside


def _blocked(gap: Box, walls: Sequence[Box]) -> bool:
    """Whether a wall lies in the white between two lines, over most of its width."""
    x0, y0, x1, y1 = gap
    low, high = min(y0, y1) - 1.0, max(y0, y1) + 1.0
    for wall in walls:
        if wall[3] >= low and wall[1] <= high and wall[3] - wall[1] <= high - low + 400:
            inside = min(x1, wall[2]) - max(x0, wall[0])
            within = wall[1] >= low - 1 and wall[3] <= high + 1
            if within and inside > 0.5 * (x1 - x0):
                return True
    return False


def _group_titles(
    lines: Sequence[Line], own: Sequence[int], walls: Sequence[Box]
) -> list[list[int]]:
    """Group lines of large type that are one title: close to each other, in rows or side by
    side.
    """
    groups: list[list[int]] = []
    for at in sorted(own, key=lambda at: (lines[at].box[1], lines[at].box[0])):
        box, size = lines[at].box, lines[at].size
        best, least = None, 1e9
        for group in groups:
            whole = bound(lines[each].box for each in group)
            last = lines[group[-1]]
            big = max(size, last.size)
            gap = box[1] - whole[3]
            shared = min(box[2], whole[2]) - max(box[0], whole[0])
            if not -0.6 * min(size, last.size) < gap < 0.75 * big:
                # Two parts of one line, with a wide blank between them.
                beside = abs(box[1] - last.box[1]) < 0.3 * size and abs(size - last.size) < 1
                if not (beside and 0 < box[0] - last.box[2] < 0.9 * size):
                    continue
                shared = min(box[2] - box[0], whole[2] - whole[0])
            if shared < 0.5 * min(box[2] - box[0], whole[2] - whole[0]):
                continue
            if _blocked((max(box[0], whole[0]), whole[3], min(box[2], whole[2]), box[1]), walls):
                continue
            if gap < least:
                best, least = group, gap
        if best is None:
            groups.append([at])
        else:
            best.append(at)
    return groups


def _group_down(lines: Sequence[Line], own: Sequence[int]) -> list[list[int]]:
    """Group titles set vertically on a sheet whose text is not: from right to left."""
    groups: list[list[int]] = []
    for at in sorted(own, key=lambda at: -lines[at].box[2]):
        box, size = lines[at].box, lines[at].size
        for group in groups:
            last = lines[group[-1]]
            gap = last.box[0] - box[2]
            shared = min(box[3], last.box[3]) - max(box[1], last.box[1])
            near = -0.5 * size < gap < 1.3 * max(size, last.size)
            if near and shared > 0.4 * min(box[3] - box[1], last.box[3] - last.box[1]):
                group.append(at)
                break
        else:
            groups.append([at])
    return groups


def _make(
    kind: str,
    own: Sequence[int],
    lines: Sequence[Line],
    measure: Measure,
    column: tuple[float, float] | None = None,
) -> Block:
    box = bound(lines[at].box for at in own)
    sizes: Counter[float] = Counter()
    fonts: Counter[str] = Counter()
    for at in own:
        sizes[lines[at].size] += len(lines[at].text)
        fonts[lines[at].font] += len(lines[at].text)
    size = max(sizes) if kind == "title" else sizes.most_common(1)[0][0]
    block = Block(kind, list(own), box, size, fonts.most_common(1)[0][0])
    block.vertical = lines[own[0]].vertical
    first, last = lines[own[0]], lines[own[-1]]
    # Edges of the column come from the grid if there are too few lines to show them.
    block.left, block.right = box[0], box[2]
    near = [left for left in measure.lefts if 1.5 * size < box[0] - left < 2.6 * size]
    if near and not any(abs(box[0] - left) < 0.4 * size for left in measure.lefts):
        block.left = near[-1]
    rights = [right for right in measure.rights if right > box[2] + 0.5 * size]
    if len(own) < 3 and rights:
        inner = [left for left in measure.lefts if left > box[0] + 3 * size]
        if not inner or rights[0] < inner[0] + 0.5 * size:
            block.right = rights[0]
    if column is not None:
        block.left, block.right = column
    if kind == "text":
        shift = first.box[0] - block.left
        block.begins = shift > 1.2 * size or read_form("opener").match(first.text) is not None
        full = block.right - last.box[2] < 1.3 * size
        bare = last.text.rstrip("".join(_CLOSING_SIGNS))
        ends = (bare or last.text)[-1:] in _END or not bare
        block.ends = ("full" if ends else "open") if full else "closed"
    return block


def remake(block: Block, own: Sequence[int], lines: Sequence[Line], measure: Measure) -> Block:
    """Make a block from some of the lines of another one in the same column."""
    return _make(block.kind, own, lines, measure, (block.left, block.right))


def _add_decks(
    lines: Sequence[Line], made: Sequence[Block], measure: Measure, walls: Sequence[Box]
) -> list[Block]:
    """Give small lines over and under a title to it: 引题, 副题."""
    titles = [block for block in made if block.kind == "title" and not block.vertical]
    kept = [block for block in made if block.kind == "title"]
    for block in made:
        if block.kind != "text":
            continue
        rest = block
        lead = _count_lead(lines, block, measure)
        owner = next((each for each in titles if _stands_by(block, each, measure, walls)), None)
        if owner is not None and lead:
            taken = block.lines[:lead]
            owner.lines = sorted({*owner.lines, *taken}, key=lambda at: lines[at].box[1])
            owner.decks.extend(taken)
            owner.box = bound(lines[at].box for at in owner.lines)
            if lead == len(block.lines):
                continue
            rest = _make("text", block.lines[lead:], lines, measure)
        kept.append(rest)
    return kept


def _count_lead(lines: Sequence[Line], block: Block, measure: Measure) -> int:
    """Count the first lines of a block that are set like a title and not like its text."""
    count = 0
    for at in block.lines[:3]:
        line = lines[at]
        odd = line.font != measure.font or line.size > 1.04 * measure.size
        centred = line.box[0] - block.left > 2.4 * line.size
        dash = _DASH.match(line.text) is not None
        sentence = "。" in line.text or "记者" in line.text or "通讯员" in line.text
        if (
            sentence
            or read_form("opener").match(line.text)
            or not (dash or (odd and (centred or len(block.lines) <= 3)))
        ):
            break
        count += 1
    if count == len(block.lines):
        return count
    return (
        count
        if count and _DASH.match(lines[block.lines[0]].text)
        else count
        if count and lines[block.lines[0]].font != lines[block.lines[count]].font
        else 0
    )


def _stands_by(block: Block, title: Block, measure: Measure, walls: Sequence[Box]) -> bool:
    """Whether a block is right under a title, or short and right above it, with no rule between."""
    size = measure.size
    x0, y0, x1, y1 = block.box
    a0, b0, a1, b1 = title.box
    shared = min(x1, a1) - max(x0, a0)
    if shared < 0.6 * min(x1 - x0, a1 - a0):
        return False
    below = -0.3 * size <= y0 - b1 < 1.3 * size
    above = -0.3 * size <= b0 - y1 < 1.2 * size and len(block.lines) <= 2
    if below:
        return not _blocked((max(x0, a0), b1, min(x1, a1), y0), walls)
    return above and not _blocked((max(x0, a0), y1, min(x1, a1), b0), walls)
