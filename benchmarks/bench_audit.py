"""Time `audit_articles`, and say how often it finds what was planted in real texts.

    python benchmarks/bench_audit.py CORPORA [--truth]

CORPORA is a folder with `xwlb-2012-2022.jsonl.xz` and `rmrb-titles-1978-2018.tsv.xz`. Each table is
audited three times; the medians of the processor time are written, and rows a second. `--truth`
measures, on seeds that are held out, in how many damaged copies each kind is found and placed, and
how many suspicions a decade undamaged collections get; `tests/floors.json` keeps those of half.
"""

import argparse
import sys
import time
from pathlib import Path
from statistics import median

import pandas as pd

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import damage

from analysis import audit_articles

ROUNDS = 3
SEEDS = range(1101, 1117, 2)
WHOLE = range(1401, 1417, 2)


def time_audit(articles: pd.DataFrame) -> float:
    """Seconds of processor time, the median of the rounds."""
    seconds = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        audit_articles(articles)
        seconds.append(time.process_time() - begun)
    return median(seconds)


def main() -> None:
    """Write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--truth", action="store_true")
    given = parser.parse_args()
    if given.truth:
        for name, value in damage.measure(given.corpora, SEEDS, WHOLE).items():
            sys.stdout.write(f"{name:16} {value:.3f}\n")
        return
    broadcasts = damage.read_broadcasts(given.corpora)
    headlines = damage.read_headlines(given.corpora)
    audit_articles(broadcasts.head(100))  # libraries and word lists are read once
    for name, table in (("broadcasts", broadcasts), ("headlines", headlines)):
        seconds = time_audit(table)
        sys.stdout.write(f"{name:12} {len(table):>10,} rows {seconds:6.1f} s\n")


if __name__ == "__main__":
    main()
