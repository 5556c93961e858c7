"""A picture of a sheet → its printed lines, by optical recognition: each letter with its place.

A network finds where text stands, the geometry of the page says where a line may not go on, and a
second network reads each line. What runs downwards is set upright, letter beside letter, and read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any, Final

import numpy as np

from analysis.arrays import Floats
from analysis.han import is_han
from analysis.sheets.blanks import add_blanks, find_narrow_blanks
from analysis.sheets.form import (
    BLACK,
    WHITE,
    Box,
    Ground,
    Line,
    Sheet,
    measure_area,
    measure_overlap,
)
from analysis.sheets.pictures import Picture, find_areas, find_rules, whiten

__all__ = [
    "BODY",
    "DOWN",
    "HANGING",
    "INDENTED",
    "Reading",
    "even_sizes",
    "guess_size",
    "is_gutter",
    "name_engine",
    "recognize",
    "widen",
]

_FINDING: Final = 110.0  # dots an inch at which text is looked for
_HEIGHT: Final = 48  # dots: the height of a line that the network reads
# lines are narrowed to this share for the network: it takes a third less time and reads as well
_NARROW: Final = 0.72
BODY: Final = 0.92  # height of a Chinese letter's ink in sizes of its type
_GUTTER: Final = 0.85  # white of this width, in sizes of type, may be a gutter
_LARGE: Final = 16.0  # points: the first search may overlook headlines of this size
_SEEN: Final = 0.6  # a box is new if the first search covers a smaller share of it
_ALIKE: Final = 0.2  # lines of one type differ in height by at most this share
_NEAR: Final = 40  # how far around a line its neighbours are looked for, in its heights
_SQUARE: Final = (0.6, 1.15)  # width of a blank square in a headline, in heights of the line
_LINES: Final = 4  # so many lines that end or begin at the same place show a gutter
_BLANK: Final = 2.3  # the widest blank inside a line (before a bracket), in sizes of type
_MOST_TEXT: Final = 0.35  # an area with more of it covered by text is no picture
_CAPTION: Final = 0.35  # a caption takes at most this share of the height of its picture
_FEWEST: Final = 4  # letters of a line under a picture
_TINT: Final = 0.6  # lightness; a darker area cannot be print that shines through the paper
_LONG: Final = 3.5  # a box so many times as high as wide may be several lines, divided by white
_VALLEY: Final = 0.1  # share of a line's ink; a column of dots with less of it is white
_EDGE: Final = 0.15  # a part with less of the ink of a box is the edge of another line
_BROAD: Final = 0.85  # two halves narrower than this share of a usual box are one line
_THIN: Final = 0.35  # anything thinner than this share of a usual box is no line
# A dash before a deck: how long at least, and how far it is looked for, in heights of the line.
_DASH: Final = (1.1, 2.4)
_FAINT: Final = 30  # darkness of a stroke thinner than those of letters
_BLANK_CELL: Final = 0.7  # white of this length, in sizes of type, is a cell without a letter
_DARK: Final = 128
_STROKE: Final = 0.6  # a stroke covers at least this share of the rectangle around it
DOWN: Final = 1.55  # a box so many times as high as wide is a vertical line
_WIDE: Final = dict(zip(",;:?!()", "，；：？！（）", strict=True))
# The blank part of a square behind a mark at the end of a line, and before one at its beginning.
HANGING: Final = (
    dict.fromkeys("，。、", 0.6)
    | dict.fromkeys("；：！？", 0.35)
    | dict.fromkeys("”’）》」』】", 0.5)
)
INDENTED: Final = dict.fromkeys("“‘（《「『【", 0.5)
_LIKE_BODY: Final = 0.12  # sizes closer than this to the usual one are set to it
_LIKE_STROKES: Final = 0.18  # strokes closer than this have one weight; bold differs by .25
# A speck above a line, or a cut through its box, makes its height wrong. The distance of its
# letters is better: where that is usual (`_AS_FAR`), the size is too.
_AS_FAR: Final = (0.88, 1.1)  # a larger distance means type of another size
_HIGHER: Final = 1.07
_HIGH: Final = (0.75, 1.6)
_RUN: Final = 3  # letters over which their distance is measured


@dataclass(frozen=True, slots=True)
class Reading:
    """A printed line that was read, and how sure each of its letters is."""

    line: Line
    scores: tuple[float, ...]


def name_engine() -> str:
    """Name the engine and its version."""
    from importlib.metadata import version

    return f"rapidocr {version('rapidocr')}"


@cache
def _start(threads: int = 1) -> Any:
    from rapidocr import RapidOCR

    engine = RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.max_side_len": 20_000,
            "Det.limit_type": "max",
            "Det.limit_side_len": 20_000,
            "Det.use_dilation": False,
            "Det.max_candidates": 5000,
            "Rec.rec_batch_num": 1,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
        }
    )
    engine.return_word_box = True
    return engine


def recognize(picture: Picture) -> tuple[Sheet, list[Reading]]:
    """Read a picture: its sheet, in the form of all sources, and the doubts of each line."""
    pictures, grounds = find_areas(picture)
    rules = find_rules(picture, pictures)
    white = whiten(picture.grey)
    _rub_out(white, rules, picture.scale)
    pieces = _cut(_find_text(white, picture), white, picture, rules)
    readings = [each for each in _read(pieces, white, picture) if each is not None]
    readings = even_sizes(readings)
    height, width = (side / picture.scale for side in picture.grey.shape)
    lines = tuple(each.line for each in readings)
    bare = [g.box for g in grounds if not any(measure_overlap(line.box, g.box) for line in lines)]
    grounds = [ground for ground in grounds if ground.box not in bare]
    pictures = [box for box in pictures if _share_of_text(box, lines) < _MOST_TEXT] + bare
    pictures = [_leave_caption(box, lines) for box in pictures]
    grounds = [ground for ground in grounds if _keeps_off(ground, lines)]
    sheet = Sheet(width, height, lines, tuple(rules), (), tuple(pictures), tuple(grounds))
    return sheet, readings


def _share_of_text(box: Box, lines: Sequence[Line]) -> float:
    """The share of an area that lines of text cover; a large headline can look like a picture."""
    return sum(measure_overlap(line.box, box) for line in lines) / measure_area(box)


def _leave_caption(box: Box, lines: Sequence[Line]) -> Box:
    """Take the lines at the foot of a picture out of it, since captions look like part of it."""
    x0, y0, x1, foot = box
    for line in sorted(lines, key=lambda line: -line.box[3]):
        a0, b0, a1, b1 = line.box
        if line.vertical or len(line.text) < _FEWEST or a0 < x0 - line.size or a1 > x1 + line.size:
            continue
        if b0 > y0 + line.size and b0 < foot < b1 + line.size:
            foot = b0
    return x0, y0, x1, foot if box[3] - foot < _CAPTION * (box[3] - y0) else box[3]


def _keeps_off(ground: Ground, lines: Sequence[Line]) -> bool:
    """Whether no line crosses the edge of a tinted area; print that shines through is crossed."""
    x0, y0, x1, y1 = ground.box
    if ground.light < _TINT:
        return True
    inside = [
        line.box
        for line in lines
        if x0 < (line.box[0] + line.box[2]) / 2 < x1 and y0 < (line.box[1] + line.box[3]) / 2 < y1
    ]
    return not any(a0 < x0 or b0 < y0 or a1 > x1 or b1 > y1 for a0, b0, a1, b1 in inside)


def _rub_out(white: Any, rules: list[Box], scale: float) -> None:
    """Rub out rules, since a line of type beside one would seem higher."""
    for rule in rules:
        x0, y0, x1, y1 = (round(edge * scale) for edge in rule)
        white[max(0, y0 - 1) : y1 + 1, max(0, x0 - 1) : x1 + 1] = 255


def _find_text(white: Any, picture: Picture) -> list[tuple[int, int, int, int]]:
    """Find boxes of text, in dots; large type is looked for again in a smaller picture."""
    found = _detect(white, min(1.0, _FINDING / picture.dpi))
    large = _LARGE * picture.scale
    for box in _detect(white, min(1.0, _FINDING / 2 / picture.dpi)):
        high = box[3] - box[1]
        inside = [each for each in found if measure_overlap(each, box) > 0.5 * measure_area(each)]
        others = [each for each in found if each not in inside]
        alike = all(each[3] - each[1] > 0.6 * high for each in inside)
        covered = sum(measure_overlap(each, box) for each in inside)
        apart = sum(measure_overlap(each, box) for each in others) < 0.2 * measure_area(box)
        if high > large and alike and apart and covered < _SEEN * measure_area(box):
            rows = _part_side_by_side(_turn_box(box), white[..., 0].T, high)
            found = [*others, _turn_box(max(rows, key=measure_area))] if rows else found
    return found


def _detect(white: Any, share: float) -> list[tuple[int, int, int, int]]:
    import cv2

    small = cv2.resize(white, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    found = _start()(small, use_det=True, use_cls=False, use_rec=False)
    if found.boxes is None:
        return []
    height, width = white.shape[:2]
    boxes = []
    for corners in found.boxes / share:
        x0, y0 = corners.min(axis=0)
        x1, y1 = corners.max(axis=0)
        boxes.append(
            (max(0, int(x0)), max(0, int(y0)), min(width, int(x1) + 1), min(height, int(y1) + 1))
        )
    return boxes


def _cut(
    boxes: list[tuple[int, int, int, int]], white: Any, picture: Picture, rules: list[Box]
) -> list[tuple[tuple[int, int, int, int], bool]]:
    """Divide boxes at gutters, join what was divided without one, and tell which are vertical."""
    grey = white[..., 0]
    dots = [tuple(round(edge * picture.scale) for edge in rule) for rule in rules]
    tall = [box for box in boxes if box[3] - box[1] > DOWN * (box[2] - box[0])]
    # If most lines are vertical, a box of two letters is not a line across.
    long = sum(box[3] - box[1] for box in tall)
    turned = long > sum(box[2] - box[0] for box in boxes if box not in tall)
    across: list[Any] = []
    down: list[Any] = []
    usual = float(np.median([box[2] - box[0] for box in tall])) if tall else 0.0
    sides = [_turn_box(dot) for dot in dots]
    others = np.array(boxes).reshape(-1, 4)
    usual_high = float(np.median([min(box[2] - box[0], box[3] - box[1]) for box in boxes] or [0]))
    large = max(1.25 * _LARGE * picture.scale, 1.5 * usual_high)
    for box in boxes:
        wide, high = box[2] - box[0], box[3] - box[1]
        if not (high > DOWN * wide or (turned and high > 0.8 * wide)):
            across += _part(box, grey, dots, others)
            continue
        parts = map(_turn_box, _part(_turn_box(box), grey.T, sides, others[:, [1, 0, 3, 2]]))
        for part in parts:
            down += map(_turn_box, _part_side_by_side(part, grey, usual) if turned else [part])
    if turned:
        down = _join([_tighten(box, grey.T) for box in down], sides, large)
    tight = [_tighten(box, grey) for box in across]
    found = [(box, False) for box in _join(tight, dots, large)]
    return found + [(_turn_box(box), True) for box in down]


def _tighten(box: Any, grey: Any) -> Any:
    """Cut a box to its ink, because the network adds white at both ends that can hide a gutter."""
    x0, y0, x1, y1 = box
    part = grey[y0:y1, x0:x1]
    inked = np.flatnonzero((np.abs(part - float(np.median(part))) > 90).any(axis=0))
    if not len(inked):
        return box
    return max(x0, x0 + int(inked[0]) - 2), y0, min(x1, x0 + int(inked[-1]) + 3), y1


def _turn_box(box: Any) -> Any:
    return box[1], box[0], box[3], box[2]


def _part_side_by_side(box: Any, grey: Any, usual: float) -> list[Any]:
    """Find the lines in a tall box; thin ones are the edges of lines beside it."""
    x0, y0, x1, y1 = box
    part = grey[y0:y1, x0:x1]
    ink = (np.abs(part - float(np.median(part))) > 90).sum(axis=0).astype(float)
    if not ink.any():  # a rule, which was rubbed out
        return []
    if y1 - y0 > _LONG * (x1 - x0):  # in shorter boxes white can go through letters
        gaps = _list_gaps(ink > _VALLEY * np.percentile(ink, 90))
        edges = [0, *(edge for gap in gaps for edge in gap if 0 < edge < len(ink)), len(ink)]
        runs = [(a, b) for a, b in pairwise(edges) if ink[a:b].sum() > _EDGE * ink.sum()]
        for at in range(len(runs) - 1, 0, -1):  # white between the halves of letters
            if runs[at][1] - runs[at - 1][0] < _BROAD * usual:
                runs[at - 1 : at + 1] = [(runs[at - 1][0], runs[at][1])]
        runs = [(a, b) for a, b in runs if b - a > _THIN * usual]
    else:
        runs = [(0, len(ink))]
    made = []
    for start, end in runs:
        made += _halve(ink[start:end], start, usual, y1 - y0)
    return [(x0 + a, y0, x0 + b, y1) for a, b in made]


def _halve(ink: Floats, start: int, usual: float, high: int) -> list[tuple[int, int]]:
    """Divide two vertical lines in one box where there is least ink between them."""
    wide = len(ink)
    count = round(wide / (1.35 * usual)) if wide > 1.6 * usual else 1
    edges = [0]
    for number in range(1, count):
        middle, reach = number * wide // count, int(usual * 0.5)
        near = ink[max(0, middle - reach) : middle + reach]
        if near.min() > 0.02 * high:  # one line of large letters
            return [(start, start + wide)]
        empty = np.flatnonzero(near == near.min())
        edges.append(max(0, middle - reach) + int(empty[len(empty) // 2]))
    edges.append(wide)
    return [(start + a, start + b) for a, b in pairwise(edges) if b - a > 0.4 * usual]


def _part(box: Any, grey: Any, rules: list[Any], others: Any) -> list[Any]:
    """Divide a box at a rule, at white that goes on above and below, and at a known gutter."""
    x0, y0, x1, y1 = box
    high = y1 - y0
    if x1 - x0 < 3 * high:
        return [box]
    cuts = [
        (rule[0], rule[2])
        for rule in rules
        if rule[3] - rule[1] > 3 * (rule[2] - rule[0])
        and rule[1] < y0 + high / 2 < rule[3]
        and x0 + high / 2 < rule[0] < x1 - high / 2
    ]
    top, foot = max(0, y0 - 3 * high), min(grey.shape[0], y1 + 3 * high)
    paper = np.percentile(grey[y0:y1, x0:x1], 90)
    strip = grey[top:foot, x0:x1] < paper - 70
    margin = high // 8  # the foot of a comma
    inked = strip[max(0, y0 - top - margin) : y1 - top + margin].any(axis=0)
    for start, end in _list_gaps(inked):
        wide = end - start
        if wide < _GUTTER * 0.8 * high or start == 0 or end == len(inked):
            continue
        white = strip[:, start + wide // 6 : end - wide // 6].any(axis=1).mean() < 0.12
        if white or is_gutter(x0 + start, x0 + end, box, others):
            cuts.append((x0 + start, x0 + end))
    made, left = [], x0
    for start, end in sorted(cuts):
        if start > left:
            made.append((left, y0, start, y1))
        left = max(left, end)
    made.append((left, y0, x1, y1))
    return [each for each in made if each[2] - each[0] > 0.3 * high]


def is_gutter(start: float, end: float, box: Any, others: Any) -> bool:
    """Whether nearby lines end where a strip of white begins, and others begin where it ends."""
    high = box[3] - box[1]
    alike = np.abs((others[:, 3] - others[:, 1]) / high - 1) < _ALIKE
    near = others[alike & (np.abs(others[:, 1] - box[1]) < _NEAR * high)]
    ends, starts = np.abs(near[:, 2] - start), np.abs(near[:, 0] - end)
    return bool(min((ends < high / 2).sum(), (starts < high / 2).sum()) >= _LINES)


def _list_gaps(inked: Any) -> list[tuple[int, int]]:
    """List the runs of False, each with begin and end."""
    steps = np.flatnonzero(np.diff(np.concatenate([[1], inked.astype(int), [1]])))
    return [(int(steps[n]), int(steps[n + 1])) for n in range(0, len(steps) - 1, 2)]


def _join(boxes: list[Any], rules: list[Any], large: float) -> list[Any]:
    """Join boxes on one line that are too close for a gutter between them."""
    made: list[Any] = []
    others = np.array(boxes).reshape(-1, 4)
    for box in sorted(boxes):
        x0, y0, x1, y1 = box
        high = y1 - y0
        for at, (a0, b0, a1, b1) in enumerate(made):
            same = min(y1, b1) - max(y0, b0) > 0.75 * max(high, b1 - b0)
            near = x0 - a1 < 0.6 * high
            if (
                same
                and (
                    near
                    or (0 < x0 - a1 < _BLANK * high and _is_bridged(made[at], box, boxes))
                    or _is_title(made[at], box, large, others)
                )
                and not any(
                    a1 - 2 <= rule[0] <= x0 + 2 and rule[1] < y0 + high / 2 < rule[3]
                    for rule in rules
                )
            ):
                made[at] = a0, min(y0, b0), max(a1, x1), max(y1, b1)
                break
        else:
            made.append(box)
    return made


def _is_title(one: Any, other: Any, large: float, others: Any) -> bool:
    """Whether two boxes are the halves of a headline with a blank square between them."""
    high, gap = other[3] - other[1], other[0] - one[2]
    alike = abs((one[3] - one[1]) / high - 1) < 0.2 and abs(one[1] - other[1]) < 0.2 * high
    blank = high > large and _SQUARE[0] * high < gap < _SQUARE[1] * high
    return bool(alike and blank) and not is_gutter(one[2], other[0], other, others)


def _is_bridged(one: Any, other: Any, boxes: list[Any]) -> bool:
    """Whether the line right above or below two boxes runs on where they end: then no gutter.

    If that line is divided there as well, the white may still be a gutter under a wider line.
    """
    high = other[3] - other[1]
    bridged = False
    for x0, y0, x1, y1 in boxes:
        off = abs(y0 + y1 - other[1] - other[3]) / 2
        if not 0.7 * high < off < 3.2 * high:
            continue
        if abs(x0 - other[0]) < high or abs(x1 - one[2]) < high:
            return False
        near = off < 1.8 * high and abs((y1 - y0) / high - 1) < 0.25
        bridged |= near and x0 < one[2] - high and x1 > other[0] + high
    return bridged


def _read(pieces: list[tuple[Any, bool]], white: Any, picture: Picture) -> list[Reading | None]:
    crops: list[Any] = []
    cells: list[Floats | None] = []
    lights: list[float] = []
    tight: list[Any] = []
    for (x0, y0, x1, y1), vertical in pieces:
        crop = white[y0:y1, x0:x1]
        dark = np.median(crop) < 110
        if dark:
            crop = 255 - crop
        lights.append(WHITE if dark else BLACK)
        inner = _trim(crop)
        own = (x0 + inner[0], y0 + inner[1], x0 + inner[2], y0 + inner[3])
        tight.append(own)
        if vertical:
            stood, middles = _stand_up(crop[:, inner[0] : inner[2]], own[2] - own[0])
            crops.append(_fit(stood))
            cells.append(middles + y0)
        else:
            pad = max(2, int(0.08 * (own[3] - own[1])))
            ink = crop[max(0, inner[1] - pad) : inner[3] + pad]
            crops.append(_fit(ink))
            cells.append(None)
    if not crops:
        return []
    engine = _start()
    made: list[Reading | None] = []
    for at, crop in enumerate(crops):
        found = engine.recognize_txt([crop])
        text, info = found.txts[0], found.word_results[0]
        box, vertical = pieces[at]
        reading = _place(text, info, box, tight[at], cells[at], lights[at], crop, picture)
        dash = None if vertical or reading is None else _find_dash(box, white[..., 0])
        made.append(reading if dash is None else _add_dash(reading, dash / picture.scale))
    return made


def _find_dash(box: Any, grey: Any) -> int | None:
    """Find where a dash of two squares begins before a line; the network takes it for a rule."""
    import cv2

    x0, y0, _, y1 = box
    high = y1 - y0
    part = grey[y0:y1, max(0, x0 - int(_DASH[1] * high)) : x0]
    if part.shape[1] < _DASH[0] * high:
        return None
    even = cv2.blur(part, (max(3, high // 3), 1)).astype(float)
    dark = np.abs(even - float(np.median(even))) > _FAINT
    edge = high // 4
    on = dark[edge:-edge].any(axis=0) & ~dark[:edge].any(axis=0) & ~dark[-edge:].any(axis=0)
    gaps = _list_gaps(on)
    end = gaps[-1][0] if gaps and gaps[-1][1] == len(on) else len(on)
    start = max((stop for begin, stop in gaps if begin < end and stop <= end), default=0)
    near = len(on) - end < high / 2
    return int(x0 - len(on) + start) if near and 0 < _DASH[0] * high < end - start else None


def _add_dash(reading: Reading | None, start: float) -> Reading | None:
    if reading is None:
        return None
    line = reading.line
    x0, y0, x1, y1 = line.box
    edges = (start, (start + x0) / 2, *line.edges)
    line = replace(line, text="——" + line.text, box=(start, y0, x1, y1), edges=edges)
    return Reading(line, (line.score, line.score, *reading.scores))


def _trim(crop: Any) -> tuple[int, int, int, int]:
    """The part of a crop with ink."""
    ink = crop[..., 0] < np.percentile(crop, 95) - 90
    rows, columns = np.flatnonzero(ink.sum(axis=1) > 0), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return 0, 0, crop.shape[1], crop.shape[0]
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _fit(crop: Any) -> Any:
    import cv2

    scale = _HEIGHT / crop.shape[0]
    wide = max(8, round(crop.shape[1] * scale * _NARROW))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return cv2.resize(crop, (wide, _HEIGHT), interpolation=way)


def _stand_up(strip: Any, size: int) -> tuple[Any, Floats]:
    """Put the letters of a vertical line side by side; also returns where their middles were.

    The strip is cut into cells of about the size of the type where there is least ink. The first
    and last cell may be partly blank, since a mark has ink in half of its square.
    """
    ink = (strip[..., 0] < np.percentile(strip, 95) - 90).sum(axis=1).astype(float)
    rows = np.flatnonzero(ink > 0)
    if not len(rows):
        return strip, np.array([len(ink) / 2])
    ink = ink[rows[0] : rows[-1] + 1]
    pitch = _measure_pitch(ink, size)
    blank = int(_BLANK_CELL * size)
    edge = np.concatenate([np.zeros(blank + 1), ink[1:], np.zeros(blank + 1)])
    length = len(edge) - 1
    low, high = max(1, int(0.72 * size)), max(2, int(1.9 * size))
    cost, origin = np.full(length + 1, np.inf), np.zeros(length + 1, int)
    cost[: blank + 1] = 0.0
    for end in range(low, length + 1):
        tall = np.arange(low, min(high, end) + 1)
        costs = cost[end - tall] + edge[end] / size + 1.5 * np.abs(tall - pitch) / pitch
        least = int(costs.argmin())
        if costs[least] < cost[end]:
            cost[end], origin[end] = costs[least], end - tall[least]
    last = len(ink) + blank
    bounds = [last + int(cost[last:].argmin())] if np.isfinite(cost[last:]).any() else [last, 0]
    while bounds[-1] > blank or len(bounds) == 1:
        bounds.append(int(origin[bounds[-1]]))
    middles = np.array([(a + b) / 2 for a, b in pairwise(bounds[::-1])]) - blank + rows[0]
    around = [(blank, blank), (0, 0), (0, 0)]
    strip = np.pad(strip[rows[0] : rows[-1] + 1], around, constant_values=255)
    cells = [strip[a:b] for a, b in pairwise(bounds[::-1])]
    side = max(size, *(len(cell) for cell in cells))
    out = np.full((side, side * len(cells), 3), 255, np.uint8)
    for at, cell in enumerate(cells):
        letter, y, x = _set_upright(cell, size, side)
        part = letter[: side - y, : side - x]
        out[y : y + part.shape[0], at * side + x : at * side + x + part.shape[1]] = part
    rim = int(0.08 * side)
    return np.pad(out, [(rim, rim), (0, 0), (0, 0)], constant_values=255), middles


def _set_upright(cell: Any, size: int, side: int) -> tuple[Any, int, int]:
    """Find the ink of a letter of a vertical line, and its top and left in a square.

    In vertical lines marks stand at the upper right of their square, and brackets are turned.
    """
    x0, y0, x1, y1 = _trim(cell)
    letter = cell[y0:y1, x0:x1]
    high, wide = letter.shape[:2]
    middle = (side - high) // 2, (side - wide) // 2
    flat = 0.15 * size < high < 0.5 * size < wide
    full = (letter[..., 0] < _DARK).mean() > _STROKE  # 一
    if flat and not full and abs(y0 + y1 - len(cell)) > 0.25 * size:
        letter = np.rot90(letter)
        opens = y0 + y1 > len(cell)
        return letter, max(0, (side - wide) // 2), side - high - size // 10 if opens else size // 10
    if max(high, wide) < 0.5 * size:
        off = abs((x0 + x1) / 2 - size / 2)
        if off > 0.12 * size and wide < 0.3 * size:  # 。 and ，
            return letter, max(0, side - high - size // 10), size // 10
        if off > 0.12 * size:  # “
            return letter, max(0, min(y0, side - high)), x0
    return letter, max(0, middle[0]), max(0, middle[1])


def _measure_pitch(ink: Floats, size: int) -> float:
    """Measure the distance of letters: the shift at which the ink of a line is most like itself."""
    span = range(max(2, int(0.9 * size)), min(len(ink) - 1, int(1.6 * size)) + 1)
    if len(ink) < 2.5 * size or len(span) < 2:
        return max(1.0, len(ink) / max(1, round(len(ink) / size)))
    even = ink - ink.mean()
    alike = [float((even[lag:] * even[:-lag]).mean()) for lag in span]
    return float(span[int(np.argmax(alike))])


def _place(
    text: str,
    info: Any,
    box: Any,
    tight: Any,
    cells: Floats | None,
    light: float,
    crop: Any,
    picture: Picture,
) -> Reading | None:
    """Give each letter its place; the network says in which column of the crop it is."""
    columns = [column for word in info.word_cols for column in word] if info else []
    pairs = list(zip(text, info.confs if info else [], strict=False))
    letters = widen([char for char, _ in pairs if not char.isspace()])
    scores = [float(score) for char, score in pairs if not char.isspace()]
    if not letters or len(letters) != len(columns) or np.mean(scores) < 0.5:
        return None
    scale = picture.scale
    shares = (np.array(columns) + 0.5) / max(1.0, info.line_txt_len)
    thick = tight[3] - tight[1] if cells is None else tight[2] - tight[0]
    size = thick / BODY
    if cells is None:
        middles = tight[0] + 0.0 + (box[0] - tight[0]) + shares * (box[2] - box[0])
        first, last = tight[0], tight[2]
        size = guess_size(letters, size)
        # A mark has ink in one half of its square.
        first -= INDENTED.get(letters[0], 0.0) * size
        last += HANGING.get(letters[-1], 0.0) * size
    else:
        slots = np.clip((shares * len(cells)).astype(int), 0, len(cells) - 1)
        middles = cells[slots].astype(float)
        for at in range(1, len(middles)):
            middles[at] = max(middles[at], middles[at - 1] + 1)
        first, last = tight[1], tight[3]
    begins = [float(first), *((middles[1:] + middles[:-1]) / 2), float(last)]
    edges = np.maximum.accumulate(np.array(begins))
    narrow: set[int] = set()
    if cells is None:
        wide = crop.shape[1] / (box[2] - box[0])
        narrow = find_narrow_blanks(letters, shares * crop.shape[1], crop, size * wide)
    shown, kept, at_edges = add_blanks(letters, scores, edges, middles, size, narrow)
    half = size / 2
    if cells is None:
        middle = (tight[1] + tight[3]) / 2
        place = (first / scale, (middle - half) / scale, last / scale, (middle + half) / scale)
    else:
        middle = (tight[0] + tight[2]) / 2
        place = ((middle - half) / scale, first / scale, (middle + half) / scale, last / scale)
    line = Line(
        shown,
        place,
        tuple(float(edge) / scale for edge in at_edges),
        size / scale,
        f"{_measure_strokes(crop):.3f}",
        cells is not None,
        light,
        float(np.mean(scores)),
    )
    return Reading(line, tuple(kept))


def _measure_strokes(crop: Any) -> float:
    """Measure how thick strokes are: their area, divided by half the length of their edges."""
    import cv2

    ink = (crop[..., 0] < 128).astype(np.uint8)
    edge = ink - cv2.erode(ink, np.ones((3, 3), np.uint8))
    return float(ink.sum() / max(1, int(edge.sum())))


def guess_size(letters: list[str], size: float) -> float:
    """Guess the size of type of a line from its height; digits and Latin letters are lower."""
    return size if any(map(is_han, letters)) else size * 1.15


def widen(letters: list[str]) -> list[str]:
    """Make punctuation beside a Chinese letter full-width; the engine does not tell them apart."""
    made = list(letters)
    for at, char in enumerate(letters):
        if char in _WIDE and any(is_han(near) for near in letters[max(0, at - 1) : at + 2]):
            made[at] = _WIDE[char]
    return made


def even_sizes(readings: list[Reading]) -> list[Reading]:
    """Give lines of nearly the usual size that size, and tell bold from plain by their strokes."""
    if not readings:
        return []
    sizes = np.array([each.line.size for each in readings])
    weights = np.array([len(each.line.text) for each in readings])
    inks = np.array([float(each.line.font) for each in readings])
    order = np.argsort(sizes)
    body = float(sizes[order][np.searchsorted(np.cumsum(weights[order]), weights.sum() / 2)])
    near = np.abs(sizes / body - 1) < _LIKE_BODY
    pitches = np.array([_measure_advance(each.line) for each in readings])
    sizes = np.fmin(sizes, _AS_FAR[1] * pitches)
    known = near & ~np.isnan(pitches)
    if known.any():
        # Lines that fill a column are stretched; the densest ones show the width of a letter.
        apart = pitches / float(np.percentile(pitches[known], 10))
        shares = sizes / body
        larger = (apart > _AS_FAR[1]) & (shares > _HIGHER)
        like = (apart > _AS_FAR[0]) & (apart < _AS_FAR[1])
        near = (near & ~larger) | (like & (shares > _HIGH[0]) & (shares < _HIGH[1]))
        for one, other in _list_neighbours(readings, sizes):
            # The other line of a title may be too short to measure.
            if not near[one] and np.isnan(pitches[other]) and shares[other] > _HIGHER:
                near[other] = False
    plain = float(np.median(inks[near])) or 1.0
    sizes = np.where(near, body, sizes)
    pairs = _list_neighbours(readings, sizes)
    titles = [pair for pair in pairs if not near[list(pair)].any()]
    for own in _group(sizes, titles, _LIKE_BODY):  # a letter is at most as large as its square
        sizes[own] = sizes[own].max()
    texts = [pair for pair in pairs if near[list(pair)].all()]
    for own in _group(inks, texts, _LIKE_STROKES):
        inks[own] = np.average(inks[own], weights=weights[own])
    made = []
    for each, new, ink in zip(readings, sizes.tolist(), inks, strict=True):
        box = each.line.box
        if each.line.vertical:
            middle = (box[0] + box[2]) / 2
            box = middle - new / 2, box[1], middle + new / 2, box[3]
        else:
            middle = (box[1] + box[3]) / 2
            box = box[0], middle - new / 2, box[2], middle + new / 2
        font = "bold" if ink > 1.25 * plain else "plain"
        made.append(replace(each, line=replace(each.line, size=new, box=box, font=font)))
    return _straighten_edges(made)


def _list_neighbours(readings: Sequence[Reading], sizes: Floats) -> list[tuple[int, int]]:
    """List the lines that stand right below another of about the same size."""
    boxes = np.array([each.line.box for each in readings])
    down = np.array([each.line.vertical for each in readings])
    pairs = []
    for at, (x0, _, x1, y1) in enumerate(boxes):
        gap = boxes[:, 1] - y1
        shared = np.minimum(boxes[:, 2], x1) - np.maximum(boxes[:, 0], x0)
        below = (
            ~down
            & (gap > -0.5 * sizes[at])
            & (gap < 0.7 * sizes[at])
            & (shared > 0.8 * np.minimum(boxes[:, 2] - boxes[:, 0], x1 - x0))
            & (np.abs(sizes / sizes[at] - 1) < _LIKE_BODY)
        )
        pairs += [] if down[at] else [(at, int(other)) for other in np.flatnonzero(below)]
    return pairs


def _group(values: Floats, pairs: Sequence[tuple[int, int]], reach: float) -> list[list[int]]:
    """Group lines whose values differ by at most a dot or two."""
    group = list(range(len(values)))
    for one, other in pairs:
        if abs(values[other] / max(values[one], 1e-9) - 1) < reach:
            old, new = group[other], group[one]
            group = [new if each == old else each for each in group]
    found: dict[int, list[int]] = {}
    for at, key in enumerate(group):
        found.setdefault(key, []).append(at)
    return list(found.values())


def _measure_advance(line: Line) -> float:
    """Measure the distance of Chinese letters in a line; NaN if there are too few."""
    han = [is_han(char) for char in line.text]
    runs = [
        (line.edges[at + _RUN] - line.edges[at]) / _RUN
        for at in range(len(han) - _RUN + 1)
        if all(han[at : at + _RUN])
    ]
    return float(np.median(runs)) if runs else float("nan")


def _straighten_edges(readings: list[Reading]) -> list[Reading]:
    """Align edges of lines of one type that nearly agree, since ink does not fill each square."""
    made = list(readings)
    for vertical in (False, True):
        for side in (0, 2):
            edge = side + 1 if vertical else side
            own = [n for n, each in enumerate(made) if each.line.vertical == vertical]
            own.sort(key=lambda n: made[n].line.box[edge])
            group: list[int] = []
            for number in [*own, None]:
                if number is not None and (
                    not group
                    or made[number].line.box[edge] - made[group[0]].line.box[edge]
                    < 0.4 * min(made[number].line.size, made[group[0]].line.size)
                ):
                    group.append(number)
                    continue
                place = float(np.median([made[n].line.box[edge] for n in group])) if group else 0.0
                for n in group:
                    line = made[n].line
                    x0, y0, x1, y1 = (
                        place if at == edge else old for at, old in enumerate(line.box)
                    )
                    edges = (place, *line.edges[1:]) if side == 0 else (*line.edges[:-1], place)
                    made[n] = replace(
                        made[n], line=replace(line, box=(x0, y0, x1, y1), edges=edges)
                    )
                group = [] if number is None else [number]
    return made
