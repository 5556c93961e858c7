"""Who is named in articles, as what and where: from articles to the table `mentions`."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.cuts import remember
from analysis.han import HAN
from analysis.memory import pause_collector
from analysis.officials import names
from analysis.officials.again import add_short_forms, find_again
from analysis.officials.batch import APART, Batch, Mention, find_signs, mark_named, match_at
from analysis.officials.bind import bind_titles, drop_collective
from analysis.officials.frames import find_hyphens
from analysis.officials.kinds import is_namesake
from analysis.officials.propose import Proposals, propose_names
from analysis.officials.roster import (
    Roster,
    lay_groups,
    read_roster,
    read_roster_table,
    tell_apart,
)
from analysis.officials.settle import settle
from analysis.officials.titles import Words, mark_titles
from analysis.officials.vocabulary import Vocabulary, find_vocabulary
from analysis.officials.weigh import weigh_names
from analysis.officials.words import DOTS
from analysis.pages.decode import replace_surrogates
from analysis.places import Part, iterate_parts
from analysis.progress import show_progress
from analysis.schema import check_table, make_table, take_rows

__all__ = ["find_mentions", "gather_batches", "read_proposals"]

# Put between two parts of one article.
_BORDER: Final = "\n"
_BATCH: Final = 400_000
# Columns of the table that are also fields of a naming.
_SAID: Final = ("name", "kind", "group", "titles", "verb", "doubt")
# The row of the article, the place in the batch, the place where the part begins there, the part,
# and the naming itself.
_Found = tuple[int, int, int, Part, Mention]


def find_mentions(
    articles: pd.DataFrame,
    *,
    roster: pd.DataFrame | Mapping[str, Any] | Iterable[str] | str | Path | None = None,
    progress: bool = False,
) -> pd.DataFrame:
    """Find who is named in articles, with titles, kind and group.

    One row per naming of a person, in the order of the articles and of their text. No list of
    people is needed: names are found by how they are made and what stands around them, and a name
    that is certain in one place is found bare in the rest of the article, and in the other articles
    of the same newspaper and day. Traditional characters are read as simplified ones: 毛澤東 is a
    naming of 毛泽东.

    Parameters
    ----------
    articles
        Needs `article_id` and `text`; headline, deck and byline are read where there are any, and
        newspaper and date say which articles were printed together.
    roster
        People known beforehand: a table, or a CSV in UTF-8, with `name`, and where wanted `alias`
        (several separated by `|`), `title`, `group`, `since`, `until`; or a list of names, or a
        dict of names and their groups. It adds names that are not found otherwise, calls an alias
        by its name, and says the group: where the page says another, the roster's stands, and a
        warning names whose it is. A name that begins with ``!`` takes a person out of the package's
        own list. Where several rows share a name or an alias, the
        date and the printed titles choose among them; where these do not say, the name stays as
        printed, `doubt` is namesake, and a warning names it.
    progress
        Show a bar on the standard error where it takes longer than two seconds.

    Returns
    -------
    DataFrame
        The table `mentions`: article_id, newspaper, date, page, name (the person), surface (as
        printed), kind, group, titles (each whole, as bound to this naming), part, start and end
        (characters in that part), line, column, place_in_list, verb and doubt.

    Raises
    ------
    InputError
        Where a column is missing, or the roster cannot be used.

    Examples
    --------
    >>> text = "市委常委、宣传部长王明厚出席会议并讲话。王明厚强调,要抓好落实。"
    >>> mentions = find_mentions(pd.DataFrame({"article_id": ["a"], "text": [text]}))
    >>> mentions["name"].tolist(), mentions["titles"].iloc[0]
    (['王明厚', '王明厚'], ['市委常委', '市委宣传部长'])
    """
    articles = check_table(articles, "articles", needs=["article_id", "text"])
    own = None if roster is None else read_roster_table(roster)
    people = read_roster(own)
    with pause_collector(), show_progress(len(articles), "people", shown=progress) as advance:
        mentions = _tabulate(articles, _read_batches(articles, people, advance))
    return mentions if own is None else lay_groups(mentions, own)


def _read_batches(
    articles: pd.DataFrame, people: Roster, advance: Callable[[int], object]
) -> Iterator[_Found]:
    for batch in gather_batches(articles):
        yield from _read_batch(batch, people)
        advance(len({part.row for part in batch.parts}))


def _tabulate(articles: pd.DataFrame, found: Iterable[_Found]) -> pd.DataFrame:
    """Make the table of namings, in the order of the articles and of their text."""
    # No two namings have the same place, so sorting compares only row and place.
    listed = sorted(found)
    rows, _, firsts, parts, mentions = zip(*listed, strict=True) if listed else [()] * 5
    start, end = (
        np.array([*map(attrgetter(name), mentions)], np.int64) - np.array(firsts, np.int64)
        for name in ("start", "end")
    )
    spans = [*zip(parts, start.tolist(), end.tolist(), strict=True)]
    points = [(part.starts and part.locate(at)) or (None, None) for part, at, _ in spans]
    places = np.array(rows, dtype=np.intp)
    return make_table(
        "mentions",
        {
            **take_rows(articles, places),
            **{name: [*map(attrgetter(name), mentions)] for name in _SAID},
            "surface": [part.text[at:close] for part, at, close in spans],
            "part": [part.part for part in parts],
            "start": start,
            "end": end,
            "line": [line for line, _ in points],
            "column": [column for _, column in points],
            "place_in_list": [mention.place_in_list for mention in mentions],
        },
    )


def gather_batches(articles: pd.DataFrame) -> Iterator[Batch]:
    """Group articles by newspaper and day, and put small days together into one batch."""
    issues, dates = _number_issues(articles)
    grouped: dict[int, list[Part]] = {}
    for part in iterate_parts(articles):
        grouped.setdefault(issues[part.row], []).append(part)
    parts: list[Part] = []
    size = 0
    for of_issue in grouped.values():
        parts += of_issue
        size += sum(len(part.text) for part in of_issue)
        if size >= _BATCH:
            yield _join(parts, issues, dates)
            parts, size = [], 0
    if parts:
        yield _join(parts, issues, dates)


def _number_issues(articles: pd.DataFrame) -> tuple[list[int], list[pd.Timestamp | None]]:
    """Number the issue of each article and give its date; an article of no issue is its own."""
    alone = list(range(-1, -1 - len(articles), -1))
    if not {"newspaper", "date"} <= set(articles.columns):
        return alone, [None] * len(articles)
    papers, _ = pd.factorize(articles["newspaper"])
    days, dates = pd.factorize(articles["date"])
    known = (papers >= 0) & (days >= 0)  # -1 where one of them is missing
    stamps = [*map(pd.Timestamp, dates), None]
    issues: list[int] = np.where(known, papers * len(dates) + days, alone).tolist()
    return issues, [stamps[day] for day in np.where(known, days, -1).tolist()]


def _join(parts: list[Part], issues: Sequence[int], dates: Sequence[pd.Timestamp | None]) -> Batch:
    # APART also stands before the first and behind the last article, so that names there are found
    # as they are between others.
    plain = [part.plain for part in parts]
    pieces: list[str] = []
    firsts: list[int] = []
    size, row = 0, None
    for part, written in zip(parts, plain, strict=True):
        border = _BORDER if part.row == row else APART
        pieces += [border, written]
        firsts.append(size + len(border))
        size, row = firsts[-1] + len(part.text), part.row
    text = "".join([*pieces, APART])
    rows = [part.row for part in parts]
    return Batch(
        list(parts),
        plain,
        _unify_dots(replace_surrogates(text)),
        firsts,
        [issues[row] for row in rows],
        [dates[row] for row in rows],
    )


def _write_dots(text: str, places: Iterable[int]) -> str:
    """Put the standard dot at each of these places, which are given in their order."""
    pieces, end = [], 0
    for place in places:
        pieces += [text[end:place], DOTS[0]]
        end = place + 1
    return "".join([*pieces, text[end:]])


def _unify_dots(text: str) -> str:
    """Make all dots of names the standard one, and the hyphen of 让-克洛德·容克 too."""
    others = match_at(_OTHER_DOT, text, find_signs(text, DOTS[1:]))
    text = _write_dots(text, (found.start() for found in others))
    return _write_dots(text, sorted(find_hyphens(text)))


_OTHER_DOT: Final = re.compile(f"(?<=[{HAN}])[{DOTS[1:]}](?=[{HAN}])")


def read_proposals(batch: Batch, people: Roster) -> tuple[names.Characters, Vocabulary, Proposals]:
    """Find the words of all lists in a batch, and all strings that could be names."""
    text = batch.text
    vocabulary = find_vocabulary(text, people.words)
    characters = names.read_characters(text, vocabulary)
    begins = characters.begins
    remember(
        (plain, begins[first : first + len(plain)])
        for plain, first in zip(batch.plain, batch.firsts, strict=True)
    )
    return characters, vocabulary, propose_names(batch, characters, vocabulary, people.forms)


def _read_batch(batch: Batch, people: Roster) -> Iterator[_Found]:
    text, forms = batch.text, people.forms
    characters, vocabulary, proposals = read_proposals(batch, people)
    mentions = weigh_names(batch, characters, proposals)
    mentions = find_again(batch, characters.begins.tobytes(), mentions, vocabulary.people)
    named = bytearray(len(text) + 1)
    mark_named(named, [one for one in mentions if not is_namesake(text, one.end)])
    words = Words(text, characters.begins.tobytes(), mark_titles(vocabulary.titles), named)
    mentions = add_short_forms(batch, words, mentions, forms, characters.marks)
    added = [one for one in mentions if 0 in named[one.start : one.end]]
    mark_named(named, [one for one in added if not is_namesake(text, one.end)])
    bind_titles(words, mentions)
    drop_collective(batch, mentions)
    tell_apart(batch, mentions, people)
    settle(batch, mentions, forms)
    for mention in mentions:
        part = batch.parts[mention.owner]
        yield part.row, mention.start, batch.firsts[mention.owner], part, mention
