"""Reads built pages for the tests: their elements, ids and links."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from lxml import html


def pages(site: Path) -> dict[Path, html.HtmlElement]:
    """Return every page of a site, parsed."""
    return {path: html.document_fromstring(path.read_bytes()) for path in sorted(site.rglob("*.html"))}


def broken_links(site: Path) -> list[str]:
    """Return every internal link that leads nowhere: to no file, or to an anchor that its page does not have."""
    parsed = pages(site)
    ids = {path: set(page.xpath("//@id")) for path, page in parsed.items()}
    broken = []
    for path, page in parsed.items():
        for link in {*page.xpath("//@href"), *page.xpath("//@src")}:
            if link.startswith(("http://", "https://", "data:")):
                continue
            address, _, anchor = link.partition("#")
            target = (path.parent / unquote(address.partition("?")[0])).resolve() if address else path
            if not target.is_file() or (anchor and anchor not in ids.get(target, set())):
                broken.append(f"{path.relative_to(site)}: {link}")
    return broken
