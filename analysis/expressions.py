"""Regular expressions that are compiled when they are first used.

To compile a set of all Chinese characters takes a millisecond or two. Many expressions have several
of them, and few texts use all expressions.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property

__all__ = ["Expression"]

Match = re.Match[str]


class Expression:
    """What `re.compile` returns, as far as it is used here, compiled at the first use."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    @cached_property
    def match(self) -> Callable[..., Match | None]:
        """As `re.Pattern.match`."""
        return self._compiled.match

    @cached_property
    def fullmatch(self) -> Callable[..., Match | None]:
        """As `re.Pattern.fullmatch`."""
        return self._compiled.fullmatch

    @cached_property
    def search(self) -> Callable[..., Match | None]:
        """As `re.Pattern.search`."""
        return self._compiled.search

    @cached_property
    def finditer(self) -> Callable[..., Iterator[Match]]:
        """As `re.Pattern.finditer`."""
        return self._compiled.finditer

    @cached_property
    def sub(self) -> Callable[..., str]:
        """As `re.Pattern.sub`."""
        return self._compiled.sub

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)
