"""Set phrases (提法) found on the raw text: longest first, nested ones kept."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.arrays import Floats, Integers
from analysis.lexicon import read_lexicon, split_variants
from analysis.memory import pause_collector
from analysis.places import Part, group_parts, iterate_parts
from analysis.progress import show_progress
from analysis.schema import OF_ARTICLE, InputError, check_table, make_table
from analysis.traditional import read_pairs

if TYPE_CHECKING:
    from ahocorasick_rs import BytesAhoCorasick

__all__ = [
    "Hit",
    "Occurrences",
    "build_search",
    "find_phrases",
    "fold_characters",
    "list_forms",
    "search_batches",
    "search_parts",
]

# Quotation marks and blanks inside a phrase do not hide it: 两个“维护”, 新质 生产力.
_CLOSING: Final = {"“": "”", "‘": "’", "「": "」", "『": "』", '"': '"', "'": "'"}
_QUOTES: Final = "".join({*_CLOSING, *_CLOSING.values()})
_GAP: Final = re.compile(rf"[\s{_QUOTES}]+")
# Put between two parts that are searched together, so that no phrase is found across both.
_BORDER: Final = "\x01"
_SPLIT: Final = _BORDER.encode()
_WIDER: Final = (0x80, 0x800, 0x10000)  # from each on, characters take one byte more in UTF-8
_BATCH: Final = 1_000_000  # characters searched in one go
_COUPLET: Final = 4  # characters of the shortest clauses that are taken for a couplet
_PLACE: Final = ("surface", "part", "start", "end", "line", "column")
_DOUBT: Final = "before_year"


class Hit(NamedTuple):
    """One occurrence of a phrase in a text."""

    start: int
    end: int
    phrase: str


class Occurrences(NamedTuple):
    """Where forms occur in some parts, one occurrence per place in the arrays.

    `owners` are numbers of `parts`, `forms` numbers of the forms that are searched for; `starts`
    and `ends` count characters in the part.
    """

    parts: Sequence[Part]
    owners: Integers
    forms: Integers
    starts: Integers
    ends: Integers


class _Words(NamedTuple):
    """What is looked for.

    `search` finds the forms, of which `counted` says the number of the phrase; `names` are the
    phrases, `since` the years in which they came up, 0 where nobody knows.
    """

    search: BytesAhoCorasick
    names: Any
    counted: Integers
    since: Floats


class _Rows(NamedTuple):
    """Rows of `phrases`; `row` is that of the article, `phrase` and `inside` are numbers."""

    row: Integers
    phrase: Integers
    surface: npt.NDArray[np.object_]
    part: npt.NDArray[np.object_]
    start: Integers
    end: Integers
    line: npt.NDArray[np.object_]
    column: npt.NDArray[np.object_]
    inside: Integers


def find_phrases(
    articles: pd.DataFrame,
    *,
    lexicon: pd.DataFrame | None = None,
    extra: Any = None,
    progress: bool = False,
) -> pd.DataFrame:
    """Find the set phrases of a word list in articles, those inside longer ones too.

    One row per occurrence. A phrase is found in all its variants, and also where quotation marks,
    blanks or a line break stand inside (两个“维护”, 新质 生产力); not across an empty line, a
    quotation that ends elsewhere, or the blank of a couplet (推进生态文明 建设美丽乡村). Full-width
    and ASCII letters, digits and commas are the same, and so are traditional and simplified
    characters (減負 is a naming of 减负). Of two phrases that overlap without one
    holding the other, the one that begins first is kept.

    Where the list says in which year a phrase came up, an article of an earlier year cannot mean
    it: 投资于人 of 2007 is not the formulation of 2025. Such rows stay, since these characters were
    printed, and say so in `doubt`.

    Parameters
    ----------
    articles
        Needs `article_id` and `text`; headline, deck and byline are searched where there are any.
        `date` is needed for `doubt`.
    lexicon
        The phrases, one a row: `phrase`, and `variants` separated by `|` and `year` where there are
        any. The package's list when not given.
    extra
        A list of the user's own (a CSV, a DataFrame, a list of phrases, a dict of phrases and
        their variants), laid over the package's list as `read_lexicon` says.
    progress
        Show a bar on the standard error where it takes longer than two seconds.

    Returns
    -------
    DataFrame
        The table `phrases` in reading order, a phrase before those inside it: article_id,
        newspaper, date, page, phrase (its canonical form), surface (as printed), part, start and
        end (characters in that part), line, column, inside, the longest phrase that holds this
        one, and doubt: before_year where the article is of a year before that of the phrase, so
        that these are plain words or an older use of them.

    Raises
    ------
    InputError
        Where a column is missing, a row of `extra` or a year is wrong, or both `lexicon` and
        `extra` are given.

    Examples
    --------
    >>> text = "整治形式主义为基层减负,做到两个“维护”。"
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    >>> words = pd.DataFrame({"phrase": ["整治形式主义为基层减负", "减负", "两个维护"]})
    >>> phrases = find_phrases(articles, lexicon=words)
    >>> phrases[["phrase", "surface"]].values.tolist()[1:]
    [['减负', '减负'], ['两个维护', '两个“维护”']]
    >>> phrases["inside"].fillna("").tolist()
    ['', '整治形式主义为基层减负', '']
    """
    articles = check_table(articles, "articles", needs=["article_id", "text"])
    if lexicon is not None and extra is not None:
        raise InputError("Give either `lexicon` or `extra`: `extra` is laid over the own list.")
    if lexicon is None and extra is None:
        words = _read_own_words()
    else:
        words = _read_words(read_lexicon("phrases", extra=extra) if lexicon is None else lexicon)
    batches: list[_Rows] = []
    with (
        pause_collector(),
        show_progress(len(articles), "phrases", shown=progress) as advance,
    ):
        done = 0
        for batch in search_batches(iterate_parts(articles), words.search):
            batches.append(_make_rows(batch, words.counted))
            advance(batch.parts[-1].row - done)
            done = batch.parts[-1].row
    if not batches:
        return make_table("phrases", {})
    found = _Rows(*map(np.concatenate, zip(*batches, strict=True)))
    # An article has many phrases: its own columns are converted once, then repeated.
    shared = {name: articles[name].array for name in OF_ARTICLE if name in articles.columns}
    by_article = make_table("phrases", shared)
    # A missing date has a missing year, which is not before any.
    printed = by_article["date"].dt.year.to_numpy(dtype=np.float64)
    early = printed[found.row] < words.since[found.phrase]
    return make_table(
        "phrases",
        {
            **{name: getattr(found, name) for name in _PLACE},
            **{name: by_article[name].array.take(found.row) for name in shared},
            "phrase": words.names.take(found.phrase),
            "inside": words.names.take(found.inside, allow_fill=True),
            "doubt": [_DOUBT if one else None for one in early.tolist()],
        },
    )


def _make_rows(found: Occurrences, counted: Integers) -> _Rows:
    """Make the rows of a batch; `counted` says for each form the number of its phrase."""
    phrases = counted[found.forms]
    kept, inside = _nest(found, phrases)
    owners, starts, ends = found.owners[kept], found.starts[kept], found.ends[kept]
    parts = [found.parts[owner] for owner in owners.tolist()]
    texts = zip(parts, starts.tolist(), ends.tolist(), strict=True)
    lines = np.full((len(parts), 2), None, dtype=object)
    if any(part.starts for part in found.parts):
        for at, (part, start) in enumerate(zip(parts, starts.tolist(), strict=True)):
            lines[at] = part.locate(start) or (None, None)
    return _Rows(
        row=np.array([part.row for part in found.parts], dtype=np.intp)[owners],
        phrase=phrases[kept],
        surface=np.array([part.text[start:end] for part, start, end in texts], dtype=object),
        part=np.array([part.part for part in parts], dtype=object),
        start=starts,
        end=ends,
        line=lines[:, 0],
        column=lines[:, 1],
        inside=inside,
    )


def list_forms(lexicon: pd.DataFrame) -> dict[str, str]:
    """List every form of every phrase, with the phrase that it is counted as."""
    lexicon = check_table(lexicon, "lexicon", needs=["phrase"], maker="read_lexicon")
    lexicon = lexicon.dropna(subset=["phrase"])
    cells = lexicon["variants"] if "variants" in lexicon.columns else [None] * len(lexicon)
    forms: dict[str, str] = {}
    for phrase, cell in zip(lexicon["phrase"], cells, strict=True):
        for form in (*split_variants(cell), phrase):
            forms[form] = phrase
    return forms


def search_parts(
    parts: Iterable[Part], forms: Mapping[str, str], *, search: BytesAhoCorasick | None = None
) -> Iterator[tuple[Part, list[Hit]]]:
    """Yield each part that holds a form, with every occurrence in it, also where they overlap.

    `forms` says for each form what its hits are called. `search` is the automaton that
    `build_search` makes of these forms, for callers that use it more than once.
    """
    names = list(forms.values())
    for found in search_batches(parts, search or build_search(forms)):
        hits: dict[int, list[Hit]] = {}
        columns = (found.owners, found.forms, found.starts, found.ends)
        for owner, form, start, end in zip(*(each.tolist() for each in columns), strict=True):
            hits.setdefault(owner, []).append(Hit(start, end, names[form]))
        for owner in sorted(hits):
            yield found.parts[owner], hits[owner]


def _list_years(lexicon: pd.DataFrame) -> dict[str, int]:
    """List the phrases of which it is known in which year they came up, each with that year."""
    known = check_table(lexicon, "lexicon", needs=["phrase"], maker="read_lexicon")
    if "year" not in known.columns:
        return {}
    known = check_table(known, "lexicon", needs=["phrase", "year"], maker="read_lexicon")
    known = known.dropna(subset=["phrase", "year"])
    return dict(zip(known["phrase"], known["year"].tolist(), strict=True))


def _read_words(lexicon: pd.DataFrame) -> _Words:
    forms = list_forms(lexicon)
    names = list(dict.fromkeys(forms.values()))
    numbers = {name: number for number, name in enumerate(names)}
    years = _list_years(lexicon)
    return _Words(
        build_search(forms),
        pd.array(names, dtype="str"),
        np.array([numbers[name] for name in forms.values()], dtype=np.intp),
        np.array([years.get(name, 0) for name in names], dtype=np.float64),
    )


@cache
def _read_own_words() -> _Words:
    """The words of the package's list, read once."""
    return _read_words(read_lexicon("phrases"))


