"""Every counted thing can be read back in its sentence."""

import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.context import find_context
from analysis.offices import list_offices
from analysis.officials import find_mentions
from analysis.people import count_mentions, link_people, rank_precedence
from analysis.phrases import find_phrases
from analysis.schema import InputError
from analysis.terms import count_terms
from analysis.tokens import tokenize

SIDE = 200  # characters of a sentence that are shown on each side
CLAUSE = "市委副书记、市长谭启文主持会议并强调要扎实推进高质量发展"
# Prints how many megabytes the counting of a page takes that is one sentence of 700,000
# characters; the limit keeps a fault from taking the machine's.
COUNT_ONE_SENTENCE = """
import re, resource
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
import pandas as pd
from analysis import *
text = {clause!r} * (700_000 // {length})
articles = pd.DataFrame({{"article_id": ["a"], "text": [text]}})
phrases = find_phrases(articles)
mentions = find_mentions(articles)
tokens = tokenize(articles, mentions=mentions, phrases=phrases)
assert len(tokens) > 230_000
for table in (phrases, tokens):
    count_terms(table, articles=articles)
    measure_dispersion(table, articles=articles)
find_collocates(tokens, of=tokens["token"].iloc[0])
for table in (phrases, mentions, tokens, tag_themes(articles)):
    assert find_context(articles, of=table, top=20)["left"].str.len().max() <= 201
# Not getrusage, which remembers what the process was before it became this program.
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""
TEXT = "会议召开。他说：“要减负！”大家同意，减负是大事\n减负不减责。"


def make_articles() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "article_id": ["a", "b"],
            "newspaper": ["甲报", "乙报"],
            "date": pd.to_datetime(["2024-03-27", "2024-03-28"]),
            "page": [1, 2],
            "headline": ["为基层减负", None],
            "text": [TEXT, "四风"],
        }
    )


def read(contexts: pd.DataFrame) -> list[list[str]]:
    return contexts[["left", "match", "right"]].values.tolist()


def test_a_word_is_shown_in_its_whole_sentence() -> None:
    assert read(find_context(make_articles(), of="减负")) == [
        ["为基层", "减负", ""],
        ["他说：“要", "减负", "！”"],
        ["大家同意，", "减负", "是大事\n"],
        ["", "减负", "不减责。"],
    ]


def test_a_fixed_width_counts_characters_on_each_side() -> None:
    assert read(find_context(make_articles(), of="减负", width=3)) == [
        ["为基层", "减负", ""],
        ["：“要", "减负", "！”大"],
        ["同意，", "减负", "是大事"],
        ["大事\n", "减负", "不减责"],
    ]
    assert read(find_context(make_articles(), of="四风", width=0)) == [["", "四风", ""]]


def test_each_row_says_where_it_stands() -> None:
    articles = make_articles()
    articles["anchors"] = [
        [
            {"part": "headline", "start": 0, "line": 1, "column": 4},
            {"part": "body", "start": 0, "line": 3, "column": 1},
            {"part": "body", "start": 25, "line": 5, "column": 1},
        ],
        [],
    ]
    contexts = find_context(articles, of=["减负", "四风"])
    assert contexts["line"].tolist()[:4] == [1, 3, 3, 5]
    assert contexts["column"].tolist()[:4] == [7, 11, 20, 1]
    assert contexts["line"].isna().tolist()[4]
    assert contexts["newspaper"].tolist() == ["甲报"] * 4 + ["乙报"]
    assert contexts["date"].dt.day.tolist() == [27] * 4 + [28]
    assert contexts["headline"].fillna("-").tolist() == ["为基层减负"] * 4 + ["-"]
    assert contexts["term"].tolist() == ["减负"] * 4 + ["四风"]
    for row in contexts.itertuples():
        text = articles.loc[articles["article_id"] == row.article_id]
        text = text["headline" if row.part == "headline" else "text"].iloc[0]
        assert text[row.start : row.end] == row.match
        assert row.left + row.match + row.right in text


def test_rows_are_sorted_by_the_neighbour_that_is_asked_for() -> None:
    articles = pd.DataFrame({"article_id": ["a"], "text": ["丙甲词乙。乙丙词甲。甲乙词丙。"]})
    assert [row[2] for row in read(find_context(articles, of="词", sort="right"))] == [
        "丙。",
        "乙。",
        "甲。",
    ]
    # Read outwards from the match: 乙甲, 丙乙, 甲丙 → by nearest character.
    lefts = [row[0] for row in read(find_context(articles, of="词", sort="left"))]
    assert lefts == sorted(["丙甲", "乙丙", "甲乙"], key=lambda left: left[::-1])


def test_rows_of_another_table_are_shown_exactly() -> None:
    articles = make_articles()
    phrases = find_phrases(articles)
    contexts = find_context(articles, of=phrases)
    assert contexts[["article_id", "part", "start", "end"]].values.tolist() == (
        phrases[["article_id", "part", "start", "end"]].values.tolist()
    )
    assert contexts["term"].tolist() == phrases["phrase"].tolist()
    nobody = pd.DataFrame(columns=["article_id", "part", "start", "end", "name"])
    tokens = tokenize(articles, mentions=nobody)
    chosen = tokens[tokens["token"] == "大事"]
    assert read(find_context(articles, of=chosen)) == [["大家同意，减负是", "大事", "\n"]]


def test_only_rows_of_the_articles_given_are_shown() -> None:
    articles = make_articles()
    phrases = find_phrases(articles)
    assert find_context(articles[1:], of=phrases)["article_id"].tolist() == ["b"]


def test_words_of_a_table_of_counts_or_of_people_are_looked_for() -> None:
    articles = make_articles()
    counted = count_terms(find_phrases(articles))
    terms = counted[counted["term"] == "四风"]
    assert read(find_context(articles, of=terms)) == [["", "四风", ""]]
    people = pd.DataFrame({"name": ["大家"], "mentions": [1]})
    assert find_context(articles, of=people)["match"].tolist() == ["大家"]


def test_words_inside_each_other_are_all_shown() -> None:
    contexts = find_context(make_articles()[:1], of=["为基层减负", "减负"])
    assert contexts[contexts["part"] == "headline"]["match"].tolist() == ["为基层减负", "减负"]


def test_a_break_or_quotation_marks_inside_do_not_hide_a_word() -> None:
    articles = pd.DataFrame({"article_id": ["a"], "text": ["发展新质\n生产力，两个“维护”。"]})
    assert find_context(articles, of=["新质生产力", "两个维护"])["match"].tolist() == [
        "新质\n生产力",
        "两个“维护”",
    ]


def test_nothing_found_is_an_empty_table_with_the_same_columns() -> None:
    found = find_context(make_articles(), of="减负")
    for articles in (make_articles(), make_articles()[:0]):
        none = find_context(articles, of="无此词")
        assert none.empty
        assert none.dtypes.to_dict() == found.dtypes.to_dict()


def test_articles_of_two_columns_are_enough_and_stay_as_they_are() -> None:
    articles = make_articles()[["article_id", "text"]]
    before = articles.copy(deep=True)
    assert len(find_context(articles, of="减负", sort="left")) == 3
    pd.testing.assert_frame_equal(articles, before)


def test_what_cannot_be_shown_is_refused_with_the_next_step() -> None:
    articles = make_articles()
    with pytest.raises(InputError, match="empty"):
        find_context(articles, of="")
    with pytest.raises(InputError, match="negative"):
        find_context(articles, of="减负", width=-1)
    with pytest.raises(InputError, match="'left', 'right'"):
        find_context(articles, of="减负", sort="up")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="column of words"):
        find_context(articles, of=pd.DataFrame({"word": ["减负"]}))
    phrases = find_phrases(articles)
    with pytest.raises(InputError, match="other articles"):
        find_context(articles.assign(text="短"), of=phrases)


def test_every_phrase_of_the_real_page_is_read_back(real_page: Path) -> None:
    text = real_page.read_text(encoding="utf-8")
    articles = pd.DataFrame({"article_id": ["p"], "text": [text]})
    contexts = find_context(articles, of="新质生产力")
    assert len(contexts) == 3
    assert contexts["left"].iloc[0].endswith("加快发展")


def test_what_is_counted_of_people_is_read_back() -> None:
    texts = ["市长张强、副市长谷明、王凤瑞出席会议。", "副市长谷明主持会议。"]
    articles = pd.DataFrame({"article_id": ["a", "b"], "text": texts})
    mentions = find_mentions(articles)
    for counted in (
        count_mentions(mentions),
        list_offices(mentions),
        rank_precedence(mentions, fewest=1),
    ):
        contexts = find_context(articles, of=counted)
        assert contexts["match"].tolist() == ["张强", "谷明", "王凤瑞", "谷明"]
    together = find_context(articles, of=link_people(mentions))
    assert together[["article_id", "match"]].values.tolist() == [
        ["a", "张强"],
        ["a", "谷明"],
        ["a", "王凤瑞"],
    ]


def test_a_pair_is_shown_where_both_are() -> None:
    articles = pd.DataFrame({"article_id": ["a", "b"], "text": ["张强和谷明到场。", "谷明走了。"]})
    links = pd.DataFrame({"source": ["张强"], "target": ["谷明"]})
    contexts = find_context(articles, of=links)
    assert contexts[["article_id", "match"]].values.tolist() == [["a", "张强"], ["a", "谷明"]]


def test_a_theme_is_shown_by_the_words_that_speak_for_it() -> None:
    articles = pd.DataFrame({"article_id": ["a"], "text": ["会议要求减负。散会。"]})
    span = {"term": "减负", "part": "body", "start": 4, "end": 6}
    themes = pd.DataFrame({"article_id": ["a"], "theme": ["减负与作风"], "evidence": [[span]]})
    contexts = find_context(articles, of=themes)
    shown = ["term", "left", "match", "right"]
    assert contexts[shown].values.tolist() == [["减负与作风", "会议要求", "减负", "。"]]


def test_a_long_sentence_is_cut_on_both_sides_and_the_cut_is_marked() -> None:
    text = "前" * 201 + "减负" + "后" * 200 + "。" + "甲" * 200 + "减负" + "乙" * 201
    articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    assert read(find_context(articles, of="减负")) == [
        ["…" + "前" * 200, "减负", "后" * 200 + "…"],
        ["甲" * 200, "减负", "乙" * 200 + "…"],
    ]
    assert read(find_context(articles, of="减负", width=201))[0][0] == "前" * 201


@given(
    text=st.lists(
        st.sampled_from(["减", "负", "减负", "。", "\n", "”", "…", "字" * 150, "a "])
    ).map("".join),
    word=st.sampled_from(["减", "减负", "字", "负减"]),
)
@example(text="字" * 150 + "减负" + "字" * 300, word="减负")
def test_every_window_is_bounded_holds_the_match_and_is_of_the_text(text: str, word: str) -> None:
    articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    for row in find_context(articles, of=word).itertuples():
        assert row.match == text[row.start : row.end]
        left, right = row.left, row.right
        if len(left) > SIDE:
            assert left[0] == "…"
            left = left[1:]
        if len(right) > SIDE:
            assert right[-1] == "…"
            right = right[:-1]
        assert len(left) <= SIDE
        assert len(right) <= SIDE
        begin = row.start - len(left)
        assert left + row.match + right == text[begin : row.end + len(right)]


def test_the_window_of_a_line_of_millions_is_all_that_is_copied() -> None:
    text = ("字" * 20_000 + "减负") * 100
    articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    tracemalloc.start()
    try:
        contexts = find_context(articles, of="减负")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(contexts) == 100
    assert peak < 100_000_000  # to search the text takes half of it; all sentences are 400 MB


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured in kB only there")
def test_a_line_of_two_megabytes_without_a_full_stop_is_counted_in_little_memory() -> None:
    code = COUNT_ONE_SENTENCE.format(clause=CLAUSE, length=len(CLAUSE))
    # Threads ask for room by the number of cores, which is not what is measured.
    alone = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-W", "ignore", "-c", code]
    run = subprocess.run(command, env=alone, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) < 800


def test_top_leaves_out_rows_and_says_how_many_there_are() -> None:
    articles = make_articles()
    every = find_context(articles, of=["减负", "四风"])
    assert every["count"].tolist() == [4, 4, 4, 4, 1]
    first = find_context(articles, of=["减负", "四风"], top=1)
    pd.testing.assert_frame_equal(first, every.iloc[[0, 4]].reset_index(drop=True))
    with pytest.raises(InputError, match="top=-1 is negative"):
        find_context(articles, of="减负", top=-1)
