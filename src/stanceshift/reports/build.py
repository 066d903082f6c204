"""Builds the site: renders the pages in every language, splits those that grow too large, writes all of it at once."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from stanceshift.errors import StanceshiftError
from stanceshift.reports import downloads
from stanceshift.reports.addresses import Folder, Splits, change_anchor, part_path, place_of, row_anchor, thread_anchor
from stanceshift.reports.inputs import Inputs
from stanceshift.reports.interface import LANGUAGES, load_interface
from stanceshift.reports.pages import (
    Maker,
    Page,
    codebook,
    compare,
    data,
    evaluation,
    index,
    method,
    search,
    series,
    session,
    theme,
)
from stanceshift.reports.site import Site
from stanceshift.reports.view import CHANGE_GLYPHS, GLYPHS, STANCE_GLYPHS, STANCE_OF, STATUS_SIGNS, View
from stanceshift.settings import Settings

MAKERS: dict[str, Maker] = {
    "index": index.pages,
    "series": series.pages,
    "theme": theme.pages,
    "session": session.pages,
    "compare": compare.pages,
    "search": search.pages,
    "codebook": codebook.pages,
    "method": method.pages,
    "evaluation": evaluation.pages,
    "data": data.pages,
}
"""The kinds of pages; every one must be there in every language."""
NAVIGATION = ("index", "compare", "search", "codebook", "method", "data")
"""Kinds of pages with one page each, in the order of the navigation."""
HERE = Path(__file__).parent
SLACK = 0.97
"""Share of the largest page that a part is filled to."""


@dataclass(frozen=True)
class Rendered:
    """One part of a page as text."""

    path: str
    kind: str
    title: str
    text: str


def environment() -> Environment:
    """Return the templates, with escaping on and unknown names refused."""
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(
        GLYPHS=GLYPHS,
        STANCE_GLYPHS=STANCE_GLYPHS,
        STANCE_OF=STANCE_OF,
        CHANGE_GLYPHS=CHANGE_GLYPHS,
        STATUS_SIGNS=STATUS_SIGNS,
        NAVIGATION=NAVIGATION,
        row_anchor=row_anchor,
        change_anchor=change_anchor,
        thread_anchor=thread_anchor,
        place_of=place_of,
    )
    return env


class Renderer:
    """Renders the pages of one language, split where they are too large."""

    def __init__(self, view: View, env: Environment, limit: int) -> None:
        self.view, self.env, self.limit = view, env, limit

    def render(self, page: Page) -> list[Rendered]:
        """Return the parts of a page; records in the view's `Splits` where each anchor of a split page stands.

        Raises
        ------
        StanceshiftError
            Where something that cannot be cut is larger than a page may be.
        """
        blocks = [self._block(page, block.template, block.context) for block in page.blocks]
        whole = self._frame(page, blocks, 1, 1)
        if _size(whole) <= self.limit:
            return [Rendered(page.path, page.kind, page.title, whole)]
        parts = self._pack(page, blocks)
        splits = self.view.folder.splits
        splits.parts[page.path] = len(parts)
        rendered = []
        for number, own in enumerate(parts, 1):
            for anchor in (anchor for block in own for anchor in anchors_of(block)):
                splits.at[page.path, anchor] = number
            text = self._frame(page, own, number, len(parts))
            if _size(text) > self.limit:
                raise self._too_large(page, _size(text))
            rendered.append(Rendered(part_path(page.path, number), page.kind, page.title, text))
        return rendered

    def _pack(self, page: Page, blocks: list[Markup]) -> list[list[Markup]]:
        first, later = _size(self._frame(page, [], 1, 99)), _size(self._frame(page, [], 98, 99))
        parts: list[list[Markup]] = [[]]
        used = max(first, later)
        for block in blocks:
            size = _size(block)
            if max(first, later) + size > self.limit * SLACK:
                raise self._too_large(page, max(first, later) + size)
            if used + size > self.limit * SLACK:
                parts.append([])
                used = later
            parts[-1].append(block)
            used += size
        if len(parts) == 1:
            raise self._too_large(page, used)
        return parts

    def _too_large(self, page: Page, size: int) -> StanceshiftError:
        return StanceshiftError(
            f"a page of {size} bytes cannot be split to {self.limit}",
            file=page.path,
            fix="raise report.max_page_bytes in params.yaml, or cut the longest paragraph of its text",
        )

    def _context(self, page: Page) -> dict[str, Any]:
        view = self.view
        return {"page": page, "view": view, "t": view.t, "here": page.path, "site": view.site}

    def _block(self, page: Page, template: str, context: dict[str, Any]) -> Markup:
        return Markup(self.env.get_template(template).render(**self._context(page), **context))

    def _frame(self, page: Page, blocks: list[Markup], part: int, parts: int) -> str:
        own = {"blocks": blocks, "part": part, "parts": parts, "part_path": part_path}
        return self.env.get_template(page.template).render(**self._context(page), **page.context, **own)


def anchors_of(text: str) -> list[str]:
    """Return the ids in a piece of HTML, in order."""
    return [piece.split('"', 1)[0] for piece in text.split(' id="')[1:]]


def _size(text: str) -> int:
    return len(text.encode("utf-8"))


def render_language(site: Site, language: str, interface: Path, folders: dict[str, str]) -> tuple[View, list[Rendered]]:
    """Return the view of a language and its pages.

    Where pages had to be split, everything is rendered again, so that every link finds the part on which its anchor
    stands.
    """
    splits = Splits()
    others = tuple((name, folders[name]) for name in folders)
    view = View(site, load_interface(language, interface), Folder(folders[language], splits), others)
    rendered: list[Rendered] = []
    for _ in range(4):
        known = dict(splits.at)
        env = environment()
        renderer = Renderer(view, env, site.settings.report.max_page_bytes)
        rendered = [part for make in MAKERS.values() for page in make(view) for part in renderer.render(page)]
        if splits.at == known:
            break
    missing = set(MAKERS) - {page.kind for page in rendered}
    if missing:
        raise StanceshiftError(
            f"no page of the kind {', '.join(sorted(missing))} in {language}", fix="look at the input"
        )
    return view, rendered


def site_files(inputs: Inputs, settings: Settings, interface: Path) -> Iterator[tuple[str, str, dict[str, Any] | None]]:
    """Yield (path, text, entry of the manifest or None) of every file of the site, except the assets."""
    site = Site(inputs, settings)
    default = settings.report.language
    folders = {default: "", **{name: name for name in LANGUAGES if name != default}}
    for language, folder in folders.items():
        view, rendered = render_language(site, language, interface, folders)
        for page in rendered:
            path = f"{folder}/{page.path}" if folder else page.path
            entry = {"path": path, "kind": page.kind, "language": language, "title": page.title}
            yield path, page.text, entry
        for path, text in (compare.labels_file(view), search.labels_file(view)):
            yield path, text, None
        if language == default:
            for path, text in [*compare.files(view), *search.files(view), *downloads.files(view)]:
                yield path, text, None


def build_site(inputs: Inputs, settings: Settings, out: Path, interface: Path) -> dict[str, Any]:
    """Write the site into the folder ``out`` and return its manifest.

    All is written into a folder beside it, which then takes its place: a failed run leaves the old site whole.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=out.parent, prefix=".site-"))
    try:
        pages: list[dict[str, Any]] = []
        for path, text, entry in site_files(inputs, settings, interface):
            target = work / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode("utf-8"))
            if entry is not None:
                pages.append(entry | {"bytes": _size(text)})
        shutil.copytree(HERE / "assets", work / "assets")
        pages.sort(key=lambda entry: entry["path"])
        kinds = sorted({entry["kind"] for entry in pages})
        manifest = {"pages": pages, "kinds": kinds, "largest": max(entry["bytes"] for entry in pages)}
        (work / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        work.chmod(0o755)
        _swap(work, out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return manifest


def _swap(new: Path, out: Path) -> None:
    old = new.with_name(f"{new.name}.old")
    if out.exists():
        out.rename(old)
    new.rename(out)
    shutil.rmtree(old, ignore_errors=True)
