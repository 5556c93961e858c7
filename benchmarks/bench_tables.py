"""Time `build_tables` beside what people do today, and write the figures down.

    python benchmarks/bench_tables.py [SOURCE] [--out FILE] [--rounds 5] [--slice 2000]

SOURCE is a table of articles as `read_articles` takes it, a `.jsonl` or `.jsonl.xz` with date,
title and text; without it made-up articles are taken. Every way of doing the work is a process of
its own, all ways take turns, and each figure is the median of the rounds: seconds on the clock,
seconds of processor time, and the most memory that all processes of it held together. What is
compared stands in one table that was measured in one go, so that ratios can be read off; seconds
are of the machine named there and of what else it did.

pytest-benchmark and asv time a function in one process, one after the other; here it matters that
ways take turns, that processes start, and what all of them hold together.
"""

import argparse
import importlib.metadata
import json
import lzma
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import NamedTuple

import psutil

HERE = Path(__file__).parent
PLAIN = HERE.parent.parent / "shared" / "benchmarks" / "plain_script.py"
REAL = PLAIN.parent.parent / "pages" / "datong-daily-2024-03-27-p01.md"
LIBRARIES = ("jieba", "rjieba", "pandas", "pyarrow", "scikit-learn", "joblib", "duckdb")
SAMPLED = 0.1  # seconds between two looks at the memory

# The least that counting words costs: rjieba and a Counter, on the same file and one process.
BARE = """
import json, lzma, sys
from collections import Counter
import rjieba
opened = lzma.open if sys.argv[1].endswith(".xz") else open
cut, words = rjieba.Jieba().cut, Counter()
for line in opened(sys.argv[1], "rt", encoding="utf-8"):
    row = json.loads(line)
    words.update(cut(row["title"] + "\\n" + row["text"]))
"""
BUILD = """
import sys
from analysis import build_tables
if __name__ == "__main__":
    build_tables(sys.argv[1], sys.argv[2], workers=int(sys.argv[3]))
"""
THEMES = """
import sys
from analysis import build_tables
if __name__ == "__main__":
    build_tables(sys.argv[1], sys.argv[2], workers=int(sys.argv[3]), themes=sys.argv[4])
"""
CLUSTERS = """
import sys
from analysis import build_tables
if __name__ == "__main__":
    build_tables(sys.argv[1], sys.argv[2], workers=int(sys.argv[3]), clusters=20)
"""
SURVEY = """
import gc, sys, tracemalloc
from pathlib import Path
from analysis.pipeline.sources import find_source, group_pages, list_surveys, survey_pages
tracemalloc.start()
lots = list_surveys(find_source(Path(sys.argv[1])))
units = group_pages([row for lot in lots for row in survey_pages(lot)])
gc.collect()
print(tracemalloc.get_traced_memory()[0])
"""
STAGE = """
import sys, time
from analysis import find_mentions, find_phrases, read_articles, tag_themes, tokenize
from analysis.pipeline.parquet import write_parquet
times, tables = {}, {}
def take(name, make):
    started = time.process_time()
    tables[name] = make()
    times[name] = times.get(name, 0) + time.process_time() - started
warm = read_articles(sys.argv[2])
tokenize(warm, mentions=find_mentions(warm), phrases=find_phrases(warm)); tag_themes(warm)
take("articles", lambda: read_articles(sys.argv[1]))
articles = tables["articles"]
take("mentions", lambda: find_mentions(articles))
take("phrases", lambda: find_phrases(articles))
take("tokens", lambda: tokenize(articles, mentions=tables["mentions"], phrases=tables["phrases"]))
take("themes", lambda: tag_themes(articles))
started = time.process_time()
for name, table in tables.items():
    write_parquet(table, name)
times["Parquet"] = time.process_time() - started
import json
print(json.dumps(times))
"""


class Taken(NamedTuple):
    """What one run of one way took; memory in MB, of all its processes together."""

    wall: float
    cpu: float
    memory: float
    said: str = ""


def run(command: Sequence[object]) -> Taken:
    """Run a command and measure it, its children with it."""
    before = os.times()
    started = time.perf_counter()
    # Byte code is kept, as on machines where nobody forbids it.
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, text=True, cwd=HERE.parent, env=own
    )
    most = [0.0]
    watch = threading.Thread(target=_watch, args=(process, most))
    watch.start()
    said, _ = process.communicate()
    wall = time.perf_counter() - started
    watch.join()
    if process.returncode:
        sys.exit(f"{command[0]} ended with status {process.returncode}")
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user
    return Taken(wall, cpu - before.children_system, most[0], said)


