"""Memory: the collector of garbage kept out of the way, and what is free given back at once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["give_back", "pause_collector"]


@contextmanager
def pause_collector() -> Iterator[None]:
    """Keep Python from looking for circular garbage meanwhile, if it does at all.

    It looks through all objects again and again while there are more and more of them: an eighth of
    the time of all tables. What is no longer used is freed at once all the same, unless it refers
    to itself in a circle, which the tables do not.

    Examples
    --------
    >>> with pause_collector():
    ...     gc.isenabled()
    False
    """
    if not gc.isenabled():  # whoever switched it off, say another thread here, switches it on again
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def give_back() -> None:
    """Give memory that was freed back to the system, for which Arrow and Python otherwise wait.

    After a large table was read or written that is as much again as the table.
    """
    import pyarrow as pa

    for pool in (pa.default_memory_pool(), pa.system_memory_pool()):
        pool.release_unused()  # of the system's: all that Python and numpy have freed, too
