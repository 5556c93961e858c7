"""Clusters found in a collection: which articles go together, and by what words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.cutter import open_cutter
from analysis.lexicon import read_lexicon
from analysis.progress import show_progress
from analysis.schema import InputError, check_table, make_table
from analysis.tokens import drop_tokens

__all__ = [
    "Numbers",
    "Vectors",
    "cluster_articles",
    "describe_clusters",
    "rate_candidates",
    "read_collection",
]

# With fewer articles there is nothing to tell a group from its neighbours.
_FEWEST: Final = 3
# In a collection smaller than this, articles are joined one by one while they are alike.
_SMALL: Final = 40
_LEAST_LIKENESS: Final = 0.13
# Articles with fewer words than this share too few to be compared by them directly.
_SHORT: Final = 40
_DIMENSIONS: Final = 50
_WORD_DIMENSIONS: Final = 30
_STARTS: Final = 5
_ROUNDS: Final = 100
# An article that is less like the centre of its cluster than this is in none.
_LEAST_STRENGTH: Final = 0.1
_NUMBERS: Final = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50)
_SAMPLES: Final = 5
_RATED: Final = 2000  # articles by which numbers of clusters are rated; of more, an even sample
_SAMPLE_SHARE: Final = 0.8
# The terms of a cluster are those of so many that set it apart most which keep company most.
_SET_APART: Final = 50
_TERMS: Final = 10
_LABEL_TERMS: Final = 3
# A cluster is called by what a tenth of its articles have: by a set phrase rather than by a word,
# by a thing rather than by an act or a place, and not by a number, a day or a manner (parts of
# speech as jieba tags them).
_LABEL_SHARE: Final = 0.1
_PHRASE_FIRST: Final = 2.0
_ACT_OR_PLACE: Final = 0.8
_NAMING: Final = ("n", "j", "l", "i", "b", "v", "eng")
_NOT_NAMING: Final = frozenset("mtrq")
_TYPICAL: Final = 3

Numbers = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]
Seeds = Mapping[str, Iterable[str]]
Vectors = Callable[[list[str]], npt.ArrayLike]


class _Words(NamedTuple):
    """How often each article and each headline has each word; `seeds` are rows of the same kind."""

    article_ids: list[str]
    terms: list[str]
    is_phrase: npt.NDArray[np.bool_]
    counts: Any
    headlines: Any
    seeds: Any


class _Collection(NamedTuple):
    """Articles as rows of length 1 that point where their words do, and the pinned topics."""

    words: _Words
    space: Numbers
    pinned: Numbers


def cluster_articles(
    tokens: pd.DataFrame,
    *,
    n_clusters: int | Literal["auto"] = "auto",
    seed: int = 0,
    seeds: Seeds | None = None,
    vectors: Vectors | None = None,
    persons: bool = False,
    progress: bool = False,
) -> pd.DataFrame:
    """Group articles of like wording.

    One row per article that has a token. Words are weighed by tf-idf and reduced to the directions
    in which they vary together; articles are gathered around centres by their cosine (spherical
    k-means). Articles of few words, such as headlines, are placed by the company that their words
    keep in the whole collection. Fewer than 40 articles are joined one by one while they are alike,
    their words weighed by how rare they are in the news at large (list `common`).
    The same articles give the same clusters with the same numbers in any order.

    Parameters
    ----------
    tokens
        The table `tokens`; needs `article_id`, `token` and `kind`. Bylines, stop words,
        punctuation, numbers, words of one character and names are left out.
    n_clusters
        How many clusters; `auto` takes the number that `rate_candidates` ranks first.
    seed
        Seed of the samples by which `auto` measures stability; nothing else depends on it.
    seeds
        A few words each for topics that stay where they are put: `{"减负": ["形式主义", "基层"]}`.
        They are the first clusters, in the order given; the others are free.
    vectors
        A function of your own that makes one row of numbers of each of a list of texts; it takes
        the place of tf-idf.
    persons
        Count names as words too.
    progress
        Show a bar on the standard error where it takes longer than two seconds.

    Returns
    -------
    DataFrame
        The table `clusters` by article_id: cluster, 1 the largest (after those of `seeds`), missing
        where the article fits nowhere; strength, from 0 to 1, the cosine of the article and the
        centre of its cluster. With fewer than 3 articles all are missing, and `describe_clusters`
        says why.

    Raises
    ------
    InputError
        Where a column is missing, `n_clusters` is no number from 2 to that of the articles, no word
        of a topic in `seeds` is in two articles, or `vectors` does not return a row for each text.

    Examples
    --------
    >>> words = {"a": "春耕 农机 种子", "b": "农机 种子 化肥", "c": "芯片 算力", "d": "算力 芯片"}
    >>> rows = [(name, word, "word") for name, text in words.items() for word in text.split()]
    >>> tokens = pd.DataFrame(rows, columns=["article_id", "token", "kind"])
    >>> cluster_articles(tokens)["cluster"].tolist()
    [1, 1, 2, 2]
    """
    collection = read_collection(tokens, seeds=seeds, vectors=vectors, persons=persons)
    ids = collection.words.article_ids
    if n_clusters != "auto":
        _check_number(n_clusters, collection)
    labels = _choose_labels(collection, n_clusters, seed, progress=progress)
    strength = _measure_strength(collection.space, labels)
    labels = _number_clusters(labels, strength >= _LEAST_STRENGTH, len(collection.pinned))
    fits = labels > 0
    return make_table(
        "clusters",
        {
            "article_id": ids,
            "cluster": [
                int(label) if fit else None for label, fit in zip(labels, fits, strict=True)
            ],
            "strength": np.where(fits, strength, np.nan).tolist(),
        },
    )


def rate_candidates(
    tokens: pd.DataFrame,
    *,
    seed: int = 0,
    seeds: Seeds | None = None,
    vectors: Vectors | None = None,
    persons: bool = False,
) -> pd.DataFrame:
    """Rate the numbers of clusters that `cluster_articles` chooses from, and so say why.

    One row per number of clusters. Fewer than 40 articles are joined while they are alike, so that
    there is only the number that comes out; with fewer than 3 there is no row. Of more
    than 2,000 an even sample is rated.

    Parameters
    ----------
    tokens, seed, seeds, vectors, persons
        As in `cluster_articles`.

    Returns
    -------
    DataFrame
        n_clusters; coherence, the mean NPMI of the pairs of a cluster's ten terms (window: the
        article; Röder et al. 2015); separation, the mean silhouette by cosine; stability, the mean
        adjusted Rand index with the clusters of samples of 80 % of the articles (Hennig 2007);
        score, the mean of the three, each put on a scale from 0, the lowest candidate, to 1, the
        highest; rank by score, the smaller number first where scores are equal.

    Raises
    ------
    InputError
        As in `cluster_articles`.

    Examples
    --------
    >>> words = {"a": "春耕 农机 种子", "b": "农机 种子 化肥", "c": "芯片 算力", "d": "算力 芯片"}
    >>> rows = [(name, word, "word") for name, text in words.items() for word in text.split()]
    >>> tokens = pd.DataFrame(rows, columns=["article_id", "token", "kind"])
    >>> rate_candidates(tokens)[["n_clusters", "rank"]].values.tolist()
    [[2, 1]]
    """
    collection = read_collection(tokens, seeds=seeds, vectors=vectors, persons=persons)
    return _rate(collection, seed)


def describe_clusters(
    clusters: pd.DataFrame,
    *,
    tokens: pd.DataFrame,
    seed: int = 0,
    seeds: Seeds | None = None,
    vectors: Vectors | None = None,
    persons: bool = False,
) -> pd.DataFrame:
    """Describe clusters: what sets each apart, how large, how coherent and how stable it is.

    One row per cluster, and a last one without a number for the articles that are in none.

    Parameters
    ----------
    clusters
        What `cluster_articles` returned.
    tokens, seed, seeds, vectors, persons
        As they were given to `cluster_articles`; `seed` is that of the samples.

    Returns
    -------
    DataFrame
        cluster; label, up to three terms that name it, or the name that `seeds` gives: what most of
        its articles and of their headlines have and others have not, weighed by how rare it is in
        the news at large; set phrases count twice, offices, numbers and days nothing; terms, ten of
        the fifty of highest c-TF-IDF (Grootendorst 2022; an article counts with the square of its
        strength), left when the one of least NPMI with the others and with the cluster is dropped
        again and again; articles; share of all articles; coherence, the mean NPMI of the pairs of
        terms; stability, the mean Jaccard index with the most similar cluster of samples of 80 % of
        the articles (Hennig 2007); typical, article_ids of the three strongest; note, why the
        articles of the last row are in no cluster: few_articles, fewer than 3 were given, or
        unlike, too few words in common with the articles of any cluster.

    Raises
    ------
    InputError
        Where a column is missing or `tokens` lacks articles of `clusters`.

    Examples
    --------
    >>> words = {"a": "春耕 农机 种子", "b": "农机 种子 化肥", "c": "芯片 算力", "d": "算力 芯片"}
    >>> rows = [(name, word, "word") for name, text in words.items() for word in text.split()]
    >>> tokens = pd.DataFrame(rows, columns=["article_id", "token", "kind"])
    >>> described = describe_clusters(cluster_articles(tokens), tokens=tokens)
    >>> described[["cluster", "label", "articles"]].values.tolist()
    [[1, '农机、种子、化肥', 2], [2, '算力、芯片', 2]]
    """
    check_table(clusters, "clusters", needs=["article_id", "cluster", "strength"])
    collection = read_collection(tokens, seeds=seeds, vectors=vectors, persons=persons)
    words = collection.words
    by_article = clusters.set_index("article_id").reindex(words.article_ids)
    lacking = set(clusters["article_id"]) - set(words.article_ids)
    if lacking:
        raise InputError(
            f"The tokens have no article {min(lacking)!r}. Give those that the clusters are of."
        )
    labels = by_article["cluster"].fillna(0).to_numpy(dtype=np.int64)
    strength = by_article["strength"].to_numpy(dtype=np.float64)
    numbers = [int(number) for number in np.unique(labels[labels > 0])]
    strength = np.nan_to_num(strength, nan=1.0)
    apart, terms = _choose_terms(words, labels, strength, numbers)
    stability = _match_clusters(collection, labels, numbers, seed)
    names = dict(enumerate(seeds or (), start=1))
    rows: list[dict[str, Any]] = []
    for place, number in enumerate(numbers):
        terms_of = apart[place], terms[place]
        members = np.flatnonzero(labels == number)
        strongest = members[np.argsort(-strength[members], kind="stable")[:_TYPICAL]]
        rows.append(
            {
                "cluster": number,
                "label": names.get(number)
                or _write_label(words, np.where(labels == number, strength**2, 0), *terms_of),
                "terms": [words.terms[term] for term in terms[place]],
                "articles": len(members),
                "coherence": _measure_coherence(words.counts, terms[place]),
                "stability": stability[place],
                "typical": [words.article_ids[article] for article in strongest],
                "note": None,
            }
        )
    left = np.flatnonzero(labels == 0)
    if len(left):
        rows.append(
            {
                "cluster": None,
                "label": None,
                "terms": [],
                "articles": len(left),
                "coherence": np.nan,
                "stability": np.nan,
                "typical": [],
                "note": "few_articles" if len(labels) < _FEWEST else "unlike",
            }
        )
    described = pd.DataFrame(
        rows,
        columns=[
            *("cluster", "label", "terms", "articles", "share"),
            *("coherence", "stability", "typical", "note"),
        ],
    )
    described["share"] = described["articles"] / max(len(labels), 1)
    return described.astype(
        {"cluster": "Int64", "label": "str", "articles": "int64", "share": "float64"}
        | {"coherence": "float64", "stability": "float64", "note": "str"}
    )


def read_collection(
    tokens: pd.DataFrame, *, seeds: Seeds | None, vectors: Vectors | None, persons: bool
) -> _Collection:
    """The articles of a table of tokens as rows that can be compared by their cosine."""
    words = _gather_words(tokens, seeds or {}, persons=persons)
    articles = len(words.article_ids)
    if articles < _FEWEST or (vectors is None and not words.terms):
        return _Collection(words, np.zeros((articles, 1)), np.zeros((0, 1)))
    if vectors is None:
        placed = _place_by_words(words)
    else:
        texts = tokens.groupby("article_id")["token"].agg("".join).reindex(words.article_ids)
        placed = _call_vectors(vectors, [*texts.tolist(), *map(" ".join, (seeds or {}).values())])
    return _Collection(words, placed[:articles], placed[articles:])


def _gather_words(tokens: pd.DataFrame, seeds: Seeds, *, persons: bool) -> _Words:
    """Count the words; in a larger collection not those of one article, nor those of most."""
    from scipy.sparse import csr_matrix

    check_table(tokens, "tokens", needs=["article_id", "token", "kind"])
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
    articles = np.bincount(counts.indices, minlength=len(order))
    told = articles > 0
    if len(ids) >= _SMALL:
        told = (articles >= 2) & (articles <= 0.5 * len(ids))
    terms = distinct.to_numpy(dtype=object)[order][told].tolist()
    return _Words(
        ids.tolist(),
        terms,
        is_phrase[told],
        counts[:, told],
        headlines[:, told],
        _count_seeds(seeds, terms),
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


def _place_by_words(words: _Words) -> Numbers:
    from scipy.sparse import vstack
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfTransformer

    counts = vstack([words.counts, words.seeds]).tocsr()
    weights = TfidfTransformer(sublinear_tf=True).fit(words.counts).transform(counts)
    articles, terms = words.counts.shape
    if articles < _SMALL:
        return _scale(np.log1p(counts.toarray()) * _weigh_by_rarity(words.terms))
    if np.median(np.asarray(words.counts.sum(axis=1))) < _SHORT:
        placed = weights @ _place_words(words.counts)
        return _scale(placed - placed[:articles].mean(axis=0))
    dimensions = min(_DIMENSIONS, articles - 1, terms - 1)
    reduce = TruncatedSVD(dimensions, algorithm="arpack", random_state=0)
    reduce.fit(weights[:articles])
    return _scale(reduce.transform(weights))


def _weigh_by_rarity(terms: Sequence[str]) -> Numbers:
    """How rare words are in the news at large: seven articles cannot tell that 会议 says little."""
    common = read_lexicon("common")
    shares = dict(zip(common["word"], common["share"].astype(float), strict=True))
    rarest = min(shares.values())
    return -np.log([shares.get(term, rarest) for term in terms])


def _place_words(counts: Any) -> Numbers:
    """Place words by the company they keep: the positive PMI of words of one article, reduced."""
    from scipy.sparse import csr_matrix
    from sklearn.decomposition import TruncatedSVD

    present = (counts > 0).astype(np.float64)
    together = (present.T @ present).tocoo()
    articles = together.diagonal()
    pmi = np.log(
        together.data * len(present.indptr[1:]) / (articles[together.row] * articles[together.col])
    )
    kept = (pmi > 0) & (together.row != together.col)
    table = csr_matrix((pmi[kept], (together.row[kept], together.col[kept])), shape=together.shape)
    dimensions = min(_WORD_DIMENSIONS, table.shape[0] - 1)
    reduce = TruncatedSVD(dimensions, algorithm="arpack", random_state=0)
    placed = reduce.fit_transform(table)
    # The root of the singular values: words and their company weigh the same.
    return _scale(placed / np.sqrt(np.maximum(reduce.singular_values_, 1e-12)))


def _call_vectors(vectors: Vectors, texts: list[str]) -> Numbers:
    placed = np.asarray(vectors(texts), dtype=np.float64)
    if placed.ndim != 2 or len(placed) != len(texts) or not np.isfinite(placed).all():
        raise InputError(
            f"`vectors` was given {len(texts)} texts and returned an array of shape "
            f"{placed.shape}. It must return one row of numbers for each."
        )
    return _scale(placed)


def _scale(rows: Numbers) -> Numbers:
    """Give every row the length 1; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 1e-12, lengths, 1), dtype=np.float64)


