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
_WINDOW: Final = 13 * _WEEK  # days around a gap by which is told how often the paper comes out
_SUREST: Final = 0.98  # the chance of an issue on any day is taken to be no higher
_GAP: Final = 4.5  # a gap is told where its score is above this plus ln(number of days)
_NOTED: Final = 3.0  # score of a gap that is only told together with a greater one beside it
_ENDED: Final = 7.0  # score from which on a newspaper is said to stop before the others
_LEAST: Final = 5  # with fewer issues there is no rhythm to be seen
_OFTEN: Final = 1.5  # with so many gaps a year, they are how the newspaper appears
_MOON: Final = 29.530588853
_NEW_MOON: Final = 10962.76 + 8 / 24  # of 6 January 2000, in days from 1970, Chinese time
_HOLIDAYS: Final = ((1, 1, 3), (4, 3, 4), (5, 1, 7), (10, 1, 8))  # month, day, how many days
_NATIONAL_DAY: Final = len(_HOLIDAYS)
_FESTIVAL: Final = len(_HOLIDAYS) + 1  # the Spring Festival, and the days around it
_AROUND: Final = _FESTIVAL + 1
_THIN: Final = 0.15  # a day with less than this share of the usual rows counts as missing
_LARGE: Final = 10


@dataclass(frozen=True)
class Gap:
    """Days without an issue, from `start` to `end`; `missed` issues were to be expected."""

    start: int
    end: int
    missed: float
    score: float
    open: bool


@cache
def _list_holidays(first: int, last: int) -> Ints:
    """Which holiday each day from `first` to `last` is one of, on which many rest; 0 for none."""
    days = np.arange(first, last + 1)
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    month = months.astype(np.int64) % 12 + 1
    of_month = (dates - months).astype(np.int64) + 1
    rest = np.zeros(len(days), dtype=np.int64)
    for number, (own, begin, length) in enumerate(_HOLIDAYS, start=1):
        rest[(month == own) & (of_month >= begin) & (of_month < begin + length)] = number
    # The Spring Festival begins with the new moon between 21 January and 20 February.
    moon = np.floor(_NEW_MOON + np.round((days - _NEW_MOON) / _MOON) * _MOON).astype(np.int64)
    begun = moon.astype("datetime64[D]")
    of_year = (begun - begun.astype("datetime64[Y]")).astype(np.int64)
    festival = (of_year >= 19) & (of_year <= 51)
    rest[festival & (days >= moon - 4) & (days <= moon + 11)] = _AROUND
    rest[festival & (days >= moon - 1) & (days <= moon + 7)] = _FESTIVAL
    return rest


def find_gaps(days: Ints, last: int, *, among: Ints | None = None) -> list[Gap]:
    """Find where issues are missing against the newspaper's rhythm by days of the week.

    `days` are those with an issue. Looked at are all days up to `last`, or those of `among` only.
    """
    first = int(days[0])
    if len(days) < _LEAST or last - first < 10:
        return []
    # All days that could have an issue. The day of the week is the number of the day modulo 7.
    calendar = np.arange(first, last + 1) if among is None else among[among >= first]
    there = np.isin(calendar, days, assume_unique=True)
    weekday = calendar % _WEEK
    kinds = _list_holidays(first, last)[calendar - first]
    rest = kinds > 0
    # A newspaper is taken to rest on holidays, unless it came out on earlier ones.
    worked, all_of = (
        np.bincount(kinds, there, _AROUND + 1),
        np.bincount(kinds, minlength=_AROUND + 1),
    )
    holiday = ((worked + 0.3) / (all_of + 1))[kinds]
    edges = np.diff(np.concatenate(([1], there.astype(np.int8), [1])))
    starts, ends = np.flatnonzero(edges == -1), np.flatnonzero(edges == 1)
    price = _GAP + np.log(len(calendar))
    # Days of other long gaps are left out when we tell how often the paper comes out.
    runs = ends - starts
    seen = np.ones(len(calendar), dtype=np.bool_)
    for a, b in zip(starts.tolist(), ends.tolist(), strict=True):
        seen[a:b] = b - a <= max(2 * _WEEK, 6 * np.median(runs))
    # So are holidays without an issue.
    seen &= there | ~rest
    gaps: list[Gap] = []
    small: list[Gap] = []
    for a, b in zip(starts.tolist(), ends.tolist(), strict=True):
        before = slice(int(np.searchsorted(calendar, calendar[a] - _WINDOW)), a)
        after = slice(b, int(np.searchsorted(calendar, calendar[b - 1] + _WINDOW, side="right")))
        open_end = b == len(calendar)
        rates = [
            _rate_weekdays(weekday[side][seen[side]], there[side][seen[side]])
            for side in ((before,) if open_end else (before, after))
            if seen[side].sum() >= _LEAST
        ]
        if not rates:
            continue
        rate = usual = np.minimum.reduce(rates)[weekday[a:b]]
        rate = np.where(rest[a:b], np.minimum(rate, holiday[a:b]), rate)
        rate = np.minimum(rate, _SUREST)
        score = float(-np.log1p(-rate).sum())
        if score < _NOTED:
            continue
        # A gap begins with the first issue that was due, and ends with the last. On a holiday one
        # was due if the paper came out on other holidays of this kind.
        own = np.bincount(kinds[a:b], minlength=_AROUND + 1)
        worked_else = ((worked + 0.3) / (all_of - own + 1))[kinds[a:b]]
        by = np.where(rest[a:b], np.minimum(usual, worked_else), usual)
        due = np.flatnonzero(by >= 0.5 * by.max())
        start, end = int(calendar[a + due[0]]), int(calendar[a + due[-1]])
        gap = Gap(start, end, float(rate.sum()), score - price, open_end)
        (gaps if score >= price and end - start >= 2 else small).append(gap)
    return _join(gaps, small)


