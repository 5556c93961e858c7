"""How a body is written: whole, by its usual name, with the mark of its level."""

import re
from typing import Final

from analysis.offices.divisions import NATION
from analysis.offices.local import LEAGUES
from analysis.offices.matching import INSIDE, Subject, find_kind, kind_of, match_body
from analysis.offices.words import Organ, Post, read_incumbents, read_usual

__all__ = ["choose_system", "name_organ", "split_topic"]

_PARTY_ROOMS: Final = re.compile(
    r"(?:组织部|宣传部|统战部|政法委|政研室|社会工作部|统一战线工作部)"
)
_TOPIC: Final = re.compile(
    r"(?P<organ>(?:.*(?:部|委员会|院|办公室|局|署|总统|秘书长|首相|总理|政府|主席|组织|联盟|联合国|欧盟|白宫))?)"
    r"(?P<topic>.{2,10}(?:事务|问题|政策|和谈)(?:特别)?)"
)
_PERSON: Final = re.compile(r"(?:总统|秘书长|首相|总理|主席|政府|总干事|国务卿)$")
# Envoys who are called by the one who sends them: 习近平主席特使, 奥巴马特别代表.
_SENDER: Final = re.compile(
    r"(?P<name>[^部委局院署办组会党国务题策]{2,4}?)(?:国家)?(?:主席|总统|首相|总理|总书记)?"
)


def name_organ(
    subject: Subject, post: Post, early: bool, year: int | None
) -> tuple[str | None, Subject]:
    """Write the whole name of the body: with the mark of its level, and what the post adds."""
    rest = subject.rest
    if subject.whole:
        return _append_end(_add_organ(rest, post), post), subject
    if subject.foreign or subject.code == NATION:
        return _name_central(subject, post, early, year)
    if post.level:
        rest = re.sub(r"^(?:人民)?政府$", "", rest)
        if rest and not rest.endswith(post.organ):
            return rest + post.organ if len(rest) < 3 else rest, subject
        mark = subject.mark or post.level
        return f"{mark}{post.organ.removeprefix(mark)}", subject
    rest = _append_end(_add_organ(rest, post), post)
    if post.word == "主席" and rest in ("", "政府", "人民政府") and subject.mark == "自治区":
        rest = "政府"
    if rest == "委" and subject.mark in ("自治区", "街道", "镇", "乡"):
        rest = "党委"
    if not rest and post.gives == "书记" and subject.mark == "村":
        rest = "党支部"
    if not rest and post.word == "主任" and subject.mark == "社区":
        rest = "居委会"
    if not rest and post.word in ("乡长", "镇长"):
        rest = "政府"
    if not rest:
        return None, subject
    if post.gives == "书记" and subject.place is None and not subject.mark and not kind_of(rest):
        return None, subject  # 拼命书记 is a nickname and names no body
    rest = _write_usual(rest)
    if rest.endswith("人大") and post.gives in ("主任", "秘书长", "党组书记", "党组成员"):
        rest += "常委会"
    if subject.mark and rest.startswith("共青团"):
        return "团" + rest.removeprefix("共青团"), subject
    if LEAGUES.match(rest) and not rest.startswith("政协"):
        return rest, subject
    if subject.mark and _PARTY_ROOMS.match(rest):
        rest = ("党委" if subject.mark in ("自治区", "街道", "镇", "乡") else "委") + rest
    mark = "地" if subject.mark == "地区" and rest.startswith("委") else subject.mark
    if rest.startswith("地委"):
        mark = ""  # 地委 sat in a city at the time, and is not the committee of that city
    if re.fullmatch(r"[^公分局]+派出所|.+居委会", rest):
        mark = ""  # it has a name of its own: 道里区尚志派出所
    if mark == "特区" and rest.startswith("政府"):
        rest = rest[2:] or rest  # 香港特区政府政务司 is called 政务司
    if mark in ("村", "社区", "街道"):
        rest = rest.removeprefix(mark)
    kind = find_kind(mark + rest)
    if kind is not None and kind.end == mark + rest:
        return kind.gives, subject  # 街道 stands in 街道办事处 already
    return mark + rest, subject


def _of_centre(rest: str, organ: str) -> str:
    """Put a body of the centre that a post implies behind what is printed.

    政治局委员 is of 中央政治局, 中央纪委书记 of 中央纪委, but 中国剧协书记处书记 of none.
    """
    if not organ.startswith("中央"):
        return rest + organ
    if not rest or rest.endswith(("中央", "共")):
        return rest.removesuffix("中央") + organ
    return rest + organ.removeprefix("中央")


