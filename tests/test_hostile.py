"""Hostile inputs: what each gives. The ids are the list; `pytest --collect-only` prints it.

Each is put beside something good. It gives one sentence that names it (an `InputError`, a warning
or `pages.problem`), or is read as what it means; the good is read all the same, and nowhere is
there a traceback.
"""

import csv
import errno
import gzip
import json
import lzma
import os
import shlex
import socket
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from analysis import (
    build_tables,
    find_context,
    find_mentions,
    find_phrases,
    query_tables,
    read_articles,
    read_pages,
    split_articles,
    tag_themes,
)
from analysis.cli import dangbao, main
from analysis.evaluate import evaluate_gold
from analysis.pages.columns import number_repeats
from analysis.pages.files import open_path, spell
from analysis.pages.tables import iterate_articles, list_tables
from analysis.reports import write_reports, write_table
from analysis.schema import InputError
from analysis.stores import reaching

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and devices of Unix")

PAGE = "## 会议少开\n\n本报讯 (记者 夏小满) 3月13日,市长谭启文在澜川说,为基层减负。\n"
GOOD = "lanchuan-daily-2024-03-13-p01"
BODY = "<p>会议召开,全市要抓好春耕,各县区落实责任。</p>" * 5
DEEP = "[" * 100_000 + "]" * 100_000
LONG = "9" * 5_000
ROW = {"date": "2024-03-05", "title": "春耕", "text": "会议召开。"}


class Case(NamedTuple):
    """A hostile file: what it is, its name, how it is made, and what is said of it.

    `read` is what is read of it all the same, None where nothing is.
    """

    what: str
    name: str
    make: Callable[[Path], object]
    said: str | None
    read: str | None = None


def list_ids(cases: list[Any]) -> list[str]:
    return [case[0] for case in cases]


def write(data: bytes | str) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data if isinstance(data, bytes) else data.encode())


def link(target: str) -> Callable[[Path], object]:
    return lambda path: path.symlink_to(target)


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def open_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        before = Path.cwd()
        os.chdir(path.parent)  # the path of a socket is short
        try:
            one.bind(path.name)
        finally:
            os.chdir(before)


def write_html(head: str = "", body: str = "") -> Callable[[Path], object]:
    return write(f"<html><head>{head}</head><body><a href='x'>下一篇</a>{body}{BODY}</body></html>")


