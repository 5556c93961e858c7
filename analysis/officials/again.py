"""Names found in one place of an article, found in its other places however they are cut there."""

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from analysis.officials.batch import DOCTRINE, Batch, Mention, mark_named
from analysis.officials.contexts import is_word
from analysis.officials.doubts import begins_longer, read_not_names
from analysis.officials.roster import Person

__all__ = ["find_again"]


def find_again(
    batch: Batch, begins: bytes, mentions: list[Mention], people: Mapping[str, Person]
) -> list[Mention]:
    """Find what was found once in an article wherever else it stands there, however it is cut."""
    text = batch.text
    named: dict[tuple[int, str], Mention] = {}
    for mention in mentions:
        if (len(mention.name) > 2 or mention.foreign) and not (
            is_word(mention.name) or mention.name in read_not_names()
        ):
            named[batch.parts[mention.owner].row, mention.name] = mention
    taken = bytearray(len(text) + 1)
    mark_named(taken, mentions)
    places = [*_find_in_articles(batch, named, taken), *_find_people(text, people)]
    added: list[Mention] = []
    for start, name in sorted(places, key=lambda place: (-len(place[1]), place[0])):
        end = start + len(name)
        if 1 in taken[start:end]:
            continue
        owner = batch.find_owner(start)
        known = named.get((batch.parts[owner].row, name))
        before = text[start - 1 : start]
        if DOCTRINE.match(text, end) or begins_longer(text, name, start):
            continue
        if before == "学" and name in _AFTER_STUDY:
            continue  # 学习 总书记
        if known is None and (before == "·" or not _stands_alone(text, begins, start, end)):
            continue
        foreign = known.foreign if known is not None else len(name) > 3
        added.append(Mention(start, end, name, owner, foreign))
        mark_named(taken, added[-1:])
    return sorted([*mentions, *added], key=lambda mention: mention.start)


def _find_in_articles(
    batch: Batch, named: Collection[tuple[int, str]], taken: bytearray
) -> Iterator[tuple[int, str]]:
    """Find where the names of articles stand in them, besides where they were found."""
    bounds: dict[int, tuple[int, int]] = {}
    for first, part in zip(batch.firsts, batch.parts, strict=False):
        begin, _ = bounds.get(part.row, (first, 0))
        bounds[part.row] = begin, first + len(part.text)
    for row, name in named:
        begin, end = bounds[row]
        at = batch.text.find(name, begin, end)
        while at >= 0:
            if not taken[at]:
                yield at, name
            at = batch.text.find(name, at + 1, end)


def _find_people(text: str, people: Collection[str]) -> Iterator[tuple[int, str]]:
    """Find where the names that are known beforehand stand in a text."""
    sought = tuple(name for name in people if len(name) > 1)
    for at, start, _ in _build_automaton(sought).find_matches_as_indexes(text, overlapping=True):
        yield start, sought[at]


@lru_cache(2)
def _build_automaton(sought: tuple[str, ...]) -> Any:
    from ahocorasick_rs import AhoCorasick

    return AhoCorasick(sought)


def _stands_alone(text: str, begins: bytes, start: int, end: int) -> bool:
    """Whether a known name is no piece of longer words; 雷锋 in 学雷锋 and 雷锋精神 is none."""
    opens = begins[start] or text[start - 1 : start] == "学"
    closes = begins[end] or text.startswith(("精神", "奖", "杯", "基金"), end)
    return bool(opens and closes) if end - start == 2 else bool(opens or closes)


_AFTER_STUDY: Final = frozenset(["习主席", "习总书记"])
