"""The names of clusters: the terms that set each apart, and its label."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import numpy as np

from analysis.arrays import Floats
from analysis.cutter import open_cutter
from analysis.lexicon import read_lexicon
from analysis.topics.collection import Labels, WordCounts, weigh_by_rarity

__all__ = [
    "choose_terms",
    "measure_coherence",
    "write_label",
]

# Of this many terms that set a cluster apart most, the ten are kept that occur together most.
_SET_APART: Final = 50
_TERMS: Final = 10
# A label has up to three terms, each from at least a tenth of the articles. A set phrase counts
# more than a word, and a thing more than an action or a place. A term needs a part of speech of
# `_NAMING` and none of `_NOT_NAMING` (numbers, days, pronouns; the tags are jieba's).
_LABEL_TERMS: Final = 3
_LABEL_SHARE: Final = 0.1
_PHRASE_FIRST: Final = 2.0
_ACT_OR_PLACE: Final = 0.8
_NAMING: Final = ("n", "j", "l", "i", "b", "v", "eng")
_NOT_NAMING: Final = frozenset("mtrq")


def choose_terms(
    words: WordCounts, labels: Labels, strength: Floats, numbers: Sequence[int]
) -> tuple[list[Labels], list[Labels]]:
    """Choose the terms that set each cluster apart, best first, and those that describe it."""
    members = np.array([labels == number for number in numbers], dtype=np.float64)
    members = members.reshape(len(numbers), len(labels))
    # The further an article is from the centre of its cluster, the less its words count.
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
    for weight, relation in zip(weights, npmi, strict=True):
        best = np.argsort(-weight, kind="stable")[:_SET_APART]
        best = best[weight[best] > 0]
        apart.append(best)
        left = best[_keep_together(_relate_pairs(words.counts, best), relation[best])]
        chosen.append(left[np.argsort(-relation[left], kind="stable")])
    return apart, chosen


def _keep_together(pairs: Floats, to_cluster: Floats) -> Labels:
    """Drop the term that fits the others least, again and again; returns which are left."""
    kept = np.arange(len(to_cluster))
    while len(kept) > _TERMS:
        others = pairs[np.ix_(kept, kept)]
        company = (others.sum(axis=1) - others.diagonal()) / (len(kept) - 1)
        fits = (company + to_cluster[kept]).round(9)
        # Of several that fit equally badly, the last is dropped: it sets the cluster apart least.
        kept = np.delete(kept, len(kept) - 1 - int(np.argmin(fits[::-1])))
    return kept


def _weigh_terms(counts: Floats) -> Floats:
    """c-TF-IDF: share of the cluster's words × ln(1 + words per cluster / count everywhere)."""
    everywhere = counts.sum(axis=0)
    mean = counts.sum() / max(len(counts), 1)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    weights = shares * np.log1p(mean / np.maximum(everywhere, 1))
    return np.asarray(weights.round(12), dtype=np.float64)


def _relate(both: Floats, left: Any, right: Any, total: int) -> Floats:
    """NPMI of two things that occur together in `both` of `total` articles (Bouma 2009).

    It is -1 if they never do, and 1 if they do in all articles.
    """
    both = np.asarray(both, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        pmi = np.log(both * total / (np.asarray(left) * np.asarray(right)))
        npmi = np.where(both >= total, 1.0, pmi / -np.log(both / total))
    return np.asarray(np.where(both > 0, npmi, -1.0).round(12), dtype=np.float64)


def _relate_pairs(counts: Any, terms: Labels) -> Floats:
    """NPMI of each pair of terms, by the articles in which both occur."""
    present = (counts[:, terms] > 0).astype(np.float64)
    together = (present.T @ present).toarray()
    alone = together.diagonal()
    return _relate(together, alone[:, None], alone[None, :], counts.shape[0])


def measure_coherence(counts: Any, terms: Labels) -> float:
    """The mean NPMI of the pairs of terms."""
    if len(terms) < 2:
        return float("nan")
    return float(_relate_pairs(counts, terms)[np.triu_indices(len(terms), 1)].mean())


def write_label(words: WordCounts, weights: Floats, apart: Labels, terms: Labels) -> str:
    """Write the label of a cluster: up to three terms, none of them inside another.

    Of the terms that set the cluster apart, those are best that most of its articles and headlines
    have and other articles have not, and that are rare in news in general. If fewer than three are
    left, terms that describe the cluster follow.
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
        * weigh_by_rarity(names)
        * naming
        * (inside >= max(2, _LABEL_SHARE * members.sum()))
    ).round(9)
    best = [names[at] for at in np.argsort(-score, kind="stable") if score[at] > 0]
    chosen: list[str] = []
    for name in [*best, *(words.terms[term] for term in terms)]:
        if len(chosen) < _LABEL_TERMS and not any(
            name in other or other in name for other in chosen
        ):
            chosen.append(name)
    return "、".join(chosen)


def _rate_naming(word: str) -> float:
    """Rate how well a word names a subject. An office (主任) does not: every subject has one."""
    if word in _read_offices():
        return 0.0
    tags = [tag for _, tag in open_cutter().tag(word)]
    if not any(tag.startswith(_NAMING) for tag in tags) or _NOT_NAMING & set(tags):
        return 0.0
    return _ACT_OR_PLACE if tags in (["v"], ["ns"]) else 1.0


@cache
def _read_offices() -> frozenset[str]:
    return frozenset(read_lexicon("titles")["title"])
