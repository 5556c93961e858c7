"""Two articles whose paragraphs alternate in the file, each given back its own.

Where the columns of two articles stand side by side, the file may hold the lead of the first, the
headline and lead of the second, and then paragraphs of both in turn. Which paragraph belongs to
which article is decided for all of them together, by three things: the words that it shares with
the rest of the article, how well it continues the article's last paragraph, and whether the two
take turns.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress, pairwise
from operator import add, not_
from typing import Final

from analysis.articles.chunks import Chunk
from analysis.articles.items import Item
from analysis.articles.joints import rate_beginning, rate_following
from analysis.patterns import TERMINAL

__all__ = ["Thread", "untangle_items"]

# What is added to the score of a way to divide the paragraphs, in the unit of `rate_following`.
_WEIGHT_OF_WORDS: Final = 8.0  # times how much more is shared with one article than with the other
_FIRST_SWITCH: Final = -9.0  # once, where anything is moved at all
_OUT_OF_TURN: Final = -5.0  # for each paragraph that is not in turn
_LOST_TAIL: Final = -2.0  # where an article ends in mid-sentence
_NEVER: Final = -9.0  # the rating of two characters that never stand side by side
_UNSEEN: Final = 5.0  # added to what is shared: the logarithm of nothing would be infinite
_SHORT_LEAD: Final = 2  # paragraphs before the next headline, at most, where two articles alternate
_MOST_PARAGRAPHS: Final = 60  # no article of a page has more, and the time grows with their square
_ROUNDS: Final = 3  # after each, words are compared again with what was found to belong together
_OPENING: Final = (
    10  # first characters of a paragraph, which say what it is about: they count twice
)
_SIGNS: Final = re.compile(r"\W+")


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
    pairs: dict[Chunk, set[str]] = {}
    for first, second in pairwise(articles):
        if first.closed or not 2 <= len(second.body) <= _MOST_PARAGRAPHS:
            continue
        if len(first.body) > _SHORT_LEAD and _is_whole(first.body[-1]):
            continue
        if not (_is_marked(first) and _is_marked(second)):
            continue
        for chunk in (*first.chunks, *second.chunks):
            if chunk not in pairs:
                pairs[chunk] = _list_pairs(chunk.text)
        moved, gain = _find_moved(first, second, pairs)
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
    """List the pairs of neighbouring characters: most words have two, so none need be cut out."""
    words = _SIGNS.sub("", text)
    return set(map(add, words, words[1:]))


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The pairs of characters of an article: all, and those that more than one paragraph has."""

    once: set[str]
    twice: set[str]

    def rate(
        self, own: set[str], opening: set[str], rarities: Mapping[str, float], *, inside: bool
    ) -> float:
        """Rate what a paragraph shares with the article, if it is `inside` with the rest of it."""
        shared = own & (self.twice if inside else self.once)
        size = len(self.once) - (len(own) - len(shared) if inside else 0)
        weight = sum(map(rarities.__getitem__, shared))
        weight += sum(map(rarities.__getitem__, shared & opening))
        return math.log((weight + _UNSEEN) / math.sqrt(size + 20))


def _weigh_pairs(paragraphs: Sequence[set[str]]) -> dict[str, float]:
    """Weigh pairs of characters: the fewer titles and paragraphs share one, the more it weighs."""
    frequencies = Counter(chain.from_iterable(paragraphs))
    count = len(paragraphs)
    rarities = [0.0] + [math.log(count / held) for held in range(1, count + 1)]
    return {pair: rarities[held] for pair, held in frequencies.items() if held > 1}


def _add_pairs(known: set[str], paragraphs: Iterable[set[str]]) -> _Pairs:
    """Add the pairs of some paragraphs to those of the titles and lead, which never move."""
    once, twice = known.copy(), known.copy()
    for own in paragraphs:
        twice |= once & own
        once |= own
    return _Pairs(once, twice)


