"""All tables of a collection at once: in parallel, remembering what has not changed."""

from analysis.pipeline.build import build_tables

__all__ = ["build_tables"]
