"""The audit: what was planted is found, what is whole is not suspected, and copies go with a word."""

import json
import warnings
from pathlib import Path

import damage
import numpy as np
import pandas as pd
import pytest

from analysis import audit_articles, drop_copies
from analysis.audit.rhythm import find_gaps
from analysis.audit.spells import find_best_run
from analysis.reports.index import make_index
from analysis.reports.notebooks import find_notebooks, list_parts
from analysis.schema import InputError, make_table

DAY = pd.Timedelta(days=1)
SEEDS = range(1101, 1105, 2)  # half of those held out; benchmarks/bench_audit.py takes all
WHOLE = range(1401, 1405, 2)


@pytest.fixture(scope="module")
def collection() -> pd.DataFrame:
    """Two newspapers for a year, one of them without Sundays and holidays."""
    days = pd.date_range("2023-01-01", "2023-12-31")
    rng = np.random.default_rng(7)
    rows = [
        (paper, day, page, f"{day:%m月%d日}{paper}第{page}版{number}号新闻", make_text(rng))
        for paper, rest in (("澜川日报", False), ("沧宁日报", True))
        for day in days
        if not rest
        or (
            day.day_of_week < 6
            and not pd.Timestamp("2023-01-21") <= day <= pd.Timestamp("2023-01-27")
        )
        for page in (1, 2, 3, 4)
        for number in range(2)
    ]
    table = pd.DataFrame(rows, columns=["newspaper", "date", "page", "headline", "text"])
    table.insert(0, "article_id", [f"a{row}" for row in range(len(table))])
    return table


def make_text(rng: np.random.Generator) -> str:
    """A text that no other has: characters by chance, of a chance length."""
    length = int(rng.integers(60, 400))
    signs = "".join(chr(0x4E00 + int(code)) for code in rng.integers(0, 2000, length))
    return f"{signs}。"


def pick(table: pd.DataFrame, paper: str, start: str, end: str) -> pd.Series:
    return table["newspaper"].eq(paper) & table["date"].between(start, end)


