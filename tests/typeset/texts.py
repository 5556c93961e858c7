"""The texts that are set: articles of the sample or of the collections beside the project."""

import json
import random
import re
from pathlib import Path

from composer import GIVEN, SURNAMES, Source, read_sources

FULL = str.maketrans(",;?!()", "，；？！（）")


def widen(text: str) -> str:
    """Half-width marks between Chinese letters become full-width, as newspapers print them."""
    text = re.sub(r"(?<=[^\x00-\x7f]):|:(?=[^\x00-\x7f])", "：", text.translate(FULL))
    return re.sub(r"(?<=\d)，(?=\d{3})", ",", text)


def read_sample(folder: Path) -> list[Source]:
    """The articles of the sample that have a headline and end."""
    sources = []
    for path in sorted(folder.glob("gold/*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        lines = (folder / gold["page"]).read_text(encoding="utf-8").split("\n")
        for item in gold["items"]:
            runs = item["lines"] if isinstance(item["lines"][0], list) else [item["lines"]]
            body = [lines[at - 1].strip() for first, last in runs for at in range(first, last + 1)]
            body = [line for line in body if len(line) > 40 and line[-1] in "。！？”"]
            body = [
                re.sub(r"^.{0,30}?(?:讯|电)\s*(?:\(.*?\))?\s*(?=\D|\d)", "", line)
                if n == 0
                else line
                for n, line in enumerate(body)
            ]
            if item["kind"] == "article" and item["headline"] and item["complete"] and body:
                sources.append(
                    Source(widen(item["headline"]), None, [widen(line) for line in body])
                )
    return sources


def read_shared(shared: Path, *, part: int) -> list[Source]:
    """Real articles, in two halves that share none: part 0 to look at, part 1 to measure."""
    sources = read_sources(shared, 6000, seed=20)
    found = []
    for source in sources:
        if sum(map(ord, source.headline)) % 2 != part:
            continue
        lines = [widen(re.sub(r"\s+", "", line)) for line in source.paragraphs]
        if all(_is_common(line) for line in [source.headline, *lines]):
            found.append(Source(widen(source.headline), source.deck, lines))
    return found


def _is_common(text: str) -> bool:
    try:
        text.replace("—", "").replace("·", "").encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def draw_name(rng: random.Random) -> str:
    return rng.choice(SURNAMES[:-2]) + "".join(
        rng.choice(GIVEN) for _ in range(rng.choice([1, 2, 2]))
    )


def spread(name: str) -> str:
    """A name of two letters is printed as wide as one of three."""
    return f"{name[0]}\u3000{name[1]}" if len(name) == 2 else name


def draw_clause(paragraphs: list[str], rng: random.Random, low: int, high: int) -> str | None:
    """A short clause of the text, for a deck or a heading inside the article."""
    clauses = [
        clause
        for line in paragraphs
        for clause in re.split(r"[，。；：！？、“”（）《》]", line)
        if low <= len(clause) <= high and not re.search(r"\d|[A-Za-z]", clause)
    ]
    return rng.choice(clauses) if clauses else None
