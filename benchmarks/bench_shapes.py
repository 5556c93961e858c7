"""Time inputs of other shapes than long articles, each beside the least that it could cost.

    python benchmarks/bench_shapes.py [HEADLINES] [--rounds 3] [--files 20000] [--only 1 2 3]

HEADLINES is a table of date and title, `.tsv` or `.tsv.xz`; without it some are made up. Figures
are written into docs/benchmarks.md as `bench_tables.py` writes its own: ways take turns, medians of
the rounds, each way a process of its own. Processor time is what tells on a machine that does other
things; the first articles of a collection that is sorted by day are a part of it.
"""

import argparse
import csv
import json
import lzma
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from statistics import median

from bench_tables import (
    BARE,
    BUILD,
    HERE,
    Taken,
    describe_machine,
    make_up,
    read_sections,
    run,
    take_turns,
    write_lines,
    write_table,
)

SAMPLE = HERE.parent / "data" / "sample"
PAGE = HERE.parent / "docs" / "benchmarks.md"
SHARES = (0.01, 0.1, 1.0)
# What both do first: the libraries are loaded and the patterns compiled.
LOADED = """
import sys, time
from pathlib import Path
from analysis import read_pages, split_articles
split_articles(read_pages(sys.argv[2]))
started = time.process_time()
{}
print(time.process_time() - started)
"""
BYTES = LOADED.format("read = [p.read_bytes() for p in sorted(Path(sys.argv[1]).iterdir())]")
PAGES = LOADED.format("pages = read_pages(sys.argv[1])")
SPLIT = LOADED.format("articles = split_articles(read_pages(sys.argv[1]))")


def say_rounds(rounds: int) -> str:
    """Say of how many rounds the figures are."""
    return "Of one round" if rounds == 1 else f"Medians of {rounds} rounds"


def read_headlines(source: Path | None) -> Iterator[str]:
    """Yield headlines as articles of one line, one JSON a line."""
    if source is None:
        for row, line in enumerate(make_up(20_000)):
            made = json.loads(line)
            made |= {"id": f"t{row}", "title": "", "text": made["title"]}
            yield json.dumps(made, ensure_ascii=False)
        return
    opened = lzma.open if source.suffix == ".xz" else open
    with opened(source, "rt", encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        for row, own in enumerate(rows):
            article = {"id": f"t{row}", "date": own["date"], "title": "", "text": own["title"]}
            yield json.dumps(article, ensure_ascii=False)


def compare_headlines(folder: Path, source: Path | None, rounds: int) -> list[str]:
    """All tables of headlines beside cutting and counting their words."""
    lines = [*read_headlines(source)]
    ways: dict[str, Callable[[], Taken]] = {}
    for share in SHARES:
        own = write_lines(folder / f"{share:g}.jsonl", lines[: int(len(lines) * share)])
        count = f"{int(len(lines) * share):,} headlines"

        def build(own: Path = own, workers: int = 2) -> Taken:
            shutil.rmtree(folder / "out", ignore_errors=True)
            return run([sys.executable, "-c", BUILD, own, folder / "out", workers])

        def bare(own: Path = own) -> Taken:
            return run([sys.executable, "-c", BARE, own])

        ways |= {f"bare rjieba and Counter, {count}": bare, f"all tables, {count}": build}
    taken = take_turns(ways, rounds)
    names = [*taken]
    lines = [f"{say_rounds(rounds)}; tables on 2 workers.", ""]
    lines += [*write_table(taken, []), "", "| headlines | clock | processor | memory |"]
    lines += ["| --- | --: | --: | --: |"]
    for bare_one, whole in zip(names[::2], names[1::2], strict=True):
        pairs = zip(taken[whole][:3], taken[bare_one][:3], strict=True)
        ratios = " | ".join(f"{ours / theirs:.2f}" for ours, theirs in pairs)
        lines.append(f"| {whole.partition(', ')[2]}, times bare | {ratios} |")
    return lines


def compare_files(folder: Path, files: int, rounds: int) -> list[str]:
    """Reading and splitting many small pages beside reading their bytes."""
    chance = random.Random(2)
    texts = [
        line
        for page in sorted(SAMPLE.glob("*.md"))
        for line in page.read_text(encoding="utf-8").splitlines()
        if len(line) > 60
    ]
    heads = [json.loads(line)["title"] for line in islice(make_up(2000), 2000)]
    lines = ["| files | way | processor s | µs a file | times the bytes | peak MB |"]
    lines += ["| --: | --- | --: | --: | --: | --: |"]
    for count in (files // 10, files):
        own = folder / str(count)
        own.mkdir()
        for row in range(count):
            month, day = row // 28 % 12 + 1, row % 28 + 1
            name = f"lanchuan-daily-{2000 + row // 336 % 24}-{month:02}-{day:02}-p{row:06}.md"
            body = "\n\n".join(text[:160] for text in chance.choices(texts, k=2))
            (own / name).write_text(f"## {chance.choice(heads)}\n\n{body}\n", encoding="utf-8")
        ways = {"bytes": BYTES, "read_pages": PAGES, "read_pages and split_articles": SPLIT}
        taken: dict[str, list[Taken]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, code in ways.items():
                taken[name].append(run([sys.executable, "-c", code, own, SAMPLE]))
        times = {name: median(float(one.said) for one in runs) for name, runs in taken.items()}
        for name, runs in taken.items():
            lines.append(
                f"| {count:,} | {name} | {times[name]:.2f} | {1e6 * times[name] / count:.0f} | "
                f"{times[name] / times['bytes']:.1f} | {median(one.memory for one in runs):.0f} |"
            )
    note = f"{say_rounds(rounds)}, one process; files of a headline and two paragraphs."
    return [f"{note} To start and to load is not counted.", "", *lines]


def compare_first(rounds: int) -> list[str]:
    """A new Python until it has answered, beside one that loads pandas."""
    context = [sys.executable, "-m", "analysis", "context", "新质生产力", SAMPLE]
    ways = {
        "import pandas": lambda: run([sys.executable, "-c", "import pandas"]),
        "from dangbao import read_pages": lambda: run(
            [sys.executable, "-c", "from dangbao import read_pages"]
        ),
        "dangbao context on the sample": lambda: run(context),
    }
    taken = take_turns(ways, rounds)
    return [f"{say_rounds(rounds)}.", "", *write_table(taken, ["import pandas"])]


def main() -> None:
    """Measure, and put the sections into the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("headlines", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--only", type=int, nargs="*", help="numbers of sections to measure")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dangbao-bench-") as name:
        folder = Path(name)
        parts: dict[str, Callable[[], list[str]]] = {
            "Headlines": lambda: compare_headlines(folder, chosen.headlines, chosen.rounds),
            "Many small files": lambda: compare_files(folder, chosen.files, chosen.rounds),
            "A first answer": lambda: compare_first(chosen.rounds),
        }
        for number, (title, measure) in enumerate(parts.items(), start=1):
            if not chosen.only or number in chosen.only:
                sys.stderr.write(f"{title} …\n")
                own = [*describe_machine(), "", *measure()]
                head = PAGE.read_text(encoding="utf-8").partition("\n## ")[0].rstrip("\n")
                sections = read_sections(PAGE) | {title: own}
                page = [head, *(f"\n## {one}\n\n" + "\n".join(sections[one]) for one in sections)]
                PAGE.write_text("\n".join(page) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
