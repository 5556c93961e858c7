"""Measure bare names on the tagged People's Daily of 1998, with weights that never saw the part.

    python benchmarks/bench_names.py CORPORA

CORPORA is the folder that `make_name_signs.py` reads. The last fifth of the tagged lines is put
aside, the weights are fitted as there without it and without the texts of `tests/gold` that come
from that newspaper, and `find_mentions` is measured on it: a name counts where its span is exact.
What the tags do not call a name of a person is left out on both sides: a name with a title inside
(周总理), one that stands for a doctrine or a work (邓小平理论), a bare surname or given name.
It takes about three minutes on one core.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.officials import find_mentions, names

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "makers"))
import make_name_signs  # the script that counts the signs

LENGTH = 1500  # characters of a text; the corpus does not say where an article ends


def join_lines(lines: list[make_name_signs.Text]) -> Iterator[make_name_signs.Text]:
    """Join lines into texts of about the length of an article."""
    text, spans = "", set[make_name_signs.Span]()
    for line, inside in lines:
        spans |= {(start + len(text), end + len(text)) for start, end in inside}
        text += line + "\n"
        if len(text) > LENGTH:
            yield text, spans
            text, spans = "", set()
    if text:
        yield text, spans


def _use_weights(signs: pd.DataFrame) -> None:
    """Let the finder read these weights instead of those of the package."""
    read = names.read_lexicon
    names.read_lexicon = lambda name: signs if name == "name_signs" else read(name)


def main(folder: str) -> None:
    """Put a fifth aside, fit to the rest, and measure."""
    corpora = Path(folder)
    lines = list(make_name_signs.read_tagged(corpora))
    border = len(lines) * 4 // 5
    held_out = {line for line, _ in lines[border:]}
    labelled = [
        (text, spans)
        for text, spans in make_name_signs.read_labelled(corpora)
        if held_out.isdisjoint(text.split("\n"))
    ]
    fitted = make_name_signs.fit_all(corpora, tagged=lines[:border], labelled=labelled)
    _use_weights(
        pd.DataFrame(make_name_signs.list_rows(fitted), columns=["sign", "where", "source"])
    )
    texts = list(join_lines(lines[border:]))
    ids = [str(number) for number in range(len(texts))]
    articles = pd.DataFrame({"article_id": ids, "text": [text for text, _ in texts]})
    mentions = find_mentions(articles)
    mentions = mentions[(mentions["kind"] != "formula") & (mentions["surface"] == mentions["name"])]
    right = found = tagged = 0
    for one, (_, spans) in zip(ids, texts, strict=True):
        rows = mentions[mentions["article_id"] == one]
        mine = set(zip(rows["start"], rows["end"], strict=True))
        right += len(mine & spans)
        found += len(mine)
        tagged += len(spans)
    precision, recall = right / found, right / tagged
    score = 2 * right / (found + tagged)
    sys.stdout.write(
        f"precision {precision:.3f}  recall {recall:.3f}  F1 {score:.3f}  of {tagged}\n"
    )


if __name__ == "__main__":
    main(sys.argv[1])
