"""Which terms one group of texts has more of than another: the keyness of every term."""

from collections.abc import Sequence
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.arrays import Floats
from analysis.checks import holds_texts
from analysis.schema import InputError, check_choice, check_column, check_table, is_table, suggest
from analysis.shares import Z
from analysis.terms.counts import attach_groups, check_sized, check_terms, measure_groups

__all__ = ["compare_terms", "measure_keyness"]

Correction = Literal["bh", "by", "bonferroni"]

_MEASURES: Final = ("g2", "log_ratio", "low", "high", "percent_diff", "p", "p_corrected")


def compare_terms(
    table: pd.DataFrame,
    *,
    by: str | None = None,
    against: object = None,
    articles: pd.DataFrame | None = None,
    against_articles: pd.DataFrame | None = None,
    correction: Correction = "bh",
    smoothing: float = 0.5,
) -> pd.DataFrame:
    """Compare how often terms are printed in one group of texts and in another.

    One row per term, or per group of `by` and term; in each group first what it has more of. A term
    that stands in one of the two only is there too.

    Parameters
    ----------
    table
        The table `tokens`, as it is or after `drop_tokens`, or the table `phrases`.
    by
        The column that makes the groups, of the table or of `articles`: newspaper, year, …
    against
        What to compare with. A value of `by`: that group, with which each of the others is
        compared. Without it: each group with all the others together. A table of the kind of
        `table`: a reference of your own, with which the whole table, or each group, is compared. A
        table with the columns `term` and `count`: a list of frequencies, its size their sum.
    articles
        The articles that the table was made from. With it the size of a group is its characters.
        Without it the size is the tokens in the table; a table of phrases needs `articles`.
    against_articles
        The articles that the reference table of `against` was made from, where `articles` is given:
        both sizes are characters, or both are tokens.
    correction
        For the many terms compared at once, in each group: `bh` (Benjamini and Hochberg) and `by`
        (Benjamini and Yekutieli) hold the share of false finds, `bonferroni` any false find.
    smoothing
        Added to both counts of a term that one side has none of, before the Log Ratio is taken;
        %DIFF is infinite where the reference has none.

    Returns
    -------
    DataFrame
        The column of `by`; term; count and against_count; rate and against_rate, per 10,000
        characters with `articles`, else tokens; g2, log-likelihood by the two terms of Rayson and
        Garside (Dunning's four cells give slightly more), negative where the reference has the
        higher rate; log_ratio, the binary logarithm of how many times as frequent (1 is twice),
        with low and high, its 95 % interval; percent_diff; p, the chance of such a g2 where the
        rates are equal, and p_corrected; rank by g2.

        Tokens of one article are not independent of each other, which g2 and its p suppose: a term
        of a single long article can come out high. Look at its articles in `count_terms`, and at
        its evenness in `measure_dispersion`. Sources: Rayson and Garside (2000); Hardie (2014),
        Log Ratio; Katz et al. (1978), its interval; Gabrielatos and Marchi (2012), %DIFF.

    Raises
    ------
    InputError
        Where there is nothing to compare with, a group is not there or has no text, a table of
        phrases comes without `articles`, or one size would be tokens and the other characters.

    Examples
    --------
    >>> tokens = pd.DataFrame({"article_id": list("aaaabbbb"), "year": [2016] * 4 + [2018] * 4,
    ...                        "token": ["改革", "开放", "市场", "市场",
    ...                                  "改革", "开放", "生态", "生态"]})
    >>> compared = compare_terms(tokens, by="year", against=2016)
    >>> compared[["term", "count", "against_count", "g2"]].round(2).values.tolist()
    [['生态', 2, 0, 2.77], ['开放', 1, 1, 0.0], ['改革', 1, 1, 0.0], ['市场', 0, 2, -2.77]]
    """
    table, against = check_terms(table, keep_categories=True)[0], _check_reference(against)
    if articles is not None:
        articles = check_table(articles, "articles", needs=["article_id", "text"])
    if against_articles is not None:
        needs = ["article_id", "text"]
        against_articles = check_table(against_articles, "articles", needs=needs)
    _check_request(table, by, articles, against, correction, smoothing)
    _check_sizes(against, articles, against_articles)
    own, sizes = _count_groups(table, by, articles)
    results = []
    if isinstance(against, pd.DataFrame):
        if {"term", "count"} <= set(against.columns):
            reference = against.groupby("term")["count"].sum()
            reference_size = float(reference.sum())
        else:
            others, other_sizes = _count_groups(against, None, against_articles)
            reference, reference_size = others[0], other_sizes[0]
        for group, counts in own.items():
            results.append(
                _compare(counts, sizes[group], reference, reference_size).assign(group=group)
            )
    else:
        if against is not None and against not in list(own):
            raise InputError(
                f"There is no group {against!r} in {by!r}; it has {list(own)[:20]}."
                f"{suggest(against, own)}"
            )
        if against is None and len(own) < 2:
            raise InputError(f"{by!r} holds one group only; give `against`, a table.")
        everything = pd.concat(list(own.values())).groupby(level=0).sum()
        for group, counts in own.items():
            if against is None:
                rest = everything.sub(counts, fill_value=0)
                compared = _compare(counts, sizes[group], rest, sum(sizes.values()) - sizes[group])
            elif group == against:
                continue
            else:
                compared = _compare(counts, sizes[group], own[against], sizes[against])
            results.append(compared.assign(group=group))
    if not results:
        raise InputError(f"{by!r} holds the group {against!r} only: nothing to compare it with.")
    finished = [_finish(compared, correction, smoothing) for compared in results]
    columns = ["term", "count", "against_count", "rate", "against_rate", *_MEASURES, "rank"]
    compared = pd.concat(finished, ignore_index=True)
    return compared.rename(columns={"group": by})[[by, *columns]] if by else compared[columns]


