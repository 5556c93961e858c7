"""党报: the pages of Chinese party newspapers as data.

A room is opened at the first use of one of its functions, so that to import the package takes no
longer than what it needs. The names that are offered stand in `__init__.pyi`.
"""

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Read the list of names at the first use of one.

    Not before, since the command imports this package too, and must be able to end in order before
    anything takes time.
    """
    import lazy_loader

    find, show, names = lazy_loader.attach_stub(__name__, __file__)
    globals().update({"__getattr__": find, "__dir__": show, "__all__": names})
    return names if name == "__all__" else find(name)


def __dir__() -> list[str]:
    return list(__getattr__("__all__"))  # type: ignore[call-overload]
