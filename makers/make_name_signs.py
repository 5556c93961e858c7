"""Fit the weights of the signs of a name, and write them as a readable table.

    python makers/make_name_signs.py CORPORA > analysis/lexicons/name_signs.csv

CORPORA is a folder with `pfr-199801-first-half.txt.xz` (names tagged by people), `*.jsonl.xz` (a
key `text`), and `rmrb-2019/*.txt`; the texts behind `tests/gold/people-look.jsonl` are read from
there as well. Texts of `people-measure.jsonl` are left out. Only weights leave this script.

A logistic regression over the signs of `analysis.officials.names.list_signs` is fitted to the
tagged names, then used to label the untagged texts, where a title right before a candidate and a
verb or a comma right after it count as a label too; it is fitted again to all of them, three
times. It takes about two minutes on one core.
"""

import csv
import json
import lzma
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse
from sklearn.linear_model import LogisticRegression

from analysis.lexicon import read_lexicon
from analysis.officials import names
from analysis.officials.vocabulary import find_vocabulary

ROOT = Path(__file__).resolve().parents[1]
UNTAGGED = 7000  # texts of the evening news that are labelled by the fit itself
ROUNDS = 3
SMALLEST = 0.075  # weights nearer to 0 are not written
CLOSING = "、，。；,;在出会与和同就等的一二三四五六七八九十0123456789０１２３４５６７８９（("

Span = tuple[int, int]
Text = tuple[str, set[Span]]


class Sample(NamedTuple):
    """Candidates of one long text with their signs, labels and weights."""

    codes: Any
    candidates: names.Candidates
    labels: Any
    weights: Any
    signs: list[tuple[str, Any, Any]]


def read_tagged(corpora: Path) -> Iterator[Text]:
    """Yield the lines of 1998 with the spans of the names; surname and given name are joined."""
    with lzma.open(corpora / "pfr-199801-first-half.txt.xz", "rt", encoding="utf-8") as file:
        for line in file:
            words = [word.rsplit("/", 1) for word in line.split() if "/" in word]
            text, spans, at = "", set(), 0
            while at < len(words):
                word, tag = words[at]
                following = words[at + 1] if at + 1 < len(words) else ["", ""]
                if tag == following[1] == "nr" and len(word) <= 2 and len(following[0]) <= 2:
                    word += following[0]
                    at += 1
                if tag.startswith("nr") and len(word) > 1:
                    spans.add((len(text), len(text) + len(word)))
                text += word
                at += 1
            if text:
                yield text, spans


def read_labelled(corpora: Path) -> list[Text]:
    """The texts of people-look.jsonl with their spans."""
    sys.path.insert(0, str(ROOT / "tests"))
    from gold.load import load_text

    return [
        (
            load_text(corpora.parent, row["id"]),
            {
                (one["start"], one["end"])
                for one in row["mentions"]
                if one["end"] - one["start"] > 1
            },
        )
        for row in _read_gold("look")
    ]


