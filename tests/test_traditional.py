"""Traditional characters are read as simplified ones, and shown as they are printed."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import find_context, find_mentions, find_phrases, tag_themes, tokenize
from analysis.traditional import read_pairs, simplify

SIMPLIFIED = (
    "省委书记王启明出席会议并讲话。王启明强调，要学习贯彻习近平新时代中国特色社会主义思想，"
    "整治形式主义为基层减负，做到两个“维护”。毛泽东同志关于党的建设的论述，学习时要联系实际。"
    "会议由省长赵国华主持。"
)
TRADITIONAL = (
    "省委書記王啟明出席會議並講話。王啟明強調，要學習貫徹習近平新時代中國特色社會主義思想，"
    "整治形式主義為基層減負，做到兩個“維護”。毛澤東同志關於黨的建設的論述，學習時要聯繫實際。"
    "會議由省長趙國華主持。"
)


def _make_articles(text: str) -> pd.DataFrame:
    return pd.DataFrame({"article_id": ["a"], "text": [text]})


def test_a_traditional_text_is_read_as_the_simplified_one() -> None:
    assert simplify(TRADITIONAL) == SIMPLIFIED


@pytest.mark.parametrize("find", [find_mentions, find_phrases])
def test_the_same_is_found_in_both_and_shown_as_printed(find) -> None:
    simplified, traditional = map(find, map(_make_articles, (SIMPLIFIED, TRADITIONAL)))
    assert len(simplified) > 3
    pd.testing.assert_frame_equal(
        simplified.drop(columns="surface"), traditional.drop(columns="surface")
    )
    spans = zip(traditional["start"], traditional["end"], strict=True)
    assert traditional["surface"].tolist() == [TRADITIONAL[start:end] for start, end in spans]


def test_tokens_of_both_count_as_one() -> None:
    simplified, traditional = map(tokenize, map(_make_articles, (SIMPLIFIED, TRADITIONAL)))
    pd.testing.assert_frame_equal(simplified, traditional)


def test_themes_are_the_same() -> None:
    simplified, traditional = map(tag_themes, map(_make_articles, (SIMPLIFIED, TRADITIONAL)))
    assert simplified["theme"].tolist() == traditional["theme"].tolist() != []


@pytest.mark.parametrize("word", ["减负", "減負"])
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL])
def test_a_word_is_looked_for_in_either(word: str, text: str) -> None:
    lines = find_context(_make_articles(text), of=word)
    assert lines["match"].tolist() == [text[text.index("基") + 2 :][:2]]


@pytest.mark.parametrize("name", ["於崇文", "王又崑"])
def test_a_name_of_a_simplified_text_stays_as_printed(name: str) -> None:
    mentions = find_mentions(_make_articles(f"中国工程院院士{name}出席会议并作了重要讲话。"))
    assert mentions["name"].tolist() == [name]


@given(st.text(max_size=400))
def test_no_character_moves(text: str) -> None:
    assert len(simplify(text)) == len(text)
    assert simplify(simplify(text)) == simplify(text)


def test_each_character_is_read_as_one_that_stays() -> None:
    pairs = read_pairs()
    assert all(len(simplified) == 1 for simplified in pairs.values())
    assert not {map(chr, pairs)} & {*pairs.values()}
