"""Who is named, as what, doing what: mentions of people, offices and precedence."""

from analysis.officials.find import find_mentions
from analysis.officials.precedence import rank_precedence

__all__ = ["find_mentions", "rank_precedence"]
