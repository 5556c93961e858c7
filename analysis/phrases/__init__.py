"""Set phrases (提法): those of a word list found on the raw text, and those that no list has."""

from analysis.phrases.discover import discover_phrases
from analysis.phrases.entries import list_entries
from analysis.phrases.find import (
    Hit,
    Occurrences,
    build_search,
    find_phrases,
    search_batches,
    search_longest,
    search_parts,
)
from analysis.phrases.new import find_new_phrases

__all__ = [
    "Hit",
    "Occurrences",
    "build_search",
    "discover_phrases",
    "find_new_phrases",
    "find_phrases",
    "list_entries",
    "search_batches",
    "search_longest",
    "search_parts",
]
