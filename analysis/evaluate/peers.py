"""What one would use without this package, so that it can be measured for comparison."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stdout
from importlib import import_module
from importlib.util import find_spec
from io import StringIO
from typing import Final

import pandas as pd

from analysis.places import iterate_parts
from analysis.schema import InputError, check_table, make_table

__all__ = ["split_at_headings", "tag_names"]

# A text → the words in it that are tagged as persons, each with its first character.
Tagger = Callable[[str], Iterable[tuple[int, str]]]

_COLUMNS: Final = ("article_id", "part", "start", "end", "surface", "name", "line", "column")


def split_at_headings(pages: pd.DataFrame) -> pd.DataFrame:
    r"""Split pages at every line that begins with a Markdown heading, and nowhere else.

    One row per run from one heading to the next: the table `articles`, of which only page_id,
    lines, first_line and last_line are filled.

    Examples
    --------
    >>> pages = pd.DataFrame({"page_id": ["p"], "text": ["## 一\n\n文。\n## 二\n文。"]})
    >>> split_at_headings(pages)["lines"].tolist()
    [[[1, 3]], [[4, 5]]]
    """
    check_table(pages, "pages", needs=["page_id", "text"])
    rows: list[tuple[str, list[int]]] = []
    for page, text in zip(pages["page_id"], pages["text"].fillna(""), strict=True):
        begun = False
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip() and (line.startswith("#") or not begun):
                rows.append((page, [number, number]))
                begun = True
            elif line.strip():
                rows[-1][1][1] = number
    return make_table(
        "articles",
        {
            "page_id": [page for page, _ in rows],
            "lines": [[run] for _, run in rows],
            "first_line": [run[0] for _, run in rows],
            "last_line": [run[1] for _, run in rows],
        },
    )


def tag_names(articles: pd.DataFrame, *, tagger: str) -> pd.DataFrame:
    """Take for a mention what a general tagger of Chinese takes for the name of a person.

    One row per word that is tagged as one: the table `mentions`, without kinds, groups or titles.

    Parameters
    ----------
    articles
        Needs article_id and text; headline, deck, byline and anchors are used where there are any.
    tagger
        `jieba` (every tag that begins with nr) or `thulac` (np), which has to be installed.
    """
    cut = {"jieba": _cut_with_jieba, "thulac": _cut_with_thulac}[tagger]()
    rows = []
    ids = articles["article_id"].tolist()
    for part in iterate_parts(articles):
        for start, word in cut(part.text):
            line, column = part.locate(start) or (None, None)
            rows.append(
                (ids[part.row], part.part, start, start + len(word), word, word, line, column)
            )
    columns = {name: [row[at] for row in rows] for at, name in enumerate(_COLUMNS)}
    return make_table("mentions", {**columns, "titles": [[] for _ in rows]})


def _cut_with_jieba() -> Tagger:
    from jieba import Tokenizer
    from jieba.posseg import POSTokenizer

    log = logging.getLogger("jieba")
    level = log.level
    log.setLevel(
        logging.WARNING
    )  # otherwise it writes to standard error that it reads its dictionary
    tokenizer = Tokenizer()
    tokenizer.initialize()
    log.setLevel(level)
    tagger = POSTokenizer(tokenizer)

    def cut(text: str) -> Iterator[tuple[int, str]]:
        start = 0
        for word, tag in tagger.cut(text):
            if tag.startswith("nr"):
                yield start, word
            start += len(word)

    return cut


def _cut_with_thulac() -> Tagger:
    if find_spec("thulac") is None:
        raise InputError('THULAC is not installed; run pip install "dangbao[thulac]".')
    thulac = import_module("thulac").thulac

    # Its greeting must not come on standard output, which belongs to the caller.
    with redirect_stdout(StringIO()):
        tagger = thulac()

    def cut(text: str) -> Iterator[tuple[int, str]]:
        at = 0
        for line in text.split("\n"):
            reached = at
            for word, tag in tagger.cut(line) if line.strip() else ():
                start = text.find(word, reached, at + len(line))  # the tagger may leave blanks out
                if start >= 0:
                    reached = start + len(word)
                    if tag == "np":
                        yield start, word
            at += len(line) + 1

    return cut
