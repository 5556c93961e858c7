"""Who is named in articles, as what and where: from articles to the table `mentions`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from analysis.lexicon import read_lexicon, split_variants
from analysis.officials import names
from analysis.officials.kinds import acts_as_official, choose_group, choose_kind, is_credit
from analysis.officials.titles import (
    Words,
    get_organisation,
    inherit,
    mark_titles,
    read_after,
    read_before,
    read_groups,
    read_post,
)
from analysis.places import Part, iterate_parts
from analysis.schema import InputError, check_table, make_table

__all__ = ["find_mentions"]

_BORDER: Final = "\n"
_BATCH: Final = 400_000
_SHARED: Final = ("article_id", "newspaper", "date", "page")
_FOUND: Final = (
    *("name", "surface", "kind", "group", "titles", "part", "start", "end", "line", "column"),
    *("place_in_list", "verb"),
)
_ACCEPT: Final = -0.7  # from this score on a candidate is a name
_FAINT: Final = -5.0  # below it is not looked at
_LISTED: Final = re.compile(r"[、;；]|和|与|及|以及|暨")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class _Mention:
    """One naming, while it is being read."""

    start: int
    end: int
    name: str
    owner: int
    foreign: bool
    titles: list[str] = field(default_factory=list)
    kind: str = "actor"
    group: str | None = None
    place_in_list: int | None = None
    verb: str | None = None
    stack_start: int = -1
    own: bool = False


class _Batch(NamedTuple):
    """Parts read in one go: their text one after another, and what is known of each."""

    parts: list[Part]
    text: str
    firsts: Any
    issues: list[Any]


def find_mentions(
    articles: pd.DataFrame, *, roster: pd.DataFrame | str | Path | None = None
) -> pd.DataFrame:
    """Find who is named in articles, with titles, kind and group.

    One row per naming of a person, in the order of the articles and of their text. No list of
    people is needed: names are found by how they are made and what stands around them, and a name
    that is certain in one place is found bare in the rest of the article, and in the other articles
    of the same newspaper and day.

    Parameters
    ----------
    articles
        Needs `article_id` and `text`; headline, deck and byline are read where there are any, and
        newspaper and date say which articles were printed together.
    roster
        People known beforehand: a table, or a CSV in UTF-8, with `name`, and where wanted `alias`
        (several separated by `|`), `title`, `group`, `since`, `until`. It adds names that are not
        found otherwise, calls an alias by its name, and gives the group where the page says none.
        It does not change what the page says.

    Returns
    -------
    DataFrame
        The table `mentions`: article_id, newspaper, date, page, name (the person), surface (as
        printed), kind, group, titles (each whole, as bound to this naming), part, start and end
        (characters in that part), line, column, place_in_list and verb.

    Raises
    ------
    InputError
        Where a column is missing, or the roster cannot be used.

    Examples
    --------
    >>> text = "市委常委、宣传部长王明厚出席会议并讲话。王明厚强调,要抓好落实。"
    >>> mentions = find_mentions(pd.DataFrame({"article_id": ["a"], "text": [text]}))
    >>> mentions["name"].tolist(), mentions["titles"].iloc[0]
    (['王明厚', '王明厚'], ['市委常委', '市委宣传部长'])
    """
    check_table(articles, "articles", needs=["article_id", "text"])
    people = _read_roster(roster)
    rows: list[tuple[int, int, tuple[Any, ...]]] = []
    for batch in _gather(articles):
        rows += _read_batch(batch, people)
    rows.sort(key=lambda row: row[:2])
    order = [row for row, _, _ in rows]
    shared = {
        name: articles[name].iloc[order].tolist() for name in _SHARED if name in articles.columns
    }
    columns = zip(*(values for _, _, values in rows), strict=True) if rows else ([] for _ in _FOUND)
    return make_table("mentions", {**shared, **dict(zip(_FOUND, map(list, columns), strict=True))})


def _gather(articles: pd.DataFrame) -> Iterator[_Batch]:
    """Bring the articles of one newspaper and day together, and small days into one batch."""
    issues: list[Any] = list(range(len(articles)))
    if {"newspaper", "date"} <= set(articles.columns):
        for row, key in enumerate(zip(articles["newspaper"], articles["date"], strict=True)):
            if not pd.isna(key[0]) and not pd.isna(key[1]):
                issues[row] = (key[0], pd.Timestamp(key[1]))
    grouped: dict[Any, list[Part]] = {}
    for part in iterate_parts(articles):
        grouped.setdefault(issues[part.row], []).append(part)
    parts: list[Part] = []
    size = 0
    for of_issue in grouped.values():
        parts += of_issue
        size += sum(len(part.text) for part in of_issue)
        if size >= _BATCH:
            yield _join(parts, issues)
            parts, size = [], 0
    if parts:
        yield _join(parts, issues)


def _join(parts: list[Part], issues: Sequence[Any]) -> _Batch:
    text = _SURROGATE.sub("\ufffd", _BORDER.join(part.text for part in parts)) + _BORDER
    firsts = np.cumsum([0, *(len(part.text) + 1 for part in parts)])
    return _Batch(list(parts), text, firsts, [issues[part.row] for part in parts])


class _Person(NamedTuple):
    name: str
    group: str | None


def _read_roster(roster: pd.DataFrame | str | Path | None) -> dict[str, _Person]:
    """Every form that a person of the lists is printed in."""
    people: dict[str, _Person] = {}
    tables = [read_lexicon("people")]
    if isinstance(roster, (str, Path)):
        try:
            tables.append(pd.read_csv(roster, dtype="str", encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError, ValueError) as error:
            raise InputError(f"The roster {roster} cannot be read as a CSV in UTF-8.") from error
    elif roster is not None:
        tables.append(roster)
    for table in tables:
        if "name" not in table.columns:
            raise InputError("The roster needs a column `name`, with one person a row.")
        groups = table["group"] if "group" in table.columns else [None] * len(table)
        aliases = table["alias"] if "alias" in table.columns else [None] * len(table)
        for name, alias, group in zip(table["name"], aliases, groups, strict=True):
            if isinstance(name, str) and name:
                person = _Person(name, group if isinstance(group, str) and group else None)
                for form in (name, *split_variants(alias)):
                    people[form] = person
    return people


def _read_batch(
    batch: _Batch, people: Mapping[str, _Person]
) -> Iterator[tuple[int, int, tuple[Any, ...]]]:
    text = batch.text
    codes, begins = names.read_codes(text), names.cut_words(text)
    found = names.find_titles(text)
    marks = names.mark_words(text, found)
    mentions = _choose_names(batch, codes, begins, marks, people)
    named = np.zeros(len(text) + 1, dtype=bool)
    for mention in mentions:
        named[mention.start : mention.end] = True
    words = Words(text, begins, mark_titles(found), named)
    mentions = _add_short_forms(batch, words, mentions, people)
    for mention in mentions:
        named[mention.start : mention.end] = True
    _bind_titles(batch, words, mentions)
    _drop_collective(batch, mentions)
    _settle(batch, mentions, people)
    for mention in mentions:
        part = batch.parts[mention.owner]
        first = int(batch.firsts[mention.owner])
        start, end = mention.start - first, mention.end - first
        line, column = part.place(start) or (None, None)
        surface = part.text[start:end]
        values = (
            *(mention.name, surface, mention.kind, mention.group, mention.titles),
            *(part.part, start, end, line, column, mention.place_in_list, mention.verb),
        )
        yield part.row, mention.start, values


def _choose_names(
    batch: _Batch, codes: Any, begins: Any, marks: Any, people: Mapping[str, _Person]
) -> list[_Mention]:
    text = batch.text
    candidates, scores = names.score_candidates(
        codes, begins, marks, names.list_candidates(codes, begins), faint=_FAINT
    )
    starts, ends = candidates.start.tolist(), candidates.end.tolist()
    owners = (np.searchsorted(batch.firsts, candidates.start, side="right") - 1).tolist()
    points, foreign = scores.tolist(), candidates.foreign.tolist()
    rows = [batch.parts[owner].row for owner in owners]
    strings = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    companies = {
        (rows[at], string)
        for at, string in enumerate(strings)
        if points[at] > _FAINT and _is_company(text, starts[at], ends[at], marks)
    }
    for at, string in enumerate(strings):
        if points[at] > _ACCEPT or string in people:
            points[at] -= _doubt(text, string, ends[at])
            if text[ends[at]] in "·•" or text[starts[at] - 1 : starts[at]] in ("·", "•"):
                points[at] -= 9.0
            if (rows[at], string) in companies and not marks[starts[at]] & 1:
                points[at] -= 5.0
    # The best that a string is worth in its article, and in the issue.
    in_article: dict[tuple[int, str], float] = {}
    in_issue: dict[tuple[Any, str], float] = {}
    for string, row, owner, point in zip(strings, rows, owners, points, strict=True):
        if point > 0:
            key = (row, string)
            if point > in_article.get(key, 0.0):
                in_article[key] = point
            day = (batch.issues[owner], string)
            if point > in_issue.get(day, 0.0):
                in_issue[day] = point
    for at, (string, row, owner) in enumerate(zip(strings, rows, owners, strict=True)):
        best = in_article.get((row, string), 0.0)
        wide = in_issue.get((batch.issues[owner], string), 0.0) - 1.5
        best = max(best, wide)
        if string in people and points[at] > -3.0:
            best = max(best, 3.0)
        if best > 0.7 and points[at] > _FAINT:
            points[at] = max(points[at], min(best, 4.0) - 0.3)
    _lift_lists(text, starts, ends, points)
    for start, end in _find_credits(text):
        starts.append(start)
        ends.append(end)
        points.append(9.0)
        strings.append(_BLANK.sub("", text[start:end]))
        foreign.append(False)
        owners.append(int(np.searchsorted(batch.firsts, start, side="right")) - 1)
    chosen = _choose_apart(starts, ends, points)
    mentions = [
        _Mention(starts[at], ends[at], strings[at], owners[at], foreign[at]) for at in chosen
    ]
    return _find_again(batch, begins, mentions, people)


_IN_COMPANY: Final = re.compile(
    rf"[{names.HAN}（）()]{{1,14}}?(?:有限公司|集团|公司|基金会|银行|大酒店|产业园)"
)


def _is_company(text: str, start: int, end: int, marks: Any) -> bool:
    """Whether what looks like a name is the beginning of a company's: 秦云 in 秦云…有限公司."""
    if marks[start] & 1 or _IN_COMPANY.match(text, end, end + 20) is None:
        return False
    return not re.match("[是任在与和同、等]|出席|表示|创", text[end : end + 2])


