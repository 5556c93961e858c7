"""Who held which office, from when to when, and who followed whom."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import groupby, pairwise
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from analysis.checks import take_table
from analysis.lexicon import read_rows
from analysis.offices.printed import list_printed
from analysis.schema import check_table, list_cells, make_table

__all__ = ["list_offices", "list_successions"]

# What a change of holder costs, if each day on which another is printed with the office costs 1.
# One day of another between days of one holder would be two changes (1.8), so it is taken for a
# misprint (1). A lasting change costs 0.9 once, and is believed.
_SWITCH: Final = 0.9
_TAKES: Final = 2.0
# An article that looks back prints an old office: 时任浙江省委书记习近平. Whoever is printed far
# more often with offices of other places, within so many days, does not hold this one.
_AROUND: Final = pd.Timedelta(days=200)
_SHARE: Final = 0.2
_BEGIN: Final = ("appointed", "elected")
_END: Final = ("removed", "resigned", "dismissed", "expelled", "under_investigation")
_HELD: Final = ("holds", "acting", "takes")
_LEFT: Final = ("former", "leaves")
_SEAT: Final = ("place", "code", "organ", "post")
# The day, the person and the kind of an event.
_Told = tuple[pd.Timestamp, str, str]


class _Seat(NamedTuple):
    """An office as a key: in 大同日报, 市长 and 大同市市长 are the same."""

    place: str
    organ: str
    post: str


class _Seen(NamedTuple):
    """A person printed with an office on a day."""

    day: pd.Timestamp
    name: str
    status: str
    row: int


class _Spell(NamedTuple):
    """The time of a person in an office: the rows that show it, and who came before and after."""

    seat: _Seat
    name: str
    seen: tuple[_Seen, ...]
    order: int | None  # place among the holders; None if several hold it at once


def list_offices(
    mentions: pd.DataFrame, *, appointments: pd.DataFrame | None = None
) -> pd.DataFrame:
    """List who is printed with which office, from when to when, and what changed.

    One row per person and office; who comes back into an office after another has a second row.
    Offices that were handed over come first, the people who followed each other in one below each
    other in the order of time.

    Given the table `mentions`, titles are told apart by their words: 市长 and 澜川市人民政府市长 of
    one person are one office, and 代市长 is too once it is confirmed. What is no office (市领导,
    大会执行主席) or is held no longer (原市长) is left out by the rules of `lexicons/offices.csv`,
    and so is a surname with a title (顾书记), a way of speaking to somebody. `ends` is true where
    an office printed on two days or more was followed: by another of the same person that is first
    printed later, or by somebody else with the same one; `begins` for what follows so. Offices that
    are printed side by side are no change.

    Given the table `offices`, in which each title is resolved (`find_offices`), they are told apart
    by place, organ and post, and the table says more: when an office was held for a time, which
    event began or ended it, and between which days it changed hands. Of an office that one person
    holds at a time, a single day on which another is printed with it (a look back, a misprint) is
    passed over. What is held no longer only says that the spell has ended.

    Parameters
    ----------
    mentions
        The table `offices`, or `mentions`; bylines are left out.
    appointments
        The table `appointments`, where an event is wanted beside the days that are seen. Only with
        `offices`.

    Returns
    -------
    DataFrame
        name; title, the name of the office that is printed most often; titles, all of its names as
        printed; group; count (mentions); articles; first and last (days on which it is printed);
        begins and ends (whether a change is seen). Of resolved offices also place, code, level,
        organ, post and rank; acting_first and acting_last (days of 代); began_event and ended_event
        (as in `appointments`, missing where none is printed); began_low and began_high,
        ended_low and ended_high: the spell began after the day `began_low` (the last of the one
        before) and not after `began_high`, and so for its end. A missing day is one that these
        pages do not tell. All of it only says what these pages print.

    Raises
    ------
    InputError
        Where a column is missing.

    Examples
    --------
    >>> mentions = pd.DataFrame({"article_id": list("abc"), "name": "张强", "kind": "actor",
    ...     "date": pd.to_datetime(["2024-01-01", "2024-02-01", "2024-03-01"]),
    ...     "titles": [["副市长"], ["副市长"], ["市长", "市领导"]]})
    >>> list_offices(mentions)[["title", "begins", "ends"]].values.tolist()
    [['副市长', False, True], ['市长', True, False]]
    >>> offices = pd.DataFrame({"article_id": list("abcd"), "place": "大同市", "code": "140200",
    ...     "organ": "市政府", "post": "市长", "title": "市长", "status": "holds",
    ...     "name": ["张强", "张强", "李明", "李明"],
    ...     "date": pd.to_datetime(["2024-01-01", "2024-02-01", "2024-02-20", "2024-03-01"])})
    >>> spells = list_offices(offices)
    >>> spells[["name", "began_high"]].astype(str).values.tolist()
    [['张强', '2024-01-01'], ['李明', '2024-02-20']]
    """
    columns = set(take_table(mentions, "mentions", "find_mentions").columns)
    if "titles" in columns or "title" not in columns:
        return list_printed(mentions)
    needs = ["article_id", "name", "title", "post", "status"]
    offices = check_table(mentions, "offices", needs=needs, maker="find_offices")
    told = None
    if appointments is not None:
        needs = ["article_id", "name", "post", "event", "date"]
        told = check_table(appointments, "appointments", needs=needs)
    homes = _find_homes(offices, told)
    gathered: dict[_Seat, list[_Seen]] = {}
    seats = _read_seats(offices, homes)
    shared = [_list_shared(offices, name) for name in ("date", "name", "status")]
    for row, (seat, day, name, status) in enumerate(zip(seats, *shared, strict=True)):
        gathered.setdefault(seat, []).append(_Seen(day, name, status, row))
    starts, stops = (_gather_events(told, kinds, homes) for kinds in (_BEGIN, _END))
    spells = [*_find_spells(gathered, starts, stops)]
    return _tabulate(offices, spells, gathered, starts, stops)


def _find_spells(
    gathered: Mapping[_Seat, Sequence[_Seen]],
    starts: Mapping[_Seat, Sequence[_Told]],
    stops: Mapping[_Seat, Sequence[_Told]],
) -> Iterator[_Spell]:
    """Everybody's spells, seat by seat; of one who is printed on one day too."""
    told_of = _find_told(gathered)
    for seat, seen in gathered.items():
        held = [one for one in seen if one.status in _HELD]
        if _is_single(seat):
            left = [one for one in seen if one.status in _LEFT]
            held = [one for one in held if one.row not in told_of]
            yield from _follow(seat, held, left, starts.get(seat, ()), stops.get(seat, ()))
        else:
            for name, own in _by_name(held):
                yield _Spell(seat, name, tuple(own), None)


