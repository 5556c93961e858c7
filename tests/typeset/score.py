"""How well sheets are read: `python -m typeset.score FOLDER` in `tests/`, one line a set.

Works from `read_pages`, `split_articles` and, where the tree has it, `read_boxes`. Without boxes
(`--baseline`: pdftotext, then `split_articles`) printed lines are looked for in the text of the items.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

import analysis


@dataclass
class Piece:
    """Something read: a text, the item it was put in, and its box where that is known."""

    text: str
    item: int
    box: tuple[float, float, float, float] | None = None


def clean(text: Any) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()) if isinstance(text, str) else ""


def letters(text: Any) -> str:
    return "".join(char for char in clean(text) if char.isalnum())


def count_errors(one: str, other: str) -> int:
    """Edit distance."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one):
        before, row[0] = row[0], i + 1
        for j, b in enumerate(other):
            before, row[j + 1] = row[j + 1], min(row[j + 1] + 1, row[j] + 1, before + (a != b))
    return row[-1]


def list_pieces(page: pd.Series, articles: pd.DataFrame, boxes: pd.DataFrame | None) -> list[Piece]:
    """What was read of a page, in the order of its text."""
    owner = {
        line: number
        for number, runs in enumerate(articles["lines"])
        for first, last in runs
        for line in range(first, last + 1)
    }
    if boxes is None:
        text = page["text"].split("\n")
        return [Piece(clean(text[line - 1]), item) for line, item in sorted(owner.items())]
    return [
        Piece(clean(row.text), owner.get(row.line, -1), (row.x0, row.y0, row.x1, row.y1))
        for row in boxes.itertuples()
    ]


def overlap(box: Any, line: dict[str, Any]) -> tuple[float, float]:
    """Width and height of what a box and a printed line have in common."""
    return (
        min(box[2], line["x1"]) - max(box[0], line["x0"]),
        min(box[3], line["y1"]) - max(box[1], line["y0"]),
    )


def match_boxes(
    pieces: list[Piece], lines: list[dict[str, Any]]
) -> tuple[list[list[int]], int, int]:
    """For each printed line the pieces that lie on it; how many pieces lie on two beside each other."""
    found: list[list[int]] = [[] for _ in lines]
    across = lost = 0
    for number, piece in enumerate(pieces):
        shared = []
        for at, line in enumerate(lines):
            wide, high = overlap(piece.box, line)
            if wide > 0 and high > 0:
                shared.append((wide * high, at, wide if not line["vertical"] else high, high if not line["vertical"] else wide))  # fmt: skip
        if not shared:
            lost += len(piece.text)
            continue
        shared.sort(reverse=True)
        found[shared[0][1]].append(number)
        sides = [
            at
            for _, at, along, thick in shared
            if along > lines[at]["size"] and thick > 0.6 * lines[at]["size"]
        ]
        across += len(sides) > 1
    return found, across, lost


def match_texts(pieces: list[Piece], gold: list[dict[str, Any]]) -> list[int]:
    """For each printed line the item whose text holds it, in doubt that of its neighbours."""
    texts: dict[int, str] = {}
    for piece in pieces:
        texts[piece.item] = texts.get(piece.item, "") + piece.text
    owners = []
    for item in gold:
        holding = [
            {n for n, text in texts.items() if clean(line["text"]) in text}
            for line in item["lines"]
        ]
        votes = Counter(n for one in holding for n in one)
        owners += [max(one, key=lambda n: votes[n]) if one else -1 for one in holding]
    return owners


