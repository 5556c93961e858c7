"""One function over many tasks: here, on the processes of this machine, or on a Dask cluster."""

import signal
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import Any, TypeVar

__all__ = ["ready", "rest", "spread"]

Task = TypeVar("Task")
Result = TypeVar("Result")


def spread(
    function: Callable[[Task], Result], tasks: Sequence[Task], *, workers: int, client: Any = None
) -> Iterator[tuple[int, Result]]:
    """Yield the number of each task and its result, in the order in which they are done.

    What a task warns of is warned of here.
    """
    numbered = [(function, number, task) for number, task in enumerate(tasks)]
    if client is not None:
        done = _spread_over_cluster(numbered, client)
    elif min(workers, len(tasks)) <= 1:
        done = map(_call, numbered)
    else:
        done = _spread_over_processes(numbered, min(workers, len(tasks)))
    for number, result, warned in done:
        for message in warned:
            warnings.warn(message, stacklevel=3)
        yield number, result


@contextmanager
def ready(function: Callable[[], object], *, workers: int, client: Any = None) -> Iterator[None]:
    """Start the processes, and call a function in each, while this one does something else."""
    if client is not None or workers <= 1:
        yield
        return
    with _stopping_on_error():
        results = _start(
            [(_call_without_task, number, function) for number in range(workers)], workers
        )
        try:
            yield
        except BaseException:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # that nobody asked for these results
                results.close()
            raise
        for _ in results:
            pass


def rest() -> None:
    """End the processes that wait for more: what is done here next needs their memory."""
    from joblib.externals.loky import get_reusable_executor

    get_reusable_executor().shutdown(wait=True, kill_workers=True)


def _spread_over_processes(tasks: Sequence[Any], workers: int) -> Iterator[Any]:
    with _stopping_on_error():
        yield from _start(tasks, workers)


def _start(tasks: Sequence[Any], workers: int) -> Generator[Any]:
    from joblib import Parallel, delayed

    pool = Parallel(n_jobs=workers, return_as="generator_unordered", batch_size=1)
    with _without_interrupts():
        results: Generator[Any] = pool(delayed(_call)(task) for task in tasks)
    return results


@contextmanager
def _stopping_on_error() -> Iterator[None]:
    """After Ctrl-C or an error: nobody writes any more when this ends."""
    from joblib.externals.loky import get_reusable_executor

    try:
        yield
    except BaseException:
        get_reusable_executor().shutdown(wait=True, kill_workers=True)
        raise


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach: it is for the one that started them to say."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


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
