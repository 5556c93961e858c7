"""The files of a folder in a stable order, each once, whatever links there are.

A folder may lie elsewhere: an address that fsspec knows (s3://, gs://, memory://) is read as a path
of the package universal_pathlib, which has the methods of a pathlib.Path.
"""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from analysis.folders import MANIFEST, is_local, list_own
from analysis.schema import InputError

__all__ = [
    "Found",
    "check_ordinary",
    "exists",
    "list_files",
    "open_path",
    "read_bytes",
    "spell",
]


class Found(NamedTuple):
    """A file, its path below the folder in readable spelling, and why it cannot be read."""

    path: Path
    below: str
    problem: str | None


def open_path(source: str | os.PathLike[str]) -> Path:
    """Make a path of a path or an address: of this machine for one of this machine.

    Examples
    --------
    >>> open_path("file:///pages/2024").as_posix()
    '/pages/2024'
    """
    if not isinstance(source, str):
        return source if hasattr(source, "joinpath") else Path(source)  # type: ignore[return-value]
    scheme, mark, _ = source.partition("://")
    if not mark:
        return Path(source)
    if scheme == "file":
        from urllib.request import url2pathname

        return Path(url2pathname(urlsplit(source).path))
    from upath import UPath

    try:
        path: Any = UPath(source)
        _ = path.fs
    except (ImportError, ValueError) as error:
        raise InputError(
            f"{source} cannot be reached: {error}. Addresses of a cloud need a package, e.g. "
            'pip install "dangbao[cluster]" for s3://.'
        ) from error
    return path  # type: ignore[no-any-return]


def exists(path: Path) -> bool:
    """Whether there is something at a path, be it a link that leads nowhere."""
    return os.path.lexists(path) if is_local(path) else path.exists()


def list_files(folder: Path, *, is_wanted: Callable[[str], bool]) -> list[Found]:
    """List the files below a folder whose names are wanted, ordered by path.

    Hidden files and folders, README files and what this program wrote are passed over. Linked
    folders are followed, each folder once; a link back into one that was seen, a folder that cannot
    be opened and a link that leads round in a circle are listed with a problem.
    """
    if not is_local(folder):
        return _list_remote(folder, is_wanted)
    found: list[Found] = []
    seen = {_identify(folder)}
    folders = [folder]
    ours: set[Path] = set()
    while folders:
        here = folders.pop()
        ours.update(here / own for own in list_own(here))
        for entry in _scan(here, folder, found):
            path = Path(entry.path)
            if path in ours:
                continue
            below = spell(path.relative_to(folder).as_posix())
            try:
                if not entry.is_dir():
                    if is_wanted(entry.name):
                        found.append(Found(path, below, None))
                    continue
                identity = _identify(path)
            except OSError as error:
                found.append(Found(path, below, f"it cannot be opened: {error.strerror}"))
                continue
            if identity not in seen:
                seen.add(identity)
                folders.append(path)
            elif entry.is_symlink():
                found.append(Found(path, below, "it links to a folder that is read already"))
    return sorted(found, key=lambda file: file.below)


def read_bytes(path: Path) -> bytes:
    """Read a file, but nothing that would never end (a pipe, a device)."""
    check_ordinary(path)
    return path.read_bytes()


def check_ordinary(path: Path) -> None:
    """Raise OSError for what is no file of bytes that end: a pipe, a device."""
    if is_local(path) and not stat.S_ISREG(path.stat().st_mode):
        raise OSError(None, "it is no ordinary file")


def spell(name: str) -> str:
    """Spell a file name that is not UTF-8 in characters: names from old archives are in GB 18030.

    Examples
    --------
    >>> spell("01.txt")
    '01.txt'
    """
    try:
        name.encode()
    except UnicodeEncodeError:
        raw = os.fsencode(name)
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError:
            return raw.decode(errors="backslashreplace")
    return name


def _list_remote(folder: Any, is_wanted: Callable[[str], bool]) -> list[Found]:
    root = folder.path.rstrip("/") + "/"
    below = [path.removeprefix(root) for path in map(str, folder.fs.find(folder.path))]
    ours = {
        (PurePosixPath(path).parent / own).as_posix()
        for path in below
        if PurePosixPath(path).name == MANIFEST
        for own in list_own(folder.joinpath(path).parent)
    }
    return [
        Found(folder.joinpath(path), path, None)
        for path in sorted(set(below) - ours)
        if is_wanted(PurePosixPath(path).name)
        and not any(name.startswith((".", "~$")) for name in path.split("/"))
        and not any(name.lower().startswith("readme.") for name in path.split("/"))
    ]


def _scan(folder: Path, source: Path, found: list[Found]) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            visible = [entry for entry in entries if not entry.name.startswith((".", "~$"))]
    except OSError as error:
        below = spell(folder.relative_to(source).as_posix())
        found.append(Found(folder, below, f"it cannot be opened: {error.strerror}"))
        return
    # In the order of names, so that of two ways into a folder it is always the same one.
    for entry in sorted(visible, key=lambda entry: (entry.is_symlink(), entry.name)):
        if not entry.name.lower().startswith("readme."):
            yield entry


def _identify(folder: Path) -> tuple[int, int]:
    status = folder.stat()
    return status.st_dev, status.st_ino
