"""Cuts a paragraph into the pieces that a page shows: sentences, verbs and targets with their positions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from stanceshift.reports.addresses import place_of


class Span(NamedTuple):
    """A piece of text inside a sentence: verbs and targets that it belongs to, by the numbers of their positions."""

    text: str
    verbs: tuple[int, ...]
    targets: tuple[int, ...]
    opens: tuple[int, ...]
    """Positions whose verb begins here."""
    closes: tuple[int, ...]
    """Positions whose verb ends here."""


class MarkedSentence(NamedTuple):
    """A sentence with its anchor, the space before it, and its pieces."""

    anchor: str
    space: str
    spans: tuple[Span, ...]


def marked(text: str, sentences: Sequence[Any], positions: Sequence[Any]) -> list[MarkedSentence]:
    """Return a paragraph as sentences of pieces; joined they give the text back.

    Parameters
    ----------
    sentences:
        Rows with sentence_id, start, end, in order.
    positions:
        Rows with start, end, target_start, target_end, in order; position number ``i`` is the ``i``-th, from 1.
    """
    result = []
    done = 0
    for sentence in sentences:
        start, end = max(int(sentence.start), done), int(sentence.end)
        if end <= start:
            continue
        spans = tuple(_spans(text, start, end, positions))
        result.append(MarkedSentence(place_of(sentence.sentence_id)[1], text[done:start], spans))
        done = end
    if done < len(text):
        result.append(MarkedSentence("", text[done:], ()))
    return result


def _spans(text: str, start: int, end: int, positions: Sequence[Any]) -> list[Span]:
    cuts = {start, end}
    for row in positions:
        for value in (row.start, row.end, row.target_start, row.target_end):
            if value is not None and start < value < end:
                cuts.add(int(value))
    edges = sorted(cuts)
    spans = []
    for a, b in pairwise(edges):
        verbs, targets, opens, closes = [], [], [], []
        for number, row in enumerate(positions, 1):
            if row.start <= a and b <= row.end:
                verbs.append(number)
                if a == max(int(row.start), start):
                    opens.append(number)
                if b == min(int(row.end), end):
                    closes.append(number)
            if row.target_start is not None and row.target_start <= a and b <= row.target_end:
                targets.append(number)
        spans.append(Span(text[a:b], tuple(verbs), tuple(targets), tuple(opens), tuple(closes)))
    return spans
