"""Write the figures of the first page, the evaluation and the codebook anew.

    python docs/write_figures.py [FOLDER OF THE REAL TEXTS]

Without that folder only the papers of `data/` are measured, and the other tables stay as they are.
THULAC is measured where it is installed; it takes some minutes.
"""

import re
import runpy
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from analysis.evaluate import evaluate_gold, format_figures
from analysis.schema import make_codebook

ROOT: Final = Path(__file__).resolve().parents[1]
# The five figures of the first page: where the evaluation has them, and what they are in words.
# Those of people and themes are of real texts that were labelled before the program had read them,
# so that they tell a newcomer what to expect; only the sample has pages with labelled items.
FIVE: Final = (
    (
        "sample",
        "boundaries",
        "items cut out exactly, from the first line to the last (F1)",
        "稿件从首行到末行完全切对（F1）",
    ),
    (
        "people.drawn-measure",
        "precision",
        "what is taken for the name of a person is one (precision)",
        "认作人名的，确是人名的（精确率）",
    ),
    (
        "people.drawn-measure",
        "recall",
        "names of persons that are found (recall)",
        "文中的人名，能够找到的（召回率）",
    ),
    (
        "people.drawn-measure",
        "titles",
        "all titles at a name right, none missing",
        "人名所带的职务完全正确，一个不漏",
    ),
    (
        "themes.measure.fresh",
        "accuracy",
        "main theme of an article right",
        "稿件的主要主题判断正确",
    ),
)
HEADS: Final = (
    ("what", "value", "95 %", "of", "section"),
    ("项目", "数值", "95% 区间", "数目", "评测组"),
)


def write_evaluation(document: Path, texts: Path | None) -> None:
    """Put each table where the document has the command that makes it."""
    floors = ROOT / "tests" / "floors.json"
    peers = ("jieba", "thulac") if find_spec("thulac") else ("jieba",)
    tables = {
        f"data/{name}/gold": evaluate_gold(
            ROOT / "data" / name / "gold", floors=floors, peers=peers
        ).figures
        for name in ("sample", "papers")
    }
    if texts is not None:
        page = evaluate_gold(texts / "gold", texts / "pages", floors=floors, peers=peers).figures
        many = evaluate_gold(
            ROOT / "tests" / "gold", texts=texts, floors=floors, peers=peers
        ).figures
        tables["../shared/gold ../shared/pages"] = page
        held_out = many["section"].str.contains("measure|unseen|held")
        tables["tests/gold --texts ../shared"] = many[held_out]
    text = document.read_text(encoding="utf-8")
    for arguments, figures in tables.items():
        shown = format_figures(figures)
        found = re.compile(rf"(`dangbao evaluate {re.escape(arguments)}`.*\n\n)(?:(?:\|.*\n)+\n)?")
        text, changed = found.subn(lambda match, shown=shown: f"{match[1]}{shown}\n\n", text)
        if changed != 1:
            sys.exit(f"{document.name} has no place for dangbao evaluate {arguments}")
    document.write_text(text, encoding="utf-8", newline="\n")


def make_five(evaluation: str, lang: str) -> str:
    """Write the five figures of the first page as they stand in the evaluation.

    Parameters
    ----------
    evaluation
        The text of the document that has all figures.
    lang
        zh or en.
    """
    at = ("en", "zh").index(lang)
    lines = [HEADS[at], ("---", "--:", "--:", "--:", "---")]
    for section, figure, *words in FIVE:
        row = re.search(
            rf"^\| {re.escape(section)} \| {figure} \| (\S+) \| (\S*) \| (\d+) \|", evaluation, re.M
        )
        if row is None:
            sys.exit(f"the evaluation has no {figure} of {section}")
        lines.append((words[at], *row.groups(), f"`{section}`"))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def put_between(document: Path, mark: str, text: str) -> None:
    """Put a text between two marks of a document, <!-- mark --> and <!-- /mark -->."""
    old = document.read_text(encoding="utf-8")
    found = re.compile(rf"(<!-- {mark} -->\n).*?(\n<!-- /{mark} -->)", re.DOTALL)
    new, changed = found.subn(lambda match: f"{match[1]}\n{text.strip()}\n{match[2]}", old)
    if changed != 1:
        sys.exit(f"{document.name} has no place for {mark}")
    document.write_text(new, encoding="utf-8", newline="\n")


def write_figures(root: Path, texts: Path | None) -> None:
    """Measure, and write what is measured into every document that says it."""
    evaluation = root / "docs" / "evaluation.md"
    write_evaluation(evaluation, texts)
    papers = runpy.run_path(str(ROOT / "benchmarks" / "measure_papers.py"))
    shared = papers["format_table"](papers["measure"](papers["read_both"]()))
    put_between(evaluation, "papers", shared)
    measured = evaluation.read_text(encoding="utf-8")
    for name, lang in (("README.md", "en"), ("README.zh.md", "zh")):
        put_between(root / name, "figures", make_five(measured, lang))
    put_between(root / "docs" / "codebook.md", "codebook", make_codebook())


if __name__ == "__main__":
    write_figures(ROOT, Path(sys.argv[1]) if len(sys.argv) > 1 else None)
