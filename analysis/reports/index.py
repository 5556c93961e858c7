"""The first page of a report: what was read, what the numbers do not mean, what was found."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pandas as pd

from analysis.charts.reading import plot_reading
from analysis.charts.titles import say_clusters, say_news, say_people, say_terms, say_themes
from analysis.labels import read_wording
from analysis.pages.reading import say_reading
from analysis.reports.frame import render
from analysis.reports.notebooks import ReportPart
from analysis.schema import is_table

__all__ = ["make_index", "say_wish"]

_DPI: Final = 130
_AUDIT = "01_articles.html#exhibit-audit"
# For each sentence on what numbers do not mean, where it can be compared with its numbers.
_BASES = (
    "02_terms.html#exhibit-phrases",
    "01_articles.html#exhibit-articles",
    "01_articles.html#exhibit-copies",
    "01_articles.html#exhibit-repairs",
    "02_terms.html#exhibit-spread",
)
_PART = ("since", "until", "newspaper", "page", "kind")
_LISTS = ("roster", "phrases", "themes", "stopwords", "home")


def make_index(
    folder: Path,
    pages: pd.DataFrame,
    articles: pd.DataFrame,
    repairs: pd.DataFrame,
    *,
    lang: str,
    reading: pd.DataFrame,
    parts: Sequence[ReportPart],
    wishes: Mapping[str, Any],
) -> str:
    """Make the first page of the report whose tables stand in `folder`.

    The sentences are made from the tables that the notebooks wrote, by what makes the titles of
    their charts, so that the first page and the others cannot disagree.
    """
    labels = read_wording(lang)
    audit = _read(folder / "tables" / "audit.parquet")
    # Files that are no tables of articles are summed up in a line above, and are no problem.
    doubtful = reading[reading["problem"].notna() & (reading["result"] != "passed")]
    kinds = wishes.get("kind", "article")
    counted = articles["kind"].isin([kinds] if isinstance(kinds, str) else list(kinds)).sum()
    there = {part.name for part in parts}
    findings = [
        (
            sentence,
            link,
            _embed((folder / "figures" / f"{chart}.png").read_bytes()) if chart else None,
        )
        for sentence, link, chart in _say_what_was_found(folder / "tables", lang)
        if link.partition(".html")[0] in there
    ]
    return render(
        "overview.html.j2",
        lang=lang,
        name="index",
        parts=parts,
        toc=[
            (place, labels[f"index_{place}"])
            for place in ("findings", "read", "audit", "meaning", "parts")
            if {"audit": audit is not None, "findings": bool(findings)}.get(place, True)
        ],
        title=wishes.get("title", labels["site"]),
        read=[
            *_say_issues(articles if len(articles) else pages, labels, lang),
            *_say_part(wishes, labels, lang),
            *say_reading(reading, lang=lang),
            *_say_what_was_read(articles, repairs, counted, labels, lang),
        ],
        audit=[] if audit is None else list(_say_suspicions(audit, labels)),
        audit_shown=_AUDIT if _AUDIT.partition(".html")[0] in there else None,
        chart=_draw_reading(reading, lang),
        # Paths below the source; where the source lies is private.
        problems=list(zip(doubtful["file"], doubtful["problem"], strict=True)),
        caveats=[
            (labels[f"caveat_{number}"], link if link.partition(".html")[0] in there else None)
            for number, link in enumerate(_BASES, 1)
        ],
        findings=findings,
    )


def _say_issues(table: pd.DataFrame, labels: Mapping[str, str], lang: str) -> Iterator[str]:
    """Say of which newspapers and days the items are; or the pages, where they hold none."""
    comma = "、" if lang == "zh" else ", "
    papers = sorted(set(table["newspaper"].dropna())) or [labels["no_newspaper"]]
    dates = table["date"].dropna().dt.strftime("%Y-%m-%d")
    key = "index_papers" if dates.nunique() > 1 else "index_papers_day"
    yield labels[key if len(dates) else "index_papers_dateless"].format(
        papers=comma.join(papers), first=dates.min(), last=dates.max()
    )


def _say_part(wishes: Mapping[str, Any], labels: Mapping[str, str], lang: str) -> Iterator[str]:
    """Say which part was asked for, and which lists of the user's own were laid over ours."""
    comma = "、" if lang == "zh" else ", "
    for key in ("part", "lists"):
        names = _PART if key == "part" else _LISTS
        said = [
            f"{labels[f'wish_{name}']} {say_wish(wishes[name])}" for name in names if name in wishes
        ]
        if said:
            yield labels[f"index_{key}"].format(said=comma.join(said))


