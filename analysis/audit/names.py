"""One newspaper under two names."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Final

import numpy as np

from analysis.audit.cells import Cells, Flags, Ints
from analysis.audit.rhythm import find_gaps
from analysis.audit.twins import Suspicion
from analysis.traditional import read_pairs

__all__ = ["suspect_names"]

_MARKS: Final = re.compile(r"[\W_]+|[（(].*?[）)]")
# Endings that do not make another newspaper: 兰川日报电子版 is 兰川日报. (海外版 is another.)
_FORMS: Final = re.compile(r"(?:报社|社|电子版|电子报|数字报|数字版|网络版|pdf版|网)$")
_FEWEST: Final = 6  # days on which the second name stands
_CUT_SHORT: Final = 4
_SURE: Final = 2.5
_ALIKE: Final = 0.6  # share of the articles of a day that stand under the other name too


def suspect_names(cells: Cells, other_paper: Flags, key: Ints) -> Iterator[Suspicion]:
    """Suspect that two names are of one newspaper.

    Names that differ in nothing but marks and form are; names that are alike are where one loses
    what the other gains; any two are where one begins when the other stops, or has its articles.
    """
    papers = [number for number, name in enumerate(cells.names) if name is not None]
    papers = [number for number in papers if cells.bounds[number + 1] > cells.bounds[number]]
    if len(papers) < 2:
        return
    yielded: set[int] = set()
    for one, other, why in _list_pairs(cells, papers, other_paper, key):
        first, second = (one, other) if why == "follows" else _order(cells, one, other)
        if second in yielded or first in yielded:
            continue
        yielded.add(second)
        days = cells.day[cells.find(second)]
        whole = cells.day[cells.find(first)]
        rows = int(cells.size[cells.find(second)].sum())
        end: int | None = int(days[-1])
        if days[-1] >= max(whole[-1], cells.day.max() - 10):
            end = None
        share = rows / (rows + int(cells.size[cells.find(first)].sum()))
        yield Suspicion(
            "two_names",
            cells.names[first],
            int(days[0]),
            end,
            rows,
            f"names_{why}",
            {"other": cells.names[second], "share": share},
        )


def _order(cells: Cells, one: int, other: int) -> tuple[int, int]:
    """The plainer name, or the one that more rows have, and the other."""
    names = [cells.names[paper] or "" for paper in (one, other)]
    plain = [_MARKS.sub("", name).translate(read_pairs()) == name for name in names]
    formless = [_FORMS.sub("", name) == name for name in names]
    whole = [name.endswith("报") for name in names]
    for signs in (formless, plain, whole):
        if signs[0] != signs[1]:
            return (one, other) if signs[0] else (other, one)
    rows = [int(cells.size[cells.find(paper)].sum()) for paper in (one, other)]
    return (one, other) if rows[0] >= rows[1] else (other, one)


def _list_pairs(
    cells: Cells, papers: list[int], other_paper: Flags, key: Ints
) -> Iterator[tuple[int, int, str]]:
    forms: dict[str, list[int]] = defaultdict(list)
    for paper in papers:
        forms[_normalize(cells.names[paper] or "")].append(paper)
    for same in forms.values():
        for other in same[1:]:
            yield same[0], other, "same"
    known = sorted(forms)
    for short, long in pairwise(known):
        # In sorted order a name comes right before a longer one that begins with it.
        if len(short) >= 2 and long.startswith(short) and len(long) - len(short) <= 3:
            for one in forms[short]:
                for other in forms[long]:
                    if _gives_way(cells, one, other):
                        yield one, other, "alike"
    yield from _list_successors(cells, papers)
    yield from _list_same_content(cells, other_paper, key)


def _normalize(name: str) -> str:
    plain = _MARKS.sub("", name).casefold().translate(read_pairs())
    while (shorter := _FORMS.sub("", plain)) != plain and len(shorter) >= 2:
        plain = shorter
    # A name that was cut short is no other name: 大同日 for 大同日报.
    return plain[:-1] if plain.endswith("报") and len(plain) >= _CUT_SHORT else plain


def _gives_way(cells: Cells, one: int, other: int) -> bool:
    """Whether the larger newspaper has fewer rows on just the days of the smaller one."""
    sizes = {paper: int(cells.size[cells.find(paper)].sum()) for paper in (one, other)}
    large, small = (one, other) if sizes[one] >= sizes[other] else (other, one)
    days, rows = cells.day[cells.find(large)], cells.size[cells.find(large)]
    theirs, lent = cells.day[cells.find(small)], cells.size[cells.find(small)]
    if len(theirs) < _FEWEST:
        return False
    first, last = int(theirs[0]), int(theirs[-1])
    inside = (days >= first) & (days <= last)
    there, outside = last - first + 1, int(days[-1] - days[0] + 1) - (last - first + 1)
    if outside < 14:
        return False
    usual = rows[~inside].sum() / outside
    got, gone = rows[inside].sum() / there, lent.sum() / there
    noise = float(np.sqrt((usual + gone) * 2 / min(there, outside)))
    falls = (usual - got) / max(noise, 1e-9) >= _SURE and usual - got >= 0.5 * gone
    return bool(falls and got + gone <= 1.3 * usual)


def _list_successors(cells: Cells, papers: list[int]) -> Iterator[tuple[int, int, str]]:
    """Newspapers of which one begins where another stops, for good or for a while."""
    last = int(cells.day.max())
    lives = []
    for paper in papers:
        days = cells.day[cells.find(paper)]
        if len(days) >= _FEWEST:
            beat = float(np.mean(np.diff(days)))
            size = float(cells.size[cells.find(paper)].mean())
            lives.append((paper, int(days[0]), int(days[-1]), max(beat, 1.0), size))
    starts = np.array([life[1] for life in lives])
    order = np.argsort(starts, kind="stable")
    for paper, _, _, beat, size in lives:
        for gap in find_gaps(cells.day[cells.find(paper)], last):
            if gap.missed < _FEWEST:
                continue
            slack = int(max(3 * beat, 8))
            near = np.searchsorted(starts[order], [gap.start - slack, gap.start + slack + 1])
            for at in order[near[0] : near[1]].tolist():
                other, first, end, other_beat, other_size = lives[at]
                if other == paper or not 0.5 <= other_size / size <= 2:
                    continue
                alike = 0.5 <= other_beat / beat <= 2
                fills = end <= gap.end + slack and end - first >= 0.6 * (gap.end - gap.start)
                if alike and fills and first >= gap.start - 1:
                    yield paper, other, "follows"


def _list_same_content(
    cells: Cells, other_paper: Flags, key: Ints
) -> Iterator[tuple[int, int, str]]:
    """Newspapers of which one has nearly all that the other has, on the same days."""
    rows = np.flatnonzero(other_paper[cells.rows])
    if not len(rows):
        return
    paper = cells.paper[cells.of_row[rows]]
    day = cells.day[cells.of_row[rows]]
    word = key[cells.rows[rows]]
    own = np.bincount(cells.paper, cells.size, len(cells.names))
    shared = np.bincount(paper, minlength=len(cells.names))
    likely = np.flatnonzero((shared >= _ALIKE * own) & (shared >= 20))
    for one, other in combinations(likely[:50].tolist(), 2):
        mine = set(zip(day[paper == one].tolist(), word[paper == one].tolist(), strict=True))
        theirs = set(zip(day[paper == other].tolist(), word[paper == other].tolist(), strict=True))
        if len(mine & theirs) >= _ALIKE * min(own[one], own[other]):
            yield one, other, "copies"
