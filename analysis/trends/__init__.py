"""How anything that is counted changes over time: trends, bursts, changes, heat, absence."""

from analysis.trends.absence import rate_absence
from analysis.trends.bursts import find_bursts
from analysis.trends.changes import find_changes
from analysis.trends.diffusion import measure_diffusion
from analysis.trends.firsts import list_firsts
from analysis.trends.heat import measure_heat
from analysis.trends.lives import describe_phrases
from analysis.trends.periods import count_over_time

__all__ = [
    "count_over_time",
    "describe_phrases",
    "find_bursts",
    "find_changes",
    "list_firsts",
    "measure_diffusion",
    "measure_heat",
    "rate_absence",
]
