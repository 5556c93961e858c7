"""Word documents (.docx) → pages: their headings, paragraphs and tables as small Markdown."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from analysis.pages.bounds import MOST_BYTES, say_size

__all__ = ["is_word", "read_word"]

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHOICE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BODY: Final = "word/document.xml"
_STYLES: Final = "word/styles.xml"
# What a run of a document holds: text, a tab, a line end.
_SIGNS: Final = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# A file still holds what was deleted, and a second copy of text boxes for old programs.
_UNSEEN: Final = frozenset(
    [f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_CHOICE}Fallback", f"{_W}rPr", f"{_W}pPr"]
)
_HEADING: Final = re.compile(r"(?:heading|标题|標題)\s?(\d)?|(title)", re.IGNORECASE)
_DEEPEST: Final = 6
# Where a document has no styles of headings, what is set in bold is one; it goes by this name among
# the styles.
_BOLD: Final = "set in bold"
_LONGEST_TITLE: Final = 45
_NO_TITLE_ENDS: Final = frozenset("。；：，、;:,")
_OFF: Final = frozenset(["0", "false", "off"])


def is_word(name: str) -> bool:
    """Whether a file is a Word document that can be read, by its name."""
    return name.lower().endswith((".docx", ".docm"))


def read_word(data: bytes) -> str:
    """Read the text of a document, a paragraph a line, with headings marked as in Markdown.

    A row of a table is a line, its cells separated by tabs. Tracked deletions are left out.

    Raises
    ------
    OSError
        With what is wrong, as of a file that cannot be read.
    """
    from lxml import etree

    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            body = _parse(_unpack(archive, _BODY))
            there = _STYLES in archive.namelist()
            levels = _read_levels(_parse(_unpack(archive, _STYLES))) if there else {}
    except KeyError as error:
        raise OSError(None, "it is no Word document; save it as .docx anew") from error
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
        etree.XMLSyntaxError,
    ) as error:
        raise OSError(
            None, f"it is no Word document, or a broken one ({error}); save it as .docx anew"
        ) from error
    styled = any(_find_level(one, levels) for one in body.iter(f"{_W}p"))
    levels = levels if styled else {**levels, _BOLD: 2}
    return "".join(f"{line}\n\n" for line in _iterate_lines(body, levels)).removesuffix("\n")


def _unpack(archive: zipfile.ZipFile, name: str) -> bytes:
    size = archive.getinfo(name).file_size
    if size > MOST_BYTES:
        raise OSError(
            None,
            f"its {name} unpacks to {say_size(size)}, and a page has at most "
            f"{say_size(MOST_BYTES)}; cut it into a file for each page",
        )
    return archive.read(name)


def _parse(data: bytes) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(data, parser)


def _read_levels(styles: Any) -> dict[str, int]:
    """For the id of each style, the level of heading that it stands for."""
    levels = {}
    for style in styles.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        named = _HEADING.fullmatch(name.get(f"{_W}val") or "") if name is not None else None
        outline = style.find(f"{_W}pPr/{_W}outlineLvl")
        if named:
            levels[style.get(f"{_W}styleId")] = int(named[1] or 1)
        elif outline is not None and (outline.get(f"{_W}val") or "9").isdecimal():
            levels[style.get(f"{_W}styleId")] = int(outline.get(f"{_W}val") or "9") + 1
    return {own: level for own, level in levels.items() if level <= _DEEPEST}


def _iterate_lines(node: Any, levels: dict[str, int]) -> Iterator[str]:
    """Yield the paragraphs and the table rows in an element."""
    for child in node:
        if child.tag in _UNSEEN:
            continue
        if child.tag == f"{_W}p":
            text = "".join(_iterate_text(child))
            level = _find_level(child, levels)
            if not level and _BOLD in levels and _is_bold_title(child, text):
                level = levels[_BOLD]
            mark = "#" * level
            for line in text.split("\n"):
                if line.strip():
                    yield f"{mark} {line.strip()}" if mark else line.strip()
        elif child.tag == f"{_W}tr":
            cells = (" ".join(_iterate_lines(cell, {})) for cell in child.iterchildren(f"{_W}tc"))
            row = "\t".join(cells).strip()
            if row:
                yield row
        else:
            yield from _iterate_lines(child, levels)


def _find_level(paragraph: Any, levels: dict[str, int]) -> int:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    own = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
    if own is not None and (own.get(f"{_W}val") or "").isdecimal():
        level = int(own.get(f"{_W}val")) + 1
        return level if level <= _DEEPEST else 0
    return levels.get(style.get(f"{_W}val"), 0) if style is not None else 0


def _is_bold_title(paragraph: Any, text: str) -> bool:
    """Whether a paragraph is set in bold from end to end, and short as a title is."""
    if not 0 < len(text.strip()) <= _LONGEST_TITLE or text.strip()[-1] in _NO_TITLE_ENDS:
        return False
    bold = (
        run.find(f"{_W}rPr/{_W}b")
        for run in paragraph.iter(f"{_W}r")
        if "".join(_iterate_text(run)).strip()
    )
    return all(one is not None and one.get(f"{_W}val", "1") not in _OFF for one in bold)


def _iterate_text(node: Any) -> Iterator[str]:
    for child in node:
        if child.tag in _UNSEEN:
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        else:
            yield from _iterate_text(child)
