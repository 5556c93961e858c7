"""The files of a folder in a stable order, each once, whatever links there are."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

__all__ = ["Found", "check_ordinary", "list_files", "read_bytes", "spell"]


class Found(NamedTuple):
    """A file, its path below the folder in readable spelling, and why it cannot be read."""

    path: Path
    below: str
    problem: str | None


def list_files(folder: Path, *, is_wanted: Callable[[str], bool]) -> list[Found]:
    """List the files below a folder whose names are wanted, ordered by path.

    Hidden files and folders and README files are passed over. Linked folders are followed, each
    folder once; a link back into one that was seen, a folder that cannot be opened and a link that
    leads round in a circle are listed with a problem.
    """
    found: list[Found] = []
    seen = {_identify(folder)}
    folders = [folder]
    while folders:
        for entry in _scan(folders.pop(), folder, found):
            path = Path(entry.path)
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
    if not stat.S_ISREG(path.stat().st_mode):
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
