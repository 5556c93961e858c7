"""Clusters of a whole collection, without loading its tokens: words are counted month by month."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.folders import hash_json, read_manifest
from analysis.pipeline.parquet import write_parquet
from analysis.pipeline.store import Month, find_manifest, find_table, put_clusters, read_clusters
from analysis.tokens import drop_tokens

if TYPE_CHECKING:
    from analysis.topics.collection import WordCounts

__all__ = ["cluster_months", "count_words"]

_COLUMNS: Final = ("article_id", "part", "token", "kind")

# The numbers of articles and words take half the memory that numpy's own integers would.
_Numbers = npt.NDArray[np.int32]


def cluster_months(root: Path, months: Sequence[Month], n_clusters: int, stamp: str) -> None:
    """Cluster the articles of all months, unless nothing has changed that they are made of."""
    sources = [read_manifest(find_manifest(root, month)) for month in months]
    of = hash_json([stamp, n_clusters, [[own["source"], own["stamps"]] for own in sources]])
    if read_clusters(root).get("of") == of:
        return
    from analysis.topics.clusters import cluster_collection
    from analysis.topics.collection import make_vectors

    clusters = cluster_collection(make_vectors(count_words(root, months)), n_clusters)
    put_clusters(root, write_parquet(clusters, "clusters"), {"of": of})


def count_words(root: Path, months: Sequence[Month]) -> "WordCounts":
    """Count the words that clusters are made of, month by month, and add up.

    An article_id that occurs in two months is one article, as it would be in one table. Headlines
    are not counted apart: that is only needed for the labels of clusters, which are not made here.
    """
    from scipy.sparse import csr_matrix

    from analysis.topics.collection import choose_words

    counted = [_count_month(find_table(root, "tokens", month).read_bytes()) for month in months]
    ids, row_of = _number([own.ids for own in counted])
    words, column_of = _number([own.words for own in counted])
    rows = _join(numbers[own.rows] for numbers, own in zip(row_of, counted, strict=True))
    columns = _join(numbers[own.columns] for numbers, own in zip(column_of, counted, strict=True))
    in_phrase = _join(own.in_phrase for own in counted).astype(bool)
    kept = drop_tokens(pd.DataFrame({"token": words, "kind": "word"}), shorter_than=2).index
    wanted = in_phrase | np.isin(np.arange(len(words)), kept)[columns]
    is_phrase = np.zeros(len(words), dtype=bool)
    is_phrase[columns[in_phrase]] = True
    times = _join(own.times for own in counted)[wanted].astype(np.float64)
    shape = len(ids), len(words)
    counts = csr_matrix((times, (rows[wanted], columns[wanted])), shape=shape)
    return choose_words(ids.tolist(), words, is_phrase, counts, csr_matrix(shape), {})


class _Counted(NamedTuple):
    """The words of a month: word number `columns` occurs `times` in article number `rows`.

    A string that is both a word and a set phrase is counted apart as either.
    """

    ids: Any
    words: Any
    rows: _Numbers
    columns: _Numbers
    in_phrase: _Numbers
    times: _Numbers


def _count_month(data: bytes) -> _Counted:
    """Count the words of a table of tokens; strings are handled as their numbers in the file."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import parquet

    file = parquet.ParquetFile(pa.BufferReader(data), read_dictionary=list(_COLUMNS))
    table = file.read(columns=list(_COLUMNS), use_threads=False)
    columns = [table[name].combine_chunks() for name in _COLUMNS]
    article, part, token, kind = (own.dictionary for own in columns)
    rows, part_of, token_of, kind_of = (own.indices.to_numpy() for own in columns)
    # Each test is made once for each different string.
    in_phrase = _find(pc.equal(kind, "phrase"))[kind_of]
    # Words of one character are left out, as `cluster_articles` does.
    kept = in_phrase | _find(pc.greater(pc.utf8_length(token), 1))[token_of]
    kept &= _find(pc.not_equal(kind, "person"))[kind_of]
    kept &= _find(pc.not_equal(part, "byline"))[part_of]
    n_words = max(len(token), 1)
    cells = rows[kept].astype(np.int64) * n_words + token_of[kept]
    cells = cells * 2 + in_phrase[kept]
    cells, times = np.unique(cells, return_counts=True)
    pairs, phrase = np.divmod(cells, 2)
    numbers = (*np.divmod(pairs, n_words), phrase, times)
    return _Counted(article, token, *(own.astype(np.int32) for own in numbers))


def _find(true: Any) -> npt.NDArray[np.bool_]:
    return np.asarray(true.to_numpy(zero_copy_only=False), dtype=bool)


def _number(columns: Sequence[Any]) -> tuple[npt.NDArray[np.object_], list[_Numbers]]:
    """Number the strings of several columns together: all of them sorted, and each's numbers."""
    import pyarrow as pa
    import pyarrow.compute as pc

    joined = pa.chunked_array(columns, type=pa.string()).dictionary_encode().combine_chunks()
    order = pc.sort_indices(joined.dictionary).to_numpy()
    number_of = np.empty(len(order), dtype=np.int32)
    number_of[order] = np.arange(len(order), dtype=np.int32)
    numbers = number_of[joined.indices.to_numpy()]
    ends = np.cumsum([len(column) for column in columns], dtype=np.int64)
    own = [numbers[end - len(column) : end] for end, column in zip(ends, columns, strict=True)]
    return joined.dictionary.take(order).to_numpy(zero_copy_only=False), own


def _join(parts: Iterable[_Numbers]) -> _Numbers:
    return np.concatenate([np.zeros(0, dtype=np.int32), *parts])