def _check_number(number: int, collection: _Collection) -> None:
    articles, pinned = len(collection.space), len(collection.pinned)
    least = max(2, pinned)
    if articles >= _FEWEST and not least <= number <= articles:
        raise InputError(
            f"n_clusters={number} is not possible: take a number from {least} to {articles}, the "
            "number of articles, or 'auto'."
        )


def _choose_labels(
    collection: _Collection, n_clusters: int | Literal["auto"], seed: int, *, progress: bool
) -> Labels:
    """A label from 0 for each article, -1 where it is in no cluster."""
    articles = len(collection.space)
    if articles < _FEWEST or not collection.space.any():
        return np.full(articles, -1)
    if n_clusters == "auto" and articles >= _SMALL:
        rated = _rate(collection, seed, progress=progress)
        n_clusters = int(rated.loc[rated["rank"] == 1, "n_clusters"].iloc[0])
    return _group(collection.space, collection.pinned, n_clusters)


def _group(
    space: Numbers, pinned: Numbers, n_clusters: int | Literal["auto"], starts: int = _STARTS
) -> Labels:
    if len(space) < _SMALL and not len(pinned):
        return _join_alike(space, n_clusters)
    number = max(len(pinned) + 1, 2) if n_clusters == "auto" else n_clusters
    return _gather_around(space, pinned, number, starts)


