"""Who takes and who leaves which office: from articles to the table `appointments`."""

import re
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.offices.events import Event, read_events
from analysis.offices.find import make_offices
from analysis.offices.homes import read_homes
from analysis.officials.find import find_mentions
from analysis.officials.words import find_head
from analysis.schema import OF_ARTICLE, check_table, make_table, take_rows

__all__ = ["find_appointments"]

_OFFICE: Final = ("place", "code", "organ", "post")


def find_appointments(
    articles: pd.DataFrame,
    *,
    mentions: pd.DataFrame | None = None,
    home: str | Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Find who takes and who leaves which office.

    One row per person, event and office, in the order of the articles and of their text. What an
    article says several times (in the headline and in the text) is one row, where it is said first.
    Several people and several offices in one sentence are a row each; so are the items of a list of
    appointments.

    What is denied, planned or asked for (不会辞职, 将出任, 要求罢免) has no row, and neither has
    what somebody was or is (曾任, 现任, 时任, 当选总统甲); what is told of the past as an event
    (2008年当选县长) has one: its date is that of the article. 提名 and 拟任 are events of their
    own. Seats in congresses and posts that last as long as a meeting are no offices.
    `lexicons/appointments.csv` has the ways of saying it, each with an example.

    Parameters
    ----------
    articles
        Needs `article_id` and `text`; headline and deck are read where there are any.
    mentions
        The table `mentions` of these articles, where it is made already.
    home
        The division that a newspaper is of, as in `find_offices`.

    Returns
    -------
    DataFrame
        The table `appointments`: article_id, newspaper, date, page, name, title (the office as
        printed, with what it takes over from the one before), place, code, organ, post (as in
        `offices`), event (appointed, elected, nominated, removed, resigned, dismissed, expelled,
        under_investigation), by (the body that decides, as printed), part, start, end, line and
        column (of the name). Who is expelled or under investigation has a row for each office of
        the stack that he is printed with, and one without an office where there is none.

    Raises
    ------
    InputError
        Where a column is missing, or a home is no code.

    Examples
    --------
    >>> text = "会议决定任命张启明为副市长，免去李国强的市长职务。"
    >>> articles = pd.DataFrame({"article_id": ["a"], "newspaper": "大同日报", "text": [text]})
    >>> found = find_appointments(articles)
    >>> found[["name", "event", "code", "post"]].values.tolist()
    [['张启明', 'appointed', '140200', '副市长'], ['李国强', 'removed', '140200', '市长']]
    """
    articles = check_table(articles, "articles", needs=["article_id", "text"])
    if mentions is None:
        mentions = find_mentions(articles)
    else:
        needs = ["article_id", "name", "kind", "titles", "part", "start", "end"]
        mentions = check_table(mentions, "mentions", needs=needs)
    found = [*read_events(articles, mentions)]
    if not found:
        return make_table("appointments", {})
    rows = np.array([part.row for part, _ in found], dtype=np.intp)
    points = [(part.starts and part.locate(event.start)) or (None, None) for part, event in found]
    columns: dict[str, Any] = {
        **take_rows(articles, rows),
        "name": [event.name for _, event in found],
        "title": [event.title or None for _, event in found],
        "event": [event.event for _, event in found],
        "by": [_find_body(event) for _, event in found],
        "part": [part.part for part, _ in found],
        "start": [event.start for _, event in found],
        "end": [event.end for _, event in found],
        "line": [line for line, _ in points],
        "column": [column for _, column in points],
    }
    groups = [event.group for _, event in found]
    offices = _resolve(make_table("appointments", columns), groups, articles, home)
    table = make_table("appointments", {**columns, **offices})
    return _drop_repeated(table)


def _resolve(
    table: pd.DataFrame,
    groups: list[str | None],
    articles: pd.DataFrame,
    home: str | Mapping[str, str] | None,
) -> dict[str, list[str | None]]:
    """Resolve each title to an office; where that fails, keep the post that the title ends in."""
    # The resolver takes mentions. Each title is given to it as a mention of its own, and its number
    # stands in `page`, by which its row is found again.
    titled = table[table["title"].notna()]
    mentions = make_table(
        "mentions",
        {
            **{name: titled[name].array for name in OF_ARTICLE[:3]},
            "page": titled.index.to_numpy(),
            "name": titled["name"].array,
            "titles": [[title] for title in titled["title"]],
            "group": [groups[row] for row in titled.index],
            "kind": ["actor"] * len(titled),
            **{name: titled[name].array for name in ("part", "start", "end")},
        },
    )
    offices = make_offices(mentions, articles=articles, home=read_homes(home)).set_index("page")
    resolved: dict[str, list[str | None]] = {}
    for name in _OFFICE:
        known = {
            row: value
            for row, value in zip(offices.index, offices[name], strict=True)
            if value == value
        }
        resolved[name] = [known.get(row) for row in range(len(table))]
    resolved["post"] = [
        post or (isinstance(title, str) and (find_head(title) or title)) or None
        for post, title in zip(resolved["post"], table["title"], strict=True)
    ]
    return resolved


# The body that decides, in the sentence or in those before it.
_BODY: Final = re.compile(
    r"(?P<by>中共中央(?:政治局(?:会议)?)?|党中央|中央军委|国务院(?!总理|副|关)|中央纪委(?:国家监委)?|(?:第?[一二三四五六七八九十]+届)?全国人(?:大|民代表大会)(?:常委会|常务委员会)?"
    r"|[^，。；：！？、\s\ue000]{0,14}?(?:[省市州县区旗盟]|自治区)(?:委|党委|政府|人民政府|人大常委会|人民代表大会常务委员会|人民代表大会|政协)(?:组织部|常委会)?"
    r"|[^，。；：！？、\s\ue000]{1,24}(?:会议|全会|大会|董事会|理事会|议会|国会|参议院|众议院|国民议会|法院|委员会))"
    r"(?:第?[一二三四五六七八九十]+届[^，。；\s]{0,14}会议)?(?:今[天日]|昨[天日]|近日|日前|\d+[日号])?[^，。；！？\n\ue000]{0,10}"
    r"(?:决定|任命|批准|通过|选举|推选|提名|免去|研究|同意|表决|给予|罢免|弹劾|立案|审查|接受|宣布|选出|聘任|增补|举行)"
)
_SAID_OF: Final = re.compile("^.*(?:宣布|根据|按照|经|由|受|[近日]日|刚刚闭幕的)")
_FAR: Final = 160


def _find_body(event: Event) -> str | None:
    """Find the body that is named last before the event, or None."""
    before = event.before[-_FAR:]
    named = [found["by"] for found in _BODY.finditer(before)]
    return _SAID_OF.sub("", named[-1]) if named else None


def _drop_repeated(table: pd.DataFrame) -> pd.DataFrame:
    """Keep the first of all events of an article that say the same of one person and office."""
    columns = ["article_id", "name", "event", "post", "place", "organ"]
    seen: dict[tuple[object, ...], list[tuple[object, object]]] = {}
    kept = []
    # The news that somebody is expelled often names no office. It is kept only where no other
    # sentence of the article gives one.
    order = table.sort_values("title", key=lambda titles: titles.isna(), kind="stable").index
    for row, *cells in table.loc[order, columns].fillna("").itertuples(name=None):
        article, name, event, post, place, organ = cells
        key = (article, name, event)
        others = seen.setdefault((*key, post), [])
        told = post or not any(known[:3] == key for known in seen if known[3])
        if told and not any(_is_same(one, (place, organ)) for one in others):
            others.append((place, organ))
            kept.append(row)
    return table.loc[sorted(kept)].reset_index(drop=True)


def _is_same(one: tuple[object, object], other: tuple[object, object]) -> bool:
    """Whether two offices with one post can be one: a place or body not printed fits all."""
    pairs = [(str(a), str(b)) for a, b in zip(one, other, strict=True)]
    return all(not a or not b or _holds(a, b) or _holds(b, a) for a, b in pairs)


def _holds(long: str, short: str) -> bool:
    """Whether the characters of a name stand in another in this order: 北大 in 北京大学."""
    signs = iter(long)
    return all(sign in signs for sign in short)
