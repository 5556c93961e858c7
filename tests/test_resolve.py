"""Offices: every row of the word lists by its example, what decides a place, what stays open."""

import json
from pathlib import Path

import pandas as pd
import pytest

from analysis import (
    InputError,
    count_offices,
    find_offices,
    find_organisations,
    read_lexicon,
)
from analysis.offices.divisions import choose_level, contains, find_divisions, name_code
from analysis.offices.homes import find_home
from analysis.offices.resolve import resolve, resolve_body
from analysis.offices.words import read_bodies, read_posts

DATONG = {"year": 2024, "home": "140200"}


# --- the word lists, each row by its example ------------------------------------------------------


def test_each_post_is_read_from_the_end_of_its_example() -> None:
    wrong = []
    for row in read_lexicon("posts").to_dict("records"):
        office = resolve(row["example"], **DATONG)
        gives = row["gives"] if isinstance(row["gives"], str) else row["post"]
        right = office is None if row["office"] == "no" else office and office.post.endswith(gives)
        if not right:
            wrong.append((row["example"], office))
    assert not wrong


def test_each_body_is_known_by_each_of_its_names_in_its_years() -> None:
    wrong = []
    for form, bodies in read_bodies().items():
        for body in bodies:
            year = body.last - 1 if body.last < 9999 else 2024
            found = resolve_body(form, year=year, home="000000")
            if found is None or found.organ != body.name:
                wrong.append((form, body.name, found and found.organ))
    assert not wrong


def test_each_end_of_a_body_tells_its_system() -> None:
    wrong = []
    for row in read_lexicon("organs").to_dict("records"):
        office = resolve(row["example"], **DATONG)
        if office is None or office.system != row["system"]:
            wrong.append((row["organ"], row["example"], office))
        elif isinstance(row["gives"], str) and not office.organ.endswith(row["gives"]):
            wrong.append((row["organ"], row["gives"], office.organ))
    assert not wrong


def test_an_end_that_is_also_a_matter_or_a_kind_of_thing_ends_no_body_of_its_own() -> None:
    wrong = []
    ends = read_lexicon("organs").dropna(subset=["also"])
    for end, also in zip(ends["organ"], ends["also"].str.split("|"), strict=True):
        if "matter" in also and not resolve(f"{end}部长", **DATONG).organ.endswith(f"{end}部"):
            wrong.append((end, "matter"))
        texts = [f"大同{end}说"] * ("kind" in also) + [f"日本{end}说"] * ("land" in also)
        articles = pd.DataFrame({"article_id": map(str, range(len(texts))), "text": texts})
        if texts and len(find_organisations(articles)):
            wrong.append((end, also))
    assert set(ends["also"].str.split("|").explode()) == {"matter", "kind", "land", "local"}
    assert not wrong


def test_each_opening_of_a_body_finds_its_example_whole() -> None:
    examples = read_lexicon("body_openings")["example"].tolist()
    texts = [f"{example}开会。俄罗斯也开会。" for example in examples]
    articles = pd.DataFrame({"article_id": map(str, range(len(texts))), "text": texts})
    assert find_organisations(articles)["surface"].tolist() == examples


def test_each_rank_follows_from_its_example() -> None:
    ranks = read_lexicon("ranks")
    wrong = [
        (title, rank, office and office.rank)
        for title, rank in zip(ranks["title"], ranks["rank"], strict=True)
        if (office := resolve(title, year=2019, home="000000")) is None or office.rank != int(rank)
    ]
    assert not wrong


def test_each_country_is_known_by_each_of_its_forms() -> None:
    lands = read_lexicon("lands")
    wrong = [
        (title, country, office and office.place)
        for title, country in zip(lands["example"], lands["country"], strict=True)
        if (office := resolve(title, year=2019, group="foreign")) is None or office.place != country
    ]
    assert not wrong


