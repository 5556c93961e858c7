"""Which candidates are names: what speaks for each in its article, its issue and its list."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

import numpy as np

from analysis.lexicon import read_lexicon
from analysis.officials import names
from analysis.officials.batch import DOCTRINE, Batch, Mention, mark_named
from analysis.officials.contexts import (
    ADVERBS,
    acts,
    acts_like_a_name,
    find_broken,
    find_by_context,
    find_mixed,
    find_padded,
    is_word,
)
from analysis.officials.credits import find_credits, find_rest_of_signatures
from analysis.officials.framed import find_framed_names
from analysis.officials.names import Candidates, Characters
from analysis.officials.roster import Person
from analysis.officials.short import read_honours
from analysis.officials.vocabulary import Vocabulary, read_compounds

__all__ = ["choose_names"]

_ACCEPT: Final = -0.7  # from this score on a candidate is a name


_FRAMED: Final = -2.7


_DOTS: Final = 3.0  # for a foreign name of several parts that a title stands before
_FRAME: Final = 2.2
_WHOLE: Final = 2.0  # for a foreign name that no further character can belong to
_SEPARATORS: Final = "·•"
_TITLED: Final = 1.2  # for a name that an office follows


_KNOWN: Final = 2.0  # from this score on a name keeps its beginning from being read as another
_STRANGER: Final = (
    1.8  # for a foreign name between the beginning of a clause, or a title, and a verb
)
_RARE: Final = 3.0  # for a given name with a character that words do not have
_COMPOUND: Final = 2.5  # for a compound surname that is no word
_BROKEN: Final = re.compile(r"[ \u3000\n]")
_FAINT: Final = -5.0  # below it is not looked at


def choose_names(
    batch: Batch, characters: Characters, vocabulary: Vocabulary, people: Mapping[str, Person]
) -> list[Mention]:
    """Choose the names of a batch, in the order of its text."""
    text = batch.text
    candidates, scores = names.score_candidates(
        *characters, names.list_candidates(*characters), faint=_FAINT
    )
    begins, marks = characters.begins.tobytes(), characters.marks.tobytes()
    starts, ends = candidates.start.tolist(), candidates.end.tolist()
    owners = (np.searchsorted(batch.firsts, candidates.start, side="right") - 1).tolist()
    points, foreign = scores.tolist(), candidates.foreign.tolist()
    rows = [batch.parts[owner].row for owner in owners]
    strings = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    hopeful = {
        string for string, point in zip(strings, points, strict=True) if point > _ACCEPT
    } | people.keys()
    companies = {
        (rows[at], string)
        for at, string in enumerate(strings)
        if string in hopeful and _is_company(text, starts[at], ends[at], marks)
    }
    for at, string in enumerate(strings):
        if points[at] > _ACCEPT or string in people:
            points[at] -= _doubt(text, string, starts[at], ends[at])
            if text[ends[at]] in "·•" or text[starts[at] - 1 : starts[at]] in ("·", "•"):
                points[at] -= 9.0
            if (rows[at], string) in companies and not marks[starts[at]] & 1:
                points[at] -= 9.0
    for at in _find_framed(text, characters, candidates):
        if points[at] > _FRAMED and names.read_word(strings[at]) == "":
            points[at] += _FRAME + 0.5 * (len(strings[at]) - 2)
    for at in _find_titled(text, characters, candidates):
        if points[at] > _FRAMED and names.read_word(strings[at]) == "":
            points[at] += _TITLED
    for at, string in enumerate(strings):
        # 法国总统埃马纽埃尔·马克龙: an office before it, or a known name at its end.
        if foreign[at] and "·" in string and points[at] > _FAINT:
            framed = marks[starts[at]] & 8 and begins[ends[at]]
            points[at] += _DOTS if framed or string.rsplit("·")[-1] in people else 0.0
            if not framed and _is_whole(text, starts[at], ends[at]):
                points[at] += _WHOLE
        elif foreign[at] and marks[starts[at]] & 8 and points[at] > _FAINT:
            points[at] += _WHOLE if _is_whole(text, starts[at], ends[at]) else 0.0
    compounds = read_compounds()
    for at, string in enumerate(strings):
        if string[:2] in compounds and len(string) > 2 and not marks[ends[at] - 1] & 2:
            points[at] += _COMPOUND
    for at in _find_strangers(text, begins, marks, candidates, points):
        points[at] += _STRANGER
    for at in np.flatnonzero(names.hold_rare(characters.codes, candidates)).tolist():
        points[at] += _RARE
    _cut_verbs(text, starts, ends, points)
    # The best that a string is worth in its article, and in the issue.
    in_article: dict[tuple[int, str], float] = {}
    in_issue: dict[tuple[int, str], float] = {}
    places: dict[tuple[int, str], int] = {}
    for string, row, owner, point, start in zip(strings, rows, owners, points, starts, strict=True):
        if point > 0:
            key = (row, string)
            if point > in_article.get(key, 0.0):
                in_article[key] = point
            day = (batch.days[owner], string)
            if point > in_issue.get(day, 0.0):
                in_issue[day] = point
                if point > _KNOWN:
                    places[day] = start
    certain = [*find_by_context(batch, begins, marks, vocabulary)]
    certain += [(*span, 9.0) for span in find_padded(batch, begins, marks)]
    certain += [(*span, 9.0) for span in find_mixed(batch, begins, marks)]
    certain += [(*span, 9.0) for span in find_broken(batch, marks, in_article)]
    said: set[tuple[int, str]] = set()
    for start, end, _ in certain:
        row = batch.parts[bisect_right(batch.firsts, start) - 1].row
        said.add((row, _BROKEN.sub("", text[start:end])))
    certain += _find_words(batch, begins, marks, said)
    longer = {(row, string[:-1]): string for row, string in said if len(string) > 2}
    shorter = {(row, string[1:]) for row, string in in_article if len(string) == 3}
    # Most candidates are none of these, and nothing more is asked of them.
    concerned = {string for _, string in (*said, *longer, *shorter, *in_article)} | people.keys()
    for at, (string, row, owner) in enumerate(zip(strings, rows, owners, strict=True)):
        if string not in concerned:
            continue
        if (row, string) in said:
            if not is_word(string):
                certain.append((starts[at], ends[at], 3.0))
            continue
        if text.startswith(longer.get((row, string), "\0"), starts[at]) or (
            (row, string) in shorter
            and not marks[starts[at]] & 1
            and "、" not in text[starts[at] - 1] + text[ends[at]]
        ):
            points[at] -= 9.0  # 岑礼 of 岑礼和, and 明生 where 王明生 is named
            continue
        whole = text[starts[at] : ends[at] + 1]
        if len(string) == 2 and places.get((batch.days[owner], whole), starts[at]) != starts[at]:
            points[at] -= 4.0  # 谭启 where 谭启文 is named
        best = in_article.get((row, string), 0.0)
        wide = in_issue.get((batch.days[owner], string), 0.0) - 1.5
        best = max(best, wide)
        if string in people and points[at] > -3.0:
            best = max(best, 3.0)
        if best > 0.7 and points[at] > _FAINT:
            points[at] = max(points[at], min(best, 4.0) - 0.3)
    _lift_lists(text, starts, ends, points, marks, foreign, strings)
    never = _read_not_names()
    for at, string in enumerate(strings):
        if points[at] > _ACCEPT and (
            string in never
            or _begins_longer(text, string, starts[at])
            or text[ends[at]] in _SEPARATORS
            or text[starts[at] - 1 : starts[at]] in ("·", "•")
        ):
            points[at] -= 99.0
    certain += find_framed_names(text, begins, marks)
    for start, end, point in [*((*span, 9.0) for span in find_credits(text)), *certain]:
        starts.append(start)
        ends.append(end)
        points.append(point)
        strings.append(_BROKEN.sub("", text[start:end]))
        foreign.append("·" in strings[-1])
        owners.append(batch.find_owner(start))
    chosen = _choose_apart(starts, ends, points)
    mentions = [
        Mention(starts[at], ends[at], strings[at], owners[at], foreign[at]) for at in chosen
    ]
    spans = [(mention.start, mention.end) for mention in mentions]
    for start, end in find_rest_of_signatures(text, spans):
        mentions.append(Mention(start, end, text[start:end], batch.find_owner(start), False))
    mentions.sort(key=lambda mention: mention.start)
    return _find_again(batch, begins, mentions, people)


def _find_words(
    batch: Batch, begins: bytes, marks: bytes, said: set[tuple[int, str]]
) -> Iterator[tuple[int, int, float]]:
    """Find names that are words wherever else in their article somebody is meant by them."""
    words: dict[int, list[str]] = {}
    for row, string in said:
        if is_word(string):
            words.setdefault(row, []).append(string)
    for first, part in zip(batch.firsts, batch.parts, strict=False):
        for string in words.get(part.row, ()):
            for found in re.finditer(re.escape(string), part.text):
                start, end = found.start() + first, found.end() + first
                if acts_like_a_name(batch.text, begins, marks, start, end):
                    yield start, end, 3.0


def _cut_verbs(text: str, starts: Sequence[int], ends: Sequence[int], points: list[float]) -> None:
    """Give what a name with a verb at its end is worth to the name: 钱穗 in 钱穗作部署."""
    spans = {span: at for at, span in enumerate(zip(starts, ends, strict=True))}
    for at, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if end - start > 2 and text[end - 1] in "作时守答问说红" and _RUNS_ON.match(text, end - 1):
            whole = spans.get((start, end - 1))
            if whole is not None:
                points[whole] = max(points[whole], points[at])
            points[at] = -99.0


_IN_COMPANY: Final = re.compile(
    rf"[{names.HAN}（）()]{{1,14}}?(?:有限公司|集团|公司|基金会|银行|大酒店|产业园)"
)


def _is_company(text: str, start: int, end: int, marks: bytes) -> bool:
    """Whether what looks like a name is the beginning of a company's: 秦云 in 秦云…有限公司."""
    if marks[start] & 1 or _IN_COMPANY.match(text, end, end + 20) is None:
        return False
    return not re.match("[是任在与和同、等]|出席|表示|创", text[end : end + 2])


