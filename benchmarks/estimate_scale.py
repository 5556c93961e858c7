"""Estimate on paper what decades of hundreds of newspapers take, from measured figures.

    python benchmarks/estimate_scale.py [PAGE OF FIGURES] [PAGE TO WRITE]

Reads the figures that `bench_tables.py` wrote into docs/benchmarks.md and writes the tables of
docs/scale.md anew, where the formulas stand.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"

NEWSPAPERS, YEARS, PAGES = 481, 20, 28_000_000
MONTHS = NEWSPAPERS * YEARS * 12
# Each month is a file of each table (pages, articles, repairs, mentions, phrases, tokens, themes)
# and one that says how it was made.
FILES_A_MONTH = 8
KINDS = ("a real front page", "the sample")
CORES = {"a laptop": 8, "a server": 64, "a cluster": 400}
LAPTOP_GB = 16
# Assumed, not measured: what a rented core costs for an hour, and a gigabyte for a month.
PRICE_OF_CORE, PRICE_OF_GB = 0.05, 0.02


def read_rows(text: str, title: str) -> dict[str, list[float | None]]:
    """Read the first table below a heading: the numbers of each row by the name of the row."""
    section = text.split(f"\n## {title}\n")[1].split("\n## ")[0]
    table = section[section.index("\n| ") + 1 :].split("\n\n")[0]
    cells = [[cell.strip() for cell in line[1:-1].split("|")] for line in table.splitlines()[2:]]
    return {name: [float(cell) if cell else None for cell in own] for name, *own in cells}


def estimate(text: str) -> dict[str, list[str]]:
    """Write the lines of each table of docs/scale.md."""
    whole = read_rows(text, "The whole, a part of it, and a day more")
    pages = read_rows(text, "What a page takes")
    one, two = (whole[f"all tables of the whole, {n}"] for n in ("1 worker", "2 workers"))
    efficiency = min(take(one, 0) / (2 * take(two, 0)), 1.0)
    memory = take(one, 2) / 1e3
    growth = take(pages["the sample"], 3) / take(pages["the sample"], 0)
    found = re.search(r"are ([\d.]+) MB of UTF-8, their tables ([\d.]+) MB", text)
    if found is None:
        sys.exit("The page of figures does not say how large the tables of the whole are.")
    least = float(found[2]) / float(found[1])
    inputs = [
        "| figure | " + " | ".join(KINDS) + " |",
        "| --- | --: | --: |",
        row("KB of a page", pages, 0, "{:.1f}"),
        row("processor time of a page, ms", pages, 1, "{:.1f}", 1e3),
        row("processor time of a page that has not changed, ms", pages, 2, "{:.2f}", 1e3),
        row("bytes of a page in the list of the process that hands out", pages, 4, "{:.0f}"),
        f"| bytes of tables for a byte of page | {growth:.1f} | {growth:.1f} |",
        f"| the same for the evening news: long articles, no pages | {least:.1f} | {least:.1f} |",
        f"| of two cores two processes use | {efficiency:.0%} | {efficiency:.0%} |",
        f"| memory of a process with one month, GB | {memory:.2f} | {memory:.2f} |",
    ]
    return {
        "inputs": inputs,
        "estimate": list_amounts(pages, growth, least, efficiency, memory),
        "factors": list_factors(pages, growth, efficiency),
    }


def list_amounts(
    pages: Mapping[str, Sequence[float | None]],
    growth: float,
    least: float,
    efficiency: float,
    memory: float,
) -> list[str]:
    """Machines, hours, bytes."""
    columns = []
    for kind in KINDS:
        page = pages[kind]
        source, hours = PAGES * take(page, 0) / 1e6, PAGES * take(page, 1) / 3600
        cells = {
            "pages as they come, GB": f"{source:,.0f}",
            "tables, GB": f"{source * least:,.0f} to {source * growth:,.0f}",
            "files": f"{MONTHS * FILES_A_MONTH:,}",
            "processor time, hours": f"{hours:,.0f}",
        }
        for name, cores in CORES.items():
            told = f"hours on {name} of {cores} cores"
            cells[told] = f"{hours / cores / efficiency:,.1f}"
            cells[f"memory of its processes, GB, {cores} cores"] = f"{memory * cores:,.0f}"
        cells |= {
            "to look again at all, nothing changed, hours of one core": (
                f"{PAGES * max(take(page, 2), 0) / 3600:,.1f}"
            ),
            "a day more of all newspapers, minutes of one core": (
                f"{PAGES / MONTHS / 2 * NEWSPAPERS * take(page, 1) / 60:,.1f}"
            ),
            "the list of all pages in one process, GB": f"{PAGES * take(page, 4) / 1e9:,.0f}",
            "the list of one newspaper, GB": f"{PAGES * take(page, 4) / NEWSPAPERS / 1e9:,.2f}",
            f"pages whose list fills {LAPTOP_GB} GB, millions": (
                f"{LAPTOP_GB * 1e3 / take(page, 4):,.0f}"
            ),
        }
        columns.append(cells)
    lines = ["| all of it | " + " | ".join(KINDS) + " |", "| --- | --: | --: |"]
    return lines + [
        f"| {name} | " + " | ".join(cells[name] for cells in columns) + " |" for name in columns[0]
    ]


def list_factors(
    pages: Mapping[str, Sequence[float | None]], growth: float, efficiency: float
) -> list[str]:
    """What it costs to be wrong by a factor, with real front pages."""
    page = pages[KINDS[0]]
    hours = PAGES * take(page, 1) / 3600 / efficiency
    size = PAGES * take(page, 0) / 1e6 * (1 + growth)
    lines = [
        "| wrong by | core hours | on 64 cores, hours | price of these | GB of pages and tables "
        "| price of a month of them |",
        "| --- | --: | --: | --: | --: | --: |",
    ]
    for factor in (0.5, 1, 2, 4):
        lines.append(
            f"| {factor:g} | {hours * factor:,.0f} | {hours * factor / 64:,.1f} "
            f"| {hours * factor * PRICE_OF_CORE:,.0f} | {size * factor:,.0f} "
            f"| {size * factor * PRICE_OF_GB:,.0f} |"
        )
    return lines


def row(
    name: str,
    pages: Mapping[str, Sequence[float | None]],
    column: int,
    form: str,
    scale: float = 1.0,
) -> str:
    """A row of measured figures."""
    values = (form.format(take(pages[kind], column) * scale) for kind in KINDS)
    return f"| {name} | " + " | ".join(values) + " |"


def take(figures: Sequence[float | None], column: int) -> float:
    """A figure that has to be there."""
    value = figures[column]
    if value is None:
        sys.exit(f"The page of figures lacks column {column + 2} of a row.")
    return value


def main(figures: str = str(DOCS / "benchmarks.md"), page: str = str(DOCS / "scale.md")) -> None:
    """Write the tables anew."""
    text = Path(page).read_text(encoding="utf-8")
    for name, lines in estimate(Path(figures).read_text(encoding="utf-8")).items():
        table = "\n".join(lines)
        found = re.compile(rf"(<!-- {name} -->\n\n)(?:\|.*\n)*")
        text, changed = found.subn(lambda match, table=table: f"{match[1]}{table}\n", text)
        if changed != 1:
            sys.exit(f"{page} has no place for <!-- {name} -->")
    Path(page).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
