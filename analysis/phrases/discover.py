"""Set phrases that no list has yet, told by how firmly they hold together."""

import re
import sys
from collections.abc import Iterator
from math import log2
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from analysis.arrays import Floats, Integers
from analysis.han import HAN
from analysis.lexicon import read_lexicon
from analysis.phrases.find import list_forms, search_parts
from analysis.places import Part, iterate_parts
from analysis.schema import InputError, check_table

__all__ = ["discover_phrases"]

_MEASURED: Final = ("phrase", "count", "cohesion", "left_entropy", "right_entropy", "score")
_CHINESE: Final = re.compile(f"[〇{HAN}]")
# Particles that never begin a phrase, or never end one; 是 is not among these: 实事求是 ends in it.
_NO_BEGINNING: Final = tuple("的了等是与及或也在")
_NO_END: Final = tuple("的了和及或把被")
# In a large collection a phrase must occur at least once in this many characters.
_RARE: Final = 500_000
# Characters, or pairs of runs, that are looked at together.
_AT_ONCE: Final = 1 << 22
_EXAMPLES: Final = 3
_EXAMPLE_WIDTH: Final = 12


class _Candidate(NamedTuple):
    """A run of characters that is frequent, with many different characters beside it."""

    phrase: str
    left: float
    right: float


