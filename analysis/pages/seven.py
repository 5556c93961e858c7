"""Archives of 7-Zip, packed anew as a zip without a name on the disk, and read as such."""

import lzma
import tempfile
import zipfile
import zlib
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final
from weakref import finalize

from analysis.pages.bounds import check_ratio, say_size
from analysis.schema import InputError

__all__ = ["SUFFIX", "repack"]

SUFFIX: Final = ".7z"
# The unpacked files lie on the disk of this machine while they are read.
_MOST_UNPACKED: Final = 4_000_000_000
_LOCKED: Final = "it is locked with a password; unpack it and name the folder"


def repack(path: Path, most_files: int) -> zipfile.ZipFile:
    """Pack the files of an archive into a nameless zip, which is gone once it is closed.

    7-Zip packs all files as one stream, so unpacking each of 10,000 by itself would unpack all the
    files before it again each time.

    Raises
    ------
    InputError
        Where it cannot be unpacked, or holds more than is read of an archive.
    """
    with ExitStack() as stack:
        file = stack.enter_context(tempfile.TemporaryFile())
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zipped:
            _unpack(path, zipped, most_files)
        made = zipfile.ZipFile(file)
        finalize(made, stack.pop_all().close)
    return made


def _unpack(path: Path, zipped: zipfile.ZipFile, most_files: int) -> None:
    try:
        import py7zr
        from py7zr.exceptions import AbsolutePathError, ArchiveError, PasswordRequired
    except ImportError as error:
        raise InputError(
            'archives of 7-Zip need a package: pip install "dangbao[7z]"; or unpack it '
            "(7z x FILE) and name the folder"
        ) from error

    with ExitStack() as entries:

        class Entries(py7zr.io.WriterFactory):
            """Writes each unpacked file as an entry of the zip."""

            def create(self, filename: str) -> Any:
                return entries.enter_context(zipped.open(filename, "w", force_zip64=True))

        try:
            with path.open("rb") as packed, py7zr.SevenZipFile(packed) as archive:
                names = _check(archive, path, most_files)
                archive.extract(targets=names, factory=Entries())
        except (ArchiveError, AbsolutePathError, lzma.LZMAError, zlib.error, EOFError) as error:
            raise InputError(
                f"it is no archive of 7-Zip, or a broken one ({error}); unpack it and name the "
                "folder"
            ) from error
        except PasswordRequired as error:
            raise InputError(_LOCKED) from error


def _check(archive: Any, path: Path, most_files: int) -> list[str]:
    """Check that the files are not too many or too large together, and return their names."""
    if archive.needs_password():
        raise InputError(_LOCKED)
    listed = [entry for entry in archive.list() if entry.is_file and not entry.is_symlink]
    if len(listed) > most_files:
        raise InputError(
            f"it holds {len(listed):,} files, and at most {most_files:,} are read from an archive; "
            "unpack it and name the folder"
        )
    size = sum(entry.uncompressed for entry in listed)
    check_ratio(size, path.stat().st_size, "together")
    if size > _MOST_UNPACKED:
        raise InputError(
            f"it unpacks to {say_size(size)}, and at most {say_size(_MOST_UNPACKED)} are unpacked "
            "anew at each reading; unpack it and name the folder"
        )
    return [entry.filename for entry in listed]
