"""Who appears with whom."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts.canvas import BLUE, INK, finish, open_axes, say_nothing
from analysis.charts.titles import say_pairs
from analysis.labels import read_labels
from analysis.schema import check_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_network"]


def plot_network(
    links: pd.DataFrame, *, top: int = 18, ax: "Axes | None" = None, lang: str = "zh"
) -> "Axes":
    """Draw who appears with whom: people on a circle, the thicker a line the more often together.

    Parameters
    ----------
    links
        What `link_people` returned: source, target, count.
    top
        How many people are drawn, those with the most company.
    ax, lang
        As in every chart: see `analysis.charts`.

    Returns
    -------
    Axes
        The chart, its title naming the closest pair where the intervals part, else what is shown.
    """
    from math import cos, degrees, pi, sin

    labels = read_labels(lang)
    links = check_table(links, "links", needs=["source", "target", "count"])
    ends = pd.concat([links["source"], links["target"]], ignore_index=True)
    weights = pd.concat([links["count"], links["count"]], ignore_index=True).groupby(ends).sum()
    names = weights.sort_values(ascending=False, kind="stable").head(top).index.tolist()
    shown = links[links["source"].isin(names) & links["target"].isin(names)]
    ax = open_axes(ax, rows=16)
    if shown.empty:
        return say_nothing(ax, labels)
    angles = {name: 2 * pi * at / len(names) for at, name in enumerate(names)}
    most = float(shown["count"].max())
    for source, target, count in zip(shown["source"], shown["target"], shown["count"], strict=True):
        pair = [angles[source], angles[target]]
        strength = float(count) / most
        ax.plot(
            [cos(angle) for angle in pair],
            [sin(angle) for angle in pair],
            color=BLUE,
            linewidth=0.4 + 3.6 * strength,
            alpha=0.15 + 0.75 * strength,
            zorder=strength,
        )
    for name, angle in angles.items():
        left = cos(angle) < -1e-9
        ax.plot(cos(angle), sin(angle), marker="o", color=INK, markersize=4, zorder=2)
        ax.text(
            1.05 * cos(angle),
            1.05 * sin(angle),
            str(name),
            rotation=degrees(angle) + (180 if left else 0),
            rotation_mode="anchor",
            ha="right" if left else "left",
            va="center",
            fontsize=10,
            color=INK,
        )
    ax.set(xlim=(-1.5, 1.5), ylim=(-1.5, 1.5), xticks=[], yticks=[], aspect="equal")
    return finish(ax, say_pairs(links, lang=lang), labels["about_network"])
