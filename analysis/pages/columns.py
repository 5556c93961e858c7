"""The columns of a table that somebody made → those of `articles`: their names and their cells."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from analysis.credits import cut_credits, expand_forms, find_day, find_names
from analysis.days import SLASHED, read_dates, read_day
from analysis.han import HAN
from analysis.pages.heads import read_page_number
from analysis.pages.html import read_fragment
from analysis.schema import DATE_PRECISIONS, TABLES, InputError
from analysis.warn import warn

__all__ = [
    "USUAL_NAMES",
    "Columns",
    "are_days",
    "fold_loosely",
    "fold_name",
    "is_useful",
    "make_articles",
    "match_columns",
    "number_repeats",
]

# The names that such columns usually have; the first one that a table has is used.
USUAL_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "article_id": ("article_id", "id", "doc_id", "编号", "文章编号", "文章id"),
    "page_id": ("page_id",),
    "newspaper": (
        *("newspaper", "paper", "source", "media", "publication", "newspaper_name"),
        *("paper_name", "media_name"),
        *("报纸", "报纸名称", "报刊", "媒体", "来源", "报刊名称", "报纸来源"),
    ),
    "date": (
        *("date", "publish_date", "published", "pubdate", "pub_date", "day", "time", "datetime"),
        *("publish_time", "pub_time", "release_date", "publication_date", "news_date"),
        *("date_published", "published_at", "publish_at", "create_time", "created_at"),
        *("日期", "出版日期", "发布日期", "发表日期", "报纸日期", "发布时间", "时间"),
        *("新闻时间", "新闻日期", "刊发日期", "刊登日期", "发表时间", "出版时间", "报道时间"),
        "日",
    ),
    "year": ("year", "年", "年份"),
    "month": ("month", "月", "月份"),
    "date_precision": ("date_precision",),
    "page": (
        *("page", "page_number", "page_no", "page_num", "layout"),
        *("版", "版次", "版号", "版面", "版名", "版面号"),
    ),
    "kind": ("kind",),
    "headline": (
        *("headline", "title", "main_title", "主标题", "标题", "题目", "题名", "篇名", "標題"),
        *("文章标题", "新闻标题", "文章题目", "news_title", "article_title"),
    ),
    "deck": (
        *("deck", "intro_title", "subtitle", "subheadline", "副标题", "副题", "引题", "副標題"),
        *("subhead", "subheading", "肩题", "眉题"),
    ),
    "byline": ("byline",),
    "reporters": ("reporters", "reporter", "author", "authors", "作者", "记者"),
    "agency": ("agency",),
    "place": ("place",),
    "date_text": ("date_text",),
    "text": (
        *("text", "content", "body", "article", "full_text", "fulltext"),
        *("正文", "内容", "全文", "文本", "正文内容", "文章内容", "內容"),
        *("新闻内容", "新闻正文", "文章正文", "news_content", "article_text", "article_content"),
        *(
            "article_body",
            "content_html",
            "html_content",
            "text_content",
            "main_text",
            "paragraphs",
        ),
    ),
}
_BETWEEN_NAMES: Final = re.compile(r"[;；、,，/|]+")
_BEFORE_NAMES: Final = re.compile(r"^.{0,6}?(?:记者|通讯员|作者)[:：\s]*")
_BETWEEN_PARTS: Final = re.compile(r"[\s_-]+")
_INSIDE_NAME: Final = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}])")

_LONGEST_DAY_OF_MONTH: Final = 3  # 5, 05, 15日
_DIGITS: Final = re.compile(r"\d+")
# Cells of text may be pieces of web pages.
_TAG: Final = re.compile(r"</?(?:p|br|div|span|section|strong|b|img|a|font|h\d)\b[^<>]*>", re.I)

_CREDITS: Final = ("byline", "reporters", "agency", "place", "date_text")

Columns = dict[str, list[Any]]


def match_columns(names: Iterable[str], wanted: Mapping[str, str], path: Path) -> dict[str, str]:
    """Find the columns of a file that articles have: name here → name there."""
    listed_names = list(names)
    there = {fold_name(name): name for name in reversed(listed_names)}
    # publish_time also finds PublishTime, unless another column is called publish_time exactly.
    loose = {fold_loosely(name): name for name in reversed(listed_names)}
    found: dict[str, str] = {}
    for name, usual in USUAL_NAMES.items():
        asked = wanted.get(name)
        words = [fold_name(asked)] if asked else usual
        own = next((there[word] for word in words if word in there), None)
        if own is None and not asked:
            own = next((loose[word] for word in map(fold_loosely, usual) if word in loose), None)
        if own is not None:
            found[name] = own
        elif asked or name == "text":
            listed = ", ".join(repr(str(each)[:30]) for each in reversed(there.values()))
            raise InputError(
                f"{path} has no column {asked or 'of text'}; its columns are {listed}. "
                "Name the right one, e.g. columns={'text': 'fulltext'} (--column text=fulltext)."
            )
    return found


def is_useful(name: object, wanted: Mapping[str, str]) -> bool:
    """Whether a column of that name may be one of `articles`."""
    return (
        name in wanted.values()
        or fold_name(name) in map(fold_name, wanted.values())
        or fold_loosely(name) in _list_loose_names()
    )


@cache
def _list_loose_names() -> frozenset[str]:
    return frozenset(fold_loosely(word) for usual in USUAL_NAMES.values() for word in usual)


def make_articles(found: Columns, path: Path, stem: str, *, first: int = 1) -> Columns:
    """Turn the cells of a file, from row `first` on, into the columns and types of `articles`."""
    rows = len(found["text"])
    made: Columns = dict(found)
    made["text"] = list(found["text"])
    made["article_id"] = [
        own or f"{stem}#{row}"
        for row, own in enumerate(made.get("article_id", [None] * rows), start=first)
    ]
    if "date" not in made and are_days(made.get("newspaper", [])):
        made["date"] = made.pop("newspaper")  # publication: when, not where
    _join_dates(made)
    if "date" in made:
        _read_dates(made, path)
    else:
        made.pop("date_precision", None)
    if "page" in made:
        numbers = {cell: read_page_number(cell) for cell in set(made["page"]) if cell}
        # B2 is a page of another section: it has no number, and is no mistake as 0 and 999 are.
        odd = [cell for cell, own in numbers.items() if own is None and cell.isdecimal()]
        _tell_unread(path, "page number", odd)
        made["page"] = [numbers.get(cell) for cell in made["page"]]
    if "reporters" in made:
        made["reporters"] = [_split_names(cell) for cell in found["reporters"]]
    kinds = next(column.values for column in TABLES["articles"] if column.name == "kind")
    made["kind"] = [
        kind if kind in kinds else "article" for kind in made.get("kind", [None] * rows)
    ]
    _read_texts(made)
    return made


def _read_texts(made: Columns) -> None:
    """Fill byline, reporters, agency, place and date_text from the text, as on a page.

    Columns that the table has itself are kept; with a column of bylines, the text is kept as well.
    """
    texts = made["text"]
    signed = "byline" in made
    said = {name: list(made.get(name, [None] * len(texts))) for name in _CREDITS}
    if not signed:
        made.update(said)
    bylines, reporters, agencies, places, dates = said.values()
    for row, (text, kind) in enumerate(zip(texts, made["kind"], strict=True)):
        if text is None:
            continue
        paragraphs = _list_paragraphs(text)
        if kind == "article" and not signed and paragraphs:
            printed, byline, paragraphs = cut_credits(paragraphs)
            if printed:
                bylines[row] = printed
                if byline.reporters and not reporters[row]:
                    reporters[row] = [*byline.reporters]
                agencies[row] = agencies[row] or byline.agency
                places[row] = places[row] or byline.place
                dates[row] = dates[row] or byline.date_text
            if not dates[row] and paragraphs:
                dates[row] = find_day(paragraphs[0])
        texts[row] = "\n".join(paragraphs)


def _list_paragraphs(text: str) -> list[str]:
    """One paragraph a line, without the blanks around it and the empty lines between."""
    if "<" in text and _TAG.search(text):
        text = read_fragment(text)
    if "\n" not in text and "\r" not in text:
        return [text]
    lines = text.replace("\r", "\n").split("\n")
    return [line for line in map(str.strip, lines) if line]


def _join_dates(made: Columns) -> None:
    """Make days of columns of years, months and days, where no column has whole dates."""
    years, months = made.pop("year", None), made.pop("month", None)
    days = made.get("date")
    if years is None or any(len(str(day)) > _LONGEST_DAY_OF_MONTH for day in days or () if day):
        return
    nothing = [None] * len(years)
    days = (days if months else None) or nothing
    made["date"] = [
        "".join(
            f"{number[0]}{unit}"
            for cell, unit in zip(cells, "年月日", strict=True)
            if (number := _DIGITS.search(str(cell or "")))
        )
        for cells in zip(years, months or nothing, days, strict=True)
    ]


def _read_dates(made: Columns, path: Path) -> None:
    """Turn the cells of dates into days, and say how much of each is known."""
    dates = read_dates({cell for cell in made["date"] if cell})
    _tell_unread(path, "date", [cell for cell, date in dates.items() if date is None])
    found = [dates.get(cell) for cell in made["date"]]
    # A table of this package says for which rows only the month is known.
    told = made.get("date_precision", [None] * len(found))
    made["date"] = [date and date.day for date in found]
    made["date_precision"] = [
        date and (own if own in DATE_PRECISIONS else date.precision)
        for date, own in zip(found, told, strict=True)
    ]


def are_days(cells: Sequence[Any]) -> bool:
    """Whether all cells that are not empty are days."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(map(read_day, filled))


