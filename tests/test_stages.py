"""A stage says all that its rows depend on, so that a month is made anew when it must be."""

import json
import subprocess
import sys

import pytest
from stages import RECORD, make_record

from analysis.pipeline import stages
from analysis.pipeline.stages import STAGES, list_stages, list_stamps, stamp_clusters

WATCH = """
import sys
from analysis import read_articles
from analysis.pipeline.sources import find_source, read_unit, group_pages, survey_pages, list_surveys
from analysis.pipeline.stages import STAGES, list_stages, make_stage
source, stage = sys.argv[1:]
opened = set()
sys.addaudithook(
    lambda event, args: opened.add(str(args[0])) if event == "open" and ".csv" in str(args[0]) else None
)
if stage == "articles":
    read_articles(source)
else:
    units = group_pages(survey_pages(list_surveys(find_source(source))[0]))
    tables = [read_unit(unit, None)[0] for unit in units][-1]
    for name in list_stages("pages")[1:]:
        if stage == "pages":
            break
        if name == stage or name in STAGES[stage].needs:
            opened = opened if name != stage else set()
            tables[name] = make_stage(name, tables, {})
        if name == stage:
            break
print(",".join(sorted({path.replace("\\\\", "/").rsplit("/", 1)[1][:-4] for path in opened})))
"""


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_reads_the_word_lists_that_it_says(sample, tmp_path, stage) -> None:
    source = sample
    if stage == "articles":
        source = tmp_path / "articles.jsonl"
        row = {"id": "a", "text": "会议召开。（林小满 何大川）"}
        source.write_text(json.dumps(row), encoding="utf-8")
    command = [sys.executable, "-c", WATCH, str(source), stage]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    read = set(ran.stdout.strip().split(",")) - {""}
    # Surnames tell an author in brackets from other words there; the sample has none such. Frames of
    # web pages, names of papers, and phrases for scans are looked up where there are any. A list
    # that a stage before it has read already is not opened again.
    before = [own for need in STAGES[stage].needs if need in STAGES for own in STAGES[need].lists]
    rare = {"pages": {"surnames", "page_frames", "phrases"}, "articles": {"papers"}}.get(
        stage, {*before}
    )
    rare |= {"subprovincial"} if stage == "appointments" else set()
    rare &= {*STAGES[stage].lists}
    assert read | rare == set(STAGES[stage].lists)


def test_a_stamp_follows_the_version_of_what_it_is_made_of(monkeypatch) -> None:
    before = list_stamps("pages", {})
    for raised, anew in {
        "themes": {"themes"},
        "mentions": {"mentions", "tokens"},
        "pages": set(before),
    }.items():
        own = STAGES[raised]
        newer = {**STAGES, raised: own._replace(version=own.version + 1)}
        monkeypatch.setattr(stages, "STAGES", newer)
        after = list_stamps("pages", {})
        assert {name for name in before if before[name] != after[name]} >= anew
        assert {name for name in before if before[name] == after[name]}.isdisjoint(anew)


def test_a_stamp_follows_a_word_list_whatever_its_line_ends_are(monkeypatch, tmp_path) -> None:
    lists = {name for stage in STAGES.values() for name in stage.lists} | {"stopwords", "common"}
    before, clusters = list_stamps("pages", {}), stamp_clusters()
    texts = {name: (stages._LEXICONS / f"{name}.csv").read_bytes() for name in lists}
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_bytes(text.replace(b"\n", b"\r\n"))
    monkeypatch.setattr(stages, "_LEXICONS", tmp_path)
    assert (list_stamps("pages", {}), stamp_clusters()) == (before, clusters)
    (tmp_path / "themes.csv").write_bytes(texts["themes"] + b"x,y,1,z\n")
    after = list_stamps("pages", {})
    assert [name for name in before if before[name] != after[name]] == ["themes"]
    (tmp_path / "stopwords.csv").write_bytes(texts["stopwords"] + b"x,y\n")
    assert stamp_clusters() != clusters


def test_a_stage_needs_only_what_stands_above_it() -> None:
    for first in ("pages", "articles"):
        made: set[str] = set()
        for name in list_stages(first):
            assert set(STAGES[name].needs) <= made
            made.update(stages.list_tables(name))


def test_a_stage_that_makes_other_rows_has_another_version() -> None:
    recorded, made = json.loads(RECORD.read_text(encoding="utf-8")), make_record()
    changed = [
        name
        for name, own in made.items()
        if own["stamp"] == recorded.get(name, own)["stamp"] and own != recorded.get(name, own)
    ]
    # Where a word list has changed since the record was written, the stamp has too: months are made
    # anew in any case.
    assert not changed, (
        f"{', '.join(changed)}: other rows than before, with the stamp of before, so that months "
        "made earlier would stay as they are. Raise `version` of the stage in "
        "analysis/pipeline/stages.py, then run: python tests/stages.py"
    )