def measure_keyness(
    count: npt.ArrayLike,
    size: npt.ArrayLike,
    against_count: npt.ArrayLike,
    against_size: npt.ArrayLike,
    *,
    smoothing: float = 0.5,
) -> pd.DataFrame:
    """Measure keyness from counts and sizes of two groups.

    One row per term: g2, log_ratio with low and high, percent_diff and p, as in `compare_terms`.

    Examples
    --------
    >>> measure_keyness([20], [1000], [10], [1000])["log_ratio"].tolist()
    [1.0]
    """
    from scipy.special import xlogy
    from scipy.stats import chi2

    a, c, b, d = (
        np.asarray(values, dtype=float) for values in (count, size, against_count, against_size)
    )
    expected, against_expected = c * (a + b) / (c + d), d * (a + b) / (c + d)
    with np.errstate(divide="ignore", invalid="ignore"):
        g2 = 2 * (xlogy(a, a / expected) + xlogy(b, b / against_expected))
        g2 = np.where(a + b > 0, np.maximum(g2, 0), 0.0)
        percent = 100 * (a / c - b / d) / (b / d)
    more = np.where((a == 0) | (b == 0), smoothing, 0.0)
    ratio = np.log2((a + more) / c) - np.log2((b + more) / d)
    # The variance of the natural logarithm of a ratio of two shares (Katz et al. 1978).
    variance = 1 / (a + more) - 1 / c + 1 / (b + more) - 1 / d
    spread = Z * np.sqrt(np.maximum(variance, 0)) / np.log(2)
    return pd.DataFrame(
        {
            "g2": np.copysign(g2, ratio) + 0.0,
            "log_ratio": ratio,
            "low": ratio - spread,
            "high": ratio + spread,
            "percent_diff": percent,
            "p": chi2.sf(g2, 1),
        }
    )


def _check_reference(against: object) -> object:
    """Check the reference if it is a table, and return it: a list of frequencies, or terms."""
    if not is_table(against):
        return against
    table = check_table(against, "against")
    if {"term", "count"} <= set(table.columns):
        return check_table(table, "against", needs=["term", "count"])
    return check_terms(table)[0]


def _check_request(
    table: pd.DataFrame,
    by: str | None,
    articles: pd.DataFrame | None,
    against: object,
    correction: str,
    smoothing: float,
) -> None:
    if by is None and not isinstance(against, pd.DataFrame):
        raise InputError("Give `by`, the column of the groups, or `against`, a table, or both.")
    if by is not None:
        check_column(by, table, articles)
    if by in ("term", "count", "rate", "rank", *_MEASURES):
        raise InputError(f"The result has a column {by!r} of its own; rename yours.")
    check_choice(correction, "correction", ("bh", "by", "bonferroni"))
    if smoothing <= 0:
        raise InputError(f"smoothing={smoothing} must be above 0, or a ratio to 0 has no value.")


