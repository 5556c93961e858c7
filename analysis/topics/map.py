"""Articles on a plane: what is worded alike lies side by side."""

import numpy as np
import pandas as pd

from analysis.arrays import Floats
from analysis.topics.collection import Vectors, make_collection

__all__ = ["map_articles"]

_MOST = 1500  # articles in the layout; of more, the others are put beside those most like them
_NEAREST = 3
_FEWEST = 5


def map_articles(
    tokens: pd.DataFrame, *, vectors: Vectors | None = None, persons: bool = False
) -> pd.DataFrame:
    """Lay articles out on a plane, so that those of like wording lie side by side.

    One row per article that has a token. What `cluster_articles` compares is reduced to two
    dimensions by t-SNE (van der Maaten and Hinton 2008), which keeps neighbours together: which
    dots lie near each other can be read, how far apart the groups lie cannot. Of more than 1,500
    articles an even sample is laid out, and each of the others put between the three of it that it
    is most like. The same articles give the same map in any order.

    Parameters
    ----------
    tokens, vectors, persons
        As they were given to `cluster_articles`.

    Returns
    -------
    DataFrame
        article_id; x and y, from -1 to 1 and without a unit. Fewer than 5 articles have no map:
        the table has no row then.

    Raises
    ------
    InputError
        As in `cluster_articles`.

    Examples
    --------
    >>> words = {"a": "春耕 农机 种子", "b": "农机 种子 化肥", "c": "芯片 算力", "d": "算力 芯片",
    ...          "e": "春耕 种子"}
    >>> rows = [(name, word, "word") for name, text in words.items() for word in text.split()]
    >>> article_map = map_articles(pd.DataFrame(rows, columns=["article_id", "token", "kind"]))
    >>> article_map.columns.tolist(), len(article_map)
    (['article_id', 'x', 'y'], 5)
    """
    collection = make_collection(tokens, seeds=None, vectors=vectors, persons=persons)
    known = collection.space.any(axis=1)
    space = collection.space[known]
    ids = np.array(collection.words.article_ids, dtype=object)[known]
    if len(space) < _FEWEST:
        ids, points = ids[:0], np.zeros((0, 2))
    elif len(space) <= _MOST:
        points = _lay_out(space)
    else:
        sample = np.linspace(0, len(space) - 1, _MOST).astype(int)
        points = _put_between(space, space[sample], _lay_out(space[sample]))
    return pd.DataFrame(
        {"article_id": pd.Series(ids, dtype="str"), "x": points[:, 0], "y": points[:, 1]}
    )


def _lay_out(space: Floats) -> Floats:
    from sklearn.decomposition import PCA
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    # Rounded, since machines differ in the last digits, and t-SNE makes much of them.
    start = PCA(2, svd_solver="full").fit_transform(space).round(6)
    start = start / max(float(np.abs(start).max()), 1e-9) * 1e-4
    arrange = TSNE(
        metric="cosine",
        init=start.astype(np.float32),
        perplexity=min(30, (len(space) - 1) / 3),
        max_iter=500,
        random_state=0,
    )
    with threadpool_limits(
        1
    ):  # several threads add up in another order, which changes the last digits
        points = arrange.fit_transform(space.round(9))
    points = points - (points.max(axis=0) + points.min(axis=0)) / 2
    return np.asarray(points / max(float(np.abs(points).max()), 1e-9), dtype=np.float64).round(3)


def _put_between(space: Floats, sample: Floats, points: Floats) -> Floats:
    """Place each article among those of the sample that it is most like, nearest to the likest."""
    joined = np.empty((len(space), 2))
    for begin in range(0, len(space), 1000):
        likeness = space[begin : begin + 1000] @ sample.T
        nearest = np.empty((len(likeness), _NEAREST), dtype=np.int64)
        weights = np.empty(nearest.shape)
        rows = np.arange(len(likeness))
        for rank in range(_NEAREST):  # sorting every row whole would take longer
            nearest[:, rank] = likeness.argmax(axis=1)
            weights[:, rank] = np.maximum(likeness[rows, nearest[:, rank]], 1e-9) ** 4
            likeness[rows, nearest[:, rank]] = -np.inf
        weights /= weights.sum(axis=1, keepdims=True)
        joined[begin : begin + 1000] = (points[nearest] * weights[:, :, None]).sum(axis=1)
    return joined.round(3)
