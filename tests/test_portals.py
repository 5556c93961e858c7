"""Articles saved from the sites of the party and the state, and pages of digital newspapers."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import read_pages, split_articles
from analysis.articles.split import list_repairs
from analysis.lexicon import read_lexicon
from analysis.pages.frames import leave_frame

ONE = (
    "3月5日，兰川省委书记周启明在云台县调研春耕备耕工作。他强调，要抓好粮食生产"
    "，牢牢守住耕地红线，全面推进乡村振兴。"
)
TWO = (
    "在云台县高标准农田，周启明详细了解土壤墒情和农资储备情况，要求各地不误农时，"
    "抢抓农时，把各项工作落到实处。"
)
NAV = (
    "<div class='nav'><a href='/'>首页</a><a href='/n1'>时政</a><a href='/n2'>经济</a>"
    "<a href='/n3'>社会</a></div>"
)
OTHER = (
    "<ul><li><a href='/a1.html'>云台县春播面积稳中有增</a></li>"
    "<li><a href='/a2.html'>省政府召开常务会议研究春耕</a></li></ul>"
)

# Where each was saved, what it is, and newspaper, day and page.
SITES: dict[str, tuple[str, str, str | None, str, int | None]] = {
    "people_new": (
        "n1/2024/0305/c1001-40189111.html",
        """<html><head><meta charset="utf-8"><title>周启明在云台县调研春耕备耕工作--时政--人民网</title><meta name="publishdate" content="2024-03-05"><meta name="source" content="来源：人民网－人民日报"></head><body><div class="top">{NAV}</div>
<div class="layout path"><a href="/">人民网</a>&gt;&gt;<a href="/n1">时政</a></div>
<div class="layout rm_txt cf"><div class="col col-1 fl"><h4 class="pre">不误农时</h4><h1>周启明在云台县调研春耕备耕工作</h1><h4 class="sub">要求守住耕地红线</h4><div class="author cf">林越</div><div class="channel cf"><div class="col-1-1 fl">2024年03月05日08:12 | 来源：<a href="http://paper.people.com.cn/">人民网－人民日报</a></div><div class="col-1-2 fr"><a href="#">小字号</a></div></div>
<div class="rm_txt_con cf"><div class="box_pic"></div><p style="text-indent: 2em;">{ONE}</p><p>{TWO}</p><p class="paper_num">《 人民日报 》（ 2024年03月05日 01 版）</p><div class="zdfy clearfix"></div><center><table border="0"><tr><td></td></tr></table></center><div class="box_pic"></div><div class="edit cf">(责编：牛镛、王珩)</div></div>
<div class="rm_share"><p>分享让更多人看到<a href="#"><img></a></p></div></div>
<div class="col col-2 fr"><h3>推荐阅读</h3>{OTHER}</div></div><div class="footer">人民日报社概况 | 关于人民网<br>Copyright © 1997-2024 by www.people.com.cn all rights reserved</div></body></html>""",
        "人民日报",
        "2024-03-05",
        1,
    ),
    "people_old": (
        "GB/64093/64094/8967011.html",
        """<html><head><title>周启明在云台县调研春耕备耕工作--时政--人民网</title></head><body>{NAV}<div id="p_title">周启明在云台县调研春耕备耕工作</div><h2 id="p_publishtime">2009年03月16日14:34&nbsp;&nbsp;来源：<a href="x">《兰川日报》</a></h2>
