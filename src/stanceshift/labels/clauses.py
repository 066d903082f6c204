"""Cuts the sentences of a paragraph into the clauses of its positions, each with the words that belong to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stanceshift.labels.found import Context, Found
from stanceshift.labels.predicates import AnyExtractor

_KANA = re.compile(r"[぀-ヿ]")


@dataclass(frozen=True)
class Clause:
    """A position found in a sentence, the number of that sentence in its paragraph, and the words of its own clause."""

    sentence: int
    found: Found
    text: str


def find_clauses(sentences: Sequence[str], extractor: AnyExtractor, context: Context) -> list[Clause]:
    """Return the clauses of a paragraph given as its sentences, in reading order; updates ``context``."""
    clauses = []
    for number, text in enumerate(sentences):
        found = extractor.sentence(text, context)
        clauses += [Clause(number, item, clause_text(text, item, found)) for item in found]
    return clauses


def clause_text(text: str, item: Found, same: Sequence[Found]) -> str:
    """Return the part of a sentence that belongs to one of its positions: from its verb to the next, with what opens it."""
    if len(same) == 1:
        return text
    ordered = sorted(same, key=lambda f: f.start)
    place = ordered.index(item)
    if _KANA.search(text):  # Japanese: what a predicate is about stands before it
        return text[ordered[place - 1].end if place else 0 : item.end]
    end = ordered[place + 1].start if place + 1 < len(ordered) else len(text)
    return text[0 if place == 0 else item.start : max(end, item.end)]
