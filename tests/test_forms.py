"""The forms in which people hold newspapers: documents, archives, feeds, databases, day files."""

import sqlite3
import sys
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from forms import MORE, TEXT, make_rss, make_seven, make_word, make_zip, paragraph, table

from analysis import read_articles, read_pages, split_articles
from analysis.days import read_dates
from analysis.lexicon import read_lexicon, split_variants
from analysis.pages import archives
from analysis.pages.heads import read_head_line
from analysis.pages.names import read_name
from analysis.schema import InputError, check_table

DAY = pd.Timestamp("2024-03-05")


def list_stories(pages: pd.DataFrame) -> list[tuple[str, str]]:
    articles = split_articles(pages)
    stories = articles[articles["kind"] == "article"]
    return list(zip(stories["headline"], stories["text"], strict=True))


# --- Word ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ([paragraph("春耕", style="2"), paragraph(TEXT)], f"## 春耕\n\n{TEXT}\n"),
        ([paragraph("春耕", style="a3"), paragraph(TEXT)], f"# 春耕\n\n{TEXT}\n"),
        ([paragraph("春耕", style="x"), paragraph(TEXT)], f"## 春耕\n\n{TEXT}\n"),
        ([paragraph(TEXT[:9], TEXT[9:])], f"{TEXT}\n"),
        ([paragraph(TEXT, "<w:r><w:br/></w:r>", MORE)], f"{TEXT}\n\n{MORE}\n"),
        ([table(["县", "亩"], ["云台", "20"])], "县\t亩\n\n云台\t20\n"),
        ([f"<w:sdt><w:sdtContent>{paragraph(TEXT)}</w:sdtContent></w:sdt>"], f"{TEXT}\n"),
        ([paragraph(TEXT, f"<w:del><w:r><w:t>{MORE}</w:t></w:r></w:del>")], f"{TEXT}\n"),
        ([paragraph(f"<w:ins><w:r><w:t>{TEXT}</w:t></w:r></w:ins>")], f"{TEXT}\n"),
        ([paragraph(f"<w:hyperlink><w:r><w:t>{TEXT}</w:t></w:r></w:hyperlink>")], f"{TEXT}\n"),
        ([paragraph("<w:r><w:instrText>PAGE</w:instrText></w:r>", TEXT)], f"{TEXT}\n"),
        ([paragraph("  "), paragraph(TEXT), paragraph()], f"{TEXT}\n"),
    ],
)
def test_a_word_document_is_a_page(tmp_path, body, text):
    (tmp_path / "兰川日报2024-03-05-02.docx").write_bytes(make_word(*body))
    page = read_pages(tmp_path).iloc[0]
    assert page["text"] == text
    assert (page["newspaper"], page["date"], page["page"]) == ("兰川日报", DAY, 2)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.docx", b"x", "no Word document"),
        ("a.docx", make_zip({"a.txt": TEXT}), "no Word document"),
        ("a.docx", make_zip({"word/document.xml": "<w:document>"}), "no Word document"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "save it as .docx"),
        ("a.wps", b"\xd0\xcf\x11\xe0", "save it as .docx"),
        ("a.rar", b"Rar!", "unpack it"),
        ("a.zip", b"PK", "no zip archive"),
        ("a.zip", make_zip({"b.zip": make_zip({"c.txt": TEXT})}), "archive in an archive"),
        ("a.txt.gz", b"x", "cannot be unpacked"),
    ],
)
def test_what_cannot_be_read_is_a_row_that_says_what_to_do(tmp_path, name, data, said):
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    pages = read_pages(tmp_path)
    bad = pages[pages["text"].isna()]
    assert len(pages) == 2
    assert said in bad["problem"].iloc[0]
    assert name in bad["problem"].iloc[0]


