"""What is made of what: the tables in their order, and all that each of them depends on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pandas as pd

from analysis.folders import hash_json
from analysis.schema import make_table

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["LATER", "STAGES", "Stage", "list_stamps", "make_tables", "open_rooms", "stamp_clusters"]


_LEXICON: Final = re.compile(r"read_lexicon\(\s*\"(\w+)\"")
# Begins with letters, not with the beginning of a line: it is found many times faster.
_IMPORT: Final = re.compile(
    r"from analysis(?P<module>[\w.]*) import (?P<names>\([^)]*\)|[^(\n]+)$", re.MULTILINE
)
_PACKAGE: Final = Path(__file__).parents[1]


class Stage(NamedTuple):
    """A step of the work: the tables that it makes, and what it makes them of.

    `module` is where its code begins; what that imports of the package counts too. `lists` are the
    word lists that it reads, `libraries` those whose words it takes.
    """

    tables: tuple[str, ...]
    needs: tuple[str, ...]
    module: str
    lists: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()


@cache
def _read_code() -> dict[str, str]:
    """The code of each module of the package, however its lines end."""
    code: dict[str, str] = {}
    for path in _PACKAGE.rglob("*.py"):
        *rooms, name = path.relative_to(_PACKAGE).parts
        module = rooms if name == "__init__.py" else [*rooms, path.stem]
        code[".".join(module)] = path.read_text(encoding="utf-8")
    return code


@cache
def _hash_code(module: str) -> str:
    """Hash the code of a module and of all that it imports of the package."""
    code = _read_code()
    return hash_json({own: sha256(code[own].encode()).hexdigest() for own in _find_code(module)})


def _find_code(module: str, room: str = "") -> set[str]:
    """A module and all that it imports of the package, or of a room but for what this shows."""
    code = [own for own in _read_code() if own.startswith(room)]
    found: set[str] = set()
    waiting = [module]
    while waiting:
        own = waiting.pop()
        if own not in found and own in code:
            found.add(own)
            waiting += _list_imports(own)
    return found


@cache
def _list_imports(module: str) -> list[str]:
    """The modules of the package that a module imports, at its head or inside a function."""
    code = _read_code()[module]
    found: list[str] = []
    for line in _IMPORT.finditer(code):
        if code[code.rfind("\n", 0, line.start()) + 1 : line.start()].strip(" "):
            continue  # it is said, not done
        listed = filter(None, map(str.strip, line["names"].strip("()").split(",")))
        names = [name.split()[0] for name in listed]  # as another, or not
        # What is imported is a module, or something of one.
        found.append(line["module"].lstrip("."))
        found += [f"{line['module']}.{name}".lstrip(".") for name in names]
    return found


def _list_lexicons(module: str) -> tuple[str, ...]:
    """The word lists that a module names, and what it imports of its room."""
    room = module.partition(".")[0]
    own = (_read_code()[one] for one in _find_code(module, f"{room}."))
    return tuple(sorted({name for code in own for name in _LEXICON.findall(code)}))


STAGES: Final[Mapping[str, Stage]] = {
    "pages": Stage(("pages", "articles", "repairs"), (), "articles.split", ("joints", "surnames")),
    "articles": Stage(("articles",), (), "pages.tables"),
    "mentions": Stage(
        ("mentions",),
        (),
        "officials.find",
        (*_list_lexicons("officials.find"), "traditional"),
        ("rjieba",),
    ),
    "offices": Stage(
        ("offices",),
        ("mentions",),
        "offices.find",
        (*_list_lexicons("offices.find"), "traditional"),
    ),
    "appointments": Stage(
        ("appointments",),
        ("mentions",),
        "offices.appointments",
        (*_list_lexicons("offices.appointments"), *_list_lexicons("officials.find"), "traditional"),
    ),
    "organisations": Stage(
        ("organisations",),
        (),
        "offices.organisations",
        (*_list_lexicons("offices.organisations"), "traditional"),
        ("rjieba",),
    ),
    "phrases": Stage(("phrases",), (), "phrases.find", ("phrases", "traditional")),
    "tokens": Stage(("tokens",), ("mentions", "phrases"), "tokens", ("traditional",), ("rjieba",)),
    "themes": Stage(("themes",), (), "topics.themes", ("themes", "traditional")),
}
# The stages after the first, in their order.
LATER: Final = (
    *("mentions", "offices", "appointments", "organisations", "phrases", "tokens", "themes"),
)
# How rows become files.
_WRITING: Final = ("pipeline.parquet", "pipeline.stages", "pipeline.sources", "pipeline.days")


def list_stamps(first: str, options: Mapping[str, Any]) -> dict[str, str]:
    """A stamp for each stage: another one when its code, a list, an option or its input changes.

    `first` is the stage that the source begins with, pages or articles; `options` are those of a
    stage by its name.
    """
    stamps: dict[str, str] = {}
    for name in (first, *LATER):
        stage = STAGES[name]
        stamps[name] = hash_json(
            {
                "code": [_hash_code(module) for module in (stage.module, *_WRITING)],
                "lists": [_hash_list(own) for own in stage.lists],
                "libraries": [version(library) for library in stage.libraries],
                "options": options.get(name),
                "input": [stamps[own] for own in (first, *stage.needs) if own != name],
            }
        )
    return stamps


def open_rooms() -> None:
    """Read what the stages read once, by making the tables of a sentence."""
    tables: dict[str, Any] = {}
    tables["articles"] = make_table("articles", {"article_id": ["a"], "text": ["会议召开。"]})
    for name in LATER:
        tables |= make_tables(name, tables, {})


def stamp_clusters() -> str:
    """A stamp of what clusters are made with."""
    modules = ("topics.collection", "topics.groups", "topics.clusters", "pipeline.clusters")
    code = [_hash_code(module) for module in modules]
    lists = [_hash_list(name) for name in ("stopwords", "common")]
    return hash_json([code, lists, version("scikit-learn")])


def make_tables(
    name: str, tables: Mapping[str, pd.DataFrame], options: Mapping[str, Any]
) -> dict[str, pd.DataFrame | pa.Table]:
    """Make the tables of a stage after the first of those before it; it decides day by day.

    What is a name is decided from the pages of one newspaper and day, everything else from one
    article: the rows of a day are the same alone or among others. Tables that no stage needs are
    made as columns of files.
    """
    room = import_module(f"analysis.{STAGES[name].module}")
    articles = tables["articles"]
    made: pd.DataFrame | pa.Table
    if name == "mentions":
        made = room.find_mentions(articles, roster=options.get("roster"))
    elif name == "offices":
        made = room.find_offices(tables["mentions"], articles=articles)
    elif name == "appointments":
        made = room.find_appointments(articles, mentions=tables["mentions"])
    elif name == "organisations":
        made = room.find_organisations(articles)
    elif name == "phrases":
        made = room.find_phrases(articles, lexicon=options.get("phrases"))
    elif name == "tokens":
        made = room.make_token_columns(articles, tables["mentions"], tables["phrases"])
    else:
        made = room.make_theme_columns(articles, lexicon=options.get("themes"))
    return {name: made}


def _hash_list(name: str) -> str:
    data = (_PACKAGE / "lexicons" / f"{name}.csv").read_bytes()
    return sha256(data.replace(b"\r\n", b"\n")).hexdigest()
