"""What the tests share: the real texts, a skip that says why where they are not, and what is dear.

A report or a folder of tables takes seconds to make. Each is made once, for all files of tests and
all processes that run them, and only read from then on.
"""

import gc
import json
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from filelock import FileLock
from here import without_kernels
from hypothesis import HealthCheck, settings
from small import ODD_PAGES, write_pages

from analysis import build_tables, write_reports
from analysis.cli import dangbao

# How long an example takes says more of the machine than of the code.
settings.register_profile("dangbao", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("dangbao")

# What xdist and these tests start inherits it: more threads than cores only wait for each other.
for _library in ("OMP", "OPENBLAS"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")

ROOT = Path(__file__).resolve().parents[1]
collect_ignore = ["through_doccano.py"]  # a program for another Python
_PATIENCE = 1_800_000  # milliseconds


def pytest_collection_finish() -> None:
    """Leave what was collected out of every look for garbage: it lives until the last test has ended.

    Thousands of tests and the libraries that they import are millions of objects, and a notebook that
    forgets its names has all of them looked through.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def _refuse_connections() -> Iterator[None]:
    """Refuse every connection but to this machine and its own networks, where the tests have servers."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def refuse(own: socket.socket, address: Any) -> None:
        if own.family in (socket.AF_INET, socket.AF_INET6) and not is_near(address[0]):
            raise AssertionError(f"a connection to {address} is opened")

    with pytest.MonkeyPatch.context() as patch:
        for name, real in (("connect", connect), ("connect_ex", connect_ex)):
            patch.setattr(
                socket.socket,
                name,
                lambda own, address, real=real: (refuse(own, address), real(own, address))[1],
            )
        yield


def is_near(host: str) -> bool:
    """Whether an address is of this machine or of a network made for a test, not of the world."""
    try:
        return not ip_address(host).is_global
    except ValueError:  # a name, which somebody out there would have to be asked for
        return host == "localhost"


Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def sample() -> Path:
    """The pages that the project ships."""
    return ROOT / "data" / "sample"


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Have a folder made by whoever asks for it first; who asks meanwhile waits for it."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # one for all processes

    def make_once(name: str, make: Callable[[Path], object]) -> Path:
        folder = base / f"once-{name}"
        with FileLock(base / f"once-{name}.lock"):
            if not (folder / "made").exists():
                folder.mkdir()  # which fails where the first could not make it
                make(folder)
                (folder / "made").touch()
        return folder

    return make_once


@pytest.fixture(scope="session")
def sample_report(once: Once) -> Path:
    """The report on the sample in Chinese."""

    def make(folder: Path) -> None:
        with without_kernels():
            write_reports(ROOT / "data" / "sample", folder / "report")

    return once("sample-zh", make) / "report"


@pytest.fixture(scope="session")
def sample_in_english(once: Once) -> Path:
    """The report on the sample in English."""

    def make(folder: Path) -> None:
        with without_kernels():
            write_reports(ROOT / "data" / "sample", folder / "report", lang="en")

    return once("sample-en", make) / "report"


@pytest.fixture(scope="session")
def odd(once: Once) -> Path:
    """The report in English on text that tries to be something else, as the command makes it.

    Its pages lie beside it, and a file of the user's in it.
    """

    def make(folder: Path) -> None:
        pages, out = write_pages(folder / "pages", ODD_PAGES), folder / "report"
        (out / "tables").mkdir(parents=True)
        (out / "mine.txt").write_text("mine", encoding="utf-8")
        command = ["report", str(pages), "--out", str(out), "--lang", "en"]
        with without_kernels():
            ran = CliRunner().invoke(dangbao, command)
        (folder / "said.json").write_text(json.dumps([ran.exit_code, ran.stdout, ran.stderr]))

    return once("odd-en", make) / "report"


@pytest.fixture(scope="session")
def built(sample: Path, once: Once) -> Path:
    """The tables of the sample."""

    def make(folder: Path) -> None:
        build_tables(sample, folder / "tables", workers=1)

    return once("tables", make) / "tables"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real texts beside the project; they are not the project's to ship."""
    folder = ROOT.parent / "shared"
    if not (folder / "pages").is_dir():
        pytest.skip(f"no real texts beside the project: {folder.name}/pages is not there")
    return folder


@pytest.fixture(scope="session")
def real_page(shared: Path) -> Path:
    return shared / "pages" / "datong-daily-2024-03-27-p01.md"


@pytest.fixture(scope="session")
def real_gold(shared: Path) -> Path:
    return shared / "gold" / "datong-daily-2024-03-27-p01.json"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real browser without a window, where this machine has one."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium on this machine")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open pages of the browser: each keeps what it `asked` for and what was `said` of errors.

    A page is waited for as long as a machine may need that has much else to do.
    """
    opened = []

    def open_one(**options: Any) -> Any:
        page = browser.new_page(**options)
        page.set_default_timeout(_PATIENCE)
        page.asked, page.said = [], []
        page.on("request", lambda call: page.asked.append(call.url))
        page.on("console", lambda word: page.said.append(f"{word.type}: {word.text}"))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        opened.append(page)
        return page

    yield open_one
    for page in opened:
        page.close()
