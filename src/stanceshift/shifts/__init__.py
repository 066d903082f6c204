"""Aligns positions between sessions and says what changed."""
