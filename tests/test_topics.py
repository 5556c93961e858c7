import json
import lzma
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.articles import split_articles
from analysis.pages import read_pages
from analysis.schema import TABLES, InputError
from analysis.tokens import make_token_columns, tokenize
from analysis.topics import (
    cluster_articles,
    describe_clusters,
    rate_candidates,
    read_themes,
    tag_themes,
)
from analysis.topics.themes import make_theme_columns

GOLD = Path(__file__).parent / "gold" / "themes.jsonl"
SAMPLE = Path(__file__).parents[1] / "data" / "sample"
THEMES = {
    "外交",
    "国际新闻",
    "党建与反腐",
    "减负与作风",
    "科技创新与新质生产力",
    "宏观经济与产业",
    "乡村振兴与农业",
    "生态环保",
    "民生社会",
    "文化旅游体育",
    "国防军队",
    "灾害应急安全",
    "法治人大政协",
    "区域发展与重大工程",
}
NOBODY = pd.DataFrame(columns=["article_id", "part", "start", "end", "name"])
WORDS = {
    "a": "春耕 农机 种子 化肥",
    "b": "农机 种子 化肥 温室",
    "c": "芯片 算力 平台 机房",
    "d": "算力 芯片 机房 电缆",
    "e": "壁画 修复",
}


def write_articles(*texts: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"article_id": [f"a{place}" for place in range(len(texts))], "text": list(texts)}
    )


def write_tokens(words: dict[str, str], kind: str = "word") -> pd.DataFrame:
    rows = [(name, token, kind) for name, text in words.items() for token in text.split()]
    return pd.DataFrame(rows, columns=["article_id", "token", "kind"])


def write_collection(articles: int = 60) -> pd.DataFrame:
    """Three subjects of 20 articles, each with six of the ten words of its subject."""
    draw = np.random.default_rng(3)
    words = {}
    for place in range(articles):
        subject = "农林渔"[place % 3]
        chosen = draw.permutation(10)[:6]
        words[f"n{place:03d}"] = " ".join([*(f"{subject}词{number}" for number in chosen), "会议"])
    return write_tokens(words)


@pytest.fixture(scope="module")
def page(real_page: Path) -> pd.DataFrame:
    items = split_articles(read_pages(real_page.parent))
    return items[items["kind"] == "article"]


@pytest.fixture(scope="module")
def page_tokens(page: pd.DataFrame) -> pd.DataFrame:
    return tokenize(page, mentions=NOBODY)


# Themes


def test_articles_are_tagged_and_cut_alike_in_one_go_and_in_many(monkeypatch) -> None:
    articles = split_articles(read_pages(SAMPLE))
    mentions, phrases = NOBODY, NOBODY.rename(columns={"name": "phrase"})
    themes = tag_themes(articles)
    columns = make_theme_columns(articles)
    tokens = make_token_columns(articles, mentions, phrases)
    # So few characters at a time that nearly every article is searched by itself.
    monkeypatch.setattr("analysis.phrases.find._BATCH", 300)
    monkeypatch.setattr("analysis.tokens._BATCH", 300)
    pd.testing.assert_frame_equal(tag_themes(articles), themes)
    assert make_theme_columns(articles).equals(columns)
    assert make_token_columns(articles, mentions, phrases).to_pylist() == tokens.to_pylist()
    assert columns.select(["article_id", "theme", "rank", "evidence"]).to_pylist() == [
        {name: row[name] for name in ("article_id", "theme", "rank", "evidence")}
        for row in themes.to_dict("records")
    ]
    assert len(set(columns["article_id"].to_pylist())) > 100


def test_the_list_has_the_fourteen_themes_and_every_row_a_source() -> None:
    themes = read_themes()
    assert set(themes["theme"]) == THEMES
    assert themes["source"].notna().all()
    assert not themes.duplicated(["theme", "term"]).any()
    assert (themes[themes["weight"] > 0].groupby("theme").size() >= 50).all()