def _doubt(text: str, string: str, end: int) -> float:
    """What speaks against a name that looks like one: it is a word, a country, a doctrine."""
    if string in _read_not_names() or _DOCTRINE.match(text, end):
        return 9.0
    if len(string) == 3 and string[-1] in "区县市省镇乡村路街屯":
        return 3.0
    return {"": 0.0, "ns": 6.0, "nt": 6.0}.get(names.read_word(string), 2.5)


_DOCTRINE: Final = re.compile("(?:列宁)?主义")


def _find_again(
    batch: _Batch, begins: Any, mentions: list[_Mention], people: Mapping[str, _Person]
) -> list[_Mention]:
    """Find what was found once in an article wherever else it stands there, however it is cut."""
    from ahocorasick_rs import AhoCorasick, Implementation

    text = batch.text
    rows_of: dict[str, dict[int, _Mention]] = {}
    for mention in mentions:
        if len(mention.name) > 2 or mention.foreign:
            rows_of.setdefault(mention.name, {})[batch.parts[mention.owner].row] = mention
    sought = sorted({*rows_of, *(name for name in people if len(name) > 2)})
    if not sought:
        return mentions
    taken = np.zeros(len(text) + 1, dtype=bool)
    for mention in mentions:
        taken[mention.start : mention.end] = True
    automaton = AhoCorasick(sought, implementation=Implementation.DFA)
    added = []
    hits = sorted(
        automaton.find_matches_as_indexes(text, overlapping=True),
        key=lambda hit: (hit[1] - hit[2], hit[1]),
    )
    for at, start, end in hits:
        if taken[start:end].any():
            continue
        owner = int(np.searchsorted(batch.firsts, start, side="right")) - 1
        name = sought[at]
        known = rows_of.get(name, {}).get(batch.parts[owner].row)
        if _DOCTRINE.match(text, end):
            continue
        if known is None and not (name in people and (begins[start] or begins[end])):
            continue
        taken[start:end] = True
        foreign = known.foreign if known is not None else len(name) > 3
        added.append(_Mention(start, end, name, owner, foreign))
    return sorted([*mentions, *added], key=lambda mention: mention.start)


