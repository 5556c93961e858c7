"""A suspicion in words: what was seen, what it does to counts, and the call that mends it."""

from typing import Any, Final, NamedTuple

import numpy as np

from analysis.audit.cells import Cells
from analysis.audit.twins import Suspicion
from analysis.labels import read_wording

__all__ = ["Said", "say_suspicion"]

# The call that mends each thing seen; of what only the source can mend there is none.
_MENDS: Final = {
    **dict.fromkeys(("dup_days", "dup_articles", "doubled_pages"), "drop_copies(articles)"),
    "dup_elsewhere": "find_copies(articles)",
    **dict.fromkeys(
        ("gap", "rise", "fall"), 'count_over_time(phrases, articles=articles)["share"]'
    ),
    "ended": 'articles[articles["date"] < "{start}"]',
    "cut": 'articles.assign({column}=articles["{column}"].str.slice(0, {n}))',
    "footer": 'articles["text"].str.replace(r"{words}.*$", "", regex=True)',
    **dict.fromkeys(
        ("shifted_texts", "shifted_overlap", "shifted_week"),
        'articles["date"].mask({rows}, articles["date"] - pd.Timedelta(days={days}))',
    ),
    **dict.fromkeys(("pages_gone", "pages_new"), 'articles[~articles["page"].isin([{pages}])]'),
    **dict.fromkeys(
        ("names_same", "names_alike", "names_follows", "names_copies"),
        'articles.replace({{"newspaper": {{"{other}": "{paper}"}}}})',
    ),
}
_YEARLY: Final = 45  # of a longer spell it is told what it does to the count of its year


class Said(NamedTuple):
    """The sentences of a suspicion; `mend` is None where nothing but the source can mend it."""

    evidence: str
    effect: str
    mend: str | None


def say_suspicion(one: Suspicion, cells: Cells, lang: str) -> Said:
    """Put a suspicion in words of one language."""
    labels = read_wording(lang)
    words = _fill(one, cells, lang)
    effect = f"audit_effect_{_choose_effect(one)}"
    mend = _MENDS.get(one.said)
    return Said(
        labels[f"audit_{one.said}"].format(**words),
        labels[effect].format(**words),
        None if mend is None else mend.format(**words),
    )


def _choose_effect(one: Suspicion) -> str:
    """The name of the sentence on the effect: that of the kind, or one with a number in it."""
    if one.said in ("dup_days", "dup_articles", "doubled_pages", "dup_elsewhere"):
        return "copies"
    if one.said in ("fall", "pages_gone"):
        return "fall"
    return one.kind


def _fill(one: Suspicion, cells: Cells, lang: str) -> dict[str, Any]:
    """The values that the sentences have placeholders for."""
    last = int(cells.day.max(initial=one.start)) if one.end is None else one.end
    start, end = (str(np.datetime64(day, "D")) for day in (one.start, last))
    rows = f'articles["date"].between("{start}", "{end}")'
    if one.paper is not None:
        rows = f'{rows} & articles["newspaper"].eq("{one.paper}")'
    period, times = _measure_effect(one, cells, last)
    if period is None:
        period = read_period(start, end, lang)
    figures = {
        name: value for name, value in one.figures.items() if name not in ("share", "elsewhere")
    }
    pages = figures.pop("pages", [])
    elsewhere = one.figures.get("elsewhere")
    return {
        "n": 0,
        "column": "text",
        "words": "",
        "issues": 0,
        "lost": 0,
        "other": "",
        "days": 0,
        **figures,
        "paper": one.paper or "",
        "start": start,
        "end": end,
        "period": period,
        "times": f"{times:.1f}",
        "pages": ", ".join(str(page) for page in pages),
        "share": f"{one.figures.get('share', 0):.0%}",
        "elsewhere": ""
        if elsewhere is None
        else read_wording(lang)["audit_elsewhere"].format(base=f"{elsewhere:.1%}"),
        "copies": f"{one.rows:,}",
        "rows": rows,
    }


def read_period(start: str, end: str, lang: str) -> str:
    """From one day to another, or the one day."""
    if start == end:
        return start
    return read_wording(lang)["audit_period"].format(start=start, end=end)


def _measure_effect(one: Suspicion, cells: Cells, last: int) -> tuple[str | None, float]:
    """The year whose counts are concerned, or None for the spell alone; how often they are there.

    Of a spell that lies within one year and is long, the whole year is told, since that is what
    people count by.
    """
    times = float(one.figures.get("times", one.factor))
    year = np.datetime64(one.start, "D").astype("datetime64[Y]")
    if one.kind not in ("dup_days", "dup_articles", "section_doubling") or one.factor <= 1:
        return None, times
    if one.said in ("rise", "pages_new", "dup_elsewhere") or last - one.start < _YEARLY:
        return None, times
    if np.datetime64(last, "D").astype("datetime64[Y]") != year:
        return None, times
    first, after = ((year + more).astype("datetime64[D]").astype(np.int64) for more in (0, 1))
    own = (cells.day >= first) & (cells.day < after)
    if one.paper is not None:
        own &= np.array([cells.names[paper] == one.paper for paper in cells.paper])
    total = int(cells.size[own].sum())
    return str(year), total / max(total - one.rows, 1)
