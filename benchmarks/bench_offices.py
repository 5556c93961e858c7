"""Time what resolves titles and finds bodies, beside what finds the mentions they start from.

    python benchmarks/bench_offices.py [SOURCE] [ARTICLES]

SOURCE and ARTICLES are those of `bench_text.py`. The medians of the processor time of three rounds
are written, as MB of UTF-8 a second. Many titles repeat, and each is resolved once for its year,
home and context: a first round with empty memories, which reads the word lists too, is written
apart. `both` is what offices and bodies take in addition to mentions, and beside it stands how many
times the cutter's own loop over the texts that is, which depends less on the machine.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import rjieba
from bench_text import read_texts

from analysis import find_mentions, find_offices, find_organisations
from analysis.offices.resolve import resolve, resolve_body

ROUNDS = 3


def time_rounds(call: Callable[[], object], size: float) -> tuple[float, float]:
    """MB a second of the first round, and the median of those after it."""
    taken = []
    for _ in range(ROUNDS + 1):
        start = time.process_time()
        call()
        taken.append(time.process_time() - start)
    return size / taken[0], size / median(taken[1:])


def main(source: Path | None, articles: int) -> None:
    """Write a line for each stage."""
    table = read_texts(source, articles)
    size = sum(len(text.encode()) for text in table["text"]) / 1e6
    mentions = find_mentions(table)
    resolve.cache_clear()
    resolve_body.cache_clear()
    stages: dict[str, Callable[[], object]] = {
        "mentions": lambda: find_mentions(table),
        "offices": lambda: find_offices(mentions, articles=table),
        "organisations": lambda: find_organisations(table),
        "cutter": lambda: [rjieba.cut(text) for text in table["text"]],
    }
    speeds = {}
    for name, call in stages.items():
        first, later = speeds[name] = time_rounds(call, size)
        sys.stdout.write(f"{name:15} first {first:6.1f} MB/s, later {later:6.1f} MB/s\n")
    finders = (speeds["offices"], speeds["organisations"])
    first, later = (1 / sum(1 / speed[at] for speed in finders) for at in (0, 1))
    sys.stdout.write(
        f"{'both':15} first {first:6.1f} MB/s, later {later:6.1f} MB/s, "
        f"{speeds['cutter'][1] / later:.1f} times the cutter\n"
    )


if __name__ == "__main__":
    main(
        Path(sys.argv[1]) if len(sys.argv) > 1 else None,
        int(sys.argv[2]) if len(sys.argv) > 2 else 2000,
    )
