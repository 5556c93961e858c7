"""Which names are found, kind by kind, and what only looks like one."""

import re

import pandas as pd
import pytest

from analysis.lexicon import read_lexicon
from analysis.officials import find_mentions, names
from analysis.officials.frames import find_framed
from analysis.officials.vocabulary import find_vocabulary
from analysis.officials.words import read_role


def read(text: str) -> pd.DataFrame:
    return find_mentions(pd.DataFrame({"article_id": ["a"], "text": [text]}))


def find(text: str) -> list[str]:
    return read(text)["name"].tolist()


@pytest.mark.parametrize("example", read_lexicon("name_ends")["example"])
def test_a_name_ends_before_what_runs_on(example: str) -> None:
    start, end = example.index("["), example.index("]") - 1
    text = example.replace("[", "").replace("]", "")
    mentions = find_mentions(pd.DataFrame({"article_id": ["a"], "text": [text]}))
    assert (start, end) in set(zip(mentions["start"], mentions["end"], strict=True))


@pytest.mark.parametrize("example", read_lexicon("frames")["example"])
def test_a_frame_holds_the_names_of_its_example_and_no_others(example: str) -> None:
    text = example.replace("[", "").replace("]", "")
    places = find_vocabulary(text).frames
    found = [text[start:end] for start, end in find_framed(text, places)]
    assert found == re.findall(r"\[(.*?)\]", example)


def test_a_list_of_words_holds_the_word_of_its_example() -> None:
    lists = read_lexicon("name_words")
    assert lists[["words", "example", "source"]].notna().all(axis=None)
    for role, example in zip(lists["role"], lists["example"], strict=True):
        assert re.findall(r"\[(.*?)\]", example)[0] in read_role(role)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("市长周平安走访社区，祝大家平安。", ["周平安"]),
        ("学生平安返校，市民文明出行，局长会议强调和平发展。", []),
    ],
)
def test_a_word_is_a_name_where_a_title_and_a_verb_say_so(text: str, names: list[str]) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("市长江成与大家交谈，县长李以同没有发言。", ["江成", "李以同"]),
        ("局长钱向向代表们致意。", ["钱向"]),
        ("部长宋涛向随行记者介绍情况，副部长汪洋在参加审议。", ["宋涛", "汪洋"]),
    ],
)
def test_a_name_ends_where_the_clause_says(text: str, names: list[str]) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("任命张志强为市交通运输局局长。", ["张志强"]),
        ("免去车国平、逄小舟的副区长职务。", ["车国平", "逄小舟"]),
        ("接受乐天云辞去市长职务的请求。", ["乐天云"]),
        ("王志强当选县长。", ["王志强"]),
        ("再次当选，高票当选，祝贺您当选。", []),
    ],
)
def test_who_comes_into_an_office_or_leaves_it_is_found(text: str, names: list[str]) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("参会的有李　强、王明厚、赵　敏。", ["李强", "王明厚", "赵敏"]),
        ("新质 生产力加快形成，单　位：万元，时　间：周三。", []),
        ("当天，常务副县\n长张建国来到工地。", ["张建国"]),
    ],
)
def test_a_name_is_found_over_a_blank_and_behind_a_broken_title(
    text: str, names: list[str]
) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("返乡的mike赵给小店起名。搭档是他的同学。", ["mike赵"]),
        ("API接口开放，App下单，WiFi全覆盖。", []),
    ],
)
def test_first_names_in_latin_letters_are_found(text: str, names: list[str]) -> None:
    assert find(text) == names


def test_a_given_name_alone_is_no_mention() -> None:
    assert find("赵志远会见李志远。李志远说，志远同志讲得好。") == ["赵志远", "李志远", "李志远"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("村民乌云其木格骑马赶来。", ["乌云其木格"]),
        ("州长阿合买提听取汇报，副州长次仁顿珠陪同。", ["阿合买提", "次仁顿珠"]),
        ("格桑花开，尼玛县和扎西德勒广场游人如织。", []),
    ],
)
def test_names_of_many_peoples_are_found_without_dots(text: str, names: list[str]) -> None:
    assert find(text) == names


