"""Which words stand beside a word more often than chance puts them there."""

import re
from collections.abc import Iterable
from numbers import Integral
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.arrays import Flags, Integers
from analysis.schema import InputError, check_choice, check_table, list_choices
from analysis.terms.counts import number_rows

__all__ = ["find_collocates", "measure_association"]

_SENTENCE_END: Final = re.compile(r"[。！？!?\n]")
_SAYS_SOMETHING: Final = re.compile(r"[^\W_]")
_COLUMNS: Final = (
    *("term", "count", "all_count", "of_count", "expected", "articles"),
    *("mi", "npmi", "log_dice", "rank"),
)


def find_collocates(
    tokens: pd.DataFrame,
    *,
    of: str | Iterable[str],
    window: int | Literal["sentence"] = 5,
    fewest: int = 3,
) -> pd.DataFrame:
    """Find the words that stand beside a word more often than chance puts them there.

    One row per word found, by its NPMI.

    Parameters
    ----------
    tokens
        The table `tokens` in reading order; needs `article_id` and `token`, and `part` where there
        are headlines. Dropping stop words with `drop_tokens` first widens the window; the sentence
        needs the tokens with their punctuation. Punctuation itself is never a collocate.
    of
        The word, as it stands in `token`, or several that are taken as one.
    window
        Tokens on each side, or "sentence". Neither reaches into the next part or article.
    fewest
        The fewest times that a word must stand beside: NPMI is high by chance where it is rare.

    Returns
    -------
    DataFrame
        term; count, how often it stands beside; all_count, how often altogether; of_count, how
        often the word of `of`; expected, the count to be expected if it kept no company; articles
        in which they stand together; mi = log2(count / expected); npmi, mi divided by
        -log2(count / N), from -1 (never together) over 0 (by chance) to 1 (never apart);
        log_dice = 14 + log2(2 count / (of_count + all_count)), which does not depend on the size of
        the collection; rank by npmi.

        In a window, counts are tokens and N is all tokens; expected is computed from the number of
        tokens in the windows, where a token between two of `of` counts once. `of` itself is no
        collocate. In a sentence, all counts are sentences. Sources: Church and Hanks (1990); Bouma
        (2009); Rychlý (2008); Evert (2008) for the two kinds of company.

    Raises
    ------
    InputError
        Where a column is missing, the word is not among the tokens, the window is not above 0, or
        no sentence ends are among the tokens.

    Examples
    --------
    >>> tokens = pd.DataFrame({"article_id": "a", "token": list("党建强则党建实")})
    >>> find_collocates(tokens, of="党", window=1, fewest=2)[["term", "count"]].values.tolist()
    [['建', 2]]
    """
    needs = ["article_id", "token"]
    tokens = check_table(tokens, "tokens", needs=needs, keep_categories=True)
    words = set(list_choices(of, "of"))
    code, distinct = pd.factorize(tokens["token"])
    distinct = distinct.astype("str")
    is_node = np.asarray(distinct.isin(list(words)))[code]
    if not is_node.any():
        raise InputError(f"{'、'.join(sorted(words))} is not among the tokens; see token's values.")
    keys = ["article_id", *(["part"] if "part" in tokens.columns else [])]
    text = number_rows(tokens[keys])
    if not isinstance(window, Integral):
        check_choice(window, "window", ("sentence", "a number of tokens"))
    if window == "sentence":
        counted = _count_sentences(tokens, code, is_node, text)
    elif window > 0:
        counted = _count_window(tokens, code, is_node, text, window)
    else:
        raise InputError(f"window={window!r} must be a number of tokens above 0, or 'sentence'.")
    of_count = counted.words
    found = pd.DataFrame({"code": counted.codes, "article": counted.articles})
    counts = found.groupby("code")["article"].agg(["size", "nunique"])
    says = _matches(_SAYS_SOMETHING, distinct[counts.index])
    counts = counts[says & (counts["size"] >= fewest).to_numpy()]
    count = counts["size"].to_numpy()
    all_count = counted.each[counts.index]
    collocates = measure_association(count, counted.beside, all_count, counted.total)
    # The other measures take the number of tokens in the windows; logDice that of the word itself.
    collocates["log_dice"] = 14 + np.log2(2 * count / (of_count + all_count))
    collocates = collocates.assign(
        term=distinct[counts.index],
        count=count,
        all_count=all_count,
        of_count=of_count,
        articles=counts["nunique"].to_numpy(),
        rank=collocates["npmi"].rank(method="min", ascending=False).astype("int64"),
    )
    return collocates.sort_values(["rank", "term"], ignore_index=True)[list(_COLUMNS)]