@pytest.mark.parametrize("list_", ["statuses", "marks", "usual_names", "grades"])
def test_each_word_changes_what_its_example_says(list_: str) -> None:
    wrong = []
    for row in read_lexicon(list_).to_dict("records"):
        office = resolve(row["example"], **DATONG)
        if list_ == "statuses":
            right = office is not None and office.status == row["status"]
        elif list_ == "grades":
            right = office is not None and office.post == row["example"]
        elif list_ == "usual_names":
            right = office is not None and row["usual"] in office.organ
        else:
            body = "党委" if row["mark"] in ("公社", "大队") else "政府"
            own = resolve(f"{row['example']}{body}秘书长", **DATONG)
            right = own is not None and own.organ == f"{row['mark']}{body}"
        if not right:
            wrong.append((row["example"], office))
    assert not wrong


def test_each_frame_of_an_office_tells_how_it_comes_or_goes() -> None:
    wrong = []
    for row in read_lexicon("office_frames").to_dict("records"):
        text = row["example"].replace("[", "").replace("]", "")
        post = "省长" if "省长" in text else "市长"
        start = row["example"].index("[")
        mentions = pd.DataFrame(
            {
                "article_id": ["a"],
                "name": ["张强"],
                "titles": [[post]],
                "part": ["body"],
                "start": [start],
                "end": [start + 2],
            }
        )
        articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
        found = find_offices(mentions, articles=articles)["status"].tolist()
        if found != [row["status"]]:
            wrong.append((text, row["status"], found))
    assert not wrong


def test_each_vice_provincial_city_stands_above_other_cities() -> None:
    cities = read_lexicon("subprovincial")
    for title, first in zip(cities["example"], cities["first"], strict=True):
        office = resolve(title, year=int(first))
        assert office is not None, title
        assert office.level == "sub-provincial", title


def test_no_post_hides_another_word_of_the_list() -> None:
    assert len(read_posts()) == len(read_lexicon("posts"))


# --- divisions ------------------------------------------------------------------------------------


def test_a_name_has_the_code_of_its_year() -> None:
    assert [one.code for one in find_divisions("南郊区", 2016) if one.code == "140211"]
    assert name_code("140211", 2020) is None
    assert [one.code for one in find_divisions("平城区", 2020)] == ["140213"]
    assert [one.code for one in find_divisions("重庆市", 1996)] == ["510200"]


def test_what_contains_a_division_is_in_its_code() -> None:
    assert contains("140200", "140215")
    assert not contains("140200", "140315")
    assert contains("140000", "140215")


def test_a_name_of_several_divisions_is_that_of_the_one_around_it() -> None:
    assert resolve("北京市朝阳区区长", year=2019).code == "110105"
    assert resolve("长春市朝阳区区长", year=2019).code == "220104"
    assert resolve("鼓楼区区长", year=2019, context=("410200",)).code == "410204"
    open_ = resolve("鼓楼区区长", year=2019)
    assert (open_.place, open_.code, open_.doubt) == ("鼓楼区", None, "namesake")


def test_the_level_of_a_city_is_that_of_its_year() -> None:
    assert choose_level(find_divisions("青岛市", 1980)[0], 1980) == "prefecture"
    assert choose_level(find_divisions("青岛市", 2019)[0], 2019) == "sub-provincial"


