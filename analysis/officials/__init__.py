"""Who is named, as what, doing what."""

from analysis.officials.find import find_mentions

__all__ = ["find_mentions"]
