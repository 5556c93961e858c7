"""What misleads a finder of people, kind by kind; every text was invented."""

import pandas as pd
import pytest

from analysis.officials import find_mentions


def read(text: str) -> pd.DataFrame:
    return find_mentions(pd.DataFrame({"article_id": ["a"], "text": [text]}))


def find(text: str) -> list[str]:
    return read(text)["name"].tolist()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("欧盟委员会主席让-克洛德·容克说，谈判结束。容克随后离开。", ["让-克洛德·容克"] * 2),
        ("卫生部长奥利·伊伦加辞职，接替伊伦加的人选未定。", ["奥利·伊伦加"] * 2),
        ("教皇约翰·保罗二世去世，国王阿卜杜拉二世世代友好。", ["约翰·保罗二世", "阿卜杜拉二世"]),
        ("副委员长司马义·艾买提前往慰问，司马光砸缸。", ["司马义·艾买提", "司马光"]),
        ("诗人T·S·艾略特的诗集再版。", ["T·S·艾略特"]),
        ("护林员若昂·达席尔瓦告诉我们，火势很大。", ["若昂·达席尔瓦"]),
        ("法国总统马克龙和普京总统通话。", ["马克龙", "普京"]),
        ("行政长官林郑月娥今早会见传媒。林郑月娥说，止暴制乱。", ["林郑月娥"] * 2),
        ("日本科学家吉野彰获奖，日本选手伊藤美诚出局。", ["吉野彰", "伊藤美诚"]),
        ("市长会见了日本友城市长小林健一郎一行。", ["小林健一郎"]),
        ("任命谢尔盖·基里延科为能源部部长。", ["谢尔盖·基里延科"]),
        ("驻港的驱逐舰“唐纳德·库克”号离开，“五·一”将至，民族复兴·英雄谱开播。", []),
        ("阿根廷比索贬值，外国游客兑换阿根廷比索。", []),
    ],
)
def test_names_from_abroad_are_whole(text: str, names: list[str]) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("看望沙漠边上的买买提明·吾守尔和古丽加娜提一家。", ["买买提明·吾守尔", "古丽加娜提"]),
        ("布茹玛汗·毛勒朵、张云出席。", ["布茹玛汗·毛勒朵", "张云"]),
        ("副镇长吉克木呷走访，次仁卓玛和强巴赶来。", ["吉克木呷", "次仁卓玛", "强巴"]),
        ("住在山上的尕玛今年五十八岁。", ["尕玛"]),
    ],
)
def test_names_of_many_parts_and_peoples_are_found(text: str, names: list[str]) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "王家湾、李家坝、石梁镇等乡镇通了客车。",
        "施家洼、王官屯、罗文皂三个乡镇集中供热。",
        "在周口店、马家窑、王家畈一带发现遗存。",
        "白芍、何首乌、车前子等中药材长势喜人。",
        "周大福、王老吉、金龙鱼等品牌参展。",
    ],
)
def test_a_list_of_places_or_things_names_nobody(text: str) -> None:
    assert find(text) == []


