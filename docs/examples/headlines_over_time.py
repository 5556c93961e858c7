"""How did a few words rise and fall in the headlines of forty years?

    python docs/examples/headlines_over_time.py HEADLINES [CHART]

HEADLINES is a table of dated headlines: a TSV of date and title, plain or packed. CHART is the
picture to write, a .png or .svg.
"""

import sys
from typing import Final

import pandas as pd

from analysis import count_over_time, find_phrases, plot_trend, read_articles

WORDS: Final = ("改革", "开放", "反腐", "扶贫")


def count_words(headlines: pd.DataFrame) -> pd.DataFrame:
    """One row per word and year: the share of headlines that print it, with its interval."""
    found = find_phrases(headlines, lexicon=pd.DataFrame({"phrase": WORDS}))
    return count_over_time(found, freq="Y", by="phrase", articles=headlines)


def main(source: str, chart: str | None = None) -> None:
    """Write the shares, a column a word, and draw them."""
    # The headline is all there is of each article, so it is read as the text.
    counts = count_words(read_articles(source, columns={"text": "title"}))
    shares = counts.pivot(index="period", columns="phrase", values="share")
    sys.stdout.write(shares.map("{:.4f}".format).to_string() + "\n")
    if chart:
        plot_trend(counts).get_figure(root=True).savefig(chart)


if __name__ == "__main__":
    main(*sys.argv[1:])
