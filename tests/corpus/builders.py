"""Builds the same communiqué as .txt, .md, .html, .pdf and .docx files for the tests of the readers."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate


@dataclass(frozen=True)
class Item:
    """A block of a text: `kind` is title, heading or paragraph; `label` the printed number."""

    kind: str
    text: str
    label: str = ""

    @property
    def line(self) -> str:
        """The block as one line."""
        return f"{self.label} {self.text}" if self.label else self.text


def as_txt(items: list[Item], path: Path) -> Path:
    path.write_text("\n\n".join(item.line for item in items) + "\n", encoding="utf-8")
    return path


def as_markdown(items: list[Item], path: Path) -> Path:
    prefixes = {"title": "# ", "heading": "## ", "paragraph": ""}
    body = "\n\n".join(prefixes[item.kind] + item.line for item in items)
    path.write_text(f"---\ntitle: A test\n---\n\n{body}\n", encoding="utf-8")
    return path


def as_html(items: list[Item], path: Path) -> Path:
    tags = {"title": "h1", "heading": "h2", "paragraph": "p"}
    body = "\n".join(f"<{tags[i.kind]}>{html.escape(i.line)}</{tags[i.kind]}>" for i in items)
    path.write_text(
        f'<!doctype html><html><head><meta charset="utf-8"><title>Page</title></head><body>\n'
        f"<nav><a href='/'>Home</a></nav><main>\n{body}\n</main><footer>Contact us</footer></body></html>",
        encoding="utf-8",
    )
    return path


def as_docx(items: list[Item], path: Path) -> Path:
    document = docx.Document()
    for item in items:
        if item.kind == "paragraph":
            document.add_paragraph(item.line)
        else:
            document.add_heading(item.line, 0 if item.kind == "title" else 1)
    document.save(str(path))
    return path


def as_pdf(items: list[Item], path: Path) -> Path:
    """Set the text on pages with a running header and page numbers."""
    styles = getSampleStyleSheet()
    names = {"title": "Title", "heading": "Heading2", "paragraph": "BodyText"}

    def furniture(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.drawString(72, A4[1] - 36, "Communiqué – running header")
        canvas.drawCentredString(A4[0] / 2, 30, f"{document.page}")

    story = [Paragraph(html.escape(item.line), styles[names[item.kind]]) for item in items]
    SimpleDocTemplate(str(path), pagesize=A4, topMargin=72, bottomMargin=72).build(
        story, onFirstPage=furniture, onLaterPages=furniture
    )
    return path


BUILDERS: dict[str, Callable[[list[Item], Path], Path]] = {
    "txt": as_txt,
    "md": as_markdown,
    "html": as_html,
    "pdf": as_pdf,
    "docx": as_docx,
}
