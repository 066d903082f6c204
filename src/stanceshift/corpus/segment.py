"""Tiles a source text with segments: numbered paragraphs, headings, titles, footnotes, page furniture, space."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

from stanceshift.corpus.classify import CLOSING, FOOTNOTE, Part, classify
from stanceshift.corpus.lines import Block, blocks_of, one_line_a_paragraph, read_lines
from stanceshift.corpus.normalise import normalise
from stanceshift.corpus.source import HIDDEN_KINDS, Source

INVISIBLE = "\0\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Characters without width (NUL, soft hyphen, zero-width space, byte order mark): never part of a paragraph text."""

_FOOTNOTE_MARK = re.compile(
    r"\[\^?(\d{1,3}|[a-z*])\]|(?<=[^\W\d_])([¹²³⁴-⁹⁰]{1,3})|(?<=[.,;:»”\"')\]])([¹²³⁴-⁹⁰]{1,3})"
)
_HYPHEN = re.compile(r"(?<=[^\W\d_])([-\u2010\u00ad])[ \t\0]*\n[\s\0]*(?=\w)|(?<=\d)([-\u2010])[ \t\0]*\n[\s\0]*(?=\d)")


@dataclass(frozen=True)
class Segment:
    """One tile of the source; `paragraph` is the number of the paragraph it belongs to, 0 for none."""

    kind: str
    start: int
    end: int
    paragraph: int = 0


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: its number in reading order, printed label, heading, text, source offset of each character."""

    number: int
    label: str
    heading: str
    text: str
    offsets: tuple[int, ...] = field(repr=False)

    @property
    def source_start(self) -> int:
        """Offset of the first character in the source."""
        return self.offsets[0]

    @property
    def source_end(self) -> int:
        """Offset after the last character in the source."""
        return self.offsets[-1] + 1


@dataclass(frozen=True)
class Segmentation:
    """What a source was split into: tiles without gap or overlap, and the paragraphs in reading order."""

    segments: tuple[Segment, ...]
    paragraphs: tuple[Paragraph, ...]


def segment(source: Source) -> Segmentation:
    """Split ``source`` into segments and paragraphs.

    Every character lies in exactly one segment, and only white space lies in segments of kind ``space``. A source
    without any paragraph gives an empty list of paragraphs; the caller decides whether that is an error.
    """
    if not source.text:
        return Segmentation((), ())
    lines = read_lines(source)
    parts = classify(blocks_of(lines), structured=source.structured, titled="title" in source.header)
    canvas = _Canvas(source)
    for part in parts:
        canvas.paint_part(part)
    canvas.paint_details(parts, wrapped=not one_line_a_paragraph(lines))
    return canvas.finish(parts)


class _Canvas:
    """A character-by-character plan of the source: what each character is, and which paragraph it belongs to."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.kinds = ["space"] * len(self.text)
        self.owners = [0] * len(self.text)

    def paint(self, start: int, end: int, kind: str, owner: int | None = None) -> None:
        """Make ``start:end`` of kind ``kind``; surrounding white space of it stays space."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        self.kinds[start:end] = [kind] * (end - start)
        if owner is not None:
            self.owners[start:end] = [owner] * (end - start)

    def paint_part(self, part: Part) -> None:
        """Paint a block: mark and content, joined to what the paragraph has before it."""
        block = part.block
        owner = part.paragraph
        if part.kind != "paragraph":
            self.paint(block.start, block.end, part.kind, owner)
            return
        start = block.content_start
        if block.mark:
            self.paint(block.start, block.mark.end, "number", owner)
        else:
            joined = block.start
            while joined > 0 and self.owners[joined - 1] == 0:
                joined -= 1
            if joined > 0 and self.owners[joined - 1] == owner:
                start = joined
                self.kinds[start : block.end] = ["paragraph"] * (block.end - start)
                self.owners[start : block.end] = [owner] * (block.end - start)
        self.paint(start, block.end, "paragraph", owner)

    def paint_details(self, parts: list[Part], *, wrapped: bool) -> None:
        """Paint what lies inside blocks: hidden hints, closing marks, footnote marks, hyphens, blank runs."""
        for hint in self.source.hints:
            if hint.kind in HIDDEN_KINDS:
                self.paint(hint.start, hint.end, hint.kind)
        self._paint_closing(parts)
        self._paint_footnote_marks(parts)
        if wrapped:
            self._paint_hyphens()
        for index, character in enumerate(self.text):
            if character in INVISIBLE and self.kinds[index] in ("paragraph", "space"):
                self.kinds[index] = "markup"
        for match in re.finditer(r"[^\S\n]*\n[^\S\n]*(?P<blank>\n\s*)", self.text):
            if self.kinds[match.start("blank")] == "paragraph":
                self.kinds[match.start("blank") : match.end()] = ["space"] * (match.end() - match.start("blank"))

    def _paint_visible(self, start: int, end: int, kind: str) -> None:
        for index in range(start, end):
            if not self.text[index].isspace():
                self.kinds[index] = kind

    def _paint_closing(self, parts: list[Part]) -> None:
        last = next((part for part in reversed(parts) if part.kind == "paragraph"), None)
        if last and (match := CLOSING.search(last.block.view)) and match["mark"]:
            start = last.block.content_start + match.start("mark")
            self._paint_visible(start, start + len(match["mark"]), "closing")

    def _paint_footnote_marks(self, parts: list[Part]) -> None:
        notes = set()
        for part in parts:
            if part.kind == "footnote" and (match := FOOTNOTE.match(part.block.view)):
                notes.add(match[1] or match[2])
        for match in _FOOTNOTE_MARK.finditer(self.text):
            if (match[1] or match[2] or match[3]) in notes and self.kinds[match.start()] == "paragraph":
                self._paint_visible(match.start(), match.end(), "footnote_mark")

    def _paint_hyphens(self) -> None:
        view = "".join(
            character if kind == "paragraph" or character.isspace() else "\0"
            for character, kind in zip(self.text, self.kinds, strict=True)
        )
        words = set(re.findall(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*", view.lower()))
        for match in _HYPHEN.finditer(view):
            group = 1 if match[1] else 2
            place = match.start(group)
            before = re.search(r"[^\W\d_]*$", view[:place])
            after = re.match(r"[^\W\d_]*", view[match.end() :])
            left, right = (before[0].lower() if before else ""), (after[0].lower() if after else "")
            compound = group == 2 or not view[match.end()].islower() or f"{left}-{right}" in words
            keep = compound and match[group] != "\u00ad" and left + right not in words
            for index in range(place + keep, match.end()):
                if self.kinds[index] == "paragraph":
                    self.kinds[index] = "space" if self.text[index].isspace() else "markup"

    def finish(self, parts: list[Part]) -> Segmentation:
        """Return the segments (runs of like characters) and the paragraphs made of them."""
        segments: list[Segment] = []
        spans: dict[int, list[tuple[int, int]]] = {}
        position = 0
        for (kind, owner), run in itertools.groupby(zip(self.kinds, self.owners, strict=True)):
            end = position + sum(1 for _ in run)
            segments.append(Segment(kind, position, end, owner))
            if kind == "paragraph":
                spans.setdefault(owner, []).append((position, end))
            position = end
        paragraphs: list[Paragraph] = []
        heading = before = ""
        for part in parts:
            if part.kind == "heading":
                text = _heading_text(part.block)
                heading = f"{heading} – {text}" if before == "heading" else text
            elif part.kind == "paragraph" and part.paragraph > len(paragraphs):
                text, offsets = normalise(self.text, spans.get(part.paragraph, []))
                label = part.block.mark.label if part.block.mark else ""
                paragraphs.append(Paragraph(part.paragraph, label, heading, text, tuple(offsets)))
            before = part.kind
        return _without_empty(segments, paragraphs)


def _heading_text(block: Block) -> str:
    label = f"{block.mark.label} " if block.mark else ""
    return (label + block.text).strip(" :：")


def _without_empty(segments: list[Segment], paragraphs: list[Paragraph]) -> Segmentation:
    """Return the segmentation with paragraphs that have no text (a lone mark) taken out and the rest renumbered."""
    numbers = {p.number: index for index, p in enumerate((p for p in paragraphs if p.text), 1)}
    kept = [Paragraph(numbers[p.number], p.label, p.heading, p.text, p.offsets) for p in paragraphs if p.text]
    tiles = [Segment(s.kind, s.start, s.end, numbers.get(s.paragraph, 0)) for s in segments]
    return Segmentation(tuple(tiles), tuple(kept))