# --- one title ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "more", "place", "code", "organ", "post", "status", "rank"),
    [
        ("市长", DATONG, "大同市", "140200", "市政府", "市长", "holds", 5),
        ("大同市人民政府市长", DATONG, "大同市", "140200", "市政府", "市长", "holds", 5),
        ("代市长", DATONG, "大同市", "140200", "市政府", "市长", "acting", 5),
        ("省委常委", DATONG, "山西省", "140000", "省委", "常委", "holds", 4),
        ("云州区委书记", DATONG, "云州区", "140215", "区委", "书记", "holds", 7),
        ("朔州市右玉县委书记", DATONG, "右玉县", "140623", "县委", "书记", "holds", 7),
        ("大同经开区党工委书记", DATONG, "大同经开区", None, "党工委", "书记", "holds", None),
        ("青岛市市长", {"year": 2019}, "青岛市", "370200", "市政府", "市长", "holds", 4),
        ("代县县长", {"year": 2019}, "代县", "140923", "县政府", "县长", "holds", 7),
        ("太原市原副市长", {"year": 2019}, "太原市", "140100", "市政府", "副市长", "former", 6),
        ("中共中央总书记", {}, "中央", "000000", "中共中央", "总书记", "holds", 1),
        ("国家主席", {}, "中央", "000000", None, "国家主席", "holds", 1),
        ("国务委员", {}, "中央", "000000", "国务院", "国务委员", "holds", 2),
        ("俄罗斯外长", {}, "俄罗斯", None, "外交部", "部长", "holds", None),
        ("法国总统", {}, "法国", None, None, "总统", "holds", None),
        ("喀布尔市长", {}, "阿富汗", None, "市政府", "市长", "holds", None),
        ("美国驻华大使", {}, "美国", None, "驻华大使馆", "大使", "holds", None),
        ("中国驻俄罗斯大使", {}, "中央", "000000", "驻俄罗斯大使馆", "大使", "holds", None),
        ("李庄村党支部书记", {}, "李庄村", None, "村党支部", "书记", "holds", None),
        ("北京大学校长", {}, None, None, "北京大学", "校长", "holds", None),
        ("上海光明研究所外方所长", {}, None, None, "上海光明研究所", "外方所长", "holds", None),
        ("某大学国际政治系主任", {}, None, None, "某大学国际政治系", "主任", "holds", None),
        ("美国智库远山研究所主任", {}, None, None, "远山研究所", "主任", "holds", None),
        ("远山公司(ABC)董事长", {}, None, None, "远山公司", "董事长", "holds", None),
        (
            "欧盟驻世贸组织大使",
            {"group": "foreign", "context": ("美国",)},
            None,
            None,
            "驻世贸组织大使馆",
            "大使",
            "holds",
            None,
        ),
        ("美国前驻华大使", {}, "美国", None, "驻华大使馆", "大使", "former", None),
        ("老挝万象市委书记", {}, "老挝", None, "市委", "书记", "holds", None),
        ("国务总理", {"group": "foreign"}, "韩国", None, None, "国务总理", "holds", None),
        (
            "全国委员会主席",
            {"group": "foreign", "context": ("古巴",)},
            "古巴",
            None,
            "全国委员会",
            "主席",
            "holds",
            None,
        ),
        (
            "国际法学会会长",
            {"group": "foreign", "context": ("法国",)},
            None,
            None,
            "国际法学会",
            "会长",
            "holds",
            None,
        ),
        ("左云街道东升居委会主任", {}, "左云街道", None, "东升居委会", "主任", "holds", None),
        (
            "香港特区政府政务司司长",
            {},
            "香港特别行政区",
            "810000",
            "特区政务司",
            "司长",
            "holds",
            None,
        ),
        ("城区公安分局局长", {"home": "000000"}, "城区", None, "区公安分局", "局长", "holds", None),
        ("拱市村党支部书记", {}, "拱市村", None, "村党支部", "书记", "holds", None),
        ("某集团原党委书记", {}, None, None, "某集团党委", "书记", "former", None),
    ],
)
def test_a_title_names_one_office(title, more, place, code, organ, post, status, rank) -> None:
    office = resolve(title, **more)
    assert office is not None
    assert (office.place, office.code, office.organ) == (place, code, organ)
    assert (office.post, office.status, office.rank) == (post, status, rank)


@pytest.mark.parametrize(
    "title", ["市领导", "负责同志", "记者", "教授", "全国人大代表", "主席团成员"]
)
def test_what_is_no_office_gives_none(title: str) -> None:
    assert resolve(title, **DATONG) is None


def test_a_ministry_is_called_as_it_was_in_its_year() -> None:
    assert resolve("国家计委主任", year=1997).organ == "国家计划委员会"
    assert resolve("国家计委主任", year=1998, early=True).organ == "国家计划委员会"
    assert resolve("国家计委主任", year=1998).organ == "国家发展计划委员会"


def test_what_nothing_decides_stays_missing() -> None:
    office = resolve("市长", year=2019, home="000000")
    assert (office.place, office.code, office.doubt) == (None, None, "place")
    assert resolve("市长", year=2019, home="140000").place is None


def test_a_department_named_alike_above_and_below_is_the_centres_in_its_papers_only() -> None:
    assert resolve("发改委主任", year=2024, home="000000").code == "000000"
    assert resolve("发改委主任", **DATONG).code is None


# --- tables ---------------------------------------------------------------------------------------


