"""How long the report of the sample takes, beside four empty notebooks started and converted.

    python benchmarks/bench_report.py [ROUNDS]

Both are commands as a person types them, and run in turn: `dangbao report` on the sample, and four
times `jupyter nbconvert --execute` on a notebook without a cell. Written are the medians of the
seconds on the clock and of the processor time of all processes, and their ratios. The clock is of
no use on a machine that does other things.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import nbformat

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
NOTEBOOKS = 4


def measure(commands: list[list[str]]) -> tuple[float, float]:
    """Seconds on the clock, and of processor time, of commands one after the other."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    for command in commands:
        subprocess.run([sys.executable, "-m", *command], check=True, capture_output=True)
    clock = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return clock, used


def main() -> None:
    """Write medians and ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.ipynb"
        nbformat.write(nbformat.v4.new_notebook(), empty)
        report = ["analysis", "report", str(SAMPLE), "--out", str(Path(folder) / "report")]
        convert = ["jupyter", "nbconvert", "--to", "html", "--execute", str(empty)]
        measure([report, convert])  # byte code is written, files are in memory
        pairs = [(measure([report]), measure([convert] * NOTEBOOKS)) for _ in range(rounds)]
    for at, name in enumerate(("clock", "processor")):
        ours = median(whole[at] for whole, _ in pairs)
        nothing = median(bare[at] for _, bare in pairs)
        ratio = ours / nothing
        sys.stdout.write(f"{name}: report {ours:.1f} s, empty {nothing:.1f} s, {ratio:.2f} times\n")


if __name__ == "__main__":
    main()
