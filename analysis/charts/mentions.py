"""Chart of mentions: how often people are named, by kind."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts.canvas import (
    BLUE,
    KIND_COLOURS,
    draw_bars,
    draw_key,
    finish,
    open_axes,
    say_drawn,
    say_nothing,
    spell_names,
    write_number,
)
from analysis.charts.spots import point_rows, say_numbers
from analysis.charts.titles import say_people, sum_people
from analysis.labels import read_wording
from analysis.schema import check_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_mentions"]


def plot_mentions(
    counts: pd.DataFrame, *, top: int = 20, ax: "Axes | None" = None, lang: str = "zh"
) -> "Axes":
    """Draw how often people are named, those who act or are spoken of most on top.

    Parameters
    ----------
    counts
        What `count_mentions` returned. By `kind`, a bar has a piece for each: acting, cited, inside
        the name of a doctrine, byline; those who act are put in order by how often they do.
    top
        How many people are drawn.
    ax, lang
        As in every chart: see `analysis.charts`.

    Returns
    -------
    Axes
        The chart, its title saying who leads where the intervals part, else what is shown.

    Examples
    --------
    >>> counts = pd.DataFrame({"name": ["林悦", "谷明"], "count": [5, 2]})
    >>> plot_mentions(counts, lang="en").get_title(loc="left")
    'Mentions, highest first: Lin Yue 林悦 5; Gu Ming 谷明 2'
    """
    labels = read_wording(lang)
    counts = check_table(counts, "counts", needs=["name", "count"], maker="count_mentions")
    sums = counts.groupby("name", sort=False)["count"].sum()
    sums = sums.sort_values(ascending=False, kind="stable")
    leading = list(dict.fromkeys([*sum_people(counts).index, *sums.index]))
    totals = sums.reindex(leading[:top])
    ax = open_axes(ax, rows=len(totals) + 1)
    if totals.empty:
        return say_nothing(ax, labels)
    names = [str(name) for name in totals.index]
    known = set(counts["kind"]) if "kind" in counts else set()
    drawn = counts[counts["name"].isin(totals.index) & (counts["count"] > 0)]
    kinds = [kind for kind in KIND_COLOURS if kind in known and (drawn["kind"] == kind).any()]
    if len(kinds) > 1:
        pieces = []
        for kind in kinds:
            of_kind = counts[counts["kind"] == kind].groupby("name")["count"].sum()
            values = [float(of_kind.get(name, 0)) for name in totals.index]
            pieces.append((values, KIND_COLOURS[kind]))
        texts = [
            " + ".join(write_number(value, "count") for value in values if value)
            for values in zip(*(values for values, _ in pieces), strict=True)
        ]
        draw_bars(ax, spell_names(names, lang), pieces, texts)
        draw_key(ax, [(labels[f"mention_{kind}"], KIND_COLOURS[kind]) for kind in kinds])
    else:
        draw_bars(
            ax,
            spell_names(names, lang),
            [(list(map(float, totals)), BLUE)],
            [write_number(n, "count") for n in totals],
        )
    sentences = []
    for name, called in zip(names, spell_names(names, lang), strict=True):
        own = counts[(counts["name"] == name) & (counts["count"] > 0)]
        said = labels["spot_between"].join(
            labels.get(f"mention_{one.get('kind')}", "") + f" {say_numbers(one, lang)}"
            for one in own.to_dict("records")
        )
        sentences.append(f"{called}: {said}")
    point_rows(ax, "name", names, sentences)
    title = say_people(counts, acting="actor" in known, lang=lang)
    about = labels["about_mentions"] + say_drawn(len(totals), len(sums), labels, "drawn_people")
    return finish(ax, title, about)
