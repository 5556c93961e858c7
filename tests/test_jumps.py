"""Articles that go on on another page: joined where both ends are there and agree, and else said."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis import (
    build_tables,
    find_mentions,
    list_repairs,
    read_articles,
    read_pages,
    split_articles,
)
from analysis.sheets.example import write_issue

HEAD = "## 把基层干部从表格里解放出来\n\n"
BROKEN = (
    "本报讯（记者 尤佳）3月4日，市委秘书长钟毓麟到望澜区调研，他要求把时间用在群众身上，把精力用在"
)
WHOLE = f"{BROKEN}办实事上。"
REST = "办实事上，不再为填表熬夜。座谈会上，社区书记何小川说，今年的表减到十八张。"
OTHER = "## 我市植树六万株\n\n本报讯（记者 夏小满）昨日，副市长袁柏到西山林场调研造林。"


def make_pages(*texts: str, **columns: Any) -> pd.DataFrame:
    """Pages of one issue, from the first on."""
    count = len(texts)
    made = {
        "page_id": [f"p{number}" for number in range(1, count + 1)],
        "newspaper": "澜川日报",
        "date": pd.Timestamp("2024-03-05"),
        "page": list(range(1, count + 1)),
        "text": list(texts),
    }
    return pd.DataFrame({**made, **columns})


def list_joined(pages: pd.DataFrame, **options: Any) -> list[tuple[str, str]]:
    articles = split_articles(pages, **options)
    joined = articles.dropna(subset=["continues"])
    return list(zip(joined["continues"], joined["article_id"], strict=True))


def list_rules(pages: pd.DataFrame, **options: Any) -> list[str]:
    rules = list_repairs(pages, **options)["rule"]
    return sorted(rules[rules.isin(["jump", "lost_jump", "lost_tail"])])


JOINED = {
    "the headline again": (f"{HEAD}{BROKEN}\n\n（下转第二版）", f"{HEAD}（上接第一版）{REST}"),
    "a part of the headline": (
        f"{HEAD}{BROKEN}\n\n（下转第二版）",
        f"## 从表格里解放出来\n\n（上接第一版）{REST}",
    ),
    "no headline, but the sentence goes on": (
        f"{HEAD}{BROKEN}\n\n（下转第二版）",
        f"（上接第一版）{REST}",
    ),
    "a whole sentence and the headline": (
        f"{HEAD}{WHOLE}\n\n（下转第二版）",
        f"{HEAD}（上接第一版）座谈会上，大家谈到表格。",
    ),
    "figures": (f"{HEAD}{BROKEN}（下转2版）", f"{HEAD}（上接1版）{REST}"),
    "numbers of sections": (f"{HEAD}{BROKEN}（下转第A2版）", f"{HEAD}（上接A1版）{REST}"),
    "no brackets": (f"{HEAD}{BROKEN}\n\n下转第二版", f"{HEAD}（上接第一版）{REST}"),
    "a line alone without brackets": (
        f"{HEAD}{BROKEN}\n\n下转第二版",
        f"{HEAD}上接第一版\n\n{REST}",
    ),
    "square brackets": (f"{HEAD}{BROKEN}\n\n【下转第2版】", f"{HEAD}【上接第1版】\n\n{REST}"),
    "紧接": (f"{HEAD}{BROKEN}\n\n（下转第二版）", f"{HEAD}（紧接第一版）{REST}"),
    "beside another article that jumps nowhere": (
        f"{OTHER}\n\n{HEAD}{BROKEN}\n\n（下转第二版）",
        f"{OTHER}\n\n{HEAD}（上接第一版）{REST}",
    ),
}


@pytest.mark.parametrize("kind", JOINED)
def test_both_ends_that_agree_are_joined(kind: str) -> None:
    pages = make_pages(*JOINED[kind])
    (joined,) = list_joined(pages)
    articles = split_articles(pages).set_index("article_id")
    first, second = (articles.loc[article_id] for article_id in joined)
    assert (first["page"], second["page"]) == (1, 2)
    assert "钟毓麟" in first["text"]
    assert first["complete"]
    assert list_rules(pages) == ["jump"]
    repairs = list_repairs(pages).set_index("rule")
    assert repairs.loc["jump", "article_id"] == joined[0]
    assert 0.5 <= repairs.loc["jump", "confidence"] <= 0.98


APART = {
    "another headline": (
        f"{HEAD}{BROKEN}\n\n（下转第二版）",
        f"## 电梯装进老楼\n\n（上接第一版）{REST}",
    ),
    "neither headline nor sentence": (
        f"{HEAD}{WHOLE}\n\n（下转第二版）",
        "（上接第一版）座谈会上，大家谈到表格。",
    ),
    "the other end names another page": (
        f"{HEAD}{BROKEN}\n\n（下转第二版）",
        f"{HEAD}（上接第三版）{REST}",
    ),
    "nothing comes from there": (f"{HEAD}{BROKEN}\n\n（下转第二版）", OTHER),
    "nothing leads there": (OTHER, f"{HEAD}（上接第一版）{REST}"),
}


@pytest.mark.parametrize("kind", APART)
def test_what_does_not_agree_stays_apart_and_is_said(kind: str) -> None:
    pages = make_pages(*APART[kind])
    assert list_joined(pages) == []
    rules = list_rules(pages)
    assert "jump" not in rules
    assert "lost_jump" in rules
    first = split_articles(pages).iloc[0]
    assert first["complete"] == ("精力用在\n" not in first["text"])


@pytest.mark.parametrize(
    "columns",
    [
        {"date": pd.to_datetime(["2024-03-05", "2024-03-06"])},
        {"newspaper": ["澜川日报", "岳东日报"]},
        {"page": [1, 3]},
        {"page": [None, None]},
        {"date": pd.to_datetime([None, None])},
    ],
)
def test_pages_that_are_not_known_to_be_of_one_issue_are_not_joined(columns: Any) -> None:
    assert list_joined(make_pages(*JOINED["the headline again"], **columns)) == []


def test_a_page_that_is_not_there_is_not_missed_but_a_broken_sentence_stays_so() -> None:
    pages = make_pages(f"{HEAD}{BROKEN}\n\n（下转第二版）")
    assert list_rules(pages) == ["lost_tail"]
    assert split_articles(pages)["complete"].tolist() == [False]


def test_an_article_can_go_on_twice() -> None:
    pages = make_pages(
        f"{HEAD}{BROKEN}\n\n（下转第二版）",
        f"{HEAD}（上接第一版）办实事上。会议要求，各县区要把清单\n\n（下转第三版）",
        f"{HEAD}（上接第二版）交到市里。",
    )
    assert list_joined(pages) == [("p1#1", "p2#1"), ("p2#1", "p3#1")]


def test_two_that_go_to_one_page_are_told_by_their_headlines() -> None:
    trees = "## 我市植树六万株\n\n"
    pages = make_pages(
        f"{HEAD}{BROKEN}\n\n（下转第二版）\n\n{trees}昨日，副市长袁柏到林场，他说要把树栽在\n\n（下转第二版）",
        f"{trees}（上接第一版）山上。\n\n{HEAD}（上接第一版）{REST}",
    )
    assert sorted(list_joined(pages)) == [("p1#1", "p2#2"), ("p1#2", "p2#1")]


def test_of_two_that_are_as_likely_neither_is_taken() -> None:
    end = f"{HEAD}（上接第一版）{REST}"
    pages = make_pages(f"{HEAD}{BROKEN}\n\n（下转第二版）", f"{end}\n\n{end}")
    assert list_joined(pages) == []
    assert list_rules(pages) == ["lost_jump", "lost_jump", "lost_jump", "lost_tail"]


def test_what_is_less_sure_than_asked_for_is_left_as_printed() -> None:
    pages = make_pages(*JOINED["no headline, but the sentence goes on"])
    rating = list_repairs(pages).set_index("rule").loc["jump", "confidence"]
    assert list_joined(pages, confidence=rating) != []
    assert list_joined(pages, confidence=rating + 0.001) == []
    assert "lost_jump" in list_rules(pages, confidence=rating + 0.001)


def test_the_order_of_pages_does_not_matter_and_the_input_stays() -> None:
    pages = make_pages(*JOINED["the headline again"])
    turned = pages.iloc[::-1].reset_index(drop=True)
    before = turned.copy(deep=True)
    assert list_joined(turned) == list_joined(pages)
    pd.testing.assert_frame_equal(turned, before)


def test_pages_of_one_file_are_joined_by_their_headings() -> None:
    first, second = JOINED["the headline again"]
    parts = f"{first}\n\n## 第02版\n\n{second}".replace("## 把", "### 把")
    text = f"# 澜川日报 2024-03-05\n\n## 第01版\n\n{parts}"
    pages = pd.DataFrame({"page_id": ["day"], "text": [text], "newspaper": "澜川日报"})
    (joined,) = list_joined(pages)
    articles = split_articles(pages).set_index("article_id")
    assert articles.loc[list(joined), "page"].tolist() == [1, 2]


def test_every_line_has_one_row_and_every_place_its_own_page() -> None:
    pages = make_pages(*JOINED["the headline again"])
    articles = split_articles(pages)
    for page_id, own in articles.groupby("page_id"):
        text = pages.set_index("page_id").loc[page_id, "text"]
        lines = sorted(
            line for runs in own["lines"] for first, last in runs for line in range(first, last + 1)
        )
        assert lines == list(range(1, text.count("\n") + 2))
    mentions = find_mentions(articles).set_index("name")
    lines = pages.loc[1, "text"].split("\n")
    place = mentions.loc["何小川"]
    assert place["article_id"] == "p2#1"
    assert lines[place["line"] - 1][place["column"] - 1 :].startswith("何小川")


def test_sheets_of_a_file_are_joined_and_stay_so_in_a_collection(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    write_issue(tmp_path / "pages" / "澜川日报-2024-03-05.pdf")
    articles = split_articles(read_pages(tmp_path / "pages"))
    assert articles.dropna(subset=["continues"])["headline"].tolist() == ["为基层减负不减服务"]
    assert articles["complete"].all()
    build_tables(tmp_path / "pages", tmp_path / "tables", workers=1)
    made = read_articles(tmp_path / "tables")
    assert made["continues"].tolist() == articles["continues"].tolist()


def test_a_page_that_comes_later_mends_the_tables_that_were_made_before(tmp_path: Path) -> None:
    first, second = JOINED["the headline again"]
    source = tmp_path / "pages"
    source.mkdir()
    (source / "澜川日报-2024-03-05-p01.md").write_text(first, encoding="utf-8")
    (source / "澜川日报-2024-03-06-p01.md").write_text(OTHER, encoding="utf-8")
    build_tables(source, tmp_path / "tables", workers=1)
    assert read_articles(tmp_path / "tables")["complete"].tolist() == [False, True]
    (source / "澜川日报-2024-03-05-p02.md").write_text(second, encoding="utf-8")
    build_tables(source, tmp_path / "tables", workers=1)
    made = read_articles(tmp_path / "tables").set_index("article_id")
    assert made["complete"].tolist() == [True, True, True]
    assert made["continues"].dropna().to_dict() == {
        "澜川日报-2024-03-05-p02#1": "澜川日报-2024-03-05-p01#1"
    }


def test_the_sample_has_no_jump_with_both_ends(sample: Path) -> None:
    """Its pages are first pages: what they lead to is not there, and nothing of them changes."""
    pages = read_pages(sample)
    assert pages["text"].str.contains("下转").any()
    assert split_articles(pages)["continues"].isna().all()
    assert not list_repairs(pages)["rule"].isin(["jump", "lost_jump"]).any()
