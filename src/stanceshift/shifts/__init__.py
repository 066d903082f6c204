"""Follows positions through sessions and says what changed, with evidence."""

from stanceshift.shifts.queries import compare, trace

__all__ = ["compare", "trace"]
