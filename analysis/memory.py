"""What memory does behind the loops that make many objects: kept out of their way."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final

__all__ = ["import_at_ease", "keep_freed_memory", "pause_collector"]

# Somewhat less than the largest block (32 MB) that tells Linux what is worth keeping.
_LARGE: Final = 31 * 1024 * 1024


@contextmanager
def pause_collector() -> Iterator[None]:
    """Keep the collector of circular garbage from running, where it is switched on.

    It goes through all objects again and again while their number grows, which takes a tenth of
    the time of the loops that make them; what they drop is freed at once all the same.

    Examples
    --------
    >>> with pause_collector():
    ...     gc.isenabled()
    False
    """
    if not gc.isenabled():  # by another thread, say, that will switch it on again
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def import_at_ease() -> Iterator[None]:
    """Import much without the collector; where nothing else was there it never looks at it again.

    What is imported lives as long as the process. To go through it when the collector comes back,
    and once more at the end, takes a tenth of a second: as long as to read a page.

    Examples
    --------
    >>> with import_at_ease():
    ...     import analysis.pipeline
    """
    fresh = "pandas" not in sys.modules  # or else objects of the user, and garbage, would be kept
    with pause_collector():
        yield
        if fresh:
            gc.freeze()


@cache
def keep_freed_memory() -> None:
    """Keep what is freed at hand, up to 64 MB, instead of giving it back to the system each time.

    Arrays of some megabytes come and go by the hundred, and each that is got from the system anew
    is cleared page by page: a tenth of the time of themes. Linux keeps as much as twice the largest
    block that was given back; this block is given back untouched. Elsewhere nothing changes.

    Examples
    --------
    >>> keep_freed_memory()
    """
    import numpy as np  # here, so that it is itself imported while the collector rests

    np.empty(_LARGE, np.uint8)
