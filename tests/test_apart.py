"""No article tells of another: the same rows in any order, in any split, beside any other text.

Many texts are searched in one go, one after another. The texts here are made of what tempts to look
beyond the end of one: names and titles at its edge, lists, credits and brackets that go on.
"""

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis import build_tables, find_mentions, find_phrases, tag_themes, tokenize
from analysis.officials import find

Article = dict[str, object]

# One line a kind of piece; a blank that belongs to one is written ␣.
LINES = """
王明厚 谭启文 谭启 启文 欧阳朔 谷长庚 江成 华山 黎明 文明 和畅 陈立 杜鹃 罗盘 钱穗 石磊 童小军 老童 陈总 李明 李明远
沈司令员 次仁卓玛 乃登 买买提·吾守尔 让-克洛德·容克 让·克洛德·容克 让－克洛德·容克 容克 普京 安倍晋三 安倍 王␣强
乔治·W·布什 小林健一郎 金正男 林郑月娥 Kelly王
市长 副市长 代市长 市委书记 市人大常委会主任 副主任 局长 国家主席 总统 总理 德国外长 大使 村民 教授 记者 通讯员
本报记者 责任编辑 市委常委、 副局长、 总书记、 时任 候任 原 副 前 中国 日本 韩国 山西队
出席会议 主持 讲话 当选 当选为 任命 任 为 担任 说， 强调， 指出 同志 同志为 同志任 与 带着 摄 摄影 文 图 文/ /图
（左） （女） （蒙古族） 的儿子 岁的 等县领导 等 等乡镇 有限公司 大家一同 以三比一战胜 不敌 接受审查 作报告 提出的
澜川市委书记、 的重要讲话 精神 思想 研究会 夫人 学习 以 为核心 》中“ 予以表彰： 副主任：于␣归 （记者␣谭启文）
（张书政秉广向军） 。（若愚） ␣华山␣摄 周密文␣安静图 卫东来/文 发展新质 生产力 为基层 减负 乡村振兴 防汛 两个“维护
， 。 、 ： ； （ ） 《 》 “ ” · - / ！ ？ 和 与 的 及 1 A ，男， ，女，
"""
BANK = [line.replace("␣", "\u3000").split(" ") for line in LINES.split("\n")[1:-1]]
BANK.append(["\n", "\n\n", "\r\n", "。\n", " ", "\u3000", "\u3000\u3000"])

PIECES = st.sampled_from(BANK).flatmap(st.sampled_from)
SHORT = st.lists(PIECES, max_size=4).map("".join)
ARTICLES = st.fixed_dictionaries(
    {
        "headline": st.none() | SHORT,
        "deck": st.none() | SHORT,
        "byline": st.none() | SHORT,
        "text": st.lists(PIECES, min_size=1, max_size=12).map("".join),
    }
)
Listed = list[tuple[Article, tuple[str, int]]]
# Newspapers and days: articles of one of these are decided on together.
ISSUES = st.tuples(st.sampled_from(["甲报", "乙报"]), st.integers(1, 4))
COLLECTIONS = st.lists(st.tuples(ARTICLES, ISSUES), min_size=3, max_size=12)
CHANCES = st.randoms(use_true_random=False)
thorough = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def make_articles(listed: Listed) -> pd.DataFrame:
    rows = [
        {"newspaper": paper, "date": pd.Timestamp(2024, 3, day), **article}
        for article, (paper, day) in listed
    ]
    ids = [f"a{number:02}" for number in range(len(rows))]
    return pd.DataFrame(rows).assign(article_id=ids)


def make_days(articles: Sequence[Article]) -> pd.DataFrame:
    """Articles of one newspaper, each of a day of its own."""
    return make_articles([(article, ("甲报", day)) for day, article in enumerate(articles, 1)])


def shuffle(articles: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    places = chance.sample(range(len(articles)), len(articles))
    return articles.iloc[places].reset_index(drop=True)


def assert_same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """The same rows of each article, whatever the order of the articles."""
    first, second = (
        table.sort_values("article_id", kind="stable").reset_index(drop=True)
        for table in (one, other)
    )
    assert_frame_equal(first, second)


def find_in_parts(
    make: Callable[[pd.DataFrame], pd.DataFrame], articles: pd.DataFrame, numbers: pd.Series
) -> pd.DataFrame:
    """What is found in as many calls as there are numbers."""
    parts = [part.reset_index(drop=True) for _, part in articles.groupby(numbers)]
    return pd.concat([make(part) for part in parts], ignore_index=True)


def find_tokens(articles: pd.DataFrame) -> pd.DataFrame:
    return tokenize(articles, mentions=find_mentions(articles), phrases=find_phrases(articles))


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        pytest.param("会议召开。", "王明厚　谭启文\n会议召开。", "", id="the first line is signed"),
        pytest.param("予以表彰：", "王明厚　谭启文\n会议召开。", "", id="a colon ends a text"),
        pytest.param("县委（左", "）沈司令员安倍晋三到会。", "", id="a bracket is open"),
        pytest.param("", "王明厚局长、", "市长出席。", id="a title could go on"),
        pytest.param("", "江成、于战胜", "（女）出席。", id="a note could follow"),
        pytest.param("", "学习《王明厚", "》大家谈", id="a book could end"),
        pytest.param("", "王安石《", "》中“春风", id="a quotation could follow"),
        pytest.param("", "会议召开。罗盘任", "澜川市委书记、市长。", id="a post could follow"),
        pytest.param("", "市长钱穗与", "大家一同到会。", id="a verb could follow"),
        pytest.param("", "（次仁卓玛", "·图出席。", id="a name could go on"),
        pytest.param("会议在日本", "小林健一郎、", "", id="a country ends a text"),
        pytest.param("", "主席让·克洛德·容克到会。", "主席让-克洛德·容克。", id="a hyphen"),
    ],
)
def test_a_text_says_the_same_beside_another(before: str, text: str, after: str) -> None:
    alone, beside, beside_any = (
        find_mentions(make_days([{"text": one} for one in texts])).query("article_id == 'a01'")
        for texts in (("", text, ""), (before, text, after), ("会议。", text, "会议。"))
    )
    assert_same(alone, beside)
    assert_same(alone, beside_any)


