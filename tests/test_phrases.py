"""Set phrases are found on the raw text, longest first, with those inside them."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.phrases import find_phrases
from analysis.schema import TABLES, InputError

LONG = "整治形式主义为基层减负"


def make_articles(*texts: object) -> pd.DataFrame:
    ids = [f"a#{number}" for number in range(1, len(texts) + 1)]
    return pd.DataFrame({"article_id": ids, "text": list(texts)})


def make_lexicon(*phrases: str, **variants: str) -> pd.DataFrame:
    rows = [(phrase, None) for phrase in phrases] + list(variants.items())
    return pd.DataFrame(rows, columns=["phrase", "variants"])


def list_found(text: str, lexicon: pd.DataFrame) -> list[tuple[str, str, int]]:
    phrases = find_phrases(make_articles(text), lexicon=lexicon)
    found = phrases[["phrase", "surface", "start"]].itertuples(index=False, name=None)
    assert all(
        text[start:end] == surface
        for start, end, surface in zip(
            phrases["start"], phrases["end"], phrases["surface"], strict=True
        )
    )
    return list(found)


def test_a_phrase_inside_a_longer_one_is_kept_and_marked_with_the_longest() -> None:
    text = f"召开{LONG}会议，减负见实效。"
    phrases = find_phrases(
        make_articles(text), lexicon=make_lexicon(LONG, "为基层减负", "减负", "形式主义")
    )
    assert phrases[["phrase", "start", "end"]].values.tolist() == [
        [LONG, 2, 13],
        ["形式主义", 4, 8],
        ["为基层减负", 8, 13],
        ["减负", 11, 13],
        ["减负", 16, 18],
    ]
    assert phrases["inside"].fillna("").tolist() == ["", LONG, LONG, LONG, ""]


def test_of_two_that_overlap_the_first_is_kept_and_what_stands_inside_the_other() -> None:
    # 甲乙丙 and 丙丁戊 share 丙; 丁戊 is free.
    lexicon = make_lexicon("甲乙丙", "丙丁戊", "丁戊")
    assert list_found("甲乙丙丁戊", lexicon) == [("甲乙丙", "甲乙丙", 0), ("丁戊", "丁戊", 3)]


def test_of_two_that_begin_together_the_longer_holds_the_shorter() -> None:
    phrases = find_phrases(make_articles("三农工作"), lexicon=make_lexicon("三农", "三农工作"))
    assert phrases["phrase"].tolist() == ["三农工作", "三农"]
    assert phrases["inside"].fillna("").tolist() == ["", "三农工作"]


def test_a_variant_is_counted_as_its_phrase_once() -> None:
    lexicon = make_lexicon(为基层减负="基层减负|给基层减负", 减负="")
    assert list_found("给基层减负，为基层减负。", lexicon) == [
        ("为基层减负", "给基层减负", 0),
        ("减负", "减负", 3),
        ("为基层减负", "为基层减负", 6),
        ("减负", "减负", 9),
    ]


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("做到“两个维护”。", "两个维护"),
        ("做到两个“维护”。", "两个“维护”"),
        ("做到「两个」维护。", "「两个」维护"),
        ('做到两个"维护"。', '两个"维护"'),
        ("做到两个 维护。", "两个 维护"),
        ("做到两个\n维护。", "两个\n维护"),
        ("做到两个\r\n　　维护。", "两个\r\n　　维护"),
        ("做到两个 “维护”。", "两个 “维护”"),
        ("做到“两个维护。", "两个维护"),
    ],
)
def test_quotation_marks_and_breaks_inside_do_not_hide_a_phrase(text: str, surface: str) -> None:
    assert list_found(text, make_lexicon("两个维护")) == [
        ("两个维护", surface, text.index(surface))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "改革\n\n开放",
        "“深化改革”“开放合作”",
        "改革“开放的大门”",
        "“一场改革”开放",
        "深化改革 开放合作",
        "改革、开放",
        "改革。开放",
        "改革，开放",
    ],
)
def test_a_phrase_does_not_reach_across_what_separates(text: str) -> None:
    assert list_found(text, make_lexicon("改革开放")) == []


def test_a_blank_between_clauses_of_one_length_separates_unless_the_phrase_is_the_couplet() -> None:
    lexicon = make_lexicon("新质生产力", "不忘初心牢记使命")
    assert list_found("不忘初心 牢记使命 走好新路", lexicon)[0][1] == "不忘初心 牢记使命"
    assert list_found("加快发展新质 生产力跃上新台阶", lexicon)[0][1] == "新质 生产力"
    assert list_found("培育壮大新质\n生产力上台阶", lexicon)[0][1] == "新质\n生产力"


def test_full_width_and_ascii_signs_are_the_same() -> None:
    lexicon = make_lexicon("不忘初心,牢记使命", "互联网+", "中国制造2025")
    text = "不忘初心，牢记使命；互联网＋；中国制造２０２５"
    assert [start for _, _, start in list_found(text, lexicon)] == [0, 10, 15]


def test_a_phrase_does_not_reach_from_one_part_or_article_into_the_next() -> None:
    articles = make_articles("改革", "开放")
    articles["headline"] = ["开放", "改革"]
    assert find_phrases(articles, lexicon=make_lexicon("改革开放")).empty


def test_every_part_is_searched_and_each_place_points_at_its_line_and_column() -> None:
    articles = make_articles("今天谈减负。")
    articles["headline"] = "减负"
    articles["anchors"] = [
        [
            {"part": "headline", "start": 0, "line": 3, "column": 4},
            {"part": "body", "start": 0, "line": 7, "column": 1},
            {"part": "body", "start": 2, "line": 9, "column": 1},
        ]
    ]
    phrases = find_phrases(articles, lexicon=make_lexicon("减负"))
    assert phrases[["part", "line", "column"]].values.tolist() == [
        ["headline", 3, 4],
        ["body", 9, 2],
    ]


def test_missing_and_empty_texts_and_an_empty_table_give_no_rows_but_all_columns() -> None:
    columns = [column.name for column in TABLES["phrases"]]
    for articles in (make_articles(None, float("nan"), ""), make_articles()):
        phrases = find_phrases(articles)
        assert phrases.empty
        assert list(phrases.columns) == columns


def test_the_articles_are_not_changed_and_their_index_does_not_matter() -> None:
    articles = make_articles("减负", "四风").set_index(pd.Index([7, 7]))
    before = articles.copy(deep=True)
    assert find_phrases(articles)["article_id"].tolist() == ["a#1", "a#2"]
    pd.testing.assert_frame_equal(articles, before)


def test_characters_outside_the_basic_plane_do_not_shift_places() -> None:
    assert list_found("𠮷𠮷谈减负", make_lexicon("减负")) == [("减负", "减负", 3)]


def test_a_phrase_of_the_user_is_found_beside_those_of_the_package(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("phrase\n转型发展蹚新路\n", encoding="utf-8")
    found = find_phrases(make_articles("转型发展蹚新路，减负。"), extra=path)
    assert found["phrase"].tolist() == ["转型发展蹚新路", "减负"]
    with pytest.raises(InputError, match="either"):
        find_phrases(make_articles("减负"), lexicon=make_lexicon("减负"), extra=path)


def test_a_phrase_printed_before_its_year_stays_and_is_in_doubt() -> None:
    articles = make_articles(*["投资于人，减负。"] * 4)
    articles["date"] = pd.to_datetime(["2007-05-01", "2024-12-31", "2025-01-01", None])
    lexicon = pd.DataFrame({"phrase": ["投资于人", "减负"], "year": ["2025", None]})
    phrases = find_phrases(articles, lexicon=lexicon)
    doubts = phrases.loc[phrases["phrase"] == "投资于人", "doubt"].fillna("").tolist()
    assert doubts == ["before_year", "before_year", "", ""]
    assert phrases.loc[phrases["phrase"] == "减负", "doubt"].isna().all()
    # Without a date nothing is known of an article, and without years nothing of the phrases.
    assert find_phrases(articles.drop(columns="date"), lexicon=lexicon)["doubt"].isna().all()
    assert find_phrases(articles, lexicon=lexicon[["phrase"]])["doubt"].isna().all()


def test_the_years_of_the_list_and_of_the_user_are_those_that_count() -> None:
    articles = make_articles("新质生产力，耕读新风。")
    articles["date"] = pd.to_datetime(["2022-03-01"])
    assert find_phrases(articles)["doubt"].tolist() == ["before_year"]
    extra = pd.DataFrame({"phrase": ["耕读新风", "新质生产力"], "year": ["2023", "2021"]})
    phrases = find_phrases(articles, extra=extra)
    assert phrases["doubt"].fillna("").tolist() == ["", "before_year"]
    with pytest.raises(InputError, match="year holds 'soon'"):
        find_phrases(articles, extra=pd.DataFrame({"phrase": ["减负"], "year": ["soon"]}))


def test_a_token_is_not_swallowed_by_a_verb_before_it() -> None:
    texts = {
        "发展新质生产力": "新质生产力",
        "因地制宜发展新质生产力": "新质生产力",
        "推动高质量发展": "高质量发展",
        "推进中国式现代化": "中国式现代化",
        "坚持以人民为中心": "以人民为中心",
        "推进乡村全面振兴": "乡村全面振兴",
    }
    phrases = find_phrases(make_articles(*texts))
    outermost = phrases[phrases["inside"].isna()]
    assert outermost["phrase"].tolist() == list(texts.values())


def test_a_lexicon_that_cannot_be_used_is_refused() -> None:
    with pytest.raises(InputError, match="lacks phrase"):
        find_phrases(make_articles("减负"), lexicon=pd.DataFrame({"word": ["减负"]}))
    with pytest.raises(InputError, match="empty"):
        find_phrases(make_articles("减负"), lexicon=make_lexicon("“”"))


def test_hits_are_those_of_a_search_position_by_position() -> None:
    # The other road: at each position the longest form that stands there, plain Python.
    forms = ["乙", "甲乙", "乙丙", "甲乙丙", "丙丙"]
    text = "甲乙丙丙乙丙甲甲乙丙丙丙乙甲"
    expected, end = [], 0
    for start in range(len(text)):
        for form in sorted(forms, key=len, reverse=True):
            if text.startswith(form, start) and start >= end:
                expected.append((form, start))
                end = start + len(form)
                break
    phrases = find_phrases(make_articles(text), lexicon=make_lexicon(*forms))
    outermost = phrases[phrases["inside"].isna()]
    assert list(zip(outermost["phrase"], outermost["start"], strict=True)) == expected


@pytest.fixture(scope="module")
def page(shared: Path) -> pd.DataFrame:
    path = shared / "pages" / "datong-daily-2024-03-27-p01.md"
    return make_articles(path.read_text(encoding="utf-8"))


def test_the_real_page_as_an_eye_counts_it(page: pd.DataFrame) -> None:
    phrases = find_phrases(page)
    counts = phrases["phrase"].value_counts()
    assert counts["新质生产力"] == 3
    assert counts["高质量发展"] == 4
    assert counts["减负"] == 4
    assert counts["整治形式主义为基层减负"] == 4
    assert counts["形式主义"] == 7
    inside = phrases[phrases["phrase"] == "减负"]["inside"]
    assert inside.tolist() == ["整治形式主义为基层减负"] * 4
    for phrase in ("两个确立", "两个维护", "四个意识", "四个自信", "源网荷储一体化"):
        assert counts[phrase] == 1, phrase
