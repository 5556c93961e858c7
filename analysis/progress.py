"""A progress bar for what takes longer than two seconds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

__all__ = ["show_progress"]

_QUIET: Final = 2.0  # seconds before the bar appears


@contextmanager
def show_progress(total: int, what: str, *, shown: bool) -> Iterator[Callable[[int], object]]:
    """Show a bar on standard error; yields the function that is told how many more are done.

    Nothing is shown in the first two seconds, nor where the variable TQDM_DISABLE is set.
    """
    if not shown:
        yield lambda _: None
        return
    from tqdm import tqdm

    with tqdm(total=total, desc=what, delay=_QUIET, leave=False) as bar:
        yield bar.update
