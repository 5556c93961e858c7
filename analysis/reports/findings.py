"""What was found in the articles, by the people, phrases, themes and offices that have a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from analysis.context import spread_evidence
from analysis.offices import list_offices
from analysis.reports.addresses import Addresses, name_file

__all__ = ["FOLDERS", "Findings", "choose_pages", "gather"]

FOLDERS: Final = {
    "person": "people",
    "phrase": "phrases",
    "theme": "themes",
    "office": "offices",
    "article": "articles",
    "sheet": "sheets",
}
_FEWEST: Final = 5  # what is found less often gets no page
_MOST: Final = 1_000  # pages of people, and as many of phrases, themes, offices and articles
_MOST_SHEETS: Final = 100  # pages of sheets, fewer since each carries a picture
_FOLIO: Final = "folio"


@dataclass(frozen=True)
class Findings:
    """All findings: for each kind a table with article_id, part, start, end, name.

    `articles` are those that are counted, `items` all that is printed, `offices` comes from
    `list_offices`. For themes, `rows` says which article has which; the words are in `evidence`,
    one a row, since as lists they would fill the memory.
    """

    items: pd.DataFrame
    articles: pd.DataFrame
    rows: Mapping[str, pd.DataFrame]
    offices: pd.DataFrame
    evidence: pd.DataFrame


def gather(
    items: pd.DataFrame, found: Mapping[str, pd.DataFrame], kinds: Sequence[str]
) -> Findings:
    """Gather what was found, with the offices that are printed beside the names."""
    articles = _keep_rows(items, items["kind"].isin(list(kinds))).reset_index(drop=True)
    mentions, phrases, themes = (
        _keep_rows(found[name], found[name]["article_id"].isin(articles["article_id"]))
        for name in ("mentions", "phrases", "themes")
    )
    offices = list_offices(mentions)
    needed = ["article_id", "part", "start", "end", "name", "surface", "titles"]
    held = mentions.loc[mentions["kind"] != "byline", needed]
    held = held.explode("titles").dropna(subset="titles")
    called = zip(held["surface"], held["titles"], strict=True)
    # 顾书记 prints only the end of the title, which does not tell how the office is called.
    held = held.loc[[not "".join(surface.split()).endswith(title) for surface, title in called]]
    # An office is printed under several names, of which one was chosen for it.
    forms = offices[["name", "title", "titles"]].explode("titles").drop_duplicates()
    held = held.merge(forms, on=["name", "titles"])
    held = held.drop(columns="name").rename(columns={"title": "name"})
    held = held[["article_id", "part", "start", "end", "name"]].drop_duplicates()
    rows = {
        "person": mentions,
        "phrase": phrases.rename(columns={"phrase": "name"}),
        "theme": themes.drop(columns="evidence").rename(columns={"theme": "name"}),
        "office": held,
    }
    evidence = spread_evidence(themes).rename(columns={"term": "name"})
    return Findings(items, articles, rows, offices, evidence)


def _keep_rows(table: pd.DataFrame, keep: pd.Series) -> pd.DataFrame:
    """The marked rows; if all are marked, the table itself, so that no copy is held."""
    kept: pd.DataFrame = table if keep.all() else table[keep]
    return kept


def choose_pages(findings: Findings, boxes: pd.DataFrame | None = None) -> Addresses:
    """Choose what gets a page: the first thousand of each kind, and of the articles.

    Articles that name most come first, so that of a large collection the rich ones have a page; of
    a small one all have. Of sheets, whose printed lines are `boxes`, it is the first hundred.
    """
    chosen: dict[str, dict[str, str]] = {}
    for kind, rows in findings.rows.items():
        counts = rows["name"].value_counts()
        counts = counts[counts >= _FEWEST].head(_MOST)
        chosen[kind] = {name: _place(kind, name) for name in counts.index}
    counts = pd.concat(
        [rows["article_id"] for kind, rows in findings.rows.items() if kind != "theme"]
    ).value_counts()
    printed = findings.items.loc[findings.items["kind"] != _FOLIO, "article_id"]
    richest = printed.map(counts).fillna(0).sort_values(ascending=False, kind="stable")
    kept = printed.loc[sorted(richest.head(_MOST).index)]
    chosen["article"] = {name: _place("article", name) for name in kept}
    if boxes is not None and len(boxes):
        sheets = boxes["page_id"].drop_duplicates()
        page_ids = findings.items.set_index("article_id")["page_id"]
        named = counts.groupby(page_ids.reindex(counts.index).to_numpy()).sum()
        richest = sheets.map(named).fillna(0).sort_values(ascending=False, kind="stable")
        kept = sheets.loc[sorted(richest.head(_MOST_SHEETS).index)]
        chosen["sheet"] = {name: _place("sheet", name) for name in kept}
    return chosen


def _place(kind: str, name: Any) -> str:
    return f"{FOLDERS[kind]}/{name_file(str(name))}.html"
