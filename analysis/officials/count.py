"""What the mentions add up to: counts, offices and careers, order of precedence, company kept."""

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import combinations
from math import sqrt
from typing import Any, Final

import pandas as pd

from analysis.schema import InputError, check_choice, check_table, list_columns, list_kinds

__all__ = ["count_mentions", "link_people", "list_offices", "rank_precedence"]

_Z: Final = 1.959963984540054  # of a 95 % interval
# Names on a list that still says something about each two of them. Three thousand deputies stand
# in the order of their strokes, in nobody's company, and make millions of pairs.
_LONGEST_LIST: Final = 500


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
        Columns to count apart: of `mentions`, or of `articles` (kind, page_id, …).
    kinds
        Kinds of mention that count; every kind when None.
    articles
        The articles that were read. They are the denominator of `share`. Without it the denominator
        is the number of articles in which anyone at all is named, in any kind.

    Returns
    -------
    DataFrame
        name, the columns of `by`, group (the one given most often), count (mentions), articles
        (that name the person), headlines (that do so), first and last (dates),
        share (articles over all articles of the same group of `by`), low and high (95 % Wilson
        interval of share; Wilson 1927).

    Raises
    ------
    InputError
        Where a column is missing.

    Examples
    --------
    >>> mentions = pd.DataFrame(
    ...     {"article_id": ["a", "a", "b"], "name": ["谷明", "谷明", "张强"], "kind": "actor"}
    ... )
    >>> count_mentions(mentions)[["name", "count", "articles", "share"]].values.tolist()
    [['谷明', 2, 1, 0.5], ['张强', 1, 1, 0.5]]
    """
    kinds = None if kinds is None else list_kinds(kinds, "kinds", "mentions", "kind")
    mentions = check_table(mentions, "mentions", needs=["article_id", "name", "kind"])
    articles = None if articles is None else check_table(articles, "articles", needs=["article_id"])
    columns = list_columns(by, mentions, articles)
    rows = _add_columns(mentions, columns, articles)
    base = rows if articles is None else articles
    if kinds is not None:
        rows = rows.loc[rows["kind"].isin(list(kinds))]
    lacking = [name for name in columns if name not in base.columns]
    keys = [name for name in columns if name not in lacking]
    sizes = (
        base.groupby(keys, dropna=False)["article_id"].nunique().to_dict()
        if keys
        else {(): base["article_id"].nunique()}
    )
    grouped = rows.groupby(["name", *columns], dropna=False, sort=False)
    counts = grouped.agg(count=("article_id", "size"), articles=("article_id", "nunique"))
    headlines = _count_headlines(rows, columns)
    counts["headlines"] = [headlines.get(_as_tuple(key), 0) for key in counts.index]
    dated = rows.assign(_date=_read_dates(rows)).groupby(
        ["name", *columns], dropna=False, sort=False
    )["_date"]
    counts["first"], counts["last"] = dated.min(), dated.max()
    groups = _choose_groups(rows, columns)
    counts["group"] = pd.Series(
        [groups.get(_as_tuple(key)) for key in counts.index], index=counts.index, dtype="str"
    )
    counts = counts.reset_index()
    denominators = [
        sizes.get(_as_key(row[1:], columns, keys), 0)
        for row in counts[["name", *columns]].itertuples(index=False)
    ]
    intervals = [
        _wilson(hits, total) for hits, total in zip(counts["articles"], denominators, strict=True)
    ]
    for at, name in enumerate(("share", "low", "high")):
        counts[name] = pd.Series([interval[at] for interval in intervals], dtype="float64")
    order = ["name", *columns, "group", "count", "articles", "headlines", "first", "last"]
    return counts[[*order, "share", "low", "high"]].sort_values(
        ["count", "articles", "name", *columns],
        ascending=[False, False, True, *(True for _ in columns)],
        ignore_index=True,
    )


def _read_dates(rows: pd.DataFrame) -> pd.Series:
    """The dates of mentions, missing where the table has none."""
    if "date" not in rows.columns:
        return pd.Series(pd.NaT, index=rows.index, dtype="datetime64[ms]")
    return pd.to_datetime(rows["date"])


def _as_tuple(key: Any) -> tuple[Any, ...]:
    """A key of a groupby, comparable: a missing value is None."""
    values = key if isinstance(key, tuple) else (key,)
    return tuple(None if pd.isna(value) else value for value in values)


def _as_key(values: Sequence[Any], columns: Sequence[str], keys: Sequence[str]) -> Any:
    kept = tuple(value for value, name in zip(values, columns, strict=True) if name in keys)
    return kept[0] if len(kept) == 1 else kept


def _add_columns(
    mentions: pd.DataFrame, columns: Sequence[str], articles: pd.DataFrame | None
) -> pd.DataFrame:
    """Fetch from the articles the columns to count by that mentions does not have."""
    lacking = [name for name in columns if name not in mentions.columns]
    if not lacking:
        return mentions
    if articles is None or any(name not in articles.columns for name in lacking):
        raise InputError(
            f"There is no column {lacking[0]!r} to count by; mentions has "
            f"{', '.join(map(str, mentions.columns))}. Give `articles` to count by its columns."
        )
    return mentions.merge(articles[["article_id", *lacking]], on="article_id", how="left")


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


def _wilson(hits: int, total: int) -> tuple[float, float, float]:
    """Share and 95 % interval (Wilson 1927)."""
    if total <= 0:
        return float("nan"), float("nan"), float("nan")
    share = hits / total
    scale = 1 + _Z * _Z / total
    middle = (share + _Z * _Z / (2 * total)) / scale
    half = _Z * sqrt(share * (1 - share) / total + _Z * _Z / (4 * total * total)) / scale
    return share, max(0.0, middle - half), min(1.0, middle + half)


def list_offices(mentions: pd.DataFrame) -> pd.DataFrame:
    """List which offices people are printed with, from when to when, and what changed.

    One row per person and title, each person's rows in the order of their first dates.

    Parameters
    ----------
    mentions
        The table `mentions`; bylines are left out.

    Returns
    -------
    DataFrame
        name, title, group, count (mentions with this title), articles, first and last (dates),
        begins and ends. `begins` is true where the person was printed with another title on an
        earlier day than the first of this one; `ends` is true where the person was printed with a
        title on a later day than the last of this one, but no more with this one. Both only say
        what these pages print: a title may have been held before and after.

    Raises
    ------
    InputError
        Where a column is missing.

    Examples
    --------
    >>> mentions = pd.DataFrame({"article_id": ["a", "b"], "name": "张强", "kind": "actor",
    ...     "date": pd.to_datetime(["2024-01-01", "2024-03-01"]), "titles": [["副市长"], ["市长"]]})
    >>> list_offices(mentions)[["title", "begins", "ends"]].values.tolist()
    [['副市长', False, True], ['市长', True, False]]
    """
    mentions = check_table(mentions, "mentions", needs=["article_id", "name", "kind", "titles"])
    rows = mentions.loc[mentions["kind"] != "byline"]
    rows = rows.assign(
        date=_read_dates(rows),
        group=rows["group"] if "group" in rows.columns else None,
        title=rows["titles"].map(lambda titles: list(titles) if titles is not None else []),
    )
    rows = rows.explode("title").dropna(subset=["title"])
    offices = rows.groupby(["name", "title"], sort=False).agg(
        group=("group", "first"),
        count=("article_id", "size"),
        articles=("article_id", "nunique"),
        first=("date", "min"),
        last=("date", "max"),
    )
    offices = offices.reset_index()
    seen = rows.groupby("name")["date"].agg(["min", "max"])
    earliest, latest = (
        seen[end].reindex(offices["name"]).reset_index(drop=True) for end in ("min", "max")
    )
    offices["begins"] = (earliest < offices["first"]).astype("bool")
    offices["ends"] = (latest > offices["last"]).astype("bool")
    return offices.sort_values(
        ["name", "first", "last", "title"], ignore_index=True, na_position="last"
    )


def rank_precedence(mentions: pd.DataFrame) -> pd.DataFrame:
    """Rank people by who is printed before whom in lists of names.

    One row per person that stands in a list. Two people are compared in each list that holds
    both; whoever is printed first in most of their common lists stands before the other. `rank`
    goes by the share of people met in lists that one stands before (Copeland's rule), ties share a
    rank. A list of more than 500 people, such as one of deputies, is in no order of precedence and
    is left out.

    Parameters
    ----------
    mentions
        The table `mentions`, with place_in_list.

    Returns
    -------
    DataFrame
        rank, name, lists (in which the person stands), before and after (people that stand after
        and before this one in most common lists), share (before / people compared with, a draw
        counting half), contradictions (people with whom the order is not always the same), and
        contradicted_by, their names.

    Raises
    ------
    InputError
        Where a column is missing.

    Examples
    --------
    >>> mentions = pd.DataFrame({"article_id": "a", "part": "body", "start": [0, 4],
    ...     "name": ["王凤瑞", "王明生"], "place_in_list": [1, 2]})
    >>> rank_precedence(mentions)[["rank", "name", "lists"]].values.tolist()
    [[1, '王凤瑞', 1], [2, '王明生', 1]]
    """
    lists = _gather_lists(mentions)
    wins: Counter[tuple[str, str]] = Counter()
    places: Counter[str] = Counter()
    for names in lists:
        places.update(names)
        wins.update(combinations(names, 2))
    before: dict[str, list[str]] = {name: [] for name in places}
    after: dict[str, list[str]] = {name: [] for name in places}
    doubtful: dict[str, list[str]] = {name: [] for name in places}
    draws: Counter[str] = Counter()
    for first, second in sorted({(min(pair), max(pair)) for pair in wins}):
        forth, back = wins[first, second], wins[second, first]
        if forth and back:
            doubtful[first].append(second)
            doubtful[second].append(first)
        if forth == back:
            draws.update((first, second))
        else:
            one, other = (first, second) if forth > back else (second, first)
            before[one].append(other)
            after[other].append(one)
    shares = {
        name: (len(before[name]) + draws[name] / 2)
        / (len(before[name]) + len(after[name]) + draws[name])
        for name in places
    }
    order = sorted(places, key=lambda name: (-shares[name], -places[name], name))
    return pd.DataFrame(
        {
            "rank": pd.Series([shares[name] for name in order], dtype="float64")
            .rank(method="min", ascending=False)
            .astype("int64"),
            "name": pd.Series(order, dtype="str"),
            "lists": pd.Series([places[name] for name in order], dtype="int64"),
            "before": pd.Series([len(before[name]) for name in order], dtype="int64"),
            "after": pd.Series([len(after[name]) for name in order], dtype="int64"),
            "share": pd.Series([shares[name] for name in order], dtype="float64"),
            "contradictions": pd.Series([len(doubtful[name]) for name in order], dtype="int64"),
            "contradicted_by": pd.Series(
                [sorted(doubtful[name]) for name in order], dtype="object"
            ),
        }
    )


def _gather_lists(mentions: pd.DataFrame) -> list[list[str]]:
    """The printed lists of names, each name once, in their order."""
    mentions = check_table(
        mentions, "mentions", needs=["article_id", "part", "start", "name", "place_in_list"]
    )
    rows = mentions.dropna(subset=["place_in_list"]).sort_values(
        ["article_id", "part", "start"], kind="stable"
    )
    lists: list[dict[str, None]] = []
    last: tuple[str, str] | None = None
    for *part, name, place in zip(
        *(rows[column] for column in ("article_id", "part", "name", "place_in_list")), strict=True
    ):
        if place == 1 or tuple(part) != last:
            lists.append({})
            last = (part[0], part[1])
        lists[-1].setdefault(name)
    return [list(names) for names in lists if 1 < len(names) <= _LONGEST_LIST]


def link_people(
    mentions: pd.DataFrame,
    *,
    within: str = "article",
    kinds: Collection[str] | None = ("actor",),
    fewest: int = 1,
    most: int = _LONGEST_LIST,
) -> pd.DataFrame:
    """Link the people who are named together.

    One row per pair of people; made for `networkx.from_pandas_edgelist(links, "source", "target",
    edge_attr=True)`.

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
        An article or list of more people than this, 500 when not given, makes no pairs: who is
        among three thousand deputies is in nobody's company.

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
    counter: Counter[tuple[str, str]] = Counter()
    spans: dict[tuple[str, str], tuple[Any, Any]] = {}
    for _, together in rows.assign(_date=_read_dates(rows)).groupby(company, sort=False):
        date = together["_date"].iloc[0]
        names = sorted(set(together["name"]))
        if len(names) > most:
            continue
        for pair in combinations(names, 2):
            counter[pair] += 1
            if pd.notna(date):
                low, high = spans.get(pair, (date, date))
                spans[pair] = (min(low, date), max(high, date))
    kept = [pair for pair, count in counter.items() if count >= fewest]
    kept.sort(key=lambda pair: (-counter[pair], pair))
    none = (pd.NaT, pd.NaT)
    return pd.DataFrame(
        {
            "source": pd.Series([pair[0] for pair in kept], dtype="str"),
            "target": pd.Series([pair[1] for pair in kept], dtype="str"),
            "count": pd.Series([counter[pair] for pair in kept], dtype="int64"),
            "first": pd.Series([spans.get(pair, none)[0] for pair in kept], dtype="datetime64[ms]"),
            "last": pd.Series([spans.get(pair, none)[1] for pair in kept], dtype="datetime64[ms]"),
        }
    )