def _find_told(gathered: Mapping[_Seat, Sequence[_Seen]]) -> set[int]:
    """Find the rows of people who do not hold the printed office on that day."""
    days: dict[str, dict[str, list[pd.Timestamp]]] = {}
    rows: list[tuple[_Seen, str]] = []
    for seat, seen in gathered.items():
        if _is_single(seat):
            for one in seen:
                if one.status in _HELD and not pd.isna(one.day):
                    days.setdefault(one.name, {}).setdefault(seat.place, []).append(one.day)
                    rows.append((one, seat.place))
    for places in days.values():
        for own in places.values():
            own.sort()
    told = set()
    for one, place in rows:
        places = days[one.name]
        if len(places) > 1:
            near = {at: _count_near(own, one.day) for at, own in places.items()}
            if near[place] < _SHARE * (sum(near.values()) - near[place]):
                told.add(one.row)
    return told


def _count_near(days: Sequence[pd.Timestamp], day: pd.Timestamp) -> int:
    return bisect_right(days, day + _AROUND) - bisect_left(days, day - _AROUND)


def _by_name(seen: Sequence[_Seen]) -> Iterator[tuple[str, list[_Seen]]]:
    for name, own in groupby(sorted(seen, key=lambda one: one.name), key=lambda one: one.name):
        yield name, [*own]


