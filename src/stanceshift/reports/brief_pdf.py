"""Sets a brief as a PDF whose bytes depend on the brief alone; Japanese in the CID fonts that every reader knows."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.colors import HexColor
from reportlab.lib.fonts import addMapping
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

from stanceshift import __version__
from stanceshift.errors import StanceshiftError
from stanceshift.reports.brief_parts import Brief, Part, Run, characters_of, merged

LATIN, SANS, MINCHO, GOTHIC = "Times-Roman", "Helvetica", "HeiseiMin-W3", "HeiseiKakuGo-W5"
LOCALES = {"en": "en-GB", "fr": "fr-FR"}
INK, SOFT, LINK = HexColor("#1c1e21"), HexColor("#575b61"), "#17506f"
ALIKE = {"\u202f": "\u00a0", "\u2009": " ", "\u2212": "–", "\u2011": "-", "ō": "ô", "ū": "û", "Ō": "Ô", "Ū": "Û"}
"""Characters that neither font has, and what is set for them."""
_TAGS = {"": ("", ""), "bold": ("<b>", "</b>"), "italic": ("<i>", "</i>")}
_TAGS |= {"del": ("<strike>", "</strike>"), "ins": ("<u>", "</u>")}


def as_pdf(brief: Brief) -> bytes:
    """Return the brief as a PDF (A4).

    Raises
    ------
    StanceshiftError
        Where a character is in neither the Latin nor the Japanese font.
    """
    missing = sorted(character for character in characters_of(brief) if font_of(_alike(character)) is None)
    if missing:
        names = ", ".join(f"{character} ({unicodedata.name(character, 'unnamed')})" for character in missing)
        raise StanceshiftError(f"characters that the PDF fonts lack: {names}", fix="write the brief with --format docx")
    _register()
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=24 * mm,
        rightMargin=24 * mm,
        topMargin=20 * mm,
        bottomMargin=20 * mm,
        title=brief.title,
        author=f"Stanceshift {__version__}",
        subject=brief.subtitle,
        creator=f"Stanceshift {__version__}",
        lang=LOCALES[brief.language],
        invariant=1,
    )
    styles = _styles()
    title = Paragraph(_markup((Run(brief.title),)), styles["title"])
    story: list[Any] = [title, Paragraph(_markup((Run(brief.subtitle),)), styles["note"])]
    story.extend(_set(part, styles) for part in brief.parts)
    foot = _foot(brief)
    document.build(story, onFirstPage=foot, onLaterPages=foot)
    return buffer.getvalue()


def font_of(character: str) -> str | None:
    """Return the font that has a character: the Latin one where possible, then the Japanese one, None for neither."""
    for font, encoding in ((LATIN, "cp1252"), (MINCHO, "euc_jp")):
        try:
            character.encode(encoding)
        except UnicodeEncodeError:
            continue
        return font
    return None


def _alike(character: str) -> str:
    return ALIKE.get(character, character)


def _register() -> None:
    for name in (MINCHO, GOTHIC):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(UnicodeCIDFont(name))
            for bold in (0, 1):
                for italic in (0, 1):
                    addMapping(name, bold, italic, name)


def _styles() -> dict[str, ParagraphStyle]:
    text = ParagraphStyle("text", fontName=LATIN, fontSize=10.5, leading=14.5, textColor=INK, spaceAfter=4)
    return {
        "text": text,
        "title": ParagraphStyle("title", text, fontSize=19, leading=23, spaceAfter=3),
        "heading": ParagraphStyle(
            "heading", text, fontSize=13.5, leading=17, spaceBefore=13, spaceAfter=4, keepWithNext=1
        ),
        "subheading": ParagraphStyle(
            "subheading", text, fontName="Times-Bold", spaceBefore=7, spaceAfter=2, keepWithNext=1
        ),
        "quote": ParagraphStyle("quote", text, leftIndent=14, spaceAfter=5),
        "item": ParagraphStyle("item", text, leftIndent=12, bulletIndent=2, spaceAfter=3),
        "note": ParagraphStyle("note", text, fontName=SANS, fontSize=8.5, leading=11.5, textColor=SOFT),
    }


def _set(part: Part, styles: dict[str, ParagraphStyle]) -> Paragraph:
    runs = tuple(merged(part.runs))
    style = styles[part.kind]
    if any(run.language == "ja" for run in runs):
        style = ParagraphStyle(f"{part.kind}-ja", style, wordWrap="CJK")
    return Paragraph(_markup(runs), style, bulletText="•" if part.kind == "item" else None)


def _markup(runs: tuple[Run, ...]) -> str:
    pieces = []
    for run in runs:
        opening, closing = _TAGS[run.style]
        text = "".join(_in_fonts(run.text, GOTHIC if run.style == "bold" else MINCHO))
        if run.href:
            text = f'<link href={quoteattr(run.href)} color="{LINK}">{text}</link>'
        pieces.append(f"{opening}{text}{closing}")
    return "".join(pieces)


def _in_fonts(text: str, japanese: str) -> Iterator[str]:
    """Yield text as markup, each stretch in the font that has its characters; the Japanese one is given."""
    stretch, last = "", LATIN
    for character in (_alike(character) for character in text):
        font = font_of(character) or LATIN
        if font != last:
            yield _stretch(stretch, last, japanese)
            stretch, last = "", font
        stretch += character
    yield _stretch(stretch, last, japanese)


def _stretch(text: str, font: str, japanese: str) -> str:
    return f'<font name="{japanese}">{escape(text)}</font>' if text and font == MINCHO else escape(text)


def _foot(brief: Brief) -> Any:
    def draw(canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont(SANS, 8)
        canvas.setFillColor(SOFT)
        title = "".join(_alike(character) for character in brief.title if font_of(_alike(character)) == LATIN)
        canvas.drawString(24 * mm, 11 * mm, title)
        canvas.drawRightString(A4[0] - 24 * mm, 11 * mm, str(document.page))
        canvas.restoreState()

    return draw
