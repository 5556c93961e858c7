"""Who prints something first, and how many days the other newspapers come behind."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.arrays import Floats
from analysis.lexicon import read_lexicon, split_variants
from analysis.offices.homes import find_home
from analysis.schema import InputError, check_column, check_table, list_choices, make_columns
from analysis.shares import find_rows

__all__ = ["TIERS", "measure_diffusion"]

TIERS: Final = ("central", "provincial", "prefecture", "county")
_CENTRAL: Final = ("central", "agency", "army", "party-journal")
_FEWEST: Final = 5  # things on which the mean lag of a newspaper can be told
_DRAWS: Final = 1000
_SEED: Final = 1
_EACH: Final = {
    "newspaper": "str",
    "tier": "str",
    "first": "datetime64[ms]",
    "rank": "Int64",
    "lag": "float64",
    "low": "float64",
    "high": "float64",
    "centre_lag": "float64",
    "reached": "float64",
    "articles": "Int64",
    "all_articles": "Int64",
    "share": "float64",
    "amplification": "float64",
    "verdict": "str",
}
_ALL: Final = {
    "newspaper": "str",
    "tier": "str",
    "things": "Int64",
    "reached": "float64",
    "firsts": "Int64",
    "lag": "float64",
    "low": "float64",
    "high": "float64",
    "median": "float64",
    "median_low": "float64",
    "median_high": "float64",
    "centre_lag": "float64",
    "amplification": "float64",
    "verdict": "str",
}


def measure_diffusion(
    table: pd.DataFrame,
    *,
    by: str,
    articles: pd.DataFrame,
    each: bool = False,
    centre: str | Iterable[str] | None = None,
    tiers: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Measure who prints phrases, stories, themes or titles first, and how far others are behind.

    One row per newspaper, by tier and lag; or, with `each`, one row per value of `by` and newspaper
    that prints it, in the order in which they do. Only what two newspapers print is looked at.

    Parameters
    ----------
    table
        Rows found in articles: what `group_reuse` returned, `phrases`, `themes`, `mentions`, or
        some rows of them; needs `article_id`.
    by
        The column of what runs from paper to paper: cluster, phrase, theme, name, title.
    articles
        All articles that were searched; needs `article_id`, `newspaper` and `date`. Those without
        a newspaper or a date are left out.
    each
        Give a row to each value of `by` and newspaper.
    centre
        The newspapers that are the centre; those whose tier is central when not given.
    tiers
        The tier of newspapers that the list of papers does not know: central, provincial,
        prefecture or county. It also goes by the place in a paper's name.

    Returns
    -------
    DataFrame
        newspaper and tier; then, of each newspaper: things, how many values of `by` it prints;
        reached, their share of all; firsts, with how many it is the first or one of the first; lag,
        the mean of days behind the first, with low and high; median of these days, with median_low
        and median_high; centre_lag, the mean of days behind the centre, negative before it;
        amplification, the share of its articles in which they stand, by that of the centre;
        verdict, `told`, or `cannot tell` where it prints fewer than 5.

        With `each`: the column of `by`; first, the day; rank of the newspaper by it, ties sharing
        it; lag, with low and high; centre_lag; reached, the share of all newspapers that print it
        by that day; articles with it and all_articles, both from the first day on; share, the one
        by the other; amplification, that by the share of the centre; verdict, `cannot tell` where
        it stands on the first day of the newspaper in these pages, which says nothing of the days
        before.

        Days of which there is no issue, beyond the usual rhythm of the newspaper, may have had it
        earlier: low and high of a lag are its least and greatest value with them. Those of a mean
        and a median are the ends of the 95 % interval of 1000 bootstrap samples of the values of
        `by` (Efron and Tibshirani 1993), of the least for low and of the greatest for high. What
        is first in these pages need not be first in print.

    Raises
    ------
    InputError
        Where a column is missing, `centre` names no newspaper, a tier is not known, or the table
        has an article that `articles` lacks.

    Examples
    --------
    >>> days = pd.date_range("2024-03-01", periods=4)
    >>> articles = pd.DataFrame({"article_id": list("abcdefgh"), "date": [*days, *days],
    ...                          "newspaper": ["人民日报"] * 4 + ["大同日报"] * 4})
    >>> found = pd.DataFrame({"article_id": ["b", "h"], "phrase": "新质生产力"})
    >>> lags = measure_diffusion(found, by="phrase", articles=articles, each=True)
    >>> lags[["newspaper", "tier", "lag", "low", "high", "reached"]].values.tolist()
    [['人民日报', 'central', 0.0, 0.0, 0.0, 0.5], ['大同日报', 'prefecture', 2.0, 2.0, 2.0, 1.0]]
    """
    needs = ["article_id", "newspaper", "date"]
    articles = check_table(articles, "articles", needs=needs)
    table = check_table(table, "table", needs=["article_id"])
    check_column(by, table)
    table = check_table(table, "table", needs=["article_id", by])
    if by in {*_EACH, *_ALL}:
        raise InputError(f"The result has a column {by!r} of its own; rename yours.")
    row = find_rows(table["article_id"], articles)
    known = articles[["newspaper", "date"]].dropna()
    names = sorted(known["newspaper"].unique())
    tier = _list_tiers(names, tiers)
    central = _list_centre(names, tier, centre)
    found = known.reindex(row).assign(row=row, value=table[by].to_numpy())
    found = found.dropna().drop_duplicates(["row", "value"])
    firsts = found.groupby(["value", "newspaper"], sort=False)["date"].min()
    cells = firsts.rename("first").reset_index()
    cells = cells[cells.groupby("value")["newspaper"].transform("size") > 1]
    rows = _measure_each(cells, found, known, central, len(names)).rename(columns={"value": by})
    rows["tier"] = rows["newspaper"].map(tier)
    if each:
        rows = rows.sort_values([by, "first", "newspaper"], ignore_index=True)
        made = make_columns({name: rows[name].array for name in _EACH}, _EACH)
        made.insert(0, by, rows[by].array)
        return made
    return _sum_up(rows, by, names, tier, central)


