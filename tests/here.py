"""Runs notebooks in this process, which has imported already what a kernel would import anew.

As a program it is the command `dangbao` whose reports are made so.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from nbformat.v4 import new_output
from traitlets.config import Config


def run_here(
    notebooks: list[tuple[str, Any]],
    folder: Path,
    workplace: Path,
    *,
    meanwhile: Callable[[], None],
    **_: object,
) -> Iterator[tuple[str, Any]]:
    """Run notebooks as `run_notebooks` does, without a kernel."""
    meanwhile()
    main = sys.modules["__main__"]
    quiet = Config({"HistoryManager": {"enabled": False}})
    shell = InteractiveShell.instance(ipython_dir=str(workplace / "ipython"), config=quiet)
    try:
        for name, notebook in notebooks:
            with chdir(folder):
                for cell in notebook.cells:
                    if cell.cell_type == "code":
                        cell.outputs = run_cell(shell, cell.source)
            yield name, notebook
    finally:
        InteractiveShell.clear_instance()
        sys.modules["__main__"] = main


def run_cell(shell: InteractiveShell, source: str) -> list[Any]:
    with capture_output() as shown:
        ran = shell.run_cell(source)
    ran.raise_error()
    assert shown.stderr == ""
    outputs = [
        new_output("display_data", data=one.data, metadata=one.metadata) for one in shown.outputs
    ]
    if ran.result is not None:  # the value of the last line is shown too
        data, metadata = shell.display_formatter.format(ran.result)
        outputs.append(new_output("execute_result", data=data, metadata=metadata))
    return outputs


@contextmanager
def without_kernels() -> Iterator[None]:
    """Make reports without kernels; those of the sample give the same bytes, as a test shows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.reports.build.run_notebooks", run_here)
        patch.setattr("analysis.progress._QUIET", 24 * 3600)  # kernels show no bars
        yield


if __name__ == "__main__":
    from analysis.cli import main

    with without_kernels():
        main()
