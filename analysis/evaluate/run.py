"""Labels and their texts → figures, with floors and with figures of peers, and errors."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple, cast

import pandas as pd

from analysis.articles import split_articles
from analysis.evaluate.gold import (
    Gold,
    parse_json,
    read_page_gold,
    read_text,
    read_text_gold,
)
from analysis.evaluate.labelled import add_lines, read_labels
from analysis.evaluate.measure import (
    evaluate_items,
    evaluate_people,
    evaluate_themes,
    list_errors,
    match_items,
    match_joins,
    match_mentions,
    match_phrases,
    match_themes,
)
from analysis.evaluate.offices import evaluate_offices, list_office_errors, match_offices
from analysis.evaluate.organisations import (
    evaluate_organisations,
    list_organisation_errors,
    match_organisations,
)
from analysis.evaluate.peers import split_at_headings, tag_names
from analysis.officials import find_mentions
from analysis.pages.files import open_local
from analysis.phrases import find_phrases
from analysis.schema import InputError
from analysis.topics import tag_themes

__all__ = ["Evaluation", "evaluate_gold", "format_errors", "format_figures"]

_FIGURES: Final = ("section", "figure", "value", "low", "high", "n", "floor")
_HEADINGS: Final = "split at headings"
_LABELLED: Final = (".jsonl", ".spacy", ".conll")


class Evaluation(NamedTuple):
    """What an evaluation gives.

    `figures` has one row per figure: section, figure, value, low and high (95 %, by bootstrap over
    pages or texts), n, floor, and the value of each peer. `errors` has one row per error: section,
    unit, register, line, column, what, figure, labelled, found.
    """

    figures: pd.DataFrame
    errors: pd.DataFrame


def evaluate_gold(
    gold: str | Path | Gold,
    pages: str | Path | None = None,
    *,
    texts: str | Path | None = None,
    floors: str | Path | None = None,
    peers: Iterable[str] = ("jieba",),
) -> Evaluation:
    """Measure the package by labels.

    Parameters
    ----------
    gold
        The labels: a folder of JSON files, one a page (or one such file); with `texts`, a folder of
        labels of texts that are kept elsewhere; or texts labelled in a tool, as `read_labels` gives
        them, or their file (.jsonl, .spacy, .conll).
    pages
        The folder of the pages. The folder above that of the labels when not given.
    texts
        The folder of the texts.
    floors
        A JSON file of the figures that must be reached, by section; none when not given.
    peers
        Taggers to be measured beside find_mentions: `jieba`, `thulac`.

    Returns
    -------
    Evaluation
        The figures and the errors. A section is the name of the folder of the pages (items and
        joins), `people.` and that name, or with texts `people.look`, `offices.look`,
        `organisations.fresh`, `themes.measure` and so on;
        where texts are of several registers, `people.look.local` and so on too.

    Raises
    ------
    InputError
        Where labels, pages, texts or floors cannot be read, or a label does not fit its text.
    """
    wanted = _read_floors(floors)
    if not isinstance(gold, Gold) and open_local(gold).suffix.lower() in _LABELLED:
        gold = read_labels(gold)
    if isinstance(gold, Gold):
        return _rate([gold], wanted, peers, str(gold.name))
    if texts is None and any(open_local(gold).glob("*.jsonl")):
        raise InputError(
            f"{gold} labels texts that are kept elsewhere; name their folder: --texts."
        )
    sets = [read_page_gold(gold, pages)] if texts is None else read_text_gold(gold, texts)
    return _rate(sets, wanted, peers, str(gold))


def _rate(
    sets: Iterable[Gold],
    wanted: Mapping[str, Mapping[str, float]],
    peers: Iterable[str],
    source: str,
) -> Evaluation:
    rated = [part for one in sets for part in _evaluate_set(one, tuple(peers))]
    if not rated:
        raise InputError(
            f"{source} holds no labels (people-….jsonl, offices-….jsonl, themes.jsonl)."
        )
    figures = pd.concat([figures for figures, _ in rated], ignore_index=True)
    errors = pd.concat([errors for _, errors in rated], ignore_index=True)
    keys = zip(figures["section"], figures["figure"], strict=True)
    floor = pd.Series([wanted.get(section, {}).get(name) for section, name in keys], dtype=float)
    beside = [name for name in figures.columns if name not in _FIGURES]
    return Evaluation(figures.assign(floor=floor)[[*_FIGURES, *beside]], errors)


def format_figures(figures: pd.DataFrame) -> str:
    """Write figures as a Markdown table: a figure under its floor is marked ✗.

    Parameters
    ----------
    figures
        The figures of an `Evaluation`.
    """
    peers = [name for name in figures.columns if name not in _FIGURES]
    heads = ["section", "figure", "value", "95 %", "of", "floor", *peers]
    lines = [heads, ["---", "---", "--:", "--:", "--:", "--:", *["--:"] * len(peers)]]
    for row in figures.to_dict("records"):
        under = " ✗" if row["value"] < row["floor"] else ""
        span = "" if pd.isna(row["low"]) else f"{row['low']:.3f}–{row['high']:.3f}"
        numbers = [_format(row[name]) for name in ("floor", *peers)]
        value = _format(row["value"]) + under
        lines.append([row["section"], row["figure"], value, span, str(row["n"]), *numbers])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def format_errors(errors: pd.DataFrame) -> str:
    """Write each error on a line: section, where, what it is about, as labelled → as found.

    Parameters
    ----------
    errors
        The errors of an `Evaluation`.
    """
    lines = []
    for row in errors.to_dict("records"):
        where = f"{row['section']} {row['unit']}:{row['line']}:{row['column']}"
        values = f" {row['labelled']} → {row['found']}" if row["labelled"] + row["found"] else ""
        lines.append(f"{where}: {row['what']}: {row['figure']}{values}")
    return "\n".join(lines)


def _evaluate_set(
    gold: Gold, peers: tuple[str, ...]
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    articles = split_articles(gold.pages) if len(gold.pages) else gold.texts
    themes = gold.themes.assign(article_id=gold.themes["unit"], line=1)
    if len(gold.pages):
        items = match_items(articles, gold=gold.items)
        joins = match_joins(articles, gold=gold.items)
        plain = match_items(split_at_headings(gold.pages), gold=gold.items)
        figures = evaluate_items(items, joins=joins)
        by_peer = evaluate_items(plain, joins=joins, draws=1)
        by_peer = by_peer[by_peer["figure"] == "boundaries"]
        yield (
            _name_section(_add_peer(figures, by_peer, _HEADINGS), gold.name),
            _name_section(pd.concat([list_errors(items), list_errors(joins)]), gold.name),
        )
        themes = _take_themes(items, gold.items)
    if len(gold.mentions):
        yield from _evaluate_mentions(articles, gold, peers)
    if len(gold.phrases):
        found = _add_units(find_phrases(articles), articles)
        matches = match_phrases(found, gold=gold.phrases)
        section = f"phrases.{gold.name}"
        yield (
            _name_section(evaluate_people(matches), section),
            _name_section(list_errors(matches), section),
        )
    if len(gold.offices):
        yield from _evaluate_offices(articles, gold)
    if len(gold.organisations):
        matches = match_organisations(articles, gold=gold.organisations)
        section = f"organisations.{gold.name}"
        yield (
            _name_section(evaluate_organisations(matches), section),
            _name_section(list_organisation_errors(matches), section),
        )
    if len(themes):
        matches = match_themes(tag_themes(articles), gold=themes)
        section = f"themes.{gold.name}"
        yield (
            _name_section(evaluate_themes(matches), section),
            _name_section(list_errors(matches), section),
        )


def _evaluate_mentions(
    articles: pd.DataFrame, gold: Gold, peers: tuple[str, ...]
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    matches = match_mentions(_add_units(find_mentions(articles), articles), gold=gold.mentions)
    by_peer = {
        peer: match_mentions(
            _add_units(tag_names(articles, tagger=peer), articles), gold=gold.mentions
        )
        for peer in peers
    }
    for section, register in _list_sections("people", gold, matches):
        figures = evaluate_people(_choose(matches, register))
        for peer, theirs in by_peer.items():
            found = evaluate_people(_choose(theirs, register), draws=1)
            found = found[found["figure"].isin(["precision", "recall", "f1"])]
            figures = _add_peer(figures, found, peer)
        errors = list_errors(matches if register is None else matches.iloc[:0])
        yield _name_section(figures, section), _name_section(errors, section)


def _evaluate_offices(
    articles: pd.DataFrame, gold: Gold
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    matches = match_offices(articles, gold=gold.offices)
    for section, register in _list_sections("offices", gold, matches):
        figures = evaluate_offices(_choose(matches, register))
        errors = list_office_errors(matches if register is None else matches.iloc[:0])
        yield _name_section(figures, section), _name_section(errors, section)


def _list_sections(
    kind: str, gold: Gold, matches: pd.DataFrame
) -> Iterator[tuple[str, str | None]]:
    """Name a section for all registers together, whose errors are listed, and one for each."""
    yield f"{kind}.{gold.name}", None
    for register in sorted(set(matches["register"].dropna())):
        yield f"{kind}.{gold.name}.{register}", register


def _choose(matches: pd.DataFrame, register: str | None) -> pd.DataFrame:
    return matches if register is None else matches[matches["register"] == register]


def _add_units(mentions: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Add the page or text of each mention as `unit`; without a page, also line and column."""
    if "page_id" in articles.columns:
        pages = dict(zip(articles["article_id"], articles["page_id"], strict=True))
        return mentions.assign(unit=mentions["article_id"].map(pages))
    return add_lines(mentions, articles)


