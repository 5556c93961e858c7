"""What a page says of itself: its front matter, and the line printed at its head or foot."""

import re
from collections.abc import Iterator
from typing import Final

from analysis.days import DAY, read_day, read_number
from analysis.han import HAN, is_han
from analysis.pages.names import Origin
from analysis.pages.papers import is_paper

__all__ = [
    "find_front_matter_end",
    "find_masthead",
    "read_front_matter",
    "read_head_line",
    "read_page_number",
]

_FRONT_MATTER: Final = re.compile(
    r"---[ \t]*\n((?:[^\n]{0,300}\n){1,40}?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
)
_ENTRY: Final = re.compile(r"([^\s:：#-][^:：]{0,30}?)\s*[:：]\s*(.*?)\s*|\s*(?:#.*|-\s.*)?")
_KEYS: Final = {
    "newspaper": ("newspaper", "paper", "报纸", "报名", "報紙"),
    "date": ("date", "日期", "出版日期"),
    "page": ("page", "版", "版次", "版面", "页"),
}

_PAGE: Final = re.compile(
    r"第\s?A?0*(\d{1,3})\s?版|第\s?([一二三四五六七八九十]{1,3})\s?版"
    r"|(?<![今本当B-Z\d])(?<![日共总計计期]\s)(?<![日共总計计期])A?0*(\d{1,2})\s?版"
)
_PAGE_LINE: Final = re.compile(
    rf"(?:第\s?)?A?0*\d{{1,3}}\s?版(?:\s?[·:：|｜/]?\s?[{HAN}]{{2,8}})?"
    rf"|第\s?[一二三四五六七八九十]{{1,3}}\s?版(?:\s?[·:：|｜/]?\s?[{HAN}]{{2,8}})?"
)
_WEEKDAY: Final = re.compile(r"(?:星期|周|週)[一二三四五六日天]")
_STAFF: Final = re.compile(
    r"(?:责任?编辑|责编|责校|編輯|编辑|主编|美编|版式|组版|校对|校检|审读|编审|值班)\s?[:：/／|丨]"
)
_NEWSPAPER: Final = re.compile(rf"(?:^|[\s《/|｜])([{HAN}]{{2,10}}(?:报|報|电讯))(?=$|[\s》/|｜])")
# The heading above all articles of a day: # 新闻联播 2025-03-18.
_DAY_TITLE: Final = re.compile(
    rf"#{{1,3}}[ \t]*《?([{HAN}]{{2,12}}(?:报|報|联播|聯播)(?:海外版)?)》?[ \t·|_-]{{0,3}}"
    r"[(（]?((?:19|20)\d\d[-./年]?\d{1,2}[-./月]?\d{1,2}日?)"
)
# The day stands first or nowhere: # 2024年3月5日 兰川日报, # 兰川日报.
_NAME_TITLE: Final = re.compile(
    r"#{1,3}[ \t]*(?:(?:19|20)\d\d[-./年]?\d{1,2}[-./月]?\d{1,2}日?[ \t·|_-]{0,3})?"
    rf"《?([{HAN}]{{2,6}}(?:日报|晚报|早报|时报|商报|晨报|都市报|联播|海外版))》?"
    r"[ \t]*(?:\n|$)"
)
_ARCHIVED_PAGE: Final = re.compile(
    r"(?m)^[ \t]*第(\d{1,2})版\s?[(（][^()（）\n]{0,20}[)）]\s*\n+[ \t]*专栏"
)
_WORDS: Final = re.compile(r"[\s《》/|｜·#]+")
_MASTHEAD_LINES: Final = 2
_SHORTEST_MASTHEAD: Final = 3
_LONGEST_LINE: Final = 120
_HEAD_LINES: Final = 4
_FOOT_LINES: Final = 2
_REACH: Final = 2000
_LONGEST_UNLISTED: Final = 8  # characters that the name of a newspaper in no list may have


def read_front_matter(text: str) -> Origin:
    r"""Read what stands between two lines of three hyphens at the very beginning of a page.

    The lines stay in the text, so that line numbers are those of the file.

    Examples
    --------
    >>> read_front_matter("---\nnewspaper: 大同日报\n日期: 2024年3月27日\npage: 1\n---\n## 春耕\n")
    Origin(newspaper='大同日报', date=datetime.date(2024, 3, 27), page=1)
    """
    end = find_front_matter_end(text)
    lines = (_ENTRY.fullmatch(line) for line in text[:end].split("\n")[1:])
    entries = {entry[1].lower(): entry[2].strip("\"'“”") for entry in lines if entry and entry[1]}
    found = {
        field: next((entries[key] for key in keys if entries.get(key)), None)
        for field, keys in _KEYS.items()
    }
    return Origin(
        found["newspaper"],
        read_day(found["date"] or ""),
        read_page_number(found["page"] or ""),
    )


