"""A finished table → matplotlib Axes, with Chinese text that is legible on every machine.

One chart a file, all used in one way: the finished table comes first, and nothing is counted here;
`top` is how many rows are drawn; `ax` is where to draw, a figure of its own when not given; `lang`,
`zh` or `en`, is the language of title and captions. What returns is the Axes. Its title says what
is seen, and a line below it what is measured. A table that lacks a column is refused by an
`InputError`, one without rows gives a chart that says so.
"""

from analysis.charts.audit import plot_audit
from analysis.charts.canvas import find_font, list_missing_glyphs
from analysis.charts.clusters import plot_clusters
from analysis.charts.comparison import plot_comparison
from analysis.charts.dispersion import plot_dispersion
from analysis.charts.heat import plot_heat
from analysis.charts.lags import plot_lags
from analysis.charts.map import plot_map
from analysis.charts.mentions import plot_mentions
from analysis.charts.network import plot_network
from analysis.charts.offices import plot_offices
from analysis.charts.precedence import plot_precedence
from analysis.charts.prominence import plot_prominence
from analysis.charts.reading import plot_reading
from analysis.charts.shared import plot_shared
from analysis.charts.terms import plot_terms
from analysis.charts.themes import plot_themes
from analysis.charts.trend import plot_trend
from analysis.charts.wave import plot_wave

__all__ = [
    "find_font",
    "list_missing_glyphs",
    "plot_audit",
    "plot_clusters",
    "plot_comparison",
    "plot_dispersion",
    "plot_heat",
    "plot_lags",
    "plot_map",
    "plot_mentions",
    "plot_network",
    "plot_offices",
    "plot_precedence",
    "plot_prominence",
    "plot_reading",
    "plot_shared",
    "plot_terms",
    "plot_themes",
    "plot_trend",
    "plot_wave",
]
