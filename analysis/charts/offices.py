"""Chart of offices: from when to when people are printed with which office."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts.canvas import (
    BLUE,
    PALE,
    QUIET,
    RED,
    finish,
    list_names,
    open_axes,
    say_nothing,
    spell_names,
)
from analysis.charts.spots import point_rows, say_numbers
from analysis.labels import read_wording
from analysis.schema import check_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_offices"]


def plot_offices(
    offices: pd.DataFrame, *, top: int = 24, ax: "Axes | None" = None, lang: str = "zh"
) -> "Axes":
    """Draw from when to when people are printed with which office, each office on a line.

    Of resolved offices handovers are marked too: a thin line over the days in which the office
    changed hands, a diamond on the day that an event begins or ends a spell, and a hollow mark on
    the last day on which somebody is printed as acting (代).

    Parameters
    ----------
    offices
        What `list_offices` returned, or those of its rows that are of interest.
    top
        How many lines are drawn, the first ones of the table.
    ax, lang
        As in every chart: see `analysis.charts`.

    Returns
    -------
    Axes
        The chart, its title saying how many people and lines it shows.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-03-01", "2024-04-01"])
    >>> offices = pd.DataFrame({"name": ["林悦"], "first": days[:1], "last": days[1:]})
    >>> offices["title"] = "市长"
    >>> [one.get_text() for one in plot_offices(offices, lang="en").get_yticklabels()]
    ['市长  Lin Yue 林悦']
    """
    labels = read_wording(lang)
    offices = check_table(
        offices, "offices", needs=["name", "title", "first", "last"], maker="list_offices"
    )
    shown = offices.dropna(subset=["first", "last"]).head(top)
    ax = open_axes(ax, rows=len(shown) + 1)
    if shown.empty:
        return say_nothing(ax, labels)
    lines = range(len(shown))
    ax.hlines(lines, shown["first"], shown["last"], color=PALE, linewidth=5)
    ax.plot(shown["first"], lines, linestyle="", marker="o", color=BLUE)
    ax.plot(shown["last"], lines, linestyle="", marker="o", color=BLUE)
    if "began_low" in shown.columns:
        _mark_handovers(ax, shown)
    days = sorted({shown["first"].min(), shown["last"].max()})
    ax.set_xticks(days, [day.strftime("%Y-%m-%d") for day in days], fontsize=9, color=QUIET)
    list_names(
        ax,
        [
            f"{title}  {name}"
            for title, name in zip(shown["title"], spell_names(shown["name"], lang), strict=True)
        ],
    )
    said = [
        f"{row['title']} {row['name']}: {row['first']:%Y-%m-%d} – {row['last']:%Y-%m-%d}"
        f"{labels['spot_between']}{say_numbers(row, lang)}"
        for row in shown.to_dict("records")
    ]
    point_rows(ax, "name", shown["name"], said)
    about = "about_spells" if "began_low" in shown.columns else "about_offices"
    title = labels["title_offices"].format(rows=len(shown), people=shown["name"].nunique())
    return finish(ax, title, labels[about])


def _mark_handovers(ax: "Axes", shown: pd.DataFrame) -> None:
    """Mark when an office changed hands: the days between two, the events, and who was acting."""
    lines = pd.Series(range(len(shown)), index=shown.index)
    came = shown["began_low"].notna() & (shown["began_low"] < shown["began_high"])
    ax.hlines(lines[came], shown["began_low"][came], shown["began_high"][came], color=QUIET)
    for event, day in (("began_event", "began_high"), ("ended_event", "ended_high")):
        told = shown[event].notna() & shown[day].notna()
        ax.plot(shown[day][told], lines[told], linestyle="", marker="D", color=RED, markersize=5)
    acting = shown["acting_last"].notna()
    days, at = shown["acting_last"][acting], lines[acting]
    ax.plot(days, at, linestyle="", marker="o", markerfacecolor="white", color=BLUE)
