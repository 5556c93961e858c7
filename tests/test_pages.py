"""Files become pages: encodings, names, and what is wrong with files."""

import gzip
import lzma
import os
import sys
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.articles import split_articles
from analysis.pages import files, packed, read_pages
from analysis.pages.decode import decode
from analysis.pages.heads import read_front_matter, read_head_line
from analysis.pages.html import read_document
from analysis.pages.names import read_name
from analysis.schema import TABLES, InputError

NEWS = "本报讯 (记者 林 悦) 3月5日,春耕现场会在澜川召开。副市长孙瑾主持会议,市长朱镕堃讲话。\n"
TRADITIONAL = "本報訊(記者 林悅)三月五日,春耕現場會議在這裡召開。副市長主持會議並發表講話。\n"


def write(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


# --- encodings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codec", "bom", "encoding"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8-sig"),
        ("gbk", b"", "gb18030"),
        ("gb18030", b"", "gb18030"),
        ("utf-16-le", b"\xff\xfe", "utf-16"),
        ("utf-16-be", b"\xfe\xff", "utf-16"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
    ],
)
def test_simplified_text_is_read_in_every_encoding(codec, bom, encoding):
    decoded = decode(bom + NEWS.encode(codec))
    assert decoded == (NEWS, encoding, None)


@pytest.mark.parametrize("codec", ["big5", "utf-16-le", "utf-16-be", "gb18030", "utf-8"])
def test_traditional_text_is_read_in_every_encoding(codec):
    assert decode(TRADITIONAL.encode(codec)) == (TRADITIONAL, codec, None)


def test_big5_with_the_characters_of_hong_kong_is_read():
    text = TRADITIONAL + "他喺深水埗講嘢，係咁先啱。\n"
    decoded = decode(text.encode("big5hkscs"))
    assert (decoded.text, decoded.encoding) == (text, "big5hkscs")


def test_rare_characters_of_names_survive_gb18030():
    text = NEWS + "出席的有陶喆、林堃、𠮷田、㛃媛、朱镕基。\n"
    assert decode(text.encode("gb18030")).text == text


@pytest.mark.parametrize("codec", ["gb18030", "utf-16-le", "utf-16-be"])
def test_thirty_characters_of_real_news_are_enough(codec, real_page):
    text = "".join(real_page.read_text(encoding="utf-8").split())
    pieces = [text[at : at + 30] for at in range(0, len(text) - 30, 30)]
    wrong = [piece for piece in pieces if decode(piece.encode(codec)).text != piece]
    assert len(pieces) > 100
    assert wrong == []


def test_damaged_bytes_are_replaced_and_the_first_is_named():
    data = "第一行\n第二行".encode() + b"\xff" + "有损".encode() + b"\xe4\xb8" + "。".encode()
    decoded = decode(data)
    assert decoded.text == "第一行\n第二行\ufffd有损\ufffd。"
    assert decoded.encoding == "utf-8"
    # 9 bytes, a line end, 9 bytes: the damaged byte is the 20th.
    assert "2 places are no utf-8, the first at byte 20 (line 2)" in decoded.problem


def test_a_replacement_character_of_the_file_itself_is_no_damage():
    assert decode("甲\ufffd乙".encode()).problem is None
    assert "1 place is" in decode("甲\ufffd乙丙丁".encode() + b"\xff").problem


def test_the_place_of_damage_behind_a_byte_order_mark_counts_the_mark():
    decoded = decode(b"\xef\xbb\xbf" + "会议".encode() + b"\xff")
    assert decoded.text == "会议\ufffd"
    assert "at byte 10 " in decoded.problem


def test_damage_in_gb18030_is_named_too():
    data = NEWS.encode("gb18030") + b"\xff" + NEWS.encode("gb18030")
    decoded = decode(data)
    assert decoded.text == NEWS + "\ufffd" + NEWS
    assert f"at byte {len(NEWS.encode('gb18030')) + 1} (line 2)" in decoded.problem


