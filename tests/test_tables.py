"""Tables of articles that are split already become `articles`."""

import gzip
import json
import lzma
import tracemalloc
import warnings
import zipfile

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from analysis.articles import split_articles
from analysis.pages import bounds, read_articles, tables, trees
from analysis.schema import TABLES, InputError, check_table

CSV = "标题,日期,版次,正文,作者\n春耕会召开,2024年3月5日,第02版,会议召开。,记者 林 悦；何川\n"
ROW = {"title": "春耕会召开", "date": "2024-03-05", "page": 2, "content": "会议召开。"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_with_chinese_names_is_understood_in_any_encoding(tmp_path, encoding):
    file = tmp_path / "news.csv"
    file.write_text(CSV, encoding=encoding)
    articles = read_articles(file)
    check_table(articles, "articles")
    assert list(articles.columns) == [column.name for column in TABLES["articles"]]
    row = articles.loc[0]
    assert row["article_id"] == "news#1"
    assert row["headline"] == "春耕会召开"
    assert row["date"] == pd.Timestamp("2024-03-05")
    assert row["page"] == 2
    assert row["text"] == "会议召开。"
    assert row["reporters"] == ["林悦", "何川"]
    assert row["kind"] == "article"
    assert pd.isna(row["first_line"])


def write_lines(opener, path):
    with opener(path, "wt", encoding="utf-8") as file:
        file.write(json.dumps(ROW, ensure_ascii=False) + "\n\n" + json.dumps(ROW) + "\n")


@pytest.mark.parametrize(("suffix", "opener"), [("", open), (".gz", gzip.open), (".xz", lzma.open)])
def test_json_lines_are_read_packed_or_not(tmp_path, suffix, opener):
    write_lines(opener, tmp_path / f"a.jsonl{suffix}")
    articles = read_articles(tmp_path / f"a.jsonl{suffix}")
    assert articles["article_id"].tolist() == ["a#1", "a#2"]
    assert articles["text"].tolist() == ["会议召开。"] * 2
    assert articles["page"].tolist() == [2, 2]


def test_zstandard_is_read(tmp_path):
    with pa.output_stream(str(tmp_path / "a.csv.zst"), compression="zstd") as file:
        file.write(CSV.encode("gb18030"))
    assert read_articles(tmp_path / "a.csv.zst").loc[0, "headline"] == "春耕会召开"


def test_parquet_is_read_with_numbers_and_dates(tmp_path):
    table = pd.DataFrame(
        {
            "id": [7, 8],
            "Title": ["甲", None],
            "date": pd.to_datetime(["2024-03-05 08:30", None]),
            "page": [1.0, None],
            "text": ["会议召开。", None],
            "reporters": [["林悦"], []],
        }
    )
    table.to_parquet(tmp_path / "a.parquet")
    articles = read_articles(tmp_path / "a.parquet")
    assert articles["article_id"].tolist() == ["7", "8"]
    assert articles["date"].tolist() == [pd.Timestamp("2024-03-05"), pd.NaT]
    assert articles.loc[0, "page"] == 1
    assert articles["page"].isna().tolist() == [False, True]
    assert articles["text"].isna().tolist() == [False, True]
    assert articles.loc[0, "reporters"] == ["林悦"]


def test_other_names_are_mapped(tmp_path):
    (tmp_path / "a.tsv").write_text("lead\tday\tfull\n甲\t20240305\t乙。\n", encoding="utf-8")
    articles = read_articles(
        tmp_path / "a.tsv", columns={"text": "full", "headline": "lead", "date": "day"}
    )
    assert articles.loc[0, ["headline", "text"]].tolist() == ["甲", "乙。"]
    assert articles.loc[0, "date"] == pd.Timestamp("2024-03-05")


def test_a_repeated_id_is_numbered_and_never_meets_another(tmp_path):
    ids = ["a", "a", "b", "a-2", "a", "b"]
    lines = (json.dumps({"id": own, "text": "甲。"}) for own in ids)
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    found = read_articles(tmp_path / "a.jsonl")["article_id"].tolist()
    assert found == ["a", "a-3", "b", "a-2", "a-4", "b-2"]


def test_a_text_is_one_paragraph_a_line(tmp_path):
    row = {"text": "\u3000\u3000会议召开。\r\n\r\n    会议指出。 \r"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert read_articles(tmp_path / "a.jsonl").loc[0, "text"] == "会议召开。\n会议指出。"


def test_a_text_that_says_NA_is_kept(tmp_path):  # noqa: N802 - the word is the point
    (tmp_path / "a.csv").write_text("title,text\nNA,NA\nnull,\n", encoding="utf-8")
    articles = read_articles(tmp_path / "a.csv")
    assert articles.loc[0, ["headline", "text"]].tolist() == ["NA", "NA"]
    assert pd.isna(articles.loc[1, "text"])


def test_a_table_of_no_rows_has_none(tmp_path):
    (tmp_path / "a.csv").write_text("title,text\n", encoding="utf-8")
    articles = read_articles(tmp_path / "a.csv")
    assert len(articles) == 0
    check_table(articles, "articles")


def test_a_cell_may_hold_lines_and_separators_in_quotes(tmp_path):
    (tmp_path / "a.csv").write_text('text,title\n"甲,乙。\n丙。",丁\n', encoding="gb18030")
    articles = read_articles(tmp_path / "a.csv")
    assert articles.loc[0, ["text", "headline"]].tolist() == ["甲,乙。\n丙。", "丁"]


def test_a_large_table_keeps_its_order(tmp_path):
    rows = "".join(f"甲{row}。\n" for row in range(45_000))
    (tmp_path / "a.tsv").write_text("text\n" + rows, encoding="utf-8")
    articles = read_articles(tmp_path / "a.tsv")
    assert len(articles) == 45_000
    assert articles["article_id"].iloc[-1] == "a#45000"
    assert articles["text"].iloc[-1] == "甲44999。"


def test_a_folder_of_tables_is_one_table(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.csv").write_text(CSV, encoding="utf-8")
    write_lines(open, tmp_path / "a.jsonl")
    (tmp_path / "notes.md").write_text("甲", encoding="utf-8")
    articles = read_articles(tmp_path)
    assert articles["article_id"].tolist() == ["a#1", "a#2", "b/x#1"]
    assert articles["reporters"].tolist() == [None, None, ["林悦", "何川"]]


# --- JSON that is not lines, workbooks, and CSV as people have it ---------------------------------

TEXT = "省长周启明5日在云台县调研春耕备耕工作，强调把粮食安全放在首位。"


@pytest.mark.parametrize(
    ("name", "tree", "rows"),
    [
        ("a", [ROW, {**ROW, "page": 3}], [("2024-03-05", 2), ("2024-03-05", 3)]),
        ("a", ROW, [("2024-03-05", 2)]),
        (
            "a",
            {"day": "20240305", "articles": [{"title": "春耕会召开", "text": "会议召开。"}] * 2},
            [("2024-03-05", None)] * 2,
        ),
        (
            "a",
            {
                "date": "2024-03-05",
                "pages": [{"page": "02", "news": [{"title": "春耕会召开", "body": "会议召开。"}]}],
            },
            [("2024-03-05", 2)],
        ),
        (
            "a",
            {"2024-03-05": {"第02版": [{"title": "春耕会召开", "content": ["会议召开。"]}]}},
            [("2024-03-05", 2)],
        ),
        ("20240305", [{"title": "春耕会召开", "content": "会议召开。"}], [("2024-03-05", None)]),
        (
            "a",
            {
                "title": {"0": "春耕会召开"},
                "date": {"0": "2024-03-05"},
                "text": {"0": "会议召开。"},
            },
            [("2024-03-05", None)],
        ),
        ("a", {"title": ["春耕会召开"], "text": ["会议召开。"]}, [(None, None)]),
        ("a", {**ROW, "comments": [{"content": "好。"}]}, [("2024-03-05", 2)]),
    ],
)
def test_json_that_is_not_lines_gives_its_articles(tmp_path, name, tree, rows):
    (tmp_path / f"{name}.json").write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    articles = read_articles(tmp_path)
    assert articles["headline"].tolist() == ["春耕会召开"] * len(rows)
    assert articles["text"].tolist() == ["会议召开。"] * len(rows)
    found = zip(articles["date"], articles["page"], strict=True)
    assert [
        (None if pd.isna(date) else f"{date:%Y-%m-%d}", None if pd.isna(page) else page)
        for date, page in found
    ] == rows


def test_json_lines_under_the_name_of_json_are_read(tmp_path):
    write_lines(open, tmp_path / "a.json")
    assert len(read_articles(tmp_path / "a.json")) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"name": "crawler"}', "has no article in it.*'name'"),
        ('[{"text": "甲"', "is no whole JSON"),
        ("[" * 100_000, "is no whole JSON"),
    ],
)
def test_json_without_articles_is_refused(tmp_path, content, said):
    (tmp_path / "a.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=rf"a\.json {said}"):
        read_articles(tmp_path / "a.json")


def test_json_too_large_to_be_read_at_once_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(trees, "_MOST_CHARACTERS", 1_000)
    (tmp_path / "a.json").write_text(json.dumps([{"text": "甲" * 100}] * 20), encoding="utf-8")
    with pytest.raises(InputError, match=r"more than 1,000 characters.*\.jsonl"):
        read_articles(tmp_path / "a.json")


def test_a_workbook_is_read_sheet_by_sheet(tmp_path):
    path = tmp_path / "a.xlsx"
    write_workbook(
        path,
        {
            "兰川日报": [["全部文章"], ["标题", "日期", "版次", "正文"], ["春耕", 45356, 2, TEXT]],
            "夏天": [["正文", "时间"], [TEXT, "2024-06-05"]],
            "说明": [["项目", "数"], ["篇", 2]],
        },
    )
    with pytest.warns(UserWarning, match="no column of text in the sheets '说明'"):
        articles = read_articles(path)
    assert articles["article_id"].tolist() == ["a#1", "a#2"]
    assert articles["text"].tolist() == [TEXT, TEXT]
    assert articles["date"].tolist() == [pd.Timestamp("2024-03-05"), pd.Timestamp("2024-06-05")]
    assert articles["headline"].tolist()[0] == "春耕"
    assert articles["page"].tolist()[0] == 2
    assert articles["newspaper"].tolist()[0] == "兰川日报"


def test_a_workbook_that_unpacks_to_more_than_text_does_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(bounds, "_NEVER_TOO_MUCH", 100_000)
    write_workbook(tmp_path / "a.xlsx", {"a": [["text"], *[["甲" * 1000]] * 3000]})
    with pytest.raises(InputError, match=r"a\.xlsx: .* unpack to"):
        read_articles(tmp_path / "a.xlsx")


def write_workbook(path, sheets):
    """A workbook as Excel keeps it, as far as it is read: sheets of text and numbers."""
    ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    numbers = range(1, len(sheets) + 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        )
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{ns}" xmlns:r="{rel}"><sheets>'
            + "".join(
                f'<sheet name="{name}" sheetId="{at}" r:id="r{at}"/>'
                for at, name in zip(numbers, sheets, strict=True)
            )
            + "</sheets></workbook>",
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships">'
            + "".join(
                f'<Relationship Id="r{at}" Type="{rel}/worksheet" Target="worksheets/sheet{at}.xml"/>'
                for at in numbers
            )
            + "</Relationships>",
        )
        for at, rows in zip(numbers, sheets.values(), strict=True):
            cells = "".join(
                f'<row r="{row}">'
                + "".join(
                    f'<c r="{"ABCDEFG"[column]}{row}"><v>{cell}</v></c>'
                    if isinstance(cell, int)
                    else f'<c r="{"ABCDEFG"[column]}{row}" t="inlineStr"><is><t>{cell}</t></is></c>'
                    for column, cell in enumerate(entries)
                )
                + "</row>"
                for row, entries in enumerate(rows, start=1)
            )
            book.writestr(
                f"xl/worksheets/sheet{at}.xml",
                f'<worksheet xmlns="{ns}"><sheetData>{cells}</sheetData></worksheet>',
            )


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_a_csv_with_another_separator_is_understood(tmp_path, separator):
    lines = [["标题", "日期", "正文"], ["春耕", "2024-03-05", TEXT]]
    (tmp_path / "a.csv").write_text("\n".join(map(separator.join, lines)), encoding="utf-8")
    row = read_articles(tmp_path / "a.csv").loc[0]
    assert (row["headline"], row["date"], row["text"]) == ("春耕", pd.Timestamp("2024-03-05"), TEXT)


