"""Who is printed with which office, where titles are told apart by their words alone."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

import pandas as pd

from analysis.lexicon import read_rows
from analysis.schema import check_table

__all__ = ["list_printed"]

_BLANK: Final = re.compile(r"\s+")
# An office must be printed on so many days before its absence says anything. What was printed once,
# say the head of a group of inspectors, was not given up because it is not printed again.
_FEWEST_DAYS: Final = 2


def list_printed(mentions: pd.DataFrame) -> pd.DataFrame:
    """List the offices of `mentions` by their printed words, as `list_offices` says.

    Offices that were handed over come first, and of these the one whose people are printed in most
    articles; then the others, person by person, in the order of their first dates. What is no
    office, or is held no longer, is left out by the rules of `lexicons/offices.csv`.
    """
    mentions = check_table(mentions, "mentions", needs=["article_id", "name", "kind", "titles"])
    rows = _spread_titles(mentions)
    printed: dict[str, Counter[str]] = {}
    for name, title in zip(rows["name"], rows["title"], strict=True):
        printed.setdefault(name, Counter())[title] += 1
    names = {(name, forms[0]): forms for name, own in printed.items() for forms in _join_forms(own)}
    office = {(name, form): title for (name, title), forms in names.items() for form in forms}
    joined = [office[pair] for pair in zip(rows["name"], rows["title"], strict=True)]
    rows["title"] = pd.Series(joined, index=rows.index, dtype="str")
    offices = rows.groupby(["name", "title"], sort=False).agg(
        group=("group", "first"),
        count=("mention", "nunique"),
        articles=("article_id", "nunique"),
        first=("date", "min"),
        last=("date", "max"),
        days=("date", "nunique"),
    )
    offices.insert(0, "titles", pd.Series(names, dtype="object"))
    papers: dict[tuple[str, str], set[str]] = {}
    printed_in = rows[["name", "title", "newspaper"]].dropna().drop_duplicates()
    for name, title, paper in printed_in.itertuples(index=False, name=None):
        papers.setdefault((name, title), set()).add(paper)
    offices = offices.reset_index()
    followed = _find_successions(offices, papers)
    offices["begins"], offices["ends"] = _find_changes(offices, followed)
    order = _order_offices(offices, followed)
    return offices.loc[order].drop(columns="days").reset_index(drop=True)


def _spread_titles(mentions: pd.DataFrame) -> pd.DataFrame:
    """Make one row for each mention and title that is an office; mere address is left out."""
    rows = mentions.loc[mentions["kind"] != "byline"]
    date = pd.to_datetime(rows["date"]) if "date" in rows.columns else pd.NaT
    rows = pd.DataFrame(
        {
            "name": rows["name"],
            "title": rows["titles"].map(lambda titles: [] if titles is None else list(titles)),
            "article_id": rows["article_id"],
            "mention": range(len(rows)),
            "date": pd.Series(date, index=rows.index, dtype="datetime64[ms]"),
            "group": rows["group"].astype("str") if "group" in rows.columns else None,
            "newspaper": rows["newspaper"] if "newspaper" in rows.columns else None,
            "surface": rows["surface"] if "surface" in rows.columns else rows["name"],
        }
    )
    rows = rows.explode("title", ignore_index=True).dropna(subset=["title"])
    known = {title: _is_office(title) for title in rows["title"].unique()}
    rows = rows[rows["title"].map(known).astype("bool")]
    spoken = [
        isinstance(surface, str) and _BLANK.sub("", surface).endswith(title)
        for surface, title in zip(rows["surface"], rows["title"], strict=True)
    ]
    return rows[~pd.Series(spoken, index=rows.index, dtype="bool")].copy()


class _Rules(NamedTuple):
    """The words of `lexicons/offices.csv` by their rule."""

    whole: frozenset[str]
    end: tuple[str, ...]
    begin: tuple[str, ...]
    before: tuple[str, ...]
    acting: tuple[str, ...]
    silent: re.Pattern[str]
    another: tuple[str, ...]
    many: tuple[str, ...]


@cache
def _read_rules() -> _Rules:
    words: dict[str, tuple[str, ...]] = {}
    for word, rules in read_rows("offices", "word", "rule"):
        for rule in rules.split("|"):
            words[rule] = (*words.get(rule, ()), word)
    # 代理 before 代: what remains of a title must not begin with 理.
    longest = sorted(words["silent"], key=len, reverse=True)
    return _Rules(
        whole=frozenset(words["whole"]),
        end=words["end"],
        begin=words["begin"],
        before=words["before"],
        acting=tuple(sorted(words["acting"], key=len, reverse=True)),
        silent=re.compile("|".join(map(re.escape, longest))),
        another=words["another"],
        many=words["many"],
    )


@cache
def _read_titles() -> Mapping[str, bool]:
    """The titles of the package, and whether each is an office."""
    return {title: office == "yes" for title, office in read_rows("titles", "title", "office")}


def _is_office(title: str) -> bool:
    rules, titles = _read_rules(), _read_titles()
    if title in rules.whole or title.endswith(rules.end) or title.startswith(rules.begin):
        return False
    heads = list(_list_heads(title))
    if any(head.endswith(rules.before) for head in heads):
        return False
    return not heads or titles[title[len(heads[0]) :]]


def _list_heads(title: str) -> Iterable[str]:
    """List what may stand before the office in a title, the shortest first: 市委 in 市委书记."""
    titles = _read_titles()
    return (title[:at] for at in range(len(title)) if title[at:] in titles)


def _find_acting(title: str) -> tuple[str, str]:
    """Divide a title at 代 or 代理 before the office; whole if it has neither."""
    for head in _list_heads(title):
        for word in _read_rules().acting:
            if head.endswith(word):
                return head.removesuffix(word), title[len(head) :]
    return title, ""


def _reduce(title: str) -> str:
    """Leave out of a title what does not change the office, so that two can be compared."""
    return _read_rules().silent.sub("", "".join(_find_acting(title))) or title


def _is_short_for(short: str, full: str) -> bool:
    """Whether one title is a shorter form of another: 市长 of 澜川市市长, but not of 副市长."""
    rest = full.removesuffix(short)
    return full.endswith(short) and not rest.endswith(_read_rules().another)


def _join_forms(forms: Mapping[str, int]) -> list[list[str]]:
    """Join the titles of a person that mean one office, and choose its best name.

    The longest titles come first. A shorter one is joined to the office that it can be short for;
    where there are several, to the one printed most.
    """
    offices: list[list[str]] = []
    fullest: list[str] = []
    for form in sorted(forms, key=lambda form: (-len(_reduce(form)), -forms[form], form)):
        reduced = _reduce(form)
        fitting = [at for at, full in enumerate(fullest) if _is_short_for(reduced, full)]
        if fitting:
            at = max(fitting, key=lambda at: sum(forms[one] for one in offices[at]))
            offices[at].append(form)
        else:
            offices.append([form])
            fullest.append(reduced)
    # 市长 is chosen before 代市长 if both are printed, however often.
    return [
        sorted(
            office, key=lambda form: (_find_acting(form)[1] != "", -forms[form], len(form), form)
        )
        for office in offices
    ]


def _find_successions(
    offices: pd.DataFrame, papers: Mapping[tuple[str, str], Collection[str]]
) -> list[tuple[int, int]]:
    """Find pairs of rows in which one person follows another in the same office.

    Only for offices that one person holds at a time. Several deputies are printed one after another
    by chance, and so are the heads of two counties who are both called 县委书记.
    """
    settled = (offices["days"] >= _FEWEST_DAYS) & (
        offices["group"].fillna("official") == "official"
    )
    seats = offices[settled & ~offices["title"].map(_is_held_by_many).astype("bool")]
    full = {row: max(map(_reduce, titles), key=len) for row, titles in seats["titles"].items()}
    printed_in = {
        row: frozenset(papers.get(pair, ()))
        for row, pair in zip(
            seats.index, zip(seats["name"], seats["title"], strict=True), strict=True
        )
    }
    pairs = []
    # All titles of an office count: one holder may be called 市长, the next 澜川市市长.
    names = seats["titles"].map(lambda titles: sorted(set(map(_reduce, titles)))).explode()
    for _, printed in names.groupby(names):
        rows = seats.loc[printed.index].sort_values(["first", "last"])
        if (rows["first"] <= rows["last"].cummax().shift()).any():
            continue
        for one, other in pairwise(rows.index):
            short, long = sorted((full[one], full[other]), key=len)
            in_one_paper = printed_in[one] & printed_in[other] or not papers
            if _is_short_for(short, long) and in_one_paper:
                pairs.append((one, other))
    time = offices.sort_values(["first", "last", "name", "title"]).index.tolist()
    return sorted(set(pairs), key=lambda pair: [time.index(row) for row in pair])


def _is_held_by_many(title: str) -> bool:
    return any(text.endswith(_read_rules().many) for text in (title, *_list_heads(title)))


def _find_changes(
    offices: pd.DataFrame, followed: Sequence[tuple[int, int]]
) -> tuple[pd.Series, pd.Series]:
    """Tell whose beginning and end is seen, by the person's other offices or by a successor."""
    given_up = offices["last"].where(offices["days"] >= _FEWEST_DAYS)
    people = offices["name"]
    begins = given_up.groupby(people).transform("min") < offices["first"]
    ends = offices["first"].groupby(people).transform("max") > given_up
    begins[[other for _, other in followed]] = True
    ends[[one for one, _ in followed]] = True
    return begins.astype("bool"), ends.astype("bool")