# A person who signs: names after 记者, 通讯员, 作者 and the like, each of them perhaps spaced.
_H: Final = f"[{names.HAN}]"
_NAME: Final = (
    rf"(?:{_H}[ \u3000]{{1,2}}{_H}(?!{_H})|{_H}[ \u3000]{{1,2}}{_H}(?=摄)"
    rf"|{_H}{{2,4}}(?:·{_H}{{2,8}})*)"
)
_SIGNATURE: Final = re.compile(
    r"[记通作摄](?:(?<=记)(?<![对向与和的]记)者|(?<=通)讯员|(?<=作)者[：:]|(?<=摄)影[：:])"
    rf"[ \u3000：:]*(?P<names>{_NAME}"
    rf"(?:[ \u3000、;；,，/]{{1,2}}(?!记者|通讯员|本报|新华社|摄影){_NAME})*)"
    r"(?=[ \u3000]*(?:[）)\n]|摄(?:影)?(?:[ \u3000）)\n]|$)|文/|时间[：:]|报道|本报|新华社|通讯员"
    r"|记者|$))"
)
_SIGNED: Final = re.compile(_NAME)
_BLANK: Final = re.compile(r"[ \u3000]")
_MIXED: Final = re.compile(
    rf"[A-Za-z](?<![A-Za-z]{{2}})[a-z]{{1,12}}[ .·]?"
    rf"(?:{_H}(?!{_H})|{_H}{{1,2}}(?=[、，。；;,）]|等|和|与|出席|表示|说))"
)


