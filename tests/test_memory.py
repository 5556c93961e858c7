"""Memory that comes and goes is kept at hand; the collector rests where it was on."""

import gc
import platform
import subprocess
import sys

import pytest

from analysis.memory import pause_collector

# Prints how many pages were cleared for arrays that come and go, of 6 MB and ever the same.
_COME_AND_GO = """
import sys
from resource import RUSAGE_SELF, getrusage
import numpy as np
from analysis.memory import keep_freed_memory
if sys.argv[1] == "kept":
    keep_freed_memory()
counted = []
for _ in range(8):
    before = getrusage(RUSAGE_SELF).ru_minflt
    for _ in range(3):
        arrays = [np.ones(250_000) for _ in range(3)]
        del arrays
    counted.append(getrusage(RUSAGE_SELF).ru_minflt - before)
print(counted[-1])
"""


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="only the C library of Linux is taught"
)
def test_freed_memory_is_not_got_from_the_system_again() -> None:
    def count(how: str) -> int:
        command = [sys.executable, "-c", _COME_AND_GO, how]
        return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    given_back, kept = count("given back"), count("kept")
    assert given_back > 1000  # 3 × 1,465 pages of 4 KB
    assert kept < 100


def test_the_collector_goes_on_as_it_was() -> None:
    assert gc.isenabled()
    with pause_collector():
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
    try:
        with pause_collector():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.parametrize(("before", "is_put_aside"), [("sys", True), ("pandas", False)])
def test_what_is_imported_first_is_put_aside_and_nothing_of_the_user(before, is_put_aside) -> None:
    code = f"import gc, {before}; import analysis.pipeline; print(gc.get_freeze_count())"
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    # An import of pandas alone makes a hundred thousand objects.
    assert (int(ran.stdout) > 50_000) == is_put_aside, ran.stdout
    assert is_put_aside or int(ran.stdout) < 1000
