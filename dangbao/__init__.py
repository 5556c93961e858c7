"""党报: the pages of Chinese party newspapers as data, by the name under which it is installed.

`from dangbao import read_pages` gives what `from analysis import read_pages` gives, also where a
file or folder of one's own is called `analysis` too, as many are. Python would find that one first,
so that ours is opened here from the place where it lies.
"""

import sys
import warnings
from importlib.machinery import PathFinder
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

_OURS = Path(__file__).resolve().parents[1] / "analysis" / "__init__.py"


def _open() -> ModuleType:
    """Import our `analysis`, whatever else has that name.

    Raises
    ------
    ImportError
        Where another one was imported before. Both cannot be in one Python: the files of ours
        import each other by that name.
    """
    loaded = sys.modules.get("analysis")
    if loaded is not None:
        if _is_ours(getattr(loaded, "__file__", None)):
            return loaded
        place = getattr(loaded, "__file__", None) or loaded.__name__
        raise ImportError(
            f'Another "analysis" stands in the way of dangbao: {place} was imported before it.\n'
            "Give that one another name (my_analysis), start Python or the kernel anew, and run "
            "the same again."
        )
    spec = spec_from_file_location("analysis", _OURS)
    if spec is None or spec.loader is None or not _OURS.is_file():
        raise ImportError(f"{_OURS.parent} is not there; install dangbao anew.")
    module = sys.modules["analysis"] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules["analysis"]
        raise
    return module


def _is_ours(file: str | None) -> bool:
    return file is not None and Path(file).resolve() == _OURS


def _find_other() -> str | None:
    """The file that `import analysis` would have given, where that is not ours.

    The script that is running is none that anyone imports.
    """
    spec = PathFinder.find_spec("analysis")
    running = getattr(sys.modules.get("__main__"), "__file__", None)
    if spec is None or spec.origin is None or _is_ours(spec.origin):
        return None
    if running is not None and Path(running).resolve() == Path(spec.origin).resolve():
        return None
    return spec.origin


_analysis = _open()
_other = _find_other()
__version__ = _analysis.__version__
__all__ = list(_analysis.__all__)


def __getattr__(name: str) -> Any:
    global _other
    if name not in __all__:
        raise AttributeError(f"module 'dangbao' has no attribute {name!r}")
    if _other is not None:
        # Said when a name is taken: the command and its processes import nothing of the user's.
        warnings.warn(
            f'Another "analysis" stands beside dangbao: {_other}. From here on `import analysis` '
            "gives dangbao's; to import your own too, give it another name (my_analysis).",
            stacklevel=2,
        )
        _other = None
    return getattr(_analysis, name)


def __dir__() -> list[str]:
    return __all__
