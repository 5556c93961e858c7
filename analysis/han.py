"""Which characters are Chinese: one answer for every pattern and every table of characters."""

import re
from typing import Final

__all__ = ["HAN", "HAN_RANGES", "find_han", "is_han"]

# First and last character of each block: the common ones with extension A, the compatibility
# characters, and the rare ones that Unicode added later.
HAN_RANGES: Final = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
# The same for the inside of a set in a regular expression: f"[{HAN}]".
HAN: Final = "".join(f"{chr(first)}-{chr(last)}" for first, last in HAN_RANGES)
_ANY: Final = re.compile(f"[{HAN}]")


def is_han(text: str) -> bool:
    """Whether a text begins with a Chinese character.

    Examples
    --------
    >>> is_han("版"), is_han("A"), is_han("")
    (True, False, False)
    """
    return text[:1] >= "\u3400" and _ANY.match(text) is not None


def find_han(text: str) -> bool:
    """Whether a text has a Chinese character.

    Examples
    --------
    >>> find_han("A1版"), find_han("A1")
    (True, False)
    """
    return _ANY.search(text) is not None