def build_search(forms: Iterable[str], *, longest: bool = False) -> BytesAhoCorasick:
    """Build an automaton that looks for all of these forms in one pass over a text.

    It finds every occurrence, as `search_batches` needs it; or, where occurrences overlap, only the
    one that begins first, and of several such the `longest`, as `search_longest` needs it.
    """
    from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

    forms = list(forms)
    searched = _write(_fold(_BORDER.join(forms))[0]).split(_SPLIT) if forms else []
    if b"" in searched or len(searched) != len(forms):
        odd = next(
            form for form, own in zip(forms, searched, strict=False) if not own or _BORDER in form
        )
        raise InputError(
            f"One of the words to look for is empty, or only blanks and quotation marks: {odd!r}."
        )
    # For thousands of forms this implementation is faster than a DFA, to build and to search with.
    return BytesAhoCorasick(
        searched,
        implementation=Implementation.ContiguousNFA,
        matchkind=MatchKind.LeftmostLongest if longest else MatchKind.Standard,
    )


def search_batches(parts: Iterable[Part], search: BytesAhoCorasick) -> Iterator[Occurrences]:
    """Yield every occurrence of the forms, also where they overlap, for many parts at once."""
    for batch in group_parts(parts, size=_BATCH):
        yield _search(batch, search, overlapping=True)[0]


