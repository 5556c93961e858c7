"""Tables ↔ files of other programs: R, labelling tools, spaCy, spreadsheets, Gephi."""

from analysis.exchange.corpus import Corpus, read_corpus, write_corpus
from analysis.exchange.datapackage import make_datapackage
from analysis.exchange.network import write_network
from analysis.exchange.spans import find_offsets
from analysis.exchange.workbook import write_workbook

__all__ = [
    "Corpus",
    "find_offsets",
    "make_datapackage",
    "read_corpus",
    "write_corpus",
    "write_network",
    "write_workbook",
]
