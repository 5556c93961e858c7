"""Ctrl-C and other signals to end: a command ends once, in order, and not inside certain steps."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from threading import Timer, current_thread, main_thread
from types import FrameType
from typing import Any, Final, NoReturn

__all__ = ["end_undisturbed", "end_when_told", "hold_back"]

# The signals of Ctrl-C, of kill, and of a terminal that is closed, as far as the system has them.
_TOLD: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
_AGAIN: Final = 0.05  # seconds until a signal whose interrupt was lost is sent again


def end_when_told() -> None:
    """Raise one `KeyboardInterrupt` at the first signal to end, whichever it is.

    Further signals are ignored, so that they do not interrupt the cleaning up. A signal that is
    ignored already, as in a command that runs in the background, stays ignored.

    Examples
    --------
    >>> end_when_told()  # doctest: +SKIP
    """
    heeded = [number for number in _TOLD if signal.getsignal(number) is not signal.SIG_IGN]

    def stop(*_: object) -> NoReturn:
        for number in heeded:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    def send_again(unraised: "sys.UnraisableHookArgs") -> None:
        if not isinstance(unraised.exc_value, KeyboardInterrupt):
            show(unraised)
            return
        # The interrupt was raised where Python ignores exceptions, as in the `__del__` of an
        # object.
        signal.signal(signal.SIGINT, stop)
        Timer(_AGAIN, signal.raise_signal, [signal.SIGINT]).start()

    show, sys.unraisablehook = sys.unraisablehook, send_again
    for number in heeded:
        signal.signal(number, stop)


def end_undisturbed() -> None:
    """Ignore all signals to end between the last line of a command and its end.

    Examples
    --------
    >>> end_undisturbed()  # doctest: +SKIP
    """
    for number in _TOLD:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def hold_back(*, from_children: bool = False) -> Iterator[None]:
    """Hold back signals to end, until a step is done that must not be interrupted.

    With `from_children`, Ctrl-C does not reach the processes that are started meanwhile: this
    process will end them.

    Examples
    --------
    >>> heard = []
    >>> before = signal.signal(signal.SIGINT, lambda *_: heard.append("Ctrl-C"))
    >>> with hold_back():
    ...     signal.raise_signal(signal.SIGINT)
    ...     heard.append("done")
    >>> heard
    ['done', 'Ctrl-C']
    >>> heard = signal.signal(signal.SIGINT, before)
    """
    if current_thread() is not main_thread():  # only the main thread gets signals
        yield
        return
    told: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        told.append(number)

    before: dict[int, Any] = {number: signal.getsignal(number) for number in _TOLD}
    blocked: set[Any] | None = None
    try:
        for number, handler in before.items():
            if (
                handler is not None
            ):  # None is a handler that Python did not set and cannot set again
                signal.signal(number, note)
        if from_children and hasattr(signal, "pthread_sigmask"):
            # Starting this process, which Python itself needs, would let Ctrl-C through again.
            resource_tracker.ensure_running()
            blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        yield
    finally:
        if blocked is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        for number, handler in before.items():
            if handler is not None:
                signal.signal(number, handler)
        for number in told:
            signal.raise_signal(number)
