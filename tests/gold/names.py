"""Texts that single names were labelled in, and the labels: `names.csv`.

A label says of one stretch of a text whether it is the whole name of a person (`p`), a person's name
cut or padded (`c`, with the whole name, its parts joined by dots, where it was written down), nobody
(`n`), or undecided (`u`).
The stretches were proposed by the program, drawn at random (`draw` is random: one place of each name
of a register) or where it was least certain (uncertain), and labelled by eye. Ids of texts are those
of `load.py`, and:

``heads:<n>``
    the headline in the n-th line of `rmrb-titles-1978-2018.tsv.xz`.

Texts drawn at random whose id has an odd hash are only measured with (`is_held_out`).
"""

import json
import lzma
import zlib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from gold import load

LABELS = Path(__file__).with_name("names.csv")


def read_labels() -> pd.DataFrame:
    """One row per labelled stretch: article_id, register, start, end, surface, label, whole, draw."""
    return pd.read_csv(LABELS, dtype={"whole": "str"}, keep_default_na=False)


def is_held_out(text_id: str) -> bool:
    """Whether a text drawn at random is only measured with."""
    return zlib.crc32(text_id.encode()) % 2 == 1


def list_measured() -> set[str]:
    """The ids of all texts that are labelled whole, which are measured with."""
    files = LABELS.parent.glob("people-*.jsonl")
    return {json.loads(line)["id"] for file in files for line in file.open(encoding="utf-8")}


def read_headlines(corpora: Path) -> Iterator[str]:
    """Yield the headlines of People's Daily."""
    path = corpora / "rmrb-titles-1978-2018.tsv.xz"
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line.rstrip("\n").partition("\t")[2]


def read_texts(corpora: Path) -> pd.DataFrame:
    """All texts but the headlines: article_id, register, text, and newspaper and date of broadcasts."""
    rows = [*_read_registers(corpora), *_read_daily(corpora), *_read_cnews(corpora)]
    rows += [
        (f"pfr:{number}", "daily-1998", text, None)
        for number, (text, _) in enumerate(load._read_pfr(corpora), start=1)
    ]
    rows += [
        (f"xwlb:{key}", "broadcast", text, date)
        for key, (date, text) in load._read_xwlb(corpora).items()
    ]
    texts = pd.DataFrame(rows, columns=["article_id", "register", "text", "date"])
    dates = pd.to_datetime(texts["date"], errors="coerce")
    newspapers = texts["register"].where(dates.notna(), None)
    return texts.assign(date=dates, newspaper=newspapers)


_Row = tuple[str, str, str, str | None]


def _read_registers(corpora: Path) -> Iterator[_Row]:
    for key, (register, text) in load.read_registers(corpora).items():
        yield f"reg:{key}", register.replace("provincial-report", "work-report"), text, None


def _read_daily(corpora: Path) -> Iterator[_Row]:
    for path in sorted((corpora / "rmrb-2019").glob("*.txt")):
        for number, text in enumerate(load._read_rmrb(path), start=1):
            yield f"rmrb2019:{path.name}:{number}", "daily-2019", text, None


def _read_cnews(corpora: Path) -> Iterator[_Row]:
    for number, text in enumerate(load.read_cnews(corpora), start=1):
        if text:
            yield f"cnews:{number}", "cnews", text, None
