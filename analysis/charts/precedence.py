"""Who stands before whom in printed lists of names."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts.canvas import (
    BLUE,
    INK,
    ORANGE,
    draw_key,
    finish,
    list_names,
    open_axes,
    say_nothing,
)
from analysis.labels import name_leaders, read_labels
from analysis.schema import check_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_precedence"]

_NAMED = 3  # of those with whom the order changes; the others are only said to be there


def plot_precedence(
    precedence: pd.DataFrame, *, top: int = 20, ax: "Axes | None" = None, lang: str = "zh"
) -> "Axes":
    """Draw the order of precedence: who is printed before most of those listed with them.

    Parameters
    ----------
    precedence
        What `rank_precedence` returned.
    top
        How many people are drawn, those listed together with the most others.
    ax, lang
        As in every chart: see `analysis.charts`.

    Returns
    -------
    Axes
        The chart, its title naming who of them stands first.
    """
    labels = read_labels(lang)
    needs = ["rank", "name", "before", "after", "share", "contradicted_by"]
    precedence = check_table(precedence, "precedence", needs=needs)
    met = precedence["before"] + precedence["after"]
    shown = precedence.loc[sorted(met.nlargest(top).index)]
    ax = open_axes(ax, rows=len(shown) + 1)
    if shown.empty:
        return say_nothing(ax, labels)
    rows = range(len(shown))
    changing = [len(names) > 0 for names in shown["contradicted_by"]]
    colours = [ORANGE if changes else BLUE for changes in changing]
    ax.hlines(rows, 0, shown["share"], color="#DDDDDD", linewidth=1.5)
    ax.scatter(shown["share"], rows, c=colours, s=44, zorder=3, clip_on=False)
    for row, share, before, after, others in zip(
        rows,
        shown["share"],
        shown["before"],
        shown["after"],
        shown["contradicted_by"],
        strict=True,
    ):
        text = labels["stands"].format(before=before, after=after)
        if len(others):
            more = labels["and_others"] if len(others) > _NAMED else ""
            text += labels["order_changes"].format(
                names=labels["between"].join(others[:_NAMED]) + more
            )
        ax.text(share + 0.02, row, text, va="center", fontsize=9, color=INK)
    ax.set_xlim(0, 1.35)
    ax.set_xticks([])
    names = [f"{rank}  {name}" for rank, name in zip(shown["rank"], shown["name"], strict=True)]
    list_names(ax, names)
    if any(changing):
        draw_key(ax, [(labels["order_fixed"], BLUE), (labels["order_varies"], ORANGE)])
    leading = name_leaders(shown["name"].tolist(), (-shown["rank"]).tolist(), lang, quoted=False)
    return finish(ax, labels["title_precedence"].format(name=leading), labels["about_precedence"])
