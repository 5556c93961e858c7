"""What the tests share: where the real texts lie, and a skip that says why where they do not."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says more of the machine than of the code.
settings.register_profile("dangbao", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("dangbao")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


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
