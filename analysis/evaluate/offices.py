"""Offices that were found beside those that a reader labelled."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from analysis.evaluate.gold import OFFICE_COLUMNS
from analysis.offices import find_offices
from analysis.officials import find_mentions
from analysis.schema import make_table

__all__ = ["evaluate_offices", "list_office_errors", "match_offices"]

# The figures, each with the fields that must all agree: a place counts with its code.
OFFICE_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "place": ("place", "code"),
    "organ": ("organ",),
    "post": ("post",),
    "status": ("status",),
    "rank": ("rank",),
    "office": ("place", "code", "organ", "post"),
}
# Stands for the fields of a title for which no office was found, or none was labelled.
_NO_OFFICE: Final = "no office"


def match_offices(articles: pd.DataFrame, *, gold: pd.DataFrame) -> pd.DataFrame:
    """Put the offices that are found beside those that were labelled.

    One row per labelled title. The mentions of the articles are found, a labelled title that is not
    bound to its name there is added to them, and all are resolved together, as a user would.

    Parameters
    ----------
    articles
        The texts: article_id, newspaper, date, text.
    gold
        One row per labelled title: unit (its text), start, end, title, and the fields of an office;
        `office` is false where the title is none.

    Returns
    -------
    DataFrame
        The rows of `gold`, and each field twice: as found and, with `_labelled`, as labelled.
    """
    mentions = _add_titles(find_mentions(articles), articles, gold)
    found = find_offices(mentions, articles=articles)
    offices = {
        (row["article_id"], row["start"], row["title"]): row for row in found.to_dict("records")
    }
    rows = []
    for label in gold.to_dict("records"):
        office = offices.get((label["unit"], label["start"], label["title"]))
        row: dict[str, Any] = {
            "unit": label["unit"],
            "register": label["register"],
            "start": label["start"],
            "what": label["title"],
            "is_office": bool(label["office"]),
        }
        for column in OFFICE_COLUMNS:
            own = label[column] if label["office"] else _NO_OFFICE
            row[f"{column}_labelled"] = _read(own)
            row[column] = _read(office[column]) if office is not None else _NO_OFFICE
        rows.append(row)
    return pd.DataFrame(rows, dtype="object")


def _read(value: object) -> Any:
    return None if value is None or value is pd.NA or value != value else value


def _add_titles(mentions: pd.DataFrame, articles: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    bound = {
        (key, start): list(titles)
        for key, start, titles in zip(
            mentions["article_id"], mentions["start"], mentions["titles"], strict=True
        )
    }
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    added: dict[tuple[str, int], tuple[int, list[str]]] = {}
    for key, start, end, title in zip(
        gold["unit"], gold["start"], gold["end"], gold["title"], strict=True
    ):
        if title not in bound.get((key, start), []):
            _, titles = added.setdefault((key, start), (end, bound.get((key, start), [])))
            titles.append(title)
    keys = list(zip(mentions["article_id"], mentions["start"], strict=True))
    kept = mentions.loc[[key not in added for key in keys]]
    known = dict(zip(keys, mentions["group"], strict=True))
    more = make_table(
        "mentions",
        {
            "article_id": [key for key, _ in added],
            "name": [texts[key][start:end] for (key, start), (end, _) in added.items()],
            "surface": [texts[key][start:end] for (key, start), (end, _) in added.items()],
            "kind": ["actor"] * len(added),
            "group": [known.get(key, "official") for key in added],
            "titles": [titles for _, titles in added.values()],
            "part": ["body"] * len(added),
            "start": [start for _, start in added],
            "end": [end for end, _ in added.values()],
        },
    )
    issue = articles.set_index("article_id")
    more["newspaper"] = more["article_id"].map(issue["newspaper"]).astype("str")
    more["date"] = pd.to_datetime(more["article_id"].map(issue["date"]))
    return pd.concat([kept, more], ignore_index=True).sort_values(
        ["article_id", "part", "start"], ignore_index=True, kind="stable"
    )


def evaluate_offices(matches: pd.DataFrame) -> pd.DataFrame:
    """Figures of the offices: the share of labelled titles whose fields are found as labelled.

    One row per figure: figure, value, low and high (95 %, Wilson), n. `place` goes with its code,
    `rank` is of those that have one, `office` is place, code, organ and post all together; `titles`
    is the share of titles that are told apart as office or none.
    """
    from analysis.shares import bound_share

    names: list[str] = []
    right: list[int] = []
    of: list[int] = []

    def add(name: str, hits: Sequence[bool]) -> None:
        names.append(name)
        right.append(sum(hits))
        of.append(len(hits))

    rows = matches.to_dict("records")
    add("titles", [(row["post"] != _NO_OFFICE) == row["is_office"] for row in rows])
    labelled = [row for row in rows if row["is_office"]]
    for name, columns in OFFICE_FIELDS.items():
        asked = [row for row in labelled if name != "rank" or row["rank_labelled"] is not None]
        add(
            name,
            [all(row[own] == row[f"{own}_labelled"] for own in columns) for row in asked],
        )
    figures = pd.DataFrame({"figure": names, "value": 0.0, "n": of})
    figures["value"] = pd.Series(right, dtype="float64") / pd.Series(of, dtype="float64")
    figures["low"], figures["high"] = bound_share(pd.Series(right), pd.Series(of))
    return figures[["figure", "value", "low", "high", "n"]]


def list_office_errors(matches: pd.DataFrame) -> pd.DataFrame:
    """The titles that were read otherwise than labelled, one row per field."""
    rows = [
        {
            "unit": row["unit"],
            "register": row["register"],
            "line": 1,
            "column": row["start"] + 1,
            "what": row["what"],
            "figure": column,
            "labelled": str(row[f"{column}_labelled"] or "–"),
            "found": str(row[column] or "–"),
        }
        for row in matches.to_dict("records")
        for column in OFFICE_COLUMNS
        if row[column] != row[f"{column}_labelled"]
        and not (column == "rank" and row["rank_labelled"] is None)
    ]
    columns = ["unit", "register", "line", "column", "what", "figure", "labelled", "found"]
    return pd.DataFrame(rows, columns=columns)