@thorough
@given(st.lists(ARTICLES, min_size=3, max_size=12), CHANCES)
def test_names_are_those_of_the_article_alone(articles: list[Article], chance) -> None:
    among = make_days(articles)
    numbers = pd.Series(range(len(among))) == chance.randrange(len(among))
    mentions = find_mentions(among)
    assert_same(mentions, find_in_parts(find_mentions, among, numbers))
    assert_same(mentions, find_mentions(shuffle(among, chance)))


@thorough
@given(COLLECTIONS, CHANCES)
def test_names_are_the_same_in_any_order(listed: Listed, chance) -> None:
    articles = make_articles(listed)
    assert_same(find_mentions(articles), find_mentions(shuffle(articles, chance)))


@thorough
@given(COLLECTIONS, CHANCES, st.integers(1, 120))
def test_names_are_the_same_in_any_split_by_newspaper_and_day(
    listed: Listed, chance, size: int
) -> None:
    articles = make_articles(listed)
    whole = find_mentions(articles)
    issues = articles.groupby(["newspaper", "date"]).ngroup()
    numbers = issues.map({issue: chance.randrange(3) for issue in issues.unique()})
    assert_same(whole, find_in_parts(find_mentions, articles, numbers))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(find, "_BATCH", size)
        assert_same(whole, find_mentions(articles))


@thorough
@given(COLLECTIONS)
@example([({"headline": "：谭启", "text": "（蒙古族）出席。"}, ("甲报", 1))])
@example([({"byline": "石磊", "text": "（前排）出席。"}, ("甲报", 1))])
def test_a_name_stands_where_it_is_said_to_stand(listed: Listed) -> None:
    articles = make_articles(listed)
    texts = articles.rename(columns={"text": "body"}).set_index("article_id")
    for mention in find_mentions(articles).itertuples():
        text = texts.loc[mention.article_id, mention.part]
        assert text[mention.start : mention.end] == mention.surface == mention.surface.strip()
        assert mention.end <= len(text)
        assert not any(sign in title for sign in "\n。" for title in mention.titles)


@pytest.mark.parametrize("make", [find_phrases, tag_themes, find_tokens])
@thorough
@given(articles=st.lists(ARTICLES, min_size=3, max_size=12), chance=CHANCES)
def test_phrases_themes_and_tokens_are_the_same_in_any_order_and_split(
    make, articles: list[Article], chance
) -> None:
    among = make_days(articles)
    numbers = pd.Series([chance.randrange(3) for _ in articles])
    whole = make(among)
    assert_same(whole, make(shuffle(among, chance)))
    assert_same(whole, find_in_parts(make, among, numbers))


def test_days_that_come_change_and_go_leave_the_bytes_of_a_fresh_run(tmp_path: Path) -> None:
    chance = random.Random(2024)

    def compose(most: int) -> str:
        return "".join(chance.choice(chance.choice(BANK)) for _ in range(chance.randint(1, most)))

    def build(rows: dict[str, list[dict[str, str]]], name: str) -> dict[str, bytes]:
        source, out = tmp_path / "articles.jsonl", tmp_path / name
        listed = [row for day in rows for row in rows[day]]
        source.write_text("\n".join(map(json.dumps, listed)), encoding="utf-8")
        build_tables(source, out, workers=1)
        files = (path for path in out.rglob("*") if path.is_file() and path.name != ".lock")
        return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}

    come = ["2024-03-21", "2024-03-05", "2024-04-02", "2024-03-14", "2024-03-05", "2024-03-28"]
    rows: dict[str, list[dict[str, str]]] = {}
    for step, day in enumerate([*come, "2024-03-28", "2024-03-05", "2024-04-02"]):
        if step < len(come):  # it comes, or is changed
            shared = {"paper": "甲报", "date": day}
            rows[day] = [
                {"id": f"{day}#{at}", "title": compose(4), "text": compose(12), **shared}
                for at in range(9)
            ]
            rows[day][0] |= {"title": "", "text": "王明厚　谭启文\n会议召开。"}
        else:
            del rows[day]
        assert build(rows, "kept") == build(rows, f"fresh-{step}")
