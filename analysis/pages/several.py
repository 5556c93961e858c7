"""Several folders or files that are read as one folder."""

import os
import sys
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path

from analysis.folders import MANIFEST, is_local, read_manifest
from analysis.schema import InputError

if sys.platform == "win32":
    from pathlib import WindowsPath as _Path
else:
    from pathlib import PosixPath as _Path

__all__ = ["Several", "join_roots", "list_roots"]


class Several(_Path):
    """The folder above several folders or files, which holds only those."""

    roots: tuple[Path, ...] = ()

    def is_dir(self) -> bool:
        """Whether files can be listed below it; always true."""
        return True


def join_roots(paths: Iterable[Path]) -> Path:
    """Make one source of several; a single one is returned as it is.

    Raises
    ------
    InputError
        Where there is none, one does not exist, lies elsewhere, was made by `dangbao tables` or
        lies in another.
    """
    roots = tuple(paths)
    if not roots:
        raise InputError("There is nothing to read; name a folder or a file.")
    if len(roots) == 1:
        return roots[0]
    for root in roots:
        if not is_local(root):
            raise InputError(f"{root} lies elsewhere; of several sources all lie on this machine.")
        if not os.path.lexists(root):
            raise InputError(
                f"There is no file or folder {root}. Check how the path is written; one with a "
                "blank needs quotation marks."
            )
        if read_manifest(root / MANIFEST).get("dangbao") == "tables":
            raise InputError(f"{root} holds tables made by dangbao tables; name it alone.")
    _check_apart(roots)
    if len({root.is_absolute() for root in roots}) > 1:
        roots = tuple(type(root)(root.absolute()) for root in roots)
    try:
        above = os.path.commonpath([root.parent for root in roots]) or "."
    except ValueError as error:  # on two disks of Windows
        raise InputError("Of several sources all lie on one disk; copy them there.") from error
    joined = Several(above)
    joined.roots = roots
    return joined


def _check_apart(roots: Sequence[Path]) -> None:
    for one, other in combinations([Path(os.path.realpath(root)) for root in roots], 2):
        if one.is_relative_to(other) or other.is_relative_to(one):
            raise InputError(f"{one} and {other} lie in each other; name each page once.")


def list_roots(path: Path) -> tuple[Path, ...]:
    """List the folders and files that were named."""
    return path.roots if isinstance(path, Several) else (path,)
