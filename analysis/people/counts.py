"""What mentions add up to: who is named how often, and who is named together."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.people.precedence import LONGEST_LIST
from analysis.schema import check_choice, check_table, list_columns, list_kinds
from analysis.shares import bound_share, find_rows, list_shared

__all__ = ["count_mentions", "link_people"]


def count_mentions(
    mentions: pd.DataFrame,
    *,
    by: str | Sequence[str] = (),
    kinds: Collection[str] | None = ("actor",),
    articles: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Count how often people are named, in how many articles and headlines, and when.

    One row per person, and per value of the columns in `by` where there are any; the person named
    most often first, ties by articles and name.

    Parameters
    ----------
    mentions
        The table `mentions`.
    by
        Columns to count apart: what the table says of a mention (kind, group, part), or a column
        of `articles` (newspaper, page_id, …), which also divides the articles that shares are of.
    kinds
        Kinds of mention that count; every kind when None.
    articles
        All articles that were read, which shares are of. Without it, shares are of the articles in
        which anybody is named.

    Returns
    -------
    DataFrame
        name, the columns of `by`, group (the one given most often), count (mentions), articles
        (that name the person), all_articles (of the same group of `by`), headlines (that name the
        person), first and last (dates), share (articles over all_articles), low and high (95 %
        Wilson interval of share; Wilson 1927).

    Raises
    ------
    InputError
        Where a column is missing, one of `by` divides articles and is not in `articles`, or
        `articles` lacks an article of `mentions`.

    Examples
    --------
    >>> mentions = pd.DataFrame(
    ...     {"article_id": ["a", "a", "b"], "name": ["谷明", "谷明", "张强"], "kind": "actor"}
    ... )
    >>> count_mentions(mentions)[["name", "articles", "all_articles", "share"]].values.tolist()
    [['谷明', 1, 2, 0.5], ['张强', 1, 2, 0.5]]
    """
    kinds = None if kinds is None else list_kinds(kinds, "kinds", "mentions", "kind")
    mentions = check_table(mentions, "mentions", needs=["article_id", "name", "kind"])
    articles = None if articles is None else check_table(articles, "articles", needs=["article_id"])
    columns = list_columns(by, mentions, articles)
    shared = list_shared(columns, table=mentions, articles=articles)
    rows = _take_columns(mentions, shared, articles)
    sizes = _count_articles(rows if articles is None else articles, shared)
    if kinds is not None:
        rows = rows.loc[rows["kind"].isin(list(kinds))]
    grouped = rows.groupby(["name", *columns], dropna=False, sort=False)
    counts = grouped.agg(count=("article_id", "size"), articles=("article_id", "nunique"))
    headlines = _count_headlines(rows, columns)
    counts["headlines"] = [headlines.get(_as_tuple(key), 0) for key in counts.index]
    dated = rows.assign(_date=_list_dates(rows)).groupby(
        ["name", *columns], dropna=False, sort=False
    )["_date"]
    counts["first"], counts["last"] = dated.min(), dated.max()
    groups = _choose_groups(rows, columns)
    counts["group"] = pd.Series(
        [groups.get(_as_tuple(key)) for key in counts.index], index=counts.index, dtype="str"
    )
    counts = counts.reset_index()
    counts = (
        counts.merge(sizes, on=shared, how="left") if shared else counts.merge(sizes, how="cross")
    )
    counts["share"] = (counts["articles"] / counts["all_articles"]).astype("float64")
    counts["low"], counts["high"] = bound_share(counts["articles"], counts["all_articles"])
    order = ["name", *columns, "group", "count", "articles", "all_articles", "headlines"]
    order += ["first", "last", "share", "low", "high"]
    return counts[order].sort_values(
        ["count", "articles", "name", *columns],
        ascending=[False, False, True, *(True for _ in columns)],
        ignore_index=True,
    )


def _list_dates(rows: pd.DataFrame) -> pd.Series:
    """The dates of mentions; all missing if the table has no dates."""
    if "date" not in rows.columns:
        return pd.Series(pd.NaT, index=rows.index, dtype="datetime64[ms]")
    return pd.to_datetime(rows["date"])


def _as_tuple(key: Any) -> tuple[Any, ...]:
    """Make a key of `groupby` comparable: a missing value becomes None."""
    values = key if isinstance(key, tuple) else (key,)
    return tuple(None if pd.isna(value) else value for value in values)


def _take_columns(
    mentions: pd.DataFrame, shared: Sequence[str], articles: pd.DataFrame | None
) -> pd.DataFrame:
    """Take the columns that divide the articles from `articles`, if that is given."""
    if articles is None:
        return mentions
    row = find_rows(mentions["article_id"], articles)
    return mentions.assign(**{name: articles[name].take(row).array for name in shared})


