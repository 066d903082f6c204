"""Takes the pictures of each page type for the documentation: wide, narrow, dark and in print, small in bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from stanceshift.errors import StanceshiftError
from stanceshift.files import read_json, write_bytes
from stanceshift.reports.chromium import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WIDE, NARROW = {"width": 1280, "height": 960}, {"width": 390, "height": 844}
COLOURS = 48
PRINTED = {"width": 794, "height": 1123}
"""A4 at 96 dots an inch."""
PREFERRED = {
    "theme": "themes/france-japan/south_china_sea.html",
    "session": "sessions/fr-jp-2017-01-06.fr.html",
    "series": "series/france-japan.html",
}
"""The page that stands for its type, where the site has it; else the first of the type."""
QUERIES = {"search": "?q=opposition&series=france-japan", "compare": "?theme=south_china_sea"}
READY = {"search": "#result li", "compare": ".compare-theme"}


@dataclass(frozen=True)
class Shot:
    """One picture: its name, the page with its query, and how it is shown (wide, narrow, dark or print)."""

    name: str
    path: str
    kind: str
    manner: str


def shots(site: Path) -> list[Shot]:
    """Return the pictures to take of a site, every page type in every manner, in its first language.

    Raises
    ------
    StanceshiftError
        Where the folder holds no site.
    """
    if not (site / "manifest.json").is_file():
        raise StanceshiftError("no pages here", file=site, fix="run `dvc repro` first")
    manifest = read_json(site / "manifest.json")
    language = next(entry["language"] for entry in manifest["pages"] if entry["path"] == "index.html")
    found = []
    for kind in manifest["kinds"]:
        pages = [entry for entry in manifest["pages"] if entry["kind"] == kind]
        paths = [entry["path"] for entry in pages if entry["language"] == language]
        path = PREFERRED.get(kind, "")
        path = path if path in paths else min(paths, key=lambda name: (name.count("/"), name))
        found += [Shot(f"{kind}-{manner}.png", path, kind, manner) for manner in ("wide", "narrow", "dark", "print")]
    return found


def take(site: Path, out: Path, running: Browser | None = None) -> Iterator[tuple[Path, int]]:
    """Take the pictures of a site into the folder ``out``, with ``running`` where given; yield path and bytes of each.

    Pictures there that are no longer taken are removed.
    """
    wanted = shots(site)
    with nullcontext(running) if running is not None else browser() as chrome:
        for shot in wanted:
            data = small(_print(chrome, site, shot) if shot.manner == "print" else _screen(chrome, site, shot))
            write_bytes(out / shot.name, data)
            yield out / shot.name, len(data)
    for old in out.glob("*.png"):
        if old.name not in {shot.name for shot in wanted}:
            old.unlink()


def small(data: bytes) -> bytes:
    """Return a picture as PNG with a palette of a few colours, without date or other notes."""
    with Image.open(io.BytesIO(data)) as picture:
        few = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    few.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _screen(running: Browser, site: Path, shot: Shot) -> bytes:
    scheme = "dark" if shot.manner == "dark" else "light"
    size = NARROW if shot.manner == "narrow" else WIDE
    context = running.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    try:
        page = context.new_page()
        page.goto((site / shot.path).resolve().as_uri() + QUERIES.get(shot.kind, ""))
        if shot.kind in READY:
            page.wait_for_selector(READY[shot.kind])
        data: bytes = page.screenshot()
        return data
    finally:
        context.close()


def _print(running: Browser, site: Path, shot: Shot) -> bytes:
    """Return the first sheet as it is printed: the page laid out for paper at the width that its margins leave."""
    margins = (60, 64)
    inner = {"width": PRINTED["width"] - 2 * margins[1], "height": PRINTED["height"] - 2 * margins[0]}
    context = running.new_context(viewport=inner, color_scheme="light", reduced_motion="reduce")  # type: ignore[arg-type]
    try:
        page = context.new_page()
        page.goto((site / shot.path).resolve().as_uri() + QUERIES.get(shot.kind, ""))
        if shot.kind in READY:
            page.wait_for_selector(READY[shot.kind])
        page.emulate_media(media="print")
        with Image.open(io.BytesIO(page.screenshot())) as picture:
            sheet = Image.new("RGB", (PRINTED["width"], PRINTED["height"]), "white")
            sheet.paste(picture, (margins[1], margins[0]))
        buffer = io.BytesIO()
        sheet.save(buffer, "PNG")
        return buffer.getvalue()
    finally:
        context.close()
