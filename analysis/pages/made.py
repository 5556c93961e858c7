"""A folder that `dangbao tables` made, taken as a source: its tables are used as they are."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from analysis.checks import holds_texts, is_spans
from analysis.folders import MANIFEST, is_local, list_own, read_manifest
from analysis.memory import give_back
from analysis.pages.several import Several
from analysis.schema import TABLES, InputError, make_table
from analysis.stores import reaching

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["is_made", "list_made", "read_made"]

_MONTH: Final = re.compile(r"\d{4}-\d{2}")


def is_made(source: Path) -> bool:
    """Whether a folder was made by `dangbao tables` (`build_tables`)."""
    if is_local(source) and (isinstance(source, Several) or not source.is_dir()):
        return False
    with reaching(source):
        manifest = read_manifest(source / MANIFEST)
        return manifest.get("dangbao") == "tables" and (source / "articles").is_dir()


def list_made(
    source: Path, name: str, *, months: Callable[[str], bool] = lambda _: True
) -> list[str]:
    """List the files of one table by their paths below the folder; the user's own are left out.

    `months` tells whether a month (2024-03) is wanted; files of no month always are.
    """
    with reaching(source):
        own = list_own(source)
    listed = (file for file in own if file.startswith(f"{name}/") and file.endswith(".parquet"))
    return sorted(file for file in listed if not _find_month(file) or months(_find_month(file)))


def read_made(
    source: Path,
    name: str,
    *,
    columns: Sequence[str] | None = None,
    files: Sequence[str] | None = None,
    keep: Callable[["pa.Table"], Any] | None = None,
    compact: bool = False,
) -> pd.DataFrame:
    """Read one table of such a folder, all newspapers and months one below the other.

    Parameters
    ----------
    source, name
        The folder, and the table.
    columns
        The columns that are wanted; all when not given.
    files
        Which files of it, as `list_made` lists them; all when not given.
    keep
        The rows of a file that are wanted: a mask. A large table is never held whole for it.
    compact
        Hold the texts of tokens as categories: each once, and its numbers; and lists of dicts as
        columns of Arrow.

    Raises
    ------
    InputError
        Where the folder has no such table, or a file of it is broken.
    """
    import pyarrow as pa

    if files is None:
        files = list_made(source, name)
    if not files and not list_made(source, name):
        raise InputError(
            f"{source} has no table {name}. Make it anew from what it was made of: dangbao tables."
        )
    texts = [column.name for column in TABLES[name] if column.dtype == "str"]
    texts = texts if compact and name == "tokens" else []
    pieces = [_read_file(source / file, columns, keep, texts) for file in files]
    if not pieces:
        table = make_table(name, {})
        return table if columns is None else table[list(columns)]
    whole = pa.concat_tables(pieces)
    del pieces
    if not texts:
        frame: pd.DataFrame = whole.to_pandas(types_mapper=_keep_spans if compact else None)
        del whole
        give_back()
        return frame
    held = whole.unify_dictionaries().to_pandas()
    del whole
    give_back()
    # A column without a single text is no categories of text for pandas, but of nothing.
    kinds = held.dtypes.items()
    empty = [name for name, kind in kinds if kind == "category" and not holds_texts(kind)]
    spelled: pd.DataFrame = held.astype(dict.fromkeys(empty, "str"))
    return spelled


def _keep_spans(kind: "pa.DataType") -> pd.ArrowDtype | None:
    return pd.ArrowDtype(kind) if is_spans(kind) else None


def _read_file(
    path: Path,
    columns: Sequence[str] | None,
    keep: Callable[["pa.Table"], Any] | None,
    texts: Sequence[str],
) -> "pa.Table":
    from pyarrow import ArrowException, parquet

    try:
        with reaching(path), path.open("rb") as file:
            piece = parquet.ParquetFile(file, read_dictionary=list(texts)).read(
                columns=None if columns is None else list(columns)
            )
    except (ArrowException, OSError) as error:
        raise InputError(
            f"{path} cannot be read ({error}). Make the tables anew with dangbao tables."
        ) from error
    return piece if keep is None else piece.filter(keep(piece))


def _find_month(file: str) -> str:
    found = _MONTH.match(file.rpartition("/")[2])
    return found[0] if found else ""
