"""The parts of an article, and where their characters stand on the printed page.

A part (headline, deck, byline, body) is put together from stretches of the page file. The column
`anchors` of `articles` keeps where each stretch begins, in the part and on the page; inside of a
stretch, part and page run character by character, so that line and column can be counted from
there.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from analysis.arrays import Integers
from analysis.traditional import simplify_all

__all__ = [
    "PART_COLUMNS",
    "Part",
    "group_parts",
    "iterate_parts",
    "keeping_parts",
    "locate",
    "measure_parts",
]

# The column of `articles` that holds the text of each part, in printed order.
PART_COLUMNS: Final[Mapping[str, str]] = {
    "headline": "headline",
    "deck": "deck",
    "byline": "byline",
    "body": "text",
}

Anchor = Mapping[str, Any]


class Part(NamedTuple):
    """A part of an article.

    `row` is the row of the article in its table, `part` the name. `plain` is the text in simplified
    characters, of the same length: words are looked for in it. A stretch begins at each of the
    characters `starts` of `text`, and stands on the page at the (line, column) of `points`.
    """

    row: int
    part: str
    text: str
    plain: str
    starts: Sequence[int]
    points: Sequence[tuple[int, int]]

    def locate(self, offset: int) -> tuple[int, int] | None:
        """Line and column of a character of this part, or None where the page is not known."""
        at = bisect_right(self.starts, offset) - 1
        if at < 0:
            return None
        line, column = self.points[at]
        return line, column + offset - self.starts[at]


# The table that was read last and its parts; None outside of `keeping_parts`.
_kept: ContextVar[dict[str, Any] | None] = ContextVar("kept", default=None)


@contextmanager
def keeping_parts() -> Iterator[None]:
    """Keep, until this ends, the parts of the table that was read last; nobody may change it.

    To put them together is a good part of the work where articles are as short as a headline.
    """
    before = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(before)


def iterate_parts(articles: pd.DataFrame) -> Iterator[Part]:
    """Yield the parts of articles in reading order: headline, deck, byline, body.

    Parts that are missing or empty are left out, and so are those for which the table has no
    column. Without `anchors`, nobody knows where a part stands on the page.

    Examples
    --------
    >>> table = pd.DataFrame({"article_id": ["a"], "text": ["会议召开。"]})
    >>> [(part.part, part.text, part.locate(0)) for part in iterate_parts(table)]
    [('body', '会议召开。', None)]
    """
    kept = _kept.get()
    if kept is None:
        return _iterate_parts(articles)
    if kept.get("articles") is not articles:
        kept.update(articles=articles, parts=[*_iterate_parts(articles)])
    return iter(kept["parts"])


def _iterate_parts(articles: pd.DataFrame) -> Iterator[Part]:
    texts = {}
    for part, column in PART_COLUMNS.items():
        if column in articles.columns:
            cells = [text if isinstance(text, str) else "" for text in articles[column].tolist()]
            if any(cells):
                texts[part] = (cells, simplify_all(cells))
    anchors = articles["anchors"].tolist() if "anchors" in articles.columns else None
    for row in range(len(articles)):
        stretches = _group_anchors(anchors[row]) if anchors is not None else {}
        for part, (cells, plain) in texts.items():
            if cells[row]:
                starts, points = stretches.get(part, ((), ()))
                yield Part(row, part, cells[row], plain[row], starts, points)


def measure_parts(articles: pd.DataFrame) -> Integers:
    """Measure how long each part is, in the order of `PART_COLUMNS`; 0 where there is none.

    Examples
    --------
    >>> table = pd.DataFrame({"article_id": ["a"], "headline": ["开会"], "text": ["会议召开。"]})
    >>> measure_parts(table).tolist()
    [[2, 0, 0, 5]]
    """
    long = np.zeros((len(articles), len(PART_COLUMNS)), dtype=np.int64)
    for at, column in enumerate(PART_COLUMNS.values()):
        if column in articles.columns:
            long[:, at] = articles[column].str.len().fillna(0)
    return long


def group_parts(parts: Iterable[Part], *, size: int) -> Iterator[list[Part]]:
    """Group parts into batches of about `size` characters, without tearing an article apart.

    A call for each of many short texts would take longer than the work itself.
    """
    batch: list[Part] = []
    characters = 0
    for part in parts:
        if characters >= size and part.row != batch[-1].row:
            yield batch
            batch, characters = [], 0
        batch.append(part)
        characters += len(part.text)
    if batch:
        yield batch


def locate(anchors: Sequence[Anchor], part: str, offset: int) -> tuple[int, int] | None:
    """Find line and column, both counted from 1, of one character of one part.

    Examples
    --------
    >>> locate([{"part": "body", "start": 0, "line": 7, "column": 14}], "body", 3)
    (7, 17)
    """
    starts, points = _group_anchors(anchors).get(part, ((), ()))
    return Part(0, part, "", "", starts, points).locate(offset)


def _group_anchors(
    anchors: Sequence[Anchor] | None,
) -> dict[str, tuple[list[int], list[tuple[int, int]]]]:
    groups: dict[str, tuple[list[int], list[tuple[int, int]]]] = {}
    for anchor in anchors if anchors is not None else ():
        starts, points = groups.setdefault(anchor["part"], ([], []))
        starts.append(anchor["start"])
        points.append((anchor["line"], anchor["column"]))
    return groups
