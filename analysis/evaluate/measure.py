"""What was found, compared with what was labelled: matches, figures with intervals, errors."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.schema import InputError, check_table

__all__ = [
    "evaluate_items",
    "evaluate_people",
    "evaluate_themes",
    "list_errors",
    "match_items",
    "match_joins",
    "match_mentions",
    "match_phrases",
    "match_themes",
    "measure_agreement",
]

# The columns that say what a row of matches is about.
_ABOUT: Final = ("unit", "register", "line", "column", "what")
# A row of counts says of a unit (page or text), a figure and a class: `right` of `of` are right.
# `n` is the number of cases that is printed beside the figure.
_COUNTS: Final = ["unit", "figure", "class", "of", "right", "n"]
_DRAWS: Final = 1000
_SEED: Final = 2024
_LABELLED: Final = "_labelled"  # the suffix of columns with the label


def match_items(articles: pd.DataFrame, *, gold: pd.DataFrame) -> pd.DataFrame:
    """Put the items that were found beside those that were labelled.

    One row per item found or labelled. An item is the same where its runs of lines are the same.

    Parameters
    ----------
    articles
        The table `articles`.
    gold
        One row per labelled item: unit (its page), lines (its runs, as text), line, kind, headline,
        deck, reporters, complete.

    Returns
    -------
    DataFrame
        unit, register, line, column, what (the lines), found, labelled, article_id, and each field
        twice: as found and, with `_labelled`, as labelled.
    """
    needs = ["page_id", "lines", "first_line", "kind", "headline", "deck", "reporters", "complete"]
    check_table(articles, "articles", needs=needs)
    found = articles[["article_id", *needs]].rename(
        columns={"page_id": "unit", "first_line": "line"}
    )
    found["lines"] = found["lines"].map(str)
    fields = ["kind", "headline", "deck", "reporters", "complete"]
    labels = gold[["unit", "lines", "line", *fields]]
    matches = _match(found, labels, on=["unit", "lines", "line"])
    return matches.assign(register=None, column=1, what=matches["lines"]).drop(columns="lines")


def match_joins(articles: pd.DataFrame, *, gold: pd.DataFrame) -> pd.DataFrame:
    """Put the paragraphs joined across a break beside those that were labelled so.

    One row per join found or labelled: the two lines that are neighbours in one printed paragraph.

    Parameters
    ----------
    articles
        The table `articles`; needs page_id and joined.
    gold
        One row per labelled item: unit and joined.
    """
    check_table(articles, "articles", needs=["page_id", "joined"])
    found = _list_joins(articles["page_id"], articles["joined"])
    matches = _match(found, _list_joins(gold["unit"], gold["joined"]), on=["unit", "line", "what"])
    return matches.assign(register=None, column=1)


def match_mentions(mentions: pd.DataFrame, *, gold: pd.DataFrame) -> pd.DataFrame:
    """Put the mentions that were found beside those that were labelled.

    One row per mention found or labelled. A mention is the same where its first character and what
    is printed are the same.

    Parameters
    ----------
    mentions
        The table `mentions`, with the page or text as `unit`.
    gold
        One row per labelled mention: unit, register, line, column, surface, name, kind, group,
        titles, whole.

    Returns
    -------
    DataFrame
        unit, register, line, column, what (as printed), found, labelled, and kind, group and titles
        twice: as found and, with `_labelled`, as labelled. Titles are a set. Where the labels give
        them for the person and not for the mention, they stand with the first mention, and the
        others have none to compare.
    """
    on = ["unit", "line", "column", "surface"]
    found = mentions[[*on, "name", "kind", "group", "titles"]].assign(
        titles=mentions["titles"].map(frozenset)
    )
    labels = gold[[*on, "register", "kind", "group", "titles", "whole"]].assign(
        titles=gold["titles"].map(frozenset, na_action="ignore")
    )
    matches = _match(found, labels, on=on, only_gold=["register", "whole"])
    registers = dict(zip(gold["unit"], gold["register"], strict=True))
    of_person = _union_titles(found)
    matches["titles"] = [
        of_person.get((unit, name), titles) if whole is True else titles
        for unit, name, titles, whole in zip(
            *(matches[column] for column in ("unit", "name", "titles", "whole")), strict=True
        )
    ]
    matches["register"] = [registers.get(unit) for unit in matches["unit"]]
    return matches.assign(what=matches["surface"]).drop(columns=["surface", "whole", "name"])


def match_phrases(phrases: pd.DataFrame, *, gold: pd.DataFrame) -> pd.DataFrame:
    """Put the set phrases that were found beside those that were labelled.

    One row per phrase found or labelled. A phrase is the same where its first character and what is
    printed are the same. Nested ones count like others.

    Parameters
    ----------
    phrases
        The table `phrases`, with the page or text as `unit`.
    gold
        One row per labelled phrase: unit, line, column, surface.

    Returns
    -------
    DataFrame
        unit, register (missing), line, column, what (as printed), found, labelled.
    """
    on = ["unit", "line", "column", "surface"]
    matches = _match(phrases[on], gold[on], on=on)
    return matches.rename(columns={"surface": "what"}).assign(register=None)


def match_themes(themes: pd.DataFrame, *, gold: pd.DataFrame) -> pd.DataFrame:
    """Put the main theme that was found beside the one that was labelled.

    One row per labelled article; an article without a theme is one that should get none.

    Parameters
    ----------
    themes
        The table `themes`.
    gold
        One row per article: article_id, unit, register, line, theme.
    """
    check_table(themes, "themes", needs=["article_id", "theme", "rank"])
    main = themes[themes["rank"] == 1].drop_duplicates("article_id")
    found = dict(zip(main["article_id"], main["theme"], strict=True))
    return pd.DataFrame(
        {
            "unit": gold["unit"],
            "register": gold["register"],
            "line": gold["line"],
            "column": 1,
            "what": gold["article_id"],
            "found": True,
            "labelled": True,
            "theme": [found.get(article) for article in gold["article_id"]],
            "theme_labelled": gold["theme"].tolist(),
        }
    )


def evaluate_items(
    items: pd.DataFrame, *, joins: pd.DataFrame, draws: int = _DRAWS
) -> pd.DataFrame:
    """Measure how well pages were split.

    One row per figure: boundaries (F1: an item counts where its runs of lines are exact); kind,
    headline, deck, reporters and complete, each the share that is exact among the items found;
    join_precision and join_recall.

    Parameters
    ----------
    items, joins
        What `match_items` and `match_joins` return.
    draws
        How many samples of pages the interval is made of.

    Returns
    -------
    DataFrame
        figure, value, low and high (95 %, by bootstrap over pages; missing with a single page), n
        (what the figure is a share of).
    """
    scores = _count_found(items).replace({"figure": {"f1": "boundaries"}})
    both = _count_found(joins)
    both["figure"] = "join_" + both["figure"]
    wanted = ["boundaries", "join_precision", "join_recall"]
    fields = ["kind", "headline", "deck", "reporters", "complete"]
    counts = pd.concat([scores, _count_fields(items, fields), both])
    counts = counts[counts["figure"].isin([*wanted, *fields])]
    return _score(counts, units=_list_units(items), draws=draws)


def evaluate_people(matches: pd.DataFrame, *, draws: int = _DRAWS) -> pd.DataFrame:
    """Measure how well people were found and read.

    One row per figure: precision, recall and f1 of mentions (exact span); kind, group and titles,
    each the share that is exact among the mentions found. See `evaluate_items` for the columns.

    Parameters
    ----------
    matches
        What `match_people` returns.
    draws
        How many samples of pages or texts the interval is made of.
    """
    fields = [field for field in ("kind", "group", "titles") if field in matches.columns]
    counts = pd.concat([_count_found(matches), _count_fields(matches, fields)])
    return _score(counts, units=_list_units(matches), draws=draws)


def evaluate_themes(matches: pd.DataFrame, *, draws: int = _DRAWS) -> pd.DataFrame:
    """Measure how well main themes were found.

    One row per figure: accuracy, the share of articles with the right theme (or rightly with none);
    macro_f1, the mean over the themes of their F1. See `evaluate_items` for the columns.

    Parameters
    ----------
    matches
        What `match_themes` returns.
    draws
        How many samples of pages or texts the interval is made of.
    """
    accuracy = _count_fields(matches, ["theme"]).assign(figure="accuracy")
    themes = [(row["unit"], row["theme"], row["theme_labelled"]) for row in _list_rows(matches)]
    rows = [
        (
            unit,
            "macro_f1",
            theme,
            (one == theme) + (label == theme),
            2 * (one == label == theme),
            int(label == theme),
        )
        for unit, one, label in themes
        for theme in {one, label} - {None}
    ]
    by_theme = pd.DataFrame(rows, columns=_COUNTS)
    return _score(pd.concat([accuracy, by_theme]), units=_list_units(matches), draws=draws)


def list_errors(matches: pd.DataFrame) -> pd.DataFrame:
    """List what was wrong, and where.

    One row per error: something labelled and not found, found and not labelled, or found with
    another value.

    Parameters
    ----------
    matches
        What one of the `match_` functions returns.

    Returns
    -------
    DataFrame
        unit, register, line, column, what, figure (`missed`, `invented`, or the name of a field),
        labelled and found (as text), in the order of the page.
    """
    fields = [
        name.removesuffix(_LABELLED)
        for name in map(str, matches.columns)
        if name.endswith(_LABELLED)
    ]
    rows = []
    for row in _list_rows(matches):
        about = {name: row[name] for name in _ABOUT}
        if not row["found"] or not row["labelled"]:
            figure = "invented" if row["found"] else "missed"
            rows.append({**about, "figure": figure, "labelled": "", "found": ""})
            continue
        rows += [
            {
                **about,
                "figure": field,
                "labelled": _show(row[field + _LABELLED]),
                "found": _show(row[field]),
            }
            for field in fields
            if _is_compared(row, field) and row[field] != row[field + _LABELLED]
        ]
    errors = pd.DataFrame(rows, columns=[*_ABOUT, "figure", "labelled", "found"])
    return errors.sort_values(["unit", "line", "column"], kind="stable", ignore_index=True)


def measure_agreement(first: Iterable[Any], second: Iterable[Any]) -> tuple[float, float]:
    """Measure how far two passes over the same units agree, beyond what chance would give.

    Parameters
    ----------
    first, second
        The label of each unit in the first and in the second pass.

    Returns
    -------
    tuple of float
        The share of units with the same label, and Cohen's kappa (Cohen 1960): (pₒ − pₑ)/(1 − pₑ),
        pₑ from the shares of the labels in either pass. Kappa is missing where one label is all.

    Examples
    --------
    >>> measure_agreement(["yes"] * 25 + ["no"] * 25, ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10
    ...                   + ["no"] * 15)
    (0.7, 0.4)
    """
    one, two = list(first), list(second)
    if len(one) != len(two) or not one:
        raise InputError("Two passes of the same length are meant, with at least one unit.")
    n = len(one)
    same = sum(a == b for a, b in zip(one, two, strict=True)) / n
    by_chance = sum(one.count(label) * two.count(label) for label in set(one)) / n**2
    kappa = (same - by_chance) / (1 - by_chance) if by_chance < 1 else float("nan")
    return same, round(kappa, 10)


def _match(
    found: pd.DataFrame, gold: pd.DataFrame, *, on: list[str], only_gold: Iterable[str] = ()
) -> pd.DataFrame:
    """Join what was found with what was labelled; of duplicates only the first is kept."""
    found, gold = (table.astype("object").drop_duplicates(on) for table in (found, gold))
    fields = {
        name: name + _LABELLED for name in map(str, gold.columns) if name not in (*on, *only_gold)
    }
    matches = found.merge(gold.rename(columns=fields), on=on, how="outer", indicator=True)
    matches["found"] = matches["_merge"] != "right_only"
    matches["labelled"] = matches["_merge"] != "left_only"
    return matches.drop(columns="_merge")


def _list_rows(matches: pd.DataFrame) -> list[dict[Any, Any]]:
    """List the rows as dicts, with None for every kind of missing value."""
    return [
        {name: _tidy(value) for name, value in row.items()} for row in matches.to_dict("records")
    ]


def _tidy(value: Any) -> Any:
    missing = not isinstance(value, list | frozenset) and pd.isna(value)
    return None if missing else value


def _list_joins(units: Iterable[str], joined: Iterable[Any]) -> pd.DataFrame:
    rows = [
        (unit, line, f"{line}–{following}")
        for unit, groups in zip(units, joined, strict=True)
        if isinstance(groups, list)
        for group in groups
        for line, following in pairwise(group)
    ]
    return pd.DataFrame(rows, columns=["unit", "line", "what"])


def _union_titles(found: pd.DataFrame) -> Mapping[tuple[str, str], frozenset[str]]:
    titles: dict[tuple[str, str], frozenset[str]] = {}
    for unit, name, those in zip(found["unit"], found["name"], found["titles"], strict=True):
        titles[unit, name] = titles.get((unit, name), frozenset()) | those
    return titles


def _list_units(matches: pd.DataFrame) -> list[str]:
    return sorted(set(matches["unit"]))


def _count_found(matches: pd.DataFrame) -> pd.DataFrame:
    """Make the counts for precision, recall and F1."""
    found, labelled = matches["found"].astype(bool), matches["labelled"].astype(bool)
    both = found & labelled
    parts: dict[str, tuple[pd.Series, pd.Series, pd.Series]] = {
        "precision": (found, both, found),
        "recall": (labelled, both, labelled),
        "f1": (found * 1 + labelled, both * 2, labelled),
    }
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "unit": matches["unit"],
                    "figure": figure,
                    "class": "all",
                    "of": of.astype(int),
                    "right": right.astype(int),
                    "n": n.astype(int),
                }
            )
            for figure, (of, right, n) in parts.items()
        ]
    )


def _count_fields(matches: pd.DataFrame, fields: Iterable[str]) -> pd.DataFrame:
    """Make the counts of fields: of what was found, how many have the right value."""
    rows = [
        (row["unit"], field, "all", 1, int(row[field] == row[field + _LABELLED]), 1)
        for row in _list_rows(matches)
        if row["found"] and row["labelled"]
        for field in fields
        if _is_compared(row, field)
    ]
    return pd.DataFrame(rows, columns=_COUNTS)


def _is_compared(row: Mapping[Any, Any], field: str) -> bool:
    """Whether the label has a value for a field; titles and groups may be left out."""
    return field not in ("titles", "group") or row[field + _LABELLED] is not None


def _score(counts: pd.DataFrame, *, units: list[str], draws: int) -> pd.DataFrame:
    """Make figures of counts: right / of, summed over units, then the mean over the classes.

    Intervals are by bootstrap: `draws` samples of units, drawn with replacement.
    """
    right, of, n = (
        counts.pivot_table(
            index="unit", columns=["figure", "class"], values=value, aggfunc="sum", fill_value=0
        ).reindex(units, fill_value=0)
        for value in ("right", "of", "n")
    )
    once = np.ones((1, len(units)))
    sampled = np.random.default_rng(_SEED).multinomial(
        len(units), np.full(len(units), 1 / max(len(units), 1)), size=draws
    )
    rows = []
    for figure in dict.fromkeys(counts["figure"]):
        some, all_ = right[figure].to_numpy(float), of[figure].to_numpy(float)
        spread = _average(sampled @ some, sampled @ all_)
        low, high = np.nanquantile(spread, [0.025, 0.975]) if len(units) > 1 else (np.nan, np.nan)
        value = _average(once @ some, once @ all_)[0]
        rows.append((figure, value, low, high, int(n[figure].to_numpy().sum())))
    return pd.DataFrame(rows, columns=["figure", "value", "low", "high", "n"])


def _average(right: np.ndarray, of: np.ndarray) -> np.ndarray:
    """The mean of right / of over the classes that occur, for each row."""
    shares = np.divide(right, of, out=np.zeros_like(right), where=of > 0)
    averages: np.ndarray = shares.sum(axis=1) / np.maximum((of > 0).sum(axis=1), 1)
    return averages


def _show(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, list | frozenset):
        return "、".join(sorted(value) if isinstance(value, frozenset) else value) or "–"
    return str(value)
