"""How often terms are printed, in how many articles, and at what rate."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import coo_array

from analysis.arrays import Integers
from analysis.checks import holds_texts
from analysis.places import PART_COLUMNS, measure_parts
from analysis.schema import TABLES, InputError, check_table, join_words, list_columns
from analysis.shares import bound_share, find_rows, list_shared

__all__ = [
    "attach_groups",
    "check_sized",
    "check_terms",
    "count_terms",
    "measure_groups",
    "number_rows",
]

_MOST_KEYS: Final = 2**62
_OF_TOKENS: Final = frozenset(column.name for column in TABLES["tokens"])
_RESULT: Final = (
    *("term", "count", "inside", "doubtful", "articles", "all_articles"),
    *("share", "low", "high", "rate", "rank"),
)


def count_terms(
    table: pd.DataFrame,
    *,
    by: str | Sequence[str] = (),
    articles: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Count tokens or set phrases.

    One row per term, or per group of `by` and term; the most frequent first in each group.

    Parameters
    ----------
    table
        The table `tokens`, as it is or after `drop_tokens`, or the table `phrases`.
    by
        Columns to group by: newspaper, date and others of `articles`, or what the table says of a
        row, such as its part.
    articles
        The articles that the table was made from. With it, shares and rates are of all articles
        and all characters that were searched. Without it they are of what the table itself shows:
        the articles that have a row in it, and the characters of the tokens in it. A table of
        phrases does not show how long the texts are, so that the rate is missing then.

    Returns
    -------
    DataFrame
        The columns of `by`, then term; kind (of tokens); count; inside, how many of these stand
        inside a longer set phrase, and doubtful, how many are in doubt (of phrases); articles, the
        number of articles that have the term; all_articles, of the group; share, the one by the
        other, with low and high, its 95 % Wilson interval; rate, per 10,000 characters of the
        group; rank by count, from 1 in each group. Terms of one count share their rank: 10, 10, 8
        are ranked 1, 1, 3.

        Phrases in doubt are counted, since a count is of what was printed; leave them out of the
        table with `phrases[phrases["doubt"].isna()]`.

        A column of `by` that says what was found (surface, inside) splits the counts and not what
        they are divided by; a part is divided by the articles that have it.

    Raises
    ------
    InputError
        Where the table is neither tokens nor phrases, where a column of `by` is in neither table,
        is one of the result, or divides articles and is not in `articles`, and where the table has
        articles that `articles` lacks.

    Examples
    --------
    >>> phrases = pd.DataFrame({"article_id": ["a", "a", "b"], "phrase": "减负",
    ...                         "inside": [None, "整治形式主义为基层减负", None]})
    >>> counts = count_terms(phrases)
    >>> counts[["term", "count", "inside", "articles", "all_articles"]].values.tolist()
    [['减负', 3, 1, 2, 2]]
    """
    table, source, name = check_terms(table, keep_categories=True)
    if articles is not None:
        articles = check_table(articles, "articles", needs=["article_id", "text"])
    by = list_columns(by, table, articles)
    traits = [column for column in ("kind",) if source == "tokens" and column in table.columns]
    odd = [column for column in by if column in (*_RESULT, *traits)]
    if odd:
        raise InputError(f"The result has a column {odd[0]!r} of its own; rename yours.")
    grouped = attach_groups(
        table[["article_id", name, *traits]], by, table=table, articles=articles
    )
    code = number_rows(grouped[[*by, name, *traits]])
    article = grouped["article_number"].to_numpy()
    # The first row of each number: written backwards, so that it overwrites later ones.
    firsts = np.zeros(code.max(initial=-1) + 1, dtype=np.intp)
    firsts[code[::-1]] = np.arange(len(code))[::-1]
    counted = grouped.iloc[firsts].reset_index(drop=True).rename(columns={name: "term"})
    counted = _spell_out(counted, ["term", *traits])
    counted["count"] = np.bincount(code)
    if source == "phrases":
        for result, column in (("inside", "inside"), ("doubtful", "doubt")):
            said = table[column].notna().to_numpy() if column in table.columns else code < 0
            counted[result] = np.bincount(code[said], minlength=len(firsts))
    # A matrix of terms by articles, whose cells are counted: one for each pair that occurs.
    shape = (
        len(firsts),
        int(article.max(initial=-1)) + 2,
    )  # an article_id that is missing has the number -1
    cells = coo_array((np.ones(len(code), dtype=bool), (code, article + 1)), shape=shape).tocsr()
    counted["articles"] = np.diff(cells.indptr).astype(np.int64)
    shared = list_shared(by, table=table, articles=articles)
    keys = [column for column in by if column in (*shared, "part")]
    sizes = measure_groups(grouped, keys, table=table, articles=articles)
    counted = (
        counted.merge(sizes, on=keys, how="left") if keys else counted.merge(sizes, how="cross")
    )
    counted["share"] = counted["articles"] / counted["all_articles"]
    counted["low"], counted["high"] = bound_share(counted["articles"], counted["all_articles"])
    # The sum is 0 where the length of the texts is not known: then the rate is missing.
    characters = counted["all_characters"].astype("float64")
    counted["rate"] = 10_000 * counted["count"] / characters.where(characters > 0)
    counts = counted.groupby(by, dropna=False)["count"] if by else counted["count"]
    counted["rank"] = counts.rank(method="min", ascending=False).astype("int64")
    columns = [*by, *(name for name in (*_RESULT[:1], *traits, *_RESULT[1:]) if name in counted)]
    return _sort(counted[columns], by)


