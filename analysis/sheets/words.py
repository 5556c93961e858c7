"""What other programs write of a sheet (hOCR, ALTO, JSON) → words, and where they stand."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from analysis.sheets.form import Box

__all__ = ["Read", "Word", "read_parsed_words"]

_USUAL: Final = 1300.0  # points: the length of a sheet whose file does not give it
_LENGTHS: Final = (500.0, 2000.0)  # points: the shortest and the longest sheet
_UNITS: Final = {"mm10": 72 / 254, "inch1200": 72 / 1200}  # points; the other unit is the dot
_LINE: Final = frozenset(["ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat", "ocrx_line"])
_NUMBER: Final = r"(-?\d+(?:\.\d+)?)"
_BOX: Final = re.compile(r"\bbbox\s+" + r"\s+".join([_NUMBER] * 4))
_SURE: Final = re.compile(rf"\bx_wconf\s+{_NUMBER}")
_DOTS: Final = re.compile(rf"\bscan_res\s+{_NUMBER}")
_PICTURES: Final = frozenset(["image", "figure", "chart", "image_body", "chart_body"])
_CROWDED: Final = 4.0  # a line cannot hold so many times the letters that fit its height


class Word(NamedTuple):
    """Letters without a blank between them, their place, and how sure they are."""

    text: str
    box: Box
    score: float


class Read(NamedTuple):
    """A page of such a file; lengths are in its own unit, and `unit` gives that in points."""

    width: float
    height: float
    unit: float
    lines: Sequence[Sequence[Word]]
    rules: Sequence[Box]
    pictures: Sequence[Box]
    engine: str


def read_parsed_words(data: bytes) -> list[Read]:
    """Read the pages of a file, in whichever of these formats it is.

    Raises
    ------
    OSError
        With what is wrong, as of a file that cannot be read.
    """
    if b"ocr_page" in data:
        pages = list(_read_hocr(data))
    elif data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        pages = list(_read_json(data))
    else:
        pages = list(_read_alto(data))
    if not pages:
        raise OSError(None, "it is no hOCR, ALTO, or JSON of PaddleOCR or MinerU; write it anew")
    return pages


def _read_hocr(data: bytes) -> Iterator[Read]:
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
        yield Read(width, height, unit, lines, rules, pictures, engine)


def _read_box(element: Any) -> Box | None:
    found = _BOX.search(element.get("title") or "") if isinstance(element.tag, str) else None
    return tuple(map(float, found.groups())) if found else None  # type: ignore[return-value]


def _read_word(element: Any) -> Word | None:
    if not isinstance(element.tag, str) or "ocrx_word" not in element.get("class", ""):
        return None
    text, box = "".join("".join(element.itertext()).split()), _read_box(element)
    sure = _SURE.search(element.get("title") or "")
    return Word(text, box, float(sure[1]) / 100 if sure else 1.0) if text and box else None


def _read_alto(data: bytes) -> Iterator[Read]:
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
        yield Read(width, height, unit, lines, rules, pictures, engine or "ALTO")


def _read_number(element: Any, name: str) -> float:
    try:
        return float(element.get(name, 0))
    except ValueError:
        return 0.0


def _read_place(element: Any) -> Box:
    x, y, wide, high = (_read_number(element, name) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT"))
    return x, y, x + wide, y + high


def _read_string(element: Any) -> Word | None:
    text = "".join(element.get("CONTENT", "").split())
    score = _read_number(element, "WC") if element.get("WC") else 1.0
    return Word(text, _read_place(element), score) if text else None


def _read_json(data: bytes) -> Iterator[Read]:
    try:
        read = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise OSError(None, "it is no JSON, or a broken one; write it anew") from error
    pages = list(_read_mineru(read) if _get(read, "pdf_info") else _read_paddle(read))
    words = [word for page in pages for line in page.lines for word in line]
    if words and 2 * sum(map(_is_crowded, words)) > len(words):
        raise OSError(
            None, "it has blocks of text without their lines; write it anew with a lines' OCR"
        )
    yield from pages


def _is_crowded(word: Word) -> bool:
    """Whether a box has more letters than one line can hold, and so is a paragraph."""
    wide, high = word.box[2] - word.box[0], word.box[3] - word.box[1]
    return len(word.text) * min(wide, high) > _CROWDED * max(wide, high)


def _read_mineru(read: Any) -> Iterator[Read]:
    """Read MinerU's middle.json: blocks within blocks, with lines of spans in points."""
    version = _get(read, "_version_name")
    engine = f"MinerU {version}" if isinstance(version, str) else "MinerU"
    for page in _list(read["pdf_info"]):
        lines: list[list[Word]] = []
        pictures: list[Box] = []
        own = _list(_get(page, "preproc_blocks")) or _list(_get(page, "para_blocks"))
        blocks = [*own, *_list(_get(page, "discarded_blocks"))]
        while blocks:
            block = blocks.pop()
            blocks.extend(_list(_get(block, "blocks")))
            box = _bound(_get(block, "bbox"))
            if box and _get(block, "type") in _PICTURES and not _get(block, "blocks"):
                pictures.append(box)
                continue
            for line in _list(_get(block, "lines")):
                spans = [
                    _make_word(_get(span, "content"), _get(span, "bbox"), _get(span, "score"))
                    for span in _list(_get(line, "spans"))
                ]
                lines.append([word for word in spans if word])
        yield _make_page(_get(page, "page_size"), lines, pictures, engine)


