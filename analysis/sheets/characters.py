"""A page of a PDF → its characters, rules, frames, pictures and coloured areas."""

import ctypes
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from analysis.arrays import Floats
from analysis.han import is_han
from analysis.sheets.form import Box, Ground

__all__ = ["Drawn", "read_drawn"]

_THIN: Final = 4.0  # points: a thin area up to this is a rule
_SHORTEST_RULE: Final = 15.0
_SMALLEST_AREA: Final = 12.0
_PAPER: Final = 0.985
_DEEPEST: Final = 6  # how deep forms of a PDF may be nested in forms
# Radicals that stand for whole characters, as some producers write them.
_RADICALS: Final = {
    code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2E80, 0x2FE0)
}
_SIMPLE: Final = "⺠⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻥⻦⻨⻩⻬⻮⻰⻳⺟⻄⻒⻣⻤⻁⻖"
_WHOLE: Final = "民见角贝车长门青韦页风飞食马鱼鸟麦黄齐齿龙龟母西镸骨鬼虎阝"
_RADICALS.update(dict(zip(map(ord, _SIMPLE), _WHOLE, strict=True)))
# Codes that pdfium gives for a hyphen at the end of a line.
_HYPHENS: Final = {0x02: 0x2D, 0xAD: 0x2D}
_FEWEST: Final = 3  # Chinese characters by which a font is judged


@dataclass(slots=True)
class Drawn:
    """What a page draws, and for each character the square that its type takes.

    `squares` are left, top, right and bottom; `upright` is true for characters that are not turned
    by 90 degrees; `garbled` is the share of characters without a known meaning.
    """

    width: float
    height: float
    texts: list[str] = field(default_factory=list)
    squares: Floats = field(default_factory=lambda: np.empty((0, 4)))
    sizes: Floats = field(default_factory=lambda: np.empty(0))
    inks: Floats = field(default_factory=lambda: np.empty(0))
    fonts: list[str] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    frames: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    grounds: list[Ground] = field(default_factory=list)


class _Turn:
    """Turns points of the PDF, with its origin bottom left, into those of the sheet as seen."""

    def __init__(self, page: Any) -> None:
        self.left, self.bottom, self.right, self.top = page.get_cropbox()
        self.rotation = page.get_rotation() % 360

    def size(self) -> tuple[float, float]:
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.rotation in (90, 270) else (width, height)

    def point(self, x: Any, y: Any) -> tuple[Any, Any]:
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        if self.rotation == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        x0, y0 = self.point(left, top)
        x1, y1 = self.point(right, bottom)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def read_drawn(page: Any) -> Drawn:
    """Read what a page of pypdfium2 draws."""
    turn = _Turn(page)
    drawn = Drawn(*turn.size())
    _read_characters(page, turn, drawn)
    for kind, box, light in _iterate_shapes(page, turn):
        _add_shape(drawn, kind, box, light)
    return drawn


def _read_characters(page: Any, turn: _Turn, drawn: Drawn) -> None:
    import pypdfium2.raw as raw

    own = page.get_textpage()
    count = raw.FPDFText_CountChars(own)
    x, y = ctypes.c_double(), ctypes.c_double()
    edges = [ctypes.c_double() for _ in range(4)]
    loose = raw.FS_RECTF()
    matrix = raw.FS_MATRIX()
    colour = [ctypes.c_uint() for _ in range(4)]
    refs = [ctypes.byref(each) for each in (x, y, *edges, loose, matrix, *colour)]
    objects: dict[int, tuple[float, str, float]] = {}
    texts: list[str] = []
    places: list[tuple[float, ...]] = []
    fonts: list[str] = []
    high = 0
    for at in range(count):
        code = raw.FPDFText_GetUnicode(own, at)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD
        high = 0
        code = _HYPHENS.get(code, code)
        if code in (10, 13) or raw.FPDFText_IsGenerated(own, at) == 1:
            continue
        thing = raw.FPDFText_GetTextObject(own, at)
        key = ctypes.addressof(thing.contents) if thing else 0
        if key not in objects:
            raw.FPDFText_GetMatrix(own, at, refs[7])
            scale = float(np.hypot(matrix.c, matrix.d))
            raw.FPDFText_GetFillColor(own, at, *refs[8:12])
            red, green, blue = (each.value / 255 for each in colour[:3])
            light = 0.299 * red + 0.587 * green + 0.114 * blue
            objects[key] = raw.FPDFText_GetFontSize(own, at) * scale, _name_font(thing), light
        size, font, light = objects[key]
        raw.FPDFText_GetCharOrigin(own, at, refs[0], refs[1])
        raw.FPDFText_GetCharBox(own, at, refs[2], refs[3], refs[4], refs[5])
        raw.FPDFText_GetLooseCharBox(own, at, refs[6])
        left, right, bottom, top = (each.value for each in edges)
        texts.append(_RADICALS.get(code) or chr(code) if code else "\ufffd")
        fonts.append(font)
        places.append(
            (x.value, y.value, left, bottom, right, top, loose.left, loose.right, size, light)
        )
    if not texts:
        return
    table = np.array(places)
    drawn.texts, drawn.fonts = texts, fonts
    drawn.sizes, drawn.inks = table[:, 8], table[:, 9]
    drawn.squares = _find_squares(table, texts, fonts, turn)


