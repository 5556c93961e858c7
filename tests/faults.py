"""What goes wrong with a machine, many times over: too slow for every run of the tests.

    python -m pytest tests/faults.py

KILLS in the environment is the number of kills over each of tables and report; 100 if not given.
"""

import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import psutil
import pytest
from conftest import is_near
from pyarrow import parquet
from small import ODD_PAGES, write_pages
from test_cluster import copy_four
from test_pipeline import check_kills, few, list_files  # noqa: F401 - a fixture

from analysis import build_tables

ROOT = Path(__file__).resolve().parents[1]
KILLS = int(os.environ.get("KILLS", "100"))
RUN = [sys.executable, "-m", "analysis"]
# What a page, a table or a list could hold that some program would run.
CODE = "__import__('pathlib').Path('{0}').touch() {{{{ cycler.__init__.__globals__.os.popen('touch {0}') }}}} $(touch {0}) `touch {0}` =cmd|'touch {0}'!A1 ![](x) <script>fetch('{0}')</script>"

# A report whose notebooks leave one page and one table: what is put in place is what matters.
REPORT = """
import os, random, shutil, signal, sys
from pathlib import Path
import pandas as pd
from analysis.reports import build, write_reports, write_table
source, expected, out, kills = sys.argv[1:]
def run_all(source, draft, *_):
    write_table(pd.DataFrame({"article_id": ["a#1"], "headline": ["春耕"]}), draft, "articles")
    (draft / "01_articles.html").write_text("<html></html>", encoding="utf-8")
build._run_all = run_all
changes, last = 0, sys.maxsize
def see(event, arguments):
    global changes
    if event in ("open", "os.mkdir", "os.remove", "os.rename", "os.rmdir"):
        changes += 1
        if changes == last:
            os.kill(os.getpid(), signal.SIGKILL)
write_reports(source, out)
shutil.rmtree(out)
sys.addaudithook(see)
write_reports(source, expected)
whole, chance, killed = changes, random.Random(5), 0
for _ in range(10 * int(kills)):
    if killed == int(kills):
        break
    last = chance.randrange(1, whole)
    run = os.fork()
    if run == 0:
        changes = 0
        write_reports(source, out)
        os._exit(0)
    killed += os.waitpid(run, 0)[1] != 0
last = sys.maxsize
write_reports(source, out)
print(killed)
"""

# A disk that is full from the so many-th file on that is written below the out folder.
FULL = """
import errno, os, shutil, sys
from analysis import InputError, build_tables
source, out, moments = sys.argv[1:]
writes, last = 0, sys.maxsize
def see(event, arguments):
    global writes
    if event in ("open", "os.mkdir", "os.rename"):
        path, how = str(arguments[0]), arguments[2] if event == "open" else os.O_WRONLY
        if path.startswith(out) and isinstance(how, int) and how & (os.O_WRONLY | os.O_RDWR):
            writes += 1
            if writes >= last:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
sys.addaudithook(see)
build_tables(source, out + "-whole", workers=1)
whole, told = writes, 0
for moment in range(int(moments)):
    shutil.rmtree(out, ignore_errors=True)
    writes, last = 0, 1 + moment * whole // int(moments)
    try:
        build_tables(source, out, workers=1)
    except InputError as error:
        assert "no room left" in str(error), error
        told += 1
    writes, last = 0, sys.maxsize
    build_tables(source, out, workers=1)  # from what is there
print(told)
"""


@pytest.fixture
def papers(sample: Path, tmp_path: Path) -> Path:
    copy_four(sample, tmp_path / "pages")
    return tmp_path / "pages"


def run_python(code: str, *arguments: object) -> int:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return int(ran.stdout)


def test_tables_killed_many_times_go_on_to_the_same_bytes(few: Path, tmp_path: Path) -> None:  # noqa: F811
    check_kills(few, tmp_path, KILLS)