def _take_themes(items: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    """Take the labelled themes of items that were found, with the article_id of each item."""
    themed = gold.loc[gold["themed"].astype(bool), ["unit", "lines", "theme"]]
    found = items.loc[items["found"] & items["labelled"], ["unit", "what", "line", "article_id"]]
    return themed.merge(found, left_on=["unit", "lines"], right_on=["unit", "what"]).assign(
        register=None
    )


def _add_peer(figures: pd.DataFrame, theirs: pd.DataFrame, peer: str) -> pd.DataFrame:
    values: Mapping[str, float] = dict(zip(theirs["figure"], theirs["value"], strict=True))
    return figures.assign(**{peer: figures["figure"].map(values).astype(float)})


def _name_section(table: pd.DataFrame, section: str) -> pd.DataFrame:
    named = table.copy()
    named.insert(0, "section", section)
    return named


def _read_floors(path: str | Path | None) -> Mapping[str, Mapping[str, float]]:
    if path is None:
        return {}
    file = open_local(path)
    floors = parse_json(read_text(file), file)
    whole = isinstance(floors, dict) and all(
        isinstance(own, dict) and all(isinstance(floor, int | float) for floor in own.values())
        for own in floors.values()
    )
    if not whole:
        raise InputError(f"The floors {path} are no figures by section; see tests/floors.json.")
    return cast(Mapping[str, Mapping[str, float]], floors)


def _format(value: float) -> str:
    return "" if pd.isna(value) else f"{value:.3f}"
