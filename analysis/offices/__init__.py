"""Which office a printed title is: place, code, level, system, organ, post, status, rank."""

from analysis.offices.resolve import Office, resolve

__all__ = ["Office", "resolve"]
