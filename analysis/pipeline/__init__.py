"""All tables of a collection at once: in parallel, remembering what has not changed."""

from analysis.pipeline.build import build_tables
from analysis.pipeline.collection import describe_reading, read_tables
from analysis.pipeline.count import count_tables, query_tables

__all__ = ["build_tables", "count_tables", "describe_reading", "query_tables", "read_tables"]
