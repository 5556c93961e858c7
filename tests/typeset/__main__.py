"""Make a set of sheets: `python -m typeset SHARED FOLDER --part 0 --count 40` in `tests/`."""

import argparse
import random
import shutil
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from typeset.families import LOOK, MEASURE
from typeset.layout import Maker
from typeset.printers import garble, print_chromium, print_reportlab, print_typst
from typeset.setting import set_upright
from typeset.sheet import Sheet, write_gold
from typeset.texts import read_shared

SIZES = [(780, 1106), (780, 1106), (1020, 1446), (1105, 1531)]  # tabloid to broadsheet, in points


def make_set(shared: Path, folder: Path, *, part: int, count: int, seed: int) -> None:
    """Print `count` files with their gold; every tenth has something odd about it."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = read_shared(shared, part=part)
    families = [LOOK, MEASURE][part]
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for number in range(count):
            rng = random.Random(f"{seed}-{number}")
            engine = ["chromium", "typst", "reportlab", "chromium"][number % 4]
            vertical = number % 10 == 7
            sheets = [
                draw(
                    sources,
                    rng,
                    families[number % 3],
                    truetype=engine == "reportlab",
                    vertical=vertical,
                    page=page,
                )
                for page in range(2 if number % 10 == 4 else 1)
            ]
            path = folder / f"sheet-{number:02d}.pdf"
            password = "secret" if engine == "reportlab" and number % 20 == 18 else None
            print_sheets(sheets, path, engine, browser=browser, password=password)
            garbled = number % 20 == 13
            if garbled:
                garble(path)
            write_gold(sheets, path.with_suffix(".json"), engine=engine, vertical=vertical, garbled=garbled, password=password)  # fmt: skip
        browser.close()


def draw(sources: list[Any], rng: random.Random, family: Any, *, truetype: bool, vertical: bool, page: int = 0, size: tuple[int, int] | None = None) -> Sheet:  # fmt: skip
    """One sheet of a paper with a format and a style of its own."""
    maker = Maker(sources, rng)
    width, height = size or rng.choice(SIZES)
    columns = rng.choice([4, 5] if width < 900 else [5, 6, 6, 7])
    if vertical:
        width, height, columns = height, width, max(4, columns)
    style = maker.draw_style(width, columns=columns, truetype=truetype)
    if page:
        style.number = page + 1
    items = rng.randint(6, 9) if min(width, height) < 900 else rng.randint(9, 14)
    with set_upright() if vertical else nullcontext():
        sheet = maker.draw_sheet(width, height, style, family, items=items)
    return sheet.turn() if vertical else sheet


def print_sheets(sheets: list[Sheet], path: Path, engine: str, *, browser: Any = None, password: str | None = None) -> None:  # fmt: skip
    if engine == "chromium":
        print_chromium(sheets, path, browser=browser)
    elif engine == "typst":
        print_typst(sheets, path)
    else:
        print_reportlab(sheets, path, password=password)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("shared", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", type=int, default=0)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    make_set(
        options.shared, options.folder, part=options.part, count=options.count, seed=options.seed
    )
