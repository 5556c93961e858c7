"""Sheets typeset from the sample, whose items are known, are read back."""

import json
import random
from collections import Counter
from pathlib import Path

import pytest

import analysis
from analysis.schema import InputError

pytest.importorskip("reportlab", reason="reportlab, which prints sheets, is not installed")
pytest.importorskip("typst", reason="typst, which prints sheets, is not installed")

from typeset.__main__ import draw, print_sheets
from typeset.families import part_lead, part_modular, part_nested, part_stacks
from typeset.printers import garble, print_reportlab
from typeset.score import score_file, sum_up
from typeset.setting import has_fonts
from typeset.sheet import write_gold
from typeset.texts import read_sample

FAMILIES = [part_modular, part_stacks, part_lead, part_nested]


@pytest.fixture(scope="module")
def sheets(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Four small sheets of the sample's articles, the last one set vertically."""
    if not has_fonts():
        pytest.skip("the fonts Noto Serif CJK SC and Noto Sans CJK SC are not installed")
    engines = ["typst", "reportlab" if has_fonts(truetype=True) else "typst"]
    folder = tmp_path_factory.mktemp("sheets")
    sources, paths = read_sample(sample), []
    for number, family in enumerate(FAMILIES):
        engine, vertical = engines[number % 2], number == 3
        rng = random.Random(number)
        sheet = draw(
            sources, rng, family, truetype=engine == "reportlab", vertical=vertical, size=(620, 877)
        )
        path = folder / f"sheet-2024-03-1{number}-p01.pdf"
        print_sheets([sheet], path, engine)
        write_gold([sheet], path.with_suffix(".json"), vertical=vertical)
        paths.append(path)
    return paths


@pytest.mark.parametrize("way", ["horizontal", "vertical"])
def test_sheets_are_read_above_their_floors(sheets: list[Path], root: Path, way: str) -> None:
    counts: Counter[str] = Counter()
    for path in sheets[:3] if way == "horizontal" else sheets[3:]:
        counts += score_file(path)
    figures = sum_up(counts)
    figures["letters"] = 1 - figures["errors"]
    floors = json.loads((root / "tests" / "floors.json").read_text(encoding="utf-8"))[
        f"typeset.{way}"
    ]
    below = {name: figures[name] for name, floor in floors.items() if figures[name] < floor}
    assert not below, f"below their floors: {below}"
    assert way == "vertical" or figures["across"] == 0


def test_odd_files_are_a_line_each_and_nothing_else_is_lost(
    sheets: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sample: Path
) -> None:
    monkeypatch.setattr("analysis.sheets.scan.find_spec", lambda name: None)  # no engine is there
    sound = sheets[0].read_bytes()
    (tmp_path / "a-sound.pdf").write_bytes(sound)
    (tmp_path / "b-garbled.pdf").write_bytes(sound)
    garble(tmp_path / "b-garbled.pdf")
    (tmp_path / "c-broken.pdf").write_bytes(sound[: len(sound) // 3])
    (tmp_path / "d-empty.pdf").write_bytes(b"")
    two = [
        draw(
            read_sample(sample),
            random.Random(9),
            part_stacks,
            truetype=has_fonts(truetype=True),
            vertical=False,
            size=(500, 700),
            page=page,
        )
        for page in range(2)
    ]
    print_reportlab(two, tmp_path / "e-locked.pdf", password="secret")
    print_sheets(two, tmp_path / "f-two.pdf", "reportlab" if has_fonts(truetype=True) else "typst")
    pages = analysis.read_pages(tmp_path)
    assert pages["page_id"].tolist() == [
        "a-sound",
        "b-garbled",
        "c-broken",
        "d-empty",
        "e-locked",
        "f-two-1",
        "f-two-2",
    ]
    assert pages["text"].isna().tolist() == [False, True, True, True, True, False, False]
    assert "garbled" in pages["problem"][1]
    assert "dangbao[scan]" in pages["problem"][1]
    assert "password" in pages["problem"][4]


def test_a_picture_without_an_engine_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.sheets.scan.find_spec", lambda name: None)
    (tmp_path / "page.png").write_bytes(b"\x89PNG")
    with pytest.raises(InputError, match=r"pip install 'dangbao\[scan\]'"):
        analysis.read_pages(tmp_path / "page.png")
