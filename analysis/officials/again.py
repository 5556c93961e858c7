"""Names found in one place of an article, found in its other places however they are cut there."""

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from operator import attrgetter
from typing import Final

from analysis.officials.batch import DOCTRINES, Batch, Mention, mark_named
from analysis.officials.doubts import begins_longer, is_country, read_not_names
from analysis.officials.scan import find_strings
from analysis.officials.wordlike import is_word

__all__ = ["find_again"]


def find_again(
    batch: Batch, begins: bytes, mentions: list[Mention], people: Iterable[tuple[int, str]]
) -> list[Mention]:
    """Find what was found once in an article wherever else it stands there, however it is cut.

    `people` says where the names stand that are known beforehand.
    """
    text, never = batch.text, read_not_names()
    named: dict[tuple[int, str], Mention] = {}
    for mention in mentions:
        name = mention.name
        if (len(name) > 2 or mention.foreign) and not (is_word(name) or name in never):
            named[batch.parts[mention.owner].row, name] = mention
    taken = bytearray(len(text) + 1)
    mark_named(taken, mentions)
    places = [
        (start, name)
        for start, name in chain(_find_in_articles(batch, named), people)
        if not taken[start]
    ]
    added: list[Mention] = []
    for start, name in sorted(places, key=lambda place: (-len(place[1]), place[0])):
        end = start + len(name)
        if 1 in taken[start:end]:
            continue
        owner = batch.find_owner(start)
        known = named.get((batch.parts[owner].row, name))
        before = text[start - 1 : start]
        if text.startswith(DOCTRINES, end) or begins_longer(text, name, start):
            continue
        if is_country(text, start):
            continue
        if before == "学" and name in _AFTER_STUDY:
            continue  # 学习 总书记
        if known is None and (before == "·" or not _stands_alone(text, begins, start, end)):
            continue
        foreign = known.foreign if known is not None else len(name) > 3
        added.append(Mention(start, end, name, owner, foreign))
        mark_named(taken, added[-1:])
    return sorted([*mentions, *added], key=attrgetter("start"))


def _find_in_articles(
    batch: Batch, named: Collection[tuple[int, str]]
) -> Iterator[tuple[int, str]]:
    """Find where the names of articles stand in them."""
    bounds = batch.find_bounds()
    names_of: dict[int, list[str]] = {}
    for row, name in named:
        names_of.setdefault(row, []).append(name)
    for row, sought in names_of.items():
        begin, end = bounds[row]
        yield from find_strings(batch.text, sought, begin, end)


def _stands_alone(text: str, begins: bytes, start: int, end: int) -> bool:
    """Whether a known name is no piece of longer words; 雷锋 in 学雷锋 and 雷锋精神 is none."""
    opens = begins[start] or text[start - 1] in "学和与、"
    closes = begins[end] or text.startswith(("精神", "奖", "杯", "基金"), end)
    return bool(opens and closes) if end - start == 2 else bool(opens or closes)


_AFTER_STUDY: Final = frozenset(["习主席", "习总书记"])