def test_a_list_of_people_stays_one_whatever_stands_behind_it() -> None:
    assert find("李莎、傅莱、叶华等国际友人获邀。") == ["李莎", "傅莱", "叶华"]
    assert find("王建国、李卫东等企业家发言。") == ["王建国", "李卫东"]
    assert find("许昕/刘诗雯战胜马龙／王楚钦。") == ["许昕", "刘诗雯", "马龙", "王楚钦"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("班长石磊干了二十年，副县长陈立即将启程。", ["石磊", "陈立"]),
        ("副教授欧阳证明年赴京，副市长何文明确要求整改。", ["欧阳证", "何文"]),
        ("李白曾在此题诗。市科协主席席勇和来自文联的代表发言。", ["李白", "席勇"]),
        ("听众高兴地鼓掌，记者时不忘挥手，还路于民。", []),
    ],
)
def test_a_name_ends_where_the_next_word_begins(text: str, names: list[str]) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("安静是市二院的一名护士，病房里很安静。", ["安静"]),
        ("“我叫安全，管的就是安全。”安检员安全的自我介绍逗乐了大家。", ["安全"] * 2),
        ("78岁的宁静握着学生明亮的手。", ["宁静", "明亮"]),
        ("罗盘任市应急管理局党委书记，胡同生任市文物局局长。", ["罗盘", "胡同生"]),
        ("高峰市长现场拍板，高峰时段增开班次。", ["高峰"]),
        ("副主席文明同志去世，丧事文明从简。", ["文明"]),
        ("县监委代主任钟声为干部上课，副主任贺兰山对此肯定。", ["钟声", "贺兰山"]),
        ("山西队江山以四比一战胜江苏队江海洋，夺得冠军。", ["江山", "江海洋"]),
        ("习近平总书记坚强领导，主席坚强领导，英雄凯旋。", ["习近平"]),
    ],
)
def test_a_word_names_somebody_by_what_is_said_of_it(text: str, names: list[str]) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("村民在大棚忙碌。\n华山 摄\n", ["华山"]),
        ("周密文　安静图\n车站夜里很静。\n", ["周密", "安静"]),
        ("（本版稿件均由刘喆、成彧采写）\n", ["刘喆", "成彧"]),
        ("本报记者 欧阳 静 实习记者 王小雨\n", ["欧阳 静", "王小雨"]),
    ],
)
def test_credits_of_every_form_are_bylines(text: str, surfaces: list[str]) -> None:
    found = read(text)
    assert found["surface"].tolist() == surfaces
    assert set(found["kind"]) == {"byline"}


def test_padded_names_are_found_before_titles_and_in_brackets() -> None:
    assert find("多亏了冷 静医生，王 凯出席。（钟 新）\n") == ["冷静", "钟新"]
    assert find("公示如下：赵 堃，男，汉族。各省（区 市）报告。") == ["赵堃"]


def test_a_title_behind_a_list_is_of_all_in_it() -> None:
    found = read("于正、韩彬等市领导参加，市长李大庆、江山等常委会组成人员到场。")
    titles = dict(zip(found["name"], found["titles"], strict=True))
    assert list(titles["于正"]) == list(titles["韩彬"]) == ["市领导"]
    assert list(titles["李大庆"]) == ["市长"]
    assert find("江山、万里等县领导观看演出。") == ["江山", "万里"]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("海南省委副书记、省人大常委会主任杜青", ["海南省委副书记", "海南省人大常委会主任"]),
        ("某集团公司总裁兼首席执行官杜青", ["某集团公司总裁", "某集团公司首席执行官"]),
        ("积极评价哈萨克斯坦首任总统杜青", ["哈萨克斯坦首任总统"]),
        ("共同主席国南苏丹总统杜青", ["南苏丹总统"]),
        ("前南非总统杜青", ["前南非总统"]),
        ("尼日利亚总统卡斯特罗和候任非盟轮值主席杜青", ["候任非盟轮值主席"]),
        ("香港特别行政区候任行政长官杜青", ["香港特别行政区候任行政长官"]),
        ("第七十一集团军某旅旅长杜青", ["第七十一集团军某旅旅长"]),
        ("群众找村党支部书记杜青", ["村党支部书记"]),
        ("中国女排主教练、队长杜青", ["中国女排主教练", "中国女排队长"]),
    ],
)
def test_a_title_is_whole_and_no_more(text: str, titles: list[str]) -> None:
    assert list(read(f"{text}出席会议。")["titles"].iloc[-1]) == titles


def test_the_council_of_state_hands_itself_on_to_its_vice_premiers_alone() -> None:
    found = read("国务院总理李大庆、副总理朱明华和基金会主任王小雨出席。")
    assert [list(titles) for titles in found["titles"]] == [
        ["国务院总理"],
        ["国务院副总理"],
        ["基金会主任"],
    ]


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
    assert read(text)["group"].tolist() == [group]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("演出在梅兰芳大剧院举行。", "formula"),
        ("她获得南丁格尔奖章。", "formula"),
        ("三月五日是学雷锋纪念日。", "formula"),
        ("范仲淹《岳阳楼记》中“先忧后乐”的名句传诵至今。", "cited"),
        ("苏轼的诗句“横看成岭，侧看成峰”传诵至今。", "cited"),
        ("鲁迅所说，“路是人走出来的”。", "cited"),
        ("谈正明精神很好，连声道谢。", "actor"),
    ],
)
def test_a_source_and_a_fixed_name_are_no_act(text: str, kind: str) -> None:
    assert read(text)["kind"].tolist() == [kind]