def test_a_document_that_unpacks_to_too_much_is_refused_with_its_size(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.pages.word.MOST_BYTES", 1000)
    (tmp_path / "a.docx").write_bytes(make_word(paragraph(TEXT * 100)))
    with pytest.raises(InputError, match=r"a\.docx.*unpacks to \d+ kB.*cut it into a file"):
        read_pages(tmp_path)


# --- zip ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "encoding", "newspaper", "day", "number"),
    [
        ("20240305-01.txt", "utf-8", None, DAY, 1),
        ("兰川日报/2024-03-05/02.txt", "utf-8", "兰川日报", DAY, 2),
        ("兰川日报/2024-03-05/第03版.txt", "gbk", "兰川日报", DAY, 3),
        ("兰川日报20240305-01.txt", "gb18030", "兰川日报", DAY, 1),
        ("2024\\03\\05\\01.txt", "utf-8", None, DAY, 1),
        ("../../2024-03-05-01.txt", "utf-8", None, DAY, 1),
        ("/2024-03-05-01.md", "utf-8", None, DAY, 1),
        ("人民日报/2024年/3月/5日/第4版.txt", "gbk", "人民日报", DAY, 4),
        ("lanchuan-daily-2024-03-05-p01.txt", "utf-8", "lanchuan-daily", DAY, 1),
        ("a/b/c/d/e/f/2024-03-05_06_07.txt", "utf-8", None, DAY, 6),
    ],
)
def test_a_page_in_an_archive_is_as_in_a_folder(tmp_path, name, encoding, newspaper, day, number):
    packed = make_zip({name: TEXT, "__MACOSX/._a.txt": "x", ".DS_Store": "x"}, encoding)
    (tmp_path / "all.zip").write_bytes(packed)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*")}
    for source in (tmp_path, tmp_path / "all.zip", str(tmp_path / "all.zip")):
        pages = read_pages(source)
        assert pages["text"].tolist() == [TEXT]
        assert pages["date"].tolist() == [day]
        assert pages["page"].tolist() == [number]
        assert pages["newspaper"].fillna("").tolist() == [newspaper or ""]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*")} == before


def test_a_day_in_the_name_of_an_archive_holds_for_its_files(tmp_path):
    (tmp_path / "兰川日报2024-03-05.zip").write_bytes(make_zip({"01.txt": TEXT, "02.txt": MORE}))
    for source in (tmp_path, tmp_path / "兰川日报2024-03-05.zip"):
        pages = read_pages(source)
        assert pages["page"].tolist() == [1, 2]
        assert pages["newspaper"].tolist() == ["兰川日报"] * 2
        assert set(pages["date"]) == {DAY}


def test_tables_in_an_archive_are_read(tmp_path):
    rows = f"标题,日期,正文\n春耕,2024-03-05,{TEXT}\n"
    (tmp_path / "a.zip").write_bytes(make_zip({"in/a.csv": rows, "in/b.csv": rows}))
    for source in (tmp_path, tmp_path / "a.zip"):
        assert read_articles(source)["headline"].tolist() == ["春耕"] * 2


def test_an_archive_that_would_fill_the_memory_is_refused_with_file_and_size(tmp_path, monkeypatch):
    (tmp_path / "a.zip").write_bytes(make_zip({f"{n}.txt": "会" * 300_000 for n in range(3)}))
    monkeypatch.setattr("analysis.pages.bounds._NEVER_TOO_MUCH", 1_000_000)
    with pytest.raises(InputError, match=r"a\.zip: .* unpack to 3 MB"):
        read_pages(tmp_path)
    monkeypatch.setattr(archives, "_MOST_FILES", 2)
    with pytest.raises(InputError, match=r"a\.zip: it holds 3 files, and at most 2"):
        read_pages(tmp_path)