def _tell_unread(path: Path, what: str, cells: Sequence[str]) -> None:
    if cells:
        kinds = "1 kind" if len(cells) == 1 else f"{len(cells)} kinds"
        more = ""
        if what == "date" and SLASHED.fullmatch(cells[0].strip()):
            more = " Which of its numbers is the month, nothing shows; write it like 2024-03-05."
        warn(f"{path}: {kinds} of {what} could not be read, such as {cells[0][:40]!r}.{more}")


def _split_names(cell: Any) -> list[str]:
    """Split a cell of authors: 本报记者 林 悦 郑晓 通讯员 何川 gives 林悦, 郑晓 and 何川.

    Examples
    --------
    >>> _split_names("本报记者 林 悦 郑晓 通讯员 何川")
    ['林悦', '郑晓', '何川']
    """
    if isinstance(cell, list):
        return cell
    if not isinstance(cell, str):
        return []
    apart = re.sub(expand_forms(r"\s+(?=<role>)"), ";", cell)
    pieces = [_BEFORE_NAMES.sub("", piece.strip()) for piece in _BETWEEN_NAMES.split(apart)]
    names = []
    for piece in filter(None, pieces):
        spans = find_names(piece, 0, len(piece)) if _INSIDE_NAME.search(piece) else ()
        names += [_INSIDE_NAME.sub("", piece[start:end]) for start, end in spans] or [piece]
    return names


def number_repeats(ids: Sequence[str]) -> list[str]:
    """Add a number to an id that was used before, so that no two are equal.

    Examples
    --------
    >>> number_repeats(["a", "a", "a-2", "b"])
    ['a', 'a-3', 'a-2', 'b']
    """
    taken = set(ids)
    if len(taken) == len(ids):
        return list(ids)
    seen: Counter[str] = Counter()
    unique = []
    for own in ids:
        seen[own] += 1
        name = own
        while seen[own] > 1 and name in taken:
            name = f"{own}-{seen[own]}"
            seen[own] += name in taken
        taken.add(name)
        unique.append(name)
    return unique


def fold_name(name: object) -> str:
    """The name of a column as names are compared: without blanks around it, in small letters."""
    return str(name).strip().lower()


def fold_loosely(name: object) -> str:
    """The name of a column without blanks, underscores and hyphens, in small letters.

    Examples
    --------
    >>> fold_loosely("Publish_Time") == fold_loosely("publishTime")
    True
    """
    return _BETWEEN_PARTS.sub("", str(name)).lower()
