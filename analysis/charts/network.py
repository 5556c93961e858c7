"""Network of people: who appears with whom."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import pandas as pd

from analysis.charts.canvas import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    RED,
    SKY,
    draw_key,
    finish,
    open_axes,
    say_drawn,
    say_nothing,
    spell_names,
)
from analysis.charts.spots import Spot, point_out
from analysis.charts.titles import say_pairs
from analysis.labels import read_wording
from analysis.schema import check_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_network"]

_COLOURS: Final = (BLUE, ORANGE, GREEN, RED, SKY, GREY)
_LINKS: Final = 3  # lines drawn for each person at least, where there are as many
_SAID: Final = 5  # people named when somebody is pointed at


def plot_network(
    links: pd.DataFrame, *, top: int = 18, ax: "Axes | None" = None, lang: str = "zh"
) -> "Axes":
    """Draw who appears with whom: people on a circle, the thicker a line the more often together.

    Only the three strongest lines of each person are drawn. People of one colour stand beside each
    other: each of them is linked most closely to another of that colour.

    Parameters
    ----------
    links
        What `link_people` returned: source, target, count.
    top
        How many people are drawn, those with the most company.
    ax, lang
        As in every chart: see `analysis.charts`.

    Returns
    -------
    Axes
        The chart, its title naming the closest pair where the intervals part, else what is shown.

    Examples
    --------
    >>> links = pd.DataFrame({"source": ["林悦"], "target": ["谷明"], "count": [3]})
    >>> plot_network(links, lang="en").get_title(loc="left")
    'Articles that name both, highest first: Lin Yue 林悦 and Gu Ming 谷明 3'
    """
    from math import cos, pi, sin

    from matplotlib.lines import Line2D

    labels = read_wording(lang)
    links = check_table(links, "links", needs=["source", "target", "count"])
    ends = pd.concat([links["source"], links["target"]], ignore_index=True)
    weights = pd.concat([links["count"], links["count"]], ignore_index=True).groupby(ends).sum()
    names: list[str] = weights.sort_values(ascending=False, kind="stable").head(top).index.tolist()
    shown = links[links["source"].isin(names) & links["target"].isin(names)]
    ax = open_axes(ax, rows=16 if lang == "zh" else 18)  # where names in the title are longer
    if shown.empty:
        return say_nothing(ax, labels)
    shown, group = _keep_strongest(shown, names)
    names = sorted(names, key=lambda name: group[name])
    # Nobody stands at the very top or bottom, where a name would lie over the next one.
    turn = 0 if len(names) % 4 == 2 else 0.5
    angles = {name: 2 * pi * (at + turn) / len(names) for at, name in enumerate(names)}
    most = float(shown["count"].max())
    look = {
        count: {"color": BLUE, "linewidth": 0.4 + 3.6 * share, "alpha": 0.25 + 0.65 * share}
        for count, share in zip(shown["count"], shown["count"] / most, strict=True)
    }
    for source, target, count in zip(shown["source"], shown["target"], shown["count"], strict=True):
        pair = [angles[source], angles[target]]
        x, y = ([of(angle) for angle in pair] for of in (cos, sin))
        ax.plot(x, y, zorder=float(count) / most, **look[count])
    ends_of_scale = [
        Line2D([], [], label=labels["articles_count"].format(count=f"{count:g}"), **look[count])
        for count in sorted({shown["count"].min(), shown["count"].max()})
    ]
    draw_key(ax, ends_of_scale)
    for name, angle in angles.items():
        colour = _COLOURS[group[name] % len(_COLOURS)]
        ax.plot(cos(angle), sin(angle), marker="o", color=colour, markersize=7, zorder=2)
        ax.text(
            1.07 * cos(angle),
            1.07 * sin(angle),
            spell_names([name], lang)[0],
            ha="right" if cos(angle) < 0 else "left",
            va="center",
            fontsize=10,
            color=INK,
        )
    ax.set(xticks=[], yticks=[])
    # Equal scales keep the circle round. The axes keep their width, which the title needs, so that
    # the limits of one side are moved apart instead.
    ax.set_aspect("equal", adjustable="datalim")
    ax.set_xlim(-1.5, 1.5, auto=True)
    ax.set_ylim(-1.5, 1.5, auto=True)
    point_out(
        ax,
        [
            Spot(
                min(cos(angle), 1.6 * cos(angle)) - 0.05,
                sin(angle) * 1.05 - 0.06,
                max(cos(angle), 1.6 * cos(angle)) + 0.05,
                sin(angle) * 1.05 + 0.06,
                _say_company(name, links, lang),
                "name",
                name,
            )
            for name, angle in angles.items()
        ],
    )
    ax.update_datalim([(-1.5, -1.5), (1.5, 1.5)])
    about = labels["about_network"] + say_drawn(len(names), len(weights), labels, "drawn_people")
    return finish(ax, say_pairs(links, lang=lang), about)


def _keep_strongest(
    links: pd.DataFrame, names: Sequence[str]
) -> tuple[pd.DataFrame, Mapping[str, int]]:
    """Keep the strongest links of each person; number the groups that the very strongest make."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ends = pd.concat(
        [
            links.rename(columns={"source": "one", "target": "other"}),
            links.rename(columns={"target": "one", "source": "other"}),
        ]
    )
    ends = ends.sort_values("count", ascending=False, kind="stable")
    place = ends.groupby("one").cumcount()
    kept = links.loc[sorted(set(ends.index[place < _LINKS]))]
    closest = ends[place == 0]
    at = {name: number for number, name in enumerate(names)}
    pairs = closest["one"].map(at).to_numpy(), closest["other"].map(at).to_numpy()
    graph = coo_array(([1] * len(closest), pairs), shape=(len(names), len(names)))
    group = connected_components(graph, directed=False)[1]
    return kept, dict(zip(names, group.tolist(), strict=True))


def _say_company(name: str, links: pd.DataFrame, lang: str) -> str:
    """Say with whom somebody is named most, and in how many articles."""
    labels = read_wording(lang)
    own = links[(links["source"] == name) | (links["target"] == name)].head(_SAID)
    said = [
        labels["spot_with"].format(name=target if source == name else source, count=count)
        for source, target, count in zip(own["source"], own["target"], own["count"], strict=True)
    ]
    return labels["spot_company"].format(name=name, list=labels["between"].join(said))
