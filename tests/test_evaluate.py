"""The measuring: figures on tables small enough to count by eye, refusals, floors, agreement."""

import json
import re
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from sklearn.metrics import cohen_kappa_score, f1_score

from analysis.cli import dangbao
from analysis.evaluate import (
    evaluate_gold,
    evaluate_items,
    evaluate_people,
    evaluate_themes,
    format_figures,
    list_errors,
    match_items,
    match_joins,
    match_mentions,
    match_themes,
    measure_agreement,
    read_page_gold,
    read_text_gold,
    split_at_headings,
    tag_names,
)
from analysis.schema import InputError, make_table

PAGE = """## 会议少开

本报讯 (记者 夏小满) 3月13日,市长谭启文在澜川说,会要少开,
文要短写。

## 春耕开始
"""
LABELS: dict[str, Any] = {
    "page": "elsewhere/one.md",
    "items": [
        {
            "kind": "article", "headline": "会议少开", "deck": None, "reporters": ["夏小满"],
            "lines": [1, 4], "complete": True, "joined": [[3, 4]], "theme": "减负与作风",
        },
        {
            "kind": "article", "headline": "春耕开始", "deck": None, "reporters": [],
            "lines": [6, 6], "complete": True, "joined": [], "theme": None,
        },
    ],
    "people": {"夏小满": {"group": "journalist"}, "谭启文": {"group": "official"}},
    "mentions": [
        {"name": "夏小满", "line": 3, "column": 9, "kind": "byline", "titles": ["记者"]},
        {"name": "谭启文", "line": 3, "column": 22, "kind": "actor", "titles": ["市长"]},
    ],
}  # fmt: skip


def write_gold(folder: Path, labels: dict[str, Any], page: str = PAGE) -> Path:
    (folder / "gold").mkdir(parents=True)
    (folder / "one.md").write_text(page, encoding="utf-8")
    (folder / "gold" / "one.json").write_text(json.dumps(labels), encoding="utf-8")
    return folder / "gold"


def change(labels: dict[str, Any], where: str, at: int, **values: Any) -> dict[str, Any]:
    changed = json.loads(json.dumps(labels))
    changed[where][at].update(values)
    return changed


def read_figures(figures: pd.DataFrame) -> dict[str, float]:
    return dict(zip(figures["figure"], figures["value"], strict=True))


# --- items and joins ------------------------------------------------------------------------------


def make_items(page: str, *runs: list[list[int]], **columns: list[Any]) -> pd.DataFrame:
    filled = {
        "article_id": [f"{page}#{number}" for number in range(1, len(runs) + 1)],
        "page_id": [page] * len(runs),
        "lines": list(runs),
        "first_line": [run[0][0] for run in runs],
        "kind": ["article"] * len(runs),
        "reporters": [[] for _ in runs],
        "complete": [True] * len(runs),
        "joined": [[] for _ in runs],
    }
    return make_table("articles", {**filled, **columns})


def label_items(page: str, *runs: list[list[int]], **columns: list[Any]) -> pd.DataFrame:
    items = make_items(page, *runs, **columns)
    items = items.rename(columns={"page_id": "unit", "first_line": "line"})
    return items.assign(lines=items["lines"].map(str))


FOUND = make_items(
    "a", [[1, 4]], [[6, 9], [12, 13]], [[10, 11]],
    headline=["会议少开", "春耕开始", None], kind=["article", "notice", "caption"],
    joined=[[[1, 2, 4]], [], []],
)  # fmt: skip
GOLD = label_items(
    "a", [[1, 4]], [[6, 9], [12, 13]], [[10, 10]], [[11, 11]],
    headline=["会议少开", None, None, None], kind=["article", "article", "caption", "folio"],
    joined=[[[1, 2], [3, 4]], [], [], []],
)  # fmt: skip