def _find_credits(text: str) -> Iterator[tuple[int, int]]:
    """Find the names that stand where only names can: in a credit, or half in Latin letters."""
    for found in _SIGNATURE.finditer(text):
        for name in _SIGNED.finditer(text, *found.span("names")):
            surface = name[0]
            if surface.endswith("摄") and len(surface) > 2:
                yield name.start(), name.end() - 1
            elif not surface.startswith(("本报", "新华", "了解", "获悉", "日前", "今天")):
                yield name.span()
    letters = names.read_surnames()
    for found in _MIXED.finditer(text):
        if found[0][-1] in letters or any(sign in letters for sign in found[0][-2:]):
            before = text[max(0, found.start() - 3) : found.start()]
            if any(before.endswith(title) for title in read_groups()):
                yield found.span()


def _lift_lists(text: str, starts: Sequence[int], ends: Sequence[int], points: list[float]) -> None:
    """What stands between 、 and next to a name is rather a name too: hand this on both ways."""
    order = sorted(range(len(starts)), key=lambda at: starts[at])
    closes: dict[int, float] = {}
    for at in order:
        if text[starts[at] - 1 : starts[at]] == "、" and closes.get(starts[at] - 1, -9.0) > 0:
            points[at] += 1.5
        if points[at] > closes.get(ends[at], -9.0):
            closes[ends[at]] = points[at]
    opens: dict[int, float] = {}
    for at in reversed(order):
        if text[ends[at]] == "、" and opens.get(ends[at] + 1, -9.0) > 0:
            points[at] += 1.5
        if points[at] > opens.get(starts[at], -9.0):
            opens[starts[at]] = points[at]


