"""A suspicion in words: what was seen, what it does to counts, and the call that mends it."""

from typing import NamedTuple

import numpy as np

from analysis.audit.cells import Cells
from analysis.audit.twins import Suspicion
from analysis.labels import read_labels

__all__ = ["Said", "say_suspicion"]


class Said(NamedTuple):
    """The sentences of a suspicion; `mend` is None where nothing but the source can mend it."""

    evidence: str
    effect: str
    mend: str | None


def say_suspicion(one: Suspicion, cells: Cells, lang: str) -> Said:
    """Put a suspicion in words of one language."""
    return Said(one.said, one.kind, None)
