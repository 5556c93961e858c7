"""Short names for the kinds of numpy arrays that functions pass to each other."""

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Flags", "Floats", "Integers"]

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]
