"""Which groups do the articles form, and how large is each from month to month?

python docs/examples/clusters_over_time.py PAGES

PAGES is a folder of pages that `read_pages` reads.
"""

import sys

import pandas as pd

from analysis import (
    cluster_articles,
    count_over_time,
    describe_clusters,
    read_pages,
    split_articles,
    tokenize,
)


def count_clusters(articles: pd.DataFrame, *, freq: str = "M") -> pd.DataFrame:
    """One row per cluster and period: its share of the articles, with its interval."""
    tokens = tokenize(articles)
    clusters = cluster_articles(tokens)
    described = describe_clusters(clusters, tokens=tokens)
    named = clusters.merge(described[["cluster", "label"]], on="cluster")
    return count_over_time(named, freq=freq, by=["cluster", "label"], articles=articles)


def main(source: str) -> None:
    """Write the sizes."""
    items = split_articles(read_pages(source))
    sizes = count_clusters(items[items["kind"] == "article"])
    sys.stdout.write(sizes.drop(columns="count").to_string(index=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
