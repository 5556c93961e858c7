"""Credits and datelines → who reports, for which agency, from where and when."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final, NamedTuple

from analysis.han import HAN
from analysis.lexicon import list_surnames
from analysis.patterns import (
    AGENCIES,
    AUTHOR_LINE,
    AUTHORS_ALONE,
    BYLINE_LINE,
    CLOSING,
    DATE_WORDS,
    LONGEST_CLOSING,
    OPENER,
    ROLE,
)

__all__ = ["Byline", "Credited", "cut_credits", "list_surname_characters", "opens", "parse_byline"]


_AGENCY: Final = re.compile(AGENCIES)
_DATELINE: Final = re.compile(
    r"(?:新华社|新华网|中新社|中新网|中国新闻社|人民网|央广网|中国网|光明网|本报|本台|日报|晚报)\s?"
    rf"([{HAN}·、]{{0,24}}?)\s?((?:(?:\d{{2,4}}年)?\d{{1,2}}月)?\d{{1,2}}日"
    r"|(?:[一二三四五六七八九十]{1,2}月)?[一二三四五六七八九十]{1,3}日)\s?(?:专|综合)?[电讯]"
)
_PLACELESS: Final = frozenset(["", "综合", "消息", "记者"])
# Words between the names of a credit.
_NOT_NAMES: Final = re.compile(
    r"(?<=新华社)发|摄影报道|摄影|供图|制图|资料图片|资料照片|资料|图片|报道|整理|采写|撰文|特约|记者|通讯员|新华社|中新社|本报讯|本报|本台|"
    rf"摄(?![{HAN}])|(?<![{HAN}])[图文绘发](?![{HAN}])|[/／|｜]"
)
_PHOTO_WORD: Final = re.compile(rf"摄|供图|制图|[/／:：]\s?[{HAN}]|[/／]|绘")
_ORGANISATION: Final = re.compile(
    r"(?:局|委|部|办|处|公司|集团|中心|学校|大学|学院|医院|支队|大队|法院|检察院|街道|日报|晚报|电视台|报社)$"
)
_CLOSES: Final = (")", "）", "】", "]")
_SHORT_LINE: Final = re.compile(r".{1,100}\n")
_CLOSE: Final = re.compile(r"[)）\]】]")
_SEPARATOR: Final = re.compile(r"[\s、,，;；:：()（）\[\]【】〔〕□■◎○●▲△◆◇]+")
_HAN_NAME: Final = re.compile(rf"[{HAN}]+(?:[·•・][{HAN}]+)*\Z")


class Byline(NamedTuple):
    """What the credits and the dateline of an article say."""

    reporters: list[str]
    agency: str | None
    place: str | None
    date_text: str | None


_NOBODY: Final = Byline([], None, None, None)


class Credited(NamedTuple):
    """An article whose credits are cut off: as printed, what they say, and the rest of the text."""

    printed: str | None
    byline: Byline
    text: str


def cut_credits(text: str) -> Credited:
    """Cut the credits and the dateline off the text of an article that comes from a table.

    They stand at its beginning, or at the end of one of its paragraphs.

    Examples
    --------
    >>> cut_credits("新华社兰川3月5日电（记者林越）省长调研春耕。").text
    '省长调研春耕。'
    """
    printed = []
    opening = opens(text)
    if opening and opening.end():
        # A credit may end with its line, but never goes on in the next one.
        first = opening[0].partition("\n")[0]
        printed.append(first.strip())
        text = text[len(first) :].lstrip()
    elif _SHORT_LINE.match(text):
        first, _, rest = text.partition("\n")
        if _is_byline(first):
            printed.append(first.strip())
            text = rest
    if _may_close(text):
        paragraphs = text.split("\n")
        for at, paragraph in enumerate(paragraphs):
            closing = _find_closing(paragraph)
            if closing is not None and (at or closing):
                printed.append(paragraph[closing:].strip())
                paragraphs[at] = paragraph[:closing].strip()
        text = "\n".join(filter(None, paragraphs))
    byline = _parse_printed(tuple(printed)) if printed else _NOBODY
    dated = None if byline.date_text else DATE_WORDS.match(text)
    if dated:
        byline = Byline(byline.reporters, byline.agency, byline.place, dated[1])
    return Credited("\n".join(printed) or None, byline, text)


def _may_close(text: str) -> bool:
    """Whether a paragraph ends with a bracket: few do, and looking for one character is fastest."""
    for sign in _CLOSES:
        at = text.find(sign)
        while at >= 0:
            if text[at + 1 : at + 2] in "\n":  # or nothing, at the end
                return True
            at = text.find(sign, at + 1)
    return False


def _find_closing(paragraph: str) -> int | None:
    """The position where the byline at the end of a paragraph begins."""
    if paragraph[-1:] not in _CLOSES:
        return None
    closing = CLOSING.search(paragraph, max(len(paragraph) - LONGEST_CLOSING, 0))
    return closing.start() if closing else None


def _is_byline(line: str) -> bool:
    return len(line) <= LONGEST_CLOSING and bool(BYLINE_LINE.match(line) or AUTHOR_LINE.match(line))


@lru_cache(maxsize=1 << 12)
def _parse_printed(printed: tuple[str, ...]) -> Byline:
    # Cached, since all items of a broadcaster begin with the same words.
    return parse_byline(printed, "")


def opens(text: str) -> re.Match[str] | None:
    """Match the credit and dateline at the beginning of a report."""
    return OPENER.match(text)


def parse_byline(printed: Iterable[str], text: str) -> Byline:
    """Read the printed credits of an article, and the date that its first sentence begins with.

    Examples
    --------
    >>> parse_byline(["新华社北京3月26日电 (记者王 伟、李小明)"], "今年以来,全国粮食生产稳定。")
    Byline(reporters=['王伟', '李小明'], agency='新华社', place='北京', date_text='3月26日')
    """
    reporters: list[str] = []
    agency = place = date_text = None
    for credit in printed:
        author = AUTHOR_LINE.match(credit)
        names = _split_names(author[1]) if author else _find_reporters(credit)
        reporters.extend(name for name in names if name not in reporters)
        named = _AGENCY.search(credit)
        agency = agency or (named[0] if named else None)
        dateline = _DATELINE.search(credit)
        if dateline:
            place = place or (dateline[1] if dateline[1] not in _PLACELESS else None)
            date_text = date_text or dateline[2]
    if date_text is None:
        opening = DATE_WORDS.match(text)
        date_text = opening[1] if opening else None
    return Byline(reporters, agency, place, date_text)


def _find_reporters(credit: str) -> list[str]:
    roles = list(ROLE.finditer(credit))
    if not roles and AUTHORS_ALONE.fullmatch(credit):
        names = _split_names(credit)
        return names if all(name[0] in list_surname_characters() for name in names) else []
    if not roles:
        return _split_names(credit) if _PHOTO_WORD.search(credit) else []
    ends = [role.start() for role in roles[1:]] + [len(credit)]
    # 李明 摄: a photographer may be named before the first role, or without one.
    before = credit[: roles[0].start()]
    names = _split_names(before) if _PHOTO_WORD.search(before) else []
    for role, end in zip(roles, ends, strict=True):
        names.extend(_split_names(_CLOSE.split(credit[role.end() : end], 1)[0]))
    return names


@cache
def list_surname_characters() -> frozenset[str]:
    """List the first characters of surnames, which tell (林悦) from (完) and (据新华社)."""
    return frozenset(surname[0] for surname in list_surnames())


def _split_names(stretch: str) -> list[str]:
    """Split a run of names; two characters with a blank between them (李 强) are one name."""
    words = [
        word
        for word in _SEPARATOR.split(_NOT_NAMES.sub(" ", stretch))
        if word and _HAN_NAME.match(word) and not _ORGANISATION.search(word)
    ]
    names: list[str] = []
    pending = ""
    for word in words:
        if pending:
            names.append(pending + word)
            pending = ""
        elif len(word) == 1:
            pending = word
        else:
            names.append(word)
    return [name for name in names if 2 <= len(name.replace("·", "")) <= 15]