def discover_phrases(
    articles: pd.DataFrame,
    *,
    lexicon: pd.DataFrame | None = None,
    most: int = 1000,
    fewest: int | None = None,
    shortest: int = 4,
    longest: int = 16,
    cohesion: float = 1.0,
    freedom: float = 1.0,
) -> pd.DataFrame:
    """Discover the fixed phrases of a collection that no list has.

    One row per phrase, the best first. A fixed phrase is firm inside: wherever it is cut in two,
    the two pieces stand together far more often than by chance. And it is free at its edges: many
    different characters stand before and after it. Names and common collocations are fixed in this
    sense too; which of them is a set phrase is for a reader to decide.

    Parameters
    ----------
    articles
        Needs `article_id` and `text`; headline, deck and byline are searched where there are any.
    lexicon
        Phrases that are known and not to be shown, with their `variants` where there are any; the
        package's list when not given. One without rows shows everything.
    most
        How many phrases to show at most.
    fewest
        The fewest occurrences; when not given, 5, or one in 500,000 characters where that is more.
    shortest, longest
        Length in characters; a phrase consists of Chinese characters only.
    cohesion, freedom
        The least cohesion, and the least entropy at either edge, in bits.

    Returns
    -------
    DataFrame
        phrase; count; articles, the number of articles that have it; cohesion, the pointwise mutual
        information of its two pieces in bits, the least of all ways of cutting it in two;
        left_entropy and right_entropy, the entropy in bits of the characters beside it, where a
        sign or the edge of the text counts as a new character each time; score, count times
        cohesion times the lower entropy;
        rank by score; examples, a list of up to three positions from different articles, with 12
        characters on either side. Sources: Church and Hanks (1990) for mutual information; Jin and
        Tanaka-Ishii (2006) for the entropy of the edges.

    Raises
    ------
    InputError
        Where a column is missing, or a length or `fewest` makes no sense.

    Examples
    --------
    >>> texts = [f"{a}乡村振兴{b}" for a, b in zip("抓谈看说想做", "会事人路书报")]
    >>> articles = pd.DataFrame({"article_id": list("abcdef"), "text": texts})
    >>> nothing = pd.DataFrame({"phrase": []})
    >>> discover_phrases(articles, lexicon=nothing)[["phrase", "count"]].values.tolist()
    [['乡村振兴', 6]]
    """
    articles = check_table(articles, "articles", needs=["article_id", "text"])
    if not 2 <= shortest <= longest or (fewest is not None and fewest < 2):
        raise InputError("shortest must be 2 or more, longest not below it, and fewest 2 or more.")
    known = list_forms(read_lexicon("phrases") if lexicon is None else lexicon)
    parts = list(iterate_parts(articles))
    text = "\n".join(part.plain for part in parts)
    if fewest is None:
        fewest = max(5, len(text) // _RARE)
    counts, candidates = _gather(text, fewest, shortest, longest, freedom)
    total = sum(count for run, count in counts.items() if len(run) == 1)
    rows = []
    for phrase, left, right in candidates:
        if phrase in known or phrase.startswith(_NO_BEGINNING) or phrase.endswith(_NO_END):
            continue
        firmness = _measure_cohesion(phrase, counts, total)
        if firmness >= cohesion:
            count = counts[phrase]
            score = count * firmness * min(left, right)
            rows.append((phrase, count, firmness, left, right, score))
    phrases = pd.DataFrame(rows, columns=list(_MEASURED))
    phrases["rank"] = phrases["score"].rank(method="min", ascending=False).astype("int64")
    phrases = phrases.sort_values(["rank", "phrase"], ignore_index=True).head(most)
    return _add_examples(phrases, parts)


def _gather(
    text: str, fewest: int, shortest: int, longest: int, freedom: float
) -> tuple[dict[str, int], list[_Candidate]]:
    """Count the frequent runs of characters, and choose those that could be phrases."""
    codes = _number_characters(text)
    # A 0 before and behind: at the edge of the text, too, something stands beside a run.
    beside = np.pad(codes, (1, longest + 1))
    counts: dict[str, int] = {}
    candidates: list[_Candidate] = []
    for length, positions, numbers in _list_runs(codes, fewest, longest):
        firsts = np.empty(int(numbers.max()) + 1, dtype=np.int64)
        firsts[numbers[::-1]] = positions[::-1]
        runs = [text[first : first + length] for first in firsts.tolist()]
        counts.update(zip(runs, np.bincount(numbers).tolist(), strict=True))
        if length >= shortest:
            left = _measure_entropy(numbers, beside[positions])
            right = _measure_entropy(numbers, beside[positions + length + 1])
            free = np.flatnonzero(np.minimum(left, right) >= freedom).tolist()
            candidates += [_Candidate(runs[at], float(left[at]), float(right[at])) for at in free]
        del positions, numbers  # while those of the next length are made
    return counts, candidates


def _number_characters(text: str) -> Integers:
    """A number for each Chinese character, from 1 on in the order of Unicode; 0 for all else."""
    seen = np.zeros(sys.maxunicode + 1, dtype=bool)
    for signs in _iterate_signs(text):
        seen[signs] = True
    chinese = [sign for sign in np.flatnonzero(seen).tolist() if _CHINESE.match(chr(sign))]
    # In few bits, since of a large collection these arrays take the most memory.
    table = np.zeros(sys.maxunicode + 1, dtype=np.min_scalar_type(len(chinese)))
    table[chinese] = np.arange(1, len(chinese) + 1)
    return np.concatenate([table[:0], *(table[signs] for signs in _iterate_signs(text))])


def _iterate_signs(text: str) -> Iterator[Integers]:
    """Yield the characters of a text as numbers, piece by piece."""
    for first in range(0, len(text), _AT_ONCE):
        piece = text[first : first + _AT_ONCE].encode("utf-32-le", "surrogatepass")
        yield np.frombuffer(piece, dtype="<u4")


def _list_runs(
    codes: Integers, fewest: int, longest: int
) -> Iterator[tuple[int, Integers, Integers]]:
    """Yield, for each length, the positions of frequent runs and which run begins at each.

    A run can only be frequent if the two runs inside it that are one character shorter are, so for
    each length only the positions that remained for the one before are looked at.
    """
    positions: Integers = np.flatnonzero(codes)
    if len(codes) < 2**31:
        positions = positions.astype(np.int32)
    numbers: Integers = codes[positions].astype(np.int32) - 1
    for length in range(1, longest + 1):
        if length > 1:
            beside = np.diff(positions) == 1
            positions = positions[:-1][beside]
            pairs = numbers[:-1][beside], numbers[1:][beside]
            numbers = numbers[:0]  # what is no longer needed would be a sixth of the memory
            numbers = _number_pairs(*pairs, fewest)
            del pairs, beside
            positions, numbers = positions[numbers >= 0], numbers[numbers >= 0]
        if not len(numbers):
            return
        yield length, positions, numbers


def _number_pairs(before: Integers, behind: Integers, fewest: int) -> Integers:
    """Number the pairs that are frequent; -1 for the others.

    A part of them at a time: in a table of all the most memory would go to pairs that are rare.
    """
    numbers = np.full(len(before), -1, dtype=np.int32)
    width = int(behind.max(initial=0)) + 1
    found, parts = 0, -(-len(before) // _AT_ONCE)
    part_of = (before % max(parts, 1)).astype(np.min_scalar_type(parts))
    for part in range(parts):
        own = np.flatnonzero(part_of == part)
        pair, distinct = pd.factorize(before[own].astype(np.int64) * width + behind[own])
        frequent = np.bincount(pair, minlength=len(distinct)) >= fewest
        number = np.where(frequent, found + np.cumsum(frequent) - 1, -1)
        numbers[own] = number[pair]
        found += int(frequent.sum())
    return numbers


def _measure_entropy(numbers: Integers, beside: Integers) -> Floats:
    """The entropy of the characters beside each run, in bits; each 0 counts as a new character."""
    size = np.bincount(numbers)
    inner = beside > 0
    width = int(beside.max(initial=0)) + 1
    pairs = numbers[inner].astype(np.int64)
    pairs *= width
    pairs += beside[inner]
    pair, distinct = pd.factorize(pairs)
    del pairs, inner
    count = np.bincount(pair)
    weights = np.bincount(distinct // width, weights=count * np.log2(count), minlength=len(size))
    entropy: Floats = np.log2(size) - weights / size
    return entropy


def _measure_cohesion(phrase: str, counts: dict[str, int], total: int) -> float:
    """The mutual information of two pieces in bits, the least of all ways of cutting in two."""
    halves = (counts[phrase[:at]] * counts[phrase[at:]] for at in range(1, len(phrase)))
    return log2(counts[phrase] * total / max(halves))


def _add_examples(phrases: pd.DataFrame, parts: list[Part]) -> pd.DataFrame:
    """Add the number of articles, and an example from the first, the middle and the last one."""
    where: dict[str, dict[int, str]] = {phrase: {} for phrase in phrases["phrase"]}
    for part, hits in search_parts(parts, {phrase: phrase for phrase in where}):
        for start, end, phrase in hits:
            if end - start == len(phrase) and part.row not in where[phrase]:
                first = max(0, start - _EXAMPLE_WIDTH)
                where[phrase][part.row] = part.text[first : end + _EXAMPLE_WIDTH]
    articles, examples = [], []
    for by_article in where.values():
        shown = list(by_article.values())
        at = np.linspace(0, len(shown) - 1, _EXAMPLES).round().astype(int)
        articles.append(len(shown))
        examples.append([shown[number] for number in dict.fromkeys(at.tolist())])
    phrases.insert(2, "articles", articles)
    phrases["examples"] = pd.Series(examples, dtype="object")
    return phrases
