"""All that a notebook of a report uses, in one line: `from analysis.notebook import *`.

The public functions of the package, those by which reports show tables, charts and pages, and
`open_notebook`, which brings the script that sorts and searches tables.
"""

import analysis
from analysis import *  # noqa: F403 - this is what the module is for
from analysis import reports
from analysis.reports import *  # noqa: F403
from analysis.reports.exhibits import drop_hints

__all__ = sorted({*dir(analysis), *reports.__all__, "open_notebook"})


def open_notebook() -> None:
    """Bring the script that sorts and searches tables into the notebook; nothing is fetched."""
    from IPython.display import display
    from IPython.utils.capture import capture_output
    from itables import init_notebook_mode

    with capture_output() as captured:
        init_notebook_mode(all_interactive=False)
    # The script first, and behind it what calls it: JupyterLab does not wait for it.
    for output in reversed(captured.outputs):
        data = {
            kind: drop_hints(shown) if kind == "text/html" else shown
            for kind, shown in output.data.items()
        }
        display(data, raw=True)  # type: ignore[no-untyped-call]
