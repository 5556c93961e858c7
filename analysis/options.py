"""How a report can be steered: one table of options, for the command, `report.toml` and Python."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from analysis.folders import is_local
from analysis.pages.files import open_path
from analysis.schema import InputError, check_choice, join_words, suggest

__all__ = ["FILE", "OPTIONS", "Option", "read_options"]

FILE: Final = "report.toml"


class Option(NamedTuple):
    """One wish: its name everywhere, what kind of value it has, and what it does.

    A `list` is a word list of the user's own; a file is named from where `report.toml` lies, or at
    the command line from where one stands. `flag` is the option of the command, where it is called
    otherwise; `many` values may be given.
    """

    name: str
    kind: Literal["text", "number", "list", "homes", "columns", "notebooks"]
    help: str
    many: bool = False
    flag: str = ""


OPTIONS: Final = (
    Option("since", "text", "First day, month or year: 2024-03-05, 2024-03, 2024."),
    Option("until", "text", "Last day, month or year, included."),
    Option("newspaper", "text", "Only this newspaper.", many=True),
    Option("page", "number", "Only pages of this number.", many=True),
    Option("kind", "text", "Kind of items that are counted.  [default: article]", many=True),
    Option("roster", "list", "Your own list of people: name, group, alias, …"),
    Option("phrases", "list", "Your own set phrases: phrase, variants, …"),
    Option("themes", "list", "Your own themes: theme, term, weight."),
    Option("stopwords", "list", "Your own stop words: word."),
    Option(
        "home",
        "homes",
        "Division of the newspaper, a code of GB/T 2260 (140200), or of each: 大同日报=140200.",
    ),
    Option("clusters", "number", "How many clusters of articles.  [default: found]"),
    Option("title", "text", "Title of the report."),
    Option("lang", "text", "Language of the report, zh or en.  [default: zh]"),
    Option(
        "columns",
        "columns",
        "A column of tables of articles, here and there: --column text=fulltext.",
        flag="column",
    ),
    Option(
        "notebooks",
        "notebooks",
        "A notebook of your own that becomes a page (05_mine.ipynb), or one of ours in its place.",
        many=True,
        flag="notebook",
    ),
    Option("leave_out", "text", "A notebook of ours to leave out: 03_topics.", many=True),
)
_BY_NAME: Final = {option.name: option for option in OPTIONS}


def read_options(source: object, given: Mapping[str, Any]) -> dict[str, Any]:
    """Read what the user wishes: what is given, then what `report.toml` beside the source says.

    Returns
    -------
    dict
        By name what is wished for; nothing of what is not.

    Raises
    ------
    InputError
        Where `report.toml` cannot be read, or names or values in it are not known.
    """
    odd = next((name for name in given if name not in _BY_NAME), None)
    if odd is not None:
        raise InputError(
            f"There is no option {odd!r}; there are {join_words(_BY_NAME)}.{suggest(odd, _BY_NAME)}"
        )
    wishes = {name: value for name, value in given.items() if not _is_nothing(value)}
    for name, value in wishes.items():
        _check(value, _BY_NAME[name], name)
    return {**_read_file(source), **wishes}


def _is_nothing(value: Any) -> bool:
    """Whether an option was not given: the command gives empty ones."""
    return value is None or (isinstance(value, tuple | dict) and not value)


def _read_file(source: object) -> dict[str, Any]:
    path = _find_file(source)
    if path is None:
        return {}
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path} is no TOML ({error}). Write text, months too, in quotation marks: "
            'since = "2024-04".'
        ) from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error
    wishes = {}
    for name, value in said.items():
        if name not in _BY_NAME:
            raise InputError(
                f"{path}: there is no option {name!r}; there are {join_words(_BY_NAME)}."
                f"{suggest(name, _BY_NAME)}"
            )
        option = _BY_NAME[name]
        # TOML has dates of its own: since = 2024-03-05.
        value = str(value) if hasattr(value, "isoformat") else value
        _check(value, option, f"{path}: {name}")
        wishes[name] = _place(value, option, path.parent)
    return wishes


def _find_file(source: object) -> Path | None:
    if isinstance(source, list | tuple):
        files = [file for file in map(_find_file, source) if file is not None]
        if len(files) > 1:
            raise InputError(
                f"{files[0]} and {files[1]} both say what is wished; keep one of them."
            )
        return files[0] if files else None
    if not isinstance(source, str | Path):
        return None
    folder = open_path(source)
    if not is_local(folder):
        return None
    try:
        path = (folder if folder.is_dir() else folder.parent) / FILE
        return path if path.is_file() else None
    except OSError:  # such as of a name that is too long: what reads the source says so
        return None


def _place(value: Any, option: Option, folder: Path) -> Any:
    """Name files from where `report.toml` lies; what is absolute stays so."""
    if option.kind == "list" and isinstance(value, str):
        return folder / value
    if option.kind == "notebooks":
        entries = [value] if isinstance(value, str | Mapping) else value
        return [_place_notebook(entry, folder) for entry in entries]
    return value


def _place_notebook(entry: Any, folder: Path) -> Any:
    if isinstance(entry, Mapping):
        return {**entry, "file": _place_notebook(entry["file"], folder)}
    return str(folder / entry) if entry.endswith(".ipynb") else entry


def _check(value: Any, option: Option, where: str) -> None:
    """Check that a value is of its kind; lists are looked at where they are used."""
    values = value if option.many and isinstance(value, list | tuple) else [value]
    if option.kind == "number":
        right = all(isinstance(one, int) and not isinstance(one, bool) for one in values)
        what = "a whole number"
    elif option.kind == "text":
        right, what = all(map(_is_text, values)), f'text: {option.name} = "…"'
    elif option.kind == "homes":
        values = list(value.values()) if isinstance(value, Mapping) else [value]
        right = all(isinstance(own, str) for own in values)
        what = 'a code, home = "140200", or one for each newspaper, home = {"大同日报" = "140200"}'
    elif option.kind == "columns":
        right = isinstance(value, Mapping) and all(isinstance(own, str) for own in value.values())
        what = 'names: columns = {text = "fulltext"}'
    elif option.kind == "notebooks":
        right = all(map(_is_notebook, values))
        what = 'files: notebooks = ["05_mine.ipynb"], or [[notebooks]] with file and title'
    else:
        return
    if not right:
        shown = json.dumps(value, ensure_ascii=False, default=str)
        raise InputError(f"{where} is {shown}; write {what}.")
    if option.name == "lang":
        check_choice(value, "lang", ("zh", "en"))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or hasattr(value, "isoformat")


def _is_notebook(entry: Any) -> bool:
    if isinstance(entry, Mapping):
        texts: Iterable[Any] = entry.values()
        return "file" in entry and set(entry) <= {"file", "title"} and all(map(_is_text, texts))
    return isinstance(entry, str | Path)
