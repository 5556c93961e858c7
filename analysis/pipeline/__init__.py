"""All tables of a collection at once: in parallel, remembering what has not changed."""

from analysis.pipeline.build import build_tables
from analysis.pipeline.count import count_tables, query_tables

__all__ = ["build_tables", "count_tables", "query_tables"]