def _find_moved(
    first: Item, second: Item, pairs: Mapping[Chunk, set[str]]
) -> tuple[list[bool], float]:
    """Find which paragraphs behind the lead of `second` belong to `first`, and how surely."""
    rarities = _weigh_pairs([pairs[chunk] for chunk in (*first.chunks, *second.chunks)])
    chunks = second.body[1:]
    paragraphs = [pairs[chunk] for chunk in chunks]
    openings = [_list_pairs(chunk.text[:_OPENING]) for chunk in chunks]
    known = [
        set[str]().union(*(pairs[chunk] for chunk in (*item.headline, *item.deck, *body)))
        for item, body in ((first, first.body), (second, second.body[:1]))
    ]
    lasts = [*chunks, first.body[-1], second.body[0]]
    links = _rate_links(lasts, len(chunks))
    ends = [0.0 if _is_whole(chunk) else _LOST_TAIL for chunk in lasts]
    moved: list[bool] | None = None  # in the first round, words are compared with the leads only
    unknown = [None] * len(chunks)
    for _ in range(_ROUNDS):
        one = _add_pairs(known[0], compress(paragraphs, moved or ()))
        two = _add_pairs(known[1], compress(paragraphs, map(not_, moved or ())))
        words = [
            one.rate(own, opening, rarities, inside=goes is True)
            - two.rate(own, opening, rarities, inside=goes is False)
            for own, opening, goes in zip(paragraphs, openings, moved or unknown, strict=True)
        ]
        found, gain = _decide(links, [_WEIGHT_OF_WORDS * word for word in words], ends)
        if not any(found):
            return [], 0.0
        if found == moved:
            break
        moved = found
    return found, gain


def _rate_links(chunks: Sequence[Chunk], count: int) -> list[list[float]]:
    """Rate how well each of the first `count` paragraphs would follow each of all of them."""
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
    """Find the best way to divide the paragraphs, and by how much it is better than moving none.

    Paragraphs are taken one after another. A state is the pair of paragraphs that are, so far, the
    last of either article (numbered from 0; `count` and `count + 1` are the two leads); of all ways
    that lead to a state only the best is kept. `ends` is what each paragraph adds as the last one
    of its article.
    """
    count = len(links)
    # Which paragraphs move is kept as the bits of a number, the first paragraph as the highest bit.
    ways = {(count, count + 1): (0.0, 0)}
    stay = ends[count] + ends[count - 1]
    for at, link in enumerate(links):
        following: dict[tuple[int, int], tuple[float, int]] = {}
        for (one, two), (score, moved) in ways.items():
            if one == count:  # no paragraph has moved yet
                price = _FIRST_SWITCH + _OUT_OF_TURN * at
            else:
                price = _OUT_OF_TURN * abs(at - 2 - one)
            for goes, state, total in (
                (1, (at, two), score + link[one] + price + words[at]),
                (0, (one, at), score + link[two]),
            ):
                if state not in following or total > following[state][0]:
                    following[state] = (total, 2 * moved + goes)
        stay += link[at - 1 if at else count + 1]
        ways = following
    gain, moved = max(
        (score + _rate_ending(one, two, ends) - stay, moved)
        for (one, two), (score, moved) in ways.items()
    )
    return [bool(moved >> at & 1) for at in reversed(range(count))], gain


def _rate_ending(one: int, two: int, ends: Sequence[float]) -> float:
    """Rate the two articles as they end. Paragraphs behind the last one that moved are in turn."""
    count = len(ends) - 2
    rest = count - 2 - two if two < count else 0
    return ends[one] + ends[two] - _OUT_OF_TURN * max(rest, 0)


def _is_marked(item: Item) -> bool:
    """Whether a heading, a dateline or a credit makes certain that an article begins here."""
    return (
        item.body[0].role == "opener"
        or bool(item.credits)
        or any(title.mark for title in item.headline)
    )


def _is_whole(chunk: Chunk) -> bool:
    return chunk.text[-1] in TERMINAL
