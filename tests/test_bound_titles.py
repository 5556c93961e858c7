"""Every row of the tables of titles is tried on its example; titles begin and end with words."""

import pandas as pd
import pytest

from analysis import find_mentions
from analysis.lexicon import read_lexicon
from analysis.officials.kinds import choose_group
from analysis.officials.titles import get_organisation, inherit


def list_rows(name: str, *columns: str) -> list[tuple[str, ...]]:
    table = read_lexicon(name).fillna("")
    return list(table[list(columns)].itertuples(index=False, name=None))


def find(text: str) -> list[tuple[str, list[str]]]:
    mentions = find_mentions(pd.DataFrame({"article_id": ["a"], "text": [text]}))
    return [
        (name, list(titles))
        for name, titles in zip(mentions["name"], mentions["titles"], strict=True)
    ]


@pytest.mark.parametrize(("printed", "bound"), list_rows("title_heirs", "printed", "bound"))
def test_a_title_takes_over_what_the_table_says(printed: str, bound: str) -> None:
    for sign, heir in (("甲、", "list"), ("甲。", "far")):
        if sign in printed:
            first, second = printed.split(sign)
            assert inherit([second], get_organisation(first), heir=heir) == [bound]
            return
    first, second = printed.split("、")
    assert inherit([first, second]) == [first, bound]


@pytest.mark.parametrize(("example", "bound"), list_rows("title_posts", "example", "bound"))
def test_a_post_is_bound_in_each_of_its_forms(example: str, bound: str) -> None:
    text = example.replace("甲", "王启明").replace("乙", "李国强")
    found = find(f"会议昨日闭幕。\n{text if text[-1] == '。' else text + '。'}")
    assert ("王启明", [bound]) in found


@pytest.mark.parametrize(("title", "group"), list_rows("title_groups", "example", "group"))
def test_a_title_is_of_the_group_that_the_table_says(title: str, group: str) -> None:
    assert choose_group((title,)) == (group or None)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("会议选举王启明、李国强、丁一鸣为市政协副主席。", [["市政协副主席"]] * 3),
        ("会议任命王启明为市长、李国强为副市长。", [["市长"], ["副市长"]]),
        ("王启明被任命为这所学校的校长。", [["校长"]]),
        ("推选王启明接替李国强为新的工会主席。", [["工会主席"], []]),
        ("率领以王启明为团长的代表团来访。", [["团长"]]),
        ("王启明同志于1937年11月8日出任专署主任。", [["专署主任"]]),
        ("王启明来到这里，先后担任县长、县委书记。", [["县长", "县委书记"]]),
        ("由省委统战部部长王启明兼任办事处主任。", [["省委统战部部长", "办事处主任"]]),
        ("免去王启明同志市财政局局长职务。", [[]]),
        ("免去市长王启明的职务。", [[]]),
        ("王启明不再担任党组书记。", [[]]),
        ("王启明当选省长李国强当选省政协主席", [["省长"], ["省政协主席"]]),
        ("王启明已任命李国强为市财政局局长。", [[], ["市财政局局长"]]),
        ("王启明是这项改革的领导人之一。", [[]]),
    ],
)
def test_an_appointment_gives_its_post_to_everyone_named(
    text: str, titles: list[list[str]]
) -> None:
    assert [bound for _, bound in find(text)] == titles


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("半导体照明产业联盟秘书长", "半导体照明产业联盟秘书长"),
        ("北方特种合金科技股份有限公司董事长", "北方特种合金科技股份有限公司董事长"),
        ("国家超级计算中心副主任", "国家超级计算中心副主任"),
        ("巴勒斯坦自治政府主席", "巴勒斯坦自治政府主席"),
        ("公约秘书处执行秘书", "公约秘书处执行秘书"),
        ("省防火安全领导小组组长", "省防火安全领导小组组长"),
        ("日中经济协会会长", "日中经济协会会长"),
        ("塞尔维亚前进党主席", "塞尔维亚前进党主席"),
        ("中国无烟倡导协会会长", "中国无烟倡导协会会长"),
    ],
)
def test_the_name_of_an_organisation_is_whole(text: str, title: str) -> None:
    assert find(f"{text}王启明说。") == [("王启明", [title])]


@pytest.mark.parametrize(
    "text",
    [
        "全县新增社区长者活动站三十处。",
        "改造老旧小区长廊，增设座椅。",
        "会议要求各村民主监督到位。",
        "南京长江大桥检修，安庆市长江段水位上涨。",
        "全市长势良好的麦田已过百万亩。",
        "合肥市长丰县开展春耕。",
        "打造全省市场化法治化营商环境。",
        "全县长期坚持分片包干。",
        "总书记殷殷寄语青年，总书记重要回信鼓舞人心。",
        "法院院长办公会研究案件。",
        "他们代表红队参加比赛。",
        "全区长效机制逐步建立。",
    ],
)
def test_a_title_does_not_end_inside_a_word(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("检方继续起诉前总理范德海，庭审延期。", ["前总理"]),
        ("群众集会，声援法国总理杜瓦尔。", ["法国总理"]),
        ("法庭继续开庭审理前总统马丁内斯一案。", ["前总统"]),
        ("主席致电祝贺当选秘鲁总统卡萨多。", ["秘鲁总统"]),
        ("致辞（2024年3月2日，万象）国家主席　江启明", ["国家主席"]),
        ("发言全文（5月6日，日内瓦）外交部部长　王启明", ["外交部部长"]),
        ("据报道，警方宣布逮捕前内政部长哈桑尼。", ["前内政部长"]),
        ("示威者谴责以色列总理科恩比。", ["以色列总理"]),
        ("和平是最大成就——访民族和解委员会主席努里亚", ["民族和解委员会主席"]),
        ("双方会谈期间与议长卡洛斯交换意见。", ["议长"]),
        ("经中央军委主席王启明批准。", ["中央军委主席"]),
        ("听省农委副主任陈吉芳介绍，农民要去省城。", ["省农委副主任"]),
        ("继秘鲁总统卡萨多访华之后，两国又有会谈。", ["秘鲁总统"]),
        ("要团结在以王启明同志为总书记的党中央周围。", []),
        ("（作者系新桥大学历史系教授王启明）", ["新桥大学历史系教授"]),
        ("（本报见习记者 王启明）", ["见习记者"]),
    ],
)
def test_a_title_does_not_take_in_what_stands_before(text: str, titles: list[str]) -> None:
    assert [bound for _, bound in find(text)] == [titles]
