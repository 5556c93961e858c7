"""The two papers of `data/`: what was planted in them is found, and only with two is it shown."""

import json
import re
import shutil
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from click.testing import CliRunner
from here import without_kernels
from scripts import load_script

from analysis import describe_reading, read_pages, split_articles, write_reports
from analysis.cli import dangbao
from analysis.folders import MANIFEST
from analysis.pages.files import list_files, open_path
from analysis.reports.notebooks import find_notebooks
from analysis.schema import InputError

GOLD = ("reuse.csv", "lags.csv")


@pytest.fixture(scope="module")
def measure_papers(root: Path) -> ModuleType:
    return load_script(root / "benchmarks" / "measure_papers.py")


@pytest.fixture(scope="module")
def items(measure_papers: ModuleType, root: Path) -> pd.DataFrame:
    return measure_papers.read_both(root)


@pytest.fixture(scope="module")
def figures(measure_papers: ModuleType, items: pd.DataFrame, root: Path) -> dict:
    return measure_papers.measure(items, root)


@pytest.fixture(scope="module")
def planted(root: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    folder = root / "data" / "papers" / "gold"
    reuse, lags = (pd.read_csv(folder / name) for name in GOLD)
    return reuse, lags


def test_what_was_planted_is_found_above_its_floors(figures: dict, root: Path) -> None:
    floors = json.loads((root / "tests" / "floors.json").read_text("utf-8"))["papers.reuse"]
    below = {name: figures[name] for name, floor in floors.items() if figures[name].value < floor}
    assert below == {}
    assert figures["notes"].value == 0


def test_the_evaluation_says_what_is_found(
    measure_papers: ModuleType, figures: dict, root: Path
) -> None:
    said = (root / "docs" / "evaluation.md").read_text("utf-8")
    found = re.search(r"<!-- papers -->\n(.*?)<!-- /papers -->", said, re.DOTALL)
    assert found is not None
    assert found[1].strip() == measure_papers.format_table(figures)


def test_the_lags_of_the_gold_are_those_between_the_pages(planted, root: Path) -> None:
    reuse, lags = planted
    days = [
        pd.to_datetime(reuse[name].str.extract(r"(\d{4}-\d\d-\d\d)")[0])
        for name in ("page", "other_page")
    ]
    later = (days[0] - days[1]).dt.days
    assert later.abs().tolist() == reuse["lag"].tolist()
    first = later.map(lambda gap: "澜川日报" if gap > 0 else "岳东日报" if gap else "both")
    assert first.tolist() == reuse["first_paper"].tolist()
    assert {1, 19} <= set(reuse["lag"])
    assert set(lags["lag"]) <= set(range(1, 21))
    assert set(reuse["origin"]) == {"wire", "city", "province"}
    for name, folder in (("page", "papers"), ("other_page", "sample")):
        for page in reuse[name]:
            assert (root / "data" / folder / page).is_file()


def test_places_of_the_gold_lie_in_the_pages(planted, root: Path) -> None:
    reuse, _ = planted
    for prefix, folder in (("", "papers"), ("other_", "sample")):
        ends = ["first_line", "first_column", "last_line", "last_column"]
        for page, line, column, last, end in reuse[
            [f"{prefix}page", *(prefix + name for name in ends)]
        ].itertuples(index=False):
            lines = (root / "data" / folder / page).read_text("utf-8").split("\n")
            assert lines[line - 1][column - 1 :].strip()
            assert line <= last
            assert 0 < end <= len(lines[last - 1])


OTHERS = ("02_terms", "03_topics", "04_officials")
SECTIONS = ["多少文字是共用的？", "谁先登出？", "一个提法怎样传开？", "各报关注什么主题？"]


def put_pages(folder: Path, root: Path, **days: str) -> list[Path]:
    """Some pages of each paper, each paper in a folder of its own."""
    for name, listed in days.items():
        (folder / name).mkdir(parents=True)
        for day in listed.split():
            for page in (root / "data" / name).glob(f"*{day}*.md"):
                shutil.copy(page, folder / name)
    return [folder / name for name in days]


def test_two_papers_are_compared_in_a_report(root: Path, tmp_path: Path) -> None:
    both = put_pages(tmp_path, root, sample="03-22 04-10", papers="03-21 03-28")
    with without_kernels():
        out = write_reports(both, tmp_path / "out", leave_out=("01_articles", *OTHERS))
    page = (out.index.parent / "05_papers.html").read_text("utf-8")
    assert [section for section in SECTIONS if section not in page] == []
    assert "05_papers.html" in out.index.read_text("utf-8")
    tables = out.index.parent / "tables"
    lags = pd.read_csv(tables / "phrase_lags.csv").set_index("phrase")
    assert lags.loc["千村示范、万村整治", "lag"].tolist() == [0, 13]
    # Of papers whose tier and centre nobody knows, nothing is said of these.
    assert {"tier", "centre_lag"}.isdisjoint(lags.columns)
    shares = pd.read_csv(tables / "shared_text.csv").set_index("newspaper")["share"]
    assert shares["岳东日报"] > shares["lanchuan-daily"] > 0


def test_one_paper_alone_is_compared_with_nothing(root: Path, tmp_path: Path) -> None:
    alone = put_pages(tmp_path, root, papers="03-28")
    with without_kernels():
        out = write_reports(alone[0], tmp_path / "out", leave_out=OTHERS)
    pages = list(out.index.parent.glob("*.html"))
    assert "05_papers.html" not in {page.name for page in pages}
    for page in pages:
        text = page.read_text("utf-8")
        assert "05_papers.html" not in text
        assert not any(section in text for section in SECTIONS)
    # What is new can be asked of one paper too.
    assert "find_new_phrases" in (find_notebooks() / "02_terms.ipynb").read_text("utf-8")


# --- several sources -------------------------------------------------------------------------


def test_several_folders_are_read_as_the_one_above_them(root: Path) -> None:
    pages = read_pages([root / "data" / "sample", root / "data" / "papers"])
    pd.testing.assert_frame_equal(pages, read_pages(root / "data"))
    assert pages["page_id"].is_unique


def test_several_sources_may_be_files_and_archives_beside_folders(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}-daily-2024-03-05-p01.md").write_text("## 春耕", "utf-8")
    (tmp_path / "other.txt").write_text("不在其中。", "utf-8")
    own = [tmp_path / "a" / "a-daily-2024-03-05-p01.md", str(tmp_path / "b")]
    assert read_pages(own)["page_id"].tolist() == [
        "a/a-daily-2024-03-05-p01",
        "b/b-daily-2024-03-05-p01",
    ]
    assert len(describe_reading(own)) == 2
    assert read_pages([own[1]])["page_id"].tolist() == ["b-daily-2024-03-05-p01"]
    assert [file.below for file in list_files(open_path(own), is_wanted=str)] == [
        "a/a-daily-2024-03-05-p01.md",
        "b/b-daily-2024-03-05-p01.md",
    ]


def test_sources_that_do_not_go_together_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / MANIFEST).write_text('{"dangbao": "tables", "files": {}}', "utf-8")
    a, b = tmp_path / "a", tmp_path / "a" / "b"
    for sources, said in (
        ([], "nothing to read"),
        ([a, tmp_path / "none"], "no file or folder"),
        ([a, b], "lie in each other"),
        ([a, a], "lie in each other"),
        ([a, tmp_path / "made"], "name it alone"),
        ([a, "memory://pages"], "all lie on this machine"),
    ):
        with pytest.raises(InputError, match=said):
            read_pages(sources)


