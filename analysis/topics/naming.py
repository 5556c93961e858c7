"""What clusters are called: the terms that set them apart, and their label."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import numpy as np

from analysis.cutter import open_cutter
from analysis.lexicon import read_lexicon
from analysis.topics.collection import Labels, Numbers, Words, weigh_by_rarity

__all__ = [
    "choose_terms",
    "measure_coherence",
    "write_label",
]

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


def choose_terms(
    words: Words, labels: Labels, strength: Numbers, numbers: Sequence[int]
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


def measure_coherence(counts: Any, terms: Labels) -> float:
    """The mean NPMI of the pairs of terms."""
    if len(terms) < 2:
        return float("nan")
    return float(_relate_pairs(counts, terms)[np.triu_indices(len(terms), 1)].mean())


def write_label(words: Words, weights: Numbers, apart: Labels, terms: Labels) -> str:
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
        * weigh_by_rarity(names)
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
