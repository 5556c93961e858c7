"""Breaks paragraphs into justified lines and pours them into columns."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from fontTools.ttLib import TTFont

from typeset.sheet import Line

# name -> family, weight. Noto comes as CFF, which not every engine can embed; the others are TrueType.
FONTS = {
    "song": ("Noto Serif CJK SC", "regular"),
    "songbold": ("Noto Serif CJK SC", "bold"),
    "hei": ("Noto Sans CJK SC", "regular"),
    "heibold": ("Noto Sans CJK SC", "bold"),
    "kai": ("AR PL UKai CN", "regular"),
    "ming": ("AR PL UMing CN", "regular"),
    "zenhei": ("WenQuanYi Zen Hei", "regular"),
}
TRUETYPE = ("kai", "ming", "zenhei")  # what reportlab can embed
NO_START = "，。、；：！？）》”’」』】〉…—％·"
NO_END = "（《“‘「『【〈"


@dataclass
class Column:
    x0: float
    y0: float
    x1: float
    y1: float


@cache
def _match(family: str, weight: str) -> tuple[str, int, str]:
    """The file of a font, its number there, and the family that was found."""
    wanted = f"{family}:{weight}"
    found = subprocess.run(
        ["fc-match", "-f", "%{file}|%{index}|%{family}", wanted], capture_output=True, text=True, check=True
    ).stdout.split("|")  # fmt: skip
    return found[0], int(found[1]), found[2]


def find_font(name: str) -> tuple[str, int]:
    return _match(*FONTS[name])[:2]


def has_fonts(*, truetype: bool = False) -> bool:
    """Whether the fonts of a printer are installed, and a program that finds them."""
    if shutil.which("fc-match") is None:
        return False
    own = [pair for name, pair in FONTS.items() if (name in TRUETYPE) == truetype]
    return all(family in _match(family, weight)[2] for family, weight in own)


@cache
def _latin(name: str) -> dict[str, float]:
    path, number = find_font(name)
    font = TTFont(path, fontNumber=number, lazy=True)
    glyphs, units = font.getBestCmap(), font["head"].unitsPerEm
    return {chr(c): font["hmtx"][glyphs[c]][0] / units for c in range(32, 127) if c in glyphs}


_upright: list[bool] = []  # not empty where lines run down


@contextmanager
def set_upright() -> Iterator[None]:
    """Measure lines as they are set downwards: a square for each letter, Latin ones too."""
    _upright.append(True)
    yield
    _upright.pop()


def measure(text: str, font: str) -> float:
    """The width of a text in ems, without letter-spacing."""
    if _upright:
        return float(len(text))
    latin = _latin(font)
    return sum(latin.get(char, 1.0) for char in text)


def break_lines(
    text: str, width: float, size: float, font: str, indent: float = 2
) -> list[tuple[str, float, float]]:
    """Text, indent in points and letter-spacing of each line; the last is not justified."""
    pieces = re.findall(r"[!-~]+|.", text)
    lines: list[tuple[str, float, float]] = []
    at = 0
    while at < len(pieces):
        left = indent * size if not lines else 0.0
        end, natural = at, 0.0
        while end < len(pieces):
            wide = measure(pieces[end], font) * size
            if natural + wide > width - left + 0.01:
                break
            natural += wide
            end += 1
        end = max(end, at + 1)
        if end < len(pieces):
            squeezed = end
            while squeezed < len(pieces) and pieces[squeezed] in NO_START and squeezed - end < 2:
                squeezed += 1
            if squeezed - end == 1:  # one mark is pressed into the line, as compositors do
                end = squeezed
            elif squeezed > end:
                end -= 1
            while end - at > 2 and pieces[end - 1] in NO_END:
                end -= 1
        shown = (
            "".join(pieces[at:end]).rstrip(" \u3000")
            if end < len(pieces)
            else "".join(pieces[at:end])
        )
        gap = 0.0
        natural = measure(shown, font) * size
        if end < len(pieces) or natural > width - left:
            gap = (width - left - natural) / max(1, len(shown) - 1)
            gap = min(gap, size * 0.5)
        if shown.strip():
            lines.append((shown, left, gap))
        at = end
        while at < len(pieces) and pieces[at] in " \u3000":
            at += 1
    return lines


def place(text: str, x: float, y: float, size: float, font: str, *, spacing: float = 0.0, vertical: bool = False, **more: object) -> Line:  # fmt: skip
    """A line whose first em box begins at (x, y)."""
    length = measure(text, font) * size + spacing * (len(text) - 1)
    if vertical:
        length = len(text) * size + spacing * (len(text) - 1)
        return Line(text, x, y, x + size, y + length, size, font, True, spacing, **more)  # type: ignore[arg-type]
    return Line(text, x, y, x + length, y + size, size, font, False, spacing, **more)  # type: ignore[arg-type]


@dataclass
class Paragraph:
    text: str
    role: str = "body"
    indent: float = 2
    align: str = "justify"  # or centre, right
    font: str | None = None
    size: float | None = None


def pour(paragraphs: list[Paragraph], columns: list[Column], *, size: float, leading: float, font: str, colour: str = "#000000") -> tuple[list[Line], list[tuple[int, int]]]:  # fmt: skip
    """Lines in reading order, and of each the paragraph and how many of its characters are out.

    All columns share the line grid of the first, so that lines stand side by side as in print.
    """
    lines: list[Line] = []
    marks: list[tuple[int, int]] = []
    slots = [
        (column, column.y0 + step * leading)
        for column in columns
        for step in range(int((column.y1 - column.y0 - size) / leading + 1.001))
    ]
    at = 0
    for number, paragraph in enumerate(paragraphs):
        rest, first = paragraph.text, True
        face, big = paragraph.font or font, paragraph.size or size
        while rest:
            if at >= len(slots):
                return lines, marks
            column, y = slots[at]
            width = column.x1 - column.x0
            shown, left, gap = break_lines(
                rest, width, big, face, paragraph.indent if first else 0
            )[0]
            line = place(shown, column.x0 + left, y + (size - big) / 2, big, face, spacing=gap, role=paragraph.role, colour=colour)  # fmt: skip
            if paragraph.align != "justify":
                move = (width - (line.x1 - line.x0)) / (
                    2 if paragraph.align == "centre" else 1
                ) - left
                line.x0, line.x1 = line.x0 + move, line.x1 + move
            rest = rest[len(shown) :].lstrip(" \u3000") if rest.startswith(shown) else ""
            lines.append(line)
            marks.append((number, len(paragraph.text) - len(rest)))
            at, first = at + 1, False
    return lines, marks
