"""Map of articles: those of similar wording lie side by side."""

from typing import TYPE_CHECKING, Final

import pandas as pd

from analysis.charts.canvas import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    RED,
    SKY,
    draw_key,
    finish,
    open_axes,
    say_nothing,
)
from analysis.charts.spots import Spot, point_out
from analysis.labels import read_wording
from analysis.schema import check_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

__all__ = ["plot_map"]

_POINTED = 2000  # dots that can be pointed at; of more, some that lie evenly apart
_DOT: Final = 0.012  # half of what is pointed at around a dot, as a part of the width and height

# For the clusters that get a label. More colours could not be told apart, nor more labels be read.
_COLOURS: Final = (BLUE, ORANGE, GREEN, RED, SKY, "#CC79A7", "#000000")


def plot_map(
    article_map: pd.DataFrame,
    *,
    clusters: pd.DataFrame,
    described: pd.DataFrame,
    ax: "Axes | None" = None,
    lang: str = "zh",
) -> "Axes":
    """Draw articles as dots, the first clusters each in a colour of its own with its label.

    The dots of the other clusters are grey; an article of no cluster is a cross.

    Parameters
    ----------
    article_map
        What `map_articles` returned.
    clusters, described
        What `cluster_articles` and `describe_clusters` returned.
    ax, lang
        As in every chart: see `analysis.charts`.

    Returns
    -------
    Axes
        The chart, its title saying how many articles lie on the map.
    """
    labels = read_wording(lang)
    article_map = check_table(article_map, "article_map", needs=["article_id", "x", "y"])
    clusters = check_table(clusters, "clusters", needs=["article_id", "cluster"])
    described = check_table(described, "described", needs=["cluster", "label"])
    shown = article_map.merge(clusters, on="article_id", how="left")
    ax = open_axes(ax, rows=18)
    if shown.empty:
        return say_nothing(ax, labels)
    texts: list[Text] = []
    found = described.dropna(subset=["cluster"])
    named = found[found["cluster"].isin(shown["cluster"].dropna())].head(len(_COLOURS))
    for number, label, colour in zip(named["cluster"], named["label"], _COLOURS, strict=False):
        members = shown[shown["cluster"] == number]
        ax.scatter(members["x"], members["y"], c=colour, s=22, linewidths=0, zorder=3)
        middle = members[["x", "y"]].median()
        box = {"facecolor": "white", "edgecolor": colour, "alpha": 0.85, "pad": 2}
        texts.append(ax.text(middle["x"], middle["y"], str(label), fontsize=9, bbox=box, zorder=4))
    others = shown.dropna(subset=["cluster"])
    others = others[~others["cluster"].isin(named["cluster"])]
    none = shown[shown["cluster"].isna()]
    keys = []
    if len(others):
        word = labels["map_others"].format(clusters=others["cluster"].nunique())
        keys.append(ax.scatter(others["x"], others["y"], c=GREY, s=12, linewidths=0, label=word))
    if len(none):
        crosses = ax.scatter(none["x"], none["y"], c=GREY, s=16, linewidths=0.8, marker="x")
        crosses.set_label(labels["map_none"])
        keys.append(crosses)
    if keys:
        draw_key(ax, keys)
    ax.set(xticks=[], yticks=[])
    ax.margins(0.12)
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    wide, high = (right - left) * _DOT, (top - bottom) * _DOT
    placed = shown.dropna(subset=["x", "y"])
    pointed = placed.iloc[:: -(-len(placed) // _POINTED) or 1]
    called = dict(zip(described["cluster"], described["label"], strict=True))
    point_out(
        ax,
        [
            Spot(
                dot["x"] - wide,
                dot["y"] - high,
                dot["x"] + wide,
                dot["y"] + high,
                f"{dot['article_id']}: {called.get(dot['cluster'], labels['map_none'])}",
                "article_id",
                str(dot["article_id"]),
            )
            for dot in pointed.astype(object).to_dict("records")
        ],
    )
    title = labels["title_map"].format(articles=len(shown), clusters=shown["cluster"].nunique())
    finish(ax, title, labels["about_map"])
    _part_labels(ax, texts)
    return ax


def _part_labels(ax: "Axes", texts: "list[Text]") -> None:
    """Move labels until none overlaps another."""
    if len(texts) < 2:
        return
    from adjustText import adjust_text

    figure = ax.get_figure(root=True)
    if figure is not None:
        figure.draw_without_rendering()
    adjust_text(texts, ax=ax, iter_lim=200, arrowprops={"arrowstyle": "-", "color": GREY})
