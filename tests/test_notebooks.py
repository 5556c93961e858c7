"""The five notebooks: how they are written, and that each runs alone where it lies."""

import ast
import importlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from cells import check_cells
from here import without_kernels
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from small import write_pages

import analysis
from analysis import InputError, write_notebook, write_reports
from analysis.reports.build import _LONGEST

ALWAYS = ["01_articles", "02_terms", "03_topics", "04_officials"]
NAMES = [*ALWAYS, "05_papers"]  # the last where there are several newspapers


def read_notebook(root: Path, name: str) -> dict[str, Any]:
    return json.loads((root / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))


def list_code(notebook: dict[str, Any]) -> list[tuple[list[str], str]]:
    """Tags and source of each code cell."""
    return [
        (cell["metadata"].get("tags", []), "".join(cell["source"]))
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_kept_without_outputs(root, name) -> None:
    for cell in read_notebook(root, name)["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_asks_imports_takes_parameters_and_goes_on_in_small_steps(root, name) -> None:
    notebook = read_notebook(root, name)
    first_zh, first_en = ("".join(cell["source"]) for cell in notebook["cells"][:2])
    assert first_zh.startswith("# ")
    assert first_zh.splitlines()[0].endswith("？")
    assert first_en.splitlines()[0].endswith("?")
    (imports, _), (parameters, given), *steps = list_code(notebook)
    assert imports == ["imports"]
    assert parameters == ["parameters"]
    names = [line.split(" = ")[0] for line in given.splitlines()]
    assert names[:3] == ["source", "lang", "out"]
    # What else it takes is what a report can be steered by, as the report hands it on.
    assert set(names[3:]) <= {"kinds", "stopwords", "n_clusters", "home"}
    for tags, code in steps:
        assert tags == []
        assert 1 <= len(code.splitlines()) <= 3
    for _, code in list_code(notebook):
        kinds = {type(node) for node in ast.walk(ast.parse(code))}
        assert not kinds & {ast.FunctionDef, ast.Lambda, ast.ClassDef}


@pytest.mark.parametrize("name", NAMES)
def test_everything_that_is_shown_is_in_the_language_of_the_report(root, name) -> None:
    shown = ("plot_", "write_", "show_")
    calls = [
        node
        for _, code in list_code(read_notebook(root, name))
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "").startswith(shown)
    ]
    assert len(calls) >= 3
    silent = [ast.unparse(c) for c in calls if "lang" not in [word.arg for word in c.keywords]]
    assert silent == []


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_is_written_in_the_cell_that_draws_it_or_it_would_be_shown_twice(
    root, name
) -> None:
    drawing = [code for _, code in list_code(read_notebook(root, name)) if "plot_" in code]
    assert drawing
    assert [code for code in drawing if "write_figure(" not in code] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_text_of_a_notebook_stands_in_both_languages(root, name) -> None:
    texts = [cell for cell in read_notebook(root, name)["cells"] if cell["cell_type"] == "markdown"]
    tags = [cell["metadata"]["tags"] for cell in texts]
    assert tags == [["zh"], ["en"]] * (len(texts) // 2)
    for zh, en in zip(texts[::2], texts[1::2], strict=True):
        headings = ["".join(cell["source"]).split(" ")[0] for cell in (zh, en)]
        assert ("#" in headings[0]) == ("#" in headings[1])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_notebook_runs_as_it_is_whichever_ran_before(
    root, tmp_path, monkeypatch, lang
) -> None:
    """One kernel runs them in this order; that of the report, the other way round.

    They are as they lie in the folder, or copies of one language.
    """
    monkeypatch.setenv("TQDM_DISABLE", "1")  # on a slow machine bars would be shown
    source = tmp_path / "data" / "sample"
    source.mkdir(parents=True)
    for month in ("03-14", "04-02", "05-01", "06-03"):
        shutil.copy(root / "data" / "sample" / f"lanchuan-daily-2024-{month}-p01.md", source)
    # A second newspaper, for the notebook that compares them.
    page = root / "data" / "sample" / "lanchuan-daily-2024-03-14-p01.md"
    shutil.copy(page, source / "yuedong-daily-2024-03-16-p01.md")
    (tmp_path / "notebooks").mkdir()
    patience = dict.fromkeys(("timeout", "startup_timeout", "iopub_timeout"), 1800)
    client = NotebookClient(new_notebook(), **patience)
    tables = tmp_path / "reports" / "tables"
    with client.setup_kernel(cwd=str(tmp_path / "notebooks")):
        for name in reversed(_LONGEST):
            file = root / "notebooks" / f"{name}.ipynb"
            if lang == "en":
                file = write_notebook(tmp_path / "notebooks" / f"{name}.ipynb", lang=lang)
            client.nb = nbformat.read(file, as_version=4)
            client.nb.cells.insert(0, new_code_cell("%reset -f"))  # the names of the one before
            shutil.rmtree(tmp_path / "reports", ignore_errors=True)
            for at, cell in enumerate(client.nb.cells):
                client.execute_cell(cell, at)
            outputs = [output for cell in client.nb.cells for output in cell.get("outputs", [])]
            assert any("text/html" in output.get("data", {}) for output in outputs)
            links = set(re.findall(r'href="([^"#]+)" download', str(outputs)))
            assert links, name
            lost = [link for link in links if not (tmp_path / "notebooks" / link).is_file()]
            assert lost == [], name
            said = [o.text for o in outputs if o.output_type == "stream" and o.name == "stderr"]
            assert said == [], name
            assert list(tables.glob("*.parquet")), name
            for file in tables.glob("*.parquet"):
                check_cells(pd.read_parquet(file), tmp_path / "shown", file.stem)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_copy_of_a_notebook_has_the_headings_of_one_language(root, tmp_path, name, lang) -> None:
    file = write_notebook(tmp_path / f"{name}.ipynb", lang=lang)
    copy = json.loads(file.read_text(encoding="utf-8"))
    ours = read_notebook(root, name)
    other = {"zh": "en", "en": "zh"}[lang]
    kept = [cell for cell in ours["cells"] if other not in cell["metadata"].get("tags", [])]
    assert [cell["id"] for cell in copy["cells"]] == [cell["id"] for cell in kept]
    given = next(code for tags, code in list_code(copy) if "parameters" in tags)
    assert f'lang = "{lang}"' in given.splitlines()
    before = file.read_bytes()
    with pytest.raises(InputError, match="is not overwritten"):
        write_notebook(file, lang=other)
    assert file.read_bytes() == before


def test_one_line_imports_all_that_notebooks_use(root) -> None:
    offered = set(importlib.import_module("analysis.notebook").__all__)
    assert set(analysis.__all__) < offered
    for name in NAMES:
        (tags, imports), *_ = list_code(read_notebook(root, name))
        assert imports.splitlines()[0] == "from analysis.notebook import *", tags


COLLECTIONS = {
    "a head and nothing else": {"澜川日报-2024-03-14-p01.md": "2024年3月14日 星期四 第1版\n"},
    "one article": {
        "澜川日报-2024-03-14-p01.md": (
            "## 全市春耕现场会召开\n\n"
            "本报讯 (记者 夏小满) 3月13日,全市春耕现场会召开。副市长袁柏出席并讲话。\n"
        )
    },
    "no set phrase, and a first word that is not counted": {
        "澜川日报-2024-03-14-p01.md": (
            "## 今日桥通车\n\n本报讯 (记者 夏小满) 今日，镇上的桥通车。镇长袁柏到场。\n"
        )
    },
    "no dates": {
        "one.md": "## 春耕开始\n\n本报讯 日前,各县春耕开始,农机下田。\n",
        "two.md": "## 会议少开\n\n本报讯 日前,我市为基层减负,会议少开。\n",
        "blank.md": " \n",
    },
}


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_the_notebooks_stand_small_collections(tmp_path, collection) -> None:
    pages = COLLECTIONS[collection]
    with without_kernels():
        written = write_reports(write_pages(tmp_path / "pages", pages), tmp_path / "out")
    assert written.unread["page_id"].tolist() == ["blank"] * ("blank.md" in pages)
    assert written.index.is_file()
    there = {path.name for path in written.index.parent.iterdir()}
    assert {f"{name}.html" for name in ALWAYS} <= there
    assert "05_papers.html" not in there
