"""Tables and charts → files; notebooks → pages that open anywhere."""

from analysis.charts.titles import say_no_change, say_no_news
from analysis.reports.build import Report, write_reports
from analysis.reports.exhibits import Exhibit, show_pages, write_figure, write_table
from analysis.reports.halves import list_halves, show_halves
from analysis.reports.new import write_notebook
from analysis.reports.passages import show_reuse

__all__ = [
    "Exhibit",
    "Report",
    "list_halves",
    "say_no_change",
    "say_no_news",
    "show_halves",
    "show_pages",
    "show_reuse",
    "write_figure",
    "write_notebook",
    "write_reports",
    "write_table",
]
