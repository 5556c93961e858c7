"""A scan → the sheet that it shows, with what is known of how it was read.

Reading a sheet takes a quarter of a minute, so what was read lately is kept.
"""

import io
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from importlib.util import find_spec
from typing import Any, Final, NamedTuple

from analysis.sheets.form import Sheet

__all__ = ["Scan", "check_engine", "read_pictures", "read_rendered"]

_KEPT: Final = 400  # sheets: a year of front pages
_RENDERED: Final = 200  # dots an inch of a page that is rendered to be read
_MOST_DOTS: Final = 200_000_000

_lately: OrderedDict[str, list["Scan"]] = OrderedDict()


class Scan(NamedTuple):
    """A sheet that was read from a picture.

    `dpi` are dots an inch, `skew` the degrees by which it was turned, `score` the mean of the
    engine's scores; `doubts` has for each line the score of each letter.
    """

    sheet: Sheet
    dpi: float
    skew: float
    engine: str
    score: float
    doubts: tuple[tuple[float, ...], ...]


def read_pictures(data: bytes) -> list[Scan]:
    """Read the pictures of a file: one, or as many as a TIFF has.

    Raises
    ------
    OSError
        With what is wrong, as of a file that cannot be read; also where nothing is installed that
        could read it.
    """
    from PIL import Image, UnidentifiedImageError

    check_engine()

    def read() -> list[Scan]:
        from analysis.sheets.pictures import open_pictures

        try:
            with Image.open(io.BytesIO(data)) as image:
                if image.size[0] * image.size[1] > _MOST_DOTS:
                    raise OSError(None, "it has too many dots; save it with 200 dots an inch")
            pictures = open_pictures(io.BytesIO(data))
        except (UnidentifiedImageError, SyntaxError, ValueError, EOFError) as error:
            raise OSError(None, "it is no picture, or a broken one; scan it anew") from error
        except Image.DecompressionBombError as error:
            raise OSError(None, "it has too many dots; save it with 200 dots an inch") from error
        return [_read(picture) for picture in pictures]

    return _remember(sha256(data).hexdigest(), read)


def read_rendered(page: Any) -> Scan:
    """Read a page of pypdfium2 by rendering it; errors as in `read_pictures`."""
    check_engine()
    image = page.render(scale=_RENDERED / 72, grayscale=True).to_pil()
    image.info["dpi"] = (_RENDERED, _RENDERED)

    def read() -> list[Scan]:
        from analysis.sheets.pictures import open_pictures

        return [_read(picture) for picture in open_pictures(image)]

    return _remember(sha256(image.tobytes()).hexdigest(), read)[0]


def check_engine() -> None:
    """Raise an error if pictures cannot be read here."""
    if find_spec("rapidocr") is None or find_spec("cv2") is None:
        raise OSError(
            None, "it is a picture, and none can be read here: pip install 'dangbao[scan]'"
        )


def _remember(key: str, read: Callable[[], list[Scan]]) -> list[Scan]:
    if key not in _lately:
        _lately[key] = read()
        while len(_lately) > _KEPT:
            _lately.popitem(last=False)
    return _lately[key]


def _read(picture: Any) -> Scan:
    from analysis.sheets.recognition import name_engine, recognize

    sheet, readings = recognize(picture)
    scores = [score for each in readings for score in each.scores]
    mean = sum(scores) / len(scores) if scores else 0.0
    doubts = tuple(each.scores for each in readings)
    return Scan(sheet, picture.dpi, picture.skew, name_engine(), mean, doubts)
