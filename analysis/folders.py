"""A folder that this program writes into, without ever touching files of the user's.

A manifest names each file that we wrote, with its hash. Only such a file, and only while its hash
is the same, is ever replaced or removed. Every other file in the folder is the user's: it stays,
and if it stands where one of ours should be written, that is an error. Links are not followed.
"""

import errno
import json
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, Final
from uuid import uuid4

from analysis.schema import InputError
from analysis.stores import reaching
from analysis.warn import warn

__all__ = [
    "LOCK",
    "MANIFEST",
    "MANIFESTS",
    "check_apart",
    "check_free",
    "explain",
    "find_manifest_of",
    "hash_file",
    "hash_json",
    "is_draft",
    "is_local",
    "is_whole",
    "list_named",
    "list_own",
    "lock",
    "make_folder",
    "open_draft",
    "open_folder",
    "put_file",
    "put_files",
    "read_manifest",
    "remove",
    "remove_files",
    "take_away",
    "write_json",
]

MANIFEST: Final = "manifest.json"
MANIFESTS: Final = (
    ".manifests"  # for parts of the folder that are written and removed by themselves
)
_COMING: Final = ".coming"
LOCK: Final = ".dangbao.lock"
_DRAFTS: Final = ".dangbao-"
_DRAFT: Final = re.compile(r"\..+\.[0-9a-f]{32}\.dangbao")
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_BLOCK: Final = 1 << 20

# Files of ours: path below the folder → the hashes that the file may have.
Named = Mapping[str, frozenset[str]]


def is_local(path: object) -> bool:
    """Whether a path is on this machine, as against an address (s3://…)."""
    return isinstance(path, Path)


def check_apart(out: Path, source: Path) -> None:
    """Refuse an out folder that is the source, or contains it.

    It may lie inside the source: what is written there is not read as a source.

    Raises
    ------
    InputError
        Where files written to `out` would stand among those that are read.
    """
    if is_local(out) != is_local(source):
        return
    written, read = _spell_out(out), _spell_out(source)
    if read == written or read.startswith(written.rstrip("/") + "/"):
        what = "is what is read" if read == written else f"holds what is read, {source}"
        raise InputError(f"{out} {what}. Name another folder with --out (out=), beside it.")


def open_folder(out: Path, *, kind: str) -> Path:
    """Make the folder, and check that it does not hold another kind of files of this program.

    Raises
    ------
    InputError
        Where there is a file in its place, somebody else's manifest, or what is of another kind.
    """
    root = out
    if is_local(out):
        root = Path(os.path.realpath(out))
        if root.exists() and not root.is_dir():
            raise InputError(f"{out} is a file; name a folder.")
        make_folder(root)
    manifest = read_manifest(root / MANIFEST)
    if not manifest:
        if _exists(root / MANIFEST):
            raise InputError(_name_foreign(root / MANIFEST))
        _write(root / MANIFEST, _lay_out({"dangbao": kind, "files": {}}))
    elif manifest["dangbao"] != kind:
        raise InputError(
            f"{out} is a folder of dangbao for {manifest['dangbao']}, not for {kind}. Name another."
        )
    return root


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(explain(error, folder)) from error


@contextmanager
def lock(root: Path, *, wait: float = 0) -> Iterator[None]:
    """Keep a second run out of the folder; at an address (s3://…) there are no locks."""
    if not is_local(root):
        yield
        return
    from filelock import FileLock, Timeout

    path = root / LOCK
    if path.is_symlink():
        raise InputError(f"{path} is a link. Take it away, or name another folder.")
    guard = FileLock(path, timeout=wait)
    try:
        guard.acquire()
    except Timeout as error:
        raise InputError(
            f"Another run is writing to {root}. Wait until it has ended, or name another folder."
        ) from error
    except OSError as error:
        raise InputError(explain(error, root)) from error
    try:
        yield
    finally:
        guard.release()


