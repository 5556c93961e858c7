"""The collector of garbage is paused, and goes on afterwards where it was on."""

import gc

from analysis.memory import pause_collector


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
