"""How long shared passages take: broadcasts, and copies of them in other characters.

    python benchmarks/bench_reuse.py ../shared/corpora --copies 3

A copy has the same texts with their Chinese characters exchanged for others at random, so that it
shares with itself what the first shares with itself, and nothing with others.
"""

import argparse
import json
import lzma
import random
import resource
import time
from pathlib import Path

import pandas as pd

from analysis import count_shared, find_reuse, group_reuse, measure_diffusion


def read_broadcasts(corpora: Path) -> pd.DataFrame:
    """Each broadcast as an article, months in turn given to four papers."""
    with lzma.open(corpora / "xwlb-2012-2022.jsonl.xz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    articles = pd.DataFrame(rows)[["date", "text"]].dropna()
    articles["article_id"] = [f"a{number}" for number in range(len(articles))]
    articles["newspaper"] = [f"paper {number % 4}" for number in range(len(articles))]
    articles["date"] = pd.to_datetime(articles["date"])
    return articles


def exchange(articles: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The same texts in other characters."""
    signs = sorted(
        {sign for text in articles["text"] for sign in text if "\u4e00" <= sign <= "\u9fff"}
    )
    others = signs.copy()
    random.Random(seed).shuffle(others)
    table = str.maketrans(dict(zip(signs, others, strict=True)))
    return articles.assign(
        article_id=f"{seed}-" + articles["article_id"],
        text=[text.translate(table) for text in articles["text"]],
    )


def main() -> None:
    """Time each step and say what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--copies", type=int, default=1)
    given = parser.parse_args()
    first = read_broadcasts(given.corpora)
    articles = pd.concat(
        [first, *(exchange(first, seed) for seed in range(1, given.copies))], ignore_index=True
    )
    made: dict[str, pd.DataFrame] = {}
    steps = {
        "find_reuse": lambda: find_reuse(articles),
        "group_reuse": lambda: group_reuse(made["find_reuse"], articles=articles),
        "count_shared": lambda: count_shared(made["find_reuse"], articles=articles),
        "measure_diffusion": lambda: measure_diffusion(
            made["group_reuse"], by="cluster", articles=articles
        ),
    }
    print(f"{len(articles):,} articles, {articles['text'].str.len().sum() / 1e6:.0f} M characters")  # noqa: T201
    for name, step in steps.items():
        begins = time.process_time()
        made[name] = step()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        took = time.process_time() - begins
        print(f"{name}: {took:.1f} s of processor time, {len(made[name]):,} rows, {peak:.1f} GB")  # noqa: T201


if __name__ == "__main__":
    main()
