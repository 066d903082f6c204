"""The form of every page type: no error or request, accessible in light and dark, whole on paper and on telephones."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

from .conftest import KINDS, largest, pages_of

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


def violations(view: Any, rules: str = "") -> list[Any]:
    """Return what axe-core finds on an opened page, with all details open."""
    view.page.evaluate(OPEN)
    if not view.page.evaluate("'axe' in window"):
        view.page.evaluate(Axe().axe_script)
    only = f", runOnly: {{type: 'rule', values: ['{rules}']}}" if rules else ""
    found = view.page.evaluate(f"axe.run(document, {{preload: false, resultTypes: ['violations']{only}}})")
    return [(v["id"], [node["target"] for node in v["nodes"]][:3]) for v in found["violations"]]


def too_wide(view: Any) -> list[str]:
    """Return what stands out of the page on a wide screen and on a telephone."""
    view.page.evaluate(OPEN)
    found: list[str] = []
    for width in (1280, 390):
        view.page.set_viewport_size({"width": width, "height": 844})
        assert view.page.evaluate("document.documentElement.scrollWidth") <= width, width
        found += view.page.evaluate(OVERFLOW)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_no_error_no_request_no_violation(site: Path, opened: Any, kind: str) -> None:
    view = opened((site / largest(site, kind)).as_uri(), color_scheme="light")
    assert violations(view) == []
    view.page.emulate_media(color_scheme="dark")
    assert violations(view, "color-contrast") == []
    assert view.trouble == []


@pytest.mark.parametrize("kind", ["index", "session", "theme"])
def test_the_french_pages_are_accessible_too(site: Path, opened: Any, kind: str) -> None:
    view = opened((site / largest(site, kind, "fr")).as_uri())
    assert violations(view) == [] and too_wide(view) == [] and view.trouble == []


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_overflows_sideways(site: Path, opened: Any, kind: str) -> None:
    assert too_wide(opened((site / largest(site, kind)).as_uri())) == []


@pytest.mark.parametrize("kind", ["index", "series", "theme"])
def test_the_pages_of_the_whole_corpus_have_the_form_too(real: Path, opened: Any, kind: str) -> None:
    view = opened((real / largest(real, kind)).as_uri())
    assert too_wide(view) == [] and violations(view) == [] and view.trouble == []


@pytest.mark.parametrize("kind", KINDS)
def test_print_clips_nothing(site: Path, opened: Any, kind: str) -> None:
    """Laid out for A4 (178 mm between the margins) no box hides or cuts what it holds, and the text is in the PDF."""
    view = opened((site / largest(site, kind)).as_uri(), viewport={"width": 665, "height": 1000})
    view.page.emulate_media(media="print")
    assert view.page.evaluate(CLIPPED) == []
    assert view.page.evaluate(OVERFLOW) == []
    pdf = PdfReader(io.BytesIO(view.page.pdf(prefer_css_page_size=True)))
    printed = letters("".join(page.extract_text() or "" for page in pdf.pages[:2]))
    assert letters(view.page.inner_text("h1"))[:12] in printed


@pytest.mark.parametrize("theme", ["south_china_sea", "north_korea"])
def test_a_theme_prints_as_a_brief_of_two_pages(each: Path, opened: Any, theme: str) -> None:
    view = opened((each / f"themes/france-japan/{theme}.html").as_uri())
    assert len(PdfReader(io.BytesIO(view.page.pdf(prefer_css_page_size=True))).pages) <= 2


def test_the_words_of_a_mark_show_on_focus(site: Path, opened: Any) -> None:
    view = opened((site / "themes/france-japan/south_china_sea.html").as_uri())
    mark = view.page.locator("svg a.mark").first
    assert mark.locator(".tip").is_hidden()
    mark.focus()
    assert mark.locator(".tip").is_visible()


@pytest.mark.parametrize("kind", KINDS)
def test_pages_are_read_without_javascript(site: Path, opened: Any, kind: str) -> None:
    path = pages_of(site, kind)[-1]
    view = opened((site / path).as_uri(), java_script_enabled=False)
    text = view.page.inner_text("main")
    assert len(text) > 150
    assert view.page.locator("form:visible").count() == 0
    if kind in ("compare", "search"):
        assert "JavaScript" in text
        assert view.page.locator("main a").count() > 0


@pytest.mark.parametrize("kind", KINDS)
def test_the_keyboard_reaches_the_text_first(site: Path, opened: Any, kind: str) -> None:
    view = opened((site / pages_of(site, kind)[-1]).as_uri())
    view.page.keyboard.press("Tab")
    assert view.page.evaluate("document.activeElement.className") == "skip"
    view.page.keyboard.press("Enter")
    assert view.page.evaluate("document.activeElement.id") == "content"
    view.page.keyboard.press("Tab")
    assert view.page.evaluate("document.getElementById('content').contains(document.activeElement)")
