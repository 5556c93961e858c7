"""Formulations that are new in a period, or that surge after silence."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.arrays import Flags, Floats, Integers
from analysis.lexicon import read_lexicon
from analysis.phrases.candidates import (
    LONGEST,
    Candidates,
    Window,
    find_bounds,
    list_candidates,
    list_windows,
)
from analysis.phrases.find import build_search, list_forms
from analysis.phrases.runs import Strip, fold_articles
from analysis.phrases.signs import (
    ARTICLE_SIGNS,
    BESIDE,
    list_word_signs,
    measure_articles,
    measure_signs,
    weigh_early,
    weigh_words,
)
from analysis.phrases.tell import list_verbs, tell_kind
from analysis.schema import InputError, check_table, make_table

__all__ = ["find_new_phrases"]

_YEAR: Final = 365
# The rise of a run is told with bounds: below the lower one, and above the upper, it lies in one of
# twenty cases each.
_BOUND: Final = 0.05
# The lower bound of the rise: the rate must be so many times that of the year before.
_RISE: Final = 2.0
# Runs of a window that are cut into words, contexts of each, and runs that can be chosen.
_WEIGHED, _CONTEXTS, _POOL = 500, 2, 150
# In this share of its contexts a run must begin and end with a word, and in this share of its
# places a quotation mark that opens inside must close inside.
_WHOLE: Final = 0.3
_BALANCED: Final = 0.5
# Two strings are of one story where they share this part of their articles: `_SAME` of those of
# the rarer one where the strings overlap by `_OVERLAP` characters, else `_SAME_ARTICLES` of those
# of the more frequent one.
_SAME, _SAME_ARTICLES, _OVERLAP = 0.5, 0.67, 4
_MORE: Final = 3  # a string with up to so many characters more or less counts as shown already
_OTHERS: Final = 2  # formulations shown for each name, place, event or series


def find_new_phrases(
    articles: pd.DataFrame,
    *,
    since: Any = None,
    freq: str = "M",
    most: int = 20,
    lexicon: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Find the formulations that are new in each period, or that surge after silence.

    One row per string and period, period by period, the best first. A string is looked for in the
    period and the 31 days before it; all days before these are its past, of which there must be
    180, so that early periods have no rows: what is new in them nobody can say. Listed is what two
    articles share, what is free at both ends, and what was never printed before or is printed, at
    the least, twice as often as in the year before. How it is ranked was learnt from labelled
    months: spread over days, behind verbs like 提出, in quotation marks, made of words that
    formulations are made of. Nothing that is printed after a period plays a part in its rows, and
    what was shown is not shown again within a year, nor with three characters more. Strings of
    the same articles are one row.

    With two or three articles a string may be new by chance: `low` says how much it rose at the
    least, and `new_score` how surely it was not there before.

    Parameters
    ----------
    articles
        Needs `article_id`, `date` and `text`; `headline` and `newspaper` are used where they are
        there. Articles without a date are left out.
    since
        The first day from which periods are listed; from the first that has a past when not given.
    freq
        Length of a period, as pandas writes it: "D", "W", "M", "Q" or "Y".
    most
        How many formulations a period has at most; of names, places, events and series it has
        half as many more.
    lexicon
        Set phrases that say what belongs together (`belongs`); the package's list when not given.
        Nothing is found or left out by it.

    Returns
    -------
    DataFrame
        The table `new_phrases`: period, its first day; rank, formulations first; phrase, 3 to 24
        characters without quotation marks; kind (phrase, name, place, event, series); first, the
        day of the second article, from which it is called new or rising; count, articles, days and
        papers, of the period and the 31 days before; past, the articles before these; rise, how
        many times its rate is that of the year before (half an article is added to the year), with
        low and high, its 90 % interval (Garwood 1936, for a Poisson count); new_score, of what was
        never printed, the evidence for that in powers of ten (how unlikely a rate at the lower
        bound is to leave no trace in the past); surge_score, of the others, the lower bound
        of the rise as a power of two; score, the sum of weighed signs, which ranks; example, a
        sentence with 14 characters on either side, and article_id, where it stands; also, further
        strings of the same articles; belongs, the listed phrases that it contains or stands in.

    Raises
    ------
    InputError
        Where a column is missing, or `since`, `freq` or `most` make no sense.

    Examples
    --------
    >>> days = pd.date_range("2024-01-01", "2024-12-28", freq="2D")
    >>> texts = [f"第{day.day}天我们去田里看庄稼" for day in days]
    >>> texts[-6:] = [f"提出“耕读新风”，要耕读新风{one}" for one in "抓谈看说想做"]
    >>> articles = pd.DataFrame({"article_id": range(len(days)), "date": days, "text": texts})
    >>> found = find_new_phrases(articles, since="2024-12-01")
    >>> found.loc[found["rank"] == 1, ["phrase", "articles", "past"]].values.tolist()
    [['耕读新风', 6, 0]]
    """
    articles = check_table(articles, "articles", needs=["article_id", "date", "text"])
    known = read_lexicon("phrases") if lexicon is None else lexicon
    known = check_table(known, "lexicon", needs=["phrase"], maker="read_lexicon")
    if most < 1:
        raise InputError("most must be 1 or more.")
    try:
        begin = None if since is None else pd.Timestamp(since)
        pd.Timestamp("2024-01-01").to_period(freq)
    except (ValueError, TypeError, AttributeError) as error:
        raise InputError(
            f"since={since!r} must be a day, and freq={freq!r} one of 'D', 'W', 'M', 'Q', 'Y'."
        ) from error
    articles = articles[articles["date"].notna()].sort_values("date", kind="stable")
    if articles.empty:
        return make_table("new_phrases", {})
    days = articles["date"].to_numpy().astype("datetime64[D]")
    headlines = _list_texts(articles, "headline")
    texts = [f"{a}\n{b}" for a, b in zip(headlines, _list_texts(articles, "text"), strict=True)]
    strip = fold_articles(texts, longest=LONGEST)
    kinds = measure_articles(texts)
    del texts
    articles = articles.drop(columns="text")
    windows = list_windows(days, strip, freq=freq, since=begin)
    candidates = list_candidates(strip, windows)
    rows: list[dict[str, Any]] = []
    shown: dict[str, pd.Timestamp] = {}
    for window, runs in measure_windows(strip, windows, candidates, days, headlines, kinds):
        start = window.period.start_time
        shown = {phrase: day for phrase, day in shown.items() if (start - day).days < _YEAR}
        weighed = _weigh(runs, strip, candidates, window)
        old = [_is_shown(phrase, shown) for phrase in weighed["phrase"]]
        chosen = _choose(weighed[~np.array(old, dtype=bool)], strip, window, most)
        shown |= {row["phrase"]: start for row in chosen}
        rows += chosen
    return _make_rows(rows, strip, articles, known)