def _join_alike(space: Numbers, n_clusters: int | Literal["auto"]) -> Labels:
    """Join the most alike, then the next (average linkage); who stays alone is in no cluster."""
    from sklearn.cluster import AgglomerativeClustering

    # Rounded, so that what is equal is equal on every machine.
    distances = np.round(1 - space @ space.T, 9)
    number = None if n_clusters == "auto" else n_clusters
    threshold = 1 - _LEAST_LIKENESS if number is None else None
    join = AgglomerativeClustering(
        number, metric="precomputed", linkage="average", distance_threshold=threshold
    )
    labels: Labels = join.fit_predict(distances).astype(np.int64)
    if number is None:
        labels[np.bincount(labels)[labels] == 1] = -1
    return labels


def _gather_around(space: Numbers, pinned: Numbers, number: int, starts: int) -> Labels:
    """Spherical k-means from several starts; the start whose articles are nearest is kept."""
    from sklearn.cluster import kmeans_plusplus

    known = space[space.any(axis=1)]
    free = min(number - len(pinned), len(known))
    best: tuple[float, Labels] | None = None
    for start in range(starts):
        centres = pinned
        if free:
            centres = np.vstack([pinned, kmeans_plusplus(known, free, random_state=start)[0]])
        labels, likeness = _settle(space, centres, pinned)
        if best is None or likeness > best[0] + 1e-9:
            best = likeness, labels
    assert best is not None  # there is at least one start
    return best[1]