def _find_framed(text: str, characters: Characters, candidates: Candidates) -> Iterator[int]:
    """The candidates in Chinese characters that stand between a title and the end of a word."""
    start, end = candidates.start, candidates.end
    framed = (characters.marks[start] & 8 > 0) & characters.begins[end] & ~candidates.foreign
    for at in np.flatnonzero(framed).tolist():
        first, last = int(start[at]), int(end[at])
        if (
            text[first] not in _ALSO_VERBS
            and not _DOTTED.match(text, last)
            and not _NO_NAME.search(text, first, last)
        ):
            yield at


def _find_titled(text: str, characters: Characters, candidates: Candidates) -> Iterator[int]:
    """The candidates of three characters that an office follows: 何云河教授, 陈清河副主任."""
    start, end = candidates.start, candidates.end
    followed = characters.marks & 2 > 0
    # An office begins right there, or behind 副.
    titled = followed[end] | followed[np.minimum(end + 1, len(followed) - 1)]
    titled &= (end - start == 3) & ~candidates.foreign & characters.begins[start]
    for at in np.flatnonzero(titled).tolist():
        first, last = int(start[at]), int(end[at])
        office = last + 1 if text[last] == "副" else last
        if (
            followed[office]
            and _RANK.match(text, office)
            and not _NO_NAME.search(text, first, last)
        ):
            yield at


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether a foreign name takes in all characters of its kind that stand there."""
    sounds = _sounds()
    return text[end : end + 1] not in sounds and (
        "·" not in text[start:end] or text[start - 1 : start] not in sounds
    )


@cache
def _sounds() -> frozenset[str]:
    return frozenset("".join(read_lexicon("sounds")["character"]) + "·")


_RANK: Final = re.compile(
    "书记|主席|主任|部长|局长|厅长|[省市县区镇乡村处科所院校会社台站队行厂]长|教授|院士|总理|总裁|总经理|董事长|委员长|研究员"
    "|司令|政委|将军|工程师|医生|大夫|老师|律师|博士"
)


def _find_strangers(
    text: str, begins: bytes, marks: bytes, candidates: Candidates, points: Sequence[float]
) -> Iterator[int]:
    """The foreign candidates that a verb follows and a title, or nothing, stands before."""
    lengths = candidates.end - candidates.start
    closed = np.frombuffer(begins, bool)[candidates.end]
    hopeful = candidates.foreign & (lengths > 2) & closed
    for at in np.flatnonzero(hopeful & (np.array(points) > _UNKNOWN)).tolist():
        start, end = int(candidates.start[at]), int(candidates.end[at])
        opens = marks[start] & 1 or text[start - 1 : start] in (
            "，",
            "。",
            "、",
            "\n",
            "；",
            "\u3000",
        )
        if (
            opens
            and (marks[end] & 4 or acts(text, begins, end))
            and not (text[end] in "的等·•-" or text[end - 1] in ADVERBS)
        ):
            yield at


_UNKNOWN: Final = -4.0
_DOTTED: Final = re.compile(f"[{names.HAN}]{{1,6}}[·•]")


_ALSO_VERBS: Final = frozenset("任向来于和从应关有对为同与在台")


_NO_NAME: Final = re.compile("[了的是在和与我他她对向将被让把着这那从]")


def _doubt(text: str, string: str, start: int, end: int) -> float:
    """What speaks against a name that looks like one: it is a word, a country, a doctrine."""
    if string in _read_not_names() or DOCTRINE.match(text, end) or string[1:] in read_honours():
        return 9.0
    if string[0] == "任" and _SEAT.match(text, end):
        return 9.0
    if string[0] == "台" and text.endswith("主席", 0, start):
        return 9.0
    if string[0] == "从" or (string[0] == "官" and text.endswith("长", 0, start)):
        return 9.0  # 从 is a surname, and so is 官; 记者从安康获悉, 外交部长官
    if string[1:] in _COUNTED or (string[0] in "左右" and text[start - 1] in "（("):
        return 9.0
    if is_word(string):
        return 6.0 if len(string) == 3 else 2.5
    if len(string) == 3 and string[-1] in "区县市省镇乡村路街屯":
        return 3.0
    return {"": 0.0, "ns": 6.0, "nt": 6.0}.get(names.read_word(string), 2.5)


# 钱穗作部署, 邹远时，, 莫北守在, 柯蓝红了: the last character is of the clause.
_RUNS_ON: Final = re.compile(
    "作(?:部署|研讨|报告|说明|动员|总结|讲话|发言|介绍|汇报|点评|表态|交流|了)|时[，,]|守[在着]|答[：:，,]|[问说][：:，,“]|红[了着]"
)

# 阎、陈二人.
_COUNTED: Final = frozenset(
    f"{number}{one}" for number in "二两三四五六七八九" for one in "人姓"
) | {*("夫妇", "父子", "父女", "母女", "母子", "兄弟", "姐妹")}

# 任澜川市委书记 is to be secretary of a place.
_SEAT: Final = re.compile(
    "[省市县区州旗盟镇乡村](?:委|长|人|政|纪|监|法|检)|书记|主任|集团|公司|大学"
)


@cache
def _read_not_names() -> frozenset[str]:
    """Countries, places, peoples and words that are made like names."""
    return frozenset([*read_lexicon("countries")["country"], *read_lexicon("not_names")["word"]])


def _begins_longer(text: str, string: str, start: int) -> bool:
    """Whether a country or a word that is none begins as the name does: 克里 in 克里姆林宫."""
    return any(text.startswith(word, start) for word in _list_longer().get(string, ()))


def _stands_alone(text: str, begins: bytes, start: int, end: int) -> bool:
    """Whether a known name is no piece of longer words; 雷锋 in 学雷锋 and 雷锋精神 is none."""
    opens = begins[start] or text[start - 1 : start] == "学"
    closes = begins[end] or text.startswith("精神", end)
    return bool(opens and closes) if end - start == 2 else bool(opens or closes)


_AFTER_STUDY: Final = frozenset(["习主席", "习总书记"])


@cache
def _list_longer() -> dict[str, list[str]]:
    """Of what could be a name, the words that are none and begin with it."""
    longer: dict[str, list[str]] = {}
    for word in _read_not_names():
        for end in range(2, len(word)):
            longer.setdefault(word[:end], []).append(word)
    return longer


def _find_again(
    batch: Batch, begins: bytes, mentions: list[Mention], people: Mapping[str, Person]
) -> list[Mention]:
    """Find what was found once in an article wherever else it stands there, however it is cut."""
    from ahocorasick_rs import AhoCorasick, Implementation

    text = batch.text
    rows_of: dict[str, dict[int, Mention]] = {}
    for mention in mentions:
        if (len(mention.name) > 2 or mention.foreign) and not is_word(mention.name):
            rows_of.setdefault(mention.name, {})[batch.parts[mention.owner].row] = mention
    sought = sorted({*rows_of, *(name for name in people if len(name) > 1)})
    if not sought:
        return mentions
    taken = bytearray(len(text) + 1)
    mark_named(taken, mentions)
    # Built for this batch alone: the DFA takes longer to build than it saves.
    automaton = AhoCorasick(sought, implementation=Implementation.ContiguousNFA)
    added = []
    hits = sorted(
        automaton.find_matches_as_indexes(text, overlapping=True),
        key=lambda hit: (hit[1] - hit[2], hit[1]),
    )
    for at, start, end in hits:
        if 1 in taken[start:end]:
            continue
        owner = bisect_right(batch.firsts, start) - 1
        name = sought[at]
        known = rows_of.get(name, {}).get(batch.parts[owner].row)
        if DOCTRINE.match(text, end) or _begins_longer(text, name, start):
            continue
        if known is None and text[start - 1 : start] == "·":
            continue
        if text[start - 1 : start] == "学" and name in _AFTER_STUDY:
            continue  # 学习 总书记
        if known is None and not (name in people and _stands_alone(text, begins, start, end)):
            continue
        foreign = known.foreign if known is not None else len(name) > 3
        added.append(Mention(start, end, name, owner, foreign))
        mark_named(taken, added[-1:])
    return sorted([*mentions, *added], key=lambda mention: mention.start)


def _lift_lists(
    text: str,
    starts: Sequence[int],
    ends: Sequence[int],
    points: list[float],
    marks: bytes,
    foreign: Sequence[bool],
    strings: Sequence[str],
) -> None:
    """What stands between 、 and next to a name is rather a name too: hand this on both ways."""
    order = sorted(range(len(starts)), key=lambda at: starts[at])
    closes: dict[int, float] = {}
    listed: set[int] = set()
    lifted: set[int] = set()
    for at in order:
        if text[starts[at] - 1 : starts[at]] == "、" and closes.get(starts[at] - 1, 0.0) > 0:
            # The last of a list stands before a verb or a stop: 向宏、安康、高峰出席.
            points[at] += 3.0 if marks[ends[at]] & 4 or text[ends[at]] in "、，。" else 1.5
            lifted.add(at)
        elif starts[at] - 1 in listed and text[starts[at] - 1] in "和与及" and not foreign[at]:
            points[at] += 1.5
        if points[at] > closes.get(ends[at], 0.0) and (at in lifted or not is_word(strings[at])):
            closes[ends[at]] = points[at]
            if text[starts[at] - 1 : starts[at]] == "、":
                listed.add(ends[at])
    opens: dict[int, float] = {}
    for at in reversed(order):
        if text[ends[at]] == "、" and opens.get(ends[at] + 1, 0.0) > 0:
            points[at] += 1.5
        if points[at] > opens.get(starts[at], 0.0) and (at in lifted or not is_word(strings[at])):
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
