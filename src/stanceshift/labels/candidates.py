"""Declares what may be a predicate in a sentence, and which of two that overlap is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

WORD = re.compile(r"[^\W\d_]+(?:[-'.][^\W\d_]+)*'?|\d+")


@dataclass(frozen=True)
class Candidate:
    """A possible predicate: where it stands, its form, and the act that its cue names ("" where none does)."""

    start: int
    """First character of the group, auxiliaries included."""
    end: int
    left: int
    """Where the context to the left ends: before auxiliaries, clitics and adverbs."""
    cue_start: int
    cue_end: int
    form: str
    """finite | future | perfect | progressive | participle | infinitive | bare_participle"""
    tense: str
    """present | third | past | future: what a coordinated verb must agree with."""
    act: str
    lemma: str
    kind: str
    """verb | noun | adjective | future | action | denunciation"""
    reiterated: bool = False
    negated: bool = False
    also: str = ""
    """Text of the group in lower case, adverbs before it included, where force is read."""


_ORDER = {"noun": 0, "adjective": 1, "verb": 2, "future": 3, "action": 4}


def resolve(found: list[Candidate]) -> list[Candidate]:
    """Drop candidates that overlap a better one: nouns before adjectives before verbs before the rest, longer first."""
    chosen: list[Candidate] = []
    for item in sorted(found, key=lambda c: (_ORDER[c.kind], -(c.end - c.cue_start), c.start)):
        if not any(item.start < other.end and other.start < item.end for other in chosen):
            chosen.append(item)
    return sorted(chosen, key=lambda c: (c.cue_start, c.start))
