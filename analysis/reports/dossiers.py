"""A page for every leading person, phrase, theme and office: all that is known of it."""

import html
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.context import find_context
from analysis.glosses import gloss_title, spell_name, spell_words
from analysis.labels import read_wording
from analysis.lexicon import read_lexicon
from analysis.reports.addresses import Addresses, link, point_at
from analysis.reports.findings import Findings
from analysis.reports.frame import render
from analysis.reports.notebooks import Part
from analysis.trends import count_over_time, describe_phrases

__all__ = ["write_dossiers"]

_SENTENCES: Final = 500  # of a page
_ROWS: Final = 20  # of a list of company
_CROWD: Final = 500  # an article that holds more than this says nothing about any two of it
_WIDE, _HIGH = 640, 90  # of a time line, in units of its own
_MONTHS: Final = 3  # with articles, before a page says when its phrase stood highest
_COMPANY: Final = ("person", "office", "theme", "phrase")


class _Listing(NamedTuple):
    """A list on a page: cells are HTML."""

    key: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str | Markup]]
    all_rows: int


class _Report(NamedTuple):
    """What every page of a report needs: all that was found, the files of pages, the language."""

    findings: Findings
    addresses: Addresses
    labels: Mapping[str, str]
    lang: str


def write_dossiers(
    folder: Path,
    findings: Findings,
    addresses: Addresses,
    *,
    lang: str,
    parts: Sequence[Part],
) -> None:
    """Write the pages of people, phrases, themes and offices into their folders."""
    labels = read_wording(lang)
    report = _Report(findings, addresses, labels, lang)
    company = _count_company(findings, addresses)
    for kind in findings.rows:
        files = addresses[kind]
        rows = findings.rows[kind]
        rows = rows[rows["name"].isin(files)]
        groups = dict(list(rows.groupby("name", sort=False)))
        sentences = _list_sentences(findings, rows, kind)
        periods = count_over_time(rows, freq="auto", by="name", articles=findings.articles)
        lines = dict(list(periods.groupby("name", sort=False)))
        lives = _describe_lives(rows, findings) if kind == "phrase" else {}
        describe = {
            "person": _describe_person,
            "phrase": _describe_phrase,
            "theme": _describe_theme,
            "office": _describe_office,
        }[kind]
        for name, file in files.items():
            own = groups[name]
            listings = [
                *describe(name, own, report),
                *_list_company(company.get((kind, name), {}), report),
            ]
            shown = sentences.get(name)
            page = render(
                "dossier.html.j2",
                name=file,
                root="../",
                lang=lang,
                parts=parts,
                toc=[(one.key, labels[one.key]) for one in listings if one.rows]
                + ([("sentences", labels["list_sentences"])] if shown is not None else []),
                title=say_name(kind, name, lang),
                kind=labels[f"dossier_{kind}"],
                facts=[
                    *_say_facts(kind, own, findings, labels),
                    *_say_life(lives.get(name), labels),
                ],
                line=_draw_line(lines[name], labels),
                listings=[one for one in listings if one.rows],
                sentences=[] if shown is None else _show_sentences(shown, addresses, labels),
                count=0 if shown is None else int(shown["count"].iloc[0]),
            )
            path = folder / file
            path.parent.mkdir(exist_ok=True)
            path.write_text(page, encoding="utf-8", errors="replace", newline="\n")


@cache
def say_name(kind: str, name: str, lang: str) -> str:
    """Say what a thing is called on its page: for readers of English also by its letters."""
    if kind == "theme":
        return read_wording(lang).get(f"theme_{name}", name)
    if lang == "zh":
        return name
    spell = {"person": spell_name, "office": gloss_title}.get(kind, spell_words)
    return f"{spell(name)} {name}"


def _say_facts(
    kind: str, rows: pd.DataFrame, findings: Findings, labels: Mapping[str, str]
) -> list[str]:
    """Say how often, in how many articles, of how many, and from when to when."""
    acting = rows[rows["kind"] == "actor"] if kind == "person" else rows
    dates = findings.articles.loc[
        findings.articles["article_id"].isin(rows["article_id"]), "date"
    ].dropna()
    facts = [
        labels[f"dossier_count_{kind}"].format(
            count=len(rows),
            acting=len(acting),
            articles=acting["article_id"].nunique(),
            all=findings.articles["article_id"].nunique(),
        )
    ]
    if len(dates):
        first, last = (f"{day:%Y-%m-%d}" for day in (dates.min(), dates.max()))
        facts.append(labels["dossier_days"].format(first=first, last=last))
    if kind == "phrase":
        inside = int(rows["inside"].notna().sum())
        known = read_lexicon("phrases").set_index("phrase")
        name = rows["name"].iloc[0]
        if inside:
            facts.append(labels["dossier_inside"].format(count=inside))
        for column in ("gloss", "year"):
            if name in known.index and pd.notna(known.loc[name, column]):
                facts.append(labels[f"dossier_{column}"].format(value=known.loc[name, column]))
        doubtful = int(rows["doubt"].notna().sum())
        if doubtful:
            facts.append(labels["dossier_doubtful"].format(count=doubtful))
    return facts


