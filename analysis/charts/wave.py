"""Chart of a wave: how something runs from paper to paper, day by day."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.charts.canvas import (
    QUIET,
    finish,
    list_names,
    open_axes,
    say_drawn,
    say_nothing,
    thin_heads,
    write_heads,
)
from analysis.labels import read_wording
from analysis.schema import check_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_wave"]


def plot_wave(
    counts: pd.DataFrame,
    *,
    top: int = 30,
    name: str | None = None,
    ax: "Axes | None" = None,
    lang: str = "zh",
) -> "Axes":
    """Draw in how many articles something stands: newspapers as rows, periods as columns.

    Parameters
    ----------
    counts
        What `count_over_time` returned by newspaper, of one thing or of many together.
    top
        How many newspapers are drawn, those that print it first.
    name
        What runs from paper to paper: the phrase, the headline of the story; said in the title.
    ax, lang
        As in every chart: see `analysis.charts`.

    Returns
    -------
    Axes
        The chart, the newspaper that prints it first on top; the first cell of each has a frame.
        Periods without an issue are grey: of them nothing can be told.

    Examples
    --------
    >>> counts = pd.DataFrame({"newspaper": ["甲报", "乙报"], "count": [3, 1]})
    >>> counts = counts.assign(articles=[2, 1], all_articles=9, share=[0.2, 0.1])
    >>> counts["period"] = pd.Timestamp("2024-03-01")
    >>> plot_wave(counts, lang="en").get_title(loc="left")
    'Papers that print it: 2 (periods: 1)'
    """
    labels = read_wording(lang)
    needs = ["newspaper", "period", "articles", "all_articles"]
    counts = check_table(counts, "counts", needs=needs, maker="count_over_time")
    cells = counts.dropna(subset=["newspaper", "period"])
    hits = cells[cells["articles"].fillna(0) > 0]
    firsts = hits.groupby("newspaper")["period"].min().sort_values(kind="stable")
    names = firsts.index[:top].tolist()
    ax = open_axes(ax, rows=len(names) + 2)
    if len(names) < 2:
        return say_nothing(ax, labels, "nothing_wave")
    span = cells[cells["newspaper"].isin(names)]
    span = span[span["period"].between(hits["period"].min(), hits["period"].max())]
    grid, printed = (
        span.pivot_table(index="newspaper", columns="period", values=value, aggfunc="sum")
        .reindex(names)
        .astype("float64")
        for value in ("articles", "all_articles")
    )
    numbers = np.where(printed.fillna(0) > 0, grid.fillna(0), np.nan)
    empty = np.isnan(numbers)
    ax.imshow(numbers, cmap="Blues", aspect="auto", vmin=0)
    ax.imshow(np.where(empty, 0.25, np.nan), cmap="Greys", aspect="auto", vmin=0, vmax=1)
    from matplotlib.patches import Rectangle

    for row, paper in enumerate(names):
        at = list(grid.columns).index(firsts[paper])
        ax.add_patch(Rectangle((at - 0.5, row - 0.5), 1, 1, fill=False, edgecolor=QUIET))
    heads = write_heads(pd.DatetimeIndex(grid.columns))
    ax.set_xticks(range(len(heads)), heads, rotation=90, fontsize=9, color=QUIET)
    list_names(ax, names)
    title = labels["title_wave"].format(first=names[0], papers=len(firsts), periods=grid.shape[1])
    if (firsts == firsts.iloc[0]).sum() > 1:
        title = labels["shown_wave"].format(papers=len(firsts), periods=grid.shape[1])
    if name is not None:
        title = labels["named_wave"].format(name=labels["quoted"].format(word=name), title=title)
    about = labels["about_wave"] + (labels["no_issue"] if empty.any() else "")
    finish(ax, title, about + say_drawn(len(names), len(firsts), labels))
    thin_heads(ax)
    return ax
