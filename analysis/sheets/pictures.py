"""A picture of a sheet → a straight one on white paper, and the rules and areas that it shows.

Needs OpenCV, which comes with the extra `dangbao[scan]`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
from PIL import Image, ImageOps, ImageSequence

from analysis.arrays import Floats
from analysis.sheets.form import Box, Ground, measure_area, measure_overlap

__all__ = ["Picture", "find_areas", "find_rules", "open_pictures", "whiten"]

_POINTS: Final = 72.0
_DPI: Final = (60.0, 1200.0)  # a resolution outside of this is not believed
_LONGEST: Final = 2000.0  # points: no sheet is longer
_SHORTEST: Final = 500.0
_USUAL: Final = 1300.0  # points: the length of a sheet whose file does not give it
_STEEPEST: Final = 3.0  # degrees by which a sheet may be turned
_SHORTEST_RULE: Final = 60.0  # points: longer than a stroke of the largest headline
_THICKEST_RULE: Final = 4.0
_LEAST_AREA: Final = 30.0  # points: sides of an area that is a ground or a picture
_LEAST_DOTS: Final = 4000  # square points of an area at least
_OWN: Final = 0.35  # share of each row and column of a ground that must have its tint
_PALE: Final = 0.8  # anything lighter is paper, or print of the other side that shines through


@dataclass(frozen=True, slots=True)
class Picture:
    """A straight picture of a sheet.

    `grey` holds the lightness of its dots from 0 to 1, paper being 1; `dpi` its dots an inch;
    `skew` the degrees by which it was turned to stand straight.
    """

    grey: Floats
    dpi: float
    skew: float

    @property
    def scale(self) -> float:
        """Dots a point."""
        return self.dpi / _POINTS


def open_pictures(source: Path | IO[bytes] | Image.Image) -> list[Picture]:
    """Open all pictures of a file: straight, evenly lit."""
    if isinstance(source, Image.Image):
        return [_straighten(source)]
    with Image.open(source) as opened:
        return [_straighten(frame) for frame in ImageSequence.Iterator(opened)]


def _straighten(image: Image.Image) -> Picture:
    said = image.info.get("dpi", (0, 0))[0]
    image = ImageOps.exif_transpose(image)
    if image.mode in ("RGBA", "LA", "P"):
        coloured = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), coloured)
    grey = np.asarray(image.convert("L"), dtype=np.float32) / 255
    length = max(grey.shape)
    dpi = float(said)
    if not _DPI[0] <= dpi <= _DPI[1] or not _SHORTEST < length * _POINTS / dpi < _LONGEST:
        dpi = length * _POINTS / _USUAL
    grey = _light_evenly(_take_out_of_surroundings(grey))
    skew = _measure_skew(grey, dpi)
    return Picture(_turn(grey, skew), dpi, skew)


def _take_out_of_surroundings(grey: Floats) -> Floats:
    """Cut out and straighten a page that was photographed on something darker."""
    import cv2

    height, width = grey.shape
    share = 600 / max(height, width)
    small = cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    rim = np.concatenate([small[[0, 1, -2, -1]].ravel(), small[:, [0, 1, -2, -1]].ravel()])
    # The dark rim around a page is continued on all sides, so that the page is one light area.
    margin = 20
    small = cv2.copyMakeBorder(
        small, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=0.0
    )
    small = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    level, mask = cv2.threshold(
        (small * 255).astype(np.uint8), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU
    )
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return grey
    page = cv2.convexHull(max(outlines, key=cv2.contourArea))
    covered = cv2.contourArea(page) / ((height * share) * (width * share))
    if covered < 0.5 or covered > 0.985 or np.median(rim) * 255 > level:
        return grey
    corners = cv2.approxPolyDP(page, 0.03 * cv2.arcLength(page, closed=True), True)[:, 0]
    if len(corners) != 4:
        return grey
    corners = corners.astype(float) - margin
    corners = corners[np.argsort(np.arctan2(*(corners - corners.mean(0)).T[::-1]))] / share
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    wide, high = (sides[0] + sides[2]) / 2, (sides[1] + sides[3]) / 2
    flat = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), flat)
    return np.asarray(
        cv2.warpPerspective(grey, matrix, (round(wide), round(high)), flags=cv2.INTER_CUBIC)
    )


def _light_evenly(grey: Floats) -> Floats:
    """Divide by the brightness of paper: a smooth surface over the brightest part of each block."""
    height, width = grey.shape
    step = max(8, min(height, width) // 40)
    rows, columns = height // step, width // step
    blocks = grey[: rows * step, : columns * step].reshape(rows, step, columns, step)
    light = np.percentile(blocks, 65, axis=(1, 3))
    y, x = np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j]
    terms = [x**i * y**j for i in range(4) for j in range(4 - i)]
    design = np.stack(terms, -1).reshape(-1, len(terms))
    values = light.ravel()
    kept = values >= np.percentile(values, 40)
    for reach in (0.1, 0.06, 0.04, 0.03, 0.03):
        fit, *_ = np.linalg.lstsq(design[kept], values[kept], rcond=None)
        off = values - design @ fit
        # photographs and tints are darker than paper, and are left out
        near = (off > -reach) & (off < 2 * reach)
        if near.sum() < len(terms) * 4:
            break
        kept = near
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    paper = np.zeros_like(grey)
    at = 0
    for i in range(4):
        for j in range(4 - i):
            paper += np.float32(fit[at]) * x**i * y**j
            at += 1
    return np.asarray(np.clip(grey / np.clip(paper, 0.15, None), 0, 1), dtype=np.float32)


def _measure_skew(grey: Floats, dpi: float) -> float:
    """Find the angle at which rows, or columns, of ink are most distinct."""
    import cv2

    share = min(1.0, 100 / dpi)
    small = cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    y, x = np.nonzero(small < 0.6)
    if len(x) < 500:
        return 0.0
    every = max(1, len(x) // 300_000)
    x, y = x[::every].astype(float), y[::every].astype(float)

    def clarity(angle: float) -> float:
        lean = np.tan(np.radians(angle))
        down = np.bincount((y - lean * x - (y - lean * x).min()).astype(int)).astype(float)
        across = np.bincount((x + lean * y - (x + lean * y).min()).astype(int)).astype(float)
        return float(np.square(np.diff(down)).sum() + np.square(np.diff(across)).sum())

    best = 0.0
    for step in (0.25, 0.05, 0.02):
        reach = _STEEPEST if step == 0.25 else step * 6
        best = max(np.arange(best - reach, best + reach + step / 2, step), key=clarity)
    return float(best)


def _turn(grey: Floats, angle: float) -> Floats:
    import cv2

    if abs(angle) < 0.02:
        return grey
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    return np.asarray(
        cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=1.0)
    )


def whiten(grey: Floats) -> Any:
    """Remove what shines through from the other side, and return the picture in 8 bits."""
    bright = np.clip((grey - 0.05) / (_PALE - 0.05), 0, 1)
    return np.repeat((bright * 255).astype(np.uint8)[..., None], 3, axis=2)


def find_areas(picture: Picture) -> tuple[list[Box], list[Ground]]:
    """Find photographs, and grounds of one tint that text can stand on."""
    import cv2

    share = 1 / picture.scale  # at one dot a point, noise and single strokes disappear
    small = cv2.resize(picture.grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    pictures: list[Box] = []
    grounds: list[Ground] = []
    # Pale tints must be thicker than strokes. A dark ground is cut into thin pieces by light
    # letters, so it may be thinner. Photographs come first, without what shines through beside
    # them.
    for light, thickness in ((_PALE, 12), (0.945, 12), (0.5, 5)):
        mask = cv2.morphologyEx(
            (small < light).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)
        )
        thick = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((thickness, thickness), np.uint8))
        thick = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
        outlines, _ = cv2.findContours(thick, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        filled = cv2.drawContours(np.zeros_like(mask), outlines, -1, 1, cv2.FILLED)
        side = int(_LEAST_AREA)
        filled = cv2.morphologyEx(filled, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
        count, _, stats, _ = cv2.connectedComponentsWithStats(filled)
        for x, y, wide, high, area in stats[1:count]:
            # The share of dark dots; of a large letter it is lower.
            whole = mask[y : y + high, x : x + wide].mean()
            if (
                area < max(0.6 * wide * high, _LEAST_DOTS)
                or wide > 0.97 * small.shape[1]
                or whole < 0.65
            ):
                continue
            box = float(x), float(y), float(x + wide), float(y + high)
            if any(_covers(known, box) for known in [*pictures, *(g.box for g in grounds)]):
                continue
            tint = _find_tint(small[y + 2 : y + high - 2, x + 2 : x + wide - 2])
            if tint is None:
                if not any(_covers(box, known) for known in pictures):
                    pictures.append(box)
            elif tint < 0.94:
                grounds.append(Ground(_tighten(box, small, tint), tint))
    return pictures, grounds


def _tighten(box: Box, small: Any, tint: float) -> Box:
    """Trim a ground to its own tint, without paler print that shines through beside it."""
    x0, y0, x1, y1 = map(int, box)
    dark = small[y0:y1, x0:x1] < (1 + 2 * tint) / 3
    columns = np.flatnonzero(dark.mean(axis=0) > _OWN)
    rows = np.flatnonzero(dark.mean(axis=1) > _OWN)
    if not len(columns) or not len(rows):
        return box
    return (
        float(x0 + columns[0]), float(y0 + rows[0]),
        float(x0 + columns[-1] + 1), float(y0 + rows[-1] + 1),
    )  # fmt: skip


def _covers(outer: Box, inner: Box) -> bool:
    return measure_overlap(outer, inner) > 0.7 * measure_area(inner)


def _find_tint(inner: Any) -> float | None:
    """The lightness of most of an area; None if it has many."""
    counts, edges = np.histogram(inner, bins=50, range=(0, 1.0001))
    near = np.convolve(counts, np.ones(4), "same")
    at = int(near.argmax())
    return float(edges[at]) if near[at] > 0.5 * inner.size else None


def find_rules(picture: Picture, pictures: list[Box]) -> list[Box]:
    """Find straight lines, across and down; the edges of photographs are none."""
    import cv2

    scale = picture.scale
    ink = (picture.grey < 0.72).astype(np.uint8)
    thick = int(_THICKEST_RULE * scale) + 2
    solid = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((thick, thick), np.uint8))
    ink[cv2.dilate(solid, np.ones((3, 3), np.uint8)) > 0] = 0
    found: list[Box] = []
    for turned in (False, True):
        long = int(_SHORTEST_RULE * scale)
        own = ink.T if turned else ink
        # Thickening first keeps a rule in one piece if it is not quite straight.
        near = cv2.dilate(own, np.ones((3, 1), np.uint8))
        near = cv2.morphologyEx(near, cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))
        lines = cv2.morphologyEx(near, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
        count, _, stats, _ = cv2.connectedComponentsWithStats(lines)
        for x, y, wide, high, _ in stats[1:count]:
            if high > thick + 4 or not _stands_alone(own, x, y, wide, high, int(2 * scale)):
                continue
            if turned:
                x, y, wide, high = y, x, high, wide
            box = (x / scale, y / scale, (x + wide) / scale, (y + high) / scale)
            middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
            if not any(
                p[0] + 3 < middle[0] < p[2] - 3 and p[1] + 3 < middle[1] < p[3] - 3
                for p in pictures
            ):
                found.append(box)
    return found


def _stands_alone(ink: Any, x: int, y: int, wide: int, high: int, reach: int) -> bool:
    """Whether a line is solid, with paper above and below it: a row of letters is not.

    Letters of a table stand close to its rules; no row of letters is thin and solid.
    """
    solid = ink[y : y + high, x : x + wide].max(axis=0).mean() > 0.8
    above = ink[max(0, y - reach) : max(0, y - 1), x : x + wide]
    below = ink[y + high + 1 : y + high + reach, x : x + wide]
    most = max((part.mean() for part in (above, below) if part.size), default=0)
    return bool(solid and most < (0.2 if high <= reach else 0.08))
