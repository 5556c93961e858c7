"""`dangbao` gives the names of `analysis`, also where the user has an `analysis` of their own."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

import analysis
import dangbao

PAGE = "## 会议少开\n\n本报讯 (记者 夏小满) 3月13日,市长谭启文说,要为基层减负。\n"
SCRIPT = """
from dangbao import find_mentions, read_pages, split_articles

if __name__ == "__main__":
    print(sorted(set(find_mentions(split_articles(read_pages("pages")))["name"])))
"""
FOUND = "['夏小满', '谭启文']"
ASIDE = 'Another "analysis" stands '


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of a user, with pages of two months."""
    (tmp_path / "pages").mkdir()
    for day in ("2024-03-14", "2024-04-14"):
        (tmp_path / "pages" / f"lanchuan-daily-{day}-p01.md").write_text(PAGE, encoding="utf-8")
    return tmp_path


def put_beside(folder: Path, form: str, code: str = "mine = 1\n") -> Path:
    """An `analysis` of the user's own in the folder where they work."""
    own = folder / {"file": "analysis.py", "package": "analysis/__init__.py"}[form]
    own.parent.mkdir(exist_ok=True)
    own.write_text(code, encoding="utf-8")
    return own


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python where the user works; the package lies further down the path, as installed."""
    paths = [str(Path(dangbao.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_it_gives_the_names_of_analysis_and_no_other() -> None:
    assert dangbao.__all__ == analysis.__all__ == dir(dangbao)
    for name in analysis.__all__:
        assert getattr(dangbao, name) is getattr(analysis, name)
    assert dangbao.__version__ == analysis.__version__
    with pytest.raises(AttributeError, match="attribute 'nothing'"):
        _ = dangbao.nothing


@pytest.mark.parametrize("form", ["file", "package"])
def test_a_script_beside_an_analysis_of_ones_own_runs_and_is_told(folder: Path, form: str) -> None:
    own = put_beside(folder, form)
    (folder / "study.py").write_text(SCRIPT, encoding="utf-8")
    done = run(folder, "study.py")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == FOUND
    first = done.stderr.splitlines()[0]
    assert "study.py:2: UserWarning: " + ASIDE + f"beside dangbao: {own}." in first
    assert "give it another name" in first
    assert done.stderr.count(ASIDE) == 1


def test_a_folder_of_scripts_is_no_package_and_stands_in_nobodys_way(folder: Path) -> None:
    (folder / "analysis").mkdir()
    (folder / "analysis" / "old.py").write_text("", encoding="utf-8")
    done = run(folder, "-c", SCRIPT)
    assert done.returncode == 0
    assert done.stderr == ""


def test_a_script_that_is_called_analysis_itself_runs_in_silence(folder: Path) -> None:
    put_beside(folder, "file", SCRIPT)
    done = run(folder, "analysis.py")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


@pytest.mark.parametrize("form", ["file", "package"])
@pytest.mark.parametrize("inside", [True, False], ids=["imports it", "is imported before it"])
def test_where_both_cannot_be_the_first_line_says_which_and_what_to_do(
    folder: Path, form: str, inside: bool
) -> None:
    own = put_beside(folder, form, "import dangbao\n" if inside else "mine = 1\n")
    done = run(folder, "-c", "import analysis\nimport dangbao\n")
    assert done.returncode == 1
    message = done.stderr.partition("\nImportError: ")[2].splitlines()
    assert message[0] == ASIDE + f"in the way of dangbao: {own} was imported before it."
    assert "another name" in message[1]


@pytest.mark.parametrize("form", ["file", "package"])
def test_the_command_and_its_processes_work_in_such_a_folder(folder: Path, form: str) -> None:
    put_beside(folder, form)
    done = run(folder, "-m", "dangbao", "tables", "pages", "--out", "made", "--workers", "2")
    assert done.returncode == 0
    assert done.stderr.startswith("dangbao: Page files read: 2.\n")
    assert "Traceback" not in done.stderr
    assert done.stdout.endswith("2 of 2 months made\n")


@pytest.mark.parametrize("form", ["file", "package"])
def test_a_notebook_in_such_a_folder_works(
    folder: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = put_beside(folder, form)
    package = str(Path(dangbao.__file__).parents[1])
    monkeypatch.setenv("PYTHONPATH", package)
    # A kernel looks into its folder before it looks at what is installed, as here at our package.
    cells = [
        f"import sys\nsys.path.remove({package!r})\nsys.path.append({package!r})",
        "from dangbao import read_pages",
        "len(read_pages('pages'))",
    ]
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    where = {"metadata": {"path": str(folder)}}
    done = NotebookClient(notebook, kernel_name="python3", resources=where).execute()
    _, imported, read = (cell["outputs"] for cell in done["cells"])
    assert [one["name"] for one in imported] == ["stderr"]
    assert ASIDE + f"beside dangbao: {own}." in imported[0]["text"]
    assert [one["data"]["text/plain"] for one in read] == ["2"]


def test_both_are_installed_and_the_command_goes_by_the_name_that_nothing_hides(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == [
        "analysis",
        "dangbao",
    ]
    assert project["project"]["scripts"] == {"dangbao": "dangbao.__main__:main"}
