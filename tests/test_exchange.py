"""What is handed to other programs comes back whole, and what they give is read right."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis import (
    InputError,
    build_tables,
    count_mentions,
    find_mentions,
    find_phrases,
    link_people,
    read_corpus,
    read_labels,
    read_pages,
    split_articles,
    write_corpus,
    write_network,
    write_workbook,
)
from analysis.evaluate import evaluate_gold
from analysis.pipeline.stages import list_stages, list_tables
from analysis.schema import TABLES

TABLE_FORMS = [
    (form, suffix) for form in ("tif", "americanstories") for suffix in ("csv", "parquet")
]
LABELLED_FORMS = [("doccano", "jsonl"), ("conll", "conll"), ("spacy", "spacy")]
ARTICLE = pd.DataFrame(
    {
        "article_id": ["a#1"],
        "headline": ["林悦调研 春耕"],
        "text": ["市长林悦强调,要贯彻习近平新时代\n中国特色社会主义思想。"],
    }
)


def need_spacy(form: str) -> None:
    if form == "spacy":
        pytest.importorskip("spacy", reason="spaCy is not installed: pip install -e .[spacy]")


@pytest.fixture(scope="module")
def sample(root: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    items = split_articles(read_pages(root / "data" / "sample"))
    few = items[items["date"] == items["date"].min()].reset_index(drop=True)
    return few, find_mentions(few), find_phrases(few)


def make_odd_articles() -> pd.DataFrame:
    """What files lose most easily: empty beside missing, quotes, line ends, ids like numbers."""
    return pd.DataFrame(
        {
            "article_id": ["007", "NA", "c"],
            "date": pd.to_datetime(["2024-03-05", None, "1949-10-01"]),
            "page": pd.array([1, None, 12], dtype="Int64"),
            "headline": ["", None, '他说:"好",\n又说'],
            "reporters": [["谷明", "林悦"], [], None],
            "complete": pd.array([True, None, False], dtype="boolean"),
            "text": ["一\r\n二\u2028三\t# 四", "", "NA"],
            "section": ["要闻", None, ""],
            "words": [3, 0, 1],
        }
    )


@pytest.mark.parametrize(("form", "suffix"), [*TABLE_FORMS, *LABELLED_FORMS])
def test_articles_come_back_as_they_were(
    sample: tuple[pd.DataFrame, ...], tmp_path: Path, form: str, suffix: str
) -> None:
    need_spacy(form)
    articles, mentions, phrases = sample
    before = articles.copy(deep=True)
    labels = {} if (form, suffix) in TABLE_FORMS else {"mentions": mentions, "phrases": phrases}
    read = read_corpus(write_corpus(articles, tmp_path / f"a.{suffix}", form=form, **labels))
    assert_frame_equal(read.articles, articles)
    assert_frame_equal(articles, before)
    if labels:
        assert len(mentions) > 30
        assert phrases["inside"].notna().any()
        assert_frame_equal(read.mentions, mentions)
        assert_frame_equal(read.phrases, phrases)


@pytest.mark.parametrize(("form", "suffix"), [*TABLE_FORMS, *LABELLED_FORMS])
def test_odd_cells_come_back_as_they_were(tmp_path: Path, form: str, suffix: str) -> None:
    need_spacy(form)
    odd = make_odd_articles()
    read = read_corpus(write_corpus(odd, tmp_path / f"odd.{suffix}", form=form)).articles
    for column in odd.columns:
        got, meant = (table[column].astype(object).tolist() for table in (read, odd))
        assert [None if x is None or x is pd.NA or x is pd.NaT or x != x else x for x in got] == [
            None if x is None or x is pd.NA or x is pd.NaT or x != x else x for x in meant
        ], column
    assert [*read.columns] == [*(own.name for own in TABLES["articles"]), "section", "words"]


def test_tif_is_what_its_readers_expect(tmp_path: Path) -> None:
    file = write_corpus(make_odd_articles(), tmp_path / "tif.csv", form="tif")
    plain = pd.read_csv(file, dtype=str, keep_default_na=False)
    assert [*plain.columns[:2]] == ["doc_id", "text"]
    assert plain["doc_id"].is_unique
    assert plain["date"].tolist() == ["2024-03-05", "", "1949-10-01"]


def test_base_r_reads_tif_as_it_was_written(tmp_path: Path) -> None:
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip("R is not installed")
    odd = pd.DataFrame(
        {
            "article_id": ["a", "b", "c"],
            "headline": ['“春耕”与"夏种"', None, "=1+1"],
            "text": ['会议,指出："好"。\n第二段；', "𠮷林\\n完", " 前后有空格 "],
        }
    )
    file = write_corpus(odd, tmp_path / "tif.csv", form="tif")
    code = (
        "a <- read.csv(commandArgs(TRUE)[1], encoding = 'UTF-8', colClasses = 'character');"
        "cat(names(a)[1:2], nrow(a), a$doc_id, nchar(a$text), sep = '\\n');"
        "for (text in a$text) cat('\\n|', text, sep = '')"
    )
    told = subprocess.run(
        [rscript, "--vanilla", "-e", code, str(file)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        check=True,
    ).stdout
    facts, *texts = told.split("\n|")
    assert facts.split() == ["doc_id", "text", "3", "a", "b", "c", *map(str, odd["text"].str.len())]
    assert texts == odd["text"].tolist()


def test_american_stories_are_read_as_they_are_published(tmp_path: Path) -> None:
    row = {
        "article_id": "1_1870-01-01_p1_sn82014899",
        "newspaper_name": "The weekly Arizona miner.",
        "edition": "01",
        "date": "1870-01-01",
        "page": "p1",
        "headline": "",
        "byline": "",
        "article": "A text.",
    }
    pd.DataFrame([row]).to_parquet(tmp_path / "theirs.parquet")
    corpus = read_corpus(tmp_path / "theirs.parquet")
    assert corpus.articles["page"].tolist() == [1]
    assert corpus.articles["newspaper"].tolist() == [row["newspaper_name"]]
    file = write_corpus(corpus.articles, tmp_path / "ours.parquet", form="americanstories")
    ours = pd.read_parquet(file)
    assert [*ours.columns[:8]] == [*row]
    assert ours[["edition", "page"]].values.tolist() == [["01", "p1"]]


def test_what_r_writes_is_read(tmp_path: Path) -> None:
    text = '"doc_id","text","headline","complete"\n"a","会议","NA",TRUE\n"b","春耕",NA,NA\n'
    (tmp_path / "r.csv").write_text(text, encoding="utf-8")
    articles = read_corpus(tmp_path / "r.csv", form="tif").articles
    assert articles["headline"].fillna("–").tolist() == ["NA", "–"]
    assert articles["complete"].fillna(False).tolist() == [True, False]


def change_doccano(file: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    for number, row in enumerate(rows):
        row["id"] = number  # as the tool numbers its texts
        change(row)
    exported = file.with_name("exported.jsonl")
    exported.write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
    )
    return exported


def test_doccano_itself_gives_back_all_but_the_label_that_was_taken_away_there(
    sample: tuple[pd.DataFrame, ...], root: Path, tmp_path: Path
) -> None:
    python = os.environ.get("DOCCANO_PYTHON")
    if not python:
        pytest.skip("doccano lives in an environment of its own: make doccano")
    articles, mentions, phrases = sample
    labels = {"mentions": mentions, "phrases": phrases}
    given = write_corpus(articles, tmp_path / "given.jsonl", form="doccano", **labels)
    exported = tmp_path / "exported.jsonl"
    script = root / "tests" / "through_doccano.py"
    command = [python, str(script), str(given), str(exported), "actor/official"]
    subprocess.run(command, check=True, cwd=tmp_path)
    lines = [json.loads(line) for line in exported.read_text(encoding="utf-8").splitlines()]
    assert {"id", "text", "label", "Comments", "article_id", "dangbao"} == {*lines[0]}
    read = read_corpus(exported)
    assert_frame_equal(read.articles, articles)
    assert_frame_equal(read.phrases, phrases)
    officials = mentions.query("kind == 'actor' and group == 'official'")
    assert_frame_equal(
        read.mentions, mentions.drop(officials.index[0]).reset_index(drop=True), check_like=True
    )
    figures, _ = evaluate_gold(read_labels(exported), peers=())
    recall = figures.set_index(["section", "figure"])["value"]["people.exported", "recall"]
    assert recall == 1


def test_labels_decide_and_the_rest_comes_back(tmp_path: Path) -> None:
    mentions, phrases = find_mentions(ARTICLE), find_phrases(ARTICLE)
    assert mentions[["part", "name"]].values.tolist() == [
        ["headline", "林悦"],
        ["body", "林悦"],
        ["body", "习近平"],
    ]
    file = write_corpus(
        ARTICLE, tmp_path / "a.jsonl", form="doccano", mentions=mentions, phrases=phrases
    )

    def change(row: dict[str, Any]) -> None:
        people = [span for span in row["label"] if span[2] != "phrase"]
        rest = [span for span in row["label"] if span[2] == "phrase"]
        people[0][2] = "cited/other"
        at = row["text"].index("春耕")
        row["label"] = [*people[:2], *rest, [at, at + 2, "phrase"], [8, 10, "BOSS"]]

    exported = change_doccano(file, change)
    with pytest.raises(InputError, match=r"has the label 'BOSS'.*labels="):
        read_corpus(exported)
    read = read_corpus(exported, labels={"BOSS": "actor"})
    rows = read.mentions[["part", "name", "kind", "start"]].values.tolist()
    # 习近平 was taken away; 8 is the first character of the body, where 市长 stands.
    assert rows == [
        ["headline", "林悦", "cited", 0],
        ["body", "市长", "actor", 0],
        ["body", "林悦", "actor", 2],
    ]
    assert read.mentions["titles"].tolist() == [[], [], ["市长"]]
    assert read.mentions["group"].isna().tolist() == [False, True, False]
    assert "春耕" in read.phrases["phrase"].tolist()
    assert len(read.phrases) == len(phrases) + 1


def test_a_new_label_knows_its_place_on_the_page(
    sample: tuple[pd.DataFrame, ...], tmp_path: Path
) -> None:
    articles, mentions, _ = sample
    file = write_corpus(articles, tmp_path / "a.jsonl", form="doccano")

    def label_all(row: dict[str, Any]) -> None:
        offsets = row["dangbao"]["parts"]
        own = mentions[mentions["article_id"] == row["article_id"]]
        row["label"] = [
            [offsets[part] + start, offsets[part] + end, f"{kind}/{group}"]
            for part, start, end, kind, group in own[
                ["part", "start", "end", "kind", "group"]
            ].values.tolist()
        ]

    read = read_corpus(change_doccano(file, label_all)).mentions
    columns = ["article_id", "newspaper", "date", "page", "surface", "kind", "group"]
    columns += ["part", "start", "end", "line", "column"]
    order = ["article_id", "line", "column"]
    assert_frame_equal(
        *(table.sort_values(order)[columns].reset_index(drop=True) for table in (read, mentions))
    )


def test_what_a_flat_form_hides_comes_back_with_what_hides_it(tmp_path: Path) -> None:
    text = pd.DataFrame({"article_id": ["a"], "text": ["整治形式主义为基层减负"]})
    rows = {"article_id": "a", "part": "body", "phrase": ["整治形式主义为基层减负", "减负"]}
    phrases = pd.DataFrame({**rows, "surface": rows["phrase"], "start": [0, 9], "end": [11, 11]})
    file = write_corpus(text, tmp_path / "a.conll", form="conll", phrases=phrases)
    assert read_corpus(file).phrases["phrase"].tolist() == rows["phrase"]
    changed = tmp_path / "changed.conll"
    written = file.read_text(encoding="utf-8")
    changed.write_text(written.replace("B-phrase", "O").replace("I-phrase", "O"), encoding="utf-8")
    assert read_corpus(changed).phrases.empty


def test_conll_of_others_is_read(tmp_path: Path) -> None:
    lines = ["市 O", "长 O", "林 B-PER", "悦 I-PER", "", "谷 B-PER", "明 I-PER", "到 O", ""]
    (tmp_path / "msra.conll").write_text("\n".join(lines), encoding="utf-8")
    read = read_corpus(tmp_path / "msra.conll", labels={"PER": "actor/other"})
    assert read.articles["text"].tolist() == ["市长林悦\n谷明到"]
    assert read.mentions[["name", "start", "end"]].values.tolist() == [
        ["林悦", 2, 4],
        ["谷明", 5, 7],
    ]


def test_spacy_reads_people_as_entities(tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy", reason="spaCy is not installed: pip install -e .[spacy]")
    from spacy.tokens import DocBin

    file = write_corpus(
        ARTICLE, tmp_path / "a.spacy", form="spacy", mentions=find_mentions(ARTICLE),
        phrases=find_phrases(ARTICLE),
    )  # fmt: skip
    nlp = spacy.blank("zh")
    docs = list(DocBin().from_disk(file).get_docs(nlp.vocab))
    assert [(one.text, one.label_) for one in docs[0].ents] == [
        ("林悦", "actor/official"),
        ("林悦", "actor/official"),
        ("习近平", "formula/official"),
    ]
    assert "习近平新时代" in docs[0].spans["phrases"][0].text
    # Corrected there: the entity that was taken away is gone here, the rest is as before.
    docs[0].set_ents(list(docs[0].ents)[1:])
    DocBin(docs=docs, store_user_data=True).to_disk(tmp_path / "corrected.spacy")
    assert read_corpus(tmp_path / "corrected.spacy").mentions["start"].tolist() == [2, 10]


@pytest.mark.parametrize(("form", "suffix"), LABELLED_FORMS)
def test_labels_measure_the_package(tmp_path: Path, form: str, suffix: str) -> None:
    need_spacy(form)
    mentions, phrases = find_mentions(ARTICLE), find_phrases(ARTICLE)
    # The labels: without the person in the headline, and one group otherwise.
    labelled = mentions[1:].assign(group=["other", "official"])
    file = write_corpus(
        ARTICLE, tmp_path / f"mine.{suffix}", form=form, mentions=labelled, phrases=phrases
    )
    gold = read_labels(file)
    assert gold.mentions[["line", "column", "surface"]].values.tolist() == [
        [2, 3, "林悦"],
        [2, 11, "习近平"],
    ]
    for labels in (gold, file):
        figures, errors = evaluate_gold(labels, peers=())
        value = figures.set_index(["section", "figure"])["value"]
        assert value["people.mine", "recall"] == 1
        assert value["people.mine", "precision"] == pytest.approx(2 / 3)
        assert value["people.mine", "group"] == 1 / 2
        assert value["phrases.mine", "f1"] == 1
        # Titles are not labelled, so nothing is said of them.
        assert "titles" not in set(figures["figure"])
        assert errors[["line", "column", "figure"]].values.tolist() == [
            [1, 1, "invented"],
            [2, 3, "group"],
        ]


def test_nothing_of_the_users_is_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    write_corpus(ARTICLE, file, form="doccano")
    write_corpus(ARTICLE.assign(text="会议召开。"), file, form="doccano")  # ours, and unchanged
    labelled = file.read_text(encoding="utf-8").replace(
        '"label": []', '"label": [[9, 11, "phrase"]]'
    )
    file.write_text(labelled, encoding="utf-8")
    with pytest.raises(InputError, match=r"changed since, and is not overwritten\. Move it away"):
        write_corpus(ARTICLE, file, form="doccano")
    assert file.read_text(encoding="utf-8") == labelled
    for write, name in (
        (lambda path: write_workbook({"a": ARTICLE}, path), "theirs.xlsx"),
        (lambda path: write_network(link_people(find_mentions(ARTICLE)), path), "theirs.gexf"),
    ):
        (tmp_path / name).write_text("mine", encoding="utf-8")
        with pytest.raises(InputError, match="is not overwritten"):
            write(tmp_path / name)
        assert (tmp_path / name).read_text(encoding="utf-8") == "mine"


def test_what_cannot_be_handed_over_is_said(tmp_path: Path) -> None:
    mentions = find_mentions(ARTICLE)
    with pytest.raises(InputError, match=r"has no place for labels.*doccano"):
        write_corpus(ARTICLE, tmp_path / "a.csv", form="tif", mentions=mentions)
    with pytest.raises(InputError, match=r"ends in \.csv or \.parquet"):
        write_corpus(ARTICLE, tmp_path / "a.txt", form="tif")
    with pytest.raises(InputError, match="Did you mean 'doccano'"):
        write_corpus(ARTICLE, tmp_path / "a.jsonl", form="docano")
    with pytest.raises(InputError, match="as they were searched"):
        write_corpus(
            ARTICLE.assign(text="另一篇"), tmp_path / "a.jsonl", form="doccano", mentions=mentions
        )
    with pytest.raises(InputError, match="not among the articles"):
        write_corpus(
            ARTICLE.assign(article_id="b"), tmp_path / "a.jsonl", form="doccano", mentions=mentions
        )
    ARTICLE.to_csv(tmp_path / "other.csv")
    with pytest.raises(InputError, match="read_articles"):
        read_corpus(tmp_path / "other.csv")
    file = write_corpus(ARTICLE, tmp_path / "a.jsonl", form="doccano")
    (tmp_path / "b.jsonl").write_text(
        file.read_text(encoding="utf-8").replace("林悦调研", "林悦市长调研"), encoding="utf-8"
    )
    with pytest.raises(InputError, match="was changed"):
        read_corpus(tmp_path / "b.jsonl")
    (tmp_path / "c.jsonl").write_text('{"text": "会", "label": [[0, 5, "phrase"]]}')
    with pytest.raises(InputError, match="does not stand in the text, which has 1"):
        read_corpus(tmp_path / "c.jsonl")
    (tmp_path / "d.jsonl").write_text('{"text": "会", "label": [[0]]}')
    with pytest.raises(InputError, match="line 1 is no labelled text"):
        read_corpus(tmp_path / "d.jsonl")


def test_a_workbook_is_read_by_openpyxl(sample: tuple[pd.DataFrame, ...], tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed: .[xlsx]")
    _, mentions, phrases = sample
    odd = pd.DataFrame({"term": ["=1+1", "会\x01议", None], "share": [0.5, None, 1.0]})
    tables = {"mentions": mentions, "phrases": phrases, "odd": odd}
    book = openpyxl.load_workbook(write_workbook(tables, tmp_path / "tables.xlsx"))
    assert book.sheetnames == [*tables]
    rows = list(book["mentions"].values)
    assert rows[0] == tuple(mentions.columns)
    read = pd.DataFrame(rows[1:], columns=rows[0])
    for column in ("article_id", "name", "line", "start", "date"):
        assert read[column].tolist() == mentions[column].tolist()
    assert read["titles"].fillna("").tolist() == mentions["titles"].map("; ".join).tolist()
    assert [*book["odd"].values][1:] == [("=1+1", 0.5), ("会\ufffd议", None), (None, 1)]
    assert book["odd"]["A2"].data_type == "s"
    with pytest.raises(InputError, match="name of a sheet"):
        write_workbook({"a/b": odd}, tmp_path / "b.xlsx")
    with pytest.raises(InputError, match="a cell holds 32,767"):
        write_workbook({"a": pd.DataFrame({"text": ["长" * 32_768]})}, tmp_path / "b.xlsx")


def test_a_network_is_read_by_networkx(sample: tuple[pd.DataFrame, ...], tmp_path: Path) -> None:
    articles, mentions, _ = sample
    links, people = link_people(mentions), count_mentions(mentions, articles=articles)
    graph = nx.read_gexf(write_network(links, tmp_path / "people.gexf", people=people))
    read = nx.to_pandas_edgelist(graph)
    pairs = {
        frozenset(ends): weight
        for *ends, weight in read[["source", "target", "weight"]].values.tolist()
    }
    rows = links[["source", "target", "count"]].values.tolist()
    assert pairs == {frozenset((one, other)): count for one, other, count in rows}
    assert set(graph) == {*people["name"], *links["source"], *links["target"]}
    first = people.iloc[0]
    node = graph.nodes[first["name"]]
    assert (node["group"], node["count"]) == (first["group"], first["count"])
    assert {data["first"] for *_, data in graph.edges(data=True)} == set(
        links["first"].dt.strftime("%Y-%m-%d")
    )
    with pytest.raises(InputError, match="more than once"):
        write_network(links, tmp_path / "b.gexf", people=pd.concat([people, people]))


def test_the_folder_of_tables_is_a_data_package(root: Path, tmp_path: Path) -> None:
    frictionless = pytest.importorskip(
        "frictionless", reason="frictionless is not installed: .[dev]"
    )
    source = tmp_path / "pages"
    source.mkdir()
    pages = sorted((root / "data" / "sample").glob("lanchuan*.md"))
    for page in (pages[0], pages[-1]):
        (source / page.name).write_bytes(page.read_bytes())
    out = tmp_path / "out"
    build_tables(source, out, workers=1)
    descriptor = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    package = frictionless.Package.from_descriptor(descriptor)
    made = [table for stage in list_stages("pages") for table in list_tables(stage)]
    assert package.resource_names == made
    for resource in package.resources:
        files = [resource.path, *resource.extrapaths]
        assert {own.suffix for own in (out / resource.name).rglob("*.*")} == {".parquet"}
        assert sorted(files) == sorted(
            own.relative_to(out).as_posix() for own in (out / resource.name).rglob("*.parquet")
        )
        table = pd.concat([pd.read_parquet(out / file) for file in files])
        assert resource.schema.field_names == [*table.columns]
        for field in resource.schema.fields:
            if field.constraints.get("required"):
                assert table[field.name].notna().all()
            if "enum" in field.constraints:
                assert set(table[field.name].dropna()) <= set(field.constraints["enum"])
    # A month that goes is no longer described; nothing that is yours is replaced.
    (source / pages[-1].name).unlink()
    build_tables(source, out, workers=1)
    text = (out / "datapackage.json").read_text(encoding="utf-8")
    assert isinstance(json.loads(text)["resources"][0]["path"], str)
    (out / "datapackage.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match=r"datapackage\.json was not written by dangbao"):
        build_tables(source, out, workers=1)
    assert (out / "datapackage.json").read_text(encoding="utf-8") == "{}"