def list_found(table: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    return [
        (
            one.kind,
            str(one.newspaper),
            f"{one.start:%m-%d}",
            "" if pd.isna(one.end) else f"{one.end:%m-%d}",
        )
        for one in audit_articles(table).itertuples()
    ]


def test_of_a_whole_collection_with_sundays_and_holidays_nothing_is_suspected(collection) -> None:
    assert list_found(collection) == []


def test_each_kind_is_found_at_its_newspaper_and_days(collection) -> None:
    paper, start, end = "澜川日报", "2023-05-10", "2023-07-20"
    inside = pick(collection, paper, start, end)
    where = (paper, "05-10", "07-20")
    text, head = collection["text"], collection["headline"]
    damaged = {
        "dup_days": pd.concat([collection, collection[inside].assign(article_id=None)]),
        "missing_week": collection[~inside],
        "cut_at_n": collection.assign(text=text.mask(inside, text.str[:90])),
        "headline_merged": collection.assign(text=text.mask(inside, head + "\n" + text)),
        "footer_added": collection.assign(text=text.mask(inside, text + "\n责任编辑：王丽")),
        "encoding_damage": collection.assign(text=text.mask(inside, text.str[:9] + "\ufffd")),
        "pages_lost": collection.assign(page=collection["page"].astype("Int64").mask(inside)),
        "section_doubling": pd.concat([collection, collection[inside & (collection["page"] == 2)]]),
        "two_names": collection.assign(
            newspaper=collection["newspaper"].mask(inside, "《澜川日报》")
        ),
    }
    for kind, table in damaged.items():
        found = list_found(table)
        assert [one[0] for one in found] == [kind], (kind, found)
        days = found[0][2:]
        if kind != "cut_at_n":  # which concerns the long texts only
            assert (found[0][1], *days) == where, (kind, found)


def test_a_paper_that_stops_is_missing_to_the_end_and_one_that_begins_late_is_not(
    collection,
) -> None:
    paper = collection["newspaper"] == "沧宁日报"
    late = collection["date"] >= "2023-10-01"
    assert list_found(collection[~(paper & late)]) == [
        ("paper_missing_from", "沧宁日报", "10-02", "")
    ] or list_found(collection[~(paper & late)]) == [
        ("paper_missing_from", "沧宁日报", "10-09", "")
    ]
    assert list_found(collection[~(paper & ~late)]) == []


@pytest.mark.parametrize("paper", [None, "澜川日报"])
def test_a_collection_of_front_pages_has_no_pages_missing(collection, paper) -> None:
    front = collection["page"].eq(1) | (collection["newspaper"].ne(paper) if paper else False)
    assert list_found(collection[front]) == []


def test_where_pages_are_lost_for_a_while_the_other_days_are_told_as_they_are(collection) -> None:
    lost = pick(collection, "澜川日报", "2023-03-01", "2023-08-31")
    found = audit_articles(collection.assign(page=collection["page"].mask(lost, 1)))
    assert found[["kind", "newspaper", "evidence"]].values.tolist() == [
        ["pages_lost", "澜川日报", "100% of the rows say page 1, on other days 25.0%"]
    ]
    told = audit_articles(collection.assign(page=collection["page"].mask(lost, 1)), lang="zh")
    assert told["evidence"].tolist() == ["100% 的行写的是第一版，其余日子为 25.0%"]


def test_of_what_is_so_throughout_no_other_days_are_told(collection) -> None:
    headed = collection.assign(text=collection["headline"] + "\n" + collection["text"])
    said = audit_articles(headed)["evidence"]
    assert set(said) == {"100% of the texts begin with their headline"}


def test_what_concerns_all_newspapers_is_one_suspicion(collection) -> None:
    gone = collection["date"].between("2023-08-07", "2023-08-26")
    found = audit_articles(collection[~gone])
    assert found["kind"].tolist() == ["missing_week"]
    assert found["newspaper"].isna().all()
    assert found["end"].iloc[0] == pd.Timestamp("2023-08-26")


def test_shifted_dates_are_found_by_the_days_that_texts_name(collection) -> None:
    told = collection.assign(
        text=[
            f"{day.month}月{day.day}日，{text}"
            for day, text in zip(collection["date"], collection["text"], strict=True)
        ]
    )
    inside = pick(told, "澜川日报", "2023-05-10", "2023-07-20")
    moved = told.assign(date=told["date"].mask(inside, told["date"] + 9 * DAY))
    found = audit_articles(moved)
    assert found["kind"].tolist() == ["dates_shifted"]
    assert found["start"].iloc[0] == pd.Timestamp("2023-05-19")
    assert abs(found["end"].iloc[0] - pd.Timestamp("2023-07-29")) <= 2 * DAY
    assert "9 days" in found["effect"].iloc[0]


def test_the_effect_is_told_of_the_year_and_the_call_is_named(collection) -> None:
    half = pick(collection, "澜川日报", "2023-03-01", "2023-08-31")
    found = audit_articles(pd.concat([collection, collection[half]])).iloc[0]
    year = (collection["newspaper"] == "澜川日报").sum()
    assert (
        found["effect"]
        == f"counts of 2023 are up to {(year + half.sum()) / year:.1f} times too high"
    )
    assert found["rows"] == half.sum()
    assert found["mend"] == "drop_copies(articles)"


def test_copies_go_with_a_warning_and_rubrics_stay(collection) -> None:
    copies = collection.head(40).assign(
        article_id="again", text=lambda table: table["text"] + " \n"
    )
    table = pd.concat([collection, copies])
    before = table.copy()
    with pytest.warns(
        UserWarning, match=r"40 of [\d,]+ rows went: 40 that repeat a row of the same"
    ):
        mended = drop_copies(table)
    pd.testing.assert_frame_equal(mended, collection)
    pd.testing.assert_frame_equal(table, before)
    rubric = pd.DataFrame(
        {"date": pd.date_range("2024-01-01", periods=4).repeat(2), "headline": "天气预报一览"}
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(drop_copies(rubric)) == 8


@pytest.mark.parametrize(
    "columns",
    [["date"], ["date", "headline"], ["date", "text"], ["date", "newspaper"], ["date", "page"]],
)
def test_any_columns_beside_dates_will_do(collection, columns) -> None:
    table = collection[columns]
    assert list(audit_articles(table).columns)[:4] == ["kind", "newspaper", "start", "end"]
    assert audit_articles(table.head(0)).empty
    assert audit_articles(table.head(1)).empty
    dateless = table.assign(date=table["date"].where(table.index % 3 > 0))
    audit_articles(dateless)
    assert audit_articles(table.assign(date=pd.NaT)).empty


def test_a_table_without_dates_is_refused_in_a_sentence(collection) -> None:
    for given in (collection.drop(columns="date"), collection.assign(date="某日"), None):
        with pytest.raises(InputError):
            audit_articles(given)


def test_thousands_of_newspapers_are_no_matter() -> None:
    days = pd.date_range("2024-01-01", periods=30)
    table = pd.DataFrame(
        [(f"{paper}报", day, f"{paper}第{day:%d}号") for paper in range(2000) for day in days[::6]],
        columns=["newspaper", "date", "headline"],
    )
    assert audit_articles(table).empty


def test_a_run_begins_and_ends_with_what_adds_to_it() -> None:
    scores = np.array([0.0, 0.0, 1.0, -0.5, 2.0, 0.0, -4.0, 1.0])
    first, after, gain = find_best_run(scores)
    assert (first, after, gain) == (2, 5, 2.5)


def test_gaps_are_those_of_the_papers_own_week() -> None:
    weekly = np.arange(4, 400, 7)
    assert find_gaps(weekly, int(weekly[-1])) == []
    without = np.delete(weekly, slice(20, 25))
    (gap,) = find_gaps(without, int(without[-1]))
    assert (gap.start, gap.end) == (weekly[20], weekly[24])


@pytest.mark.parametrize("left_out", [(), ("01_articles",)])
def test_the_first_page_of_a_report_links_to_the_audit_only_where_it_is_shown(
    collection, tmp_path, left_out
) -> None:
    (tmp_path / "tables").mkdir()
    twice = pd.concat([collection, collection[collection["date"] < "2023-03-01"]])
    audit_articles(twice).to_parquet(tmp_path / "tables" / "audit.parquet")
    page = make_index(
        tmp_path,
        make_table("pages", {}),
        make_table("articles", {}),
        make_table("repairs", {}),
        lang="en",
        reading=make_table("reading", {}),
        parts=list_parts(find_notebooks(), [], left_out, lang="en"),
        wishes={},
    )
    assert "counts of 2023 are up to" in page
    assert ("01_articles.html" in page) == (not left_out)


# --- Real texts, damaged at known places ---


def test_what_is_planted_in_real_texts_is_found_as_often_as_the_floors_say(shared, root) -> None:
    floors = json.loads((root / "tests" / "floors.json").read_text(encoding="utf-8"))["audit"]
    figures = damage.measure(shared / "corpora", SEEDS, WHOLE)
    below = {
        name: figures[name] for name in ("plain", "mild", "placed") if figures[name] < floors[name]
    }
    assert not below
    assert figures["false_a_decade"] <= 10 * (1 - floors["calm"])


def test_the_known_gaps_and_doubled_days_of_the_headlines_are_all_that_is_found(shared) -> None:
    headlines = damage.read_headlines(Path(shared) / "corpora")
    found = audit_articles(headlines)
    spells = found[["kind", "start", "end"]].astype(str).values.tolist()
    assert spells == [
        ["missing_week", "1986-11-06", "1986-12-31"],
        ["missing_week", "2007-06-26", "2007-12-31"],
        ["dup_days", "2015-02-13", "2015-12-02"],
    ]
    assert found["effect"].iloc[2] == "counts of 2015 are up to 1.8 times too high"
    with pytest.warns(UserWarning, match="rows went"):
        mended = drop_copies(headlines[headlines["date"].dt.year == 2015])
    # 598 rows are different; one more stands twice on a day that is not doubled.
    assert mended["headline"].str.contains("习近平").sum() in (598, 599)
