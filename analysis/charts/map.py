"""Articles on a plane: what is worded alike lies side by side."""

from typing import TYPE_CHECKING, Final

import pandas as pd

from analysis.charts.canvas import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    RED,
    SKY,
    finish,
    open_axes,
    say_nothing,
)
from analysis.labels import read_labels
from analysis.schema import check_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

__all__ = ["plot_map"]

_COLOURS: Final = (BLUE, ORANGE, GREEN, RED, SKY, "#CC79A7", "#000000")
_MARKERS: Final = "os^Dv"  # a colour comes back with another mark
_LABELLED: Final = 14  # clusters; more labels would hide the dots


def plot_map(
    article_map: pd.DataFrame,
    *,
    clusters: pd.DataFrame,
    described: pd.DataFrame,
    ax: "Axes | None" = None,
    lang: str = "zh",
) -> "Axes":
    """Draw articles as dots, each cluster in a colour and a mark of its own, with its label.

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
    labels = read_labels(lang)
    article_map = check_table(article_map, "article_map", needs=["article_id", "x", "y"])
    clusters = check_table(clusters, "clusters", needs=["article_id", "cluster"])
    described = check_table(described, "described", needs=["cluster", "label"])
    shown = article_map.merge(clusters, on="article_id", how="left")
    ax = open_axes(ax, rows=18)
    if shown.empty:
        return say_nothing(ax, labels)
    none = shown[shown["cluster"].isna()]
    ax.scatter(none["x"], none["y"], c=GREY, s=10, linewidths=0)
    texts: list[Text] = []
    named = described.dropna(subset=["cluster"])
    for number, label in zip(named["cluster"], named["label"], strict=True):
        members = shown[shown["cluster"] == number]
        colour = _COLOURS[(int(number) - 1) % len(_COLOURS)]
        marker = _MARKERS[(int(number) - 1) // len(_COLOURS) % len(_MARKERS)]
        ax.scatter(members["x"], members["y"], c=colour, marker=marker, s=22, linewidths=0)
        if len(members) and len(texts) < _LABELLED:
            middle = members[["x", "y"]].median()
            box = {"facecolor": "white", "edgecolor": colour, "alpha": 0.85, "pad": 2}
            texts.append(
                ax.text(middle["x"], middle["y"], str(label), fontsize=9, bbox=box, zorder=4)
            )
    ax.set(xticks=[], yticks=[])
    ax.margins(0.12)
    title = labels["title_map"].format(articles=len(shown), clusters=shown["cluster"].nunique())
    finish(ax, title, labels["about_map"])
    _part_labels(ax, texts)
    return ax


def _part_labels(ax: "Axes", texts: "list[Text]") -> None:
    """Move labels until none lies over another."""
    if len(texts) < 2:
        return
    from adjustText import adjust_text

    figure = ax.get_figure(root=True)
    if figure is not None:
        figure.draw_without_rendering()
    adjust_text(texts, ax=ax, iter_lim=200, arrowprops={"arrowstyle": "-", "color": GREY})