def _settle(space: Numbers, centres: Numbers, pinned: Numbers) -> tuple[Labels, float]:
    from scipy.sparse import csr_array

    labels = np.full(len(space), -1)
    starts = np.arange(len(space) + 1)
    for _ in range(_ROUNDS):
        likeness = space @ centres.T
        nearest = likeness.argmax(axis=1)
        if (nearest == labels).all():
            break
        labels = nearest
        # Ten times as fast as np.add.at, and added in the same order.
        members = csr_array((np.ones(len(labels)), labels, starts), (len(labels), len(centres)))
        sums = members.T @ space
        empty = ~sums.any(axis=1)
        sums[empty] = centres[empty]
        centres = _scale(sums)
        # A pinned topic leans towards its articles and is held by its words.
        centres[: len(pinned)] = _scale(centres[: len(pinned)] + pinned)
    return labels.astype(np.int64), float(likeness.max(axis=1).sum())


def _measure_strength(space: Numbers, labels: Labels) -> Numbers:
    """The cosine of each article and the centre of its cluster; 0 where it is in none."""
    strength = np.zeros(len(space))
    for label in np.unique(labels[labels >= 0]):
        members = labels == label
        centre = _scale(space[members].sum(axis=0, keepdims=True))[0]
        strength[members] = space[members] @ centre
    return np.clip(strength, 0, 1)


