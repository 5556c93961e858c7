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
from analysis.credits import list_surname_characters, read_form
from analysis.days import read_day, read_number
from analysis.han import HAN
from analysis.pages.heads import read_page_number

__all__ = ["Section", "cut_sections"]

_LONGEST_HEADING: Final = 40  # characters of the heading of a day or a page
_DAY: Final = r"(?:19|20)\d\d\s?[-./年]?\s?\d{1,2}\s?[-./月]?\s?\d{1,2}\s?日?"
# # 新闻联播 2025-03-18, # 兰川日报 20240305 报道摘要: a name, the day, and what kind of file it is.
_WEEKDAY: Final = r"[(（]?(?:(?:星期|周)[一二三四五六日天])?[)）]?"
_NAME: Final = rf"《?[{HAN}]{{2,12}}(?:报|報|联播|聯播|新闻|简报|海外版)》?"
_DAY_TITLE: Final = re.compile(
    rf"(?:(?:{_NAME})?\s?[-_·|—:：]?\s?[(（]?{_DAY}[)）]?\s?{_WEEKDAY}"
    rf"|{_DAY}\s?{_WEEKDAY}\s?[-_·|—:：]?\s?{_NAME})\s?"  # 2024年3月5日 兰川日报
    r"(?:报道|新闻|文章|版面|内容|文字|主要|全部|要闻|当日|摘要|全文|目录|汇总|列表|内容提要|稿|版){0,4}"
)
# A year over its days: # 2024年, ## 3月5日.
_YEAR_TITLE: Final = re.compile(r"((?:19|20)\d\d)\s?年?")
_DAY_OF_YEAR: Final = re.compile(r"(\d{1,2}\s?月\s?\d{1,2}\s?日)")
_CONTENTS: Final = re.compile(r"(?:本期|本日|今日)?(?:目\s?录|目\s?次|要目|导\s?读)")
_LISTED: Final = re.compile(r"(?:[-*+•·]|\d{1,3}\s?[.．、])\s?")
_TITLES: Final = (_DAY_TITLE, _YEAR_TITLE, _DAY_OF_YEAR)
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
_DEEPEST: Final = 6
# What the lines of a record are named: 标题：…, 【正文】…, <日期>=….
_LABELS: Final = {
    **dict.fromkeys(("标题", "题目", "题名", "篇名"), "headline"),
    **dict.fromkeys(("日期", "时间", "发布时间", "发布日期", "出版日期"), "date"),
    **dict.fromkeys(("版次", "版面", "版号", "版"), "page"),
    **dict.fromkeys(("作者", "记者"), "author"),
    **dict.fromkeys(
        ("来源", "报纸", "栏目", "专栏", "版名", "链接", "网址", "副题", "引题"), "aside"
    ),
    **dict.fromkeys(("正文", "内容", "全文", "文章内容"), "text"),
}
_LABEL: Final = re.compile(
    rf"(?:[【<\[]({'|'.join(_LABELS)})[】>\]]\s?[:：=]?|({'|'.join(_LABELS)})\s?[:：=])\s?"
)
_RUNNING_NUMBER: Final = re.compile(
    r"[(（【\[]?(\d{1,3})[)）】\]]?\s?[.．、:：]\s*(?=\S)|[(（【\[](\d{1,3})[)）】\]]\s*(?=\S)"
    r"|([一二三四五六七八九十]{1,3})\s?[、.．]\s*(?=\S)"
)
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
    if not heads:
        return _cut_labelled(lines) or [Section(list(lines))]
    if len(heads) == 1 and _DAY_TITLE.fullmatch(lines[heads[0]].passage.text):
        lines = [_raise_bold(line) for line in lines]
        heads = [at for at, line in enumerate(lines) if 0 < line.mark <= 6]
    titles = _find_titles(lines, heads)
    if not titles:
        return [Section(list(lines))]
    sections = [Section(list(lines[: min(titles)]))] if min(titles) else []
    page: int | None = None
    bounds = [*sorted(titles), len(lines)]
    days = _read_days(lines, sorted(titles))
    several = len({day for day in days.values() if day}) > 1
    day: Date | None = None  # stays None where the whole file is of one day
    for start, end in pairwise(bounds):
        if days[start]:
            day, page = days[start] if several else None, None
        page = titles[start] or page
        below = start + 1
        while below < end and not lines[below].mark and _ABOUT.fullmatch(lines[below].passage.text):
            below += 1
        below = _pass_contents(lines, below, end)
        stories = _strip_numbers(lines[below:end])
        sections.append(Section(stories, about=list(lines[start:below]), page=page, date=day))
    return sections


