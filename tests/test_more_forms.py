"""More forms in which people hold newspapers: names of files, trees, tables, documents, sites."""

import bz2
import json
from datetime import date

import openpyxl
import pandas as pd
import pytest
from forms import MORE, TEXT, make_word, paragraph

from analysis import read_articles, read_pages, split_articles
from analysis.pages.html import read_document
from analysis.pages.names import read_name

DAY = pd.Timestamp("2024-03-05")


@pytest.mark.parametrize(
    ("path", "newspaper", "page"),
    [
        ("20240305_rmrb_03", "rmrb", 3),
        ("2024-03-05 人民日报 01 要闻", "人民日报", 1),
        ("rmrb/html/2024-03/05/nw.D110000renmrb_20240305_2-01", "rmrb", 1),
        ("新闻联播文字稿2024年3月5日", "新闻联播", None),
        ("Lanchuan People's Daily 2024-03-05 p3", "Lanchuan People's Daily", 3),
        ("兰川日报/lcrb-20240305-02", "兰川日报", 2),
    ],
)
def test_names_that_other_programs_give_their_files_are_read(path, newspaper, page):
    assert read_name(path.split("/")) == (newspaper, date(2024, 3, 5), page)


ISSUE = {
    "paperName": "兰川日报",
    "date": "2024-03-05",
    "pages": [{"pageNo": 1, "articles": [{"mainTitle": "春耕", "introTitle": "不误农时"}]}],
}
ISSUE["pages"][0]["articles"][0]["content"] = f"<p>{TEXT}</p><p>{MORE}</p>"  # type: ignore[index]
MONGO = [{"_id": {"$oid": "65e6"}, "标题": "春耕", "正文": TEXT, "日期": {"$date": "2024-03-05"}}]
SCHEMA = {"headline": "春耕", "articleBody": TEXT, "datePublished": "2024-03-05T08:00:00+08:00"}
CHAT = [{"title": "春耕", "content_html": f"<div>{TEXT}</div>", "create_time": 1709596800}]
PIECES = [{"title": "春耕", "date": "20240305", "paragraphs": [TEXT, MORE]}]


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (ISSUE, f"{TEXT}\n{MORE}"),
        (MONGO, TEXT),
        (SCHEMA, TEXT),
        (CHAT, TEXT),
        (PIECES, f"{TEXT}\n{MORE}"),
    ],
)
def test_trees_of_other_programs_are_read(tmp_path, tree, text):
    (tmp_path / "a.json").write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    (row,) = read_articles(tmp_path / "a.json").to_dict("records")
    assert (row["headline"], row["date"], row["text"]) == ("春耕", DAY, text)
    if tree is ISSUE:
        assert (row["newspaper"], row["page"], row["deck"]) == ("兰川日报", 1, "不误农时")


@pytest.mark.parametrize(
    "table",
    [
        f"sep=;\n标题;日期;正文\n春耕;2024-03-05;{TEXT}\n",
        f"兰川日报2024年导出,,\n标题,日期,正文\n春耕,2024-03-05,{TEXT}\n",
        f"标题,年,月,日,正文\n春耕,2024,3,5,{TEXT}\n",
        f"标题,年份,月份,day,正文\n春耕,2024年,03月,05,{TEXT}\n",
        f"标题,日期,正文\n春耕,05-Mar-24,{TEXT}\n",
        f"标题,日期,正文\n春耕,2024-03-05,<p>{TEXT}</p>\n",
    ],
)
def test_tables_as_other_programs_write_them_are_read(tmp_path, table):
    (tmp_path / "a.csv").write_text(table, encoding="utf-8-sig")
    (row,) = read_articles(tmp_path / "a.csv").to_dict("records")
    assert (row["headline"], row["date"], row["text"]) == ("春耕", DAY, TEXT)


def test_a_month_or_a_year_in_columns_is_no_day(tmp_path):
    (tmp_path / "a.csv").write_text(f"年,月,正文\n2024,3,{TEXT}\n2024,,{TEXT}\n", encoding="utf-8")
    articles = read_articles(tmp_path / "a.csv")
    assert articles["date_precision"].tolist() == ["month", "year"]


def test_what_is_less_than_something_is_no_tag(tmp_path):
    text = "当a<b且b>c时成立。<新华社>记者报道。"
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": text}), encoding="utf-8")
    assert read_articles(tmp_path / "a.jsonl").loc[0, "text"] == text


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("本报记者 林 越 通讯员 何川", ["林越", "何川"]),
        ("林越 何川", ["林越", "何川"]),
        ("林 越", ["林越"]),
        ("云台县气象局", ["云台县气象局"]),
        ("Lin Yue", ["Lin Yue"]),
    ],
)
def test_the_authors_of_a_cell_are_told_apart(tmp_path, cell, names):
    (tmp_path / "a.csv").write_text(f"作者,正文\n{cell},{TEXT}\n", encoding="utf-8")
    assert read_articles(tmp_path / "a.csv").loc[0, "reporters"] == names


