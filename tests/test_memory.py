"""Memory that comes and goes is kept at hand; the collector rests where it was on."""

import gc
import os
import platform
import subprocess
import sys

import pytest

from analysis.memory import pause_collector

# Prints how many bytes the C library keeps of arrays of 6 MB that have come and gone.
_COME_AND_GO = """
import ctypes, sys
import numpy as np
from analysis.memory import keep_freed_memory
names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
library = ctypes.CDLL(None)
new = hasattr(library, "mallinfo2")
class Said(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t if new else ctypes.c_int) for name in names.split()]
ask = library.mallinfo2 if new else library.mallinfo
ask.restype = Said
if sys.argv[1] == "kept":
    keep_freed_memory()
for _ in range(3):
    arrays = [np.ones(250_000) for _ in range(3)]
    del arrays
print(ask().fordblks)
"""


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="only the C library of Linux is taught"
)
def test_freed_memory_is_not_got_from_the_system_again() -> None:
    def ask(how: str) -> int:
        command = [sys.executable, "-c", _COME_AND_GO, how]
        # A library may have told the memory of its processes to be given back.
        plain = {name: value for name, value in os.environ.items() if "MALLOC" not in name}
        ran = subprocess.run(command, env=plain, capture_output=True, text=True, check=True)
        return int(ran.stdout)

    assert ask("given back") < 6_000_000 <= ask("kept")


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
