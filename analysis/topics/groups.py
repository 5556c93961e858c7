"""Which articles belong together: two ways of clustering vectors."""

from typing import Final, Literal, NamedTuple

import numpy as np

from analysis.arrays import Floats
from analysis.topics.collection import SMALL, Labels, draw_sample, scale

__all__ = [
    "group_articles",
    "measure_strength",
]

_LEAST_LIKENESS: Final = 0.13
_STARTS: Final = 5
_ROUNDS: Final = 100
# Starts are tried out on at most this many articles, or on this many per centre if that is more.
_TRIED: Final = 10_000
_TRIED_EACH: Final = 100


def group_articles(
    space: Floats, pinned: Floats, n_clusters: int | Literal["auto"], starts: int = _STARTS
) -> Labels:
    """Give each article the label of its cluster, from 0 on; -1 if it is in none."""
    from threadpoolctl import threadpool_limits

    if len(space) < SMALL and not len(pinned):
        return _join_alike(space, n_clusters)
    number = max(len(pinned) + 1, 2) if n_clusters == "auto" else n_clusters
    with threadpool_limits(1):  # faster, since the products are small
        return _gather_around(space, pinned, number, starts)


def _join_alike(space: Floats, n_clusters: int | Literal["auto"]) -> Labels:
    """Join the two most similar groups again and again (average linkage).

    With `auto` it ends when no two are similar enough; an article that is left alone is in no
    cluster.
    """
    from sklearn.cluster import AgglomerativeClustering

    # Rounded, since machines differ in the last digits, which would decide between equal distances.
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


def _gather_around(space: Floats, pinned: Floats, number: int, starts: int) -> Labels:
    """Cluster by spherical k-means, from several starts; the best result is kept."""
    from sklearn.cluster import kmeans_plusplus

    sample = space[draw_sample(len(space), max(_TRIED, _TRIED_EACH * number))]
    known = sample[sample.any(axis=1)]
    free = min(number - len(pinned), len(known))
    best: _Settled | None = None
    for start in range(starts):
        centres = pinned
        if free:
            centres = np.vstack([pinned, kmeans_plusplus(known, free, random_state=start)[0]])
        settled = _settle(sample, centres, pinned)
        if best is None or settled.likeness > best.likeness + 1e-9:
            best = settled
    assert best is not None  # there is at least one start
    if len(sample) < len(space):
        best = _settle(space, best.centres, pinned)
    return best.labels


class _Settled(NamedTuple):
    """A result of k-means: the centre of each article, the centres, and the sum of the cosines."""

    labels: Labels
    centres: Floats
    likeness: float


def _settle(space: Floats, centres: Floats, pinned: Floats) -> _Settled:
    """Move each centre to the mean of its articles until no article changes its centre."""
    from scipy.sparse import csr_array

    labels = np.full(len(space), -1)
    starts = np.arange(len(space) + 1)
    for _ in range(_ROUNDS):
        likeness = space @ centres.T
        nearest = likeness.argmax(axis=1)
        if (nearest == labels).all():
            break
        labels = nearest
        # The sum of the articles of each centre, as a product with a matrix of who belongs where.
        members = csr_array((np.ones(len(labels)), labels, starts), (len(labels), len(centres)))
        sums = members.T @ space
        empty = ~sums.any(axis=1)
        sums[empty] = centres[empty]
        centres = scale(sums)
        # The centre of a topic given by the user stays half way between its words and its articles.
        centres[: len(pinned)] = scale(centres[: len(pinned)] + pinned)
    return _Settled(labels.astype(np.int64), centres, float(likeness.max(axis=1).sum()))


def measure_strength(space: Floats, labels: Labels) -> Floats:
    """Measure the cosine of each article with the centre of its cluster; 0 if it is in none."""
    strength = np.zeros(len(space))
    for label in np.unique(labels[labels >= 0]):
        members = labels == label
        centre = scale(space[members].sum(axis=0, keepdims=True))[0]
        strength[members] = space[members] @ centre
    return np.clip(strength, 0, 1)
