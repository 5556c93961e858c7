"""A newspaper's own rhythm: on which days it comes out, and how much it prints."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from analysis.audit.cells import Cells, Flags, Floats, Ints
from analysis.audit.twins import Suspicion

__all__ = ["Gap", "find_gaps", "suspect_gaps", "suspect_pages", "suspect_steps"]

_WEEK: Final = 7
_WINDOW: Final = 13 * _WEEK  # days before and after a gap that tell how often the paper comes out
_SUREST: Final = 0.98  # no day is surer than this to have an issue
_GAP: Final = 4.5  # nats beyond the logarithm of the number of days, from which on a gap is told
_ENDED: Final = 7.0  # of a newspaper that stops before the others
_OFTEN: Final = 1.5  # gaps a year from which on they are the newspaper's way
_MOON: Final = 29.530588853
_NEW_MOON: Final = 10962.76 + 8 / 24  # of 6 January 2000, in days from 1970, Chinese time
_HOLIDAYS: Final = ((1, 1, 3), (4, 3, 4), (5, 1, 7), (10, 1, 8))  # month, day, how many days


@dataclass(frozen=True)
class Gap:
    """Days without an issue, from `start` to `end`; `missed` issues were to be expected."""

    start: int
    end: int
    missed: float
    score: float
    open: bool


@cache
def _list_holidays(first: int, last: int) -> Flags:
    """Whether each day is one on which many newspapers rest, from `first` to `last`."""
    days = np.arange(first, last + 1)
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    month = months.astype(np.int64) % 12 + 1
    of_month = (dates - months).astype(np.int64) + 1
    rest = np.zeros(len(days), dtype=np.bool_)
    for own, begin, length in _HOLIDAYS:
        rest |= (month == own) & (of_month >= begin) & (of_month < begin + length)
    # The Spring Festival begins with the new moon between 21 January and 20 February.
    moon = np.floor(_NEW_MOON + np.round((days - _NEW_MOON) / _MOON) * _MOON).astype(np.int64)
    of_year = (moon.astype("datetime64[D]") - moon.astype("datetime64[Y]")).astype(np.int64)
    festival = (of_year >= 19) & (of_year <= 51)
    return rest | (festival & (days >= moon - 3) & (days <= moon + 10))


def find_gaps(days: Ints, last: int, *, among: Ints | None = None) -> list[Gap]:
    """Find where issues are missing against the newspaper's rhythm by days of the week.

    `days` are those with an issue. Looked at are all days up to `last`, or those of `among` only.
    """
    first = int(days[0])
    if len(days) < 8 or last - first < 10:
        return []
    # A calendar of all days that could have an issue; weeks are told by the day itself.
    calendar = np.arange(first, last + 1) if among is None else among[among >= first]
    there = np.isin(calendar, days, assume_unique=True)
    weekday = calendar % _WEEK
    rest = _list_holidays(first, last)[calendar - first]
    # How often it comes out on holidays, it must show itself; without a past it rests.
    worked = there[rest].sum()
    holiday = (worked + 0.3) / (rest.sum() + 1)
    edges = np.diff(np.concatenate(([1], there.astype(np.int8), [1])))
    starts, ends = np.flatnonzero(edges == -1), np.flatnonzero(edges == 1)
    price = _GAP + np.log(len(calendar))
    gaps = []
    for a, b in zip(starts.tolist(), ends.tolist(), strict=True):
        if b - a < 2 or (calendar[b - 1] - calendar[a] < 2 and among is None):
            continue
        before = slice(int(np.searchsorted(calendar, calendar[a] - _WINDOW)), a)
        after = slice(b, int(np.searchsorted(calendar, calendar[b - 1] + _WINDOW, side="right")))
        open_end = b == len(calendar)
        rates = [
            _rate_weekdays(weekday[side], there[side] | rest[side])
            for side in ((before,) if open_end else (before, after))
            if side.stop - side.start >= 5
        ]
        if not rates:
            continue
        rate = np.minimum.reduce(rates)[weekday[a:b]]
        rate = np.where(rest[a:b], np.minimum(rate, holiday), rate)
        rate = np.minimum(rate, _SUREST)
        score = float(-np.log1p(-rate).sum())
        if score >= price:
            # It begins with the first issue that was due, and ends with the last.
            due = np.flatnonzero(rate >= 0.5 * rate.max())
            gaps.append(
                Gap(
                    int(calendar[a + due[0]]),
                    int(calendar[a + due[-1]]),
                    float(rate.sum()),
                    score - price,
                    open_end,
                )
            )
    return gaps


def _rate_weekdays(weekday: Ints, there: Flags) -> Floats:
    """How often a newspaper comes out on each day of the week; rarely where that is not known."""
    issues, weeks = np.bincount(weekday, there, _WEEK), np.bincount(weekday, minlength=_WEEK)
    return np.where(weeks > 0, (issues + 0.1) / (weeks + 0.2), 0.3)


def suspect_gaps(cells: Cells) -> Iterator[Suspicion]:
    """Suspect where a newspaper's issues are missing, for days or to the end of the collection."""
    if not len(cells.day):
        return
    last = int(cells.day.max())
    for paper in range(len(cells.names)):
        own = cells.find(paper)
        days = cells.day[own]
        if len(days) < 8:
            continue
        gaps = find_gaps(days, last)
        years = (days[-1] - days[0] + 1) / 365.25
        usual = max(4.0, _OFTEN * years)
        if len(gaps) > usual:
            long = float(np.median([gap.missed for gap in gaps])) * 3
            gaps = [gap for gap in gaps if gap.missed >= long or gap.open]
        level = cells.size[own].mean()
        for gap in gaps:
            if gap.open and gap.score < _ENDED - _GAP:
                continue
            figures = {"issues": max(round(gap.missed), 1), "lost": round(gap.missed * level)}
            yield Suspicion(
                "paper_missing_from" if gap.open else "missing_week",
                cells.names[paper],
                gap.start,
                None if gap.open else gap.end,
                0,
                "ended" if gap.open else "gap",
                figures,
            )


