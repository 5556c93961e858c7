"""Chart of shared text: which share of each newspaper also stands in others."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts.canvas import (
    draw_intervals,
    finish,
    open_axes,
    say_drawn,
    say_nothing,
    write_number,
)
from analysis.charts.titles import say_leader
from analysis.labels import read_wording
from analysis.schema import check_column, check_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_shared"]


def plot_shared(
    shared: pd.DataFrame,
    *,
    by: str = "newspaper",
    top: int = 20,
    ax: "Axes | None" = None,
    lang: str = "zh",
) -> "Axes":
    """Draw which share of the text of each newspaper also stands in others, with its interval.

    Parameters
    ----------
    shared
        What `count_shared` returned.
    by
        The column that names the rows.
    top
        How many rows are drawn, those with the highest shares.
    ax, lang
        As in every chart: see `analysis.charts`.

    Returns
    -------
    Axes
        The chart, its title saying which share is highest where the intervals part, else what is
        shown. Rows without an interval are left out: of them nothing can be told.

    Examples
    --------
    >>> shared = pd.DataFrame({"newspaper": ["甲报", "乙报"], "share": [0.3, 0.1]})
    >>> shared = shared.assign(low=[0.2, 0.05], high=[0.4, 0.2], characters=100)
    >>> [one.get_text() for one in plot_shared(shared, lang="en").get_yticklabels()]
    ['甲报', '乙报']
    """
    labels = read_wording(lang)
    needs = ["share", "low", "high", "characters"]
    shared = check_table(shared, "shared", needs=needs, maker="count_shared")
    check_column(by, shared)
    found = shared.dropna(subset=[by, "share", "low", "high"])
    found = found.sort_values("share", ascending=False, kind="stable")
    shown = found.head(top)
    ax = open_axes(ax, rows=len(shown))
    if not (shown["share"] > 0).any():
        return say_nothing(ax, labels, "nothing_shared")
    names = [str(name) for name in shown[by]]
    values = [write_number(float(share), "share") for share in shown["share"]]
    texts = [
        labels["share_of_characters"].format(share=share, characters=f"{int(characters):,}")
        for share, characters in zip(values, shown["characters"], strict=True)
    ]
    bounds = shown["low"].tolist(), shown["high"].tolist()
    draw_intervals(ax, names, shown["share"].tolist(), *bounds, texts)
    title = say_leader("shared", names, values, bounds, lang=lang, quoted=False)
    about = labels["about_shared"] + say_drawn(len(shown), len(shared), labels)
    return finish(ax, title, about)