def find_front_matter_end(text: str) -> int:
    r"""Find the character at which the page itself begins: 0 where there is no front matter.

    Examples
    --------
    >>> find_front_matter_end("---\npage: 1\n---\n## 春耕\n")
    16
    """
    block = _FRONT_MATTER.match(text)
    if not block or not all(map(_ENTRY.fullmatch, block[1].split("\n"))):
        return 0  # a line of hyphens without a second one is only a rule
    return block.end()


def read_head_line(text: str) -> Origin:
    """Read the line that a page carries at its head or foot: date, weekday, editors, page.

    A line counts when it is short and holds two of these, the name of a known newspaper being one,
    or when it is one of the first two and nothing but that name or the number of the page. Where
    several lines count, the first that says a thing is believed.

    Examples
    --------
    >>> read_head_line("大同日报 2024年3月27日 星期三 责任编辑:林 悦 第01版 要闻")
    Origin(newspaper='大同日报', date=datetime.date(2024, 3, 27), page=1)
    """
    newspaper, day, page = None, None, None
    for line in _list_edges(text):
        newspaper = newspaper or _find_newspaper(line)
        day = day or read_day(line)
        page = page or _find_page(line)
    title = _DAY_TITLE.match(text[find_front_matter_end(text) :].lstrip()[:_LONGEST_LINE])
    named = _NAME_TITLE.match(text[find_front_matter_end(text) :].lstrip()[:_LONGEST_LINE])
    if title:
        newspaper, day = newspaper or title[1], day or read_day(title[2])
    elif named:
        newspaper = newspaper or named[1]
    return Origin(newspaper, day, page or _find_archived_page(text))


def find_masthead(text: str, stem: str) -> str | None:
    r"""Find a newspaper that is in no list, by what a page and the name of its file say together.

    It is the first line, if the file is named after it and the line below prints a day and a page.

    Examples
    --------
    >>> page = "今日澜川\n2024年3月5日 星期二 第1版\n春耕现场会召开\n"
    >>> find_masthead(page, "今日澜川2024年3月5日"), find_masthead(page, "20240305")
    ('今日澜川', None)
    """
    begin = find_front_matter_end(text)
    first, below = [*_list_lines(text[begin : begin + _REACH])[:2], "", ""][:2]
    name = first.strip("# 《》")
    short = 1 < len(name) <= _LONGEST_UNLISTED
    sure = short and all(map(is_han, name)) and stem.startswith(name)
    return name if sure and read_day(below) and _find_page(below) else None


def _find_archived_page(text: str) -> int | None:
    """The page that is named above all articles of an archived file: 第4版() above 专栏：."""
    pages = set(_ARCHIVED_PAGE.findall(text)) if "专栏" in text else set()
    return int(pages.pop()) if len(pages) == 1 else None


def read_page_number(text: str) -> int | None:
    """Read a page number as people write it: 1, 01, A01, 第01版, 第一版, 01版：要闻.

    Examples
    --------
    >>> [read_page_number(text) for text in ("A01", "第12版", "第一版", "01版：要闻", "B2")]
    [1, 12, 1, 1, None]
    """
    text = text.strip()
    return _find_page(text) or read_number(text.removeprefix("A").lstrip("0"))


def _find_page(line: str) -> int | None:
    match = _PAGE.search(line)
    return read_number(match[1] or match[2] or match[3]) if match else None


def _list_edges(text: str) -> Iterator[str]:
    """Yield the lines at the head and at the foot of a page that look like its head line."""
    begin = find_front_matter_end(text)
    for at, line in enumerate(_list_lines(text[begin : begin + _REACH])[:_HEAD_LINES]):
        alone = at < _MASTHEAD_LINES and (_PAGE_LINE.fullmatch(line) or _is_masthead(line))
        if alone or _count_signs(line) >= 2:
            yield line
    for line in _list_lines(text[-_REACH:])[-_FOOT_LINES:]:
        if _count_signs(line) >= 2:
            yield line


def _find_newspaper(line: str) -> str | None:
    named = next((match[1] for match in _NEWSPAPER.finditer(line)), None)
    return named or next(filter(is_paper, _WORDS.split(line.strip())), None)


def _is_masthead(line: str) -> bool:
    """Whether a line is only the name of a known newspaper; 求是 may also be a headline."""
    name = line.strip("# 《》")
    return len(name) >= _SHORTEST_MASTHEAD and is_paper(name)


def _list_lines(text: str) -> list[str]:
    return [line for line in map(str.strip, text.split("\n")) if line]


def _count_signs(line: str) -> int:
    if len(line) > _LONGEST_LINE or "。" in line:
        return 0
    signs = sum(sign.search(line) is not None for sign in (DAY, _WEEKDAY, _STAFF, _PAGE))
    return signs + any(map(is_paper, _WORDS.split(line))) if signs == 1 else signs
