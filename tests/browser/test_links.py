"""Every internal link and permalink leads to a place that is there; the browser goes to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import html

from stanceshift.files import read_json

from .conftest import KINDS, pages_of


def links_and_ids(site: Path) -> tuple[dict[Path, set[str]], dict[Path, set[str]]]:
    """Return by page the addresses it points to and the ids it has."""
    links, ids = {}, {}
    for path in sorted(site.rglob("*.html")):
        page = html.document_fromstring(path.read_bytes())
        links[path] = {str(link) for link in [*page.xpath("//@href"), *page.xpath("//@src")]}
        found = [str(name) for name in page.xpath("//@id")]
        assert len(found) == len(set(found)), f"an id stands twice in {path.relative_to(site)}"
        ids[path] = set(found)
    return links, ids


def test_every_link_of_every_page_leads_somewhere(each: Path) -> None:
    links, ids = links_and_ids(each)
    assert len(links) == len(read_json(each / "manifest.json")["pages"])
    broken = []
    for path, addresses in links.items():
        for address in addresses:
            if address.startswith(("http://", "https://", "data:")):
                continue
            name, _, anchor = address.partition("#")
            target = (path.parent / unquote(name.partition("?")[0])).resolve() if name else path.resolve()
            known = ids.get(each / target.relative_to(each.resolve()), set()) if target.is_file() else set()
            if not target.is_file() or (anchor and unquote(anchor) not in known):
                broken.append(f"{path.relative_to(each)}: {address}")
    assert broken == []


def test_every_page_type_is_there_and_small_enough(each: Path) -> None:
    manifest = read_json(each / "manifest.json")
    assert set(manifest["kinds"]) == set(KINDS)
    large = [path for path in each.rglob("*") if path.suffix in (".html", ".js") and path.stat().st_size > 1_000_000]
    assert large == []


def test_permalinks_bring_the_reader_to_the_words(site: Path, opened: Any) -> None:
    path = site / pages_of(site, "session")[0]
    view = opened(path.as_uri(), viewport={"width": 1000, "height": 600})
    anchors = view.page.eval_on_selector_all(".said[id], .para[id]", "all => all.map((element) => element.id)")
    assert len(anchors) > 10
    for anchor in [anchors[0], anchors[len(anchors) // 2], anchors[-1]]:
        place = opened(f"{path.as_uri()}#{anchor}", viewport={"width": 1000, "height": 600})
        box = place.page.locator(f"[id='{anchor}']").bounding_box()
        assert box is not None and -1 <= box["y"] < 600, anchor
        assert place.page.evaluate("document.querySelector(':target') !== null")


def test_a_headline_leads_to_its_evidence_in_two_clicks(site: Path, opened: Any) -> None:
    view = opened((site / "index.html").as_uri())
    view.page.locator(".headline h3 a").first.click()
    view.page.wait_for_url("**/themes/**")
    assert view.page.evaluate("document.querySelector(':target') !== null")
    view.page.locator(":target a.source").first.click()
    view.page.wait_for_url("**/sessions/**")
    assert view.page.evaluate("document.querySelector(':target') !== null")
    assert view.trouble == []