def test_plain_articles_have_the_theme_that_a_reader_gives_them() -> None:
    articles = write_articles(
        "两国元首举行会谈,就双边关系交换意见,并见证签署合作文件。中方愿同对方深化战略伙伴关系。",
        "农民抢抓农时,小麦播种过半,农机手在高标准农田里作业,合作社备足了化肥和种子。",
        "台风登陆,暴雨引发洪水,消防救援队伍转移受灾群众,防汛应急响应升级。",
        "官兵在海上组织实弹训练,战机和舰艇协同作战,部队的战备水平提高。",
    )
    themes = tag_themes(articles)
    main = themes[themes["rank"] == 1].set_index("article_id")["theme"]
    assert main.tolist() == ["外交", "乡村振兴与农业", "灾害应急安全", "国防军队"]


@pytest.mark.parametrize(
    ("subject", "theme"),
    [
        ("河水超过警戒水位，干部群众上堤巡堤查险，连夜转移群众。", "灾害应急安全"),
        ("全市会议和报表减了三成，村干部不再为填表发愁。", "减负与作风"),
        ("中试平台建成，实验室里的成果走上生产线，新质生产力加快成长。", "科技创新与新质生产力"),
        ("早稻插秧过半，农机手在田间作业，合作社备足秧苗。", "乡村振兴与农业"),
    ],
)
def test_offices_and_occasions_do_not_hide_the_subject(subject: str, theme: str) -> None:
    offices = "市委书记、市委组织部部长、市纪委书记出席会议并讲话，强调要部署落实有关工作。"
    articles = write_articles(offices + subject)
    themes = tag_themes(articles)
    assert themes["theme"][0] == theme


def test_an_office_is_evidence_of_no_theme() -> None:
    assert tag_themes(write_articles("市委书记、市委组织部部长、市纪委书记。")).empty


def test_the_result_is_the_table_themes_with_ranks_from_one() -> None:
    themes = tag_themes(write_articles("人大代表审议了条例草案。", "农民种粮。"))
    assert list(themes.columns) == [column.name for column in TABLES["themes"]]
    for _, rows in themes.groupby("article_id"):
        assert rows["rank"].tolist() == list(range(1, len(rows) + 1))
        assert rows["score"].is_monotonic_decreasing


def test_evidence_reads_back_from_the_article() -> None:
    articles = write_articles("开展整治形式主义为基层减负工作。").assign(headline="减负见实效")
    themes = tag_themes(articles)
    assert themes["theme"][0] == "减负与作风"
    for span in themes["evidence"][0]:
        column = "text" if span["part"] == "body" else span["part"]
        assert articles[column][0][span["start"] : span["end"]] == span["term"]


def test_score_is_the_weight_of_the_evidence_per_thousand_characters() -> None:
    lexicon = pd.DataFrame({"theme": "冰雪", "term": ["滑雪"], "weight": [8.0]})
    # Ten characters; 滑雪 stands twice in the opening, so 8 × √(2 × 1.5) for each ten.
    themes = tag_themes(write_articles("滑雪的人爱滑雪很多。"), lexicon=lexicon)
    assert themes["score"][0] == pytest.approx(1000 * 8 * 3**0.5 / 10)


def test_a_word_with_a_negative_weight_speaks_against_its_theme() -> None:
    lexicon = pd.DataFrame(
        {"theme": ["甲", "乙", "甲"], "term": ["会谈", "企业", "企业"], "weight": [5.0, 5.0, -4.0]}
    )
    themes = tag_themes(write_articles("会谈。", "会谈企业。"), lexicon=lexicon)
    assert themes["theme"].tolist() == ["甲", "乙"]


def test_the_longest_of_words_that_overlap_counts() -> None:
    lexicon = pd.DataFrame(
        {"theme": ["甲", "乙"], "term": ["国防", "国防教育"], "weight": [9.0, 5.0]}
    )
    assert tag_themes(write_articles("国防教育"), lexicon=lexicon)["theme"].tolist() == ["乙"]


