"""A headless Chromium, and the sites that it opens: one built from gold annotations, the real one where built."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from stanceshift.files import read_json
from stanceshift.reports.build import build_site
from stanceshift.reports.chromium import browser as chromium_browser
from stanceshift.reports.chromium import chromium
from stanceshift.reports.inputs import read_inputs
from stanceshift.settings import Settings
from stanceshift.shifts.sessions import read_catalogue
from tests.reports.gold_tables import INTERFACE, ROOT, write_build

REAL = ROOT / "reports/site"
KINDS = ("codebook", "compare", "data", "evaluation", "index", "method", "search", "series", "session", "theme")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test here; without Chromium skip it, but fail in continuous integration."""
    here = Path(__file__).parent
    own = [item for item in items if here in item.path.parents]
    for item in own:
        item.add_marker(pytest.mark.browser)
        if chromium() is None and os.environ.get("CI") != "true":
            item.add_marker(pytest.mark.skip(reason="Chromium not found: install it or set CHROMIUM to its path"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium_browser() as running:
        yield running


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the home series and one other, built from the gold annotations, once for all workers of a run."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    out = shared / "browser-site"
    with (shared / "browser-site.lock").open("w") as lock, pytest.MonkeyPatch.context() as patch:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not out.exists():
            patch.chdir(ROOT)
            catalogue = read_catalogue(ROOT / "data/catalogue/sessions.yaml")
            build = tmp_path_factory.mktemp("gold") / "build"
            write_build(build, series=("france-japan", "japan-us"), catalogue=catalogue)
            build_site(read_inputs(ROOT, Settings(), build), Settings(), out, INTERFACE)
    return out


@pytest.fixture(scope="session")
def site(built: Path) -> Path:
    """The site on which the pages are tried out."""
    return built


@pytest.fixture(scope="session")
def real() -> Path:
    """The site that the pipeline has built from the whole corpus."""
    if not (REAL / "manifest.json").is_file():
        pytest.skip("reports/site is not built: run `dvc repro`")
    return REAL


@pytest.fixture(scope="session", params=["built", "real"])
def each(request: pytest.FixtureRequest) -> Path:
    """Each site in turn, for what is cheap."""
    path: Path = request.getfixturevalue(request.param)
    return path


@dataclass
class Opened:
    """A page in the browser and what went wrong on it: console errors, errors of scripts, requests that leave file://."""

    page: Page
    context: BrowserContext
    trouble: list[str] = field(default_factory=list)


@pytest.fixture
def opened(browser: Browser) -> Iterator[Any]:
    """Opens an address; the pages are closed after the test."""
    contexts: list[BrowserContext] = []

    def go(address: str, **settings: Any) -> Opened:
        context = browser.new_context(reduced_motion="reduce", **settings)
        contexts.append(context)
        result = Opened(context.new_page(), context)
        page, trouble = result.page, result.trouble
        page.on("console", lambda m: trouble.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("requestfailed", lambda request: trouble.append(f"failed: {request.url}"))
        page.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else trouble.append(r.url))
        page.goto(address)
        return result

    yield go
    for context in contexts:
        context.close()


def until(page: Page, expression: str, seconds: float = 20) -> None:
    """Wait until an expression is true on the page; its policy forbids the waiting that Playwright would do inside it."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"never true: {expression}"
        page.wait_for_timeout(20)


def pages_of(site: Path, kind: str, language: str = "en") -> list[str]:
    """Return the pages of a type in one language, the largest first: those most likely to break."""
    entries = read_json(site / "manifest.json")["pages"]
    own = [entry for entry in entries if entry["kind"] == kind and entry["language"] == language]
    return [entry["path"] for entry in sorted(own, key=lambda entry: (-entry["bytes"], entry["path"]))]


def largest(site: Path, kind: str, language: str = "en") -> str:
    """Return the page by which a type is judged."""
    return pages_of(site, kind, language)[0]
