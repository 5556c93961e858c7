"""Themes known beforehand: what an article speaks of, and the words that say so."""

import csv
import math
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import pandas as pd

from analysis.phrases import Hit, search_parts
from analysis.places import iterate_parts
from analysis.schema import InputError, check_table, make_table

__all__ = ["read_themes", "tag_themes"]

_COLUMNS: Final = ("theme", "term", "weight", "source")
# A word of the headline says more than one of the opening, and that more than one further down.
_PLACE_WEIGHTS: Final[Mapping[str, float]] = {"headline": 3.0, "deck": 1.5, "body": 0.7}
_OPENING: Final = 200
_OPENING_WEIGHT: Final = 1.5
# The weight of a word for which the user gives none: that of a word that plainly says its theme.
_OWN_WEIGHT: Final = 4.0
# An article has no theme when its evidence is less than this, and a further theme when it has at
# least that share of the evidence for the main one.
_LEAST_EVIDENCE: Final = 4.0
_FURTHER: Final = 0.6

Words = Mapping[str, Iterable[str]]


def tag_themes(
    articles: pd.DataFrame,
    *,
    lexicon: pd.DataFrame | None = None,
    extra: Words | str | Path | None = None,
) -> pd.DataFrame:
    """Tag articles with the themes of a word list, the main theme first.

    One row per article and theme that it speaks of; no row for an article without a theme. Every
    word of the list that is printed counts for its themes with its weight, or against them where
    the weight is negative: more in the headline than in the opening, more there than further down,
    and with the root of how often, so that a word said nine times counts as three. Of words that
    overlap the one that begins first counts, and of those the longest. A byline says nothing of the
    theme.

    Parameters
    ----------
    articles
        Needs `article_id` and `text`; headline and deck are used where there are any.
    lexicon
        The words, one a row: theme, term and weight. The list of `read_themes` when not given.
    extra
        Themes of your own beside those of the package: `{"冰雪": ["滑雪", "雪场", …]}`, five words
        are enough; or a CSV with the columns theme, term and, if you like, weight.

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
    weights = _gather_weights(read_themes(extra=extra) if lexicon is None else lexicon)
    article_ids = articles["article_id"].tolist()
    rows: list[tuple[Any, ...]] = []
    lengths = _measure_lengths(articles)
    for row, hits in _find_hits(articles, weights):
        evidence = _weigh(hits, weights)
        for rank, (theme, weight) in enumerate(_choose_themes(evidence), start=1):
            spans = [
                {"term": hit.phrase, "part": part, "start": hit.start, "end": hit.end}
                for part, hit in hits
                if weights[hit.phrase].get(theme, 0) > 0
            ]
            score = 1000 * weight / lengths[row]
            rows.append((article_ids[row], theme, score, rank, spans))
    names = ("article_id", "theme", "score", "rank", "evidence")
    return make_table("themes", dict(zip(names, zip(*rows, strict=True), strict=False)))


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
    file = files("analysis").joinpath("lexicons", "themes.csv")
    rows = _read_rows(file.read_text(encoding="utf-8"), "themes.csv")
    if isinstance(extra, str | Path):
        rows |= _read_rows(_read_text(Path(extra)), str(extra))
    elif extra is not None:
        rows |= _read_words(extra)
    columns = zip(*((*key, *row) for key, row in rows.items()), strict=True)
    table = pd.DataFrame(dict(zip(_COLUMNS, columns, strict=True)))
    return table.astype({"theme": "str", "term": "str", "weight": "float64", "source": "str"})


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8. Save it as “CSV UTF-8” and try again.") from error
    except OSError as error:
        raise InputError(f"The word list {path} cannot be read: {error.strerror}.") from error


def _read_rows(text: str, file: str) -> dict[tuple[str, str], tuple[float, str | None]]:
    """Read weight and source of each theme and term."""
    lines = csv.DictReader(text.splitlines())
    lacking = [name for name in ("theme", "term") if name not in (lines.fieldnames or ())]
    if lacking:
        raise InputError(f"{file}, line 1: there is no column {lacking[0]!r}; add it.")
    rows: dict[tuple[str, str], tuple[float, str | None]] = {}
    for cells in lines:
        theme, term = (cells["theme"] or "").strip(), (cells["term"] or "").strip()
        if not theme or not term:
            raise InputError(
                f"{file}, line {lines.line_num}: theme or term is empty. Fill it or delete the row."
            )
        rows[theme, term] = _read_weight(cells, f"{file}, line {lines.line_num}")
    return rows


def _read_weight(cells: Mapping[str, str | None], where: str) -> tuple[float, str | None]:
    written = (cells.get("weight") or "").strip()
    try:
        weight = float(written or _OWN_WEIGHT)
    except ValueError:
        weight = math.nan
    if not math.isfinite(weight):
        raise InputError(f"{where}: the weight {written!r} is no number. Write one, such as 2.5.")
    return weight, cells.get("source") or None


def _read_words(words: Words) -> dict[tuple[str, str], tuple[float, str | None]]:
    rows: dict[tuple[str, str], tuple[float, str | None]] = {}
    for theme, terms in words.items():
        if isinstance(terms, str):
            raise InputError(f"Write {theme!r}: [{terms!r}]: the words of a theme are a list.")
        for term in terms:
            if not str(term).strip():
                raise InputError(f"A word of the theme {theme!r} is empty; leave it out.")
            rows[theme, term.strip()] = (_OWN_WEIGHT, None)
    return rows


def _gather_weights(lexicon: pd.DataFrame) -> dict[str, dict[str, float]]:
    """What each term says: the themes and its weight for each."""
    lacking = [name for name in ("theme", "term", "weight") if name not in lexicon.columns]
    if lacking:
        raise InputError(
            f"The lexicon has no column {lacking[0]!r}; it needs theme, term and weight."
        )
    weights: dict[str, dict[str, float]] = {}
    for theme, term, weight in zip(
        lexicon["theme"], lexicon["term"], lexicon["weight"], strict=True
    ):
        weights.setdefault(term, {})[theme] = float(weight)
    return weights


def _measure_lengths(articles: pd.DataFrame) -> dict[int, int]:
    lengths: dict[int, int] = {}
    for part in iterate_parts(articles):
        if part.part in _PLACE_WEIGHTS:
            lengths[part.row] = lengths.get(part.row, 0) + len(part.text)
    return lengths


def _find_hits(
    articles: pd.DataFrame, weights: Mapping[str, Any]
) -> Iterable[tuple[int, list[tuple[str, Hit]]]]:
    """The words found in each article, in reading order, none inside another."""
    found: dict[int, list[tuple[str, Hit]]] = {}
    parts = (part for part in iterate_parts(articles) if part.part in _PLACE_WEIGHTS)
    for part, hits in search_parts(parts, {term: term for term in weights}):
        found.setdefault(part.row, []).extend((part.part, hit) for hit in _drop_inner(hits))
    return found.items()


def _drop_inner(hits: Iterable[Hit]) -> Iterable[Hit]:
    end = 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start >= end:
            yield hit
            end = hit.end


def _weigh(
    hits: Iterable[tuple[str, Hit]], weights: Mapping[str, Mapping[str, float]]
) -> dict[str, float]:
    """The weight of the evidence for each theme."""
    counts: dict[str, float] = {}
    for part, hit in hits:
        is_opening = part == "body" and hit.start < _OPENING
        counted = _OPENING_WEIGHT if is_opening else _PLACE_WEIGHTS[part]
        counts[hit.phrase] = counts.get(hit.phrase, 0) + counted
    evidence: dict[str, float] = {}
    for term, count in counts.items():
        for theme, weight in weights[term].items():
            evidence[theme] = evidence.get(theme, 0) + weight * math.sqrt(count)
    return evidence


def _choose_themes(evidence: Mapping[str, float]) -> list[tuple[str, float]]:
    """The themes that have enough evidence, the main one first."""
    order = sorted(evidence.items(), key=lambda item: (-item[1], item[0]))
    least = max(_LEAST_EVIDENCE, _FURTHER * order[0][1]) if order else 0
    return [(theme, weight) for theme, weight in order if weight >= least]
