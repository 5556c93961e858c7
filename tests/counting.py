"""Operations counted, not seconds: the same on every machine, whatever else it has to do."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

_HANGING = 30  # seconds of this process's own time that nothing takes but what grows as a square


def count_calls(function: Callable[[], object]) -> int:
    """Count the calls, of Python and of C, and the returns from them."""
    count = 0

    def add(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(add)
    try:
        function()
    finally:
        sys.setprofile(None)
    return count


@contextmanager
def no_hanging() -> Iterator[None]:
    """Fail where something hangs; the time that others take of the machine is not counted.

    Inside a regular expression no operations can be counted.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return

    def fail(*_: object) -> None:
        pytest.fail(f"not done after {_HANGING} seconds of processor time")

    before = signal.signal(signal.SIGVTALRM, fail)
    signal.setitimer(signal.ITIMER_VIRTUAL, _HANGING)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
