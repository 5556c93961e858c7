"""What was done to the texts: cut, headed twice, given a foot, read in a wrong encoding."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.audit.cells import Cells, Flags, Ints
from analysis.audit.spells import Sign, Spell, find_spells
from analysis.audit.twins import Suspicion, make_suspicion

__all__ = ["suspect_encoding", "suspect_feet", "suspect_heads", "suspect_lengths", "suspect_spells"]

_SHARES: Final = (0.03, 0.08, 0.2, 0.5, 0.9, 0.98)
_HEADED: Final = Sign(_SHARES, natural=0.15, least=0.06, fewest=5, times=2.5, gain=10, cap=6)
_FOOT: Final = Sign(
    (0.08, 0.2, 0.5, 0.9, 0.98), natural=0.03, least=0.08, fewest=7, times=4, gain=14, cap=6
)
_BROKEN: Final = Sign(
    (0.01, 0.03, 0.08, 0.2, 0.5, 0.95), natural=0.002, least=0.008, fewest=4, times=5, gain=9, cap=7
)
_MARKED: Final = Sign(
    (0.05, 0.1, 0.2, 0.5, 0.95), natural=0.01, least=0.04, fewest=5, times=4, gain=12, cap=4
)
_CUT: Final = Sign(
    (0.08, 0.2, 0.5, 0.9, 0.98), natural=0.02, least=0.06, fewest=7, times=5, gain=12, cap=7
)
_SIGN: Final = re.compile(r"[\W_]+")


def suspect_spells(
    kind: str, said: str, cells: Cells, flags: Flags, sign: Sign, **figures: Any
) -> Iterator[Suspicion]:
    """Suspect each spell in which rows of a newspaper are flagged more often than usual."""
    if not flags.any():
        return
    count = cells.count(flags)
    hit = np.unique(cells.paper[count > 0])
    for paper in hit.tolist():
        own = cells.find(paper)
        for spell in find_spells(count[own], cells.size[own], sign):
            yield make_suspicion(kind, said, cells, paper, spell, **figures)


# --- Headlines within texts ---

_HEAD: Final = 10  # characters of a headline that a text must begin with
_LEAST_HEAD: Final = 5


def suspect_heads(articles: pd.DataFrame, cells: Cells) -> Iterator[Suspicion]:
    """Suspect texts that begin with their headline."""
    if "text" not in articles.columns or "headline" not in articles.columns:
        return
    clear = _SIGN.sub
    merged = np.zeros(len(articles), dtype=np.bool_)
    lost = np.zeros(len(articles), dtype=np.bool_)
    pairs = zip(articles["headline"].tolist(), articles["text"].tolist(), strict=True)
    for row, (head, text) in enumerate(pairs):
        if not isinstance(text, str) or not text:
            continue
        if not isinstance(head, str) or not head.strip():
            line = text.lstrip()[:60].partition("\n")
            lost[row] = bool(line[1]) and 3 < len(line[0]) < 45 and line[0][-1:] not in "。！？；”"
            continue
        # The quick look first: most texts do not begin with the first sign of their headline.
        if head[0] not in text[:12]:
            continue
        says = clear("", head)[:_HEAD]
        if len(says) >= _LEAST_HEAD and clear("", text[:40])[: len(says)] == says:
            merged[row] = len(text) > len(head) + 5
    either = merged | lost
    yield from suspect_spells("headline_merged", "headline_merged", cells, either, _HEADED)


# --- Texts of one length ---

_SHORTEST_CUT: Final = 30
_SHORTEST_HEAD: Final = 12
_ENDS: Final = tuple("。！？!?”』」）)】》")  # a text that ends so was not cut
_BESIDE: Final = 12  # neighbouring lengths by which is told how many texts a length should have


def suspect_lengths(articles: pd.DataFrame, cells: Cells, copied: Flags) -> Iterator[Suspicion]:
    """Suspect many texts of exactly one length that stop in the midst of a sentence.

    A column that always has the same number of characters is written for it, and ends in a stop.
    """
    column = "text" if "text" in articles.columns else "headline"
    if column not in articles.columns:
        return
    lengths = articles[column].str.len().fillna(0).to_numpy(dtype=float).astype(np.int64)
    stops = np.zeros(len(articles), dtype=np.bool_)
    if column == "text":
        ends = articles[column].fillna("").str.slice(-4).str.rstrip()
        stops = ends.str.endswith(_ENDS).to_numpy(dtype=np.bool_)
    shortest = _SHORTEST_CUT if column == "text" else _SHORTEST_HEAD
    for paper in range(len(cells.names)):
        own = cells.find(paper)
        rows = cells.rows[cells.find_rows(paper)]
        rows = rows[~copied[rows]]
        if len(rows) < 20:
            continue
        found = [
            each
            for n in _list_heaped_lengths(lengths[rows[~stops[rows]]], shortest, column == "text")
            for each in _suspect_length(cells, paper, own, lengths, rows, n, column, stops)
        ]
        kept: list[Suspicion] = []
        for each in sorted(found, key=lambda one: -one.rows):
            if not any(_overlap(each, other) for other in kept):
                kept.append(each)
                yield each


def _overlap(one: Suspicion, other: Suspicion) -> bool:
    return one.start <= (other.end or 10**9) and other.start <= (one.end or 10**9)


def _list_heaped_lengths(lengths: Ints, shortest: int, texts: bool) -> list[int]:
    """The lengths that far more texts have than the lengths beside them let expect."""
    from scipy.special import pdtrc

    # All very long texts are counted as one length, so that the array stays small.
    counts = np.bincount(np.minimum(lengths, 30_000))
    if len(counts) <= shortest:
        return []
    window = np.ones(2 * _BESIDE + 1)
    window[_BESIDE - 1 : _BESIDE + 2] = 0
    around = np.convolve(counts, window)[_BESIDE : _BESIDE + len(counts)] / window.sum()
    beside = np.maximum(around, 0.02)
    heaped = np.flatnonzero((counts >= 6) & (counts >= 4 * beside))
    heaped = heaped[heaped >= shortest]
    if not texts:
        # Many headlines have one length anyhow; where they were cut, hardly any is longer.
        beyond = counts[::-1].cumsum()[::-1] - counts
        heaped = np.flatnonzero((counts >= 40) & (counts > 10 * np.maximum(beyond, 1)))
        heaped = heaped[heaped >= shortest]
        above = heaped[counts[heaped] > 2.5 * np.maximum(counts[heaped - 2], 1)]
        return [int(n) for n in above[:2]]
    chance = pdtrc(counts[heaped] - 1, beside[heaped] * 1.3)
    heaped = heaped[chance < 1e-9]
    best = heaped[np.argsort(-counts[heaped], kind="stable")]
    return [int(n) for n in best[:4]]


def _suspect_length(
    cells: Cells,
    paper: int,
    own: slice,
    lengths: Ints,
    rows: Ints,
    n: int,
    column: str,
    stops: Flags,
) -> Iterator[Suspicion]:
    flags = np.zeros(len(lengths), dtype=np.bool_)
    flags[rows[(lengths[rows] == n) & ~stops[rows]]] = True
    count = cells.count(flags)[own]
    # Only texts of n characters and more show whether texts were cut at n.
    whole = np.zeros(len(lengths), dtype=np.bool_)
    whole[rows[lengths[rows] >= n]] = True
    size = cells.count(whole)[own]
    for spell in find_spells(count, size, _CUT, most=2):
        yield make_suspicion("cut_at_n", "cut", cells, paper, spell, n=n, column=column)


# --- Feet ---

_TAIL: Final = 44  # characters at the end of a text in which a foot is looked for
_END: Final = 120
_GRAM: Final = 5
_CANDIDATES: Final = 30
_MOSTLY: Final = 0.4  # a whole sentence is a foot only if this share of the texts ends with it
# What a web page says of itself below an article.
_OF_PAGE: Final = re.compile(
    "版权|编辑|责编|编审|来源|转载|网站|公众号|扫一扫|关注|打印|关闭|分享|点击|阅读|下载|客户端|"
    "举报|投稿|热线|上一篇|下一篇|相关|www|http|copyright|[©|【】]",
    re.IGNORECASE,
)
_BRIEF: Final = 10  # a spell of so few issues may be one event with one ending
_PLACED: Final = 0.7  # share of the occurrences of a foot that stand equally far from the end


def suspect_feet(articles: pd.DataFrame, cells: Cells) -> Iterator[Suspicion]:
    """Suspect words that end many texts of a newspaper from some day on."""
    if "text" not in articles.columns:
        return
    texts = articles["text"].fillna("").to_numpy(dtype=object)
    ends = [text[-_END:].rstrip() for text in texts]
    tails = _list_feet(ends)
    long = np.array([len(text) >= 30 for text in texts])
    signs = np.array([tail.rjust(_TAIL, "\0") for tail in tails], dtype=f"U{_TAIL}")
    codes = signs.view(np.uint32).reshape(len(texts), _TAIL)
    hashes = _hash_grams(codes)
    for paper in range(len(cells.names)):
        rows = cells.rows[cells.find_rows(paper)]
        rows = rows[long[rows]]
        if len(rows) >= 20:
            yield from _suspect_foot(cells, paper, hashes, rows, tails)


def _list_feet(ends: list[str]) -> list[str]:
    """What could be a foot: a short last line, or what stands behind the last full stop.

    A last sentence is one only where many texts have it, word by word.
    """
    sentences: list[str | None] = []
    feet: list[str] = []
    for end in ends:
        line = end[end.rfind("\n") + 1 :] if "\n" in end else end
        stop = max(line.rfind(mark) for mark in "。！？!?；")
        foot = line[stop + 1 :].lstrip("”’」』")
        sentence = None
        if foot == "" and stop >= 0:
            body = line[:stop]
            sentence = line[max(body.rfind(mark) for mark in "。！？!?；") + 1 :]
            if len(line) < _TAIL and "\n" in end:
                foot = line
        feet.append(foot[-_TAIL:])
        sentences.append(sentence if sentence and len(sentence) <= _TAIL else None)
    known = Counter(sentence for sentence in sentences if sentence)
    return [
        sentence if not foot and sentence and known[sentence] >= _FOOT.fewest else foot
        for foot, sentence in zip(feet, sentences, strict=True)
    ]


def _hash_grams(codes: Any) -> Any:
    hashed = np.zeros((len(codes), _TAIL - _GRAM + 1), dtype=np.uint64)
    for at in range(_GRAM):
        part = codes[:, at : at + hashed.shape[1]].astype(np.uint64)
        hashed = hashed * np.uint64(0x100000001B3) + part
    hashed[codes[:, : hashed.shape[1]] == 0] = 0
    return hashed


def _suspect_foot(
    cells: Cells, paper: int, hashes: Any, rows: Ints, tails: list[str]
) -> Iterator[Suspicion]:
    own = cells.find(paper)
    table = hashes[rows]
    distinct, code, times = np.unique(table, return_inverse=True, return_counts=True)
    code = code.reshape(table.shape)
    times[distinct == 0] = 0
    spells: list[tuple[Spell, str]] = []
    for number in np.argsort(-times, kind="stable")[:_CANDIDATES].tolist():
        if times[number] < _FOOT.fewest:
            break
        where = code == number
        hit = where.any(axis=1)
        place = np.bincount(where.argmax(axis=1)[hit], minlength=table.shape[1])
        steady = np.convolve(place, np.ones(5), mode="same").max()
        if steady < _PLACED * place.sum():
            continue
        flags = np.zeros(len(hashes), dtype=np.bool_)
        flags[rows[hit]] = True
        for spell in find_spells(cells.count(flags)[own], cells.size[own], _FOOT, most=2):
            row = rows[np.flatnonzero(hit)[0]]
            brief = spell.after - spell.first < _BRIEF
            ends = [tails[each] for each in rows[hit]]
            if (brief or spell.share < _MOSTLY) and _are_sentences(ends, brief=brief):
                continue
            at = int(where[np.flatnonzero(hit)[0]].argmax())
            text = tails[row].rjust(_TAIL, "\0")[at : at + _GRAM]
            spells.append((spell, text))
    spells.sort(key=lambda pair: -pair[0].score)
    kept: list[Spell] = []
    for spell, text in spells:
        over = any(spell.first < each.after and each.first < spell.after for each in kept)
        if not over:
            kept.append(spell)
            yield make_suspicion(
                "footer_added", "footer", cells, paper, spell, words=text.replace("\n", " ").strip()
            )


def _are_sentences(ends: list[str], *, brief: bool) -> bool:
    """Whether most of these could end an article: whole sentences, with no word of a web page.

    In a few days an event may give many articles one ending, whole sentence or not.
    """
    plain = [end for end in ends if not _OF_PAGE.search(end)]
    return sum(brief or end.endswith(("。", "！", "？")) for end in plain) > len(ends) / 2


# --- Encodings ---


def _write_pattern() -> str:
    """A pattern of what texts in UTF-8 look like that were read in another encoding.

    Read as GBK, each two bytes give a rare character: three of them in a row stand in no text.
    """
    first, next_ = range(0xE4, 0xEA), range(0x80, 0xC0)
    pairs = [bytes((a, b)) for a in first for b in next_] + [
        bytes((b, a)) for a in first for b in next_
    ]
    # The first level of GB 2312 are the common characters, which a wrong reading may give too.
    level = (bytes((lead, trail)) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF))
    common = set(b"".join(level).decode("gb2312", "ignore"))
    odd = "".join(sorted({pair.decode("gbk", "ignore") for pair in pairs}))
    odd = "".join(sign for sign in odd if "\u4e00" <= sign <= "\u9fff" and sign not in common)
    western = "\u00c0-\u00ff"
    after = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122"
    return "|".join(
        (
            "[\ufffd\ue000-\uf8ff\u0080-\u009f]",
            "锟斤拷",
            "[锛銆鈥][\u4e00-\u9fff\ue000-\uf8ff?]",
            f"[{odd}]{{3}}",
            f"[{western}][{after}]{{1,2}}[{western}]",
            "[\u00a1-\u00ff]{5}",
            "&(?:#\\d+|[a-z]{2,6});",
            "\\?\\?\\?\\?",
        )
    )


def suspect_encoding(articles: pd.DataFrame, cells: Cells) -> Iterator[Suspicion]:
    """Suspect rows with characters that a wrong or lossy reading leaves."""
    columns = [name for name in ("headline", "text") if name in articles.columns]
    broken = np.zeros(len(articles), dtype=np.bool_)
    asked = np.zeros(len(articles), dtype=np.bool_)
    for column in columns:
        broken |= _match(articles[column], _write_pattern())
        # Question marks and boxes in place of a character. Some texts have one of their own, so
        # that a text is only counted with two.
        lost = "[^吗呢么谁何][?□■][\u4e00-\u9fff，。、]"
        asked |= _match(articles[column], f"{lost}.*{lost}" if "text" in columns else lost)
    found = list(suspect_spells("encoding_damage", "encoding", cells, broken, _BROKEN))
    yield from found
    for each in suspect_spells("encoding_damage", "marks", cells, asked & ~broken, _MARKED):
        if not any(each.paper == other.paper and _overlap(each, other) for other in found):
            yield each


def _match(column: pd.Series, pattern: str) -> Flags:
    import pyarrow as pa
    import pyarrow.compute as pc

    cells = pa.array(column, pa.large_string(), from_pandas=True)
    found = pc.match_substring_regex(cells, pattern)
    flags: Flags = pc.fill_null(found, False).to_numpy(zero_copy_only=False).astype(np.bool_)
    return flags
