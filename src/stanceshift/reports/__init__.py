"""Writes the pages that analysts read."""
