"""When something was printed far more than usual."""

from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.arrays import Floats
from analysis.schema import InputError
from analysis.shares import bound_share
from analysis.trends.periods import split_series

__all__ = ["find_bursts"]

_FOUND: Final = {
    "start": "datetime64[ms]",
    "end": "datetime64[ms]",
    "periods": "int64",
    "articles": "int64",
    "all_articles": "int64",
    "share": "float64",
    "weight": "float64",
}


def find_bursts(counts: pd.DataFrame, *, s: float = 2.0, gamma: float = 1.0) -> pd.DataFrame:
    """Find the runs of periods in which something was printed far more than is usual for it.

    One row per burst, the heaviest first in each group. The text is taken to be written by a
    machine of two states: the usual one, in which the share of articles is that of the whole time,
    and the burst, in which it is `s` times as high. The states are those that together cost least,
    where each change into the burst costs `gamma` times the logarithm of the number of periods.

    Parameters
    ----------
    counts
        What `count_over_time` makes. Periods without any article are passed over: a burst goes on
        beyond them, and they neither feed nor end it.
    s
        How many times the usual share a burst has. Where that is more than all articles, what is
        looked at is too common to burst.
    gamma
        How hard it is to get into a burst: the higher, the fewer are found.

    Returns
    -------
    DataFrame
        The columns of the groups; start and end, the first days of the first and the last period of
        the burst; periods, how many; articles and all_articles in them; share, the one by the
        other, with low and high, its 95 % Wilson interval; weight, how much less the articles of
        the burst cost in the state of burst than in the usual one, in nats; rank by weight.
        Source: Kleinberg (2002), section 4, batched arrivals, two states.

    Raises
    ------
    InputError
        Where the table is none of `count_over_time`, `s` is not above 1, or `gamma` is negative.

    Examples
    --------
    >>> months = pd.date_range("2020-01-01", periods=6, freq="MS")
    >>> counts = pd.DataFrame({"period": months, "articles": [1, 0, 30, 40, 1, 0],
    ...                        "all_articles": 100})
    >>> find_bursts(counts)[["start", "end", "articles"]].astype(str).values.tolist()
    [['2020-03-01', '2020-04-01', '70']]
    """
    if s <= 1 or gamma < 0:
        raise InputError(f"s={s} must be above 1, and gamma={gamma} not below 0.")
    by, groups = split_series(counts)
    rows: list[dict[str, Any]] = []
    for group, series in groups:
        r, d = (series[name].to_numpy(dtype=float) for name in ("articles", "all_articles"))
        periods = series["period"].to_numpy()
        gain = _measure_gain(r, d, s)
        for first, last in _find_runs(gain, gamma * np.log(max(len(gain), 1))):
            run = slice(first, last + 1)
            rows.append(
                {
                    **group,
                    "start": periods[first],
                    "end": periods[last],
                    "periods": last + 1 - first,
                    "articles": r[run].sum(),
                    "all_articles": d[run].sum(),
                    "share": r[run].sum() / d[run].sum(),
                    "weight": gain[run].sum(),
                }
            )
    bursts = pd.DataFrame(rows, columns=[*by, *_FOUND]).astype(_FOUND)
    bursts["low"], bursts["high"] = bound_share(bursts["articles"], bursts["all_articles"])
    weights = bursts.groupby(by, dropna=False)["weight"] if by else bursts["weight"]
    bursts["rank"] = weights.rank(method="min", ascending=False).astype("int64")
    columns = [*by, *list(_FOUND)[:-1], "low", "high", "weight", "rank"]
    return bursts.sort_values([*by, "rank", "start"], ignore_index=True)[columns]


def _measure_gain(r: Floats, d: Floats, s: float) -> Floats:
    """How much likelier the count of each period is in a burst than in the usual state, in nats."""
    share = r.sum() / d.sum() if len(d) else 0.0
    if share == 0 or s * share >= 1:
        return np.full(len(r), -np.inf)
    gain: Floats = r * np.log(s) + (d - r) * np.log((1 - s * share) / (1 - share))
    return gain


def _find_runs(gain: Floats, entry: float) -> list[tuple[int, int]]:
    """Find the cheapest sequence of the two states; returns first and last period of each burst.

    By Viterbi's algorithm. A period costs nothing in the usual state, and minus its gain in a
    burst; `entry` is the cost of each change into a burst.
    """
    usual, burst = 0.0, np.inf
    came_down: list[bool] = []
    came_up: list[bool] = []
    for value in gain.tolist():
        came_down.append(burst < usual)
        came_up.append(usual + entry < burst)
        usual, burst = min(usual, burst), min(burst, usual + entry) - value
    runs: list[tuple[int, int]] = []
    in_burst = burst < usual
    last = len(gain) - 1
    for at in range(len(gain) - 1, -1, -1):
        if in_burst and came_up[at]:
            runs.append((at, last))
            in_burst = False
        elif not in_burst and came_down[at]:
            in_burst, last = True, at - 1
    return runs[::-1]