def test_items_count_only_where_all_their_runs_are_exact() -> None:
    items = match_items(FOUND, gold=GOLD)
    figures = read_figures(evaluate_items(items, joins=match_joins(FOUND, gold=GOLD)))
    assert figures["boundaries"] == pytest.approx(2 * 2 / (3 + 4))
    # Of the two that were found one has the right kind, the same one the right headline.
    assert figures["kind"] == figures["headline"] == 1 / 2
    assert figures["deck"] == figures["reporters"] == figures["complete"] == 1


def test_a_join_is_a_pair_of_neighbouring_lines() -> None:
    joins = match_joins(FOUND, gold=GOLD)
    # Found 1–2 and 2–4, labelled 1–2 and 3–4.
    figures = read_figures(evaluate_items(match_items(FOUND, gold=GOLD), joins=joins))
    assert figures["join_precision"] == figures["join_recall"] == 1 / 2
    errors = list_errors(joins)
    assert errors[["line", "what", "figure"]].to_numpy().tolist() == [
        [2, "2–4", "invented"], [3, "3–4", "missed"],
    ]  # fmt: skip


def test_errors_of_items_say_what_was_labelled_and_what_was_found() -> None:
    errors = list_errors(match_items(FOUND, gold=GOLD))
    rows = errors[["line", "figure", "labelled", "found"]].to_numpy().tolist()
    assert rows == [
        [6, "kind", "article", "notice"],
        [6, "headline", "–", "春耕开始"],
        [10, "missed", "", ""],
        [10, "invented", "", ""],
        [11, "missed", "", ""],
    ]


# --- people ---------------------------------------------------------------------------------------

MENTIONS = make_table(
    "mentions",
    {
        "line": [1, 1, 2, 3],
        "column": [1, 9, 1, 5],
        "surface": ["谭启文", "顾维", "谭启文", "江成"],
        "name": ["谭启文", "顾维", "谭启文", "江成"],
        "kind": ["actor", "actor", "cited", "actor"],
        "group": ["official", "other", "official", "official"],
        "titles": [["市长", "市委副书记"], [], ["总书记"], []],
    },
).assign(unit=["a", "a", "a", "b"])


def label_people(**columns: list[Any]) -> pd.DataFrame:
    filled = {
        "unit": ["a", "a", "a"],
        "register": ["local"] * 3,
        "line": [1, 1, 2],
        "column": [1, 9, 1],
        "surface": ["谭启文", "顾维岳", "谭启文"],
        "name": ["谭启文", "顾维岳", "谭启文"],
        "kind": ["actor", "actor", "actor"],
        "group": ["official", "official", "official"],
        "titles": [["市委副书记", "市长"], ["市委书记"], []],
        "whole": [False] * 3,
    }
    return pd.DataFrame({**filled, **columns})


def test_mentions_count_where_the_span_is_exact_and_titles_are_a_set() -> None:
    figures = read_figures(evaluate_people(match_mentions(MENTIONS, gold=label_people())))
    assert figures["precision"] == 2 / 4
    assert figures["recall"] == 2 / 3
    assert figures["f1"] == pytest.approx(2 * 2 / (4 + 3))
    assert figures["kind"] == 1 / 2
    assert figures["group"] == 1
    assert figures["titles"] == 1 / 2


def test_titles_labelled_of_a_person_are_compared_once_and_together() -> None:
    titles = [["市长", "市委副书记", "总书记"], ["市委书记"], None]
    gold = label_people(titles=titles, whole=[True] * 3)
    figures = evaluate_people(match_mentions(MENTIONS, gold=gold)).set_index("figure")
    assert figures.loc["titles", ["value", "n"]].tolist() == [1, 1]


