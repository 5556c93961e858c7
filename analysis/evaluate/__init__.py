"""How well the package reads: what it finds compared with what people have labelled."""

from analysis.evaluate.gold import Gold, read_page_gold, read_text_gold
from analysis.evaluate.labelled import read_labels
from analysis.evaluate.measure import (
    evaluate_items,
    evaluate_people,
    evaluate_themes,
    list_errors,
    match_items,
    match_joins,
    match_mentions,
    match_phrases,
    match_themes,
    measure_agreement,
)
from analysis.evaluate.peers import split_at_headings, tag_names
from analysis.evaluate.run import Evaluation, evaluate_gold, format_errors, format_figures

__all__ = [
    "Evaluation",
    "Gold",
    "evaluate_gold",
    "evaluate_items",
    "evaluate_people",
    "evaluate_themes",
    "format_errors",
    "format_figures",
    "list_errors",
    "match_items",
    "match_joins",
    "match_mentions",
    "match_phrases",
    "match_themes",
    "measure_agreement",
    "read_labels",
    "read_page_gold",
    "read_text_gold",
    "split_at_headings",
    "tag_names",
]
