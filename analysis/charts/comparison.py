"""Chart of a comparison: the terms of one group to the right, those of the other to the left."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts.canvas import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PALE,
    QUIET,
    draw_key,
    finish,
    gloss_names,
    list_names,
    open_axes,
    say_drawn,
    say_nothing,
)
from analysis.charts.spots import point_counts
from analysis.labels import read_wording
from analysis.schema import InputError, check_column, check_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_comparison"]

_DOUBTFUL = 0.05  # from this corrected p on, a difference is drawn grey


def plot_comparison(
    compared: pd.DataFrame,
    *,
    names: tuple[str, str],
    top: int = 12,
    ax: "Axes | None" = None,
    lang: str = "zh",
) -> "Axes":
    """Draw the terms that two groups do not share evenly: one group's right, the other's left.

    Parameters
    ----------
    compared
        What `compare_terms` returned of one group. The dot is the Log Ratio, how many times as
        frequent a term is, the pale line its 95 % interval; a difference that the corrected p does
        not bear out is grey. A column `gloss` is shown beside the terms in English.
    names
        What to call the group and what it was compared with.
    top
        How many terms are drawn on each side, those of the highest log-likelihood.
    ax, lang
        As in every chart: see `analysis.charts`.

    Returns
    -------
    Axes
        The chart, its title naming the foremost term of each side.

    Raises
    ------
    InputError
        Where the table compares more than one group.

    Examples
    --------
    >>> from analysis import compare_terms
    >>> one = pd.DataFrame({"article_id": "a", "token": list("甲甲甲丙")})
    >>> other = pd.DataFrame({"article_id": "b", "token": list("乙乙丙丙")})
    >>> compared = compare_terms(one, against=other)
    >>> plot_comparison(compared, names=("one", "other"), lang="en").get_title(loc="left")
    'All differences may be due to chance'
    """
    labels = read_wording(lang)
    needs = ["term", "count", "against_count", "g2", "log_ratio", "low", "high", "p_corrected"]
    compared = check_table(compared, "compared", needs=needs)
    by = str(compared.columns[0])
    check_column(by, compared)
    if by != "term" and compared[by].nunique() > 1:
        raise InputError(f"The table compares several groups; choose one value of {by!r}.")
    more = compared[compared["g2"] > 0].nlargest(top, "g2")
    less = compared[compared["g2"] < 0].nsmallest(top, "g2")
    shown = pd.concat([more, less.iloc[::-1]], ignore_index=True)
    words = gloss_names(shown, lang)
    ax = open_axes(ax, rows=len(shown) + sum("\n" in word for word in words) / 2 + 3)
    if shown.empty:
        return say_nothing(ax, labels)
    rows = range(len(shown))
    ax.axvline(0, color=QUIET, linewidth=0.8)
    if len(more) and len(less):
        ax.axhline(len(more) - 0.5, color="#DDDDDD", linewidth=0.8)
    ax.hlines(rows, shown["low"], shown["high"], color=PALE, linewidth=5)
    sure = shown["p_corrected"] < _DOUBTFUL
    sides = [BLUE if ratio > 0 else ORANGE for ratio in shown["log_ratio"]]
    colours = [side if known else GREY for side, known in zip(sides, sure, strict=True)]
    ax.scatter(shown["log_ratio"], rows, c=colours, s=34, zorder=3)
    left, right = float(shown["low"].min()), float(shown["high"].max())
    reach = right - left
    beside = max(right, 0) + reach * 0.02
    for row, count, other in zip(rows, shown["count"], shown["against_count"], strict=True):
        ax.text(beside, row, f"{count:g} : {other:g}", va="center", fontsize=9, color=INK)
    ax.set_xlim(min(left, 0) - reach * 0.03, max(right, 0) + reach * 0.14)
    step = max(1, round(reach / 8))
    ticks = [tick for tick in range(-20, 21) if tick % step == 0 and left <= tick <= right]
    heads = [
        labels["times"].format(times=f"{2 ** abs(tick)}") if tick else labels["equal"]
        for tick in ticks
    ]
    ax.set_xticks(ticks, heads, fontsize=9, color=QUIET)
    ax.xaxis.tick_top()
    list_names(ax, words)
    point_counts(ax, shown, "term", words, lang)
    entries = [(names[0], BLUE), (names[1], ORANGE), (labels["not_sure"], GREY)]
    draw_key(ax, [entry for entry in entries if entry[1] in colours])
    found = [_name_foremost(side) for side in (more, less)]
    sentences = [
        labels["title_comparison"].format(group=name, term=labels["quoted"].format(word=term))
        for name, term in zip(names, found, strict=True)
        if term is not None
    ]
    title = labels["semicolon"].join(sentences) or labels["title_no_difference"]
    about = labels["about_comparison"].format(one=names[0], other=names[1])
    about += say_drawn(len(shown), int((compared["g2"] != 0).sum()), labels)
    return finish(ax, title, about, room=20)


def _name_foremost(side: pd.DataFrame) -> str | None:
    """The first term of a side whose difference is not by chance, if there is one."""
    sure = side["term"][side["p_corrected"] < _DOUBTFUL]
    return str(sure.iloc[0]) if len(sure) else None