@contextmanager
def open_draft(beside: Path) -> Iterator[Path]:
    """Make a hidden folder for unfinished files, which is removed at the end, also after an error.

    First it removes such folders of runs that were killed: those whose lock nobody holds any more.
    """
    from filelock import FileLock, Timeout

    make_folder(beside)
    for old in sorted(beside.glob(f"{_DRAFTS}*/{LOCK}")):
        if not old.parent.is_symlink():
            with suppress(Timeout, OSError), FileLock(old, timeout=0):
                shutil.rmtree(old.parent, ignore_errors=True)
    try:
        folder = Path(tempfile.mkdtemp(prefix=_DRAFTS, dir=beside))
    except OSError as error:
        raise InputError(explain(error, beside)) from error
    try:
        with FileLock(folder / LOCK):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def read_manifest(path: Path) -> dict[str, Any]:
    """Read a manifest; empty if there is none, or if the file is not one of ours."""
    try:
        read = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    ours = isinstance(read, dict) and "dangbao" in read and isinstance(read.get("files"), dict)
    return read if ours else {}


def put_files(
    root: Path,
    manifest: Path,
    files: Mapping[str, bytes | Path],
    about: Mapping[str, Any],
    *,
    keep: Collection[str] = (),
) -> None:
    """Put files in place, together with the manifest that names them.

    Before anything else a note is written beside the manifest, which names the files that will
    come; the manifest itself is written last. So after an interruption at any moment the next run
    knows which files are ours. Each file is written whole or not at all.

    Parameters
    ----------
    root
        The folder.
    manifest
        Where the manifest of these files lies.
    files
        By the path below `root`, the content, or a finished file that is moved there.
    about
        What else the manifest says beside its `files`; `dangbao` must be among it.
    keep
        Files of the old manifest that stay; all others that it names are removed.

    Raises
    ------
    InputError
        Where a file that is not ours is in the way: then nothing has been changed. Or where there
        is no room: then the same call goes on from there.
    """
    before = list_named(manifest)
    hashes = {name: hash_file(data) for name, data in files.items()}
    check_free(root, hashes, before)
    kept = {name: before[name] for name in keep if name in before and name not in hashes}
    gone = {name: known for name, known in before.items() if name not in {*hashes, *kept}}
    coming = {name: sorted(before.get(name, frozenset()) | {own}) for name, own in hashes.items()}
    rest = {name: sorted(known) for name, known in {**kept, **gone}.items()}
    if _exists(manifest) and not read_manifest(manifest):
        raise InputError(_name_foreign(manifest))
    note = _find_note(manifest)
    _write(note, _lay_out({"dangbao": "", "files": {**rest, **coming}}))
    remove(manifest)
    for name, data in files.items():
        _write(root / name, data)
    remove_files(root, gone)
    named = {**{name: min(known) for name, known in kept.items()}, **hashes}
    _write(manifest, _lay_out({**about, "files": named}))
    remove(note)


def put_file(root: Path, name: str, data: bytes, *, known: Collection[str] = ()) -> None:
    """Write one file, unless another one stands there whose hash is not known."""
    check_free(root, {name: hash_file(data)}, {name: frozenset(known)})
    _write(root / name, data)


def check_free(root: Path, files: Iterable[str] | Mapping[str, str], named: Named) -> None:
    """Check that no file of the user's, and no link, stands where files will be written.

    Raises
    ------
    InputError
        That names the first such file, and how many more there are.
    """
    hashes = files if isinstance(files, Mapping) else dict.fromkeys(files, "")
    foreign = [
        root / name
        for name, own in hashes.items()
        if not _is_free(root, name, named.get(name, frozenset()) | {own})
    ]
    if foreign:
        raise InputError(_name_foreign(*foreign))


def remove_files(root: Path, named: Named) -> None:
    """Remove files of ours. Those that somebody has changed stay, with a warning."""
    left = []
    for name, known in sorted(named.items()):
        path = root / name
        if not _exists(path):
            continue
        if not _is_free(root, name, known):
            left.append(path)
            continue
        remove(path)
        if is_local(root):
            with suppress(OSError):
                path.parent.rmdir()
    if left:
        warn(
            f"{len(left)} files are no longer as dangbao wrote them, and stay: {left[0]}"
            f"{' and others' if len(left) > 1 else ''}."
        )


def take_away(root: Path, manifest: Path) -> None:
    """Remove the files that a manifest of ours names, and the manifest itself."""
    remove_files(root, list_named(manifest))
    for path in (manifest, _find_note(manifest)):
        if read_manifest(path):
            remove(path)


def list_own(root: Path) -> set[str]:
    """List the files of a folder that are ours: those that manifests name, and the manifest."""
    own = set(list_named(root / MANIFEST))
    if not own and not read_manifest(root / MANIFEST):
        return set()
    for path in [*(root / MANIFESTS).glob("*/*"), *(root / MANIFESTS).glob("*.json")]:
        own.update(list_named(find_manifest_of(path)))
    return {*own, MANIFEST}


