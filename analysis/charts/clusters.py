"""Chart of clusters: how large each is, and what sets it apart."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts.canvas import (
    GREEN,
    draw_bars,
    finish,
    gloss_labels,
    open_axes,
    say_drawn,
    say_nothing,
)
from analysis.charts.spots import point_counts
from analysis.charts.titles import say_clusters
from analysis.labels import read_wording
from analysis.schema import check_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_clusters"]


def plot_clusters(
    described: pd.DataFrame, *, top: int = 20, ax: "Axes | None" = None, lang: str = "zh"
) -> "Axes":
    """Draw the clusters as a list of bars: how many articles, and the words that set them apart.

    Parameters
    ----------
    described
        What `describe_clusters` returned.
    top
        How many clusters are drawn.
    ax, lang
        As in every chart: see `analysis.charts`.

    Returns
    -------
    Axes
        The chart, its title naming the largest cluster where the intervals part, else what is
        shown.

    Examples
    --------
    >>> described = pd.DataFrame({"cluster": [1, 2], "articles": [5, 3], "all_articles": 9})
    >>> described = described.assign(label=["春耕", "农机"], terms=[["种子"], ["会议"]])
    >>> plot_clusters(described, lang="en").get_title(loc="left")
    'Clusters among 9 articles: 2; largest first: 春耕 5; 农机 3'
    """
    labels = read_wording(lang)
    needs = ["cluster", "label", "articles", "all_articles"]
    described = check_table(described, "described", needs=needs, maker="describe_clusters")
    found = described.dropna(subset=["cluster"])
    shown = found.head(top)
    names = gloss_labels(shown["label"], lang)
    ax = open_axes(ax, rows=len(shown) + sum("\n" in name for name in names) // 2)
    if shown.empty:
        return say_nothing(ax, labels)
    numbers = [float(number) for number in shown["articles"]]
    draw_bars(ax, names, [(numbers, GREEN)], [f"{number:g}" for number in numbers])
    point_counts(ax, shown, "label", names, lang)
    about = labels["about_clusters"] + say_drawn(len(shown), len(found), labels)
    return finish(ax, say_clusters(described, lang=lang), about)