def _watch(process: subprocess.Popen[str], most: list[float]) -> None:
    """Add up the memory of a process and its children, what they share counted once.

    To tell what is shared the system goes through all pages, and holds the process up meanwhile:
    this is asked only where more is in memory than ever before. To ask each time takes a tenth of
    two cores from those who work on them.
    """
    parent = psutil.Process(process.pid)
    highest = 0.0
    while process.poll() is None:
        with suppress(psutil.Error):
            family = (parent, *parent.children(recursive=True))
            resident = sum(_measure_memory(one, whole=False) for one in family)
            if resident > 1.005 * highest:
                highest = resident
                held = sum(_measure_memory(one, whole=True) for one in family)
                most[0] = max(most[0], held / 1e6)
        time.sleep(SAMPLED)


def _measure_memory(one: psutil.Process, *, whole: bool) -> float:
    """The memory of a process; as a `whole` its share of what others hold too."""
    try:
        if not whole:
            return float(one.memory_info().rss)
        memory = one.memory_full_info()
        return float(getattr(memory, "pss", memory.uss))
    except psutil.Error:  # it has ended
        return 0.0


def take_turns(ways: Mapping[str, Callable[[], Taken]], rounds: int) -> dict[str, Taken]:
    """Run every way once in each round; the medians."""
    taken: dict[str, list[Taken]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            taken[name].append(way())
    return {
        name: Taken(*(median(own) for own in list(zip(*runs, strict=True))[:3]))
        for name, runs in taken.items()
    }


def write_table(taken: Mapping[str, Taken], against: Sequence[str]) -> list[str]:
    """Write the figures of ways that took turns, and their ratios to some of them."""
    head = ["way", "wall s", "processor s", "peak MB"]
    head += [f"{what}, times {name}" for name in against for what in ("wall", "processor")]
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " --: |" * (len(head) - 1)]
    for name, own in taken.items():
        ratios = [
            f"{mine / theirs:.2f}"
            for other in against
            for mine, theirs in zip(own[:2], taken[other][:2], strict=True)
        ]
        cells = [name, f"{own.wall:.2f}", f"{own.cpu:.2f}", f"{own.memory:.0f}", *ratios]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def make_up(rows: int) -> list[str]:
    """Make up articles, where no real ones are given."""
    chance = random.Random(1)
    pieces = (
        "市委书记林悦主持召开会议,",
        "强调要发展新质生产力。",
        "省长谷明到企业调研,",
        "乡村振兴稳步推进。",
        "会议指出,",
        "要整治形式主义为基层减负。",
        "记者从农业农村局获悉,",
        "今年春耕面积有所增加。",
        "代表们表示,",
        "高质量发展是首要任务。",
        "生态环境持续改善,",
        "科技创新取得新进展。",
    )
    made = []
    for row in range(rows):
        month = 120 * row // rows
        article = {
            "id": f"a{row}",
            "date": f"{2012 + month // 12}-{month % 12 + 1:02}-{row % 28 + 1:02}",
            "title": "".join(chance.choices(pieces, k=2)).strip(",。"),
            "text": "\n".join("".join(chance.choices(pieces, k=20)) for _ in range(3)),
        }
        made.append(json.dumps(article, ensure_ascii=False))
    return made


def read_lines(source: Path | None) -> list[str]:
    """Read the articles, one JSON a line."""
    if source is None:
        return make_up(20_000)
    opened = lzma.open if source.suffix == ".xz" else open
    with opened(source, "rt", encoding="utf-8") as file:
        return file.read().splitlines()


