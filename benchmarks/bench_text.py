"""Time what sees every character, and say how many times a bare loop of the cutter it takes.

    python benchmarks/bench_text.py [SOURCE] [ARTICLES]

SOURCE is a `*.jsonl.xz` of articles (keys `title`, `text` and `date`), of which ARTICLES (2,000
when not given) are taken at even distances; without it the sample pages, twenty times over.
Beside each stage stands the least that counting words can take: rjieba over headline and text, and
a Counter of what it gives. All run in turn, five times; the medians of the processor time are
written, as MB of UTF-8 a second and as ratios, which depend less on the machine. Two yardsticks say
what machine it is: jieba, which is Python, and rjieba, which is compiled, cutting and nothing else.
“Terms” is the way from articles to the table of counts: once with the names and phrases that stay
whole given, and once with finding them.
"""

import json
import lzma
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

import jieba
import pandas as pd
import rjieba

from analysis import (
    count_terms,
    find_appointments,
    find_mentions,
    find_offices,
    find_phrases,
    read_pages,
    split_articles,
    tag_themes,
    tokenize,
)

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
TIMES_OVER = 20
ROUNDS = 5


def read_texts(source: Path | None, articles: int) -> pd.DataFrame:
    """Read the articles to search: article_id, newspaper, date, headline and text."""
    if source is None:
        once = split_articles(read_pages(SAMPLE))[["newspaper", "date", "headline", "text"]]
        table = pd.concat([once] * TIMES_OVER, ignore_index=True)
    else:
        with lzma.open(source, "rt", encoding="utf-8") as file:
            rows = [json.loads(row) for row in file]
        rows = rows[:: max(1, len(rows) // articles)][:articles]
        table = pd.DataFrame(
            {
                "newspaper": source.name,
                "date": pd.to_datetime([row["date"] for row in rows]),
                "headline": [row["title"] for row in rows],
                "text": [row["text"] for row in rows],
            }
        )
    return table.fillna({"headline": "", "text": ""}).assign(
        article_id=[str(at) for at in range(len(table))]
    )


def measure_times(ways: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Measure the median processor time of each way, in seconds; the ways take turns."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            started = time.process_time()
            way()
            times[name].append(time.process_time() - started)
    return {name: median(measured) for name, measured in times.items()}


def list_ways(articles: pd.DataFrame) -> dict[str, Callable[[], object]]:
    """List the stages by name, the yardsticks first."""
    texts = (articles["headline"] + "\n" + articles["text"]).tolist()
    cutter = rjieba.Jieba()

    def count_words() -> Counter[str]:
        words: Counter[str] = Counter()
        for text in texts:
            words.update(cutter.cut(text))
        return words

    def cut_all(cut: Callable[[str], list[str]]) -> None:
        for text in texts:
            cut(text)

    count_words()
    jieba.setLogLevel("WARNING")
    python = jieba.Tokenizer()
    python.initialize()
    mentions, phrases = find_mentions(articles), find_phrases(articles)
    tokens = tokenize(articles, mentions=mentions, phrases=phrases)
    tag_themes(articles)  # word lists are read once, and that is not timed
    return {
        "jieba": lambda: cut_all(python.lcut),
        "rjieba": lambda: cut_all(cutter.cut),
        "rjieba and a Counter": count_words,
        "find_mentions": lambda: find_mentions(articles),
        "find_offices, mentions given": lambda: find_offices(mentions, articles=articles),
        "find_appointments, mentions given": lambda: find_appointments(articles, mentions=mentions),
        "find_phrases": lambda: find_phrases(articles),
        "tokenize, both given": lambda: tokenize(articles, mentions=mentions, phrases=phrases),
        "count_terms": lambda: count_terms(tokens),
        "tag_themes": lambda: tag_themes(articles),
        "terms, both given": lambda: count_terms(
            tokenize(articles, mentions=mentions, phrases=phrases)
        ),
        "terms, both found": lambda: count_terms(tokenize(articles)),
    }


def main(source: str | None = None, articles: str = "2000") -> None:
    """Write a line for each stage."""
    table = read_texts(Path(source) if source else None, int(articles))
    size = sum(len(text.encode()) for text in (*table["headline"], *table["text"])) / 1e6
    times = measure_times(list_ways(table))
    bare = times["rjieba and a Counter"]
    sys.stdout.write(f"{len(table)} articles, {size:.1f} MB of UTF-8\n")
    for name, taken in times.items():
        sys.stdout.write(f"{name:22} {size / taken:7.1f} MB/s {taken / bare:6.2f} times bare\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
