"""All tables of a collection at once: in parallel, remembering what has not changed."""

from analysis.memory import pause_collector

with pause_collector():  # what is imported is made of many objects, and none of them is garbage
    from analysis.pipeline.build import build_tables
    from analysis.pipeline.count import count_tables, query_tables

__all__ = ["build_tables", "count_tables", "query_tables"]
