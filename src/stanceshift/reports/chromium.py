"""Finds the installed Chromium and opens pages of the site in it, for screenshots and tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from stanceshift.errors import StanceshiftError

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none", "--lang=en-GB")


def chromium() -> str | None:
    """Return the path of Chromium: the environment variable CHROMIUM, else the first installed; None for none."""
    named = os.environ.get("CHROMIUM", "")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def browser() -> Iterator[Browser]:
    """Yield a headless Chromium.

    Raises
    ------
    StanceshiftError
        Where Chromium or Playwright is missing.
    """
    path = chromium()
    if path is None:
        raise StanceshiftError("Chromium not found", fix="install it, or name it in the environment variable CHROMIUM")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise StanceshiftError("Playwright is not installed", fix="install the extra `test`") from None
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield running
        finally:
            running.close()
