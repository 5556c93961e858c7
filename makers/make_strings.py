"""Count where the strings that look like names stand in the press.

    python makers/make_strings.py CORPORA > analysis/lexicons/strings.csv

CORPORA is a folder with the corpora that `tests/gold/load.py` reads, `registers.jsonl.xz` and
`rmrb-titles-1978-2018.tsv.xz`. What `find_mentions` proposes as a name anywhere in the articles is
counted in all of them and in the headlines: how often it stands there, behind an office, behind a
word for people, before a verb, before an office, inside longer words, and before the character that
follows it most often. Strings that are counted fewer than four times are left out. It takes about
three minutes on one core. Only counts leave this script.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.officials import names
from analysis.officials.find import gather_batches, read_proposals
from analysis.officials.roster import read_roster
from analysis.officials.vocabulary import find_vocabulary
from analysis.officials.weigh import Counts

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from gold.names import read_headlines, read_texts  # the texts that labels of names are of

FEWEST = 4
BATCH = 400_000
APART = "\n。\n"


def list_strings(articles: pd.DataFrame) -> list[str]:
    """List what is proposed as a name anywhere, and has no dot."""
    people = read_roster(None)
    found: set[str] = set()
    for batch in gather_batches(articles):
        _, _, proposals = read_proposals(batch, people)
        found |= {one.name for one in proposals.mentions}
    return sorted(name for name in found if len(name) > 1 and name.isalpha())


def join_texts(texts: Iterable[str]) -> Iterator[str]:
    """Join texts into longer ones, which are read faster."""
    pieces, size = [APART], 0
    for text in texts:
        pieces += [text, APART]
        size += len(text)
        if size > BATCH:
            yield "".join(pieces)
            pieces, size = [APART], 0
    yield "".join(pieces)


def count_strings(strings: list[str], texts: Iterable[str]) -> dict[str, Counts]:
    """Count where each string stands in texts."""
    from ahocorasick_rs import AhoCorasick

    automaton = AhoCorasick(strings)
    counts = np.zeros((len(strings), 6), np.int64)
    behind: list[Counter[str]] = [Counter() for _ in strings]
    for text in join_texts(texts):
        hits = automaton.find_matches_as_indexes(text, overlapping=True)
        if not hits:
            continue
        string, start, end = np.array(hits).T
        characters = names.read_characters(text, find_vocabulary(text))
        marks, begins = characters.marks, characters.begins
        seen = (
            np.ones(len(string), bool),
            marks[start] & 8 > 0,
            marks[start] & 9 == 1,
            marks[end] & 4 > 0,
            marks[end] & 2 > 0,
            ~(begins[start] & begins[end]),
        )
        np.add.at(counts, string, np.stack(seen, axis=1).astype(np.int64))
        for number, at in zip(string.tolist(), end.tolist(), strict=True):
            behind[number][text[at]] += 1
    return {
        one: Counts(*row, follows=count_follower(followers))
        for one, row, followers in zip(strings, counts.tolist(), behind, strict=True)
    }


def count_follower(followers: Counter[str]) -> int:
    """How often the Chinese character follows that does so most often; 0 where it is none."""
    best, count = followers.most_common(1)[0] if followers else ("", 0)
    return count if best.isalpha() else 0


def main() -> None:
    """Write the table of counts."""
    corpora = Path(sys.argv[1])
    articles = read_texts(corpora)
    strings = list_strings(articles)
    texts = [*articles["text"], *read_headlines(corpora)]
    counted = count_strings(strings, texts)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["string", *Counts._fields, "source"])
    for string, row in counted.items():
        if row.all >= FEWEST:
            writer.writerow([string, *row, "counted"])


if __name__ == "__main__":
    main()
