"""What is known of `analysis.officials`: names, titles, kinds, groups and what is counted."""

import json
import math
from functools import partial
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest
from counting import count_calls, no_hanging
from gold.load import load_text, text_hash

from analysis.articles import split_articles
from analysis.lexicon import read_lexicon
from analysis.offices import list_offices
from analysis.officials import find_mentions
from analysis.pages import read_pages
from analysis.people import count_mentions, link_people, rank_precedence
from analysis.schema import InputError, check_table

GOLD = Path(__file__).parent / "gold"


def find(*texts: str, **columns: list[object]) -> pd.DataFrame:
    ids = [f"a#{number}" for number in range(1, len(texts) + 1)]
    return find_mentions(pd.DataFrame({"article_id": ids, "text": list(texts), **columns}))


def name_titles(text: str) -> list[tuple[str, list[str]]]:
    mentions = find(text)
    return list(zip(mentions["name"], mentions["titles"], strict=True))


def test_titles_of_a_stack_are_each_whole() -> None:
    text = "市委常委、市委秘书长、宣传部长王明厚出席会议。"
    assert name_titles(text) == [("王明厚", ["市委常委", "市委秘书长", "市委宣传部长"])]


def test_a_second_title_takes_over_the_organisation() -> None:
    text = "市人大常委会党组书记、主任谷明主持会议,党组成员、副主任王凤瑞、姚锦参加。"
    vice = ["市人大常委会党组成员", "市人大常委会副主任"]
    chief = ["市人大常委会党组书记", "市人大常委会主任"]
    assert name_titles(text) == [("谷明", chief), ("王凤瑞", vice), ("姚锦", vice)]


def test_a_second_title_takes_over_the_place() -> None:
    text = "日前,大同市委副书记、市长张强主持召开座谈会。"
    assert name_titles(text) == [("张强", ["大同市委副书记", "大同市市长"])]


@pytest.mark.parametrize("border", ["\n", " ", "\u3000", "\u3000\u3000", "。"])
@pytest.mark.parametrize("verb", ["当选", "当选为", "任", "担任", "为"])
def test_a_title_goes_to_nobody_behind_a_border(verb: str, border: str) -> None:
    text = f"决定王志强{verb}澜川市市长{border}谭启文讲话\u3000谷长庚主持"
    assert name_titles(text) == [("王志强", ["澜川市市长"]), ("谭启文", []), ("谷长庚", [])]


def test_the_lines_of_a_deck_are_clauses_of_their_own() -> None:
    page = "# 人代会闭幕\n\n王志强当选市长\n谭启文讲话　谷长庚主持\n\n　　会议昨日闭幕。\n"
    row = {"page_id": "a", "newspaper": "a", "date": None, "page": 1, "text": page}
    mentions = find_mentions(split_articles(pd.DataFrame([row])))
    assert mentions["part"].unique().tolist() == ["deck"]
    assert mentions["titles"].tolist() == [["市长"], [], []]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("谭启文会见德国总理　王志强出席", [[], []]),
        ("谭启文会见德国总理朔尔茨　王志强出席", [[], ["德国总理"], []]),
        ("大会选举新一届市长　谭启文讲话", [[]]),
        ("李志强任副市长　谭启文、谷长庚出席", [["副市长"], [], []]),
        ("市长　王志强\n6月20日", [["市长"]]),
        ("谭启文与市长　王志强出席会议。", [[], ["市长"]]),
        ("市委书记　谭启文　市长　王志强", [["市委书记"], ["市长"]]),
        ("副主任：许明远　曾淑珍　胡鈜\n", [["副主任"]] * 3),
        ("委员　许明远　曾淑珍　胡鈜\n", [["委员"]] * 3),
        ("（记者　闻一诺　夏小满　通讯员　江涛）", [["记者"], ["记者"], ["通讯员"]]),
        ("讲话（5月6日，巴黎）国家主席　王志强", [["国家主席"]]),
        ("谭启文书记、\n市长出席。", [["书记"]]),
        ("谭启文（左\n中）当选为市长。", [[]]),
    ],
)
def test_a_title_crosses_a_blank_where_it_stands_beside_a_name(
    text: str, titles: list[list[str]]
) -> None:
    assert find(text)["titles"].tolist() == titles


def test_a_company_stands_in_the_title_of_its_manager() -> None:
    mentions = find("书记同云山新能源股份有限公司副总经理万涛举行会谈。")
    assert mentions["titles"].tolist() == [["云山新能源股份有限公司副总经理"]]
    assert mentions["group"].tolist() == ["enterprise"]