def _read_paddle(read: Any) -> Iterator[Read]:
    """Read PaddleOCR's JSON: of a page, or a list of them; lines with boxes, in dots."""
    for page in read if isinstance(read, list) else [read]:
        page = _get(page, "res") or page
        found = _get(page, "overall_ocr_res") or page
        texts, blocks = _list(_get(found, "rec_texts")), _list(_get(page, "parsing_res_list"))
        boxes = _list(_get(found, "rec_boxes")) or _list(_get(found, "rec_polys"))
        scores = _list(_get(found, "rec_scores")) or [None] * len(texts)
        rows = list(zip(texts, boxes, scores, strict=False))
        if not rows:
            rows = [
                (_get(each, "block_content"), _get(each, "block_bbox"), None) for each in blocks
            ]
        lines = [[word] if word else [] for word in (_make_word(*row) for row in rows)]
        own = _list(_get(found, "text_word")), _list(_get(found, "text_word_boxes"))
        if len(own[0]) == len(own[1]) == len(rows):
            for at, (words, places) in enumerate(zip(*own, strict=True)):
                parts = [
                    _make_word(*each, rows[at][2]) for each in zip(words, places, strict=False)
                ]
                lines[at] = [part for part in parts if part] or lines[at]
        seen = _list(_get(_get(page, "layout_det_res"), "boxes"))
        areas = [(_get(each, "label"), _get(each, "coordinate")) for each in seen]
        areas += [(_get(each, "block_label"), _get(each, "block_bbox")) for each in blocks]
        pictures = {box for label, place in areas if label in _PICTURES and (box := _bound(place))}
        if any(lines):
            size = _get(page, "width"), _get(page, "height")
            yield _make_page(size, lines, sorted(pictures), "PaddleOCR")


def _get(read: Any, key: str) -> Any:
    return read.get(key) if isinstance(read, Mapping) else None


def _list(read: Any) -> list[Any]:
    return read if isinstance(read, list) else []


def _is_number(read: Any) -> bool:
    return isinstance(read, (int, float)) and not isinstance(read, bool)


def _bound(place: Any) -> Box | None:
    """The rectangle around a place that is given by four edges, or by corners."""
    flat = [edge for each in _list(place) for edge in (each if isinstance(each, list) else [each])]
    if len(flat) < 4 or len(flat) % 2 or not all(map(_is_number, flat)):
        return None
    x, y = flat[::2], flat[1::2]
    return float(min(x)), float(min(y)), float(max(x)), float(max(y))


def _make_word(text: Any, place: Any, score: Any) -> Word | None:
    box = _bound(place)
    plain = "".join(text.split()) if isinstance(text, str) else ""
    if not plain or box is None or box[0] >= box[2] or box[1] >= box[3]:
        return None
    return Word(plain, box, float(score) if _is_number(score) else 1.0)


def _make_page(
    size: Any, lines: Sequence[Sequence[Word]], pictures: Sequence[Box], engine: str
) -> Read:
    """Make a page; lengths that a sheet can have are points, others are dots."""
    known = isinstance(size, Sequence) and len(size) == 2
    if not known or not all(_is_number(side) and side > 0 for side in size):
        reach = [word.box for line in lines for word in line]
        size = [max((box[side] for box in reach), default=1.0) for side in (2, 3)]
    width, height = map(float, size)
    long = max(width, height)
    points = engine != "PaddleOCR" and _LENGTHS[0] < long < _LENGTHS[1]
    return Read(width, height, 1.0 if points else _USUAL / long, lines, (), pictures, engine)