def test_a_column_of_news_in_brief_has_a_theme_only_where_one_prevails() -> None:
    mixed = "小麦播种过半。台风登陆，转移群众。两国元首会谈。博物馆开展。舰艇实弹训练。"
    harvest = "小麦播种过半。早稻插秧过半。农机手在田间作业。合作社备足化肥。两国元首会谈。"
    articles = write_articles(mixed, harvest, mixed).assign(
        headline=["【简讯】", "国内快讯", "农机手的春天"]
    )
    themes = tag_themes(articles)
    main = themes[themes["rank"] == 1].set_index("article_id")["theme"]
    assert main.to_dict() == {"a1": "乡村振兴与农业", "a2": "乡村振兴与农业"}
    assert set(themes["article_id"]) == {"a1", "a2"}


def test_a_column_of_news_from_abroad_is_international_news() -> None:
    abroad = "美国小麦播种过半。台风登陆日本。法国博物馆开展。英国医院缺护士。叙利亚有战事。"
    articles = write_articles(abroad, abroad).assign(headline=["国际快讯", "国内快讯"])
    themes = tag_themes(articles)
    assert themes.loc[themes["rank"] == 1, ["article_id", "theme"]].values.tolist() == [
        ["a0", "国际新闻"]
    ]


def test_a_theme_of_ones_own_takes_five_words(tmp_path: Path) -> None:
    words = ["滑雪", "雪场", "雪道", "缆车", "雪板"]
    articles = write_articles("雪场新开了雪道,缆车送人上山,背着雪板学滑雪的孩子多了。")
    themes = tag_themes(articles, extra={"冰雪": words})
    assert themes["theme"][0] == "冰雪"
    file = tmp_path / "own.csv"
    file.write_text("theme,term\n" + "".join(f"冰雪,{word}\n" for word in words), "utf-8-sig")
    pd.testing.assert_frame_equal(tag_themes(articles, extra=file), themes)


def test_a_theme_of_ones_own_prevails_over_the_theme_of_the_package_that_has_its_words() -> None:
    launch = (
        "运载火箭今晨升空,把两颗卫星送入轨道。航天员将在空间站开展科学实验,科研团队攻克了关键技术。"
    )
    laboratory = "科研团队攻克关键核心技术,实验室的创新成果走进企业,芯片研发平台投入使用。"
    articles = write_articles(launch, laboratory)
    plain = tag_themes(articles)
    assert plain[plain["rank"] == 1]["theme"].tolist() == ["科技创新与新质生产力"] * 2
    themes = tag_themes(
        articles, extra={"航天": ["航天员", "运载火箭", "卫星", "空间站", "发射场"]}
    )
    assert themes[themes["rank"] == 1]["theme"].tolist() == ["航天", "科技创新与新质生产力"]


def test_a_word_added_to_a_theme_of_the_package_is_one_of_many() -> None:
    own = read_themes(extra={"外交": ["友谊勋章树"], "冰雪": ["雪场"]}).set_index("term")["weight"]
    assert own[["友谊勋章树", "雪场"]].tolist() == [4, 12]


def test_a_wrong_list_of_ones_own_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("theme,term,weight\n冰雪,滑雪,多\n", "utf-8")
    with pytest.raises(InputError, match=r"line 2.*no number"):
        tag_themes(write_articles("滑雪"), extra=file)
    file.write_text("theme,word\n冰雪,滑雪\n", "utf-8")
    with pytest.raises(InputError, match="no column 'term'"):
        tag_themes(write_articles("滑雪"), extra=file)
    with pytest.raises(InputError, match="cannot be read"):
        tag_themes(write_articles("滑雪"), extra=tmp_path / "none.csv")
    with pytest.raises(InputError, match="are a list"):
        tag_themes(write_articles("滑雪"), extra={"冰雪": "滑雪"})
    with pytest.raises(InputError, match="either"):
        tag_themes(write_articles("滑雪"), lexicon=read_themes(), extra={"冰雪": ["滑雪"]})


