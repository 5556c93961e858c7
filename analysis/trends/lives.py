"""The life of a phrase: when it came up, rose and went down, and who said it first."""

from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.schema import check_table
from analysis.shares import find_rows
from analysis.trends.periods import count_over_time

__all__ = ["describe_phrases"]

_HALF: Final = 0.5  # a phrase has risen from half of its highest share on
_NEAR: Final = 60  # who is named so many characters before a phrase says it


def describe_phrases(
    phrases: pd.DataFrame,
    *,
    articles: pd.DataFrame,
    mentions: pd.DataFrame | None = None,
    freq: str = "M",
) -> pd.DataFrame:
    """Describe the life of each phrase: its birth, rise, peak and decline, and who says it first.

    One row per phrase, by the day of its birth. A life is that in these articles: a phrase of the
    first days may be much older, which `days_before` shows.

    Parameters
    ----------
    phrases
        What `find_phrases` found.
    articles
        All articles that were searched; needs `article_id` and `date`.
    mentions
        What `find_mentions` found in them, for the person who says a phrase first.
    freq
        Length of a period, as in `count_over_time`.

    Returns
    -------
    DataFrame
        phrase; birth, the first day; days_before, the days with articles before it; paper and
        article_id, where it stands first, and person, who is named last, at most 60 characters,
        before it there; rise, the first day of the first period in which its share of articles is
        half of its highest; peak, of the period with the highest, with share, low and high there;
        decline, of the first period after the peak from which on the upper bound of its share stays
        below half of the highest, missing where none does; last, the last day; count and articles,
        of all days; variants, as printed, the most frequent first.

    Raises
    ------
    InputError
        Where a column is missing, or the table has an article that `articles` lacks.

    Examples
    --------
    >>> days = pd.date_range("2024-01-01", periods=3, freq="MS")
    >>> articles = pd.DataFrame({"article_id": list("abc"), "date": days})
    >>> found = pd.DataFrame({"article_id": ["b", "b"], "phrase": "减负", "surface": "减负"})
    >>> lives = describe_phrases(found, articles=articles)
    >>> lives[["phrase", "birth", "days_before", "count"]].astype(str).values.tolist()
    [['减负', '2024-02-01', '1', '2']]
    """
    articles = check_table(articles, "articles", needs=["article_id", "date"])
    phrases = check_table(phrases, "phrases", needs=["article_id", "phrase", "surface"])
    if mentions is not None:
        needs = ["article_id", "name", "kind", "part", "end"]
        mentions = check_table(mentions, "mentions", needs=needs)
        # One sees who is named before a phrase by where both stand.
        phrases = check_table(phrases, "phrases", needs=["part", "start"])
    at = find_rows(phrases["article_id"], articles)
    found = phrases.assign(date=articles["date"].take(at).array, row=at)
    if "newspaper" in articles.columns:
        found["newspaper"] = articles["newspaper"].take(at).array
    found = found.dropna(subset=["date", "phrase"]).sort_values(["date", "row"], kind="stable")
    days = pd.Index(articles["date"].dropna().unique()).sort_values()
    months = count_over_time(found, freq=freq, by="phrase", articles=articles)
    periods = dict(tuple(months.dropna(subset=["share"]).groupby("phrase")))
    rows: list[dict[str, Any]] = []
    for phrase, group in found.groupby("phrase", sort=False):
        first = group.iloc[0]
        rows.append(
            {
                "phrase": phrase,
                "birth": first["date"],
                "days_before": int(days.searchsorted(first["date"])),
                "paper": first.get("newspaper"),
                "article_id": first["article_id"],
                "person": None if mentions is None else _find_speaker(first, mentions),
                **_find_turns(periods[phrase]),
                "last": group["date"].iloc[-1],
                "count": len(group),
                "articles": group["article_id"].nunique(),
                "variants": group["surface"].value_counts().index.tolist(),
            }
        )
    columns = ["phrase", "birth", "days_before", "paper", "article_id", "person", "rise", "peak"]
    columns += ["share", "low", "high", "decline", "last", "count", "articles", "variants"]
    return pd.DataFrame(rows, columns=columns)


def _find_turns(months: pd.DataFrame) -> dict[str, Any]:
    """When a phrase has risen, stands highest and has gone down for good."""
    share, high = months["share"].to_numpy(), months["high"].to_numpy()
    top = int(share.argmax())
    half = share[top] * _HALF
    rise = int(np.argmax(share >= half))
    below = np.flatnonzero(high >= half)
    end = int(below[-1]) + 1
    period = months["period"].tolist()
    return {
        "rise": period[rise],
        "peak": period[top],
        "share": float(share[top]),
        "low": float(months["low"].iloc[top]),
        "high": float(high[top]),
        "decline": period[end] if end < len(period) else pd.NaT,
    }


def _find_speaker(first: pd.Series, mentions: pd.DataFrame) -> str | None:
    """Who is named last before a phrase, in the same part of the article and not far from it."""
    near = mentions[
        (mentions["article_id"] == first["article_id"])
        & (mentions["part"] == first["part"])
        & (mentions["kind"] != "byline")
        & (mentions["end"] <= first["start"])
        & (mentions["end"] >= first["start"] - _NEAR)
    ]
    return None if near.empty else str(near.sort_values("end")["name"].iloc[-1])
