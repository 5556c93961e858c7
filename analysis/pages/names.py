"""Newspaper, date and page number from the name of a file and of the folders it lies in."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date as Date  # noqa: N812 - Origin has a field `date`
from typing import Final, NamedTuple

from analysis.days import read_number
from analysis.han import HAN
from analysis.pages.papers import is_code, is_paper

__all__ = ["Origin", "is_latin_newspaper", "read_name"]

# Days in paths: 2024-03-27, 2024年3月27日, or over folders as 2024/03/27; 20240327, or 202403/27;
# and rmrb2024032703, where the page follows the day at once.
_DATE: Final = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-_./ 年]/?(\d{1,2})[-_./ 月]/?(\d{1,2})日?(?!\d)"
    r"|(?<!\d)((?:19|20)\d\d)[-_./ ]?(0\d|1[0-2])[-_./ ]?([0-3]\d)(?!\d)"
    rf"|(?<![^A-Za-z/{HAN}])((?:19|20)\d\d)(0\d|1[0-2])([0-3]\d)(?=\d\d(?!\d))"
)
_PAGE: Final = re.compile(
    r"第?(?<![B-Zb-z\d])A?0*(\d{1,3})版|第([一二三四五六七八九十]{1,3})版|(头)版"
    r"|(?<![A-Za-z])(?:page|pg|p|版|A)[-_ ]?0*(\d{1,3})(?![\dA-Za-z])",
    re.IGNORECASE,
)
# Lists of a page in digital newspapers (node_1.htm, col01.html, nbs.D110000xx_01.htm), and an
# article there: nw.D110000xx_20240327_3-01.htm is the third of page 1.
_LIST_PAGE: Final = re.compile(r"(?:(?:node|col)_?|nbs\.D\w+?_|nw\.D\w+_\d+-)0*(\d{1,2})")
# A number alone, or with the name of a section: 01 要闻.
_BARE_NUMBER: Final = re.compile(
    r"0*(\d{1,2})"
    r"(?:[-_ ]?(?:要闻|头版|时政|综合|国内|国际|经济|社会|理论|评论|文化|体育|副刊|广告))?"
)
# Behind the day, the page and the number of the article on it: 20240327-01-05, 20240327_01_05_春耕.
# A third number makes a time of it.
_PAGE_AND_NUMBER: Final = re.compile(r"[-_ ]?A?0*(\d{1,2})[-_ ]\d{1,3}(?:$|[-_ ](?!\d))")
# Folders that name only a year, a month or an issue: 2024年3月, 第12期.
_PERIOD: Final = re.compile(r"(?:\d{4}年?)?[-_. ]?(?:\d{1,2}月?)?(?:第?\d{1,3}期)?")
_BETWEEN_WORDS: Final = re.compile(
    r"[-_\s《》()（）]+|(?:19|20)\d\d年?|第?\d{1,3}期|文字稿|文稿|全文|实录"
)
_EDGES: Final = "-_. ()（）[]【】《》、,，#·"
# Names that end like those of newspapers. Others (求是, 红旗) must be in the list of papers.
_HAN_NEWSPAPER: Final = re.compile(
    rf"[{HAN}]{{1,14}}(?:报|報|电讯|電訊|周末|週末)(?:(?:海外|农村|地方|市郊|华东)版)?"
)
# Among other words (2024-03-05_春耕_兰川日报) the ending must have two characters, since 通报 and
# 海报 end in 报 as well.
_SURE_NEWSPAPER: Final = re.compile(
    rf"[{HAN}]{{2,12}}(?:日报|日報|晚报|晚報|早报|晨报|时报|時報|商报|都市报)"
    r"(?:(?:海外|农村|地方|市郊|华东)版)?"
)
# Words that end in 报 and are no newspaper, unless the list has them (申报).
_NO_PRESS: Final = re.compile(r".*[通海汇捷情电预警墙喜]报")
_LATIN_NEWSPAPER: Final = re.compile(
    r"[a-z][a-z_'’ -]*(?:daily|news|times|post|bao|herald|gazette)", re.IGNORECASE
)
_LATIN_NAME: Final = re.compile(r"[A-Za-z][A-Za-z\d]*(?:[-_ ][A-Za-z][A-Za-z\d]*)*")
# Pinyin (zhou-qiming-diaoyan) is a title and no newspaper. A consonant before a vowel must begin a
# new syllable, so that there is one way to divide a name, not twice as many with each syllable.
_PINYIN: Final = re.compile(
    r"(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?[aeiouv]"
    r"(?:(?<=o)ng|(?:(?<=[aei])ng|(?<=[aeiu])n|(?<=e)r)(?![aeiouv]))?+)++",
    re.IGNORECASE,
)
_LEAST_OF_TITLE: Final = 3
# Folders that say how files are kept; n1 and t stand in addresses of news sites before the day
# (n1/2024/0305, t20240305_6936).
_NO_NEWSPAPER: Final = re.compile(
    r"[a-z]\d{0,3}|n[bw]s?\.d\w+|all|arti?\d*|archives?|articles?|cache|col|content|corp(?:us|ora)|data|docs?|downloads?|epaper|export|files?"
    r"|home|html?|images?|img|index|input|items?|layout|list|local|main|markdown|md|mobile|news"
    r"|newspapers?|node|ocr|old|out|output|pages?|papers?|pc|pdf|print|raw|samples?|scans?|site|src"
    r"|te?mp|tests?|te?xts?|version|web|work|www",
    re.IGNORECASE,
)


class Origin(NamedTuple):
    """Newspaper, date and page number according to one source; None where it does not say."""

    newspaper: str | None = None
    date: Date | None = None
    page: int | None = None


def read_name(parts: Sequence[str], *, above: Sequence[str] = ()) -> Origin:
    """Read newspaper, date and page number from a path.

    A newspaper is what stands before the date, in the name of the file or as the folder above, or
    a name that ends like one (日报, daily). A page of a section other than A (B02) has no number,
    for it is not the second page of the issue. A bare number is a page only beside a date.

    Parameters
    ----------
    parts
        The folders below the source, and the name of the file without its suffix.
    above
        The folders of the source itself; a date there counts if the source ends in it.

    Examples
    --------
    >>> read_name(["datong-daily-2024-03-27-p01"])
    Origin(newspaper='datong-daily', date=datetime.date(2024, 3, 27), page=1)
    >>> read_name(["rmrb2024032703"])
    Origin(newspaper='rmrb', date=datetime.date(2024, 3, 27), page=3)
    >>> read_name(["大同日报", "2024", "03", "27", "01版"])
    Origin(newspaper='大同日报', date=datetime.date(2024, 3, 27), page=1)
    >>> read_name(["20240327_rmrb_03"])
    Origin(newspaper='rmrb', date=datetime.date(2024, 3, 27), page=3)
    """
    path = "/".join((*above, *parts))
    *folders, stem = parts
    below = len(path) - len("/".join(parts))
    at_stem = len(path) - len(stem)
    day, start, end = _find_date(path, below)
    before, after = (path[at_stem:start], path[end:]) if end > at_stem else ("", stem)
    between = path[end:at_stem].strip("/").split("/")[0] if day else ""
    named = map(_name_newspaper, (*folders[::-1], *above[-1:]))
    in_folders = [own for own in named if own]
    newspaper = (
        # 大同日报/dtrb-20240327: a short name in letters says less than a folder in Chinese.
        next((own for own in in_folders if not own.isascii()), None) if before.isascii() else None
    ) or (
        _name_newspaper(before, sure=True)
        or _name_newspaper(after, code=True)
        or (_find_newspaper_above(path[:start], below) if day else None)
        or next(iter(in_folders), None)
    )
    page = next(_find_pages((before, after), stem, folders), None)
    if page is None and day:
        numbered = _PAGE_AND_NUMBER.match(after)
        page = (int(numbered[1]) or None) if numbered else None
    if page is None and day:
        plain = after.replace(newspaper or " ", " ", 1)
        page = _read_bare_number(between) or _read_bare_number(plain)
    return Origin(newspaper, day, page)


def is_latin_newspaper(word: str) -> bool:
    """Whether a name in letters ends like that of a newspaper.

    Examples
    --------
    >>> is_latin_newspaper("lanchuan-daily"), is_latin_newspaper("politics")
    (True, False)
    """
    return bool(_LATIN_NEWSPAPER.fullmatch(word))


def _find_date(path: str, below: int) -> tuple[Date | None, int, int]:
    """Find the last date in a path and where it stands; folders above the source do not count."""
    found: tuple[Date | None, int, int] = (None, 0, 0)
    for match in _DATE.finditer(path):
        year, month, day = (int(number) for number in match.groups() if number)
        if match.end() >= below - 1:
            with suppress(ValueError):  # there is no 31 February and no 13th month
                found = (Date(year, month, day), match.start(), match.end())
    return found


def _find_pages(words: Iterable[str], stem: str, folders: Sequence[str]) -> Iterator[int]:
    for word in (*words, *folders[::-1]):
        for match in _PAGE.finditer(word):
            number = 1 if match[3] else read_number(match[1] or match[2] or match[4])
            if number:
                yield number
    listed = _LIST_PAGE.fullmatch(stem)
    if listed and int(listed[1]):
        yield int(listed[1])


def _read_bare_number(word: str) -> int | None:
    match = _BARE_NUMBER.fullmatch(word.strip(_EDGES))
    return int(match[1]) or None if match else None


def _name_newspaper(word: str, *, sure: bool = False, code: bool = False) -> str | None:
    """The newspaper that a word names: a word that looks like one, or any name where `sure`.

    Where `code`, it may be named by its short form in letters among other words.
    """
    word = _PAGE.sub(" ", word).strip(_EDGES)
    if _NO_NEWSPAPER.fullmatch(word):
        return None
    if is_paper(word) or _LATIN_NEWSPAPER.fullmatch(word):
        return word
    if _HAN_NEWSPAPER.fullmatch(word):
        return None if _NO_PRESS.fullmatch(word) else word
    words = _BETWEEN_WORDS.split(word)
    named = next(
        (
            own
            for own in words
            if _SURE_NEWSPAPER.fullmatch(own) or is_paper(own) or (code and is_code(own))
        ),
        None,
    )
    if named or not sure or not _LATIN_NAME.fullmatch(word):
        return named
    words = re.split(r"[-_ ]", word)
    if len(words) >= _LEAST_OF_TITLE and all(map(_PINYIN.fullmatch, words)):
        return None
    return None if any(map(_NO_NEWSPAPER.fullmatch, words)) else word


def _find_newspaper_above(head: str, below: int) -> str | None:
    """Take the folder right above the date as newspaper, but pass over folders of other kinds."""
    while head:
        at = head.rfind("/") + 1
        word = head[at:].strip(_EDGES)
        if word and not (_NO_NEWSPAPER.fullmatch(word) or _PERIOD.fullmatch(word)):
            return _name_newspaper(word, sure=at >= below)
        head = head[: max(at - 1, 0)]
    return None
