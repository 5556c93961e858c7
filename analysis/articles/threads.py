"""Two articles printed in alternation, each given back its own paragraphs.

A column of one article set beside a column of another comes out as paragraphs in turn. The reader
sees a lead, then a second head with its lead, then paragraphs of either. Which belong to which is
decided for all of them at once: by the words they share with what is known of each article, and by
how well each goes on from the last paragraph of its article, sentence broken or not.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from analysis.articles.chunks import Chunk
from analysis.articles.items import Item
from analysis.articles.joints import rate_beginning, rate_following
from analysis.articles.patterns import TERMINAL

__all__ = ["Thread", "untangle_items"]

_WEIGHT_OF_WORDS: Final = 8.0  # of sharing more words with one article than the other
_UNSEEN: Final = 5.0
_FIRST_SWITCH: Final = -9.0
_OUT_OF_TURN: Final = -2.5
_LOST_TAIL: Final = -3.0
_SHORT_LEAD: Final = 2  # paragraphs an article has before the next head, where columns alternate
_NEVER: Final = -9.0  # no pair of characters is held to be rarer than that
_LONGEST: Final = 60  # paragraphs; more are no article of a page, and would take too long
_ROUNDS: Final = 3
_SIGNS: Final = re.compile(r"\W+")

Pair = tuple[str, str]


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
    pairs: dict[Chunk, set[Pair]] = {}
    for first, second in pairwise(articles):
        broken = first.body[-1].text[-1:] not in TERMINAL
        if first.closed or not 2 <= len(second.body) <= _LONGEST:
            continue
        if not broken and len(first.body) > _SHORT_LEAD:
            continue
        for chunk in (*first.chunks, *second.chunks):
            if chunk not in pairs:
                pairs[chunk] = _list_pairs(chunk.text)
        own = {chunk: pairs[chunk] for chunk in (*first.chunks, *second.chunks)}
        moved, gain = _find_moved(first, second, own, _weigh_pairs(own))
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


def _list_pairs(text: str) -> set[Pair]:
    words = _SIGNS.sub("", text)
    return set(pairwise(words))


def _weigh_pairs(pairs: Mapping[Chunk, set[Pair]]) -> dict[Pair, float]:
    """Weigh each pair of characters by how few titles and paragraphs hold it."""
    frequencies = Counter[Pair]()
    for own in pairs.values():
        frequencies.update(own)
    rarities = [0.0] + [math.log(len(pairs) / count) for count in range(1, len(pairs) + 1)]
    return {pair: rarities[count] for pair, count in frequencies.items()}


def _find_moved(
    first: Item,
    second: Item,
    pairs: Mapping[Chunk, set[Pair]],
    weights: Mapping[Pair, float],
) -> tuple[list[bool], float]:
    """Find which paragraphs of `second`, its lead left out, belong to `first`; and how sure."""
    chunks = second.body[1:]
    known = [
        set[Pair]().union(*(pairs[chunk] for chunk in (*item.headline, *item.deck, *body)))
        for item, body in ((first, first.body), (second, second.body[:1]))
    ]
    lasts = [*chunks, first.body[-1], second.body[0]]
    links = _rate_links(lasts, len(chunks))
    ends = [0.0 if _is_whole(chunk) else _LOST_TAIL for chunk in lasts]
    moved: list[bool] | None = None  # at first only the leads are known
    gain = 0.0
    for _ in range(_ROUNDS):
        words = []
        for at, chunk in enumerate(chunks):
            scores = []
            for side in (True, False):
                others = known[0 if side else 1].union(
                    *(
                        pairs[chunks[other]]
                        for other, goes in enumerate(moved or ())
                        if other != at and goes is side
                    )
                )
                shared = sum(map(weights.__getitem__, pairs[chunk] & others))
                scores.append(math.log((shared + _UNSEEN) / math.sqrt(len(others) + 20)))
            words.append(_WEIGHT_OF_WORDS * (scores[0] - scores[1]))
        found, gain = _decide(links, words, ends)
        if found == moved:
            break
        moved = found
    return (moved, gain) if moved and any(moved) else ([], 0.0)


def _rate_links(chunks: Sequence[Chunk], count: int) -> list[list[float]]:
    """Rate for each of the first `count` paragraphs how well it follows each of all of them."""
    whole = [_is_whole(chunk) for chunk in chunks]
    links = []
    for chunk in chunks[:count]:
        begins = rate_beginning(chunk.text)
        links.append(
            [
                begins if ended else max(rate_following(before.text, chunk.text), _NEVER)
                for before, ended in zip(chunks, whole, strict=True)
            ]
        )
    return links


def _decide(
    links: Sequence[Sequence[float]], words: Sequence[float], ends: Sequence[float]
) -> tuple[list[bool], float]:
    """Decide all paragraphs at once; the gain is over leaving every one where it stands.

    A state is the last paragraph of either article, the leads counted last; the best way to each
    state is kept. `ends` is the price of each paragraph as the last of its article.
    """
    count = len(links)
    ways: dict[tuple[int, int], tuple[float, list[bool]]] = {(count, count + 1): (0.0, [])}
    stay = ends[count] + ends[count - 1]
    for at, link in enumerate(links):
        following: dict[tuple[int, int], tuple[float, list[bool]]] = {}
        for (one, two), (score, moved) in ways.items():
            for goes in (True, False):
                total = score + link[one if goes else two] + _price(moved, goes=goes)
                total += words[at] if goes else 0.0
                state = (at, two) if goes else (one, at)
                if state not in following or total > following[state][0]:
                    following[state] = (total, [*moved, goes])
        stay += link[at - 1 if at else count + 1]
        ways = following
    gain, moved = max(
        (score + ends[one] + ends[two] - stay, moved) for (one, two), (score, moved) in ways.items()
    )
    return moved, gain


def _price(moved: Sequence[bool], *, goes: bool) -> float:
    """The price of a move: columns side by side take turns, one paragraph of either at a time."""
    if not goes:
        return 0.0
    stayed = 0
    while stayed < len(moved) and not moved[-1 - stayed]:
        stayed += 1
    if stayed == len(moved):
        return _FIRST_SWITCH + _OUT_OF_TURN * stayed
    return _OUT_OF_TURN * abs(stayed - 1)


def _is_whole(chunk: Chunk) -> bool:
    return chunk.text[-1] in TERMINAL