def score_page(gold: dict[str, Any], page: pd.Series, articles: pd.DataFrame, boxes: pd.DataFrame | None) -> Counter[str]:  # fmt: skip
    """Counts of right things and of things, from which `sum_up` makes shares."""
    counts: Counter[str] = Counter()
    pieces = list_pieces(page, articles, boxes)
    items = gold["items"]
    lines = [line for item in items for line in item["lines"]]
    home = [n for n, item in enumerate(items) for _ in item["lines"]]
    rank: dict[int, int] = {}
    if boxes is None:
        owners = match_texts(pieces, items)
    else:
        found, across, lost = match_boxes(pieces, lines)
        counts.update(across=across, pieces=len(pieces), lost=lost)
        owners = []
        for at, numbers in enumerate(found):
            votes = Counter[int]()
            for number in numbers:
                votes[pieces[number].item] += len(pieces[number].text)
            owners.append(votes.most_common(1)[0][0] if votes else -1)
            rank[at] = min(numbers, default=-1)
            wanted = clean(lines[at]["text"])
            side = 1 if lines[at]["vertical"] else 0
            read = "".join(
                pieces[n].text for n in sorted(numbers, key=lambda n: pieces[n].box[side])
            )
            wrong = min(len(wanted), count_errors(wanted, read))
            counts.update(chars=len(wanted), errors=wrong)
            if lines[at]["role"] == "headline" and lines[at]["vertical"]:
                counts.update(down_chars=len(wanted), down_errors=wrong)
    size = [len(clean(line["text"])) for line in lines]
    real = {at for at in range(len(lines)) if items[home[at]]["kind"] not in ("free",)}
    sets: dict[int, set[int]] = {}
    for at in real:
        if owners[at] >= 0:
            sets.setdefault(owners[at], set()).add(at)
    judged = {
        n: found_
        for n, found_ in sets.items()
        if any(items[home[at]]["kind"] != "folio" for at in found_)
    }
    counts["read"] += len(judged)
    kinds, heads = list(articles["kind"]), list(articles["headline"])
    names = list(articles["reporters"])
    counts["captions_read"] += sum(kinds[n] == "caption" for n in judged)
    counts["heads_read"] += sum(bool(letters(heads[n])) and kinds[n] == "article" for n in judged)
    counts["names_read"] += sum(len(names[n]) for n in judged)
    for number, item in enumerate(items):
        if item["kind"] in ("folio", "free"):
            continue
        mine = {at for at in real if home[at] == number}
        weight = sum(size[at] for at in mine)
        counts["items"] += 1
        best = max(judged, key=lambda n: sum(size[at] for at in judged[n] & mine), default=None)
        headline = letters(item["headline"])
        counts["captions"] += item["kind"] == "caption"
        counts["heads"] += bool(headline) and item["kind"] == "article"
        counts["names"] += len(item["reporters"])
        counts["paragraphs"] += len(item["text"][1:]) if item["kind"] == "article" else 0
        if best is None or not judged[best] & mine:
            continue
        common = sum(size[at] for at in judged[best] & mine)
        counts["exact"] += judged[best] == mine
        counts["most"] += common >= 0.9 * weight and common >= 0.9 * sum(
            size[at] for at in judged[best]
        )
        counts["captions_right"] += (
            item["kind"] == "caption" == kinds[best] and judged[best] == mine
        )
        counts["heads_right"] += (
            bool(headline) and item["kind"] == "article" and letters(heads[best]) == headline
        )
        counts["names_right"] += len(
            {clean(n) for n in names[best]} & {clean(n) for n in item["reporters"]}
        )
        counts["kinds_right"] += kinds[best] == item["kind"]
        if item["kind"] == "article":
            text = articles["text"].iloc[best]
            read_ = {clean(t) for t in text.split("\n")} if isinstance(text, str) else set()
            counts["paragraphs_right"] += sum(clean(text) in read_ for text in item["text"][1:])
        told = [
            at
            for at in sorted(mine)
            if lines[at]["order"] and owners[at] == best and rank.get(at, -1) >= 0
        ]
        for one, other in pairwise(told):
            counts["pairs"] += 1
            counts["pairs_right"] += rank[one] < rank[other]
    return counts


def f1(right: int, gold: int, read: int) -> float:
    return 2 * right / (gold + read) if gold + read else float("nan")


