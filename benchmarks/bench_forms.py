"""Time how fast each form of file is read, in MB of UTF-8 text a second.

    python benchmarks/bench_forms.py [ROUNDS]

The articles of the sample, ten times over, are written as each form: rows of a table, or a file an
article. All forms are read in turn, ROUNDS times (3 when not given); the medians of the processor
time are written. The first read of all is not counted: it imports.
"""

import sqlite3
import sys
import tempfile
import time
import warnings
import zipfile
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from statistics import median

import duckdb
import pandas as pd
import py7zr

from analysis import read_articles, read_pages, split_articles
from analysis.pages import archives

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
TIMES_OVER = 10
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def make_rows() -> pd.DataFrame:
    """Make the articles that every form holds: id, date, title and content."""
    items = split_articles(read_pages(SAMPLE))
    once = items.loc[items["kind"] == "article", ["date", "headline", "text"]].fillna("")
    rows = pd.concat([once] * TIMES_OVER, ignore_index=True)
    return pd.DataFrame(
        {
            "id": [f"a{number}" for number in range(len(rows))],
            "date": rows["date"].astype("str"),
            "title": rows["headline"],
            "content": rows["text"],
        }
    )


def write_tables(rows: pd.DataFrame, folder: Path) -> None:
    """Write the rows as every form of table, a file each."""
    rows.to_csv(folder / "rows.csv", index=False)
    rows.to_json(folder / "rows.jsonl", orient="records", lines=True, force_ascii=False)
    rows.to_json(folder / "rows.json", orient="records", force_ascii=False)
    rows.to_parquet(folder / "rows.parquet")
    base = sqlite3.connect(folder / "rows.db")
    rows.to_sql("rows", base, index=False)
    base.close()
    store = duckdb.connect(str(folder / "rows.duckdb"))
    store.execute("create table rows as select * from rows")
    store.close()
    items = "".join(
        f"<item><guid>{row.id}</guid><pubDate>{row.date}</pubDate><title>{escape(row.title)}"
        f"</title><description>{escape(row.content)}</description></item>"
        for row in rows.itertuples()
    )
    (folder / "rows.xml").write_text(f"<rss><channel>{items}</channel></rss>", encoding="utf-8")


def write_pages(rows: pd.DataFrame, folder: Path) -> None:
    """Write each row as a file of its own: text, a page of a site, a Word document; and packed."""
    for kind in ("txt", "html", "docx"):
        (folder / kind).mkdir()
    with zipfile.ZipFile(folder / "pages.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for row in rows.itertuples():
            lines = [row.title, *row.content.split("\n")]
            text = "\n\n".join(lines)
            (folder / "txt" / f"{row.id}.txt").write_text(text, encoding="utf-8")
            packed.writestr(f"{row.id}.txt", text)
            body = "".join(f"<p>{escape(line)}</p>" for line in lines[1:])
            page = (
                f"<html><body><a href='/'>首页</a><h1>{escape(row.title)}</h1>"
                f"<div class='TRS_Editor'>{body}</div><p>版权所有</p></body></html>"
            )
            (folder / "html" / f"{row.id}.html").write_text(page, encoding="utf-8")
            told = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
            with zipfile.ZipFile(folder / "docx" / f"{row.id}.docx", "w") as document:
                source = f'<w:document xmlns:w="{WORD}"><w:body>{told}</w:body></w:document>'
                document.writestr("word/document.xml", source)
    with py7zr.SevenZipFile(folder / "pages.7z", "w") as packed:
        packed.writeall(folder / "txt", "")


def list_ways(folder: Path) -> Mapping[str, Callable[[], pd.DataFrame]]:
    """List the forms, each with what reads it."""
    tables = {
        path.suffix: lambda path=path: read_articles(path) for path in sorted(folder.glob("rows.*"))
    }
    pages = {
        f"{name} (a file an article)": lambda name=name: read_pages(folder / name)
        for name in ("txt", "html", "docx", "pages.zip", "pages.7z")
    }
    return {**tables, **pages}


def main() -> None:
    """Write the forms, read them in turn, and say how fast each was."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    warnings.simplefilter("ignore")
    rows = make_rows()
    size = sum(len((row.title + row.content).encode()) for row in rows.itertuples()) / 1e6
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_tables(rows, folder)
        write_pages(rows, folder)
        ways = list_ways(folder)
        taken: dict[str, list[float]] = {way: [] for way in ways}
        for number in range(rounds + 1):
            for way, read in ways.items():
                archives._open.cache_clear()  # an archive stays open between readings
                start = time.process_time()
                count = len(read())
                if number:
                    taken[way].append(time.process_time() - start)
                assert count == len(rows), (way, count)
    lines = [f"{way:30} {size / median(seconds):6.1f} MB/s" for way, seconds in taken.items()]
    sys.stdout.write("\n".join([f"{len(rows):,} articles, {size:.1f} MB", *lines, ""]))


if __name__ == "__main__":
    main()
