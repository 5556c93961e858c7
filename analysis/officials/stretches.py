"""The candidates as lists, for what looks at one after the other."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from analysis.officials.batch import Batch
from analysis.officials.names import Candidates, Flags

__all__ = ["Stretches", "list_spans", "list_stretches"]


class Stretches(NamedTuple):
    """The candidates as lists, for what looks at one after the other.

    `points` say how much speaks for each, and change as more is known.
    """

    starts: list[int]
    ends: list[int]
    strings: list[str]
    owners: list[int]
    rows: list[int]
    foreign: list[bool]
    points: list[float]


def list_stretches(batch: Batch, candidates: Candidates, points: list[float]) -> Stretches:
    """List the candidates of a batch with their strings and the parts that they stand in."""
    starts, ends = candidates.start.tolist(), candidates.end.tolist()
    strings = [batch.text[start:end] for start, end in zip(starts, ends, strict=True)]
    owner = np.searchsorted(batch.firsts, candidates.start, side="right") - 1
    rows = np.array([part.row for part in batch.parts])[owner]
    foreign = candidates.foreign.tolist()
    return Stretches(starts, ends, strings, owner.tolist(), rows.tolist(), foreign, points)


def list_spans(candidates: Candidates, flags: Flags) -> Iterator[tuple[int, int, int]]:
    """The number, the start and the end of each candidate that bears a flag."""
    at = np.flatnonzero(flags)
    start, end = candidates.start[at], candidates.end[at]
    return zip(at.tolist(), start.tolist(), end.tolist(), strict=True)
