"""Who is named, as what, doing what: mentions of people and what is counted from them."""

from analysis.officials.count import count_mentions, link_people
from analysis.officials.find import find_mentions
from analysis.officials.offices import list_offices
from analysis.officials.precedence import rank_precedence

__all__ = ["count_mentions", "find_mentions", "link_people", "list_offices", "rank_precedence"]