def _list_texts(articles: pd.DataFrame, column: str) -> list[str]:
    """The texts of a column, empty where there is none."""
    if column not in articles.columns:
        return [""] * len(articles)
    texts: list[str] = articles[column].fillna("").tolist()
    return texts


def measure_windows(
    strip: Strip,
    windows: list[Window],
    candidates: Candidates,
    days: Any,
    headlines: list[str],
    kinds: Floats,
) -> Iterator[tuple[Window, pd.DataFrame]]:
    """Yield each window with its runs and what is counted of them, in it and before it.

    `kinds` has a row for each article, as `measure_articles` makes it.
    """
    numbers = (days - days[:1]).astype("int64") if len(days) else np.zeros(0, dtype=np.int64)
    begins = np.searchsorted(strip.articles, np.arange(len(days), dtype=np.int32))
    heads = begins + [len(text) for text in headlines]
    places, owners = candidates.places, candidates.owners
    of_article = strip.articles[places]
    anew = _mark_first(owners, of_article)
    size = int(candidates.runs.max(initial=-1)) + 1
    past = np.zeros(size, dtype=np.int64)
    counted = 0
    order = np.argsort(candidates.windows, kind="stable")
    bounds = np.searchsorted(candidates.windows[order], np.arange(len(windows) + 1))
    for number, window in enumerate(windows):
        mine = order[bounds[number] : bounds[number + 1]]
        if not len(mine):
            continue
        first, last = find_bounds(places, window.start, window.end)
        past += np.bincount(owners[counted:first][anew[counted:first]], minlength=size)
        counted = first
        begin = int(numbers[strip.articles[window.start]])
        year = find_bounds(places, int(begins[np.searchsorted(numbers, begin - _YEAR)]))[0]
        in_year = np.bincount(owners[year:first][anew[year:first]], minlength=size)
        runs = candidates.runs[mine]
        which = np.full(size, -1, dtype=np.int64)
        which[runs] = np.arange(len(runs))
        run = which[owners[first:last]]
        here = np.flatnonzero(run >= 0)
        at, run = places[first:last][here].astype(np.int64), run[here]
        row, new = of_article[first:last][here], anew[first:last][here]
        table = pd.DataFrame(
            {
                "run": runs,
                "first": candidates.firsts[mine],
                "length": candidates.lengths[mine],
                "past": past[runs],
                "past_year": in_year[runs],
            }
        )
        _count(table, strip, run, at, numbers[row], new)
        inside = np.bincount(run[new & (at >= window.begins)], minlength=len(runs))
        length = table["length"].to_numpy()[run]

        def share(flags: Any, run: Integers = run, table: pd.DataFrame = table) -> Floats:
            sums = np.bincount(run, weights=flags, minlength=len(table))
            shares: Floats = sums / table["count"].to_numpy(dtype="float64")
            return shares

        before = np.maximum(at - 1, 0)
        table["balanced"] = share(_is_balanced(strip, at, at + length - 1))
        table["opened"] = share(strip.opened[at])
        table["quoted"] = share(strip.opened[at] & strip.closed[at + length - 1])
        table["headline"] = share(at < heads[row])
        table["after_verb"] = share(follow_verbs(strip, at))
        closes = strip.codes[np.minimum(at + length, len(strip.codes) - 1)] == ord("》")
        table["title"] = share((strip.codes[before] == ord("《")) & closes)
        for column, sign in enumerate(ARTICLE_SIGNS):
            sums = np.bincount(run[new], weights=kinds[row[new], column], minlength=len(table))
            table[sign] = sums / table["articles"].to_numpy()
        # How many days the window has; what came before it is the past.
        recent = int(numbers[strip.articles[window.end - 1]]) - begin + 1
        _bound_rise(table, recent, begin)
        kept = (inside > 0) & (table["articles"] > 1) & (table["balanced"] >= _BALANCED)
        kept &= (table["past"] == 0) | (table["low"] >= _RISE)
        table = table[kept].reset_index(drop=True)
        spans = zip(table["first"].tolist(), table["length"].tolist(), strict=True)
        table["phrase"] = pd.Series([strip.read(a, a + n) for a, n in spans], dtype="str")
        yield window, table


