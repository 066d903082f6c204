"""Folds texts for matching, character for character: case, apostrophes, hyphens, spaces, widths."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Return ``text`` in lower case with plain apostrophes, hyphens and spaces, character for character."""
    plain = text.translate({0x2019: "'", 0x2018: "'", 0x02BC: "'", 0xA0: " ", 0x202F: " ", 0x2011: "-", 0x2010: "-"})
    return "".join(low if len(low := char.lower()) == 1 else char for char in plain)


def fold_ja(text: str) -> str:
    """Return ``text`` with full-width letters and digits made half-width, character for character."""
    return "".join(n if len(n := unicodedata.normalize("NFKC", c)) == 1 and not c.isspace() else c for c in text)


def folded(text: str, language: str) -> str:
    """Return ``text`` folded as the extractor of its language does."""
    return fold_ja(text) if language == "ja" else fold(text)
