"""Which page of a digital newspaper leads to which: what page lists say of the articles."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from posixpath import basename, dirname, join, normpath
from typing import Final

from analysis.pages.heads import read_page_number
from analysis.pages.html import Document
from analysis.pages.names import Origin, read_name

__all__ = ["follow_lists", "leave_query"]

_QUERY: Final = re.compile(r"[?#@]|%3f", re.IGNORECASE)
_PAGE_LABEL: Final = re.compile(r"(?:第\s?)?A?\d{1,3}\s?版")


def leave_query(path: str) -> str:
    """Leave off what saved pages keep of a query: content_1.htm?div=-1, content_1.htm@div=0.

    Examples
    --------
    >>> leave_query("2024-03/27/content_1.htm?div=-1")
    '2024-03/27/content_1.htm'
    """
    return _QUERY.split(path, maxsplit=1)[0]


Areas = dict[str, list[list[int]]]


def follow_lists(
    documents: Mapping[str, Document],
) -> tuple[dict[str, Origin], set[str], Areas]:
    """Follow the links of page lists to the articles that were saved beside them.

    Parameters
    ----------
    documents
        HTML pages by their path. Those without text are lists.

    Returns
    -------
    dict, set, dict
        For each article, newspaper, date and page number of the list that links to it first; the
        lists that link to any page that is there; and for each article its rectangles on the
        picture of the sheet.
    """
    # Reversed, so that the first of two pages with one name is kept.
    there = {leave_query(path): path for path in reversed(list(documents))}
    by_name = {basename(path): own for path, own in there.items()}

    def find(link: str, base: str) -> str | None:
        target = leave_query(link)
        near = there.get(normpath(join(dirname(base), target)))
        return near or by_name.get(basename(target))

    lists = [path for path, document in documents.items() if document.text is None]
    targets = {
        path: [(find(link, path), label) for link, label in documents[path].links]
        for path in documents
    }
    numbers = {
        target: read_page_number(label)
        for found in targets.values()
        for target, label in found
        if target is not None and documents[target].text is None and _PAGE_LABEL.match(label)
    }
    origins: dict[str, Origin] = {}
    leading: set[str] = set()
    areas: Areas = {}
    for path in lists:
        named = read_name(str(PurePosixPath(leave_query(path)).with_suffix("")).split("/"))
        own = documents[path].origin
        origin = Origin(
            own.newspaper or named.newspaper,
            own.date or named.date,
            numbers.get(path) or own.page or named.page,
        )
        for target, _ in targets[path]:
            if target is not None and target != path:
                leading.add(path)
                if documents[target].text is not None:
                    origins.setdefault(leave_query(target), origin)
        for link, area in documents[path].areas:
            target = find(link, path)
            known = areas.setdefault(leave_query(target), []) if target else [area]
            if area not in known:
                known.append(area)
    return origins, leading, areas