def test_a_stray_zero_byte_does_not_make_a_page_binary():
    assert decode((NEWS + "\0" + NEWS).encode()).text == NEWS + "\0" + NEWS


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7\n\xe2\xe3", "a PDF"),
        (b"PK\x03\x04\x14\x00", "Office"),
        (b"\x89PNG\r\n\x1a\n\0\0", "picture"),
        (bytes(range(256)) * 40, "no Chinese text"),
        (b"\0" * 500, "no Chinese text"),
    ],
)
def test_what_is_no_text_is_not_read(data, said):
    decoded = decode(data)
    assert (decoded.text, decoded.encoding) == (None, None)
    assert said in decoded.problem


def test_line_ends_are_made_alike_and_nothing_else_is_changed():
    text = "一\r\n二\r三\n\u3000\u3000四\u00a0五\u200b六 &nbsp;&amp;  \n\u2028七\x0c"
    decoded = decode(text.encode())
    assert decoded.text == "一\n二\n三\n\u3000\u3000四\u00a0五\u200b六 &nbsp;&amp;  \n\u2028七\x0c"


# --- names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "newspaper", "date", "page"),
    [
        ("datong-daily-2024-03-27-p01", "datong-daily", "2024-03-27", 1),
        ("20240327-01", None, "2024-03-27", 1),
        ("2024-03/27/node_1", None, "2024-03-27", 1),
        ("大同日报/2024/03/27/01版", "大同日报", "2024-03-27", 1),
        ("大同日报/2024年/3月/27日/第十二版", "大同日报", "2024-03-27", 12),
        ("人民日报20240327第01版", "人民日报", "2024-03-27", 1),
        ("人民日报第04版(2024年3月27日)", "人民日报", "2024-03-27", 4),
        ("2024-03-27_大同日报_头版", "大同日报", "2024-03-27", 1),
        ("20240327/20240327-01-05", None, "2024-03-27", 1),
        ("2024-03-27-02-003", None, "2024-03-27", 2),
        ("2024-03-27 12-30-00", None, "2024-03-27", None),
        ("rmrb2024032703", "rmrb", "2024-03-27", 3),
        ("rmrb/202403/rmrb2024032703_002", "rmrb", "2024-03-27", 3),
        ("content_2024032703", None, None, None),
        ("2024-03/27/nbs.D110000renmrb_01", None, "2024-03-27", 1),
        ("大同日报/2024年/2024年03月/27日/第3版/春耕", "大同日报", "2024-03-27", 3),
        ("rmrb/2024/202403/20240327/03/春耕", "rmrb", "2024-03-27", 3),
        ("人民日报海外版20240327第02版", "人民日报海外版", "2024-03-27", 2),
        ("2024-03-27_春耕_大同晚报", "大同晚报", "2024-03-27", None),
        ("2024-03-27_情况_通报", None, "2024-03-27", None),
        ("新闻联播/2024/20240327", "新闻联播", "2024-03-27", None),
        ("红旗1966年第8期", "红旗", None, None),
        ("内部参考-1959-03-27-03", "内部参考", "1959-03-27", 3),
        ("lin-yue-diaoyan-2024-03-27", None, "2024-03-27", None),
        ("n1/2024/0327/c1001-40189", None, "2024-03-27", None),
        ("202403/t20240327_6936", None, "2024-03-27", None),
        ("html/202403/27/node_03", None, "2024-03-27", 3),
        ("dtrb/html/2024-03/27/col02", "dtrb", "2024-03-27", 2),
        ("nw.D110000renmrb_20240327_3-01", None, "2024-03-27", 1),
        ("2024/2024-03-27/p3", None, "2024-03-27", 3),
        ("2024-03-27/A02", None, "2024-03-27", 2),
        ("dtrb/2024/03/27/01/3", "dtrb", "2024-03-27", 1),
        ("20240324", None, "2024-03-24", None),
        ("大同日报/要闻", "大同日报", None, None),
        ("site-html/20240324", None, "2024-03-24", None),
        ("lanchuan-news-2024-03-24", "lanchuan-news", "2024-03-24", None),
    ],
)
def test_newspaper_date_and_page_come_from_the_name(path, newspaper, date, page):
    origin = read_name(path.split("/"))
    assert origin.newspaper == newspaper
    assert str(origin.date) == str(date)
    assert origin.page == page


