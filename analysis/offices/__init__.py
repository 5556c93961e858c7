"""Which office a printed title is: place, code, level, system, organ, post, status, rank."""

from analysis.offices.find import find_offices
from analysis.offices.organisations import find_organisations
from analysis.offices.resolve import Office, resolve

__all__ = ["Office", "find_offices", "find_organisations", "resolve"]
