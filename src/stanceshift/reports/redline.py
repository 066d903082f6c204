"""Shows how one sentence became another: the words kept, taken out and put in."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import NamedTuple

_TOKEN = re.compile(r"\w+(?:['’]|\b)|\s+|[^\w\s]")


class Piece(NamedTuple):
    """A run of text: ``kind`` is keep, del or ins."""

    kind: str
    text: str


def tokens(text: str, language: str) -> list[str]:
    """Return words, spaces and marks of ``text``; for Japanese its characters. Joined they give the text back."""
    return list(text) if language == "ja" else _TOKEN.findall(text)


def redline(before: str, after: str, language: str) -> list[Piece]:
    """Return the pieces that lead from one sentence to the other, words as units (Japanese: characters).

    Short runs of kept words between two changes (a space, a mark, one short word) are shown as changed, so that a
    reader sees phrases and not confetti. Method: longest common runs (`difflib.SequenceMatcher`).
    """
    one, other = tokens(before, language), tokens(after, language)
    pieces: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("keep", "".join(one[a:b])))
            continue
        if b > a:
            pieces.append(Piece("del", "".join(one[a:b])))
        if d > c:
            pieces.append(Piece("ins", "".join(other[c:d])))
    return _merged(pieces, 1 if language == "ja" else 3)


def _merged(pieces: list[Piece], longest: int) -> list[Piece]:
    """Join changes that only a short kept run parts; keep the order deleted, inserted."""
    groups: list[tuple[str, str, str]] = []  # kept, or ("", deleted, inserted)
    for index, piece in enumerate(pieces):
        inner = 0 < index < len(pieces) - 1
        small = piece.kind == "keep" and len(piece.text.strip()) <= longest
        if piece.kind == "keep" and not (inner and small):
            groups.append((piece.text, "", ""))
            continue
        if not groups or groups[-1][0]:
            groups.append(("", "", ""))
        _, deleted, inserted = groups[-1]
        deleted += piece.text if piece.kind in ("del", "keep") else ""
        inserted += piece.text if piece.kind in ("ins", "keep") else ""
        groups[-1] = ("", deleted, inserted)
    result = []
    for kept, deleted, inserted in groups:
        if kept:
            result.append(Piece("keep", kept))
        if deleted:
            result.append(Piece("del", deleted))
        if inserted:
            result.append(Piece("ins", inserted))
    return result
