"""Names and set phrases are never cut, and no character of the text is lost."""

import json
import lzma
import random
import re
from itertools import islice
from pathlib import Path

import jieba
import pandas as pd
import pytest
import rjieba

from analysis.cuts import recall, remembering
from analysis.officials import find_mentions
from analysis.phrases import find_phrases
from analysis.schema import TABLES, InputError
from analysis.tokens import Engine, drop_tokens, tokenize

NOBODY = pd.DataFrame(columns=["article_id", "part", "start", "end", "name"])
NOTHING = pd.DataFrame(columns=["article_id", "part", "start", "end", "phrase"])


def make_articles(*texts: object) -> pd.DataFrame:
    ids = [f"a#{number}" for number in range(1, len(texts) + 1)]
    return pd.DataFrame({"article_id": ids, "text": list(texts)})


def make_mentions(text: str, *names: str, article_id: str = "a#1") -> pd.DataFrame:
    rows = [
        (article_id, "body", found.start(), found.end(), name)
        for name in names
        for found in re.finditer(name, text)
    ]
    return pd.DataFrame(rows, columns=["article_id", "part", "start", "end", "name"])


def assert_tiles(tokens: pd.DataFrame, articles: pd.DataFrame) -> None:
    texts = articles.set_index("article_id")
    columns = {"headline": "headline", "deck": "deck", "byline": "byline", "body": "text"}
    seen = set()
    for (article_id, part), rows in tokens.groupby(["article_id", "part"], sort=False):
        text = texts.loc[article_id, columns[part]]
        assert rows["start"].tolist() == [0, *rows["end"].tolist()[:-1]]
        assert rows["end"].iloc[-1] == len(text)
        words = rows[rows["kind"] == "word"]
        for start, end, token in zip(words["start"], words["end"], words["token"], strict=True):
            assert text[start:end] == token
        seen.add((article_id, part))
    there = {
        (article_id, part)
        for part, column in columns.items()
        if column in articles
        for article_id, text in zip(articles["article_id"], articles[column], strict=True)
        if isinstance(text, str) and text
    }
    assert seen == there


def test_names_and_set_phrases_are_single_tokens_of_their_kind() -> None:
    text = "卢东亮说，加快发展新质生产力，做到两个“维护”。"
    tokens = tokenize(make_articles(text), mentions=make_mentions(text, "卢东亮"))
    kinds = dict(zip(tokens["token"], tokens["kind"], strict=True))
    assert kinds["卢东亮"] == "person"
    assert kinds["新质生产力"] == kinds["两个维护"] == "phrase"
    assert kinds["，"] == kinds["发展"] == "word"
    assert_tiles(tokens, make_articles(text))


def test_names_and_set_phrases_are_found_when_they_are_not_given() -> None:
    tokens = tokenize(make_articles("市委书记卢东亮指出，要发展新质生产力。"))
    kinds = tokens.set_index("token")["kind"]
    assert kinds["卢东亮"] == "person"
    assert kinds["新质生产力"] == "phrase"


def test_a_name_inside_a_set_phrase_belongs_to_the_phrase() -> None:
    text = "习近平说，学习习近平新时代中国特色社会主义思想。"
    tokens = tokenize(make_articles(text), mentions=make_mentions(text, "习近平"))
    named = tokens[tokens["kind"] != "word"]
    assert named[["token", "kind", "start"]].values.tolist() == [
        ["习近平", "person", 0],
        ["习近平新时代中国特色社会主义思想", "phrase", 7],
    ]


def test_a_person_is_counted_by_name_whatever_was_printed() -> None:
    mentions = pd.DataFrame(
        {"article_id": ["a#1"], "part": ["body"], "start": [0], "end": [3], "name": ["习近平"]}
    )
    tokens = tokenize(make_articles("习主席指出"), mentions=mentions)
    assert tokens[["token", "start", "end"]].values.tolist()[0] == ["习近平", 0, 3]
    assert tokens["start"].tolist()[1] == 3


