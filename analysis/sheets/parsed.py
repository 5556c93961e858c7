"""What another program read of a sheet (hOCR, ALTO) → the sheet, in the form of all roads.

Such files have words with their rectangles. The lines that they make of them run across gutters, so
these are cut where the paper is white above or below; everything else is found as on any sheet.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np

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
    widen,
)
from analysis.sheets.scan import Scan

__all__ = ["iterate_parsed"]

_USUAL: Final = 1300.0  # points: how long a sheet is taken to be where its file does not say
_UNITS: Final = {"mm10": 72 / 254, "inch1200": 72 / 1200}  # points; the other unit is the dot
_GUTTER: Final = 0.8  # of the type: white as wide may be a gutter
_APART: Final = 2.6  # of the size: so far apart no words of a line stand
_REACH: Final = 2.5  # times the height of a line: how far above or below it the white must go on
_NOT_READ: Final = 0.5  # a word that is less sure than this alone makes no line
_LINE: Final = frozenset(["ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat", "ocrx_line"])
_NUMBER: Final = r"(-?\d+(?:\.\d+)?)"
_BOX: Final = re.compile(r"\bbbox\s+" + r"\s+".join([_NUMBER] * 4))
_SURE: Final = re.compile(rf"\bx_wconf\s+{_NUMBER}")
_DOTS: Final = re.compile(rf"\bscan_res\s+{_NUMBER}")


class _Word(NamedTuple):
    """Letters without a blank between, where they stand, and how sure they are."""

    text: str
    box: Box
    score: float


class _Read(NamedTuple):
    """A page of such a file, lengths in its own unit, of which `unit` is in points."""

    width: float
    height: float
    unit: float
    lines: Sequence[Sequence[_Word]]
    rules: Sequence[Box]
    pictures: Sequence[Box]
    engine: str


def iterate_parsed(data: bytes) -> Iterator[Leaf]:
    """Yield the sheets of a file.

    Raises
    ------
    OSError
        With what is wrong, as of a file that cannot be read.
    """
    pages = list(_read_hocr(data) if b"ocr_page" in data else _read_alto(data))
    if not pages:
        raise OSError(None, "it is neither hOCR nor ALTO; write it anew")
    for page in pages:
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


# --- the files ----------------------------------------------------------------------------------


def _read_hocr(data: bytes) -> Iterator[_Read]:
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    try:
        document = document_fromstring(data, parser=HTMLParser(encoding="utf-8", no_network=True))
    except (etree.ParserError, ValueError) as error:
        raise OSError(None, "it is no hOCR, or a broken one; write it anew") from error
    engine = document.xpath("string(//meta[@name='ocr-system']/@content)").strip() or "hOCR"
    for page in document.xpath("//*[contains(concat(' ', @class, ' '), ' ocr_page ')]"):
        box = _read_box(page)
        if box is None:
            continue
        dots = _DOTS.search(page.get("title", ""))
        lines, rules, pictures = [], [], []
        for element in page.iter():
            names = set(str(element.get("class", "")).split())
            own = _read_box(element)
            if names & _LINE:
                lines.append([word for word in map(_read_word, element.iter()) if word])
            elif own and names & {"ocr_separator", "ocr_linedrawing"}:
                rules.append(own)
            elif own and names & {"ocr_photo", "ocr_image", "ocr_float"}:
                pictures.append(own)
        width, height = box[2] - box[0], box[3] - box[1]
        unit = 72 / float(dots[1]) if dots and float(dots[1]) else _USUAL / max(width, height, 1)
        yield _Read(width, height, unit, lines, rules, pictures, engine)


def _read_box(element: Any) -> Box | None:
    found = _BOX.search(element.get("title") or "") if isinstance(element.tag, str) else None
    return tuple(map(float, found.groups())) if found else None  # type: ignore[return-value]


def _read_word(element: Any) -> _Word | None:
    if not isinstance(element.tag, str) or "ocrx_word" not in element.get("class", ""):
        return None
    text, box = "".join("".join(element.itertext()).split()), _read_box(element)
    sure = _SURE.search(element.get("title") or "")
    return _Word(text, box, float(sure[1]) / 100 if sure else 1.0) if text and box else None


def _read_alto(data: bytes) -> Iterator[_Read]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise OSError(None, "it is no ALTO, or a broken one; write it anew") from error
    if etree.QName(root).localname.lower() != "alto":
        return
    said = root.xpath("string(//*[local-name()='MeasurementUnit'])").strip()
    names = ("softwareName", "softwareVersion")
    engine = " ".join(
        filter(None, (root.xpath(f"string(//*[local-name()='{name}'])").strip() for name in names))
    )
    for page in root.xpath("//*[local-name()='Page']"):
        width, height = (_read_number(page, name) for name in ("WIDTH", "HEIGHT"))
        lines = [
            [word for word in map(_read_string, line.xpath("./*[local-name()='String']")) if word]
            for line in page.xpath(".//*[local-name()='TextLine']")
        ]
        rules, pictures = (
            [_read_place(each) for each in page.xpath(f".//*[local-name()='{name}']")]
            for name in ("GraphicalElement", "Illustration")
        )
        if not (width and height):
            reach = [word.box for line in lines for word in line]
            width = max((box[2] for box in reach), default=1.0)
            height = max((box[3] for box in reach), default=1.0)
        unit = _UNITS.get(said) or _USUAL / max(width, height)
        yield _Read(width, height, unit, lines, rules, pictures, engine or "ALTO")


def _read_number(element: Any, name: str) -> float:
    try:
        return float(element.get(name, 0))
    except ValueError:
        return 0.0


def _read_place(element: Any) -> Box:
    x, y, wide, high = (_read_number(element, name) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT"))
    return x, y, x + wide, y + high


def _read_string(element: Any) -> _Word | None:
    text = "".join(element.get("CONTENT", "").split())
    score = _read_number(element, "WC") if element.get("WC") else 1.0
    return _Word(text, _read_place(element), score) if text else None


# --- lines --------------------------------------------------------------------------------------


def _make_readings(page: _Read) -> Iterator[Reading]:
    words = [word.box for line in page.lines for word in line]
    for line in page.lines:
        if not line:
            continue
        down = _runs_down(line)
        for piece in [line] if down else _cut(line, words):
            reading = _make_reading(piece, page.unit, vertical=down)
            if np.mean(reading.scores) >= _NOT_READ:
                yield reading


def _runs_down(line: Sequence[_Word]) -> bool:
    x0, y0 = (min(word.box[side] for word in line) for side in (0, 1))
    x1, y1 = (max(word.box[side] for word in line) for side in (2, 3))
    return sum(len(word.text) for word in line) > 1 and y1 - y0 > DOWN * (x1 - x0)


def _cut(line: Sequence[_Word], words: Sequence[Box]) -> Iterator[list[_Word]]:
    """Cut a line where white paper goes on above or below it."""
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
    """Whether a white strip goes on between words, above the line or below it."""
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


def _make_reading(words: Sequence[_Word], unit: float, *, vertical: bool) -> Reading:
    low, high = (1, 3) if vertical else (0, 2)
    ordered = sorted(words, key=lambda word: word.box[low])
    letters = widen([letter for word in ordered for letter in word.text])
    scores = [word.score for word in ordered for _ in word.text]
    begins = np.array(
        [
            word.box[low] + (word.box[high] - word.box[low]) * at / len(word.text)
            for word in ordered
            for at in range(len(word.text))
        ]
    )
    ends = np.append(begins[1:], ordered[-1].box[high])
    across = [(word.box[1 - low], word.box[5 - high]) for word in ordered]
    size = max(end - start for start, end in across) / BODY
    if not vertical:
        size = guess_size(letters, size)
    edges = np.append(begins, ends[-1])
    if not vertical:  # a mark fills half of its square: give it the rest
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
        "1.000",  # the thickness of strokes; such files do not say it
        vertical,
        score=float(np.mean(kept)),
    )
    return Reading(line, tuple(kept))