def test_a_csv_without_a_line_of_names_is_seen_through_and_said(tmp_path):
    lines = [f"{row},2024-03-0{row},兰川省委,春耕,{TEXT}\n" for row in range(1, 4)]
    (tmp_path / "a.csv").write_text("".join(lines), encoding="utf-8")
    with pytest.warns(
        UserWarning, match="no line of names; .*column 5 is the text, column 2 is the date"
    ):
        articles = read_articles(tmp_path / "a.csv")
    assert articles["text"].tolist() == [TEXT] * 3
    assert articles["date"].notna().all()
    assert articles["headline"].isna().all()  # of two columns, nothing shows which it is
    with pytest.warns(UserWarning, match="column 4 is the headline"):
        articles = read_articles(tmp_path / "a.csv", columns={"headline": "4"})
    assert articles["headline"].tolist() == ["春耕"] * 3


@pytest.mark.parametrize(
    ("names", "field", "value"),
    [
        ("PublishTime,Content", "date", pd.Timestamp("2024-03-05")),
        ("publication,Content", "date", pd.Timestamp("2024-03-05")),
        ("新闻时间,新闻内容", "date", pd.Timestamp("2024-03-05")),
    ],
)
def test_the_names_that_collections_have_are_known(tmp_path, names, field, value):
    (tmp_path / "a.csv").write_text(f"{names}\n2024-03-05 08:00,{TEXT}\n", encoding="utf-8-sig")
    assert read_articles(tmp_path / "a.csv").loc[0, field] == value


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["Jun 17, 2024", "Tue, 05 Mar 2024 08:00:00 GMT"], ["2024-06-17", "2024-03-05"]),
        (["45356", "45356.5"], ["2024-03-05", "2024-03-05"]),
        (["1709596800", "1709596800000"], ["2024-03-05", "2024-03-05"]),
        (["2024030508", "20240305083000"], ["2024-03-05", "2024-03-05"]),
        (["3/5/2024", "3/25/2024"], ["2024-03-05", "2024-03-25"]),
        (["3/5/2024", "25/3/2024"], ["2024-05-03", "2024-03-25"]),
    ],
)
def test_dates_in_every_usual_form_are_read(tmp_path, cells, days):
    rows = "".join(f"{cell}\t{TEXT}\n" for cell in cells)
    (tmp_path / "a.tsv").write_text("date\ttext\n" + rows, encoding="utf-8")
    assert read_articles(tmp_path / "a.tsv")["date"].dt.strftime("%Y-%m-%d").tolist() == days


