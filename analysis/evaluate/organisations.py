"""Bodies that were found beside those that a reader labelled."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from analysis.offices import find_organisations
from analysis.shares import bound_share

__all__ = ["evaluate_organisations", "list_organisation_errors", "match_organisations"]


def match_organisations(articles: pd.DataFrame, *, gold: pd.DataFrame) -> pd.DataFrame:
    """Put the bodies that are found in labelled passages beside those that were labelled.

    One row per body that is labelled, found, or both. What is found where a label says that either
    answer will do is left out, unless it is a labelled body too.

    Parameters
    ----------
    articles
        The texts: article_id, newspaper, date, text.
    gold
        One row per label: unit (its text), register, what (passage, body, open), start, end.

    Returns
    -------
    DataFrame
        unit, register, start, end, what (as printed), labelled, found.
    """
    bodies = find_organisations(articles)
    found: dict[str, set[tuple[int, int]]] = {}
    body = bodies[bodies["part"] == "body"]
    for unit, start, end in zip(body["article_id"], body["start"], body["end"], strict=True):
        found.setdefault(unit, set()).add((int(start), int(end)))
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    rows = [
        row
        for _, labels in gold.groupby("unit", sort=True)
        for row in _match_passage(labels.to_dict("records"), found, texts)
    ]
    return pd.DataFrame(
        rows, columns=["unit", "register", "start", "end", "what", "labelled", "found"]
    )


def _match_passage(
    labels: list[dict[Any, Any]],
    found: Mapping[str, set[tuple[int, int]]],
    texts: Mapping[str, str],
) -> Iterator[dict[str, Any]]:
    unit, register = labels[0]["unit"], labels[0]["register"]
    spans: dict[str, set[tuple[int, int]]] = {"passage": set(), "body": set(), "open": set()}
    for label in labels:
        spans[label["what"]].add((label["start"], label["end"]))
    seen = {
        (start, end)
        for start, end in found.get(unit, ())
        if any(first <= start < last for first, last in spans["passage"])
        and (
            (start, end) in spans["body"]
            or not any(start < last and first < end for first, last in spans["open"])
        )
    }
    for start, end in sorted(spans["body"] | seen):
        yield {
            "unit": unit,
            "register": register,
            "start": start,
            "end": end,
            "what": texts[unit][start:end],
            "labelled": (start, end) in spans["body"],
            "found": (start, end) in seen,
        }


def evaluate_organisations(matches: pd.DataFrame) -> pd.DataFrame:
    """Figures of the bodies: precision, recall and F1 of their spans.

    One row per figure: figure, value, low and high (95 %, Wilson; none for F1), n.
    """
    labelled, found = matches["labelled"].astype(bool), matches["found"].astype(bool)
    right = int((labelled & found).sum())
    of = pd.Series([int(found.sum()), int(labelled.sum())])
    low, high = bound_share(pd.Series([right, right]), of)
    both = int(of.sum())
    return pd.DataFrame(
        {
            "figure": ["precision", "recall", "f1"],
            "value": [*(right / of.astype("float64")), 2 * right / both if both else float("nan")],
            "low": [*low, float("nan")],
            "high": [*high, float("nan")],
            "n": [*of, int(labelled.sum())],
        }
    )


def list_organisation_errors(matches: pd.DataFrame) -> pd.DataFrame:
    """The bodies that were missed, or found where none was labelled, one row each."""
    wrong = matches[matches["labelled"] != matches["found"]]
    return pd.DataFrame(
        {
            "unit": wrong["unit"],
            "register": wrong["register"],
            "line": 1,
            "column": wrong["start"] + 1,
            "what": wrong["what"],
            "figure": ["recall" if labelled else "precision" for labelled in wrong["labelled"]],
            "labelled": "",
            "found": "",
        }
    )
