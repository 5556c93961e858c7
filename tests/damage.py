"""Collections made of real texts, and twelve kinds of damage planted in them at known places.

Odd seeds are held out: they are only measured, and their papers come of other years and rows than
those of even seeds; those from 1000 on come of years of their own again.
"""

import lzma
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

KINDS = (
    "dup_days",
    "dup_articles",
    "missing_week",
    "paper_missing_from",
    "cut_at_n",
    "headline_merged",
    "footer_added",
    "encoding_damage",
    "dates_shifted",
    "pages_lost",
    "section_doubling",
    "two_names",
)
NEEDS_TEXT = {"cut_at_n", "headline_merged", "footer_added"}
SHAPES = (
    "broadcast",
    "split",
    "headlines",
    "county",
    "weekly",
    "paged",
    "several",
    "short",
    "registers",
)
# What newspapers do by themselves: undamaged too, and only looked at for false suspicions.
CALM_SHAPES = (
    *SHAPES,
    "thin",
    "twice_weekly",
    "sizes",
    "growing",
    "enlarged",
    "festival",
    "digest",
    "forms",
)
_SPRING = {
    2012: "01-23",
    2013: "02-10",
    2014: "01-31",
    2015: "02-19",
    2016: "02-08",
    2017: "01-28",
    2018: "02-16",
    2019: "02-05",
    2020: "01-25",
    2021: "02-12",
    2022: "02-01",
}
_DAY = pd.Timedelta(days=1)
_FRESH = 1000  # the first seed of the years that no threshold was ever measured on
_YEARS = (
    ("2013-01-01", "2019-01-01", 1460),
    ("2019-01-01", "2021-05-01", 840),
    ("2021-06-01", "2022-12-31", 570),
)


class Truth(NamedTuple):
    """What was planted: which paper, and from which day to which (None: to the end)."""

    kind: str
    newspaper: str | None
    start: pd.Timestamp
    end: pd.Timestamp | None
    others: tuple[str, ...] = ()  # papers that may be named as well


@cache
def read_broadcasts(corpora: Path) -> pd.DataFrame:
    news = pd.read_json(corpora / "xwlb-2012-2022.jsonl.xz", lines=True)
    news["date"] = pd.to_datetime(news["date"])
    return news.rename(columns={"title": "headline"})[["date", "headline", "text"]]


@cache
def read_headlines(corpora: Path) -> pd.DataFrame:
    with lzma.open(corpora / "rmrb-titles-1978-2018.tsv.xz", "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t", 1) for line in lines][1:]
    titles = pd.DataFrame(rows, columns=["date", "headline"])
    return titles.assign(date=pd.to_datetime(titles["date"]))


