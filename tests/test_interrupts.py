"""A command that is told to end ends at once: one line, no process left, nothing half-made."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from analysis import InputError, write_reports
from analysis.folders import put_files
from analysis.reports import build
from analysis.reports.kernels import run_notebooks

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent as on Unix")

_HANGING = 600  # seconds that nothing takes, however much the machine has to do
PARTS = ["01_articles", "02_terms", "03_topics", "04_officials"]
STOPPED = "dangbao: stopped; no report was written.\n"
TOLD = {
    "Ctrl-C": [signal.SIGINT],
    "Ctrl-C thrice": [signal.SIGINT] * 3,
    "ended": [signal.SIGTERM],
}
# Never ends by itself, hears no Ctrl-C, and has a process of its own.
BUSY = """
import os, subprocess, time
subprocess.Popen(["sleep", "3600"])
open(f"{folder}/{{os.getpid()}}", "w").close()
while True:
    try:
        time.sleep(3600)
    except KeyboardInterrupt:
        pass
"""
# The command, after some lines that change it.
COMMAND = """
import sys
from pathlib import Path
{}
from analysis.__main__ import main
main()
"""


@pytest.fixture
def begin(tmp_path) -> Iterator[object]:
    """What starts the command, as from a terminal, and ends it where a test fails."""
    runs = []

    def begin(change: str, *arguments: object) -> subprocess.Popen[str]:
        # Ctrl-C reaches what is started, also where these tests run in the background of a shell.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            command = [sys.executable, "-c", COMMAND.format(change), *map(str, arguments)]
            runs.append(
                subprocess.Popen(
                    command, start_new_session=True, stderr=subprocess.PIPE, text=True, cwd=tmp_path
                )
            )
        finally:
            signal.signal(signal.SIGINT, before)
        return runs[-1]

    yield begin
    for run in runs:
        if run.poll() is None:
            for one in psutil.Process(run.pid).children(recursive=True):
                one.kill()
            run.kill()


@pytest.fixture
def source(tmp_path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "one.md").write_text("## 春耕开始\n\n本报讯 日前,春耕开始。\n", encoding="utf-8")
    return folder


@pytest.fixture
def earlier(tmp_path) -> Path:
    """A folder with an earlier report, and a file of the user's beside it."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    files = {"index.html": b"earlier", "01_articles.html": b"earlier"}
    put_files(out, out / "manifest.json", files, {"dangbao": "report"})
    return out


def make_notebooks(folder: Path, code: str) -> None:
    folder.mkdir()
    for name in PARTS:
        nbformat.write(new_notebook(cells=[new_code_cell(code)]), folder / f"{name}.ipynb")


