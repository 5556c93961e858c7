"""How long the report of the sample takes, beside four empty notebooks started and converted.

    python benchmarks/bench_report.py [ROUNDS] [SOURCE]

Both are commands as a person types them, and run in turn: `dangbao report` on the sample, and four
times `jupyter nbconvert --execute` on a notebook without a cell. Written are the medians of the
seconds on the clock and of the processor time of all processes, and their ratios. The clock is of
no use on a machine that does other things. Of another source, such as a folder that `dangbao
tables` made, one report is made: its seconds, the memory of all processes at its height, what they
share counted once, and the room that it takes on the disk.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import nbformat
from bench_tables import run

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


def measure_large(source: str) -> None:
    """Write what one report of a source takes."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report"
        taken = run(
            [sys.executable, "-m", "analysis", "report", Path(source).resolve(), "--out", out]
        )
        room = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    sys.stdout.write(
        f"{source}: clock {taken.wall:.0f} s, processor {taken.cpu:.0f} s, "
        f"memory {taken.memory:.0f} MB, disk {room / 1e6:.0f} MB\n"
    )


def main() -> None:
    """Write medians and ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    for source in sys.argv[2:]:
        measure_large(source)
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
