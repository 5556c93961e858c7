"""Tokens → articles as vectors, which can be compared by their cosine."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.arrays import Flags, Floats
from analysis.lexicon import read_lexicon
from analysis.schema import InputError, check_table
from analysis.tokens import drop_tokens
from analysis.topics.words import OwnThemes

__all__ = [
    "FEWEST",
    "SMALL",
    "ArticleVectors",
    "Floats",
    "Labels",
    "Vectors",
    "WordCounts",
    "choose_words",
    "draw_sample",
    "make_collection",
    "make_vectors",
    "scale",
    "weigh_by_rarity",
]

# Of fewer articles no clusters are made.
FEWEST: Final = 3
# Smaller collections are clustered by joining the most similar articles one by one.
SMALL: Final = 40
# If the median article has fewer words than this, articles share too few to be compared by the
# words alone, and are compared by the meaning that words have in the collection.
_SHORT: Final = 40
_DIMENSIONS: Final = 50
# The dimensions of the vectors are found in at most this many articles: of more, in a sample.
_FITTED: Final = 10_000
_WORD_DIMENSIONS: Final = 30

Labels = npt.NDArray[np.int64]
Vectors = Callable[[list[str]], npt.ArrayLike]


class WordCounts(NamedTuple):
    """How often each word occurs in each article and in each headline, as sparse matrices.

    `counts` and `headlines` have a row per article and a column per term; so does `seeds`, with a
    row per topic given by the user.
    """

    article_ids: list[str]
    terms: list[str]
    is_phrase: Flags
    counts: Any
    headlines: Any
    seeds: Any


class ArticleVectors(NamedTuple):
    """Articles as vectors of length 1 (`space`), and as such also the topics given by the user."""

    words: WordCounts
    space: Floats
    pinned: Floats


def make_collection(
    tokens: pd.DataFrame, *, seeds: OwnThemes | None, vectors: Vectors | None, persons: bool
) -> ArticleVectors:
    """Make vectors of the articles of a table of tokens."""
    needs = ["article_id", "token", "kind"]
    tokens = check_table(tokens, "tokens", needs=needs, keep_categories=True)
    words = _count_words(tokens, seeds or {}, persons=persons)
    articles = len(words.article_ids)
    if articles < FEWEST or vectors is None:
        return make_vectors(words)
    cut = tokens[["article_id", "token"]].astype("str")
    texts = cut.groupby("article_id")["token"].agg("".join).reindex(words.article_ids)
    rows = _call_vectors(vectors, [*texts.tolist(), *map(" ".join, (seeds or {}).values())])
    return ArticleVectors(words, rows[:articles], rows[articles:])


def make_vectors(words: WordCounts) -> ArticleVectors:
    """Make vectors of articles from the counts of their words."""
    articles = len(words.article_ids)
    if articles < FEWEST or not words.terms:
        return ArticleVectors(words, np.zeros((articles, 1)), np.zeros((0, 1)))
    vectors = _make_vectors(words)
    return ArticleVectors(words, vectors[:articles], vectors[articles:])


def _count_words(tokens: pd.DataFrame, seeds: OwnThemes, *, persons: bool) -> WordCounts:
    """Count the words of a table of tokens."""
    from scipy.sparse import csr_matrix

    code, distinct_ids = pd.factorize(tokens["article_id"])
    ids, of_id = np.unique(distinct_ids.astype(str), return_inverse=True)
    # In 32 bits, since there are millions of tokens.
    of_article = of_id.astype(np.int32)[code]
    del code
    left_out: tuple[Literal["person"], ...] = () if persons else ("person",)
    needed = ["token", "kind", *(["part"] if "part" in tokens.columns else [])]
    kept = drop_tokens(
        tokens[needed].assign(article=of_article),
        kinds=left_out,
        parts=("byline",) if "part" in tokens.columns else (),
        shorter_than=2,
    )
    codes, distinct = pd.factorize(kept["token"])
    order = np.argsort(distinct.to_numpy(dtype=object), kind="stable")
    column_of = np.empty(len(order), dtype=np.int32)
    column_of[order] = np.arange(len(order))
    shape = (len(ids), len(order))
    where = kept["article"].to_numpy(), column_of[codes]
    counts = csr_matrix((np.ones(len(kept)), where), shape=shape)
    in_headline = np.zeros(len(kept), dtype=bool)
    if "part" in kept.columns:
        in_headline = (kept["part"] == "headline").to_numpy(dtype=bool)
    of_headlines = tuple(column[in_headline] for column in where)
    headlines = csr_matrix((np.ones(in_headline.sum()), of_headlines), shape=shape)
    is_phrase = np.zeros(len(order), dtype=bool)
    is_phrase[column_of[codes[(kept["kind"] == "phrase").to_numpy()]]] = True
    terms = distinct.to_numpy(dtype=object)[order]
    return choose_words(ids.tolist(), terms, is_phrase, counts, headlines, seeds)


def choose_words(
    ids: list[str],
    terms: npt.NDArray[np.object_],
    is_phrase: Flags,
    counts: Any,
    headlines: Any,
    seeds: OwnThemes,
) -> WordCounts:
    """Leave out words of one article only and words of most; in a small collection, none."""
    articles = np.bincount(counts.indices, minlength=len(terms))
    told = articles > 0
    if len(ids) >= SMALL:
        told = (articles >= 2) & (articles <= 0.5 * len(ids))
    chosen = terms[told].tolist()
    return WordCounts(
        ids,
        chosen,
        is_phrase[told],
        counts[:, told],
        headlines[:, told],
        _count_seeds(seeds, chosen),
    )


def _count_seeds(seeds: OwnThemes, terms: Sequence[str]) -> Any:
    from scipy.sparse import csr_matrix

    column_of = {term: column for column, term in enumerate(terms)}
    rows: list[int] = []
    columns: list[int] = []
    for row, (name, words) in enumerate(seeds.items()):
        if isinstance(words, str):
            raise InputError(f"Write seeds={{{name!r}: [{words!r}]}}: the words are a list.")
        found = sorted({column_of[word] for word in words if word in column_of})
        if not found:
            raise InputError(
                f"No word of the topic {name!r} is in two articles. Give words as the tokens have "
                "them, set phrases whole."
            )
        rows += [row] * len(found)
        columns += found
    return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(seeds), len(terms)))


def _make_vectors(words: WordCounts) -> Floats:
    from scipy.sparse import vstack
    from sklearn.feature_extraction.text import TfidfTransformer

    counts = vstack([words.counts, words.seeds]).tocsr()
    weights = TfidfTransformer(sublinear_tf=True).fit(words.counts).transform(counts)
    articles, terms = words.counts.shape
    if articles < SMALL:
        return scale(np.log1p(counts.toarray()) * weigh_by_rarity(words.terms))
    if np.median(np.asarray(words.counts.sum(axis=1))) < _SHORT:
        vectors = weights @ _make_word_vectors(words.counts)
        return scale(vectors - vectors[:articles].mean(axis=0))
    dimensions = min(_DIMENSIONS, articles - 1, terms - 1)
    reduce, _ = _reduce(weights[draw_sample(articles, _FITTED)], dimensions)
    # Left out is a dimension in which the articles of the sample do not differ: there the others
    # would differ by chance alone.
    told = reduce.singular_values_ > 1e-9
    return scale(weights @ reduce.components_[told].T)


def _reduce(table: Any, dimensions: int) -> tuple[Any, Floats]:
    """Reduce a table to few dimensions; returns the model, and the rows as it places them."""
    from sklearn.decomposition import TruncatedSVD
    from threadpoolctl import threadpool_limits

    # One thread is faster: the products are many and small.
    reduce = TruncatedSVD(dimensions, algorithm="arpack", random_state=0)
    with threadpool_limits(1):
        return reduce, reduce.fit_transform(table)


def draw_sample(articles: int, at_most: int) -> Labels:
    """Draw the rows of a sample of articles, always the same; of all, if there are not more.

    They are drawn at random: to take every third article could mean the third of every page.
    """
    if articles <= at_most:
        return np.arange(articles)
    drawn = np.random.default_rng(0).choice(articles, at_most, replace=False, shuffle=False)
    return np.sort(drawn)


def weigh_by_rarity(terms: Sequence[str]) -> Floats:
    """Weigh words by how rare they are in news in general (list `common`).

    A few articles cannot show that a word like 会议 says little.
    """
    common = read_lexicon("common")
    shares = dict(zip(common["word"], common["share"].astype(float), strict=True))
    rarest = min(shares.values())
    return -np.log([shares.get(term, rarest) for term in terms])


def _make_word_vectors(counts: Any) -> Floats:
    """Make vectors of words, by which words occur in the same articles (positive PMI, reduced)."""
    from scipy.sparse import csr_matrix

    present = (counts > 0).astype(np.float64)
    together = (present.T @ present).tocoo()
    articles = together.diagonal()
    pmi = np.log(
        together.data * len(present.indptr[1:]) / (articles[together.row] * articles[together.col])
    )
    kept = (pmi > 0) & (together.row != together.col)
    table = csr_matrix((pmi[kept], (together.row[kept], together.col[kept])), shape=together.shape)
    reduce, vectors = _reduce(table, min(_WORD_DIMENSIONS, table.shape[0] - 1))
    # With the square root of singular values, a word and its neighbours have equal influence.
    return scale(vectors / np.sqrt(np.maximum(reduce.singular_values_, 1e-12)))


def _call_vectors(vectors: Vectors, texts: list[str]) -> Floats:
    rows = np.asarray(vectors(texts), dtype=np.float64)
    if rows.ndim != 2 or len(rows) != len(texts) or not np.isfinite(rows).all():
        raise InputError(
            f"`vectors` was given {len(texts)} texts and returned an array of shape "
            f"{rows.shape}. It must return one row of numbers for each."
        )
    return scale(rows)


def scale(rows: Floats) -> Floats:
    """Scale every row to the length 1; a row of zeros stays as it is."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 1e-12, lengths, 1), dtype=np.float64)