def test_errors_of_people_stand_in_the_order_of_the_page() -> None:
    errors = list_errors(match_mentions(MENTIONS, gold=label_people()))
    rows = errors[["unit", "line", "what", "figure", "labelled", "found"]].to_numpy().tolist()
    assert sorted(rows[:2]) == [
        ["a", 1, "顾维", "invented", "", ""],
        ["a", 1, "顾维岳", "missed", "", ""],
    ]
    assert rows[2:] == [
        ["a", 2, "谭启文", "kind", "actor", "cited"],
        ["a", 2, "谭启文", "titles", "–", "总书记"],
        ["b", 3, "江成", "invented", "", ""],
    ]


def test_what_is_measured_is_not_changed() -> None:
    mentions, gold = MENTIONS.copy(deep=True), label_people()
    found, items = FOUND.copy(deep=True), GOLD.copy(deep=True)
    matches = match_mentions(mentions, gold=gold)
    before = matches.copy(deep=True)
    evaluate_people(matches)
    list_errors(matches)
    match_items(found, gold=items)
    pd.testing.assert_frame_equal(mentions, MENTIONS)
    pd.testing.assert_frame_equal(gold, label_people())
    pd.testing.assert_frame_equal(matches, before)
    pd.testing.assert_frame_equal(found, FOUND)
    pd.testing.assert_frame_equal(items, GOLD)


# --- themes, intervals, agreement -----------------------------------------------------------------


def make_themes(found: list[str | None], labels: list[str | None]) -> pd.DataFrame:
    ids = [f"t{number}" for number in range(len(labels))]
    rows = [(one, theme) for one, theme in zip(ids, found, strict=True) if theme]
    themes = make_table(
        "themes",
        {
            "article_id": [one for one, _ in rows],
            "theme": [theme for _, theme in rows],
            "rank": [1] * len(rows),
        },
    )
    gold = pd.DataFrame({"article_id": ids, "unit": ids, "register": None, "line": 1})
    return match_themes(themes, gold=gold.assign(theme=labels))


def test_themes_are_scored_as_scikit_learn_scores_them() -> None:
    rng = np.random.default_rng(7)
    names = ["外交", "法治人大政协", "生态环保", "民生社会"]
    labels = [names[number] for number in rng.integers(0, 4, 200)]
    found = [label if rng.random() < 0.7 else names[rng.integers(0, 4)] for label in labels]
    figures = read_figures(evaluate_themes(make_themes(found, labels)))
    assert figures["accuracy"] == np.mean(np.array(found) == np.array(labels))
    assert figures["macro_f1"] == pytest.approx(f1_score(labels, found, average="macro"))


def test_an_article_rightly_without_a_theme_is_right() -> None:
    figures = read_figures(
        evaluate_themes(make_themes([None, "外交", None], [None, "外交", "外交"]))
    )
    assert figures["accuracy"] == 2 / 3
    # No theme is not a theme: 外交 alone is averaged, found once of twice.
    assert figures["macro_f1"] == pytest.approx(2 * 1 / (1 + 2))


def test_the_interval_of_a_share_is_that_of_a_binomial() -> None:
    right = [True] * 70 + [False] * 30
    matches = make_themes(["外交" if one else "生态环保" for one in right], ["外交"] * 100)
    row = evaluate_themes(matches).set_index("figure").loc["accuracy"]
    # 0.7 ± 1.96 · √(0.7 · 0.3 / 100)
    assert row["low"] == pytest.approx(0.61, abs=0.02)
    assert row["high"] == pytest.approx(0.79, abs=0.02)
    pd.testing.assert_frame_equal(evaluate_themes(matches), evaluate_themes(matches))


def test_a_single_page_has_no_interval() -> None:
    figures = evaluate_items(match_items(FOUND, gold=GOLD), joins=match_joins(FOUND, gold=GOLD))
    assert figures[["low", "high"]].isna().all(axis=None)


def test_kappa_is_that_of_scikit_learn() -> None:
    rng = np.random.default_rng(3)
    first = rng.integers(0, 3, 90)
    second = np.where(rng.random(90) < 0.6, first, rng.integers(0, 3, 90))
    same, kappa = measure_agreement(first, second)
    assert same == np.mean(first == second)
    assert kappa == pytest.approx(cohen_kappa_score(first, second))
    with pytest.raises(InputError, match="same length"):
        measure_agreement([1, 2], [1])


