"""Chart of lags: how many days each newspaper comes behind the first."""

from typing import TYPE_CHECKING, Final

import pandas as pd

from analysis.charts.canvas import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PALE,
    QUIET,
    RED,
    draw_key,
    finish,
    list_names,
    open_axes,
    say_drawn,
    say_nothing,
)
from analysis.labels import read_wording
from analysis.schema import check_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_lags"]

_COLOURS: Final = {"central": RED, "provincial": ORANGE, "prefecture": BLUE, "county": GREEN}


def plot_lags(
    diffusion: pd.DataFrame, *, top: int = 30, ax: "Axes | None" = None, lang: str = "zh"
) -> "Axes":
    """Draw how many days each newspaper comes behind the first, tier by tier.

    Parameters
    ----------
    diffusion
        What `measure_diffusion` returned, with a row for each newspaper.
    top
        How many newspapers are drawn.
    ax, lang
        As in every chart: see `analysis.charts`.

    Returns
    -------
    Axes
        The chart: a dot for the mean lag, a bar for its interval. Newspapers of which nothing can
        be told are left out, and counted below the title.

    Examples
    --------
    >>> diffusion = pd.DataFrame({"newspaper": ["甲报", "乙报"], "tier": ["central", "prefecture"]})
    >>> diffusion = diffusion.assign(things=9, lag=[0.5, 2.0], low=[0.1, 1.2], high=[0.9, 2.8])
    >>> plot_lags(diffusion, lang="en").get_title(loc="left")
    'Mean days behind the first paper (papers: 2)'
    """
    labels = read_wording(lang)
    needs = ["newspaper", "tier", "things", "lag", "low", "high"]
    diffusion = check_table(diffusion, "diffusion", needs=needs, maker="measure_diffusion")
    found = diffusion.dropna(subset=["newspaper", "things", "lag", "low", "high"])
    shown = found.head(top)
    ax = open_axes(ax, rows=len(shown) + 1)
    if len(shown) < 2:
        return say_nothing(ax, labels, "nothing_lags")
    rows = range(len(shown))
    tiers = [tier if tier in _COLOURS else None for tier in shown["tier"]]
    colours = [_COLOURS[tier] if tier else GREY for tier in tiers]
    ax.hlines(rows, shown["low"], shown["high"], color=PALE, linewidth=5)
    ax.scatter(shown["lag"], rows, color=colours, zorder=3)
    for row, lag, high, things in zip(
        rows, shown["lag"], shown["high"], shown["things"], strict=True
    ):
        text = labels["lag_of"].format(lag=f"{lag:.1f}", things=int(things))
        ax.text(high + shown["high"].max() * 0.015, row, text, va="center", fontsize=9, color=INK)
    ax.set_xlim(min(0.0, float(shown["low"].min())), max(float(shown["high"].max()), 1) * 1.2)
    look = {"labeltop": True, "labelbottom": False}  # the key stands below
    ax.tick_params(axis="x", labelsize=9, labelcolor=QUIET, **look)
    ax.grid(axis="x", color="#E5E5E5")
    ax.set_axisbelow(True)
    list_names(ax, [str(name) for name in shown["newspaper"]])
    entries: dict[tuple[str, str], None] = dict.fromkeys(
        (labels[f"tier_{tier or 'unknown'}"], colour)
        for tier, colour in zip(tiers, colours, strict=True)
    )
    if any(tiers):  # a key that only says "unknown" says nothing
        draw_key(ax, list(entries))
    title = labels["shown_lags"].format(papers=len(shown))
    about = labels["about_lags"]
    if len(found) < len(diffusion):
        about += labels["lags_untold"].format(papers=len(diffusion) - len(found))
    return finish(ax, title, about + say_drawn(len(shown), len(found), labels), room=16)