def test_a_date_of_which_nothing_shows_the_month_is_not_read_and_said(tmp_path):
    (tmp_path / "a.tsv").write_text(f"date\ttext\n3/5/2024\t{TEXT}\n", encoding="utf-8")
    with pytest.warns(UserWarning, match="'3/5/2024'.*Which of its numbers is the month"):
        assert read_articles(tmp_path / "a.tsv")["date"].isna().all()


@pytest.mark.parametrize(
    "body",
    [
        "新华社兰川3月5日电（记者林越）省长周启明5日调研春耕。",
        "本报讯 (记者 林 越) 3月5日，春耕现场会召开。\n会议要求不误农时。",
        "央视网消息（新闻联播）：省长周启明5日调研春耕。",
        "本报记者 林越\n3月5日，春耕现场会召开。",
        "春耕现场会在兰川召开。\n会议要求不误农时。（记者 林越）",
        "【新华社兰川十五日电】兰川农场提前完成播种。",
        "春耕现场会近日在兰川召开，省长周启明出席。",
    ],
)
def test_the_credits_of_a_row_are_those_of_the_same_article_as_a_page(tmp_path, body):
    pages = pd.DataFrame({"page_id": ["p"], "text": ["## 春耕\n\n" + body.replace("\n", "\n\n")]})
    (tmp_path / "a.jsonl").write_text(json.dumps({"title": "春耕", "text": body}), encoding="utf-8")
    columns = ["headline", "byline", "reporters", "agency", "place", "date_text", "text"]
    tables = split_articles(pages), read_articles(tmp_path / "a.jsonl")
    printed, row = (
        [str(own or "") for own in table[columns].fillna("").loc[0]] for table in tables
    )
    assert row == printed