<div class="text" id="p_content"><p>　　{ONE}</p><p>　　{TWO}</p><div class="otitle">相关专题</div><div>· <a href="#">地方要闻</a></div></div><div class="edit">(责任编辑：林越)</div><div class="title">相关新闻：</div>{OTHER}<div id="copyright">人 民 网 版 权 所 有 ，未 经 书 面 授 权 禁 止 使 用</div></body></html>""",
        "兰川日报",
        "2009-03-16",
        None,
    ),
    "xinhua_new": (
        "politics/leaders/20240305/a1b2c3/c.html",
        """<html><head><title>周启明在云台县调研春耕备耕工作-新华网</title><meta name="publishdate" content="2024-03-05"></head><body>{NAV}<div class="header domPC"><div class="header-time left"><span class="year"><em>2024</em></span><span class="day"><em>03</em>/<em>05</em></span><span class="time">20:12:26</span></div><div class="source">来源：新华网</div><div class="head-line clearfix"><h1><span class="title">周启明在云台县调研春耕备耕工作</span></h1></div></div>
<div class="main clearfix"><div class="main-left left"><div id="detail"><span id="detailContent"><p>　　新华社兰川3月5日电（记者林越）{ONE}</p><p>　　{TWO}</p></span><div id="articleEdit"><span class="tiyi1 domPC"><a>【纠错】</a></span><span class="editor">【责任编辑:冯粒】</span></div></div></div></div><div class="foot"><div>新华网 版权所有</div></div></body></html>""",
        None,
        "2024-03-05",
        None,
    ),
    "xinhua_old": (
        "politics/2014-03/05/c_119601234.htm",
        """<html><head><title>周启明在云台县调研春耕备耕工作_新华网</title></head><body>{NAV}<div id="Title">周启明在云台县调研春耕备耕工作</div><h1 id="title">周启明在云台县调研春耕备耕工作</h1><div class="info"><span class="time">2014年03月05日 20:12:26</span><span class="from">来源： <em id="source">新华网</em></span></div><div id="content"><p>　　新华网兰川3月5日电（记者林越）{ONE}</p><p>　　{TWO}</p></div><div class="articletools">【字号 大 中 小】【打印】【关闭】</div><div class="relatedNews"><h3>相关阅读</h3>{OTHER}</div><div>Copyright © 2000-2014 XINHUANET.com All Rights Reserved. 新华网 版权所有</div></body></html>""",
        None,
        "2014-03-05",
        None,
    ),
    "gov_new": (
        "yaowen/liebiao/202403/content_6936123.htm",
        """<html><head><title>周启明在云台县调研春耕备耕工作_滚动新闻_中国政府网</title><meta name="firstpublishedtime" content="2024-03-05-20:12:00"><meta name="lastmodifiedtime" content="2024-03-06-08:00:00"></head><body>{NAV}<div class="article oneColumn pub_border"><h1 id="ti">周启明在云台县调研春耕备耕工作</h1><div class="pages-date">2024-03-05 20:12 <span class="font">来源： 兰川日报</span><div class="pages_print mhide">字号：<span>默认</span><span>大</span><span>超大</span>|<a>打印</a>|<div class="share"><a>分享</a></div></div></div><div class="pages_content mhide" id="UCAP-CONTENT"><p style="text-indent: 2em">新华社兰川3月5日电（记者林越）{ONE}</p><p>{TWO}</p></div><div class="editor">【我要纠错】责任编辑：朱英</div></div><div class="related"><h4>相关稿件</h4>{OTHER}</div><div class="foot">主办单位：国务院办公厅　运行维护单位：中国政府网运行中心<br>版权所有：中国政府网 中文域名：中国政府网.政务</div></body></html>""",
        "兰川日报",
        "2024-03-05",
        None,
    ),
    "qstheory": (
        "dukan/qs/2024-03/05/c_1130085555.htm",
        """<html><head><title>周启明在云台县调研 - 求是网</title></head><body>{NAV}<div class="inner"><h1>周启明在云台县调研</h1><div class="headtitle"><span class="appellation">来源：《求是》2024/05</span><span class="appellation">作者：周启明</span><span class="pubtime">2024-03-05 15:00:00</span></div><div class="text"><div class="highlight"><p>　　{ONE}</p><p>　　{TWO}</p></div></div><div class="fs-text"><div class="fs-share">分享到：<a>微信</a><a>微博</a></div><div class="fs-pinglun">标签 - <a>求是</a></div><div class="bianji">网站编辑 - 张三</div><div class="fs-lab">扫描二维码分享到手机</div></div></div><div class="foot">Copyright © 求是网 版权所有</div></body></html>""",
        "求是",
        "2024-03-05",
        None,
    ),
    "12371": (
        "2024/03/05/ARTI1709600000000123.shtml",
        """<html><head><title>周启明在云台县调研_共产党员网</title></head><body>{NAV}<div class="big_title"><h1>周启明在云台县调研</h1></div><div class="title_bottom"><i class="time">发布时间：2024年03月05日 08:12</i><i>来源：<a>兰川日报</a></i><i>打印</i></div><div id="font_area"><div class="word"><p>{ONE}</p><p>{TWO}</p></div></div><div class="dy_share"><span>分享到：</span><a>微信</a></div><div class="sub_title">相关链接</div>{OTHER}<div class="foot">共产党员网 版权所有 京ICP备12024993号</div></body></html>""",
        "兰川日报",
        "2024-03-05",
        None,
    ),
    "gmw": (
        "2024-03/05/content_37181234.htm",
        """<html><head><title>周启明在云台县调研_光明网</title><meta name="contentid" content="1"><meta name="publishdate" content="2024-03-05"/><meta name="author" content="林越"></head><body>{NAV}<div class="g-main"><h1 class="u-title">周启明在云台县调研</h1><div class="m-contentMsg"><span class="m-con-source">来源：<a>光明网-《光明日报》</a></span><span class="m-con-time">2024-03-05 04:50</span></div><div class="u-mainText"><!--enpcontent--><p>　　{ONE}</p><p>　　{TWO}</p><p>　　<strong>《光明日报》（ 2024年03月05日 03版）</strong></p><!--/enpcontent--><div class="m-zbTool liability">[ 责编：丁玉冰 ]</div></div><div class="m-zbTool"><span>阅读剩余全文（<i>1</i>）</span></div></div><div class="footer">光明网版权所有</div></body></html>""",
        "光明日报",
        "2024-03-05",
        3,
    ),
    "jhsjk": (
        "article/40189111.html",
        """<html><head><title>周启明在云台县调研--习近平系列重要讲话数据库</title></head><body>{NAV}<div class="d2txt clearfix"><h1>周启明在云台县调研</h1><h2>（2024年3月5日）</h2><div class="d2txt_1 clearfix">来源：人民网－人民日报　　发布时间：2024-03-05</div><div class="d2txt_con clearfix"><p>　　{ONE}</p><p>　　{TWO}</p><p>　　《人民日报》（2024年03月05日 第 01 版）</p></div><div class="edit">(责编：任一林)</div></div><div class="foot">人民网版权所有</div></body></html>""",
        "人民日报",
        "2024-03-05",
        1,
    ),
    "cnr": (
        "china/news/20240305/t20240305_526617123.shtml",
        """<html><head><title>周启明在云台县调研_央广网</title></head><body>{NAV}<div class="article-header"><h1>周启明在云台县调研</h1><div class="source"><span>2024-03-05 20:12:00</span><span>来源：央广网</span></div></div><div class="article-body"><div class="TRS_Editor"><p>　　央广网兰川3月5日消息（记者林越）{ONE}</p><p>　　{TWO}</p></div></div><div class="editor">编辑：李一</div><div class="tip">更多精彩资讯请在应用市场下载“央广网”客户端。欢迎提供新闻线索，24小时报料热线400-800-0088；消费者也可通过央广网“啄木鸟消费者投诉平台”线上投诉。版权声明：本文章版权归属央广网所有，未经授权不得转载。转载请联系：cnrbanquan@cnr.cn，不尊重原创的行为我们将追究责任。</div><div>长按二维码<br>关注精彩内容</div></body></html>""",
        None,
        "2024-03-05",
        None,
    ),
    "cctv": (
        "2024/03/05/VIDEabc240305.shtml",
        """<html><head><title>[视频]周启明在云台县调研_CCTV节目官网</title></head><body>{NAV}<div class="cnt_nav"><h3>[视频]周启明在云台县调研</h3></div><div class="info"><span class="laiyuan">来源：央视网</span><span>2024年03月05日 19:12</span></div><div class="cnt_bd"><h1>[视频]周启明在云台县调研</h1><p><strong>央视网消息</strong>（新闻联播）：{ONE}</p><p>{TWO}</p></div></body></html>""",
        None,
        "2024-03-05",
        None,
    ),
    "prov_trs": (
        "art/2024/3/5/art_123_456789.html",
        """<html><head><title>兰川省人民政府 要闻 周启明在云台县调研</title><meta name="ArticleTitle" content="周启明在云台县调研"><meta name="PubDate" content="2024-03-05 08:12"><meta name="ContentSource" content="兰川日报"></head><body>{NAV}<table id="article"><tr><td class="title">周启明在云台县调研</td></tr><tr><td>发布日期：2024-03-05 08:12 信息来源：兰川日报 浏览次数：<script>x</script> 字号：[ 大 中 小 ]</td></tr><tr><td><div id="zoom"><!--ZJEG_RSS.content.begin--><meta name="ContentStart"/><p>{ONE}</p><p>{TWO}</p><meta name="ContentEnd"/></div></td></tr></table><div>打印本页 关闭窗口</div><div class="foot">主办：兰川省人民政府办公厅 兰ICP备05000000号 网站标识码3300000001</div></body></html>""",
        "兰川日报",
        "2024-03-05",
        None,
    ),
    "prov_news": (
        "2024-03/05/content_10123.htm",
        """<html><head><title>周启明在云台县调研-兰川在线</title><script type="application/ld+json">{"@context":"https://x","@id":"u","pubDate":"2024-03-05T08:12:00"}</script></head><body>{NAV}<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/n">要闻</a> &gt; 正文</div><div class="artTitle">周启明在云台县调研</div><div class="artInfo"><span>2024-03-05 08:12:00</span> <span>来源：兰川日报</span> <span>作者：林越</span> <span>编辑：何川</span></div><div class="artCon"><p>{ONE}</p><p>{TWO}</p></div><p>延伸阅读：</p>{OTHER}<div class="share">分享到 微信 微博 QQ空间</div><div class="copyright">版权声明：凡本网注明“来源：兰川日报”的所有作品，版权均属兰川日报社，未经授权不得转载。</div><div>上一篇：<a href="1">云台县召开会议</a> 下一篇：<a href="2">云山县召开会议</a></div></body></html>""",
        "兰川日报",
        "2024-03-05",
        None,
    ),
    "chinanews": (
        "gn/2024/03-05/10174567.shtml",
        """<html><head><title>周启明在云台县调研-中新网</title></head><body>{NAV}<div class="content_maincontent_more"><h1 class="content_left_title">周启明在云台县调研</h1><div class="content_left_time">2024年03月05日 20:12　来源：中国新闻网 <span>参与互动</span></div><div class="left_zw"><p>　　中新社兰川3月5日电 (记者 林越){ONE}</p><p>　　{TWO}(完)</p></div><div class="adEditor">【编辑:田博群】</div></div><div class="footer">本网站所刊载信息，不代表中新社和中新网观点。 刊用本网站稿件，务经书面授权。未经授权禁止转载、摘编、复制及建立镜像，违者将依法追究法律责任。</div></body></html>""",
        None,
        "2024-03-05",
        None,
    ),
    "ccdi": (
        "yaowenn/202403/t20240305_331234.html",
        """<html><head><title>周启明在云台县调研—中央纪委国家监委网站</title></head><body>{NAV}<div class="bg_gray"><h2 class="tit">周启明在云台县调研</h2><h3 class="daty"><div class="daty_con"><em class="e e1">来源：中央纪委国家监委网站</em><em class="e e2">发布时间：2024-03-05 08:12</em><em class="e">分享</em></div></h3><div class="content"><div class="TRS_Editor"><p>　　{ONE}</p><p>　　{TWO}</p></div></div></div><div class="other"><span>相关新闻</span>{OTHER}</div></body></html>""",
        None,
        "2024-03-05",
        None,
    ),
    "weixin": (
        "s/abc.html",
        """<html><head><meta property="og:title" content="周启明在云台县调研"><meta property="og:site_name" content="微信公众平台"></head><body><div class="rich_media"><h1 class="rich_media_title" id="activity-name">周启明在云台县调研</h1><div id="meta_content"><span class="rich_media_meta">林越</span><a id="js_name">兰川日报</a><em id="publish_time">2024-03-05 08:12</em></div><div id="js_content"><p>{ONE}</p><p>{TWO}</p><p>来源：兰川日报</p><p>编辑：何川</p></div></div><a href="#">阅读原文</a></body></html>""",
        "兰川日报",
        "2024-03-05",
        None,
    ),
}


