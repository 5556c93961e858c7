"""What was made of a source, in sentences: files of other kinds or in doubt, columns not used."""

import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePath
from typing import Final

import pandas as pd

from analysis.pages.columns import fold_name
from analysis.pages.files import list_files, open_path, say_count
from analysis.pages.read import is_page
from analysis.pages.tables import is_table, list_names, list_tables
from analysis.schema import InputError

__all__ = ["describe_pages", "describe_tables", "holds_tables"]

_MOST_TABLES: Final = 50  # that are looked into for the names of their columns
_MOST_NAMES: Final = 12
_SHOWN: Final = 3
_ASKED: Final = ("date", "headline", "page")


def holds_tables(source: str | Path) -> bool:
    """Whether a source is a table of articles, or a folder of such that has no page in it."""
    path = open_path(source)
    if not path.is_dir():
        return is_table(path.name)
    if any(not file.problem for file in list_files(path, is_wanted=is_page)):
        return False
    return any(not file.problem for file in list_tables(path))


def describe_pages(source: str | Path, pages: pd.DataFrame | None) -> str | None:
    """Say of pages how many files were read and refused, which are in doubt, and what lay beside.

    None where nothing is in doubt and all files are pages: what was refused is listed elsewhere.
    Without `pages` only the files beside them are told of.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> for name in ("20240305-01.txt", "20240306.pdf"):
    ...     _ = (folder / name).write_text("春耕现场会召开。", encoding="utf-8")
    >>> from analysis.pages import read_pages
    >>> describe_pages(folder, read_pages(folder))
    '1 page read; 1 file of another kind not read (.pdf 1).'
    """
    others = list(_count_others(open_path(source), is_page))
    if pages is None:
        return f"{others[0]}." if others else None
    blank = pages["text"].fillna("").str.strip() == ""
    doubtful = pages["path"][~blank & pages["problem"].notna()].tolist()
    said = [f"{say_count(int((~blank).sum()), 'page')} read"]
    if blank.any():
        said.append(f"{int(blank.sum())} refused")
    if doubtful:
        names = [PurePath(path).name for path in doubtful[:_SHOWN]]
        dots = ", …" if len(doubtful) > _SHOWN else ""
        said.append(f"{len(doubtful)} in doubt ({', '.join(names)}{dots})")
    return f"{'; '.join([*said, *others])}." if doubtful or others else None


def describe_tables(source: str | Path, columns: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for each kind of table: which column was used as what, and which was not.

    Tables with the same columns share a sentence; it says what no column was found for.
    """
    kinds: Counter[tuple[tuple[str, ...], tuple[tuple[str, str], ...]]] = Counter()
    first: dict[object, str] = {}
    for file in list_tables(open_path(source))[:_MOST_TABLES]:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                names, used = list_names(file.path, columns)
        except InputError:
            continue  # said where it was refused
        kind = tuple(names), tuple(used.items())
        kinds[kind] += 1
        first.setdefault(kind, file.below)
    for (own_names, pairs), count in kinds.items():
        name = first[(own_names, pairs)]
        more = f" and {count - 1} more" if count > 1 else ""
        taken = {fold_name(own) for _, own in pairs}
        left = [own for own in own_names if fold_name(own) not in taken]
        said = [f"used {', '.join(f'{own} as {here}' for here, own in pairs)}"]
        if left:
            listed = ", ".join(left[:_MOST_NAMES]) + (", …" if len(left) > _MOST_NAMES else "")
            said.append(f"not used: {listed}")
        missing = [here for here in _ASKED if here not in dict(pairs)]
        if missing:
            said.append(
                f"no {' and no '.join(missing)} was found"
                + (f": name it with --column {missing[0]}=… if it is there" if left else "")
            )
        yield f"{name}{more}: {'; '.join(said)}."
    others = list(_count_others(open_path(source), is_table))
    if others:
        yield f"{others[0]}."


def _count_others(source: Path, is_wanted: Callable[[str], bool]) -> list[str]:
    if not source.is_dir():
        return []
    others = list_files(source, is_wanted=lambda name: not is_wanted(name))
    suffixes = Counter(
        PurePath(file.below).suffix.lower() or "without a suffix"
        for file in others
        if not file.problem
    )
    if not suffixes:
        return []
    total = suffixes.total()
    listed = ", ".join(f"{suffix} {count}" for suffix, count in sorted(suffixes.items()))
    kind = "another kind" if total == 1 else "other kinds"
    return [f"{say_count(total, 'file')} of {kind} not read ({listed})"]
