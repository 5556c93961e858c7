"""A page for every leading person, phrase, theme and office: all that is known of it."""

import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from markupsafe import Markup, escape

from analysis.context import find_context
from analysis.glosses import gloss_title, spell_name, spell_words
from analysis.labels import read_wording
from analysis.lexicon import read_lexicon
from analysis.reports.addresses import Addresses, link, point_at
from analysis.reports.findings import Findings
from analysis.reports.frame import render
from analysis.reports.notebooks import ReportPart
from analysis.shares import find_rows
from analysis.trends import count_over_time, describe_phrases

__all__ = ["write_dossiers"]

_SENTENCES: Final = 500  # shown on a page
_ROWS: Final = 20  # rows shown of each list
_CROWD: Final = 500  # in an article that names more things, standing together says nothing
_WIDE, _HIGH = 640, 90  # the size of a time line, in units of its SVG
_MONTHS: Final = 3  # a peak is told only of phrases printed in so many months
_COMPANY: Final = ("person", "office", "theme", "phrase")


class _Listing(NamedTuple):
    """A list on a page: cells are HTML."""

    key: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str | Markup]]
    all_rows: int


class _Report(NamedTuple):
    """What every page of a report needs: all that was found, the files of pages, the language.

    `spells` are the rows of offices of each person, and of each office.
    """

    findings: Findings
    addresses: Addresses
    labels: Mapping[str, str]
    lang: str
    spells: Mapping[str, Mapping[Any, pd.DataFrame]]


# For each kind of thing: what was found together with something, in how many articles, and how many
# such names there are.
_Company = Mapping[str, tuple[Sequence[tuple[str, int]], int]]
# A function that yields the lists for the page of a name.
_Describe = Callable[[str], Iterator[_Listing]]


def write_dossiers(
    folder: Path,
    findings: Findings,
    addresses: Addresses,
    *,
    lang: str,
    parts: Sequence[ReportPart],
) -> None:
    """Write the pages of people, phrases, themes and offices into their folders."""
    labels = read_wording(lang)
    spells = {}
    for kind, column in (("person", "name"), ("office", "title")):
        own = findings.offices[findings.offices[column].isin(addresses[kind])]
        spells[kind] = dict(list(own.groupby(column, sort=False)))
    report = _Report(findings, addresses, labels, lang, spells)
    company = _count_company(findings, addresses)
    for kind in findings.rows:
        files = addresses[kind]
        rows = findings.rows[kind]
        rows = rows[rows["name"].isin(files)]
        write_sentences = _find_sentences(findings, rows, kind, report)
        lines = _draw_lines(rows, findings.articles, labels)
        facts = _say_facts(kind, rows, findings.articles, labels)
        lives = _describe_lives(rows, findings) if kind == "phrase" else {}
        describe = {
            "person": _describe_people,
            "phrase": _describe_phrases,
            "theme": _describe_themes,
            "office": _describe_offices,
        }[kind](rows, report)
        for name, file in files.items():
            listings = [
                *describe(name),
                *_list_company(company.get((kind, name), {}), report),
            ]
            count, sentences = write_sentences(name)
            page = render(
                "dossier.html.j2",
                name=file,
                root="../",
                lang=lang,
                parts=parts,
                toc=[(one.key, labels[one.key]) for one in listings if one.rows]
                + ([("sentences", labels["list_sentences"])] if sentences else []),
                title=say_name(kind, name, lang),
                kind=labels[f"dossier_{kind}"],
                facts=[*facts[name], *_say_life(lives.get(name), labels)],
                line=lines[name],
                listings=[one for one in listings if one.rows],
                sentences=sentences,
                count=count,
            )
            path = folder / file
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(page.encode("utf-8", errors="replace"))


@cache
def say_name(kind: str, name: str, lang: str) -> str:
    """Say what a thing is called on its page; readers of English also get its pinyin."""
    if kind == "theme":
        return read_wording(lang).get(f"theme_{name}", name)
    if lang == "zh":
        return name
    spell = {"person": spell_name, "office": gloss_title}.get(kind, spell_words)
    return f"{spell(name)} {name}"


