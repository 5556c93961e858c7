"""The estimate of what decades would take is that of the figures that were measured."""

import shutil
from pathlib import Path

from scripts import load_script


def test_the_estimate_is_computed_from_the_measured_figures(root: Path, tmp_path: Path) -> None:
    page = tmp_path / "scale.md"
    shutil.copy(root / "docs" / "scale.md", page)
    load_script(root / "benchmarks" / "estimate_scale.py").main(
        str(root / "docs" / "benchmarks.md"), str(page)
    )
    assert page.read_text(encoding="utf-8") == (root / "docs" / "scale.md").read_text("utf-8")


def test_twice_the_time_a_page_makes_twice_the_hours(root: Path) -> None:
    estimate = load_script(root / "benchmarks" / "estimate_scale.py").estimate
    text = (root / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    (row,) = [line for line in text.splitlines() if line.startswith("| a real front page |")]
    cells = row.split("|")
    cells[3] = f" {2 * float(cells[3]):.4f} "

    def read_hours(figures: str) -> float:
        lines = estimate(figures)["estimate"]
        (hours,) = [line for line in lines if line.startswith("| processor time, hours")]
        return float(hours.split("|")[2].replace(",", ""))

    once, twice = read_hours(text), read_hours(text.replace(row, "|".join(cells)))
    # 28 million pages at the seconds that the figures give for one.
    seconds = float(row.split("|")[3])
    assert abs(once - 28e6 * seconds / 3600) <= 0.5
    assert abs(twice - 2 * once) <= 1
