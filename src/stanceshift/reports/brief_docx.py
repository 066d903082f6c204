"""Sets a brief as a Word file whose bytes depend on the brief alone."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

from docx import Document
from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run as DocxRun

from stanceshift import __version__
from stanceshift.reports.brief_parts import Brief, Run, merged

LATIN, JAPANESE = "Georgia", "Yu Mincho"
LOCALES = {"en": "en-GB", "fr": "fr-FR", "ja": "ja-JP"}
STYLES = {
    "heading": "Heading 1",
    "subheading": "Heading 2",
    "text": "Normal",
    "quote": "Quote",
    "item": "List Bullet",
    "note": "Normal",
}
LINK = RGBColor(0x17, 0x50, 0x6F)
SOFT = RGBColor(0x57, 0x5B, 0x61)
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time that every file inside the archive bears."""


def as_docx(brief: Brief) -> bytes:
    """Return the brief as a .docx file; its dates are those of the latest session."""
    document = Document()
    _set_styles(document, brief)
    document.add_heading(brief.title, 0)
    document.add_paragraph(brief.subtitle)
    for part in brief.parts:
        paragraph = document.add_paragraph(style=STYLES[part.kind])
        for run in merged(part.runs):
            _add(paragraph, run, brief.language, soft=part.kind == "note")
    buffer = io.BytesIO()
    document.save(buffer)
    return _same_bytes(buffer.getvalue())


def _set_styles(document: DocxDocument, brief: Brief) -> None:
    for name in ("Normal", "Title", *dict.fromkeys(STYLES.values())):
        style = document.styles[name]
        style.font.name = LATIN  # type: ignore[attr-defined]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(key), None)
        fonts.set(qn("w:hAnsi"), LATIN)
        fonts.set(qn("w:eastAsia"), JAPANESE)
        if name != "Normal":
            style.font.color.rgb = RGBColor(0x1C, 0x1E, 0x21)  # type: ignore[attr-defined]
    sizes = {"Normal": 10.5, "Title": 20, "Heading 1": 14, "Heading 2": 11.5}
    for name, size in sizes.items():
        document.styles[name].font.size = Pt(size)  # type: ignore[attr-defined]
    quote = document.styles["Quote"]
    quote.font.italic = False  # type: ignore[attr-defined]
    quote.paragraph_format.left_indent = Pt(18)  # type: ignore[attr-defined]
    properties = document.core_properties
    properties.title, properties.subject = brief.title, brief.subtitle
    properties.author = properties.last_modified_by = f"Stanceshift {__version__}"
    properties.comments, properties.keywords, properties.language = "", "", LOCALES[brief.language]
    properties.created = properties.modified = datetime.fromisoformat(f"{brief.date}-01-01"[:10])


def _add(paragraph: Paragraph, run: Run, language: str, soft: bool) -> None:
    added = paragraph.add_run(run.text)
    _set_language(added, run.language or language)
    added.bold = True if run.style == "bold" else None
    added.italic = True if run.style == "italic" else None
    added.font.strike = True if run.style == "del" else None
    added.font.underline = True if run.style == "ins" or run.href else None
    if soft:
        added.font.color.rgb = SOFT
    if run.href:
        added.font.color.rgb = LINK
        identity = paragraph.part.relate_to(run.href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), identity)
        link.append(added._r)
        paragraph._p.append(link)  # type: ignore[arg-type]


def _set_language(run: DocxRun, language: str) -> None:
    """Declare the language, so that Word checks spelling in it and sets Japanese as Japanese."""
    element = OxmlElement("w:lang")
    element.set(qn("w:eastAsia" if language == "ja" else "w:val"), LOCALES[language])
    properties = run._r.get_or_add_rPr()
    if language == "ja":
        fonts = properties.get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), JAPANESE)
        fonts.set(qn("w:hint"), "eastAsia")
    properties.append(element)  # type: ignore[arg-type]


def _same_bytes(data: bytes) -> bytes:
    """Return the archive with its files in order of name and one date on all."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        names = sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o600 << 16
            new.writestr(entry, old.read(name))
    return buffer.getvalue()