def _say_facts(
    kind: str, rows: pd.DataFrame, articles: pd.DataFrame, labels: Mapping[str, str]
) -> dict[str, list[str]]:
    """Say for each thing how often, in how many articles, of how many, and between which days."""
    at = find_rows(rows["article_id"], articles)
    own = pd.DataFrame(
        {
            "name": rows["name"].to_numpy(dtype=object),
            "article": at,
            "date": articles["date"].to_numpy()[at],
        }
    )
    acting = own[(rows["kind"] == "actor").to_numpy(dtype=bool)] if kind == "person" else own
    counts = own["name"].value_counts()
    acting_counts = acting["name"].value_counts()
    in_articles = acting.drop_duplicates(["name", "article"])["name"].value_counts()
    days = own.groupby("name")["date"].agg(["min", "max"])
    all_articles = articles["article_id"].nunique()
    inside: Mapping[Any, int] = {}
    doubtful: Mapping[Any, int] = {}
    known = None
    if kind == "phrase":
        inside = rows.loc[rows["inside"].notna(), "name"].value_counts().to_dict()
        doubtful = rows.loc[rows["doubt"].notna(), "name"].value_counts().to_dict()
        known = read_lexicon("phrases").set_index("phrase")
    said: dict[str, list[str]] = {}
    for name, first, last in days.itertuples(name=None):
        said[name] = facts = [
            labels[f"dossier_count_{kind}"].format(
                count=counts[name],
                acting=acting_counts.get(name, 0),
                articles=in_articles.get(name, 0),
                all=all_articles,
            )
        ]
        if pd.notna(first):
            facts.append(
                labels["dossier_days"].format(first=f"{first:%Y-%m-%d}", last=f"{last:%Y-%m-%d}")
            )
        if name in inside:
            facts.append(labels["dossier_inside"].format(count=inside[name]))
        if known is not None and name in known.index:
            facts += [
                labels[f"dossier_{column}"].format(value=known.loc[name, column])
                for column in ("gloss", "year")
                if pd.notna(known.loc[name, column])
            ]
        if name in doubtful:
            facts.append(labels["dossier_doubtful"].format(count=doubtful[name]))
    return said


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
    """Say when a phrase was at its peak and when it fell, and who said it first."""
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
    rows: pd.DataFrame, column: str, labels: Mapping[str, str]
) -> Callable[[str], _Listing]:
    """Count the values of a column for each name; return what lists those of one."""
    known = rows[["name", column]].dropna()
    sizes = known.groupby(["name", column], observed=True).size().rename("count").reset_index()
    counts: dict[str, list[tuple[str, int]]] = {}
    for name, value, count in zip(sizes["name"], sizes[column], sizes["count"], strict=True):
        counts.setdefault(name, []).append((value, int(count)))
    heads = (labels[f"column_{column}"], labels["column_count"])

    def list_values(name: str) -> _Listing:
        order = sorted(counts.get(name, ()), key=lambda pair: (-pair[1], str(pair[0])))
        cells = [
            (labels.get(f"{column}_{value}", str(value)), str(count))
            for value, count in order[:_ROWS]
        ]
        return _Listing(f"list_{column}", heads, cells, len(order))

    return list_values


def _describe_people(rows: pd.DataFrame, report: _Report) -> _Describe:
    count_kinds = _count_values(rows, "kind", report.labels)
    count_verbs = _count_values(rows[rows["kind"] == "actor"], "verb", report.labels)
    count_groups = _count_values(rows, "group", report.labels)

    def describe(name: str) -> Iterator[_Listing]:
        spells = report.spells["person"].get(name, report.findings.offices.head(0))
        yield _list_spells(spells, "title", "office", report)
        yield count_kinds(name)
        yield count_verbs(name)
        yield count_groups(name)

    return describe


def _describe_phrases(rows: pd.DataFrame, report: _Report) -> _Describe:
    count_longer = _count_values(rows, "inside", report.labels)
    count_surfaces = _count_values(rows, "surface", report.labels)

    def describe(name: str) -> Iterator[_Listing]:
        inside = count_longer(name)
        links = [
            (_link("phrase", longer, report.addresses), count) for longer, count in inside.rows
        ]
        yield inside._replace(rows=links)
        surfaces = count_surfaces(name)
        if surfaces.all_rows > 1:
            yield surfaces

    return describe


