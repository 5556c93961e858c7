"""A file that holds several pages or days, cut into sections.

Most such files have headings for days or pages, with the headings of articles one level below. In
archives of old volumes two lines above each article name its page (第1版()) and column (专栏：),
and the headline is printed again above the text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date as Date  # noqa: N812 - a section has a field `date`
from itertools import pairwise
from typing import Final

from analysis.articles.lines import Line
from analysis.bylines import list_surname_characters
from analysis.days import read_day, read_number
from analysis.han import HAN

__all__ = ["Section", "cut_sections"]

_LONGEST_HEADING: Final = 40  # characters of the heading of a day or a page
_DAY: Final = r"(?:19|20)\d\d\s?[-./年]?\s?\d{1,2}\s?[-./月]?\s?\d{1,2}\s?日?"
# The heading of a day: a newspaper, a date, and what kind of file it is, each if there is one.
# Examples: # 新闻联播 2025-03-18, # 兰川日报 20240305 报道摘要
_DAY_TITLE: Final = re.compile(
    rf"《?(?:[{HAN}]{{2,12}}(?:报|報|联播|聯播|新闻|简报|海外版))?》?\s?[-_·|—:：]?\s?[(（]?{_DAY}[)）]?"
    r"\s?[(（]?(?:(?:星期|周)[一二三四五六日天])?[)）]?\s?"
    r"(?:报道|新闻|文章|版面|内容|文字|主要|全部|要闻|当日|摘要|全文|目录|汇总|列表|内容提要|稿|版){0,4}"
)
_PAGE_TITLE: Final = re.compile(
    r"(?:第\s?)?A?0*(\d{1,2})\s?版(?:\s?[:：·|｜/-]?\s?\S{0,12})?"
    r"|第\s?([一二三四五六七八九十]{1,3})\s?版(?:\s?[:：·|｜/-]?\s?\S{0,12})?"
)
# A line about the whole day or page: - 新闻条数：3, > 共 2 个版面, 来源：某网
_ABOUT: Final = re.compile(
    r"[-*+>]\s?(?:[^:：。]{1,12}[:：].{0,80}|共\s?\d+\s?(?:个|篇|条|版|则).{0,10})"
    r"|(?:来源|数据源|数据来源|新闻条数|条数|日期|链接|网址|版面数|抓取时间|更新时间|总数|URL)\s?[:：].{0,80}",
    re.IGNORECASE,
)
_RUNNING_NUMBER: Final = re.compile(r"[(（【\[]?(\d{1,3})[)）】\]]?\s?[.．、:：]\s*(?=\S)")
_EMPHASIS: Final = re.compile(r"([*_])(?!\s|\1)[^*_]{1,100}\1")

_ARCHIVE_PAGE: Final = re.compile(r"第(\d{1,2})版\s?[(（][^()（）]{0,20}[)）]")
_ARCHIVE_COLUMN: Final = re.compile(r"专栏\s?[:：].{0,40}")
_DAY_ALONE: Final = re.compile(_DAY)
_MOST_TITLES: Final = 6
_AUTHOR: Final = re.compile(rf"[{HAN}]{{2,4}}(?:[ 、，,]+[{HAN}]{{2,4}}){{0,5}}")
_BLANKS: Final = re.compile(r"\s+")


@dataclass(slots=True)
class Section:
    """A stretch of a file that is split into articles by itself.

    `about` are the lines that describe the section (its heading, a list of metadata) and belong to
    no article; `aside` are lines of an article that are none of its parts; `authors` are the
    numbers of the lines that name its authors. `page` and `date` are those of the heading.
    """

    lines: list[Line] = field(default_factory=list)
    about: list[Line] = field(default_factory=list)
    aside: list[Line] = field(default_factory=list)
    authors: set[int] = field(default_factory=set)
    page: int | None = None
    date: Date | None = None


def cut_sections(lines: Sequence[Line]) -> list[Section]:
    """Cut the printed lines of a file into sections; an ordinary page is one section."""
    pairs = _find_archive_pairs(lines)
    if pairs:
        return _cut_archive(lines, pairs)
    heads = [at for at, line in enumerate(lines) if 0 < line.mark <= 6]
    titles = _find_titles(lines, heads)
    if not titles:
        return [Section(list(lines))]
    sections = [Section(list(lines[: min(titles)]))] if min(titles) else []
    page: int | None = None
    bounds = [*sorted(titles), len(lines)]
    days = {at: read_day(lines[at].passage.text) for at in titles}
    several = len({day for day in days.values() if day}) > 1
    day: Date | None = None  # stays None where the whole file is of one day
    for start, end in pairwise(bounds):
        if days[start]:
            day, page = days[start] if several else None, None
        page = titles[start] or page
        below = start + 1
        while below < end and not lines[below].mark and _ABOUT.fullmatch(lines[below].passage.text):
            below += 1
        stories = _strip_numbers(lines[below:end])
        sections.append(Section(stories, about=list(lines[start:below]), page=page, date=day))
    return sections


def _find_titles(lines: Sequence[Line], heads: Sequence[int]) -> dict[int, int | None]:
    """Find the headings of days and pages: their indices, each with the number of the page.

    They only count if the next heading is one level below.
    """
    titles: dict[int, int | None] = {}
    for number, at in enumerate(heads):
        line = lines[at]
        text = line.passage.text
        if len(text) > _LONGEST_HEADING:
            continue
        page = _PAGE_TITLE.fullmatch(text)
        if not page and not _DAY_TITLE.fullmatch(text):
            continue
        following = lines[heads[number + 1]] if number + 1 < len(heads) else None
        if following is not None and following.mark > line.mark:
            titles[at] = read_number(page[1] or page[2]) if page else None
    return titles


def _strip_numbers(lines: Sequence[Line]) -> list[Line]:
    """Take running numbers (1. …, 2. …) off the headlines, and marks of emphasis off lines."""
    marks = [line.mark for line in lines if line.mark]
    stories = [at for at, line in enumerate(lines) if line.mark and line.mark == min(marks)]
    numbers = [_RUNNING_NUMBER.match(lines[at].passage.text) for at in stories]
    counted = [int(number[1]) for number in numbers if number]
    made = list(lines)
    first = counted[0] if counted else 0
    if counted and counted == list(range(first, first + len(stories))):
        for at, number in zip(stories, numbers, strict=True):
            if number:
                passage = lines[at].passage.cut(number.end())
                made[at] = lines[at]._replace(passage=passage)
    for at, line in enumerate(made):
        if _EMPHASIS.fullmatch(line.passage.text):
            made[at] = line._replace(passage=line.passage.cut(1, -1))
    return made


# --- archives of old volumes --------------------------------------------------------------------


def _find_archive_pairs(lines: Sequence[Line]) -> list[int]:
    """The indices of lines with 第1版() that stand above a line with 专栏：."""
    return [
        at
        for at, line in enumerate(lines[:-1])
        if line.passage.text.startswith("第")
        and _ARCHIVE_PAGE.fullmatch(line.passage.text)
        and _ARCHIVE_COLUMN.fullmatch(lines[at + 1].passage.text)
    ]


def _cut_archive(lines: Sequence[Line], pairs: Sequence[int]) -> list[Section]:
    starts = []
    before = 0  # the index behind the last pair of lines
    for at in pairs:
        start = at
        while start > before and at - start < _MOST_TITLES and not lines[start - 1].indented:
            start -= 1
        starts.append(start)
        before = at + 2
    sections = [Section(list(lines[: starts[0]]))] if starts[0] else []
    for start, at, end in zip(starts, pairs, [*starts[1:], len(lines)], strict=True):
        sections.append(_make_archived(lines[start:at], lines[at : at + 2], lines[at + 2 : end]))
    return sections


def _make_archived(titles: Sequence[Line], pair: Sequence[Line], body: Sequence[Line]) -> Section:
    page = _ARCHIVE_PAGE.fullmatch(pair[0].passage.text)
    section = Section(page=int(page[1]) if page else None, aside=list(pair))
    kept: list[Line] = []
    for line in titles:
        if _DAY_ALONE.fullmatch(line.passage.text):
            section.aside.append(line)
        elif kept and _is_author(line.passage.text):
            section.authors.add(line.number)
            kept.append(line)
        else:
            kept.append(line)
    plain = [line for line in kept if line.number not in section.authors]
    again = _count_again(plain, body)
    section.aside.extend(body[:again])
    rest = list(body[again:])
    if rest and _is_author(rest[0].passage.text):
        named = {line.passage.text for line in kept if line.number in section.authors}
        if rest[0].passage.text in named:
            section.aside.append(rest.pop(0))
        elif again and not named:
            section.authors.add(rest[0].number)
    headline = _find_headline(plain, body[:again])
    section.lines = [line._replace(mark=1) if line is headline else line for line in kept] + rest
    return section


def _is_author(text: str) -> bool:
    return bool(_AUTHOR.fullmatch(text)) and text[0] in list_surname_characters()


def _count_again(titles: Sequence[Line], body: Sequence[Line]) -> int:
    """Count the lines at the beginning of the text that repeat the headline."""
    known = {_squeeze([line]) for line in titles} | {_squeeze(titles)}
    for count in range(min(len(titles) + 2, len(body)), 0, -1):
        if _squeeze(body[:count]) in known:
            return count
    return 0


def _find_headline(titles: Sequence[Line], again: Sequence[Line]) -> Line | None:
    printed = _squeeze(again)
    return next((line for line in titles if _squeeze([line]) == printed), next(iter(titles), None))


def _squeeze(lines: Sequence[Line]) -> str:
    return _BLANKS.sub("", "".join(line.passage.text for line in lines))
