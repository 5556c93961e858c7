"""Which office a printed title is, who takes, holds and leaves it; which bodies are named."""

from analysis.offices.appointments import find_appointments
from analysis.offices.count import count_offices
from analysis.offices.find import find_offices
from analysis.offices.match import match_people
from analysis.offices.organisations import find_organisations
from analysis.offices.resolve import Office, resolve
from analysis.offices.spells import list_offices, list_successions

__all__ = [
    "Office",
    "count_offices",
    "find_appointments",
    "find_offices",
    "find_organisations",
    "list_offices",
    "list_successions",
    "match_people",
    "resolve",
]
