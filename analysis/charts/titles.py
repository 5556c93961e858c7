"""The titles of charts, which also stand on the first page of a report.

A title only claims that something leads if its interval lies above those of all others. Otherwise
it lists what is shown, with the numbers.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.charts.canvas import gloss_labels, spell_names, write_number
from analysis.labels import name_leaders, read_wording
from analysis.shares import bound_count, bound_share

__all__ = [
    "LABEL_IN_TITLE",
    "is_apart",
    "name_period",
    "say_clusters",
    "say_leader",
    "say_news",
    "say_no_change",
    "say_no_news",
    "say_pairs",
    "say_people",
    "say_share",
    "say_terms",
    "say_themes",
    "sum_people",
]

Bounds = tuple[npt.ArrayLike, npt.ArrayLike]

LABEL_IN_TITLE: Final = "{label} ({english})"
_LISTED: Final = 3  # how much is listed where nothing leads
_DAYS_OF_WEEK: Final = 7
_MONTHS: Final = {1: "month", 3: "quarter", 12: "year"}  # by the months between two periods


def is_apart(bounds: Bounds, at: int = 0) -> bool:
    """Whether the lower end of one interval lies above the upper ends of all others."""
    low, high = (np.asarray(ends, dtype=float) for ends in bounds)
    others = np.delete(high, at)
    return bool(len(others)) and bool((low[at] > others[~np.isnan(others)]).all())


def say_leader(
    key: str,
    names: Sequence[str],
    values: Sequence[str],
    bounds: Bounds,
    *,
    lang: str,
    quoted: bool = True,
    **more: object,
) -> str:
    """Say what leads, or list what is shown. Of names and values the highest stands first."""
    labels = read_wording(lang)
    words = [labels["quoted"].format(word=name) if quoted else name for name in names[:_LISTED]]
    if is_apart(bounds):
        return labels[f"title_{key}"].format(name=words[0], value=values[0], **more)
    listed = [
        labels["listed"].format(name=word, value=value)
        for word, value in zip(words, values, strict=False)
    ]
    others = labels["and_others"] if len(names) > _LISTED else ""
    listing = labels["list_between"].join(listed) + others
    return labels[f"shown_{key}"].format(list=listing, **more)


def say_share(share: float, articles: float, all_articles: float, *, lang: str) -> str:
    """Write a share, with the two numbers that it is made of."""
    return read_wording(lang)["share_of"].format(
        share=write_number(share, "share"),
        articles=write_number(articles, "articles"),
        all=write_number(all_articles, "articles"),
    )


def say_terms(terms: pd.DataFrame, *, value: str = "count", lang: str) -> str:
    """Say which term is printed most: what `count_terms` returned, without groups."""
    labels = read_wording(lang)
    ordered = terms.dropna(subset=[value]).sort_values(value, ascending=False, kind="stable")
    first = ordered.head(_LISTED)
    values = [write_number(float(number), value) for number in first[value]]
    unknown = np.full(len(ordered), np.nan)
    bounds: Bounds = unknown, unknown
    if value == "share":
        bounds = ordered["low"], ordered["high"]
        columns = (first[column] for column in ("share", "articles", "all_articles"))
        values = [say_share(*numbers, lang=lang) for numbers in zip(*columns, strict=True)]
    elif "count" in terms.columns:  # also for rates: all counts are divided by the same number
        bounds = bound_count(ordered["count"])
    return say_leader(
        f"terms_{value}",
        ordered["term"].tolist(),
        values,
        bounds,
        lang=lang,
        of=labels["of_phrases" if "inside" in terms.columns else "of_terms"],
    )


def sum_people(counts: pd.DataFrame) -> pd.Series:
    """Sum the mentions of each person, the highest first; only as actor, where kinds are known."""
    acting = counts[counts["kind"] == "actor"] if "kind" in counts.columns else counts
    rows = acting if len(acting) else counts
    sums = rows.groupby("name", sort=False)["count"].sum()
    return sums.sort_values(ascending=False, kind="stable")


def say_people(counts: pd.DataFrame, *, acting: bool, lang: str) -> str:
    """Say who is named most; `acting` says that only mentions as actor are counted."""
    sums = sum_people(counts)
    return say_leader(
        "actors" if acting else "mentions",
        spell_names(sums.index[: _LISTED + 1], lang),
        [write_number(float(count), "count") for count in sums],
        bound_count(sums),
        lang=lang,
        quoted=False,
    )


def say_themes(counts: pd.DataFrame, *, lang: str) -> str:
    """Say which theme is the main one of most articles: what `count_themes` returned."""
    labels = read_wording(lang)
    themes = counts.dropna(subset=["theme"])
    without = int(counts["main"].sum() - themes["main"].sum())
    if themes.empty:
        return labels["no_themes"].format(all=without)
    # A theme that is the main one of no article is not listed among those that lead.
    leading = themes[themes["main"] > 0] if themes["main"].any() else themes
    said = say_leader(
        "themes",
        [labels.get(f"theme_{theme}", str(theme)) for theme in leading["theme"]],
        [write_number(float(count), "main") for count in leading["main"]],
        bound_share(leading["main"], leading["all_articles"]),
        lang=lang,
        all=counts["all_articles"].iloc[0],
    )
    return said + (labels["without_theme"].format(without=without) if without else "")


def say_clusters(described: pd.DataFrame, *, lang: str) -> str:
    """Say which cluster is the largest: what `describe_clusters` returned."""
    found = described.dropna(subset=["cluster"])
    found = found.sort_values("articles", ascending=False, kind="stable")
    return say_leader(
        "clusters",
        gloss_labels(found["label"], lang, LABEL_IN_TITLE),
        [write_number(float(count), "articles") for count in found["articles"]],
        bound_share(found["articles"], found["all_articles"]),
        lang=lang,
        clusters=len(found),
        all=found["all_articles"].iloc[0],
    )


def say_pairs(links: pd.DataFrame, *, lang: str) -> str:
    """Say who are named together most: what `link_people` returned."""
    labels = read_wording(lang)
    ordered = links.sort_values("count", ascending=False, kind="stable")
    sides = (spell_names(ordered[side].head(_LISTED + 1), lang) for side in ("source", "target"))
    return say_leader(
        "network",
        [labels["pair"].format(one=one, other=other) for one, other in zip(*sides, strict=True)],
        [write_number(float(count), "count") for count in ordered["count"]],
        bound_count(ordered["count"]),
        lang=lang,
        quoted=False,
    )


def say_news(news: pd.DataFrame, *, by: str, lang: str) -> str:
    """Say what is new on the last day: the rows of `list_firsts` with `new`."""
    names = _name_first(news, by, lang)
    return read_wording(lang)[f"title_new_{by}"].format(
        day=news["first"].iloc[0].strftime("%Y-%m-%d"),
        count=len(news),
        names=name_leaders(names, [1] * len(names), lang, quoted=by == "phrase"),
        days=news["days_before"].iloc[0],
    )


def say_no_news(firsts: pd.DataFrame, *, by: str, articles: pd.DataFrame, lang: str = "zh") -> str:
    """Say why nothing is new on the last day, where nothing is.

    Parameters
    ----------
    firsts
        What `list_firsts` returned, with the rows that are not new.
    by
        The column whose values were looked for: `phrase` or `name`.
    articles
        The articles that were searched.
    lang
        `zh` or `en`.

    Returns
    -------
    str
        A sentence, empty where something is new: there are no two days to compare, all was
        printed before, or what was not has been known for years.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a"], "date": pd.to_datetime(["2024-03-01"])})
    >>> firsts = pd.DataFrame({"phrase": ["减负"], "latest": True, "new": False})
    >>> say_no_news(firsts, by="phrase", articles=articles)
    '这些文章有日期的不到两天，无从比较先后。'
    """
    labels = read_wording(lang)
    if firsts["new"].any():
        return ""
    if articles["date"].nunique() < 2:
        return labels["one_day"]
    latest = firsts[firsts["latest"]]
    known = "_known" if len(latest) else ""
    names = _name_first(latest, by, lang)
    return labels[f"nothing_new_{by}{known}"].format(
        day=articles["date"].max().strftime("%Y-%m-%d"),
        count=len(latest),
        names=name_leaders(names, [1] * len(names), lang),
    )


def _name_first(firsts: pd.DataFrame, by: str, lang: str) -> list[str]:
    """Name the first rows, one more than are listed: then it is said that there are others."""
    names = firsts[by].head(_LISTED + 1)
    return spell_names(names, lang) if by == "name" else names.tolist()


def say_no_change(counts: pd.DataFrame, *, lang: str = "zh") -> str | None:
    """Say why no change can be seen, where none can: there are no two periods to compare.

    Parameters
    ----------
    counts
        What `count_over_time` returned.
    lang
        `zh` or `en`.

    Returns
    -------
    str or None
        A sentence; None where there are two periods with articles.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-03-01"])
    >>> say_no_change(pd.DataFrame({"period": days, "all_articles": [3]}), lang="en")
    'There is only one period, so no change can be shown'
    """
    several = counts.loc[counts["all_articles"].notna(), "period"].nunique() > 1
    return None if several else read_wording(lang)["one_period"]


def name_period(at: int, periods: pd.DatetimeIndex, lang: str) -> str:
    """Name the period number `at`: as a day, week, month, quarter or year, as the periods are."""
    period = periods[at]
    steps = sorted(set(periods))
    length = "period"
    if len(steps) > 1:
        gaps = np.diff(pd.DatetimeIndex(steps)).astype("timedelta64[D]").astype(int)
        months = {
            12 * (later.year - one.year) + later.month - one.month for one, later in pairwise(steps)
        }
        if {day.day for day in steps} == {1} and min(months) in _MONTHS:
            length = _MONTHS[min(months)]
        elif gaps.min() == _DAYS_OF_WEEK and (gaps % _DAYS_OF_WEEK == 0).all():
            length = "week"
        elif gaps.min() == 1:
            length = "day"
    return read_wording(lang)[f"in_{length}"].format(
        day=period.strftime("%Y-%m-%d"),
        month=period.strftime("%Y-%m"),
        quarter=period.quarter,
        year=period.year,
    )
