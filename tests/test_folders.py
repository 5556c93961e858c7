"""What belongs to the user stays: out folders that hold, are or lead to something else."""

import json
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest

from analysis import build_tables, read_articles, read_pages, split_articles
from analysis.folders import open_draft
from analysis.reports import write_reports, write_table
from analysis.schema import InputError

PAGE = "## 春耕会召开\n\n市长林悦强调,要抓好春耕。\n"
MINE = b"mine, and of no use to anybody else"
PAPER, MONTH = "lanchuan-daily", "2024-03"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "mydata" / "pages"
    folder.mkdir(parents=True)
    (folder / f"{PAPER}-{MONTH}-05-p01.md").write_text(PAGE, encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def quick_notebooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in a report does not matter here: one notebook that leaves one table."""

    def run_all(source: Path, draft: Path, *_: object) -> None:
        read_pages(source)
        articles = pd.DataFrame({"article_id": ["a#1"], "headline": ["春耕会召开"]})
        write_table(articles, draft, "articles")
        (draft / "01_articles.html").write_text("<html></html>", encoding="utf-8")

    monkeypatch.setattr("analysis.reports.build._run_all", run_all)


def take_stock(folder: Path) -> dict[str, bytes | str]:
    """All that lies in a folder, links by where they lead; locks are of no interest."""
    found: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = str(path.readlink())
        elif path.is_file() and path.name != ".dangbao.lock":
            found[name] = path.read_bytes()
    return found


def make_tables(pages: Path, out: Path) -> None:
    build_tables(pages, out, workers=1)


def make_report(pages: Path, out: Path) -> None:
    write_reports(pages, out)


def put(path: Path, data: bytes = MINE) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def link(path: Path, target: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


def forge(path: Path, root: Path, *names: str, kind: str = "report") -> None:
    """A manifest of somebody else, or one that names what is not below its folder."""
    files = {name: sha256((root / name).read_bytes()).hexdigest() for name in names}
    put(path, json.dumps({"dangbao": kind, "files": files}).encode())


# Each of what a user may have lying where the tables or the report go, and what is said, if it is
# an error: nothing may be lost either way.
Prepare = Callable[[Path, Path], None]
TABLES_OUT: dict[str, tuple[Prepare, str | None]] = {
    "a parquet file at the place of a table": (
        lambda out, _: put(out / "articles" / PAPER / f"{MONTH}.parquet"),
        r"articles.lanchuan-daily.2024-03\.parquet was not written by dangbao",
    ),
    "parquet files elsewhere below a table": (
        lambda out, _: put(out / "articles" / "my own.parquet"),
        None,
    ),
    "parquet files of the same month of another paper": (
        lambda out, _: put(out / "mentions" / "other" / f"{MONTH}.parquet"),
        None,
    ),
    "a folder at the place of a table": (
        lambda out, _: put(out / "articles" / PAPER / f"{MONTH}.parquet" / "deep.txt"),
        "was not written by dangbao",
    ),
    "a file at the place of a folder": (
        lambda out, _: put(out / "articles"),
        "was not written by dangbao",
    ),
    "a table that links to a folder of the user's": (
        lambda out, other: link(out / "articles", other),
        "was not written by dangbao",
    ),
    "a paper that links to a folder of the user's": (
        lambda out, other: link(out / "articles" / PAPER, other),
        "was not written by dangbao",
    ),
    "a link at the place of a table": (
        lambda out, other: link(out / "articles" / PAPER / f"{MONTH}.parquet", other / "a.parquet"),
        "was not written by dangbao",
    ),
    "somebody else's manifest.json": (
        lambda out, _: put(out / "manifest.json", b'{"files": {"a": 1}}'),
        r"manifest\.json was not written by dangbao",
    ),
    "somebody else's manifest of the month": (
        lambda out, _: put(out / ".manifests" / PAPER / f"{MONTH}.json"),
        "was not written by dangbao",
    ),
    "a forged manifest that leads out of the folder": (
        lambda out, other: forge(
            out / ".manifests" / "x" / "2020-01.json", out, f"../{other.name}/a.parquet"
        ),
        None,
    ),
    "half-written files of another program": (
        lambda out, _: put(out / "articles" / PAPER / ".x.part"),
        None,
    ),
    "a lock that links to a file of the user's": (
        lambda out, other: link(out / ".dangbao.lock", other / "a.parquet"),
        "is a link",
    ),
    "a folder of a report": (
        lambda out, _: forge(out / "manifest.json", out, kind="report"),
        "is a folder of dangbao for report, not for tables",
    ),
    "pieces of another program": (
        lambda out, _: put(out / ".pieces" / "x" / "1.parquet"),
        None,
    ),
}
REPORT_OUT: dict[str, tuple[Prepare, str | None]] = {
    "an index.html": (lambda out, _: put(out / "index.html"), r"index\.html was not written by"),
    "a page called like a notebook": (
        lambda out, _: put(out / "04_officials.html"),
        r"04_officials\.html was not written",
    ),
    "a table of the same name": (
        lambda out, _: put(out / "tables" / "articles.csv"),
        r"tables.articles\.csv was not written",
    ),
    "a manifest.json of an app": (
        lambda out, _: put(out / "manifest.json", b'{"files": ["mine.txt"]}'),
        r"manifest\.json was not written",
    ),
    "a manifest that names files of the user's by other hashes": (
        lambda out, _: put(
            out / "manifest.json",
            json.dumps({"dangbao": "report", "files": {"mine.txt": "0" * 64}}).encode(),
        ),
        None,
    ),
    "a forged manifest that leads out of the folder": (
        lambda out, other: forge(out / "manifest.json", out, f"../{other.name}/a.parquet"),
        None,
    ),
    "a folder of tables that links elsewhere": (
        lambda out, other: link(out / "tables", other),
        "was not written by dangbao",
    ),
    "other files": (lambda out, _: put(out / "notes" / "thesis.docx"), None),
    "a folder of tables of dangbao": (
        lambda out, _: forge(out / "manifest.json", out, kind="tables"),
        "is a folder of dangbao for tables, not for report",
    ),
    "a hidden folder called like a draft": (
        lambda out, _: put(out.parent / ".dangbao-mine" / "a.txt"),
        None,
    ),
}
CASES = [
    pytest.param(make, *case, id=f"{make.__name__}: {name}")
    for make, cases in ((make_tables, TABLES_OUT), (make_report, REPORT_OUT))
    for name, case in cases.items()
]


@pytest.mark.parametrize(("make", "prepare", "error"), CASES)
def test_nothing_of_the_users_is_replaced_or_removed(
    make, prepare, error, pages, tmp_path, recwarn
) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    put(out / "mine.txt")
    put(other / "a.parquet")
    put(other / PAPER / f"{MONTH}.parquet")
    try:
        prepare(out, other)
    except OSError as problem:
        pytest.skip(f"links cannot be made here: {problem}")
    before = take_stock(tmp_path)
    for _ in range(2):
        if error:
            with pytest.raises(InputError, match=error):
                make(pages, out)
        else:
            make(pages, out)
    after = take_stock(tmp_path)
    manifests = {name for name in before if name.startswith("out/.manifests/x/")}
    if error is None:
        manifests.add("out/manifest.json")  # written anew: it was called ours
    assert {name: after.get(name) for name in before if name not in manifests} == {
        name: data for name, data in before.items() if name not in manifests
    }
    if error is None:
        assert len(after) > len(before)


@pytest.mark.parametrize("make", [make_tables, make_report])
def test_an_out_folder_that_is_or_holds_the_source_is_refused(make, pages, tmp_path) -> None:
    link(tmp_path / "linked", pages)
    before = take_stock(tmp_path)
    for out in (pages, pages.parent, tmp_path, tmp_path / "linked", pages / ".." / "pages"):
        with pytest.raises(InputError, match=r"what is read.*Name another folder"):
            make(pages, out)
    with pytest.raises(InputError, match="holds what is read"):
        make(next(pages.iterdir()), pages)
    assert take_stock(tmp_path) == before


def test_tables_of_articles_below_the_out_folder_stay(tmp_path) -> None:
    mine = tmp_path / "mydata" / "articles"
    mine.mkdir(parents=True)
    pd.DataFrame({"article_id": ["a"], "text": ["市长林悦强调。"]}).to_parquet(mine / "a.parquet")
    put(tmp_path / "mydata" / "tokens" / "mine.parquet")
    before = take_stock(tmp_path)
    with pytest.raises(InputError, match="holds what is read"):
        build_tables(mine, tmp_path / "mydata", workers=1)
    assert take_stock(tmp_path) == before


@pytest.mark.parametrize("make", [make_tables, make_report])
def test_what_we_wrote_is_replaced_and_what_was_changed_is_not(make, pages, tmp_path) -> None:
    out = tmp_path / "out"
    make(pages, out)
    name = f"articles/{PAPER}/{MONTH}.parquet" if make is make_tables else "tables/articles.csv"
    page = next(pages.iterdir())
    page.write_text(PAGE.replace("林悦", "顾维岳"), encoding="utf-8")
    make(pages, out)
    if make is make_tables:
        assert "顾维岳" in pd.read_parquet(out / name)["text"].iloc[0]
    (out / name).write_bytes(MINE)
    page.write_text(PAGE.replace("林悦", "欧阳朔"), encoding="utf-8")
    with pytest.raises(InputError, match="has been changed since"):
        make(pages, out)
    assert (out / name).read_bytes() == MINE
    (out / name).unlink()
    make(pages, out)
    assert (out / name).read_bytes() != MINE


def test_a_month_that_is_gone_takes_only_its_own_files_along(pages, tmp_path) -> None:
    out = tmp_path / "out"
    second = pages / f"{PAPER}-2024-04-05-p01.md"
    second.write_text(PAGE, encoding="utf-8")
    make_tables(pages, out)
    put(out / "articles" / PAPER / "2024-04.parquet")
    put(out / "articles" / PAPER / "2019-01.parquet")
    second.unlink()
    with pytest.warns(UserWarning, match=r"stay: .*2024-04\.parquet"):
        make_tables(pages, out)
    left = {path.name for path in (out / "articles" / PAPER).iterdir()}
    assert left == {"2024-03.parquet", "2024-04.parquet", "2019-01.parquet"}
    assert [path.name for path in (out / "mentions" / PAPER).iterdir()] == ["2024-03.parquet"]


@pytest.mark.parametrize("make", [make_tables, make_report])
def test_what_we_wrote_into_the_source_is_not_read(make, pages) -> None:
    first = len(split_articles(read_pages(pages)))
    for _ in range(2):
        make(pages, pages / "made")
        assert len(split_articles(read_pages(pages))) == first
    # Pages of the user's in the folder that we wrote are read all the same.
    (pages / "made" / f"{PAPER}-2024-03-06-p01.md").write_text(PAGE, encoding="utf-8")
    assert len(read_pages(pages)) == 2


def test_tables_that_we_wrote_among_tables_are_not_read(tmp_path) -> None:
    rows = [{"id": "a", "date": "2024-03-05", "text": "市长林悦强调。"}]
    put(tmp_path / "news.jsonl", json.dumps(rows[0]).encode())
    for _ in range(2):
        make_tables(tmp_path, tmp_path / "made")
        assert read_articles(tmp_path)["article_id"].tolist() == ["a"]
    # The folder itself, and what lies in it, is read where it is named.
    assert read_articles(tmp_path / "made" / "articles")["article_id"].tolist() == ["a"]


def test_write_table_replaces_its_own_files_only(tmp_path) -> None:
    put(tmp_path / "tables" / "mine.csv")
    table = pd.DataFrame({"term": ["减负"], "count": [4]})
    for _ in range(2):
        write_table(table, tmp_path, "terms")
    with pytest.raises(InputError, match=r"mine\.csv was not written by dangbao"):
        write_table(table, tmp_path, "mine")
    assert (tmp_path / "tables" / "mine.csv").read_bytes() == MINE


def test_drafts_of_runs_that_were_killed_are_taken_away_and_others_stay(tmp_path) -> None:
    left = (
        "import os, pathlib\nfrom analysis.folders import open_draft\n"
        f"with open_draft(pathlib.Path({str(tmp_path)!r})) as draft:\n"
        "    (draft / 'half').write_text('half')\n    os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", left], check=False)
    put(tmp_path / ".dangbao-mine" / "a.txt")
    assert len(list(tmp_path.glob(".dangbao-*/half"))) == 1
    with open_draft(tmp_path) as running:
        assert not list(tmp_path.glob(".dangbao-*/half"))
        with open_draft(tmp_path):
            assert running.is_dir()
    assert [path.name for path in tmp_path.iterdir()] == [".dangbao-mine"]


def test_a_report_cut_off_while_it_is_put_in_place_is_known_again(
    pages, tmp_path, monkeypatch
) -> None:
    out = tmp_path / "out"
    make_report(pages, out)
    monkeypatch.setattr("analysis.reports.build._LIBRARIES", ("pandas",))  # a changed manifest
    page = next(pages.iterdir())
    page.write_text(PAGE + "\n## 秋收\n\n秋收开始。\n", encoding="utf-8")
    replace, moved = Path.replace, []

    def stop(self: Path, target: Path) -> Path:
        if target.suffix == ".html":
            moved.append(target)
            if target.name == "index.html":
                raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        make_report(pages, out)
    assert moved
    monkeypatch.setattr(Path, "replace", replace)
    make_report(pages, out)
    fresh = tmp_path / "fresh"
    make_report(pages, fresh)
    assert take_stock(out) == take_stock(fresh)