def _check_sizes(
    against: object, articles: pd.DataFrame | None, against_articles: pd.DataFrame | None
) -> None:
    """Check that both sizes will be characters, or both tokens."""
    if not isinstance(against, pd.DataFrame):
        if against_articles is not None:
            raise InputError("`against_articles` belongs to a table in `against`; leave it out.")
    elif {"term", "count"} <= set(against.columns):
        if articles is not None or against_articles is not None:
            raise InputError(
                "The size of a list of frequencies is counted in tokens: leave `articles` out, so "
                "that the table's is too, and give tokens."
            )
    elif (articles is None) != (against_articles is None):
        raise InputError(
            "Give both `articles` and `against_articles`, and both sizes are characters, or "
            "neither, and both are tokens."
        )


def _count_groups(
    table: pd.DataFrame, by: str | None, articles: pd.DataFrame | None
) -> tuple[dict[Any, pd.Series], dict[Any, float]]:
    """Count the terms of each group, and its size; without `by` there is one group, named 0."""
    table, source, name = check_terms(table, keep_categories=True)
    keys: Sequence[str] = [by] if by else []
    grouped = attach_groups(table[["article_id", name]], keys, table=table, articles=articles)
    if articles is None and source == "phrases":
        raise InputError(
            "Phrases do not show how long the texts are: give `articles`, from which they are."
        )
    if by:
        groups = {group: _count_values(rows[name]) for group, rows in grouped.groupby(by)}
    else:
        groups = {0: _count_values(grouped[name])}
    if articles is None:
        sizes = {group: float(counts.sum()) for group, counts in groups.items()}
    else:
        check_sized(keys, table=table, articles=articles)
        measured = measure_groups(grouped, keys, table=table, articles=articles)
        characters = measured["all_characters"].astype(float).tolist()
        sizes = dict(zip(measured[by].tolist() if by else [0], characters, strict=True))
        nothing = pd.Series(dtype="int64")
        sizes = {group: size for group, size in sizes.items() if pd.notna(group)}
        groups = {group: groups.get(group, nothing) for group in sizes}
    empty = [group for group in groups if not sizes[group] > 0]
    if empty:
        raise InputError(
            f"The group {empty[0]!r} has no text."
            if by
            else "There is no text; give articles that have some."
        )
    return groups, sizes


def _count_values(terms: pd.Series) -> pd.Series:
    """Count terms; of categories only those that are there."""
    counts = terms.value_counts()
    if holds_texts(terms.dtype):
        counts = counts[counts > 0]
        counts.index = counts.index.astype("str")
    return counts


def _compare(
    counts: pd.Series, size: float, reference: pd.Series, reference_size: float
) -> pd.DataFrame:
    """Make one row per term that either of two groups has: its counts and rates."""
    if not reference_size > 0:
        raise InputError("The reference is empty: there is nothing to compare with.")
    both = pd.concat([counts.rename("count"), reference.rename("against_count")], axis=1)
    both = both.fillna(0).astype("int64").rename_axis("term").reset_index()
    both = both[both["count"] + both["against_count"] > 0]
    return both.assign(
        rate=10_000 * both["count"] / size,
        against_rate=10_000 * both["against_count"] / reference_size,
        size=size,
        against_size=reference_size,
    ).reset_index(drop=True)


def _finish(compared: pd.DataFrame, correction: str, smoothing: float) -> pd.DataFrame:
    """Add the measures of keyness to the terms of a group, sort and rank them."""
    columns = ["count", "size", "against_count", "against_size"]
    keyness = measure_keyness(*(compared[name] for name in columns), smoothing=smoothing)
    compared = compared.join(keyness)
    compared["p_corrected"] = _correct(compared["p"].to_numpy(), correction)
    compared["rank"] = compared["g2"].rank(method="min", ascending=False).astype("int64")
    return compared.sort_values(["rank", "term"])


def _correct(p: Floats, correction: str) -> Floats:
    from scipy.stats import false_discovery_control

    if correction == "bonferroni":
        return np.minimum(p * len(p), 1)
    corrected: Floats = false_discovery_control(p, method=correction)
    return corrected
