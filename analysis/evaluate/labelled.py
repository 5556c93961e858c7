"""Texts labelled in a tool → gold, by which the package is measured."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd

from analysis.evaluate.gold import Gold, make_gold
from analysis.exchange import find_offsets, read_corpus
from analysis.places import PART_COLUMNS
from analysis.schema import InputError

__all__ = ["add_lines", "read_labels"]

_TEXTS: Final = ("article_id", "newspaper", "date", "page", "kind", *PART_COLUMNS.values())


def read_labels(
    path: str | os.PathLike[str],
    *,
    form: str | None = None,
    labels: Mapping[str, str] | None = None,
) -> Gold:
    """Read what somebody has labelled in doccano, spaCy or CoNLL as gold for `evaluate_gold`.

    Every text of the file counts as labelled, also one without a label. Kind, group and the place
    of each person are taken from the labels; titles are not, since labels do not say them, and
    neither is the group where a label says the kind alone: such figures are left out.

    Parameters
    ----------
    path
        The file, as `write_corpus` writes it or a tool exports it.
    form, labels
        As in `read_corpus`.

    Returns
    -------
    Gold
        `texts`, one row per labelled article, with its parts; `mentions`, one row per labelled
        person: unit (the article), register, line and column in the whole text, surface, name,
        kind, group, titles (missing), whole; `phrases`, one row per labelled set phrase: unit,
        line, column, surface. The other tables are empty. `name` is that of the file.

    Raises
    ------
    InputError
        As `read_corpus`, or where the form has no labels.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp(), "mine.jsonl")
    >>> line = '{"text": "市长林悦强调春耕。", "label": [[2, 4, "actor/official"]]}'
    >>> _ = file.write_text(line, encoding="utf-8")
    >>> gold = read_labels(file)
    >>> gold.mentions[["unit", "line", "column", "surface", "group"]].values.tolist()
    [['mine#1', 1, 3, '林悦', 'official']]
    """
    if Path(path).suffix.lower() in (".csv", ".parquet"):
        raise InputError(
            f"{path} is a table without labels; give what a tool of labelling exports."
        )
    articles, mentions, phrases = read_corpus(path, form=form, labels=labels)
    placed = add_lines(mentions, articles)
    fields = ["unit", "line", "column", "surface", "name", "kind", "group"]
    people = placed[fields].astype("object").where(placed[fields].notna(), None)
    terms = add_lines(phrases, articles)[["unit", "line", "column", "surface"]]
    return make_gold(
        Path(path).stem,
        articles[list(_TEXTS)].to_dict("records"),
        mentions=people.assign(register=None, titles=None, whole=False).to_dict("records"),
    )._replace(phrases=terms)


def add_lines(found: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Add line and column in the whole text to what was found in articles that have no page."""
    known: dict[str, tuple[str, dict[str, int]]] = {}
    for row in articles.to_dict("records"):
        parts = {part: row.get(column) for part, column in PART_COLUMNS.items()}
        offsets = find_offsets(parts)
        text = "\n".join(str(parts[part]) for part in offsets)
        known[row["article_id"]] = text, offsets
    before = []
    for key, part, start in zip(found["article_id"], found["part"], found["start"], strict=True):
        text, offsets = known[key]
        before.append(text[: offsets[part] + int(start)])
    return found.assign(
        unit=found["article_id"],
        line=[text.count("\n") + 1 for text in before],
        column=[len(text) - text.rfind("\n") for text in before],
    )
