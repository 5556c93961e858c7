"""Files of a whole day or of archived articles are cut at what their headings say."""

import pandas as pd
import pytest

from analysis.articles import split_articles
from analysis.pages import read_pages

FIRST = "省长周启明今天下午在兰川会见了客人，双方就农业合作交换了意见。"
SECOND = "记者从农业农村厅获悉，兰川省春播面积同比增长3%，目前早稻已开始育秧。"


def split(text):
    articles = split_articles(pd.DataFrame({"page_id": ["p"], "text": [text]}))
    runs = [run for runs in articles["lines"] for run in runs]
    owned = [number for first, last in runs for number in range(first, last + 1)]
    printed = [number for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    assert len(owned) == len(set(owned))
    assert set(printed) <= set(owned)  # no line is lost
    return articles


def list_stories(articles):
    stories = articles[articles["kind"] == "article"]
    return [
        (None if pd.isna(row.page) else row.page, row.headline, row.text)
        for row in stories.itertuples()
    ]


@pytest.mark.parametrize(
    "head",
    [
        "# 新闻联播 2025-03-18",
        "# 兰川日报 2025年3月18日（星期二）",
        "# 兰川日报 20250318 报道摘要",
        "# 2025-03-18",
        "# 《兰川日报》（2025年3月18日）",
    ],
)
@pytest.mark.parametrize("about", ["", "- 数据源：某网\n- 新闻条数：2\n\n", "> 共 2 条\n"])
@pytest.mark.parametrize("numbers", [("", ""), ("1. ", "2. "), ("3、", "4、")])
def test_the_title_of_a_day_is_no_headline(head, about, numbers):
    text = f"{head}\n{about}\n## {numbers[0]}周启明会见外宾\n\n{FIRST}\n\n## {numbers[1]}兰川春播面积增加\n\n{SECOND}\n"
    articles = split(text)
    assert list_stories(articles) == [
        (None, "周启明会见外宾", FIRST),
        (None, "兰川春播面积增加", SECOND),
    ]
    assert articles["kind"].tolist()[0] == "folio"


def test_pages_of_a_day_number_their_articles():
    text = (
        "# 兰川日报 2025年3月18日\n> 来源：数字报\n\n## 第01版：要闻\n### 1. 周启明会见外宾\n\n"
        f"{FIRST}\n\n## 第十二版 综合\n### 1. 兰川春播面积增加\n*早稻开始育秧*\n\n本报兰川3月17日电（记者林越）{SECOND}\n"
    )
    articles = split(text)
    assert list_stories(articles) == [
        (1, "周启明会见外宾", FIRST),
        (12, "兰川春播面积增加", SECOND),
    ]
    last = articles.iloc[-1]
    assert (last["deck"], last["place"]) == ("早稻开始育秧", "兰川")


def test_days_of_one_file_date_their_articles():
    text = "".join(
        f"# 新闻联播 2025-03-{day}\n\n## 周启明会见外宾\n\n{FIRST}\n\n" for day in (18, 19)
    )
    articles = split(text)
    stories = articles[articles["kind"] == "article"]
    assert stories["date"].tolist() == [pd.Timestamp("2025-03-18"), pd.Timestamp("2025-03-19")]


@pytest.mark.parametrize(
    "text",
    [
        f"# 2024年3月5日那一天\n\n## 一、清晨\n\n{FIRST}\n\n## 二、傍晚\n\n{SECOND}\n",
        f"# 周启明会见外宾\n\n- 数据源：某网\n\n{FIRST}\n\n## 1. 背景\n\n{SECOND}\n",
    ],
)
def test_an_article_with_headings_inside_stays_one(text):
    assert len(split(text)) == 1


def test_numbers_that_do_not_count_through_stay():
    text = f"# 新闻联播 2025-03-18\n\n## 20. 兰川春播面积增加\n\n{FIRST}\n\n## 周启明会见外宾\n\n{SECOND}\n"
    headlines = [headline for _, headline, _ in list_stories(split(text))]
    assert headlines[0] == "20. 兰川春播面积增加"


ARCHIVED = """兰川农场掀起生产高潮

第3版()
专栏：

　　兰川农场掀起生产高潮
　　【新华社兰川二十五日电】兰川农场职工提前完成播种。

学习大寨精神
云台公社改土二千亩

第4版(农业)
专栏：学大寨

　　学习大寨精神
　　云台公社改土二千亩
　　周子墨
　　公社社员改良土地二千亩。公社主任陈大山说，还要再改一千亩。
"""


def test_an_archived_volume_is_cut_at_its_pages_and_columns():
    articles = split(ARCHIVED)
    assert articles["page"].tolist() == [3, 4]
    assert articles["text"].tolist() == [
        "兰川农场职工提前完成播种。",
        "公社社员改良土地二千亩。公社主任陈大山说，还要再改一千亩。",
    ]
    first, second = articles.to_dict("records")
    assert first["headline"] == "兰川农场掀起生产高潮"
    assert pd.isna(first["deck"])
    assert (first["agency"], first["place"], first["date_text"]) == ("新华社", "兰川", "二十五日")
    assert "云台公社改土二千亩" in f"{second['headline']}{second['deck']}"
    assert second["byline"] == "周子墨"
    assert "学大寨" not in f"{second['headline']}{second['deck']}{second['text']}"


def test_an_archived_article_names_its_page(tmp_path):
    text = "# 云台公社改土二千亩\n周子墨\n\n1966-05-16\n第4版()\n专栏：学大寨\n\n　　云台公社改土二千亩\n　　周子墨\n　　社员改良土地二千亩。\n"
    (tmp_path / "1966-05-16_云台公社改土二千亩.md").write_text(text, encoding="utf-8")
    pages = read_pages(tmp_path)
    assert pages.loc[0, "page"] == 4
    row = split_articles(pages).loc[0]
    assert (row["headline"], row["byline"], row["text"]) == (
        "云台公社改土二千亩",
        "周子墨",
        "社员改良土地二千亩。",
    )
    assert pd.isna(row["deck"])