def _number_clusters(labels: Labels, fits: npt.NDArray[np.bool_], pinned: int) -> Labels:
    """Number from 1: the pinned topics, then by size, then by the first article; 0 is none."""
    labels = np.where(fits, labels, -1)
    found = [int(label) for label in np.unique(labels[labels >= 0])]
    firsts = {label: int(np.argmax(labels == label)) for label in found}
    sizes = {label: int((labels == label).sum()) for label in found}
    free = sorted(
        (label for label in found if label >= pinned),
        key=lambda label: (-sizes[label], firsts[label]),
    )
    numbers = {label: number for number, label in enumerate([*range(pinned), *free], start=1)}
    return np.array([numbers.get(int(label), 0) for label in labels], dtype=np.int64)


def _rate(collection: _Collection, seed: int, *, progress: bool = False) -> pd.DataFrame:
    columns = ["n_clusters", "coherence", "separation", "stability", "score", "rank"]
    articles, pinned = len(collection.space), len(collection.pinned)
    numbers: list[int | Literal["auto"]] = ["auto"]
    if articles >= _SMALL:
        numbers = [
            number for number in _NUMBERS if max(pinned, 1) < number <= max(articles // 5, 2)
        ] or [pinned + 1]
    rows = []
    if articles >= _FEWEST and collection.space.any():
        sample = _thin(collection)
        with show_progress(len(numbers), "clusters", shown=progress) as advance:
            for number in numbers:
                rows.append(_rate_number(sample, number, seed))
                advance(1)
    rated = pd.DataFrame(rows, columns=columns[:4])
    measures = rated[columns[1:4]].fillna(0)
    spread = (measures.max() - measures.min()).replace(0, 1)
    # Rounded, so that the last digits of a machine do not decide.
    rated["score"] = ((measures - measures.min()) / spread).mean(axis=1).round(6)
    rated["rank"] = rated["score"].rank(method="first", ascending=False).astype("int64")
    return rated


def _thin(collection: _Collection) -> _Collection:
    """An even sample of the articles of a large collection."""
    articles = len(collection.space)
    if articles <= _RATED:
        return collection
    words, space, pinned = collection
    rows = np.linspace(0, articles - 1, _RATED).astype(int)
    ids = [words.article_ids[row] for row in rows]
    return _Collection(
        words._replace(article_ids=ids, counts=words.counts[rows]), space[rows], pinned
    )


def _rate_number(
    collection: _Collection, number: int | Literal["auto"], seed: int
) -> tuple[int, float, float, float]:
    from sklearn.metrics import adjusted_rand_score, silhouette_score

    words, space, pinned = collection
    labels = _group(space, pinned, number)
    found = [int(label) for label in np.unique(labels[labels >= 0])]
    terms = _choose_terms(words, labels, _measure_strength(space, labels), found)[1]
    coherence = [_measure_coherence(words.counts, row) for row in terms]
    inside = (labels >= 0) & space.any(axis=1)
    separation = np.nan
    if 1 < len(np.unique(labels[inside])) < inside.sum():
        sample = None if inside.sum() <= 2000 else 2000
        separation = silhouette_score(
            space[inside], labels[inside], metric="cosine", sample_size=sample, random_state=0
        )
    agreement = [
        adjusted_rand_score(labels[sample], _group(space[sample], pinned, number, starts=1))
        for sample in _draw_samples(len(space), seed)
    ]
    mean = float(np.nanmean(coherence)) if np.isfinite(coherence).any() else np.nan
    return len(found), mean, float(separation), float(np.mean(agreement))


def _draw_samples(articles: int, seed: int) -> list[Labels]:
    draw = np.random.default_rng(seed)
    size = max(round(_SAMPLE_SHARE * articles), 2)
    return [np.sort(draw.permutation(articles)[:size]) for _ in range(_SAMPLES)]


def _match_clusters(
    collection: _Collection, labels: Labels, numbers: Sequence[int], seed: int
) -> list[float]:
    """The stability of each cluster: how well samples of the articles find it again."""
    if not numbers:
        return []
    _, space, pinned = collection
    number: int | Literal["auto"] = len(numbers) if len(space) >= _SMALL or len(pinned) else "auto"
    found: list[list[float]] = [[] for _ in numbers]
    for sample in _draw_samples(len(space), seed):
        again = _group(space[sample], pinned, number, starts=1)
        for place, cluster in enumerate(numbers):
            members = labels[sample] == cluster
            if members.any():
                found[place].append(_match(members, again))
    return [float(np.mean(row)) if row else np.nan for row in found]


def _match(members: npt.NDArray[np.bool_], labels: Labels) -> float:
    """The Jaccard index of a group and the most similar of those that were found."""
    others = [labels == label for label in np.unique(labels[members]) if label >= 0]
    return max(
        (float((members & other).sum() / (members | other).sum()) for other in others), default=0.0
    )


def _choose_terms(
    words: _Words, labels: Labels, strength: Numbers, numbers: Sequence[int]
) -> tuple[list[Labels], list[Labels]]:
    """The terms that set each cluster apart, best first, and those that describe it."""
    members = np.array([labels == number for number in numbers], dtype=np.float64)
    members = members.reshape(len(numbers), len(labels))
    # The articles at the edge of a cluster say less of what it is about.
    weights = _weigh_terms(members * strength**2 @ words.counts)
    present = (words.counts > 0).astype(np.float64)
    npmi = _relate(
        members @ present,
        members.sum(axis=1, keepdims=True),
        np.asarray(present.sum(axis=0)),
        len(labels),
    )
    apart: list[Labels] = []
    chosen: list[Labels] = []
    for place in range(len(numbers)):
        best = np.argsort(-weights[place], kind="stable")[:_SET_APART]
        best = best[weights[place][best] > 0]
        apart.append(best)
        left = best[_keep_together(_relate_pairs(words.counts, best), npmi[place][best])]
        chosen.append(left[np.argsort(-npmi[place][left], kind="stable")])
    return apart, chosen


def _keep_together(pairs: Numbers, to_cluster: Numbers) -> Labels:
    """The places of the terms that are left when the one that fits least is dropped repeatedly."""
    kept = np.arange(len(to_cluster))
    while len(kept) > _TERMS:
        others = pairs[np.ix_(kept, kept)]
        company = (others.sum(axis=1) - others.diagonal()) / (len(kept) - 1)
        fits = (company + to_cluster[kept]).round(9)
        # Of equals the last goes, which sets the cluster apart least.
        kept = np.delete(kept, len(kept) - 1 - int(np.argmin(fits[::-1])))
    return kept


def _weigh_terms(counts: Numbers) -> Numbers:
    """c-TF-IDF: share of the cluster's words × ln(1 + words per cluster / count everywhere)."""
    everywhere = counts.sum(axis=0)
    mean = counts.sum() / max(len(counts), 1)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    weights = shares * np.log1p(mean / np.maximum(everywhere, 1))
    return np.asarray(weights.round(12), dtype=np.float64)


def _relate(both: Numbers, left: Any, right: Any, total: int) -> Numbers:
    """NPMI of what stands in `both` of `total` articles; -1 where never, 1 where in all (Bouma)."""
    both = np.asarray(both, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        pmi = np.log(both * total / (np.asarray(left) * np.asarray(right)))
        npmi = np.where(both >= total, 1.0, pmi / -np.log(both / total))
    return np.asarray(np.where(both > 0, npmi, -1.0).round(12), dtype=np.float64)


def _relate_pairs(counts: Any, terms: Labels) -> Numbers:
    """The NPMI of each pair of terms, the window being the article."""
    present = (counts[:, terms] > 0).astype(np.float64)
    together = (present.T @ present).toarray()
    alone = together.diagonal()
    return _relate(together, alone[:, None], alone[None, :], counts.shape[0])


def _measure_coherence(counts: Any, terms: Labels) -> float:
    """The mean NPMI of the pairs of terms."""
    if len(terms) < 2:
        return float("nan")
    return float(_relate_pairs(counts, terms)[np.triu_indices(len(terms), 1)].mean())


def _write_label(words: _Words, weights: Numbers, apart: Labels, terms: Labels) -> str:
    """Up to three terms that name the matter, none inside another.

    Of the terms that set the cluster apart: what its articles, and more their headlines, have in
    common and others have not, and what is rare in the news at large. A term of one article is
    none of the cluster; where too few are left, the terms that describe it follow.
    """
    members = weights > 0
    counts, headlines = words.counts[:, apart], words.headlines[:, apart]
    present = (counts > 0).astype(np.float64)
    shares = (weights @ present + weights @ (headlines > 0).astype(np.float64)) / weights.sum()
    inside = np.asarray(present[members].sum(axis=0)).ravel()
    everywhere = np.asarray(present.sum(axis=0)).ravel()
    names = [words.terms[term] for term in apart]
    naming = np.array(
        [
            _PHRASE_FIRST if is_phrase else _rate_naming(name)
            for name, is_phrase in zip(names, words.is_phrase[apart], strict=True)
        ]
    )
    score = (
        np.sqrt(shares)
        * np.maximum(_relate(inside, members.sum(), everywhere, len(members)), 0)
        * _weigh_by_rarity(names)
        * naming
        * (inside >= max(2, _LABEL_SHARE * members.sum()))
    ).round(9)
    best = [names[place] for place in np.argsort(-score, kind="stable") if score[place] > 0]
    chosen: list[str] = []
    for name in [*best, *(words.terms[term] for term in terms)]:
        if len(chosen) < _LABEL_TERMS and not any(
            name in other or other in name for other in chosen
        ):
            chosen.append(name)
    return "、".join(chosen)


def _rate_naming(word: str) -> float:
    """How well a word says what a thing is called; an office does not say what is done in it."""
    if word in _read_offices():
        return 0.0
    tags = [tag for _, tag in open_cutter().tag(word)]
    if not any(tag.startswith(_NAMING) for tag in tags) or _NOT_NAMING & set(tags):
        return 0.0
    return _ACT_OR_PLACE if tags in (["v"], ["ns"]) else 1.0


@cache
def _read_offices() -> frozenset[str]:
    return frozenset(read_lexicon("titles")["title"])
