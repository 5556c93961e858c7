"""A PDF file → its sheets, each read or with the reason why it cannot be."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from analysis.han import HAN_RANGES
from analysis.sheets.characters import Drawn, read_drawn
from analysis.sheets.form import Sheet
from analysis.sheets.lines import make_sheet
from analysis.sheets.scan import Scan, read_rendered

__all__ = ["Leaf", "iterate_leaves"]

# Every tenth character of a newspaper is one of these.
_COMMON: Final = frozenset("的一是在了和国中人年不大有为日这上个以会习记新工发市民全")
_LEAST_COMMON: Final = 0.02
_FEWEST: Final = 300  # needs so many characters to judge by
_MOST_UNKNOWN: Final = 0.1
_FEWEST_PRINTED: Final = 8
_SCAN: Final = "it is a scan, a picture of the page without a text layer"
_BLANK: Final = "the page is blank"


class Leaf(NamedTuple):
    """A page of a PDF: what is printed on it, or why that cannot be read.

    `scan` says how it was read if it needed optical recognition, and `problem` why.
    """

    width: float
    height: float
    sheet: Sheet | None
    problem: str | None
    scan: Scan | None = None


def iterate_leaves(data: bytes, *, only: int | None = None) -> Iterator[Leaf]:
    """Yield the pages of a PDF, or the one of that number (from 0).

    Raises
    ------
    OSError
        With what is wrong, as of a file that cannot be read.
    """
    import pypdfium2
    import pypdfium2.raw as raw

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise OSError(None, "it is locked with a password; save it without one") from error
        raise OSError(None, "it is no PDF, or a broken one; export it anew") from error
    try:
        if not len(document):
            raise OSError(None, "it has no pages; export it anew")
        for number in range(len(document)) if only is None else (only,):
            yield _read_leaf(document, number)
    finally:
        document.close()


def _read_leaf(document: object, number: int) -> Leaf:
    import pypdfium2

    try:
        page = document[number]  # type: ignore[index]
        drawn = read_drawn(page)
    except pypdfium2.PdfiumError as error:
        return Leaf(0.0, 0.0, None, f"sheet {number + 1} cannot be read ({error}); export it anew")
    problem = _doubt(drawn)
    if problem and problem != _BLANK:
        try:
            scan = read_rendered(page)
        except OSError as error:
            return Leaf(drawn.width, drawn.height, None, f"{problem}; {error.strerror}")
        finally:
            page.close()
        note = None if problem == _SCAN else f"{problem}; it was read as a scan"
        return Leaf(drawn.width, drawn.height, scan.sheet, note, scan)
    page.close()
    sheet = None if problem else make_sheet(drawn)
    return Leaf(drawn.width, drawn.height, sheet, problem)


def _doubt(drawn: Drawn) -> str | None:
    """Say why the text in a page's file cannot be used."""
    printed = [text for text in drawn.texts if text.strip()]
    if len(printed) < _FEWEST_PRINTED:
        if drawn.pictures:
            return _SCAN
        return _BLANK if not printed else None
    unknown = sum(_is_unknown(text) for text in printed)
    han = [text for text in printed if HAN_RANGES[0][0] <= ord(text[0]) <= HAN_RANGES[0][1]]
    common = sum(text in _COMMON for text in han)
    odd = len(han) >= _FEWEST and common < _LEAST_COMMON * len(han)
    if unknown > _MOST_UNKNOWN * len(printed) or odd:
        return "its text layer is garbled: its characters stand for other signs than are printed"
    return None


def _is_unknown(text: str) -> bool:
    code = ord(text[0])
    return 0xE000 <= code < 0xF900 or code in (0, 0xFFFD) or code < 0x20 or code >= 0xF0000