def _name_font(thing: Any) -> str:
    import pypdfium2.raw as raw

    font = raw.FPDFTextObj_GetFont(thing) if thing else None
    if not font:
        return ""
    length = raw.FPDFFont_GetBaseFontName(font, None, 0)
    buffer = ctypes.create_string_buffer(max(length, 1))
    raw.FPDFFont_GetBaseFontName(font, buffer, length)
    name = buffer.value.decode("utf-8", "replace")
    # Without a name, a font is known by its address; a subset's six letters are no part of a name.
    plain = name.split("+", 1)[-1] if "+" in name[:7] else name
    return plain or f"?{ctypes.cast(font, ctypes.c_void_p).value}"


def _find_squares(table: Floats, texts: list[str], fonts: list[str], turn: _Turn) -> Floats:
    """Find the square that the type of each character takes.

    The origin of a character is at the left end of its base line, in fonts for vertical setting at
    the top of its middle. Which of them it is shows where the ink of the font's Chinese characters
    lies.
    """
    origin_x, origin_y, left, bottom, right, top, _, loose_right, sizes, _ = table.T
    safe = np.maximum(sizes, 0.1)
    middle_x, middle_y = (left + right) / 2, (bottom + top) / 2
    han = np.array([is_han(text) for text in texts])
    across, along = (middle_x - origin_x) / safe, (middle_y - origin_y) / safe
    shift_x, shift_y = np.full(len(texts), 0.5), np.full(len(texts), 0.38)
    by_font: dict[str, list[int]] = defaultdict(list)
    for at, font in enumerate(fonts):
        if han[at]:
            by_font[font].append(at)
    all_of = np.array(fonts)
    for font, own in by_font.items():
        mine = all_of == font
        x, y = np.median(across[own]), np.median(along[own])
        if len(own) < _FEWEST:
            continue
        if abs(x - 0.5) > 0.2 or abs(y - 0.38) > 0.2:
            shift_x[mine], shift_y[mine] = x, y
    # Other than Chinese characters are as wide as the font says.
    wide = np.array([unicodedata.east_asian_width(text[0]) in "WF" for text in texts])
    x0 = np.where(wide, origin_x + (shift_x - 0.5) * sizes, origin_x)
    x1 = np.where(
        wide, x0 + sizes, np.maximum(np.minimum(loose_right, origin_x + 2.2 * sizes), right)
    )
    x1 = np.maximum(x1, x0 + 0.1 * sizes)
    y0 = origin_y + (shift_y - 0.5) * sizes
    y1 = y0 + sizes
    # A letter with its ink beside its square is turned on its side: the square goes around the ink.
    ink = right > left
    far = np.maximum(np.abs(middle_x - (x0 + x1) / 2), np.abs(middle_y - (y0 + y1) / 2))
    off = wide & ink & (far > 0.6 * sizes)
    x0, x1 = np.where(off, middle_x - sizes / 2, x0), np.where(off, middle_x + sizes / 2, x1)
    y0, y1 = np.where(off, middle_y - sizes / 2, y0), np.where(off, middle_y + sizes / 2, y1)
    odd = ~wide & ink & ((right < x0 - 0.1 * sizes) | (top < y0 - 0.3 * sizes))
    x0, x1 = np.where(odd, middle_x - sizes / 2, x0), np.where(odd, middle_x + sizes / 2, x1)
    y0, y1 = np.where(odd, bottom, y0), np.where(odd, top, y1)
    _divide(table, x0, x1)
    ax, ay = turn.point(x0, y1)
    bx, by = turn.point(x1, y0)
    return np.column_stack(
        [np.minimum(ax, bx), np.minimum(ay, by), np.maximum(ax, bx), np.maximum(ay, by)]
    )


def _divide(table: Floats, x0: Floats, x1: Floats) -> None:
    """Divide a glyph that stands for several characters among them: a dash of two squares."""
    same = np.flatnonzero((table[1:, :6] == table[:-1, :6]).all(axis=1))
    for at in same:
        if x1[at] - x0[at] > 1.2 * table[at, 8]:
            middle = (x0[at] + x1[at]) / 2
            x1[at] = x0[at + 1] = middle