def search_longest(
    parts: Iterable[Part], longest: BytesAhoCorasick, every: BytesAhoCorasick
) -> Iterator[Occurrences]:
    """Yield occurrences in reading order; where some overlap, the first and longest of them.

    `longest` and `every` are the two automata of `build_search` for these forms.
    """
    for batch in group_parts(parts, size=_BATCH):
        found, gaps = _search(batch, longest, overlapping=False)
        doubtful = np.unique(gaps)
        if not len(doubtful):
            yield found
            continue
        # Where quotation marks or blanks stand inside of an occurrence, `_find_printed` may refuse
        # it. Then one that it overlapped may be right: these parts are searched for all
        # occurrences.
        inside = _search([batch[at] for at in doubtful.tolist()], every, overlapping=True)[0]
        inside = _drop_inner(inside)
        sure = ~np.isin(found.owners, doubtful)
        owners = np.concatenate([found.owners[sure], doubtful[inside.owners]])
        order = np.argsort(owners, kind="stable")
        columns = zip(found[2:], inside[2:], strict=True)
        joined = (np.concatenate([one[sure], other])[order] for one, other in columns)
        yield Occurrences(batch, owners[order], *joined)


def _search(
    batch: Sequence[Part], search: BytesAhoCorasick, *, overlapping: bool
) -> tuple[Occurrences, Integers]:
    """Find occurrences in some parts, and the parts with blanks or quotation marks inside one."""
    text = _BORDER.join(part.text for part in batch)
    signs, positions = _fold(text)
    matches = search.find_matches_as_indexes(_write(signs), overlapping=overlapping)
    numbers = np.fromiter(chain.from_iterable(matches), np.intp, 3 * len(matches))
    forms, firsts, lasts = numbers.reshape(-1, 3).T
    # From bytes to characters: by the byte that each character ends before.
    widths = np.ones(len(signs), dtype=np.uint8)
    for least in _WIDER:
        widths += signs >= least
    borders = np.cumsum(widths, dtype=np.intp)
    firsts = np.searchsorted(borders, firsts, side="right")
    lasts = np.searchsorted(borders, lasts) + 1
    starts, ends = positions[firsts], positions[lasts - 1] + 1
    kept = np.ones(len(forms), dtype=bool)
    gaps = np.flatnonzero(ends - starts != lasts - firsts)
    for at in gaps.tolist():
        span = _find_printed(text, int(starts[at]), int(ends[at]))
        if span is None:
            kept[at] = False
        else:
            starts[at], ends[at] = span
    begins = np.cumsum([0, *(len(part.text) + 1 for part in batch)])
    owners = np.repeat(np.arange(len(batch)), np.diff(begins))[starts]
    starts, ends = starts - begins[owners], ends - begins[owners]
    found = Occurrences(batch, owners[kept], forms[kept], starts[kept], ends[kept])
    return found, owners[gaps]