def find_manifest_of(path: Path) -> Path:
    """The manifest to which a file belongs: itself, or the one whose note it is."""
    is_note = path.name.startswith(".") and path.name.endswith(_COMING)
    return path.with_name(path.name[1 : -len(_COMING)]) if is_note else path


def is_whole(manifest: Path) -> bool:
    """Whether there is a manifest, and no run was interrupted while it changed its files."""
    return bool(read_manifest(manifest)) and not _exists(_find_note(manifest))


def is_draft(name: str) -> bool:
    """Whether this is the name of a file of ours that is only half written."""
    return _DRAFT.fullmatch(name) is not None


def write_json(value: object) -> bytes:
    """Write JSON, with the same bytes for equal values."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode(errors="surrogatepass")


def hash_json(value: object) -> str:
    """A hash of a value, the same for equal values."""
    return sha256(write_json(value)).hexdigest()


def explain(error: OSError, path: Path) -> str:
    """Write why a file cannot be written, and what to do."""
    if error.errno in _FULL:
        return f"There is no room left for {path.name}. Make room and run the same again."
    return f"{path} cannot be written ({error.strerror or error}). Mend that, or name another."


def _lay_out(manifest: Mapping[str, Any]) -> bytes:
    """Write a manifest so that people can read it too."""
    return (json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def list_named(manifest: Path) -> dict[str, frozenset[str]]:
    """List the files that a manifest names, and those of its note after an interrupted run."""
    named: dict[str, frozenset[str]] = {}
    for path in (manifest, _find_note(manifest)):
        for name, hashes in read_manifest(path).get("files", {}).items():
            own = frozenset([hashes] if isinstance(hashes, str) else hashes)
            if _is_below(name):
                named[name] = named.get(name, frozenset()) | own
    return named


def _find_note(manifest: Path) -> Path:
    return manifest.with_name(f".{manifest.name}{_COMING}")


def _is_below(name: str) -> bool:
    """Whether a path in a manifest stays inside the folder; a forged one might not."""
    path = PurePosixPath(name)
    return (
        not path.is_absolute() and ".." not in path.parts and "\\" not in name and ":" not in name
    )


def _is_free(root: Path, name: str, known: Collection[str]) -> bool:
    """Whether a path is free, or has a file with one of these hashes."""
    path = root / name
    if is_local(root):
        above = [
            root.joinpath(*PurePosixPath(name).parts[:end]) for end in range(1, name.count("/") + 1)
        ]
        if any(
            folder.is_symlink() or (folder.exists() and not folder.is_dir()) for folder in above
        ):
            return False
    if not _exists(path):
        return True
    if is_local(root) and (path.is_symlink() or not path.is_file()):
        return False
    return hash_file(path) in known


def _name_foreign(*paths: Path) -> str:
    more = f", and {len(paths) - 1} more stand in the way" if len(paths) > 1 else ""
    return (
        f"{paths[0]} was not written by dangbao, or has been changed since, and is not "
        f"overwritten{more}. Move it away, or name another folder with --out (out=)."
    )


def _write(path: Path, data: bytes | Path) -> None:
    """Write a file under another name and then rename it, so that it is never half written.

    At an address (s3://…) a file only appears when it is complete, so it is written directly.
    """
    try:
        if not is_local(path):
            with reaching(path):
                path.write_bytes(data if isinstance(data, bytes) else data.read_bytes())
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(data, Path):
            data.replace(path)
            return
        draft = path.with_name(f".{path.name}.{uuid4().hex}.dangbao")
        try:
            draft.write_bytes(data)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(explain(error, path)) from error


def remove(path: Path) -> None:
    """Remove a file, if there is one."""
    with suppress(FileNotFoundError):
        path.unlink()


def _exists(path: Path) -> bool:
    """Whether there is anything at a path, also a link that leads nowhere."""
    return os.path.lexists(path) if is_local(path) else path.exists()


def hash_file(data: bytes | Path) -> str:
    """The hash of bytes or of a file, as manifests hold it."""
    if isinstance(data, bytes):
        return sha256(data).hexdigest()
    digest = sha256()
    with data.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _spell_out(path: Path) -> str:
    return os.path.realpath(path).replace(os.sep, "/") if is_local(path) else str(path)
