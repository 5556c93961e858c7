"""Who is named, as what, doing what: mentions of people and what is counted from them."""

from analysis.officials.count import count_mentions, link_people, list_offices, rank_precedence
from analysis.officials.find import find_mentions

__all__ = ["count_mentions", "find_mentions", "link_people", "list_offices", "rank_precedence"]