@pytest.mark.parametrize(
    "path",
    ["rmrb-2019/1", "2024-02-31", "13812345678", "会议纪要", "1", "page", "20241301", "2024"],
)
def test_what_a_name_does_not_say_is_not_guessed(path):
    assert read_name(path.split("/")) == (None, None, None)


def test_a_page_of_another_section_has_no_number():
    assert read_name(["2024-03-27", "B02"]).page is None
    assert read_name(["2024-03-27", "B02版"]).page is None


def test_the_folders_above_the_source_count_where_the_date_ends_there():
    origin = read_name(["01版"], above=["papers", "大同日报", "2024", "03", "27"])
    assert (origin.newspaper, str(origin.date), origin.page) == ("大同日报", "2024-03-27", 1)
    assert read_name(["notes"], above=["backup-2024-03-27", "papers"]) == (None, None, None)


# --- what a page says of itself -----------------------------------------------------------------

FRONT_MATTER = "---\nnewspaper: 澜川日报\ndate: 2024-03-05\npage: 2\nurl: x\n---\n"


@pytest.mark.parametrize(
    ("line", "newspaper", "date", "page"),
    [
        ("2024年3月27日 星期三 责任编辑:林 悦 第01版 要闻", None, "2024-03-27", 1),
        (
            "澜川日报　2024年3月27日　星期三　农历甲辰年二月十八　第12版",
            "澜川日报",
            "2024-03-27",
            12,
        ),
        ("二〇二四年三月二十七日 星期三 第四版", None, "2024-03-27", 4),
        ("2024-03-27 星期三 A03版", None, "2024-03-27", 3),
        ("2024年3月27日 星期三 今日8版", None, "2024-03-27", None),
        ("2024年3月27日 星期三 本期共 16 版", None, "2024-03-27", None),
        ("02版 综合新闻", None, None, 2),
        ("第三版", None, None, 3),
        ("春耕现场会2024年3月27日召开", None, None, None),
        ("2024年3月27日,星期三,春耕现场会召开。", None, None, None),
        ("责任编辑:林 悦", None, None, None),
    ],
)
def test_the_head_line_of_a_page_is_read(line, newspaper, date, page):
    for text in (f"{line}\n\n{NEWS}", f"\n\n{line}\n## 春耕\n"):
        origin = read_head_line(text)
        assert origin.newspaper == newspaper
        assert str(origin.date) == str(date)
        assert origin.page == page


def test_the_line_at_the_foot_is_read_and_one_in_the_middle_is_not():
    line = "2024年3月27日 星期三 第2版\n"
    assert read_head_line(NEWS * 8 + line).page == 2
    assert read_head_line(NEWS * 8 + line + NEWS * 8) == (None, None, None)


def test_front_matter_is_read_and_stays_in_the_text(tmp_path):
    write(tmp_path / "x.md", FRONT_MATTER + NEWS)
    row = read_pages(tmp_path).loc[0]
    assert (row["newspaper"], row["date"], row["page"]) == (
        "澜川日报",
        pd.Timestamp("2024-03-05"),
        2,
    )
    assert row["text"] == FRONT_MATTER + NEWS


@pytest.mark.parametrize(
    "text",
    [
        "---\n本报讯 3月5日,会议召开。\n---\n",
        "\n---\npage: 2\n---\n",
        "---\npage: 2\n",
        "----\npage: 2\n----\n",
    ],
)
def test_a_rule_across_the_page_is_no_front_matter(text):
    assert read_front_matter(text) == (None, None, None)