def list_all(folder: Path) -> dict[str, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.mark.parametrize(
    ("told", "alone"), [("Ctrl-C", False), ("Ctrl-C thrice", False), ("ended", True)]
)
def test_a_report_told_to_end_ends_all_its_kernels_and_leaves_what_was_there(
    begin, source, earlier, tmp_path, told, alone
) -> None:
    running = tmp_path / "running"
    running.mkdir()
    make_notebooks(tmp_path / "notebooks", BUSY.format(folder=running))
    before = list_all(tmp_path)
    change = (
        "from analysis.reports import build\n"
        f"build.find_notebooks = lambda: Path({str(tmp_path / 'notebooks')!r})"
    )
    run = begin(change, "report", source, "--out", earlier)
    while len(list(running.iterdir())) < 2 and run.poll() is None:
        time.sleep(0.01)
    processes = psutil.Process(run.pid).children(recursive=True)
    assert len(processes) == 4
    for number in TOLD[told]:
        with suppress(ProcessLookupError):
            (os.kill if alone else os.killpg)(run.pid, number)
    _, errors = run.communicate(timeout=_HANGING)
    assert (run.returncode, errors) == (130, STOPPED)
    assert not psutil.wait_procs(processes, timeout=_HANGING)[1]
    for path in running.iterdir():
        path.unlink()
    assert list_all(tmp_path) == before
    assert not list(tmp_path.glob(".dangbao-*"))


@pytest.mark.parametrize("told", ["Ctrl-C thrice", "ended"])
def test_a_report_told_to_end_while_a_kernel_starts_does_not_wait_for_it(
    begin, source, tmp_path, told
) -> None:
    change = (
        "from analysis.reports import kernels\n"
        "kernels._KERNEL = ('-c', \"open('started', 'w'); import time; time.sleep(3600)\")"
    )
    run = begin(change, "report", source, "--out", tmp_path / "out")
    while not list(tmp_path.glob(".dangbao-*/report/started")) and run.poll() is None:
        time.sleep(0.01)
    processes = psutil.Process(run.pid).children(recursive=True)
    assert processes
    for number in TOLD[told]:
        with suppress(ProcessLookupError):
            os.kill(run.pid, number)
    _, errors = run.communicate(timeout=_HANGING)
    assert (run.returncode, errors) == (130, STOPPED)
    assert not psutil.wait_procs(processes, timeout=_HANGING)[1]
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_command_told_to_end_while_it_imports_says_it_in_one_line(begin, number) -> None:
    change = f"""
import signal
class Tell:
    def find_spec(name, *_):
        if name == "pandas":
            signal.raise_signal({int(number)})
sys.meta_path.insert(0, Tell)"""
    run = begin(change, "--help")
    _, errors = run.communicate(timeout=_HANGING)
    assert (run.returncode, errors) == (130, "dangbao: stopped.\n")


@pytest.mark.parametrize("library", ["analysis.interrupts", "analysis.cli", "numpy"])
def test_a_command_interrupted_in_an_import_says_it_in_one_line(begin, library) -> None:
    change = f"""
class Interrupt:
    def find_spec(name, *_):
        if name == {library!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupt)"""
    run = begin(change, "--help")
    _, errors = run.communicate(timeout=_HANGING)
    assert (run.returncode, errors) == (130, "dangbao: stopped.\n")


def test_a_library_that_takes_ctrl_c_for_an_error_of_its_own_does_not_get_it(begin) -> None:
    change = """
import signal
class Interrupt:
    def find_spec(name, *_):
        try:
            if name == "numpy":
                signal.raise_signal(signal.SIGINT)
        except BaseException:
            raise ImportError("a required library is missing")
sys.meta_path.insert(0, Interrupt)"""
    run = begin(change, "--help")
    _, errors = run.communicate(timeout=_HANGING)
    assert (run.returncode, errors) == (130, "dangbao: stopped.\n")


def test_nothing_is_imported_before_the_command_can_be_told_to_end() -> None:
    code = "import sys; before = set(sys.modules); import analysis.__main__; "
    code += "print(*sorted(set(sys.modules) - before))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["analysis", "analysis.__main__"]


def test_what_was_told_where_nothing_can_be_raised_is_heeded_all_the_same(begin) -> None:
    change = """
import signal, time, weakref
from analysis import cli
class Thing: pass
def run(*_, **__):
    thing = Thing()
    weakref.finalize(thing, signal.raise_signal, signal.SIGTERM)
    del thing
    while True:
        time.sleep(0.01)
cli.dangbao.commands["context"].callback = run"""
    run = begin(change, "context", "a", "b")
    _, errors = run.communicate(timeout=_HANGING)
    assert (run.returncode, errors) == (130, "dangbao: stopped.\n")


def test_ctrl_c_that_was_not_to_be_heeded_is_not(begin) -> None:
    change = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    tell = "from analysis import cli\ncli._print = lambda _: signal.raise_signal(signal.SIGINT)\n"
    pages = Path(__file__).parents[1] / "data" / "sample"
    run = begin(change + tell, "context", "减负", pages)
    said = run.communicate(timeout=_HANGING)[1]
    assert run.returncode == 0
    assert said.startswith("dangbao: Page files read: ")  # what was read, and no word of Ctrl-C
    assert "stopped" not in said


def test_ctrl_c_while_a_report_is_put_in_place_comes_when_it_is_there(
    source, earlier, monkeypatch
) -> None:
    write = Path.replace

    def write_and_tell(self: Path, target: Path) -> Path:
        signal.raise_signal(signal.SIGINT)
        return write(self, target)

    def put(draft: Path, out: Path, about: dict[str, object]) -> None:
        monkeypatch.setattr(Path, "replace", write_and_tell)
        put_really(draft, out, about)
        monkeypatch.setattr(Path, "replace", write)

    put_really = build._put_in_place
    monkeypatch.setattr(
        build, "_run_all", lambda *given: given[-2]()
    )  # only what needs no notebook
    monkeypatch.setattr(build, "make_index", lambda *_, **__: "later")
    monkeypatch.setattr(build, "_put_in_place", put)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            write_reports(source, earlier)
    finally:
        signal.signal(signal.SIGINT, before)
    named = {*json.loads((earlier / "manifest.json").read_text())["files"]}
    there = {*list_all(earlier)} - {".dangbao.lock"}
    assert there == {*named, "manifest.json", "mine.txt"}
    assert {name.partition("/")[0] for name in named} == {
        *("articles", "index.html", "print.html", "search", "search.html")
    }
    assert (earlier / "index.html").read_text() == "later"


# --- kernels that start slowly, or not at all -----------------------------------------------------


def run_one(folder: Path, code: str = "print(6 * 7)") -> list[str]:
    notebook = new_notebook(cells=[new_code_cell(code)])
    with closing(run_notebooks([("one", notebook)], folder, folder, at_once=1)) as done:
        return [str(ran.cells[0].outputs[0].text) for _, ran in done]


class Clock:
    """A clock that goes on by so many seconds each time somebody looks, until a file is there.

    The file is made after some looks.
    """

    def __init__(self, step: int, start: Path) -> None:
        self.now, self._step, self._start = 0, step, start

    def time(self) -> int:
        if not self._start.exists():
            self.now += self._step
        if self.now > 3 * self._step:
            self._start.touch()
        return self.now

    def __getattr__(self, name: str) -> object:
        return getattr(time, name)


SLOW = """
import runpy, sys, time
from pathlib import Path
while not Path("start").exists():
    time.sleep(0.01)
sys.argv = ["kernel", "-f", sys.argv[1]]
runpy.run_module("ipykernel_launcher", run_name="__main__")
"""


def test_a_kernel_that_takes_minutes_to_start_is_waited_for(tmp_path, monkeypatch) -> None:
    kernel = ("-c", SLOW, "{connection_file}")
    monkeypatch.setattr("analysis.reports.kernels._KERNEL", kernel)
    clock = Clock(70, tmp_path / "start")
    monkeypatch.setattr("jupyter_client.client.time", clock)
    assert run_one(tmp_path) == ["42\n"]
    assert clock.now > 200


# Its ports are taken so many times, as by another report that begins at the same moment.
TAKEN = """
import json, runpy, sys
from pathlib import Path
ports = json.loads(Path(sys.argv[1]).read_text())["shell_port"]
with Path("tried").open("a") as tried:
    tried.write(f"{ports}\\n")
if len(Path("tried").read_text().split()) <= TIMES:
    sys.exit("zmq.error.ZMQError: Address already in use (addr='tcp://127.0.0.1:1')")
sys.argv = ["kernel", "-f", sys.argv[1]]
runpy.run_module("ipykernel_launcher", run_name="__main__")
"""


def test_a_kernel_whose_ports_are_taken_is_started_again_on_others(tmp_path, monkeypatch) -> None:
    kernel = ("-c", TAKEN.replace("TIMES", "1"), "{connection_file}")
    monkeypatch.setattr("analysis.reports.kernels._KERNEL", kernel)
    assert run_one(tmp_path) == ["42\n"]
    first, second = (tmp_path / "tried").read_text().split()
    assert first != second


def test_a_kernel_whose_ports_are_always_taken_is_one_sentence(tmp_path, monkeypatch) -> None:
    kernel = ("-c", TAKEN.replace("TIMES", "9"), "{connection_file}")
    monkeypatch.setattr("analysis.reports.kernels._KERNEL", kernel)
    with pytest.raises(InputError, match=r"ended before .*Address already in use"):
        run_one(tmp_path)
    assert len((tmp_path / "tried").read_text().split()) == 3


def test_a_kernel_that_never_starts_is_said_in_one_sentence(tmp_path, monkeypatch) -> None:
    never = ("-c", "import time; time.sleep(3600)")
    monkeypatch.setattr("analysis.reports.kernels._KERNEL", never)
    monkeypatch.setattr("jupyter_client.client.time", Clock(1000, tmp_path / "start"))
    with pytest.raises(InputError, match=r"did not start .* busy") as raised:
        run_one(tmp_path)
    assert "\n" not in str(raised.value)


def test_the_error_of_a_kernel_that_ends_before_it_is_ready_is_shown(tmp_path, monkeypatch) -> None:
    broken = ("-c", "import no_such_library")
    monkeypatch.setattr("analysis.reports.kernels._KERNEL", broken)
    with pytest.raises(InputError, match=r"ended before .*No module named 'no_such_library'"):
        run_one(tmp_path)


def test_the_error_of_a_kernel_that_ends_in_a_cell_is_shown(tmp_path) -> None:
    code = "import os; os.write(2, b'no memory for this\\n'); os._exit(1)"
    with pytest.raises(
        InputError, match=r"one\.ipynb stopped: its Python ended; no memory for this"
    ):
        run_one(tmp_path, code)
