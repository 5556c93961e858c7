"""Every column of every table has a unit, and is written as its unit says, in both languages."""

import csv
import inspect
import math
from pathlib import Path

import pandas as pd
import pytest
from cells import FORMS, check_cells, read_cells
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis
from analysis import (
    audit_articles,
    build_tables,
    cluster_articles,
    compare_terms,
    count_mentions,
    count_offices,
    count_over_time,
    count_shared,
    count_tables,
    count_terms,
    count_themes,
    describe_clusters,
    describe_phrases,
    describe_reading,
    discover_phrases,
    drop_copies,
    drop_tokens,
    find_appointments,
    find_bursts,
    find_changes,
    find_collocates,
    find_context,
    find_copies,
    find_mentions,
    find_new_phrases,
    find_offices,
    find_organisations,
    find_phrases,
    find_reuse,
    gloss_terms,
    group_reuse,
    link_people,
    list_entries,
    list_firsts,
    list_offices,
    list_positions,
    list_repairs,
    list_successions,
    map_articles,
    match_people,
    measure_diffusion,
    measure_dispersion,
    measure_heat,
    measure_prominence,
    query_tables,
    rank_precedence,
    rate_absence,
    rate_candidates,
    read_articles,
    read_boxes,
    read_lexicon,
    read_pages,
    read_tables,
    read_themes,
    split_articles,
    tag_themes,
    tokenize,
)
from analysis.sheets.example import write_issue