def test_a_newspaper_in_no_list_is_known_by_its_masthead_and_the_names_of_its_files(tmp_path):
    head = "今日澜水\n2024年3月5日 星期二 第1版 责任编辑：林悦\n\n"
    report = "春耕会召开\n本报讯 市长林悦出席会议。\n"
    texts = {
        "今日澜水2024年3月5日第1版.txt": head + report,
        "20240305-2.txt": head + report,  # the file does not name it
        "春耕会召开2024-03-05-3.txt": "春耕会召开\n2024年3月5日\n" + report,  # an article
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    pages = read_pages(tmp_path)
    named = dict(zip(pages["page_id"], pages["newspaper"].fillna(""), strict=True))
    assert [named[Path(name).stem] for name in texts] == ["今日澜水", "", ""]
    articles = split_articles(pages[pages["newspaper"].notna()])
    assert articles[["kind", "headline"]].fillna("").values.tolist() == [
        ["folio", ""],
        ["article", "春耕会召开"],
    ]


def test_the_head_line_below_front_matter_is_read():
    line = "2024年3月27日 星期三 第2版\n"
    assert read_head_line("---\na: 1\nb: 2\nc: 3\nd: 4\n---\n" + line + NEWS * 8).page == 2


def test_front_matter_in_chinese_is_read():
    text = '---\n报纸："澜川日报"\n日期：2024年3月5日\n版次：第02版\n---\n'
    origin = read_front_matter(text)
    assert (origin.newspaper, str(origin.date), origin.page) == ("澜川日报", "2024-03-05", 2)


def test_two_sources_that_disagree_are_named_and_the_nearer_is_believed(tmp_path):
    head = "2024年3月6日 星期三 第02版\n"
    write(tmp_path / "澜川日报2024-03-05-p01.md", head + NEWS)
    row = read_pages(tmp_path).loc[0]
    assert (row["newspaper"], row["date"], row["page"]) == (
        "澜川日报",
        pd.Timestamp("2024-03-06"),
        2,
    )
    assert "date: the head line says 2024-03-06, the file name 2024-03-05" in row["problem"]
    assert "page: the head line says 2, the file name 1" in row["problem"]


def test_a_file_in_the_folder_of_another_day_is_named(tmp_path):
    write(tmp_path / "2024-03-05" / "20240306-01.md", NEWS)
    row = read_pages(tmp_path).loc[0]
    assert row["date"] == pd.Timestamp("2024-03-06")
    assert "date: the file name says 2024-03-06, the folders 2024-03-05" in row["problem"]


def test_a_name_in_letters_does_not_contradict_one_in_characters(tmp_path):
    write(tmp_path / "lanchuan-daily-2024-03-05-p01.md", "澜川日报 2024年3月5日 第1版\n" + NEWS)
    row = read_pages(tmp_path).loc[0]
    assert row["newspaper"] == "澜川日报"
    assert pd.isna(row["problem"])


def test_a_name_that_some_pages_print_does_not_break_a_newspaper_in_two(tmp_path):
    for day in range(10, 30):
        write(tmp_path / f"lanchuan-daily-2024-03-{day}-p01.md", NEWS)
    assert set(read_pages(tmp_path)["newspaper"]) == {"lanchuan-daily"}
    # One page in twenty may print a word of somebody else's; two are a head that the others lost.
    for day, name in ((10, "lanchuan-daily"), (11, "澜川日报")):
        path = tmp_path / f"lanchuan-daily-2024-03-{day}-p01.md"
        write(path, f"澜川日报 2024年3月{day}日 第1版\n" + NEWS)
        assert set(read_pages(tmp_path)["newspaper"]) == {name}
    # Where they do not agree, nobody is believed.
    for day, name in enumerate(("春山日报", "秋水日报", "冬原日报"), start=12):
        path = tmp_path / f"lanchuan-daily-2024-03-{day}-p01.md"
        write(path, f"{name} 2024年3月{day}日 第1版\n" + NEWS)
    assert set(read_pages(tmp_path)["newspaper"]) == {"lanchuan-daily"}


def test_nobody_is_heard_against_the_caller(tmp_path):
    write(tmp_path / "lanchuan-daily-2024-03-05-p01.md", FRONT_MATTER + NEWS)
    row = read_pages(tmp_path, date="2024-03-07", page=9, newspaper="山城晚报").loc[0]
    assert (row["newspaper"], row["date"], row["page"]) == (
        "山城晚报",
        pd.Timestamp("2024-03-07"),
        9,
    )
    assert pd.isna(row["problem"])


# --- folders ------------------------------------------------------------------------------------


def test_a_folder_is_read_with_all_below_it_in_the_order_of_paths(tmp_path):
    for name in ("b/2.md", "a/10.txt", "a/2.txt", "c.MD", "a.markdown"):
        write(tmp_path / name, NEWS)
    for name in ("notes.mp3", ".hidden.md", ".git/x.md", "README.md", "a/~$2.txt", "gold.json"):
        write(tmp_path / name, NEWS)
    pages = read_pages(tmp_path)
    assert pages["page_id"].tolist() == ["a", "a/10", "a/2", "b/2", "c"]
    assert list(pages.columns) == [column.name for column in TABLES["pages"]]
    assert pages["text"].tolist() == [NEWS] * 5
    assert pages["problem"].isna().all()


def test_two_files_of_one_name_keep_their_suffix(tmp_path):
    for name in ("p1.md", "p1.txt", "p2.md", "p1.md.txt"):
        write(tmp_path / name, NEWS)
    assert read_pages(tmp_path)["page_id"].tolist() == ["p1.md", "p1.md.txt", "p1.txt", "p2"]


def test_one_file_is_named_by_its_stem_and_its_path_is_as_given(tmp_path, monkeypatch):
    write(tmp_path / "大同日报" / "2024-03-27" / "01.md", NEWS)
    monkeypatch.chdir(tmp_path)
    pages = read_pages(Path("大同日报", "2024-03-27", "01.md"))
    row = pages.loc[0]
    assert (row["page_id"], row["newspaper"], row["page"]) == ("01", "大同日报", 1)
    assert row["path"] == os.path.join("大同日报", "2024-03-27", "01.md")  # noqa: PTH118
    assert row["date"] == pd.Timestamp("2024-03-27")


def test_the_caller_has_the_last_word(tmp_path):
    write(tmp_path / "datong-daily-2024-03-27-p01.md", NEWS)
    pages = read_pages(tmp_path, newspaper="大同日报", date="2024-03-28", page=4)
    row = pages.loc[0]
    assert (row["newspaper"], row["date"], row["page"]) == (
        "大同日报",
        pd.Timestamp("2024-03-28"),
        4,
    )


def test_what_nothing_says_is_missing(tmp_path):
    write(tmp_path / "x.md", NEWS)
    assert read_pages(tmp_path)[["newspaper", "date", "page"]].isna().all(axis=None)


# --- what is wrong ------------------------------------------------------------------------------


def test_a_date_that_is_none_is_refused(tmp_path):
    write(tmp_path / "x.md", NEWS)
    with pytest.raises(InputError, match="Write it like 2024-03-27"):
        read_pages(tmp_path, date="tomorrow morning")


def test_a_page_number_that_is_none_is_refused(tmp_path):
    write(tmp_path / "x.md", NEWS)
    with pytest.raises(InputError, match="the first page is 1"):
        read_pages(tmp_path, page=0)


def test_a_path_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"There is no file or folder .*nowhere"):
        read_pages(tmp_path / "nowhere")


