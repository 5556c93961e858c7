"""Dates that are wrong by some days: what texts say of their day, and the rhythm of the week."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from analysis.audit.cells import Cells, Floats, Ints, to_days
from analysis.audit.rhythm import find_gaps
from analysis.audit.spells import find_best_run
from analysis.audit.twins import Suspicion

__all__ = ["is_beside", "suspect_shifts"]

_HALF_YEAR: Final = 182
_LOOKED_AT: Final = 400  # characters of a text in which its day is looked for
_DATE: Final = r"(?<!\d)(?P<month>1[0-2]|[1-9])月(?P<day>[12]\d|3[01]|[1-9])日"
_DAY: Final = r"(?<![\d月])(?P<day>[12]\d|3[01]|[1-9])日(?:电|从|上午|下午|晚|，|在|讯)"
_FARTHEST: Final = 75  # days by which a date is wrong at most
_GAIN: Final = 13.0
_CAP: Final = 5.0  # nats that one day can add
_WEEKLY_GAIN: Final = 20.0
_FEWEST: Final = 8
_WEEK: Final = 7
_UNKNOWN: Final = 999


def suspect_shifts(articles: pd.DataFrame, cells: Cells, size: Ints) -> Iterator[Suspicion]:
    """Suspect spells whose dates are all wrong by one number of days."""
    lags = _read_lags(articles) if "text" in articles.columns else None
    for paper in range(len(cells.names)):
        own = cells.find(paper)
        if own.stop - own.start < _FEWEST:
            continue
        found = None
        if lags is not None:
            found = _find_by_lags(cells, paper, lags)
        if found is None:
            found = _find_by_overlap(cells.day[own], size[own])
        if found is None:
            found = _find_by_week(cells.day[own], size[own])
        if found is not None:
            start, end, by, rows, said = found
            days = cells.day[own]
            yield Suspicion(
                "dates_shifted",
                cells.names[paper],
                start,
                None if end >= days[-1] else end,
                rows,
                said,
                {"days": by},
            )


Found = tuple[int, int, int, int, str]


# --- What texts say of their day -------------------------------------------------------------------


def _read_lags(articles: pd.DataFrame) -> Ints:
    """By how many days the date of each row is later than the first day that its text names."""
    height = len(articles)
    lags = np.full(height, _UNKNOWN, dtype=np.int64)
    if "date" not in articles.columns:
        return lags
    days, known = to_days(articles["date"])
    heads = articles["text"].str.slice(0, _LOOKED_AT)
    named = heads.str.extract(_DATE)
    month, day = (pd.to_numeric(named[name]).to_numpy(dtype=float) for name in ("month", "day"))
    there = known & ~np.isnan(month)
    rows = np.flatnonzero(there)
    dates = days[rows].astype("datetime64[D]")
    year = dates.astype("datetime64[Y]")
    said = (year.astype("datetime64[M]") + (month[rows] - 1).astype(int)).astype("datetime64[D]")
    said = said + (day[rows] - 1).astype(int)
    lag = (dates - said).astype(np.int64)
    lags[rows] = (lag + _HALF_YEAR) % 365 - _HALF_YEAR
    # The day alone, 新华社北京26日电: of this month or the last one.
    rest = np.flatnonzero(known & ~there & articles["text"].notna().to_numpy())
    alone = pd.to_numeric(heads.iloc[rest].str.extract(_DAY)["day"]).to_numpy(dtype=float)
    rest, alone = rest[~np.isnan(alone)], alone[~np.isnan(alone)]
    dates = days[rest].astype("datetime64[D]")
    of_month = (dates - dates.astype("datetime64[M]")).astype(np.int64) + 1
    lags[rest] = (of_month - alone.astype(np.int64) + 15) % 30 - 15
    return lags


def _find_by_lags(cells: Cells, paper: int, lags: Ints) -> Found | None:
    own = cells.find(paper)
    span = np.searchsorted(cells.of_row, [own.start, own.stop])
    rows, of_row = cells.rows[span[0] : span[1]], cells.of_row[span[0] : span[1]] - own.start
    lag = lags[rows]
    use = np.abs(lag) <= _HALF_YEAR
    lag, of_row = lag[use], of_row[use]
    if len(lag) < 4 * _FEWEST:
        return None
    length = own.stop - own.start
    offset = _HALF_YEAR
    counts = np.bincount(lag + offset, minlength=2 * offset + 1).astype(float)
    usual = _smooth(counts)
    mode = int(counts.argmax()) - offset
    best: tuple[float, int, int, int] | None = None
    # A shift makes a heap of its own beside that of the usual lag.
    heaps = np.argsort(-counts, kind="stable")[:60] - offset
    for by in sorted({int(heap) - mode for heap in heaps} | {-3, -2, -1, 1, 2, 3}):
        if by == 0 or abs(by) > _FARTHEST:
            continue
        moved = np.roll(usual, by)
        score = np.clip(np.log(moved[lag + offset] / usual[lag + offset]), -4, 4)
        days = np.bincount(of_row, score, length)
        first, after, gain = find_best_run(np.clip(days, -_CAP, _CAP))
        if best is None or gain > best[0]:
            best = (gain, first, after, by)
    if best is None:
        return None
    _, first, after, by = best
    # Measured again by the lags of the other days only, of which the shift is no part.
    outside = (of_row < first) | (of_row >= after)
    if outside.sum() < 2 * _FEWEST:
        return None
    usual = _smooth(np.bincount(lag[outside] + offset, minlength=2 * offset + 1).astype(float))
    moved = np.roll(usual, by)
    score = np.clip(np.log(moved[lag + offset] / usual[lag + offset]), -4, 4)
    days = np.clip(np.bincount(of_row, score, length), -_CAP, _CAP)
    first, after, gain = find_best_run(days)
    inside = (of_row >= first) & (of_row < after)
    agreed = np.abs(lag[inside] - by - mode) <= (0 if abs(by) < 2 else 1)
    at_home = np.abs(lag[~inside] - mode) <= (0 if abs(by) < 2 else 1)
    if gain < _GAIN + np.log(length) or inside.sum() < _FEWEST or not at_home.any():
        return None
    if agreed.mean() < 0.5 * at_home.mean():
        return None
    start, end = int(cells.day[own][first]), int(cells.day[own][after - 1])
    start, end = _widen(cells.day[own], start, end, by)
    rows_there = int(len(cells.list_rows(paper, start, end)))
    return start, end, by, rows_there, "shifted_texts"


def _smooth(counts: Floats) -> Floats:
    shares: Floats = (counts + 0.3) / (counts.sum() + 0.3 * len(counts))
    return shares


def _widen(days: Ints, start: int, end: int, by: int) -> tuple[int, int]:
    """The spell from the gap that it left: rows that were moved on leave days without any."""
    place = int(np.searchsorted(days, start))
    back = days[max(place - 4, 0) : place + 4]
    jumps = np.flatnonzero(np.diff(back) >= max(abs(by), 2))
    if by > 0 and len(jumps):
        start = int(back[jumps[-1] + 1])
    place = int(np.searchsorted(days, end))
    on = days[max(place - 4, 0) : place + 5]
    jumps = np.flatnonzero(np.diff(on) >= max(abs(by), 2))
    if by < 0 and len(jumps):
        end = int(on[jumps[0]])
    return start, end


# --- A gap and as many days with twice the rows ----------------------------------------------------

_TWICE: Final = 1.6
_HEAPED: Final = 7.0


def _find_by_overlap(days: Ints, size: Ints) -> Found | None:
    """A gap, and some way off as many days on which the rows of two days stand."""
    if len(days) < 30:
        return None
    first, last = int(days[0]), int(days[-1])
    calendar = np.zeros(last - first + 1)
    calendar[days - first] = size
    weekday = np.arange(first, last + 1) % _WEEK
    level = pd.Series(calendar).rolling(12 * _WEEK + 1, center=True, min_periods=20).mean()
    usual = np.array([calendar[weekday == day].mean() for day in range(_WEEK)])
    expected = level.to_numpy() * (usual / max(calendar.mean(), 1e-9))[weekday]
    expected = np.maximum(expected, 0.2)
    noise = max(float(np.median((calendar - expected) ** 2 / expected)) * 2, 1.0)
    sums = np.concatenate(([0.0], np.cumsum(calendar)))
    hoped = np.concatenate(([0.0], np.cumsum(expected)))
    best: tuple[float, Found] | None = None
    for gap in find_gaps(days, last):
        width = gap.end - gap.start + 1
        if gap.open or width > _FARTHEST:
            continue
        places = np.arange(0, len(calendar) - width + 1)
        rows = sums[places + width] - sums[places]
        due = hoped[places + width] - hoped[places]
        z = (rows - due) / np.sqrt(noise * due)
        z[(rows < _TWICE * due) | (np.abs(places + first - gap.start) < width + 3)] = 0
        z[np.abs(places + first - gap.start) > 400] = 0
        if not len(z) or z.max() < _HEAPED:
            continue
        at = int(z.argmax())
        heaped = at + first
        # Moved on, they left the gap behind them; moved back, before them.
        if heaped > gap.start:
            start, end, by = gap.end + 1, heaped + width - 1, width
        else:
            start, end, by = heaped, gap.start - 1, -width
        inside = (days >= start) & (days <= end)
        found = (start, end, by, int(size[inside].sum()), "shifted_overlap")
        if best is None or z.max() > best[0]:
            best = (float(z.max()), found)
    return best[1] if best else None


# --- The rhythm of the week ------------------------------------------------------------------------


def _find_by_week(days: Ints, size: Ints) -> Found | None:
    """Days whose numbers of rows are those of other days of the week."""
    if len(days) < 12 * _WEEK:
        return None
    first, last = int(days[0]), int(days[-1])
    calendar = np.zeros(last - first + 1)
    calendar[days - first] = size
    weekday = np.arange(first, last + 1) % _WEEK
    level = pd.Series(calendar).rolling(8 * _WEEK + 1, center=True, min_periods=10).mean()
    share = np.array([np.median(calendar[weekday == day]) for day in range(_WEEK)])
    mean = np.array([calendar[weekday == day].mean() for day in range(_WEEK)])
    if mean.max() < 1.25 * max(mean.min(), 1e-9):
        return None
    share = np.maximum((share + mean) / 2, 0.03 * mean.max())
    factor = share / share.mean()
    level_there = np.maximum(level.to_numpy(), 0.2)
    noise = _measure_noise(calendar, level_there * factor[weekday])
    best: tuple[float, int, int, int] | None = None
    for by in range(1, _WEEK):
        score = _rate(calendar, level_there, factor, weekday, by) / noise
        run, after, gain = find_best_run(np.clip(score, -6, 6))
        if best is None or gain > best[0]:
            best = (gain, run, after, by)
    if best is None or best[0] < _WEEKLY_GAIN or best[2] - best[1] < 2 * _WEEK:
        return None
    _, run, after, by = best
    start, end = first + run, first + after - 1
    if after - run > 0.6 * len(calendar):
        return None
    by = by if by <= 3 else by - _WEEK
    inside = (days >= start) & (days <= end)
    return start, end, by, int(size[inside].sum()), "shifted_week"


def _rate(calendar: Floats, level: Floats, factor: Floats, weekday: Ints, by: int) -> Floats:
    here, there = factor[weekday], factor[(weekday - by) % _WEEK]
    rated: Floats = calendar * np.log(there / here) - level * (there - here)
    return rated


def _measure_noise(calendar: Floats, expected: Floats) -> float:
    off = (calendar - expected) ** 2 / np.maximum(expected, 0.3)
    return max(float(np.mean(np.minimum(off, 12))), 1.0) * 1.5


def is_beside(gap: Suspicion, shift: Suspicion, last: int) -> bool:
    """Whether a gap is the one that moved rows left: it begins or ends where they do."""
    by = abs(int(shift.figures["days"]))
    end = gap.end if gap.end is not None else last
    near = max(4, by // 3)
    touches = abs(end + 1 - shift.start) <= near or (
        shift.end is not None and abs(gap.start - 1 - shift.end) <= near
    )
    return touches and end - gap.start + 1 <= by + near
