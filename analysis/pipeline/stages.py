"""The tables of a collection in their order: what makes each of them, and what its rows depend on.

A new table is one entry of `STAGES`; everything else of the pipeline reads what it needs there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pandas as pd

from analysis.folders import hash_json
from analysis.lexicon import read_lexicon
from analysis.schema import make_table

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "COUNTED",
    "STAGES",
    "Stage",
    "StageOption",
    "list_stages",
    "list_stamps",
    "list_tables",
    "make_stage",
    "open_rooms",
    "read_stage_options",
    "stamp_clusters",
]

_LEXICONS: Final = Path(__file__).parents[1] / "lexicons"
# The version of what all stages share: how a source is cut into months and rows become files.
_FILES: Final = 1


class StageOption(NamedTuple):
    """What a user gives `build_tables` for a stage: a list of his own, or the homes of newspapers.

    `name` is its parameter there, `keyword` the one of the stage's function that gets what `read`
    makes of it.
    """

    name: str
    keyword: str
    read: Callable[[Any], Any]


class Stage(NamedTuple):
    """A step of the work: the function that makes a table, and what its rows depend on.

    Attributes
    ----------
    function
        Module and name of the function below `analysis`; empty where the tables are what the source
        itself gives. It is imported when it is first called, so that no run waits for what it does
        not use.
    needs
        The tables that the function takes: the first as its first argument, each other one by its
        name.
    version
        Raise it in the commit that makes the function give other rows for the same input, so that
        months which were made before are made anew. `tests/test_stages.py` notices where that was
        forgotten.
    lists
        The word lists of `analysis/lexicons/` that it reads.
    libraries
        The libraries whose words end up in the rows, such as one that cuts text into words.
    option
        What it takes of the user.
    tables
        The tables that come of it, where they are not one table of the stage's own name.
    counted
        The column whose values `count_tables` counts, where there is one.
    """

    function: str = ""
    needs: tuple[str, ...] = ()
    version: int = 1
    lists: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    option: StageOption | None = None
    tables: tuple[str, ...] = ()
    counted: str = ""


def _read_own_people(given: Any) -> pd.DataFrame:
    from analysis.officials.roster import read_roster, read_roster_table

    people = read_roster_table(given)
    read_roster(people)  # raises where a row is wrong, before anything is made
    return people


def _read_own_phrases(given: Any) -> pd.DataFrame:
    return read_lexicon("phrases", extra=given)


def _read_own_themes(given: Any) -> pd.DataFrame:
    from analysis.topics import read_themes

    return read_themes(extra=given)


def _read_homes(given: Any) -> Any:
    from analysis.offices.homes import read_homes

    return read_homes(given)


_HOME: Final = StageOption("home", "home", _read_homes)

# What a printed title is resolved by.
_OFFICES: Final = (
    *("bodies", "divisions", "grades", "incumbents", "lands", "marks", "office_frames", "organs"),
    *("posts", "ranks", "statuses", "subprovincial", "usual_names"),
)

# A table can only need tables that stand above it. A source gives either pages or articles.
STAGES: Final[Mapping[str, Stage]] = {
    "pages": Stage(
        version=7,
        lists=("credits", "joints", "surnames", "papers", "page_frames", "phrases"),
        tables=("pages", "articles", "repairs"),
    ),
    "articles": Stage(version=2, lists=("credits", "surnames", "papers")),
    "mentions": Stage(
        "officials.find.find_mentions",
        needs=("articles",),
        version=5,
        lists=(
            *("countries", "frames", "kinds", "lands", "name_parts", "name_signs", "name_weights"),
            *(
                "not_names",
                "people",
                "sounds",
                "strings",
                "surnames",
                "title_edges",
                "title_groups",
            ),
            *("title_heirs", "title_posts", "title_words", "titles", "traditional", "verbs"),
            *("credits", "name_ends", "name_words", "word_names"),
        ),
        libraries=("rjieba",),
        option=StageOption("roster", "roster", _read_own_people),
        counted="name",
    ),
    "offices": Stage(
        "offices.find.make_offices",
        needs=("mentions", "articles"),
        version=5,
        lists=(*_OFFICES, "papers", "traditional"),
        libraries=("rjieba",),
        option=_HOME,
    ),
    "appointments": Stage(
        "offices.appointments.find_appointments",
        needs=("articles", "mentions"),
        version=5,
        lists=(
            *("appointments", *_OFFICES, "papers", "traditional"),
            *("countries", "not_names", "sounds", "surnames"),
            *("title_heirs", "title_words", "titles", "word_names"),
        ),
        libraries=("rjieba",),
        option=_HOME,
        counted="event",
    ),
    "organisations": Stage(
        "offices.organisations.find_organisations",
        needs=("articles",),
        version=5,
        lists=(
            *("bodies", "body_openings", "divisions", "lands", "marks", "not_bodies", "organs"),
            *("papers", "posts", "subprovincial", "title_edges", "traditional", "usual_names"),
        ),
        libraries=("rjieba",),
        option=_HOME,
    ),
    "phrases": Stage(
        "phrases.find.find_phrases",
        version=2,
        needs=("articles",),
        lists=("phrases", "traditional"),
        option=StageOption("phrases", "lexicon", _read_own_phrases),
        counted="phrase",
    ),
    "tokens": Stage(
        "tokens.make_token_columns",
        needs=("articles", "mentions", "phrases"),
        lists=("traditional",),
        libraries=("rjieba",),
        counted="token",
    ),
    "themes": Stage(
        "topics.themes.make_theme_columns",
        needs=("articles",),
        lists=("themes", "traditional"),
        option=StageOption("themes", "lexicon", _read_own_themes),
        counted="theme",
    ),
}
# Clusters are made of the tokens of all months together, by `pipeline.clusters`.
_CLUSTERS: Final = Stage(lists=("stopwords", "common"), libraries=("scikit-learn",))

# The column that is counted in each table of which something is counted.
COUNTED: Final = {name: stage.counted for name, stage in STAGES.items() if stage.counted}


def list_tables(name: str) -> tuple[str, ...]:
    """List the tables that a stage makes."""
    return STAGES[name].tables or (name,)


def list_stages(first: str) -> list[str]:
    """List the stages of a source that gives pages, or articles, in the order of the work."""
    return [first, *(name for name, stage in STAGES.items() if stage.function)]


def read_stage_options(given: Mapping[str, Any]) -> dict[str, Any]:
    """Read what the user gives, by the stage that takes it.

    They are read before the work is spread, so that no worker needs to reach their files.
    """
    options: dict[str, Any] = {}
    for name, stage in STAGES.items():
        own = None if stage.option is None else given[stage.option.name]
        if stage.option is not None and own is not None:
            options[name] = stage.option.read(own)
    return options


def list_stamps(
    first: str, options: Mapping[str, Any], *, beside: str | None = None
) -> dict[str, str]:
    """Give each stage a stamp, which changes when its rows may have changed.

    It is made of the version, word lists and libraries of the stage, of what the user gives it, and
    of the stamps of the tables that it needs. `first` is the stage that the source gives, `options`
    what the user gives, by stage; `beside` is the stamp of another that the source gives too.
    """
    stamps: dict[str, str] = {}
    made_by: dict[str, str] = {}
    for name in list_stages(first):
        own = options.get(name)
        if isinstance(own, pd.DataFrame):
            own = own.to_csv()
        needed = [stamps[made_by[table]] for table in STAGES[name].needs]
        if name == first and beside is not None:
            needed.append(beside)
        stamps[name] = _stamp(STAGES[name], own, needed)
        made_by |= dict.fromkeys(list_tables(name), name)
    return stamps


def stamp_clusters() -> str:
    """Give clusters a stamp, as `list_stamps` does for the tables of a month."""
    return _stamp(_CLUSTERS, None, [])


def _stamp(stage: Stage, own: str | Mapping[str, str] | None, needed: list[str]) -> str:
    return hash_json(
        {
            "version": [stage.version, _FILES],
            "lists": {name: _hash_list(name) for name in stage.lists},
            "libraries": {name: version(name) for name in stage.libraries},
            "own": own,
            "needed": needed,
        }
    )


def _hash_list(name: str) -> str:
    # Git may check a list out with the line ends of Windows: it is the same list.
    return sha256((_LEXICONS / f"{name}.csv").read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def make_stage(
    name: str, tables: Mapping[str, pd.DataFrame], options: Mapping[str, Any]
) -> pd.DataFrame | pa.Table:
    """Make the table of a stage of the tables that it needs.

    The rows of a day are the same alone and among other days: what is a name is decided from one
    day of one newspaper, everything else from one article. A table that no other one needs may come
    as columns of Arrow, which are only written.
    """
    stage = STAGES[name]
    module, _, function = f"analysis.{stage.function}".rpartition(".")
    first, *others = stage.needs
    given: dict[str, Any] = {table: tables[table] for table in others}
    if stage.option is not None:
        given[stage.option.keyword] = options.get(name)
    made: pd.DataFrame | pa.Table = getattr(import_module(module), function)(tables[first], **given)
    return made


def open_rooms() -> None:
    """Import the stages and read their word lists, by making every table of one sentence.

    A process that has done this while it waited makes its first month at once.
    """
    tables: dict[str, Any] = {}
    tables["articles"] = make_table("articles", {"article_id": ["a"], "text": ["会议召开。"]})
    for name in list_stages("articles")[1:]:
        tables[name] = make_stage(name, tables, {})
