"""Which titles belong to which naming: its own, and those that a list or a sentence hands on."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from analysis.lexicon import read_lexicon
from analysis.officials.batch import NOTE, Batch, Mention
from analysis.officials.titles import (
    BLANKS,
    Words,
    get_organisation,
    inherit,
    is_credit,
    read_after,
    read_before,
)
from analysis.officials.words import REMEMBERED, find_head, is_office

__all__ = ["bind_titles", "drop_collective"]

_STOP: Final = re.compile(r"[。！？!?\n；;]")
_ADJACENT: Final = re.compile("[、和与及，,以]{1,2}")
_NEXT: Final = re.compile(r"\s*(?:、|和|与|及|以及|，|,|；|;)\s*")
# What stands between two names of a list; it may hold one name that was not found.
_LISTED: Final = re.compile(r"(?:、[\u4e00-\u9fff]{2,3})?(?:[、;；]|和|与|及|以及|暨)")


def bind_titles(words: Words, mentions: list[Mention]) -> None:
    """Give titles to each naming: those at the name, those of its list, and those it completes."""
    text = words.text
    previous: Mention | None = None
    source = ""
    run: list[Mention] = []
    head = ""  # the mark between the titles and the first name of a row: ：, a blank or none
    for mention in mentions:
        start, end = mention.start, mention.end
        stack, first = read_before(words, start)
        if previous is not None and previous.owner != mention.owner:
            previous = None
        # What stands between the last name and these titles (`gap`), or this name (`bare`); both
        # stay None where it cannot join the two.
        gap = bare = None
        if previous is not None:
            note = NOTE.match(text, previous.end) if text[previous.end] in "（(" else None
            after = note.end() if note else previous.end
            gap, bare = text[after:first], text[after:start]
            if source and (first - previous.end > 90 or _STOP.search(text, previous.end, first)):
                source = ""
        else:
            source = ""
        joined = bare is not None and _makes_list(bare)
        in_row = bare is not None and bare != "" and not bare.strip(BLANKS)
        if stack or not in_row:
            head = text[start - 1] if stack else ""
        heads = stack and [*filter(is_office, stack)]
        if heads:
            # In 洪都拉斯总统卡斯特罗抵京，外长雷纳同行 the second title takes over the country.
            beside = gap is not None and _ADJACENT.fullmatch(gap) is not None
            mention.titles = inherit(heads, source, heir="list" if beside else "far")
            mention.own = True
        elif joined and previous is not None and not stack:
            shared = previous.titles
            if _shares_row(head, shared) if in_row else _may_share(bare or "", shared):
                mention.titles = list(shared)
        following = read_after(words, start, end)
        if following:
            mention.titles = _merge(mention, following)
            mention.own = True
        # A post that is given behind the name: 选举甲为市人大常委会主任，乙为副主任.
        post = read_post(words, start, end, titled=bool(mention.titles))
        if post:
            post = inherit(post, source, heir="post")
            for earlier in run if joined else ():
                if not earlier.titles and (not in_row or _are_many(post)):
                    earlier.titles = list(post)
            mention.titles = _merge(mention, post)
        if not joined or stack:
            run = []
        run.append(mention)
        if gap and previous is not None and _NEXT.fullmatch(gap):
            if previous.place_in_list is None:
                previous.place_in_list = 1
            mention.place_in_list = previous.place_in_list + 1
        source = next(filter(None, map(get_organisation, reversed(mention.titles))), source)
        office = "" if mention.own else find_head(text[start:end])
        if len(office) > 1 and is_office(office):
            mention.titles = [office]
        previous = mention


def _makes_list(bare: str) -> bool:
    """Whether what stands between two names makes a list of them."""
    return _LISTED.fullmatch(bare.strip()) is not None or (
        bare.strip(" \u3000") == "" and "\n" not in bare
    )


def _merge(mention: Mention, after: list[str]) -> list[str]:
    """The titles before and behind a name, without those that are only the end of another."""
    before = mention.titles
    return [*before, *(one for one in after if not any(title.endswith(one) for title in before))]


def _may_share(bare: str, titles: Sequence[str]) -> bool:
    return bare.strip() in "、" or _are_many(titles)


def _shares_row(head: str, titles: Sequence[str]) -> bool:
    """Whether a name shares the titles of the one before it, with only a blank between them.

    It does among those who sign, and where titles stand before a row: 副主任：于归 沈国俊. In
    副市长丁一鸣陪同德国总理朔尔茨 谭启文出席 the blank ends a clause.
    """
    return (
        is_credit(titles) or head in ("：", ":") or (head in (" ", "\u3000") and _are_many(titles))
    )


def _are_many(titles: Sequence[str]) -> bool:
    """Whether several people can have one of the titles at once."""
    return any(
        re.search(r"副|委员|常委|成员|院士|领导|代表|记者|通讯员|教授|委$", title)
        for title in titles
    )


def read_post(words: Words, start: int, end: int, *, titled: bool) -> list[str]:
    """Read the post that the words behind a name give to it: 任…, 当选…, 选举…为…, 是….

    If the person has a title already, only words of taking a post count, and 是 does not.
    """
    text = words.text
    found = _get_posts().match(text, end, end + 90)
    if found is None and text[text.find("，", end, end + 41) + 1] in "先并当被":
        later = _LATER.match(text, end)
        if later and 1 not in words.named[end : later.end()]:
            found = _get_posts().match(text, later.end(), later.end() + 90)
    if found is None or found.lastgroup is None:
        return []
    before, besides, left = _read_forms()[int(found.lastgroup[1:])]
    if titled and not besides:
        return []
    if before is not None:
        clause = re.split(r"[。！？\n]", text[max(0, start - 300) : start])[-1]
        if not before.search(clause):
            return []
    begin = found.end()
    if text.startswith(_NO_POST, begin):
        return []
    # In 任这所学校的校长 the words before 的 are left out, unless they are the post themselves.
    for post in filter(None, (_POST.match(text, begin), _POST_OF.match(text, begin))):
        first = post.start("post")
        named = words.named.find(1, first, post.end())
        limit = named if named >= 0 else post.end()
        close = next((at for at in range(limit, first, -1) if at in words.titles.ending), None)
        if close is not None:
            break
    else:
        return []
    if close < limit - left or text.startswith(("之一", "们", "的还有"), close):
        return []
    if not besides and named >= 0:
        return []
    if left == 0 and text[start - 1] not in "\n：。\u3000":
        return []
    if not _THIS.match(text, begin, first):
        first = begin  # the post begins at the firm: 湖南一家公司的经理
    stack = [piece for piece in _STACK.split(text[first:close]) if piece]
    return inherit(stack) if all(map(is_office, stack)) else []


@cache
def _read_forms() -> list[tuple[re.Pattern[str] | None, bool, int]]:
    """Of each row what must stand before, whether it adds to titles, how much may be left."""
    table = read_lexicon("title_posts").fillna("")
    return [
        (re.compile(before) if before else None, besides == "yes", int(left or 90))
        for before, besides, left in zip(
            table["before"], table["besides"], table["left"], strict=True
        )
    ]


@cache
def _get_posts() -> re.Pattern[str]:
    """All rows of `title_posts` as one pattern; the name of a group holds the number of its row."""
    forms = read_lexicon("title_posts")["behind"]
    return re.compile(
        _WHEN + "(?:" + "|".join(f"(?P<f{at}>{form})" for at, form in enumerate(forms)) + ")"
    )


# A clause with the same subject between name and verb: 来到这里，先后担任县长.
_LATER: Final = re.compile(
    "[^，。；！？\\n]{2,40}，(?=先后[担出]?任|并(?:担任|出任|当选|被)|当选|被选为|被任命为)"
)
# Words between name and verb: 同志于1937年11月8日出任.
_WHEN: Final = (
    r"(?:同志)?(?:（[^）\n]{0,12}）)?(?:在[^，。；！？,;\n]{2,30}[上中](?=当选))?"
    r"(?:于?(?:[０-９\d一二三四五六七八九十]{1,4}[日月年至到－—-]+)+起?|今天|昨天|近日|日前)?"
    r"(?:刚?被派到[^，。；！？\n]{2,10}?(?=担任))?"
    r"(?:先后|已经?|正式|再次|刚|也|又|还|并|同时|当场|随后|后|连续)*"
)
_POST: Final = re.compile(r"(?P<post>[^，。；！？,; \u3000\n（）()的]{2,60})")
_POST_OF: Final = re.compile(rf"[^，。；！？,;、\n（）()的]{{1,12}}的{_POST.pattern}")
_STACK: Final = re.compile("[、兼]|以及|(?<!共)和(?!平|国|谐)")
# What somebody is said to be or to do, and is no post: 以…为核心, 为主要内容.
_NO_POST: Final = ("核心", "首", "代表", "主要", "主力", "主题", "主导", "主席团", "总书记的党")
# What is said of a post, and is not where it is held: 新的政治局领导人, 这所学校的校长.
_THIS: Final = re.compile("新的|[这该本其他她我]|[^的]*年的")
_COLLECTIVE: Final = re.compile(r".{0,6}领导(?:同志)?")


def drop_collective(batch: Batch, mentions: list[Mention]) -> None:
    """Take 市领导 from people of whom the article prints a title of their own."""
    titled = [mention for mention in mentions if mention.titles]
    collective = [mention for mention in titled if any(map(_is_collective, mention.titles))]
    if not collective:
        return
    own = {
        (batch.parts[mention.owner].row, mention.name)
        for mention in mentions
        if not all(map(_is_collective, mention.titles))
    }
    for mention in collective:
        if (batch.parts[mention.owner].row, mention.name) in own:
            mention.titles = [title for title in mention.titles if not _is_collective(title)]


@lru_cache(REMEMBERED)
def _is_collective(title: str) -> bool:
    return _COLLECTIVE.fullmatch(title) is not None