def _follow(
    seat: _Seat,
    held: Sequence[_Seen],
    left: Sequence[_Seen],
    starts: Sequence[_Told],
    stops: Sequence[_Told],
) -> Iterator[_Spell]:
    """Find who holds an office when: the sequence of holders that explains best what is printed."""
    dated = [one for one in held if not pd.isna(one.day)]
    days: dict[pd.Timestamp, dict[str, float]] = {}
    for one in dated:
        weights = days.setdefault(one.day, {})
        weight = _TAKES if one.status == "takes" else 1.0
        weights[one.name] = max(weights.get(one.name, 0.0), weight)
    for day, name, _ in starts:
        weights = days.setdefault(day, {})
        weights[name] = max(weights.get(name, 0.0), _TAKES)
    gone: dict[pd.Timestamp, set[str]] = {}
    for one in left:
        if not pd.isna(one.day):
            gone.setdefault(one.day, set()).add(one.name)
    for day, name, _ in stops:
        gone.setdefault(day, set()).add(name)
    names = sorted({name for weights in days.values() for name in weights})
    holder = _choose_holders(days, gone, names)
    seated = [one for one in dated if holder.get(one.day) == one.name]
    seated.sort(key=lambda one: one.day)
    for turn, (name, own) in enumerate(groupby(seated, key=lambda one: one.name)):
        yield _Spell(seat, name, tuple(own), turn)
    known = {one.name for one in seated}
    for name, others in _by_name([one for one in held if one.name not in known]):
        yield _Spell(seat, name, tuple(others), None)


def _choose_holders(
    days: Mapping[pd.Timestamp, Mapping[str, float]],
    gone: Mapping[pd.Timestamp, set[str]],
    names: Sequence[str],
) -> dict[pd.Timestamp, str]:
    """Choose the holder of each day by dynamic programming over the days."""
    if not names:
        return {}
    order = sorted({*days, *gone})
    cost = dict.fromkeys(names, 0.0)
    came: list[dict[str, str]] = []
    for day in order:
        # On the day of a change the old holder may still be printed, who is then listed first.
        weights = days.get(day, {})
        whole = sum(weights.values())
        best = min(names, key=lambda name: cost[name])
        step: dict[str, float] = {}
        source: dict[str, str] = {}
        for name in names:
            stays, comes = cost[name], cost[best] + _SWITCH
            source[name] = name if stays <= comes else best
            step[name] = min(stays, comes) + whole - weights.get(name, 0.0)
        came.append(source)
        # Whoever has left may hold the office up to that day, and is costly from then on.
        cost = {
            name: spent + (1.0 if name in gone.get(day, ()) and name not in weights else 0.0)
            for name, spent in step.items()
        }
    chosen: dict[pd.Timestamp, str] = {}
    state = min(names, key=lambda name: cost[name])
    for day, source in zip(reversed(order), reversed(came), strict=True):
        chosen[day] = state
        state = source[state]
    return chosen


@cache
def _read_many() -> tuple[str, ...]:
    """What several people hold at a time, by the end of the post."""
    rows = read_rows("offices", "word", "rule")
    return tuple(word for word, rule in rows if {"many", "several"} & {*rule.split("|")})


# Heads of states and governments; such a post needs no body.
_CHIEFS: Final = re.compile("总统|总理|首相|主席|国王|女王|行政长官|天皇|总督")


def _is_single(seat: _Seat) -> bool:
    """Whether one person at a time holds an office, and it is known which office it is."""
    if not seat.place or seat.post.endswith(_read_many()) or "副" in seat.post:
        return False
    return seat.organ != "" or _CHIEFS.fullmatch(seat.post) is not None


# A place that is in no list of divisions, as the beginning of a body: 澜川 in 澜川市委.
_PLACED: Final = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{2,4}?[省市县区州旗])(?P<organ>(?:委|政府|人大|政协|纪委|监委|法院|检察院|人民).*)?"
)
_TWICE: Final = re.compile(r"([市县区])\1\Z")
_OF_HOME: Final = re.compile("[省市州]|自治区")


