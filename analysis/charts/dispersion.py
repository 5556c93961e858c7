"""Chart of dispersion: a strip for each term, with a mark for each occurrence."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts.canvas import (
    BLUE,
    INK,
    QUIET,
    finish,
    list_names,
    open_axes,
    say_drawn,
    say_nothing,
)
from analysis.charts.spots import point_counts
from analysis.labels import read_wording
from analysis.schema import check_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_dispersion"]

_FINEST = 2000  # marks side by side that can still be told apart; more only take time


def plot_dispersion(
    positions: pd.DataFrame,
    *,
    dispersion: pd.DataFrame,
    top: int = 15,
    ax: "Axes | None" = None,
    lang: str = "zh",
) -> "Axes":
    """Draw a strip for each term, which stands for the collection, with a mark at each occurrence.

    Parameters
    ----------
    positions
        What `list_positions` returned.
    dispersion
        What `measure_dispersion` returned of the same rows: the number beside each strip.
    top
        How many terms are drawn, those with the most occurrences.
    ax, lang
        As in every chart: see `analysis.charts`.

    Returns
    -------
    Axes
        The chart, its title saying from what DP to what DP the terms reach that are drawn.

    Examples
    --------
    >>> positions = pd.DataFrame({"term": ["减负"] * 2, "article_id": "a", "position": [0.1, 0.9]})
    >>> spread = pd.DataFrame({"term": ["减负"], "count": [2], "dp": [0.25]})
    >>> plot_dispersion(positions, dispersion=spread, lang="en").get_title(loc="left")
    'DP of the one term shown: 减负 0.25'
    """
    labels = read_wording(lang)
    positions = check_table(positions, "positions", needs=["term", "position"])
    dispersion = check_table(dispersion, "dispersion", needs=["term", "count", "dp"])
    found = positions["term"].unique()
    several = dispersion[dispersion["term"].isin(found) & (dispersion["count"] > 1)]
    shown = several.head(top)
    ax = open_axes(ax, rows=len(shown) + 1)
    if shown.empty:
        return say_nothing(ax, labels)
    for row, (term, dp) in enumerate(zip(shown["term"], shown["dp"], strict=True)):
        marks = positions.loc[positions["term"] == term, "position"]
        if len(marks) > _FINEST:
            marks = (marks * _FINEST).round().drop_duplicates() / _FINEST
        ax.axhline(row, color="#EEEEEE", linewidth=9, zorder=0)
        ax.vlines(marks, row - 0.32, row + 0.32, color=BLUE, linewidth=1.1)
        ax.text(1.015, row, f"{dp:.2f}", va="center", fontsize=9, color=INK)
    ax.set_xlim(-0.005, 1.07)
    heads = [labels["collection_begins"], labels["collection_ends"], "DP"]
    ax.set_xticks([0, 1, 1.045], heads, fontsize=9, color=QUIET)
    begin, end, _ = ax.get_xticklabels()
    begin.set_horizontalalignment("left")
    end.set_horizontalalignment("right")
    list_names(ax, [str(term) for term in shown["term"]])
    point_counts(ax, shown, "term", [str(term) for term in shown["term"]], lang)
    ordered = shown.sort_values("dp", kind="stable")
    most, least = (
        labels["listed"].format(
            name=labels["quoted"].format(word=ordered["term"].iloc[at]),
            value=f"{ordered['dp'].iloc[at]:.2f}",
        )
        for at in (0, -1)
    )
    title = labels["title_dispersion" if len(shown) > 1 else "title_dispersion_one"].format(
        even=most, uneven=least
    )
    about = labels["about_dispersion"] + say_drawn(len(shown), len(several), labels)
    return finish(ax, title, about)