def test_a_locked_file_in_an_archive_is_named(tmp_path):
    data = bytearray(make_zip({"a.txt": TEXT, "b.txt": MORE}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = data.index(mark)
        data[at + (6 if mark.endswith(b"\x04") else 8)] |= 1
    (tmp_path / "a.zip").write_bytes(bytes(data))
    pages = read_pages(tmp_path / "a.zip").set_index("page_id")
    assert "locked with a password" in pages.loc["a", "problem"]
    assert pages.loc["b", "text"] == MORE


def test_a_broken_file_in_an_archive_does_no_harm_to_the_others(tmp_path):
    data = bytearray(make_zip({"a.txt": TEXT, "b.txt": MORE}))
    data[40] ^= 0xFF  # in the first file's packed bytes
    (tmp_path / "a.zip").write_bytes(bytes(data))
    pages = read_pages(tmp_path / "a.zip").set_index("page_id")
    assert "it cannot be unpacked" in pages.loc["a", "problem"]
    assert pages.loc["b", "text"] == MORE


# --- feeds --------------------------------------------------------------------------------------

ITEM = "<title>春耕</title><pubDate>Tue, 05 Mar 2024 08:00:00 GMT</pubDate>"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>新闻</title><entry>{}</entry></feed>'


@pytest.mark.parametrize(
    ("name", "source", "codec", "expected"),
    [
        ("a.xml", make_rss(f"{ITEM}<description>{TEXT}</description>"), "utf-8", {}),
        (
            "a.rss",
            make_rss(f"{ITEM}<description><![CDATA[<p>{TEXT}</p>]]></description>"),
            "utf-8",
            {},
        ),
        (
            "a.xml",
            make_rss(
                f"{ITEM}<description>短</description><content:encoded>&lt;p&gt;{TEXT}&lt;/p&gt;</content:encoded>"
            ),
            "utf-8",
            {},
        ),
        (
            "a.xml",
            make_rss(f"{ITEM}<description>{TEXT}</description>").replace("UTF-8", "gb2312"),
            "gbk",
            {},
        ),
        (
            "a.xml",
            make_rss(f"{ITEM}<dc:creator>林越</dc:creator><description>{TEXT}</description>"),
            "utf-8",
            {"reporters": ["林越"]},
        ),
        (
            "a.xml",
            make_rss(f"{ITEM}<guid>g7</guid><description>{TEXT}</description>", title="兰川日报"),
            "utf-8",
            {"article_id": "g7", "newspaper": "兰川日报"},
        ),
        (
            "a.atom",
            ATOM.format(
                f"<title>春耕</title><id>u1</id><updated>2024-03-05T01:00:00Z</updated><content>{TEXT}</content>"
            ),
            "utf-8",
            {"article_id": "u1"},
        ),
        (
            "a.xml",
            ATOM.format(
                "<title>春耕</title><published>2024-03-05</published><author><name>何川</name><uri>x</uri></author>"
                f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{TEXT}</p></div></content>'
            ),
            "utf-8",
            {"reporters": ["何川"]},
        ),
        (
            "a.xml",
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>新闻</title></channel><item rdf:about="u9">'
            f"<title>春耕</title><dc:date>2024-03-05</dc:date><description>{TEXT}</description></item></rdf:RDF>",
            "utf-8",
            {"article_id": "u9"},
        ),
        (
            "a.xml",
            f"<docs><doc><docno>d7</docno><contenttitle>春耕</contenttitle><date>2024-03-05</date><content>{TEXT}</content></doc></docs>",
            "utf-16",
            {"article_id": "d7"},
        ),
        (
            "a.xml",
            f"<articles><article><标题>春耕</标题><日期>2024年3月5日</日期><正文>{TEXT}</正文></article></articles>",
            "utf-8",
            {},
        ),
    ],
)
def test_a_feed_is_a_table_of_articles(tmp_path, name, source, codec, expected):
    (tmp_path / name).write_bytes(source.encode(codec))
    articles = read_articles(tmp_path / name)
    assert articles["text"].tolist() == [TEXT]
    assert articles["headline"].tolist() == ["春耕"]
    assert articles["date"].tolist() == [DAY]
    assert {field: articles.loc[0, field] for field in expected} == expected


@pytest.mark.parametrize(
    "source", ["<a><b>x</b></a>", "", "no XML", "<urlset><url><loc>u</loc></url></urlset>"]
)
def test_xml_without_articles_is_refused(tmp_path, source):
    (tmp_path / "a.xml").write_text(source, encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.xml"):
        read_articles(tmp_path / "a.xml")


def test_a_feed_fetches_nothing_and_expands_nothing(tmp_path):
    (tmp_path / "secret.txt").write_text("秘密", encoding="utf-8")
    head = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
    source = make_rss(f"{ITEM}<description>{TEXT}&x;</description>").replace("?><", f"?>{head}<")
    (tmp_path / "a.xml").write_text(source, encoding="utf-8")
    assert "秘密" not in read_articles(tmp_path / "a.xml").loc[0, "text"]


# --- 7z -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "newspaper", "number"),
    [
        ("20240305-01.txt", None, 1),
        ("兰川日报/2024-03-05/02.txt", "兰川日报", 2),
        ("兰川日报20240305-01.txt", "兰川日报", 1),
        ("人民日报/2024年/3月/5日/第4版.txt", "人民日报", 4),
    ],
)
def test_a_page_in_a_7z_is_as_in_a_folder(tmp_path, name, newspaper, number):
    (tmp_path / "all.7z").write_bytes(make_seven({name: TEXT, ".DS_Store": "x"}))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*")}
    for source in (tmp_path, tmp_path / "all.7z", str(tmp_path / "all.7z")):
        pages = read_pages(source)
        assert pages[["text", "date", "page"]].values.tolist() == [[TEXT, DAY, number]]
        assert pages["newspaper"].fillna("").tolist() == [newspaper or ""]
        assert pages["path"].tolist() == [f"{tmp_path}/all.7z/{name}"]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*")} == before


def test_a_day_in_the_name_of_a_7z_holds_for_its_files(tmp_path):
    (tmp_path / "兰川日报2024-03-05.7z").write_bytes(make_seven({"01.txt": TEXT, "02.txt": MORE}))
    pages = read_pages(tmp_path)
    assert pages["page"].tolist() == [1, 2]
    assert pages["newspaper"].tolist() == ["兰川日报"] * 2
    assert set(pages["date"]) == {DAY}


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: b"7z\xbc\xaf\x27\x1c", "broken one"),
        (lambda: b"no archive", "broken one"),
        (lambda: make_seven({"a.txt": TEXT * 50})[:-9], "broken one"),
        (lambda: make_seven({"a.txt": TEXT}, password="秘密"), "locked with a password"),
        (lambda: make_seven({"b.7z": make_seven({"c.txt": TEXT})}), "archive in an archive"),
        (lambda: make_seven({"b.zip": make_zip({"c.txt": TEXT})}), "archive in an archive"),
    ],
    ids=["head", "other", "cut", "locked", "nested", "zip"],
)
def test_a_7z_that_cannot_be_read_is_a_row_that_says_what_to_do(tmp_path, make, said):
    (tmp_path / "a.7z").write_bytes(make())
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    bad = read_pages(tmp_path).query("text.isna()")
    assert len(bad) == 1
    assert said in bad["problem"].iloc[0]
    assert "unpack" in bad["problem"].iloc[0]