@pytest.mark.parametrize("text", ["全市召开大会，市委书记王", "记者王", "市长红"])
def test_a_text_may_end_right_behind_what_could_be_a_surname(text: str) -> None:
    assert find(text) == []
    assert find(text + "\n王明厚走访社区。") == ["王明厚"]


@pytest.mark.parametrize("name", ["米尔蒂", "德拉吉", "默克尔"])
def test_the_first_words_of_all_are_read_like_the_first_of_any_text(name: str) -> None:
    text = f"{name}宣布辞职，随后离开会场。"
    assert find(text) == [name]
    both = find_mentions(pd.DataFrame({"article_id": ["a", "b"], "text": ["下雨。", text]}))
    assert both[["article_id", "name", "start"]].to_numpy().tolist() == [["b", name, 0]]


def test_what_stands_far_before_a_name_does_not_change_what_speaks_for_it() -> None:
    text = "叙利亚边境科巴尼、四川雅安和埃博拉患者，外长阿兰·巴图尔讲话。"

    def score(before: str) -> list[tuple[int, int, float]]:
        characters = names.read_characters(before + text, find_vocabulary(before + text))
        candidates, scores = names.score_candidates(*characters, names.list_candidates(*characters))
        ends = zip((candidates.start - len(before)), candidates.end - len(before), strict=True)
        return [(*span, score) for span, score in zip(ends, scores, strict=True) if span[0] >= 0]

    behind = score("佛罗里达与埃塞俄比亚。\n" * 20_000)
    assert len(behind) > 15
    assert behind == score("\n")


def test_articles_are_read_alike_alone_and_together() -> None:
    texts = [
        "总统哈迪和平民见面。",
        "总统哈迪说，好。",
        "县委书记江明",
        "厚植优势。江明厚说，好。",
        "Java周报，mike赵",
        "mike赵",
    ]
    table = pd.DataFrame({"article_id": [str(at) for at in range(len(texts))], "text": texts})
    together = find_mentions(table)
    alone = pd.concat([find_mentions(table.iloc[[at]]) for at in range(len(texts))])
    columns = ["article_id", "surface", "start", "end"]
    assert together[columns].values.tolist() == alone[columns].values.tolist()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("局长钱穗作部署，书记邹远时，他正忙，创始人莫北守在机房。", ["钱穗", "邹远", "莫北"]),
        ("区长方向明说，方向要明。", ["方向明"]),
        ("王建国同志任县委书记，带头下村。", ["王建国"]),
    ],
)
def test_a_verb_of_one_character_is_no_end_of_a_name(text: str, names: list[str]) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # What stands behind names and offices all the time is nobody's.
        ("县委书记高度重视，局长全程陪同，总理任期将满，总统通电话。", []),
        ("企业家焦点办起面粉厂，那里的焦点是销路。", []),
    ],
)
def test_any_word_behind_an_office_may_be_a_name_but_for_those_that_are_counted_there(
    text: str, names: list[str]
) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("德国外长瓦德富尔，欧盟高官随后到达。", ["瓦德富尔"]),
        ("会见蒙古国总理奥云额尔登时，双方交换意见。", []),
        ("蒙古国总理奥云额尔登、法国前总理拉法兰出席。", ["奥云额尔登", "拉法兰"]),
        ("秘鲁总统发表声明，美国代表在布鲁塞尔逗留，法国总统府举行仪式。", []),
    ],
)
def test_the_title_of_a_country_has_a_foreign_name_behind_it(text: str, names: list[str]) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("影片由王志强执导，艾小青主演。", ["王志强", "艾小青"]),
        ("王丽华，女，1978年生，现任县文联主席。", ["王丽华"]),
        ("在有些人看来，由原来的三人担任。", []),
        ("苏荣严重违纪，苏荣被开除党籍。", ["苏荣", "苏荣"]),
    ],
)
def test_words_on_both_sides_tell_of_somebody(text: str, names: list[str]) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("韩国统一部长官柳吉在发表声明。", ["柳吉在"]),
        ("博士生汪蓝、赵一凡登台。", ["汪蓝", "赵一凡"]),
        ("副市长路遥知、李卫东、张水清参加。", ["路遥知", "李卫东", "张水清"]),
        ("社区网格员王志强天天上门，钢琴家鲁宾斯坦录下全部夜曲。", ["王志强", "鲁宾斯坦"]),
        ("邓小平在会见外宾时指出，主要负责人都将到会。", ["邓小平"]),
    ],
)
def test_what_stands_beside_a_name_says_where_it_begins_and_ends(
    text: str, names: list[str]
) -> None:
    assert find(text) == names