@cache
def read_daily(corpora: Path) -> pd.DataFrame:
    """Articles of January 1998: the first line of each block of a tagged text is its headline."""
    with lzma.open(corpora / "pfr-199801-first-half.txt.xz", "rt", encoding="utf-8") as lines:
        plain = ["".join(word.rsplit("/", 1)[0] for word in line.split()) for line in lines]
    rows, head, body = [], "", []
    for line in plain:
        if (
            len(line) < 30
            and not line.endswith(("。", "）", "”", "！"))
            and len("".join(body)) > 200
        ):
            rows.append((head, "\n".join(body)))
            head, body = line, []
        else:
            body.append(line)
    articles = pd.DataFrame(rows[1:], columns=["headline", "text"])
    days = pd.date_range("1998-01-01", periods=15)
    return articles.assign(date=days[np.arange(len(articles)) * 15 // len(articles)])


@cache
def read_registers(corpora: Path) -> pd.DataFrame:
    rows = pd.read_json(corpora / "registers.jsonl.xz", lines=True)
    rows = rows.rename(columns={"title": "headline"})[["headline", "text"]]
    return rows[rows["text"].str.len() > 80].reset_index(drop=True)


def make_collection(shape: str, seed: int, corpora: Path) -> pd.DataFrame:
    """An undamaged collection with the ordinary gaps of its kind."""
    rng = np.random.default_rng([seed, CALM_SHAPES.index(shape)])
    news = read_broadcasts(corpora)
    held = seed % 2
    fresh = seed >= _FRESH
    # There are no gaps of the source's own in these years.
    begin, after, longest = _YEARS[2 if fresh else held]
    span = (pd.Timestamp(after) - pd.Timestamp(begin)).days
    days = int(rng.integers(450, longest))
    start = pd.Timestamp(begin) + _DAY * int(rng.integers(0, span - days))
    part = news[(news["date"] >= start) & (news["date"] < start + _DAY * days)]
    if shape == "broadcast":
        made = part.assign(newspaper="新闻联播") if rng.random() < 0.6 else part.copy()
    elif shape == "split":
        names = ["澜川日报", "沧宁日报", "岚州晚报"]
        made = part.assign(newspaper=rng.choice(names, len(part), p=[0.55, 0.3, 0.15]))
        late = start + _DAY * int(days * rng.uniform(0, 0.3))
        made = made[(made["newspaper"] != names[2]) | (made["date"] >= late)]
        if rng.random() < 0.5:
            made = made[(made["newspaper"] != names[1]) | (made["date"].dt.day_of_week < 5)]
    elif shape == "headlines":
        titles = read_headlines(corpora)
        years = (2016, 2018) if fresh else (2011, 2014) if held else (1994, 2005)
        start = pd.Timestamp(int(rng.integers(*years)), int(rng.integers(1, 12)), 1)
        made = titles[(titles["date"] >= start) & (titles["date"] < start + _DAY * min(days, 900))]
        made = made[(made["date"] < "2015-02-01") | fresh]
        made = made.sample(frac=float(rng.choice([1, 0.4, 0.15])), random_state=seed).sort_index()
    elif shape == "county":
        made = part.sample(frac=rng.uniform(0.15, 0.35), random_state=seed).sort_index()
        made = made[made["date"].dt.day_of_week < rng.choice([5, 6])]
        made = drop_holidays(made).assign(newspaper="石泉报")
    elif shape == "weekly":
        made = part[part["date"].dt.day_of_week == rng.integers(7)].assign(newspaper="岚州周报")
    elif shape == "paged":
        made = add_pages(part.assign(newspaper="澜川日报"), rng)
        seasonal = 0.85 + 0.15 * np.sin(made["date"].dt.day_of_year / 365 * 2 * np.pi)
        made = made[rng.random(len(made)) < seasonal]
    elif shape == "several":
        names = np.array(
            [
                f"{place}日报"
                for place in ["澜川", "沧宁", "岚州", "石泉", "丰台山", "云岭", "清河口", "白溪"]
            ]
        )
        made = part.assign(newspaper=rng.choice(names, len(part)))
        growth = (made["date"] - start) / (_DAY * days)
        made = made[rng.random(len(made)) < 0.6 + 0.4 * growth]
        if rng.random() < 0.5:
            made = add_pages(made, rng)
        made = drop_holidays(made)
    elif shape == "short":
        daily = read_daily(corpora)
        made = daily[daily.index % 3 != (1 if held else 0)].assign(newspaper="东方日报")
        if rng.random() < 0.5:
            made = made.assign(newspaper=rng.choice(["东方日报", "西城日报"], len(made)))
    elif shape in _CALM:
        made = _CALM[shape](part, rng)
    else:
        rows = read_registers(corpora)
        rows = rows[rows.index % 2 == held]
        picked = rows.sample(frac=1, random_state=seed)
        when = np.sort(rng.integers(0, 240, len(picked)))
        made = picked.assign(date=start + pd.to_timedelta(when, unit="D"), newspaper="文汇选报")
    made = made.reset_index(drop=True)
    made.attrs["dates"] = "drawn" if shape == "registers" else "printed"
    made.insert(0, "article_id", [f"a{row}" for row in range(len(made))])
    return made


# --- What newspapers do by themselves ---


def thin(part: pd.DataFrame, rng: Any) -> pd.DataFrame:
    """A small paper of one to three articles on some days of the week, now more and now less."""
    made = part[rng.random(len(part)) < rng.uniform(0.05, 0.18)]
    made = made[made["date"].dt.day_of_week.isin(rng.choice(7, 5, replace=False))]
    swing = 1 + 0.25 * np.sin(made["date"].dt.day_of_year / 365 * 2 * np.pi + rng.uniform(0, 6))
    return made[rng.random(len(made)) * 1.25 < swing].assign(newspaper="石泉报")


def twice_weekly(part: pd.DataFrame, rng: Any) -> pd.DataFrame:
    week = rng.choice(7, 2, replace=False)
    made = part[part["date"].dt.day_of_week.isin(week)]
    return drop_holidays(made[rng.random(len(made)) < 0.5]).assign(newspaper="岚州报")


def sizes(part: pd.DataFrame, rng: Any) -> pd.DataFrame:
    """A large paper beside ever smaller ones."""
    names = ["澜川日报", "沧宁日报", "岚州报", "石泉报", "白溪报"]
    return part.assign(newspaper=rng.choice(names, len(part), p=[0.6, 0.2, 0.1, 0.06, 0.04]))


def growing(part: pd.DataFrame, rng: Any) -> pd.DataFrame:
    """A paper that has two or three times the articles in the end, without a leap."""
    age = (part["date"] - part["date"].min()) / (part["date"].max() - part["date"].min())
    least = rng.uniform(0.3, 0.5)
    made = part[rng.random(len(part)) < least + (1 - least) * age]
    return made.assign(newspaper="澜川日报")


def enlarged(part: pd.DataFrame, rng: Any) -> pd.DataFrame:
    """A paper that prints more from a New Year on."""
    year = int(part["date"].dt.year.min()) + 1
    less = part["date"].dt.year < year
    return part[~less | (rng.random(len(part)) < rng.uniform(0.6, 0.8))].assign(
        newspaper="沧宁日报"
    )


def festival(part: pd.DataFrame, rng: Any) -> pd.DataFrame:
    """A paper with thin issues around the Spring Festival and in the first week of October."""
    low = np.zeros(len(part), dtype=bool)
    for year, day in _SPRING.items():
        begun = pd.Timestamp(f"{year}-{day}")
        low |= part["date"].between(begun - 7 * _DAY, begun + 10 * _DAY).to_numpy()
        low |= part["date"].between(f"{year}-10-01", f"{year}-10-07").to_numpy()
    return part[~low | (rng.random(len(part)) < rng.uniform(0.2, 0.5))].assign(newspaper="岚州晚报")


def digest(part: pd.DataFrame, rng: Any) -> pd.DataFrame:
    """The short items of a paper only, whose lengths lie close together."""
    short = part[part["text"].str.len() < part["text"].str.len().quantile(rng.uniform(0.3, 0.6))]
    return short[rng.random(len(short)) < 0.5].assign(newspaper="文汇选报")


def forms(part: pd.DataFrame, rng: Any) -> pd.DataFrame:
    """A paper with a column of whole sentences that always has the same number of characters."""
    made = part[rng.random(len(part)) < rng.uniform(0.2, 0.6)].assign(newspaper="石泉报")
    length = int(rng.integers(40, 120))
    first = made["text"].str.replace(r"\s", "", regex=True).str.slice(0, length - 1)
    column = (rng.random(len(made)) < rng.uniform(0.1, 0.4)) & (first.str.len() == length - 1)
    return made.assign(text=made["text"].mask(column, first + "。"))


_CALM = {
    own.__name__: own
    for own in (thin, twice_weekly, sizes, growing, enlarged, festival, digest, forms)
}


def drop_holidays(articles: pd.DataFrame) -> pd.DataFrame:
    keep = np.ones(len(articles), dtype=bool)
    for year, day in _SPRING.items():
        for start, length in ((pd.Timestamp(f"{year}-{day}"), 7), (pd.Timestamp(year, 10, 1), 7)):
            keep &= ~articles["date"].between(start, start + _DAY * (length - 1)).to_numpy()
    return articles[keep]


def add_pages(articles: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Pages by place in the day; pages 5 to 8 are printed on weekdays only."""
    weekday = articles["date"].dt.day_of_week < 5
    pages = np.where(weekday, rng.choice(8, len(articles)), rng.choice(4, len(articles))) + 1
    articles = articles.assign(page=pages)
    return articles.sort_values(["date", "page"], kind="stable")


# --- Damage --------------------------------------------------------------------------------------


def plant(
    kind: str, articles: pd.DataFrame, *, mild: bool, seed: int
) -> tuple[pd.DataFrame, Truth] | None:
    """Plant one kind of damage; None where such a collection cannot have it."""
    rng = np.random.default_rng([seed, KINDS.index(kind), mild])
    if kind in NEEDS_TEXT and "text" not in articles.columns:
        return None
    if kind == "dates_shifted" and articles.attrs.get("dates") == "drawn":
        return None  # there is nothing by which they could be told
    papers = articles["newspaper"].unique() if "newspaper" in articles.columns else [None]
    paper = papers[rng.integers(len(papers))]
    own = articles["newspaper"].eq(paper) if paper is not None else pd.Series(True, articles.index)
    if own.sum() < 60:
        return None
    made = _PLANTERS[kind](articles.copy(), own, mild, rng)
    if made is None:
        return None
    damaged, start, end, others = made
    damaged = damaged.reset_index(drop=True)
    return damaged, Truth(kind, paper, start, end, others)


Made = tuple[pd.DataFrame, pd.Timestamp, pd.Timestamp | None, tuple[str, ...]]


def choose_spell(
    articles: pd.DataFrame, own: pd.Series, lengths: tuple[float, float], rng: Any
) -> tuple[Any, Any, Any]:
    """Days of the paper's own between which damage lies, and the rows between them."""
    days = np.sort(articles.loc[own, "date"].unique())
    span = (days[-1] - days[0]) / np.timedelta64(1, "D")
    length = min(rng.uniform(*lengths), span * 0.6)
    begin = days[0] + np.timedelta64(
        int((0.1 + 0.8 * rng.random()) * max(span * 0.9 - length, 1)), "D"
    )
    inside = days[(days >= begin) & (days <= begin + np.timedelta64(int(length), "D"))]
    if len(inside) == 0:
        inside = days[len(days) // 2 : len(days) // 2 + 1]
    start, end = pd.Timestamp(inside[0]), pd.Timestamp(inside[-1])
    return start, end, own & articles["date"].between(start, end)


def add_copies(articles: pd.DataFrame, copies: pd.DataFrame, rng: Any) -> pd.DataFrame:
    copies = copies.assign(article_id=[f"c{row}" for row in range(len(copies))])
    both = pd.concat([articles, copies], ignore_index=True)
    return both if rng.random() < 0.5 else both.sort_values("date", kind="stable")


def dup_days(articles: pd.DataFrame, own: Any, mild: bool, rng: Any) -> Made:
    start, end, rows = choose_spell(articles, own, (3, 9) if mild else (20, 120), rng)
    copies = articles[rows]
    return add_copies(articles, copies, rng), start, end, ()


def dup_articles(articles: pd.DataFrame, own: Any, mild: bool, rng: Any) -> Made | None:
    _, _, rows = choose_spell(articles, own, (60, 300), rng)
    share = rng.uniform(0.03, 0.06) if mild else rng.uniform(0.1, 0.3)
    copies = articles[rows].sample(frac=share, random_state=int(rng.integers(1e6)))
    if len(copies) < 5:
        return None
    if (
        "newspaper" in articles.columns
        and articles["newspaper"].nunique() > 1
        and rng.random() < 0.3
    ):
        here = articles.loc[own, "newspaper"].iloc[0]
        other = next(name for name in articles["newspaper"].unique() if name != here)
        return (
            add_copies(articles, copies.assign(newspaper=other), rng),
            copies["date"].min(),
            copies["date"].max(),
            (other,),
        )
    if "text" in articles.columns and rng.random() < 0.3:
        copies = copies.assign(text=copies["text"].str.replace("，", ",", regex=False) + " ")
    return add_copies(articles, copies, rng), copies["date"].min(), copies["date"].max(), ()


def missing_week(articles: pd.DataFrame, own: Any, mild: bool, rng: Any) -> Made:
    days = np.sort(articles.loc[own, "date"].unique())
    beat = float(np.median(np.diff(days) / np.timedelta64(1, "D"))) if len(days) > 1 else 1.0
    beat = max(
        beat, len(np.unique(days)) and (days[-1] - days[0]) / np.timedelta64(1, "D") / len(days)
    )
    lengths = (6 * beat, 8 * beat) if mild else (14 * beat, 40 * beat)
    if beat > 4:  # a weekly: 3 to 4 issues, or 8 to 12
        lengths = (2.1 * beat, 3.9 * beat) if mild else (7 * beat, 12 * beat)
    start, end, rows = choose_spell(articles, own, lengths, rng)
    return articles[~rows], start, end, ()


def paper_missing_from(articles: pd.DataFrame, own: Any, mild: bool, rng: Any) -> Made | None:
    if own.all():
        return None
    days = np.sort(articles.loc[own, "date"].unique())
    keep = rng.uniform(0.9, 0.97) if mild else rng.uniform(0.4, 0.75)
    start = pd.Timestamp(days[int(len(days) * keep)])
    if (days >= start).sum() < 4:
        return None
    return articles[~(own & (articles["date"] >= start))], start, None, ()


def choose_lasting(
    articles: pd.DataFrame, own: Any, rng: Any, lengths: tuple[float, float]
) -> tuple[Any, Any, Any]:
    """A spell, or with equal chance all days from one on, or the paper whole."""
    start, end, rows = choose_spell(articles, own, lengths, rng)
    luck = rng.random()
    if luck < 0.3:
        return start, None, own & (articles["date"] >= start)
    if luck < 0.45:
        return articles.loc[own, "date"].min(), None, own
    return start, end, rows


def cut_at_n(articles: pd.DataFrame, own: Any, mild: bool, rng: Any) -> Made | None:
    _, end, rows = choose_lasting(articles, own, rng, (60, 300))
    lengths = articles.loc[rows, "text"].str.len()
    n = int(lengths.quantile(rng.uniform(0.8, 0.93) if mild else rng.uniform(0.2, 0.6)))
    n = n // 10 * 10 if rng.random() < 0.7 else n
    hit = rows & (articles["text"].str.len() > n)
    if hit.sum() < 6:
        return None
    tail = "…" if rng.random() < 0.3 else ""
    articles.loc[hit, "text"] = articles.loc[hit, "text"].str[:n].str.rstrip() + tail
    end = None if end is None else articles.loc[hit, "date"].max()
    return articles, articles.loc[hit, "date"].min(), end, ()


def headline_merged(articles: pd.DataFrame, own: Any, mild: bool, rng: Any) -> Made | None:
    _, end, rows = choose_lasting(articles, own, rng, (40, 250))
    hit = rows & (rng.random(len(articles)) < (rng.uniform(0.15, 0.35) if mild else 1))
    if hit.sum() < 6:
        return None
    gap = ["\n", " ", "", "\n\n"][rng.integers(4)]
    articles.loc[hit, "text"] = articles.loc[hit, "headline"] + gap + articles.loc[hit, "text"]
    if gap.startswith("\n") and rng.random() < 0.4:
        articles.loc[hit, "headline"] = None
    return (
        articles,
        articles.loc[hit, "date"].min(),
        None if end is None else articles.loc[hit, "date"].max(),
        (),
    )


_FOOTERS = (
    "\n版权所有 未经许可不得转载",
    "\n责任编辑：{name}",
    "（责编：{name}、{other}）",
    "\n本文来源：澜川新闻网 {day}",
    " 扫一扫关注我们的公众号",
    "\n【打印】【关闭】【字号 大 中 小】",
    "\n相关新闻\n上一篇 下一篇",
    "\nCopyright © 2015 All Rights Reserved",
)


def footer_added(articles: pd.DataFrame, own: Any, mild: bool, rng: Any) -> Made | None:
    _, end, rows = choose_lasting(articles, own, rng, (40, 250))
    hit = rows & (
        rng.random(len(articles)) < (rng.uniform(0.15, 0.3) if mild else rng.uniform(0.8, 1))
    )
    if hit.sum() < 8:
        return None
    form = _FOOTERS[rng.integers(len(_FOOTERS))]
    names = ["王丽", "张小军", "刘洋", "李文静", "赵磊"]
    feet = [
        form.format(
            name=names[rng.integers(5)], other=names[rng.integers(5)], day=f"{day:%Y-%m-%d}"
        )
        for day in articles.loc[hit, "date"]
    ]
    articles.loc[hit, "text"] = articles.loc[hit, "text"] + pd.Series(feet, articles.index[hit])
    return (
        articles,
        articles.loc[hit, "date"].min(),
        None if end is None else articles.loc[hit, "date"].max(),
        (),
    )


def encoding_damage(articles: pd.DataFrame, own: Any, mild: bool, rng: Any) -> Made | None:
    _, end, rows = choose_lasting(articles, own, rng, (20, 200))
    hit = rows & (rng.random(len(articles)) < (rng.uniform(0.05, 0.2) if mild else 1))
    if hit.sum() < 5:
        return None
    how = rng.integers(4)
    mark = ["\ufffd", "?", "\ufffd", "□"][how]

    def damage(text: Any) -> Any:
        if not isinstance(text, str) or not text:
            return text
        if how == 0:
            codec = ("gbk", "latin-1", "cp1252")[codec_of]
            return text.encode("utf-8").decode(codec, errors="replace")
        chars = list(text)
        for at in rng.integers(0, len(chars), max(1, int(len(chars) * (0.01 if mild else 0.05)))):
            chars[at] = mark
        return "".join(chars)

    codec_of = int(rng.integers(3))
    for column in ("text", "headline"):
        if column in articles.columns and (
            column == "text" or "text" not in articles.columns or how == 0
        ):
            articles.loc[hit, column] = [damage(text) for text in articles.loc[hit, column]]
    return (
        articles,
        articles.loc[hit, "date"].min(),
        None if end is None else articles.loc[hit, "date"].max(),
        (),
    )


def dates_shifted(articles: pd.DataFrame, own: Any, mild: bool, rng: Any) -> Made:
    start, end, rows = choose_spell(articles, own, (30, 90) if mild else (40, 160), rng)
    by = int(rng.integers(1, 4) if mild else rng.integers(7, 60)) * int(rng.choice([-1, 1]))
    articles.loc[rows, "date"] = articles.loc[rows, "date"] + _DAY * by
    if rng.random() < 0.5:
        articles = articles.sort_values("date", kind="stable")
    return articles, start, end, (str(by),)


def pages_lost(articles: pd.DataFrame, own: Any, mild: bool, rng: Any) -> Made | None:
    if "page" not in articles.columns:
        return None
    articles["page"] = articles["page"].astype("Int64")
    start, end, rows = choose_lasting(articles, own, rng, (30, 200))
    if rows.sum() == own.sum():
        start, end, rows = choose_spell(articles, own, (30, 200), rng)
    how = rng.random()
    hit = rows & (rng.random(len(articles)) < (rng.uniform(0.2, 0.4) if mild else 1))
    if how < 0.6:
        articles.loc[hit, "page"] = pd.NA
    elif how < 0.8:
        articles.loc[hit, "page"] = 1
    else:
        gone = rows & (articles["page"] > (6 if mild else 3))
        articles = articles[~gone]
        return articles, start, end, ()
    return (
        articles,
        articles.loc[hit, "date"].min(),
        None if end is None else articles.loc[hit, "date"].max(),
        (),
    )


def section_doubling(articles: pd.DataFrame, own: Any, mild: bool, rng: Any) -> Made | None:
    days = np.sort(articles.loc[own, "date"].unique())
    if len(days) < 40:
        return None
    if rng.random() < 0.5:  # a section that is recorded only from some day on
        start = pd.Timestamp(days[int(len(days) * rng.uniform(0.25, 0.75))])
        early = own & (articles["date"] < start)
        if "page" in articles.columns and rng.random() < 0.6:
            gone = early & (articles["page"] > (5 if mild else 4))
        else:
            gone = early & (rng.random(len(articles)) < (0.4 if mild else 0.6))
        return articles[~gone], start, None, ()
    start, end, rows = choose_spell(articles, own, (60, 200), rng)
    if rng.random() < 0.5:
        end, rows = None, own & (articles["date"] >= start)
    if "page" in articles.columns:
        copied = rows & articles["page"].isin([2, 3] if mild else [1, 2, 3, 4])
        return add_copies(articles, articles[copied], rng), start, end, ()
    # Other rows of the same source, which are of no other day here.
    lent = articles[rows].sample(frac=0.5 if mild else 1, random_state=int(rng.integers(1e6)))
    pool = articles.loc[~rows].sample(len(lent), replace=True, random_state=1)
    lent = lent.assign(headline=["又" + str(head)[2:] for head in pool["headline"]])
    if "text" in lent.columns:
        lent["text"] = [str(text)[9:-60] + str(text)[-1:] for text in pool["text"]]
    return add_copies(articles, lent, rng), start, end, ()


def two_names(articles: pd.DataFrame, own: Any, mild: bool, rng: Any) -> Made | None:
    if "newspaper" not in articles.columns:
        return None
    name = articles.loc[own, "newspaper"].iloc[0]
    _, end, rows = choose_lasting(articles, own, rng, (60, 300))
    if rows.sum() == own.sum():
        _, end, rows = choose_spell(articles, own, (60, 300), rng)
    if mild:
        share = rng.uniform(0.15, 0.35)
        hit = rows & (rng.random(len(articles)) < share)
        forms = [
            f"{name}社",
            f"{name}电子版",
            f"《{name}》",
            f"{name} ",
            name.replace("报", "報"),
            name[:-1],
        ]
    else:
        hit = rows
        forms = [
            f"{name}社",
            f"《{name}》",
            name.replace("报", "報"),
            f"{name}（数字报）",
            "新名报",
        ]
    if hit.sum() < 8:
        return None
    other = forms[rng.integers(len(forms))]
    if other == name:
        return None
    articles.loc[hit, "newspaper"] = other
    return (
        articles,
        articles.loc[hit, "date"].min(),
        None if end is None else articles.loc[hit, "date"].max(),
        (other,),
    )


_PLANTERS: dict[str, Callable[..., Made | None]] = {
    own.__name__: own
    for own in (
        dup_days,
        dup_articles,
        missing_week,
        paper_missing_from,
        cut_at_n,
        headline_merged,
        footer_added,
        encoding_damage,
        dates_shifted,
        pages_lost,
        section_doubling,
        two_names,
    )
}


# --- Measuring -----------------------------------------------------------------------------------


def is_found(found: pd.DataFrame, truth: Truth) -> bool:
    return bool((found["kind"] == truth.kind).any())


def is_placed(found: pd.DataFrame, truth: Truth, last: pd.Timestamp, *, slack: int = 5) -> bool:
    """Whether a row of that kind names the paper and the days, a few days more or less."""
    near = pd.Timedelta(days=slack)
    for row in found[found["kind"] == truth.kind].itertuples():
        names = {truth.newspaper, *truth.others}
        paper = row.newspaper in names or (pd.isna(row.newspaper) and None in names)
        shifts = [0, int(truth.others[0])] if truth.kind == "dates_shifted" else [0]
        for by in shifts:
            start = truth.start + _DAY * by
            end = (truth.end or last) + _DAY * by
            own_end = last if pd.isna(row.end) else row.end
            if paper and abs(row.start - start) <= near and abs(own_end - end) <= near:
                return True
    return False


def list_copies(
    corpora: Path, seeds: range
) -> Iterator[tuple[str, int, bool, pd.DataFrame, Truth, pd.Timestamp]]:
    """Damaged copies: every kind once plainly and once mildly, in a collection of each seed."""
    for seed in seeds:
        for kind in KINDS:
            for mild in (False, True):
                rng = np.random.default_rng([seed, KINDS.index(kind), 7])
                for shape in rng.permutation(SHAPES):
                    articles = make_collection(shape, seed, corpora)
                    made = plant(kind, articles, mild=mild, seed=seed)
                    if made is not None:
                        yield shape, seed, mild, made[0], made[1], articles["date"].max()
                        break


def measure(corpora: Path, seeds: range, whole: range) -> dict[str, float]:
    """The shares of plain and mild damage that are found, and placed; suspicions of the undamaged."""
    from analysis import audit_articles

    found: dict[str, list[bool]] = {"plain": [], "mild": [], "placed": []}
    for _, _, mild, damaged, truth, last in list_copies(corpora, seeds):
        audit = audit_articles(damaged)
        found["mild" if mild else "plain"].append(is_found(audit, truth))
        found["placed"].append(is_placed(audit, truth, last))
    years, suspicions = 0.0, 0
    for seed in whole:
        for shape in CALM_SHAPES:
            articles = make_collection(shape, seed, corpora)
            years += ((articles["date"].max() - articles["date"].min()).days + 1) / 365.25
            suspicions += len(audit_articles(articles))
    figures = {name: sum(values) / len(values) for name, values in found.items()}
    return {**figures, "false_a_decade": suspicions / years * 10}
