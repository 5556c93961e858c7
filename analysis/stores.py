"""Stores elsewhere, by their addresses: not waited for without end, and their errors in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

__all__ = ["knock", "reaching"]

_PATIENCE: Final = 30  # seconds until a store that does not answer counts as not there


@contextmanager
def reaching(path: object) -> Iterator[None]:
    """Turn whatever goes wrong at a store into an OSError, as at a disk.

    Each kind of store has errors of its own (no credentials, no such host, a lost connection),
    which have nothing in common; who reads a file should not need to know them.
    """
    try:
        yield
    except (OSError, ValueError) as error:
        if isinstance(error, TimeoutError) and not str(error):
            raise OSError(None, f"it did not answer within {_PATIENCE} seconds") from error
        raise
    except Exception as error:
        if getattr(path, "fs", None) is None:  # a path of this machine: a fault of the program
            raise
        raise OSError(None, " ".join(str(error).split()) or type(error).__name__) from error


def knock(path: Any) -> None:
    """Ask a store once whether it answers.

    Raises
    ------
    OSError
        Where it does not, or not in time, or wants to know who asks.
    """
    with reaching(path):
        store = path.fs
        if getattr(store, "async_impl", False):
            from fsspec.asyn import sync

            sync(store.loop, store._exists, path.path, timeout=_PATIENCE)
        else:
            store.exists(path.path)
