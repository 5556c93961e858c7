"""The files of a folder in a stable order, each once, whatever links there are.

A folder may lie elsewhere: an address that fsspec knows (s3://, gs://, memory://) is read as a path
of the package universal_pathlib, which has the methods of a pathlib.Path.
"""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from analysis.folders import MANIFEST, is_local, list_own
from analysis.pages.archives import Archive, as_path, is_archive, list_members
from analysis.pages.bounds import MOST_BYTES, say_size
from analysis.pages.several import Several, join_roots
from analysis.schema import InputError
from analysis.stores import knock, reaching

__all__ = [
    "Found",
    "Named",
    "check_ordinary",
    "exists",
    "list_files",
    "open_local",
    "open_path",
    "read_bytes",
    "refuse",
    "spell",
]

# Files that may hold pages, but that no free and small library reads. They are not passed over
# silently: a message says what to do.
_REFUSED: Final = {
    ".doc": "it is a document of the old Word; save it as .docx",
    ".wps": "it is a document of WPS; save it as .docx",
    ".rar": "it is an archive of RAR; unpack it and name the folder, or pack it as .zip",
}


# What a user names as a source: one path or address, or several paths.
Named = str | os.PathLike[str] | list[Any] | tuple[Any, ...]


class Found(NamedTuple):
    """A file with a readable path below the folder, and why it cannot be read, if so."""

    path: Path
    below: str
    problem: str | None


def open_path(source: Named) -> Path:
    """Make a path of what a user names: a path, an address (s3://…), or several of them.

    Several are read as the folder above them with nothing else in it.

    Raises
    ------
    InputError
        Where it is no path, where nobody answers at the address, or where several do not go
        together.

    Examples
    --------
    >>> open_path("file:///pages/2024").as_posix()
    '/pages/2024'
    """
    if isinstance(source, list | tuple):
        return join_roots(map(open_path, source))
    if not isinstance(source, str):
        try:
            path: Any = source if hasattr(source, "joinpath") else Path(source)
        except TypeError as error:
            kind = type(source).__name__
            raise InputError(f"A path or an address is meant, as text; this is {kind}.") from error
        return _find_archive(path) if is_local(path) else _reach(path)
    if not source.strip() or "\0" in source:
        raise InputError(f"{source!r} is no path; name a file or a folder ('.' for this one).")
    scheme, mark, _ = source.partition("://")
    if not mark:
        return _find_archive(Path(source))
    if scheme == "file":
        return _find_archive(_open_file_address(source))
    from upath import UPath

    try:
        with reaching(UPath):
            address = UPath(source)
            _ = address.fs
    except (ImportError, ValueError, OSError) as error:
        raise InputError(
            f"{source} cannot be reached: {error}. Addresses of a cloud need a package, e.g. "
            'pip install "dangbao[cluster]" for s3://.'
        ) from error
    return _reach(address)


def _find_archive(path: Path) -> Path:
    """Take a file that is an archive as the folder of its files."""
    return Archive(path) if is_archive(path.name) and path.is_file() else path


def open_local(path: str | os.PathLike[str]) -> Path:
    """Make a path of this machine, for what cannot lie elsewhere.

    Raises
    ------
    InputError
        Where it is an address of another place.
    """
    if isinstance(path, str) and "://" in path and not path.startswith("file://"):
        raise InputError(f"{path} lies elsewhere; name a file or a folder of this machine.")
    return open_path(path)


def _open_file_address(source: str) -> Path:
    from urllib.request import url2pathname

    try:
        parts = urlsplit(source)
    except ValueError:
        parts = None
    if parts is None or parts.netloc not in ("", "localhost") or not parts.path:
        raise InputError(f"{source} names no file of this machine; write file:/// and its path.")
    return Path(url2pathname(parts.path))


