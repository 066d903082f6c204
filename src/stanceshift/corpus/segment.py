"""Tiles a source text with segments: numbered paragraphs, headings, titles, footnotes, page furniture, space."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

from stanceshift.corpus.lines import FULL_STOP, TERMINAL, Block, blocks_of, one_line_a_paragraph, opens, read_lines
from stanceshift.corpus.normalise import CJK, normalise
from stanceshift.corpus.source import HIDDEN_KINDS, Source

MAX_HEADING = 160
MAX_HEADING_CJK = 60
MAX_TITLE = 420
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Characters without width (soft hyphen, zero-width space, byte order mark): never part of a paragraph text."""

_CLOSING = re.compile(
    r"(?<=\S)[\s\0]*(?P<mark>\./\.)[\s\0]*$|^[\s\0]*(?P<line>(?:#{2,}|\*{3,}|[（(]?了[)）]?|以上|-\s?30\s?-|_{3,}|-{3,}|FIN|END)\.?)[\s\0]*$"
)
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|janvier|février|mars|avril"
    "|mai|juin|juillet|août|septembre|octobre|novembre|décembre|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
_DATE = re.compile(
    rf"\b(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\b\d{{1,2}}(?:er|st|nd|rd|th)?\s+(?:{_MONTHS})\.?,?\s+\d{{4}}"
    r"|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{4}\b|(?:\d{4}|(?:平成|令和)[\d元]{1,2})年\s?\d{1,2}月\s?\d{1,2}日",
    re.IGNORECASE,
)
_STATEMENT = re.compile(
    r"^(?:joint (?:press )?(?:statement|communiqu)|fact ?sheet|communiqu[ée]|d[ée]claration (?:conjointe|commune)"
    r"|statement|relev[ée] de conclusions|共同(?:発表|声明|宣言|文書|記者))",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"[\s\0]*(?:\[\^?(\w{1,3})\]|([¹²³⁴-⁹⁰]+))[\s\0]*:?[\s\0]*(?=\S)")
_FOOTNOTE_MARK = re.compile(r"\[\^?(\w{1,3})\]|(?<=[^\W\d_])([¹²³⁴-⁹⁰]{1,3})|(?<=[.,;:»”\"')\]])([¹²³⁴-⁹⁰]{1,3})")
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


@dataclass
class _Part:
    kind: str
    block: Block
    paragraph: int = 0


def segment(source: Source) -> Segmentation:
    """Split ``source`` into segments and paragraphs.

    Every character lies in exactly one segment, and only white space lies in segments of kind ``space``. A source
    without any paragraph gives an empty list of paragraphs; the caller decides whether that is an error.
    """
    if not source.text:
        return Segmentation((), ())
    lines = read_lines(source)
    parts = _classify(blocks_of(lines), structured=source.structured, titled="title" in source.header)
    canvas = _Canvas(source)
    for part in parts:
        canvas.paint_part(part)
    canvas.paint_details(parts, wrapped=not one_line_a_paragraph(lines))
    return canvas.finish(parts)


def _is_heading(block: Block, following: Block | None, *, lower_case: bool) -> bool:
    text = block.text
    limit = MAX_HEADING_CJK if CJK.search(text) else MAX_HEADING
    if block.hint:
        return True
    if not text or len(text) > limit or FULL_STOP.search(text) or text[-1] in ",;、；":
        return False
    if block.mark is not None and block.mark.kind == "bullet":
        return False
    if text[-1] in ":：" and not text.isupper():
        return False
    if following is None or (not opens(text) and not lower_case):
        return False
    if block.mark and following.mark and following.mark.kind == block.mark.kind:
        return False
    return opens(following.text) or following.mark is not None or lower_case


def _classify(blocks: list[Block], *, structured: bool, titled: bool) -> list[_Part]:
    """Return what each block is, in order; ``titled`` where the title stands in the header of the file."""
    lower_case = _is_lower_case("".join(block.text for block in blocks))
    numbered = sum(b.mark is not None and b.mark.kind != "bullet" for b in blocks) >= 3
    parts: list[_Part] = []
    paragraph, in_list, dated = 0, False, False
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        kind = ""
        open_text = parts[-1].block if parts and parts[-1].kind == "paragraph" else None
        if _CLOSING.match(block.view) and paragraph and not block.mark:
            kind = "closing"
        elif paragraph == 0 and not block.mark and not dated and _is_dateline(block):
            kind, dated = "front_matter", True
        elif paragraph == 0 and _is_title(block, following, titled=titled, lower_case=lower_case):
            kind, titled = "title", True
        elif paragraph and _is_footnote(block, blocks[index:]):
            kind = "footnote"
        elif open_text and not structured and _continues(open_text, block, numbered, lower_case):
            parts.append(_Part("paragraph", block, paragraph))
            continue
        elif (in_list and not block.mark) or _runs_on(open_text, block):
            kind = ""
        elif _is_heading(block, following, lower_case=lower_case):
            kind = "heading"
        if kind:
            parts.append(_Part(kind, block))
            in_list = False if kind == "heading" else in_list
            continue
        paragraph += 1
        parts.append(_Part("paragraph", block, paragraph))
        if block.text.endswith((":", "：")):
            in_list = True
        elif block.mark or TERMINAL.search(block.text):
            in_list = False
    return parts


