"""Files packed one by one (.gz, .bz2, .xz, .zst): their bytes, and their names unpacked."""

import bz2
import gzip
import lzma
import zlib
from pathlib import Path, PurePath
from typing import IO, Any, Final, cast

from analysis.folders import is_local
from analysis.pages.bounds import MOST_BYTES, say_size
from analysis.pages.files import check_ordinary, read_bytes
from analysis.stores import reaching

__all__ = ["PACKED", "leave_packing", "open_bytes", "read_unpacked"]

PACKED: Final = (".gz", ".bz2", ".xz", ".zst")


def leave_packing(name: str) -> str:
    """The name of a file as it was before it was packed.

    Examples
    --------
    >>> leave_packing("2024/20240305-01.txt.gz"), leave_packing("20240305-01.txt")
    ('2024/20240305-01.txt', '20240305-01.txt')
    """
    # This is called often, and a string is faster to look at than a path.
    if not name.lower().endswith(PACKED):
        return name
    return name.removesuffix(PurePath(name).suffix)


def open_bytes(path: Path) -> IO[bytes]:
    """Open a file, unpacked where its name says that it is packed."""
    check_ordinary(path)
    suffix = path.suffix.lower()
    packed: Any = path if is_local(path) else path.open("rb")
    openers: dict[str, Any] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
    if suffix in openers:
        return cast(IO[bytes], openers[suffix](packed, "rb"))
    if suffix == ".zst":
        import pyarrow as pa

        source = str(path) if is_local(path) else pa.PythonFile(packed)
        return cast(IO[bytes], pa.input_stream(source, compression="zstd"))
    return path.open("rb")


def read_unpacked(path: Path) -> bytes:
    """Read a page, packed or not; stop before one would fill the memory.

    Raises
    ------
    OSError
        With what is wrong, as of a file that cannot be read.
    """
    if path.suffix.lower() not in PACKED:
        return read_bytes(path)
    with reaching(path):
        try:
            with open_bytes(path) as file:
                data = file.read(MOST_BYTES + 1)
        except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, OSError) as error:
            if getattr(error, "strerror", None):
                raise  # the system's own errors say what is wrong
            raise OSError(None, f"it cannot be unpacked ({error}); pack it anew") from error
    if len(data) > MOST_BYTES:
        raise OSError(
            None,
            f"it unpacks to more than {say_size(MOST_BYTES)}, which no page does; "
            "cut it into a file for each page",
        )
    return data
