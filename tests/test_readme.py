"""The README says what is: its script runs, its codebook is that of the schema."""

import os
import re
import subprocess
import sys
from pathlib import Path

from analysis.schema import make_codebook


def read_readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


def test_the_script_of_the_readme_runs(root: Path) -> None:
    found = re.search(r"<!-- script -->\n```python\n(.*?)```", read_readme(root), re.DOTALL)
    assert found is not None
    assert len(found[1].splitlines()) == 10
    run = subprocess.run(
        [sys.executable, "-c", found[1]],
        cwd=root,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "新质生产力" in run.stdout


def test_the_codebook_of_the_readme_is_that_of_the_schema(root: Path) -> None:
    found = re.search(r"<!-- codebook -->\n(.*?)<!-- /codebook -->", read_readme(root), re.DOTALL)
    assert found is not None
    assert found[1].strip() == make_codebook().strip()


def test_the_commands_of_the_readme_stand_in_the_makefile(root: Path) -> None:
    targets = set(re.findall(r"^(\w+):", (root / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`?make (\w+)", read_readme(root))) <= targets
