"""党报: the pages of Chinese party newspapers as data.

A room is opened at the first use of one of its functions, so that to import the package takes no
longer than what it needs. The names that are offered stand in `__init__.pyi`.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
