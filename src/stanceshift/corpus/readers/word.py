"""Reads DOCX: paragraphs in order with printed list numbers, headings, footnotes, page headers and footers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from stanceshift.corpus.marks import roman
from stanceshift.corpus.source import Hint, HintKind, Source, SourceBuilder
from stanceshift.errors import StanceshiftError

_FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_SKIPPED = {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback", qn("w:del")}
_HEADING_STYLES = ("heading", "titre ", "überschrift", "見出し")


def read_docx(data: bytes, path: str | Path) -> Source:
    """Return the text of a DOCX file as a `Source`, one block a paragraph.

    Automatic numbers and bullets are written out; footnotes stand at the end; deleted text of tracked changes is left
    out, as in print.
    """
    try:
        document = docx.Document(io.BytesIO(data))
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise StanceshiftError(
            f"not a readable DOCX file: {error}", file=path, fix="open it and save it anew as .docx"
        ) from error
    builder = SourceBuilder()
    _furniture(document, builder, "page_header")
    numbering = _Numbering(document)
    for paragraph in _paragraphs(document):
        _add_paragraph(paragraph, numbering, builder)
    for identifier, text in _footnotes(document).items():
        builder.blank()
        builder.add(f"[{identifier}] {text}", "footnote")
    _furniture(document, builder, "page_footer")
    title = (document.core_properties.title or "").strip()
    return builder.build(structured=True, header={"document_title": title} if title else {})


def _paragraphs(document: Document) -> Iterator[Paragraph]:
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            for row in item.rows:
                seen: set[Any] = set()
                for cell in row.cells:
                    if cell._tc not in seen:
                        seen.add(cell._tc)
                        yield from cell.paragraphs
        else:
            yield item


def _add_paragraph(paragraph: Paragraph, numbering: _Numbering, builder: SourceBuilder) -> None:
    pieces = list(_pieces(paragraph._p))
    if not "".join(text for text, _ in pieces).strip():
        return
    builder.blank()
    start = len(builder)
    builder.add(numbering.mark(paragraph))
    for text, kind in pieces:
        if kind == "page_break":
            builder.break_page()
        else:
            builder.add(text, kind)
    if kind := _heading_kind(paragraph):
        builder.hints.append(Hint(start, len(builder), kind))


def _pieces(element: Any) -> Iterator[tuple[str, HintKind | None]]:
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag == qn("w:t"):
            yield child.text or "", None
        elif child.tag == qn("w:tab"):
            yield "\t", None
        elif child.tag in (qn("w:br"), qn("w:cr")):
            yield ("\f", "page_break") if child.get(qn("w:type")) == "page" else ("\n", None)
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-", None
        elif child.tag == qn("w:footnoteReference"):
            yield f"[{child.get(qn('w:id'))}]", "footnote_mark"
        elif child.tag != qn("w:pPr"):
            yield from _pieces(child)


def _heading_kind(paragraph: Paragraph) -> HintKind | None:
    style = paragraph.style
    while style is not None:
        name = (style.name or "").lower()
        if name == "title":
            return "title"
        if name.startswith(_HEADING_STYLES):
            return "heading"
        style = style.base_style
    return None


def _footnotes(document: Document) -> dict[str, str]:
    for relation in document.part.rels.values():
        if relation.reltype == _FOOTNOTES:
            root = etree.fromstring(relation.target_part.blob)
            notes = {}
            for note in root.findall(qn("w:footnote")):
                text = " ".join("".join(text for text, _ in _pieces(note)).split())
                if text:
                    notes[str(note.get(qn("w:id")))] = text
            return notes
    return {}


def _furniture(document: Document, builder: SourceBuilder, kind: HintKind) -> None:
    texts: list[str] = []
    for section in document.sections:
        part = section.header if kind == "page_header" else section.footer
        for paragraph in part.paragraphs:
            text = paragraph.text.strip()
            if text and text not in texts:
                texts.append(text)
    for text in texts:
        builder.blank()
        builder.add(text, kind)


class _Numbering:
    """Writes out the automatic numbers and bullets of list paragraphs."""

    def __init__(self, document: Document) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        abstract = {item.get(qn("w:abstractNumId")): item for item in root.findall(qn("w:abstractNum"))}
        for number in root.findall(qn("w:num")):
            reference = number.find(qn("w:abstractNumId"))
            definition = abstract.get(reference.get(qn("w:val"))) if reference is not None else None
            for level in definition.findall(qn("w:lvl")) if definition is not None else ():
                key = (number.get(qn("w:numId")), int(level.get(qn("w:ilvl"))))
                self._levels[key] = (
                    _value(level, "w:numFmt", "decimal"),
                    _value(level, "w:lvlText", "%1."),
                    int(_value(level, "w:start", "1")),
                )

    def mark(self, paragraph: Paragraph) -> str:
        """Return the printed mark of ``paragraph`` with a space after it, or nothing."""
        properties = paragraph._p.pPr.numPr if paragraph._p.pPr is not None else None
        style = paragraph.style
        while properties is None and style is not None:
            holder = style.element.find(qn("w:pPr"))
            properties = holder.find(qn("w:numPr")) if holder is not None else None
            style = style.base_style
        if properties is None:
            return ""
        number = _value(properties, "w:numId", "0")
        level = int(_value(properties, "w:ilvl", "0"))
        if (number, level) not in self._levels:
            return ""
        style_of_number, pattern, first = self._levels[(number, level)]
        if style_of_number == "bullet":
            return "• "
        if style_of_number == "none":
            return ""
        counts = self._counts.setdefault(number, {})
        counts[level] = counts.get(level, first - 1) + 1
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]
        for index in range(level + 1):
            form = self._levels.get((number, index), ("decimal", "", 1))[0]
            pattern = pattern.replace(f"%{index + 1}", _formatted(counts.get(index, 1), form))
        return f"{pattern} "


def _value(element: Any, name: str, default: str) -> str:
    found = element.find(qn(name))
    return str(found.get(qn("w:val"))) if found is not None and found.get(qn("w:val")) is not None else default


def _formatted(value: int, form: str) -> str:
    if form in ("lowerRoman", "upperRoman"):
        return roman(value) if form == "lowerRoman" else roman(value).upper()
    if form in ("lowerLetter", "upperLetter") and value <= 26:
        return chr(ord("a" if form == "lowerLetter" else "A") + value - 1)
    if form == "decimalFullWidth":
        return str(value).translate({ord(str(digit)): ord("０") + digit for digit in range(10)})
    return str(value)
