"""All tables of a collection: the same rows as from a script, only what changed made anew."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd
import polars
import pytest
from filelock import FileLock
from pandas.testing import assert_frame_equal

from analysis import (
    InputError,
    build_tables,
    cluster_articles,
    count_mentions,
    count_over_time,
    count_tables,
    count_terms,
    find_mentions,
    find_organisations,
    find_phrases,
    list_repairs,
    query_tables,
    read_articles,
    read_pages,
    split_articles,
    tag_themes,
    tokenize,
)
from analysis.pipeline.clusters import count_words
from analysis.pipeline.parquet import list_types, read_parquet, write_parquet
from analysis.pipeline.spread import Give
from analysis.pipeline.stages import list_stages, make_stage
from analysis.pipeline.store import Month, put_month
from analysis.schema import TABLES, make_table
from analysis.topics.collection import make_collection

NAMES = (
    "pages", "articles", "repairs", "mentions", "offices", "organisations", "phrases", "tokens",
    "themes",
)  # fmt: skip
PLAIN = {
    "mentions": find_mentions,
    "organisations": find_organisations,
    "phrases": find_phrases,
    "tokens": tokenize,
    "themes": tag_themes,
}


@pytest.fixture
def few(sample, tmp_path) -> Path:
    """Three pages in two months."""
    pages = tmp_path / "pages"
    pages.mkdir()
    for name in ("2024-03-14", "2024-03-19", "2024-04-02"):
        shutil.copy(sample / f"lanchuan-daily-{name}-p01.md", pages)
    return pages


def list_files(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != ".dangbao.lock"
    }


def list_moments(out: Path) -> dict[str, int]:
    return {
        path.relative_to(out).as_posix(): path.stat().st_mtime_ns for path in out.rglob("*.parquet")
    }


def as_plain(table: pd.DataFrame) -> list[list[object]]:
    """Cells to compare: a list is a list however it is kept, a missing cell is None."""

    def plain(cell: object) -> object:
        if isinstance(cell, dict):
            return {key: plain(own) for key, own in cell.items()}
        if isinstance(cell, list | tuple) or type(cell).__name__ == "ndarray":
            return [plain(own) for own in cell]
        return None if cell is None or cell is pd.NaT or cell != cell else cell

    rows = table.astype(object).where(table.notna(), None).values.tolist()
    return [[plain(cell) for cell in row] for row in rows]


def make_plain_tables(source: Path) -> dict[str, pd.DataFrame]:
    """The tables as a script makes them, in memory."""
    pages = read_pages(source)
    articles = split_articles(pages)
    tables = {"pages": pages, "articles": articles, "repairs": list_repairs(pages)}
    return tables | {name: make(articles) for name, make in PLAIN.items()}


def test_the_tables_hold_the_rows_that_a_script_makes(sample, built) -> None:
    for name, expected in make_plain_tables(sample).items():
        found = pd.read_parquet(built / name)
        if name == "pages":
            expected = expected.assign(path=expected["page_id"] + ".md")
        assert as_plain(found) == as_plain(expected), name


def test_pandas_duckdb_and_polars_read_the_columns_of_the_schema(built) -> None:
    for name in NAMES:
        found = pd.read_parquet(built / name)
        assert found.dtypes.astype(str).to_dict() == {
            column.name: "object" if column.dtype == "list" else column.dtype
            for column in TABLES[name]
        }
        files = f"{built / name}/**/*.parquet"
        columns = [column.name for column in TABLES[name]]
        asked = duckdb.sql(f"select * from read_parquet('{files}')")
        assert asked.columns == columns
        assert len(asked) == len(found)
        scanned = polars.scan_parquet(files).collect()
        assert scanned.columns == columns
        assert scanned.height == len(found)


def test_every_table_has_its_types_where_all_of_it_is_missing(tmp_path) -> None:
    source = tmp_path / "one.csv"
    source.write_text("id,text\na,雨。\n", encoding="utf-8")
    build_tables(source, tmp_path / "out", workers=1)
    for name in ("articles", "mentions", "phrases", "tokens", "themes"):
        (file,) = (tmp_path / "out" / name).rglob("*.parquet")
        assert polars.read_parquet_schema(file) == polars.read_parquet_schema(
            write(tmp_path / "empty.parquet", name)
        )
    assert pd.read_parquet(tmp_path / "out" / "mentions").empty


def write(path: Path, name: str) -> Path:
    from pyarrow import parquet

    parquet.write_table(list_types(name).empty_table(), path)
    return path


def test_every_list_says_what_it_holds() -> None:
    for name in TABLES:
        assert list_types(name).names == [column.name for column in TABLES[name]]


def test_a_day_is_the_same_alone_and_among_others(sample, built, tmp_path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    shutil.copy(sample / "lanchuan-daily-2024-03-26-p01.md", pages)
    build_tables(pages, tmp_path / "alone", workers=1)
    for name in ("articles", "mentions", "phrases", "tokens", "themes"):
        key = "article_id"
        alone = pd.read_parquet(tmp_path / "alone" / name)
        among = pd.read_parquet(built / name)
        among = among[among[key].isin(alone[key])].reset_index(drop=True)
        assert len(alone) > 1
        assert as_plain(alone) == as_plain(among)


def test_two_processes_write_the_bytes_of_one(sample, built, tmp_path) -> None:
    build_tables(sample, tmp_path / "out", workers=2)
    assert list_files(tmp_path / "out") == list_files(built)


def test_what_has_not_changed_is_not_made_again(few, tmp_path) -> None:
    out = tmp_path / "out"
    first = build_tables(few, out, workers=1)
    assert first.months["made"].tolist() == [True, True]
    before = list_moments(out)
    second = build_tables(few, out, workers=1)
    assert second.months["made"].tolist() == [False, False]
    assert list_moments(out) == before
    columns = [name for name in second.months.columns if name != "made"]
    assert_frame_equal(first.months[columns], second.months[columns])


def test_a_changed_page_makes_its_month_anew_and_a_lost_one_goes(few, sample, tmp_path) -> None:
    out = tmp_path / "out"
    build_tables(few, out, workers=1)
    page = few / "lanchuan-daily-2024-04-02-p01.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n\n另讯 会议召开。\n", encoding="utf-8")
    assert build_tables(few, out, workers=1).months["made"].tolist() == [False, True]
    fresh = tmp_path / "fresh"
    build_tables(few, fresh, workers=1)
    assert list_files(out) == list_files(fresh)
    page.unlink()
    assert build_tables(few, out, workers=1).months["month"].tolist() == ["2024-03"]
    assert not [path for path in list_files(out) if "2024-04" in path]


@pytest.mark.parametrize("lost", ["mentions", "articles", "themes"])
def test_a_table_that_was_taken_away_comes_back_with_a_changed_day(few, tmp_path, lost) -> None:
    out, fresh = tmp_path / "out", tmp_path / "fresh"
    build_tables(few, out, workers=1)
    page = few / "lanchuan-daily-2024-03-19-p01.md"  # another day of that month stays as it is
    page.write_text(page.read_text(encoding="utf-8") + "\n\n另讯 会议召开。\n", encoding="utf-8")
    next((out / lost).glob("*/2024-03.parquet")).unlink()
    build_tables(few, out, workers=1)
    build_tables(few, fresh, workers=1)
    assert list_files(out) == list_files(fresh)


def change_days(rows: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    """Articles as they are a run later, by what has happened to them."""
    days = sorted({row["date"] for row in rows})
    middle, last = days[len(days) // 2], days[-1]
    longer = [{**row, "text": row["text"] + "市长何川出席。"} for row in rows]
    return {
        "a day comes to the end": [row for row in rows if row["date"] != last],
        "a day comes between others": [row for row in rows if row["date"] != middle],
        "an article is longer": [*rows[:4], longer[4], *rows[5:]],
        "two articles change places": [rows[1], rows[0], *rows[2:]],
        "the days are in another order": sorted(rows, key=lambda row: row["date"], reverse=True),
    }


@pytest.mark.parametrize("change", change_days([{"date": "", "text": ""}] * 5))
def test_a_changed_day_leaves_the_rows_of_others(sample, tmp_path, monkeypatch, change) -> None:
    articles = split_articles(read_pages(sample))
    articles = articles[articles["date"].dt.strftime("%Y-%m") == "2024-03"]
    rows = [
        {"id": own, "paper": "lanchuan", "date": f"{day:%Y-%m-%d}", "title": title, "text": text}
        for own, day, title, text in zip(
            *(articles[name] for name in ("article_id", "date", "headline", "text")), strict=True
        )
        if isinstance(title, str)
    ]
    before, after = change_days(rows)[change], rows
    asked: list[set[str]] = []

    def watch(name, tables, options):
        asked.append(set(tables["articles"]["date"].dt.strftime("%Y-%m-%d")))
        return make_stage(name, tables, options)

    def build(rows: list[dict[str, str]], out: Path) -> None:
        source = tmp_path / "articles.jsonl"
        source.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        build_tables(source, out, workers=1)

    build(before, tmp_path / "out")
    monkeypatch.setattr("analysis.pipeline.build.make_stage", watch)
    build(after, tmp_path / "out")
    in_days = [
        {day: [row for row in some if row["date"] == day] for day in {row["date"] for row in rows}}
        for some in (before, after)
    ]
    changed = {day for day in in_days[0] if in_days[0][day] != in_days[1][day]}
    assert len(in_days[1]) > 3
    assert asked == [changed] * (len(list_stages("articles")) - 1)
    build(after, tmp_path / "fresh")
    kept, fresh = (list_files(tmp_path / name) for name in ("out", "fresh"))
    assert kept == fresh


@pytest.mark.parametrize(
    ("option", "text", "made"),
    [
        ("themes", "theme,term\n冰雪,滑雪\n", {"themes"}),
        ("phrases", "phrase\n小满行动\n", {"phrases", "tokens"}),
        (
            "roster",
            "name,title\n林小满,村支书\n",
            {"mentions", "offices", "appointments", "tokens"},
        ),
    ],
)
def test_a_changed_word_list_redoes_what_depends_on_it(few, tmp_path, option, text, made) -> None:
    out = tmp_path / "out"
    build_tables(few, out, workers=1)
    before = list_moments(out)
    own = tmp_path / "own.csv"
    own.write_text(text, encoding="utf-8")
    build_tables(few, out, workers=1, **{option: own})
    after = list_moments(out)
    assert {path.split("/")[0] for path in before if before[path] != after[path]} == made
    fresh = tmp_path / "fresh"
    build_tables(few, fresh, workers=1, **{option: own})
    assert list_files(out) == list_files(fresh)


def test_a_home_is_read_by_all_that_resolves_titles_and_redoes_only_that(tmp_path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for day in ("2016-03-05", "2020-03-05"):
        text = "## 春耕会\n\n任命林悦为副市长。市长张强、市委书记王明出席。\n"
        (pages / f"mine-daily-{day}-p01.md").write_text(text, encoding="utf-8")
    build_tables(pages, tmp_path / "out", workers=1)
    before = list_moments(tmp_path / "out")
    # 平城区 is of 2018 and later: in force in one of the years, and no error in the month before.
    for home, code in (("140200", "140200"), ({"mine-daily": "140213"}, "140200")):
        build_tables(pages, tmp_path / "out", workers=1, home=home)
        after = list_moments(tmp_path / "out")
        redone = {path.split("/")[0] for path in before if before[path] != after[path]}
        assert redone == {"offices", "appointments", "organisations"}
        found = pd.read_parquet(tmp_path / "out" / "offices").query("post == '市长'")
        assert found["code"].astype("str").tolist() == [code, code]
    for name in ("appointments", "organisations"):
        assert "140200" in pd.read_parquet(tmp_path / "out" / name)["code"].tolist()
    with pytest.raises(InputError, match=r"140213 is out of its years: 平城区 2018"):
        build_tables(pages / "mine-daily-2016-03-05-p01.md", tmp_path / "old", home="140213")
    with pytest.raises(InputError, match="The home of mine-daily: There is no division"):
        build_tables(pages, tmp_path / "wrong", home={"mine-daily": "149999"})


def test_a_second_run_at_once_is_told_so(few, tmp_path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with FileLock(out / ".dangbao.lock"), pytest.raises(InputError, match="Another run is writing"):
        build_tables(few, out, workers=1)
    build_tables(few, out, workers=1)


def test_tables_of_articles_are_read_as_read_articles_does(tmp_path) -> None:
    source = tmp_path / "articles"
    source.mkdir()
    (source / "a.csv").write_text(
        "报纸,日期,标题,正文\n岚川日报,2024-03-05,春耕,市长林悦强调,\n".replace(",\n", "。\n")
        + "岚川日报,2024-04-01,植树,市长林悦植树。\n,,无日期,我市发展新质生产力。\n",
        encoding="gb18030",
    )
    rows = [
        {"newspaper": "岚川日报", "date": "2024-03-06", "title": "减负", "content": "林悦讲话。"},
        {"newspaper": "a/b: *?", "date": "2024-03-06", "title": "港口", "content": "港口开通。"},
    ]
    (source / "b.jsonl").write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
    )
    built = build_tables(source, tmp_path / "out", workers=1)
    assert built.months[["newspaper", "month", "articles"]].astype(object).where(
        lambda table: table.notna(), None
    ).values.tolist() == [
        [None, None, 1],
        ["a/b: *?", "2024-03", 1],
        ["岚川日报", "2024-03", 2],
        ["岚川日报", "2024-04", 1],
    ]
    expected = read_articles(source).set_index("article_id").sort_index()
    found = pd.read_parquet(tmp_path / "out" / "articles").set_index("article_id").sort_index()
    assert as_plain(found.reset_index()) == as_plain(expected.reset_index())
    mentions = pd.read_parquet(tmp_path / "out" / "mentions")
    assert set(mentions["name"]) == {"林悦"}
    # An added table leaves the months of the others as they are.
    (source / "c.csv").write_text("日期,正文,报纸\n2024-05-01,劳动。,岚川日报\n", encoding="utf-8")
    assert build_tables(source, tmp_path / "out", workers=1).months["made"].sum() == 1


def test_processes_that_start_while_tables_are_cut_make_the_same_files(
    tmp_path, monkeypatch
) -> None:
    from analysis.pipeline import build

    source = tmp_path / "articles"
    source.mkdir()
    rows = "".join(f"2024-{month:02}-05,市长林悦强调减负。\n" for month in range(1, 7))
    (source / "a.csv").write_text("date,text\n" + rows, encoding="utf-8")
    build_tables(source, tmp_path / "one", workers=1)
    monkeypatch.setattr(build, "_MUCH", 0)
    build_tables(source, tmp_path / "two", workers=2)
    assert list_files(tmp_path / "two") == list_files(tmp_path / "one")
    (source / "b.csv").write_text('date,text\n2024-03-05,"雨', encoding="utf-8")
    built = build_tables(source, tmp_path / "three", workers=2)
    assert built.unread["path"].tolist() == ["b.csv"]
    assert list_files(tmp_path / "three") == list_files(tmp_path / "one")


@pytest.mark.parametrize(
    ("months", "early"),
    [("1 1 2 2 3 3 3 4", "1 2 3"), ("1 2 2 1 3 4", "1"), ("3 2 1", ""), ("1 2 . 3 2", "1 2")],
)
def test_months_made_before_the_table_is_cut_to_its_end_are_those_of_the_whole(
    tmp_path, monkeypatch, months, early
) -> None:
    from analysis.pages import tables
    from analysis.pipeline import build

    monkeypatch.setattr(tables, "_ROWS_AT_ONCE", 2)
    days = [f"2024-0{month}-05" if month != "." else "" for month in months.split()]
    rows = "".join(f"{day},市长林悦强调减负{row}。\n" for row, day in enumerate(days))
    source = tmp_path / "a.csv"
    source.write_text("date,text\n" + rows, encoding="utf-8")
    build_tables(source, tmp_path / "one", workers=1)
    given = []

    @contextmanager
    def make_at_once(_: object, **means: object) -> Iterator[Give]:
        def give(function, tasks) -> None:
            while tasks:
                given.append(tasks[0].unit.month.month)
                function(tasks.popleft())

        yield give

    monkeypatch.setattr(build, "_MUCH", 0)
    monkeypatch.setattr(build, "ready", make_at_once)
    built = build_tables(source, tmp_path / "two", workers=1)
    assert given == [f"2024-0{month}" for month in early.split()]
    assert built.months["made"].all()
    assert list_files(tmp_path / "two") == list_files(tmp_path / "one")


def test_what_has_no_date_is_kept_in_parts(tmp_path, monkeypatch) -> None:
    from analysis.pipeline import sources

    monkeypatch.setattr(sources, "_DATELESS", 2)
    source = tmp_path / "a.csv"
    source.write_text("text\n" + "雨。\n" * 5, encoding="utf-8")
    built = build_tables(source, tmp_path / "out", workers=1)
    assert built.months["articles"].tolist() == [2, 2, 1]
    ids = pd.read_parquet(tmp_path / "out" / "articles")["article_id"]
    assert sorted(ids) == [f"a#{row}" for row in range(1, 6)]


def test_a_folder_is_named_for_any_newspaper() -> None:
    names = [
        "大同日报",
        ".",
        "..",
        "a/b",
        "a=b",
        "_x",
        "x.",
        "(none)",
        None,
        "报" * 200,
        "报" * 201,
    ]
    folders = [Month(name, "2024-03").folder for name in names]
    assert len(set(folders)) == len(names)
    assert folders[0] == "大同日报"
    for folder in folders:
        assert len(folder.encode()) <= 200
        assert not {"/", "=", "\\", ":"} & set(folder)
        assert folder[0] not in "._"


def test_pages_without_text_are_named(few, tmp_path) -> None:
    (few / "lanchuan-daily-2024-03-20-p01.md").write_text(" \n", encoding="utf-8")
    built = build_tables(few, tmp_path / "out", workers=1)
    assert built.unread["page_id"].tolist() == ["lanchuan-daily-2024-03-20-p01"]
    assert "blank" in built.unread["problem"].iloc[0]


def test_an_index_beside_pages_is_no_table_of_articles(few, tmp_path) -> None:
    (few / "index.csv").write_text("file,title\n20240305-01.txt,春耕\n", encoding="utf-8")
    (few / "package.json").write_text('{"name": "crawler"}', encoding="utf-8")
    built = build_tables(few, tmp_path / "out", workers=1)
    assert built.unread.empty
    assert built.months["pages"].sum() > 0


def test_tables_are_read_back_as_they_were_written(built, sample) -> None:
    for path in built.rglob("tokens/**/*.parquet"):
        table = read_parquet(path.read_bytes())
        assert table.dtypes.astype(str).equals(make_table("tokens", {}).dtypes.astype(str))


KILLED = """
import os, random, shutil, signal, sys
from pathlib import Path
from analysis import build_tables
source, expected, out, kills = sys.argv[1:]
build_tables(source, out, workers=1)  # word lists are read and kept
shutil.rmtree(out)
changes = 0  # files opened, moved, taken away
last, more = sys.maxsize, 0  # killed so many calls after so many changes
def see(event, _):
    global changes
    if event in ("open", "os.mkdir", "os.remove", "os.rename", "os.rmdir"):
        changes += 1
        if changes == last:
            sys.setprofile(count_down)
