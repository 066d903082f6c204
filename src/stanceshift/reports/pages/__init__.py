"""Describes the pages, one module a kind; every module has `pages(view)`, which yields them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from stanceshift.reports.view import View


@dataclass(frozen=True)
class Block:
    """A part of a page that is never cut: a template and what it shows. Large pages are split between blocks."""

    template: str
    context: dict[str, Any]


@dataclass(frozen=True)
class Page:
    """One page: where it stands, its template, what it shows, and the blocks between which it may be split."""

    path: str
    kind: str
    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    scripts: tuple[str, ...] = ()
    """Scripts of its own, under assets/ or data/."""
    lead: str = ""
    """One sentence on the page, for its description."""


Maker = Callable[[View], Iterator[Page]]