def test_words_beside_a_protected_span_are_cut_as_if_it_were_not_there() -> None:
    text = "谷明主持会议"
    tokens = tokenize(make_articles(text), mentions=make_mentions(text, "谷明"))
    assert tokens["token"].tolist() == ["谷明", *rjieba.cut("主持会议")]


def test_neighbouring_spans_and_spans_at_the_edges_of_a_text_stay_whole() -> None:
    text = "谷明王凤瑞减负"
    tokens = tokenize(make_articles(text, text), mentions=make_mentions(text, "谷明", "王凤瑞"))
    first = tokens[tokens["article_id"] == "a#1"]
    assert first["token"].tolist() == ["谷明", "王凤瑞", "减负"]
    assert_tiles(tokens, make_articles(text, text))


def test_every_part_is_cut_and_text_of_one_never_joins_the_next() -> None:
    articles = make_articles("产力。", None, "")
    articles["headline"] = ["新质生", "会议\u3000召开", float("nan")]
    articles["byline"] = [None, "本报讯 (记者 某某)\r\n", None]
    tokens = tokenize(articles, mentions=NOBODY)
    assert_tiles(tokens, articles)
    assert tokens["kind"].eq("word").all()
    assert tokens.drop_duplicates(["article_id", "part"])["part"].tolist() == [
        "headline",
        "body",
        "headline",
        "byline",
    ]


def test_texts_with_rare_and_private_characters_are_tiled() -> None:
    articles = make_articles("𠮷野家\ue000减负\ue001\x00，\u3000 é ①\n\n㐂", "\ue000")
    tokens = tokenize(articles, mentions=NOBODY)
    assert_tiles(tokens, articles)
    assert tokens.loc[tokens["kind"] == "phrase", "token"].tolist() == ["减负"]


def test_an_empty_table_and_missing_texts_give_no_rows_but_all_columns() -> None:
    for articles in (make_articles(), make_articles(None, "")):
        tokens = tokenize(articles, mentions=NOBODY)
        assert tokens.empty
        assert list(tokens.columns) == [column.name for column in TABLES["tokens"]]


def test_tables_that_were_put_together_are_cut_like_one() -> None:
    articles = make_articles("会议召开。", "雨。", "林悦强调").astype("str")
    together = pd.concat([articles[:2], articles[2:]], ignore_index=True)
    expected = tokenize(articles, mentions=NOBODY, phrases=NOTHING)
    pd.testing.assert_frame_equal(tokenize(together, mentions=NOBODY, phrases=NOTHING), expected)


def test_the_columns_have_the_types_that_the_schema_says() -> None:
    articles = make_articles("会议召开。")
    articles["date"], articles["page"], articles["newspaper"] = "2024-03-27", 1, "大同日报"
    tokens = tokenize(articles, mentions=NOBODY)
    assert tokens.dtypes.astype(str).to_dict() == {
        column.name: column.dtype for column in TABLES["tokens"]
    }
    assert tokens["date"].unique().tolist() == [pd.Timestamp("2024-03-27")]
    assert tokens.index.tolist() == list(range(len(tokens)))


def test_inputs_are_not_changed() -> None:
    text = "谷明谈减负。"
    articles, mentions = make_articles(text), make_mentions(text, "谷明")
    phrases = find_phrases(articles)
    before = [table.copy(deep=True) for table in (articles, mentions, phrases)]
    tokens = tokenize(articles, mentions=mentions, phrases=phrases)
    copy = tokens.copy(deep=True)
    drop_tokens(tokens, kinds=["person"], words=["谈"])
    for table, old in zip((articles, mentions, phrases, tokens), (*before, copy), strict=True):
        pd.testing.assert_frame_equal(table, old)


