"""Chart of precedence: who stands before whom in printed lists of names."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts.canvas import (
    BLUE,
    INK,
    ORANGE,
    draw_key,
    finish,
    list_names,
    open_axes,
    say_drawn,
    say_nothing,
    spell_names,
)
from analysis.charts.spots import point_rows
from analysis.labels import name_leaders, name_some, read_wording
from analysis.schema import check_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_precedence"]


def plot_precedence(
    precedence: pd.DataFrame, *, top: int = 25, ax: "Axes | None" = None, lang: str = "zh"
) -> "Axes":
    """Draw the order of precedence: who is printed before most of those listed with them.

    Parameters
    ----------
    precedence
        What `rank_precedence` returned. The hierarchy with the most people is drawn; choose rows
        to draw another.
    top
        How many people are drawn, those listed together with the most others.
    ax, lang
        As in every chart: see `analysis.charts`.

    Returns
    -------
    Axes
        The chart, its title naming who of them stands first. "=" beside a rank says that others
        share it.

    Examples
    --------
    >>> precedence = pd.DataFrame({"name": ["林悦", "谷明"], "rank": [1, 2], "hierarchy": 1})
    >>> precedence = precedence.assign(lists=4, before=[4, 0], after=[0, 4], share=[1.0, 0.0])
    >>> precedence["contradicted_by"] = [[], []]
    >>> plot_precedence(precedence, lang="en").get_title(loc="left")
    'First among those listed with the most others: Lin Yue 林悦'
    """
    labels = read_wording(lang)
    needs = ["rank", "name", "before", "after", "share", "contradicted_by"]
    drawn = check_table(precedence, "precedence", needs=needs, maker="rank_precedence")
    if "hierarchy" in drawn.columns:
        drawn = check_table(drawn, "precedence", needs=[*needs, "hierarchy"])
        drawn = drawn[drawn["hierarchy"] == drawn["hierarchy"].min()]
    drawn = drawn.assign(tied=drawn["rank"].duplicated(keep=False))
    met = drawn["before"] + drawn["after"]
    shown = drawn.loc[met.nlargest(top).index].sort_values("rank", kind="stable")
    ax = open_axes(ax, rows=len(shown) + 1)
    if shown.empty:
        return say_nothing(ax, labels, "nothing_precedence")
    rows = range(len(shown))
    changing = [len(names) > 0 for names in shown["contradicted_by"]]
    colours = [ORANGE if changes else BLUE for changes in changing]
    ax.hlines(rows, 0, shown["share"], color="#DDDDDD", linewidth=1.5)
    ax.scatter(shown["share"], rows, c=colours, s=44, zorder=3, clip_on=False)
    for row, share, before, after, others in zip(
        rows,
        shown["share"],
        shown["before"],
        shown["after"],
        shown["contradicted_by"],
        strict=True,
    ):
        text = labels["stands"].format(before=before, after=after)
        if len(others):
            text += labels["order_changes"].format(
                names=name_some(spell_names(others, lang), labels)
            )
        ax.text(share + 0.02, row, text, va="center", fontsize=9, color=INK)
    ax.set_xlim(-0.03, 1.35)  # leaves room for a dot at 0 and for the text
    ax.set_xticks([])
    marks = ["=" if tied else "" for tied in shown["tied"]]
    spelled = spell_names(shown["name"], lang)
    names = [
        f"{rank}{mark}  {name}"
        for rank, mark, name in zip(shown["rank"], marks, spelled, strict=True)
    ]
    list_names(ax, names)
    said = [
        f"{row['rank']} {row['name']}: "
        + labels["stands"].format(before=row["before"], after=row["after"])
        for row in shown.to_dict("records")
    ]
    point_rows(ax, "name", shown["name"], said)
    if any(changing):
        entries = [(labels["order_fixed"], BLUE), (labels["order_varies"], ORANGE)]
        draw_key(ax, [entry for entry in entries if entry[1] in colours])
    leading = name_leaders(spelled, (-shown["rank"]).tolist(), lang, quoted=False)
    about = labels["about_precedence"] + (labels["about_ties"] if any(marks) else "")
    about += say_drawn(len(shown), len(drawn), labels, "drawn_people")
    return finish(ax, labels["title_precedence"].format(name=leading), about)
