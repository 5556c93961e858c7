"""Clusters found in a collection: which articles go together, and by what words."""

from collections.abc import Sequence
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from analysis.arrays import Flags
from analysis.progress import show_progress
from analysis.schema import InputError, check_table, make_table
from analysis.topics.collection import (
    FEWEST,
    SMALL,
    ArticleVectors,
    Labels,
    Vectors,
    make_collection,
)
from analysis.topics.groups import group_articles, measure_strength
from analysis.topics.naming import choose_terms, measure_coherence, write_label
from analysis.topics.words import OwnThemes

__all__ = [
    "cluster_articles",
    "cluster_collection",
    "describe_clusters",
    "rate_candidates",
]

# An article whose cosine with the centre of its cluster is lower than this is in no cluster.
_LEAST_STRENGTH: Final = 0.1
_NUMBERS: Final = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50)
_SAMPLES: Final = 5
_RATED: Final = 2000  # articles by which the numbers of clusters are rated; of more, a sample
_SAMPLE_SHARE: Final = 0.8
_TYPICAL: Final = 3


def cluster_articles(
    tokens: pd.DataFrame,
    *,
    n_clusters: int | Literal["auto"] = "auto",
    seed: int = 0,
    seeds: OwnThemes | None = None,
    vectors: Vectors | None = None,
    persons: bool = False,
    progress: bool = False,
) -> pd.DataFrame:
    """Group articles of like wording.

    One row per article that has a token. WordCounts are weighed by tf-idf and reduced to the
    directions in which they vary together; articles are gathered around centres by their cosine
    (spherical k-means). Articles of few words, such as headlines, are placed by the company that
    their words keep in the whole collection. Fewer than 40 articles are joined one by one while
    they are alike, their words weighed by how rare they are in the news at large (list `common`).
    The same articles give the same clusters with the same numbers in any order. Of more than 10,000
    the directions, and where the centres start, are found in a sample that is always the same.

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
    collection = make_collection(tokens, seeds=seeds, vectors=vectors, persons=persons)
    return cluster_collection(collection, n_clusters, seed=seed, progress=progress)


def cluster_collection(
    collection: ArticleVectors,
    n_clusters: int | Literal["auto"],
    *,
    seed: int = 0,
    progress: bool = False,
) -> pd.DataFrame:
    """Make the table `clusters` of articles that are vectors already."""
    ids = collection.words.article_ids
    if n_clusters != "auto":
        _check_number(n_clusters, collection)
    labels = _choose_labels(collection, n_clusters, seed, progress=progress)
    strength = measure_strength(collection.space, labels)
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
    seeds: OwnThemes | None = None,
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
    collection = make_collection(tokens, seeds=seeds, vectors=vectors, persons=persons)
    return _rate(collection, seed)


def describe_clusters(
    clusters: pd.DataFrame,
    *,
    tokens: pd.DataFrame,
    seed: int = 0,
    seeds: OwnThemes | None = None,
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
        again and again; articles; all_articles, those of `clusters`; share, the one by the other;
        coherence, the mean NPMI of the pairs of
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
    clusters = check_table(clusters, "clusters", needs=["article_id", "cluster", "strength"])
    collection = make_collection(tokens, seeds=seeds, vectors=vectors, persons=persons)
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
    apart, terms = choose_terms(words, labels, strength, numbers)
    stability = _match_clusters(collection, labels, numbers, seed)
    names = dict(enumerate(seeds or (), start=1))
    rows: list[dict[str, Any]] = []
    for number, set_apart, describing, steady in zip(numbers, apart, terms, stability, strict=True):
        members = np.flatnonzero(labels == number)
        strongest = members[np.argsort(-strength[members], kind="stable")[:_TYPICAL]]
        rows.append(
            {
                "cluster": number,
                "label": names.get(number)
                or write_label(
                    words, np.where(labels == number, strength**2, 0), set_apart, describing
                ),
                "terms": [words.terms[term] for term in describing],
                "articles": len(members),
                "coherence": measure_coherence(words.counts, describing),
                "stability": steady,
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
                "note": "few_articles" if len(labels) < FEWEST else "unlike",
            }
        )
    described = pd.DataFrame(
        rows,
        columns=[
            *("cluster", "label", "terms", "articles", "all_articles", "share"),
            *("coherence", "stability", "typical", "note"),
        ],
    )
    described["all_articles"] = len(labels)
    described["share"] = described["articles"] / len(labels)
    return described.astype(
        {"cluster": "Int64", "label": "str", "articles": "int64"}
        | {"all_articles": "int64", "share": "float64"}
        | {"coherence": "float64", "stability": "float64", "note": "str"}
    )


def _check_number(number: int, collection: ArticleVectors) -> None:
    articles, pinned = len(collection.space), len(collection.pinned)
    least = max(2, pinned)
    whole = hasattr(number, "__index__")
    if not whole or (articles >= FEWEST and not least <= number <= articles):
        raise InputError(
            f"n_clusters={number!r} is not possible: take a number from {least} to {articles}, the "
            "number of articles, or 'auto'."
        )


def _choose_labels(
    collection: ArticleVectors, n_clusters: int | Literal["auto"], seed: int, *, progress: bool
) -> Labels:
    """Give each article the label of its cluster, from 0 on; -1 if it is in none."""
    articles = len(collection.space)
    if articles < FEWEST or not collection.space.any():
        return np.full(articles, -1)
    if n_clusters == "auto" and articles >= SMALL:
        rated = _rate(collection, seed, progress=progress)
        n_clusters = int(rated.loc[rated["rank"] == 1, "n_clusters"].iloc[0])
    return group_articles(collection.space, collection.pinned, n_clusters)


def _number_clusters(labels: Labels, fits: Flags, pinned: int) -> Labels:
    """Number the clusters from 1: topics of the user first, then the largest; 0 stands for none.

    Of two clusters of one size, the one with the earlier first article comes first.
    """
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


def _rate(collection: ArticleVectors, seed: int, *, progress: bool = False) -> pd.DataFrame:
    columns = ["n_clusters", "coherence", "separation", "stability", "score", "rank"]
    articles, pinned = len(collection.space), len(collection.pinned)
    numbers: list[int | Literal["auto"]] = ["auto"]
    if articles >= SMALL:
        numbers = [
            number for number in _NUMBERS if max(pinned, 1) < number <= max(articles // 5, 2)
        ] or [pinned + 1]
    rows = []
    if articles >= FEWEST and collection.space.any():
        sample = _thin(collection)
        with show_progress(len(numbers), "clusters", shown=progress) as advance:
            for number in numbers:
                rows.append(_rate_number(sample, number, seed))
                advance(1)
    rated = pd.DataFrame(rows, columns=columns[:4])
    measures = rated[columns[1:4]].fillna(0)
    spread = (measures.max() - measures.min()).replace(0, 1)
    # Rounded, since machines differ in the last digits, which would decide between equal scores.
    rated["score"] = ((measures - measures.min()) / spread).mean(axis=1).round(6)
    rated["rank"] = rated["score"].rank(method="first", ascending=False).astype("int64")
    return rated


def _thin(collection: ArticleVectors) -> ArticleVectors:
    """Take an even sample of the articles of a large collection."""
    articles = len(collection.space)
    if articles <= _RATED:
        return collection
    words, space, pinned = collection
    rows = np.linspace(0, articles - 1, _RATED).astype(int)
    ids = [words.article_ids[row] for row in rows]
    return ArticleVectors(
        words._replace(article_ids=ids, counts=words.counts[rows]), space[rows], pinned
    )


def _rate_number(
    collection: ArticleVectors, number: int | Literal["auto"], seed: int
) -> tuple[int, float, float, float]:
    from sklearn.metrics import adjusted_rand_score, silhouette_score

    words, space, pinned = collection
    labels = group_articles(space, pinned, number)
    found = [int(label) for label in np.unique(labels[labels >= 0])]
    terms = choose_terms(words, labels, measure_strength(space, labels), found)[1]
    coherence = [measure_coherence(words.counts, row) for row in terms]
    inside = (labels >= 0) & space.any(axis=1)
    separation = np.nan
    if 1 < len(np.unique(labels[inside])) < inside.sum():
        sample = None if inside.sum() <= 2000 else 2000
        separation = silhouette_score(
            space[inside], labels[inside], metric="cosine", sample_size=sample, random_state=0
        )
    agreement = [
        adjusted_rand_score(labels[sample], group_articles(space[sample], pinned, number, starts=1))
        for sample in _draw_samples(len(space), seed)
    ]
    mean = float(np.nanmean(coherence)) if np.isfinite(coherence).any() else np.nan
    return len(found), mean, float(separation), float(np.mean(agreement))


def _draw_samples(articles: int, seed: int) -> list[Labels]:
    draw = np.random.default_rng(seed)
    size = max(round(_SAMPLE_SHARE * articles), 2)
    return [np.sort(draw.permutation(articles)[:size]) for _ in range(_SAMPLES)]


def _match_clusters(
    collection: ArticleVectors, labels: Labels, numbers: Sequence[int], seed: int
) -> list[float]:
    """Measure how well each cluster is found again in samples of the articles."""
    if not numbers:
        return []
    _, space, pinned = collection
    number: int | Literal["auto"] = len(numbers) if len(space) >= SMALL or len(pinned) else "auto"
    found: list[list[float]] = [[] for _ in numbers]
    for sample in _draw_samples(len(space), seed):
        again = group_articles(space[sample], pinned, number, starts=1)
        for of_cluster, cluster in zip(found, numbers, strict=True):
            members = labels[sample] == cluster
            if members.any():
                of_cluster.append(_match(members, again))
    return [float(np.mean(row)) if row else np.nan for row in found]


def _match(members: Flags, labels: Labels) -> float:
    """The Jaccard index of a group with the most similar one that was found."""
    others = [labels == label for label in np.unique(labels[members]) if label >= 0]
    return max(
        (float((members & other).sum() / (members | other).sum()) for other in others), default=0.0
    )