def _describe_lives(rows: pd.DataFrame, findings: Findings) -> dict[str, pd.Series]:
    """Describe the lives of phrases by month, where there are months enough to rise and fall in."""
    dates = findings.articles["date"].dropna()
    if dates.dt.to_period("M").nunique() < _MONTHS:
        return {}
    lives = describe_phrases(
        rows.rename(columns={"name": "phrase"}),
        articles=findings.articles,
        mentions=findings.rows.get("person"),
    )
    return {row["phrase"]: row for _, row in lives.dropna(subset=["birth"]).iterrows()}


def _say_life(life: pd.Series | None, labels: Mapping[str, str]) -> list[str]:
    """Say when a phrase stood highest and has gone down, and who said it first."""
    if life is None:
        return []
    shares = {name: f"{life[name]:.1%}" for name in ("share", "low", "high")}
    facts = [labels["dossier_peak"].format(month=f"{life['peak']:%Y-%m}", **shares)]
    if pd.notna(life["decline"]):
        facts.append(labels["dossier_decline"].format(month=f"{life['decline']:%Y-%m}"))
    if pd.notna(life["person"]):
        facts.append(labels["dossier_speaker"].format(person=life["person"]))
    return facts


def _count_values(
    rows: pd.DataFrame, column: str, labels: Mapping[str, str], *, top: int = _ROWS
) -> _Listing:
    counts = rows[column].dropna().value_counts(sort=True)
    order = sorted(counts.items(), key=lambda pair: (-int(pair[1]), str(pair[0])))
    cells = [
        (labels.get(f"{column}_{value}", str(value)), str(count)) for value, count in order[:top]
    ]
    columns = (labels[f"column_{column}"], labels["column_count"])
    return _Listing(f"list_{column}", columns, cells, len(order))


def _describe_person(name: str, rows: pd.DataFrame, report: _Report) -> Iterator[_Listing]:
    spells = report.findings.offices[report.findings.offices["name"] == name]
    yield _list_spells(spells, "title", "office", report)
    yield _count_values(rows, "kind", report.labels)
    yield _count_values(rows[rows["kind"] == "actor"], "verb", report.labels)
    yield _count_values(rows, "group", report.labels)


def _describe_phrase(name: str, rows: pd.DataFrame, report: _Report) -> Iterator[_Listing]:
    inside = _count_values(rows, "inside", report.labels)
    yield inside._replace(
        rows=[(_link("phrase", longer, report.addresses), count) for longer, count in inside.rows]
    )
    if rows["surface"].nunique() > 1:
        yield _count_values(rows, "surface", report.labels)


def _describe_theme(name: str, rows: pd.DataFrame, report: _Report) -> Iterator[_Listing]:
    words = pd.DataFrame(
        {"term": [span["term"] for spans in rows["evidence"] for span in spans]}, dtype="str"
    )
    listing = _count_values(words, "term", report.labels)
    yield listing._replace(
        key="list_evidence",
        rows=[(_link("phrase", word, report.addresses), count) for word, count in listing.rows],
    )


def _describe_office(name: str, rows: pd.DataFrame, report: _Report) -> Iterator[_Listing]:
    spells = report.findings.offices[report.findings.offices["title"] == name]
    spells = spells.sort_values("first", kind="stable")
    yield _list_spells(spells, "name", "person", report)
    forms = spells["titles"].explode().drop_duplicates().rename("titles").to_frame()
    if len(forms) > 1:
        yield _Listing("list_forms", (), [(form,) for form in forms["titles"]], len(forms))


def _list_spells(spells: pd.DataFrame, column: str, kind: str, report: _Report) -> _Listing:
    records: list[Any] = spells.to_dict("records")
    cells = [
        (
            _link(kind, row[column], report.addresses, say_name(kind, row[column], report.lang)),
            str(row["count"]),
            *(f"{day:%Y-%m-%d}" if pd.notna(day) else "" for day in (row["first"], row["last"])),
        )
        for row in records
    ]
    heads = [report.labels[f"column_{head}"] for head in (column, "count", "first", "last")]
    key = "list_spells" if column == "title" else "list_holders"
    return _Listing(key, heads, cells[: 5 * _ROWS], len(cells))


def _count_company(
    findings: Findings, addresses: Addresses
) -> dict[tuple[str, str], dict[str, list[tuple[str, int]]]]:
    """Count in how many articles two things stand together, for whatever has a page.

    Of people only mentions count in which they act or are spoken of.
    """
    tables = []
    for kind, rows in findings.rows.items():
        counted = rows[rows["kind"] == "actor"] if kind == "person" else rows
        pairs = counted[["article_id", "name"]].drop_duplicates()
        tables.append(pairs.assign(kind=kind, paged=pairs["name"].isin(addresses[kind])))
    things = pd.concat(tables, ignore_index=True)
    size = things.groupby("article_id")["name"].transform("size")
    things = things[size <= _CROWD]
    code, keys = pd.factorize(pd.MultiIndex.from_frame(things[["kind", "name"]]))
    article = pd.factorize(things["article_id"])[0]
    numbered = pd.DataFrame({"article": article, "thing": code})
    both = numbered[things["paged"].to_numpy()].merge(numbered, on="article")
    both = both[both["thing_x"] != both["thing_y"]]
    counts = both.groupby(["thing_x", "thing_y"]).size().rename("count").reset_index()
    names = keys.get_level_values(1).to_numpy(dtype=object)
    counts["name"] = names[counts["thing_y"]]
    counts = counts.sort_values(["thing_x", "count", "name"], ascending=[True, False, True])
    kinds = keys.get_level_values(0).to_numpy(dtype=object)
    company: dict[tuple[str, str], dict[str, list[tuple[str, int]]]] = {}
    for of, other, count in counts[["thing_x", "thing_y", "count"]].to_numpy(dtype=np.int64):
        lists = company.setdefault((kinds[of], names[of]), {})
        lists.setdefault(kinds[other], []).append((names[other], int(count)))
    return company


