"""Chart of prominence: which articles fill the largest share of their page."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts.canvas import (
    BLUE,
    draw_bars,
    finish,
    open_axes,
    say_drawn,
    say_nothing,
    write_number,
)
from analysis.labels import read_wording
from analysis.schema import check_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_prominence"]


def plot_prominence(
    prominence: pd.DataFrame, *, top: int = 20, ax: "Axes | None" = None, lang: str = "zh"
) -> "Axes":
    """Draw which share of its page each article fills, the largest on top.

    Parameters
    ----------
    prominence
        What `measure_prominence` returned, or the rows of it that are to be seen.
    top
        How many articles are drawn, those with the largest shares.
    ax, lang
        As in every chart: see `analysis.charts`.

    Returns
    -------
    Axes
        The chart, with the size of the headline and the number of columns beside each bar where
        they are known. Articles whose share is unknown are left out.

    Examples
    --------
    >>> prominence = pd.DataFrame({"article_id": ["a", "b"], "headline": ["春耕", "减负"]})
    >>> prominence = prominence.assign(page_share=[0.3, 0.1])
    >>> plot_prominence(prominence, lang="en").get_title(loc="left")
    'Largest share of a page: 春耕 (30.0%)'
    """
    labels = read_wording(lang)
    prominence = check_table(prominence, "prominence", needs=["headline", "page_share"])
    known = prominence.dropna(subset=["page_share"])
    known = known.sort_values("page_share", ascending=False, kind="stable")
    shown = known.head(top)
    ax = open_axes(ax, rows=len(shown))
    if shown.empty:
        return say_nothing(ax, labels, "nothing_prominence")
    names = [
        labels["no_headline"] if pd.isna(headline) else str(headline)
        for headline in shown["headline"]
    ]
    shares = shown["page_share"].tolist()
    values = [write_number(share, "share") for share in shares]
    missing = [None] * len(shown)
    sizes, columns = (
        shown[name].tolist() if name in shown.columns else missing
        for name in ("headline_size", "columns")
    )
    texts = [
        share
        if pd.isna(size) or pd.isna(column)
        else labels["prominence_of"].format(share=share, size=f"{size:.0f}", columns=column)
        for share, size, column in zip(values, sizes, columns, strict=True)
    ]
    draw_bars(ax, names, [(shares, BLUE)], texts)
    ax.set_xlim(0, max(shares) * 1.5)  # what stands beside a bar is long
    title = labels["title_prominence"].format(name=names[0], value=values[0])
    return finish(ax, title, labels["about_prominence"] + say_drawn(len(shown), len(known), labels))
