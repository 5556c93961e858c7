"""Who is printed before whom in lists of names."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from graphlib import TopologicalSorter
from itertools import combinations
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.schema import InputError, check_table

__all__ = ["LONGEST_LIST", "rank_precedence"]

# Lists with more names say nothing of rank. Three thousand deputies stand in the order of strokes,
# and would make millions of pairs.
LONGEST_LIST: Final = 500
# Guests are placed by protocol, and reporters by their article.
_OUTSIDE: Final = ("foreign", "journalist")


def rank_precedence(mentions: pd.DataFrame, *, fewest: int = 2) -> pd.DataFrame:
    """Rank people by who is printed before whom in lists of names.

    One row per official that stands in enough lists. Two people are compared in each list that
    holds both; whoever is printed first in most of their common lists stands before the other, and
    before all those whom the other stands before. Only people who are so compared, in a list or
    through others, can be ranked together: they are one hierarchy, and each has ranks of its own.

    Within a hierarchy `rank` goes by how many stand behind, directly or through others, less how
    many stand ahead (Copeland's rule); so nobody stands below a person he is printed before, but
    where the lists lead round in a circle. Those who are equal in this go by `share`, then by
    `before`; only who is equal still shares a rank. A list printed again on the same day is one
    list. A list of more than 500 people, such as one of deputies, is in no order of precedence and
    is left out.

    Parameters
    ----------
    mentions
        The table `mentions`, with place_in_list. Bylines are left out, and where `group` says who
        people are, all who are not in the hierarchy: foreign guests, journalists, managers, and
        whoever is nowhere named as an official.
    fewest
        In how many lists a person must stand, with others who stand in as many.

    Returns
    -------
    DataFrame
        hierarchy (1 has the most people); rank in it; name; lists (that print the person, also
        beside people who are not ranked); before and after (people that stand after and before
        this one in most common lists); undecided (people that stand after and before this one in
        equally many); share (of all these the ones that stand after, an undecided one counting
        half); tied, the names that share the rank; contradictions (people with whom the
        order is not always the same), and contradicted_by, their names.

    Raises
    ------
    InputError
        Where a column is missing or `fewest` is no positive number.

    Examples
    --------
    >>> mentions = pd.DataFrame({"article_id": ["a", "a", "b", "b"], "part": "body",
    ...     "start": [0, 4, 0, 4], "name": ["王凤瑞", "王明生"] * 2, "place_in_list": [1, 2] * 2})
    >>> rank_precedence(mentions)[["rank", "name", "lists"]].values.tolist()
    [[1, '王凤瑞', 2], [2, '王明生', 2]]
    """
    if fewest < 1:
        raise InputError(f"fewest={fewest!r} is too low; give a number of lists, 1 at least.")
    printed, places = _gather_lists(mentions)
    lists = _keep_listed_often(printed, fewest)
    wins: Counter[tuple[str, str]] = Counter()
    for names in lists:
        wins.update(combinations(names, 2))
    people = sorted({name for names in lists for name in names})
    before: dict[str, list[str]] = {name: [] for name in people}
    after: dict[str, list[str]] = {name: [] for name in people}
    level: dict[str, list[str]] = {name: [] for name in people}
    doubtful: dict[str, list[str]] = {name: [] for name in people}
    for first, second in sorted({(min(pair), max(pair)) for pair in wins}):
        forth, back = wins[first, second], wins[second, first]
        if forth and back:
            doubtful[first].append(second)
            doubtful[second].append(first)
        if forth == back:
            level[first].append(second)
            level[second].append(first)
        else:
            one, other = (first, second) if forth > back else (second, first)
            before[one].append(other)
            after[other].append(one)
    shares = {
        name: (len(before[name]) + len(level[name]) / 2)
        / (len(before[name]) + len(after[name]) + len(level[name]))
        for name in people
    }
    hierarchies, standing = _compare_all({name: before[name] + level[name] for name in people})
    keys = {
        name: (hierarchies[name], -standing[name], -shares[name], -len(before[name]))
        for name in people
    }
    order = sorted(people, key=lambda name: (keys[name], -places[name], name))
    same: dict[tuple[Any, ...], list[str]] = {}
    for name in order:
        same.setdefault(keys[name], []).append(name)
    tied = [[other for other in same[keys[name]] if other != name] for name in order]
    return pd.DataFrame(
        {
            "hierarchy": pd.Series([hierarchies[name] for name in order], dtype="int64"),
            "rank": pd.Series(_number(keys, order), dtype="int64"),
            "name": pd.Series(order, dtype="str"),
            "lists": pd.Series([places[name] for name in order], dtype="int64"),
            "before": pd.Series([len(before[name]) for name in order], dtype="int64"),
            "after": pd.Series([len(after[name]) for name in order], dtype="int64"),
            "undecided": pd.Series([len(level[name]) for name in order], dtype="int64"),
            "share": pd.Series([shares[name] for name in order], dtype="float64"),
            "tied": pd.Series(tied, dtype="object"),
            "contradictions": pd.Series([len(doubtful[name]) for name in order], dtype="int64"),
            "contradicted_by": pd.Series([doubtful[name] for name in order], dtype="object"),
        }
    )


def _number(keys: Mapping[str, tuple[Any, ...]], order: Sequence[str]) -> Iterator[int]:
    """Number the ranks in each hierarchy from 1: 1, 1, 3."""
    first: dict[int, int] = {}
    rank: dict[tuple[Any, ...], int] = {}
    for at, name in enumerate(order):
        begin = first.setdefault(keys[name][0], at)
        yield rank.setdefault(keys[name], at - begin + 1)


def _compare_all(beaten: Mapping[str, Sequence[str]]) -> tuple[dict[str, int], dict[str, int]]:
    """For each person the hierarchy, and how many in it stand behind, less how many ahead.

    Chains count too. Two who stand before each other, directly or in a circle, count neither way.
    """
    if not beaten:
        return {}, {}
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    people = list(beaten)
    number = {name: at for at, name in enumerate(people)}
    heads = np.repeat(np.arange(len(people)), [len(beaten[name]) for name in people])
    tails = np.array([number[other] for name in people for other in beaten[name]], dtype=np.int64)
    edges = csr_array((np.ones(len(heads)), (heads, tails)), shape=(len(people), len(people)))
    _, circles = connected_components(edges, connection="strong")
    _, parts = connected_components(edges, connection="weak")
    behind = _count_reached(circles, heads, tails)
    ahead = _count_reached(circles, tails, heads)
    sizes = np.bincount(parts)
    # Number the hierarchies by size; of equal ones, that whose first name sorts first comes first.
    order = sorted(range(len(sizes)), key=lambda part: (-sizes[part], np.argmax(parts == part)))
    place = {part: at for at, part in enumerate(order, 1)}
    return (
        {name: place[part] for name, part in zip(people, parts.tolist(), strict=True)},
        dict(zip(people, (behind - ahead).tolist(), strict=True)),
    )


def _count_reached(
    circles: npt.NDArray[Any], heads: npt.NDArray[Any], tails: npt.NDArray[Any]
) -> npt.NDArray[np.int64]:
    """Count the people outside of the own circle whom each reaches along the pairs.

    A set of people is a number with one bit each, so that joining thousands is one operation.
    """
    members = [0] * (int(circles.max()) + 1)
    for person, circle in enumerate(circles.tolist()):
        members[circle] |= 1 << person
    leads: dict[int, set[int]] = {circle: set() for circle in range(len(members))}
    for one, other in zip(circles[heads].tolist(), circles[tails].tolist(), strict=True):
        if one != other:
            leads[one].add(other)
    reached = [0] * len(members)
    for circle in TopologicalSorter(leads).static_order():
        for other in leads[circle]:
            reached[circle] |= members[other] | reached[other]
    return np.array([reached[circle].bit_count() for circle in circles.tolist()], dtype=np.int64)


def _keep_listed_often(lists: Collection[Sequence[str]], fewest: int) -> list[Sequence[str]]:
    """Keep in the lists only people who stand in enough of them, until nobody more falls out."""
    kept = list(lists)
    while True:
        places = Counter(name for names in kept for name in names)
        if all(count >= fewest for count in places.values()):
            return kept
        kept = [[name for name in names if places[name] >= fewest] for names in kept]
        kept = [names for names in kept if len(names) > 1]


def _gather_lists(mentions: pd.DataFrame) -> tuple[list[list[str]], Counter[str]]:
    """The printed lists, each name once, in their order, and how many lists print each name."""
    mentions = check_table(
        mentions, "mentions", needs=["article_id", "part", "start", "name", "place_in_list"]
    )
    rows = mentions.dropna(subset=["place_in_list"]).sort_values(
        ["article_id", "part", "start"], kind="stable"
    )
    outside = pd.Series(False, index=rows.index)
    if "group" in rows.columns:
        officials = mentions.loc[mentions["group"] == "official", "name"].unique()
        outside |= rows["group"].isin(_OUTSIDE) | ~rows["name"].isin(officials)
    if "kind" in rows.columns:
        outside |= rows["kind"] == "byline"
    days = rows["date"] if "date" in rows.columns else pd.Series(pd.NaT, index=rows.index)
    lists: list[tuple[Any, dict[str, bool]]] = []
    last: tuple[str, str] | None = None
    for article, part, name, place, day, out in zip(
        *(rows[column] for column in ("article_id", "part", "name", "place_in_list")),
        *(days, outside),
        strict=True,
    ):
        if place == 1 or (article, part) != last:
            lists.append((article if pd.isna(day) else day, {}))
            last = (article, part)
        lists[-1][1].setdefault(name, not out)
    ranked = {
        (day, tuple(name for name, inside in names.items() if inside)): None
        for day, names in lists
        if len(names) <= LONGEST_LIST
    }
    places = Counter(name for _, names in lists if len(names) <= LONGEST_LIST for name in names)
    return [list(names) for _, names in ranked if len(names) > 1], places
