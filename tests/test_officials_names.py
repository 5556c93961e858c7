"""Which names are found: invented texts that mislead, a floor for all and a test for each kind."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.evaluate import evaluate_gold
from analysis.officials import find_mentions, names
from analysis.officials.vocabulary import find_vocabulary

GOLD = Path(__file__).parent / "gold"


def find(text: str) -> list[str]:
    return find_mentions(pd.DataFrame({"article_id": ["a"], "text": [text]}))["name"].tolist()


def test_misleading_texts_are_read_above_their_floors(tmp_path: Path) -> None:
    sets = ["", "-blind", "-more", "-held"]
    for name in ("load.py", *(f"people-traps{one}.jsonl" for one in sets)):
        (tmp_path / name).write_bytes((GOLD / name).read_bytes())
    floors = GOLD.parent / "floors.json"
    figures = evaluate_gold(tmp_path, texts=tmp_path, floors=floors, peers=()).figures
    sections = figures["section"].isin([f"people.traps{one}" for one in sets])
    held = figures[sections & figures["floor"].notna()]
    assert (held["figure"].isin(["precision", "recall", "f1"])).sum() == 12
    assert held.loc[held["value"] < held["floor"], "figure"].tolist() == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("副县长马鞍山作说明。马鞍山站今日客流平稳。", ["马鞍山"]),
        ("市长平安走访社区，祝大家平安。", ["平安"]),
        ("乡长华山、副乡长丰收陪同，喜迎丰收。", ["华山", "丰收"]),
        ("学生平安返校，市民文明出行，局长会议强调和平发展。", []),
    ],
)
def test_a_word_is_a_name_where_a_title_and_a_verb_say_so(text: str, names: list[str]) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("候任董事长顾礼和没有到场。", ["顾礼和"]),
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
        ("任命关河月明为市交通运输局局长。", ["关河月明"]),
        ("免去车国平、逄小舟的副区长职务。", ["车国平", "逄小舟"]),
        ("接受乐天云辞去市长职务的请求。", ["乐天云"]),
        ("景行之当选县长。", ["景行之"]),
        ("再次当选，高票当选，祝贺您当选。", []),
    ],
)
def test_who_comes_into_an_office_or_leaves_it_is_found(text: str, names: list[str]) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("参会的有李　强、王明厚、赵　敏。", ["李强", "王明厚", "赵敏"]),
        ("陈 露（左二）在田间查看苗情。", ["陈露"]),
        ("新质 生产力加快形成，单　位：万元，时　间：周三。", []),
        ("县委书记江明\n厚调研春耕。江明厚强调，不误农时。", ["江明厚", "江明厚"]),
        ("当天，常务副县\n长祝融光来到工地。", ["祝融光"]),
    ],
)
def test_a_name_is_found_over_a_blank_or_a_line_break(text: str, names: list[str]) -> None:
    found = [name.replace("\n", "") for name in find(text)]
    assert found == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("返乡的mike赵给小店起名。搭档Kelly王是他的同学。", ["mike赵", "Kelly王"]),
        ("API接口开放，App下单，WiFi全覆盖。", []),
    ],
)
def test_first_names_in_latin_letters_are_found(text: str, names: list[str]) -> None:
    assert find(text) == names


def test_bare_surnames_in_a_list_are_short_for_those_named() -> None:
    text = "被告人阚大勇、武小七到案。阚、武二人认罪。赵、钱、孙、李四姓同村。"
    assert find(text) == ["阚大勇", "武小七", "阚大勇", "武小七"]


def test_a_compound_surname_before_a_title_is_that_person() -> None:
    assert find("省农科院皇甫教授到了，皇甫静说，好。") == ["皇甫静", "皇甫静"]


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


def test_who_is_pictured_is_found_behind_another_clause() -> None:
    assert find("茶会昨日举行。图为莫言（左）与王蒙（右）合影。") == ["莫言", "王蒙"]


@pytest.mark.parametrize("name", ["米尔蒂", "巴尔科", "德拉吉", "努尔兰"])
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
        ("部长段清和就安排作说明，段清和与会议要求相对照。", ["段清和", "段清和"]),
        ("区长方向明说，方向要明。", ["方向明"]),
        ("商陆同志任县委书记，强卫同志不再担任省委书记。", ["商陆", "强卫"]),
    ],
)
def test_a_verb_of_one_character_is_no_end_of_a_name(text: str, names: list[str]) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("副市长古筝通报情况，副局长焦点、副处长盛会到场。", ["古筝", "焦点", "盛会"]),
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
        ("影片由谷天明执导，艾小青主演。", ["谷天明", "艾小青"]),
        ("毕节，女，1978年生，现任县文联主席。", ["毕节"]),
        ("在有些人看来，由原来的三人担任。", []),
        ("苟得富严重违纪，苟得富被开除党籍。", ["苟得富", "苟得富"]),
    ],
)
def test_words_on_both_sides_tell_of_somebody(text: str, names: list[str]) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("举报人苏琴与被举报人郝大利当面对质。", ["苏琴", "郝大利"]),
        ("韩国统一部长官柳吉在发表声明。", ["柳吉在"]),
        ("博士生汪蓝、赵一凡登台。", ["汪蓝", "赵一凡"]),
        ("副市长路遥知、和畅、水清参加。", ["路遥知", "和畅", "水清"]),
        ("社区网格员佟小路天天上门，钢琴家鲁宾斯坦录下全部夜曲。", ["佟小路", "鲁宾斯坦"]),
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
        ("商务局局长王府井考察了王府井步行街。", ["王府井"]),
        ("人大主席张彧下村走访，张琦案等案件公开审理。", ["张彧", "张琦"]),
        ("副主任委员才旦卓玛、乌日图当选。", ["才旦卓玛", "乌日图"]),
        ("唐代高僧玄奘、鉴真的足迹成为主线。", ["玄奘", "鉴真"]),
        ("15名村民陆续获救，各地邀请青年来华。", []),
        ("慕容晴详细询问了病情，梅葆玖的弟子登台。", ["慕容晴", "梅葆玖"]),
    ],
)
def test_places_words_and_verbs_beside_names_are_told_from_them(
    text: str, names: list[str]
) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("81岁的樊锦诗大学毕业后就来了，10来岁的孙子在家。", ["樊锦诗"]),
        ("区教育局长尚学、区卫健局长单依纯发言。", ["尚学", "单依纯"]),
        ("海事局局长庄严；人们庄严承诺提升效率。", ["庄严"]),
        ("肯尼亚长跑名将基普乔格参赛。", ["基普乔格"]),
        ("比亚迪董事长王传福转发祝贺。", ["王传福"]),
        # Nearly a name each time, and somebody who acts.
        ("行进过程中，谢樵拿出地图。谢樵生前是边防战士。", ["谢樵"] * 2),
    ],
)
def test_age_office_and_acts_tell_of_names(text: str, names: list[str]) -> None:
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "主　任：林　深\n副主任：于　归　沈国俊\n编辑：方明、苗苗\n",
            ["林深", "于归", "沈国俊", "方明", "苗苗"],
        ),
        ("编辑：空缺\n", []),
        (
            "全村都叫她夏婆婆，校长文静给夏婆婆送来红包，组织部长庹清参加。",
            ["夏婆婆", "文静", "夏婆婆", "庹清"],
        ),
        ("美国前总统乔治·W·布什和英国作家J·K·罗琳到场。", ["乔治·W·布什", "J·K·罗琳"]),
        ("图为莫言（左）与王蒙（右）合影。", ["莫言", "王蒙"]),
        ("红梅说，红梅开了就来客。简单说，盐碱地要治。", ["红梅"]),
        ("副主任江成与列席人员一同审议，乡长邵华劝他歇一歇。", ["江成", "邵华"]),
        ("柬埔寨总局局长能索瓦、习近平主席对卢旺达的访问。", ["能索瓦", "习近平"]),
    ],
)
def test_lines_of_credits_initials_and_pictures_hold_names(text: str, names: list[str]) -> None:
    assert find(text) == names
