"""Turns stretches of a source into paragraph text, keeping the source offset of every character."""

from __future__ import annotations

import re
from collections.abc import Sequence

CJK = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
"""Characters between which Japanese sets no space, so that a line end between two of them is none either."""


def normalise(source: str, spans: Sequence[tuple[int, int]]) -> tuple[str, list[int]]:
    """Return the text of ``spans`` of ``source`` and the source offset of each of its characters.

    White space runs (non-breaking spaces included) become one plain space; at both ends they go. A run with a line
    end between two Japanese characters goes as well. All other characters stay as they are.

    Parameters
    ----------
    spans:
        ``(start, end)`` pairs in order, not overlapping; they are joined without anything between them.
    """
    characters: list[str] = []
    offsets: list[int] = []
    pending = -1
    pending_newline = False
    for start, end in spans:
        for index in range(start, end):
            character = source[index]
            if character.isspace():
                if pending < 0:
                    pending, pending_newline = index, False
                pending_newline = pending_newline or character in "\n\f"
                continue
            if pending >= 0:
                japanese = pending_newline and characters and CJK.match(characters[-1]) and CJK.match(character)
                if characters and not japanese:
                    characters.append(" ")
                    offsets.append(pending)
                pending = -1
            characters.append(character)
            offsets.append(index)
    return "".join(characters), offsets


def words_in(text: str) -> int:
    """Return the number of words of ``text``: runs between spaces; a Japanese character counts as one word."""
    japanese = len(re.findall(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]", text))
    others = len(re.sub(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]+", " ", text).split())
    return max(1, japanese + others)
