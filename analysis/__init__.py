"""党报: the pages of Chinese party newspapers as data.

A module is only imported when one of its functions is first used, so that importing the package is
quick. The public names stand in `__init__.pyi`.
"""

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Read the list of public names at the first use of one.

    It is not read before, since the command `dangbao` imports this package first, and has to handle
    Ctrl-C before anything takes time.
    """
    import lazy_loader

    find, show, names = lazy_loader.attach_stub(__name__, __file__)
    globals().update({"__getattr__": find, "__dir__": show, "__all__": names})
    return names if name == "__all__" else find(name)


def __dir__() -> list[str]:
    return list(__getattr__("__all__"))  # type: ignore[call-overload]
