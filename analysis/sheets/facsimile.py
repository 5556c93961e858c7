"""A file of sheets → the picture of one of them, as small as a page of a report can carry."""

import io
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["draw_sheet"]

_LONGEST: Final = 2_400  # dots of the longer side: the smallest type of a broadsheet can be read
_RENDERED: Final = 200  # dots an inch, as a scan in a PDF was drawn to be read
_QUALITIES: Final = (60, 40, 25)
_SMALLER: Final = 0.75


def draw_sheet(data: bytes, number: int, *, pictures: bool, scan: bool, most: int) -> bytes:
    """Draw a sheet of a PDF, or of a file of pictures, so that places in points fit it.

    Parameters
    ----------
    data
        The file.
    number
        Which of its sheets, from 0.
    pictures
        Whether it is a file of pictures.
    scan
        Whether the sheet was read of a picture: it is straightened again as it was then.
    most
        Bytes that the picture may have.

    Returns
    -------
    bytes
        A WebP.

    Raises
    ------
    OSError
        Where the file or the sheet cannot be drawn.
    """
    try:
        image = _open_picture(data, number) if pictures else _render(data, number, scan=scan)
    except (ImportError, ValueError, IndexError, RuntimeError, SyntaxError) as error:
        raise OSError(None, f"the sheet cannot be drawn ({error})") from error
    share = min(1.0, _LONGEST / max(image.size))
    while True:
        small = image.resize([max(1, round(side * share)) for side in image.size])
        for quality in _QUALITIES:
            made = io.BytesIO()
            small.save(made, format="webp", quality=quality, method=4)
            if made.tell() <= most:
                return made.getvalue()
        share *= _SMALLER


def _open_picture(data: bytes, number: int) -> "Image":
    from analysis.sheets.pictures import open_pictures

    return _show(open_pictures(io.BytesIO(data))[number])


def _render(data: bytes, number: int, *, scan: bool) -> "Image":
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        page = document[number]
        if not scan:
            longest = max(page.get_size())
            image: Image = page.render(scale=_LONGEST / longest).to_pil().convert("RGB")
            return image
        from analysis.sheets.pictures import open_pictures

        drawn = page.render(scale=_RENDERED / 72, grayscale=True).to_pil()
        drawn.info["dpi"] = (_RENDERED, _RENDERED)
        return _show(open_pictures(drawn)[0])
    finally:
        document.close()


def _show(picture: Any) -> "Image":
    from PIL import Image

    return Image.fromarray((picture.grey.clip(0, 1) * 255).astype("uint8"))
