"""Cuts a source into lines and groups them into blocks: what stands together and begins with at most one mark."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from stanceshift.corpus.marks import Mark, MarkLine, accept, bullet
from stanceshift.corpus.source import Source, hidden_mask

_SPLIT = re.compile(r"[\n\f]")
TERMINAL = re.compile(r"[.!?;:。！？；：…][\s\0\"'»”’)\]）」』】]*(?:\[\^?\w{1,3}\]|[¹²³⁰-⁹*])*[\s\0]*$")
"""The end of a text that ends a sentence or announces a list."""
FULL_STOP = re.compile(r"[.!?。！？…][\s\0\"'»”’)\]）」』】]*(?:\[\^?\w{1,3}\]|[¹²³⁰-⁹*])*[\s\0]*$")
OPENING = "\"'«“‘([「『（【"
PAGE_GAP = 3
"""Blank lines from which on a gap may be the join of two pages."""


@dataclass(frozen=True)
class Line:
    """A line with something to read: offsets without the line end, its visible text, and the gap before it."""

    start: int
    end: int
    view: str
    gap: int = 0
    page: bool = False
    hint: str = ""
    hint_start: int = -1

    @property
    def text(self) -> str:
        """The visible text with single spaces."""
        return " ".join(self.view.replace("\0", "").split())


@dataclass(frozen=True)
class Block:
    """Lines that stand together; `mark` is the number or bullet before the first."""

    lines: tuple[Line, ...]
    mark: Mark | None
    view: str
    text: str

    @property
    def start(self) -> int:
        """Source offset of the first character, the mark included."""
        return self.lines[0].start

    @property
    def content_start(self) -> int:
        """Source offset of the first character after the mark."""
        return self.mark.end if self.mark else self.lines[0].start

    @property
    def end(self) -> int:
        """Source offset after the last line."""
        return self.lines[-1].end

    @property
    def gap(self) -> int:
        """Blank lines before the block."""
        return self.lines[0].gap

    @property
    def page(self) -> bool:
        """Whether pages join before the block."""
        return self.lines[0].page

    @property
    def hint(self) -> str:
        """What the format says the block is (heading, title), or nothing."""
        return self.lines[0].hint


def opens(text: str) -> bool:
    """Return whether ``text`` may open a sentence: its first letter is no small one."""
    first = text.lstrip(OPENING + " \u00a0")[:1]
    return bool(first) and not first.islower()


def read_lines(source: Source) -> list[Line]:
    """Return the lines of ``source`` that have visible text, in order."""
    text = source.text
    view = hidden_mask(text, source.hints)
    labels = sorted((h.start, h.end, h.kind) for h in source.hints if h.kind in ("heading", "title"))
    breaks = sorted(h.start for h in source.hints if h.kind == "page_break")
    found: list[Line] = []
    gap, last_end, position, label, next_break = 0, 0, 0, 0, 0
    while position <= len(text):
        match = _SPLIT.search(text, position)
        end = match.start() if match else len(text)
        visible = view[position:end]
        if visible.replace("\0", "").strip():
            page = False
            while next_break < len(breaks) and breaks[next_break] < end:
                page = page or breaks[next_break] >= last_end
                next_break += 1
            page = page or "\f" in text[last_end:position]
            while label < len(labels) and labels[label][1] <= position:
                label += 1
            inside = label < len(labels) and labels[label][0] < end
            hint, hint_start = (labels[label][2], labels[label][0]) if inside else ("", -1)
            found.append(Line(position, end, visible, gap if found else 0, page and bool(found), hint, hint_start))
            gap, last_end = 0, end
        else:
            gap += 1
        if not match:
            break
        position = match.end()
    return found if source.structured else _with_page_gaps(found)


def _with_page_gaps(lines: list[Line]) -> list[Line]:
    gaps = Counter(line.gap for line in lines if line.gap)
    usual = max(gaps, key=lambda gap: (gaps[gap], -gap)) if gaps else 1
    return [replace(line, page=line.page or (line.gap >= PAGE_GAP and line.gap > usual)) for line in lines]


def one_line_a_paragraph(lines: Sequence[Line]) -> bool:
    """Return whether the text is unwrapped: nearly all long lines end a sentence."""
    long = [line for line in lines if len(line.text) > 60]
    return len(long) >= 2 and sum(bool(TERMINAL.search(line.view)) for line in long) >= 0.7 * len(long)


def blocks_of(lines: Sequence[Line]) -> list[Block]:
    """Group ``lines`` into blocks: at blank lines, accepted marks, bullets, headings, changes of hint."""
    if not lines:
        return []
    unwrapped = one_line_a_paragraph(lines)
    width = median(len(line.text) for line in lines)
    seen = [_mark_line(lines, index, unwrapped, width) for index in range(len(lines))]
    numbered = accept(seen)
    marks: dict[int, Mark] = dict(numbered)
    for index in range(len(lines)):
        if (
            index not in marks
            and (found := bullet(seen[index]))
            and _true_bullet(lines, index, found, marks, unwrapped)
        ):
            marks[index] = found
    starts = [
        index
        for index, line in enumerate(lines)
        if index == 0
        or line.gap
        or line.page
        or index in marks
        or (line.hint, line.hint_start) != (lines[index - 1].hint, lines[index - 1].hint_start)
        or unwrapped
        or _heading_line(lines, index, numbered, width)
        or _heading_line(lines, index - 1, numbered, width)
    ]
    return [
        _block(lines[start:end], marks.get(start)) for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)
    ]


def _block(lines: Sequence[Line], mark: Mark | None) -> Block:
    view = "\n".join(line.view for line in lines)
    if mark:
        view = view[mark.end - lines[0].start :]
    return Block(tuple(lines), mark, view, " ".join(view.replace("\0", "").split()))


def _mark_line(lines: Sequence[Line], index: int, unwrapped: bool, width: float) -> MarkLine:
    line = lines[index]
    if index == 0 or unwrapped or line.hint or line.gap:
        strength = 1.0
    elif TERMINAL.search(lines[index - 1].view) or len(lines[index - 1].text) < 0.6 * width:
        strength = 0.9
    else:
        strength = 0.15
    before = lines[index - 1].text if index else ""
    after_break = not before or not FULL_STOP.search(before) or bool(lines[index - 1].hint)
    return MarkLine(line.start, line.view, strength, after_break)


def _true_bullet(lines: Sequence[Line], index: int, mark: Mark, marks: dict[int, Mark], unwrapped: bool) -> bool:
    if index == 0 or unwrapped or lines[index].gap:
        return True
    if mark.label not in "-–—―−*":
        return True
    return bool(TERMINAL.search(lines[index - 1].view)) or (index - 1 in marks and marks[index - 1].kind == "bullet")


def _heading_line(lines: Sequence[Line], index: int, numbered: dict[int, Mark], width: float) -> bool:
    """Whether a line without blank lines round it is a heading: short, unstopped, between a full stop and a mark."""
    if not 0 < index < len(lines) - 1 or index + 1 not in numbered or index in numbered:
        return False
    line, before = lines[index], lines[index - 1]
    return (
        len(line.text) < min(0.9 * width, 100)
        and not TERMINAL.search(line.view)
        and opens(line.text)
        and bool(FULL_STOP.search(before.view))
    )