def test_titles_after_a_name_are_found() -> None:
    text = "卢东亮书记强调,要抓好落实。"
    assert name_titles(text) == [("卢东亮", ["书记"])]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("国务院委托财政部部长许宏图作报告。", [["财政部部长"]]),
        ("审计署副审计长王本强作说明。", [["审计署副审计长"]]),
        ("第67届会议主席李国安宣布开幕。", [["第67届会议主席"]]),
        ("欧盟外交与安全政策高级代表卡拉斯发言。", [["欧盟外交与安全政策高级代表"]]),
        ("他期待与科技部部长王志军会面。", [["科技部部长"]]),
        ("陶行知研究会会长苏林生到会。", [[], ["陶行知研究会会长"]]),
        ("当选为省委常委的还有赵国梁、沈国俊。", [["省委常委"], ["省委常委"]]),
        ("河北省原省委常委、副省长张和平被查。", [["河北省原省委常委", "河北省副省长"]]),
        ("校友王明厚当了乡长，王明厚说很忙。", [["乡长"], []]),
        ("王丽华，女，1978年生，现任县文联主席。", [["县文联主席"]]),
        (
            "大会选举韩立明为市人大常委会主任，陈志强为副主任。",
            [["市人大常委会主任"], ["市人大常委会副主任"]],
        ),
    ],
)
def test_a_title_begins_and_ends_with_its_words(text: str, titles: list[list[str]]) -> None:
    assert find(text)["titles"].tolist() == titles


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("海南省委副书记、省人大常委会主任杜青", ["海南省委副书记", "海南省人大常委会主任"]),
        ("某集团公司总裁兼首席执行官杜青", ["某集团公司总裁", "某集团公司首席执行官"]),
        ("积极评价哈萨克斯坦首任总统杜青", ["哈萨克斯坦首任总统"]),
        ("共同主席国南苏丹总统杜青", ["南苏丹总统"]),
        ("前南非总统杜青", ["前南非总统"]),
        ("香港特别行政区候任行政长官杜青", ["香港特别行政区候任行政长官"]),
        ("第七十一集团军某旅旅长杜青", ["第七十一集团军某旅旅长"]),
        ("群众找村党支部书记杜青", ["村党支部书记"]),
        ("中国女排主教练、队长杜青", ["中国女排主教练", "中国女排队长"]),
    ],
)
def test_a_title_is_whole_and_no_more(text: str, titles: list[str]) -> None:
    assert list(find(f"{text}出席会议。")["titles"].iloc[-1]) == titles


def test_the_council_of_state_hands_itself_on_to_its_vice_premiers_alone() -> None:
    found = find("国务院总理李大庆、副总理朱明华和基金会主任王小雨出席。")
    assert [list(titles) for titles in found["titles"]] == [
        ["国务院总理"],
        ["国务院副总理"],
        ["基金会主任"],
    ]


def test_the_title_that_heads_a_line_belongs_to_all_its_names() -> None:
    titles = [("李强", ["副主任"]), ("王国俊", ["副主任"])]
    assert name_titles("副主任：李　强　王国俊\n") == titles


def test_the_bank_of_a_stack_makes_its_secretary_a_manager() -> None:
    text = "工商银行澜河分行党委书记、行长钱多来访；市委常委、副市长施展会见。"
    bank = ["工商银行澜河分行党委书记", "工商银行澜河分行行长"]
    mentions = find(text)
    assert mentions["titles"].tolist() == [bank, ["市委常委", "副市长"]]
    assert mentions["group"].tolist() == ["enterprise", "official"]


def test_a_minister_named_after_the_president_of_a_country_is_of_that_country() -> None:
    mentions = find("洪都拉斯总统卡斯特罗抵京，外长雷纳同行。")
    assert mentions["titles"].tolist() == [["洪都拉斯总统"], ["洪都拉斯外长"]]
    assert mentions["group"].tolist() == ["foreign", "foreign"]


def test_a_post_that_one_is_chosen_for_is_a_title() -> None:
    text = "会议选举王建双、林强为省人大常委会副主任。"
    assert name_titles(text) == [(name, ["省人大常委会副主任"]) for name in ("王建双", "林强")]