def _read_seats(table: pd.DataFrame, homes: Mapping[object, str]) -> list[_Seat]:
    """The office of each row as a key; an office without a place belongs to the newspaper's place.

    `homes` names that place where it is in no list of divisions.
    """
    columns = [_list_shared(table, name) for name in (*_SEAT, "newspaper")]
    seat_of = cache(partial(_make_seat, homes=homes))
    return [
        seat_of(place, code, organ, post, paper)
        for place, code, organ, post, paper in zip(*columns, strict=True)
    ]


def _list_shared(table: pd.DataFrame, name: str) -> list[Any]:
    """Take the cells of a column, each value only once in memory: a million rows hold few."""
    if name not in table.columns:
        return [None] * len(table)
    codes, values = pd.factorize(table[name], use_na_sentinel=False)
    return np.array([*values.tolist(), None], dtype=object)[codes].tolist()  # type: ignore[no-any-return]


def _find_homes(*tables: pd.DataFrame | None) -> dict[object, str]:
    """Find the one city without a code whose bodies a newspaper prints: its 市委 is that city's."""
    cities: dict[object, set[str]] = {}
    for table in tables:
        if table is not None:
            columns = list_cells(table, ("place", "code", "organ", "newspaper"))
            for place, code, organ, paper in zip(*columns, strict=True):
                if isinstance(code, str):
                    continue
                found = _PLACED.fullmatch(organ) if isinstance(organ, str) else None
                named = _TWICE.sub(r"\1", place) if isinstance(place, str) else ""
                named = found["place"] if found else named
                if named.endswith("市"):
                    cities.setdefault(_name_paper(paper), set()).add(named)
    return {paper: min(own) for paper, own in cities.items() if len(own) == 1}


def _name_paper(paper: object) -> str:
    return paper if isinstance(paper, str) else ""


def _make_seat(
    place: object,
    code: object,
    organ: object,
    post: object,
    paper: object,
    homes: Mapping[object, str],
) -> _Seat:
    body = organ if isinstance(organ, str) else ""
    office = post if isinstance(post, str) else ""
    if isinstance(code, str) and code:
        return _Seat(code, body, office)
    if isinstance(place, str) and place:
        return _Seat(_TWICE.sub(r"\1", place), body, office)
    own = _name_paper(paper)
    found = _PLACED.fullmatch(body)
    if found:
        return _Seat(found["place"], f"{found['place'][-1]}{found['organ'] or '政府'}", office)
    if _OF_HOME.match(body):
        return _Seat(homes.get(own, f"home:{own}"), body, office)
    return _Seat("", body, office)


def _gather_events(
    told: pd.DataFrame | None, events: Sequence[str], homes: Mapping[object, str]
) -> dict[_Seat, list[_Told]]:
    """Gather events of these kinds by office, in the order of time: day, person, event."""
    gathered: dict[_Seat, list[_Told]] = {}
    if told is None:
        return gathered
    columns = list_cells(told, ("date", "name", "event"))
    for seat, day, name, event in zip(_read_seats(told, homes), *columns, strict=True):
        if event in events and not pd.isna(day):
            gathered.setdefault(seat, []).append((day, name, event))
    return {seat: sorted(own) for seat, own in gathered.items()}


class _Edge(NamedTuple):
    """A beginning or an end: the event that reports it, if any, and the days around it."""

    event: str | None
    low: pd.Timestamp | None
    high: pd.Timestamp | None