def make_mentions(*rows: tuple[str, str, list[str]], text: str = "") -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["article_id", "name", "titles"])
    return table.assign(
        newspaper="大同日报",
        date=pd.Timestamp("2024-03-27"),
        part="body",
        start=[text.find(name) for name in table["name"]],
        end=[text.find(name) + len(name) for name in table["name"]],
    )


def test_one_office_has_one_place_organ_and_post_however_it_is_printed() -> None:
    forms = ["市长", "大同市市长", "大同市人民政府市长", "代市长"]
    offices = find_offices(make_mentions(("a", "张强", forms)))
    assert len(offices) == 4
    assert len(offices[["place", "code", "organ", "post"]].drop_duplicates()) == 1


def test_a_bare_title_takes_the_place_named_before_it() -> None:
    text = "右玉县召开会议。县委书记李明讲话。"
    mentions = make_mentions(("a", "李明", ["县委书记"]), text=text)
    articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    assert find_offices(mentions)["place"].isna().all()
    assert find_offices(mentions, articles=articles)["code"].tolist() == ["140623"]


def test_a_title_of_a_stack_takes_its_place() -> None:
    mentions = make_mentions(("a", "王某", ["重庆市原副市长", "公安局原局长"]))
    offices = find_offices(mentions)
    assert offices["code"].tolist() == ["500000", "500000"]
    assert offices["organ"].tolist() == ["市政府", "市公安局"]


def test_a_township_of_a_stack_is_the_one_before() -> None:
    offices = find_offices(make_mentions(("a", "王某", ["大庙镇党委书记", "镇长"])))
    assert offices["place"].tolist() == ["大庙镇", "大庙镇"]


def test_the_same_person_has_the_same_office_elsewhere_in_the_article() -> None:
    mentions = make_mentions(("a", "卡斯特罗", ["洪都拉斯总统"]), ("a", "卡斯特罗", ["总统"]))
    offices = find_offices(mentions.assign(group="foreign"))
    assert offices["place"].tolist() == ["洪都拉斯", "洪都拉斯"]


def find_in(text: str, *people: tuple[str, str], newspaper: str | None) -> pd.DataFrame:
    mentions = make_mentions(*(("a", name, [title]) for name, title in people), text=text)
    mentions = mentions.assign(newspaper=newspaper)
    articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    return find_offices(mentions, articles=articles)


@pytest.mark.parametrize(
    ("text", "titles", "statuses"),
    [
        (
            "左云县水利局原党组书记、局长张强说。",
            ["左云县水利局原党组书记", "左云县水利局局长"],
            ["former", "former"],
        ),
        (
            "左云县委常委、原副县长张强说。",
            ["左云县委常委", "左云县原副县长"],
            ["holds", "former"],
        ),
        (
            "左云县原副县长、大同市水利局局长张强说。",
            ["左云县原副县长", "大同市水利局局长"],
            ["former", "holds"],
        ),
    ],
)
def test_former_holds_along_a_stack_up_to_a_title_with_a_place_of_its_own(
    text: str, titles: list[str], statuses: list[str]
) -> None:
    articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    mentions = make_mentions(("a", "张强", titles), text=text)
    assert find_offices(mentions, articles=articles)["status"].tolist() == statuses


@pytest.mark.parametrize(
    ("text", "title", "place"),
    [
        ("会见同巴西总统举行。今天，马里诺总统说。", "总统", "巴西"),
        ("代表团在巴西访问。今天，马里诺总统说。", "总统", None),
        ("会议今天举行。由议长马里诺率领的智利代表团出席。", "议长", "智利"),
    ],
)
def test_whose_president_speaks_is_told_by_whom_one_meets_and_whom_he_leads(
    text: str, title: str, place: str | None
) -> None:
    found = find_in(text, ("马里诺", title), newspaper="人民日报")["place"].tolist()
    assert [one if isinstance(one, str) else None for one in found] == [place]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("意大利总统张强来访。李明总统表示感谢。", None),  # the one country has its president
        ("意大利和希腊的客人来访。李明总统表示感谢。", None),  # either may be meant
        ("在意大利，李明总统表示感谢。", None),  # where he speaks
        ("希腊的客人来访。\n据意大利报纸报道，李明总统表示感谢。", "意大利"),
        ("意大利的客人来访。李明总统表示感谢。", "意大利"),
    ],
)
def test_a_bare_president_is_of_the_one_country_that_is_named(text: str, place) -> None:
    people = [one for one in (("张强", "意大利总统"), ("李明", "总统")) if one[0] in text]
    found = find_in(text, *people, newspaper="人民日报").iloc[-1]
    assert (found["place"] if pd.notna(found["place"]) else None) == place
    assert (found["doubt"] == "place") == (place is None)