def test_words_that_others_add_to_jieba_do_not_reach_us() -> None:
    word = "会议召开以后的事"
    articles = make_articles(word)
    before = tokenize(articles, mentions=NOBODY)["token"].tolist()
    jieba.add_word(word, freq=10**7)
    rjieba.add_word(word, 10**7, None)
    try:
        assert jieba.lcut(word) == [word]
        for engine in ("rjieba", "jieba"):
            after = tokenize(articles, mentions=NOBODY, engine=engine)["token"].tolist()
            assert after == before
    finally:
        jieba.del_word(word)


def test_what_cannot_be_used_is_refused_with_the_next_step() -> None:
    articles = make_articles("减负")
    with pytest.raises(InputError, match="'rjieba' or 'jieba'"):
        tokenize(articles, mentions=NOBODY, engine="lac")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="stands twice"):
        tokenize(pd.concat([articles, articles]), mentions=NOBODY)
    far = pd.DataFrame(
        {"article_id": ["a#1"], "part": ["body"], "start": [0], "end": [9], "name": ["某人"]}
    )
    with pytest.raises(InputError, match="other articles"):
        tokenize(articles, mentions=far)
    with pytest.raises(InputError, match="Did you mean 'person'"):
        drop_tokens(tokenize(articles, mentions=NOBODY), kinds="persons")  # type: ignore[arg-type]


def make_tokens(*tokens: str | tuple[str, str]) -> pd.DataFrame:
    pairs = [token if isinstance(token, tuple) else (token, "word") for token in tokens]
    return pd.DataFrame(pairs, columns=["token", "kind"])


def test_stop_words_punctuation_blanks_and_numbers_are_dropped() -> None:
    dropped = ["的", "进一步", "，", "。", "\n", "\u3000", "①", "%", "2024", "3.5%", "二十", "第三"]
    kept = ["党", "发展", "5G", "karl", "一带"]
    tokens = make_tokens(*dropped, *kept)
    assert drop_tokens(tokens)["token"].tolist() == kept
    all_kept = drop_tokens(tokens, stopwords=False, punctuation=False, numbers=False)
    assert all_kept["token"].tolist() == dropped + kept
    assert "的" in set(drop_tokens(tokens, stopwords=False)["token"])
    assert "，" in set(drop_tokens(tokens, punctuation=False)["token"])
    assert "二十" in set(drop_tokens(tokens, numbers=False)["token"])


def test_names_and_phrases_are_dropped_only_when_asked_for() -> None:
    tokens = make_tokens(("谷明", "person"), ("万", "person"), ("三农", "phrase"), "会议")
    assert len(drop_tokens(tokens, shorter_than=2)) == 4
    assert drop_tokens(tokens, kinds=["person"])["token"].tolist() == ["三农", "会议"]
    assert drop_tokens(tokens, words=["谷明", "会议"])["token"].tolist() == ["万", "三农"]


def test_short_words_and_whole_parts_are_dropped() -> None:
    tokens = make_tokens("党", "会议", "山西").assign(part=["body", "body", "byline"])
    assert drop_tokens(tokens, shorter_than=2)["token"].tolist() == ["会议", "山西"]
    assert drop_tokens(tokens, parts=["byline"])["token"].tolist() == ["党", "会议"]
    assert drop_tokens(tokens, parts=["byline"]).index.tolist() == [0, 1]


def test_what_is_known_of_a_text_from_its_people_changes_no_token() -> None:
    chance, cut = random.Random(5), rjieba.Jieba().cut
    signs = [
        *"，。、：“”《》 的了在和与5G之",
        "F-16",
        "1.3nm",
        "AT&T",
        "10.5%",
        "\r\n",
        "𠮷𡈽",
        "㐀",
    ]
    signs += [
        "市长江成与大家座谈",
        "新质生产力",
        "邓颖超生前",
        "工信处女干事",
        "阿不都热依木·阿米提",
    ]
    for _ in range(50):
        texts = ["".join(chance.choices(signs, k=30)) for _ in range(6)]
        articles = make_articles(*texts)
        rows, expected = [], []
        for number, text in enumerate(texts, start=1):
            edges = sorted(chance.sample(range(len(text) + 1), k=6))
            for before, start, end in zip(
                [0, *edges[1:-1:2]], edges[::2], edges[1::2], strict=True
            ):
                rows.append((f"a#{number}", "body", start, end, text[start:end]))
                expected += [*cut(text[before:start]), text[start:end]]
            expected += cut(text[edges[-1] :])
        spans = pd.DataFrame(rows, columns=NOBODY.columns)
        with remembering():
            find_mentions(articles)
            assert all(recall(text) is not None for text in texts)
            tokens = tokenize(articles, mentions=spans, phrases=NOTHING)
        assert tokens["token"].tolist() == expected
        assert_tiles(tokens, articles)


