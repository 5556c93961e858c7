"""What is said of a reading: every file, every column, what is missing and what comes twice."""

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from here import without_kernels
from small import REST

from analysis import build_tables, describe_reading, write_reports
from analysis.cli import dangbao
from analysis.pages.reading import say_reading

CASES = Path(__file__).parent / "cases"
TABLES = CASES / "12-tables-command-dead-ends"
PAGE = "## 会议少开\n\n本报讯 (记者 夏小满) 3月13日,我市为基层减负。\n"
ROWS = """id,标题,日期,编辑,正文
1,春耕,2024-03-05,何川,省长在云台县调研春耕备耕工作，强调为基层减负。
1,夏收,2024-06-05,何川,夏收开始，农机下田，农户丰收，粮站开门收粮。
2,,,何川,省长在云台县调研春耕备耕工作，强调为基层减负。
3,晴,2024-06-06,何川,天晴。
4,晴,2024-06-07,何川,天晴。
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pages, a table, and what lies beside them on somebody's disk."""
    source = tmp_path / "in"
    source.mkdir()
    (source / "20240313-02.md").write_text(PAGE, encoding="utf-8")
    (source / "blank.md").write_text(" \n", encoding="utf-8")
    (source / "requirements.txt").write_text("requests>=2\n", encoding="utf-8")
    (source / "rows.csv").write_text(ROWS, encoding="utf-8")
    (source / "index.csv").write_text("file,title\nA,B\n", encoding="utf-8")
    (source / "scan.pdf").write_bytes(b"%PDF")
    return source


def test_every_file_is_a_row_with_what_became_of_it(folder) -> None:
    reading = describe_reading(folder)
    files = reading[reading["kind"] != "column"].set_index("file")
    assert files["result"].to_dict() == {
        "20240313-02.md": "read",
        "blank.md": "refused",
        "requirements.txt": "doubtful",
        "rows.csv": "read",
        "index.csv": "passed",
        "scan.pdf": "refused",
    }
    assert files.loc["blank.md", "problem"] == "the page is blank"


def test_of_a_table_columns_gaps_and_copies_are_counted(folder) -> None:
    reading = describe_reading(folder)
    rows = reading[reading["file"] == "rows.csv"]
    used = dict(zip(rows["field"].iloc[1:], rows["used_as"].iloc[1:].fillna(""), strict=True))
    assert used == {
        "id": "article_id",
        "标题": "headline",
        "日期": "date",
        "编辑": "",
        "正文": "text",
    }
    counts = ["articles", "no_date", "no_page", "no_headline", "same_id", "same_text"]
    # 天晴。 is too short to be a copy.
    assert rows.iloc[0][counts].tolist() == [5, 1, 5, 1, 1, 1]


def test_the_terminal_and_the_first_page_say_it(folder, tmp_path) -> None:
    said = list(say_reading(describe_reading(folder)))
    ran = CliRunner().invoke(dangbao, ["context", "减负", str(folder)])
    assert ran.exit_code == 1
    for sentence in said:
        assert f"dangbao: {sentence}" in ran.stderr
    with without_kernels():
        written = write_reports(folder, tmp_path / "out", lang="en", leave_out=REST)
    index = written.index.read_text(encoding="utf-8").replace("&gt;", ">")
    for sentence in said:
        assert f"<li>{sentence}</li>" in index


def test_both_languages_say_the_same_numbers(folder) -> None:
    reading = describe_reading(folder)
    zh, en = (list(say_reading(reading, lang=lang)) for lang in ("zh", "en"))
    digits = ["".join(filter(str.isdigit, " ".join(said))) for said in (zh, en)]
    assert len(zh) == len(en)
    assert sorted(digits[0]) == sorted(digits[1])


def test_tables_made_of_it_are_described_alike(folder, tmp_path) -> None:
    read, built = (
        describe_reading(folder),
        build_tables(folder, tmp_path / "made", workers=1).reading,
    )
    for name in ("articles", "no_date", "no_page", "no_headline", "same_text"):
        own = read.loc[read["kind"].isin(["page", "table"]), name].sum()
        assert built.loc[built["kind"] == "made", name].sum() == own, name
    assert set(built.loc[built["kind"] == "page", "result"]) == {"read", "refused", "doubtful"}
    again = describe_reading(tmp_path / "made")
    assert again["kind"].tolist() == ["made"]
    assert again["articles"].sum() == built.loc[built["kind"] == "made", "articles"].sum()


def test_a_report_is_made_of_a_table(tmp_path) -> None:
    with without_kernels():
        ran = CliRunner().invoke(
            dangbao,
            [
                "report",
                str(CASES / "10-no-report-on-tables" / "in"),
                "--out",
                str(tmp_path / "out"),
                *(word for name in REST for word in ("--leave-out", name)),
            ],
        )
    assert ran.exit_code == 0, ran.stderr
    assert "used 标题 as headline, 日期 as date, 版次 as page, 正文 as text" in ran.stderr
    assert len(pd.read_parquet(tmp_path / "out" / "tables" / "articles.parquet")) == 1
    pages = (tmp_path / "out" / "01_articles.html").read_text(encoding="utf-8")
    assert "这些稿件来自表格" in pages


HELD: list[tuple[str, tuple[str, ...], int, str]] = [
    ("one_bad", (), 1, "Tables refused: 1 (failures_2026.csv)"),
    ("pages_and_index", (), 0, "Tables of other things, not read: 1 (index.csv)"),
    ("semicolon", (), 0, "used 标题 as headline"),
    ("no_header", (), 0, "used 2 as date, 5 as text"),
    ("odd_name", ("--column", "text=Policy Content"), 0, "used Policy Content as text"),
]


@pytest.mark.parametrize(("form", "options", "status", "said"), HELD)
@pytest.mark.parametrize("command", ["context", "tables"])
def test_a_folder_that_stopped_the_command_is_read_or_says_why(
    tmp_path, form, options, status, said, command
) -> None:
    words = ["调研"] if command == "context" else ["--out", str(tmp_path / "out"), "--workers", "1"]
    ran = CliRunner().invoke(dangbao, [command, *words, str(TABLES / form), *options])
    assert ran.exit_code == status, ran.stderr
    assert said in ran.stderr
    if command == "context":
        assert "调研" in ran.stdout
