"""Chart of themes: how many articles have each."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts.canvas import (
    BLUE,
    PALE,
    draw_bars,
    draw_key,
    finish,
    open_axes,
    say_drawn,
    say_nothing,
)
from analysis.charts.spots import point_counts
from analysis.charts.titles import say_themes
from analysis.labels import read_wording
from analysis.schema import check_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_themes"]


def plot_themes(
    counts: pd.DataFrame, *, top: int = 20, ax: "Axes | None" = None, lang: str = "zh"
) -> "Axes":
    """Draw how many articles have each theme, main themes dark and further ones pale.

    Parameters
    ----------
    counts
        What `count_themes` returned.
    top
        How many themes are drawn.
    ax, lang
        As in every chart: see `analysis.charts`.

    Returns
    -------
    Axes
        The chart, its title naming the theme that leads where the intervals part, else what is
        shown.

    Examples
    --------
    >>> counts = pd.DataFrame({"theme": ["农业", "教育"], "main": [3, 1], "articles": [4, 2]})
    >>> counts = counts.assign(further=1, all_articles=9)
    >>> plot_themes(counts, lang="en").get_title(loc="left")
    'Articles by main theme, highest first: 农业 3; 教育 1 (of 9 articles)'
    """
    labels = read_wording(lang)
    needs = ["theme", "main", "further", "all_articles"]
    counts = check_table(counts, "counts", needs=needs, maker="count_themes")
    order = counts.head(top)
    ax = open_axes(ax, rows=len(order) + 1)
    if order.empty:
        return say_nothing(ax, labels)
    texts = [
        f"{main:g}" + (f" + {further:g}" if further else "")
        for main, further in zip(order["main"], order["further"], strict=True)
    ]
    themes = order["theme"].fillna("missing")
    names = [labels.get(f"theme_{theme}", str(theme)) for theme in themes]
    pieces = [(order["main"].tolist(), BLUE), (order["further"].tolist(), PALE)]
    draw_bars(ax, names, pieces, texts)
    if order["further"].any():
        draw_key(ax, [(labels["theme_main"], BLUE), (labels["theme_further"], PALE)])
    point_counts(ax, order.assign(theme=themes), "theme", names, lang)
    about = labels["about_themes"] + say_drawn(len(order), len(counts), labels)
    return finish(ax, say_themes(counts, lang=lang), about)
