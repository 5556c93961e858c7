"""The life of a phrase: when it came up, rose and went down, and who said it first."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.places import PART_COLUMNS
from analysis.schema import check_table
from analysis.shares import find_rows
from analysis.trends.periods import count_over_time

__all__ = ["describe_phrases"]

_HALF: Final = 0.5  # a phrase has risen from half of its highest share on
_NEAR: Final = 60  # who is named so many characters before a phrase says it
_ENDS: Final = frozenset("。！？!?\n")  # a sentence ends
_COLUMNS: Final = (
    *("phrase", "birth", "days_before", "paper", "article_id", "person", "rise", "peak"),
    *("share", "low", "high", "decline", "last", "count", "articles", "doubtful", "variants"),
)


def describe_phrases(
    phrases: pd.DataFrame,
    *,
    articles: pd.DataFrame,
    mentions: pd.DataFrame | None = None,
    known: pd.DataFrame | None = None,
    freq: str = "M",
) -> pd.DataFrame:
    """Describe the life of each phrase: its birth, rise, peak and decline, and who says it first.

    One row per phrase, by the day of its birth. A life is that in these articles: a phrase of the
    first days may be much older, which `days_before` and `year` show. What is in doubt, since it
    was printed in a year in which the phrase did not yet exist, is no part of a life; a phrase of
    which there is nothing else has no birth, and stands last.

    Parameters
    ----------
    phrases
        What `find_phrases` found.
    articles
        All articles that were searched; needs `article_id` and `date`.
    mentions
        What `find_mentions` found in them, for the person who says a phrase first.
    known
        What is known from elsewhere: phrase, and year, in which each came up, missing where that
        is not known; `read_lexicon("phrases")` for those of the list.
    freq
        Length of a period, as in `count_over_time`.

    Returns
    -------
    DataFrame
        phrase; year, where `known` is given; birth, the first day; days_before, the days with
        articles before it; paper and article_id, where it stands first, and person, who acts or
        speaks there and is named last, at most 60 characters, before it, in the same sentence where
        `articles` has the text; rise, the first day of the first period in which its share of
        articles is half of its highest; peak, of the period with the highest, with share, low and
        high there; decline, of the first period after the peak from which on the upper bound of its
        share stays below half of the highest, missing where none does; last, the last day; count
        and articles, of all days; doubtful, how many more are in doubt; variants, as printed, the
        most frequent first.

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
    if known is not None:
        known = check_table(known, "known", needs=["phrase", "year"])
    at = find_rows(phrases["article_id"], articles)
    found = phrases.assign(date=articles["date"].take(at).array, row=at)
    if "newspaper" in articles.columns:
        found["newspaper"] = articles["newspaper"].take(at).array
    found = found.dropna(subset=["date", "phrase"]).sort_values(["date", "row"], kind="stable")
    doubted = found["phrase"].iloc[:0].value_counts()
    if "doubt" in found.columns:
        doubted = found.loc[found["doubt"].notna(), "phrase"].value_counts(sort=False)
        found = found[found["doubt"].isna()]
    days = pd.Index(articles["date"].dropna().unique()).sort_values()
    months = count_over_time(found, freq=freq, by="phrase", articles=articles)
    periods = dict(tuple(months.dropna(subset=["share"]).groupby("phrase")))
    actors = _list_actors(mentions, found.drop_duplicates("phrase")["article_id"])
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
                "person": _find_speaker(first, actors.get(first["article_id"], ()), articles),
                **_find_turns(periods[phrase]),
                "last": group["date"].iloc[-1],
                "count": len(group),
                "articles": group["article_id"].nunique(),
                "doubtful": int(doubted.get(phrase, 0)),
                "variants": group["surface"].value_counts().index.tolist(),
            }
        )
    alive = {row["phrase"] for row in rows}
    rows += [
        {"phrase": phrase, "count": 0, "articles": 0, "doubtful": count, "variants": []}
        for phrase, count in doubted.items()
        if phrase not in alive
    ]
    lives = pd.DataFrame(rows, columns=list(_COLUMNS)).astype({"days_before": "Int64"})
    if known is not None:
        years = known.dropna(subset=["phrase"]).groupby("phrase")["year"].min()
        lives.insert(1, "year", lives["phrase"].map(years).astype("Int64"))
    return lives


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


def _list_actors(
    mentions: pd.DataFrame | None, article_ids: pd.Series
) -> Mapping[str, Sequence[tuple[str, int, str]]]:
    """List who acts in each of some articles: the part, where the name ends in it, and the name."""
    actors: dict[str, list[tuple[str, int, str]]] = {}
    if mentions is not None:
        acting = mentions[(mentions["kind"] == "actor") & mentions["article_id"].isin(article_ids)]
        acting = acting[["article_id", "part", "end", "name"]]
        for article_id, *place in acting.itertuples(index=False, name=None):
            actors.setdefault(article_id, []).append(tuple(place))
    return actors


def _find_speaker(
    first: pd.Series, actors: Sequence[tuple[str, int, str]], articles: pd.DataFrame
) -> str | None:
    """Who acts and is named last before a phrase, in its sentence and not far from it."""
    near = [
        (end, name)
        for part, end, name in actors
        if part == first["part"] and first["start"] - _NEAR <= end <= first["start"]
    ]
    if not near:
        return None
    end, name = max(near)
    column = PART_COLUMNS[first["part"]]
    text = articles[column].iloc[first["row"]] if column in articles.columns else None
    if isinstance(text, str) and _ENDS & set(text[end : first["start"]]):
        return None
    return str(name)
