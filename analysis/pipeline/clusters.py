"""Clusters of the whole collection, from its tokens on disk, with its words alone in memory."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.pipeline.parquet import write_parquet
from analysis.pipeline.store import (
    Month,
    find_manifest,
    find_table,
    hash_json,
    put,
    read_manifest,
    write_json,
)
from analysis.tokens import drop_tokens

__all__ = ["cluster_months", "read_words"]

_FILE: Final = "all.parquet"
_MANIFEST: Final = ".clusters.json"
_COLUMNS: Final = ("article_id", "part", "token", "kind")
# A sign that no cluster is made of: it keeps an article that has no words.
_NO_WORD: Final = "。"


def cluster_months(root: Path, months: Sequence[Month], n_clusters: int, stamp: str) -> None:
    """Cluster the articles of all months, unless what they are made of is as it was."""
    sources = [read_manifest(find_manifest(root, month)) for month in months]
    of = hash_json([stamp, n_clusters, [[own["source"], own["stamps"]] for own in sources]])
    path, manifest = root / "clusters" / _FILE, root / _MANIFEST
    if path.exists() and read_manifest(manifest).get("of") == of:
        return
    from analysis.topics import cluster_articles

    clusters = cluster_articles(read_words(root, months), n_clusters=n_clusters)
    put(path, write_parquet(clusters, "clusters"))
    put(manifest, write_json({"of": of}))


def read_words(root: Path, months: Sequence[Month]) -> pd.DataFrame:
    """Read the tokens that clusters are made of, each word and article kept once.

    One row per word in an article, in categories: six million rows take some 60 MB.
    """
    import pyarrow as pa
    from pyarrow import parquet

    words: dict[str, int] = {_NO_WORD: 0}
    wanted = np.zeros(1, dtype=bool)
    ids: list[str] = []
    articles: list[np.ndarray] = []
    tokens: list[np.ndarray] = []
    is_phrase: list[np.ndarray] = []
    for month in months:
        data = pa.BufferReader(find_table(root, "tokens", month).read_bytes())
        table = parquet.read_table(
            data, columns=list(_COLUMNS), use_threads=False, read_dictionary=list(_COLUMNS)
        ).to_pandas()
        number, own = pd.factorize(table["article_id"].array)
        distinct = table["token"].cat.categories.tolist()
        places = np.array([words.setdefault(word, len(words)) for word in distinct], dtype=np.int32)
        wanted = np.append(wanted, _want([*islice(words, len(wanted), None)]))
        place = places[table["token"].cat.codes]
        phrase = (table["kind"] == "phrase").to_numpy()
        kept = (phrase | wanted[place]) & (table["kind"] != "person").to_numpy()
        kept &= (table["part"] != "byline").to_numpy()
        articles += [number[kept].astype(np.int32) + np.int32(len(ids))]
        articles += [np.arange(len(ids), len(ids) + len(own), dtype=np.int32)]
        tokens += [place[kept], np.zeros(len(own), dtype=np.int32)]
        is_phrase += [phrase[kept], np.zeros(len(own), dtype=bool)]
        ids += own.tolist()
    return pd.DataFrame(
        {
            "article_id": _choose(articles, ids),
            "token": _choose(tokens, list(words)),
            "kind": _choose(is_phrase, ["word", "phrase"]),
        }
    )


def _want(words: list[str]) -> np.ndarray:
    """Whether clusters are made of a word."""
    kept = drop_tokens(pd.DataFrame({"token": words, "kind": "word"}), shorter_than=2)
    return np.isin(np.arange(len(words)), kept.index)


def _choose(codes: Sequence[np.ndarray], values: Sequence[str]) -> Any:
    all_codes = np.concatenate(codes) if codes else np.zeros(0, dtype=np.int32)
    # An id that comes again in another month is another article, but one name is one category.
    distinct = pd.Index(values).drop_duplicates()
    places = distinct.get_indexer(pd.Index(values)).astype(np.int32)
    return pd.Categorical.from_codes(places[all_codes.astype(np.int32)], categories=distinct)
