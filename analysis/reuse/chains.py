"""Matches that go on from each other: where in two articles a passage may be shared."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from analysis.arrays import Flags
from analysis.reuse.fold import Folded
from analysis.reuse.seeds import Matches

__all__ = ["OVERLAP", "Windows", "chain_matches", "widen_windows"]

Longs = npt.NDArray[np.int64]

# how many matches back a chain may continue from, since chance matches lie between
_BACK: Final = 8
OVERLAP: Final = 30  # characters by which windows may overlap, for sentences that changed places


@dataclass(frozen=True)
class Windows:
    """Stretches of two texts, [start, end) in all characters, and the rare runs that they share."""

    text: Longs
    start: Longs
    end: Longs
    other_text: Longs
    other_start: Longs
    other_end: Longs
    rare: Longs

    def take(self, rows: Flags) -> "Windows":
        """Take some of the rows."""
        return Windows(
            *(
                column[rows]
                for column in (
                    *(self.text, self.start, self.end),
                    *(self.other_text, self.other_start, self.other_end, self.rare),
                )
            )
        )


def chain_matches(folded: Folded, matches: Matches, *, gap: int, fewest: int) -> Windows:
    """Chain matches of two texts at most `gap` characters apart; weak chains are dropped."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    number = folded.number
    texts, others = number[matches.one].astype(np.int64), number[matches.other].astype(np.int64)
    pair = texts * np.int64(len(folded.bounds)) + others
    # Most pairs of texts share only a name.
    order = np.lexsort((matches.one, pair))
    matches, pair = matches.take(order), pair[order]
    new = np.ones(len(pair), dtype=np.bool_)
    new[1:] = pair[1:] != pair[:-1]
    code = np.cumsum(new) - 1
    strong = np.bincount(code, matches.rare)[code] >= fewest
    matches, pair = matches.take(strong), pair[strong]
    texts, others = texts[order][strong], others[order][strong]
    count = len(pair)
    links = []
    for back in range(1, min(_BACK, count - 1) + 1):
        later = np.arange(back, count)
        earlier = later - back
        along = matches.one[later] - (matches.one + matches.size)[earlier]
        across = matches.other[later] - (matches.other + matches.size)[earlier]
        near = (along <= gap) & (across <= gap) & (across >= -OVERLAP) & (along >= -OVERLAP)
        near &= pair[later] == pair[earlier]
        cost = np.abs(along - across) + np.maximum(along, across) // 2
        links.append(np.stack([earlier, later, cost])[:, near])
    joined = np.concatenate(links, axis=1) if links else np.zeros((3, 0), dtype=np.int64)
    for side in (1, 0):  # each continues only its nearest neighbour, and only one continues it
        joined = joined[:, np.lexsort((joined[2], joined[side]))]
        joined = joined[:, np.unique(joined[side], return_index=True)[1]]
    graph = coo_matrix((np.ones(joined.shape[1], dtype=np.int8), joined[:2]), (count, count))
    parts, chain = connected_components(graph, directed=False)
    whole = [np.full(parts, np.iinfo(np.int64).max), np.zeros(parts, dtype=np.int64)]
    one, one_end, other, other_end = (each.copy() for each in (*whole, *whole))
    np.minimum.at(one, chain, matches.one)
    np.maximum.at(one_end, chain, matches.one + matches.size)
    np.minimum.at(other, chain, matches.other)
    np.maximum.at(other_end, chain, matches.other + matches.size)
    rare = np.bincount(chain, matches.rare, parts).astype(np.int64)
    text, other_text = np.zeros(parts, dtype=np.int64), np.zeros(parts, dtype=np.int64)
    text[chain], other_text[chain] = texts, others
    kept = np.flatnonzero(rare >= fewest)
    kept = kept[np.lexsort((one[kept], other_text[kept], text[kept]))]
    return Windows(
        *(each[kept] for each in (text, one, one_end, other_text, other, other_end, rare))
    )


def widen_windows(folded: Folded, windows: Windows, *, margin: int) -> Windows:
    """Widen windows on both sides, but not into another window of the same two texts."""
    sides = []
    for text, start, end in (
        (windows.text, windows.start, windows.end),
        (windows.other_text, windows.other_start, windows.other_end),
    ):
        low = np.maximum(start - margin, folded.bounds[text])
        high = np.minimum(end + margin, folded.bounds[text + 1])
        order = np.lexsort((start, windows.other_text, windows.text))
        before, after = order[:-1], order[1:]
        same = (windows.text[before] == windows.text[after]) & (
            windows.other_text[before] == windows.other_text[after]
        )
        before, after = before[same], after[same]
        high[before] = np.minimum(high[before], np.maximum(start[after], end[before]))
        low[after] = np.maximum(low[after], np.minimum(end[before], start[after]))
        sides += [text, low, high]
    text, low, high, other_text, other_low, other_high = sides
    return Windows(text, low, high, other_text, other_low, other_high, windows.rare)