def save(folder: Path, path: str, source: str, encoding: str = "utf-8") -> None:
    for name, text in {"ONE": ONE, "TWO": TWO, "NAV": NAV, "OTHER": OTHER}.items():
        source = source.replace(f"{{{name}}}", text)
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(source.encode(encoding))


@pytest.mark.parametrize("site", SITES)
def test_an_article_of_a_site_is_read_whole_and_without_what_stands_around_it(tmp_path, site):
    path, source, newspaper, day, number = SITES[site]
    save(tmp_path, path, source)
    pages = read_pages(tmp_path)
    articles = split_articles(pages)
    article = articles[articles["kind"] == "article"]
    assert len(article) == 1
    told = article.iloc[0]
    assert told["headline"].startswith("周启明在云台县调研")
    assert not told["headline"].endswith(("网", "在线"))
    assert told["text"] == f"{ONE}\n{TWO}"
    assert told["complete"]
    assert told["date"] == pd.Timestamp(day)
    assert pages["newspaper"].fillna("").tolist() == [newspaper or ""]
    assert pages["page"].fillna(0).tolist() == [number or 0]
    # What else is printed is the line that says in which paper it stood.
    others = articles.loc[articles["kind"] != "article", "text"]
    assert all("日报" in text and text.endswith("版）") for text in others)
    assert not set(list_repairs(pages)["rule"]) & {"lost_tail", "missing_headline"}


