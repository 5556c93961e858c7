"""Time and recall of the radar of new formulations on eleven years of broadcasts.

python benchmarks/bench_new_phrases.py ../shared/corpora
"""

import json
import lzma
import resource
import sys
import time
from pathlib import Path

import pandas as pd

from analysis import find_new_phrases

WITHIN = 45  # days from the birth until a formulation is called new
ALIKE = 0.6  # a shorter string is the phrase if it has so large a part of it


def main() -> None:
    """Print seconds of the processor, the most memory, and recall of both halves of the births."""
    corpus = Path(sys.argv[1]) / "xwlb-2012-2022.jsonl.xz"
    with lzma.open(corpus, "rt", encoding="utf-8") as lines:
        table = pd.DataFrame(map(json.loads, lines))
    table = table.rename(columns={"id": "article_id", "title": "headline"})
    begin = time.process_time()
    found = find_new_phrases(table[["article_id", "date", "headline", "text"]])
    seconds = time.process_time() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    sys.stdout.write(f"{seconds:.1f} s, {memory:.2f} GB\n")
    found = found[found["kind"] == "phrase"]
    births = pd.read_csv("tests/gold/births.csv", dtype="str").to_dict("records")
    for half in ("look", "measure"):
        hits = [
            is_found(row["phrase"], pd.Timestamp(row["birth"]), found)
            for row in births
            if (row["half"], row["kind"]) == (half, "phrase") and row["birth"] >= "2013-02"
        ]
        sys.stdout.write(f"{half}: {sum(hits) / len(hits):.3f} of {len(hits)}\n")


def is_found(phrase: str, birth: pd.Timestamp, found: pd.DataFrame) -> bool:
    """Whether a phrase, or what contains it, is called new in time."""
    phrase = "".join(sign for sign in phrase if sign not in "“”‘’ ")
    days = (found["first"] - birth).dt.days
    near = found[(days >= 0) & (days < WITHIN)]["phrase"]
    return any(
        phrase in each or (each in phrase and len(each) >= ALIKE * len(phrase)) for each in near
    )


if __name__ == "__main__":
    main()
