"""Network of people: who appears with whom."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts.canvas import (
    BLUE,
    INK,
    draw_key,
    finish,
    open_axes,
    say_drawn,
    say_nothing,
)
from analysis.charts.titles import say_pairs
from analysis.labels import read_wording
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

    from matplotlib.lines import Line2D

    labels = read_wording(lang)
    links = check_table(links, "links", needs=["source", "target", "count"])
    ends = pd.concat([links["source"], links["target"]], ignore_index=True)
    weights = pd.concat([links["count"], links["count"]], ignore_index=True).groupby(ends).sum()
    names: list[str] = weights.sort_values(ascending=False, kind="stable").head(top).index.tolist()
    shown = links[links["source"].isin(names) & links["target"].isin(names)]
    ax = open_axes(ax, rows=16)
    if shown.empty:
        return say_nothing(ax, labels)
    angles = {name: 2 * pi * at / len(names) for at, name in enumerate(names)}
    most = float(shown["count"].max())
    look = {
        count: {"color": BLUE, "linewidth": 0.4 + 3.6 * share, "alpha": 0.25 + 0.65 * share}
        for count, share in zip(shown["count"], shown["count"] / most, strict=True)
    }
    for source, target, count in zip(shown["source"], shown["target"], shown["count"], strict=True):
        pair = [angles[source], angles[target]]
        x, y = ([of(angle) for angle in pair] for of in (cos, sin))
        ax.plot(x, y, zorder=float(count) / most, **look[count])
    ends_of_scale = [
        Line2D([], [], label=labels["articles_count"].format(count=f"{count:g}"), **look[count])
        for count in sorted({shown["count"].min(), shown["count"].max()})
    ]
    draw_key(ax, ends_of_scale)
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
    ax.set(xticks=[], yticks=[])
    # A circle must stay round. The axes keep their width, which the title fills; so the limits of
    # the wider side are moved apart.
    ax.set_aspect("equal", adjustable="datalim")
    ax.set_xlim(-1.5, 1.5, auto=True)
    ax.set_ylim(-1.5, 1.5, auto=True)
    ax.update_datalim([(-1.5, -1.5), (1.5, 1.5)])
    about = labels["about_network"] + say_drawn(len(names), len(weights), labels, "drawn_people")
    return finish(ax, say_pairs(links, lang=lang), about)
