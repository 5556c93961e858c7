"""One printed title → the office that it names.

`resolve(title, year=…, home=…, context=…, group=…)` gives an `Office`, or None where a title is no
office (记者, 市领导, 教授). `home` is the code of the newspaper's division (140200 for 大同日报,
000000 for a paper of the whole country). `context` holds what was named earlier in the article,
nearest first: codes of divisions, names of countries, townships and villages. `group` is that of
the mention: a bare 总理 is another country's where it is `foreign`. What these do not decide stays
missing, and `doubt` says which field; nothing is guessed.

A title is read from its end: the post, what is said of it (副, 代), then the body, then the place.
All words stand in tables: lexicons/posts.csv, bodies.csv, organs.csv, lands.csv, statuses.csv,
ranks.csv and divisions.csv.
"""

from functools import lru_cache
from typing import Final, NamedTuple

from analysis.offices.divisions import NATION
from analysis.offices.matching import find_kind
from analysis.offices.organ import choose_system, name_organ, split_topic
from analysis.offices.rank import find_rank
from analysis.offices.subject import read_subject
from analysis.offices.titles import BLANK, ORDINAL, STANDING, split_post, split_status
from analysis.offices.words import Post
from analysis.traditional import simplify

__all__ = ["Office", "resolve", "resolve_body"]


class Office(NamedTuple):
    """An office: the fields of `TABLES["offices"]` that a title gives."""

    place: str | None
    code: str | None
    level: str | None
    system: str | None
    organ: str | None
    post: str
    status: str
    rank: int | None
    doubt: str | None


@lru_cache(maxsize=200_000)
def resolve(
    title: str,
    *,
    year: int | None = None,
    early: bool = False,
    home: str | None = None,
    context: tuple[str, ...] = (),
    group: str | None = None,
) -> Office | None:
    """Resolve one title.

    Parameters
    ----------
    title
        As printed, without the name: 大同市委副书记, 代市长.
    year
        The year of the article. Without it the names and codes of today stand first.
    early
        January or February: ministries that are reformed in a year are so in its March.
    home
        The code of the newspaper's division; 000000 for a paper of the whole country.
    context
        What was named earlier in the article, nearest first: codes, names of countries, townships,
        villages.
    group
        The group of the mention.

    Returns
    -------
    Office or None
        None where the title is no office.

    Examples
    --------
    >>> office = resolve("代市长", year=2024, home="140200")
    >>> office.place, office.code, office.organ, office.post, office.status, office.rank
    ('大同市', '140200', '市政府', '市长', 'acting', 5)
    """
    text = ORDINAL.sub("", simplify(BLANK.sub("", title)))
    text = STANDING.sub("常委", text)
    found = split_post(text)
    if found is None:
        return None
    before, grade, post = found
    before = before.removesuffix("的")
    if not post.office or (post.bare == "none" and not before):
        return None
    before, status = split_status(before, year)
    before = before.removesuffix("的")
    subject = read_subject(before, post, year, early, home, context, group)
    if subject.foreign and status == "holds":
        before, status = split_status(subject.rest, year)
        subject = subject._replace(rest=before)
    subject, topic = split_topic(subject, post)
    organ, subject = name_organ(subject, post, early, year)
    kind = find_kind(organ) if organ else None
    named = subject.place or subject.mark or organ
    if post.gives == "书记" and 0 < len(subject.rest) < 3 and not named:
        return None  # 草鞋书记 is a nickname
    name = topic + grade + post.gives
    if subject.code == NATION and not subject.rest and post.word == "主席":
        name = f"国家{name}"  # 中华人民共和国主席 is called 国家主席
    level = subject.level
    system = choose_system(subject, organ, kind, post)
    rank = find_rank(subject, organ, kind, name, grade, year, home)
    doubt = subject.doubt
    if organ is None and post.word in ("书记", "主任", "主席", "局长", "部长", "常委", "秘书长"):
        doubt = doubt or "organ"
    return Office(subject.place, subject.code, level, system, organ, name, status, rank, doubt)


_NO_POST: Final = Post("", "", "", "", "", "", "", "", office=True)


@lru_cache(maxsize=200_000)
def resolve_body(
    name: str,
    *,
    year: int | None = None,
    early: bool = False,
    home: str | None = None,
    context: tuple[str, ...] = (),
) -> Office | None:
    """Resolve the name of a body, as `resolve` does a title: an `Office` without a post.

    None where the name holds no body: 大同市 alone.

    Examples
    --------
    >>> body = resolve_body("大同市人民检察院", year=2024)
    >>> body.place, body.code, body.organ
    ('大同市', '140200', '市检察院')
    """
    text = ORDINAL.sub("", simplify(BLANK.sub("", name)))
    subject = read_subject(text, _NO_POST, year, early, home, context, None)
    organ, subject = name_organ(subject, _NO_POST, early, year)
    if organ is None or organ == subject.mark:
        return None
    system = choose_system(subject, organ, find_kind(organ), _NO_POST)
    return Office(
        subject.place, subject.code, subject.level, system, organ, "", "", None, subject.doubt
    )
