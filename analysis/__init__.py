"""党报: the pages of Chinese party newspapers as data.

A room is opened at the first use of one of its functions, so that to import the package takes no
longer than what it needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from analysis.articles import list_repairs, split_articles
    from analysis.charts import (
        list_missing_glyphs,
        plot_clusters,
        plot_heat,
        plot_mentions,
        plot_network,
        plot_offices,
        plot_terms,
        plot_themes,
    )
    from analysis.context import find_context
    from analysis.copies import find_copies
    from analysis.lexicon import read_lexicon
    from analysis.officials import (
        count_mentions,
        find_mentions,
        link_people,
        list_offices,
        rank_precedence,
    )
    from analysis.pages import read_articles, read_pages
    from analysis.phrases import discover_phrases, find_phrases
    from analysis.reports import show_pages, write_figure, write_reports, write_table
    from analysis.schema import InputError, check_table
    from analysis.terms import compare_terms, count_terms, find_collocates, measure_dispersion
    from analysis.tokens import drop_tokens, tokenize
    from analysis.topics import (
        cluster_articles,
        describe_clusters,
        rate_candidates,
        read_themes,
        tag_themes,
    )
    from analysis.trends import (
        count_over_time,
        find_bursts,
        find_changes,
        measure_heat,
        rate_absence,
    )

__version__ = "0.1.0"

__all__ = [
    "InputError",
    "check_table",
    "cluster_articles",
    "compare_terms",
    "count_mentions",
    "count_over_time",
    "count_terms",
    "describe_clusters",
    "discover_phrases",
    "drop_tokens",
    "find_bursts",
    "find_changes",
    "find_collocates",
    "find_context",
    "find_copies",
    "find_mentions",
    "find_phrases",
    "link_people",
    "list_missing_glyphs",
    "list_offices",
    "list_repairs",
    "measure_dispersion",
    "measure_heat",
    "plot_clusters",
    "plot_heat",
    "plot_mentions",
    "plot_network",
    "plot_offices",
    "plot_terms",
    "plot_themes",
    "rank_precedence",
    "rate_absence",
    "rate_candidates",
    "read_articles",
    "read_lexicon",
    "read_pages",
    "read_themes",
    "show_pages",
    "split_articles",
    "tag_themes",
    "tokenize",
    "write_figure",
    "write_reports",
    "write_table",
]

# Where each of these names is from.
_ROOMS: Final = {
    "articles": (
        "list_repairs",
        "split_articles",
    ),
    "charts": (
        "list_missing_glyphs",
        "plot_clusters",
        "plot_heat",
        "plot_mentions",
        "plot_network",
        "plot_offices",
        "plot_terms",
        "plot_themes",
    ),
    "context": ("find_context",),
    "copies": ("find_copies",),
    "lexicon": ("read_lexicon",),
    "officials": (
        "count_mentions",
        "find_mentions",
        "link_people",
        "list_offices",
        "rank_precedence",
    ),
    "pages": (
        "read_articles",
        "read_pages",
    ),
    "phrases": (
        "discover_phrases",
        "find_phrases",
    ),
    "reports": (
        "show_pages",
        "write_figure",
        "write_reports",
        "write_table",
    ),
    "schema": (
        "InputError",
        "check_table",
    ),
    "terms": (
        "compare_terms",
        "count_terms",
        "find_collocates",
        "measure_dispersion",
    ),
    "tokens": (
        "drop_tokens",
        "tokenize",
    ),
    "topics": (
        "cluster_articles",
        "describe_clusters",
        "rate_candidates",
        "read_themes",
        "tag_themes",
    ),
    "trends": (
        "count_over_time",
        "find_bursts",
        "find_changes",
        "measure_heat",
        "rate_absence",
    ),
}


def __getattr__(name: str) -> Any:
    for room, names in _ROOMS.items():
        if name in names:
            globals()[name] = getattr(import_module(f"analysis.{room}"), name)
            return globals()[name]
    raise AttributeError(f"module 'analysis' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
