"""The first page of a report: what was read, what the numbers do not mean, what was found."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from analysis.labels import name_leaders, read_labels
from analysis.reports.frame import PARTS, render

__all__ = ["make_index"]

_CAVEATS = 5


def make_index(
    folder: Path,
    pages: pd.DataFrame,
    articles: pd.DataFrame,
    repairs: pd.DataFrame,
    *,
    lang: str,
) -> str:
    """Make the first page of the report whose tables stand in `folder`.

    The sentences are made from the tables that the notebooks wrote, so that the first page and the
    others cannot disagree.
    """
    labels = read_labels(lang)
    doubtful = pages[pages["problem"].notna()]
    return render(
        "overview.html.j2",
        lang=lang,
        name="index",
        read=list(_say_what_was_read(pages, articles, repairs, labels, lang)),
        problems=[
            # Where the files lie is nobody else's business, and not the same on every machine.
            (page_id, problem.removeprefix(f"{path}: "))
            for page_id, path, problem in zip(
                doubtful["page_id"], doubtful["path"], doubtful["problem"], strict=True
            )
        ],
        caveats=[labels[f"caveat_{number}"] for number in range(1, _CAVEATS + 1)],
        findings=[
            (sentence, link, _embed(folder / "figures" / f"{chart}.png"))
            for sentence, link, chart in _say_what_was_found(folder / "tables", lang)
        ],
        about={part: labels[f"about_{part}"] for part in PARTS},
    )


def _say_what_was_read(
    pages: pd.DataFrame,
    articles: pd.DataFrame,
    repairs: pd.DataFrame,
    labels: Mapping[str, str],
    lang: str,
) -> Iterator[str]:
    readable = pages[pages["text"].fillna("").str.strip() != ""]
    comma = "、" if lang == "zh" else ", "
    papers = sorted(set(readable["newspaper"].dropna())) or [labels["no_newspaper"]]
    dates = readable["date"].dropna().dt.strftime("%Y-%m-%d")
    key = "index_papers" if dates.nunique() > 1 else "index_papers_day"
    yield labels[key if len(dates) else "index_papers_dateless"].format(
        papers=comma.join(papers), first=dates.min(), last=dates.max()
    )
    unread = len(pages) - len(readable)
    sentence = labels["index_pages"].format(read=len(readable))
    yield sentence + (
        f"{'，' if lang == 'zh' else '; '}{labels['index_unread'].format(unread=unread)}"
        if unread
        else ""
    )
    yield labels["index_items"].format(
        items=len(articles), kinds=_list_counts(articles["kind"], "kind", labels, comma)
    )
    if len(repairs):
        yield labels["index_mended"].format(
            repairs=len(repairs), rules=_list_counts(repairs["rule"], "rule", labels, comma)
        )
    else:
        yield labels["index_nothing_mended"]


def _list_counts(values: pd.Series, prefix: str, labels: Mapping[str, str], comma: str) -> str:
    counts = values.value_counts().rename_axis("value").reset_index()
    counts = counts.sort_values(["count", "value"], ascending=[False, True])
    return comma.join(
        f"{labels.get(f'{prefix}_{value}', str(value))} {count}"
        for value, count in zip(counts["value"], counts["count"], strict=True)
    )


def _say_what_was_found(tables: Path, lang: str) -> Iterator[tuple[str, str, str]]:
    """Yield sentences, each with the address of its evidence and the name of its chart."""
    labels = read_labels(lang)
    phrases = _read(tables / "phrases.parquet")
    if phrases is not None:
        yield (
            labels["find_phrase"].format(
                term=name_leaders(phrases["term"].tolist(), phrases["count"].tolist(), lang),
                count=phrases["count"].iloc[0],
            ),
            "02_terms.html#exhibit-phrases",
            "phrases",
        )
    people = _read(tables / "people.parquet")
    if people is not None:
        names, counts = people["name"].tolist(), people["count"].tolist()
        yield (
            labels["find_person"].format(
                name=name_leaders(names, counts, lang, quoted=False), count=counts[0]
            ),
            "04_officials.html#exhibit-people",
            "people",
        )
    for new, by, part, chart in (
        ("firsts", "phrase", "02_terms", "phrase_periods"),
        ("newcomers", "name", "04_officials", "people_periods"),
    ):
        sentence = _say_what_is_new(_read(tables / f"{new}.parquet"), by, labels, lang)
        if sentence:
            yield sentence, f"{part}.html#exhibit-{new}", chart
    themes = _read(tables / "themes.parquet")
    if themes is not None:
        tagged = themes[themes["rank"] == 1]["theme"].value_counts()
        main = tagged.rename_axis("theme").reset_index()
        main = main.sort_values(["count", "theme"], ascending=[False, True])
        named = [labels.get(f"theme_{theme}", theme) for theme in main["theme"]]
        yield (
            labels["find_theme"].format(
                theme=name_leaders(named, main["count"].tolist(), lang),
                count=main["count"].iloc[0],
                all=themes["article_id"].nunique(),
            ),
            "03_topics.html#exhibit-themes",
            "themes",
        )
    clusters = _read(tables / "clusters_described.parquet")
    found = clusters.dropna(subset=["cluster"]) if clusters is not None else pd.DataFrame()
    if len(found):
        first = found.iloc[0]
        yield (
            labels["find_cluster"].format(
                clusters=len(found), count=first["articles"], label=first["label"]
            ),
            "03_topics.html#exhibit-clusters_described",
            "clusters",
        )


def _say_what_is_new(
    firsts: pd.DataFrame | None, by: str, labels: Mapping[str, str], lang: str
) -> str | None:
    """What the last day has for the first time, where there are days before it."""
    if firsts is None:
        return None
    new = firsts[firsts["latest"] & (firsts["days_before"] > 0)]
    if new.empty:
        return None
    names, same = new[by].tolist(), [1] * len(new)
    return labels[f"find_new_{by}"].format(
        day=new["first"].iloc[0].strftime("%Y-%m-%d"),
        count=len(new),
        names=name_leaders(names, same, lang, quoted=by == "phrase"),
        days=new["days_before"].iloc[0],
    )


def _embed(picture: Path) -> str:
    return f"data:image/png;base64,{b64encode(picture.read_bytes()).decode('ascii')}"


def _read(path: Path) -> pd.DataFrame | None:
    """A table that a notebook wrote, or None where it is not there or has no rows."""
    if not path.is_file():
        return None
    table = pd.read_parquet(path)
    return table if len(table) else None