def _list_tiers(names: list[str], given: Mapping[str, str] | None) -> dict[str, str | None]:
    """The tier of each newspaper: as given, from the list of papers, or by its home."""
    odd = sorted(set((given or {}).values()) - set(TIERS))
    if odd:
        raise InputError(f"tiers holds {odd[0]!r}; it can be {', '.join(TIERS)}.")
    table = read_lexicon("papers")
    listed: dict[str, str] = {}
    for paper, others, tier in zip(
        *(table[column] for column in ("newspaper", "names", "tier")), strict=True
    ):
        for name in (paper, *split_variants(others)):
            listed.setdefault(name.lower(), "central" if tier in _CENTRAL else str(tier))
    tiers: dict[str, str | None] = {}
    for name in names:
        tier = (given or {}).get(name) or listed.get(name.strip().lower())
        if tier not in TIERS:
            code = find_home(name)
            tier = None
            if code is not None and code != "000000":
                level = 1 if code.endswith("0000") else 2 if code.endswith("00") else 3
                tier = TIERS[level]
        tiers[name] = tier
    return tiers


def _list_centre(
    names: list[str], tier: Mapping[str, str | None], given: str | Iterable[str] | None
) -> list[str]:
    if given is None:
        return [name for name in names if tier[name] == TIERS[0]]
    centre = list_choices(given, "centre")
    if not set(centre) & set(names):
        raise InputError(
            f"centre={centre!r} is none of the newspapers; there are {', '.join(names)}."
        )
    return centre


