"""Themes known beforehand: what an article speaks of, and the words that say so."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.collector import pause_collector
from analysis.phrases import Found, build_search, search_longest
from analysis.places import iterate_parts
from analysis.progress import show_progress
from analysis.schema import InputError, check_table, make_table

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

__all__ = ["read_themes", "tag_themes"]

_COLUMNS: Final = ("theme", "term", "weight", "source")
# A word of the headline says more than one of the opening, and that more than one further down.
_PLACE_WEIGHTS: Final[Mapping[str, float]] = {"headline": 3.0, "deck": 1.5, "body": 0.5}
_OPENING: Final = 200
_OPENING_WEIGHT: Final = 1.5
# The weight of a word for which the user gives none. Five words of a theme of one's own stand
# against hundreds that speak for one of the package's; a word added to the latter is one of many.
_OWN_WEIGHT: Final = 12.0
_ADDED_WEIGHT: Final = 4.0
# An article has no theme when its evidence is less than this, and a further theme when it has at
# least that share of the evidence for the main one.
_LEAST_EVIDENCE: Final = 4.0
_FURTHER: Final = 0.6
# A column of news in brief speaks of this and that: it has a theme where one has such a share of
# all evidence. Not one of news from abroad (国际联播快讯), which is a theme.
_NEWS_IN_BRIEF: Final = re.compile(
    r"(?!.*国际)\W*\w{0,4}(快讯|简讯|短讯|短波|要闻|速览|一句话新闻)\W*"
)
_PREVAILING: Final = 0.5

Numbers = npt.NDArray[np.intp]
Words = Mapping[str, Iterable[str]]
# Weight and source of each theme and term.
Rows = dict[tuple[str, str], tuple[float | None, str | None]]


def tag_themes(
    articles: pd.DataFrame,
    *,
    lexicon: pd.DataFrame | None = None,
    extra: Words | str | Path | None = None,
    progress: bool = False,
) -> pd.DataFrame:
    """Tag articles with the themes of a word list, the main theme first.

    One row per article and theme that it speaks of; no row for an article without a theme. Every
    word of the list that is printed counts for its themes with its weight, or against them where
    the weight is negative: more in the headline than in the opening, more there than further down,
    and with the root of how often, so that a word said nine times counts as three. Of words that
    overlap the one that begins first counts, and of those the longest. A byline says nothing of the
    theme. A column of news in brief, as its headline says (简讯, 国内联播快讯), has a theme where
    one has half of all evidence; one of news from abroad (国际联播快讯) is like any article.

    Parameters
    ----------
    articles
        Needs `article_id` and `text`; headline and deck are used where there are any.
    lexicon
        The words, one a row: theme, term and weight. The list of `read_themes` when not given.
    extra
        Themes of your own beside those of the package: `{"冰雪": ["滑雪", "雪场", …]}`, five words
        are enough; or a CSV with the columns theme, term and, if you like, weight. Without one a
        word weighs 12, so that a few can prevail over the hundreds of a theme of the package, and
        4 where it is added to such a theme.
    progress
        Show a bar on the standard error where it takes longer than two seconds.

    Returns
    -------
    DataFrame
        The table `themes`: article_id; theme; score, the weight of its evidence per 1,000
        characters of headline, deck and body; rank, 1 for the main theme; evidence, the list of
        what speaks for the theme, each a dict of term, part, start and end (characters in that
        part).

    Raises
    ------
    InputError
        Where a column is missing, both `lexicon` and `extra` are given, or a row of either is
        wrong.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": ["雪场里学滑雪的人多了起来。"]})
    >>> words = pd.DataFrame({"theme": "冰雪", "term": ["滑雪", "雪场"], "weight": 2.0})
    >>> themes = tag_themes(articles, lexicon=words)
    >>> themes[["article_id", "theme", "rank"]].values.tolist()
    [['a', '冰雪', 1]]
    >>> [span["term"] for span in themes["evidence"][0]]
    ['雪场', '滑雪']
    """
    check_table(articles, "articles", needs=["article_id", "text"])
    if lexicon is not None and extra is not None:
        raise InputError("Give either `lexicon` or `extra`: `extra` is added to the own list.")
    if lexicon is None and extra is None:
        words = _read_own_words()
    else:
        words = _read_lexicon(read_themes(extra=extra) if lexicon is None else lexicon)
    parts = (part for part in iterate_parts(articles) if part.part in _PLACE_WEIGHTS)
    tags = []
    with (
        pause_collector(),
        show_progress(len(articles), "themes", shown=progress) as advance,
    ):
        for found in search_longest(parts, words.longest, words.every):
            tags.append(_tag(found, words))
            advance(len({part.row for part in found.parts}))
    rows = np.array([row for tag in tags for row in tag.rows], dtype=np.intp)
    columns = {
        "article_id": articles["article_id"].array.take(rows),
        "theme": [theme for tag in tags for theme in tag.themes],
        "score": [score for tag in tags for score in tag.scores],
        "rank": [rank for tag in tags for rank in tag.ranks],
        "evidence": [evidence for tag in tags for evidence in tag.evidence],
    }
    return make_table("themes", columns)


def read_themes(*, extra: Words | str | Path | None = None) -> pd.DataFrame:
    """Read the words that speak for the themes and against them, with the user's own added.

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
    if isinstance(extra, str | Path):
        rows |= _read_rows(_read_text(Path(extra)), str(extra))
    elif extra is not None:
        rows |= _read_words(extra)
    columns = zip(
        *(
            (theme, term, _give_weight(theme, known) if weight is None else weight, source)
            for (theme, term), (weight, source) in rows.items()
        ),
        strict=True,
    )
    table = pd.DataFrame(dict(zip(_COLUMNS, columns, strict=True)))
    return table.astype({"theme": "str", "term": "str", "weight": "float64", "source": "str"})