def _tabulate(
    offices: pd.DataFrame,
    spells: Sequence[_Spell],
    gathered: Mapping[_Seat, Sequence[_Seen]],
    starts: Mapping[_Seat, Sequence[_Told]],
    stops: Mapping[_Seat, Sequence[_Told]],
) -> pd.DataFrame:
    turns = {(spell.seat, spell.order): spell for spell in spells if spell.order is not None}
    cells: dict[str, list[object]] = {}
    names = ("title", "article_id", "place", "code", "level", "organ", "post", "rank", "group")
    printed = dict(zip(names, list_cells(offices, names), strict=True))
    for spell in spells:
        before = after = None
        if spell.order is not None:
            before = turns.get((spell.seat, spell.order - 1))
            after = turns.get((spell.seat, spell.order + 1))
        seen = gathered[spell.seat]
        for name, value in _describe(printed, spell, before, after, starts, stops, seen).items():
            cells.setdefault(name, []).append(value)
    table = make_table("spells", cells)
    return _order(table, spells)


def _describe(
    printed: Mapping[str, Sequence[Any]],
    spell: _Spell,
    before: _Spell | None,
    after: _Spell | None,
    starts: Mapping[_Seat, Sequence[_Told]],
    stops: Mapping[_Seat, Sequence[_Told]],
    seen: Sequence[_Seen],
) -> dict[str, object]:
    rows = [one.row for one in spell.seen]
    days = [one.day for one in spell.seen if not pd.isna(one.day)]
    acting = [one.day for one in spell.seen if one.status == "acting" and not pd.isna(one.day)]
    titles = Counter(str(printed["title"][row]) for row in rows)
    names = sorted(titles, key=lambda title: (-titles[title], len(title), title))
    # 市长 is chosen before 代市长 if both are printed, however often.
    names.sort(key=lambda title: "代" in title)
    first, last = (min(days), max(days)) if days else (None, None)
    began = _find_begin(spell, first, before, starts.get(spell.seat, ()))
    ended = _find_end(spell, last, after, stops.get(spell.seat, ()), seen)
    settled = len(set(days)) > 1 or spell.order is not None
    return {
        "name": spell.name,
        "title": names[0],
        "titles": names,
        **{
            name: _read_cell(printed[name], rows)
            for name in ("place", "code", "level", "organ", "post", "rank", "group")
        },
        "count": len(rows),
        "articles": len({printed["article_id"][row] for row in rows}),
        "first": first,
        "last": last,
        "acting_first": min(acting, default=None),
        "acting_last": max(acting, default=None),
        "begins": before is not None or began.event is not None,
        "ends": settled and (after is not None or ended.event is not None),
        "began_event": began.event,
        "began_low": began.low,
        "began_high": began.high,
        "ended_event": ended.event,
        "ended_low": ended.low,
        "ended_high": ended.high,
        "seat": "|".join(spell.seat),
        "turn": spell.order,
    }


def _read_cell(column: Sequence[Any], rows: Sequence[int]) -> Any:
    """The value of a column in most rows of a spell, or None."""
    values = Counter(value for row in rows if not pd.isna(value := column[row]))
    return values.most_common(1)[0][0] if values else None


def _find_begin(
    spell: _Spell,
    first: pd.Timestamp | None,
    before: _Spell | None,
    starts: Sequence[_Told],
) -> _Edge:
    low = None if before is None else max(one.day for one in before.seen)
    told = [
        (day, event)
        for day, name, event in starts
        if name == spell.name and (first is None or day <= first) and (low is None or day >= low)
    ]
    if told:
        # The last event before the first day printed; those before it are of an earlier spell.
        day, event = told[0] if low is not None else told[-1]
        return _Edge(event, low, day)
    return _Edge(None, low, first)


def _find_end(
    spell: _Spell,
    last: pd.Timestamp | None,
    after: _Spell | None,
    stops: Sequence[_Told],
    seen: Sequence[_Seen],
) -> _Edge:
    high = None if after is None else min(one.day for one in after.seen)
    if last is None:
        return _Edge(None, None, high)
    told = [
        (day, event)
        for day, name, event in stops
        if name == spell.name and day >= last and (high is None or day <= high)
    ]
    left = (one.day for one in seen if one.name == spell.name and one.status in _LEFT)
    gone = [day for day in left if day > last]
    highs = [day for day in (high, *gone) if day is not None]
    if told:
        return _Edge(told[0][1], last, min([told[0][0], *highs]))
    return _Edge(None, last, min(highs, default=None))