def read_untagged(corpora: Path) -> list[str]:
    """Texts without labels, none of them behind a label of tests/gold."""
    sys.path.insert(0, str(ROOT / "tests"))
    from gold.load import load_text

    ids = [row["id"] for half in ("look", "measure") for row in _read_gold(half)]
    held_out = {load_text(corpora.parent, text_id).strip()[-120:] for text_id in ids}
    texts = []
    for path in sorted(corpora.glob("*.jsonl.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        texts += [f"{row['title'] or ''}\n{row['text'] or ''}" for row in rows]
    texts = [text for text in texts if len(text) < 4000]
    random.Random(5).shuffle(texts)
    texts = texts[:UNTAGGED]
    for path in sorted(corpora.glob("rmrb-2019/*.txt")):
        texts += re.split(r"\n(?=[^\n]*\n?作者：)", path.read_text(encoding="utf-8-sig"))
    return [
        text for text in dict.fromkeys(texts) if not any(tail and tail in text for tail in held_out)
    ]


def _read_gold(half: str) -> list[dict[str, Any]]:
    path = ROOT / "tests" / "gold" / f"people-{half}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def join(texts: Iterable[Text], size: int = 400_000) -> Iterator[Text]:
    """Join short texts into long ones, line by line."""
    buffer, spans = "", set[Span]()
    for text, inside in texts:
        spans |= {(start + len(buffer), end + len(buffer)) for start, end in inside}
        buffer += text + "\n"
        if len(buffer) > size:
            yield buffer, spans
            buffer, spans = "", set()
    if buffer:
        yield buffer, spans


class Read(NamedTuple):
    """A text as the finder reads it."""

    codes: Any
    begins: Any
    marks: Any
    candidates: names.Candidates


def read(text: str) -> Read:
    """Read a text as the finder does."""
    characters = names.read_characters(text, find_vocabulary(text))
    return Read(*characters, names.list_candidates(*characters))


def make_sample(made: Read, labels: Any, weights: Any) -> Sample:
    """Keep the candidates that have a weight, with their signs."""
    kept = weights > 0
    start, end, surname, foreign = made.candidates
    candidates = names.Candidates(start[kept], end[kept], surname[kept], foreign[kept])
    signs = [
        sign
        for paired in (False, True)
        for sign in names.list_signs(made.codes, made.begins, made.marks, candidates, paired=paired)
    ]
    return Sample(made.codes, candidates, labels[kept], weights[kept], signs)


def label_with_spans(texts: Iterable[Text], weight: float) -> Iterator[Sample]:
    """Label the candidates that are tagged spans."""
    for text, spans in join(texts):
        made = read(text)
        pairs = zip(made.candidates.start.tolist(), made.candidates.end.tolist(), strict=True)
        labels = np.array([pair in spans for pair in pairs])
        yield make_sample(made, labels, np.full(len(labels), weight))


def label_with_scores(
    texts: Sequence[str], fitted: dict[tuple[str, int], float], known: set[str]
) -> Iterator[Sample]:
    """Label the candidates of untagged texts by a fit; what is in doubt gets no weight."""
    for first in range(0, len(texts), 300):
        group = texts[first : first + 300]
        text = "".join(one + "\n" for one in group)
        borders = np.cumsum([0, *(len(one) + 1 for one in group)])
        made = read(text)
        start, end, _, foreign = made.candidates
        scores = score(made, fitted)
        owners = np.searchsorted(borders, start, side="right") - 1
        hopeful = np.flatnonzero(scores > -5).tolist()
        strings = {at: text[start[at] : end[at]] for at in hopeful}
        best: dict[tuple[int, str], float] = {}
        for at in hopeful:
            key = (int(owners[at]), strings[at])
            best[key] = max(best.get(key, -9.0), float(scores[at]))
        raised = scores.copy()
        for at in hopeful:
            most = best[int(owners[at]), strings[at]]
            if most > 2.5 and scores[at] > -3.5:
                raised[at] = max(float(scores[at]), min(most, 2.5) - 0.3)
        follows = np.isin(np.array([text[place] for place in end.tolist()]), list(CLOSING))
        framed = (made.marks[start] & 1 > 0) & made.begins[end] & (raised > -8)
        framed &= (made.marks[end] & 4 > 0) | follows
        doubtful = framed & (raised < 1.5)
        sure = framed & (raised > -4) & (~foreign | (end - start > 2))
        raised[sure] = np.maximum(raised[sure], 1.6 + 0.05 * (end - start)[sure])
        for at in hopeful:
            if strings[at] in known:
                raised[at] = 9.0
        taken = np.zeros(len(text) + 1, dtype=bool)
        labels = np.zeros(len(start), dtype=bool)
        for at in np.argsort(-raised, kind="stable").tolist():
            if raised[at] <= 1.5:
                break
            if not taken[start[at] : end[at]].any():
                taken[start[at] : end[at]] = labels[at] = True
        covered = taken[start] | taken[end - 1]
        unsure = ~labels & ~covered & ((raised > -3) | doubtful)
        yield make_sample(made, labels, np.where(unsure, 0.0, 0.4))


def score(made: Read, fitted: dict[tuple[str, int], float]) -> Any:
    """Add up fitted weights, as `names.score_candidates` does with those of the table."""
    tables: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for (name, key), weight in fitted.items():
        tables[name].append((key, weight))
    foreign = made.candidates.foreign
    scores = np.where(foreign, fitted["fbias", 0], fitted["bias", 0])
    sounds = np.zeros(sys.maxunicode + 1)
    for key, weight in tables["sound"]:
        sounds[key] = weight
    inside = np.concatenate([[0.0], np.cumsum(sounds[made.codes])])
    scores += np.where(foreign, inside[made.candidates.end] - inside[made.candidates.start], 0.0)
    sample = make_sample(made, np.zeros(len(foreign)), np.ones(len(foreign)))
    for name, kind, keys in sample.signs:
        if tables[name]:
            known, weights = map(np.array, zip(*sorted(tables[name]), strict=True))
            at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
            scores[kind] += np.where(known[at] == keys, weights[at], 0.0)
    return scores


def fit(samples: Sequence[Sample], *, fewest: int) -> dict[tuple[str, int], float]:
    """Fit a logistic regression; the weight of every sign that is seen often enough."""
    numbers: dict[tuple[str, int], int] = {("bias", 0): 0, ("fbias", 0): 1}
    rows, columns, base = [], [], 0
    for sample in samples:
        count = len(sample.labels)
        rows.append(np.arange(base, base + count))
        columns.append(sample.candidates.foreign.astype(np.int64))
        foreign = np.flatnonzero(sample.candidates.foreign)
        lengths = (sample.candidates.end - sample.candidates.start)[foreign]
        places = np.repeat(sample.candidates.start[foreign], lengths) + (
            np.arange(lengths.sum()) - np.repeat(lengths.cumsum() - lengths, lengths)
        )
        found = [("sound", np.repeat(foreign, lengths), sample.codes[places])]
        found += [(name, np.arange(count)[kind], keys) for name, kind, keys in sample.signs]
        for name, at, keys in found:
            distinct, inverse = np.unique(keys, return_inverse=True)
            known = [numbers.setdefault((name, int(key)), len(numbers)) for key in distinct]
            if known:
                rows.append(at + base)
                columns.append(np.array(known)[inverse])
        base += count
    row, column = np.concatenate(rows), np.concatenate(columns)
    matrix = scipy.sparse.csr_matrix((np.ones(len(row)), (row, column)), (base, len(numbers)))
    labels = np.concatenate([sample.labels for sample in samples])
    seen = np.asarray((matrix != 0).sum(axis=0)).ravel()
    named = np.asarray((matrix[labels] != 0).sum(axis=0)).ravel()
    kept = (seen >= fewest) & ((named >= 2) | (seen >= 8))
    kept[:2] = True
    model = LogisticRegression(solver="liblinear", C=0.8, fit_intercept=False, max_iter=80)
    weights = np.concatenate([sample.weights for sample in samples])
    model.fit(matrix[:, kept], labels, sample_weight=weights)
    order = list(numbers)
    chosen = [order[at] for at in np.flatnonzero(kept)]
    return dict(zip(chosen, model.coef_[0].tolist(), strict=True))


def list_rows(fitted: dict[tuple[str, int], float]) -> Iterator[list[str]]:
    """List a row for each sign and weight, with all the places that have it."""
    shown: dict[tuple[str, float], list[int]] = defaultdict(list)
    for (name, key), weight in fitted.items():
        exact = name in names.NUMBERED or name.endswith("bias")
        if exact or abs(weight) >= SMALLEST:
            shown[name, round(weight, 2 if exact else 1)].append(key)
    for (name, weight), keys in sorted(shown.items()):
        if name.endswith("bias"):
            cell = ""
        elif name in names.NUMBERED:
            cell = " ".join(map(str, sorted(keys)))
        else:
            cell = "".join(filter(None, (write_key(name, key) for key in sorted(keys))))
        yield [f"{name}:{weight}", cell, "fitted by makers/make_name_signs.py"]


def write_key(sign: str, key: int) -> str:
    """Write the characters of a key as the table shows them; "" for those that it cannot hold."""
    codes = [key]
    if sign.endswith(names.PAIRED):
        codes = [key >> names.BITS, key & ((1 << names.BITS) - 1)]
    written = {sign: shown for shown, sign in names.WRITTEN.items()}
    cell = [written.get(chr(code), chr(code)) for code in codes]
    return "".join(cell) if all(one.isprintable() and not one.isspace() for one in cell) else ""


def fit_all(
    corpora: Path, *, tagged: Iterable[Text], labelled: Iterable[Text]
) -> dict[tuple[str, int], float]:
    """Fit to tagged texts, label the untagged, fit again, and at last to the labelled ones too."""
    tagged_samples = list(label_with_spans(tagged, 1.0))
    untagged = read_untagged(corpora)
    known = set(read_lexicon("people")["name"])
    fitted = fit(tagged_samples, fewest=3)
    for _ in range(ROUNDS):
        guessed = list(label_with_scores(untagged, fitted, known))
        fitted = fit([*tagged_samples, *guessed], fewest=4)
    guessed = list(label_with_scores(untagged, fitted, known))
    return fit([*tagged_samples, *guessed, *label_with_spans(labelled, 2.0)], fewest=3)


def main(folder: str) -> None:
    """Fit to everything, and write."""
    corpora = Path(folder)
    fitted = fit_all(corpora, tagged=read_tagged(corpora), labelled=read_labelled(corpora))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["sign", "where", "source"])
    writer.writerows(list_rows(fitted))


if __name__ == "__main__":
    main(sys.argv[1])