def count_down(*_):
    global more
    more -= 1
    if more < 0:
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(see)
build_tables(source, expected, workers=1)
whole = changes
chance = random.Random(5)
killed = 0
for _ in range(10 * int(kills)):
    if killed == int(kills):
        break
    last, more = chance.randrange(1, whole), chance.randrange(40)
    run = os.fork()
    if run == 0:
        changes = 0
        build_tables(source, out, workers=1)
        os._exit(0)
    if os.waitpid(run, 0)[1]:
        killed += 1
    else:
        shutil.rmtree(out)  # there was less left to do
last = sys.maxsize
build_tables(source, out, workers=1)
print(killed)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_run_killed_at_any_moment_goes_on_to_the_same_bytes(few, tmp_path) -> None:
    check_kills(few, tmp_path, 20)


def check_kills(source: Path, tmp_path: Path, kills: int) -> None:
    out, expected = tmp_path / "out", tmp_path / "expected"
    command = [sys.executable, "-c", KILLED, source, expected, out, str(kills)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(ran.stdout) == kills
    assert list_files(tmp_path / "out") == list_files(tmp_path / "expected")


def compare(
    found: pd.DataFrame, expected: pd.DataFrame, keys: list[str], columns: list[str]
) -> None:
    """The same figures for every key, in whatever order."""
    left = found.set_index(keys).sort_index()[columns].astype("float64")
    right = expected.set_index(keys).sort_index()[columns].astype("float64")
    assert len(left)
    assert_frame_equal(left, right, check_index_type=False, check_dtype=False)


def test_counts_over_the_files_are_those_of_the_tables_in_memory(sample, built) -> None:
    tables = make_plain_tables(sample)
    articles = tables["articles"].query("kind == 'article'")
    for name in ("tokens", "phrases", "mentions", "themes"):
        tables[name] = tables[name].merge(articles[["article_id"]])
    shares = ["count", "articles", "all_articles", "share", "low", "high"]
    for name, by in (("tokens", []), ("phrases", []), ("tokens", ["date"]), ("phrases", ["part"])):
        expected = count_terms(tables[name], by=by, articles=articles)
        if name == "tokens":
            expected = expected[expected["kind"] == "word"]
            found = count_tables(built, name, by=by, kinds=["word"])
        else:
            found = count_tables(built, name, by=by)
        compare(found, expected, [*by, "term"], [*shares, "rate"])
    people = count_mentions(tables["mentions"], by="newspaper", articles=articles)
    found = count_tables(built, "mentions", by="newspaper", kinds=["actor"])
    compare(found.rename(columns={"term": "name"}), people, ["newspaper", "name"], shares)
    themed = tables["themes"]
    trend = count_over_time(themed, freq="M", by="theme", articles=articles)
    trend = trend[trend["count"].fillna(0) > 0].rename(columns={"theme": "term"})
    compare(count_tables(built, "themes", freq="M"), trend, ["period", "term"], shares)


def test_captions_and_notices_are_no_articles_unless_they_are_asked_for(sample, built) -> None:
    items = split_articles(read_pages(sample))
    for chosen, kinds in (
        (("article",), ["article"]),
        (("article", "caption"), ["article", "caption"]),
        ("notice", ["notice"]),
        (None, list(items["kind"].unique())),
    ):
        counted = count_tables(built, "tokens", items=chosen)
        assert set(counted["all_articles"]) == {items["kind"].isin(kinds).sum()}
    with pytest.raises(InputError, match="Did you mean 'article'"):
        count_tables(built, "tokens", items=("articles",))


def test_counts_may_be_asked_of_some_terms_and_on_two_processes(sample, built) -> None:
    whole = count_tables(built, "phrases", by="newspaper")
    one = count_tables(built, "phrases", by="newspaper", terms=["新质生产力"], workers=2)
    expected = whole[whole["term"] == "新质生产力"].reset_index(drop=True)
    assert len(one) == 1
    assert_frame_equal(one, expected)


def test_a_question_in_sql_sees_every_table(built) -> None:
    for name in NAMES:
        (rows,) = query_tables(built, f"select count(*) as n from {name}")["n"]
        assert rows == len(pd.read_parquet(built / name))
    with pytest.raises(InputError, match="cannot be answered"):
        query_tables(built, "select nothing from nowhere")


def test_what_cannot_be_counted_is_said(built, tmp_path) -> None:
    with pytest.raises(InputError, match="no tables in"):
        count_tables(tmp_path, "tokens")
    with pytest.raises(InputError, match="name='articles' is not known"):
        count_tables(built, "articles")
    with pytest.raises(InputError, match="no column 'colour'"):
        count_tables(built, "tokens", by="colour")
    with pytest.raises(InputError, match="freq='X'"):
        count_tables(built, "tokens", freq="X")


PEAK = """
import re, sys
from pathlib import Path
from analysis import count_tables, count_terms
import pandas as pd
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
count_tables(sys.argv[2], "tokens", memory="200MB")
before = peak()
if sys.argv[3] == "files":
    counted = count_tables(sys.argv[1], "tokens", items=None, memory="200MB")
else:
    counted = count_terms(pd.read_parquet(sys.argv[1] + "/tokens"))
print(peak() - before, counted["count"].sum())
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no peak memory is told here")
def test_counting_over_the_files_holds_a_fraction_of_the_tables(built, tmp_path) -> None:
    out = tmp_path / "many"
    for copy in range(30):
        for kind in ("articles", "tokens", ".manifests"):
            (source,) = (path for path in (built / kind).iterdir() if path.is_dir())
            shutil.copytree(source, out / kind / f"paper-{copy}")
    grown = {}
    for way in ("files", "memory"):
        command = [sys.executable, "-c", PEAK, str(out), str(built), way]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        grown[way], counted = map(int, ran.stdout.split())
        assert counted == 30 * len(pd.read_parquet(built / "tokens"))
    assert grown["files"] < grown["memory"] / 2


def test_clusters_of_the_whole_are_those_of_the_tokens_in_memory(sample, built, tmp_path) -> None:
    out = tmp_path / "out"
    shutil.copytree(built, out)
    build_tables(sample, out, workers=1, clusters=5)
    found = pd.read_parquet(out / "clusters").set_index("article_id")
    tokens = pd.read_parquet(built / "tokens")
    expected = cluster_articles(tokens, n_clusters=5).set_index("article_id")
    assert_frame_equal(found, expected.loc[found.index])
    assert len(found) == len(expected)
    before = (out / "clusters" / "all.parquet").stat().st_mtime_ns
    build_tables(sample, out, workers=1, clusters=5)
    assert (out / "clusters" / "all.parquet").stat().st_mtime_ns == before


def test_words_counted_by_month_are_those_of_all_tokens(tmp_path) -> None:
    rows = [
        *(("a", "body", word, "word") for word in ["春耕", "春耕", "农机", "的", "2024", "党"]),
        ("a", "byline", "记者", "word"),
        ("a", "body", "林悦", "person"),
        ("b", "body", "。", "word"),  # an article that has no words
    ]
    later = [
        *(("a", "body", word, "word") for word in ["春耕", "以及"]),  # the id comes again
        *(("c", "headline", word, "phrase") for word in ["农机", "以及", "党"]),
        ("c", "body", "种子", "word"),
    ]
    months = [Month("甲报", name) for name in ("2024-03", "2024-04", "2024-05")]
    names = ["article_id", "part", "token", "kind"]
    tables = [pd.DataFrame(own, columns=names) for own in (rows, [], later)]
    for month, table in zip(months, tables, strict=True):
        made = make_table("tokens", {name: table[name].tolist() for name in names})
        put_month(tmp_path, month, {"tokens": write_parquet(made, "tokens")}, {})
    found = count_words(tmp_path, months)
    whole = pd.concat(tables)
    expected = make_collection(whole, seeds=None, vectors=None, persons=False).words
    assert found.terms == expected.terms == ["以及", "党", "农机", "春耕", "种子"]
    assert found.article_ids == expected.article_ids == ["a", "b", "c"]
    assert found.is_phrase.tolist() == expected.is_phrase.tolist()
    assert found.counts.toarray().tolist() == expected.counts.toarray().tolist()
