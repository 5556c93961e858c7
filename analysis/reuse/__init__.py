"""Which passages newspapers share: found, grouped into stories, counted."""

from analysis.reuse.copies import find_copies
from analysis.reuse.count import count_shared
from analysis.reuse.find import find_reuse
from analysis.reuse.group import group_reuse

__all__ = ["count_shared", "find_copies", "find_reuse", "group_reuse"]
