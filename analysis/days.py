"""Dates as people and programs write them → days, for files and for tables."""

import re
from collections.abc import Collection
from contextlib import suppress
from datetime import date as Date  # noqa: N812 - as in pages/names.py
from datetime import datetime, timedelta, timezone
from typing import Any, Final, NamedTuple

__all__ = ["DAY", "SLASHED", "Dated", "read_dates", "read_day", "read_number", "to_day"]

DAY: Final = re.compile(
    r"((?:19|20)\d\d)\s?[年./-]\s?(\d{1,2})\s?[月./-]\s?(\d{1,2})(?!\d)"
    r"|([一二][九〇○零OＯ][〇○零OＯ一二三四五六七八九]{2})年([一二三四五六七八九十]{1,2})月"
    r"([一二三四五六七八九十]{1,3})日"
)
_COMPACT_DAY: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
# A day with an hour right after it: 2024030508, 20240305080000.
_COMPACT_MOMENT: Final = re.compile(r"((?:19|20)\d\d)(0\d|1[0-2])([0-3]\d)\d{2}(?:\d{2}){0,2}")
# Numbers that programs count. Excel counts days since 1900, with a day too many in that year: those
# of the years 1927 to 2064 are read. Others count seconds since 1970, or smaller parts of them:
# those of the years 2001 to 2033 are read.
_EXCEL_DAY: Final = re.compile(r"([1-5]\d{4})(?:\.\d+)?")
_SECONDS: Final = re.compile(r"(1\d{9})(?:(?:\d{3}){1,3}|\.\d+)?")
_FIRST_DAY_OF_EXCEL: Final = Date(1899, 12, 30)
_MONTHS_OF_YEAR: Final = 12
_CHINESE_TIME: Final = timezone(timedelta(hours=8))
SLASHED: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)(?:[ T]\d.*)?")
_LONGEST_NUMBER: Final = 4  # digits of a page number
_DIGITS: Final = "〇一二三四五六七八九"
# For dates as 1 March 2024 or Mar 1, 2024. In 3/1/2024 nobody knows which number is the month.
_MONTHS: Final = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_ENGLISH_DAY: Final = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[ -])?([a-z]{3,9})\.?[ -](?:(\d{1,2})(?:st|nd|rd|th)?,? )?(\d{4})"
)
# As spreadsheets write it: 5-Mar-24; from 30 on it is of the last century.
_SHORT_YEAR: Final = re.compile(r"(\d{1,2}-[a-z]{3}-)(\d\d)")
_LAST_CENTURY: Final = 30

# A date with the year at the end: Tue Mar 05 08:00:00 CST 2024
_YEAR_LAST: Final = re.compile(
    r"[a-z]{3} ([a-z]{3}) +(\d{1,2}) \d\d?:\d\d(?::\d\d)? (?:[a-z]{1,5}|[+-]\d{4}) (\d{4})"
)
# How programs write the midnight at which 5 March begins in China: 2024-03-04T16:00:00Z
_CHINESE_MIDNIGHT: Final = re.compile(
    r"((?:19|20)\d\d-\d\d-\d\d)[T ]16:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)"
)
# A month or a year alone, also with a day 0: 1966-05-00.
_MONTH: Final = re.compile(
    r"((?:19|20)\d\d)\s?(?:[年./-]\s?(0?[1-9]|1[0-2])\s?月?(?:[份号]|[./-]\s?00?)?|(0[1-9]|1[0-2]))"
)
_CHINESE_MONTH: Final = re.compile(
    r"([一二][九〇○零OＯ][〇○零OＯ一二三四五六七八九]{2})年([一二三四五六七八九十]{1,2})月份?"
)
_YEAR: Final = re.compile(r"((?:19|20)\d\d)\s?(?:年度?|[./-]00?[./-]00?)?")

# What may stand around a day: Tue, 05 Mar 2024 08:00:00 GMT
_AROUND_ENGLISH: Final = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? |,? \d\d?:\d\d.*$")


def read_number(text: str) -> int | None:
    """Read a number from 1 to 99 in digits or in Chinese.

    Examples
    --------
    >>> read_number("07"), read_number("十二"), read_number("B2")
    (7, 12, None)
    """
    if text.isdecimal():
        digits = text.lstrip("0")
        return int(digits) or None if 0 < len(digits) <= _LONGEST_NUMBER else None
    tens, ten, ones = text.rpartition("十")
    read = [_DIGITS.find(digit) if digit else 0 for digit in (tens, ones)]
    if not text or -1 in read or len(tens) > 1 or len(ones) > 1:
        return None
    return read[0] * 10 + read[1] if tens or not ten else 10 + read[1]


def read_day(text: str) -> Date | None:
    """Read the first date of a line, in digits or in Chinese.

    Examples
    --------
    >>> read_day("二〇二四年三月二十七日 星期三"), read_day("2024.3.27"), read_day("20240327")
    (datetime.date(2024, 3, 27), datetime.date(2024, 3, 27), datetime.date(2024, 3, 27))
    """
    match = DAY.search(text) or _COMPACT_DAY.search(text)
    if not match:
        return None
    words = [word for word in match.groups() if word]
    if not words[0].isdecimal():
        words = [str(_parse_year(words[0])), *(str(read_number(word) or 0) for word in words[1:])]
    with suppress(ValueError):
        return Date(*map(int, words))
    return None