# --- How much is printed ---------------------------------------------------------------------------

_SIDE: Final = 35  # issues on each side of a step
_FAR: Final = 100  # issues over which a step lasts
_NEAR: Final = 10  # issues within which it happens
_STEP: Final = float(np.log(1.3))
_AT_TURN: Final = float(np.log(1.8))  # papers get more pages on 1 January and 1 July
_SURE: Final = 6.5
_FEWEST_ISSUES: Final = 40


def suspect_steps(cells: Cells, size: Ints) -> Iterator[Suspicion]:
    """Suspect where a newspaper suddenly has many more rows an issue, or many fewer."""
    for paper in range(len(cells.names)):
        own = cells.find(paper)
        days, sizes = cells.day[own], size[own].astype(float)
        if len(days) >= _FEWEST_ISSUES:
            yield from _suspect_steps(cells.names[paper], days, sizes)


def _suspect_steps(paper: str | None, days: Ints, sizes: Floats) -> Iterator[Suspicion]:
    steps = _find_steps(days, sizes)
    taken = set()
    for number, (at, step) in enumerate(steps):
        if number in taken:
            continue
        # A rise with a fall behind it, or a fall with a rise, is one spell.
        back = next(
            (
                later
                for later in range(number + 1, len(steps))
                if steps[later][1] * step < 0 and abs(abs(steps[later][1]) - abs(step)) < 0.4
            ),
            None,
        )
        after = len(days)
        if back is not None:
            taken.add(back)
            after = steps[back][0]
        end = None if back is None else int(days[after - 1])
        times = float(np.exp(abs(step)))
        rows = int(sizes[at:after].sum())
        if step > 0:
            yield Suspicion(
                "section_doubling", paper, int(days[at]), end, rows, "rise", {"times": times}, times
            )
        elif end is not None or times >= 1.6:
            yield Suspicion(
                "pages_lost", paper, int(days[at]), end, rows, "fall", {"times": times}, 1 / times
            )


def _find_steps(days: Ints, sizes: Floats) -> list[tuple[int, float]]:
    """Where the number of rows an issue changes at once and for long: the issue, the log ratio."""
    weekday = days % _WEEK
    usual = np.array([_mean(sizes[weekday == day]) for day in range(_WEEK)])
    factor = np.where(usual > 0, usual, 1)[weekday] / max(sizes.mean(), 1e-9)
    level = sizes / factor
    # One day with a whole congress in it must not make a step.
    level = np.minimum(level, 3 * np.median(level) + 5)
    sums = np.concatenate(([0.0], np.cumsum(level)))
    places = np.arange(_NEAR + 2, len(level) - _NEAR - 1)
    if not len(places):
        return []
    ratio, spread = _compare_sides(sums, places, _SIDE)
    noise = _measure_noise(level)
    z = np.abs(ratio) / np.sqrt(noise * spread)
    far, _ = _compare_sides(sums, places, _FAR)
    near, _ = _compare_sides(sums, places, _NEAR)
    fits = (z >= _SURE) & (np.abs(ratio) >= _STEP)
    fits &= (far * np.sign(ratio) >= 0.5 * np.abs(ratio)) | (np.abs(ratio) > 2 * _STEP)
    fits &= near * np.sign(ratio) >= 0.5 * np.abs(ratio)
    found: list[tuple[int, float]] = []
    z = np.where(fits, z, 0)
    while z.max() > 0:
        best = int(z.argmax())
        at = _place_step(level, int(places[best]))
        step = float(ratio[best])
        turn = _is_turn(int(days[at]))
        if abs(step) >= (_AT_TURN if turn else _STEP):
            found.append((at, step))
        z[max(best - _SIDE, 0) : best + _SIDE + 1] = 0
    return sorted(found)


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) >= 4 else 0.0


