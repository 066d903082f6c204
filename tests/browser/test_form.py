"""The form of every page type: no error or request, accessible in light and dark, whole on paper and on telephones."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

from .conftest import KINDS, sample

OVERFLOW = """() => {
  const wide = document.documentElement.clientWidth;
  const inside = (element) => {
    for (let up = element.parentElement; up; up = up.parentElement) {
      if (["auto", "scroll", "hidden"].includes(getComputedStyle(up).overflowX)) return true;
    }
    return false;
  };
  return [...document.body.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect();
    const seen = box.width > 1 && box.height > 1 && getComputedStyle(element).visibility !== "hidden";
    return seen && box.right > wide + 1 && !inside(element) && !element.closest("svg");
  }).slice(0, 5).map((element) => `${element.tagName}.${element.className}: ${element.textContent.slice(0, 40)}`);
}"""
CLIPPED = """() => [...document.body.querySelectorAll("*")].filter((element) => {
  const style = getComputedStyle(element);
  if (style.display === "none" || element.matches(".vh, .vh *, svg *")) return false;
  const hides = ["hidden", "clip", "auto", "scroll"];
  const sideways = hides.includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
  const down = hides.includes(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
  return (sideways || down) && element.clientWidth > 1;
}).slice(0, 5).map((element) => `${element.tagName}.${element.className}`)"""
OPEN = "document.querySelectorAll('details').forEach((element) => { element.open = true; })"


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_error_no_request_no_violation(site: Path, opened: Any, kind: str, scheme: str) -> None:
    for path in sample(site, kind)[: 1 if scheme == "dark" else None]:
        view = opened((site / path).as_uri(), color_scheme=scheme)
        view.page.evaluate(OPEN)
        view.page.wait_for_timeout(200)
        assert view.trouble == [], path
        view.page.evaluate(Axe().axe_script)
        found = view.page.evaluate("axe.run(document, {preload: false, resultTypes: ['violations']})")["violations"]
        assert [(path, v["id"], [node["target"] for node in v["nodes"]][:3]) for v in found] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_overflows_sideways(site: Path, opened: Any, kind: str, width: int) -> None:
    for path in sample(site, kind):
        view = opened((site / path).as_uri(), viewport={"width": width, "height": 844})
        view.page.evaluate(OPEN)
        assert view.page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert view.page.evaluate(OVERFLOW) == [], path


@pytest.mark.parametrize("kind", KINDS)
def test_print_clips_nothing(site: Path, opened: Any, kind: str) -> None:
    """Laid out for A4 (178 mm between the margins) no box hides or cuts what it holds, and the text is in the PDF."""
    for path in sample(site, kind)[:2]:
        view = opened((site / path).as_uri(), viewport={"width": 665, "height": 1000})
        view.page.emulate_media(media="print")
        assert view.page.evaluate(CLIPPED) == [], path
        assert view.page.evaluate(OVERFLOW) == [], path
        pdf = PdfReader(io.BytesIO(view.page.pdf(prefer_css_page_size=True)))
        printed = letters("".join(page.extract_text() or "" for page in pdf.pages))
        assert letters(view.page.inner_text("h1"))[:12] in printed, path


@pytest.mark.parametrize("kind", KINDS)
def test_pages_are_read_without_javascript(site: Path, opened: Any, kind: str) -> None:
    path = sample(site, kind)[0]
    view = opened((site / path).as_uri(), java_script_enabled=False)
    text = view.page.inner_text("main")
    assert len(text) > 150
    assert view.page.locator("form:visible").count() == 0
    if kind in ("compare", "search"):
        assert "JavaScript" in text
        assert view.page.locator("main a").count() > 0


@pytest.mark.parametrize("kind", KINDS)
def test_the_keyboard_reaches_the_text_first(site: Path, opened: Any, kind: str) -> None:
    view = opened((site / sample(site, kind)[0]).as_uri())
    view.page.keyboard.press("Tab")
    assert view.page.evaluate("document.activeElement.className") == "skip"
    view.page.keyboard.press("Enter")
    assert view.page.evaluate("document.activeElement.id") == "content"
    view.page.keyboard.press("Tab")
    assert view.page.evaluate("document.getElementById('content').contains(document.activeElement)")
