"""Where a character of an article stands on the printed page.

An article's parts are made of stretches of the page file. `anchors` keeps where each stretch
begins; from there on the characters run one for one, so a place is a bisection and a sum.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import pandas as pd

from analysis.traditional import simplify

__all__ = ["PART_COLUMNS", "Part", "find_place", "iterate_parts"]

# The column of `articles` that holds the text of each part, in printed order.
PART_COLUMNS: Final[Mapping[str, str]] = {
    "headline": "headline",
    "deck": "deck",
    "byline": "byline",
    "body": "text",
}

Anchor = Mapping[str, Any]


class Part(NamedTuple):
    """One part of one article: its row in the table, its name, its text and where that stands."""

    row: int
    part: str
    text: str
    starts: Sequence[int]
    points: Sequence[tuple[int, int]]

    @property
    def plain(self) -> str:
        """The text in simplified characters, each in its place: what words are looked for in."""
        return simplify(self.text)

    def place(self, offset: int) -> tuple[int, int] | None:
        """Line and column of a character of this part, or None where the page is not known."""
        at = bisect_right(self.starts, offset) - 1
        if at < 0:
            return None
        line, column = self.points[at]
        return line, column + offset - self.starts[at]


def iterate_parts(articles: pd.DataFrame) -> Iterator[Part]:
    """Yield the parts of articles in reading order: headline, deck, byline, body.

    Parts that are missing or empty are passed over, and so are columns that the table does not
    have; a table of `article_id` and `text` yields bodies whose places are not known.

    Examples
    --------
    >>> table = pd.DataFrame({"article_id": ["a"], "text": ["会议召开。"]})
    >>> [(part.part, part.text, part.place(0)) for part in iterate_parts(table)]
    [('body', '会议召开。', None)]
    """
    texts = {
        part: articles[column].tolist()
        for part, column in PART_COLUMNS.items()
        if column in articles.columns
    }
    anchors = articles["anchors"].tolist() if "anchors" in articles.columns else None
    for row in range(len(articles)):
        stretches = _group_anchors(anchors[row]) if anchors is not None else {}
        for part, column in texts.items():
            text = column[row]
            if isinstance(text, str) and text:
                starts, points = stretches.get(part, ((), ()))
                yield Part(row, part, text, starts, points)


def find_place(anchors: Sequence[Anchor], part: str, offset: int) -> tuple[int, int] | None:
    """Find line and column, both counted from 1, of one character of one part.

    Examples
    --------
    >>> find_place([{"part": "body", "start": 0, "line": 7, "column": 14}], "body", 3)
    (7, 17)
    """
    starts, points = _group_anchors(anchors).get(part, ((), ()))
    return Part(0, part, "", starts, points).place(offset)


def _group_anchors(
    anchors: Sequence[Anchor] | None,
) -> dict[str, tuple[list[int], list[tuple[int, int]]]]:
    groups: dict[str, tuple[list[int], list[tuple[int, int]]]] = {}
    for anchor in anchors if anchors is not None else ():
        starts, points = groups.setdefault(anchor["part"], ([], []))
        starts.append(anchor["start"])
        points.append((anchor["line"], anchor["column"]))
    return groups
