"""A collection as clusters see it: articles as rows that can be compared by their cosine."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.lexicon import read_lexicon
from analysis.schema import InputError, check_table
from analysis.tokens import drop_tokens

__all__ = [
    "FEWEST",
    "SMALL",
    "Collection",
    "Labels",
    "Numbers",
    "Seeds",
    "Vectors",
    "Words",
    "choose_words",
    "draw_sample",
    "place_articles",
    "read_collection",
    "scale",
    "weigh_by_rarity",
]

# With fewer articles there is nothing to tell a group from its neighbours.
FEWEST: Final = 3
# In a collection smaller than this, articles are joined one by one while they are alike.
SMALL: Final = 40
# Articles with fewer words than this share too few to be compared by them directly.
_SHORT: Final = 40
_DIMENSIONS: Final = 50
# Directions are found in so many articles; of more, in a sample.
_FITTED: Final = 10_000
_WORD_DIMENSIONS: Final = 30

Numbers = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]
Seeds = Mapping[str, Iterable[str]]
Vectors = Callable[[list[str]], npt.ArrayLike]


class Words(NamedTuple):
    """How often each article and each headline has each word; `seeds` are rows of the same kind."""

    article_ids: list[str]
    terms: list[str]
    is_phrase: npt.NDArray[np.bool_]
    counts: Any
    headlines: Any
    seeds: Any


class Collection(NamedTuple):
    """Articles as rows of length 1 that point where their words do, and the pinned topics."""

    words: Words
    space: Numbers
    pinned: Numbers


def read_collection(
    tokens: pd.DataFrame, *, seeds: Seeds | None, vectors: Vectors | None, persons: bool
) -> Collection:
    """The articles of a table of tokens as rows that can be compared by their cosine."""
    tokens = check_table(tokens, "tokens", needs=["article_id", "token", "kind"])
    words = _gather_words(tokens, seeds or {}, persons=persons)
    articles = len(words.article_ids)
    if articles < FEWEST or vectors is None:
        return place_articles(words)
    texts = tokens.groupby("article_id")["token"].agg("".join).reindex(words.article_ids)
    placed = _call_vectors(vectors, [*texts.tolist(), *map(" ".join, (seeds or {}).values())])
    return Collection(words, placed[:articles], placed[articles:])


def place_articles(words: Words) -> Collection:
    """Articles as rows that can be compared by their cosine, from the words they have."""
    articles = len(words.article_ids)
    if articles < FEWEST or not words.terms:
        return Collection(words, np.zeros((articles, 1)), np.zeros((0, 1)))
    placed = _place_by_words(words)
    return Collection(words, placed[:articles], placed[articles:])


def _gather_words(tokens: pd.DataFrame, seeds: Seeds, *, persons: bool) -> Words:
    """Count the words of a table of tokens."""
    from scipy.sparse import csr_matrix

    code, distinct_ids = pd.factorize(tokens["article_id"])
    ids, of_id = np.unique(distinct_ids.astype(str), return_inverse=True)
    of_article = of_id[code]
    left_out: tuple[Literal["person"], ...] = () if persons else ("person",)
    kept = drop_tokens(
        tokens.assign(article=of_article),
        kinds=left_out,
        parts=("byline",) if "part" in tokens.columns else (),
        shorter_than=2,
    )
    codes, distinct = pd.factorize(kept["token"])
    order = np.argsort(distinct.to_numpy(dtype=object), kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    shape = (len(ids), len(order))
    where = kept["article"].to_numpy(), place[codes]
    counts = csr_matrix((np.ones(len(kept)), where), shape=shape)
    in_headline = np.zeros(len(kept), dtype=bool)
    if "part" in kept.columns:
        in_headline = (kept["part"] == "headline").to_numpy(dtype=bool)
    of_headlines = tuple(column[in_headline] for column in where)
    headlines = csr_matrix((np.ones(in_headline.sum()), of_headlines), shape=shape)
    is_phrase = np.zeros(len(order), dtype=bool)
    is_phrase[place[codes[(kept["kind"] == "phrase").to_numpy()]]] = True
    terms = distinct.to_numpy(dtype=object)[order]
    return choose_words(ids.tolist(), terms, is_phrase, counts, headlines, seeds)


def choose_words(
    ids: list[str],
    terms: npt.NDArray[np.object_],
    is_phrase: npt.NDArray[np.bool_],
    counts: Any,
    headlines: Any,
    seeds: Seeds,
) -> Words:
    """Leave out, in a larger collection, the words of one article and those of most."""
    articles = np.bincount(counts.indices, minlength=len(terms))
    told = articles > 0
    if len(ids) >= SMALL:
        told = (articles >= 2) & (articles <= 0.5 * len(ids))
    chosen = terms[told].tolist()
    return Words(
        ids,
        chosen,
        is_phrase[told],
        counts[:, told],
        headlines[:, told],
        _count_seeds(seeds, chosen),
    )


def _count_seeds(seeds: Seeds, terms: Sequence[str]) -> Any:
    from scipy.sparse import csr_matrix

    places = {term: place for place, term in enumerate(terms)}
    rows: list[int] = []
    columns: list[int] = []
    for row, (name, words) in enumerate(seeds.items()):
        if isinstance(words, str):
            raise InputError(f"Write seeds={{{name!r}: [{words!r}]}}: the words are a list.")
        found = sorted({places[word] for word in words if word in places})
        if not found:
            raise InputError(
                f"No word of the topic {name!r} is in two articles. Give words as the tokens have "
                "them, set phrases whole."
            )
        rows += [row] * len(found)
        columns += found
    return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(seeds), len(terms)))


def _place_by_words(words: Words) -> Numbers:
    from scipy.sparse import vstack
    from sklearn.feature_extraction.text import TfidfTransformer

    counts = vstack([words.counts, words.seeds]).tocsr()
    weights = TfidfTransformer(sublinear_tf=True).fit(words.counts).transform(counts)
    articles, terms = words.counts.shape
    if articles < SMALL:
        return scale(np.log1p(counts.toarray()) * weigh_by_rarity(words.terms))
    if np.median(np.asarray(words.counts.sum(axis=1))) < _SHORT:
        placed = weights @ _place_words(words.counts)
        return scale(placed - placed[:articles].mean(axis=0))
    dimensions = min(_DIMENSIONS, articles - 1, terms - 1)
    reduce, _ = _reduce(weights[draw_sample(articles, _FITTED)], dimensions)
    # Along a direction in which no article of the sample lies, others lie by chance.
    told = reduce.singular_values_ > 1e-9
    return scale(weights @ reduce.components_[told].T)


def _reduce(table: Any, dimensions: int) -> tuple[Any, Numbers]:
    """Find the directions in which the rows of a table vary together, and the rows in them."""
    from sklearn.decomposition import TruncatedSVD
    from threadpoolctl import threadpool_limits

    # A thousand small products: several threads wait for each other longer than they work.
    reduce = TruncatedSVD(dimensions, algorithm="arpack", random_state=0)
    with threadpool_limits(1):
        return reduce, reduce.fit_transform(table)


def draw_sample(articles: int, at_most: int) -> Labels:
    """The places of so many articles, drawn; of all where there are no more.

    The draw is always the same. Every third article could be the third of every page.
    """
    if articles <= at_most:
        return np.arange(articles)
    drawn = np.random.default_rng(0).choice(articles, at_most, replace=False, shuffle=False)
    return np.sort(drawn)


def weigh_by_rarity(terms: Sequence[str]) -> Numbers:
    """How rare words are in the news at large: seven articles cannot tell that 会议 says little."""
    common = read_lexicon("common")
    shares = dict(zip(common["word"], common["share"].astype(float), strict=True))
    rarest = min(shares.values())
    return -np.log([shares.get(term, rarest) for term in terms])


def _place_words(counts: Any) -> Numbers:
    """Place words by the company they keep: the positive PMI of words of one article, reduced."""
    from scipy.sparse import csr_matrix

    present = (counts > 0).astype(np.float64)
    together = (present.T @ present).tocoo()
    articles = together.diagonal()
    pmi = np.log(
        together.data * len(present.indptr[1:]) / (articles[together.row] * articles[together.col])
    )
    kept = (pmi > 0) & (together.row != together.col)
    table = csr_matrix((pmi[kept], (together.row[kept], together.col[kept])), shape=together.shape)
    reduce, placed = _reduce(table, min(_WORD_DIMENSIONS, table.shape[0] - 1))
    # The root of the singular values: words and their company weigh the same.
    return scale(placed / np.sqrt(np.maximum(reduce.singular_values_, 1e-12)))


def _call_vectors(vectors: Vectors, texts: list[str]) -> Numbers:
    placed = np.asarray(vectors(texts), dtype=np.float64)
    if placed.ndim != 2 or len(placed) != len(texts) or not np.isfinite(placed).all():
        raise InputError(
            f"`vectors` was given {len(texts)} texts and returned an array of shape "
            f"{placed.shape}. It must return one row of numbers for each."
        )
    return scale(placed)


def scale(rows: Numbers) -> Numbers:
    """Give every row the length 1; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 1e-12, lengths, 1), dtype=np.float64)