def _read_days(lines: Sequence[Line], titles: Sequence[int]) -> dict[int, Date | None]:
    """The day that each title says; where it says no year, that of the title above."""
    days: dict[int, Date | None] = {}
    year = ""
    for at in titles:
        text = lines[at].passage.text
        named = _YEAR_TITLE.fullmatch(text)
        year = named[1] if named else year
        day = _DAY_OF_YEAR.fullmatch(text)
        days[at] = read_day(f"{year}年{day[1]}") if day and year else read_day(text)
    return days


def _pass_contents(lines: Sequence[Line], below: int, end: int) -> int:
    """Pass over a list of the headlines that stand below it, with a heading of its own or not."""
    start = below
    if below < end and lines[below].mark and _CONTENTS.fullmatch(lines[below].passage.text):
        below += 1
    headlines = {_squeeze([line]) for line in lines[below:end] if line.mark}
    while below < end and not lines[below].mark:
        listed = lines[below].passage.cut(_find_text(lines[below]))
        if _BLANKS.sub("", listed.text) not in headlines:
            return start
        below += 1
    return below


def _find_text(line: Line) -> int:
    """Where the text of an entry of a list begins, behind its sign or number."""
    sign = _LISTED.match(line.passage.text)
    return sign.end() if sign else 0


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
        titled = any(title.fullmatch(text) for title in (*_TITLES, read_form("masthead")))
        if not page and not titled:
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
    counted = [read_number(number[1] or number[2] or number[3]) for number in numbers if number]
    made = list(lines)
    first = (counted[0] or 0) if counted else 0
    if counted and counted == list(range(first, first + len(stories))):
        for at, number in zip(stories, numbers, strict=True):
            if number:
                passage = lines[at].passage.cut(number.end())
                made[at] = lines[at]._replace(passage=passage)
    for at, line in enumerate(made):
        if _EMPHASIS.fullmatch(line.passage.text):
            made[at] = line._replace(passage=line.passage.cut(1, -1))
    return made


def _raise_bold(line: Line) -> Line:
    """A line in bold under the heading of a day that has no other headings below it."""
    bold = line.mark > _DEEPEST and len(line.passage.text) <= _LONGEST_HEADING
    return line._replace(mark=_DEEPEST) if bold else line


# --- records whose lines are named: 标题：…, 正文：… ----------------------------------------------


def _cut_labelled(lines: Sequence[Line]) -> list[Section]:
    """Cut records of lines that say what they are; none where title or text is not named so."""
    labels = [_LABEL.match(line.passage.text) for line in lines]
    named = [_LABELS.get(label[1] or label[2]) if label else None for label in labels]
    if "headline" not in named or "text" not in named:
        return []
    starts = [
        at for at, name in enumerate(named) if name and (at == 0 or named[at - 1] in (None, "text"))
    ]
    runs = [
        (start, end)
        for start, end in pairwise([*starts, len(lines)])
        if {"headline", "text"} <= set(named[start:end])
    ]
    if not runs:
        return []
    sections = [Section(list(lines[: runs[0][0]]))] if runs[0][0] else []
    for (start, _), end in zip(runs, [*(run[0] for run in runs[1:]), len(lines)], strict=True):
        sections.append(_read_record(lines[start:end], labels[start:end], named[start:end]))
    return sections


def _read_record(
    lines: Sequence[Line], labels: Sequence[re.Match[str] | None], named: Sequence[str | None]
) -> Section:
    section = Section()
    body = list(named).index("text")
    for at, (line, label, name) in enumerate(zip(lines, labels, named, strict=True)):
        if label is None or name is None or at > body:
            section.lines.append(line)
            continue
        told = line._replace(passage=line.passage.cut(label.end()))
        if name == "headline":
            section.lines.append(told._replace(mark=1))
        elif name in ("deck", "text") and told.passage.text:
            section.lines.append(told)
        elif name == "author" and _is_author(told.passage.text):
            section.authors.add(line.number)
            section.lines.append(told)
        else:
            section.aside.append(line)
            if name == "date":
                section.date = section.date or read_day(told.passage.text)
            elif name == "page":
                section.page = section.page or read_page_number(told.passage.text)
    return section


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
