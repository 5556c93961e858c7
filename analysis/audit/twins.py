"""Articles that stand in a table more than once: whole days, single articles, one section."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.audit.cells import Cells, Flags, Ints
from analysis.audit.spells import Sign, Spell, find_spells

__all__ = ["Suspicion", "Twins", "find_twins", "make_suspicion", "suspect_twins"]

_SIGN: Final = re.compile(r"[\W_]+")
# What tells a text from others: so many characters at its beginning and its end, of which so many
# letters, digits and characters are compared.
_HEAD: Final = 200
_HEAD_SIGNS: Final = 120
_FOOT: Final = 100
_FOOT_SIGNS: Final = 50
_LONG: Final = 40  # characters from which on a text is no formula
_FEW_COPIES: Final = 3
_SHORTEST: Final = 5  # characters of a headline that is no rubric
_RUBRIC_DAYS: Final = 3  # what stands on so many days is a rubric: 简讯, 天气预报
_DAYS: Final = Sign((0.49, 0.4), natural=0.02, least=0.36, fewest=6, times=5, gain=14, cap=30)
_SOME: Final = Sign(
    (0.015, 0.03, 0.06, 0.12, 0.22),
    natural=0.02,
    least=0.018,
    fewest=6,
    times=3.5,
    gain=12.5,
    cap=3.5,
)
_ABROAD: Final = Sign(
    (0.03, 0.06, 0.12, 0.22, 0.45), natural=0.6, least=0.04, fewest=8, times=6, gain=22, cap=4
)
_DOMINATES: Final = 0.6  # whole days twice are told if they hold this share of all copies there
_NEARLY_ALL: Final = 0.45
_WHOLE: Final = 0.8  # a day or a page is there twice where this share of its articles is
_STRAY: Final = 0.12
_TOO_FEW: Final = 2.5


@dataclass(frozen=True)
class Suspicion:
    """A row of the audit before it is put in words; days are counted from 1970."""

    kind: str
    paper: str | None
    start: int
    end: int | None
    rows: int
    said: str
    figures: dict[str, Any] = field(default_factory=dict)
    factor: float = 1.0


@dataclass(frozen=True)
class Twins:
    """Which rows repeat another: on the same day, on another day, in another newspaper."""

    key: Ints
    same_day: Flags
    other_day: Flags
    other_paper: Flags
    with_day: Flags  # a rubric or a few words, which repeat on a day that is there twice

    @property
    def any(self) -> Flags:
        """Rows that repeat one of their own newspaper."""
        return self.same_day | self.other_day


def find_twins(articles: pd.DataFrame, cells: Cells) -> Twins:
    """Find the rows that say what an earlier row says, blanks and punctuation aside."""
    key, long, short = _make_keys(articles)
    height = len(articles)
    none = np.zeros(height, dtype=np.bool_)
    rows, of_row = cells.rows, cells.of_row
    if not len(rows):
        return Twins(key, none, none, none, none)
    by_row = np.argsort(rows, kind="stable")  # the earlier row of the table is the original
    rows, of_row = rows[by_row], of_row[by_row]
    keys = key[rows]
    usable = keys >= 0
    rows, of_row, keys = rows[usable], of_row[usable], keys[usable]
    span = int(keys.max(initial=0)) + 1
    placed = of_row * span + keys
    twice = pd.Series(placed).duplicated().to_numpy()
    first = ~twice
    # What stands twice on a day counts once for that day.
    days_of_key = _count_days(cells.day[of_row[first]], keys[first], span)
    usual = (days_of_key[keys] >= _RUBRIC_DAYS) | short[rows]
    same_day = none.copy()
    same_day[rows[twice & ~usual]] = True
    paper = cells.paper[of_row]
    other_day = none.copy()
    own = paper * span + keys
    later = pd.Series(own).duplicated().to_numpy() & ~twice & ~usual
    other_day[rows[later & long[rows]]] = True
    other_day[rows[_find_moved_days(cells, of_row, own, first & ~usual)]] = True
    other_paper = none.copy()
    if len(cells.names) > 1:
        met = cells.day[of_row] * span + keys
        shared = pd.Series(met[first]).duplicated(keep=False).to_numpy()
        other_paper[rows[first][shared & ~usual[first]]] = True
    # Rubrics are not counted as copies, except on a day of which everything is there twice.
    size, copies = (
        np.bincount(of_row, each, len(cells.day)) for each in (~twice & ~usual, twice & ~usual)
    )
    doubled = (copies >= _WHOLE * size) & (copies >= _FEW_COPIES)
    with_day = none.copy()
    with_day[rows[twice & usual & doubled[of_row]]] = True
    return Twins(key, same_day, other_day, other_paper, with_day)


def _make_keys(articles: pd.DataFrame) -> tuple[Ints, Flags, Flags]:
    """A number for what each row says, -1 for nothing; whether that is long, and whether short."""
    height = len(articles)
    texts = articles["text"].tolist() if "text" in articles.columns else [None] * height
    heads = articles["headline"].tolist() if "headline" in articles.columns else [None] * height
    short = np.zeros(height, dtype=np.bool_)
    clear = _SIGN.sub
    says: list[str | None] = []
    long = np.zeros(height, dtype=np.bool_)
    for row, (text, head) in enumerate(zip(texts, heads, strict=True)):
        if isinstance(text, str) and text:
            said = clear("", text[:_HEAD])[:_HEAD_SIGNS] + clear("", text[-_FOOT:])[-_FOOT_SIGNS:]
            if len(said) >= _LONG:
                long[row] = True
                says.append(said)
                continue
            head = f"{clear('', head)}\n{said}" if isinstance(head, str) else said
        elif isinstance(head, str):
            head = head.strip()
        else:
            head = ""
        short[row] = len(head) < _SHORTEST
        says.append(head or None)
    return pd.factorize(pd.Series(says, dtype="object"))[0].astype(np.int64), long, short


def _count_days(days: Ints, keys: Ints, span: int) -> Ints:
    """On how many different days each key stands."""
    pairs = pd.Series((days - days.min(initial=0)) * span + keys).duplicated().to_numpy()
    return np.bincount(keys[~pairs], minlength=span)


def _find_moved_days(cells: Cells, of_row: Ints, own: Ints, once: Flags) -> Flags:
    """Rows of days of which a good part stands under an earlier day of the newspaper too."""
    found = np.zeros(len(of_row), dtype=np.bool_)
    at = np.flatnonzero(once)
    order = at[np.lexsort((of_row[at], own[at]))]
    pairs = np.flatnonzero(own[order[1:]] == own[order[:-1]])
    if not len(pairs):
        return found
    early, late = of_row[order[pairs]], of_row[order[pairs + 1]]
    code, distinct = pd.factorize(early * len(cells.day) + late)
    shared = np.bincount(code)
    size = cells.size[distinct % len(cells.day)]
    whole = (shared >= 4) & (shared >= 0.5 * size)
    found[order[pairs + 1][whole[code]]] = True
    return found


def suspect_twins(articles: pd.DataFrame, cells: Cells, twins: Twins) -> Iterator[Suspicion]:
    """Suspect spells in which a newspaper has more copies than it usually has."""
    count = cells.count(twins.any)
    pages = _read_pages(articles)
    several = len(cells.names) > 1
    abroad = cells.count(twins.other_paper) if several else count
    for paper in range(len(cells.names)):
        own = cells.find(paper)
        k, n = count[own], cells.size[own]
        if k.any():
            # Of one or two days nearly everything must be there twice; less may be chance.
            whole = [
                spell
                for spell in find_spells(k, n, _DAYS)
                if spell.share >= _NEARLY_ALL or spell.after - spell.first > 2
            ]
            some = find_spells(k, n, _SOME)
            for spell in _choose(whole, some):
                yield _suspect(cells, paper, spell, twins.any, pages)
        if several and abroad[own].any():
            for spell in find_spells(abroad[own], n, _ABROAD, most=2):
                if spell.share < 0.9 and spell.after - spell.first < 0.95 * len(n):
                    factor = 1 / (1 - spell.share / 2)
                    yield make_suspicion(
                        "dup_articles", "dup_elsewhere", cells, paper, spell, factor=factor
                    )


def _choose(whole: list[Spell], some: list[Spell]) -> Iterator[Spell]:
    """Choose between spells that overlap: whole days twice, or single articles for longer."""
    left = list(some)
    for spell in whole:
        over = [each for each in left if each.first < spell.after and spell.first < each.after]
        if any(spell.count < _DOMINATES * each.count for each in over):
            continue
        left = [each for each in left if each not in over]
        yield spell
    yield from left


def make_suspicion(
    kind: str,
    said: str,
    cells: Cells,
    paper: int,
    spell: Spell,
    *,
    factor: float = 1.0,
    **figures: Any,
) -> Suspicion:
    """Say of a spell of a newspaper what is suspected of it.

    It lasts to the end where so few rows come after it that none of them need be flagged.
    """
    days = cells.day[cells.find(paper)]
    lasts = spell.after == len(days) or spell.share * spell.rest < _TOO_FEW
    return Suspicion(
        kind,
        cells.names[paper],
        int(days[spell.first]),
        None if lasts else int(days[spell.after - 1]),
        spell.count,
        said,
        {"share": spell.share, "elsewhere": spell.elsewhere, **figures},
        factor,
    )


def _read_pages(articles: pd.DataFrame) -> Ints | None:
    if "page" not in articles.columns or articles["page"].isna().all():
        return None
    return articles["page"].fillna(-1).to_numpy(dtype=float).astype(np.int64)


def _suspect(
    cells: Cells, paper: int, spell: Spell, copied: Flags, pages: Ints | None
) -> Suspicion:
    days = cells.day[cells.find(paper)]
    start, last = int(days[spell.first]), int(days[spell.after - 1])
    factor = spell.size / (spell.size - spell.count)
    if pages is not None:
        rows = cells.list_rows(paper, start, last)
        doubled = _list_doubled_pages(pages[rows], copied[rows])
        if doubled:
            return make_suspicion(
                "section_doubling",
                "doubled_pages",
                cells,
                paper,
                spell,
                factor=factor,
                pages=doubled,
            )
    kind = "dup_days" if spell.share >= 0.36 else "dup_articles"
    return make_suspicion(kind, kind, cells, paper, spell, factor=factor)


def _list_doubled_pages(pages: Ints, copied: Flags) -> list[int]:
    """The pages that stand twice where others do not; none where all or no pages do."""
    numbers, code = np.unique(pages, return_inverse=True)
    rows = np.bincount(code)
    copies = np.bincount(code, copied)
    share = copies / np.maximum(rows - copies, 1)
    doubled, single = share >= _WHOLE, share <= _STRAY
    if not doubled.any() or not single.any() or copies[doubled].sum() < 0.9 * copies.sum():
        return []
    return [int(number) for number in numbers[doubled] if number >= 0]