def _read_own_rows() -> Rows:
    file = files("analysis").joinpath("lexicons", "themes.csv")
    with pause_collector():
        return _read_rows(file.read_text(encoding="utf-8"), "themes.csv")


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8. Save it as “CSV UTF-8” and try again.") from error
    except OSError as error:
        raise InputError(f"The word list {path} cannot be read: {error.strerror}.") from error


def _give_weight(theme: str, known: Container[str]) -> float:
    return _ADDED_WEIGHT if theme in known else _OWN_WEIGHT


def _read_rows(text: str, file: str) -> Rows:
    lines = csv.reader(text.splitlines())
    names = next(lines, [])
    lacking = [name for name in ("theme", "term") if name not in names]
    if lacking:
        raise InputError(f"{file}, line 1: there is no column {lacking[0]!r}; add it.")
    # A column that the file does not have is empty, like the last cells of a short row.
    places = [names.index(name) if name in names else len(names) for name in _COLUMNS]
    empty = [""] * (len(names) + 1)
    rows: Rows = {}
    for cells in filter(None, lines):
        filled = [*cells[: len(names)], *empty[len(cells) :]]
        theme, term, weight, source = [filled[place].strip() for place in places]
        if not theme or not term:
            raise InputError(
                f"{file}, line {lines.line_num}: theme or term is empty. Fill it or delete the row."
            )
        rows[theme, term] = (
            _read_weight(weight, f"{file}, line {lines.line_num}") if weight else None,
            source or None,
        )
    return rows


def _read_weight(written: str, where: str) -> float:
    try:
        weight = float(written)
    except ValueError:
        weight = math.nan
    if not math.isfinite(weight):
        raise InputError(f"{where}: the weight {written!r} is no number. Write one, such as 2.5.")
    return weight


def _read_words(words: Words) -> Rows:
    rows: Rows = {}
    for theme, terms in words.items():
        if isinstance(terms, str):
            raise InputError(f"Write {theme!r}: [{terms!r}]: the words of a theme are a list.")
        for term in terms:
            if not str(term).strip():
                raise InputError(f"A word of the theme {theme!r} is empty; leave it out.")
            rows[theme, term.strip()] = (None, None)
    return rows


class _Words(NamedTuple):
    """The words of themes and what each says.

    Word number w speaks for `themes[says[at]]` with `weights[at]` for each `at` from `begins[w]` up
    to `begins[w + 1]`.
    """

    terms: list[str]
    longest: AhoCorasick
    every: AhoCorasick
    themes: list[str]
    begins: Numbers
    says: Numbers
    weights: npt.NDArray[np.float64]


@cache
def _read_own_words() -> _Words:
    rows = _read_own_rows()
    known = {theme for theme, _ in rows}
    return _gather_words(
        (theme, term, _give_weight(theme, known) if weight is None else weight)
        for (theme, term), (weight, _) in rows.items()
    )


def _read_lexicon(lexicon: pd.DataFrame) -> _Words:
    lacking = [name for name in ("theme", "term", "weight") if name not in lexicon.columns]
    if lacking:
        raise InputError(
            f"The lexicon has no column {lacking[0]!r}; it needs theme, term and weight."
        )
    cells = (lexicon[name].tolist() for name in ("theme", "term", "weight"))
    return _gather_words(zip(*cells, strict=True))


def _gather_words(rows: Iterable[tuple[str, str, float]]) -> _Words:
    """What each word says: the themes and its weight for each."""
    weights: dict[str, dict[str, float]] = {}
    for theme, term, weight in rows:
        weights.setdefault(term, {})[theme] = float(weight)
    themes = sorted({theme for of_term in weights.values() for theme in of_term})
    number = {theme: at for at, theme in enumerate(themes)}
    return _Words(
        list(weights),
        build_search(weights, longest=True),
        build_search(weights),
        themes,
        np.cumsum([0, *map(len, weights.values())]),
        np.array([number[theme] for says in weights.values() for theme in says], dtype=np.intp),
        np.array([weight for says in weights.values() for weight in says.values()], dtype=float),
    )


class _Tags(NamedTuple):
    """The themes of some articles; `rows` says which article each is of."""

    rows: list[int]
    themes: list[str]
    scores: list[float]
    ranks: list[int]
    evidence: list[list[dict[str, Any]]]