@pytest.mark.parametrize("codec", ["gb18030", "utf-8", "utf-16"])
def test_a_site_is_read_in_any_encoding(tmp_path, codec):
    path, source, *_ = SITES["people_old"]
    save(tmp_path, path, source, codec)
    assert split_articles(read_pages(tmp_path))["text"].tolist() == [f"{ONE}\n{TWO}"]


@pytest.mark.parametrize(
    "frame", list(read_lexicon("page_frames").itertuples()), ids=lambda row: row.example
)
def test_each_rule_of_what_stands_around_leaves_its_example_out(frame):
    more = [] if frame.leaves_out == "rest" else [TWO]
    assert leave_frame([ONE, frame.example, TWO]) == [ONE, *more]


@pytest.mark.parametrize(
    "line",
    [
        "分享是一种美德，会议要求全省上下分享经验。",
        "他说，该书的版权所有者已经同意出版。",
        "2024年3月5日",
        "编辑部里灯火通明。",
        "来源于群众、服务于群众，是我们的宗旨。",
        "相关部门要各负其责。",
        "扫描二维码即可办理，群众办事更方便。",
        "打印店老板陈大山说，生意好了。",
        "更多精彩留给赛场。",
        "责任编辑是一份工作。",
    ],
)
def test_a_line_that_only_begins_like_a_frame_stays(line):
    assert leave_frame([ONE, line, TWO]) == [ONE, line, TWO]


