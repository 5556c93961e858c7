"""A page for every article: its text as it was read, with what was found in it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd

from analysis.labels import read_wording
from analysis.places import PART_COLUMNS
from analysis.reports.addresses import Addresses
from analysis.reports.findings import Findings
from analysis.reports.frame import render
from analysis.reports.notebooks import ReportPart
from analysis.schema import PARTS

__all__ = ["write_readings"]

_MOST: Final = 100_000  # characters of an article that are shown; the table has all
_MOST_LINES: Final = 2_000


class _Span(NamedTuple):
    """Characters of a part, what they were found to be, and what is said about them."""

    start: int
    end: int
    kind: str
    name: str
    said: str


class _Piece(NamedTuple):
    """A piece of text with one marking: its classes, its link, and what is said about it."""

    text: str
    classes: str
    href: str
    said: str


def write_readings(
    folder: Path,
    findings: Findings,
    pages: pd.DataFrame,
    addresses: Addresses,
    *,
    lang: str,
    parts: Sequence[ReportPart],
) -> None:
    """Write the pages of articles into their folder."""
    labels = read_wording(lang)
    files = addresses["article"]
    spans = _list_spans(findings, files, labels)
    printed = _list_printed(pages)
    themes = findings.rows["theme"].sort_values(["article_id", "rank"])
    themes_of = dict(list(themes.groupby("article_id")["name"]))
    items = findings.items[findings.items["article_id"].isin(files)]
    jumps = _list_jumps(findings.items)
    records: list[Any] = items.astype(object).where(items.notna(), None).to_dict("records")
    for row in records:
        article_id = row["article_id"]
        file = files[article_id]
        shown = {
            part: list(_cut(str(row[column])[:_MOST], spans[article_id, part], addresses))
            for part, column in PART_COLUMNS.items()
            if row.get(column)
        }
        page = render(
            "article.html.j2",
            name=file,
            root="../",
            lang=lang,
            parts=parts,
            title=row.get("headline") or labels["no_headline"],
            kind=labels.get(f"kind_{row['kind']}", row["kind"]),
            place=list(_say_place(row, labels)),
            shown=shown,
            themes=[
                (labels.get(f"theme_{theme}", theme), addresses["theme"].get(theme))
                for theme in themes_of.get(article_id, ())
            ],
            found=list(_list_found(findings.rows, spans, article_id)),
            lines=list(_list_lines(row, printed)),
            sheet=addresses.get("sheet", {}).get(row.get("page_id")),
            position=row.get("position"),
            jumps=[
                (labels[key], article, addresses["article"].get(article))
                for key, article in jumps.get(article_id, ())
            ],
            files=addresses,
        )
        path = folder / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(page, encoding="utf-8", errors="replace", newline="\n")


def _list_jumps(items: pd.DataFrame) -> Mapping[str, Sequence[tuple[str, str]]]:
    """List what goes on on another page, and where it began: the words, and the other article."""
    jumps: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    if "continues" in items.columns:
        joined = items.dropna(subset=["continues"])
        for later, earlier in zip(joined["article_id"], joined["continues"], strict=True):
            jumps[later].append(("continues_from", earlier))
            jumps[earlier].append(("goes_on_in", later))
    return jumps


def _list_spans(
    findings: Findings, files: Mapping[str, str], labels: Mapping[str, str]
) -> defaultdict[tuple[str, str], list[_Span]]:
    """List what was found in each part of each article."""
    spans: defaultdict[tuple[str, str], list[_Span]] = defaultdict(list)
    for kind in ("person", "phrase"):
        rows = findings.rows[kind]
        rows = rows[rows["article_id"].isin(files)]
        said = (
            [labels.get(f"kind_{one}", one) for one in rows["kind"]]
            if kind == "person"
            else [labels["dossier_phrase"]] * len(rows)
        )
        for article_id, part, start, end, name, what in zip(
            *(rows[column] for column in ("article_id", "part", "start", "end", "name")),
            said,
            strict=True,
        ):
            spans[article_id, part].append(_Span(start, end, kind, name, f"{name}: {what}"))
    evidence = findings.evidence[findings.evidence["article_id"].isin(files)]
    for article_id, part, start, end, name in zip(
        *(evidence[column] for column in ("article_id", "part", "start", "end", "name")),
        strict=True,
    ):
        word = labels.get(f"theme_{name}", name)
        spans[article_id, part].append(_Span(start, end, "theme", name, word))
    return spans


def _cut(text: str, spans: Sequence[_Span], addresses: Addresses) -> Iterator[_Piece]:
    """Cut a text wherever a span begins or ends; a piece links to the shortest span over it."""
    begins = defaultdict(list)
    for span in spans:
        if 0 <= span.start < span.end <= len(text):
            begins[span.start].append(span)
    ends = {span.end for at in begins.values() for span in at}
    over: list[_Span] = []
    for begin, end in pairwise(sorted({0, len(text), *begins, *ends})):
        over = [span for span in [*over, *begins[begin]] if span.end > begin]
        over.sort(key=lambda span: (span.kind == "theme", span.end - span.start))
        leads = next((span for span in over if span.name in addresses[span.kind]), None)
        yield _Piece(
            text[begin:end],
            " ".join(sorted({span.kind for span in over})),
            f"../{addresses[leads.kind][leads.name]}" if leads else "",
            " · ".join(dict.fromkeys(span.said for span in over)),
        )


def _say_place(row: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[str]:
    """Yield newspaper, day, page, who wrote it, and where it stands, as far as known."""
    if row.get("newspaper"):
        yield row["newspaper"]
    if row.get("date") is not None:
        yield f"{row['date']:%Y-%m-%d}"
    if row.get("page") is not None:
        yield labels["page_number"].format(page=row["page"])
    if row.get("agency"):
        yield row["agency"]
    reporters = row.get("reporters")
    if reporters is not None and len(reporters):
        yield "、".join(map(str, reporters))
    if row.get("first_line") is not None:
        yield labels["lines_of_page"].format(first=row["first_line"], last=row["last_line"])
    yield row["article_id"]


def _list_found(
    rows: Mapping[str, pd.DataFrame],
    spans: Mapping[tuple[str, str], Sequence[_Span]],
    article_id: str,
) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Yield the people and the phrases of an article, each with how often."""
    for kind in ("person", "phrase"):
        counts: defaultdict[str, int] = defaultdict(int)
        for part in PARTS:
            for span in spans.get((article_id, part), ()):
                counts[span.name] += span.kind == kind
        order = sorted(counts.items(), key=lambda pair: -pair[1])
        names = [(name, count) for name, count in order if count]
        if names:
            yield kind, names


def _list_printed(pages: pd.DataFrame) -> Mapping[str, Sequence[str]]:
    if "page_id" not in pages.columns or "text" not in pages.columns:
        return {}
    return {
        page_id: text.split("\n")
        for page_id, text in zip(pages["page_id"], pages["text"], strict=True)
        if isinstance(text, str)
    }


def _list_lines(
    row: Mapping[str, Any], printed: Mapping[str, Sequence[str]]
) -> Iterator[tuple[int, str]]:
    """Yield the lines of the page that belong to the article, as printed, with their numbers."""
    page = printed.get(row.get("page_id") or "")
    runs = row.get("lines")
    if page is None or runs is None:
        return
    room = _MOST_LINES
    for first, last in runs:
        for number in range(int(first), min(int(last), len(page), int(first) + room - 1) + 1):
            if page[number - 1].strip():
                yield number, page[number - 1].strip()[:_MOST]
                room -= 1
