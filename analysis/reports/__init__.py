"""Tables and charts → files; notebooks → pages that open anywhere."""

from analysis.reports.build import Report, list_unread, write_reports
from analysis.reports.exhibits import Exhibit, show_pages, write_figure, write_table

__all__ = [
    "Exhibit",
    "Report",
    "list_unread",
    "show_pages",
    "write_figure",
    "write_reports",
    "write_table",
]
