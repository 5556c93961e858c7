"""What speaks against counting a collection: when, and in which newspaper."""

from typing import TYPE_CHECKING, Final

import pandas as pd

from analysis.charts.canvas import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    QUIET,
    RED,
    draw_key,
    finish,
    list_names,
    open_axes,
    say_drawn,
    say_nothing,
)
from analysis.checks import take_table
from analysis.labels import read_wording
from analysis.schema import check_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_audit"]

# Twelve kinds, told apart by what they do: too much, too little, torn texts, wrong places.
_COLOURS: Final = {
    **dict.fromkeys(("dup_days", "dup_articles", "section_doubling"), RED),
    **dict.fromkeys(("missing_week", "paper_missing_from", "pages_lost"), BLUE),
    **dict.fromkeys(("cut_at_n", "headline_merged", "footer_added", "encoding_damage"), ORANGE),
    **dict.fromkeys(("dates_shifted", "two_names"), GREEN),
}
_KEY: Final = (("more", RED), ("less", BLUE), ("torn", ORANGE), ("misplaced", GREEN))
_THINNEST: Final = 0.006  # least width of a bar, as a share of the chart: a day must be seen


def plot_audit(
    audit: pd.DataFrame,
    *,
    articles: pd.DataFrame | None = None,
    top: int = 24,
    ax: "Axes | None" = None,
    lang: str = "zh",
) -> "Axes":
    """Draw each suspicion about a collection as a bar, on the line of its newspaper.

    Parameters
    ----------
    audit
        What `audit_articles` returned.
    articles
        The articles that were audited: their first and last day are the ends of the chart, and a
        pale line says from when to when each newspaper is there. Without them the suspicions alone
        span the chart.
    top
        How many lines are drawn, those of the newspapers with the most suspicions.
    ax, lang
        As in every chart: see `analysis.charts`.

    Returns
    -------
    Axes
        The chart, its title saying how many suspicions there are. A bar without an end reaches to
        the last day.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-03-01", "2024-03-09"])
    >>> audit = pd.DataFrame({"newspaper": ["甲报"], "start": days[:1], "end": days[1:]})
    >>> audit["kind"] = "dup_days"
    >>> plot_audit(audit, lang="en").get_title(loc="left")
    'Suspicions about this collection: 1'
    """
    labels = read_wording(lang)
    audit = check_table(audit, "audit", needs=["kind", "newspaper", "start"])
    if "end" not in audit.columns:
        # Where no end is told, each lasts to the last day.
        audit = audit.assign(end=pd.Series(pd.NaT, index=audit.index))
    lives = _list_lives(articles)
    everyone = labels["audit_all_papers"]
    lines = audit.assign(newspaper=audit["newspaper"].astype(object).fillna(everyone))
    lines = lines.dropna(subset=["start"])
    names = lines["newspaper"].value_counts(sort=True).index.tolist()
    shown = [name for name in names if name == everyone] + [
        name for name in names if name != everyone
    ]
    shown = shown[:top]
    ax = open_axes(ax, rows=1.6 * len(shown) + 2)
    if not shown:
        return say_nothing(ax, labels)
    days = [*lines["start"], *lines["end"].dropna()]
    if lives is not None and len(lives):
        days += [lives["min"].min(), lives["max"].max()]
    first, last = min(days), max(days) + pd.Timedelta(days=1)
    least = (last - first) * _THINNEST
    for row, name in enumerate(shown):
        if lives is not None:
            own = lives.loc[[name]] if name in lives.index else lives
            if len(own):
                ax.hlines(
                    row, own["min"].min(), own["max"].max(), color="#E5E5E5", linewidth=9, zorder=0
                )
        for one in lines[lines["newspaper"] == name].itertuples():
            end = last if pd.isna(one.end) else one.end + pd.Timedelta(days=1)
            width = max(end - one.start, least)
            colour = _COLOURS.get(str(one.kind), GREY)
            ax.broken_barh([(one.start, width)], (row - 0.3, 0.6), color=colour)
            ax.text(
                one.start + width / 2,
                row - 0.36,
                labels[f"kind_{one.kind}"],
                ha="center",
                va="bottom",
                fontsize=8,
                color=QUIET,
            )
    ax.set_xlim(first, last)
    ax.set_xticks([])
    list_names(ax, shown)
    # The first and the last day are written inside the chart, since the key stands below it.
    ax.set_ylim(len(shown) + 0.1, -0.8)
    for day, side in ((first, "left"), (last - pd.Timedelta(days=1), "right")):
        words = f"{day:%Y-%m-%d}"
        ax.text(day, len(shown) - 0.1, words, ha=side, fontsize=9, color=QUIET)
    used = {_COLOURS.get(str(kind), GREY) for kind in lines["kind"]}
    draw_key(ax, [(labels[f"audit_{name}"], colour) for name, colour in _KEY if colour in used])
    title = labels["title_audit"].format(rows=len(lines))
    about = labels["about_audit"] + say_drawn(len(shown), len(names), labels)
    return finish(ax, title, about)


def _list_lives(articles: pd.DataFrame | None) -> pd.DataFrame | None:
    """The first and the last day of each newspaper."""
    if articles is None:
        return None
    taken = take_table(articles, "articles", "")
    # Ids may stand twice: that is among what was looked for.
    taken = taken.drop(columns="article_id", errors="ignore")
    articles = check_table(taken, "articles", needs=["date"])
    dated = articles.dropna(subset=["date"])
    if "newspaper" not in dated.columns:
        return dated["date"].agg(["min", "max"]).to_frame().T if len(dated) else None
    return dated.groupby("newspaper")["date"].agg(["min", "max"])