def _leave_thin(days: Ints, size: Ints) -> Ints:
    """The days of a large newspaper, without those on which nearly nothing of it is there."""
    usual = float(np.median(size))
    return days[size >= _THIN * usual] if usual >= _LARGE else days


def _join(gaps: list[Gap], others: list[Gap]) -> list[Gap]:
    """Lengthen gaps by smaller ones (`others`) that lie within a day or two of them."""
    joined: list[Gap] = []
    runs = sorted([*gaps, *others], key=lambda gap: gap.start)
    told = {gap.start for gap in gaps}
    for gap in runs:
        before = joined[-1] if joined else None
        if before is not None and gap.start - before.end - 1 <= min(
            2, before.end - before.start + 1, gap.end - gap.start + 1
        ):
            joined[-1] = Gap(
                before.start,
                gap.end,
                before.missed + gap.missed,
                max(before.score, gap.score),
                gap.open,
            )
            told.update({before.start} if gap.start in told else ())
        else:
            joined.append(gap)
    return [gap for gap in joined if gap.start in told]


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
        gaps = find_gaps(_leave_thin(days, cells.size[own]), last)
        years = (days[-1] - days[0] + 1) / 365.25
        usual = max(4.0, _OFTEN * years)
        if len(gaps) > usual:
            long = float(np.median([gap.missed for gap in gaps])) * 3
            gaps = [gap for gap in gaps if gap.missed >= long or gap.open]
        level = cells.size[own].mean()
        for gap in gaps:
            # The more newspapers there are, the likelier one of them has a gap by chance.
            if gap.score < (_ENDED - _GAP if gap.open else np.log(len(cells.names))):
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


# --- How much is printed ---

_SIDES: Final = ((35, 12), (100, 35))  # days on each side of a step, and those right beside it
_YEAR: Final = 400  # days before a step that tell the usual level
_FAR: Final = 120  # days for which the new level must last
_STEP: Final = float(np.log(1.4))  # smaller steps come with seasons and growth
_AT_TURN: Final = float(np.log(1.8))  # on 1 January and 1 July, when papers add pages themselves
_FALL: Final = 1.4  # a smaller fall is not told: papers print less in summer by themselves
_FALL_FOR_GOOD: Final = 1.7
_SURE: Final = 6.5
_LARGE_STEP: Final = float(np.log(1.6))  # from here on, neither season nor chance explains it
_SURE_OF_LARGE: Final = 5.2
_AS_WELL: Final = 2.0  # days whose fit is worse by less (in nats) may also be the day of a step
_FEWEST_ISSUES: Final = 40
_PAGES_GONE: Final = 7.0


def suspect_steps(cells: Cells, size: Ints) -> Iterator[Suspicion]:
    """Suspect where a newspaper suddenly has many more rows an issue, or many fewer."""
    last = int(cells.day.max(initial=0))
    for paper in range(len(cells.names)):
        own = cells.find(paper)
        if own.stop - own.start >= _FEWEST_ISSUES:
            days, sizes = _fill_days(cells.day[own], size[own], last)
            yield from _suspect_steps(cells.names[paper], days, sizes)


def _fill_days(days: Ints, size: Ints, last: int) -> tuple[Ints, Floats]:
    """All days on which an issue was due, those without one too, save for holidays and gaps."""
    first, end = int(days[0]), int(days[-1])
    calendar = np.arange(first, end + 1)
    sizes = np.zeros(len(calendar))
    sizes[days - first] = size
    due = _rate_weekdays(calendar % _WEEK, sizes > 0)[calendar % _WEEK] > 0.1
    kinds = _list_holidays(first, end)
    due &= kinds == 0
    for gap in find_gaps(days, last):
        due[(calendar >= gap.start) & (calendar <= gap.end)] = False
    due |= sizes > 0
    # Around National Day and the Spring Festival many papers print less for two weeks.
    due &= (kinds != _NATIONAL_DAY) & (kinds < _FESTIVAL)
    return calendar[due], sizes[due]