def test_an_office_list_is_the_title_of_those_who_have_no_other() -> None:
    text = "市领导任希杰、赵学斌参加会议。市委常委任希杰讲话。"
    assert name_titles(text) == [("任希杰", []), ("赵学斌", ["市领导"]), ("任希杰", ["市委常委"])]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("市长欧阳文涛主持会议。", "欧阳文涛"),
        ("副省长司马青表示,要抓好落实。", "司马青"),
        ("副总裁karl赵出席签约仪式。", "karl赵"),
        ("副总裁karl赵说，很好。", "karl赵"),
        ("副县长买买提·吐尔逊说，很好。", "买买提·吐尔逊"),
        ("副市长李𬭎主持会议。", "李𬭎"),
        ("自治区主席阿不都热依木·阿米提讲话。", "阿不都热依木·阿米提"),
        ("村党支部书记尼玛次仁介绍情况。", "尼玛次仁"),
        ("草场好了，牧民乌日图说。", "乌日图"),
        ("刚果总统努光拉表示欢迎。", "努光拉"),
        ("全国政协副主席阿沛·阿旺晋美出席。", "阿沛·阿旺晋美"),
        ("洪都拉斯总统卡斯特罗表示赞赏。", "卡斯特罗"),
        ("法国总统埃马纽埃尔·马克龙发表讲话。", "埃马纽埃尔·马克龙"),
    ],
)
def test_names_of_many_makes_are_found(text: str, name: str) -> None:
    assert find(text)["name"].tolist() == [name]


def test_names_that_share_their_beginning_stay_apart() -> None:
    text = "市委常委王明厚、副市长王明生出席。王明生说,很好。王明厚强调,要落实。"
    assert find(text)["name"].tolist() == ["王明厚", "王明生", "王明生", "王明厚"]


@pytest.mark.parametrize(
    "text",
    [
        "加强党风廉政建设,推进文明创建,列出时间表,确定施工图。",
        "全市上下和平发展,高峰论坛在安康举行。",
        "坚持马克思主义、列宁主义。",
        "总书记的重要讲话,会议认真学习。",
        "韩国外交部长官发表声明。",
    ],
)
def test_words_that_look_like_names_are_none(text: str) -> None:
    assert find(text).empty


def test_the_four_kinds_of_naming_are_told_apart() -> None:
    text = (
        "本报讯(记者 李雪峰)市委书记卢东亮主持会议。会议学习贯彻习近平总书记重要讲话精神,"
        "坚持以习近平新时代中国特色社会主义思想为指导。"
    )
    mentions = find(text)
    assert mentions["name"].tolist() == ["李雪峰", "卢东亮", "习近平", "习近平"]
    assert mentions["kind"].tolist() == ["byline", "actor", "cited", "formula"]
    assert mentions["group"].tolist() == ["journalist", "official", "official", "official"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("会见了古巴前总统卡斯特罗。", [("卡斯特罗", ["古巴前总统"])]),
        ("大会选举张志强为主任。", [("张志强", ["主任"])]),
        ("候任大使樊小河已经抵达。", [("樊小河", ["候任大使"])]),
        ("新华社海口5月3日电外交部发言人林致远答问。", [("林致远", ["外交部发言人"])]),
        ("省经贸委陈清河副主任说。", [("陈清河", ["省经贸委副主任"])]),
        ("澜川农业大学何云河教授主持。", [("何云河", ["澜川农业大学教授"])]),
        ("张强在市政协第三次会议上当选为市政协主席。", [("张强", ["市政协主席"])]),
        (
            "大家都很感动。袁小满，白石镇湖口村党支部书记。",
            [("袁小满", ["白石镇湖口村党支部书记"])],
        ),
        (
            "中央应对汛情工作领导小组组长王明厚讲话。",
            [("王明厚", ["中央应对汛情工作领导小组组长"])],
        ),
        (
            "习近平主席特使、全国政协副主席林远山出席。",
            [("习近平", ["主席"]), ("林远山", ["习近平主席特使", "全国政协副主席"])],
        ),
    ],
)
def test_a_title_is_read_from_where_it_begins_to_where_it_ends(
    text: str, expected: list[tuple[str, list[str]]]
) -> None:
    assert name_titles(text) == expected