class Dated(NamedTuple):
    """A day, and its precision: day, month or year; of a month or a year it is the first day."""

    day: Date
    precision: str


def read_dates(cells: Collection[str]) -> dict[str, Dated | None]:
    """Read the dates of a column: in writing, or as programs count them.

    In dates as 3/25/2024 the whole column shows which number is the month: one that is above 12 in
    some cells is the day in all of them. If no cell shows it, or cells contradict each other, such
    dates are not read. Neither is a week (2024-W12), which is no day, month or year.

    Examples
    --------
    >>> dates = read_dates(["Jun 17, 2024", "45356", "1709596800", "2024年3月", "3/5/2024"])
    >>> [f"{date.day} {date.precision}" if date else None for date in dates.values()]
    ['2024-06-17 day', '2024-03-05 day', '2024-03-05 day', '2024-03-01 month', None]
    >>> str(read_dates(["3/5/2024", "3/25/2024"])["3/5/2024"].day)
    '2024-03-05'
    """
    slashed = [match for match in (SLASHED.fullmatch(cell.strip()) for cell in cells) if match]
    month_last = any(int(match[1]) > _MONTHS_OF_YEAR for match in slashed)
    month_first = any(int(match[2]) > _MONTHS_OF_YEAR for match in slashed)
    order = None if month_first == month_last else (1, 2) if month_first else (2, 1)
    return {cell: _parse_date(cell.strip(), order) for cell in cells}


def _parse_date(cell: str, order: tuple[int, int] | None) -> Dated | None:
    day = _parse_day(cell, order)
    return Dated(day, "day") if day else _parse_period(cell)


def _parse_day(cell: str, order: tuple[int, int] | None) -> Date | None:
    match = SLASHED.fullmatch(cell)
    if match and order is None:
        return None
    with suppress(ValueError):
        if match and order:
            return Date(int(match[3]), int(match[order[0]]), int(match[order[1]]))
        moment = _COMPACT_MOMENT.fullmatch(cell)
        if moment:
            return Date(*(int(word) for word in moment.groups()))
        counted = _EXCEL_DAY.fullmatch(cell)
        if counted:
            return _FIRST_DAY_OF_EXCEL + timedelta(days=int(counted[1]))
        seconds = _SECONDS.fullmatch(cell)
        if seconds:
            return datetime.fromtimestamp(int(seconds[1]), _CHINESE_TIME).date()
        midnight = _CHINESE_MIDNIGHT.fullmatch(cell)
        if midnight:
            return Date.fromisoformat(midnight[1]) + timedelta(days=1)
    return to_day(cell)


def _parse_period(cell: str) -> Dated | None:
    """Parse a month or a year alone; the day is its first one."""
    month = _MONTH.fullmatch(cell)
    if month:
        return Dated(Date(int(month[1]), int(month[2] or month[3]), 1), "month")
    written = _CHINESE_MONTH.fullmatch(cell)
    number = read_number(written[2]) if written else None
    if written and number and number <= _MONTHS_OF_YEAR:
        return Dated(Date(_parse_year(written[1]), number, 1), "month")
    english = _ENGLISH_DAY.fullmatch(cell.lower())
    if english and not english[1] and not english[3] and english[2][:3] in _MONTHS:
        return Dated(Date(int(english[4]), _MONTHS.index(english[2][:3]) + 1, 1), "month")
    year = _YEAR.fullmatch(cell)
    return Dated(Date(int(year[1]), 1, 1), "year") if year else None


def _parse_year(digits: str) -> int:
    """Parse a year in Chinese digits, with any of the signs for zero."""
    return int("".join(str(max(_DIGITS.find(digit), 0)) for digit in digits))


def to_day(value: Any) -> Date | None:
    """Find the day of a single value: a date, a moment, or a date in writing.

    Examples
    --------
    >>> [str(to_day(value)) for value in ("2024年3月1日", 20240301, datetime(2024, 3, 1, 8))]
    ['2024-03-01', '2024-03-01', '2024-03-01']
    >>> str(to_day("March 1, 2024")), str(to_day("5-Mar-24")), to_day("3/1/2024")
    ('2024-03-01', '2024-03-05', None)
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, Date):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a column of whole numbers with a missing one
    text = str(value).strip()
    return read_day(text) or _parse_english_day(text.lower())


def _parse_english_day(text: str) -> Date | None:
    short = _SHORT_YEAR.fullmatch(text)
    if short:
        text = f"{short[1]}{19 if int(short[2]) >= _LAST_CENTURY else 20}{short[2]}"
    last = _YEAR_LAST.fullmatch(text)
    if last:
        text = f"{last[1]} {last[2]}, {last[3]}"
    match = _ENGLISH_DAY.fullmatch(_AROUND_ENGLISH.sub("", text))
    if match and bool(match[1]) != bool(match[3]) and match[2][:3] in _MONTHS:
        with suppress(ValueError):
            return Date(int(match[4]), _MONTHS.index(match[2][:3]) + 1, int(match[1] or match[3]))
    return None