def test_kin_and_colleagues_are_called_by_their_surname() -> None:
    text = "陈广厦是总工，徒弟们叫他陈工。陈工说，夏阿婆帮过大家。"
    mentions = find_mentions(pd.DataFrame({"article_id": ["a"], "text": [text]}))
    assert mentions["surface"].tolist() == ["陈广厦", "陈工", "陈工", "夏阿婆"]
    assert mentions["name"].tolist() == ["陈广厦", "陈广厦", "陈广厦", "夏阿婆"]


@pytest.mark.parametrize("dot", ["·", "•", "・", "‧"])
def test_any_dot_joins_the_parts_of_a_name(dot: str) -> None:
    text = f"县长买买提{dot}吾守尔主持会议。"
    mentions = find_mentions(pd.DataFrame({"article_id": ["a"], "text": [text]}))
    assert mentions["surface"].tolist() == [f"买买提{dot}吾守尔"]
    assert mentions["name"].tolist() == ["买买提·吾守尔"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("人大主席张彧下村走访，张琦案等案件公开审理。", ["张彧", "张琦"]),
        ("副主任委员才旦卓玛、乌日图当选。", ["才旦卓玛", "乌日图"]),
        ("唐代高僧玄奘、鉴真的足迹成为主线。", ["玄奘", "鉴真"]),
    ],
)
def test_places_words_and_verbs_beside_names_are_told_from_them(
    text: str, names: list[str]
) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("81岁的王淑珍大学毕业后就来了，10来岁的孙子在家。", ["王淑珍"]),
        ("比亚迪董事长王传福转发祝贺。", ["王传福"]),
        ("行进过程中，谢志强拿出地图。谢志强生前是边防战士。", ["谢志强"] * 2),
    ],
)
def test_age_office_and_acts_tell_of_names(text: str, names: list[str]) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "主　任：张志国\n副主任：于　归　沈国俊\n编辑：方明、苗苗\n",
            ["张志国", "于归", "沈国俊", "方明", "苗苗"],
        ),
        ("编辑：空缺\n", []),
        ("图为王志强（左）与李小明（右）合影。", ["王志强", "李小明"]),
        ("简单说，盐碱地要治，路要修。", []),
        ("副主任江成与列席人员一同审议，乡长邵华劝他歇一歇。", ["江成", "邵华"]),
        ("柬埔寨总局局长能索瓦、习近平主席对卢旺达的访问。", ["能索瓦", "习近平"]),
    ],
)
def test_lines_of_credits_and_pictures_hold_names(text: str, names: list[str]) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("欧盟委员会主席让·克洛德·容克说，谈完了。容克随后离开。", ["让·克洛德·容克"] * 2),
        ("卫生部长奥利·伊伦加辞职，接替伊伦加的人选未定。", ["奥利·伊伦加"] * 2),
        ("教皇约翰·保罗二世去世，国王阿卜杜拉二世世代友好。", ["约翰·保罗二世", "阿卜杜拉二世"]),
        ("副委员长司马义·艾买提前往慰问，司马光砸缸。", ["司马义·艾买提", "司马光"]),
        ("法国总统马克龙和普京总统通话。", ["马克龙", "普京"]),
        ("日本科学家吉野彰获奖，日本选手伊藤美诚出局。", ["吉野彰", "伊藤美诚"]),
        ("市长会见了日本友城市长小林健一郎一行。", ["小林健一郎"]),
        ("能源部部长谢尔盖·基里延科出席。", ["谢尔盖·基里延科"]),
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
    ],
)
def test_names_of_many_parts_and_peoples_are_found(text: str, names: list[str]) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    "text",
    [
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


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("副市长何文明确要求整改。", ["何文"]),
        ("李白曾在此题诗。市科协主席席勇和来自文联的代表发言。", ["李白", "席勇"]),
        ("听众高兴地鼓掌，记者时不忘挥手，还路于民。", []),
    ],
)
def test_a_name_ends_where_the_next_word_begins(text: str, names: list[str]) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("王静是市二院的一名护士，病房里很安静。", ["王静"]),
        ("罗志强任市应急管理局党委书记。", ["罗志强"]),
        ("山西队王建国以四比一战胜江苏队李海洋，夺得冠军。", ["王建国", "李海洋"]),
        ("习近平总书记坚强领导，主席坚强领导，英雄凯旋。", ["习近平"]),
    ],
)
def test_a_word_names_somebody_by_what_is_said_of_it(text: str, names: list[str]) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("（本版稿件均由刘志强、李小明采写）\n", ["刘志强", "李小明"]),
        ("本报记者 欧阳 静 实习记者 王小雨\n", ["欧阳 静", "王小雨"]),
    ],
)
def test_credits_of_every_form_are_bylines(text: str, surfaces: list[str]) -> None:
    found = read(text)
    assert found["surface"].tolist() == surfaces
    assert set(found["kind"]) == {"byline"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "被告人时不被监听。律师会见至迟不得超过四十八小时。拘留后应当在二十四小时以内送看守所。"
            "每小时降水20毫米。",
            [],
        ),
        ("中韩正进行着良好的立场协调。", []),
        ("驻韩美军部署系统。此次访韩为期两天，朝韩关系缓和，将在韩部署。", []),
        ("比例分别比美、日、韩低21.5%。与美、日、韩差距不小。", []),
        ("兰川省省长王启明作报告。武王墩一号墓入选考古新发现。", ["王启明"]),
    ],
)
def test_the_first_character_of_a_name_makes_no_name(text: str, names: list[str]) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("韩正会见韩国总统文在寅。中韩签约，赴韩游客增多，韩将派队参加。", ["韩正", "文在寅"]),
        ("日韩两国举行会谈，韩国总统文在寅出席。赴韩游客增多，韩媒报道。", ["文在寅"]),
        ("外长韩立明到场。中韩、日韩会谈，韩方表示欢迎，对韩出口增长。", ["韩立明"]),
        ("市长郑志强出席。郑渝高铁开通，郑万高铁提速，郑徐高铁满员。", ["郑志强"]),
        ("县长张建国到场。京张高铁好，京张两地一小时，张呼高铁接上京张。", ["张建国"]),
        ("村民姜志强说，路修好了。到姜村去，姜村人多，姜村的路宽。", ["姜志强"]),
        ("书记石建国到会。石太铁路、石济高铁通车，石家庄与石太线相接。", ["石建国"]),
        ("记者马超报道。中马建交，马方表示，新马两国，中马友谊。", ["马超"]),
        ("专家巴志强说，好。中巴走廊提速，巴方感谢，印巴停火，访巴签约。", ["巴志强"]),
        ("校长苏建国说，好。苏浙皖联动，苏北、苏南，赴苏考察，苏沪两地。", ["苏建国"]),
        ("农民安小林说，好。皖安两地，陇安铁路通车，西安至安康。", ["安小林"]),
    ],
)
def test_what_is_short_for_a_country_or_a_place_stands_for_nobody(
    text: str, names: list[str]
) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # Headings whose characters are parted by blanks, alone, in a list of bodies, of even length.
        ("中 央 网 信 办\n各单位：现将有关事项通知如下。", []),
        ("教育部\n国 家 能 源 局\n2021年3月1日", []),
        ("科 技 发 展 规 划 要 点（试行）\n第一条 为加强管理，制定本要点。", []),
        # Spaced names, alone and side by side.
        ("各单位要按时报送。\n联系人：王　强　张　敏\n", ["王强", "张敏"]),
        ("技术支持单位：\n省信息中心　　刘　洋　13800000000\n", ["刘洋"]),
        # What is written into a form.
        ("推荐单位意见：\n（盖章）\n年　月　日\n", []),
        ("全市工作取得新进展。（王敏）\n", ["王敏"]),
    ],
)
def test_a_document_has_spaced_headings_and_forms(text: str, names: list[str]) -> None:
    assert find(text) == names


def test_what_stands_below_a_firm_is_what_it_makes() -> None:
    table = "融资服务\n7\n宏达小额贷款有限公司\n普易贷\n为货车司机垫付油费的产品。\n"
    assert find(table) == []