def test_a_note_in_brackets_does_not_break_a_list() -> None:
    text = "会议选举冯国远、乃日登（蒙古族）、赵燕青（女）、格日勒图（蒙古族）为市政协副主席。"
    names = ["冯国远", "乃日登", "赵燕青", "格日勒图"]
    mentions = find(text)
    assert mentions["name"].tolist() == names
    assert mentions["titles"].tolist() == [["市政协副主席"]] * 4
    assert mentions["place_in_list"].tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("某集团军政委赵太河说。", {"赵太河": "official"}),
        ("省委政策研究室主任林致远陪同。", {"林致远": "official"}),
        ("市第一医院院长何云河介绍。", {"何云河": "other"}),
        ("蓝湖公司总裁比尔·帕特森和中方人员会谈。", {"比尔·帕特森": "foreign"}),
        ("省政协委员、云山集团董事长万涛发言。", {"万涛": "enterprise"}),
        ("俄外长拉夫罗夫说。", {"拉夫罗夫": "foreign"}),
        ("英国脱欧之后，特雷莎·梅出席与企业家的座谈会。", {"特雷莎·梅": "foreign"}),
        ("古巴总统卡斯特罗和夫人玛丽娅到场。", {"卡斯特罗": "foreign", "玛丽娅": "foreign"}),
        ("村民赵小河和乡长万涛到场。", {"赵小河": "other", "万涛": "official"}),
        ("会后，李建国是河口一家企业的负责人。", {"李建国": "enterprise"}),
        ("林致远同志来到会场。", {"林致远": "official"}),
        ("会议决定免去张志强的副区长职务。", {"张志强": "official"}),
        ("郜云鹤严重违纪，被开除党籍。", {"郜云鹤": "official"}),
        (
            "朝鲜外相崔明浩访问韩国。韩国和朝鲜会谈。朝鲜代表说，国防部发言人金珉浩表示。",
            {"崔明浩": "foreign", "金珉浩": "foreign"},
        ),
    ],
)
def test_the_group_is_told_by_office_description_and_company(
    text: str, groups: dict[str, str]
) -> None:
    mentions = find(text)
    assert dict(zip(mentions["name"], mentions["group"], strict=True)) == groups


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("三河村第一书记杜青山走访。", "official"),
        ("国家主席特使、水利部部长杜青山出席。", "official"),
        ("国家杜马主席杜青山出席。", "foreign"),
        ("中国女排队长杜青山发言。", "other"),
        ("市佛教协会会长杜青山发言。", "other"),
        ("市宗教局局长杜青山发言。", "official"),
    ],
)
def test_the_group_is_that_of_the_office(text: str, group: str) -> None:
    assert find(text)["group"].tolist() == [group]


def test_a_word_that_begins_like_a_name_is_none() -> None:
    assert find("代表团参观了克里姆林宫。").empty
    assert find("美国国务卿克里到访。")["name"].tolist() == ["克里"]


def test_the_byline_column_holds_bylines() -> None:
    mentions = find("会议召开。", byline=["本报讯 (记者 韩云峰)"])
    row = mentions.iloc[0]
    assert (row["name"], row["kind"], row["part"], row["titles"]) == (
        "韩云峰",
        "byline",
        "byline",
        ["记者"],
    )


def test_a_short_form_is_that_person() -> None:
    mentions = find("习主席出席仪式。")
    assert mentions[["name", "surface"]].values.tolist() == [["习近平", "习主席"]]


def test_a_name_broken_by_a_blank_is_found_whole() -> None:
    mentions = find("本报记者 刘 歌 摄")
    assert mentions[["name", "surface"]].values.tolist() == [["刘歌", "刘 歌"]]


def test_the_end_of_a_headline_cuts_no_name() -> None:
    assert find("林致远会见副省长王毅\n央广消息：会见在今天举行。")["name"].tolist() == [
        "林致远",
        "王毅",
    ]


def test_who_signs_a_paragraph_is_found_by_the_bracket() -> None:
    mentions = find("大桥昨天通车。（若愚）\n新校舍落成。（张书河李向军）\n")
    assert mentions["name"].tolist() == ["若愚", "张书河", "李向军"]
    assert set(mentions["kind"]) == {"byline"}


def test_two_names_without_a_blank_in_a_credit_are_two() -> None:
    assert find("（本报记者 徐烨谢奇摄）")["name"].tolist() == ["徐烨", "谢奇"]


def test_names_padded_to_three_are_found_after_their_titles() -> None:
    mentions = find("市委书记李　强、刘　歌，市长王小满出席。")
    assert mentions["name"].tolist() == ["李强", "刘歌", "王小满"]
    assert mentions["surface"].tolist()[:2] == ["李　强", "刘　歌"]


