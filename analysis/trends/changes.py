"""When the share of articles that print something changed from one level to another."""

from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.arrays import Floats
from analysis.schema import InputError
from analysis.shares import bound_share
from analysis.trends.periods import split_series

__all__ = ["find_changes"]

_FOUND: Final = {
    "start": "datetime64[ms]",
    "end": "datetime64[ms]",
    "periods": "int64",
    "articles": "int64",
    "all_articles": "int64",
}


def find_changes(
    counts: pd.DataFrame, *, penalty: float | None = None, shortest: int = 1
) -> pd.DataFrame:
    """Find the points where the share of articles changed from one level to another.

    One row per level, in the order of time: each row after the first of a group begins with a
    change. The levels are those under which the counts are likeliest, each further one paid for
    with `penalty`: the best of all divisions is found, not an approximation.

    Parameters
    ----------
    counts
        What `count_over_time` makes. Periods without any article are passed over.
    penalty
        What a further level has to gain, in nats; one and a half times the logarithm of the number
        of periods when not given, for the period of the change and the new share. Articles of a
        period depend on each other, so that a higher one shows only the changes that matter.
    shortest
        The fewest periods of a level.

    Returns
    -------
    DataFrame
        The columns of the groups; start and end, the first days of the first and the last period of
        the level; periods; articles and all_articles in them; share, with low and high, its 95 %
        Wilson interval; gain, in nats, of the change that begins the level over one level with the
        level before, missing in the first. Where the intervals of two levels overlap, the change is
        weak. Source: Jackson et al. (2005), optimal partitioning, with the binomial likelihood.

    Raises
    ------
    InputError
        Where the table is none of `count_over_time`, `penalty` is negative or `shortest` not
        above 0.

    Examples
    --------
    >>> years = pd.date_range("2012-01-01", periods=6, freq="YS")
    >>> counts = pd.DataFrame({"period": years, "articles": [0, 1, 0, 40, 45, 42],
    ...                        "all_articles": 500})
    >>> find_changes(counts)["start"].dt.year.tolist()
    [2012, 2015]
    """
    if (penalty is not None and penalty < 0) or shortest < 1:
        raise InputError(f"penalty={penalty} must not be below 0, and shortest={shortest} not 0.")
    by, groups = split_series(counts)
    rows: list[dict[str, Any]] = []
    gains: list[float] = []
    for group, series in groups:
        r, d = (
            np.r_[0.0, series[name].to_numpy(dtype=float).cumsum()]
            for name in ("articles", "all_articles")
        )
        periods = series["period"].to_numpy()
        price = 1.5 * np.log(max(len(periods), 1)) if penalty is None else penalty
        starts = _divide(r, d, price, shortest)
        for at, first in enumerate(starts):
            after = starts[at + 1] if at + 1 < len(starts) else len(periods)
            rows.append(
                {
                    **group,
                    "start": periods[first],
                    "end": periods[after - 1],
                    "periods": after - first,
                    "articles": r[after] - r[first],
                    "all_articles": d[after] - d[first],
                }
            )
            gains.append(_measure_gain(r, d, starts[at - 1], first, after) if at else np.nan)
    changes = pd.DataFrame(rows, columns=[*by, *_FOUND]).astype(_FOUND)
    changes["share"] = changes["articles"] / changes["all_articles"]
    changes["low"], changes["high"] = bound_share(changes["articles"], changes["all_articles"])
    changes["gain"] = np.array(gains, dtype="float64")
    return changes


def _divide(r: Floats, d: Floats, price: float, shortest: int) -> list[int]:
    """Find the best division into levels; returns the first period of each.

    r and d are the cumulative sums of `articles` and `all_articles`, beginning with 0.
    """
    length = len(r) - 1
    if length == 0:
        return []
    cheapest = np.full(length + 1, np.inf)
    cheapest[0] = -price
    came_from = np.zeros(length + 1, dtype=np.int64)
    for after in range(min(shortest, length), length + 1):
        first = np.arange(max(after - shortest, 0) + 1)
        cost = (
            cheapest[first] + price - _measure_likelihood(r[after] - r[first], d[after] - d[first])
        )
        came_from[after] = int(cost.argmin())
        cheapest[after] = cost[came_from[after]]
    starts = [int(came_from[length])]
    while starts[-1]:
        starts.append(int(came_from[starts[-1]]))
    return starts[::-1]


def _measure_likelihood(r: Floats, d: Floats) -> Floats:
    """The log-likelihood of r articles out of d at the share r / d, in nats."""
    from scipy.special import xlogy

    likelihood: Floats = xlogy(r, r / d) + xlogy(d - r, 1 - r / d)
    return likelihood


def _measure_gain(r: Floats, d: Floats, before: int, first: int, after: int) -> float:
    """How much likelier two levels are than a single one for the same periods, in nats."""
    ends = np.array([before, first, before]), np.array([first, after, after])
    two, more, one = _measure_likelihood(r[ends[1]] - r[ends[0]], d[ends[1]] - d[ends[0]])
    return float(two + more - one)
