"""The program that cuts text into words (rjieba), opened once for the whole package."""

import sys
from functools import cache
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import Any, Final, Protocol

__all__ = ["Cutter", "open_cutter"]

_COMPILED: Final = "rjieba.rjieba"


class Cutter(Protocol):
    """The methods of `rjieba.Jieba` that are used."""

    def cut(self, text: str, hmm: bool = True) -> list[str]:
        """The words of a text."""

    def tag(self, text: str, hmm: bool = True) -> list[tuple[str, str]]:
        """The words of a text, each with its part of speech."""


@cache
def open_cutter() -> Cutter:
    """Open a cutter of our own, unaffected by words that other code adds to rjieba.

    It takes a tenth of a second and 25 MB, so the whole package shares one.
    """
    cutter: Cutter = _import_compiled().Jieba()
    return cutter


def _import_compiled() -> Any:
    """Import the compiled module of rjieba alone; the package would open a second cutter."""
    package = find_spec("rjieba")
    folders = None if package is None else package.submodule_search_locations
    found = PathFinder.find_spec(_COMPILED, folders)
    if _COMPILED not in sys.modules and found is not None and found.loader is not None:
        sys.modules[_COMPILED] = module_from_spec(found)
        found.loader.exec_module(sys.modules[_COMPILED])
    return sys.modules.get(_COMPILED) or import_module("rjieba")