def test_an_empty_folder_and_one_without_pages_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"is empty.*\.md"):
        read_pages(tmp_path)
    write(tmp_path / "gold.json", "{}")
    with pytest.raises(InputError, match=r"has no page files.*\.md"):
        read_pages(tmp_path)


def test_a_file_of_another_kind_is_refused(tmp_path):
    with pytest.raises(InputError, match="read_articles"):
        read_pages(write(tmp_path / "articles.csv", "text\n甲"))


def test_a_folder_whose_files_all_fail_is_refused_with_the_reason(tmp_path):
    write(tmp_path / "a.md", b"%PDF-1.7")
    write(tmp_path / "b.md", b"")
    with pytest.raises(InputError, match=r"a\.md: it is a PDF.*1 more"):
        read_pages(tmp_path)


def test_what_cannot_be_read_does_no_harm_to_the_rest(tmp_path):
    write(tmp_path / "binary.md", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10)
    write(tmp_path / "empty.md", b"")
    write(tmp_path / "blank.md", " \n\u3000\n\u200b\n")
    write(tmp_path / "good.md", NEWS)
    pages = read_pages(tmp_path).set_index("page_id")
    assert pages.loc["good", "text"] == NEWS
    assert pd.isna(pages.loc["good", "problem"])
    assert pages["text"].isna().to_dict() == {
        "binary": True,
        "blank": False,
        "empty": False,
        "good": False,
    }
    assert "binary.md: it is a picture" in pages.loc["binary", "problem"]
    assert "empty.md: the page is blank" in pages.loc["empty", "problem"]
    assert "blank.md: the page is blank" in pages.loc["blank", "problem"]