def test_an_official_with_a_name_of_several_parts_is_none_of_abroad() -> None:
    assert find("副县长买买提·吐尔逊说，很好。")["group"].tolist() == ["official"]


def test_places_in_a_list_are_counted() -> None:
    mentions = find("副市长王凤瑞、王明生、丁国华出席会议。")
    assert mentions["place_in_list"].tolist() == [1, 2, 3]
    assert mentions["verb"].tolist()[-1] == "出席"


def test_spans_read_back_as_their_surface() -> None:
    text = "市委书记卢东亮调研。\n卢东亮指出,要落实。"
    for row in find(text).itertuples():
        assert text[row.start : row.end] == row.surface


def test_a_day_is_read_the_same_alone_and_in_a_year() -> None:
    day = pd.DataFrame(
        {
            "article_id": ["a", "b"],
            "newspaper": "甲日报",
            "date": pd.Timestamp("2024-03-27"),
            "text": ["市委书记卢东亮讲话。", "会后卢东亮到企业。"],
        }
    )
    other = day.assign(article_id=["c", "d"], date=pd.Timestamp("2024-03-28"))
    year = pd.concat([other, day]).iloc[::-1].reset_index(drop=True)
    alone = find_mentions(day)
    within = find_mentions(year)
    within = within.loc[within["article_id"].isin(["a", "b"])].sort_values(["article_id", "start"])
    pd.testing.assert_frame_equal(alone, within.reset_index(drop=True))


def test_neither_another_day_nor_another_paper_says_who_a_name_is() -> None:
    """What is bare in one article is told by the same paper and day, and by nothing else."""
    named = "市委书记图布仁讲话。图布仁说，很好。"
    bare = "晚上图布仁到了那里。"
    table = pd.DataFrame(
        {
            "article_id": ["same", "bare", "day", "paper"],
            "newspaper": ["甲日报", "甲日报", "甲日报", "乙日报"],
            "date": pd.to_datetime(["2024-03-27", "2024-03-27", "2024-03-28", "2024-03-27"]),
            "text": [named, bare, bare, bare],
        }
    )

    def read(rows: pd.DataFrame) -> dict[str, list[tuple[object, ...]]]:
        mentions = find_mentions(rows)
        columns = ["start", "end", "name", "kind", "group"]
        return {
            one: list(mentions.loc[mentions["article_id"] == one, columns].itertuples(index=False))
            for one in rows["article_id"]
        }

    together = read(table)
    assert read(table.iloc[::-1]) == together
    for own in (["same", "bare"], ["day"], ["paper"]):
        alone = read(table[table["article_id"].isin(own)].reset_index(drop=True))
        assert alone == {one: together[one] for one in own}


def test_what_has_no_text_has_no_mentions() -> None:
    articles = pd.DataFrame({"article_id": ["a", "b", "c"], "text": [None, "", float("nan")]})
    mentions = find_mentions(articles)
    assert mentions.empty
    check_table(mentions, "mentions")
    check_table(find_mentions(articles.iloc[:0]), "mentions")


def test_odd_characters_do_no_harm() -> None:
    text = "\x00\ufffe市长张强\u3000主持\x1f会议。\U00020000"
    assert find(text)["name"].tolist() == ["张强"]


def test_articles_are_not_changed() -> None:
    articles = pd.DataFrame({"article_id": ["a"], "text": ["市长张强主持会议。"]})
    before = articles.copy(deep=True)
    find_mentions(articles)
    pd.testing.assert_frame_equal(articles, before)


def test_a_table_without_text_is_refused_with_the_next_step() -> None:
    with pytest.raises(InputError, match="lacks text"):
        find_mentions(pd.DataFrame({"article_id": ["a"]}))


def test_a_roster_adds_a_name_and_its_alias(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("name,alias,group\n图布新,老布同志,official\n", encoding="utf-8")
    articles = pd.DataFrame({"article_id": ["a"], "text": ["图布新来了,老布同志很高兴。"]})
    mentions = find_mentions(articles, roster=roster)
    assert mentions["name"].tolist() == ["图布新", "图布新"]
    assert set(mentions["group"]) == {"official"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("图布新强调，要抓好落实。", "图布新"),
        ("会议由图布新主持。", "图布新"),
        ("画家向秋卓玛带来作品。", "向秋卓玛"),
        ("委员长马特维延科会见客人。", "马特维延科"),
        ("教师钱哇玛尚坚守学校。", "钱哇玛尚"),
        ("医生张思丽雅很有感慨。", "张思丽雅"),
        ("队长金克勒那日和队友奔走。", "金克勒那日"),
        ("村民叶成武松了口气。", "叶成武"),
        ("作家叶圣陶然出席。", "叶圣陶然"),
        ("候选人万卡德霍默德先生。", "万卡德霍默德"),
    ],
)
def test_a_name_of_the_roster_stands_before_a_shorter_one_in_it(text: str, name: str) -> None:
    articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    assert find_mentions(articles)["surface"].tolist() != [name]
    assert find_mentions(articles, roster=[name])["surface"].tolist() == [name]


