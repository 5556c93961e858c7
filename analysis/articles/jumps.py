"""Articles that go on on another page of an issue: 下转第三版 there, 上接第一版 here.

Each part stays a row of its own page, so that every line belongs to one row and every place has a
line and a column; the later part names the earlier one. A join needs both ends, each naming the
page of the other, and texts that agree: the headline is printed again, or a sentence goes on.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from analysis.articles.joints import rate_joint
from analysis.han import HAN
from analysis.pages.heads import read_page_number
from analysis.patterns import JUMP_FROM, TERMINAL

__all__ = ["Jump", "JumpPiece", "find_jumps", "read_piece"]

_TAIL: Final = 40  # last characters of an article, in which 下转第三版 is looked for
_SHOWN: Final = 30
_NUMBER: Final = r"第?\s?(?P<page>[A-Z]?\s?(?:\d{1,3}|[一二三四五六七八九十]{1,3}))\s?版"
_TO: Final = re.compile(
    rf"[\s▶►→>》(（【\[〔]*(?:下转|转)\s?{_NUMBER}[^()（）\n]{{0,16}}[)）】\]〕。\s]*$"
)
_FROM: Final = re.compile(rf"(?:上接|紧接)\s?{_NUMBER}")
_WORDS: Final = re.compile(rf"[^{HAN}\dA-Za-z]")
_SHORTEST: Final = 4  # a shorter headline is too common to tell that two articles are one
_LEAST_LIKE: Final = 0.6  # of the shorter headline's pairs of characters, the longer has so many
_SURE: Final = 0.98
_DOUBT: Final = 0.5
_LEAST: Final = 0.2  # a pair that is rated lower is not joined, whatever is asked for


class JumpPiece(NamedTuple):
    """An article that goes on elsewhere, or that began elsewhere.

    `to` and `back` are the pages that it names; `ending` and `beginning` its text without these
    words; `first_line` and `last_line` where it stands.
    """

    article_id: str
    page_id: str
    issue: Any
    page: int
    headline: str
    to: int | None
    back: int | None
    beginning: str
    ending: str
    first_line: int
    last_line: int


class Jump(NamedTuple):
    """The end of one piece and the beginning of another, and how sure it is that it goes on there.

    Without a second piece, or without a first, nothing was found on the page that is named.
    """

    first: JumpPiece | None
    second: JumpPiece | None
    confidence: float


def read_piece(
    row: Mapping[str, Any], *, article_id: str, page_id: str, issue: Any, page: Any
) -> JumpPiece | None:
    """Read from a row of `articles` where it goes on and where it began; None where it does not."""
    text = row["text"]
    if row["kind"] != "article" or issue is None or page is None or not text:
        return None
    to = _TO.search(text, max(0, len(text) - _TAIL)) if "版" in text[-_TAIL:] else None
    back, beginning = _find_back(row)
    if to is None and back is None:
        return None
    ending = text[: to.start()] if to else text
    return JumpPiece(
        article_id,
        page_id,
        issue,
        int(page),
        _WORDS.sub("", _FROM.sub("", row["headline"] or "")),
        read_page_number(f"第{to['page']}版") if to else None,
        back,
        beginning.lstrip(),
        ending.rstrip()[-_SHOWN * 4 :],
        row["first_line"],
        row["last_line"],
    )


def _find_back(row: Mapping[str, Any]) -> tuple[int | None, str]:
    """The page on which a row begins, and its text behind the words that say so."""
    text = str(row["text"])
    inside = JUMP_FROM.match(text.lstrip())
    if inside:
        number = _FROM.search(inside[0])
        return _read(number), text.lstrip()[inside.end() :][: _SHOWN * 4]
    for part in ("deck", "headline", "byline"):
        number = _FROM.search(row[part] or "")
        if number:
            return _read(number), text[: _SHOWN * 4]
    return None, text[: _SHOWN * 4]


def _read(number: re.Match[str] | None) -> int | None:
    return read_page_number(f"第{number['page']}版") if number else None


def find_jumps(
    pieces: Iterable[JumpPiece], pages: Mapping[Any, set[int]], *, confidence: float
) -> list[Jump]:
    """Find which pieces go on in which, one in at most one other; and what has no other end.

    Parameters
    ----------
    pieces
        Of all issues.
    pages
        The numbers of the pages that are there, by issue: what leads to another is not missed.
    confidence
        The least that a jump needs.
    """
    issues: defaultdict[Any, list[JumpPiece]] = defaultdict(list)
    for piece in pieces:
        issues[piece.issue].append(piece)
    return [
        jump
        for issue, own in issues.items()
        for jump in _match(own, pages.get(issue, set()), confidence)
    ]


def _match(pieces: list[JumpPiece], pages: set[int], confidence: float) -> Iterator[Jump]:
    rated = [
        (rating, first, second)
        for first in pieces
        for second in pieces
        if first.to == second.page
        and second.back == first.page
        and first is not second
        and (rating := _rate(first, second)) >= max(confidence, _LEAST)
    ]
    # The ids of articles whose end, or beginning, belongs to a jump already.
    ends: set[str] = set()
    begins: set[str] = set()
    for rating, first, second in sorted(rated, key=lambda each: -each[0]):
        rivals = [
            (one, other)
            for rival, one, other in rated
            if rival == rating
            and (one is first) != (other is second)
            and one.article_id not in ends
            and other.article_id not in begins
        ]
        if first.article_id in ends or second.article_id in begins or rivals:
            continue  # where two are equally likely, nothing shows which one is meant
        ends.add(first.article_id)
        begins.add(second.article_id)
        yield Jump(first, second, rating)
    for piece in pieces:
        if piece.to in pages and piece.article_id not in ends:
            yield Jump(piece, None, _DOUBT)
        if piece.back in pages and piece.article_id not in begins:
            yield Jump(None, piece, _DOUBT)


def _rate(first: JumpPiece, second: JumpPiece) -> float:
    """Rate whether the second piece goes on from the first; 0 where nothing says so."""
    like = _compare(first.headline, second.headline)
    if like >= _LEAST_LIKE:
        return round(_SURE * (0.5 + 0.5 * like), 3)
    if second.headline:
        return 0.0  # a headline of its own: another article
    left, right = first.ending, second.beginning
    if not left or not right or left[-1] in TERMINAL:
        return 0.0
    if right[0] in "，。、；：！？,;:!?”’）)":
        return 0.9
    return round(1 / (1 + math.exp(-rate_joint(left, right))), 3)


def _compare(one: str, other: str) -> float:
    """Which share of the pairs of characters of the shorter headline the longer one has."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _SHORTEST:
        return 1.0 if shorter and shorter == longer else 0.0
    pairs = {shorter[at : at + 2] for at in range(len(shorter) - 1)}
    return sum(pair in longer for pair in pairs) / len(pairs)