def test_a_report_killed_many_times_goes_on_to_the_same_bytes(few: Path, tmp_path: Path) -> None:  # noqa: F811
    out, expected = tmp_path / "out", tmp_path / "expected"
    assert run_python(REPORT, few, expected, out, KILLS) == KILLS
    assert list_files(out) == list_files(expected)
    assert not list(tmp_path.glob(".dangbao-*"))


def test_a_disk_that_is_full_at_twenty_moments_is_told_and_harms_nothing(few, tmp_path) -> None:  # noqa: F811
    out = tmp_path / "out"
    assert run_python(FULL, few, out, 20) == 20
    assert list_files(out) == list_files(tmp_path / "out-whole")


@contextmanager
def watching(folder: Path, check: Callable[[Path], object]) -> Iterator[list[int]]:
    """Look at all files of a folder, again and again, while something is written there."""
    over, looks, wrong = Event(), [0], []

    def look() -> None:
        while not over.is_set():
            for path in [*folder.rglob("*")]:
                if path.is_file() and not any(
                    part.startswith(".") for part in path.relative_to(folder).parts
                ):
                    try:
                        check(path)
                        looks[0] += 1
                    except FileNotFoundError:
                        pass  # replaced meanwhile
                    except Exception as error:
                        wrong.append((path, error))

    thread = Thread(target=look)
    thread.start()
    try:
        yield looks
    finally:
        over.set()
        thread.join()
    assert wrong == []