def test_a_name_of_the_own_list_stands_before_a_shorter_one_in_it() -> None:
    articles = pd.DataFrame({"article_id": ["a"], "text": ["行政长官林郑月娥说，要落实。"]})
    assert find_mentions(articles)["surface"].tolist() == ["林郑月娥"]


def test_a_name_of_the_roster_takes_nothing_from_a_longer_one() -> None:
    articles = pd.DataFrame({"article_id": ["a"], "text": ["市长陈若水强调，要落实。"]})
    assert find_mentions(articles, roster=["若水强"])["surface"].tolist() == ["陈若水"]


def test_the_group_of_a_roster_wins_over_that_of_the_page_and_it_is_said() -> None:
    roster = pd.DataFrame({"name": ["赵建国"], "group": ["foreign"]})
    articles = pd.DataFrame({"article_id": ["a"], "text": ["市委书记赵建国出席会议。"]})
    with pytest.warns(UserWarning, match="赵建国"):
        mentions = find_mentions(articles, roster=roster)
    assert mentions["group"].tolist() == ["foreign"]


NAMESAKES = pd.DataFrame(
    {
        "name": ["王勇（市长）", "王勇（校长）"],
        "alias": "王勇",
        "title": ["市长", "校长"],
        "until": ["2024-12-31", None],
    }
)


def test_people_of_one_name_are_told_apart_by_their_titles() -> None:
    texts = ["市长王勇主持会议。王勇强调,要抓落实。", "实验中学校长王勇介绍说,孩子们很高兴。"]
    articles = pd.DataFrame({"article_id": ["a", "b"], "text": texts})
    names = find_mentions(articles, roster=NAMESAKES)["name"].tolist()
    assert names == ["王勇（市长）", "王勇（市长）", "王勇（校长）"]


def test_people_of_one_name_are_told_apart_by_the_day() -> None:
    articles = pd.DataFrame(
        {
            "article_id": ["a"],
            "text": ["记者采访了村民王勇。"],
            "newspaper": ["甲日报"],
            "date": pd.to_datetime(["2025-02-01"]),
        }
    )
    assert find_mentions(articles, roster=NAMESAKES)["name"].tolist() == ["王勇（校长）"]


def test_who_cannot_be_told_apart_keeps_the_printed_name_and_is_warned_of() -> None:
    articles = pd.DataFrame({"article_id": ["a"], "text": ["记者采访了村民王勇。"]})
    with pytest.warns(UserWarning, match="王勇"):
        mentions = find_mentions(articles, roster=NAMESAKES)
    assert mentions["name"].tolist() == ["王勇"]
    assert mentions["doubt"].tolist() == ["namesake"]


KINDS = read_lexicon("kinds").dropna(subset=["kind"])


@pytest.mark.parametrize(
    ("example", "kind"), list(zip(KINDS["example"], KINDS["kind"], strict=True))
)
def test_a_naming_is_of_the_kind_that_the_table_says(example: str, kind: str) -> None:
    text = example.replace("[", "").replace("]", "")
    kinds = dict(zip(find(text)["start"], find(text)["kind"], strict=True))
    assert kinds[example.index("[")] == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("大家表示，要落实好李鹏总理的要求。", "cited"),
        ("大家赞成习近平主席在论坛上发表的主旨讲话。", "cited"),
        ("今年春天，习近平总书记在山东考察时强调，要抓好春耕。", "actor"),
        ("习近平作出重要指示。", "actor"),
        ("晚报刊发《习近平会见外国客人》一文。", "actor"),
        ("苏轼的诗句“横看成岭，侧看成峰”传诵至今。", "cited"),
        ("鲁迅所说，“路是人走出来的”。", "cited"),
        ("谈正明精神很好，连声道谢。", "actor"),
        ("我将同普京总统就双边关系深入交换意见。", "actor"),
        ("邓小平同志总结概括的原则，至今管用。", "cited"),
    ],
)
def test_a_source_a_fixed_name_and_an_act_are_told_apart(text: str, kind: str) -> None:
    assert find(text)["kind"].tolist() == [kind]


