"""A few inputs of each promise that the fuzzer tests by the hundred thousand, and all its finds."""

import pytest
from fuzz import PROMISES, cut_down, find_fault, shrink
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

# What broke a promise once, as small as it was made: the promise, and its inputs.
FINDS = [
    pytest.param("files", [(".csv", b"[" * 200_000)], id="a name of a column that never ends"),
    pytest.param("lists", [("themes", b"theme,term\n\xe5\x86\xb0,\xe9\x9b\xaa,,,\n")], id="more cells than names"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "inputs"), FINDS)
def test_what_broke_a_promise_breaks_it_no_more(name: str, inputs: list[object]) -> None:
    assert find_fault(name, inputs) is None


@pytest.mark.parametrize("name", PROMISES)
def test_a_promise_holds_for_some_inputs(name: str) -> None:
    @settings(
        max_examples=2, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.lists(PROMISES[name].inputs, min_size=1, max_size=20))
    def check(inputs: list[object]) -> None:
        PROMISES[name].check(inputs)

    check()


def test_a_broken_promise_is_named_and_its_inputs_made_small(monkeypatch) -> None:
    def check(texts: list[str]) -> None:
        assert not any("甲" in text for text in texts), "there is a 甲"

    monkeypatch.setitem(PROMISES, "texts", PROMISES["texts"]._replace(check=check))
    fault = find_fault("texts", ["乙", "丙甲丁" * 9])
    assert fault is not None
    assert "AssertionError" in fault
    assert find_fault("texts", ["乙"]) is None
    inputs = shrink(["乙", "丙甲丁" * 9], lambda less: find_fault("texts", less) == fault, 60)
    assert inputs == ["甲"]
    assert list(cut_down("ab")) == ["b", "a"]