def _reach(path: Any) -> Path:
    """Check at once that an address answers; otherwise the user would learn it only after long."""
    try:
        knock(path)
    except (OSError, ValueError, ImportError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        raise InputError(
            f"{path} cannot be reached: {reason}. Check the address, the network and, for a cloud, "
            "your credentials."
        ) from error
    return path  # type: ignore[no-any-return]


def exists(path: Path) -> bool:
    """Whether a path exists, even as a link that leads nowhere."""
    if is_local(path):
        return os.path.lexists(path)
    with reaching(path):
        return path.exists()


def list_files(folder: Path, *, is_wanted: Callable[[str], bool]) -> list[Found]:
    """List the files below a folder whose names are wanted, ordered by path.

    Hidden files and folders, README files and what this program wrote are passed over. Linked
    folders are followed, each folder once; a link back into one that was seen, a folder that cannot
    be opened and a link that leads round in a circle are listed with a problem.
    """
    if not is_local(folder):
        return _list_remote(folder, is_wanted)
    if isinstance(folder, Several):
        return sorted(_list_several(folder, is_wanted), key=lambda file: file.below)
    if isinstance(folder, Archive):
        return sorted(_list_archive(folder, "", is_wanted), key=lambda file: file.below)
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
                    if is_archive(entry.name):
                        found.extend(_list_archive(path, below, is_wanted))
                    elif is_wanted(entry.name):
                        found.append(Found(path, below, refuse(entry.name)))
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


def _list_several(folder: Several, is_wanted: Callable[[str], bool]) -> Iterator[Found]:
    """List the files of each folder that was named, with their paths below the common folder."""
    for root in folder.roots:
        head = spell(Path(root).relative_to(Path(folder)).as_posix())
        if not root.is_dir():
            if is_wanted(root.name):
                yield Found(root, head, refuse(root.name))
            continue
        for file in list_files(root, is_wanted=is_wanted):
            yield file._replace(below=f"{head}/{file.below}")


def _list_archive(path: Path, below: str, is_wanted: Callable[[str], bool]) -> Iterator[Found]:
    """List the files of an archive; an archive inside another one is not opened."""
    head = f"{below}/" if below else ""

    def is_wanted_there(name: str) -> bool:
        return is_archive(name) or is_wanted(name)

    try:
        for member, problem in list_members(path, is_wanted_there):
            nested = "it is an archive in an archive; unpack the outer one"
            problem = nested if is_archive(member.name) else problem or refuse(member.name)
            yield Found(as_path(member), head + member.below, problem)
    except InputError as error:
        yield Found(path, below or spell(path.name), str(error))


def refuse(name: str) -> str | None:
    """Say what to do with a kind of file that holds pages but cannot be read here.

    Examples
    --------
    >>> refuse("20240305.doc")
    'it is a document of the old Word; save it as .docx'
    """
    return _REFUSED.get(PurePosixPath(name).suffix.lower())


def read_bytes(path: Path) -> bytes:
    """Read a whole file; refuse pipes and devices, which may never end, and large files."""
    check_ordinary(path)
    with reaching(path):
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise OSError(
                None,
                f"it has {say_size(size)}, and a page at most {say_size(MOST_BYTES)}; "
                "cut it into a file for each page",
            )
        return path.read_bytes()


def check_ordinary(path: Path) -> None:
    """Raise OSError for pipes and devices, which may never end."""
    if is_local(path) and not stat.S_ISREG(path.stat().st_mode):
        kind = "a folder" if path.is_dir() else "no ordinary file"
        raise OSError(None, f"it is {kind}")


def spell(name: str) -> str:
    """Spell a file name that is not UTF-8 as GB 18030, in which old archives wrote names.

    Names in UTF-8 also come here where Python takes all names for ASCII (LC_ALL=C).

    Examples
    --------
    >>> spell("01.txt")
    '01.txt'
    """
    try:
        name.encode()
    except UnicodeEncodeError:
        try:
            raw = name.encode(errors="surrogateescape")
        except UnicodeEncodeError:  # half a character of a name on Windows
            return name.encode(errors="backslashreplace").decode()
        for encoding in ("utf-8", "gb18030"):
            with suppress(UnicodeDecodeError):
                return raw.decode(encoding)
        return raw.decode(errors="backslashreplace")
    return name


def _list_remote(folder: Any, is_wanted: Callable[[str], bool]) -> list[Found]:
    root = folder.path.rstrip("/") + "/"
    try:
        with reaching(folder):
            below = [path.removeprefix(root) for path in map(str, folder.fs.find(folder.path))]
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"{folder} cannot be listed: {reason}. Try again.") from error
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
    # In a fixed order, so that of several links to one folder the same one is always followed.
    for entry in sorted(visible, key=lambda entry: (entry.is_symlink(), entry.name)):
        if not entry.name.lower().startswith("readme."):
            yield entry


def _identify(folder: Path) -> tuple[int, int]:
    status = folder.stat()
    return status.st_dev, status.st_ino
