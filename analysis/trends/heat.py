"""How hot a phrase is (语温), by the share of articles that print it."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.schema import InputError
from analysis.shares import bound_share
from analysis.trends.periods import check_periods

__all__ = ["PUBLISHED", "measure_heat"]

# The cut-offs that have been published (China Media Project 2018).
PUBLISHED: Final[Mapping[str, float]] = {"沸": 0.0518, "烫": 0.0129}
_LOWER: Final = ("热", "暖", "温", "冷")


def measure_heat(counts: pd.DataFrame, *, lower: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Measure how hot something is in each period, by Qian Gang's scale of 语温.

    One row per row of `counts`. A grade is reached where the share of articles is its cut-off or
    more. Published are only those of 沸 (0.0518) and 烫 (0.0129); below 烫 the heat is missing
    unless you give cut-offs of your own. They were set on People's Daily, on all its articles of a
    year: on another paper, or by the month, the grades are comparable with each other only.

    Parameters
    ----------
    counts
        What `count_over_time` makes.
    lower
        Cut-offs below that of 烫, for some or all of 热, 暖, 温 and 冷, which are not published:
        `{"热": 0.005, "温": 0.0005}`. Say with the result which you took. Below the lowest of them
        the heat is missing.

    Returns
    -------
    DataFrame
        `counts` with share, low and high (95 % Wilson interval) and three more columns: heat, the
        grade of the share; heat_low and heat_high, the grades of the ends of its interval; certain,
        true where the three are one, so that the grade does not hang on a few articles.
        Sources: Qian Gang (2017); China Media Project (2018).

    Raises
    ------
    InputError
        Where the table is none of `count_over_time`, a grade is not known, or cut-offs are not
        in the order of the grades between 0 and 0.0129.

    Examples
    --------
    >>> counts = pd.DataFrame({"period": pd.to_datetime(["2018-01-01", "2019-01-01"]),
    ...                        "articles": [900, 5], "all_articles": [10_000, 10_000]})
    >>> measure_heat(counts, lower={"温": 0.0002})[["heat", "certain"]].values.tolist()
    [['沸', True], ['温', True]]
    """
    counts = check_periods(counts)
    lower = lower or {}
    unknown = [grade for grade in lower if grade not in _LOWER]
    if unknown:
        raise InputError(f"lower has a grade {unknown[0]!r}; it can be {', '.join(_LOWER)}.")
    cutoffs = {**PUBLISHED, **{grade: lower[grade] for grade in _LOWER if grade in lower}}
    ends = list(cutoffs.values())
    if (
        any(high <= low for high, low in zip(ends, [*ends[1:], -np.inf], strict=True))
        or min(ends) < 0
    ):
        raise InputError(
            "Each cut-off must be below that of the next hotter grade, and not below 0: "
            + ", ".join(f"{grade} {cutoff}" for grade, cutoff in cutoffs.items())
        )
    found = counts["articles"].fillna(0).to_numpy(dtype=np.float64)
    total = counts["all_articles"].fillna(0).to_numpy(dtype=np.float64)
    share: npt.NDArray[np.float64] = found / np.where(total > 0, total, np.nan)
    low, high = bound_share(found, total)
    heat, coolest, hottest = (_grade(values, cutoffs) for values in (share, low, high))
    certain = pd.Series((heat == coolest) & (heat == hottest), dtype="boolean")
    return counts.assign(
        share=share,
        low=low,
        high=high,
        heat=pd.array(heat, dtype="str"),
        heat_low=pd.array(coolest, dtype="str"),
        heat_high=pd.array(hottest, dtype="str"),
        certain=certain.where(~np.isnan(share)).array,
    )


def _grade(
    shares: npt.NDArray[np.float64], cutoffs: Mapping[str, float]
) -> npt.NDArray[np.object_]:
    grades = np.full(len(shares), None, dtype="object")
    for grade, cutoff in reversed(list(cutoffs.items())):
        grades[shares >= cutoff] = grade
    return grades