# --- reading labels -------------------------------------------------------------------------------


def test_labels_of_a_page_are_read_with_the_page_they_name(tmp_path: Path) -> None:
    gold = read_page_gold(write_gold(tmp_path / "澜川", LABELS))
    assert gold.name == "澜川"
    assert gold.items["lines"].tolist() == ["[[1, 4]]", "[[6, 6]]"]
    assert gold.mentions["group"].tolist() == ["journalist", "official"]


WRONG = [
    (change(LABELS, "items", 0, lines=[]), "one.json: lines is"),
    (change(LABELS, "items", 0, lines=[1, "4"]), "one.json: lines is"),
    (change(LABELS, "mentions", 1, line="3"), "one.json: line is '3'; a number is meant"),
    ({**LABELS, "mentions": None}, "one.json: mentions is None; a list is meant"),
    (change(LABELS, "mentions", 1, column=20), "one.json: line 3: the label says '谭启文'"),
    (change(LABELS, "mentions", 1, line=40), "one.json: line 40"),
    (change(LABELS, "mentions", 1, kind="hero"), "one.json: kind is 'hero'"),
    (change(LABELS, "mentions", 1, name="无名"), "one.json"),
    (change(LABELS, "items", 0, kind="poem"), "one.json: kind is 'poem'"),
    ({**LABELS, "page": "two.md"}, "one.json: its page .*two.md is not there"),
    ({"page": "one.md"}, "one.json: a label lacks items"),
]


