"""Opens the pages in headless Chromium from the file system: accessibility, requests, filters, comparison, print."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from pypdf import PdfReader

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PAGES = (
    "index.html",
    "series/france-japan.html",
    "themes/france-japan/south_china_sea.html",
    "sessions/fr-jp-2017-01-06.fr.html",
    "sessions/fr-jp-2022-01-20.ja.digest.html",
    "compare.html",
    "codebook.html",
    "method.html",
    "data.html",
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
EVERY_PAGE = [f"{folder}{page}" for folder in ("", "fr/") for page in PAGES]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


def opened(browser: Browser, address: str, **settings: object) -> tuple[Page, list[str]]:
    """Return a page and the list that its errors and requests to a network will join."""
    page = browser.new_context(**settings).new_page()  # type: ignore[arg-type]
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith("file:") else trouble.append(request.url))
    page.goto(address)
    return page, trouble


@pytest.mark.parametrize(("path", "scheme"), [*((p, "light") for p in EVERY_PAGE), *((p, "dark") for p in PAGES)])
def test_axe_finds_nothing_and_nothing_is_requested(browser: Browser, site: Path, path: str, scheme: str) -> None:
    page, trouble = opened(browser, (site / path).as_uri(), color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((element) => { element.open = true; })")
    page.wait_for_timeout(100)
    assert trouble == []
    page.evaluate(Axe().axe_script)
    found = page.evaluate("axe.run(document, {preload: false, resultTypes: ['violations']})")
    assert [(v["id"], [node["target"] for node in v["nodes"]][:3]) for v in found["violations"]] == []
    page.context.close()


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_nothing_overflows_a_telephone(browser: Browser, site: Path, path: str) -> None:
    page, _ = opened(browser, (site / path).as_uri(), viewport={"width": 360, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.context.close()


def test_two_sessions_are_compared_and_the_choice_is_in_the_address(browser: Browser, site: Path) -> None:
    query = "?a=fr-jp-2017-01-06&b=fr-jp-2018-01-26&theme=south_china_sea"
    page, trouble = opened(browser, (site / "compare.html").as_uri() + query)
    page.wait_for_selector(".compare-theme li")
    assert "ont exprimé leur forte opposition" in page.inner_text("#result")
    assert "not the official wording" in page.inner_text("#result")
    page.select_option("#theme", "unsc_reform")
    page.wait_for_function("document.querySelector('#result').innerText.includes('Security Council reform')")
    assert "theme=unsc_reform" in page.url and "unknown" in page.inner_text("#result")
    link = page.get_attribute("#result .source", "href")
    assert link and (site / link.partition("#")[0]).is_file()
    assert trouble == []
    page.context.close()


def test_positions_are_filtered_by_holder(browser: Browser, site: Path) -> None:
    page, trouble = opened(browser, (site / "sessions/fr-jp-2017-01-06.fr.html").as_uri())
    page.select_option("#filter-holder", "fr")
    page.select_option("#filter-theme", "unsc_reform")
    shown = page.locator(".labels li:visible")
    assert shown.count() >= 1
    assert all("France" in text for text in shown.all_inner_texts())
    assert "holder=fr" in page.url and trouble == []
    page.reload()
    assert page.locator(".labels li:visible").count() == shown.count()
    page.context.close()


def test_pages_read_without_javascript(browser: Browser, site: Path) -> None:
    page, _ = opened(browser, (site / "sessions/fr-jp-2017-01-06.fr.html").as_uri(), java_script_enabled=False)
    assert page.locator(".para").count() == 28 and page.locator(".filters").is_hidden()
    page.context.close()


def test_the_words_of_a_mark_show_on_focus(browser: Browser, site: Path) -> None:
    page, _ = opened(browser, (site / "themes/france-japan/south_china_sea.html").as_uri())
    mark = page.locator("svg a.mark").first
    assert mark.locator(".tip").is_hidden()
    mark.focus()
    assert mark.locator(".tip").is_visible()
    page.context.close()


def test_a_theme_prints_on_two_pages(browser: Browser, site: Path) -> None:
    page, _ = opened(browser, (site / "themes/france-japan/south_china_sea.html").as_uri())
    target = site.parent / "theme.pdf"
    page.pdf(path=str(target), prefer_css_page_size=True)
    assert len(PdfReader(target).pages) <= 2
    page.context.close()