def _is_dateline(block: Block) -> bool:
    match = _DATE.search(block.text)
    return bool(match) and len(block.text) <= 60 and not _STATEMENT.match(block.text) and not _is_sentence(block.text)


def _is_lower_case(text: str) -> bool:
    """Whether a text has (next to) no capital letters, as some copies have."""
    lower, upper = sum(c.islower() for c in text), sum(c.isupper() for c in text)
    return lower > 0 and upper < 0.002 * (lower + upper)


def _is_sentence(text: str) -> bool:
    """Return whether a short text with a date is a sentence all the same: it ends with a full stop after words."""
    return bool(FULL_STOP.search(text)) and len(text.split()) > 6


def _is_title(block: Block, following: Block | None, *, titled: bool, lower_case: bool) -> bool:
    if block.hint == "title":
        return True
    if titled or block.mark:
        return False
    if len(block.text) <= MAX_TITLE and _STATEMENT.match(block.text) and following is not None:
        return not re.search(r"(?<=\w{4})[.!?]\s+[A-ZÀ-Ü]|。.", block.text)
    return _is_heading(block, following, lower_case=lower_case)


def _is_footnote(block: Block, rest: list[Block]) -> bool:
    """Whether a block is a footnote: it opens with a footnote mark, and a footnote, a new page or nothing follows."""
    if not _FOOTNOTE.match(block.view) or (block.mark and block.mark.kind != "bullet"):
        return False
    return all(_FOOTNOTE.match(other.view) or other.page for other in rest[1:2])


def _continues(before: Block, block: Block, numbered: bool, lower_case: bool) -> bool:
    """Whether a block goes on with the paragraph before it, though blank lines stand between."""
    if block.mark or block.hint:
        return False
    ended = bool(TERMINAL.search(before.text))
    if block.page:
        open_end = not ended or not opens(block.text)
        return open_end or (
            not _short(block.text) and (_fills_its_last_line(before) or (numbered and bool(before.mark)))
        )
    if lower_case or not block.gap:
        return False
    return not ended and not opens(block.text)


def _runs_on(before: Block | None, block: Block) -> bool:
    """Whether a marked block directly follows the item of the same list before it."""
    return bool(before and before.mark and block.mark and before.mark.kind == block.mark.kind)


def _fills_its_last_line(block: Block) -> bool:
    """Whether the last line of a wrapped block is about as long as the longest: a paragraph rarely ends so."""
    widths = [len(line.text) for line in block.lines]
    return len(widths) > 1 and widths[-1] >= 0.92 * max(widths)


def _short(text: str) -> bool:
    return len(text) < (25 if CJK.search(text) else 70) and not FULL_STOP.search(text)


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

    def paint_part(self, part: _Part) -> None:
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

    def paint_details(self, parts: list[_Part], *, wrapped: bool) -> None:
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

    def _paint_closing(self, parts: list[_Part]) -> None:
        last = next((part for part in reversed(parts) if part.kind == "paragraph"), None)
        if last and (match := _CLOSING.search(last.block.view)) and match["mark"]:
            start = last.block.content_start + match.start("mark")
            self._paint_visible(start, start + len(match["mark"]), "closing")

    def _paint_footnote_marks(self, parts: list[_Part]) -> None:
        notes = set()
        for part in parts:
            if part.kind == "footnote" and (match := _FOOTNOTE.match(part.block.view)):
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

    def finish(self, parts: list[_Part]) -> Segmentation:
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
        heading = ""
        for part in parts:
            if part.kind == "heading":
                previous = parts[parts.index(part) - 1] if parts.index(part) else None
                text = _heading_text(part.block)
                heading = f"{heading} – {text}" if previous and previous.kind == "heading" else text
            elif part.kind == "paragraph" and part.paragraph > len(paragraphs):
                text, offsets = normalise(self.text, spans.get(part.paragraph, []))
                label = part.block.mark.label if part.block.mark else ""
                paragraphs.append(Paragraph(part.paragraph, label, heading, text, tuple(offsets)))
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
