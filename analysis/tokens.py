"""Text cut into tokens around names and set phrases, which are never cut in two."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, partial
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.lexicon import read_lexicon
from analysis.phrases import check_ids, find_phrases, group_parts
from analysis.places import Part, iterate_parts
from analysis.schema import InputError, check_table, make_table

__all__ = ["drop_tokens", "tokenize"]

Engine = Literal["rjieba", "jieba"]
Kind = Literal["word", "phrase", "person"]

_KINDS: Final[tuple[Kind, ...]] = ("word", "phrase", "person")
# Characters that are cut in one go.
_BATCH: Final = 250_000
# The columns that a token has from its article.
_SHARED: Final = ("article_id", "newspaper", "date", "page")

_SAYS_SOMETHING: Final = re.compile(r"[^\W_]")
_NUMBER: Final = re.compile(
    r"[+-]?\d[\d.,．，:/-]*[%％‰]?|第?[零〇一二两三四五六七八九十百千万亿]+|[①-⒛㈠-㈩Ⅰ-ⅻ]"
)
# Runs of Latin letters and digits that rjieba keeps whole: F-16, 1.3nm, 2019-2023.
_RUN: Final = re.compile(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)+%?")


class Span(NamedTuple):
    """A name or a set phrase that stands somewhere in a text."""

    start: int
    end: int
    token: str
    kind: Kind


def tokenize(
    articles: pd.DataFrame,
    *,
    mentions: pd.DataFrame | None = None,
    phrases: pd.DataFrame | None = None,
    engine: Engine = "rjieba",
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

    Returns
    -------
    DataFrame
        The table `tokens`: article_id, newspaper, date, page, part, start, end (characters in that
        part), token (the canonical form of a phrase, the person's name for a mention, else as
        printed) and kind (word, phrase, person).

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
    check_table(articles, "articles", needs=["article_id", "text"])
    check_ids(articles)
    cut = _choose_engine(engine)
    if mentions is None:
        from analysis.officials import find_mentions

        mentions = find_mentions(articles)
    if phrases is None:
        phrases = find_phrases(articles)
    spans = _gather_spans(mentions, phrases)
    article_ids = articles["article_id"].tolist()
    batches = (
        _protect(parts, [spans.get((article_ids[part.row], part.part), ()) for part in parts])
        for parts in group_parts(iterate_parts(articles), size=_BATCH)
    )
    pieces = [_restore(batch, cut_text) for batch, cut_text in _cut_ahead(batches, cut)]
    return _make_tokens(articles, pieces)


def drop_tokens(
    tokens: pd.DataFrame,
    *,
    stopwords: bool = True,
    punctuation: bool = True,
    numbers: bool = True,
    kinds: Collection[Kind] = (),
    parts: Collection[str] = (),
    words: Collection[str] = (),
    shorter_than: int = 1,
) -> pd.DataFrame:
    """Drop the tokens that say nothing of the matter, before they are counted.

    One row per token that is left. Names and set phrases are dropped only by `kinds`, `parts` and
    `words`: 一 is a number, 一带一路 is none.

    Parameters
    ----------
    tokens
        The table `tokens`; needs `token`, and `kind` and `part` where they are used.
    stopwords
        Drop the words of the package's list `stopwords`: 的, 和, 以及, 进一步.
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
        Drop words with fewer characters than this. One character can be a word that matters (党),
        so that 1, which drops nothing, is where it starts.

    Returns
    -------
    DataFrame
        Rows of `tokens`, in the same order, index and columns as they were.

    Raises
    ------
    InputError
        Where a column is missing, or `kinds`, `parts` or `words` is one string instead of several.

    Examples
    --------
    >>> tokens = pd.DataFrame({"token": ["党", "的", "3", "项", "工作", "。"], "kind": "word"})
    >>> drop_tokens(tokens, words=["项"])["token"].tolist()
    ['党', '工作']
    """
    check_table(tokens, "tokens", needs=["token", "kind", *(["part"] if parts else [])])
    for name, value in (("kinds", kinds), ("parts", parts), ("words", words)):
        if isinstance(value, str):
            raise InputError(f"Write {name}=[{value!r}]: {name} is a list.")
    codes, distinct = pd.factorize(tokens["token"])
    stop = set(read_lexicon("stopwords")["word"]) if stopwords else set()
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
    own = distinct.isin(list(words))
    drop = own[codes] | (unwanted[codes] & (tokens["kind"] == "word").to_numpy())
    if kinds:
        drop |= tokens["kind"].isin(list(kinds)).to_numpy()
    if parts:
        drop |= tokens["part"].isin(list(parts)).to_numpy()
    return tokens[~drop]


class _Batch(NamedTuple):
    """Parts that are cut together: their spans, and their text with a sign in place of each."""

    parts: Sequence[Part]
    spans: Sequence[Sequence[Span]]
    sign: str
    text: str


class _Piece(NamedTuple):
    """The tokens of a batch, and how many each part has."""

    parts: Sequence[Part]
    counts: Sequence[int]
    tokens: Any
    lengths: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.int64]


@cache
def _choose_engine(engine: str) -> Callable[[str], list[str]]:
    """A cutter of our own: words that other code adds to jieba do not reach it."""
    if engine == "rjieba":
        import rjieba

        cut: Callable[[str], list[str]] = rjieba.Jieba().cut
        return cut
    if engine == "jieba":
        import jieba

        return partial(_cut_with_jieba, jieba.Tokenizer().lcut)
    raise InputError(f"There is no engine {engine!r}; choose 'rjieba' or 'jieba'.")


def _cut_with_jieba(cut: Callable[[str], list[str]], text: str) -> list[str]:
    """Cut with jieba, and keep whole the runs that rjieba keeps whole."""
    within = {place for run in _RUN.finditer(text) for place in range(run.start() + 1, run.end())}
    tokens: list[str] = []
    at = 0
    for token in cut(text):
        if at in within:
            tokens[-1] += token
        else:
            tokens.append(token)
        at += len(token)
    return tokens


def _gather_spans(
    mentions: pd.DataFrame, phrases: pd.DataFrame
) -> dict[tuple[str, str], list[Span]]:
    """The spans of names and set phrases by article and part."""
    spans: dict[tuple[str, str], list[Span]] = {}
    sources: tuple[tuple[pd.DataFrame, str, str, Kind], ...] = (
        (phrases, "phrases", "phrase", "phrase"),
        (mentions, "mentions", "name", "person"),
    )
    for table, name, token, kind in sources:
        needs = ["article_id", "part", "start", "end", token]
        check_table(table, name, needs=needs)
        for article_id, part, start, end, text in zip(
            *(table[column].tolist() for column in needs), strict=True
        ):
            spans.setdefault((article_id, part), []).append(Span(start, end, text, kind))
    return spans


def _choose_outermost(spans: Iterable[Span], part: Part) -> list[Span]:
    """Of spans that overlap the first, of those that begin together the longest, phrases first."""
    chosen: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end, span.kind == "person")):
        if not chosen or span.start >= chosen[-1].end:
            chosen.append(span)
    if chosen and chosen[-1].end > len(part.text):
        raise InputError(
            f"{chosen[-1].token!r} ends at character {chosen[-1].end} of a {part.part} of "
            f"{len(part.text)}. Were mentions and phrases found in other articles?"
        )
    return chosen


def _protect(parts: Sequence[Part], spans: Sequence[Sequence[Span]]) -> _Batch:
    """Put a sign in the place of every span, and of every end of a part.

    The sign stands nowhere else in these parts. The cutter never joins it with anything, so that it
    comes back as a token of its own, and many parts are cut in one go.
    """
    text = "".join(part.text for part in parts)
    sign = next(sign for sign in map(chr, range(0xE000, 0xF900)) if sign not in text)
    chosen = [_choose_outermost(found, part) for found, part in zip(spans, parts, strict=True)]
    pieces: list[str] = []
    for part, outermost in zip(parts, chosen, strict=True):
        at = 0
        for span in outermost:
            pieces += (part.text[at : span.start], sign)
            at = span.end
        pieces += (part.text[at:], sign)
    return _Batch(parts, chosen, sign, "".join(pieces))


def _cut_ahead(
    batches: Iterable[_Batch], cut: Callable[[str], list[str]]
) -> Iterator[tuple[_Batch, list[str]]]:
    """Cut each batch while the one before is made into a table: rjieba works beside Python."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        waiting: list[tuple[_Batch, Future[list[str]]]] = []
        for batch in batches:
            waiting.append((batch, pool.submit(cut, batch.text)))
            if len(waiting) > 1:
                done, future = waiting.pop(0)
                yield done, future.result()
        for done, future in waiting:
            yield done, future.result()


