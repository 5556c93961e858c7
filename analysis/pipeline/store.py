"""The folder of the tables: where each file lies, and which months are whole."""

import json
import os
import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from analysis.exchange.datapackage import make_datapackage
from analysis.folders import (
    MANIFESTS,
    check_free,
    find_manifest_of,
    hash_file,
    is_draft,
    is_local,
    is_whole,
    list_named,
    open_folder,
    put_file,
    put_files,
    read_manifest,
    remove,
    take_away,
    write_json,
)
from analysis.pages.files import open_path
from analysis.schema import TABLES

__all__ = [
    "PIECES",
    "Month",
    "check_datapackage",
    "check_month",
    "check_tables",
    "find_manifest",
    "find_table",
    "list_months",
    "open_out",
    "put_clusters",
    "put_datapackage",
    "put_index",
    "put_month",
    "put_piece",
    "read_clusters",
    "read_index",
    "sweep",
    "sweep_pieces",
]

PIECES: Final = ".pieces"
_INDEX: Final = "index.json"
_PIECE: Final = re.compile(r"\d+-([0-9a-f]{64})\.parquet")
_CLUSTERS: Final = "clusters/all.parquet"
_DATAPACKAGE: Final = "datapackage.json"
_MISSING: Final = "(none)"
_UNSAFE: Final = re.compile(r"[^\w.-]|^[._]|\.$")
_LONGEST_FOLDER: Final = 180  # bytes of a folder's name; file systems allow 255


class Month(NamedTuple):
    """A newspaper and a month, which are made and kept together.

    Items without a date are kept in several parts, told apart by `number`.
    """

    newspaper: str | None
    month: str | None
    number: int = 1

    @property
    def folder(self) -> str:
        """The newspaper as the name of a folder."""
        if self.newspaper is None:
            return _MISSING
        name = _UNSAFE.sub(_quote, self.newspaper)
        if len(name.encode()) <= _LONGEST_FOLDER:
            return name
        short = name.encode()[: _LONGEST_FOLDER - 17].decode(errors="ignore")
        return f"{short}-{sha256(self.newspaper.encode()).hexdigest()[:16]}"

    @property
    def stem(self) -> str:
        """The month as the name of a file."""
        name = _MISSING if self.month is None else self.month
        return name if self.number == 1 else f"{name}-{self.number}"


def open_out(out: str | os.PathLike[str]) -> Path:
    """Make the folder of the tables."""
    return open_folder(open_path(out), kind="tables")


def find_table(root: Path, name: str, month: Month) -> Path:
    """The file of one table and month."""
    return root / _name_table(name, month)


def find_manifest(root: Path, month: Month) -> Path:
    """The manifest of a month: what its tables were made of, their stamps and numbers of rows."""
    return root / MANIFESTS / month.folder / f"{month.stem}.json"


def check_month(root: Path, month: Month, tables: Collection[str]) -> None:
    """Check, before anything is made, that no file of the user's stands where a table will be."""
    if is_local(root):
        named = list_named(find_manifest(root, month))
        names = [_name_table(name, month) for name in tables]
        check_free(root, [name for name in names if name not in named], {})


def check_tables(root: Path, month: Month) -> None:
    """Check that nobody has changed the tables of a month, since their rows may be used again."""
    named = list_named(find_manifest(root, month))
    check_free(root, named.keys(), named)


def put_month(
    root: Path, month: Month, files: Mapping[str, bytes], about: Mapping[str, Any]
) -> None:
    """Put tables of a month in place; its other tables stay as they are."""
    manifest = find_manifest(root, month)
    named = {_name_table(name, month): data for name, data in files.items()}
    about = {"dangbao": "tables", **about}
    put_files(root, manifest, named, about, keep=list_named(manifest))


def put_clusters(root: Path, data: bytes, about: Mapping[str, Any]) -> None:
    """Put the clusters of the whole collection in place."""
    put_files(root, _find_clusters(root), {_CLUSTERS: data}, {"dangbao": "tables", **about})


def read_clusters(root: Path) -> dict[str, Any]:
    """Read the manifest of the clusters; it is empty where there are none."""
    return read_manifest(_find_clusters(root)) if (root / _CLUSTERS).exists() else {}