def test_texts_that_are_missing_or_say_nothing_have_no_theme() -> None:
    articles = pd.DataFrame({"article_id": list("abcd"), "text": [None, np.nan, "", "他来了。"]})
    assert tag_themes(articles).empty
    assert tag_themes(articles.head(0)).empty


def test_tagging_changes_nothing_and_does_not_mind_the_order() -> None:
    articles = write_articles("农民种粮,小麦丰收。", "部队训练。", "两国会谈。")
    before = articles.copy(deep=True)
    themes = tag_themes(articles)
    pd.testing.assert_frame_equal(articles, before)
    turned = tag_themes(articles[::-1]).sort_values(["article_id", "rank"], ignore_index=True)
    pd.testing.assert_frame_equal(turned, themes)


def test_the_real_page_has_the_themes_that_a_reader_sees(page: pd.DataFrame) -> None:
    themes = tag_themes(page)
    main = themes[themes["rank"] == 1].set_index("article_id")["theme"]
    shanghai, platforms, congress, burden, telegram, data, party_group = page["article_id"]
    industry = {"科技创新与新质生产力", "宏观经济与产业"}
    assert {main[shanghai], main[platforms], main[data]} <= industry
    assert {main[congress], main[party_group]} <= {"党建与反腐", "法治人大政协"}
    assert main[burden] == "减负与作风"
    assert main[telegram] == "外交"
    evidence = themes.set_index(["article_id", "theme"])["evidence"]
    spans = evidence[shanghai, "科技创新与新质生产力"]
    assert sum(span["term"] == "新质生产力" for span in spans) == 3


def test_themes_of_broadcasts_agree_with_labels_made_by_eye(shared: Path) -> None:
    labels = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    gold = {label["id"]: label["theme"] for label in labels if label["half"] == "measure"}
    with lzma.open(shared / "corpora" / "xwlb-2012-2022.jsonl.xz", "rt", encoding="utf-8") as file:
        items = [item for item in map(json.loads, file) if item["id"] in gold]
    articles = pd.DataFrame(
        {
            "article_id": [item["id"] for item in items],
            "headline": [item["title"] for item in items],
            "text": [item["text"] for item in items],
        }
    )
    themes = tag_themes(articles)
    main = themes[themes["rank"] == 1].set_index("article_id")["theme"]
    right = np.mean([main.get(name) == theme for name, theme in gold.items()])
    assert len(gold) == 150
    assert right >= 0.85


def test_themes_of_local_pages_agree_with_labels_made_by_eye() -> None:
    articles = split_articles(read_pages(SAMPLE))
    themes = tag_themes(articles)
    main = themes[themes["rank"] == 1].set_index("article_id")["theme"]
    found = {
        (page, tuple(map(tuple, lines))): main.get(name)
        for page, lines, name in articles[["page_id", "lines", "article_id"]].itertuples(
            index=False
        )
    }
    right: list[bool] = []
    # The pages of March and May were looked at when words were added; these were not.
    for file in sorted([*SAMPLE.glob("gold/*-04-*.json"), *SAMPLE.glob("gold/*-06-*.json")]):
        for item in json.loads(file.read_text("utf-8"))["items"]:
            lines = item["lines"] if isinstance(item["lines"][0], list) else [item["lines"]]
            key = (file.stem, tuple(map(tuple, lines)))
            if item["kind"] == "article" and key in found:
                right.append(found[key] == item["theme"])
    assert len(right) >= 90
    assert np.mean(right) >= 0.8


# Clusters


def test_seven_articles_of_the_real_page_group_as_a_reader_groups_them(
    page: pd.DataFrame, page_tokens: pd.DataFrame
) -> None:
    cluster = cluster_articles(page_tokens).set_index("article_id")["cluster"]
    shanghai, platforms, congress, burden, telegram, data, party_group = page["article_id"]
    assert cluster[shanghai] == cluster[platforms] == cluster[data] == 1
    assert cluster[congress] == cluster[party_group] == 2
    assert cluster[[burden, telegram]].isna().all()


