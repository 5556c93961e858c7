"""The folder of the tables: where each file lies, and how it comes there whole or not at all."""

import errno
import json
import os
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import uuid4

from analysis.pages.files import is_local, open_path
from analysis.schema import TABLES, InputError

__all__ = [
    "PIECES",
    "Month",
    "find_manifest",
    "find_table",
    "hash_json",
    "list_months",
    "lock",
    "open_out",
    "put",
    "read_manifest",
    "remove",
    "sweep",
    "write_json",
]

MANIFESTS: Final = ".manifests"
PIECES: Final = ".pieces"
_LOCK: Final = ".lock"
_DRAFT: Final = re.compile(r"\..+\.[0-9a-f]{32}\.part")
_MISSING: Final = "(none)"
_UNSAFE: Final = re.compile(r"[^\w.-]|^[._]|\.$")
_LONGEST: Final = 180  # bytes of the name of a folder
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


class Month(NamedTuple):
    """What is made and kept together: a newspaper and a month; `number` where no date is known."""

    newspaper: str | None
    month: str | None
    number: int = 1

    @property
    def folder(self) -> str:
        """The newspaper as the name of a folder."""
        if self.newspaper is None:
            return _MISSING
        name = _UNSAFE.sub(_quote, self.newspaper)
        if len(name.encode()) <= _LONGEST:
            return name
        short = name.encode()[: _LONGEST - 17].decode(errors="ignore")
        return f"{short}-{sha256(self.newspaper.encode()).hexdigest()[:16]}"

    @property
    def stem(self) -> str:
        """The month as the name of a file."""
        name = _MISSING if self.month is None else self.month
        return name if self.number == 1 else f"{name}-{self.number}"


def open_out(out: str | os.PathLike[str]) -> Path:
    """Make the folder of the tables."""
    root = open_path(out)
    try:
        if root.exists() and not root.is_dir():
            raise InputError(f"{root} is a file; name a folder for the tables.")
        if is_local(root):
            root = root.absolute()
            root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{root} cannot be written ({error.strerror}); name another.") from error
    return root


@contextmanager
def lock(root: Path) -> Iterator[None]:
    """Keep a second run out of the folder; stores of objects have no locks."""
    if not is_local(root):
        yield
        return
    from filelock import FileLock, Timeout

    try:
        with FileLock(root / _LOCK, timeout=0):
            yield
    except Timeout as error:
        raise InputError(
            f"Another run is writing to {root}. Wait until it has ended, or name another folder."
        ) from error


def find_table(root: Path, name: str, month: Month) -> Path:
    """The file of one table and month."""
    return root / name / month.folder / f"{month.stem}.parquet"


def find_manifest(root: Path, month: Month) -> Path:
    """The file that says of what and how the tables of a month were made."""
    return root / MANIFESTS / month.folder / f"{month.stem}.json"


def read_manifest(path: Path) -> dict[str, Any]:
    """Read what was written of a month; nothing where it was never finished."""
    try:
        read = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def put(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there; objects of a store come whole by itself."""
    try:
        if not is_local(path):
            path.write_bytes(data)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{uuid4().hex}.part")
        try:
            draft.write_bytes(data)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        if error.errno in _FULL:
            raise InputError(
                f"There is no room left for {path.name}. Make room and run the same again: it goes "
                "on where it stood."
            ) from error
        raise InputError(
            f"{path} cannot be written ({error.strerror or error}). Mend that and run the same "
            "again: it goes on where it stood."
        ) from error


def remove(path: Path) -> None:
    """Take a file away, if it is there."""
    with suppress(FileNotFoundError):
        path.unlink()


def list_months(root: Path) -> dict[tuple[str, str], Path]:
    """List the manifests that are there, by folder and stem."""
    return {
        (path.parent.name, path.stem): path
        for path in _list_files(root / MANIFESTS)
        if path.name.endswith(".json") and not path.name.startswith(".")
    }


def sweep(root: Path, *, keep: Collection[tuple[str, str]] | None = None) -> int:
    """Take away what a run that was cut off left, and months that are not to be kept.

    Returns how many months were taken away that were whole.
    """
    whole = list_months(root)
    gone = [] if keep is None else [key for key in whole if key not in keep]
    for key in gone:
        remove(whole.pop(key))
    for name in (*TABLES, MANIFESTS, PIECES):
        for path in _list_files(root / name):
            draft = _DRAFT.fullmatch(path.name) is not None
            monthly = name in TABLES and name != "clusters"
            stray = monthly and (path.parent.name, path.stem) not in whole
            if draft or (stray and path.suffix == ".parquet"):
                remove(path)
                if is_local(path):
                    with suppress(OSError):
                        path.parent.rmdir()
    return len(gone)


def write_json(value: object) -> bytes:
    """Write JSON, the same bytes for the same value."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode(errors="surrogatepass")


def hash_json(value: object) -> str:
    """A short name of a value, by its content."""
    return sha256(write_json(value)).hexdigest()


def _list_files(folder: Path) -> list[Path]:
    if not is_local(folder):
        store: Any = folder
        fs, below = store.fs, store.path.rstrip("/") + "/"
        return [folder.joinpath(str(path).removeprefix(below)) for path in fs.find(store.path)]
    return [Path(parent, name) for parent, _, names in os.walk(folder) for name in sorted(names)]


def _quote(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode(errors="surrogatepass"))
