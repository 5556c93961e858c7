"""Runs the Python blocks of a page, for the site that shows what they give and for the tests.

A block is what stands between ```` ```python ```` and ```` ``` ````. The blocks of a page run one
after the other in one namespace, from the folder of the project. The first block of a page is
where the texts are read: pages that begin with the same block share what it read.
"""

import ast
import re
from collections.abc import Iterator
from contextlib import chdir
from functools import cache
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
BLOCK: Final = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class BlockError(Exception):
    """A block of a page that does not run, with the page and the block."""


def run_page(page: Path) -> Iterator[tuple[str, Any]]:
    """Yield each block of a page with the value of its last line, None where that has none."""
    names: dict[str, Any] = {}
    for at, code in enumerate(BLOCK.findall(page.read_text(encoding="utf-8"))):
        try:
            with chdir(ROOT):
                if at == 0:
                    value, read = _run_first(code)
                    names = dict(read)
                else:
                    value = _run(code, names)
        except Exception as error:
            raise BlockError(f"{page}: block {at + 1} does not run: {error!r}\n{code}") from error
        yield code, value


@cache
def _run_first(code: str) -> tuple[Any, dict[str, Any]]:
    """Run a first block once for all pages that begin with it."""
    names: dict[str, Any] = {"__name__": "__page__"}
    return _run(code, names), names


def _run(code: str, names: dict[str, Any]) -> Any:
    """Run a block as a notebook runs a cell: what its last line comes to is its value."""
    tree = ast.parse(code)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<block>", "exec"), names)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), "<block>", "eval"), names)