def test_what_has_nothing_in_common_is_in_no_cluster_and_described_last() -> None:
    tokens = write_tokens(WORDS)
    clusters = cluster_articles(tokens)
    assert clusters["cluster"].fillna(0).tolist() == [1, 1, 2, 2, 0]
    assert clusters["strength"].isna().tolist() == [False] * 4 + [True]
    described = describe_clusters(clusters, tokens=tokens)
    assert described["articles"].tolist() == [2, 2, 1]
    assert described["share"].tolist() == [0.4, 0.4, 0.2]
    assert described["cluster"].isna().tolist() == [False, False, True]
    assert described["note"].iloc[-1] == "unlike"


@pytest.mark.parametrize("articles", [1, 2])
def test_with_too_few_articles_it_says_why_there_are_no_clusters(articles: int) -> None:
    tokens = write_tokens(dict(list(WORDS.items())[:articles]))
    clusters = cluster_articles(tokens)
    assert clusters["cluster"].isna().all()
    assert len(clusters) == articles
    described = describe_clusters(clusters, tokens=tokens)
    assert described["note"].tolist() == ["few_articles"]
    assert rate_candidates(tokens).empty


def test_no_tokens_at_all_give_empty_tables() -> None:
    tokens = write_tokens({})
    clusters = cluster_articles(tokens)
    assert list(clusters.columns) == [column.name for column in TABLES["clusters"]]
    assert clusters.empty
    assert describe_clusters(clusters, tokens=tokens).empty


def test_three_subjects_are_found_and_the_candidates_say_why() -> None:
    tokens = write_collection()
    clusters = cluster_articles(tokens)
    assert clusters["cluster"].tolist() == [1, 2, 3] * 20
    rated = rate_candidates(tokens)
    assert rated.loc[rated["rank"] == 1, "n_clusters"].tolist() == [3]
    assert rated.loc[rated["n_clusters"] == 3, "stability"].tolist() == [1.0]


def test_numbers_of_clusters_of_a_large_collection_are_rated_by_a_sample(monkeypatch) -> None:
    tokens = write_collection(150)
    whole = rate_candidates(tokens)
    monkeypatch.setattr("analysis.topics.clusters._RATED", 50)
    rated = rate_candidates(tokens)
    assert rated["n_clusters"].tolist() == whole["n_clusters"].tolist()
    assert rated["separation"].tolist() != whole["separation"].tolist()
    assert rated.loc[rated["rank"] == 1, "n_clusters"].tolist() == [3]
    shuffled = tokens.sample(frac=1, random_state=0)
    pd.testing.assert_frame_equal(rate_candidates(shuffled), rated)
    assert cluster_articles(tokens)["cluster"].tolist() == [1, 2, 3] * 50


def test_order_and_seed_change_neither_clusters_nor_labels() -> None:
    tokens = write_collection()
    clusters = cluster_articles(tokens, n_clusters=5)
    described = describe_clusters(clusters, tokens=tokens)
    for seed in range(3):
        shuffled = tokens.sample(frac=1, random_state=seed)
        again = cluster_articles(shuffled, n_clusters=5, seed=seed)
        pd.testing.assert_frame_equal(again, clusters)
        pd.testing.assert_frame_equal(describe_clusters(again, tokens=shuffled), described)