def _iterate_shapes(page: Any, turn: _Turn) -> Iterator[tuple[str, Box, float]]:
    import pypdfium2.raw as raw

    def look(
        count: int, take: Any, outer: tuple[float, ...], depth: int
    ) -> Iterator[tuple[str, Box, float]]:
        for at in range(count):
            thing = take(at)
            kind = raw.FPDFPageObj_GetType(thing)
            if kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                inner = raw.FS_MATRIX()
                raw.FPDFPageObj_GetMatrix(thing, inner)
                own = (inner.a, inner.b, inner.c, inner.d, inner.e, inner.f)
                yield from look(
                    raw.FPDFFormObj_CountObjects(thing),
                    lambda n, form=thing: raw.FPDFFormObj_GetObject(form, n),
                    _multiply(own, outer),
                    depth + 1,
                )
            elif kind == raw.FPDF_PAGEOBJ_IMAGE or kind == raw.FPDF_PAGEOBJ_SHADING:
                box = _bound(thing)
                if box is not None:
                    yield "picture", turn.box(*_apply(outer, box)), 0.5
            elif kind == raw.FPDF_PAGEOBJ_PATH:
                for name, box, light in _read_path(thing):
                    yield name, turn.box(*_apply(outer, box)), light

    yield from look(
        raw.FPDFPage_CountObjects(page),
        lambda n: raw.FPDFPage_GetObject(page, n),
        (1, 0, 0, 1, 0, 0),
        0,
    )


def _multiply(first: tuple[float, ...], second: tuple[float, ...]) -> tuple[float, ...]:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t,
        e * q + f * s + u,
    )  # fmt: skip


def _apply(matrix: tuple[float, ...], box: Box) -> Box:
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _bound(thing: Any) -> Box | None:
    import pypdfium2.raw as raw

    edges = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(thing, *(ctypes.byref(each) for each in edges)):
        return None
    left, bottom, right, top = (each.value for each in edges)
    return left, bottom, right, top


def _read_path(thing: Any) -> Iterator[tuple[str, Box, float]]:
    """Yield the parts of a path: each subpath as what it draws, with its lightness."""
    import pypdfium2.raw as raw

    mode, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(thing, ctypes.byref(mode), ctypes.byref(stroke))
    if not mode.value and not stroke.value:
        return
    colour = [ctypes.c_uint() for _ in range(4)]
    ask = raw.FPDFPageObj_GetFillColor if mode.value else raw.FPDFPageObj_GetStrokeColor
    ask(thing, *(ctypes.byref(each) for each in colour))
    red, green, blue, alpha = (each.value / 255 for each in colour)
    light = 1 - (1 - 0.299 * red - 0.587 * green - 0.114 * blue) * alpha
    whole = _bound(thing)
    if whole is None or (light > _PAPER and not stroke.value):
        return
    name = "ground" if mode.value else "frame"
    count = raw.FPDFPath_CountSegments(thing)
    if count <= 5:
        yield name, whole, light
        return
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(thing, matrix)
    own = (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
    x, y = ctypes.c_float(), ctypes.c_float()
    parts: list[list[tuple[float, float]]] = []
    for at in range(min(count, 2000)):
        segment = raw.FPDFPath_GetPathSegment(thing, at)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        if not parts or raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            parts.append([])
        parts[-1].append((x.value, y.value))
    boxes = [
        _apply(
            own,
            (
                min(p[0] for p in part),
                min(p[1] for p in part),
                max(p[0] for p in part),
                max(p[1] for p in part),
            ),
        )
        for part in parts
        if len(part) > 1
    ]
    if name == "ground" and len(boxes) == 2 and _holds(boxes):
        # A single rectangle without a smaller one inside is how some programs draw a frame.
        yield "frame", whole, light
        return
    for box in boxes:
        yield name, box, light


def _holds(boxes: list[Box]) -> bool:
    (a, b) = sorted(boxes, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))
    near = max(abs(one - other) for one, other in zip(a, b, strict=True))
    return near < 3 * _THIN and a[0] >= b[0] and a[1] >= b[1] and a[2] <= b[2] and a[3] <= b[3]


def _add_shape(drawn: Drawn, kind: str, box: Box, light: float) -> None:
    x0, y0 = max(box[0], 0.0), max(box[1], 0.0)
    x1, y1 = min(box[2], drawn.width), min(box[3], drawn.height)
    if x1 < x0 or y1 < y0:
        return
    box = x0, y0, x1, y1
    width, height = x1 - x0, y1 - y0
    if kind == "picture":
        if min(width, height) >= _SMALLEST_AREA:
            drawn.pictures.append(box)
    elif min(width, height) <= _THIN:
        if max(width, height) >= _SHORTEST_RULE:
            drawn.rules.append(box)
    elif min(width, height) >= _SMALLEST_AREA:
        if kind == "frame":
            drawn.frames.append(box)
        elif width < 0.97 * drawn.width or height < 0.97 * drawn.height:
            drawn.grounds.append(Ground(box, light))