def _choose_apart(starts: Sequence[int], ends: Sequence[int], points: Sequence[float]) -> list[int]:
    """The best of those that overlap, in the order of the text."""
    good = [at for at, point in enumerate(points) if point > _ACCEPT]
    good.sort(key=lambda at: (-points[at], starts[at], -ends[at]))
    taken: set[int] = set()
    chosen = []
    for at in good:
        span = range(starts[at], ends[at])
        if taken.isdisjoint(span):
            taken.update(span)
            chosen.append(at)
    return sorted(chosen, key=lambda at: starts[at])


_HONOUR: Final = frozenset(
    [
        "主席",
        "总书记",
        "总理",
        "总统",
        "书记",
        "省长",
        "市长",
        "县长",
        "区长",
        "镇长",
        "乡长",
        "村长",
        "部长",
        "局长",
        "厅长",
        "处长",
        "科长",
        "主任",
        "院长",
        "校长",
        "厂长",
        "经理",
        "总经理",
        "董事长",
        "司令员",
        "政委",
        "教授",
        "老师",
        "先生",
        "女士",
        "小姐",
        "医生",
        "大夫",
        "大爷",
        "大妈",
        "大娘",
        "大叔",
        "阿姨",
        "奶奶",
        "爷爷",
        "支书",
        "委员长",
        "外长",
        "首相",
        "将军",
        "元帅",
        "队长",
        "团长",
        "师长",
        "连长",
        "站长",
        "所长",
        "律师",
        "博士",
        "院士",
        "师傅",
        "老汉",
    ]
)


