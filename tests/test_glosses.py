"""Pinyin and English beside Chinese terms and names."""

import pandas as pd
import pytest

from analysis import gloss_terms
from analysis.schema import InputError


def test_surnames_are_read_as_surnames() -> None:
    names = pd.DataFrame({"name": ["单霁翔", "曾培炎", "任仲夷", "仇和", "令狐安", "习近平"]})
    spelled = gloss_terms(names, of="name")["pinyin"].tolist()
    assert spelled == [
        "Shan Jixiang",
        "Zeng Peiyan",
        "Ren Zhongyi",
        "Qiu He",
        "Linghu An",
        "Xi Jinping",
    ]


def test_the_same_characters_are_read_otherwise_in_a_word() -> None:
    terms = pd.DataFrame({"term": ["单位", "曾经", "旅游", "女性"]})
    assert gloss_terms(terms)["pinyin"].tolist() == ["danwei", "cengjing", "lüyou", "nüxing"]


def test_foreign_and_latin_names_stay_in_their_parts() -> None:
    names = pd.DataFrame({"name": ["马库斯·韦伯", "Karl"]})
    assert gloss_terms(names, of="name")["pinyin"].tolist() == ["Makusi Weibo", "Karl"]


def test_syllables_that_could_be_cut_otherwise_are_parted() -> None:
    names = pd.DataFrame({"name": ["嫦娥", "李长安", "欧阳娜"]})
    assert gloss_terms(names, of="name")["pinyin"].tolist() == [
        "Chang'e",
        "Li Chang'an",
        "Ouyang Na",
    ]
    terms = pd.DataFrame({"term": ["西安", "先", "平安"]})
    assert gloss_terms(terms)["pinyin"].tolist() == ["xi'an", "xian", "ping'an"]


def test_a_list_of_phrases_is_spelled_as_a_list() -> None:
    terms = pd.DataFrame({"term": ["形式主义、官僚主义"]})
    assert gloss_terms(terms)["pinyin"].tolist() == ["xingshizhuyi, guanliaozhuyi"]


def test_letters_stand_apart_from_the_pinyin_of_characters() -> None:
    names = pd.DataFrame({"name": ["Leo周", "Anna陈"]})
    assert gloss_terms(names, of="name")["pinyin"].tolist() == ["Leo Zhou", "Anna Chen"]


def test_a_leader_in_the_name_of_a_doctrine_is_spelled_as_a_name() -> None:
    terms = pd.DataFrame({"term": ["习近平新时代中国特色社会主义思想"]})
    assert gloss_terms(terms)["pinyin"].str.startswith("Xi Jinping xin shidai ").all()


def test_persons_among_tokens_are_spelled_as_names() -> None:
    terms = pd.DataFrame({"term": ["解振华", "解放"], "kind": ["person", "word"]})
    assert gloss_terms(terms)["pinyin"].tolist() == ["Xie Zhenhua", "jiefang"]


def test_a_phrase_has_its_gloss_and_what_has_none_is_missing() -> None:
    terms = pd.DataFrame({"term": ["新质生产力", "春耕"], "count": [3, 1]})
    copy = terms.copy(deep=True)
    glossed = gloss_terms(terms)
    assert glossed.columns.tolist() == ["term", "pinyin", "gloss", "count"]
    assert glossed["gloss"].iloc[0] == "new quality productive forces"
    assert pd.isna(glossed["gloss"].iloc[1])
    pd.testing.assert_frame_equal(terms, copy)


def test_a_missing_term_has_neither_pinyin_nor_gloss() -> None:
    labels = pd.DataFrame({"label": ["新质生产力", None]})
    for titles in ("label", "title"):
        glossed = gloss_terms(labels.rename(columns={"label": titles}), of=titles)
        assert glossed[["pinyin", "gloss"]].isna().iloc[1].all()


def test_readers_of_chinese_get_the_table_as_it_is() -> None:
    terms = pd.DataFrame({"term": ["春耕"]})
    pd.testing.assert_frame_equal(gloss_terms(terms, lang="zh"), terms)


def test_a_table_without_rows_has_the_columns() -> None:
    assert gloss_terms(pd.DataFrame({"name": []}), of="name").columns.tolist() == ["name", "pinyin"]


def test_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="no column 'name'"):
        gloss_terms(pd.DataFrame({"term": ["春耕"]}), of="name")
