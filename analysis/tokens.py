"""Text cut into tokens around names and set phrases, which are never cut in two."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache, partial
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.arrays import Integers
from analysis.cuts import CutText, cut_around, remembering
from analysis.cutter import open_cutter
from analysis.lexicon import read_lexicon
from analysis.phrases import find_phrases
from analysis.places import PART_COLUMNS, Part, group_parts, iterate_parts
from analysis.progress import show_progress
from analysis.schema import (
    OF_ARTICLE,
    InputError,
    check_choice,
    check_table,
    list_choices,
    list_kinds,
    make_table,
    take_rows,
)

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["drop_tokens", "make_token_columns", "tokenize"]

Engine = Literal["rjieba", "jieba"]
Kind = Literal["word", "phrase", "person"]

_KINDS: Final[tuple[Kind, ...]] = ("word", "phrase", "person")
_PARTS: Final = tuple(PART_COLUMNS)
_BATCH: Final = 250_000  # characters that are cut in one go
_SAYS_SOMETHING: Final = re.compile(r"[^\W_]")
_NUMBER: Final = re.compile(
    r"[+-]?\d[\d.,．，:/-]*[%％‰]?|第?[零〇一二两三四五六七八九十百千万亿]+|[①-⒛㈠-㈩Ⅰ-ⅻ]"
)
# Runs of Latin letters and digits that rjieba keeps whole: F-16, 1.3nm, 2019-2023.
_RUN: Final = re.compile(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)+%?")


def tokenize(
    articles: pd.DataFrame,
    *,
    mentions: pd.DataFrame | None = None,
    phrases: pd.DataFrame | None = None,
    engine: Engine = "rjieba",
    progress: bool = False,
) -> pd.DataFrame:
    """Cut articles into tokens; a name or a set phrase is one token.

    One row per token, in reading order. The tokens of a part tile its text: punctuation, blanks
    and line breaks are tokens too (`drop_tokens` takes them out). Where a name and a set phrase
    overlap, the one that begins first is the token, and of two that begin together the longer: the
    phrase keeps its name whole in 毛泽东思想, since a doctrine counted as a person would count
    neither. Only outermost set phrases are tokens; those inside are rows of `phrases`. What lies
    between is cut by jieba's method and dictionary, whatever words other code has added to jieba.

    Parameters
    ----------
    articles
        Needs `article_id` and `text`; headline, deck and byline are cut where there are any.
    mentions, phrases
        The names and set phrases that stay whole: the tables of `find_mentions` and `find_phrases`
        for these articles, which are made when not given. An empty table protects nothing.
    engine
        `rjieba`, or `jieba` for the reference in pure Python, which gives the same tokens slowly.
        Both keep runs like F-16 and 1.3nm whole, which jieba by itself cuts at the sign inside.
    progress
        Show a bar on the standard error where it takes longer than two seconds.

    Returns
    -------
    DataFrame
        The table `tokens`: article_id, newspaper, date, page, part, start, end (characters in that
        part), token (the canonical form of a phrase, the person's name for a mention, else as
        printed, traditional characters written simplified) and kind (word, phrase, person).

    Raises
    ------
    InputError
        Where a column is missing, two articles have one article_id, the engine is not known, or a
        span reaches beyond its text.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": ["我市发展新质生产力。"]})
    >>> nobody = pd.DataFrame(columns=["article_id", "part", "start", "end", "name"])
    >>> tokens = tokenize(articles, mentions=nobody)
    >>> tokens["token"].tolist()
    ['我市', '发展', '新质生产力', '。']
    """
    articles = check_table(articles, "articles", needs=["article_id", "text"])
    check_choice(engine, "engine", ("rjieba", "jieba"))
    with remembering():
        if mentions is None:
            from analysis.officials import find_mentions

            mentions = find_mentions(articles, progress=progress)
        if phrases is None:
            phrases = find_phrases(articles, progress=progress)
        return _make_tokens(_cut_articles(articles, mentions, phrases, engine, progress=progress))


def make_token_columns(
    articles: pd.DataFrame, mentions: pd.DataFrame, phrases: pd.DataFrame
) -> pa.Table:
    """Make the table of `tokenize` as it is written to a file, without a string for every row.

    A value that many rows share, such as the article_id, is kept once and repeated by its number.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": ["会议召开。"]})
    >>> nothing = pd.DataFrame(columns=["article_id", "part", "start", "end", "name", "phrase"])
    >>> make_token_columns(articles, nothing, nothing)["token"].to_pylist()
    ['会议', '召开', '。']
    """
    import pyarrow as pa

    tokens = _cut_articles(articles, mentions, phrases, "rjieba", progress=False)
    by_part = {name: column.array for name, column in tokens.by_part.items()}
    kinds, there = pd.factorize(tokens.kinds)  # numbered as they come, like the other columns
    return pa.table(
        {
            **{name: _number(column, tokens.counts) for name, column in by_part.items()},
            "start": pa.array(tokens.starts),
            "end": pa.array(tokens.ends),
            "token": tokens.tokens,
            "kind": pa.DictionaryArray.from_arrays(
                kinds.astype(np.int32), pa.array([_KINDS[kind] for kind in there], pa.string())
            ),
        }
    )


def drop_tokens(
    tokens: pd.DataFrame,
    *,
    stopwords: Any = True,
    punctuation: bool = True,
    numbers: bool = True,
    kinds: Collection[Kind] = (),
    parts: Collection[str] = (),
    words: Collection[str] = (),
    shorter_than: int = 1,
) -> pd.DataFrame:
    """Drop the tokens that say nothing about the subject, before they are counted.

    One row per token that is left. Names and set phrases are only dropped by `kinds`, `parts` and
    `words`: 一 is dropped as a number, 一带一路 is not.

    Parameters
    ----------
    tokens
        The table `tokens`; needs `token`, and `kind` and `part` where they are used.
    stopwords
        Drop the words of the package's list `stopwords`: 的, 和, 以及, 进一步; nothing where it is
        False. Or a list of your own, laid over that as `read_lexicon` says: a list of words, a
        dict, a DataFrame or the path of a CSV with a column `word`. A word that begins with ``!``
        is not dropped.
    punctuation
        Drop punctuation, symbols, blanks and line breaks.
    numbers
        Drop numbers in digits or characters, with percent signs and ordinals: 2024, 3.5%, 第三.
    kinds
        Kinds of token to drop: `("person",)` leaves names out.
    parts
        Parts of the article to drop: `("byline",)` leaves credits and datelines out.
    words
        Tokens of your own to drop, whatever their kind.
    shorter_than
        Drop words with fewer characters than this. The default of 1 drops nothing, since a word of
        one character can matter (党).

    Returns
    -------
    DataFrame
        Rows of `tokens`, in the same order, index and columns as they were.

    Raises
    ------
    InputError
        Where a column is missing, or a kind or part is not known.

    Examples
    --------
    >>> tokens = pd.DataFrame({"token": ["党", "的", "3", "项", "工作", "。"], "kind": "word"})
    >>> drop_tokens(tokens, words=["项"])["token"].tolist()
    ['党', '工作']
    >>> drop_tokens(tokens, stopwords=["工作", "!的"])["token"].tolist()
    ['党', '的']
    """
    kinds = list_kinds(kinds, "kinds", "tokens", "kind")
    parts = list_kinds(parts, "parts", "tokens", "part")
    words = list_choices(words, "words")
    needs = ["token", "kind", *(["part"] if parts else [])]
    tokens = check_table(tokens, "tokens", needs=needs, keep_index=True, keep_categories=True)
    codes, distinct = pd.factorize(tokens["token"])
    stop = _choose_stopwords(stopwords)
    unwanted = np.array(
        [
            token in stop
            or len(token) < shorter_than
            or (punctuation and not _SAYS_SOMETHING.search(token))
            or (numbers and _NUMBER.fullmatch(token) is not None)
            for token in distinct.tolist()
        ],
        dtype=bool,
    )
    own = distinct.isin(words)
    drop = own[codes] | (unwanted[codes] & (tokens["kind"] == "word").to_numpy())
    if kinds:
        drop |= tokens["kind"].isin(kinds).to_numpy()
    if parts:
        drop |= tokens["part"].isin(parts).to_numpy()
    return tokens[~drop]


class _Spans(NamedTuple):
    """Names and set phrases in reading order, one per place in the arrays.

    `owners` are numbers of parts, `starts` and `ends` count characters in the part, `kinds` are
    numbers of `_KINDS`, `tokens` is what the token will be called.
    """

    owners: Integers
    starts: Integers
    ends: Integers
    kinds: Integers
    tokens: npt.NDArray[np.object_]

    def take(self, chosen: Any) -> _Spans:
        """Only the chosen spans."""
        owners, starts, ends, kinds, tokens = self
        return _Spans(owners[chosen], starts[chosen], ends[chosen], kinds[chosen], tokens[chosen])


class _Tokens(NamedTuple):
    """All tokens of some articles; `by_part` has a row per part with what its tokens share."""

    by_part: pd.DataFrame
    counts: Integers
    starts: Integers
    ends: Integers
    tokens: pa.ChunkedArray
    kinds: Integers


class _Batch(NamedTuple):
    """The tokens of some parts, one after another; `counts` says how many each part has."""

    counts: Integers
    tokens: pa.LargeStringArray
    lengths: Integers
    kinds: Integers


@cache
def _read_stopwords() -> frozenset[str]:
    return frozenset(read_lexicon("stopwords")["word"])


def _choose_stopwords(given: Any) -> frozenset[str]:
    if given is None or given is True:
        return _read_stopwords()
    if given is False:
        return frozenset()
    return frozenset(read_lexicon("stopwords", extra=given)["word"])


@cache
def _choose_engine(engine: str) -> CutText:
    """Open a cutter of our own, which words that other code adds to jieba do not change."""
    if engine == "rjieba":
        cut: CutText = open_cutter().cut
        return cut
    import jieba

    return partial(_cut_with_jieba, jieba.Tokenizer().lcut)


def _cut_with_jieba(cut: CutText, text: str) -> list[str]:
    """Cut with jieba, and keep whole the runs that rjieba keeps whole."""
    within = {at for run in _RUN.finditer(text) for at in range(run.start() + 1, run.end())}
    tokens: list[str] = []
    at = 0
    for token in cut(text):
        if at in within:
            tokens[-1] += token
        else:
            tokens.append(token)
        at += len(token)
    return tokens


def _cut_articles(
    articles: pd.DataFrame,
    mentions: pd.DataFrame,
    phrases: pd.DataFrame,
    engine: Engine,
    *,
    progress: bool,
) -> _Tokens:
    import pyarrow as pa

    parts = list(iterate_parts(articles))
    spans = _drop_overlaps(_gather_spans(articles, parts, mentions, phrases))
    with show_progress(len(parts), "tokens", shown=progress) as advance:
        batches = list(_cut_batches(parts, spans, engine, advance))
    rows = np.array([part.row for part in parts], dtype=np.intp)
    by_part = make_table(
        "tokens",
        {
            **take_rows(articles, rows),
            "part": [part.part for part in parts],
        },
    )[[*OF_ARTICLE, "part"]]
    counts, lengths, kinds = (
        np.concatenate([np.zeros(0, dtype=kind), *(getattr(batch, name) for batch in batches)])
        for name, kind in (("counts", np.int64), ("lengths", np.int64), ("kinds", np.int8))
    )
    begins = np.cumsum([0, *(len(part.text) for part in parts)])[: len(parts)]
    ends = np.cumsum(lengths) - np.repeat(begins, counts)
    tokens = pa.chunked_array([batch.tokens for batch in batches], pa.large_string())
    return _Tokens(by_part, counts, ends - lengths, ends, tokens, kinds)


def _gather_spans(
    articles: pd.DataFrame, parts: Sequence[Part], mentions: pd.DataFrame, phrases: pd.DataFrame
) -> _Spans:
    """Gather names and set phrases by part; of several that begin together the longest is first."""
    # The last row belongs to no article. An id that is not among the articles has the number -1,
    # which in numpy means this row.
    numbers = np.full((len(articles) + 1, len(PART_COLUMNS)), -1)
    for number, part in enumerate(parts):
        numbers[part.row, _PARTS.index(part.part)] = number
    found = []
    # Phrases come first, so that they win where a name has the same span.
    for table, name, token in ((phrases, "phrases", "phrase"), (mentions, "mentions", "name")):
        table = check_table(table, name, needs=["article_id", "part", "start", "end", token])
        rows = _find(table["article_id"], articles["article_id"])
        columns = _find(table["part"], _PARTS)
        owners = np.where((rows < 0) | (columns < 0), -1, numbers[rows, columns])
        here = (owners >= 0) & (table["end"] > table["start"]).to_numpy(bool)
        found.append(
            _Spans(
                owners[here],
                table["start"].to_numpy(np.intp)[here],
                table["end"].to_numpy(np.intp)[here],
                np.full(here.sum(), _KINDS.index("phrase" if token == "phrase" else "person")),
                table[token].to_numpy(object)[here],
            )
        )
    first, second = found
    both = _Spans(*(np.concatenate(pair) for pair in zip(first, second, strict=True)))
    order = np.lexsort((-both.ends, both.starts, both.owners))
    sizes = np.array([len(part.text) for part in parts], dtype=np.intp)
    for at in np.flatnonzero(both.ends > sizes[both.owners])[:1]:
        part = parts[both.owners[at]]
        raise InputError(
            f"{both.tokens[at]!r} ends at character {both.ends[at]} of a {part.part} of "
            f"{len(part.text)}. Were mentions and phrases found in other articles?"
        )
    return both.take(order)


def _find(values: pd.Series, among: Any) -> Integers:
    """The index of each value in `among`, whose values are all different; -1 where it has none."""
    codes, distinct = pd.factorize(values)
    found = pd.Index(among).get_indexer(pd.Index(distinct))
    return np.append(found, -1)[codes]


def _drop_overlaps(spans: _Spans) -> _Spans:
    """Leave out spans that begin inside an earlier one."""
    kept = []
    owner, reached = -1, 0
    columns = (spans.owners.tolist(), spans.starts.tolist(), spans.ends.tolist())
    for at, (own, start, end) in enumerate(zip(*columns, strict=True)):
        if own != owner or start >= reached:
            kept.append(at)
            owner, reached = own, end
    return spans.take(kept)


def _cut_batches(
    parts: Sequence[Part],
    spans: _Spans,
    engine: Engine,
    advance: Callable[[int], object],
) -> Iterator[_Batch]:
    """Cut the parts, some of them at a time."""
    cut, use_remembered = _choose_engine(engine), engine == "rjieba"
    first = 0
    for batch in group_parts(parts, size=_BATCH):
        last = first + len(batch)
        begin, end = np.searchsorted(spans.owners, (first, last))
        own = spans.take(slice(begin, end))
        own = own._replace(owners=own.owners - first)
        yield _cut_batch(batch, own, cut, use_remembered=use_remembered)
        advance(len(batch))
        first = last


def _cut_batch(
    parts: Sequence[Part], spans: _Spans, cut: CutText, *, use_remembered: bool
) -> _Batch:
    """Cut what lies between names and set phrases.

    Only the lengths of the tokens are kept: together with the text they determine the tokens, and a
    column made of them at once is far faster than one made of half a million strings.
    """
    texts = [part.plain for part in parts]
    text = "".join(texts)
    sizes = np.array([*map(len, texts)], dtype=np.int64)
    opens = np.cumsum(sizes) - sizes
    firsts, lasts = opens[spans.owners] + spans.starts, opens[spans.owners] + spans.ends
    starts = cut_around(texts, firsts, lasts, cut, use_remembered=use_remembered)
    lengths = np.diff(starts, append=len(text))
    whole = np.searchsorted(starts, firsts)  # the tokens that are a name or a set phrase
    kind_of = np.zeros(len(starts), dtype=np.int8)
    kind_of[whole] = spans.kinds
    names = spans.tokens.tolist()
    between = zip([0, *lasts.tolist()], [*firsts.tolist(), len(text)], strict=True)
    words = [text[end:start] for end, start in between]
    printed = "".join(chain.from_iterable(zip(words, [*names, ""], strict=True)))
    shown = lengths.copy()
    shown[whole] = [len(name) for name in names]
    counts = np.diff(np.searchsorted(starts, opens), append=len(starts))
    return _Batch(counts, _make_strings(printed, shown), lengths, kind_of)


def _make_strings(text: str, lengths: Integers) -> Any:
    """Cut a text into strings of these lengths, as a column."""
    import pyarrow as pa

    data = text.encode()
    firsts = np.flatnonzero((np.frombuffer(data, dtype=np.uint8) & 0xC0) != 0x80)
    offsets = np.append(firsts, len(data))[np.cumsum(np.append(0, lengths))]
    buffers = (pa.py_buffer(offsets.astype(np.int64, copy=False)), pa.py_buffer(data))
    return pa.LargeStringArray.from_buffers(len(lengths), *buffers)


def _make_tokens(tokens: _Tokens) -> pd.DataFrame:
    """Make the table; what the tokens of a part share is made once and repeated."""
    return pd.DataFrame(
        {
            **{name: _repeat(own.array, tokens.counts) for name, own in tokens.by_part.items()},
            "start": pd.array(tokens.starts, dtype="Int64", copy=False),
            "end": pd.array(tokens.ends, dtype="Int64", copy=False),
            "token": pd.array(tokens.tokens, dtype="str"),
            "kind": pd.array(_KINDS, dtype="str").take(tokens.kinds),
        },
        copy=False,
    )


def _repeat(values: Any, counts: Integers) -> Any:
    """Repeat each value as often as `counts` says; strings by Arrow, which is faster."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if values.dtype != "str":
        return values.repeat(counts)
    strings = pa.array(values)
    if isinstance(strings, pa.ChunkedArray):  # the column of a table made by pd.concat
        strings = strings.combine_chunks()
    runs = pa.RunEndEncodedArray.from_arrays(np.cumsum(counts), strings)
    return pd.array(pc.run_end_decode(runs), dtype="str")


def _number(values: Any, counts: Integers) -> pa.Array:
    """Repeat each value as often as `counts` says; each different string is kept once."""
    import pyarrow as pa

    if values.dtype != "str":
        return pa.array(values.repeat(counts))
    codes, distinct = pd.factorize(values)
    numbers = np.repeat(codes.astype(np.int32), counts)
    return pa.DictionaryArray.from_arrays(
        pa.array(numbers, mask=numbers < 0), pa.array(distinct, pa.string())
    )
