"""Small collections as people hold them: `cases/NUMBER-NAME` with what is right in `expect.md`."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import read_articles, read_pages, split_articles

CASES = Path(__file__).parent / "cases"


def list_items(source: Path) -> list[tuple[int | None, str]]:
    articles = split_articles(read_pages(source))
    stories = articles[articles["kind"] == "article"]
    return [
        (None if pd.isna(page) else page, headline)
        for page, headline in zip(stories["page"], stories["headline"], strict=True)
    ]


@pytest.mark.parametrize(("form", "pages"), [("num", None), ("plain", None), ("pages", (1, 1, 2))])
def test_the_stories_of_a_day_are_items_of_their_own(form, pages) -> None:
    headlines = ("周启明会见外宾", "兰川春播面积稳中有增", "云台县建成文化站")
    found = list_items(CASES / "06-day-title-then-stories" / "in" / form)
    assert found == list(zip(pages or (None,) * 3, headlines, strict=True))


def test_page_and_number_stand_in_the_name_of_a_file() -> None:
    pages = read_pages(CASES / "07-file-name-date-page-number" / "in")
    assert sorted(pages["page"]) == [1, 2, 3]
    assert set(pages["date"]) == {pd.Timestamp("2025-03-18")}
    assert pages["newspaper"].dropna().tolist() == ["rmrb"]


@pytest.mark.parametrize(("form", "count"), [("array", 2), ("object", 1), ("nested", 2)])
def test_json_that_is_not_lines_is_read(form, count) -> None:
    articles = read_articles(CASES / "08-json-arrays" / form)
    assert len(articles) == count
    assert articles["date"].notna().all()


def test_saved_web_pages_have_their_day_and_the_newspaper_of_their_source() -> None:
    pages = read_pages(CASES / "14-date-of-saved-web-pages" / "in")
    assert pages["date"].tolist() == [pd.Timestamp("2024-03-05")] * 5
    assert pages["newspaper"].dropna().tolist() == ["求是"]


def test_archived_volumes_have_page_byline_and_dateline() -> None:
    articles = split_articles(read_pages(CASES / "17-people-daily-1946-2003-text-form" / "in"))
    assert articles["page"].tolist() == [1, 1, 4]
    assert articles["deck"].isna().all()
    first, _, last = articles.to_dict("records")
    assert (first["place"], first["date_text"]) == ("兰川", "十五日")
    assert last["byline"] == "梁子墨"


def test_headings_with_links_head_their_articles() -> None:
    found = list_items(CASES / "20-html-headings-lost" / "in")
    headlines = ("周启明在云台县调研", "不断创造新的业绩", "兰川春播面积稳中有增")
    assert found == [(1, headline) for headline in headlines]