def test_a_7z_with_damaged_text_is_refused(tmp_path):
    data = bytearray(make_seven({"a.txt": TEXT * 50}))
    data[60] ^= 0xFF
    (tmp_path / "a.7z").write_bytes(bytes(data))
    with pytest.raises(InputError, match=r"a\.7z: .* broken one"):
        read_pages(tmp_path)


def test_a_7z_that_holds_too_much_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    (tmp_path / "a.7z").write_bytes(make_seven({f"{n}.txt": "会" * 300_000 for n in range(3)}))
    monkeypatch.setattr("py7zr.SevenZipFile.extract", None)
    with monkeypatch.context() as patch:
        patch.setattr("analysis.pages.bounds._NEVER_TOO_MUCH", 1_000_000)
        with pytest.raises(InputError, match=r"a\.7z: .* unpack to 3 MB"):
            read_pages(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("analysis.pages.seven._MOST_UNPACKED", 1_000_000)
        with pytest.raises(InputError, match=r"a\.7z: it unpacks to 3 MB, and at most 1 MB"):
            read_pages(tmp_path)
    monkeypatch.setattr(archives, "_MOST_FILES", 2)
    with pytest.raises(InputError, match=r"a\.7z: it holds 3 files, and at most 2"):
        read_pages(tmp_path)


def test_without_its_library_a_7z_says_how_to_get_it(tmp_path, monkeypatch):
    (tmp_path / "a.7z").write_bytes(b"7z\xbc\xaf\x27\x1c")
    monkeypatch.setitem(sys.modules, "py7zr", None)
    with pytest.raises(InputError, match=r'pip install "dangbao\[7z\]"; or unpack it'):
        read_pages(tmp_path)


# --- databases ----------------------------------------------------------------------------------


def make_base(path: Path, *statements: str) -> Path:
    base = duckdb.connect(str(path)) if path.suffix == ".duckdb" else sqlite3.connect(path)
    for statement in statements:
        base.execute(statement)
    base.commit()
    base.close()
    return path


NEWS = "create table news (id integer, title text, pub_date text, content text)"
ROW = f"insert into news values (7, '春耕', '2024-03-05', '{TEXT}')"


@pytest.mark.parametrize(
    "statements",
    [
        [NEWS, ROW],
        [NEWS, ROW, "create table comments (id integer, text text)", "insert into comments values (1, '好')"],
        [NEWS, ROW, "create table pages (id integer, name text)"],
        ['create table "2024 年 ""新闻""" (id integer, 标题 text, 日期 text, 正文 text)',
         f'''insert into "2024 年 ""新闻""" values (7, '春耕', '2024-03-05', '{TEXT}')'''],
        ["create table a (id integer, title text, day date, body text, extra blob)",
         f"insert into a values (7, '春耕', '2024-03-05', '{TEXT}', null)"],
        [NEWS, ROW, "create view v as select content as text from news"],
        [NEWS, ROW, "create index i on news (id)"],
        ["create table empty (id integer, text text)", NEWS, ROW],
        ["create table drafts (id integer, text text)", f"insert into drafts values (1, '{TEXT[:9]}')", NEWS, ROW],
        ["create table old (id integer, content text)", NEWS, ROW],
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a.db", "a.sqlite", "a.duckdb"])
@pytest.mark.filterwarnings("ignore:.*articles are read from its table")
def test_the_table_with_the_articles_is_read_and_nothing_written(tmp_path, statements, name):
    path = make_base(tmp_path / name, *statements)
    before = path.read_bytes()
    articles = read_articles(path)
    assert articles[["article_id", "headline", "text"]].values.tolist() == [["7", "春耕", TEXT]]
    assert articles["date"].tolist() == [DAY]
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("pack", [make_zip, make_seven])
@pytest.mark.parametrize("name", ["a.db", "a.sqlite", "a.duckdb", "a.xlsx", "a.ods", "a.parquet"])
@pytest.mark.filterwarnings("error::UserWarning")
def test_databases_and_workbooks_in_an_archive_are_read(tmp_path, name, pack):
    made = tmp_path / name
    if name.endswith(("db", "sqlite")):
        make_base(made, NEWS, ROW)
    else:
        frame = pd.DataFrame([{"id": "7", "title": "春耕", "date": "2024-03-05", "content": TEXT}])
        frame.to_parquet(made) if name.endswith("parquet") else frame.to_excel(made, index=False)
    source = tmp_path / "in"
    source.mkdir()
    (source / "all.archive").with_suffix(
        f".{pack.__name__[5:].replace('seven', '7z')}"
    ).write_bytes(pack({f"2024/{name}": made.read_bytes()}))
    articles = read_articles(source)
    assert articles[["article_id", "headline", "text"]].values.tolist() == [["7", "春耕", TEXT]]
    assert articles["date"].tolist() == [DAY]


def test_what_is_wrong_with_a_database_in_an_archive_is_said_by_its_own_name(tmp_path):
    base = make_base(tmp_path / "a.db", NEWS, ROW, "create table notes (id integer, text text)")
    (tmp_path / "b.zip").write_bytes(
        make_zip({"in/a.db": base.read_bytes(), "in/c.duckdb": b"x" * 5000})
    )
    with pytest.warns(UserWarning, match="articles are read from|was left out") as said:
        assert len(read_articles(tmp_path / "b.zip")) == 1
    assert [str(warning.message).split(" ")[0] for warning in said] == [
        f"{tmp_path}/b.zip/in/a.db:",
        "1",
    ]
    assert f"{tmp_path}/b.zip/in/c.duckdb cannot be read" in str(said[1].message)


def test_of_several_tables_it_is_said_which_was_read(tmp_path):
    path = make_base(tmp_path / "a.db", NEWS, ROW, "create table notes (id integer, text text)")
    with pytest.warns(UserWarning, match="table 'news', which holds most text.*'notes'"):
        read_articles(path)


def test_what_a_program_still_holds_open_is_said(tmp_path):
    base = sqlite3.connect(tmp_path / "a.db")
    base.execute("pragma journal_mode = wal")
    base.execute(NEWS)
    base.execute(ROW)
    base.commit()
    base.execute("pragma wal_checkpoint(truncate)")
    base.execute(ROW)
    base.commit()
    try:
        with pytest.warns(UserWarning, match=r"a\.db-wal.*Close the program"):
            assert len(read_articles(tmp_path / "a.db")) == 1
    finally:
        base.close()


@pytest.mark.parametrize(
    ("name", "statements", "said"),
    [
        ("a.db", ["create table a (x integer)"], "no column of text"),
        ("a.duckdb", ["create table a (x integer)"], "no column of text"),
        ("a.sqlite3", [], "no SQLite database|no tables"),
    ],
)
def test_a_database_without_articles_is_refused(tmp_path, name, statements, said):
    with pytest.raises(InputError, match=said):
        read_articles(make_base(tmp_path / name, *statements))


@pytest.mark.parametrize("name", ["a.db", "a.duckdb"])
def test_a_file_that_is_no_database_is_refused(tmp_path, name):
    (tmp_path / name).write_bytes(b"no database at all" * 100)
    with pytest.raises(InputError, match=name):
        read_articles(tmp_path / name)


# --- files of a whole day -----------------------------------------------------------------------

H1, H2 = "周启明会见外宾", "兰川春播面积稳中有增"


@pytest.mark.parametrize(
    "text",
    [
        f"# 新闻联播 2024-03-05\n\n## 1. {H1}\n\n{TEXT}\n\n## 2. {H2}\n\n{MORE}\n",
        f"# 兰川日报\n\n## 第01版：要闻\n\n### {H1}\n\n{TEXT}\n\n## 第02版：综合\n\n### {H2}\n\n{MORE}\n",
        f"# 2024年3月5日 兰川日报\n\n- 来源：数字报\n- 新闻条数：2\n\n## {H1}\n\n{TEXT}\n\n## {H2}\n\n{MORE}\n",
        f"# 新闻联播（20240305）\n\n> 共 2 条\n\n### {H1}\n\n{TEXT}\n\n### {H2}\n\n{MORE}\n",
        f"# 新闻联播 20240305\n\n## [{H1}](https://example.org/1)\n\n{TEXT}\n\n## [{H2}](https://example.org/2)\n\n{MORE}\n",
        f"# 兰川日报 2024-03-05\n\n## {H1}\n\n{TEXT}\n\n---\n\n## {H2}\n\n{MORE}\n\n---\n",
        f"# 2024-03-05\n\n**{H1}**\n\n{TEXT}\n\n**{H2}**\n\n{MORE}\n",
        f"# 新闻联播 2024年3月5日 星期二\n\n## 一、{H1}\n\n{TEXT}\n\n## 二、{H2}\n\n{MORE}\n",
        f"# 新闻联播2024.03.05\n\n## 【1】{H1}\n\n{TEXT}\n\n## 【2】{H2}\n\n{MORE}\n",
        f"# 兰川日报 2024-03-05\n\n## 目录\n\n- [{H1}](#1)\n- [{H2}](#2)\n\n## {H1}\n\n{TEXT}\n\n## {H2}\n\n{MORE}\n",
        f"# 兰川日报 2024-03-05\n\n1. {H1}\n2. {H2}\n\n## {H1}\n\n{TEXT}\n\n## {H2}\n\n{MORE}\n",
        f"# 2024年\n\n## 3月5日\n\n### {H1}\n\n{TEXT}\n\n### {H2}\n\n{MORE}\n",
        f"{H1}\n====\n\n{TEXT}\n\n{H2}\n====\n\n{MORE}\n",
        f"【标题】{H1}\n【正文】{TEXT}\n\n【标题】{H2}\n【正文】{MORE}\n",
        f"标题：{H1}\n日期：2024-03-05\n版次：1\n正文：\n{TEXT}\n\n标题：{H2}\n日期：2024-03-05\n版次：2\n正文：\n{MORE}\n",
        f"<标题>={H1}\n<日期>=2024.03.05\n<正文>=\n{TEXT}\n\n<标题>={H2}\n<正文>=\n{MORE}\n",
    ],
)  # fmt: skip
def test_the_stories_of_a_day_file_are_its_articles(tmp_path, text):
    (tmp_path / "20240305.md").write_text(text, encoding="utf-8")
    pages = read_pages(tmp_path)
    assert list_stories(pages) == [(H1, TEXT), (H2, MORE)]
    assert set(split_articles(pages)["date"].dropna()) == {DAY}


# --- names, dates, doubts -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "newspaper", "day", "page"),
    [
        ("20250318-01-05", None, "2025-03-18", 1),
        ("rmrb2025031803", "rmrb", "2025-03-18", 3),
        ("2025-03/18/nbs.D110000renmrb_01", None, "2025-03-18", 1),
        ("人民日报/2025年/3月/18日/第2版", "人民日报", "2025-03-18", 2),
        ("人民日报海外版_20250318_03", "人民日报海外版", "2025-03-18", 3),
        ("求是_2025年第5期", "求是", None, None),
        ("红旗1966年第9期", "红旗", None, None),
        ("新闻联播20250318", "新闻联播", "2025-03-18", None),
        ("焦点访谈 2025-03-18", "焦点访谈", "2025-03-18", None),
        ("人民铁道_2025-03-18_02", "人民铁道", "2025-03-18", 2),
        ("2025-03-18_人民邮电_03版", "人民邮电", "2025-03-18", 3),
        ("内部参考_19560318", "内部参考", "1956-03-18", None),
        ("大公报(香港)_1950-03-18", "大公报", "1950-03-18", None),
        ("2025年3月18日 人民日报 4", "人民日报", "2025-03-18", 4),
        ("zhou-qiming-diaoyan_2025-03-18", None, "2025-03-18", None),
        ("海报_2025-03-18", None, "2025-03-18", None),
        ("会议通报/2025-03-18/1", None, "2025-03-18", 1),
        ("党建/2025-03-18-1", None, "2025-03-18", 1),
        ("新湘评论/2025-03-18", "新湘评论", "2025-03-18", None),
    ],
)
def test_a_name_says_newspaper_day_and_page(path, newspaper, day, page):
    origin = read_name(path.split("/"))
    said = origin.date and str(origin.date)
    assert (origin.newspaper, said, origin.page) == (newspaper, day, page)


@pytest.mark.parametrize(
    ("head", "newspaper"),
    [
        ("人民日报", "人民日报"),
        ("# 人民日报", "人民日报"),
        ("《光明日报》", "光明日报"),
        ("人民日报 2024年3月5日", "人民日报"),
        ("2024年3月5日 人民铁道", "人民铁道"),
        ("# 2024年3月5日 兰川日报", "兰川日报"),
        ("# 兰川日报", "兰川日报"),
        ("求是 2024年3月1日", "求是"),
        ("新华每日电讯 2024年3月5日 星期二", "新华每日电讯"),
        ("红旗", None),  # may be a headline
        ("海报", None),
        ("据人民日报报道", None),
    ],
)
def test_a_masthead_names_the_newspaper(head, newspaper):
    assert read_head_line(f"{head}\n\n{TEXT}\n").newspaper == newspaper


def test_a_masthead_wins_over_a_name_in_letters(tmp_path):
    for day in ("04", "05"):
        text = f"# 兰川日报\n\n## 春耕\n\n{TEXT}\n"
        (tmp_path / f"lanchuan-daily-2024-03-{day}.md").write_text(text, encoding="utf-8")
    assert read_pages(tmp_path)["newspaper"].tolist() == ["兰川日报"] * 2


@pytest.mark.parametrize(
    ("cell", "day", "precision"),
    [
        ("Jun 17, 2024", "2024-06-17", "day"),
        ("17-Jun-2024", "2024-06-17", "day"),
        ("Mon Jun 17 2024 08:00:00 GMT+0800 (China Standard Time)", "2024-06-17", "day"),
        ("Mon Jun 17 08:00:00 CST 2024", "2024-06-17", "day"),
        ("2024-03-04T16:00:00.000Z", "2024-03-05", "day"),
        ("2024-03-04T15:00:00Z", "2024-03-04", "day"),
        ("2024-03-05T08:00:00+08:00", "2024-03-05", "day"),
        ("1709596800", "2024-03-05", "day"),
        ("1709596800000", "2024-03-05", "day"),
        ("1709596800000000", "2024-03-05", "day"),
        ("45356", "2024-03-05", "day"),
        ("45356.333", "2024-03-05", "day"),
        ("二〇二四年三月五日", "2024-03-05", "day"),
        ("2024年3月", "2024-03-01", "month"),
        ("2024年3月份", "2024-03-01", "month"),
        ("2024-03", "2024-03-01", "month"),
        ("2024/3", "2024-03-01", "month"),
        ("202403", "2024-03-01", "month"),
        ("二〇二四年三月", "2024-03-01", "month"),
        ("March 2024", "2024-03-01", "month"),
        ("1966-05-00", "1966-05-01", "month"),
        ("2024", "2024-01-01", "year"),
        ("2024年", "2024-01-01", "year"),
        ("1966-00-00", "1966-01-01", "year"),
        ("2024-W12", None, None),
        ("2024年第3期", None, None),
        ("2024-13", None, None),
        ("3/5/2024", None, None),
        ("n.d.", None, None),
    ],
)
def test_a_date_is_read_as_far_as_it_is_known(cell, day, precision):
    read = read_dates([cell])[cell]
    assert read == (None if day is None else (date.fromisoformat(day), precision))


def test_how_much_of_a_date_is_known_is_a_column(tmp_path):
    cells = ["2024-03-05", "2024年3月", "2024", ""]
    rows = "".join(f"{cell}\t{TEXT}\n" for cell in cells)
    (tmp_path / "a.tsv").write_text(f"date\ttext\n{rows}", encoding="utf-8")
    articles = read_articles(tmp_path / "a.tsv")
    precisions = articles["date_precision"]
    assert precisions[:3].tolist() == ["day", "month", "year"]
    assert pd.isna(precisions[3])
    articles.to_csv(tmp_path / "b.csv", index=False)
    assert read_articles(tmp_path / "b.csv")["date_precision"].tolist()[:3] == [
        "day",
        "month",
        "year",
    ]


def test_pages_and_their_articles_say_it_too(tmp_path):
    (tmp_path / "2024-03-05.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "x.txt").write_text(MORE, encoding="utf-8")
    pages = read_pages(tmp_path)
    for made in (pages, split_articles(pages)):
        assert made["date_precision"].fillna("").tolist() == ["day", ""]


def test_a_table_from_before_is_read_without_it():
    pages = pd.DataFrame({"page_id": ["p"], "text": [TEXT], "date": [DAY]})
    articles = split_articles(pages)
    assert articles["date_precision"].tolist() == ["day"]
    old = articles.drop(columns=["date_precision", "areas"])
    assert check_table(old, "articles").equals(old)


@pytest.mark.parametrize(
    ("text", "is_page"),
    [
        ("requests>=2.31.0\npandas==3.0\n", False),
        ("的\n了\n在\n是\n", False),
        ("http://example.org/1\nhttp://example.org/2\n", False),
        ("2024-03-05 12:00:01 INFO saved\n", False),
        ("改革\n开放\n发展\n", False),
        ("id,url\n1,a\n2,b\n", False),
        ("张三\n李四\n王五\n赵六\n", False),
        ("ERROR 404: page not found\n", False),
        ("import os\nprint(os.name)\n", False),
        ("北京 n 34\n上海 n 31\n天津 n 9\n", False),
        (TEXT, True),
        ("春耕\n\n本报讯，会议召开。\n", True),
        ("The governor of the province met the farmers of the county today.\n", True),
    ],
)
def test_of_lists_and_logs_no_articles_are_made(tmp_path, text, is_page):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_text(text, encoding="utf-8")
    pages = read_pages(tmp_path).set_index("page_id", drop=False)
    assert ("b" in set(split_articles(pages)["page_id"])) is is_page
    assert is_page or "no Chinese sentence" in pages.loc["b", "problem"]


# --- the list of papers -------------------------------------------------------------------------

TIERS = {
    *("central", "provincial", "prefecture", "county", "army", "trade", "party-journal"),
    *("agency", "foreign", "before-1949"),
}


def test_every_paper_and_every_other_name_stands_once():
    papers = read_lexicon("papers")
    names = [
        *papers["newspaper"],
        *(own for cell in papers["names"] for own in split_variants(cell)),
    ]
    assert len(names) == len({name.lower() for name in names})
    assert set(papers["tier"]) <= TIERS
    assert (papers["place"].isna() == papers["code"].isna()).all()
    assert papers["source"].notna().all()


def test_the_places_of_papers_are_those_of_the_list_of_divisions(shared):
    divisions = pd.read_csv(shared / "data" / "divisions.csv", dtype="str", encoding="utf-8-sig")
    places = set(zip(divisions["代码"], divisions["名称"], strict=True))
    papers = read_lexicon("papers").dropna(subset=["code"])
    assert set(zip(papers["code"], papers["place"], strict=True)) <= places