def _describe_themes(_: pd.DataFrame, report: _Report) -> _Describe:
    spoken = report.findings.evidence[["name", "word"]].rename(columns={"word": "term"})
    count_terms = _count_values(spoken, "term", report.labels)

    def describe(name: str) -> Iterator[_Listing]:
        listing = count_terms(name)
        links = [(_link("phrase", word, report.addresses), count) for word, count in listing.rows]
        yield listing._replace(key="list_evidence", rows=links)

    return describe


def _describe_offices(_: pd.DataFrame, report: _Report) -> _Describe:
    def describe(name: str) -> Iterator[_Listing]:
        spells = report.spells["office"].get(name, report.findings.offices.head(0))
        spells = spells.sort_values("first", kind="stable")
        yield _list_spells(spells, "name", "person", report)
        forms = list(dict.fromkeys(form for own in spells["titles"] for form in own))
        if len(forms) > 1:
            yield _Listing("list_forms", (), [(form,) for form in forms], len(forms))

    return describe


def _list_spells(spells: pd.DataFrame, column: str, kind: str, report: _Report) -> _Listing:
    shown = spells[[column, "count", "first", "last"]].head(5 * _ROWS)
    cells = [
        (
            _link(kind, name, report.addresses, say_name(kind, name, report.lang)),
            str(count),
            *(f"{day:%Y-%m-%d}" if pd.notna(day) else "" for day in days),
        )
        for name, count, *days in shown.itertuples(index=False, name=None)
    ]
    heads = [report.labels[f"column_{head}"] for head in (column, "count", "first", "last")]
    key = "list_spells" if column == "title" else "list_holders"
    return _Listing(key, heads, cells, len(spells))


