"""A date as people write it → the day: the one reader of dates, for files and for tables."""

import re
from collections.abc import Collection
from contextlib import suppress
from datetime import date as Date  # noqa: N812 - as in pages/names.py
from datetime import datetime, timedelta, timezone
from typing import Any, Final

__all__ = ["DAY", "SLASHED", "read_day", "read_days", "read_number", "to_day"]

DAY: Final = re.compile(
    r"((?:19|20)\d\d)\s?[年./-]\s?(\d{1,2})\s?[月./-]\s?(\d{1,2})(?!\d)"
    r"|([一二][九〇○零OＯ][〇○零OＯ一二三四五六七八九]{2})年([一二三四五六七八九十]{1,2})月"
    r"([一二三四五六七八九十]{1,3})日"
)
_COMPACT_DAY: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
# 2024030508, 20240305080000: the hour stands right behind the day.
_COMPACT_MOMENT: Final = re.compile(r"((?:19|20)\d\d)(0\d|1[0-2])([0-3]\d)\d{2}(?:\d{2}){0,2}")
# What programs count: days since 1900 (Excel, whose year 1900 has a day too many), of the years
# 1927 to 2064, and seconds or thousandths of them since 1970, of 2001 to 2030.
_EXCEL_DAY: Final = re.compile(r"([1-5]\d{4})(?:\.\d+)?")
_SECONDS: Final = re.compile(r"(1\d{9})(?:\d{3}|\.\d+)?")
_FIRST_DAY_OF_EXCEL: Final = Date(1899, 12, 30)
_MONTHS_OF_YEAR: Final = 12
_CHINESE_TIME: Final = timezone(timedelta(hours=8))
SLASHED: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)(?:[ T]\d.*)?")
_LONGEST_NUMBER: Final = 4  # digits: a longer one is a date or an id, no page
_DIGITS: Final = "〇一二三四五六七八九"
# 1 March 2024, Mar 1, 2024: in figures alone (3/1/2024) nobody knows which is the month.
_MONTHS: Final = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_ENGLISH_DAY: Final = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[ -])?([a-z]{3,9})\.?[ -](?:(\d{1,2})(?:st|nd|rd|th)?,? )?(\d{4})"
)

# Tue, 05 Mar 2024 08:00:00 GMT: what stands around the day.
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
        year = "".join(str(max(_DIGITS.find(digit), 0)) for digit in words[0])
        words = [year, *(str(read_number(word) or 0) for word in words[1:])]
    with suppress(ValueError):
        return Date(*map(int, words))
    return None


def read_days(cells: Collection[str]) -> dict[str, Date | None]:
    """Read the days of a column of dates: in writing, or as programs count them.

    Which number of 3/25/2024 is the month is seen from the whole column: where one number is over
    12 in some cells, it is the day in all. Where nothing shows it, or cells contradict each other,
    such a date is not read.

    Examples
    --------
    >>> days = read_days(["Jun 17, 2024", "45356", "1709596800", "3/5/2024"])
    >>> [str(day) for day in days.values()]
    ['2024-06-17', '2024-03-05', '2024-03-05', 'None']
    >>> str(read_days(["3/5/2024", "3/25/2024"])["3/5/2024"])
    '2024-03-05'
    """
    slashed = [match for match in (SLASHED.fullmatch(cell.strip()) for cell in cells) if match]
    month_last = any(int(match[1]) > _MONTHS_OF_YEAR for match in slashed)
    month_first = any(int(match[2]) > _MONTHS_OF_YEAR for match in slashed)
    order = None if month_first == month_last else (1, 2) if month_first else (2, 1)
    return {cell: _read_counted_day(cell.strip(), order) for cell in cells}


def _read_counted_day(cell: str, order: tuple[int, int] | None) -> Date | None:
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
    return to_day(cell)


def to_day(value: Any) -> Date | None:
    """Read the day that one value stands for: a date, a moment, or a date in writing.

    Examples
    --------
    >>> [str(to_day(value)) for value in ("2024年3月1日", 20240301, datetime(2024, 3, 1, 8))]
    ['2024-03-01', '2024-03-01', '2024-03-01']
    >>> str(to_day("March 1, 2024")), to_day("3/1/2024")
    ('2024-03-01', None)
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, Date):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a column of numbers that misses one
    text = str(value).strip()
    return read_day(text) or _read_english_day(text.lower())


def _read_english_day(text: str) -> Date | None:
    match = _ENGLISH_DAY.fullmatch(_AROUND_ENGLISH.sub("", text))
    if match and bool(match[1]) != bool(match[3]) and match[2][:3] in _MONTHS:
        with suppress(ValueError):
            return Date(int(match[4]), _MONTHS.index(match[2][:3]) + 1, int(match[1] or match[3]))
    return None
