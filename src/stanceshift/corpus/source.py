"""Declares what a reader hands to the segmenter: the source text and the layout that the file format knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

HintKind = Literal[
    "heading",
    "title",
    "page_break",
    "markup",
    "front_matter",
    "page_header",
    "page_footer",
    "page_number",
    "footnote",
    "footnote_mark",
]

TEXT_SUFFIXES = (".txt", ".md", ".html", ".htm", ".pdf", ".docx")
"""File name endings of texts."""

HIDDEN_KINDS: frozenset[str] = frozenset(
    {"markup", "front_matter", "page_header", "page_footer", "page_number", "footnote", "footnote_mark"}
)
"""Hints whose characters never belong to a paragraph text."""


@dataclass(frozen=True, order=True)
class Hint:
    """A stretch of the source whose part in the layout the file format tells; `end` is exclusive."""

    start: int
    end: int
    kind: HintKind


@dataclass(frozen=True)
class Source:
    """A text as read from a file.

    `text` is what all source offsets count in. `structured` is true where every blank line is a true paragraph
    boundary (HTML, DOCX), so that blank runs in the middle of a sentence cannot be page breaks. `header` holds the
    metadata a file carries itself (the YAML header of Markdown), `notes` what the reader wants the user to know.
    """

    text: str
    hints: tuple[Hint, ...] = ()
    structured: bool = False
    encoding: str = "utf-8"
    header: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class SourceBuilder:
    """Puts a source text together block by block, keeping hints in step with offsets."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.hints: list[Hint] = []

    def __len__(self) -> int:
        return self._length

    def add(self, text: str, kind: HintKind | None = None) -> None:
        """Append ``text``; where ``kind`` is given, hint it so."""
        if not text:
            return
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        if kind is not None:
            self.hints.append(Hint(start, self._length, kind))

    def break_page(self) -> None:
        """Append a form feed and hint a page break there."""
        self.add("\f", "page_break")

    def blank(self) -> None:
        """End the current block with a blank line."""
        if self._length:
            self.add("\n\n")

    def build(self, **extra: Any) -> Source:
        """Return the `Source`."""
        return Source("".join(self._parts), tuple(sorted(self.hints)), **extra)


def uniform_newlines(text: str) -> str:
    """Return ``text`` with every kind of line end made ``\\n`` (form feeds stay)."""
    return (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n")
        .replace("\x0b", "\n")
        .replace("\x85", "\n")
    )


def hidden_mask(text: str, hints: Iterable[Hint]) -> str:
    """Return ``text`` with every hidden character replaced by ``\\0``, so that patterns see only what is read."""
    characters = list(text)
    for hint in hints:
        if hint.kind in HIDDEN_KINDS:
            for index in range(hint.start, min(hint.end, len(characters))):
                if characters[index] not in "\n\f":
                    characters[index] = "\0"
    return "".join(characters)
