"""A collection is audited before it is counted."""

from analysis.audit.audit import audit_articles, drop_copies

__all__ = ["audit_articles", "drop_copies"]
