"""What is printed on a sheet, whether a PDF says so or a scan was read: lines, rules, pictures.

All roads make this form, and `arrange` needs nothing else. Lengths are points (1/72 inch), places
are counted from the top left corner of the sheet.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = [
    "BLACK",
    "WHITE",
    "Box",
    "Ground",
    "Line",
    "Sheet",
    "bound",
    "holds",
    "measure_area",
    "measure_overlap",
]

# Left, top, right, bottom.
Box = tuple[float, float, float, float]


def bound(boxes: Iterable[Sequence[float]]) -> Box:
    """The rectangle around rectangles."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def measure_area(box: Sequence[float]) -> float:
    """The area of a rectangle."""
    return float((box[2] - box[0]) * (box[3] - box[1]))


def measure_overlap(one: Sequence[float], other: Sequence[float]) -> float:
    """The area that two rectangles have in common."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return float(max(wide, 0) * max(high, 0))


def holds(outer: Box, inner: Box) -> bool:
    """Whether the middle of one rectangle lies in another."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


BLACK: Final = 0.0
WHITE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: characters on one base line, with no gutter between them.

    Attributes
    ----------
    text
        Its characters as printed, without blanks at the ends; blanks that stand between two words
        stay. Of a vertical line, from top to bottom.
    box
        Its rectangle: along the line from the first character's edge to the last one's, across it
        the height of the type (a full square for a Chinese character, so that lines of one size
        have boxes of one height), not that of the ink.
    edges
        Where its characters begin, and where the last one ends: one more than there are
        characters. Down the sheet where it is vertical, across it elsewhere.
    size
        The size of the type: the side of the square of a Chinese character.
    font
        Whatever tells one type from another on this sheet: a name, a number; empty where nothing
        is known.
    vertical
        Whether it runs from top to bottom.
    ink
        How light its ink is, from 0 (black) to 1 (white).
    score
        How sure its characters are, from 0 to 1; 1 where nothing was guessed.
    """

    text: str
    box: Box
    edges: tuple[float, ...]
    size: float
    font: str = ""
    vertical: bool = False
    ink: float = BLACK
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Ground:
    """A coloured area that text can stand on; `light` from 0 (black) to 1 (white)."""

    box: Box
    light: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A printed sheet.

    Attributes
    ----------
    width, height
        Of the sheet.
    lines
        In any order.
    rules
        Straight lines, each as a thin rectangle. The sides of a frame are rules, too, unless the
        frame is known as a whole.
    frames
        Rectangles drawn as an outline.
    pictures
        Photographs and drawings.
    grounds
        Coloured areas; the paper itself is none.
    """

    width: float
    height: float
    lines: tuple[Line, ...] = ()
    rules: tuple[Box, ...] = ()
    frames: tuple[Box, ...] = ()
    pictures: tuple[Box, ...] = ()
    grounds: tuple[Ground, ...] = ()