def _order_offices(offices: pd.DataFrame, followed: Sequence[tuple[int, int]]) -> pd.Index:
    """The rows in their order: offices that were handed over, then what else people hold."""
    seats: dict[int, int] = {}  # For each row that was handed over, the first row of its office
    for one, other in followed:
        seats.setdefault(one, one)
        seats[other] = seats[one]
    members = {name: {name} for name in offices["name"]}
    names = dict(offices["name"].items())
    for one, other in followed:
        joined = members[names[one]] | members[names[other]]
        members.update(dict.fromkeys(joined, joined))
    chains = offices["name"].map({name: min(joined) for name, joined in members.items()})
    seat = pd.Series(seats, index=offices.index, dtype="float64")
    # the first row of the office of each row
    holders = offices.reindex(seat).set_index(offices.index)
    keys = pd.DataFrame(
        {
            "alone": seat.isna(),
            "weight": -offices["articles"].groupby(chains).transform("sum"),
            "chain": chains,
            # The office given up first comes first: the successor had left another one for it.
            "left": holders["last"],
            "seat": holders["title"],
            "holder": holders["name"],
            "name": offices["name"].where(seat.isna()),
            "first": offices["first"],
            "last": offices["last"],
            "title": offices["title"],
        }
    )
    return keys.sort_values(list(keys.columns), na_position="last").index