def test_a_file_that_the_system_refuses_is_a_row(tmp_path, monkeypatch):
    write(tmp_path / "good.md", NEWS)
    locked = write(tmp_path / "locked.md", NEWS)
    read = Path.read_bytes

    def refuse(path):
        if path == locked:
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    pages = read_pages(tmp_path).set_index("page_id")
    assert "Permission denied" in pages.loc["locked", "problem"]
    assert pages.loc["good", "text"] == NEWS


def test_a_folder_that_cannot_be_opened_is_a_row(tmp_path, monkeypatch):
    write(tmp_path / "good.md", NEWS)
    write(tmp_path / "locked" / "p.md", NEWS)
    scan = os.scandir

    def refuse(folder):
        if Path(folder).name == "locked":
            raise PermissionError(13, "Permission denied")
        return scan(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    pages = read_pages(tmp_path)
    assert pages["page_id"].tolist() == ["good", "locked"]
    assert "Permission denied" in pages.loc[1, "problem"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_loops_of_links_end_and_are_named(tmp_path):
    write(tmp_path / "a" / "p.md", NEWS)
    (tmp_path / "a" / "back").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.md").symlink_to(tmp_path / "self.md")
    (tmp_path / "gone.md").symlink_to(tmp_path / "nothing.md")
    pages = read_pages(tmp_path).set_index("page_id")
    assert pages.index.tolist() == ["a/back", "a/p", "gone", "self"]
    assert pages.loc["a/p", "text"] == NEWS
    assert "read already" in pages.loc["a/back", "problem"]
    assert "gone.md: it cannot be read" in pages.loc["gone", "problem"]
    assert pages["text"].isna().sum() == 3


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_a_linked_folder_is_read_once(tmp_path):
    write(tmp_path / "elsewhere" / "p.md", NEWS)
    source = tmp_path / "source"
    source.mkdir()
    (source / "papers").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert read_pages(source)["page_id"].tolist() == ["papers/p"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps such names")
def test_a_name_that_is_not_utf8_is_read_as_gb18030(tmp_path):
    name = os.fsdecode("大同日报2024-03-27".encode("gb18030") + b".md")
    write(tmp_path / name, NEWS)
    write(tmp_path / os.fsdecode(b"\xff\xff.md"), NEWS)
    pages = read_pages(tmp_path)
    assert pages["page_id"].tolist() == ["\\xff\\xff", "大同日报2024-03-27"]
    assert pages.loc[1, "newspaper"] == "大同日报"
    assert pages["text"].tolist() == [NEWS, NEWS]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_a_pipe_is_not_waited_for(tmp_path):
    write(tmp_path / "good.md", NEWS)
    os.mkfifo(tmp_path / "pipe.md")
    assert "no ordinary file" in read_pages(tmp_path).loc[1, "problem"]


def test_the_real_page_is_read_as_it_is(real_page):
    pages = read_pages(real_page)
    assert pages.loc[0, "page_id"] == "datong-daily-2024-03-27-p01"
    assert pages.loc[0, "text"] == real_page.read_bytes().decode("utf-8")
    assert pages.loc[0, "encoding"] == "utf-8"


# --- anything at all ----------------------------------------------------------------------------


@given(st.binary())
def test_any_bytes_are_decoded_or_refused_with_a_reason(data):
    decoded = decode(data)
    assert (decoded.text is None) == (decoded.encoding is None)
    assert decoded.text is not None or decoded.problem


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\ufeff")))
def test_any_text_in_utf8_is_read_as_it_is(text):
    decoded = decode(text.encode())
    # What begins like a PDF or an RTF file is taken for one.
    assert decoded.text == text or text.startswith(("%PDF", "{\\rtf", "GIF8", "PK\x03\x04", "PAR1"))


@given(st.lists(st.text(min_size=1), min_size=1, max_size=5))
def test_any_path_is_read_without_an_exception(parts):
    read_name([part.replace("/", "-") for part in parts])


@given(st.text())
def test_any_text_is_searched_for_its_head_without_an_exception(text):
    read_head_line(text)
    read_front_matter(text)


@settings(deadline=None)  # the first one imports lxml
@given(st.text())
def test_any_text_is_read_as_html_without_an_exception(text):
    read_document(text)
    read_document(f"<html><body><div id='ozoom'><p>{text}</p></div></body></html>")


# --- pages that are none --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "length"),
    [
        ("字" * 10_001, 10_001),
        ("会议召开。" + "字" * 20_000 + "。散会。", 20_000),
        ("7" * 30_000, 30_000),
        ("字" * 10_000, None),
        ("会议召开。" * 20_000, None),
    ],
)
def test_a_line_without_a_full_stop_is_named(tmp_path: Path, line: str, length: int | None) -> None:
    write(tmp_path / "news-2024-03-05-p01.md", f"## 春耕会召开\n\n{NEWS}{line}\n{NEWS}")
    row = read_pages(tmp_path).loc[0]
    assert line in row["text"]
    if length is None:
        assert pd.isna(row["problem"])
    else:
        assert f"line 4 has {length:,} characters without a full stop (。！？)" in row["problem"]
        assert "in doubt" in row["problem"]


def test_of_several_such_lines_the_longest_is_named(tmp_path: Path) -> None:
    lines = [NEWS, "字" * 11_000, "字" * 13_000, "字" * 12_000]
    write(tmp_path / "a.txt", "\n".join(lines))
    assert "line 4 has 13,000 characters" in read_pages(tmp_path).loc[0, "problem"]


def test_a_file_too_large_for_a_page_is_not_read(tmp_path: Path) -> None:
    write(tmp_path / "news-2024-03-05-p01.md", NEWS)
    with (tmp_path / "news-2024-03-05-p02.md").open("wb") as file:
        file.truncate(5_000_000_000)  # takes no place on the disk
    pages = read_pages(tmp_path)
    assert pages["text"].isna().tolist() == [False, True]
    assert "it has 5.0 GB, and a page at most 64 MB; cut it" in pages.loc[1, "problem"]


def test_a_page_is_as_large_as_is_allowed_and_no_larger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 3_000)
    write(tmp_path / "a.txt", "字" * 1_000)
    write(tmp_path / "b.txt", "字" * 1_000 + "。")
    assert read_pages(tmp_path)["text"].isna().tolist() == [False, True]


@pytest.mark.parametrize("suffix", [".gz", ".xz", ".zst"])
def test_a_packed_page_is_read_as_it_was(tmp_path, suffix):
    packers = {
        ".gz": gzip.compress,
        ".xz": lzma.compress,
        ".zst": partial(pa.compress, codec="zstd", asbytes=True),
    }
    path = tmp_path / f"lanchuan-daily-2024-03-05-p02.txt{suffix}"
    path.write_bytes(packers[suffix](NEWS.encode("gb18030")))
    row = read_pages(tmp_path).loc[0]
    assert (row["page_id"], row["newspaper"], row["page"], row["text"]) == (
        "lanchuan-daily-2024-03-05-p02",
        "lanchuan-daily",
        2,
        NEWS,
    )


def test_a_packed_page_that_is_broken_or_a_bomb_does_no_harm_to_the_others(tmp_path, monkeypatch):
    monkeypatch.setattr(packed, "MOST_BYTES", 100_000)
    write(tmp_path / "20240305-01.txt", NEWS)
    (tmp_path / "20240306-01.txt.gz").write_bytes(b"no gzip")
    (tmp_path / "20240307-01.txt.gz").write_bytes(gzip.compress(b"\n" * 200_000))
    pages = read_pages(tmp_path)
    assert pages["text"].isna().tolist() == [False, True, True]
    assert "cannot be unpacked" in pages.loc[1, "problem"]
    assert "unpacks to more than 100 kB" in pages.loc[2, "problem"]