def _spell_out(table: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Make text of columns that hold it as categories; a user's own columns stay as they are."""
    held = [column for column in columns if holds_texts(table[column].dtype)]
    return table.astype(dict.fromkeys(held, "str")) if held else table


def _sort(counted: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Sort by group, rank and term; strings by Arrow, which is twice as fast as pandas."""
    import pyarrow as pa
    import pyarrow.compute as pc

    keys = {"rank": pa.array(counted["rank"]), "term": pa.array(counted["term"].astype("str"))}
    order = pc.sort_indices(pa.table(keys), sort_keys=[(key, "ascending") for key in keys])
    ranked: pd.DataFrame = counted.iloc[order.to_numpy()]
    if by:
        ranked = ranked.sort_values(list(by), kind="stable")
    return ranked.reset_index(drop=True)


def check_terms(
    table: pd.DataFrame, *, keep_categories: bool = False
) -> tuple[pd.DataFrame, str, str]:
    """Check a table of terms; returns it, `tokens` or `phrases`, and the column of the terms."""
    table = check_table(table, "table", maker="tokenize or find_phrases")
    if not {"token", "phrase"} & set(table.columns):
        raise InputError(
            f"The table lacks token or phrase; it has {join_words(table.columns) or 'no columns'}. "
            "Give what tokenize or find_phrases makes."
        )
    source, name = ("tokens", "token") if "token" in table.columns else ("phrases", "phrase")
    needs = ["article_id", name]
    checked = check_table(table, source, needs=needs, keep_categories=keep_categories)
    return checked, source, name


def number_rows(keys: pd.DataFrame) -> Integers:
    """Number rows from 0 on, so that rows with the same keys have the same number."""
    combined = np.zeros(len(keys), dtype=np.int64)
    size = 1
    for name in keys.columns:
        # A token is mostly of the same kind as the one before, so that runs are numbered faster.
        key = _number_runs(keys[name]) if name == "kind" else pd.factorize(keys[name])[0]
        key += 1  # a missing value is a key of its own
        choices = int(key.max(initial=0)) + 1
        if size * choices > _MOST_KEYS:
            combined, size = pd.factorize(combined)[0], len(keys)
        # In place, since to allocate a new array would take longer than the sum.
        combined *= choices
        combined += key
        size *= choices
    if size > len(combined):
        return pd.factorize(combined)[0]
    # With few possible numbers no hashing is needed: for each, the first row that has it.
    firsts = np.full(size, len(combined), dtype=np.intp)
    firsts[combined[::-1]] = np.arange(len(combined))[::-1]
    found = np.flatnonzero(firsts < len(combined))
    numbers = np.empty(size, dtype=np.intp)
    numbers[found[np.argsort(firsts[found])]] = np.arange(len(found))
    return numbers[combined]


def _number_runs(values: pd.Series) -> Integers:
    """Do what `pd.factorize` does, but faster where a value is repeated many times in a row."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if values.dtype != "str":
        return pd.factorize(values)[0]
    strings = pa.array(values)
    whole = strings.combine_chunks() if isinstance(strings, pa.ChunkedArray) else strings
    runs = pc.run_end_encode(whole)
    numbers = pd.factorize(pd.array(runs.values, dtype="str"))[0]
    return np.repeat(numbers, np.diff(runs.run_ends.to_numpy(), prepend=0))


def attach_groups(
    rows: pd.DataFrame, by: Sequence[str], *, table: pd.DataFrame, articles: pd.DataFrame | None
) -> pd.DataFrame:
    """Add the columns of `by` to rows, from `articles` if it divides the articles.

    Also adds article_number, which stands for the article_id and is faster to compare.
    """
    if articles is None:
        number = _number_runs(rows["article_id"])
    else:
        number = find_rows(rows["article_id"], articles)
    rows = rows.assign(article_number=number)
    shared = list_shared(by, table=table, articles=articles)
    for column in by:
        if articles is not None and column in shared:
            rows[column] = articles[column].take(number).array
        else:
            rows[column] = table[column]
    return _spell_out(rows, [column for column in by if column in _OF_TOKENS])


def check_sized(by: Sequence[str], *, table: pd.DataFrame, articles: pd.DataFrame) -> None:
    """Check that the groups of `by` have a length: those of articles have one, or of parts."""
    shared = list_shared(by, table=table, articles=articles)
    odd = [column for column in by if column not in (*shared, "part")]
    if odd:
        raise InputError(
            f"{odd[0]!r} says what was found and not where, so that its groups have no size. "
            "Give a column of `articles`, under a name that the table has not."
        )


def measure_groups(
    grouped: pd.DataFrame,
    keys: Sequence[str],
    *,
    table: pd.DataFrame,
    articles: pd.DataFrame | None,
) -> pd.DataFrame:
    """Count all articles and all characters of each group: one row per group."""
    if articles is None:
        units = grouped[["article_id", *keys]].copy()
        known = "token" in table.columns and {"start", "end"} <= set(table.columns)
        units["characters"] = (table["end"] - table["start"]) if known else 0
    elif "part" in keys and "part" in table.columns:
        long = measure_parts(articles)
        rows, columns = np.nonzero(long)
        units = articles[["article_id", *(key for key in keys if key != "part")]].iloc[rows].copy()
        units["part"] = pd.array(np.array(list(PART_COLUMNS), dtype=object)[columns], dtype="str")
        units["characters"] = long[rows, columns]
    else:
        units = articles.assign(characters=measure_parts(articles).sum(axis=1))
    if not keys:
        # Without the table of articles, the highest number says how many there are.
        numbered = int(grouped["article_number"].to_numpy().max(initial=-1)) + 1
        there = numbered if articles is None else articles["article_id"].nunique()
        return pd.DataFrame({"all_articles": [there], "all_characters": units["characters"].sum()})
    groups = units.reset_index(drop=True).groupby(list(keys), dropna=False)
    sizes = pd.DataFrame(
        {
            "all_articles": groups["article_id"].nunique(),
            "all_characters": groups["characters"].sum(),
        }
    )
    return sizes.reset_index()