# --- digital newspapers -------------------------------------------------------------------------

STORY = "<founder-title>{title}</founder-title><founder-content><p>{{ONE}}</p></founder-content>"
LISTED = "<li><a href='{link}'>{title}</a></li>"
# Folder and names of the list and of two articles, as the three usual systems lay them.
LAYOUTS = {
    "node": (
        "html/2024-03/05/node_2.htm",
        ("html/2024-03/05/content_11.htm", "content_11.htm?div=-1"),
        ("html/2024-03/05/content_12.htm", "content_12.htm?div=-1"),
    ),
    "nbs": (
        "rmrb/html/2024-03/05/nbs.D110000renmrb_01.htm",
        ("rmrb/html/2024-03/05/nw.D110000renmrb_20240305_1-01.htm", "nw.D110000renmrb_20240305_1-01.htm"),
        ("rmrb/html/2024-03/05/nw.D110000renmrb_20240305_2-01.htm", "nw.D110000renmrb_20240305_2-01.htm"),
    ),
    "layout": (
        "pc/layout/202403/05/node_01.html",
        ("pc/content/202403/05/content_30012.html", "../../../content/202403/05/content_30012.html"),
        ("pc/content/202403/05/content_30013.html", "../../../content/202403/05/content_30013.html"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", LAYOUTS)
@pytest.mark.parametrize(
    ("shape", "coords", "area"),
    [
        ("polygon", "10,20,110,20,110,220,10,220", [10, 20, 110, 220]),
        ("poly", "10,20 110,20 110,220 60,240 10,220", [10, 20, 110, 240]),
        ("rect", "10,20,110,220", [10, 20, 110, 220]),
        ("", "10.4,20,110,219.6", [10, 20, 110, 220]),
        ("circle", "60,70,50", [10, 20, 110, 120]),
    ],
)
def test_the_rectangle_of_an_article_on_the_sheet_is_kept(tmp_path, kind, shape, coords, area):
    layout, (first, to_first), (second, to_second) = LAYOUTS[kind]
    save(
        tmp_path,
        layout,
        "<html><head><title>兰川日报数字报</title></head><body><b>第01版：要闻</b>"
        f"<map><area coords='{coords}' shape='{shape}' href='{to_first}'></map>"
        f"<ul><li><a href='{to_first}'>春耕</a></li><li><a href='{to_second}'>植树</a></li></ul>"
        "</body></html>",
    )
    save(tmp_path, first, STORY.format(title="春耕"))
    save(tmp_path, second, STORY.format(title="植树"))
    pages = read_pages(tmp_path)
    assert pages["page"].tolist() == [1, 1]
    assert set(pages["date"]) == {pd.Timestamp("2024-03-05")}
    articles = split_articles(pages).set_index("headline")
    assert articles.loc["春耕", "areas"] == [area]
    assert articles.loc["植树", "areas"] is None


@pytest.mark.parametrize("coords", ["", "1,2,3", "a,b,c,d", "10,20"])
def test_what_is_no_rectangle_is_none(tmp_path, coords):
    save(tmp_path, "2024-03/05/node_1.htm", f"<area coords='{coords}' href='content_1.htm'>")
    save(tmp_path, "2024-03/05/content_1.htm", STORY.format(title="春耕"))
    assert read_pages(tmp_path)["areas"].tolist() == [None]


def test_an_article_that_two_areas_lead_to_has_both(tmp_path):
    areas = "".join(
        f"<area shape='rect' coords='{at},0,{at + 9},9' href='content_1.htm'>" for at in (0, 20, 0)
    )
    save(tmp_path, "2024-03/05/node_1.htm", f"<html><body><map>{areas}</map></body></html>")
    save(tmp_path, "2024-03/05/content_1.htm", STORY.format(title="春耕"))
    articles = split_articles(read_pages(tmp_path))
    assert articles["areas"].tolist() == [[[0, 0, 9, 9], [20, 0, 29, 9]]]