def test_a_large_collection_is_placed_by_a_sample_in_any_order(monkeypatch) -> None:
    tokens = pd.concat([write_collection(150)] * 7, ignore_index=True)  # no headlines any more
    whole = cluster_articles(tokens, n_clusters=3)
    monkeypatch.setattr("analysis.topics.collection._FITTED", 50)
    monkeypatch.setattr("analysis.topics.groups._TRIED", 40)
    monkeypatch.setattr("analysis.topics.groups._TRIED_EACH", 2)
    clusters = cluster_articles(tokens, n_clusters=3)
    assert clusters["cluster"].tolist() == [1, 2, 3] * 50
    assert clusters["strength"].tolist() != whole["strength"].tolist()
    for seed in range(3):
        shuffled = tokens.sample(frac=1, random_state=seed)
        pd.testing.assert_frame_equal(cluster_articles(shuffled, n_clusters=3), clusters)
    # So many centres that a sample of 40 would not have an article for each.
    many = cluster_articles(tokens, n_clusters=60)
    assert many["cluster"].nunique() > 40


def test_names_bylines_and_punctuation_do_not_make_clusters() -> None:
    tokens = pd.concat(
        [
            write_tokens(WORDS).assign(part="body"),
            write_tokens({"a": "张三", "c": "张三", "e": "张三"}, "person").assign(part="body"),
            write_tokens({"b": "本报讯", "d": "本报讯", "e": "本报讯"}).assign(part="byline"),
            write_tokens({"a": "。 2024", "e": "。 2024"}).assign(part="body"),
        ]
    )
    plain = cluster_articles(write_tokens(WORDS))
    pd.testing.assert_frame_equal(cluster_articles(tokens), plain)
    named = cluster_articles(tokens, persons=True)
    assert not named["strength"].equals(plain["strength"])


def test_labels_put_set_phrases_before_words() -> None:
    words = {"a": "春耕 农机", "b": "春耕 农机", "c": "芯片 算力", "d": "算力 芯片"}
    tokens = pd.concat(
        [write_tokens(words), write_tokens({"c": "新质生产力", "d": "新质生产力"}, "phrase")]
    )
    described = describe_clusters(cluster_articles(tokens), tokens=tokens)
    labels = described.set_index("cluster")["label"]
    assert sorted(label.split("、")[0] for label in labels) == ["农机", "新质生产力"]


def test_a_label_says_what_most_articles_and_their_headlines_have() -> None:
    farm = {f"a{number}": "农机 种子 化肥 市长" for number in range(6)}
    chip = {f"b{number}": "芯片 算力 机器人 星期三" for number in range(6)}
    # 桥梁 is all in one article, 市长 an office, 星期三 a day.
    farm["a0"] += " 桥梁 桥梁 桥梁 桥梁 桥梁 桥梁 桥梁 桥梁"
    body = write_tokens(farm | chip).assign(part="body")
    headlines = write_tokens(dict.fromkeys(farm, "种子")).assign(part="headline")
    tokens = pd.concat([headlines, body])
    described = describe_clusters(cluster_articles(tokens), tokens=tokens)
    labels = [label.split("、") for label in described["label"]]
    assert {frozenset(label) for label in labels} == {
        frozenset(["种子", "农机", "化肥"]),
        frozenset(["芯片", "算力", "机器人"]),
    }
    assert "种子" in [label[0] for label in labels]


def test_coherence_is_the_mean_npmi_of_the_pairs_of_terms() -> None:
    tokens = write_tokens({"a": "甲甲 乙乙", "b": "甲甲 乙乙", "c": "丙丙 丁丁", "d": "丙丙 丁丁"})
    described = describe_clusters(cluster_articles(tokens), tokens=tokens)
    # 甲甲 and 乙乙 stand in 2 of 4 articles, always together: ln(0.5 / 0.25) / −ln 0.5 = 1.
    assert described["coherence"].tolist() == pytest.approx([1.0, 1.0])
    assert described["stability"].between(0, 1).all()


def test_a_word_apart_from_the_others_does_not_describe_its_cluster() -> None:
    always = [f"农词{number}" for number in range(10)]
    words = {f"a{number}": " ".join(always) for number in range(6)}
    words |= {f"b{number}": "渔网 渔船 渔港" for number in range(6)}
    # 农闲 is as frequent as the others, but all in one article.
    words["a0"] += " 农闲 农闲 农闲 农闲 农闲 农闲"
    tokens = write_tokens(words)
    described = describe_clusters(cluster_articles(tokens), tokens=tokens)
    terms = next(terms for terms in described["terms"] if "农词0" in terms)
    assert sorted(terms) == always


