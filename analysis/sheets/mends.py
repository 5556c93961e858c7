"""What a scan was taken for → what it must be: doubtful letters inside names and set phrases.

A letter is changed only where the engine doubted it and everything around it agrees: a set phrase
of the lexicon but for this letter, or a name that the same sheet prints again and again. Each
change is kept with what stood there; a letter takes the place of a letter, so no column moves.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Final, NamedTuple

from analysis.lexicon import list_surnames, read_lexicon, split_variants
from analysis.sheets.form import Line, Sheet

__all__ = ["Mend", "mend_letters"]

_DOUBTED: Final = 0.85  # a score below is a doubt
_SURE: Final = 0.9
_SHORTEST_PHRASE: Final = 4
_LONGEST_PHRASE: Final = 12
_NAME: Final = 3  # letters
_OFTEN: Final = 3  # times that a name must be printed
_AS_SURE: Final = 0.8  # letters that were read more surely are kept


class Mend(NamedTuple):
    """A letter that was changed, its line and place, the rule, and how sure it is."""

    line: int
    at: int
    before: str
    after: str
    rule: str
    confidence: float


def mend_letters(sheet: Sheet, doubts: Sequence[Sequence[float]]) -> tuple[Sheet, list[Mend]]:
    """Mend the lines of a sheet; `doubts` has the score of each of their letters."""
    names = _list_names(sheet.lines, doubts)
    mends: list[Mend] = []
    lines: list[Line] = []
    for number, (line, scores) in enumerate(zip(sheet.lines, doubts, strict=True)):
        own = {mend.at: mend for mend in _look(number, line.text, scores, names)}
        letters = [own[at].after if at in own else char for at, char in enumerate(line.text)]
        lines.append(replace(line, text="".join(letters)) if own else line)
        mends.extend(own.values())
    return replace(sheet, lines=tuple(lines)), mends


def _look(number: int, text: str, scores: Sequence[float], names: Counter[str]) -> Iterator[Mend]:
    for at, score in enumerate(scores):
        if score >= _DOUBTED or not text[at].strip():
            continue
        found = [
            *_fit(text, at, _list_phrases(), "phrase", score),
            *_fit(text, at, _blank_out(tuple(names.items())), "name", score),
        ]
        if found:
            after, rule, weight = max(found, key=lambda each: each[2])
            # The more context agrees with the letter, the less its own score counts.
            confidence = round(1 - score / (score + (1 - score) * weight), 3)
            if confidence >= _AS_SURE and len({each[0] for each in found}) == 1:
                yield Mend(number, at, text[at], after, rule, confidence)


def _fit(
    text: str,
    at: int,
    known: dict[tuple[str, str], list[tuple[str, float]]],
    rule: str,
    score: float,
) -> Iterator[tuple[str, str, float]]:
    """Yield the letters that fit the context of the one at `at`."""
    lengths = (_NAME,) if rule == "name" else range(_SHORTEST_PHRASE, _LONGEST_PHRASE + 1)
    for length in lengths:
        for start in range(max(0, at - length + 1), min(at, len(text) - length) + 1):
            around = text[start:at], text[at + 1 : start + length]
            for letter, weight in known.get(around, ()):
                if letter != text[at]:
                    yield letter, rule, weight


@cache
def _list_phrases() -> dict[tuple[str, str], list[tuple[str, float]]]:
    phrases = read_lexicon("phrases")
    texts = {
        text
        for phrase, variants in zip(phrases["phrase"], phrases["variants"], strict=True)
        for text in (phrase, *split_variants(variants))
        if _SHORTEST_PHRASE <= len(text) <= _LONGEST_PHRASE
    }
    return _blank_out(tuple((text, 10 * (len(text) - 1)) for text in sorted(texts)))


@lru_cache(maxsize=2)  # the phrases, and the names of the current sheet
def _blank_out(
    weights: tuple[tuple[str, int], ...],
) -> dict[tuple[str, str], list[tuple[str, float]]]:
    """For each text before and behind a letter, the letters that can stand between."""
    known: dict[tuple[str, str], list[tuple[str, float]]] = defaultdict(list)
    for text, weight in weights:
        for at, letter in enumerate(text):
            known[text[:at], text[at + 1 :]].append((letter, float(weight)))
    return dict(known)


def _list_names(lines: Sequence[Line], doubts: Sequence[Sequence[float]]) -> Counter[str]:
    """Count strings that begin with a surname, were read surely, and come several times."""
    surnames = list_surnames()
    counts: Counter[str] = Counter()
    for line, scores in zip(lines, doubts, strict=True):
        text = line.text
        for at in range(len(text) - _NAME + 1):
            if text[at] in surnames and min(scores[at : at + _NAME]) >= _SURE:
                counts[text[at : at + _NAME]] += 1
    often = {
        text: 2 * count for text, count in counts.items() if count >= _OFTEN and text.isalpha()
    }
    return Counter(often)
