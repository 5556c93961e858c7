"""Credits and datelines: how they are printed, where they are cut off, and whom they name.

The grammar is `lexicons/credits.csv`. The rows of one form are the ways in which it is printed; one
form stands in the pattern of another by its name, as `<names>` does in that of `<alone>`. HAN are
the Chinese characters of a set.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import Final, NamedTuple

from analysis.han import HAN
from analysis.lexicon import list_surnames, read_lexicon

__all__ = [
    "LONGEST_CLOSING",
    "LONGEST_DATELINE",
    "Byline",
    "cut_credits",
    "expand_forms",
    "find_closing",
    "find_day",
    "find_names",
    "list_signs",
    "list_surname_characters",
    "parse_byline",
    "read_form",
]

# Characters that a dateline, or the credit of a photographer, has at the most; and a closing
# byline.
LONGEST_DATELINE: Final = 80
LONGEST_CLOSING: Final = 100
_LONGEST_HEAD: Final = 24  # of what each item of a broadcaster begins with
_PLACELESS: Final = frozenset(["", "综合", "消息", "记者"])
_CLOSES: Final = frozenset(")）】]")
_get_last: Final = itemgetter(-1)
_LONGEST_NAME: Final = 15
_FORM: Final = re.compile(r"(?<!P)<([a-z-]+)>")
_BETWEEN: Final = r"\s、,，;；:：()（）\[\]【】〔〕□■◎○●▲△◆◇"
_WORD: Final = re.compile(rf"(?<![^{_BETWEEN}])[{HAN}]+(?:[·•・][{HAN}]+)*(?![^{_BETWEEN}])")


class Byline(NamedTuple):
    """What the credits and the dateline of an article say."""

    reporters: list[str]
    agency: str | None
    place: str | None
    date_text: str | None


_NOBODY: Final = Byline([], None, None, None)


@cache
def _read_rows() -> dict[str, list[str]]:
    """The patterns of each form."""
    table = read_lexicon("credits")
    rows: dict[str, list[str]] = {}
    for form, pattern in zip(table["form"], table["pattern"], strict=True):
        rows.setdefault(form, []).append(pattern)
    return rows


def expand_forms(pattern: str) -> str:
    """Write the forms that a pattern names out in full.

    Examples
    --------
    >>> expand_forms("[县市]<agency>")[:14]
    '[县市](?:新华社|新华网'
    """
    rows = _read_rows()
    return _FORM.sub(
        lambda found: f"(?:{expand_forms('|'.join(rows[found[1]]))})", pattern
    ).replace("HAN", HAN)


@cache
def read_form(form: str) -> re.Pattern[str]:
    """Compile one form of the grammar, such as opener, byline, photo or closing.

    Examples
    --------
    >>> read_form("opener").match("新华社兰川3月5日电（记者林越）省长调研春耕。")[0]
    '新华社兰川3月5日电（记者林越）'
    """
    return re.compile(expand_forms("|".join(_read_rows()[form])))


def list_signs() -> tuple[str, ...]:
    """List the words that signatures begin with.

    Examples
    --------
    >>> "通讯员" in list_signs()
    True
    """
    table = read_lexicon("credits")
    wanted = table["form"].isin(["sign", "trade"]) & (table["name"] != "trade")
    return tuple(table["name"][wanted])


def cut_credits(paragraphs: Sequence[str]) -> tuple[str | None, Byline, list[str]]:
    """Cut the credits and the dateline off an article that comes from a table.

    They stand at its beginning, or at the end of one of its paragraphs. Given are the credits as
    printed, what they say, and the paragraphs that are left.

    Examples
    --------
    >>> cut_credits(["新华社兰川3月5日电（记者林越）省长调研春耕。"])[2]
    ['省长调研春耕。']
    """
    # All items of a broadcaster begin with the same words, up to a colon.
    head, colon, rest = paragraphs[0].partition("：")
    byline = _read_head(head) if colon and len(head) < _LONGEST_HEAD else None
    if byline is None or not (rest == "" or rest[0].isalnum()):
        head, rest = _find_opening(paragraphs)
        byline = _read_credit(head) if head else _NOBODY
    else:
        head += "："
    left = [rest, *paragraphs[1:]] if rest else [*paragraphs[1:]]
    if not _CLOSES.isdisjoint(map(_get_last, left)):
        printed = [head] if head else []
        for at, paragraph in enumerate(left):
            closing = find_closing(paragraph)
            if closing is not None and (at or closing.start()):
                printed.append(closing[0].strip())
                left[at] = paragraph[: closing.start()].strip()
        left = [*filter(None, left)]
        head, byline = "\n".join(printed), parse_byline(printed, "")
    return head or None, byline, left


@lru_cache(maxsize=1 << 10)
def _read_head(words: str) -> Byline | None:
    """What the words before the first colon say, where they are all of a credit."""
    printed = f"{words}："
    return _read_credit(printed) if read_form("opener").fullmatch(printed) else None


def _find_opening(paragraphs: Sequence[str]) -> tuple[str, str]:
    """The credit at the beginning, and what is left of its line: it never goes on in the next."""
    first = paragraphs[0]
    opening = read_form("opener").match("\n".join(paragraphs[:2]))
    if opening:
        printed = opening[0].partition("\n")[0]
        return printed.strip(), first[len(printed) :].lstrip()
    return (first, "") if len(paragraphs) > 1 and _is_byline(first) else ("", first)


def _is_byline(line: str) -> bool:
    return len(line) <= LONGEST_CLOSING and any(
        read_form(form).match(line) for form in ("byline", "author")
    )


def find_closing(paragraph: str) -> re.Match[str] | None:
    """Find the credit that ends a paragraph of an article."""
    if paragraph[-1:] not in _CLOSES:
        return None
    return read_form("closing").search(paragraph, max(len(paragraph) - LONGEST_CLOSING, 0))


def find_day(text: str) -> str | None:
    """The day that a report begins with."""
    found = read_form("begins").match(text)
    return found and found["day"]


def parse_byline(printed: Iterable[str], text: str) -> Byline:
    """Read the printed credits of an article, and the day that its first sentence begins with.

    Examples
    --------
    >>> parse_byline(["新华社北京3月26日电 (记者王 伟、李小明)"], "今年以来,全国粮食生产稳定。")
    Byline(reporters=['王伟', '李小明'], agency='新华社', place='北京', date_text='3月26日')
    """
    said = [_read_credit(credit) for credit in printed]
    reporters = [*dict.fromkeys(name for one in said for name in one.reporters)]
    agency = next((one.agency for one in said if one.agency), None)
    place = next((one.place for one in said if one.place), None)
    day = next((one.date_text for one in said if one.date_text), None)
    return Byline(reporters, agency, place, day or find_day(text))


@lru_cache(maxsize=1 << 12)
def _read_credit(credit: str) -> Byline:
    """What one credit says; most are printed again and again."""
    agency = read_form("agency").search(credit)
    dateline = read_form("dateline").search(credit)
    place = dateline and dateline["place"]
    return Byline(
        _find_reporters(credit),
        agency and agency[0],
        None if place in _PLACELESS else place,
        dateline and dateline["day"],
    )


def _find_reporters(credit: str) -> list[str]:
    """The names of a printed credit: behind each role, or of photographers without one."""
    roles = [found.span() for found in read_form("role").finditer(credit)]
    author = read_form("author").match(credit)
    alone = not roles and any(read_form(form).fullmatch(credit) for form in ("alone", "names"))
    bounds = [*roles, (len(credit), len(credit))]
    stretches = []
    # 李明 摄: a photographer may be named before the first role, or without one.
    if alone or read_form("photo-word").search(credit, 0, bounds[0][0]):
        stretches.append((0, bounds[0][0]))
    for (_, start), (following, _) in pairwise(bounds):
        closed = read_form("close").search(credit, start, following)
        stretches.append((start, closed.start() if closed else following))
    if author:
        stretches = [author.span("names")]
    names = [
        re.sub(r"\s", "", credit[start:end])
        for stretch in stretches
        for start, end in find_names(credit, *stretch)
    ]
    # (林悦) is told from (完) and (据新华社).
    strangers = alone and any(name[0] not in list_surname_characters() for name in names)
    return [] if strangers else names


@cache
def list_surname_characters() -> frozenset[str]:
    """List the first characters of surnames."""
    return frozenset(surname[0] for surname in list_surnames())


def find_names(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Find the names in a stretch of a credit.

    Two characters with a blank between them (李 强) are one name, and four that are two surnames
    with a character each behind them (徐烨谢奇) are two names.

    Examples
    --------
    >>> [*find_names("李 强、王小雨摄", 0, 8)]
    [(0, 3), (4, 7)]
    """
    plain = read_form("beside").sub(lambda found: " " * len(found[0]), text[start:end])
    nobody = read_form("nobody")
    single: int | None = None  # where the first character of 李 强 stands
    for word in _WORD.finditer(plain):
        begin, close = word.span()
        if single is not None and plain[single + 1 : begin].isspace():
            begin = single
        single = begin if close - begin == 1 else None
        name = plain[begin:close]
        if single is not None or len(name) > _LONGEST_NAME or nobody.match(name):
            continue
        if _are_two(name):
            yield start + begin, start + begin + 2
            begin += 2
        yield start + begin, start + close


def _are_two(name: str) -> bool:
    if len(name) != len("徐烨谢奇") or not name.isalpha():
        return False
    return _read_common().issuperset(name[::2]) and name[:2] not in list_surnames()


@cache
def _read_common() -> frozenset[str]:
    """The frequent surnames."""
    return frozenset(read_lexicon("surnames").dropna(subset=["common"])["surname"])