def check_datapackage(root: Path) -> None:
    """Check, before anything is made, that `datapackage.json` is not a file of the user's."""
    check_free(root, [_DATAPACKAGE], list_named(_find_manifest_of_datapackage(root)))


def put_datapackage(root: Path, months: Mapping[Month, Collection[str]]) -> None:
    """Write `datapackage.json`, which describes the tables of all months."""
    files = {
        name: sorted(_name_table(name, month) for month, tables in months.items() if name in tables)
        for name in TABLES
    }
    if read_clusters(root):
        files["clusters"] = [_CLUSTERS]
    data = (json.dumps(make_datapackage(files), ensure_ascii=False, indent=1) + "\n").encode()
    manifest = _find_manifest_of_datapackage(root)
    known = list_named(manifest).get(_DATAPACKAGE, ())
    if hash_file(data) not in known or not is_whole(manifest):
        put_files(root, manifest, {_DATAPACKAGE: data}, {"dangbao": "tables"})


def list_months(root: Path) -> dict[tuple[str, str], Path]:
    """List the manifests of months, by the names of folder and file."""
    return {
        (path.parent.name, path.stem): path
        for path in _list_files(root / MANIFESTS)
        if path.name.endswith(".json")
        and not path.name.startswith(".")
        and path.parent.name != MANIFESTS
    }


def sweep(root: Path, *, keep: Collection[tuple[str, str]] | None = None) -> None:
    """Remove what an interrupted run left behind, and the months that are not in `keep`."""
    for path in [
        file for name in (*TABLES, MANIFESTS, PIECES) for file in _list_files(root / name)
    ]:
        if is_draft(path.name):
            remove(path)
        elif path.parent.parent.name == MANIFESTS:
            manifest = find_manifest_of(path)
            unwanted = keep is not None and (path.parent.name, manifest.stem) not in keep
            if unwanted or not is_whole(manifest):
                take_away(root, manifest)
                if is_local(path):
                    with suppress(OSError):
                        path.parent.rmdir()


def put_piece(root: Path, name: str, number: int, data: bytes) -> str:
    """Write a piece of a table, its rows of one month, into a file named by its content."""
    file = f"{name}/{number}-{hash_file(data)}.parquet"
    put_file(root / PIECES, file, data)
    return file


def put_index(root: Path, name: str, pieces: Sequence[Any]) -> None:
    """Write of which pieces a table consists, once all of them are written."""
    put_file(root / PIECES, f"{name}/{_INDEX}", write_json({"dangbao": pieces, "files": {}}))


def read_index(root: Path, name: str) -> list[Any] | None:
    """Read of which pieces a table consists; None if it was not cut to its end."""
    index: list[Any] | None = read_manifest(root / PIECES / name / _INDEX).get("dangbao")
    return index


def sweep_pieces(root: Path, known: Collection[str]) -> None:
    """Remove the pieces of tables that are no longer in the source."""
    for path in _list_files(root / PIECES):
        piece = _PIECE.fullmatch(path.name)
        ours = read_manifest(path) if path.name == _INDEX else piece and hash_file(path) == piece[1]
        if ours and path.parent.name not in known:
            remove(path)
            if is_local(path):
                with suppress(OSError):
                    path.parent.rmdir()


def _name_table(name: str, month: Month) -> str:
    return f"{name}/{month.folder}/{month.stem}.parquet"


def _find_clusters(root: Path) -> Path:
    return root / MANIFESTS / "clusters.json"


def _find_manifest_of_datapackage(root: Path) -> Path:
    return root / MANIFESTS / _DATAPACKAGE


def _list_files(folder: Path) -> list[Path]:
    if not is_local(folder):
        store: Any = folder
        fs, below = store.fs, store.path.rstrip("/") + "/"
        return [folder.joinpath(str(path).removeprefix(below)) for path in fs.find(store.path)]
    if folder.is_symlink():
        return []
    return [Path(parent, name) for parent, _, names in os.walk(folder) for name in sorted(names)]


def _quote(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode(errors="surrogatepass"))
