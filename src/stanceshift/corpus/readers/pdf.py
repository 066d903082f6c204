"""Reads the text layer of PDF files, page by page, and hints what is printed on every page."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from pathlib import Path

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from stanceshift.corpus.furniture import PageLine, page_furniture
from stanceshift.corpus.lines import FULL_STOP, TERMINAL, opens
from stanceshift.corpus.readers.columns import sections
from stanceshift.corpus.source import Source, SourceBuilder, uniform_newlines
from stanceshift.errors import StanceshiftError

GAP_STEPS = 10
"""Into how many steps the height of a line is cut to measure the distance between lines."""
WIDE = 1.25
"""How much wider than usual a distance between two lines must be to set off a paragraph."""
MIN_CHARACTERS = 20
"""Fewer characters than this on all pages together mean that the pages are pictures."""

_SMALL_WORD = re.compile(r"\s*[^\W\d_]+(?:[\s'’]|$)")


def read_pdf(data: bytes, path: str | Path) -> Source:
    """Return the text layer of a PDF as a `Source`, pages and columns joined by form feeds; `notes` tells of columns.

    Raises
    ------
    StanceshiftError
        Where the file is damaged, needs a password, or is a scan without text.
    """
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise StanceshiftError("the PDF needs a password", file=path, fix="save a copy without password")
        pages = [_page_sections(page) for page in reader.pages]
        title = (reader.metadata.title if reader.metadata else None) or ""
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, OSError, RecursionError) as error:
        raise StanceshiftError(
            f"not a readable PDF: {error}", file=path, fix="open it and save it anew as PDF"
        ) from error
    if sum(len(line.strip()) for page in pages for section in page for line in section) < MIN_CHARACTERS:
        raise StanceshiftError(
            f"no text in {len(pages)} pages: a scan (pictures of pages)",
            file=path,
            fix="run a text recognition (OCR) over it first, or look for the text as HTML",
        )
    builder = SourceBuilder()
    placed: list[list[PageLine]] = []
    for number, page in enumerate(pages):
        if number:
            builder.break_page()
        here: list[PageLine] = []
        for index, section in enumerate(page):
            if index:
                builder.break_page()
            for line in section:
                start = len(builder)
                builder.add(line)
                if line.strip():
                    here.append((start, len(builder), line))
                builder.add("\n")
        placed.append(here)
    hints = tuple(sorted([*builder.hints, *page_furniture(placed)]))
    header = {"pdf_title": title.strip()} if title.strip() else {}
    in_columns = [str(number) for number, page in enumerate(pages, 1) if len(page) > 1]
    note = f"columns found on page {', '.join(in_columns)} and read one after the other: check the order of paragraphs"
    return Source(builder.build().text, hints, header=header, notes=(note,) if in_columns else ())


def _page_sections(page: PageObject) -> list[list[str]]:
    """Return the lines of a page by section (one, or more where it has columns) in reading order.

    Paragraphs are set off by empty lines where the page shows them so.
    """
    plain = page.extract_text() or ""
    laid_out = (
        page.extract_text(
            extraction_mode="layout",
            layout_mode_strip_rotated=False,
            layout_mode_font_height_weight=1 / GAP_STEPS,
        )
        or ""
    )
    if _letters(laid_out) != _letters(plain):
        return [[line.rstrip() for line in uniform_newlines(plain).replace("\f", "\n").split("\n")]]
    rows = uniform_newlines(laid_out).replace("\f", "\n").split("\n")
    return [_with_paragraph_gaps(section) for section in sections(rows)]


def _letters(text: str) -> Counter[str]:
    return Counter(re.sub(r"\s", "", text))


def _with_paragraph_gaps(lines: list[str]) -> list[str]:
    """Return the lines with one empty line where the page shows a paragraph, and none elsewhere.

    In ``lines`` the distance between two lines is measured in empty lines, `GAP_STEPS` to a line of text. A paragraph
    shows by a distance wider than the usual one (unless a sentence or heading plainly goes on), or by an indent after a full stop.
    """
    measured: list[tuple[int, str]] = []
    gap = 0
    for line in lines:
        if line.strip():
            measured.append((gap + 1, line.rstrip()))
            gap = 0
        else:
            gap += 1
    usual = _usual([distance for distance, _ in measured[1:]])
    margin = _usual([_indent(line) for _, line in measured])
    written: list[str] = []
    for index, (distance, line) in enumerate(measured):
        wide = distance >= WIDE * usual and not (index and _goes_on(measured[index - 1][1], line))
        indented = margin + 2 <= _indent(line) <= margin + 12 and opens(line.strip())
        if index and (wide or (indented and FULL_STOP.search(measured[index - 1][1]))):
            written.append("")
        written.append(line)
    return written


def _goes_on(before: str, line: str) -> bool:
    """Whether a line goes on with an unfinished one, however far apart (a heading in large letters, say)."""
    return bool(_SMALL_WORD.match(line)) and not opens(line.strip()) and not TERMINAL.search(before)


def _usual(values: list[int]) -> int:
    """Return the smallest value that at least a fifth of the values have, give or take one."""
    counts = Counter(values)
    common = [value for value in counts if counts[value] + counts[value + 1] >= 0.2 * len(values)]
    return min(common) if common else 0


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
