"""Count which character follows which in running news, and which begin a paragraph.

    python makers/make_joints.py CORPORA > analysis/lexicons/joints.csv

CORPORA is a folder with `*.jsonl.xz` (a key `text`) and `*/*.txt`. Only counts leave this script.
The reader of pages uses them to tell a paragraph that goes on in the next column from a new one.
"""

import csv
import json
import lzma
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

FEWEST = 20  # occurrences of a pair of characters that are kept


def read_paragraphs(corpora: Path) -> Iterator[tuple[int, str]]:
    """Yield paragraphs of more than 20 characters with their number in the text."""
    for path in sorted(corpora.glob("*.jsonl.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as file:
            for row in file:
                yield from enumerate(_split(json.loads(row)["text"]))
    for path in sorted(corpora.glob("*/*.txt")):
        yield from enumerate(_split(path.read_text(encoding="utf-8")), start=1)


def _split(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if len(line.strip()) > 20]


def main(corpora: str) -> None:
    """Write a row per character: its count, how often it begins a paragraph, what follows it."""
    characters, pairs, beginnings = Counter[str](), Counter[tuple[str, str]](), Counter[str]()
    for number, paragraph in read_paragraphs(Path(corpora)):
        characters.update(paragraph)
        pairs.update(pairwise(paragraph))
        if number:  # the first paragraph begins with the credit of the broadcaster
            beginnings[paragraph[0]] += 1
    followers: dict[str, list[str]] = defaultdict(list)
    for (first, second), count in sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0])):
        if count >= FEWEST and not (first + second).isspace():
            followers[first].append(second)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["character", "count", "begins", "followers", "source"])
    for character, count in sorted(characters.items(), key=lambda pair: (-pair[1], pair[0])):
        if count >= FEWEST and not character.isspace():
            row = [character, count, beginnings[character], "".join(followers[character])]
            writer.writerow([*row, "counted"])


if __name__ == "__main__":
    main(sys.argv[1])
