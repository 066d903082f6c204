"""Finds the columns of a page that is laid out in rows of characters, and cuts it into sections in reading order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

MIN_ROWS = 6
"""In at least this many rows a column must begin at the same place."""
MIN_SHARE = 0.25
"""In at least this share of the rows with text a column must begin at the same place."""
MIN_WIDTH = 16
"""How many characters wide the rows of a column are, as a rule (the median): narrower ones are those of a table."""
MAX_CROSSING = 0.4
"""Of at most this share of the rows may text stand across the gap between columns."""
FAR = 2.0
"""How many times the usual distance of lines sets off a page header or footer."""

_RUN = re.compile(r"\S+(?: \S+)*")


@dataclass(frozen=True)
class _Row:
    """A row with text: its place on the page, and its runs of text as (start, end)."""

    place: int
    runs: tuple[tuple[int, int], ...]


def sections(rows: Sequence[str]) -> list[list[str]]:
    """Return the rows of a page as sections to be read one after the other; one section where there are no columns.

    Where text begins at the same place of many rows with blanks before it, two columns stand side by side. Rows whose
    text crosses the gap, and rows far above or below the columns (page headers and footers), are sections of their
    own; between them the left column is read, then the right one, each of which may have columns again. Rows without
    text are kept, so that distances can still be measured.
    """
    texts = [_Row(place, _runs(row)) for place, row in enumerate(rows) if row.strip()]
    found = _gap(texts)
    if found is None:
        return [list(rows)]
    gap, right = found
    crossing = _crossing(texts, gap, right)
    written: list[list[str]] = []
    bounds = sorted(crossing)
    for start, end in zip([-1, *bounds], [*bounds, len(rows)], strict=True):
        if start >= 0:
            if start - 1 in crossing and written:
                written[-1].append(rows[start])
            else:
                written.append([rows[start]])
        band = rows[start + 1 : end]
        sides = [_cut(row, gap) for row in band]
        for side in ([left for left, _ in sides], [other for _, other in sides]):
            if any(row.strip() for row in side):
                written += sections(side)
    return written


def _runs(row: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in _RUN.finditer(row))


def _gap(texts: Sequence[_Row]) -> tuple[int, int] | None:
    """Return where the gap between two columns begins and where the right column does, or None."""
    starts = Counter(start for row in texts for start, _ in row.runs[1:])
    starts += Counter(row.runs[0][0] for row in texts if row.runs[0][0] in starts)
    for right, count in sorted(starts.items(), key=lambda item: (-item[1], item[0])):
        if count < max(MIN_ROWS, MIN_SHARE * len(texts)):
            return None
        beside = [row for row in texts if row.runs[0][0] < right and any(start >= right for start, _ in row.runs)]
        crossed = sum(any(start < right < end for start, end in row.runs) for row in texts)
        if len(beside) < MIN_ROWS or crossed > MAX_CROSSING * len(texts):
            continue
        left_ends = [max(end for start, end in row.runs if start < right) for row in beside]
        lefts = [end - row.runs[0][0] for row, end in zip(beside, left_ends, strict=True)]
        rights = [row.runs[-1][1] - right for row in beside]
        if min(median(lefts), median(rights)) < MIN_WIDTH:
            continue
        gap = max(end for row in beside for start, end in row.runs if start < right - 4 and end <= right)
        return gap, right
    return None


def _crossing(texts: Sequence[_Row], gap: int, right: int) -> set[int]:
    """Return the places of the rows that are read across the page."""
    across = {row.place for row in texts if any(start < gap and end > right for start, end in row.runs)}
    distances = [after.place - before.place for before, after in pairwise(texts)]
    usual = median(distances) if distances else 1
    both = [
        index
        for index, row in enumerate(texts)
        if row.runs[0][0] < gap and any(start >= gap for start, _ in row.runs) and row.place not in across
    ]
    if not both:
        return across
    for index in range(both[0] - 1, -1, -1):
        if texts[index + 1].place - texts[index].place >= FAR * usual:
            across |= {row.place for row in texts[: index + 1]}
            break
    for index in range(both[-1] + 1, len(texts)):
        if texts[index].place - texts[index - 1].place >= FAR * usual:
            across |= {row.place for row in texts[index:]}
            break
    return across


def _cut(row: str, gap: int) -> tuple[str, str]:
    """Return a row cut before the first run of text that begins at ``gap`` or after."""
    start = next((start for start, _ in _runs(row) if start >= gap), len(row))
    return row[:start], " " * max(0, start - gap) + row[start:]