def _is_balanced(strip: Strip, first: Integers, last: Integers) -> Flags:
    """Which runs hold as many marks that open as marks that close.

    A mark right before the first character, or right behind the last one, counts where that makes
    it even: 反对“四风” holds both of its marks, and so does the 四风 within them.
    """
    begin, end = strip.depth[first], strip.depth[last]
    opened, closed = begin - strip.opened[first], end - strip.closed[last]
    even: Flags = (begin == end) | (opened == end) | (begin == closed) | (opened == closed)
    return even


def follow_verbs(strip: Strip, at: Integers) -> Flags:
    """Which places stand right behind a verb of two characters that formulations follow."""
    verbs = np.array([ord(verb[0]) << 21 | ord(verb[1]) for verb in list_verbs()])
    pair = strip.codes[np.maximum(at - 2, 0)].astype(np.int64) << 21
    found: Flags = np.isin(pair | strip.codes[np.maximum(at - 1, 0)], verbs)
    return found


def _mark_first(owners: Integers, articles: Integers) -> Flags:
    """Which places are the first of their run in an article; places are in reading order."""
    first = np.zeros(len(owners), dtype=bool)
    order = np.argsort(owners, kind="stable")
    run, article = owners[order], articles[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (run[1:] != run[:-1]) | (article[1:] != article[:-1])
    first[order[new]] = True
    return first


def _count(
    table: pd.DataFrame, strip: Strip, run: Integers, at: Integers, day: Integers, new: Flags
) -> None:
    """Add how often each run stands in a window, on which days, and what stands beside it."""
    size = len(table)
    table["count"] = np.bincount(run, minlength=size)
    table["articles"] = np.bincount(run[new], minlength=size)
    # Places are in reading order, so that a new day shows as a change once sorted by run.
    order = np.argsort(run, kind="stable")
    sorted_run, sorted_day = run[order], day[order]
    starts = np.ones(len(order), dtype=bool)
    starts[1:] = sorted_run[1:] != sorted_run[:-1]
    other = starts.copy()
    other[1:] |= sorted_day[1:] != sorted_day[:-1]
    table["days"] = np.bincount(sorted_run[other], minlength=size)
    ends = np.append(starts[1:], True)
    table["span"] = sorted_day[ends] - sorted_day[starts] + 1
    length = table["length"].to_numpy()[run]
    for side, beside in (("left", at - 1), ("right", at + length)):
        beside = beside.clip(0, len(strip.codes) - 1)
        inner = strip.room[beside] > 0
        pairs = np.unique(run[inner] << 21 | strip.codes[beside[inner]])
        outer = np.bincount(run[~inner], minlength=size)
        distinct = np.bincount(pairs >> 21, minlength=size) + outer
        table[f"{side}_free"] = distinct / table["count"].to_numpy()
        table[f"{side}_end"] = outer / table["count"].to_numpy()


def _bound_rise(table: pd.DataFrame, recent: int, days_before: int) -> None:
    """Add by how much the rate of each run rose, with its bounds."""
    from scipy.special import gammaincinv

    low = gammaincinv(table["articles"], _BOUND) / recent
    year = (table["past_year"] + 0.5) / min(_YEAR, days_before)
    table["rise"] = table["articles"] / recent / year
    table["low"] = low / year
    table["high"] = gammaincinv(table["articles"] + 1, 1 - _BOUND) / recent / year
    table["past_low"] = low / ((table["past"] + 0.5) / days_before)
    table["least"] = low * days_before


def _weigh(
    runs: pd.DataFrame, strip: Strip, candidates: Candidates, window: Window
) -> pd.DataFrame:
    """Weigh the runs of a window: those that early signs speak for, with their words."""
    signs = measure_signs(runs)
    best = np.argsort(-weigh_early(signs), kind="stable")[:_WEIGHED]
    runs, signs = runs.iloc[best].reset_index(drop=True), signs.iloc[best].reset_index(drop=True)
    of_run, words, cut = read_words(runs, strip, candidates, window)
    runs["score"] = weigh_words(signs, words)
    pairs = zip(runs["phrase"], cut, runs["title"], strict=True)
    runs["kind"] = pd.Series([tell_kind(*each) for each in pairs], dtype="str")
    runs["places"] = pd.Series(of_run, dtype="object")
    whole = [min(each["word_begins"], each["word_ends"]) > _WHOLE for each in words]
    return runs[np.array(whole, dtype=bool)].sort_values("score", ascending=False, kind="stable")


def read_words(
    runs: pd.DataFrame, strip: Strip, candidates: Candidates, window: Window
) -> tuple[list[Integers], list[dict[str, float]], list[list[tuple[str, str]]]]:
    """Read the words of runs: their places in a window, signs of words, and the words."""
    words, cut = [], []
    of_run = _group_places(candidates, window, runs["run"].to_numpy())
    for places, length in zip(of_run, runs["length"].tolist(), strict=True):
        contexts = []
        for place in np.unique(places[[0, -1]])[:_CONTEXTS].tolist():
            begin = max(place - BESIDE, 0)
            text = strip.read(begin, place + length + BESIDE)
            contexts.append((text, place - begin, place - begin + length))
        found, parts = list_word_signs(contexts)
        words.append(found)
        cut.append(parts)
    return of_run, words, cut


def _group_places(candidates: Candidates, window: Window, runs: Integers) -> list[Integers]:
    """The places of each run in a window."""
    first, last = find_bounds(candidates.places, window.start, window.end)
    owners, places = candidates.owners[first:last], candidates.places[first:last]
    kept = np.isin(owners, runs)
    owners, places = owners[kept], places[kept]
    order = np.argsort(owners, kind="stable")
    sides = np.searchsorted(owners[order], runs), np.searchsorted(owners[order], runs, "right")
    return [places[order[a:b]] for a, b in zip(*(each.tolist() for each in sides), strict=True)]


def _is_shown(phrase: str, shown: Iterable[str]) -> bool:
    """Whether a string, or one that differs by few characters at its ends, was shown before."""
    return any(
        abs(len(phrase) - len(other)) <= _MORE and (phrase in other or other in phrase)
        for other in shown
    )


def _choose(runs: pd.DataFrame, strip: Strip, window: Window, most: int) -> list[dict[str, Any]]:
    """Choose the best of a window, one for each story, formulations before the others."""
    chosen: list[dict[str, Any]] = []
    for record in runs.head(_POOL + most).to_dict("records"):
        row = {str(name): value for name, value in record.items()}
        row["in_articles"] = frozenset(strip.articles[row["places"]].tolist())
        story = next((other for other in chosen if _are_one_story(row, other)), None)
        if story is None:
            chosen.append(row | {"also": [], "window": window})
        else:
            story["also"].append(row["phrase"])
    phrases = [row for row in chosen if row["kind"] == "phrase"][:most]
    others = [row for row in chosen if row["kind"] != "phrase"][: most // _OTHERS]
    return [row | {"rank": at} for at, row in enumerate(phrases + others, start=1)]


def _are_one_story(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two strings stand in the same articles."""
    mine, others = one["in_articles"], other["in_articles"]
    shared = len(mine & others)
    if shared >= _SAME_ARTICLES * max(len(mine), len(others)):
        return True
    if shared < _SAME * min(len(mine), len(others)):
        return False
    short, long = sorted((one["phrase"], other["phrase"]), key=len)
    width = min(_OVERLAP, len(short))
    return any(short[at : at + width] in long for at in range(len(short) - width + 1))


def _make_rows(
    rows: list[dict[str, Any]], strip: Strip, articles: pd.DataFrame, known: pd.DataFrame
) -> pd.DataFrame:
    """Make the table of what was chosen."""
    found = pd.DataFrame(rows)
    if found.empty:
        return make_table("new_phrases", {})
    names = ("phrase", "kind", "rank", "count", "articles", "days", "past", "rise", "low", "high")
    columns: dict[str, Any] = {name: found[name] for name in (*names, "score", "also")}
    columns["period"] = [row["window"].period.start_time for row in rows]
    places = [row["places"] for row in rows]
    numbers = [np.unique(strip.articles[place]) for place in places]
    dates = articles["date"].to_numpy()
    columns["first"] = [dates[number[1]] for number in numbers]
    columns["article_id"] = articles["article_id"].iloc[[number[0] for number in numbers]].array
    if "newspaper" in articles.columns:
        papers = articles["newspaper"].to_numpy()
        columns["papers"] = [len(set(papers[number])) for number in numbers]
    else:
        columns["papers"] = [1] * len(rows)
    never = found["past"] == 0
    columns["new_score"] = (found["least"] / np.log(10)).where(never)
    columns["surge_score"] = np.log2(found["low"]).where(~never)
    columns["example"] = [
        _read_example(strip, int(place[0]), row["length"])
        for place, row in zip(places, rows, strict=True)
    ]
    columns["belongs"] = _list_belonging(found["phrase"].tolist(), known)
    return make_table("new_phrases", columns)


def _read_example(strip: Strip, place: int, length: int) -> str:
    """A string with the characters beside it, without what stands on another line."""
    before = strip.read(max(place - BESIDE, 0), place).rpartition("\n")[2]
    after = strip.read(place, place + length + BESIDE).partition("\n")[0]
    return before + after


def _list_belonging(phrases: list[str], known: pd.DataFrame) -> list[list[str]]:
    """The listed phrases that each string contains, or that contain it, the longest first."""
    forms = list_forms(known)
    if not forms:
        return [[] for _ in phrases]
    names = list(forms.values())
    search = build_search(forms)
    listed = "\n".join(forms)
    belonging = []
    for phrase in phrases:
        within = {
            names[at]
            for at, _, _ in search.find_matches_as_indexes(phrase.encode(), overlapping=True)
        }
        if phrase in listed:
            within |= {name for form, name in forms.items() if phrase in form}
        belonging.append(sorted(within, key=lambda name: (-len(name), name)))
    return belonging
