"""What speaks against counting a collection as it is: one table, before anything is counted."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.audit.cells import Cells, Flags, Ints, count_cells
from analysis.audit.names import suspect_names
from analysis.audit.rhythm import suspect_gaps, suspect_pages, suspect_steps
from analysis.audit.say import say_suspicion
from analysis.audit.shifts import is_beside, suspect_shifts
from analysis.audit.spells import Sign
from analysis.audit.texts import (
    suspect_encoding,
    suspect_feet,
    suspect_heads,
    suspect_lengths,
    suspect_spells,
)
from analysis.audit.twins import Suspicion, find_twins, suspect_twins
from analysis.checks import take_table
from analysis.labels import read_wording
from analysis.schema import check_table, make_table
from analysis.warn import warn

__all__ = ["audit_articles", "drop_copies"]

_LOOKED_AT: Final = ("newspaper", "date", "page", "headline", "text")
_MAKER: Final = "split_articles or read_articles"
_UNPAGED: Final = Sign(
    (0.1, 0.3, 0.6, 0.98), natural=0.6, least=0.12, fewest=6, times=3, gain=12, cap=6
)
_ONE_PAGE: Final = Sign(
    (0.45, 0.6, 0.8, 0.99), natural=0.9, least=0.3, fewest=20, times=1.5, gain=22, cap=4
)
# Days. Suspicions of all newspapers that begin and end within so many days are made one.
_NEAR: Final = 7


def audit_articles(articles: pd.DataFrame, *, lang: str = "en") -> pd.DataFrame:
    """List what speaks against counting a collection as it is.

    One row per suspicion, in the order of time. Each newspaper is held against its own rhythm, by
    days of the week and seasons, so that a weekly has no gaps on the other six days and holidays
    are none; a spell of damage is where its rows are likelier than anywhere else.

    Parameters
    ----------
    articles
        Needs `date`; newspaper, page, headline and text are looked at where there are any. Rows
        without a date are of no spell.
    lang
        Language of the sentences: `en` or `zh`.

    Returns
    -------
    DataFrame
        kind, of which there are twelve:

        - `dup_days`: days whose articles stand there twice; `dup_articles`: single articles that
          do, under whatever id or newspaper;
        - `missing_week`: issues missing against the newspaper's rhythm, for days, weeks or months;
          `paper_missing_from`: none from some day on, while others go on;
        - `cut_at_n`: texts that all end after the same number of characters;
          `headline_merged`: texts that begin with their headline; `footer_added`: texts that end
          in words of the web page; `encoding_damage`: characters that a wrong reading leaves;
        - `dates_shifted`: dates that are all wrong by so many days;
        - `pages_lost`: numbers of pages missing, or pages or parts of issues;
        - `section_doubling`: many more articles an issue from one day to the next, by a section
          that is recorded only then, or one that is recorded twice;
        - `two_names`: one newspaper under two names.

        newspaper, missing where it concerns all; start and end, the first and the last day
        concerned, the end missing where it lasts to the end; rows concerned, 0 where they are
        missing; evidence, what was seen; effect, what it does to counts; mend, the call that mends
        it, missing where only the source can. A suspicion is no proof: look at the rows.

    Raises
    ------
    InputError
        Where there is no table with dates that can be read.

    Examples
    --------
    >>> days = pd.date_range("2024-01-01", periods=60).repeat(3)
    >>> heads = [f"第{number}次会议召开" for number in range(180)]
    >>> articles = pd.DataFrame({"date": days, "headline": heads})
    >>> twice = pd.concat([articles, articles[60:90]])
    >>> audit_articles(twice)[["kind", "start", "end", "rows"]].to_dict("records")
    [{'kind': 'dup_days', 'start': Timestamp('2024-01-21 00:00:00'), \
'end': Timestamp('2024-01-30 00:00:00'), 'rows': 30}]
    """
    read_wording(lang)
    articles = _take(articles)
    cells = count_cells(articles)
    found = _unite(list(_suspect(articles, cells)), cells)
    found.sort(key=lambda one: (one.start, one.kind, one.paper or ""))
    said = [say_suspicion(one, cells, lang) for one in found]
    return make_table(
        "audit",
        {
            "kind": [one.kind for one in found],
            "newspaper": [one.paper for one in found],
            "start": _to_dates([one.start for one in found]),
            "end": _to_dates([one.end for one in found]),
            "rows": [one.rows for one in found],
            "evidence": [words.evidence for words in said],
            "effect": [words.effect for words in said],
            "mend": [words.mend for words in said],
        },
    )


def drop_copies(articles: pd.DataFrame) -> pd.DataFrame:
    """Leave out the rows that say again what an earlier row of the newspaper says.

    One row per article that is left, in the order of `articles`, with its columns. A copy has the
    text of an earlier row of the same newspaper, blanks and punctuation aside: on the same day, or,
    where it has 40 characters or more, on any day; where there is no text, the same headline on the
    same day. What stands on three days or more is a rubric (简讯, 天气预报) and stays, save on days
    of which all is there twice. How many rows went, and why, is said in a warning.

    `find_copies` is for another question: it lists stories that newspapers share, also in part, and
    takes nothing out.

    Parameters
    ----------
    articles
        Needs `date`, and headline or text; other columns are kept as they are.

    Returns
    -------
    DataFrame
        The rows that are no copies, of each group the first.

    Raises
    ------
    InputError
        Where there is no table with dates that can be read.

    Warns
    -----
    UserWarning
        Where rows went: how many, and of which kind.

    Examples
    --------
    >>> import warnings
    >>> articles = pd.DataFrame({"date": "2024-03-01", "headline": ["春耕现场会召开"] * 2})
    >>> with warnings.catch_warnings(record=True) as said:
    ...     len(drop_copies(articles)), str(said[0].message)[:42]
    (1, '1 of 2 rows went: 1 that repeats a row of ')
    """
    taken = take_table(articles, "articles", _MAKER)
    checked = _take(taken)
    twins = find_twins(checked, count_cells(checked))
    gone = twins.any | twins.with_day
    if gone.any():
        same = int((twins.same_day | twins.with_day).sum())
        other = int(gone.sum()) - same
        parts = [
            f"{number:,} that {'repeats' if number == 1 else 'repeat'} a row of the {what}"
            for number, what in (
                (same, "same newspaper and day"),
                (other, "same newspaper on another day"),
            )
            if number
        ]
        warn(f"{int(gone.sum()):,} of {len(taken):,} rows went: {' and '.join(parts)}.")
    return taken[~gone].reset_index(drop=True)


def _take(articles: Any) -> pd.DataFrame:
    """Take the columns that are looked at; not the ids, which may come twice here."""
    taken = take_table(articles, "articles", _MAKER)
    if "date" not in taken.columns:
        return check_table(taken, "articles", needs=["date"])
    taken = taken[[name for name in _LOOKED_AT if name in taken.columns]]
    checked = check_table(taken, "articles", needs=["date"])
    if "newspaper" in checked.columns and checked["newspaper"].isna().all():
        checked = checked.drop(columns="newspaper")
    return checked


def _to_dates(days: list[int | None]) -> Any:
    known = [np.datetime64("NaT") if day is None else np.datetime64(day, "D") for day in days]
    return np.array(known, dtype="datetime64[ms]")


def _suspect(articles: pd.DataFrame, cells: Cells) -> Iterator[Suspicion]:
    if not len(cells.day):
        return
    twins = find_twins(articles, cells)
    copies = list(suspect_twins(articles, cells, twins))
    size = cells.size - cells.count(twins.any)
    names = list(suspect_names(cells, twins.other_paper, twins.key))
    shifts = list(suspect_shifts(articles, cells, size))
    gaps = list(suspect_gaps(cells))
    steps = list(suspect_steps(cells, size))
    pages = list(_suspect_pages(articles, cells))
    last = int(cells.day.max())
    gaps = [
        gap
        for gap in gaps
        if not any(gap.paper == one.paper and is_beside(gap, one, last) for one in shifts)
    ]
    steps = [one for one in steps if not any(_overlaps(shift, one, last) for shift in shifts)]
    aliased = {one.figures["other"]: one for one in names}
    for one in gaps + steps:
        explained = one.paper in aliased or any(_explains(alias, one, last) for alias in names)
        better = pages + (gaps if one in steps else [])
        if not explained and not any(_overlaps(each, one, last) for each in better):
            yield one
    yield from names
    yield from shifts
    yield from pages
    twofold = {*aliased, *(one.paper for one in names)}
    yield from (one for one in copies if one.said != "dup_elsewhere" or one.paper not in twofold)
    yield from suspect_heads(articles, cells)
    yield from suspect_lengths(articles, cells, twins.any)
    yield from suspect_feet(articles, cells)
    yield from suspect_encoding(articles, cells)


def _overlaps(one: Suspicion, other: Suspicion, last: int) -> bool:
    """Whether two suspicions of different kinds are about the same days, and so about one cause."""
    if one.paper != other.paper or one.said == other.said:
        return False
    ends = (one.end or last, other.end or last)
    shared = min(ends) - max(one.start, other.start) + 1
    return shared >= 0.5 * min(ends[0] - one.start + 1, ends[1] - other.start + 1)


def _explains(alias: Suspicion, other: Suspicion, last: int) -> bool:
    """Whether rows that are missing under a name stand under the other name of the newspaper."""
    if alias.paper != other.paper:
        return False
    near = 14
    return alias.start - near <= other.start and (other.end or last) <= (alias.end or last) + near


def _suspect_pages(articles: pd.DataFrame, cells: Cells) -> Iterator[Suspicion]:
    if "page" not in articles.columns or articles["page"].isna().all():
        return
    known = articles["page"].notna().to_numpy(dtype=np.bool_)
    pages = articles["page"].fillna(0).to_numpy(dtype=float).astype(np.int64)
    yield from suspect_spells("pages_lost", "unpaged", cells, ~known, _UNPAGED)
    one = _flag_one_page(cells, pages, known)
    fronts = list(suspect_spells("pages_lost", "one_page", cells, one, _ONE_PAGE))
    yield from fronts
    last = int(cells.day.max())
    for found in suspect_pages(cells, pages, known):
        if not any(_overlaps(front, found, last) for front in fronts):
            yield found


def _flag_one_page(cells: Cells, pages: Ints, known: Flags) -> Flags:
    """Rows on the first page, of days with too many rows for it: a default, and no page.

    A newspaper of which no other page is there was collected by its front pages.
    """
    first = known & (pages <= 1)
    papers = cells.paper[cells.of_row]
    others = np.bincount(papers, pages[cells.rows] > 1, len(cells.names)) > 0
    first[cells.rows] &= others[papers]
    size, front = cells.size, cells.count(first)
    flags = np.zeros(len(pages), dtype=np.bool_)
    flags[cells.rows] = first[cells.rows] & ((size >= 2) & (front >= 1))[cells.of_row]
    return flags


def _unite(found: list[Suspicion], cells: Cells) -> list[Suspicion]:
    """Make one suspicion of those that all newspapers of the time share."""
    if len(cells.names) < 2:
        return found
    last = int(cells.day.max()) if len(cells.day) else 0
    lives = {
        cells.names[paper]: (int(cells.day[own][0]), int(cells.day[own][-1]))
        for paper in range(len(cells.names))
        if len(cells.day[own := cells.find(paper)])
    }
    united: list[Suspicion] = []
    left = list(found)
    while left:
        one = left.pop(0)
        same = [
            other
            for other in left
            if other.kind == one.kind
            and other.paper != one.paper
            and abs(other.start - one.start) <= _NEAR
            and abs((other.end or last) - (one.end or last)) <= _NEAR
        ]
        papers = {one.paper, *(other.paper for other in same)}
        alive = {
            name
            for name, (first, end) in lives.items()
            if first <= one.start and end >= one.start - _NEAR
        }
        if len(papers) >= 2 and papers >= alive and one.kind != "two_names":
            left = [other for other in left if other not in same]
            one = replace(
                one,
                paper=None,
                start=min(each.start for each in (one, *same)),
                rows=sum(each.rows for each in (one, *same)),
            )
        united.append(one)
    return united
