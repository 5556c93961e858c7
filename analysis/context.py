"""Keyword in context: whatever can be counted, shown in its sentences."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from analysis.arrays import Integers
from analysis.phrases import search_parts
from analysis.places import PART_COLUMNS, Part, iterate_parts, measure_parts
from analysis.schema import (
    InputError,
    check_choice,
    check_table,
    is_table,
    list_choices,
    make_columns,
)

__all__ = ["find_context", "spread_evidence"]

# A sentence ends with 。, ! or ? and closing quotation marks and brackets, or with the line.
_SENTENCE_END: Final = re.compile(r"[。！？!?]+[”’」』）)]*|\n")
# Characters of a sentence that are shown on either side. Few sentences are longer, but a text
# without full stops can have millions of characters, which would be copied for each word in it.
_MOST: Final = 200
_CUT: Final = "…"
_PARTS: Final = tuple(PART_COLUMNS)
# Columns that name what a row is about; the first that a table has is taken.
_TERMS: Final = ("phrase", "name", "token", "term")
_COLUMNS: Final = {
    "article_id": "str",
    "newspaper": "str",
    "date": "datetime64[ms]",
    "page": "Int64",
    "headline": "str",
    "line": "Int64",
    "column": "Int64",
    "part": "str",
    "start": "Int64",
    "end": "Int64",
    "term": "str",
    "count": "Int64",
    "left": "str",
    "match": "str",
    "right": "str",
}


def find_context(
    articles: pd.DataFrame,
    *,
    of: str | Iterable[str] | pd.DataFrame,
    width: int | None = None,
    top: int | None = None,
    sort: Literal["left", "right"] | None = None,
) -> pd.DataFrame:
    """Show words, phrases, people or the rows of another table in their sentences.

    One row per occurrence.

    Parameters
    ----------
    articles
        Needs `article_id` and `text`; the other parts, the place on the page, newspaper and date
        are used where there are any.
    of
        What to show. A word, or several: every place where these characters stand, inside longer
        words too; quotation marks, blanks and a line break inside do not hide them. Or a table with
        article_id, part, start and end (`mentions`, `phrases`, `tokens`, or rows of them): exactly
        its rows, as far as they are of these articles. Or the table `themes`: the words that speak
        for each theme, `term` being the theme. Or a table with a column `term` or `name`
        (made by `count_terms`, `count_mentions`, `list_offices`, `rank_precedence`): its words, as
        if they were given as a list. Or a table with source and target (made by `link_people`):
        both names, in the articles that hold both.
    width
        Characters to show on each side. When not given, the sentence, of which at most 200
        characters are shown on each side; "…" stands where it is cut.
    top
        How many rows there are at most for each term, the first in the text; all when not given.
    sort
        "right" sorts by what follows, "left" by what stands before, read from the match outwards;
        otherwise the rows are in the order of the text.

    Returns
    -------
    DataFrame
        article_id, newspaper, date, page, headline, line, column, part, start, end, term (what was
        looked for: the word, or the canonical form in the other table), count (the occurrences of
        this term, with those that `top` leaves out), left, match, right. left, match and right put
        together are the text as it stands there, but for "…" before or behind a part of a long
        sentence.

    Raises
    ------
    InputError
        Where a column is missing, a word is empty, `width` or `top` is negative, `sort` is not
        known, or a row of the other table reaches beyond its text.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": ["会议召开。他说,要减负。散会。"]})
    >>> find_context(articles, of="减负")[["left", "match", "right"]].values.tolist()
    [['他说,要', '减负', '。']]
    """
    articles = check_table(articles, "articles", needs=["article_id", "text"])
    check_choice(sort, "sort", ("left", "right", None))
    if width is not None and width < 0:
        raise InputError(f"width={width} is negative; give a number of characters, or None.")
    if top is not None and top < 0:
        raise InputError(f"top={top} is negative; give a number of rows for each term, or None.")
    rows: list[int] = []
    shown: list[tuple[Any, ...]] = []
    counts: Counter[Any] = Counter()
    for part, occurrences in _find_occurrences(articles, of, top, counts):
        ends: list[int] | None = None
        for start, end, term in occurrences:
            if width is None:
                if ends is None:
                    ends = [found.end() for found in _SENTENCE_END.finditer(part.text)]
                before, after = bisect_right(ends, start), bisect_left(ends, end)
                first = ends[before - 1] if before else 0
                last = ends[after] if after < len(ends) else len(part.text)
                left, right = _cut_sentence(part.text, first, start, end, last)
            else:
                left = part.text[max(0, start - width) : start]
                right = part.text[end : end + width]
            line, column = part.locate(start) or (None, None)
            rows.append(part.row)
            shown.append(
                (
                    *(line, column, part.part, start, end, term),
                    *(left, part.text[start:end], right),
                )
            )
    return _sort_rows(_make_rows(articles, rows, shown, counts), sort)


def _cut_sentence(text: str, first: int, start: int, end: int, last: int) -> tuple[str, str]:
    """Take what stands before and behind the match in its sentence, cut if it is very long."""
    left = text[max(first, start - _MOST) : start]
    right = text[end : min(last, end + _MOST)]
    return (
        _CUT + left if start - first > _MOST else left,
        right + _CUT if last - end > _MOST else right,
    )


_Found = Iterator[tuple[Part, Iterable[tuple[int, int, Any]]]]


def _find_occurrences(
    articles: pd.DataFrame,
    of: str | Iterable[str] | pd.DataFrame,
    top: int | None,
    counts: Counter[Any],
) -> _Found:
    """Yield the parts in which something is found, with its first occurrences; count them all."""
    if is_table(of):
        named = {*_TERMS, "source", "target"}.intersection(check_table(of, "of").columns)
        of = check_table(of, "of", needs=named, keep_categories=True)
        if {"article_id", "theme", "evidence"} <= set(of.columns):
            of = spread_evidence(check_table(of, "themes", needs=["article_id", "evidence"]))
        if {"article_id", "part", "start", "end"} <= set(of.columns):
            needs = ["article_id", "part", "start", "end"]
            of = check_table(of, "of", needs=needs, keep_categories=True)
            yield from _take_rows(articles, of, top, counts)
            return
        if {"source", "target"} <= set(of.columns):
            yield from _stop_at(top, _find_pairs(articles, of), counts)
            return
        column = next((name for name in ("term", "name", "phrase") if name in of.columns), None)
        if column is None:
            raise InputError(
                "The table of `of` needs article_id, part, start and end, or a column of words "
                "(term, name or phrase), or source and target."
            )
        of = of[column].dropna().tolist()
    words = list_choices(of, "of")
    hits = search_parts(iterate_parts(articles), {word: word for word in words})
    yield from _stop_at(top, ((part, sorted(own)) for part, own in hits), counts)


def _stop_at(top: int | None, found: _Found, counts: Counter[Any]) -> _Found:
    """Count all occurrences, and yield of each term the first."""
    for part, occurrences in found:
        first = []
        for start, end, term in occurrences:
            counts[term] += 1
            if top is None or counts[term] <= top:
                first.append((start, end, term))
        yield part, first


def spread_evidence(themes: pd.DataFrame) -> pd.DataFrame:
    """Make one row per span that speaks for a theme; `term` is the theme, `word` what speaks.

    Texts are categories: of a large collection there are millions of rows.
    """
    import pyarrow as pa
    from pyarrow import compute

    span = pa.struct(
        {"term": pa.string(), "part": pa.string(), "start": pa.int64(), "end": pa.int64()}
    )
    spans = pa.Table.from_pandas(
        themes[["evidence"]], pa.schema({"evidence": pa.list_(span)}), preserve_index=False
    )["evidence"].combine_chunks()
    owners = np.repeat(np.arange(len(themes)), compute.list_value_length(spans).fill_null(0))
    table = {"article_id": themes["article_id"], "term": themes["theme"]}
    table = {name: column.astype("category").array[owners] for name, column in table.items()}
    word, part, start, end = spans.flatten().flatten()
    texts = {
        name: own.dictionary_encode().to_pandas() for name, own in (("word", word), ("part", part))
    }
    places = {
        name: own.cast(pa.int32()).to_numpy() for name, own in (("start", start), ("end", end))
    }
    return pd.DataFrame(table | texts | places)


def _find_pairs(articles: pd.DataFrame, links: pd.DataFrame) -> _Found:
    """Yield the occurrences of the two names of each row, in the articles that have both."""
    pairs = list(links[["source", "target"]].dropna().itertuples(index=False, name=None))
    words = {name: name for name in list_choices((name for pair in pairs for name in pair), "of")}
    partners: dict[str, set[str]] = {}
    for one, other in pairs:
        partners.setdefault(one, set()).add(other)
        partners.setdefault(other, set()).add(one)
    parts = [(part, sorted(hits)) for part, hits in search_parts(iterate_parts(articles), words)]
    named: dict[int, set[str]] = {}
    for part, hits in parts:
        named.setdefault(part.row, set()).update(str(hit.phrase) for hit in hits)
    for part, hits in parts:
        together = [hit for hit in hits if partners[str(hit.phrase)] & named[part.row]]
        if together:
            yield part, together


def _take_rows(
    articles: pd.DataFrame, table: pd.DataFrame, top: int | None, counts: Counter[Any]
) -> _Found:
    """Yield the parts of which the table has rows, with these in reading order, longest first.

    What `top` leaves out is counted by its number alone, so that no text is opened for it.
    """
    name = next((name for name in _TERMS if name in table.columns), None)
    term, terms = _number(pd.Series([None]).repeat(len(table)) if name is None else table[name])
    rows, parts = (
        pd.Index(known).get_indexer(distinct)[code]
        for known, (code, distinct) in (
            (articles["article_id"], _number(table["article_id"])),
            (_PARTS, _number(table["part"])),
        )
    )
    starts = table["start"].to_numpy(dtype=np.int64)
    ends = table["end"].to_numpy(dtype=np.int64)
    order = np.lexsort((-ends, starts, parts, rows))
    order = order[(rows[order] >= 0) & (parts[order] >= 0)]
    long = measure_parts(articles)[rows[order], parts[order]]
    order, long = order[long > 0], long[long > 0]
    beyond = order[ends[order] > long]
    if len(beyond):
        raise InputError(
            f"A row of `of` reaches beyond the {_PARTS[parts[beyond[0]]]} of "
            f"{articles['article_id'].iloc[rows[beyond[0]]]!r}. "
            "Was the table made from other articles?"
        )
    term = term[order]
    counts.update(dict(zip(terms, np.bincount(term, minlength=len(terms)).tolist(), strict=True)))
    if top is not None:
        first = pd.Series(term).groupby(term).cumcount().to_numpy() < top
        order, term = order[first], term[first]
    opened = np.unique(rows[order])
    where = rows[order] * len(_PARTS) + parts[order]
    for part in iterate_parts(articles.iloc[opened]):
        row = int(opened[part.row])
        key = row * len(_PARTS) + _PARTS.index(part.part)
        there = slice(*np.searchsorted(where, [key, key + 1]))
        own = order[there]
        if len(own):
            yield (
                part._replace(row=row),
                zip(starts[own].tolist(), ends[own].tolist(), terms[term[there]], strict=True),
            )


def _number(column: pd.Series) -> tuple[Integers, Any]:
    """A number for each value of a column, and the different values, each once."""
    code, distinct = pd.factorize(column, use_na_sentinel=False)
    return code, distinct.to_numpy(dtype=object)


def _make_rows(
    articles: pd.DataFrame,
    rows: list[int],
    shown: list[tuple[Any, ...]],
    counts: Mapping[Any, int],
) -> pd.DataFrame:
    found = ("line", "column", "part", "start", "end", "term", "left", "match", "right")
    values: dict[str, Any] = dict(zip(found, zip(*shown, strict=True), strict=False))
    values["count"] = [counts[term] for term in values.get("term", ())]
    for name in ("article_id", "newspaper", "date", "page", "headline"):
        if name in articles.columns:
            values[name] = articles[name].iloc[rows].tolist()
    return make_columns(values, _COLUMNS)


def _sort_rows(contexts: pd.DataFrame, sort: str | None) -> pd.DataFrame:
    if sort is None:
        return contexts
    keys = contexts["right"] if sort == "right" else contexts["left"].map(lambda text: text[::-1])
    return contexts.loc[keys.sort_values(kind="stable").index].reset_index(drop=True)
