"""Time the splitting of pages, and say how many times longer it takes than what is simpler.

    python benchmarks/bench_splitting.py [SOURCE]

SOURCE is a folder of pages, or a `*.jsonl.xz` of articles (keys `title` and `text`), printed eight
to a page; without it the sample pages are taken, twenty times over. Beside `split_articles` and
`list_repairs` stand the plain split at `## ` (what most scripts do) and `str.split` into lines (the
least that any reader does). All run in turn, five times, on one core: the medians of the processor
time are written, as MB of UTF-8 a second and as ratios, which depend less on the machine.
"""

import json
import lzma
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

import pandas as pd

from analysis import list_repairs, read_pages, split_articles

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
TIMES_OVER = 20
ITEMS_A_PAGE = 8
ROUNDS = 5


def read_texts(source: Path | None) -> list[str]:
    """Read the pages to split."""
    if source is None:
        return read_texts(SAMPLE) * TIMES_OVER
    if source.is_dir():
        return read_pages(source)["text"].dropna().tolist()
    with lzma.open(source, "rt", encoding="utf-8") as file:
        articles = [json.loads(row) for row in file]
    items = ["## {title}\n\n{text}".format(**article) for article in articles]
    starts = range(0, len(items), ITEMS_A_PAGE)
    return ["\n\n".join(items[start : start + ITEMS_A_PAGE]) for start in starts]


def measure_times(ways: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Measure the median processor time of each way, in seconds; the ways take turns."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            started = time.process_time()
            way()
            times[name].append(time.process_time() - started)
    return {name: median(measured) for name, measured in times.items()}


def main(source: str | None = None) -> None:
    """Write a line for each way."""
    texts = read_texts(Path(source) if source else None)
    pages = pd.DataFrame({"page_id": [str(at) for at in range(len(texts))], "text": texts})
    size = sum(len(text.encode()) for text in texts) / 1e6
    split_articles(pages[:1])  # word lists are read once, and that is not timed
    times = measure_times(
        {
            "split_articles": lambda: split_articles(pages),
            "list_repairs": lambda: list_repairs(pages),
            "split at ##": lambda: [text.split("\n## ") for text in texts],
            "split into lines": lambda: [text.split("\n") for text in texts],
        }
    )
    sys.stdout.write(f"{len(texts)} pages, {size:.1f} MB of UTF-8\n")
    for name, taken in times.items():
        ratio = times["split_articles"] / taken
        sys.stdout.write(f"{name:18} {size / taken:9.1f} MB/s {ratio:8.1f} times as fast\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
