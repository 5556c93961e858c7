"""Chart of a trend: the share of articles over time, with its interval."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from analysis.charts.canvas import (
    BLUE,
    PALE,
    QUIET,
    finish,
    gloss_labels,
    list_names,
    measure_width,
    open_axes,
    say_drawn,
    say_nothing,
    spell_names,
    thin_heads,
    write_heads,
    write_number,
)
from analysis.charts.spots import Spot, point_out, say_numbers
from analysis.charts.titles import LABEL_IN_TITLE, is_apart, name_period, say_share
from analysis.labels import read_wording
from analysis.schema import check_table

if TYPE_CHECKING:
    import numpy.typing as npt
    from matplotlib.axes import Axes

__all__ = ["plot_trend"]

# Heights, in rows of `open_axes`: of a single strip, and of each of several.
_TALL: Final = 6
_STRIP: Final = 3
# Distances in heights of a strip: from one strip to the next, and from a strip to its numbers.
_GAP: Final = 1.3
_BELOW: Final = 0.17
_MOST_BARS: Final = 60  # with more periods, the intervals are drawn as one band
_MOST_HEADS: Final = 7  # labels of the horizontal axis
_BASE: Final = 8  # points, the size of the numbers of articles


def plot_trend(
    counts: pd.DataFrame, *, top: int = 6, ax: "Axes | None" = None, lang: str = "zh"
) -> "Axes":
    """Draw shares of articles over time, each group in a strip of its own, all on one scale.

    Parameters
    ----------
    counts
        What `count_over_time` returned, without groups or grouped by one column. The line is the
        share of the articles of a period, the pale bar its 95 % interval, and below stands how many
        these articles are; where no articles are known the line is broken. Of one period nothing is
        drawn: there is no change in it.
    top
        How many groups are drawn, those found in the most articles.
    ax, lang
        As in every chart: see `analysis.charts`.

    Returns
    -------
    Axes
        The chart, its title saying when the share is highest where the intervals part, else what is
        shown.

    Examples
    --------
    >>> counts = pd.DataFrame({"period": pd.to_datetime(["2024-03-01", "2024-04-01"])})
    >>> counts = counts.assign(count=1, articles=[1, 4], all_articles=9, low=0.1, high=0.6)
    >>> counts["share"] = counts["articles"] / 9
    >>> plot_trend(counts, lang="en").get_title(loc="left")
    'Shares by period (2 periods)'
    """
    labels = read_wording(lang)
    needs = ["period", "articles", "all_articles", "share", "low", "high"]
    counts = check_table(counts, "counts", needs=needs, maker="count_over_time")
    by = str(counts.columns[0])
    if by == "period":
        series = {"": counts}
        all_series = 1
    else:
        all_series = counts[by].nunique()
        found = counts.groupby(by, sort=False, observed=True)["articles"].sum()
        leading = found.sort_values(ascending=False, kind="stable").head(top).index
        series = {str(name): counts[counts[by] == name] for name in leading}
    series = {name: rows for name, rows in series.items() if rows["share"].notna().any()}
    if series and counts["period"].nunique() == 1:
        return say_nothing(open_axes(ax, rows=0), labels, "one_period")
    ax = open_axes(ax, rows=_TALL if len(series) < 2 else _STRIP * len(series) + 1)
    if not series:
        return say_nothing(ax, labels)
    shown = pd.concat(series, names=["group", None]).reset_index("group")
    scale = float(shown["high"].max()) or 1.0
    periods = np.sort(shown["period"].unique())
    heads = write_heads(pd.DatetimeIndex(periods))
    beside = ax.get_yaxis_transform()
    for strip, rows in enumerate(series.values()):
        rows = rows.sort_values("period")
        x = np.searchsorted(periods, rows["period"].to_numpy())
        share, low, high = (
            rows[column].to_numpy(dtype="float64") / scale - strip * _GAP
            for column in ("share", "low", "high")
        )
        ax.axhline(-strip * _GAP, color="#DDDDDD", linewidth=0.8)
        if len(periods) > _MOST_BARS:
            ax.fill_between(x, low, high, color=PALE, alpha=0.7, linewidth=0)
        else:
            ax.vlines(x, low, high, color=PALE, linewidth=5)
        ax.plot(x, share, color=BLUE, linewidth=1.4, marker="o", markersize=3.5)
        for height, mark in ((0, "0"), (1, write_number(scale, "share"))):
            point = 1.01, height - strip * _GAP
            ax.text(*point, mark, transform=beside, va="center", fontsize=8, color=QUIET)
    words = [labels.get(f"{by}_{name}", name) for name in series]
    if by == "name":
        words = spell_names(words, lang)
    elif by == "label":
        words = gloss_labels(words, lang)
    list_names(ax, words)
    about = labels["about_trend"] + _write_bases(ax, list(series.values()), periods, labels)
    about += say_drawn(len(series), all_series, labels)
    middles = [0.4 - strip * _GAP for strip in range(len(series))]
    ax.set_yticks(middles, [label.get_text() for label in ax.get_yticklabels()])
    ax.set_ylim(-(len(series) - 1) * _GAP - 2 * _BELOW, 1.12)
    ax.set_xlim(-0.6, len(periods) - 0.4)
    point_out(
        ax,
        [
            Spot(
                at - 0.5,
                -strip * _GAP,
                at + 0.5,
                1 - strip * _GAP,
                f"{word} {heads[at]}: {say_numbers(row, lang)}".strip(),
                by,
                name,
            )
            for strip, (word, (name, rows)) in enumerate(zip(words, series.items(), strict=True))
            for row in rows.dropna(subset=["share"]).to_dict("records")
            for at in [int(np.searchsorted(periods, np.datetime64(row["period"])))]
        ],
    )
    step = -(-len(heads) // _MOST_HEADS)
    ax.set_xticks(range(0, len(heads), step), heads[::step], fontsize=9, color=QUIET, rotation=0)
    title = _say_peak(by, series, pd.DatetimeIndex(periods), lang)
    finish(ax, title, about)
    thin_heads(ax)
    return ax


def _write_bases(
    ax: "Axes",
    series: Sequence[pd.DataFrame],
    periods: "npt.NDArray[np.datetime64]",
    labels: Mapping[str, str],
) -> str:
    """Write below the strips how many articles each share is of.

    If there is no room, a sentence for the lines below the title says between which numbers they
    lie. If all groups have the same articles (newspapers do not), they only stand below the last
    strip.
    """
    bases = [rows.groupby("period")["all_articles"].first().reindex(periods) for rows in series]
    every = pd.concat(bases).dropna()
    widest = max((len(f"{base:g}") for base in every), default=1)
    if widest * _BASE * 0.6 + 2 > measure_width(ax) / len(periods):
        low, high = (f"{base:g}" for base in (every.min(), every.max()))
        return labels["base_between"].format(low=low, high=high)
    same = all(base.equals(bases[0]) for base in bases)
    for strip, base in enumerate(bases):
        if same and strip < len(bases) - 1:
            continue
        at = -strip * _GAP - _BELOW
        look: dict[str, Any] = {"va": "center", "fontsize": _BASE, "color": QUIET}
        for x, number in enumerate(base):
            if pd.notna(number):
                ax.text(x, at, f"{number:g}", ha="center", **look)
        beside = ax.get_yaxis_transform()
        ax.text(-0.012, at, labels["base_of_period"], ha="right", transform=beside, **look)
    return ""


def _say_peak(
    by: str, series: Mapping[str, pd.DataFrame], periods: pd.DatetimeIndex, lang: str
) -> str:
    """Say when the share is highest, if its interval lies above those of all other periods."""
    labels = read_wording(lang)
    tops = {name: float(rows["share"].max()) for name, rows in series.items()}
    name = max(tops, key=lambda name: tops[name])
    rows = series[name].dropna(subset=["share"]).reset_index(drop=True)
    at = int(rows["share"].argmax())
    if not is_apart((rows["low"], rows["high"]), at):
        return labels["shown_trend"].format(periods=len(periods))
    share, articles, everything = (
        float(rows[column].iloc[at]) for column in ("share", "articles", "all_articles")
    )
    word = labels.get(f"{by}_{name}", name)
    if by == "name":
        word = spell_names([word], lang)[0]
    elif by == "label":
        word = gloss_labels([word], lang, LABEL_IN_TITLE)[0]
    return labels["title_trend_of" if by != "period" else "title_trend"].format(
        name=labels["quoted"].format(word=word),
        period=name_period(int(periods.searchsorted(rows["period"].iloc[at])), periods, lang),
        share=say_share(share, articles, everything, lang=lang),
    )
