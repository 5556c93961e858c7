"""Dates that are wrong by some days: what texts say of their day, and the rhythm of the week."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from analysis.audit.cells import Cells, Floats, Ints, to_days
from analysis.audit.rhythm import Gap, find_gaps
from analysis.audit.spells import find_best_run
from analysis.audit.twins import Suspicion

__all__ = ["is_beside", "suspect_shifts"]

_HALF_YEAR: Final = 182
_LOOKED_AT: Final = 400  # characters of a text in which its day is looked for
_DATE: Final = r"(?<!\d)(?P<month>1[0-2]|[1-9])月(?P<day>[12]\d|3[01]|[1-9])日"
_DAY: Final = r"(?<![\d月])(?P<day>[12]\d|3[01]|[1-9])日(?:电|从|上午|下午|晚|，|在|讯)"
_FARTHEST: Final = 75  # days by which a date is wrong at most
_GAIN: Final = 13.0
_CAP: Final = 5.0  # the most that one day can add to the score of a spell, in nats
_WEEKLY_GAIN: Final = 25.0
_GAP_GAIN: Final = 7.0  # score that is enough where a gap as long as the shift lies beside it
_FEWEST: Final = 8  # rows whose texts name a day
_FEWEST_DAYS: Final = 4
_TOLD_APART: Final = 3  # beyond so many days, each single row shows whether it was moved
_NEAR: Final = 21
_RIVAL: Final = 0.5
_WEEK: Final = 7
_WEEKS: Final = 79
_UNKNOWN: Final = 999


def suspect_shifts(articles: pd.DataFrame, cells: Cells, size: Ints) -> Iterator[Suspicion]:
    """Suspect spells whose dates are all wrong by one number of days."""
    lags = _read_lags(articles) if "text" in articles.columns else None
    last = int(cells.day.max(initial=0))
    for paper in range(len(cells.names)):
        own = cells.find(paper)
        if own.stop - own.start < _FEWEST:
            continue
        days = cells.day[own]
        gaps = [gap for gap in find_gaps(days, last) if not gap.open]
        found = _find_by_lags(cells, paper, lags, gaps) if lags is not None else None
        if found is None:
            found = _find_by_overlap(days, size[own], gaps)
        if found is None:
            found = _find_by_week(days, size[own])
        if found is not None:
            start, end, by, said = _snap(found, gaps)
            yield Suspicion(
                "dates_shifted",
                cells.names[paper],
                start,
                None if end >= days[-1] else end,
                int(cells.size[own][(days >= start) & (days <= end)].sum()),
                said,
                {"days": by},
            )


# First day, last day, by how many days the dates are wrong, and the sentence that says so.
Shift = tuple[int, int, int, str]


# --- What texts say of their day ---


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


def _find_by_lags(cells: Cells, paper: int, lags: Ints, gaps: list[Gap]) -> Shift | None:
    own, there = cells.find(paper), cells.find_rows(paper)
    lag, of_row = lags[cells.rows[there]], cells.of_row[there] - own.start
    use = np.abs(lag) <= _HALF_YEAR
    lag, of_row = lag[use] + _HALF_YEAR, of_row[use]
    if len(lag) < 4 * _FEWEST:
        return None
    days = cells.day[own]
    counts = np.bincount(lag, minlength=2 * _HALF_YEAR + 1).astype(float)
    mode = int(counts.argmax())
    # Most rows have the usual lag, and those of a shift another one: the most frequent are tried.
    heaps = np.argsort(-counts, kind="stable")[:60] - mode
    best: tuple[float, int, int, int] | None = None
    for by in sorted({*heaps.tolist(), -3, -2, -1, 1, 2, 3}):
        if by and abs(by) <= _FARTHEST:
            score = _score_days(lag, of_row, counts, by, len(days))
            first, after, gain = find_best_run(score)
            if best is None or gain > best[0]:
                best = (gain, first, after, by)
    found = _find_behind_gaps(lag, of_row, counts, days, gaps)
    if found is not None:
        return _reach(lag, of_row, mode, days, found)
    return None if best is None else _weigh(lag, of_row, mode, days, best)


def _score_days(lag: Ints, of_row: Ints, counts: Floats, by: int, length: int) -> Floats:
    """Score each day: how much likelier its lags are if its dates are wrong by `by` days."""
    usual = (counts + 0.3) / (counts.sum() + 0.3 * len(counts))
    score = np.clip(np.log(np.roll(usual, by)[lag] / usual[lag]), -4, 4)
    scored: Floats = np.clip(np.bincount(of_row, score, length), -_CAP, _CAP)
    return scored


def _weigh(
    lag: Ints, of_row: Ints, mode: int, days: Ints, best: tuple[float, int, int, int]
) -> Shift | None:
    """Score a shift again, the usual lags being those of the days outside of it."""
    _, first, after, by = best
    outside = (of_row < first) | (of_row >= after)
    if outside.sum() < 2 * _FEWEST:
        return None
    counts = np.bincount(lag[outside], minlength=2 * _HALF_YEAR + 1).astype(float)
    score = _score_days(lag, of_row, counts, by, len(days))
    first, after, gain = find_best_run(score)
    # Where another time shows nearly the same, it is how the newspaper writes.
    if abs(by) <= _TOLD_APART:
        rivals = (find_best_run(score[:first])[2], find_best_run(score[after:])[2])
        if max(rivals) > _RIVAL * gain:
            return None
    inside = (of_row >= first) & (of_row < after)
    near = 0 if abs(by) < 2 else 1
    fewest = _FEWEST_DAYS if abs(by) > _TOLD_APART else 4 * _FEWEST_DAYS
    moved = np.abs(lag - by - mode) <= near
    at_home = np.abs(lag - mode)[~inside] <= near
    if gain < _GAIN + np.log(len(days)) or inside.sum() < _FEWEST or not at_home.any():
        return None
    if moved[inside].mean() < 0.5 * at_home.mean() or after - first < fewest:
        return None
    if abs(by) > _TOLD_APART:
        # The moved rows stand on days that have rows of their own: about half of each are moved.
        low, high = max(float(moved[~inside].mean()), 0.01), 0.4 * float(moved[inside].mean())
        if high > 1.5 * low:
            rated = np.where(moved, np.log(high / low), np.log((1 - high) / (1 - low)))
            first, after, _ = find_best_run(np.bincount(of_row, rated, len(days)).astype(float))
    return int(days[first]), int(days[after - 1]), by, "shifted_texts"


def _find_behind_gaps(
    lag: Ints, of_row: Ints, counts: Floats, days: Ints, gaps: list[Gap]
) -> Shift | None:
    """Find a gap beside which the texts of the rows name days that lie in the gap."""
    best: tuple[float, Shift] | None = None
    for gap in gaps:
        width = gap.end - gap.start + 1
        place = int(np.searchsorted(days, gap.start))
        for by in range(max(width - 1, 2), min(width + 4, _FARTHEST + 1)):
            on = np.cumsum(_score_days(lag, of_row, counts, by, len(days))[place:])
            back = np.cumsum(_score_days(lag, of_row, counts, -by, len(days))[:place][::-1])
            for sums, sign in ((on, 1), (back, -1)):
                if len(sums) and sums.max() >= _GAP_GAIN and (not best or sums.max() > best[0]):
                    at = int(sums.argmax())
                    first, end = (place, place + at) if sign > 0 else (place - 1 - at, place - 1)
                    if end - first >= _FEWEST_DAYS:
                        found = (int(days[first]), int(days[end]), sign * by, "shifted_texts")
                        best = (float(sums.max()), found)
    return best[1] if best else None


def _reach(lag: Ints, of_row: Ints, mode: int, days: Ints, found: Shift) -> Shift:
    """Tell how far a shift reaches from its gap, where moved rows lie among others."""
    start, end, by, said = found
    moved = np.abs(lag - by - mode) <= (0 if abs(by) < 2 else 1)
    first, last = (int(place) for place in np.searchsorted(days, [start, end]))
    inside = (of_row >= first) & (of_row <= last)
    low, high = max(float(moved[~inside].mean()), 0.01), 0.4 * float(moved[inside].mean())
    if high <= 1.5 * low:
        return found
    score = np.where(moved, np.log(high / low), np.log((1 - high) / (1 - low)))
    scores = np.bincount(of_row, score, len(days))
    if by > 0:
        return start, int(days[first + int(np.cumsum(scores[first:]).argmax())]), by, said
    return int(days[last - int(np.cumsum(scores[: last + 1][::-1]).argmax())]), end, by, said


def _snap(found: Shift, gaps: list[Gap]) -> Shift:
    """Let a spell begin or end at the gap that its rows left, if there is one near."""
    start, end, by, said = found
    for gap in gaps:
        if not 0.6 * abs(by) - 2 <= gap.end - gap.start + 1 <= abs(by) + 3:
            continue
        if by > 0 and abs(gap.end + 1 - start) <= max(_NEAR, by):
            return gap.end + 1, max(end, gap.end + 1), by, said
        if by < 0 and abs(gap.start - 1 - end) <= max(_NEAR, -by):
            return min(start, gap.start - 1), gap.start - 1, by, said
    return found


# --- A gap and as many days with twice the rows ---

_TWICE: Final = 1.6
_HEAPED: Final = 7.0
_SMALL: Final = 4.0


def _find_by_overlap(days: Ints, size: Ints, gaps: list[Gap]) -> Shift | None:
    """A gap, and some way off as many days on which the rows of two days stand."""
    if len(days) < 30:
        return None
    first, last = int(days[0]), int(days[-1])
    calendar = np.zeros(last - first + 1)
    calendar[days - first] = size
    weekday = np.arange(first, last + 1) % _WEEK
    rolling = pd.Series(calendar).rolling(_WEEKS * _WEEK, center=True, min_periods=20)
    # The median, which doubled days do not raise; but the mean where the numbers are small, since
    # their median is too coarse.
    level = rolling.median() if calendar.mean() >= _SMALL else rolling.mean()
    usual = np.array([calendar[weekday == day].mean() for day in range(_WEEK)])
    expected = level.to_numpy() * (usual / max(calendar.mean(), 1e-9))[weekday]
    expected = np.maximum(expected, 0.2)
    noise = max(float(np.median((calendar - expected) ** 2 / expected)) * 2, 1.0)
    sums = np.concatenate(([0.0], np.cumsum(calendar)))
    hoped = np.concatenate(([0.0], np.cumsum(expected)))
    best: tuple[float, Shift] | None = None
    for gap in gaps:
        width = gap.end - gap.start + 1
        if width > _FARTHEST:
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
        # Rows that were moved to later days left a gap before them, else behind them.
        if heaped > gap.start:
            start, end, by = gap.end + 1, heaped + width - 1, width
        else:
            start, end, by = heaped, gap.start - 1, -width
        found = (start, end, by, "shifted_overlap")
        if best is None or z.max() > best[0]:
            best = (float(z.max()), found)
    return best[1] if best else None


# --- The rhythm of the week ---


def _find_by_week(days: Ints, size: Ints) -> Shift | None:
    """Days whose numbers of rows are those of other days of the week."""
    if len(days) < 12 * _WEEK:
        return None
    first, last = int(days[0]), int(days[-1])
    calendar = np.zeros(last - first + 1)
    calendar[days - first] = size
    weekday = np.arange(first, last + 1) % _WEEK
    level = pd.Series(calendar).rolling(8 * _WEEK + 1, center=True, min_periods=10).mean()
    weeks = np.arange(len(calendar)) // _WEEK
    grid = np.zeros((weeks[-1] + 1, _WEEK))
    grid[weeks, weekday] = calendar
    # Shares of days of the week are taken from a year and a half around, since they change.
    around = pd.DataFrame(grid).rolling(_WEEKS, center=True, min_periods=8)
    share = around.median().to_numpy() + around.mean().to_numpy()
    if np.nanmax(share.mean(axis=0)) < 1.25 * max(np.nanmin(share.mean(axis=0)), 1e-9):
        return None
    share = np.maximum(share, 0.03 * share.max(axis=1, keepdims=True)) + 1e-6
    factors = (share / share.mean(axis=1, keepdims=True))[weeks]
    level_there = np.maximum(level.to_numpy(), 0.2)
    every = np.arange(len(calendar))
    noise = _measure_noise(calendar, level_there * factors[every, weekday])
    best: tuple[float, int, int, int] | None = None
    for by in range(1, _WEEK):
        here, there = factors[every, weekday], factors[every, (weekday - by) % _WEEK]
        score = (calendar * np.log(there / here) - level_there * (there - here)) / noise
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
    return start, end, by, "shifted_week"


def _measure_noise(calendar: Floats, expected: Floats) -> float:
    off = (calendar - expected) ** 2 / np.maximum(expected, 0.3)
    return max(float(np.mean(np.minimum(off, 12))), 1.0) * 1.5


def is_beside(gap: Suspicion, shift: Suspicion, last: int) -> bool:
    """Whether a gap is the one that moved rows left: it begins or ends where they do."""
    by = abs(int(shift.figures["days"]))
    end = gap.end if gap.end is not None else last
    near = max(4, by // 3)
    if shift.start <= gap.start and end <= (shift.end or last):
        return True  # a holiday, moved with the rest
    touches = abs(end + 1 - shift.start) <= near or (
        shift.end is not None and abs(gap.start - 1 - shift.end) <= near
    )
    return touches and end - gap.start + 1 <= by + near