def sum_up(counts: Counter[str]) -> dict[str, float]:
    """The figures of a set."""

    def share(right: str, of: str) -> float:
        return counts[right] / counts[of] if counts[of] else float("nan")

    return {
        "items": counts["items"],
        "exact": f1(counts["exact"], counts["items"], counts["read"]),
        "most": f1(counts["most"], counts["items"], counts["read"]),
        "headline": f1(counts["heads_right"], counts["heads"], counts["heads_read"]),
        "errors": share("errors", "chars"),
        "errors_down": share("down_errors", "down_chars"),
        "captions": f1(counts["captions_right"], counts["captions"], counts["captions_read"]),
        "reporters": f1(counts["names_right"], counts["names"], counts["names_read"]),
        "kind": share("kinds_right", "items"),
        "paragraphs": share("paragraphs_right", "paragraphs"),
        "order": share("pairs_right", "pairs"),
        "across": counts["across"],
        "lost": share("lost", "chars"),
    }


def score_file(path: Path, *, baseline: bool = False, scan: Path | None = None) -> Counter[str]:
    """The counts of a file: a PDF, or the raster `scan` of it."""
    gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    if baseline:
        with tempfile.TemporaryDirectory() as folder:
            text = subprocess.run(
                ["pdftotext", path, "-"], capture_output=True, text=True, check=True
            ).stdout
            for number, part in enumerate(text.split("\f")[: len(gold["pages"])]):
                Path(folder, f"sheet-2024-03-01-p{number:02d}.txt").write_text(
                    part, encoding="utf-8"
                )
            pages = analysis.read_pages(folder)
    else:
        pages = analysis.read_pages(scan or path)
    articles = analysis.split_articles(pages)
    boxes = (
        None
        if baseline or not hasattr(analysis, "read_boxes")
        else analysis.read_boxes(scan or path)
    )
    counts: Counter[str] = Counter()
    for wanted, (_, page) in zip(gold["pages"], pages.iterrows(), strict=False):
        mine = articles[articles["page_id"] == page["page_id"]].reset_index(drop=True)
        here = None
        if boxes is not None:
            here = boxes[boxes["page_id"] == page["page_id"]].reset_index(drop=True)
            if scan:  # of a photographed page the size in points is a guess
                across, down = wanted["width"] / page["width"], wanted["height"] / page["height"]
                here[["x0", "x1"]] *= across
                here[["y0", "y1"]] *= down
        counts += score_page(wanted, page, mine, here)
    counts["wanted"] = len(gold["pages"])
    counts["given"] = len(pages)
    return counts


def describe(name: str, counts: Counter[str]) -> str:
    figures = " ".join(f"{key} {value:.4f}" if isinstance(value, float) else f"{key} {value}" for key, value in sum_up(counts).items())  # fmt: skip
    return f"{name}: pages {counts['given']}/{counts['wanted']} {figures}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--baseline", action="store_true")
    parser.add_argument("--each", action="store_true", help="a line a file too")
    options = parser.parse_args()
    sums: dict[str, Counter[str]] = {}
    for file in sorted(options.folder.glob("*.json")):
        made = json.loads(file.read_text(encoding="utf-8"))
        scan = next(
            (p for p in file.parent.glob(f"{file.stem}.*") if p.suffix in (".png", ".jpg")), None
        )
        if made.get("password") or (made.get("garbled") and not scan):
            continue
        group = (
            "vertical"
            if made["vertical"]
            else "photo"
            if made.get("photographed")
            else "horizontal"
        )
        one = score_file(file.with_suffix(".pdf"), baseline=options.baseline, scan=scan)
        sums[group] = sums.get(group, Counter()) + one
        if options.each:
            sys.stdout.write(describe(file.stem, one) + "\n")
            sys.stdout.flush()
    for group, counts in sums.items():
        sys.stdout.write(describe(f"{options.folder.name} {group}", counts) + "\n")
