"""Count anew what docs/published-figures.md lays beside published figures.

    python docs/published/make_counts.py CORPORA

CORPORA is a folder with the headlines of People's Daily of 1978 to 2018
(`rmrb-titles-1978-2018.tsv.xz`) and the evening news of 2012 to 2022 (`xwlb-2012-2022.jsonl.xz`).
The texts are their publishers' and stay there; the counts are written beside this file.
"""

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd

from analysis import (
    count_over_time,
    find_mentions,
    find_phrases,
    rank_precedence,
    read_articles,
)

HERE: Final = Path(__file__).resolve().parent
HEADLINES: Final = ("改革", "开放", "反腐")
HEAT: Final = (
    "一带一路",
    "中国梦",
    "人类命运共同体",
    "习近平新时代中国特色社会主义思想",
    "改革开放",
    "高质量发展",
)
FIRSTS: Final = (
    "三个代表",
    "科学发展观",
    "中国梦",
    "一带一路",
    "精准扶贫",
    "三严三实",
    "四个全面",
    "供给侧结构性改革",
    "两学一做",
    "四个意识",
    "乡村振兴",
    "扫黑除恶",
    "人类命运共同体",
)
# The feelings of the Chinese people, of Asian peoples, or of the Chinese nation: not those of a
# village, a company's customers or the public.
FEELINGS: Final = re.compile(r"伤害[^。]{0,6}(?:中国|亚洲|中韩|中华)[^。]{0,12}感情")
BLAMED: Final = {"Japan": "日本|日方|日官员|靖国", "United States": "美国|美方"}
# The standing committees of the political bureau, in the order in which they were announced.
COMMITTEES: Final = {
    "2017-10-25": "习近平、李克强、栗战书、汪洋、王沪宁、赵乐际、韩正",
    "2022-10-23": "习近平、李强、赵乐际、王沪宁、蔡奇、丁薛祥、李希",
}


def read_headlines(corpora: Path) -> pd.DataFrame:
    """Read the headlines, each once a day: most of 2015 stands twice in the list."""
    file = corpora / "rmrb-titles-1978-2018.tsv.xz"
    headlines = read_articles(file, columns={"text": "title"})
    return headlines.drop_duplicates(["date", "text"])


def read_news(corpora: Path) -> pd.DataFrame:
    """Read the evening news."""
    return read_articles(corpora / "xwlb-2012-2022.jsonl.xz")


def count_years(articles: pd.DataFrame, wanted: tuple[str, ...]) -> pd.DataFrame:
    """One row per phrase and year: how many articles print it, of how many."""
    # A word of three headlines is no set phrase, so the list is ours; its variants are the house's.
    found = find_phrases(articles, lexicon=pd.DataFrame({"phrase": wanted}))
    return count_over_time(found, freq="Y", by="phrase", articles=articles).drop(columns="count")


def find_firsts(headlines: pd.DataFrame, news: pd.DataFrame) -> pd.DataFrame:
    """One row per phrase: the first day in a headline and in the evening news."""
    words = pd.DataFrame({"phrase": FIRSTS})
    days = {
        place: find_phrases(articles, lexicon=words).groupby("phrase")["date"].min()
        for place, articles in (("headlines", headlines), ("evening_news", news))
    }
    firsts = pd.DataFrame(days).reindex(FIRSTS)
    return firsts.rename_axis("phrase").reset_index()


def count_feelings(headlines: pd.DataFrame, news: pd.DataFrame) -> pd.DataFrame:
    """One row per country: articles that say in one sentence that it hurt the feelings."""
    rows = [
        {
            "country": country,
            "headlines": _count(headlines, sign),
            "evening_news": _count(news, sign),
        }
        for country, sign in BLAMED.items()
    ]
    total = {"country": "all", "headlines": _count(headlines, ""), "evening_news": _count(news, "")}
    return pd.DataFrame([*rows, total])


def _count(articles: pd.DataFrame, sign: str) -> int:
    """Count the articles with a sentence that has both the formula and the sign."""
    said = [
        any(FEELINGS.search(part) and re.search(sign, part) for part in text.split("。"))
        for text in articles["text"]
        if "感情" in text
    ]
    return sum(said)


def rank_committees(news: pd.DataFrame) -> pd.DataFrame:
    """One row per member: the announced place and the rank in the lists of the evening news."""
    return pd.concat(
        [
            _rank(news, pd.Timestamp(day), names.split("、"), until)
            for (day, names), until in zip(
                COMMITTEES.items(), ("2022-10-15", "2022-12-31"), strict=True
            )
        ],
        ignore_index=True,
    )


def _rank(news: pd.DataFrame, day: pd.Timestamp, names: list[str], until: str) -> pd.DataFrame:
    """Rank the members of one committee while it sat, the day of its announcement left out."""
    # Reading all names of eleven years takes long; where two members stand together is enough.
    told = sum(news["text"].str.contains(name, regex=False).astype(int) for name in names)
    texts = news[(told >= 3) & (news["date"] > day) & (news["date"] <= until)]
    mentions = find_mentions(texts)
    ranked = rank_precedence(mentions[mentions["name"].isin(names)]).set_index("name")
    place: Mapping[str, int] = {name: at for at, name in enumerate(names, 1)}
    return pd.DataFrame(
        {
            "announced": day,
            "name": names,
            "place": list(place.values()),
            "rank": ranked["rank"].reindex(names).astype("Int64").to_numpy(),
            "lists": ranked["lists"].reindex(names).astype("Int64").to_numpy(),
        }
    )


def make_counts(corpora: Path) -> dict[str, pd.DataFrame]:
    """Make all tables, by name of their file."""
    headlines, news = read_headlines(corpora), read_news(corpora)
    return {
        "headlines": count_years(headlines, HEADLINES),
        "feelings": count_feelings(headlines, news),
        "heat": count_years(news, HEAT),
        "firsts": find_firsts(headlines, news),
        "committees": rank_committees(news),
    }


if __name__ == "__main__":
    for name, table in make_counts(Path(sys.argv[1])).items():
        file = HERE / f"{name}.csv"
        table.to_csv(file, index=False, lineterminator="\n", float_format="%.6f")
