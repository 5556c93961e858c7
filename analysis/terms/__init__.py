"""How often terms are printed, where, how evenly, beside which words, and in which group more."""

from analysis.terms.collocates import find_collocates, measure_association
from analysis.terms.comparison import compare_terms, measure_keyness
from analysis.terms.counts import count_terms
from analysis.terms.dispersion import measure_dispersion
from analysis.terms.positions import list_positions

__all__ = [
    "compare_terms",
    "count_terms",
    "find_collocates",
    "list_positions",
    "measure_association",
    "measure_dispersion",
    "measure_keyness",
]