def _list_company(
    lists: Mapping[str, Sequence[tuple[str, int]]], report: _Report
) -> Iterator[_Listing]:
    for kind in _COMPANY:
        together = lists.get(kind, ())
        cells = [
            (_link(kind, name, report.addresses, say_name(kind, name, report.lang)), str(count))
            for name, count in together[:_ROWS]
        ]
        heads = (report.labels[f"dossier_{kind}"], report.labels["column_articles"])
        yield _Listing(f"list_with_{kind}", heads, cells, len(together))


def _link(kind: str, name: Any, addresses: Addresses, shown: str | None = None) -> Markup:
    text = None if shown is None else html.escape(shown)
    return Markup(link(kind, name, addresses, shown=text, to="../"))


def _list_sentences(findings: Findings, rows: pd.DataFrame, kind: str) -> dict[str, pd.DataFrame]:
    if kind == "theme":
        shown = find_context(
            findings.articles, of=rows.rename(columns={"name": "theme"}), top=_SENTENCES
        )
    else:
        places = rows[["article_id", "part", "start", "end", "name"]]
        shown = find_context(findings.articles, of=places, top=_SENTENCES)
    return {str(name): rows for name, rows in shown.groupby("term", sort=False)}


def _show_sentences(
    context: pd.DataFrame, addresses: Addresses, labels: Mapping[str, str]
) -> list[tuple[str, str, str, Markup, str]]:
    dates = context["date"].dt.strftime("%Y-%m-%d").fillna("")
    return [
        (
            left,
            match,
            right,
            _link(
                "article",
                article,
                addresses,
                _say_place(date, newspaper, number, headline, labels),
            ),
            point_at(article.rpartition("#")[0], addresses, *place, to="../"),
        )
        for left, match, right, article, date, newspaper, number, headline, *place in zip(
            context["left"],
            context["match"],
            context["right"],
            context["article_id"],
            dates,
            context["newspaper"].fillna(""),
            context["page"],
            context["headline"].fillna(""),
            context["line"],
            context["column"],
            context["end"] - context["start"],
            strict=True,
        )
    ]


def _say_place(date: str, newspaper: str, page: Any, headline: str, labels: Any) -> str:
    """Say where a sentence is printed: day, newspaper, page, headline, as far as known."""
    number = labels["page_number"].format(page=page) if pd.notna(page) else ""
    return " · ".join(filter(None, (date, newspaper, number, headline))) or labels["no_headline"]


def _draw_line(counts: pd.DataFrame, labels: Mapping[str, str]) -> Markup:
    """Draw a time line: a bar for each period, whose numbers a pointer, a key or a reader tells.

    Nothing where there is only one period, in which nothing can change.
    """
    known = counts.dropna(subset=["articles"])
    if len(known) < 2:
        return Markup("")
    most = max(int(known["articles"].max()), 1)
    step = _WIDE / len(counts)
    bars = []
    rows = zip(counts["period"], counts["articles"], counts["all_articles"], strict=True)
    for at, (period, articles, all_articles) in enumerate(rows):
        if pd.isna(articles):
            continue
        said = html.escape(
            labels["line_bar"].format(day=f"{period:%Y-%m-%d}", articles=articles, all=all_articles)
        )
        high = articles / most * _HIGH
        bars.append(
            f'<g role="img" tabindex="0" aria-label="{said}"><title>{said}</title>'
            f'<rect class="room" x="{at * step:.1f}" y="0" width="{step:.1f}" height="{_HIGH}"/>'
            f'<rect x="{at * step + step * 0.1:.1f}" y="{_HIGH - high:.1f}" '
            f'width="{step * 0.8:.1f}" height="{high:.1f}"/></g>'
        )
    first, last = (f"{counts['period'].iloc[at]:%Y-%m-%d}" for at in (0, -1))
    return Markup(
        f'<svg class="line" viewBox="0 0 {_WIDE} {_HIGH + 18}" role="group" '
        f'aria-label="{html.escape(labels["line"])}">'
        f'{"".join(bars)}<path d="M0 {_HIGH}H{_WIDE}"/>'
        f'<text x="0" y="{_HIGH + 14}">{first}</text>'
        f'<text x="{_WIDE}" y="{_HIGH + 14}" text-anchor="end">{last}</text></svg>'
    )