def _compare_sides(sums: Floats, places: Ints, width: int) -> tuple[Floats, Floats]:
    """The log ratio of the rows after and before each place, and 1/a + 1/b of the two sums."""
    left, right = np.maximum(places - width, 0), np.minimum(places + width, len(sums) - 1)
    before = (sums[places] - sums[left] + 0.5) / (places - left)
    after = (sums[right] - sums[places] + 0.5) / (right - places)
    spread = 1 / (before * (places - left)) + 1 / (after * (right - places))
    return np.log(after / before), spread


def _measure_noise(level: Floats) -> float:
    """How much more the rows of an issue vary from one to the next than by chance alone.

    Chance alone gives 1; measured by differences between neighbours, which a trend or a step
    hardly touches, and doubled, for what varies from week to week.
    """
    change = np.diff(level) ** 2 / np.maximum(level[1:] + level[:-1], 1)
    return 2 * max(float(np.mean(np.minimum(change, 8 * np.median(change) + 1))), 0.5)


def _place_step(level: Floats, at: int) -> int:
    """The issue near `at` at which two levels fit best."""
    first, last = max(at - _SIDE, 0), min(at + _SIDE, len(level))
    sums = np.concatenate(([0.0], np.cumsum(level[first:last])))
    size = last - first
    places = np.arange(2, size - 1)
    a, b = sums[places], sums[-1] - sums[places]
    fit = a * np.log((a + 0.5) / places) + b * np.log((b + 0.5) / (size - places))
    return first + int(places[int(fit.argmax())])


def _is_turn(day: int) -> bool:
    date = np.datetime64(day, "D")
    of_year = int((date - date.astype("datetime64[Y]")).astype(int))
    return of_year <= 4 or of_year >= 361 or 178 <= of_year <= 186


# --- Pages -----------------------------------------------------------------------------------------


def suspect_pages(cells: Cells, pages: Ints, known: Flags) -> Iterator[Suspicion]:
    """Suspect where pages of a newspaper that it has otherwise are missing for a while."""
    numbers = pages[cells.rows]
    have = known[cells.rows] & (numbers > 0) & (numbers < 100)
    span = 100
    placed = np.unique(cells.of_row[have] * span + numbers[have])
    of_cell, number = placed // span, placed % span
    for paper in range(len(cells.names)):
        own = cells.find(paper)
        part = slice(*np.searchsorted(of_cell, [own.start, own.stop]))
        cells_own, numbers_own = of_cell[part], number[part]
        if not len(cells_own):
            continue
        issues = np.unique(cells.day[cells_own])
        if len(issues) < _FEWEST_ISSUES:
            continue
        yield from _suspect_pages(cells.names[paper], issues, cells.day[cells_own], numbers_own)


def _suspect_pages(
    paper: str | None, issues: Ints, days: Ints, numbers: Ints
) -> Iterator[Suspicion]:
    found: list[tuple[int, int | None, list[int]]] = []
    late: list[tuple[int, list[int]]] = []
    for page in np.unique(numbers).tolist():
        own = days[numbers == page]
        if len(own) < 20:
            continue
        for gap in find_gaps(own, int(issues[-1]), among=issues):
            if gap.score < 4:
                continue
            end = None if gap.open else gap.end
            for start, other, pages in found:
                near = other is None if end is None else other is not None and abs(other - end) <= 7
                if near and abs(start - gap.start) <= 7:
                    pages.append(page)
                    break
            else:
                found.append((gap.start, end, [page]))
        backwards = find_gaps(-own[::-1], int(-issues[0]), among=-issues[::-1])
        for gap in backwards:
            if gap.open and gap.score >= 8 and gap.missed >= 15:
                start = int(own[0])
                near_late = next((pages for at, pages in late if abs(at - start) <= 7), None)
                if near_late is None:
                    late.append((start, [page]))
                else:
                    near_late.append(page)
    for start, end, pages in found:
        said = {"pages": pages}
        yield Suspicion("pages_lost", paper, start, end, 0, "pages_gone", said)
    for start, pages in late:
        if not _is_turn(start) or len(pages) >= 3:
            rows = int(((days >= start) & np.isin(numbers, pages)).sum())
            times = len(np.unique(numbers)) / max(len(np.unique(numbers)) - len(pages), 1)
            yield Suspicion(
                "section_doubling",
                paper,
                start,
                None,
                rows,
                "pages_new",
                {"pages": pages, "times": times},
                times,
            )
