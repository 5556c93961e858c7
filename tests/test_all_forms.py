"""One folder with every form at once, as a long collection becomes one."""

import gzip
import json
import lzma
import sqlite3
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from click.testing import CliRunner
from forms import TEXT, make_rss, make_seven, make_word, make_zip, paragraph

from analysis import read_articles, read_pages, split_articles
from analysis.cli import dangbao

STORY = f"春耕会\n\n本报讯（记者 林越）3月5日，{TEXT}"
ROW = {"标题": "春耕会", "日期": "2024-03-05", "正文": TEXT}


def write_zst(path: Path) -> None:
    with pa.output_stream(str(path), compression="zstd") as file:
        file.write(STORY.encode())


def write_base(path: Path) -> None:
    base = duckdb.connect(str(path)) if path.suffix == ".duckdb" else sqlite3.connect(path)
    base.execute("create table news (标题 text, 日期 text, 正文 text)")
    base.execute("insert into news values (?, ?, ?)", tuple(ROW.values()))
    base.commit()
    base.close()


def put(content: str | bytes) -> Callable[[Path], object]:
    data = content.encode() if isinstance(content, str) else content
    return lambda path: path.write_bytes(data)


LINE = json.dumps(ROW, ensure_ascii=False)
FRAME = pd.DataFrame([ROW])
FEED = (
    "<title>春耕会</title><pubDate>Tue, 05 Mar 2024 08:00:00 GMT</pubDate>"
    f"<description>{TEXT}</description>"
)
ENTRY = f"<title>春耕会</title><updated>2024-03-05</updated><content>{TEXT}</content>"
PAGES: dict[str, Callable[[Path], object]] = {
    "01.txt": put(STORY),
    "02.md": put(f"## 春耕会\n\n{TEXT}"),
    "03.html": put(f"<html><body><h2>春耕会</h2><p>{TEXT}</p></body></html>"),
    "04.txt.gz": put(gzip.compress(STORY.encode())),
    "05.txt.xz": put(lzma.compress(STORY.encode("gb18030"))),
    "06.txt.zst": write_zst,
    "07.docx": put(make_word(paragraph("春耕会", style="2"), paragraph(TEXT))),
}
TABLES: dict[str, Callable[[Path], object]] = {
    "a.csv": lambda path: FRAME.to_csv(path, index=False),
    "b.tsv": lambda path: FRAME.to_csv(path, index=False, sep="\t", encoding="gb18030"),
    "c.xlsx": lambda path: FRAME.to_excel(path, index=False),
    "d.parquet": lambda path: FRAME.to_parquet(path),
    "e.json": put(f"[{LINE}]"),
    "f.jsonl": put(f"{LINE}\n"),
    "g.jsonl.gz": put(gzip.compress(f"{LINE}\n".encode())),
    "h.xml": put(make_rss(FEED)),
    "i.atom": put(f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{ENTRY}</entry></feed>'),
    "j.db": write_base,
    "k.duckdb": write_base,
}
REFUSED = ("l.doc", "n.rar")


def fill(folder: Path, kinds: str) -> Path:
    """Write the files of these kinds into a folder, and some that are neither."""
    folder.mkdir()
    files: dict[str, bytes | str] = {}
    if "pages" in kinds:
        for name, write in PAGES.items():
            write(folder / f"兰川日报20240305-{name}")
        for name in REFUSED:
            (folder / name).write_bytes(b"\xd0\xcf")
        (folder / "requirements.txt").write_text("pandas\n", encoding="utf-8")
        files["兰川日报20240305-08.txt"] = STORY
    if "tables" in kinds:
        for name, write in TABLES.items():
            write(folder / name)
        files["in.csv"] = FRAME.to_csv(index=False)
    (folder / "o.pdf").write_bytes(b"%PDF")
    (folder / "p.zip").write_bytes(make_zip(files))
    (folder / "q.7z").write_bytes(make_seven({f"7/{name}": own for name, own in files.items()}))
    return folder


def test_a_folder_of_all_forms_is_read_whole(tmp_path):
    folder = fill(tmp_path / "in", "pages tables")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    pages = read_pages(folder)
    items = split_articles(pages)
    rows = read_articles(folder)
    assert len(items) == len(PAGES) + 2
    assert len(rows) == len(TABLES) + 2
    for made in (items, rows):
        assert set(made["headline"]) == {"春耕会"}
        assert set(made["date"]) == {pd.Timestamp("2024-03-05")}
        assert all(TEXT[:20] in text for text in made["text"])
    assert sorted(items["page"]) == [*range(1, 9), 8]
    refused = pages.loc[pages["text"].isna(), "problem"]
    assert len(refused) == len(REFUSED) + 1  # and the PDF, which is broken
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("kinds", "status", "count"),
    [
        ("pages", 1, len(PAGES) + 2),
        ("tables", 1, len(TABLES) + 2),  # the PDF is broken, which is said
        ("pages tables", 1, len(PAGES) + len(TABLES) + 4),
    ],
)
def test_the_command_makes_tables_of_all_forms(tmp_path, kinds, status, count):
    folder = fill(tmp_path / "in", kinds)
    command = ["tables", str(folder), "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(dangbao, command)
    assert result.exit_code == status  # 1: some files could not be read, which are named
    assert all(name in result.stderr for name in REFUSED if "pages" in kinds)
    files = sorted((tmp_path / "out" / "articles").rglob("*.parquet"))
    articles = pd.concat([pd.read_parquet(file) for file in files])
    assert articles["headline"].tolist() == ["春耕会"] * count
    assert set(articles["date_precision"]) == {"day"}