def _count_articles(base: pd.DataFrame, shared: Sequence[str]) -> pd.DataFrame:
    """Count the articles of each group: one row per group."""
    if not shared:
        return pd.DataFrame({"all_articles": [base["article_id"].nunique()]})
    groups = base.groupby(list(shared), dropna=False, observed=True)["article_id"]
    return groups.nunique().rename("all_articles").reset_index()


def _count_headlines(rows: pd.DataFrame, columns: Sequence[str]) -> dict[tuple[Any, ...], int]:
    if "part" not in rows.columns:
        return {}
    inside = rows.loc[rows["part"] == "headline"]
    counted = inside.groupby(["name", *columns], dropna=False)["article_id"].nunique()
    return {_as_tuple(key): int(count) for key, count in counted.items()}


def _choose_groups(rows: pd.DataFrame, columns: Sequence[str]) -> dict[tuple[Any, ...], str]:
    if "group" not in rows.columns:
        return {}
    counter: Counter[tuple[Any, ...]] = Counter()
    for values in rows[["name", *columns, "group"]].itertuples(index=False, name=None):
        if isinstance(values[-1], str):
            counter[_as_tuple(values)] += 1
    chosen: dict[tuple[Any, ...], str] = {}
    for key, _ in sorted(counter.items(), key=lambda item: (-item[1], str(item[0]))):
        chosen.setdefault(key[:-1], key[-1])
    return chosen


def link_people(
    mentions: pd.DataFrame,
    *,
    within: str = "article",
    kinds: Collection[str] | None = ("actor",),
    fewest: int = 1,
    most: int = LONGEST_LIST,
) -> pd.DataFrame:
    """Link the people who are named together.

    One row per pair of people; made for `networkx.from_pandas_edgelist(links, "source", "target",
    edge_attr=True)`, and for Gephi by `write_network`.

    Parameters
    ----------
    mentions
        The table `mentions`.
    within
        "article": named in the same article; "list": in the same printed list of names.
    kinds
        Kinds of mention that count; every kind when None.
    fewest
        Pairs that are together less often are left out.
    most
        An article or list of more people than this makes no pairs, 500 when not given: two names in
        a list of three thousand deputies say nothing about the two.

    Returns
    -------
    DataFrame
        source and target (two names, the one that sorts first as source), count (articles or lists
        with both), first and last (dates), strongest pairs first.

    Raises
    ------
    InputError
        Where a column is missing or `within` is not known.

    Examples
    --------
    >>> mentions = pd.DataFrame({"article_id": ["a", "a", "b"], "name": ["谷明", "张强", "张强"],
    ...     "kind": "actor"})
    >>> link_people(mentions)[["source", "target", "count"]].values.tolist()
    [['张强', '谷明', 1]]
    """
    kinds = None if kinds is None else list_kinds(kinds, "kinds", "mentions", "kind")
    mentions = check_table(mentions, "mentions", needs=["article_id", "name", "kind"])
    check_choice(within, "within", ("article", "list"))
    rows = mentions if kinds is None else mentions.loc[mentions["kind"].isin(list(kinds))]
    if within == "list":
        rows = check_table(rows, "mentions", needs=["part", "start", "place_in_list"])
        rows = rows.dropna(subset=["place_in_list"]).sort_values(["article_id", "part", "start"])
        company = (
            rows["article_id"].astype("str")
            + "|"
            + (rows["place_in_list"] == 1).cumsum().astype("str")
        )
    else:
        company = rows["article_id"]
    codes, names = pd.factorize(rows["name"], sort=True)
    groups, _ = pd.factorize(company)
    named = pd.DataFrame({"group": groups, "name": codes, "date": _list_dates(rows).to_numpy()})
    named["date"] = named.groupby("group")["date"].transform("first")
    named = named[(groups >= 0) & (codes >= 0)].drop_duplicates(["group", "name"])
    named = named.sort_values(["group", "name"], ignore_index=True)
    sizes = named.groupby("group")["name"].transform("size")
    named = named[sizes <= most].reset_index(drop=True)
    # Each name is paired with those of its article that are sorted behind it.
    behind = named.groupby("group").cumcount(ascending=False).to_numpy()
    one = np.repeat(np.arange(len(named)), behind)
    other = one + 1 + np.arange(len(one)) - np.repeat(behind.cumsum() - behind, behind)
    pairs = pd.DataFrame(
        {
            "source": named["name"].to_numpy()[one],
            "target": named["name"].to_numpy()[other],
            "date": named["date"].to_numpy()[one],
        }
    )
    links = pairs.groupby(["source", "target"], as_index=False)["date"].agg(
        count="size", first="min", last="max"
    )
    links = links[links["count"] >= fewest]
    links = links.sort_values("count", ascending=False, kind="stable", ignore_index=True)
    for side in ("source", "target"):
        links[side] = pd.Series(names, dtype="str").take(links[side]).array
    days = "datetime64[ms]"
    typed: pd.DataFrame = links.astype({"count": "int64", "first": days, "last": days})
    return typed