def test_two_folders_are_named_after_each_other(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        page = tmp_path / name / f"{name}-daily-2024-03-05-p01.md"
        page.write_text("## 春耕会召开\n\n市长林悦强调,要抓好春耕。", "utf-8")
    both = [str(tmp_path / "a"), str(tmp_path / "b")]
    run = CliRunner().invoke(dangbao, ["context", "春耕", *both])
    assert run.exit_code == 0, run.output
    assert [line.partition(":")[0] for line in run.stdout.splitlines()] == [
        "a/a-daily-2024-03-05-p01",
        "a/a-daily-2024-03-05-p01",
        "b/b-daily-2024-03-05-p01",
        "b/b-daily-2024-03-05-p01",
    ]
    out = tmp_path / "tables"
    run = CliRunner().invoke(dangbao, ["tables", *both, "--out", str(out), "--workers", "1"])
    assert run.exit_code == 0, run.output
    assert set(pd.read_parquet(out / "articles")["newspaper"]) == {"a-daily", "b-daily"}
    run = CliRunner().invoke(dangbao, ["tables", *both, "--out", str(tmp_path / "a")])
    assert run.exit_code == 2
    assert "is what is read" in run.stderr


def test_wishes_beside_two_folders_may_stand_in_one_of_them(tmp_path: Path) -> None:
    from analysis.options import read_options

    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    both = [tmp_path / "a", tmp_path / "b"]
    assert read_options(both, {}) == {}
    (tmp_path / "b" / "report.toml").write_text('since = "2024-04"', "utf-8")
    assert read_options(both, {}) == {"since": "2024-04"}
    (tmp_path / "a" / "report.toml").write_text('since = "2024-05"', "utf-8")
    with pytest.raises(InputError, match="keep one of them"):
        read_options(both, {})


# --- pages of the second paper ----------------------------------------------------------------


def test_a_programme_note_is_a_notice_and_its_hours_are_lines_of_it() -> None:
    text = (
        "## 春耕会召开\n\n本报讯 3月5日,春耕会召开。\n\n## 岳东卫视3月5日节目预告\n\n7:00 早新闻\n"
        "12:00 午间三十分\n18:30 新闻联播\n\n## 省交通运输厅提示\n\n清明假期请错峰出行。"
    )
    pages = pd.DataFrame({"page_id": ["a"], "text": [text]})
    found = split_articles(pages)
    assert found["kind"].tolist() == ["article", "notice", "notice"]
    assert found["headline"].tolist()[1:] == ["岳东卫视3月5日节目预告", "省交通运输厅提示"]
    assert found["text"].iat[1] == "7:00 早新闻\n12:00 午间三十分\n18:30 新闻联播"


def test_a_head_with_the_number_of_the_newspaper_is_no_headline() -> None:
    head = "岳东日报 2024年3月21日 星期四 今日8版 国内统一连续出版物号 第26118期"
    pages = pd.DataFrame({"page_id": ["a"], "text": [f"{head}\n\n# 春耕\n\n本报讯 会议召开。"]})
    found = split_articles(pages)
    assert found["kind"].tolist() == ["folio", "article"]
    assert found["headline"].iat[1] == "春耕"
