"""Write the figures of the README anew.

    python docs/write_figures.py [FOLDER OF THE REAL TEXTS]

Without that folder only the sample is measured and the other tables stay as they are. THULAC is
measured where it is installed; it takes some minutes.
"""

import re
import sys
from importlib.util import find_spec
from pathlib import Path

from analysis.evaluate import evaluate_gold, format_figures

ROOT = Path(__file__).resolve().parents[1]


def write_figures(readme: Path, texts: Path | None) -> None:
    """Put each table where the README has the command that makes it."""
    floors = ROOT / "tests" / "floors.json"
    peers = ("jieba", "thulac") if find_spec("thulac") else ("jieba",)
    sample = evaluate_gold(ROOT / "data" / "sample" / "gold", floors=floors, peers=peers).figures
    tables = {"data/sample/gold": sample}
    if texts is not None:
        page = evaluate_gold(texts / "gold", texts / "pages", floors=floors, peers=peers).figures
        many = evaluate_gold(
            ROOT / "tests" / "gold", texts=texts, floors=floors, peers=peers
        ).figures
        tables["../shared/gold ../shared/pages"] = page
        held_out = many["section"].str.contains("measure|unseen|held")
        tables["tests/gold --texts ../shared"] = many[held_out]
    text = readme.read_text(encoding="utf-8")
    for arguments, figures in tables.items():
        shown = format_figures(figures)
        found = re.compile(rf"(`dangbao evaluate {re.escape(arguments)}`.*\n\n)(?:(?:\|.*\n)+\n)?")
        text, changed = found.subn(lambda match, shown=shown: f"{match[1]}{shown}\n\n", text)
        if changed != 1:
            sys.exit(f"{readme.name} has no place for dangbao evaluate {arguments}")
    readme.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_figures(ROOT / "README.md", Path(sys.argv[1]) if len(sys.argv) > 1 else None)
