"""Two articles printed in alternation, each given back its own paragraphs.

A column of one article set beside a column of another comes out as paragraphs in turn. The reader
sees a lead, then a second head with its lead, then paragraphs of either. Which belong to which is
decided for all of them at once: by the words they share with what is known of each article, and by
how well each goes on from the last paragraph of its article, sentence broken or not.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from analysis.articles.chunks import Chunk
from analysis.articles.items import Item
from analysis.articles.joints import rate_beginning, rate_following
from analysis.articles.patterns import TERMINAL

__all__ = ["Thread", "untangle_items"]

_WEIGHT_OF_WORDS: Final = 10.0  # of sharing more words with one article than with the other
_UNSEEN: Final = 8.0
_FIRST_SWITCH: Final = -8.0
_SWITCH: Final = -0.2
_LOST_TAIL: Final = -3.0
_SHORT_LEAD: Final = 2  # paragraphs an article has before the next head, where columns alternate
_ROUNDS: Final = 3


@dataclass(frozen=True, slots=True)
class Thread:
    """Paragraphs moved from the article they stand in to the one they belong to."""

    item: Item
    chunks: list[Chunk]
    confidence: float


def untangle_items(items: Sequence[Item], confidence: float) -> list[Thread]:
    """Move paragraphs of alternating articles to where they belong; return what was moved."""
    threads = []
    articles = [item for item in items if item.kind == "article" and item.body]
    weights: dict[str, float] | None = None
    for first, second in pairwise(articles):
        broken = first.body[-1].text[-1:] not in TERMINAL
        if first.closed or len(second.body) < 2 or not (broken or len(first.body) <= _SHORT_LEAD):
            continue
        if weights is None:
            weights = _weigh_pairs(items)
        moved, gain = _find_moved(first, second, weights)
        sure = 1 / (1 + math.exp(-gain / 2))
        if not moved or sure < confidence:
            continue
        chunks = [chunk for chunk, goes in zip(second.body[1:], moved, strict=True) if goes]
        for chunk in chunks:
            second.body.remove(chunk)
            second.chunks.remove(chunk)
            first.add(chunk, first.body)
        threads.append(Thread(first, chunks, sure))
    return threads


def _list_pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1) if text[at : at + 2].isalnum()}


def _weigh_pairs(items: Sequence[Item]) -> dict[str, float]:
    """Weigh each pair of characters by how few paragraphs of the page hold it."""
    frequencies = Counter[str]()
    total = 0
    for item in items:
        for chunk in item.chunks:
            frequencies.update(_list_pairs(chunk.text))
            total += 1
    return {pair: math.log(total / count) for pair, count in frequencies.items()}


def _find_moved(first: Item, second: Item, weights: dict[str, float]) -> tuple[list[bool], float]:
    """Find which paragraphs of `second`, its lead left out, belong to `first`; and how sure."""
    chunks = second.body[1:]
    pairs = [_list_pairs(chunk.text) for chunk in chunks]
    known = [_list_known(first, first.body), _list_known(second, second.body[:1])]
    moved: list[bool] | None = None  # at first only the leads are known
    gain = 0.0
    for _ in range(_ROUNDS):
        words = []
        for at, own in enumerate(pairs):
            scores = []
            for side in (True, False):
                others = known[0 if side else 1].copy()
                for other, goes in enumerate(moved or ()):
                    if other != at and goes is side:
                        others |= pairs[other]
                shared = sum(weights[pair] for pair in own & others)
                scores.append(math.log((shared + _UNSEEN) / math.sqrt(len(others) + 20)))
            words.append(_WEIGHT_OF_WORDS * (scores[0] - scores[1]))
        found, gain = _decide(first.body[-1], second.body[0], chunks, words)
        if found == moved:
            break
        moved = found
    return (moved, gain) if moved and any(moved) else ([], 0.0)


def _list_known(item: Item, body: Sequence[Chunk]) -> set[str]:
    pairs: set[str] = set()
    for chunk in (*item.headline, *item.deck, *body):
        pairs |= _list_pairs(chunk.text)
    return pairs


def _decide(
    last_of_first: Chunk, last_of_second: Chunk, chunks: Sequence[Chunk], words: Sequence[float]
) -> tuple[list[bool], float]:
    """Decide all paragraphs at once; the gain is over leaving every one where it stands.

    A state is the last paragraph of either article; the best way to each is kept.
    """
    ends = [*chunks, last_of_first, last_of_second]
    start = (len(chunks), len(chunks) + 1)
    ways: dict[tuple[int, int], tuple[float, list[bool]]] = {start: (0.0, [])}
    stay = 0.0
    for at, chunk in enumerate(chunks):
        following: dict[tuple[int, int], tuple[float, list[bool]]] = {}
        for (one, two), (score, moved) in ways.items():
            for goes in (True, False):
                link = _link(ends[one if goes else two], chunk)
                switch = _price(moved, goes)
                total = score + link + switch + (words[at] if goes else 0.0)
                state = (at, two) if goes else (one, at)
                if state not in following or total > following[state][0]:
                    following[state] = (total, [*moved, goes])
        stay += _link(ends[at - 1] if at else last_of_second, chunk)
        ways = following
    best, moved = max(
        (score + _end(ends[one]) + _end(ends[two]), moved)
        for (one, two), (score, moved) in ways.items()
    )
    stay += _end(last_of_first) + _end(chunks[-1])
    return moved, best - stay


def _price(moved: Sequence[bool], goes: bool) -> float:
    if not any(moved):
        return _FIRST_SWITCH if goes else 0.0
    return _SWITCH


def _link(before: Chunk, chunk: Chunk) -> float:
    if not before.text or not chunk.text:
        return 0.0
    if before.text[-1] in TERMINAL:
        return rate_beginning(chunk.text)
    return max(rate_following(before.text, chunk.text), -9.0)


def _end(chunk: Chunk) -> float:
    return 0.0 if chunk.text[-1:] in TERMINAL else _LOST_TAIL
