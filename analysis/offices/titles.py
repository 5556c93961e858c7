"""A title from its end: the post, the grade before it, and what is said of it (原, 代)."""

import re
from typing import Final

from analysis.offices.divisions import list_forms
from analysis.offices.matching import match_end, match_form, match_land
from analysis.offices.words import Post, read_grades, read_lands, read_posts, read_statuses

__all__ = ["BLANK", "ORDINAL", "STANDING", "find_former", "split_post", "split_status"]

# Blanks, quotation marks, and a short form in brackets: (IBM) in 国际商用机器公司(IBM).
BLANK: Final = re.compile(r"[\s\u3000“”‘’「」]+|[（(][A-Za-z]+[）)]")
ORDINAL: Final = re.compile(
    r"[第下上新]?[一二三四五六七八九十百零〇\d、]+[届任](?:[一二三四五六七八九十]+次会议)?|[本上下]届"
)
STANDING: Final = re.compile(r"(?<=政治局)常务委员会(?:委员)?$|(?<=政治局)常委会委员$|常务委员$")
# 原 or 前 behind the body or the place: 大庙镇原党委书记, 特区政府前律政司司长.
_INNER: Final = re.compile(
    r"(?<=[市县区省州镇乡村司部局委厅院会学厂团行社心站所])原(?!(?<=镇原)县)"
    r"|(?<=[会府院司学署部局司团])前|(?<=.)原(?=党[委组总支]|纪委)"
)
# With an envoy the word stands behind the country: 中国新任驻阿根廷大使.
_SENT: Final = re.compile(r"(?<=.)(?P<word>新任|候任|时任|前任|前|原)(?=常?驻)")


def split_post(text: str) -> tuple[str, str, Post] | None:
    """Split off the longest post at the end, and the grade before it (副); the rest comes first."""
    posts = read_posts()
    for start in range(max(0, len(text) - 16), len(text)):
        post = posts.get(text[start:])
        if post is not None:
            before = text[:start]
            for grade in read_grades():
                if before.endswith(grade):
                    return before.removesuffix(grade), grade, post
            return before, "", post
    return None


def split_status(before: str, year: int | None) -> tuple[str, str]:
    """Split off 原, 前, 代 and the like at both ends, but not from names such as 太原 and 代县."""
    statuses = read_statuses()
    status = "holds"
    last = next(filter(before.endswith, statuses), "") if before.endswith((*statuses,)) else ""
    if last and not _ends_in_name(before, year):
        before, status = before.removesuffix(last), statuses[last][0]
    sent = _SENT.search(before)
    if sent is not None:
        return before[: sent.start()] + before[sent.end() :], statuses[sent["word"]][0]
    inner = _INNER.search(before)
    if inner is not None and status in ("holds", "acting"):
        after = before[inner.end() :]
        if not after.startswith(statuses[inner[0]][1]):
            return before[: inner.start()] + after, "former"
    for word, (says, unless) in statuses.items() if before.startswith((*statuses,)) else ():
        if word in ("代", "新", "临时") or not before.startswith(word):
            continue
        after = before.removeprefix(word)
        named = len(word) == 1 and (match_form(before, year) or match_land(before))
        if named or after.startswith(unless):
            continue
        return after, says if status == "holds" else status
    return before, status


def find_former(title: str) -> str:
    """What stands in a title before 原 or 前: 水利厅 of 水利厅原党组书记; empty where none does."""
    inner = _INNER.search(title)
    return title[: inner.start()] if inner is not None else ""


def _ends_in_name(text: str, year: int | None) -> bool:
    return text in read_lands() or match_end(text, list_forms(year), 4) != ""