def test_what_is_studied_is_not_cut_into_a_name() -> None:
    assert find("各地深入学习总书记的重要讲话。").empty


def test_editors_of_a_page_are_bylines_with_their_trade() -> None:
    mentions = find("第1版　要闻　责任编辑：柏舟　美编：宁初")
    assert mentions["name"].tolist() == ["柏舟", "宁初"]
    assert set(mentions["kind"]) == {"byline"}
    assert mentions["titles"].tolist() == [["责任编辑"], ["美编"]]


NAMES = "、".join(f"王{a}{b}" for a in "明建国志文" for b in "华军平伟强") + "、"


@pytest.mark.parametrize(
    "text",
    [
        "市领导" + NAMES + "出席。" + "今天天气很好，" * 60,
        "今天天气很好大家都来了市委书记卢东亮出席会议" * 40,
        "阿布·" * 300,
        "任命" + NAMES,
        "李 强 " * 150,
        "王明\n厚\n" * 100,
        "、乃登（蒙古族）" * 60,
        "。（王明）" * 100,
        "老王小王李建国" * 60,
        "主席" * 300,
        "王家湾、李家坝等乡镇、" * 60,
        "王　刚　李　静　" * 60,
        "马龙／王楚钦、" * 80,
        "总统奥利·伊伦加和" * 60,
        "\x00\x1f\x7f\u200b\ufeff" * 200,
    ],
    ids=str.split(
        "names line dots appointed blanks breaks notes signed familiar titles things rows players parts control"
    ),
)
def test_work_grows_with_the_length_and_no_faster(text: str) -> None:
    find(text * 2)  # word lists are read
    once, fourfold = (count_calls(partial(find, text * times)) for times in (5, 20))
    assert fourfold < 4.5 * once
    with no_hanging():
        find(text * 160)


def test_lone_surrogates_do_no_harm() -> None:
    articles = pd.DataFrame({"article_id": ["a"]})
    articles["text"] = pd.Series(["市长张强\ud800出席\udc00。"], dtype=object)
    assert find_mentions(articles)["name"].tolist() == ["张强"]


def test_ten_thousand_names_are_one_list() -> None:
    names = [f"王{chr(0x4E00 + number)}华" for number in range(10_000)]
    mentions = find("市领导" + "、".join(names) + "出席。")
    assert len(mentions) > 9_900
    assert mentions["place_in_list"].max() == len(mentions)


MENTIONS = pd.DataFrame(
    {
        "article_id": ["a", "a", "b", "c", "c", "c"],
        "newspaper": "甲日报",
        "date": pd.to_datetime(
            ["2024-01-01", "2024-01-01", "2024-02-01", "2024-03-01", "2024-03-01", "2024-03-01"]
        ),
        "name": ["张强", "谷明", "张强", "张强", "谷明", "王凤瑞"],
        "kind": ["actor", "actor", "actor", "actor", "cited", "actor"],
        "group": "official",
        "titles": [["副市长"], [], ["市长"], ["市长"], [], []],
        "part": ["headline", "headline", "body", "body", "body", "body"],
        "start": [0, 5, 0, 4, 0, 8],
        "place_in_list": [1, 2, None, 2, 1, 3],
    }
)


def test_people_are_counted_by_mention_article_and_headline() -> None:
    counts = count_mentions(MENTIONS).set_index("name")
    assert counts.loc["张强", ["count", "articles", "headlines"]].tolist() == [3, 3, 1]
    assert counts.loc["谷明", ["count", "articles", "headlines"]].tolist() == [1, 1, 1]
    assert counts.loc["张强", "first"] == pd.Timestamp("2024-01-01")
    assert counts.loc["张强", "last"] == pd.Timestamp("2024-03-01")


def test_share_is_of_all_articles_that_were_read() -> None:
    articles = pd.DataFrame({"article_id": list("abcdefghij")})
    row = count_mentions(MENTIONS, articles=articles).set_index("name").loc["张强"]
    assert row["share"] == 0.3
    # Wilson's interval of 3 out of 10, as printed in tables: 0.108 to 0.603.
    assert math.isclose(row["low"], 0.1078, abs_tol=5e-4)
    assert math.isclose(row["high"], 0.6032, abs_tol=5e-4)


