"""Chart of terms: bars for counts and rates, dots with an interval for shares."""

from typing import TYPE_CHECKING, Literal

import pandas as pd

from analysis.charts.canvas import (
    BLUE,
    PALE,
    draw_bars,
    draw_intervals,
    finish,
    gloss_names,
    open_axes,
    say_drawn,
    say_nothing,
    write_number,
)
from analysis.charts.spots import point_counts
from analysis.charts.titles import say_terms
from analysis.labels import read_wording
from analysis.schema import check_choice, check_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_terms"]


def plot_terms(
    terms: pd.DataFrame,
    *,
    value: Literal["count", "rate", "share"] = "count",
    top: int = 20,
    ax: "Axes | None" = None,
    lang: str = "zh",
) -> "Axes":
    """Draw the leading terms as a list of bars, the most frequent on top.

    Parameters
    ----------
    terms
        What `count_terms` returned, without groups. Where it has `inside`, the part of a bar that
        stands inside longer phrases is pale. A column `gloss` is shown beside the terms in English.
    value
        `count`, `rate` per 10,000 characters, or `share` of the articles with its 95 % interval.
    top
        How many terms are drawn.
    ax, lang
        As in every chart: see `analysis.charts`.

    Returns
    -------
    Axes
        The chart, its title saying what leads where the intervals part, else what is shown.

    Examples
    --------
    >>> from analysis import count_terms
    >>> phrases = pd.DataFrame({"article_id": ["a", "c", "c"], "phrase": ["减负", "减负", "春耕"]})
    >>> plot_terms(count_terms(phrases), lang="en").get_title(loc="left")
    'Occurrences of the set phrases, highest first: 减负 2; 春耕 1'
    """
    labels = read_wording(lang)
    check_choice(value, "value", ("count", "rate", "share"))
    of_share = ["low", "high", "articles", "all_articles"] if value == "share" else []
    needs = ["term", value, *of_share]
    terms = check_table(terms, "terms", needs=needs, maker="count_terms")
    if "inside" in terms.columns:
        terms = check_table(terms, "terms", needs=[*needs, "inside"])
    found = terms.dropna(subset=[value]).sort_values(value, ascending=False, kind="stable")
    shown = found.head(top)
    names = gloss_names(shown, lang)
    ax = open_axes(ax, rows=len(shown) + sum("\n" in name for name in names) // 2)
    if shown.empty:
        return say_nothing(ax, labels)
    numbers = [float(number) for number in shown[value]]
    texts = [write_number(number, value) for number in numbers]
    if value == "share":
        draw_intervals(ax, names, numbers, shown["low"].tolist(), shown["high"].tolist(), texts)
    elif value == "count" and "inside" in shown.columns and shown["inside"].fillna(0).any():
        inside = [float(number) for number in shown["inside"].fillna(0)]
        alone = [number - within for number, within in zip(numbers, inside, strict=True)]
        texts = [
            text + (labels["of_these_inside"].format(count=f"{within:g}") if within else "")
            for text, within in zip(texts, inside, strict=True)
        ]
        draw_bars(ax, names, [(alone, BLUE), (inside, PALE)], texts)
    else:
        draw_bars(ax, names, [(numbers, BLUE)], texts)
    point_counts(ax, shown, "term", names, lang)
    about = labels[f"about_terms_{value}"]
    if value == "share":
        about += labels["base"].format(all=shown["all_articles"].iloc[0])
    about += say_drawn(len(shown), len(found), labels)
    return finish(ax, say_terms(terms, value=value, lang=lang), about)
