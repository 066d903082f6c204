"""Fixtures that more than one test module of the corpus uses."""

from .loopback import server

__all__ = ["server"]
