"""A batch of parts that are read in one go, and the namings in it while they are being read."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import pandas as pd

from analysis.expressions import Expression
from analysis.places import Part

__all__ = ["APART", "BLANK", "DOCTRINES", "NOTE", "Batch", "Mention", "mark_named"]


# Stands between two articles, before the first and behind the last. What looks beyond the end of a
# line, for a title or a list that goes on, stops at a full stop: so no article tells of another.
APART: Final = "\n。\n"


@dataclass(slots=True)
class Mention:
    """One naming, while it is being read."""

    start: int
    end: int
    name: str
    owner: int
    foreign: bool
    titles: list[str] = field(default_factory=list)
    kind: str = "actor"
    group: str | None = None
    place_in_list: int | None = None
    verb: str | None = None
    own: bool = False
    person: Any = None
    doubt: str | None = None


class Batch(NamedTuple):
    """Parts read in one go: their text one after another, and what is known of each.

    `days` numbers the newspaper and day that each part was printed in, `dates` says which day
    that was, where newspaper and day are known.
    """

    parts: list[Part]
    text: str
    firsts: list[int]
    days: list[int]
    dates: list[pd.Timestamp | None]

    def find_bounds(self) -> dict[int, tuple[int, int]]:
        """Where the parts of each article begin and end in the text."""
        bounds: dict[int, tuple[int, int]] = {}
        for first, part in zip(self.firsts, self.parts, strict=False):
            begin, _ = bounds.get(part.row, (first, 0))
            bounds[part.row] = begin, first + len(part.text)
        return bounds

    def find_owner(self, place: int) -> int:
        """The number of the part that holds a character of the text."""
        return bisect_right(self.firsts, place) - 1


def mark_named(named: bytearray, mentions: Iterable[Mention]) -> None:
    """Put a 1 for every character of a name."""
    for mention in mentions:
        start, end = mention.start, mention.end
        named[start:end] = b"\1" * (end - start)


BLANK: Final = Expression(r"[ \u3000]")


# What a list of names notes of one of them: 赵淑敏（女）、刀世勋（傣族）.
NOTE: Final = Expression(
    "[（(](?:女|[\u4e00-\u9fff]{1,5}族|女[，,、；; ]?[\u4e00-\u9fff]{1,5}族"
    "|[\u4e00-\u9fff]{1,5}族[，,、；; ]?女)[）)]"
)


DOCTRINES: Final = ("主义", "列宁主义")
