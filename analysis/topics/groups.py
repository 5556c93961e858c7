"""Which articles go together: joined while they are alike, or gathered around centres."""

from typing import Final, Literal, NamedTuple

import numpy as np

from analysis.topics.collection import SMALL, Labels, Numbers, draw_sample, scale

__all__ = [
    "group_articles",
    "measure_strength",
]

_LEAST_LIKENESS: Final = 0.13
_STARTS: Final = 5
_ROUNDS: Final = 100
# Starts are tried on so many articles, or so many for each centre; of more, on a sample.
_TRIED: Final = 10_000
_TRIED_EACH: Final = 100


def group_articles(
    space: Numbers, pinned: Numbers, n_clusters: int | Literal["auto"], starts: int = _STARTS
) -> Labels:
    """A label from 0 for each article, -1 where it is like no other."""
    from threadpoolctl import threadpool_limits

    if len(space) < SMALL and not len(pinned):
        return _join_alike(space, n_clusters)
    number = max(len(pinned) + 1, 2) if n_clusters == "auto" else n_clusters
    with threadpool_limits(1):  # for products as small as these, threads wait more than they work
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
    """What articles are nearest to which centre, where these are, and how near all are together."""

    labels: Labels
    centres: Numbers
    likeness: float


def _settle(space: Numbers, centres: Numbers, pinned: Numbers) -> _Settled:
    """Move each centre to the middle of its articles until none changes sides."""
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
        centres = scale(sums)
        # A pinned topic leans towards its articles and is held by its words.
        centres[: len(pinned)] = scale(centres[: len(pinned)] + pinned)
    return _Settled(labels.astype(np.int64), centres, float(likeness.max(axis=1).sum()))


def measure_strength(space: Numbers, labels: Labels) -> Numbers:
    """The cosine of each article and the centre of its cluster; 0 where it is in none."""
    strength = np.zeros(len(space))
    for label in np.unique(labels[labels >= 0]):
        members = labels == label
        centre = scale(space[members].sum(axis=0, keepdims=True))[0]
        strength[members] = space[members] @ centre
    return np.clip(strength, 0, 1)