def test_a_topic_with_seeds_stays_the_first_and_keeps_its_name() -> None:
    tokens = write_collection()
    seeds = {"渔业": ["渔词1", "渔词2", "渔词3"]}
    clusters = cluster_articles(tokens, n_clusters=3, seeds=seeds)
    assert (clusters["cluster"].iloc[2::3] == 1).all()
    assert (clusters["cluster"].iloc[0::3] != 1).all()
    described = describe_clusters(clusters, tokens=tokens, seeds=seeds)
    assert described["label"][0] == "渔业"
    with pytest.raises(InputError, match="No word of the topic"):
        cluster_articles(tokens, seeds={"矿": ["矿井"]})


def test_a_function_of_ones_own_can_place_the_articles() -> None:
    tokens = write_collection()

    def place(texts: list[str]) -> list[list[float]]:
        return [[float("农" in text), float("农" not in text)] for text in texts]

    clusters = cluster_articles(tokens, n_clusters=2, vectors=place)
    assert clusters["cluster"].tolist() == [2, 1, 1] * 20
    with pytest.raises(InputError, match="one row of numbers for each"):
        cluster_articles(tokens, vectors=lambda texts: [[1.0]])


def test_an_impossible_number_of_clusters_is_refused() -> None:
    tokens = write_tokens(WORDS)
    with pytest.raises(InputError, match="from 2 to 5"):
        cluster_articles(tokens, n_clusters=6)
    with pytest.raises(InputError, match="from 2 to 5"):
        cluster_articles(tokens, n_clusters=1)


def test_clusters_of_other_tokens_are_refused() -> None:
    tokens = write_tokens(WORDS)
    with pytest.raises(InputError, match="no article 'e'"):
        describe_clusters(cluster_articles(tokens), tokens=tokens[tokens["article_id"] != "e"])


def test_clustering_changes_nothing_that_comes_in() -> None:
    tokens = write_collection()
    before = tokens.copy(deep=True)
    clusters = cluster_articles(tokens, n_clusters=3)
    kept = clusters.copy(deep=True)
    describe_clusters(clusters, tokens=tokens)
    pd.testing.assert_frame_equal(tokens, before)
    pd.testing.assert_frame_equal(clusters, kept)


def test_headlines_of_known_classes_are_told_apart_better_than_by_bare_tf_idf(
    shared: Path,
) -> None:
    from sklearn.metrics import v_measure_score

    lines = (shared / "corpora" / "thucnews-titles-dev.txt").read_text("utf-8").splitlines()
    titles = [line.split("\t") for line in lines]
    articles = write_articles(*(title for title, _ in titles))
    nothing = pd.DataFrame(columns=["article_id", "part", "start", "end", "phrase"])
    tokens = tokenize(articles, mentions=NOBODY, phrases=nothing)
    clusters = cluster_articles(tokens, n_clusters=10).set_index("article_id")["cluster"]
    found = clusters.reindex(articles["article_id"]).fillna(0).tolist()
    # tf-idf, SVD and KMeans reach 0.33 at best, NMF 0.23.
    assert v_measure_score([label for _, label in titles], found) >= 0.45


def test_full_articles_of_known_classes_are_told_apart(shared: Path) -> None:
    from sklearn.metrics import v_measure_score

    with lzma.open(shared / "corpora" / "cnews-500.txt.xz", "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    rows = [row for row in rows if len(row) > 1]
    articles = write_articles(*(text for _, text in rows))
    tokens = tokenize(articles, mentions=NOBODY)
    clusters = cluster_articles(tokens, n_clusters=10).set_index("article_id")["cluster"]
    found = clusters.reindex(articles["article_id"]).fillna(0).tolist()
    assert v_measure_score([label for label, _ in rows], found) >= 0.85
