"""Reads HTML: blocks become paragraphs, navigation and page furniture are kept in the source but hinted as such."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import lxml.html
import trafilatura
from lxml.etree import ParserError

from stanceshift.corpus.marks import roman
from stanceshift.corpus.readers.plain import decode
from stanceshift.corpus.source import Hint, HintKind, Source, SourceBuilder
from stanceshift.errors import StanceshiftError

_SKIP = {"script", "style", "noscript", "template", "svg", "iframe", "head", "button", "select", "object", "math"}
_CHROME = {"nav", "header", "footer", "aside", "form"}
_CHROME_ROLES = {"navigation", "banner", "contentinfo", "complementary", "search"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = (
    _HEADINGS
    | _CHROME
    | {
        *(
            "address",
            "article",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
            "div",
            "dl",
            "dt",
            "fieldset",
        ),
        *("figcaption", "figure", "hr", "html", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody"),
        *("td", "tfoot", "th", "thead", "tr", "ul"),
    }
)
_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_NOTE_MARK = re.compile(r"\[?\(?\d{1,3}\)?\]?")
LINK_BLOCKS = 3
"""From this many blocks made of links on, a page without <main> or <article> is taken to have navigation."""


@dataclass
class _Block:
    """A block of the page: pieces of text with their hints, `kind` for the whole, `links` in characters."""

    kind: HintKind | None
    chrome: bool
    pieces: list[tuple[str, HintKind | None]] = field(default_factory=list)
    links: int = 0

    @property
    def text(self) -> str:
        """The text with single spaces."""
        return " ".join("".join(text for text, _ in self.pieces).split())


def read_html(data: bytes, path: str | Path, encoding: str | None = None) -> Source:
    """Return the text of an HTML page as a `Source`, one block a paragraph.

    All visible text is in the source. What lies outside the one <main> or <article>, in <nav>, <header>, <footer>,
    <aside> or a form, or (on pages with many links and none of these) outside what trafilatura takes for the main
    text, is hinted as page header or footer, and `notes` says how much that is.
    """
    text, name = _decode(data, path, encoding)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    if not text.strip():
        raise StanceshiftError("the file holds no text", file=path, fix="give a file with text in it")
    try:
        root = lxml.html.document_fromstring(text)
    except (ParserError, ValueError) as error:
        raise StanceshiftError(f"not readable as HTML: {error}", file=path, fix="save the page anew") from error
    mains = root.xpath("//main | //*[@role='main']") or root.xpath("//article")
    walker = _Walker(mains[0] if len(mains) == 1 else None)
    walker.walk(root, chrome=len(mains) == 1, kind=None)
    blocks = [block for block in walker.blocks if block.text]
    if not any(block.chrome for block in blocks):
        _mark_outside_main_text(blocks, text)
    return _build(blocks, name, " ".join((root.findtext(".//title") or "").split()))


def _decode(data: bytes, path: str | Path, encoding: str | None) -> tuple[str, str]:
    declared = _CHARSET.search(data[:4096])
    if encoding is None and declared:
        try:
            return decode(data, path, declared[1].decode("ascii"))
        except StanceshiftError:
            return decode(data, path)
    return decode(data, path, encoding)


class _Walker:
    """Walks the element tree and gathers blocks of text."""

    def __init__(self, main: lxml.html.HtmlElement | None) -> None:
        self.main = main
        self.blocks: list[_Block] = []
        self._new = True

    def walk(self, element: lxml.html.HtmlElement, *, chrome: bool, kind: HintKind | None, link: bool = False) -> None:
        """Gather the text of ``element`` and of what it holds, not of what follows it."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _SKIP or "display:none" in (element.get("style") or "").replace(" ", ""):
            return
        if element is self.main:
            chrome = False
        elif tag in _CHROME or element.get("role") in _CHROME_ROLES:
            chrome = chrome or self.main is None or not _holds(element, self.main)
        if element is not self.main and self.main is not None and _holds(element, self.main):
            chrome = True
        block = tag in _BLOCKS
        if tag in _HEADINGS:
            kind = "title" if tag == "h1" else "heading"
        elif tag == "a":
            link = True
        piece: HintKind | None = "footnote_mark" if tag == "sup" and _is_note_mark(element) else None
        self._new = self._new or block
        if tag == "li":
            self._add(_list_mark(element), None, chrome, kind, link)
        if tag == "br":
            self._add("\n", None, chrome, kind, link)
        self._add(_collapsed(element.text), piece, chrome, kind, link)
        for child in element:
            if piece is None:
                self.walk(child, chrome=chrome, kind=kind, link=link)
            else:
                self._add(_collapsed(child.text_content()), piece, chrome, kind, link)
            self._add(_collapsed(child.tail), piece, chrome, kind, link)
        self._new = self._new or block

    def _add(self, text: str, piece: HintKind | None, chrome: bool, kind: HintKind | None, link: bool) -> None:
        if not text:
            return
        if self._new:
            if not text.strip():
                return
            self.blocks.append(_Block(kind, chrome))
            self._new = False
        block = self.blocks[-1]
        if not block.pieces or block.pieces[-1][0].endswith(("\n", " ")):
            text = text.lstrip(" ")
        if text:
            block.pieces.append((text, piece))
            block.links += len(text) if link else 0


