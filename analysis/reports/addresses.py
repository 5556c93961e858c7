"""Where the page of a person, phrase, theme, office or article lies, and how to link to it."""

import html
import json
import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pandas as pd

from analysis.pages.files import open_local

__all__ = [
    "ADDRESSES",
    "SHEETS",
    "Addresses",
    "link",
    "name_file",
    "point_at",
    "read_addresses",
]

# The file in the folder of a report that is being made, by which the notebooks know of its pages.
# Its name begins with a dot: it is not part of the report.
ADDRESSES: Final = ".addresses.json"
SHEETS: Final = "sheets"  # the page that lists the sheets, and their folder
# Chinese characters may stay, except those that a Mac spells differently.
_ODD: Final = re.compile(r"[^a-z0-9\u3400-\u9fff-]+")
_LONGEST: Final = 50  # characters; each can take three bytes, and a file name has 255

# From the kind of a thing (person, phrase, theme, office, article, sheet) and its name to its file.
Addresses = Mapping[str, Mapping[str, str]]


def name_file(name: str) -> str:
    """Make a name that a file can have on every system, another one for each name.

    What could be read otherwise somewhere (signs, blanks, capitals) is replaced, and a hash of the
    name follows.

    Examples
    --------
    >>> name_file("谭启文"), name_file("AI")
    ('谭启文', 'ai-11fb682b')
    """
    plain = _ODD.sub("_", name.lower())[:_LONGEST].strip("_")
    # con and aux are no files on Windows; the hash makes them harmless.
    if plain == name and not (plain.isascii() and len(plain) < 5):
        return plain
    digest = sha256(name.encode(errors="surrogatepass")).hexdigest()[:8]
    return f"{plain}-{digest}" if plain else digest


def read_addresses(out: str | Path) -> Addresses:
    """Read which things have a page in the report that is made in a folder; elsewhere none."""
    file = open_local(out) / ADDRESSES
    if not file.is_file():
        return {}
    return _read(file, file.stat().st_mtime_ns)


@cache
def _read(file: Path, _: int) -> Addresses:
    found: Addresses = json.loads(file.read_text(encoding="utf-8"))
    return found


def link(
    kind: str, name: object, addresses: Addresses, *, shown: str | None = None, to: str = ""
) -> str:
    """Write a name as HTML, as a link if it has a page. `shown` is HTML, `to` the way there."""
    text = html.escape(str(name)) if shown is None else shown
    file = addresses.get(kind, {}).get(str(name))
    return f'<a href="{to}{html.escape(file)}">{text}</a>' if file else text


def point_at(
    page_id: object, addresses: Addresses, line: Any, column: Any, length: Any, *, to: str = ""
) -> str:
    """The address of some characters of a page on its sheet; empty if that has no page.

    The page of a sheet draws a rectangle for each such address that links to it.
    """
    file = addresses.get("sheet", {}).get(str(page_id))
    if file is None or pd.isna(line) or pd.isna(column) or pd.isna(length):
        return ""
    return f"{to}{html.escape(file)}#at-{int(line)}-{int(column)}-{int(length)}"