def test_cells_merged_over_rows_hold_for_each_and_over_columns_for_the_first(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([None])
    sheet.append(["兰川日报报道汇总"])
    sheet.append(["日期", "标题", "正文"])
    sheet.append([date(2024, 3, 5), "春耕", TEXT])
    sheet.append([None, "夏种", MORE])
    sheet.merge_cells("A2:C2")
    sheet.merge_cells("A4:A5")
    book.save(tmp_path / "a.xlsx")
    articles = read_articles(tmp_path / "a.xlsx")
    assert articles["date"].tolist() == [DAY, DAY]
    assert articles["headline"].tolist() == ["春耕", "夏种"]


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"正文": [TEXT]}, index=pd.DatetimeIndex(["2024-03-05"], name="日期")),
        pd.DataFrame({"正文": [TEXT], "日期": pd.period_range("2024-03-05", periods=1, freq="D")}),
        pd.DataFrame(
            {"正文": [TEXT], "日期": pd.to_datetime(["2024-03-04T20:00Z"])}
        ),  # in Lanchuan
    ],
)
def test_days_of_a_frame_are_read_as_pandas_has_them(frame):
    before = frame.copy()
    assert read_articles(frame).loc[0, "date"] == DAY
    pd.testing.assert_frame_equal(frame, before)


def bold(text: str) -> str:
    return paragraph(f"<w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r>")


def test_what_is_bold_is_a_headline_where_a_document_has_no_styles(tmp_path):
    plain = [bold("春耕会"), paragraph(TEXT), bold("夏种会"), paragraph(MORE), bold(MORE)]
    (tmp_path / "a.docx").write_bytes(make_word(*plain))
    (tmp_path / "b.docx").write_bytes(make_word(paragraph("头条", style="2"), *plain))
    first, second = read_pages(tmp_path)["text"]
    assert first == f"## 春耕会\n\n{TEXT}\n\n## 夏种会\n\n{MORE}\n\n{MORE}\n"
    assert second.count("##") == 1


@pytest.mark.parametrize(
    "said",
    [
        "<table><tr><td>成文日期：</td><td>2024年03月05日</td></tr></table>",
        "<p>日期：2024-03-05 作者：林越 点击：12</p>",
        '<time datetime="2024-03-05T09:00">3月5日</time>',
        "<div>第01版：要闻</div><div>2024年03月05日 星期二</div>",
    ],
)
def test_the_day_of_a_web_page_is_found_in_more_places(said):
    page = read_document(f"<html><body><h1>春耕</h1>{said}<p>{TEXT}</p></body></html>")
    assert page.origin.date == date(2024, 3, 5)


def test_two_times_on_a_web_page_are_not_its_day():
    times = "<time datetime='2024-03-05'></time><time datetime='2024-03-06'></time>"
    assert read_document(f"<h1>春耕</h1>{times}<p>{TEXT}</p>").origin.date is None


def list_stories(folder) -> list[tuple[str, str]]:
    articles = split_articles(read_pages(folder)).query("kind == 'article'")
    return list(zip(articles["headline"], articles["text"], strict=True))


@pytest.mark.parametrize(
    "text",
    [
        f"---\ntitle: '春耕会'\ndate: 2024-03-05\n---\n\n{TEXT}\n",
        f"# 2024年3月5日 新闻联播文字版\n\n## 1. 春耕会\n\n{TEXT}\n",
        f"# 新闻联播 (20240305)\n\n### 春耕会\n\n{TEXT}\n\n[查看原文](https://x.example/b)\n",
    ],
)
def test_a_day_file_of_markdown_keeps_its_headlines(tmp_path, text):
    (tmp_path / "2024-03-05.md").write_text(text, encoding="utf-8")
    assert list_stories(tmp_path) == [("春耕会", TEXT)]


def test_a_title_of_the_front_matter_has_its_place_and_no_heading_beside(tmp_path):
    (tmp_path / "a.md").write_text(f"---\npage: 2\ntitle: 春耕会\n---\n{TEXT}\n", encoding="utf-8")
    (tmp_path / "b.md").write_text(
        f"---\ntitle: 某网\n---\n## 春耕会\n\n{TEXT}\n", encoding="utf-8"
    )
    articles = split_articles(read_pages(tmp_path)).query("kind == 'article'")
    assert articles["headline"].tolist() == ["春耕会", "春耕会"]
    (anchor,) = [one for one in articles.iloc[0]["anchors"] if one["part"] == "headline"]
    assert (anchor["line"], anchor["column"]) == (3, 8)


def test_a_page_packed_by_bzip2_is_read(tmp_path):
    (tmp_path / "20240305-02.txt.bz2").write_bytes(bz2.compress(f"春耕会\n\n{TEXT}".encode()))
    assert list_stories(tmp_path) == [("春耕会", TEXT)]
    (tmp_path / "broken.txt.bz2").write_bytes(b"BZh9 and then nothing")
    assert read_pages(tmp_path)["problem"].notna().sum() == 1


def test_the_author_of_a_record_is_its_reporter(tmp_path):
    (tmp_path / "a.txt").write_text(f"标题：春耕会\n作者：林越\n正文：\n{TEXT}\n", encoding="utf-8")
    (row,) = split_articles(read_pages(tmp_path)).query("kind == 'article'").to_dict("records")
    assert (row["byline"], row["reporters"]) == ("林越", ["林越"])
