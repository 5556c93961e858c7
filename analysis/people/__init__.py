"""What mentions add up to: who is named how often, with whom, and before whom."""

from analysis.people.counts import count_mentions, link_people
from analysis.people.precedence import rank_precedence

__all__ = ["count_mentions", "link_people", "rank_precedence"]
