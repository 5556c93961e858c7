"""Which office a printed title is, which bodies are named, and how often."""

from analysis.offices.count import count_offices
from analysis.offices.find import find_offices
from analysis.offices.organisations import find_organisations
from analysis.offices.resolve import Office, resolve

__all__ = ["Office", "count_offices", "find_offices", "find_organisations", "resolve"]
