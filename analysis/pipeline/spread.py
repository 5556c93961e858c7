"""One function for many tasks: in this process, in several, or on a Dask cluster."""

import atexit
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager
from importlib import import_module
from threading import Thread
from typing import Any, Final, TypeVar

from analysis.interrupts import hold_back
from analysis.schema import InputError
from analysis.warn import warn

__all__ = ["Give", "ready", "rest", "spread"]

_LONG: Final = 60  # seconds that we wait for a thread to end before we go on without it

Task = TypeVar("Task")
Result = TypeVar("Result")
# Takes tasks off the head of a queue and starts them, as many as there are free processes.
Give = Callable[[Callable[[Any], Any], deque[Any]], None]


def spread(
    function: Callable[[Task], Result], tasks: Sequence[Task], *, workers: int, client: Any = None
) -> Iterator[tuple[int, Result]]:
    """Yield the number of each task and its result, in the order in which they are done.

    Warnings of a task are given in this process.
    """
    numbered = [(function, number, task) for number, task in enumerate(tasks)]
    if client is not None:
        done = _spread_over_cluster(numbered, client)
    elif min(workers, len(tasks)) <= 1:
        done = map(_call, numbered)
    else:
        done = _spread_over_processes(numbered, min(workers, len(tasks)))
    for number, result, warned in done:
        _warn(warned)
        yield number, result


@contextmanager
def ready(
    function: Callable[[], object], *, workers: int, client: Any = None
) -> Iterator[Give | None]:
    """Start the processes and call a function in each, while this one does something else.

    Yields a function that gives them tasks meanwhile, or None where no processes are wanted. When
    this ends, all tasks that were given are done.
    """
    if client is not None or workers <= 1:
        yield None
        return
    given: list[Future[Any]] = []

    def give(function: Callable[[Any], Any], tasks: deque[Any]) -> None:
        for one in [one for one in given if one.done()]:
            given.remove(one)
            _warn(one.result()[2])
        # One task more than there are processes, so that none has to wait for the next one.
        while tasks and len(given) <= workers:
            given.append(_find_pool().submit(_call, (function, 0, tasks.popleft())))

    with _stopping_on_error():
        results = _start(
            [(_call_without_task, number, function) for number in range(workers)], workers
        )
        try:
            yield give
        except BaseException:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # joblib warns that results are thrown away
                results.close()
            raise
        for _ in results:
            pass
        for one in given:
            _warn(one.result()[2])


def rest() -> None:
    """End the idle processes, so that what comes next has their memory."""
    _find_pool().shutdown(wait=True, kill_workers=True)


def _find_pool() -> Any:
    """The pool of processes that was started last."""
    from joblib.externals.loky import get_reusable_executor

    return get_reusable_executor(reuse=True)


def _spread_over_processes(tasks: Sequence[Any], workers: int) -> Iterator[Any]:
    with _stopping_on_error():
        yield from _start(tasks, workers)


def _start(tasks: Sequence[Any], workers: int) -> Generator[Any]:
    from joblib import Parallel, delayed

    # The import of `dangbao` makes sure that `analysis` is this package, also where a folder of the
    # user's has the same name.
    opened: dict[str, Any] = {"initializer": import_module, "initargs": ("dangbao",)}
    pool = Parallel(n_jobs=workers, return_as="generator_unordered", batch_size=1, **opened)
    # Ctrl-C must not reach the processes: this one notices it and ends them.
    with hold_back(from_children=True):
        results: Generator[Any] = pool(delayed(_call)(task) for task in tasks)
    _remember(_find_pool())
    return results


# The queues of tasks of all pools whose thread is still alive.
_queues: list[Any] = []


def _remember(pool: Any) -> None:
    """Let this process end only after the thread that hands out a pool's tasks has ended.

    The pool itself does not wait for it. If Python ends first, the process that watches over
    semaphores prints a warning that one was leaked.
    """
    if not _queues:
        atexit.register(_join_threads)
    queue = getattr(pool, "_call_queue", None)
    _queues[:] = [one for one in _queues if one is not queue and _find_thread(one)] + [queue]


def _find_thread(queue: Any) -> Thread | None:
    """The thread that hands out the tasks of a queue, if it is alive."""
    thread: Thread | None = getattr(queue, "_thread", None)
    return thread if thread is not None and thread.is_alive() else None


def _join_threads() -> None:
    for thread in filter(None, map(_find_thread, _queues)):
        thread.join(_LONG)


@contextmanager
def _stopping_on_error() -> Iterator[None]:
    """End the processes after Ctrl-C or an error, so that none of them writes files any more.

    Raises
    ------
    InputError
        Where a process was ended from outside.
    """
    try:
        yield
    except BrokenExecutor as error:
        _find_pool().shutdown(wait=True, kill_workers=True)
        raise InputError(
            "A process was ended from outside; often there was no memory left for it. Run the same "
            "again, with fewer workers: what was made is kept."
        ) from error
    except BaseException:
        _find_pool().shutdown(wait=True, kill_workers=True)
        raise


def _spread_over_cluster(tasks: Sequence[Any], client: Any) -> Iterator[Any]:
    from distributed import as_completed

    finished: Any = as_completed
    futures = client.map(_call, tasks, pure=False)
    try:
        for future in finished(futures):
            yield future.result()
            future.release()
    finally:
        client.cancel(futures)


def _call_without_task(function: Callable[[], object]) -> None:
    function()


def _call(task: tuple[Callable[[Any], Any], int, Any]) -> tuple[int, Any, list[str]]:
    function, number, own = task
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        result = function(own)
    return number, result, [str(one.message) for one in caught if one.category is UserWarning]


def _warn(messages: Sequence[str]) -> None:
    for message in messages:
        warn(message)
