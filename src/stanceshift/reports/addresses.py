"""Knows where everything stands on the site: paths of pages, anchors, links, and parts of pages."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field


def slug(value: str) -> str:
    """Return ``value`` as an anchor: small letters, digits, hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")


def place_of(identity: str) -> tuple[str, str]:
    """Return (document, anchor) of a paragraph, sentence or position id: ``…#7.1.1`` stands at ``p7-s1-k1``."""
    document, _, numbers = identity.partition("#")
    parts = numbers.split(".")
    return document, "-".join(f"{mark}{number}" for mark, number in zip("psk", parts, strict=False))


def row_anchor(row_id: str) -> str:
    """Return the anchor of a row of the ledger."""
    return f"row-{slug(row_id)}"


def thread_anchor(thread_id: str) -> str:
    """Return the anchor of a thread."""
    return f"thread-{slug(thread_id)}"


def change_anchor(change_id: str) -> str:
    """Return the anchor of a change of a theme between two sessions."""
    return f"change-{slug(change_id)}"


def session_page(document: str) -> str:
    """Return the path of the page of a text."""
    return f"sessions/{document}.html"


def theme_page(series: str, theme: str) -> str:
    """Return the path of the page of a theme in a series."""
    return f"themes/{series}/{theme}.html"


def series_page(series: str) -> str:
    """Return the path of the page of a series."""
    return f"series/{series}.html"


def part_path(page: str, part: int) -> str:
    """Return the path of a part of a page: the first keeps the page's own."""
    stem, dot, ending = page.rpartition(".")
    return page if part <= 1 else f"{stem}.part{part}{dot}{ending}"


@dataclass
class Splits:
    """Which pages were split, and on which part each anchor stands."""

    parts: dict[str, int] = field(default_factory=dict)
    """By page the number of its parts, where more than one."""
    at: dict[tuple[str, str], int] = field(default_factory=dict)
    """By (page, anchor) the part, where not the first."""

    def path(self, page: str, anchor: str = "") -> str:
        """Return the path of the part of ``page`` on which ``anchor`` stands."""
        return part_path(page, self.at.get((page, anchor), 1))


@dataclass(frozen=True)
class Folder:
    """The folder of one language on the site: "" for the language at the root, else "fr"."""

    name: str
    splits: Splits

    def link(self, here: str, page: str, anchor: str = "") -> str:
        """Return the relative address of ``page`` (and ``anchor``) for a page at ``here``, both below this folder."""
        target = self.splits.path(page, anchor)
        path = posixpath.relpath(target, posixpath.dirname(here) or ".")
        return f"{path}#{anchor}" if anchor else path

    def shared(self, here: str, path: str) -> str:
        """Return the relative address of a file that all languages share (assets, data) for a page at ``here``."""
        whole = posixpath.join(self.name, here)
        return posixpath.relpath(path, posixpath.dirname(whole) or ".")