@pytest.mark.parametrize(("labels", "message"), WRONG, ids=[message for _, message in WRONG])
def test_labels_that_do_not_fit_are_refused_by_name(
    tmp_path: Path, labels: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read_page_gold(write_gold(tmp_path, labels))


def test_a_name_broken_by_a_column_is_labelled_by_what_stands_before_the_break(
    tmp_path: Path,
) -> None:
    page = PAGE.replace("谭启文在", "谭启\n文在")
    labels = change(LABELS, "mentions", 1, surface="谭启")
    gold = read_page_gold(write_gold(tmp_path, labels, page))
    assert gold.mentions["surface"].tolist() == ["夏小满", "谭启文"]


LOADER = "def load_text(folder, key):\n    return (folder / f'{key}.txt').read_text('utf-8')\n"
SPAN = {
    "start": 5, "end": 8, "surface": "谭启文", "name": "谭启文", "kind": "actor",
    "group": "official", "titles": [],
}  # fmt: skip


def write_texts(folder: Path, **span: Any) -> Path:
    folder.mkdir()
    (folder / "load.py").write_text(LOADER, encoding="utf-8")
    (folder / "t1.txt").write_text("好消息\n记谭启文到了。", encoding="utf-8")
    label = {"id": "t1", "register": "local", "mentions": [{**SPAN, **span}]}
    (folder / "people-look.jsonl").write_text(json.dumps(label) + "\n", encoding="utf-8")
    return folder


def test_labels_of_texts_kept_elsewhere_are_placed_by_line_and_column(tmp_path: Path) -> None:
    folder = write_texts(tmp_path / "texts")
    (gold,) = read_text_gold(folder, folder)
    assert gold.name == "look"
    assert gold.mentions[["line", "column"]].to_numpy().tolist() == [[2, 2]]


def test_a_span_that_does_not_read_back_is_refused_by_name(tmp_path: Path) -> None:
    folder = write_texts(tmp_path / "texts", start=4, end=7)
    with pytest.raises(InputError, match=r"people-look.jsonl: t1 at 4: the label says '谭启文'"):
        list(read_text_gold(folder, folder))


def test_texts_that_are_not_there_are_named(tmp_path: Path) -> None:
    folder = write_texts(tmp_path / "texts")
    with pytest.raises(InputError, match=r"people-look.jsonl: the text of t1 is not in"):
        list(read_text_gold(folder, tmp_path))


# --- peers ----------------------------------------------------------------------------------------


def test_a_general_tagger_gives_names_with_their_places() -> None:
    articles = pd.DataFrame({"article_id": ["a"], "text": ["市长张建国和李志强出席会议。"]})
    names = tag_names(articles, tagger="jieba")
    for surface, start, end in zip(names["surface"], names["start"], names["end"], strict=True):
        assert articles["text"][0][start:end] == surface
    assert "张建国" in set(names["surface"])


@pytest.mark.skipif(find_spec("thulac") is not None, reason="THULAC is installed")
def test_a_tagger_that_is_not_installed_is_named() -> None:
    with pytest.raises(InputError, match=r"pip install"):
        tag_names(pd.DataFrame({"article_id": ["a"], "text": ["会议。"]}), tagger="thulac")


def test_the_plain_split_begins_at_headings_and_nowhere_else() -> None:
    pages = pd.DataFrame({"page_id": ["p", "q"], "text": [PAGE, "无标题。\n\n# 标题\n文。\n"]})
    items = split_at_headings(pages)
    assert items["lines"].tolist() == [[[1, 4]], [[6, 6]], [[1, 1]], [[3, 4]]]


# --- the command ----------------------------------------------------------------------------------


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(dangbao, ["evaluate", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_the_command_prints_figures_and_errors_and_writes_both(tmp_path: Path) -> None:
    labels = change(LABELS, "mentions", 1, titles=["市长", "市委书记"])
    status, output, errors = run(write_gold(tmp_path / "own", labels), "--out", tmp_path / "out")
    assert (status, errors) == (0, "")
    assert "| own | boundaries | 1.000 |" in output
    assert "| people.own | recall | 1.000 |" in output
    assert "people.own one:3:22: 谭启文: titles 市委书记、市长 → 市长" in output
    written = pd.read_csv(tmp_path / "out" / "tables" / "evaluation.csv")
    assert written.loc[written["section"] == "own", "value"].iloc[0] == 1
    assert (tmp_path / "out" / "tables" / "evaluation_errors.csv").is_file()


def test_a_figure_under_its_floor_is_named_and_changes_the_status(tmp_path: Path) -> None:
    labels = change(LABELS, "mentions", 1, titles=["市长", "市委书记"])
    gold = write_gold(tmp_path / "own", labels)
    floors = tmp_path / "floors.json"
    floors.write_text('{"own": {"kind": 1}, "people.own": {"titles": 0.6}}', encoding="utf-8")
    status, output, errors = run(gold, "--floors", floors, "--out", tmp_path / "out")
    assert status == 1
    assert errors == "dangbao: under its floor: people.own titles\n"
    assert "| people.own | titles | 0.500 ✗ |" in output


def test_labels_without_texts_ask_for_the_texts(tmp_path: Path) -> None:
    status, output, errors = run(write_texts(tmp_path / "texts"), "--out", tmp_path / "out")
    assert (status, output) == (2, "")
    assert "--texts" in errors


def test_a_wrong_label_is_one_line_and_nothing_is_written(tmp_path: Path) -> None:
    gold = write_gold(tmp_path / "own", change(LABELS, "mentions", 0, column=1))
    status, output, errors = run(gold, "--out", tmp_path / "out")
    assert (status, output) == (2, "")
    assert errors.startswith("dangbao: one.json: line 3: ")
    assert errors.count("\n") == 1
    assert not (tmp_path / "out").exists()


# --- floors, and what the documents say -----------------------------------------------------------


SHOWN = "measure|unseen|held"  # sections of texts that are only measured: the README shows them


@pytest.fixture(scope="module")
def floors(root: Path) -> Path:
    return root / "tests" / "floors.json"


def list_low(figures: pd.DataFrame) -> list[str]:
    low = figures[figures["value"] < figures["floor"]]
    return [f"{row['section']} {row['figure']} {row['value']:.3f}" for _, row in low.iterrows()]


@pytest.fixture(scope="module")
def sample_figures(root: Path, floors: Path) -> pd.DataFrame:
    return evaluate_gold(root / "data" / "sample" / "gold", floors=floors).figures


@pytest.fixture(scope="module")
def papers_figures(root: Path, floors: Path) -> pd.DataFrame:
    return evaluate_gold(root / "data" / "papers" / "gold", floors=floors).figures


@pytest.fixture(scope="module")
def page_figures(shared: Path, floors: Path) -> pd.DataFrame:
    return evaluate_gold(shared / "gold", shared / "pages", floors=floors).figures


@pytest.fixture(scope="module")
def text_figures(
    root: Path, shared: Path, floors: Path, tmp_path_factory: pytest.TempPathFactory
) -> pd.DataFrame:
    """Of all labels; a general tagger, which is slow, is measured where the README shows it."""
    parts = []
    for peers in (("jieba",), ()):
        folder = tmp_path_factory.mktemp("labels") / "gold"
        shutil.copytree(root / "tests" / "gold", folder)
        for file in folder.glob("*.jsonl"):
            shown = re.search(f"{SHOWN}|themes", file.stem)
            if bool(shown) != bool(peers):
                file.unlink()
        parts.append(evaluate_gold(folder, texts=shared, floors=floors, peers=peers).figures)
    return pd.concat(parts, ignore_index=True)


def test_the_sample_is_read_above_its_floors(sample_figures: pd.DataFrame) -> None:
    assert sample_figures["floor"].notna().sum() >= 15
    assert list_low(sample_figures) == []


def test_the_second_paper_is_read_above_its_floors(papers_figures: pd.DataFrame) -> None:
    assert papers_figures["floor"].notna().all()
    assert list_low(papers_figures) == []


def test_the_real_page_is_read_above_its_floors(page_figures: pd.DataFrame) -> None:
    assert page_figures["floor"].notna().all()
    assert list_low(page_figures) == []


def test_real_texts_are_read_above_their_floors(text_figures: pd.DataFrame) -> None:
    # Invented texts that mislead are measured, and held to nothing.
    real = ~text_figures["section"].str.contains("traps")
    known = text_figures["value"].notna()  # of none of a kind there is nothing to hold
    assert text_figures.loc[real & known, "floor"].notna().all()
    assert text_figures.loc[~real, "floor"].isna().all()
    assert list_low(text_figures) == []


def test_every_floor_is_of_something_that_is_measured(
    floors: Path,
    sample_figures: pd.DataFrame,
    papers_figures: pd.DataFrame,
    page_figures: pd.DataFrame,
    text_figures: pd.DataFrame,
) -> None:
    figures = pd.concat([sample_figures, papers_figures, page_figures, text_figures])
    measured = set(zip(figures["section"], figures["figure"], strict=True))
    wanted = {
        (section, figure)
        for section, those in json.loads(floors.read_text(encoding="utf-8")).items()
        for figure in those
        # Measured by the tests of splitter, audit, weights, appointments, reuse, sheets and lists.
        if section not in ("composed", "audit", "reuse", "papers.reuse")
        and not section.startswith(
            ("people.list", "appointments", "successions", "typeset", "list.")
        )
    }
    assert wanted <= measured


def read_section(root: Path) -> list[str]:
    document = (root / "docs" / "evaluation.md").read_text(encoding="utf-8")
    found = re.search(r"<!-- evaluation -->\n(.*?)<!-- /evaluation -->", document, re.DOTALL)
    assert found is not None
    return re.findall(r"^\|.*\|$", found[1], re.MULTILINE)


def drop_thulac(table: list[str]) -> list[str]:
    """The table without the column of a tagger that is not always installed."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table]
    if "thulac" in rows[0]:
        at = rows[0].index("thulac")
        rows = [row[:at] + row[at + 1 :] for row in rows]
    return [" | ".join(row) for row in rows]


@pytest.mark.parametrize(
    "name", ["sample_figures", "papers_figures", "page_figures", "text_figures"]
)
def test_the_evaluation_says_what_is_measured(
    root: Path, name: str, request: pytest.FixtureRequest
) -> None:
    figures = request.getfixturevalue(name)
    printed = read_section(root)
    if name == "text_figures":  # the document shows what is only measured
        figures = figures[figures["section"].str.contains(SHOWN)]
    measured = format_figures(figures).split("\n")
    starts = [at for at, line in enumerate(printed) if line.startswith("| section |")]
    sections = set(figures["section"])
    for start, end in zip(starts, [*starts[1:], len(printed)], strict=True):
        if printed[start + 2].split("|")[1].strip() in sections:
            assert drop_thulac(printed[start:end]) == drop_thulac(measured)
            return
    raise AssertionError(f"the document has no table of {sorted(sections)}")


def list_passes(root: Path) -> dict[str, list[tuple[Any, Any]]]:
    """Pairs of labels of the first and of the second pass, by what is labelled."""
    pairs: dict[str, list[tuple[Any, Any]]] = {
        name: [] for name in ("begins", "item", "complete", "kind", "group", "theme")
    }
    passes = json.loads((root / "tests" / "gold" / "two-passes.json").read_text(encoding="utf-8"))
    for page in passes:
        both = (page["first"], page["second"])
        begins = [{run[0] for item in one["items"] for run in list_runs(item)} for one in both]
        text = (root / "data" / "sample" / page["page"]).read_text(encoding="utf-8").split("\n")
        pairs["begins"] += [
            (number in begins[0], number in begins[1])
            for number, line in enumerate(text, start=1)
            if line.strip()
        ]
        second = {str(list_runs(item)): item for item in both[1]["items"]}
        for item in both[0]["items"]:
            other = second.get(str(list_runs(item)), {})
            pairs["item"].append((item["kind"], other.get("kind")))
            pairs["complete"].append((item["complete"], other.get("complete")))
            if item["kind"] == "article":
                pairs["theme"].append((item["theme"], other.get("theme")))
        found = {(one["line"], one["column"], one["name"]): one for one in both[1]["mentions"]}
        assert len(found) == len(both[1]["mentions"]) == len(both[0]["mentions"])
        for mention in both[0]["mentions"]:
            other = found[mention["line"], mention["column"], mention["name"]]
            pairs["kind"].append((mention["kind"], other["kind"]))
            pairs["group"].append((mention["group"], other["group"]))
    return pairs


def list_runs(item: dict[str, Any]) -> list[list[int]]:
    runs: list[list[int]] = item["lines"]
    return runs if isinstance(runs[0], list) else [runs]


def test_the_agreement_of_two_passes_is_what_the_document_says(root: Path) -> None:
    document = (root / "docs" / "labelling.md").read_text(encoding="utf-8")
    for name, pairs in list_passes(root).items():
        same, kappa = measure_agreement(*zip(*pairs, strict=True))
        row = re.search(rf"^\| `{name}` \|.*\| (\d+) \| ([\d.]+) \| ([\d.]+) \|$", document, re.M)
        assert row is not None, name
        assert row.groups() == (str(len(pairs)), f"{same:.3f}", f"{kappa:.3f}")


def test_a_copy_of_the_labels_elsewhere_gives_the_same_figures(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "data" / "sample" / "gold", tmp_path / "labels")
    pages = root / "data" / "sample"
    here = evaluate_gold(pages / "gold", peers=()).figures
    there = evaluate_gold(tmp_path / "labels", pages, peers=()).figures
    pd.testing.assert_frame_equal(here, there)