def test_a_table_with_bylines_and_authors_of_its_own_keeps_them(tmp_path):
    text = "新华社兰川3月5日电（记者林越）省长调研春耕。"
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"text": text, "byline": "何川"}), encoding="utf-8"
    )
    (tmp_path / "b.jsonl").write_text(
        json.dumps({"text": text, "author": "何川"}), encoding="utf-8"
    )
    own, authors = read_articles(tmp_path).to_dict("records")
    assert (own["byline"], own["text"]) == ("何川", text)
    assert (authors["reporters"], authors["text"]) == (["何川"], "省长调研春耕。")


# --- what is wrong ------------------------------------------------------------------------------


def test_a_table_without_text_names_its_columns_and_the_way_out(tmp_path):
    (tmp_path / "a.csv").write_text("date,words\n2024-03-05,甲\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"no column of text.*'date', 'words'.*columns=\{'text'"):
        read_articles(tmp_path / "a.csv")


def test_a_mapping_to_a_column_that_is_not_there_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text(CSV, encoding="utf-8")
    with pytest.raises(InputError, match="no column fulltext"):
        read_articles(tmp_path / "a.csv", columns={"text": "fulltext"})
    with pytest.raises(InputError, match="names 'words', which articles do not have"):
        read_articles(tmp_path / "a.csv", columns={"words": "正文"})


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.parquet", b"PAR1 and then nothing", "no Parquet file, or a broken one"),
        ("a.parquet", b"", "no Parquet file, or a broken one"),
        ("a.csv", b"", "the file is empty"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0", "it is a picture"),
        ("a.csv", b"title,text\na,b,c,d\n", "no whole table"),
        ("a.csv.gz", b"no gzip at all", "cannot be read"),
        ("a.csv.xz", b"no xz at all", "cannot be read"),
        ("a.csv.zst", b"no zstandard at all", "cannot be read"),
        ("a.jsonl", b"text: a\ntext: b\n", "line 1 is no JSON object"),
        ("a.xlsx", b"PK", "no table of articles"),
        ("a", b"text", "no table of articles"),
    ],
)
def test_a_broken_file_is_refused_with_its_name(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=rf"{name}.*{said}"):
        read_articles(tmp_path / name)


def test_a_packed_file_that_stops_short_is_refused(tmp_path):
    data = gzip.compress(CSV.encode() * 500, compresslevel=0)
    (tmp_path / "a.csv.gz").write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError, match=r"a\.csv\.gz cannot be read"):
        read_articles(tmp_path / "a.csv.gz")


