"""The words of themes, those of the package and those of the user, and what each counts for."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from analysis.arrays import Floats, Integers
from analysis.lexicon import TAKEN_OUT, check_width, iterate_cells, list_rows, read_list
from analysis.memory import pause_collector
from analysis.phrases import build_search
from analysis.schema import InputError, check_table, is_table

if TYPE_CHECKING:
    from ahocorasick_rs import BytesAhoCorasick

__all__ = ["OwnThemes", "ThemeWords", "build_own_words", "build_words", "read_themes"]

_COLUMNS: Final = ("theme", "term", "weight", "source")
# The weight of a word of the user's without one. A theme of one's own may have five words, and has
# to prevail over themes of the package with hundreds; a word added to one of those is one among
# many.
_OWN_WEIGHT: Final = 12.0
_ADDED_WEIGHT: Final = 4.0

# Themes of the user's own with their words: {"冰雪": ["滑雪", "雪场"]}.
OwnThemes = Mapping[str, Iterable[str]]
# Theme and term → weight and source.
Rows = dict[tuple[str, str], tuple[float | None, str | None]]


def read_themes(*, extra: Any = None) -> pd.DataFrame:
    """Read the words that speak for themes or against them, with the user's own added.

    One row per theme and term.

    Parameters
    ----------
    extra
        Themes and words of your own, as in `tag_themes`; a row with the theme and the term of one
        of the package's takes its place.

    Returns
    -------
    DataFrame
        theme; term, a word or set phrase; weight, how much it says, negative where it speaks
        against the theme; source, where the weight is from.

    Raises
    ------
    InputError
        Where `extra` cannot be read or a row of it is wrong; the message names the line.

    Examples
    --------
    >>> themes = read_themes(extra={"冰雪": ["滑雪", "雪场"]})
    >>> themes.tail(2)[["theme", "term"]].values.tolist()
    [['冰雪', '滑雪'], ['冰雪', '雪场']]
    """
    rows = _read_own_rows()
    known = {theme for theme, _ in rows}
    if extra is not None:
        where = str(extra) if isinstance(extra, str | Path) else "the list of themes"
        rows = _lay_over(rows, _read_given(extra), where)
    columns = zip(
        *(
            (theme, term, _give_weight(theme, known) if weight is None else weight, source)
            for (theme, term), (weight, source) in rows.items()
        ),
        strict=True,
    )
    table = pd.DataFrame(dict(zip(_COLUMNS, columns, strict=True)))
    return table.astype({"theme": "str", "term": "str", "weight": "float64", "source": "str"})


def _read_given(extra: Any) -> Rows:
    if isinstance(extra, str | Path):
        return _parse_rows(read_list(Path(extra)), str(extra))
    if not is_table(extra):
        return _list_given(extra)
    listed = list_rows(extra, _COLUMNS)
    rows: Rows = {}
    for number, row in enumerate(listed, start=1):
        where = f"the list of themes, row {number}"
        _check_row(row["theme"], row["term"], where)
        weight = _parse_weight(row["weight"], where) if row["weight"] else None
        rows[row["theme"], row["term"]] = (weight, row["source"] or None)
    return rows


def _lay_over(rows: Rows, given: Rows, where: str) -> Rows:
    """The package's rows with the user's laid over them, less those that he takes out."""
    out = {(theme.removeprefix(TAKEN_OUT), term.removeprefix(TAKEN_OUT)) for theme, term in given}
    themes = {theme.removeprefix(TAKEN_OUT) for theme, _ in given if theme.startswith(TAKEN_OUT)}
    known = {theme for theme, _ in rows}
    odd = next((theme for theme in themes if theme not in known), None)
    if odd is not None:
        raise InputError(
            f"{where}: the package has no theme {odd!r} that could be taken out. Delete the row."
        )
    kept = {key: row for key, row in rows.items() if key not in out and key[0] not in themes}
    own = {
        key: row
        for key, row in given.items()
        if not any(each.startswith(TAKEN_OUT) for each in key)
    }
    # A row with the theme and term of one of the package's stands where that stood.
    return {
        **{key: given.get(key, row) for key, row in rows.items() if key in kept or key in own},
        **own,
    }


def _check_row(theme: str, term: str, where: str) -> None:
    if not theme or (not term and not theme.startswith(TAKEN_OUT)):
        raise InputError(f"{where}: theme or term is empty. Fill it or delete the row.")


def _read_own_rows() -> Rows:
    file = files("analysis").joinpath("lexicons", "themes.csv")
    with pause_collector():
        return _parse_rows(file.read_text(encoding="utf-8"), "themes.csv")


def _give_weight(theme: str, known: Container[str]) -> float:
    return _ADDED_WEIGHT if theme in known else _OWN_WEIGHT


def _parse_rows(text: str, file: str) -> Rows:
    lines = iterate_cells(text, file)
    _, names = next(lines, (1, []))
    lacking = [name for name in ("theme", "term") if name not in names]
    if lacking:
        raise InputError(f"{file}, line 1: there is no column {lacking[0]!r}; add it.")
    # For a column that the file lacks, an empty cell is added to each row.
    columns = [names.index(name) if name in names else len(names) for name in _COLUMNS]
    empty = [""] * (len(names) + 1)
    rows: Rows = {}
    for line, cells in lines:
        if not cells:
            continue
        check_width(cells, names, f"{file}, line {line}")
        filled = [*cells, *empty[len(cells) :]]
        theme, term, weight, source = [filled[column].strip() for column in columns]
        _check_row(theme, term, f"{file}, line {line}")
        rows[theme, term] = (
            _parse_weight(weight, f"{file}, line {line}") if weight else None,
            source or None,
        )
    return rows


def _parse_weight(written: str, where: str) -> float:
    try:
        weight = float(written)
    except ValueError:
        weight = math.nan
    if not math.isfinite(weight):
        raise InputError(f"{where}: the weight {written!r} is no number. Write one, such as 2.5.")
    return weight


def _list_given(words: OwnThemes) -> Rows:
    rows: Rows = {}
    try:
        listed = words.items()
    except AttributeError as error:
        kind = type(words).__name__
        raise InputError(
            "Themes of your own are the path of a CSV, a DataFrame, or words by theme such as "
            f"{{'冰雪': ['滑雪']}}; this is {kind}."
        ) from error
    for theme, terms in listed:
        if isinstance(terms, str):
            raise InputError(f"Write {theme!r}: [{terms!r}]: the words of a theme are a list.")
        if str(theme).startswith(TAKEN_OUT):
            rows[theme, ""] = (None, None)
        for term in terms:
            if not str(term).strip():
                raise InputError(f"A word of the theme {theme!r} is empty; leave it out.")
            rows[theme, term.strip()] = (None, None)
    return rows


class ThemeWords(NamedTuple):
    """The words of themes, the automata that look for them, and what each word counts for.

    Word `terms[w]` speaks for the themes `says[begins[w]:begins[w + 1]]`, which are numbers of
    `themes`, with the `weights` at the same positions. `longest` and `every` are those of
    `search_longest`.
    """

    terms: list[str]
    longest: BytesAhoCorasick
    every: BytesAhoCorasick
    themes: list[str]
    begins: Integers
    says: Integers
    weights: Floats


@cache
def build_own_words() -> ThemeWords:
    """Build the words of the package, once."""
    rows = _read_own_rows()
    known = {theme for theme, _ in rows}
    return _build(
        (theme, term, _give_weight(theme, known) if weight is None else weight)
        for (theme, term), (weight, _) in rows.items()
    )


def build_words(lexicon: pd.DataFrame) -> ThemeWords:
    """Build the words of a table that `read_themes` makes."""
    needs = ["theme", "term", "weight"]
    lexicon = check_table(lexicon, "lexicon", needs=needs, maker="read_themes").dropna(subset=needs)
    cells = (lexicon[name].tolist() for name in needs)
    return _build(zip(*cells, strict=True))


def _build(rows: Iterable[tuple[str, str, float]]) -> ThemeWords:
    weights: dict[str, dict[str, float]] = {}
    for theme, term, weight in rows:
        weights.setdefault(term, {})[theme] = float(weight)
    themes = sorted({theme for of_term in weights.values() for theme in of_term})
    number = {theme: at for at, theme in enumerate(themes)}
    return ThemeWords(
        list(weights),
        build_search(weights, longest=True),
        build_search(weights),
        themes,
        np.cumsum([0, *map(len, weights.values())]),
        np.array([number[theme] for says in weights.values() for theme in says], dtype=np.intp),
        np.array([weight for says in weights.values() for weight in says.values()], dtype=float),
    )
