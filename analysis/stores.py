"""Files at an address (s3://…): errors as at a disk, and no endless waiting for an answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

__all__ = ["knock", "reaching"]

_PATIENCE: Final = 30  # seconds to wait for an answer


@contextmanager
def reaching(path: object) -> Iterator[None]:
    """Turn every error of an address into an OSError, as a disk raises it.

    Each kind of store raises errors of its own for missing credentials, unknown hosts and lost
    connections. Code that reads a file should not need to know them all.
    """
    try:
        yield
    except (OSError, ValueError) as error:
        if isinstance(error, TimeoutError) and not str(error):
            raise OSError(None, f"it did not answer within {_PATIENCE} seconds") from error
        raise
    except Exception as error:
        if (
            getattr(path, "fs", None) is None
        ):  # a path on this machine: then it is a bug, not the store
            raise
        raise OSError(None, " ".join(str(error).split()) or type(error).__name__) from error


def knock(path: Any) -> None:
    """Check that a store answers.

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
