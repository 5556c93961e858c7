"""A list of people and their offices, laid beside what was printed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd

from analysis.days import to_day
from analysis.offices.resolve import resolve
from analysis.officials.roster import read_roster_file
from analysis.schema import InputError, check_table, list_cells, make_table

__all__ = ["match_people"]

_NEEDS: Final = ("name", "title", "titles", "post", "count", "first", "last", "turn")


class _Entry(NamedTuple):
    """One row of the list; `row` is its number in the file, the head being row 1."""

    row: int
    name: str
    office: str
    since: pd.Timestamp | None
    until: pd.Timestamp | None


def match_people(spells: pd.DataFrame, roster: pd.DataFrame | str | Path) -> pd.DataFrame:
    """Lay a list of people and offices beside what was printed.

    One row per row of the list, in its order. A row agrees where the person is printed with the
    office in the days that it gives, and on no day outside of them; it is contradicted where he is
    printed with it outside of these days, or where another is printed in them with an office that
    one person holds at a time; else nothing is known.

    Parameters
    ----------
    spells
        What `list_offices` returned for resolved offices.
    roster
        A table, or a CSV in UTF-8, with `name`, `office` (as it would be printed: 大同市市长),
        `since` and `until` (days; missing where not known).

    Returns
    -------
    DataFrame
        name, office, since, until; verdict (agreement, contradiction, unknown); title, first, last
        and count, what is printed of this person and office; other, other_first and other_last, who
        is printed with the office in these days and is not in the list; reason, the evidence in
        words.

    Raises
    ------
    InputError
        Where a column is missing, a day cannot be read, a row ends before it begins, or two rows of
        one office overlap: the message names the rows as a table program numbers them.

    Examples
    --------
    >>> offices = pd.DataFrame({"article_id": list("ab"), "name": "张强", "title": "市长",
    ...     "place": "大同市", "code": "140200", "organ": "市政府", "post": "市长",
    ...     "status": "holds",
    ...     "date": pd.to_datetime(["2024-01-01", "2024-02-01"])})
    >>> roster = pd.DataFrame({"name": ["张强"], "office": ["大同市市长"], "since": ["2023-05-01"],
    ...     "until": [None]})
    >>> from analysis.offices.spells import list_offices
    >>> match_people(list_offices(offices), roster)["verdict"].tolist()
    ['agreement']
    """
    spells = check_table(spells, "spells", needs=list(_NEEDS), maker="list_offices")
    if isinstance(roster, str | Path):
        roster = read_roster_file(roster)
    roster = check_table(roster, "roster", needs=["name", "office"])
    entries = _read_entries(roster)
    printed: list[Any] = spells.dropna(subset=["first", "last"]).to_dict("records")
    rows = [_match(entry, printed) for entry in entries]
    columns = {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}
    return make_table("matches", columns)


def _read_entries(roster: pd.DataFrame) -> list[_Entry]:
    since, until = list_cells(roster, ("since", "until"))
    entries = []
    for at, (name, office) in enumerate(zip(roster["name"], roster["office"], strict=True)):
        if not isinstance(name, str) or not isinstance(office, str):
            raise InputError(f"Row {at + 2} of the roster lacks a name or an office.")
        days = [_read_day(value, at, column) for value, column in
                ((since[at], "since"), (until[at], "until"))]  # fmt: skip
        if days[0] is not None and days[1] is not None and days[1] < days[0]:
            raise InputError(
                f"Row {at + 2} of the roster ends ({days[1]:%Y-%m-%d}) before it begins "
                f"({days[0]:%Y-%m-%d}): {name}, {office}."
            )
        entries.append(_Entry(at + 2, name.strip(), office.strip(), *days))
    _check_overlaps(entries)
    return entries


def _read_day(value: Any, at: int, column: str) -> pd.Timestamp | None:
    if value is None or (not isinstance(value, str) and pd.isna(value)) or value == "":
        return None
    day = to_day(value)
    if day is None or pd.isna(day):
        raise InputError(
            f"Row {at + 2} of the roster: {column} is {value!r} and no day. Write 2024-03-01."
        )
    return pd.Timestamp(day)


def _check_overlaps(entries: Sequence[_Entry]) -> None:
    """Spells of one person in an office, and of two where one holds it, do not overlap."""
    known: dict[tuple[object, ...], list[_Entry]] = {}
    for entry in entries:
        key = _name_office(entry)
        if "副" in key[-1] or key[-1].endswith(("委员", "常委", "成员")):
            key = (*key, entry.name)
        for other in known.setdefault(key, []):
            if _overlap(entry, other):
                raise InputError(
                    f"Rows {other.row} and {entry.row} of the roster overlap: {other.name} and "
                    f"{entry.name} hold {entry.office} at the same time. Give the days on which "
                    "one spell ends and the next begins."
                )
        known[key].append(entry)


def _overlap(one: _Entry, other: _Entry) -> bool:
    """Whether two spells share a day, except for the day on which one hands over to the other."""
    (first, last), (since, until) = _bound(one), _bound(other)
    return max(first, since) < min(last, until)


def _name_office(entry: _Entry) -> tuple[str, ...]:
    day = entry.since or entry.until
    office = resolve(entry.office, year=None if day is None else day.year, home="000000")
    if office is None:
        return ("", "", entry.office)
    return (office.code or office.place or "", office.organ or "", office.post)


def _match(entry: _Entry, printed: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    own = _name_office(entry)
    since, until = _bound(entry)
    same = [spell for spell in printed if _is_same(own, entry, spell)]
    mine = [spell for spell in same if spell["name"] == entry.name]
    # Another may be printed on the days of handover.
    others = [
        spell
        for spell in same
        if spell["name"] != entry.name
        and not pd.isna(spell["turn"])
        and spell["first"] < until
        and spell["last"] > since
    ]
    outside = [spell for spell in mine if spell["first"] < since or spell["last"] > until]
    inside = [spell for spell in mine if spell["first"] <= until and spell["last"] >= since]
    shown = next(iter(outside or inside), None)
    other = next(iter(others), None)
    if outside or (other is not None and not inside):
        verdict = "contradiction"
    elif inside:
        verdict = "agreement"
    else:
        verdict = "unknown"
    return {
        **entry._asdict(),
        "verdict": verdict,
        **{
            name: None if shown is None else shown[name]
            for name in ("title", "first", "last", "count")
        },
        "other": None if other is None else other["name"],
        "other_first": None if other is None else other["first"],
        "other_last": None if other is None else other["last"],
        "reason": _say(entry, shown, other, outside=bool(outside)),
    }


def _is_same(own: tuple[str, ...], entry: _Entry, spell: Mapping[str, Any]) -> bool:
    """Whether a spell is of the office in a row: place, body and post agree, or the titles do."""
    code, place, organ, post = (
        value if isinstance(value := spell.get(name), str) else ""
        for name in ("code", "place", "organ", "post")
    )
    if own[0] and own[0] in (code, place):
        return own[1:] == (organ, post)
    titles = spell["titles"]
    return titles is not None and entry.office in list(titles)


def _bound(entry: _Entry) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The first and last day of a row; where one is not known, as early or as late as it can be."""
    return entry.since or pd.Timestamp.min, entry.until or pd.Timestamp.max


def _say(
    entry: _Entry,
    shown: Mapping[str, Any] | None,
    other: Mapping[str, Any] | None,
    *,
    outside: bool,
) -> str:
    said = []
    if shown is None:
        said.append(f"{entry.name} is not printed with this office")
    else:
        where = ", outside of these days" if outside else ""
        said.append(
            f"{shown['name']} is printed as {shown['title']} from {_write(shown['first'])} to "
            f"{_write(shown['last'])} ({shown['count']} times){where}"
        )
    if other is not None:
        said.append(
            f"{other['name']} is printed with it from {_write(other['first'])} to "
            f"{_write(other['last'])}"
        )
    return "; ".join(said)


def _write(day: pd.Timestamp) -> str:
    return f"{day:%Y-%m-%d}"
