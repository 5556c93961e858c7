"""Whether much goes through: a million mentions, and one file of 200 MB; status 1 where not.

    python benchmarks/bench_load.py [--mentions 1000000] [--megabytes 200] [--only mentions file]

The mentions are made up: 20,000 persons, a few of them in every other article and most in one or
two, of 250,000 articles of two newspapers in ten years, in offices of 400 cities. One process makes
the table and calls every function that counts mentions and every chart of what is counted; the most
memory that it ever held is that of the whole list. The file is a table of articles, JSON lines,
that is read by itself and then made all tables of.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from bench_tables import BUILD, make_up, run

MOST: Final = 1_500  # MB, for a million mentions

MENTIONS = """
import sys
import matplotlib
matplotlib.use("agg")
sys.path.insert(0, sys.argv[1])
import bench_load
bench_load.count_all(int(sys.argv[2]))
"""
READ = """
import sys
from analysis import read_articles
print(f"{len(read_articles(sys.argv[1])):,}")
"""


def make_tables(size: int) -> tuple[Any, Any, Any]:
    """Make up mentions, their articles, and the offices of their titles."""
    import numpy as np

    from analysis.schema import make_table

    chance = np.random.default_rng(1)
    articles = max(size // 4, 1)
    days = np.sort(chance.integers(0, 3650, articles))
    dates = np.datetime64("2010-01-01") + days.astype("timedelta64[D]")
    ids = np.array([f"a#{number}" for number in range(articles)], dtype=object)
    papers = np.array(["大同日报", "云州日报"], dtype=object)[chance.integers(0, 2, articles)]
    texts = np.array(["会议召开。" * 40], dtype=object).repeat(articles)
    table = make_table(
        "articles",
        {
            **{"article_id": ids, "newspaper": papers, "date": dates, "text": texts},
            "page": chance.integers(1, 9, articles),
            "kind": np.array(["article"], dtype=object).repeat(articles),
        },
    )
    rows = np.sort(chance.integers(0, articles, size))
    people = np.minimum(chance.zipf(1.3, size), 20_000) - 1
    surnames, given = "王李张刘陈杨黄赵吴周", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"
    names = np.array(
        [
            surnames[at % 10] + given[at // 10 % 20] + given[at // 200 % 20] + given[at // 4000]
            for at in range(20_000)
        ],
        dtype=object,
    )
    titles = np.array([["市委书记"], ["市长"], ["副市长"], []], dtype=object)
    first = np.append(True, rows[1:] != rows[:-1])
    place = np.arange(size) - np.maximum.accumulate(np.where(first, np.arange(size), 0))
    shared = {name: table[name].array.take(rows) for name in ("article_id", "newspaper", "date")}
    mentions = make_table(
        "mentions",
        {
            **shared,
            "page": table["page"].array.take(rows),
            "name": names[people],
            "surface": names[people],
            "kind": np.array(["actor"], dtype=object).repeat(size),
            "group": np.array(["official"], dtype=object).repeat(size),
            "titles": titles[people % 4],
            "part": np.array(["body"], dtype=object).repeat(size),
            "start": place * 10,
            "end": place * 10 + 3,
            "place_in_list": place + 1,
        },
    )
    cities = (
        people // 3 % 400
    )  # where each of three offices is held by some seventeen one after another
    codes = np.array([f"{110000 + at}" for at in range(400)], dtype=object)[cities]
    offices = make_table(
        "offices",
        {
            **{name: mentions[name].array for name in (*shared, "page", "name", "part")},
            "title": np.array(["市委书记", "市长", "副市长"], dtype=object)[people % 3],
            **{"code": codes, "place": codes, "start": mentions["start"], "end": mentions["end"]},
            "level": np.array(["prefecture"], dtype=object).repeat(size),
            "organ": np.array(["市委", "市政府", "市政府"], dtype=object)[people % 3],
            "post": np.array(["书记", "市长", "副市长"], dtype=object)[people % 3],
            "status": np.array(["holds"], dtype=object).repeat(size),
        },
    )
    return table, mentions, offices


def count_all(size: int) -> None:
    """Call every function that counts mentions, and draw what they count."""
    import resource
    import time

    import matplotlib.pyplot as plt

    import analysis as a

    def tell(name: str, started: float) -> None:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps([name, round(time.process_time() - started, 2), round(most)]), flush=True)  # noqa: T201

    began = time.process_time()
    articles, mentions, offices = make_tables(size)
    tell("(the tables themselves)", began)
    made: dict[str, Any] = {}
    # Names are counted as any terms are, as if each were a set phrase.
    shared = ["article_id", "newspaper", "date", "page", "part", "start", "end"]
    terms = mentions[[*shared, "name"]].rename(columns={"name": "phrase"})
    calls: list[tuple[str, Callable[[], Any]]] = [
        ("count_mentions", lambda: a.count_mentions(mentions, articles=articles)),
        (
            "count_mentions by",
            lambda: a.count_mentions(mentions, by="newspaper", articles=articles),
        ),
        ("link_people", lambda: a.link_people(mentions, fewest=2)),
        ("rank_precedence", lambda: a.rank_precedence(mentions)),
        ("list_offices", lambda: a.list_offices(offices)),
        ("list_successions", lambda: a.list_successions(made["list_offices"])),
        ("count_offices", lambda: a.count_offices(offices, articles=articles)),
        ("count_terms", lambda: a.count_terms(terms, articles=articles)),
        (
            "compare_terms",
            lambda: a.compare_terms(terms, by="newspaper", against="云州日报", articles=articles),
        ),
        ("measure_dispersion", lambda: a.measure_dispersion(terms, articles=articles)),
        ("list_positions", lambda: a.list_positions(terms, articles=articles)),
        (
            "count_over_time",
            lambda: a.count_over_time(mentions, freq="M", by="name", articles=articles),
        ),
        ("find_bursts", lambda: a.find_bursts(made["few"])),
        ("find_changes", lambda: a.find_changes(made["few"])),
        ("measure_heat", lambda: a.measure_heat(made["few"])),
        ("list_firsts", lambda: a.list_firsts(mentions, by="name", articles=articles)),
        ("measure_diffusion", lambda: a.measure_diffusion(mentions, by="name", articles=articles)),
        ("rate_absence", lambda: a.rate_absence(mentions, by="name", articles=articles)),
        ("plot_mentions", lambda: a.plot_mentions(made["count_mentions"])),
        ("plot_network", lambda: a.plot_network(made["link_people"])),
        ("plot_precedence", lambda: a.plot_precedence(made["rank_precedence"])),
        ("plot_offices", lambda: a.plot_offices(made["list_offices"])),
        ("plot_terms", lambda: a.plot_terms(made["count_terms"])),
        (
            "plot_comparison",
            lambda: a.plot_comparison(made["compare_terms"], names=("大同", "云州")),
        ),
        (
            "plot_dispersion",
            lambda: a.plot_dispersion(
                made["list_positions"], dispersion=made["measure_dispersion"]
            ),
        ),
        ("plot_trend", lambda: a.plot_trend(made["count_over_time"])),
        ("plot_heat", lambda: a.plot_heat(made["count_over_time"], rows="name", columns="period")),
        ("plot_lags", lambda: a.plot_lags(made["measure_diffusion"])),
        (
            "count_over_time of two newspapers",
            lambda: a.count_over_time(
                mentions, freq="M", by=["name", "newspaper"], articles=articles
            ),
        ),
        (
            "plot_wave",
            lambda: a.plot_wave(made["count_over_time of two newspapers"], name=made["first"]),
        ),
    ]
    for name, call in calls:
        started = time.process_time()
        made[name] = call()
        if name == "count_over_time":  # a hundred persons over time, as one looks at
            top = made["count_mentions"]["name"].head(100)
            made["first"] = top.iloc[0]
            made["few"] = made[name][made[name]["name"].isin(top)]
        plt.close("all")
        tell(name, started)


def load_mentions(size: int) -> bool:
    """Write what each function takes of so many mentions; whether all keep within the memory."""
    command = [sys.executable, "-c", MENTIONS, Path(__file__).parent, size]
    lines = run(command).said.splitlines()
    sys.stdout.write(f"{size:,} mentions: processor seconds, and MB at the most until then\n")
    for line in lines:
        name, seconds, most = json.loads(line)
        sys.stdout.write(f"{seconds:8.2f} {most:6}  {name}\n")
    return bool(json.loads(lines[-1])[2] <= MOST)


def load_file(folder: Path, megabytes: int) -> None:
    """Write what one large table takes, to be read and to be made all tables of."""
    source, rows, size = folder / "large.jsonl", make_up(20_000), 0
    with source.open("w", encoding="utf-8", newline="") as file:
        row = 0
        while size < megabytes * 1e6:
            article = json.loads(rows[row % len(rows)])
            line = json.dumps({**article, "id": f"a{row}"}, ensure_ascii=False) + "\n"
            file.write(line)
            size, row = size + len(line.encode()), row + 1
    for what, code, rest in (
        ("read_articles", READ, ()),
        ("all tables, 2 workers", BUILD, (folder / "out", 2)),
    ):
        taken = run([sys.executable, "-c", code, source, *rest])
        shutil.rmtree(folder / "out", ignore_errors=True)
        sys.stdout.write(
            f"{size / 1e6:.0f} MB, {row:,} articles, {what}: {taken.cpu:.1f} s of the processor, "
            f"{taken.memory:.0f} MB in all processes\n"
        )


def main() -> None:
    """Measure both, or one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--only", nargs="*", default=["mentions", "file"])
    chosen = parser.parse_args()
    kept = "mentions" not in chosen.only or load_mentions(chosen.mentions)
    if "file" in chosen.only:
        with tempfile.TemporaryDirectory(prefix="dangbao-load-") as name:
            load_file(Path(name), chosen.megabytes)
    if not kept:
        sys.exit(f"More than {MOST:,} MB were held.")


if __name__ == "__main__":
    main()
