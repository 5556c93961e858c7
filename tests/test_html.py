"""HTML of digital newspapers becomes pages: the Founder system, others, and lists of links."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.articles import split_articles
from analysis.pages import read_pages
from analysis.pages.html import read_document
from analysis.schema import InputError

NODE = """<html><head><title>澜川日报数字报</title></head><body>
<a id="pageLink" href="node_2.htm">第01版：要闻</a>
<a id="pageLink" href="node_3.htm">第02版：综合</a>
<map><area shape="poly" coords="1,2,3" href="content_11.htm?div=-1"></map>
<ul><li><a href="content_11.htm?div=-1">春耕现场会召开</a></li>
<li><a href="content_12.htm?div=-1">图片新闻</a></li></ul></body></html>"""

# As the system wrote them about 2010: tables, fonts, and the data in a comment.
OLD = """<html><head><title>澜川日报数字报-春耕现场会召开</title></head><body>
<!--enpproperty <articleid>11</articleid><date>2024-03-05 00:00:00.0</date><author>林悦</author>
<title>春耕现场会召开</title><keyword></keyword><subtitle>孙瑾出席并讲话</subtitle>
<introtitle>不误农时</introtitle><nodename>第01版：要闻</nodename>/enpproperty-->
<a href="node_2.htm">第01版：要闻</a><a href="node_3.htm">第02版：综合</a> 上一版 下一版
<table><tr><td class="font02">不误农时</td></tr>
<tr><td class="font01">春耕现场会<BR>召开</td></tr></table>
<div id="ozoom"><table id="newspic"><tr><td><img src="a.jpg"></td></tr>
<tr><td>图为春耕现场。本报记者 何川 摄</td></tr></table>
<founder-content><!--enpcontent--><P>　　本报讯&nbsp;（记者 林悦）3月5日，春耕现场会在
澜川召开。</P><P>　　会议指出，要不误农时。</P><!--/enpcontent--></founder-content></div>
<script>var a = "不要读我";</script><div>版权所有 澜川日报社</div></body></html>"""

# Without the comment, and with the page number of the print beside the author.
NEW = """<!DOCTYPE html><html><head><title>春耕现场会召开</title></head><body><div class="article">
<h3>不误农时</h3><h1>春耕现场会召开</h1><h2>孙瑾出席并讲话</h2>
<p class="sec">本报记者 林 悦 <span>《澜川日报》（<span>2024年03月05日</span> 第 02 版）</span></p>
<div id="ozoom"><p>　　3月5日，春耕现场会召开。</p>
<p><img src="x.jpg"></p></div></div></body></html>"""

OTHER = """<html><head><title>春耕现场会召开_澜川网</title>
<meta name="pubdate" content="2024-03-05 08:00"></head><body>
<div class="nav"><a href="/">首页</a><a href="/news">新闻</a></div><h1>[视频]春耕现场会召开</h1>
<div class="TRS_Editor"><style>p {}</style><p>3月5日，春耕现场会召开。</p>
<p>会议<b>指出</b>，要不误农时。</p></div><div>责任编辑：何川</div></body></html>"""


def save(folder: Path, files: dict[str, str], encoding: str = "utf-8") -> Path:
    for name, source in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.encode(encoding))
    return folder


def test_a_founder_article_becomes_small_markdown():
    assert read_document(OLD).text == (
        "不误农时\n\n## 春耕现场会 召开\n\n孙瑾出席并讲话\n\n"
        "本报讯\u00a0（记者 林悦）3月5日，春耕现场会在澜川召开。\n\n会议指出，要不误农时。\n\n"
        "图为春耕现场。本报记者 何川 摄\n"
    )


def test_the_data_of_a_founder_article_are_read():
    origin = read_document(OLD).origin
    assert (origin.newspaper, str(origin.date), origin.page) == ("澜川日报", "2024-03-05", 1)


def test_an_article_without_the_comment_is_read_too():
    document = read_document(NEW)
    assert document.text == (
        "不误农时\n\n## 春耕现场会召开\n\n孙瑾出席并讲话\n\n本报记者 林 悦\n\n"
        "3月5日，春耕现场会召开。\n"
    )
    origin = document.origin
    assert (origin.newspaper, str(origin.date), origin.page) == ("澜川日报", "2024-03-05", 2)


@pytest.mark.parametrize(
    ("author", "line"),
    [("林悦", "作者：林悦"), ("本报记者 林悦", "本报记者 林悦"), ("何川", None)],
)
def test_an_author_that_the_text_does_not_name_gets_a_line(author, line):
    source = (
        f"<!--enpproperty <author>{author}</author><title>甲</title>/enpproperty-->"
        "<!--enpcontent--><p>何川说。</p><!--/enpcontent-->"
    )
    lines = read_document(source).text.split("\n\n")
    assert lines == ["## 甲", *([line] if line else []), "何川说。\n"]


def test_the_elements_of_newer_founder_pages_are_read():
    source = (
        "<html><body><a href='node_1.htm'>第01版</a><a href='node_2.htm'>第02版</a>"
        "<b>第02版：综合</b>"
        "<FOUNDER-INTROTITLE>不误农时</FOUNDER-INTROTITLE><founder-title>春耕<br>开始</founder-title>"
        "<founder-subtitle></founder-subtitle><founder-author>记者 林悦</founder-author>"
        "<founder-content><p>会议召开。</p><br/><p>会议指出。</p></founder-content>"
        "<!--enpproperty <founder-date>2024-03-05</founder-date>"
        "<founder-subtitle>孙瑾讲话</founder-subtitle>/enpproperty--></body></html>"
    )
    document = read_document(source)
    assert document.text == (
        "不误农时\n\n## 春耕 开始\n\n孙瑾讲话\n\n记者 林悦\n\n会议召开。\n\n会议指出。\n"
    )
    assert (str(document.origin.date), document.origin.page) == ("2024-03-05", 2)


def test_a_page_of_other_make_is_read_without_its_frame():
    document = read_document(OTHER)
    assert document.text == (
        "## 春耕现场会召开\n\n3月5日，春耕现场会召开。\n\n会议指出，要不误农时。\n"
    )
    assert str(document.origin.date) == "2024-03-05"


def test_a_page_that_no_rule_knows_goes_to_the_extractor():
    one = "3月5日，春耕现场会在澜川召开，来自各县区的代表参加了会议，并到田间观看。" * 4
    two = "会议指出，要不误农时，备足种子化肥，检修农机，把春耕生产的各项工作做细做实。" * 4
    source = (
        "<html><head><title>春耕现场会召开</title></head><body>"
        "<header><nav><a href='/'>首页</a><a href='/news'>新闻</a></nav></header>"
        f"<main><article><h1>春耕现场会召开</h1><p>{one}</p><p>{two}</p></article></main>"
        "<footer>版权所有</footer></body></html>"
    )
    assert read_document(source).text == f"## 春耕现场会召开\n\n{one}\n\n{two}\n"


def test_line_ends_of_the_html_show_as_a_blank_only_between_latin_words():
    source = "<!--enpcontent--><p>会议\n  召开，\nA3\nB4\n用 于\n生产。</p><!--/enpcontent-->"
    assert read_document(source).text == "会议召开，A3 B4用 于生产。\n"


def test_a_page_that_leads_nowhere_is_all_text():
    source = (
        "<html><head><title>澜川日报</title></head><body>"
        "<h2>春耕会召开</h2><p>不误农时</p><p>本报讯 会议召开。</p>"
        "<h2>水库除险<br/>加固开工</h2><p>本报讯 工程<i>开工</i>。</p></body></html>"
    )
    assert read_document(source).text == (
        "## 春耕会召开\n\n不误农时\n\n本报讯 会议召开。\n\n"
        "## 水库除险 加固开工\n\n本报讯 工程开工。\n"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_saved_issue_is_read_with_what_its_lists_say(tmp_path, encoding):
    plain = "<!--enpcontent--><p>何川摄于田间。</p><!--/enpcontent-->"
    files = {"node_2.htm": NODE, "content_11.htm": OLD, "content_12.htm": f"<h1>图</h1>{plain}"}
    folder = {f"澜川日报/html/2024-03/05/{name}": source for name, source in files.items()}
    pages = read_pages(save(tmp_path, folder, encoding))
    assert pages["page_id"].tolist() == [
        "澜川日报/html/2024-03/05/content_11",
        "澜川日报/html/2024-03/05/content_12",
    ]
    assert pages["newspaper"].tolist() == ["澜川日报"] * 2
    assert pages["date"].tolist() == [pd.Timestamp("2024-03-05")] * 2
    assert pages["page"].tolist() == [1, 1]
    assert pages["encoding"].tolist() == [encoding] * 2
    assert pages["problem"].isna().all()


def test_the_same_article_saved_twice_is_one_row_with_a_note(tmp_path):
    names = ["content_11.htm@div=-1", "content_11.htm@div=0", "content_12.htm"]
    pages = read_pages(save(tmp_path, dict.fromkeys(names, OLD)))
    assert pages["page_id"].tolist() == ["content_11", "content_12"]
    assert "content_11.htm@div=0 holds the same article" in pages.loc[0, "problem"]
    assert pd.isna(pages.loc[1, "problem"])


def test_a_list_whose_articles_are_missing_is_named(tmp_path):
    folder = save(tmp_path, {"node_2.htm": NODE, "x.md": "## 甲\n\n乙。"})
    pages = read_pages(folder).set_index("page_id")
    assert pd.isna(pages.loc["node_2", "text"])
    assert "list of links" in pages.loc["node_2", "problem"]
    (tmp_path / "x.md").unlink()
    with pytest.raises(InputError, match="list of links"):
        read_pages(folder)


@pytest.mark.parametrize(
    "source", ["", "<!-- -->", "<html></html>", "no tag at all", "<<<>>>", "&"]
)
def test_html_that_is_none_harms_nothing(tmp_path, source):
    pages = read_pages(save(tmp_path, {"a.html": source, "b.html": OLD}))
    assert "春耕" in pages.loc[1, "text"]


def test_html_nested_ten_thousand_deep_is_read(tmp_path):
    deep = "<div>" * 10_000 + "<p>甲。</p>" + "</div>" * 10_000
    read_pages(save(tmp_path, {"a.html": deep, "b.html": OLD}))


def test_the_splitter_reads_an_article_of_html_whole():
    pages = pd.DataFrame({"page_id": ["p"], "text": [read_document(OLD).text]})
    articles = split_articles(pages)
    article = articles.loc[articles["kind"] == "article"].iloc[0]
    assert article["headline"] == "春耕现场会 召开"
    assert article["reporters"] == ["林悦"]
    assert (articles["kind"] == "caption").sum() == 1


def test_three_days_of_a_real_site_are_read(shared):
    pages = read_pages(shared / "corpora" / "cctv-html")
    # 54 files, three of them lists of the others.
    assert len(pages) == 51
    assert pages["problem"].isna().all()
    assert pages["date"].dt.strftime("%m%d").isin(["0324", "0325", "0326"]).all()
    assert (pages["page_id"].str[-4:] == pages["date"].dt.strftime("%m%d")).all()
    assert pages["text"].str.startswith("## ").all()
    news = pages["text"].str.contains("央视网消息（新闻联播）：")
    assert news.sum() == 48
    assert not pages.loc[news, "text"].str.contains("责任编辑：|主要内容\n|版权所有").any()


STORY = "<p>省长周启明5日在云台县调研春耕备耕工作，强调把粮食安全放在首位。</p>"


def test_headings_that_hold_links_stay_over_their_articles(tmp_path):
    story = f"<div><h3><a href='http://x/1.html'>春耕</a></h3>{STORY}<p>链接：<a href='http://x/1.pdf'>http://x/1.pdf</a></p></div>"
    source = (
        "<html><body><div class='nav'><a href='/'>首页</a></div><h1>兰川日报 20240305 报道摘要</h1>"
        f"<h2>02版：要闻</h2>{story}{story.replace('春耕', '夏种')}</body></html>"
    )
    (tmp_path / "a.html").write_text(source, encoding="utf-8")
    articles = split_articles(read_pages(tmp_path))
    stories = articles[articles["kind"] == "article"]
    assert stories["headline"].tolist() == ["春耕", "夏种"]
    assert stories["page"].tolist() == [2, 2]
    assert not stories["text"].str.contains("http").any()


def test_headlines_of_other_articles_do_not_take_the_place_of_the_page():
    more = "".join(
        f"<h3><a href='/{n}.html'>别的新闻{n}</a></h3><p>别的新闻的摘要，说了二十个字以上的话，再说几个字。</p>"
        for n in range(3)
    )
    text = read_document(
        f"<html><body><h1>春耕</h1><div>{STORY * 8}</div><div class='more'>{more}</div></body></html>"
    ).text
    assert "云台县调研" in text
    assert text.startswith("## 春耕")


@pytest.mark.parametrize(
    "said",
    [
        "<meta name='firstpublishedtime' content='2024-03-05-21:01:22'/>",
        "<meta name='PubDate' content='2024-03-05 21:01'>",
        "<meta property='article:published_time' content='2024-03-05T21:01:22+08:00'>",
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-03-05T08:00:00"}</script>',
        "<span class='pubtime'>2024-03-05 09:00:00</span>",
        "<div class='pages-date'>2024-03-05 21:01 来源： 新华社</div>",
        "<i>发布时间：2024年03月05日 23:01 来源：新华网</i>",
        "<div>2024年03月05日08:10 | 来源：人民网</div>",
        "<div class='date'>今天是2025年1月1日 星期三</div><i>发布时间：2024年3月5日</i>",
    ],
)
def test_the_day_of_a_saved_page_is_found_where_sites_say_it(said):
    source = f"<html><head><title>春耕</title></head><body><a href='/'>首页</a><h1>春耕</h1>{said}{STORY * 3}</body></html>"
    assert str(read_document(source).origin.date) == "2024-03-05"


def test_a_day_in_the_text_is_not_that_of_the_page():
    source = f"<html><body><a href='/'>首页</a><h1>春耕</h1>{STORY}<p>会议时间：2024年3月9日，地点另行通知。</p></body></html>"
    assert read_document(source).origin.date is None


def test_a_page_that_a_converter_made_is_named_by_the_line_at_its_head(tmp_path):
    """Beside text files of the same newspaper, its pages must not become a second one."""
    head = "清溪日报 2025年2月10日 星期一 责任编辑：何小满 第03版 要闻"
    page = f"<html><body><p>{head}</p><p>春耕会召开</p><p>会议指出，要不误农时。</p></body></html>"
    for day in (10, 11):
        (tmp_path / f"qingxi-daily-2025-02-{day}.html").write_text(page.replace("10日", f"{day}日"))
    (tmp_path / "清溪日报2025-02-12.txt").write_text(
        f"{head.replace('10日', '12日')}\n春耕会召开\n"
    )
    pages = read_pages(tmp_path)
    assert pages[["newspaper", "page"]].values.tolist() == [["清溪日报", 3]] * 3
    assert pages["problem"].isna().sum() >= 2
