"""People known beforehand: the list that comes with the package, and a roster of the user's."""

from collections.abc import Iterable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd

from analysis.days import to_day
from analysis.lexicon import TAKEN_OUT, list_rows, read_lexicon, split_variants
from analysis.officials.batch import Batch, Mention
from analysis.pages.files import open_path, read_bytes
from analysis.schema import InputError, check_table, is_table, list_kinds
from analysis.warn import warn

__all__ = [
    "Person",
    "Roster",
    "lay_groups",
    "read_roster",
    "read_roster_file",
    "read_roster_table",
    "tell_apart",
]

_SHOWN: Final = 5  # people who are named in a warning


class Person(NamedTuple):
    """A row of a list of people; `own` is true for the package's list."""

    name: str
    group: str | None
    own: bool = False
    title: str = ""
    since: pd.Timestamp | None = None
    until: pd.Timestamp | None = None


class Roster(NamedTuple):
    """Who is meant by a form, the people who share one, and the forms of two characters or more."""

    forms: Mapping[str, Person]
    shared: Mapping[str, list[Person]]
    words: tuple[str, ...]


def read_roster(roster: Any) -> Roster:
    """Read the package's list and the roster, and every form in which their people are printed."""
    if roster is None:
        return _read_own_roster()
    roster = read_roster_table(roster)
    forms, roster = _take_out(dict(_read_own_roster().forms), roster)
    bearers: dict[str, list[Person]] = {}
    for person, variants in _list_people(roster, own=False):
        for form in dict.fromkeys(variants):
            bearers.setdefault(form, []).append(person)
    for form, people in bearers.items():
        forms[form] = people[0] if len(people) == 1 else Person(form, None)
        for person in people:
            forms.setdefault(person.name, person)
    shared = {form: people for form, people in bearers.items() if len(people) > 1}
    return Roster(forms, shared, _list_words(forms))


def read_roster_table(roster: Any) -> pd.DataFrame:
    """Read a roster as a table, in whichever form it was given."""
    if isinstance(roster, str | Path):
        roster = read_roster_file(roster)
    elif isinstance(roster, Mapping | list | tuple) and not is_table(roster):
        roster = pd.DataFrame(list_rows(roster, ["name", "group"]), dtype="str")
    table = check_table(roster, "roster", needs=["name"])
    if "group" in table.columns:
        list_kinds(filter(None, table["group"].dropna()), "roster.group", "mentions", "group")
    return table


def _take_out(
    forms: dict[str, Person], roster: pd.DataFrame
) -> tuple[dict[str, Person], pd.DataFrame]:
    """Take people out of the package's list whom the roster marks for it."""
    out = roster["name"].str.startswith(TAKEN_OUT).fillna(value=False).astype("bool")
    if not out.any():
        return forms, roster
    names = set(roster.loc[out, "name"].str.removeprefix(TAKEN_OUT))
    known = {person.name for person in forms.values()}
    odd = sorted(names - known)
    if odd:
        raise InputError(
            f"The roster takes {odd[0]!r} out, who is not in the package's list of people. "
            "Delete the row."
        )
    left = {form: person for form, person in forms.items() if person.name not in names}
    return left, roster[~out]


def lay_groups(mentions: pd.DataFrame, roster: pd.DataFrame) -> pd.DataFrame:
    """Give people the group that the roster says, except to those who sign.

    People who share a name keep what was found, since the roster may mean the other.
    """
    if "group" not in roster.columns:
        return mentions
    said = roster[["name", "group"]].dropna().drop_duplicates()
    said = said[(said["group"] != "") & ~said["name"].duplicated(keep=False)]
    group = mentions["name"].map(dict(zip(said["name"], said["group"], strict=True)))
    changed = group.notna() & (mentions["kind"] != "byline") & (mentions["group"] != group)
    if not changed.any():
        return mentions
    rows = mentions.loc[changed, ["name", "group"]].assign(own=group[changed]).drop_duplicates()
    listed = [
        f"{name} ({before} → {own})"
        for name, before, own in zip(rows["name"], rows["group"], rows["own"], strict=True)
    ]
    warn(
        f"The roster's group stands against what the pages say: {', '.join(listed[:_SHOWN])}"
        f"{f', and {len(listed) - _SHOWN} more' if len(listed) > _SHOWN else ''}."
    )
    own = mentions["group"].where(~changed, group)
    return mentions.assign(group=own.astype(mentions["group"].dtype))