def say_wish(value: Any) -> str:
    """Say what was wished for, with only the names of files: where they lie is private."""
    if isinstance(value, Path):
        return value.name
    if is_table(value):
        return "DataFrame"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}={say_wish(one)}" for key, one in value.items())
    if isinstance(value, list | tuple | set):
        return ", ".join(map(say_wish, value))
    text = str(value)
    return Path(text).name if text.endswith((".csv", ".ipynb")) else text


def _say_what_was_read(
    articles: pd.DataFrame,
    repairs: pd.DataFrame,
    counted: int,
    labels: Mapping[str, str],
    lang: str,
) -> Iterator[str]:
    comma = "、" if lang == "zh" else ", "
    yield labels["index_items"].format(
        items=len(articles), kinds=_list_counts(articles["kind"], "kind", labels, comma)
    )
    yield labels["index_base"].format(articles=counted)
    if len(repairs):
        yield labels["index_mended"].format(
            repairs=len(repairs), rules=_list_counts(repairs["rule"], "rule", labels, comma)
        )
    elif articles["position"].notna().any():  # what comes from tables was not split
        yield labels["index_nothing_mended"]


def _say_suspicions(
    audit: pd.DataFrame, labels: Mapping[str, str]
) -> Iterator[tuple[str, str | None]]:
    """Yield a sentence for each suspicion, and the call that mends it where there is one."""
    days = audit[["start", "end"]].apply(lambda column: column.dt.strftime("%Y-%m-%d"))
    told = audit.assign(start=days["start"], end=days["end"]).astype(object)
    for one in told.where(told.notna(), None).to_dict("records"):
        paper = labels["audit_paper"].format(paper=one["newspaper"]) if one["newspaper"] else ""
        period = labels["audit_to_end" if one["end"] is None else "audit_period"].format(
            start=one["start"], end=one["end"]
        )
        sentence = labels["audit_line"].format(
            paper=paper,
            kind=labels[f"kind_{one['kind']}"],
            period=one["start"] if one["start"] == one["end"] else period,
            evidence=one["evidence"],
            effect=one["effect"],
        )
        yield sentence, one["mend"]


def _list_counts(values: pd.Series, prefix: str, labels: Mapping[str, str], comma: str) -> str:
    counts = values.value_counts().rename_axis("value").reset_index()
    counts = counts.sort_values(["count", "value"], ascending=[False, True])
    return comma.join(
        f"{labels.get(f'{prefix}_{value}', str(value))} {count}"
        for value, count in zip(counts["value"], counts["count"], strict=True)
    )


def _say_what_was_found(tables: Path, lang: str) -> Iterator[tuple[str, str, str | None]]:
    """Yield sentences, each with the address of its evidence and the chart that it stands over."""
    phrases = _read(tables / "phrases.parquet")
    if phrases is not None:
        yield say_terms(phrases, lang=lang), "02_terms.html#exhibit-phrases", "phrases"
    people = _read(tables / "people.parquet")
    if people is not None:
        said = say_people(people, acting=True, lang=lang)
        yield said, "04_officials.html#exhibit-people", "people"
    themes = _read(tables / "theme_counts.parquet")
    if themes is not None:
        yield say_themes(themes, lang=lang), "03_topics.html#exhibit-theme_counts", "themes"
    clusters = _read(tables / "clusters_described.parquet")
    if clusters is not None and clusters["cluster"].notna().any():
        said = say_clusters(clusters, lang=lang)
        yield said, "03_topics.html#exhibit-clusters_described", "clusters"
    for name, by, part in (("firsts", "phrase", "02_terms"), ("newcomers", "name", "04_officials")):
        news = _read(tables / f"{name}.parquet")
        if news is not None:
            yield say_news(news, by=by, lang=lang), f"{part}.html#exhibit-{name}", None


def _embed(picture: bytes) -> str:
    return f"data:image/png;base64,{b64encode(picture).decode('ascii')}"


def _draw_reading(reading: pd.DataFrame, lang: str) -> tuple[str, str] | None:
    """A chart of the files and its title; None where all were read and it would say nothing."""
    if set(reading["result"]) <= {"read", "used", "unused"}:
        return None
    from matplotlib import pyplot as plt

    axes = plot_reading(reading, lang=lang)
    picture = BytesIO()
    plt.savefig(picture, format="png", dpi=_DPI)
    plt.close()
    return _embed(picture.getvalue()), axes.get_title(loc="left").replace("\n", " ")


def _read(path: Path) -> pd.DataFrame | None:
    """A table that a notebook wrote, or None where it is not there or has no rows."""
    if not path.is_file():
        return None
    table = pd.read_parquet(path)
    return table if len(table) else None