def write_lines(path: Path, lines: Iterable[str]) -> Path:
    """Write articles as a table of their own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


class Bench:
    """The files that the ways read and write, below one folder that is taken away at the end."""

    def __init__(self, folder: Path, lines: Sequence[str], source: Path) -> None:
        self.folder, self.lines, self.source = folder, lines, source

    def slice(self, share: float) -> Path:
        """The first articles of the collection."""
        path = self.folder / f"first-{share:g}.jsonl"
        if not path.exists():
            write_lines(path, self.lines[: max(int(len(self.lines) * share), 1)])
        return path

    def build(self, source: Path, *, workers: int, code: str = BUILD) -> Taken:
        """Make all tables anew."""
        out = self.folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        return run([sys.executable, "-c", code, source, out, workers])

    def look_again(self, source: Path) -> Taken:
        """Make tables anew of which none has changed."""
        out = self.folder / "again"
        if not (out / source.name).exists():
            build = [sys.executable, "-c", BUILD, source, out / source.name, 1]
            run(build)
        return run([sys.executable, "-c", BUILD, source, out / source.name, 1])

    def measure_out(self) -> int:
        """The bytes of all tables; what was cut of the source lies in a hidden folder."""
        found = (self.folder / "out").glob("[!.]*/**/*.parquet")
        return sum(path.stat().st_size for path in found)

    def copy_pages(self, pages: Sequence[Path], copies: int) -> Path:
        """Copy pages into one month of a newspaper: a day each, so many pages a day."""
        folder = self.folder / f"{pages[0].stem}-{copies}"
        folder.mkdir(exist_ok=True)
        for day, page in enumerate(pages, start=1):
            for copy in range(1, copies + 1):
                shutil.copy(page, folder / f"lanchuan-daily-2024-03-{day:02}-p{copy:02}.md")
        return folder

    def bare(self, source: Path) -> Taken:
        """Cut and count, and nothing else."""
        return run([sys.executable, "-c", BARE, source])

    def plain(self, source: Path) -> Taken:
        """The script that people write today."""
        return run([sys.executable, PLAIN, source, self.folder / "plain"])


def compare_scripts(bench: Bench, rounds: int, rows: int) -> list[str]:
    """The plain script beside all tables, on as many articles as it bears."""
    source = write_lines(bench.folder / "slice.jsonl", bench.lines[:rows])
    ways: dict[str, Callable[[], Taken]] = {
        "bare rjieba and Counter": lambda: bench.bare(source),
        "all tables, 1 worker": lambda: bench.build(source, workers=1),
        "all tables, 2 workers": lambda: bench.build(source, workers=2),
        "all tables and clusters, 2 workers": lambda: bench.build(source, workers=2, code=CLUSTERS),
    }
    if PLAIN.is_file():
        ways = {"plain script": lambda: bench.plain(source), **ways}
    taken = take_turns(ways, rounds)
    note = f"{rows} articles: to start Python and to load the libraries is a good part of it."
    return [note, "", *write_table(taken, [name for name in ways if "plain" in name])]


def compare_whole(bench: Bench, rounds: int) -> list[str]:
    """All tables of the whole beside cutting and counting its words; less of it; a day more.

    The plain script takes minutes and is run once, on a tenth and on the whole.
    """
    folder, kept, day = bench.folder / "days", bench.folder / "kept", bench.folder / "day.jsonl"
    folder.mkdir(exist_ok=True)
    whole = folder / bench.source.name
    if not whole.exists():
        shutil.copy(bench.source, whole)
    last = json.loads(bench.lines[-1])["date"]
    news = [json.loads(line) for line in bench.lines if json.loads(line)["date"] == last]
    write_lines(day, (json.dumps({**item, "id": f"new-{item['id']}"}) for item in news))
    added = folder / "z-new.jsonl"

    def build_whole(code: str = BUILD) -> Taken:
        added.unlink(missing_ok=True)
        return bench.build(folder, workers=2, code=code)

    def keep(own: Taken) -> Taken:
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(bench.folder / "out", kept)
        return own

    def add_day() -> Taken:
        shutil.copy(day, added)
        return run([sys.executable, "-c", BUILD, folder, kept, 2])

    themes = bench.folder / "own-themes.csv"
    themes.write_text("theme,term\n冰雪,滑雪\n冰雪,雪场\n", encoding="utf-8")
    ways = {
        "bare rjieba and Counter, a tenth": lambda: bench.bare(bench.slice(0.1)),
        "bare rjieba and Counter, the whole": lambda: bench.bare(bench.source),
        "all tables of a hundredth, 2 workers": lambda: bench.build(bench.slice(0.01), workers=2),
        "all tables of a tenth, 1 worker": lambda: bench.build(bench.slice(0.1), workers=1),
        "all tables of a tenth, 2 workers": lambda: bench.build(bench.slice(0.1), workers=2),
        "all tables of the whole, 1 worker": lambda: bench.build(bench.source, workers=1),
        "all tables of the whole, 2 workers": lambda: keep(build_whole()),
        "nothing changed": lambda: run([sys.executable, "-c", BUILD, folder, kept, 2]),
        "a day added to the whole": add_day,
        "a changed list of themes": lambda: run(
            [sys.executable, "-c", THEMES, folder, kept, 2, themes]
        ),
        "all tables and clusters of the whole, 2 workers": lambda: build_whole(CLUSTERS),
    }
    taken = take_turns(ways, rounds)
    # `out` is of the last way.
    size = sum(len((row["title"] + row["text"]).encode()) for row in map(json.loads, bench.lines))
    written = (
        f"The titles and texts of the whole are {size / 1e6:.1f} MB of UTF-8, their tables "
        f"{bench.measure_out() / 1e6:.1f} MB of Parquet."
    )
    if PLAIN.is_file():
        taken["plain script, a tenth, once"] = bench.plain(bench.slice(0.1))
        taken["plain script, the whole, once"] = bench.plain(bench.source)
    table = write_table(taken, ["bare rjieba and Counter, the whole"])
    return [*table, "", written, "", "What this comes to:", "", *list_ratios(taken)]


def list_ratios(taken: Mapping[str, Taken]) -> list[str]:
    """What is wanted of the program, beside what was measured."""
    whole, tenth = "all tables of the whole, 2 workers", "all tables of a tenth, 2 workers"
    ratios = [
        ("plain script, the whole, once", whole, "at least 20"),
        ("plain script, the whole, once", "all tables and clusters of the whole, 2 workers", "12"),
        ("plain script, the whole, once", "plain script, a tenth, once", ""),
        (whole, "bare rjieba and Counter, the whole", "at most 2.5"),
        (whole, tenth, "at most 10.5; memory at most 2"),
        ("all tables of the whole, 1 worker", whole, ""),
        ("a day added to the whole", whole, "at most 0.05"),
        ("a changed list of themes", whole, ""),
    ]
    lines = [
        "| this | by that | wall | processor | memory | wanted of the clock |",
        "| --- | --- | --: | --: | --: | --- |",
    ]
    for this, that, wanted in ratios:
        if this in taken and that in taken:
            pairs = zip(taken[this][:3], taken[that][:3], strict=True)
            numbers = " | ".join(f"{mine / max(theirs, 1e-9):.2f}" for mine, theirs in pairs)
            lines.append(f"| {this} | {that} | {numbers} | {wanted} |")
    return lines


def compare_stages(bench: Bench, rounds: int, rows: int) -> list[str]:
    """Where the time goes: processor time of each step, in one process."""
    source = write_lines(bench.folder / "slice.jsonl", bench.lines[:rows])
    warm = write_lines(bench.folder / "warm.jsonl", bench.lines[:20])
    size = source.stat().st_size / 1e6
    times: dict[str, list[float]] = {}
    bare = []
    for _ in range(rounds):
        said = run([sys.executable, "-c", STAGE, source, warm]).said
        for name, own in json.loads(said).items():
            times.setdefault(name, []).append(own)
        bare.append(run([sys.executable, "-c", BARE, source]).cpu)
        bare[-1] -= run([sys.executable, "-c", BARE, warm]).cpu
    least = max(median(bare), 1e-9)
    lines = ["| step | processor s | MB/s | times bare rjieba |", "| --- | --: | --: | --: |"]
    for name, own in {**times, "bare rjieba and Counter": bare}.items():
        taken = max(median(own), 1e-9)
        lines.append(f"| {name} | {taken:.2f} | {size / taken:.1f} | {taken / least:.2f} |")
    return lines


def measure_pages(bench: Bench, rounds: int) -> list[str]:
    """What one page more takes: the difference between few and many pages of one month."""
    samples = sorted((HERE.parent / "data" / "sample").glob("*-p01.md"))
    kinds = {"the sample": samples, "a real front page": [REAL] * len(samples)}
    head = ["page", "KB", "processor s", "the same, where nothing changed", "KB of its tables"]
    lines = ["| " + " | ".join([*head, "bytes in the list"]) + " |", "| --- |" + " --: |" * 5]
    for kind, pages in kinds.items():
        if not pages[0].is_file():
            continue
        folders = {copies: bench.copy_pages(pages, copies) for copies in (1, 2, 10)}
        more = 8 * len(pages)
        made, again = [], []
        for _ in range(rounds):
            few, many = (bench.build(folders[copies], workers=1).cpu for copies in (2, 10))
            made.append((many - few) / more)
            few, many = (bench.look_again(folders[copies]).cpu for copies in (2, 10))
            again.append((many - few) / more)
        held = [
            int(run([sys.executable, "-c", SURVEY, folders[copies]]).said) for copies in (2, 10)
        ]
        bench.build(folders[1], workers=1)
        written = bench.measure_out() / len(pages) / 1e3 if len(set(pages)) > 1 else None
        cells = [
            f"{sum(page.stat().st_size for page in pages) / len(pages) / 1e3:.2f}",
            f"{median(made):.4f}",
            f"{median(again):.5f}",
            "" if written is None else f"{written:.2f}",
            f"{(held[1] - held[0]) / more:.0f}",
        ]
        lines.append(f"| {kind} | " + " | ".join(cells) + " |")
    note = (
        f"Medians of {rounds} rounds, one process. Times are of one page more in a month of 56 to "
        "280 pages, so that what is done once does not count. Tables of pages that are the same "
        "would be small for that: those of the sample are of 28 pages that differ."
    )
    return [note, "", *lines]


def describe_machine() -> list[str]:
    """Say what was measured on."""
    memory = psutil.virtual_memory().total / 1e9
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0
    return [
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB, {platform.system()}; "
        f"Python {platform.python_version()}, {versions}. "
        f"When it began, {load:.1f} processes were waiting for these cores."
    ]


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", nargs="?", type=Path)
    parser.add_argument("--out", type=Path, default=HERE.parent / "docs" / "benchmarks.md")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--whole-rounds", type=int, help="rounds of the whole; those of all else")
    parser.add_argument("--only", type=int, nargs="*", help="numbers of sections to measure")
    parser.add_argument("--slice", type=int, default=2_000)
    chosen = parser.parse_args()
    lines = read_lines(chosen.source)
    with tempfile.TemporaryDirectory(prefix="dangbao-bench-") as name:
        folder = Path(name)
        source = chosen.source or write_lines(folder / "made-up.jsonl", lines)
        bench = Bench(folder, lines, source.absolute())
        size = sum(len(line.encode()) for line in lines) / 1e6
        what = "of the evening news" if chosen.source else "that were made up"
        of_slice, of_whole = chosen.rounds, chosen.whole_rounds or chosen.rounds
        parts: dict[str, Callable[[], list[str]]] = {
            "The script that people write today": lambda: [
                f"Medians of {of_slice} rounds.",
                *compare_scripts(bench, of_slice, chosen.slice),
            ],
            "The whole, a part of it, and a day more": lambda: [
                f"Medians of {of_whole} rounds.",
                "",
                *compare_whole(bench, of_whole),
            ],
            "Where the time goes": lambda: [
                f"Medians of {of_slice} rounds; {chosen.slice:,} articles, one process.",
                "",
                *compare_stages(bench, of_slice, chosen.slice),
            ],
            "What a page takes": lambda: measure_pages(bench, of_slice),
        }
        written = read_sections(chosen.out)
        for number, (title, measure) in enumerate(parts.items(), start=1):
            if not chosen.only or number in chosen.only:
                sys.stderr.write(f"{title} …\n")
                written[title] = [*describe_machine(), "", *measure()]
            page = [
                "# How fast it is",
                "",
                "Written by `make bench`: `benchmarks/bench_tables.py` and `bench_shapes.py` say",
                "how they measure. All ways of a table took turns. The collection:",
                f"{len(lines):,} articles {what}, {size:.1f} MB of JSON.",
            ]
            # What other scripts measured stays behind ours.
            for own in dict.fromkeys(own for own in (*parts, *written) if own in written):
                page += ["", f"## {own}", "", *written[own]]
            chosen.out.write_text("\n".join(page) + "\n", encoding="utf-8", newline="\n")


def read_sections(page: Path) -> dict[str, list[str]]:
    """Read the sections of a page that was written before: those not measured now stay."""
    if not page.exists():
        return {}
    sections = page.read_text(encoding="utf-8").split("\n## ")[1:]
    return {
        title: body.strip("\n").splitlines()
        for title, _, body in (section.partition("\n") for section in sections)
    }


if __name__ == "__main__":
    main()