def read_roster_file(path: str | Path) -> pd.DataFrame:
    """Read a roster as the table that it is.

    Raises
    ------
    InputError
        Where it is no CSV in UTF-8.
    """
    file = open_path(path)
    try:
        data = BytesIO(read_bytes(file))
        return pd.read_csv(data, dtype="str", encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"The roster {path} cannot be read: {reason}.") from error
    except ValueError as error:
        raise InputError(f"The roster {path} cannot be read as a CSV in UTF-8.") from error


@cache
def _read_own_roster() -> Roster:
    forms = {
        form: person
        for person, variants in _list_people(read_lexicon("people"), own=True)
        for form in variants
    }
    return Roster(forms, {}, _list_words(forms))


def _list_words(forms: Iterable[str]) -> tuple[str, ...]:
    """The forms of more than one character."""
    return tuple(form for form in forms if len(form) > 1)


_READ: Final = ("name", "group", "title", "since", "until", "alias")


def _list_people(table: pd.DataFrame, *, own: bool) -> list[tuple[Person, list[str]]]:
    """The people of a table, each with the forms of the name."""
    listed = []
    cells = table.reindex(columns=_READ).astype(object)
    cells = cells.mask(cells.isna() | (cells == ""), None)
    for name, group, title, since, until, alias in cells.itertuples(index=False, name=None):
        if name is not None:
            days = _read_day(since), _read_day(until)
            person = Person(str(name), group, own, str(title or ""), *days)
            listed.append((person, [person.name, *split_variants(alias)]))
    return listed


def _read_day(cell: object) -> pd.Timestamp | None:
    if cell is None:
        return None
    day = to_day(cell)
    if day is None:
        raise InputError(f"The roster has {cell!r} as a date; write since and until as 2024-03-27.")
    return pd.Timestamp(day)


def tell_apart(batch: Batch, mentions: list[Mention], roster: Roster) -> None:
    """Decide by date and printed titles who of several people of one name is meant.

    Who cannot be told apart keeps the name as printed, and a warning says so.
    """
    if not roster.shared:
        return
    printed: dict[tuple[int, str], set[str]] = {}
    for mention in mentions:
        if mention.name in roster.shared:
            key = (batch.parts[mention.owner].row, mention.name)
            printed.setdefault(key, set()).update(mention.titles)
    doubtful = set()
    for mention in mentions:
        people = roster.shared.get(mention.name)
        if people is None:
            continue
        titles = printed[batch.parts[mention.owner].row, mention.name]
        chosen = _choose(people, titles, batch.dates[mention.owner])
        if chosen is None:
            doubtful.add(mention.name)
            mention.doubt = "namesake"
        else:
            mention.person = chosen
            mention.name = chosen.name
    if doubtful:
        warn(
            f"The roster has several people of one name, and the page does not say who is meant: "
            f"{', '.join(sorted(doubtful))}. Give them `title`, `since` and `until`."
        )


def _choose(people: list[Person], titles: set[str], day: pd.Timestamp | None) -> Person | None:
    """Choose the only person in office on that day who has one of the printed titles, or None."""
    if day is not None:
        people = [
            person
            for person in people
            if (person.since is None or person.since <= day)
            and (person.until is None or day <= person.until)
        ]
    if len(people) == 1 and day is not None:
        return people[0]
    fitting = [
        person
        for person in people
        if person.title and any(title.endswith(person.title) for title in titles)
    ]
    exact = [person for person in fitting if person.title in titles]
    chosen = exact or fitting
    return chosen[0] if len(chosen) == 1 else None