def _order(table: pd.DataFrame, spells: Sequence[_Spell]) -> pd.DataFrame:
    """Order the rows: offices that were handed over by time, then the other offices of people."""
    handed = {spell.seat for spell in spells if spell.order}
    keys = pd.DataFrame(
        {
            "alone": [spell.seat not in handed or spell.order is None for spell in spells],
            "weight": -table["articles"].groupby(table["seat"]).transform("sum"),
            "seat": table["seat"],
            "name": table["name"].where(pd.Series([spell.seat not in handed for spell in spells])),
            "first": table["first"],
            "last": table["last"],
            "title": table["title"],
        }
    )
    keys.loc[keys["alone"], ["weight", "seat"]] = None
    order = keys.sort_values(list(keys.columns), na_position="last", kind="stable").index
    return table.loc[order].reset_index(drop=True)


def list_successions(spells: pd.DataFrame) -> pd.DataFrame:
    """List who followed whom in which office, when, and how long it stood empty.

    One row per handover of an office that one person holds at a time, office by office in the order
    of time. Where the events that end the one spell and begin the next are printed, the vacancy is
    the days between them; else it lies between no day and the days between the last on which the
    one is printed with the office and the first on which the other is.

    Parameters
    ----------
    spells
        What `list_offices` returned for resolved offices.

    Returns
    -------
    DataFrame
        place, code, organ, post, title; predecessor and successor; last and first (the
        last day of the one and the first of the other); ended_event, ended (its day) and
        began_event, began, missing where no event is printed; low and high: the handover lies after
        the day `low` and not after `high`; vacancy_low and vacancy_high, in days; acting_last, the
        last day on which who followed is printed as acting, missing where he is not.

    Raises
    ------
    InputError
        Where a column is missing: spells of titles that are not resolved have no place.

    Examples
    --------
    >>> offices = pd.DataFrame({"article_id": list("abcd"), "place": "大同市", "code": "140200",
    ...     "organ": "市政府", "post": "市长", "title": "市长", "status": "holds",
    ...     "name": ["张强", "张强", "李明", "李明"],
    ...     "date": pd.to_datetime(["2024-01-01", "2024-02-01", "2024-02-20", "2024-03-01"])})
    >>> handed = list_successions(list_offices(offices))
    >>> handed[["predecessor", "successor", "vacancy_low", "vacancy_high"]].values.tolist()
    [['张强', '李明', 0, 19]]
    """
    needs = ["name", "title", "post", "first", "last", "seat", "turn", "began_high", "ended_high"]
    spells = check_table(spells, "spells", needs=needs, maker="list_offices")
    order = {seat: at for at, seat in enumerate(dict.fromkeys(spells["seat"]))}
    seated = spells.assign(order=spells["seat"].map(order)).dropna(subset=["turn"])
    rows: list[Any] = seated.sort_values(["order", "turn"], kind="stable").to_dict("records")
    cells = [
        _hand_over(one, other) for one, other in pairwise(rows) if one["seat"] == other["seat"]
    ]
    columns = {name: [row[name] for row in cells] for name in (cells[0] if cells else ())}
    return make_table("successions", columns)


def _hand_over(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> dict[str, object]:
    last, first = one["last"], other["first"]
    ended = one["ended_high"] if isinstance(one["ended_event"], str) else None
    began = other["began_high"] if isinstance(other["began_event"], str) else None
    # The day of an event is that of the page which prints it.
    end = (last, first) if ended is None else (ended, ended)
    start = (last, first) if began is None else (began, began)
    return {
        **{name: other[name] for name in ("place", "code", "organ", "post", "title")},
        "predecessor": one["name"],
        "successor": other["name"],
        "last": last,
        "first": first,
        "ended_event": one["ended_event"],
        "ended": ended,
        "began_event": other["began_event"],
        "began": began,
        "low": last,
        "high": start[1],
        "vacancy_low": max(0, (start[0] - end[1]).days),
        "vacancy_high": max(0, (start[1] - end[0]).days),
        "acting_last": other["acting_last"],
    }
