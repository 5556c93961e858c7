"""Archives (.zip, .7z) as folders: their files are read from there, none is put beside them."""

import os
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path, PurePath
from typing import IO, Final, NamedTuple, cast

from analysis.schema import InputError

if sys.platform == "win32":
    from pathlib import WindowsPath as _Path
else:
    from pathlib import PosixPath as _Path

__all__ = [
    "Archive",
    "Member",
    "as_path",
    "is_archive",
    "is_member",
    "leave_archive",
    "list_members",
]

# Fifty years of a newspaper with a file for each article are a million files. All names of an
# archive are held in memory before a file is read, so their number has a limit.
_MOST_FILES: Final = 500_000
# Smaller files are unpacked in one go, so that damage is found before anything is made of them.
_AT_ONCE: Final = 64_000_000
_PASSWORD: Final = 0x1
_IN_UTF8: Final = 0x800
_NOT_READ: Final = ("__macosx",)
_ARCHIVES: Final = (".zip", ".7z")


class Archive(_Path):
    """The path of an archive, which can be asked for its files like a folder."""

    def is_dir(self) -> bool:
        """Whether files can be listed below it; true of the archive, not of a file in it."""
        return is_archive(self.name)


class _Size(NamedTuple):
    """What readers ask of `stat`."""

    st_size: int


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, with the methods of a path that readers use."""

    archive: str
    below: str
    number: int
    size: int

    def __str__(self) -> str:
        return f"{self.archive}/{self.below}"

    @property
    def name(self) -> str:
        """The name of the file, without the folders above it."""
        return PurePath(self.below).name

    @property
    def suffix(self) -> str:
        """The end of its name."""
        return PurePath(self.below).suffix

    def stat(self) -> _Size:
        """How large it is when unpacked."""
        return _Size(self.size)

    def is_dir(self) -> bool:
        """Whether it is a folder, which it never is: folders are not listed."""
        return False

    def read_bytes(self) -> bytes:
        """Read it whole."""
        with self.open() as file:
            return file.read()

    def open(self, mode: str = "rb") -> IO[bytes]:
        """Open it to be read.

        Raises
        ------
        OSError
            Where it cannot be unpacked: with what is wrong, as of a file that cannot be read.
        """
        try:
            packed = _open(self.archive, os.stat(self.archive).st_mtime_ns, os.getpid())  # noqa: PTH116
            file = packed.open(packed.infolist()[self.number])
            if self.size > _AT_ONCE:
                return file
            with file:
                return BytesIO(file.read())
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, InputError) as error:
            raise OSError(None, f"it cannot be unpacked ({error}); pack it anew") from error


def is_archive(name: str) -> bool:
    """Whether a file is an archive that is read as a folder, by its name."""
    return name.lower().endswith(_ARCHIVES)


def leave_archive(name: str) -> str:
    """The name of a folder, that of an archive without its suffix.

    Examples
    --------
    >>> leave_archive("兰川日报2024-03-05.zip"), leave_archive("2024")
    ('兰川日报2024-03-05', '2024')
    """
    return PurePath(name).stem if is_archive(name) else name


def list_members(
    path: Path, is_wanted: Callable[[str], bool]
) -> Iterator[tuple[Member, str | None]]:
    """Yield the wanted files of an archive, each with the reason why it cannot be read, if any.

    Hidden files and README files are passed over, as in a folder.

    Raises
    ------
    InputError
        Where it is no archive, holds too many files, or unpacks to more than text does.
    """
    from analysis.pages.bounds import check_ratio

    try:
        entries = _open(str(path), path.stat().st_mtime_ns, os.getpid()).infolist()
    except InputError as error:
        raise InputError(str(error).removesuffix(".")) from error
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        reason = getattr(error, "strerror", None) or "it is no zip archive, or a broken one"
        raise InputError(f"{reason}; unpack it and name the folder") from error
    if len(entries) > _MOST_FILES:
        raise InputError(
            f"it holds {len(entries):,} files, and at most {_MOST_FILES:,} are read from an "
            "archive; unpack it and name the folder"
        )
    try:
        check_ratio(sum(entry.file_size for entry in entries), path.stat().st_size, "together")
    except InputError as error:
        raise InputError(str(error).removesuffix(".")) from error
    # of two files with one name the later one counts
    named: dict[str, tuple[Member, str | None]] = {}
    for number, entry in enumerate(entries):
        below = _spell(entry)
        *folders, name = below.split("/")
        if entry.is_dir() or not name or not _is_seen([*folders, name]) or not is_wanted(name):
            continue
        problem = None
        if entry.flag_bits & _PASSWORD:
            problem = "it is locked with a password; unpack the archive and name the folder"
        named[below] = Member(str(path), below, number, entry.file_size), problem
    yield from named.values()


@lru_cache(maxsize=8)
def _open(path: str, changed: int, process: int) -> zipfile.ZipFile:
    """Open an archive once for all its files, since listing a large one for each takes very long.

    It is opened again when it has changed, and in each process: two processes that read one open
    file would move each other's position.
    """
    from analysis.pages.seven import SUFFIX, repack

    del changed, process
    if path.lower().endswith(SUFFIX):
        return repack(Path(path), _MOST_FILES)
    return zipfile.ZipFile(path)


def _spell(entry: zipfile.ZipInfo) -> str:
    """Spell the name of a file in the archive; older programs wrote names in GBK."""
    name = entry.orig_filename
    if not entry.flag_bits & _IN_UTF8 and not name.isascii():
        raw = name.encode("cp437", errors="replace")  # as zipfile has read it
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("gb18030", errors="replace")
    # Nothing is written to this path, but a name that leads out of the archive is left out anyway.
    steps = (step for step in name.replace("\\", "/").split("/") if step not in ("", ".", ".."))
    return "/".join(steps) + ("/" if name.endswith("/") else "")


def _is_seen(steps: list[str]) -> bool:
    return not any(
        step.startswith((".", "~$"))
        or step.lower() in _NOT_READ
        or step.lower().startswith("readme.")
        for step in steps
    )


def as_path(member: Member) -> Path:
    """Pass a member where a path is expected; it has all that readers ask of one."""
    return cast(Path, member)


def is_member(path: object) -> bool:
    """Whether something given as a path is a file in an archive."""
    return isinstance(path, Member)