def test_no_half_made_table_is_seen(papers: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with watching(
        out, lambda path: path.suffix == ".parquet" and parquet.read_table(path)
    ) as looks:
        for _ in range(3):
            build_tables(papers, out, workers=2)
            for page in sorted(papers.glob("*.md"))[::3]:
                page.write_text(
                    page.read_text(encoding="utf-8") + "\n会议召开。\n", encoding="utf-8"
                )
    assert looks[0] > 20
    sys.stdout.write(f"{looks[0]:,} looks at whole files\n")


def test_an_input_that_vanishes_is_named_and_the_rest_is_made(papers: Path, tmp_path: Path) -> None:
    """Pages are taken away while they are read."""
    lost = sorted(papers.glob("*.md"))[::5]
    code = (
        "import os, sys\nfrom analysis import build_tables\nlost = set(sys.argv[3:])\n"
        "def see(event, arguments):\n"
        "    if event == 'open' and str(arguments[0]) in lost:\n"
        "        lost.discard(str(arguments[0])); os.unlink(arguments[0])\n"
        "sys.addaudithook(see)\n"
        "print(len(build_tables(sys.argv[1], sys.argv[2], workers=1).unread))\n"
    )
    assert run_python(code, papers, tmp_path / "out", *lost) == len(lost)
    build_tables(papers, tmp_path / "out", workers=1)
    build_tables(papers, tmp_path / "fresh", workers=1)
    assert list_files(tmp_path / "out") == list_files(tmp_path / "fresh")


def test_two_runs_at_once_leave_the_bytes_of_one(papers: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [*RUN, "tables", str(papers), "--out", str(out), "--workers", "1"]
    runs = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in "ab"]
    said = [run.communicate()[1] for run in runs]
    for run, errors in zip(runs, said, strict=True):
        assert run.returncode == 0 or "Another run is writing" in errors
    build_tables(papers, tmp_path / "alone", workers=1)
    assert list_files(out) == list_files(tmp_path / "alone")


def test_a_process_that_is_lost_is_told_and_the_next_run_goes_on(
    papers: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    command = [*RUN, "tables", str(papers), "--out", str(out), "--workers", "2"]
    run = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while not list(out.glob(".manifests/*/*.json")) and run.poll() is None:
        time.sleep(0.005)
    children = psutil.Process(run.pid).children(recursive=True) if run.poll() is None else []
    for child in children:
        if "loky" in " ".join(child.cmdline()) and "tracker" not in " ".join(child.cmdline()):
            child.kill()
            break
    _, errors = run.communicate()
    assert "Traceback" not in errors
    assert run.returncode == 0 or "A process was ended from outside" in errors
    build_tables(papers, out, workers=2)
    build_tables(papers, tmp_path / "fresh", workers=1)
    assert list_files(out) == list_files(tmp_path / "fresh")


# What every Python that is started writes down: files opened to be written, and connections.
TRACE = """
import os, sys
def see(event, arguments):
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
        told = f"open {arguments[0]}"
    elif event in ("os.mkdir", "os.rename", "os.remove"):
        told = f"{event} {arguments[event == 'os.rename']}"
    elif event == "socket.connect":
        told = f"connect {arguments[1]!r}"
    else:
        return
    line = (told.replace("\\n", " ") + "\\n").encode("utf-8", "surrogateescape")
    os.write(trace, line)
trace = os.open(os.environ["TRACE"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
sys.addaudithook(see)
"""


@pytest.mark.parametrize("command", ["tables", "report"])
def test_nothing_is_written_elsewhere_no_connection_opened_no_code_run(command, tmp_path) -> None:
    own, home, temporary = (tmp_path / name for name in ("own", "home", "tmp"))
    for folder in (own, home, temporary, tmp_path / "site"):
        folder.mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(TRACE)
    code = CODE.format(tmp_path / "ran")
    odd = {
        **ODD_PAGES,
        "澜川日报-2024-03-15-p01.md": f"## 市长林悦{code}\n\n本报讯 {code}会议召开。\n",
    }
    pages = write_pages(own / "pages", odd)
    (own / "list.csv").write_text(
        f'phrase,gloss\n减负{"x"},"{code.replace(chr(34), chr(34) * 2)}"\n'
    )
    out = own / "out"
    given = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("XDG", "JUPYTER", "IPYTHON", "MPL"))
        },
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "PYTHONPATH": f"{tmp_path / 'site'}{os.pathsep}{ROOT}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TRACE": str(tmp_path / "trace"),
    }
    arguments = [command, str(pages), "--out", str(out), "--phrases", str(own / "list.csv")]
    ran = subprocess.run([*RUN, *arguments], cwd=own, env=given, capture_output=True, text=True)
    assert ran.returncode in (0, 1), ran.stderr  # 1: the blank page
    told = (tmp_path / "trace").read_text(encoding="utf-8").splitlines()
    written = {line.partition(" ")[2] for line in told if not line.startswith("connect")}
    allowed = re.compile(
        rf"{re.escape(str(own))}/(?:out|\.dangbao-)|{re.escape(str(own))}$|{re.escape(str(temporary))}|{re.escape(str(home))}"
        r"|/dev/(?:null|shm|tty)|\d+$|[^/]*$"  # a descriptor; a name inside a folder that is open
    )
    assert any(str(out) in path for path in written)
    assert sorted(path for path in written if not allowed.match(path)) == []
    assert sorted(path.name for path in own.iterdir()) == ["list.csv", "out", "pages"]
    assert {path.name: path.read_text(encoding="utf-8") for path in pages.iterdir()} == odd
    hosts = {eval(line.partition(" ")[2])[0] for line in told if line.startswith("connect (")}
    assert all(map(is_near, hosts)), hosts
    assert not (tmp_path / "ran").exists()


def test_a_wheel_runs_the_report_outside_the_checkout(sample: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    needed = {"analysis", "dangbao", "notebooks", "pyproject.toml", "README.md", "LICENSE"}
    source.mkdir()
    for name in needed:
        own = ROOT / name
        (shutil.copytree if own.is_dir() else shutil.copy)(own, source / name)
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path]
    subprocess.run([*build, source], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("dangbao-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "installed")
    shutil.rmtree(source)
    empty = tmp_path / "empty"
    empty.mkdir()
    given = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    show = [sys.executable, "-c", "import analysis; print(analysis.__file__)"]
    shown = subprocess.run(show, cwd=empty, env=given, capture_output=True, text=True, check=True)
    assert shown.stdout.startswith(str(tmp_path / "installed"))
    command = [sys.executable, "-m", "dangbao", "report", str(sample), "--out", str(empty / "out")]
    ran = subprocess.run(command, cwd=empty, env=given, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert (empty / "out" / "index.html").is_file()