def _count_company(findings: Findings, addresses: Addresses) -> Mapping[tuple[str, str], _Company]:
    """Count in how many articles any two things that have a page stand together.

    Mentions of people count only if they act or are spoken of. For each thing and kind: what most
    often stands with it, and how many there are.
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
    counts["kind"] = kinds[counts["thing_y"]]
    by_kind = counts.groupby(["thing_x", "kind"], sort=False)["count"]
    counts["all"] = by_kind.transform("size")
    company: dict[tuple[str, str], dict[str, tuple[list[tuple[str, int]], int]]] = {}
    first = counts.loc[by_kind.cumcount() < _ROWS, ["thing_x", "thing_y", "count", "all"]]
    for of, other, count, everything in first.to_numpy(dtype=np.int64).tolist():
        lists = company.setdefault((kinds[of], names[of]), {})
        lists.setdefault(kinds[other], ([], everything))[0].append((names[other], count))
    return company


def _list_company(lists: _Company, report: _Report) -> Iterator[_Listing]:
    for kind in _COMPANY:
        together, everything = lists.get(kind, ((), 0))
        cells = [
            (_link(kind, name, report.addresses, say_name(kind, name, report.lang)), str(count))
            for name, count in together
        ]
        heads = (report.labels[f"dossier_{kind}"], report.labels["column_articles"])
        yield _Listing(f"list_with_{kind}", heads, cells, everything)


def _link(kind: str, name: Any, addresses: Addresses, shown: str | None = None) -> Markup:
    text = None if shown is None else html.escape(shown)
    return Markup(link(kind, name, addresses, shown=text, to="../"))


def _find_sentences(
    findings: Findings, rows: pd.DataFrame, kind: str, report: _Report
) -> Callable[[str], tuple[int, list[Markup]]]:
    """Find the sentences of all things of a kind; return a function that writes those of one.

    They stay columns of Arrow, and only those of the page that is written are opened.
    """
    import pyarrow as pa

    if kind == "theme":
        rows = findings.evidence[findings.evidence["name"].isin(rows["name"])]
    places = rows[["article_id", "part", "start", "end", "name"]]
    shown = find_context(findings.articles, of=places, top=_SENTENCES)
    shown = shown.sort_values("term", kind="stable", ignore_index=True)
    ends = shown["term"].value_counts(sort=False).cumsum()
    counts = shown.drop_duplicates("term").set_index("term")["count"].to_dict()
    begins = dict(zip(ends.index, [0, *ends], strict=False))
    links = _link_articles(shown.drop_duplicates("article_id"), report)
    shown["length"] = shown["end"] - shown["start"]
    shown = shown[["article_id", "left", "match", "right", "line", "column", "length"]]
    table = pa.Table.from_pandas(shown, preserve_index=False)

    def write_sentences(name: str) -> tuple[int, list[Markup]]:
        if name not in begins:
            return 0, []
        own = table.slice(begins[name], ends[name] - begins[name])
        columns = (column.to_pylist() for column in own.columns)
        written = [
            _write_sentence(*row, links=links, report=report) for row in zip(*columns, strict=True)
        ]
        return int(counts[name]), written

    return write_sentences


def _write_sentence(
    article: str,
    left: str,
    match: str,
    right: str,
    *spot: Any,
    links: Mapping[str, Markup],
    report: _Report,
) -> Markup:
    sheet = point_at(article.rpartition("#")[0], report.addresses, *spot, to="../")
    if sheet:
        sheet = f' · <a href="{escape(sheet)}">{escape(report.labels["on_sheet"])}</a>'
    return Markup(
        f"<li>{escape(left)}<mark>{escape(match)}</mark>{escape(right)}"
        f"<small>{links[article]}{sheet}</small></li>"
    )


def _link_articles(shown: pd.DataFrame, report: _Report) -> Mapping[str, Markup]:
    """Write for each article where it is printed, as a link to its page."""
    places = zip(
        shown["date"].dt.strftime("%Y-%m-%d").fillna("").tolist(),
        shown["newspaper"].fillna("").tolist(),
        shown["page"].tolist(),
        shown["headline"].fillna("").tolist(),
        strict=True,
    )
    return {
        article: _link("article", article, report.addresses, _say_place(*place, report.labels))
        for article, place in zip(shown["article_id"].tolist(), places, strict=True)
    }


def _say_place(date: str, newspaper: str, page: Any, headline: str, labels: Any) -> str:
    """Say where a sentence is printed: day, newspaper, page, headline, as far as known."""
    number = labels["page_number"].format(page=page) if pd.notna(page) else ""
    return " · ".join(filter(None, (date, newspaper, number, headline))) or labels["no_headline"]


def _draw_lines(
    rows: pd.DataFrame, articles: pd.DataFrame, labels: Mapping[str, str]
) -> dict[str, Markup]:
    """Draw the time line of each name."""
    counts = count_over_time(rows, freq="auto", by="name", articles=articles)
    days = counts["period"].dt.strftime("%Y-%m-%d").tolist()
    printed, printed_in = (
        [None if pd.isna(number) else int(number) for number in counts[column]]
        for column in ("articles", "all_articles")
    )
    return {
        str(name): _draw_line([(days[row], printed[row], printed_in[row]) for row in own], labels)
        for name, own in counts.groupby("name", sort=False).indices.items()
    }


def _draw_line(
    counts: Sequence[tuple[str, int | None, int | None]], labels: Mapping[str, str]
) -> Markup:
    """Draw a time line: a bar for each period, with its numbers for pointer, keyboard and reader.

    Nothing is drawn for a single period, in which nothing can change.
    """
    known = [articles for _, articles, _ in counts if articles is not None]
    if len(known) < 2:
        return Markup("")
    most = max(*known, 1)
    step = _WIDE / len(counts)
    bars = []
    for at, (day, articles, all_articles) in enumerate(counts):
        if articles is None:
            continue
        said = html.escape(labels["line_bar"].format(day=day, articles=articles, all=all_articles))
        high = articles / most * _HIGH
        bars.append(
            f'<g role="img" tabindex="0" aria-label="{said}"><title>{said}</title>'
            f'<rect class="room" x="{at * step:.1f}" y="0" width="{step:.1f}" height="{_HIGH}"/>'
            f'<rect x="{at * step + step * 0.1:.1f}" y="{_HIGH - high:.1f}" '
            f'width="{step * 0.8:.1f}" height="{high:.1f}"/></g>'
        )
    first, last = counts[0][0], counts[-1][0]
    return Markup(
        f'<svg class="line" viewBox="0 0 {_WIDE} {_HIGH + 18}" role="group" '
        f'aria-label="{html.escape(labels["line"])}">'
        f'{"".join(bars)}<path d="M0 {_HIGH}H{_WIDE}"/>'
        f'<text x="0" y="{_HIGH + 14}">{first}</text>'
        f'<text x="{_WIDE}" y="{_HIGH + 14}" text-anchor="end">{last}</text></svg>'
    )