def _tag(found: Found, words: _Words) -> _Tags:
    """Choose the themes of the articles of a batch by the words found in them."""
    rows = np.array([part.row for part in found.parts], dtype=np.intp)
    lengths = np.bincount(rows - rows[0], [len(part.text) for part in found.parts])
    # A word in an article, numbered by the first place where it is printed.
    pairs, pair_of = _number(rows[found.owners], found.forms, len(words.terms))
    counts = np.bincount(pair_of, _weigh_places(found), len(pairs))
    # A theme in an article: what its words say of it, one after another.
    pair_rows, terms = np.divmod(pairs, len(words.terms))
    sizes = words.begins[terms + 1] - words.begins[terms]
    spoken = np.repeat(words.begins[terms] - np.cumsum(sizes) + sizes, sizes)
    spoken += np.arange(len(spoken))
    subjects, subject_of = _number(
        np.repeat(pair_rows, sizes), words.says[spoken], len(words.themes)
    )
    said = words.weights[spoken] * np.repeat(np.sqrt(counts), sizes)
    evidence = np.bincount(subject_of, said, len(subjects)).astype(np.float64)
    theme_rows, themes = np.divmod(subjects, len(words.themes))
    chosen, ranks = _choose_themes(theme_rows, themes, evidence, _find_briefs(found))
    theme_rows, themes = theme_rows[chosen], themes[chosen]
    # What is said for the themes that are chosen, by their place among these.
    place_of = np.full(len(subjects), -1)
    place_of[chosen] = np.arange(len(chosen))
    kept = (place_of[subject_of] >= 0) & (words.weights[spoken] > 0)
    begins = np.searchsorted(np.flatnonzero(kept), np.cumsum([0, *sizes]))
    return _Tags(
        theme_rows.tolist(),
        [words.themes[theme] for theme in themes.tolist()],
        (1000 * evidence[chosen] / lengths[theme_rows - rows[0]]).tolist(),
        ranks.tolist(),
        list(_list_evidence(found, pair_of, begins, place_of[subject_of[kept]], words)),
    )


def _number(rows: Numbers, kinds: Numbers, size: int) -> tuple[Numbers, Numbers]:
    """Number the pairs of row and kind in the order of their first place."""
    codes, pairs = pd.factorize(rows * size + kinds)
    return pairs, codes


def _weigh_places(found: Found) -> npt.NDArray[np.float64]:
    of_part = np.array([_PLACE_WEIGHTS[part.part] for part in found.parts])
    in_body = np.array([part.part == "body" for part in found.parts])
    opening = in_body[found.owners] & (found.starts < _OPENING)
    return np.where(opening, _OPENING_WEIGHT, of_part[found.owners])


def _find_briefs(found: Found) -> list[int]:
    """The rows of the columns of news in brief."""
    return [
        part.row
        for part in found.parts
        if part.part == "headline" and _NEWS_IN_BRIEF.fullmatch(part.text)
    ]


def _choose_themes(
    rows: Numbers, themes: Numbers, evidence: npt.NDArray[np.float64], briefs: list[int]
) -> tuple[Numbers, Numbers]:
    """The places of the themes that have enough evidence, the main one first, and their ranks."""
    order = np.lexsort((themes, -evidence, rows))  # themes are numbered in the order of names
    rows, evidence = rows[order], evidence[order]
    firsts = np.flatnonzero(np.diff(rows, prepend=-1))
    sizes = np.diff(firsts, append=len(rows))
    least = np.maximum(_LEAST_EVIDENCE, _FURTHER * evidence[firsts])
    if briefs:
        prevailing = _PREVAILING * np.add.reduceat(np.maximum(evidence, 0), firsts)
        mixed = np.isin(rows[firsts], briefs) & (evidence[firsts] < prevailing)
        least[mixed] = np.inf
    ranks = np.arange(len(rows)) - np.repeat(firsts, sizes) + 1
    enough = evidence >= np.repeat(least, sizes)
    return order[enough], ranks[enough]


def _list_evidence(
    found: Found, word_of: Numbers, begins: Numbers, subject_of: Numbers, words: _Words
) -> Iterator[list[dict[str, Any]]]:
    """Yield for each theme of an article the places that speak for it.

    The word of each place says `subject_of[at]` for each `at` from `begins[word]` up to
    `begins[word + 1]`.
    """
    sizes = np.diff(begins)[word_of]
    places = np.repeat(np.arange(len(word_of)), sizes)
    firsts = np.repeat(begins[word_of] - np.cumsum(sizes) + sizes, sizes)
    subjects = subject_of[firsts + np.arange(len(firsts))]
    order = np.argsort(subjects, kind="stable")
    places = places[order]
    parts = [part.part for part in found.parts]
    cells = zip(
        *(column[places].tolist() for column in (found.forms, found.owners)),
        *(column[places].tolist() for column in (found.starts, found.ends)),
        strict=True,
    )
    spans = [
        {"term": words.terms[term], "part": parts[owner], "start": start, "end": end}
        for term, owner, start, end in cells
    ]
    first = 0
    for last in np.cumsum(np.bincount(subjects)).tolist():
        yield spans[first:last]
        first = last