def test_a_path_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(InputError, match="There is no file or folder"):
        read_articles(tmp_path / "nowhere.csv")


def test_a_broken_table_does_no_harm_to_the_rest_of_its_folder(tmp_path):
    (tmp_path / "a.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "b.parquet").write_bytes(b"broken")
    with pytest.warns(UserWarning, match=r"1 tables? .*left out.*b\.parquet"):
        articles = read_articles(tmp_path)
    assert articles["article_id"].tolist() == ["a#1"]
    (tmp_path / "a.csv").unlink()
    with pytest.raises(InputError, match=r"No articles could be read.*b\.parquet"):
        read_articles(tmp_path)


def test_a_line_that_is_no_json_is_named(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "甲"}\n{"text": "乙"\n[1]\n', encoding="utf-8")
    with pytest.warns(UserWarning, match="2 lines are no JSON and left out, the first is 2"):
        assert len(read_articles(tmp_path / "a.jsonl")) == 1


def test_a_date_that_cannot_be_read_is_missing_and_named(tmp_path):
    (tmp_path / "a.csv").write_text("date,text\nsome day,甲\n", encoding="utf-8")
    with pytest.warns(UserWarning, match="'some day'"):
        assert read_articles(tmp_path / "a.csv")["date"].isna().all()


def test_lost_characters_are_named(tmp_path):
    (tmp_path / "a.csv").write_bytes("text\n会议".encode() + b"\xff" + "召开。\n".encode())
    with pytest.warns(UserWarning, match=r"a\.csv: 1 place is no utf-8, the first at byte 12"):
        assert read_articles(tmp_path / "a.csv").loc[0, "text"] == "会议\ufffd召开。"


def test_half_a_character_in_json_is_named_and_loses_nothing_else(tmp_path):
    rows = (
        '{"text": "会议\\ud83d召开。", "author": ["林\\udc00悦"]}\n{"text": "\\ud840\\udc00在。"}\n'
    )
    (tmp_path / "a.jsonl").write_text(rows, encoding="utf-8")
    with pytest.warns(UserWarning, match=r"a\.jsonl: characters were lost before"):
        articles = read_articles(tmp_path / "a.jsonl")
    assert articles["text"].tolist() == ["会议\ufffd召开。", "\U00020000在。"]
    assert articles["reporters"].iloc[0] == ["林\ufffd悦"]


# --- real tables --------------------------------------------------------------------------------


def test_ten_years_of_the_evening_news_are_read_whole(shared):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        articles = read_articles(shared / "corpora" / "xwlb-2012-2022.jsonl.xz")
    assert len(articles) == 56_811
    assert articles["article_id"].is_unique
    assert articles["date"].min() == pd.Timestamp("2012-07-02")
    assert articles["date"].notna().all()
    assert articles["headline"].notna().mean() > 0.99


# --- more than can be in memory -------------------------------------------------------------------


def open_zst(path, _):
    return pa.output_stream(str(path), compression="zstd")


PACKERS = {".gz": gzip.open, ".xz": lzma.open, ".zst": open_zst}


def pack(path, *pieces):
    with PACKERS[path.suffix](path, "wb") as file:
        for piece in pieces:
            file.write(piece)
    return path


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.gz", "a.jsonl.zst", "a.csv.zst"])
def test_a_line_of_400_megabytes_is_refused_with_file_line_and_size(tmp_path, name):
    start = b'{"text": "' if ".jsonl" in name else b"id,text\n1,"
    end = b'"}\n' if ".jsonl" in name else b"\n"
    path = pack(tmp_path / name, start, *[b"a" * 10_000_000] * 40, end)
    assert path.stat().st_size < 1_000_000
    line = 1 if ".jsonl" in name else 2
    tracemalloc.start()
    try:
        with pytest.raises(
            InputError, match=rf"{name}: line {line} has more than 64,000,000 .* the file \d+ kB"
        ):
            read_articles(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 300_000_000


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz", ".jsonl.xz", ".jsonl.zst", ".csv.gz"])
def test_a_line_is_as_long_as_a_page_and_no_longer(tmp_path, monkeypatch, suffix):
    monkeypatch.setattr(bounds, "_MOST_OF_CELL", 600_000)
    row = '{{"text": "{}"}}\n' if ".jsonl" in suffix else "text\n{}\n"
    around = len('{"text": ""}\n') if ".jsonl" in suffix else 0
    for length, is_read in ((600_000 - around, True), (600_001 - around, False)):
        data = row.format("字" * length).encode()
        path = tmp_path / f"{length}{suffix}"
        if suffix == ".jsonl":
            path.write_bytes(data)
        else:
            pack(path, data)
        if is_read:
            assert read_articles(path)["text"].tolist() == ["字" * length]
        else:
            line = 1 if ".jsonl" in suffix else 2
            with pytest.raises(InputError, match=f"line {line} has more than 600,000 characters"):
                read_articles(path)


def test_in_a_folder_it_is_a_warning_and_the_others_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(bounds, "_MOST_OF_CELL", 100)
    pack(tmp_path / "bomb.jsonl.gz", b'{"text": "' + b"a" * 1000 + b'"}\n')
    (tmp_path / "news.jsonl").write_text('{"text": "会议召开。"}\n', encoding="utf-8")
    with pytest.warns(UserWarning, match=r"1 table was left out: .*bomb.jsonl.gz: line 1"):
        articles = read_articles(tmp_path)
    assert articles["text"].tolist() == ["会议召开。"]


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.gz"])
def test_lines_that_unpack_to_more_than_text_does_are_refused(tmp_path, monkeypatch, name):
    monkeypatch.setattr(bounds, "_NEVER_TOO_MUCH", 100_000)
    first, row = (b"", b'{"text": "a"}\n') if "jsonl" in name else (b"text\n", b'"\n\n"\n')
    path = pack(tmp_path / name, first, row * 100_000)
    with pytest.raises(InputError, match=rf"{name}: \d+ (bytes|kB) unpack to \d+ kB or more"):
        read_articles(path)
    monkeypatch.setattr(bounds, "_LARGEST_RATIO", 10_000)
    assert len(read_articles(path)) == 100_000


def test_a_quotation_mark_that_is_not_closed_does_not_take_in_the_whole_file(tmp_path, monkeypatch):
    monkeypatch.setattr(bounds, "_MOST_AT_ONCE", 300_000)
    (tmp_path / "a.csv").write_text('text\n"会议召开。\n' + "散会。\n" * 200_000, encoding="utf-8")
    with pytest.raises(InputError, match=r"one row takes in very many lines. Close the quotation"):
        read_articles(tmp_path / "a.csv")


def write_cells(path, indices, cells):
    """A Parquet file that keeps each cell once, however many rows have it."""
    coded = pa.DictionaryArray.from_arrays(pa.array(indices, pa.int32()), pa.array(cells))
    table = pa.table({"id": list(range(len(indices))), "text": coded})
    parquet.write_table(table, path, compression="zstd", store_schema=False)


def test_a_cell_of_a_parquet_file_that_comes_in_many_rows_is_measured_before_it_is_copied(tmp_path):
    write_cells(tmp_path / "a.parquet", [0] * 5000, ["a" * 20_000_000])  # 100 GB in all
    assert (tmp_path / "a.parquet").stat().st_size < 92_000
    with pytest.raises(InputError, match=r"a.parquet: \d+ kB unpack to 1\d\d MB or more"):
        read_articles(tmp_path / "a.parquet")


def test_a_column_of_a_parquet_file_is_refused_before_it_is_unpacked(tmp_path):
    write_cells(tmp_path / "a.parquet", [0], ["a" * 200_000_000])
    with pytest.raises(InputError, match=r"column 'text': \d+ kB unpack to 200 MB or more"):
        read_articles(tmp_path / "a.parquet")


def test_a_cell_of_a_parquet_file_is_no_larger_than_a_page(tmp_path, monkeypatch):
    monkeypatch.setattr(bounds, "_MOST_OF_CELL", 1_000)
    monkeypatch.setattr(bounds, "_BATCH", 1_000)
    write_cells(tmp_path / "a.parquet", [0, 0, 1, *[0] * 20], ["a", "b" * 3_000])
    with pytest.raises(InputError, match=r"a.parquet: row 3 has 3 kB"):
        read_articles(tmp_path / "a.parquet")
    write_cells(tmp_path / "b.parquet", [0], ["b" * 3_000])
    with pytest.raises(InputError, match=r"b.parquet: a cell of the column 'text' has more than"):
        read_articles(tmp_path / "b.parquet")


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_rows_are_the_same_however_many_are_read_at_once(tmp_path, monkeypatch, kind):
    rows = {
        "text": pa.array(["会议召开。", None, "会议召开。", "散会。" * 50] * 5, kind),
        "reporters": [["林悦"], None, [], ["何川", "林悦"]] * 5,
        "page": [1, None, 2, 3] * 5,
    }
    parquet.write_table(pa.table(rows), tmp_path / "a.parquet")
    (tmp_path / "a.jsonl").write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in pa.table(rows).to_pylist()),
        encoding="utf-8",
    )
    whole = [read_articles(tmp_path / name) for name in ("a.parquet", "a.jsonl")]
    monkeypatch.setattr(bounds, "_BATCH", 200)
    monkeypatch.setattr(tables, "_CHARACTERS_AT_ONCE", 200)
    for name, articles in zip(("a.parquet", "a.jsonl"), whole, strict=True):
        pd.testing.assert_frame_equal(read_articles(tmp_path / name), articles)
    assert whole[0]["text"].fillna("").tolist() == rows["text"].fill_null("").to_pylist()
