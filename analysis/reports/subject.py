"""What a report is on: a source, or a part of it, and its tables where the notebooks find them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd

from analysis.folders import MANIFEST, hash_file, is_local, write_json
from analysis.lexicon import list_rows, read_lexicon
from analysis.offices.homes import read_homes
from analysis.options import FILE
from analysis.pages.files import open_path
from analysis.pages.made import list_made
from analysis.pages.several import list_roots
from analysis.pipeline.collection import Collection, collect, find_tables
from analysis.pipeline.parquet import write_parquet
from analysis.pipeline.part import Selection, read_part
from analysis.schema import InputError, is_table, join_words

__all__ = ["Subject", "bring", "find_in", "list_kinds", "read_subject"]

_COUNTED: Final = ("article",)  # the kinds that are counted unless the user names others
_TABLES: Final = "tables"
_STOPWORDS: Final = "stopwords.csv"
_FOUND: Final = ("mentions", "phrases", "tokens", "themes")
_READ: Final = ("mentions", "phrases", "themes")
_LISTS: Final = ("roster", "phrases", "themes", "stopwords")


class Subject(NamedTuple):
    """A collection, the part of it that the report is on, and the user's wishes."""

    collection: Collection
    part: Selection
    wishes: Mapping[str, Any]
    pages: pd.DataFrame
    articles: pd.DataFrame
    repairs: pd.DataFrame
    boxes: pd.DataFrame
    progress: bool


def read_subject(source: Any, wishes: Mapping[str, Any], *, progress: bool) -> Subject:
    """Read a source and cut it to the part that is wished for.

    Raises
    ------
    InputError
        Where nothing can be read, or nothing is of the part: the message says what there is.
    """
    part = read_part(
        **{name: wishes.get(name) for name in ("since", "until", "newspaper", "page", "kind")}
    )
    if "stopwords" in wishes:
        # read now, so that errors are found at once
        read_lexicon("stopwords", extra=wishes["stopwords"])
    read_homes(wishes.get("home"))
    collection = collect(
        source, columns=wishes.get("columns"), aside=_list_aside(source, wishes), progress=progress
    )
    part.check(collection.articles)
    found = find_tables(collection, ("pages", "repairs", "boxes"), part, {})
    articles = found["articles"]
    if part.kinds and articles.empty and len(collection.articles):
        counts = part._replace(kinds=()).cut(collection.articles)["kind"].value_counts()
        there = join_words(f"{kind} ({count})" for kind, count in counts.items())
        raise InputError(
            f"There is no item of the kind {join_words(part.kinds)}; there are {there}."
        )
    tables = (found["pages"], articles, found["repairs"], found["boxes"])
    return Subject(collection, part, wishes, *tables, progress)


def _list_aside(source: Any, wishes: Mapping[str, Any]) -> frozenset[Path]:
    """List files that were named for something else, and are no pages or other kind of source."""
    if is_table(source):
        return frozenset()
    named: list[Any] = [wishes.get(name) for name in _LISTS]
    entries = wishes.get("notebooks", ())
    for entry in [entries] if isinstance(entries, str | Path | Mapping) else entries:
        named.append(entry["file"] if isinstance(entry, Mapping) else entry)
    named += [root / FILE for root in list_roots(open_path(source)) if is_local(root)]
    return frozenset(Path(file).resolve() for file in named if isinstance(file, str | Path))


def list_kinds(subject: Subject) -> list[str]:
    """List the kinds of items that are counted."""
    return list(subject.part.kinds or _COUNTED)


def find_in(subject: Subject) -> dict[str, pd.DataFrame]:
    """Find mentions, phrases and themes, and tokens if the notebooks must be given them."""
    counted = subject.part._replace(kinds=tuple(list_kinds(subject)))
    whole = _find_whole(subject) is not None
    names = _READ if whole else _FOUND
    lists = {name: subject.wishes.get(name) for name in ("roster", "phrases", "themes")}
    return find_tables(
        subject.collection, names, counted, lists, compact=whole, progress=subject.progress
    )


def _find_whole(subject: Subject) -> Path | None:
    """The folder of made tables that the notebooks can read as it is, if there is one."""
    made = subject.collection.made
    given = any(subject.wishes.get(name) is not None for name in ("roster", "phrases", "themes"))
    whole = subject.part == Selection() and not given
    if made is not None and is_local(made) and whole and _is_complete(made):
        return Path(made)
    return None


def bring(subject: Subject, found: Mapping[str, pd.DataFrame], workplace: Path) -> dict[str, Any]:
    """Put tables where the notebooks can read them; return the parameters that say where.

    Their kernels are separate processes, without the credentials of this one for a store or the
    tables in its memory. If the report is on a whole folder of `dangbao tables`, nothing is copied.
    """
    given: dict[str, Any] = {
        "kinds": list_kinds(subject),
        "stopwords": True,
        "n_clusters": subject.wishes.get("clusters", "auto"),
        "home": subject.wishes.get("home"),
    }
    if "stopwords" in subject.wishes:
        given["stopwords"] = _write_stopwords(subject.wishes["stopwords"], workplace)
    made = _find_whole(subject)
    if made is not None:
        return {"source": str(made.absolute()), **given}
    tables = {
        "pages": subject.pages,
        "articles": subject.articles,
        "repairs": subject.repairs,
        "boxes": subject.boxes,
        **{name: found[name] for name in _FOUND},
    }
    names = {}
    for name, table in tables.items():
        if name in ("pages", "repairs", "boxes") and not len(table):
            continue  # tables of articles have no pages, and only sheets have boxes
        file = f"{name}/all.parquet"
        data = write_parquet(table, name)
        (workplace / _TABLES / name).mkdir(parents=True)
        (workplace / _TABLES / file).write_bytes(data)
        names[file] = hash_file(data)
    manifest = {"dangbao": "tables", "files": names}
    (workplace / _TABLES / MANIFEST).write_bytes(write_json(manifest))
    return {"source": str(workplace / _TABLES), **given}


def _is_complete(made: Path) -> bool:
    return all(list_made(made, name) for name in _FOUND)


def _write_stopwords(words: Any, workplace: Path) -> str:
    """Write the user's stop words, in whatever form they came, where the notebooks find them."""
    if isinstance(words, str | Path):
        text = Path(words).read_text(encoding="utf-8-sig")
    else:
        rows = list_rows(words, ["word", "source"])
        text = pd.DataFrame(rows).to_csv(index=False, lineterminator="\n")
    (workplace / _STOPWORDS).write_text(text, encoding="utf-8", newline="\n")
    return str(workplace / _STOPWORDS)
