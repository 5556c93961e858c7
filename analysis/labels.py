"""The words of charts and reports, in Chinese and in English, and the units of columns."""

import csv
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from analysis.schema import check_choice

__all__ = ["find_unit", "name_leaders", "name_some", "read_wording"]

_FOLDER: Final = Path(__file__).parent / "templates"
_LANGS: Final = ("zh", "en")
_NAMED: Final = 3  # names that a sentence lists before it says “and others”


def read_wording(lang: str) -> Mapping[str, str]:
    """Read the words of charts and reports in one language.

    Parameters
    ----------
    lang
        `zh` or `en`.

    Returns
    -------
    Mapping
        From the key of a word or sentence to what is shown; sentences hold {names} for values.

    Raises
    ------
    InputError
        Where there are no words in that language.

    Examples
    --------
    >>> read_wording("en")["column_articles"]
    'articles'
    """
    check_choice(lang, "lang", _LANGS)
    return _read_file(lang)


@cache
def _read_file(lang: str) -> Mapping[str, str]:
    with (_FOLDER / "labels.csv").open(encoding="utf-8", newline="") as lines:
        return {row["key"]: row[lang] for row in csv.DictReader(lines)}


def find_unit(column: str, columns: Collection[str]) -> str | None:
    """Find what the values of a column are: counts, shares, log ratios, dates, …

    A name can mean two things: `low` bounds a share in one table and a Log Ratio in another. Then
    the other columns of the table decide.

    Parameters
    ----------
    column
        The name of the column.
    columns
        The names of all columns of its table.

    Returns
    -------
    str or None
        A unit of `templates/units.csv`: text, code (one of few words, shown in the reader's
        language), list, date, yes or no, count, ordinal, share (of 1, shown in per cent), percent
        (of 100), rate (per 10,000 characters), score, log ratio, G², p, bits, nats. None for a
        column that this package does not know: nothing is guessed from a name.

    Examples
    --------
    >>> find_unit("low", ["term", "share", "low"]), find_unit("low", ["term", "log_ratio", "low"])
    ('share', 'log ratio')
    """
    for beside, unit in _read_units().get(column, ()):
        if not beside or beside in columns:
            return unit
    return None


@cache
def _read_units() -> Mapping[str, Sequence[tuple[str, str]]]:
    units: dict[str, list[tuple[str, str]]] = {}
    with (_FOLDER / "units.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            units.setdefault(row["column"], []).append((row["beside"], row["unit"]))
    return units


def name_leaders(
    names: Sequence[str], numbers: Sequence[float], lang: str, *, quoted: bool = True
) -> str:
    """Name what has the highest number, all of them where several share it.

    Parameters
    ----------
    names, numbers
        Of one length, the highest number first.
    lang
        `zh` or `en`.
    quoted
        Whether names stand in quotation marks where the language uses them for that.

    Examples
    --------
    >>> name_leaders(["减负", "新质生产力", "春耕"], [3, 3, 1], "zh")
    '“减负”、“新质生产力”'
    """
    labels = read_wording(lang)
    pairs = zip(names, numbers, strict=True)
    leading = [name for name, number in pairs if number == numbers[0]]
    words = [labels["quoted"].format(word=name) if quoted else str(name) for name in leading]
    return name_some(words, labels)


def name_some(words: Sequence[str], labels: Mapping[str, str]) -> str:
    """Name the first three of some words, and say so if there are others.

    Examples
    --------
    >>> name_some(["甲", "乙", "丙", "丁"], read_wording("zh"))
    '甲、乙、丙等'
    """
    more = labels["and_others"] if len(words) > _NAMED else ""
    return labels["between"].join(words[:_NAMED]) + more
