"""Which characters are Chinese: one answer for every pattern and every table of characters."""

from typing import Final

__all__ = ["HAN", "HAN_RANGES"]

# First and last character of each block: the common ones with extension A, the compatibility
# characters, and the rare ones that Unicode added later.
HAN_RANGES: Final = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
# The same for the inside of a set in a regular expression: f"[{HAN}]".
HAN: Final = "".join(f"{chr(first)}-{chr(last)}" for first, last in HAN_RANGES)