def _measure_each(
    cells: pd.DataFrame,
    found: pd.DataFrame,
    known: pd.DataFrame,
    central: list[str],
    papers: int,
) -> pd.DataFrame:
    """Measure each newspaper that prints a thing: one row for each of `cells`."""
    rows = cells.reset_index(drop=True)
    issues = {
        str(name): np.unique(own.to_numpy(dtype="datetime64[D]").astype(np.int64))
        for name, own in known.groupby("newspaper")["date"]
    }
    day = rows["first"].to_numpy(dtype="datetime64[D]").astype(np.int64)
    missed = np.zeros(len(rows))
    censored = np.zeros(len(rows), dtype=bool)
    for name, own in rows.groupby("newspaper").groups.items():
        at = np.asarray(own)
        missed[at], censored[at] = _count_missed(issues[str(name)], day[at])
    value = pd.factorize(rows["value"])[0]
    count = int(value.max(initial=-1)) + 1
    origin = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(origin, value, day)
    # The first of all may have been earlier by the days that are missing before it.
    before = np.zeros(count)
    leads = day == origin[value]
    np.maximum.at(before, value[leads], missed[leads])
    rows["lag"] = (day - origin[value]).astype(float)
    rows["low"] = np.maximum(rows["lag"] - missed, 0)
    rows["high"] = rows["lag"] + np.where(leads, 0, before[value])
    # Another first paper of the same day may have been earlier than this one.
    rows["rank"] = rows.groupby("value")["first"].rank(method="min").astype("int64")
    rows["reached"] = rows.groupby("value")["first"].rank(method="max") / papers
    of_centre = rows["newspaper"].isin(central).to_numpy()
    begins = np.full(count, np.inf)
    np.minimum.at(begins, value[of_centre], day[of_centre].astype(float))
    rows["centre_lag"] = np.where(np.isfinite(begins[value]), day - begins[value], np.nan)
    rows["verdict"] = np.where(censored, "cannot tell", "told")
    counts = found.groupby(["value", "newspaper"]).size().rename("articles").reset_index()
    rows = rows.merge(counts, on=["value", "newspaper"], how="left")
    every = {
        name: np.sort(own.to_numpy(dtype="datetime64[D]").astype(np.int64))
        for name, own in known.groupby("newspaper")["date"]
    }
    sizes = np.zeros(len(rows), dtype=np.int64)
    of_all = np.zeros(count, dtype=np.int64)
    for name, days in every.items():
        since = len(days) - np.searchsorted(days, origin)
        at = (rows["newspaper"] == name).to_numpy()
        sizes[at] = since[value[at]]
        if name in central:
            of_all += since
    rows["all_articles"] = sizes
    rows["share"] = rows["articles"] / rows["all_articles"]
    hits = np.bincount(value[of_centre], rows["articles"].to_numpy()[of_centre], count)
    rows["centre_articles"], rows["centre_all"] = hits[value], of_all[value]
    there = (rows["centre_articles"] > 0).to_numpy()
    shared = (rows["centre_articles"] / rows["centre_all"].where(there)).to_numpy(dtype=float)
    rows["amplification"] = rows["share"].to_numpy(dtype=float) / shared
    return rows


def _count_missed(issues: Any, day: Any) -> tuple[Floats, Any]:
    """Days without an issue right before some days, beyond the rhythm; which have none before."""
    usual = float(np.median(np.diff(issues))) if len(issues) > 1 else 1.0
    at = np.searchsorted(issues, day)
    gap = day - issues[np.maximum(at - 1, 0)]
    return np.where(at > 0, np.maximum(gap - usual, 0), 0.0), at == 0


def _sum_up(
    rows: pd.DataFrame,
    by: str,
    names: list[str],
    tier: Mapping[str, str | None],
    central: list[str],
) -> pd.DataFrame:
    """Sum up each newspaper over what it prints."""
    things = rows[by].nunique()
    rng = np.random.default_rng(_SEED)
    made: list[dict[str, Any]] = []
    for name in names:
        own = rows[(rows["newspaper"] == name) & (rows["verdict"] == "told")]
        with_centre = own[own["centre_articles"] > 0]
        row: dict[str, Any] = {
            "newspaper": name,
            "tier": tier[name],
            "things": len(own),
            "reached": len(own) / things if things else np.nan,
            "firsts": int((own["rank"] == 1).sum()),
            "centre_lag": own["centre_lag"].mean(),
            "verdict": "told" if len(own) >= _FEWEST else "cannot tell",
        }
        if len(own) >= _FEWEST:
            lag, low, high = (own[column].to_numpy() for column in ("lag", "low", "high"))
            drawn = rng.integers(0, len(own), (_DRAWS, len(own)))
            row |= {"lag": lag.mean(), "median": np.median(lag)}
            for prefix, measure in (("", np.mean), ("median_", np.median)):
                row[f"{prefix}low"] = np.quantile(measure(low[drawn], axis=1), 0.025)
                row[f"{prefix}high"] = np.quantile(measure(high[drawn], axis=1), 0.975)
        if len(with_centre) and name not in central:
            share = with_centre["articles"].sum() / with_centre["all_articles"].sum()
            of_centre = with_centre["centre_articles"].sum() / with_centre["centre_all"].sum()
            row["amplification"] = share / of_centre
        made.append(row)
    summed = pd.DataFrame(made, columns=list(_ALL))
    order = {name: at for at, name in enumerate(TIERS)}
    summed["order"] = summed["tier"].map(order).fillna(len(order))
    summed = summed.sort_values(["order", "lag", "newspaper"], ignore_index=True)
    return make_columns({name: summed[name].array for name in _ALL}, _ALL)