@pytest.fixture(scope="module")
def tables(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """What each public function that makes a table makes of a few pages."""
    folder = tmp_path_factory.mktemp("pages")
    for page in sorted((root / "data" / "sample").glob("*.md"))[:9]:
        if page.name != "README.md":
            (folder / page.name).write_bytes(page.read_bytes())
    pages = read_pages(folder)
    articles = split_articles(pages)
    (folder / "texts").mkdir()
    articles[["article_id", "text"]].to_csv(folder / "texts" / "articles.csv", index=False)
    mentions = find_mentions(articles)
    offices = find_offices(mentions, articles=articles)
    phrases = find_phrases(articles)
    tokens = tokenize(articles, mentions=mentions, phrases=phrases)
    themes = tag_themes(articles)
    clusters = cluster_articles(tokens)
    found = phrases[phrases["phrase"].isin(phrases["phrase"].value_counts().index[:3])]
    counts = count_terms(phrases, articles=articles)
    days = count_over_time(found, freq="D", by="phrase", articles=articles)
    bursting = pd.DataFrame(
        {
            "phrase": "减负",
            "period": pd.date_range("2024-01-01", periods=6),
            "articles": [1, 0, 1, 8, 9, 1],
            "all_articles": 20,
        }
    )
    first = folder / f"{pages['page_id'].iloc[0]}.md"
    built = build_tables(first, tmp_path_factory.mktemp("tables"), workers=1).out
    same = pd.DataFrame({"article_id": ["a", "b"], "text": articles["text"].dropna().iloc[1]})
    same["newspaper"], same["date"] = ["人民日报", "大同日报"], pd.Timestamp("2024-03-01")
    reuse = find_reuse(same)
    stories = group_reuse(reuse, articles=same)
    appointments = find_appointments(articles, mentions=mentions)
    spells = list_offices(find_offices(mentions, articles=articles), appointments=appointments)
    held = pd.DataFrame({"name": ["谭启文"], "office": ["市长"], "since": ["2021-06-01"]})
    before = articles[articles["date"] < "2024-04-01"]
    earlier = before["date"] - pd.DateOffset(years=1)
    before = before.assign(article_id="2023 " + before["article_id"], date=earlier)
    new = find_new_phrases(pd.concat([before, articles]), since="2024-04-01")
    issue = write_issue(tmp_path_factory.mktemp("sheets") / "issue.pdf")
    sheets, boxes = read_pages(issue), read_boxes(issue)
    return {
        "read_pages": pages,
        "read_boxes": boxes,
        "split_articles": articles,
        "read_articles": read_articles(folder / "texts" / "articles.csv"),
        "read_tables": read_tables(folder, "articles")["articles"],
        "describe_reading": describe_reading(folder),
        "list_repairs": list_repairs(pages),
        "find_mentions": mentions,
        "find_phrases": phrases,
        "discover_phrases": discover_phrases(articles),
        "find_new_phrases": new,
        "list_entries": list_entries(new, phrases=new["phrase"].head(3)),
        "describe_phrases": describe_phrases(phrases, articles=articles),
        "tokenize": tokens,
        "drop_tokens": drop_tokens(tokens, shorter_than=2),
        "tag_themes": themes,
        "count_themes": count_themes(themes),
        "read_themes": read_themes(),
        "read_lexicon": read_lexicon("phrases"),
        "cluster_articles": clusters,
        "describe_clusters": describe_clusters(clusters, tokens=tokens),
        "map_articles": map_articles(tokens),
        "rate_candidates": rate_candidates(tokens),
        "count_terms": counts,
        "gloss_terms": gloss_terms(counts, lang="en"),
        "compare_terms": compare_terms(tokens, by="part", against="body"),
        "measure_dispersion": measure_dispersion(phrases, articles=articles),
        "list_positions": list_positions(phrases, articles=articles),
        "find_collocates": find_collocates(tokens, of="基层", fewest=1),
        "find_context": find_context(articles, of="减负"),
        "audit_articles": audit_articles(pd.concat([articles] * 2)),
        "drop_copies": drop_copies(articles),
        "find_copies": find_copies(same),
        "find_reuse": reuse,
        "group_reuse": stories,
        "count_shared": count_shared(reuse, articles=same),
        "measure_diffusion": measure_diffusion(stories, by="cluster", articles=same),
        "measure_prominence": measure_prominence(split_articles(sheets), pages=sheets, boxes=boxes),
        "count_over_time": days,
        "find_bursts": find_bursts(bursting),
        "find_changes": find_changes(days),
        "measure_heat": measure_heat(days),
        "list_firsts": list_firsts(phrases, by="phrase", articles=articles),
        "rate_absence": rate_absence(found, by="phrase", articles=articles),
        "count_mentions": count_mentions(mentions, articles=articles),
        "find_appointments": appointments,
        "list_offices": spells,
        "list_successions": list_successions(spells),
        "match_people": match_people(spells, held),
        "find_offices": offices,
        "count_offices": count_offices(offices, articles=articles),
        "find_organisations": find_organisations(articles),
        "rank_precedence": rank_precedence(mentions),
        "link_people": link_people(mentions),
        "count_tables": count_tables(built, "phrases"),
        "query_tables": query_tables(built, "select * from mentions"),
    }


def test_every_function_that_makes_a_table_is_tried_here(tables) -> None:
    makers = {
        name
        for name in analysis.__all__
        if inspect.isfunction(getattr(analysis, name))
        and "DataFrame" in str(inspect.signature(getattr(analysis, name)).return_annotation)
    } - {"check_table"}  # which gives back what it is given
    assert makers == set(tables)
    assert [name for name, table in tables.items() if table.empty] == []


def test_every_column_of_every_table_is_written_as_its_unit_says(tables, tmp_path) -> None:
    for table in tables.values():
        check_cells(table, tmp_path)


def test_a_column_without_a_unit_is_seen(tmp_path) -> None:
    with pytest.raises(AssertionError, match="mood"):
        check_cells(pd.DataFrame({"mood": [0.5]}), tmp_path)


def test_no_unit_stands_in_the_list_that_no_cell_is_written_in(root) -> None:
    with (root / "analysis" / "templates" / "units.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["unit"] for row in rows} == set(FORMS)
    assert len({(row["column"], row["beside"]) for row in rows}) == len(rows)
    # Where a column means two things, what stands beside it says which.
    for row in rows:
        others = [other for other in rows if other["column"] == row["column"]]
        assert len(others) == 1 or row["beside"], row


COMPARED = {"term": "减负", "log_ratio": 2.0, "percent_diff": 300.0}


@settings(deadline=None)
@given(st.floats(-60, 60), st.floats(-60, 60))
def test_the_interval_of_a_log_ratio_is_in_its_own_unit(
    tmp_path_factory: pytest.TempPathFactory, low: float, high: float
) -> None:
    table = pd.DataFrame([{**COMPARED, "low": low, "high": high}])
    shown = read_cells(table, tmp_path_factory.getbasetemp() / "ratios", "zh").iloc[0]
    assert math.isclose(float(shown["low"]), low, rel_tol=1e-3)
    assert math.isclose(float(shown["high"]), high, rel_tol=1e-3)


@settings(deadline=None)
@given(st.floats(0, 1), st.floats(0, 1))
def test_the_interval_of_a_share_is_in_per_cent(
    tmp_path_factory: pytest.TempPathFactory, low: float, high: float
) -> None:
    table = pd.DataFrame([{"term": "减负", "share": low, "low": low, "high": high}])
    shown = read_cells(table, tmp_path_factory.getbasetemp() / "shares", "zh").iloc[0]
    assert abs(float(shown["low"].removesuffix("%")) - 100 * low) < 0.051
    assert abs(float(shown["high"].removesuffix("%")) - 100 * high) < 0.051
    assert shown["share"] == shown["low"]


@pytest.mark.parametrize(("lang", "words"), [("zh", "仅见于此"), ("en", "only here")])
def test_what_the_other_side_lacks_is_said_in_words(tmp_path, lang, words) -> None:
    table = pd.DataFrame({**COMPARED, "percent_diff": [math.inf, 312.4, -100.0]})
    assert read_cells(table, tmp_path, lang)["percent_diff"].tolist() == [words, "312%", "-100%"]


def test_nothing_is_guessed_from_the_name_of_a_column(tmp_path) -> None:
    prices = pd.DataFrame({"item": ["米"], "low": [2.5], "high": [31.25], "mood": [0.1]})
    assert read_cells(prices, tmp_path, "zh").iloc[0].tolist() == ["米", "2.5", "31.25", "0.1"]


def test_what_is_held_as_categories_is_shown_in_its_words(tmp_path) -> None:
    words = pd.DataFrame({"term": ["减负", "春耕", "减负"], "kind": ["phrase", "word", "phrase"]})
    plain = read_cells(words, tmp_path, "en", "terms")
    shown = read_cells(words.astype("category"), tmp_path, "en", "terms")
    assert shown.to_numpy().tolist() == plain.to_numpy().tolist()
    assert shown["term"].tolist() == words["term"].tolist()