def test_each_head_of_state_known_by_name_needs_no_country() -> None:
    for row in read_lexicon("incumbents").to_dict("records"):
        mentions = make_mentions(("a", row["name"], [row["title"]]))
        group = "official" if row["office"] == "国家主席" else "foreign"
        found = find_offices(mentions.assign(group=group, newspaper="人民日报")).iloc[0]
        wanted = resolve(row["office"], group=group)
        assert wanted is not None
        assert (found["place"], found["post"]) == (wanted.place, wanted.post), row
        assert found["doubt"] != "place", row


@pytest.mark.parametrize(
    ("newspaper", "code"), [("某某日报", None), ("人民日报", "610900"), (None, "610900")]
)
def test_a_paper_of_unknown_home_has_no_mayor_of_another_story(newspaper, code) -> None:
    found = find_in("安康市召开会议。李明市长讲话。", ("李明", "市长"), newspaper=newspaper)
    assert (found["code"].iat[0] if pd.notna(found["code"].iat[0]) else None) == code
    near = find_in("在安康市，李明市长讲话。", ("李明", "市长"), newspaper=newspaper)
    assert near["code"].tolist() == ["610900"]


def test_a_street_of_a_stack_is_not_the_township_before() -> None:
    offices = find_offices(make_mentions(("a", "王某", ["大庙镇党委书记", "街道党工委书记"])))
    assert offices["place"].tolist()[0] == "大庙镇"
    assert offices["place"].isna().tolist() == [False, True]


def test_what_people_call_somebody_is_not_his_office_elsewhere() -> None:
    offices = find_offices(
        make_mentions(("a", "王某", ["左云县委书记"]), ("a", "王某", ["草鞋书记"]))
    )
    assert offices["title"].tolist() == ["左云县委书记"]


@pytest.mark.parametrize("title", ["澜川市市长", "澜川市市委书记", "澜川市市教育局局长"])
def test_the_mark_of_a_city_is_no_part_of_its_name(title: str) -> None:
    office = resolve(title, year=2024)
    assert office is not None
    assert (office.place, office.organ[:2]) == ("澜川市", "市" + office.organ[1])


def test_the_input_is_not_changed_and_what_is_no_office_has_no_row() -> None:
    mentions = make_mentions(("a", "张强", ["市长", "市领导"]), ("a", "李雪峰", ["记者"]))
    before = mentions.copy()
    assert find_offices(mentions)["title"].tolist() == ["市长"]
    pd.testing.assert_frame_equal(mentions, before)