def describe(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


# --- pages --------------------------------------------------------------------------------------

ARTICLE = '{"@context":"https://schema.org","@type":"NewsArticle","headline":%s}'
PAGES = [
    Case("an empty page", "a.md", write(""), "blank"),
    Case("a page of blanks and line ends", "a.txt", write(" \n\t\r\n"), "blank"),
    Case("a PDF named .md", "a.md", write(b"%PDF-1.7\n\xff"), "it is a PDF"),
    Case("a Word file named .txt", "a.txt", write(b"PK\x03\x04\x14\0"), "an Office document"),
    Case("a picture named .md", "a.md", write(b"\x89PNG\r\n\x1a\n\0"), "it is a picture"),
    Case("a packed page named .md", "a.md", write(gzip.compress(b"a")), "a compressed file"),
    Case("bytes of no encoding", "a.md", write(bytes(range(128, 256)) * 9), "no Chinese text"),
    Case("zero bytes alone", "a.md", write(b"\0" * 999), "no Chinese text"),
    Case("UTF-8 cut in a character", "a.md", write(PAGE.encode()[:-2]), "1 place is no utf-8", "会议"),
    Case("damaged GB 18030", "a.md", write(PAGE.encode("gbk") + b"\xff\n"), "no gb18030", "会议少开"),
    Case("UTF-16 without its mark", "a.md", write(PAGE.encode("utf-16-le")), None, "会议少开"),
    Case("a byte order mark alone", "a.md", write(b"\xef\xbb\xbf"), "blank"),
    Case("half a character in UTF-16", "a.md", write(b"\xff\xfe\x00\xd8\x1a\x4f"), "no utf-16", "会"),
    Case("a link to /dev/zero", "a.md", link("/dev/zero"), "no ordinary file"),
    Case("a named pipe", "a.md", make_pipe, "no ordinary file"),
    Case("a socket", "a.md", open_socket, "no ordinary file"),
    Case("a link to nothing", "a.md", link("nothing.md"), "No such file"),
    Case("a link to itself", "a.md", link("a.md"), "Too many levels"),
    Case("a folder named a.md that links to the one above", "a.md", link("."), "is read already"),
    Case("an end of line and ESC in a name", "a\n\x1b[2J.md", write(b"%PDF"), "it is a PDF"),
    Case("a page number of 5,000 digits", "a.md", write(f"---\npage: {LONG}\n---\n{PAGE}"), None, "会议"),
    Case("HTML nested 100,000 deep", "a.html", write("<div>" * 100_000 + BODY), "too deep", "春耕"),
    Case("a comment without an end", "a.html", write("<!--" + "-" * 99_999), "blank"),
    Case("JSON of 100,000 brackets in HTML", "a.html", write_html(describe(DEEP)), None, "春耕"),
    Case("a number of 5,000 digits in HTML", "a.html", write_html(describe(ARTICLE % LONG)), None, "春耕"),
    Case("1e999 as headline in HTML", "a.html", write_html(describe(ARTICLE % "1e999")), None, "春耕"),
    Case("characters beyond Unicode", "a.html", write_html(body="<p>&#x110000;&#xD800;</p>"), None, "春耕"),
]  # fmt: skip


@pytest.mark.parametrize("case", PAGES, ids=list_ids(PAGES))
def test_a_page(case: Case, tmp_path: Path) -> None:
    (tmp_path / f"{GOOD}.md").write_text(PAGE, encoding="utf-8")
    case.make(tmp_path / case.name)
    pages = read_pages(tmp_path)
    good = pages["page_id"] == GOOD
    assert pages.loc[good, "text"].tolist() == [PAGE]
    (row,) = pages[~good].to_dict("records")
    assert (row["problem"] is None or pd.isna(row["problem"])) == (case.said is None)
    assert case.said is None or (case.said in row["problem"] and case.name in row["problem"])
    assert pd.isna(row["text"]) or case.read is None or case.read in row["text"]
    assert case.read is None or not pd.isna(row["text"])
    split_articles(pages)
    check_command(tmp_path, unread=case.read is None)


def check_command(folder: Path, *, unread: bool) -> None:
    """The command shows what is good, sums up what was read, and says one line of what is not."""
    result = CliRunner().invoke(dangbao, ["context", "减负", str(folder)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.exit_code == int(unread)
    assert f"{GOOD}:3:" in result.stdout
    lines = result.stderr.removesuffix("\n").split("\n") if unread else []
    assert sum(line.startswith("dangbao: not read: ") for line in lines) == int(unread)
    assert all(line.startswith("dangbao: ") and "\x1b" not in line for line in lines)


def test_all_pages_at_once_make_the_tables_of_the_good_one(tmp_path: Path) -> None:
    for number, case in enumerate(PAGES):
        folder = tmp_path / "pages" / f"{number:02}"
        folder.mkdir(parents=True)
        if "links to the one above" not in case.what:
            case.make(folder / case.name)
    (tmp_path / "pages" / f"{GOOD}.md").write_text(PAGE, encoding="utf-8")
    built = build_tables(tmp_path / "pages", tmp_path / "tables", workers=1)
    unread = [case for case in PAGES if case.read is None and "the one above" not in case.what]
    assert len(built.unread) == len(unread)
    names = query_tables(built.out, f"select name from mentions where article_id like '{GOOD}%'")
    assert "谭启文" in names["name"].tolist()


def test_a_page_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / f"{GOOD}.md").write_text(PAGE, encoding="utf-8")
    refuse(tmp_path / "locked.md", monkeypatch)
    problem = read_pages(tmp_path).set_index("page_id")["problem"]
    assert "locked.md: it cannot be read: Permission denied" in problem["locked"]
    check_command(tmp_path, unread=True)


def refuse(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that this user may not read; the superuser may read all, so that it is played."""
    path.write_text(PAGE, encoding="utf-8")
    read, start = Path.read_bytes, Path.open

    def check(own: Path) -> None:
        if own == path:
            raise PermissionError(errno.EACCES, "Permission denied", str(own))

    monkeypatch.setattr(Path, "read_bytes", lambda own: (check(own), read(own))[1])
    monkeypatch.setattr(
        Path, "open", lambda own, *more, **named: (check(own), start(own, *more, **named))[1]
    )


@settings(deadline=None, max_examples=60)
@given(st.binary(), st.sampled_from(["a.md", "a.html"]))
def test_any_bytes_as_a_page(data: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, f"{GOOD}.md").write_text(PAGE, encoding="utf-8")
        Path(folder, name).write_bytes(data)
        pages = read_pages(folder).set_index("page_id")
        assert pages.loc[GOOD, "text"] == PAGE
        assert (
            "a" not in pages.index
            or isinstance(pages.loc["a", "text"], str)
            or name in pages.loc["a", "problem"]
        )


# --- tables of articles -------------------------------------------------------------------------


def write_rows(*rows: object) -> Callable[[Path], object]:
    return write("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows))


def write_parquet(column: Any, kind: pa.DataType | None = None) -> Callable[[Path], object]:
    return lambda path: parquet.write_table(pa.table({"text": pa.array(column, kind)}), path)


def write_damaged_parquet(path: Path) -> None:
    write_parquet(["会议召开。"] * 9)(path)
    path.write_bytes(path.read_bytes()[:-20] + b"\xff" * 20)


def write_gbk_as_utf8(path: Path) -> None:
    """What says of itself that it is UTF-8, and is not."""
    data = pa.array(["会议在澜川召开,要抓好春耕。".encode("gbk")] * 2)
    text = pa.Array.from_buffers(pa.string(), len(data), data.buffers())
    parquet.write_table(pa.table({"text": text}), path)


def write_twice(path: Path) -> None:
    columns = [pa.array(["会议召开。"]), pa.array(["另一个"])]
    parquet.write_table(pa.table(columns, names=["text", "text"]), path)


YEARS = {"date": pa.array([1 << 60], pa.timestamp("us")), "text": ["会议召开。"]}
STRUCTS = [{"html": "会议"}, {"html": "召开"}]
TABLES = [
    Case("100,000 brackets on a line of JSON", "a.jsonl", write_rows(ROW, DEEP), "1 line is no JSON", "会议召开。"),
    Case("nothing but 100,000 brackets", "a.jsonl", write_rows(DEEP), "is no JSON object"),
    Case("a number of 5,000 digits in JSON", "a.jsonl", write_rows(ROW, f'{{"text": {LONG}}}'), "1 line is no JSON", "会议召开。"),
    Case("1e999 as a text", "a.jsonl", write_rows(ROW, '{"text": 1e999}'), "too large", "会议召开。"),
    Case("half a character in JSON", "a.jsonl", write_rows('{"text": "会议\\ud800召开。"}'), "U+FFFD", "会议\ufffd召开。"),
    Case("a list of paragraphs as text", "a.jsonl", write_rows({"text": ["会议召开。", "散会。"]}), None, "会议召开。\n散会。"),
    Case("an object as text", "a.jsonl", write_rows({"text": {"html": "会议"}}), "the column 'text' holds no text: it is an object with html"),
    Case("an object as text in one row of two", "a.jsonl", write_rows(ROW, {"text": {"a": 1}}), "in row 2: it is an object with a", "会议召开。"),
    Case("an object as headline", "a.jsonl", write_rows({"text": "会议召开。", "title": {"zh": "春耕"}}), "in the column 'title' 1 cell is no text", "会议召开。"),
    Case("a list as a date", "a.jsonl", write_rows({"text": "会议召开。", "date": [2024, 3, 5]}), "in the column 'date' 1 cell is no text", "会议召开。"),
    Case("a page number of 30 digits", "a.jsonl", write_rows({"text": "会议召开。", "page": 10**30}), "1 kind of page number could not be read", "会议召开。"),
    Case("one JSON list of all", "a.jsonl", write_rows(json.dumps([ROW])), "put one article on a line"),
    Case("an empty table", "a.csv", write(""), "the file is empty"),
    Case("a table of commas", "a.csv", write(",,\n,,\n"), "no column of text"),
    Case("a table without text", "a.csv", write("日期,标题\n2024-03-05,春耕\n"), "no column of text"),
    Case("a quotation mark left open", "a.csv", write('text\n"会议召开。\n' + "散会。\n" * 9), "no whole table"),
    Case("more cells than names", "a.csv", write("date,text\n2024-03-05,会议,召开。\n"), "more cells"),
    Case("a zero byte inside a table", "a.csv", write("text\n会议\0召开。\n" * 9), None, "会议\0召开。"),
    Case("a table that is no gzip", "a.csv.gz", write("text\n会议召开。\n"), "cannot be read"),
    Case("an xz that stops short", "a.csv.xz", write(lzma.compress(b"text\n" * 999)[:60]), "cannot be read"),
    Case("a table that is no Zstandard", "a.csv.zst", write("text\n会议召开。\n"), "cannot be read"),
    Case("text named .parquet", "a.parquet", write("text\n会议召开。\n"), "no Parquet file"),
    Case("a damaged Parquet file", "a.parquet", write_damaged_parquet, "a.parquet"),
    Case("text in bytes, GB 18030, in Parquet", "a.parquet", write_parquet(["会议在澜川召开,要抓好春耕。".encode("gbk")]), None, "会议在澜川召开,要抓好春耕。"),
    Case("a picture in bytes in Parquet", "a.parquet", write_parquet([b"\x89PNG\0"]), "it is a picture"),
    Case("lists of paragraphs in Parquet", "a.parquet", write_parquet([["会议召开。", "散会。"]]), None, "会议召开。\n散会。"),
    Case("structs in Parquet", "a.parquet", write_parquet(STRUCTS), "the column 'text' holds no text: it is an object with html"),
    Case("lists of structs in Parquet", "a.parquet", write_parquet([STRUCTS]), "holds no text: it is an object"),
    Case("a date in the year 36,000 in Parquet", "a.parquet", lambda path: parquet.write_table(pa.table(YEARS), path), "in the column 'date' 1 cell is no text", "会议召开。"),
    Case("GB 18030 that says it is UTF-8 in Parquet", "a.parquet", write_gbk_as_utf8, None, "会议在澜川召开,要抓好春耕。"),
    Case("two columns of one name in Parquet", "a.parquet", write_twice, None, "会议召开。"),
    Case("a table that links to /dev/zero", "a.csv", link("/dev/zero"), "no ordinary file"),
    Case("a Parquet file that links to /dev/zero", "a.parquet", link("/dev/zero"), "no ordinary file"),
    Case("a pipe named .csv", "a.csv", make_pipe, "no ordinary file"),
    Case("a table that links to nothing", "a.csv", link("nothing.csv"), "No such file"),
]  # fmt: skip


@pytest.mark.parametrize("case", TABLES, ids=list_ids(TABLES))
def test_a_table(case: Case, tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text("title,text\n减负,文要短写。\n", encoding="utf-8")
    case.make(tmp_path / case.name)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        articles = read_articles(tmp_path)
    good = articles["article_id"] == "good#1"
    assert articles.loc[good, "text"].tolist() == ["文要短写。"]
    assert (articles.loc[~good, "text"].tolist() or [None])[0] == case.read
    assert all(one.filename == __file__ for one in caught)  # at the user's own line
    said = [str(one.message) for one in caught]
    assert bool(said) == (case.said is not None)
    assert case.said is None or any(case.said in one and case.name in one for one in said)
    if case.read is None:
        with pytest.raises(InputError, match=case.name):
            read_articles(tmp_path / case.name)
        with pytest.raises(InputError, match=case.name):
            build_tables(tmp_path / case.name, tmp_path / "out", workers=1)
        result = CliRunner().invoke(
            dangbao, ["tables", str(tmp_path / case.name), "--out", str(tmp_path / "out")]
        )
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
        assert result.stderr.startswith("dangbao: ")
    else:
        check_pieces(tmp_path / case.name, articles[~good])


def check_pieces(path: Path, whole: pd.DataFrame) -> None:
    """Read piece by piece it is the same."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (file,) = list_tables(path)
        pieces = list(iterate_articles(file, {}))
    for name in ("article_id", "headline", "text"):
        cells = [cell for piece in pieces for cell in piece.get(name, [None] * len(piece["text"]))]
        cells = number_repeats(cells) if name == "article_id" else cells
        known = [None if pd.isna(cell) else cell for cell in whole[name].tolist()]
        assert cells == known


CELLS = [
    (["会议召开。", None, ""], None, ["会议召开。", None, None]),
    ([20240305, -1, 0], pa.int64(), ["20240305", "-1", "0"]),
    ([1.5, 2.0, float("nan")], pa.float64(), ["1.5", "2", None]),
    ([True, False, None], pa.bool_(), ["true", "false", None]),
    ([Decimal("1.50"), None, Decimal("-2.00")], pa.decimal128(5, 2), ["1.50", None, "-2.00"]),
    ([datetime(2024, 3, 5), None, datetime(1, 1, 1)], pa.timestamp("us"), ["2024-03-05 00:00:00", None, "0001-01-01 00:00:00"]),
    (["会议召开。".encode(), b"", None], pa.large_binary(), ["会议召开。", None, None]),
    ([text.encode("gbk") for text in ("会议在澜川召开,要抓好春耕。", "散会。", "abc")], pa.binary(), ["会议在澜川召开,要抓好春耕。", "散会。", "abc"]),
    ([["会议召开。", None, " "], [], None], pa.list_(pa.string()), ["会议召开。", None, None]),
    ([["会议".encode(), "召开。".encode()], [b"a"], None], pa.list_(pa.binary()), ["会议\n召开。", "a", None]),
    ([[1, 2], [3], None], pa.large_list(pa.int32()), ["1\n2", "3", None]),
    (["会议", "会议", None], pa.dictionary(pa.int8(), pa.string()), ["会议", "会议", None]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("column", "kind", "texts"), CELLS, ids=[str(kind) for _, kind, _ in CELLS]
)
def test_a_cell_of_parquet_is_written_as_a_reader_would(column, kind, texts, tmp_path) -> None:
    write_parquet(column, kind)(tmp_path / "a.parquet")
    found = read_articles(tmp_path / "a.parquet")["text"]
    assert [None if pd.isna(text) else text for text in found] == texts


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
ROWS = st.dictionaries(st.sampled_from(["text", "title", "date", "page", "id", "作者", "x"]), JSON, max_size=5)  # fmt: skip


@settings(deadline=None, max_examples=75)
@given(st.lists(ROWS | JSON, min_size=1, max_size=4))
def test_any_json_as_lines_of_a_table(values: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file = Path(folder, "a.jsonl")
        file.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")
        try:
            articles = read_articles(file)
        except InputError as error:
            assert "a.jsonl" in str(error)  # noqa: PT017 - either is right
            return
        rows = [value for value in values if isinstance(value, dict) and value]
        assert len(articles) == len(rows)
        for row, text in zip(rows, articles["text"], strict=True):
            own = row.get("text", row.get("TEXT"))
            lines = own if isinstance(own, list) else [own]
            whole = not any(isinstance(line, dict | list) for line in lines)
            assert isinstance(text, str) or pd.isna(text)
            assert whole or pd.isna(text)
        check_pieces(file, articles)


@settings(deadline=None, max_examples=75)
@given(
    st.binary(),
    st.sampled_from([".csv", ".tsv", ".jsonl", ".parquet", ".csv.gz", ".jsonl.xz", ".csv.zst"]),
)
def test_any_bytes_as_a_table(data: bytes, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Path(folder, "good.csv").write_text("text\n文要短写。\n", encoding="utf-8")
        for start in (b"", b"text,date\n", b"PAR1", b"\x1f\x8b\x08"):
            Path(folder, f"a{suffix}").write_bytes(start + data)
            assert "文要短写。" in read_articles(folder)["text"].tolist()


def test_a_table_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "good.csv").write_text("text\n文要短写。\n", encoding="utf-8")
    refuse(tmp_path / "locked.csv", monkeypatch)
    with pytest.warns(UserWarning, match=r"locked.csv cannot be read: Permission denied"):
        assert len(read_articles(tmp_path)) == 1


def stop_short(pack: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    """A packed table of 9,000 articles, of which the last bytes are missing."""
    rows = "".join(f"2024-03-{day % 28 + 1:02},第{day}次会议召开。\n" for day in range(9_000))
    return lambda path: path.write_bytes(pack(f"date,text\n{rows}".encode())[:-200])


def break_rows(path: Path) -> None:
    """A row with a cell too many behind 6,000 that are read by then."""
    rows = "2024-03-05,会议召开。\n" * 6_000
    path.write_text(f"date,text\n{rows}2024-03-05,会议,召开。\n", encoding="utf-8")


def break_pages(path: Path) -> None:
    """A Parquet file whose end is whole and whose last rows are not."""
    texts = [f"第{number}次会议召开。" for number in range(20_000)]
    table = pa.table({"date": ["2024-03-05"] * len(texts), "text": texts})
    parquet.write_table(table, path, row_group_size=5_000, compression="zstd")
    data = bytearray(path.read_bytes())
    metadata = parquet.read_metadata(path)
    column = metadata.row_group(metadata.num_row_groups - 1).column(1)
    begin = column.data_page_offset + 40
    data[begin : begin + 400] = b"\xff" * 400
    path.write_bytes(data)


BROKEN = [
    Case("a Parquet file broken in its last rows", "a.parquet", break_pages, "cannot be read"),
    Case("text named .parquet", "a.parquet", write("text\n会议召开。\n"), "no Parquet file"),
    Case("a gzip that stops short", "a.csv.gz", stop_short(gzip.compress), "cannot be read"),
    Case("a row with a cell too many, late", "a.csv", break_rows, "no whole table"),
    Case("an open quotation mark", "a.csv", write('text\n"会议召开。\n' + "散会。\n" * 9), "no whole table"),
    Case("lines that are no JSON", "a.jsonl", write_rows(DEEP, "[1]"), "is no JSON object"),
    Case("a table that links to nothing", "a.csv", link("nothing.csv"), "No such file"),
]  # fmt: skip


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("case", BROKEN, ids=list_ids(BROKEN))
def test_a_broken_table_among_others_is_named_and_the_rest_is_made(case, workers, tmp_path) -> None:
    source, out, alone = (tmp_path / name for name in ("source", "out", "alone"))
    source.mkdir()
    (source / "good.csv").write_text("date,text\n2024-03-05,文要短写。\n", encoding="utf-8")
    build_tables(source, alone, workers=1)
    case.make(source / case.name)
    with pytest.warns(UserWarning, match=case.name):
        articles = read_articles(source)
    command = ["tables", str(source), "--out", str(out), "--workers", str(workers)]
    for made in (1, 0):  # what is broken is tried again, what is good is not made again
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            result = CliRunner().invoke(dangbao, command)
        assert f": {made} of 1 months made\n" in result.stdout
        said = result.stderr.removesuffix("\n").split("\n")
        (line,) = [own for own in said if own.startswith("dangbao: not read: ")]
        assert line.startswith(f"dangbao: not read: {case.name}")
        assert case.said is not None
        assert case.said in line
        assert result.exit_code == 1
        built = build_tables(source, out, workers=workers)
        assert built.unread["path"].tolist() == [case.name]
        assert built.unread["page_id"].isna().all()
        assert case.said in built.unread["problem"].iloc[0]
        shown = query_tables(out, "select article_id, text from articles")
        assert shown["text"].tolist() == articles["text"].tolist() == ["文要短写。"]
        assert list_bytes(out) == list_bytes(alone)  # also of the rows before the broken one
    (source / case.name).unlink()
    mended = source / f"a{'.csv.gz' if case.name.endswith('.gz') else Path(case.name).suffix}"
    mend(mended)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        built = build_tables(source, out, workers=workers)
        build_tables(source, tmp_path / "fresh", workers=1)
    assert built.unread.empty
    assert built.months["articles"].sum() == len(read_articles(source)) == 2
    assert list_bytes(out) == list_bytes(tmp_path / "fresh")


def mend(path: Path) -> None:
    """The table as it should have been: one article."""
    row = {"date": "2024-04-02", "text": "会议少开。"}
    csv = "date,text\n2024-04-02,会议少开。\n".encode()
    if path.suffix == ".parquet":
        parquet.write_table(pa.Table.from_pylist([row]), path)
    elif path.suffix == ".jsonl":
        path.write_text(json.dumps(row), encoding="utf-8")
    else:
        path.write_bytes(gzip.compress(csv) if path.suffix == ".gz" else csv)


def list_bytes(folder: Path) -> dict[str, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_where_no_table_can_be_read_nothing_is_taken_away(tmp_path: Path) -> None:
    source, out = tmp_path / "source", tmp_path / "out"
    source.mkdir()
    mend(source / "a.csv")
    build_tables(source, out, workers=1)
    before = list_bytes(out)
    (source / "a.csv").write_text('text\n"会议', encoding="utf-8")
    (source / "b.jsonl").write_text("[1]\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"No articles could be read\. .*a\.csv"):
        build_tables(source, out, workers=1)
    assert list_bytes(out) == before


def test_a_full_disk_is_no_fault_of_the_table(tmp_path: Path, monkeypatch) -> None:
    mend(tmp_path / "a.csv")
    mend(tmp_path / "b.csv")

    def refuse_all(*_: object) -> None:
        raise InputError("There is no room left.")

    monkeypatch.setattr("analysis.pipeline.sources.put_piece", refuse_all)
    with pytest.raises(InputError, match=r"^There is no room left"):
        build_tables(tmp_path, tmp_path / "out", workers=1)


# --- lists of the user's own --------------------------------------------------------------------

ARTICLES = pd.DataFrame({"article_id": ["a"], "text": ["市长谭启文在澜川说,为基层减负。"]})
READERS: dict[str, Callable[[Path], pd.DataFrame]] = {
    "roster": lambda path: find_mentions(ARTICLES, roster=path),
    "phrases": lambda path: find_phrases(ARTICLES, extra=path),
    "themes": lambda path: tag_themes(ARTICLES, extra=path),
}
LISTS = [
    ("a device", link("/dev/zero")),
    ("a pipe", make_pipe),
    ("a folder", Path.mkdir),
    ("a link to nothing", link("nothing")),
    ("a picture", write(b"\x89PNG\xff")),
    ("UTF-16", write("name,phrase,theme,term\n谭启文,减负,减负,减负\n".encode("utf-16"))),
    ("other columns", write("a,b\n1,2\n")),
    ("nothing", write("")),
]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("what", "make"), LISTS, ids=list_ids(LISTS))
def test_a_list(reader: str, what: str, make: Callable[[Path], object], tmp_path: Path) -> None:
    make(tmp_path / "list.csv")
    with pytest.raises(InputError, match=r"list\.csv|roster lacks name"):
        READERS[reader](tmp_path / "list.csv")


@pytest.fixture
def limits() -> Iterator[None]:
    """Keep the longest cell that Python takes, which libraries set for a whole process."""
    limit = csv.field_size_limit()
    yield
    csv.field_size_limit(limit)


@pytest.mark.parametrize("limit", [131_072, 2**31 - 1])
@pytest.mark.parametrize("reader", ["phrases", "themes"])
def test_a_cell_of_a_list_that_never_ends(reader: str, limit: int, tmp_path: Path, limits) -> None:
    csv.field_size_limit(limit)
    text = (
        'phrase,theme\n"' + "减" * 200_000
        if reader == "phrases"
        else 'theme,term\n"' + "减" * 200_000
    )
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"list.csv, line 2: it is no CSV"):
        READERS[reader](tmp_path / "list.csv")


@pytest.mark.parametrize("word", ["“”", "\0", "减\x01负"])
def test_a_word_of_which_nothing_can_be_found_is_named(word: str, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(f"phrase\n减负\n{word}\n", encoding="utf-8")
    with pytest.raises(InputError, match="One of the words") as raised:
        find_phrases(ARTICLES, extra=tmp_path / "list.csv")
    assert repr(word) in str(raised.value)


@example("themes", b"!")
@settings(deadline=None, max_examples=40)
@given(
    st.sampled_from(sorted(READERS)),
    st.binary() | st.text(st.characters(codec="utf-8")).map(str.encode),
)
def test_any_bytes_as_a_list(reader: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "list.csv")
        for start in (b"", b"name,title\n", b"phrase,variants\n", b"theme,term,weight\n"):
            path.write_bytes(start + data)
            try:
                READERS[reader](path)
            except InputError as error:
                named = ("list.csv", "roster", "One of the words")
                assert any(name in str(error) for name in named)  # noqa: PT017


# --- labels -------------------------------------------------------------------------------------

LABELS: dict[str, Any] = {
    "page": "one.md",
    "items": [
        {
            "kind": "article", "headline": "会议少开", "deck": None, "reporters": ["夏小满"],
            "lines": [1, 3], "complete": True, "joined": [],
        },
    ],
    "mentions": [],
}  # fmt: skip
ITEM = LABELS["items"][0]
GOLD = [
    ("100,000 brackets as labels", write(DEEP), "no JSON that can be read"),
    ("a number of 5,000 digits in labels", write(f'{{"page": {LONG}}}'), "no JSON that can be read"),
    ("labels that are no JSON", write("{"), "is not JSON"),
    ("labels in UTF-16", write("{}".encode("utf-16")), "not UTF-8"),
    ("labels that are a list", write("[]"), "holds no labels"),
    ("labels that are a device", link("/dev/zero"), "no ordinary file"),
    ("labels that are a folder", Path.mkdir, "it is a folder"),
    ("an item that is a number", write(json.dumps({**LABELS, "items": [5]})), "5 is no label"),
    ("1e999 as a line", write(json.dumps({**LABELS, "items": [{**ITEM, "lines": [1, 1e999]}]})), "lines is"),
    ("a mention that is a list", write(json.dumps({**LABELS, "mentions": [[1]]})), "is no label"),
    ("people that are a list", write(json.dumps({**LABELS, "people": []})), "people is"),
    ("reporters that are numbers", write(json.dumps({**LABELS, "items": [{**ITEM, "reporters": [1]}]})), "reporters is 1"),
    ("a page that is elsewhere", write(json.dumps({**LABELS, "page": "../../etc/passwd"})), "is not there"),
]  # fmt: skip


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    (tmp_path / "gold").mkdir()
    (tmp_path / "one.md").write_text(PAGE, encoding="utf-8")
    return tmp_path / "gold" / "one.json"


@pytest.mark.parametrize(("what", "make", "said"), GOLD, ids=list_ids(GOLD))
def test_labels(what: str, make: Callable[[Path], object], said: str, labelled: Path) -> None:
    make(labelled)
    with pytest.raises(InputError, match=r"one\.(json|md)") as raised:
        evaluate_gold(labelled.parent, peers=())
    assert said in str(raised.value)


@pytest.mark.parametrize("text", [DEEP, LONG, "[]", '{"a": 1}', '{"a": {"b": "c"}}', "{"])
def test_floors(text: str, labelled: Path, tmp_path: Path) -> None:
    labelled.write_text(json.dumps(LABELS), encoding="utf-8")
    (tmp_path / "floors.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"floors\.json"):
        evaluate_gold(labelled.parent, floors=tmp_path / "floors.json", peers=())


@settings(deadline=None, max_examples=100)
@given(
    st.sampled_from(["page", "items", "mentions", "people", "item"]),
    st.sampled_from(sorted(ITEM)),
    JSON,
)
def test_any_json_as_labels(place: str, field: str, value: Any) -> None:
    changed = (
        {**LABELS, place: value}
        if place != "item"
        else {**LABELS, "items": [{**ITEM, field: value}]}
    )
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "gold").mkdir()
        Path(folder, "one.md").write_text(PAGE, encoding="utf-8")
        Path(folder, "gold", "one.json").write_text(json.dumps(changed), encoding="utf-8")
        try:
            evaluate_gold(Path(folder, "gold"), peers=())
        except InputError as error:
            assert "one." in str(error)  # noqa: PT017


# --- questions ----------------------------------------------------------------------------------

QUESTIONS = [
    ("no question", "", "A question in SQL is meant"),
    ("a semicolon", " ; ", "A question in SQL is meant"),
    ("None as a question", None, "A question in SQL is meant"),
    ("two questions", "select 1; select 2", "this is SELECT and SELECT"),
    ("COPY … TO a file", "copy mentions to 'stolen.csv'", "this is COPY"),
    ("COPY over a table", "copy (select 1) to '{table}' (format parquet, use_tmp_file false)", "this is COPY"),
    ("PIVOT inside COPY", "copy (pivot mentions on kind using count(*)) to '{table}' (format parquet, use_tmp_file false)", "nothing was done"),
    ("a table that is made", "create table stolen as select 1", "this is CREATE"),
    ("ATTACH", "attach 'stolen.db'", "this is ATTACH"),
    ("INSTALL", "install httpfs", "this is LOAD"),
    ("PRAGMA", "pragma database_list", "nothing was done"),
    ("SET", "set enable_external_access=true", "this is SET"),
    ("another file by read_csv", "select * from read_csv('/etc/passwd')", "cannot be answered"),
    ("another file by its name", "select * from '/etc/passwd'", "cannot be answered"),
    ("another table of Parquet", "select * from read_parquet('{other}')", "cannot be answered"),
    ("what files there are", "select * from glob('/*')", "cannot be answered"),
    ("an address", "select * from read_csv('http://127.0.0.1:9/a.csv')", "cannot be answered"),
    ("a variable of the caller", "select * from secret", "cannot be answered"),
    ("100,000 open brackets", "select " + "(" * 100_000, "brackets are not closed"),
    ("100,000 brackets", "select " + "(" * 100_000 + "1" + ")" * 100_000, "cannot be answered"),
    ("half a character in SQL", "select '\ud800'", "half a character"),
    ("a column that is not there", "select nothing from mentions", "nothing"),
]  # fmt: skip


@pytest.fixture(scope="module", params=["folder", "store"])
def tables(request, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("asked")
    (folder / f"{GOOD}.md").write_text(PAGE, encoding="utf-8")
    out = folder / "it's tables" if request.param == "folder" else "memory://hostile/tables"
    return build_tables(folder / f"{GOOD}.md", out, workers=1).out


@pytest.mark.parametrize(("what", "sql", "said"), QUESTIONS, ids=list_ids(QUESTIONS))
def test_a_question(
    what: str, sql: Any, said: str, tables: Any, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    secret = pd.DataFrame({"password": ["1234"]})
    secret.to_parquet(tmp_path / "other.parquet")
    table = tables / "mentions" / "lanchuan-daily" / "2024-03.parquet"
    before = table.read_bytes()
    if isinstance(sql, str):
        sql = sql.replace("{table}", str(table).replace("'", "''")).replace(
            "{other}", "other.parquet"
        )
    with pytest.raises(InputError, match=said):
        query_tables(tables, sql)
    assert table.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.parquet"]


def test_a_question_that_reads_is_answered(tables: Any) -> None:
    for sql in (
        "select name from mentions where name = '谭启文'",
        "from mentions select name where kind = 'actor'",
        "with one as (from mentions) select distinct name from one where name = '谭启文';",
    ):
        assert query_tables(tables, sql)["name"].tolist() == ["谭启文"]
    assert "name" in query_tables(tables, "describe mentions")["column_name"].tolist()
    assert len(query_tables(tables, "pivot mentions on kind in ('actor', 'byline') using count(*)"))


@settings(deadline=None, max_examples=30)
@given(sql=st.text())
def test_any_text_as_a_question(tables: Any, sql: str) -> None:
    with pytest.raises(InputError):
        query_tables(tables, sql)


# --- addresses and paths ------------------------------------------------------------------------

PATHS = [
    ("an empty path", "", "is no path"),
    ("a path of blanks", "  ", "is no path"),
    ("None as a path", None, "is NoneType"),
    ("a table as a path", pd.DataFrame({"text": ["会议召开。"]}), "is DataFrame"),
    ("a zero byte in a path", "a\0b", "is no path"),
    ("a path of 10,000 characters", "会" * 10_000, "There is no file or folder"),
    ("an address of another machine", "file://elsewhere/pages", "names no file of this machine"),
    ("a file address without a path", "file://", "names no file of this machine"),
    ("an address of no known kind", "nowhere://pages", "cannot be reached"),
    ("an address of a store without credentials", "s3://papers-of-nobody/pages", "cannot be reached"),
    ("an address where there is nothing", "memory://nothing/there", "There is no file or folder"),
]  # fmt: skip
DOORS: dict[str, Callable[[Any, Path], object]] = {
    "read_pages": lambda source, _: read_pages(source),
    "read_articles": lambda source, _: read_articles(source),
    "build_tables": lambda source, out: build_tables(source, out, workers=1),
    "write_reports": write_reports,
}


@pytest.fixture
def no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))

    def forget_stores() -> None:
        if "s3fs" in sys.modules:  # which keeps what it has opened with other credentials
            sys.modules["s3fs"].S3FileSystem.clear_instance_cache()

    forget_stores()
    yield
    forget_stores()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("what", "path", "said"), PATHS, ids=list_ids(PATHS))
def test_a_path(door: str, what: str, path: Any, said: str, tmp_path: Path, no_credentials) -> None:
    if isinstance(path, pd.DataFrame) and door in ("read_articles", "write_reports"):
        return  # which take a table
    with pytest.raises(InputError, match=said):
        DOORS[door](path, tmp_path / "out")
    assert not (tmp_path / "out" / "index.html").exists()


@settings(deadline=None)
@given(st.text())
def test_any_text_as_a_path_or_a_name(text: str) -> None:
    spell(text).encode()
    try:
        open_path(text.replace("://", ":"))
    except InputError as error:
        assert "no path" in str(error)  # noqa: PT017


def test_a_store_that_never_answers_is_not_waited_for(monkeypatch, no_credentials) -> None:
    """Its own patience is minutes, and ends in other words."""
    monkeypatch.setattr("analysis.stores._PATIENCE", 1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for name, value in {
            "ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "ACCESS_KEY_ID": "a",
            "SECRET_ACCESS_KEY": "b",
        }.items():
            monkeypatch.setenv(f"AWS_{name}", value)
        with pytest.raises(
            InputError,
            match=r"s3://papers/pages cannot be reached: it did not answer within 1 second",
        ):
            read_pages("s3://papers/pages")


def test_a_store_that_fails_later_leaves_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    from fsspec.implementations.memory import MemoryFileSystem
    from upath import UPath

    class OddError(Exception):
        """Stores raise what is no OSError."""

    for name in ("good.md", "lost.md"):
        (UPath("memory://failing") / name).write_text(PAGE, encoding="utf-8")
    start = MemoryFileSystem._open

    def fail(self: Any, path: str, *more: Any, **named: Any) -> Any:
        if "lost" in path:
            raise OddError("the connection was lost")
        return start(self, path, *more, **named)

    monkeypatch.setattr(MemoryFileSystem, "_open", fail)
    pages = read_pages("memory://failing").set_index("page_id")
    assert pages.loc["good", "text"] == PAGE
    assert "the connection was lost" in pages.loc["lost", "problem"]


def test_a_fault_of_the_program_is_not_taken_for_one_of_a_store() -> None:
    with pytest.raises(ZeroDivisionError), reaching(Path("pages")):
        1 / 0  # noqa: B018


def test_an_address_of_a_file_is_that_file(tmp_path: Path, labelled: Path) -> None:
    labelled.write_text(json.dumps(LABELS), encoding="utf-8")
    plain, address = (
        evaluate_gold(labelled.parent, peers=()),
        evaluate_gold(labelled.parent.as_uri(), tmp_path.as_uri(), peers=()),
    )
    assert address.figures.equals(plain.figures)
    table = pd.DataFrame({"term": ["减负"]})
    write_table(table, (tmp_path / "报告").as_uri(), "terms")
    assert (tmp_path / "报告" / "tables" / "terms.csv").is_file()
    with pytest.raises(InputError, match="lies elsewhere"):
        write_table(table, "memory://elsewhere", "terms")


def test_the_notebooks_read_the_pages_of_an_address(tmp_path: Path, monkeypatch) -> None:
    from upath import UPath

    store = UPath("memory://hostile/2024/03/13")
    for name, text in {"p01.md": PAGE, "a/bad.md": "%PDF", "a/b/p02.txt": PAGE * 2}.items():
        (store / name).write_text(text, encoding="utf-8")
    store.fs.pipe_file("/hostile/2024/03/13/../../../../up.md", PAGE.encode())
    read = []

    def run_all(source: str, draft: Path, *_: object) -> None:
        """What a kernel does, whose folder is that of the draft."""
        read.append(read_pages(draft / source))

    monkeypatch.setattr("analysis.reports.build._run_all", run_all)
    monkeypatch.setattr("analysis.reports.build.make_index", lambda *_, **__: "")
    for source in (store, "memory://hostile/2024/03/13", "memory://hostile/2024/03/13/p01.md"):
        write_reports(source, tmp_path / "out")
        there, here = read_pages(source), read.pop()
        for name in ("text", "date", "page", "encoding"):
            assert here[name].equals(there[name])
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / f"{GOOD}.md").write_text(PAGE, encoding="utf-8")
    write_reports(folder.as_uri(), (tmp_path / "另一个").as_uri())
    assert read.pop()["path"].tolist() == [str(folder / f"{GOOD}.md")]
    assert (tmp_path / "另一个" / "index.html").is_file()
    made = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert not made & {"up.md", "p01.md"}


# --- the machine --------------------------------------------------------------------------------


@pytest.fixture(params=[errno.ENOSPC, errno.EDQUOT], ids=["a full disk", "a full quota"])
def full(request, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Nothing can be written any more."""
    write_bytes = Path.write_bytes

    def fail(self: Path, data: bytes) -> int:
        if ".dangbao" in str(self) or "out" in self.parts:
            raise OSError(request.param, os.strerror(request.param), str(self))
        return write_bytes(self, data)

    monkeypatch.setattr(Path, "write_bytes", fail)
    return int(request.param)


def test_no_room(full: int, labelled: Path, tmp_path: Path) -> None:
    from matplotlib import pyplot as plt

    from analysis.reports import write_figure

    labelled.write_text(json.dumps(LABELS), encoding="utf-8")
    out = tmp_path / "out"
    with pytest.raises(InputError, match="no room left"):
        write_table(pd.DataFrame({"term": ["减负"]}), out, "terms")
    with pytest.raises(InputError, match="no room left"):
        write_figure(plt.subplots()[1], out, "chart")
    with pytest.raises(InputError, match="no room left"):
        build_tables(tmp_path / "one.md", out, workers=1)
    result = CliRunner().invoke(dangbao, ["evaluate", str(labelled.parent), "--out", str(out)])
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "no room left" in result.stderr


def test_no_room_for_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one.md").write_text(PAGE, encoding="utf-8")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("analysis.reports.build._run_all", fail)
    result = CliRunner().invoke(
        dangbao, ["report", str(tmp_path / "one.md"), "--out", str(tmp_path / "out")]
    )
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "no room left" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["one.md"]


def run(command: str, folder: Path, **environment: str) -> tuple[int, bytes, str]:
    python = shlex.quote(sys.executable)
    shell = command.replace("dangbao", f"{python} -m analysis")
    # As on a user's machine, where what is written waits until Python ends.
    given = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    given |= {"PYTHONPATH": str(Path(__file__).parents[1]), **environment}
    result = subprocess.run(
        ["bash", "-o", "pipefail", "-c", shell], cwd=folder, env=given, capture_output=True
    )
    return result.returncode, result.stdout, result.stderr.decode("utf-8", errors="surrogateescape")


NO_CHINESE = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}
WARNED = '{"text": "会议召开。", "date": "昨天"}\n'
COMMANDS = [
    ("output to a full device", "dangbao context 减负 good.md > /dev/full", {}, 3, b"", "dangbao: the output cannot be written (No space left on device).\n"),
    ("help to a full device", "dangbao --help > /dev/full", {}, 3, b"", "dangbao: the output cannot be written (No space left on device).\n"),
    ("errors to a full device", "dangbao context 减负 nothing.md 2> /dev/full", {}, 2, b"", ""),
    ("a reader that has gone", "dangbao context , good.md | head -c 0", {}, 141, b"", ""),
    ("no output at all", "dangbao context 减负 good.md >&-", {}, 0, b"", ""),
    ("a word without a Chinese locale", "dangbao context 减负 数据", NO_CHINESE, 0, "澜川日报-2024-03-05:3:33: ".encode(), ""),
    ("a path without a Chinese locale", "dangbao context 减负 没有", NO_CHINESE, 2, b"", "dangbao: There is no file or folder 没有. Check how the path is written.\n"),
    ("names of files without a Chinese locale", "dangbao tables 数据 --out tables --workers 1", NO_CHINESE, 2, b"", "dangbao: A file cannot be named 澜川日报 here: this terminal has no Chinese. Set PYTHONUTF8=1 and run the same again.\n"),
    ("a warning", "dangbao tables news.jsonl --out news --workers 1", {}, 0, b"news: 1 of 1 months made\n", "dangbao: news.jsonl: 1 kind of date could not be read, such as '昨天'.\n"),
    ("a path that is empty", "dangbao context 减负 \"$NOTHING\"", {}, 2, b"", "dangbao: '' is no path; name a file or a folder ('.' for this one).\n"),
]  # fmt: skip


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is full")
@pytest.mark.parametrize(
    ("what", "command", "environment", "status", "output", "errors"),
    COMMANDS,
    ids=list_ids(COMMANDS),
)
def test_a_command(what, command, environment, status, output, errors, tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "数据").mkdir()
    (tmp_path / "数据" / "澜川日报-2024-03-05.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "news.jsonl").write_text(WARNED, encoding="utf-8")
    found = run(command, tmp_path, **environment)
    assert found[0] == status
    assert found[1].replace(f"{tmp_path}/".encode(), b"").startswith(output)
    assert bool(found[1]) == bool(output)
    said = found[2].replace(f"{tmp_path}/", "")
    # Where something was read, what was made of it follows.
    assert said.startswith(errors) if status == 0 else said == errors


def test_a_warning_in_python_is_at_the_line_of_the_user(tmp_path: Path) -> None:
    (tmp_path / "news.jsonl").write_text(WARNED, encoding="utf-8")
    with pytest.warns(UserWarning, match="昨天") as caught:
        build_tables(tmp_path / "news.jsonl", tmp_path / "out", workers=1)
    assert {one.filename for one in caught} == {__file__}


def test_the_command_alone_changes_how_warnings_look() -> None:
    assert "analysis" not in warnings.showwarning.__module__
    assert main.__module__ == "analysis.cli"
    assert len(find_context(ARTICLES, of="减负")) == 1


OPTIONS: list[tuple[str, Callable[[Path], object]]] = [
    ("a page number as text", lambda page: read_pages(page, page="1")),
    ("a newspaper that is a number", lambda page: read_pages(page, newspaper=5)),
    ("a date that is none", lambda page: read_pages(page, date="2024-02-31")),
    ("columns that are a number", lambda page: read_articles(page.with_suffix(".csv"), columns=5)),
    ("columns that are a list", lambda page: read_articles(page.with_suffix(".csv"), columns=["text"])),
    ("workers as text", lambda page: build_tables(page, page.parent / "out", workers="2")),
    ("a roster that is a number", lambda _: find_mentions(ARTICLES, roster=5)),
    ("phrases that are a number", lambda _: find_phrases(ARTICLES, extra=5)),
    ("themes that are a number", lambda _: tag_themes(ARTICLES, extra=5)),
    ("themes whose words are a text", lambda _: tag_themes(ARTICLES, extra={"冰雪": "滑雪"})),
]  # fmt: skip


@pytest.mark.parametrize(("what", "call"), OPTIONS, ids=list_ids(OPTIONS))
def test_an_option(what: str, call: Callable[[Path], object], tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "one.csv").write_text("text\n会议召开。\n", encoding="utf-8")
    with pytest.raises(InputError):
        call(tmp_path / "one.md")