def test_counting_by_a_column_makes_a_row_for_each_value() -> None:
    counts = count_mentions(MENTIONS, by="part", kinds=None)
    rows = {
        (row.name_, row.part): row.count_
        for row in counts.rename(columns={"name": "name_", "count": "count_"}).itertuples()
    }
    assert rows[("张强", "headline")] == 1
    assert rows[("张强", "body")] == 2
    with pytest.raises(InputError, match="no column 'mood'"):
        count_mentions(MENTIONS, by="mood")


def test_counting_nothing_gives_an_empty_table() -> None:
    assert count_mentions(MENTIONS.iloc[:0]).empty
    assert list_offices(MENTIONS.iloc[:0]).empty
    assert rank_precedence(MENTIONS.iloc[:0]).empty
    assert link_people(MENTIONS.iloc[:0]).empty


def test_precedence_shows_who_stands_first_and_contradictions() -> None:
    ranks = rank_precedence(MENTIONS, fewest=1).set_index("name")
    # 张强 before 谷明 in one list, after in another; both before 王凤瑞.
    assert ranks["rank"].to_dict() == {"张强": 1, "谷明": 1, "王凤瑞": 3}
    assert ranks.loc["张强", "contradicted_by"] == ["谷明"]


def test_links_are_ready_for_networkx() -> None:
    links = link_people(MENTIONS, kinds=None)
    graph = nx.from_pandas_edgelist(links, "source", "target", edge_attr=True)
    assert graph["张强"]["谷明"]["count"] == 2
    assert graph["谷明"]["王凤瑞"]["count"] == 1
    with pytest.raises(InputError, match="within"):
        link_people(MENTIONS, within="page")


def test_a_list_of_thousands_makes_no_pairs_and_no_precedence() -> None:
    def make_list(people: int) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "article_id": "many",
                "name": [f"代表{number}" for number in range(people)],
                "kind": "actor",
                "part": "body",
                "start": range(0, 5 * people, 5),
                "place_in_list": range(1, people + 1),
            }
        )

    for people, pairs in ((500, 500 * 499 // 2), (501, 0)):
        mentions = make_list(people)
        assert len(link_people(mentions)) == pairs
        assert len(link_people(mentions, within="list")) == pairs
        assert len(rank_precedence(mentions, fewest=1)) == (people if pairs else 0)
    assert len(link_people(make_list(501), most=501)) == 501 * 500 // 2


def test_the_real_page_gives_its_mentions_and_no_more(real_page: Path, real_gold: Path) -> None:
    gold = json.loads(real_gold.read_text(encoding="utf-8"))
    mentions = find_mentions(split_articles(read_pages(real_page)))
    groups = {name: person["group"] for name, person in gold["people"].items()}
    expected = {
        (one["line"], one["column"], one["name"], one["kind"], groups[one["name"]])
        for one in gold["mentions"]
    }
    found = mentions[["line", "column", "name", "kind", "group"]].itertuples(index=False, name=None)
    assert set(found) == expected
    assert len(mentions) == len(gold["mentions"]) == 78


def test_titles_on_the_real_page_are_right_for_31_of_32(real_page: Path, real_gold: Path) -> None:
    people = json.loads(real_gold.read_text(encoding="utf-8"))["people"]
    mentions = find_mentions(split_articles(read_pages(real_page)))
    titles = (
        mentions.explode("titles").groupby("name")["titles"].agg(lambda all_: set(all_.dropna()))
    )
    right = sum(titles[name] == set(person["titles"]) for name, person in people.items())
    assert len(people) == 32
    assert right >= 31


@pytest.mark.parametrize("register", ["broadcast", "daily2019", "daily1998", "local"])
def test_names_are_found_in_every_register(shared: Path, register: str) -> None:
    rows = [
        json.loads(line)
        for line in (GOLD / "people-measure.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    rows = [row for row in rows if row["register"] == register]
    texts = [load_text(shared, row["id"]) for row in rows]
    assert [text_hash(text) for text in texts] == [row["sha256"] for row in rows]
    mentions = find_mentions(
        pd.DataFrame({"article_id": [row["id"] for row in rows], "text": texts})
    )
    found = set(mentions[["article_id", "start", "end"]].itertuples(index=False, name=None))
    gold = {(row["id"], one["start"], one["end"]) for row in rows for one in row["mentions"]}
    score = 2 * len(found & gold) / (len(found) + len(gold))
    assert score >= 0.95
