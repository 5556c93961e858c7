"""What another program read of a sheet → the sheet, in the form of all roads.

Such files have words with their rectangles. The lines that they make of them run across gutters, so
these are cut where the paper is white above or below; everything else is found as on any sheet.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final
from unicodedata import east_asian_width

import numpy as np

from analysis.arrays import Floats
from analysis.sheets.blanks import add_blanks
from analysis.sheets.form import Box, Line, Sheet
from analysis.sheets.pdf import Leaf
from analysis.sheets.recognition import (
    BODY,
    DOWN,
    HANGING,
    INDENTED,
    Reading,
    even_sizes,
    guess_size,
    is_gutter,
    widen,
)
from analysis.sheets.scan import Scan
from analysis.sheets.words import Read, Word, read_parsed_words

__all__ = ["iterate_parsed"]

_GUTTER: Final = 0.8  # white as wide as this, in sizes of type, may be a gutter
_APART: Final = 2.6  # words further apart, in sizes of type, are not on one line
_REACH: Final = 2.5  # how far above or below a line, in its heights, the white must go on
_SLIT: Final = 0.5  # no gutter is narrower, in heights of a line
_NEAR: Final = 25  # how far a gutter is looked for, in heights of a line
_NOT_READ: Final = 0.5  # a word with a lower score makes no line by itself


def iterate_parsed(data: bytes) -> Iterator[Leaf]:
    """Yield the sheets of a file.

    Raises
    ------
    OSError
        With what is wrong, as of a file that cannot be read.
    """
    for page in read_parsed_words(data):
        unit = page.unit
        readings = even_sizes(list(_make_readings(page)))
        sheet = Sheet(
            page.width * unit,
            page.height * unit,
            tuple(each.line for each in readings),
            tuple(_scale(box, unit) for box in page.rules),
            (),
            tuple(_scale(box, unit) for box in page.pictures),
        )
        scores = [score for each in readings for score in each.scores]
        mean = sum(scores) / len(scores) if scores else 0.0
        doubts = tuple(each.scores for each in readings)
        scan = Scan(sheet, 72 / unit, 0.0, page.engine, mean, doubts)
        problem = None if sheet.lines else "no text is in it"
        yield Leaf(sheet.width, sheet.height, sheet, problem, scan)


def _scale(box: Box, unit: float) -> Box:
    x0, y0, x1, y1 = box
    return x0 * unit, y0 * unit, x1 * unit, y1 * unit


# --- lines --------------------------------------------------------------------------------------


def _make_readings(page: Read) -> Iterator[Reading]:
    words = [word.box for line in page.lines for word in line]
    ends = (sorted(line, key=lambda word: word.box[0]) for line in page.lines if line)
    edges = np.array([(*own[0].box[:2], *own[-1].box[2:]) for own in ends]).reshape(-1, 4)
    for line in page.lines:
        if not line:
            continue
        down = _runs_down(line)
        parted = [part for word in line for part in _part_word(word, edges)]
        for piece in [line] if down else _cut(parted, words):
            reading = _make_reading(piece, page.unit, vertical=down)
            if np.mean(reading.scores) >= _NOT_READ:
                yield reading


def _runs_down(line: Sequence[Word]) -> bool:
    x0, y0 = (min(word.box[side] for word in line) for side in (0, 1))
    x1, y1 = (max(word.box[side] for word in line) for side in (2, 3))
    return sum(len(word.text) for word in line) > 1 and y1 - y0 > DOWN * (x1 - x0)


def _part_word(word: Word, edges: Floats) -> Iterator[Word]:
    """Divide a word, or a line, at a gutter that the lines around it show."""
    x0, y0, x1, y1 = word.box
    high = y1 - y0
    near = edges[np.abs(edges[:, 1] - y0) < _NEAR * high]
    for start in near[(near[:, 0] > x0 + 2 * high) & (near[:, 0] < x1 - 2 * high), 0]:
        ends = near[(near[:, 2] < start - _SLIT * high) & (near[:, 2] > start - _APART * high), 2]
        if not len(ends) or not is_gutter(float(np.median(ends)), start, word.box, edges):
            continue
        end = float(np.median(ends))
        share = (end - x0) / (end - x0 + x1 - start)
        widths = np.cumsum([_measure_letter(letter) for letter in word.text])
        count = int(np.abs(widths - share * widths[-1]).argmin()) + 1
        yield Word(word.text[:count], (x0, y0, end, y1), word.score)
        yield from _part_word(Word(word.text[count:], (start, y0, x1, y1), word.score), edges)
        return
    yield word


def _measure_letter(letter: str) -> float:
    return 1.0 if east_asian_width(letter) in "WF" else 0.5


def _cut(line: Sequence[Word], words: Sequence[Box]) -> Iterator[list[Word]]:
    """Divide a line at white that goes on above or below it."""
    ordered = sorted(line, key=lambda word: word.box[0])
    high = max(word.box[3] - word.box[1] for word in ordered)
    piece = ordered[:1]
    for before, after in pairwise(ordered):
        start, end = before.box[2], after.box[0]
        if end - start > _GUTTER * high and _is_gutter(start, end, before.box, high, words):
            yield piece
            piece = []
        piece.append(after)
    yield piece


def _is_gutter(start: float, end: float, beside: Box, high: float, words: Iterable[Box]) -> bool:
    """Whether a strip of white goes on between words above or below the line."""
    if end - start > _APART * high:
        return True
    bands = (beside[1] - _REACH * high, beside[1]), (beside[3], beside[3] + _REACH * high)
    own = list(words)
    for top, foot in bands:
        spans = sorted((x0, x1) for x0, y0, x1, y1 in own if y1 > top and y0 < foot)
        if not any(x1 <= end for _, x1 in spans) or not any(x0 >= start for x0, _ in spans):
            continue
        reach, widest = start, 0.0
        for x0, x1 in [*spans, (end, end)]:
            widest = max(widest, min(x0, end) - reach)
            reach = max(reach, x1)
        if widest > _GUTTER * high:
            return True
    return False


def _spread(word: Word, first: float, last: float) -> Floats:
    """Estimate where the letters of a word begin; Latin ones are half as wide as Chinese ones."""
    widths = np.array([_measure_letter(letter) for letter in word.text])
    return np.asarray(first + (last - first) * (np.cumsum(widths) - widths) / widths.sum())


def _make_reading(words: Sequence[Word], unit: float, *, vertical: bool) -> Reading:
    low, high = (1, 3) if vertical else (0, 2)
    ordered = sorted(words, key=lambda word: word.box[low])
    letters = widen([letter for word in ordered for letter in word.text])
    scores = [word.score for word in ordered for _ in word.text]
    begins = np.concatenate([_spread(word, word.box[low], word.box[high]) for word in ordered])
    ends = np.append(begins[1:], ordered[-1].box[high])
    across = [(word.box[1 - low], word.box[5 - high]) for word in ordered]
    size = max(end - start for start, end in across) / BODY
    if not vertical:
        size = guess_size(letters, size)
    edges = np.append(begins, ends[-1])
    if not vertical:  # a mark fills half of its square, so add the rest
        edges[0] -= INDENTED.get(letters[0], 0.0) * size
        edges[-1] += HANGING.get(letters[-1], 0.0) * size
    edges = np.maximum.accumulate(edges)
    text, kept, places = add_blanks(letters, scores, edges, (begins + ends) / 2, size)
    middle = (min(start for start, _ in across) + max(end for _, end in across)) / 2
    first, last = places[0], places[-1]
    near, far = middle - size / 2, middle + size / 2
    box = (near, first, far, last) if vertical else (first, near, last, far)
    line = Line(
        text,
        _scale(box, unit),
        tuple(place * unit for place in places),
        size * unit,
        "1.000",  # thickness of strokes, which such files do not give
        vertical,
        score=float(np.mean(kept)),
    )
    return Reading(line, tuple(kept))
