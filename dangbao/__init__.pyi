"""The names of `analysis`, where type checkers and editors look."""

from analysis import *

__version__: str
