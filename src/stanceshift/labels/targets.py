"""Finds what a position is about: the target span after its verb, or the subject of a sentence that states a fact."""

from __future__ import annotations

import re

from stanceshift.labels.lexicon import Lexicon
from stanceshift.labels.schemas import UNNAMED

MAX_WORDS = 22
"""A target is cut after this many words."""


def trimmed(text: str, begin: int, stop: int) -> tuple[int, int]:
    """Return a span without the white space at its ends."""
    span = text[begin:stop]
    return begin + len(span) - len(span.lstrip()), max(begin, stop - (len(span) - len(span.rstrip())))


class Targets:
    """Finds targets in one language (French or English)."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._cuts = lexicon.pattern(lexicon.data.target_cuts)
        self._vague = lexicon.pattern(rf"(?:{lexicon.data.vague_targets})$")
        self._lead = lexicon.pattern(lexicon.data.target_lead)

    def after(self, text: str, folded: str, start: int, limit: int) -> tuple[str, int | None, int | None]:
        """Return target, start and end: the complement of a verb that ends at ``start``, up to ``limit``."""
        lead = self._lead.match(folded, start, limit)
        begin = lead.end() if lead else start + len(folded[start:limit]) - len(folded[start:limit].lstrip(" ,:"))
        stop = limit
        cut = self._cuts.search(folded, begin + 3, limit)
        if cut:
            stop = cut.start()
        words = list(re.finditer(r"\S+", folded[begin:stop]))
        if len(words) > MAX_WORDS:
            stop = begin + words[MAX_WORDS - 1].end()
        tail = re.search(
            r"(?:[\s,.;:/»”\"]|\b(?:and|et|but|mais|while|also|have|ont|sont|se|we|they|ils|ces|to|of|de|la|le|the|which))+$",
            folded[begin:stop],
        )
        if tail:
            stop = begin + tail.start()
        begin, stop = trimmed(text, begin, stop)
        if stop <= begin or self._vague.match(folded[begin:stop]):
            return UNNAMED, None, None
        return text[begin:stop], begin, stop

    def before(self, text: str, folded: str, start: int, end: int) -> tuple[str, int | None, int | None]:
        """Return target, start and end: the subject that stands before a verb at ``start``; else what follows ``end``."""
        begin = 0
        opening = re.match(
            r"(?:in|on|at|since|during|after|as|with|through|dans|en|au|depuis|lors|à)\b[^,]{2,80},\s*", folded
        )
        if opening and opening.end() < start:
            begin = opening.end()
        begin, stop = trimmed(text, begin, begin + len(folded[begin:start].rstrip(" ,")))
        if stop - begin < 3 or folded[begin:stop] in ("il", "it", "there", "this", "ce", "cela"):
            return self.after(text, folded, end, len(folded))
        return text[begin:stop], begin, stop

    def second_word(self, folded: str) -> tuple[int, int]:
        """Return the span of the second word of a sentence (its first where it has one only), or of the whole."""
        words = list(re.finditer(r"[\w'-]+", folded))
        if not words:
            return 0, max(1, len(folded))
        word = words[min(1, len(words) - 1)]
        return word.start(), word.end()