def _name_central(
    subject: Subject, post: Post, early: bool, year: int | None
) -> tuple[str | None, Subject]:
    rest = subject.rest
    if subject.foreign and post.word:
        rest = re.sub(r"^(?:联邦)?政府$|^.{2,8}共和国$|^(?:总统|首相|国王|总统府|联邦)$", "", rest)
    if post.role == "chief":
        national = subject.code == NATION and post.word == "总理"
        return ("国务院" if national else None), subject
    if rest == "中央委员会" and subject.code == NATION and post.gives in ("主席", "总书记"):
        return "中共中央", subject
    if not rest and subject.code == NATION and post.word == "委员长":
        return "全国人大常委会", subject
    if not rest and subject.code == NATION and post.word == "总书记":
        return "中共中央", subject
    if post.organ and post.level:
        abroad = subject.foreign and post.level == "特区"
        return None if abroad else f"{post.level}{post.organ}", subject
    if post.organ and not rest.endswith(post.organ) and not (rest and post.role == "house"):
        rest = _of_centre(rest, post.organ)
    if subject.foreign and post.gives.endswith("大臣") and rest and rest[-1] not in "部省厅院府署":
        rest += "省" if subject.place == "日本" else "部"
    if subject.body is not None and rest == subject.body.name:
        return rest, subject
    rest = _write_usual(_append_end(rest, post))
    if not subject.foreign:
        found = match_body(rest, year, early)
        if found is not None and found[0] == rest:
            return found[1].name, subject._replace(body=found[1])
    return rest or None, subject


def _add_organ(rest: str, post: Post) -> str:
    """Add the body that a post implies; a house of parliament only where no body is printed."""
    whole = rest.endswith(post.organ) or (rest and post.role == "house")
    return rest if whole else rest + post.organ


def _append_end(rest: str, post: Post) -> str:
    """Give back the end of a body that its post has swallowed, as 部 in 宣传部长.

    Not if what stands before the post ends in a body by itself.
    """
    if post.end and rest and not rest.endswith(post.end):
        kind = find_kind(rest)
        if kind is None or "matter" in kind.also:
            return rest + post.end
    return rest


def _write_usual(rest: str) -> str:
    kind = find_kind(rest)
    for full, usual in read_usual():
        if kind is None or full not in kind.gives:
            rest = rest.replace(full, usual)
    inner = INSIDE.search(rest)
    if inner is not None and inner.start() > 2:
        return _write_usual(rest[: inner.start()]) + inner.group()
    kind = find_kind(rest)
    if kind is not None and kind.end == "人大":
        # the congress itself, not its standing committee, unless the post says otherwise
        return rest
    if kind is not None and kind.gives != kind.end and rest.endswith(kind.end):
        rest = rest.removesuffix(kind.end) + kind.gives
    return rest


def split_topic(subject: Subject, post: Post) -> tuple[Subject, str]:
    """Move the subject of an envoy or adviser to the post: 中东问题 in 外交部中东问题顾问."""
    if post.role != "adviser":
        if post.gives.endswith("发言人") and subject.foreign:
            subject = subject._replace(rest=re.sub(_PERSON, "", subject.rest))
        return subject, ""
    sender = _SENDER.fullmatch(subject.rest)
    if sender is not None:
        if read_incumbents().get((sender["name"], "主席")) == "国家主席":
            subject = Subject("中央", NATION, "national")
        return subject._replace(rest=""), ""
    found = _TOPIC.fullmatch(subject.rest)
    if found is None:
        return subject._replace(rest=re.sub(_PERSON, "", subject.rest)), ""
    return subject._replace(rest=re.sub(_PERSON, "", found["organ"])), found["topic"]


def choose_system(
    subject: Subject, organ: str | None, kind: Organ | None, post: Post
) -> str | None:
    """What the body is part of: party, government, court, …"""
    if subject.body is not None:
        if subject.body.system == "party" and kind is not None and kind.system == "discipline":
            return "discipline"
        return subject.body.system
    if subject.foreign:
        return "foreign"
    if kind is not None and kind.system:
        return kind.system
    if post.system:
        return post.system
    if subject.code == NATION:
        if (organ and organ.startswith("中央")) or post.word == "总书记":
            return "party"
        return "government"
    if organ is None and post.gives == "书记":
        return "party"
    return "other" if organ else None