def _suspect_steps(paper: str | None, days: Ints, sizes: Floats) -> Iterator[Suspicion]:
    steps = _find_steps(days, sizes)
    taken = set()
    for number, (at, step) in enumerate(steps):
        if number in taken:
            continue
        # A rise and a later fall, or a fall and a later rise, are the ends of one spell.
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
        elif times >= (_FALL if end is not None else _FALL_FOR_GOOD):
            yield Suspicion(
                "pages_lost", paper, int(days[at]), end, rows, "fall", {"times": times}, 1 / times
            )


def _find_steps(days: Ints, sizes: Floats) -> list[tuple[int, float]]:
    """Where the number of rows a day changes at once and for long: the day, the log ratio."""
    weekday = days % _WEEK
    usual = np.array([_mean(sizes[weekday == day]) for day in range(_WEEK)])
    factor = np.where(usual > 0, usual, 1)[weekday] / max(sizes.mean(), 1e-9)
    level = sizes / np.maximum(factor, 0.1)
    # One day with a whole congress in it must not make a step.
    level = np.minimum(level, 3 * np.median(level) + 5)
    sums = np.concatenate(([0.0], np.cumsum(level)))
    least = _SIDES[0][1] + 2
    places = np.arange(least, len(level) - least + 1)
    if not len(places):
        return []
    noise = _measure_noise(level)
    far, _ = _compare_sides(sums, places, _FAR)
    rated = []
    for side, near_side in _SIDES:
        ratio, spread = _compare_sides(sums, places, side)
        near, _ = _compare_sides(sums, places, near_side)
        z = np.abs(ratio) / np.sqrt(noise * spread)
        # Growth and seasons change the level over months, a step within days: so the change right
        # at the place must be nearly as large as that between the months around it.
        sure = np.where(np.abs(ratio) >= _LARGE_STEP, _SURE_OF_LARGE, _SURE)
        fits = (z >= sure) & (np.abs(ratio) >= _STEP)
        fits &= near * np.sign(ratio) >= 0.65 * np.abs(ratio)
        fits &= (far * np.sign(ratio) >= 0.5 * np.abs(ratio)) | (np.abs(ratio) > 2 * _STEP)
        # No step is a return to the level of a year before.
        older, _ = _compare_sides(sums, places, side, before=_YEAR)
        fits &= older * np.sign(ratio) >= 0.7 * np.abs(ratio)
        rated.append((np.where(fits, z, 0), ratio))
    found: list[tuple[int, float]] = []
    z = np.maximum(rated[0][0], rated[1][0])
    ratio = np.where(rated[0][0] >= rated[1][0], rated[0][1], rated[1][1])
    while z.max() > 0:
        best = int(z.argmax())
        at, as_well = _place_step(level, int(places[best]), noise)
        step = float(ratio[best])
        known = any(abs(at - other) < _SIDES[0][0] for other, _ in found)
        at_turn = any(_is_turn(day) for day in days[as_well].tolist())
        if not known and abs(step) >= (_AT_TURN if at_turn else _STEP):
            found.append((at, step))
        beside = _SIDES[0][0]
        z[max(best - beside, 0) : best + beside + 1] = 0
    return sorted(found)


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) >= 4 else 0.0


def _compare_sides(
    sums: Floats, places: Ints, width: int, *, before: int | None = None
) -> tuple[Floats, Floats]:
    """For each place ln(b / a), a being the rows before it and b those after, and 1/a + 1/b."""
    left = np.maximum(places - (before or width), 0)
    right = np.minimum(places + width, len(sums) - 1)
    earlier = sums[places] - sums[left] + 0.5
    later = sums[right] - sums[places] + 0.5
    ratio = np.log(later / (right - places)) - np.log(earlier / (places - left))
    return ratio, 1 / earlier + 1 / later


def _measure_noise(level: Floats) -> float:
    """How much more the rows of a day vary from one to the next than by chance alone.

    Chance alone gives 1; measured by differences between neighbours, which a trend or a step
    hardly touches, and raised by half, for what varies from week to week.
    """
    change = np.diff(level) ** 2 / np.maximum(level[1:] + level[:-1], 1)
    return 1.5 * max(float(np.mean(np.minimum(change, 8 * np.median(change) + 1))), 0.5)


def _place_step(level: Floats, at: int, noise: float) -> tuple[int, Ints]:
    """The day near `at` that best parts two levels, and the days that do so nearly as well."""
    first, last = max(at - 35, 0), min(at + 35, len(level))
    sums = np.concatenate(([0.0], np.cumsum(level[first:last])))
    size = last - first
    places = np.arange(2, size - 1)
    a, b = sums[places], sums[-1] - sums[places]
    fit = a * np.log((a + 0.5) / places) + b * np.log((b + 0.5) / (size - places))
    as_well = fit >= fit.max() - _AS_WELL * noise
    return first + int(places[int(fit.argmax())]), first + places[as_well]


def _is_turn(day: int) -> bool:
    date = np.datetime64(day, "D")
    of_year = int((date - date.astype("datetime64[Y]")).astype(int))
    return of_year <= 4 or 178 <= of_year <= 186 or of_year >= 361


# --- Pages ---


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
            if gap.score < _PAGES_GONE:
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