@pytest.mark.parametrize(
    ("home", "message"),
    [
        ("999999", "no division with the code '999999'"),
        ("大同市", "大同市 is 140200"),
        (140200, "neither a code"),
        ({"大同日报": "14"}, "The home of 大同日报"),
    ],
)
def test_a_home_that_is_none_is_named(home: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        find_offices(make_mentions(("a", "张强", ["市长"])), home=home)


def test_a_home_out_of_its_years_is_named() -> None:
    with pytest.raises(InputError, match="140211 is out of its years: 南郊区 1983–2018"):
        find_offices(make_mentions(("a", "张强", ["市长"])), home="140211")


def test_a_home_is_read_from_the_name_of_a_paper() -> None:
    assert find_home("大同日报") == "140200"
    assert find_home("人民日报") == "000000"
    assert find_home("某某") is None


def test_articles_that_lack_one_are_refused() -> None:
    with pytest.raises(InputError, match="no article 'a'"):
        find_offices(
            make_mentions(("a", "张强", ["市长"])),
            articles=pd.DataFrame({"article_id": ["b"], "text": ["会"]}),
        )


def test_attention_is_counted_by_level_with_the_articles_it_is_a_share_of() -> None:
    offices = pd.DataFrame(
        {
            "article_id": ["a", "a", "b"],
            "name": ["甲", "乙", "甲"],
            "level": ["county", None, "county"],
            "place": ["左云县", None, "左云县"],
            "organ": ["县委", None, "县委"],
        }
    )
    articles = pd.DataFrame({"article_id": list("abcd"), "place": "北京", "text": "会"})
    counted = count_offices(offices, articles=articles)
    assert counted["count"].tolist() == [2, 1]
    assert counted["share"].tolist() == [0.5, 0.25]
    # The place of an office is not that of the dateline.
    assert count_offices(offices, by="place", articles=articles)["place"].tolist()[0] == "左云县"


def test_bodies_are_found_whole_with_their_places() -> None:
    text = "市委宣传部与大同市人民检察院座谈，农业部门参加。市委书记张强到北京大学考察。"
    articles = pd.DataFrame({"article_id": ["a"], "newspaper": "大同日报", "text": [text]})
    found = find_organisations(articles)
    assert found["surface"].tolist() == ["市委宣传部", "大同市人民检察院", "市委", "北京大学"]
    assert found["organ"].tolist() == ["市委宣传部", "市检察院", "市委", "北京大学"]
    assert found["in_title"].tolist() == [False, False, True, False]
    assert [text[a:b] for a, b in zip(found["start"], found["end"], strict=True)] == found[
        "surface"
    ].tolist()


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("韩国政府也表示欢迎。", ["韩国政府"]),
        ("省委省政府制订了政策。", ["省委", "省政府"]),
        ("成立数字广东网络有限公司。", ["数字广东网络有限公司"]),
        ("伤者送往解放军100医院。", ["解放军100医院"]),
        ("由北京市体育竞赛管理中心举办。", ["北京市体育竞赛管理中心"]),
        ("国际关系学院国际政治系副教授说。", ["国际关系学院国际政治系"]),
        ("三大石油公司签署协议，人大附中队夺冠。", []),
        ("这是几天前大同市委发起的征询会。", ["大同市委"]),
        ("时任左云县委书记张强说。", ["左云县委"]),
        ("日本公司拒绝，武警部队展开集训。", []),
        ("中国政府和中华人民共和国最高人民法院表示。", ["中国政府", "中华人民共和国最高人民法院"]),
        ("大同市文化局、公安局、工商局先后出动。", ["大同市文化局", "公安局", "工商局"]),
        ("天津市人民检察院第二分院受理。", ["天津市人民检察院第二分院"]),
        ("ＡＢＣ集团与山西光明公司签约。", ["ＡＢＣ集团", "山西光明公司"]),
    ],
)
def test_a_body_begins_and_ends_where_its_name_does(text: str, surfaces: list[str]) -> None:
    articles = pd.DataFrame({"article_id": ["a"], "newspaper": "人民日报", "text": [text]})
    assert find_organisations(articles)["surface"].tolist() == surfaces


def test_words_that_end_as_bodies_do_or_begin_their_kinds_are_none() -> None:
    for row in read_lexicon("not_bodies").to_dict("records"):
        articles = pd.DataFrame({"article_id": ["a"], "text": [f"这里说{row['example']}。"]})
        found = find_organisations(articles)["surface"].tolist()
        hit = str.startswith if row["part"] == "begin" else str.endswith
        word = row["word"][0] if row["part"] == "inside" else row["word"]
        assert not any(hit(surface, word) for surface in found), row


# --- the real page --------------------------------------------------------------------------------


def test_everybody_on_the_real_page_holds_the_office_that_a_reader_sees(
    root: Path, shared: Path
) -> None:
    page = json.loads(
        (shared / "gold" / "datong-daily-2024-03-27-p01.json").read_text(encoding="utf-8")
    )
    labels = json.loads((root / "tests" / "gold" / "offices-page.json").read_text(encoding="utf-8"))
    wrong = []
    for name, person in page["people"].items():
        for title in person["titles"]:
            office = resolve(title, year=2024, home="140200", group=person["group"])
            found = (
                None if office is None else [office.place, office.code, office.organ, office.post]
            )
            if found != labels[title]:
                wrong.append((name, title, labels[title], found))
    assert not wrong
