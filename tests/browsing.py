"""What tests in a browser do with an open page."""

from typing import Any


def wait_until_idle(page: Any) -> None:
    """Wait until what a page does by itself, once it is there, is done."""
    page.evaluate("new Promise(done => requestIdleCallback(() => requestIdleCallback(done)))")