def _drop_inner(found: Occurrences) -> Occurrences:
    """Leave out occurrences that begin inside an earlier one, and put the rest in reading order."""
    if not len(found.forms):
        return found
    # Sorted by part, start and length at once, as one number.
    keys, _ = _number_places(found)
    lengths = found.ends - found.starts
    order = np.argsort(keys * (lengths.max() + 1) - lengths, kind="stable")
    begins = keys[order]
    ends = begins + lengths[order]
    reached = np.maximum.accumulate(ends)
    kept = np.append(True, begins[1:] >= reached[:-1])
    # Where several overlap in a row, the one that another begins inside may itself be left out:
    # these are decided one by one.
    end = 0
    inside = np.flatnonzero(~kept)
    firsts = np.maximum.accumulate(np.where(kept, np.arange(len(kept)), 0))[inside]
    overlaps = zip(inside.tolist(), firsts.tolist(), begins[inside].tolist(), strict=True)
    for at, first, begin in overlaps:
        end = max(end, int(ends[first]))
        if begin >= end:
            kept[at] = True
            end = int(ends[at])
    order = order[kept]
    return Occurrences(found.parts, *(column[order] for column in found[1:]))


def _number_places(found: Occurrences) -> tuple[Integers, Integers]:
    """Number where occurrences begin and end, through all parts, so that none reaches the next."""
    offsets = found.owners * (found.ends.max() + 1)
    return offsets + found.starts, offsets + found.ends


def _fold(text: str) -> tuple[npt.NDArray[np.uint32], Integers]:
    """Make a text as it is searched, with the position of each of its characters in the original.

    Quotation marks and blanks are left out, full-width signs become ASCII, and traditional
    characters simplified ones.
    """
    signs = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    folded = _fold_table()[signs]
    positions = np.flatnonzero(folded != 0)
    return folded[positions], positions


