"""Runs notebooks on kernels, each this Python started once more, and ends them whatever comes."""

import asyncio
import os
import sys
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final

from analysis.schema import InputError

if TYPE_CHECKING:
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbformat import NotebookNode

    _Named = tuple[str, NotebookNode]

__all__ = ["run_notebooks"]

_KERNEL: Final = (
    "-m",
    "ipykernel_launcher",
    "-f",
    "{connection_file}",
    "--HistoryManager.enabled=False",
)
_TIMEOUT: Final = 24 * 3600  # seconds that a cell may take
_START: Final = 600  # seconds a kernel may take to start, or what a cell has printed to come
_LOOK: Final = 1.0  # seconds of each wait: on Windows, Ctrl-C is only noticed between two waits
_TAKEN: Final = "Address already in use"
_TRIES: Final = 3  # starts of a kernel whose ports are taken each time
_MOST: Final = 300  # characters of what a kernel said when it ended


def run_notebooks(
    notebooks: Iterable[tuple[str, "NotebookNode"]],
    folder: Path,
    workplace: Path,
    *,
    at_once: int,
    meanwhile: Callable[[], None] = lambda: None,
) -> Generator[tuple[str, "NotebookNode"]]:
    """Run notebooks in a folder on several kernels; yield each with its name when it is done.

    Each kernel takes the next one, so that imports serve several. `meanwhile` is called here once
    they run. Close this generator if you do not exhaust it, as after Ctrl-C: then all kernels have
    ended.

    Raises
    ------
    InputError
        Where a kernel does not start, or a notebook stops: what it said last.
    """
    waiting = deque(notebooks)
    clients = {
        workplace / f"kernel{number}.log": _make_client(workplace / f"kernel{number}.json")
        for number in range(at_once)
    }
    begun: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[None] | None]] = []
    done: SimpleQueue[tuple[str, NotebookNode] | Future[None]] = SimpleQueue()

    async def run_waiting(client: "NotebookClient", said: Path) -> None:
        begun.append((asyncio.get_running_loop(), asyncio.current_task()))
        if not waiting:
            return
        async with _open_kernel(client, folder, said) as run:
            while (next_one := _take(waiting)) is not None:
                name, notebook = next_one
                await run(notebook, name)
                done.put((name, notebook))

    def run_kernel(client: "NotebookClient", said: Path) -> None:
        asyncio.run(run_waiting(client, said))

    # In threads, since asyncio allows one loop a thread and JupyterLab has one running.
    with ThreadPoolExecutor(at_once) as threads:
        try:
            for said, client in clients.items():
                threads.submit(run_kernel, client, said).add_done_callback(done.put)
            meanwhile()
            left = at_once
            while left:
                with suppress(Empty):
                    one = done.get(timeout=_LOOK)
                    if isinstance(one, Future):
                        one.result()
                        left -= 1
                    else:
                        yield one
        except BaseException:
            waiting.clear()
            for loop, task in begun:
                with suppress(RuntimeError):  # its loop has ended already
                    if task is not None:
                        loop.call_soon_threadsafe(task.cancel)
            raise


def _take(waiting: "deque[_Named]") -> "_Named | None":
    """The next, if another thread has not taken it."""
    try:
        return waiting.popleft()
    except IndexError:
        return None


@asynccontextmanager
async def _open_kernel(
    client: "NotebookClient", folder: Path, said: Path
) -> AsyncIterator[Callable[["NotebookNode", str], Awaitable[None]]]:
    """Start a kernel, yield what runs a notebook on it, and end it."""
    try:
        for left in reversed(range(_TRIES)):
            try:
                await _start(client, folder, said)
                break
            except InputError as error:
                if left == 0 or _TAKEN not in str(error):
                    raise
            # Between choosing the ports and using them, another program may take one.
            client.km = _make_manager(said.with_suffix(".json"))
        yield partial(_execute, client, said)
    except BaseException:
        client.shutdown_kernel = "immediate"
        raise
    finally:
        if client.km is not None:
            await client._async_cleanup_kernel()


def _make_client(connection: Path) -> "NotebookClient":
    from nbclient import NotebookClient
    from nbformat.v4 import new_notebook

    empty = new_notebook()  # type: ignore[no-untyped-call]
    return NotebookClient(
        empty,
        km=_make_manager(connection),
        timeout=_TIMEOUT,
        startup_timeout=_START,
        iopub_timeout=_START,
        raise_on_iopub_timeout=True,  # otherwise late output would be dropped in silence
        store_widget_state=False,
    )


def _make_manager(connection: Path) -> "AsyncKernelManager":
    """A manager whose kernel is this interpreter, whatever kernels are installed."""
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    class ThisPython(KernelSpecManager):
        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            return KernelSpec(
                argv=[sys.executable, *_KERNEL], display_name=kernel_name, language="python"
            )

    return AsyncKernelManager(connection_file=str(connection), kernel_spec_manager=ThisPython())


def _set_environment(workplace: Path) -> Mapping[str, str]:
    package = str(Path(__file__).resolve().parents[2])
    paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONWARNINGS": "ignore",
        "TQDM_DISABLE": "1",  # the page would keep the bar
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "IPYTHONDIR": str(workplace / "ipython"),
        # The allocator of the system, which gives back more of what was freed than that of Arrow.
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }


async def _start(client: "NotebookClient", folder: Path, said: Path) -> None:
    with said.open("wb") as errors:
        await client.async_start_new_kernel(
            cwd=str(folder), env=_set_environment(said.parent), stderr=errors
        )
    try:
        await client.async_start_new_kernel_client()
    except RuntimeError as error:
        why = _read_last_line(said)
        if why and "respond" not in str(error):  # it ended by itself, not by our timeout
            raise InputError(
                f"The Python that runs the notebooks ended before it was ready: {why}"
            ) from error
        raise InputError(
            f"The Python that runs the notebooks did not start ({error}). Is the machine very "
            "busy, or the memory full? Try again."
        ) from error


async def _execute(
    client: "NotebookClient", said: Path, notebook: "NotebookNode", name: str
) -> None:
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    client.nb = notebook
    try:
        await client.async_execute(cleanup_kc=False)
    except CellExecutionError as error:
        raise InputError(f"{name}.ipynb stopped: {error.ename}: {error.evalue}") from error
    except CellTimeoutError as error:
        raise InputError(f"{name}.ipynb stopped: its Python no longer answers.") from error
    except DeadKernelError as error:
        why = _read_last_line(said) or "is the memory full?"
        raise InputError(f"{name}.ipynb stopped: its Python ended; {why}") from error


def _read_last_line(said: Path) -> str:
    """The last line that a kernel wrote to standard error, which names what ended it."""
    lines = said.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line.strip()[:_MOST] for line in reversed(lines) if line.strip()), "")
