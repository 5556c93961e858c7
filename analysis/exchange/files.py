"""A single file for another program: reading it, and writing it without loss to the user."""

import os
from collections.abc import Collection
from pathlib import Path

from analysis.folders import MANIFESTS, check_free, hash_file, list_named, put_files
from analysis.pages.files import open_local, read_bytes
from analysis.schema import InputError

__all__ = ["find_suffix", "open_file", "put", "read_file"]


def open_file(path: str | os.PathLike[str], *, suffixes: Collection[str], what: str) -> Path:
    """Check the path of a file that is to be written: its suffix must fit what will be in it."""
    file = open_local(path)
    if find_suffix(file) not in suffixes:
        endings = " or ".join(suffixes)
        raise InputError(f"{file} is to hold {what}; give it a name that ends in {endings}.")
    return file


def find_suffix(file: Path) -> str:
    """The suffix of a file in small letters."""
    return file.suffix.lower()


def put(file: Path, data: bytes) -> Path:
    """Write a file, unless there is one that was not written here or was changed since.

    A small manifest in the hidden folder `.manifests` beside it remembers the hash. So a script can
    run twice, and labels that somebody has added in the meantime are never lost.
    """
    root, name = file.parent, file.name
    manifest = root / MANIFESTS / f"{name}.json"
    try:
        check_free(root, {name: hash_file(data)}, list_named(manifest))
    except InputError as error:
        raise InputError(
            f"{file} was not written by dangbao, or has been changed since, and is not "
            "overwritten. Move it away, or name another file."
        ) from error
    put_files(root, manifest, {name: data}, {"dangbao": "exchange"})
    return file


def read_file(path: str | os.PathLike[str]) -> tuple[Path, bytes]:
    """Read all bytes of a file."""
    file = open_local(path)
    if not file.is_file():
        raise InputError(f"There is no file {file}. Check how the path is written.")
    try:
        return file, read_bytes(file)
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}.") from error