def _write(signs: npt.NDArray[np.uint32]) -> bytes:
    """Write characters in UTF-8: bytes are searched in two thirds of the time of a string."""
    text = signs.tobytes().decode("utf-32-le", "surrogatepass")
    return text.encode("utf-8", "surrogatepass")


def fold_characters() -> npt.NDArray[np.uint32]:
    """For every character of Unicode the simplified one, and ASCII for full-width signs."""
    table = np.arange(sys.maxunicode + 1, dtype="<u4")
    table[0xFF01:0xFF5F] -= 0xFEE0
    pairs = read_pairs()
    table[[*pairs]] = [ord(simplified) for simplified in pairs.values()]
    return table


@cache
def _fold_table() -> npt.NDArray[np.uint32]:
    """For every character the one that it is searched as; 0 for those that are left out."""
    table = fold_characters()
    table[[ord(sign) for sign in map(chr, range(0x3010)) if sign.isspace() or sign in _QUOTES]] = 0
    return table


def _find_printed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of an occurrence with signs inside, as printed; None where it is no phrase.

    A quotation mark inside must be closed inside or right beside: 两个“维护” is the phrase, but
    入“世界之窗” does not contain 入世.
    """
    gaps = list(_GAP.finditer(text, start, end))
    if any(gap[0].count("\n") > 1 or _parts_couplet(text, gap, start, end) for gap in gaps):
        return None
    signs = [sign for gap in gaps for sign in gap[0] if sign in _QUOTES]
    if not signs:
        return start, end
    if len(signs) == 1:
        if _CLOSING.get(signs[0]) == text[end : end + 1]:
            return start, end + 1
        if start and _CLOSING.get(text[start - 1]) == signs[0]:
            return start - 1, end
    return (start, end) if len(signs) == 2 and _CLOSING.get(signs[0]) == signs[1] else None


def _parts_couplet(text: str, gap: re.Match[str], start: int, end: int) -> bool:
    """Whether a blank separates the two clauses of a couplet, as in many headlines.

    推进生态文明 建设美丽乡村 does not contain 生态文明建设. A phrase may itself be a couplet
    (不忘初心 牢记使命): then the clauses do not reach beyond the phrase.
    """
    if not gap[0].isspace() or "\n" in gap[0]:
        return False
    first, last = gap.start(), gap.end()
    while first and text[first - 1].isalnum():
        first -= 1
    while last < len(text) and text[last].isalnum():
        last += 1
    length = gap.start() - first
    return length == last - gap.end() and length >= _COUPLET and first < start and last > end


def _nest(found: Occurrences, phrases: Integers) -> tuple[Integers, Integers]:
    """Find the occurrences to keep, in reading order, each with the longest phrase that holds it.

    `phrases` are the numbers of their phrases; -1 stands for none that holds it.
    """
    if not len(phrases):
        return found.forms, phrases
    begins, ends = _number_places(found)
    lengths = ends - begins
    order = np.argsort(begins * (lengths.max() + 1) - lengths, kind="stable")
    begins, ends, phrases = begins[order], ends[order], phrases[order]
    # Most overlap no other and stay as they are; the others are looked at one by one.
    reached = np.maximum.accumulate(ends)
    opens = np.append(True, begins[1:] >= reached[:-1])
    kept = opens & np.append(opens[1:], True)
    inside = np.full(len(order), -1, dtype=np.intp)
    crowded = np.flatnonzero(~kept)
    holders: list[tuple[int, int]] = []
    columns = (crowded, begins[crowded], ends[crowded], phrases[crowded])
    for at, begin, end, phrase in zip(*(each.tolist() for each in columns), strict=True):
        while holders and holders[-1][0] <= begin:
            holders.pop()
        if holders and holders[-1][0] < end:
            continue
        # 基层减负 inside 为基层减负, its own variant, is the same occurrence and counts once.
        if any(holder == phrase for _, holder in holders):
            continue
        kept[at] = True
        if holders:
            inside[at] = holders[0][1]
        holders.append((end, phrase))
    return order[kept], inside[kept]
