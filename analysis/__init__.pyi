"""The names that the package offers, each with its room: the one list of them, read by
`analysis/__init__.py` when it runs and by type checkers and editors when they look."""

from .articles import list_repairs as list_repairs
from .articles import split_articles as split_articles
from .charts import list_missing_glyphs as list_missing_glyphs
from .charts import plot_clusters as plot_clusters
from .charts import plot_comparison as plot_comparison
from .charts import plot_dispersion as plot_dispersion
from .charts import plot_heat as plot_heat
from .charts import plot_map as plot_map
from .charts import plot_mentions as plot_mentions
from .charts import plot_network as plot_network
from .charts import plot_offices as plot_offices
from .charts import plot_precedence as plot_precedence
from .charts import plot_terms as plot_terms
from .charts import plot_themes as plot_themes
from .charts import plot_trend as plot_trend
from .context import find_context as find_context
from .copies import find_copies as find_copies
from .glosses import gloss_terms as gloss_terms
from .lexicon import read_lexicon as read_lexicon
from .officials import count_mentions as count_mentions
from .officials import find_mentions as find_mentions
from .officials import link_people as link_people
from .officials import list_offices as list_offices
from .officials import rank_precedence as rank_precedence
from .pages import read_articles as read_articles
from .pages import read_pages as read_pages
from .phrases import discover_phrases as discover_phrases
from .phrases import find_phrases as find_phrases
from .reports import show_pages as show_pages
from .reports import write_figure as write_figure
from .reports import write_reports as write_reports
from .reports import write_table as write_table
from .schema import InputError as InputError
from .schema import check_table as check_table
from .terms import compare_terms as compare_terms
from .terms import count_terms as count_terms
from .terms import find_collocates as find_collocates
from .terms import list_positions as list_positions
from .terms import measure_dispersion as measure_dispersion
from .tokens import drop_tokens as drop_tokens
from .tokens import tokenize as tokenize
from .topics import cluster_articles as cluster_articles
from .topics import count_themes as count_themes
from .topics import describe_clusters as describe_clusters
from .topics import map_articles as map_articles
from .topics import rate_candidates as rate_candidates
from .topics import read_themes as read_themes
from .topics import tag_themes as tag_themes
from .trends import count_over_time as count_over_time
from .trends import find_bursts as find_bursts
from .trends import find_changes as find_changes
from .trends import measure_heat as measure_heat
from .trends import rate_absence as rate_absence

__version__: str