def _add_short_forms(
    batch: _Batch, words: Words, mentions: list[_Mention], people: Mapping[str, _Person]
) -> list[_Mention]:
    """Add a surname with a title (沈司令员), with 老 or 小 (老童), and the bare part of a name."""
    text, named = words.text, words.named
    surnames: dict[int, dict[str, set[str]]] = {}
    for mention in mentions:
        row = batch.parts[mention.owner].row
        known = surnames.setdefault(row, {})
        mention.name = _BLANK.sub("", mention.name)
        if "·" in mention.name:
            for piece in mention.name.split("·"):
                known.setdefault(piece, set()).add(mention.name)
        elif len(mention.name) > 1:
            cut = 2 if mention.name[:2] in _long_surnames() and len(mention.name) > 2 else 1
            known.setdefault(mention.name[:cut], set()).add(mention.name)
    for mention in mentions:
        full = surnames.get(batch.parts[mention.owner].row, {}).get(mention.name)
        if full is not None and len(full) == 1 and "·" in next(iter(full)):
            mention.name = next(iter(full))
        elif mention.name in people:
            mention.name = people[mention.name].name
    added: list[_Mention] = []
    for at, close in words.titles.beginning.items():
        if text[at:close] not in _HONOUR or named[close - 1]:
            continue
        for start in (at - 1, at - 2):
            if start < 0 or named[start:at].any() or not words.begins[start]:
                continue
            owner = int(np.searchsorted(batch.firsts, start, side="right")) - 1
            full = surnames.get(batch.parts[owner].row, {}).get(text[start:at], set())
            whole = text[start:close]
            if whole in people:
                name = people[whole].name
            elif len(full) == 1:
                name = next(iter(full))
            elif text[at:close] in _POLITE and text[start:at] in _COMMON_SURNAMES:
                name = whole
            else:
                continue
            added.append(_Mention(start, close, name, owner, False))
            break
    for found in _FAMILIAR.finditer(text):
        start, end = found.span()
        if named[start:end].any() or not words.begins[start]:
            continue
        owner = int(np.searchsorted(batch.firsts, start, side="right")) - 1
        full = surnames.get(batch.parts[owner].row, {}).get(found[1], set())
        if len(full) == 1 and words.begins[end]:
            added.append(_Mention(start, end, next(iter(full)), owner, False))
    added += _find_japanese(batch, words, surnames)
    kept: list[_Mention] = []
    for mention in sorted([*mentions, *added], key=lambda mention: (mention.start, -mention.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _find_japanese(
    batch: _Batch, words: Words, surnames: Mapping[int, Mapping[str, set[str]]]
) -> Iterator[_Mention]:
    """Find 安倍 where 安倍晋三 is named in the article."""
    known = {
        surname
        for of_article in surnames.values()
        for surname, full in of_article.items()
        if surname in _long_surnames() and len(full) == 1
    }
    if not known:
        return
    for found in re.finditer("|".join(sorted(known)), words.text):
        start, end = found.span()
        owner = int(np.searchsorted(batch.firsts, start, side="right")) - 1
        full = surnames.get(batch.parts[owner].row, {}).get(found[0], set())
        if len(full) == 1 and not words.named[start:end].any():
            yield _Mention(start, end, next(iter(full)), owner, True)


_COMMON_SURNAMES: Final = frozenset(
    "李王张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛"
)
_POLITE: Final = frozenset(
    ["先生", "女士", "小姐", "大爷", "大妈", "大娘", "奶奶", "老汉", "阿姨", "老师", "师傅", "大叔"]
)
_FAMILIAR: Final = re.compile(rf"[老小]([{names.HAN}])")


@cache
def _read_not_names() -> frozenset[str]:
    """Countries, places, peoples and words that are made like names."""
    return frozenset([*read_lexicon("countries")["country"], *read_lexicon("not_names")["word"]])


@cache
def _long_surnames() -> frozenset[str]:
    table = read_lexicon("surnames")
    return frozenset(name for name in table["surname"] if len(name) == 2)


def _bind_titles(batch: _Batch, words: Words, mentions: list[_Mention]) -> None:
    """Read the titles of each naming, hand them on along lists, and complete them."""
    text = words.text
    previous: _Mention | None = None
    source = ""
    run: list[_Mention] = []
    for mention in mentions:
        stack = read_before(words, mention.start)
        mention.stack_start = stack.start
        between = text[previous.end : stack.start] if previous is not None else None
        near = previous is not None and previous.owner == mention.owner and between is not None
        if not near or re.search(r"[。！？!?\n；;]", between or "") or len(between or "") > 90:
            source = ""
        bare = text[previous.end : mention.start] if near and previous is not None else None
        joined = bare is not None and (
            _LISTED.fullmatch(bare.strip()) or (bare.strip(" \u3000") == "" and "\n" not in bare)
        )
        adjacent = between is not None and re.fullmatch(r"[、和与及，,以]{0,2}", between)
        heads = [piece for piece in stack.titles if _is_office(piece)]
        if heads:
            mention.titles = inherit(heads, source, abroad=bool(adjacent))
            mention.own = True
        elif (
            joined
            and previous is not None
            and not stack.titles
            and _may_share(bare or "", previous.titles)
        ):
            mention.titles = list(previous.titles)
        after = read_after(words, mention.end)
        if after:
            mention.titles = _merge(mention, after)
            mention.own = True
        if not mention.titles:
            mention.titles = read_post(words, mention.start, mention.end)
            if mention.titles and run and joined:
                for earlier in run:
                    if not earlier.titles:
                        earlier.titles = list(mention.titles)
        if not joined or stack.titles:
            run = []
        run.append(mention)
        listed = (
            near
            and previous is not None
            and re.fullmatch(
                r"\s*(?:、|和|与|及|以及|，|,|；|;)\s*", text[previous.end : stack.start]
            )
        )
        if listed and previous is not None:
            if previous.place_in_list is None:
                previous.place_in_list = 1
            mention.place_in_list = previous.place_in_list + 1
        if mention.titles:
            source = next(
                (org for title in reversed(mention.titles) if (org := get_organisation(title))),
                source,
            )
        shift = text[mention.start : mention.end]
        if shift != mention.name and not mention.own:
            head = next((shift[i:] for i in range(len(shift)) if shift[i:] in read_groups()), "")
            if head and read_groups()[head][1]:
                mention.titles = [head]
        previous = mention


def _merge(mention: _Mention, after: list[str]) -> list[str]:
    return [*mention.titles, *(title for title in after if title not in mention.titles)]


def _may_share(bare: str, titles: Sequence[str]) -> bool:
    if bare.strip() in "、":
        return True
    return any(
        re.search(r"副|委员|常委|成员|院士|领导|代表|记者|通讯员|教授|委$", title)
        for title in titles
    )


def _is_office(title: str) -> bool:
    groups = read_groups()
    head = next((title[i:] for i in range(len(title)) if title[i:] in groups), "")
    return bool(head) and groups[head][1]


_VERB: Final = re.compile(
    r"[^。！？；\n]{0,6}?(主持召开|主持|出席|会见|会晤|指出|强调|表示|说|讲话|参加|陪同|调研|考察|视察|检查|致辞|宣读|宣布|要求|介绍"
    r"|认为|通报|汇报|听取|带队|率团|看望|慰问|走访|访问|接见|致电|互致贺电|致信|签署|发表|作报告|感谢|列席|当选|担任|任)"
)


_COLLECTIVE: Final = re.compile(r".{0,6}领导(?:同志)?")


def _drop_collective(batch: _Batch, mentions: list[_Mention]) -> None:
    """市领导 says who is meant only of those who are given no title of their own."""
    own: set[tuple[int, str]] = set()
    for mention in mentions:
        if any(not _COLLECTIVE.fullmatch(title) for title in mention.titles):
            own.add((batch.parts[mention.owner].row, mention.name))
    for mention in mentions:
        if (batch.parts[mention.owner].row, mention.name) in own:
            mention.titles = [title for title in mention.titles if not _COLLECTIVE.fullmatch(title)]


def _settle(batch: _Batch, mentions: list[_Mention], people: Mapping[str, _Person]) -> None:
    """Choose kind and group; a person keeps the group of the article where a naming says none."""
    text = batch.text
    signed = _find_signed_lines(text, mentions)
    known: dict[tuple[int, str], str] = {}
    offices = read_groups()
    for mention in mentions:
        part = batch.parts[mention.owner]
        journalist = any(
            offices.get(title, ("", False))[0] == "journalist" for title in mention.titles
        )
        credit = (
            part.part == "byline"
            or journalist
            or mention.start in signed
            or is_credit(text, mention.start, mention.end)
        )
        mention.kind = choose_kind(
            text, mention.start, mention.end, credit=credit, after=mention.end
        )
        if mention.kind == "byline":
            mention.group = "journalist"
            mention.titles = _name_trade(mention.titles)
            continue
        mention.group = choose_group(mention.titles)
        person = people.get(mention.name)
        if mention.group and person is not None and person.group == "foreign":
            mention.group = "foreign"
        elif mention.group == "foreign" and person is not None and person.group == "official":
            mention.group = "official"
        if mention.group:
            key = (part.row, mention.name)
            if _WEIGHT[mention.group] > _WEIGHT.get(known.get(key, ""), 0):
                known[key] = mention.group
        found = _VERB.match(text, mention.end)
        mention.verb = found[1] if found else None
    abroad = {row for (row, _), group in known.items() if group == "foreign"}
    for run in _find_runs(text, mentions):
        row = batch.parts[run[0].owner].row
        for mention in run:
            if mention.kind == "byline":
                continue
            key = (row, mention.name)
            strange = _is_foreign(mention) and (row in abroad or "·" in mention.name)
            if strange and any(_AT_HOME.match(title) for title in mention.titles):
                strange = False
            if known.get(key) == "foreign" or (mention.group == "official" and strange):
                mention.group = "foreign"
                known[key] = "foreign"
            if mention.group is None:
                person = people.get(mention.name)
                mention.group = known.get(key) or (person.group if person else None)
        given = [mention.group for mention in run if mention.group and mention.kind != "byline"]
        for mention in run:
            if mention.group is None:
                if given:
                    mention.group = given[0]
                elif row in abroad and (_is_foreign(mention) or _is_korean(batch, mention)):
                    mention.group = "foreign"
                elif acts_as_official(text[run[-1].end : run[-1].end + 24]):
                    mention.group = "official"
                else:
                    mention.group = "other"
                known.setdefault((row, mention.name), mention.group)


def _find_runs(text: str, mentions: Sequence[_Mention]) -> Iterator[list[_Mention]]:
    """Group the namings that stand next to each other in one list."""
    run: list[_Mention] = []
    for mention in mentions:
        if run and (
            run[-1].owner != mention.owner
            or text[run[-1].end : mention.start] not in ("、", "和", "与", "及", "以及")
        ):
            yield run
            run = []
        run.append(mention)
    if run:
        yield run


def _is_foreign(mention: _Mention) -> bool:
    name = mention.name
    return (mention.foreign and len(name) > 2) or name[:2] in _long_japanese()


def _is_korean(batch: _Batch, mention: _Mention) -> bool:
    """Whether a name could be Korean, in an article that is about Korea."""
    text = batch.parts[mention.owner].text[:3000]
    return mention.name[0] in _KOREAN and text.count("朝鲜") + text.count("韩国") > 4


_AT_HOME: Final = re.compile(
    "全国|国务院|自治区|新疆|西藏|内蒙古|中共|中国|国家|[省市州县区旗镇乡村]"
)
_KOREAN: Final = frozenset(
    "金李朴崔郑姜赵尹张林吴韩申徐权黄安宋柳洪全高文梁孙裵白许南沈卢河池太延努池"
)


# Which of several groups of one person in one article is kept.
_WEIGHT: Final = {"foreign": 5, "enterprise": 3, "official": 4, "other": 2, "journalist": 1, "": 0}


@cache
def _long_japanese() -> frozenset[str]:
    table = read_lexicon("surnames")
    return frozenset(table["surname"][table["origin"] == "japanese"])


def _find_signed_lines(text: str, mentions: Sequence[_Mention]) -> set[int]:
    """The namings that stand alone on their line: the signature under a headline or an article."""
    lines: dict[int, list[_Mention]] = {}
    for mention in mentions:
        lines.setdefault(text.rfind("\n", max(0, mention.start - 40), mention.start), []).append(
            mention
        )
    signed: set[int] = set()
    for begin, inside in lines.items():
        end = text.find("\n", inside[-1].end)
        if begin < 0 or end - inside[-1].end > 6:
            continue
        rest = (
            text[begin + 1 : inside[0].start]
            + "".join(text[one.end : other.start] for one, other in pairwise(inside))
            + text[inside[-1].end : end]
        )
        if (
            begin > 0
            and not rest.strip(" \u3000;；、（）()")
            and not any(one.titles for one in inside)
        ):
            signed.update(one.start for one in inside)
    return signed


def _name_trade(titles: Sequence[str]) -> list[str]:
    trades = []
    for title in titles:
        trade = (
            "通讯员"
            if title.endswith("通讯员")
            else "实习记者"
            if title.endswith("实习记者")
            else "记者"
        )
        if trade not in trades:
            trades.append(trade)
    return trades
