"""Themes known beforehand: which of them an article speaks of, and the words that say so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from analysis.arrays import Floats, Integers
from analysis.memory import pause_collector
from analysis.phrases import Occurrences, search_longest
from analysis.places import iterate_parts
from analysis.progress import show_progress
from analysis.schema import InputError, check_table, make_table
from analysis.topics.words import (
    ThemeWords,
    build_own_words,
    build_words,
    read_themes,
)

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["make_theme_columns", "tag_themes"]

# What a word counts for, by the part it stands in; in the first characters of the body it counts as
# much as in the deck.
_PART_WEIGHTS: Final[Mapping[str, float]] = {"headline": 3.0, "deck": 1.5, "body": 0.5}
_PARTS: Final = tuple(_PART_WEIGHTS)
_OPENING: Final = 200  # characters
_OPENING_WEIGHT: Final = 1.5
# An article has a theme if there is at least this much evidence for it. A further theme needs at
# least this share of the evidence for the main one.
_LEAST_EVIDENCE: Final = 4.0
_FURTHER: Final = 0.6
# A column of news in brief holds news about many things: it has a theme only if one of them has at
# least this share of all evidence. News in brief from abroad (国际联播快讯) do have a theme.
_NEWS_IN_BRIEF: Final = re.compile(
    r"(?!.*国际)\W*\w{0,4}(快讯|简讯|短讯|短波|要闻|速览|一句话新闻)\W*"
)
_PREVAILING: Final = 0.5


def tag_themes(
    articles: pd.DataFrame,
    *,
    lexicon: pd.DataFrame | None = None,
    extra: Any = None,
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
        are enough; or a CSV or DataFrame with the columns theme, term and, if you like, weight. A
        term that begins with ``!`` takes the package's out, and such a theme all of its. Without a
        weight a word weighs 12, so that a few can prevail over the hundreds of a theme of the
        package, and 4 where it is added to such a theme.
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
    articles = check_table(articles, "articles", needs=["article_id", "text"])
    tagged = _tag_articles(articles, lexicon, extra, progress=progress)
    return make_table(
        "themes",
        {
            "article_id": articles["article_id"].array.take(tagged.rows),
            "theme": tagged.themes,
            "score": tagged.scores,
            "rank": tagged.ranks,
            "evidence": tagged.evidence.list_spans(),
        },
    )


def make_theme_columns(articles: pd.DataFrame, *, lexicon: pd.DataFrame | None = None) -> pa.Table:
    """Make the table of `tag_themes` as it is written to a file.

    The evidence, a list of dicts in memory, is made as columns here, which is much faster.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": ["雪场里学滑雪的人多了起来。"]})
    >>> words = pd.DataFrame({"theme": "冰雪", "term": ["滑雪", "雪场"], "weight": 2.0})
    >>> make_theme_columns(articles, lexicon=words)["evidence"][0][0].as_py()
    {'term': '雪场', 'part': 'body', 'start': 0, 'end': 2}
    """
    import pyarrow as pa

    articles = check_table(articles, "articles", needs=["article_id", "text"])
    tagged = _tag_articles(articles, lexicon, None, progress=False)
    return pa.table(
        {
            "article_id": articles["article_id"].array.take(tagged.rows),
            "theme": tagged.themes,
            "score": tagged.scores,
            "rank": tagged.ranks,
            "evidence": tagged.evidence.make_column(),
        }
    )


def _tag_articles(
    articles: pd.DataFrame,
    lexicon: pd.DataFrame | None,
    extra: Any,
    *,
    progress: bool,
) -> _Tags:
    if lexicon is not None and extra is not None:
        raise InputError("Give either `lexicon` or `extra`: `extra` is added to the own list.")
    if lexicon is None and extra is None:
        words = build_own_words()
    else:
        words = build_words(read_themes(extra=extra) if lexicon is None else lexicon)
    parts = (part for part in iterate_parts(articles) if part.part in _PART_WEIGHTS)
    tags = []
    with (
        pause_collector(),
        show_progress(len(articles), "themes", shown=progress) as advance,
    ):
        for found in search_longest(parts, words.longest, words.every):
            tags.append(_tag(found, words))
            advance(len({part.row for part in found.parts}))
    return _join_tags(tags, words)


class _Evidence(NamedTuple):
    """The occurrences of words that speak for a theme, grouped by article and theme.

    `sizes` are the sizes of the groups; `terms` are numbers of `words`, `parts` numbers of
    `_PARTS`.
    """

    words: Sequence[str]
    sizes: Integers
    terms: Integers
    parts: Integers
    starts: Integers
    ends: Integers

    @pause_collector()
    def list_spans(self) -> list[list[dict[str, Any]]]:
        """The cells of the column `evidence` in memory: a list of dicts for each group."""
        columns = (self.terms, self.parts, self.starts, self.ends)
        spans = [
            {"term": self.words[term], "part": _PARTS[part], "start": start, "end": end}
            for term, part, start, end in zip(*(own.tolist() for own in columns), strict=True)
        ]
        lasts = np.cumsum(self.sizes).tolist()
        return [spans[first:last] for first, last in pairwise([0, *lasts])]

    def make_column(self) -> pa.ListArray:
        """The column `evidence` as it is written to a file."""
        import pyarrow as pa

        spans = pa.StructArray.from_arrays(
            [
                pa.array(self.words, pa.string()).take(pa.array(self.terms)),
                pa.array(_PARTS, pa.string()).take(pa.array(self.parts)),
                pa.array(self.starts, pa.int64()),
                pa.array(self.ends, pa.int64()),
            ],
            ["term", "part", "start", "end"],
        )
        lasts = np.cumsum(np.append(0, self.sizes)).astype(np.int32)
        return pa.ListArray.from_arrays(pa.array(lasts), spans)


class _Tags(NamedTuple):
    """The themes of some articles, one per article and theme; `rows` are the rows of articles."""

    rows: Integers
    themes: list[str]
    scores: Floats
    ranks: Integers
    evidence: _Evidence


def _join_tags(tags: Sequence[_Tags], words: ThemeWords) -> _Tags:
    """Join the themes of several batches."""
    if not tags:
        nothing = np.zeros(0, dtype=np.intp)
        none = _Evidence(words.terms, nothing, nothing, nothing, nothing, nothing)
        return _Tags(nothing, [], np.zeros(0), nothing, none)
    rows, themes, scores, ranks, evidence = zip(*tags, strict=True)
    columns = zip(*(own[1:] for own in evidence), strict=True)
    return _Tags(
        np.concatenate(rows),
        [theme for own in themes for theme in own],
        np.concatenate(scores),
        np.concatenate(ranks),
        _Evidence(words.terms, *map(np.concatenate, columns)),
    )


def _tag(found: Occurrences, words: ThemeWords) -> _Tags:
    """Choose the themes of the articles of a batch by the words that occur in them."""
    rows = np.array([part.row for part in found.parts], dtype=np.intp)
    lengths = np.bincount(rows - rows[0], [len(part.text) for part in found.parts])
    # The pairs of article and word, and what all occurrences of such a word count together.
    pairs, pair_of = _number(rows[found.owners], found.forms, len(words.terms))
    counts = np.bincount(pair_of, _weigh_occurrences(found), len(pairs))
    # How much each of these words speaks for its themes. A subject is a pair of article and theme.
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
    # Evidence is kept of the chosen subjects, in the order in which they were chosen.
    order_of = np.full(len(subjects), -1)
    order_of[chosen] = np.arange(len(chosen))
    kept = (order_of[subject_of] >= 0) & (words.weights[spoken] > 0)
    begins = np.append(0, np.cumsum(kept))[np.append(0, np.cumsum(sizes))]
    return _Tags(
        theme_rows,
        [words.themes[theme] for theme in themes.tolist()],
        1000 * evidence[chosen] / lengths[theme_rows - rows[0]],
        ranks,
        _gather_evidence(found, pair_of, begins, order_of[subject_of[kept]], words),
    )


def _number(rows: Integers, kinds: Integers, size: int) -> tuple[Integers, Integers]:
    """Number the pairs of row and kind in the order in which they first occur."""
    codes, pairs = pd.factorize(rows * size + kinds)
    return pairs, codes


def _weigh_occurrences(found: Occurrences) -> Floats:
    of_part = np.array([_PART_WEIGHTS[part.part] for part in found.parts])
    in_body = np.array([part.part == "body" for part in found.parts])
    opening = in_body[found.owners] & (found.starts < _OPENING)
    return np.where(opening, _OPENING_WEIGHT, of_part[found.owners])


def _find_briefs(found: Occurrences) -> list[int]:
    """Find the articles that are news in brief, by their headlines."""
    return [
        part.row
        for part in found.parts
        if part.part == "headline" and _NEWS_IN_BRIEF.fullmatch(part.text)
    ]


def _choose_themes(
    rows: Integers, themes: Integers, evidence: Floats, briefs: list[int]
) -> tuple[Integers, Integers]:
    """Choose the subjects with enough evidence, the main one first; and give their ranks."""
    order = np.lexsort((themes, -evidence, rows))  # ties go by the name of the theme
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


def _gather_evidence(
    found: Occurrences, word_of: Integers, begins: Integers, subject_of: Integers, words: ThemeWords
) -> _Evidence:
    """Gather for each subject the occurrences of words that speak for it.

    `word_of` gives for each occurrence its pair of article and word. A pair speaks for the subjects
    `subject_of[begins[pair]:begins[pair + 1]]`.
    """
    sizes = np.diff(begins)[word_of]
    chosen = np.repeat(np.arange(len(word_of)), sizes)
    firsts = np.repeat(begins[word_of] - np.cumsum(sizes) + sizes, sizes)
    subjects = subject_of[firsts + np.arange(len(firsts))]
    chosen = chosen[np.argsort(subjects, kind="stable")]
    parts = np.array([_PARTS.index(part.part) for part in found.parts], dtype=np.intp)
    return _Evidence(
        words.terms,
        np.bincount(subjects),
        found.forms[chosen],
        parts[found.owners[chosen]],
        found.starts[chosen],
        found.ends[chosen],
    )
