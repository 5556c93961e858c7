"""New phrases as rows of a word list of one's own."""

from collections.abc import Collection
from typing import Any, Final

import pandas as pd

from analysis.checks import list_choices, suggest
from analysis.lexicon import read_lexicon
from analysis.schema import InputError, check_table

__all__ = ["list_entries"]

_COLUMNS: Final = ("phrase", "variants", "parent", "theme", "year", "gloss", "source")


def list_entries(
    new_phrases: pd.DataFrame, *, phrases: Collection[str], own: pd.DataFrame | None = None
) -> pd.DataFrame:
    """List new phrases as entries of a word list of one's own.

    One row per entry, first those of `own`, as they are. The result goes to `find_phrases` as
    `extra`, or into a CSV with `to_csv(…, index=False)`.

    Parameters
    ----------
    new_phrases
        What `find_new_phrases` returned.
    phrases
        Which of its phrases are taken.
    own
        The list so far. A phrase that it has already is not added again.

    Returns
    -------
    DataFrame
        phrase; variants and theme, left open; parent, the longest listed phrase that it contains or
        stands in, or missing; year, of the first day on which it is new; gloss, left open; source,
        the article that it was first read in.

    Raises
    ------
    InputError
        Where a column is missing, or one of `phrases` is not in `new_phrases`.

    Examples
    --------
    >>> new = pd.DataFrame({"phrase": ["耕读新风"], "first": pd.to_datetime(["2024-12-18"]),
    ...                     "article_id": ["a#1"], "belongs": [[]]})
    >>> entries = list_entries(new, phrases=["耕读新风"])
    >>> entries[["phrase", "year", "source"]].values.tolist()
    [['耕读新风', '2024', 'a#1']]
    """
    needs = ["phrase", "first", "article_id", "belongs"]
    new_phrases = check_table(new_phrases, "new_phrases", needs=needs, maker="find_new_phrases")
    if own is not None:
        own = check_table(own, "own", needs=["phrase"], maker="list_entries")
    wanted = list_choices(phrases, "phrases")
    found = new_phrases.drop_duplicates("phrase").set_index("phrase")
    unknown = [phrase for phrase in wanted if phrase not in found.index]
    if unknown:
        raise InputError(
            f"phrases: {unknown[0]!r} is not among the new phrases; write it as it stands there."
            f"{suggest(unknown[0], found.index)}"
        )
    there = [] if own is None else own["phrase"].tolist()
    listed = set(read_lexicon("phrases")["phrase"])
    rows: list[dict[str, Any]] = []
    for phrase in dict.fromkeys(wanted):
        if phrase not in there:
            row = found.loc[phrase]
            parents = [each for each in row["belongs"] if each in listed and each != phrase]
            rows.append(
                {
                    "phrase": phrase,
                    "parent": parents[0] if parents else None,
                    "year": str(row["first"].year),
                    "source": row["article_id"],
                }
            )
    entries = pd.DataFrame(rows, columns=list(_COLUMNS), dtype="str")
    return entries if own is None else pd.concat([own, entries], ignore_index=True)