def _holds(element: lxml.html.HtmlElement, other: lxml.html.HtmlElement) -> bool:
    return any(ancestor is element for ancestor in other.iterancestors())


def _collapsed(text: str | None) -> str:
    """Return ``text`` with runs of HTML white space made single (non-breaking spaces stay)."""
    return re.sub(r"[ \t\r\n\f]+", " ", text or "")


def _is_note_mark(element: lxml.html.HtmlElement) -> bool:
    content = element.text_content().strip()
    return bool(_NOTE_MARK.fullmatch(content)) and (element.find(".//a") is not None or not content.isdigit())


def _list_mark(element: lxml.html.HtmlElement) -> str:
    """Return the mark that a browser prints before a list item."""
    parent = element.getparent()
    if parent is None or parent.tag != "ol":
        return "• "
    items = [child for child in parent if child.tag == "li"]
    value = int(parent.get("start") or 1)
    for item in items:
        value = int(item.get("value") or value) if (item.get("value") or "").isdigit() else value
        if item is element:
            break
        value += 1
    style = parent.get("type") or "1"
    if style in "aA" and 1 <= value <= 26:
        return f"{chr(ord(style) + value - 1)}. "
    if style in "iI":
        return f"{roman(value) if style == 'i' else roman(value).upper()}. "
    return f"{value}. "


def _mark_outside_main_text(blocks: list[_Block], page: str) -> None:
    """Hint as furniture what stands before and after the main text of a page with many links and no named parts."""
    if sum(block.links > 0.5 * len(block.text) for block in blocks) < LINK_BLOCKS:
        return
    extracted = trafilatura.extract(page, include_comments=False, include_tables=True, favor_recall=True) or ""
    known = "".join(extracted.split())
    inside = [
        index
        for index, block in enumerate(blocks)
        if len(block.text) >= 40
        and "".join(block.text.removeprefix("• ").split()) in known
        and block.links < 0.5 * len(block.text)
    ]
    if not inside:
        return
    first, last = inside[0], inside[-1]
    while first > 0 and blocks[first - 1].kind is not None:
        first -= 1
    for index, block in enumerate(blocks):
        block.chrome = not first <= index <= last


def _build(blocks: list[_Block], encoding: str, title: str) -> Source:
    builder = SourceBuilder()
    kept = [index for index, block in enumerate(blocks) if not block.chrome]
    last = kept[-1] if kept else len(blocks)
    hidden = 0
    for index, block in enumerate(blocks):
        builder.blank()
        start = len(builder)
        for piece, kind in block.pieces:
            builder.add(piece, kind)
        whole: HintKind | None = block.kind
        if block.chrome:
            hidden += len(block.text)
            whole = "page_footer" if index > last else "page_header"
        if whole:
            builder.hints.append(Hint(start, len(builder), whole))
    notes = (f"{hidden} characters taken for navigation and page furniture",) if hidden else ()
    header = {"page_title": title} if title else {}
    return builder.build(structured=True, encoding=encoding, header=header, notes=notes)