def test_nothing_is_remembered_of_a_text_outside() -> None:
    text = "市长江成与大家座谈。"
    find_mentions(make_articles(text))
    assert recall(text) is None
    with remembering():
        find_mentions(make_articles(text))
        assert recall(text) is not None
    assert recall(text) is None


def test_the_two_engines_give_the_same_tokens_on_real_news(shared: Path) -> None:
    path = shared / "corpora" / "xwlb-2012-2022.jsonl.xz"
    with lzma.open(path, "rt", encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in islice(file, 2000, 52000, 100)]
    assert len(texts) == 500
    articles = make_articles(*texts)
    tables = [
        tokenize(articles, mentions=NOBODY, phrases=NOTHING, engine=engine)
        for engine in ("rjieba", "jieba")
    ]
    with remembering():
        people = find_mentions(articles)
        assert all(recall(text) is not None for text in texts)
        tables.append(tokenize(articles, mentions=NOBODY, phrases=NOTHING))
    around_people = [
        tokenize(articles, mentions=people, phrases=NOTHING, engine=engine)
        for engine in ("rjieba", "jieba")
    ]
    pd.testing.assert_frame_equal(*around_people)
    spans = [
        set(zip(*(table[name].tolist() for name in ("article_id", "start", "end")), strict=True))
        for table in tables
    ]
    assert len(spans[0]) > 100_000
    assert spans[0] == spans[1] == spans[2]


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_runs_of_letters_and_digits_with_a_sign_inside_stay_whole(engine: Engine) -> None:
    text = "一架F-16用1.3nm芯片，1-10月增10.5%，见www.a.cn。"
    tokens = tokenize(make_articles(text), mentions=NOBODY, engine=engine)["token"].tolist()
    for run in ("F-16", "1.3nm", "1-10", "10.5%", "www.a.cn"):
        assert run in tokens


def test_tokens_tile_the_real_page_and_cut_no_name_and_no_phrase(
    shared: Path, real_page: Path, real_gold: Path
) -> None:
    lines = real_page.read_text(encoding="utf-8").split("\n")
    gold = json.loads(real_gold.read_text(encoding="utf-8"))
    articles = pd.DataFrame(
        {
            "article_id": [f"line {number}" for number in range(1, len(lines) + 1)],
            "text": lines,
        }
    )
    mentions = pd.DataFrame(
        [
            (
                f"line {one['line']}",
                "body",
                start := one["column"] - 1,
                start + len(one["name"]),
                one["name"],
            )
            for one in gold["mentions"]
        ],
        columns=["article_id", "part", "start", "end", "name"],
    )
    phrases = find_phrases(articles)
    tokens = tokenize(articles, mentions=mentions, phrases=phrases)
    assert_tiles(tokens, articles)
    whole = set(zip(tokens["article_id"], tokens["start"], tokens["end"], strict=True))
    outermost = phrases[phrases["inside"].isna()]
    held = set(zip(outermost["article_id"], outermost["start"], outermost["end"], strict=True))
    assert held <= whole
    for span in zip(mentions["article_id"], mentions["start"], mentions["end"], strict=True):
        inside = any(span[0] == a and s <= span[1] and span[2] <= e for a, s, e in held)
        assert span in whole or inside, span
    assert (tokens["token"] == "新质生产力").sum() == 3
