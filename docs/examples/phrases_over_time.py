"""When did a phrase come up, how did its share grow, what rose most between two years?

    python docs/examples/phrases_over_time.py NEWS

NEWS is a table of dated articles that `read_articles` reads: CSV, TSV, JSONL or Parquet.
"""

import sys
from collections.abc import Sequence
from typing import Final

import pandas as pd

from analysis import (
    compare_terms,
    count_over_time,
    find_bursts,
    find_context,
    find_phrases,
    read_articles,
)

PHRASES: Final = ("两个维护", "精准扶贫", "一带一路", "供给侧结构性改革", "新质生产力")
BURSTS: Final = ("脱贫攻坚", "新冠肺炎")


def count_years(
    phrases: pd.DataFrame, articles: pd.DataFrame, wanted: Sequence[str] = PHRASES
) -> pd.DataFrame:
    """One row per phrase and year: the share of articles that print it, with its interval.

    A phrase that is never printed has its zeros too.
    """
    found = phrases[phrases["phrase"].isin(wanted)]
    kinds = pd.CategoricalDtype(list(wanted))
    found = found.assign(phrase=found["phrase"].astype(kinds))
    return count_over_time(found, freq="Y", by="phrase", articles=articles)


def show_first(
    phrases: pd.DataFrame, articles: pd.DataFrame, wanted: Sequence[str] = PHRASES
) -> pd.DataFrame:
    """One row per phrase: the sentence in which it first stands."""
    dated = phrases[phrases["phrase"].isin(wanted) & phrases["date"].notna()]
    first = dated.sort_values("date", kind="stable").drop_duplicates("phrase")
    return find_context(articles, of=first)


def compare_years(
    phrases: pd.DataFrame, articles: pd.DataFrame, *, earlier: int, later: int
) -> pd.DataFrame:
    """One row per phrase: how much more, or less, the later year has of it.

    Only where it stands by itself: a phrase inside a longer one would rise with that one.
    """
    years = articles.assign(year=articles["date"].dt.year)
    years = years[years["year"].isin([earlier, later])]
    found = phrases[phrases["inside"].isna() & phrases["article_id"].isin(years["article_id"])]
    return compare_terms(found, by="year", against=earlier, articles=years)


def list_risen(compared: pd.DataFrame, *, by: str, most: int = 2) -> list[str]:
    """The phrases that rose most, among those whose rise is no chance after the correction."""
    risen = compared[(compared["g2"] > 0) & (compared["p_corrected"] < 0.01)]
    return risen.nlargest(most, by)["term"].tolist()


def show_sentences(
    articles: pd.DataFrame, phrases: pd.DataFrame, terms: Sequence[str], *, year: int
) -> pd.DataFrame:
    """One row per occurrence in that year, in its sentence."""
    in_year = phrases[phrases["inside"].isna() & (phrases["date"].dt.year == year)]
    found = in_year[in_year["phrase"].isin(terms)]
    return find_context(articles, of=found)


def list_bursts(
    phrases: pd.DataFrame, articles: pd.DataFrame, wanted: Sequence[str] = BURSTS
) -> pd.DataFrame:
    """One row per burst: the months in which far more articles than usual print a phrase."""
    found = phrases[phrases["phrase"].isin(wanted)]
    return find_bursts(count_over_time(found, freq="M", by="phrase", articles=articles))


def main(source: str) -> None:
    """Write the tables."""
    articles = read_articles(source)
    phrases = find_phrases(articles)
    compared = compare_years(phrases, articles, earlier=2016, later=2018)
    shown = {
        "first": show_first(phrases, articles)[["date", "term", "left", "match", "right"]],
        "years": count_years(phrases, articles).drop(columns="count"),
        "bursts": list_bursts(phrases, articles),
    }
    for measure in ("g2", "log_ratio"):
        terms = list_risen(compared, by=measure)
        shown[f"risen by {measure}"] = compared[compared["term"].isin(terms)].drop(columns="p")
        sentences = show_sentences(articles, phrases, terms, year=2018)
        shown[f"their {len(sentences)} sentences, the first of each"] = sentences.drop_duplicates(
            "term"
        )[["date", "headline", "left", "match", "right"]]
    for name, table in shown.items():
        sys.stdout.write(f"\n{name}\n{table.to_string(index=False)}\n")


if __name__ == "__main__":
    main(sys.argv[1])