def measure_association(
    together: npt.ArrayLike, first: npt.ArrayLike, second: npt.ArrayLike, total: npt.ArrayLike
) -> pd.DataFrame:
    """Measure how closely two things go together, from counts.

    One row per pair: expected, mi, npmi and log_dice, as in `find_collocates`.

    Parameters
    ----------
    together, first, second
        How often both were counted together, and each altogether.
    total
        N, the number of units in which they were counted.

    Examples
    --------
    >>> measure_association([10], [10], [10], [1000]).round(2).values.tolist()
    [[0.1, 6.64, 1.0, 14.0]]
    """
    o, x, y, n = (np.asarray(values, dtype=float) for values in (together, first, second, total))
    expected = x * y / n
    with np.errstate(divide="ignore", invalid="ignore"):
        mi = np.log2(o / expected)
        # The limits of the quotient: never together is -1, together everywhere is 1.
        npmi = np.select([o == 0, o == n], [-1.0, 1.0], mi / -np.log2(o / n))
        log_dice = 14 + np.log2(2 * o / (x + y))
    return pd.DataFrame({"expected": expected, "mi": mi, "npmi": npmi, "log_dice": log_dice})


class _Counted(NamedTuple):
    """Counts of units, which are tokens or sentences.

    `words` have the word of `of`, `beside` stand in its windows, `total` are all, `each` has the
    number for each word. `codes` and `articles` name the word and the article of each unit that
    stands beside.
    """

    words: int
    beside: int
    total: int
    each: Integers
    codes: Integers
    articles: Integers


def _count_window(
    tokens: pd.DataFrame, code: Any, is_node: Any, text: Any, window: int
) -> _Counted:
    """Count the tokens in the windows around the word."""
    beside = np.zeros(len(code), dtype=bool)
    nodes = np.flatnonzero(is_node)
    for step in range(1, window + 1):
        for near in (nodes - step, nodes + step):
            inside = (near >= 0) & (near < len(code))
            at = near[inside]
            beside[at[text[at] == text[nodes[inside]]]] = True
    beside &= ~is_node
    at = np.flatnonzero(beside)
    article = pd.factorize(tokens["article_id"])[0]
    return _Counted(len(nodes), len(at), len(code), np.bincount(code), code[at], article[at])


def _count_sentences(tokens: pd.DataFrame, code: Any, is_node: Any, text: Any) -> _Counted:
    """Count sentences; a sentence counts once for each word in it."""
    distinct = pd.unique(tokens["token"])
    ends = _matches(_SENTENCE_END, distinct)[code]
    if not ends.any():
        raise InputError(
            "No sentence ends among the tokens: give them before punctuation is dropped."
        )
    begins = np.r_[True, ends[:-1] | (text[1:] != text[:-1])]
    sentence = np.cumsum(begins) - 1
    # A line break or a closing mark behind 。 would be a sentence of its own, without any word.
    says = _matches(_SAYS_SOMETHING, distinct)[code]
    article = pd.factorize(tokens["article_id"])[0]
    held = pd.DataFrame({"sentence": sentence, "code": code, "article": article, "node": is_node})
    held = held[says].drop_duplicates(["sentence", "code"])
    with_node = held["sentence"].isin(held.loc[held["node"], "sentence"])
    of_count = int(held.loc[with_node, "sentence"].nunique())
    beside = held[with_node & ~held["node"]]
    counts = np.bincount(held["code"], minlength=len(distinct))
    total = int(held["sentence"].nunique())
    codes, articles = beside["code"].to_numpy(), beside["article"].to_numpy()
    return _Counted(of_count, of_count, total, counts, codes, articles)


def _matches(pattern: re.Pattern[str], tokens: Iterable[str]) -> Flags:
    return np.array([pattern.search(token) is not None for token in tokens], dtype=bool)
