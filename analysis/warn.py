"""A warning of this package points at the line of the user's own that led to it."""

import sys
import warnings
from pathlib import Path

__all__ = ["warn"]

_PACKAGE = str(Path(__file__).parent)


def warn(message: str) -> None:
    """Warn of what was read otherwise than it may have been meant.

    The place that Python prints with a warning is the line that called the package: lines inside
    it tell the user nothing.
    """
    frame, depth = sys._getframe(1), 2
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame, depth = frame.f_back, depth + 1
    warnings.warn(message, UserWarning, stacklevel=depth)