def _restore(batch: _Batch, cut_text: list[str]) -> _Piece:
    """Put names and set phrases back into the place of their signs."""
    import pyarrow as pa
    import pyarrow.compute as pc

    # The signs come back in the order in which they were put in.
    tokens: list[str] = []
    counts: list[int] = []
    whole: list[tuple[int, Span]] = []
    position = -1
    for spans in batch.spans:
        first = position + 1
        for span in spans:
            position = cut_text.index(batch.sign, position + 1)
            cut_text[position] = span.token
            whole.append((len(tokens) + position - first, span))
        position = cut_text.index(batch.sign, position + 1)
        tokens += cut_text[first:position]
        counts.append(position - first)
    column = pa.array(tokens, type=pa.large_string())
    lengths = pc.utf8_length(column).to_numpy().copy()
    kinds = np.zeros(len(tokens), dtype=np.int64)
    for at, span in whole:
        lengths[at] = span.end - span.start
        kinds[at] = _KINDS.index(span.kind)
    return _Piece(batch.parts, counts, column, lengths, kinds)


def _make_tokens(articles: pd.DataFrame, pieces: Sequence[_Piece]) -> pd.DataFrame:
    """Make the table of all pieces at once: what is the same for many rows is made once."""
    import pyarrow as pa

    if not pieces:
        return make_table("tokens", {})
    parts = [part for piece in pieces for part in piece.parts]
    owners = np.repeat(np.arange(len(parts)), [count for piece in pieces for count in piece.counts])
    lengths = np.concatenate([piece.lengths for piece in pieces])
    begins = np.cumsum([0, *(len(part.text) for part in parts)])
    ends = np.cumsum(lengths) - begins[owners]
    shared = {name: articles[name].tolist() for name in _SHARED if name in articles.columns}
    rows = np.array([part.row for part in parts])
    table = make_table("tokens", shared)[list(_SHARED)].take(rows[owners])
    table.index = pd.RangeIndex(len(table))
    table["part"] = pd.array([part.part for part in parts], dtype="str").take(owners)
    table["start"] = pd.array(ends - lengths, dtype="Int64")
    table["end"] = pd.array(ends, dtype="Int64")
    table["token"] = pd.array(pa.chunked_array([piece.tokens for piece in pieces]), dtype="str")
    kinds = np.concatenate([piece.kinds for piece in pieces])
    table["kind"] = pd.array(_KINDS, dtype="str").take(kinds)
    return table
