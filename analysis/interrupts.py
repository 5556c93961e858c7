"""Ctrl-C and its kin: a command ends once, in order, and a step that must be whole is not cut."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from threading import Timer, current_thread, main_thread
from types import FrameType
from typing import Any, Final, NoReturn

__all__ = ["end_undisturbed", "end_when_told", "hold_back"]

# Ctrl-C, kill, and a terminal that is closed, as far as the system knows them.
_TOLD: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
_AGAIN: Final = 0.05  # seconds after which what was swallowed is said again


def end_when_told() -> None:
    """Let the process end by a `KeyboardInterrupt` whichever way it is told to, and by one alone.

    What comes while it clears up changes nothing: it ends as it is. A signal that was not to be
    heeded, as of a command in the background, still is not.

    Examples
    --------
    >>> end_when_told()  # doctest: +SKIP
    """
    heeded = [number for number in _TOLD if signal.getsignal(number) is not signal.SIG_IGN]

    def stop(*_: object) -> NoReturn:
        for number in heeded:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    def say_again(unraised: "sys.UnraisableHookArgs") -> None:
        if not isinstance(unraised.exc_value, KeyboardInterrupt):
            show(unraised)
            return
        # It came where nothing can be raised, as while an object was taken away.
        signal.signal(signal.SIGINT, stop)
        Timer(_AGAIN, signal.raise_signal, [signal.SIGINT]).start()

    show, sys.unraisablehook = sys.unraisablehook, say_again
    for number in heeded:
        signal.signal(number, stop)


def end_undisturbed() -> None:
    """Let nothing come between the last line of a command and its end.

    Examples
    --------
    >>> end_undisturbed()  # doctest: +SKIP
    """
    for number in _TOLD:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def hold_back(*, from_children: bool = False) -> Iterator[None]:
    """Hold back what tells the process to end, until a step that must be whole is done.

    With `from_children`, Ctrl-C does not reach the processes that are started meanwhile: it is for
    the one that started them to end them.

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
    if current_thread() is not main_thread():  # no other is ever interrupted
        yield
        return
    told: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        told.append(number)

    before: dict[int, Any] = {number: signal.getsignal(number) for number in _TOLD}
    blocked: set[Any] | None = None
    try:
        for number, handler in before.items():
            if handler is not None:  # which Python did not set, and could not set again
                signal.signal(number, note)
        if from_children and hasattr(signal, "pthread_sigmask"):
            # This process of Python's own lets Ctrl-C through again when it is started.
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
